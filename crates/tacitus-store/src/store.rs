//! Opening a store, adding reports to it and handing them out again.

use crate::record::{Pair, Record};
use crate::rows::{self, Place};
use crate::{StoreError, corrections, schema};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, params};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tacitus_doc::{Block, BlockKind, CodePoints, DocId, Document, Source, Span};

/// How long a process waits for another that is writing.
const PATIENCE: Duration = Duration::from_secs(30);

/// One SQLite file. Many processes may read while one writes.
pub struct Store {
    pub(crate) db: Connection,
    place: PathBuf,
}

/// A report to be added.
pub struct Report<'r> {
    /// The document that was read, for its source, text and blocks.
    pub document: &'r Document,
    /// Its record: a line of the wire format.
    pub line: &'r str,
    /// The file and line that it came from.
    pub origin: &'r str,
    /// What corroboration compares of it; the store does not look into it.
    pub prints: Vec<u8>,
    /// Keys by which it finds reports that may tell the same story or share its text.
    pub keys: Vec<i64>,
    /// What is known of its outlet.
    pub outlet: Option<Outlet>,
}

/// What the tables of actors know of an outlet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlet {
    /// Its name, as the report gives it.
    pub name: String,
    /// Its id.
    pub known: Option<String>,
    /// Id of the body that it belongs to: a government, a party, an armed group.
    pub side: Option<String>,
    /// Name of that body.
    pub side_name: Option<String>,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there, read by another model, and its record has been replaced.
    Again,
    /// It was there.
    Held,
}

/// What the store holds of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Row of the report.
    pub doc: i64,
    /// Its id.
    pub id: String,
    /// Name of the model that read it.
    pub model: String,
}

/// Ends a question that takes too long: see [`Store::stopper`].
pub struct Stopper(rusqlite::InterruptHandle);

impl Stopper {
    /// Ends it; nothing happens where nothing is being asked.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

/// The SHA-256 of a text.
fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

impl Store {
    /// Opens a store for writing; makes it where there is none, and brings an old one up to date.
    ///
    /// # Errors
    /// Where the file cannot be opened, is no store, or of a version yet to come.
    pub fn open(place: &Path) -> Result<Store, StoreError> {
        let db = Connection::open(place).map_err(|error| cannot_open(place, &error))?;
        let mut store = Store { db, place: place.to_owned() };
        store.db.busy_timeout(PATIENCE)?;
        schema::migrate(&mut store.db, &place.display().to_string())?;
        store.db.pragma_update(None, "journal_mode", "WAL")?;
        // A report that was told as stored must survive a failing machine too, not only a killed process.
        store.db.pragma_update(None, "synchronous", "FULL")?;
        store.settle()?;
        Ok(store)
    }

    /// Opens a store that exists, for questions only.
    ///
    /// # Errors
    /// Where there is none, or it is of another version.
    pub fn read_only(place: &Path) -> Result<Store, StoreError> {
        let missing = || {
            StoreError::asked(format!(
                "{}: there is no store; `tacitus add` makes one",
                place.display()
            ))
        };
        if !place.exists() {
            return Err(missing());
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(place, flags)
            .map_err(|error| cannot_open(place, &error))?;
        db.busy_timeout(PATIENCE)?;
        let version: i64 = match db.query_row("PRAGMA user_version", [], |row| row.get(0)) {
            Ok(version) => version,
            Err(_) => {
                return Err(StoreError::version(format!(
                    "{}: this is no store of Tacitus",
                    place.display()
                )));
            }
        };
        if version != schema::VERSION as i64 {
            // One of an older version is brought up to date by whoever may write to it; one that is no store says so.
            return Store::open(place);
        }
        let store = Store { db, place: place.to_owned() };
        store.settle()?;
        Ok(store)
    }

    /// A store in memory, for tests.
    ///
    /// # Errors
    /// Where SQLite has no memory.
    pub fn in_memory() -> Result<Store, StoreError> {
        let mut store =
            Store { db: Connection::open_in_memory()?, place: PathBuf::from(":memory:") };
        schema::migrate(&mut store.db, ":memory:")?;
        store.settle()?;
        Ok(store)
    }

    fn settle(&self) -> Result<(), StoreError> {
        self.db.pragma_update(None, "foreign_keys", true)?;
        self.db.pragma_update(None, "cache_size", -65_536)?;
        self.db.pragma_update(None, "temp_store", "MEMORY")?;
        // There are no statistics of values here, so a statement that is planned anew for each value gains nothing.
        self.db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        self.db.set_prepared_statement_cache_capacity(128);
        Ok(())
    }

    /// Ends the question that this store is answering, from another thread: it fails then.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.db.get_interrupt_handle())
    }

    /// The file.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// What the store holds of this document: the same given id (or, where the input gave none, the same source)
    /// and the same text.
    ///
    /// # Errors
    /// Of the database.
    pub fn held(&self, document: &Document) -> Result<Option<Held>, StoreError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT doc, id, name FROM document JOIN model USING (model) WHERE given = ?1 AND hash = ?2",
            )?
            .query_row(params![document.id().as_str(), hash(document.text())], |row| {
                Ok(Held { doc: row.get(0)?, id: row.get(1)?, model: row.get(2)? })
            })
            .optional()?;
        Ok(found)
    }

    /// Adds reports, all or none of them. One that is there already is passed over, unless `again` asks that its
    /// record be replaced; corrections are laid over the new record.
    ///
    /// # Errors
    /// Of the database, or of a line that is no record.
    pub fn add(&mut self, reports: &[Report<'_>], again: bool) -> Result<Vec<Added>, StoreError> {
        let overruled = corrections::overruled(&self.db)?;
        let transaction = self.db.transaction()?;
        let mut added = Vec::with_capacity(reports.len());
        for report in reports {
            added.push(add(&transaction, report, again, &overruled)?);
        }
        if added.iter().any(|outcome| *outcome != Added::Held) {
            changed(&transaction)?;
        }
        transaction.commit()?;
        Ok(added)
    }

    /// Writes the rows of reports anew, after corrections to them.
    pub(crate) fn rewrite(db: &Connection, docs: &[i64]) -> Result<(), StoreError> {
        let overruled = corrections::overruled(db)?;
        for doc in docs {
            let (id, text, model, packed): (String, String, i64, Vec<u8>) = db
                .prepare_cached("SELECT id, text, model, record FROM document WHERE doc = ?1")?
                .query_row([doc], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
            let mut record = unpack(&packed)?;
            corrections::lay_over(db, &id, &text, &mut record)?;
            rows::clear(db, *doc)?;
            let place = Place { doc: *doc, id: &id, text: &text, model, overruled: &overruled };
            rows::write(db, &place, &record)?;
            db.prepare_cached("UPDATE document SET dirty = 1 WHERE doc = ?1")?.execute([doc])?;
        }
        Ok(())
    }

    /// Notes that an input could not be read, or, without a message, that it could.
    ///
    /// # Errors
    /// Of the database.
    pub fn failed(&self, place: &str, message: Option<&str>) -> Result<(), StoreError> {
        let n = match message {
            Some(message) => self
                .db
                .prepare_cached(
                    "INSERT OR REPLACE INTO failure (place, message, at) VALUES (?1, ?2, ?3)",
                )?
                .execute(params![place, message, now()])?,
            None => {
                self.db.prepare_cached("DELETE FROM failure WHERE place = ?1")?.execute([place])?
            }
        };
        if n > 0 {
            changed(&self.db)?;
        }
        Ok(())
    }

    /// Reports that another model than this one has read, from the row after `after` on: at most `most`.
    ///
    /// # Errors
    /// Of the database.
    pub fn read_by_others(
        &self,
        model: &str,
        after: i64,
        most: usize,
    ) -> Result<Vec<(i64, Document, String)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT doc, given, title, author, publisher, url, published, language, meta, text, blocks, origin
             FROM document JOIN model USING (model) WHERE name <> ?1 AND doc > ?2 ORDER BY doc LIMIT ?3",
        )?;
        let found = statement.query_map(params![model, after, most as i64], |row| {
            Ok((row.get(0)?, document(row)?, row.get(11)?))
        })?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// How many reports another model than this one has read.
    ///
    /// # Errors
    /// Of the database.
    pub fn n_read_by_others(&self, model: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM document JOIN model USING (model) WHERE name <> ?1";
        Ok(self.db.query_row(sql, [model], |row| row.get(0))?)
    }

    /// The record of a report with its corrections, as a line of the wire format.
    ///
    /// # Errors
    /// Of the database; where no report has that id.
    pub fn line(&self, id: &str) -> Result<String, StoreError> {
        line(&self.db, id)
    }

    /// The ids of all reports, by day of publication and id.
    ///
    /// # Errors
    /// Of the database.
    pub fn ids(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.db.prepare("SELECT id FROM document ORDER BY published, id")?;
        let found = statement.query_map([], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}

/// See [`Store::line`].
pub(crate) fn line(db: &Connection, id: &str) -> Result<String, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT title, author, publisher, url, published, language, meta, text, record, name
             FROM document JOIN model USING (model) WHERE id = ?1",
        )?
        .query_row([id], |row| {
            let text: String = row.get(7)?;
            let packed: Vec<u8> = row.get(8)?;
            let model: String = row.get(9)?;
            let mut head = Map::new();
            head.insert("id".into(), id.into());
            for (n, name) in
                ["title", "author", "publisher", "url", "published", "language"].iter().enumerate()
            {
                let value: Option<String> = row.get(n)?;
                // The author is on the wire only where there is one.
                if value.is_some() || *name != "author" {
                    head.insert((*name).into(), value.into());
                }
            }
            let meta: String = row.get(6)?;
            head.insert("text".into(), text.clone().into());
            head.insert("meta".into(), serde_json::from_str(&meta).unwrap_or_default());
            Ok((head, text, packed, model))
        })
        .optional()?;
    let Some((head, text, packed, model)) = found else {
        return Err(StoreError::missing(format!("no report has the id {id:?}")));
    };
    let mut record = unpack(&packed)?;
    corrections::lay_over(db, id, &text, &mut record)?;
    let mut line = Map::new();
    line.insert("format".into(), "tacitus.record".into());
    line.insert("version".into(), 1.into());
    line.insert("document".into(), head.into());
    line.insert("model".into(), model.into());
    if let Value::Object(fields) = serde_json::to_value(&record)? {
        line.extend(fields);
    }
    Ok(serde_json::to_string(&line)?)
}

fn cannot_open(place: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::database(format!("{}: the store cannot be opened: {error}", place.display()))
}

/// Counts that the store holds something else now; whoever keeps answers asks by that number whether they still hold.
pub(crate) fn changed(db: &Connection) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO meta (key, value) VALUES ('changes', '1')
         ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
    )?
    .execute([])?;
    Ok(())
}

/// The time of day, UTC, to the second.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now() -> String {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |time| time.as_secs());
    jiff::Timestamp::from_second(i64::try_from(seconds).unwrap_or(0))
        .unwrap_or_default()
        .to_string()
}

fn pack(record: &Record) -> Result<Vec<u8>, StoreError> {
    let mut deflater = DeflateEncoder::new(Vec::new(), Compression::fast());
    let packed = deflater.write_all(&serde_json::to_vec(record)?).and_then(|()| deflater.finish());
    packed.map_err(|error| StoreError::database(format!("a record cannot be packed: {error}")))
}

pub(crate) fn unpack(packed: &[u8]) -> Result<Record, StoreError> {
    let mut plain = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut plain).map_err(|error| {
        StoreError::database(format!("the store holds a damaged record: {error}"))
    })?;
    Ok(serde_json::from_slice(&plain)?)
}

fn add(
    db: &Connection,
    report: &Report<'_>,
    again: bool,
    overruled: &std::collections::HashMap<String, rows::Overrule>,
) -> Result<Added, StoreError> {
    let document = report.document;
    let hash = hash(document.text());
    let given = document.id().as_str();
    let held: Option<(i64, String)> = db
        .prepare_cached("SELECT doc, id FROM document WHERE given = ?1 AND hash = ?2")?
        .query_row(params![given, hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if held.is_some() && !again {
        return Ok(Added::Held);
    }
    let mut record: Record = serde_json::from_str(report.line).map_err(|error| {
        StoreError::asked(format!("{}: this is no record: {error}", report.origin))
    })?;
    let model_name =
        record.rest.get("model").and_then(Value::as_str).unwrap_or_default().to_owned();
    for field in ["format", "version", "document", "model"] {
        record.rest.shift_remove(field);
    }
    let packed = pack(&record)?;
    let model = model(db, &model_name)?;
    let (doc, id, outcome) = match held {
        Some((doc, id)) => {
            db.prepare_cached("UPDATE document SET record = ?2, model = ?3, prints = ?4, dirty = 1 WHERE doc = ?1")?
                .execute(params![doc, packed, model, report.prints])?;
            rows::clear(db, doc)?;
            db.prepare_cached("DELETE FROM key WHERE doc = ?1")?.execute([doc])?;
            (doc, id, Added::Again)
        }
        None => {
            let id = free_id(db, given, &hash)?;
            insert(db, report, &id, &hash, &packed, model)?;
            (db.last_insert_rowid(), id, Added::New)
        }
    };
    for key in &report.keys {
        db.prepare_cached("INSERT OR IGNORE INTO key (key, doc) VALUES (?1, ?2)")?
            .execute([*key, doc])?;
        let most = crate::COMMON as i64 + 2;
        let n: i64 = db
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM key WHERE key = ?1 LIMIT ?2)")?
            .query_row([*key, most], |row| row.get(0))?;
        if n == crate::COMMON as i64 + 1 {
            // The key has just become too common to join anything.
            let sql =
                "UPDATE document SET dirty = 1 WHERE doc IN (SELECT doc FROM key WHERE key = ?1)";
            db.prepare_cached(sql)?.execute([*key])?;
        }
    }
    if let Some(outlet) = &report.outlet {
        db.prepare_cached(
            "INSERT OR REPLACE INTO outlet (name, known, side, side_name) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![outlet.name, outlet.known, outlet.side, outlet.side_name])?;
    }
    corrections::lay_over(db, &id, document.text(), &mut record)?;
    let place = Place { doc, id: &id, text: document.text(), model, overruled };
    rows::write(db, &place, &record)?;
    db.prepare_cached("DELETE FROM failure WHERE place = ?1")?.execute([report.origin])?;
    Ok(outcome)
}

/// The id that the input gave, or, where another text has it, that id and the beginning of the hash.
fn free_id(db: &Connection, given: &str, hash: &[u8; 32]) -> Result<String, StoreError> {
    let taken: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM document WHERE id = ?1)")?
        .query_row([given], |row| row.get(0))?;
    Ok(match taken {
        false => given.to_owned(),
        true => {
            let tail: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
            format!("{given}~{tail}")
        }
    })
}

fn insert(
    db: &Connection,
    report: &Report<'_>,
    id: &str,
    hash: &[u8; 32],
    packed: &[u8],
    model: i64,
) -> Result<(), StoreError> {
    let document = report.document;
    let source = document.source();
    let points = CodePoints::new(document.text());
    let blocks: Vec<(usize, usize, &str)> = document
        .blocks()
        .unwrap_or_default()
        .iter()
        .map(|block| {
            let at = |at: u32| points.from_byte(at as usize);
            (at(block.span.start), at(block.span.end), block_name(block.kind))
        })
        .collect();
    db.prepare_cached(
        "INSERT INTO document (id, given, hash, origin, title, author, publisher, url, published, language, meta, text, blocks,
             record, model, added, prints, dirty)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, 1)",
    )?
    .execute(params![
        id, document.id().as_str(), hash, report.origin, source.title, source.author, source.publisher, source.url,
        source.published.map(|day| day.to_string()), source.language, serde_json::to_string(&source.meta)?,
        document.text(), serde_json::to_string(&blocks)?, packed, model, now(), report.prints
    ])?;
    Ok(())
}

fn model(db: &Connection, name: &str) -> Result<i64, StoreError> {
    db.prepare_cached("INSERT OR IGNORE INTO model (name) VALUES (?1)")?.execute([name])?;
    Ok(db
        .prepare_cached("SELECT model FROM model WHERE name = ?1")?
        .query_row([name], |row| row.get(0))?)
}

const BLOCKS: [(BlockKind, &str); 4] = [
    (BlockKind::Headline, "headline"),
    (BlockKind::Dateline, "dateline"),
    (BlockKind::Paragraph, "paragraph"),
    (BlockKind::Caption, "caption"),
];

fn block_name(kind: BlockKind) -> &'static str {
    BLOCKS.iter().find(|(own, _)| *own == kind).map_or("paragraph", |(_, name)| name)
}

/// A document from columns 1 to 10: given id, title, author, publisher, url, published, language, meta, text, blocks.
fn document(row: &Row<'_>) -> rusqlite::Result<Document> {
    let (given, published, meta): (String, Option<String>, String) =
        (row.get(1)?, row.get(6)?, row.get(8)?);
    let (text, blocks): (String, String) = (row.get(9)?, row.get(10)?);
    let source = Source {
        title: row.get(2)?,
        author: row.get(3)?,
        publisher: row.get(4)?,
        url: row.get(5)?,
        published: published.and_then(|day| day.parse().ok()),
        language: row.get(7)?,
        meta: serde_json::from_str(&meta).unwrap_or_default(),
    };
    let points = CodePoints::new(&text);
    let at = |point: usize| points.to_byte(point).unwrap_or(text.len());
    let rows: Vec<(usize, usize, String)> = serde_json::from_str(&blocks).unwrap_or_default();
    let blocks = rows
        .iter()
        .map(|(start, end, name)| Block {
            span: Span::new(at(*start), at(*end)),
            kind: BLOCKS
                .iter()
                .find(|(_, own)| own == name)
                .map_or(BlockKind::Paragraph, |(kind, _)| *kind),
        })
        .collect();
    Ok(Document::new(Some(DocId::given(&given)), source, text.clone()).with_blocks(blocks))
}

/// Spans as rows hold them.
pub(crate) fn spans(text: &str) -> Vec<Pair> {
    serde_json::from_str(text).unwrap_or_default()
}
