//! `tacitus actors`: the tables of known actors.

use super::Outcome;
use clap::Subcommand;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tacitus_actors::{Actors, Day, KINDS, Row};

/// The actors of a store, or the tables of known actors
///
/// Without a subcommand: who takes part in the events of a store for which the filter holds, the busiest first.
///
/// The tables know states, bodies, armed groups, outlets, public persons.
/// A table of your own is a CSV file with the columns id,name,aliases,kind,sector,country,from,to,part_of,office. Its
/// rows take the place of all built-in rows of the same id, and its names lead to its rows alone; use it with `tacitus
/// read --actors FILE`.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,

    #[command(flatten)]
    ask: super::ask::Ask,
}

#[derive(Subcommand)]
enum What {
    /// Say who goes by a name, on a day
    Find {
        /// Names
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,

        /// Only what holds on that day: 2017-08-29, 2017-08 or 2017
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: Option<Day>,

        /// A table of your own
        #[arg(long, value_name = "FILE")]
        actors: Option<PathBuf>,
    },
    /// Say what is wrong with a table of your own, or with those built in
    Check {
        /// The table
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Say how many of each kind are known
    Stat {
        /// A table of your own
        #[arg(long, value_name = "FILE")]
        actors: Option<PathBuf>,
    },
}

const EXAMPLES: &str = "\
Examples:
  tacitus actors country:SYR type:ASSAULT
      who takes part in attacks in Syria, by the reports of the store
  tacitus actors find Daesh HTS 'Haider al-Abadi'
      who goes by these names, and when
  tacitus actors find --on 2005 Taliban
      what the Taliban were in 2005
  tacitus actors check own.csv
      line by line what is wrong with a table
  tacitus read --actors own.csv report.txt
      use it

Exit code: 0 when all is well, 1 when something is wrong or not found, 2 for wrong usage.";

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write the day as 2017-08-29, 2017-08 or 2017".to_owned())
}

/// The built-in tables, with a user's over them.
///
/// # Errors
/// What is wrong with the file, each problem on a line.
pub fn open(path: Option<&Path>) -> Result<Cow<'static, Actors>, String> {
    let Some(path) = path else { return Ok(Cow::Borrowed(Actors::embedded())) };
    let text =
        std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Actors::embedded().with(&path.display().to_string(), &text).map(Cow::Owned).map_err(
        |problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            lines.join("\ntacitus: ")
        },
    )
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let Some(what) = &args.what else { return super::ask::actors(&args.ask) };
    let told = match what {
        What::Find { names, on, actors } => {
            open(actors.as_deref()).map(|actors| find(&actors, names, *on))
        }
        What::Stat { actors } => open(actors.as_deref()).map(|actors| (stat(&actors), true)),
        What::Check { file: Some(file) } => {
            open(Some(file)).map(|_| (format!("{}: in order\n", file.display()), true))
        }
        What::Check { file: None } => {
            let problems = Actors::embedded().check();
            let lines: String = problems.iter().map(|problem| format!("{problem}\n")).collect();
            Ok(if lines.is_empty() { ("in order\n".to_owned(), true) } else { (lines, false) })
        }
    };
    match told {
        Ok((text, well)) => {
            let _ = io::stdout().write_all(text.as_bytes());
            if well { Outcome::Done } else { Outcome::Incomplete }
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: {error}");
            Outcome::Incomplete
        }
    }
}

fn find(actors: &Actors, names: &[String], on: Option<Day>) -> (String, bool) {
    let mut text = String::new();
    let mut all = true;
    for name in names {
        let hits: Vec<_> = actors
            .named(name)
            .filter(|hit| on.is_none_or(|day| hit.row.days_off(day) == 0))
            .collect();
        let bodies = actors.bodies(name);
        if hits.is_empty() && bodies.is_empty() {
            all = false;
            let _ = writeln!(text, "{name}: nobody");
        }
        for hit in hits {
            let _ = writeln!(text, "{name}: {}", line(hit.row, hit.alias.ambiguous));
        }
        for (iso3, body, ambiguous) in bodies {
            let doubt = if *ambiguous { ", if the country is spoken of" } else { "" };
            let _ = writeln!(text, "{name}: {iso3}.{}{doubt}", body.suffix());
        }
    }
    (text, all)
}

/// *islamic-state  Islamic State, armed_group REB, 2006 to now*
fn line(row: &Row, ambiguous: bool) -> String {
    let mut line = format!("{}  {}, {} {}", row.id, row.name, row.kind, row.sectors.join("|"));
    for part in [&row.country, &row.office].into_iter().flatten() {
        let _ = write!(line, ", {part}");
    }
    if let Some(whole) = &row.part_of {
        let _ = write!(line, " of {whole}");
    }
    match (row.from, row.to) {
        (None, None) => {}
        (Some(from), None) => {
            let _ = write!(line, ", from {}", from.year());
        }
        (None, Some(to)) => {
            let _ = write!(line, ", until {}", to.year());
        }
        (Some(from), Some(to)) => {
            let _ = write!(line, ", {} to {}", from.year(), to.year());
        }
    }
    if ambiguous {
        line.push_str(", if the country or another name stands beside it");
    }
    line
}

fn stat(actors: &Actors) -> String {
    let mut text = format!("{:<20} {:>7} {:>7}\n", "kind", "actors", "rows");
    for kind in KINDS {
        let rows: Vec<&Row> = actors.rows().iter().filter(|row| row.kind == *kind).collect();
        let ids: std::collections::HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let _ = writeln!(text, "{kind:<20} {:>7} {:>7}", ids.len(), rows.len());
    }
    let names: usize = actors.rows().iter().map(|row| row.names.len()).sum();
    let _ = writeln!(
        text,
        "{:<20} {:>7}\n{:<20} {:>7} {:>7}",
        "state",
        actors.states().len(),
        "names",
        "",
        names
    );
    text
}
