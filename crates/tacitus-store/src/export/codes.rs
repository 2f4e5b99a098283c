//! Codes and scales of others: countries, the quarters of CAMEO, Goldstein's scale, the scale of
//! PLOVER.

use std::collections::HashMap;
use std::sync::OnceLock;
use tacitus_doc::{EventType, Quad};

/// Codes of a country; those that it lacks, or that are not sure, are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub iso2: &'static str,
    /// ISO 3166-1 number, three digits.
    pub number: &'static str,
    pub name: &'static str,
    /// FIPS 10-4, withdrawn in 2008, which GDELT writes for places.
    pub fips: &'static str,
    /// Number of the Correlates of War project, for states that its system holds today.
    pub cow: &'static str,
    /// Number of Gleditsch and Ward as UCDP writes it.
    pub gw: &'static str,
}

/// The country of three letters; empty codes where there is none.
pub fn country(iso3: Option<&str>) -> Country {
    static TABLE: OnceLock<HashMap<&'static str, Country>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let lines = include_str!("countries.tsv").lines().filter(|line| !line.starts_with('#'));
        lines
            .filter_map(|line| {
                let mut cells = line.split('\t');
                let mut next = || cells.next().unwrap_or_default();
                let iso3 = next();
                let country = Country {
                    iso2: next(),
                    number: next(),
                    name: next(),
                    fips: next(),
                    cow: next(),
                    gw: next(),
                };
                (iso3.len() == 3).then_some((iso3, country))
            })
            .collect()
    });
    iso3.and_then(|iso3| table.get(iso3)).copied().unwrap_or_default()
}

/// The two digits that a CAMEO code begins with.
pub fn root(cameo: &str) -> &str {
    cameo.get(..2).unwrap_or_default()
}

/// The code of three digits that a CAMEO code stands under, or the code itself.
pub fn base(cameo: &str) -> &str {
    cameo.get(..3).unwrap_or(cameo)
}

/// GDELT's quarters, by root: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict. Its
/// borders are not PLOVER's: 09 (investigate) is 2, 14 (protest) is 3.
pub fn cameo_quad(cameo: &str) -> &'static str {
    match root(cameo).parse::<u8>() {
        Ok(1..=5) => "1",
        Ok(6..=9) => "2",
        Ok(10..=14) => "3",
        Ok(15..=20) => "4",
        _ => "",
    }
}

/// Goldstein's scale as the CAMEO project gives it, for those codes that Tacitus writes and whose
/// value is sure.
pub fn goldstein(cameo: &str) -> &'static str {
    match cameo {
        "03" => "4.0",
        "04" | "041" => "1.0",
        "042" => "1.9",
        "044" => "2.5",
        "05" => "3.5",
        "06" => "6.0",
        "07" | "084" => "7.0",
        "08" => "5.0",
        "087" => "9.0",
        "09" | "11" | "111" | "112" => "-2.0",
        "10" | "104" | "105" | "173" | "174" => "-5.0",
        "12" | "16" => "-4.0",
        "13" => "-6.0",
        "14" | "141" | "142" | "143" => "-6.5",
        "144" | "145" => "-7.5",
        "15" => "-7.2",
        "162" => "-5.6",
        "166" | "17" => "-7.0",
        "171" => "-9.2",
        "175" | "18" | "181" => "-9.0",
        "182" => "-9.5",
        "183" | "1831" | "186" | "19" | "193" | "194" | "195" | "20" | "204" => "-10.0",
        _ => "",
    }
}

/// PLOVER's quarter of a type: 1 verbal, 2 material cooperation, 3 verbal, 4 material conflict.
pub fn plover_quad(event_type: &str) -> &'static str {
    match EventType::parse(event_type).map(EventType::quad) {
        Some(Quad::VerbalCooperation) => "1",
        Some(Quad::MaterialCooperation) => "2",
        Some(Quad::VerbalConflict) => "3",
        Some(Quad::MaterialConflict) => "4",
        None => "",
    }
}

/// PLOVER's scale of conflict and cooperation, -10 to 10 (manual 2.0, table 2.2): that of the mode,
/// or else of the type. An ACCUSE without a mode has none: the manual prints a number of the wrong
/// sign.
pub fn plover_scale(event_type: &str, mode: Option<&str>) -> &'static str {
    match (event_type, mode.unwrap_or_default()) {
        ("CONSULT", "visit" | "multilateral") => "4",
        ("CONSULT", "third-party") => "1",
        ("CONSULT", "phone") => "1.5",
        ("AGREE" | "CONSULT", _) => "2.5",
        ("SUPPORT", _) => "5",
        ("CONCEDE", _) => "4.5",
        ("COOPERATE", _) => "9.5",
        ("AID", _) => "10",
        ("RETREAT", "withdraw") => "8",
        ("RETREAT", "disarm") => "10",
        ("RETREAT", "ceasefire") => "7.5",
        ("RETREAT", "resign") => "4.5",
        ("RETREAT", _) => "6.5",
        ("REQUEST", "assist") => ".5",
        ("REQUEST", "change" | "yield") => "-1",
        ("REQUEST", _) => "0",
        ("ACCUSE", "disapprove") => "-2",
        ("ACCUSE", "investigate" | "allege") => "-3.5",
        ("REJECT", "assist") => "-1.5",
        ("REJECT", _) => "-2",
        ("THREATEN", "restrict") => "-3",
        ("THREATEN", "territory") => "-4",
        ("THREATEN", _) => "-3.5",
        ("PROTEST", "riot") => "-7",
        ("PROTEST", "hunger" | "boycott" | "obstruct") => "-4.5",
        ("PROTEST", _) => "-5",
        ("SANCTION", "expel") => "-5.5",
        ("SANCTION", _) => "-6",
        ("MOBILIZE", "troops" | "weapons") => "-6.5",
        ("MOBILIZE", "militia") => "-6",
        ("MOBILIZE", _) => "-5.5",
        ("COERCE", "censor" | "curfew" | "misinformation") => "-6.5",
        ("COERCE", "martial-law") => "-7.5",
        ("COERCE", _) => "-7",
        ("ASSAULT", "abduct" | "torture" | "sexual" | "destroy") => "-8.5",
        ("ASSAULT", "beat" | "crowd-control") => "-7.5",
        ("ASSAULT", "primitive") => "-8",
        ("ASSAULT", "targeted" | "suicide-attack" | "aerial" | "drone" | "heavy-weapons") => "-9.5",
        ("ASSAULT", "unconventional") => "-10",
        ("ASSAULT", _) => "-9",
        _ => "",
    }
}

/// The hexadecimal digits of an id as a decimal number, for readers that want a number. Ids with
/// the same digits have a number after them, which is put above the 48 bits of the digits.
pub fn number(id: &str) -> String {
    let (digits, again) = id.split_once('-').unwrap_or((id, "0"));
    let parsed = u64::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= 12);
    match (parsed, again.parse::<u64>().ok().filter(|again| *again < 1 << 15)) {
        (Some(digits), Some(again)) => (digits + (again << 48)).to_string(),
        _ => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::Mode;

    #[test]
    fn countries_have_their_codes() {
        let chad = country(Some("TCD"));
        assert_eq!((chad.iso2, chad.fips, chad.cow, chad.gw), ("TD", "CD", "483", "483"));
        assert_eq!(country(Some("CHN")).fips, "CH");
        assert_eq!(country(Some("CHE")).fips, "SZ");
        assert_eq!((country(Some("YEM")).cow, country(Some("YEM")).gw), ("679", "678"));
        assert_eq!(country(Some("PSE")).fips, "", "FIPS has two for it");
        assert_eq!(country(Some("???")), Country::default());
        assert_eq!(country(None), Country::default());
    }

    #[test]
    fn no_two_countries_share_a_code() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("countries.tsv").lines().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 7, "{line}");
            for (n, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                assert!(seen.insert((n, *cell)), "{cell} stands twice in column {n}");
            }
        }
    }

    #[test]
    fn scales_have_the_sign_of_their_quarter() {
        for event_type in EventType::ALL.iter().copied() {
            for mode in Mode::ALL.iter().copied().map(Some).chain([None]) {
                let scale = plover_scale(event_type.as_str(), mode.map(Mode::as_str));
                let Ok(scale) = scale.parse::<f64>() else { continue };
                match plover_quad(event_type.as_str()) {
                    "1" | "2" => assert!(scale > 0.0, "{event_type:?} {mode:?}"),
                    "3" => assert!(scale <= 0.5, "{event_type:?} {mode:?}"),
                    _ => assert!(scale < 0.0, "{event_type:?} {mode:?}"),
                }
            }
        }
        assert_eq!((goldstein("1712"), goldstein("14"), cameo_quad("14")), ("", "-6.5", "3"));
        assert_eq!((base("04"), base("1831"), root("1831")), ("04", "183", "18"));
    }

    #[test]
    fn ids_become_numbers() {
        assert_eq!(number("0000000000ff"), "255");
        assert_eq!(number("0000000000ff-2"), (255u64 + (2 << 48)).to_string());
        assert_eq!(number("no id"), "no id");
        assert_eq!(number(""), "");
    }
}
