//! Finds time expressions in JSON Lines of `{"doc", "dct", "text"}` (one sentence a line of text)
//! from standard input and prints `{"doc", "timexes": [{"start", "end", "type", "value"}]}`, with
//! offsets in code points: the input of the scorer for times.

use std::io::{BufRead, Error, stdin};
use tacitus_doc::{CodePoints, Document, Sentence, Source, Span};
use tacitus_read::resolve::times::timexes;

fn main() -> Result<(), Error> {
    for line in stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let published = row["dct"].as_str().and_then(|day| day.parse().ok());
        let mut sentences = Vec::new();
        let mut start = 0;
        for part in text.split_inclusive('\n') {
            let span = Span::new(start, start + part.len());
            sentences.push(Sentence { span, tokens: 0..0 });
            start += part.len();
        }
        let doc = Document::new(None, Source::default(), text).with_sentences(sentences);
        let points = CodePoints::new(text);
        let found: Vec<_> = timexes(&doc, published)
            .iter()
            // A line that is nothing but a date is the date of publication, which is not scored.
            .filter(|timex| !text.lines().any(|line| line.trim() == doc.words(timex.span)))
            .map(|timex| {
                serde_json::json!({
                    "start": points.from_byte(timex.span.start as usize),
                    "end": points.from_byte(timex.span.end as usize),
                    "type": timex.time_type.as_str().to_uppercase(),
                    "value": timex.value,
                })
            })
            .collect();
        println!("{}", serde_json::json!({"doc": row["doc"], "timexes": found}));
    }
    Ok(())
}
