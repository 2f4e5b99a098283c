//! Which mentions are one event.

use crate::actors::{self, Same};
use crate::cluster::average_link;
use crate::{Of, Tied, Told};
use std::collections::BTreeMap;
use tacitus_doc::{Actor, DateFrom, Event, Id, Participant, Place};

/// Mentions of all reports, parted into events; each by report and place in it, events by their first mention.
///
/// Reports with the same text and day are read once: their mentions go where those of the first go.
pub fn clusters(told: &[Told], ties: &[Tied]) -> Vec<Vec<Of>> {
    let mut first: BTreeMap<(&str, Option<jiff::civil::Date>), usize> = BTreeMap::new();
    let mut stands_for: Vec<usize> = Vec::with_capacity(told.len());
    for (n, report) in told.iter().enumerate() {
        let doc = &report.reading.document;
        let same = *first.entry((doc.text(), doc.source().published)).or_insert(n);
        // Corrections may have made the records of one text differ.
        let as_many = told[same].reading.record.events.len() == report.reading.record.events.len();
        stands_for.push(if as_many { same } else { n });
    }
    let mentions: Vec<Of> = (0..told.len())
        .filter(|report| stands_for[*report] == *report)
        .flat_map(|report| {
            (0..told[report].reading.record.events.len()).map(move |event| Of { report, event })
        })
        .collect();
    let of = |mention: Of| Of { report: stands_for[mention.report], event: mention.event };
    let tied: BTreeMap<(Of, Of), bool> = ties
        .iter()
        .map(|tie| {
            let (one, other) = (of(tie.one), of(tie.other));
            ((one.min(other), one.max(other)), tie.together)
        })
        .collect();
    let score = |a: usize, b: usize| {
        let pair = (mentions[a].min(mentions[b]), mentions[a].max(mentions[b]));
        match tied.get(&pair) {
            Some(true) => Some(f32::INFINITY),
            Some(false) => None,
            None => Some(alike(told, mentions[a], mentions[b])),
        }
    };
    let mut copies: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (n, same) in stands_for.iter().enumerate() {
        copies.entry(*same).or_default().push(n);
    }
    let mut found: Vec<Vec<Of>> = average_link(mentions.len(), 0.0, score)
        .into_iter()
        .map(|cluster| {
            let mut cluster: Vec<Of> = cluster
                .into_iter()
                .flat_map(|n| {
                    let Of { report, event } = mentions[n];
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

/// Log-odds, roughly, that two mentions are one event.
fn alike(told: &[Told], one: Of, other: Of) -> f32 {
    let (a, b) = (&told[one.report], &told[other.report]);
    let (Some(x), Some(y)) = (event(told, one), event(told, other)) else { return f32::MIN };
    let mut score = -1.41;
    score += if x.event_type == y.event_type {
        1.2
    } else if x.event_type.quad() == y.event_type.quad() {
        -0.45
    } else {
        -1.84
    };
    let print = |told: &Told, at: usize| {
        told.mentions
            .get(at)
            .and_then(|at| told.prints.mentions.get(*at))
            .cloned()
            .unwrap_or_default()
    };
    let (p, q) = (print(a, one.event), print(b, other.event));
    if !p.lemma.is_empty() && p.lemma == q.lemma {
        score += 1.2;
    } else {
        score += 1.5 * (cosine(&p.vector, &q.vector) - 0.11);
    }
    score += days(x, y);
    score += places((a, x), (b, y));
    let ids = |parts: &[Participant]| -> Vec<Id<Actor>> {
        parts.iter().filter_map(|part| part.actor).collect()
    };
    let share = |m: &[Participant], n: &[Participant]| {
        actors::share((&a.reading.record, &ids(m)), (&b.reading.record, &ids(n)))
    };
    score += match share(&x.actors, &y.actors) {
        Same::Yes => 0.5,
        Same::No => -0.53,
        Same::Perhaps => 0.0,
    };
    score += match share(&x.recipients, &y.recipients) {
        Same::Yes => 0.52,
        Same::No => -0.6,
        Same::Perhaps => 0.0,
    };
    if let (Some(m), Some(n)) = (x.mode, y.mode) {
        score += if m == n { 0.25 } else { -0.4 };
    }
    score
}

pub(crate) fn event(told: &[Told], of: Of) -> Option<&Event> {
    told.get(of.report)?.reading.record.events.get(of.event)
}

fn cosine(one: &[i8], other: &[i8]) -> f32 {
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

fn days(one: &Event, other: &Event) -> f32 {
    let told = one.date.from == DateFrom::Text && other.date.from == DateFrom::Text;
    match days_between(one, other) {
        Some(0) if told => 1.18,
        Some(0) => -0.41,
        Some(1) if told => -0.33,
        Some(1) => 0.18,
        Some(2 | 3) => -0.87,
        Some(4..) => -2.99,
        _ => 0.0,
    }
}

fn places(one: (&Told, &Event), other: (&Told, &Event)) -> f32 {
    let place = |(told, event): (&Told, &Event)| -> Option<Place> {
        told.reading.record.places.get(event.place?.index()).cloned()
    };
    let (Some(a), Some(b)) = (place(one), place(other)) else { return 0.0 };
    if a.geonameid.is_some() && a.geonameid == b.geonameid {
        return -0.03;
    }
    match (a.lat.zip(a.lon), b.lat.zip(b.lon)) {
        (Some(x), Some(y)) => {
            let reach = a.radius_km.unwrap_or(0.0) + b.radius_km.unwrap_or(0.0) + 20.0;
            let far = kilometres(x, y);
            if far <= reach {
                -0.31
            } else if far < reach + 100.0 {
                -0.4
            } else {
                -1.56
            }
        }
        _ if a.name == b.name => 0.4,
        _ => 0.0,
    }
}

/// Great-circle distance (haversine) on a sphere of 6,371 km, between points of degrees north and east.
pub(crate) fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat, lon) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let a = (lat / 2.0).sin().powi(2)
        + one.0.to_radians().cos() * other.0.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6_371.0 * a.sqrt().min(1.0).asin()
}
