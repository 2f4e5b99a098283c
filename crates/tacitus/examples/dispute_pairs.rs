//! Pairs of accounts in stories that people counted, as `train/fit_disputes.py` learns from them.
//!
//! usage: dispute_pairs STORY.toml ...
//!
//! The first line of the output holds the names of the features, each further one a story: what is said, and pairs of
//! positions in that with their values.

use serde_json::json;
use tacitus::Session;
use tacitus::stories::{self, Story};
use tacitus_corroborate::{PAIR_FEATURES, Told, pairs};
use tacitus_doc::CodePoints;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let session = Session::open(None)?;
    println!("{}", json!(PAIR_FEATURES.as_slice()));
    for path in std::env::args().skip(1) {
        let name = std::path::Path::new(&path).file_stem().unwrap_or_default().to_string_lossy();
        let story: Story = toml::from_str(&std::fs::read_to_string(&path)?)?;
        let documents = stories::documents(&[(name.into_owned(), story)]);
        let read = session.sketch(documents).into_iter();
        let told: Vec<Told> =
            read.map(|(reading, sketches)| Told::new(reading, sketches)).collect();
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
