//! Sums for a page: counts by type and country, clusters on a map, events over time, who acts on whom, what
//! outlets call people, what is least sure, and the accounts of a story side by side.
//!
//! Each sum has a row type of its own, whose fields are what a page gets as JSON. They count events of which
//! at least one mention fits the filter, as [`Store::events`] lists them.

use crate::filter::Condition;
use crate::query::{ClaimRow, EventRow, MentionRow, Page, one_line};
use crate::record::{Letters, Pair};
use crate::store::Store;
use crate::{Correction, Filter, KEYS, StoreError};
use jiff::civil::Date;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use tacitus_doc::{Act, EventType, Quad, Status};

/// How many events of each quad class, by the name that [`tacitus_doc::Quad`] gives it; classes without any are absent.
pub type Quads = BTreeMap<&'static str, u64>;

/// A value and how often it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The value.
    pub value: String,
    /// How often.
    pub n: u64,
}

/// A type of event and how many events are of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TypeCount {
    /// PLOVER type.
    pub r#type: String,
    /// Its quad class.
    pub quad: &'static str,
    /// Events.
    pub n: u64,
}

/// An input that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// The file and line; it may hold a path of this machine.
    pub place: String,
    /// Why.
    pub message: String,
    /// When, UTC.
    pub at: String,
}

/// What a store holds, at a glance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// Reports.
    pub reports: u64,
    /// Events across reports.
    pub events: u64,
    /// Mentions of events.
    pub mentions: u64,
    /// Attributed statements.
    pub claims: u64,
    /// Stories.
    pub stories: u64,
    /// Disputes.
    pub disputes: u64,
    /// Events that are agreements.
    pub agreements: u64,
    /// Actors.
    pub actors: u64,
    /// First day on which something happened, or, where no event has a day, of publication.
    pub first: Option<String>,
    /// Last such day.
    pub last: Option<String>,
    /// Events by type, most first.
    pub types: Vec<TypeCount>,
    /// Events by country, most first.
    pub countries: Vec<Count>,
    /// Reports by the model that read them, most first.
    pub models: Vec<Count>,
    /// Inputs that could not be read.
    pub failures: Vec<Failure>,
    /// Reports that are not yet compared with the others.
    pub n_dirty: u64,
}

/// How the events that fit are spread; at most 50 values of each, most first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Events that fit.
    pub total: u64,
    /// By PLOVER type.
    pub types: Vec<Count>,
    /// By whether they happened.
    pub statuses: Vec<Count>,
    /// By country.
    pub countries: Vec<Count>,
    /// By quad class.
    pub quads: Vec<Count>,
}

/// A part of the map in degrees; where `west` is greater than `east`, it lies across the date line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MapBox {
    /// Western edge.
    pub west: f64,
    /// Southern edge.
    pub south: f64,
    /// Eastern edge.
    pub east: f64,
    /// Northern edge.
    pub north: f64,
}

/// Events that fit, in clusters on a grid.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapCells {
    /// Events that fit.
    pub total: u64,
    /// Those of them that have a point on the map.
    pub placed: u64,
    /// Those of them that have one outside the part asked for.
    pub outside: u64,
    /// The clusters within it, those of most events first.
    pub cells: Vec<MapCell>,
}

/// Events that lie near each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapCell {
    /// The middle of the events, degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Events.
    pub n: u64,
    /// By quad class.
    pub quads: Quads,
    /// Where there is one event alone, its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where there is one event alone, its type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// Where all events are at one place, its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Where all events are at one place, how vague it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius_km: Option<f64>,
    /// West, south, east and north of the places in it.
    pub bbox: [f64; 4],
    /// Name of the place with most events.
    pub label: String,
    /// Places in it.
    pub places: u64,
}

/// The width of a bin on a line of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// A day.
    Day,
    /// Seven days from Monday on.
    Week,
    /// A month of the calendar.
    Month,
    /// A year of the calendar.
    Year,
}

impl Step {
    /// The step of that name: day, week, month, year.
    pub fn parse(text: &str) -> Option<Step> {
        match text {
            "day" => Some(Step::Day),
            "week" => Some(Step::Week),
            "month" => Some(Step::Month),
            "year" => Some(Step::Year),
            _ => None,
        }
    }
}

/// Events that fit, over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Histogram {
    /// The width of the bins.
    pub step: Step,
    /// Events of which no day is known.
    pub undated: u64,
    /// The bins that hold something, in order.
    pub bins: Vec<Bin>,
}

/// Events of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bin {
    /// The first of the days.
    pub start: String,
    /// Events.
    pub n: u64,
    /// By quad class.
    pub quads: Quads,
}

/// Who acts on whom in the events that fit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Network {
    /// Actors, the busiest first.
    pub nodes: Vec<Node>,
    /// Pairs of them, the busiest first.
    pub links: Vec<Link>,
    /// Actors that have a counterpart, also those left out.
    pub total: u64,
}

/// An actor that has a counterpart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its key.
    pub id: String,
    /// Its name.
    pub name: String,
    /// person, government, armed_group ...
    pub kind: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Events in which it acts or is acted upon.
    pub n: u64,
}

/// What one does to another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Key of who acts.
    pub source: String,
    /// Key of who is acted upon.
    pub target: String,
    /// Events of the two conflict classes.
    pub conflict: u64,
    /// Events of the two cooperation classes.
    pub cooperation: u64,
    /// Events.
    pub n: u64,
    /// By type, most first.
    pub types: Vec<TypeCount>,
    /// First day.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
}

/// Whom an actor deals with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counterpart {
    /// Key of the other.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Events in which the actor acts on it.
    pub acts: u64,
    /// Events in which it acts on the actor.
    pub undergoes: u64,
    /// Of both, events of the two conflict classes.
    pub conflict: u64,
    /// Of both, events of the two cooperation classes.
    pub cooperation: u64,
}

/// An outlet, and what it calls whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OutletRow {
    /// Its name; nothing for reports that name none.
    pub outlet: Option<String>,
    /// Whose side it is on, as far as the tables of actors know.
    pub side: Option<String>,
    /// Reports that fit.
    pub reports: u64,
    /// Stories that they belong to.
    pub stories: u64,
    /// Those of them whose text other reports share.
    pub copied: u64,
    /// Words that take sides, most used first; at most 50.
    pub names: Vec<SidedName>,
}

/// Words that take sides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SidedName {
    /// Name of whom they are used of.
    pub actor: String,
    /// Its key.
    pub id: String,
    /// The words.
    pub called: String,
    /// `for`, `against` or nothing.
    pub stance: Option<String>,
    /// How often.
    pub times: u64,
    /// A report that does.
    pub report: String,
}

/// Something that a person might look at, because it is not sure.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct QueueRow {
    /// `mention`, `claim`, `dispute`.
    pub kind: &'static str,
    /// Its key.
    pub id: String,
    /// How sure it is; nothing for a dispute, which stands among what is half sure.
    pub confidence: Option<f64>,
    /// PLOVER type of a mention, act of a claim, what a dispute is about.
    pub label: String,
    /// The sentence, or the words of a claim; the values of a dispute.
    pub sentence: String,
    /// According to whom; empty for the report's own voice.
    pub speakers: Vec<String>,
    /// Id of the report.
    pub report: Option<String>,
    /// Outlet of the report.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// The words that it rests on, in code points.
    pub span: Option<[usize; 2]>,
    /// Id of the event.
    pub event: Option<String>,
    /// Id of the story.
    pub story: Option<String>,
}

/// A term of the filter that somebody who typed a few letters may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The term: `actor:"Kesh Front"`.
    pub term: String,
    /// How to call it.
    pub label: String,
    /// actor, place, type, country, outlet, key.
    pub kind: &'static str,
}

/// The accounts of a story side by side.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Matrix {
    /// What is told.
    pub slots: Vec<Slot>,
    /// Who tells.
    pub speakers: Vec<Speaker>,
    /// Who says what of it. A pair that stands nowhere is silence.
    pub cells: Vec<MatrixCell>,
}

/// Something that is told: an event, or what is disputed of one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// Id of the event, or of the dispute.
    pub id: String,
    /// `event`, or what the dispute is about: number, who, whether, when, where, claim.
    pub about: String,
    /// What it is, in short.
    pub label: String,
    /// Id of the event.
    pub event: Option<String>,
}

/// Who gives an account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// Its name within the matrix: key of an actor, or `outlet:` and the outlet.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is an outlet that speaks with its own voice.
    pub outlet: bool,
}

/// One account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MatrixCell {
    /// Of what.
    pub slot: String,
    /// Whose.
    pub speaker: String,
    /// `assert`, `deny`, `doubt`.
    pub stance: &'static str,
    /// What it says, in short, where values are told.
    pub value: Option<String>,
    /// Its words.
    pub words: String,
    /// Id of the report.
    pub report: String,
    /// Outlet of the report.
    pub outlet: Option<String>,
    /// Where the words stand, in code points.
    pub span: [usize; 2],
    /// Day of publication.
    pub published: Option<String>,
}

/// A report in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportRow {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The name of the text that it shares with others: the id of the first of them.
    pub copy_of: Option<String>,
    /// The story.
    pub story: Option<String>,
    /// Events that it tells.
    pub events: u64,
    /// Claims in it.
    pub claims: u64,
}

/// A report with all that is known of it.
#[derive(Clone, Debug, Default)]
pub struct ReportParts {
    /// Its head.
    pub head: ReportRow,
    /// Its text.
    pub text: String,
    /// Its record as corrected: a line of the wire format.
    pub record: Value,
    /// Events that it tells, rejected ones too.
    pub mentions: Vec<MentionRow>,
    /// Claims in it, rejected ones too.
    pub claims: Vec<ClaimRow>,
    /// Corrections to it, oldest first.
    pub corrections: Vec<Correction>,
}

/// A page of a list, and how many rows the whole list has.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Listed<T> {
    /// Rows of the whole list.
    pub total: u64,
    /// Those asked for.
    pub rows: Vec<T>,
}

/// In which order events come. Whatever is the same comes by first day and id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventSort {
    column: EventColumn,
    descending: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum EventColumn {
    #[default]
    Date,
    Sources,
    Reports,
    Deaths,
    Type,
    Status,
    Country,
    Confidence,
    FirstSeen,
    LastSeen,
}

impl EventSort {
    /// The names that [`EventSort::parse`] knows; each may have a minus before it.
    pub const NAMES: [&'static str; 10] = [
        "date",
        "sources",
        "reports",
        "deaths",
        "type",
        "status",
        "country",
        "confidence",
        "first_seen",
        "last_seen",
    ];

    /// Reads `date`, `-date`, `sources` ...: a minus turns the order round.
    ///
    /// # Errors
    /// Where there is no such order; the message says which there are.
    pub fn parse(text: &str) -> Result<EventSort, StoreError> {
        use EventColumn as C;
        const COLUMNS: [EventColumn; 10] = [
            C::Date,
            C::Sources,
            C::Reports,
            C::Deaths,
            C::Type,
            C::Status,
            C::Country,
            C::Confidence,
            C::FirstSeen,
            C::LastSeen,
        ];
        let name = text.strip_prefix('-').unwrap_or(text);
        let found = EventSort::NAMES.iter().zip(COLUMNS).find(|(own, _)| **own == name);
        match found {
            Some((_, column)) => Ok(EventSort { column, descending: name != text }),
            None => Err(StoreError::asked(format!(
                "events cannot be sorted by {text:?}; sort by one of {}",
                EventSort::NAMES.join(", ")
            ))),
        }
    }
}

/// How many values of a facet are told.
const MOST_VALUES: usize = 50;

/// How many words that take sides are told of one outlet.
const MOST_NAMES: usize = 50;

/// How many events of a story get a row in its matrix.
const MOST_SLOTS: i64 = 200;

/// How many terms are suggested.
const MOST_TERMS: usize = 20;

/// Where a dispute stands among what is unsure: two accounts against each other are half sure.
const DISPUTE: f64 = 0.5;

/// Degrees that a cluster on the whole world's map is wide; half of that with each zoom.
const WIDE: f64 = 45.0;

/// Zooms beyond this show each place by itself.
const CLOSE: u8 = 12;

/// What a line over time holds at most, where no step is asked for.
const MOST_BINS: i64 = 64;

/// Counts words without copying those that it knows.
#[derive(Default)]
struct Tally(HashMap<String, u64>);

impl Tally {
    fn add(&mut self, word: &str) {
        match self.0.get_mut(word) {
            Some(n) => *n += 1,
            None => _ = self.0.insert(word.to_owned(), 1),
        }
    }

    /// The most frequent first, those of one number by name.
    fn counts(self) -> Vec<Count> {
        let mut counts: Vec<Count> =
            self.0.into_iter().map(|(value, n)| Count { value, n }).collect();
        counts.sort_by(|one, other| other.n.cmp(&one.n).then_with(|| one.value.cmp(&other.value)));
        counts
    }

    fn first_counts(self) -> Vec<Count> {
        let mut counts = self.counts();
        counts.truncate(MOST_VALUES);
        counts
    }

    fn types(self) -> Vec<TypeCount> {
        let counts = self.counts().into_iter();
        counts
            .map(|Count { value, n }| TypeCount { quad: quad(&value), r#type: value, n })
            .collect()
    }
}

/// The quad class of a type.
fn quad(event_type: &str) -> &'static str {
    EventType::parse(event_type).map_or("", |own| own.quad().as_str())
}

/// Numbers of events by the place of their class in [`Quad::ALL`].
#[derive(Clone, Copy, Default)]
struct Four([u64; 4]);

impl Four {
    fn add(&mut self, event_type: &str) {
        let own = EventType::parse(event_type).map(EventType::quad);
        for (quad, n) in Quad::ALL.iter().zip(&mut self.0) {
            *n += u64::from(Some(*quad) == own);
        }
    }

    fn join(&mut self, other: Four) {
        for (own, n) in self.0.iter_mut().zip(other.0) {
            *own += n;
        }
    }

    fn quads(self) -> Quads {
        let named = Quad::ALL.iter().map(|quad| quad.as_str()).zip(self.0);
        named.filter(|(_, n)| *n > 0).collect()
    }

    fn conflict(self) -> u64 {
        let named = Quad::ALL.iter().zip(self.0);
        named.filter(|(quad, _)| is_conflict(**quad)).map(|(_, n)| n).sum()
    }

    fn cooperation(self) -> u64 {
        let named = Quad::ALL.iter().zip(self.0);
        named.filter(|(quad, _)| !is_conflict(**quad)).map(|(_, n)| n).sum()
    }
}

fn is_conflict(quad: Quad) -> bool {
    matches!(quad, Quad::VerbalConflict | Quad::MaterialConflict)
}

/// A place with the events at it.
struct Spot {
    name: String,
    lat: f64,
    lon: f64,
    radius_km: Option<f64>,
    quads: Four,
    n: u64,
    /// One of its events.
    event: i64,
}

/// A condition on `e`, an event: that a mention of it fits.
fn found(store: &Store, filter: &Filter) -> Result<Condition, StoreError> {
    if filter.is_empty() {
        return Ok(Condition { sql: "e.teller IS NOT NULL".to_owned(), values: Vec::new() });
    }
    let Condition { sql, values } = filter.on_mentions(&store.db)?.or_all();
    let sql = format!("e.event IN (SELECT m.event FROM mention m WHERE {sql})");
    Ok(Condition { sql, values })
}

/// A condition on `d`, a report: that it, or a mention of it, fits.
fn found_reports(store: &Store, filter: &Filter) -> Result<Condition, StoreError> {
    if let Some(condition) = filter.of_reports() {
        return Ok(condition);
    }
    let Condition { sql, values } = filter.on_mentions(&store.db)?.or_all();
    // The plus keeps SQLite to the order of the reports: each is looked up among those found.
    Ok(Condition { sql: format!("+d.doc IN (SELECT m.doc FROM mention m WHERE {sql})"), values })
}

impl Step {
    /// The first day of the bin that a day falls into.
    fn start(self, day: Date) -> Date {
        let start = match self {
            Step::Day => Ok(day),
            Step::Week => {
                let since = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(jiff::Span::new().days(since))
            }
            Step::Month => Ok(day.first_of_month()),
            Step::Year => Ok(day.first_of_year()),
        };
        // Weeks before the first that a calendar knows begin with its first day.
        start.unwrap_or(Date::MIN)
    }

    /// The narrowest step with which so many days make no more than some dozens of bins.
    fn fitting(days: i64) -> Step {
        let steps = [(Step::Day, 1), (Step::Week, 7), (Step::Month, 30)];
        steps
            .iter()
            .find(|(_, wide)| days <= MOST_BINS * wide)
            .map_or(Step::Year, |(step, _)| *step)
    }
}

impl Store {
    /// Hands every row of a question to a function that borrows what it reads.
    fn each(
        &self,
        sql: &str,
        values: Vec<Sql>,
        mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            read(row)?;
        }
        Ok(())
    }

    fn one<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        values: Vec<Sql>,
    ) -> Result<T, StoreError> {
        Ok(self.db.prepare_cached(sql)?.query_row(params_from_iter(values), |row| row.get(0))?)
    }

    /// A word that is another whenever what the store holds has changed, in whichever process.
    ///
    /// # Errors
    /// Of the database.
    pub fn version(&self) -> Result<String, StoreError> {
        self.one(
            "SELECT coalesce((SELECT value FROM meta WHERE key = 'changes'), '0') || '-'
                 || coalesce((SELECT max(doc) FROM document), 0) || '-' || coalesce((SELECT max(n) FROM correction), 0)",
            Vec::new(),
        )
    }

    /// What the store holds, at a glance.
    ///
    /// # Errors
    /// Of the database.
    pub fn overview(&self) -> Result<Overview, StoreError> {
        let n = |sql: &str| self.one::<u64>(sql, Vec::new());
        let all = Filter::default();
        let mut types = Tally::default();
        let mut countries = Tally::default();
        let mut events = 0;
        let sql = "SELECT type, country FROM event WHERE teller IS NOT NULL";
        self.each(sql, Vec::new(), |row| {
            events += 1;
            types.add(row.get_ref(0)?.as_str()?);
            if let Some(country) = row.get_ref(1)?.as_str_or_null()? {
                countries.add(country);
            }
            Ok(())
        })?;
        let day = |end: &str| -> Result<Option<String>, StoreError> {
            let sql = format!(
                "SELECT coalesce((SELECT {end}(date_start) FROM event), (SELECT {end}(published) FROM document))"
            );
            self.one(&sql, Vec::new())
        };
        let mut models = Tally::default();
        let sql = "SELECT name, n FROM (SELECT model, count(*) AS n FROM document GROUP BY model) JOIN model USING (model)";
        self.each(sql, Vec::new(), |row| {
            models.0.insert(row.get(0)?, row.get(1)?);
            Ok(())
        })?;
        let mut failures = Vec::new();
        self.each("SELECT place, message, at FROM failure ORDER BY place", Vec::new(), |row| {
            failures.push(Failure { place: row.get(0)?, message: row.get(1)?, at: row.get(2)? });
            Ok(())
        })?;
        Ok(Overview {
            reports: n("SELECT count(*) FROM document")?,
            events,
            mentions: n("SELECT count(*) FROM mention")?,
            claims: n("SELECT count(*) FROM claim")?,
            stories: n("SELECT count(*) FROM story")?,
            disputes: n("SELECT count(*) FROM dispute")?,
            agreements: self.count_agreements(&all)?,
            actors: self.count_actors(&all)?,
            first: day("min")?,
            last: day("max")?,
            types: types.types(),
            countries: countries.counts(),
            models: models.counts(),
            failures,
            n_dirty: self.n_dirty()?,
        })
    }

    /// How the events that fit are spread over types, statuses, countries and quad classes.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        let Condition { sql, values } = found(self, filter)?;
        let sql = format!("SELECT e.type, e.status, e.country FROM event e WHERE {sql}");
        let (mut types, mut statuses, mut countries) =
            (Tally::default(), Tally::default(), Tally::default());
        let mut total = 0;
        self.each(&sql, values, |row| {
            total += 1;
            types.add(row.get_ref(0)?.as_str()?);
            statuses.add(row.get_ref(1)?.as_str()?);
            if let Some(country) = row.get_ref(2)?.as_str_or_null()? {
                countries.add(country);
            }
            Ok(())
        })?;
        let mut quads: BTreeMap<&str, u64> = BTreeMap::new();
        for (event_type, n) in &types.0 {
            *quads.entry(quad(event_type)).or_default() += n;
        }
        let quads = quads.into_iter().map(|(quad, n)| (quad.to_owned(), n)).collect();
        Ok(Facets {
            total,
            types: types.first_counts(),
            statuses: statuses.first_counts(),
            countries: countries.first_counts(),
            quads: Tally(quads).first_counts(),
        })
    }

    /// The events that fit in clusters, for a map of that zoom (0 to 12).
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn map(&self, filter: &Filter, within: MapBox, zoom: u8) -> Result<MapCells, StoreError> {
        let mut spots: HashMap<i64, Spot> = HashMap::new();
        let sql = "SELECT place, name, lat, lon, radius_km FROM place WHERE lat IS NOT NULL AND lon IS NOT NULL";
        self.each(sql, Vec::new(), |row| {
            let spot = Spot {
                name: row.get(1)?,
                lat: row.get(2)?,
                lon: row.get(3)?,
                radius_km: row.get(4)?,
                quads: Four::default(),
                n: 0,
                event: 0,
            };
            spots.insert(row.get(0)?, spot);
            Ok(())
        })?;
        let Condition { sql, values } = found(self, filter)?;
        let sql = format!("SELECT e.place, e.type, e.event FROM event e WHERE {sql}");
        let mut cells = MapCells::default();
        self.each(&sql, values, |row| {
            cells.total += 1;
            let place: Option<i64> = row.get(0)?;
            if let Some(spot) = place.and_then(|place| spots.get_mut(&place)) {
                spot.n += 1;
                spot.quads.add(row.get_ref(1)?.as_str()?);
                spot.event = row.get(2)?;
            }
            Ok(())
        })?;
        let wide = WIDE / f64::from(1_u32 << zoom.min(CLOSE));
        let mut grid: BTreeMap<(i64, i64, i64), Vec<Spot>> = BTreeMap::new();
        for (place, spot) in spots.into_iter().filter(|(_, spot)| spot.n > 0) {
            cells.placed += spot.n;
            if !within.holds(spot.lat, spot.lon) {
                cells.outside += spot.n;
                continue;
            }
            let at = |degrees: f64| (degrees / wide).floor() as i64;
            let own = if zoom > CLOSE { place } else { 0 };
            grid.entry((at(spot.lat), at(spot.lon), own)).or_default().push(spot);
        }
        for mut spots in grid.into_values() {
            spots.sort_by(|one, other| {
                other.n.cmp(&one.n).then_with(|| {
                    (&one.name, one.lat, one.lon)
                        .partial_cmp(&(&other.name, other.lat, other.lon))
                        .unwrap_or(std::cmp::Ordering::Equal)
                })
            });
            cells.cells.push(self.cell(&spots)?);
        }
        cells.cells.sort_by(|one, other| {
            let place = |cell: &MapCell| (cell.lat, cell.lon);
            let places = place(one).partial_cmp(&place(other));
            other.n.cmp(&one.n).then_with(|| places.unwrap_or(std::cmp::Ordering::Equal))
        });
        Ok(cells)
    }

    /// A cluster of places, the first of which has most events.
    fn cell(&self, spots: &[Spot]) -> Result<MapCell, StoreError> {
        let mut cell = MapCell { bbox: [180.0, 90.0, -180.0, -90.0], ..MapCell::default() };
        let mut quads = Four::default();
        for spot in spots {
            cell.n += spot.n;
            cell.lat += spot.lat * spot.n as f64;
            cell.lon += spot.lon * spot.n as f64;
            quads.join(spot.quads);
            let [west, south, east, north] = cell.bbox;
            cell.bbox =
                [west.min(spot.lon), south.min(spot.lat), east.max(spot.lon), north.max(spot.lat)];
        }
        cell.lat /= cell.n.max(1) as f64;
        cell.lon /= cell.n.max(1) as f64;
        cell.quads = quads.quads();
        cell.places = spots.len() as u64;
        if let Some(first) = spots.first() {
            cell.label.clone_from(&first.name);
            if spots.len() == 1 {
                cell.place = Some(first.name.clone());
                cell.radius_km = first.radius_km;
            }
            if cell.n == 1 {
                let (id, event_type) = self
                    .db
                    .prepare_cached("SELECT id, type FROM event WHERE event = ?1")?
                    .query_row([first.event], |row| Ok((row.get(0)?, row.get(1)?)))?;
                (cell.id, cell.r#type) = (Some(id), Some(event_type));
            }
        }
        Ok(cell)
    }

    /// The events that fit over time, by their first day; without a step, one that gives some dozens of bins.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn histogram(&self, filter: &Filter, step: Option<Step>) -> Result<Histogram, StoreError> {
        let Condition { sql, values } = found(self, filter)?;
        let sql = format!("SELECT e.date_start, e.type FROM event e WHERE {sql}");
        let mut days: HashMap<String, Four> = HashMap::new();
        let mut undated = 0;
        self.each(&sql, values, |row| {
            match row.get_ref(0)?.as_str_or_null()? {
                None => undated += 1,
                Some(day) => {
                    let event_type = row.get_ref(1)?.as_str()?;
                    match days.get_mut(day) {
                        Some(four) => four.add(event_type),
                        None => days.entry(day.to_owned()).or_default().add(event_type),
                    }
                }
            }
            Ok(())
        })?;
        let mut dated: BTreeMap<Date, Four> = BTreeMap::new();
        for (day, four) in days {
            match day.parse::<Date>() {
                Ok(day) => dated.entry(day).or_default().join(four),
                Err(_) => undated += four.0.iter().sum::<u64>(),
            }
        }
        let step = step.unwrap_or_else(|| Step::fitting(span_of_most(&dated)));
        let mut bins: BTreeMap<Date, Four> = BTreeMap::new();
        for (day, four) in dated {
            bins.entry(step.start(day)).or_default().join(four);
        }
        let bins = bins.into_iter().map(|(start, four)| Bin {
            start: start.to_string(),
            n: four.0.iter().sum(),
            quads: four.quads(),
        });
        Ok(Histogram { step, undated, bins: bins.collect() })
    }

    /// Who acts on whom in the events that fit: the `limit` busiest actors and what is between them.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn network(&self, filter: &Filter, limit: usize) -> Result<Network, StoreError> {
        #[derive(Default)]
        struct Between {
            four: Four,
            n: u64,
            types: Tally,
            first: Option<String>,
            last: Option<String>,
        }
        let Condition { sql, values } = found(self, filter)?;
        let sql = format!(
            "SELECT y.event, y.source, y.target, e.type, e.date_start, e.date_end FROM dyad y CROSS JOIN event e USING (event)
             WHERE {sql} ORDER BY y.event"
        );
        let mut pairs: HashMap<(i64, i64), Between> = HashMap::new();
        // For each actor its events, and the last of them, because one event may have several pairs.
        let mut busy: HashMap<i64, (u64, i64)> = HashMap::new();
        self.each(&sql, values, |row| {
            let (event, source, target): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            for actor in [source, target] {
                let (n, last) = busy.entry(actor).or_default();
                *n += u64::from(*last != event);
                *last = event;
            }
            let pair = pairs.entry((source, target)).or_default();
            let event_type = row.get_ref(3)?.as_str()?;
            pair.n += 1;
            pair.four.add(event_type);
            pair.types.add(event_type);
            let start = row.get_ref(4)?.as_str_or_null()?;
            let end = row.get_ref(5)?.as_str_or_null()?.or(start);
            if start.is_some_and(|day| pair.first.as_deref().is_none_or(|own| day < own)) {
                pair.first = start.map(str::to_owned);
            }
            if end.is_some_and(|day| pair.last.as_deref().is_none_or(|own| day > own)) {
                pair.last = end.map(str::to_owned);
            }
            Ok(())
        })?;
        let total = busy.len() as u64;
        let mut nodes: Vec<(i64, Node)> = Vec::with_capacity(busy.len());
        // All keys are wanted for the order of equals; where few actors are found, each is looked up.
        let mut node = |row: &Row<'_>| {
            let entity: i64 = row.get(0)?;
            if let Some((n, _)) = busy.get(&entity) {
                let own = Node {
                    id: row.get(1)?,
                    name: row.get(2)?,
                    kind: row.get(3)?,
                    country: row.get(4)?,
                    n: *n,
                };
                nodes.push((entity, own));
            }
            Ok(())
        };
        const ENTITY: &str = "SELECT entity, key, name, kind, country FROM entity";
        if busy.len() < 1000 {
            for entity in busy.keys() {
                let sql = format!("{ENTITY} WHERE entity = ?1");
                self.each(&sql, vec![Sql::Integer(*entity)], &mut node)?;
            }
        } else {
            self.each(ENTITY, Vec::new(), &mut node)?;
        }
        nodes.sort_by(|(_, one), (_, other)| {
            other.n.cmp(&one.n).then_with(|| one.id.cmp(&other.id))
        });
        nodes.truncate(limit);
        let keys: HashMap<i64, &str> =
            nodes.iter().map(|(entity, node)| (*entity, node.id.as_str())).collect();
        let mut links: Vec<Link> = pairs
            .into_iter()
            .filter_map(|((source, target), pair)| {
                Some(Link {
                    source: (*keys.get(&source)?).to_owned(),
                    target: (*keys.get(&target)?).to_owned(),
                    conflict: pair.four.conflict(),
                    cooperation: pair.four.cooperation(),
                    n: pair.n,
                    types: pair.types.types(),
                    first: pair.first,
                    last: pair.last,
                })
            })
            .collect();
        links.sort_by(|one, other| {
            other
                .n
                .cmp(&one.n)
                .then_with(|| (&one.source, &one.target).cmp(&(&other.source, &other.target)))
        });
        Ok(Network { nodes: nodes.into_iter().map(|(_, node)| node).collect(), links, total })
    }

    /// Whom an actor, told by its key, deals with, the most first.
    ///
    /// # Errors
    /// Of the database.
    pub fn counterparts(&self, key: &str, limit: usize) -> Result<Vec<Counterpart>, StoreError> {
        let mut found: HashMap<i64, (Counterpart, Four)> = HashMap::new();
        for (own, other) in [("source", "target"), ("target", "source")] {
            let sql = format!(
                "SELECT y.{other}, e.type FROM dyad y JOIN event e USING (event)
                 WHERE y.{own} = (SELECT entity FROM entity WHERE key = ?1)"
            );
            self.each(&sql, vec![Sql::Text(key.to_owned())], |row| {
                let (counterpart, four) = found.entry(row.get(0)?).or_default();
                four.add(row.get_ref(1)?.as_str()?);
                match own {
                    "source" => counterpart.acts += 1,
                    _ => counterpart.undergoes += 1,
                }
                Ok(())
            })?;
        }
        let mut rows = Vec::with_capacity(found.len());
        for (entity, (mut row, four)) in found {
            (row.id, row.name) = self
                .db
                .prepare_cached("SELECT key, name FROM entity WHERE entity = ?1")?
                .query_row([entity], |row| Ok((row.get(0)?, row.get(1)?)))?;
            (row.conflict, row.cooperation) = (four.conflict(), four.cooperation());
            rows.push(row);
        }
        rows.sort_by(|one, other| {
            let n = |row: &Counterpart| row.acts + row.undergoes;
            n(other).cmp(&n(one)).then_with(|| one.id.cmp(&other.id))
        });
        rows.truncate(limit);
        Ok(rows)
    }

    /// The outlets of the reports that fit, with what they call whom; those with most reports first.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn outlets(&self, filter: &Filter) -> Result<Vec<OutletRow>, StoreError> {
        let Condition { sql, values } = found_reports(self, filter)?;
        let mut rows: Vec<OutletRow> = Vec::new();
        let mut stories: HashSet<String> = HashSet::new();
        // For each report its outlet, by place in `rows`, and its place among the reports of that.
        let mut told: HashMap<i64, (usize, u64)> = HashMap::new();
        self.each(
            &format!(
                "SELECT d.doc, d.publisher, d.story, d.copy IS NOT NULL FROM document d WHERE {sql}
                 ORDER BY d.publisher, d.published, d.id"
            ),
            values,
            |row| {
                let outlet = row.get_ref(1)?.as_str_or_null()?;
                if rows.last().is_none_or(|last| last.outlet.as_deref() != outlet) {
                    rows.push(OutletRow {
                        outlet: outlet.map(str::to_owned),
                        ..OutletRow::default()
                    });
                    stories.clear();
                }
                let at = rows.len() - 1;
                let Some(own) = rows.last_mut() else { return Ok(()) };
                told.insert(row.get(0)?, (at, own.reports));
                own.reports += 1;
                own.copied += u64::from(row.get::<_, bool>(3)?);
                if let Some(story) = row.get_ref(2)?.as_str_or_null()?
                    && !stories.contains(story)
                {
                    stories.insert(story.to_owned());
                    own.stories += 1;
                }
                Ok(())
            },
        )?;
        // Outlet, actor, words, stance; how often, and the first report that does.
        type Use = (usize, i64, String, Option<String>);
        let mut uses: BTreeMap<Use, (u64, u64, i64)> = BTreeMap::new();
        let sql =
            "SELECT doc, entity, called FROM actor INDEXED BY actor_called WHERE called <> '[]'";
        self.each(sql, Vec::new(), |row| {
            let doc = row.get(0)?;
            let Some((at, nth)) = told.get(&doc) else { return Ok(()) };
            let called = row.get_ref(2)?.as_str()?;
            for call in serde_json::from_str::<Vec<Value>>(called).unwrap_or_default() {
                // Another's words are not the outlet's.
                if call["by"].is_string() {
                    continue;
                }
                let words = call["words"].as_str().unwrap_or_default().to_owned();
                let stance = call["stance"].as_str().map(str::to_owned);
                let times = call["mentions"].as_array().map_or(1, Vec::len) as u64;
                let of = (*at, row.get(1)?, words, stance);
                let own = uses.entry(of).or_insert((0, *nth, doc));
                own.0 += times;
                if *nth < own.1 {
                    (own.1, own.2) = (*nth, doc);
                }
            }
            Ok(())
        })?;
        let mut uses: Vec<(Use, (u64, u64, i64))> = uses.into_iter().collect();
        uses.sort_by_key(|(_, (times, nth, _))| (std::cmp::Reverse(*times), *nth));
        for ((at, entity, called, stance), (times, _, doc)) in uses {
            let Some(row) = rows.get_mut(at).filter(|row| row.names.len() < MOST_NAMES) else {
                continue;
            };
            let (id, actor) = self
                .db
                .prepare_cached("SELECT key, name FROM entity WHERE entity = ?1")?
                .query_row([entity], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let report =
                self.one("SELECT id FROM document WHERE doc = ?1", vec![Sql::Integer(doc)])?;
            row.names.push(SidedName { actor, id, called, stance, times, report });
        }
        for row in &mut rows {
            row.side = row.outlet.as_deref().map(|name| self.side_of(name)).transpose()?.flatten();
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.reports));
        Ok(rows)
    }

    /// What nobody has confirmed, edited or rejected, least sure first.
    ///
    /// # Errors
    /// Of the database.
    pub fn queue(&self, page: Page) -> Result<Listed<QueueRow>, StoreError> {
        let total = self.one(
            "SELECT (SELECT count(*) FROM mention WHERE state = 'auto') + (SELECT count(*) FROM claim WHERE state = 'auto')
                 + (SELECT count(*) FROM dispute WHERE state = 'auto')",
            Vec::new(),
        )?;
        let most = page.limit.map_or(-1, |limit| (limit + page.offset) as i64);
        let sql = format!(
            "SELECT * FROM (SELECT 0 AS kind, mention AS own, confidence AS sure, key AS name FROM mention INDEXED BY mention_unsure
                 WHERE state = 'auto' ORDER BY confidence, key LIMIT {most})
             UNION ALL SELECT * FROM (SELECT 1, claim, confidence, key FROM claim INDEXED BY claim_unsure
                 WHERE state = 'auto' ORDER BY confidence, key LIMIT {most})
             UNION ALL SELECT * FROM (SELECT 2, dispute, {DISPUTE}, id FROM dispute WHERE state = 'auto' ORDER BY id LIMIT {most})
             ORDER BY sure, kind, name{}",
            page.sql()
        );
        let mut keys: Vec<(i64, i64)> = Vec::new();
        self.each(&sql, Vec::new(), |row| {
            keys.push((row.get(0)?, row.get(1)?));
            Ok(())
        })?;
        let mut rows = Vec::with_capacity(keys.len());
        for (kind, own) in keys {
            rows.push(match kind {
                0 => self.unsure_mention(own)?,
                1 => self.unsure_claim(own)?,
                _ => self.unsure_dispute(own)?,
            });
        }
        Ok(Listed { total, rows })
    }

    fn unsure_mention(&self, mention: i64) -> Result<QueueRow, StoreError> {
        let story: Option<String> = self.one(
            "SELECT d.story FROM mention m JOIN document d USING (doc) WHERE m.mention = ?1",
            vec![Sql::Integer(mention)],
        )?;
        let row = self.mention_row(mention)?;
        let span = row.spans.get(0).and_then(|span| serde_json::from_value(span.clone()).ok());
        Ok(QueueRow {
            kind: "mention",
            id: row.id,
            confidence: Some(row.confidence),
            label: row.r#type,
            sentence: row.sentence,
            speakers: row.speakers,
            report: Some(row.report),
            outlet: row.outlet,
            published: row.published,
            span,
            event: row.event,
            story,
        })
    }

    fn unsure_claim(&self, claim: i64) -> Result<QueueRow, StoreError> {
        let story: Option<String> = self.one(
            "SELECT d.story FROM claim c JOIN document d USING (doc) WHERE c.claim = ?1",
            vec![Sql::Integer(claim)],
        )?;
        let row = self.claim_row(claim)?;
        let span = row.spans.get(0).and_then(|span| serde_json::from_value(span.clone()).ok());
        Ok(QueueRow {
            kind: "claim",
            id: row.id,
            confidence: Some(row.confidence),
            label: row.act,
            sentence: row.content,
            speakers: row.speaker.into_iter().collect(),
            report: Some(row.report),
            outlet: row.outlet,
            published: row.published,
            span,
            event: row.events.into_iter().next(),
            story,
        })
    }

    fn unsure_dispute(&self, dispute: i64) -> Result<QueueRow, StoreError> {
        let mut values: Vec<String> = Vec::new();
        let mut row = QueueRow { kind: "dispute", ..QueueRow::default() };
        self.each(
            "SELECT x.id, x.about, x.story, e.id, a.value, d.id, d.publisher, d.published, a.span, a.speaker FROM dispute x
             LEFT JOIN event e USING (event) LEFT JOIN account a USING (dispute) LEFT JOIN document d ON d.doc = a.doc
             WHERE x.dispute = ?1 ORDER BY a.n",
            vec![Sql::Integer(dispute)],
            |own| {
                if row.id.is_empty() {
                    (row.id, row.label) = (own.get(0)?, own.get(1)?);
                    (row.story, row.event) = (own.get(2)?, own.get(3)?);
                    (row.report, row.outlet, row.published) = (own.get(5)?, own.get(6)?, own.get(7)?);
                    let span: Option<String> = own.get(8)?;
                    row.span = span.and_then(|span| serde_json::from_str(&span).ok());
                }
                if let Some(value) = own.get::<_, Option<String>>(4)?
                    && !values.contains(&value)
                {
                    values.push(value);
                }
                if let Some(speaker) = own.get::<_, Option<String>>(9)?
                    && !row.speakers.contains(&speaker)
                {
                    row.speakers.push(speaker);
                }
                Ok(())
            },
        )?;
        row.sentence = values.join(" / ");
        Ok(row)
    }

    /// Terms of the filter that somebody who typed a few letters may mean, likeliest first; at most 20.
    ///
    /// # Errors
    /// Of the database.
    pub fn suggest(&self, text: &str) -> Result<Vec<Suggestion>, StoreError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let lower = text.to_lowercase();
        let term = |key: &str, value: &str| format!("{key}:\"{}\"", value.replace('"', ""));
        let mut found = Vec::new();
        for (key, help) in KEYS.iter().filter(|(key, _)| key.starts_with(&lower)) {
            found.push(Suggestion {
                term: format!("{key}:"),
                label: (*help).to_owned(),
                kind: "key",
            });
        }
        for own in
            EventType::ALL.iter().filter(|own| own.as_str().to_lowercase().starts_with(&lower))
        {
            found.push(Suggestion {
                term: format!("type:{}", own.as_str()),
                label: own.as_str().to_owned(),
                kind: "type",
            });
        }
        let escaped = lower.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let within = || vec![Sql::Text(format!("%{escaped}%")), Sql::Text(format!("{escaped}%"))];
        // A country goes by its code, and by the name that a map has for the whole of it.
        self.each(
            "SELECT country, min(name) FROM place WHERE country IS NOT NULL AND
                 ((feature LIKE 'PCL%' AND name LIKE ?1 ESCAPE '\\') OR country LIKE ?2 ESCAPE '\\')
                 AND (feature LIKE 'PCL%' OR country NOT IN (SELECT country FROM place WHERE feature LIKE 'PCL%' AND country IS NOT NULL))
             GROUP BY country ORDER BY country LIMIT 6",
            within(),
            |row| {
                let (country, name): (String, String) = (row.get(0)?, row.get(1)?);
                let known = name.to_lowercase().contains(&lower);
                let label = if known { format!("{name} ({country})") } else { country.clone() };
                found.push(Suggestion { term: format!("country:{country}"), label, kind: "country" });
                Ok(())
            },
        )?;
        // One name may stand for many: it is offered once, with those that take part most first.
        self.each(
            "SELECT name FROM (SELECT entity, name FROM entity WHERE name LIKE ?1 ESCAPE '\\'
                 ORDER BY name NOT LIKE ?2 ESCAPE '\\', length(name), name LIMIT 200) n
             GROUP BY name ORDER BY name NOT LIKE ?2 ESCAPE '\\',
                 -sum((SELECT count(*) FROM (SELECT 1 FROM participant p WHERE p.entity = n.entity LIMIT 1000))), name LIMIT 10",
            within(),
            |row| {
                let name: String = row.get(0)?;
                found.push(Suggestion { term: term("actor", &name), label: name, kind: "actor" });
                Ok(())
            },
        )?;
        self.each(
            "SELECT name FROM (SELECT place, name FROM place WHERE name LIKE ?1 ESCAPE '\\'
                 ORDER BY name NOT LIKE ?2 ESCAPE '\\', length(name), name LIMIT 200) n
             GROUP BY name ORDER BY name NOT LIKE ?2 ESCAPE '\\',
                 -sum((SELECT count(*) FROM (SELECT 1 FROM mention m WHERE m.place = n.place LIMIT 1000))), name LIMIT 8",
            within(),
            |row| {
                let name: String = row.get(0)?;
                found.push(Suggestion { term: term("place", &name), label: name, kind: "place" });
                Ok(())
            },
        )?;
        // From each outlet to the next in the index, not through all their reports.
        self.each(
            "WITH RECURSIVE own (name) AS (SELECT min(publisher) FROM document
                 UNION ALL SELECT (SELECT min(publisher) FROM document WHERE publisher > own.name) FROM own WHERE own.name IS NOT NULL)
             SELECT name FROM own WHERE name LIKE ?1 ESCAPE '\\' ORDER BY name NOT LIKE ?2 ESCAPE '\\', name LIMIT 6",
            within(),
            |row| {
                let name: String = row.get(0)?;
                found.push(Suggestion { term: term("outlet", &name), label: name, kind: "outlet" });
                Ok(())
            },
        )?;
        // What begins with the letters comes before what holds them somewhere.
        found.sort_by_key(|own| own.kind != "key" && !own.label.to_lowercase().starts_with(&lower));
        found.truncate(MOST_TERMS);
        Ok(found)
    }

    /// The accounts of a story side by side: of each event who asserts, denies or doubts it, and of each dispute who
    /// says what. Reports speak with their outlet's voice where no claim stands over a mention.
    ///
    /// # Errors
    /// Of the database.
    pub fn matrix(&self, story: &str) -> Result<Matrix, StoreError> {
        let mut matrix = Matrix::default();
        let mut names: BTreeMap<String, Speaker> = BTreeMap::new();
        let own = vec![Sql::Text(story.to_owned())];
        let mut events: Vec<(i64, String)> = Vec::new();
        self.each(
            &format!(
                "SELECT e.event, e.id, e.type, p.name, e.date_start FROM event e LEFT JOIN place p ON p.place = e.place
                 WHERE e.story = ?1 AND e.teller IS NOT NULL ORDER BY e.date_start, e.id LIMIT {MOST_SLOTS}"
            ),
            own.clone(),
            |row| {
                let id: String = row.get(1)?;
                let (event_type, place, day): (String, Option<String>, Option<String>) =
                    (row.get(2)?, row.get(3)?, row.get(4)?);
                let label: Vec<String> = [Some(event_type), place, day].into_iter().flatten().collect();
                matrix.slots.push(Slot {
                    id: id.clone(),
                    about: "event".to_owned(),
                    label: label.join(", "),
                    event: Some(id.clone()),
                });
                events.push((row.get(0)?, id));
                Ok(())
            },
        )?;
        for (event, slot) in &events {
            self.each(
                "SELECT m.status, m.sentence_start, m.sentence_end, d.text, d.id, d.publisher, d.published, c.act, n.key, n.name
                 FROM mention m JOIN document d USING (doc) LEFT JOIN mention_claim mc ON mc.mention = m.mention
                 LEFT JOIN claim c ON c.claim = mc.claim AND c.state <> 'rejected' LEFT JOIN actor a ON a.actor = c.speaker
                 LEFT JOIN entity n ON n.entity = a.entity
                 WHERE m.event = ?1 AND m.state <> 'rejected' ORDER BY d.published, d.id, m.sentence_start, m.key, c.claim",
                vec![Sql::Integer(*event)],
                |row| {
                    let span: Pair = [row.get::<_, i64>(1)? as usize, row.get::<_, i64>(2)? as usize];
                    let (report, outlet): (String, Option<String>) = (row.get(4)?, row.get(5)?);
                    let speaker: Option<String> = row.get(8)?;
                    let speaker = match speaker {
                        Some(key) => Speaker { id: key, name: row.get(9)?, outlet: false },
                        None => voice(outlet.as_ref(), &report),
                    };
                    let cell = MatrixCell {
                        slot: slot.clone(),
                        speaker: speaker.id.clone(),
                        stance: stance(row.get_ref(0)?.as_str()?, row.get_ref(7)?.as_str_or_null()?),
                        value: None,
                        words: one_line(Letters::new(row.get_ref(3)?.as_str()?).words(span)),
                        report,
                        outlet,
                        span,
                        published: row.get(6)?,
                    };
                    names.entry(speaker.id.clone()).or_insert(speaker);
                    if !matrix.cells.contains(&cell) {
                        matrix.cells.push(cell);
                    }
                    Ok(())
                },
            )?;
        }
        self.disputed_cells(own, &mut matrix, &mut names)?;
        // Those with most to say first, each actor before the outlets.
        let mut n: HashMap<&str, usize> = HashMap::new();
        for cell in &matrix.cells {
            *n.entry(cell.speaker.as_str()).or_default() += 1;
        }
        let mut speakers: Vec<Speaker> = names.into_values().collect();
        speakers.sort_by_key(|speaker| {
            (speaker.outlet, std::cmp::Reverse(n.get(speaker.id.as_str()).copied()))
        });
        matrix.speakers = speakers;
        Ok(matrix)
    }

    /// The slots and accounts of a story's disputes.
    fn disputed_cells(
        &self,
        story: Vec<Sql>,
        matrix: &mut Matrix,
        names: &mut BTreeMap<String, Speaker>,
    ) -> Result<(), StoreError> {
        // A dispute tells whose an account is by name; its key is that of the claim's speaker, where there is a claim.
        self.each(
            "SELECT x.id, x.about, x.thing, e.id, e.type, a.value, a.speaker, a.span, d.text, d.id, d.publisher, d.published, n.key,
                 c.act, m.status
             FROM dispute x JOIN account a USING (dispute) JOIN document d ON d.doc = a.doc LEFT JOIN event e ON e.event = x.event
             LEFT JOIN mention m ON m.mention = a.mention LEFT JOIN claim c ON c.claim = a.claim
             LEFT JOIN actor s ON s.actor = c.speaker LEFT JOIN entity n ON n.entity = s.entity
             WHERE x.story = ?1 ORDER BY x.about, x.id, a.n",
            story,
            |row| {
                let id: String = row.get(0)?;
                if matrix.slots.last().is_none_or(|slot| slot.id != id) {
                    let (about, thing): (String, Option<String>) = (row.get(1)?, row.get(2)?);
                    let event_type: Option<String> = row.get(4)?;
                    let label: Vec<String> =
                        [Some(about.clone()), thing, event_type].into_iter().flatten().collect();
                    matrix.slots.push(Slot {
                        id: id.clone(),
                        about,
                        label: label.join(", "),
                        event: row.get(3)?,
                    });
                }
                let span: Pair =
                    serde_json::from_str(row.get_ref(7)?.as_str()?).unwrap_or_default();
                let (report, outlet): (String, Option<String>) = (row.get(9)?, row.get(10)?);
                let (key, name): (Option<String>, Option<String>) = (row.get(12)?, row.get(6)?);
                let speaker = match (key, name) {
                    (Some(key), Some(name)) => Speaker { id: key, name, outlet: false },
                    (_, Some(name)) => {
                        let known = names.values().find(|own| !own.outlet && own.name == name);
                        let id = known.map_or_else(|| format!("name:{name}"), |own| own.id.clone());
                        Speaker { id, name, outlet: false }
                    }
                    _ => voice(outlet.as_ref(), &report),
                };
                let status = row.get_ref(14)?.as_str_or_null()?.unwrap_or_default();
                matrix.cells.push(MatrixCell {
                    slot: id,
                    speaker: speaker.id.clone(),
                    stance: stance(status, row.get_ref(13)?.as_str_or_null()?),
                    value: row.get(5)?,
                    words: one_line(Letters::new(row.get_ref(8)?.as_str()?).words(span)),
                    report,
                    outlet,
                    span,
                    published: row.get(11)?,
                });
                names.entry(speaker.id.clone()).or_insert(speaker);
                Ok(())
            },
        )
    }

    /// The reports of a story, by day of publication and id.
    ///
    /// # Errors
    /// Of the database.
    pub fn story_reports(&self, story: &str) -> Result<Vec<ReportRow>, StoreError> {
        let docs: Vec<i64> = self.all(
            "SELECT doc FROM document WHERE story = ?1 ORDER BY published, id",
            vec![Sql::Text(story.to_owned())],
            |row| row.get(0),
        )?;
        docs.into_iter().map(|doc| self.report_row(doc)).collect()
    }

    /// The reports that fit, by day of publication and id, the newest first where `newest` is true.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn reports_list(
        &self,
        filter: &Filter,
        newest: bool,
        page: Page,
    ) -> Result<Listed<ReportRow>, StoreError> {
        let turn = if newest { " DESC" } else { "" };
        let tail = format!("ORDER BY d.published{turn}, d.id{turn}{}", page.sql());
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let (sql, values, n) = match filter.of_reports() {
            Some(Condition { sql, values }) => {
                let n = self.one(&format!("SELECT count(*) FROM document d WHERE {sql}"), values.clone())?;
                (format!("SELECT d.doc, 0 FROM document d WHERE {sql} {tail}"), values, Some(n))
            }
            None => (
                format!(
                    "WITH found AS MATERIALIZED (SELECT DISTINCT m.doc FROM mention m WHERE {sql})
                     SELECT d.doc, (SELECT count(*) FROM found) FROM document d WHERE +d.doc IN (SELECT doc FROM found) {tail}"
                ),
                values,
                None,
            ),
        };
        let (mut docs, mut total) = (Vec::new(), n);
        self.each(&sql, values, |row| {
            docs.push(row.get(0)?);
            if n.is_none() {
                total = Some(row.get(1)?);
            }
            Ok(())
        })?;
        // Beyond the last page there is no row to tell it.
        let total = match total {
            Some(total) => total,
            None => {
                let Condition { sql, values } = found_reports(self, filter)?;
                self.one(&format!("SELECT count(*) FROM document d WHERE {sql}"), values)?
            }
        };
        let rows = docs.into_iter().map(|doc| self.report_row(doc)).collect::<Result<_, _>>()?;
        Ok(Listed { total, rows })
    }

    fn report_row(&self, doc: i64) -> Result<ReportRow, StoreError> {
        let sql = "SELECT id, title, publisher, published, url, copy, story,
                 (SELECT count(DISTINCT event) FROM mention m WHERE m.doc = d.doc AND state <> 'rejected'),
                 (SELECT count(*) FROM claim c WHERE c.doc = d.doc AND state <> 'rejected') FROM document d WHERE doc = ?1";
        let found = self.db.prepare_cached(sql)?.query_row([doc], |row| {
            Ok(ReportRow {
                id: row.get(0)?,
                title: row.get(1)?,
                outlet: row.get(2)?,
                published: row.get(3)?,
                url: row.get(4)?,
                copy_of: row.get(5)?,
                story: row.get(6)?,
                events: row.get(7)?,
                claims: row.get(8)?,
            })
        })?;
        Ok(found)
    }

    /// A report with all that is known of it.
    ///
    /// # Errors
    /// Of the database.
    pub fn report(&self, id: &str) -> Result<Option<ReportParts>, StoreError> {
        let found: Option<(i64, String)> = self
            .db
            .prepare_cached("SELECT doc, text FROM document WHERE id = ?1")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((doc, text)) = found else { return Ok(None) };
        // What was rejected is shown as such, so that it can be taken back.
        let any = Filter::parse("state:auto,confirmed,edited,rejected")?;
        let mut corrections = self.corrections()?;
        corrections.retain(|correction| correction.doc.as_deref() == Some(id));
        Ok(Some(ReportParts {
            head: self.report_row(doc)?,
            text,
            record: serde_json::from_str(&self.line(id)?)?,
            mentions: self.mentions_in(doc, &any)?,
            claims: self.claims_in(doc, &any)?,
            corrections,
        }))
    }

    /// Events that fit in an order of choice, and how many there are.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn events_sorted(
        &self,
        filter: &Filter,
        sort: EventSort,
        page: Page,
    ) -> Result<Listed<EventRow>, StoreError> {
        let column = sort.column.sql();
        let turn = if sort.descending { " DESC" } else { "" };
        // What is unknown comes last, but in the order of days, which has an index.
        let order = match sort.column {
            EventColumn::Date => format!("e.date_start{turn}, e.id{turn}"),
            _ => format!("{column} IS NULL, {column}{turn}, e.date_start, e.id"),
        };
        // By day the index is walked through until enough are found; the plus keeps SQLite to that.
        let plus = if sort.column == EventColumn::Date { "+" } else { "" };
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        let page = page.sql();
        let (sql, values) = match filter.is_empty() {
            true => (
                format!(
                    "SELECT e.event, (SELECT count(*) FROM event WHERE teller IS NOT NULL) FROM event e
                     WHERE e.teller IS NOT NULL ORDER BY {order}{page}"
                ),
                Vec::new(),
            ),
            false => (
                format!(
                    "WITH found AS MATERIALIZED (SELECT DISTINCT m.event FROM mention m WHERE m.event IS NOT NULL AND {sql})
                     SELECT e.event, (SELECT count(*) FROM found) FROM event e
                     WHERE {plus}e.event IN (SELECT event FROM found) ORDER BY {order}{page}"
                ),
                values,
            ),
        };
        let (mut ids, mut total) = (Vec::new(), None);
        self.each(&sql, values, |row| {
            ids.push(row.get(0)?);
            total = Some(row.get(1)?);
            Ok(())
        })?;
        // Beyond the last page there is no row to tell it.
        let total = total.map_or_else(|| self.count_events(filter), Ok)?;
        let rows = ids.into_iter().map(|id: i64| self.event_row(id)).collect::<Result<_, _>>()?;
        Ok(Listed { total, rows })
    }

    /// The event with that id.
    ///
    /// # Errors
    /// Of the database.
    pub fn event(&self, id: &str) -> Result<Option<EventRow>, StoreError> {
        let found: Option<i64> = self
            .db
            .prepare_cached("SELECT event FROM event WHERE id = ?1 AND teller IS NOT NULL")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        found.map(|event| self.event_row(event)).transpose()
    }

    /// How many rows [`Store::mentions`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_mentions(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = filter.on_mentions(&self.db)?.or_all();
        self.one(&format!("SELECT count(*) FROM mention m WHERE {sql}"), values)
    }

    /// How many rows [`Store::claims`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_claims(&self, filter: &Filter) -> Result<u64, StoreError> {
        let Condition { sql, values } = filter.on_claims(&self.db)?.or_all();
        self.one(&format!("SELECT count(*) FROM claim c WHERE {sql}"), values)
    }
}

impl MapBox {
    fn holds(&self, lat: f64, lon: f64) -> bool {
        let across = self.west > self.east;
        let beside = match across {
            true => lon >= self.west || lon <= self.east,
            false => (self.west..=self.east).contains(&lon),
        };
        beside && (self.south..=self.north).contains(&lat)
    }
}

impl EventColumn {
    fn sql(self) -> &'static str {
        match self {
            EventColumn::Date => "e.date_start",
            EventColumn::Sources => "e.n_assert",
            EventColumn::Reports => "e.n_reports",
            EventColumn::Deaths => "e.deaths_high",
            EventColumn::Type => "e.type",
            EventColumn::Status => "e.status",
            EventColumn::Country => "e.country",
            EventColumn::Confidence => "e.confidence",
            EventColumn::FirstSeen => "e.first_seen",
            EventColumn::LastSeen => "e.last_seen",
        }
    }
}

/// The days from the first to the last, without the hundredth part of events at either end: one mention of an old war
/// shall not make a line of a month a line of a century.
fn span_of_most(dated: &BTreeMap<Date, Four>) -> i64 {
    let total: u64 = dated.values().flat_map(|four| four.0).sum();
    let (mut seen, mut first, mut last) = (0, None, None);
    for (day, four) in dated {
        seen += four.0.iter().sum::<u64>();
        if first.is_none() && seen > total / 100 {
            first = Some(*day);
        }
        if last.is_none() && seen >= total - total / 100 {
            last = Some(*day);
        }
    }
    let days = first.zip(last).and_then(|(first, last)| first.until(last).ok());
    days.map_or(0, |days| i64::from(days.get_days()))
}

/// A report's own voice.
fn voice(outlet: Option<&String>, report: &String) -> Speaker {
    let name = outlet.unwrap_or(report);
    Speaker { id: format!("outlet:{name}"), name: name.clone(), outlet: true }
}

/// How a mention stands to its event, as corroboration counts sources.
fn stance(status: &str, act: Option<&str>) -> &'static str {
    match act {
        _ if status == Status::Denied.as_str() => "deny",
        Some(act) if act == Act::Deny.as_str() => "deny",
        Some(act) if [Act::Doubt.as_str(), Act::Withhold.as_str()].contains(&act) => "doubt",
        _ => "assert",
    }
}
