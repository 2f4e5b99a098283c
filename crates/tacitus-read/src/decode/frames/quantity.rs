//! Numbers in an event: how many were killed, arrested, released, in which sense.

use super::scene::Scene;
use tacitus_doc::numerals;
use tacitus_doc::{Bound, Role, RoleFill, Span, Upos};

/// What the words before a number say of it, in lower case, the longest first.
const BOUNDS: &[(&[&str], Bound)] = &[
    (&["no", "more", "than"], Bound::AtMost),
    (&["no", "fewer", "than"], Bound::AtLeast),
    (&["no", "less", "than"], Bound::AtLeast),
    (&["not", "more", "than"], Bound::AtMost),
    (&["as", "many", "as"], Bound::AtMost),
    (&["as", "few", "as"], Bound::AtLeast),
    (&["more", "than"], Bound::MoreThan),
    (&["fewer", "than"], Bound::LessThan),
    (&["less", "than"], Bound::LessThan),
    (&["at", "least"], Bound::AtLeast),
    (&["at", "most"], Bound::AtMost),
    (&["up", "to"], Bound::AtMost),
    (&["close", "to"], Bound::About),
    (&["over"], Bound::MoreThan),
    (&["above"], Bound::MoreThan),
    (&["exceeding"], Bound::MoreThan),
    (&["under"], Bound::LessThan),
    (&["below"], Bound::LessThan),
    (&["nearly"], Bound::About),
    (&["almost"], Bound::About),
    (&["about"], Bound::About),
    (&["around"], Bound::About),
    (&["some"], Bound::About),
    (&["roughly"], Bound::About),
    (&["approximately"], Bound::About),
    (&["estimated"], Bound::About),
    (&["maximum"], Bound::AtMost),
];

impl Scene<'_> {
    /// The number in the phrase headed by `noun`, with the words that say how it is meant.
    pub(super) fn quantity(&self, noun: usize) -> Option<RoleFill> {
        (!self.is_time(noun)).then(|| self.count(noun))?
    }

    /// The same, though the phrase be a time: *for two years*.
    pub(super) fn count(&self, noun: usize) -> Option<RoleFill> {
        if matches!(self.lemma(noun), "percent" | "%" | "per" | "cent") {
            return None;
        }
        let number = if self.upos(noun) == Upos::Num || self.vague(noun).is_some() {
            noun
        } else {
            self.tree.children(noun).find(|&c| self.rel(c) == "nummod" && c < noun)?
        };
        // `first`, `last` and the years of `2014 protesters` are no counts.
        let (first, last) = self.number_run(number);
        let words: Vec<String> = (first..=last).map(|t| self.tree.text(t).to_lowercase()).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (value, own_bound) = number_value(&words)?;
        // *the 1987 accord*: a year before a noun counts nothing.
        if (1900.0..2100.0).contains(&value)
            && first == last
            && words.iter().all(|w| w.len() == 4)
            && &*self.tree.words[noun].xpos != "NNS"
        {
            return None;
        }
        let (before, bound) = self.bound(first);
        let bound = match (own_bound, bound) {
            (own, None) => own,
            (_, Some(stated)) => stated,
        };
        let phrase = self.phrase(noun);
        let start = self.tree.tokens[before].span;
        Some(RoleFill {
            role: Role::Quantity,
            span: Span { start: start.start.min(phrase.start), end: phrase.end },
            mention: self.mention_id(noun),
            amount: Some((value, bound)),
        })
    }

    fn vague(&self, token: usize) -> Option<f64> {
        if self.upos(token) != Upos::Noun {
            return None;
        }
        plural(&self.tree.text(token).to_lowercase())
    }

    /// The tokens of one number: *2 million*, *twenty - five*, *tens of thousands*.
    fn number_run(&self, number: usize) -> (usize, usize) {
        let belongs = |token: usize| {
            let text = self.tree.text(token).to_lowercase();
            self.upos(token) == Upos::Num
                || plural(&text).is_some()
                || matches!(text.as_str(), "hundred" | "thousand" | "million" | "billion" | "dozen")
                || matches!(text.as_str(), "-" | "–" | "to" | "and" | "of")
        };
        let sentence_end = self.tree.words.len();
        let (mut first, mut last) = (number, number);
        while first > 0 && number - first < 6 && belongs(first - 1) {
            first -= 1;
        }
        while last + 1 < sentence_end && last - number < 6 && belongs(last + 1) {
            last += 1;
        }
        let filler =
            |t: usize| matches!(self.tree.text(t), "-" | "–" | "to" | "and" | "of" | "To" | "Of");
        while first < number && filler(first) {
            first += 1;
        }
        while last > number && filler(last) {
            last -= 1;
        }
        // *between 10 and 20* is a range; *five and six* across a conjunct is not one number.
        (first, last)
    }

    /// The words before a number that say how it is meant, and the first of them.
    fn bound(&self, first: usize) -> (usize, Option<Bound>) {
        for (words, bound) in BOUNDS {
            let Some(start) = first.checked_sub(words.len()) else { continue };
            if (start..first)
                .zip(*words)
                .all(|(t, word)| self.tree.text(t).eq_ignore_ascii_case(word))
            {
                return (start, Some(*bound));
            }
        }
        (first, None)
    }
}

/// The value of a vague plural, the least that it can mean: *dozens* are two dozen at least.
fn plural(word: &str) -> Option<f64> {
    Some(match word {
        "dozens" => 24.0,
        "scores" => 40.0,
        "hundreds" => 200.0,
        "thousands" => 2_000.0,
        "millions" => 2_000_000.0,
        "tens" => 20.0,
        _ => return None,
    })
}

fn simple(word: &str) -> Option<f64> {
    if let Some(value) = numerals::of_word(word) {
        return Some(value);
    }
    word.replace(',', "").parse::<f64>().ok().filter(|value| value.is_finite() && *value >= 0.0)
}

fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "dozen" => 12.0,
        "hundred" => 100.0,
        "thousand" => 1_000.0,
        "million" | "m" => 1e6,
        "billion" | "bn" => 1e9,
        "trillion" => 1e12,
        _ => return None,
    })
}

/// The value of a number in words and figures; of a range the lower end. `None` where the words
/// are no number.
fn number_value(words: &[&str]) -> Option<(f64, Bound)> {
    // *tens of thousands*, *hundreds of thousands*
    if let [count, "of", many, ..] = words
        && let (Some(count), Some(many)) = (plural(count), plural(many))
    {
        return Some((count * many / 2.0, Bound::AtLeast));
    }
    if let [word] | [word, ..] = words
        && let Some(value) = plural(word)
    {
        return Some((value, Bound::AtLeast));
    }
    let pieces: Vec<&str> =
        words.iter().flat_map(|word| word.split(['-', '–'])).filter(|w| !w.is_empty()).collect();
    let figures = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    // `10-20`, `10 to 20`, `10 and 20`: a range.
    let range = pieces.iter().filter(|w| figures(w)).count() > 1 || pieces.contains(&"to");
    let (mut total, mut group, mut seen) = (0.0, 0.0, false);
    for word in pieces {
        if let Some(value) = simple(word) {
            if seen && range && group > 0.0 && scale(word).is_none() {
                break;
            }
            group += value;
            seen = true;
        } else if let Some(factor) = scale(word) {
            group = if group == 0.0 { factor } else { group * factor };
            if factor >= 1_000.0 {
                total += group;
                group = 0.0;
            }
            seen = true;
        } else if word == "to" {
            if seen {
                break;
            }
        } else if !matches!(word, "and" | "a" | "of") {
            return None;
        }
    }
    let bound = if range { Bound::AtLeast } else { Bound::Exactly };
    seen.then_some((total + group, bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_reckoned() {
        let check = |words: &str, value: f64, bound: Bound| {
            let words: Vec<&str> = words.split(' ').collect();
            assert_eq!(number_value(&words), Some((value, bound)), "{words:?}");
        };
        check("300", 300.0, Bound::Exactly);
        check("1,086", 1086.0, Bound::Exactly);
        check("twelve", 12.0, Bound::Exactly);
        check("twenty-five", 25.0, Bound::Exactly);
        check("twenty - five", 25.0, Bound::Exactly);
        check("three hundred and two", 302.0, Bound::Exactly);
        check("2.5 million", 2.5e6, Bound::Exactly);
        check("two thousand", 2000.0, Bound::Exactly);
        check("a dozen", 12.0, Bound::Exactly);
        check("dozens", 24.0, Bound::AtLeast);
        check("tens of thousands", 20_000.0, Bound::AtLeast);
        check("hundreds of thousands", 200_000.0, Bound::AtLeast);
        check("10 to 20", 10.0, Bound::AtLeast);
        check("10-20", 10.0, Bound::AtLeast);
        check("10 and 20", 10.0, Bound::AtLeast);
    }

    #[test]
    fn other_words_are_no_numbers() {
        for words in ["", "first", "2014th", "and", "-"] {
            assert_eq!(number_value(&words.split(' ').collect::<Vec<_>>()), None, "{words:?}");
        }
    }
}
