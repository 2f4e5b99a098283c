//! Gold that people write: passages in tagged text with a head, read into records.
//!
//! The notation of tags is that of [`crate::fixture`]; what the tags and the lines of the head mean is
//! told in `corpus/GUIDELINES.md` and `samples/README.md`. A file holds one or several passages, parted
//! by lines `====`.

use crate::fixture::{self, Tag, Tagged};
use crate::numerals;
use crate::{
    Act, Actor, Agreement, Bound, Claim, ClaimForm, Commitment, Context, DateFrom, DocId, Document,
    Event, EventDate, EventType, Id, Mode, Participant, Place, Quantity, Reaction, Reading, Record,
    Source, Span, Stance, Status, Term, TermStatus, Time, TimeType,
};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Why a passage could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldError(String);

impl fmt::Display for GoldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GoldError {}

type Result<T> = std::result::Result<T, GoldError>;

fn fail<T>(message: impl Into<String>) -> Result<T> {
    Err(GoldError(message.into()))
}

/// A passage: its record, and the head lines that are not part of the wire format.
#[derive(Clone, Debug)]
pub struct Passage {
    /// Document and record. The model's name is `gold`.
    pub reading: Reading,
    /// What makes the passage hard (`sport`, `metaphor`), where little or nothing should be found.
    pub hard: Option<String>,
}

/// Reads all passages of a file.
///
/// # Errors
/// At the first passage that breaks a rule of the notation, with its id, line and cause.
pub fn read(file: &str) -> Result<Vec<Passage>> {
    let mut passages = Vec::new();
    let mut line = 1;
    for part in file.split("\n====\n") {
        let first_line = line;
        line += part.matches('\n').count() + 2;
        if part.trim().is_empty() {
            continue;
        }
        let from = format!("the passage from line {first_line} on");
        passages.push(passage(part).map_err(|error| GoldError(format!("{from}: {error}")))?);
    }
    Ok(passages)
}

/// Which part of the corpus a passage belongs to, by the number that ends its id: one in five is
/// kept for the test, one in five for development.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// To learn from.
    Train,
    /// To tune on.
    Dev,
    /// To report on.
    Test,
}

impl Part {
    /// The part of a passage by its id (`ca-015`); an id without a number is for training.
    pub fn of(id: &str) -> Part {
        let digits = id.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        match digits.parse::<u32>().map(|n| n % 5) {
            Ok(0) => Part::Test,
            Ok(1) => Part::Dev,
            _ => Part::Train,
        }
    }
}

/// Lines of the head: fields by key (`claim c1`), and reactions, of which one key has several.
struct Head<'h> {
    fields: BTreeMap<&'h str, &'h str>,
    reactions: Vec<(&'h str, &'h str)>,
}

impl<'h> Head<'h> {
    fn new(head: &'h str) -> Result<Head<'h>> {
        let mut found = Head { fields: BTreeMap::new(), reactions: Vec::new() };
        for line in head.lines().filter(|line| !line.trim().is_empty()) {
            let Some((key, value)) = line.split_once(':') else {
                return fail(format!("the line {line:?} of the head has no colon"));
            };
            let (key, value) = (key.trim(), value.trim());
            if let Some(agreement) = key.strip_prefix("reaction ") {
                found.reactions.push((agreement, value));
            } else if found.fields.insert(key, value).is_some() {
                return fail(format!("the head says {key:?} twice"));
            }
        }
        Ok(found)
    }

    fn word(&self, key: &str) -> Option<String> {
        self.fields.get(key).filter(|word| !word.is_empty()).map(|word| (*word).to_owned())
    }

    /// The columns of `actor a1: A | b | C`.
    fn columns(&self, key: &str) -> Vec<Option<String>> {
        let line = self.fields.get(key).copied().unwrap_or_default();
        let words = line.split('|').map(str::trim);
        words.map(|word| (!word.is_empty()).then(|| word.to_owned())).collect()
    }

    /// The value of `field=` on the line of an item.
    fn field(&self, key: &str, field: &str) -> Option<&'h str> {
        let line = self.fields.get(key)?;
        let mut pairs = line.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == field).map(|(_, value)| value)
    }
}

/// The ids of one kind of item, in the order of their numbers.
struct Ids(Vec<String>);

impl Ids {
    fn new<'t>(ids: impl Iterator<Item = &'t str>) -> Ids {
        let number = |id: &str| id.trim_start_matches(char::is_alphabetic).parse::<u32>();
        let mut ids: Vec<String> = ids.map(str::to_owned).collect();
        ids.sort_by_key(|id| (number(id).unwrap_or(u32::MAX), id.clone()));
        ids.dedup();
        Ids(ids)
    }

    fn get<T>(&self, id: &str) -> Result<Id<T>> {
        match self.0.iter().position(|other| other == id) {
            Some(nth) => Ok(Id::new(nth)),
            None => fail(format!("there is no {id}")),
        }
    }

    fn maybe<T>(&self, id: Option<&str>) -> Result<Option<Id<T>>> {
        id.map(|id| self.get(id)).transpose()
    }

    fn list<T>(&self, ids: Option<&str>) -> Result<Vec<Id<T>>> {
        let ids = ids.unwrap_or_default().split(',').filter(|id| !id.is_empty());
        ids.map(|id| self.get(id)).collect()
    }
}

/// A word of a closed list; `absent` where it is left out or `none`.
fn closed<T>(word: Option<&str>, parse: impl Fn(&str) -> Option<T>, absent: T) -> Result<T> {
    match word {
        None | Some("none") => Ok(absent),
        Some(word) => match parse(word) {
            Some(value) => Ok(value),
            None => fail(format!("{word:?} is in no list of the ontology")),
        },
    }
}

fn day(word: &str) -> Result<Date> {
    word.parse().or_else(|_| fail(format!("{word:?} is no day such as 2017-08-29")))
}

struct Marked<'h> {
    head: Head<'h>,
    tagged: Tagged,
    actors: Ids,
    places: Ids,
    times: Ids,
    claims: Ids,
    events: Ids,
    agreements: Ids,
}

fn passage(part: &str) -> Result<Passage> {
    let Some((head, body)) = part.split_once("\n---\n") else {
        return fail("no line --- after the head");
    };
    let head = Head::new(head)?;
    let tagged = match fixture::parse(body) {
        Ok(tagged) => several_ids(tagged),
        Err(error) => return fail(format!("{error}, counted after the line ---")),
    };
    let declared = |kind: &'static str| {
        let keys = head.fields.keys();
        keys.filter_map(move |key| key.strip_prefix(kind)).collect::<Vec<_>>()
    };
    let ids = |name: &'static str, kind: &'static str| {
        let tags = tagged.named(name).filter_map(|tag| tag.id.as_deref());
        Ids::new(tags.chain(if kind.is_empty() { Vec::new() } else { declared(kind) }))
    };
    let (actors, places, times) = (ids("a", "actor "), ids("p", "place "), ids("t", "time "));
    let (claims, events) = (ids("content", ""), ids("event", ""));
    let agreements = Ids::new(declared("agreement ").into_iter());
    let marked = Marked { head, actors, places, times, claims, events, agreements, tagged };
    marked.check()?;
    let record = marked.record()?;
    let head = &marked.head;
    let source = Source {
        title: head.word("title"),
        publisher: head.word("publisher"),
        url: head.word("url"),
        published: head.word("published").map(|word| day(&word)).transpose()?,
        language: head.word("language"),
        ..Source::default()
    };
    let id = head.word("id").map(|word| DocId::given(&word));
    let document = Document::new(id, source, marked.tagged.text.as_str());
    let reading = Reading { document, record, model: "gold".into(), notes: Vec::new() };
    Ok(Passage { reading, hard: head.word("hard") })
}

/// `<actor e1 e2>` as two tags: the words of a role that look like ids are further ids.
fn several_ids(tagged: Tagged) -> Tagged {
    let mut tags = Vec::new();
    for mut tag in tagged.tags {
        let serves_many = matches!(
            tag.name.as_str(),
            "actor"
                | "recipient"
                | "place"
                | "origin"
                | "destination"
                | "time"
                | "instrument"
                | "quantity"
        );
        let more: Vec<String> = if serves_many {
            let n = tag.words.iter().take_while(|word| is_event_id(word)).count();
            tag.words.drain(..n).collect()
        } else {
            Vec::new()
        };
        let others = more.into_iter().map(|id| Tag { id: Some(id), ..tag.clone() });
        let others: Vec<Tag> = others.collect();
        tags.push(tag);
        tags.extend(others);
    }
    Tagged { text: tagged.text, tags }
}

fn is_event_id(word: &str) -> bool {
    let digits = word.strip_prefix('e').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

impl Marked<'_> {
    /// Whether every tag has a name that means something and an id that something has.
    fn check(&self) -> Result<()> {
        // Places and times by themselves have no ids: nothing refers to them.
        let refers = |tag: &&Tag| !matches!(tag.name.as_str(), "where" | "when");
        for tag in self.tagged.tags.iter().filter(refers) {
            let words = self.tagged.words(tag.span);
            let owners = match tag.name.as_str() {
                "a" => &self.actors,
                "p" => &self.places,
                "t" => &self.times,
                "source" | "cue" | "content" => &self.claims,
                "event" | "actor" | "recipient" | "place" | "origin" | "destination" | "time"
                | "instrument" | "quantity" => &self.events,
                "term" => &self.agreements,
                other => return fail(format!("<{other}> over {words:?}: there is no such tag")),
            };
            let Some(id) = tag.id.as_deref() else {
                return fail(format!("<{}> over {words:?} has no id", tag.name));
            };
            let known: Result<Id<()>> = owners.get(id);
            if let Err(error) = known {
                return fail(format!("<{} {id}> over {words:?}: {error}", tag.name));
            }
        }
        Ok(())
    }

    fn record(&self) -> Result<Record> {
        let claims = self.claims.0.iter().map(|id| self.claim(id)).collect::<Result<Vec<_>>>()?;
        let mut places = Vec::new();
        for id in &self.places.0 {
            let columns = self.head.columns(&format!("place {id}"));
            let mentions = self.tagged.spans("p", id);
            places.push(place(column(&columns, 0), column(&columns, 1), mentions));
        }
        let mut times = Vec::new();
        for id in &self.times.0 {
            let columns = self.head.columns(&format!("time {id}"));
            let kind = column(&columns, 1);
            times.push(Time {
                value: column(&columns, 0),
                time_type: closed(kind.as_deref(), TimeType::parse, TimeType::Date)?,
                because: None,
                mentions: self.tagged.spans("t", id),
            });
        }
        for tag in self.tagged.named("where") {
            let wrong =
                || format!("<where> over {:?}: it wants LAT,LON", self.tagged.words(tag.span));
            let (lat, lon) = tag
                .words
                .first()
                .and_then(|word| word.split_once(','))
                .ok_or_else(|| GoldError(wrong()))?;
            let degrees = |text: &str, limit: f64| {
                let degrees = text.parse::<f64>().ok().filter(|degrees| degrees.abs() <= limit);
                degrees.ok_or_else(|| GoldError(wrong()))
            };
            places.push(Place {
                lat: Some(degrees(lat, 90.0)?),
                lon: Some(degrees(lon, 180.0)?),
                ..place(Some(self.tagged.words(tag.span).to_owned()), None, vec![tag.span])
            });
        }
        for tag in self.tagged.named("when") {
            times.push(Time {
                value: tag.words.first().cloned(),
                time_type: closed(
                    tag.words.get(1).map(String::as_str),
                    TimeType::parse,
                    TimeType::Date,
                )?,
                because: None,
                mentions: vec![tag.span],
            });
        }
        let events = self.events.0.iter();
        let events = events.map(|id| self.event(id, &claims, &mut places, &mut times));
        let events = events.collect::<Result<Vec<_>>>()?;
        let agreements = self.agreements.0.iter().map(|id| self.agreement(id));
        Ok(Record {
            actors: self.actors.0.iter().map(|id| self.actor(id)).collect(),
            places,
            times,
            claims,
            events,
            agreements: agreements.collect::<Result<_>>()?,
            chains: Vec::new(),
            relations: Vec::new(),
        })
    }

    /// An actor as the head describes it, else named by its first mention.
    fn actor(&self, id: &str) -> Actor {
        let columns = self.head.columns(&format!("actor {id}"));
        let mentions = self.tagged.spans("a", id);
        let first = mentions.first().map(|span| self.tagged.words(*span).to_owned());
        Actor {
            name: column(&columns, 0).or(first).unwrap_or_default(),
            kind: column(&columns, 1).unwrap_or_default(),
            sector: column(&columns, 3),
            country: column(&columns, 2),
            mentions,
            role: column(&columns, 4),
            ..Actor::default()
        }
    }

    fn claim(&self, id: &str) -> Result<Claim> {
        let key = format!("claim {id}");
        let content = self.tagged.named("content").find(|tag| tag.id.as_deref() == Some(id));
        let words = content.map(|tag| tag.words.as_slice()).unwrap_or_default();
        let field = |field: &str| {
            let mut own = words.iter().filter_map(|word| word.split_once('='));
            let own = own.find(|(name, _)| *name == field).map(|(_, value)| value);
            own.or_else(|| self.head.field(&key, field))
        };
        let word = |nth: usize| words.get(nth).map(String::as_str);
        let source = self.tagged.spans("source", id);
        let named = source.iter().find_map(|span| self.actor_in(*span));
        let wrong = |error: GoldError| GoldError(format!("claim {id}: {error}"));
        Ok(Claim {
            parent: self.claims.maybe(field("parent")).map_err(wrong)?,
            speaker: match field("speaker") {
                Some("none") => None,
                Some(given) => Some(self.actors.get(given).map_err(wrong)?),
                None => named,
            },
            via: self.actors.list(field("via")).map_err(wrong)?,
            source,
            cue: self.tagged.spans("cue", id),
            content: self.tagged.spans("content", id),
            form: closed(word(0), ClaimForm::parse, ClaimForm::Indirect).map_err(wrong)?,
            act: closed(word(1), Act::parse, Act::Assert).map_err(wrong)?,
            commitment: Commitment::Asserted,
            addressee: self.actors.maybe(field("addressee")).map_err(wrong)?,
            time: self.times.maybe(field("time")).map_err(wrong)?,
            confidence: 1.0,
        })
    }

    /// The actor whose mention stands first inside `span`.
    fn actor_in(&self, span: Span) -> Option<Id<Actor>> {
        let mention = self.tagged.named("a").find(|tag| span.contains(tag.span))?;
        self.actors.get(mention.id.as_deref()?).ok()
    }

    fn participants(&self, role: &str, event: &str) -> Vec<Participant> {
        let participant = |span| Participant { actor: self.actor_in(span), span };
        self.tagged.spans(role, event).into_iter().map(participant).collect()
    }

    fn event(
        &self,
        id: &str,
        claims: &[Claim],
        places: &mut Vec<Place>,
        times: &mut Vec<Time>,
    ) -> Result<Event> {
        let key = format!("event {id}");
        let wrong = |error: GoldError| GoldError(format!("event {id}: {error}"));
        let trigger = self.tagged.named("event").find(|tag| tag.id.as_deref() == Some(id));
        let words = trigger.map(|tag| tag.words.as_slice()).unwrap_or_default();
        let word = |nth: usize| words.get(nth).map(String::as_str);
        let Some(event_type) = word(0).and_then(EventType::parse) else {
            return fail(format!("event {id} has no type, or one that PLOVER lacks: {words:?}"));
        };
        let parse_mode = |word: &str| Mode::parse(word).map(Some);
        let mode = closed(word(1), parse_mode, None).map_err(wrong)?;
        if let Some(mode) = mode.filter(|mode| !mode.fits(event_type)) {
            return fail(format!(
                "event {id}: no mode {} of {}",
                mode.as_str(),
                event_type.as_str()
            ));
        }
        let contexts = self.head.word("contexts").unwrap_or_default();
        let contexts = contexts.split([',', ' ']).filter(|word| !word.is_empty());
        let contexts: Result<Vec<Context>> = contexts
            .map(|word| match Context::parse(word) {
                Some(context) => Ok(context),
                None => fail(format!("PLOVER has no context {word:?}")),
            })
            .collect();
        let days = self.head.field(&key, "date");
        let days = days.map(|days| days.split_once('/').unwrap_or((days, days)));
        let field = |field: &str| self.head.field(&key, field);
        let spans = self.tagged.spans("event", id);
        let place_of = |role: &str, places: &mut Vec<Place>| -> Result<Option<Id<Place>>> {
            if let Some(given) = self.places.maybe(field(role)).map_err(wrong)? {
                return Ok(Some(given));
            }
            let mentions = self.tagged.spans(role, id);
            let Some(first) = mentions.first() else { return Ok(None) };
            places.push(place(Some(self.tagged.words(*first).to_owned()), None, mentions));
            Ok(Some(Id::new(places.len() - 1)))
        };
        let time = match self.times.maybe(field("time")).map_err(wrong)? {
            Some(given) => Some(given),
            None => {
                let mentions = self.tagged.spans("time", id);
                let marked = !mentions.is_empty();
                if marked {
                    times.push(Time {
                        value: None,
                        time_type: TimeType::Date,
                        because: None,
                        mentions,
                    });
                }
                marked.then(|| Id::new(times.len() - 1))
            }
        };
        let quantities = self.tagged.named("quantity");
        let quantities = quantities.filter(|tag| tag.id.as_deref() == Some(id));
        let quantities: Result<Vec<Quantity>> = quantities.map(|tag| self.quantity(tag)).collect();
        Ok(Event {
            event_type,
            mode,
            own_type: None,
            contexts: contexts.map_err(wrong)?,
            claims: match field("claims") {
                Some(given) => self.claims.list(Some(given)).map_err(wrong)?,
                None => holders(claims, &spans),
            },
            trigger: spans,
            sentence: 0,
            actors: self.participants("actor", id),
            recipients: self.participants("recipient", id),
            place: place_of("place", places)?,
            place_from: None,
            origin: place_of("origin", places)?,
            destination: place_of("destination", places)?,
            instruments: self.tagged.spans("instrument", id),
            time,
            date: EventDate {
                start: days.map(|(start, _)| day(start)).transpose().map_err(wrong)?,
                end: days.map(|(_, end)| day(end)).transpose().map_err(wrong)?,
                from: if days.is_some() { DateFrom::Text } else { DateFrom::None },
                precision: None,
            },
            quantities: quantities.map_err(wrong)?,
            status: closed(word(2), Status::parse, Status::Happened).map_err(wrong)?,
            confidence: 1.0,
        })
    }

    fn quantity(&self, tag: &Tag) -> Result<Quantity> {
        let word = |nth: usize| tag.words.get(nth).map(String::as_str);
        Ok(Quantity {
            of: word(1).unwrap_or_default().to_owned(),
            value: number(self.tagged.words(tag.span)).unwrap_or(f64::NAN),
            bound: closed(word(2), Bound::parse, Bound::Exactly)?,
            role: word(0).filter(|word| *word != "none").map(str::to_owned),
            span: tag.span,
        })
    }

    fn agreement(&self, id: &str) -> Result<Agreement> {
        let key = format!("agreement {id}");
        let wrong = |error: GoldError| GoldError(format!("agreement {id}: {error}"));
        let Some(event) = self.head.field(&key, "event") else {
            return fail(format!("agreement {id} has no event="));
        };
        let sides = self.head.field(&key, "parties").unwrap_or_default().split('/');
        let tags = self.tagged.named("term").filter(|tag| tag.id.as_deref() == Some(id));
        let term = |tag: &Tag| -> Result<Term> {
            let word = |nth: usize| tag.words.get(nth).map(String::as_str);
            Ok(Term {
                by: self.actors.list(word(1))?,
                to: self.actors.list(word(2))?,
                event: self.events.maybe(word(3))?,
                span: tag.span,
                status: closed(word(0), |word| TermStatus::parse(word).map(Some), None)?,
            })
        };
        let reactions = self.head.reactions.iter().filter(|(agreement, _)| *agreement == id);
        let reaction = |(_, line): &(&str, &str)| -> Result<Reaction> {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [by, stance, claim] = words[..] else {
                return fail(format!("{line:?} is no reaction such as: a4 against c5"));
            };
            let Some(stance) = Stance::parse(stance) else {
                return fail(format!("{stance:?} is neither for nor against"));
            };
            let claim = self.claims.maybe((claim != "-").then_some(claim))?;
            Ok(Reaction { by: self.actors.get(by)?, stance, claim })
        };
        Ok(Agreement {
            event: self.events.get(event).map_err(wrong)?,
            parties: sides
                .map(|side| self.actors.list(Some(side)))
                .collect::<Result<_>>()
                .map_err(wrong)?,
            terms: tags.map(term).collect::<Result<_>>().map_err(wrong)?,
            reactions: reactions.map(reaction).collect::<Result<_>>().map_err(wrong)?,
        })
    }
}

fn column(columns: &[Option<String>], n: usize) -> Option<String> {
    columns.get(n).cloned().flatten()
}

fn place(name: Option<String>, country: Option<String>, mentions: Vec<Span>) -> Place {
    Place { name: name.unwrap_or_default(), country, mentions, ..Place::default() }
}

/// The claims whose content holds all of `spans`, the widest first.
fn holders(claims: &[Claim], spans: &[Span]) -> Vec<Id<Claim>> {
    let holds = |claim: &Claim| {
        spans.iter().all(|span| claim.content.iter().any(|piece| piece.contains(*span)))
    };
    let size = |claim: &Claim| claim.content.iter().map(|span| span.len()).sum::<usize>();
    let mut holding: Vec<usize> = (0..claims.len()).filter(|&nth| holds(&claims[nth])).collect();
    holding.sort_by_key(|&nth| (std::cmp::Reverse(size(&claims[nth])), nth));
    holding.into_iter().map(Id::new).collect()
}

/// The first number in `words`, in digits or as a small number word; gold asks for no more.
/// The first number of a phrase in figures or words (*2.5 million*, *some forty-two*); of a range the lower
/// end. `None` for *dozens* and the like.
fn number(words: &str) -> Option<f64> {
    let scale = |word: &str| match word {
        "dozen" => Some(12.0),
        "hundred" => Some(100.0),
        "thousand" => Some(1e3),
        "million" | "m" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        _ => None,
    };
    let value = |word: &str| {
        let figures = || word.replace(',', "").parse::<f64>().ok().filter(|v| v.is_finite());
        numerals::of_word(word).or_else(figures)
    };
    let (mut whole, mut part, mut seen, mut figures) = (0.0, 0.0, false, false);
    for word in words.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–')) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if let Some(value) = value(&word) {
            if figures {
                break;
            }
            figures = word.starts_with(|c: char| c.is_ascii_digit());
            part += value;
            seen = true;
        } else if let Some(factor) = scale(&word) {
            part = if part == 0.0 { factor } else { part * factor };
            if factor >= 1e3 {
                whole += part;
                part = 0.0;
            }
            seen = true;
        } else if seen && word != "and" {
            break;
        }
    }
    seen.then_some(whole + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        for (words, expected) in [
            ("three soldiers", Some(3.0)),
            ("more than 1,200 men", Some(1200.0)),
            ("forty-two", Some(42.0)),
            ("$2.5 million", Some(2.5e6)),
            ("two hundred and ten", Some(210.0)),
            ("10 to 15 rebels", Some(10.0)),
            ("12-15", Some(12.0)),
            ("a dozen", Some(12.0)),
            ("dozens of men", None),
            ("", None),
        ] {
            assert_eq!(number(words), expected, "{words}");
        }
    }

    const PASSAGE: &str = "id: x-001\npublished: 2016-03-08\n---\n\
        <source c1>According-To <a a1>Ketu Radio</a></source> <cue c1>said</cue> <content c1 indirect assert>\
        <source c2><a a2>Ana Roth</a></source> <cue c2>denied</cue> \
        <content c2 indirect deny parent=c1 via=a1>that <actor e1 e2>troops</actor> \
        <event e1 ASSAULT abduct denied>took</event> and <event e2 COERCE none denied>held</event> men</content></content>.";

    #[test]
    fn claims_nest_and_events_stand_under_them() {
        let passages = read(&format!("{PASSAGE}\n====\n{}", PASSAGE.replace("x-001", "x-002")));
        let passages = passages.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(passages.len(), 2);
        let record = &passages[1].reading.record;
        assert_eq!(record.claims[1].parent, Some(Id::new(0)));
        assert_eq!(record.claims[1].via, [Id::new(0)]);
        assert_eq!(record.claims[1].speaker, Some(Id::new(1)));
        assert_eq!(record.actors[1].name, "Ana Roth");
        assert_eq!(record.events[0].claims, [Id::new(0), Id::new(1)]);
        assert_eq!(record.events[1].actors.len(), 1, "one phrase serves two events");
        assert_eq!(passages[1].reading.document.id().as_str(), "x-002");
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let check = |from: &str, to: &str, expected: &str| {
            let error = read(&PASSAGE.replace(from, to)).err().map(|error| error.to_string());
            let error = error.unwrap_or_default();
            assert!(error.contains(expected), "{error}");
        };
        check("parent=c1", "parent=c9", "the passage from line 1 on: claim c2: there is no c9");
        check("abduct", "curfew", "event e1: no mode curfew of ASSAULT");
        check("<cue c2>", "<cues c2>", "</cue> closes nothing");
        check("indirect deny", "indirect scold", "\"scold\" is in no list");
        check("\n---\n", "\n--\n", "no line ---");
        check("<actor e1 e2>", "<actor e1 e3>", "<actor e3> over \"troops\": there is no e3");
    }

    #[test]
    fn parts_are_told_from_ids() {
        let parts = ["ca-015", "ca-016", "ca-017", "x"].map(Part::of);
        assert_eq!(parts, [Part::Test, Part::Dev, Part::Train, Part::Train]);
    }
}
