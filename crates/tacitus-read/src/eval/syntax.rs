//! Layers against gold layers, by span: segmentation, tags, lemmas, dependencies, names.

use super::Scores;
use std::collections::{BTreeMap, BTreeSet};
use tacitus_doc::{Document, Span, Word};

/// Adds to `scores` what `found` has right of `gold`, both over the same text. Words are the same
/// where their spans are; everything else is asked of such words, as in the CoNLL 2018 shared task:
/// LAS counts relations without their subtype.
pub fn compare_layers(gold: &Document, found: &Document, scores: &mut Scores) {
    if let (Some(gold), Some(found)) = (gold.tokens(), found.tokens()) {
        sets(scores, "tokens", gold.iter().map(|t| t.span), found.iter().map(|t| t.span));
    }
    if let (Some(gold), Some(found)) = (gold.sentences(), found.sentences()) {
        sets(scores, "sentences", gold.iter().map(|s| s.span), found.iter().map(|s| s.span));
    }
    words(gold, found, scores);
    if let (Some(gold), Some(found)) = (gold.names(), found.names()) {
        let key = |name: &tacitus_doc::Name| (name.span, name.kind.as_str());
        sets(scores, "names", gold.iter().map(key), found.iter().map(key));
    }
}

fn sets<T: Ord>(
    scores: &mut Scores,
    name: &'static str,
    gold: impl Iterator<Item = T>,
    found: impl Iterator<Item = T>,
) {
    let (gold, found): (BTreeSet<T>, BTreeSet<T>) = (gold.collect(), found.collect());
    let score = scores.of(name);
    score.gold += gold.len();
    score.found += found.len();
    score.right += gold.intersection(&found).count();
}

/// What is asked of a word: its own span, and its head's.
type Asked<'d> = (&'d Word, Option<Span>);

/// Whether a found word is right of a gold one.
type Test<'t> = dyn Fn(Asked<'_>, Asked<'_>) -> bool + 't;

fn by_span(doc: &Document) -> Option<BTreeMap<Span, Asked<'_>>> {
    let (tokens, words) = (doc.tokens()?, doc.syntax()?);
    let head = |word: &Word| word.head.and_then(|head| tokens.get(head)).map(|token| token.span);
    Some(tokens.iter().zip(words).map(|(token, word)| (token.span, (word, head(word)))).collect())
}

fn words(gold: &Document, found: &Document, scores: &mut Scores) {
    let (Some(gold), Some(found)) = (by_span(gold), by_span(found)) else { return };
    let base = |rel: &str| rel.split(':').next().unwrap_or_default().to_owned();
    let tests: [(&'static str, &Test<'_>); 6] = [
        ("UPOS", &|g, f| g.0.upos == f.0.upos),
        ("XPOS", &|g, f| g.0.xpos == f.0.xpos),
        ("lemmas", &|g, f| g.0.lemma == f.0.lemma),
        ("UAS", &|g, f| g.1 == f.1),
        ("LAS", &|g, f| g.1 == f.1 && base(&g.0.rel) == base(&f.0.rel)),
        ("LAS with subtypes", &|g, f| g.1 == f.1 && g.0.rel == f.0.rel),
    ];
    for (name, test) in tests {
        let score = scores.of(name);
        score.gold += gold.len();
        score.found += found.len();
        score.right += gold
            .iter()
            .filter(|(span, word)| found.get(span).is_some_and(|other| test(**word, *other)))
            .count();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::conllu;

    #[test]
    fn what_differs_is_counted_where_it_differs() {
        let row = |n: usize, form: &str, upos: &str, head: usize, rel: &str| {
            format!("{n}\t{form}\t{form}\t{upos}\tX\t_\t{head}\t{rel}\t_\t_\n")
        };
        let gold = row(1, "they", "PRON", 2, "nsubj:pass") + &row(2, "left", "VERB", 0, "root");
        let found = row(1, "they", "PRON", 2, "nsubj") + &row(2, "left", "ADJ", 0, "root");
        let (gold, found) = (conllu::read(&gold).unwrap(), conllu::read(&found).unwrap());
        let mut scores = Scores::default();
        compare_layers(&gold[0], &found[0], &mut scores);
        let right = |name: &str| scores.get(name).map(|score| score.right);
        assert_eq!(right("tokens"), Some(2));
        assert_eq!(right("UPOS"), Some(1));
        assert_eq!(right("LAS"), Some(2));
        assert_eq!(right("LAS with subtypes"), Some(1));
        assert_eq!(right("names"), None);
    }
}
