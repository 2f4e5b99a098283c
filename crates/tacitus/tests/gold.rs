//! `samples/gold.jsonl` is made from `samples/gold/*.tagged`, in the notation that
//! `samples/README.md` explains; this test makes it and compares. Run it with `TACITUS_BLESS=1` to
//! write the file anew.

use std::path::{Path, PathBuf};
use tacitus_doc::{Reading, gold, wire};

const NAMES: [&str; 3] = ["wire", "outlet", "bulletin"];

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples")
}

fn file(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn gold(name: &str) -> Reading {
    let path = samples().join(format!("gold/{name}.tagged"));
    let passages = gold::read(&file(&path));
    let passages = passages.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let [passage] = passages.try_into().unwrap_or_else(|_| panic!("{name} is one passage"));
    passage.reading
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
