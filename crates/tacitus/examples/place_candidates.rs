//! All candidates for the places of documents, with what they are weighed by: the input of
//! `train/fit_places.py`.
//!
//! Usage: `cargo run --release -p tacitus --example place_candidates [--blind] FILE.jsonl...`; prints a line
//! with the names of the features, then a line of JSON for each document, offsets in code points. With `--blind`, names do not yet know where the others were put.

use tacitus_doc::{CodePoints, Document, Span, Toponym};
use tacitus_gazetteer::{Gazetteer, Match};
use tacitus_ingest::{Options, open};
use tacitus_read::Reader;
use tacitus_read::resolve::places::{self, resolved};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let blind = files.first().is_some_and(|first| first == "--blind");
    if blind {
        files.remove(0);
    }
    let reader = Reader::embedded()?;
    let gazetteer = Gazetteer::embedded()?;
    println!(
        "{}",
        serde_json::json!({"rank": places::RANK_FEATURES, "judge": places::JUDGE_FEATURES})
    );
    for file in files {
        let documents: Result<Vec<_>, _> =
            open(&file, &Options::default()).map(|item| item.map(|item| item.document)).collect();
        let mut documents = documents?;
        while !documents.is_empty() {
            let batch = documents.drain(..documents.len().min(64)).map(with_given_spans).collect();
            for reading in reader.read(batch) {
                print(&reading.document, &gazetteer, blind);
            }
        }
    }
    Ok(())
}

/// Where the input tells the spans of its toponyms (`"spans": [[start, end]...]`, code points), those are looked up and
/// no others.
fn with_given_spans(doc: Document) -> Document {
    let Some(spans) = doc.source().meta.get("spans").and_then(|spans| spans.as_array()).cloned()
    else {
        return doc;
    };
    let starts: Vec<usize> =
        doc.text().char_indices().map(|(at, _)| at).chain([doc.text().len()]).collect();
    let at = |point: &serde_json::Value| starts[point.as_u64().unwrap_or_default() as usize];
    let toponym = |span: &serde_json::Value| Toponym {
        span: Span::new(at(&span[0]), at(&span[1])),
        place: 0.95,
        organization: 0.0,
        person: 0.0,
        refers: 0.95,
    };
    let mut toponyms: Vec<Toponym> = spans.iter().map(toponym).collect();
    toponyms.sort_by_key(|toponym| toponym.span);
    doc.with_toponyms(toponyms)
}

fn print(doc: &Document, gazetteer: &Gazetteer, blind: bool) {
    let points = CodePoints::new(doc.text());
    let names: Vec<serde_json::Value> = resolved(doc, gazetteer, blind)
        .iter()
        .map(|name| {
            let mentions: Vec<serde_json::Value> = name
                .mentions
                .iter()
                .map(|mention| {
                    let span = mention.span;
                    let point = |at: u32| points.from_byte(at as usize);
                    serde_json::json!({
                        "span": [point(span.start), point(span.end)],
                        "features": mention.features,
                        "p": mention.confidence,
                    })
                })
                .collect();
            let candidates: Vec<serde_json::Value> = name
                .candidates
                .iter()
                .map(|own| {
                    serde_json::json!({
                        "lat": own.entry.lat,
                        "lon": own.entry.lon,
                        "geonameid": own.entry.geonameid,
                        "name": own.entry.name,
                        "demonym": own.by == Match::Demonym,
                        "feature": own.entry.feature.code(),
                        "features": own.features.to_vec(),
                        "score": own.score,
                    })
                })
                .collect();
            serde_json::json!({"text": name.text, "mentions": mentions, "candidates": candidates})
        })
        .collect();
    println!("{}", serde_json::json!({"doc": doc.id().as_str(), "names": names}));
}
