//! `tacitus read`: files go in, pages or lines of JSON come out, in the order given.

use super::Outcome;
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tacitus::page::{self, Paper};
use tacitus::{Form, Intake, Origin, Session};
use tacitus_doc::wire;

/// So many documents are read together at most.
const BATCH_DOCUMENTS: usize = 64;

/// A batch with so much text is read at once, however few its documents.
const BATCH_BYTES: usize = 1_000_000;

/// Read reports and print what they say
///
/// Prints a page for each report, or with --json a record on each line, in the order given. Files
/// and lines that cannot be read are reported on standard error, and the run goes on.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Reports to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Print JSON Lines, one record a document, instead of pages
    #[arg(long)]
    json: bool,

    /// Day of publication of documents that name none, as 2017-08-29; "Monday" is reckoned from it
    #[arg(long, value_name = "DATE", value_parser = day)]
    published: Option<Date>,

    /// The outlet of documents that name none
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,

    /// What the files hold [default: by the file's name; text for standard input]
    #[arg(long, value_name = "FORM")]
    from: Option<FormName>,

    /// Threads to read with; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,

    /// Directory of a model to use instead of the one built in
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  tacitus read report.txt
      a page, with \"Monday\" left open because the day of publication is unknown
  tacitus read --published 2017-08-29 --publisher 'Daily Herald' report.txt
      the same with days reckoned
  tacitus read --json archive.jsonl | jq -r '.events[].type' | sort | uniq -c
      count the types of events in an archive
  curl -s https://example.org/story | tacitus read --from html -
      a page from the web

Exit code: 0 when all was read, 1 when something could not be read, 2 for wrong usage.";

#[derive(Clone, Copy, ValueEnum)]
enum FormName {
    /// One report as plain text
    Text,
    /// One report as a web page
    Html,
    /// A JSON object with "text" or "html" on each line
    Jsonl,
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the day as 2017-08-29".to_owned())
}

impl Args {
    fn origin(&self) -> Origin {
        Origin {
            form: self.from.map(|from| match from {
                FormName::Text => Form::Text,
                FormName::Html => Form::Html,
                FormName::Jsonl => Form::Jsonl,
            }),
            published: self.published,
            publisher: self.publisher.clone(),
        }
    }
}

/// How readings are printed.
enum Print {
    Json,
    Pages(Paper),
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let session = match Session::open(args.model.as_deref()) {
        Ok(session) => session.with_threads(args.threads),
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: {error}");
            return Outcome::Unusable;
        }
    };
    let print = match args.json {
        true => Print::Json,
        false => Print::Pages(paper()),
    };
    // The page knows whether it may use colour, so the stream must not judge again.
    let mut out = io::BufWriter::new(io::stdout().lock());
    let bar = bar();
    let mut run = Run {
        session: &session,
        print,
        out: &mut out,
        errors: &mut io::stderr(),
        bar: bar.as_ref(),
        printed: 0,
        failed: 0,
    };
    let ended = run.files(&args.files, &args.origin());
    let failed = run.failed;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    match ended {
        Ok(()) if failed == 0 => Outcome::Done,
        Ok(()) => Outcome::Incomplete,
        // Whoever reads our output has seen enough: `tacitus read … | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Outcome::Done,
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: standard output: {error}");
            Outcome::Incomplete
        }
    }
}

/// The paper that standard output is. NO_COLOR, CLICOLOR and CLICOLOR_FORCE are heeded.
fn paper() -> Paper {
    let width = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
    Paper {
        width: width.map_or(page::DEFAULT_WIDTH, |(width, _)| width.0.into()),
        colour: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// A bar where somebody watches. It is drawn from the second document on.
fn bar() -> Option<ProgressBar> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template("{spinner} {pos} documents read, {per_sec} ({elapsed})");
    Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner())))
}

struct Run<'r> {
    session: &'r Session,
    print: Print,
    out: &'r mut dyn Write,
    errors: &'r mut dyn Write,
    bar: Option<&'r ProgressBar>,
    printed: u64,
    failed: u64,
}

impl Run<'_> {
    /// Reads all files in turn, in batches that may span files. Only errors of the output end it.
    fn files(&mut self, files: &[PathBuf], origin: &Origin) -> io::Result<()> {
        let mut batch = Vec::new();
        let mut n_bytes = 0;
        for file in files {
            for intake in Intake::open(file, origin) {
                match intake {
                    Ok(intake) => {
                        n_bytes += intake.document.text().len();
                        batch.push(intake);
                    }
                    Err(error) => self.report(&error),
                }
                if batch.len() >= BATCH_DOCUMENTS || n_bytes >= BATCH_BYTES {
                    n_bytes = 0;
                    self.batch(std::mem::take(&mut batch))?;
                }
            }
            // Somebody who types on standard input waits for the answer, not for the next file.
            if file == Path::new("-") {
                n_bytes = 0;
                self.batch(std::mem::take(&mut batch))?;
            }
        }
        self.batch(batch)
    }

    fn report(&mut self, error: &dyn std::fmt::Display) {
        self.failed += 1;
        // If standard error is closed, the exit code still tells.
        let mut write = || writeln!(self.errors, "tacitus: {error}");
        let _ = match self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        };
    }

    fn batch(&mut self, batch: Vec<Intake>) -> io::Result<()> {
        let n_documents = batch.len() as u64;
        let (documents, notes): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|intake| (intake.document, intake.notes)).unzip();
        let mut printed = String::new();
        for (mut reading, noticed) in self.session.read(documents).into_iter().zip(notes) {
            // What was noticed on the way in comes first; both may have noticed the same.
            reading.notes.retain(|note| !noticed.contains(note));
            reading.notes.splice(0..0, noticed);
            match &self.print {
                Print::Json => printed.push_str(&wire::write(&reading)),
                Print::Pages(paper) => {
                    if self.printed > 0 || !printed.is_empty() {
                        let width = paper.width.clamp(page::LEAST_WIDTH, page::DEFAULT_WIDTH);
                        printed.push_str(&format!("\n{}\n\n", "=".repeat(width)));
                    }
                    printed.push_str(&page::page(&reading, *paper));
                }
            }
            if let Print::Json = self.print {
                printed.push('\n');
            }
        }
        self.printed += n_documents;
        let mut write = || {
            self.out.write_all(printed.as_bytes())?;
            self.out.flush()
        };
        match self.bar.filter(|_| self.printed > 1) {
            Some(bar) => {
                let written = bar.suspend(write);
                bar.inc(self.printed - bar.position());
                written
            }
            None => write(),
        }
    }
}
