//! How long questions to a store take: p50, p95 and p99 over many filters for the first 100 events and their number,
//! and for every sum that a page shows.
//!
//! Usage: `cargo run --release -p tacitus --example query_times STORE`. Filters are made of what the store holds.

use std::time::Instant;
use tacitus_store::aggregate::{EventSort, MapBox};
use tacitus_store::query::Page;
use tacitus_store::{Filter, Store, StoreError};

/// The most filters of one kind.
const MOST: usize = 24;

type Ask = fn(&Store, &Filter) -> Result<(), StoreError>;

/// A question without a filter.
type Alone<'s> = Box<dyn Fn() -> Result<(), StoreError> + 's>;

const PAGE: Page = Page { limit: Some(100), offset: 0 };
const WORLD: MapBox = MapBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

/// What a page asks for with a filter.
const ASKED: [(&str, Ask); 14] = [
    ("events", |store, filter| store.events_sorted(filter, EventSort::default(), PAGE).map(drop)),
    ("events by sources", |store, filter| {
        store.events_sorted(filter, EventSort::parse("-sources")?, PAGE).map(drop)
    }),
    ("facets", |store, filter| store.facets(filter).map(drop)),
    ("map", |store, filter| store.map(filter, WORLD, 3).map(drop)),
    ("timeline", |store, filter| store.histogram(filter, None).map(drop)),
    ("network", |store, filter| store.network(filter, 100).map(drop)),
    ("outlets", |store, filter| store.outlets(filter).map(drop)),
    ("reports", |store, filter| store.reports_list(filter, true, PAGE).map(drop)),
    ("mentions", |store, filter| store.mentions_listed(filter, PAGE).map(drop)),
    ("claims", |store, filter| store.claims_listed(filter, PAGE).map(drop)),
    ("stories", |store, filter| store.stories_listed(filter, PAGE).map(drop)),
    ("disputes", |store, filter| store.disputes_listed(filter, PAGE).map(drop)),
    ("agreements", |store, filter| store.agreements_listed(filter, PAGE).map(drop)),
    ("actors", |store, filter| store.actors_listed(filter, PAGE).map(drop)),
];

/// Filters of one term, by kind.
fn terms(store: &Store) -> Result<Vec<(&'static str, Vec<String>)>, StoreError> {
    let some = store.events(&Filter::default(), Page { limit: Some(400), offset: 1000 })?;
    let mut kinds: Vec<(&str, Vec<String>)> = vec![
        ("type", vec![]),
        ("actor", vec![]),
        ("country", vec![]),
        ("near", vec![]),
        ("date", vec![]),
        ("from", vec![]),
        ("status", vec![]),
        ("speaker", vec![]),
        ("sources", vec![]),
        ("disputed", vec![]),
        ("words", vec![]),
        ("outlet", vec![]),
    ];
    for row in some.iter().step_by(4) {
        let bare = |text: Option<&String>, other: &str| {
            text.map_or_else(|| other.to_owned(), |text| text.replace('"', ""))
        };
        let place = bare(row.place.as_ref(), "Aleppo");
        let day = bare(row.date_start.as_ref(), "2021-05-01");
        let terms = [
            format!("type:{}", row.r#type),
            format!("actor:\"{}\"", bare(row.actors.first(), "army")),
            format!("country:{}", bare(row.country.as_ref(), "SYR")),
            format!("near:\"{place},80km\""),
            format!("date:{}", day.get(..7).unwrap_or(&day)),
            format!("from:{day}"),
            format!("status:{}", row.status),
            format!("speaker:\"{}\"", bare(row.speakers.first(), "official")),
            format!("sources:{}", row.sources.max(1)),
            format!("disputed:{}", if row.disputed { "yes" } else { "no" }),
            format!(
                "\"{}\"",
                if kinds[10].1.len().is_multiple_of(2) { &row.trigger } else { &place }
            ),
            format!("outlet:\"{}\"", bare(row.outlet.as_ref(), "Press")),
        ];
        for ((_, list), term) in kinds.iter_mut().zip(terms) {
            if !list.contains(&term) && list.len() < MOST {
                list.push(term);
            }
        }
    }
    kinds[8].1.push("sources:2".to_owned());
    kinds[9].1.push("disputed:yes".to_owned());
    Ok(kinds)
}

/// Milliseconds that each question takes; what finds no such place is left out.
fn times(store: &Store, filters: &[String], ask: Ask) -> Result<Vec<f64>, StoreError> {
    let mut times = Vec::with_capacity(filters.len());
    for text in filters {
        let filter = Filter::parse(text)?;
        let start = Instant::now();
        if ask(store, &filter).is_ok() {
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(times)
}

fn print(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times.get(((times.len() as f64 - 1.0) * share).ceil() as usize).copied().unwrap_or_default()
    };
    println!(
        "{name:<32} p50 {:7.1} ms  p95 {:7.1} ms  p99 {:7.1} ms  ({} questions)",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    );
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let place = std::env::args().nth(1).ok_or("which store?")?;
    let start = Instant::now();
    let store = &Store::read_only(place.as_ref())?;
    println!("opened in {:.1} s", start.elapsed().as_secs_f64());
    let kinds = terms(store)?;
    let pairs: Vec<(String, Vec<String>)> = kinds
        .iter()
        .enumerate()
        .flat_map(|(n, one)| kinds.iter().skip(n + 1).map(move |other| (one, other)))
        .map(|((one, ones), (other, others))| {
            let both = |n: usize| {
                Some(format!("{} {}", ones.get(n % ones.len())?, others.get(n % others.len())?))
            };
            (format!("{one} {other}"), (0..4).filter_map(both).collect())
        })
        .collect();
    let nothing = vec![String::new(); 5];
    for (sum, ask) in ASKED {
        print(&format!("{sum}, no filter"), times(store, &nothing, ask)?);
        let (mut single, mut double) = (Vec::new(), Vec::new());
        for (kind, filters) in &kinds {
            let own = times(store, filters, ask)?;
            if sum == "events" || own.iter().any(|time| *time > 200.0) {
                print(&format!("{sum}, {kind}"), own.clone());
            }
            single.extend(own);
        }
        for (kind, filters) in &pairs {
            let own = times(store, filters, ask)?;
            if own.iter().any(|time| *time > 200.0) {
                print(&format!("{sum}, {kind}"), own.clone());
            }
            double.extend(own);
        }
        print(&format!("{sum}, one term"), single);
        print(&format!("{sum}, two terms"), double);
    }
    let mut alone: Vec<(&str, Alone<'_>)> = vec![
        ("overview", Box::new(|| store.overview().map(drop))),
        ("version", Box::new(|| store.version().map(drop))),
        ("queue", Box::new(|| store.queue(PAGE).map(drop))),
        ("suggest a", Box::new(|| store.suggest("a").map(drop))),
        ("suggest army", Box::new(|| store.suggest("army").map(drop))),
    ];
    let stories = store.stories(&Filter::default(), PAGE)?;
    if let Some(story) = stories.iter().max_by_key(|story| story.events) {
        let id = story.id.clone();
        alone.push(("matrix", Box::new(move || store.matrix(&id).map(drop))));
    }
    if let Some(actor) = store.actors(&Filter::default(), PAGE)?.first() {
        let key = actor.id.clone();
        alone.push(("counterparts", Box::new(move || store.counterparts(&key, 50).map(drop))));
    }
    for (name, ask) in alone {
        let mut own = Vec::new();
        for _ in 0..10 {
            let start = Instant::now();
            ask()?;
            own.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        print(name, own);
    }
    Ok(())
}
