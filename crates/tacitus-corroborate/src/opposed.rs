//! Which accounts contradict each other: a logistic model over [`crate::accounts::FEATURES`], and what it finds
//! drawn together into disputes of two sides.
//!
//! The model is fitted by `train/fit_disputes.py` on invented stories. It sees no more than one pair at a time, so
//! what it is sure of is where a dispute begins; the rest joins the side that it agrees with.

use crate::accounts::{FEATURES, Said, alike, asked, is_one_voice, is_plain_denial};
use crate::actors::Same;
use crate::{Of, Told};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A dispute begins with two accounts that are so likely to contradict each other.
const SURE: f32 = 0.7;

/// At least so likely is what nobody can mistake, however few accounts like it the model has seen.
const PLAIN: f32 = 0.75;

/// Another account joins when it is so likely, by as much as the two are, to contradict one of them.
const JOINS: f32 = 0.6;

/// Accounts with so many words in common say the same.
const COPY: f32 = 0.6;

/// Who denies with so many words in common denies one thing.
const KNOWN: f32 = 0.45;

/// Accounts that contradict each other, by position; the surest dispute first.
pub struct Opposed {
    /// The one side.
    pub one: Vec<usize>,
    /// The other.
    pub other: Vec<usize>,
}

static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let table: BTreeMap<&str, f32> = include_str!("../data/dispute-weights.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (name, weight) = line.split_once('\t')?;
            Some((name, weight.parse().ok()?))
        })
        .collect();
    FEATURES.iter().map(|name| table.get(name).copied().unwrap_or_default()).collect()
});

/// The disputes among what is said in a story.
pub fn find(told: &[Told], home: &BTreeMap<Of, usize>, said: &[Said]) -> Vec<Opposed> {
    let mut odds: BTreeMap<(usize, usize), f32> = BTreeMap::new();
    for (n, m, values) in asked(told, home, said) {
        let sum: f32 = values.iter().zip(&*WEIGHTS).map(|(value, weight)| value * weight).sum();
        let odd: f32 = 1.0 / (1.0 + (-sum).exp());
        let odd = if is_plain_denial(&said[n], &said[m]) { odd.max(PLAIN) } else { odd };
        if odd >= 0.05 {
            odds.insert((n, m), odd);
        }
    }
    let odd = |n: usize, m: usize| odds.get(&(n.min(m), n.max(m))).copied().unwrap_or(0.0);
    let mut seeds: Vec<(f32, usize, usize)> = odds
        .iter()
        .filter(|(_, odd)| **odd >= SURE)
        .filter(|((n, m), _)| {
            said[*n].denies || said[*m].denies || said[*n].is_pointed && said[*m].is_pointed
        })
        .filter(|((n, m), _)| {
            !(said[*n].counts && said[*n].denies || said[*m].counts && said[*m].denies)
        })
        .map(|((n, m), odd)| {
            // What denies stands second.
            let turned = said[*n].denies && !said[*m].denies
                || !said[*m].denies && said[*n].negates && !said[*m].negates;
            if turned { (*odd, *m, *n) } else { (*odd, *n, *m) }
        })
        .collect();
    seeds.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut found: Vec<Opposed> = Vec::new();
    let near = |u: usize, set: &[usize]| set.iter().any(|v| alike(&said[u], &said[*v]) >= COPY);
    let paragraph = |u: usize| (said[u].report, said[u].paragraph);
    for (sure, n, m) in seeds {
        if used.contains(&n) && used.contains(&m) {
            continue;
        }
        let is_known = found.iter().any(|d: &Opposed| {
            let close = |u: usize, side: &[usize]| {
                side.iter().any(|v| *v == u || alike(&said[u], &said[*v]) >= KNOWN)
            };
            let beside =
                |u: usize| d.one.iter().chain(&d.other).any(|v| paragraph(*v) == paragraph(u));
            d.one.contains(&n) && said[m].paragraph == said[n].paragraph
                || close(m, &d.other) && said[m].stems.len() > 3
                || close(n, &d.one) && close(m, &d.one)
                || beside(n) && beside(m)
        });
        if is_known {
            continue;
        }
        let (mut one, mut other) = (vec![n], vec![m]);
        for u in 0..said.len() {
            if u == n || u == m || used.contains(&u) {
                continue;
            }
            let against = (odd(u, m), odd(u, n));
            if near(u, &[n]) {
                one.push(u);
            } else if near(u, &[m]) {
                other.push(u);
            } else if against.0.max(against.1) >= JOINS * sure {
                if against.0 > against.1 { one.push(u) } else { other.push(u) }
            }
        }
        let more = spread(told, home, said, (&one, &other), (n, m), &used);
        one.extend(more.0);
        other.extend(more.1);
        used.extend(one.iter().chain(&other).copied());
        found.push(Opposed { one, other });
    }
    for own in &mut found {
        own.one.sort_unstable();
        own.other.sort_unstable();
    }
    found
}

/// What else is told of the events of the two sides: by whom the same is held to have done it, or who tells as
/// having happened what the other denies.
fn spread(
    told: &[Told],
    home: &BTreeMap<Of, usize>,
    said: &[Said],
    sides: (&[usize], &[usize]),
    seed: (usize, usize),
    used: &BTreeSet<usize>,
) -> (Vec<usize>, Vec<usize>) {
    let events = |n: usize| -> BTreeSet<usize> {
        let own = &said[n];
        own.events
            .iter()
            .filter_map(|event| home.get(&Of { report: own.report, event: *event }).copied())
            .collect()
    };
    let about: BTreeSet<usize> = [seed.0, seed.1].into_iter().flat_map(events).collect();
    let is_denial = said[seed.1].denies && !said[seed.0].denies;
    let (mut one, mut other) = (Vec::new(), Vec::new());
    for u in 0..said.len() {
        if sides.0.contains(&u) || sides.1.contains(&u) || used.contains(&u) {
            continue;
        }
        let shares = !events(u).is_disjoint(&about);
        let doer = |side: &[usize]| {
            side.iter()
                .filter_map(|n| crate::accounts::doers(told, &said[u], &said[*n]))
                .max_by_key(|same| *same == Same::Yes)
        };
        let (first, second) = (doer(sides.0), doer(sides.1));
        let voice = |side: &[usize]| side.iter().any(|n| is_one_voice(told, &said[u], &said[*n]));
        if said[u].is_pointed || shares {
            match (first, second) {
                (Some(Same::Yes), Some(Same::No)) => {
                    one.push(u);
                    continue;
                }
                (Some(Same::No), Some(Same::Yes)) => {
                    other.push(u);
                    continue;
                }
                _ => {}
            }
        }
        let like = sides.0.iter().chain([&seed.1]).any(|n| alike(&said[u], &said[*n]) >= 0.15);
        if is_denial && like && shares && !said[u].denies && !said[u].negates && !voice(sides.1) {
            one.push(u);
        }
    }
    (one, other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::said;
    use crate::copies;
    use std::fmt::Write as _;
    use tacitus_doc::wire;

    /// Reports whose sentences each have a speaker; an empty one is the report itself.
    fn told(reports: &[&[(&str, &str)]]) -> Vec<Told> {
        let report = |(n, sentences): (usize, &&[(&str, &str)])| {
            let (mut text, mut spans) = (String::new(), String::new());
            let (mut actors, mut claims) = (String::new(), String::new());
            for (at, (speaker, words)) in sentences.iter().enumerate() {
                let comma = if at > 0 { ", " } else { "" };
                let start = text.chars().count();
                text.push_str(words);
                let end = text.chars().count();
                text.push(' ');
                let _ = write!(spans, "{comma}[{start}, {end}]");
                let _ = write!(actors, r#"{comma}{{"name": "{speaker}"}}"#);
                if !speaker.is_empty() {
                    let comma = if claims.is_empty() { "" } else { ", " };
                    let _ = write!(
                        claims,
                        r#"{comma}{{"speaker": "a{}", "content": [[{start}, {end}]]}}"#,
                        at + 1
                    );
                }
            }
            let line = format!(
                r#"{{"version": 1, "document": {{"text": "{text}", "publisher": "Outlet {n}"}},
                "sentences": [{spans}], "actors": [{actors}], "claims": [{claims}]}}"#
            );
            let reading = wire::read(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
            Told { reading, prints: crate::Prints::default(), mentions: Vec::new() }
        };
        reports.iter().enumerate().map(report).collect()
    }

    /// Speakers of the two sides of each dispute.
    fn check(reports: &[&[(&str, &str)]], expected: &[(&str, &str)]) {
        let told = told(reports);
        let sentences: Vec<_> = told
            .iter()
            .map(|told| {
                let doc = &told.reading.document;
                let spans: Vec<_> =
                    doc.sentences().unwrap_or_default().iter().map(|own| own.span).collect();
                copies::sentences(doc, &spans)
            })
            .collect();
        let said = said(&told, &sentences);
        let names = |side: &[usize]| {
            let name = |n: &usize| {
                let own = &said[*n];
                let actors = &told[own.report].reading.record.actors;
                own.speaker.and_then(|id| actors.get(id.index())).map_or("", |actor| &actor.name)
            };
            side.iter().map(name).collect::<Vec<_>>().join("+")
        };
        let found: Vec<(String, String)> = find(&told, &BTreeMap::new(), &said)
            .iter()
            .map(|opposed| (names(&opposed.one), names(&opposed.other)))
            .collect();
        let found: Vec<(&str, &str)> =
            found.iter().map(|(one, other)| (one.as_str(), other.as_str())).collect();
        assert_eq!(found, expected, "{reports:?}");
    }

    #[test]
    fn what_one_tells_another_denies() {
        check(
            &[&[
                ("Mayor", "Soldiers burned the mill at Dorsa on Monday."),
                ("Brigade", "The brigade denied that soldiers had burned the mill."),
            ]],
            &[("Mayor", "Brigade")],
        );
        check(
            &[&[
                ("Mayor", "He blamed the brigade for the fire at the mill."),
                ("Brigade", "It rejected the accusation."),
            ]],
            &[("Mayor", "Brigade")],
        );
    }

    #[test]
    fn one_act_laid_at_two_doors() {
        check(
            &[&[
                ("Governor", "He accused the rebels of having opened fire on the ferry."),
                ("Front", "It said that the shots were fired by the coast guard, and blamed it."),
            ]],
            &[("Governor", "Front")],
        );
    }

    #[test]
    fn no_disputes() {
        // Both say the same.
        check(
            &[
                &[("Mayor", "Shells hit the market of Dorsa on Monday morning.")],
                &[("Nurse", "Shells hit the market of Dorsa and the street behind it.")],
            ],
            &[],
        );
        // Both deny the same.
        check(
            &[
                &[("Army", "The army denied that its guns had shelled Dorsa.")],
                &[("Ministry", "It was denied that army guns had shelled Dorsa.")],
            ],
            &[],
        );
        // A denial of something that nobody tells.
        check(
            &[
                &[("Ministry", "The ministry denied that fuel prices would rise.")],
                &[("Mayor", "Shells hit the market of Dorsa on Monday morning.")],
            ],
            &[],
        );
        // One voice that changes its mind.
        check(
            &[&[
                ("Mayor", "Soldiers burned the mill at Dorsa on Monday."),
                ("Mayor", "The mayor denied that soldiers had burned the mill."),
            ]],
            &[],
        );
        // A not is no denial.
        check(
            &[
                &[("Mayor", "The bridge of Dorsa will not open before June.")],
                &[("Driver", "Lorries wait at the bridge of Dorsa for two days.")],
            ],
            &[],
        );
        // Who lies in bed does not lie.
        check(
            &[
                &[("", "The villages lie on the road to the border.")],
                &[("Mayor", "The road to the border is closed.")],
            ],
            &[],
        );
        check(&[], &[]);
        check(&[&[]], &[]);
    }
}
