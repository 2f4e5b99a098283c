//! What may be wrong with tables of actors.

use crate::key::key;
use crate::row::Row;
use crate::states::State;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use tacitus_gazetteer::COUNTRIES;

/// Something wrong with a table, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

impl Problem {
    pub(crate) fn new(file: &str, line: u64, what: String) -> Problem {
        Problem { file: file.to_owned(), line, what }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

impl std::error::Error for Problem {}

/// The alpha-3 codes that there are.
pub(crate) fn countries() -> HashSet<&'static str> {
    COUNTRIES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.get(..3))
        .collect()
}

/// What is wrong with rows beside each other; `elsewhere` tells which ids other tables hold.
pub(crate) fn rows(
    rows: &[Row],
    states: &BTreeMap<String, State>,
    elsewhere: &dyn Fn(&str) -> bool,
) -> Vec<Problem> {
    let countries = countries();
    let mut problems = Vec::new();
    let ids: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let mut first: HashMap<&str, &Row> = HashMap::new();
    let mut names: HashMap<String, Vec<(&Row, bool)>> = HashMap::new();
    for row in rows {
        let mut say = |what: String| problems.push(Problem::new(&row.origin.0, row.origin.1, what));
        let known = |code: &str| countries.contains(code) || states.contains_key(code);
        if let Some(country) = row.country.as_deref().filter(|country| !known(country)) {
            say(format!("no country {country}"));
        }
        if let (Some(from), Some(to)) = (row.from, row.to)
            && to < from
        {
            say(format!("{} ends before it begins", row.id));
        }
        if let Some(whole) = &row.part_of
            && !known(whole)
            && !ids.contains(whole.as_str())
            && !elsewhere(whole)
        {
            say(format!("{} belongs to {whole}, which is not there", row.id));
        }
        if row.part_of.as_deref() == Some(&row.id) {
            say(format!("{} belongs to itself", row.id));
        }
        if (row.kind == "person") != row.office.is_some() {
            say(format!("{}: persons have an office, others have none", row.id));
        }
        let before = first.entry(&row.id).or_insert(row);
        if before.name != row.name {
            say(format!(
                "{} is {} here and {} in line {}",
                row.id, row.name, before.name, before.origin.1
            ));
        }
        if (before.kind == "person") != (row.kind == "person") {
            say(format!("{} is a person in one row and none in another", row.id));
        }
        for alias in &row.names {
            let others = names.entry(key(&alias.text)).or_default();
            let clash = others.iter().find(|(other, ambiguous)| {
                !ambiguous && !alias.ambiguous && other.id != row.id && other.meets(row)
            });
            if let Some((other, _)) = clash {
                say(format!(
                    "{} is {} here and {} in {}:{}; mark it with ~ where it means both",
                    alias.text, row.id, other.id, other.origin.0, other.origin.1
                ));
            }
            others.push((row, alias.ambiguous));
        }
    }
    problems
}
