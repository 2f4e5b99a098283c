//! What can go wrong with a store.

use std::fmt;

/// Why a store could not do what it was asked. The message names what and the likely cause.
#[derive(Debug)]
pub struct StoreError {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Database,
    Version,
    Asked,
    Missing,
}

impl StoreError {
    /// What was asked makes no sense, for this reason.
    pub fn asked(message: impl Into<String>) -> StoreError {
        StoreError { kind: Kind::Asked, message: message.into() }
    }

    /// What was asked for by its id does not exist.
    pub fn missing(message: impl Into<String>) -> StoreError {
        StoreError { kind: Kind::Missing, message: message.into() }
    }

    pub(crate) fn version(message: impl Into<String>) -> StoreError {
        StoreError { kind: Kind::Version, message: message.into() }
    }

    pub(crate) fn database(message: impl Into<String>) -> StoreError {
        StoreError { kind: Kind::Database, message: message.into() }
    }

    /// The store holds of a report what cannot be read.
    pub fn damaged(report: &str, why: &str) -> StoreError {
        StoreError::database(format!(
            "{report}: the store holds a record that cannot be read: {why}"
        ))
    }

    /// Whether what was asked makes no sense: a filter that cannot be read, an id that does not exist.
    pub fn is_question(&self) -> bool {
        matches!(self.kind, Kind::Asked | Kind::Missing)
    }

    /// Whether that is so because nothing has the id that was asked for.
    pub fn is_missing(&self) -> bool {
        self.kind == Kind::Missing
    }

    /// Whether the file is a store of a version that this program does not know.
    pub fn is_version(&self) -> bool {
        self.kind == Kind::Version
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        let busy = matches!(
            error.sqlite_error_code(),
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)
        );
        let hint = if busy { " (another process is writing to it)" } else { "" };
        StoreError::database(format!("the store: {error}{hint}"))
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> StoreError {
        StoreError::database(format!("the store holds a record that cannot be read: {error}"))
    }
}
