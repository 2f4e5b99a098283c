//! Sums for a page: counts by type and country, clusters on a map, events over time, who acts on whom, what
//! outlets call people, what is least sure, and the accounts of a story side by side.
//!
//! Each sum has a row type of its own, whose fields are what a page gets as JSON. They count events of which
//! at least one mention fits the filter, as [`Store::events`] lists them.

use crate::query::{ClaimRow, MentionRow, Page};
use crate::store::Store;
use crate::{Correction, Filter, StoreError};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

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

//STUBS
#[allow(unused_variables)]
impl Store {
    /// A word that is another whenever what the store holds has changed, in whichever process.
    ///
    /// # Errors
    /// Of the database.
    pub fn version(&self) -> Result<String, StoreError> {
        todo!()
    }

    /// What the store holds, at a glance.
    ///
    /// # Errors
    /// Of the database.
    pub fn overview(&self) -> Result<Overview, StoreError> {
        todo!()
    }

    /// How the events that fit are spread over types, statuses, countries and quad classes.
    ///
    /// # Errors
    /// Of the database, and where the filter asks for what does not exist.
    pub fn facets(&self, filter: &Filter) -> Result<Facets, StoreError> {
        todo!()
    }

    /// The events that fit in clusters, for a map of that zoom (0 to 12).
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn map(&self, filter: &Filter, within: MapBox, zoom: u8) -> Result<MapCells, StoreError> {
        todo!()
    }

    /// The events that fit over time; without a step, one that gives some dozens of bins.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn histogram(&self, filter: &Filter, step: Option<Step>) -> Result<Histogram, StoreError> {
        todo!()
    }

    /// Who acts on whom in the events that fit: the `limit` busiest actors and what is between them.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn network(&self, filter: &Filter, limit: usize) -> Result<Network, StoreError> {
        todo!()
    }

    /// Whom an actor, told by its key, deals with, the most first.
    ///
    /// # Errors
    /// Of the database.
    pub fn counterparts(&self, key: &str, limit: usize) -> Result<Vec<Counterpart>, StoreError> {
        todo!()
    }

    /// The actor with that key.
    ///
    /// # Errors
    /// Of the database.
    pub fn actor(&self, key: &str) -> Result<Option<crate::query::ActorRow>, StoreError> {
        todo!()
    }

    /// The outlets of the reports that fit, with what they call whom; those with most reports first.
    ///
    /// # Errors
    /// As [`Store::facets`].
    pub fn outlets(&self, filter: &Filter) -> Result<Vec<OutletRow>, StoreError> {
        todo!()
    }

    /// What nobody has confirmed, edited or rejected, least sure first.
    ///
    /// # Errors
    /// Of the database.
    pub fn queue(&self, page: Page) -> Result<Listed<QueueRow>, StoreError> {
        todo!()
    }

    /// Terms of the filter that somebody who typed a few letters may mean, likeliest first; at most 20.
    ///
    /// # Errors
    /// Of the database.
    pub fn suggest(&self, text: &str) -> Result<Vec<Suggestion>, StoreError> {
        todo!()
    }

    /// The accounts of a story side by side.
    ///
    /// # Errors
    /// Of the database.
    pub fn matrix(&self, story: &str) -> Result<Matrix, StoreError> {
        todo!()
    }

    /// The reports of a story, by day of publication and id.
    ///
    /// # Errors
    /// Of the database.
    pub fn story_reports(&self, story: &str) -> Result<Vec<ReportRow>, StoreError> {
        todo!()
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
        todo!()
    }

    /// A report with all that is known of it.
    ///
    /// # Errors
    /// Of the database.
    pub fn report(&self, id: &str) -> Result<Option<ReportParts>, StoreError> {
        todo!()
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
    ) -> Result<Listed<crate::query::EventRow>, StoreError> {
        todo!()
    }

    /// The event with that id.
    ///
    /// # Errors
    /// Of the database.
    pub fn event(&self, id: &str) -> Result<Option<crate::query::EventRow>, StoreError> {
        todo!()
    }

    /// The story with that id.
    ///
    /// # Errors
    /// Of the database.
    pub fn story(&self, id: &str) -> Result<Option<crate::query::StoryRow>, StoreError> {
        todo!()
    }

    /// How many rows [`Store::mentions`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_mentions(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }

    /// How many rows [`Store::claims`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_claims(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }

    /// How many rows [`Store::agreements`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_agreements(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }

    /// How many rows [`Store::disputes`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_disputes(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }

    /// How many rows [`Store::stories`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_stories(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }

    /// How many rows [`Store::actors`] would give in all.
    ///
    /// # Errors
    /// As there.
    pub fn count_actors(&self, filter: &Filter) -> Result<u64, StoreError> {
        todo!()
    }
}
