//! From mentions to what they refer to: actors, places, times.

pub mod times;
mod timex;

use jiff::civil::Date;
use tacitus_doc::{Document, Referent};

/// What resolving needs to know from outside the report.
pub struct Knowledge {
    /// The day that relative dates are reckoned from.
    pub published: Option<Date>,
}

/// The referents of `doc`, which must carry mentions.
pub fn referents(_doc: &Document, _knowledge: &Knowledge) -> Vec<Referent> {
    Vec::new()
}
