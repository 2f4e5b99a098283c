//! Where the text quotes: regions between quotation marks, straight or curly, and paragraphs.
//!
//! A paragraph that opens a quotation and does not close it continues in the next, which opens it
//! anew, as English typesetting has it. Apostrophes are told from closing marks by what stands
//! beside them.

use tacitus_doc::{Document, Span, Token};

/// Words between quotation marks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quote {
    /// First token, the opening mark where it is a token of its own.
    pub(super) first: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// Whether it runs on in the next quotation, for want of a closing mark.
    pub(super) runs_on: bool,
    /// Whether the marks are double ones; single ones stand around titles as often as speech.
    pub(super) double: bool,
    /// How many tokens hold a letter or digit.
    pub(super) n_words: usize,
}

/// Quotations of a document, and which token stands in which.
#[derive(Debug)]
pub(super) struct Quotes {
    /// In order, never overlapping.
    pub(super) all: Vec<Quote>,
    /// For each token, the quotation that holds it.
    of: Vec<Option<u32>>,
    /// For each token, its paragraph.
    paragraph: Vec<u32>,
}

impl Quotes {
    /// The quotations of `doc`.
    pub(super) fn new(doc: &Document, tokens: &[Token]) -> Quotes {
        let text = doc.text();
        let paragraph = paragraphs(doc, tokens);
        // Byte at which each paragraph begins.
        let mut starts = Vec::new();
        for (idx, token) in tokens.iter().enumerate() {
            if idx == 0 || paragraph[idx] != paragraph[idx - 1] {
                starts.push(token.span.start as usize);
            }
        }
        let mut all: Vec<Quote> = Vec::new();
        let mut at = 0;
        for (nth, &start) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).copied().unwrap_or(text.len());
            let next_opens = starts.get(nth + 1).is_some_and(|&next| opens(text, next));
            for (span, closed) in scan(text, start, end) {
                let runs_on = !closed && next_opens;
                if !closed && !next_opens && span.start as usize != start {
                    continue;
                }
                while tokens.get(at).is_some_and(|token| token.span.end <= span.start) {
                    at += 1;
                }
                let first = at;
                let mut n_words = 0;
                while let Some(token) = tokens.get(at).filter(|token| token.span.start < span.end) {
                    let word = token.span.of(text);
                    n_words += usize::from(word.chars().any(char::is_alphanumeric));
                    at += 1;
                }
                if n_words > 0 {
                    let opening = span.of(text);
                    let double = !opening.starts_with(['\'', '‘']) || opening.starts_with("''");
                    all.push(Quote { first, end: at, runs_on, double, n_words });
                }
            }
        }
        let mut of = vec![None; tokens.len()];
        for (idx, quote) in all.iter().enumerate() {
            for slot in &mut of[quote.first..quote.end] {
                *slot = Some(idx as u32);
            }
        }
        Quotes { all, of, paragraph }
    }

    /// The quotation that holds a token.
    pub(super) fn at(&self, token: usize) -> Option<usize> {
        self.of.get(token).copied().flatten().map(|idx| idx as usize)
    }

    /// The paragraph that holds a token.
    pub(super) fn paragraph(&self, token: usize) -> Option<u32> {
        self.paragraph.get(token).copied()
    }
}

/// A blank line ends a paragraph; so does a single line break that a sentence ends with, because
/// feeds break lines there and hard-wrapped text rarely does.
fn paragraphs(doc: &Document, tokens: &[Token]) -> Vec<u32> {
    let starts_sentence = {
        let mut starts = vec![false; tokens.len()];
        for sentence in doc.sentences().unwrap_or_default() {
            if let Some(slot) = starts.get_mut(sentence.tokens.start) {
                *slot = true;
            }
        }
        starts
    };
    let mut nth = 0;
    let mut before = 0;
    let mut paragraph = Vec::with_capacity(tokens.len());
    for (idx, token) in tokens.iter().enumerate() {
        let gap = Span { start: before, end: token.span.start.max(before) }.of(doc.text());
        let n_breaks = gap.matches('\n').count();
        if idx > 0 && (n_breaks > 1 || n_breaks == 1 && starts_sentence[idx]) {
            nth += 1;
        }
        paragraph.push(nth);
        before = token.span.end;
    }
    paragraph
}

fn opens(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| {
        rest.starts_with(['"', '“', '„', '«', '‘'])
            || rest.starts_with("''")
            || rest.starts_with("``")
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Open(Style),
    Close(Style),
    /// The same sign opens and closes.
    Either(Style),
}

#[derive(Clone, Copy, PartialEq)]
enum Style {
    Double,
    Single,
}

/// The quotations of one paragraph, marks included, and whether each is closed.
fn scan(text: &str, start: usize, end: usize) -> Vec<(Span, bool)> {
    let Some(body) = text.get(start..end) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open: Option<(usize, Style)> = None;
    let mut before: Option<char> = None;
    let mut chars = body.char_indices().peekable();
    while let Some((offset, sign)) = chars.next() {
        let mut len = sign.len_utf8();
        let mut next = chars.peek().map(|&(_, next)| next);
        let doubled = (sign == '\'' || sign == '`') && next == Some(sign);
        if doubled {
            chars.next();
            len += sign.len_utf8();
            next = chars.peek().map(|&(_, next)| next);
        }
        let spaced_before = before.is_none_or(|c| c.is_whitespace() || "([{—–-/“\"‘:".contains(c));
        let spaced_after = next.is_none_or(|c| !c.is_alphanumeric());
        let mark = match sign {
            '“' | '„' | '«' if !spaced_before && next.is_none_or(char::is_whitespace) => {
                Some(Mark::Close(Style::Double))
            }
            '“' | '„' | '«' => Some(Mark::Open(Style::Double)),
            '”' | '»' => Some(Mark::Close(Style::Double)),
            '"' => Some(Mark::Either(Style::Double)),
            '`' if doubled => Some(Mark::Open(Style::Double)),
            '\'' if doubled => Some(Mark::Either(Style::Double)),
            '‘' => Some(Mark::Open(Style::Single)),
            '’' if spaced_after => Some(Mark::Close(Style::Single)),
            '\'' if spaced_before && !spaced_after => Some(Mark::Open(Style::Single)),
            '\'' if spaced_after => Some(Mark::Close(Style::Single)),
            _ => None,
        };
        let here = start + offset;
        match (mark, open) {
            (Some(Mark::Open(style)), None) => open = Some((here, style)),
            // A double quotation inside a single one is more often the real one: 'Tis ... "
            (Some(Mark::Open(Style::Double)), Some((_, Style::Single))) => {
                open = Some((here, Style::Double));
            }
            (Some(Mark::Either(style)), None) => {
                let inches = before.is_some_and(|c| c.is_ascii_digit());
                if !inches && next.is_some_and(|c| !c.is_whitespace()) {
                    open = Some((here, style));
                }
            }
            (Some(Mark::Either(Style::Double)), Some((_, Style::Single))) => {
                open = Some((here, Style::Double));
            }
            (Some(Mark::Either(style)), Some((_, own))) if style == own => {
                // Space before and none after: the earlier one was never closed.
                if before.is_some_and(char::is_whitespace) && !spaced_after {
                    open = Some((here, style));
                } else if let Some((from, _)) = open.take() {
                    found.push((Span::new(from, here + len), true));
                }
            }
            (Some(Mark::Close(style)), Some((from, own))) if style == own => {
                found.push((Span::new(from, here + len), true));
                open = None;
            }
            _ => {}
        }
        before = Some(sign);
    }
    if let Some((from, Style::Double)) = open {
        let trimmed = body.trim_end().len();
        found.push((Span::new(from, start + trimmed), false));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> =
            scan(text, 0, text.len()).into_iter().map(|(span, _)| span.of(text)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn quotations_are_found() {
        check("\"We left,\" she said. \"All of us.\"", &["\"We left,\"", "\"All of us.\""]);
        check("“We left,” she said.", &["“We left,”"]);
        check("''We left,'' she said.", &["''We left,''"]);
        check("The town is ‘quiet’, he said.", &["‘quiet’"]);
        check("The town is 'quiet', he said.", &["'quiet'"]);
        check("He said: “I heard ‘go home’ twice.”", &["“I heard ‘go home’ twice.”"]);
        check("“We left and", &["“We left and"]);
    }

    #[test]
    fn apostrophes_and_inches_are_not_quotations() {
        check("The soldiers' homes weren't theirs.", &[]);
        check("It’s the fighters’ town.", &[]);
        check("a 12\" pipe", &[]);
    }
}
