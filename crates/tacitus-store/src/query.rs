//! Answers: rows of events, mentions, claims, agreements, stories, disputes, actors, names.
//!
//! Each kind of row is a type with its columns, so that the program, the exports and a page print the same
//! fields in the same order. Rows come in an order that depends on nothing but what the store holds.

use crate::aggregate::Listed;
use crate::filter::Condition;
use crate::record::{Letters, Pair};
use crate::store::{Store, spans};
use crate::{Filter, StoreError};
use rusqlite::types::Value as Sql;
use rusqlite::{Row, params, params_from_iter};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One cell of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    None,
    /// Words.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Real(f64),
    /// Yes or no.
    Bool(bool),
    /// Several words.
    List(Vec<String>),
    /// A structure of its own.
    Json(Value),
}

impl Cell {
    /// As plain text, as a table or CSV file has it.
    pub fn plain(&self) -> String {
        match self {
            Cell::None => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Int(n) => n.to_string(),
            Cell::Real(n) => n.to_string(),
            Cell::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Cell::List(items) => items.join("; "),
            Cell::Json(value) => value.to_string(),
        }
    }

    /// As JSON.
    pub fn json(&self) -> Value {
        match self {
            Cell::None => Value::Null,
            Cell::Text(text) => text.clone().into(),
            Cell::Int(n) => (*n).into(),
            Cell::Real(n) => (*n).into(),
            Cell::Bool(yes) => (*yes).into(),
            Cell::List(items) => items.clone().into(),
            Cell::Json(value) => value.clone(),
        }
    }
}

trait IntoCell {
    fn cell(&self) -> Cell;
}
impl IntoCell for String {
    fn cell(&self) -> Cell {
        Cell::Text(self.clone())
    }
}
impl IntoCell for i64 {
    fn cell(&self) -> Cell {
        Cell::Int(*self)
    }
}
impl IntoCell for f64 {
    fn cell(&self) -> Cell {
        Cell::Real(*self)
    }
}
impl IntoCell for bool {
    fn cell(&self) -> Cell {
        Cell::Bool(*self)
    }
}
impl IntoCell for Vec<String> {
    fn cell(&self) -> Cell {
        Cell::List(self.clone())
    }
}
impl IntoCell for Value {
    fn cell(&self) -> Cell {
        Cell::Json(self.clone())
    }
}
impl<T: IntoCell> IntoCell for Option<T> {
    fn cell(&self) -> Cell {
        self.as_ref().map_or(Cell::None, IntoCell::cell)
    }
}

/// A row whose columns have names.
pub trait Columns {
    /// The names, in order.
    const COLUMNS: &'static [&'static str];

    /// The cells, in that order.
    fn cells(&self) -> Vec<Cell>;

    /// As a JSON object, its fields in that order.
    fn object(&self) -> Map<String, Value> {
        let names = Self::COLUMNS.iter().map(|name| name.trim_start_matches("r#").to_owned());
        names.zip(self.cells().iter().map(Cell::json)).collect()
    }
}

macro_rules! row {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name { $($(#[$doc])* pub $field: $type),+ }

        impl Columns for $name {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn cells(&self) -> Vec<Cell> {
                vec![$(self.$field.cell()),+]
            }
        }
    };
}

row! {
    /// An event across reports.
    EventRow {
        /// Id of the event.
        id: String,
        /// PLOVER type.
        r#type: String,
        /// PLOVER mode, of the mention that tells most.
        mode: Option<String>,
        /// Whether it happened, as most tell it.
        status: String,
        /// First day.
        date_start: Option<String>,
        /// Last day.
        date_end: Option<String>,
        /// Who did it.
        actors: Vec<String>,
        /// To whom.
        recipients: Vec<String>,
        /// Where.
        place: Option<String>,
        /// ISO 3166-1 alpha-3.
        country: Option<String>,
        /// First-order division.
        admin1: Option<String>,
        /// Degrees north.
        lat: Option<f64>,
        /// Degrees east.
        lon: Option<f64>,
        /// GeoNames id.
        geonameid: Option<i64>,
        /// Lowest and highest number of dead that is told.
        deaths_low: Option<i64>,
        /// See above.
        deaths_high: Option<i64>,
        /// Reports that tell it.
        reports: i64,
        /// Independent sources that assert it.
        sources: i64,
        /// Independent sources that deny it.
        denied_by: i64,
        /// Independent sources that doubt it.
        doubted_by: i64,
        /// Whether anything of it is disputed.
        disputed: bool,
        /// According to whom.
        speakers: Vec<String>,
        /// First day on which it was reported.
        first_seen: Option<String>,
        /// Last day.
        last_seen: Option<String>,
        /// The words of the mention that tells most.
        trigger: String,
        /// Its sentence.
        sentence: String,
        /// Its report.
        report: String,
        /// Outlet of that report.
        outlet: Option<String>,
        /// Address of that report.
        url: Option<String>,
        /// The story.
        story: String,
        /// auto, confirmed, edited.
        state: String,
        /// How sure the type is, 0 to 1.
        confidence: f64,
    }
}

row! {
    /// An event as one sentence of one report tells it.
    MentionRow {
        /// Key of the mention.
        id: String,
        /// Id of its event.
        event: Option<String>,
        /// PLOVER type.
        r#type: String,
        /// PLOVER mode.
        mode: Option<String>,
        /// CAMEO code.
        cameo: Option<String>,
        /// PLOVER contexts.
        contexts: Vec<String>,
        /// Whether it happened.
        status: String,
        /// First day.
        date_start: Option<String>,
        /// Last day.
        date_end: Option<String>,
        /// How exact.
        date_precision: Option<String>,
        /// Who did it, by the names of the actors.
        actors: Vec<String>,
        /// To whom.
        recipients: Vec<String>,
        /// According to whom; empty for the report's own voice.
        speakers: Vec<String>,
        /// Where.
        place: Option<String>,
        /// ISO 3166-1 alpha-3.
        country: Option<String>,
        /// Numbers: `killed at_least 12 people`.
        quantities: Vec<String>,
        /// The words that state it.
        trigger: String,
        /// Where they stand, in code points.
        spans: Value,
        /// The sentence.
        sentence: String,
        /// Where it stands.
        sentence_span: Value,
        /// Id of the report.
        report: String,
        /// Outlet.
        outlet: Option<String>,
        /// Day of publication.
        published: Option<String>,
        /// Address.
        url: Option<String>,
        /// Mentions of an event with one source have one name here.
        source: Option<String>,
        /// auto, confirmed, edited, rejected.
        state: String,
        /// How sure the type is.
        confidence: f64,
        /// The model that read it.
        model: String,
    }
}

row! {
    /// An attributed statement.
    ClaimRow {
        /// Key of the claim.
        id: String,
        /// Whose.
        speaker: Option<String>,
        /// What the speaker does.
        act: String,
        /// Quoted or reported.
        form: String,
        /// How far it is put as true.
        commitment: Option<String>,
        /// The words that are attributed.
        content: String,
        /// Where they stand.
        spans: Value,
        /// The words that signal it.
        cue: String,
        /// Outlets that it came through.
        via: Vec<String>,
        /// Events that stand under it.
        events: Vec<String>,
        /// Id of the report.
        report: String,
        /// Outlet.
        outlet: Option<String>,
        /// Day of publication.
        published: Option<String>,
        /// auto, confirmed, edited, rejected.
        state: String,
        /// How sure it is.
        confidence: f64,
        /// The model that read it.
        model: String,
    }
}

row! {
    /// An agreement, and how it fared.
    AgreementRow {
        /// Id of the event that is the agreement.
        id: String,
        /// Its sides.
        parties: Vec<String>,
        /// What is given, by whom to whom, in the words of the reports.
        terms: Value,
        /// Who is for it and against it.
        reactions: Value,
        /// How it fared: step, day, report, words.
        steps: Value,
        /// The last step.
        now: Option<String>,
        /// Its day.
        date: Option<String>,
        /// Reports that tell it.
        reports: i64,
        /// Independent sources that assert it.
        sources: i64,
        /// The sentence that tells most.
        sentence: String,
        /// The story.
        story: String,
    }
}

row! {
    /// A story: reports on the same happenings.
    StoryRow {
        /// Its id.
        id: String,
        /// Headline of its first report.
        title: String,
        /// Reports.
        reports: i64,
        /// Independent outlets.
        sources: i64,
        /// Events.
        events: i64,
        /// Disputes.
        disputes: i64,
        /// First day of publication.
        first_seen: Option<String>,
        /// Last day.
        last_seen: Option<String>,
        /// Outlets, those with one text in brackets.
        outlets: Vec<String>,
    }
}

row! {
    /// A dispute: accounts side by side. No verdict is given.
    DisputeRow {
        /// Its id.
        id: String,
        /// number, who, whether, when, where, claim.
        about: String,
        /// For numbers: of what.
        thing: Option<String>,
        /// Id of the event.
        event: Option<String>,
        /// Type of the event.
        r#type: Option<String>,
        /// The values that are told.
        values: Vec<String>,
        /// Who says what: value, speaker, outlet, published, report, span, words.
        accounts: Value,
        /// The story.
        story: String,
        /// auto, confirmed.
        state: String,
    }
}

row! {
    /// An actor in all reports.
    ActorRow {
        /// Its key.
        id: String,
        /// Its name.
        name: String,
        /// person, government, armed_group ...
        kind: String,
        /// ISO 3166-1 alpha-3.
        country: Option<String>,
        /// Its id in the tables of actors.
        known: Option<String>,
        /// Reports that mention it.
        reports: i64,
        /// Mentions of events in which it acts.
        acts: i64,
        /// Mentions of events in which it is acted upon.
        undergoes: i64,
        /// Claims of which it is the speaker.
        says: i64,
    }
}

row! {
    /// What outlets call an actor.
    NameRow {
        /// Key of the actor.
        id: String,
        /// Its name.
        name: String,
        /// The outlet.
        outlet: Option<String>,
        /// The words.
        called: String,
        /// `for`, `against` or nothing: whether the words take sides.
        stance: Option<String>,
        /// In whose words, where not the outlet's own.
        by: Option<String>,
        /// How often.
        times: i64,
        /// A report that does.
        report: String,
    }
}

/// How many rows, from which on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page {
    /// At most so many; all, where nothing is said.
    pub limit: Option<usize>,
    /// So many are passed over.
    pub offset: usize,
}

impl Page {
    /// How many rows the whole list has, of which so many stand on this page: one that is not full tells it by itself.
    fn total(
        self,
        rows: usize,
        count: impl FnOnce() -> Result<u64, StoreError>,
    ) -> Result<u64, StoreError> {
        let full = self.limit.is_some_and(|limit| rows >= limit);
        let beyond = rows == 0 && self.offset > 0;
        if full || beyond { count() } else { Ok((self.offset + rows) as u64) }
    }

    pub(crate) fn sql(self) -> String {
        let limit = self.limit.map_or(-1, |limit| limit as i64);
        format!(" LIMIT {limit} OFFSET {}", self.offset)
    }
}

/// Outlet, words, stance, in whose words.
type Called = (Option<String>, String, Option<String>, Option<String>);

/// An event, the mention that tells most of it, that one's report, and the place.
const OF_EVENT: &str =
    "FROM event e JOIN mention m ON m.mention = e.teller JOIN document d USING (doc)
     LEFT JOIN place p ON p.place = e.place WHERE e.event = ?1";

/// Somebody who fills a role of a mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Party {
    /// Row of the actor in all reports, and its key.
    pub entity: Option<(i64, String)>,
    /// The actor's name, or the words where nobody is referred to.
    pub name: String,
    /// The words that fill the role.
    pub words: String,
    pub kind: Option<String>,
    pub sector: Option<String>,
    pub country: Option<String>,
    pub role: Option<String>,
    /// Id in the record, where no correction overrules what the record says of the actor.
    pub of_record: Option<String>,
}

/// A report's head and text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub id: String,
    pub title: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    pub language: Option<String>,
    pub text: String,
    pub sha256: String,
}

/// Somebody in a role of a mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct InRole {
    pub mention: String,
    pub role: String,
    pub actor: Option<String>,
    pub name: String,
}

/// A place of a mention.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spot {
    pub key: String,
    pub name: String,
    pub lat: Option<f64>,
    pub lon: Option<f64>,
    pub country: Option<String>,
    pub geonameid: Option<i64>,
}

/// An actor in all reports.
#[derive(Clone, Debug, Default)]
pub(crate) struct Someone {
    pub entity: i64,
    pub key: String,
    pub name: String,
    pub kind: String,
    pub country: Option<String>,
}

/// What the mention that tells most of an event says beyond the event's row, and what the others
/// add.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub mention: String,
    pub cameo: Option<String>,
    pub contexts: Vec<String>,
    pub doc: i64,
    /// Where its sentence begins, in code points.
    pub sentence_start: usize,
    pub title: Option<String>,
    pub published: Option<String>,
    pub language: Option<String>,
    pub feature: Option<String>,
    pub radius_km: Option<f64>,
    /// The place as that report calls it.
    pub place_words: Option<String>,
    pub actors: Vec<Party>,
    pub recipients: Vec<Party>,
    pub n_mentions: i64,
    /// Outlets, independent or not.
    pub n_outlets: i64,
    /// When the first of its reports came into the store: UTC.
    pub added: Option<String>,
    /// The number of dead that most independent sources tell; of those that equally many tell, the
    /// lowest.
    pub deaths_best: Option<i64>,
}

impl Store {
    pub(crate) fn all<T>(
        &self,
        sql: &str,
        values: Vec<Sql>,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let found = statement.query_map(params_from_iter(values), read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    fn list(&self, sql: &str, id: i64) -> Result<Vec<String>, StoreError> {
        self.all(sql, vec![Sql::Integer(id)], |row| row.get(0))
    }

    /// Events that have a mention for which the filter holds, by first day and id.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn events(&self, filter: &Filter, page: Page) -> Result<Vec<EventRow>, StoreError> {
        let ids = self.event_keys(filter, page)?;
        ids.into_iter().map(|id| self.event_row(id)).collect()
    }

    /// Rows of the events that [`Store::events`] gives, in its order.
    pub(crate) fn event_keys(&self, filter: &Filter, page: Page) -> Result<Vec<i64>, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        // Without a question every event is wanted, but for those whose mentions were taken away by
        // a correction and which are not yet linked anew.
        let which = match filter.is_empty() {
            true => "teller IS NOT NULL".to_owned(),
            // The plus keeps SQLite to the index by date, which is walked until enough are found.
            false => format!("+event IN (SELECT m.event FROM mention m WHERE {sql})"),
        };
        let values = if filter.is_empty() { Vec::new() } else { values };
        self.all(
            &format!("SELECT event FROM event WHERE {which} ORDER BY date_start, id{}", page.sql()),
            values,
            |row| row.get(0),
        )
    }

    /// Events that happened or go on, by day: what [`Store::events`] gives for them.
    ///
    /// # Errors
    /// As there.
    pub fn timeline(&self, filter: &Filter, page: Page) -> Result<Vec<EventRow>, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let sql = format!(
            "SELECT event FROM event WHERE date_start IS NOT NULL AND status IN ('happened', 'ongoing')
                 AND event IN (SELECT m.event FROM mention m WHERE {sql}) ORDER BY date_start, id{}",
            page.sql()
        );
        let ids: Vec<i64> = self.all(&sql, values, |row| row.get(0))?;
        ids.into_iter().map(|id| self.event_row(id)).collect()
    }

    /// Ids of the reports with a mention for which the filter holds, by day of publication and id; all reports,
    /// where nothing is asked for, and all of a story, where only that is.
    ///
    /// # Errors
    /// Of the database.
    pub fn reports(&self, filter: &Filter) -> Result<Vec<String>, StoreError> {
        let (which, values) = match filter.of_reports() {
            Some(condition) => (condition.sql, condition.values),
            None => {
                let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
                (format!("d.doc IN (SELECT m.doc FROM mention m WHERE {sql})"), values)
            }
        };
        let sql = format!("SELECT d.id FROM document d WHERE {which} ORDER BY d.published, d.id");
        self.all(&sql, values, |row| row.get(0))
    }

    /// The words of some spans of a report, and the sentence or sentences that they stand in.
    ///
    /// # Errors
    /// Of the database.
    pub fn words(
        &self,
        report: Option<&str>,
        spans: &[Pair],
    ) -> Result<Option<(String, String)>, StoreError> {
        let Some(report) = report else { return Ok(None) };
        let found: Vec<(String, Vec<u8>)> = self.all(
            "SELECT text, record FROM document WHERE id = ?1",
            vec![Sql::Text(report.to_owned())],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let Some((text, packed)) = found.into_iter().next() else { return Ok(None) };
        let letters = Letters::new(&text);
        let record = crate::store::unpack(&packed)?;
        let holds = |sentence: &&Pair| {
            spans.iter().any(|span| span[0] < sentence[1] && sentence[0] < span[1])
        };
        let sentences: Vec<Pair> = record.sentences.iter().filter(holds).copied().collect();
        Ok(Some((one_line(&letters.phrase(spans)), one_line(&letters.phrase(&sentences)))))
    }

    /// How many events [`Store::events`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_events(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let sql = format!("SELECT count(DISTINCT m.event) FROM mention m WHERE {sql}");
        Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    pub(crate) fn event_row(&self, id: i64) -> Result<EventRow, StoreError> {
        let (mention, mut row) = self
            .db
            .prepare_cached(&format!(
                "SELECT m.mention, e.id, e.type, m.mode, e.status, e.date_start, e.date_end, p.name, p.country, p.admin1, p.lat,
                        p.lon, p.geonameid, e.n_reports, e.n_assert, e.n_deny, e.n_doubt, e.disputed, e.first_seen, e.last_seen,
                        m.trigger_text, m.sentence_start, m.sentence_end, d.text, d.id, d.publisher, d.url, e.story, m.state,
                        m.confidence, e.deaths_low, e.deaths_high {OF_EVENT}"
            ))?
            .query_row([id], |row| {
                let sentence: Pair = [row.get::<_, i64>(21)? as usize, row.get::<_, i64>(22)? as usize];
                let text: String = row.get(23)?;
                Ok((
                    row.get::<_, i64>(0)?,
                    EventRow {
                        id: row.get(1)?,
                        r#type: row.get(2)?,
                        mode: row.get(3)?,
                        status: row.get(4)?,
                        date_start: row.get(5)?,
                        date_end: row.get(6)?,
                        place: row.get(7)?,
                        country: row.get(8)?,
                        admin1: row.get(9)?,
                        lat: row.get(10)?,
                        lon: row.get(11)?,
                        geonameid: row.get(12)?,
                        reports: row.get(13)?,
                        sources: row.get(14)?,
                        denied_by: row.get(15)?,
                        doubted_by: row.get(16)?,
                        disputed: row.get(17)?,
                        first_seen: row.get(18)?,
                        last_seen: row.get(19)?,
                        trigger: row.get(20)?,
                        sentence: one_line(Letters::new(&text).words(sentence)),
                        report: row.get(24)?,
                        outlet: row.get(25)?,
                        url: row.get(26)?,
                        story: row.get(27)?,
                        state: row.get(28)?,
                        confidence: row.get(29)?,
                        deaths_low: row.get(30)?,
                        deaths_high: row.get(31)?,
                        ..EventRow::default()
                    },
                ))
            })?;
        row.actors = self.participants(mention, "actor")?;
        row.recipients = self.participants(mention, "recipient")?;
        row.speakers = self.list(
            "SELECT DISTINCT n.name FROM mention m JOIN mention_claim USING (mention) JOIN claim c USING (claim)
             JOIN actor a ON a.actor = c.speaker JOIN entity n USING (entity) WHERE m.event = ?1 ORDER BY n.name",
            id,
        )?;
        Ok(row)
    }

    /// What exports ask of an event beyond its row.
    pub(crate) fn told(&self, id: i64) -> Result<Told, StoreError> {
        let (mention, place, mut told) = self
            .db
            .prepare_cached(&format!(
                "SELECT m.mention, m.key, m.cameo, m.contexts, m.doc, m.sentence_start, d.title, d.published, d.language,
                        p.feature, p.radius_km, e.place {OF_EVENT}"
            ))?
            .query_row([id], |row| {
                let contexts: String = row.get(3)?;
                let told = Told {
                    mention: row.get(1)?,
                    cameo: row.get(2)?,
                    contexts: serde_json::from_str(&contexts).unwrap_or_default(),
                    doc: row.get(4)?,
                    sentence_start: row.get::<_, i64>(5)? as usize,
                    title: row.get(6)?,
                    published: row.get(7)?,
                    language: row.get(8)?,
                    feature: row.get(9)?,
                    radius_km: row.get(10)?,
                    ..Told::default()
                };
                Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(11)?, told))
            })?;
        told.actors = self.parties(mention, "actor")?;
        told.recipients = self.parties(mention, "recipient")?;
        if let Some(place) = place {
            // The plus keeps SQLite to the report: it has few places, but a city has many reports.
            told.place_words = self
                .list_of(
                    "SELECT name FROM toponym WHERE doc = ?1 AND +place = ?2 ORDER BY toponym LIMIT 1",
                    vec![Sql::Integer(told.doc), Sql::Integer(place)],
                )?
                .pop();
        }
        (told.n_mentions, told.n_outlets, told.added) = self
            .db
            .prepare_cached(
                "SELECT count(*), count(DISTINCT coalesce(d.publisher, d.id)), min(d.added)
                 FROM mention m JOIN document d USING (doc) WHERE m.event = ?1",
            )?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        // Mentions that rest on one source have one voice; without such a name each report is its
        // own.
        let deaths: Vec<i64> = self.all(
            "SELECT CAST(q.value AS INTEGER) AS dead FROM quantity q JOIN mention m USING (mention) WHERE m.event = ?1
             AND q.role = 'killed' GROUP BY dead ORDER BY count(DISTINCT coalesce(m.source, 'report ' || m.doc)) DESC, dead",
            vec![Sql::Integer(id)],
            |row| row.get(0),
        )?;
        told.deaths_best = deaths.first().copied();
        Ok(told)
    }

    fn list_of(&self, sql: &str, values: Vec<Sql>) -> Result<Vec<String>, StoreError> {
        self.all(sql, values, |row| row.get(0))
    }

    fn parties(&self, mention: i64, role: &str) -> Result<Vec<Party>, StoreError> {
        self.all(
            "SELECT n.entity, n.key, coalesce(n.name, p.words), p.words, a.kind, a.sector, a.country, a.role, a.ref, a.corrected
             FROM participant p LEFT JOIN entity n USING (entity) LEFT JOIN actor a ON a.actor = p.actor
             WHERE p.mention = ?1 AND p.role = ?2 ORDER BY p.n",
            vec![Sql::Integer(mention), Sql::Text(role.to_owned())],
            |row| {
                let (entity, key): (Option<i64>, Option<String>) = (row.get(0)?, row.get(1)?);
                let corrected = row.get::<_, Option<bool>>(9)?.unwrap_or_default();
                let (name, words): (String, String) = (row.get(2)?, row.get(3)?);
                Ok(Party {
                    entity: entity.zip(key),
                    name: one_line(&name),
                    words: one_line(&words),
                    kind: row.get(4)?,
                    sector: row.get(5)?,
                    country: row.get(6)?,
                    role: row.get(7)?,
                    of_record: row.get::<_, Option<String>>(8)?.filter(|_| !corrected),
                })
            },
        )
    }

    /// The record of a report as its model read it.
    pub(crate) fn record(&self, doc: i64) -> Result<crate::record::Record, StoreError> {
        let packed: Vec<u8> = self
            .db
            .prepare_cached("SELECT record FROM document WHERE doc = ?1")?
            .query_row([doc], |row| row.get(0))?;
        crate::store::unpack(&packed)
    }

    /// Rows and ids of the reports with a mention (or, where `claims` is true, also a claim) that
    /// the filter finds, by day of publication and id; of all reports where it asks for nothing.
    pub(crate) fn reports_with(
        &self,
        filter: &Filter,
        claims: bool,
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let Condition { sql, mut values } = filter.on_mentions(&self.db)?.or_all();
        let mut which = format!("doc IN (SELECT m.doc FROM mention m WHERE {sql})");
        if claims {
            let of_claims = filter.on_claims(&self.db)?.or_all();
            which.push_str(&format!(
                " OR doc IN (SELECT c.doc FROM claim c WHERE {})",
                of_claims.sql
            ));
            values.extend(of_claims.values);
        }
        if filter.is_empty() {
            (which, values) = ("1".to_owned(), Vec::new());
        }
        let sql = format!("SELECT doc, id FROM document WHERE {which} ORDER BY published, id");
        self.all(&sql, values, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// [`Store::mentions`] of one report.
    pub(crate) fn mentions_in(
        &self,
        doc: i64,
        filter: &Filter,
    ) -> Result<Vec<MentionRow>, StoreError> {
        self.mentions_where(
            filter.on_mentions(&self.db)?.or_all(),
            Within::Report(doc),
            Page::default(),
        )
    }

    /// [`Store::claims`] of one report.
    pub(crate) fn claims_in(&self, doc: i64, filter: &Filter) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(
            filter.on_claims(&self.db)?.or_all(),
            Within::Report(doc),
            Page::default(),
        )
    }

    /// A report's head and text: id, title, author, publisher, url, day of publication, language,
    /// text, and the SHA-256 of the text in hexadecimal digits.
    pub(crate) fn head(&self, doc: i64) -> Result<Head, StoreError> {
        let found = self
            .db
            .prepare_cached(
                "SELECT id, title, author, publisher, url, published, language, text, lower(hex(hash)) FROM document
                 WHERE doc = ?1",
            )?
            .query_row([doc], |row| {
                Ok(Head {
                    id: row.get(0)?,
                    title: row.get(1)?,
                    author: row.get(2)?,
                    publisher: row.get(3)?,
                    url: row.get(4)?,
                    published: row.get(5)?,
                    language: row.get(6)?,
                    text: row.get(7)?,
                    sha256: row.get(8)?,
                })
            })?;
        Ok(found)
    }

    /// For each mention of a report that stands under claims which nobody rejected, its key and the
    /// keys of those.
    pub(crate) fn claims_of_mentions(&self, doc: i64) -> Result<Vec<(String, String)>, StoreError> {
        self.all(
            "SELECT m.key, c.key FROM mention m JOIN mention_claim USING (mention) JOIN claim c USING (claim)
             WHERE m.doc = ?1 AND c.state <> 'rejected' ORDER BY m.mention, c.claim",
            vec![Sql::Integer(doc)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }

    /// For each mention of a report its parties: key of the mention, `actor` or `recipient`, key
    /// and name of the actor, which is nobody where the words refer to none.
    pub(crate) fn parties_in(&self, doc: i64) -> Result<Vec<InRole>, StoreError> {
        self.all(
            "SELECT m.key, p.role, n.key, coalesce(n.name, p.words) FROM mention m JOIN participant p USING (mention)
             LEFT JOIN entity n ON n.entity = p.entity WHERE m.doc = ?1 ORDER BY m.mention, p.role, p.n",
            vec![Sql::Integer(doc)],
            |row| {
                let name: String = row.get(3)?;
                Ok(InRole {
                    mention: row.get(0)?,
                    role: row.get(1)?,
                    actor: row.get(2)?,
                    name: one_line(&name),
                })
            },
        )
    }

    /// For each mention of a report that has a place on the map or by name: key of the mention, and
    /// the place's key, name, latitude, longitude, country and GeoNames id.
    pub(crate) fn places_in(&self, doc: i64) -> Result<Vec<(String, Spot)>, StoreError> {
        self.all(
            "SELECT m.key, p.key, p.name, p.lat, p.lon, p.country, p.geonameid FROM mention m JOIN place p USING (place)
             WHERE m.doc = ?1 ORDER BY m.mention",
            vec![Sql::Integer(doc)],
            |row| {
                let spot = Spot {
                    key: row.get(1)?,
                    name: row.get(2)?,
                    lat: row.get(3)?,
                    lon: row.get(4)?,
                    country: row.get(5)?,
                    geonameid: row.get(6)?,
                };
                Ok((row.get(0)?, spot))
            },
        )
    }

    /// For each claim of a report whose speaker can be told: key of the claim, key and name of the
    /// speaker.
    pub(crate) fn speakers_in(
        &self,
        doc: i64,
    ) -> Result<Vec<(String, String, String)>, StoreError> {
        self.all(
            "SELECT c.key, n.key, n.name FROM claim c JOIN actor a ON a.actor = c.speaker JOIN entity n USING (entity)
             WHERE c.doc = ?1 ORDER BY c.claim",
            vec![Sql::Integer(doc)],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
    }

    /// Actors of a report, by key.
    pub(crate) fn actors_in(&self, doc: i64) -> Result<Vec<Someone>, StoreError> {
        self.all(
            "SELECT DISTINCT n.entity, n.key, n.name, n.kind, n.country FROM actor a JOIN entity n USING (entity)
             WHERE a.doc = ?1 ORDER BY n.key",
            vec![Sql::Integer(doc)],
            |row| {
                Ok(Someone {
                    entity: row.get(0)?,
                    key: row.get(1)?,
                    name: row.get(2)?,
                    kind: row.get(3)?,
                    country: row.get(4)?,
                })
            },
        )
    }

    /// Names of the places of a report, as the map calls them.
    pub(crate) fn place_names_in(&self, doc: i64) -> Result<Vec<String>, StoreError> {
        self.list(
            "SELECT DISTINCT p.name FROM toponym t JOIN place p USING (place) WHERE t.doc = ?1 ORDER BY p.name",
            doc,
        )
    }

    /// Rows of the reports that tell an event, by day of publication and id.
    pub(crate) fn reports_of(&self, event: i64) -> Result<Vec<i64>, StoreError> {
        self.all(
            "SELECT DISTINCT d.doc FROM mention m JOIN document d USING (doc) WHERE m.event = ?1 ORDER BY d.published, d.id",
            vec![Sql::Integer(event)],
            |row| row.get(0),
        )
    }

    /// Names of the models that read the reports which the filter finds.
    pub(crate) fn models(&self, filter: &Filter) -> Result<Vec<String>, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let (which, values) = match filter.is_empty() {
            true => ("1".to_owned(), Vec::new()),
            false => (format!("doc IN (SELECT m.doc FROM mention m WHERE {sql})"), values),
        };
        let sql = format!(
            "SELECT name FROM model WHERE model IN (SELECT model FROM document WHERE {which}) ORDER BY name"
        );
        self.list_of(&sql, values)
    }

    /// Names of those who fill a role of a mention: the actor's name, or the words where nobody is referred to.
    fn participants(&self, mention: i64, role: &str) -> Result<Vec<String>, StoreError> {
        self.all(
            "SELECT coalesce(n.name, p.words) FROM participant p LEFT JOIN entity n USING (entity)
             WHERE p.mention = ?1 AND p.role = ?2 ORDER BY p.n",
            vec![Sql::Integer(mention), Sql::Text(role.to_owned())],
            |row| row.get::<_, String>(0).map(|words| one_line(&words)),
        )
    }

    /// Mentions for which the filter holds, by day of publication, report and place in it.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn mentions(&self, filter: &Filter, page: Page) -> Result<Vec<MentionRow>, StoreError> {
        self.mentions_where(filter.on_mentions(&self.db)?.or_all(), Within::of(filter), page)
    }

    /// [`Store::mentions`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn mentions_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<MentionRow>, StoreError> {
        let which = filter.on_mentions(&self.db)?.or_all();
        let (ids, total) =
            self.in_order("mention", "x.sentence_start, x.key", which, Within::of(filter), page)?;
        // Where all are wanted, or the page lies beyond the last, nobody has counted yet.
        let total = if total == 0 { self.count_mentions(filter)? } else { total };
        let rows = ids.into_iter().map(|id| self.mention_row(id)).collect::<Result<_, _>>()?;
        Ok(Listed { total, rows })
    }

    fn mentions_where(
        &self,
        which: Condition,
        within: Within,
        page: Page,
    ) -> Result<Vec<MentionRow>, StoreError> {
        let (ids, _) = self.in_order("mention", "x.sentence_start, x.key", which, within, page)?;
        ids.into_iter().map(|id| self.mention_row(id)).collect()
    }

    /// Rows of the mentions or claims (`m` or `c` in the condition) for which it holds, in the order of their reports;
    /// and of [`Within::Some`], where there is one on this page, how many there are.
    fn in_order(
        &self,
        table: &str,
        then: &str,
        which: Condition,
        within: Within,
        page: Page,
    ) -> Result<(Vec<i64>, u64), StoreError> {
        let Condition { sql, mut values } = which;
        let letter = &table[..1];
        let page = page.sql();
        let sql = match within {
            Within::Report(doc) => {
                values.push(Sql::Integer(doc));
                let then = then.replace("x.", &format!("{letter}."));
                format!(
                    "SELECT {letter}.{table}, 0 FROM {table} {letter} WHERE ({sql}) AND {letter}.doc = ? ORDER BY {then}{page}"
                )
            }
            // Reports are walked through in order in an index, so that nothing is sorted but what one report tells.
            // Where all fit, the walk soon has its fill.
            Within::All => format!(
                "SELECT {letter}.{table}, 0 FROM document d INDEXED BY document_published CROSS JOIN {table} {letter} USING (doc)
                 WHERE {sql} ORDER BY d.published, d.id, {}{page}",
                then.replace("x.", &format!("{letter}."))
            ),
            // The plus keeps SQLite from trying every row found for each report.
            Within::Some => format!(
                "WITH found AS MATERIALIZED (SELECT {letter}.{table}, {letter}.doc FROM {table} {letter} WHERE {sql})
                 SELECT x.{table}, (SELECT count(*) FROM found) FROM document d INDEXED BY document_published CROSS JOIN {table} x ON x.doc = d.doc
                 WHERE d.doc IN (SELECT doc FROM found) AND +x.{table} IN (SELECT {table} FROM found)
                 ORDER BY d.published, d.id, {then}{page}"
            ),
        };
        let (mut ids, mut total) = (Vec::new(), 0);
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
            total = row.get(1)?;
        }
        Ok((ids, total))
    }

    pub(crate) fn mention_row(&self, mention: i64) -> Result<MentionRow, StoreError> {
        let sql = "SELECT m.key, e.id, m.type, m.mode, m.cameo, m.contexts, m.status, m.date_start, m.date_end,
                    m.date_precision, p.name, p.country, m.trigger_text, m.trigger, m.sentence_start, m.sentence_end, d.text, d.id,
                    d.publisher, d.published, d.url, m.source, m.state, m.confidence,
                    (SELECT name FROM model WHERE model.model = m.model)
             FROM mention m JOIN document d USING (doc) LEFT JOIN event e USING (event) LEFT JOIN place p ON p.place = m.place
             WHERE m.mention = ?1";
        let mut row = self.db.prepare_cached(sql)?.query_row([mention], |row| {
            let contexts: String = row.get(5)?;
            let sentence: Pair = [row.get::<_, i64>(14)? as usize, row.get::<_, i64>(15)? as usize];
            let (trigger, text): (String, String) = (row.get(13)?, row.get(16)?);
            Ok(MentionRow {
                id: row.get(0)?,
                event: row.get(1)?,
                r#type: row.get(2)?,
                mode: row.get(3)?,
                cameo: row.get(4)?,
                contexts: serde_json::from_str(&contexts).unwrap_or_default(),
                status: row.get(6)?,
                date_start: row.get(7)?,
                date_end: row.get(8)?,
                date_precision: row.get(9)?,
                place: row.get(10)?,
                country: row.get(11)?,
                trigger: one_line(&row.get::<_, String>(12)?),
                spans: spans(&trigger)
                    .into_iter()
                    .map(|[start, end]| Value::from(vec![start, end]))
                    .collect(),
                sentence: one_line(Letters::new(&text).words(sentence)),
                sentence_span: Value::from(sentence.to_vec()),
                report: row.get(17)?,
                outlet: row.get(18)?,
                published: row.get(19)?,
                url: row.get(20)?,
                source: row.get(21)?,
                state: row.get(22)?,
                confidence: row.get(23)?,
                model: row.get(24)?,
                ..MentionRow::default()
            })
        })?;
        row.actors = self.participants(mention, "actor")?;
        row.recipients = self.participants(mention, "recipient")?;
        row.speakers = self.list(
                "SELECT coalesce(n.name, '?') FROM mention_claim JOIN claim c USING (claim) LEFT JOIN actor a ON a.actor = c.speaker
                 LEFT JOIN entity n USING (entity) WHERE mention = ?1 ORDER BY c.claim",
                mention,
            )?;
        row.quantities = self.all(
                "SELECT coalesce(role, ''), bound, value, thing FROM quantity WHERE mention = ?1 ORDER BY n",
                vec![Sql::Integer(mention)],
                |row| {
                    let (role, bound, thing): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(3)?);
                    let value: f64 = row.get(2)?;
                    Ok(format!("{role} {bound} {value} {thing}").trim().to_owned())
                },
            )?;
        Ok(row)
    }

    /// Claims for which the filter holds, by day of publication, report and place in it.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn claims(&self, filter: &Filter, page: Page) -> Result<Vec<ClaimRow>, StoreError> {
        self.claims_where(filter.on_claims(&self.db)?.or_all(), Within::of(filter), page)
    }

    /// [`Store::claims`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn claims_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<ClaimRow>, StoreError> {
        let which = filter.on_claims(&self.db)?.or_all();
        let (ids, total) = self.in_order("claim", "x.claim", which, Within::of(filter), page)?;
        // Where all are wanted, or the page lies beyond the last, nobody has counted yet.
        let total = if total == 0 { self.count_claims(filter)? } else { total };
        let rows = ids.into_iter().map(|id| self.claim_row(id)).collect::<Result<_, _>>()?;
        Ok(Listed { total, rows })
    }

    fn claims_where(
        &self,
        which: Condition,
        within: Within,
        page: Page,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let (ids, _) = self.in_order("claim", "x.claim", which, within, page)?;
        ids.into_iter().map(|id| self.claim_row(id)).collect()
    }

    pub(crate) fn claim_row(&self, claim: i64) -> Result<ClaimRow, StoreError> {
        let sql = "SELECT c.claim, c.key, n.name, c.act, c.form, c.commitment, c.content, c.cue, c.via, d.text, d.id, d.publisher,
                    d.published, c.state, c.confidence, d.doc, (SELECT name FROM model WHERE model.model = c.model)
             FROM claim c JOIN document d USING (doc) LEFT JOIN actor a ON a.actor = c.speaker LEFT JOIN entity n USING (entity)
             WHERE c.claim = ?1";
        let (doc, mut row): (i64, ClaimRow) =
            self.db.prepare_cached(sql)?.query_row([claim], |row| {
                let (content, cue, via): (String, String, String) =
                    (row.get(6)?, row.get(7)?, row.get(8)?);
                let text: String = row.get(9)?;
                let letters = Letters::new(&text);
                Ok((
                    row.get::<_, i64>(15)?,
                    ClaimRow {
                        id: row.get(1)?,
                        speaker: row.get(2)?,
                        act: row.get(3)?,
                        form: row.get(4)?,
                        commitment: row.get(5)?,
                        content: one_line(&letters.phrase(&spans(&content))),
                        spans: serde_json::from_str(&content).unwrap_or_default(),
                        cue: one_line(&letters.phrase(&spans(&cue))),
                        via: serde_json::from_str(&via).unwrap_or_default(),
                        report: row.get(10)?,
                        outlet: row.get(11)?,
                        published: row.get(12)?,
                        state: row.get(13)?,
                        confidence: row.get(14)?,
                        model: row.get(16)?,
                        ..ClaimRow::default()
                    },
                ))
            })?;
        row.events = self.list(
                "SELECT DISTINCT e.id FROM mention_claim JOIN mention USING (mention) JOIN event e USING (event) WHERE claim = ?1 ORDER BY e.id",
                claim,
            )?;
        let mut names = Vec::new();
        for via in &row.via {
            names.extend(self.all(
                    "SELECT n.name FROM actor a JOIN entity n USING (entity) WHERE a.doc = ?1 AND a.ref = ?2",
                    vec![Sql::Integer(doc), Sql::Text(via.clone())],
                    |row| row.get::<_, String>(0),
                )?);
        }
        row.via = names;
        Ok(row)
    }

    /// Agreements whose event the filter finds, by first day.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn agreements(&self, filter: &Filter, page: Page) -> Result<Vec<AgreementRow>, StoreError> {
        let Condition { sql, values } = self.of_agreements(filter)?;
        let sql =
            format!("SELECT event FROM event WHERE {sql} ORDER BY date_start, id{}", page.sql());
        let ids: Vec<i64> = self.all(&sql, values, |row| row.get(0))?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let event = self.event_row(id)?;
            let mut row = AgreementRow {
                date: event.date_start,
                reports: event.reports,
                sources: event.sources,
                sentence: event.sentence,
                story: event.story,
                id: event.id,
                ..AgreementRow::default()
            };
            self.fill_agreement(id, &mut row)?;
            found.push(row);
        }
        Ok(found)
    }

    /// [`Store::agreements`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn agreements_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<AgreementRow>, StoreError> {
        let rows = self.agreements(filter, page)?;
        let total = page.total(rows.len(), || self.count_agreements(filter))?;
        Ok(Listed { total, rows })
    }

    /// How many rows [`Store::agreements`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_agreements(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = self.of_agreements(filter)?;
        let sql = format!("SELECT count(*) FROM event WHERE {sql}");
        Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    fn of_agreements(&self, filter: &Filter) -> Result<Condition, StoreError> {
        let agreed = "agreement AND teller IS NOT NULL";
        if filter.is_empty() {
            return Ok(Condition { sql: agreed.to_owned(), values: Vec::new() });
        }
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let sql = format!("{agreed} AND +event IN (SELECT m.event FROM mention m WHERE {sql})");
        Ok(Condition { sql, values })
    }

    fn fill_agreement(&self, event: i64, row: &mut AgreementRow) -> Result<(), StoreError> {
        let parts: Vec<(i64, String, String, String, String, String)> = self.all(
            "SELECT g.doc, g.parties, g.terms, g.reactions, d.text, d.id FROM agreement g JOIN mention m USING (mention)
             JOIN document d ON d.doc = g.doc WHERE m.event = ?1 ORDER BY d.published, d.id, g.ref",
            vec![Sql::Integer(event)],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
        )?;
        let (mut terms, mut reactions) = (Vec::new(), Vec::new());
        for (doc, parties, own_terms, own_reactions, text, report) in parts {
            let names: BTreeMap<String, String> = self
                .all(
                    "SELECT a.ref, n.name FROM actor a JOIN entity n USING (entity) WHERE a.doc = ?1",
                    vec![Sql::Integer(doc)],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )?
                .into_iter()
                .collect();
            let name = |id: &Value| id.as_str().and_then(|id| names.get(id)).cloned();
            let named = |ids: &Value| -> Vec<String> {
                ids.as_array().into_iter().flatten().filter_map(name).collect()
            };
            let letters = Letters::new(&text);
            let list = |text: &str| serde_json::from_str::<Vec<Value>>(text).unwrap_or_default();
            for side in list(&parties) {
                let side = named(&side).join(", ");
                if !side.is_empty() && !row.parties.contains(&side) {
                    row.parties.push(side);
                }
            }
            for term in list(&own_terms) {
                let span: Option<Pair> = serde_json::from_value(term["span"].clone()).ok();
                let words = span.map(|span| one_line(letters.words(span)));
                terms.push(serde_json::json!({
                    "by": named(&term["by"]), "to": named(&term["to"]), "status": term["status"], "words": words, "report": report
                }));
            }
            for reaction in list(&own_reactions) {
                reactions.push(serde_json::json!({"by": name(&reaction["by"]), "stance": reaction["stance"], "report": report}));
            }
        }
        (row.terms, row.reactions) = (terms.into(), reactions.into());
        let steps: Vec<(String, Option<String>, Value)> = self.all(
            "SELECT s.step, s.date, s.span, s.speaker, d.text, d.id, d.publisher FROM step s JOIN document d USING (doc)
             WHERE s.agreement = ?1 ORDER BY s.n",
            vec![Sql::Text(row.id.clone())],
            |row| {
                let (step, date): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let (span, text): (String, String) = (row.get(2)?, row.get(4)?);
                let span: Pair = serde_json::from_str(&span).unwrap_or_default();
                let value = serde_json::json!({
                    "step": step, "date": date, "speaker": row.get::<_, Option<String>>(3)?,
                    "words": one_line(Letters::new(&text).words(span)), "report": row.get::<_, String>(5)?,
                    "outlet": row.get::<_, Option<String>>(6)?
                });
                Ok((step, date, value))
            },
        )?;
        row.now = steps.last().map(|(step, ..)| step.clone());
        row.steps = steps.into_iter().map(|(.., value)| value).collect();
        Ok(())
    }

    /// Stories with an event that the filter finds, the newest last.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn stories(&self, filter: &Filter, page: Page) -> Result<Vec<StoryRow>, StoreError> {
        self.stories_where(self.of_stories(filter)?, page)
    }

    fn stories_where(&self, which: Condition, page: Page) -> Result<Vec<StoryRow>, StoreError> {
        let Condition { sql: which, values } = which;
        let sql = format!(
            "SELECT id, title, n_reports, n_sources, n_events, n_disputes, first_seen, last_seen FROM story WHERE {which}
             ORDER BY first_seen, id{}",
            page.sql()
        );
        let mut rows = self.all(&sql, values, |row| {
            Ok(StoryRow {
                id: row.get(0)?,
                title: row.get(1)?,
                reports: row.get(2)?,
                sources: row.get(3)?,
                events: row.get(4)?,
                disputes: row.get(5)?,
                first_seen: row.get(6)?,
                last_seen: row.get(7)?,
                outlets: Vec::new(),
            })
        })?;
        for row in &mut rows {
            let reports: Vec<(String, Option<String>)> = self.all(
                "SELECT coalesce(publisher, id), copy FROM document WHERE story = ?1 ORDER BY published, id",
                vec![Sql::Text(row.id.clone())],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let mut shared: BTreeMap<String, Vec<String>> = BTreeMap::new();
            for (outlet, copy) in reports {
                match copy {
                    Some(copy) => shared.entry(copy).or_default().push(outlet),
                    None => row.outlets.push(outlet),
                }
            }
            row.outlets
                .extend(shared.into_values().map(|outlets| format!("[{}]", outlets.join(", "))));
        }
        Ok(rows)
    }

    /// [`Store::stories`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn stories_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<StoryRow>, StoreError> {
        let rows = self.stories(filter, page)?;
        let total = page.total(rows.len(), || self.count_stories(filter))?;
        Ok(Listed { total, rows })
    }

    /// How many rows [`Store::stories`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_stories(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let sql = match filter.is_empty() {
            true => "SELECT count(*) FROM story".to_owned(),
            false => format!(
                "SELECT count(DISTINCT story) FROM event WHERE event IN (SELECT m.event FROM mention m WHERE {sql})"
            ),
        };
        let values = if filter.is_empty() { Vec::new() } else { values };
        Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    /// The story with that id.
    ///
    /// # Errors
    /// Of the database.
    pub fn story(&self, id: &str) -> Result<Option<StoryRow>, StoreError> {
        let which = Condition { sql: "id = ?".to_owned(), values: vec![Sql::Text(id.to_owned())] };
        Ok(self.stories_where(which, Page::default())?.pop())
    }

    fn of_stories(&self, filter: &Filter) -> Result<Condition, StoreError> {
        if filter.is_empty() {
            return Ok(Condition::default().or_all());
        }
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let sql = format!(
            "+id IN (SELECT story FROM event WHERE event IN (SELECT m.event FROM mention m WHERE {sql}))"
        );
        Ok(Condition { sql, values })
    }

    /// Disputes over events that the filter finds, by story and kind.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn disputes(&self, filter: &Filter, page: Page) -> Result<Vec<DisputeRow>, StoreError> {
        let Condition { sql: which, values } = self.of_disputes(filter)?;
        let sql = format!(
            "SELECT x.dispute, x.id, x.about, x.thing, e.id, e.type, x.story, x.state FROM dispute x LEFT JOIN event e USING (event)
             JOIN story s ON s.id = x.story WHERE {which} ORDER BY s.first_seen, x.story, x.about, x.id{}",
            page.sql()
        );
        let rows = self.all(&sql, values, |row| {
            let found = DisputeRow {
                id: row.get(1)?,
                about: row.get(2)?,
                thing: row.get(3)?,
                event: row.get(4)?,
                r#type: row.get(5)?,
                story: row.get(6)?,
                state: row.get(7)?,
                ..DisputeRow::default()
            };
            Ok((row.get::<_, i64>(0)?, found))
        })?;
        let mut found = Vec::with_capacity(rows.len());
        for (dispute, mut row) in rows {
            let accounts: Vec<(String, Value)> = self.all(
                "SELECT a.value, a.speaker, d.publisher, d.published, d.id, a.span, d.text, m.key, c.key FROM account a
                 JOIN document d ON d.doc = a.doc LEFT JOIN mention m ON m.mention = a.mention LEFT JOIN claim c ON c.claim = a.claim
                 WHERE a.dispute = ?1 ORDER BY a.n",
                vec![Sql::Integer(dispute)],
                |row| {
                    let (value, span, whole): (String, String, String) = (row.get(0)?, row.get(5)?, row.get(6)?);
                    let span: Pair = serde_json::from_str(&span).unwrap_or_default();
                    let text = |n: usize| row.get::<_, Option<String>>(n);
                    let account = serde_json::json!({
                        "value": value, "speaker": text(1)?, "outlet": text(2)?, "published": text(3)?, "report": text(4)?,
                        "span": span, "words": one_line(Letters::new(&whole).words(span)), "mention": text(7)?, "claim": text(8)?
                    });
                    Ok((value, account))
                },
            )?;
            for (value, account) in accounts {
                if !row.values.contains(&value) {
                    row.values.push(value);
                }
                match &mut row.accounts {
                    Value::Array(list) => list.push(account),
                    other => *other = Value::Array(vec![account]),
                }
            }
            found.push(row);
        }
        Ok(found)
    }

    /// [`Store::disputes`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn disputes_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<DisputeRow>, StoreError> {
        let rows = self.disputes(filter, page)?;
        let total = page.total(rows.len(), || self.count_disputes(filter))?;
        Ok(Listed { total, rows })
    }

    /// How many rows [`Store::disputes`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_disputes(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = self.of_disputes(filter)?;
        let sql = format!("SELECT count(*) FROM dispute x WHERE {sql}");
        Ok(self.db.prepare_cached(&sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    fn of_disputes(&self, filter: &Filter) -> Result<Condition, StoreError> {
        if filter.is_empty() {
            return Ok(Condition::default().or_all());
        }
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        Ok(Condition {
            sql: format!("x.event IN (SELECT m.event FROM mention m WHERE {sql})"),
            values,
        })
    }

    /// Actors that take part in an event for which the filter holds, or speak of one; the busiest first.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn actors(&self, filter: &Filter, page: Page) -> Result<Vec<ActorRow>, StoreError> {
        if filter.is_empty() {
            let sql = format!(
                "{ACTOR} WHERE n_reports > 0 ORDER BY n_acts + n_undergoes + n_says DESC, n_reports DESC, key{}",
                page.sql()
            );
            return self.all(&sql, Vec::new(), actor_row);
        }
        Ok(self.busy_actors(filter, page)?.rows)
    }

    /// [`Store::actors`], and how many there are in all.
    ///
    /// # Errors
    /// As there.
    pub fn actors_listed(
        &self,
        filter: &Filter,
        page: Page,
    ) -> Result<Listed<ActorRow>, StoreError> {
        if filter.is_empty() {
            let (total, rows) = (self.count_actors(filter)?, self.actors(filter, page)?);
            return Ok(Listed { total, rows });
        }
        self.busy_actors(filter, page)
    }

    fn busy_actors(&self, filter: &Filter, page: Page) -> Result<Listed<ActorRow>, StoreError> {
        let busy = self.busy(filter)?;
        let mut found = Vec::with_capacity(busy.len());
        let with = |row: &Row<'_>, busy: &Busy| {
            let Busy { acts, undergoes, says } = *busy;
            Ok::<_, rusqlite::Error>(ActorRow { acts, undergoes, says, ..actor_row(row)? })
        };
        // Few are looked up one by one, many found among all.
        if busy.len() < 500 {
            let mut statement = self.db.prepare_cached(&format!("{ACTOR} WHERE entity = ?1"))?;
            for (entity, busy) in &busy {
                found.push(statement.query_row([entity], |row| with(row, busy))?);
            }
        } else {
            let mut statement = self.db.prepare_cached(ACTOR)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if let Some(busy) = busy.get(&row.get(9)?) {
                    found.push(with(row, busy)?);
                }
            }
        }
        found.sort_by(|one, other| {
            let order = |row: &ActorRow| (-(row.acts + row.undergoes + row.says), -row.reports);
            order(one).cmp(&order(other)).then_with(|| one.id.cmp(&other.id))
        });
        let total = found.len() as u64;
        let most = page.limit.unwrap_or(usize::MAX);
        let rows = found.into_iter().skip(page.offset).take(most).collect();
        Ok(Listed { total, rows })
    }

    /// How many rows [`Store::actors`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_actors(&self, filter: &Filter) -> Result<u64, StoreError> {
        if filter.is_empty() {
            let sql = "SELECT count(*) FROM entity WHERE n_reports > 0";
            return Ok(self.db.prepare_cached(sql)?.query_row([], |row| row.get(0))?);
        }
        Ok(self.busy(filter)?.len() as u64)
    }

    /// The actor with that key, with all that it does.
    ///
    /// # Errors
    /// Of the database.
    pub fn actor(&self, key: &str) -> Result<Option<ActorRow>, StoreError> {
        let sql = format!("{ACTOR} WHERE key = ?1");
        Ok(self.all(&sql, vec![Sql::Text(key.to_owned())], actor_row)?.pop())
    }

    /// What actors do in the mentions that fit, by row.
    fn busy(&self, filter: &Filter) -> Result<HashMap<i64, Busy>, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let mut found: HashMap<i64, Busy> = HashMap::new();
        let sql = format!(
            "WITH found AS MATERIALIZED (SELECT m.mention FROM mention m WHERE {sql} ORDER BY m.mention)
             SELECT p.entity, p.role, 0 FROM found CROSS JOIN participant p USING (mention) WHERE p.entity IS NOT NULL
             UNION ALL SELECT c.entity, 'speaker', c.claim FROM found CROSS JOIN mention_claim c USING (mention)
                 WHERE c.entity IS NOT NULL"
        );
        // A claim may stand over several mentions.
        let mut claims: HashSet<i64> = HashSet::new();
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let busy = found.entry(row.get(0)?).or_default();
            match row.get_ref(1)?.as_str() {
                Ok("actor") => busy.acts += 1,
                Ok("recipient") => busy.undergoes += 1,
                _ => busy.says += i64::from(claims.insert(row.get(2)?)),
            }
        }
        Ok(found)
    }

    /// What each outlet calls the actors that a user may mean by a name or id: the words of their names and
    /// phrases (not pronouns), and those that take sides.
    ///
    /// # Errors
    /// Of the database; where nobody has that name.
    pub fn names(&self, told: &str) -> Result<Vec<NameRow>, StoreError> {
        let mut entities: Vec<(i64, String, String)> = self.all(
            "SELECT entity, key, name FROM entity WHERE key = ?1 OR known = ?1 OR name = ?1 COLLATE NOCASE ORDER BY key",
            vec![Sql::Text(told.to_owned())],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        if entities.is_empty() {
            entities = self.all(
                "SELECT entity, key, name FROM entity WHERE name LIKE '%' || ?1 || '%' ORDER BY key",
                vec![Sql::Text(told.to_owned())],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
        }
        if entities.is_empty() {
            return Err(StoreError::asked(format!(
                "no actor has the id or name {told:?}; `tacitus actors` lists them"
            )));
        }
        let mut found = Vec::new();
        for (entity, key, name) in entities {
            let rows: Vec<(Option<String>, String, String, String, String, i64)> = self.all(
                "SELECT d.publisher, d.id, d.text, a.mentions, a.called, d.doc FROM actor a JOIN document d USING (doc)
                 WHERE a.entity = ?1 ORDER BY d.publisher, d.published, d.id",
                vec![Sql::Integer(entity)],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
            )?;
            let mut counts: BTreeMap<Called, (i64, String)> = BTreeMap::new();
            for (outlet, report, text, mentions, called, doc) in rows {
                let letters = Letters::new(&text);
                for span in spans(&mentions) {
                    let words = one_line(letters.words(span));
                    if !is_pronoun(&words) {
                        let entry = counts
                            .entry((outlet.clone(), bare(&words), None, None))
                            .or_insert((0, report.clone()));
                        entry.0 += 1;
                    }
                }
                for call in serde_json::from_str::<Vec<Value>>(&called).unwrap_or_default() {
                    let words = call["words"].as_str().unwrap_or_default().to_owned();
                    let stance = call["stance"].as_str().map(str::to_owned);
                    let by = match call["by"].as_str() {
                        Some(by) => self
                            .all(
                                "SELECT n.name FROM actor a JOIN entity n USING (entity) WHERE a.doc = ?1 AND a.ref = ?2",
                                vec![Sql::Integer(doc), Sql::Text(by.to_owned())],
                                |row| row.get::<_, String>(0),
                            )?
                            .pop(),
                        None => None,
                    };
                    let times = call["mentions"].as_array().map_or(1, Vec::len) as i64;
                    counts
                        .entry((outlet.clone(), words, stance, by))
                        .or_insert((0, report.clone()))
                        .0 += times;
                }
            }
            for ((outlet, called, stance, by), (times, report)) in counts {
                found.push(NameRow {
                    id: key.clone(),
                    name: name.clone(),
                    outlet,
                    called,
                    stance,
                    by,
                    times,
                    report,
                });
            }
        }
        found.sort_by(|a, b| {
            (&a.id, &a.outlet, -a.times, &a.called, &a.by)
                .cmp(&(&b.id, &b.outlet, -b.times, &b.called, &b.by))
        });
        Ok(found)
    }

    /// How an outlet is tied to a side, as far as the tables of actors know: its name, and the side's.
    ///
    /// # Errors
    /// Of the database.
    pub fn side_of(&self, outlet: &str) -> Result<Option<String>, StoreError> {
        let found = self
            .db
            .prepare_cached("SELECT coalesce(side_name, side) FROM outlet WHERE name = ?1")?
            .query_map(params![outlet], |row| row.get::<_, Option<String>>(0))?
            .next()
            .transpose()?;
        Ok(found.flatten())
    }
}

/// Where mentions or claims are looked for.
#[derive(Clone, Copy)]
enum Within {
    /// In all reports, and all are wanted.
    All,
    /// In all reports.
    Some,
    /// In this one.
    Report(i64),
}

impl Within {
    fn of(filter: &Filter) -> Within {
        if filter.is_empty() { Within::All } else { Within::Some }
    }
}

/// What an actor does.
#[derive(Clone, Copy, Default)]
struct Busy {
    acts: i64,
    undergoes: i64,
    says: i64,
}

const ACTOR: &str = "SELECT key, name, kind, country, known, n_reports, n_acts, n_undergoes, n_says, entity FROM entity";

fn actor_row(row: &Row<'_>) -> rusqlite::Result<ActorRow> {
    Ok(ActorRow {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: row.get(2)?,
        country: row.get(3)?,
        known: row.get(4)?,
        reports: row.get(5)?,
        acts: row.get(6)?,
        undergoes: row.get(7)?,
        says: row.get(8)?,
    })
}

fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: [&str; 36] = [
        "he",
        "him",
        "his",
        "himself",
        "she",
        "her",
        "hers",
        "herself",
        "it",
        "its",
        "itself",
        "they",
        "them",
        "their",
        "theirs",
        "themselves",
        "we",
        "us",
        "our",
        "ours",
        "ourselves",
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "you",
        "your",
        "yours",
        "who",
        "whom",
        "whose",
        "which",
        "that",
        "this",
        "those",
    ];
    PRONOUNS.contains(&words.to_lowercase().as_str())
}

fn bare(words: &str) -> String {
    let lower = words.to_lowercase();
    let cut = ["the ", "a ", "an "]
        .iter()
        .find(|article| lower.starts_with(**article))
        .map_or(0, |article| article.len());
    words.get(cut..).unwrap_or(words).to_owned()
}

/// Words on one line, as a table or CSV file wants them.
pub(crate) fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
