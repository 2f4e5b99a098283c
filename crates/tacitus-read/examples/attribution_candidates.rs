//! All candidates for attributions in text files, with what their confidence is reckoned from: the
//! input of `train/fit_attribution.py`.
//!
//! Usage: `cargo run --release -p tacitus-read --example attribution_candidates [--model DIR] FILE.txt...`;
//! prints a line of JSON for each file, offsets in code points.

use std::path::Path;
use tacitus_doc::{CodePoints, Document, Source, Span};
use tacitus_read::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let reader = if files.first().is_some_and(|first| first == "--model") {
        let folder: Vec<String> = files.drain(..2).collect();
        Reader::open(Path::new(&folder[1]))?
    } else {
        Reader::embedded()?
    };
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let doc = Document::new(None, Source::default(), text);
        let (doc, found) = reader.attribution_candidates(doc);
        let points = CodePoints::new(doc.text());
        let pairs = |spans: &[Span]| -> Vec<[usize; 2]> {
            let point = |at: u32| points.from_byte(at as usize);
            spans.iter().map(|span| [point(span.start), point(span.end)]).collect()
        };
        let rows: Vec<serde_json::Value> = found
            .iter()
            .map(|candidate| {
                serde_json::json!({
                    "source": pairs(&candidate.attribution.source),
                    "cue": pairs(&candidate.attribution.cue),
                    "content": pairs(&candidate.attribution.content),
                    "word": candidate.word,
                    "clausal": candidate.clausal,
                    "features": candidate.features,
                    "values": candidate.values,
                    "inside": candidate.inside,
                    "cue_id": candidate.cue,
                })
            })
            .collect();
        let name = Path::new(&file).file_stem().unwrap_or_default().to_string_lossy();
        println!("{}", serde_json::json!({"doc": name, "candidates": rows}));
    }
    Ok(())
}
