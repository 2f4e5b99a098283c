//! `tacitus add`: reports go into a store.

use super::Outcome;
use super::read::{FormName, With, day, open};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tacitus::Session;
use tacitus::adding::{self, BATCH_DOCUMENTS, Batch};
use tacitus::ingest::{self, Form, Item, Options};
use tacitus::store::{Added, Store, StoreError};
use tacitus::together;
use tacitus_actors::Actors;

/// Read reports into a store
///
/// Reads files, folders with all that lies in them, JSON Lines and standard input, and keeps the text, the record and
/// the words that everything rests on in one file. What is there already (the same text, from the same source) is
/// passed over, so that a run that was stopped goes on where it was. Reports are then compared with one another:
/// copies, stories, events, disputes.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Reports and folders of reports; `-` is standard input
    #[arg(value_name = "PATH", required_unless_present = "reread")]
    paths: Vec<PathBuf>,

    /// The store
    #[arg(long, value_name = "FILE", default_value = "tacitus.db", env = "TACITUS_STORE")]
    store: PathBuf,

    /// Read again what another model has read, from the texts in the store; with paths, read these again
    /// whatever read them. Corrections are kept
    #[arg(long)]
    reread: bool,

    /// Day of publication, as 2017-08-29; lines of JSON that name their own keep it
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
}

const EXAMPLES: &str = "\
Examples:
  tacitus add reports/
      every report in a folder and its folders, into tacitus.db
  tacitus add --store sahel.db archive.jsonl
      an archive, into a store of its own
  tacitus add --reread
      after a new version: read all texts of the store again, keep the corrections
  tacitus events type:ASSAULT sources:2
      then ask: attacks that two independent sources tell of

Exit code: 0 when all was read, 1 when something could not be read, 2 for wrong usage.";

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let opened = Store::open(&args.store)
        .map_err(|error| error.to_string())
        .and_then(|store| Ok((store, open(&args.with)?)));
    let (store, session) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: {error}");
            return Outcome::Unusable;
        }
    };
    let actors = match super::actors::open(args.with.actors.as_deref()) {
        Ok(actors) => actors,
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: {error}");
            return Outcome::Unusable;
        }
    };
    let options = Options {
        form: args.from.map(FormName::form),
        published: args.published,
        publisher: args.publisher.clone(),
    };
    let mut run = Run {
        store,
        session: &session,
        actors: &actors,
        errors: &mut io::stderr(),
        bar: None,
        reread: args.reread,
        counts: Counts::default(),
    };
    let ended = match args.paths.is_empty() {
        true => run.again(),
        false => run.paths(&args.paths, &options),
    };
    let ended = ended.and_then(|()| run.link());
    let counts = std::mem::take(&mut run.counts);
    match ended {
        Ok(()) => {
            let _ = writeln!(io::stderr(), "tacitus: {}", counts.told(&args.store));
            if counts.failed == 0 { Outcome::Done } else { Outcome::Incomplete }
        }
        Err(error) => {
            let _ = writeln!(io::stderr(), "tacitus: {error}");
            let _ = writeln!(
                io::stderr(),
                "tacitus: {}; run it again to go on",
                counts.told(&args.store)
            );
            Outcome::Incomplete
        }
    }
}

#[derive(Default)]
struct Counts {
    new: u64,
    again: u64,
    held: u64,
    failed: u64,
}

impl Counts {
    fn told(&self, store: &Path) -> String {
        let Counts { new, again, held, failed } = self;
        let mut parts = vec![format!("{new} new")];
        for (n, what) in
            [(again, "read again"), (held, "there already"), (failed, "could not be read")]
        {
            if *n > 0 {
                parts.push(format!("{n} {what}"));
            }
        }
        format!("{}: {}", store.display(), parts.join(", "))
    }
}

struct Run<'r> {
    store: Store,
    session: &'r Session,
    actors: &'r Actors,
    errors: &'r mut dyn Write,
    bar: Option<ProgressBar>,
    reread: bool,
    counts: Counts,
}

/// A bar where somebody watches, with an estimate where the number of reports is known.
fn bar(total: Option<u64>, doing: &'static str) -> Option<ProgressBar> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    let template = match total {
        Some(_) => "{prefix} {bar:30} {pos} of {len}, {per_sec}, {eta} left",
        None => "{spinner} {prefix} {pos}, {per_sec} ({elapsed})",
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    Some(bar.with_style(style).with_prefix(doing))
}

impl Run<'_> {
    fn report(&mut self, error: &dyn std::fmt::Display) {
        self.counts.failed += 1;
        let errors = &mut self.errors;
        let mut write = || writeln!(errors, "tacitus: {error}");
        // If standard error is closed, the exit code still tells.
        let _ = match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        };
    }

    /// Reads all that lies under the paths, in order of names.
    fn paths(&mut self, paths: &[PathBuf], options: &Options) -> Result<(), StoreError> {
        let own: BTreeSet<PathBuf> = ["", "-wal", "-shm"]
            .iter()
            .filter_map(|tail| {
                let mut name = self.store.place().as_os_str().to_owned();
                name.push(tail);
                std::fs::canonicalize(name).ok()
            })
            .collect();
        let mut files = Vec::new();
        for path in paths {
            if let Err(error) = walk(path, &mut files) {
                self.report(&format!("{}: {error}", path.display()));
            }
        }
        files.retain(|file| !std::fs::canonicalize(file).is_ok_and(|file| own.contains(&file)));
        self.bar = bar(how_many(&files, options), "reading");
        let mut batch = Batch::default();
        for file in &files {
            for item in ingest::open(file, options) {
                match item {
                    Ok(item) => {
                        if let Some(bar) = &self.bar {
                            bar.inc(1);
                        }
                        if !self.reread && self.store.held(&item.document)?.is_some() {
                            self.counts.held += 1;
                            continue;
                        }
                        batch.push(item);
                    }
                    Err(error) => {
                        let message = error.to_string();
                        self.report(&message);
                        self.store.failed(&place(&message, file), Some(&message))?;
                    }
                }
                if batch.is_full() {
                    self.batch(std::mem::take(&mut batch))?;
                }
            }
        }
        self.batch(batch)?;
        self.finish_bar();
        Ok(())
    }

    fn finish_bar(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// Reads a batch and stores it; what it holds is safe when this returns.
    fn batch(&mut self, batch: Batch) -> Result<(), StoreError> {
        if batch.is_empty() {
            return Ok(());
        }
        let ready = adding::read(self.session, self.actors, batch);
        for added in ready.store(&mut self.store, self.reread)? {
            match added {
                Added::New => self.counts.new += 1,
                Added::Again => self.counts.again += 1,
                Added::Held => self.counts.held += 1,
            }
        }
        Ok(())
    }

    /// Reads again what another model has read.
    fn again(&mut self) -> Result<(), StoreError> {
        let model = self.session.model_name().to_owned();
        self.bar = bar(Some(self.store.n_read_by_others(&model)?), "reading again");
        let mut after = 0;
        loop {
            let found = self.store.read_by_others(&model, after, BATCH_DOCUMENTS)?;
            let Some((last, ..)) = found.last() else { break };
            after = *last;
            let n = found.len() as u64;
            let items: Vec<Item> = found
                .into_iter()
                .map(|(_, document, origin)| Item {
                    document,
                    notes: Vec::new(),
                    pairs: Vec::new(),
                    origin,
                })
                .collect();
            self.batch(items.into())?;
            if let Some(bar) = &self.bar {
                bar.inc(n);
            }
        }
        self.finish_bar();
        Ok(())
    }

    fn link(&mut self) -> Result<(), StoreError> {
        self.bar = bar(Some(self.store.n_dirty()?), "comparing");
        let bar = self.bar.clone();
        together::link(&mut self.store, &mut |n| {
            if let Some(bar) = &bar {
                bar.set_position(n);
            }
        })?;
        self.finish_bar();
        Ok(())
    }
}

/// The place that a message begins with (`file:line`), or the file.
fn place(message: &str, file: &Path) -> String {
    let name = file.display().to_string();
    let line = message.strip_prefix(&name).and_then(|rest| rest.strip_prefix(':'));
    let digits: String =
        line.unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() { name } else { format!("{name}:{digits}") }
}

/// All files under a path, in order of names; what begins with a dot is left out.
fn walk(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path == Path::new("-") || !path.is_dir() {
        // What does not exist is reported when it is opened.
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    entries.sort();
    for entry in entries {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        // A link to a folder above would never end.
        let leads_away = entry.is_symlink() && entry.is_dir();
        if !hidden && !leads_away {
            walk(&entry, files)?;
        }
    }
    Ok(())
}

/// How many reports there are, where that can be told at once: a file is one, JSON Lines are as many as lines.
fn how_many(files: &[PathBuf], options: &Options) -> Option<u64> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let mut n = 0;
    for file in files {
        if file == Path::new("-") {
            return None;
        }
        n += match options.form.or_else(|| Form::of_path(file)) {
            Some(Form::JsonLines) => lines(file).unwrap_or(0),
            _ => 1,
        };
    }
    Some(n)
}

fn lines(file: &Path) -> io::Result<u64> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut n = 0;
    loop {
        let bytes = reader.fill_buf()?;
        if bytes.is_empty() {
            return Ok(n);
        }
        n += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        let length = bytes.len();
        reader.consume(length);
    }
}
