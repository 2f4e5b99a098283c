//! What is kept of each event so that those of other reports can be compared with it.

use tacitus_doc::{Document, Record, Sketch, Upos};

/// A sketch of each event of a record; `vector` gives what the encoder makes of a token.
pub fn sketches(doc: &Document, record: &Record, vector: &dyn Fn(usize) -> Vec<i8>) -> Vec<Sketch> {
    let words = doc.syntax().unwrap_or_default();
    let sketch = |trigger: &[tacitus_doc::Span]| {
        let tokens = doc.tokens_in(*trigger.first()?);
        let outside = |at: &usize| words[*at].head.is_none_or(|head| !tokens.contains(&head));
        let head = tokens.clone().find(outside)?;
        let word = words.get(head)?;
        Some(Sketch {
            lemma: word.lemma.to_lowercase(),
            is_verb: matches!(word.upos, Upos::Verb | Upos::Aux),
            vector: vector(head),
        })
    };
    record.events.iter().map(|event| sketch(&event.trigger).unwrap_or_default()).collect()
}
