//! What is kept of a report for comparing it with others without reading it again.

use crate::copies::hash;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tacitus_doc::{Reading, Sketch};

/// Terms that are kept of a report, the weightiest first.
const TERMS: usize = 96;

/// Pairs among so many of its weightiest terms are the keys by which reports find each other.
const KEY_TERMS: usize = 10;

/// Of a report's text so many words are looked at; what comes later is background.
const WORDS: usize = 600;

/// What is kept of a report.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prints {
    /// Terms by hash, ascending, with weights whose squares add up to 1.
    pub terms: Vec<(u32, f32)>,
    /// The weightiest terms, for keys.
    pub top: Vec<u32>,
    /// What is kept of each event of its record.
    pub mentions: Vec<Sketch>,
}

/// How rare words are: `ln(reports / reports with the word)`; words that are not listed are the rarest.
static WEIGHTS: LazyLock<(BTreeMap<&'static str, f32>, f32)> = LazyLock::new(|| {
    let mut table = BTreeMap::new();
    let mut rarest = 0.0_f32;
    for line in include_str!("../data/words.tsv").lines().filter(|line| !line.starts_with('#')) {
        if let Some((word, weight)) = line.split_once('\t')
            && let Ok(weight) = weight.parse::<f32>()
        {
            rarest = rarest.max(weight);
            table.insert(word, weight);
        }
    }
    (table, rarest)
});

impl Prints {
    /// Of a reading; `mentions` in the order of its events.
    pub fn of(reading: &Reading, mentions: Vec<Sketch>) -> Prints {
        let (table, rarest) = &*WEIGHTS;
        let title = reading.document.source().title.as_deref().unwrap_or_default();
        let text = reading.document.text();
        let mut counts: BTreeMap<String, (u32, bool)> = BTreeMap::new();
        for (source, most) in [(title, usize::MAX), (text, WORDS)] {
            for (n, word) in split(source).take(most).enumerate() {
                // A capital inside a sentence makes a name; at its beginning it proves nothing, but rare words
                // weigh much anyway.
                let is_name = n > 0 && word.chars().next().is_some_and(char::is_uppercase);
                let entry = counts.entry(stem(&word.to_lowercase())).or_default();
                entry.0 += 1;
                entry.1 |= is_name;
            }
        }
        let mut terms: Vec<(u32, f32)> = counts
            .into_iter()
            .filter(|(word, _)| word.len() > 1)
            .map(|(word, (n, is_name))| {
                let rarity = table.get(word.as_str()).copied().unwrap_or(*rarest);
                let weight = (1.0 + (n as f32).ln()) * rarity * if is_name { NAME } else { 1.0 };
                (hash(&[word]) as u32, weight)
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        // Of two with one weight the lower hash, so that nothing is left to chance.
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(TERMS);
        let top = terms.iter().take(KEY_TERMS).map(|(term, _)| *term).collect();
        let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(1e-9);
        for (_, weight) in &mut terms {
            *weight /= length;
        }
        terms.sort_by_key(|(term, _)| *term);
        terms.dedup_by_key(|(term, _)| *term);
        Prints { terms, top, mentions }
    }

    /// The cosine of the weighted words of two reports.
    pub fn cosine(&self, other: &Prints) -> f32 {
        let (mut sum, mut a, mut b) = (0.0, 0, 0);
        while let (Some((term, weight)), Some((theirs, more))) =
            (self.terms.get(a), other.terms.get(b))
        {
            match term.cmp(theirs) {
                std::cmp::Ordering::Less => a += 1,
                std::cmp::Ordering::Greater => b += 1,
                std::cmp::Ordering::Equal => {
                    sum += weight * more;
                    a += 1;
                    b += 1;
                }
            }
        }
        sum
    }

    /// Keys that reports on one thing are likely to share: pairs of the weightiest terms.
    pub fn keys(&self) -> Vec<i64> {
        let mut keys = Vec::new();
        for (n, one) in self.top.iter().enumerate() {
            for other in &self.top[n + 1..] {
                let (low, high) = (one.min(other), one.max(other));
                keys.push(((u64::from(*low) << 32) | u64::from(*high)) as i64);
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// As bytes, for a store.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORMAT];
        let count = |out: &mut Vec<u8>, n: usize| out.extend((n as u32).to_le_bytes());
        count(&mut out, self.terms.len());
        for (term, weight) in &self.terms {
            out.extend(term.to_le_bytes());
            // Weights are at most 1: sixteen bits are more than what they mean.
            out.extend(((weight * 65_535.0).round() as u16).to_le_bytes());
        }
        count(&mut out, self.top.len());
        for term in &self.top {
            out.extend(term.to_le_bytes());
        }
        count(&mut out, self.mentions.len());
        for mention in &self.mentions {
            let lemma = mention.lemma.as_bytes();
            let lemma = lemma.get(..lemma.len().min(255)).unwrap_or_default();
            out.push(lemma.len() as u8);
            out.extend(lemma);
            out.push(u8::from(mention.is_verb) | u8::from(mention.is_noun) << 1);
            out.extend(mention.sentence.to_le_bytes());
            for vector in [&mention.vector, &mention.whole, &mention.around, &mention.parts] {
                out.push(vector.len().min(255) as u8);
                out.extend(vector.iter().take(255).map(|value| *value as u8));
            }
            out.push(mention.words.len().min(255) as u8);
            for (word, beside) in mention.words.iter().take(255) {
                out.extend(word.to_le_bytes());
                out.extend(beside.to_le_bytes());
            }
        }
        out
    }

    /// Of bytes that [`Prints::to_bytes`] made; `None` where they are damaged or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Prints> {
        let mut rest = bytes.strip_prefix(&[FORMAT])?;
        let mut take = |n: usize| -> Option<&[u8]> {
            let (taken, left) = rest.split_at_checked(n)?;
            rest = left;
            Some(taken)
        };
        let number = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.try_into().ok()?));
        let short = |bytes: &[u8]| Some(u16::from_le_bytes(bytes.try_into().ok()?));
        let mut prints = Prints::default();
        for _ in 0..number(take(4)?)? {
            let term = number(take(4)?)?;
            let weight = u16::from_le_bytes(take(2)?.try_into().ok()?);
            prints.terms.push((term, f32::from(weight) / 65_535.0));
        }
        for _ in 0..number(take(4)?)? {
            prints.top.push(number(take(4)?)?);
        }
        for _ in 0..number(take(4)?)? {
            let n = take(1)?[0].into();
            let lemma = String::from_utf8_lossy(take(n)?).into_owned();
            let flags = take(1)?[0];
            let sentence = short(take(2)?)?;
            let mut vector = || -> Option<Vec<i8>> {
                let n = take(1)?[0].into();
                Some(take(n)?.iter().map(|byte| *byte as i8).collect())
            };
            let (head, whole, around, parts) = (vector()?, vector()?, vector()?, vector()?);
            let mut words = Vec::new();
            for _ in 0..take(1)?[0] {
                words.push((number(take(4)?)?, short(take(2)?)?));
            }
            prints.mentions.push(Sketch {
                lemma,
                is_verb: flags & 1 > 0,
                is_noun: flags & 2 > 0,
                sentence,
                vector: head,
                whole,
                around,
                parts,
                words,
            });
        }
        Some(prints)
    }
}

const FORMAT: u8 = 2;

/// Names weigh so much more than other words.
const NAME: f32 = 1.5;

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The commonest endings off, so that *shell*, *shells*, *shelled* and *shelling* are one. The table of weights is
/// counted over the same stems.
pub fn stem(word: &str) -> String {
    if !word.is_ascii() || word.len() < 5 || word.ends_with(|sign: char| sign.is_ascii_digit()) {
        return word.to_owned();
    }
    let cut =
        |ending: &str, least: usize| word.strip_suffix(ending).filter(|rest| rest.len() >= least);
    let stem = cut("ies", 3).map(|rest| format!("{rest}y"));
    let stem = stem.or_else(|| cut("sses", 3).map(|rest| format!("{rest}ss")));
    let stem = stem.or_else(|| cut("ing", 4).or_else(|| cut("ed", 4)).map(undouble));
    let stem = stem
        .or_else(|| cut("s", 4).filter(|rest| !rest.ends_with(['s', 'u', 'i'])).map(str::to_owned));
    let stem = stem.unwrap_or_else(|| word.to_owned());
    // *shelled* and *firing* leave *shell* and *fir*: a last e goes, so that *fire* meets them.
    stem.strip_suffix('e').filter(|rest| rest.len() >= 4).map_or(stem.clone(), str::to_owned)
}

/// *plann* is *plan*; *kill* and *pass* stay.
fn undouble(stem: &str) -> String {
    let mut signs = stem.chars().rev();
    match (signs.next(), signs.next()) {
        (Some(a), Some(b)) if a == b && !"lsz".contains(a) => stem[..stem.len() - 1].to_owned(),
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (words, expected) in [
            (&["shell", "shells", "shelled", "shelling"][..], "shell"),
            (&["plan", "planned", "planning"], "plan"),
            (&["city"], "city"),
            (&["cities"], "city"),
            (&["attack", "attacked", "attacks"], "attack"),
            (&["state", "states", "stated"], "stat"),
            (&["press", "pressed"], "press"),
            (&["said"], "said"),
            (&["2017"], "2017"),
        ] {
            for word in words {
                assert_eq!(stem(word), expected, "{word}");
            }
        }
    }

    #[test]
    fn bytes_come_back() {
        let mention = Sketch {
            lemma: "kill".into(),
            is_verb: true,
            is_noun: true,
            sentence: 700,
            vector: vec![-128, 0, 127],
            around: vec![5],
            words: vec![(7, 513), (u32::MAX, 1)],
            ..Sketch::default()
        };
        let prints = Prints {
            terms: vec![(3, 0.0), (9, 1.0)],
            top: vec![9, 3],
            mentions: vec![mention, Sketch::default()],
        };
        let bytes = prints.to_bytes();
        assert_eq!(Prints::from_bytes(&bytes), Some(prints));
        for end in 0..bytes.len() {
            assert_eq!(Prints::from_bytes(&bytes[..end]), None, "{end}");
        }
        assert_eq!(Prints::from_bytes(&[0]), None);
    }
}
