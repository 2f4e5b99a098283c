//! The whole of reading on the samples: it finds what a person finds, and gives the same bytes
//! whatever the threads, the processor and the company.

use std::path::{Path, PathBuf};
use tacitus::Session;
use tacitus::ingest::{self, Options};
use tacitus_doc::{Document, EventType, Pair, Reading, Source, Span, Status, wire};
use tacitus_read::types::OwnTypes;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(name)
}

fn documents(name: &str) -> Vec<Document> {
    let published = "2031-05-14".parse().ok();
    let options = Options { published, ..Options::default() };
    let items = ingest::open(sample(name), &options);
    items.map(|item| item.expect("a sample").document).collect()
}

fn read(session: &Session, documents: Vec<Document>) -> Vec<String> {
    session.read(documents).iter().map(wire::write).collect()
}

fn all() -> Vec<Document> {
    ["wire.txt", "outlet.html", "bulletin.txt", "numbers.txt", "football.txt", "archive.jsonl"]
        .iter()
        .flat_map(|name| documents(name))
        .collect()
}

#[test]
fn threads_and_company_change_nothing() {
    let one = Session::open(None).expect("the model").with_threads(1);
    let two = Session::open(None).expect("the model").with_threads(3);
    let together = read(&one, all());
    assert_eq!(together, read(&two, all()));
    let alone: Vec<String> = all().into_iter().flat_map(|doc| read(&one, vec![doc])).collect();
    assert_eq!(together, alone);
}

#[test]
fn processors_agree_to_the_byte() {
    let best = Session::open(None).expect("the model");
    let expected = read(&best, documents("bulletin.txt"));
    for name in ["avx512", "avx2", "portable"] {
        // A processor that lacks one has nothing to compare.
        if let Ok(session) = Session::on(None, name) {
            assert_eq!(read(&session, documents("bulletin.txt")), expected, "{name}");
        }
    }
    assert!(Session::on(None, "abacus").is_err());
}

#[test]
fn what_is_written_is_read_back() {
    let session = Session::open(None).expect("the model");
    for line in read(&session, all()) {
        let reading = wire::read(&line).expect("our own record");
        assert_eq!(wire::write(&reading), line);
    }
}

/// Every span of a record lies in the text and on words.
fn check_evidence(reading: &Reading) {
    let text = reading.document.text();
    for event in &reading.record.events {
        assert!(!event.trigger.is_empty());
        for span in event.trigger.iter().chain(event.actors.iter().map(|p| &p.span)) {
            assert!(!span.of(text).trim().is_empty(), "{event:?}");
        }
    }
    for claim in &reading.record.claims {
        assert!(!claim.content.is_empty());
        assert!((0.0..=1.0).contains(&claim.confidence));
    }
}

#[test]
fn the_wire_story_is_understood() {
    let session = Session::open(None).expect("the model");
    let reading = session.read(documents("wire.txt")).remove(0);
    check_evidence(&reading);
    let text = reading.document.text();
    let record = &reading.record;
    let says = |speaker: &str, words: &str| {
        record.claims.iter().any(|claim| {
            let name = claim.speaker.map(|id| record.actors[id.index()].name.as_str());
            let content: Vec<&str> = claim.content.iter().map(|span| span.of(text)).collect();
            name.is_some_and(|name| name.contains(speaker)) && content.join(" ").contains(words)
        })
    };
    assert!(says("Sellemi", "Both sides have signed"));
    assert!(says("Kellou", "had pulled back"));
    let killed = record.events.iter().find(|event| {
        event.event_type == EventType::Assault && event.quantities.iter().any(|q| q.value == 7.0)
    });
    let killed = killed.expect("at least 7 civilians killed");
    assert!(!killed.claims.is_empty(), "it is the observers who say so");
    assert_eq!(killed.status, Status::Happened);
    assert!(record.events.iter().any(|event| event.event_type == EventType::Agree));
}

#[test]
fn football_is_no_war() {
    let session = Session::open(None).expect("the model");
    let reading = session.read(documents("football.txt")).remove(0);
    let violent = |event: &&tacitus_doc::Event| event.event_type == EventType::Assault;
    assert_eq!(reading.record.events.iter().find(violent), None);
}

fn one_line(text: &str) -> Document {
    Document::new(None, Source::default(), text)
}

#[test]
fn own_types_are_recognised() {
    let file = std::fs::read_to_string(sample("own-types.toml")).expect("a sample");
    let own = OwnTypes::parse(&file).expect("a file of types");
    let session = Session::open(None).expect("the model").with_types(own);
    let check = |text: &str, expected: Option<&str>| {
        let reading = session.read(vec![one_line(text)]).remove(0);
        check_evidence(&reading);
        let found: Vec<&str> =
            reading.record.events.iter().filter_map(|event| event.own_type.as_deref()).collect();
        assert_eq!(found.first().copied(), expected, "{text}: {:?}", reading.record.events);
    };
    check("Gendarmes evicted sixty families from the estate on Monday.", Some("eviction"));
    check("Envoys of both governments met in Veldt on Monday.", None);
}

#[test]
fn relations_of_phrases_are_told() {
    let session = Session::open(None).expect("the model");
    let check = |text: &str, pair: Option<(&str, &str)>, expected: EventType| {
        let span = |phrase: &str| {
            let start = text.find(phrase).expect("a phrase of the text");
            Span::new(start, start + phrase.len())
        };
        let nothing = Span::new(0, 0);
        let pair: Pair =
            Some(pair.map_or((nothing, nothing), |(source, target)| (span(source), span(target))));
        let mut readings = session.read(vec![one_line(text)]);
        session.relate(&mut readings, &[vec![pair, None]]);
        let relations = &readings[0].record.relations;
        assert_eq!(relations[0].event_type, Some(expected), "{text}: {relations:?}");
        let sum: f32 = relations[0].scores.iter().map(|(_, score)| score).sum();
        assert!(sum > 0.2 && sum < 1.001, "{sum}");
        assert_eq!((relations[1].event_type, relations[1].scores.len()), (None, 0));
    };
    let text =
        "Karvian jets bombed the port of Ostrel after the council of Veldt condemned Karvia.";
    check(text, Some(("Karvian jets", "the port of Ostrel")), EventType::Assault);
    check(text, Some(("the council of Veldt", "Karvia.")), EventType::Accuse);
    check("Karvian jets bombed the port of Ostrel.", None, EventType::Assault);
}
