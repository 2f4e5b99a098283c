//! What corroboration reads from the store, and what it writes into it: stories, copies, events across
//! reports, disputes and the steps of agreements. All of that follows from the reports and the log of
//! corrections, and may be made anew at any time.

use crate::record::Pair;
use crate::rows;
use crate::store::Store;
use crate::{StoreError, corrections};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A key that more reports than this have says nothing: such words are common in the archive.
pub const COMMON: usize = 100;

/// What somebody said of two mentions: that they are one event, or that they are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Key of a mention.
    pub one: String,
    /// Key of another.
    pub other: String,
    /// Whether they are one event.
    pub together: bool,
}

/// What corroboration compares of a report.
#[derive(Clone, Debug)]
pub struct Prints {
    /// Its row.
    pub doc: i64,
    /// Its id.
    pub id: String,
    /// Its day of publication.
    pub published: Option<String>,
    /// As they were given to [`Store::add`].
    pub prints: Vec<u8>,
}

/// A report as corroboration reads it.
#[derive(Clone, Debug)]
pub struct Material {
    /// Its row.
    pub doc: i64,
    /// Its id.
    pub id: String,
    /// Its record with the corrections, without what was rejected: a line of the wire format.
    pub line: String,
    /// As they were given to [`Store::add`].
    pub prints: Vec<u8>,
    /// For each event in the line its key, and its position in the record as it was read.
    pub mentions: Vec<(String, usize)>,
    /// For each claim its key.
    pub claims: Vec<String>,
    /// Whose side its outlet is on, as far as that is known.
    pub side: Option<String>,
}

/// A story: reports on the same happenings.
#[derive(Clone, Debug, Default)]
pub struct LinkedStory {
    /// Id of its first report.
    pub id: String,
    /// Headline of its first report, or its first words.
    pub title: String,
    /// Its reports, by row, with the name of the text that each shares.
    pub reports: Vec<Copies>,
    /// Independent outlets.
    pub n_sources: usize,
    /// Its events.
    pub events: Vec<LinkedEvent>,
    /// What is disputed.
    pub disputes: Vec<LinkedDispute>,
    /// How its agreements fared.
    pub steps: Vec<LinkedStep>,
}

/// A report of a story.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// Its row.
    pub doc: i64,
    /// Id of the first report with this text, or nothing where no other shares it.
    pub copy: Option<String>,
}

/// An event across reports.
#[derive(Clone, Debug, Default)]
pub struct LinkedEvent {
    /// Key of its first mention.
    pub id: String,
    /// PLOVER type.
    pub event_type: String,
    /// First and last day.
    pub date: Option<(String, String)>,
    /// Key of the mention that tells the place best.
    pub place_of: Option<String>,
    /// Whether it happened, as most tell it.
    pub status: String,
    /// Keys of its mentions, each with the name of the source that it rests on.
    pub mentions: Vec<(String, Option<String>)>,
    /// Independent sources that assert, deny and doubt it.
    pub n_assert: usize,
    /// See above.
    pub n_deny: usize,
    /// See above.
    pub n_doubt: usize,
}

/// A dispute.
#[derive(Clone, Debug, Default)]
pub struct LinkedDispute {
    /// Its name: the same as long as it is about the same event and thing.
    pub id: String,
    /// Id of the event.
    pub event: Option<String>,
    /// `number`, `who`, `whether`, `when`, `where`, `claim`.
    pub about: String,
    /// For numbers: `killed`, `fighters`.
    pub thing: Option<String>,
    /// Who says what.
    pub accounts: Vec<LinkedAccount>,
}

/// One account in a dispute.
#[derive(Clone, Debug, Default)]
pub struct LinkedAccount {
    /// What it says, in short: accounts with one value agree.
    pub value: String,
    /// Row of the report.
    pub doc: i64,
    /// Key of the mention that says so.
    pub mention: Option<String>,
    /// Key of the claim that says so.
    pub claim: Option<String>,
    /// Whose account it is; nothing for the report's own.
    pub speaker: Option<String>,
    /// The words, in code points.
    pub span: Pair,
}

/// A step in the life of an agreement.
#[derive(Clone, Debug, Default)]
pub struct LinkedStep {
    /// Id of the event that is the agreement.
    pub agreement: String,
    /// `announced`, `begun`, `stalled`, `broken`, `done`.
    pub step: String,
    /// Day.
    pub date: Option<String>,
    /// Row of the report.
    pub doc: i64,
    /// The words, in code points.
    pub span: Pair,
    /// Who says so; nothing for the report itself.
    pub speaker: Option<String>,
}

impl Store {
    /// Rows of reports that have not been compared with the others, at most `most`.
    ///
    /// # Errors
    /// Of the database.
    pub fn dirty(&self, most: usize) -> Result<Vec<i64>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT doc FROM document WHERE dirty ORDER BY doc LIMIT ?1")?;
        let found = statement.query_map([most as i64], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// How many reports have not been compared with the others.
    ///
    /// # Errors
    /// Of the database.
    pub fn n_dirty(&self) -> Result<u64, StoreError> {
        Ok(self.db.query_row("SELECT count(*) FROM document WHERE dirty", [], |row| row.get(0))?)
    }

    /// Rows of the reports that share a story with one of these.
    ///
    /// # Errors
    /// Of the database.
    pub fn companions(&self, docs: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT other.doc FROM document own JOIN document other ON other.story = own.story WHERE own.doc = ?1",
        )?;
        let mut found = BTreeSet::new();
        for doc in docs {
            for other in statement.query_map([doc], |row| row.get::<_, i64>(0))? {
                found.insert(other?);
            }
        }
        Ok(found.into_iter().collect())
    }

    /// Rows of the reports that share one of a report's keys. Keys that more than [`COMMON`] reports have are passed
    /// over; [`Store::add`] sees to it that what was joined through such a key is compared again.
    ///
    /// # Errors
    /// Of the database.
    pub fn near(&self, doc: i64) -> Result<Vec<i64>, StoreError> {
        let keys: Vec<i64> = self
            .db
            .prepare_cached("SELECT key FROM key WHERE doc = ?1")?
            .query_map([doc], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut near = BTreeSet::new();
        let mut sharing = self.db.prepare_cached("SELECT doc FROM key WHERE key = ?1 LIMIT ?2")?;
        for key in keys {
            let most = COMMON as i64 + 1;
            let docs: Vec<i64> =
                sharing.query_map([key, most], |row| row.get(0))?.collect::<Result<_, _>>()?;
            if docs.len() <= COMMON {
                near.extend(docs);
            }
        }
        near.remove(&doc);
        Ok(near.into_iter().collect())
    }

    /// Rows of the reports with the same text that are the next, before and after, by day and id: enough to go from
    /// each to all.
    ///
    /// # Errors
    /// Of the database.
    pub fn twins(&self, doc: i64) -> Result<Vec<i64>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT * FROM (SELECT other.doc FROM document own JOIN document other ON other.hash = own.hash
                 WHERE own.doc = ?1 AND (coalesce(other.published, ''), other.id) < (coalesce(own.published, ''), own.id)
                 ORDER BY coalesce(other.published, '') DESC, other.id DESC LIMIT 1)
             UNION ALL SELECT * FROM (SELECT other.doc FROM document own JOIN document other ON other.hash = own.hash
                 WHERE own.doc = ?1 AND (coalesce(other.published, ''), other.id) > (coalesce(own.published, ''), own.id)
                 ORDER BY coalesce(other.published, ''), other.id LIMIT 1)",
        )?;
        let found = statement.query_map([doc], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Rows of the reports with a mention that somebody said is one event with a mention of this report.
    ///
    /// # Errors
    /// Of the database.
    pub fn tied(&self, doc: i64, ties: &[Tie]) -> Result<Vec<i64>, StoreError> {
        let mut found = BTreeSet::new();
        if !ties.iter().any(|tie| tie.together) {
            return Ok(Vec::new());
        }
        let mut statement = self.db.prepare_cached("SELECT doc FROM mention WHERE key = ?1")?;
        for tie in ties.iter().filter(|tie| tie.together) {
            let mut row =
                |key: &str| statement.query_row([key], |row| row.get::<_, i64>(0)).optional();
            let (one, other) = (row(&tie.one)?, row(&tie.other)?);
            if let (Some(one), Some(other)) = (one, other)
                && (one == doc || other == doc)
            {
                found.extend([one, other]);
            }
        }
        Ok(found.into_iter().collect())
    }

    /// What corroboration compares of these reports, in their order.
    ///
    /// # Errors
    /// Of the database.
    pub fn prints(&self, docs: &[i64]) -> Result<Vec<Prints>, StoreError> {
        let mut statement =
            self.db.prepare_cached("SELECT id, published, prints FROM document WHERE doc = ?1")?;
        let mut found = Vec::with_capacity(docs.len());
        for doc in docs {
            let row = statement.query_row([doc], |row| {
                Ok(Prints {
                    doc: *doc,
                    id: row.get(0)?,
                    published: row.get(1)?,
                    prints: row.get(2)?,
                })
            });
            found.extend(row.optional()?);
        }
        Ok(found)
    }

    /// Reports as corroboration reads them, in the order asked for.
    ///
    /// # Errors
    /// Of the database.
    pub fn material(&self, docs: &[i64]) -> Result<Vec<Material>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, title, publisher, published, text, record, prints, side FROM document
             LEFT JOIN outlet ON outlet.name = publisher WHERE doc = ?1",
        )?;
        let mut found = Vec::with_capacity(docs.len());
        for doc in docs {
            let (id, title, publisher, published, text, packed, prints, side) = statement
                .query_row([doc], |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, Option<String>>(1)?,
                        row.get::<_, Option<String>>(2)?,
                        row.get::<_, Option<String>>(3)?,
                        row.get::<_, String>(4)?,
                        row.get::<_, Vec<u8>>(5)?,
                        row.get::<_, Vec<u8>>(6)?,
                        row.get::<_, Option<String>>(7)?,
                    ))
                })?;
            let mut record = crate::store::unpack(&packed)?;
            corrections::lay_over(&self.db, &id, &text, &mut record)?;
            let (events, claims) = rows::keys(&id, &record);
            let rejected = |state: &Option<String>| state.as_deref() == Some("rejected");
            let mut mentions = Vec::new();
            let mut kept = Vec::new();
            for (n, (event, key)) in record.events.into_iter().zip(events).enumerate() {
                if !rejected(&event.state) {
                    mentions.push((key, n));
                    kept.push(event);
                }
            }
            record.events = kept;
            let known: BTreeSet<String> =
                record.events.iter().map(|event| event.id.clone()).collect();
            record.agreements.retain(|agreement| known.contains(&agreement.event));
            // The terms of an agreement may name an event that was rejected; nothing here reads them.
            for agreement in &mut record.agreements {
                agreement.terms = json!([]);
            }
            for claim in &mut record.claims {
                // A claim that is no claim is nobody's word, and what stands under it the report's own.
                if rejected(&claim.state) {
                    claim.speaker = None;
                    claim.content.clear();
                }
            }
            let mut line = serde_json::Map::new();
            line.insert("version".into(), 1.into());
            line.insert(
                "document".into(),
                json!({"id": id, "title": title, "publisher": publisher, "published": published, "text": text}),
            );
            if let serde_json::Value::Object(fields) = serde_json::to_value(&record)? {
                line.extend(fields);
            }
            let line = serde_json::to_string(&line)?;
            found.push(Material { doc: *doc, id, line, prints, mentions, claims, side });
        }
        Ok(found)
    }

    /// Writes stories in place of those that their reports stood in. Every report that stood in one of the old
    /// stories must stand in one of the new, and none is dirty any more.
    ///
    /// # Errors
    /// Of the database.
    pub fn link(&mut self, stories: &[LinkedStory]) -> Result<(), StoreError> {
        let judged = self.judged_disputes()?;
        let transaction = self.db.transaction()?;
        unlink(&transaction, stories)?;
        for story in stories {
            link(&transaction, story, &judged)?;
        }
        crate::store::changed(&transaction)?;
        transaction.commit()?;
        Ok(())
    }
}

fn unlink(db: &Connection, stories: &[LinkedStory]) -> Result<(), StoreError> {
    let mut old = BTreeSet::new();
    for report in stories.iter().flat_map(|story| &story.reports) {
        let story: Option<String> = db
            .prepare_cached("SELECT story FROM document WHERE doc = ?1")?
            .query_row([report.doc], |row| row.get(0))?;
        old.extend(story);
    }
    for id in old.iter().chain(stories.iter().map(|story| &story.id)) {
        for sql in [
            "DELETE FROM dispute WHERE story = ?1",
            "DELETE FROM step WHERE story = ?1",
            "DELETE FROM event WHERE story = ?1",
            "DELETE FROM story WHERE id = ?1",
        ] {
            db.prepare_cached(sql)?.execute([id])?;
        }
    }
    Ok(())
}

fn link(
    db: &Connection,
    story: &LinkedStory,
    judged: &HashMap<String, &'static str>,
) -> Result<(), StoreError> {
    let (mut first, mut last): (Option<String>, Option<String>) = (None, None);
    let mut published = BTreeMap::new();
    for report in &story.reports {
        db.prepare_cached("UPDATE document SET story = ?2, copy = ?3, dirty = 0 WHERE doc = ?1")?
            .execute(params![report.doc, story.id, report.copy])?;
        let day: Option<String> = db
            .prepare_cached("SELECT published FROM document WHERE doc = ?1")?
            .query_row([report.doc], |row| row.get(0))?;
        if let Some(day) = day {
            first = Some(first.map_or(day.clone(), |own| own.min(day.clone())));
            last = Some(last.map_or(day.clone(), |own| own.max(day.clone())));
            published.insert(report.doc, day);
        }
    }
    let standing = |dispute: &LinkedDispute| judged.get(&dispute.id).copied().unwrap_or("auto");
    let disputes: Vec<&LinkedDispute> =
        story.disputes.iter().filter(|dispute| standing(dispute) != "rejected").collect();
    db.prepare_cached(
        "INSERT INTO story (id, title, n_reports, n_sources, n_events, n_disputes, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        story.id, story.title, story.reports.len() as i64, story.n_sources as i64, story.events.len() as i64,
        disputes.len() as i64, first, last
    ])?;
    let mut events = HashMap::new();
    for event in &story.events {
        let disputed = disputes.iter().any(|dispute| dispute.event.as_ref() == Some(&event.id));
        let id = insert_event(db, story, event, disputed, &published)?;
        events.insert(event.id.as_str(), id);
    }
    for dispute in disputes {
        let event = dispute.event.as_deref().and_then(|id| events.get(id));
        db.prepare_cached("INSERT INTO dispute (id, story, event, about, thing, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![dispute.id, story.id, event, dispute.about, dispute.thing, standing(dispute)])?;
        let id = db.last_insert_rowid();
        for (n, account) in dispute.accounts.iter().enumerate() {
            let row = |table: &str, key: &Option<String>| -> Result<Option<i64>, StoreError> {
                let Some(key) = key else { return Ok(None) };
                let sql = format!("SELECT {table} FROM {table} WHERE key = ?1");
                Ok(db.prepare_cached(&sql)?.query_row([key], |row| row.get(0)).optional()?)
            };
            let (mention, claim) =
                (row("mention", &account.mention)?, row("claim", &account.claim)?);
            db.prepare_cached(
                "INSERT INTO account (dispute, n, value, doc, mention, claim, speaker, span) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id, n as i64, account.value, account.doc, mention, claim, account.speaker, json!(account.span).to_string()
            ])?;
        }
    }
    for (n, step) in story.steps.iter().enumerate() {
        db.prepare_cached("INSERT INTO step (story, n, agreement, step, date, doc, span, speaker) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                story.id, n as i64, step.agreement, step.step, step.date, step.doc, json!(step.span).to_string(), step.speaker
            ])?;
    }
    for event in events.values() {
        rows::sum_up(db, *event)?;
    }
    Ok(())
}

fn insert_event(
    db: &Connection,
    story: &LinkedStory,
    event: &LinkedEvent,
    disputed: bool,
    published: &BTreeMap<i64, String>,
) -> Result<i64, StoreError> {
    let place: Option<i64> = match &event.place_of {
        Some(key) => db
            .prepare_cached("SELECT place FROM mention WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?
            .flatten(),
        None => None,
    };
    let mut docs = BTreeSet::new();
    for (key, _) in &event.mentions {
        let doc: Option<i64> = db
            .prepare_cached("SELECT doc FROM mention WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?;
        docs.extend(doc);
    }
    let seen: Vec<&String> = docs.iter().filter_map(|doc| published.get(doc)).collect();
    let (start, end) = event.date.clone().unzip();
    db.prepare_cached(
        "INSERT INTO event (id, story, type, date_start, date_end, place, status, n_mentions, n_reports, n_assert, n_deny, n_doubt,
             first_seen, last_seen, disputed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        event.id, story.id, event.event_type, start, end, place, event.status, event.mentions.len() as i64,
        docs.len() as i64, event.n_assert as i64, event.n_deny as i64, event.n_doubt as i64,
        seen.iter().min(), seen.iter().max(), i64::from(disputed)
    ])?;
    let id = db.last_insert_rowid();
    for (key, source) in &event.mentions {
        db.prepare_cached("UPDATE mention SET event = ?2, source = ?3 WHERE key = ?1")?
            .execute(params![key, id, source])?;
    }
    Ok(id)
}
