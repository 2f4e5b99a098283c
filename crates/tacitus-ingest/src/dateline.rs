//! The words before a report's first sentence that say where, when and by whom it was filed:
//! *BEIRUT (AP) —*, *Geneva, 29 August 2017 –*.

use crate::dates::month_of;
use crate::layout::clip;

/// A dateline longer than this, in bytes, is a sentence.
const LONGEST: usize = 120;

/// The length in bytes of the dateline at the start of `paragraph`, up to and with its dash (or
/// colon, or closing bracket of the agency); `None` where the paragraph begins with its first
/// sentence.
pub(crate) fn length(paragraph: &str) -> Option<usize> {
    let head = clip(paragraph, LONGEST);
    ends(head).find_map(|(words_end, end, mark)| {
        let words = Words::parse(head.get(..words_end)?)?;
        let rest = paragraph.get(end..)?.trim_start();
        (opens_sentence(rest) && words.stand_before(mark, rest)).then_some(end)
    })
}

/// Whether a paragraph begins *NAME:*, as a transcript's turns do.
pub(crate) fn is_turn(paragraph: &str) -> bool {
    paragraph.split_once(':').is_some_and(|(name, _)| {
        name.len() <= 40
            && name.chars().any(char::is_alphabetic)
            && !name.chars().any(char::is_lowercase)
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    /// A long dash, or two hyphens.
    Dash,
    /// One hyphen between spaces.
    Hyphen,
    Colon,
    /// Nothing but the agency's closing bracket.
    Bracket,
}

/// Every place in `head` at which a dateline could end: where its words end, where its mark ends,
/// and what the mark is.
fn ends(head: &str) -> impl Iterator<Item = (usize, usize, Mark)> {
    head.char_indices().filter_map(|(at, c)| {
        let before = head.get(..at)?;
        let after = head.get(at + c.len_utf8()..)?;
        let closed = before.ends_with(|c: char| c.is_whitespace() || c == ')');
        match c {
            '—' | '–' | '―' => Some((at, at + c.len_utf8(), Mark::Dash)),
            '-' if after.starts_with('-') => {
                let n_more = after.bytes().take_while(|&b| b == b'-').count();
                Some((at, at + 1 + n_more, Mark::Dash))
            }
            '-' if before.ends_with('-') => None,
            '-' if closed && after.starts_with(char::is_whitespace) => {
                Some((at, at + 1, Mark::Hyphen))
            }
            ':' if after.starts_with(char::is_whitespace) => Some((at, at + 1, Mark::Colon)),
            ')' if after.trim_start().starts_with(|c: char| c.is_alphanumeric() || is_quote(c)) => {
                Some((at + 1, at + 1, Mark::Bracket))
            }
            _ => None,
        }
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '«')
}

fn opens_sentence(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        Some(c) if is_quote(c) => true,
        // Names such as *al-Qaeda* and *eBay* open sentences too, but so rarely that a lower-case
        // letter is better evidence of a parenthesis than of a dateline.
        Some(c) => c.is_uppercase() || c.is_numeric() || (c.is_alphabetic() && !c.is_lowercase()),
        None => false,
    }
}

/// What stands before the mark.
struct Words<'w> {
    /// The words of the place, up to the first comma.
    place: Vec<&'w str>,
    /// How many words follow that comma and still name a place.
    n_region: usize,
    has_date: bool,
    agency: Option<&'w str>,
}

impl<'w> Words<'w> {
    /// Sorts the words; `None` where one of them belongs in no dateline.
    fn parse(text: &'w str) -> Option<Words<'w>> {
        let text = text.trim_end();
        let (text, agency) = match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
            Some((before, agency)) => (before.trim_end(), Some(agency.trim())),
            None => (text, None),
        };
        let mut words = Words { place: Vec::new(), n_region: 0, has_date: false, agency };
        for (idx, part) in text.trim_end_matches([',', '.', ':']).split([',', '/']).enumerate() {
            for word in part.split_whitespace() {
                if is_of_date(word) {
                    words.has_date |= month_of(word).is_some();
                } else if words.has_date || !is_of_name(word) {
                    return None;
                } else if idx == 0 {
                    words.place.push(word);
                } else {
                    words.n_region += 1;
                }
            }
        }
        (words.place.len() <= 5 && words.n_region <= 6).then_some(words)
    }

    fn stand_before(&self, mark: Mark, rest: &str) -> bool {
        let first = self.place.first().copied().unwrap_or_default();
        if is_no_place(first) || self.place.iter().any(|word| is_no_place_anywhere(word)) {
            return false;
        }
        let capitals = !self.place.is_empty()
            && self.place.iter().all(|word| !word.chars().any(char::is_lowercase))
            && self.place.iter().map(|word| letters(word)).sum::<usize>() >= 4;
        let agency = self.agency.is_some_and(|agency| {
            is_agency(agency) && !spells(agency, &self.place) && (mark != Mark::Bracket || capitals)
        });
        match self.agency {
            // (CNN) — …, and (CNN) The …
            Some(name) if self.place.is_empty() => is_known_agency(name) && !self.has_date,
            // An agency that nobody knows is believed beside a place in capitals and a day.
            Some(_) => agency || (capitals && self.has_date && mark == Mark::Dash),
            None if self.place.is_empty() || mark == Mark::Bracket => false,
            None if mark == Mark::Colon => capitals && self.n_region <= 3,
            None if capitals || self.has_date => true,
            // *Gaza City – Doctors …*: a place without more is believed only before a long dash
            // that no second one closes, for that would be a parenthesis.
            None => mark == Mark::Dash && self.place.len() <= 3 && !closes(rest),
        }
    }
}

fn is_of_date(word: &str) -> bool {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let bare = word.trim_end_matches('.');
    let digits = bare.trim_end_matches(|c: char| c.is_ascii_lowercase());
    let is_number = digits.parse::<u32>().is_ok_and(|n| (1..=99).contains(&n) || n >= 1900)
        && matches!(bare.get(digits.len()..), Some("" | "st" | "nd" | "rd" | "th"));
    let lower = bare.to_ascii_lowercase();
    let is_day = DAYS.iter().any(|day| lower.starts_with(day))
        && (lower.len() == 3 || lower.ends_with("day"));
    is_number || is_day || month_of(word).is_some()
}

/// A word that begins with a capital, or one that stands inside names.
fn is_of_name(word: &str) -> bool {
    const INSIDE: &[&str] = &[
        "of", "the", "de", "del", "la", "le", "el", "al", "and", "near", "on", "du", "da", "do",
        "dos", "am", "sur", "upon", "in",
    ];
    let bare = word.trim_start_matches(['\'', '’', '‘']);
    let clean = word.chars().all(|c| c.is_alphabetic() || "-'’‘.".contains(c) || is_mark(c));
    let prefixed = ["al-", "el-", "ad-", "ar-", "as-", "at-", "ash-", "an-", "az-", "d'", "d’"]
        .iter()
        .any(|prefix| {
            bare.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(char::is_uppercase))
        });
    clean && (bare.starts_with(char::is_uppercase) || prefixed || INSIDE.contains(&word))
}

/// Accents written as characters of their own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic()).count()
}

/// Words in capitals that open reports without naming a place, and words that open sentences.
fn is_no_place(word: &str) -> bool {
    const LABELS: &[&str] = &[
        "byline",
        "dateline",
        "headline",
        "source",
        "look",
        "boom",
        "busted",
        "shock",
        "poll",
        "wow",
        "fact",
        "fix",
        "quote",
        "contact",
        "attention",
        "breaking",
        "update",
        "updated",
        "exclusive",
        "watch",
        "analysis",
        "opinion",
        "factbox",
        "correction",
        "corrected",
        "video",
        "photos",
        "photo",
        "live",
        "editorial",
        "comment",
        "explainer",
        "interview",
        "timeline",
        "summary",
        "note",
        "editor's",
        "feature",
        "profile",
        "special",
        "report",
        "news",
        "alert",
        "urgent",
        "clarification",
        "isis",
        "isil",
        "nato",
        "unhcr",
        "unicef",
        "opec",
        "hamas",
        "hezbollah",
        "taliban",
        "unesco",
        "asean",
        "interpol",
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "but",
        "and",
        "this",
        "that",
        "these",
        "those",
        "he",
        "she",
        "it",
        "they",
        "we",
        "there",
        "here",
        "today",
        "yesterday",
        "by",
        "for",
        "from",
        "question",
        "answer",
        "police",
        "president",
        "related",
        "read",
        "also",
        "see",
        "more",
    ];
    let word = word.trim_end_matches(['.', ':']).to_lowercase().replace('’', "'");
    LABELS.contains(&word.as_str())
}

/// Titles and other words of persons and bodies, wherever they stand.
fn is_no_place_anywhere(word: &str) -> bool {
    const OTHERS: &[&str] = &[
        "minister",
        "president",
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "party",
        "army",
        "ministry",
        "government",
        "movement",
        "council",
        "secretary",
        "spokesman",
        "spokeswoman",
        "general",
        "forces",
        "group",
        "agency",
        "report",
        "breaking",
        "news",
    ];
    OTHERS.contains(&word.to_lowercase().as_str())
}

fn is_known_agency(name: &str) -> bool {
    const AGENCIES: &[&str] = &[
        "ap",
        "reuters",
        "afp",
        "upi",
        "cnn",
        "xinhua",
        "bbc",
        "voa",
        "rfe/rl",
        "tass",
        "sana",
        "irin",
        "interfax",
        "dpa",
        "efe",
        "ansa",
        "kuna",
        "wam",
        "spa",
        "mena",
        "saba",
        "anadolu",
        "aa",
        "bloomberg",
        "pti",
        "ani",
        "ians",
        "kyodo",
        "yonhap",
        "antara",
        "bernama",
        "irna",
        "petra",
        "nna",
        "app",
        "pajhwok",
        "ria novosti",
        "itar-tass",
        "apa",
        "trend",
        "shafaq news",
        "rudaw",
        "kurdistan24",
        "the associated press",
        "associated press",
        "anadolu agency",
        "thomson reuters foundation",
        "unhcr",
        "ocha",
        "cns",
        "jta",
        "maan",
        "wafa",
        "ukrinform",
        "agenzia nova",
        "ap photo",
        "pna",
        "vna",
        "presstv",
        "press tv",
        "mehr",
        "fars",
        "isna",
        "tasnim",
        "khaama press",
        "tolo news",
        "tolonews",
        "sapa",
        "pana",
        "panapress",
        "nan",
        "ena",
        "allafrica",
        "cmc",
        "ips",
        "fides",
        "asianews",
        "npr",
        "cbs",
        "nbc",
        "abc",
        "the media line",
    ];
    let name = name.to_lowercase();
    AGENCIES.contains(&name.as_str())
        || name.split(['/', ',']).all(|part| AGENCIES.contains(&part.trim()))
}

fn is_agency(name: &str) -> bool {
    let short = (2..=8).contains(&name.len())
        && name.chars().all(|c| c.is_uppercase() || matches!(c, '/' | '-' | '.'));
    short || is_known_agency(name)
}

/// Whether the letters in brackets are the initials of the words before them, as in *Free
/// Workers' Union (FWU)*, which names a body and no place.
fn spells(short: &str, words: &[&str]) -> bool {
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    words.len() > 1 && initials.to_lowercase() == short.to_lowercase()
}

/// Whether another long dash follows in the first sentence.
fn closes(rest: &str) -> bool {
    let sentence = rest.split(". ").next().unwrap_or(rest);
    sentence.contains(['—', '–', '―']) || sentence.contains("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dateline stands before the bar; none where the text has no bar.
    fn check(marked: &str) {
        let (expected, text) = match marked.split_once('|') {
            Some((dateline, _)) => (dateline, marked.replacen('|', "", 1)),
            None => ("", marked.to_owned()),
        };
        let found = length(&text).and_then(|len| text.get(..len)).unwrap_or_default();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn datelines() {
        for text in [
            "BEIRUT (AP) —| Envoys met on Sunday.",
            "FAYA-LARGEAU, Chad, May 14 (Meridian Wire) —| Envoys met on Sunday.",
            "KABUL, Aug 29 (Reuters) -| Envoys met on Sunday.",
            "WASHINGTON —| Envoys met.",
            "GENEVA, Switzerland, 29 August 2017 (UNHCR) –| Envoys met.",
            "BAGHDAD/ERBIL, Iraq, March 3 (Reuters) -| “We left,” the driver said.",
            "UNITED NATIONS, Aug. 29 (Xinhua) --| Envoys met.",
            "MOSCOW. Aug 29 (Interfax) -| Envoys met.",
            "(CNN) —| Envoys met.",
            "(CNN)| Envoys met.",
            "ISLAMABAD:| The envoys met.",
            "NEW DELHI, Aug 29 (IANS):| Envoys met.",
            "Geneva, 29 August 2017 –| Envoys met.",
            "Beirut, Lebanon –| Hundreds of families left the valley.",
            "Gaza City –| Doctors at the hospital said the convoy had left.",
            "Al-Hasakah, Syria (AP) --| Envoys met.",
            "PORT-AU-PRINCE, Haiti (AP) —| Envoys met.",
            "SANA’A, Yemen —| Envoys met.",
            "DEIR EZ-ZOR, Syria —| Envoys met.",
            "KABUL (Pajhwok):| Envoys met.",
        ] {
            check(text);
        }
    }

    #[test]
    fn sentences_that_are_no_dateline() {
        for text in [
            "",
            "—",
            "Envoys met in Beirut on Sunday — the first such meeting this year.",
            "Beirut — where the envoys met — was quiet.",
            "The ministry (MoD) - which denied it - said nothing.",
            "Free Workers Union (FWU) — The body called a strike.",
            "Hezbollah — The group said so.",
            "ISIS — The group said so.",
            "BREAKING — Envoys met.",
            "UPDATE: The convoy left.",
            "The Syrian Coalition (SNC) said so.",
            "A spokesman said: The convoy left.",
            "He had one aim: The convoy.",
            "Defence Minister Karim Adil – Mr. Adil's first visit – arrived.",
            "Police: The convoy left.",
            "BYLINE: Salma Deeb",
            "LOOK: Convoy leaves valley.",
            "Karim Adil – A driver – left.",
            "US - The report.",
            "Monday's meeting – The first – ended.",
            "“We left” — The driver.",
        ] {
            check(text);
        }
    }

    #[test]
    fn turns_of_a_transcript() {
        assert!(is_turn("BLITZER: Thank you."));
        assert!(!is_turn("Blitzer: Thank you."));
        assert!(!is_turn("The convoy left: nobody stayed."));
    }
}
