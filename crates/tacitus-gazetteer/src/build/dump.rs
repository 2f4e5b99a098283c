//! GeoNames' own dump: `allCountries.txt`, tab-separated, nineteen columns, and `alternateNamesV2.txt`.

use super::{Draft, Options, is_usable};
use crate::file::{Feature, FeatureClass, GazetteerError};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// How our codes call what the dump calls otherwise.
fn feature(code: &str) -> Option<Feature> {
    let own = match code {
        "PPLA2" | "PPLA3" | "PPLA4" | "PPLA5" => "PPLA",
        "PPLF" | "PPLL" | "PPLS" | "PPLR" | "PPLH" | "PPLW" | "PPLQ" | "STLMT" | "PPLG" => "PPL",
        "ADM1H" => "ADM1",
        "ADM2H" | "ADMD" | "PRSH" => "ADM2",
        "ADM3H" => "ADM3",
        "PCLS" | "PCLF" | "PCLIX" | "PCL" | "TERR" => "PCLD",
        "SEAS" => "SEA",
        "LKS" | "LKI" | "LKN" | "RSV" => "LK",
        "STMS" | "STMI" | "STMX" | "WAD" => "STM",
        "BAYS" => "BAY",
        "HLL" | "HLLS" | "PK" | "PKS" | "VLC" | "PASS" => "MT",
        "ZN" | "RGNE" | "RGNH" => "RGN",
        "CMPRF" | "CMPMN" | "CMPLA" => "CMP",
        "PSTB" => "BCR",
        "AIRB" | "NVB" | "FT" => "INSM",
        "RDGE" => "MTS",
        "CNLN" | "CNLI" => "CNL",
        "AIRP" | "PRT" | "ZNB" | "NUCLR" | "REFN" => "OTHER",
        code => code,
    };
    Feature::of(own)
}

pub(super) fn read(
    folder: &Path,
    options: &Options,
    drafts: &mut Vec<Draft>,
    told: &mut dyn FnMut(&str),
) -> Result<String, GazetteerError> {
    let own: HashMap<String, usize> =
        drafts.iter().enumerate().map(|(at, draft)| (draft.country.clone(), at)).collect();
    let mut at_id: HashMap<u32, usize> = HashMap::new();
    told("reading allCountries.txt");
    lines(&folder.join("allCountries.txt"), |n, line| {
        let row: Vec<&str> = line.split('\t').collect();
        let [
            id,
            name,
            ascii,
            others,
            lat,
            lon,
            _,
            code,
            country,
            _,
            admin1,
            admin2,
            _,
            _,
            people,
            ..,
        ] = row[..]
        else {
            return Err(format!("line {n} has {} columns, not 19", row.len()));
        };
        let Some(feature) = feature(code) else { return Ok(()) };
        let id: u32 = id.parse().map_err(|_| format!("line {n}: {id:?} is no id"))?;
        let degrees = |cell: &str| {
            cell.parse::<f64>().map_err(|_| format!("line {n}: {cell:?} is no degree"))
        };
        let (lat, lon) = (degrees(lat)?, degrees(lon)?);
        let people: f64 = people.parse().unwrap_or_default();
        let small = people > 0.0 && people < options.least_people;
        if feature.class() == FeatureClass::Settlement && small {
            return Ok(());
        }
        let others = others.split(',').filter(|name| is_usable(name)).map(str::to_owned);
        if code == "PCLI"
            && let Some(&at) = own.get(country)
        {
            drafts[at].geonameid = id;
            drafts[at].people = people;
            drafts[at].alternates.push(name.to_owned());
            at_id.insert(id, at);
            return Ok(());
        }
        let first = (!admin1.is_empty() && admin1 != "00").then(|| format!("{country}.{admin1}"));
        let second = first.as_ref().filter(|_| !admin2.is_empty());
        let second = second.map(|first| format!("{first}.{admin2}"));
        at_id.insert(id, drafts.len());
        drafts.push(Draft {
            name: name.to_owned(),
            alternates: std::iter::once(ascii.to_owned()).chain(others).collect(),
            lat,
            lon,
            people,
            feature: Some(feature),
            geonameid: id,
            country: country.to_owned(),
            division: match code {
                "ADM1" => first.clone(),
                "ADM2" => second.clone(),
                _ => None,
            },
            admin1: first.filter(|_| code != "ADM1"),
            admin2: second.filter(|_| code != "ADM1" && code != "ADM2"),
            ..Draft::default()
        });
        Ok(())
    })?;
    let names = folder.join("alternateNamesV2.txt");
    if names.exists() {
        told("reading alternateNamesV2.txt");
        lines(&names, |n, line| {
            let mut row = line.split('\t').skip(1);
            let (Some(id), Some(language), Some(name)) = (row.next(), row.next(), row.next())
            else {
                return Err(format!("line {n} has too few columns"));
            };
            if !matches!(language, "en" | "abbr" | "") || !is_usable(name) {
                return Ok(());
            }
            let at = id.parse().ok().and_then(|id: u32| at_id.get(&id));
            if let Some(&at) = at {
                drafts[at].alternates.push(name.to_owned());
            }
            Ok(())
        })?;
    }
    Ok("GeoNames (geonames.org, CC BY 4.0), the full dump; countries, regions and borders: tacitus (MIT or Apache 2.0)"
        .to_owned())
}

/// Runs through the lines of a file.
fn lines(
    path: &Path,
    mut each: impl FnMut(usize, &str) -> Result<(), String>,
) -> Result<(), GazetteerError> {
    let fail = |error: &dyn std::fmt::Display| GazetteerError::in_file(path, error);
    let mut file =
        BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| fail(&error))?);
    let mut line = String::new();
    let mut n = 0;
    loop {
        line.clear();
        n += 1;
        if file.read_line(&mut line).map_err(|error| fail(&error))? == 0 {
            return Ok(());
        }
        each(n, line.trim_end_matches(['\n', '\r'])).map_err(|error| fail(&error))?;
    }
}
