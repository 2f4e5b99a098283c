//! Which mentions are one event.

use crate::actors::{self, Same};
use crate::cluster::average_link;
use crate::same::{Mention, Scorer};
use crate::{Of, Tied, Told};
use std::collections::BTreeMap;
use tacitus_doc::{Actor, DateFrom, Event, Id, Participant, Place};

/// Length of [`Scenes::features`].
pub const N: usize = 41;

/// The mentions of a story's reports, made ready for being compared.
pub struct Scenes<'t> {
    told: &'t [Told],
    scorer: Option<&'t Scorer>,
    /// Of each report, of each event of its record.
    sketches: Vec<Vec<Option<Mention<'t>>>>,
    /// How alike each two reports are, `[reports][reports]`.
    likeness: Vec<f32>,
    /// For each report that which is read in its place: the first with the same text and day.
    stands_for: Vec<usize>,
    /// The mentions of the reports that are read.
    pub mentions: Vec<Of>,
}

impl<'t> Scenes<'t> {
    /// Of the reports of a story, compared by that scorer; without one nothing is alike.
    pub fn new(told: &'t [Told], scorer: Option<&'t Scorer>) -> Scenes<'t> {
        let of = |told: &'t Told| -> Vec<Option<Mention<'t>>> {
            let mention = |at: &usize| told.prints.mentions.get(*at).map(Mention::new);
            told.mentions.iter().map(mention).collect()
        };
        let mut first: BTreeMap<(&str, Option<jiff::civil::Date>), usize> = BTreeMap::new();
        let mut stands_for: Vec<usize> = Vec::with_capacity(told.len());
        for (n, report) in told.iter().enumerate() {
            let doc = &report.reading.document;
            let same = *first.entry((doc.text(), doc.source().published)).or_insert(n);
            // Corrections may have made the records of one text differ.
            let events = |n: usize| told[n].reading.record.events.len();
            stands_for.push(if events(same) == events(n) { same } else { n });
        }
        let mentions = (0..told.len())
            .filter(|report| stands_for[*report] == *report)
            .flat_map(|report| {
                (0..told[report].reading.record.events.len()).map(move |event| Of { report, event })
            })
            .collect();
        let alike =
            |one: &Told| told.iter().map(|other| one.prints.cosine(&other.prints)).collect();
        let likeness = told.iter().flat_map(|one| -> Vec<f32> { alike(one) }).collect();
        let sketches = told.iter().map(of).collect();
        Scenes { told, scorer, sketches, likeness, stands_for, mentions }
    }

    /// Mentions parted into events; each by report and place in it, events by their first mention.
    ///
    /// Reports with the same text and day are read once: their mentions go where those of the first go.
    pub fn clusters(&self, ties: &[Tied]) -> Vec<Vec<Of>> {
        let of = |mention: Of| Of { report: self.stands_for[mention.report], event: mention.event };
        let tied: BTreeMap<(Of, Of), bool> = ties
            .iter()
            .map(|tie| {
                let (one, other) = (of(tie.one), of(tie.other));
                ((one.min(other), one.max(other)), tie.together)
            })
            .collect();
        let tie = |a: usize, b: usize| {
            let (one, other) = (self.mentions[a], self.mentions[b]);
            tied.get(&(one.min(other), one.max(other)))
        };
        let score = |a: usize, b: usize| {
            let odds = || self.odds(self.mentions[a], self.mentions[b]);
            (tie(a, b) != Some(&false)).then(odds)
        };
        let until = self.scorer.map_or(0.0, Scorer::until_story);
        let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, same) in self.stands_for.iter().enumerate() {
            copies.entry(*same).or_default().push(n);
        }
        let mut events = average_link(self.mentions.len(), until, score);
        // Who says that two events are one means them whole, with all mentions that they have by themselves.
        for ((one, other), _) in tied.iter().filter(|(_, together)| **together) {
            let home = |of: &Of| {
                let at = self.mentions.binary_search(of).ok()?;
                events.iter().position(|event| event.contains(&at))
            };
            if let (Some(one), Some(other)) = (home(one), home(other))
                && one != other
            {
                let moved = events.remove(one.max(other));
                events[one.min(other)].extend(moved);
            }
        }
        let mut found: Vec<Vec<Of>> = events
            .into_iter()
            .map(|cluster| {
                let mut cluster: Vec<Of> = cluster
                    .into_iter()
                    .flat_map(|n| {
                        let Of { report, event } = self.mentions[n];
                        copies[&report].iter().map(move |report| Of { report: *report, event })
                    })
                    .collect();
                cluster.sort_unstable();
                cluster
            })
            .collect();
        found.sort();
        found
    }

    /// Log-odds that two mentions are one event.
    fn odds(&self, one: Of, other: Of) -> f32 {
        self.scorer.map_or(f32::MIN, |scorer| scorer.story(&self.features(one, other)))
    }

    fn sketch(&self, of: Of) -> Option<&Mention<'t>> {
        self.sketches.get(of.report)?.get(of.event)?.as_ref()
    }

    /// What speaks for and against two mentions being one event.
    pub fn features(&self, one: Of, other: Of) -> [f32; N] {
        let mut all = [0.0; N];
        let mut slots = all.iter_mut();
        let mut put = |value: f32| {
            if let Some(slot) = slots.next() {
                *slot = value;
            }
        };
        let is = |holds: bool| f32::from(u8::from(holds));
        let (a, b) = (&self.told[one.report], &self.told[other.report]);
        let (Some(x), Some(y)) = (event(self.told, one), event(self.told, other)) else {
            return all;
        };
        let one_report = one.report == other.report;
        let likeness = self.likeness[one.report * self.told.len() + other.report];
        let read = self.scorer.zip(self.sketch(one).zip(self.sketch(other)));
        let odds = read.map_or(-3.0, |(scorer, (m, n))| {
            let pair = scorer.pair(m, n, likeness, one_report);
            let p = scorer.probability(m, n, &pair).clamp(1e-4, 1.0 - 1e-4);
            (p / (1.0 - p)).ln()
        });
        put(odds);
        put(is(one_report));
        put(odds * is(one_report));
        let sketch = |told: &'t Told, at: usize| {
            told.mentions.get(at).and_then(|at| told.prints.mentions.get(*at))
        };
        if let Some((p, q)) = sketch(a, one.event).zip(sketch(b, other.event)) {
            put(is(p.lemma == q.lemma));
            put(cosine(&p.vector, &q.vector));
            put(cosine(&p.whole, &q.whole));
            put(cosine(&p.around, &q.around));
            put(is(p.is_noun != q.is_noun));
            put(is(p.is_noun && q.is_noun));
        } else {
            (0..6).for_each(|_| put(0.0));
        }
        put(is(x.event_type == y.event_type));
        put(is(x.event_type != y.event_type && x.event_type.quad() == y.event_type.quad()));
        let modes = x.mode.zip(y.mode);
        put(is(modes.is_some_and(|(m, n)| m == n)));
        put(is(modes.is_some_and(|(m, n)| m != n)));
        put(is(x.status == y.status));
        let told = x.date.from == DateFrom::Text && y.date.from == DateFrom::Text;
        let days = days_between(x, y);
        put(is(told && days == Some(0)));
        put(is(told && days == Some(1)));
        put(is(told && matches!(days, Some(2 | 3))));
        put(is(told && matches!(days, Some(4..))));
        put(is(!told && days == Some(0)));
        put(is(!told && days == Some(1)));
        put(is(!told && matches!(days, Some(2 | 3))));
        put(is(!told && matches!(days, Some(4..))));
        let place = places((a, x), (b, y));
        for kind in [Where::Same, Where::Near, Where::Apart, Where::Far, Where::Name] {
            put(is(place == Some(kind)));
        }
        let ids = |parts: &[Participant]| -> Vec<Id<Actor>> {
            parts.iter().filter_map(|part| part.actor).collect()
        };
        let share = |m: &[Participant], n: &[Participant]| {
            actors::share((&a.reading.record, &ids(m)), (&b.reading.record, &ids(n)))
        };
        for (m, n) in [
            (&x.actors, &y.actors),
            (&x.recipients, &y.recipients),
            (&x.actors, &y.recipients),
            (&x.recipients, &y.actors),
        ] {
            let same = share(m, n);
            put(is(same == Same::Yes));
            put(is(same == Same::No));
        }
        let numbers = |event: &'t Event| {
            event.quantities.iter().map(|own| (own.role.as_ref(), own.value.max(0.0) as u64))
        };
        let pairs = || numbers(x).flat_map(|own| numbers(y).map(move |other| (own, other)));
        put(is(pairs().any(|(own, other)| own == other)));
        put(
            is(pairs().any(|(own, other)| own.0.is_some() && own.0 == other.0 && own.1 != other.1)),
        );
        put(is(x.actors.is_empty() && x.recipients.is_empty()));
        put(is(y.actors.is_empty() && y.recipients.is_empty()));
        put(is(x.sentence == 0 && y.sentence == 0));
        put(is(one_report && x.sentence == y.sentence));
        all
    }
}

pub(crate) fn event(told: &[Told], of: Of) -> Option<&Event> {
    told.get(of.report)?.reading.record.events.get(of.event)
}

/// The cosine of two vectors of sketches; nothing where one is empty.
pub(crate) fn cosine(one: &[i8], other: &[i8]) -> f32 {
    let dot = |a: &[i8], b: &[i8]| -> f32 {
        a.iter().zip(b).map(|(a, b)| f32::from(*a) * f32::from(*b)).sum()
    };
    let length = (dot(one, one) * dot(other, other)).sqrt();
    if length > 0.0 { dot(one, other) / length } else { 0.0 }
}

/// What lies between the days of two events, in days: nothing where they overlap.
pub(crate) fn days_between(one: &Event, other: &Event) -> Option<i64> {
    let (a, b) = (one.date.start?, one.date.end.or(one.date.start)?);
    let (c, d) = (other.date.start?, other.date.end.or(other.date.start)?);
    let gap = |from: jiff::civil::Date, to: jiff::civil::Date| {
        from.until(to).map_or(0, |span| i64::from(span.get_days()))
    };
    Some(gap(b, c).max(gap(d, a)).max(0))
}

/// What the places of two events are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Same,
    Near,
    Apart,
    Far,
    /// Not on the map, but of one name.
    Name,
}

fn place<'t>((told, event): (&'t Told, &Event)) -> Option<&'t Place> {
    told.reading.record.places.get(event.place?.index())
}

fn places(one: (&Told, &Event), other: (&Told, &Event)) -> Option<Where> {
    let (a, b) = (place(one)?, place(other)?);
    if a.geonameid.is_some() && a.geonameid == b.geonameid {
        return Some(Where::Same);
    }
    match (a.lat.zip(a.lon), b.lat.zip(b.lon)) {
        (Some(x), Some(y)) => {
            let reach = a.radius_km.unwrap_or(0.0) + b.radius_km.unwrap_or(0.0) + 20.0;
            let far = kilometres(x, y);
            Some(match () {
                () if far <= reach => Where::Near,
                () if far < reach + 100.0 => Where::Apart,
                () => Where::Far,
            })
        }
        _ => (a.name == b.name).then_some(Where::Name),
    }
}

/// Great-circle distance (haversine) on a sphere of 6,371 km, between points of degrees north and east.
pub(crate) fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat, lon) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let a = (lat / 2.0).sin().powi(2)
        + one.0.to_radians().cos() * other.0.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6_371.0 * a.sqrt().min(1.0).asin()
}
