//! How agreements fare: announced, begun, stalled, broken, done, each with the sentence that says so.

use crate::copies::Sentence;
use crate::{Across, Told};
use std::collections::BTreeSet;
use tacitus_doc::{EventType, Span};

/// A step in the life of an agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Position of the event that is the agreement.
    pub agreement: usize,
    /// `announced`, `begun`, `stalled`, `broken`, `done`.
    pub step: &'static str,
    /// Day, as 2017-08-29: of an event of the sentence, or of the report.
    pub date: Option<String>,
    /// Position of the report.
    pub report: usize,
    /// The sentence that says so.
    pub span: Span,
    /// Who says so; nothing for the report itself.
    pub speaker: Option<String>,
}

/// What is agreed, or carried out because it is.
const DEALS: [&str; 24] = [
    "agreement",
    "agreements",
    "accord",
    "deal",
    "truce",
    "ceasefire",
    "cease-fire",
    "pact",
    "swap",
    "exchange",
    "pause",
    "armistice",
    "protocol",
    "settlement",
    "transfer",
    "evacuation",
    "handover",
    "talks",
    "release",
    "negotiations",
    "lull",
    "arrangement",
    "convoy",
    "buses",
];

/// Of these the words that name an agreement itself; without one of them in the story nothing is looked for.
const NAMES: usize = 13;

/// Words of a step; the later step in the list wins where a sentence has words of two.
const STEPS: [(&str, &[&str]); 5] = [
    (
        "announced",
        &[
            "agreed",
            "signed",
            "announced",
            "reached a",
            "struck",
            "accepted",
            "granted",
            "proclaimed",
            "concluded",
            "sealed",
            "brokered",
            "agreed to",
        ],
    ),
    (
        "begun",
        &[
            "took effect",
            "take effect",
            "takes effect",
            "came into force",
            "came into effect",
            "entered into force",
            "went into force",
            "has begun",
            "had begun",
            "began",
            "begun",
            "resumed",
            "fell silent",
            "got under way",
            "first stage",
            "first convoy",
            "departed",
            "set off",
        ],
    ),
    (
        "stalled",
        &[
            "suspended",
            "on hold",
            "put off",
            "postponed",
            "halted",
            "halting",
            "delayed",
            "stalled",
            "cancelled",
            "canceled",
            "frozen",
            "on ice",
            "interrupted",
            "did not meet",
            "called off",
            "no further",
            "held up",
        ],
    ),
    (
        "broken",
        &[
            "broke",
            "broken",
            "violat",
            "breach",
            "collapsed",
            "tore up",
            "torn up",
            "is no truce",
            "fell apart",
            "broke down",
            "renege",
        ],
    ),
    (
        "done",
        &[
            "completed",
            "was complete",
            "the last",
            "finished",
            "was concluded",
            "wound up",
            "all been",
            "fully carried out",
        ],
    ),
];

/// The steps of the agreement that a story is about, in order of days: at most one of a kind a report.
pub fn steps(told: &[Told], sentences: &[Vec<Sentence>], events: &[Across]) -> Vec<Step> {
    let kind = |across: &Across, wanted: &[EventType]| {
        across.mentions.iter().any(|of| {
            crate::events::event(told, *of).is_some_and(|event| wanted.contains(&event.event_type))
        })
    };
    // The agreement that most reports tell of; where none is read as one, what yields or retreats.
    let best = |wanted: &[EventType]| {
        let reports = |across: &Across| {
            across.mentions.iter().map(|of| of.report).collect::<BTreeSet<_>>().len()
        };
        (0..events.len())
            .filter(|n| kind(&events[*n], wanted))
            .max_by_key(|n| (reports(&events[*n]), std::cmp::Reverse(*n)))
    };
    let Some(agreement) =
        best(&[EventType::Agree]).or_else(|| best(&[EventType::Concede, EventType::Retreat]))
    else {
        return Vec::new();
    };
    let lower = |report: usize, sentence: &Sentence| {
        told[report].reading.document.words(sentence.span).to_lowercase()
    };
    let holds = |words: &str, list: &[&str]| {
        list.iter().any(|name| {
            words.match_indices(name).any(|(at, _)| {
                let before = words[..at].chars().next_back();
                let after = words[at + name.len()..].chars().next();
                !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
            })
        })
    };
    let names = sentences.iter().enumerate().map(|(report, own)| {
        own.iter().any(|sentence| holds(&lower(report, sentence), &DEALS[..NAMES]))
    });
    // One report that speaks of a deal in passing does not make the story one of a deal.
    if names.filter(|named| *named).count() * 2 < told.len().max(2) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (report, own) in sentences.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (n, sentence) in own.iter().enumerate().filter(|(_, sentence)| !sentence.is_headline) {
            let words = lower(report, sentence);
            if !holds(&words, &DEALS) {
                continue;
            }
            let step =
                STEPS.iter().rev().find(|(_, list)| list.iter().any(|word| words.contains(word)));
            let Some((step, _)) = step else { continue };
            if !seen.insert(*step) {
                continue;
            }
            let reading = &told[report].reading;
            let record = &reading.record;
            let event = record.events.iter().find(|event| event.sentence == n);
            let published = reading.document.source().published;
            let date = event.and_then(|event| event.date.start).or(published);
            let claim = event
                .and_then(|event| event.claims.last())
                .and_then(|id| record.claims.get(id.index()));
            let speaker = claim.and_then(|claim| record.actors.get(claim.speaker?.index()));
            found.push(Step {
                agreement,
                step,
                date: date.map(|day| day.to_string()),
                report,
                span: sentence.span,
                speaker: speaker.map(|actor| actor.name.clone()),
            });
        }
    }
    let order = |step: &Step| STEPS.iter().position(|(name, _)| *name == step.step);
    found.sort_by(|a, b| {
        (&a.date, order(a), a.report, a.span).cmp(&(&b.date, order(b), b.report, b.span))
    });
    found
}
