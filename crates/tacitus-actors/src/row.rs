//! One row of a table: an actor, in the years in which what the row says holds.

use crate::check::Problem;

/// Kinds of actors, as on the wire.
pub const KINDS: &[&str] = &[
    "person",
    "government",
    "legislature",
    "court",
    "state_forces",
    "armed_group",
    "party",
    "organisation",
    "intergovernmental",
    "media",
    "company",
];

/// Sectors of PLOVER, with those of bodies of many states.
pub const SECTORS: &[&str] = &[
    "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO",
    "NGO",
];

const COLUMNS: [&str; 10] =
    ["id", "name", "aliases", "kind", "sector", "country", "from", "to", "part_of", "office"];

/// A day, or the first or last of the days that a year or month may mean: year, month, day as one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i32);

impl Day {
    /// Reads `2017`, `2017-08` or `2017-08-29`; missing parts are zero.
    pub fn parse(text: &str) -> Option<Day> {
        Day::padded(text, 0, 0)
    }

    /// Of a calendar day.
    pub fn new(year: i16, month: i8, day: i8) -> Day {
        Day(i32::from(year) * 10_000 + i32::from(month) * 100 + i32::from(day))
    }

    fn padded(text: &str, month: i32, day: i32) -> Option<Day> {
        let mut parts = text.split('-');
        let year: i32 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut rest = |missing: i32, most: i32| match parts.next() {
            None => Some(missing),
            Some(part) if part.len() == 2 => part.parse().ok().filter(|n| (1..=most).contains(n)),
            Some(_) => None,
        };
        let (month, day) = (rest(month, 12)?, rest(day, 31)?);
        parts.next().is_none().then_some(Day(year * 10_000 + month * 100 + day))
    }

    /// Roughly how many days lie between two.
    fn apart(self, other: Day) -> u32 {
        let days = |day: Day| (day.0 / 10_000) * 365 + (day.0 / 100 % 100) * 30 + day.0 % 100;
        days(self).abs_diff(days(other)).max(1)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0 / 10_000
    }
}

/// A name of an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// As news write it.
    pub text: String,
    /// It means others too: the country or another name must stand beside it.
    pub ambiguous: bool,
}

impl Alias {
    /// The names of a field, which are parted by bars; `~` stands before those that are ambiguous.
    pub(crate) fn list(field: &str) -> impl Iterator<Item = Alias> + '_ {
        field.split('|').map(str::trim).filter(|name| !name.is_empty()).map(|name| {
            let (text, ambiguous) = match name.strip_prefix('~') {
                Some(text) => (text.trim(), true),
                None => (name, false),
            };
            Alias { text: text.to_owned(), ambiguous }
        })
    }
}

/// An actor in some years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id, one for all years.
    pub id: String,
    /// Its neutral name.
    pub name: String,
    /// All its names, [`Row::name`] first.
    pub names: Vec<Alias>,
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// Of [`SECTORS`], the main one first.
    pub sectors: Vec<&'static str>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// From when it holds.
    pub from: Option<Day>,
    /// Until when.
    pub to: Option<Day>,
    /// What it belongs to: an alpha-3 code or an id.
    pub part_of: Option<String>,
    /// For persons: what they are there.
    pub office: Option<String>,
    /// The file and line that it stands in.
    pub origin: (String, u64),
}

impl Row {
    /// How many days the row is from holding on `day`: 0 where it holds.
    pub fn days_off(&self, day: Day) -> u32 {
        match (self.from, self.to) {
            (Some(from), _) if day < from => from.apart(day),
            (_, Some(to)) if day > to => to.apart(day),
            _ => 0,
        }
    }

    /// Whether the two rows hold at some time together.
    pub(crate) fn meets(&self, other: &Row) -> bool {
        let before = |to: Option<Day>, from: Option<Day>| matches!((to, from), (Some(to), Some(from)) if to < from);
        !before(self.to, other.from) && !before(other.to, self.from)
    }
}

/// A reader of tables: comments begin with `#`, and rows may have the wrong number of fields, which is told later.
pub(crate) fn table(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes())
}

/// The rows of a table; what cannot be read is a problem and left out.
pub(crate) fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut reader = table(text);
    let mut say = |line: u64, what: String| problems.push(Problem::new(file, line, what));
    match reader.headers() {
        Ok(headers) if headers.iter().eq(COLUMNS) => {}
        Ok(_) => {
            say(1, format!("the first line must name the columns: {}", COLUMNS.join(",")));
            return Vec::new();
        }
        Err(error) => {
            say(1, error.to_string());
            return Vec::new();
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                say(error.position().map_or(0, csv::Position::line), error.to_string());
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        match row(file, line, &record) {
            Ok(row) => rows.push(row),
            Err(what) => say(line, what),
        }
    }
    rows
}

fn row(file: &str, line: u64, record: &csv::StringRecord) -> Result<Row, String> {
    let fields: Vec<&str> = record.iter().collect();
    let [id, name, aliases, kind, sector, country, from, to, part_of, office] = fields[..] else {
        let n = fields.len();
        return Err(format!("{n} field{} in place of 10", if n == 1 { "" } else { "s" }));
    };
    let some = |field: &str| (!field.is_empty()).then(|| field.to_owned());
    if id.is_empty()
        || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    {
        return Err(format!("id {id:?}: only a-z, 0-9 and hyphens"));
    }
    if name.is_empty() {
        return Err(format!("{id} has no name"));
    }
    let kind = KINDS
        .iter()
        .find(|known| **known == kind)
        .ok_or_else(|| format!("no kind {kind}; there are {}", KINDS.join(", ")))?;
    let known = |code: &str| SECTORS.iter().copied().find(|known| *known == code);
    let sectors = sector
        .split('|')
        .filter(|code| !code.is_empty())
        .map(|code| {
            known(code).ok_or_else(|| format!("no sector {code}; there are {}", SECTORS.join(", ")))
        })
        .collect::<Result<Vec<_>, String>>()?;
    let day = |field: &str, month: i32, day: i32| -> Result<Option<Day>, String> {
        if field.is_empty() {
            return Ok(None);
        }
        let parsed = Day::padded(field, month, day);
        parsed.map(Some).ok_or_else(|| {
            format!("{field:?} is no year, month or day (2017, 2017-08, 2017-08-29)")
        })
    };
    let mut names = vec![Alias { text: name.to_owned(), ambiguous: false }];
    names.extend(Alias::list(aliases));
    Ok(Row {
        id: id.to_owned(),
        name: name.to_owned(),
        names,
        kind,
        sectors,
        country: some(country),
        from: day(from, 0, 0)?,
        to: day(to, 99, 99)?,
        part_of: some(part_of),
        office: some(office),
        origin: (file.to_owned(), line),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_far_as_they_go() {
        assert_eq!(Day::parse("2017-08-29"), Some(Day::new(2017, 8, 29)));
        assert_eq!(Day::parse("2017").map(Day::year), Some(2017));
        for wrong in ["", "17", "2017-8", "2017-13", "2017-08-29-1", "year"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
    }
}
