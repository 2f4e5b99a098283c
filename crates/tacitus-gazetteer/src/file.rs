//! The file: a head, a table of sections, columns of fixed width, two finite-state maps. All numbers are
//! little-endian. Entries stand country by country, each country's own entry first, then its divisions, then
//! the rest; those of no country (seas, continents) stand before all countries.

use fst::raw::Fst;
use memmap2::Mmap;
use std::fmt;
use std::fs::File;
use std::path::Path;

/// What a file begins with; the last byte is the version of the format.
pub(crate) const MAGIC: &[u8; 8] = b"TACGAZ\0\x01";
/// Every so many entries the place of a name is kept; the names between are walked.
pub(crate) const NAME_STEP: usize = 16;
/// A division that an entry does not have.
pub(crate) const NO_DIVISION: u16 = u16::MAX;

static EMBEDDED: &[u8] = include_bytes!("../data/places.gaz");

/// The parts of a file, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Section {
    /// Of each country: ISO alpha-2, alpha-3, three bytes of nothing, first entry (u32).
    Countries,
    /// Of each entry: latitude, longitude, 24 bits each, a half circle being 2^23.
    Points,
    /// Of each entry: eight times the natural logarithm of one more than its people.
    People,
    /// Of each entry: which [`Feature`].
    Features,
    /// Of each entry: the first- and second-order division, counted from its country's own entry.
    Divisions,
    /// Of each entry: GeoNames id, 0 where there is none.
    Ids,
    /// Of each entry: ten times the natural logarithm of one more than its radius in km; 0 where not told.
    Radii,
    /// Where every sixteenth name begins.
    NameSteps,
    /// Names, each ended by a zero.
    Names,
    /// Folded names to postings.
    Keys,
    /// What [`Section::Keys`] leads to.
    Postings,
    /// Skeletons to postings.
    Skeletons,
    /// What [`Section::Skeletons`] leads to.
    SkeletonPostings,
    /// What it was made from, for people: a text.
    Origin,
}

pub(crate) const N_SECTIONS: usize = Section::Origin as usize + 1;

/// Which entry of a gazetteer. Ids are those of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub(crate) u32);

/// Why a gazetteer could not be opened or built.
#[derive(Debug)]
pub struct GazetteerError(String);

impl GazetteerError {
    pub(crate) fn new(message: impl Into<String>) -> GazetteerError {
        GazetteerError(message.into())
    }

    /// What went wrong with a file.
    pub(crate) fn in_file(path: &Path, error: &dyn fmt::Display) -> GazetteerError {
        GazetteerError(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for GazetteerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GazetteerError {}

/// What a feature is, broadly: GeoNames' classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureClass {
    /// A country.
    Country,
    /// A first-order division.
    Province,
    /// A second-order division.
    District,
    /// A town or village.
    Settlement,
    /// A part of a town, a camp, a base, a crossing, a building.
    Spot,
    /// A continent or a region without government.
    Region,
    /// Mountains, valleys, deserts, islands: land by its shape.
    Land,
    /// Seas, rivers, lakes, straits.
    Water,
    /// The border between two countries.
    Border,
}

macro_rules! features {
    ($($code:literal $class:ident $radius:literal,)+) => {
        /// GeoNames' feature codes that are kept apart, their class, and how far they reach as a rule (km).
        const FEATURES: &[(&str, FeatureClass, f64)] = &[$(($code, FeatureClass::$class, $radius)),+];
    };
}

features! {
    "PPL" Settlement 4.0,
    "PPLC" Settlement 12.0,
    "PPLA" Settlement 8.0,
    "PPLX" Spot 3.0,
    "PCLI" Country 300.0,
    "PCLD" Country 100.0,
    "PCLH" Country 300.0,
    "ADM1" Province 80.0,
    "ADM2" District 25.0,
    "ADM3" District 12.0,
    "CONT" Region 2000.0,
    "RGN" Region 100.0,
    "AREA" Region 20.0,
    "MTS" Land 80.0,
    "MT" Land 5.0,
    "DSRT" Land 150.0,
    "VAL" Land 30.0,
    "PLN" Land 40.0,
    "PLAT" Land 80.0,
    "PEN" Land 60.0,
    "ISL" Land 20.0,
    "ISLS" Land 60.0,
    "FRST" Land 40.0,
    "OAS" Land 10.0,
    "OCN" Water 2500.0,
    "SEA" Water 400.0,
    "GULF" Water 150.0,
    "BAY" Water 40.0,
    "STRT" Water 40.0,
    "CNL" Water 40.0,
    "STM" Water 150.0,
    "LK" Water 30.0,
    "DAM" Spot 3.0,
    "CMP" Spot 2.0,
    "BCR" Spot 3.0,
    "INSM" Spot 4.0,
    "RD" Land 50.0,
    "LINE" Region 50.0,
    "PRK" Land 25.0,
    "BDR" Border 100.0,
    "OTHER" Spot 5.0,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Feature(pub(crate) u8);

impl Feature {
    /// The one of that GeoNames code. `None` for codes that are not kept apart.
    pub fn of(code: &str) -> Option<Feature> {
        FEATURES.iter().position(|(own, ..)| *own == code).map(|at| Feature(at as u8))
    }

    fn row(self) -> &'static (&'static str, FeatureClass, f64) {
        FEATURES.get(self.0 as usize).unwrap_or(&FEATURES[FEATURES.len() - 1])
    }

    /// GeoNames feature code, or ours where theirs does not fit (`BCR`: a border crossing; `BDR`: a border).
    pub fn code(self) -> &'static str {
        self.row().0
    }

    /// Its class.
    pub fn class(self) -> FeatureClass {
        self.row().1
    }

    /// How far such a place reaches as a rule, km.
    pub fn radius_km(self) -> f64 {
        self.row().2
    }
}

/// One place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry<'g> {
    /// Which.
    pub id: EntryId,
    /// Its name, as the gazetteer writes it.
    pub name: &'g str,
    /// Degrees north, WGS 84.
    pub lat: f64,
    /// Degrees east, WGS 84.
    pub lon: f64,
    /// Roughly how many people live there; 0 where not told.
    pub people: f64,
    /// What it is.
    pub feature: Feature,
    /// GeoNames id.
    pub geonameid: Option<u32>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<&'g str>,
    /// First-order division.
    pub admin1: Option<EntryId>,
    /// Second-order division.
    pub admin2: Option<EntryId>,
    /// The radius of a circle that roughly covers it, km.
    pub radius_km: f64,
}

impl Entry<'_> {
    /// Where it is.
    pub fn point(&self) -> (f64, f64) {
        (self.lat, self.lon)
    }

    /// Its class.
    pub fn class(&self) -> FeatureClass {
        self.feature.class()
    }
}

enum Bytes {
    Embedded(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(Mmap),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Bytes::Embedded(bytes) => bytes,
            Bytes::Owned(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// A gazetteer, opened.
pub struct Gazetteer {
    bytes: Bytes,
    sections: [(usize, usize); N_SECTIONS],
    n_entries: usize,
}

/// A finite-state map and what it leads to.
#[derive(Clone, Copy)]
pub(crate) struct Index {
    pub map: Section,
    pub postings: Section,
}

/// From folded names.
pub(crate) const KEYS: Index = Index { map: Section::Keys, postings: Section::Postings };
/// From skeletons.
pub(crate) const SKELETONS: Index =
    Index { map: Section::Skeletons, postings: Section::SkeletonPostings };

impl fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gazetteer").field("entries", &self.n_entries).finish_non_exhaustive()
    }
}

impl Gazetteer {
    /// The one inside the program.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn embedded() -> Result<Gazetteer, GazetteerError> {
        Gazetteer::new(Bytes::Embedded(EMBEDDED))
    }

    /// The one in a file, which is mapped: it must not be changed while it is in use.
    ///
    /// # Errors
    /// When it cannot be read or is no gazetteer of this version.
    pub fn open(path: &Path) -> Result<Gazetteer, GazetteerError> {
        let fail = |error: &dyn fmt::Display| GazetteerError::in_file(path, error);
        let file = File::open(path).map_err(|error| fail(&error))?;
        // SAFETY: the map is read-only and private; a file that somebody shortens under us would end the
        // program, as it would with every mapped database, so the documentation forbids it.
        let map = unsafe { Mmap::map(&file) }.map_err(|error| fail(&error))?;
        Gazetteer::new(Bytes::Mapped(map)).map_err(|error| fail(&error))
    }

    /// One that was just built.
    ///
    /// # Errors
    /// When the bytes are no gazetteer of this version.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Gazetteer, GazetteerError> {
        Gazetteer::new(Bytes::Owned(bytes))
    }

    fn new(bytes: Bytes) -> Result<Gazetteer, GazetteerError> {
        let all = bytes.as_ref();
        let cut = || GazetteerError::new("the file is cut short");
        if all.get(..7) != Some(&MAGIC[..7]) {
            return Err(GazetteerError::new("this is no gazetteer of tacitus"));
        }
        if all.get(7) != Some(&MAGIC[7]) {
            let other = all.get(7).copied().unwrap_or_default();
            return Err(GazetteerError::new(format!(
                "the gazetteer has format {other}, this program reads {}: build it again with `tacitus gazetteer build`",
                MAGIC[7]
            )));
        }
        let n_entries = u32_at(all, 8).ok_or_else(cut)? as usize;
        let mut sections = [(0, 0); N_SECTIONS];
        for (at, section) in sections.iter_mut().enumerate() {
            let from = u64_at(all, 16 + at * 16).ok_or_else(cut)? as usize;
            let len = u64_at(all, 24 + at * 16).ok_or_else(cut)? as usize;
            if from.checked_add(len).is_none_or(|end| end > all.len()) {
                return Err(cut());
            }
            *section = (from, len);
        }
        let widths = [
            (Section::Points, 6),
            (Section::People, 1),
            (Section::Features, 1),
            (Section::Divisions, 4),
            (Section::Ids, 4),
            (Section::Radii, 1),
        ];
        for (section, width) in widths {
            if sections[section as usize].1 != n_entries * width {
                return Err(GazetteerError::new("its columns are of different lengths"));
            }
        }
        let gazetteer = Gazetteer { bytes, sections, n_entries };
        for index in [KEYS, SKELETONS] {
            Fst::new(gazetteer.section(index.map)).map_err(|error| {
                GazetteerError::new(format!("its index of names is damaged: {error}"))
            })?;
        }
        Ok(gazetteer)
    }

    pub(crate) fn section(&self, section: Section) -> &[u8] {
        let (from, len) = self.sections[section as usize];
        &self.bytes.as_ref()[from..from + len]
    }

    /// How many places it holds.
    pub fn len(&self) -> usize {
        self.n_entries
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.n_entries == 0
    }

    /// What it was made from, with the licences.
    pub fn origin(&self) -> &str {
        std::str::from_utf8(self.section(Section::Origin)).unwrap_or_default()
    }

    /// How many bytes each part takes, by name.
    pub fn sizes(&self) -> Vec<(&'static str, usize)> {
        let names = [
            "countries",
            "points",
            "people",
            "features",
            "divisions",
            "ids",
            "radii",
            "name steps",
            "names",
            "keys",
            "postings",
            "skeletons",
            "skeleton postings",
            "origin",
        ];
        names.iter().zip(self.sections).map(|(name, (_, len))| (*name, len)).collect()
    }

    /// The place `id`. An id of another file gives some other place, never a panic.
    pub fn entry(&self, id: EntryId) -> Entry<'_> {
        let at = (id.0 as usize).min(self.n_entries.saturating_sub(1));
        let point = |half: usize| {
            let from = at * 6 + half * 3;
            let bytes = self.section(Section::Points).get(from..from + 3).unwrap_or(&[0; 3]);
            let raw = i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]]) >> 8;
            f64::from(raw) * 180.0 / f64::from(1 << 23)
        };
        let byte = |section: Section| self.section(section).get(at).copied().unwrap_or_default();
        let (country, first) = self.country_of(at);
        let division = |half: usize| {
            let own = u16_at(self.section(Section::Divisions), at * 4 + half * 2)?;
            (own != NO_DIVISION).then(|| EntryId(first + u32::from(own)))
        };
        let feature = Feature(byte(Section::Features));
        let radius = f64::from(byte(Section::Radii));
        let geonameid = u32_at(self.section(Section::Ids), at * 4).filter(|id| *id != 0);
        Entry {
            id: EntryId(at as u32),
            name: self.name(at),
            lat: (point(0) * 1e5).round() / 1e5,
            lon: (point(1) * 1e5).round() / 1e5,
            people: (f64::from(byte(Section::People)) / 8.0).exp_m1().round(),
            feature,
            geonameid,
            country,
            admin1: division(0),
            admin2: division(1),
            radius_km: if radius > 0.0 { (radius / 10.0).exp_m1() } else { feature.radius_km() },
        }
    }

    fn countries(&self) -> impl Iterator<Item = (&str, u32)> {
        self.section(Section::Countries).chunks_exact(12).map(|row| {
            let iso3 = std::str::from_utf8(&row[2..5]).unwrap_or_default();
            (iso3, u32_at(row, 8).unwrap_or_default())
        })
    }

    /// The country that entry `at` stands under, and its first entry.
    fn country_of(&self, at: usize) -> (Option<&str>, u32) {
        let rows = self.section(Section::Countries);
        let first = |row: usize| u32_at(rows, row * 12 + 8).unwrap_or(u32::MAX) as usize;
        let n = rows.len() / 12;
        // The last country that begins at or before it.
        let (mut low, mut high) = (0, n);
        while low < high {
            let mid = (low + high) / 2;
            if first(mid) <= at { low = mid + 1 } else { high = mid }
        }
        match low.checked_sub(1) {
            Some(row) => {
                let iso3 = std::str::from_utf8(&rows[row * 12 + 2..row * 12 + 5]).ok();
                (iso3, first(row) as u32)
            }
            None => (None, 0),
        }
    }

    /// The entries that stand under a country (alpha-3), its own first.
    pub fn of_country(&self, iso3: &str) -> impl Iterator<Item = EntryId> + '_ {
        let mut rows = self.countries().skip_while(|(own, _)| *own != iso3);
        let from = rows.next().map_or(self.n_entries as u32, |(_, first)| first);
        let to = rows.next().map_or(self.n_entries as u32, |(_, first)| first);
        (from..to.max(from)).map(EntryId)
    }

    /// The entry that is the country itself.
    pub fn country(&self, iso3: &str) -> Option<EntryId> {
        self.of_country(iso3).next()
    }

    fn name(&self, at: usize) -> &str {
        let step = at / NAME_STEP;
        let from = u32_at(self.section(Section::NameSteps), step * 4).unwrap_or_default() as usize;
        let names = self.section(Section::Names).get(from..).unwrap_or_default();
        let name = names.split(|byte| *byte == 0).nth(at % NAME_STEP).unwrap_or_default();
        std::str::from_utf8(name).unwrap_or_default()
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}
