//! Names as keys: what is left of a name when case, accents, articles and punctuation are folded,
//! and which parts of a person's name must agree.

/// Words that hang before a family name in many languages and come and go between reports.
const PARTICLES: &[&str] = &[
    "al", "el", "ul", "ad", "ar", "as", "ash", "an", "bin", "ben", "ibn", "abu", "van", "von",
    "de", "del", "der", "den", "da", "di", "du", "dos", "la", "le", "ter", "bint", "of",
];

/// Words after a person's name that are no part of it.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"];

/// Words of courtesy and rank that taggers sometimes take into the name.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "sir",
    "lord",
    "lady",
    "gen",
    "col",
    "maj",
    "capt",
    "lt",
    "sgt",
    "adm",
    "rev",
    "fr",
    "sen",
    "rep",
    "gov",
    "president",
    "king",
    "queen",
    "prince",
    "princess",
    "sheikh",
    "shaikh",
    "ayatollah",
    "pope",
    "general",
    "colonel",
    "senator",
    "minister",
    "judge",
    "imam",
    "mullah",
    "emir",
    "saint",
];

pub use tacitus_actors::key::fold;

/// The parts of a person's name that count: without titles, particles, single initials and
/// suffixes, folded. The last is the family name in most reports.
pub fn person_parts(name: &str) -> Vec<String> {
    let folded = fold(name);
    let mut parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
    while parts.len() > 1 && TITLES.contains(&parts[0]) {
        parts.remove(0);
    }
    while parts.len() > 1 && parts.last().is_some_and(|part| SUFFIXES.contains(part)) {
        parts.pop();
    }
    let counted: Vec<String> = parts
        .iter()
        .filter(|part| part.chars().count() > 1 && !PARTICLES.contains(part))
        .map(|part| (*part).to_owned())
        .collect();
    if counted.is_empty() { parts.iter().map(|part| (*part).to_owned()).collect() } else { counted }
}

/// Whether two names of several parts can be one person: one's parts are among the other's, in
/// order, and both begin alike. *Mohammed bin Salman* and *Mohammed bin Salman Al Saud* can.
pub fn same_person(one: &[String], other: &[String]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() < 2 || short.first() != long.first() {
        return false;
    }
    let mut rest = long.iter();
    short.iter().all(|part| rest.any(|candidate| candidate == part))
}

/// The capital letters that an acronym of `name` would have: of each word that is written large.
pub fn initials(name: &str) -> String {
    name.split(|c: char| c.is_whitespace() || c == '-')
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase())
        .collect()
}

/// Whether `short` is written as an acronym: two to eight letters, capitals (a plural *s* aside),
/// with or without stops.
pub fn is_acronym(short: &str) -> bool {
    let letters: String = short.chars().filter(|c| *c != '.' && *c != '-').collect();
    let n_upper = letters.chars().filter(|c| c.is_uppercase()).count();
    let n = letters.chars().count();
    (2..=8).contains(&n) && letters.chars().all(char::is_alphanumeric) && n_upper * 2 > n && {
        let first = letters.chars().next();
        first.is_some_and(char::is_uppercase) && !short.contains(' ')
    }
}

/// Whether the letters of the acronym `short` occur in order among those of `name`, the first of
/// them at its beginning: *FMU* in *Free Miners Union*, *UNHCR* in *UN High Commissioner for
/// Refugees*.
pub fn abbreviates(short: &str, name: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut first = true;
    let fits =
        short.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).all(|c| {
            if first {
                first = false;
                return letters.next() == Some(c);
            }
            letters.any(|letter| letter == c)
        });
    fits && short.chars().count() < name.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_what_tells_names_apart() {
        let check = |name: &str, expected: &str| assert_eq!(fold(name), expected, "{name:?}");
        check("The Kessarine Front", "kessarine front");
        check("Al-Bukamal's", "al bukamal");
        check("U.S.", "us");
        check("Séléka", "seleka");
        check("Se\u{301}le\u{301}ka", "seleka");
        check("The", "the");
        check("Jaysh  al–Islam", "jaysh al islam");
    }

    #[test]
    fn persons_agree_by_their_parts() {
        let check = |one: &str, other: &str, expected: bool| {
            let same = same_person(&person_parts(one), &person_parts(other));
            assert_eq!(same, expected, "{one:?} and {other:?}");
        };
        check("Omar al-Hakim", "Omar Hakim", true);
        check("Ada B. Corren", "Ada Corren", true);
        check("Gen. Pavel Stroh Jr.", "Pavel Stroh", true);
        check("Karim bin Talal Al Nour", "Karim bin Talal", true);
        check("Ada Corren", "Ivo Corren", false);
        check("Corren", "Ada Corren", false);
    }

    #[test]
    fn acronyms_abbreviate() {
        assert!(is_acronym("FMU") && is_acronym("U.N.") && is_acronym("RoK"));
        assert!(!is_acronym("Union") && !is_acronym("A") && !is_acronym("FREE MINERS"));
        assert!(abbreviates("FMU", "Free Miners Union"));
        assert!(!abbreviates("FMU", "Miners Union"));
        assert_eq!(initials("Free Miners Union of the North"), "FMUN");
    }
}
