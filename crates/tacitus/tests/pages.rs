//! Whole pages, compared as text with the files in `tests/pages/`. Run with `TACITUS_BLESS=1` to
//! write them anew, then read what changed.

use std::path::Path;
use tacitus::page::{Paper, page};
use tacitus_doc::wire;

/// The page of the record in `record` on plain paper of `width` columns against
/// `tests/pages/NAME.txt`.
fn check(name: &str, record: &str, width: usize) {
    let reading = wire::read(record).unwrap_or_else(|error| panic!("{name}: {error}"));
    let printed = page(&reading, Paper { width, colour: false });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pages/{name}.txt"));
    if std::env::var_os("TACITUS_BLESS").is_some() {
        std::fs::write(&path, &printed).unwrap_or_else(|error| panic!("{error}"));
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let first = printed.lines().zip(expected.lines()).find(|(new, old)| new != old);
    assert!(
        printed == expected,
        "{name}.txt is no longer what is printed; first at {first:#?}\nRun with TACITUS_BLESS=1"
    );
    for line in printed.lines() {
        // Every sample is of characters one column wide.
        assert!(line.chars().count() <= width, "wider than {width}: {line:?}");
        assert_eq!(line, line.trim_end(), "white space at the end");
    }
    assert!(!printed.contains('\u{1b}'), "escape sequences on plain paper");
}

fn gold(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/gold.jsonl");
    let lines = std::fs::read_to_string(path).unwrap_or_default();
    let id = format!("\"id\":\"sample-{name}\"");
    lines.lines().find(|line| line.contains(&id)).unwrap_or_default().to_owned()
}

#[test]
fn a_wire_story() {
    check("wire-100", &gold("wire"), 100);
}

#[test]
fn a_wire_story_on_a_narrow_terminal() {
    check("wire-60", &gold("wire"), 60);
}

#[test]
fn a_partisan_story() {
    check("outlet-80", &gold("outlet"), 80);
}

#[test]
fn contested_figures() {
    check("bulletin-100", &gold("bulletin"), 100);
}

#[test]
fn a_report_about_nothing() {
    check("empty", r#"{"version": 1, "document": {"text": ""}}"#, 100);
}

#[test]
fn odd_corners() {
    check("corners", include_str!("pages/corners.json"), 80);
}

#[test]
fn colour_changes_no_words() {
    let reading = wire::read(&gold("wire")).unwrap_or_else(|error| panic!("{error}"));
    let coloured = page(&reading, Paper { width: 100, colour: true });
    let plain = page(&reading, Paper { width: 100, colour: false });
    assert!(coloured.contains("\u{1b}["));
    let bare = anstream::adapter::strip_str(&coloured).to_string();
    assert_eq!(bare, plain.replace('*', ""));
}

#[test]
fn places_with_their_reasons() {
    let record = r#"{"format":"tacitus.record","version":1,
        "document":{"id":"w-1","title":"Shelling near Homs","published":"2016-02-03","text":"HOMS, Feb 3 (Test Wire) - Rebels shelled a camp 40 km east of Homs. Soldiers fled to Lebanon."},
        "model":"test","sentences":[[0,67],[68,93]],
        "actors":[{"id":"a1","name":"Rebels","kind":"armed_group","mentions":[[26,32]]},{"id":"a2","name":"Soldiers","kind":"state_forces","mentions":[[68,76]]}],
        "places":[
          {"id":"p1","name":"Homs","geonameid":169577,"lat":34.72682,"lon":36.72339,"country":"SYR","admin1":"Homs Governorate","feature":"PPL","radius_km":4.0,"because":["the largest of 3 places of that name"],"mentions":[[0,4],[62,66]]},
          {"id":"p2","name":"40 km east of Homs","lat":34.7,"lon":37.2,"country":"SYR","feature":"AREA","radius_km":16.0,"because":["reckoned from Homs"],"mentions":[[48,61]]},
          {"id":"p3","name":"Lebanon","lat":33.83,"lon":-35.83,"country":"LBN","feature":"PCLI","radius_km":59.0,"because":["the country of that name"],"mentions":[[85,92]]},
          {"id":"p4","name":"a camp","mentions":[[41,47]]}],
        "events":[
          {"id":"e1","type":"ASSAULT","trigger":[[33,40]],"sentence":0,"actors":[{"actor":"a1","span":[26,32]}],"place":"p2","place_from":"clause","date":{"start":"2016-02-03","end":"2016-02-03","from":"published"},"status":"happened"},
          {"id":"e2","type":"RETREAT","trigger":[[77,81]],"sentence":1,"actors":[{"actor":"a2","span":[68,76]}],"place":"p1","place_from":"dateline","status":"happened"}]}"#;
    check("where-100", &record.replace('\n', " "), 100);
}
