//! Points on a map: RFC 7946, one Feature an event, with flat properties as QGIS and kepler.gl want
//! them.
//!
//! Events without coordinates are left out and counted. How far the true place may be from the
//! point stands in `radius_km`; `time` is the first day with a time of day, which kepler.gl needs
//! to play events in order.

use super::{Count, Job, Tally, day, point, unwritten};
use crate::StoreError;
use crate::query::{Cell, Columns, EventRow};
use serde_json::{Map, Value, json};
use std::io::Write;

/// Writes the collection.
pub fn write(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let mut columns: Vec<String> = EventRow::COLUMNS.iter().map(|name| bare(name)).collect();
    columns.extend(["time".to_owned(), "radius_km".to_owned()]);
    let mut count = Count { columns, ..Count::default() };
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[").map_err(unwritten)?;
    job.each_event(|key, row| {
        let Some((lat, lon)) = point(row.lat, row.lon) else {
            count.left_out += 1;
            return Ok(());
        };
        let radius = job.store.told(key)?.radius_km;
        let feature = feature(&row, [lon, lat], radius);
        let comma = if count.rows == 0 { "" } else { "," };
        count.rows += 1;
        write!(out, "{comma}\n{feature}").map_err(unwritten)
    })?;
    writeln!(out, "\n]}}").map_err(unwritten)?;
    Ok(count)
}

fn bare(name: &str) -> String {
    name.trim_start_matches("r#").to_owned()
}

fn feature(row: &EventRow, at: [f64; 2], radius: Option<f64>) -> Value {
    let mut properties = Map::new();
    for (name, cell) in EventRow::COLUMNS.iter().zip(row.cells()) {
        let value = match cell {
            Cell::List(_) | Cell::Json(_) => cell.plain().into(),
            other => other.json(),
        };
        properties.insert(bare(name), value);
    }
    let time = day(row.date_start.as_deref()).map(|day| format!("{day}T00:00:00Z"));
    properties.insert("time".into(), time.into());
    properties.insert("radius_km".into(), radius.into());
    json!({
        "type": "Feature",
        "id": row.id,
        "geometry": {"type": "Point", "coordinates": at},
        "properties": properties,
    })
}
