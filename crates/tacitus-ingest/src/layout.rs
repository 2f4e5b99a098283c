//! The blocks of a plain text: which lines are its headline, which make a paragraph, and where a
//! dateline stands. The text itself is never touched.

use crate::dateline;
use tacitus_doc::{Block, BlockKind, Span};

/// A first line longer than this, in characters, is no title.
const LONGEST_TITLE: usize = 160;

/// Lines that were broken to fit a page are about so long, in characters.
const WRAPPED: std::ops::RangeInclusive<usize> = 45..=100;

/// How many paragraphs are looked at for a dateline: a byline and a date may stand before it.
const DATELINE_WITHIN: usize = 4;

/// A paragraph of at least so many bytes is running text, after which no dateline follows.
const RUNNING_TEXT: usize = 160;

pub(crate) struct Layout {
    /// In order, trimmed, not overlapping; together they cover every character but white space.
    pub(crate) blocks: Vec<Block>,
    /// The words of the headline block.
    pub(crate) title: Option<String>,
}

/// Lays out a plain text. `title` is what the input itself calls it.
pub(crate) fn plain(text: &str, title: Option<&str>) -> Layout {
    let lines = lines(text);
    let headline = lines.first().filter(|first| match title {
        Some(title) if is_same(first.words(text), title) => true,
        _ => is_title(text, &lines),
    });
    let body = lines.get(usize::from(headline.is_some())..).unwrap_or_default();
    let mut blocks = Vec::new();
    blocks.extend(headline.map(|line| Block { span: line.span, kind: BlockKind::Headline }));
    let paragraphs = paragraphs(text, body);
    blocks.extend(paragraphs.into_iter().map(|span| Block { span, kind: BlockKind::Paragraph }));
    let title = headline.map(|line| collapse(line.words(text)));
    Layout { blocks: with_dateline(text, blocks), title }
}

/// Splits the dateline off the first paragraph that has one, among the first few.
pub(crate) fn with_dateline(text: &str, mut blocks: Vec<Block>) -> Vec<Block> {
    let paragraphs = || blocks.iter().enumerate().filter(|(_, b)| b.kind == BlockKind::Paragraph);
    let is_transcript = {
        let turns = paragraphs().take(20).filter(|(_, b)| dateline::is_turn(b.span.of(text)));
        turns.count() > 1
    };
    let mut found = None;
    for (idx, block) in paragraphs().take(DATELINE_WITHIN) {
        let words = block.span.of(text);
        if let Some(len) = dateline::length(words) {
            let is_turn = is_transcript && words.get(..len).is_some_and(|d| d.ends_with(':'));
            found = (!is_turn).then_some((idx, len));
            break;
        }
        if words.len() >= RUNNING_TEXT {
            break;
        }
    }
    if let Some((idx, len)) = found
        && let Some(block) = blocks.get_mut(idx)
    {
        let whole = block.span.range();
        let rest = trim(text, whole.start + len, whole.end);
        block.span = Span::new(whole.start, whole.start + len);
        block.kind = BlockKind::Dateline;
        if !rest.is_empty() {
            blocks.insert(idx + 1, Block { span: rest, kind: BlockKind::Paragraph });
        }
    }
    blocks
}

/// Whether two titles are the same but for case, spaces and punctuation.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(one).eq(letters(other)) && letters(one).next().is_some()
}

/// `text` with every run of white space as one space.
pub(crate) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The start of `text`: at most `most` bytes, cut between characters.
pub(crate) fn clip(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

/// Whether words end as a sentence does, closing quotes and brackets aside.
pub(crate) fn ends_sentence(words: &str) -> bool {
    words
        .trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]".contains(c))
        .ends_with(['.', '!', '?', '…', ':', '。', '؟'])
}

/// A line that holds more than white space.
struct Line {
    /// Trimmed.
    span: Span,
    /// Characters.
    n_chars: usize,
    /// Characters of white space before it.
    indent: usize,
    /// Whether a blank line, or the start of the text, stands before it.
    after_blank: bool,
}

impl Line {
    fn words<'t>(&self, text: &'t str) -> &'t str {
        self.span.of(text)
    }
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut after_blank = true;
    // A carriage return before a line feed yields an empty piece, which is no blank line.
    for piece in
        text.split_inclusive(['\n', '\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}'])
    {
        let span = trim(text, at, at + piece.len());
        if !span.is_empty() {
            let words = span.of(text);
            lines.push(Line {
                span,
                n_chars: words.chars().count(),
                indent: text.get(at..span.range().start).unwrap_or_default().chars().count(),
                after_blank,
            });
            after_blank = piece.ends_with('\u{2029}');
        } else {
            let is_rest_of_break =
                piece == "\n" && text.get(..at).is_some_and(|before| before.ends_with('\r'));
            after_blank |= !is_rest_of_break;
        }
        at += piece.len();
    }
    lines
}

fn trim(text: &str, start: usize, end: usize) -> Span {
    let piece = text.get(start..end).unwrap_or_default();
    let left = piece.len() - piece.trim_start().len();
    Span::new(start + left, start + left + piece.trim().len())
}

/// A short first line that a blank line follows and that does not end as a sentence does.
fn is_title(text: &str, lines: &[Line]) -> bool {
    let [first, second, ..] = lines else { return false };
    let words = first.words(text);
    second.after_blank
        && first.n_chars <= LONGEST_TITLE
        && words.chars().any(char::is_alphabetic)
        && (!ends_sentence(words) || words.ends_with(['?', '!']))
        && dateline::length(words).is_none()
}

/// Puts lines together into paragraphs. A blank line always parts them. A single break does so too,
/// unless the text was broken to fit a page, which its lines show together: most are nearly as long
/// as the page is wide, and most of the next ones go on in the middle of a sentence.
fn paragraphs(text: &str, lines: &[Line]) -> Vec<Span> {
    let breaks = || {
        lines.windows(2).filter_map(|pair| match pair {
            [one, next] if !next.after_blank => Some((one, next)),
            _ => None,
        })
    };
    let n_breaks = breaks().count();
    let n_full = breaks().filter(|(one, _)| WRAPPED.contains(&one.n_chars)).count();
    let n_inside = breaks().filter(|(one, next)| goes_on(text, one, next)).count();
    let is_wrapped = n_breaks > 0 && n_full * 10 >= n_breaks * 6 && n_inside * 2 >= n_breaks;

    let mut paragraphs: Vec<Span> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in lines {
        let joins = previous.is_some_and(|one| {
            !line.after_blank && {
                let indented = line.indent >= one.indent + 2;
                let words = one.words(text);
                if is_wrapped {
                    let ends_early = one.n_chars < *WRAPPED.start() && ends_sentence(words);
                    !indented && !ends_early && !is_item(line.words(text))
                } else {
                    goes_on(text, one, line) && one.n_chars >= *WRAPPED.start()
                }
            }
        });
        match paragraphs.last_mut() {
            Some(last) if joins => *last = last.to(line.span),
            _ => paragraphs.push(line.span),
        }
        previous = Some(line);
    }
    paragraphs
}

/// Whether `next` begins in the middle of the sentence that `one` breaks off. In a text all in
/// capitals, as old wire services sent them, a full line is the only sign of that.
fn goes_on(text: &str, one: &Line, next: &Line) -> bool {
    let (before, after) = (one.words(text), next.words(text));
    let in_capitals = |words: &str| !words.contains(char::is_lowercase);
    let is_wire = one.n_chars >= *WRAPPED.start() && in_capitals(before) && in_capitals(after);
    !ends_sentence(before) && (is_wire || after.starts_with(char::is_lowercase))
}

/// Whether a line begins an item of a list.
fn is_item(words: &str) -> bool {
    ["- ", "* ", "• ", "– ", "· "].iter().any(|mark| words.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, title: Option<&str>) -> Vec<String> {
        let layout = plain(text, title);
        let show = |block: &Block| {
            let kind = match block.kind {
                BlockKind::Headline => "H",
                BlockKind::Dateline => "D",
                BlockKind::Paragraph => "P",
                BlockKind::Caption => "C",
            };
            format!("{kind} {}", collapse(block.span.of(text)))
        };
        layout.blocks.iter().map(show).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(shown(text, None), expected, "{text:?}");
    }

    #[test]
    fn headline_dateline_paragraphs() {
        check(
            "Envoys Meet in the Capital\n\nBEIRUT (AP) — Envoys met.\n\nThey left.\n",
            &["H Envoys Meet in the Capital", "D BEIRUT (AP) —", "P Envoys met.", "P They left."],
        );
        check(
            "Envoys Meet\r\n\r\nBy Salma Deeb\r\n\r\nKABUL, Aug 29 - Envoys met.\r\nThey left.",
            &[
                "H Envoys Meet",
                "P By Salma Deeb",
                "D KABUL, Aug 29 -",
                "P Envoys met.",
                "P They left.",
            ],
        );
        check("Will envoys meet?\n\nNobody knows.", &["H Will envoys meet?", "P Nobody knows."]);
    }

    #[test]
    fn first_lines_that_are_no_headline() {
        check("Envoys met.\n\nThey left.", &["P Envoys met.", "P They left."]);
        check("Envoys met\nThey left", &["P Envoys met", "P They left"]);
        check("Envoys met", &["P Envoys met"]);
        check("“Envoys met.”\n\nThey left.", &["P “Envoys met.”", "P They left."]);
        check("***\n\nThey left.", &["P ***", "P They left."]);
        check("", &[]);
        check(" \n\r\n\t", &[]);
        let long = "word ".repeat(40);
        assert_eq!(shown(&format!("{long}\n\nThey left."), None)[0], format!("P {}", long.trim()));
    }

    #[test]
    fn a_given_title_is_found_in_the_text() {
        let text = "Envoys meet.\nThey left.";
        assert_eq!(shown(text, Some("ENVOYS MEET")), ["H Envoys meet.", "P They left."]);
        assert_eq!(shown(text, Some("Others meet")), ["P Envoys meet.", "P They left."]);
    }

    #[test]
    fn hard_wrapped_text_is_joined() {
        check(
            "The envoys met in the capital on Sunday and agreed that the convoy could\n\
             leave the valley, the ministry said. It gave no further details of the\n\
             agreement.\n\
             Fighters began to board the buses in the afternoon, according to drivers\n\
             who had been waiting at the crossing.\n\n\
             Nobody was hurt.",
            &[
                "P The envoys met in the capital on Sunday and agreed that the convoy could leave \
                 the valley, the ministry said. It gave no further details of the agreement.",
                "P Fighters began to board the buses in the afternoon, according to drivers who had \
                 been waiting at the crossing.",
                "P Nobody was hurt.",
            ],
        );
    }

    #[test]
    fn old_wires_in_capitals_are_joined() {
        check(
            "MARLOW, 3 JAN 90 -- THE COUNCIL HAS REPORTED THAT ABOUT FIFTY FARMERS\n\
             LEFT THE VALLEY ON FRIDAY. THE SOURCE ADDED THAT NOBODY HAD BEEN HURT\n\
             IN THE FIGHTING.",
            &[
                "D MARLOW, 3 JAN 90 --",
                "P THE COUNCIL HAS REPORTED THAT ABOUT FIFTY FARMERS LEFT THE VALLEY ON FRIDAY. THE \
                 SOURCE ADDED THAT NOBODY HAD BEEN HURT IN THE FIGHTING.",
            ],
        );
    }

    #[test]
    fn lines_that_are_paragraphs_stay_apart() {
        check(
            "Envoys met in the capital on Sunday, the ministry of defence said.\n\
             Fighters began to board the buses in the afternoon, drivers said.\n\
             Nobody was hurt.",
            &[
                "P Envoys met in the capital on Sunday, the ministry of defence said.",
                "P Fighters began to board the buses in the afternoon, drivers said.",
                "P Nobody was hurt.",
            ],
        );
        check("rice\nflour\noil", &["P rice", "P flour", "P oil"]);
    }

    #[test]
    fn line_breaks_of_all_systems() {
        check("One.\rTwo.\r\rThree.", &["P One.", "P Two.", "P Three."]);
        check("One\u{2028}two\u{2029}Three", &["P One", "P two", "P Three"]);
        check("Title\r\nOne.", &["P Title", "P One."]);
    }

    #[test]
    fn a_transcript_has_no_dateline() {
        check(
            "ADIL: Thank you for coming.\n\nDEEB: Thank you.",
            &["P ADIL: Thank you for coming.", "P DEEB: Thank you."],
        );
    }
}
