//! What the scorer of events across reports learns from: the words of documents as the reader sees them.
//!
//! Usage: `cargo run --release -p tacitus --example event_words OUT FILE.jsonl...`. Writes to the folder OUT
//! `words.jsonl`, a line a document (`{"id", "tokens": [[start, end, lemma, upos, relation, head]...], "record"}`;
//! bytes; `head` is -1 for a root; `record` is the wire line), and `vectors.f32`, the encoder's vectors of all
//! words in that order.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tacitus_doc::wire;
use tacitus_ingest::{Options, open};
use tacitus_read::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("where to?")?;
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| File::create(Path::new(&folder).join(name)).map(BufWriter::new);
    let (mut words, mut vectors) = (file("words.jsonl")?, file("vectors.f32")?);
    let reader = Reader::embedded()?;
    for file in args {
        for item in open(&file, &Options::default()) {
            let document = item?.document;
            let record = reader.read(vec![document.clone()]).pop().ok_or("nothing was read")?;
            let (doc, found) = reader.coref_examples(document, &|_, _, _| None, &mut |_| ());
            let tokens = doc.tokens().unwrap_or_default().iter();
            let tokens: Vec<_> = tokens
                .zip(doc.syntax().unwrap_or_default())
                .map(|(token, word)| {
                    let head = word.head.map_or(-1, |head| head as i64);
                    let (lemma, upos) = (word.lemma.to_string(), word.upos.as_str());
                    serde_json::json!([
                        token.span.start,
                        token.span.end,
                        lemma,
                        upos,
                        *word.rel,
                        head
                    ])
                })
                .collect();
            let record: serde_json::Value = serde_json::from_str(&wire::write(&record))?;
            let line =
                serde_json::json!({"id": doc.id().as_str(), "tokens": tokens, "record": record});
            writeln!(words, "{line}")?;
            for value in found {
                vectors.write_all(&value.to_le_bytes())?;
            }
        }
    }
    Ok(())
}
