//! `samples/gold.jsonl` is made from `samples/gold/*.tagged`, in the notation that
//! `samples/README.md` explains; this test makes it and compares. Run it with `TACITUS_BLESS=1` to
//! write the file anew.

use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tacitus_doc::fixture::{self, Tag, Tagged};
use tacitus_doc::wire;
use tacitus_doc::{
    Act, Actor, Agreement, Bound, Claim, ClaimForm, DateFrom, DocId, Document, Event, EventDate,
    EventType, Id, Mode, Participant, Place, Quantity, Reaction, Reading, Record, Source, Span,
    Stance, Status, Term, TermStatus, Time, TimeType,
};

const NAMES: [&str; 3] = ["wire", "outlet", "bulletin"];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

fn file(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The head of a tagged file: what is said of an item, by kind and id (`claim c1`).
struct Head<'h>(BTreeMap<&'h str, &'h str>);

impl<'h> Head<'h> {
    fn new(head: &'h str) -> Head<'h> {
        let field = |line: &'h str| {
            line.split_once(':').unwrap_or_else(|| panic!("no colon in the line {line:?}"))
        };
        let lines = head.lines().filter(|line| !line.is_empty()).map(field);
        // Reactions are several under one key, and read apart.
        let lines = lines.filter(|(key, _)| !key.starts_with("reaction "));
        let mut fields = BTreeMap::new();
        for (key, value) in lines {
            assert!(fields.insert(key.trim(), value.trim()).is_none(), "{key} is said twice");
        }
        Head(fields)
    }

    fn word(&self, key: &str) -> Option<String> {
        self.0.get(key).filter(|word| !word.is_empty()).map(|word| word.to_string())
    }

    /// The columns of `actor a1: A | b | C`.
    fn columns(&self, letter: char, kind: &str) -> Vec<(String, Vec<Option<String>>)> {
        let numbered = (1..).map(|n| format!("{letter}{n}"));
        numbered
            .map_while(|id| {
                let line = self.0.get(format!("{kind} {id}").as_str())?;
                let columns = line.split('|').map(str::trim);
                let columns = columns.map(|word| (!word.is_empty()).then(|| word.to_owned()));
                Some((id, columns.collect()))
            })
            .collect()
    }

    /// The value of `field=` on the line of an item.
    fn field(&self, key: &str, field: &str) -> Option<&'h str> {
        let line = self.0.get(key)?;
        let mut pairs = line.split_whitespace().filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == field).map(|(_, value)| value)
    }
}

/// `c3` is the third.
fn id<T>(word: &str) -> Id<T> {
    let digits = word.trim_start_matches(|letter: char| letter.is_alphabetic());
    match digits.parse::<usize>() {
        Ok(n) if n > 0 => Id::new(n - 1),
        _ => panic!("{word:?} is no id"),
    }
}

fn ids<T>(words: Option<&str>) -> Vec<Id<T>> {
    let words = words.unwrap_or_default().split(',').filter(|word| !word.is_empty());
    words.map(id).collect()
}

/// A word of a closed list; `absent` where it is left out or `none`.
fn closed<T>(word: Option<&String>, parse: impl Fn(&str) -> Option<T>, absent: T) -> T {
    match word.map(String::as_str) {
        None | Some("none") => absent,
        Some(word) => parse(word).unwrap_or_else(|| panic!("{word:?} is in no list")),
    }
}

/// The actor whose mention stands first inside `span`.
fn actor_in(tagged: &Tagged, span: Span) -> Option<Id<Actor>> {
    let mention = tagged.named("a").find(|tag| span.contains(tag.span));
    mention.and_then(|tag| tag.id.as_deref()).map(id)
}

fn participants(tagged: &Tagged, role: &str, event: &str) -> Vec<Participant> {
    let participant = |span| Participant { actor: actor_in(tagged, span), span };
    tagged.spans(role, event).into_iter().map(participant).collect()
}

fn number(words: &str) -> f64 {
    const NAMES: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let value = |word: &str| {
        let named = NAMES.iter().position(|name| *name == word).map(|n| n as f64);
        named.or_else(|| word.replace(',', "").parse().ok())
    };
    let found = words.split_whitespace().find_map(value);
    found.unwrap_or_else(|| panic!("no number in {words:?}"))
}

fn quantity(tagged: &Tagged, tag: &Tag) -> Quantity {
    let words = &tag.words;
    Quantity {
        of: words.get(1).cloned().unwrap_or_default(),
        value: number(tagged.words(tag.span)),
        bound: closed(words.get(2), Bound::parse, Bound::Exactly),
        role: words.first().filter(|word| *word != "none").cloned(),
        span: tag.span,
    }
}

/// Items of one kind, in order of their ids, which must run from 1 without a gap.
fn numbered<'t>(tagged: &'t Tagged, name: &'t str, letter: char) -> Vec<(String, &'t Tag)> {
    let mut items: Vec<(String, &Tag)> = Vec::new();
    for n in 1.. {
        let id = format!("{letter}{n}");
        match tagged.named(name).find(|tag| tag.id.as_ref() == Some(&id)) {
            Some(tag) => items.push((id, tag)),
            None => break,
        }
    }
    for tag in tagged.named(name) {
        let known = items.iter().any(|(id, _)| tag.id.as_ref() == Some(id));
        assert!(known, "<{name} {:?}> leaves a gap in the ids", tag.id);
    }
    items
}

fn claim(tagged: &Tagged, head: &Head<'_>, id_word: &str, content: &Tag) -> Claim {
    let key = format!("claim {id_word}");
    let field = |field| head.field(&key, field);
    let source = tagged.spans("source", id_word);
    let named = source.iter().find_map(|span| actor_in(tagged, *span));
    Claim {
        parent: field("parent").map(id),
        speaker: match field("speaker") {
            Some("none") => None,
            given => given.map(id).or(named),
        },
        via: ids(field("via")),
        source,
        cue: tagged.spans("cue", id_word),
        content: tagged.spans("content", id_word),
        form: closed(content.words.first(), ClaimForm::parse, ClaimForm::Indirect),
        act: closed(content.words.get(1), Act::parse, Act::Assert),
        addressee: field("addressee").map(id),
        time: field("time").map(id),
        confidence: 1.0,
    }
}

fn day(word: &str) -> Date {
    word.parse().unwrap_or_else(|_| panic!("{word:?} is no day"))
}

fn event(tagged: &Tagged, head: &Head<'_>, id_word: &str, trigger: &Tag) -> Event {
    let key = format!("event {id_word}");
    let field = |field| head.field(&key, field);
    let days = field("date").map(|days| days.split_once('/').unwrap_or((days, days)));
    let event_type = trigger.words.first().and_then(|word| EventType::parse(word));
    let event_type = event_type.unwrap_or_else(|| panic!("<event {id_word}> has no type"));
    let mode = closed(trigger.words.get(1), |word| Mode::parse(word).map(Some), None);
    assert!(mode.is_none_or(|mode| mode.fits(event_type)), "{id_word}: {mode:?}");
    let pieces = tagged.named("quantity").filter(|tag| tag.id.as_deref() == Some(id_word));
    Event {
        event_type,
        mode,
        contexts: Vec::new(),
        trigger: tagged.spans("event", id_word),
        sentence: 0,
        actors: participants(tagged, "actor", id_word),
        recipients: participants(tagged, "recipient", id_word),
        place: field("place").map(id),
        origin: field("origin").map(id),
        destination: field("destination").map(id),
        time: field("time").map(id),
        date: EventDate {
            start: days.map(|(start, _)| day(start)),
            end: days.map(|(_, end)| day(end)),
            from: if days.is_some() { DateFrom::Text } else { DateFrom::None },
        },
        quantities: pieces.map(|tag| quantity(tagged, tag)).collect(),
        status: closed(trigger.words.get(2), Status::parse, Status::Happened),
        claims: ids(field("claims")),
        confidence: 1.0,
    }
}

fn agreement(tagged: &Tagged, head: &Head<'_>, lines: &str, id_word: &str) -> Option<Agreement> {
    let key = format!("agreement {id_word}");
    let event = id(head.field(&key, "event")?);
    let sides = head.field(&key, "parties").unwrap_or_default().split('/');
    let term = |tag: &Tag| Term {
        by: ids(tag.words.get(1).map(String::as_str)),
        to: ids(tag.words.get(2).map(String::as_str)),
        event: tag.words.get(3).map(|word| id(word)),
        span: tag.span,
        status: closed(tag.words.first(), |word| TermStatus::parse(word).map(Some), None),
    };
    let prefix = format!("reaction {id_word}:");
    let reaction = |line: &str| {
        let words: Vec<&str> = line.strip_prefix(&prefix)?.split_whitespace().collect();
        let [by, stance, claim] = words[..] else { panic!("{line:?} is no reaction") };
        let stance = Stance::parse(stance).unwrap_or_else(|| panic!("{stance:?} is no stance"));
        Some(Reaction { by: id(by), stance, claim: Some(id(claim)) })
    };
    Some(Agreement {
        event,
        parties: sides.map(|side| ids(Some(side))).collect(),
        terms: tagged.named("term").map(term).collect(),
        reactions: lines.lines().filter_map(reaction).collect(),
    })
}

fn gold(name: &str) -> Reading {
    let path = samples().join(format!("gold/{name}.tagged"));
    let whole = file(&path);
    let Some((lines, body)) = whole.split_once("\n---\n") else {
        panic!("{}: no line --- after the head", path.display())
    };
    let head = Head::new(lines);
    let tagged = fixture::parse(body)
        .unwrap_or_else(|error| panic!("{}: {error}, counted after the line ---", path.display()));
    let source = Source {
        title: head.word("title"),
        publisher: head.word("publisher"),
        url: head.word("url"),
        published: head.word("published").map(|word| day(&word)),
        language: head.word("language"),
        ..Source::default()
    };
    let id = head.word("id").map(|word| DocId::given(&word));
    let document = Document::new(id, source, tagged.text.as_str());
    let column = |columns: &[Option<String>], n: usize| columns.get(n).cloned().flatten();
    let record = Record {
        actors: head
            .columns('a', "actor")
            .into_iter()
            .map(|(id, columns)| Actor {
                name: column(&columns, 0).unwrap_or_default(),
                kind: column(&columns, 1).unwrap_or_default(),
                sector: column(&columns, 3),
                country: column(&columns, 2),
                known: None,
                mentions: tagged.spans("a", &id),
                role: column(&columns, 4),
            })
            .collect(),
        places: head
            .columns('p', "place")
            .into_iter()
            .map(|(id, columns)| Place {
                name: column(&columns, 0).unwrap_or_default(),
                geonameid: None,
                lat: None,
                lon: None,
                country: column(&columns, 1),
                admin1: None,
                feature: None,
                mentions: tagged.spans("p", &id),
            })
            .collect(),
        times: head
            .columns('t', "time")
            .into_iter()
            .map(|(id, columns)| Time {
                value: column(&columns, 0),
                time_type: closed(column(&columns, 1).as_ref(), TimeType::parse, TimeType::Date),
                mentions: tagged.spans("t", &id),
            })
            .collect(),
        claims: numbered(&tagged, "content", 'c')
            .into_iter()
            .map(|(id, tag)| claim(&tagged, &head, &id, tag))
            .collect(),
        events: numbered(&tagged, "event", 'e')
            .into_iter()
            .map(|(id, tag)| event(&tagged, &head, &id, tag))
            .collect(),
        agreements: agreement(&tagged, &head, lines, "g1").into_iter().collect(),
        relations: Vec::new(),
    };
    Reading { document, record, model: "gold".into(), notes: Vec::new() }
}

#[test]
fn gold_is_what_the_tagged_sources_say() {
    let made: String = NAMES.iter().map(|name| wire::write(&gold(name)) + "\n").collect();
    let path = samples().join("gold.jsonl");
    if std::env::var_os("TACITUS_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap_or_else(|error| panic!("{error}"));
    }
    assert!(made == file(&path), "gold.jsonl is out of date: run with TACITUS_BLESS=1");
    for line in made.lines() {
        if let Err(error) = wire::read(line) {
            panic!("{error}");
        }
    }
}

#[test]
fn the_texts_are_those_of_the_samples() {
    for name in ["wire", "bulletin"] {
        let sample = file(&samples().join(format!("{name}.txt")));
        assert_eq!(gold(name).document.text(), sample, "{name}");
    }
    let page = file(&samples().join("outlet.html")).replace('\n', " ");
    for paragraph in gold("outlet").document.text().split("\n\n") {
        assert!(page.contains(paragraph.trim()), "not in outlet.html: {paragraph:?}");
    }
}

#[test]
fn nothing_is_declared_that_the_text_does_not_hold() {
    for name in NAMES {
        let reading = gold(name);
        let record = &reading.record;
        for actor in &record.actors {
            assert!(!actor.mentions.is_empty(), "{name}: {} is never mentioned", actor.name);
        }
        for place in &record.places {
            assert!(!place.mentions.is_empty(), "{name}: {} is never mentioned", place.name);
        }
        for time in &record.times {
            assert!(!time.mentions.is_empty(), "{name}: {:?} is never mentioned", time.value);
        }
        for claim in &record.claims {
            assert!(!claim.cue.is_empty() && !claim.source.is_empty(), "{name}: {claim:?}");
            assert!(claim.speaker.is_some() || claim.addressee.is_some(), "{name}: {claim:?}");
        }
    }
}
