//! `tacitus read`: files go in, pages or lines of JSON come out, in the order given.

use super::{Outcome, actors, gazetteer, types};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tacitus::Session;
use tacitus::ingest::{self, Form, Item, Options};
use tacitus::page::{self, Paper};
use tacitus::redact;
use tacitus_doc::{Note, wire};

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

    /// Day of publication, as 2017-08-29, from which "Monday" is reckoned; lines of JSON that name
    /// their own keep it
    #[arg(long, value_name = "DATE", value_parser = day)]
    published: Option<Date>,

    /// The outlet; lines of JSON that name their own keep it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,

    /// What the files hold [default: told from name and content]
    #[arg(long, value_name = "FORM")]
    from: Option<FormName>,

    #[command(flatten)]
    with: With,

    /// Replace the names of people who are not public persons, in the text and everywhere else
    #[arg(long)]
    redact: bool,
}

/// What to read with.
#[derive(clap::Args)]
pub struct With {
    /// Types of events of your own, learned from example sentences; see `tacitus types --help`
    #[arg(long, value_name = "TOML")]
    pub types: Option<PathBuf>,

    /// List of places to use instead of the one built in; see `tacitus gazetteer --help`
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,

    /// Table of actors of your own, over those built in; see `tacitus actors --help`
    #[arg(long, value_name = "CSV")]
    pub actors: Option<PathBuf>,

    /// Threads to read with; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub threads: usize,

    /// Directory of a model to use instead of the one built in
    #[arg(long, value_name = "DIR")]
    pub model: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  tacitus read report.txt
      a page, with \"Monday\" left open because the day of publication is unknown
  tacitus read --published 2017-08-29 --publisher 'Daily Herald' report.txt
      the same with days reckoned
  tacitus read --json archive.jsonl | jq -r '.events[].type' | sort | uniq -c
      count the types of events in an archive
  tacitus read --json --types own.toml archive.jsonl | jq '.events[] | select(.own_type)'
      events of types that you describe yourself
  tacitus read --json --redact testimonies.jsonl > safe.jsonl
      records without the names of witnesses and victims
  curl -s https://example.org/story | tacitus read --from html -
      a page from the web

Exit code: 0 when all was read, 1 when something could not be read, 2 for wrong usage.";

#[derive(Clone, Copy, ValueEnum)]
/// A form, by name.
pub enum FormName {
    /// One report as plain text
    Text,
    /// One report as a web page
    Html,
    /// A JSON object with "text" or "html" on each line
    Jsonl,
}

/// Reads a day as the command line has it.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write the day as 2017-08-29".to_owned())
}

impl FormName {
    /// The form of that name.
    pub fn form(self) -> Form {
        match self {
            FormName::Text => Form::Text,
            FormName::Html => Form::Html,
            FormName::Jsonl => Form::JsonLines,
        }
    }
}

/// How readings are printed.
enum Print {
    Json,
    Pages(Paper),
}

/// Opens the model, with whatever else the user gives to read with.
///
/// # Errors
/// What is wrong with one of the files.
pub fn open(args: &With) -> Result<Session, String> {
    let session = Session::open(args.model.as_deref()).map_err(|error| error.to_string())?;
    let session = session.with_threads(args.threads);
    let session = match &args.gazetteer {
        Some(path) => session.with_gazetteer(gazetteer::open(Some(path))?),
        None => session,
    };
    let session = match &args.actors {
        Some(path) => session.with_actors(actors::open(Some(path))?.into_owned()),
        None => session,
    };
    Ok(match &args.types {
        Some(path) => session.with_types(types::read(path)?),
        None => session,
    })
}

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let session = match open(&args.with) {
        Ok(session) => session,
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
        redact: args.redact,
        out: &mut out,
        errors: &mut io::stderr(),
        bar: bar.as_ref(),
        printed: 0,
        failed: 0,
    };
    let options = Options {
        form: args.from.map(FormName::form),
        published: args.published,
        publisher: args.publisher.clone(),
    };
    let ended = run.files(&args.files, &options);
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
    redact: bool,
    out: &'r mut dyn Write,
    errors: &'r mut dyn Write,
    bar: Option<&'r ProgressBar>,
    printed: u64,
    failed: u64,
}

impl Run<'_> {
    /// Reads all files in turn, in batches that may span files. Only errors of the output end it.
    fn files(&mut self, files: &[PathBuf], options: &Options) -> io::Result<()> {
        let mut batch = Vec::new();
        let mut n_bytes = 0;
        for file in files {
            for item in ingest::open(file, options) {
                match item {
                    Ok(item) => {
                        n_bytes += item.document.text().len();
                        batch.push(item);
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
        let _ = match self.bar.filter(|_| self.printed > 1) {
            Some(bar) => bar.suspend(write),
            None => write(),
        };
    }

    fn batch(&mut self, batch: Vec<Item>) -> io::Result<()> {
        let n_documents = batch.len() as u64;
        let (documents, rest): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|item| (item.document, (item.notes, item.pairs))).unzip();
        let (noticed, pairs): (Vec<_>, Vec<_>) = rest.into_iter().unzip();
        let mut printed = String::new();
        let mut readings = self.session.read(documents);
        self.session.relate(&mut readings, &pairs);
        for (mut reading, noticed) in readings.into_iter().zip(noticed) {
            // What was noticed on the way in comes first; both may have noticed the same.
            let known = |note: &Note| {
                noticed.iter().any(|other| other.kind == note.kind && other.span == note.span)
            };
            reading.notes.retain(|note| !known(note));
            reading.notes.splice(0..0, noticed);
            if self.redact {
                reading = redact::redact(&reading);
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus::Reads;
    use tacitus_doc::{Document, Pair, Reading, Record};
    use tacitus_read::types::OwnTypes;

    /// Finds nothing, and notes how many documents came together.
    struct Fake;

    impl Reads for Fake {
        fn learn(&mut self, _: OwnTypes) {}

        fn relate(&self, _: &mut [Reading], _: &[Vec<Pair>], _: usize) {}

        fn model_name(&self) -> &str {
            "fake"
        }

        fn read(&self, documents: Vec<Document>, _threads: usize) -> Vec<Reading> {
            let model = format!("fake {}", documents.len());
            let record = Record::default();
            let reading = |document| Reading {
                document,
                record: record.clone(),
                model: model.clone(),
                notes: Vec::new(),
            };
            documents.into_iter().map(reading).collect()
        }
    }

    /// A folder of its own for each test, gone at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Folder {
            let name = format!("tacitus-test-{}-{test}", std::process::id());
            let path = std::env::temp_dir().join(name);
            std::fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{error}"));
            Folder(path)
        }

        fn file(&self, name: &str, content: &str) -> PathBuf {
            let path = self.0.join(name);
            std::fs::write(&path, content).unwrap_or_else(|error| panic!("{error}"));
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    struct Ran {
        out: String,
        errors: String,
        failed: u64,
    }

    fn run(print: Print, files: &[PathBuf], options: &Options) -> Ran {
        let session = Session::with(Box::new(Fake));
        let (mut out, mut errors) = (Vec::new(), Vec::new());
        let mut run = Run {
            session: &session,
            print,
            redact: false,
            out: &mut out,
            errors: &mut errors,
            bar: None,
            printed: 0,
            failed: 0,
        };
        let ended = run.files(files, options);
        let failed = run.failed;
        assert!(ended.is_ok(), "{ended:?}");
        let text = |bytes| String::from_utf8(bytes).unwrap_or_default();
        Ran { out: text(out), errors: text(errors), failed }
    }

    #[test]
    fn records_come_in_the_order_of_the_input_in_batches() {
        let folder = Folder::new("order");
        let line = |n: usize| {
            format!("{{\"id\": \"{n}\", \"text\": \"text {n}\", \"language\": \"en\"}}\n")
        };
        let many = folder.file("many.jsonl", &(0..150).map(line).collect::<String>());
        let ran = run(Print::Json, &[many.clone(), many], &Options::default());
        let readings: Vec<_> = ran.out.lines().map(wire::read).collect();
        assert_eq!(readings.len(), 300);
        for (n, reading) in readings.into_iter().enumerate() {
            let reading = reading.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(reading.document.id().as_str(), (n % 150).to_string());
            let together = if n < 256 { "fake 64" } else { "fake 44" };
            assert_eq!(reading.model, together, "document {n}");
        }
        assert_eq!((ran.failed, ran.errors.as_str()), (0, ""));
    }

    #[test]
    fn long_documents_make_small_batches() {
        let folder = Folder::new("long");
        let text = "word ".repeat(BATCH_BYTES / 5 / 2 + 1);
        let line = format!("{{\"text\": {text:?}, \"language\": \"en\"}}\n");
        let long = folder.file("long.jsonl", &line.repeat(3));
        let ran = run(Print::Json, &[long], &Options::default());
        let models = ran.out.lines().map(|line| wire::read(line).map(|reading| reading.model));
        let models: Vec<_> = models.map(Result::unwrap_or_default).collect();
        assert_eq!(models, ["fake 2", "fake 2", "fake 1"]);
    }

    #[test]
    fn what_cannot_be_read_is_reported_and_the_rest_is_read() {
        let folder = Folder::new("bad");
        let bad = folder.file("bad.jsonl", "{\"text\": \"one\"}\n{oops\n\n{\"text\": \"two\"}\n");
        let text = folder.file("good.txt", "three");
        let missing = folder.0.join("missing.txt");
        let ran = run(Print::Json, &[missing.clone(), bad.clone(), text], &Options::default());
        let texts = ran.out.lines().map(|line| match wire::read(line) {
            Ok(reading) => reading.document.text().to_owned(),
            Err(error) => error.to_string(),
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(ran.failed, 2);
        let errors: Vec<&str> = ran.errors.lines().collect();
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(errors[0].starts_with(&format!("tacitus: {}: ", missing.display())), "{errors:?}");
        assert!(errors[1].starts_with(&format!("tacitus: {}:2: ", bad.display())), "{errors:?}");
    }

    #[test]
    fn what_the_user_says_fills_in_and_pages_are_ruled_off() {
        let folder = Folder::new("pages");
        let file = folder.file("report.txt", "Envoys met.");
        let options = Options {
            published: day("2031-05-14").ok(),
            publisher: Some("Meridian Wire".into()),
            ..Options::default()
        };
        let ran = run(Print::Pages(Paper::default()), &[file.clone(), file], &options);
        let pages: Vec<&str> = ran.out.split(&format!("\n{}\n\n", "=".repeat(100))).collect();
        assert_eq!(pages.len(), 2, "{}", ran.out);
        assert!(
            pages[0].starts_with("Envoys met.\nMeridian Wire · 14 May 2031 · "),
            "{}",
            pages[0]
        );
        assert!(pages.iter().all(|page| page.ends_with("Read by fake 2.\n")), "{}", ran.out);
    }

    #[test]
    fn a_note_is_given_once() {
        let folder = Folder::new("notes");
        let line = "{\"text\": \"No hay acuerdo.\", \"language\": \"es\"}\n";
        let file = folder.file("es.jsonl", line);
        let ran = run(Print::Json, &[file], &Options::default());
        assert_eq!(ran.out.matches("not-english").count(), 1, "{}", ran.out);
        assert!(ran.out.contains("\"events\":[]"), "{}", ran.out);
    }

    #[test]
    fn a_closed_pipe_ends_the_run() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let folder = Folder::new("pipe");
        let file = folder.file("report.txt", "Envoys met.");
        let session = Session::with(Box::new(Fake));
        let mut run = Run {
            session: &session,
            print: Print::Json,
            redact: false,
            out: &mut Closed,
            errors: &mut Vec::new(),
            bar: None,
            printed: 0,
            failed: 0,
        };
        let ended = run.files(&[file], &Options::default());
        assert_eq!(ended.map_err(|error| error.kind()), Err(io::ErrorKind::BrokenPipe));
        assert_eq!(run.failed, 0);
    }

    #[test]
    fn days_are_written_one_way() {
        assert!(day("2031-05-14").is_ok());
        assert!(day("14 May 2031").is_err());
        assert!(day("2031-02-30").is_err());
    }
}
