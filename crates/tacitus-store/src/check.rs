//! How much a store holds, and whether it is whole.

use crate::StoreError;
use crate::store::{Store, unpack};
use sha2::{Digest, Sha256};

/// How much a store holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What is counted, and how many there are.
    pub counts: Vec<(&'static str, u64)>,
    /// Models, with how many reports each read.
    pub models: Vec<(String, u64)>,
    /// Inputs that could not be read, with why.
    pub failures: Vec<(String, String)>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: String,
    /// What.
    pub message: String,
}

/// Questions that must count nothing, with what it means where they do.
const LAWS: [(&str, &str); 9] = [
    (
        "SELECT count(*) FROM (SELECT 1 FROM document GROUP BY given, hash HAVING count(*) > 1)",
        "reports stand in the store twice",
    ),
    (
        "SELECT count(*) FROM document WHERE NOT dirty AND story IS NULL",
        "reports are said to be compared, but stand in no story",
    ),
    (
        "SELECT count(*) FROM document WHERE story IS NOT NULL AND story NOT IN (SELECT id FROM story)",
        "reports stand in stories that do not exist",
    ),
    (
        "SELECT count(*) FROM mention m JOIN document d USING (doc) WHERE NOT d.dirty AND m.state <> 'rejected' AND m.event IS NULL",
        "mentions of compared reports belong to no event",
    ),
    (
        "SELECT count(*) FROM event e WHERE NOT EXISTS (SELECT 1 FROM mention m WHERE m.event = e.event) AND NOT EXISTS (SELECT 1 FROM document d WHERE d.story = e.story AND d.dirty)",
        "events have no mention",
    ),
    (
        "SELECT count(*) FROM mention m JOIN document d USING (doc) WHERE m.sentence_end > length(d.text)",
        "mentions point past the end of their text",
    ),
    (
        "SELECT count(*) FROM mention WHERE trigger = '[]'",
        "mentions have no words that they rest on",
    ),
    (
        "SELECT count(*) FROM account WHERE mention IS NULL AND claim IS NULL AND doc NOT IN (SELECT doc FROM document WHERE dirty)",
        "accounts of disputes rest on nothing",
    ),
    (
        "SELECT count(*) FROM (SELECT rowid FROM words EXCEPT SELECT doc FROM document)",
        "the index of words knows reports that are gone",
    ),
];

impl Store {
    /// Counts what there is.
    ///
    /// # Errors
    /// Of the database.
    pub fn stat(&self) -> Result<Stat, StoreError> {
        let count = |sql: &str| -> Result<u64, StoreError> {
            Ok(self.db.query_row(sql, [], |row| row.get(0))?)
        };
        let mut counts = Vec::new();
        for (name, sql) in [
            ("reports", "SELECT count(*) FROM document"),
            ("reports not yet compared", "SELECT count(*) FROM document WHERE dirty"),
            ("outlets", "SELECT count(DISTINCT publisher) FROM document"),
            ("stories", "SELECT count(*) FROM story"),
            ("events", "SELECT count(*) FROM event"),
            ("mentions of events", "SELECT count(*) FROM mention"),
            ("claims", "SELECT count(*) FROM claim"),
            ("agreements", "SELECT count(*) FROM agreement"),
            ("disputes", "SELECT count(*) FROM dispute"),
            ("actors", "SELECT count(DISTINCT entity) FROM actor"),
            ("places", "SELECT count(*) FROM place"),
            ("corrections", "SELECT count(*) FROM correction"),
            ("inputs that could not be read", "SELECT count(*) FROM failure"),
        ] {
            counts.push((name, count(sql)?));
        }
        let pairs = |sql: &str| -> Result<Vec<(String, String)>, StoreError> {
            let mut statement = self.db.prepare(sql)?;
            let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.collect::<Result<_, _>>()?)
        };
        let mut statement = self
            .db
            .prepare("SELECT name, count(*) FROM document JOIN model USING (model) GROUP BY name ORDER BY name")?;
        let models = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        let failures = pairs("SELECT place, message FROM failure ORDER BY place")?;
        let bytes =
            count("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?;
        Ok(Stat { counts, models, failures, bytes })
    }

    /// Looks for faults: damage of the file, broken references, texts that are not what was stored, records that
    /// cannot be read, corrections that find nothing. None is mended.
    ///
    /// # Errors
    /// Of the database.
    pub fn check(&self, seen: &mut dyn FnMut(u64)) -> Result<Vec<Fault>, StoreError> {
        let mut faults = Vec::new();
        let mut fault =
            |place: &str, message: String| faults.push(Fault { place: place.to_owned(), message });
        let mut statement = self.db.prepare("PRAGMA integrity_check")?;
        for row in statement.query_map([], |row| row.get::<_, String>(0))? {
            let message = row?;
            if message != "ok" {
                fault("file", message);
            }
        }
        let mut statement = self.db.prepare("PRAGMA foreign_key_check")?;
        for row in statement
            .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<i64>>(1)?)))?
        {
            let (table, row) = row?;
            fault(&table, format!("row {} points at nothing", row.unwrap_or_default()));
        }
        for (sql, message) in LAWS {
            let n: u64 = self.db.query_row(sql, [], |row| row.get(0))?;
            if n > 0 {
                fault("rows", format!("{n}: {message}"));
            }
        }
        let mut statement =
            self.db.prepare("SELECT id, text, hash, record FROM document ORDER BY doc")?;
        let mut rows = statement.query([])?;
        let mut n = 0;
        while let Some(row) = rows.next()? {
            let (id, text): (String, String) = (row.get(0)?, row.get(1)?);
            let (hash, packed): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
            if hash != Sha256::digest(&text).as_slice() {
                fault(&id, "the text is not the one that was stored: its hash differs".into());
            }
            if let Err(error) = unpack(&packed) {
                fault(&id, error.to_string());
            }
            n += 1;
            seen(n);
        }
        for n in self.orphans()? {
            fault(
                &format!("correction {n}"),
                "its words are not in the present record; it waits in the log".into(),
            );
        }
        Ok(faults)
    }
}
