//! Bytes to documents: plain text, HTML pages and JSON Lines, in any encoding.
//!
//! [`open`] reads a file whatever its form, [`read_stream`] reads JSON Lines from anywhere,
//! [`read_bytes`] reads one document that is already in memory. Each [`Item`] is a document with
//! its layer of blocks, and notes on what a user should know: [`NOTE_KINDS`] lists them. Bad input
//! costs itself only: an error stands in the place of a document, and the next one follows.
//!
//! Text is never edited. Offsets into plain text and into the `text` of JSON Lines are offsets into
//! the input; for pages, into the article that was found. Nothing here knows sentences, models or
//! the network, and nothing looks at the clock, save to give up on a page that would take seconds.

mod dateline;
mod dates;
mod encoding;
mod error;
mod json_lines;
mod language;
mod layout;
mod markup;
mod metadata;
mod notes;
mod page;
mod paragraphs;
mod source;

pub use error::IngestError;
pub use language::is_english;
pub use notes::NOTE_KINDS;
pub use source::{Items, Stream, open, read_bytes, read_stream};

use jiff::civil::Date;
use std::path::Path;
use tacitus_doc::{Document, Note, Pair};

/// The form of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text, one document.
    Text,
    /// An HTML page, one document.
    Html,
    /// JSON Lines: an object a line, a document each.
    JsonLines,
}

impl Form {
    /// The form that a file's name tells; `None` where it tells nothing.
    pub fn of_path(path: &Path) -> Option<Form> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" | "text" | "md" => Some(Form::Text),
            "html" | "htm" | "xhtml" => Some(Form::Html),
            "jsonl" | "ndjson" | "json-lines" => Some(Form::JsonLines),
            _ => None,
        }
    }

    /// The form that the first bytes of an input show: markup, an object, or else plain text.
    pub fn sniff(bytes: &[u8]) -> Form {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        let head = String::from_utf8_lossy(bytes.get(..1024).unwrap_or(bytes)).to_ascii_lowercase();
        let object = head.strip_prefix('{').map(str::trim_start);
        if object.is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '}'])) {
            return Form::JsonLines;
        }
        const MARKS: [&str; 9] =
            ["<!doctype", "<html", "<head", "<body", "<meta", "<p>", "<div", "<article", "<title"];
        if head.starts_with('<') && MARKS.iter().any(|mark| head.contains(mark)) {
            return Form::Html;
        }
        Form::Text
    }

    /// The form of that name: `text`, `html` or `jsonl`.
    pub fn parse(name: &str) -> Option<Form> {
        match name {
            "text" => Some(Form::Text),
            "html" => Some(Form::Html),
            "jsonl" => Some(Form::JsonLines),
            _ => None,
        }
    }

    /// Its name, as [`Form::parse`] takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::Html => "html",
            Form::JsonLines => "jsonl",
        }
    }
}

/// What the user says of the inputs. For text and pages it wins over what they say themselves; for
/// JSON Lines it fills the fields that a line leaves out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The form of all inputs; told from name and content where `None`.
    pub form: Option<Form>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The outlet.
    pub publisher: Option<String>,
}

/// A document that was read, and what a user should know about it.
#[derive(Clone, Debug)]
pub struct Item {
    /// The document, with its layer of blocks.
    pub document: Document,
    /// What was found on the way, in the kinds of [`NOTE_KINDS`].
    pub notes: Vec<Note>,
    /// Pairs of phrases that a JSON line asks about, in its order.
    pub pairs: Vec<Pair>,
    /// Where it was read: a file, or a file and a line (`reports.jsonl:17`).
    pub origin: String,
}
