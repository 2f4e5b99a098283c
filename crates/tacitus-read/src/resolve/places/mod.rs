//! Where toponyms are: each name in a report is looked up in the gazetteer, its candidates are ranked by what speaks
//! for them, and a second model says how far the first is to be believed, or whether the words name a place at
//! all. One name has one sense in a report, unless its own words tell (*Paris, Texas*).
//!
//! Method: a linear ranker over candidates, by what the field's systems use (population, containment, distance to the other
//! places; see GeoTxt, Karimzadeh et al. 2019, and Mordecai 3, Halterman 2023), in three rounds: the first knows each name by
//! itself, the later ones know where the other names were put.

mod ask;
mod features;
mod judge;
mod relative;
mod weights;

use super::Knowledge;
pub use ask::Named;
pub use features::NAMES as RANK_FEATURES;
use features::Scene;
pub use judge::NAMES as JUDGE_FEATURES;
use tacitus_doc::{Document, Id, Location, Span};
use tacitus_gazetteer::{Gazetteer, Match};

/// Rounds in which names look at each other.
const ROUNDS: usize = 2;

/// A location is told when it is at least this likely to be right.
const LEAST: f32 = 0.3;

/// The locations of the toponyms of `doc`, in order; toponyms that name no place, or one that cannot be told, have
/// none.
pub fn locations(doc: &Document, knowledge: &Knowledge<'_>) -> Vec<Location> {
    let Some(gazetteer) = knowledge.gazetteer else { return Vec::new() };
    let named = resolved(doc, gazetteer, false);
    let mut found: Vec<Location> = Vec::new();
    for name in &named {
        // What people are called is no place; whom it stands for, actors say.
        let Some(best) = name.candidates.first().filter(|best| best.by != Match::Demonym) else {
            continue;
        };
        let entry = &best.entry;
        let governs = matches!(entry.feature.code(), "PCLI" | "PCLD" | "PPLC");
        let mut told = (name.mentions.iter())
            .filter(|own| own.confidence >= LEAST && !(governs && speaks(doc, own.span)))
            .peekable();
        if told.peek().is_none() {
            continue;
        }
        let because = features::because(name, gazetteer);
        found.extend(told.map(|mention| Location {
            toponym: Some(Id::new(mention.toponym)),
            span: mention.span,
            name: entry.name.to_owned(),
            geonameid: entry.geonameid,
            lat: entry.lat,
            lon: entry.lon,
            radius_km: entry.radius_km,
            country: entry.country.map(str::to_owned),
            admin1: entry.admin1.map(|id| gazetteer.entry(id).name.to_owned()),
            feature: entry.feature.code(),
            confidence: mention.confidence,
            because: because.clone(),
        }));
    }
    found.sort_by_key(|location| location.span);
    relative::relative(doc, gazetteer, &mut found);
    found
}

/// Whether a name is all that somebody's source consists of: *Damascus said*. Then it is the government.
fn speaks(doc: &Document, name: Span) -> bool {
    let attributions = doc.attributions().unwrap_or_default();
    let article = "the ".len();
    attributions
        .iter()
        .flat_map(|own| &own.source)
        .any(|source| source.contains(name) && source.len() <= name.len() + article)
}

/// The names of a document with their candidates, the best first, and how sure each mention is. With `blind`, the
/// weights that were learned are not used but for the first round: for learning them.
pub fn resolved<'g>(doc: &Document, gazetteer: &'g Gazetteer, blind: bool) -> Vec<Named<'g>> {
    let mut named = ask::named(doc, gazetteer);
    let scene = Scene::new(doc, gazetteer);
    features::alone(&mut named);
    rank(&mut named, &weights::ALONE);
    for _ in 0..ROUNDS {
        features::together(&mut named, &scene);
        if blind {
            break;
        }
        rank(&mut named, &weights::TOGETHER);
    }
    judge::judge(&mut named, doc, &scene);
    named
}

/// Scores and sorts candidates, the best first; among equals the one with more people, then the one that the
/// gazetteer has first.
fn rank(named: &mut [Named<'_>], weights: &weights::Weights) {
    for name in named {
        for candidate in &mut name.candidates {
            candidate.score = weights.score(&candidate.features);
        }
        name.candidates.sort_by(|a, b| {
            let score = b.score.total_cmp(&a.score);
            let people = b.entry.people.total_cmp(&a.entry.people);
            score.then(people).then(a.entry.id.cmp(&b.entry.id))
        });
    }
}
