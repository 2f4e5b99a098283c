//! How far a mention is to be believed to name the place that was ranked first.

use super::ask::Named;
use super::features::{F, Scene, belief, yes};
use super::weights;
use tacitus_doc::{Document, Kind, Upos};
use tacitus_gazetteer::{FeatureClass, Match, key};

/// Names of what is weighed, in order.
pub const NAMES: &[&str] = &[
    "place",
    "place_logit",
    "organization",
    "person",
    "refers",
    "doc_place",
    "known",
    "by_name",
    "by_alternate",
    "by_bare",
    "by_skeleton",
    "people",
    "country",
    "province",
    "district",
    "settlement",
    "other_class",
    "capital",
    "n_options",
    "margin",
    "probability",
    "words",
    "capitals",
    "locative",
    "has_outer",
    "is_outer",
    "before_capital",
    "after_capital",
    "in_organization",
    "in_person",
    "possessive",
    "subject",
    "subject_country",
    "compound",
    "sentence_start",
    "inside",
    "nearest",
    "near_share",
    "country_share",
    "wanted",
    "exact",
    "repeated",
    "demonym",
    "dateline",
    "generic_before",
    "person_in_doc",
    "partial",
];

const LOCATIVE: &[&str] = &[
    "in",
    "at",
    "near",
    "from",
    "to",
    "into",
    "around",
    "outside",
    "inside",
    "across",
    "toward",
    "towards",
    "through",
    "throughout",
    "within",
    "between",
    "via",
    "over",
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "downtown",
    "nearby",
    "north",
    "south",
    "east",
    "west",
    "of",
];

/// Fills features and confidence of every mention.
pub fn judge(named: &mut [Named<'_>], doc: &Document, scene: &Scene<'_>) {
    let toponyms = doc.toponyms().unwrap_or_default();
    let tokens = doc.tokens().unwrap_or_default();
    let words = doc.syntax().filter(|words| words.len() == tokens.len()).unwrap_or_default();
    let names = doc.names().unwrap_or_default();
    // Words of persons' names: *Lincoln* is no town where *Ada Lincoln* is about.
    let persons: std::collections::HashSet<String> = names
        .iter()
        .filter(|name| name.kind == Kind::Person)
        .flat_map(|name| doc.words(name.span).split_whitespace().map(key::key).collect::<Vec<_>>())
        .collect();
    for name in named.iter_mut() {
        let best = name.candidates.first();
        let all = name.candidates.iter().map(|own| own.score).collect::<Vec<_>>();
        let top = all.first().copied().unwrap_or_default();
        let sum: f32 = all.iter().map(|score| (score - top).exp()).sum();
        let margin = all.get(1).map_or(5.0, |second| (top - second).min(5.0));
        let doc_place = belief(name, doc);
        let told = |feature: F| best.map_or(0.0, |own| own.of(feature));
        let n_mentions = name.mentions.len();
        let base_features: Vec<f32> = {
            let class = best.map(|own| own.entry.class());
            let by = |by: Match| yes(best.is_some_and(|own| own.by == by));
            vec![
                yes(best.is_some()),
                by(Match::Name),
                by(Match::Alternate),
                by(Match::Bare),
                by(Match::Skeleton),
                told(F::people),
                yes(class == Some(FeatureClass::Country)),
                yes(class == Some(FeatureClass::Province)),
                yes(class == Some(FeatureClass::District)),
                yes(class == Some(FeatureClass::Settlement)),
                yes(matches!(
                    class,
                    Some(
                        FeatureClass::Spot
                            | FeatureClass::Region
                            | FeatureClass::Land
                            | FeatureClass::Water
                    )
                )),
                told(F::capital),
                (all.len() as f32).ln_1p(),
                margin,
                if all.is_empty() { 0.0 } else { 1.0 / sum },
            ]
        };
        let (inside, nearest, near_share, country_share, wanted, exact) = (
            told(F::inside) - told(F::not_inside),
            told(F::nearest),
            told(F::near_share),
            told(F::country_share),
            told(F::wanted) - told(F::unwanted),
            told(F::exact),
        );
        let (has_outer, is_outer) = (!name.inside.is_empty(), !name.holds.is_empty());
        let partial = yes(name.partial);
        let is_country = base_features[6];
        let is_demonym = yes(best.is_some_and(|own| own.by == Match::Demonym));
        for mention in &mut name.mentions {
            let Some(toponym) = toponyms.get(mention.toponym) else { continue };
            let span = mention.span;
            let range = doc.tokens_in(span);
            let text = |at: Option<usize>| {
                at.and_then(|at| tokens.get(at)).map_or("", |token| doc.words(token.span))
            };
            let before = text(range.start.checked_sub(1));
            let before2 = text(range.start.checked_sub(2));
            let after = text(Some(range.end));
            let after2 = text(Some(range.end + 1));
            let capital = |word: &str| word.starts_with(char::is_uppercase);
            let sentence = doc.sentence_at(span.start as usize);
            let starts = sentence
                .and_then(|at| doc.sentences()?.get(at))
                .is_some_and(|sentence| sentence.tokens.start == range.start);
            // Names are in order.
            let from = names.partition_point(|name| name.span.end <= span.start);
            let inside_name = |kind: Kind| {
                let mut here = names[from..].iter().take_while(|name| name.span.start < span.end);
                here.any(|name| name.kind == kind)
            };
            let head = range.clone().find(|at| {
                words
                    .get(*at)
                    .is_some_and(|word| word.head.is_none_or(|head| !range.contains(&head)))
            });
            let rel = head.and_then(|at| words.get(at)).map_or("", |word| &*word.rel);
            let governor = head.and_then(|at| words.get(at)?.head).and_then(|at| words.get(at));
            let locative = |word: &str| LOCATIVE.contains(&word.to_lowercase().as_str());
            let shown: String = doc.words(span).chars().filter(|c| c.is_alphabetic()).collect();
            let p = toponym.place.clamp(0.002, 0.998);
            let subject = rel.starts_with("nsubj");
            let mut row = vec![
                toponym.place,
                (p / (1.0 - p)).ln(),
                toponym.organization,
                toponym.person,
                toponym.refers,
                doc_place,
            ];
            row.extend_from_slice(&base_features);
            row.extend([
                (range.len() as f32 - 1.0).min(3.0),
                yes(shown.chars().count() > 3 && shown.chars().all(char::is_uppercase)),
                yes(locative(before) || before.eq_ignore_ascii_case("the") && locative(before2)),
                yes(has_outer && (after == "," || after == "(")),
                yes(is_outer && (before == "," || before == "(")),
                yes(capital(after) && governor.is_some_and(|word| word.upos == Upos::Propn)),
                yes(capital(before) && !starts && before.chars().count() > 1),
                yes(inside_name(Kind::Organization)),
                yes(inside_name(Kind::Person)),
                yes(matches!(after, "'s" | "’s")),
                yes(subject),
                yes(subject) * is_country,
                yes(rel.starts_with("compound")
                    || rel.starts_with("amod")
                    || rel.starts_with("flat")),
                yes(starts),
                inside,
                nearest,
                near_share,
                country_share,
                wanted,
                exact,
                (n_mentions as f32).ln(),
                is_demonym,
                yes(scene.in_dateline(mention.toponym)),
                yes(matches!(after2, "County" | "Street" | "Avenue" | "Road") && capital(after)
                    || matches!(
                        after,
                        "Street"
                            | "Avenue"
                            | "Road"
                            | "University"
                            | "College"
                            | "Hospital"
                            | "School"
                            | "High"
                    )),
                yes(range.len() == 1 && persons.contains(&key::key(doc.words(span)))),
                partial,
            ]);
            debug_assert_eq!(row.len(), NAMES.len());
            let odds = weights::JUDGE.score(&row);
            mention.confidence = 1.0 / (1.0 + (-odds).exp());
            mention.features = row;
        }
    }
}
