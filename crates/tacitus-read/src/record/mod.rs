//! From layers to the record: the items that outlive the document.

use tacitus_doc::{Document, Note, Record};

/// The record of `doc` and what a user should know about it.
pub fn record(_doc: &Document) -> (Record, Vec<Note>) {
    (Record::default(), Vec::new())
}
