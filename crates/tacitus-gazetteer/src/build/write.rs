//! From drafts to bytes.

use super::{Built, Draft, bare_division, is_usable};
use crate::COUNTRIES;
use crate::file::{
    Feature, FeatureClass, GazetteerError, MAGIC, N_SECTIONS, NAME_STEP, NO_DIVISION, Section,
};
use crate::key;
use fst::MapBuilder;
use std::collections::{BTreeMap, HashMap};

/// Countries whose names come to English through another script, or with Arabic articles.
const OTHER_SCRIPTS: &[&str] = &[
    "AE", "AF", "AM", "AZ", "BD", "BG", "BH", "BT", "BY", "CN", "CY", "DJ", "DZ", "EG", "ER", "ET",
    "GE", "GR", "IL", "IN", "IQ", "IR", "JO", "JP", "KG", "KH", "KP", "KR", "KW", "KZ", "LA", "LB",
    "LK", "LY", "MA", "MK", "MM", "MN", "MR", "NP", "OM", "PK", "PS", "QA", "RS", "RU", "SA", "SD",
    "SO", "SS", "SY", "TD", "TH", "TJ", "TM", "TN", "TW", "UA", "UZ", "XK", "YE",
];

/// Settlements with fewer people are not found by their skeletons: too many would be like each other.
const LEAST_FOR_SKELETON: f64 = 2000.0;

/// Settlements with fewer people, in countries that write Latin letters, have their own name only.
const LEAST_FOR_EXONYMS: f64 = 15_000.0;

pub(super) fn write(
    mut drafts: Vec<Draft>,
    origin: &str,
) -> Result<(Vec<u8>, Built), GazetteerError> {
    let iso3: HashMap<&str, &str> = super::rows(COUNTRIES)
        .filter(|(_, row)| row.len() > 1)
        .map(|(_, row)| (row[1], row[0]))
        .collect();
    for draft in &mut drafts {
        if !iso3.contains_key(draft.country.as_str()) {
            draft.country.clear();
        }
    }
    let rank = |draft: &Draft| match draft.feature.map(Feature::class) {
        Some(FeatureClass::Country) if !draft.country.is_empty() => 0,
        Some(FeatureClass::Province) if draft.division.is_some() => 1,
        Some(FeatureClass::District) if draft.division.is_some() => 2,
        _ => 3,
    };
    // Stable, so that what is alike stays in the order of the sources.
    drafts.sort_by(|a, b| {
        let place = |draft: &Draft| (rank(draft), draft.geonameid);
        (&a.country, place(a), &a.name).cmp(&(&b.country, place(b), &b.name))
    });

    let mut sections: Vec<Vec<u8>> = vec![Vec::new(); N_SECTIONS];
    let mut first = HashMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        if !draft.country.is_empty() && !first.contains_key(draft.country.as_str()) {
            first.insert(draft.country.as_str(), at);
            let row = &mut sections[Section::Countries as usize];
            row.extend_from_slice(draft.country.as_bytes());
            row.extend_from_slice(iso3[draft.country.as_str()].as_bytes());
            row.extend_from_slice(&[0; 3]);
            row.extend_from_slice(&(at as u32).to_le_bytes());
        }
    }
    let division: HashMap<&str, usize> = drafts
        .iter()
        .enumerate()
        .filter_map(|(at, draft)| Some((draft.division.as_deref()?, at)))
        .collect();
    for (at, draft) in drafts.iter().enumerate() {
        let mut put = |section: Section, bytes: &[u8]| {
            sections[section as usize].extend_from_slice(bytes);
        };
        for degrees in [draft.lat, draft.lon] {
            let raw = (degrees / 180.0 * f64::from(1 << 23)).round() as i32;
            let raw = raw.clamp(-(1 << 23), (1 << 23) - 1).to_le_bytes();
            put(Section::Points, &raw[..3]);
        }
        put(Section::People, &[(draft.people.max(0.0).ln_1p() * 8.0).round() as u8]);
        put(Section::Features, &[draft.feature.map_or(u8::MAX, |feature| feature.0)]);
        let start = first.get(draft.country.as_str()).copied().unwrap_or_default();
        for code in [&draft.admin1, &draft.admin2] {
            let own = code.as_deref().and_then(|code| division.get(code));
            let own = own.and_then(|own| u16::try_from(own.checked_sub(start)?).ok());
            put(Section::Divisions, &own.unwrap_or(NO_DIVISION).to_le_bytes());
        }
        put(Section::Ids, &draft.geonameid.to_le_bytes());
        put(Section::Radii, &[(draft.radius_km.max(0.0).ln_1p() * 10.0).round() as u8]);
        if at % NAME_STEP == 0 {
            let from = sections[Section::Names as usize].len() as u32;
            sections[Section::NameSteps as usize].extend_from_slice(&from.to_le_bytes());
        }
        let names = &mut sections[Section::Names as usize];
        names.extend(draft.name.bytes().filter(|byte| *byte != 0));
        names.push(0);
    }

    let mut keys: BTreeMap<String, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut skeletons: BTreeMap<String, BTreeMap<u32, u32>> = BTreeMap::new();
    for (at, draft) in drafts.iter().enumerate() {
        let mut add = |key: String, flag: u32| {
            // A key of two letters is an abbreviation, and only divisions and countries have such.
            let short = key.chars().count() < 3 && flag > 0 && rank(draft) == 3;
            if !key.is_empty() && !short {
                let flags = keys.entry(key).or_default().entry(at as u32).or_insert(flag);
                *flags = flag.min(*flags);
            }
        };
        let foreign = OTHER_SCRIPTS.contains(&draft.country.as_str());
        let class = draft.feature.map(Feature::class);
        let named = matches!(class, Some(FeatureClass::Province | FeatureClass::District));
        let settled = class == Some(FeatureClass::Settlement);
        // Where the name is written in Latin letters, other names of small towns are other languages'.
        let others: &[String] = if settled && !foreign && draft.people < LEAST_FOR_EXONYMS {
            &[]
        } else {
            &draft.alternates
        };
        let others = others.iter().map(|name| (name, 1));
        for name in &draft.demonyms {
            add(key::key(name), 3);
        }
        for (name, flag) in std::iter::once((&draft.name, 0)).chain(others) {
            add(key::key(name), flag);
            if foreign && let Some(bare) = key::bare_key(name) {
                add(bare, 2);
            }
            if named && let Some(bare) = bare_division(name).filter(|bare| is_usable(bare)) {
                if foreign && let Some(bare) = key::bare_key(&bare) {
                    add(bare, 2);
                }
                add(key::key(&bare), flag);
            }
        }
        if foreign && (!settled || draft.people >= LEAST_FOR_SKELETON) {
            let all = std::iter::once(&draft.name).chain(&draft.alternates);
            for name in
                all.flat_map(|name| [Some(name.clone()), bare_division(name).filter(|_| named)])
            {
                if let Some(bones) = name.as_deref().and_then(key::skeleton) {
                    skeletons.entry(bones).or_default().insert(at as u32, 3);
                }
            }
        }
    }
    let built = Built { places: drafts.len(), names: keys.len(), skeletons: skeletons.len() };
    let (map, postings) = index(&keys)?;
    sections[Section::Keys as usize] = map;
    sections[Section::Postings as usize] = postings;
    let (map, postings) = index(&skeletons)?;
    sections[Section::Skeletons as usize] = map;
    sections[Section::SkeletonPostings as usize] = postings;
    sections[Section::Origin as usize] = origin.as_bytes().to_vec();

    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&(drafts.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    let mut from = bytes.len() + N_SECTIONS * 16;
    for section in &sections {
        bytes.extend_from_slice(&(from as u64).to_le_bytes());
        bytes.extend_from_slice(&(section.len() as u64).to_le_bytes());
        from += section.len();
    }
    sections.iter().for_each(|section| bytes.extend_from_slice(section));
    Ok((bytes, built))
}

/// The map of keys, and the postings that its values point to: an even value is twice a posting, an odd one twice
/// the place of a list, plus one. A posting is four times an entry plus how the key names it.
fn index(
    keys: &BTreeMap<String, BTreeMap<u32, u32>>,
) -> Result<(Vec<u8>, Vec<u8>), GazetteerError> {
    let fail = |error: fst::Error| GazetteerError::new(format!("the index of names: {error}"));
    let mut map = MapBuilder::memory();
    let mut postings = Vec::new();
    let mut lists: HashMap<Vec<u8>, u64> = HashMap::new();
    for (key, entries) in keys {
        let packed: Vec<u32> = entries.iter().map(|(entry, flag)| entry << 2 | flag).collect();
        let value = match packed[..] {
            [one] => u64::from(one) << 1,
            _ => {
                let mut list = Vec::new();
                varint(packed.len() as u32, &mut list);
                let mut last = 0;
                for one in packed {
                    varint(one - last, &mut list);
                    last = one;
                }
                let from = *lists.entry(list).or_insert_with_key(|list| {
                    postings.extend_from_slice(list);
                    (postings.len() - list.len()) as u64
                });
                from << 1 | 1
            }
        };
        map.insert(key, value).map_err(fail)?;
    }
    Ok((map.into_inner().map_err(fail)?, postings))
}

fn varint(mut value: u32, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
