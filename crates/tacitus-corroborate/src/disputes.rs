//! What reports do not agree on: accounts side by side, without a verdict.
//!
//! Three kinds are looked for. *Numbers* of people that cannot both be right, told by different speakers or
//! outlets, where neither says that the number has changed. *Who*: one act laid at different doors. *Whether*: what
//! one tells as having happened another denies. Few and sure rather than many: a table of disputes that are none is
//! of no use to anybody.

use crate::actors::{self, Same};
use crate::copies::Sentence;
use crate::events::{days_between, event};
use crate::numbers::{Range, Toll, tolls};
use crate::{Across, Of, Told};
use std::collections::{BTreeMap, BTreeSet};
use tacitus_doc::{Act, Actor, Claim, EventType, Id, Record, Span, Status};

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
    let home: BTreeMap<Of, usize> = events
        .iter()
        .enumerate()
        .flat_map(|(n, across)| across.mentions.iter().map(move |of| (*of, n)))
        .collect();
    let story = Story { told, sentences, events, home };
    let mut found = story.doers();
    let taken: BTreeSet<usize> = found.iter().filter_map(|dispute| dispute.event).collect();
    found.extend(story.denials(&taken));
    found.extend(story.numbers());
    found.sort_by(|a, b| (a.event, a.about, &a.thing).cmp(&(b.event, b.about, &b.thing)));
    found
}

struct Story<'t> {
    told: &'t [Told],
    sentences: &'t [Vec<Sentence>],
    events: &'t [Across],
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
                let apart = self
                    .event_of(one)
                    .zip(self.event_of(other))
                    .and_then(|(one, other)| days_between(one, other))
                    .is_some_and(|days| days > 1);
                let later = |a: &Count, b: &Count| {
                    let day =
                        |count: &Count| self.told[count.report].reading.document.source().published;
                    // A number that has changed, or grown a little since, is no contradiction.
                    let grown = day(a) > day(b) && a.toll.value <= b.toll.value * 1.35;
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

    fn account(&self, of: Of, value: String) -> Account {
        let event = event(self.told, of);
        let claim = event.and_then(|event| event.claims.last().copied());
        let sentence = event.map_or(0, |event| event.sentence);
        Account {
            value,
            report: of.report,
            event: Some(of.event),
            claim,
            speaker: self.speaker(of.report, claim).map(|actor| actor.name.clone()),
            span: self.sentences[of.report]
                .get(sentence)
                .map_or(Span::new(0, 0), |sentence| sentence.span),
        }
    }

    /// Whether a mention denies its event in words that nobody can mistake: an act of denying, or a plain *denied*,
    /// *dismissed*, *not one* in the sentence. A negated clause alone is too often a manner of speaking.
    fn denies(&self, of: Of) -> bool {
        let Some(event) = event(self.told, of) else { return false };
        let record = self.record(of.report);
        let by_claim = event
            .claims
            .iter()
            .filter_map(|id| record.claims.get(id.index()))
            .any(|claim| claim.act == Act::Deny);
        let sentence = self.sentences[of.report].get(event.sentence);
        let words = sentence
            .map_or("", |sentence| self.told[of.report].reading.document.words(sentence.span));
        let words = words.to_lowercase();
        let plain = DENIALS.iter().any(|word| words.contains(word));
        by_claim && plain || (event.status == Status::Denied && !event.claims.is_empty() && plain)
    }

    fn tells(&self, of: Of) -> bool {
        event(self.told, of).is_some_and(|event| {
            matches!(event.status, Status::Happened | Status::Ongoing) && !self.denies(of)
        })
    }

    /// What one tells and another denies.
    fn denials(&self, taken: &BTreeSet<usize>) -> Vec<Dispute> {
        let mut found: Vec<Dispute> = Vec::new();
        let mut done: BTreeSet<usize> = taken.clone();
        for (n, across) in self.events.iter().enumerate() {
            let denying: Vec<Of> =
                across.mentions.iter().copied().filter(|of| self.denies(*of)).collect();
            if denying.is_empty() || done.contains(&n) {
                continue;
            }
            // Told under the same event, or under one that looks the same but for the denial.
            let mut homes = BTreeSet::from([n]);
            homes.extend(
                (0..self.events.len()).filter(|m| *m != n && self.is_counterpart(&denying, *m)),
            );
            if homes.iter().any(|home| done.contains(home)) {
                continue;
            }
            let telling: Vec<Of> = homes
                .iter()
                .flat_map(|home| self.events[*home].mentions.iter().copied())
                .filter(|of| {
                    self.tells(*of) && denying.iter().any(|denied| self.is_like(*denied, *of))
                })
                .collect();
            let voice = |of: &Of| {
                let claim = event(self.told, *of).and_then(|event| event.claims.last().copied());
                self.voice(of.report, claim)
            };
            let deniers: BTreeSet<String> = denying.iter().map(voice).collect();
            if telling.is_empty() || telling.iter().all(|of| deniers.contains(&voice(of))) {
                continue;
            }
            let mut accounts: Vec<Account> =
                telling.iter().map(|of| self.account(*of, "it happened".into())).collect();
            accounts.extend(denying.iter().map(|of| self.account(*of, "it did not".into())));
            done.extend(homes.iter().copied());
            let home = homes
                .into_iter()
                .find(|home| self.events[*home].mentions.iter().any(|of| self.tells(*of)));
            found.push(Dispute {
                event: home.or(Some(n)),
                about: "whether",
                thing: None,
                accounts: once(accounts),
            });
        }
        found
    }

    /// Whether two mentions are told in the same word, or share somebody.
    fn is_like(&self, one: Of, other: Of) -> bool {
        let lemma = |of: Of| {
            let told = &self.told[of.report];
            let print = told.mentions.get(of.event).and_then(|at| told.prints.mentions.get(*at));
            print.map(|print| print.lemma.clone()).filter(|lemma| !lemma.is_empty())
        };
        let people = |of: Of| -> Vec<Id<Actor>> {
            let parts =
                event(self.told, of).map(|event| event.actors.iter().chain(&event.recipients));
            parts.into_iter().flatten().filter_map(|part| part.actor).collect()
        };
        let shared = actors::share(
            (self.record(one.report), &people(one)),
            (self.record(other.report), &people(other)),
        );
        lemma(one).is_some() && lemma(one) == lemma(other) || shared == Same::Yes
    }

    /// Whether an event is what some mentions deny: of the same type, within a day, with one of the same people and
    /// nobody who is certainly another.
    fn is_counterpart(&self, denying: &[Of], other: usize) -> bool {
        denying.iter().any(|of| {
            let Some(denied) = event(self.told, *of) else { return false };
            self.events[other].mentions.iter().any(|told| {
                let Some(own) = event(self.told, *told) else { return false };
                let day = days_between(denied, own).is_none_or(|days| days <= 1);
                let share = |one: &[tacitus_doc::Participant], two: &[tacitus_doc::Participant]| {
                    let ids = |parts: &[tacitus_doc::Participant]| -> Vec<Id<Actor>> {
                        parts.iter().filter_map(|part| part.actor).collect()
                    };
                    let (one, two) = (ids(one), ids(two));
                    actors::share((self.record(of.report), &one), (self.record(told.report), &two))
                };
                let (doers, others) = (
                    share(&denied.actors, &own.actors),
                    share(&denied.recipients, &own.recipients),
                );
                self.tells(*told)
                    && own.event_type == denied.event_type
                    && day
                    && doers != Same::No
                    && others != Same::No
                    && (doers == Same::Yes || others == Same::Yes)
            })
        })
    }

    /// One act that is laid at different doors.
    fn doers(&self) -> Vec<Dispute> {
        let blames = self.blames();
        let mut found = Vec::new();
        // Acts of violence of one story within a day of one another are one fight.
        let strong: Vec<&Blame> = blames.iter().filter(|blame| blame.is_pointed).collect();
        let opposed = |one: &Blame, other: &Blame| {
            actors::share(
                (self.record(one.of.report), &one.doers),
                (self.record(other.of.report), &other.doers),
            ) == Same::No
                && one.voice != other.voice
                && event(self.told, one.of)
                    .zip(event(self.told, other.of))
                    .and_then(|(one, other)| days_between(one, other))
                    .is_none_or(|days| days <= 1)
        };
        let pair = strong.iter().enumerate().find_map(|(n, one)| {
            strong[n + 1..].iter().find(|other| opposed(one, other)).map(|other| (*one, *other))
        });
        if let Some((one, other)) = pair {
            let name = |blame: &Blame| {
                let record = self.record(blame.of.report);
                blame
                    .doers
                    .first()
                    .and_then(|id| record.actors.get(id.index()))
                    .map_or(String::new(), |actor| actor.name.clone())
            };
            let mut accounts = Vec::new();
            for blame in &blames {
                let with = |side: &Blame| {
                    actors::share(
                        (self.record(blame.of.report), &blame.doers),
                        (self.record(side.of.report), &side.doers),
                    )
                };
                let side = match (with(one), with(other)) {
                    (Same::Yes, Same::No | Same::Perhaps) => Some(one),
                    (Same::No | Same::Perhaps, Same::Yes) => Some(other),
                    (Same::Perhaps, Same::No) => Some(one),
                    (Same::No, Same::Perhaps) => Some(other),
                    _ => None,
                };
                if let Some(side) = side {
                    accounts.push(self.account(blame.of, name(side)));
                }
            }
            let home = |blame: &Blame| {
                let fight =
                    event(self.told, blame.of).is_some_and(|event| event.event_type.is_violent());
                fight.then(|| self.home.get(&blame.of).copied()).flatten()
            };
            let event = blames.iter().find_map(home);
            found.push(Dispute { event, about: "who", thing: None, accounts: once(accounts) });
        }
        found
    }

    fn blames(&self) -> Vec<Blame> {
        let mut found = Vec::new();
        for (report, told) in self.told.iter().enumerate() {
            let record = &told.reading.record;
            for (n, event) in record.events.iter().enumerate() {
                let of = Of { report, event: n };
                let ids = |parts: &[tacitus_doc::Participant]| -> Vec<Id<Actor>> {
                    parts.iter().filter_map(|part| part.actor).collect()
                };
                let claim = event.claims.last().copied();
                let sentence = self.sentences[report].get(event.sentence);
                let words = sentence
                    .map_or("", |sentence| told.reading.document.words(sentence.span))
                    .to_lowercase();
                let points = POINTERS.iter().any(|pointer| words.contains(pointer));
                if event.event_type == EventType::Accuse && points && !event.recipients.is_empty() {
                    let speaker = event.actors.first().and_then(|part| part.actor);
                    let name = speaker.and_then(|id| record.actors.get(id.index()));
                    let voice = name.map_or_else(
                        || self.voice(report, claim),
                        |actor| actor.name.to_lowercase(),
                    );
                    found.push(Blame {
                        of,
                        doers: ids(&event.recipients),
                        voice,
                        is_pointed: true,
                    });
                } else if event.event_type.is_violent()
                    && !event.actors.is_empty()
                    && self.tells(of)
                    && !event.claims.is_empty()
                {
                    let voice = self.voice(report, claim);
                    found.push(Blame { of, doers: ids(&event.actors), voice, is_pointed: points });
                }
            }
        }
        found
    }
}

/// Words that deny.
const DENIALS: [&str; 14] = [
    "denied",
    "denies",
    "denial",
    "deny",
    "denying",
    "reject",
    "dismiss",
    "not one",
    "never",
    "did not",
    "we have no",
    "no such",
    "not a single",
    "untrue",
];

/// Words that lay an act at somebody's door rather than tell one of many.
const POINTERS: [&str; 22] = [
    "accus",
    "blam",
    "responsib",
    "first",
    "started",
    "began",
    "the work of",
    "had come from",
    "came from",
    "behind the",
    "pointed",
    "were fired by",
    "was fired by",
    "provocation",
    "without warning",
    "without any",
    "denied",
    "in reply",
    "returned fire",
    "themselves",
    "did this",
    "opened fire",
];

/// Whom somebody holds to have done a violent act.
struct Blame {
    of: Of,
    doers: Vec<Id<Actor>>,
    voice: String,
    /// Whether the words point at somebody rather than merely tell.
    is_pointed: bool,
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

/// Dev.
pub fn examples(told: &[Told], ties: &[crate::Tied], with_pairs: bool) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    let sentences: Vec<Vec<Sentence>> = told
        .iter()
        .map(|told| {
            let doc = &told.reading.document;
            let spans: Vec<_> =
                doc.sentences().unwrap_or_default().iter().map(|sentence| sentence.span).collect();
            crate::copies::sentences(doc, &spans)
        })
        .collect();
    let clusters = crate::events::clusters(told, ties);
    let home: BTreeMap<Of, usize> =
        clusters.iter().enumerate().flat_map(|(n, own)| own.iter().map(move |of| (*of, n))).collect();
    let said = crate::accounts::said(told, &sentences);
    let at = |report: usize, byte: u32| {
        tacitus_doc::CodePoints::new(told[report].reading.document.text()).from_byte(byte as usize)
    };
    for (n, own) in said.iter().enumerate() {
        let span = sentences[own.report][own.sentence].span;
        let name = |id: &Id<Actor>| told[own.report].reading.record.actors[id.index()].name.clone();
        let _ = writeln!(
            out,
            "U\t{n}\t{}\t{}\t{}\t{}\t{}\t{}{}{}\t{}\t{}",
            told[own.report].reading.document.id(),
            at(own.report, span.start),
            at(own.report, span.end),
            own.speaker.as_ref().map_or("-".into(), name),
            own.doers.iter().map(name).collect::<Vec<_>>().join("; "),
            if own.denies { "D" } else { "" },
            if own.negates { "N" } else { "" },
            if own.is_pointed { "P" } else { "" },
            own.words.join(" "),
            told[own.report].reading.document.words(span).replace(['\n', '\t'], " "),
        );
    }
    if with_pairs {
        for (n, one) in said.iter().enumerate() {
            for (m, other) in said.iter().enumerate().skip(n + 1) {
                if crate::accounts::is_one_voice(told, one, other) {
                    continue;
                }
                let Some(values) = crate::accounts::features(told, &home, one, other) else { continue };
                let values: Vec<String> = values
                    .iter()
                    .enumerate()
                    .filter(|(_, v)| **v != 0.0)
                    .map(|(n, v)| format!("{n}:{v:.3}"))
                    .collect();
                let _ = writeln!(out, "P\t{n}\t{m}\t{}", values.join(" "));
            }
        }
    }
    for d in crate::opposed::find(told, &home, &said) {
        let _ = writeln!(out, "D\t{:.3}\t{:?}\t{:?}", d.sure, d.one, d.other);
    }
    out
}
