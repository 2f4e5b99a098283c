//! From words to the pieces that the encoder reads: WordPiece, word by word, and word shapes. The
//! twin of `train/tacitus_train/pieces.py`; `golden.jsonl` proves that they agree.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Stands before every window.
pub const CLS: u32 = 101;
/// Stands after every paragraph and at the end of a window.
pub const SEP: u32 = 102;
const UNKNOWN: u32 = 100;
const MAX_PIECES_OF_WORD: usize = 12;
const MAX_CHARS_OF_PART: usize = 100;

/// The vocabulary of word pieces.
pub struct WordPiece {
    /// Pieces that begin a word.
    starts: HashMap<&'static str, u32, Fast>,
    /// Pieces that continue one, without their `##`.
    rests: HashMap<&'static str, u32, Fast>,
    /// Length in bytes of the longest piece, which bounds the search.
    longest: usize,
}

type Fast = std::hash::BuildHasherDefault<FnvHasher>;

/// FNV-1a: the keys are short and come from our own file, so nobody can flood the table.
#[derive(Default)]
pub struct FnvHasher(u64);

impl std::hash::Hasher for FnvHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        let start = if self.0 == 0 { 0xCBF2_9CE4_8422_2325 } else { self.0 };
        self.0 =
            bytes.iter().fold(start, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01B3));
    }
}

impl WordPiece {
    /// From the lines of `vocab.txt`; a piece's number is its line, from zero.
    pub fn new(vocab: &'static str) -> WordPiece {
        let mut starts = HashMap::with_capacity_and_hasher(24_000, Fast::default());
        let mut rests = HashMap::with_capacity_and_hasher(8_000, Fast::default());
        let mut longest = 1;
        for (id, piece) in vocab.lines().enumerate() {
            let (table, piece) = match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => (&mut rests, rest),
                _ => (&mut starts, piece),
            };
            longest = longest.max(piece.len());
            table.insert(piece, id as u32);
        }
        WordPiece { starts, rests, longest }
    }

    /// The number of pieces.
    pub fn n_pieces(&self) -> usize {
        self.starts.len() + self.rests.len()
    }

    /// Appends the pieces of one word to `out`: at least one, at most twelve.
    pub fn pieces(&self, word: &str, out: &mut Vec<u32>) {
        let from = out.len();
        let mut part = String::with_capacity(word.len());
        let flush = |part: &mut String, out: &mut Vec<u32>| {
            if !part.is_empty() {
                self.part(part, out);
                part.clear();
            }
        };
        let visit = |c: char, part: &mut String, out: &mut Vec<u32>| {
            if c.is_whitespace() {
                flush(part, out);
            } else if is_punctuation(c) || is_cjk(c) {
                flush(part, out);
                part.push(c);
                flush(part, out);
            } else {
                part.push(c);
            }
        };
        if word.is_ascii() {
            for c in word.chars() {
                visit(c.to_ascii_lowercase(), &mut part, out);
            }
        } else {
            let folded: String = word
                .nfd()
                .filter(|c| c.general_category() != GeneralCategory::NonspacingMark)
                .flat_map(char::to_lowercase)
                .collect();
            for c in folded.chars() {
                visit(c, &mut part, out);
            }
        }
        if !part.is_empty() {
            self.part(&part, out);
        }
        out.truncate(from + MAX_PIECES_OF_WORD);
        if out.len() == from {
            out.push(UNKNOWN);
        }
    }

    /// Greedy, longest match first.
    fn part(&self, part: &str, out: &mut Vec<u32>) {
        let from = out.len();
        if part.chars().count() > MAX_CHARS_OF_PART {
            out.push(UNKNOWN);
            return;
        }
        let mut start = 0;
        while start < part.len() {
            let table = if start == 0 { &self.starts } else { &self.rests };
            let mut end = part.len().min(start + self.longest);
            let found = loop {
                while !part.is_char_boundary(end) {
                    end -= 1;
                }
                if end <= start {
                    break None;
                }
                if let Some(id) = table.get(&part[start..end]) {
                    break Some(*id);
                }
                end -= 1;
            };
            let Some(id) = found else {
                out.truncate(from);
                out.push(UNKNOWN);
                return;
            };
            out.push(id);
            start = end;
        }
    }
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || (!c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation)
}

fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

/// Shapes of pieces without a mark; as many again stand for those of a relation's source, then of its target.
pub const N_SHAPES: u8 = 18;

/// What a word looks like, which the encoder, reading lower case, would not know: 1 digits, 2 with
/// digits, 3 no letters, 4 lower case, 5 capitals, 6 one capital, 7 capitalised, 8 mixed. Nine is
/// added for the pieces that continue a word; 0 stands for no word.
pub fn shape(word: &str) -> u8 {
    let mut chars = word.chars();
    if word.bytes().all(|b| b.is_ascii_digit()) {
        1
    } else if word.bytes().any(|b| b.is_ascii_digit()) {
        2
    } else if !word.chars().any(char::is_alphabetic) {
        3
    } else if !word.chars().any(char::is_uppercase) {
        4
    } else if !word.chars().any(char::is_lowercase) {
        if word.chars().nth(1).is_some() { 5 } else { 6 }
    } else if chars.next().is_some_and(char::is_uppercase) && !chars.any(char::is_uppercase) {
        7
    } else {
        8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_the_longest_pieces() {
        let wordpiece = WordPiece::new("[PAD]\nun\n##happy\n##hap\n##py\n-\nal\nhappy\n");
        let check = |word: &str, expected: &[u32]| {
            let mut out = Vec::new();
            wordpiece.pieces(word, &mut out);
            assert_eq!(out, expected, "{word:?}");
        };
        check("Unhappy", &[1, 2]);
        check("ÚN", &[1]);
        check("al-happy", &[6, 5, 7]);
        check("xyz", &[UNKNOWN]);
        check("", &[UNKNOWN]);
        check("---------------", &[5; 12]);
        check(&"un".repeat(60), &[UNKNOWN]);
        check("東un", &[UNKNOWN, 1]);
    }

    #[test]
    fn shapes() {
        for (word, expected) in [
            ("2017", 1),
            ("3,000", 2),
            ("—", 3),
            ("talks", 4),
            ("NATO", 5),
            ("A", 6),
            ("Envoys", 7),
            ("iPhone", 8),
            ("U.S.", 5),
            ("McKay", 8),
        ] {
            assert_eq!(shape(word), expected, "{word}");
        }
    }
}
