//! What the scorer of coreference learns from: the input of `train/fit_coref.py`.
//!
//! Usage: `cargo run --release -p tacitus --example coref_examples OUT FILE.jsonl...`. A document's line tells its
//! chains as `"chains": [[[start, end]...]...]` (code points), singletons among them. Writes to the folder OUT, each
//! file of little-endian values: `vectors.f32` (a row for each token that an example names), `phrases.i32`
//! (document, row of its vector, first candidate, candidates, chain or -1), `phrases.f32` (features),
//! `candidates.i32` (row of its vector, chain or -1) and `candidates.f32` (features).

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use tacitus_doc::{Document, Span};
use tacitus_ingest::{Options, open};
use tacitus_read::Reader;

struct Out {
    vectors: BufWriter<File>,
    n_vectors: i32,
    phrases: BufWriter<File>,
    phrase_features: BufWriter<File>,
    candidates: BufWriter<File>,
    n_candidates: i32,
    candidate_features: BufWriter<File>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("where to?")?;
    std::fs::create_dir_all(&folder)?;
    let file = |name: &str| File::create(Path::new(&folder).join(name)).map(BufWriter::new);
    let mut out = Out {
        vectors: file("vectors.f32")?,
        n_vectors: 0,
        phrases: file("phrases.i32")?,
        phrase_features: file("phrases.f32")?,
        candidates: file("candidates.i32")?,
        n_candidates: 0,
        candidate_features: file("candidates.f32")?,
    };
    let reader = Reader::embedded()?;
    let mut n_documents = 0;
    for file in args {
        for item in open(&file, &Options::default()) {
            write(&reader, item?.document, n_documents, &mut out)?;
            n_documents += 1;
        }
    }
    Ok(())
}

/// The chains of a document, as byte spans.
fn chains(doc: &Document) -> Vec<(Span, u32)> {
    let starts: Vec<usize> =
        doc.text().char_indices().map(|(at, _)| at).chain([doc.text().len()]).collect();
    let at = |point: &serde_json::Value| {
        starts[(point.as_u64().unwrap_or_default() as usize).min(starts.len() - 1)]
    };
    let lists = doc.source().meta.get("chains").and_then(|chains| chains.as_array());
    let mut found = Vec::new();
    for (chain, spans) in lists.into_iter().flatten().enumerate() {
        for span in spans.as_array().into_iter().flatten() {
            found.push((Span::new(at(&span[0]), at(&span[1])), chain as u32));
        }
    }
    found
}

/// The chain of the phrase: by its very span, or else by the span around its head word that shares most with it
/// and whose own head that word is.
fn chain_of(doc: &Document, gold: &[(Span, u32)], span: Span, head: usize) -> Option<u32> {
    if let Some((_, chain)) = gold.iter().find(|(own, _)| *own == span) {
        return Some(*chain);
    }
    let words = doc.syntax()?;
    let heads = |own: Span| {
        let tokens = doc.tokens_in(own);
        tokens.contains(&head)
            && tokens.clone().find(|&at| words[at].head.is_none_or(|h| !tokens.contains(&h)))
                == Some(head)
    };
    let shared = |own: Span| {
        let (from, to) = (own.start.max(span.start), own.end.min(span.end));
        2.0 * f64::from(to.saturating_sub(from)) / (own.len() + span.len()) as f64
    };
    gold.iter()
        .filter(|(own, _)| own.overlaps(span) && heads(*own))
        .max_by(|a, b| shared(a.0).total_cmp(&shared(b.0)))
        .map(|(_, chain)| *chain)
}

fn write(
    reader: &Reader,
    doc: Document,
    n: i32,
    out: &mut Out,
) -> Result<(), Box<dyn std::error::Error>> {
    let gold = chains(&doc);
    let mut examples = Vec::new();
    let (doc, vectors) = reader.coref_examples(
        doc,
        &|doc, span, head| chain_of(doc, &gold, span, head),
        &mut |example| examples.push(example),
    );
    let width = vectors.len() / doc.tokens().map_or(1, |tokens| tokens.len().max(1));
    let mut rows: HashMap<usize, i32> = HashMap::new();
    let chain = |chain: Option<u32>| chain.map_or(-1, |chain| chain as i32);
    for example in examples {
        let mut row = |token: usize| -> std::io::Result<i32> {
            if let Some(row) = rows.get(&token) {
                return Ok(*row);
            }
            floats(&mut out.vectors, &vectors[token * width..(token + 1) * width])?;
            rows.insert(token, out.n_vectors);
            out.n_vectors += 1;
            Ok(out.n_vectors - 1)
        };
        let own = row(example.asks)?;
        let n_candidates = example.candidates.len() as i32;
        integers(
            &mut out.phrases,
            &[n, own, out.n_candidates, n_candidates, chain(example.chain)],
        )?;
        floats(&mut out.phrase_features, &example.alone)?;
        for (features, token, theirs) in &example.candidates {
            integers(&mut out.candidates, &[row(*token)?, chain(*theirs)])?;
            floats(&mut out.candidate_features, features)?;
        }
        out.n_candidates += n_candidates;
    }
    Ok(())
}

fn floats(out: &mut impl Write, values: &[f32]) -> std::io::Result<()> {
    values.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
}

fn integers(out: &mut impl Write, values: &[i32]) -> std::io::Result<()> {
    values.iter().try_for_each(|value| out.write_all(&value.to_le_bytes()))
}
