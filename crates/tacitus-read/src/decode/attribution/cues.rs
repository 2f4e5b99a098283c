//! Cues, with the source and the content that syntax gives them.
//!
//! One pass over the tokens; each token that the lexicon lists is asked for its constructions, the
//! likeliest first. Quotations are joined later: see `speech`.

use super::acts::negated;
use super::confidence::word_weight;
use super::lexicon::{Entry, Lexicon, Part};
use super::quotes::Quotes;
use crate::decode::phrase::Tree;
use std::cell::Cell;
use tacitus_doc::{Act, Sentence, Upos};

/// Which construction gave an attribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    /// *He said that ...*
    Clause,
    /// *..., he said*
    Parataxis,
    /// *as he said*
    AsClause,
    /// *vowed to ...*
    Infinitive,
    /// *denied the charge*
    Object,
    /// *urged them to ...*, *called it a lie*
    Predicate,
    /// *warned of ...*
    Preposition,
    /// *it was reported that ...*
    PassiveClause,
    /// *is expected to ...*
    PassiveInfinitive,
    /// *was condemned by ...*
    PassiveObject,
    /// *seems to ...*
    Raising,
    /// *the claim that ...*
    NounClause,
    /// *criticism of ...*
    NounPreposition,
    /// *is confident that ...*
    Adjective,
    /// *according to ...*
    According,
    /// *reportedly*
    Hearsay,
    /// *Minister: ...*
    Headline,
    /// *WELLS: Good evening*
    Transcript,
    /// The rest of the sentence, for want of anything better.
    Rest,
    /// Only the quotation marks give the content.
    Quotation,
    /// Only the encoder sees it.
    Tagged,
}

/// An attribution in the making; positions are tokens, in order.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The word that the lexicon knows.
    pub(super) head: usize,
    pub(super) rule: Rule,
    pub(super) source: Vec<usize>,
    /// The head of the phrase that says who it is: of a relative pronoun, the noun before it.
    pub(super) speaker: Option<usize>,
    pub(super) cue: Vec<usize>,
    pub(super) content: Vec<usize>,
    pub(super) act: Act,
    pub(super) addressee: Option<usize>,
    pub(super) negated: bool,
    /// A state of mind rather than speech.
    pub(super) mental: bool,
    /// May stand beside a quotation.
    pub(super) quotes: bool,
    /// Log-odds of the word, see `confidence`.
    pub(super) weight: f32,
    /// The word and its part in the lexicon.
    pub(super) word: String,
}

impl Rule {
    /// Whether the content is a clause rather than a phrase.
    pub(super) fn is_clausal(self) -> bool {
        use Rule as R;
        matches!(
            self,
            R::Clause
                | R::Parataxis
                | R::AsClause
                | R::PassiveClause
                | R::NounClause
                | R::Quotation
                | R::Rest
        )
    }
}

/// The subject of a cue.
#[derive(Clone, Copy, Debug)]
struct Subject {
    head: usize,
    passive: bool,
}

/// What a construction yields before source and cue are known.
struct Content {
    rule: Rule,
    tokens: Vec<usize>,
    /// Prepositions that join the cue.
    prepositions: Vec<usize>,
    addressee: Option<usize>,
    /// A source other than the subject; `Some(None)` where there is none.
    source: Option<Option<usize>>,
}

impl Content {
    fn new(rule: Rule, tokens: Vec<usize>) -> Content {
        Content { rule, tokens, prepositions: Vec::new(), addressee: None, source: None }
    }
}

/// How far a governor's chain and shared subjects are followed.
const MAX_STEPS: usize = 6;

/// Quotations of fewer words are terms, which may stand in the name of a source.
const SHORT_QUOTE: usize = 6;

/// Subtree tokens that may be visited for each token of the text, so that a degenerate parse (one
/// clause under another for thousands of words) stays linear.
const VISITS_PER_TOKEN: usize = 200;

/// Finds cues in one document.
pub(super) struct Finder<'t, 'd> {
    tree: &'t Tree<'d>,
    lexicon: &'static Lexicon,
    quotes: &'t Quotes,
    sentences: &'t [Sentence],
    sentence_of: Vec<u32>,
    visits_left: Cell<usize>,
}

impl<'t, 'd> Finder<'t, 'd> {
    pub(super) fn new(
        tree: &'t Tree<'d>,
        lexicon: &'static Lexicon,
        quotes: &'t Quotes,
        sentences: &'t [Sentence],
    ) -> Finder<'t, 'd> {
        let n_tokens = tree.tokens.len();
        let mut sentence_of = vec![0; n_tokens];
        for (idx, sentence) in sentences.iter().enumerate() {
            for token in sentence.tokens.clone() {
                if let Some(slot) = sentence_of.get_mut(token) {
                    *slot = idx as u32;
                }
            }
        }
        let visits_left = Cell::new(n_tokens.saturating_mul(VISITS_PER_TOKEN));
        Finder { tree, lexicon, quotes, sentences, sentence_of, visits_left }
    }

    /// All cues with their content, in order of the text; those that only a quotation can complete
    /// have none yet.
    pub(super) fn find(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for token in 0..self.tree.tokens.len() {
            let one = match self.tree.upos(token) {
                Upos::Verb => self
                    .according(token)
                    .or_else(|| self.verb(token))
                    .or_else(|| self.adjective(token)),
                Upos::Noun => self.words_of(token).or_else(|| self.noun(token)),
                Upos::Adj => self.adjective(token),
                Upos::Adv => self.according(token).or_else(|| self.hearsay(token)),
                Upos::Adp => self.according(token),
                _ => None,
            };
            found.extend(one);
        }
        self.headlines(&mut found);
        for one in &mut found {
            self.settle(one);
        }
        self.drop_absorbed(&mut found);
        self.lift_participles(&mut found);
        found
    }

    /// *Declined to say* is one cue, not two; so is *voiced concern about*: a cue whose word stands
    /// inside another's cue goes, unless it alone has content.
    fn drop_absorbed(&self, found: &mut Vec<Found>) {
        let mut absorbed = vec![false; self.tree.tokens.len()];
        for one in found.iter().filter(|one| !one.content.is_empty()) {
            for &token in one.cue.iter().filter(|&&token| token != one.head) {
                absorbed[token] = true;
            }
        }
        found.retain(|one| !absorbed[one.head]);
    }

    /// *He said the road was closed, citing snow*: a participle of saying after a comma, at the end of
    /// what is reported, is the speaker's own, though parses like to hang it lower.
    fn lift_participles(&self, found: &mut [Found]) {
        let tree = self.tree;
        // The last cue of a sentence that reports a clause.
        let mut outer: Option<usize> = None;
        for idx in 0..found.len() {
            let head = found[idx].head;
            let after_comma = found[idx]
                .cue
                .first()
                .and_then(|first| first.checked_sub(1))
                .is_some_and(|before| tree.text(before) == ",");
            let participle = &*tree.words[head].xpos == "VBG"
                && after_comma
                && self.quotes.at(head).is_none()
                && (found[idx].quotes || matches!(tree.lemma(head), "cite" | "note"));
            let same_sentence =
                outer.filter(|&at| self.sentence_of[found[at].head] == self.sentence_of[head]);
            if let Some(at) = same_sentence.filter(|_| participle)
                && found[at].content.binary_search(&head).is_ok()
            {
                let clause = self.under(head, &[]);
                let last = found[at].content.iter().rfind(|&&at| tree.upos(at) != Upos::Punct);
                let ends = last.is_some_and(|last| clause.contains(last));
                if ends && !found[at].source.is_empty() {
                    found[at].content.retain(|token| clause.binary_search(token).is_err());
                    found[idx].source = found[at].source.clone();
                    found[idx].speaker = found[at].speaker;
                    continue;
                }
            }
            let reports = matches!(found[idx].rule, Rule::Clause | Rule::Predicate | Rule::Object);
            let speaks = &*tree.words[head].xpos != "VBG" && tree.upos(head) == Upos::Verb;
            let inside =
                same_sentence.is_some_and(|at| found[at].content.binary_search(&head).is_ok());
            if reports && speaks && !inside && self.quotes.at(head).is_none() {
                outer = Some(idx);
            }
        }
    }

    /// Cue and source never belong to the content, and a cue inside a quotation cannot attribute
    /// what stands outside it.
    fn settle(&self, one: &mut Found) {
        one.source.retain(|token| one.cue.binary_search(token).is_err());
        let (source, cue) = (&one.source, &one.cue);
        one.content.retain(|token| {
            cue.binary_search(token).is_err() && source.binary_search(token).is_err()
        });
        // A parse may hang the closing mark of one quotation on the next.
        let is_word = |token: usize| self.tree.text(token).chars().any(char::is_alphanumeric);
        let mut held: Vec<usize> = one
            .content
            .iter()
            .filter(|&&at| is_word(at))
            .filter_map(|&at| self.quotes.at(at))
            .collect();
        held.dedup();
        one.content.retain(|&at| {
            self.quotes.at(at).is_none_or(|quote| held.binary_search(&quote).is_ok())
        });
        if let Some(quote) = self.quotes.at(one.head) {
            one.content.retain(|&token| self.quotes.at(token) == Some(quote));
        }
    }

    // --- verbs ---

    fn verb(&self, verb: usize) -> Option<Found> {
        let tree = self.tree;
        if matches!(
            tree.words[verb].rel.as_ref(),
            "amod" | "compound" | "case" | "fixed" | "flat" | "cop"
        ) {
            return None;
        }
        let entry = self.verb_entry(verb)?;
        let chain = self.chain(verb);
        let passive = self.is_passive(verb);
        let subject = self.subject(verb, 0).filter(|subject| self.reaches(verb, subject.head));
        let subject = subject.or_else(|| self.other_root(verb)).or_else(|| {
            let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
            if entry.takes('q') && finite && !passive { self.neighbour(verb) } else { None }
        });
        if let Some((head, tokens)) =
            self.parenthesis(verb).filter(|_| entry.takes('q') && !passive)
            && subject.is_none_or(|subject| !tokens.contains(&subject.head))
        {
            return Some(self.aside(verb, entry, head, tokens));
        }
        let mut content = if entry.takes('s') {
            self.raised(verb, subject)
        } else if passive {
            self.passive_content(verb, entry, subject)
        } else {
            self.active_content(verb, entry)
        };
        let quotes = entry.takes('q') || entry.takes('c');
        if content.is_none() && quotes {
            content = self.clause_around(verb, entry, passive);
        }
        if content.is_none()
            && entry.takes('q')
            && !passive
            && let Some((head, tokens)) = self.parenthesis(verb)
        {
            return Some(self.aside(verb, entry, head, tokens));
        }
        if content.is_none()
            && !passive
            && subject.is_some()
            && entry.takes('c')
            && entry.takes('q')
        {
            content = self.rest_of_sentence(verb);
        }
        let mut content = match content {
            Some(content) => content,
            None if entry.takes('q') && !passive => Content::new(Rule::Quotation, Vec::new()),
            None => return None,
        };
        let source_head = match content.source {
            Some(given) => given,
            None if passive => self.agent(verb),
            None => subject
                .filter(|subject| !subject.passive || chain.top != verb || self.shares(verb))
                .map(|s| s.head),
        };
        let (source_head, light) = self.light_source(verb, source_head);
        if source_head.is_none() && !passive && content.rule != Rule::Raising {
            // An imperative, or a subject that syntax does not give.
            return None;
        }
        let mut cue = chain.cue;
        cue.extend(light);
        cue.append(&mut content.prepositions);
        cue.extend(self.medium(verb));
        tidy(&mut cue);
        let mut source = source_head.map(|head| self.phrase(head, chain.top)).unwrap_or_default();
        self.add_partners(&mut source, &cue);
        let negated = chain.negated;
        let withhold = chain.withhold;
        Some(Found {
            head: verb,
            rule: content.rule,
            speaker: source_head.map(|head| self.antecedent(head)),
            source,
            cue,
            content: content.tokens,
            act: if withhold && entry.act != Act::Withhold { Act::Withhold } else { entry.act },
            addressee: content.addressee,
            negated: negated && !withhold,
            mental: !entry.takes('q') || is_thought(tree.lemma(verb)),
            quotes: entry.takes('q'),
            weight: word_weight(entry, content.rule),
            word: entry.name.clone(),
        })
    }

    fn verb_entry(&self, verb: usize) -> Option<&'static Entry> {
        let lemma = self.tree.lemma(verb);
        if let Some(particle) = self.tree.child(verb, "compound:prt") {
            let joined = format!("{lemma} {}", self.tree.text(particle).to_lowercase());
            return self.lexicon.get(Part::Verb, &joined);
        }
        // *made clear that*, *made it clear that*
        if lemma == "make"
            && let Some(clear) = self.tree.child(verb, "xcomp")
            && matches!(self.tree.lemma(clear), "clear" | "plain" | "known" | "public")
        {
            return self.lexicon.get(Part::Verb, "make clear");
        }
        self.lexicon.find(Part::Verb, lemma, self.tree.text(verb))
    }

    /// Content of an active verb, the likeliest construction first.
    fn active_content(&self, verb: usize, entry: &Entry) -> Option<Content> {
        let tree = self.tree;
        let object = tree.child(verb, "obj").filter(|&object| {
            !matches!(tree.lemma(object), "it") || tree.child(verb, "ccomp").is_none()
        });
        let indirect = tree.child(verb, "iobj");
        let ccomp = self.clause_of(verb);

        if let Some(clause) =
            ccomp.filter(|_| entry.takes('c') || entry.takes('q') || entry.takes('o'))
        {
            let mut tokens = self.reported(clause, verb);
            let mut addressee = indirect;
            if let Some(object) = object {
                if entry.takes('a') {
                    addressee = addressee.or(Some(object));
                } else if entry.takes('r') || !entry.takes('c') {
                    tokens.extend(self.under(object, &[]));
                }
            }
            let mut content = Content::new(Rule::Clause, tokens);
            content.addressee = addressee.or_else(|| self.said_to(verb));
            tidy(&mut content.tokens);
            return Some(content);
        }

        let xcomp = tree.child(verb, "xcomp");
        if let Some(xcomp) = xcomp {
            let acted_on = object.or(indirect);
            if let Some(acted_on) = acted_on.filter(|_| entry.takes('r')) {
                let mut tokens = self.under(acted_on, &[]);
                tokens.extend(self.under(xcomp, &[]));
                self.add_after(verb, xcomp, entry, &mut tokens);
                tidy(&mut tokens);
                let mut content = Content::new(Rule::Predicate, tokens);
                content.addressee = self.is_infinitive(xcomp).then_some(acted_on);
                return Some(content);
            }
            if acted_on.is_none() && (entry.takes('i') || entry.takes('r')) {
                if let Some((on, prepositions)) =
                    self.prepositional(verb, entry).filter(|_| entry.takes('r'))
                {
                    let mut tokens = self.under(on, &prepositions);
                    tokens.extend(self.under(xcomp, &[]));
                    tidy(&mut tokens);
                    let mut content = Content::new(Rule::Predicate, tokens);
                    content.prepositions = prepositions;
                    content.addressee = Some(on);
                    return Some(content);
                }
                if entry.takes('i') || self.is_infinitive(xcomp) {
                    return Some(Content::new(Rule::Infinitive, self.under(xcomp, &[])));
                }
            }
        }

        if let Some(object) = object.or(indirect.filter(|_| entry.takes('r'))) {
            let with = self.prepositional(verb, entry);
            if entry.takes('a')
                && let Some((of, prepositions)) = with
            {
                let mut content = Content::new(Rule::Preposition, self.under(of, &prepositions));
                content.prepositions = prepositions;
                content.addressee = Some(object);
                return Some(content);
            }
            let infinitive = tree
                .children(verb)
                .find(|&child| {
                    tree.has_rel(child, "advcl") && child > object && self.is_infinitive(child)
                })
                .filter(|_| entry.takes('r'));
            if entry.takes('o') || entry.takes('r') && (infinitive.is_some() || with.is_some()) {
                let mut tokens = self.under(object, &[]);
                let mut rule = Rule::Object;
                if let Some((of, _)) = with {
                    tokens.extend(self.under(of, &[]));
                    rule = Rule::Predicate;
                }
                if let Some(infinitive) = infinitive {
                    tokens.extend(self.under(infinitive, &[]));
                    rule = Rule::Predicate;
                }
                tidy(&mut tokens);
                return Some(Content::new(rule, tokens));
            }
            return None;
        }

        let (of, prepositions) = self.prepositional(verb, entry)?;
        let mut tokens = self.under(of, &prepositions);
        let mut content_rule = Rule::Preposition;
        let mut addressee = None;
        if entry.takes('r') {
            // *called on the council to act*, where the infinitive is read as an adjunct
            let infinitive = tree.children(verb).find(|&child| {
                child > of && tree.has_rel(child, "advcl") && self.is_infinitive(child)
            });
            if let Some(infinitive) = infinitive {
                tokens.extend(self.under(infinitive, &[]));
                content_rule = Rule::Predicate;
                addressee = Some(of);
            }
        }
        tidy(&mut tokens);
        let mut content = Content::new(content_rule, tokens);
        content.prepositions = prepositions;
        content.addressee = addressee.or(indirect);
        Some(content)
    }

    /// *The talks seem to have failed*, *it seems that ...*: whose impression it is stays open.
    fn raised(&self, verb: usize, subject: Option<Subject>) -> Option<Content> {
        let tree = self.tree;
        let rest = tree
            .child(verb, "xcomp")
            .or_else(|| tree.child(verb, "ccomp"))
            .or_else(|| tree.child(verb, "csubj"))?;
        let mut tokens = self.under(rest, &[]);
        if tree.has_rel(rest, "xcomp") {
            tokens.extend(self.phrase(subject?.head, verb));
        }
        tidy(&mut tokens);
        let mut content = Content::new(Rule::Raising, tokens);
        content.source = Some(None);
        Some(content)
    }

    /// Content of a passive verb. The subject belongs to it, but for verbs whose object is the
    /// addressee.
    fn passive_content(
        &self,
        verb: usize,
        entry: &Entry,
        subject: Option<Subject>,
    ) -> Option<Content> {
        let tree = self.tree;
        let clause = self
            .clause_of(verb)
            .or_else(|| tree.children(verb).find(|&child| tree.has_rel(child, "csubj")));
        let subject = subject.map(|subject| subject.head);
        let own_subject = tree.child(verb, "nsubj:pass").or_else(|| tree.child(verb, "nsubj"));
        // *was quoted by the daily as saying that ...*: the subject speaks.
        if let Some(saying) = self.as_saying(verb) {
            let mut content = self.active_content(saying, self.verb_entry(saying)?)?;
            content.source = Some(subject);
            let marks = tree.children(saying).filter(|&child| tree.has_rel(child, "mark"));
            content.prepositions.extend(marks);
            content.prepositions.push(saying);
            return Some(content);
        }
        if let Some(clause) = clause.filter(|_| entry.takes('c') || entry.takes('q')) {
            let mut content = Content::new(Rule::PassiveClause, self.under(clause, &[verb]));
            content.addressee = subject.filter(|_| entry.takes('a'));
            return Some(content);
        }
        let subject_tokens = |found: &mut Vec<usize>| match own_subject {
            Some(own) => found.extend(self.under(own, &[])),
            None => {
                if let Some(head) = subject {
                    found.extend(self.phrase(head, verb));
                }
            }
        };
        let xcomp = tree.child(verb, "xcomp");
        if let Some(xcomp) =
            xcomp.filter(|_| entry.takes('p') || entry.takes('r') || entry.takes('i'))
        {
            let mut tokens = self.under(xcomp, &[]);
            subject_tokens(&mut tokens);
            tidy(&mut tokens);
            let rule = if entry.takes('p') { Rule::PassiveInfinitive } else { Rule::PassiveObject };
            return Some(Content::new(rule, tokens));
        }
        let with = self.prepositional(verb, entry);
        if entry.takes('o') {
            let mut tokens = Vec::new();
            subject_tokens(&mut tokens);
            if let Some((of, _)) = with {
                tokens.extend(self.under(of, &[]));
            } else if self.agent(verb).is_none() {
                return None;
            }
            tidy(&mut tokens);
            return Some(Content::new(Rule::PassiveObject, tokens));
        }
        if let Some((of, prepositions)) = with {
            let mut content = Content::new(Rule::Preposition, self.under(of, &prepositions));
            content.prepositions = prepositions;
            content.addressee = subject;
            return Some(content);
        }
        None
    }

    /// The clause that the verb reports: its clausal complement, or a clause beside it that the
    /// parse hangs on it.
    fn clause_of(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        let good =
            |&child: &usize| !self.marked(child, &["of", "for", "about", "with", "against", "on"]);
        tree.children(verb)
            .filter(good)
            .find(|&child| {
                // A predicate with a subject of its own is a clause: *declared them beaten*.
                tree.has_rel(child, "ccomp")
                    || tree.has_rel(child, "xcomp") && tree.child(child, "nsubj").is_some()
            })
            .or_else(|| {
                let entry = self.verb_entry(verb)?;
                if !entry.takes('q') {
                    return None;
                }
                tree.children(verb).find(|&child| {
                    tree.has_rel(child, "parataxis")
                        && (child < verb
                            || self.colon_between(verb, child)
                            || self.quotes.at(child).is_some())
                        && self
                            .verb_entry(child)
                            .is_none_or(|_| child < verb || self.quotes.at(child).is_some())
                })
            })
    }

    /// The words of a reported clause. A clause that is joined to it but has a cue and a named source
    /// of its own, as in *he said it was over, and rebels denied it*, is the narrator's.
    fn reported(&self, clause: usize, verb: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut skip = vec![verb];
        skip.extend(tree.children(clause).filter(|&child| {
            tree.has_rel(child, "conj")
                && child > clause
                && self.quotes.at(child).is_none()
                && self.verb_entry(child).is_some_and(|entry| entry.takes('q') && entry.takes('c'))
                && tree
                    .child(child, "nsubj")
                    .is_some_and(|subject| tree.upos(subject) != Upos::Pron)
                && tree.children(child).any(|mark| tree.text(mark) == ",")
                && self.clause_of(child).is_some()
                && !self.marked(child, &["that"])
        }));
        self.under(clause, &skip)
    }

    fn colon_between(&self, verb: usize, child: usize) -> bool {
        (verb..child).take(40).any(|token| self.tree.text(token) == ":")
    }

    /// The clause that a verb of saying stands beside, inside or after: *..., he said*.
    fn clause_around(&self, verb: usize, entry: &Entry, passive: bool) -> Option<Content> {
        let tree = self.tree;
        let head = governor(tree, verb)?;
        let rel = &*tree.words[verb].rel;
        let rule = match rel {
            "parataxis" => {
                // The first clause of two is the one on which the other hangs, so the verb must
                // come after something of the clause it reports.
                let own_first = self.under(verb, &[]).first().copied()?;
                let starts = self.sentence(verb).map_or(0, |s| s.tokens.start);
                if own_first <= starts || !entry.takes('q') && !entry.takes('c') {
                    return None;
                }
                if self.subject(verb, 0).is_none() && !passive {
                    return None;
                }
                Rule::Parataxis
            }
            "advcl" if self.marked(verb, &["as", "like"]) && entry.takes('c') && !passive => {
                Rule::AsClause
            }
            _ => return None,
        };
        Some(Content::new(rule, self.under(head, &[verb])))
    }

    /// The head and the tokens of *the agency said* where it stands between commas, as a reader sees
    /// it whatever the parse made of it.
    fn parenthesis(&self, verb: usize) -> Option<(usize, Vec<usize>)> {
        let tree = self.tree;
        let sentence = self.sentence(verb)?.tokens.clone();
        let group = self.verb_group(verb);
        let (first, last) = (*group.first()?, *group.last()?);
        let is_comma = |token: usize| tree.text(token) == ",";
        let closes = last + 1 >= sentence.end
            || is_comma(last + 1)
            || tree.text(last + 1) == "." && last + 2 >= sentence.end;
        let from = (sentence.start..first).rev().take(12).find(|&token| is_comma(token))?;
        let nominal = (from + 1..first).all(|token| {
            matches!(
                tree.upos(token),
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron
            ) || matches!(tree.text(token), "-" | "." | "'s" | "’s")
                || tree.lemma(token) == "of"
        });
        let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
        if !closes || !nominal || !finite || from + 1 >= first || from == sentence.start {
            return None;
        }
        let range = from + 1..first;
        let head = range
            .clone()
            .filter(|&token| matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Pron))
            .find(|&token| governor(tree, token).is_none_or(|up| !range.contains(&up)))?;
        Some((head, (from + 1..=last).collect()))
    }

    /// An attribution for a parenthesis: all else in the sentence is content.
    fn aside(&self, verb: usize, entry: &Entry, head: usize, inside: Vec<usize>) -> Found {
        let cue = self.verb_group(verb);
        let source: Vec<usize> = inside.into_iter().filter(|token| !cue.contains(token)).collect();
        let range = self.sentence(verb).map_or(0..0, |sentence| sentence.tokens.clone());
        let quote = self.quotes.at(verb);
        let content = range
            .filter(|token| !cue.contains(token) && !source.contains(token))
            .filter(|&token| quote.is_none() || self.quotes.at(token) == quote)
            .collect();
        Found {
            head: verb,
            rule: Rule::Parataxis,
            speaker: Some(self.antecedent(head)),
            source,
            content,
            act: entry.act,
            addressee: None,
            negated: negated(self.tree, verb),
            mental: is_thought(self.tree.lemma(verb)),
            quotes: true,
            weight: word_weight(entry, Rule::Parataxis),
            word: entry.name.clone(),
            cue,
        }
    }

    /// What follows a verb of saying that the parse gave no complement: the rest of the sentence,
    /// where a clause can begin there.
    fn rest_of_sentence(&self, verb: usize) -> Option<Content> {
        let tree = self.tree;
        let end = self.sentence(verb)?.tokens.end;
        let from = self.medium(verb).last().copied().unwrap_or(verb) + 1;
        let quote = self.quotes.at(verb);
        let begins = tree.text(from.min(end - 1)).eq_ignore_ascii_case("that")
            || matches!(
                tree.upos(from.min(end - 1)),
                Upos::Pron | Upos::Det | Upos::Propn | Upos::Noun
            );
        let tokens: Vec<usize> = (from..end)
            .take_while(|&token| self.quotes.at(token).is_some() || quote.is_none())
            .collect();
        let clause = tokens.iter().any(|&token| matches!(tree.upos(token), Upos::Verb | Upos::Aux));
        (begins && clause && tree.words[verb].xpos.starts_with("VB"))
            .then(|| Content::new(Rule::Rest, tokens))
    }

    /// *as saying*, under a passive *quoted*.
    fn as_saying(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        tree.children(verb).find(|&child| {
            tree.upos(child) == Upos::Verb
                && (tree.has_rel(child, "advcl")
                    || tree.has_rel(child, "xcomp")
                    || tree.has_rel(child, "obl"))
                && self.marked(child, &["as"])
                && self.verb_entry(child).is_some_and(|entry| entry.takes('c'))
        })
    }

    /// A dependent whose preposition the entry lists, with the tokens of that preposition.
    fn prepositional(&self, head: usize, entry: &Entry) -> Option<(usize, Vec<usize>)> {
        let tree = self.tree;
        if entry.with.is_empty() {
            return None;
        }
        tree.children(head).filter(|&child| child > head).find_map(|child| {
            let rel = &*tree.words[child].rel;
            let fits = ["obl", "nmod", "advcl", "acl", "ccomp", "xcomp"].iter().any(|kind| {
                rel.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            });
            if !fits {
                return None;
            }
            let joins: Vec<usize> = tree
                .children(child)
                .filter(|&mark| {
                    mark < child && (tree.has_rel(mark, "case") || tree.has_rel(mark, "mark"))
                })
                .collect();
            let first = *joins.first()?;
            let text = tree.text(first).to_lowercase();
            if !entry.with(&text) || text == "to" && tree.has_rel(first, "mark") {
                return None;
            }
            // *spoke about how ...*: only the first belongs to the cue.
            // So does none that stands inside a quotation.
            let own = self.quotes.at(first) == self.quotes.at(head);
            Some((child, if own { vec![first] } else { Vec::new() }))
        })
    }

    /// Prepositional content after the predicate: *called it a disgrace for the country*.
    fn add_after(&self, verb: usize, after: usize, entry: &Entry, tokens: &mut Vec<usize>) {
        if let Some((of, _)) = self.prepositional(verb, entry).filter(|(of, _)| *of > after) {
            tokens.extend(self.under(of, &[]));
        }
    }

    fn said_to(&self, verb: usize) -> Option<usize> {
        self.tree.children(verb).find(|&child| {
            self.tree.has_rel(child, "obl")
                && self
                    .tree
                    .children(child)
                    .any(|case| self.tree.has_rel(case, "case") && self.tree.lemma(case) == "to")
        })
    }

    fn marked(&self, token: usize, marks: &[&str]) -> bool {
        self.tree.children(token).any(|child| {
            (self.tree.has_rel(child, "mark") || self.tree.has_rel(child, "case"))
                && child < token
                && marks.contains(&&*self.tree.text(child).to_lowercase())
        })
    }

    fn is_infinitive(&self, token: usize) -> bool {
        self.tree.children(token).any(|child| {
            child < token && self.tree.has_rel(child, "mark") && self.tree.lemma(child) == "to"
        })
    }

    fn is_passive(&self, verb: usize) -> bool {
        let tree = self.tree;
        tree.children(verb).any(|child| {
            matches!(tree.words[child].rel.as_ref(), "aux:pass" | "nsubj:pass" | "csubj:pass")
        }) || &*tree.words[verb].xpos == "VBN"
            && (matches!(tree.words[verb].rel.as_ref(), "acl" | "advcl"))
            && tree.child(verb, "nsubj").is_none()
            && !tree.children(verb).any(|child| tree.has_rel(child, "aux"))
    }

    /// *by the council*
    fn agent(&self, verb: usize) -> Option<usize> {
        let tree = self.tree;
        tree.children(verb).find(|&child| {
            tree.has_rel(child, "obl")
                && child > verb
                && tree.upos(child) != Upos::Num
                && tree
                    .children(child)
                    .any(|case| tree.has_rel(case, "case") && tree.lemma(case) == "by")
        })
    }

    /// Whether the verb has no subject of its own but shares that of another.
    fn shares(&self, verb: usize) -> bool {
        !self.tree.children(verb).any(|child| self.tree.has_rel(child, "nsubj"))
    }

    /// The subject of a verb or predicate: its own, or the one that it shares.
    fn subject(&self, verb: usize, steps: usize) -> Option<Subject> {
        let tree = self.tree;
        // *quoted a colonel as saying that ...*: the object speaks.
        if let Some(quoting) = governor(tree, verb).filter(|_| self.marked(verb, &["as"]))
            && self.as_saying(quoting) == Some(verb)
            && !self.is_passive(quoting)
            && let Some(object) = tree.child(quoting, "obj")
        {
            return Some(Subject { head: object, passive: false });
        }
        let mut expletive = false;
        for child in tree.children(verb) {
            match &*tree.words[child].rel {
                "nsubj" | "nsubj:outer" => return Some(Subject { head: child, passive: false }),
                "nsubj:pass" => return Some(Subject { head: child, passive: true }),
                "expl" | "csubj" | "csubj:pass" => expletive = true,
                _ => {}
            }
        }
        if expletive || steps >= MAX_STEPS {
            return None;
        }
        let head = governor(tree, verb)?;
        match &*tree.words[verb].rel {
            "conj" => self.subject(head, steps + 1),
            "xcomp" => {
                // *asked them to say*: the object speaks.
                let controls =
                    self.lexicon.get(Part::Verb, tree.lemma(head)).is_some_and(|e| e.takes('r'));
                let object = tree.child(head, "obj").or_else(|| tree.child(head, "iobj"));
                match object.filter(|_| controls) {
                    Some(object) => Some(Subject { head: object, passive: false }),
                    None => self.subject(head, steps + 1),
                }
            }
            "advcl" => self.subject(head, steps + 1),
            "ccomp" if &*tree.words[verb].xpos == "VBG" => self.subject(head, steps + 1),
            "parataxis" if &*tree.words[verb].xpos == "VBG" => self.subject(head, steps + 1),
            "acl" if matches!(&*tree.words[verb].xpos, "VBG" | "VBN") => {
                Some(Subject { head, passive: &*tree.words[verb].xpos == "VBN" })
            }
            "acl" => {
                // *a decision to announce ...*: whoever decides.
                tree.child(head, "nmod:poss").map(|head| Subject { head, passive: false }).or_else(
                    || {
                        let governor = governor(tree, head)?;
                        self.subject(governor, steps + 1)
                    },
                )
            }
            _ => None,
        }
    }

    /// Whether a source can belong to a cue: never from inside a quotation to outside it.
    fn reaches(&self, cue: usize, source: usize) -> bool {
        self.quotes.at(source).is_none_or(|quote| {
            self.quotes.at(cue) == Some(quote)
                || self.quotes.all.get(quote).is_some_and(|quote| quote.n_words < SHORT_QUOTE)
        })
    }

    /// A noun phrase to the left that the parse left without a head, as it did the verb.
    fn other_root(&self, verb: usize) -> Option<Subject> {
        let tree = self.tree;
        let finite = matches!(&*tree.words[verb].xpos, "VBD" | "VBZ" | "VBP");
        if governor(tree, verb).is_some() || !finite || self.is_passive(verb) {
            return None;
        }
        let start = self.sentence(verb)?.tokens.start.max(verb.saturating_sub(40));
        (start..verb)
            .find(|&at| {
                governor(tree, at).is_none()
                    && matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Pron)
                    && self.quotes.at(at) == self.quotes.at(verb)
            })
            .map(|head| Subject { head, passive: false })
    }

    /// The noun phrase that touches a verb of saying, for parses that lose its subject: *..., said
    /// the mayor*, *..., the mayor said*.
    fn neighbour(&self, verb: usize) -> Option<Subject> {
        let tree = self.tree;
        let sentence = self.sentence(verb)?.tokens.clone();
        let nominal = |token: usize| {
            matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Pron)
                && self.quotes.at(token) == self.quotes.at(verb)
        };
        let group = self.verb_group(verb);
        let first = group.first().copied().unwrap_or(verb);
        let inverted = first > sentence.start && tree.upos(first - 1) == Upos::Punct;
        let (mut head, range) = if inverted {
            let begins = (verb + 1..sentence.end)
                .find(|&token| !matches!(tree.upos(token), Upos::Det | Upos::Adj | Upos::Num))?;
            (begins, verb + 1..sentence.end.min(verb + 12))
        } else {
            (first.checked_sub(1)?, sentence.start.max(first.saturating_sub(12))..first)
        };
        if !range.contains(&head) || !nominal(head) {
            return None;
        }
        for _ in 0..MAX_STEPS {
            match governor(tree, head) {
                Some(up) if range.contains(&up) && nominal(up) => head = up,
                _ => break,
            }
        }
        Some(Subject { head, passive: false })
    }

    /// *issued a statement saying*: who issued it, and the words between, which join the cue. For
    /// any other source, the source as it was.
    fn light_source(&self, verb: usize, source: Option<usize>) -> (Option<usize>, Vec<usize>) {
        let tree = self.tree;
        let keep = (source, Vec::new());
        let Some(noun) = source.filter(|&noun| governor(tree, verb) == Some(noun)) else {
            return keep;
        };
        if !tree.has_rel(verb, "acl") || tree.has_rel(verb, "acl:relcl") {
            return keep;
        }
        let Some(light) = governor(tree, noun).filter(|_| tree.has_rel(noun, "obj")) else {
            return keep;
        };
        if self.lexicon.find(Part::Light, tree.lemma(light), tree.text(light)).is_none() {
            return keep;
        }
        match self.subject(light, 0) {
            Some(subject) if !subject.passive => {
                let mut cue = self.verb_group(light);
                cue.extend(self.under(noun, &[verb]));
                (Some(subject.head), cue)
            }
            _ => keep,
        }
    }

    /// *in a statement*, right after the verb or one short adverbial later.
    fn medium(&self, verb: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut next = verb + 1;
        for child in tree.children(verb).filter(|&child| child > verb) {
            if !tree.has_rel(child, "obl") && !tree.has_rel(child, "advmod") {
                continue;
            }
            let tokens = self.under(child, &[]);
            let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else { continue };
            if first != next || child - verb > 8 {
                break;
            }
            let is_medium = self.lexicon.get(Part::Medium, tree.lemma(child)).is_some()
                && self.marked(child, &["in", "on", "via", "during", "by", "through"]);
            if is_medium {
                return (verb + 1..=child).collect();
            }
            next = last + 1;
        }
        Vec::new()
    }

    // --- the words of a cue and of a source ---

    /// A verb or predicate with its auxiliaries, negation, particles and the adverbs beside it.
    fn verb_group(&self, head: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut group = vec![head];
        for child in tree.children(head) {
            let rel = &*tree.words[child].rel;
            let joins = matches!(rel, "aux" | "aux:pass" | "cop" | "compound:prt")
                || rel == "advmod"
                    && child < head
                    && self.short(child)
                    && !tree.words[child].xpos.starts_with('W')
                || rel == "advmod" && is_negation(tree.text(child))
                || rel == "expl" && child > head;
            if joins {
                group.push(child);
            }
        }
        group.sort_unstable();
        // Adverbs far off to the left (*Earlier, ...*) are not part of it.
        let at = group.iter().position(|&token| token == head).unwrap_or(0);
        let mut from = at;
        while from > 0 && group[from] - group[from - 1] <= 2 {
            from -= 1;
        }
        while group
            .get(from)
            .is_some_and(|&t| t != head && tree.upos(t) == Upos::Adv && !is_negation(tree.text(t)))
            && !self.follows_subject(group[from])
        {
            from += 1;
        }
        group.split_off(from)
    }

    /// Whether an adverb stands right before the verb group rather than at the head of a clause.
    fn follows_subject(&self, token: usize) -> bool {
        token > 0
            && self.tree.upos(token - 1) != Upos::Punct
            && self.tree.upos(token - 1) != Upos::Cconj
    }

    fn short(&self, token: usize) -> bool {
        self.tree.children(token).count() <= 1
    }

    /// The verb with the governors that pass its subject and content through: *went on to say*,
    /// *wasn't so quick to declare*, *refused to confirm*.
    fn chain(&self, verb: usize) -> Chain {
        let tree = self.tree;
        let mut chain = Chain {
            top: verb,
            cue: self.verb_group(verb),
            negated: negated(tree, verb),
            withhold: false,
        };
        for _ in 0..MAX_STEPS {
            let top = chain.top;
            let rel = &*tree.words[top].rel;
            if !matches!(rel, "xcomp" | "advcl" | "ccomp")
                || rel != "xcomp" && !self.is_infinitive(top)
            {
                break;
            }
            let Some(head) = governor(tree, top).filter(|&head| head < top) else { break };
            let particle = tree.child(head, "compound:prt").or_else(|| {
                tree.child(head, "advmod")
                    .filter(|&child| child == head + 1 && &*tree.words[child].xpos == "RP")
                    .or_else(|| {
                        tree.children(head).find(|&child| {
                            child == head + 1 && matches!(tree.text(child), "on" | "out" | "up")
                        })
                    })
            });
            let lemma = match particle {
                Some(particle) => {
                    format!("{} {}", tree.lemma(head), tree.text(particle).to_lowercase())
                }
                None => tree.lemma(head).to_owned(),
            };
            let Some(operator) = self.lexicon.find(Part::Operator, &lemma, tree.text(head)) else {
                break;
            };
            if !operator.takes('x') {
                break;
            }
            if tree.child(head, "obj").is_some() {
                break;
            }
            chain.cue.extend(self.verb_group(head));
            chain.cue.extend(particle);
            chain.cue.extend(tree.children(head).filter(|&child| {
                tree.has_rel(child, "advmod") && child < head && head - child <= 2
            }));
            chain.cue.extend(
                tree.children(top)
                    .filter(|&child| tree.has_rel(child, "mark") && tree.lemma(child) == "to"),
            );
            let head_negated = negated(tree, head);
            // *Wasn't quick to say* and *refused to say* withhold; *didn't hesitate to say* says.
            chain.withhold |= (operator.act == Act::Withhold) != head_negated;
            chain.top = head;
        }
        tidy(&mut chain.cue);
        chain
    }

    /// All the words of a noun phrase, without the clause of the cue itself, marks at the edges, or
    /// a preposition that joins it to its governor.
    fn phrase(&self, head: usize, cue: usize) -> Vec<usize> {
        let tree = self.tree;
        let mut tokens: Vec<usize> = self.under_where(head, |child| {
            if child == cue || !self.reaches(head, child) {
                return false;
            }
            let rel = &*tree.words[child].rel;
            let own = governor(tree, child) == Some(head);
            !(own
                && (rel == "case" && child < head
                    || matches!(rel, "cc" | "discourse" | "parataxis" | "mark" | "cop" | "advcl")
                    || rel == "advmod" && child + 1 < head && tree.text(child + 1) == ","))
        });
        while tokens.last().is_some_and(|&token| {
            tree.upos(token) == Upos::Punct && !tree.text(token).contains([')', ']', '"', '”'])
        }) {
            tokens.pop();
        }
        while tokens.first().is_some_and(|&token| {
            tree.upos(token) == Upos::Punct && !tree.text(token).contains(['(', '"', '“'])
        }) {
            tokens.remove(0);
        }
        tokens
    }

    /// *The council as well as the mayor's office said*, *Ada Wells, head of the union, said*: what
    /// is joined to the source between it and the cue, or right after both, belongs to it, wherever
    /// the parse hung it.
    fn add_partners(&self, source: &mut Vec<usize>, cue: &[usize]) {
        let tree = self.tree;
        let (Some(&last), Some(&first)) = (source.last(), cue.first()) else { return };
        let Some(sentence) = self.sentence(last) else { return };
        let gap = if last < first {
            last + 1..first
        } else {
            let quote = self.quotes.at(last);
            let end = (last + 1..sentence.tokens.end)
                .find(|&at| self.quotes.at(at) != quote || ".;:".contains(tree.text(at)));
            last + 1..end.unwrap_or(sentence.tokens.end)
        };
        if gap.len() < 2 || gap.len() > 30 {
            return;
        }
        let text = |token: usize| match gap.contains(&token) {
            true => tree.text(token).to_lowercase(),
            false => String::new(),
        };
        let names = |token: usize| {
            matches!(tree.upos(token), Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj | Upos::Num)
                || matches!(text(token).as_str(), "now" | "then" | "also")
        };
        let joins = match text(last + 1).as_str() {
            "and" => last < first,
            "as" => text(last + 2) == "well",
            "along" | "together" => text(last + 2) == "with",
            "for" | "of" | "at" | "from" => last < first,
            "," => names(last + 2),
            _ => false,
        };
        let plain = gap.clone().all(|token| {
            self.quotes.at(token).is_none()
                && !matches!(tree.upos(token), Upos::Aux | Upos::Sconj)
                && !(tree.upos(token) == Upos::Verb && &*tree.words[token].xpos != "VBN")
        });
        if joins && plain {
            source.extend(gap);
            while source.last().is_some_and(|&token| tree.text(token) == ",") {
                source.pop();
            }
        }
    }

    /// The noun that a relative pronoun stands for; any other head itself.
    fn antecedent(&self, head: usize) -> usize {
        let tree = self.tree;
        if !matches!(tree.lemma(head), "who" | "which" | "that" | "whom" | "whose")
            || tree.upos(head) == Upos::Noun
        {
            return head;
        }
        let mut at = head;
        for _ in 0..MAX_STEPS {
            let Some(up) = governor(tree, at) else { break };
            if tree.has_rel(at, "acl:relcl") {
                return up;
            }
            at = up;
        }
        head
    }

    // --- nouns ---

    fn noun(&self, noun: usize) -> Option<Found> {
        let tree = self.tree;
        if matches!(tree.words[noun].rel.as_ref(), "compound" | "flat" | "fixed") {
            return None;
        }
        let entry = self.lexicon.find(Part::Noun, tree.lemma(noun), tree.text(noun))?;
        let clause = tree.children(noun).filter(|&child| child > noun).find(|&child| {
            let clausal = tree.has_rel(child, "ccomp")
                || &*tree.words[child].rel == "acl"
                || tree.has_rel(child, "advcl");
            clausal
                && (entry.takes('c') && (self.marked(child, &["that", "whether", "if"]))
                    || entry.takes('i') && self.is_infinitive(child))
        });
        let (rule, content, prepositions) = match clause {
            Some(clause) => (Rule::NounClause, self.under(clause, &[]), Vec::new()),
            None => {
                let (of, prepositions) = self.prepositional(noun, entry)?;
                (Rule::NounPreposition, self.under(of, &prepositions), prepositions)
            }
        };
        let mut cue = prepositions;
        cue.push(noun);
        let by = tree.children(noun).find(|&child| {
            tree.has_rel(child, "nmod")
                && child > noun
                && self.marked(child, &["by", "from", "among"])
        });
        let poss = tree.child(noun, "nmod:poss");
        let mut negated_light = false;
        let mut source = poss.or(by);
        if let Some(light) = tree.words[noun]
            .head
            .filter(|_| tree.has_rel(noun, "obj") || tree.has_rel(noun, "obl") && source.is_none())
            && self.lexicon.find(Part::Light, tree.lemma(light), tree.text(light)).is_some()
            && tree.has_rel(noun, "obj")
        {
            let chain = self.chain(light);
            let subject = self.subject(light, 0);
            negated_light = chain.negated || chain.withhold;
            cue.extend(chain.cue);
            cue.extend(tree.children(noun).filter(|&child| {
                child < noun
                    && matches!(tree.words[child].rel.as_ref(), "det" | "amod" | "compound")
            }));
            source = source.or(if self.is_passive(light) {
                self.agent(light)
            } else {
                subject.map(|s| s.head)
            });
        } else {
            cue.extend(tree.children(noun).filter(|&child| {
                child < noun
                    && matches!(tree.words[child].rel.as_ref(), "amod" | "compound")
                    && noun - child <= 2
            }));
        }
        tidy(&mut cue);
        let mut source_tokens = source.map(|head| self.possessor(head, noun)).unwrap_or_default();
        self.add_partners(&mut source_tokens, &cue);
        Some(Found {
            head: noun,
            rule,
            speaker: source.map(|head| self.antecedent(head)),
            source: source_tokens,
            cue,
            content,
            act: entry.act,
            addressee: None,
            negated: negated_light
                || tree
                    .children(noun)
                    .any(|child| tree.has_rel(child, "det") && tree.lemma(child) == "no"),
            mental: true,
            quotes: false,
            weight: word_weight(entry, rule),
            word: entry.name.clone(),
        })
    }

    /// The phrase of a possessor, without its *'s*.
    fn possessor(&self, head: usize, cue: usize) -> Vec<usize> {
        let mut tokens = self.phrase(head, cue);
        while tokens.last().is_some_and(|&token| self.tree.has_rel(token, "case")) {
            tokens.pop();
        }
        tokens
    }

    /// *in the words of the minister*, *in his view*
    fn words_of(&self, noun: usize) -> Option<Found> {
        let tree = self.tree;
        if !matches!(
            tree.lemma(noun),
            "word"
                | "view"
                | "opinion"
                | "judgment"
                | "judgement"
                | "telling"
                | "estimation"
                | "assessment"
        ) || !tree.has_rel(noun, "obl")
            || !self.marked(noun, &["in", "by"])
        {
            return None;
        }
        let source = tree.child(noun, "nmod:poss").or_else(|| {
            tree.children(noun)
                .find(|&child| tree.has_rel(child, "nmod") && self.marked(child, &["of"]))
        })?;
        let content = self.clause_beside(noun)?;
        let mut cue: Vec<usize> = tree
            .children(noun)
            .filter(|&child| tree.has_rel(child, "case") || tree.has_rel(child, "det"))
            .collect();
        cue.push(noun);
        cue.extend(
            tree.children(source).filter(|&child| child < source && tree.has_rel(child, "case")),
        );
        tidy(&mut cue);
        Some(Found {
            head: noun,
            rule: Rule::According,
            speaker: Some(self.antecedent(source)),
            source: self.possessor(source, noun),
            cue,
            content,
            act: Act::Assert,
            addressee: None,
            negated: false,
            mental: false,
            quotes: false,
            weight: 0.0,
            word: String::new(),
        })
    }

    // --- adjectives and the rest ---

    fn adjective(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let word = if tree.upos(token) == Upos::Verb {
            // Participles that the tagger takes for verbs: *were surprised at*.
            if !self.is_passive(token) {
                return None;
            }
            tree.text(token).to_lowercase()
        } else {
            tree.lemma(token).to_owned()
        };
        let entry = self.lexicon.get(Part::Adjective, &word)?;
        let subject = self.subject(token, 0);
        let clause = tree.children(token).filter(|&child| child > token).find(|&child| {
            entry.takes('c') && (tree.has_rel(child, "ccomp") || tree.has_rel(child, "csubj"))
                || (tree.has_rel(child, "xcomp")
                    || tree.has_rel(child, "advcl")
                    || tree.has_rel(child, "ccomp"))
                    && entry.takes('i')
                    && self.is_infinitive(child)
                || tree.has_rel(child, "advcl") && entry.takes('c') && self.marked(child, &["that"])
        });
        let (content, prepositions) = match clause {
            Some(clause) => (self.under(clause, &[]), Vec::new()),
            None => {
                let (of, prepositions) = self.prepositional(token, entry)?;
                (self.under(of, &prepositions), prepositions)
            }
        };
        let source = subject.map(|s| s.head).or_else(|| {
            (&*tree.words[token].rel == "amod").then(|| governor(tree, token)).flatten()
        })?;
        let chain = self.chain(token);
        let mut cue = chain.cue;
        cue.extend(prepositions);
        tidy(&mut cue);
        Some(Found {
            head: token,
            rule: Rule::Adjective,
            speaker: Some(self.antecedent(source)),
            source: self.phrase(source, chain.top),
            cue,
            content,
            act: entry.act,
            addressee: None,
            negated: chain.negated,
            mental: true,
            quotes: false,
            weight: word_weight(entry, Rule::Adjective),
            word: entry.name.clone(),
        })
    }

    fn according(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let text = tree.text(token).to_lowercase();
        if text != "according" && text != "per" {
            return None;
        }
        let rel = &*tree.words[token].rel;
        let head = governor(tree, token)?;
        let mut cue = vec![token];
        let (source, phrase_head) = if rel == "case" {
            (head, head)
        } else if text == "according" {
            let source = tree.children(token).find(|&child| {
                child > token
                    && (tree.has_rel(child, "obl")
                        || tree.has_rel(child, "nmod")
                        || tree.has_rel(child, "pobj"))
            })?;
            (source, token)
        } else {
            return None;
        };
        if text == "per"
            && (tree.upos(source) != Upos::Propn || tree.words[source].rel.starts_with("nmod"))
        {
            return None;
        }
        let to = (token + 1..(token + 3).min(tree.tokens.len()))
            .find(|&at| tree.text(at).eq_ignore_ascii_case("to"));
        cue.extend(to);
        // Some parses look for the source on the wrong side.
        let (source, phrase_head) = match to {
            Some(to) if source <= to => {
                let source = self.nominal_after(to)?;
                (source, if rel == "case" { source } else { phrase_head })
            }
            _ => (source, phrase_head),
        };
        let content = self.clause_beside(phrase_head)?;
        let mut source_tokens = self.phrase(source, phrase_head);
        source_tokens.retain(|at| !cue.contains(at));
        let adverb = tree
            .children(source)
            .filter(|&child| child < token && child + 1 == token && tree.has_rel(child, "advmod"));
        cue.extend(adverb);
        tidy(&mut cue);
        Some(Found {
            head: token,
            rule: Rule::According,
            speaker: Some(source),
            source: source_tokens,
            cue,
            content,
            act: Act::Assert,
            addressee: None,
            negated: false,
            mental: false,
            quotes: false,
            weight: 0.0,
            word: String::new(),
        })
    }

    /// The head of the noun phrase that begins right after a token.
    fn nominal_after(&self, token: usize) -> Option<usize> {
        let tree = self.tree;
        let end = self.sentence(token)?.tokens.end.min(token + 12);
        let nominal = |at: usize| matches!(tree.upos(at), Upos::Noun | Upos::Propn | Upos::Pron);
        let mut head = (token + 1..end).find(|&at| nominal(at))?;
        for _ in 0..MAX_STEPS {
            match governor(tree, head) {
                Some(up) if up > token && up < end && nominal(up) => head = up,
                _ => break,
            }
        }
        Some(head)
    }

    /// The clause that a phrase such as *according to them* qualifies: the whole sentence when it
    /// opens or closes it between commas, else the nearest clause above.
    fn clause_beside(&self, phrase: usize) -> Option<Vec<usize>> {
        let tree = self.tree;
        let sentence = self.sentence(phrase)?;
        let own = self.under(phrase, &[]);
        let (first, last) = (*own.first()?, *own.last()?);
        let is_edge = |token: usize| matches!(tree.upos(token), Upos::Punct | Upos::Cconj);
        let opens = (sentence.tokens.start..first).all(is_edge);
        let closes = (last + 1..sentence.tokens.end).all(is_edge)
            && first > sentence.tokens.start
            && tree.text(first - 1) == ",";
        let mut clause = governor(tree, phrase)?;
        let quote = self.quotes.at(phrase);
        for _ in 0..sentence.tokens.len() {
            let rel = &*tree.words[clause].rel;
            let Some(up) = governor(tree, clause) else {
                break;
            };
            let clausal = matches!(
                rel,
                "root" | "ccomp" | "advcl" | "parataxis" | "acl:relcl" | "csubj" | "advcl:relcl"
            ) || rel == "conj" && matches!(tree.upos(clause), Upos::Verb | Upos::Aux);
            if clausal && !opens && !closes {
                break;
            }
            if self.quotes.at(up) != quote {
                break;
            }
            clause = up;
        }
        let tokens = self.under(clause, &[phrase]);
        (!tokens.is_empty()).then_some(tokens)
    }

    fn hearsay(&self, token: usize) -> Option<Found> {
        let tree = self.tree;
        let text = tree.text(token).to_lowercase();
        let entry = self.lexicon.get(Part::Hearsay, &text)?;
        let head = governor(tree, token)?;
        // *Reportedly said*: the verb of saying is the cue.
        if self.verb_entry(head).is_some_and(|entry| entry.takes('q')) {
            return None;
        }
        let mut content = self.under(head, &[token]);
        if tree.has_rel(head, "acl:relcl") || tree.has_rel(head, "conj") {
            content.retain(|&at| governor(tree, at) != Some(head) || !tree.has_rel(at, "cc"));
        }
        Some(Found {
            head: token,
            rule: Rule::Hearsay,
            speaker: None,
            source: Vec::new(),
            cue: vec![token],
            content,
            act: entry.act,
            addressee: None,
            negated: false,
            mental: false,
            quotes: false,
            weight: word_weight(entry, Rule::Hearsay),
            word: entry.name.clone(),
        })
    }

    /// *Minister: We will leave*, in the first lines of a document, and *WELLS: Good evening* in a
    /// transcript, where the paragraph is said.
    fn headlines(&self, found: &mut Vec<Found>) {
        let tree = self.tree;
        let mut cued = vec![false; self.sentences.len()];
        for one in found.iter() {
            cued[self.sentence_of[one.head] as usize] = true;
        }
        for (nth, sentence) in self.sentences.iter().enumerate() {
            let range = sentence.tokens.clone();
            let start = range.start;
            let opens =
                start == 0 || self.quotes.paragraph(start) != self.quotes.paragraph(start - 1);
            if !opens || range.len() < 5 || range.end > tree.tokens.len() {
                continue;
            }
            let Some(colon) = range.clone().take(9).find(|&token| tree.text(token) == ":") else {
                continue;
            };
            let name = start..colon;
            let is_letter = |c: char| c.is_alphabetic();
            let shouted = name.len() < 4
                && name
                    .clone()
                    .any(|token| tree.text(token).chars().filter(|c| is_letter(*c)).count() > 1)
                && name.clone().all(|token| !tree.text(token).chars().any(char::is_lowercase));
            let nominal = name.clone().all(|token| {
                matches!(
                    tree.upos(token),
                    Upos::Propn | Upos::Noun | Upos::Adj | Upos::Adp | Upos::Det | Upos::Num
                ) || matches!(tree.text(token), "-" | "." | "'s" | "’s")
            });
            let named = name.clone().any(|t| matches!(tree.upos(t), Upos::Propn | Upos::Noun));
            let clause = (colon + 1..range.end)
                .any(|token| matches!(tree.upos(token), Upos::Verb | Upos::Aux));
            let headline = nth < 4 && nominal && named && clause && !cued[nth];
            if name.is_empty() || !headline && !shouted {
                continue;
            }
            let end = if shouted {
                let paragraph = self.quotes.paragraph(start);
                (colon..tree.tokens.len())
                    .find(|&token| self.quotes.paragraph(token) != paragraph)
                    .unwrap_or(tree.tokens.len())
            } else {
                range.end
            };
            let speaker = name
                .clone()
                .find(|&token| governor(tree, token).is_none_or(|head| !name.contains(&head)));
            found.push(Found {
                head: colon,
                rule: if shouted { Rule::Transcript } else { Rule::Headline },
                speaker,
                source: name.collect(),
                cue: vec![colon],
                content: (colon + 1..end).collect(),
                act: Act::Assert,
                addressee: None,
                negated: false,
                mental: false,
                quotes: false,
                weight: 0.0,
                word: String::new(),
            });
        }
    }

    // --- the tree ---

    fn sentence(&self, token: usize) -> Option<&'t Sentence> {
        self.sentences.get(*self.sentence_of.get(token)? as usize)
    }

    /// Tokens under `head`, without those under `skip`.
    fn under(&self, head: usize, skip: &[usize]) -> Vec<usize> {
        self.under_where(head, |child| !skip.contains(&child))
    }

    fn under_where(&self, head: usize, keep: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut found = vec![head];
        let mut next = 0;
        let mut left = self.visits_left.get();
        while let Some(&at) = found.get(next) {
            for child in self.tree.children(at) {
                // A cycle cannot outgrow the budget.
                if left == 0 {
                    break;
                }
                if child != head && keep(child) {
                    found.push(child);
                    left -= 1;
                }
            }
            next += 1;
        }
        self.visits_left.set(left);
        tidy(&mut found);
        found
    }
}

/// A cue verb with its operators.
struct Chain {
    /// The uppermost governor, which has the subject.
    top: usize,
    cue: Vec<usize>,
    negated: bool,
    withhold: bool,
}

/// What a token hangs on; nothing where its head lies outside the text.
fn governor(tree: &Tree<'_>, token: usize) -> Option<usize> {
    tree.words[token].head.filter(|&head| head < tree.words.len())
}

fn is_negation(text: &str) -> bool {
    matches!(&*text.to_lowercase(), "not" | "n't" | "n’t" | "never")
}

/// Verbs that are thought even though they can stand beside a clause.
fn is_thought(lemma: &str) -> bool {
    matches!(
        lemma,
        "think"
            | "believe"
            | "feel"
            | "hope"
            | "fear"
            | "guess"
            | "reckon"
            | "imagine"
            | "wonder"
            | "expect"
            | "worry"
            | "figure"
    )
}

fn tidy(tokens: &mut Vec<usize>) {
    tokens.sort_unstable();
    tokens.dedup();
}
