//! What many reports say together: which tell one story, which are copies, which of their events are one, how
//! many independent sources assert, deny and doubt each, and what they dispute.
//!
//! Everything here is a function of the reports and of what people said about them, never of the order in which
//! they came, and edits none of them. No verdict of truth is given: a dispute is accounts side by side.
//!
//! [`Prints`] are what is kept of a report for comparing it cheaply; [`alike`] tells how alike two reports are;
//! [`stories`] forms stories; [`weigh`] reads the reports of one story together; [`same`] tells which mentions are
//! one event. Nothing here reads files, knows the time or SQL.

#![deny(clippy::disallowed_methods)]

mod accounts;
mod actors;
mod agreements;
mod cluster;
mod copies;
mod disputes;
pub mod events;
mod numbers;
mod opposed;
mod prints;
pub mod same;
mod sources;
mod story;

pub use accounts::{FEATURES as PAIR_FEATURES, Pairs};
pub use agreements::Step;
pub use disputes::{Account, Dispute};
pub use prints::Prints;
pub use story::{ALIKE, AT_ONCE, Printed, alike, stories};

use std::collections::BTreeMap;
use tacitus_doc::{Reading, Sketch};

/// A report as it is weighed with others.
pub struct Told {
    /// Its document with sentences, and its record.
    pub reading: Reading,
    /// What was kept of it.
    pub prints: Prints,
    /// For each event of the record, its position in the prints.
    pub mentions: Vec<usize>,
}

impl Told {
    /// A report as it was read, with a sketch of each event of its record.
    pub fn new(reading: Reading, sketches: Vec<Sketch>) -> Told {
        let mentions = (0..reading.record.events.len()).collect();
        Told { prints: Prints::of(&reading, sketches), reading, mentions }
    }
}

/// Position of a mention of an event: report, and event in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Of {
    /// Position of the report.
    pub report: usize,
    /// Position of the event in its record.
    pub event: usize,
}

/// What somebody said of two mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tied {
    /// The one.
    pub one: Of,
    /// The other.
    pub other: Of,
    /// Whether they are one event.
    pub together: bool,
}

/// The reports of a story read together.
#[derive(Debug, Default)]
pub struct Weighed {
    /// For each report the first report with the same text, where others share it.
    pub copies: Vec<Option<usize>>,
    /// Independent sources of the story as a whole.
    pub n_sources: usize,
    /// Events across reports, by their first mention.
    pub events: Vec<Across>,
    /// What is disputed.
    pub disputes: Vec<Dispute>,
    /// How agreements fared.
    pub steps: Vec<Step>,
}

/// An event across reports.
#[derive(Debug, Default)]
pub struct Across {
    /// Its mentions, first of all the first.
    pub mentions: Vec<Of>,
    /// For each mention the name of the source it rests on.
    pub sources: Vec<Option<String>>,
    /// Independent groups of reports that assert it.
    pub assert: Vec<Vec<usize>>,
    /// The same for those that deny it.
    pub deny: Vec<Vec<usize>>,
    /// The same for those that doubt it.
    pub doubt: Vec<Vec<usize>>,
}

/// Reads the reports of one story together. They are in an order that does not depend on when they came.
pub fn weigh(told: &[Told], ties: &[Tied]) -> Weighed {
    let sentences = sentences(told);
    let copies = sources::copies(&sentences);
    // A program that was built from a damaged folder takes no two mentions for one event.
    let scorer = same::Scorer::embedded().ok();
    let scenes = events::Scenes::new(told, scorer);
    let mut weighed = Weighed { n_sources: 0, copies, ..Weighed::default() };
    let outlets = sources::Outlets::new(told);
    weighed.n_sources = sources::count(&outlets, &weighed.copies);
    for mentions in scenes.clusters(ties) {
        let across = sources::weigh(told, &sentences, &weighed.copies, &outlets, mentions);
        weighed.events.push(across);
    }
    weighed.disputes = disputes::find(told, &sentences, &weighed.events);
    weighed.steps = agreements::steps(told, &sentences, &weighed.events);
    weighed
}

fn sentences(told: &[Told]) -> Vec<Vec<copies::Sentence>> {
    told.iter()
        .map(|told| {
            let doc = &told.reading.document;
            let spans: Vec<_> =
                doc.sentences().unwrap_or_default().iter().map(|sentence| sentence.span).collect();
            copies::sentences(doc, &spans)
        })
        .collect()
}

/// The pairs of accounts of a story that may contradict each other, for learning which do.
pub fn pairs(told: &[Told]) -> Pairs {
    accounts::pairs(told, &sentences(told), &home(&weigh(told, &[]).events))
}

/// The event that each mention is of.
fn home(events: &[Across]) -> BTreeMap<Of, usize> {
    let of = |(n, across): (usize, &Across)| -> Vec<(Of, usize)> {
        across.mentions.iter().map(|of| (*of, n)).collect()
    };
    events.iter().enumerate().flat_map(of).collect()
}
