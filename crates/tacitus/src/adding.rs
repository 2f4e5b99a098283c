//! Reports on their way into a store: the one path that the command line and the server both take.
//!
//! [`Batch`] gathers what is to be read together, [`read`] reads it, which is slow and needs no store,
//! and [`Ready::store`] stores it, which is quick. Nothing here prints, and nothing opens files.

use crate::Session;
use crate::together::{self, Prepared};
use tacitus_actors::Actors;
use tacitus_ingest::Item;
use tacitus_store::{Added, Store, StoreError};

/// So many documents are read and stored together.
pub const BATCH_DOCUMENTS: usize = 64;

/// A batch with so much text is read at once, however few its documents.
pub const BATCH_BYTES: usize = 1_000_000;

/// Documents that are to be read together.
#[derive(Default)]
pub struct Batch {
    items: Vec<Item>,
    n_bytes: usize,
}

impl Batch {
    /// One more document.
    pub fn push(&mut self, item: Item) {
        self.n_bytes += item.document.text().len();
        self.items.push(item);
    }

    /// Whether it is time to read it.
    pub fn is_full(&self) -> bool {
        self.items.len() >= BATCH_DOCUMENTS || self.n_bytes >= BATCH_BYTES
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

impl From<Vec<Item>> for Batch {
    fn from(items: Vec<Item>) -> Batch {
        let n_bytes = items.iter().map(|item| item.document.text().len()).sum();
        Batch { items, n_bytes }
    }
}

/// Documents that were read and may be stored.
pub struct Ready {
    prepared: Vec<Prepared>,
    origins: Vec<String>,
}

/// Reads a batch; each report is as its own, whatever else is in the batch.
pub fn read(session: &Session, actors: &Actors, batch: Batch) -> Ready {
    let (documents, origins): (Vec<_>, Vec<_>) =
        batch.items.into_iter().map(|item| (item.document, item.origin)).unzip();
    let readings = match documents.is_empty() {
        true => Vec::new(),
        false => session.sketch(documents),
    };
    let prepared = readings
        .into_iter()
        .map(|(reading, sketches)| together::prepare(&reading, sketches, actors))
        .collect();
    Ready { prepared, origins }
}

impl Ready {
    /// Stores all of it or nothing; what it holds is safe when this returns. Reports that are there already are
    /// passed over, unless `again` asks that their records be replaced.
    ///
    /// # Errors
    /// Of the database.
    pub fn store(&self, store: &mut Store, again: bool) -> Result<Vec<Added>, StoreError> {
        let reports: Vec<_> = self
            .prepared
            .iter()
            .zip(&self.origins)
            .map(|(prepared, origin)| prepared.report(origin))
            .collect();
        store.add(&reports, again)
    }

    /// Ids of the reports, as the store has them once they are there.
    ///
    /// # Errors
    /// Of the database.
    pub fn ids(&self, store: &Store) -> Result<Vec<String>, StoreError> {
        let held = self.prepared.iter().map(|prepared| store.held(prepared.document()));
        held.filter_map(|held| held.map(|held| held.map(|held| held.id)).transpose()).collect()
    }
}
