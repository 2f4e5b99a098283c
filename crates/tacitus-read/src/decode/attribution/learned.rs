//! What the encoder makes of the candidates that the rules found: it offers other spans for the same
//! cue, adds cues that no rule knows, and scores each pairing of a cue with a source and a content.
//!
//! The score is a network of sixteen hidden units over a few numbers (`data/attribution-trust.tsv`, learned by
//! `train/fit_attribution.py`): how likely cue, source and content are what they are said to be, how
//! likely the words just outside are to belong, how far the parts stand from each other, and what the
//! rules' own model says. Inside a content, where the encoder is blind, the rules' model decides.

use super::confidence::{self, word_weight};
use super::cues::{Found, Rule};
use super::lexicon::{Lexicon, Part};
use super::quotes::Quotes;
use crate::decode::hints::Hints;
use crate::decode::phrase::Tree;
use crate::model::ClaimPart;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use tacitus_doc::{Act, Sentence, Upos};

/// Hidden units of the network.
const HIDDEN: usize = 16;

static TRUST: LazyLock<Trust> =
    LazyLock::new(|| Trust::read(include_str!("../../../data/attribution-trust.tsv")));

/// A network with one hidden layer of rectified units.
struct Trust {
    /// For each number, its weight to each hidden unit; that of `any`, which is always 1, is the bias.
    numbers: HashMap<&'static str, [f32; HIDDEN]>,
    /// What each hidden unit adds to the log-odds.
    hidden: [f32; HIDDEN],
    bias: f32,
}

impl Trust {
    fn read(rows: &'static str) -> Trust {
        let mut trust = Trust { numbers: HashMap::new(), hidden: [0.0; HIDDEN], bias: 0.0 };
        for row in rows.lines().filter(|row| !row.starts_with('#')) {
            let mut cells = row.split('\t');
            let name = cells.next().unwrap_or_default();
            let mut weights = [0.0; HIDDEN];
            for (slot, cell) in weights.iter_mut().zip(cells) {
                *slot = cell.parse().unwrap_or_default();
            }
            match name {
                "=hidden" => trust.hidden = weights,
                "=bias" => trust.bias = weights[0],
                _ => {
                    trust.numbers.insert(name, weights);
                }
            }
        }
        trust
    }

    fn log_odds(&self, values: &[(&'static str, f32)]) -> f32 {
        let mut units = [0.0f32; HIDDEN];
        for (name, value) in values {
            if let Some(weights) = self.numbers.get(name) {
                for (unit, weight) in units.iter_mut().zip(weights) {
                    *unit += weight * value;
                }
            }
        }
        let pairs = units.iter().zip(&self.hidden);
        self.bias + pairs.map(|(unit, weight)| unit.max(0.0) * weight).sum::<f32>()
    }
}

/// What a cue inside quotation marks is worth where it stands inside another claim, in log-odds.
const QUOTED: f32 = 2.3;

/// Tokens beyond which a source or content that only the encoder sees is not joined to a cue.
const FAR: usize = 30;

/// One way to read a cue, with what its confidence rests on.
#[derive(Clone, Debug)]
pub(super) struct Scored {
    pub(super) found: Found,
    /// Features of the rules' model, by name.
    pub(super) features: Vec<String>,
    /// Numbers of the learned model, by name; none where the encoder said nothing.
    pub(super) values: Vec<(&'static str, f32)>,
    /// How likely the cue stands inside another claim's content, 0 to 1.
    pub(super) inside: f32,
    /// Log-odds.
    pub(super) odds: f32,
}

pub(super) struct Weigher<'t, 'd> {
    pub(super) tree: &'t Tree<'d>,
    pub(super) quotes: &'t Quotes,
    pub(super) sentences: &'t [Sentence],
    pub(super) hints: &'t Hints,
    /// Whether a token is (part of) the source of a cue by the rules.
    pub(super) is_source: Vec<bool>,
}

impl Weigher<'_, '_> {
    /// All readings of a cue, the rules' own first. Of a cue that the rules put inside another claim
    /// there is no other.
    pub(super) fn readings(&self, found: Found, nested: bool) -> Vec<Scored> {
        let own = self.score(found);
        if self.hints.is_empty() || nested || own.inside > 0.5 {
            return vec![own];
        }
        let first = own.found.clone();
        let mut all = vec![own];
        let options = |own: &[usize], more: Vec<Option<Vec<usize>>>| {
            let mut options = vec![own.to_vec()];
            for option in more.into_iter().flatten() {
                if !options.contains(&option) {
                    options.push(option);
                }
            }
            options
        };
        let cues = options(&first.cue, vec![self.tagged_cue(&first)]);
        let sources =
            options(&first.source, vec![self.tagged_source(&first), self.without_relative(&first)]);
        let contents = options(&first.content, vec![self.tagged_content(&first)]);
        for (nth, cue) in cues.iter().enumerate() {
            for (s, source) in sources.iter().enumerate() {
                for (c, content) in contents.iter().enumerate() {
                    if nth + s + c > 0 {
                        all.push(self.score(self.with_parts(&first, cue, source, content)));
                    }
                }
            }
        }
        all
    }

    /// Cues that no rule found, in all the ways in which they may be read.
    pub(super) fn unseen(&self, found: &[Found], lexicon: &Lexicon) -> Vec<Vec<Scored>> {
        let mut taken = vec![false; self.tree.tokens.len()];
        for token in found.iter().flat_map(|one| &one.cue) {
            taken[*token] = true;
        }
        let mut all = Vec::new();
        for sentence in self.sentences {
            let range = sentence.tokens.clone();
            for cue in self.runs(range.clone(), ClaimPart::Cue) {
                if cue.clone().any(|token| taken[token]) {
                    continue;
                }
                let readings = self.read_cue(cue, range.clone(), lexicon);
                if !readings.is_empty() {
                    all.push(readings);
                }
            }
        }
        all
    }

    fn read_cue(
        &self,
        cue: Range<usize>,
        sentence: Range<usize>,
        lexicon: &Lexicon,
    ) -> Vec<Scored> {
        let tree = self.tree;
        let is = |upos: Upos| cue.clone().rfind(|&token| tree.upos(token) == upos);
        let head = is(Upos::Verb).or_else(|| is(Upos::Noun)).or_else(|| is(Upos::Adj));
        let head = head.unwrap_or(cue.start);
        let part = match tree.upos(head) {
            Upos::Noun => Part::Noun,
            Upos::Adj => Part::Adjective,
            _ => Part::Verb,
        };
        let entry = lexicon.find(part, tree.lemma(head), tree.text(head));
        let base = Found {
            cue: cue.clone().collect(),
            act: entry.map_or(Act::Assert, |entry| entry.act),
            negated: super::acts::negated(tree, head),
            quotes: true,
            weight: entry.map_or(0.0, |entry| word_weight(entry, Rule::Tagged)),
            word: entry.map(|entry| entry.name.clone()).unwrap_or_default(),
            ..Found::new(head, Rule::Tagged)
        };
        let runs = self.runs(sentence.clone(), ClaimPart::Content);
        let after = runs.iter().find(|run| run.start >= cue.end && run.start - cue.end < FAR);
        let before = runs.iter().rfind(|run| run.end <= cue.start && cue.start - run.end < FAR);
        let source = self.nearest(&cue, &sentence, ClaimPart::Source).unwrap_or_default();
        let mut contents: Vec<Vec<usize>> = Vec::new();
        contents.extend(after.map(|run| run.clone().collect()));
        contents.extend(before.map(|run| run.clone().collect()));
        if let (Some(before), Some(after)) = (before, after) {
            contents.push(before.clone().chain(after.clone()).collect());
        }
        let readings =
            contents.iter().map(|content| self.with_parts(&base, &base.cue, &source, content));
        readings.filter(|one| !one.content.is_empty()).map(|one| self.score(one)).collect()
    }

    fn runs(&self, range: Range<usize>, part: ClaimPart) -> Vec<Range<usize>> {
        self.hints.runs(range, part, |token| self.tree.upos(token) == Upos::Punct)
    }

    /// The run of that part nearest to a cue, without another cue between them.
    fn nearest(
        &self,
        cue: &Range<usize>,
        sentence: &Range<usize>,
        part: ClaimPart,
    ) -> Option<Vec<usize>> {
        let runs = self.runs(sentence.clone(), part);
        let gap = |run: &Range<usize>| match run.end <= cue.start {
            true => run.end..cue.start,
            false => cue.end.min(run.start)..run.start,
        };
        let free = |run: &&Range<usize>| {
            let gap = gap(run);
            gap.len() < FAR
                && !gap.into_iter().any(|token| self.hints.of(token, ClaimPart::Cue) > 0.5)
        };
        runs.iter().filter(free).min_by_key(|run| gap(run).len()).map(|run| run.clone().collect())
    }

    fn span_of(tokens: &[usize]) -> Option<Range<usize>> {
        Some(*tokens.first()?..*tokens.last()? + 1)
    }

    fn sentence_of(&self, token: usize) -> Option<Range<usize>> {
        let nth = self.sentences.partition_point(|sentence| sentence.tokens.end <= token);
        self.sentences.get(nth).map(|sentence| sentence.tokens.clone())
    }

    /// The content of a cue as the encoder sees it in the cue's sentence, with what the rules' content
    /// has in other sentences.
    fn tagged_content(&self, one: &Found) -> Option<Vec<usize>> {
        let sentence = self.sentence_of(one.head)?;
        let runs = self.runs(sentence.clone(), ClaimPart::Content);
        let touches = |run: &&Range<usize>| one.content.iter().any(|token| run.contains(token));
        let mut tokens: Vec<usize> =
            runs.iter().filter(touches).flat_map(|run| run.clone()).collect();
        if tokens.is_empty() {
            tokens = self.nearest(&Self::span_of(&one.cue)?, &sentence, ClaimPart::Content)?;
        }
        // Where another claim nests, the encoder may see its cue and source; they belong to this content.
        let within = Self::span_of(&tokens)?;
        let missed = |token: &usize| !sentence.contains(token) || within.contains(token);
        tokens.extend(one.content.iter().copied().filter(missed));
        tokens.sort_unstable();
        tokens.dedup();
        Some(tokens)
    }

    /// The cue as the encoder sees it, where that holds the rules' word.
    fn tagged_cue(&self, one: &Found) -> Option<Vec<usize>> {
        let runs = self.runs(self.sentence_of(one.head)?, ClaimPart::Cue);
        runs.into_iter().find(|run| run.contains(&one.head)).map(Iterator::collect)
    }

    /// The source without the relative clause that ends it, which some mark and some leave out.
    fn without_relative(&self, one: &Found) -> Option<Vec<usize>> {
        let tree = self.tree;
        let relative = one.source.iter().position(|&token| {
            matches!(tree.lemma(token), "who" | "which" | "whose" | "whom" | "where")
                && tree.upos(token) != Upos::Noun
        })?;
        let mut kept = one.source[..relative].to_vec();
        while kept.last().is_some_and(|&last| matches!(tree.upos(last), Upos::Punct | Upos::Adp)) {
            kept.pop();
        }
        (!kept.is_empty()).then_some(kept)
    }

    /// The source of a cue as the encoder sees it; nobody where it does not believe in the rules' one.
    fn tagged_source(&self, one: &Found) -> Option<Vec<usize>> {
        let sentence = self.sentence_of(one.head)?;
        let runs = self.runs(sentence.clone(), ClaimPart::Source);
        let touched = runs.iter().find(|run| one.source.iter().any(|token| run.contains(token)));
        if let Some(run) = touched {
            return Some(run.clone().collect());
        }
        let nearest = self.nearest(&Self::span_of(&one.cue)?, &sentence, ClaimPart::Source);
        // *According to the daily, the minister said*: the daily has its own cue.
        let nearest = nearest
            .filter(|run| one.source.is_empty() || !run.iter().any(|&token| self.is_source[token]));
        nearest.or_else(|| (self.hints.mean(&one.source, ClaimPart::Source) < 0.3).then(Vec::new))
    }

    /// The same cue in other words, with another source and content. Parts never share a word.
    fn with_parts(&self, one: &Found, cue: &[usize], source: &[usize], content: &[usize]) -> Found {
        let mut new = one.clone();
        new.cue = cue.to_vec();
        let free = |token: &usize| new.cue.binary_search(token).is_err();
        let source: Vec<usize> = source.iter().copied().filter(free).collect();
        new.content = (content.iter().copied())
            .filter(|token| free(token) && source.binary_search(token).is_err())
            .collect();
        if source != one.source {
            new.speaker = self.head_of(&source);
            new.source = source;
        }
        new
    }

    /// The token of a phrase that hangs on none of its others; the last nominal of several.
    fn head_of(&self, tokens: &[usize]) -> Option<usize> {
        let tree = self.tree;
        let outer = |token: &&usize| {
            tree.upos(**token) != Upos::Punct
                && tree.words[**token].head.is_none_or(|head| tokens.binary_search(&head).is_err())
        };
        let nominal = |token: &&usize| {
            matches!(
                tree.upos(**token),
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj
            )
        };
        let heads = || tokens.iter().filter(outer);
        heads().find(nominal).or_else(|| heads().next()).copied()
    }

    /// Whether the word beside a span belongs to it more than to nothing, as a probability.
    fn beside(&self, at: Option<usize>, near: usize, one: &Found, part: ClaimPart) -> f32 {
        let Some(at) = at.filter(|&at| at < self.tree.tokens.len()) else { return 0.0 };
        let taken = one.cue.binary_search(&at).is_ok() || one.source.binary_search(&at).is_ok();
        let apart = self.quotes.paragraph(at) != self.quotes.paragraph(near);
        if taken || apart || self.tree.upos(at) == Upos::Punct {
            return 0.0;
        }
        self.hints.of(at, part)
    }

    fn score(&self, found: Found) -> Scored {
        let features = confidence::features(self.tree, self.quotes, &found);
        let rules = confidence::log_odds(found.weight, &features);
        if self.hints.is_empty() {
            return Scored { found, features, values: Vec::new(), inside: 0.0, odds: rules };
        }
        let hints = self.hints;
        let is_word = |&&token: &&usize| self.tree.upos(token) != Upos::Punct;
        let words: Vec<usize> = found.content.iter().filter(is_word).copied().collect();
        let inside = hints.mean(&found.cue, ClaimPart::Content);
        let most = |tokens: &[usize], part: ClaimPart| {
            tokens.iter().map(|&token| hints.of(token, part)).fold(0.0, f32::max)
        };
        let edges = |tokens: &[usize], part: ClaimPart| match (tokens.first(), tokens.last()) {
            (Some(&first), Some(&last)) => {
                self.beside(first.checked_sub(1), first, &found, part)
                    + self.beside(Some(last + 1), last, &found, part)
            }
            _ => 0.0,
        };
        let gap = |tokens: &[usize]| match (found.cue.first(), found.cue.last()) {
            (Some(&first), Some(&last)) => {
                let far = |&at: &usize| first.abs_diff(at).min(last.abs_diff(at));
                tokens.iter().map(far).min().unwrap_or(0).saturating_sub(1).min(20) as f32 / 10.0
            }
            _ => 0.0,
        };
        // What the sentence holds of contents that this one leaves out.
        let sentence = self.sentence_of(found.head).unwrap_or(0..0);
        let left_out = (sentence.clone())
            .filter(|&token| {
                hints.of(token, ClaimPart::Content) > 0.5 && self.tree.upos(token) != Upos::Punct
            })
            .filter(|token| found.content.binary_search(token).is_err())
            .count() as f32;
        let near: Vec<usize> = sentence.filter(|&token| token.abs_diff(found.head) < 12).collect();
        let mut values = vec![
            ("any", 1.0),
            ("rules", rules.clamp(-5.0, 5.0)),
            ("cue", log_odds(most(&found.cue, ClaimPart::Cue))),
            ("cue-mean", log_odds(hints.mean(&found.cue, ClaimPart::Cue))),
            ("content", log_odds(hints.mean(&words, ClaimPart::Content))),
            ("content-edges", edges(&found.content, ClaimPart::Content)),
            ("content-left-out", (left_out / words.len().max(1) as f32).min(2.0)),
            ("content-gap", gap(&found.content)),
            ("content-size", (1.0 + words.len() as f32).ln()),
        ];
        if found.source.is_empty() {
            values.push(("no-source", 1.0));
            values.push(("no-source-near", log_odds(most(&near, ClaimPart::Source))));
        } else {
            values.push(("source", log_odds(hints.mean(&found.source, ClaimPart::Source))));
            values.push(("source-edges", edges(&found.source, ClaimPart::Source)));
            values.push(("source-gap", gap(&found.source)));
        }
        if found.rule == Rule::Tagged {
            values.push(("tagged", 1.0));
        }
        let learned = TRUST.log_odds(&values);
        // The rules' weights know quoted cues as people's marks of outermost claims do, who pass over them;
        // our own passages, where nested claims are marked, give as much back.
        let quoted = features.iter().any(|name| name == "cue-quoted");
        let rules = rules + if quoted && inside > 0.5 { QUOTED } else { 0.0 };
        let odds = (1.0 - inside) * learned + inside * rules;
        Scored { found, features, values, inside, odds }
    }
}

/// Log-odds of a probability, bounded.
fn log_odds(p: f32) -> f32 {
    /// The log-odds beyond which the encoder is not believed.
    const MOST: f32 = 5.0;
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln().clamp(-MOST, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_is_read_and_every_number_has_one() {
        assert!(TRUST.numbers.len() >= 15, "{} numbers", TRUST.numbers.len());
        assert!(TRUST.hidden.iter().any(|weight| *weight != 0.0));
        for name in ["any", "rules", "cue", "content-edges", "source", "no-source-near", "tagged"] {
            assert!(TRUST.numbers.contains_key(name), "{name}");
        }
    }

    #[test]
    fn a_network_is_read_from_its_rows() {
        let trust = Trust::read("# head\nany\t1\t-1\na\t2\t2\n=hidden\t1\t10\n=bias\t0.5");
        assert_eq!(trust.log_odds(&[("any", 1.0), ("a", -1.0)]), 0.5);
        assert_eq!(trust.log_odds(&[("any", 1.0), ("a", 1.0)]), 0.5 + 3.0 + 10.0);
    }
}
