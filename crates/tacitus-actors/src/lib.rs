//! Who is known: states with their governments, parliaments and forces, armed groups, parties, organisations,
//! courts, outlets, and public persons, each with its names in English news and the years in which what is said of
//! it holds. The tables in `data/` are our own, written from general knowledge.
//!
//! ```
//! use tacitus_actors::{Actors, Day};
//! let actors = Actors::embedded();
//! let named: Vec<&str> = actors.named("Daesh").map(|hit| hit.row.name.as_str()).collect();
//! assert_eq!(named[0], "Islamic State");
//! let then = Day::parse("2017-08-29").unwrap();
//! let leader = actors.holders("IRQ", "prime minister", Some(then)).next().unwrap();
//! assert_eq!(leader.name, "Haider al-Abadi");
//! ```

mod check;
mod code;
pub mod key;
mod row;
mod states;

pub use check::Problem;
pub use code::{cameo, plover};
pub use row::{Alias, Day, KINDS, Row, SECTORS};
pub use states::{Body, State};

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

/// The tables that ship inside the program: file names and what they hold.
const TABLES: &[(&str, &str)] = &[
    ("armed-groups-africa-americas.csv", include_str!("../data/armed-groups-africa-americas.csv")),
    ("armed-groups-asia-europe.csv", include_str!("../data/armed-groups-asia-europe.csv")),
    ("armed-groups-middle-east.csv", include_str!("../data/armed-groups-middle-east.csv")),
    ("heads-africa.csv", include_str!("../data/heads-africa.csv")),
    ("heads-asia.csv", include_str!("../data/heads-asia.csv")),
    ("heads-europe-americas.csv", include_str!("../data/heads-europe-americas.csv")),
    ("media.csv", include_str!("../data/media.csv")),
    ("organisations.csv", include_str!("../data/organisations.csv")),
    ("parties.csv", include_str!("../data/parties.csv")),
    ("persons.csv", include_str!("../data/persons.csv")),
];

const STATES: (&str, &str) = ("states.csv", include_str!("../data/states.csv"));

static EMBEDDED: LazyLock<Actors> = LazyLock::new(|| {
    let mut problems = Vec::new();
    let mut rows = Vec::new();
    for (file, text) in TABLES {
        rows.extend(row::read(file, text, &mut problems));
    }
    let states = states::read(STATES.0, STATES.1, &mut problems);
    // What is wrong with our own tables fails a test; a reader goes on with what is right.
    Actors::new(rows, states, problems)
});

/// All that is known.
#[derive(Clone, Debug)]
pub struct Actors {
    rows: Vec<Row>,
    states: BTreeMap<String, State>,
    by_name: Names,
    by_loose_name: Names,
    by_id: HashMap<String, Vec<u32>>,
    by_whole: HashMap<String, Vec<u32>>,
    by_body: HashMap<String, Vec<(String, Body, bool)>>,
    problems: Vec<Problem>,
}

/// Where names stand, by the hash of their keys: row and place among its names. A list in order of the hashes is made in
/// half the time of a map of strings, and every process makes it anew.
#[derive(Clone, Debug, Default)]
struct Names(Vec<(u64, u32, u32)>);

impl Names {
    fn add(&mut self, key: &str, row: u32, nth: u32) {
        self.0.push((hash(key), row, nth));
    }

    fn of(&self, key: &str) -> &[(u64, u32, u32)] {
        let wanted = hash(key);
        let from = self.0.partition_point(|(own, ..)| *own < wanted);
        let n = self.0[from..].iter().take_while(|(own, ..)| *own == wanted).count();
        &self.0[from..from + n]
    }
}

/// FNV-1a. Two keys of one hash are told apart where they are looked up.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A row that a name led to.
#[derive(Clone, Copy, Debug)]
pub struct Hit<'a> {
    /// The row.
    pub row: &'a Row,
    /// The name that it was found by.
    pub alias: &'a Alias,
}

impl Actors {
    fn new(rows: Vec<Row>, states: BTreeMap<String, State>, problems: Vec<Problem>) -> Actors {
        let mut actors = Actors {
            rows,
            states,
            by_name: Names::default(),
            by_loose_name: Names::default(),
            by_id: HashMap::new(),
            by_whole: HashMap::new(),
            by_body: HashMap::new(),
            problems,
        };
        for (iso3, state) in &actors.states {
            for (body, names) in Body::ALL.into_iter().zip(&state.bodies) {
                for alias in names {
                    let bodies = actors.by_body.entry(key::key(&alias.text)).or_default();
                    bodies.push((iso3.clone(), body, alias.ambiguous));
                }
            }
        }
        for (at, row) in actors.rows.iter().enumerate() {
            let at = at as u32;
            actors.by_id.entry(row.id.clone()).or_default().push(at);
            if let Some(whole) = &row.part_of {
                actors.by_whole.entry(whole.clone()).or_default().push(at);
            }
            for (nth, alias) in row.names.iter().enumerate() {
                let (key, loose) = key::both(&alias.text);
                // Most are the same without articles, and need no second entry.
                if let Some(loose) = loose.filter(|loose| *loose != key) {
                    actors.by_loose_name.add(&loose, at, nth as u32);
                }
                actors.by_name.add(&key, at, nth as u32);
            }
        }
        actors.by_name.0.sort_unstable();
        actors.by_loose_name.0.sort_unstable();
        actors
    }

    /// The tables that ship inside the program. Read once.
    pub fn embedded() -> &'static Actors {
        &EMBEDDED
    }

    /// These actors with a user's own table over them: its rows take the place of all rows of the same id, and a
    /// name of its rows leads to them alone.
    ///
    /// # Errors
    /// All that is wrong with the table, with file and line.
    pub fn with(&self, file: &str, text: &str) -> Result<Actors, Vec<Problem>> {
        let mut problems = Vec::new();
        let own = row::read(file, text, &mut problems);
        problems.extend(check::rows(&own, &self.states, &|id| self.by_id.contains_key(id)));
        if !problems.is_empty() {
            return Err(problems);
        }
        let ids: HashSet<&str> = own.iter().map(|row| row.id.as_str()).collect();
        let names = own.iter().flat_map(|row| &row.names).filter(|alias| !alias.ambiguous);
        let taken: HashSet<String> = names.map(|alias| key::key(&alias.text)).collect();
        let kept = self.rows.iter().filter(|row| !ids.contains(row.id.as_str()));
        let mut rows: Vec<Row> = kept.cloned().collect();
        for row in &mut rows {
            row.names.retain(|alias| !taken.contains(&key::key(&alias.text)));
        }
        rows.extend(own);
        Ok(Actors::new(rows, self.states.clone(), self.problems.clone()))
    }

    /// What is wrong with the tables: rows that cannot be read, contradictions, names of two actors in the same
    /// years, countries and bodies that do not exist.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.problems.clone();
        problems.extend(check::rows(&self.rows, &self.states, &|_| false));
        problems
    }

    /// All rows, in the order of the tables.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All states, by ISO 3166-1 alpha-3.
    pub fn states(&self) -> &BTreeMap<String, State> {
        &self.states
    }

    /// The rows that go by `name`: by its very words, or where there are none, without the articles of Arabic names.
    pub fn named(&self, name: &str) -> impl Iterator<Item = Hit<'_>> {
        let (key, loose) = key::both(key::bare(name));
        let hits = |found: &[(u64, u32, u32)], is_it: &dyn Fn(&Alias) -> bool| -> Vec<Hit<'_>> {
            let hit = |&(_, row, nth): &(u64, u32, u32)| {
                let row = &self.rows[row as usize];
                Hit { row, alias: &row.names[nth as usize] }
            };
            found.iter().map(hit).filter(|hit| is_it(hit.alias)).collect()
        };
        let mut found = hits(self.by_name.of(&key), &|alias| key::key(&alias.text) == key);
        if let Some(loose) = loose.filter(|_| found.is_empty()) {
            let is_loose = |alias: &Alias| key::loose(&alias.text).as_ref() == Some(&loose);
            found = hits(self.by_loose_name.of(&loose), &is_loose);
            if found.is_empty() {
                found = hits(self.by_name.of(&loose), &|alias| key::key(&alias.text) == loose);
            }
        }
        found.into_iter()
    }

    /// The states' bodies that go by `name`: the state, which body, and whether the name means others too.
    pub fn bodies(&self, name: &str) -> &[(String, Body, bool)] {
        self.by_body.get(&key::key(key::bare(name))).map(Vec::as_slice).unwrap_or_default()
    }

    /// The name as the table of states writes it, where a body of a state goes by it.
    pub fn bodies_name(&self, name: &str) -> Option<&str> {
        let key = key::key(key::bare(name));
        let (iso3, body, _) = self.by_body.get(&key)?.first()?;
        let names = &self.states[iso3].bodies[*body as usize];
        names.iter().map(|alias| alias.text.as_str()).find(|text| key::key(text) == key)
    }

    /// The rows of one actor, in the order of the tables.
    pub fn of_id(&self, id: &str) -> impl Iterator<Item = &Row> {
        self.by_id.get(id).into_iter().flatten().map(|&at| &self.rows[at as usize])
    }

    /// The row of an actor that holds on `day`: the first of several; without a day, or where none holds, the nearest.
    pub fn at(&self, id: &str, day: Option<Day>) -> Option<&Row> {
        let rows = self.of_id(id);
        match day {
            None => rows.last(),
            Some(day) => rows.min_by_key(|row| row.days_off(day)),
        }
    }

    /// The persons who hold the office in a state (its alpha-3 code) or body (its id) on `day`; without a day, all who
    /// ever did.
    pub fn holders(&self, of: &str, office: &str, day: Option<Day>) -> impl Iterator<Item = &Row> {
        self.parts_of(of)
            .filter(move |row| row.office.as_deref() == Some(office))
            .filter(move |row| day.is_none_or(|day| row.days_off(day) == 0))
    }

    /// All rows of persons and bodies that belong to a state or body.
    pub fn parts_of(&self, whole: &str) -> impl Iterator<Item = &Row> {
        self.by_whole.get(whole).into_iter().flatten().map(|&at| &self.rows[at as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_tables_are_in_order() {
        let problems = Actors::embedded().check();
        let told: Vec<String> = problems.iter().take(20).map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), told.join("\n"));
    }

    #[test]
    fn there_is_enough_of_everything() {
        let actors = Actors::embedded();
        let count = |wanted: &dyn Fn(&Row) -> bool| {
            let ids: std::collections::HashSet<&str> =
                actors.rows().iter().filter(|row| wanted(row)).map(|row| row.id.as_str()).collect();
            ids.len()
        };
        assert!(count(&|row| row.kind != "person") >= 600);
        assert!(count(&|row| row.kind == "armed_group") >= 300);
        assert!(count(&|row| row.kind == "media") >= 200);
        assert!(actors.states().len() >= 195);
        // Heads of state and government of every state, in the middle of the time covered.
        let day = Day::parse("2008-06-15").unwrap();
        let headless: Vec<&str> = actors
            .states()
            .keys()
            .filter(|iso3| !matches!(iso3.as_str(), "HKG" | "ESH" | "SSD"))
            .filter(|iso3| {
                !actors.parts_of(iso3).any(|row| row.kind == "person" && row.days_off(day) == 0)
            })
            .map(String::as_str)
            .collect();
        assert!(headless.len() <= 3, "{headless:?}");
    }

    #[test]
    fn offices_change_hands() {
        let actors = Actors::embedded();
        let who = |day: &str| {
            let day = Day::parse(day);
            actors.holders("IRQ", "prime minister", day).map(|row| row.id.as_str()).next()
        };
        assert_eq!(who("2017-08-29"), Some("haider-al-abadi"));
        assert_ne!(who("2020-08-29"), Some("haider-al-abadi"));
        let sector = |day: &str| {
            let row = actors.at("taliban", Day::parse(day)).unwrap();
            row.sectors[0]
        };
        assert_eq!((sector("1999"), sector("2010"), sector("2023")), ("GOV", "REB", "GOV"));
    }

    #[test]
    fn a_user_table_takes_precedence() {
        let own = "id,name,aliases,kind,sector,country,from,to,part_of,office\n\
                   our-front,Our Front,Daesh,armed_group,REB,LBN,,,,\n";
        let actors = Actors::embedded().with("own.csv", own).unwrap();
        let named: Vec<&str> = actors.named("Daesh").map(|hit| hit.row.id.as_str()).collect();
        assert_eq!(named, ["our-front"]);
        assert!(actors.named("ISIS").next().is_some());
    }

    #[test]
    fn a_bad_user_table_is_told_line_by_line() {
        let own = "id,name,aliases,kind,sector,country,from,to,part_of,office\n\
                   a,A,,armed_group,REB,XYZ,,,,\n\
                   b,B,,band,REB,,,,,\n\
                   c,C,,armed_group,REB,,2010,2001,,\n\
                   d,D,Same,armed_group,REB,,,,,\n\
                   e,E,Same,armed_group,REB,,,,,\n\
                   f,F,,armed_group,REB,,,,nobody-at-all,\n\
                   g\n";
        let problems = Actors::embedded().with("own.csv", own).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for (line, words) in [
            (2, "no country XYZ"),
            (3, "no kind band"),
            (4, "ends before it begins"),
            (6, "Same"),
            (7, "nobody-at-all"),
            (8, "1 field"),
        ] {
            let found = told
                .iter()
                .any(|t| t.starts_with(&format!("own.csv:{line}:")) && t.contains(words));
            assert!(found, "line {line}: {words}: {told:#?}");
        }
    }
}
