//! Places and times by their mentions: found, in the right place, with the right value.

use super::Scores;
use tacitus_doc::{Reading, Span};
use tacitus_gazetteer::geo;

/// A place that is this near to gold's is right (km): a hundred miles, as the field counts.
const NEAR: f64 = 161.0;

/// Scores the places and times of a reading, where gold tells coordinates and values.
///
/// * A mention is found when it overlaps one of gold, each at most once.
/// * A place is right when it was put within 161 km of gold's; *found* are the mentions that were put anywhere.
/// * A value is right when it is gold's to the letter.
pub fn compare_places_and_times(gold: &Reading, found: &Reading, scores: &mut Scores) {
    let places = |reading: &Reading| -> Vec<(Span, Option<geo::Point>)> {
        let all = reading.record.places.iter();
        let mut mentions: Vec<(Span, Option<geo::Point>)> = all
            .flat_map(|place| place.mentions.iter().map(|span| (*span, place.lat.zip(place.lon))))
            .collect();
        mentions.sort_by_key(|(span, _)| *span);
        mentions
    };
    let ours = places(gold);
    if ours.iter().any(|(_, point)| point.is_some()) {
        let theirs = places(found);
        let pairs = paired(&ours, &theirs);
        scores.add("places: found", ours.len(), theirs.len(), pairs.len());
        let right = pairs.iter().filter(|&&(g, f)| match (ours[g].1, theirs[f].1) {
            (Some(g), Some(f)) => geo::distance(g, f) <= NEAR,
            _ => false,
        });
        let located = theirs.iter().filter(|(_, point)| point.is_some()).count();
        let n_gold = ours.iter().filter(|(_, point)| point.is_some()).count();
        scores.add("places: within 161 km", n_gold, located, right.count());
    }
    let times = |reading: &Reading| -> Vec<(Span, Option<String>)> {
        let all = reading.record.times.iter();
        let mut mentions: Vec<(Span, Option<String>)> = all
            .flat_map(|time| time.mentions.iter().map(|span| (*span, time.value.clone())))
            .collect();
        mentions.sort();
        mentions
    };
    let ours = times(gold);
    if !ours.is_empty() && ours.iter().all(|(_, value)| value.is_some()) {
        let theirs = times(found);
        let pairs = paired(&ours, &theirs);
        let count = |right: &dyn Fn(&(usize, usize)) -> bool| {
            pairs.iter().filter(|pair| right(pair)).count()
        };
        scores.add("times: found", ours.len(), theirs.len(), pairs.len());
        let whole = count(&|&(g, f)| ours[g].0 == theirs[f].0);
        scores.add("times: whole span", ours.len(), theirs.len(), whole);
        let value = count(&|&(g, f)| ours[g].1 == theirs[f].1);
        scores.add("times: value", ours.len(), theirs.len(), value);
        scores.add("times: value where found", pairs.len(), pairs.len(), value);
    }
}

/// Mentions that overlap, one to one: equal spans first, then in order of the text.
fn paired<T>(ours: &[(Span, T)], theirs: &[(Span, T)]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; theirs.len()];
    let mut pairs = Vec::new();
    let mut left = Vec::new();
    for (g, (span, _)) in ours.iter().enumerate() {
        match theirs.iter().position(|(other, _)| other == span).filter(|&f| !taken[f]) {
            Some(f) => {
                taken[f] = true;
                pairs.push((g, f));
            }
            None => left.push(g),
        }
    }
    for g in left {
        let span = ours[g].0;
        let f = (0..theirs.len()).find(|&f| !taken[f] && theirs[f].0.overlaps(span));
        if let Some(f) = f {
            taken[f] = true;
            pairs.push((g, f));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mention_counts_once_and_equals_go_first() {
        let ours = [(Span::new(0, 4), ()), (Span::new(6, 9), ())];
        let theirs = [(Span::new(2, 9), ()), (Span::new(6, 9), ())];
        assert_eq!(paired(&ours, &theirs), [(1, 1), (0, 0)]);
        assert_eq!(paired(&ours, &theirs[..1]), [(0, 0)]);
    }
}
