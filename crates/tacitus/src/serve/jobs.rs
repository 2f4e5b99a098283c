//! Adding: reports that were sent are read one job after the other, and whoever watches is told how far it is.
//!
//! One thread reads, with a model that is loaded when the first report comes. Only storing and comparing pass
//! through the [`Writer`], so that corrections need not wait until an archive has been read.

use super::pool::{Writer, locked};
use super::problem::Problem;
use crate::Session;
use crate::adding::{self, Batch};
use crate::together;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::Cursor;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;
use tacitus_actors::Actors;
use tacitus_ingest::{Form, Item, Options, read_bytes, read_stream};
use tacitus_store::Added;
use tokio::sync::broadcast;

/// What reading needs, and how it is opened when it is needed.
pub type OpenReader = Box<dyn Fn() -> Result<(Session, Cow<'static, Actors>), String> + Send>;

/// So few reports are read together, so that progress is seen.
const READ_AT_ONCE: usize = 8;

/// So many jobs may wait; their texts are held in memory.
const MOST_WAITING: usize = 8;

/// So many jobs are remembered.
const MOST_JOBS: usize = 100;

/// So many ids and messages of a job are told.
const MOST_TOLD: usize = 1_000;

/// A file or text that was sent.
pub struct Upload {
    /// Name of the file, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// Its form, where the name does not tell it.
    pub form: Option<Form>,
    /// What the sender says of it.
    pub options: Options,
}

#[derive(Clone, Default)]
struct Job {
    id: u64,
    state: &'static str,
    names: Vec<String>,
    done: u64,
    total: u64,
    new: u64,
    held: u64,
    failed: u64,
    messages: Vec<String>,
    reports: Vec<String>,
}

impl Job {
    fn is_over(&self) -> bool {
        matches!(self.state, "done" | "failed")
    }

    fn json(&self) -> Value {
        json!({
            "job": self.id.to_string(), "state": self.state, "names": self.names, "done": self.done, "total": self.total,
            "new": self.new, "held": self.held, "failed": self.failed, "message": self.messages.join("\n"),
            "reports": self.reports
        })
    }
}

/// What became of a job: the name of the message, `progress` or `done`, and what it says.
pub type News = (&'static str, Value);

/// All jobs, waiting, running and over.
pub struct Jobs {
    shared: Arc<Shared>,
    queue: mpsc::SyncSender<(u64, Vec<Upload>)>,
}

struct Shared {
    list: Mutex<(u64, VecDeque<Job>)>,
    news: broadcast::Sender<News>,
    is_closing: AtomicBool,
}

impl Shared {
    /// Changes a job, and tells whoever watches.
    fn change(&self, id: u64, change: impl FnOnce(&mut Job)) {
        let mut list = locked(&self.list);
        let Some(job) = list.1.iter_mut().find(|job| job.id == id) else { return };
        change(job);
        job.messages.truncate(MOST_TOLD);
        job.reports.truncate(MOST_TOLD);
        // Nobody may be watching.
        let _ = self.news.send((if job.is_over() { "done" } else { "progress" }, job.json()));
    }
}

impl Jobs {
    /// Starts the thread that reads. It ends when these jobs are dropped.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn start(writer: Writer, open: OpenReader) -> std::io::Result<(Jobs, JoinHandle<()>)> {
        let shared = Arc::new(Shared {
            list: Mutex::default(),
            news: broadcast::Sender::new(256),
            is_closing: AtomicBool::new(false),
        });
        let (queue, waiting) = mpsc::sync_channel::<(u64, Vec<Upload>)>(MOST_WAITING);
        let own = shared.clone();
        let thread = std::thread::Builder::new().name("adding".into()).spawn(move || {
            let mut reader = None;
            for (id, uploads) in waiting {
                let run = || -> Result<(), String> {
                    if reader.is_none() {
                        reader = Some(open()?);
                    }
                    match &reader {
                        Some((session, actors)) => {
                            Run { id, shared: &own, writer: &writer, session, actors }.all(uploads)
                        }
                        None => Ok(()),
                    }
                };
                let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
                    .unwrap_or_else(|_| Err("reading failed".to_owned()));
                own.change(id, |job| match ended {
                    Ok(()) => job.state = "done",
                    Err(message) => {
                        job.state = "failed";
                        job.messages.push(message);
                    }
                });
            }
        })?;
        Ok((Jobs { shared, queue }, thread))
    }

    /// Takes uploads to be read. Gives the number of the job.
    ///
    /// # Errors
    /// Where too many jobs wait.
    pub fn add(&self, uploads: Vec<Upload>) -> Result<String, Problem> {
        let mut list = locked(&self.shared.list);
        list.0 += 1;
        let id = list.0;
        let job = Job {
            id,
            state: "waiting",
            names: uploads.iter().map(|upload| upload.name.clone()).collect(),
            total: uploads.iter().map(how_many).sum(),
            ..Job::default()
        };
        if self.queue.try_send((id, uploads)).is_err() {
            return Err(Problem::too_many("too many reports wait to be read already", 10));
        }
        let _ = self.shared.news.send(("progress", job.json()));
        list.1.push_back(job);
        while list.1.len() > MOST_JOBS && list.1.front().is_some_and(Job::is_over) {
            list.1.pop_front();
        }
        Ok(id.to_string())
    }

    /// All jobs that are remembered, the newest first.
    pub fn list(&self) -> Vec<Value> {
        locked(&self.shared.list).1.iter().rev().map(Job::json).collect()
    }

    /// The jobs that are not over, and all that will be said of jobs from now on.
    pub fn watch(&self) -> (Vec<News>, broadcast::Receiver<News>) {
        // While the list is locked nothing is said that would be missed or heard twice.
        let list = locked(&self.shared.list);
        let open = list.1.iter().filter(|job| !job.is_over());
        (open.map(|job| ("progress", job.json())).collect(), self.shared.news.subscribe())
    }

    /// Lets the job that is running end after the reports that are being read now.
    pub fn close(&self) {
        self.shared.is_closing.store(true, Ordering::Relaxed);
    }
}

/// How many reports an upload holds.
fn how_many(upload: &Upload) -> u64 {
    match form(upload) {
        Form::JsonLines => {
            let lines = upload.bytes.split(|byte| *byte == b'\n');
            lines.filter(|line| !line.trim_ascii().is_empty()).count().max(1) as u64
        }
        _ => 1,
    }
}

fn form(upload: &Upload) -> Form {
    let told = upload.form.or_else(|| Form::of_path(Path::new(&upload.name)));
    told.unwrap_or_else(|| Form::sniff(&upload.bytes))
}

/// One job.
struct Run<'r> {
    id: u64,
    shared: &'r Shared,
    writer: &'r Writer,
    session: &'r Session,
    actors: &'r Actors,
}

impl Run<'_> {
    fn all(&self, uploads: Vec<Upload>) -> Result<(), String> {
        self.shared.change(self.id, |job| job.state = "reading");
        for upload in uploads {
            self.one(upload)?;
        }
        self.shared.change(self.id, |job| job.state = "comparing");
        let linked = self.writer.change_here(|store| Ok(together::link(store, &mut |_| ())?));
        linked.map(|_| ()).map_err(|problem| problem.words())
    }

    fn one(&self, upload: Upload) -> Result<(), String> {
        let form = form(&upload);
        let Upload { name, bytes, options, .. } = upload;
        let items: Box<dyn Iterator<Item = _>> = match form {
            Form::JsonLines => Box::new(read_stream(&name, Cursor::new(bytes), &options)),
            form => Box::new(std::iter::once(read_bytes(&name, &bytes, form, &options))),
        };
        let mut open = Vec::new();
        for item in items {
            if self.shared.is_closing.load(Ordering::Relaxed) {
                return Err("the server was ended before all was read; send it again".to_owned());
            }
            match item {
                Ok(item) => open.push(item),
                Err(error) => self.failed(&name, error.to_string())?,
            }
            if open.len() >= READ_AT_ONCE {
                self.batch(std::mem::take(&mut open))?;
            }
        }
        self.batch(open)
    }

    fn failed(&self, name: &str, message: String) -> Result<(), String> {
        let (place, words) = (name.to_owned(), message.clone());
        let noted = self.writer.change_here(move |store| Ok(store.failed(&place, Some(&words))?));
        noted.map_err(|problem| problem.words())?;
        self.shared.change(self.id, |job| {
            job.failed += 1;
            job.done += 1;
            job.messages.push(message);
        });
        Ok(())
    }

    /// Passes over what is there already, reads the rest and stores it.
    fn batch(&self, items: Vec<Item>) -> Result<(), String> {
        if items.is_empty() {
            return Ok(());
        }
        let n = items.len() as u64;
        let parted = self.writer.change_here(move |store| {
            let (mut held, mut fresh) = (Vec::new(), Vec::new());
            for item in items {
                match store.held(&item.document)? {
                    Some(found) => held.push(found.id),
                    None => fresh.push(item),
                }
            }
            Ok((held, fresh))
        });
        let (held, fresh) = parted.map_err(|problem| problem.words())?;
        let ready = adding::read(self.session, self.actors, Batch::from(fresh));
        let stored = self.writer.change_here(move |store| {
            let added = ready.store(store, false)?;
            let n_new = added.iter().filter(|added| **added == Added::New).count();
            Ok((n_new as u64, ready.ids(store)?))
        });
        let (n_new, ids) = stored.map_err(|problem| problem.words())?;
        self.shared.change(self.id, |job| {
            job.done += n;
            job.new += n_new;
            job.held += n - n_new;
            job.reports.extend(held.into_iter().chain(ids));
        });
        Ok(())
    }
}
