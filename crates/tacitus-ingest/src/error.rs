//! Why an input could not become a document: where, what, and the likely cause.

use std::fmt;
use std::io;

/// An input that yields no document. The message names the input, the place and the likely cause;
/// what callers may ask is answered by the `is_*` predicates.
#[derive(Debug)]
pub struct IngestError {
    /// Boxed, so that a `Result` of this error stays small.
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    origin: String,
    line: Option<u64>,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Io(io::Error),
    Syntax(String),
    Binary(&'static str),
    TooLarge(String),
}

impl IngestError {
    pub(crate) fn io(origin: &str, error: io::Error) -> IngestError {
        IngestError::new(origin, Cause::Io(error))
    }

    pub(crate) fn syntax(origin: &str, message: impl Into<String>) -> IngestError {
        IngestError::new(origin, Cause::Syntax(message.into()))
    }

    pub(crate) fn binary(origin: &str, what: &'static str) -> IngestError {
        IngestError::new(origin, Cause::Binary(what))
    }

    pub(crate) fn too_large(origin: &str, message: impl Into<String>) -> IngestError {
        IngestError::new(origin, Cause::TooLarge(message.into()))
    }

    fn new(origin: &str, cause: Cause) -> IngestError {
        IngestError { inner: Box::new(Inner { origin: origin.to_owned(), line: None, cause }) }
    }

    pub(crate) fn at_line(mut self, line: u64) -> IngestError {
        self.inner.line = Some(line);
        self
    }

    /// The input concerned: a file's name, `-` for standard input, or whatever the caller gave.
    pub fn origin(&self) -> &str {
        &self.inner.origin
    }

    /// The line concerned, counted from 1; `None` where the whole input is meant.
    pub fn line(&self) -> Option<u64> {
        self.inner.line
    }

    /// Whether the file could not be opened or read.
    pub fn is_io(&self) -> bool {
        matches!(self.inner.cause, Cause::Io(_))
    }

    /// Whether the input is not what its form promises: a JSON line that does not parse, say.
    pub fn is_syntax(&self) -> bool {
        matches!(self.inner.cause, Cause::Syntax(_))
    }

    /// Whether the input holds no text at all: a PDF, an archive, a picture.
    pub fn is_binary(&self) -> bool {
        matches!(self.inner.cause, Cause::Binary(_))
    }

    /// Whether the input is larger than one document may be.
    pub fn is_too_large(&self) -> bool {
        matches!(self.inner.cause, Cause::TooLarge(_))
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.origin)?;
        if let Some(line) = self.inner.line {
            write!(f, ":{line}")?;
        }
        match &self.inner.cause {
            Cause::Io(error) => write!(f, ": cannot be read: {error}"),
            Cause::Syntax(message) | Cause::TooLarge(message) => write!(f, ": {message}"),
            Cause::Binary(what) => write!(f, ": not text but {what}"),
        }
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.inner.cause {
            Cause::Io(error) => Some(error),
            _ => None,
        }
    }
}
