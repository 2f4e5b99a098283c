//! Reads news reports and keeps the record they hold: who did what to whom, according to whom.
//!
//! [`Session`] ties the parts together: documents go in, [`Reading`](tacitus_doc::Reading)s come
//! out. [`page`] lays a reading out for a person, [`tacitus_doc::wire`] for a program.
//! [`adding`] takes reports into a store; `serve` shows a store as a web page.
//! [`dispute`] finds what a report's speakers do not agree on; [`together`] reads many reports of a store with
//! one another.

pub mod adding;
pub mod dispute;
pub mod ecb;
pub mod page;
pub mod redact;
#[cfg(feature = "serve")]
pub mod serve;
mod session;
pub mod stories;
pub mod together;

pub use session::{Reads, Session, SessionError};
pub use tacitus_ingest as ingest;
pub use tacitus_store as store;
