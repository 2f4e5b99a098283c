//! How agreements fare: announced, begun, stalled, broken, done.

use crate::events::event;
use crate::{Across, Told};
use tacitus_doc::Span;

/// A step in the life of an agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Position of the event that is the agreement.
    pub agreement: usize,
    /// `announced`, `begun`, `stalled`, `broken`, `done`.
    pub step: &'static str,
    /// First day, as 2017-08-29.
    pub date: Option<String>,
    /// Position of the report.
    pub report: usize,
    /// The sentence that says so.
    pub span: Span,
    /// Who says so; nothing for the report itself.
    pub speaker: Option<String>,
}

/// The steps of every agreement among the events, in order of days.
pub fn steps(_told: &[Told], _events: &[Across]) -> Vec<Step> {
    let _ = event;
    Vec::new()
}
