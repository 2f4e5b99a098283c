//! Byte ranges into a document's text, and their conversion to code points for the wire.

/// A half-open range of bytes into one document's text; both ends lie on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`. An inverted pair becomes empty at `start`, so that arithmetic on
    /// spans cannot yield a range that panics when sliced.
    pub fn new(start: usize, end: usize) -> Span {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Span { start, end: end.max(start) }
    }

    /// As a range for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The words under the span; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies inside this span (equal counts).
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Converts between byte offsets and Unicode code points of one text, in time that does not grow
/// with the text: a count is kept for every 64 bytes, and none at all for pure ASCII.
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `64 * i`; empty when the text is ASCII.
    marks: Vec<u32>,
}

const STRIDE: usize = 64;

impl<'t> CodePoints<'t> {
    /// Indexes `text`.
    pub fn new(text: &'t str) -> CodePoints<'t> {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut n_points = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                marks.push(n_points);
                n_points += starts(chunk) as u32;
            }
            marks.push(n_points);
        }
        CodePoints { text, marks }
    }

    /// The number of code points before byte `at` (clamped to the text).
    pub fn from_byte(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        if self.marks.is_empty() {
            return at;
        }
        let mark = at / STRIDE;
        self.marks[mark] as usize + starts(&self.text.as_bytes()[mark * STRIDE..at])
    }

    /// The byte at which code point `at` begins, or `None` past the end of the text.
    pub fn to_byte(&self, at: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return (at <= self.text.len()).then_some(at);
        }
        let mark = self.marks.partition_point(|&n| n as usize <= at).saturating_sub(1);
        let mut left = at - self.marks[mark] as usize;
        for (offset, byte) in
            self.text.as_bytes()[(mark * STRIDE).min(self.text.len())..].iter().enumerate()
        {
            if is_start(*byte) {
                if left == 0 {
                    return Some(mark * STRIDE + offset);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len())
    }
}

fn is_start(byte: u8) -> bool {
    (byte & 0xC0) != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| is_start(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let points = CodePoints::new(text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(points.from_byte(byte), n, "byte {byte} of {text:?}");
            assert_eq!(points.to_byte(n), Some(byte), "code point {n} of {text:?}");
        }
        let n_chars = text.chars().count();
        assert_eq!(points.from_byte(text.len()), n_chars);
        assert_eq!(points.to_byte(n_chars), Some(text.len()));
        assert_eq!(points.to_byte(n_chars + 1), None);
    }

    #[test]
    fn code_points_and_bytes_agree() {
        check("");
        check("plain");
        check("“curly” — and é, e\u{301}, 😀, دمشق");
        check(&"x😀é".repeat(70));
        check(&"a".repeat(64));
        check(&format!("{}é", "a".repeat(63)));
        check(&format!("{}é", "a".repeat(64)));
    }

    #[test]
    fn an_inverted_span_is_empty() {
        assert!(Span::new(5, 3).is_empty());
        assert_eq!(Span::new(5, 3).of("abcdefgh"), "");
        assert_eq!(Span::new(2, 99).of("abc"), "");
    }
}
