//! What is known beforehand, whatever the day: countries with their demonyms, bodies of many names, given names.

use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_actors::key::{bare, fold, key};
use tacitus_actors::{Actors, Body};
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

/// An actor that the tables know, whatever the day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    /// What tells it from others: its id, or the state and body that it is.
    pub id: &'static str,
    /// For a government, parliament or the forces of a state: which.
    pub body: Option<(&'static str, Body)>,
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

/// The rows of countries by their alpha-3 codes.
static BY_CODE: LazyLock<HashMap<&'static str, Vec<&'static str>>> =
    LazyLock::new(|| rows(COUNTRY_ROWS).map(|row| (row[0], row)).collect());

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

/// The country that `name` is a name, demonym or capital of.
pub fn country(name: &str) -> Option<(&'static str, Naming)> {
    COUNTRIES.get(&key(bare(name))).copied()
}

/// Whether the folded word is a country's name or demonym, maybe with the *s* of a possessive or plural.
pub fn is_countrys(word: &str) -> bool {
    let is = |word: &str| country(&capitalised(word)).is_some();
    is(word) || word.strip_suffix('s').is_some_and(is)
}

/// The word with a capital.
pub fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// The body, no person, that goes by `name`. A name of several counts where it is an acronym that one alone has.
pub fn known(name: &str) -> Option<Known> {
    let actors = Actors::embedded();
    let hits: Vec<_> = actors.named(name).filter(|hit| hit.row.kind != "person").collect();
    let first = hits.first().filter(|first| {
        let acronym = first.alias.text.chars().all(|c| !c.is_lowercase());
        let alone = hits.iter().all(|hit| hit.row.id == first.row.id);
        hits.iter().any(|hit| !hit.alias.ambiguous) || acronym && alone
    });
    if let Some(first) = first {
        let row = hits.iter().find(|hit| !hit.alias.ambiguous).unwrap_or(first).row;
        return Some(Known {
            id: &row.id,
            body: None,
            kind: row.kind,
            sector: row.sectors.first().copied().unwrap_or_default(),
            country: row.country.as_deref(),
        });
    }
    let (iso3, body, _) = actors.bodies(name).iter().find(|(.., ambiguous)| !ambiguous)?;
    let (kind, sector) = body.sort();
    let own = matches!(body, Body::Government | Body::Parliament | Body::Forces);
    let id = if own { iso3 } else { actors.bodies_name(name)? };
    Some(Known { id, body: own.then_some((iso3, *body)), kind, sector, country: Some(iso3) })
}

/// The code of a country, for good.
pub fn iso3(code: &str) -> Option<&'static str> {
    BY_CODE.get(code).map(|row| row[0])
}

/// The name of a country.
pub fn name_of(iso3: &str) -> &'static str {
    BY_CODE.get(iso3).map_or("", |row| row[2])
}

/// The folded words of all names and demonyms of a country.
pub fn words_of(iso3: &str) -> Vec<&'static str> {
    static WORDS: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
        let words = |row: &[&str]| {
            let names = [row[2], row[3], row[4], row[6]].join("|");
            let folded = names.split('|').map(fold).collect::<Vec<_>>().join(" ");
            folded.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
        };
        BY_CODE.iter().map(|(iso3, row)| (*iso3, words(row))).collect()
    });
    WORDS.get(iso3).into_iter().flatten().map(String::as_str).collect()
}

/// The alpha-2 code of a country.
pub fn iso2(iso3: &str) -> Option<&'static str> {
    BY_CODE.get(iso3).map(|row| row[1])
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
        assert_eq!(known("the UN").map(|k| k.id), Some("united-nations"));
        assert_eq!(known("Knesset").and_then(|k| k.body), Some(("ISR", Body::Parliament)));
        assert_eq!(known("who"), None);
        assert_eq!(is_womans("maria"), Some(true));
        assert_eq!(is_womans("qwerty"), None);
    }
}
