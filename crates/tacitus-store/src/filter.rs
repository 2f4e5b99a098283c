//! The one language in which everything is asked for: `type:ASSAULT country:SYR from:2017-08-01 sources:2`.
//!
//! A term is `key:value`; several values parted by commas are alternatives; `~` or `-` before a term turns it round;
//! values with blanks stand in quotation marks. Words without a key are looked up in the text. All terms must
//! hold.

use crate::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, params};
use std::fmt;
use tacitus_doc::{Act, Context, EventType, Mode, Status};

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
struct Term {
    turned: bool,
    key: String,
    values: Vec<String>,
}

/// Every key, with what it asks for.
pub const KEYS: [(&str, &str); 23] = [
    ("type", "PLOVER type of the event, or a type of your own: type:ASSAULT,COERCE"),
    ("mode", "PLOVER mode: mode:airstrike"),
    ("context", "PLOVER context: context:military"),
    ("actor", "who did it: a name or part of one, an id, or the three letters of a country"),
    ("recipient", "to whom"),
    ("party", "either of them"),
    ("country", "where, by the three letters of the country: country:SYR"),
    ("place", "where, by name or GeoNames id"),
    ("near", "where, within so many kilometres: near:34.5,40.9,50km or near:Aleppo,50km"),
    ("from", "on this day or later: from:2017-08-01"),
    ("to", "on this day or earlier"),
    ("date", "on this day, in this month or year: date:2017-08"),
    ("status", "happened, ongoing, planned, possible, denied, demanded"),
    ("speaker", "according to whom; speaker:none is the report's own voice"),
    ("act", "what the speaker does: act:deny,accuse"),
    ("outlet", "which outlet reports it"),
    ("sources", "at least so many independent sources assert it: sources:2"),
    ("disputed", "yes or no"),
    ("confidence", "at least so sure, 0 to 1"),
    ("state", "auto, confirmed, edited, rejected; what was rejected is left out unless asked for"),
    ("story", "the story's id"),
    ("event", "the event's id"),
    ("report", "the report's id"),
];

/// A condition and the values of its parameters, in order.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Condition {
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    pub fn or_all(self) -> Condition {
        match self.sql.is_empty() {
            true => Condition { sql: "1".into(), values: Vec::new() },
            false => self,
        }
    }
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// Where a key is unknown or a value does not fit it; the message says what would.
    pub fn parse(text: &str) -> Result<Filter, StoreError> {
        let mut terms = Vec::new();
        for (word, quoted) in words(text)? {
            let (turned, word) =
                match word.strip_prefix(['-', '~']).filter(|rest| !rest.is_empty() && !quoted) {
                    Some(rest) => (true, rest.to_owned()),
                    None => (false, word),
                };
            let term = match word.split_once(':').filter(|(key, _)| !quoted && !key.contains(' ')) {
                Some((key, value)) => {
                    let key = key.to_lowercase();
                    if key != "text" && !KEYS.iter().any(|(known, _)| *known == key) {
                        let known: Vec<_> = KEYS.iter().map(|(known, _)| *known).collect();
                        let message =
                            format!("the filter knows no {key:?}; it knows {}", known.join(", "));
                        return Err(StoreError::asked(message));
                    }
                    let values: Vec<String> = match key.as_str() {
                        "near" | "text" => vec![value.to_owned()],
                        _ => value
                            .split(',')
                            .map(str::trim)
                            .filter(|v| !v.is_empty())
                            .map(str::to_owned)
                            .collect(),
                    };
                    Term { turned, key, values }
                }
                None => Term { turned, key: "text".into(), values: vec![word] },
            };
            check(&term)?;
            terms.push(term);
        }
        Ok(Filter { terms })
    }

    /// One term alone, whatever signs stand in the value: `event` and an id.
    ///
    /// # Errors
    /// As [`Filter::parse`].
    pub fn of(key: &str, value: &str) -> Result<Filter, StoreError> {
        if !KEYS.iter().any(|(known, _)| *known == key) {
            return Err(StoreError::asked(format!("the filter knows no {key:?}")));
        }
        let term = Term { turned: false, key: key.to_owned(), values: vec![value.to_owned()] };
        check(&term)?;
        Ok(Filter { terms: vec![term] })
    }

    /// Whether it asks for nothing in particular.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Over `m` (mention) alone: joining its report or event would open tables that most questions need not.
    pub(crate) fn on_mentions(&self, db: &Connection) -> Result<Condition, StoreError> {
        let mut all = Condition::default();
        for term in &self.terms {
            let (sql, values) = mention_term(db, term)?;
            all.and(&turned(term, &sql), values);
        }
        if !self.terms.iter().any(|term| term.key == "state") {
            all.and("m.state <> 'rejected'", []);
        }
        Ok(all)
    }

    /// Over `d` (document) alone, where nothing else is asked for: reports without events count too.
    pub(crate) fn of_reports(&self) -> Option<Condition> {
        let mut all = Condition::default();
        for term in &self.terms {
            let (sql, values) = match term.key.as_str() {
                "story" => among("d.story", &term.values),
                "report" => among("d.id", &term.values),
                "outlet" => outlets("d.publisher", &term.values),
                _ => return None,
            };
            all.and(&turned(term, &sql), values);
        }
        Some(all.or_all())
    }

    /// Over `c` (claim) alone.
    pub(crate) fn on_claims(&self, db: &Connection) -> Result<Condition, StoreError> {
        let mut all = Condition::default();
        let mut of_events = Condition::default();
        for term in &self.terms {
            match claim_term(term) {
                Some((sql, values)) => all.and(&turned(term, &sql), values),
                None => {
                    let (sql, values) = mention_term(db, term)?;
                    of_events.and(&turned(term, &sql), values);
                }
            }
        }
        if !of_events.sql.is_empty() {
            let sql = format!(
                "c.claim IN (SELECT mc.claim FROM mention_claim mc JOIN mention m USING (mention) WHERE {})",
                of_events.sql
            );
            all.and(&sql, of_events.values);
        }
        if !self.terms.iter().any(|term| term.key == "state") {
            all.and("c.state <> 'rejected'", []);
        }
        Ok(all)
    }
}

impl fmt::Display for Filter {
    /// As it may be read again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, term) in self.terms.iter().enumerate() {
            let blank = if n > 0 { " " } else { "" };
            let turned = if term.turned { "-" } else { "" };
            write!(f, "{blank}{turned}{}:\"{}\"", term.key, term.values.join(","))?;
        }
        Ok(())
    }
}

fn turned(term: &Term, sql: &str) -> String {
    // What is unknown is not what was asked for, so the turned question holds for it.
    if term.turned { format!("NOT coalesce({sql}, 0)") } else { sql.to_owned() }
}

/// Words parted by blanks, which quotation marks hold together; and whether the whole word was quoted.
fn words(text: &str) -> Result<Vec<(String, bool)>, StoreError> {
    let mut found = Vec::new();
    let (mut word, mut inside, mut began_quoted) = (String::new(), false, false);
    for sign in text.chars() {
        match sign {
            '"' => {
                began_quoted |= word.is_empty() && !inside;
                inside = !inside;
            }
            sign if sign.is_whitespace() && !inside => {
                if !word.is_empty() {
                    found.push((std::mem::take(&mut word), began_quoted));
                }
                began_quoted = false;
            }
            sign => word.push(sign),
        }
    }
    if inside {
        return Err(StoreError::asked(format!("a quotation mark is not closed in {text:?}")));
    }
    if !word.is_empty() {
        found.push((word, began_quoted));
    }
    Ok(found)
}

fn check(term: &Term) -> Result<(), StoreError> {
    let wrong = |value: &str, known: &str| {
        Err(StoreError::asked(format!("{} cannot be {value:?}; {known}", term.key)))
    };
    let one_of = |value: &str, known: Vec<&str>| match known.contains(&value) {
        true => Ok(()),
        false => wrong(value, &format!("it is one of {}", known.join(", "))),
    };
    if term.values.is_empty() {
        return Err(StoreError::asked(format!("{}: wants a value", term.key)));
    }
    for value in &term.values {
        match term.key.as_str() {
            "mode" => one_of(value, Mode::ALL.iter().map(|mode| mode.as_str()).collect())?,
            "context" => {
                one_of(value, Context::ALL.iter().map(|context| context.as_str()).collect())?
            }
            "status" => one_of(value, Status::ALL.iter().map(|status| status.as_str()).collect())?,
            "act" => one_of(value, Act::ALL.iter().map(|act| act.as_str()).collect())?,
            "state" => one_of(value, vec!["auto", "confirmed", "edited", "rejected"])?,
            "disputed" => one_of(value, vec!["yes", "no"])?,
            "from" | "to" if value.parse::<jiff::civil::Date>().is_err() => {
                return wrong(value, "write a day as 2017-08-29");
            }
            "date" if !is_date_prefix(value) => {
                return wrong(value, "write 2017, 2017-08 or 2017-08-29");
            }
            "sources" if value.trim_start_matches(['>', '=']).parse::<u32>().is_err() => {
                return wrong(value, "write a number");
            }
            "confidence" if !value.parse::<f64>().is_ok_and(f64::is_finite) => {
                return wrong(value, "write a number from 0 to 1");
            }
            "near" if near(value).is_none() => {
                return wrong(value, "write near:34.5,40.9,50km or near:Aleppo,50km");
            }
            "text" if !value.contains(char::is_alphanumeric) => {
                return wrong(value, "write a word");
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_date_prefix(value: &str) -> bool {
    let shape: String =
        value.chars().map(|sign| if sign.is_ascii_digit() { '0' } else { sign }).collect();
    matches!(shape.as_str(), "0000" | "0000-00" | "0000-00-00")
}

enum Middle<'v> {
    At(f64, f64),
    Of(&'v str),
}

/// Middle and radius in kilometres.
fn near(value: &str) -> Option<(Middle<'_>, f64)> {
    let (middle, radius) = value.rsplit_once(',')?;
    let radius: f64 = radius.trim().trim_end_matches("km").trim().parse().ok()?;
    if !(radius > 0.0 && radius < 20_100.0) {
        return None;
    }
    let point = middle
        .split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse().ok()?, lon.trim().parse().ok()?)));
    match point {
        Some((lat, lon)) => {
            let fits = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
            fits.then_some((Middle::At(lat, lon), radius))
        }
        None => (!middle.trim().is_empty()).then_some((Middle::Of(middle.trim()), radius)),
    }
}

type Sql = (String, Vec<Value>);

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn among(column: &str, values: &[String]) -> Sql {
    let marks = vec!["?"; values.len()].join(", ");
    (format!("{column} IN ({marks})"), values.iter().map(|value| text(value)).collect())
}

/// `event` is a row of events and `doc` a row of reports, of which another column has one of the values.
fn within(own: &str, row: &str, column: &str, values: &[String]) -> Sql {
    let table = if row == "doc" { "document" } else { row };
    let (sql, parameters) = among(column, values);
    (format!("{own} IN (SELECT {row} FROM {table} WHERE {sql})"), parameters)
}

/// `%` and `_` of the user mean themselves.
fn part(value: &str) -> Value {
    let escaped = value.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    Value::Text(format!("%{escaped}%"))
}

/// Rows of the actors that a user may mean.
fn entities(values: &[String]) -> Sql {
    let mut sql = Vec::new();
    let mut parameters = Vec::new();
    for value in values {
        let is_country = value.len() == 3 && value.chars().all(|sign| sign.is_ascii_uppercase());
        if is_country {
            sql.push("key = ? OR country = ?");
            parameters.extend([text(value), text(value)]);
        } else {
            sql.push("key = ? OR name LIKE ? ESCAPE '\\'");
            parameters.extend([text(value), part(value)]);
        }
    }
    (format!("(SELECT entity FROM entity WHERE {})", sql.join(" OR ")), parameters)
}

fn participants(role: Option<&str>, values: &[String]) -> Sql {
    let (entities, parameters) = entities(values);
    let role = role.map(|role| format!(" AND role = '{role}'")).unwrap_or_default();
    (
        format!("m.mention IN (SELECT mention FROM participant WHERE entity IN {entities}{role})"),
        parameters,
    )
}

fn fts(value: &str) -> Value {
    // A user's words are words: quoted, they mean nothing to the search engine.
    Value::Text(format!("\"{}\"", value.replace('"', "\"\"")))
}

fn mention_term(db: &Connection, term: &Term) -> Result<Sql, StoreError> {
    let values = &term.values;
    let first = values.first().map(String::as_str).unwrap_or_default();
    Ok(match term.key.as_str() {
        "type" => {
            let upper: Vec<String> = values.iter().map(|value| value.to_uppercase()).collect();
            let own = values.iter().any(|value| EventType::parse(&value.to_uppercase()).is_none());
            let (sql, mut parameters) = among("m.type", &upper);
            match own {
                true => {
                    let (other, more) = among("m.own_type", values);
                    parameters.extend(more);
                    (format!("({sql} OR {other})"), parameters)
                }
                false => (sql, parameters),
            }
        }
        "mode" => among("m.mode", values),
        "context" => {
            let (sql, parameters) = among("value", values);
            (format!("EXISTS (SELECT 1 FROM json_each(m.contexts) WHERE {sql})"), parameters)
        }
        "actor" => participants(Some("actor"), values),
        "recipient" => participants(Some("recipient"), values),
        "party" => participants(None, values),
        "country" => {
            let upper: Vec<String> = values.iter().map(|value| value.to_uppercase()).collect();
            let (sql, parameters) = among("country", &upper);
            (format!("m.place IN (SELECT place FROM place WHERE {sql})"), parameters)
        }
        "place" => {
            let mut sql = Vec::new();
            let mut parameters = Vec::new();
            for value in values {
                sql.push("name LIKE ? ESCAPE '\\' OR admin1 LIKE ? ESCAPE '\\' OR geonameid = ?");
                parameters.extend([
                    part(value),
                    part(value),
                    Value::Integer(value.parse().unwrap_or(-1)),
                ]);
            }
            (format!("m.place IN (SELECT place FROM place WHERE {})", sql.join(" OR ")), parameters)
        }
        "near" => {
            let places = places_near(db, first)?;
            let list: Vec<String> = places.iter().map(i64::to_string).collect();
            (format!("m.place IN ({})", list.join(", ")), Vec::new())
        }
        "from" => ("coalesce(m.date_end, m.published) >= ?".into(), vec![text(first)]),
        "to" => ("coalesce(m.date_start, m.published) <= ?".into(), vec![text(first)]),
        "date" => {
            let mut sql = Vec::new();
            let mut parameters = Vec::new();
            for value in values {
                sql.push("(coalesce(m.date_start, m.published) <= ? AND coalesce(m.date_end, m.published) >= ?)");
                parameters.extend([Value::Text(format!("{value}~")), text(value)]);
            }
            (format!("({})", sql.join(" OR ")), parameters)
        }
        "status" => among("m.status", values),
        "speaker" if first == "none" => (
            "NOT EXISTS (SELECT 1 FROM mention_claim mc WHERE mc.mention = m.mention)".into(),
            Vec::new(),
        ),
        "speaker" => {
            let (entities, parameters) = entities(values);
            let of = "SELECT mention FROM mention_claim WHERE entity IN";
            (format!("m.mention IN ({of} {entities})"), parameters)
        }
        "act" => {
            let (sql, parameters) = among("c.act", values);
            let from = "SELECT mc.mention FROM mention_claim mc JOIN claim c USING (claim)";
            (format!("m.mention IN ({from} WHERE {sql})"), parameters)
        }
        "outlet" => outlets("m.outlet", values),
        "sources" => {
            let least = first.trim_start_matches(['>', '=']).parse().unwrap_or(0);
            // Most events have one source, so that the others are the shorter list.
            let sql = match least {
                0 | 1 => "m.event NOT IN (SELECT event FROM event WHERE n_assert < ?)",
                _ => "m.event IN (SELECT event FROM event WHERE n_assert >= ?)",
            };
            (sql.into(), vec![Value::Integer(least)])
        }
        "disputed" => {
            // Few events are, so what is not is found by leaving those out.
            let not = if first == "yes" { "" } else { "NOT " };
            (format!("m.event {not}IN (SELECT event FROM event WHERE disputed)"), Vec::new())
        }
        "confidence" => {
            ("m.confidence >= ?".into(), vec![Value::Real(first.parse().unwrap_or(0.0))])
        }
        "state" => among("m.state", values),
        "story" => within("m.event", "event", "story", values),
        "event" => within("m.event", "event", "id", values),
        "report" => within("m.doc", "doc", "id", values),
        _ => ("m.doc IN (SELECT rowid FROM words WHERE words MATCH ?)".into(), vec![fts(first)]),
    })
}

/// What is asked of a claim itself rather than of the events under it.
fn claim_term(term: &Term) -> Option<Sql> {
    let values = &term.values;
    let first = values.first().map(String::as_str).unwrap_or_default();
    Some(match term.key.as_str() {
        "speaker" if first == "none" => ("c.speaker IS NULL".into(), Vec::new()),
        "speaker" => {
            let (entities, parameters) = entities(values);
            (
                format!("c.speaker IN (SELECT actor FROM actor WHERE entity IN {entities})"),
                parameters,
            )
        }
        "act" => among("c.act", values),
        "outlet" => outlets("c.outlet", values),
        "from" => ("c.published >= ?".into(), vec![text(first)]),
        "to" => ("c.published <= ?".into(), vec![text(first)]),
        "date" => {
            let all: Vec<&str> = vec!["c.published BETWEEN ? AND ?"; values.len()];
            let parameters = values
                .iter()
                .flat_map(|value| [text(value), Value::Text(format!("{value}~"))])
                .collect();
            (format!("({})", all.join(" OR ")), parameters)
        }
        "confidence" => {
            ("c.confidence >= ?".into(), vec![Value::Real(first.parse().unwrap_or(0.0))])
        }
        "state" => among("c.state", values),
        "story" => within("c.doc", "doc", "story", values),
        "report" => within("c.doc", "doc", "id", values),
        "text" => {
            ("c.doc IN (SELECT rowid FROM words WHERE words MATCH ?)".into(), vec![fts(first)])
        }
        _ => return None,
    })
}

fn outlets(column: &str, values: &[String]) -> Sql {
    let each = format!("{column} LIKE ? ESCAPE '\\'");
    let all = vec![each; values.len()];
    (format!("({})", all.join(" OR ")), values.iter().map(|value| part(value)).collect())
}

/// Rows of the places within a circle.
fn places_near(db: &Connection, value: &str) -> Result<Vec<i64>, StoreError> {
    let Some((middle, radius)) = near(value) else { return Ok(Vec::new()) };
    let (lat, lon) = match middle {
        Middle::At(lat, lon) => (lat, lon),
        Middle::Of(name) => {
            // Of several of that name the one that most reports name.
            let found = db.query_row(
                "SELECT lat, lon FROM place WHERE name = ?1 COLLATE NOCASE AND lat IS NOT NULL
                 ORDER BY (SELECT count(*) FROM toponym t WHERE t.place = place.place) DESC, place LIMIT 1",
                [name],
                |row| Ok((row.get(0)?, row.get(1)?)),
            );
            match found {
                Ok(point) => point,
                Err(rusqlite::Error::QueryReturnedNoRows) => {
                    return Err(StoreError::asked(format!(
                        "near: no report names a place {name:?}"
                    )));
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    let high = radius / 111.0;
    let wide =
        if lat.abs() + high >= 89.0 { 360.0 } else { high / (lat.abs() + high).to_radians().cos() };
    let mut statement = db.prepare_cached(
        "SELECT place, lat, lon FROM place_box JOIN place USING (place) WHERE north >= ?1 AND south <= ?2
         AND ((east >= ?3 AND west <= ?4) OR (east >= ?3 + 360 AND west <= ?4 + 360) OR (east >= ?3 - 360 AND west <= ?4 - 360))",
    )?;
    let found = statement
        .query_map(params![lat - high, lat + high, lon - wide, lon + wide], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?, row.get::<_, f64>(2)?))
        })?;
    let mut places = Vec::new();
    for row in found {
        let (place, north, east) = row?;
        if kilometres((lat, lon), (north, east)) <= radius {
            places.push(place);
        }
    }
    places.sort_unstable();
    Ok(places)
}

/// Great-circle distance (haversine) on a sphere of 6,371 km.
fn kilometres(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (lat, lon) = ((other.0 - one.0).to_radians(), (other.1 - one.1).to_radians());
    let a = (lat / 2.0).sin().powi(2)
        + one.0.to_radians().cos() * other.0.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6_371.0 * a.sqrt().min(1.0).asin()
}
