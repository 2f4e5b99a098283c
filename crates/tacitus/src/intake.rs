//! Where documents come from: files and standard input, one document at a time.
//!
//! A stand-in for `tacitus-ingest`, under that crate's names, until it is merged: it knows plain
//! text and the plainest of JSON Lines, detects neither language nor encoding, and refuses HTML.

use jiff::civil::Date;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use tacitus_doc::{DocId, Document, Note, Source};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One report as plain text.
    Text,
    /// One report as a web page.
    Html,
    /// A report on each line, as a JSON object.
    JsonLines,
}

/// What the user says about all documents; a document that says otherwise itself is believed.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The form; `None` goes by the file's name.
    pub form: Option<Form>,
    /// Day of publication.
    pub published: Option<Date>,
    /// The outlet.
    pub publisher: Option<String>,
}

/// A document with what was noticed when it came in.
#[derive(Clone, Debug)]
pub struct Item {
    /// The document.
    pub document: Document,
    /// What a user should know about it.
    pub notes: Vec<Note>,
}

/// Why a file, or one line of it, is no document. The message names the file and the cause.
#[derive(Debug)]
pub struct IngestError(String);

impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for IngestError {}

/// The documents of one input, read as they are asked for.
pub type Items = Box<dyn Iterator<Item = Result<Item, IngestError>>>;

/// The documents of the file `path`, or of standard input for `-`. Lines are read as they are
/// asked for.
pub fn open(path: &Path, options: &Options) -> Items {
    let (name, options) = (path.display().to_string(), options.clone());
    let cannot = |error: io::Error| IngestError(format!("{name}: cannot be read: {error}"));
    let form = options.form.unwrap_or_else(|| form_of(path));
    let input: Box<dyn Read> = match path == Path::new("-") {
        true => Box::new(io::stdin()),
        false => match File::open(path) {
            Ok(file) => Box::new(file),
            Err(error) => return Box::new(std::iter::once(Err(cannot(error)))),
        },
    };
    let mut input = BufReader::new(input);
    match form {
        Form::JsonLines => Box::new(lines(input, path.to_owned(), options)),
        Form::Html => {
            let error = IngestError(format!("{name}: HTML is not read by this build"));
            Box::new(std::iter::once(Err(error)))
        }
        Form::Text => {
            let mut text = String::new();
            let read = input.read_to_string(&mut text).map_err(cannot);
            Box::new(std::iter::once(read.map(|_| {
                let Options { published, publisher, .. } = options;
                let source = Source { published, publisher, ..Source::default() };
                Item { document: Document::new(None, source, text), notes: Vec::new() }
            })))
        }
    }
}

/// The form that a file's name promises.
fn form_of(path: &Path) -> Form {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "html" | "htm" | "xhtml" => Form::Html,
        "jsonl" | "ndjson" => Form::JsonLines,
        _ => Form::Text,
    }
}

fn lines(
    input: BufReader<Box<dyn Read>>,
    path: PathBuf,
    options: Options,
) -> impl Iterator<Item = Result<Item, IngestError>> {
    input.lines().enumerate().filter_map(move |(idx, line)| {
        let fail = |message: String| {
            Some(Err(IngestError(format!("{}:{}: {message}", path.display(), idx + 1))))
        };
        let line = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => line,
            Err(error) => return fail(format!("cannot be read: {error}")),
        };
        let mut fields = match serde_json::from_str(&line) {
            Ok(serde_json::Value::Object(fields)) => fields,
            Ok(_) => return fail("not a JSON object".to_owned()),
            Err(error) => return fail(error.to_string()),
        };
        let mut word = |field: &str| match fields.get(field) {
            Some(serde_json::Value::String(_)) => match fields.shift_remove(field) {
                Some(serde_json::Value::String(word)) => Some(word),
                _ => None,
            },
            _ => None,
        };
        let Some(text) = word("text") else {
            return fail("the object has no \"text\"".to_owned());
        };
        let id = word("id").map(|id| DocId::given(&id));
        let source = Source {
            title: word("title"),
            author: word("author"),
            publisher: word("publisher").or_else(|| options.publisher.clone()),
            url: word("url"),
            published: word("published").and_then(|day| day.parse().ok()).or(options.published),
            language: word("language"),
            meta: fields,
        };
        Some(Ok(Item { document: Document::new(id, source, text), notes: Vec::new() }))
    })
}
