//! Numbers of people in a sentence, what became of them, and whether two such numbers can both be right.
//!
//! Events carry quantities too, but only where a trigger was found: *We counted 17 bodies* and *put the dead at 40*
//! tell a toll without one. So sentences are gone through once more, by words alone.

use tacitus_doc::{Bound, numerals};

/// What a number with its bound leaves possible, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Least.
    pub low: f64,
    /// Most.
    pub high: f64,
}

/// *about 100* is taken for 85 to 115.
const ABOUT: f64 = 0.15;

impl Range {
    /// Of a number.
    pub fn of(value: f64, bound: Bound) -> Range {
        let (low, high) = match bound {
            Bound::Exactly => (value, value),
            Bound::MoreThan => (value, f64::INFINITY),
            Bound::AtLeast => (value, f64::INFINITY),
            Bound::LessThan => (0.0, value),
            Bound::AtMost => (0.0, value),
            Bound::About => (value * (1.0 - ABOUT), value * (1.0 + ABOUT)),
        };
        Range { low, high }
    }

    /// Whether some number fits both.
    pub fn meets(self, other: Range) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// What became of people who are counted.
const FATES: [(&str, &[&str], &[&str]); 6] = [
    // Name, nouns and participles, verbs that stand before the number.
    (
        "dead",
        &[
            "dead",
            "killed",
            "died",
            "bodies",
            "corpses",
            "deaths",
            "martyrs",
            "martyred",
            "slain",
            "perished",
            "fatalities",
            "eliminated",
            "fallen",
            "fell",
        ],
        &["killed", "killing", "kill", "kills", "slew", "eliminated", "dead", "deaths"],
    ),
    (
        "wounded",
        &["wounded", "injured", "hurt", "injuries"],
        &["wounded", "wounding", "injured", "injuring", "hurting"],
    ),
    (
        "arrested",
        &["arrested", "detained", "custody", "arrests", "jailed"],
        &["arrested", "detained", "arresting", "detaining", "jailed"],
    ),
    (
        "abducted",
        &["abducted", "kidnapped", "seized", "missing", "snatched", "hostage", "hostages"],
        &["abducted", "abducting", "kidnapped", "kidnapping", "snatched"],
    ),
    (
        "released",
        &["released", "freed", "exchanged", "handed"],
        &["released", "freed", "freeing", "releasing", "exchanged", "return"],
    ),
    (
        "displaced",
        &["displaced", "fled", "homeless", "uprooted"],
        &["displaced", "displacing", "displaces"],
    ),
];

/// People by what they are. Of two counts those of one kind are compared, or where one says nothing of the kind.
const KINDS: [(&str, &[&str]); 3] = [
    (
        "forces",
        &[
            "soldiers",
            "soldier",
            "troops",
            "servicemen",
            "policemen",
            "police",
            "officers",
            "officer",
            "gendarmes",
            "conscripts",
            "sergeant",
            "guards",
            "troopers",
            "army",
            "recruits",
            "commandos",
        ],
    ),
    (
        "fighters",
        &[
            "fighters",
            "fighter",
            "rebels",
            "militants",
            "guerrillas",
            "insurgents",
            "terrorists",
            "gunmen",
            "militiamen",
            "brothers",
            "comrades",
            "jihadists",
            "bandits",
            "combatants",
            "attackers",
        ],
    ),
    (
        "people",
        &[
            "people",
            "persons",
            "civilians",
            "residents",
            "villagers",
            "citizens",
            "men",
            "women",
            "children",
            "students",
            "pupils",
            "protesters",
            "demonstrators",
            "passengers",
            "worshippers",
            "prisoners",
            "detainees",
            "captives",
            "hostages",
            "inhabitants",
            "victims",
            "martyrs",
            "bodies",
            "corpses",
            "deaths",
            "dead",
            "others",
            "locals",
            "workers",
            "girls",
            "boys",
            "travellers",
            "members",
            "guests",
            "patients",
            "families",
            "marchers",
            "youths",
        ],
    ),
];

/// A number of people that a sentence tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Toll {
    /// `dead`, `wounded`, `arrested`, `abducted`, `released`, `displaced`.
    pub fate: &'static str,
    /// `forces`, `fighters`, `people`.
    pub kind: &'static str,
    /// Words with a capital in the phrase: *Armenian*.
    pub names: Vec<String>,
    /// How many.
    pub value: f64,
    /// In which sense.
    pub bound: Bound,
    /// Whether the sentence says that the number has changed: *has risen to 19*, *corrected*.
    pub is_update: bool,
    /// Bytes of the sentence in which the number and its noun stand.
    pub words: std::ops::Range<usize>,
}

/// How many words may lie between a number and the word that tells what became of people.
const REACH: usize = 7;

/// Words that say that a number takes the place of another.
const CHANGES: [&str; 20] = [
    "risen",
    "rose",
    "rise",
    "rises",
    "rising",
    "climbed",
    "climbs",
    "grown",
    "grew",
    "increased",
    "corrected",
    "correction",
    "revised",
    "erroneously",
    "earlier",
    "bringing",
    "brought",
    "updated",
    "now",
    "wrongly",
];

/// Words that say that a number is of another time or of many times.
const ELSEWHERE: [&str; 11] = [
    "since",
    "ago",
    "year",
    "years",
    "month",
    "months",
    "decade",
    "previous",
    "previously",
    "altogether",
    "campaign",
];

struct Word<'s> {
    text: String,
    raw: &'s str,
    start: usize,
    end: usize,
    /// A comma, full stop or semicolon follows.
    stops: bool,
}

fn split(sentence: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    let bytes = sentence.len();
    for (at, sign) in sentence.char_indices().chain([(bytes, ' ')]) {
        // Inside numbers a comma belongs to them, inside times of day a colon.
        let next = sentence.get(at + sign.len_utf8()..).and_then(|rest| rest.chars().next());
        let inside = matches!(sign, ',' | ':')
            && start.is_some()
            && next.is_some_and(|next| next.is_ascii_digit());
        if sign.is_alphanumeric() || inside || (sign == '-' && start.is_some()) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take()
            && let Some(raw) = sentence.get(from..at)
        {
            let stops = matches!(sign, ',' | '.' | ';' | ':');
            words.push(Word { text: raw.to_lowercase(), raw, start: from, end: at, stops });
        }
    }
    words
}

fn number(word: &Word<'_>) -> Option<f64> {
    let digits = word.text.replace(',', "");
    let plain =
        digits.parse::<f64>().ok().filter(|_| digits.chars().all(|sign| sign.is_ascii_digit()));
    plain.or_else(|| {
        // *twenty-two*
        let parts: Option<Vec<f64>> = word.text.split('-').map(numerals::of_word).collect();
        parts.filter(|parts| !parts.is_empty()).map(|parts| parts.iter().sum())
    })
}

/// The sense of a number, from the words before it.
fn bound(before: &[Word<'_>]) -> Bound {
    let at = |back: usize| {
        before
            .len()
            .checked_sub(back)
            .and_then(|n| before.get(n))
            .map_or("", |word| word.text.as_str())
    };
    match (at(3), at(2), at(1)) {
        ("no", "fewer" | "less", "than") => Bound::AtLeast,
        ("no", "more", "than") => Bound::AtMost,
        (_, "more", "than") | (_, _, "over") => Bound::MoreThan,
        (_, "fewer" | "less", "than") => Bound::LessThan,
        (_, "at", "least") => Bound::AtLeast,
        (_, "up", "to") => Bound::AtMost,
        (_, _, "some" | "about" | "around" | "nearly" | "almost" | "roughly" | "approximately") => {
            Bound::About
        }
        (_, "close", "to") => Bound::About,
        _ => Bound::Exactly,
    }
}

/// The numbers of people in a sentence.
pub fn tolls(sentence: &str) -> Vec<Toll> {
    let words = split(sentence);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.text.as_str()));
    if has(&ELSEWHERE) {
        return Vec::new();
    }
    let is_update = has(&CHANGES);
    let mut found = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let Some(value) = number(word).filter(|value| *value >= 1.0) else { continue };
        // A part of those who were told of before: *one of the dead*, *two of them*, *one more*.
        let next = |far: usize| words.get(n + far).map_or("", |word| word.text.as_str());
        let is_part = next(1) == "of" && matches!(next(2), "the" | "them" | "whom" | "those");
        if is_part || next(1) == "more" {
            continue;
        }
        let value = match words.get(n + 1).map(|next| next.text.as_str()) {
            Some("hundred") => value * 100.0,
            Some("thousand") => value * 1000.0,
            Some("dozen") => value * 12.0,
            _ => value,
        };
        let is_multiple = words
            .get(n + 1)
            .is_some_and(|next| matches!(next.text.as_str(), "hundred" | "thousand" | "dozen"));
        let first = n + 1 + usize::from(is_multiple);
        // Who is counted: the first word for people among the next few.
        let who = (first..words.len().min(first + 4))
            .take_while(|at| *at == first || !words[at - 1].stops)
            .find_map(|at| {
                let kind = KINDS.iter().find(|(_, list)| list.contains(&words[at].text.as_str()));
                kind.map(|(kind, _)| (at, *kind))
            });
        // An age stands after a comma or *aged*: *Private Avagyan, 22, died*; *aged 19 and 20, were dead*.
        let aged = words[n.saturating_sub(4)..n].iter().any(|word| word.text == "aged");
        if who.is_none() && (aged || n > 0 && words[n - 1].stops) {
            continue;
        }
        // Without a word for people the word for their fate must follow at once: *19 wounded*, *rose to 19*.
        let (last, kind) = who.unwrap_or((n, "people"));
        let Some(fate) = fate(&words, n, last, who.is_some()) else { continue };
        let names = words[n + 1..=last]
            .iter()
            .filter(|word| word.raw.chars().next().is_some_and(char::is_uppercase))
            .map(|word| word.text.clone())
            .collect();
        found.push(Toll {
            fate,
            kind,
            names,
            value,
            bound: bound(&words[..n]),
            is_update,
            words: word.start..words[last].end,
        });
    }
    found
}

/// What became of the people counted by the words from `n` to `last`.
fn fate(words: &[Word<'_>], n: usize, last: usize, is_people: bool) -> Option<&'static str> {
    let of = |word: &str, before: bool| {
        FATES
            .iter()
            .find(
                |(_, after, ahead)| {
                    if before { ahead.contains(&word) } else { after.contains(&word) }
                },
            )
            .map(|(name, ..)| *name)
    };
    // In the phrase itself: *17 bodies*, *11 dead*.
    if let Some(fate) = words[n..=last].iter().find_map(|word| of(&word.text, false)) {
        return Some(fate);
    }
    // Before it: *killing at least four*; *put the dead at 40*; *the toll has risen to 19*.
    for (far, word) in words[..n].iter().rev().enumerate() {
        if word.stops || far > 4 || number(word).is_some() {
            break;
        }
        if is_people && let Some(fate) = of(&word.text, true) {
            return Some(fate);
        }
        if matches!(word.text.as_str(), "dead" | "deaths" | "toll" | "losses") {
            return Some("dead");
        }
    }
    // After it: *14 people were killed*, *43 injured*.
    let reach = if is_people { REACH } else { 1 };
    for at in last + 1..words.len().min(last + 1 + reach) {
        if number(&words[at]).is_some() {
            break;
        }
        if words[at].text == "lost" && words.get(at + 2).is_some_and(|word| word.text == "lives") {
            return Some("dead");
        }
        if let Some(fate) = of(&words[at].text, false) {
            return Some(fate);
        }
        if words[at].stops {
            break;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(one: (f64, Bound), other: (f64, Bound), meet: bool) {
        assert_eq!(Range::of(one.0, one.1).meets(Range::of(other.0, other.1)), meet);
    }

    fn tell(sentence: &str, expected: &[&str]) {
        let found: Vec<String> = tolls(sentence)
            .iter()
            .map(|toll| {
                let update = if toll.is_update { " changed" } else { "" };
                format!("{} {} {} {}{update}", toll.fate, toll.bound, toll.value, toll.kind)
            })
            .collect();
        assert_eq!(found, expected, "{sentence}");
    }

    #[test]
    fn tolls_are_read_from_words() {
        tell("At least 14 people were killed when shells hit.", &["dead at_least 14 people"]);
        tell("They fired, killing four people.", &["dead exactly 4 people"]);
        tell("Our reporter counted 17 bodies in a tent.", &["dead exactly 17 people"]);
        tell("The rebels put the dead at 40.", &["dead exactly 40 people"]);
        tell("The toll has risen to 19.", &["dead exactly 19 people changed"]);
        tell("More than 2,000 people fled their homes.", &["displaced more_than 2000 people"]);
        tell(
            "Three soldiers were killed and five wounded.",
            &["dead exactly 3 forces", "wounded exactly 5 people"],
        );
        tell("Twenty-two people lost their lives.", &["dead exactly 22 people"]);
        tell("It killed no fewer than ten Armenian servicemen.", &["dead at_least 10 forces"]);
    }

    #[test]
    fn other_numbers_are_no_tolls() {
        tell("Fighting has killed 300 people since May.", &[]);
        tell("Private Ivanov, 22, died overnight.", &[]);
        tell("On 14 May the minister spoke to 12 people.", &[]);
        tell("The road is 30 km long.", &[]);
        tell("12:10 Five dead, the ambulance service says.", &["dead exactly 5 people"]);
        tell("Two of the dead were women.", &[]);
        tell("One more officer has died.", &[]);
    }

    #[test]
    fn numbers_that_fit() {
        check((300.0, Bound::MoreThan), (310.0, Bound::Exactly), true);
        check((12.0, Bound::Exactly), (20.0, Bound::AtLeast), false);
        check((12.0, Bound::AtLeast), (20.0, Bound::AtLeast), true);
        check((100.0, Bound::About), (112.0, Bound::Exactly), true);
        check((100.0, Bound::About), (250.0, Bound::Exactly), false);
        check((300.0, Bound::Exactly), (250.0, Bound::Exactly), false);
    }
}
