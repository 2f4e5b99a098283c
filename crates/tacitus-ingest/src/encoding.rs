//! Bytes to text: which encoding, how sure, and what did not fit.

use crate::error::IngestError;
use crate::notes;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::borrow::Cow;
use tacitus_doc::Note;

/// Decodes a whole text or page. A byte order mark decides, then valid UTF-8, then what a page
/// declares (`declared`), then a guess; a mark is dropped. Bytes that do not fit become
/// replacement characters and a note.
///
/// Valid UTF-8 comes before a page's own word because a text in another encoding is hardly ever
/// valid UTF-8 by accident, while servers' templates often declare the wrong thing.
///
/// # Errors
///
/// Where the bytes are no text at all: pictures, archives, PDF.
pub(crate) fn decode<'b>(
    origin: &str,
    bytes: &'b [u8],
    declared: impl Fn(&[u8]) -> Option<&'static Encoding>,
    notes: &mut Vec<Note>,
) -> Result<Cow<'b, str>, IngestError> {
    if let Some(what) = known_binary(bytes) {
        return Err(IngestError::binary(origin, what));
    }
    if let Some((encoding, mark_len)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark_len..).unwrap_or_default();
        if encoding == UTF_8 && rest.contains(&0) {
            return Err(IngestError::binary(origin, NUL_BYTES));
        }
        return Ok(with(encoding, rest, notes));
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        notes.push(guessed(encoding));
        return Ok(with(encoding, bytes, notes));
    }
    if bytes.contains(&0) || mostly_control(bytes) {
        return Err(IngestError::binary(origin, NUL_BYTES));
    }
    let declared = declared(bytes);
    match std::str::from_utf8(bytes) {
        // ISO-2022-JP is written in ASCII bytes, so that it is always valid UTF-8 as well.
        Ok(text) if declared.is_none_or(|encoding| encoding.is_ascii_compatible()) => {
            return Ok(Cow::Borrowed(text));
        }
        Ok(_) => {}
        Err(_) if mostly_utf8(bytes) => return Ok(with(UTF_8, bytes, notes)),
        Err(_) => {}
    }
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        return Ok(with(encoding, bytes, notes));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    // The verdict hardly changes after some hundred kilobytes, and the time would.
    detector.feed(bytes.get(..256 * 1024).unwrap_or(bytes), true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    notes.push(guessed(encoding));
    Ok(with(encoding, bytes, notes))
}

/// Decodes one line of JSON, which must be UTF-8 by its own standard.
pub(crate) fn decode_line<'b>(bytes: &'b [u8], notes: &mut Vec<Note>) -> Cow<'b, str> {
    with(UTF_8, bytes, notes)
}

const NUL_BYTES: &str = "binary data (it holds NUL bytes or control characters); convert it to \
                         plain text, HTML or JSON Lines first";

fn with<'b>(encoding: &'static Encoding, bytes: &'b [u8], notes: &mut Vec<Note>) -> Cow<'b, str> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    if malformed {
        let count = text.matches('\u{FFFD}').count();
        let first = text.find('\u{FFFD}').unwrap_or(0);
        let place = text.get(..first).unwrap_or_default().matches('\n').count() + 1;
        notes.push(Note::new(
            notes::UNDECODABLE_BYTES,
            format!(
                "{count} places are not valid {}, the first in line {place}; replacement \
                 characters stand there",
                encoding.name()
            ),
        ));
    }
    text
}

fn guessed(encoding: &'static Encoding) -> Note {
    Note::new(
        notes::GUESSED_ENCODING,
        format!("not valid UTF-8; read as {}, by the look of its bytes", encoding.name()),
    )
}

/// Files that people hand over by mistake, by their first bytes.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: &[(&[u8], &str)] = &[
        (b"%PDF-", "a PDF file; extract its text first, for example with pdftotext"),
        (
            b"PK\x03\x04",
            "a ZIP archive or an office document (docx, xlsx, epub); unpack it or save it as plain text first",
        ),
        (b"{\\rtf", "a rich text file (RTF); save it as plain text first"),
        (b"\xD0\xCF\x11\xE0", "an old office document (doc, xls); save it as plain text first"),
        (b"\x1F\x8B", "gzip data; unpack it first, for example with gzip -d"),
        (b"BZh9", "bzip2 data; unpack it first"),
        (b"\xFD7zXZ", "xz data; unpack it first"),
        (b"\x28\xB5\x2F\xFD", "Zstandard data; unpack it first"),
        (b"7z\xBC\xAF", "a 7z archive; unpack it first"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xFF\xD8\xFF", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"II*\0", "a picture (TIFF)"),
        (b"MM\0*", "a picture (TIFF)"),
        (b"RIFF", "a picture, a sound or a film (RIFF)"),
        (b"\x7FELF", "a program"),
        (b"PAR1", "a Parquet file; export it to JSON Lines first"),
        (b"SQLite format 3\0", "an SQLite database; export its texts to JSON Lines first"),
    ];
    KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, what)| what)
}

/// UTF-16 without a mark: every other byte of a text in Latin letters is NUL.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let nul_at = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (n_even, n_odd) = (nul_at(0), nul_at(1));
    let half = head.len() / 2;
    match () {
        () if half < 4 => None,
        () if n_odd * 10 > half * 7 && n_even == 0 => Some(UTF_16LE),
        () if n_even * 10 > half * 7 && n_odd == 0 => Some(UTF_16BE),
        () => None,
    }
}

fn mostly_control(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let is_odd = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0B | 0x0C | 0x1B);
    head.iter().filter(is_odd).count() * 10 > head.len()
}

/// Whether the bytes are UTF-8 with a few faults in it, rather than another encoding: more letters
/// beyond ASCII came out right than wrong.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut n_right, mut n_wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        n_right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        n_wrong += usize::from(!chunk.invalid().is_empty());
    }
    n_right > n_wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str, expected_notes: &[&str]) {
        let mut notes = Vec::new();
        let text = decode("t", bytes, |_| None, &mut notes).map_err(|e| e.to_string());
        assert_eq!(text.as_deref(), Ok(expected));
        let kinds: Vec<&str> = notes.iter().map(|note| &*note.kind).collect();
        assert_eq!(kinds, expected_notes, "notes of {expected:?}");
    }

    fn wide(text: &str, mark: bool, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some(0xFEFF);
        mark.into_iter().chain(text.encode_utf16()).flat_map(bytes_of).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "Envoys met in Zürich — “soon”, they said.";
        check(text.as_bytes(), text, &[]);
        check(b"", "", &[]);
        check(&[b"\xEF\xBB\xBF", text.as_bytes()].concat(), text, &[]);
        check(&wide(text, true, u16::to_le_bytes), text, &[]);
        check(&wide(text, true, u16::to_be_bytes), text, &[]);
        check(&wide(text, false, u16::to_le_bytes), text, &["guessed-encoding"]);
        check(&wide(text, false, u16::to_be_bytes), text, &["guessed-encoding"]);
        let (western, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        check(&western, text, &["guessed-encoding"]);
        let polish = "Wysłannicy spotkali się w Łodzi; żołnierze opuścili dolinę w środę.";
        let (central, _, _) = encoding_rs::ISO_8859_2.encode(polish);
        check(&central, polish, &["guessed-encoding"]);
    }

    #[test]
    fn a_few_bad_bytes_do_not_change_the_encoding() {
        let mut bytes = "“The convoy left”, he said — “at dawn”. ".as_bytes().to_vec();
        bytes.extend(b"The driver\xFF stayed.");
        check(
            &bytes,
            "“The convoy left”, he said — “at dawn”. The driver\u{FFFD} stayed.",
            &["undecodable-bytes"],
        );
        let mut cut = wide("A line cut off", true, u16::to_le_bytes);
        cut.pop();
        check(&cut, "A line cut of\u{FFFD}", &["undecodable-bytes"]);
    }

    #[test]
    fn binary_files_are_named() {
        let check = |bytes: &[u8], cause: &str| {
            let error = decode("a.txt", bytes, |_| None, &mut Vec::new()).expect_err(cause);
            assert!(error.is_binary() && error.to_string().contains(cause), "{error}");
        };
        check(b"%PDF-1.7 etc", "pdftotext");
        check(b"PK\x03\x04rest", "office document");
        check(b"\x89PNG\r\n\x1A\n\0\0", "picture");
        check(b"words\0and more words, and more\0\0", "NUL bytes");
        check(&[1, 2, 3, 4, 5, 6, 7, 8], "control characters");
    }
}
