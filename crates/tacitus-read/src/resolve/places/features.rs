//! What speaks for a candidate: by itself, and beside the other names of the report.

use super::ask::{Named, answers};
use crate::resolve::tables::{self, Naming};
use std::collections::HashMap;
use tacitus_doc::{BlockKind, Document, Span};
use tacitus_gazetteer::{Entry, EntryId, FeatureClass, Gazetteer, Match, geo, key};

/// So many names on either side are looked at, so that long texts take linear time.
const NEIGHBOURS: usize = 16;
/// So many candidates of each other name are looked at for what may be near.
const MAY: usize = 8;
/// Places within this distance (km) are beside each other.
const BESIDE: f64 = 80.0;
/// Places within this distance (km) are near each other.
const NEAR: f64 = 161.0;

macro_rules! numbered {
    ($($name:ident,)+) => {
        /// What speaks for a candidate.
        #[allow(missing_docs, non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy)]
        pub enum F { $($name),+ }
        /// Their names, in order, as in the file of weights.
        pub const NAMES: &[&str] = &[$(stringify!($name)),+];
        /// How many there are.
        pub const N_FEATURES: usize = NAMES.len();
    };
}

numbered! {
    people, most_people, people_gap, no_people,
    alternate, bare, demonym, skeleton, likeness, exact,
    country, province, district, capital, spot, region, land, water, border,
    wanted, unwanted, only,
    // From here on: beside the other names.
    inside, not_inside, holds,
    country_named, country_demonym, province_named, in_named_district,
    nearest, nearest3, near_share, country_share, province_share, is_parent, parent_share,
    dateline_near, dateline_country, publisher, publisher_country, alone, may_near, may_province,
}

/// The first of the features that need the other names.
const FIRST_TOGETHER: usize = F::inside as usize;

/// What a report says of its whereabouts beside its names.
pub struct Scene<'d> {
    doc: &'d Document,
    gazetteer: &'d Gazetteer,
    /// How often each country's people or government are named by a demonym.
    demonyms: HashMap<&'static str, f32>,
    /// Toponyms in the dateline.
    dateline: Option<Span>,
    publisher: String,
    publisher_countries: Vec<&'static str>,
}

impl<'d> Scene<'d> {
    /// Of a document that carries tokens.
    pub fn new(doc: &'d Document, gazetteer: &'d Gazetteer) -> Scene<'d> {
        let mut demonyms: HashMap<&'static str, f32> = HashMap::new();
        for token in doc.tokens().unwrap_or_default() {
            let word = doc.words(token.span);
            if word.starts_with(char::is_uppercase)
                && let Some((iso3, Naming::Demonym)) = tables::country(word)
            {
                *demonyms.entry(iso3).or_default() += 1.0;
            }
        }
        let blocks = doc.blocks().unwrap_or_default();
        let dateline = blocks.iter().find(|block| block.kind == BlockKind::Dateline);
        let publisher = doc.source().publisher.clone().unwrap_or_default();
        let url = doc.source().url.clone().unwrap_or_default();
        let publisher_countries = publisher
            .split([' ', '.', '/', '-'])
            .chain(url.split('/').nth(2).unwrap_or_default().split('.'))
            .filter_map(|word| {
                tables::country(word).map(|(iso3, _)| iso3).or_else(|| tables::domain(word))
            })
            .collect();
        Scene {
            doc,
            gazetteer,
            demonyms,
            dateline: dateline.map(|block| block.span),
            publisher: key::key(&publisher),
            publisher_countries,
        }
    }

    /// Whether a toponym stands in the dateline.
    pub fn in_dateline(&self, toponym: usize) -> bool {
        let toponyms = self.doc.toponyms().unwrap_or_default();
        self.dateline.is_some_and(|span| {
            toponyms.get(toponym).is_some_and(|toponym| span.contains(toponym.span))
        })
    }
}

/// 1 or 0.
pub fn yes(holds: bool) -> f32 {
    f32::from(u8::from(holds))
}

fn log_people(entry: &Entry<'_>) -> f32 {
    let people = match entry.class() {
        // Some divisions come without their people.
        FeatureClass::Province => entry.people.max(1e5),
        FeatureClass::District => entry.people.max(1e4),
        _ => entry.people,
    };
    (people.ln_1p() / 10.0) as f32
}

/// What is told by a name and its candidates alone.
pub fn alone(named: &mut [Named<'_>]) {
    for name in named {
        let people: Vec<f32> = name.candidates.iter().map(|own| log_people(&own.entry)).collect();
        let most = people.iter().copied().fold(0.0, f32::max);
        let n = name.candidates.len();
        let plain = key::words(&name.text);
        let asked = plain.concat();
        for (at, own) in name.candidates.iter_mut().enumerate() {
            let rival =
                (0..n).filter(|other| *other != at).map(|other| people[other]).fold(0.0, f32::max);
            let mut put = |feature: F, value: f32| own.features[feature as usize] = value;
            put(F::people, people[at]);
            put(F::most_people, yes(people[at] >= most));
            put(F::people_gap, if n > 1 { people[at] - rival } else { 0.0 });
            put(F::no_people, yes(own.entry.people == 0.0));
            match own.by {
                Match::Name => {}
                Match::Alternate => put(F::alternate, 1.0),
                Match::Bare => put(F::bare, 1.0),
                Match::Demonym => put(F::demonym, 1.0),
                Match::Skeleton => put(F::skeleton, 1.0),
            }
            let own_words = key::words(own.entry.name);
            put(F::likeness, key::likeness(&asked, &own_words.concat()) as f32);
            put(F::exact, yes(plain == own_words));
            match own.entry.class() {
                FeatureClass::Country => put(F::country, 1.0),
                FeatureClass::Province => put(F::province, 1.0),
                FeatureClass::District => put(F::district, 1.0),
                FeatureClass::Settlement if own.entry.feature.code() == "PPLC" => {
                    put(F::capital, 1.0)
                }
                FeatureClass::Settlement => {}
                FeatureClass::Spot => put(F::spot, 1.0),
                FeatureClass::Region => put(F::region, 1.0),
                FeatureClass::Land => put(F::land, 1.0),
                FeatureClass::Water => put(F::water, 1.0),
                FeatureClass::Border => put(F::border, 1.0),
            }
            if let Some(wanted) = name.wants {
                let fits = answers(wanted, own.entry.class());
                put(if fits { F::wanted } else { F::unwanted }, 1.0);
            }
            put(F::only, yes(n == 1));
        }
    }
}

/// What is told by where the other names were put, in the order that the candidates now have.
pub fn together(named: &mut [Named<'_>], scene: &Scene<'_>) {
    let tops: Vec<Option<Entry<'_>>> =
        named.iter().map(|name| name.candidates.first().map(|own| own.entry)).collect();
    let weight: Vec<f32> = named.iter().map(|name| belief(name, scene.doc)).collect();
    // Where each name may be at all, so that names which are all ambiguous can still agree.
    let may: Vec<Vec<(geo::Point, Option<EntryId>)>> = named
        .iter()
        .map(|name| {
            let likely =
                name.candidates.iter().filter(|own| own.entry.class() != FeatureClass::Country);
            likely.take(MAY).map(|own| (own.entry.point(), own.entry.admin1)).collect()
        })
        .collect();
    let dateline = named
        .iter()
        .position(|name| name.mentions.iter().any(|mention| scene.in_dateline(mention.toponym)));
    let n = named.len();
    let mut countries: HashMap<&str, Option<EntryId>> = HashMap::new();
    for at in 0..n {
        let others: Vec<usize> = (at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(n))
            .filter(|&other| other != at && weight[other] > 0.05 && tops[other].is_some())
            .collect();
        let total: f32 = others.iter().map(|&other| weight[other]).sum();
        let mut rows = Vec::with_capacity(named[at].candidates.len());
        for own in &named[at].candidates {
            let entry = &own.entry;
            let mut features = own.features;
            features[FIRST_TOGETHER..].fill(0.0);
            let mut put = |feature: F, value: f32| features[feature as usize] = value;
            let country = entry.country;
            let province = entry.admin1.or(Some(entry.id));
            let country_id = country.and_then(|iso3| {
                *countries.entry(iso3).or_insert_with(|| scene.gazetteer.country(iso3))
            });
            // Whether `outer` is what holds this candidate.
            let held = |outer: &Entry<'_>| {
                entry.id != outer.id
                    && (Some(outer.id) == entry.admin1
                        || Some(outer.id) == entry.admin2
                        || Some(outer.id) == country_id)
            };
            let told = |outer: usize| named[outer].candidates.iter().any(|own| held(&own.entry));
            if !named[at].inside.is_empty() {
                let inside = named[at].inside.iter().any(|&outer| told(outer));
                put(if inside { F::inside } else { F::not_inside }, 1.0);
            }
            let within = |inner: &Entry<'_>| {
                inner.id != entry.id
                    && (inner.admin1 == Some(entry.id)
                        || inner.admin2 == Some(entry.id)
                        || entry.class() == FeatureClass::Country && inner.country == country)
            };
            let holds = named[at]
                .holds
                .iter()
                .any(|&inner| named[inner].candidates.iter().any(|own| within(&own.entry)));
            put(F::holds, yes(holds));
            put(F::alone, yes(others.is_empty()));
            let mut km: Vec<(f64, f32)> = Vec::with_capacity(others.len());
            let (mut near, mut same_country, mut same_province, mut parent) = (0.0, 0.0, 0.0, 0.0);
            for &other in &others {
                let Some(top) = &tops[other] else { continue };
                let w = weight[other];
                if held(top) {
                    match top.class() {
                        FeatureClass::Country => put(F::country_named, 1.0),
                        FeatureClass::Province => put(F::province_named, 1.0),
                        _ => put(F::in_named_district, 1.0),
                    }
                }
                if within(top) {
                    parent += w;
                }
                same_country += w * yes(country.is_some() && top.country == country);
                same_province += w * yes(top.admin1.is_some() && top.admin1 == province);
                // Countries are too wide to be near anything.
                if top.class() != FeatureClass::Country {
                    let d = geo::distance(entry.point(), top.point());
                    km.push((d, w));
                    near += w * yes(d <= NEAR);
                }
            }
            km.sort_by(|a, b| a.0.total_cmp(&b.0));
            let log = |km: f64| ((1.0 + km).ln() / 10.0) as f32;
            put(F::nearest, km.first().map_or(0.8, |(km, _)| log(*km)));
            let three: Vec<f32> = km.iter().take(3).map(|(km, _)| log(*km)).collect();
            let mean =
                if three.is_empty() { 0.8 } else { three.iter().sum::<f32>() / three.len() as f32 };
            put(F::nearest3, mean);
            let share = |sum: f32| if total > 0.0 { sum / total } else { 0.0 };
            put(F::near_share, share(near));
            put(F::country_share, share(same_country));
            put(F::province_share, share(same_province));
            let (mut may_near, mut may_province) = (0.0, 0.0);
            for &other in others.iter().filter(|_| entry.class() != FeatureClass::Country) {
                let w = weight[other] / (1.0 + (may[other].len() as f32).ln_1p());
                let near = |(point, _): &(geo::Point, _)| {
                    (point.0 - entry.lat).abs() < 1.0
                        && geo::distance(entry.point(), *point) <= BESIDE
                };
                may_near += w * yes(may[other].iter().any(near));
                let same =
                    |(_, other): &(_, Option<EntryId>)| other.is_some() && *other == province;
                may_province += w * yes(may[other].iter().any(same));
            }
            put(F::may_near, may_near.ln_1p());
            put(F::may_province, may_province.ln_1p());
            put(F::is_parent, yes(parent > 0.0));
            put(F::parent_share, share(parent));
            let demonyms =
                country.and_then(|iso3| scene.demonyms.get(iso3)).copied().unwrap_or_default();
            put(F::country_demonym, demonyms.ln_1p());
            if let Some(top) =
                dateline.filter(|&line| line != at).and_then(|line| tops[line].as_ref())
            {
                put(F::dateline_near, 1.0 - log(geo::distance(entry.point(), top.point())));
                put(F::dateline_country, yes(country.is_some() && top.country == country));
            }
            let in_publisher = |name: &str| {
                let name = key::key(name);
                name.len() > 3 && scene.publisher.contains(&name)
            };
            let published = !scene.publisher.is_empty()
                && (in_publisher(entry.name)
                    || entry.admin1.is_some_and(|id| in_publisher(scene.gazetteer.entry(id).name)));
            put(F::publisher, yes(published));
            let home = country.is_some_and(|iso3| scene.publisher_countries.contains(&iso3));
            put(F::publisher_country, yes(home));
            rows.push(features);
        }
        for (own, features) in named[at].candidates.iter_mut().zip(rows) {
            own.features = features;
        }
    }
}

/// How far a name is to be believed to be a place, before it is judged: what the encoder thinks of its mentions.
pub fn belief(name: &Named<'_>, doc: &Document) -> f32 {
    let toponyms = doc.toponyms().unwrap_or_default();
    let all = name.mentions.iter().filter_map(|mention| toponyms.get(mention.toponym));
    all.map(|toponym| toponym.place).fold(0.0, f32::max)
}

/// What spoke for the place that was ranked first, the weightiest first, in words for people.
pub fn because(name: &Named<'_>, gazetteer: &Gazetteer) -> Vec<String> {
    let Some(best) = name.candidates.first() else { return Vec::new() };
    let has = |feature: F| best.of(feature);
    let mut told = Vec::new();
    let n = name.candidates.len();
    let is_country = best.entry.class() == FeatureClass::Country;
    if is_country {
        told.push("the country of that name".to_owned());
    } else if n == 1 {
        told.push("the only place of that name".to_owned());
    }
    let part_of = |id: Option<EntryId>| id.map(|id| gazetteer.entry(id).name.to_owned());
    if has(F::inside) > 0.0 {
        told.push("the text says what it lies in".to_owned());
    }
    if has(F::wanted) > 0.0 {
        told.push("the text says what kind of place it is".to_owned());
    }
    if has(F::province_named) > 0.0
        && let Some(province) = part_of(best.entry.admin1)
    {
        told.push(format!("{province} is named"));
    }
    if has(F::country_named) + has(F::country_demonym) > 0.0
        && !is_country
        && let Some(country) = part_of(best.entry.country.and_then(|iso3| gazetteer.country(iso3)))
    {
        told.push(format!("{country} is named"));
    }
    let km = f64::from(has(F::nearest) * 10.0).exp_m1();
    // The same place under another name is no neighbour.
    if (1.0..=NEAR).contains(&km) && !is_country {
        told.push(format!("{km:.0} km from another place named"));
    }
    if has(F::dateline_country) > 0.0 {
        told.push("the dateline's country".to_owned());
    }
    if has(F::publisher) + has(F::publisher_country) > 0.0 {
        told.push("the publisher's home".to_owned());
    }
    if n > 1 && !is_country && has(F::most_people) > 0.0 {
        told.push(format!("the largest of {n} places of that name"));
    }
    if best.by == Match::Skeleton {
        told.push("spelt otherwise in the gazetteer".to_owned());
    }
    if told.is_empty() {
        told.push(format!("the likeliest of {n} places of that name"));
    }
    told
}
