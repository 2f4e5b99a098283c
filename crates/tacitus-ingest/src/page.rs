//! HTML pages: the article's text, in paragraphs, and what the page says of itself.

use crate::dates;
use crate::encoding;
use crate::error::IngestError;
use crate::language;
use crate::layout::{self, is_same};
use crate::markup::{self, Piece};
use crate::metadata::{self, Metadata};
use crate::notes;
use crate::paragraphs::{self, Paragraph, Part};
use encoding_rs::Encoding;
use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use tacitus_doc::{Block, BlockKind, Note, Source, Span};

/// What a page yields before anybody has said what overrides what.
pub(crate) struct Page {
    pub(crate) metadata: Metadata,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
}

/// Decodes a page.
pub(crate) fn decode<'b>(
    origin: &str,
    bytes: &'b [u8],
    notes: &mut Vec<Note>,
) -> Result<Cow<'b, str>, IngestError> {
    encoding::decode(origin, bytes, declared_encoding, notes)
}

/// Reads a page. It always yields something: where no article can be found, all paragraphs of the
/// page; where there is none, an empty text.
pub(crate) fn read(html: &str, notes: &mut Vec<Note>) -> Page {
    let metadata = metadata::of_page(html);
    if let Some(date) = &metadata.unreadable_date {
        notes.push(unreadable_date(date));
    }
    let mut parts = article(html, notes);
    let title = metadata.title.clone();
    if let Some(title) = &title {
        // The title often stands in the article as well, below a label or a section's name.
        let at = parts.iter().take(3).position(|p| is_same(&p.text, title));
        let words = match at {
            Some(at) => parts.remove(at).text,
            None => title.clone(),
        };
        if !parts.is_empty() || at.is_some() {
            parts.insert(0, Paragraph { part: Part::Heading, text: words });
        }
    }
    let (text, blocks) = lay_out(&parts);
    let headline = blocks.first().filter(|block| block.kind == BlockKind::Headline);
    let title = title.or_else(|| headline.map(|block| block.span.of(&text).to_owned()));
    Page { metadata: Metadata { title, ..metadata }, text, blocks }
}

/// Joins paragraphs into a text, with a blank line between, and says what each of them is.
fn lay_out(parts: &[Paragraph]) -> (String, Vec<Block>) {
    let mut text = String::new();
    let mut blocks = Vec::with_capacity(parts.len());
    for (idx, part) in parts.iter().enumerate() {
        if idx > 0 {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(&part.text);
        let kind = match part.part {
            Part::Heading if idx == 0 => BlockKind::Headline,
            Part::Heading | Part::Paragraph => BlockKind::Paragraph,
            Part::Caption => BlockKind::Caption,
        };
        blocks.push(Block { span: Span::new(start, text.len()), kind });
    }
    let blocks = layout::with_dateline(&text, blocks);
    (text, blocks)
}

/// The paragraphs of the article.
fn article(html: &str, notes: &mut Vec<Note>) -> Vec<Paragraph> {
    if let Err(why) = scan(html) {
        notes.push(Note::new(
            notes::DEEP_MARKUP,
            format!("{why}; all paragraphs of the page were taken in their order"),
        ));
        return paragraphs::of_page(html);
    }
    match extract(html) {
        Extraction::Found(parts) => parts,
        Extraction::Nothing => {
            let parts = paragraphs::of_page(html);
            if !parts.is_empty() {
                notes.push(Note::new(
                    notes::EXTRACTION_FAILED,
                    "no article was found on the page; all its paragraphs were taken instead",
                ));
            }
            parts
        }
        Extraction::Overran => {
            notes.push(Note::new(
                notes::EXTRACTION_TIMEOUT,
                format!(
                    "finding the article took more than {} s; all paragraphs of the page were \
                     taken instead",
                    PATIENCE.as_secs()
                ),
            ));
            paragraphs::of_page(html)
        }
    }
}

/// How long extraction may take. The scan keeps every page that we know of far below this, so that
/// on an idle machine it never decides anything.
const PATIENCE: Duration = Duration::from_secs(5);

/// Extraction recurses over the page's tree; pages as deep as the scan allows need much less.
const STACK_BYTES: usize = 32 << 20;

/// Extractions that overran and still run. A thread cannot be stopped, so there must not be many.
static OVERRUN: AtomicUsize = AtomicUsize::new(0);
const MOST_OVERRUN: usize = 4;

enum Extraction {
    Found(Vec<Paragraph>),
    Nothing,
    Overran,
}

/// Finds the article, on a thread of its own: extraction may panic or overrun on strange pages.
fn extract(html: &str) -> Extraction {
    if OVERRUN.load(Ordering::SeqCst) >= MOST_OVERRUN {
        return Extraction::Overran;
    }
    let (send, receive) = mpsc::channel();
    let (page, abandoned) = (html.to_owned(), Arc::new(AtomicUsize::new(0)));
    let counted = Abandoned(Arc::clone(&abandoned));
    let spawned = std::thread::Builder::new()
        .name("tacitus-extract".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let _counted = counted;
            // Nobody listens any more once the time is up.
            let _ = send.send(article_html(&page));
        });
    if spawned.is_err() {
        return Extraction::Nothing;
    }
    match receive.recv_timeout(PATIENCE) {
        Ok(Some(article)) => {
            let parts = paragraphs::of_article(&article);
            if parts.is_empty() { Extraction::Nothing } else { Extraction::Found(parts) }
        }
        Ok(None) | Err(mpsc::RecvTimeoutError::Disconnected) => Extraction::Nothing,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            OVERRUN.fetch_add(1, Ordering::SeqCst);
            // The thread may have ended in this very moment; then it has not seen the mark.
            if abandoned.swap(MARKED, Ordering::SeqCst) == ENDED {
                OVERRUN.fetch_sub(1, Ordering::SeqCst);
            }
            Extraction::Overran
        }
    }
}

const MARKED: usize = 1;
const ENDED: usize = 2;

/// Takes the thread out of the count of those that overran when it ends at last.
struct Abandoned(Arc<AtomicUsize>);

impl Drop for Abandoned {
    fn drop(&mut self) {
        if self.0.swap(ENDED, Ordering::SeqCst) == MARKED {
            OVERRUN.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// The article's own markup, without navigation, comments and advertisements.
fn article_html(html: &str) -> Option<String> {
    let options = trafilatura::Options::default()
        .with_fallback(true)
        .with_exclude_comments(true)
        // Its own reading of dates looks at the clock.
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    trafilatura::extract(html, &options).ok().map(|found| found.content_html)
}

/// Looks for markup that would make extraction slow: it takes time that grows with the depth of
/// every element added up, and parsing takes time that grows with the square of a tag's attributes.
/// The limits keep the worst page that we could build under a second; news pages have some
/// thousand elements, about twenty deep.
fn scan(html: &str) -> Result<(), String> {
    const MOST_BYTES: usize = 5_000_000;
    /// Bytes outside scripts and styles, of which many pages have megabytes.
    const MOST_MARKUP: usize = 1_000_000;
    const MOST_ELEMENTS: usize = 20_000;
    /// Tags, texts and stray characters.
    const MOST_PIECES: usize = 80_000;
    const MOST_REFERENCES: usize = 50_000;
    const MOST_DEPTH: usize = 512;
    const MOST_TOTAL_DEPTH: usize = 1_000_000;
    const MOST_ATTRIBUTES: usize = 256;
    /// Formatting elements left open are opened again in every block that follows.
    const MOST_FORMATTING: usize = 64;

    if html.len() > MOST_BYTES {
        return Err(format!("the page has {} bytes, more than {MOST_BYTES}", html.len()));
    }
    let mut open: Vec<&str> = Vec::new();
    let (mut n_elements, mut total_depth, mut n_formatting) = (0usize, 0usize, 0usize);
    let (mut n_pieces, mut n_references, mut n_markup) = (0usize, 0usize, html.len());
    for piece in markup::pieces(html) {
        n_pieces += 1;
        match piece {
            Piece::Raw(tag, _) | Piece::Open(tag) => {
                if let Piece::Raw(_, content) = piece {
                    n_markup = n_markup.saturating_sub(content.len());
                }
                n_elements += 1;
                total_depth += open.len();
                if tag.attributes().nth(MOST_ATTRIBUTES).is_some() {
                    return Err(format!("a tag has more than {MOST_ATTRIBUTES} attributes"));
                }
                if matches!(piece, Piece::Raw(..)) || markup::is_void(tag.name) {
                    continue;
                }
                // Paragraphs, items and cells end where the next begins.
                if open.last().is_some_and(|last| ends_at_next(last) && tag.is(last)) {
                    open.pop();
                }
                n_formatting += usize::from(is_formatting(tag.name));
                open.push(tag.name);
            }
            Piece::Close(name) => {
                if is_formatting(name) {
                    n_formatting = n_formatting.saturating_sub(1);
                }
                if let Some(at) = open.iter().rposition(|o| o.eq_ignore_ascii_case(name)) {
                    open.truncate(at);
                }
            }
            Piece::Text(text) => n_references += text.bytes().filter(|&b| b == b'&').count(),
        }
        if open.len() > MOST_DEPTH || n_formatting > MOST_FORMATTING {
            return Err(format!(
                "elements stand more than {MOST_DEPTH} deep in each other or stay open"
            ));
        }
        if n_elements > MOST_ELEMENTS {
            return Err(format!("the page has more than {MOST_ELEMENTS} elements"));
        }
        if total_depth > MOST_TOTAL_DEPTH {
            return Err("the page nests too many elements too deeply".to_owned());
        }
        if n_pieces > MOST_PIECES || n_references > MOST_REFERENCES {
            return Err(
                "the page has more tags and character references than any article".to_owned()
            );
        }
    }
    if n_markup > MOST_MARKUP {
        return Err(format!(
            "the page has {n_markup} bytes of text and markup, more than {MOST_MARKUP}"
        ));
    }
    Ok(())
}

fn ends_at_next(name: &str) -> bool {
    matches!(&*markup::lower(name), "p" | "li" | "tr" | "td" | "th" | "dt" | "dd" | "option")
}

fn is_formatting(name: &str) -> bool {
    matches!(
        &*markup::lower(name),
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// The encoding that a page declares in its first bytes: a `meta` element or an XML declaration.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes));
    if let Some(declaration) = head.trim_start().strip_prefix("<?xml")
        && let Some((declaration, _)) = declaration.split_once("?>")
        && let Some((_, after)) = declaration.split_once("encoding=")
    {
        let label = after.trim_start_matches(['"', '\'']).split(['"', '\'', ' ']).next()?;
        return usable(label);
    }
    markup::pieces(&head).find_map(|piece| match piece {
        Piece::Open(tag) if tag.is("meta") => {
            let label = tag.get("charset").or_else(|| {
                let content = tag.get("content")?.to_ascii_lowercase();
                let label = content.split_once("charset=")?.1.split([';', ' ']).next()?;
                Some(Cow::Owned(label.trim_matches(['"', '\'']).to_owned()))
            })?;
            usable(&label)
        }
        _ => None,
    })
}

fn usable(label: &str) -> Option<&'static Encoding> {
    // A page that could be read so far is not in UTF-16, whatever it says.
    Encoding::for_label(label.as_bytes())
        .filter(|&e| e != encoding_rs::UTF_16LE && e != encoding_rs::UTF_16BE)
}

/// A note on a date of publication that nobody can read.
pub(crate) fn unreadable_date(date: &str) -> Note {
    debug_assert!(dates::parse(date).is_none());
    Note::new(
        notes::UNREADABLE_DATE,
        format!(
            "the date of publication {:?} is not understood; write it as 2017-08-29",
            layout::clip(date, 60)
        ),
    )
}

/// Drops the note on a date that nobody can read where the day is known all the same.
pub(crate) fn forget_unreadable_date(source: &Source, notes: &mut Vec<Note>) {
    notes.retain(|note| note.kind != notes::UNREADABLE_DATE || source.published.is_none());
}

/// The language of a page: what its template says is a hint only.
pub(crate) fn language_of(page: &Page, notes: &mut Vec<Note>) -> Option<String> {
    language::settle(&page.text, None, page.metadata.language.as_deref(), notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_scan(html: &str, expected: Option<&str>) {
        let found = scan(html).err();
        match expected {
            None => assert_eq!(found, None),
            Some(words) => assert!(found.as_ref().is_some_and(|f| f.contains(words)), "{found:?}"),
        }
    }

    #[test]
    fn slow_pages_are_told_beforehand() {
        check_scan("<div><p>one<p>two</div>", None);
        check_scan(&"<p>one".repeat(5000), None);
        check_scan(&"<ul><li>one<li>two</ul>".repeat(1000), None);
        check_scan(&"<div>".repeat(10_000), Some("deep"));
        check_scan(&"<b>".repeat(100), Some("deep"));
        check_scan(&"<i>x</i>".repeat(30_000), Some("elements"));
        check_scan(&format!("<p{}>", " a=1".repeat(300)), Some("attributes"));
        let nest = format!("{}{}", "<div>".repeat(500), "</div>".repeat(500));
        check_scan(&nest.repeat(2), None);
        check_scan(&nest.repeat(20), Some("nests"));
        check_scan(&" ".repeat(6_000_000), Some("bytes"));
    }

    #[test]
    fn encodings_that_pages_declare() {
        let check = |html: &str, expected: &str| {
            let found = declared_encoding(html.as_bytes()).map_or("-", |e| e.name());
            assert_eq!(found, expected, "{html}");
        };
        check("<meta charset=iso-8859-2>", "ISO-8859-2");
        check("<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "KOI8-R");
        check("<?xml version='1.0' encoding='windows-1251'?><html>", "windows-1251");
        check("<meta charset=utf-16>", "-");
        check("<meta charset=nonsense><p>charset=koi8-r", "-");
    }
}
