//! Where words begin and end. Sentences are found later, by the encoder, in the same pass that tags
//! the words: it reads whole paragraphs, and knows better than a rule where a headline stops.

mod chars;

use chars::{class_of, is_letter, lower_one};
use std::collections::HashMap;
use tacitus_doc::{Block, Document, Span, Token};

/// Size of the table of weights, a power of two.
const TABLE: usize = 1 << 16;
/// A chunk of more characters is no writing; it stays one word.
const LONGEST_CHUNK: usize = 2000;
/// How far a run of letters and digits is followed to either side.
const LONGEST_RUN: usize = 64;
/// Characters that do not count when a chunk is looked up among the listed ones.
const TRIM: &str = "\"'“”‘’.,;:!?()[]-–—…*";

/// The tokenizer: a linear classifier that decides between any two characters that stand together
/// whether a new word begins. It is trained by `train/tacitus_train/segmenter.py`, where the features
/// are explained; this must reckon them alike.
pub struct Segmenter {
    weights: &'static [u8],
    cuts: HashMap<String, usize>,
}

impl Segmenter {
    /// `weights`: one signed byte for each of 65,536 hashed features. `cuts`: lines of a chunk in
    /// lower case, a tab, and the character before which it is cut (`cannot` at 3).
    ///
    /// # Errors
    /// A message when either has another form.
    pub fn new(weights: &'static [u8], cuts: &str) -> Result<Segmenter, String> {
        if weights.len() != TABLE {
            return Err(format!("segmenter.i8 has {} bytes, not {TABLE}", weights.len()));
        }
        let mut list = HashMap::new();
        for (n, line) in cuts.lines().enumerate() {
            let parsed =
                line.split_once('\t').and_then(|(chunk, at)| Some((chunk, at.parse().ok()?)));
            let (chunk, at) = parsed
                .ok_or_else(|| format!("cuts.tsv:{}: not a chunk, a tab and a number", n + 1))?;
            list.insert(chunk.to_owned(), at);
        }
        Ok(Segmenter { weights, cuts: list })
    }

    /// The tokens of `doc`, block by block; without blocks, line by line.
    pub fn segment(&self, doc: &Document) -> Vec<Token> {
        let mut tokens = Vec::new();
        match doc.blocks() {
            Some(blocks) => {
                for Block { span, .. } in blocks {
                    self.words(doc.text(), *span, &mut tokens);
                }
            }
            None => {
                for span in lines(doc.text()) {
                    self.words(doc.text(), span, &mut tokens);
                }
            }
        }
        tokens
    }

    fn words(&self, text: &str, block: Span, tokens: &mut Vec<Token>) {
        let chunks: Vec<(usize, &str)> = chunks(block.of(text)).collect();
        for (k, &(at, chunk)) in chunks.iter().enumerate() {
            let following =
                chunks.get(k + 1).and_then(|(_, next)| next.chars().next()).map_or(b'#', class_of);
            let at = block.start as usize + at;
            let mut start = 0;
            // Words of letters alone are most of a text and are seldom cut.
            let is_plain = chunk.len() > 8 && chunk.bytes().all(|b| b.is_ascii_alphabetic());
            if !is_plain && chunk.len() <= 4 * LONGEST_CHUNK {
                for cut in self.cuts_of(chunk, following) {
                    tokens.push(Token { span: Span::new(at + start, at + cut) });
                    start = cut;
                }
            }
            tokens.push(Token { span: Span::new(at + start, at + chunk.len()) });
        }
    }

    /// The bytes of `chunk` at which a new word begins.
    fn cuts_of(&self, chunk: &str, following: u8) -> Vec<usize> {
        let bytes_at: Vec<usize> = chunk.char_indices().map(|(byte, _)| byte).collect();
        let lower: Vec<char> = chunk.chars().map(lower_one).collect();
        let classes: Vec<u8> = chunk.chars().map(class_of).collect();
        let leading = lower.iter().take_while(|c| TRIM.contains(**c)).count();
        let trailing = lower[leading..].iter().rev().take_while(|c| TRIM.contains(**c)).count();
        let core: String = lower[leading..lower.len() - trailing].iter().collect();
        let listed = self.cuts.get(&core).copied();
        let address = address_span(&lower);
        if lower.len() > LONGEST_CHUNK {
            return Vec::new();
        }
        let view = View { lower: &lower, classes: &classes, following, flags: flags_of(&lower) };
        let mut found = Vec::new();
        for at in 1..lower.len() {
            if address.is_some_and(|(start, end)| start < at && at < end) {
                continue;
            }
            let cut = if is_letter(classes[at - 1]) && is_letter(classes[at]) {
                listed.is_some_and(|cut| at == cut + leading) || is_negation(&lower[at..])
            } else {
                view.score(at, self.weights) > 0
            };
            if cut {
                found.push(bytes_at[at]);
            }
        }
        found
    }
}

/// The lines of `text` that hold anything, without the blanks around them.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    text.split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at + (line.len() - line.trim_start().len());
            *at += line.len();
            Some(Span::new(start, start + line.trim().len()))
        })
        .filter(|span| !span.is_empty())
}

/// The stretches of `text` without white space, with the byte that each begins at.
fn chunks(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace()
        .map(move |chunk| (chunk.as_ptr() as usize - text.as_ptr() as usize, chunk))
}

/// *n't* that no letter follows.
fn is_negation(rest: &[char]) -> bool {
    matches!(rest, ['n', '\'' | '’' | '`', 't', after @ ..] if !after.first().is_some_and(char::is_ascii_lowercase))
}

/// Where a chunk holds a web address, which is one word up to its closing punctuation.
fn address_span(lower: &[char]) -> Option<(usize, usize)> {
    let find = |what: &str| {
        let what: Vec<char> = what.chars().collect();
        lower.windows(what.len()).position(|window| window == what)
    };
    let www = || (lower.len() >= 4 && lower[..4] == ['w', 'w', 'w', '.']).then_some(0);
    let start = find("http://").or_else(|| find("https://")).or_else(www)?;
    let trailing = lower.iter().rev().take_while(|c| TRIM.contains(**c) || **c == '>').count();
    Some((start, lower.len() - trailing))
}

/// A chunk as the classifier sees it.
struct View<'c> {
    lower: &'c [char],
    classes: &'c [u8],
    following: u8,
    /// What else the chunk holds.
    flags: Vec<u8>,
}

/// Marks of addresses and paths, which are not cut.
fn flags_of(lower: &[char]) -> Vec<u8> {
    let mut flags = Vec::new();
    if lower.windows(3).any(|window| window == [':', '/', '/'])
        || lower.starts_with(&['w', 'w', 'w'])
    {
        flags.push(b'u');
    }
    if lower.contains(&'@') {
        flags.push(b'@');
    }
    if lower.iter().filter(|c| **c == '.').count() > 1 {
        flags.push(b'.');
    }
    flags
}

/// FNV-1a, 32 bits, fed piece by piece.
#[derive(Clone, Copy)]
struct Fnv(u32);

impl Fnv {
    fn of(name: u8) -> Fnv {
        Fnv(0x811C_9DC5).byte(name)
    }
    fn byte(self, byte: u8) -> Fnv {
        Fnv((self.0 ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }
    fn bytes(self, bytes: &[u8]) -> Fnv {
        bytes.iter().fold(self, |hash, byte| hash.byte(*byte))
    }
    fn char(self, c: char) -> Fnv {
        self.bytes(c.encode_utf8(&mut [0; 4]).as_bytes())
    }
    fn chars(self, chars: &[char]) -> Fnv {
        chars.iter().fold(self, |hash, c| hash.char(*c))
    }
}

impl View<'_> {
    fn at(&self, k: isize) -> char {
        if k < 0 { '^' } else { self.lower.get(k as usize).copied().unwrap_or('$') }
    }

    fn class(&self, k: isize) -> u8 {
        if k < 0 { b'#' } else { self.classes.get(k as usize).copied().unwrap_or(b'#') }
    }

    /// The sum of the weights of what is seen around the gap before character `i`; the features, in
    /// order, are those of `features` in segmenter.py.
    fn score(&self, i: usize, weights: &[u8]) -> i32 {
        let n = self.lower.len();
        let k = i as isize;
        let (l1, l2, l3) = (self.at(k - 1), self.at(k - 2), self.at(k - 3));
        let (r1, r2, r3) = (self.at(k), self.at(k + 1), self.at(k + 2));
        let c: Vec<u8> = (k - 3..k + 3).map(|k| self.class(k)).collect();
        let rest = n - i;
        let in_word = |class: u8| matches!(class, b'a' | b'A' | b'x' | b'9');
        let mut a = i - 1;
        while a > 0 && i - a < LONGEST_RUN && in_word(self.classes[a - 1]) {
            a -= 1;
        }
        let mut b = i;
        while b + 1 < n && b - i < LONGEST_RUN && in_word(self.classes[b + 1]) {
            b += 1;
        }
        let (left, right) = (&self.lower[a..i], &self.lower[i..=b]);
        let digit = |n: usize| [b'0' + n as u8];
        let following = [self.following];
        let flags = &self.flags;
        let whole = |hash: Fnv| hash.chars(self.lower).byte(b'|').bytes(i.to_string().as_bytes());
        let features = [
            Fnv::of(b'a').char(l1).char(r1),
            Fnv::of(b'b').char(l2).char(l1).char(r1),
            Fnv::of(b'c').char(l1).char(r1).char(r2),
            Fnv::of(b'd').char(l2).char(l1).char(r1).char(r2),
            Fnv::of(b'e').char(l3).char(l2).char(l1).char(r1),
            Fnv::of(b'f').char(l1).char(r1).char(r2).char(r3),
            Fnv::of(b'g').bytes(&c[2..4]),
            Fnv::of(b'h').bytes(&c[1..5]),
            Fnv::of(b'i').bytes(&c),
            Fnv::of(b'j').bytes(&c[1..4]).bytes(&following),
            Fnv::of(b'k')
                .bytes(&c[2..4])
                .byte(if rest == 1 { b'e' } else { b'm' })
                .byte(if i == 1 { b's' } else { b'm' }),
            Fnv::of(b'l').chars(left),
            Fnv::of(b'm').chars(right),
            Fnv::of(b'n').chars(left).byte(b'|').char(r1),
            Fnv::of(b'o').char(l1).byte(b'|').chars(right),
            {
                let hash = Fnv::of(b'p').chars(&self.lower[i.saturating_sub(8)..i]).byte(b'|');
                let hash = if rest == 1 { hash.byte(b'$') } else { hash };
                hash.char(r1).bytes(&following)
            },
            Fnv::of(b'q').chars(&self.lower[i..n.min(i + 8)]).byte(b'|').bytes(&digit(rest.min(9))),
            if n <= 14 { whole(Fnv::of(b'r')) } else { Fnv::of(b'r') },
            Fnv::of(b's').bytes(&c[2..4]).bytes(&digit(rest.min(5))).bytes(&following),
            if rest <= 4 {
                Fnv::of(b't').chars(&self.lower[i..]).byte(b'|').byte(c[2])
            } else {
                Fnv::of(b't')
            },
            Fnv::of(b'v').bytes(flags).bytes(&c[2..4]),
            Fnv::of(b'w').bytes(flags).char(l1).char(r1),
        ];
        features.iter().map(|hash| i32::from(weights[hash.0 as usize & (TABLE - 1)] as i8)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::Source;

    fn check(text: &str, expected: &[&str]) {
        let mut weights = vec![0u8; TABLE];
        // Cut between a letter and a comma or a full stop; nowhere else.
        let view = |class: &[u8]| Fnv::of(b'g').bytes(class).0 as usize & (TABLE - 1);
        weights[view(b"a,")] = 1;
        weights[view(b"a.")] = 1;
        let segmenter = Segmenter::new(weights.leak(), "cannot\t3\n").unwrap();
        let doc = Document::new(None, Source::default(), text);
        let tokens = segmenter.segment(&doc);
        let words: Vec<&str> = tokens.iter().map(|token| doc.words(token.span)).collect();
        assert_eq!(words, expected, "{text:?}");
    }

    #[test]
    fn words_are_cut() {
        check("They left.", &["They", "left", "."]);
        check("We cannot, didn’t", &["We", "can", "not", ",", "did", "n’t"]);
        check("", &[]);
        check(" \n\t", &[]);
        check("see http://a.b/c.d, now", &["see", "http://a.b/c.d", ",", "now"]);
    }

    #[test]
    fn words_are_not_torn() {
        check("cannots wherewithal", &["cannots", "wherewithal"]);
        check("isn'ta", &["isn'ta"]);
        let blob = "a1,".repeat(3000);
        check(&blob, &[&blob]);
    }

    #[test]
    fn a_wrong_table_is_refused() {
        assert!(Segmenter::new(&[0], "").is_err_and(|e| e.contains("1 bytes")));
        assert!(
            Segmenter::new(vec![0; TABLE].leak(), "cannot 3")
                .is_err_and(|e| e.contains("cuts.tsv:1"))
        );
    }
}
