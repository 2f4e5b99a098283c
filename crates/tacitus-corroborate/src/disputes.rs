//! What reports do not agree on: accounts side by side, without a verdict.
//!
//! Three kinds are looked for. *Numbers* of people that cannot both be right, told by different speakers or
//! outlets, where neither says that the number has changed. *Who*: one act laid at different doors. *Whether*: what
//! one tells as having happened another denies. Few and sure rather than many: a table of disputes that are none is
//! of no use to anybody.

use crate::accounts::{self, Said};
use crate::copies::Sentence;
use crate::events::days_between;
use crate::numbers::{Range, Toll, tolls};
use crate::opposed;
use crate::{Across, Of, Told, home};
use std::collections::{BTreeMap, BTreeSet};
use tacitus_doc::{Actor, Claim, Id, Record, Span};

/// One thing in dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// Position of the event.
    pub event: Option<usize>,
    /// `number`, `who`, `whether`.
    pub about: &'static str,
    /// For numbers: of what.
    pub thing: Option<String>,
    /// Who says what.
    pub accounts: Vec<Account>,
}

/// One account.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// What it says, in short: accounts with one value agree.
    pub value: String,
    /// Position of the report.
    pub report: usize,
    /// Position of the event in its record.
    pub event: Option<usize>,
    /// The claim that says so.
    pub claim: Option<Id<Claim>>,
    /// Whose account it is; nothing for the report's own.
    pub speaker: Option<String>,
    /// The sentence.
    pub span: Span,
}

/// Everything in dispute among the reports of a story, in order of the events.
pub fn find(told: &[Told], sentences: &[Vec<Sentence>], events: &[Across]) -> Vec<Dispute> {
    let story = Story { told, sentences, home: home(events) };
    let mut found = story.contradictions();
    found.extend(story.numbers());
    found.sort_by(|a, b| (a.event, a.about, &a.thing).cmp(&(b.event, b.about, &b.thing)));
    found
}

/// A count of a later report may be so much higher without contradicting an earlier one.
const GROWS: f64 = 1.8;

struct Story<'t> {
    told: &'t [Told],
    sentences: &'t [Vec<Sentence>],
    home: BTreeMap<Of, usize>,
}

/// A number of people that somebody tells.
struct Count {
    report: usize,
    sentence: usize,
    toll: Toll,
    speaker: Option<String>,
    claim: Option<Id<Claim>>,
    event: Option<usize>,
}

impl Story<'_> {
    fn record(&self, report: usize) -> &Record {
        &self.told[report].reading.record
    }

    /// The claim that the bytes stand in, the innermost of several.
    fn claim_at(&self, report: usize, span: Span) -> Option<Id<Claim>> {
        let claims = self.record(report).claims.iter().enumerate();
        claims
            .filter(|(_, claim)| claim.content.iter().any(|content| content.contains(span)))
            .min_by_key(|(n, claim)| {
                (claim.content.iter().map(|span| span.len()).sum::<usize>(), *n)
            })
            .map(|(n, _)| Id::new(n))
    }

    fn speaker(&self, report: usize, claim: Option<Id<Claim>>) -> Option<&Actor> {
        let record = self.record(report);
        let claim = record.claims.get(claim?.index())?;
        record.actors.get(claim.speaker?.index())
    }

    /// What counts as one voice: the speaker, or the outlet where it speaks itself.
    fn voice(&self, report: usize, claim: Option<Id<Claim>>) -> String {
        let outlet =
            || self.told[report].reading.document.source().publisher.clone().unwrap_or_default();
        self.speaker(report, claim).map_or_else(outlet, |actor| actor.name.to_lowercase())
    }

    fn counts(&self) -> Vec<Count> {
        let mut found = Vec::new();
        for (report, sentences) in self.sentences.iter().enumerate() {
            let doc = &self.told[report].reading.document;
            for (n, sentence) in sentences.iter().enumerate() {
                for toll in tolls(doc.words(sentence.span)) {
                    let from = sentence.span.start as usize;
                    let span = Span::new(from + toll.words.start, from + toll.words.end);
                    let claim = self.claim_at(report, span);
                    let events = self.record(report).events.iter();
                    let event = events
                        .enumerate()
                        .filter(|(_, event)| event.sentence == n && event.event_type.is_violent())
                        .map(|(at, _)| at)
                        .next();
                    let speaker = self.speaker(report, claim).map(|actor| actor.name.clone());
                    found.push(Count { report, sentence: n, toll, speaker, claim, event });
                }
            }
        }
        found
    }

    /// The day that a sentence's events are dated to by the text.
    fn event_of(&self, count: &Count) -> Option<&tacitus_doc::Event> {
        self.record(count.report).events.get(count.event?)
    }

    fn numbers(&self) -> Vec<Dispute> {
        let mut by_fate: BTreeMap<(&str, &str), Vec<Count>> = BTreeMap::new();
        for count in self.counts() {
            by_fate.entry((count.toll.fate, count.toll.kind)).or_default().push(count);
        }
        let mut found = Vec::new();
        for ((fate, kind), counts) in by_fate {
            let clash = |one: &Count, other: &Count| {
                let ranges = (
                    Range::of(one.toll.value, one.toll.bound),
                    Range::of(other.toll.value, other.toll.bound),
                );
                let names = one.toll.names == other.toll.names;
                let home = |count: &Count| {
                    self.home.get(&Of { report: count.report, event: count.event? }).copied()
                };
                // Days apart, or one day apart where they are told of two events.
                let others = home(one).zip(home(other)).is_some_and(|(one, other)| one != other);
                let apart = self
                    .event_of(one)
                    .zip(self.event_of(other))
                    .and_then(|(one, other)| days_between(one, other))
                    .is_some_and(|days| days > 1 || days == 1 && others);
                let later = |a: &Count, b: &Count| {
                    let day =
                        |count: &Count| self.told[count.report].reading.document.source().published;
                    // A number that has changed, or grown a little since, is no contradiction.
                    let grown = day(a) > day(b) && a.toll.value <= b.toll.value * GROWS;
                    a.toll.value > b.toll.value && (grown || day(a) >= day(b) && a.toll.is_update)
                };
                // Who tells both numbers tells of a part and a whole.
                let both = |a: &Count, b: &Count| {
                    let same = |own: &&Count| own.report == a.report && own.sentence == a.sentence;
                    counts.iter().filter(same).any(|own| own.toll.value == b.toll.value)
                };
                // A report that gives a new number tells the old one too.
                let changed = one.toll.is_update || other.toll.is_update;
                let within = one.report == other.report && changed;
                !ranges.0.meets(ranges.1)
                    && names
                    && !apart
                    && !within
                    && !both(one, other)
                    && !both(other, one)
                    && !later(one, other)
                    && !later(other, one)
                    && self.voice(one.report, one.claim) != self.voice(other.report, other.claim)
                    && (one.report, one.sentence) != (other.report, other.sentence)
            };
            let clashing: BTreeSet<usize> = (0..counts.len())
                .filter(|n| (0..counts.len()).any(|m| clash(&counts[*n], &counts[m])))
                .collect();
            if clashing.is_empty() {
                continue;
            }
            let mut seen = BTreeSet::new();
            let accounts: Vec<Account> = counts
                .iter()
                .filter(|count| {
                    seen.insert((count.report, count.sentence, count.toll.value.to_bits()))
                })
                .map(|count| Account {
                    value: value(&count.toll),
                    report: count.report,
                    event: count.event,
                    claim: count.claim,
                    speaker: count.speaker.clone(),
                    span: self.sentences[count.report][count.sentence].span,
                })
                .collect();
            let event = counts.iter().find_map(|count| {
                self.home.get(&Of { report: count.report, event: count.event? }).copied()
            });
            let thing = if kind == "people" { fate.to_owned() } else { format!("{kind} {fate}") };
            found.push(Dispute { event, about: "number", thing: Some(thing), accounts });
        }
        found
    }

    /// Who did it, whether it happened, what else is told in two ways.
    fn contradictions(&self) -> Vec<Dispute> {
        let said = accounts::said(self.told, self.sentences);
        let mut named: BTreeSet<(Option<usize>, &str)> = BTreeSet::new();
        let mut found = Vec::new();
        for opposed in opposed::find(self.told, &self.home, &said) {
            let sides = [&opposed.one, &opposed.other];
            let names = sides.map(|side| self.accused(&said, side));
            let denies = sides.map(|side| side.iter().any(|n| said[*n].denies));
            let (about, values) = match names {
                [Some(one), Some(other)] if one != other => ("who", [one, other]),
                _ if denies[0] != denies[1] => {
                    let value = |denies| if denies { "it did not" } else { "it happened" };
                    ("whether", [value(denies[0]).to_owned(), value(denies[1]).to_owned()])
                }
                // What else is told in two ways the model does not know well enough.
                _ => continue,
            };
            if values[0] == values[1] {
                continue;
            }
            let homes = sides.iter().flat_map(|side| side.iter()).flat_map(|n| {
                let own = &said[*n];
                own.events.iter().filter_map(|event| {
                    self.home.get(&Of { report: own.report, event: *event }).copied()
                })
            });
            let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
            for home in homes {
                *counts.entry(home).or_default() += 1;
            }
            let event = counts
                .iter()
                .max_by_key(|(home, count)| (**count, std::cmp::Reverse(**home)))
                .map(|(home, _)| *home);
            // Two disputes of one kind over one event could not be told apart by name.
            if !named.insert((event, about)) {
                continue;
            }
            let accounts = sides
                .iter()
                .zip(&values)
                .flat_map(|(side, value)| {
                    side.iter().map(|n| self.account(&said[*n], value.clone()))
                })
                .collect();
            found.push(Dispute { event, about, thing: None, accounts: once(accounts) });
        }
        found
    }

    /// Whom most accounts of a side accuse.
    fn accused(&self, said: &[Said], side: &[usize]) -> Option<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for own in side.iter().map(|n| &said[*n]).filter(|own| own.is_pointed && !own.denies) {
            let first = own.doers.first();
            let actor = first.and_then(|id| self.record(own.report).actors.get(id.index()));
            if let Some(actor) = actor {
                *counts.entry(actor.name.clone()).or_default() += 1;
            }
        }
        let most = counts.iter().max_by_key(|(name, count)| (**count, std::cmp::Reverse(*name)));
        most.map(|(name, _)| name.clone())
    }

    fn account(&self, own: &Said, value: String) -> Account {
        let actor = own.speaker.and_then(|id| self.record(own.report).actors.get(id.index()));
        Account {
            value,
            report: own.report,
            event: own.events.first().copied(),
            claim: own.claim,
            speaker: actor.map(|actor| actor.name.clone()),
            span: self.sentences[own.report][own.sentence].span,
        }
    }
}

/// One account a sentence and value, in order of the reports.
fn once(accounts: Vec<Account>) -> Vec<Account> {
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Account> = accounts
        .into_iter()
        .filter(|account| seen.insert((account.report, account.span, account.value.clone())))
        .collect();
    kept.sort_by_key(|account| (account.report, account.span));
    kept
}

fn value(toll: &Toll) -> String {
    use tacitus_doc::Bound;
    let n = toll.value;
    match toll.bound {
        Bound::Exactly => format!("{n}"),
        Bound::MoreThan => format!("more than {n}"),
        Bound::AtLeast => format!("at least {n}"),
        Bound::LessThan => format!("fewer than {n}"),
        Bound::AtMost => format!("at most {n}"),
        Bound::About => format!("about {n}"),
    }
}
