//! All candidates for attributions in text files, with what their confidence is reckoned from: the
//! input of `train/fit_attribution.py`.
//!
//! Usage: `cargo run --release -p tacitus-read --example attribution_candidates FILE.txt...`; prints a
//! line of JSON for each file, offsets in code points.

use std::path::Path;
use tacitus_doc::{CodePoints, Document, Source, Span};
use tacitus_read::Reader;
use tacitus_read::decode::attribution::candidates;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Reader::embedded()?;
    for file in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&file)?;
        let doc = Document::new(None, Source::default(), text);
        let Some(reading) = reader.read(vec![doc]).pop() else { continue };
        let doc = &reading.document;
        let points = CodePoints::new(doc.text());
        let pairs = |spans: &[Span]| -> Vec<[usize; 2]> {
            let point = |at: u32| points.from_byte(at as usize);
            spans.iter().map(|span| [point(span.start), point(span.end)]).collect()
        };
        let rows: Vec<serde_json::Value> = candidates(doc, 0.0)
            .iter()
            .map(|candidate| {
                serde_json::json!({
                    "source": pairs(&candidate.attribution.source),
                    "cue": pairs(&candidate.attribution.cue),
                    "content": pairs(&candidate.attribution.content),
                    "word": candidate.word,
                    "clausal": candidate.clausal,
                    "features": candidate.features,
                })
            })
            .collect();
        let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy();
        println!("{}", serde_json::json!({"doc": name, "candidates": rows}));
    }
    Ok(())
}
