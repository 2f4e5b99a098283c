//! Pairs of accounts in stories that people counted, as `train/fit_disputes.py` learns from them.
//!
//! usage: dispute_pairs STORY.toml ...
//!
//! The first line of the output holds the names of the features, each further one a story: what is said, and pairs of
//! positions in that with their values.

use serde_json::json;
use tacitus::Session;
use tacitus_corroborate::{PAIR_FEATURES, Prints, Told, pairs};
use tacitus_doc::{CodePoints, DocId, Document, Source};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let session = Session::open(None)?;
    println!("{}", json!(PAIR_FEATURES.as_slice()));
    for path in std::env::args().skip(1) {
        let name = std::path::Path::new(&path).file_stem().unwrap_or_default().to_string_lossy();
        let table: toml::Value = toml::from_str(&std::fs::read_to_string(&path)?)?;
        let reports = table.get("report").and_then(toml::Value::as_array);
        let documents = reports
            .into_iter()
            .flatten()
            .map(|report| {
                let get =
                    |key: &str| report.get(key).and_then(toml::Value::as_str).unwrap_or_default();
                let source = Source {
                    title: Some(get("title").to_owned()),
                    publisher: Some(get("publisher").to_owned()),
                    published: get("published").parse().ok(),
                    ..Source::default()
                };
                let id = DocId::given(&format!("{name}/{}", get("id")));
                Document::new(Some(id), source, get("text").trim())
            })
            .collect();
        let told: Vec<Told> = session
            .sketch(documents)
            .into_iter()
            .map(|(reading, sketches)| {
                let mentions = (0..reading.record.events.len()).collect();
                Told { prints: Prints::of(&reading, sketches), reading, mentions }
            })
            .collect();
        let found = pairs(&told);
        let said: Vec<_> = found
            .said
            .iter()
            .map(|(report, span, words)| {
                let doc = &told[*report].reading.document;
                let points = CodePoints::new(doc.text());
                let at = |byte: u32| points.from_byte(byte as usize);
                json!({
                    "report": doc.id().to_string(),
                    "span": [at(span.start), at(span.end)],
                    "words": words,
                })
            })
            .collect();
        println!("{}", json!({"said": said, "pairs": found.pairs}));
    }
    Ok(())
}
