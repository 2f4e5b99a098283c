//! `tacitus events`, `claims`, `agreements`, `stories`, `disputes`, `actors`, `timeline`, `names`: questions to a store.

use super::Outcome;
use comfy_table::{ContentArrangement, Table, presets};
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use tacitus::store::query::{Cell, Columns, Page};
use tacitus::store::{Filter, KEYS, Store, StoreError};

/// So many rows are shown as a table unless more are asked for.
const ROWS: usize = 50;

/// A question to a store
///
/// The filter is one language everywhere: terms `key:value` that must all hold, `~` before a term turns it round,
/// commas part alternatives, words without a key are looked up in the texts.
#[derive(clap::Args)]
#[command(after_long_help = keys())]
pub struct Ask {
    /// What is asked for: `type:ASSAULT country:SYR from:2017-08-01 sources:2`
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,

    /// The store
    #[arg(long, value_name = "FILE", default_value = "tacitus.db", env = "TACITUS_STORE")]
    store: PathBuf,

    /// Print JSON Lines
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Print CSV
    #[arg(long)]
    csv: bool,

    /// At most so many rows; 0 is all [default: 50 in a table, all in JSON and CSV]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,

    /// Pass over so many rows
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
}

fn keys() -> String {
    let lines: String = KEYS.iter().map(|(key, what)| format!("  {key:<11} {what}\n")).collect();
    format!(
        "Filter:\n{lines}
Examples:
  tacitus events type:ASSAULT near:Aleppo,50km from:2017-08-01 sources:2
      attacks around Aleppo that at least two independent sources tell of
  tacitus claims speaker:Hezbollah act:deny --json
      what Hezbollah denies
  tacitus disputes type:ASSAULT country:SYR
      accounts of attacks in Syria that do not agree
  tacitus events ceasefire '~status:happened' --csv > ceasefires.csv

Exit code: 0 when there is an answer, 1 when nothing fits, 2 for wrong usage."
    )
}

/// What each outlet calls an actor
#[derive(clap::Args)]
#[command(after_long_help = NAMES)]
pub struct Names {
    /// Its name, or part of it, or its id
    #[arg(value_name = "ACTOR")]
    actor: String,

    #[command(flatten)]
    print: Print,
}

const NAMES: &str = "\
Examples:
  tacitus names Hezbollah
      the words of every outlet for it, those that take sides marked
  tacitus names --csv 'Islamic State' > names.csv

Exit code: 0 when there is an answer, 1 when nobody has that name, 2 for wrong usage.";

/// Where from, and how it is printed.
#[derive(clap::Args)]
pub struct Print {
    /// The store
    #[arg(long, value_name = "FILE", default_value = "tacitus.db", env = "TACITUS_STORE")]
    store: PathBuf,

    /// Print JSON Lines
    #[arg(long, conflicts_with = "csv")]
    json: bool,

    /// Print CSV
    #[arg(long)]
    csv: bool,
}

/// Opens a store for questions; says so where reports have not been compared.
///
/// # Errors
/// Where there is none.
pub fn open(place: &std::path::Path) -> Result<Store, StoreError> {
    let store = Store::read_only(place)?;
    let n = store.n_dirty()?;
    if n > 0 {
        let message = format!(
            "{n} reports have not been compared with the others yet; `tacitus db link` does it"
        );
        let _ = writeln!(io::stderr(), "tacitus: {message}");
    }
    Ok(store)
}

fn answer<R: Columns>(
    ask: &Ask,
    shown: &[&str],
    find: impl FnOnce(&Store, &Filter, Page) -> Result<Vec<R>, StoreError>,
) -> Outcome {
    let plain = ask.json || ask.csv;
    let limit = ask.limit.or((!plain).then_some(ROWS)).filter(|limit| *limit > 0);
    let found = filter(&ask.filter).and_then(|filter| {
        let store = open(&ask.store)?;
        // One more than is shown, to tell whether there are more.
        let page =
            Page { limit: limit.map(|limit| limit + usize::from(!plain)), offset: ask.offset };
        find(&store, &filter, page)
    });
    match found {
        Ok(mut rows) => {
            let more = limit.is_some_and(|limit| !plain && rows.len() > limit);
            if let Some(limit) = limit {
                rows.truncate(limit);
            }
            let outcome = print(&rows, shown, ask.json, ask.csv);
            if more {
                let next = ask.offset + rows.len();
                let _ = writeln!(
                    io::stderr(),
                    "tacitus: there are more; --offset {next} or --limit 0 shows them"
                );
            }
            outcome
        }
        Err(error) => refused(&error),
    }
}

/// Reads the filter of a command line.
///
/// # Errors
/// What is wrong with it.
pub fn filter(terms: &[String]) -> Result<Filter, StoreError> {
    Filter::parse(&joined(terms))
}

/// The terms of the command line as one filter: what the shell held together stays together.
fn joined(terms: &[String]) -> String {
    let quoted = |term: &String| match term.split_once(':') {
        _ if !term.contains(char::is_whitespace) || term.contains('"') => term.clone(),
        // Several terms in one pair of the shell's quotation marks are several terms.
        Some(_) if term.split_whitespace().all(|word| word.contains(':')) => term.clone(),
        Some((key, value)) if !key.contains(' ') => format!("{key}:\"{value}\""),
        _ => format!("\"{term}\""),
    };
    terms.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Says why there is no answer.
pub fn refused(error: &StoreError) -> Outcome {
    let _ = writeln!(io::stderr(), "tacitus: {error}");
    if error.is_question() { Outcome::Unusable } else { Outcome::Incomplete }
}

/// Prints rows; a table shows the columns `shown`, CSV and JSON all of them.
fn print<R: Columns>(rows: &[R], shown: &[&str], json: bool, csv: bool) -> Outcome {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = if json {
        rows.iter().try_for_each(|row| {
            let fields = R::COLUMNS.iter().zip(row.cells());
            let line: serde_json::Map<_, _> =
                fields.map(|(name, cell)| (plain_name(name).to_owned(), cell.json())).collect();
            serde_json::to_writer(&mut out, &line).map_err(io::Error::from)?;
            writeln!(out)
        })
    } else if csv {
        write_csv(rows, &mut out)
    } else if rows.is_empty() {
        writeln!(io::stderr(), "tacitus: nothing fits")
    } else {
        writeln!(out, "{}", table(rows, shown))
    };
    match written.and_then(|()| out.flush()) {
        // Whoever reads our output has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Done,
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: standard output: {error}");
            Outcome::Incomplete
        }
        Ok(()) if rows.is_empty() => Outcome::Incomplete,
        Ok(()) => Outcome::Done,
    }
}

/// `r#type` is a word of the language only inside the program.
fn plain_name(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

fn write_csv<R: Columns>(rows: &[R], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let names: Vec<&str> = R::COLUMNS.iter().map(|name| plain_name(name)).collect();
    writer.write_record(names).map_err(io::Error::other)?;
    for row in rows {
        let cells: Vec<String> = row.cells().iter().map(Cell::plain).collect();
        writer.write_record(cells).map_err(io::Error::other)?;
    }
    writer.flush()
}

fn table<R: Columns>(rows: &[R], shown: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let width = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width.map_or(140, |(width, _)| width.0));
    let places: Vec<usize> = shown
        .iter()
        .filter_map(|wanted| R::COLUMNS.iter().position(|name| plain_name(name) == *wanted))
        .collect();
    table.set_header(places.iter().map(|at| plain_name(R::COLUMNS[*at]).replace('_', " ")));
    for row in rows {
        let cells = row.cells();
        table.add_row(places.iter().map(|at| shown_cell(&cells[*at])));
    }
    table
}

/// A cell as people read it: lists of objects a line each.
fn shown_cell(cell: &Cell) -> String {
    match cell {
        Cell::Json(serde_json::Value::Array(items)) => {
            items.iter().map(shown_item).collect::<Vec<_>>().join("\n")
        }
        Cell::List(items) => items.join("\n"),
        other => other.plain(),
    }
}

fn shown_item(item: &serde_json::Value) -> String {
    let text = |name: &str| {
        item.get(name).and_then(|value| value.as_str()).filter(|text| !text.is_empty())
    };
    let list = |name: &str| -> String {
        let items = item.get(name).and_then(|value| value.as_array());
        items
            .into_iter()
            .flatten()
            .filter_map(|value| value.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut parts = Vec::new();
    for name in ["step", "value", "stance"] {
        parts.extend(text(name).map(str::to_owned));
    }
    let (by, to) = (list("by"), list("to"));
    if !by.is_empty() || !to.is_empty() {
        parts.push(format!("{by} → {to}"));
    }
    parts.extend(text("by").map(str::to_owned));
    let who: Vec<&str> = [text("speaker"), text("outlet"), text("date").or(text("published"))]
        .into_iter()
        .flatten()
        .collect();
    if !who.is_empty() {
        parts.push(format!("({})", who.join(", ")));
    }
    parts.extend(text("words").map(|words| format!("“{words}”")));
    if parts.is_empty() { item.to_string() } else { parts.join(" ") }
}

/// `tacitus events`.
pub fn events(ask: &Ask) -> Outcome {
    let shown = [
        "date_start",
        "type",
        "status",
        "actors",
        "recipients",
        "place",
        "sources",
        "denied_by",
        "disputed",
        "sentence",
        "id",
    ];
    answer(ask, &shown, |store, filter, page| store.events(filter, page))
}

/// `tacitus claims`.
pub fn claims(ask: &Ask) -> Outcome {
    let shown = ["published", "outlet", "speaker", "act", "content", "id"];
    answer(ask, &shown, |store, filter, page| store.claims(filter, page))
}

/// `tacitus agreements`.
pub fn agreements(ask: &Ask) -> Outcome {
    let shown = ["date", "parties", "terms", "reactions", "steps", "sources", "id"];
    answer(ask, &shown, |store, filter, page| store.agreements(filter, page))
}

/// `tacitus stories`.
pub fn stories(ask: &Ask) -> Outcome {
    let shown = [
        "first_seen",
        "last_seen",
        "title",
        "reports",
        "sources",
        "events",
        "disputes",
        "outlets",
        "id",
    ];
    answer(ask, &shown, |store, filter, page| store.stories(filter, page))
}

/// `tacitus disputes`.
pub fn disputes(ask: &Ask) -> Outcome {
    let shown = ["about", "thing", "accounts", "id"];
    answer(ask, &shown, |store, filter, page| store.disputes(filter, page))
}

/// `tacitus actors`, without a subcommand.
pub fn actors(ask: &Ask) -> Outcome {
    let shown = ["name", "kind", "country", "reports", "acts", "undergoes", "says", "id"];
    answer(ask, &shown, |store, filter, page| store.actors(filter, page))
}

/// `tacitus timeline`: events in order of days, in few columns.
pub fn timeline(ask: &Ask) -> Outcome {
    let shown =
        ["date_start", "type", "actors", "recipients", "place", "sources", "speakers", "sentence"];
    answer(ask, &shown, |store, filter, page| store.timeline(filter, page))
}

/// `tacitus names`.
pub fn names(ask: &Names) -> Outcome {
    let found = open(&ask.print.store).and_then(|store| store.names(&ask.actor));
    match found {
        Ok(rows) => print(
            &rows,
            &["outlet", "called", "stance", "by", "times", "name", "report"],
            ask.print.json,
            ask.print.csv,
        ),
        Err(error) => refused(&error),
    }
}
