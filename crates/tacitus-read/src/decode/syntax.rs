//! Tags, lemmas and dependencies: the labels with the best scores.

use crate::encode::{Scores, best};
use crate::model::Heads;
use tacitus_doc::{Document, Sentence, Word};

/// The sentences of a document whose windows have `scores`.
pub fn sentences(doc: &Document, scores: &[Scores]) -> Vec<Sentence> {
    let tokens = doc.tokens().unwrap_or_default();
    let found = scores.iter().flat_map(|scores| &scores.sentences);
    found
        .filter_map(|range| {
            let (first, last) = (tokens.get(range.start)?, tokens.get(range.end.checked_sub(1)?)?);
            Some(Sentence { span: first.span.to(last.span), tokens: range.clone() })
        })
        .collect()
}

/// One word a token.
pub fn syntax(doc: &Document, scores: &[Scores], heads: &Heads) -> Vec<Word> {
    let tokens = doc.tokens().unwrap_or_default();
    let mut words = Vec::with_capacity(tokens.len());
    for scores in scores {
        for (at, token) in tokens[scores.tokens.clone()].iter().enumerate() {
            let upos = heads.upos.1[best(scores.tag(at, heads.upos.0, heads.upos.1.len()))];
            let xpos = &heads.xpos.1[best(scores.tag(at, heads.xpos.0, heads.xpos.1.len()))];
            let script = &heads.lemma.1[best(scores.tag(at, heads.lemma.0, heads.lemma.1.len()))];
            let head = scores.heads[at];
            let rel = match head {
                None => "root".into(),
                Some(_) => heads.rel[best_relation(scores.relation(at), heads)].clone(),
            };
            let form = doc.words(token.span);
            let lower = form.to_lowercase();
            let known = heads.known_lemmas.get(&(lower.as_str(), &**xpos));
            words.push(Word {
                upos,
                xpos: xpos.clone(),
                lemma: known.map_or_else(|| script.apply(form), |lemma| (*lemma).into()),
                head,
                rel,
            });
        }
    }
    words
}

/// The best relation that is not `root`, which is for words without a head.
fn best_relation(scores: &[f32], heads: &Heads) -> usize {
    let mut found: Option<usize> = None;
    for (at, score) in scores.iter().enumerate() {
        if &*heads.rel[at] != "root" && found.is_none_or(|best| *score > scores[best]) {
            found = Some(at);
        }
    }
    found.unwrap_or(0)
}
