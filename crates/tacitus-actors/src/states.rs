//! States and what each of them has: a government, a parliament, forces, police, intelligence.

use crate::check::{Problem, countries};
use crate::row::{Alias, Day, table};
use std::collections::BTreeMap;

const COLUMNS: [&str; 9] =
    ["iso3", "cow", "cown", "led_by", "government", "parliament", "army", "police", "intelligence"];

/// A body that every state has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Body {
    /// The executive.
    Government,
    /// The legislature, with its chambers.
    Parliament,
    /// Armed forces.
    Forces,
    /// Police and gendarmerie.
    Police,
    /// Intelligence and security services.
    Intelligence,
}

impl Body {
    /// All of them, in the order of the table's columns.
    pub const ALL: [Body; 5] =
        [Body::Government, Body::Parliament, Body::Forces, Body::Police, Body::Intelligence];

    /// What ids of such bodies end in: `SYR.gov`.
    pub fn suffix(self) -> &'static str {
        match self {
            Body::Government => "gov",
            Body::Parliament => "leg",
            Body::Forces => "mil",
            Body::Police => "cop",
            Body::Intelligence => "spy",
        }
    }

    /// Its kind and sector.
    pub fn sort(self) -> (&'static str, &'static str) {
        match self {
            Body::Government => ("government", "GOV"),
            Body::Parliament => ("legislature", "LEG"),
            Body::Forces => ("state_forces", "MIL"),
            Body::Police => ("state_forces", "COP"),
            Body::Intelligence => ("government", "SPY"),
        }
    }
}

/// A state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Correlates of War abbreviation.
    pub cow: Option<String>,
    /// Correlates of War number.
    pub cow_number: Option<u16>,
    /// The office that *the Iraqi leader* means, with the years in which it does.
    pub led_by: Vec<(String, Option<Day>, Option<Day>)>,
    /// Names of its bodies, in the order of [`Body::ALL`].
    pub bodies: [Vec<Alias>; 5],
}

impl State {
    /// The offices that *leader* means on `day`.
    pub fn leaders(&self, day: Option<Day>) -> impl Iterator<Item = &str> {
        let holds = move |from: Option<Day>, to: Option<Day>| {
            day.is_none_or(|day| {
                from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
            })
        };
        self.led_by
            .iter()
            .filter(move |(_, from, to)| holds(*from, *to))
            .map(|(office, ..)| office.as_str())
    }
}

/// Reads the table of states.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> BTreeMap<String, State> {
    let mut reader = table(text);
    let mut states = BTreeMap::new();
    let countries = countries();
    if !reader.headers().is_ok_and(|headers| headers.iter().eq(COLUMNS)) {
        problems.push(Problem::new(file, 1, format!("the columns must be {}", COLUMNS.join(","))));
        return states;
    }
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, csv::Position::line);
        let mut say = |what: String| problems.push(Problem::new(file, line, what));
        let fields: Vec<&str> = record.iter().collect();
        let [iso3, cow, number, led_by, ref bodies @ ..] = fields[..] else {
            say(format!("{} fields in place of 9", fields.len()));
            continue;
        };
        if bodies.len() != 5 || !countries.contains(iso3) || states.contains_key(iso3) {
            say(format!("{iso3}: {} fields, no such country, or twice", fields.len()));
            continue;
        }
        let offices = led_by.split('|').filter(|part| !part.is_empty()).map(|part| {
            let (office, years) = part.split_once('@').unwrap_or((part, "-"));
            let (from, to) = years.split_once('-').unwrap_or((years, ""));
            let to = to.get(..4).and_then(|year| Day::parse(&format!("{year}-12-31")));
            (office.trim().to_owned(), from.get(..4).and_then(Day::parse), to)
        });
        let state = State {
            cow: (!cow.is_empty()).then(|| cow.to_owned()),
            cow_number: number.parse().ok(),
            led_by: offices.collect(),
            bodies: std::array::from_fn(|body| Alias::list(bodies[body]).collect()),
        };
        states.insert(iso3.to_owned(), state);
    }
    states
}
