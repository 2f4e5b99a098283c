//! What reports do not agree on: accounts side by side, without a verdict.

use crate::copies::Sentence;
use crate::{Across, Told};
use tacitus_doc::{Claim, Id, Span};

/// One thing in dispute.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// Position of the event.
    pub event: Option<usize>,
    /// `number`, `who`, `whether`, `when`, `where`, `claim`.
    pub about: &'static str,
    /// For numbers: of what.
    pub thing: Option<String>,
    /// Who says what.
    pub accounts: Vec<Account>,
}

/// One account.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// What it says, in short: accounts with one value agree.
    pub value: String,
    /// Position of the report.
    pub report: usize,
    /// Position of the event in its record.
    pub event: Option<usize>,
    /// The claim that says so.
    pub claim: Option<Id<Claim>>,
    /// Whose account it is; nothing for the report's own.
    pub speaker: Option<String>,
    /// The sentence.
    pub span: Span,
}

/// Everything in dispute among the reports of a story.
pub fn find(
    _told: &[Told],
    _sentences: &[Vec<Sentence>],
    _copies: &[Option<usize>],
    _events: &[Across],
) -> Vec<Dispute> {
    Vec::new()
}
