//! Whether two reports mean the same actor.

use std::collections::BTreeSet;
use tacitus_doc::{Actor, Id, Record};

/// What two actors of different reports are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// The same, or one is part of the other.
    Yes,
    /// Not the same.
    No,
    /// It cannot be told: *the fighters*.
    Perhaps,
}

/// Sectors that make up a state.
const STATE: [&str; 6] = ["GOV", "MIL", "COP", "SPY", "JUD", "LEG"];

/// Words of names that any body may have.
const COMMON: [&str; 44] = [
    "the",
    "of",
    "and",
    "for",
    "a",
    "an",
    "in",
    "on",
    "army",
    "government",
    "police",
    "forces",
    "force",
    "front",
    "movement",
    "party",
    "group",
    "ministry",
    "minister",
    "council",
    "people",
    "national",
    "state",
    "republic",
    "democratic",
    "liberation",
    "united",
    "union",
    "security",
    "military",
    "president",
    "general",
    "spokesman",
    "spokeswoman",
    "local",
    "new",
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
];

fn names(actor: &Actor) -> BTreeSet<String> {
    // Words with a capital: what is written small names nobody.
    actor
        .name
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 1 && !COMMON.contains(&word.as_str()))
        .collect()
}

/// *Equatoria Salvation Front* and *ESF*.
fn initials(name: &str, short: &str) -> bool {
    let first = |word: &str| word.chars().next().filter(|sign| sign.is_uppercase());
    let letters: String =
        name.split(|sign: char| !sign.is_alphanumeric()).filter_map(first).collect();
    letters.chars().count() > 1
        && short.chars().filter(|sign| sign.is_alphanumeric()).eq(letters.chars())
}

fn is_state(actor: &Actor) -> Option<bool> {
    match (actor.sector.as_deref(), actor.kind.as_str()) {
        (Some(sector), _) if STATE.contains(&sector) => Some(true),
        (_, "government" | "state_forces" | "state") => Some(true),
        (Some("REB" | "CVL" | "OPP" | "CRM"), _) | (_, "armed_group" | "civilians") => Some(false),
        _ => None,
    }
}

/// Compares two actors.
pub fn same(one: &Actor, other: &Actor) -> Same {
    if one.known.is_some() && one.known == other.known {
        return Same::Yes;
    }
    if initials(&one.name, &other.name) || initials(&other.name, &one.name) {
        return Same::Yes;
    }
    let (a, b) = (names(one), names(other));
    if !a.is_empty() && !b.is_empty() && !a.is_disjoint(&b) {
        return Same::Yes;
    }
    if one.name.eq_ignore_ascii_case(&other.name) {
        return Same::Yes;
    }
    if let (Some(one_state), Some(other_state)) = (is_state(one), is_state(other))
        && one_state != other_state
    {
        return Same::No;
    }
    let countries = one.country.as_ref().zip(other.country.as_ref());
    if is_state(one) == Some(true) && is_state(other) == Some(true) {
        return match countries {
            Some((one, other)) if one != other => Same::No,
            _ => Same::Perhaps,
        };
    }
    if !a.is_empty() && !b.is_empty() {
        return Same::No;
    }
    Same::Perhaps
}

/// Compares two groups: *yes* where any two are the same, *no* where none can be.
pub fn share(one: (&Record, &[Id<Actor>]), other: (&Record, &[Id<Actor>])) -> Same {
    let mut answer = None;
    for a in one.1.iter().filter_map(|id| one.0.actors.get(id.index())) {
        for b in other.1.iter().filter_map(|id| other.0.actors.get(id.index())) {
            match same(a, b) {
                Same::Yes => return Same::Yes,
                Same::Perhaps => answer = Some(Same::Perhaps),
                Same::No => answer = answer.or(Some(Same::No)),
            }
        }
    }
    answer.unwrap_or(Same::Perhaps)
}
