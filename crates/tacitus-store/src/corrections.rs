//! What people corrected: an append-only log, laid over the records that models read.
//!
//! A correction names its target by a key that is made of where the words stand, so that it finds them again
//! after reading anew; where the words have moved by a little, the event or claim that overlaps them is taken.
//! One that finds nothing any more stays in the log, and [`Store::orphans`] lists it.

use crate::record::{Claim, Event, Letters, Pair, Part, Place, Record, When};
use crate::rows::{self, Overrule};
use crate::store::{Store, now, spans};
use crate::{StoreError, Tie};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::fmt;
use tacitus_doc::{Act, Commitment, Context, EventType, Mode, Status};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A field gets another value.
    Set,
    /// It is right as it is.
    Confirm,
    /// It is no such thing.
    Reject,
    /// Two are one.
    Merge,
    /// One does not belong to the others.
    Split,
    /// An earlier correction is taken back.
    Undo,
}

/// What it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// What one sentence of a report tells.
    Mention,
    /// An attributed statement.
    Claim,
    /// An actor, in all reports.
    Actor,
    /// An event, in all reports.
    Event,
    /// A dispute.
    Dispute,
    /// An earlier correction, by number.
    Correction,
}

macro_rules! words {
    ($name:ident { $($variant:ident = $text:literal),+ }) => {
        impl $name {
            /// Its name.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn parse(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
words!(Verb { Set = "set", Confirm = "confirm", Reject = "reject", Merge = "merge", Split = "split", Undo = "undo" });
words!(Target {
    Mention = "mention", Claim = "claim", Actor = "actor", Event = "event", Dispute = "dispute", Correction = "correction"
});

/// What somebody wants changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is done.
    pub verb: Verb,
    /// To what.
    pub target: Target,
    /// To which: its key; a number for a correction.
    pub id: String,
    /// For [`Verb::Set`]: which field.
    pub field: Option<String>,
    /// The new value; for [`Verb::Merge`] the other's key.
    pub value: Option<String>,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its number.
    pub n: i64,
    /// When, UTC.
    pub at: String,
    /// By whom.
    pub who: String,
    /// Why.
    pub why: String,
    /// What was done.
    pub verb: Verb,
    /// To what.
    pub target: Target,
    /// To which.
    pub id: String,
    /// Which field.
    pub field: Option<String>,
    /// What stood there, as JSON.
    pub old: Option<Value>,
    /// What stands there now, as JSON.
    pub new: Option<Value>,
    /// The report.
    pub doc: Option<String>,
    /// The words, as code points.
    pub span: Vec<[usize; 2]>,
    /// Whether it was taken back.
    pub undone: bool,
}

const COLUMNS: &str = "n, at, who, why, what, target, id, field, old, new, doc, span";

fn correction(row: &Row<'_>) -> rusqlite::Result<Correction> {
    let text = |n: usize| row.get::<_, String>(n);
    let value = |n: usize| -> rusqlite::Result<Option<Value>> {
        Ok(row.get::<_, Option<String>>(n)?.and_then(|text| serde_json::from_str(&text).ok()))
    };
    Ok(Correction {
        n: row.get(0)?,
        at: text(1)?,
        who: text(2)?,
        why: text(3)?,
        // Nothing but this file writes them, and `db check` reads them all.
        verb: Verb::parse(&text(4)?).unwrap_or(Verb::Undo),
        target: Target::parse(&text(5)?).unwrap_or(Target::Correction),
        id: text(6)?,
        field: row.get(7)?,
        old: value(8)?,
        new: value(9)?,
        doc: row.get(10)?,
        span: row.get::<_, Option<String>>(11)?.map(|text| spans(&text)).unwrap_or_default(),
        undone: false,
    })
}

/// The whole log in order.
fn log(db: &Connection) -> Result<Vec<Correction>, StoreError> {
    let mut statement =
        db.prepare_cached(&format!("SELECT {COLUMNS} FROM correction ORDER BY n"))?;
    let mut found: Vec<Correction> =
        statement.query_map([], correction)?.collect::<Result<_, _>>()?;
    let undone = undone(&found);
    for entry in &mut found {
        entry.undone = undone.contains(&entry.n);
    }
    Ok(found)
}

/// Numbers of the corrections that were taken back; taking back may be taken back too.
fn undone(log: &[Correction]) -> HashSet<i64> {
    let mut void = HashSet::new();
    for entry in log.iter().rev() {
        if entry.verb == Verb::Undo
            && !void.contains(&entry.n)
            && let Ok(n) = entry.id.parse()
        {
            void.insert(n);
        }
    }
    void
}

fn live(db: &Connection) -> Result<Vec<Correction>, StoreError> {
    Ok(log(db)?.into_iter().filter(|entry| !entry.undone && entry.verb != Verb::Undo).collect())
}

/// What is overruled of actors, by key.
pub(crate) fn overruled(db: &Connection) -> Result<HashMap<String, Overrule>, StoreError> {
    let mut found: HashMap<String, Overrule> = HashMap::new();
    for entry in live(db)?.into_iter().filter(|entry| entry.target == Target::Actor) {
        let over = found.entry(entry.id).or_default();
        let new = entry.new.as_ref().and_then(Value::as_str).map(str::to_owned);
        match (entry.verb, entry.field.as_deref()) {
            (Verb::Merge, _) => over.is = new,
            (Verb::Set, Some("name")) => over.name = new,
            (Verb::Set, Some("kind")) => over.kind = new,
            (Verb::Set, Some("country")) => over.country = new,
            _ => {}
        }
    }
    // An actor that is another, which is a third, is the third. As many steps as there are rules, so that a
    // circle ends too.
    let links: HashMap<String, String> =
        found.iter().filter_map(|(key, over)| Some((key.clone(), over.is.clone()?))).collect();
    for over in found.values_mut() {
        for _ in 0..links.len() {
            match over.is.as_ref().and_then(|key| links.get(key)) {
                Some(next) => over.is = Some(next.clone()),
                None => break,
            }
        }
    }
    Ok(found)
}

/// Lays the corrections to one report over its record.
pub(crate) fn lay_over(
    db: &Connection,
    id: &str,
    text: &str,
    record: &mut Record,
) -> Result<(), StoreError> {
    let any: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM correction WHERE doc = ?1)")?
        .query_row([id], |row| row.get(0))?;
    if !any {
        return Ok(());
    }
    let letters = Letters::new(text);
    for entry in live(db)?.iter().filter(|entry| entry.doc.as_deref() == Some(id)) {
        let (events, claims) = rows::keys(id, record);
        match entry.target {
            Target::Mention => {
                let spans = |event: &Event| event.trigger.clone();
                if let Some(at) = find(&entry.id, &entry.span, &events, &record.events, spans) {
                    mend_event(entry, at, record);
                }
            }
            Target::Claim => {
                let spans = |claim: &Claim| claim.content.clone();
                if let Some(at) = find(&entry.id, &entry.span, &claims, &record.claims, spans) {
                    mend_claim(entry, at, record, &letters);
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// By key, or else the one that overlaps the words.
fn find<T>(
    id: &str,
    span: &[Pair],
    keys: &[String],
    items: &[T],
    of: impl Fn(&T) -> Vec<Pair>,
) -> Option<usize> {
    let overlap = |item: &T| -> usize {
        let shared = |a: &Pair, b: &Pair| a[1].min(b[1]).saturating_sub(a[0].max(b[0]));
        of(item).iter().flat_map(|a| span.iter().map(move |b| shared(a, b))).sum()
    };
    keys.iter().position(|key| key == id).or_else(|| {
        let best =
            (0..items.len()).max_by_key(|at| (overlap(&items[*at]), std::cmp::Reverse(*at)))?;
        (overlap(&items[best]) > 0).then_some(best)
    })
}

fn state(entry: &Correction) -> &'static str {
    match entry.verb {
        Verb::Confirm => "confirmed",
        Verb::Reject => "rejected",
        _ => "edited",
    }
}

fn mend_event(entry: &Correction, at: usize, record: &mut Record) {
    let actors: Vec<(String, Vec<Pair>)> =
        record.actors.iter().map(|actor| (actor.id.clone(), actor.mentions.clone())).collect();
    let n_places = record.places.len();
    let Some(event) = record.events.get_mut(at) else { return };
    event.state = Some(state(entry).to_owned());
    let Some(field) = entry.field.as_deref().filter(|_| entry.verb == Verb::Set) else { return };
    let new = entry.new.clone().unwrap_or(Value::Null);
    let word = new.as_str().map(str::to_owned);
    match field {
        "type" => event.event_type = word.unwrap_or_default(),
        "mode" => event.mode = word,
        "status" => event.status = word.unwrap_or_default(),
        "contexts" => event.contexts = serde_json::from_value(new).unwrap_or_default(),
        "date" => event.date = serde_json::from_value(new).ok(),
        "quantities" => event.quantities = serde_json::from_value(new).unwrap_or_default(),
        "actors" | "recipients" => {
            let spans: Vec<Pair> = serde_json::from_value(new).unwrap_or_default();
            let parts = spans
                .into_iter()
                .map(|span| {
                    let holds = |mention: &Pair| mention[0] < span[1] && span[0] < mention[1];
                    let who = actors.iter().find(|(_, mentions)| mentions.iter().any(holds));
                    Part { actor: who.map(|(id, _)| id.clone()), span }
                })
                .collect();
            if field == "actors" { event.actors = parts } else { event.recipients = parts }
        }
        "place" => match serde_json::from_value::<Place>(new) {
            Ok(mut place) => {
                place.id = format!("p{}c{}", n_places + 1, entry.n);
                event.place = Some(place.id.clone());
                event.place_from = None;
                record.places.push(place);
            }
            Err(_) => event.place = None,
        },
        _ => {}
    }
    if let Some(event) = record.events.get_mut(at)
        && matches!(field, "type" | "mode")
    {
        let mode = event.mode.as_deref().and_then(Mode::parse);
        event.cameo = EventType::parse(&event.event_type).map(|own| own.cameo(mode).to_owned());
    }
}

fn mend_claim(entry: &Correction, at: usize, record: &mut Record, letters: &Letters<'_>) {
    let new = entry.new.clone().unwrap_or(Value::Null);
    let word = new.as_str().map(str::to_owned);
    let field = entry.field.as_deref().filter(|_| entry.verb == Verb::Set);
    let speaker = (field == Some("speaker")).then(|| {
        let span: Option<Pair> = serde_json::from_value(new.clone()).ok();
        span.and_then(|span| {
            let holds = |mention: &Pair| mention[0] < span[1] && span[0] < mention[1];
            let named = |name: &str| letters.words(span).contains(name);
            let actors = &record.actors;
            let found = actors.iter().find(|actor| actor.mentions.iter().any(holds));
            found
                .or_else(|| actors.iter().find(|actor| named(&actor.name)))
                .map(|actor| actor.id.clone())
        })
    });
    let Some(claim) = record.claims.get_mut(at) else { return };
    claim.state = Some(state(entry).to_owned());
    match field {
        Some("speaker") => claim.speaker = speaker.flatten(),
        Some("act") => claim.act = word.unwrap_or_default(),
        Some("commitment") => claim.commitment = word,
        _ => {}
    }
}

impl Store {
    /// Writes a correction into the log and lays it over the rows. Gives its number.
    ///
    /// # Errors
    /// Where there is no such thing, field or value; the message says what there is.
    pub fn correct(&mut self, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
        let transaction = self.db.transaction()?;
        let n = correct(&transaction, change, who, why)?;
        crate::store::changed(&transaction)?;
        transaction.commit()?;
        Ok(n)
    }

    /// The whole log, oldest first.
    ///
    /// # Errors
    /// Of the database.
    pub fn corrections(&self) -> Result<Vec<Correction>, StoreError> {
        log(&self.db)
    }

    /// Numbers of the corrections to mentions and claims that find nothing in the present records.
    ///
    /// # Errors
    /// Of the database.
    pub fn orphans(&self) -> Result<Vec<i64>, StoreError> {
        let mut found = Vec::new();
        for entry in live(&self.db)? {
            let table = match entry.target {
                Target::Mention => "mention",
                Target::Claim => "claim",
                _ => continue,
            };
            let there: bool = self.db.query_row(
                &format!(
                    "SELECT EXISTS (SELECT 1 FROM {table} JOIN document USING (doc) WHERE id = ?1 AND state <> 'auto')"
                ),
                [&entry.doc],
                |row| row.get(0),
            )?;
            if !there {
                found.push(entry.n);
            }
        }
        Ok(found)
    }

    /// Which mentions people said are, or are not, one event.
    ///
    /// # Errors
    /// Of the database.
    pub fn ties(&self) -> Result<Vec<Tie>, StoreError> {
        let mut found = Vec::new();
        for entry in live(&self.db)? {
            let together = match (entry.target, entry.verb) {
                (Target::Event, Verb::Merge) => true,
                (Target::Mention, Verb::Split) => false,
                _ => continue,
            };
            for other in entry.new.as_ref().and_then(Value::as_array).into_iter().flatten() {
                if let Some(other) = other.as_str() {
                    found.push(Tie { one: entry.id.clone(), other: other.to_owned(), together });
                }
            }
        }
        Ok(found)
    }

    /// Ids of the disputes that people rejected or confirmed, with their state.
    ///
    /// # Errors
    /// Of the database.
    pub fn judged_disputes(&self) -> Result<HashMap<String, &'static str>, StoreError> {
        let disputes = live(&self.db)?.into_iter().filter(|entry| entry.target == Target::Dispute);
        Ok(disputes.map(|entry| (entry.id.clone(), state(&entry))).collect())
    }
}

fn correct(db: &Connection, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
    match (change.target, change.verb) {
        (Target::Mention, Verb::Set | Verb::Confirm | Verb::Reject) => {
            correct_mention(db, change, who, why)
        }
        (Target::Mention, Verb::Split) => split(db, change, who, why),
        (Target::Claim, Verb::Set | Verb::Confirm | Verb::Reject) => {
            correct_claim(db, change, who, why)
        }
        (Target::Actor, Verb::Set | Verb::Merge) => correct_actor(db, change, who, why),
        (Target::Event, Verb::Merge) => merge(db, change, who, why),
        (Target::Event, Verb::Confirm | Verb::Reject) => each_mention(db, change, who, why),
        (Target::Dispute, Verb::Confirm | Verb::Reject) => {
            let exists: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM dispute WHERE id = ?1)",
                [&change.id],
                |row| row.get(0),
            )?;
            if !exists {
                return Err(unknown(change));
            }
            let n = append(db, change, who, why, &Entry::default())?;
            db.execute(
                "UPDATE document SET dirty = 1 WHERE doc IN (SELECT doc FROM account JOIN dispute USING (dispute) WHERE id = ?1)",
                [&change.id],
            )?;
            Ok(n)
        }
        (Target::Correction, Verb::Undo) => undo(db, change, who, why),
        (target, verb) => {
            Err(StoreError::asked(format!("a {target} cannot be corrected by {verb}")))
        }
    }
}

fn unknown(change: &Change) -> StoreError {
    StoreError::missing(format!("no {} has the id {:?}", change.target, change.id))
}

/// What the log holds beside the change.
#[derive(Default)]
struct Entry {
    old: Option<Value>,
    new: Option<Value>,
    doc: Option<String>,
    span: Option<Vec<Pair>>,
}

fn append(
    db: &Connection,
    change: &Change,
    who: &str,
    why: &str,
    entry: &Entry,
) -> Result<i64, StoreError> {
    if who.trim().is_empty() {
        return Err(StoreError::asked("say who corrects"));
    }
    db.execute(
        "INSERT INTO correction (at, who, why, what, target, id, field, old, new, doc, span) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            now(), who, why, change.verb.as_str(), change.target.as_str(), change.id, change.field,
            entry.old.as_ref().map(Value::to_string), entry.new.as_ref().map(Value::to_string), entry.doc,
            entry.span.as_ref().map(|span| json!(span).to_string())
        ],
    )?;
    Ok(db.last_insert_rowid())
}

/// A report as it stands with its corrections.
struct Standing {
    doc: i64,
    id: String,
    text: String,
    record: Record,
}

fn standing(db: &Connection, table: &str, change: &Change) -> Result<Standing, StoreError> {
    let found = db
        .query_row(
            &format!(
                "SELECT doc, id, text, record FROM {table} JOIN document USING (doc) WHERE key = ?1"
            ),
            [&change.id],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?)),
        )
        .optional()?;
    let Some((doc, id, text, packed)) = found else { return Err(unknown(change)) };
    let (id, text): (String, String) = (id, text);
    let mut record = crate::store::unpack(&packed)?;
    lay_over(db, &id, &text, &mut record)?;
    Ok(Standing { doc, id, text, record })
}

fn one_of(field: &str, value: &str, known: &[&str]) -> Result<Value, StoreError> {
    match known.contains(&value) {
        true => Ok(value.into()),
        false => Err(StoreError::asked(format!(
            "{field} cannot be {value:?}; it is one of {}",
            known.join(", ")
        ))),
    }
}

fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|item| name(*item)).collect()
}

fn correct_mention(
    db: &Connection,
    change: &Change,
    who: &str,
    why: &str,
) -> Result<i64, StoreError> {
    let at = standing(db, "mention", change)?;
    let (keys, _) = rows::keys(&at.id, &at.record);
    let Some(event) =
        keys.iter().position(|key| *key == change.id).and_then(|n| at.record.events.get(n))
    else {
        return Err(unknown(change));
    };
    let (old, new) = match change.verb {
        Verb::Set => {
            let (field, value) = field_and_value(change)?;
            let old = match field {
                "type" => json!(event.event_type),
                "mode" => json!(event.mode),
                "status" => json!(event.status),
                "contexts" => json!(event.contexts),
                "date" => json!(event.date),
                "quantities" => json!(event.quantities),
                "place" => json!(
                    event.place.as_ref().and_then(|id| at
                        .record
                        .places
                        .iter()
                        .find(|place| place.id == *id))
                ),
                "actors" => json!(event.actors.iter().map(|part| part.span).collect::<Vec<_>>()),
                "recipients" => {
                    json!(event.recipients.iter().map(|part| part.span).collect::<Vec<_>>())
                }
                _ => Value::Null,
            };
            (Some(old), Some(mention_value(&at, field, value)?))
        }
        _ => (None, None),
    };
    let entry = Entry { old, new, doc: Some(at.id.clone()), span: Some(event.trigger.clone()) };
    let n = append(db, change, who, why, &entry)?;
    Store::rewrite(db, &[at.doc])?;
    check_readable(db, &at.id)?;
    Ok(n)
}

/// A record that could not be read any more would stop all that comes after: a value that does that is refused.
fn check_readable(db: &Connection, report: &str) -> Result<(), StoreError> {
    let line = crate::store::line(db, report)?;
    let read = tacitus_doc::wire::read(&line);
    read.map(|_| ()).map_err(|error| StoreError::asked(format!("the value does not fit: {error}")))
}

fn field_and_value(change: &Change) -> Result<(&str, &str), StoreError> {
    match (change.field.as_deref(), change.value.as_deref()) {
        (Some(field), Some(value)) => Ok((field, value)),
        _ => Err(StoreError::asked("say which field gets which value: FIELD=VALUE")),
    }
}

/// The new value of a mention's field as JSON. `-` is none.
fn mention_value(at: &Standing, field: &str, value: &str) -> Result<Value, StoreError> {
    let list = || value.split(',').map(str::trim).filter(|item| !item.is_empty() && *item != "-");
    match field {
        "type" => one_of(field, &value.to_uppercase(), &names(EventType::ALL, EventType::as_str)),
        "mode" if value == "-" => Ok(Value::Null),
        "mode" => one_of(field, value, &names(Mode::ALL, Mode::as_str)),
        "status" => one_of(field, value, &names(Status::ALL, Status::as_str)),
        "contexts" => {
            let known = names(Context::ALL, Context::as_str);
            list().map(|item| one_of(field, item, &known)).collect::<Result<Vec<_>, _>>().map(Value::from)
        }
        "date" if value == "-" => Ok(json!(When::default())),
        "date" => {
            let (start, end) = value.split_once("..").unwrap_or((value, value));
            for day in [start, end] {
                day.parse::<jiff::civil::Date>().map_err(|_| {
                    StoreError::asked(format!("date cannot be {value:?}; write 2017-08-29 or 2017-08-01..2017-08-31"))
                })?;
            }
            Ok(json!({"start": start, "end": end, "from": "text"}))
        }
        "actors" | "recipients" => {
            let mut spans = Vec::new();
            for item in list() {
                let found = at.record.actors.iter().find(|actor| actor.id == item || actor.name == item);
                match found.and_then(|actor| actor.mentions.first()) {
                    Some(span) => spans.push(*span),
                    None => {
                        let known: Vec<_> =
                            at.record.actors.iter().map(|actor| format!("{} {}", actor.id, actor.name)).collect();
                        let message = format!("the report has no actor {item:?}; it has {}", known.join(", "));
                        return Err(StoreError::asked(message));
                    }
                }
            }
            Ok(json!(spans))
        }
        "place" if value == "-" => Ok(Value::Null),
        "place" => {
            let found = at.record.places.iter().find(|place| place.id == value || place.name == value);
            // Whoever has a gazetteer at hand gives the place itself.
            let given = || serde_json::from_str::<Place>(value).ok();
            found.cloned().or_else(given).map(|place| json!(place)).ok_or_else(|| {
                let known: Vec<_> =
                    at.record.places.iter().map(|place| format!("{} {}", place.id, place.name)).collect();
                StoreError::asked(format!("the report has no place {value:?}; it has {}", known.join(", ")))
            })
        }
        "quantities" => serde_json::from_str::<Vec<crate::record::Quantity>>(value).map(|list| json!(list)).map_err(|_| {
            StoreError::asked("quantities are JSON: [{\"of\": \"people\", \"value\": 12, \"bound\": \"exactly\", \"role\": \"killed\", \"span\": [0, 2]}]")
        }),
        _ => Err(StoreError::asked(format!(
            "a mention has no field {field:?}; it has type, mode, status, contexts, date, actors, recipients, place, quantities"
        ))),
    }
}

fn correct_claim(
    db: &Connection,
    change: &Change,
    who: &str,
    why: &str,
) -> Result<i64, StoreError> {
    let at = standing(db, "claim", change)?;
    let (_, keys) = rows::keys(&at.id, &at.record);
    let Some(claim) =
        keys.iter().position(|key| *key == change.id).and_then(|n| at.record.claims.get(n))
    else {
        return Err(unknown(change));
    };
    let (old, new) = match change.verb {
        Verb::Set => {
            let (field, value) = field_and_value(change)?;
            match field {
                "speaker" => {
                    let found = at
                        .record
                        .actors
                        .iter()
                        .find(|actor| actor.id == value || actor.name == value);
                    let span = found.and_then(|actor| actor.mentions.first());
                    if span.is_none() && value != "-" {
                        let known: Vec<_> = at
                            .record
                            .actors
                            .iter()
                            .map(|actor| format!("{} {}", actor.id, actor.name))
                            .collect();
                        let message = format!(
                            "the report has no actor {value:?}; it has {}",
                            known.join(", ")
                        );
                        return Err(StoreError::asked(message));
                    }
                    (Some(json!(claim.speaker)), Some(json!(span)))
                }
                "act" => (
                    Some(json!(claim.act)),
                    Some(one_of(field, value, &names(Act::ALL, Act::as_str))?),
                ),
                "commitment" => (
                    Some(json!(claim.commitment)),
                    Some(one_of(field, value, &names(Commitment::ALL, Commitment::as_str))?),
                ),
                _ => {
                    let message =
                        format!("a claim has no field {field:?}; it has speaker, act, commitment");
                    return Err(StoreError::asked(message));
                }
            }
        }
        _ => (None, None),
    };
    let entry = Entry { old, new, doc: Some(at.id.clone()), span: Some(claim.content.clone()) };
    let n = append(db, change, who, why, &entry)?;
    debug_assert!(!at.text.is_empty());
    Store::rewrite(db, &[at.doc])?;
    check_readable(db, &at.id)?;
    Ok(n)
}

/// The reports in which an actor stands.
fn reports_with(db: &Connection, entity: &str) -> Result<Vec<i64>, StoreError> {
    let mut statement = db.prepare(
        "SELECT DISTINCT doc FROM actor JOIN entity USING (entity) WHERE key = ?1 ORDER BY doc",
    )?;
    let found = statement.query_map([entity], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The key of an actor, told by key or, where only one has it, by name.
pub(crate) fn actor_key(db: &Connection, told: &str) -> Result<String, StoreError> {
    let mut statement = db.prepare(
        "SELECT key, name FROM entity WHERE key = ?1 OR known = ?1 UNION
         SELECT key, name FROM entity WHERE name = ?1 COLLATE NOCASE LIMIT 9",
    )?;
    let found: Vec<(String, String)> = statement
        .query_map([told], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if let Some((key, _)) = found.iter().find(|(key, _)| key == told) {
        return Ok(key.clone());
    }
    match found.as_slice() {
        [(key, _)] => Ok(key.clone()),
        [] => Err(StoreError::asked(format!(
            "no actor has the id or name {told:?}; `tacitus actors` lists them"
        ))),
        many => {
            let keys: Vec<_> = many.iter().map(|(key, _)| key.as_str()).collect();
            Err(StoreError::asked(format!(
                "several actors have the name {told:?}: {}",
                keys.join(", ")
            )))
        }
    }
}

fn correct_actor(
    db: &Connection,
    change: &Change,
    who: &str,
    why: &str,
) -> Result<i64, StoreError> {
    let key = actor_key(db, &change.id)?;
    let (name, kind, country): (String, String, Option<String>) =
        db.query_row("SELECT name, kind, country FROM entity WHERE key = ?1", [&key], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
    let (old, new) = match change.verb {
        Verb::Merge => {
            let other = actor_key(db, change.value.as_deref().unwrap_or_default())?;
            if other == key {
                return Err(StoreError::asked("an actor cannot be merged with itself"));
            }
            (Value::Null, other)
        }
        _ => {
            let (field, value) = field_and_value(change)?;
            let old = match field {
                "name" => json!(name),
                "kind" => json!(kind),
                "country" => json!(country),
                _ => {
                    let message =
                        format!("an actor has no field {field:?}; it has name, kind, country");
                    return Err(StoreError::asked(message));
                }
            };
            (old, value.to_owned())
        }
    };
    let change = Change { id: key.clone(), ..change.clone() };
    let n = append(
        db,
        &change,
        who,
        why,
        &Entry { old: Some(old), new: Some(new.into()), ..Entry::default() },
    )?;
    again_with(db, &key)?;
    Ok(n)
}

/// Writes the rows of an actor and of all its reports anew.
fn again_with(db: &Connection, key: &str) -> Result<(), StoreError> {
    let overruled = overruled(db)?;
    let mut reports = reports_with(db, key)?;
    // After an undo the reports stand under the other.
    if let Some(other) = overruled.get(key).and_then(|over| over.is.as_deref()) {
        reports.extend(reports_with(db, other)?);
    }
    let over = overruled.get(key).cloned().unwrap_or_default();
    for (column, value) in [("name", over.name), ("kind", over.kind), ("country", over.country)] {
        if let Some(value) = value {
            db.execute(&format!("UPDATE entity SET {column} = ?2 WHERE key = ?1"), [key, &value])?;
        }
    }
    Store::rewrite(db, &reports)
}

/// Keys of the mentions of an event, first its own id.
fn mentions_of(db: &Connection, event: &str) -> Result<Vec<(String, i64)>, StoreError> {
    let mut statement = db.prepare(
        "SELECT key, doc FROM mention JOIN event USING (event) WHERE id = ?1 ORDER BY key <> id, key",
    )?;
    let found = statement.query_map([event], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn soil(db: &Connection, mentions: &[(String, i64)]) -> Result<(), StoreError> {
    for (_, doc) in mentions {
        db.execute("UPDATE document SET dirty = 1 WHERE doc = ?1", [doc])?;
    }
    Ok(())
}

fn merge(db: &Connection, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
    let other = change.value.clone().unwrap_or_default();
    let (one, two) = (mentions_of(db, &change.id)?, mentions_of(db, &other)?);
    if one.is_empty() || two.is_empty() || change.id == other {
        let missing = if one.is_empty() { &change.id } else { &other };
        return Err(StoreError::missing(format!("no other event has the id {missing:?}")));
    }
    let entry = Entry { new: Some(json!([two[0].0])), ..Entry::default() };
    let change = Change { id: one[0].0.clone(), ..change.clone() };
    let n = append(db, &change, who, why, &entry)?;
    soil(db, &one)?;
    soil(db, &two)?;
    Ok(n)
}

fn split(db: &Connection, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
    let event: Option<String> = db
        .query_row(
            "SELECT id FROM mention JOIN event USING (event) WHERE key = ?1",
            [&change.id],
            |row| row.get(0),
        )
        .optional()?;
    let Some(event) = event else { return Err(unknown(change)) };
    let mentions = mentions_of(db, &event)?;
    let others: Vec<&String> =
        mentions.iter().map(|(key, _)| key).filter(|key| **key != change.id).collect();
    if others.is_empty() {
        return Err(StoreError::asked(format!(
            "the mention {} is the only one of its event",
            change.id
        )));
    }
    let n = append(db, change, who, why, &Entry { new: Some(json!(others)), ..Entry::default() })?;
    soil(db, &mentions)?;
    Ok(n)
}

/// Confirms or rejects every mention of an event, each with a line of its own; gives the last number.
fn each_mention(db: &Connection, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
    let mentions = mentions_of(db, &change.id)?;
    let mut last = Err(unknown(change));
    for (key, _) in mentions {
        let each = Change { target: Target::Mention, id: key, ..change.clone() };
        last = Ok(correct_mention(db, &each, who, why)?);
    }
    last
}

fn undo(db: &Connection, change: &Change, who: &str, why: &str) -> Result<i64, StoreError> {
    let n: Option<i64> = change.id.parse().ok();
    let log = log(db)?;
    let Some(entry) = log.iter().find(|entry| Some(entry.n) == n) else {
        return Err(unknown(change));
    };
    if entry.undone {
        return Err(StoreError::asked(format!("correction {} was taken back already", entry.n)));
    }
    let before = overruled(db)?;
    let number =
        append(db, change, who, why, &Entry { old: None, new: None, doc: None, span: None })?;
    // What the undone one touched, which for the undoing of an undoing is what that one had touched.
    let mut touched = entry;
    while touched.verb == Verb::Undo
        && let Some(next) = log.iter().find(|other| other.n.to_string() == touched.id)
    {
        touched = next;
    }
    match touched.target {
        Target::Mention | Target::Claim if touched.doc.is_some() => {
            let doc: Option<i64> = db
                .query_row("SELECT doc FROM document WHERE id = ?1", [&touched.doc], |row| {
                    row.get(0)
                })
                .optional()?;
            Store::rewrite(db, &doc.into_iter().collect::<Vec<_>>())?;
        }
        Target::Actor => {
            let old = touched.old.as_ref().and_then(Value::as_str);
            if let (Some(field), Some(old)) = (touched.field.as_deref(), old)
                && ["name", "kind", "country"].contains(&field)
            {
                db.execute(
                    &format!("UPDATE entity SET {field} = ?2 WHERE key = ?1"),
                    [&touched.id, old],
                )?;
            }
            let mut reports = reports_with(db, &touched.id)?;
            if let Some(other) = before.get(&touched.id).and_then(|over| over.is.as_deref()) {
                reports.extend(reports_with(db, other)?);
            }
            Store::rewrite(db, &reports)?;
            again_with(db, &touched.id)?;
        }
        _ => {
            // Ties: whatever stands near them is compared again.
            let keys = touched
                .new
                .as_ref()
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str);
            for key in keys.chain([touched.id.as_str()]) {
                db.execute(
                    "UPDATE document SET dirty = 1 WHERE doc IN (SELECT doc FROM mention WHERE key = ?1
                     UNION SELECT doc FROM account JOIN dispute USING (dispute) WHERE id = ?1)",
                    [key],
                )?;
            }
        }
    }
    Ok(number)
}
