//! Exports, as they are written: no more of one than a few kilobytes is in memory.

use super::Desk;
use super::asked::{Asker, Params, filter, tagged, unchanged};
use super::problem::Problem;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::io::{self, Write};
use std::time::Duration;
use tacitus_store::export::{self, Format};
use tacitus_store::{Filter, Store};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

/// So much is sent at a time.
const PIECE: usize = 64 * 1024;

/// So many pieces wait for a slow reader.
const MOST_PIECES: usize = 4;

/// Whoever takes nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct What {
    #[serde(default)]
    q: String,
    /// Whether tables of other makers get our columns after theirs.
    #[serde(default)]
    extra: bool,
}

/// Writes what the filter finds in the layout that the address names.
pub async fn export(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    Params(What { q, extra }): Params<What>,
    asker: Asker,
) -> Result<Response, Problem> {
    let Some(format) = Format::parse(&name) else {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        return Err(Problem::missing(format!(
            "there is no format {name:?}; there are {}",
            known.join(", ")
        )));
    };
    let filter = filter(&q)?;
    let too_many = |_| Problem::too_many("too many exports run already", 10);
    let permit = desk.exports.clone().try_acquire_owned().map_err(too_many)?;
    let version = desk.readers.ask(|store| Ok(store.version()?)).await?;
    let tag = asker.tag(version.as_bytes());
    if asker.holds(&tag) {
        return Ok(unchanged(&tag));
    }
    let (pieces, mut written) = mpsc::channel::<io::Result<Bytes>>(MOST_PIECES);
    let own = desk.clone();
    tokio::task::spawn_blocking(move || {
        let store = own.readers.another();
        let done = store
            .map_err(Problem::from)
            .and_then(|store| write(&store, format, &filter, extra, pieces.clone()));
        if let Err(problem) = done {
            // Whoever reads sees that the export is cut off.
            let _ = pieces.blocking_send(Err(io::Error::other(Failed(problem))));
        }
        drop(permit);
    });
    // What can go wrong with the question goes wrong before the first piece.
    let first = match written.recv().await {
        Some(Ok(first)) => first,
        None => Bytes::new(),
        Some(Err(error)) => {
            let failed = error.into_inner().and_then(|inner| inner.downcast::<Failed>().ok());
            return Err(
                failed.map_or_else(|| Problem::inside("the export failed"), |failed| failed.0)
            );
        }
    };
    let body = tokio_stream::once(Ok(first)).chain(ReceiverStream::new(written));
    let (kind, ending) = kind(format);
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"tacitus-{name}.{ending}\"")),
    ];
    Ok((tagged(&tag), headers, Body::from_stream(body)).into_response())
}

/// A problem on its way through a channel of bytes.
#[derive(Debug)]
struct Failed(Problem);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.words())
    }
}

impl std::error::Error for Failed {}

fn write(
    store: &Store,
    format: Format,
    filter: &Filter,
    extra_columns: bool,
    pieces: mpsc::Sender<io::Result<Bytes>>,
) -> Result<(), Problem> {
    let options = export::Options {
        extra_columns,
        tool: concat!("tacitus ", env!("CARGO_PKG_VERSION")).into(),
    };
    let mut out = Pieces { pieces, open: Vec::with_capacity(PIECE), handle: Handle::current() };
    export::write(store, format, filter, &options, &mut out)?;
    out.send().map_err(Problem::inside)
}

/// Gathers what is written into pieces, and waits until they are taken.
struct Pieces {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    open: Vec<u8>,
    handle: Handle,
}

impl Pieces {
    fn send(&mut self) -> io::Result<()> {
        if self.open.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::replace(&mut self.open, Vec::with_capacity(PIECE)));
        let sent = tokio::time::timeout(PATIENCE, self.pieces.send(Ok(piece)));
        match self.handle.block_on(sent) {
            Ok(Ok(())) => Ok(()),
            _ => Err(io::Error::new(io::ErrorKind::BrokenPipe, "nobody takes the export any more")),
        }
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.open.extend_from_slice(bytes);
        if self.open.len() >= PIECE {
            self.send()?;
        }
        Ok(bytes.len())
    }

    /// Layouts flush often; small pieces would only cost time.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Media type, and the ending of a file's name.
fn kind(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Csv | Format::Acled | Format::Ucdp => ("text/csv; charset=utf-8", "csv"),
        Format::Parquet => ("application/vnd.apache.parquet", "parquet"),
        Format::GeoJson => ("application/geo+json", "geojson"),
        Format::Polecat | Format::Icews | Format::Gdelt => {
            ("text/tab-separated-values; charset=utf-8", "tsv")
        }
        Format::Rdf => ("application/trig", "trig"),
        Format::WebAnnotation => ("application/x-ndjson", "jsonld.jsonl"),
        Format::FollowTheMoney => ("application/x-ndjson", "ftm.jsonl"),
        Format::JsonLines => ("application/x-ndjson", "jsonl"),
    }
}
