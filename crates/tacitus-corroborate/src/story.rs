//! Which reports tell one story.
//!
//! Reports are compared by the cosine of their weighted words (names weigh more), less something for every day
//! between them. Keys find the pairs worth comparing; who is alike, directly or through others, is then parted
//! into stories by average link.

use crate::cluster::average_link;
use crate::prints::Prints;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Reports at least so alike stand in one story.
pub const ALIKE: f32 = 0.165;

/// What a day between two reports takes from their likeness, and from which day on.
const A_DAY: f32 = 0.018;
const FREE_DAYS: i64 = 3;

/// Where more reports than this hang together, only those more alike are taken to.
pub const AT_ONCE: usize = 200;

/// Day of publication, and terms with the bits of their weights.
type SameDay = (Option<Date>, Vec<(u32, u32)>);

/// A report as it is compared.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Its id.
    pub id: String,
    /// Its day of publication.
    pub published: Option<Date>,
    /// What is kept of it.
    pub prints: Prints,
}

/// How alike two reports are, less what lies between their days.
pub fn alike(one: &Printed, other: &Printed) -> f32 {
    let days = match (one.published, other.published) {
        (Some(one), Some(other)) => {
            one.until(other).map_or(0, |span| i64::from(span.get_days()).abs())
        }
        _ => 0,
    };
    one.prints.cosine(&other.prints) - A_DAY * (days - FREE_DAYS).max(0) as f32
}

/// Parts reports into stories; each story's reports by day and id, stories by their first report.
///
/// Only those at least as alike as `threshold` stand together; [`ALIKE`] is what is asked for where nothing else is.
pub fn stories(reports: &[Printed], threshold: f32) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..reports.len()).collect();
    order.sort_by(|a, b| {
        let of = |n: &usize| (reports[*n].published, &reports[*n].id);
        of(a).cmp(&of(b))
    });
    // Reports of one day with the same words are one: a text that a hundred papers print takes the time of one.
    let mut same: BTreeMap<SameDay, usize> = BTreeMap::new();
    let mut units: Vec<Vec<usize>> = Vec::new();
    for n in order {
        let terms = reports[n].prints.terms.iter().map(|(term, weight)| (*term, weight.to_bits()));
        let unit = *same.entry((reports[n].published, terms.collect())).or_insert(units.len());
        match units.get_mut(unit) {
            Some(unit) => unit.push(n),
            None => units.push(vec![n]),
        }
    }
    let mut parts = Vec::new();
    part(reports, &units, (0..units.len()).collect(), threshold, &mut parts);
    let mut found: Vec<Vec<usize>> = parts
        .into_iter()
        .map(|part| {
            let mut story: Vec<usize> = part.iter().flat_map(|unit| units[*unit].clone()).collect();
            story.sort_by_key(|n| (reports[*n].published, reports[*n].id.clone()));
            story
        })
        .collect();
    found.sort_by_key(|story| {
        story.first().map(|n| (reports[*n].published, reports[*n].id.clone()))
    });
    found
}

/// Parts units that hang together at `threshold`.
fn part(
    reports: &[Printed],
    units: &[Vec<usize>],
    order: Vec<usize>,
    threshold: f32,
    found: &mut Vec<Vec<usize>>,
) {
    let likeness = |a: usize, b: usize| alike(&reports[units[a][0]], &reports[units[b][0]]);
    for group in groups(&order, |a, b| likeness(a, b) >= threshold) {
        if group.len() > AT_ONCE && threshold < 0.95 {
            part(reports, units, group, threshold + 0.05, found);
        } else if group.len() > AT_ONCE {
            // Nearly one text, over and over.
            found.push(group);
        } else {
            let score = |a: usize, b: usize| Some(likeness(group[a], group[b]));
            for story in average_link(group.len(), threshold, score) {
                found.push(story.into_iter().map(|n| group[n]).collect());
            }
        }
    }
}

/// Which of some ascending numbers hang together, directly or through others; each group ascending.
fn groups(order: &[usize], near: impl Fn(usize, usize) -> bool) -> Vec<Vec<usize>> {
    let mut left: Vec<usize> = order.to_vec();
    let mut found = Vec::new();
    while !left.is_empty() {
        let mut group = vec![left.remove(0)];
        let mut at = 0;
        while at < group.len() {
            let own = group[at];
            let (close, far): (Vec<_>, Vec<_>) = left.iter().partition(|n| near(own, **n));
            group.extend(close);
            left = far;
            at += 1;
        }
        group.sort_unstable();
        found.push(group);
    }
    found
}
