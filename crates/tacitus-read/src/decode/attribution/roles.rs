//! What the encoder says of each word: whether it names a source, shows an attribution or is
//! attributed. It learned that from the outermost attributions of PolNeAR, so inside a content it says
//! nothing of the claims that nest there.

use crate::encode::Scores;
use crate::model::{ClaimPart, Heads};
use std::ops::Range;

/// Probabilities of source, cue and content for each token of a document.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    parts: Vec<[f32; 3]>,
}

/// The log-odds beyond which the encoder is not believed.
const MOST: f32 = 5.0;

impl Roles {
    /// From the scores of a document's windows.
    pub fn new(n_tokens: usize, scores: &[Scores], heads: &Heads) -> Roles {
        let mut parts = vec![[0.0; 3]; n_tokens];
        let (from, classes) = (heads.claim.0, &heads.claim.1);
        for window in scores {
            for token in window.tokens.clone() {
                let row = window.tag(token - window.tokens.start, from, classes.len());
                let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let weights = row.iter().map(|score| (score - most).exp());
                let mut found = [0.0f32; 3];
                let mut sum = 0.0f32;
                for (weight, class) in weights.zip(classes) {
                    sum += weight;
                    if let Some((_, part)) = class {
                        found[*part as usize] += weight;
                    }
                }
                if let Some(slot) = parts.get_mut(token) {
                    *slot = found.map(|weight| weight / sum);
                }
            }
        }
        Roles { parts }
    }

    /// Whether the encoder has said nothing: layers that were given, tests.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The probability that a token is that part of an attribution.
    pub(super) fn of(&self, token: usize, part: ClaimPart) -> f32 {
        self.parts.get(token).map_or(0.0, |parts| parts[part as usize])
    }

    /// The mean probability over tokens; 0 for none.
    pub(super) fn mean(&self, tokens: &[usize], part: ClaimPart) -> f32 {
        let sum: f32 = tokens.iter().map(|&token| self.of(token, part)).sum();
        sum / tokens.len().max(1) as f32
    }

    /// Runs of tokens within `range` that are likelier that part than not, in order. A run goes on over
    /// a single doubtful token that `joins`.
    pub(super) fn runs(
        &self,
        range: Range<usize>,
        part: ClaimPart,
        joins: impl Fn(usize) -> bool,
    ) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for token in range.filter(|&token| self.of(token, part) > 0.5) {
            match runs.last_mut() {
                Some(run) if run.end == token || run.end + 1 == token && joins(run.end) => {
                    run.end = token + 1;
                }
                _ => runs.push(token..token + 1),
            }
        }
        runs
    }
}

/// Log-odds of a probability, bounded.
pub(super) fn log_odds(p: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln().clamp(-MOST, MOST)
}
