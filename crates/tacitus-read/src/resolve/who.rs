//! Which known actor each referent is, on the day of the report: by its names, what the report says of it, whose
//! country is spoken of, and who else is there. A wrong link does more harm than none, so each needs more than a
//! likeness, and where two fit alike there is none. A witness who is called as a minister is stays a witness.
//!
//! What speaks for and against a link is added up; the numbers were set by hand on `corpus/actors` (`ka`, `kb`), where
//! a wrong link cost as much as several missed ones.

use super::actors::{country_in, offices};
use super::names::{abbreviates, fold, is_acronym, person_parts};
use super::tables::{self, Naming};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap, HashSet};
use tacitus_actors::{Actors, Body, Day, Row};
use tacitus_doc::{Document, Id, Kind, Mention, MentionForm, Referent, Symbol};

/// The least that speaks for a link to a body, and by how much it must beat the next.
const ENOUGH: f32 = 2.2;
/// The same for a person.
const ENOUGH_FOR_PERSON: f32 = 2.6;
const MARGIN: f32 = 0.7;

/// Offices whose holders are a government's head.
const HEADS: &[&str] = &[
    "president",
    "prime minister",
    "king",
    "queen",
    "emir",
    "sultan",
    "chancellor",
    "supreme leader",
    "interim president",
    "transitional president",
    "acting president",
    "leader",
];

/// Sectors of private persons.
const PRIVATE: &[&str] = &["CVL", "AGR", "LAB", "EDU", "MED", "REF"];

/// Links the actors among `referents` to those known on `published`, and makes one of those that are the same.
pub fn link(
    doc: &Document,
    referents: &mut Vec<Referent>,
    actors: &Actors,
    published: Option<Date>,
) {
    let day = published.map(|date| Day::new(date.year(), date.month(), date.day()));
    let surfaces: Vec<Vec<Surface<'_>>> =
        referents.iter().map(|referent| surfaces(doc, referent)).collect();
    let mut linker = Linker { doc, actors, day, countries: countries(doc), linked: HashSet::new() };
    let mut found: Vec<Option<Link>> = vec![None; referents.len()];
    // Bodies first: whoever is named beside a body that he leads is told by it.
    for persons in [false, true] {
        for (at, referent) in referents.iter().enumerate() {
            if referent.actor_kind.is_none() || (referent.kind == Kind::Person) != persons {
                continue;
            }
            found[at] = linker.link(&Case::new(referent, &surfaces[at]));
            if let Some(link) = &found[at] {
                linker.linked.insert(link.id.clone());
                if let Some(country) = link.country {
                    *linker.countries.entry(country).or_default() += 1;
                }
            }
        }
    }
    // What was told by a ruler's name waits for the ruler.
    for (at, referent) in referents.iter().enumerate() {
        if found[at].is_none() && referent.actor_kind == Some("government") {
            found[at] = linker.by_ruler(&surfaces[at]);
        }
    }
    let mut apart = Vec::new();
    for (referent, link) in referents.iter_mut().zip(found) {
        if let Some(link) = link {
            apart.extend(linker.other_offices(referent, &link));
            link.apply(referent);
        }
    }
    referents.extend(apart);
    rulers_are_their_governments(doc, referents);
    merge(doc, referents);
}

/// Words that a report uses for a referent.
struct Surface<'d> {
    words: &'d str,
    is_name: bool,
    /// The end of a name, without its first word: *MNLA* of *Tuareg MNLA*.
    is_part: bool,
}

fn surfaces<'d>(doc: &'d Document, referent: &Referent) -> Vec<Surface<'d>> {
    let mentions = doc.mentions().unwrap_or_default();
    let mut found: Vec<Surface<'d>> = Vec::new();
    for mention in referent.mentions.iter().filter_map(|id| mentions.get(id.index())) {
        if mention.form == MentionForm::Pronoun {
            continue;
        }
        let mut add = |words: &'d str, is_name: bool| {
            if !found.iter().any(|own| own.words == words && own.is_name == is_name)
                && found.len() < 40
            {
                found.push(Surface { words, is_name, is_part: false });
            }
        };
        let phrase = doc.words(mention.span);
        let head = doc.tokens().and_then(|tokens| tokens.get(mention.head)).map(|token| token.span);
        let owns = |name: tacitus_doc::Span| {
            referent.kind == Kind::Person
                || name == mention.span
                || head.is_some_and(|head| name.overlaps(head))
        };
        match mention.name.filter(|name| owns(*name)) {
            Some(name) => {
                add(doc.words(name), true);
                if name != mention.span {
                    add(phrase, false);
                }
            }
            None => add(phrase, mention.form == MentionForm::Name),
        }
        // *the regime of Bashar al-Assad*, where the tree breaks it up.
        if referent.actor_kind == Some("government") {
            let end = mention.span.end as usize;
            let names = doc.names().unwrap_or_default();
            let from = names.partition_point(|name| (name.span.start as usize) < end);
            let next = names.get(from).filter(|name| name.kind == Kind::Person);
            if let Some(name) =
                next.filter(|name| doc.text().get(end..name.span.start as usize) == Some(" of "))
            {
                add(doc.words(mention.span.to(name.span)), false);
            }
        }
        // *the internationally recognised Syrian government in exile*, *the Iranian-backed Hezbollah*: from the first
        // capital on.
        if referent.kind != Kind::Person && mention.form != MentionForm::Name
            || mention.name.is_none()
        {
            let mut rest = phrase;
            while let Some((word, after)) = rest.split_once(' ') {
                let capital = word.chars().next().is_some_and(char::is_uppercase);
                if capital && !word.contains('-') && !matches!(word, "The" | "A" | "An") {
                    break;
                }
                // *the ministry in Dhaka* is not Dhaka.
                if matches!(
                    word,
                    "in" | "of" | "at" | "from" | "near" | "to" | "for" | "under" | "on" | "with"
                ) {
                    rest = phrase;
                    break;
                }
                rest = after.trim_start();
            }
            if rest.len() < phrase.len() && rest.chars().next().is_some_and(char::is_uppercase) {
                add(rest, false);
            }
        }
    }
    // *the Tuareg MNLA*, *Yemeni Houthis*, *the opposition APC*.
    let mut parts = Vec::new();
    for surface in found.iter().filter(|_| referent.kind != Kind::Person) {
        let bare = tacitus_actors::key::bare(surface.words);
        if let Some((first, rest)) = bare.split_once(' ') {
            let whose = tables::country(first).is_some() || first.chars().all(char::is_lowercase);
            if whose || is_acronym(rest) && rest.len() > 2 {
                parts.push(Surface { words: rest, is_name: false, is_part: true });
            }
        }
    }
    found.extend(parts);
    found
}

/// A referent that is to be linked.
struct Case<'c> {
    referent: &'c Referent,
    surfaces: &'c [Surface<'c>],
    person: bool,
    /// The country that its own words tell: what the tables say of its name is no witness for that name.
    country: Option<&'static str>,
}

impl<'c> Case<'c> {
    fn new(referent: &'c Referent, surfaces: &'c [Surface<'c>]) -> Case<'c> {
        let role = referent.role.as_deref().and_then(country_in);
        let country = role.or_else(|| surfaces.iter().find_map(|s| country_in(s.words)));
        Case { referent, surfaces, person: referent.kind == Kind::Person, country }
    }
}

/// Countries that a report speaks of, by how often.
fn countries(doc: &Document) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    for mention in doc.mentions().unwrap_or_default() {
        let words = doc.words(mention.name.unwrap_or(mention.span));
        let country = tables::country(words).map(|(iso3, _)| iso3);
        if let Some(iso3) = country.or_else(|| country_in(doc.words(mention.span))) {
            *found.entry(iso3).or_default() += 1;
        }
    }
    for name in doc.names().unwrap_or_default() {
        if let Some((iso3, _)) = tables::country(doc.words(name.span)) {
            *found.entry(iso3).or_default() += 1;
        }
    }
    found
}

/// Whom a referent was found to be.
#[derive(Clone, Debug)]
struct Link {
    id: String,
    /// The neutral name, where the tables have one.
    name: Option<String>,
    kind: Option<&'static str>,
    sector: Option<&'static str>,
    country: Option<&'static str>,
}

impl Link {
    fn to_government(iso3: &'static str) -> Link {
        Link::to_body(iso3, Body::Government.suffix(), Body::Government.sort())
    }

    fn to_body(iso3: &'static str, suffix: &str, sort: (&'static str, &'static str)) -> Link {
        let name = (suffix == "gov").then(|| format!("Government of {}", tables::name_of(iso3)));
        Link {
            id: format!("{iso3}.{suffix}"),
            name,
            kind: Some(sort.0),
            sector: Some(sort.1),
            country: Some(iso3),
        }
    }

    fn apply(self, referent: &mut Referent) {
        referent.known = Some(Symbol::from(self.id));
        if let Some(name) = self.name {
            referent.name = name;
        }
        match self.kind {
            Some("person") => referent.kind = Kind::Person,
            Some("state") => {}
            _ if matches!(referent.kind, Kind::Place | Kind::Facility) => {
                referent.kind = Kind::Organization
            }
            _ => {}
        }
        referent.actor_kind = self.kind.or(referent.actor_kind);
        referent.sector = self.sector.or(referent.sector);
        referent.country = self.country.or(referent.country);
    }
}

struct Linker<'a> {
    doc: &'a Document,
    actors: &'a Actors,
    day: Option<Day>,
    countries: BTreeMap<&'static str, usize>,
    linked: HashSet<String>,
}

impl Linker<'_> {
    fn link(&self, case: &Case<'_>) -> Option<Link> {
        if case.referent.actor_kind == Some("state") {
            let iso3 = case.referent.country?;
            return Some(Link {
                id: iso3.to_owned(),
                name: Some(tables::name_of(iso3).to_owned()),
                kind: Some("state"),
                sector: Some("GOV"),
                country: Some(iso3),
            });
        }
        if case.person && !case.surfaces.iter().any(|surface| surface.is_name) {
            return self.by_office(case.surfaces);
        }
        let by_name = self.by_name(case);
        if case.person {
            return by_name;
        }
        by_name.or_else(|| self.by_pattern(case)).or_else(|| self.by_office(case.surfaces))
    }

    /// The known actor whose names and circumstances fit best.
    fn by_name(&self, case: &Case<'_>) -> Option<Link> {
        let mut scores: Vec<(f32, &str, &Row)> = Vec::new();
        for surface in case.surfaces.iter().filter(|surface| surface.is_name || !case.person) {
            let folded = fold(surface.words);
            let parts = if case.person { person_parts(surface.words).len() } else { 0 };
            for hit in self.actors.named(surface.words) {
                let row = hit.row;
                if (row.kind == "person") != case.person || !self.stands(case, surface, row) {
                    continue;
                }
                let name = match (case.person, hit.alias.ambiguous) {
                    (true, false) if parts > 1 => 2.6,
                    (true, true) if parts > 1 => 1.6,
                    (true, false) => 1.8,
                    (true, true) => 0.8,
                    (false, true) => 1.2,
                    (false, false) if is_acronym(surface.words) => 2.4,
                    (false, false) => 3.0,
                };
                let exact = folded == fold(&hit.alias.text);
                let score =
                    name - if exact { 0.0 } else { 0.4 } - if surface.is_part { 0.4 } else { 0.0 }
                        + self.fits(case, row)
                        + if case.person {
                            self.fits_person(case.referent, row)
                        } else {
                            self.fits_body(case.referent, row)
                        };
                match scores.iter_mut().find(|(_, id, _)| *id == row.id) {
                    Some(best) if score > best.0 => *best = (score, &row.id, row),
                    Some(_) => {}
                    None => scores.push((score, &row.id, row)),
                }
            }
        }
        // Taggers take a strange family name for a body's.
        if scores.is_empty() && case.referent.actor_kind != Some("government") {
            self.by_family_name(case, &mut scores);
        }
        scores.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut bodies = if case.person { Vec::new() } else { self.bodies(case) };
        bodies.sort_by(|a, b| b.0.total_cmp(&a.0));
        let body = bodies.first().filter(|body| {
            body.0 >= ENOUGH
                && bodies.get(1).is_none_or(|next| body.0 - next.0 >= MARGIN)
                && scores.first().is_none_or(|row| body.0 > row.0)
        });
        if let Some((_, link)) = body {
            return Some(link.clone());
        }
        let (best, id, row) = *scores.first()?;
        let least = if row.kind == "person" { ENOUGH_FOR_PERSON } else { ENOUGH };
        let next = scores.get(1).map_or(f32::NEG_INFINITY, |next| next.0);
        let next = bodies.first().map_or(next, |body| body.0.max(next));
        if best < least || best - next < MARGIN {
            return None;
        }
        let row = self.actors.at(id, self.day).unwrap_or(row);
        Some(self.to(row))
    }

    fn to(&self, row: &Row) -> Link {
        let person = row.kind == "person";
        let off = self.day.is_some_and(|day| row.days_off(day) > 0);
        let over = off && self.day.zip(row.to).is_some_and(|(day, to)| day > to);
        let sector = row.sectors.first().copied();
        Link {
            id: row.id.clone(),
            name: Some(row.name.clone()),
            kind: Some(row.kind),
            // Who once governed is of the former elite; who will, is not yet of the government.
            sector: match sector {
                Some("GOV") if person && over => Some("ELI"),
                _ if person && off && !over => None,
                sector => sector,
            },
            country: row.country.as_deref().and_then(tables::iso3),
        }
    }

    /// Whether no other name of the referent speaks against the row: a longer name that is not among the row's.
    fn stands(&self, case: &Case<'_>, by: &Surface<'_>, row: &Row) -> bool {
        let has = |words: &str| self.actors.named(words).any(|hit| hit.row.id == row.id);
        let others = case.surfaces.iter().filter(|other| other.is_name && other.words != by.words);
        others.into_iter().all(|other| {
            if has(other.words) {
                return true;
            }
            if case.person {
                let (own, longer) = (person_parts(by.words), person_parts(other.words));
                // *Sara Netanyahu* is not who *Netanyahu* alone would be.
                own.len() > 1 || longer.len() < 2
            } else {
                !(is_acronym(by.words) && abbreviates(by.words, other.words))
            }
        })
    }

    /// What day and country say.
    fn fits(&self, case: &Case<'_>, row: &Row) -> f32 {
        let person = row.kind == "person";
        let mut score = 0.0;
        if let Some(day) = self.day {
            let years = row.days_off(day) as f32 / 365.0;
            let early = row.from.is_some_and(|from| day < from);
            score += match (person, early) {
                _ if years == 0.0 => {
                    if person {
                        1.0
                    } else {
                        0.6
                    }
                }
                (true, true) if years > 12.0 => -2.0,
                (true, true) => -0.2,
                (true, false) if years > 20.0 => -0.8,
                (true, false) => 0.0,
                (false, true) if years > 1.0 => -2.5,
                (false, true) => -0.3,
                (false, false) if years > 15.0 => -0.8,
                (false, false) => -0.1,
            };
        }
        if let Some(country) = row.country.as_deref() {
            let spoken_of = self.countries.contains_key(country);
            score += match case.country {
                Some(own) if own == country => 1.2,
                Some(_) if !spoken_of => -2.0,
                // Somebody's *Iranian-backed* or *in Syria* is not always his own country.
                Some(_) => -0.6,
                None if spoken_of => 1.0,
                None if person => -1.2,
                None => -0.8,
            };
        }
        score
    }

    fn fits_body(&self, referent: &Referent, row: &Row) -> f32 {
        let group = |kind: &str| match kind {
            "armed_group" | "party" => 1,
            "government" | "legislature" | "court" | "state_forces" => 2,
            "media" | "company" => 3,
            _ => 0,
        };
        match referent.actor_kind {
            Some(own) if own == row.kind => 0.6,
            Some(own)
                if group(own) != 0 && group(row.kind) != 0 && group(own) != group(row.kind) =>
            {
                -1.0
            }
            _ => 0.0,
        }
    }

    fn fits_person(&self, referent: &Referent, row: &Row) -> f32 {
        let mut score = 0.0;
        let role = referent.role.as_deref().map(fold).unwrap_or_default();
        // *Iftikhar Chaudhry, 41,* is nobody whom all know.
        if self.aged(referent) {
            score -= 2.5;
        }
        let office = row.office.as_deref().unwrap_or_default();
        let own = offices(&role);
        let same_office = own
            .iter()
            .any(|word| office.split(' ').any(|other| word.split(' ').any(|w| w == other)));
        let private = referent.sector.is_some_and(|sector| PRIVATE.contains(&sector));
        let beside_his_own = row.part_of.as_ref().is_some_and(|whole| self.linked.contains(whole));
        score += if same_office { 1.2 } else { 0.0 } + if beside_his_own { 0.8 } else { 0.0 }
            - if private { 2.5 } else { 0.0 };
        // A name alone is many people's: of somebody whom nothing in the report tells to be public, and whom not all the world
        // knows by his family name, it says little.
        let in_office =
            HEADS.contains(&office) && self.day.is_some_and(|day| row.days_off(day) == 0);
        let world_known =
            row.names.iter().any(|alias| !alias.ambiguous && !alias.text.contains(' '));
        if !(same_office || beside_his_own || in_office || world_known || referent.role.is_some()) {
            score -= 2.1;
        }
        score
    }

    /// *the Iraqi leader*, *Syria's president*: who holds the office on that day, if one alone does.
    fn by_office(&self, surfaces: &[Surface<'_>]) -> Option<Link> {
        let day = self.day?;
        surfaces.iter().find_map(|surface| {
            let folded = fold(surface.words);
            let words: Vec<&str> = folded.split(' ').collect();
            let definite = || folded.len() < surface.words.len() && !surface.words.starts_with('a');
            let country =
                country_in(surface.words).or_else(|| self.home().filter(|_| definite()))?;
            let offices = offices(&folded);
            // Nothing but the office and its country: no *deputy*, *former*, *opposition*.
            let told = |word: &&str| {
                offices.iter().any(|office| office.split(' ').any(|own| own == *word))
                    || matches!(*word, "the" | "of" | "s")
                    || tables::is_countrys(word)
                    || tables::name_of(country).split(' ').any(|part| fold(part) == *word)
            };
            if offices.is_empty() || !words.iter().all(told) {
                return None;
            }
            let state = self.actors.states().get(country)?;
            let mut holders: Vec<&Row> = Vec::new();
            for office in offices {
                let meant: Vec<&str> = match office {
                    "leader" | "ruler" => state.leaders(Some(day)).collect(),
                    "premier" => vec!["prime minister", "premier"],
                    other => vec![other],
                };
                for office in meant {
                    for row in self.actors.holders(country, office, Some(day)) {
                        if !holders.iter().any(|other| other.id == row.id) {
                            holders.push(row);
                        }
                    }
                }
            }
            match holders[..] {
                [only] => Some(self.to(only)),
                _ => None,
            }
        })
    }

    /// Heads of state and government by the family name alone, in office on the day, where their country is
    /// spoken of: *Olmert*.
    fn by_family_name<'r>(&'r self, case: &Case<'_>, scores: &mut Vec<(f32, &'r str, &'r Row)>) {
        let Some(day) = self.day else { return };
        let names = case.surfaces.iter().filter(|surface| surface.is_name);
        let names: Vec<Vec<String>> = names.map(|surface| person_parts(surface.words)).collect();
        let Some([family]) = names.first().map(Vec::as_slice) else { return };
        if names.iter().any(|parts| parts.len() > 1) {
            return;
        }
        for country in self.countries.keys() {
            for row in self.actors.parts_of(country) {
                let heads = row.office.as_deref().is_some_and(|office| HEADS.contains(&office));
                let called = heads
                    && row.days_off(day) == 0
                    && row
                        .names
                        .iter()
                        .any(|alias| person_parts(&alias.text).last() == Some(family))
                    && !scores.iter().any(|(_, id, _)| *id == row.id);
                if called {
                    let score = 0.8 + self.fits(case, row) + self.fits_person(case.referent, row);
                    scores.push((score, &row.id, row));
                }
            }
        }
    }

    /// *the Knesset*, *the Kremlin*: bodies of states that go by a name.
    fn bodies(&self, case: &Case<'_>) -> Vec<(f32, Link)> {
        let mut found: Vec<(f32, Link)> = Vec::new();
        for surface in case.surfaces.iter().filter(|surface| surface.is_name || surface.is_part) {
            let folded = fold(surface.words);
            for (iso3, body, ambiguous) in self.actors.bodies(surface.words) {
                let Some(iso3) = tables::iso3(iso3) else { continue };
                let suffix = match body {
                    // A state has several, but for what is called the police.
                    Body::Police if folded.contains("police") => body.suffix().to_owned(),
                    Body::Police | Body::Intelligence => {
                        format!("{}.{}", body.suffix(), folded.replace(' ', "-"))
                    }
                    Body::Forces if folded.contains("navy") => "mil.navy".to_owned(),
                    Body::Forces if folded.contains("air force") => "mil.air".to_owned(),
                    _ => body.suffix().to_owned(),
                };
                let country = match case.country {
                    Some(own) if own == iso3 => 1.2,
                    Some(_) => -2.0,
                    None if self.countries.contains_key(iso3) => 1.0,
                    None => -0.8,
                };
                let same_kind = case.referent.actor_kind == Some(body.sort().0);
                let kind = if same_kind { 0.6 } else { 0.0 };
                let score = if *ambiguous { 1.8 } else { 3.6 } + country + kind;
                let link = Link::to_body(iso3, &suffix, body.sort());
                if !found.iter().any(|(_, other)| other.id == link.id) {
                    found.push((score, link));
                }
            }
        }
        found
    }

    /// *the Lebanese military*, *Russia's Foreign Ministry*: bodies that every state has.
    fn by_pattern(&self, case: &Case<'_>) -> Option<Link> {
        let (referent, surfaces) = (case.referent, case.surfaces);
        surfaces.iter().find_map(|surface| pattern(surface.words, referent, None)).or_else(|| {
            // *the Defence Ministry*, *Parliament*: the country's that the report is about.
            let home = self.home()?;
            let definite =
                |words: &str| words.starts_with("the ") || words.starts_with(char::is_uppercase);
            surfaces
                .iter()
                .filter(|surface| definite(surface.words) && country_in(surface.words).is_none())
                .find_map(|surface| pattern(surface.words, referent, Some(home)))
        })
    }

    /// Takes from a known person the phrases by which only somebody else can be meant: *the Russian prime minister*, who
    /// is not the commander that he was taken for.
    fn other_offices(&self, referent: &mut Referent, link: &Link) -> Vec<Referent> {
        let mentions = self.doc.mentions().unwrap_or_default();
        let mut found = Vec::new();
        if referent.kind != Kind::Person {
            return found;
        }
        referent.mentions.retain(|id| {
            let Some(mention) = mentions.get(id.index()) else { return true };
            if mention.form != MentionForm::Nominal || mention.name.is_some() {
                return true;
            }
            let words = self.doc.words(mention.span);
            let surface = Surface { words, is_name: false, is_part: false };
            let other = country_in(words).and_then(|_| self.by_office(&[surface]));
            let Some(other) = other.filter(|other| other.id != link.id) else { return true };
            let mut holder = Referent {
                kind: Kind::Person,
                mentions: vec![*id],
                actor_kind: Some("person"),
                ..Referent::default()
            };
            other.apply(&mut holder);
            found.push(holder);
            false
        });
        found
    }

    /// Whether a person is introduced with his age, and no office.
    fn aged(&self, referent: &Referent) -> bool {
        let mentions = self.doc.mentions().unwrap_or_default();
        referent.role.is_none()
            && referent.mentions.iter().filter_map(|id| mentions.get(id.index())).any(|mention| {
                let Some(name) = mention.name else { return false };
                let after = self.doc.text().get(name.end as usize..).unwrap_or_default();
                let age = after
                    .strip_prefix(", ")
                    .map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
                matches!(age, Some(1 | 2))
            })
    }

    /// The country that the report is about: spoken of twice as often as any other.
    fn home(&self) -> Option<&'static str> {
        let mut counts: Vec<(usize, &'static str)> =
            self.countries.iter().map(|(iso3, n)| (*n, *iso3)).collect();
        counts.sort_by_key(|(n, iso3)| (std::cmp::Reverse(*n), *iso3));
        match counts[..] {
            [(_, only)] => Some(only),
            [(first, iso3), (second, _), ..] if first >= 2 * second && first > 2 => Some(iso3),
            _ => None,
        }
    }

    /// *the regime of Bashar al-Assad*, *the Maduro government*: the government of whom it is called after.
    fn by_ruler(&self, surfaces: &[Surface<'_>]) -> Option<Link> {
        let day = self.day;
        surfaces.iter().find_map(|surface| {
            let words: Vec<&str> = surface.words.split_whitespace().collect();
            for from in 0..words.len() {
                for to in (from + 1..=words.len().min(from + 4)).rev() {
                    let name = words[from..to].join(" ");
                    if !name.chars().next().is_some_and(char::is_uppercase)
                        || name.starts_with("The ")
                    {
                        continue;
                    }
                    let ruled: HashSet<&'static str> = self
                        .actors
                        .named(&name)
                        .filter(|hit| hit.row.kind == "person")
                        .filter(|hit| day.is_none_or(|day| hit.row.days_off(day) == 0))
                        .filter(|hit| hit.row.office.as_deref().is_some_and(|o| HEADS.contains(&o)))
                        .filter_map(|hit| tables::iso3(hit.row.part_of.as_deref()?))
                        .filter(|iso3| self.countries.contains_key(iso3))
                        .collect();
                    if ruled.len() == 1 {
                        let iso3 = ruled.into_iter().next()?;
                        return Some(Link::to_government(iso3));
                    }
                }
            }
            None
        })
    }
}

/// Reads a phrase as a body of a state: of `home`, where its words name no country.
fn pattern(phrase: &str, referent: &Referent, home: Option<&'static str>) -> Option<Link> {
    let bare = fold(phrase.trim_start_matches("the ").trim_start_matches("The "));
    if let Some((iso3, Naming::Capital)) = tables::country(phrase)
        && referent.actor_kind == Some("government")
    {
        return Some(Link::to_government(iso3));
    }
    let iso3 = country_in(phrase).or(home)?;
    let own: Vec<&str> = tables::words_of(iso3);
    let rest: Vec<&str> = bare
        .split(' ')
        .filter(|word| {
            !own.contains(word) && !word.strip_suffix('s').is_some_and(|w| own.contains(&w))
        })
        .filter(|word| {
            !matches!(*word, "of" | "the" | "s" | "national" | "federal" | "central" | "united")
        })
        .collect();
    let body = |body: Body| Some(Link::to_body(iso3, body.suffix(), body.sort()));
    match rest[..] {
        ["government" | "authorities" | "regime" | "administration" | "executive"]
        | ["interim" | "transitional" | "caretaker" | "coalition" | "military", "government"] => {
            body(Body::Government)
        }
        ["army" | "military"]
        | ["armed" | "defence" | "defense", "forces"]
        | ["government", "forces" | "troops"] => body(Body::Forces),
        ["air", "force"] => Some(Link::to_body(iso3, "mil.air", Body::Forces.sort())),
        ["navy"] => Some(Link::to_body(iso3, "mil.navy", Body::Forces.sort())),
        ["police"] | ["police", "force"] => body(Body::Police),
        ["parliament" | "legislature"] => body(Body::Parliament),
        ["supreme", "court"] => Some(Link::to_body(iso3, "court", ("court", "JUD"))),
        _ => {
            // *interior ministry troops* are no ministry.
            if !(bare.ends_with(" ministry") || bare.contains("ministry of ")) {
                return None;
            }
            // *Foreign Ministry*, *Ministry of Foreign Affairs*, *Ministry of Defence*.
            let field: Vec<&str> =
                rest.iter().copied().filter(|word| *word != "ministry").collect();
            let field = match field[..] {
                ["foreign"] | ["foreign", "affairs"] | ["external", "affairs"] => {
                    "foreign-affairs".to_owned()
                }
                ["defense" | "defence"] | ["war"] => "defence".to_owned(),
                ["interior"] | ["home", "affairs"] | ["internal", "affairs"] => {
                    "interior".to_owned()
                }
                [] => return None,
                _ if field.len() <= 4 => field.join("-"),
                _ => return None,
            };
            Some(Link::to_body(iso3, &format!("ministry.{field}"), Body::Government.sort()))
        }
    }
}

/// A ruler who says nothing himself, and whom the report names his government after, stands for it: *Assad* beside
/// *the Assad regime*.
fn rulers_are_their_governments(doc: &Document, referents: &mut [Referent]) {
    let mentions = doc.mentions().unwrap_or_default();
    let speaks: HashSet<usize> = doc
        .attributions()
        .unwrap_or_default()
        .iter()
        .filter_map(|attribution| attribution.speaker.map(Id::index))
        .collect();
    let of = |id: &Id<Mention>| mentions.get(id.index());
    for person in 0..referents.len() {
        let ruler = &referents[person];
        if ruler.kind != Kind::Person || ruler.known.is_none() {
            continue;
        }
        let Some(iso3) = ruler.country else { continue };
        let own = format!("{iso3}.gov");
        let plain = ruler.mentions.iter().all(|id| {
            !speaks.contains(&id.index())
                && of(id).is_some_and(|m| {
                    // The bare name: no *President Assad*.
                    m.form == MentionForm::Pronoun
                        || m.name.is_some_and(|name| name.start <= m.span.start + 4)
                })
        });
        let inside = |government: &Referent| {
            let named = government.mentions.iter().filter_map(of);
            named
                .filter(|outer| fold(doc.words(outer.span)).split(' ').any(|word| word == "regime"))
                .any(|outer| {
                    ruler.mentions.iter().filter_map(of).any(|m| outer.span.contains(m.span))
                        || ruler.mentions.iter().filter_map(of).any(|m| {
                            let last = person_parts(doc.words(m.span)).pop().unwrap_or_default();
                            fold(doc.words(outer.span)).split(' ').any(|word| word == last)
                        })
                })
        };
        let government =
            referents.iter().any(|other| other.known.as_deref() == Some(&own) && inside(other));
        if plain && government {
            let ruler = &mut referents[person];
            Link::to_government(iso3).apply(ruler);
            ruler.kind = Kind::Organization;
            ruler.role = None;
        }
    }
}

/// Makes one referent of those that are the same known actor, at the place of the first.
fn merge(doc: &Document, referents: &mut Vec<Referent>) {
    let mentions = doc.mentions().unwrap_or_default();
    let place = |id: &Id<Mention>| {
        mentions.get(id.index()).map(|m| (m.span.start, std::cmp::Reverse(m.span.end)))
    };
    let mut first: HashMap<(Symbol, bool), usize> = HashMap::new();
    let mut into: Vec<Option<usize>> = vec![None; referents.len()];
    for (at, referent) in referents.iter().enumerate() {
        let Some(known) = referent.known.clone().filter(|_| referent.actor_kind.is_some()) else {
            continue;
        };
        let own = *first.entry((known, referent.kind == Kind::Person)).or_insert(at);
        into[at] = (own != at).then_some(own);
    }
    for at in 0..referents.len() {
        let Some(to) = into[at] else { continue };
        let other = std::mem::take(&mut referents[at]);
        let own = &mut referents[to];
        own.mentions.extend(other.mentions);
        own.mentions.sort_by_key(place);
        own.phrases.extend(other.phrases);
        own.phrases.sort_unstable();
        own.role = own.role.take().or(other.role);
        own.sector = own.sector.or(other.sector);
        own.country = own.country.or(other.country);
    }
    let mut keep = into.iter().map(Option::is_none);
    referents.retain(|_| keep.next().unwrap_or(true));
    // Those that were taken apart stand where they are first named.
    referents.sort_by_key(|referent| referent.mentions.iter().filter_map(place).min());
}
