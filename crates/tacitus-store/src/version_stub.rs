//! Stub.
use crate::{Store, StoreError};
impl Store {
    /// Changes with the content.
    ///
    /// # Errors
    /// Of the database.
    pub fn version(&self) -> Result<String, StoreError> {
        let n: i64 = self.db.query_row("SELECT (SELECT coalesce(max(n), 0) FROM correction) * 1000000 + (SELECT coalesce(max(doc), 0) FROM document)", [], |row| row.get(0))?;
        Ok(n.to_string())
    }
}
