//! How many independent sources an event has.
//!
//! A source is an outlet that found out for itself. Reports with one text are one source; so are a report and the
//! outlet that it only quotes. A report that copies, and also tells the event in words of its own, is a source of
//! its own.

use crate::copies::{Sentence, is_copy, is_same_text};
use crate::events::event;
use crate::{Across, Of, Told};
use std::collections::{BTreeMap, BTreeSet};
use tacitus_doc::{Act, Actor, Claim, Id, Record, Status};

/// For each report the first with the same text, where others share it. Near-copies are taken to be copies of
/// what they share most with, however the chain runs.
pub fn copies(sentences: &[Vec<Sentence>]) -> Vec<Option<usize>> {
    let mut groups = Groups::new(sentences.len());
    for (n, one) in sentences.iter().enumerate() {
        for (m, other) in sentences.iter().enumerate().skip(n + 1) {
            if is_same_text(one, other) {
                groups.join(n, m);
            }
        }
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for n in 0..sentences.len() {
        *sizes.entry(groups.first(n)).or_default() += 1;
    }
    (0..sentences.len())
        .map(|n| {
            let first = groups.first(n);
            (sizes.get(&first).copied().unwrap_or(0) > 1).then_some(first)
        })
        .collect()
}

/// Disjoint groups of reports; the first of each stands for it.
struct Groups(Vec<usize>);

impl Groups {
    fn new(n: usize) -> Groups {
        Groups((0..n).collect())
    }

    fn first(&self, n: usize) -> usize {
        let mut at = n;
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (a, b) = (self.first(one), self.first(other));
        self.0[a.max(b)] = a.min(b);
    }
}

/// The outlets of a story's reports.
pub struct Outlets {
    /// Of each report, in small letters; empty where nobody says.
    names: Vec<String>,
}

fn outlet_key(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.strip_prefix("the ").unwrap_or(&name);
    name.split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

impl Outlets {
    /// Of the reports.
    pub fn new(told: &[Told]) -> Outlets {
        let name =
            |told: &Told| told.reading.document.source().publisher.as_deref().map(outlet_key);
        Outlets { names: told.iter().map(|told| name(told).unwrap_or_default()).collect() }
    }

    /// The report among these whose outlet has that name, or a name that holds it.
    fn report(&self, name: &str) -> Option<usize> {
        let key = outlet_key(name);
        let is = |own: &String| {
            !own.is_empty()
                && !key.is_empty()
                && (*own == key || holds(own, &key) || holds(&key, own))
        };
        self.names.iter().position(is)
    }

    fn is_own(&self, report: usize, name: &str) -> bool {
        let (own, key) = (&self.names[report], outlet_key(name));
        !own.is_empty() && (*own == key || holds(own, &key) || holds(&key, own))
    }
}

/// Whether the words of `short` stand in `long` one after the other.
fn holds(long: &str, short: &str) -> bool {
    short.len() > 3 && format!(" {long} ").contains(&format!(" {short} "))
}

/// Independent outlets of a story: copies count once, and so do reports of one outlet.
pub fn count(outlets: &Outlets, copies: &[Option<usize>]) -> usize {
    let mut groups = Groups::new(copies.len());
    for (n, copy) in copies.iter().enumerate() {
        if let Some(first) = copy {
            groups.join(n, *first);
        }
        let same =
            |m: &usize| !outlets.names[n].is_empty() && outlets.names[*m] == outlets.names[n];
        if let Some(m) = (0..n).find(same) {
            groups.join(n, m);
        }
    }
    (0..copies.len()).map(|n| groups.first(n)).collect::<BTreeSet<_>>().len()
}

/// What a mention says of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    Assert,
    Deny,
    Doubt,
}

/// The claim and those that it stands inside, innermost first.
fn chain(record: &Record, id: Id<Claim>) -> Vec<&Claim> {
    let mut found = Vec::new();
    let mut next = Some(id);
    while let Some(claim) = next.and_then(|id| record.claims.get(id.index())) {
        found.push(claim);
        next = claim.parent;
        if found.len() > record.claims.len() {
            break;
        }
    }
    found
}

fn stand(record: &Record, event: &tacitus_doc::Event) -> Stand {
    let acts = || {
        event.claims.iter().filter_map(|id| record.claims.get(id.index())).map(|claim| claim.act)
    };
    if event.status == Status::Denied || acts().any(|act| act == Act::Deny) {
        Stand::Deny
    } else if acts().any(|act| matches!(act, Act::Doubt | Act::Withhold)) {
        Stand::Doubt
    } else {
        Stand::Assert
    }
}

/// The outlet that a mention comes through, other than the report's own.
fn via(told: &[Told], outlets: &Outlets, of: Of) -> Option<String> {
    let record = &told[of.report].reading.record;
    let event = event(told, of)?;
    let name = |id: Id<Actor>| record.actors.get(id.index());
    for claim in event.claims.iter().flat_map(|id| chain(record, *id)) {
        for id in claim.via.iter().copied().chain(claim.speaker) {
            let Some(actor) = name(id) else { continue };
            let is_outlet = claim.via.contains(&id)
                || actor.kind == "media"
                || actor.sector.as_deref() == Some("MED")
                || outlets.report(&actor.name).is_some();
            if is_outlet && !outlets.is_own(of.report, &actor.name) {
                return Some(actor.name.clone());
            }
        }
    }
    None
}

/// What a report's telling of an event rests on.
#[derive(Default)]
struct Telling {
    /// Words of its own.
    own: bool,
    /// Only named in passing: *the shelling*.
    passing: bool,
    /// Reports whose sentences it copies.
    copied: BTreeSet<usize>,
    /// Outlets that it quotes.
    quoted: BTreeSet<String>,
}

/// Weighs an event: which reports assert, deny and doubt it, in independent groups.
pub fn weigh(
    told: &[Told],
    sentences: &[Vec<Sentence>],
    copies: &[Option<usize>],
    outlets: &Outlets,
    mentions: Vec<Of>,
) -> Across {
    let mut tellings: BTreeMap<Stand, BTreeMap<usize, Telling>> = BTreeMap::new();
    for of in &mentions {
        let Some(event) = event(told, *of) else { continue };
        let stand = stand(&told[of.report].reading.record, event);
        let telling = tellings.entry(stand).or_default().entry(of.report).or_default();
        let own = sentence(sentences, *of, event.sentence);
        if own.is_some_and(|own| own.is_headline) {
            // Headlines are written over copied texts; they tell nothing that the text does not.
            telling.passing = true;
            continue;
        }
        let copied: Vec<usize> = mentions
            .iter()
            .filter(|other| other.report != of.report)
            .filter(|other| {
                let theirs = crate::events::event(told, **other)
                    .and_then(|event| sentence(sentences, **other, event.sentence));
                own.zip(theirs).is_some_and(|(own, theirs)| is_copy(own, theirs))
            })
            .map(|other| other.report)
            .collect();
        if !copied.is_empty() {
            telling.copied.extend(copied);
        } else if let Some(outlet) = via(told, outlets, *of) {
            telling.quoted.insert(outlet);
        } else if is_passing(told, *of) {
            telling.passing = true;
        } else {
            telling.own = true;
        }
    }
    let mut found = Across::default();
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    for (stand, tellings) in tellings {
        let groups = groups(told, copies, outlets, &tellings);
        for group in &groups {
            let name = group
                .iter()
                .find_map(|n| told[*n].reading.document.source().publisher.clone())
                .unwrap_or_else(|| told[group[0]].reading.document.id().to_string());
            for n in group {
                names.entry(*n).or_insert_with(|| name.clone());
            }
        }
        match stand {
            Stand::Assert => found.assert = groups,
            Stand::Deny => found.deny = groups,
            Stand::Doubt => found.doubt = groups,
        }
    }
    found.sources = mentions.iter().map(|of| names.get(&of.report).cloned()).collect();
    found.mentions = mentions;
    found
}

fn sentence(sentences: &[Vec<Sentence>], of: Of, n: usize) -> Option<&Sentence> {
    sentences.get(of.report)?.get(n)
}

/// Whether a mention only names the event, so that nothing is told by it.
fn is_passing(told: &[Told], of: Of) -> bool {
    let report = &told[of.report];
    let print = report.mentions.get(of.event).and_then(|at| report.prints.mentions.get(*at));
    let verb = print.is_none_or(|print| print.is_verb);
    let bare = event(told, of).is_some_and(|event| {
        event.claims.is_empty() && event.quantities.is_empty() && event.time.is_none()
    });
    !verb && bare
}

fn groups(
    told: &[Told],
    copies: &[Option<usize>],
    outlets: &Outlets,
    tellings: &BTreeMap<usize, Telling>,
) -> Vec<Vec<usize>> {
    let mut groups = Groups::new(told.len());
    let mut outside: BTreeMap<String, usize> = BTreeMap::new();
    for (n, telling) in tellings {
        let whole = tellings
            .keys()
            .find(|m| **m < *n && copies[**m].is_some() && copies[**m] == copies[*n]);
        if let Some(m) = whole {
            groups.join(*n, *m);
        }
        // Two reports of one outlet are one source.
        let same =
            |m: &&usize| !outlets.names[*n].is_empty() && outlets.names[**m] == outlets.names[*n];
        if let Some(m) = tellings.keys().find(|m| *m < n && same(m)) {
            groups.join(*n, *m);
        }
        if telling.own {
            continue;
        }
        for m in &telling.copied {
            groups.join(*n, *m);
        }
        if telling.copied.is_empty() {
            for outlet in &telling.quoted {
                match outlets.report(outlet).filter(|m| tellings.contains_key(m)) {
                    Some(m) => groups.join(*n, m),
                    None => {
                        let first = *outside.entry(outlet_key(outlet)).or_insert(*n);
                        groups.join(*n, first);
                    }
                }
            }
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in tellings.keys() {
        found.entry(groups.first(*n)).or_default().push(*n);
    }
    found.into_values().collect()
}
