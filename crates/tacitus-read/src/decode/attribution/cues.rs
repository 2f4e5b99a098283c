//! Cues, with the source and the content that syntax gives them.
//!
//! One pass over the tokens; each token that the lexicon lists is asked for its constructions, the
//! likeliest first. Quotations are joined later: see `speech`.

mod clause;
mod others;
mod verbs;
mod words;

use super::lexicon::Lexicon;
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

impl Found {
    /// Plain saying by nobody, of nothing, for a construction to fill in.
    pub(super) fn new(head: usize, rule: Rule) -> Found {
        Found {
            head,
            rule,
            source: Vec::new(),
            speaker: None,
            cue: vec![head],
            content: Vec::new(),
            act: Act::Assert,
            addressee: None,
            negated: false,
            mental: false,
            quotes: false,
            weight: 0.0,
            word: String::new(),
        }
    }
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
