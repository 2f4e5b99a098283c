//! What can go wrong before reading begins: the model cannot be opened.

use std::fmt;

/// A model that cannot be opened; the message names the file and the likely cause.
#[derive(Debug)]
pub struct ReadError(String);

impl ReadError {
    pub(crate) fn new(message: String) -> ReadError {
        ReadError(message)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}
