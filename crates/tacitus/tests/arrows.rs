//! Arrows that must never exist: who may know whom, read off the imports. ARCHITECTURE.md says why.

use std::fs;
use std::path::{Path, PathBuf};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The Rust files under a folder, with their text; tests in a file are left out.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![crates().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path).expect("a folder of ours") {
                open.push(entry.expect("an entry").path());
            }
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("tests.rs")
        {
            let text = fs::read_to_string(&path).expect("a file of ours");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path, code));
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// No line of code (comments do not count) in `folder` holds one of `words`.
fn never(folder: &str, words: &[&str], except: &[&str]) {
    for (path, code) in sources(folder) {
        if except.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        for (n, line) in code.lines().enumerate() {
            let line = line.split("//").next().unwrap_or_default();
            for word in words {
                assert!(!line.contains(word), "{}:{}: {word}", path.display(), n + 1);
            }
        }
    }
}

#[test]
fn the_nouns_know_nobody() {
    never("tacitus-doc/src", &["tacitus_", "std::fs", "std::time", "std::env", "std::net"], &[]);
    let manifest = fs::read_to_string(crates().join("tacitus-doc/Cargo.toml")).expect("manifest");
    assert!(!manifest.contains("tacitus-ingest") && !manifest.contains("tacitus-read"));
}

#[test]
fn reading_knows_no_ingest_clock_or_network() {
    never("tacitus-read/src", &["tacitus_ingest", "std::time", "std::net", "std::env"], &[]);
    never("tacitus-read/src", &["std::fs"], &["model.rs"]);
    never("tacitus-ingest/src", &["tacitus_read"], &[]);
}

#[test]
fn the_gazetteer_knows_names_and_nothing_of_reports() {
    never("tacitus-gazetteer/src", &["tacitus_doc", "tacitus_read", "std::time", "std::net"], &[]);
    // Files are opened where one is mapped, and where sources are read.
    let files = ["file.rs", "dump.rs", "packages.rs"];
    never("tacitus-gazetteer/src", &["std::fs"], &files);
}

#[test]
fn the_actors_know_names_and_nothing_of_reports() {
    let words = ["tacitus_doc", "tacitus_read", "std::fs", "std::time", "std::net", "std::env"];
    never("tacitus-actors/src", &words, &[]);
}

#[test]
fn the_store_knows_no_model_and_alone_knows_sql() {
    never("tacitus-store/src", &["tacitus_read", "tacitus_corroborate", "tacitus_ingest"], &[]);
    let words = ["tacitus_store", "tacitus_read", "std::fs", "std::time", "std::net", "std::env"];
    never("tacitus-corroborate/src", &words, &[]);
    let sql = ["rusqlite", "SELECT ", "INSERT INTO", "DELETE FROM"];
    for folder in ["tacitus/src", "tacitus-read/src", "tacitus-corroborate/src", "tacitus-doc/src"]
    {
        never(folder, &sql, &[]);
    }
}

#[test]
fn only_the_pipeline_knows_all_stages() {
    let stages = ["segment", "encode", "decode", "resolve", "record", "eval"];
    // Scores and label lists are what passes from encode to decode.
    let allowed = [
        ("decode", "crate::encode::{Scores, best}"),
        ("decode", "crate::encode::{Fill, Scores}"),
        ("decode", "crate::encode::Scores"),
    ];
    for stage in stages {
        for (path, code) in sources(&format!("tacitus-read/src/{stage}")) {
            for (n, line) in code.lines().enumerate() {
                for other in stages.iter().filter(|other| **other != stage) {
                    let known = line.contains(&format!("crate::{other}"));
                    let fine = allowed.iter().any(|(by, what)| *by == stage && line.contains(what));
                    assert!(!known || fine, "{}:{}: {line}", path.display(), n + 1);
                }
                assert!(!line.contains("crate::pipeline"), "{}:{}: {line}", path.display(), n + 1);
            }
        }
    }
}

#[test]
fn only_the_program_prints_and_exits() {
    let words = ["println!", "eprintln!", "print!(", "process::exit", "io::stdout", "io::stderr"];
    for folder in ["tacitus-doc/src", "tacitus-ingest/src", "tacitus-read/src", "tacitus-store/src"]
    {
        never(folder, &words, &[]);
    }
    never("tacitus/src/page", &words, &[]);
    never("tacitus/src/serve", &words, &[]);
}

#[test]
fn http_is_spoken_in_serve_alone() {
    let words = ["axum", "hyper", "tower_http", "TcpListener", "TcpStream"];
    let folders = ["tacitus/src/cli", "tacitus/src/page", "tacitus-store/src", "tacitus-read/src"];
    for folder in folders {
        never(folder, &words, &[]);
    }
}

#[test]
fn only_the_wire_is_serialised() {
    never("tacitus-doc/src", &["derive(Serialize", "Serialize)", "Serialize,"], &["wire.rs"]);
}
