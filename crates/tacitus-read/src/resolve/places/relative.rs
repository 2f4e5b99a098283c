//! Places that are told by way of others: borders (*the Syria-Lebanon border*, *the Iraqi frontier*) and points at a
//! distance (*40 km east of Homs*, *north of Raqqa*).

use crate::resolve::tables::{self, Naming};
use std::ops::Range;
use tacitus_doc::{Document, Location, Span};
use tacitus_gazetteer::{Entry, FeatureClass, Gazetteer, geo};

const BORDERS: &[&str] = &["border", "frontier", "borders", "borderlands"];
/// The words of a border stand within so many tokens of it.
const AROUND: usize = 6;
/// A place this far (km) from the nearest settlement of a country is not at that country's border.
const AT_BORDER: f64 = 150.0;
/// *North of X* without a distance: about as far as this, km.
const BESIDE: f64 = 20.0;

/// Puts borders in the place of the countries that they part, and adds points at a distance.
pub fn relative(doc: &Document, gazetteer: &Gazetteer, locations: &mut Vec<Location>) {
    let tokens = doc.tokens().unwrap_or_default();
    let mut found = Vec::new();
    for sentence in doc.sentences().unwrap_or_default() {
        for at in sentence.tokens.clone() {
            let word = doc.words(tokens[at].span);
            if BORDERS.iter().any(|border| word.eq_ignore_ascii_case(border)) {
                found.extend(border(doc, gazetteer, locations, at, sentence.tokens.clone()));
            }
        }
    }
    for border in found {
        // The countries' names are part of its name; towns on it are not.
        locations.retain(|own| !(own.span.overlaps(border.span) && own.feature.starts_with("PCL")));
        if !locations.iter().any(|own| own.span.overlaps(border.span)) {
            locations.push(border);
        }
    }
    let away: Vec<Location> = locations.iter().filter_map(|own| at_a_distance(doc, own)).collect();
    locations.extend(away);
    locations.sort_by_key(|location| location.span);
}

/// The border that the token `at` names.
fn border(
    doc: &Document,
    gazetteer: &Gazetteer,
    locations: &[Location],
    at: usize,
    sentence: Range<usize>,
) -> Option<Location> {
    let tokens = doc.tokens()?;
    let word = |at: usize| doc.words(tokens[at].span);
    // Longest first: *South Sudan*, *United States*.
    let country = |at: usize, back: bool| -> Option<(&'static str, Range<usize>)> {
        (1..=4).rev().find_map(|n| {
            let range = if back { (at + 1).checked_sub(n)?..at + 1 } else { at..at + n };
            let inside = sentence.start <= range.start && range.end <= sentence.end;
            let capital = inside && word(range.start).starts_with(char::is_uppercase);
            let text = capital
                .then(|| doc.words(tokens[range.start].span.to(tokens[range.end - 1].span)))?;
            let (iso3, naming) = tables::country(text)?;
            matches!(naming, Naming::Name | Naming::Demonym).then_some((iso3, range))
        })
    };
    let (mut named, mut from, mut to): (Vec<&str>, usize, usize) = (Vec::new(), at, at + 1);
    // Before it: *Syria-Lebanon*, *Iraqi-Syrian*, *Iraq's*, *Iraqi and Syrian*.
    let mut left = at;
    while named.len() < 2 && left > sentence.start && at - left < AROUND {
        let before = word(left - 1);
        if let Some((iso3, range)) = country(left - 1, true) {
            if !named.contains(&iso3) {
                named.insert(0, iso3);
            }
            left = range.start;
            from = left;
        } else if matches!(
            before,
            "-" | "–"
                | "—"
                | "/"
                | "'s"
                | "’s"
                | "and"
                | "northern"
                | "southern"
                | "eastern"
                | "western"
        ) {
            left -= 1;
        } else {
            let joined = before.split(['-', '–']).collect::<Vec<_>>();
            let both: Vec<&'static str> = joined
                .iter()
                .filter_map(|part| tables::country(part))
                .filter(|(_, naming)| matches!(naming, Naming::Name | Naming::Demonym))
                .map(|(iso3, _)| iso3)
                .collect();
            if joined.len() < 2 || both.len() != joined.len() {
                break;
            }
            named = both.into_iter().chain(named).collect();
            left -= 1;
            from = left;
        }
    }
    // Behind it: *with Iraq*, *between Syria and Lebanon*.
    if named.len() < 2 && at + 2 < sentence.end && matches!(word(at + 1), "with" | "between" | "of")
    {
        let mut right = at + 2;
        while named.len() < 2 && right < sentence.end && right - at < AROUND {
            if let Some((iso3, range)) = country(right, false) {
                if !named.contains(&iso3) {
                    named.push(iso3);
                }
                right = range.end;
                to = right;
            } else if matches!(word(right), "and" | "the" | ",") {
                right += 1;
            } else {
                break;
            }
        }
    }
    if to == at + 1
        && at + 1 < sentence.end
        && matches!(word(at + 1), "crossing" | "area" | "region" | "post" | "zone")
    {
        to = at + 2;
    }
    let span = tokens[from].span.to(tokens[to - 1].span);
    match named[..] {
        [one, other] => {
            let entry = border_of(gazetteer, one, other)?;
            Some(located(
                &entry,
                span,
                entry.name.to_owned(),
                format!("the border of {one} and {other}"),
            ))
        }
        [one] => {
            // Of several borders, the stretch beside the place that the sentence is about.
            let near = beside(gazetteer, doc, locations, one, span);
            let entry = gazetteer.entry(gazetteer.country(one)?);
            let (point, km, anchor) = near?;
            Some(Location {
                lat: point.0,
                lon: point.1,
                radius_km: km / 2.0 + 10.0,
                ..located(
                    &entry,
                    span,
                    format!("{} border", entry.name),
                    format!("beside {anchor}"),
                )
            })
        }
        _ => None,
    }
}

fn border_of<'g>(gazetteer: &'g Gazetteer, one: &str, other: &str) -> Option<Entry<'g>> {
    let mut codes = [tables::iso2(one)?, tables::iso2(other)?];
    codes.sort_unstable();
    let found = gazetteer.find(&format!("border {} {}", codes[0], codes[1]));
    found
        .first()
        .map(|own| gazetteer.entry(own.entry))
        .filter(|entry| entry.class() == FeatureClass::Border)
}

/// Where a country's border runs beside the nearest place outside it that the sentence, or else the report before,
/// names: the point between the two, how far they are apart (km), and that place's name.
fn beside(
    gazetteer: &Gazetteer,
    doc: &Document,
    locations: &[Location],
    iso3: &str,
    span: Span,
) -> Option<(geo::Point, f64, String)> {
    let sentence = doc.sentence_at(span.start as usize);
    let outside = locations.iter().filter(|own| {
        own.country.as_deref().is_some_and(|country| country != iso3)
            && own.feature.starts_with("PPL")
    });
    let anchor = outside.min_by_key(|own| {
        let same = doc.sentence_at(own.span.start as usize) == sentence;
        (!same, own.span.start.abs_diff(span.start))
    })?;
    let here = (anchor.lat, anchor.lon);
    let settlements = gazetteer.of_country(iso3).map(|id| gazetteer.entry(id));
    let nearest = settlements
        .filter(|entry| entry.class() == FeatureClass::Settlement)
        .map(|entry| (geo::distance(here, entry.point()), entry.point()))
        .min_by(|a, b| a.0.total_cmp(&b.0))?;
    (nearest.0 <= AT_BORDER).then(|| (geo::middle(here, nearest.1), nearest.0, anchor.name.clone()))
}

fn located(entry: &Entry<'_>, span: Span, name: String, because: String) -> Location {
    Location {
        toponym: None,
        span,
        name,
        geonameid: None,
        lat: entry.lat,
        lon: entry.lon,
        radius_km: entry.radius_km,
        country: None,
        admin1: None,
        feature: "BDR",
        confidence: 0.8,
        because: vec![because],
    }
}

/// *40 km east of Homs*, *just north of Raqqa*: a point of its own, whose words are those before the name.
fn at_a_distance(doc: &Document, from: &Location) -> Option<Location> {
    let tokens = doc.tokens()?;
    let first = doc.tokens_in(from.span).start;
    let word = |back: usize| {
        first
            .checked_sub(back)
            .map_or(String::new(), |at| doc.words(tokens[at].span).to_lowercase())
    };
    if from.feature.starts_with("PCL")
        || from.feature == "BDR"
        || !matches!(word(1).as_str(), "of" | "from")
    {
        return None;
    }
    let bearing = bearing(&word(2));
    let unit_at = if bearing.is_some() { 3 } else { 2 };
    let per_unit = match word(unit_at).as_str() {
        "km" | "kms" | "kilometres" | "kilometers" | "kilometre" | "kilometer" | "km." => Some(1.0),
        "miles" | "mile" | "mi" => Some(1.609),
        _ => None,
    };
    let number = per_unit.and_then(|_| amount(&word(unit_at + 1)));
    let (km, begin) = match (per_unit, number) {
        (Some(unit), Some(number)) => (unit * number, unit_at + 1),
        // *North of X* alone.
        _ if bearing.is_some() && word(1) == "of" => (BESIDE, 2),
        _ => return None,
    };
    if !(0.5..=1500.0).contains(&km) {
        return None;
    }
    let span = tokens[first - begin].span.to(tokens[first - 1].span);
    // Without a direction it is anywhere on the circle.
    let (point, radius) = match bearing {
        Some(bearing) => {
            (geo::destination((from.lat, from.lon), bearing, km), from.radius_km + km * 0.3)
        }
        None => ((from.lat, from.lon), from.radius_km + km),
    };
    Some(Location {
        toponym: None,
        span,
        name: format!("{} {}", doc.words(span), from.name),
        geonameid: None,
        lat: point.0,
        lon: point.1,
        radius_km: radius,
        country: from.country.clone(),
        admin1: None,
        feature: "AREA",
        confidence: from.confidence * 0.9,
        because: vec![format!("reckoned from {}", from.name)],
    })
}

fn bearing(word: &str) -> Option<f64> {
    let word = word.strip_suffix("ern").unwrap_or(word).replace('-', "");
    ["north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest"]
        .iter()
        .position(|name| *name == word)
        .map(|at| at as f64 * 45.0)
}

fn amount(word: &str) -> Option<f64> {
    let digits: String = word.chars().filter(|c| *c != ',').collect();
    digits.parse::<f64>().ok().or_else(|| tacitus_doc::numerals::of_word(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_degrees_from_north() {
        assert_eq!(bearing("north"), Some(0.0));
        assert_eq!(bearing("south-east"), Some(135.0));
        assert_eq!(bearing("western"), Some(270.0));
        assert_eq!(bearing("up"), None);
    }

    #[test]
    fn amounts_are_figures_or_words() {
        assert_eq!(amount("1,200"), Some(1200.0));
        assert_eq!(amount("forty"), Some(40.0));
        assert_eq!(amount("some"), None);
    }
}
