//! Tagged text, for tests and for gold that people write: the answer is marked in the text, so that
//! nobody has to count offsets.
//!
//! ```text
//! <source c1>Envoys</source> <cue c1>said</cue> <content c1 indirect assert>that they
//! <event e1 CONSULT>met</event></content>.
//! ```
//!
//! # Notation
//!
//! - `<name id word word>` opens a span and `</name>` closes it. The name is of lower-case letters
//!   and hyphens. `id` is up to three lower-case letters followed by digits (`c1`, `ev12`) and may
//!   be left out; the words after it are free. `id` and words are split at white space.
//! - Spans nest. `</name>` closes the innermost open span of that name, so spans of different
//!   names may also cross: `<a>x <b>y</a> z</b>`. A close may repeat the id, `</content c1>`, and
//!   then closes that one.
//! - A phrase in several pieces is several spans with one name and one id; see [`Tagged::spans`].
//!   Words may stand on the first piece only.
//! - `<name id words/>` marks an empty span: something that the text does not say.
//! - A `<` that no letter and no `/` follows is an ordinary character. `\<` is always `<`, and `\\`
//!   is `\`.
//!
//! Everything else, white space included, is text.

use crate::span::Span;
use std::fmt;

/// Text without its tags, and the tags in the order in which they were opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    /// The text that the spans point into.
    pub text: String,
    /// The tags.
    pub tags: Vec<Tag>,
}

/// One tagged span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `source`, `event` ...
    pub name: String,
    /// Which one: `c1`.
    pub id: Option<String>,
    /// The words after the id.
    pub words: Vec<String>,
    /// The tagged bytes.
    pub span: Span,
}

impl Tagged {
    /// The spans of all pieces of the phrase `name` `id`, in order of the text.
    pub fn spans(&self, name: &str, id: &str) -> Vec<Span> {
        let pieces = self.tags.iter().filter(|tag| tag.name == name);
        pieces.filter(|tag| tag.id.as_deref() == Some(id)).map(|tag| tag.span).collect()
    }

    /// The tags of that name.
    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t Tag> {
        self.tags.iter().filter(move |tag| tag.name == name)
    }

    /// The words under `span`.
    pub fn words(&self, span: Span) -> &str {
        span.of(&self.text)
    }
}

/// Why tagged text could not be read, with line and column (both from 1, in characters).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixtureError {
    line: usize,
    column: usize,
    message: String,
}

impl fmt::Display for FixtureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for FixtureError {}

/// Splits tagged text into text and tags.
///
/// # Errors
///
/// Where a tag is not written as the notation says, is never closed, or closes nothing.
pub fn parse(tagged: &str) -> Result<Tagged, FixtureError> {
    let mut out = Tagged { text: String::with_capacity(tagged.len()), tags: Vec::new() };
    // Open tags: position in `out.tags`, and the byte of `tagged` where they were opened.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tagged.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(plain) = rest.find(['<', '\\']) else {
            out.text.push_str(rest);
            break;
        };
        out.text.push_str(&rest[..plain]);
        at += plain;
        let rest = &rest[plain..];
        let mut ahead = rest.chars().skip(1);
        match (rest.as_bytes().first(), ahead.next()) {
            (Some(b'\\'), Some(escaped @ ('<' | '\\'))) => {
                out.text.push(escaped);
                at += 2;
            }
            (Some(b'<'), Some('a'..='z' | '/')) => {
                let fail = |message: String| Err(error(tagged, at, message));
                let Some(end) = rest.find('>') else {
                    return fail("this tag has no >; a plain < is written \\<".into());
                };
                let inside = &rest[1..end];
                if let Some(closing) = inside.strip_prefix('/') {
                    let (name, id, _) = parts(closing);
                    let innermost = open.iter().rposition(|(tag, _)| {
                        let tag = &out.tags[*tag];
                        tag.name == name && (id.is_none() || tag.id == id)
                    });
                    let Some(innermost) = innermost else {
                        return fail(format!("</{closing}> closes nothing that is open"));
                    };
                    let (tag, _) = open.remove(innermost);
                    let start = out.tags[tag].span.start as usize;
                    out.tags[tag].span = Span::new(start, out.text.len());
                } else {
                    let empty = inside.strip_suffix('/');
                    let (name, id, words) = parts(empty.unwrap_or(inside));
                    if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                        return fail(format!("{name:?} is no name of a tag: letters a-z and -"));
                    }
                    if empty.is_none() {
                        open.push((out.tags.len(), at));
                    }
                    let span = Span::new(out.text.len(), out.text.len());
                    out.tags.push(Tag { name, id, words, span });
                }
                at += end + 1;
            }
            (Some(literal), _) => {
                out.text.push(char::from(*literal));
                at += 1;
            }
            (None, _) => break,
        }
    }
    match open.first() {
        Some((tag, at)) => {
            let message = format!("<{}> is never closed", out.tags[*tag].name);
            Err(error(tagged, *at, message))
        }
        None => Ok(out),
    }
}

/// Name, id and words of what stands in a tag.
fn parts(inside: &str) -> (String, Option<String>, Vec<String>) {
    let mut words = inside.split_whitespace().map(str::to_owned).peekable();
    let name = words.next().unwrap_or_default();
    let id = words.next_if(|word| is_id(word));
    (name, id, words.collect())
}

fn is_id(word: &str) -> bool {
    let digits = word.trim_start_matches(|letter: char| letter.is_ascii_lowercase());
    (1..=3).contains(&(word.len() - digits.len()))
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn error(tagged: &str, at: usize, message: String) -> FixtureError {
    let before = tagged.get(..at).unwrap_or_default();
    let last_line = before.rsplit('\n').next().unwrap_or_default();
    FixtureError {
        line: before.matches('\n').count() + 1,
        column: last_line.chars().count() + 1,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tag as `name id words: text under it`.
    fn check(tagged: &str, text: &str, tags: &[&str]) {
        let parsed = match parse(tagged) {
            Ok(parsed) => parsed,
            Err(error) => panic!("{error}: {tagged}"),
        };
        assert_eq!(parsed.text, text);
        let found: Vec<String> = parsed
            .tags
            .iter()
            .map(|tag| {
                let head = [Some(&tag.name), tag.id.as_ref()].into_iter().flatten();
                let head: Vec<_> = head.chain(&tag.words).map(String::as_str).collect();
                format!("{}: {}", head.join(" "), parsed.words(tag.span))
            })
            .collect();
        assert_eq!(found, tags);
    }

    fn check_error(tagged: &str, expected: &str) {
        assert_eq!(parse(tagged).map_err(|error| error.to_string()), Err(expected.to_owned()));
    }

    #[test]
    fn spans_nest_cross_and_stand_empty() {
        check("Plain.", "Plain.", &[]);
        check(
            "<source c1>Envoys</source> <cue c1>said</cue> <content c1 indirect assert>that \
             they <event e1 CONSULT>met</event></content>.",
            "Envoys said that they met.",
            &[
                "source c1: Envoys",
                "cue c1: said",
                "content c1 indirect assert: that they met",
                "event e1 CONSULT: met",
            ],
        );
        check("<a>x <b>y</a> z</b>", "x y z", &["a: x y", "b: y z"]);
        check("<a>x <a>y</a> z</a>", "x y z", &["a: x y z", "a: y"]);
        check("<a c1>x <a c2>y</a c1> z</a>", "x y z", &["a c1: x y", "a c2: y z"]);
        check("Rain<note n1 not said/> fell", "Rain fell", &["note n1 not said: "]);
        check("<a>“Bardaï” 😀</a>", "“Bardaï” 😀", &["a: “Bardaï” 😀"]);
    }

    #[test]
    fn ids_are_told_from_words() {
        check("<a abc12 x>y</a>", "y", &["a abc12 x: y"]);
        let parsed = parse("<a e1 e2>y</a><a CONSULT>z</a><a e>w</a><a 12>v</a>");
        let ids = parsed.map(|it| it.tags.into_iter().map(|tag| tag.id).collect::<Vec<_>>());
        assert_eq!(ids, Ok(vec![Some("e1".to_owned()), None, None, None]));
    }

    #[test]
    fn a_phrase_may_be_in_pieces() {
        let parsed = parse("<content c1>Yes</content>, he said, <content c1>we met</content>.");
        let pieces = parsed.map(|it| {
            it.spans("content", "c1").iter().map(|span| it.words(*span).to_owned()).collect()
        });
        assert_eq!(pieces, Ok(vec!["Yes".to_owned(), "we met".to_owned()]));
    }

    #[test]
    fn signs_that_are_no_tags_stay() {
        check("3 < 4, a <- b, 1 <2> 3", "3 < 4, a <- b, 1 <2> 3", &[]);
        check(r"\<b> and \\ and C:\dir", r"<b> and \ and C:\dir", &[]);
        check("ends with <", "ends with <", &[]);
        check("ends with \\", "ends with \\", &[]);
    }

    #[test]
    fn errors_say_where() {
        check_error("one\ntwo é <a>x", "line 2, column 7: <a> is never closed");
        check_error("x</a>", "line 1, column 2: </a> closes nothing that is open");
        check_error("<a>x</b>", "line 1, column 5: </b> closes nothing that is open");
        check_error("<a c1>x</a c2>", "line 1, column 8: </a c2> closes nothing that is open");
        check_error("<a", "line 1, column 1: this tag has no >; a plain < is written \\<");
        check_error(
            "<aB>x</aB>",
            "line 1, column 1: \"aB\" is no name of a tag: letters a-z and -",
        );
    }
}
