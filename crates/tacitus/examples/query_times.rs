//! How long questions to a store take: p50 and p99 over many filters, the first 50 rows each.
//!
//! Usage: `cargo run --release -p tacitus --example query_times STORE`. Filters are made of what the store holds.

use std::time::Instant;
use tacitus_store::query::Page;
use tacitus_store::{Filter, Store};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let place = std::env::args().nth(1).ok_or("which store?")?;
    let store = Store::read_only(place.as_ref())?;
    let page = Page { limit: Some(50), offset: 0 };
    let some = store.events(&Filter::default(), Page { limit: Some(400), offset: 1000 })?;
    let mut kinds: Vec<(&str, Vec<String>)> = vec![
        ("type", vec![]),
        ("near", vec![]),
        ("actor", vec![]),
        ("type country month", vec![]),
        ("sources", vec![]),
        ("disputed type", vec![]),
        ("words", vec![]),
        ("speaker", vec![]),
    ];
    for row in some.iter().step_by(4) {
        let place = row.place.clone().unwrap_or_else(|| "Aleppo".into()).replace('"', "");
        let actor = row.actors.first().cloned().unwrap_or_else(|| "army".into()).replace('"', "");
        let speaker = row.speakers.first().cloned().unwrap_or_else(|| "doctor".into());
        let country = row.country.clone().unwrap_or_else(|| "SYR".into());
        let month = row.date_start.clone().unwrap_or_else(|| "2021-05-01".into());
        let filters = [
            format!("type:{}", row.r#type),
            format!("near:\"{place},80km\""),
            format!("actor:\"{actor}\""),
            format!("type:{} country:{country} date:{}", row.r#type, &month[..7]),
            "sources:2".to_owned(),
            format!("disputed:yes type:{}", row.r#type),
            place.clone(),
            format!("speaker:\"{}\"", speaker.replace('"', "")),
        ];
        for ((_, list), filter) in kinds.iter_mut().zip(filters) {
            list.push(filter);
        }
    }
    for (name, filters) in kinds {
        let (mut times, mut rows) = (Vec::new(), 0);
        for filter in filters {
            let Ok(filter) = Filter::parse(&filter) else { continue };
            let start = Instant::now();
            match store.events(&filter, page) {
                Ok(found) => rows += found.len(),
                Err(_) => continue,
            }
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            times.get(((times.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default()
        };
        println!(
            "{name:<20} p50 {:7.1} ms  p99 {:7.1} ms  ({} questions, {rows} rows)",
            at(0.5),
            at(0.99),
            times.len()
        );
    }
    Ok(())
}
