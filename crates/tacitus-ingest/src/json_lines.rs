//! One line of JSON Lines to a document.

use crate::dates;
use crate::encoding;
use crate::error::IngestError;
use crate::language;
use crate::layout;
use crate::notes;
use crate::page;
use crate::{Item, Options};
use serde_json::{Map, Value};
use tacitus_doc::{CodePoints, DocId, Document, Note, Pair, Source, Span};

/// Reads one object, which `bytes` hold alone.
pub(crate) fn read(origin: &str, bytes: &[u8], options: &Options) -> Result<Item, IngestError> {
    let mut notes = Vec::new();
    let json = encoding::decode_line(bytes, &mut notes);
    let value: Value = serde_json::from_str(&json).map_err(|e| syntax(origin, &json, &e))?;
    let Value::Object(fields) = value else {
        let message = format!("a line must hold an object, not {}", kind_of(&value));
        return Err(IngestError::syntax(origin, message));
    };
    document(origin, Fields { fields, notes }, options)
}

fn document(origin: &str, mut f: Fields, options: &Options) -> Result<Item, IngestError> {
    if !f.fields.contains_key("text") && !f.fields.contains_key("html") {
        let names: Vec<&str> = f.fields.keys().take(8).map(String::as_str).collect();
        let message = format!(
            "no field \"text\" or \"html\" (fields: {}); is the text under another name?",
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        );
        return Err(IngestError::syntax(origin, message));
    }
    let id = f.text("id");
    let text = f.text("text");
    let html = f.text("html");
    let mut source = Source {
        title: f.text("title"),
        author: f.text("author"),
        publisher: f.text("publisher"),
        url: f.text("url"),
        published: None,
        language: f.text("language"),
        meta: Map::new(),
    };
    let date = f.date();
    let pairs = f.fields.shift_remove("pairs");

    let (text, blocks, found_language) = match (text, html) {
        (None, Some(html)) => {
            let page = page::read(&html, &mut f.notes);
            let language = match &source.language {
                Some(given) => language::settle(&page.text, Some(given), None, &mut f.notes),
                None => page::language_of(&page, &mut f.notes),
            };
            let said = page.metadata;
            source.title = source.title.or(said.title);
            source.author = source.author.or(said.author);
            source.publisher = source.publisher.or(said.publisher);
            source.url = source.url.or(said.url);
            source.published = said.published;
            (page.text, page.blocks, language)
        }
        (text, _) => {
            let text = text.unwrap_or_default();
            let layout = layout::plain(&text, source.title.as_deref());
            let given = source.language.as_deref();
            let language = language::settle(&text, given, None, &mut f.notes);
            source.title = source.title.or(layout.title);
            (text, layout.blocks, language)
        }
    };
    source.language = found_language;
    source.published = match date {
        Stated::Day(day) => Some(day),
        // A date that is stated and cannot be read is not replaced by another.
        Stated::Unreadable => None,
        Stated::Not => source.published.or(options.published),
    };
    page::forget_unreadable_date(&source, &mut f.notes);
    source.publisher = source.publisher.or_else(|| options.publisher.clone());
    source.meta = f.fields;
    let pairs = pairs.map(|pairs| spans(&pairs, &text, &mut f.notes)).unwrap_or_default();
    if text.trim().is_empty() {
        f.notes.push(empty());
    }
    let document = Document::new(id.as_deref().map(DocId::given), source, text).with_blocks(blocks);
    Ok(Item { document, notes: f.notes, pairs, origin: origin.to_owned() })
}

/// A note on a document without text.
pub(crate) fn empty() -> Note {
    Note::new(notes::EMPTY_DOCUMENT, "there is no text to read")
}

/// The fields that have not been taken yet, in their order.
struct Fields {
    fields: Map<String, Value>,
    notes: Vec<Note>,
}

enum Stated {
    Day(jiff::civil::Date),
    Unreadable,
    Not,
}

impl Fields {
    /// Takes a field of words; a number counts as its digits. What is neither stays, with a note.
    fn text(&mut self, name: &'static str) -> Option<String> {
        match self.fields.get(name)? {
            Value::Null => self.fields.shift_remove(name).and(None),
            Value::Number(number) => {
                let digits = number.to_string();
                self.fields.shift_remove(name);
                Some(digits)
            }
            Value::String(_) => match self.fields.shift_remove(name)? {
                // An empty field says nothing; an empty text is a text all the same.
                Value::String(words) => {
                    Some(words).filter(|w| !w.trim().is_empty() || name == "text")
                }
                _ => None,
            },
            other => {
                let message = format!("{name} is {}; it is kept under meta", kind_of(other));
                self.notes.push(Note::new(notes::UNREADABLE_FIELD, message));
                None
            }
        }
    }

    fn date(&mut self) -> Stated {
        let Some(text) = self.text("published") else { return Stated::Not };
        match dates::parse(&text) {
            Some(day) => Stated::Day(day),
            None => {
                self.notes.push(page::unreadable_date(&text));
                Stated::Unreadable
            }
        }
    }
}

/// Turns pairs of code points into spans.
fn spans(pairs: &Value, text: &str, notes: &mut Vec<Note>) -> Vec<Pair> {
    let points = CodePoints::new(text);
    let span = |value: Option<&Value>| -> Option<Span> {
        let [start, end] = value?.as_array()?.as_slice() else { return None };
        let byte = |value: &Value| points.to_byte(usize::try_from(value.as_u64()?).ok()?);
        let (start, end) = (byte(start)?, byte(end)?);
        (start < end).then(|| Span::new(start, end))
    };
    let Some(pairs) = pairs.as_array() else {
        let message = format!("pairs is {}, not a list", kind_of(pairs));
        notes.push(Note::new(notes::BAD_PAIR, message));
        return Vec::new();
    };
    let mut found = Vec::with_capacity(pairs.len());
    for (idx, pair) in pairs.iter().enumerate() {
        // A phrase that is not there is no phrase that does not fit.
        let phrase = |key: &str| match pair.get(key) {
            None | Some(Value::Null) => pair.is_object().then_some(Span::new(0, 0)),
            given => span(given),
        };
        let spans = phrase("source").zip(phrase("target"));
        if spans.is_none() {
            let message = format!(
                "pair {} does not fit the text, which has {} code points; it must be \
                 {{\"source\": [start, end], \"target\": [start, end]}}",
                idx + 1,
                points.from_byte(text.len())
            );
            notes.push(Note::new(notes::BAD_PAIR, message));
        }
        found.push(spans);
    }
    found
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn syntax(origin: &str, json: &str, error: &serde_json::Error) -> IngestError {
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let cause = match json.trim_start().chars().next() {
        Some('[') => "is the file one JSON array? JSON Lines has an object a line",
        Some('{') if error.is_eof() => "is the line cut off?",
        Some('{') if what.contains("control character") => {
            "is there a line break or a tab inside a string?"
        }
        Some('{') => "is a quote or a comma missing?",
        _ => "JSON Lines has an object a line",
    };
    let column = error.column();
    IngestError::syntax(origin, format!("not valid JSON at column {column} ({what}); {cause}"))
}
