//! Where two countries meet, told from the settlements on either side, for want of lines.

use super::Draft;
use crate::file::{Feature, FeatureClass};
use crate::geo;
use std::collections::{BTreeMap, HashMap};

/// Settlements of two countries that are this near (km) stand on their border; twice as far as the nearest
/// pair where all are farther.
const NEAR: f64 = 30.0;
/// Countries whose nearest settlements are farther apart have no border on land that news would name.
const FARTHEST: f64 = 120.0;

/// One draft a border: its middle, and a radius that covers it. It is found by the alpha-2 codes of the two in the
/// order of the alphabet: `border LB SY`.
pub(super) fn borders(drafts: &[Draft]) -> Vec<Draft> {
    let settled = |draft: &&Draft| {
        draft.feature.is_some_and(|feature| feature.class() == FeatureClass::Settlement)
    };
    let settlements: Vec<&Draft> = drafts.iter().filter(settled).collect();
    let cell = |draft: &Draft| (draft.lat.floor() as i32, draft.lon.floor() as i32);
    let mut cells: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (at, draft) in settlements.iter().enumerate() {
        cells.entry(cell(draft)).or_default().push(at);
    }
    // Of each settlement, the nearest of each other country: distance, middle.
    let mut meeting: BTreeMap<(&str, &str), Vec<(f64, geo::Point)>> = BTreeMap::new();
    for own in &settlements {
        let (row, column) = cell(own);
        let mut nearest: BTreeMap<&str, (f64, geo::Point)> = BTreeMap::new();
        for other in (row - 1..=row + 1)
            .flat_map(|row| (column - 1..=column + 1).map(move |column| (row, column)))
            .filter_map(|cell| cells.get(&cell))
            .flatten()
            .map(|&at| settlements[at])
            // Each pair of countries is seen from one side.
            .filter(|other| other.country > own.country)
        {
            let km = geo::distance((own.lat, own.lon), (other.lat, other.lon));
            let middle = || geo::middle((own.lat, own.lon), (other.lat, other.lon));
            if km <= FARTHEST
                && nearest.get(other.country.as_str()).is_none_or(|(best, _)| km < *best)
            {
                nearest.insert(&other.country, (km, middle()));
            }
        }
        for (country, pair) in nearest {
            meeting.entry((&own.country, country)).or_default().push(pair);
        }
    }
    let name_of: HashMap<&str, &str> = drafts
        .iter()
        .filter(|draft| {
            draft.feature.is_some_and(|feature| feature.class() == FeatureClass::Country)
        })
        .map(|draft| (draft.country.as_str(), draft.name.as_str()))
        .collect();
    let mut borders = Vec::new();
    for ((one, other), pairs) in meeting {
        let (Some(a), Some(b)) = (name_of.get(one), name_of.get(other)) else { continue };
        let least = pairs.iter().map(|(km, _)| *km).fold(f64::INFINITY, f64::min);
        let near = pairs.iter().filter(|(km, _)| *km <= NEAR.max(2.0 * least));
        let points: Vec<geo::Point> = near.map(|(_, point)| *point).collect();
        let n = points.len() as f64;
        // Longitudes beside the first, so that a border across the date line has its middle there.
        let first = points[0];
        let lat = points.iter().map(|point| point.0).sum::<f64>() / n;
        let east = points.iter().map(|point| geo::around(point.1 - first.1));
        let lon = geo::around(first.1 + east.sum::<f64>() / n);
        let radius =
            points.iter().map(|point| geo::distance((lat, lon), *point)).fold(10.0, f64::max);
        borders.push(Draft {
            name: format!("{a}–{b} border"),
            alternates: vec![format!("border {one} {other}")],
            lat,
            lon,
            feature: Feature::of("BDR"),
            radius_km: radius,
            ..Draft::default()
        });
    }
    borders
}
