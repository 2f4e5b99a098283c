//! Attributions over small parses of our own. A row is `word lemma UPOS XPOS head rel`, heads count
//! from one within the sentence, `=` repeats the word, `^` before a word joins it to the one before,
//! and a line of `¶` ends a paragraph.

use super::{attributions, candidates};
use crate::decode::hints::Hints;
use crate::decode::phrase::Tree;
use std::sync::Arc;
use tacitus_doc::{
    Attribution, Commitment, Document, Id, Kind, Mention, MentionForm, Sentence, Source, Span,
    Token, Upos, Word,
};

fn parsed(rows: &str) -> Document {
    let mut text = String::new();
    let (mut tokens, mut words, mut sentences) = (Vec::new(), Vec::new(), Vec::new());
    let mut start = 0;
    for row in rows.lines().map(str::trim).chain([""]) {
        if row.is_empty() || row == "¶" {
            if tokens.len() > start {
                let first: &Token = &tokens[start];
                let last: &Token = tokens.last().expect("a sentence has tokens");
                sentences
                    .push(Sentence { span: first.span.to(last.span), tokens: start..tokens.len() });
                start = tokens.len();
            }
            if row == "¶" {
                text.push_str("\n\n");
            }
            continue;
        }
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [word, lemma, upos, xpos, head, rel] = cells[..] else { panic!("row {row:?}") };
        let glued = word.strip_prefix('^');
        if glued.is_none() && !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        let form = glued.unwrap_or(word);
        let from = text.len();
        text.push_str(form);
        tokens.push(Token { span: Span::new(from, text.len()) });
        let head: usize = head.parse().expect("a head is a number");
        words.push(Word {
            upos: Upos::parse(upos).expect("a universal tag"),
            xpos: xpos.into(),
            lemma: if lemma == "=" { Arc::from(form.to_lowercase()) } else { lemma.into() },
            head: head.checked_sub(1).map(|head| start + head),
            rel: rel.into(),
        });
    }
    Document::new(None, Source::default(), text)
        .with_tokens(tokens)
        .with_sentences(sentences)
        .with_syntax(words)
}

fn words(doc: &Document, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(doc.text())).collect::<Vec<_>>().join(" … ")
}

fn shown(doc: &Document, one: &Attribution) -> String {
    let parent = one.parent.map_or(String::new(), |parent| format!(" in {}", parent.index()));
    format!(
        "{} | {} | {} | {} {}{parent}",
        words(doc, &one.source),
        words(doc, &one.cue),
        words(doc, &one.content),
        one.form,
        one.act,
    )
}

/// What the rules find, likely or not. `expected` has a line for each: source, cue, content, form and act, and the number of
/// the attribution that it stands inside.
#[track_caller]
fn check(rows: &str, expected: &[&str]) {
    let doc = parsed(rows);
    let found = candidates(&doc, &Hints::default(), 0.0);
    let found: Vec<String> = found.iter().map(|one| shown(&doc, &one.attribution)).collect();
    assert_eq!(found, expected, "{}", doc.text());
}

const SAID: &str = "
    The the DET DT 2 det
    mayor = NOUN NN 4 nsubj
    later = ADV RB 4 advmod
    said say VERB VBD 0 root
    that = SCONJ IN 8 mark
    the = DET DT 7 det
    bridge = NOUN NN 8 nsubj
    collapsed collapse VERB VBD 4 ccomp
    ^. . PUNCT . 4 punct
";

#[test]
fn a_clause_is_reported() {
    check(SAID, &["The mayor | later said | that the bridge collapsed | indirect assert"]);
}

#[test]
fn a_clause_surrounds_its_cue() {
    check(
        "The the DET DT 2 det
         bridge = NOUN NN 7 nsubj
         ^, , PUNCT , 5 punct
         villagers villager NOUN NNS 5 nsubj
         said say VERB VBD 7 parataxis
         ^, , PUNCT , 5 punct
         collapsed collapse VERB VBD 0 root
         at = ADP IN 9 case
         dawn = NOUN NN 7 obl
         ^. . PUNCT . 7 punct",
        &["villagers | said | The bridge … collapsed at dawn | indirect assert"],
    );
}

#[test]
fn a_quotation_goes_on_after_its_cue() {
    check(
        "“ “ PUNCT `` 3 punct
         ^They they PRON PRP 3 nsubj
         left leave VERB VBD 7 ccomp
         ^, , PUNCT , 3 punct
         ^” ” PUNCT '' 3 punct
         she = PRON PRP 7 nsubj
         said say VERB VBD 0 root
         ^. . PUNCT . 7 punct

         “ “ PUNCT `` 3 punct
         ^All all DET DT 3 nsubj
         left leave VERB VBD 0 root
         together = ADV RB 3 advmod
         ^. . PUNCT . 3 punct
         ^” ” PUNCT '' 3 punct
         ¶
         The the DET DT 2 det
         road = NOUN NN 4 nsubj
         was be AUX VBD 4 cop
         empty = ADJ JJ 0 root
         ^. . PUNCT . 4 punct",
        &["she | said | “They left,” … “All left together.” | direct assert"],
    );
}

#[test]
fn a_quotation_without_a_cue_before_it_stays_unattributed() {
    check(
        "“ “ PUNCT `` 3 punct
         ^All all DET DT 3 nsubj
         left leave VERB VBD 0 root
         together = ADV RB 3 advmod
         ^. . PUNCT . 3 punct
         ^” ” PUNCT '' 3 punct",
        &[],
    );
}

#[test]
fn who_is_accused_belongs_to_the_content() {
    check(
        "Rebels rebel NOUN NNS 2 nsubj
         accused accuse VERB VBD 0 root
         the = DET DT 4 det
         army = NOUN NN 2 obj
         of = SCONJ IN 6 mark
         shelling shell VERB VBG 2 advcl
         a = DET DT 8 det
         market = NOUN NN 6 obj
         ^. . PUNCT . 2 punct",
        &["Rebels | accused | the army of shelling a market | indirect accuse"],
    );
}

#[test]
fn who_is_called_on_belongs_to_the_content() {
    check(
        "Envoys envoy NOUN NNS 2 nsubj
         called call VERB VBD 0 root
         on = ADP IN 5 case
         the = DET DT 5 det
         council = NOUN NN 2 obl
         to = PART TO 7 mark
         act = VERB VB 2 xcomp
         ^. . PUNCT . 2 punct",
        &["Envoys | called on | the council to act | indirect demand"],
    );
}

#[test]
fn who_is_told_does_not() {
    let rows = "Farmers farmer NOUN NNS 2 nsubj
         told tell VERB VBD 0 root
         reporters reporter NOUN NNS 2 iobj
         that = SCONJ IN 7 mark
         they = PRON PRP 7 nsubj
         were be AUX VBD 7 cop
         afraid = ADJ JJ 2 ccomp
         ^. . PUNCT . 2 punct";
    check(rows, &["Farmers | told | that they were afraid | indirect assert"]);

    let doc = parsed(rows);
    let tree = Tree::new(&doc).expect("the rows have syntax");
    let mention = |head: usize| Mention {
        span: tree.tokens[head].span,
        name: None,
        head,
        kind: Kind::Person,
        form: MentionForm::Nominal,
    };
    let doc = parsed(rows).with_mentions(vec![mention(0), mention(2)]);
    let found = attributions(&doc, &Hints::default());
    assert_eq!(found.first().and_then(|one| one.speaker), Some(Id::new(0)));
    assert_eq!(found.first().and_then(|one| one.addressee), Some(Id::new(1)));
}

#[test]
fn refusing_to_say_withholds() {
    check(
        "She she PRON PRP 2 nsubj
         declined decline VERB VBD 0 root
         to = PART TO 4 mark
         say = VERB VB 2 xcomp
         whether = SCONJ IN 7 mark
         talks talk NOUN NNS 7 nsubj
         resumed resume VERB VBD 4 ccomp
         ^. . PUNCT . 2 punct",
        &["She | declined to say | whether talks resumed | indirect withhold"],
    );
    check(
        "The the DET DT 2 det
         army = NOUN NN 6 nsubj
         was be AUX VBD 6 cop
         ^n't not PART RB 6 advmod
         so = ADV RB 6 advmod
         quick = ADJ JJ 0 root
         to = PART TO 8 mark
         declare = VERB VB 6 xcomp
         victory = NOUN NN 8 obj
         ^. . PUNCT . 6 punct",
        &["The army | wasn't so quick to declare | victory | indirect withhold"],
    );
}

#[test]
fn a_participle_shares_the_subject() {
    check(
        "Guards guard NOUN NNS 2 nsubj
         fled flee VERB VBD 0 root
         ^, , PUNCT , 4 punct
         saying say VERB VBG 2 advcl
         they = PRON PRP 6 nsubj
         feared fear VERB VBD 4 ccomp
         an = DET DT 8 det
         attack = NOUN NN 6 obj
         ^. . PUNCT . 2 punct",
        &[
            "Guards | saying | they feared an attack | indirect assert",
            "they | feared | an attack | indirect assert in 0",
        ],
    );
}

#[test]
fn an_outlet_reports_what_another_said() {
    check(
        "According accord VERB VBG 4 case
         to = ADP IN 1 fixed
         the = DET DT 4 det
         Courier = PROPN NNP 7 obl
         ^, , PUNCT , 4 punct
         police = NOUN NN 7 nsubj
         said say VERB VBD 0 root
         nobody = PRON NN 9 nsubj
         died die VERB VBD 7 ccomp
         ^. . PUNCT . 7 punct",
        &[
            "the Courier | According to | police said nobody died | indirect assert",
            "police | said | nobody died | indirect assert in 0",
        ],
    );
}

#[test]
fn nobody_is_named() {
    check(
        "The the DET DT 2 det
         bridge = NOUN NN 4 nsubj:pass
         is be AUX VBZ 4 aux:pass
         said say VERB VBN 0 root
         to = PART TO 7 mark
         be = AUX VB 7 cop
         safe = ADJ JJ 4 xcomp
         ^. . PUNCT . 4 punct",
        &[" | is said | The bridge … to be safe | indirect assert"],
    );
    check(
        "Two two NUM CD 2 nummod
         men man NOUN NNS 4 nsubj
         reportedly = ADV RB 4 advmod
         drowned drown VERB VBD 0 root
         ^. . PUNCT . 4 punct",
        &[" | reportedly | Two men … drowned | indirect assert"],
    );
}

#[test]
fn a_statement_speaks_for_who_issues_it() {
    check(
        "The the DET DT 2 det
         union = NOUN NN 3 nsubj
         issued issue VERB VBD 0 root
         a = DET DT 5 det
         statement = NOUN NN 3 obj
         saying say VERB VBG 5 acl
         pay = NOUN NN 9 nsubj
         must = AUX MD 9 aux
         rise = VERB VB 6 ccomp
         ^. . PUNCT . 3 punct",
        &["The union | issued a statement saying | pay must rise | indirect demand"],
    );
}

#[test]
fn a_noun_can_be_the_cue() {
    check(
        "Observers observer NOUN NNS 2 nsubj
         voiced voice VERB VBD 0 root
         deep = ADJ JJ 4 amod
         concern = NOUN NN 2 obj
         about = ADP IN 7 case
         the = DET DT 7 det
         siege = NOUN NN 4 nmod
         ^. . PUNCT . 2 punct",
        &["Observers | voiced deep concern about | the siege | indirect criticise"],
    );
}

#[test]
fn a_relative_pronoun_is_the_source_and_its_noun_the_speaker() {
    let rows = "The the DET DT 2 det
         driver = NOUN NN 7 nsubj
         ^, , PUNCT , 5 punct
         who = PRON WP 5 nsubj
         denied deny VERB VBD 2 acl:relcl
         speeding speed VERB VBG 5 xcomp
         left leave VERB VBD 0 root
         ^. . PUNCT . 7 punct";
    check(rows, &["who | denied | speeding | indirect deny"]);
    let doc = parsed(rows);
    let driver = Mention {
        span: Span::new(0, 10),
        name: None,
        head: 1,
        kind: Kind::Person,
        form: MentionForm::Nominal,
    };
    let found = attributions(&doc.with_mentions(vec![driver]), &Hints::default());
    assert_eq!(found.first().and_then(|one| one.speaker), Some(Id::new(0)));
}

#[test]
fn deeds_are_not_words() {
    check(
        "Troops troop NOUN NNS 2 nsubj
         crossed cross VERB VBD 0 root
         the = DET DT 4 det
         river = NOUN NN 2 obj
         and = CCONJ CC 6 cc
         called call VERB VBD 2 conj
         off = ADP RP 6 compound:prt
         the = DET DT 9 det
         raid = NOUN NN 6 obj
         ^. . PUNCT . 2 punct",
        &[],
    );
}

#[test]
fn an_order_without_a_speaker_is_nobodys() {
    check(
        "Say say VERB VB 0 root
         that = SCONJ IN 4 mark
         they = PRON PRP 4 nsubj
         left leave VERB VBD 1 ccomp
         ^. . PUNCT . 1 punct",
        &[],
    );
}

#[test]
fn a_quotation_is_interrupted_by_more_than_its_cue() {
    check(
        "\" \" PUNCT `` 3 punct
         ^We we PRON PRP 3 nsubj
         left leave VERB VBD 7 ccomp
         ^, , PUNCT , 3 punct
         ^\" \" PUNCT '' 3 punct
         Ada Ada PROPN NNP 7 nsubj
         told tell VERB VBD 0 root
         the = DET DT 9 det
         Courier = PROPN NNP 7 iobj
         ^, , PUNCT , 7 punct
         \" \" PUNCT `` 15 punct
         ^but but CCONJ CC 15 cc
         nobody = PRON NN 15 nsubj
         ever = ADV RB 15 advmod
         returned return VERB VBD 7 dep
         ^. . PUNCT . 15 punct
         ^\" \" PUNCT '' 15 punct",
        &["Ada | told | \"We left,\" … \"but nobody ever returned.\" | direct assert"],
    );
}

#[test]
fn an_aside_between_commas_is_seen_through_a_wrong_parse() {
    check(
        "The the DET DT 2 det
         convoy = NOUN NN 6 nsubj
         ^, , PUNCT , 2 punct
         the = DET DT 5 det
         agency = NOUN NN 2 appos
         reported report VERB VBD 0 root
         ^, , PUNCT , 6 punct
         reached reach VERB VBD 6 ccomp
         the = DET DT 10 det
         border = NOUN NN 8 obj
         ^. . PUNCT . 6 punct",
        &["the agency | reported | The convoy … reached the border | indirect assert"],
    );
}

#[test]
fn partners_of_a_source_belong_to_it() {
    check(
        "The the DET DT 2 det
         mayor = NOUN NN 8 nsubj
         as = ADV RB 8 advmod
         well = ADV RB 3 fixed
         as = ADP IN 3 fixed
         the = DET DT 7 det
         governor = NOUN NN 8 obl
         denied deny VERB VBD 0 root
         it = PRON PRP 8 obj
         ^. . PUNCT . 8 punct",
        &["The mayor as well as the governor | denied | it | indirect deny"],
    );
}

#[test]
fn a_transcript_names_its_speakers() {
    check(
        "WELLS Wells PROPN NNP 0 root
         ^: : PUNCT : 1 punct
         Good good ADJ JJ 4 amod
         evening = NOUN NN 1 parataxis
         ^, , PUNCT , 4 punct
         all = DET DT 4 vocative
         ^. . PUNCT . 1 punct",
        &["WELLS | : | Good evening, all | indirect assert"],
    );
}

#[test]
fn the_unlikely_is_left_out() {
    let seeing = parsed(
        "You you PRON PRP 3 nsubj
         can = AUX MD 3 aux
         see = VERB VB 0 root
         it = PRON PRP 3 obj
         ^? ? PUNCT . 3 punct",
    );
    assert_eq!(candidates(&seeing, &Hints::default(), 0.0).len(), 1);
    assert_eq!(attributions(&seeing, &Hints::default()), Vec::new());
    let said = attributions(&parsed(SAID), &Hints::default());
    assert!(said.iter().all(|one| one.confidence > 0.6) && said.len() == 1);
}

#[test]
fn a_tree_as_deep_as_the_text_is_walked() {
    // One clause under another, as no sane parse has it: neither the stack nor patience may end.
    let n_clauses = 10_000;
    let mut rows = String::new();
    for nth in 0..n_clauses {
        let (head, rel) = if nth == 0 { (0, "root") } else { (nth * 2, "ccomp") };
        rows +=
            &format!("they they PRON PRP {} nsubj\nsaid say VERB VBD {head} {rel}\n", nth * 2 + 2);
    }
    let doc = parsed(&rows);
    let found = attributions(&doc, &Hints::default()).len();
    assert!(found > 0 && found <= n_clauses, "{found}");
}

#[test]
fn without_layers_there_are_none() {
    assert_eq!(
        attributions(&Document::new(None, Source::default(), "He said so."), &Hints::default()),
        Vec::new()
    );
    check("", &[]);
}

#[test]
fn odd_trees_end() {
    // Two words that hang on each other, and a head outside the text.
    let doc = parsed(SAID);
    let mut words = doc.syntax().expect("the rows have syntax").to_vec();
    words[3].head = Some(7);
    words[0].head = Some(400);
    words[2].head = Some(2);
    words[6].head = Some(900);
    let odd = Document::new(None, Source::default(), doc.text())
        .with_tokens(doc.tokens().expect("tokens").to_vec())
        .with_sentences(doc.sentences().expect("sentences").to_vec())
        .with_syntax(words);
    assert!(attributions(&odd, &Hints::default()).len() <= 2);

    // Sentences that do not cover the text, or reach beyond it.
    for range in [0..0, 0..4, 0..400] {
        let doc = parsed(SAID);
        let sentence = Sentence { span: Span::new(0, 4), tokens: range };
        let odd = Document::new(None, Source::default(), doc.text())
            .with_tokens(doc.tokens().expect("tokens").to_vec())
            .with_syntax(doc.syntax().expect("syntax").to_vec())
            .with_sentences(vec![sentence]);
        assert_eq!(attributions(&odd, &Hints::default()), Vec::new());
    }
}

#[test]
fn who_is_quoted_as_saying_speaks_inside_the_quoting() {
    check(
        "The the DET DT 2 det
         daily = NOUN NN 3 nsubj
         quoted quote VERB VBD 0 root
         a = DET DT 5 det
         clerk = NOUN NN 3 obj
         as = SCONJ IN 7 mark
         saying say VERB VBG 3 advcl
         that = SCONJ IN 11 mark
         the = DET DT 10 det
         bridge = NOUN NN 11 nsubj
         collapsed collapse VERB VBD 7 ccomp
         ^. . PUNCT . 3 punct",
        &[
            "The daily | quoted | a clerk as saying that the bridge collapsed | indirect assert",
            "a clerk | saying | that the bridge collapsed | indirect assert in 0",
        ],
    );
}

#[test]
fn verbs_commit_to_what_they_report() {
    let check = |verb: &str, lemma: &str, expected: Commitment| {
        let rows = SAID.replace("said say", &format!("{verb} {lemma}"));
        let found = candidates(&parsed(&rows), &Hints::default(), 0.0);
        let found: Vec<Commitment> = found.iter().map(|one| one.attribution.commitment).collect();
        assert_eq!(found, [expected], "{verb}");
    };
    check("said", "say", Commitment::Asserted);
    check("claimed", "claim", Commitment::LeftOpen);
    check("admitted", "admit", Commitment::Presupposed);
    check("hoped", "hope", Commitment::Unasserted);
    check("denied", "deny", Commitment::Denied);
}

#[test]
fn who_is_written_to_is_addressed() {
    let doc = parsed(
        "She she PRON PRP 2 nsubj
         wrote write VERB VBD 0 root
         to = ADP IN 4 case
         judges judge NOUN NNS 2 obl
         that = SCONJ IN 8 mark
         the = DET DT 7 det
         bridge = NOUN NN 8 nsubj
         collapsed collapse VERB VBD 2 ccomp
         ^. . PUNCT . 2 punct",
    );
    let start = doc.text().find("judges").expect("the word stands there");
    let span = Span::new(start, start + "judges".len());
    let form = MentionForm::Nominal;
    let judges = Mention { span, name: None, head: 3, kind: Kind::Person, form };
    let found = attributions(&doc.with_mentions(vec![judges]), &Hints::default());
    assert_eq!(found.first().map(|one| one.addressee), Some(Some(Id::new(0))));
}
