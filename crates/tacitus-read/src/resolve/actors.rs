//! What sort of actor a phrase names: its kind on the wire, its PLOVER sector, its country, and
//! what the report calls it. Reads single phrases; which phrases belong together is told in
//! [`super::group`].

use super::names::fold;
use super::tables::{self, Naming};
use tacitus_doc::Kind;

/// What one phrase says of the actor that it names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Description {
    /// Kind on the wire.
    pub kind: Option<&'static str>,
    /// PLOVER sector.
    pub sector: Option<&'static str>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<&'static str>,
    /// For persons: the words around the name, *Iraqi Prime Minister*.
    pub role: Option<String>,
    /// The words of office in it, folded: `prime minister`, `leader`.
    pub offices: Vec<&'static str>,
}

/// Head words and what they make of a body: word, kind, sector.
const BODIES: &[(&str, &str, &str)] = &[
    ("government", "government", "GOV"),
    ("regime", "government", "GOV"),
    ("administration", "government", "GOV"),
    ("authorities", "government", "GOV"),
    ("authority", "government", "GOV"),
    ("ministry", "government", "GOV"),
    ("cabinet", "government", "GOV"),
    ("junta", "government", "MIL"),
    ("presidency", "government", "GOV"),
    ("embassy", "government", "GOV"),
    ("consulate", "government", "GOV"),
    ("department", "government", "GOV"),
    ("officials", "government", "GOV"),
    ("ministers", "government", "GOV"),
    ("diplomats", "government", "GOV"),
    ("intelligence", "government", "SPY"),
    ("parliament", "legislature", "LEG"),
    ("senate", "legislature", "LEG"),
    ("congress", "legislature", "LEG"),
    ("legislature", "legislature", "LEG"),
    ("assembly", "legislature", "LEG"),
    ("lawmakers", "legislature", "LEG"),
    ("army", "state_forces", "MIL"),
    ("military", "state_forces", "MIL"),
    ("navy", "state_forces", "MIL"),
    ("troops", "state_forces", "MIL"),
    ("soldiers", "state_forces", "MIL"),
    ("soldier", "state_forces", "MIL"),
    ("forces", "state_forces", "MIL"),
    ("marines", "state_forces", "MIL"),
    ("warplanes", "state_forces", "MIL"),
    ("jets", "state_forces", "MIL"),
    ("artillery", "state_forces", "MIL"),
    ("peacekeepers", "intergovernmental", "IGO"),
    ("police", "state_forces", "COP"),
    ("policemen", "state_forces", "COP"),
    ("gendarmerie", "state_forces", "COP"),
    ("officers", "state_forces", "COP"),
    ("guards", "state_forces", "MIL"),
    ("agencies", "organisation", "UNK"),
    ("rebels", "armed_group", "REB"),
    ("rebel", "armed_group", "REB"),
    ("insurgents", "armed_group", "REB"),
    ("insurgency", "armed_group", "REB"),
    ("militants", "armed_group", "REB"),
    ("militant", "armed_group", "REB"),
    ("guerrillas", "armed_group", "REB"),
    ("guerrilla", "armed_group", "REB"),
    ("guerillas", "armed_group", "REB"),
    ("fighters", "armed_group", "REB"),
    ("fighter", "armed_group", "REB"),
    ("jihadists", "armed_group", "REB"),
    ("jihadis", "armed_group", "REB"),
    ("extremists", "armed_group", "REB"),
    ("separatists", "armed_group", "REB"),
    ("terrorists", "armed_group", "REB"),
    ("brigades", "armed_group", "REB"),
    ("militia", "armed_group", "PRM"),
    ("militias", "armed_group", "PRM"),
    ("militiamen", "armed_group", "PRM"),
    ("paramilitaries", "armed_group", "PRM"),
    ("mercenaries", "armed_group", "PRM"),
    ("gunmen", "armed_group", "UAF"),
    ("gunman", "armed_group", "UAF"),
    ("attackers", "armed_group", "UAF"),
    ("attacker", "armed_group", "UAF"),
    ("bombers", "armed_group", "UAF"),
    ("bomber", "armed_group", "UAF"),
    ("assailants", "armed_group", "UAF"),
    ("cartel", "armed_group", "CRM"),
    ("gang", "armed_group", "CRM"),
    ("party", "party", "PTY"),
    ("opposition", "organisation", "OPP"),
    ("coalition", "organisation", "OPP"),
    ("alliance", "organisation", "OPP"),
    ("court", "court", "JUD"),
    ("tribunal", "court", "JUD"),
    ("judiciary", "court", "JUD"),
    ("prosecutors", "court", "JUD"),
    ("judges", "court", "JUD"),
    ("newspaper", "media", "JRN"),
    ("news", "media", "JRN"),
    ("television", "media", "JRN"),
    ("tv", "media", "JRN"),
    ("radio", "media", "JRN"),
    ("media", "media", "JRN"),
    ("press", "media", "JRN"),
    ("magazine", "media", "JRN"),
    ("broadcaster", "media", "JRN"),
    ("channel", "media", "JRN"),
    ("daily", "media", "JRN"),
    ("times", "media", "JRN"),
    ("post", "media", "JRN"),
    ("herald", "media", "JRN"),
    ("gazette", "media", "JRN"),
    ("tribune", "media", "JRN"),
    ("journal", "media", "JRN"),
    ("reporters", "media", "JRN"),
    ("journalists", "media", "JRN"),
    ("outlet", "media", "JRN"),
    ("outlets", "media", "JRN"),
    ("company", "company", "BUS"),
    ("firm", "company", "BUS"),
    ("corporation", "company", "BUS"),
    ("corp", "company", "BUS"),
    ("inc", "company", "BUS"),
    ("ltd", "company", "BUS"),
    ("plc", "company", "BUS"),
    ("airline", "company", "BUS"),
    ("airlines", "company", "BUS"),
    ("bank", "company", "BUS"),
    ("banks", "company", "BUS"),
    ("companies", "company", "BUS"),
    ("gmbh", "company", "BUS"),
    ("manufacturer", "company", "BUS"),
    ("union", "organisation", "LAB"),
    ("unions", "organisation", "LAB"),
    ("university", "organisation", "EDU"),
    ("school", "organisation", "EDU"),
    ("college", "organisation", "EDU"),
    ("hospital", "organisation", "MED"),
    ("church", "organisation", "REL"),
    ("charity", "organisation", "NGO"),
    ("rights", "organisation", "NGO"),
    ("ngo", "organisation", "NGO"),
    ("foundation", "organisation", "NGO"),
    ("watchdog", "organisation", "NGO"),
    ("civilians", "civilians", "CVL"),
    ("people", "civilians", "CVL"),
    ("residents", "civilians", "CVL"),
    ("villagers", "civilians", "CVL"),
    ("protesters", "civilians", "CVL"),
    ("protestors", "civilians", "CVL"),
    ("demonstrators", "civilians", "CVL"),
    ("refugees", "civilians", "REF"),
    ("migrants", "civilians", "REF"),
    ("workers", "civilians", "LAB"),
    ("miners", "civilians", "LAB"),
    ("students", "civilians", "EDU"),
    ("teachers", "civilians", "EDU"),
    ("children", "civilians", "CVL"),
    ("women", "civilians", "CVL"),
    ("families", "civilians", "CVL"),
    ("family", "civilians", "CVL"),
    ("victims", "civilians", "CVL"),
    ("citizens", "civilians", "CVL"),
    ("hostages", "civilians", "CVL"),
    ("prisoners", "civilians", "CVL"),
    ("detainees", "civilians", "CVL"),
    ("farmers", "civilians", "AGR"),
    ("activists", "civilians", "CVL"),
    ("witnesses", "civilians", "CVL"),
    ("crowd", "civilians", "CVL"),
];

/// Words of office and calling, and the sector of a person who bears them.
const OFFICES: &[(&str, &str)] = &[
    ("prime minister", "GOV"),
    ("president", "GOV"),
    ("premier", "GOV"),
    ("minister", "GOV"),
    ("chancellor", "GOV"),
    ("king", "GOV"),
    ("queen", "GOV"),
    ("prince", "GOV"),
    ("princess", "GOV"),
    ("emir", "GOV"),
    ("sultan", "GOV"),
    ("monarch", "GOV"),
    ("secretary", "GOV"),
    ("governor", "GOV"),
    ("mayor", "GOV"),
    ("ambassador", "GOV"),
    ("envoy", "GOV"),
    ("diplomat", "GOV"),
    ("official", "GOV"),
    ("spokesman", "GOV"),
    ("spokeswoman", "GOV"),
    ("spokesperson", "GOV"),
    ("dictator", "GOV"),
    ("general", "MIL"),
    ("gen", "MIL"),
    ("colonel", "MIL"),
    ("col", "MIL"),
    ("commander", "MIL"),
    ("captain", "MIL"),
    ("lieutenant", "MIL"),
    ("lt", "MIL"),
    ("admiral", "MIL"),
    ("major", "MIL"),
    ("maj", "MIL"),
    ("sergeant", "MIL"),
    ("sgt", "MIL"),
    ("brigadier", "MIL"),
    ("marshal", "MIL"),
    ("soldier", "MIL"),
    ("pilot", "MIL"),
    ("police", "COP"),
    ("policeman", "COP"),
    ("sheriff", "COP"),
    ("inspector", "COP"),
    ("lawmaker", "LEG"),
    ("senator", "LEG"),
    ("sen", "LEG"),
    ("rep", "LEG"),
    ("congressman", "LEG"),
    ("congresswoman", "LEG"),
    ("deputy", "LEG"),
    ("legislator", "LEG"),
    ("parliamentarian", "LEG"),
    ("mp", "LEG"),
    ("judge", "JUD"),
    ("prosecutor", "JUD"),
    ("attorney", "JUD"),
    ("magistrate", "JUD"),
    ("justice", "JUD"),
    ("lawyer", "JUD"),
    ("journalist", "JRN"),
    ("reporter", "JRN"),
    ("editor", "JRN"),
    ("correspondent", "JRN"),
    ("rebel", "REB"),
    ("militant", "REB"),
    ("guerrilla", "REB"),
    ("insurgent", "REB"),
    ("warlord", "REB"),
    ("jihadist", "REB"),
    ("gunman", "UAF"),
    ("attacker", "UAF"),
    ("bomber", "UAF"),
    ("witness", "CVL"),
    ("resident", "CVL"),
    ("villager", "CVL"),
    ("protester", "CVL"),
    ("activist", "CVL"),
    ("campaigner", "CVL"),
    ("doctor", "MED"),
    ("nurse", "MED"),
    ("surgeon", "MED"),
    ("teacher", "EDU"),
    ("professor", "EDU"),
    ("student", "EDU"),
    ("businessman", "BUS"),
    ("banker", "BUS"),
    ("executive", "BUS"),
    ("ceo", "BUS"),
    ("worker", "LAB"),
    ("miner", "LAB"),
    ("farmer", "AGR"),
    ("refugee", "REF"),
    ("cleric", "REL"),
    ("imam", "REL"),
    ("priest", "REL"),
    ("bishop", "REL"),
    ("archbishop", "REL"),
    ("cardinal", "REL"),
    ("pope", "REL"),
    ("rabbi", "REL"),
    ("ayatollah", "REL"),
    ("leader", ""),
    ("chief", ""),
    ("head", ""),
    ("chairman", ""),
    ("chairwoman", ""),
    ("director", ""),
    ("boss", ""),
    ("ruler", "GOV"),
    ("founder", ""),
    ("analyst", ""),
    ("expert", ""),
    ("candidate", ""),
    ("author", ""),
];

/// Offices that *leader* can stand for.
pub const HEADS_OF_STATE: &[&str] = &[
    "president",
    "prime minister",
    "premier",
    "chancellor",
    "king",
    "queen",
    "emir",
    "sultan",
    "dictator",
    "ruler",
    "leader",
];

/// The country that the words of a phrase name: its own demonym or name, or one after *of*. A
/// compound as *Iranian-backed* says whose friend somebody is, not whence; two different countries
/// say nothing certain.
pub fn country_in(phrase: &str) -> Option<&'static str> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let mut found: Option<&'static str> = None;
    let mut at = 0;
    while at < words.len() {
        let read = (1..=4.min(words.len() - at)).rev().find_map(|n| {
            let name = words[at..at + n].join(" ");
            let name = name.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let capital = name.chars().next().is_some_and(char::is_uppercase);
            let (iso3, naming) = tables::country(name).filter(|_| capital)?;
            (naming != Naming::Capital).then_some((n, iso3))
        });
        let Some((n, iso3)) = read else {
            // *in*, *to*, *against* lead to a country that is not the phrase's own.
            let leads_away = ["in", "to", "for", "from", "with", "against", "on", "near", "over"];
            if at > 0 && leads_away.contains(&words[at]) {
                break;
            }
            at += 1;
            continue;
        };
        // Parsed text cuts hyphens into words of their own: *Iranian - backed*.
        let next = words.get(at + n).copied().unwrap_or_default();
        if next.starts_with('-') {
            at += n + 1;
            continue;
        }
        match found {
            Some(other) if other != iso3 => return found.filter(|_| at > 2),
            _ => found = Some(iso3),
        }
        at += n;
    }
    found
}

/// What the head word of a body says: kind and sector.
pub fn body(word: &str) -> Option<(&'static str, &'static str)> {
    BODIES.iter().find(|row| row.0 == word).map(|row| (row.1, row.2))
}

/// The offices that the folded words name, the longer before the shorter.
pub fn offices(folded: &str) -> Vec<&'static str> {
    let mut rest = format!(" {folded} ");
    let mut found = Vec::new();
    for (office, _) in OFFICES {
        let whole = format!(" {office} ");
        if let Some(at) = rest.find(&whole) {
            found.push(*office);
            rest.replace_range(at..at + whole.len(), " ");
        }
    }
    found
}

/// The sector of a person who bears the offices.
pub fn office_sector(offices: &[&str]) -> Option<&'static str> {
    let sector = |office: &str| OFFICES.iter().find(|row| row.0 == office).map(|row| row.1);
    offices.iter().filter_map(|office| sector(office)).find(|sector| !sector.is_empty())
}

/// Reads a phrase: `phrase` whole, `name` the proper name in it, `head` its head word, and `inside`
/// the body named within the words around a person's name (*Hezbollah* in *Hezbollah leader*).
pub fn describe(
    kind: Kind,
    phrase: &str,
    name: Option<&str>,
    head: &str,
    plural: bool,
    inside: Option<&Description>,
) -> Description {
    let known = name.and_then(tables::known).or_else(|| tables::known(phrase));
    if kind == Kind::Person && known.is_none_or(|known| known.kind == "party") {
        return describe_person(phrase, name, head, plural, inside);
    }
    if let Some(known) = known {
        return Description {
            kind: Some(known.kind),
            sector: Some(known.sector),
            country: known.country,
            ..Description::default()
        };
    }
    let country = country_in(phrase);
    let folded_head = fold(head);
    let folded = fold(phrase);
    let by_head = body(&folded_head);
    // In a name the head may be any of its words: *Bank of the North*, *Ministry of Trade*.
    let by_name = name.and_then(|name| {
        let folded = fold(name);
        let mut words: Vec<&str> = folded.split(' ').collect();
        words.reverse();
        words.iter().find_map(|word| body(word))
    });
    let (mut own_kind, mut sector) = match by_head.or(by_name) {
        Some((kind, sector)) => (Some(kind), Some(sector).filter(|sector| *sector != "UNK")),
        None => (None, None),
    };
    let has = |word: &str| folded.split(' ').any(|other| other == word);
    let named_otherwise = ["community", "organizations", "organisations", "parties", "families"]
        .contains(&folded_head.as_str());
    // A tagger's *armed* tells how to read what the words leave open, not more.
    if kind == Kind::Armed && matches!(own_kind, None | Some("organisation")) && !named_otherwise {
        let state =
            ["army", "navy", "police", "guard", "corps", "air", "command", "defence", "defense"]
                .iter()
                .any(|word| has(word));
        let irregular = [
            "free",
            "liberation",
            "front",
            "brigade",
            "brigades",
            "resistance",
            "movement",
            "people",
            "revolutionary",
            "rebel",
            "group",
        ]
        .iter()
        .any(|word| has(word));
        (own_kind, sector) = if state && !irregular {
            (Some("state_forces"), Some(if has("police") { "COP" } else { "MIL" }))
        } else {
            (Some("armed_group"), Some("REB"))
        };
    }
    // *rebel forces*, *Islamist fighters*, *Free Army*: forces, but not the state's.
    if own_kind == Some("state_forces")
        && [
            "rebel",
            "opposition",
            "separatist",
            "militant",
            "insurgent",
            "guerrilla",
            "free",
            "liberation",
        ]
        .iter()
        .any(|word| has(word))
    {
        (own_kind, sector) = (Some("armed_group"), Some("REB"));
    }
    if has("police") && own_kind == Some("state_forces") {
        sector = Some("COP");
    }
    if has("intelligence") && matches!(own_kind, Some("government" | "organisation") | None) {
        (own_kind, sector) = (Some("government"), Some("SPY"));
    }
    if has("security") && own_kind == Some("organisation") && sector.is_none() {
        (own_kind, sector) = (Some("government"), Some("COP"));
    }
    if own_kind.is_none() {
        own_kind = match kind {
            Kind::Organization => Some("organisation"),
            Kind::Norp => Some("civilians"),
            _ => None,
        };
        if kind == Kind::Norp {
            sector = Some("CVL");
        }
    }
    Description { kind: own_kind, sector, country, ..Description::default() }
}

fn describe_person(
    phrase: &str,
    name: Option<&str>,
    head: &str,
    plural: bool,
    inside: Option<&Description>,
) -> Description {
    let title = match name.and_then(|name| phrase.find(name).map(|at| (at, at + name.len()))) {
        Some((start, end)) => {
            let before = phrase.get(..start).unwrap_or_default();
            let after = phrase.get(end..).unwrap_or_default();
            let after =
                after.strip_prefix("'s").or_else(|| after.strip_prefix("’s")).unwrap_or(after);
            if before.trim().is_empty() { after } else { before }
        }
        None if name.is_none() => phrase,
        None => "",
    };
    let trimmed = title.trim_matches(|c: char| c.is_whitespace() || ",;:()-–—\"“”".contains(c));
    let trimmed =
        trimmed.strip_prefix("'s ").or_else(|| trimmed.strip_prefix("’s ")).unwrap_or(trimmed);
    let trimmed =
        ["the ", "The ", "a ", "A ", "an ", "An ", "its ", "Its ", "their ", "his ", "her "]
            .iter()
            .find_map(|article| trimmed.strip_prefix(article))
            .unwrap_or(trimmed);
    let offices = offices(&fold(trimmed));
    let country = country_in(trimmed).or(inside.and_then(|inside| inside.country));
    let by_office = office_sector(&offices);
    let by_body = inside.and_then(|inside| inside.sector);
    // Who speaks or leads for a body is of that body's sector; a general of rebels is no soldier.
    let sector = match (by_office, by_body) {
        (Some("GOV" | "MIL") | None, Some(body)) => Some(body),
        (Some(office), _) => Some(office),
        (None, None) if offices.contains(&"leader") && country.is_some() => Some("GOV"),
        (None, None) => None,
    };
    if name.is_none() && plural {
        if let Some((kind, sector)) = body(&fold(head)) {
            let (kind, sector) = if fold(trimmed).contains("rebel") && kind == "state_forces" {
                ("armed_group", "REB")
            } else {
                (kind, sector)
            };
            return Description {
                kind: Some(kind),
                sector: Some(sector),
                country,
                role: None,
                offices,
            };
        }
        return Description { kind: Some("civilians"), sector, country, role: None, offices };
    }
    let courtesy = ["the", "a", "an", "mr", "mrs", "ms", "miss", "s"];
    let is_role =
        trimmed.chars().any(char::is_alphabetic) && !courtesy.contains(&fold(trimmed).as_str());
    let role = (name.is_some() && is_role).then(|| trimmed.to_owned());
    let sector =
        sector.or_else(|| name.is_none().then(|| body(&fold(head)).map(|b| b.1)).flatten());
    Description { kind: Some("person"), sector, country, role, offices }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, phrase: &str, name: Option<&str>, expected: &str) {
        let head = phrase.split(' ').next_back().unwrap_or_default();
        let plural = head.ends_with('s') && !head.ends_with("ss") || head == "people";
        let found = describe(kind, phrase, name, head, plural, None);
        let text = [found.kind, found.sector, found.country, found.role.as_deref()]
            .map(|part| part.unwrap_or("-"))
            .join(" ");
        assert_eq!(text, expected, "{phrase:?}");
    }

    #[test]
    fn bodies_are_told_by_their_words() {
        check(Kind::Organization, "the Norwegian government", None, "government GOV NOR -");
        check(
            Kind::Organization,
            "Ministry of Trade",
            Some("Ministry of Trade"),
            "government GOV - -",
        );
        check(Kind::Armed, "Peruvian government forces", None, "state_forces MIL PER -");
        check(Kind::Armed, "rebel forces", None, "armed_group REB - -");
        check(Kind::Armed, "the Kessarine Front", Some("Kessarine Front"), "armed_group REB - -");
        check(
            Kind::Armed,
            "Chilean National Police",
            Some("Chilean National Police"),
            "state_forces COP CHL -",
        );
        check(Kind::Organization, "the Morning Herald", Some("Morning Herald"), "media JRN - -");
        check(Kind::Organization, "NATO", Some("NATO"), "intergovernmental IGO - -");
        check(Kind::Organization, "Orlan Ltd", Some("Orlan Ltd"), "company BUS - -");
        check(
            Kind::Organization,
            "the Iranian-backed Reform League",
            Some("Reform League"),
            "organisation - - -",
        );
    }

    #[test]
    fn persons_have_a_role() {
        check(
            Kind::Person,
            "Norwegian Prime Minister Ada Corren",
            Some("Ada Corren"),
            "person GOV NOR Norwegian Prime Minister",
        );
        check(Kind::Person, "Ada Corren", Some("Ada Corren"), "person - - -");
        check(Kind::Person, "Ada Corren's", Some("Ada Corren"), "person - - -");
        check(
            Kind::Person,
            "Peru's interior minister, Ivo Stroh",
            Some("Ivo Stroh"),
            "person GOV PER Peru's interior minister",
        );
        check(Kind::Person, "several Peruvian soldiers", None, "state_forces MIL PER -");
        check(Kind::Person, "a witness", None, "person CVL - -");
        check(Kind::Person, "the dancers", None, "civilians - - -");
        check(Kind::Person, "the ambassador to Peru", None, "person GOV - -");
    }
}
