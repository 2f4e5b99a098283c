//! Tables of armed conflict that people code: columns that fit beside ACLED's (31) and UCDP's (49).
//!
//! No row here is a row of ACLED or of UCDP: nothing is taken from their data, and ids are our own.
//! Both count what happened, so only events that happened or go on have a row, and only where their
//! kind is clear from what is told; the rest is counted as left out. What their coders judge
//! (identifiers of conflicts and dyads, regions, interactions) stays empty.

use super::coded::{self, Level, columns, degrees, extra, level, or_empty, pair};
use super::delimited::Table;
use super::{Count, Job, Tally, codes, day, point};
use crate::StoreError;
use crate::query::{EventRow, Party, Told};

/// What an actor is in a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    /// A government or its forces.
    State,
    /// An organised armed group.
    Armed,
    /// Unarmed people.
    Civilian,
}

/// Nothing where it is not clear: a person may be anybody, a party may be armed.
fn side(party: &Party) -> Option<Side> {
    let sector = party.sector.as_deref().unwrap_or_default();
    match (party.kind.as_deref().unwrap_or_default(), sector) {
        ("armed_group", _) => Some(Side::Armed),
        ("state" | "government" | "state_forces", _) => Some(Side::State),
        (_, "REB" | "UAF" | "PRM") => Some(Side::Armed),
        (_, "MIL" | "COP" | "SPY") => Some(Side::State),
        (_, "CVL" | "REF" | "JRN" | "MED" | "EDU" | "AGR" | "LAB" | "REL" | "SOC") => {
            Some(Side::Civilian)
        }
        _ => None,
    }
}

fn happened(row: &EventRow) -> bool {
    matches!(row.status.as_str(), "happened" | "ongoing")
}

/// The sides of what two did to each other.
fn sides(told: &Told) -> (Option<Side>, Option<Side>) {
    let (one, other) = pair(told);
    (one.and_then(side), other.and_then(side))
}

const ACLED: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

/// Type and sub-type in ACLED's words; the latter only where the mode says it.
fn acled_type(row: &EventRow, told: &Told) -> Option<(&'static str, &'static str)> {
    let mode = row.mode.as_deref().unwrap_or_default();
    let strategic = "Strategic developments";
    match row.r#type.as_str() {
        "ASSAULT" => match mode {
            "aerial" | "drone" => Some(("Explosions/Remote violence", "Air/drone strike")),
            "heavy-weapons" => {
                Some(("Explosions/Remote violence", "Shelling/artillery/missile attack"))
            }
            "suicide-attack" => Some(("Explosions/Remote violence", "Suicide bomb")),
            "explosives" => Some(("Explosions/Remote violence", "")),
            // What the police do to a crowd is told of the protest.
            "crowd-control" | "destroy" => None,
            _ => match sides(told) {
                (Some(Side::State | Side::Armed), Some(Side::State | Side::Armed)) => {
                    Some(("Battles", ""))
                }
                (Some(Side::State | Side::Armed), Some(Side::Civilian)) => Some((
                    "Violence against civilians",
                    match mode {
                        "abduct" => "Abduction/forced disappearance",
                        "sexual" => "Sexual violence",
                        _ => "",
                    },
                )),
                _ => None,
            },
        },
        "PROTEST" => match mode {
            "" | "demo" => Some(("Protests", "")),
            "riot" => Some(("Riots", "")),
            // To stay away from work, from shops or from food is no demonstration.
            _ => None,
        },
        "AGREE" => Some((strategic, "Agreement")),
        "RETREAT" => match mode {
            // Whoever gives up an office fights no less.
            "resign" => None,
            _ => Some((strategic, "")),
        },
        "COERCE" if mode == "arrest" => Some((strategic, "Arrests")),
        _ => None,
    }
}

/// Columns that fit beside ACLED's.
pub fn acled(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let names = columns(&ACLED, job.options.extra_columns);
    let mut count = Count { columns: names, ..Count::default() };
    let mut table = Table::csv(out);
    table.row(&count.columns)?;
    job.each_event(|key, row| {
        let told = job.store.told(key)?;
        let kind = acled_type(&row, &told).filter(|_| happened(&row));
        let Some((event_type, sub_type)) = kind else {
            count.left_out += 1;
            return Ok(());
        };
        let disorder = match event_type {
            "Battles" | "Explosions/Remote violence" | "Violence against civilians" => {
                "Political violence"
            }
            "Protests" => "Demonstrations",
            "Strategic developments" => "Strategic developments",
            // Riots are either, by what the crowd does.
            _ => "",
        };
        let civilians =
            matches!(event_type, "Explosions/Remote violence" | "Violence against civilians")
                && sides(&told).1 == Some(Side::Civilian);
        let (first, second) = pair(&told);
        // Where several do something together, the second of them is the other side.
        let n_first = if told.recipients.is_empty() { 2 } else { 1 };
        let others = |parties: &[Party], from: usize| {
            let names: Vec<&str> =
                parties.iter().skip(from).map(|party| party.name.as_str()).collect();
            names.join("; ")
        };
        let country = codes::country(row.country.as_deref());
        let (lat, lon) = degrees(&row);
        let mut cells = vec![
            row.id.clone(),
            or_empty(row.date_start.as_ref()),
            or_empty(day(row.date_start.as_deref()).map(|day| day.year())),
            match length(&row) {
                Some(1) => "1",
                Some(2..=7) => "2",
                Some(_) => "3",
                None => "",
            }
            .to_owned(),
            disorder.to_owned(),
            event_type.to_owned(),
            sub_type.to_owned(),
            or_empty(first.map(|party| &party.name)),
            others(&told.actors, n_first),
            String::new(),
            or_empty(second.map(|party| &party.name)),
            others(&told.recipients, 1),
            String::new(),
            String::new(),
            if civilians { "Civilian targeting" } else { "" }.to_owned(),
            country.number.to_owned(),
            String::new(),
            country.name.to_owned(),
            or_empty(row.admin1.as_ref()),
            String::new(),
            String::new(),
            or_empty(row.place.as_ref()),
            lat,
            lon,
        ];
        cells.extend([
            match level(&row, &told) {
                Some(Level::Settlement) => "1",
                Some(Level::District) => "2",
                Some(Level::Province) => "3",
                _ => "",
            }
            .to_owned(),
            or_empty(row.outlet.as_ref()),
            String::new(),
            row.sentence.clone(),
            // ACLED takes the most careful number.
            or_empty(row.deaths_low),
            String::new(),
            String::new(),
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

/// How many days an event took, or may have been on.
fn length(row: &EventRow) -> Option<i64> {
    let start = day(row.date_start.as_deref())?;
    let end = day(row.date_end.as_deref()).unwrap_or(start);
    Some(i64::from(end.since(start).ok()?.get_days()) + 1).filter(|days| *days > 0)
}

const UCDP: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// UCDP's type of violence, with side A and side B as it orders them: the state first, the
/// perpetrator first.
fn violence(told: &Told) -> Option<(&'static str, &Party, Option<&Party>)> {
    let (one, other) = pair(told);
    let (one, other) = (one?, other?);
    match (side(one)?, side(other)?) {
        (Side::State, Side::State | Side::Armed) => Some(("1", one, Some(other))),
        (Side::Armed, Side::State) => Some(("1", other, Some(one))),
        (Side::Armed, Side::Armed) => Some(("2", one, Some(other))),
        (Side::State | Side::Armed, Side::Civilian) => Some(("3", one, None)),
        (Side::Civilian, _) => None,
    }
}

/// PRIO-GRID's number of the half-degree cell: 720 columns a row, from the south-west on.
fn grid(lat: f64, lon: f64) -> i64 {
    let row = (((lat + 90.0) * 2.0).floor() as i64).clamp(0, 359);
    let column = (((lon + 180.0) * 2.0).floor() as i64).clamp(0, 719);
    row * 720 + column + 1
}

/// Columns that fit beside those of UCDP's georeferenced events: lethal events only.
pub fn ucdp(job: &Job<'_>, out: &mut Tally<'_>) -> Result<Count, StoreError> {
    let names = columns(&UCDP, job.options.extra_columns);
    let mut count = Count { columns: names, ..Count::default() };
    let mut table = Table::csv(out);
    table.row(&count.columns)?;
    job.each_event(|key, row| {
        let lethal = row.deaths_high.is_some_and(|deaths| deaths > 0)
            && row.deaths_low.is_some_and(|deaths| deaths >= 0);
        if !(lethal && happened(&row)) {
            count.left_out += 1;
            return Ok(());
        }
        let told = job.store.told(key)?;
        let violence = violence(&told);
        let (one, other) = match violence {
            Some((_, one, other)) => (Some(one), other),
            None => pair(&told),
        };
        let name = |party: Option<&Party>| or_empty(party.map(|party| &party.name));
        let one_sided = violence.is_some_and(|(kind, ..)| kind == "3");
        let (side_a, side_b) =
            (name(one), if one_sided { "Civilians".to_owned() } else { name(other) });
        let dyad = match violence {
            Some(_) => format!("{side_a} - {side_b}"),
            None => String::new(),
        };
        let state =
            |party: Option<&Party>| match party.filter(|party| side(party) == Some(Side::State)) {
                Some(party) => codes::country(party.country.as_deref()).gw.to_owned(),
                None => String::new(),
            };
        let country = codes::country(row.country.as_deref());
        let at = point(row.lat, row.lon);
        let (lat, lon) = degrees(&row);
        let empty = String::new;
        let mut cells = vec![
            codes::number(&row.id),
            empty(),
            or_empty(day(row.date_start.as_deref()).map(|day| day.year())),
            empty(),
            empty(),
            violence.map(|(kind, ..)| kind).unwrap_or_default().to_owned(),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            dyad,
            empty(),
            empty(),
            side_a,
            empty(),
            empty(),
            side_b,
            row.reports.to_string(),
            article(&row, &told),
            or_empty(row.outlet.as_ref()),
            or_empty(told.published.as_ref()),
            or_empty(told.title.as_ref()),
            row.speakers.join("; "),
            match level(&row, &told) {
                Some(Level::Settlement) => "1",
                Some(Level::District) => "3",
                Some(Level::Province) => "4",
                Some(Level::Country) => "6",
                _ => "",
            }
            .to_owned(),
            or_empty(row.place.as_ref()),
            empty(),
            or_empty(row.admin1.as_ref()),
            empty(),
            lat,
            lon,
            at.map(|(lat, lon)| format!("POINT ({lon} {lat})")).unwrap_or_default(),
            or_empty(at.map(|(lat, lon)| grid(lat, lon))),
            country.name.to_owned(),
            country.gw.to_owned(),
            empty(),
            empty(),
        ];
        cells.extend([
            match length(&row) {
                Some(1) => "1",
                Some(2..=6) => "2",
                Some(7) => "3",
                Some(8..=31) => "4",
                Some(_) => "5",
                None => "",
            }
            .to_owned(),
            or_empty(row.date_start.as_ref()),
            or_empty(row.date_end.as_ref().or(row.date_start.as_ref())),
            empty(),
            empty(),
            empty(),
            empty(),
            or_empty(told.deaths_best),
            or_empty(row.deaths_high),
            or_empty(row.deaths_low),
            state(one),
            if one_sided { empty() } else { state(other) },
        ]);
        if job.options.extra_columns {
            cells.extend(coded::extra(&row, &told));
        }
        count.rows += 1;
        table.row(&cells)
    })?;
    table.finish()?;
    Ok(count)
}

/// Outlet, day and headline, as UCDP names a source.
fn article(row: &EventRow, told: &Told) -> String {
    let parts = [row.outlet.as_deref(), told.published.as_deref(), told.title.as_deref()];
    match parts.iter().all(Option::is_none) {
        true => String::new(),
        false => format!("\"{}\"", parts.map(Option::unwrap_or_default).join(",")),
    }
}

#[cfg(test)]
mod tests {
    use super::{grid, violence};
    use crate::query::{Party, Told};

    #[test]
    fn cells_of_the_grid_are_counted_from_the_south_west() {
        assert_eq!(grid(-89.75, -179.75), 1);
        assert_eq!(grid(-89.25, -179.75), 721);
        assert_eq!(grid(89.75, 179.75), 259_200);
        assert_eq!(grid(90.0, 180.0), 259_200);
    }

    #[test]
    fn the_state_stands_first() {
        let party = |name: &str, kind: &str, sector: &str| Party {
            name: name.into(),
            kind: Some(kind.into()),
            sector: Some(sector.into()),
            ..Party::default()
        };
        let of = |one: Party, other: Party| {
            let told = Told { actors: vec![one], recipients: vec![other], ..Told::default() };
            violence(&told)
                .map(|(kind, a, b)| (kind, a.name.clone(), b.map(|party| party.name.clone())))
        };
        let rebels = || party("Front", "armed_group", "REB");
        let army = || party("Army", "state_forces", "MIL");
        let people = || party("villagers", "people", "CVL");
        assert_eq!(of(rebels(), army()), Some(("1", "Army".into(), Some("Front".into()))));
        assert_eq!(of(rebels(), rebels()).map(|found| found.0), Some("2"));
        assert_eq!(of(army(), people()), Some(("3", "Army".into(), None)));
        assert_eq!(of(people(), army()), None);
        assert_eq!(of(party("somebody", "person", ""), army()), None);
    }
}
