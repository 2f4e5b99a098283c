//! Tables of machine-coded events: POLECAT (40 columns), ICEWS (20), GDELT 2.0 (61, without
//! header), parted by tabs.
//!
//! POLECAT keeps several actors in one cell, parted by `;`, in the same order in each of its
//! columns. ICEWS and GDELT know one pair: the first actor and the first recipient, or, where
//! several do something together, the first two. Columns as their makers give them: Harvard
//! Dataverse doi:10.7910/DVN/AJGVIT, the R package `icews` 1.0.3, and the codebook of GDELT 2.0.

use super::delimited::Table;
use super::{Count, Job, Records, Tally, codes, day, point};
use crate::StoreError;
use crate::query::{EventRow, Party, Told};
use crate::record::Record;

/// What [`super::Options::extra_columns`] puts after the columns of others.
pub const EXTRA: [&str; 11] = [
    "event_id",
    "mention_id",
    "status",
    "speakers",
    "n_sources",
    "denied_by",
    "doubted_by",
    "disputed",
    "sentence",
    "report",
    "confidence",
];

/// The cells of [`EXTRA`].
pub fn extra(row: &EventRow, told: &Told) -> Vec<String> {
    vec![
        row.id.clone(),
        told.mention.clone(),
        row.status.clone(),
        row.speakers.join("; "),
        row.sources.to_string(),
        row.denied_by.to_string(),
        row.doubted_by.to_string(),
        i32::from(row.disputed).to_string(),
        row.sentence.clone(),
        row.report.clone(),
        row.confidence.to_string(),
    ]
}

/// The columns of a layout, with ours after them where they are asked for.
pub fn columns(own: &[&str], extra: bool) -> Vec<String> {
    let more: &[&str] = if extra { &EXTRA } else { &[] };
    own.iter().chain(more).map(|name| (*name).to_owned()).collect()
}

/// What is not known is an empty cell.
pub fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Latitude and longitude as cells.
pub fn degrees(row: &EventRow) -> (String, String) {
    let (lat, lon) = point(row.lat, row.lon).unzip();
    (or_empty(lat), or_empty(lon))
}

/// Who did it, and to whom: one each.
pub fn pair(told: &Told) -> (Option<&Party>, Option<&Party>) {
    let first = told.actors.first();
    (first, told.recipients.first().or_else(|| told.actors.get(1)))
}

/// What a place is, by GeoNames' feature codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Country,
    Province,
    District,
    Settlement,
    Other,
}

/// The level of an event's place; nothing where it has none.
pub fn level(row: &EventRow, told: &Told) -> Option<Level> {
    row.place.as_ref()?;
    Some(match told.feature.as_deref().unwrap_or_default() {
        code if code.starts_with("PCL") => Level::Country,
        "ADM1" => Level::Province,
        "ADM2" => Level::District,
        code if code.starts_with("PPL") => Level::Settlement,
        _ => Level::Other,
    })
}

const POLECAT: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Event Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// Values parted by `;`, one for each, empty where all are.
fn joined<'v>(values: impl Iterator<Item = Option<&'v str>>) -> String {
    let values: Vec<String> =
        values.map(|value| value.unwrap_or_default().replace(';', ",")).collect();
    match values.iter().all(String::is_empty) {
        true => String::new(),
        false => values.join(";"),
    }
}

/// POLECAT's columns on one side of an event: name to Wikipedia id. The last stays empty: the
/// tables of actors hold no titles of Wikipedia.
fn side(parties: &[Party]) -> [String; 8] {
    let all = |value: fn(&Party) -> Option<&str>| joined(parties.iter().map(value));
    [
        all(|party| Some(&party.name)),
        all(|party| party.country.as_deref()),
        all(|party| Some(codes::country(party.country.as_deref()).cow)),
        parties.iter().find_map(|party| party.sector.clone()).unwrap_or_default(),
        all(|party| party.sector.as_deref()),
        all(|party| party.role.as_deref()),
        all(|party| Some(&party.words)),
        String::new(),
    ]
}

/// The columns of POLECAT.
pub fn polecat(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let names = columns(&POLECAT, job.options.extra_columns);
    let mut count = Count { columns: names, ..Count::default() };
    let mut table = Table::tsv(out);
    table.row(&count.columns)?;
    let mut story: Option<(i64, [String; 3])> = None;
    job.each_event(|key, row| {
        let told = job.store.told(key)?;
        let held = match story.take() {
            Some(held) if held.0 == told.doc => held,
            _ => (told.doc, names_in(job, told.doc)?),
        };
        let names = &story.insert(held).1;
        let level = level(&row, &told);
        let named = |wanted: Level| match level == Some(wanted) {
            true => or_empty(row.place.as_ref()),
            false => String::new(),
        };
        let (lat, lon) = degrees(&row);
        let mut cells = vec![
            row.id.clone(),
            or_empty(row.date_start.as_ref()),
            row.r#type.clone(),
            or_empty(row.mode.as_ref()),
            codes::plover_scale(&row.r#type, row.mode.as_deref()).to_owned(),
            codes::plover_quad(&row.r#type).to_owned(),
            told.contexts.join(";"),
        ];
        cells.extend(side(&told.actors));
        cells.extend(side(&told.recipients));
        cells.extend([
            or_empty(row.place.as_ref()),
            named(Level::Settlement),
            named(Level::District),
            or_empty(row.admin1.as_ref()),
            or_empty(row.country.as_ref()),
            lat,
            lon,
            or_empty(row.geonameid),
            or_empty(told.place_words.as_ref()),
            or_empty(told.feature.as_ref()),
            or_empty(row.outlet.as_ref()),
            or_empty(told.published.as_ref()),
        ]);
        cells.extend(names.iter().cloned());
        cells.extend([or_empty(told.language.as_ref()), job.options.tool.clone()]);
        if job.options.extra_columns {
            cells.extend(extra(&row, &told));
        }
        count.rows += 1;
        table.row(&cells)
    })?;
    table.finish()?;
    Ok(count)
}

/// Persons, bodies and places of a report.
fn names_in(job: &Job<'_>, doc: i64) -> Result<[String; 3], StoreError> {
    let actors = job.store.actors_in(doc)?;
    let of = |wanted: fn(&str) -> bool| {
        joined(actors.iter().filter(|one| wanted(&one.kind)).map(|one| Some(one.name.as_str())))
    };
    let places = job.store.place_names_in(doc)?;
    Ok([
        of(|kind| kind == "person"),
        of(|kind| !matches!(kind, "person" | "people" | "unknown" | "document")),
        joined(places.iter().map(|name| Some(name.as_str()))),
    ])
}

const ICEWS: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

/// The columns of ICEWS. `Event Text` was the title of the CAMEO code and stays empty; ids are
/// written as numbers.
pub fn icews(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let names = columns(&ICEWS, job.options.extra_columns);
    let mut count = Count { columns: names, ..Count::default() };
    let mut table = Table::tsv(out);
    table.row(&count.columns)?;
    let mut records = Records::default();
    job.each_event(|key, row| {
        let told = job.store.told(key)?;
        let sentence = sentence_number(records.of(job.store, told.doc)?, told.sentence_start);
        let cameo = told.cameo.clone().unwrap_or_default();
        let (source, target) = pair(&told);
        let who = |party: Option<&Party>| {
            [
                or_empty(party.map(|party| &party.name)),
                or_empty(party.and_then(|party| party.sector.as_ref())),
                codes::country(party.and_then(|party| party.country.as_deref())).name.to_owned(),
            ]
        };
        let level = level(&row, &told);
        let named = |wanted: Level| match level == Some(wanted) {
            true => or_empty(row.place.as_ref()),
            false => String::new(),
        };
        let (lat, lon) = degrees(&row);
        let mut cells = vec![codes::number(&row.id), or_empty(row.date_start.as_ref())];
        cells.extend(who(source));
        cells.extend([String::new(), cameo.clone(), codes::goldstein(&cameo).to_owned()]);
        cells.extend(who(target));
        cells.extend([
            row.report.clone(),
            or_empty(sentence),
            or_empty(row.outlet.as_ref()),
            named(Level::Settlement),
            named(Level::District),
            or_empty(row.admin1.as_ref()),
            codes::country(row.country.as_deref()).name.to_owned(),
            lat,
            lon,
        ]);
        if job.options.extra_columns {
            cells.extend(extra(&row, &told));
        }
        count.rows += 1;
        table.row(&cells)
    })?;
    table.finish()?;
    Ok(count)
}

/// Which sentence of the report it is, from 1 on.
fn sentence_number(record: &Record, start: usize) -> Option<usize> {
    record.sentences.iter().position(|sentence| sentence[0] == start).map(|n| n + 1)
}

const GDELT: [&str; 61] = [
    "GLOBALEVENTID",
    "SQLDATE",
    "MonthYear",
    "Year",
    "FractionDate",
    "Actor1Code",
    "Actor1Name",
    "Actor1CountryCode",
    "Actor1KnownGroupCode",
    "Actor1EthnicCode",
    "Actor1Religion1Code",
    "Actor1Religion2Code",
    "Actor1Type1Code",
    "Actor1Type2Code",
    "Actor1Type3Code",
    "Actor2Code",
    "Actor2Name",
    "Actor2CountryCode",
    "Actor2KnownGroupCode",
    "Actor2EthnicCode",
    "Actor2Religion1Code",
    "Actor2Religion2Code",
    "Actor2Type1Code",
    "Actor2Type2Code",
    "Actor2Type3Code",
    "IsRootEvent",
    "EventCode",
    "EventBaseCode",
    "EventRootCode",
    "QuadClass",
    "GoldsteinScale",
    "NumMentions",
    "NumSources",
    "NumArticles",
    "AvgTone",
    "Actor1Geo_Type",
    "Actor1Geo_FullName",
    "Actor1Geo_CountryCode",
    "Actor1Geo_ADM1Code",
    "Actor1Geo_ADM2Code",
    "Actor1Geo_Lat",
    "Actor1Geo_Long",
    "Actor1Geo_FeatureID",
    "Actor2Geo_Type",
    "Actor2Geo_FullName",
    "Actor2Geo_CountryCode",
    "Actor2Geo_ADM1Code",
    "Actor2Geo_ADM2Code",
    "Actor2Geo_Lat",
    "Actor2Geo_Long",
    "Actor2Geo_FeatureID",
    "ActionGeo_Type",
    "ActionGeo_FullName",
    "ActionGeo_CountryCode",
    "ActionGeo_ADM1Code",
    "ActionGeo_ADM2Code",
    "ActionGeo_Lat",
    "ActionGeo_Long",
    "ActionGeo_FeatureID",
    "DATEADDED",
    "SOURCEURL",
];

/// The columns of GDELT 2.0's events. Names of places are not its, and its numbers of divisions and
/// features are of gazetteers that we do not read, so those stay empty, as do tone and the places
/// of actors.
pub fn gdelt(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let names = columns(&GDELT, job.options.extra_columns);
    let mut count = Count { columns: names, ..Count::default() };
    let mut table = Table::tsv(out);
    let mut records = Records::default();
    job.each_event(|key, row| {
        let told = job.store.told(key)?;
        let cameo = told.cameo.clone().unwrap_or_default();
        let mut cells = vec![codes::number(&row.id)];
        cells.extend(dates(row.date_start.as_deref()));
        let (first, second) = pair(&told);
        let record = records.of(job.store, told.doc)?;
        cells.extend(actor(first, record));
        cells.extend(actor(second, record));
        cells.extend([
            String::new(),
            cameo.clone(),
            codes::base(&cameo).to_owned(),
            codes::root(&cameo).to_owned(),
            codes::cameo_quad(&cameo).to_owned(),
            codes::goldstein(&cameo).to_owned(),
            told.n_mentions.to_string(),
            told.n_outlets.to_string(),
            row.reports.to_string(),
            String::new(),
        ]);
        // Where the actors are at home GDELT asks, which no report tells.
        cells.extend(vec![String::new(); 16]);
        cells.extend(place(&row, &told));
        cells.extend([
            told.added
                .iter()
                .flat_map(|at| at.chars().filter(char::is_ascii_digit))
                .take(14)
                .collect(),
            or_empty(row.url.as_ref()),
        ]);
        if job.options.extra_columns {
            cells.extend(extra(&row, &told));
        }
        count.rows += 1;
        table.row(&cells)
    })?;
    table.finish()?;
    Ok(count)
}

/// SQLDATE, MonthYear, Year, FractionDate. The last reckons with months of 30 days, as the codebook
/// has it.
fn dates(start: Option<&str>) -> [String; 4] {
    let Some(day) = day(start) else { return Default::default() };
    let (year, month, day) = (day.year(), day.month(), day.day());
    let fraction = f64::from(year) + (f64::from(month - 1) * 30.0 + f64::from(day)) / 365.0;
    [
        format!("{year:04}{month:02}{day:02}"),
        format!("{year:04}{month:02}"),
        format!("{year:04}"),
        format!("{fraction:.4}"),
    ]
}

/// Code, name, country, group, people, two religions and three types of an actor.
fn actor(party: Option<&Party>, record: &Record) -> [String; 10] {
    let mut cells: [String; 10] = Default::default();
    let Some(party) = party else { return cells };
    let code = party
        .of_record
        .as_ref()
        .and_then(|id| record.actors.iter().find(|actor| actor.id == *id))
        .and_then(|actor| actor.rest.get("cameo"))
        .and_then(serde_json::Value::as_str)
        .unwrap_or_default();
    let country = party.country.clone().unwrap_or_default();
    // After the country stand types, three letters each; without one the letters may name a body.
    if let Some(types) = code.strip_prefix(&country).filter(|_| !country.is_empty()) {
        for (n, cell) in cells.iter_mut().skip(7).enumerate() {
            *cell = types.get(3 * n..3 * n + 3).unwrap_or_default().to_owned();
        }
    }
    code.clone_into(&mut cells[0]);
    party.name.clone_into(&mut cells[1]);
    cells[2] = country;
    cells
}

/// Type, name, country, first and second division, latitude, longitude, feature of the event's
/// place.
fn place(row: &EventRow, told: &Told) -> [String; 8] {
    let mut cells: [String; 8] = Default::default();
    let states = row.country.as_deref() == Some("USA");
    cells[0] = match level(row, told) {
        Some(Level::Country) => "1",
        Some(Level::Province) => {
            if states {
                "2"
            } else {
                "5"
            }
        }
        Some(Level::Settlement) => {
            if states {
                "3"
            } else {
                "4"
            }
        }
        _ => "",
    }
    .to_owned();
    let country = codes::country(row.country.as_deref());
    if let Some(name) = &row.place {
        let mut parts = vec![name.as_str()];
        parts.extend(row.admin1.as_deref().filter(|admin1| admin1 != name));
        parts.extend(Some(country.name).filter(|country| !country.is_empty() && country != name));
        cells[1] = parts.join(", ");
    }
    country.fips.clone_into(&mut cells[2]);
    (cells[5], cells[6]) = degrees(row);
    cells
}

#[cfg(test)]
mod tests {
    use super::dates;

    #[test]
    fn days_are_written_as_gdelt_writes_them() {
        assert_eq!(dates(Some("2015-02-18")), ["20150218", "201502", "2015", "2015.1315"]);
        assert_eq!(dates(Some("2015-02")), ["", "", "", ""]);
        assert_eq!(dates(None), ["", "", "", ""]);
    }
}
