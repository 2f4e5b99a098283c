//! Frames of sentences of our own, parsed by hand.
//!
//! A sentence is written token by token as `word=lemma/TAG/head/relation/kind`; lemma and kind may be
//! left out, the universal part of speech follows from the Penn tag, and `_` after a word says that no
//! blank follows. A frame is written as `TYPE mode status: trigger; role=words; ...`.

use super::frames;
use crate::decode::hints::Hints;
use std::sync::Arc;
use tacitus_doc::{
    Act, Attribution, ClaimForm, Commitment, Document, Frame, Kind, Mention, MentionForm, Role,
    Sentence, Source, Span, Token, Upos, Word,
};

fn upos(tag: &str, rel: &str) -> Upos {
    if rel.starts_with("aux") || rel == "cop" {
        return Upos::Aux;
    }
    match tag {
        "NN" | "NNS" => Upos::Noun,
        "NNP" | "NNPS" => Upos::Propn,
        "MD" => Upos::Aux,
        "IN" if rel == "mark" => Upos::Sconj,
        "IN" | "RP" => Upos::Adp,
        "DT" | "PDT" => Upos::Det,
        "RB" => Upos::Adv,
        "PRP" | "PRP$" | "WP" | "WDT" => Upos::Pron,
        "CD" => Upos::Num,
        "CC" => Upos::Cconj,
        "TO" | "POS" => Upos::Part,
        _ if tag.starts_with("VB") => Upos::Verb,
        _ if tag.starts_with("JJ") => Upos::Adj,
        _ => Upos::Punct,
    }
}

fn parsed(sentences: &[&str]) -> Document {
    let mut text = String::new();
    let (mut tokens, mut words, mut mentions, mut bounds) = (vec![], vec![], vec![], vec![]);
    for sentence in sentences {
        let base = tokens.len();
        for item in sentence.split_whitespace() {
            let mut fields = item.split('/');
            let mut field = || fields.next().unwrap_or_default();
            let (form, tag, head, rel, kind) = (field(), field(), field(), field(), field());
            let (form, glued) = match form.strip_suffix('_') {
                Some(form) => (form, true),
                None => (form, false),
            };
            let (form, lemma) = match form.split_once('=') {
                Some((form, lemma)) => (form, lemma.to_owned()),
                None if tag.starts_with("NNP") => (form, form.to_owned()),
                None => (form, form.to_lowercase()),
            };
            let span = Span::new(text.len(), text.len() + form.len());
            text.push_str(form);
            if !glued {
                text.push(' ');
            }
            let head: usize = head.parse().expect("a head is a number");
            if let Some(kind) = Kind::parse(kind) {
                mentions.push(Mention {
                    span,
                    name: None,
                    head: tokens.len(),
                    kind,
                    form: MentionForm::Nominal,
                });
            }
            tokens.push(Token { span });
            words.push(Word {
                upos: upos(tag, rel),
                xpos: Arc::from(tag),
                lemma: Arc::from(lemma.as_str()),
                head: head.checked_sub(1).map(|head| base + head),
                rel: Arc::from(rel),
            });
        }
        let span = Span::new(
            tokens[base].span.start as usize,
            tokens.last().map_or(0, |token: &Token| token.span.end as usize),
        );
        bounds.push(Sentence { span, tokens: base..tokens.len() });
    }
    Document::new(None, Source::default(), text)
        .with_tokens(tokens)
        .with_sentences(bounds)
        .with_syntax(words)
        .with_mentions(mentions)
}

fn told(doc: &Document, frame: &Frame) -> String {
    let mode = frame.mode.map_or("-", |mode| mode.as_str());
    let trigger: Vec<&str> = frame.trigger.iter().map(|span| doc.words(*span)).collect();
    let mut line = format!("{} {mode} {}: {}", frame.event_type, frame.status, trigger.join(" + "));
    for role in &frame.roles {
        line.push_str(&format!("; {}={}", role.role, doc.words(role.span)));
        if let Some((value, bound)) = role.amount {
            line.push_str(&format!(" ({bound} {value})"));
        }
    }
    line
}

fn check(sentence: &str, expected: &[&str]) {
    let doc = parsed(&[sentence]);
    let found: Vec<String> =
        frames(&doc, &Hints::default()).iter().map(|frame| told(&doc, frame)).collect();
    assert_eq!(found, expected, "{}", doc.text());
}

#[test]
fn an_active_clause() {
    check(
        "Rebels=rebel/NNS/2/nsubj/armed ambushed=ambush/VBD/0/root an/DT/5/det army/NN/5/compound \
         patrol/NN/2/obj/armed near/IN/7/case Daraq/NNP/2/obl/place on/IN/9/case \
         Monday/NNP/2/obl/time",
        &["ASSAULT - happened: ambushed; actor=Rebels; recipient=an army patrol; place=Daraq; \
           time=Monday"],
    );
}

#[test]
fn a_passive_clause_with_agent() {
    check(
        "Two/CD/2/nummod judges=judge/NNS/4/nsubj:pass were=be/VBD/4/aux:pass arrested=arrest/VBN/0/root \
         by/IN/6/case police/NNS/4/obl:agent/armed",
        &["COERCE arrest happened: arrested; actor=police; recipient=Two judges; \
           quantity=Two judges (exactly 2)"],
    );
}

#[test]
fn a_participle_after_the_noun() {
    check(
        "They/PRP/2/nsubj found=find/VBD/0/root several/JJ/4/amod soldiers=soldier/NNS/2/obj/armed \
         kidnapped=kidnap/VBN/4/acl by/IN/8/case the/DT/8/det militia/NN/5/obl:agent/armed in/IN/10/case \
         2009/CD/5/obl/time",
        &["ASSAULT abduct happened: kidnapped; actor=the militia; recipient=several soldiers; \
           time=2009"],
    );
}

#[test]
fn a_relative_clause_and_a_conjoined_verb() {
    check(
        "Gunmen=gunman/NNS/4/nsubj/armed who/WP/3/nsubj abducted=abduct/VBD/1/acl:relcl \
         fled=flee/VBD/0/root",
        &[],
    );
    check(
        "Gunmen=gunman/NNS/5/nsubj/armed who/WP/3/nsubj abducted=abduct/VBD/1/acl:relcl nurses=nurse/NNS/3/obj \
         shot=shoot/VBD/0/root a/DT/7/det guard/NN/5/obj/person and/CC/9/cc released=release/VBD/5/conj \
         the/DT/11/det drivers=driver/NNS/9/obj/person",
        &[
            "ASSAULT abduct happened: abducted; actor=Gunmen; recipient=nurses",
            "ASSAULT firearms happened: shot; actor=Gunmen; recipient=a guard",
            "RETREAT release happened: released; actor=Gunmen; recipient=the drivers",
        ],
    );
}

#[test]
fn parties_of_nouns() {
    check(
        "Talks=talk/NNS/6/nsubj between/IN/3/case Karvia/NNP/1/nmod/place and/CC/5/cc Ostrel/NNP/3/conj/place \
         began=begin/VBD/0/root on/IN/8/case Friday/NNP/6/obl/time",
        &["CONSULT - happened: Talks; actor=Karvia; actor=Ostrel; time=Friday"],
    );
    check(
        "Karvian/JJ/3/amod/norp air/NN/3/compound strikes=strike/NNS/6/nsubj on/IN/5/case Ostrel/NNP/3/nmod/place \
         continued=continue/VBD/0/root",
        &["ASSAULT aerial happened: strikes; actor=Karvian; recipient=Ostrel"],
    );
    // A noun that only points back at what has been told.
    check("The/DT/2/det attack/NN/3/nsubj failed=fail/VBD/0/root", &[]);
    check(
        "He/PRP/2/nsubj praised=praise/VBD/0/root the/DT/4/det deal/NN/2/obj",
        &["SUPPORT - happened: praised; actor=He"],
    );
    check(
        "His/PRP$/2/nmod:poss arrest/NN/3/nsubj surprised=surprise/VBD/0/root many/JJ/3/obj",
        &[],
    );
}

#[test]
fn a_light_verb_lends_its_subject() {
    check(
        "The/DT/2/det army/NN/3/nsubj/armed launched=launch/VBD/0/root a/DT/6/det drone/NN/6/compound \
         strike/NN/3/obj against/IN/9/case the/DT/9/det militia/NN/3/obl/armed",
        &["ASSAULT drone happened: strike; actor=The army; recipient=the militia"],
    );
    check(
        "Karvia/NNP/4/nsubj/place and/CC/3/cc Ostrel/NNP/1/conj/place reached=reach/VBD/0/root an/DT/6/det \
         agreement/NN/4/obj",
        &["AGREE - happened: reached; actor=Karvia; actor=Ostrel"],
    );
}

#[test]
fn one_event_for_one_deed() {
    check(
        "Fighters=fighter/NNS/2/nsubj/armed attacked=attack/VBD/0/root a/DT/4/det village/NN/2/obj/place \
         ,/,/6/punct killing=kill/VBG/2/advcl at/RB/8/advmod least/RBS/9/advmod ten/CD/10/nummod \
         people/NNS/6/obj",
        &["ASSAULT - happened: attacked + killing; actor=Fighters; recipient=a village; \
           recipient=at least ten people; quantity=at least ten people (at_least 10)"],
    );
    check(
        "A/DT/4/det rebel/NN/4/compound rocket/NN/4/compound attack/NN/5/nsubj killed=kill/VBD/0/root \
         five/CD/7/nummod civilians=civilian/NNS/5/obj",
        &[
            "ASSAULT heavy-weapons happened: attack + killed; actor=rebel; recipient=five civilians; \
           quantity=five civilians (exactly 5)",
        ],
    );
}

#[test]
fn thing_objects_stand_for_their_owners() {
    check(
        "Police/NNS/2/nsubj/armed released=release/VBD/0/root the/DT/4/det group_/NN/6/nmod:poss 's/POS/4/case \
         prisoners=prisoner/NNS/2/obj",
        &["RETREAT release happened: released; actor=Police; recipient=the group's prisoners"],
    );
    check(
        "The/DT/2/det army/NN/3/nsubj/armed shelled=shell/VBD/0/root Ostrelian/JJ/5/amod/norp trenches=trench/NNS/3/obj",
        &["ASSAULT heavy-weapons happened: shelled; actor=The army; recipient=Ostrelian"],
    );
    check(
        "The/DT/2/det minister/NN/3/nsubj/person attacked=attack/VBD/0/root inflation/NN/3/obj",
        &[],
    );
}

#[test]
fn statuses() {
    let status = |aux: &str, verb: &str, expected: &str| {
        check(
            &format!(
                "The/DT/2/det militia/NN/4/nsubj/armed {aux} {verb}/0/root the/DT/6/det \
                 town/NN/4/obj/place"
            ),
            &[expected],
        );
    };
    status(
        "may/MD/4/aux",
        "attack/VB",
        "ASSAULT - possible: attack; actor=The militia; recipient=the town",
    );
    status(
        "is=be/VBZ/4/aux",
        "attacking=attack/VBG",
        "ASSAULT - ongoing: attacking; actor=The militia; recipient=the town",
    );
    status(
        "never/RB/4/advmod",
        "attacked=attack/VBD",
        "ASSAULT - denied: attacked; actor=The militia; recipient=the town",
    );
    status(
        "must/MD/4/aux",
        "shell/VB",
        "ASSAULT heavy-weapons demanded: shell; actor=The militia; recipient=the town",
    );
}

#[test]
fn futures_change_the_type() {
    let future = |verb: &str, rest: &str, expected: &[&str]| {
        check(&format!("Karvia/NNP/3/nsubj/place will/MD/3/aux {verb}/VB/0/root {rest}"), expected);
    };
    future(
        "help",
        "Ostrel/NNP/3/obj/place",
        &["AGREE - planned: help; actor=Karvia; recipient=Ostrel"],
    );
    future(
        "recognise",
        "Ostrel/NNP/3/obj/place",
        &["AGREE - planned: recognise; actor=Karvia; recipient=Ostrel"],
    );
    future(
        "visit",
        "Ostrel/NNP/3/obj/place",
        &["AGREE - planned: visit; actor=Karvia; recipient=Ostrel"],
    );
    future(
        "cooperate",
        "with/IN/5/case Ostrel/NNP/3/obl/place",
        &["AGREE - planned: cooperate; actor=Karvia; recipient=Ostrel"],
    );
    future(
        "withdraw",
        "its/PRP$/5/nmod:poss troops=troop/NNS/3/obj/armed from/IN/7/case Ostrel/NNP/3/obl/place",
        &["CONCEDE - planned: withdraw; actor=Karvia; recipient=Ostrel"],
    );
    future(
        "pardon",
        "the/DT/5/det rebels=rebel/NNS/3/obj/armed",
        &["CONCEDE - planned: pardon; actor=Karvia; recipient=the rebels"],
    );
    future(
        "bomb",
        "Ostrel/NNP/3/obj/place",
        &["THREATEN violence planned: bomb; actor=Karvia; recipient=Ostrel"],
    );
    check(
        "Karvia/NNP/4/nsubj/place will/MD/4/aux not/RB/4/advmod meet/VB/0/root Ostrel/NNP/4/obj/place",
        &["REJECT meet happened: meet; actor=Karvia; recipient=Ostrel"],
    );
    check(
        "Karvia/NNP/4/nsubj/place will/MD/4/aux not/RB/4/advmod accept/VB/0/root the/DT/6/det plan/NN/4/obj",
        &["REJECT change happened: accept; actor=Karvia"],
    );
    // A plain past is left as it is.
    check(
        "Karvia/NNP/2/nsubj/place visited=visit/VBD/0/root Ostrel/NNP/2/obj/place",
        &["CONSULT visit happened: visited; actor=Karvia; recipient=Ostrel"],
    );
}

#[test]
fn words_about_deeds_swallow_the_deed() {
    check(
        "Karvia/NNP/2/nsubj/place threatened=threaten/VBD/0/root to/TO/4/mark shell/VB/2/xcomp Ostrel/NNP/4/obj/place",
        &["THREATEN violence happened: threatened; actor=Karvia; recipient=Ostrel"],
    );
    check(
        "Karvia/NNP/2/nsubj/place refused=refuse/VBD/0/root to/TO/4/mark meet/VB/2/xcomp the/DT/6/det envoy/NN/4/obj/person",
        &["REJECT meet happened: refused; actor=Karvia; recipient=the envoy"],
    );
    check(
        "Karvia/NNP/2/nsubj/place agreed=agree/VBD/0/root to/TO/4/mark help/VB/2/xcomp Ostrel/NNP/4/obj/place",
        &["AGREE - happened: agreed; actor=Karvia; recipient=Ostrel"],
    );
    check(
        "Karvia/NNP/2/nsubj/place vowed=vow/VBD/0/root to/TO/4/mark bomb/VB/2/xcomp Ostrel/NNP/4/obj/place",
        &["THREATEN violence happened: vowed; actor=Karvia; recipient=Ostrel"],
    );
    // What is demanded of another is told with him as the one to do it.
    check(
        "Karvia/NNP/2/nsubj/place urged=urge/VBD/0/root Ostrel/NNP/2/obj/place to/TO/5/mark free/VB/2/xcomp \
         the/DT/7/det nurses=nurse/NNS/5/obj/person",
        &[
            "REQUEST yield happened: urged; actor=Karvia; recipient=Ostrel",
            "RETREAT release demanded: free; actor=Ostrel; recipient=the nurses",
        ],
    );
}

#[test]
fn border_rules_of_the_manual() {
    let karvia = |rest: &str, expected: &[&str]| {
        check(&format!("Karvia/NNP/2/nsubj/place {rest}"), expected);
    };
    // Summoning an ambassador is a complaint, no consultation.
    karvia(
        "summoned=summon/VBD/0/root the/DT/5/det Ostrelian/JJ/5/amod/norp ambassador/NN/2/obj/person",
        &["ACCUSE disapprove happened: summoned; actor=Karvia; recipient=the Ostrelian ambassador"],
    );
    // Pardon, release and rescue are three things.
    karvia(
        "pardoned=pardon/VBD/0/root the/DT/4/det rebels=rebel/NNS/2/obj/armed",
        &["CONCEDE - happened: pardoned; actor=Karvia; recipient=the rebels"],
    );
    karvia(
        "freed=free/VBD/0/root the/DT/4/det rebels=rebel/NNS/2/obj/armed",
        &["RETREAT release happened: freed; actor=Karvia; recipient=the rebels"],
    );
    karvia(
        "rescued=rescue/VBD/0/root the/DT/4/det hostages=hostage/NNS/2/obj/person",
        &["AID - happened: rescued; actor=Karvia; recipient=the hostages"],
    );
    karvia(
        "invited=invite/VBD/0/root the/DT/4/det envoy/NN/2/obj/person",
        &["AGREE - happened: invited; actor=Karvia; recipient=the envoy"],
    );
    karvia(
        "forgave=forgive/VBD/0/root Ostrel_/NNP/5/nmod:poss/place 's/POS/3/case debt/NN/2/obj",
        &["AID - happened: forgave; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "suspended=suspend/VBD/0/root aid/NN/2/obj to/IN/5/case Ostrel/NNP/2/obl/place",
        &["SANCTION discontinue happened: suspended; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "cancelled=cancel/VBD/0/root a/DT/4/det meeting/NN/2/obj with/IN/6/case Ostrel/NNP/4/nmod/place",
        &["REJECT meet happened: cancelled; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "expelled=expel/VBD/0/root two/CD/4/nummod diplomats=diplomat/NNS/2/obj/person",
        &["SANCTION expel happened: expelled; actor=Karvia; recipient=two diplomats; \
           quantity=two diplomats (exactly 2)"],
    );
    karvia(
        "deported=deport/VBD/0/root a/DT/4/det singer/NN/2/obj/person",
        &["COERCE deport happened: deported; actor=Karvia; recipient=a singer"],
    );
    karvia(
        "signed=sign/VBD/0/root a/DT/4/det treaty/NN/2/obj with/IN/6/case Ostrel/NNP/2/obl/place",
        &["SUPPORT - happened: signed; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "announced=announce/VBD/0/root a/DT/4/det ceasefire/NN/2/obj",
        &["CONCEDE - happened: announced; actor=Karvia"],
    );
    karvia(
        "lifted=lift/VBD/0/root the/DT/4/det curfew/NN/2/obj",
        &["CONCEDE - happened: lifted; actor=Karvia"],
    );
    karvia(
        "held=hold/VBD/0/root joint/JJ/4/amod exercises=exercise/NNS/2/obj with/IN/6/case Ostrel/NNP/2/obl/place",
        &["COOPERATE - happened: held; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "held=hold/VBD/0/root naval/JJ/4/amod exercises=exercise/NNS/2/obj",
        &["MOBILIZE troops happened: held; actor=Karvia"],
    );
    karvia(
        "sent=send/VBD/0/root troops=troop/NNS/2/obj/armed to/IN/6/case the/DT/6/det border/NN/2/obl/place",
        &["MOBILIZE troops happened: sent; actor=Karvia; destination=the border"],
    );
    karvia(
        "sent=send/VBD/0/root fighters=fighter/NNS/2/obj/armed to/TO/5/mark aid/VB/2/advcl Ostrel/NNP/5/obj/place \
            in/IN/8/case 2009/CD/5/obl/time",
        &["AID - happened: sent + aid; actor=Karvia; recipient=Ostrel; time=2009"],
    );
    karvia(
        "lodged=lodge/VBD/0/root a/DT/4/det complaint/NN/2/obj against/IN/6/case Ostrel/NNP/2/obl/place",
        &["ACCUSE allege happened: lodged; actor=Karvia; recipient=Ostrel"],
    );
}

#[test]
fn force_short_of_violence() {
    check(
        "Police/NNS/2/nsubj/armed dispersed=disperse/VBD/0/root the/DT/4/det protesters=protester/NNS/2/obj/person",
        &["COERCE restrict happened: dispersed; actor=Police; recipient=the protesters"],
    );
    check(
        "Police/NNS/2/nsubj/armed fired=fire/VBD/0/root tear/NN/4/compound gas/NN/2/obj at/IN/7/case the/DT/7/det \
         protesters=protester/NNS/2/obl/person",
        &["ASSAULT crowd-control happened: fired; actor=Police; recipient=the protesters"],
    );
    check(
        "Rebels=rebel/NNS/2/nsubj/armed captured=capture/VBD/0/root three/CD/4/nummod soldiers=soldier/NNS/2/obj/armed",
        &["ASSAULT abduct happened: captured; actor=Rebels; recipient=three soldiers; \
           quantity=three soldiers (exactly 3)"],
    );
    check(
        "Police/NNS/2/nsubj/armed raided=raid/VBD/0/root the/DT/5/det party/NN/5/compound office/NN/2/obj/facility",
        &["COERCE seize happened: raided; actor=Police; recipient=the party office"],
    );
}

#[test]
fn a_demonstration_voices_its_demand_itself() {
    check(
        "Farmers=farmer/NNS/2/nsubj marched=march/VBD/0/root in/IN/4/case Daraq/NNP/2/obl/place ,/,/6/punct \
         demanding=demand/VBG/2/advcl lower/JJR/8/amod taxes=tax/NNS/6/obj",
        &["PROTEST demo happened: marched; actor=Farmers; place=Daraq"],
    );
}

#[test]
fn play_is_no_war() {
    check(
        "The/DT/2/det striker/NN/3/nsubj/person attacked=attack/VBD/0/root the/DT/5/det goalkeeper/NN/3/obj/person",
        &[],
    );
    check(
        "Shares=share/NNS/3/nsubj:pass were=be/VBD/3/aux:pass hit=hit/VBN/0/root by/IN/5/case fears=fear/NNS/3/obl:agent",
        &[],
    );
    check("The/DT/2/det team/NN/4/nsubj:pass was=be/VBD/4/aux:pass beaten=beat/VBN/0/root", &[]);
    check(
        "An/DT/2/det earthquake/NN/3/nsubj killed=kill/VBD/0/root ten/CD/5/nummod people/NNS/3/obj",
        &[],
    );
    check(
        "A/DT/2/det fight/NN/5/nsubj against/IN/4/case cancer/NN/2/nmod continues=continue/VBZ/0/root",
        &[],
    );
    // An arrest after a match is an arrest.
    check(
        "Police/NNS/2/nsubj/armed arrested=arrest/VBD/0/root ten/CD/5/nummod football/NN/5/compound fans=fan/NNS/2/obj",
        &["COERCE arrest happened: arrested; actor=Police; recipient=ten football fans; \
           quantity=ten football fans (exactly 10)"],
    );
}

#[test]
fn quantities_keep_their_sense() {
    let amount = |words: &str, value: f64, bound: &str| {
        let doc = parsed(&[&format!(
            "Rebels=rebel/NNS/2/nsubj/armed kidnapped=kidnap/VBD/0/root {words}"
        )]);
        let found = frames(&doc, &Hints::default());
        let fill = found[0].roles.iter().find(|r| r.role == Role::Quantity).expect("a quantity");
        let (found_value, found_bound) = fill.amount.expect("an amount");
        assert_eq!((found_value, found_bound.as_str()), (value, bound), "{words}");
    };
    let soldiers = "soldiers=soldier/NNS/2/obj/armed";
    amount(
        &format!("more/JJR/5/advmod than/IN/3/fixed 300/CD/6/nummod {soldiers}"),
        300.0,
        "more_than",
    );
    amount(&format!("nearly/RB/4/advmod forty/CD/5/nummod {soldiers}"), 40.0, "about");
    amount(&format!("up/RB/5/advmod to/IN/3/fixed 20/CD/6/nummod {soldiers}"), 20.0, "at_most");
    amount(
        "dozens=dozen/NNS/2/obj of/IN/5/case soldiers=soldier/NNS/3/nmod/armed",
        24.0,
        "at_least",
    );
}

fn attributed(sentence: &str, source: &str, cue: &str, content: &str, act: Act) -> Document {
    let doc = parsed(&[sentence]);
    let at = |words: &str| {
        let start = doc.text().find(words).expect("the words stand in the sentence");
        vec![Span::new(start, start + words.len())]
    };
    let attribution = Attribution {
        source: at(source),
        cue: at(cue),
        content: at(content),
        speaker: None,
        parent: None,
        form: ClaimForm::Indirect,
        act,
        commitment: Commitment::Asserted,
        addressee: None,
        confidence: 0.9,
    };
    doc.with_attributions(vec![attribution])
}

#[test]
fn an_event_inside_a_statement_stands_under_it() {
    let doc = attributed(
        "Karvia/NNP/2/nsubj/place said=say/VBD/0/root rebels=rebel/NNS/4/nsubj/armed bombed=bomb/VBD/2/ccomp \
         Daraq/NNP/4/obj/place",
        "Karvia",
        "said",
        "rebels bombed Daraq",
        Act::Assert,
    );
    let found = frames(&doc, &Hints::default());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].attributions.len(), 1);
}

#[test]
fn a_statement_that_accuses_stands_outside_itself() {
    let doc = attributed(
        "Karvia/NNP/2/nsubj/place said=say/VBD/0/root it/PRP/5/nsubj was=be/VBD/5/cop angry/JJ/2/ccomp \
         at/IN/7/case Ostrel/NNP/5/obl/place",
        "Karvia",
        "said",
        "it was angry at Ostrel",
        Act::Assert,
    );
    let found = frames(&doc, &Hints::default());
    let lines: Vec<String> = found.iter().map(|frame| told(&doc, frame)).collect();
    assert_eq!(lines, ["ACCUSE disapprove happened: said + angry; actor=Karvia; recipient=Ostrel"]);
    assert!(found[0].attributions.is_empty());
    // Where no word of the lexicon tells the act, the attribution does, once.
    let doc = attributed(
        "Karvia/NNP/2/nsubj/place claimed=claim/VBD/0/root Ostrel/NNP/4/nsubj/place lied=lie/VBD/2/ccomp",
        "Karvia",
        "claimed",
        "Ostrel lied",
        Act::Accuse,
    );
    let lines: Vec<String> =
        frames(&doc, &Hints::default()).iter().map(|frame| told(&doc, frame)).collect();
    assert_eq!(lines, ["ACCUSE allege happened: claimed; actor=Karvia"]);
}

#[test]
fn poor_input_gives_no_frames() {
    assert!(
        frames(&Document::new(None, Source::default(), "Rebels attacked."), &Hints::default())
            .is_empty()
    );
    // A tree that bites its tail.
    check("Rebels=rebel/NNS/2/nsubj attacked=attack/VBD/3/conj fled=flee/VBD/2/conj", &[]);
    check("a/VB/1/conj b/VBN/3/acl c/VBN/2/acl:relcl", &[]);
}

/// Trees that no parser gives: heads that point anywhere, relations that fit nothing.
#[test]
fn no_tree_makes_the_rules_stumble() {
    let words = [
        "killed=kill/VBN",
        "asked=ask/VBD",
        "dozens=dozen/NNS",
        "attack/NN",
        "refused=refuse/VBN",
        "the/DT",
        "of/IN",
        "who/WP",
        "soldiers=soldier/NNS",
        "agreed=agree/VBD",
        "300/CD",
        "to/TO",
        "talks=talk/NNS",
        "Karvia/NNP",
        "will/MD",
        "not/RB",
        "have/VB",
        "strike/NN",
    ];
    let rels = [
        "nsubj",
        "nsubj:pass",
        "obj",
        "xcomp",
        "ccomp",
        "acl",
        "acl:relcl",
        "advcl",
        "conj",
        "nmod",
        "obl",
        "obl:agent",
        "case",
        "mark",
        "aux",
        "aux:pass",
        "nummod",
        "compound",
        "flat",
        "fixed",
        "root",
    ];
    let kinds = ["person", "armed", "place", "time", "weapon", ""];
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..3000 {
        let length = 2 + next(14);
        let sentence: Vec<String> = (0..length)
            .map(|_| {
                let (word, rel) = (words[next(words.len())], rels[next(rels.len())]);
                format!("{word}/{}/{rel}/{}", next(length + 3), kinds[next(kinds.len())])
            })
            .collect();
        let doc = parsed(&[&sentence.join(" ")]);
        for frame in frames(&doc, &Hints::default()) {
            assert!(frame.roles.iter().all(|role| !doc.words(role.span).is_empty()));
            assert!(frame.mode.is_none_or(|mode| mode.fits(frame.event_type)));
            assert!(!frame.trigger.is_empty());
        }
    }
}

#[test]
fn a_refusal_answers_the_request_before_it() {
    check(
        "Rebels=rebel/NNS/2/nsubj/armed asked=ask/VBD/0/root for/IN/5/case a/DT/5/det truce/NN/2/obl ,/,/9/punct \
         but/CC/9/cc Karvia/NNP/9/nsubj/place refused=refuse/VBD/2/conj",
        &[
            "REQUEST yield happened: asked; actor=Rebels; recipient=Karvia",
            "REJECT - happened: refused; actor=Karvia; recipient=Rebels",
        ],
    );
}

#[test]
fn what_another_must_do_is_a_request() {
    check(
        "Karvia/NNP/2/nsubj/place said=say/VBD/0/root Ostrel/NNP/5/nsubj/place must/MD/5/aux disarm/VB/2/ccomp",
        &[
            "REQUEST yield happened: said; actor=Karvia; recipient=Ostrel",
            "RETREAT disarm demanded: disarm; actor=Ostrel",
        ],
    );
}

#[test]
fn politicians_attack_with_words() {
    check(
        "Senator/NNP/2/nmod:desc Halvek/NNP/3/nsubj/person attacked=attack/VBD/0/root the/DT/5/det \
         president/NN/3/obj/person",
        &["ACCUSE disapprove happened: attacked; actor=Senator Halvek; recipient=the president"],
    );
    check("Halvek/NNP/2/nsubj/person beat/VBD/0/root Morin/NNP/2/obj/person", &[]);
}

#[test]
fn a_deal_that_lets_somebody_leave() {
    check(
        "The/DT/2/det deal/NN/3/nsubj allowed=allow/VBD/0/root rebels=rebel/NNS/3/obj/armed to/TO/6/mark leave/VB/3/xcomp \
         Daraq/NNP/6/obj/place",
        &["RETREAT withdraw happened: allowed; actor=rebels"],
    );
}

#[test]
fn what_the_subject_owns_is_no_recipient() {
    check(
        "Karvia/NNP/2/nsubj/place agreed=agree/VBD/0/root to/TO/4/mark open/VB/2/xcomp its/PRP$/6/nmod:poss \
         border/NN/4/obj to/IN/8/case Ostrel/NNP/4/obl/place",
        &["AGREE - happened: agreed; actor=Karvia; recipient=Ostrel"],
    );
}

#[test]
fn out_of_the_question() {
    check(
        "A/DT/2/det truce/NN/6/nsubj was=be/VBD/6/cop out/IN/6/case of/IN/6/case question/NN/0/root for/IN/8/case \
         Karvia/NNP/6/nmod/place",
        &["REJECT change happened: question; actor=Karvia"],
    );
}

#[test]
fn statuses_come_from_the_words_above() {
    let karvia = |rest: &str, expected: &[&str]| {
        check(&format!("Karvia/NNP/2/nsubj/place {rest}"), expected);
    };
    karvia(
        "denied=deny/VBD/0/root attacking=attack/VBG/2/xcomp Ostrel/NNP/3/obj/place",
        &["ASSAULT - denied: attacking; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "planned=plan/VBD/0/root an/DT/4/det attack/NN/2/obj on/IN/6/case Ostrel/NNP/4/nmod/place",
        &["ASSAULT - planned: attack; actor=Karvia; recipient=Ostrel"],
    );
    karvia(
        "feared=fear/VBD/0/root an/DT/4/det attack/NN/2/obj by/IN/6/case Ostrel/NNP/4/nmod/place",
        &["ASSAULT - possible: attack; actor=Ostrel"],
    );
    karvia(
        "continued=continue/VBD/0/root to/TO/4/mark shell/VB/2/xcomp Ostrel/NNP/4/obj/place",
        &["ASSAULT heavy-weapons ongoing: shell; actor=Karvia; recipient=Ostrel"],
    );
    check(
        "If/IN/3/mark rebels=rebel/NNS/3/nsubj/armed attack/VBP/6/advcl Karvia/NNP/3/obj/place it/PRP/6/nsubj \
         shuts=shut/VBZ/0/root down/RP/6/compound:prt",
        &["ASSAULT - possible: attack; actor=rebels; recipient=Karvia"],
    );
}

#[test]
fn accidents_have_no_author() {
    check(
        "Ten/CD/2/nummod people/NNS/4/nsubj:pass were=be/VBD/4/aux:pass killed=kill/VBN/0/root in/IN/7/case a/DT/7/det \
         crash/NN/4/obl",
        &[],
    );
    check(
        "Ten/CD/2/nummod people/NNS/4/nsubj:pass were=be/VBD/4/aux:pass killed=kill/VBN/0/root in/IN/8/case a/DT/8/det \
         suicide/NN/8/compound bombing/NN/4/obl",
        &["ASSAULT suicide-attack happened: killed + bombing; recipient=Ten people; \
           quantity=Ten people (exactly 10)"],
    );
}

#[test]
fn border_rules_of_courts_refugees_and_relief() {
    check(
        "A/DT/2/det court/NN/3/nsubj/organization convicted=convict/VBD/0/root the/DT/5/det editor/NN/3/obj/person \
         of/IN/7/case treason/NN/3/obl",
        &["SANCTION convict happened: convicted; actor=A court; recipient=the editor"],
    );
    // The charge that the verdict confirms is no second event.
    check(
        "A/DT/2/det court/NN/3/nsubj/organization convicted=convict/VBD/0/root the/DT/5/det editor/NN/3/obj/person \
         accused=accuse/VBN/5/acl of/IN/8/case treason/NN/6/obl",
        &["SANCTION convict happened: convicted; actor=A court; recipient=the editor"],
    );
    check(
        "A/DT/2/det court/NN/3/nsubj/organization ordered=order/VBD/0/root Karvia/NNP/3/obj/place to/TO/6/mark \
         pay/VB/3/xcomp damages=damage/NNS/6/obj to/IN/9/case Ostrel/NNP/6/obl/place",
        &["SANCTION - happened: ordered; actor=A court; actor=Ostrel; recipient=Karvia"],
    );
    check(
        "Villagers=villager/NNS/2/nsubj/person fled=flee/VBD/0/root the/DT/4/det militia/NN/2/obj/armed",
        &["SANCTION expel happened: fled; actor=the militia; recipient=Villagers"],
    );
    check(
        "Karvia/NNP/2/nsubj/place barred=bar/VBD/0/root the/DT/4/det observers=observer/NNS/2/obj/person from/IN/6/mark \
         entering=enter/VBG/2/advcl the/DT/8/det country/NN/6/obj/place",
        &["REJECT - happened: barred; actor=Karvia; recipient=the observers"],
    );
    check(
        "Karvia/NNP/2/nsubj/place sent=send/VBD/0/root troops=troop/NNS/2/obj/armed to/TO/5/mark help/VB/2/advcl \
         flood/NN/7/compound victims=victim/NNS/5/obj/person",
        &["AID - happened: sent + help; actor=Karvia; recipient=flood victims"],
    );
    check(
        "The/DT/2/det party/NN/3/nsubj/organization mobilised=mobilise/VBD/0/root its/PRP$/5/nmod:poss \
         supporters=supporter/NNS/3/obj/person",
        &["PROTEST demo happened: mobilised; actor=The party"],
    );
    check(
        "Guards=guard/NNS/2/nsubj/armed beat/VBD/0/root a/DT/4/det prisoner/NN/2/obj/person",
        &["ASSAULT beat happened: beat; actor=Guards; recipient=a prisoner"],
    );
    check(
        "A/DT/2/det crowd/NN/3/nsubj/person stoned=stone/VBD/0/root the/DT/5/det envoy/NN/3/obj/person",
        &["ASSAULT primitive happened: stoned; actor=A crowd; recipient=the envoy"],
    );
    check(
        "Karvia/NNP/2/nsubj/place promised=promise/VBD/0/root to/TO/4/mark withdraw/VB/2/xcomp its/PRP$/6/nmod:poss \
         troops=troop/NNS/4/obj/armed",
        &["CONCEDE - happened: promised; actor=Karvia"],
    );
    check(
        "Karvia/NNP/3/nsubj/place will/MD/3/aux pardon/VB/0/root the/DT/5/det rebels=rebel/NNS/3/obj/armed",
        &["CONCEDE - planned: pardon; actor=Karvia; recipient=the rebels"],
    );
}
