//! The schema, and how a file of an older version is brought up to date.

use crate::StoreError;
use rusqlite::Connection;

/// The steps from one version to the next. A step that was released is never edited.
const STEPS: [&str; 2] = [include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// The version that this program writes.
pub const VERSION: usize = STEPS.len();

/// Marks an SQLite file as a store of ours: *tact*.
const APPLICATION: i64 = 0x7461_6374;

/// Makes an empty file a store, and brings an old one up to date, in one transaction.
///
/// # Errors
/// Where the file is another program's database, or of a version yet to come.
pub fn migrate(connection: &mut Connection, place: &str) -> Result<(), StoreError> {
    let read = |connection: &Connection, name: &str| {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0))
    };
    let foreign = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => {
            StoreError::version(format!("{place}: this is no store of Tacitus"))
        }
        _ => error.into(),
    };
    let application = read(connection, "application_id").map_err(foreign)?;
    let version = read(connection, "user_version").map_err(foreign)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(StoreError::version(format!("{place}: this is a database of another program")));
    }
    let version = usize::try_from(version).unwrap_or(0);
    if version > VERSION {
        let message = format!(
            "{place}: the store is of version {version}, this program knows up to {VERSION}; use a newer one"
        );
        return Err(StoreError::version(message));
    }
    if version == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in STEPS.iter().skip(version) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", VERSION as i64)?;
    transaction.commit()?;
    Ok(())
}
