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
