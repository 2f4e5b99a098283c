//! The wire format, version 1: readings as JSON Lines, with offsets in Unicode code points.
//!
//! [`write`] makes one line of a [`Reading`], [`read`] makes a `Reading` of a line. The format is
//! also that of gold annotation, which people write by hand, so `read` is lenient about what is
//! *absent* and strict about what is *there*:
//!
//! - Only `version`, `document.text` and what a type cannot do without (an event's `type`, a
//!   place's `name`) are required. An absent list is empty. An absent `confidence` is 1, `status`
//!   is `happened`, `act` is `assert`, `form` is `indirect`, `bound` is `exactly`; an absent
//!   `sentence` is the one that holds the trigger.
//! - Ids may be any words, or be left out (`a1` is then the first actor); every id that is pointed
//!   at must exist, no id may occur twice, and every offset must lie inside the text.
//! - Unknown fields are passed over, because later minor versions may add some.
//!
//! The error names the field: `claims[3].content[0]: [310, 290] runs backwards`.

use crate::document::{DocId, Document, Source};
use crate::ids::Id;
use crate::layers::{Kind, Mention, MentionForm, Sentence, Token};
use crate::ontology::{
    Act, Bound, ClaimForm, Commitment, Context, EventType, Mode, Status, TimeType,
};
use crate::record::{
    Actor, Agreement, Called, Chain, Claim, DateFrom, Event, EventDate, Note, Participant, Place,
    PlaceFrom, Precision, Quantity, Reaction, Reading, Record, Relation, Stance, Term, TermStatus,
    Time,
};
use crate::span::{CodePoints, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

const FORMAT: &str = "tacitus.record";
const VERSION: u64 = 1;

/// Why a line is not a record. The message names the field, what stands there and what should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    kind: ErrorKind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ErrorKind {
    Json,
    Version,
    Field,
}

impl WireError {
    /// Whether the line is not JSON at all.
    pub fn is_json(&self) -> bool {
        self.kind == ErrorKind::Json
    }

    /// Whether the line is no record, or one of a version that this program does not know.
    pub fn is_version(&self) -> bool {
        self.kind == ErrorKind::Version
    }

    fn field(at: fmt::Arguments<'_>, message: impl fmt::Display) -> WireError {
        WireError { kind: ErrorKind::Field, message: format!("{at}: {message}") }
    }
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for WireError {}

// The rows: what stands in a line, field by field, in the order of the specification. They are
// apart from the nouns so that a noun can change without changing what users' programs parse.

type Pair = [usize; 2];

#[derive(Serialize, Deserialize)]
struct RecordRow<'a> {
    format: Option<Cow<'a, str>>,
    version: Option<u64>,
    document: DocumentRow<'a>,
    #[serde(default)]
    model: Cow<'a, str>,
    #[serde(default)]
    sentences: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tokens: Option<Vec<Pair>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mentions: Option<Vec<MentionRow>>,
    #[serde(default)]
    actors: Vec<ActorRow>,
    #[serde(default)]
    places: Vec<PlaceRow>,
    #[serde(default)]
    times: Vec<TimeRow>,
    #[serde(default)]
    claims: Vec<ClaimRow>,
    #[serde(default)]
    events: Vec<EventRow>,
    #[serde(default)]
    agreements: Vec<AgreementRow>,
    #[serde(default)]
    chains: Vec<ChainRow>,
    #[serde(default)]
    relations: Vec<RelationRow>,
    #[serde(default)]
    notes: Vec<NoteRow>,
}

#[derive(Serialize, Deserialize)]
struct DocumentRow<'a> {
    id: Option<String>,
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    published: Option<String>,
    language: Option<String>,
    text: Cow<'a, str>,
    #[serde(default)]
    meta: Cow<'a, Map<String, Value>>,
}

#[derive(Serialize, Deserialize)]
struct MentionRow {
    span: Pair,
    kind: String,
    name: Option<Pair>,
    form: Option<String>,
    head: Option<usize>,
}

#[derive(Serialize, Deserialize)]
struct ActorRow {
    id: Option<String>,
    name: String,
    #[serde(default)]
    kind: String,
    sector: Option<String>,
    country: Option<String>,
    known: Option<String>,
    #[serde(default)]
    mentions: Vec<Pair>,
    role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cameo: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    called: Vec<CalledRow>,
}

#[derive(Serialize, Deserialize)]
struct CalledRow {
    words: String,
    stance: String,
    by: Option<String>,
    claim: Option<String>,
    mentions: Vec<Pair>,
}

#[derive(Serialize, Deserialize)]
struct ChainRow {
    actor: Option<String>,
    place: Option<String>,
    mentions: Vec<Pair>,
}

#[derive(Serialize, Deserialize)]
struct PlaceRow {
    id: Option<String>,
    name: String,
    geonameid: Option<u64>,
    lat: Option<f64>,
    lon: Option<f64>,
    country: Option<String>,
    admin1: Option<String>,
    feature: Option<String>,
    gazetteer_name: Option<String>,
    radius_km: Option<f64>,
    confidence: Option<f64>,
    #[serde(default)]
    because: Vec<String>,
    /// The names.
    #[serde(default)]
    mentions: Vec<Pair>,
    /// What else refers to it: *the city*.
    #[serde(default)]
    phrases: Vec<Pair>,
}

#[derive(Serialize, Deserialize)]
struct TimeRow {
    id: Option<String>,
    value: Option<String>,
    #[serde(rename = "type")]
    time_type: Option<String>,
    because: Option<String>,
    #[serde(default)]
    mentions: Vec<Pair>,
}

#[derive(Serialize, Deserialize)]
struct ClaimRow {
    id: Option<String>,
    parent: Option<String>,
    speaker: Option<String>,
    #[serde(default)]
    via: Vec<String>,
    #[serde(default)]
    source: Vec<Pair>,
    #[serde(default)]
    cue: Vec<Pair>,
    #[serde(default)]
    content: Vec<Pair>,
    form: Option<String>,
    act: Option<String>,
    commitment: Option<String>,
    addressee: Option<String>,
    time: Option<String>,
    confidence: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct EventRow {
    id: Option<String>,
    #[serde(rename = "type")]
    event_type: String,
    mode: Option<String>,
    /// Only where a user's own type holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_type: Option<String>,
    /// Follows from type and mode, so it is written and never read.
    cameo: Option<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    trigger: Vec<Pair>,
    sentence: Option<usize>,
    #[serde(default)]
    actors: Vec<ParticipantRow>,
    #[serde(default)]
    recipients: Vec<ParticipantRow>,
    place: Option<String>,
    place_from: Option<String>,
    origin: Option<String>,
    destination: Option<String>,
    #[serde(default)]
    instruments: Vec<Pair>,
    time: Option<String>,
    date: Option<DateRow>,
    #[serde(default)]
    quantities: Vec<QuantityRow>,
    status: Option<String>,
    #[serde(default)]
    claims: Vec<String>,
    confidence: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct ParticipantRow {
    actor: Option<String>,
    span: Pair,
}

#[derive(Serialize, Deserialize)]
struct DateRow {
    start: Option<String>,
    end: Option<String>,
    from: Option<String>,
    precision: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct QuantityRow {
    of: String,
    value: Number,
    bound: Option<String>,
    role: Option<String>,
    span: Pair,
}

#[derive(Serialize, Deserialize)]
struct AgreementRow {
    id: Option<String>,
    event: String,
    #[serde(default)]
    parties: Vec<Vec<String>>,
    #[serde(default)]
    terms: Vec<TermRow>,
    #[serde(default)]
    reactions: Vec<ReactionRow>,
}

#[derive(Serialize, Deserialize)]
struct TermRow {
    #[serde(default)]
    by: Vec<String>,
    #[serde(default)]
    to: Vec<String>,
    event: Option<String>,
    span: Pair,
    status: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ReactionRow {
    by: String,
    stance: String,
    claim: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RelationRow {
    #[serde(rename = "type")]
    event_type: Option<String>,
    #[serde(default)]
    scores: Map<String, Value>,
}

#[derive(Serialize, Deserialize)]
struct NoteRow {
    kind: String,
    message: String,
    span: Option<Pair>,
}

/// One line of JSON, without the newline.
pub fn write(reading: &Reading) -> String {
    line(reading, false)
}

/// One line of JSON that also carries the layers of tokens and mentions, where they are attached:
/// `"tokens": [[s, e]]` and `"mentions": [{"span", "kind", "name", "form", "head"}]`, `head` being
/// a position in `tokens`.
pub fn write_with_layers(reading: &Reading) -> String {
    line(reading, true)
}

fn line(reading: &Reading, with_layers: bool) -> String {
    let row = Writer { points: CodePoints::new(reading.document.text()) }.row(reading, with_layers);
    // Rows hold strings, whole numbers and finite floats only, so this cannot fail; should it ever,
    // an empty line is what `read` reports best.
    serde_json::to_string(&row).unwrap_or_default()
}

struct Writer<'t> {
    points: CodePoints<'t>,
}

impl Writer<'_> {
    fn pair(&self, span: Span) -> Pair {
        [self.points.from_byte(span.start as usize), self.points.from_byte(span.end as usize)]
    }

    fn pairs(&self, spans: &[Span]) -> Vec<Pair> {
        spans.iter().map(|span| self.pair(*span)).collect()
    }

    fn row<'a>(&self, reading: &'a Reading, with_layers: bool) -> RecordRow<'a> {
        let Reading { document, record, model, notes } = reading;
        let source = document.source();
        RecordRow {
            format: Some(FORMAT.into()),
            version: Some(VERSION),
            document: DocumentRow {
                id: Some(document.id().to_string()),
                title: source.title.clone(),
                author: source.author.clone(),
                publisher: source.publisher.clone(),
                url: source.url.clone(),
                published: source.published.map(|date| date.to_string()),
                language: source.language.clone(),
                text: document.text().into(),
                meta: Cow::Borrowed(&source.meta),
            },
            model: model.into(),
            sentences: document
                .sentences()
                .unwrap_or_default()
                .iter()
                .map(|sentence| self.pair(sentence.span))
                .collect(),
            tokens: document
                .tokens()
                .filter(|_| with_layers)
                .map(|tokens| tokens.iter().map(|token| self.pair(token.span)).collect()),
            mentions: document.mentions().filter(|_| with_layers).map(|mentions| {
                mentions
                    .iter()
                    .map(|mention| MentionRow {
                        span: self.pair(mention.span),
                        kind: mention.kind.to_string(),
                        name: mention.name.map(|name| self.pair(name)),
                        form: Some(mention.form.to_string()),
                        head: document.tokens().map(|_| mention.head),
                    })
                    .collect()
            }),
            actors: numbered(&record.actors, |id, actor| ActorRow {
                id,
                name: actor.name.clone(),
                kind: actor.kind.clone(),
                sector: actor.sector.clone(),
                country: actor.country.clone(),
                known: actor.known.clone(),
                mentions: self.pairs(&actor.mentions),
                role: actor.role.clone(),
                code: actor.code.clone(),
                cameo: actor.cameo.clone(),
                members: names(&actor.members),
                called: (actor.called.iter())
                    .map(|called| CalledRow {
                        words: called.words.clone(),
                        stance: called.stance.to_string(),
                        by: called.by.map(name),
                        claim: called.claim.map(name),
                        mentions: self.pairs(&called.mentions),
                    })
                    .collect(),
            }),
            places: numbered(&record.places, |id, place| PlaceRow {
                id,
                name: place.name.clone(),
                geonameid: place.geonameid,
                lat: place.lat.and_then(|degrees| rounded(degrees, 5)),
                lon: place.lon.and_then(|degrees| rounded(degrees, 5)),
                country: place.country.clone(),
                admin1: place.admin1.clone(),
                feature: place.feature.clone(),
                gazetteer_name: place.gazetteer_name.clone(),
                radius_km: place.radius_km.and_then(|km| rounded(km, 1)),
                confidence: place.confidence.and_then(|p| rounded(p.into(), 3)),
                because: place.because.clone(),
                mentions: self.pairs(&place.mentions),
                phrases: self.pairs(&place.phrases),
            }),
            times: numbered(&record.times, |id, time| TimeRow {
                id,
                value: time.value.clone(),
                time_type: Some(time.time_type.to_string()),
                because: time.because.clone(),
                mentions: self.pairs(&time.mentions),
            }),
            claims: numbered(&record.claims, |id, claim| ClaimRow {
                id,
                parent: claim.parent.map(name),
                speaker: claim.speaker.map(name),
                via: names(&claim.via),
                source: self.pairs(&claim.source),
                cue: self.pairs(&claim.cue),
                content: self.pairs(&claim.content),
                form: Some(claim.form.to_string()),
                act: Some(claim.act.to_string()),
                commitment: Some(claim.commitment.to_string()),
                addressee: claim.addressee.map(name),
                time: claim.time.map(name),
                confidence: rounded(claim.confidence.into(), 3),
            }),
            events: numbered(&record.events, |id, event| self.event(id, event)),
            agreements: numbered(&record.agreements, |id, agreement| AgreementRow {
                id,
                event: name(agreement.event),
                parties: agreement.parties.iter().map(|side| names(side)).collect(),
                terms: agreement
                    .terms
                    .iter()
                    .map(|term| TermRow {
                        by: names(&term.by),
                        to: names(&term.to),
                        event: term.event.map(name),
                        span: self.pair(term.span),
                        status: term.status.map(|status| status.to_string()),
                    })
                    .collect(),
                reactions: agreement
                    .reactions
                    .iter()
                    .map(|reaction| ReactionRow {
                        by: name(reaction.by),
                        stance: reaction.stance.to_string(),
                        claim: reaction.claim.map(name),
                    })
                    .collect(),
            }),
            chains: record
                .chains
                .iter()
                .map(|chain| ChainRow {
                    actor: chain.actor.map(name),
                    place: chain.place.map(name),
                    mentions: self.pairs(&chain.mentions),
                })
                .collect(),
            relations: record
                .relations
                .iter()
                .map(|relation| RelationRow {
                    event_type: relation.event_type.map(|event_type| event_type.to_string()),
                    scores: relation
                        .scores
                        .iter()
                        .map(|(event_type, score)| {
                            (event_type.to_string(), rounded((*score).into(), 3).into())
                        })
                        .collect(),
                })
                .collect(),
            notes: notes
                .iter()
                .map(|note| NoteRow {
                    kind: note.kind.to_string(),
                    message: note.message.clone(),
                    span: note.span.map(|span| self.pair(span)),
                })
                .collect(),
        }
    }

    fn event(&self, id: Option<String>, event: &Event) -> EventRow {
        EventRow {
            id,
            event_type: event.event_type.to_string(),
            mode: event.mode.map(|mode| mode.to_string()),
            own_type: event.own_type.as_deref().map(str::to_owned),
            cameo: Some(event.event_type.cameo(event.mode).to_owned()),
            contexts: event.contexts.iter().map(|context| context.to_string()).collect(),
            trigger: self.pairs(&event.trigger),
            sentence: Some(event.sentence),
            actors: self.participants(&event.actors),
            recipients: self.participants(&event.recipients),
            place: event.place.map(name),
            place_from: event.place_from.map(|from| from.to_string()),
            origin: event.origin.map(name),
            destination: event.destination.map(name),
            instruments: self.pairs(&event.instruments),
            time: event.time.map(name),
            date: Some(DateRow {
                start: event.date.start.map(|date| date.to_string()),
                end: event.date.end.map(|date| date.to_string()),
                from: Some(event.date.from.to_string()),
                precision: event.date.precision.map(|precision| precision.to_string()),
            }),
            quantities: event
                .quantities
                .iter()
                .filter_map(|quantity| {
                    Some(QuantityRow {
                        of: quantity.of.clone(),
                        value: number(quantity.value)?,
                        bound: Some(quantity.bound.to_string()),
                        role: quantity.role.clone(),
                        span: self.pair(quantity.span),
                    })
                })
                .collect(),
            status: Some(event.status.to_string()),
            claims: names(&event.claims),
            confidence: rounded(event.confidence.into(), 3),
        }
    }

    fn participants(&self, participants: &[Participant]) -> Vec<ParticipantRow> {
        participants
            .iter()
            .map(|participant| ParticipantRow {
                actor: participant.actor.map(name),
                span: self.pair(participant.span),
            })
            .collect()
    }
}

/// The letter that ids of a list begin with.
trait Lettered {
    const LETTER: char;
    const LIST: &'static str;
}

macro_rules! lettered {
    ($($noun:ident $letter:literal $list:literal),+) => {
        $(impl Lettered for $noun {
            const LETTER: char = $letter;
            const LIST: &'static str = $list;
        })+
    };
}
lettered!(
    Actor 'a' "actors", Place 'p' "places", Time 't' "times",
    Claim 'c' "claims", Event 'e' "events", Agreement 'g' "agreements"
);

fn name<T: Lettered>(id: Id<T>) -> String {
    format!("{}{}", T::LETTER, id.index() + 1)
}

fn names<T: Lettered>(ids: &[Id<T>]) -> Vec<String> {
    ids.iter().map(|id| name(*id)).collect()
}

fn numbered<T: Lettered, Row>(items: &[T], row: impl Fn(Option<String>, &T) -> Row) -> Vec<Row> {
    items.iter().enumerate().map(|(idx, item)| row(Some(name(Id::<T>::new(idx))), item)).collect()
}

fn rounded(value: f64, places: i32) -> Option<f64> {
    let scale = 10f64.powi(places);
    // Adding zero turns -0 into 0.
    value.is_finite().then(|| (value * scale).round() / scale + 0.0)
}

/// A count is written as a whole number: `300`, not `300.0`.
fn number(value: f64) -> Option<Number> {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        Some(Number::from(value as i64))
    } else {
        Number::from_f64(value)
    }
}

/// The reading that a line holds.
///
/// # Errors
///
/// Where the line is not JSON, not a record of version 1, or where a field does not hold what it
/// should: a wrong name from a closed list, an offset outside the text, an id of nothing.
pub fn read(line: &str) -> Result<Reading, WireError> {
    let row = parse(line)?;
    let text: std::sync::Arc<str> = row.document.text.as_ref().into();
    let reader = Reader {
        points: CodePoints::new(&text),
        actors: ids(row.actors.iter().map(|row| &row.id))?,
        places: ids(row.places.iter().map(|row| &row.id))?,
        times: ids(row.times.iter().map(|row| &row.id))?,
        claims: ids(row.claims.iter().map(|row| &row.id))?,
        events: ids(row.events.iter().map(|row| &row.id))?,
    };
    // Agreements are pointed at by nothing, but two of one name are a slip all the same.
    ids::<Agreement>(row.agreements.iter().map(|row| &row.id))?;
    reader.reading(row, text.clone())
}

fn parse(line: &str) -> Result<RecordRow<'_>, WireError> {
    let mut json = serde_json::Deserializer::from_str(line);
    let parsed: Result<RecordRow, _> = serde_path_to_error::deserialize(&mut json);
    let row = match parsed {
        Ok(row) => json.end().map(|()| row).map_err(|error| not_json(&error))?,
        Err(error) if !error.inner().is_data() => return Err(not_json(error.inner())),
        Err(error) => {
            // A line of another kind fails at some field, but that it is no record says more.
            if let Ok(Value::Object(fields)) = serde_json::from_str(line) {
                check_version(
                    fields.get("format").and_then(Value::as_str),
                    fields.get("version").and_then(Value::as_u64),
                )?;
            }
            return Err(WireError::field(
                format_args!("{}", error.path()),
                plain(&error.inner().to_string()),
            ));
        }
    };
    check_version(row.format.as_deref(), row.version)?;
    Ok(row)
}

fn not_json(error: &serde_json::Error) -> WireError {
    WireError {
        kind: ErrorKind::Json,
        message: format!("not JSON at column {}: {}", error.column(), plain(&error.to_string())),
    }
}

/// Without serde's "at line 1 column 7", which the field's path or the column says better.
fn plain(message: &str) -> &str {
    message.rfind(" at line ").map_or(message, |end| &message[..end])
}

fn check_version(format: Option<&str>, version: Option<u64>) -> Result<(), WireError> {
    let problem = match (format, version) {
        (Some(format), _) if format != FORMAT => format!("format: {format:?} is not {FORMAT:?}"),
        (_, Some(VERSION)) => return Ok(()),
        (_, Some(other)) => {
            format!("version: {other} is not known here; this program reads version {VERSION}")
        }
        (_, None) => format!(
            "version: missing; a record begins with {{\"format\": {FORMAT:?}, \"version\": {VERSION}}}"
        ),
    };
    Err(WireError { kind: ErrorKind::Version, message: problem })
}

/// The ids of one list and the items they name.
struct Names<T>(BTreeMap<String, Id<T>>);

fn ids<'r, T: Lettered>(
    rows: impl Iterator<Item = &'r Option<String>>,
) -> Result<Names<T>, WireError> {
    let mut names = BTreeMap::new();
    for (idx, given) in rows.enumerate() {
        let id = Id::<T>::new(idx);
        let word = given.clone().unwrap_or_else(|| name(id));
        if let Some(first) = names.insert(word.clone(), id) {
            return Err(WireError::field(
                format_args!("{}[{idx}].id", T::LIST),
                format_args!("{word:?} is also the id of {}[{}]", T::LIST, first.index()),
            ));
        }
    }
    Ok(Names(names))
}

impl<T: Lettered> Names<T> {
    fn find(&self, word: &str, at: fmt::Arguments<'_>) -> Result<Id<T>, WireError> {
        self.0
            .get(word)
            .copied()
            .ok_or_else(|| WireError::field(at, format_args!("{word:?} is no id in {}", T::LIST)))
    }

    fn find_if(
        &self,
        word: &Option<String>,
        at: fmt::Arguments<'_>,
    ) -> Result<Option<Id<T>>, WireError> {
        word.as_deref().map(|word| self.find(word, at)).transpose()
    }

    fn find_all(&self, words: &[String], at: fmt::Arguments<'_>) -> Result<Vec<Id<T>>, WireError> {
        let find = |(idx, word): (usize, &String)| self.find(word, format_args!("{at}[{idx}]"));
        words.iter().enumerate().map(find).collect()
    }
}

/// Reads a word from a closed list.
fn word<T: Copy + fmt::Display>(
    text: &str,
    parse: impl Fn(&str) -> Option<T>,
    all: &[T],
    at: fmt::Arguments<'_>,
) -> Result<T, WireError> {
    parse(text).ok_or_else(|| {
        let all: Vec<String> = all.iter().map(T::to_string).collect();
        WireError::field(at, format_args!("{text:?} is none of {}", all.join(", ")))
    })
}

macro_rules! word {
    ($type:ident, $text:expr, $($at:tt)+) => {
        word($text, $type::parse, $type::ALL, format_args!($($at)+))
    };
}

fn date(text: &Option<String>, at: fmt::Arguments<'_>) -> Result<Option<Date>, WireError> {
    let parse = |text: &String| {
        text.parse::<Date>().map_err(|_| {
            WireError::field(at, format_args!("{text:?} is not a day written as 2017-08-29"))
        })
    };
    text.as_ref().map(parse).transpose()
}

fn confidence(given: Option<f64>, at: fmt::Arguments<'_>) -> Result<f32, WireError> {
    match given.unwrap_or(1.0) {
        value if (0.0..=1.0).contains(&value) => Ok(value as f32),
        value => Err(WireError::field(at, format_args!("{value} is not between 0 and 1"))),
    }
}

struct Reader<'t> {
    points: CodePoints<'t>,
    actors: Names<Actor>,
    places: Names<Place>,
    times: Names<Time>,
    claims: Names<Claim>,
    events: Names<Event>,
}

impl Reader<'_> {
    fn span(&self, [start, end]: Pair, at: fmt::Arguments<'_>) -> Result<Span, WireError> {
        if start > end {
            return Err(WireError::field(at, format_args!("[{start}, {end}] runs backwards")));
        }
        match (self.points.to_byte(start), self.points.to_byte(end)) {
            (Some(start), Some(end)) => Ok(Span::new(start, end)),
            _ => Err(WireError::field(
                at,
                format_args!(
                    "[{start}, {end}] ends outside the text, which has {} code points",
                    self.points.from_byte(usize::MAX)
                ),
            )),
        }
    }

    fn spans(&self, pairs: &[Pair], at: fmt::Arguments<'_>) -> Result<Vec<Span>, WireError> {
        let span = |(idx, pair): (usize, &Pair)| self.span(*pair, format_args!("{at}[{idx}]"));
        pairs.iter().enumerate().map(span).collect()
    }

    fn reading(&self, row: RecordRow<'_>, text: std::sync::Arc<str>) -> Result<Reading, WireError> {
        let source = Source {
            title: row.document.title,
            author: row.document.author,
            publisher: row.document.publisher,
            url: row.document.url,
            published: date(&row.document.published, format_args!("document.published"))?,
            language: row.document.language,
            meta: row.document.meta.into_owned(),
        };
        let id = row.document.id.as_deref().map(DocId::given);
        let mut document = Document::new(id, source, text);
        let tokens = match &row.tokens {
            Some(pairs) => self.spans(pairs, format_args!("tokens"))?,
            None => Vec::new(),
        };
        // The field is written even where nobody cut the text into sentences, so empty is absent.
        if !row.sentences.is_empty() {
            let spans = self.spans(&row.sentences, format_args!("sentences"))?;
            let sentence = |span: Span| Sentence {
                span,
                tokens: tokens.partition_point(|token| token.start < span.start)
                    ..tokens.partition_point(|token| token.start < span.end),
            };
            document = document.with_sentences(spans.into_iter().map(sentence).collect());
        }
        if let Some(rows) = &row.mentions {
            let mentions = rows.iter().enumerate();
            let mentions: Result<Vec<_>, _> =
                mentions.map(|(idx, row)| self.mention(idx, row, &tokens)).collect();
            document = document.with_mentions(mentions?);
        }
        if row.tokens.is_some() {
            document =
                document.with_tokens(tokens.into_iter().map(|span| Token { span }).collect());
        }
        let notes = row.notes.into_iter().enumerate().map(|(idx, row)| {
            let span = row.span.map(|pair| self.span(pair, format_args!("notes[{idx}].span")));
            Ok(Note { kind: row.kind.into(), message: row.message, span: span.transpose()? })
        });
        let record = Record {
            actors: all(&row.actors, |idx, row| self.actor(idx, row))?,
            places: all(&row.places, |idx, row| self.place(idx, row))?,
            times: all(&row.times, |idx, row| self.time(idx, row))?,
            claims: all(&row.claims, |idx, row| self.claim(idx, row))?,
            events: all(&row.events, |idx, row| self.event(idx, row, &document))?,
            agreements: all(&row.agreements, |idx, row| self.agreement(idx, row))?,
            chains: all(&row.chains, |idx, row| self.chain(idx, row))?,
            relations: all(&row.relations, relation)?,
        };
        no_circle(&record.claims)?;
        Ok(Reading {
            record,
            model: row.model.into_owned(),
            notes: notes.collect::<Result<_, WireError>>()?,
            document,
        })
    }

    fn mention(&self, idx: usize, row: &MentionRow, tokens: &[Span]) -> Result<Mention, WireError> {
        let span = self.span(row.span, format_args!("mentions[{idx}].span"))?;
        let name = row.name.map(|pair| self.span(pair, format_args!("mentions[{idx}].name")));
        let name = name.transpose()?;
        let form = match &row.form {
            Some(form) => word!(MentionForm, form, "mentions[{idx}].form")?,
            None if name.is_some() => MentionForm::Name,
            None => MentionForm::Nominal,
        };
        // English phrases end on their head more often than not.
        let last = tokens.partition_point(|token| token.start < name.unwrap_or(span).end);
        let head = row.head.unwrap_or(last.saturating_sub(1));
        if head >= tokens.len().max(1) {
            return Err(WireError::field(
                format_args!("mentions[{idx}].head"),
                format_args!("{head} is no position in tokens, which has {}", tokens.len()),
            ));
        }
        let kind = word!(Kind, &row.kind, "mentions[{idx}].kind")?;
        Ok(Mention { span, name, head, kind, form })
    }

    fn actor(&self, idx: usize, row: &ActorRow) -> Result<Actor, WireError> {
        Ok(Actor {
            name: row.name.clone(),
            kind: row.kind.clone(),
            sector: row.sector.clone(),
            country: row.country.clone(),
            known: row.known.clone(),
            mentions: self.spans(&row.mentions, format_args!("actors[{idx}].mentions"))?,
            role: row.role.clone(),
            code: row.code.clone(),
            cameo: row.cameo.clone(),
            members: self.actors.find_all(&row.members, format_args!("actors[{idx}].members"))?,
            called: (row.called.iter().enumerate())
                .map(|(at, called)| {
                    let field = format_args!("actors[{idx}].called[{at}]").to_string();
                    Ok(Called {
                        words: called.words.clone(),
                        stance: word!(Stance, &called.stance, "{field}.stance")?,
                        by: self.actors.find_if(&called.by, format_args!("{field}.by"))?,
                        claim: self.claims.find_if(&called.claim, format_args!("{field}.claim"))?,
                        mentions: self.spans(&called.mentions, format_args!("{field}.mentions"))?,
                    })
                })
                .collect::<Result<_, WireError>>()?,
        })
    }

    fn chain(&self, idx: usize, row: &ChainRow) -> Result<Chain, WireError> {
        Ok(Chain {
            actor: self.actors.find_if(&row.actor, format_args!("chains[{idx}].actor"))?,
            place: self.places.find_if(&row.place, format_args!("chains[{idx}].place"))?,
            mentions: self.spans(&row.mentions, format_args!("chains[{idx}].mentions"))?,
        })
    }

    fn place(&self, idx: usize, row: &PlaceRow) -> Result<Place, WireError> {
        for (field, degrees, limit) in [("lat", row.lat, 90.0), ("lon", row.lon, 180.0)] {
            if let Some(degrees) = degrees.filter(|degrees| degrees.abs() > limit) {
                return Err(WireError::field(
                    format_args!("places[{idx}].{field}"),
                    format_args!("{degrees} is not between -{limit} and {limit}"),
                ));
            }
        }
        Ok(Place {
            name: row.name.clone(),
            geonameid: row.geonameid,
            lat: row.lat,
            lon: row.lon,
            country: row.country.clone(),
            admin1: row.admin1.clone(),
            feature: row.feature.clone(),
            gazetteer_name: row.gazetteer_name.clone(),
            radius_km: row.radius_km,
            confidence: row.confidence.map(|p| p as f32),
            because: row.because.clone(),
            mentions: self.spans(&row.mentions, format_args!("places[{idx}].mentions"))?,
            phrases: self.spans(&row.phrases, format_args!("places[{idx}].phrases"))?,
        })
    }

    fn time(&self, idx: usize, row: &TimeRow) -> Result<Time, WireError> {
        let time_type = match &row.time_type {
            Some(time_type) => word!(TimeType, time_type, "times[{idx}].type")?,
            // TIMEX3 durations begin with the P of ISO 8601; PAST_REF and its like are dates.
            None if row
                .value
                .as_ref()
                .is_some_and(|value| value.starts_with('P') && !value.ends_with("_REF")) =>
            {
                TimeType::Duration
            }
            None => TimeType::Date,
        };
        let mentions = self.spans(&row.mentions, format_args!("times[{idx}].mentions"))?;
        Ok(Time { value: row.value.clone(), time_type, because: row.because.clone(), mentions })
    }

    fn claim(&self, idx: usize, row: &ClaimRow) -> Result<Claim, WireError> {
        let parent = self.claims.find_if(&row.parent, format_args!("claims[{idx}].parent"))?;
        let form = row.form.as_deref().unwrap_or("indirect");
        let act = row.act.as_deref().unwrap_or("assert");
        let commitment = row.commitment.as_deref().unwrap_or("asserted");
        Ok(Claim {
            parent,
            speaker: self.actors.find_if(&row.speaker, format_args!("claims[{idx}].speaker"))?,
            via: self.actors.find_all(&row.via, format_args!("claims[{idx}].via"))?,
            source: self.spans(&row.source, format_args!("claims[{idx}].source"))?,
            cue: self.spans(&row.cue, format_args!("claims[{idx}].cue"))?,
            content: self.spans(&row.content, format_args!("claims[{idx}].content"))?,
            form: word!(ClaimForm, form, "claims[{idx}].form")?,
            act: word!(Act, act, "claims[{idx}].act")?,
            commitment: word!(Commitment, commitment, "claims[{idx}].commitment")?,
            addressee: self
                .actors
                .find_if(&row.addressee, format_args!("claims[{idx}].addressee"))?,
            time: self.times.find_if(&row.time, format_args!("claims[{idx}].time"))?,
            confidence: confidence(row.confidence, format_args!("claims[{idx}].confidence"))?,
        })
    }

    fn participants(
        &self,
        rows: &[ParticipantRow],
        at: fmt::Arguments<'_>,
    ) -> Result<Vec<Participant>, WireError> {
        all(rows, |idx, row| {
            Ok(Participant {
                actor: self.actors.find_if(&row.actor, format_args!("{at}[{idx}].actor"))?,
                span: self.span(row.span, format_args!("{at}[{idx}].span"))?,
            })
        })
    }

    fn event(&self, idx: usize, row: &EventRow, document: &Document) -> Result<Event, WireError> {
        let trigger = self.spans(&row.trigger, format_args!("events[{idx}].trigger"))?;
        let first = trigger.first().map(|span| span.start as usize);
        let sentence = match (row.sentence, document.sentences()) {
            (Some(sentence), Some(sentences)) if sentence >= sentences.len() => {
                return Err(WireError::field(
                    format_args!("events[{idx}].sentence"),
                    format_args!(
                        "{sentence} is no position in sentences, which has {}",
                        sentences.len()
                    ),
                ));
            }
            (Some(sentence), _) => sentence,
            (None, _) => first.and_then(|at| document.sentence_at(at)).unwrap_or(0),
        };
        let mode = row.mode.as_deref().map(|mode| word!(Mode, mode, "events[{idx}].mode"));
        Ok(Event {
            event_type: word!(EventType, &row.event_type, "events[{idx}].type")?,
            mode: mode.transpose()?,
            own_type: row.own_type.as_deref().map(Into::into),
            contexts: all(&row.contexts, |n, context| {
                word!(Context, context, "events[{idx}].contexts[{n}]")
            })?,
            trigger,
            sentence,
            actors: self.participants(&row.actors, format_args!("events[{idx}].actors"))?,
            recipients: self
                .participants(&row.recipients, format_args!("events[{idx}].recipients"))?,
            place: self.places.find_if(&row.place, format_args!("events[{idx}].place"))?,
            place_from: match &row.place_from {
                Some(from) => Some(word!(PlaceFrom, from, "events[{idx}].place_from")?),
                None => None,
            },
            origin: self.places.find_if(&row.origin, format_args!("events[{idx}].origin"))?,
            destination: self
                .places
                .find_if(&row.destination, format_args!("events[{idx}].destination"))?,
            instruments: self.spans(&row.instruments, format_args!("events[{idx}].instruments"))?,
            time: self.times.find_if(&row.time, format_args!("events[{idx}].time"))?,
            date: event_date(&row.date, idx)?,
            quantities: all(&row.quantities, |n, row| {
                let at = format_args!("events[{idx}].quantities[{n}]");
                let bound = row.bound.as_deref().unwrap_or("exactly");
                Ok(Quantity {
                    of: row.of.clone(),
                    value: row.value.as_f64().unwrap_or_default(),
                    bound: word!(Bound, bound, "{at}.bound")?,
                    role: row.role.clone(),
                    span: self.span(row.span, format_args!("{at}.span"))?,
                })
            })?,
            status: word!(
                Status,
                row.status.as_deref().unwrap_or("happened"),
                "events[{idx}].status"
            )?,
            claims: self.claims.find_all(&row.claims, format_args!("events[{idx}].claims"))?,
            confidence: confidence(row.confidence, format_args!("events[{idx}].confidence"))?,
        })
    }

    fn agreement(&self, idx: usize, row: &AgreementRow) -> Result<Agreement, WireError> {
        let at = format_args!("agreements[{idx}]");
        Ok(Agreement {
            event: self.events.find(&row.event, format_args!("{at}.event"))?,
            parties: all(&row.parties, |n, side| {
                self.actors.find_all(side, format_args!("{at}.parties[{n}]"))
            })?,
            terms: all(&row.terms, |n, row| {
                let at = format_args!("{at}.terms[{n}]");
                let status = row.status.as_deref();
                Ok(Term {
                    by: self.actors.find_all(&row.by, format_args!("{at}.by"))?,
                    to: self.actors.find_all(&row.to, format_args!("{at}.to"))?,
                    event: self.events.find_if(&row.event, format_args!("{at}.event"))?,
                    span: self.span(row.span, format_args!("{at}.span"))?,
                    status: status
                        .map(|status| word!(TermStatus, status, "{at}.status"))
                        .transpose()?,
                })
            })?,
            reactions: all(&row.reactions, |n, row| {
                let at = format_args!("{at}.reactions[{n}]");
                Ok(Reaction {
                    by: self.actors.find(&row.by, format_args!("{at}.by"))?,
                    stance: word!(Stance, &row.stance, "{at}.stance")?,
                    claim: self.claims.find_if(&row.claim, format_args!("{at}.claim"))?,
                })
            })?,
        })
    }
}

/// Programs walk from a claim to its parents, and would walk in a circle for ever.
fn no_circle(claims: &[Claim]) -> Result<(), WireError> {
    for (idx, claim) in claims.iter().enumerate() {
        let mut above = claim.parent;
        for _ in 0..claims.len() {
            above = match above {
                Some(id) => claims.get(id.index()).and_then(|claim| claim.parent),
                None => break,
            };
        }
        if above.is_some() {
            return Err(WireError::field(
                format_args!("claims[{idx}].parent"),
                "a claim cannot stand inside itself",
            ));
        }
    }
    Ok(())
}

fn all<Row, T>(
    rows: &[Row],
    read: impl Fn(usize, &Row) -> Result<T, WireError>,
) -> Result<Vec<T>, WireError> {
    rows.iter().enumerate().map(|(idx, row)| read(idx, row)).collect()
}

fn event_date(row: &Option<DateRow>, idx: usize) -> Result<EventDate, WireError> {
    let Some(row) = row else {
        return Ok(EventDate::default());
    };
    let at = format_args!("events[{idx}].date");
    let start = date(&row.start, format_args!("{at}.start"))?;
    let end = date(&row.end, format_args!("{at}.end"))?;
    if let (Some(first), Some(last)) = (start, end)
        && first > last
    {
        return Err(WireError::field(
            at,
            format_args!("it ends ({last}) before it starts ({first})"),
        ));
    }
    let from = match &row.from {
        Some(from) => word!(DateFrom, from, "{at}.from")?,
        None if start.is_some() || end.is_some() => DateFrom::Text,
        None => DateFrom::None,
    };
    let precision = match &row.precision {
        Some(precision) => Some(word!(Precision, precision, "{at}.precision")?),
        None => None,
    };
    Ok(EventDate { start, end, from, precision })
}

fn relation(idx: usize, row: &RelationRow) -> Result<Relation, WireError> {
    let event_type = row.event_type.as_deref();
    let event_type =
        event_type.map(|text| word!(EventType, text, "relations[{idx}].type")).transpose()?;
    let scores = row.scores.iter().map(|(text, score)| {
        let at = format_args!("relations[{idx}].scores");
        let score = score.as_f64().ok_or_else(|| {
            WireError::field(format_args!("{at}.{text}"), format_args!("{score} is not a number"))
        })?;
        Ok((word!(EventType, text, "{at}")?, score as f32))
    });
    Ok(Relation { event_type, scores: scores.collect::<Result<_, WireError>>()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything the format knows, over a text with characters of one to four bytes.
    const FULL: &str = r#"{"format":"tacitus.record","version":1,"document":{"id":"d-1","title":"Envoys “meet”","author":"N. N.","publisher":"Daily 😀","url":"https://example.org/1","published":"2031-05-14","language":"en","text":"“We left Bardaï 😀 on Monday,” Ali Koré said. The Front denied that 300.5 tons moved.","meta":{"zebra":1,"ant":[true,null]}},"model":"test 1","sentences":[[0,44],[45,84]],"actors":[{"id":"a1","name":"Ali Koré","kind":"person","sector":"GOV","country":"TCD","known":"Q1","mentions":[[30,38]],"role":"minister","code":"TCDGOV","cameo":"TCDGOV"},{"id":"a2","name":"Front","kind":"armed_group","sector":null,"country":null,"known":null,"mentions":[[45,54]],"role":null,"members":["a1"],"called":[{"words":"Front","stance":"against","by":"a1","claim":"c1","mentions":[[45,54]]}]}],"places":[{"id":"p1","name":"Bardaï","geonameid":244878,"lat":21.35486,"lon":17.00138,"country":"TCD","admin1":"Tibesti","feature":"PPL","gazetteer_name":"Bardaï","radius_km":4.0,"confidence":0.8,"because":["the only place of that name"],"mentions":[[9,15]],"phrases":[[67,77]]}],"times":[{"id":"t1","value":"2031-05-12","type":"date","because":"the last, published 2031-05-14","mentions":[[21,27]]}],"claims":[{"id":"c1","parent":null,"speaker":"a1","via":["a2"],"source":[[30,38]],"cue":[[39,43]],"content":[[1,28]],"form":"direct","act":"assert","commitment":"left_open","addressee":"a2","time":"t1","confidence":0.9},{"id":"c2","parent":"c1","speaker":null,"via":[],"source":[],"cue":[[55,61]],"content":[[62,83]],"form":"mixed","act":"deny","commitment":"denied","addressee":null,"time":null,"confidence":0.123}],"events":[{"id":"e1","type":"RETREAT","mode":"withdraw","own_type":"pull-out","cameo":"087","contexts":["military","human_rights"],"trigger":[[4,8]],"sentence":0,"actors":[{"actor":"a1","span":[1,3]}],"recipients":[{"actor":null,"span":[45,54]}],"place":"p1","place_from":"clause","origin":"p1","destination":null,"instruments":[[67,77]],"time":"t1","date":{"start":"2031-05-12","end":"2031-05-12","from":"text","precision":"day"},"quantities":[{"of":"tons","value":300.5,"bound":"more_than","role":"moved","span":[67,77]},{"of":"men","value":12,"bound":"exactly","role":null,"span":[67,77]}],"status":"denied","claims":["c1","c2"],"confidence":1.0}],"agreements":[{"id":"g1","event":"e1","parties":[["a1"],["a2"]],"terms":[{"by":["a1"],"to":["a2"],"event":"e1","span":[4,8],"status":"under_way"}],"reactions":[{"by":"a2","stance":"against","claim":"c2"}]}],"chains":[{"actor":"a1","place":null,"mentions":[[1,3],[30,38]]},{"actor":null,"place":"p1","mentions":[[9,15],[67,77]]}],"relations":[{"type":"RETREAT","scores":{"RETREAT":0.8,"AID":0.1}},{"type":null,"scores":{}}],"notes":[{"kind":"missing-dateline","message":"no dateline","span":[0,1]}]}"#;

    fn reading(line: &str) -> Reading {
        match read(line) {
            Ok(reading) => reading,
            Err(error) => panic!("{error}: {line}"),
        }
    }

    fn check_error(line: &str, expected: &str) {
        match read(line) {
            Ok(_) => panic!("accepted: {line}"),
            Err(error) => assert_eq!(error.to_string(), expected, "for {line}"),
        }
    }

    /// A record over `Envoys met.` with the given further fields.
    fn record(fields: &str) -> String {
        format!(r#"{{"version":1,"document":{{"text":"Envoys met."}},{fields}}}"#)
    }

    #[test]
    fn a_line_comes_back_as_it_was() {
        assert_eq!(write(&reading(FULL)), FULL);
    }

    #[test]
    fn spans_cover_the_same_words_whatever_the_width_of_characters() {
        let reading = reading(FULL);
        let words = |span: &Span| reading.document.words(*span).to_owned();
        let record = &reading.record;
        assert_eq!(words(&record.actors[0].mentions[0]), "Ali Koré");
        assert_eq!(words(&record.places[0].mentions[0]), "Bardaï");
        assert_eq!(words(&record.claims[0].content[0]), "We left Bardaï 😀 on Monday,");
        assert_eq!(words(&record.events[0].quantities[0].span), "300.5 tons");
        let sentences = reading.document.sentences().unwrap_or_default();
        assert_eq!(words(&sentences[1].span), "The Front denied that 300.5 tons moved.");
        assert_eq!(sentences[1].tokens, 0..0);
    }

    #[test]
    fn gold_may_leave_out_what_it_does_not_say() {
        let reading = reading(&record(
            r#""sentences":[[0,0],[0,11]],"actors":[{"name":"Envoys","id":"envoys"}],
            "claims":[{"content":[[0,10]],"speaker":"envoys"}],
            "times":[{"value":"P3D"},{"value":"PAST_REF"},{}],
            "events":[{"type":"CONSULT","trigger":[[7,10]],"later_field":0}]"#,
        ));
        let record = &reading.record;
        let event = &record.events[0];
        assert_eq!((event.status, event.confidence, event.sentence), (Status::Happened, 1.0, 1));
        assert_eq!(event.date, EventDate::default());
        assert_eq!(record.claims[0].speaker, Some(Id::new(0)));
        assert_eq!(record.claims[0].act, Act::Assert);
        let types: Vec<_> = record.times.iter().map(|time| time.time_type).collect();
        assert_eq!(types, [TimeType::Duration, TimeType::Date, TimeType::Date]);
        assert_eq!(reading.document.id().as_str().len(), 16, "reckoned from the text");
        assert!(reading.document.tokens().is_none() && reading.document.mentions().is_none());
    }

    #[test]
    fn an_empty_list_of_sentences_means_that_nobody_cut_the_text() {
        let reading = reading(&record(r#""sentences":[]"#));
        assert!(reading.document.sentences().is_none());
        assert!(write(&reading).contains(r#""sentences":[],"actors":[]"#));
    }

    #[test]
    fn layers_are_written_when_asked_for_only() {
        let line = record(
            r#""sentences":[[0,11]],"tokens":[[0,6],[7,10],[10,11]],
            "mentions":[{"span":[0,6],"kind":"person"}]"#,
        );
        let reading = reading(&line);
        let document = &reading.document;
        assert_eq!(document.sentences().map(|layer| layer[0].tokens.clone()), Some(0..3));
        assert_eq!(document.mentions().map(|layer| layer[0].head), Some(0));
        assert!(!write(&reading).contains("tokens"));
        let line = write_with_layers(&reading);
        assert!(line.contains(r#""tokens":[[0,6],[7,10],[10,11]],"mentions":[{"span":[0,6]"#));
        let again = read(&line).map(|reading| reading.document.mentions().map(<[_]>::to_vec));
        assert_eq!(again, Ok(document.mentions().map(<[_]>::to_vec)));
    }

    #[test]
    fn numbers_are_rounded_and_never_break_a_line() {
        let mut reading = reading(FULL);
        reading.record.claims[0].confidence = 0.123_456;
        reading.record.places[0].lat = Some(-0.000_000_1);
        reading.record.places[0].lon = Some(f64::NAN);
        reading.record.events[0].quantities[0].value = f64::INFINITY;
        let line = write(&reading);
        assert!(line.contains(r#""lat":0.0,"lon":null"#), "{line}");
        assert!(line.contains(r#""confidence":0.123}"#), "{line}");
        assert!(line.contains(r#""quantities":[{"of":"men","value":12,"#), "{line}");
        assert!(read(&line).is_ok());
    }

    #[test]
    fn errors_name_the_field() {
        let claims = |claim: &str| record(&format!(r#""claims":[{{}},{claim}]"#));
        let events = |event: &str| record(&format!(r#""events":[{event}]"#));
        check_error(
            &claims(r#"{"content":[[0,1],[10,9]]}"#),
            "claims[1].content[1]: [10, 9] runs backwards",
        );
        check_error(
            &claims(r#"{"content":[[0,12]]}"#),
            "claims[1].content[0]: [0, 12] ends outside the text, which has 11 code points",
        );
        check_error(
            &claims(r#"{"speaker":"a1"}"#),
            r#"claims[1].speaker: "a1" is no id in actors"#,
        );
        check_error(&claims(r#"{"id":"c1"}"#), r#"claims[1].id: "c1" is also the id of claims[0]"#);
        check_error(
            &claims(r#"{"parent":"c2"}"#),
            "claims[1].parent: a claim cannot stand inside itself",
        );
        check_error(
            &record(r#""claims":[{"parent":"c2"},{"parent":"c1"}]"#),
            "claims[0].parent: a claim cannot stand inside itself",
        );
        check_error(
            &claims(r#"{"form":"loud"}"#),
            r#"claims[1].form: "loud" is none of direct, indirect, mixed"#,
        );
        check_error(
            &claims(r#"{"confidence":1.5}"#),
            "claims[1].confidence: 1.5 is not between 0 and 1",
        );
        check_error(
            &claims(r#"{"cue":[[0,-1]]}"#),
            "claims[1].cue[0][1]: invalid value: integer `-1`, expected usize",
        );
        check_error(&events("{}"), "events[0]: missing field `type`");
        check_error(
            &events(r#"{"type":"AID","sentence":1}"#)
                .replace(r#""events""#, r#""sentences":[[0,11]],"events""#),
            "events[0].sentence: 1 is no position in sentences, which has 1",
        );
        check_error(
            &events(r#"{"type":"AID","date":{"start":"29 August"}}"#),
            r#"events[0].date.start: "29 August" is not a day written as 2017-08-29"#,
        );
        check_error(
            &events(r#"{"type":"AID","date":{"start":"2031-05-02","end":"2031-05-01"}}"#),
            "events[0].date: it ends (2031-05-01) before it starts (2031-05-02)",
        );
        check_error(
            &record(r#""places":[{"name":"Pole","lat":90.5}]"#),
            "places[0].lat: 90.5 is not between -90 and 90",
        );
        check_error(
            &record(r#""mentions":[{"span":[0,6],"kind":"person","head":4}]"#),
            "mentions[0].head: 4 is no position in tokens, which has 0",
        );
    }

    #[test]
    fn what_is_no_record_is_told_from_a_broken_one() {
        let missing = concat!(
            "version: missing; a record begins with ",
            r#"{"format": "tacitus.record", "version": 1}"#
        );
        check_error(r#"{"text":"Envoys met."}"#, missing);
        check_error(
            r#"{"version":2,"document":{"text":""}}"#,
            "version: 2 is not known here; this program reads version 1",
        );
        check_error(
            r#"{"format":"other","version":1,"document":{"text":""}}"#,
            r#"format: "other" is not "tacitus.record""#,
        );
        check_error("{]", "not JSON at column 2: key must be a string");
        check_error("", "not JSON at column 0: EOF while parsing a value");
        assert!(read(r#"{"version":7}"#).is_err_and(|error| error.is_version()));
        assert!(read("x").is_err_and(|error| error.is_json()));
    }
}
