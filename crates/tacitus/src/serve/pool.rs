//! Who speaks to the store: a few readers, each with a connection of its own, and one writer.
//!
//! SQLite blocks, so questions run on threads that may block. One that takes too long, or whose asker has gone,
//! is stopped and not left to run on. All changes pass through one thread, in the order in which they came.

use super::problem::Problem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;
use tacitus_store::{Stopper, Store, StoreError};
use tokio::sync::{Semaphore, oneshot};

/// A panic elsewhere does not make what a lock guards wrong here: every change under one is whole.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers questions.
#[derive(Clone)]
pub struct Readers {
    shared: Arc<Shared>,
}

struct Shared {
    place: PathBuf,
    idle: Mutex<Vec<Store>>,
    permits: Arc<Semaphore>,
    /// A question may wait for its turn, and then run, this long.
    patience: Duration,
}

/// Whether a question is still running; what stops it may only be used while it is.
struct Running {
    is_over: Mutex<bool>,
    stopper: Stopper,
}

/// Stops the question where nobody waits for its answer any more.
struct Asker(Arc<Running>);

impl Drop for Asker {
    fn drop(&mut self) {
        let running = self.0.clone();
        if *locked(&running.is_over) {
            return;
        }
        // A question is often many small ones, so that it has to be stopped until it is over.
        tokio::spawn(async move {
            loop {
                {
                    let is_over = locked(&running.is_over);
                    if *is_over {
                        return;
                    }
                    running.stopper.stop();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    }
}

impl Readers {
    /// Opens `n` connections to the store.
    ///
    /// # Errors
    /// Where there is no store, or it cannot be read.
    pub fn open(place: &Path, n: usize, patience: Duration) -> Result<Readers, StoreError> {
        let idle = (0..n).map(|_| Store::read_only(place)).collect::<Result<Vec<_>, _>>()?;
        let shared = Shared {
            place: place.to_owned(),
            idle: Mutex::new(idle),
            permits: Arc::new(Semaphore::new(n)),
            patience,
        };
        Ok(Readers { shared: Arc::new(shared) })
    }

    /// A connection of its own, for what takes long.
    ///
    /// # Errors
    /// Where the store cannot be read any more.
    pub fn another(&self) -> Result<Store, StoreError> {
        Store::read_only(&self.shared.place)
    }

    /// Asks the store when a connection is free.
    ///
    /// # Errors
    /// What the question answers, and where it takes too long.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let shared = self.shared.clone();
        let turn = shared.permits.clone().acquire_owned();
        let permit = match tokio::time::timeout(shared.patience, turn).await {
            Ok(Ok(permit)) => permit,
            _ => return Err(Problem::slow()),
        };
        // One is idle for each permit, but for those that a panic took.
        let idle = locked(&shared.idle).pop();
        let store = match idle {
            Some(store) => store,
            None => Store::read_only(&shared.place)?,
        };
        let running = Arc::new(Running { is_over: Mutex::new(false), stopper: store.stopper() });
        let asker = Asker(running.clone());
        let patience = shared.patience;
        let answer = tokio::task::spawn_blocking(move || {
            let answer = catch_unwind(AssertUnwindSafe(|| question(&store)));
            // Once it is over nobody may stop what the connection does next.
            *locked(&running.is_over) = true;
            locked(&shared.idle).push(store);
            drop(permit);
            answer.unwrap_or_else(|_| Err(Problem::inside("a question to the store panicked")))
        });
        let answer = tokio::time::timeout(patience, answer).await;
        drop(asker);
        match answer {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => Err(Problem::inside(error)),
            Err(_) => Err(Problem::slow()),
        }
    }
}

type Work = Box<dyn FnOnce(&mut Store) + Send>;

/// Makes all changes, one after the other.
#[derive(Clone)]
pub struct Writer {
    sender: mpsc::Sender<Work>,
}

impl Writer {
    /// Starts the thread; it ends when the last writer is dropped and all is done.
    ///
    /// # Errors
    /// Where the machine gives no thread.
    pub fn start(mut store: Store) -> std::io::Result<(Writer, JoinHandle<()>)> {
        let (sender, receiver) = mpsc::channel::<Work>();
        let thread = std::thread::Builder::new().name("writer".into()).spawn(move || {
            for work in receiver {
                // Whoever waits sees that no answer comes; a transaction that was open is rolled back.
                let _ = catch_unwind(AssertUnwindSafe(|| work(&mut store)));
            }
        })?;
        Ok((Writer { sender }, thread))
    }

    /// Makes a change, and gives what it gives.
    ///
    /// # Errors
    /// What the change answers.
    pub async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Store) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.send(change).await.unwrap_or_else(|_| Err(gone()))
    }

    /// The same from a thread that may block.
    ///
    /// # Errors
    /// As there.
    pub fn change_here<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Store) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        self.send(change).blocking_recv().unwrap_or_else(|_| Err(gone()))
    }

    fn send<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Store) -> Result<T, Problem> + Send + 'static,
    ) -> oneshot::Receiver<Result<T, Problem>> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |store| {
            let _ = answer.send(change(store));
        });
        // Where the thread has ended, the answer is dropped with the work.
        let _ = self.sender.send(work);
        answered
    }
}

fn gone() -> Problem {
    Problem::inside("a change to the store panicked")
}
