//! Codes of actors as other event data write them: a country, then a sector.

/// Bodies of many states that have a code of their own.
const OF_THEIR_OWN: &[(&str, &str)] = &[
    ("united-nations", "UNO"),
    ("european-union", "EUR"),
    ("european-commission", "EUR"),
    ("nato", "NAT"),
    ("african-union", "AFU"),
    ("arab-league", "ARL"),
    ("ecowas", "WAS"),
    ("asean", "ASN"),
    ("osce", "SCE"),
    ("imf", "IMF"),
    ("world-bank", "WBK"),
    ("opec", "OPC"),
    ("icc", "ICC"),
    ("interpol", "ITP"),
];

/// What stands where a country would, for an actor that has none.
fn prefix(kind: &str, sector: &str) -> &'static str {
    match (kind, sector) {
        ("intergovernmental", _) | (_, "IGO") => "IGO",
        (_, "NGO") => "NGO",
        ("armed_group", _) => "IMG",
        ("company", _) => "MNC",
        _ => "",
    }
}

/// PLOVER's code: `LBNREB`, `SYRGOV`, `IGOUNO`, `IMGREB`; a state's is its country alone. `id` is that of the actor
/// tables, where it has one.
pub fn plover(
    id: Option<&str>,
    kind: &str,
    sector: Option<&str>,
    country: Option<&str>,
) -> Option<String> {
    if kind == "state" {
        return country.map(str::to_owned);
    }
    let own = id.and_then(|id| OF_THEIR_OWN.iter().find(|(known, _)| *known == id));
    if let Some((_, code)) = own {
        return Some(format!("IGO{code}"));
    }
    let sector = sector.unwrap_or_default();
    // An armed group whose country nobody told is not for that one of many countries.
    let many = id.is_some() || kind != "armed_group";
    let prefix = country.unwrap_or_else(|| if many { prefix(kind, sector) } else { "" });
    let code = if prefix == sector { prefix.to_owned() } else { format!("{prefix}{sector}") };
    (!code.is_empty()).then_some(code)
}

/// CAMEO's code, which calls some sectors otherwise: journalists `MED`, health `HLH`, unrecognised authorities `SEP`,
/// paramilitaries `PRM`, bodies of civil society `CVL`.
pub fn cameo(
    id: Option<&str>,
    kind: &str,
    sector: Option<&str>,
    country: Option<&str>,
) -> Option<String> {
    let sector = sector.map(|sector| match sector {
        "JRN" => "MED",
        "MED" => "HLH",
        "PRE" => "SEP",
        "SOC" => "CVL",
        "UNK" => "",
        other => other,
    });
    plover(id, kind, sector, country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_country_and_sector() {
        let check = |id, kind, sector, country, own: &str, theirs: &str| {
            assert_eq!(plover(id, kind, sector, country).unwrap_or_default(), own);
            assert_eq!(cameo(id, kind, sector, country).unwrap_or_default(), theirs);
        };
        check(
            Some("lebanon-hezbollah"),
            "armed_group",
            Some("REB"),
            Some("LBN"),
            "LBNREB",
            "LBNREB",
        );
        check(None, "government", Some("GOV"), Some("SYR"), "SYRGOV", "SYRGOV");
        check(None, "state", Some("GOV"), Some("SYR"), "SYR", "SYR");
        check(Some("united-nations"), "intergovernmental", Some("IGO"), None, "IGOUNO", "IGOUNO");
        check(Some("islamic-state"), "armed_group", Some("REB"), None, "IMGREB", "IMGREB");
        check(None, "armed_group", Some("REB"), None, "REB", "REB");
        check(None, "media", Some("JRN"), Some("SYR"), "SYRJRN", "SYRMED");
        check(None, "intergovernmental", Some("IGO"), None, "IGO", "IGO");
        check(None, "person", None, None, "", "");
    }
}
