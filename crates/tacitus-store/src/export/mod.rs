//! Exports: what a filter finds, written in the layouts of other programs.
//!
//! A layout has the columns of its makers in their order (see `docs` of each), and what a store
//! does not hold stays empty: nothing is guessed. Layouts that know no status (POLECAT, ICEWS,
//! GDELT) have a row for each event all the same, also for those that are planned or denied: ask
//! for `status:happened`, or for the extra columns. The same store and filter give the same bytes.
//! Events are read one at a time by lists of row numbers, so that a large store needs little
//! memory; while an export runs it sees the store as it was when it began.

mod annotations;
mod coded;
mod codes;
mod columns;
mod conflict;
mod delimited;
mod flat;
mod ftm;
mod geojson;
mod rdf;

use crate::query::{EventRow, Page};
use crate::record::Record;
use crate::store::Store;
use crate::{Filter, StoreError};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;

/// A layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Our own flat table of events, as CSV.
    Csv,
    /// The same, as Parquet.
    Parquet,
    /// Points on a map: RFC 7946.
    GeoJson,
    /// The columns of POLECAT.
    Polecat,
    /// The columns of ICEWS.
    Icews,
    /// The columns of GDELT 2.0's table of events, without header.
    Gdelt,
    /// Columns that fit beside ACLED's.
    Acled,
    /// Columns that fit beside those of UCDP's georeferenced events.
    Ucdp,
    /// TriG with SEM and PROV-O: a graph for each claim.
    Rdf,
    /// W3C Web Annotations, one a line.
    WebAnnotation,
    /// FollowTheMoney, one entity a line.
    FollowTheMoney,
    /// Records of whole reports, one a line.
    JsonLines,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 12] = [
        Format::Csv,
        Format::Parquet,
        Format::GeoJson,
        Format::Polecat,
        Format::Icews,
        Format::Gdelt,
        Format::Acled,
        Format::Ucdp,
        Format::Rdf,
        Format::WebAnnotation,
        Format::FollowTheMoney,
        Format::JsonLines,
    ];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::GeoJson => "geojson",
            Format::Polecat => "polecat",
            Format::Icews => "icews",
            Format::Gdelt => "gdelt",
            Format::Acled => "acled",
            Format::Ucdp => "ucdp",
            Format::Rdf => "rdf",
            Format::WebAnnotation => "annotations",
            Format::FollowTheMoney => "ftm",
            Format::JsonLines => "jsonl",
        }
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.as_str() == name)
    }
}

/// How to export.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether tables of other makers get our own columns after theirs: ids, status, according to
    /// whom.
    pub extra_columns: bool,
    /// Name and version of the program that exports.
    pub tool: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The format.
    pub format: Format,
    /// Rows, features, entities or lines; for RDF, quads.
    pub rows: u64,
    /// Events that were found and have no row, as those without coordinates on a map.
    pub left_out: u64,
    /// SHA-256 of all bytes, in hexadecimal digits.
    pub sha256: String,
    /// Names of the columns, where the layout has any.
    pub columns: Vec<String>,
    /// What was asked for; empty for everything. Whoever has the words in which it was asked puts
    /// them here: a [`Filter`] tells only its terms.
    pub filter: String,
    /// Models that read the reports.
    pub models: Vec<String>,
    /// Name and version of the program that exported.
    pub tool: String,
}

impl Manifest {
    /// As JSON, to stand beside the file; `at` is the time of the export, UTC.
    pub fn to_json(&self, at: &str) -> Value {
        json!({
            "format": self.format.as_str(),
            "tool": self.tool,
            "at": at,
            "ontology": "PLOVER 2",
            "models": self.models,
            "filter": self.filter,
            "rows": self.rows,
            "left_out": self.left_out,
            "columns": self.columns,
            "offsets": "Unicode code points, half-open",
            "sha256": self.sha256,
        })
    }
}

/// Writes what the filter finds.
///
/// # Errors
/// Of the database, of the filter, and where nothing can be written to `out`.
pub fn write(
    store: &Store,
    format: Format,
    filter: &Filter,
    options: &Options,
    out: &mut (dyn Write + Send),
) -> Result<Manifest, StoreError> {
    // One view of the store from beginning to end, whatever others write meanwhile. Nothing is
    // changed in it.
    let _view = store.db.unchecked_transaction()?;
    let models = store.models(filter)?;
    let mut out = Tally { out, hash: Sha256::new() };
    let job = Job { store, filter, options };
    let count = match format {
        Format::Csv => flat::csv(&job, &mut out)?,
        Format::Parquet => flat::parquet(&job, &mut out)?,
        Format::GeoJson => geojson::write(&job, &mut out)?,
        Format::Polecat => coded::polecat(&job, &mut out)?,
        Format::Icews => coded::icews(&job, &mut out)?,
        Format::Gdelt => coded::gdelt(&job, &mut out)?,
        Format::Acled => conflict::acled(&job, &mut out)?,
        Format::Ucdp => conflict::ucdp(&job, &mut out)?,
        Format::Rdf => rdf::write(&job, &mut out)?,
        Format::WebAnnotation => annotations::write(&job, &mut out)?,
        Format::FollowTheMoney => ftm::write(&job, &mut out)?,
        Format::JsonLines => flat::lines(&job, &mut out)?,
    };
    out.flush().map_err(unwritten)?;
    let sha256 = out.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let filter = if filter.is_empty() { String::new() } else { format!("{filter:?}") };
    Ok(Manifest {
        format,
        rows: count.rows,
        left_out: count.left_out,
        sha256,
        columns: count.columns,
        filter,
        models,
        tool: options.tool.clone(),
    })
}

/// What every layout is given.
struct Job<'j> {
    store: &'j Store,
    filter: &'j Filter,
    options: &'j Options,
}

/// What every layout tells of itself.
#[derive(Default)]
struct Count {
    rows: u64,
    left_out: u64,
    columns: Vec<String>,
}

/// How many events are looked up between two looks at the list of them.
const PAGE: usize = 500;

impl Job<'_> {
    /// Each event that the filter finds, by first day and id, with its row in the store.
    fn each_event(
        &self,
        mut told: impl FnMut(i64, EventRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let keys = self.store.event_keys(self.filter, Page::default())?;
        for page in keys.chunks(PAGE) {
            for key in page {
                told(*key, self.store.event_row(*key)?)?;
            }
        }
        Ok(())
    }
}

/// Counts and hashes what goes through it.
struct Tally<'w> {
    out: &'w mut (dyn Write + Send),
    hash: Sha256,
}

impl Write for Tally<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hash.update(bytes.get(..n).unwrap_or(bytes));
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn unwritten(error: impl std::fmt::Display) -> StoreError {
    StoreError::database(format!("the export cannot be written: {error}"))
}

/// One JSON value a line.
fn line(out: &mut Tally<'_>, value: &Value) -> Result<(), StoreError> {
    let text = serde_json::to_string(value)?;
    writeln!(out, "{text}").map_err(unwritten)
}

/// The record that was looked at last: events come in order, and neighbours are often of one
/// report.
#[derive(Default)]
struct Records {
    last: Option<(i64, Record)>,
}

impl Records {
    fn of(&mut self, store: &Store, doc: i64) -> Result<&Record, StoreError> {
        let held = match self.last.take() {
            Some(held) if held.0 == doc => held,
            _ => (doc, store.record(doc)?),
        };
        Ok(&self.last.insert(held).1)
    }
}

/// A day as year, month, day; nothing where it is no day of the calendar.
fn day(text: Option<&str>) -> Option<jiff::civil::Date> {
    text.and_then(|text| text.parse().ok())
}

/// Latitude and longitude, where they are on the globe.
fn point(lat: Option<f64>, lon: Option<f64>) -> Option<(f64, f64)> {
    let (lat, lon) = lat.zip(lon)?;
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lat, lon))
}
