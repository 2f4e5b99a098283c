//! Where and when, from text to record: ambiguous names, borders, distances, datelines; days reckoned, ranges, and what
//! stays open.

use tacitus::Session;
use tacitus::ingest::{self, Form, Options};
use tacitus_doc::{DateFrom, Event, Place, PlaceFrom, Precision, Record, wire};
use tacitus_gazetteer::geo;

fn read(session: &Session, published: Option<&str>, text: &str) -> Record {
    let options =
        Options { published: published.and_then(|day| day.parse().ok()), ..Options::default() };
    let item = ingest::read_bytes("test", text.as_bytes(), Form::Text, &options).expect("a text");
    let mut readings = session.read(vec![item.document]);
    readings.remove(0).record
}

fn place<'r>(record: &'r Record, name: &str) -> &'r Place {
    let found = record.places.iter().find(|place| place.name == name);
    found.unwrap_or_else(|| panic!("no place {name}: {:#?}", record.places))
}

/// The place is within so many kilometres of a point.
fn check(record: &Record, name: &str, point: (f64, f64), km: f64) {
    let place = place(record, name);
    let at = place.lat.zip(place.lon).unwrap_or_else(|| panic!("{name} lies nowhere"));
    assert!(geo::distance(at, point) <= km, "{name} at {at:?}, not {point:?}: {:?}", place.because);
}

fn event<'r>(record: &'r Record, text: &str, word: &str) -> &'r Event {
    let at = |event: &&Event| event.trigger.iter().any(|span| span.of(text).contains(word));
    let found = record.events.iter().find(at);
    found.unwrap_or_else(|| panic!("no event {word}: {:#?}", record.events))
}

#[test]
fn names_are_places_by_the_company_they_keep() {
    let session = Session::open(None).expect("the model");
    let text = "BEIRUT (Test Wire) — Gunmen attacked a checkpoint in Tripoli, north of Beirut, Lebanese officials said.";
    let record = read(&session, None, text);
    check(&record, "Tripoli", (34.43, 35.84), 30.0);
    let text = "Fighters shelled the airport of Tripoli on Sunday. Reinforcements came from Misrata, in western Libya.";
    let record = read(&session, None, text);
    check(&record, "Tripoli", (32.89, 13.19), 60.0);
    check(&record, "Misrata", (32.38, 15.09), 60.0);
    let text = "A man was arrested in Paris, Texas, on Friday, the sheriff of Lamar County said.";
    let record = read(&session, None, text);
    check(&record, "Paris", (33.66, -95.56), 30.0);
    let text = "Troops in Georgia left the villages near Gori; Tbilisi is 80 km away.";
    let record = read(&session, None, text);
    check(&record, "Georgia", (42.0, 43.5), 100.0);
}

#[test]
fn spelling_is_no_obstacle() {
    let session = Session::open(None).expect("the model");
    let text = "Convoys left Deir Ezzor province for Al-Hasakah, and shells fell near Dayr az-Zawr in eastern Syria.";
    let record = read(&session, None, text);
    check(&record, "Deir Ezzor province", (35.1, 40.2), 60.0);
    check(&record, "Al-Hasakah", (36.5, 40.75), 60.0);
    check(&record, "Dayr az-Zawr", (35.34, 40.14), 60.0);
}

#[test]
fn borders_and_distances_are_places_of_their_own() {
    let session = Session::open(None).expect("the model");
    let text = "Rebels attacked a convoy on the Syria-Lebanon border. Soldiers shelled a camp 40 km east of Homs.";
    let record = read(&session, None, text);
    check(&record, "Lebanon–Syria border", (33.8, 36.0), 80.0);
    let shelled = event(&record, text, "shelled");
    let id = shelled.place.expect("a place");
    let camp = &record.places[id.index()];
    assert!(camp.name.starts_with("40 km east of"), "{camp:?}");
    let at = camp.lat.zip(camp.lon).expect("a point");
    let homs = (34.73, 36.71);
    assert!((geo::distance(at, homs) - 40.0).abs() < 5.0 && at.1 > homs.1, "{at:?}");
    assert!(camp.radius_km.is_some_and(|km| km >= 10.0));
}

#[test]
fn peoples_and_governments_are_no_places() {
    let session = Session::open(None).expect("the model");
    let record = read(
        &session,
        None,
        "Lebanese soldiers arrested two Syrian drivers and a Gazan fisherman.",
    );
    assert!(record.places.iter().all(|place| place.lat.is_none()), "{:#?}", record.places);
}

#[test]
fn an_event_says_where_its_place_comes_from() {
    let session = Session::open(None).expect("the model");
    let text = "GOMA, May 8 (Test Wire) — Gunmen killed four farmers on Tuesday.\n\nSoldiers arrested a driver in Bukavu. They also seized three trucks.";
    let record = read(&session, Some("2019-05-08"), text);
    let named = |event: &Event| event.place.map(|id| record.places[id.index()].name.clone());
    let killed = event(&record, text, "killed");
    assert_eq!(
        (named(killed).as_deref(), killed.place_from),
        (Some("Goma"), Some(PlaceFrom::Dateline))
    );
    let arrested = event(&record, text, "arrested");
    assert_eq!(named(arrested).as_deref(), Some("Bukavu"));
    // The driver may be the one who is *in Bukavu*.
    assert!(matches!(arrested.place_from, Some(PlaceFrom::Clause | PlaceFrom::Sentence)));
    let seized = event(&record, text, "seized");
    assert_eq!(
        (named(seized).as_deref(), seized.place_from),
        (Some("Bukavu"), Some(PlaceFrom::Paragraph))
    );
    check(&record, "Goma", (-1.67, 29.22), 30.0);
}

#[test]
fn days_are_reckoned_and_background_is_not_news() {
    let session = Session::open(None).expect("the model");
    let text = "Rebels shelled Homs on Sunday. The army released a doctor who was kidnapped in 2014. Fighters attacked a base from 3 to 5 May.";
    let record = read(&session, Some("2017-08-29"), text);
    let day = |day: &str| Some(day.parse().expect("a day"));
    let shelled = &event(&record, text, "shelled").date;
    assert_eq!((shelled.start, shelled.precision), (day("2017-08-27"), Some(Precision::Day)));
    let kidnapped = &event(&record, text, "kidnapped").date;
    assert_eq!((kidnapped.start, kidnapped.end), (day("2014-01-01"), day("2014-12-31")));
    assert_eq!((kidnapped.from, kidnapped.precision), (DateFrom::Text, Some(Precision::Year)));
    let attacked = &event(&record, text, "attacked").date;
    assert_eq!((attacked.start, attacked.end), (day("2017-05-03"), day("2017-05-05")));
}

#[test]
fn a_date_in_the_text_stands_for_the_day_of_publication() {
    let session = Session::open(None).expect("the model");
    let text = "Talks broken off\nMay 3, 2011\nEnvoys left Geneva on Sunday.";
    let item = ingest::read_bytes("test", text.as_bytes(), Form::Text, &Options::default())
        .expect("a text");
    let reading = session.read(vec![item.document]).remove(0);
    let values: Vec<_> =
        reading.record.times.iter().filter_map(|time| time.value.as_deref()).collect();
    assert!(values.contains(&"2011-05-01"), "{values:?}");
    assert!(reading.notes.iter().any(|note| note.kind == "date-from-text"));
    let line = wire::write(&reading);
    assert_eq!(wire::write(&wire::read(&line).expect("our own record")), line);
}
