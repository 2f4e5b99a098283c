//! Scores a run against gold: it compares documents and records, and knows nothing of how they were
//! made.

pub mod conllu;
mod coref;
mod records;
mod syntax;
mod where_when;

pub use coref::{Alike, Coreference, head_of};
pub use records::{compare_records, differences, false_events};
pub use syntax::compare_layers;
pub use where_when::compare_places_and_times;

use std::fmt;

/// How much of what was found is right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Items found that are right.
    pub right: usize,
    /// Items in gold.
    pub gold: usize,
    /// Items found.
    pub found: usize,
}

impl Score {
    /// Right of found, per cent.
    pub fn precision(self) -> f64 {
        percent(self.right, self.found)
    }

    /// Right of gold, per cent.
    pub fn recall(self) -> f64 {
        percent(self.right, self.gold)
    }

    /// Their harmonic mean, per cent.
    pub fn f1(self) -> f64 {
        percent(2 * self.right, self.gold + self.found)
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// Scores by name, in the order in which they were first counted.
#[derive(Clone, Debug, Default)]
pub struct Scores(Vec<(&'static str, Score)>);

impl Scores {
    fn of(&mut self, name: &'static str) -> &mut Score {
        let at = self.0.iter().position(|(other, _)| *other == name).unwrap_or_else(|| {
            self.0.push((name, Score::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Adds so many items in gold, found and right to the score of that name.
    fn add(&mut self, name: &'static str, gold: usize, found: usize, right: usize) {
        let score = self.of(name);
        score.gold += gold;
        score.found += found;
        score.right += right;
    }

    /// Each score with its name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Score)> + '_ {
        self.0.iter().copied()
    }

    /// The score of that name.
    pub fn get(&self, name: &str) -> Option<Score> {
        self.0.iter().find(|(other, _)| *other == name).map(|(_, score)| *score)
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  {:<38}{:>8}{:>8}{:>8}{:>9}{:>9}{:>9}",
            "", "P", "R", "F1", "right", "found", "gold"
        )?;
        for (name, s) in &self.0 {
            writeln!(
                f,
                "  {name:<38}{:>8.2}{:>8.2}{:>8.2}{:>9}{:>9}{:>9}",
                s.precision(),
                s.recall(),
                s.f1(),
                s.right,
                s.found,
                s.gold
            )?;
        }
        Ok(())
    }
}
