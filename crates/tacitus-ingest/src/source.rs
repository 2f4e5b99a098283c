//! Files, standard input and streams: opening them, telling their form, going through them.

use crate::encoding;
use crate::error::IngestError;
use crate::json_lines;
use crate::language;
use crate::layout;
use crate::page;
use crate::{Form, Item, Options};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use tacitus_doc::{Document, Source};

/// The most that one document may take, in bytes: far more than the longest book. What is longer
/// is no report but a file in another form.
const MOST_BYTES: u64 = 256 << 20;

/// Reads one document from memory. JSON Lines must hold one object, which may take several lines.
///
/// # Errors
///
/// Where the bytes are no text, no object, or too many.
pub fn read_bytes(
    origin: &str,
    bytes: &[u8],
    form: Form,
    options: &Options,
) -> Result<Item, IngestError> {
    if bytes.len() as u64 > MOST_BYTES {
        return Err(too_large(origin));
    }
    let mut notes = Vec::new();
    let (said, text, blocks) = match form {
        Form::JsonLines => {
            let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
            return json_lines::read(origin, bytes, options);
        }
        Form::Text => {
            let text = encoding::decode(origin, bytes, |_| None, &mut notes)?.into_owned();
            let layout = layout::plain(&text, None);
            let language = language::settle(&text, None, None, &mut notes);
            let source = Source { title: layout.title, language, ..Source::default() };
            (source, text, layout.blocks)
        }
        Form::Html => {
            let html = page::decode(origin, bytes, &mut notes)?;
            let page = page::read(&html, &mut notes);
            let language = page::language_of(&page, &mut notes);
            let said = page.metadata;
            let source = Source {
                title: said.title,
                author: said.author,
                publisher: said.publisher,
                url: said.url,
                published: said.published,
                language,
                ..Source::default()
            };
            (source, page.text, page.blocks)
        }
    };
    let source = Source {
        published: options.published.or(said.published),
        publisher: options.publisher.clone().or(said.publisher),
        ..said
    };
    if text.trim().is_empty() {
        notes.push(json_lines::empty());
    }
    page::forget_unreadable_date(&source, &mut notes);
    let document = Document::new(None, source, text).with_blocks(blocks);
    Ok(Item { document, notes, pairs: Vec::new(), origin: origin.to_owned() })
}

/// Reads JSON Lines, a line at a time, so that memory does not grow with the stream. A bad line is
/// an error with its number, and the next line follows; after a failure to read, nothing does.
pub fn read_stream<R: BufRead>(origin: &str, reader: R, options: &Options) -> Stream<R> {
    Stream {
        origin: origin.to_owned(),
        reader,
        options: options.clone(),
        line: Vec::new(),
        n_lines: 0,
        n_seen: 0,
        is_done: false,
    }
}

/// The documents of a stream of JSON Lines: see [`read_stream`].
pub struct Stream<R> {
    origin: String,
    reader: R,
    options: Options,
    line: Vec<u8>,
    n_lines: u64,
    /// Lines that were not blank.
    n_seen: u64,
    is_done: bool,
}

impl<R: BufRead> Stream<R> {
    /// Reads the next line into `self.line`; `false` at the end of the stream.
    fn next_line(&mut self) -> Result<bool, IngestError> {
        self.line.clear();
        self.n_lines += 1;
        let mut part = (&mut self.reader).take(MOST_BYTES);
        let n_read = part.read_until(b'\n', &mut self.line).map_err(|e| self.fail(e))?;
        if n_read as u64 == MOST_BYTES && self.line.last() != Some(&b'\n') {
            self.line.clear();
            self.pass_line()?;
            return Err(too_large(&self.origin).at_line(self.n_lines));
        }
        Ok(n_read > 0)
    }

    /// Passes over the rest of a line without keeping it.
    fn pass_line(&mut self) -> Result<(), IngestError> {
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.fail(error)),
            };
            let end = chunk.iter().position(|&byte| byte == b'\n');
            let n_passed = end.map_or(chunk.len(), |end| end + 1);
            let is_over = end.is_some() || chunk.is_empty();
            self.reader.consume(n_passed);
            if is_over {
                return Ok(());
            }
        }
    }

    fn fail(&mut self, error: io::Error) -> IngestError {
        self.is_done = true;
        IngestError::io(&self.origin, error).at_line(self.n_lines)
    }

    /// Whether the first line shows that this is no JSON Lines at all; then one error is better
    /// than one for every line.
    fn other_form(&mut self) -> Option<Result<Item, IngestError>> {
        let line = self.line.trim_ascii();
        if line == b"{" {
            // One object over several lines, as pretty-printers write it.
            self.is_done = true;
            let mut rest = Vec::new();
            let read = (&mut self.reader).take(MOST_BYTES).read_to_end(&mut rest);
            if let Err(error) = read {
                return Some(Err(self.fail(error)));
            }
            let bytes = [self.line.as_slice(), &rest].concat();
            return Some(read_bytes(&self.origin, &bytes, Form::JsonLines, &self.options));
        }
        let why = match line {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it is in UTF-16; save it as UTF-8",
            [b'[', ..] => "it is one JSON array; write an object a line, without commas between",
            _ if line.contains(&0) => "it is binary data, or text in UTF-16; save it as UTF-8",
            _ => return None,
        };
        self.is_done = true;
        Some(Err(IngestError::syntax(&self.origin, format!("not JSON Lines: {why}"))))
    }
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

impl<R: BufRead> Iterator for Stream<R> {
    type Item = Result<Item, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_done {
            match self.next_line() {
                Ok(true) => {}
                Ok(false) => {
                    self.is_done = true;
                    break;
                }
                Err(error) => return Some(Err(error)),
            }
            if self.n_lines == 1 && self.line.starts_with(MARK) {
                self.line.drain(..MARK.len());
            }
            if self.line.trim_ascii().is_empty() {
                continue;
            }
            self.n_seen += 1;
            if self.n_seen == 1
                && let Some(result) = self.other_form()
            {
                return Some(result);
            }
            let n = self.n_lines;
            // Without its line break, so that a line that is cut off is told from a broken string.
            let item = json_lines::read(&self.origin, self.line.trim_ascii_end(), &self.options);
            return Some(match item {
                Ok(item) => Ok(Item { origin: format!("{}:{n}", self.origin), ..item }),
                Err(error) => Err(error.at_line(n)),
            });
        }
        None
    }
}

/// The documents of a file, whatever its form; `-` is standard input. The form is the one that
/// `options` give, or that the file's name tells, or that its first bytes show. A text or a page is
/// one item, read as a whole; JSON Lines are read line by line.
///
/// Nothing fails here: a file that cannot be read is an error in the place of its first item.
pub fn open(path: impl AsRef<Path>, options: &Options) -> Items {
    let path = path.as_ref();
    let origin = path.display().to_string();
    if path == Path::new("-") {
        return items(&origin, None, BufReader::new(io::stdin()), options);
    }
    let file = File::open(path).and_then(|file| {
        if file.metadata()?.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
        }
        Ok(file)
    });
    match file {
        Ok(file) => items(&origin, Form::of_path(path), BufReader::new(file), options),
        Err(error) => Items::one(Err(IngestError::io(&origin, error))),
    }
}

fn items<R: BufRead + Send + 'static>(
    origin: &str,
    named: Option<Form>,
    mut reader: R,
    options: &Options,
) -> Items {
    let mut head = Vec::new();
    let form = match options.form.or(named) {
        Some(form) => form,
        None => match read_head(&mut reader) {
            Ok(bytes) => {
                head = bytes;
                Form::sniff(&head)
            }
            Err(error) => return Items::one(Err(IngestError::io(origin, error))),
        },
    };
    let reader = Cursor::new(head).chain(reader);
    if form == Form::JsonLines {
        return Items { inner: Box::new(read_stream(origin, reader, options)) };
    }
    let mut bytes = Vec::new();
    let read = reader.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    Items::one(match read {
        Ok(_) => read_bytes(origin, &bytes, form, options),
        Err(error) => Err(IngestError::io(origin, error)),
    })
}

/// Reads until the form can be told: a line with something in it, or some kilobytes. It must not
/// wait for more, since whoever writes into a pipe may wait for the answer to the first line.
fn read_head(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    const ENOUGH: usize = 4096;
    let mut head = Vec::new();
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let n_read = chunk.len();
        head.extend_from_slice(chunk);
        reader.consume(n_read);
        let has_line = head.trim_ascii_start().contains(&b'\n');
        if n_read == 0 || has_line || head.len() >= ENOUGH {
            return Ok(head);
        }
    }
}

/// The documents of one input: see [`open`].
pub struct Items {
    inner: Box<dyn Iterator<Item = Result<Item, IngestError>> + Send>,
}

impl Items {
    fn one(item: Result<Item, IngestError>) -> Items {
        Items { inner: Box::new(std::iter::once(item)) }
    }
}

impl Iterator for Items {
    type Item = Result<Item, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.inner.next()
    }
}

fn too_large(origin: &str) -> IngestError {
    let message = format!(
        "larger than {} MB, which is no single report; is it another form of file?",
        MOST_BYTES >> 20
    );
    IngestError::too_large(origin, message)
}
