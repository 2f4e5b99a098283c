//! What is known beforehand: countries with their demonyms, and actors of many names. Both are
//! files of our own in `data/`, compiled in.

use super::names::fold;
use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_gazetteer::COUNTRIES as COUNTRY_ROWS;

/// How a country is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// *Iraq*.
    Name,
    /// *Iraqi*, *Iraqis*.
    Demonym,
    /// *Baghdad*.
    Capital,
    /// *Scotland*, *Welsh*, *Soviet Union*: lies or lay in the country, but is not it.
    Part,
}

/// An actor that goes by several names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// The name that stands for all of them.
    pub name: &'static str,
    /// Kind on the wire.
    pub kind: &'static str,
    /// PLOVER sector.
    pub sector: &'static str,
    /// ISO 3166-1 alpha-3.
    pub country: Option<&'static str>,
}

static COUNTRIES: LazyLock<HashMap<String, (&'static str, Naming)>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for row in rows(COUNTRY_ROWS) {
        let [iso3, _iso2, name, aliases, demonyms, capital, parts, ..] = row[..] else { continue };
        let names = std::iter::once(name).chain(aliases.split('|'));
        let all = names
            .map(|name| (name, Naming::Name))
            .chain(demonyms.split('|').map(|name| (name, Naming::Demonym)))
            .chain(capital.split('|').map(|name| (name, Naming::Capital)))
            .chain(parts.split('|').map(|name| (name, Naming::Part)));
        for (name, naming) in all.filter(|(name, _)| !name.is_empty()) {
            table.entry(key(name)).or_insert((iso3, naming));
        }
    }
    table
});

static KNOWN: LazyLock<HashMap<String, Known>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for row in rows(include_str!("../../data/aliases.tsv")) {
        let [name, aliases, kind, sector, country] = row[..] else { continue };
        let country = (!country.is_empty()).then_some(country);
        for alias in std::iter::once(name).chain(aliases.split('|')).filter(|a| !a.is_empty()) {
            table.entry(key(alias)).or_insert(Known { name, kind, sector, country });
        }
    }
    table
});

/// Given names that are mostly a man's (`false`) or a woman's (`true`).
static GIVEN: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let mut table = HashMap::new();
    for row in rows(include_str!("../../data/given_names.tsv")) {
        let [gender, names] = row[..] else { continue };
        table.extend(names.split(' ').map(|name| (name, gender == "f")));
    }
    table
});

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// Short names in capitals match capitals only, so that *us* is not a country nor *who* a body.
fn key(name: &str) -> String {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.chars().count() <= 4 && letters.chars().all(|c| c.is_uppercase() || c.is_numeric()) {
        return format!("={letters}");
    }
    fold(name)
}

/// Without the article and the possessive ending, which would spoil the look of a short name.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let name = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name);
    ["the ", "The ", "THE "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name)
}

/// The country that `name` is a name, demonym or capital of.
pub fn country(name: &str) -> Option<(&'static str, Naming)> {
    COUNTRIES.get(&key(bare(name))).copied()
}

/// The actor that goes by `name`.
pub fn known(name: &str) -> Option<Known> {
    KNOWN.get(&key(bare(name))).copied()
}

/// The alpha-2 code of a country.
pub fn iso2(iso3: &str) -> Option<&'static str> {
    rows(COUNTRY_ROWS).find(|row| row[0] == iso3).and_then(|row| row.get(1).copied())
}

/// The country of an internet domain's last part (`uk`, `ie`), but for those that mean no country.
pub fn domain(last: &str) -> Option<&'static str> {
    let spoken_for =
        matches!(last, "co" | "tv" | "me" | "io" | "ai" | "cc" | "fm" | "to" | "la" | "is" | "it");
    if spoken_for || last.len() != 2 || !last.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let iso2 = if last == "uk" { "GB".to_owned() } else { last.to_uppercase() };
    rows(COUNTRY_ROWS).find(|row| row.get(1) == Some(&iso2.as_str())).map(|row| row[0])
}

/// Whether the folded given name is a woman's (`Some(true)`), a man's, or not known.
pub fn is_womans(given: &str) -> Option<bool> {
    GIVEN.get(given).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole() {
        for row in rows(COUNTRY_ROWS) {
            assert_eq!(row.len(), 9, "{row:?}");
            assert_eq!((row[0].len(), row[1].len()), (3, 2), "{row:?}");
        }
        for row in rows(include_str!("../../data/aliases.tsv")) {
            assert_eq!(row.len(), 5, "{row:?}");
            let iso3 = row[4];
            let is_country = rows(COUNTRY_ROWS).any(|r| r[0] == iso3);
            assert!(iso3.is_empty() || is_country, "{row:?}");
        }
        for row in rows(include_str!("../../data/given_names.tsv")) {
            assert_eq!(row.len(), 2, "{row:?}");
        }
    }

    #[test]
    fn names_lead_to_countries_and_actors() {
        let check = |name: &str, expected: Option<&str>| {
            assert_eq!(country(name).map(|(iso3, _)| iso3), expected, "{name:?}");
        };
        check("Iraqi", Some("IRQ"));
        check("the United States", Some("USA"));
        check("U.S.", Some("USA"));
        check("us", None);
        check("Côte d’Ivoire", Some("CIV"));
        check("Niger", Some("NER"));
        check("Nigerian", Some("NGA"));
        check("Ruritania", None);
        assert_eq!(country("Welsh"), Some(("GBR", Naming::Part)));
        assert_eq!(country("Baghdad"), Some(("IRQ", Naming::Capital)));
        assert_eq!(known("Daesh"), known("Islamic State"));
        assert_eq!(known("the UN").map(|k| k.name), Some("United Nations"));
        assert_eq!(known("who"), None);
        assert_eq!(is_womans("maria"), Some(true));
        assert_eq!(is_womans("qwerty"), None);
    }
}
