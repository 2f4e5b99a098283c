//! Who says what: attributions by rules over the parse and by what the encoder says of each word.
//!
//! Five steps, each a file: where the text quotes (`quotes`), cues with their source and content as
//! syntax has them (`cues`), quotations joined to those cues (`speech`), the likeliest reading of each
//! cue (`learned`, on top of the rules' own `confidence`), and what each speaker does (`acts`). Which
//! words can be cues is data (`lexicon`). Mentions are only looked up, never needed: the rules find
//! sources by syntax.

mod acts;
mod confidence;
mod cues;
mod learned;
mod lexicon;
mod quotes;
mod speech;
#[cfg(test)]
mod tests;

use crate::decode::hints::Hints;
use crate::decode::phrase::Tree;
use cues::{Finder, Found};
use learned::{Scored, Weigher};
use lexicon::Lexicon;
use quotes::Quotes;
use std::ops::Range;
use tacitus_doc::{Attribution, Document, Id, Mention, Span, Token, Upos};

/// The attributions of `doc`, in order of their cues. It needs tokens, sentences and syntax, and
/// without them finds none; where there are mentions, `speaker` and `addressee` point at them.
/// `hints` are what the encoder says of each word; where they are empty, the rules decide alone.
pub fn attributions(doc: &Document, hints: &Hints) -> Vec<Attribution> {
    let explained = candidates(doc, hints, confidence::THRESHOLD);
    explained.into_iter().map(|one| one.attribution).collect()
}

/// A candidate with what its confidence rests on, for learning the weights.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The candidate; `parent` counts among all candidates.
    pub attribution: Attribution,
    /// The lexicon's word.
    pub word: String,
    /// Names of the features, as in `data/attribution-weights.tsv`.
    pub features: Vec<String>,
    /// Whether the content is a clause: which of the lexicon's two weights counts.
    pub clausal: bool,
    /// Numbers of the learned model, as in `data/attribution-trust.tsv`.
    pub values: Vec<(&'static str, f32)>,
    /// How likely the cue stands inside another claim's content.
    pub inside: f32,
    /// Which cue it reads; with a threshold above 0 each is read in one way only.
    pub cue: usize,
}

/// The candidates in `doc` whose confidence is at least `threshold`, each cue in its likeliest reading;
/// at 0 all readings of all cues.
pub fn candidates(doc: &Document, hints: &Hints, threshold: f32) -> Vec<Candidate> {
    let (Some(tree), Some(sentences)) = (Tree::new(doc), doc.sentences()) else {
        return Vec::new();
    };
    // Layers given from outside may not fit one another.
    let n_tokens = tree.tokens.len();
    let fits = |range: &Range<usize>| range.start < range.end && range.end <= n_tokens;
    let whole = sentences.iter().map(|sentence| sentence.tokens.len()).sum::<usize>() == n_tokens;
    if !whole || !sentences.iter().all(|sentence| fits(&sentence.tokens)) {
        return Vec::new();
    }
    let quotes = Quotes::new(doc, tree.tokens);
    let lexicon = Lexicon::bundled();
    let mut found = Finder::new(&tree, lexicon, &quotes, sentences).find();
    speech::join(&tree, &quotes, sentences, &mut found);
    found.retain(|one| !spans(&tree, &one.content).is_empty());
    let mut is_source = vec![false; tree.tokens.len()];
    found.iter().flat_map(|one| &one.source).for_each(|&token| is_source[token] = true);
    let weigher = Weigher { tree: &tree, quotes: &quotes, sentences, hints, is_source };
    let mut cues = weigher.unseen(&found, lexicon);
    let nested = parents(&found.iter().collect::<Vec<_>>(), tree.tokens.len());
    let nested: Vec<bool> = nested.iter().map(Option::is_some).collect();
    let with_nesting = found.into_iter().zip(nested);
    cues.extend(with_nesting.map(|(one, nested)| weigher.readings(one, nested)));
    cues.sort_by_key(|readings| {
        readings.first().map(|one| (one.found.cue.first().copied(), one.found.head))
    });
    let mut kept: Vec<(usize, Scored)> = Vec::new();
    for (cue, mut readings) in cues.into_iter().enumerate() {
        readings.retain(|one| !spans(&tree, &one.found.content).is_empty());
        if threshold > 0.0 {
            // The first of equals, which is the rules' own.
            let best = (0..readings.len())
                .rev()
                .max_by(|&a, &b| readings[a].odds.total_cmp(&readings[b].odds));
            readings = best.map(|best| readings.swap_remove(best)).into_iter().collect();
            readings.retain(|one| confidence::confidence(one.odds) >= threshold);
        }
        kept.extend(readings.into_iter().map(|one| (cue, one)));
    }

    let parents =
        parents(&kept.iter().map(|(_, one)| &one.found).collect::<Vec<_>>(), tree.tokens.len());
    let speakers = Speakers::new(doc, tree.tokens);
    kept.into_iter()
        .zip(parents)
        .map(|((cue, scored), parent)| {
            let one = &scored.found;
            let form = acts::form(&tree, &quotes, &one.content);
            let act = acts::weighed(acts::act(&tree, lexicon, one, form), &hints.acts(&one.cue));
            let attribution = Attribution {
                source: spans(&tree, &one.source),
                cue: cue_spans(&tree, &one.cue),
                content: spans(&tree, &one.content),
                speaker: one.speaker.and_then(|head| speakers.at(head)),
                parent: parent.map(Id::new),
                form,
                act,
                commitment: acts::commitment(lexicon, one, act),
                addressee: one
                    .addressee
                    .or_else(|| told_to(&tree, one))
                    .and_then(|head| speakers.at(head)),
                confidence: confidence::confidence(scored.odds),
            };
            Candidate {
                attribution,
                word: one.word.clone(),
                features: scored.features,
                clausal: one.rule.is_clausal(),
                values: scored.values,
                inside: scored.inside,
                cue,
            }
        })
        .collect()
}

/// For each attribution, the smallest other one whose content holds its cue and most of its source.
fn parents(found: &[&Found], n_tokens: usize) -> Vec<Option<usize>> {
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); n_tokens];
    for (idx, one) in found.iter().enumerate() {
        for &token in &one.content {
            holders[token].push(idx as u32);
        }
    }
    let holds = |outer: usize, token: usize| found[outer].content.binary_search(&token).is_ok();
    found
        .iter()
        .enumerate()
        .map(|(idx, one)| {
            holders[one.head]
                .iter()
                .map(|&outer| outer as usize)
                // Larger, or earlier where equal, so that no two hold each other.
                .filter(|&outer| (found[outer].content.len(), idx) > (one.content.len(), outer))
                .filter(|&outer| {
                    let n_held = one.source.iter().filter(|&&token| holds(outer, token)).count();
                    one.cue.iter().all(|&token| holds(outer, token))
                        && 2 * n_held >= one.source.len()
                })
                .min_by_key(|&outer| (found[outer].content.len(), outer))
        })
        .collect()
}

/// Whom a verb addresses where its construction does not say: *told the court*, *wrote to his wife*,
/// *pleaded with relatives*, as long as that is no part of what is said.
fn told_to(tree: &Tree<'_>, one: &Found) -> Option<usize> {
    if tree.upos(one.head) != Upos::Verb {
        return None;
    }
    let free = |token: &usize| {
        matches!(tree.upos(*token), Upos::Noun | Upos::Propn | Upos::Pron)
            && one.content.binary_search(token).is_err()
            && one.source.binary_search(token).is_err()
    };
    let case = |token: usize, words: &[&str]| {
        tree.children(token)
            .any(|case| tree.has_rel(case, "case") && words.contains(&tree.lemma(case)))
    };
    let children = || tree.children(one.head).filter(free);
    children()
        .find(|&child| tree.has_rel(child, "iobj"))
        .or_else(|| {
            let object = children().find(|&child| tree.has_rel(child, "obj"))?;
            // *said nothing*, *wrote a letter*: only somebody can be told.
            (one.rule.is_clausal() || one.addressee.is_some()).then_some(object)
        })
        .or_else(|| {
            children().find(|&child| tree.has_rel(child, "obl") && case(child, &["to", "with"]))
        })
}

/// Runs of neighbouring tokens as spans. Runs that only marks part are one; runs of nothing but
/// marks, and marks at the edges that are not quotation marks or brackets, are left out.
fn spans(tree: &Tree<'_>, tokens: &[usize]) -> Vec<Span> {
    let is_joint =
        |token: usize| tree.upos(token) == Upos::Punct && !tree.text(token).contains(is_quote_mark);
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for &token in tokens {
        match runs.last_mut() {
            Some(run)
                if run.last().is_some_and(|&last| {
                    last + 1 == token || (last + 1..token).all(is_joint) && token - last < 4
                }) =>
            {
                run.push(token);
            }
            _ => runs.push(vec![token]),
        }
    }
    runs.iter().filter_map(|run| trim(tree, run)).collect()
}

/// As [`spans`], but a cue may be a mark alone: the colon of *Minister: ...*.
fn cue_spans(tree: &Tree<'_>, tokens: &[usize]) -> Vec<Span> {
    let words = spans(tree, tokens);
    if words.is_empty() { tree.span(tokens).into_iter().collect() } else { words }
}

fn trim(tree: &Tree<'_>, run: &[usize]) -> Option<Span> {
    let mark = |token: usize| tree.text(token).chars().next().unwrap_or(' ');
    let is_word = |token: usize| tree.text(token).chars().any(char::is_alphanumeric);
    let words_from = run.iter().position(|&token| is_word(token))?;
    let words_to = run.iter().rposition(|&token| is_word(token))?;
    let mut from = words_from;
    while from > 0 && is_quote_mark(mark(run[from - 1])) {
        from -= 1;
    }
    let mut to = words_to;
    // A mark after the last word belongs when a quotation mark closes after it.
    let tail = &run[words_to + 1..];
    if let Some(close) = tail.iter().position(|&token| is_quote_mark(mark(token))) {
        to = words_to + 1 + close;
    } else if let Some(&next) = tail.first()
        && (")]%".contains(mark(next)) || "!?".contains(mark(next)))
    {
        to = words_to + 1;
    }
    tree.span(&run[from..=to])
}

fn is_quote_mark(sign: char) -> bool {
    matches!(sign, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '`')
}

/// Which mention a phrase with a given head is.
struct Speakers {
    by_head: Vec<Option<u32>>,
    /// The shortest mention that holds a token, where none has it as its head.
    around: Vec<Option<u32>>,
}

impl Speakers {
    fn new(doc: &Document, tokens: &[Token]) -> Speakers {
        let mentions = doc.mentions().unwrap_or_default();
        let len = |idx: u32| mentions.get(idx as usize).map_or(0, |mention| mention.span.len());
        let mut by_head: Vec<Option<u32>> = vec![None; tokens.len()];
        let mut around = by_head.clone();
        for (idx, mention) in mentions.iter().enumerate() {
            let idx = idx as u32;
            if let Some(slot) = by_head.get_mut(mention.head)
                && slot.is_none_or(|other| len(other) < len(idx))
            {
                *slot = Some(idx);
            }
            let first = tokens.partition_point(|token| token.span.start < mention.span.start);
            let held =
                tokens[first..].iter().take_while(|token| token.span.end <= mention.span.end);
            for slot in around.iter_mut().skip(first).take(held.count()) {
                if slot.is_none_or(|other| len(other) > len(idx)) {
                    *slot = Some(idx);
                }
            }
        }
        Speakers { by_head, around }
    }

    fn at(&self, head: usize) -> Option<Id<Mention>> {
        let own = self.by_head.get(head).copied().flatten();
        own.or_else(|| self.around.get(head).copied().flatten()).map(|idx| Id::new(idx as usize))
    }
}
