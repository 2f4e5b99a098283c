//! The store from the outside: adding, asking, correcting, and what survives.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tacitus::store::query::Page;
use tacitus::store::{Change, Filter, Store, Target, Verb};
use tacitus::{Session, stories, together};

static SESSION: LazyLock<Session> =
    LazyLock::new(|| Session::open(None).expect("the model inside"));

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A folder of its own for each test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tacitus-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tacitus"));
        command.args(args).current_dir(&self.0).env_remove("TACITUS_STORE").env("USER", "tester");
        command.output().expect("the program runs")
    }

    /// Standard output of a run that must succeed.
    fn out(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    fn rows(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let out = self.out(args);
        out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn archive() -> String {
    root().join("samples/stories.jsonl").display().to_string()
}

#[test]
fn an_archive_is_added_once_and_asked() {
    let folder = Folder::new("asked");
    let first = folder.run(&["add", &archive()]);
    assert!(String::from_utf8_lossy(&first.stderr).contains("5 new"), "{first:?}");
    let again = folder.run(&["add", &archive()]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("0 new, 5 there already"), "{again:?}");
    assert_eq!(folder.out(&["db", "check"]), "tacitus.db: whole\n");
    let stories = folder.rows(&["stories", "--json"]);
    assert_eq!(stories.len(), 2);
    // A copy under another headline is no source.
    assert_eq!((&stories[0]["reports"], &stories[0]["sources"]), (&4.into(), &3.into()));
    let attacks =
        folder.rows(&["events", "type:ASSAULT", "near:Kassala,40km", "sources:2", "--json"]);
    assert!(
        !attacks.is_empty() && attacks.iter().all(|row| row["type"] == "ASSAULT"),
        "{attacks:?}"
    );
    assert!(attacks.iter().any(|row| row["disputed"] == true));
    let denied = folder.rows(&["claims", "act:deny", "--json"]);
    assert!(denied.iter().all(|row| row["act"] == "deny") && !denied.is_empty());
    let names = folder.rows(&["names", "Atbara Salvation Front", "--json"]);
    assert!(names.iter().any(|row| row["outlet"] == "Voice of Atbara"), "{names:?}");
    let csv = folder.out(&["timeline", "--csv"]);
    assert!(csv.starts_with("id,type,mode,status,date_start"), "{csv}");
}

#[test]
fn what_makes_no_sense_is_said() {
    let folder = Folder::new("nonsense");
    let check = |args: &[&str], code: i32, words: &str| {
        let output = folder.run(args);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
        assert!(errors.contains(words), "{args:?}: {errors}");
    };
    check(&["events"], 2, "there is no store");
    folder.out(&["add", &archive()]);
    check(&["events", "colour:red"], 2, "the filter knows no \"colour\"");
    check(&["events", "status:perhaps"], 2, "happened, ongoing");
    check(&["events", "from:May"], 2, "write a day as");
    check(&["events", "near:Atlantis,5km"], 2, "no report names a place");
    check(&["events", "sources:99"], 1, "nothing fits");
    check(&["correct", "reject", "mention", "nobody"], 2, "no mention has the id");
    check(&["db", "export", "xml"], 2, "there is no format");
    std::fs::write(folder.0.join("text.db"), "no database").expect("written");
    check(&["add", "--store", "text.db", &archive()], 2, "no store");
    // A file that is missing is remembered; the rest is read.
    check(&["add", "missing.txt", &archive()], 1, "missing.txt");
    assert!(folder.out(&["db", "stat"]).contains("missing.txt"));
}

#[test]
fn corrections_are_shown_undone_and_survive_reading_again() {
    let folder = Folder::new("corrected");
    folder.out(&["add", &archive()]);
    let arrests = || folder.rows(&["events", "type:COERCE", "report:osh-1", "--json"]);
    let id = arrests()[0]["id"].as_str().expect("an id").to_owned();
    folder.out(&["correct", "set", "mention", &id, "type=SANCTION", "--why", "a test"]);
    let types = || -> Vec<String> {
        let rows = folder.rows(&["events", "report:osh-1", "--json"]);
        let mine = rows.iter().filter(|row| row["id"] == id.as_str());
        mine.map(|row| format!("{} {}", row["type"], row["state"])).collect()
    };
    assert_eq!(types(), ["\"SANCTION\" \"edited\""]);
    folder.out(&["add", "--reread", &archive()]);
    assert_eq!(types(), ["\"SANCTION\" \"edited\""]);
    let log = folder.rows(&["correct", "log"]);
    assert_eq!(
        (&log[0]["by"], &log[0]["old"], &log[0]["new"]),
        (&"tester".into(), &"COERCE".into(), &"SANCTION".into())
    );
    assert_eq!(log[0]["sentence"], "Police arrested nine people.");
    folder.out(&["correct", "undo", "1"]);
    assert_eq!(types(), ["\"COERCE\" \"auto\""]);
    folder.out(&["correct", "reject", "mention", &id]);
    assert!(types().is_empty());
    assert_eq!(folder.out(&["db", "check"]), "tacitus.db: whole\n");
}

#[test]
fn events_are_merged_and_parted_again() {
    let folder = Folder::new("merged");
    folder.out(&["add", &archive()]);
    let count = || folder.rows(&["events", "--json"]).len();
    let before = count();
    let ids: Vec<String> = folder
        .rows(&["events", "story:osh-1", "--json"])
        .iter()
        .map(|row| row["id"].as_str().expect("an id").to_owned())
        .collect();
    folder.out(&["correct", "merge", "event", &ids[0], &ids[1]]);
    assert_eq!(count(), before - 1);
    folder.out(&["correct", "undo", "1"]);
    assert_eq!(count(), before);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let all: Vec<(String, stories::Story)> = ["sa-01", "sa-02", "sa-04"]
        .iter()
        .map(|name| {
            let path = root().join(format!("corpus/stories/{name}.toml"));
            let text = std::fs::read_to_string(path).expect("a story");
            ((*name).to_owned(), toml::from_str(&text).expect("TOML"))
        })
        .collect();
    let summary = |seed| {
        let store = stories::store_of(&SESSION, &all, seed).expect("a store");
        assert_eq!(store.check(&mut |_| ()).expect("checked"), []);
        stories::summary(&store).expect("a summary")
    };
    let first = summary(0);
    assert!(first.contains("StoryRow") && first.contains("EventRow"), "{first}");
    for seed in 1..4 {
        let other = summary(seed);
        let differs = first.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "order {seed} gives another result");
    }
}

#[test]
fn stores_of_every_version_open() {
    for version in 1..=tacitus::store::VERSION {
        let folder = Folder::new(&format!("version-{version}"));
        let kept =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/versions/{version}.db"));
        let copy = folder.0.join("old.db");
        std::fs::copy(kept, &copy).expect("every version is kept");
        let mut store = Store::open(&copy).expect("it opens");
        assert_eq!(store.check(&mut |_| ()).expect("checked"), []);
        let events = store.events(&Filter::default(), Page::default()).expect("events");
        assert_eq!(events.len(), 7);
        assert_eq!(store.ids().expect("ids").len(), 5);
        let change = Change {
            verb: Verb::Reject,
            target: Target::Event,
            id: events[0].id.clone(),
            field: None,
            value: None,
        };
        store.correct(&change, "tester", "").expect("corrected");
        together::link(&mut store, &mut |_| ()).expect("linked");
        assert_eq!(store.events(&Filter::default(), Page::default()).expect("events").len(), 6);
    }
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let folder = Folder::new("killed");
    let lines: String = (0..400)
        .map(|n| {
            format!(
                "{{\"id\": \"k{n}\", \"text\": \"Fighters of group {n} attacked a post near Aleppo on Monday, killing {n} men.\", \
                 \"published\": \"2031-01-{:02}\", \"language\": \"en\"}}\n",
                n % 28 + 1
            )
        })
        .collect();
    std::fs::write(folder.0.join("many.jsonl"), lines).expect("written");
    for wait in [150, 400] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tacitus"))
            .args(["add", "many.jsonl"])
            .current_dir(&folder.0)
            .spawn()
            .expect("the program runs");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        // Whether it was still running is all the same: the end must be.
        let _ = child.kill();
        let _ = child.wait();
    }
    folder.out(&["add", "many.jsonl"]);
    assert_eq!(folder.out(&["db", "check"]), "tacitus.db: whole\n");
    let stat = folder.out(&["db", "stat"]);
    assert!(stat.contains(" 400 reports\n"), "{stat}");
}

/// Needs a Python that has `tests/compat/requirements.txt`, named by TACITUS_PYTHON; skipped without.
#[test]
fn exports_are_read_back_with_the_tools_of_their_users() {
    let Some(python) = std::env::var_os("TACITUS_PYTHON") else {
        eprintln!("skipped: TACITUS_PYTHON names no Python with tests/compat/requirements.txt");
        return;
    };
    let folder = Folder::new("exports");
    folder.out(&["add", &archive()]);
    for (format, file) in [
        ("csv", "events.csv"),
        ("parquet", "events.parquet"),
        ("geojson", "events.geojson"),
        ("polecat", "polecat.tsv"),
        ("icews", "icews.tsv"),
        ("gdelt", "gdelt.tsv"),
        ("acled", "acled.csv"),
        ("ucdp", "ucdp.csv"),
        ("rdf", "record.trig"),
        ("annotations", "annotations.jsonl"),
        ("ftm", "entities.ftm.json"),
        ("jsonl", "record.jsonl"),
    ] {
        folder.out(&["db", "export", format, "-o", &format!("out-{file}")]);
        std::fs::create_dir_all(folder.0.join("out")).expect("a folder");
        std::fs::rename(folder.0.join(format!("out-{file}")), folder.0.join("out").join(file))
            .expect("moved");
    }
    let script = root().join("tests/compat/read_back.py");
    let status = Command::new(python).arg(script).arg(folder.0.join("out")).status();
    assert!(status.expect("Python runs").success());
}
