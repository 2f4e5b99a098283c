//! `tacitus db`: a store's own affairs.

use super::{Outcome, ask};
use clap::Subcommand;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tacitus::store::export::{self, Format};
use tacitus::store::{Store, StoreError};
use tacitus::together;

/// What a store holds, whether it is whole, and its contents for other programs
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    #[command(subcommand)]
    what: What,

    /// The store
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "tacitus.db",
        env = "TACITUS_STORE"
    )]
    store: PathBuf,
}

#[derive(Subcommand)]
enum What {
    /// Count what there is, and list the inputs that could not be read
    Stat,
    /// Look for damage: nothing is mended
    Check,
    /// Compare reports that have not been compared with the others
    Link,
    /// Write events, claims or reports in a form that other programs read
    Export {
        /// csv, parquet, geojson, polecat, icews, gdelt, acled, ucdp, rdf, annotations, ftm, jsonl
        #[arg(value_name = "FORMAT")]
        format: String,

        /// Which events; as for `tacitus events`
        #[arg(value_name = "FILTER")]
        filter: Vec<String>,

        /// The file to write; beside it a manifest with `.meta.json` [default: standard output]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,

        /// In the columns of others: append ours (speakers, sources, disputed, sentence)
        #[arg(long)]
        extra_columns: bool,
    },
}

const EXAMPLES: &str = "\
Examples:
  tacitus db stat
  tacitus db check
  tacitus db export geojson country:SYR -o syria.geojson
  tacitus db export polecat --extra-columns -o events.tsv
  tacitus db export jsonl > records.jsonl

Exit code: 0 when all is well, 1 when something is not, 2 for wrong usage.";

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let done = match &args.what {
        What::Stat => stat(&args.store),
        What::Check => check(&args.store),
        What::Link => link(&args.store),
        What::Export { format, filter, output, extra_columns } => {
            export(&args.store, format, filter, output.as_deref(), *extra_columns)
        }
    };
    done.unwrap_or_else(|error| ask::refused(&error))
}

fn stat(place: &Path) -> Result<Outcome, StoreError> {
    let stat = Store::read_only(place)?.stat()?;
    let mut out = io::stdout().lock();
    let mut lines = Vec::new();
    for (name, n) in &stat.counts {
        lines.push(format!("{n:>12} {name}"));
    }
    lines.push(format!("{:>12.1} MB", stat.bytes as f64 / 1e6));
    for (model, n) in &stat.models {
        lines.push(format!("{n:>12} reports read by {model}"));
    }
    for (_, message) in &stat.failures {
        lines.push(format!("not read: {message}"));
    }
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    Ok(Outcome::Done)
}

fn check(place: &Path) -> Result<Outcome, StoreError> {
    let faults = Store::read_only(place)?.check(&mut |_| ())?;
    let mut out = io::stdout().lock();
    for fault in &faults {
        let _ = writeln!(out, "{}: {}", fault.place, fault.message);
    }
    if faults.is_empty() {
        let _ = writeln!(out, "{}: whole", place.display());
    }
    Ok(if faults.is_empty() { Outcome::Done } else { Outcome::Incomplete })
}

fn link(place: &Path) -> Result<Outcome, StoreError> {
    // Only `add` makes a store.
    drop(Store::read_only(place)?);
    let mut store = Store::open(place)?;
    let n = together::link(&mut store, &mut |_| ())?;
    let _ = writeln!(io::stderr(), "tacitus: {n} reports compared");
    Ok(Outcome::Done)
}

fn export(
    place: &Path,
    format: &str,
    filter: &[String],
    output: Option<&Path>,
    extra_columns: bool,
) -> Result<Outcome, StoreError> {
    let Some(kind) = Format::parse(format) else {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let message = format!("there is no format {format:?}; there are {}", known.join(", "));
        return Err(StoreError::asked(message));
    };
    let filter = ask::filter(filter)?;
    let store = ask::open(place)?;
    let options =
        export::Options { extra_columns, tool: format!("tacitus {}", env!("CARGO_PKG_VERSION")) };
    let cannot = |error: io::Error| {
        let name = output.map_or("standard output".into(), |path| path.display().to_string());
        StoreError::asked(format!("{name}: {error}"))
    };
    let manifest = match output {
        Some(path) => {
            let mut out = BufWriter::new(File::create(path).map_err(cannot)?);
            let manifest = export::write(&store, kind, &filter, &options, &mut out)?;
            out.flush().map_err(cannot)?;
            manifest
        }
        // The lock of standard output cannot pass to another thread, the stream itself can.
        None => export::write(&store, kind, &filter, &options, &mut io::stdout())?,
    };
    if let Some(path) = output {
        let mut name = path.as_os_str().to_owned();
        name.push(".meta.json");
        let at = jiff::Timestamp::now().to_string();
        let text = format!("{:#}\n", manifest.to_json(&at));
        std::fs::write(&name, text).map_err(cannot)?;
    }
    let left_out = match manifest.left_out {
        0 => String::new(),
        n => format!(", {n} events left out that the format has no place for"),
    };
    let _ = writeln!(io::stderr(), "tacitus: {} rows{left_out}", manifest.rows);
    Ok(Outcome::Done)
}
