//! Which sentences and reports are copies: wire copy, whole or in part, under whatever headline.
//!
//! Sentences are compared by their runs of four words (shingles; Broder 1997). Stories are small, so the sets are
//! compared as they are: a sketch of them (MinHash) would only lose what makes partial copies certain.

use std::collections::BTreeSet;
use tacitus_doc::{Document, Span};

/// Words in a run.
const RUN: usize = 4;

/// A sentence counts as copied when so much of the shorter one stands in the other.
const COPIED: f64 = 0.5;

/// Sentences shorter than this, in words, prove nothing: anybody may write them.
const SHORTEST: usize = 7;

/// A report counts as a copy when so much of the shorter one is copied.
const SAME_TEXT: f64 = 0.6;

/// A sentence as it is compared.
#[derive(Debug)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// Whether it is the headline: those are written anew over copied texts.
    pub is_headline: bool,
    n_words: usize,
    runs: BTreeSet<u64>,
}

/// FNV-1a, which is the same on every machine.
pub fn hash(words: &[String]) -> u64 {
    let mut value = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        value = (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    value
}

/// Words in small letters, without signs.
pub fn words(text: &str) -> Vec<String> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '\'' && sign != '’')
        .map(|word| word.trim_matches(['\'', '’']).to_lowercase())
        .filter(|word| !word.is_empty())
        .collect()
}

/// The sentences of a report.
pub fn sentences(doc: &Document, spans: &[Span]) -> Vec<Sentence> {
    spans
        .iter()
        .enumerate()
        .map(|(n, span)| {
            let words = words(doc.words(*span));
            let runs = match words.len() < RUN {
                true => [hash(&words)].into(),
                false => words.windows(RUN).map(hash).collect(),
            };
            // The wire keeps no layout: a first line without a full stop is a headline.
            let closed = doc.words(*span).trim_end().ends_with(['.', '!', '?', '"', '”', '’', ')']);
            let is_headline = n == 0 && !closed;
            Sentence { span: *span, is_headline, n_words: words.len(), runs }
        })
        .collect()
}

/// Whether one of the two sentences is a copy of the other, perhaps shortened or with a few words changed.
pub fn is_copy(one: &Sentence, other: &Sentence) -> bool {
    let least = one.runs.len().min(other.runs.len());
    if one.n_words.min(other.n_words) < SHORTEST || least == 0 {
        return false;
    }
    let shared = one.runs.intersection(&other.runs).count();
    shared as f64 >= COPIED * least as f64
}

/// How much of the shorter report, in words, is copied from or by the other.
pub fn shared(one: &[Sentence], other: &[Sentence]) -> f64 {
    let body = |side: &[Sentence]| -> usize {
        side.iter().filter(|sentence| !sentence.is_headline).map(|sentence| sentence.n_words).sum()
    };
    let (short, long) = if body(one) <= body(other) { (one, other) } else { (other, one) };
    let copied: usize = short
        .iter()
        .filter(|sentence| !sentence.is_headline)
        .filter(|sentence| long.iter().any(|other| is_copy(sentence, other)))
        .map(|sentence| sentence.n_words)
        .sum();
    copied as f64 / body(short).max(1) as f64
}

/// Whether two reports are one text.
pub fn is_same_text(one: &[Sentence], other: &[Sentence]) -> bool {
    shared(one, other) >= SAME_TEXT
}
