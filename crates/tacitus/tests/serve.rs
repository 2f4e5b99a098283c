//! The desk from the outside: the program is started on a store of its own and asked over a socket.
#![cfg(feature = "serve")]

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use ureq::http::Response;
use ureq::{Agent, Body};

const PROGRAM: &str = env!("CARGO_BIN_EXE_tacitus");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The sample of several reports, read once for all tests.
static SAMPLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = Folder::new("sample");
    folder.run(&["add", &root().join("samples/stories.jsonl").display().to_string()]);
    std::fs::read(folder.path("tacitus.db")).expect("a store")
});

/// A folder of its own for each test, gone at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("tacitus-serve-{}-{test}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    /// With the sample in `tacitus.db`.
    fn with_sample(test: &str) -> Folder {
        let folder = Folder::new(test);
        folder.write("tacitus.db", &SAMPLE);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, content: &[u8]) {
        std::fs::write(self.path(name), content).expect("written");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(&self.0).env_remove("TACITUS_STORE");
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        let output = self.command(args).output().expect("the program runs");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A server on a port of its own, ended with the test.
struct Desk {
    child: Child,
    url: String,
    agent: Agent,
    csrf: String,
}

impl Desk {
    fn start(folder: &Folder, args: &[&str]) -> Desk {
        let all = [&["serve", "--listen", "0"], args].concat();
        let mut child =
            folder.command(&all).stdout(Stdio::piped()).spawn().expect("the program runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("a pipe");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let url = line.trim().trim_end_matches('/').to_owned();
        assert!(url.starts_with("http://127.0.0.1:"), "{url:?}");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build()
            .new_agent();
        let mut desk = Desk { child, url, agent, csrf: String::new() };
        desk.csrf = desk.json("/api/session.json")["csrf"].as_str().unwrap_or_default().to_owned();
        desk
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.call().expect("an answer")
    }

    /// The JSON of an answer that must be good.
    fn json(&self, path: &str) -> Value {
        let mut answer = self.get(path, &[]);
        let value: Value = answer.body_mut().read_json().expect("JSON");
        assert_eq!(answer.status(), 200, "{path}: {value}");
        value
    }

    fn post(&self, path: &str, kind: &str, body: &[u8], headers: &[(&str, &str)]) -> (u16, Value) {
        let mut request =
            self.agent.post(format!("{}{path}", self.url)).header("content-type", kind);
        if !headers.iter().any(|(name, _)| *name == "x-csrf") {
            request = request.header("x-csrf", &self.csrf);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.send(body).expect("an answer");
        let status = answer.status().as_u16();
        let text = answer.body_mut().read_to_string().expect("text");
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    fn correct(&self, change: Value) -> (u16, Value) {
        let body = change.to_string();
        self.post("/api/corrections.json", "application/json", body.as_bytes(), &[])
    }

    /// Waits until a job is over.
    fn job(&self, id: &Value) -> Value {
        let begin = Instant::now();
        loop {
            let jobs = self.json("/api/jobs.json");
            let mine = jobs["rows"].as_array().expect("rows").iter().find(|job| job["job"] == *id);
            let job = mine.expect("the job").clone();
            if job["state"] == "done" || job["state"] == "failed" {
                return job;
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "{job}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Sends bytes as they are, and gives what comes back until the server closes.
    fn raw(&self, bytes: &str) -> String {
        let mut stream =
            TcpStream::connect(self.url.trim_start_matches("http://")).expect("a connection");
        stream.write_all(bytes.as_bytes()).expect("sent");
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    }

    /// Like Ctrl-C. Gives the exit code.
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-INT", &id]).status().expect("kill");
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn code(value: &Value) -> &str {
    value["error"]["code"].as_str().unwrap_or_default()
}

fn description() -> Value {
    serde_json::from_str(include_str!("../page/openapi.json")).expect("openapi.json is JSON")
}

/// A schema of the description that can be used alone.
fn schema(description: &Value, schema: &Value) -> jsonschema::Validator {
    let mut whole = schema.clone();
    whole["components"] = description["components"].clone();
    jsonschema::validator_for(&whole).expect("a schema")
}

#[test]
fn the_description_and_the_addresses_are_the_same() {
    let description = description();
    let paths = description["paths"].as_object().expect("paths");
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .map(move |(method, _)| (method.clone(), path.clone()))
        })
        .collect();
    let served: BTreeSet<(String, String)> = tacitus::serve::addresses()
        .into_iter()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    assert_eq!(described, served);
    assert_eq!(description["info"]["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn answers_are_as_described() {
    let folder = Folder::with_sample("described");
    let desk = Desk::start(&folder, &[]);
    let description = description();
    let event = desk.json("/api/events.json?sort=-sources")["rows"][0]["id"].clone();
    let actor = desk.json("/api/actors.json")["rows"][0]["id"].clone();
    let story = desk.json("/api/stories.json")["rows"][0]["id"].clone();
    let report = desk.json("/api/reports.json")["rows"][0]["id"].clone();
    let mention = desk.json("/api/mentions.json")["rows"][0]["id"].clone();
    let (status, line) =
        desk.correct(json!({"verb": "confirm", "target": "mention", "id": mention, "who": "Ana"}));
    assert_eq!(status, 201, "{line}");
    let log = schema(&description, &json!({"$ref": "#/components/schemas/Correction"}));
    assert!(log.is_valid(&line), "{line}");
    let (_, job) =
        desk.post("/api/add.json?outlet=Test", "text/plain", b"Police arrested nine people.", &[]);
    desk.job(&job["job"]);
    let mut seen = 0;
    for (path, methods) in description["paths"].as_object().expect("paths") {
        let Some(answer) = methods["get"]["responses"]["200"]["content"].get("application/json")
        else {
            continue;
        };
        let id = match path.as_str() {
            "/api/events/{id}.json" => &event,
            "/api/actors/{id}.json" => &actor,
            "/api/stories/{id}.json" => &story,
            _ => &report,
        };
        let id = id.as_str().expect("an id").replace(' ', "%20");
        let given = desk.json(&path.replace("{id}", &id));
        let checked = schema(&description, &answer["schema"]);
        let wrong: Vec<String> = checked
            .iter_errors(&given)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{path}: {wrong:#?}\n{given:#}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    // And what is refused.
    let error = schema(&description, &json!({"$ref": "#/components/schemas/Error"}));
    for path in [
        "/api/events.json?q=colour:red",
        "/api/events/nobody.json",
        "/api/nothing.json",
        "/api/export/xml",
    ] {
        let refused: Value = desk.get(path, &[]).body_mut().read_json().expect("JSON");
        assert!(error.is_valid(&refused), "{path}: {refused}");
    }
}

#[test]
fn questions_are_answered_in_parts_and_nonsense_is_said() {
    let folder = Folder::with_sample("asked");
    let desk = Desk::start(&folder, &["--read-only"]);
    let all = desk.json("/api/events.json?limit=1000");
    let n = all["total"].as_u64().expect("a number") as usize;
    assert_eq!((all["rows"].as_array().expect("rows").len(), &all["next"]), (n, &Value::Null));
    let (mut ids, mut next) = (Vec::new(), json!(0));
    while let Some(offset) = next.as_u64() {
        let part = desk.json(&format!("/api/events.json?limit=3&offset={offset}"));
        ids.extend(part["rows"].as_array().expect("rows").iter().map(|row| row["id"].clone()));
        next = part["next"].clone();
    }
    let whole: Vec<Value> =
        all["rows"].as_array().expect("rows").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, whole);
    let attacks = desk.json("/api/events.json?q=type:ASSAULT%20sources:2&sort=-sources");
    assert!(attacks["total"].as_u64() < Some(n as u64) && attacks["total"] != 0, "{attacks}");
    let check = |path: &str, status: u16, words: &str| {
        let mut answer = desk.get(path, &[]);
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status().as_u16(), status, "{path}: {text}");
        assert!(text.contains(words), "{path}: {text}");
        assert!(!text.contains(folder.0.to_str().expect("a path")), "{path}: {text}");
    };
    check("/api/events.json?q=colour:red", 400, "the filter knows no");
    check("/api/events.json?q=%22open", 400, "quotation mark is not closed");
    check("/api/events.json?q=a%00b", 400, "control characters");
    check("/api/events.json?q=near:Atlantis,5km", 400, "no report names a place");
    check("/api/events.json?limit=0", 400, "1 to 1000");
    check("/api/events.json?limit=many", 400, "limit");
    check("/api/events.json?colour=red", 400, "colour");
    check("/api/events.json?sort=beauty", 400, "sort");
    check("/api/claims.json?sort=date", 400, "one order");
    check("/api/map.json?north=91", 400, "north");
    check("/api/map.json?west=NaN", 400, "west");
    check("/api/map.json?zoom=13", 400, "zoom");
    check("/api/timeline.json?step=hour", 400, "step");
    check("/api/events/nobody.json", 404, "no event has the id");
    check("/api/reports/..%2F..%2Fetc%2Fpasswd.json", 404, "no report has the id");
    check("/api/reports/osh-1", 404, "ids end in .json");
    check("/api/nothing.json", 404, "openapi.json");
    check("/api/export/xml", 404, "geojson");
    check("/api/login.json", 405, "method");
}

#[test]
fn what_is_held_already_is_not_sent_again() {
    let folder = Folder::with_sample("held");
    let desk = Desk::start(&folder, &[]);
    let tag = |path: &str| {
        let answer = desk.get(path, &[]);
        let tag = answer.headers().get("etag").unwrap_or_else(|| panic!("{path}: no tag"));
        tag.to_str().expect("text").to_owned()
    };
    for path in
        ["/api/events.json", "/api/overview.json", "/api/session.json", "/api/export/csv", "/map"]
    {
        let held = tag(path);
        let mut again = desk.get(path, &[("if-none-match", &held)]);
        assert_eq!(again.status(), 304, "{path}");
        assert_eq!(again.body_mut().read_to_string().expect("text"), "");
        assert_eq!(desk.get(path, &[("if-none-match", "W/\"other\"")]).status(), 200, "{path}");
    }
    let (before, other) = (tag("/api/events.json"), tag("/api/events.json?limit=5"));
    assert_ne!(before, other, "another address is another answer");
    let id = desk.json("/api/mentions.json")["rows"][0]["id"].clone();
    let (status, _) =
        desk.correct(json!({"verb": "confirm", "target": "mention", "id": id, "who": "Ana"}));
    assert_eq!(status, 201);
    assert_ne!(tag("/api/events.json"), before, "the store has changed");
}

#[test]
fn corrections_are_made_undone_and_refused() {
    let folder = Folder::with_sample("corrected");
    let desk = Desk::start(&folder, &[]);
    let id = desk.json("/api/mentions.json?q=type:COERCE%20report:osh-1")["rows"][0]["id"].clone();
    let set = json!({"verb": "set", "target": "mention", "id": id, "field": "type", "value": "SANCTION", "why": "a test", "who": "Ana"});
    let (status, line) = desk.correct(set.clone());
    assert_eq!(
        (status, &line["old"], &line["new"], &line["who"]),
        (201, &json!("COERCE"), &json!("SANCTION"), &json!("Ana")),
        "{line}"
    );
    let types = || {
        let rows = desk.json("/api/mentions.json?q=report:osh-1");
        let rows = rows["rows"].as_array().expect("rows").clone();
        rows.into_iter()
            .find(|row| row["id"] == id)
            .map(|row| (row["type"].clone(), row["state"].clone()))
    };
    assert_eq!(types(), Some((json!("SANCTION"), json!("edited"))));
    let undo =
        json!({"verb": "undo", "target": "correction", "id": line["n"].to_string(), "who": "Ben"});
    assert_eq!(desk.correct(undo.clone()).0, 201);
    assert_eq!(types(), Some((json!("COERCE"), json!("auto"))));
    let (status, again) = desk.correct(undo);
    assert_eq!((status, code(&again)), (409, "conflict"));
    let log = desk.json("/api/corrections.json");
    assert_eq!(
        (&log["total"], &log["rows"][0]["verb"], &log["rows"][1]["undone"]),
        (&json!(2), &json!("undo"), &json!(true))
    );
    let check = |change: Value, status: u16, words: &str| {
        let (found, answer) = desk.correct(change.clone());
        assert_eq!(found, status, "{change}: {answer}");
        assert!(answer.to_string().contains(words), "{change}: {answer}");
    };
    let with = |name: &str, value: Value| {
        let mut change = set.clone();
        change[name] = value;
        change
    };
    check(with("who", json!("  ")), 422, "say who");
    check(with("value", json!("BEAUTY")), 422, "it is one of");
    let broken = r#"[{"of": "people", "value": 12, "bound": "?", "span": [0, 2]}]"#;
    let mut quantities = with("field", json!("quantities"));
    quantities["value"] = json!(broken);
    check(quantities, 422, "does not fit");
    check(with("id", json!("nobody")), 404, "no mention has the id");
    check(with("verb", json!("praise")), 422, "one of set");
    check(with("colour", json!("red")), 422, "colour");
    check(with("with", json!("other")), 422, "merge");
    check(with("why", json!("é".repeat(2_000))), 201, "why");
    check(with("why", json!("é".repeat(2_001))), 422, "2000");
    check(json!({"verb": "undo", "target": "correction", "id": "99", "who": "Ana"}), 404, "99");
    assert_eq!(desk.post("/api/corrections.json", "application/json", b"{", &[]).0, 400);
    assert_eq!(desk.post("/api/corrections.json", "text/plain", b"{}", &[]).0, 415);
    assert_eq!(desk.post("/api/corrections.json", "application/json", &[b' '; 70_000], &[]).0, 413);
    assert_eq!(desk.end(), Some(0));
    assert_eq!(
        String::from_utf8_lossy(&folder.run(&["db", "check"]).stdout),
        "tacitus.db: whole\n"
    );
}

#[test]
fn reports_are_read_and_watched() {
    let folder = Folder::with_sample("added");
    let desk = Desk::start(&folder, &["--max-upload", "1"]);
    let before = desk.json("/api/overview.json")["reports"].as_u64().expect("a number");
    // Whoever watches hears of it from the beginning.
    let events = desk.get("/api/jobs/events", &[]);
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let watched = std::thread::spawn(move || {
        let mut heard = Vec::new();
        for line in BufReader::new(events.into_body().into_reader()).lines() {
            let line = line.expect("a line");
            heard.push(line.clone());
            if heard.iter().any(|line| line == "event: done") && line.is_empty() {
                break;
            }
        }
        heard
    });
    let text = "OSH, 4 May - Police arrested nine people on Monday, the Osh Herald said.";
    let (status, job) = desk.post("/api/add.json?title=Nine%20held&outlet=Osh%20Herald&published=2031-05-04&url=https://osh.example/9", "text/plain;charset=utf-8", text.as_bytes(), &[]);
    assert_eq!(status, 202, "{job}");
    let done = desk.job(&job["job"]);
    assert_eq!(
        (&done["state"], &done["new"], &done["failed"]),
        (&json!("done"), &json!(1), &json!(0)),
        "{done}"
    );
    let heard = watched.join().expect("heard");
    assert!(heard.iter().any(|line| line == "event: progress"), "{heard:?}");
    assert!(heard.iter().any(|line| line.contains("\"state\":\"done\"")), "{heard:?}");
    let id = done["reports"][0].as_str().expect("an id").replace('/', "%2F");
    let report = desk.json(&format!("/api/reports/{id}.json"));
    assert_eq!(
        (&report["title"], &report["outlet"], &report["published"], &report["url"]),
        (
            &json!("Nine held"),
            &json!("Osh Herald"),
            &json!("2031-05-04"),
            &json!("https://osh.example/9")
        )
    );
    assert_eq!(report["text"], text);
    // The same again, files, and what cannot be read.
    let again = desk.post("/api/add.json?title=Nine%20held&outlet=Osh%20Herald&published=2031-05-04&url=https://osh.example/9", "text/plain", text.as_bytes(), &[]).1;
    assert_eq!(desk.job(&again["job"])["held"], 1);
    let body = "--b\r\nContent-Disposition: form-data; name=\"outlet\"\r\n\r\nOsh Herald\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../C:\\\\two.jsonl\"\r\n\r\n{\"text\": \"Troops shelled Osh on Tuesday.\"}\nnothing\n{\"text\": \"Talks were held in Osh.\"}\n\r\n--b--\r\n";
    let (status, files) =
        desk.post("/api/add.json", "multipart/form-data; boundary=b", body.as_bytes(), &[]);
    assert_eq!(status, 202, "{files}");
    let files = desk.job(&files["job"]);
    assert_eq!(
        (&files["new"], &files["failed"], &files["names"]),
        (&json!(2), &json!(1), &json!(["two.jsonl"])),
        "{files}"
    );
    assert!(files["message"].as_str().expect("words").contains("two.jsonl:2"), "{files}");
    let overview = desk.json("/api/overview.json");
    assert_eq!(overview["reports"], before + 3);
    assert!(overview["failures"].to_string().contains("two.jsonl"), "{overview}");
    // What is refused.
    let check = |kind: &str, body: &[u8], status: u16| {
        assert_eq!(desk.post("/api/add.json", kind, body, &[]).0, status, "{kind}");
    };
    check("text/plain", b"  ", 422);
    check("text/plain", b"\xff\xfe", 422);
    check("application/json", b"{}", 415);
    check("multipart/form-data; boundary=b", b"--b\r\n", 400);
    check("multipart/form-data; boundary=b", b"--b--\r\n", 422);
    check("text/plain", &vec![b'a'; 1_000_001], 413);
    assert_eq!(desk.post("/api/add.json?published=May", "text/plain", b"a", &[]).0, 422);
    assert_eq!(desk.end(), Some(0));
}

#[test]
fn markup_in_a_report_stays_text() {
    let folder = Folder::with_sample("markup");
    let desk = Desk::start(&folder, &[]);
    let text = "<script>alert(1)</script> Police arrested <img src=x onerror=alert(2)> nine people in Osh.";
    let (_, job) =
        desk.post("/api/add.json?title=%3Cb%3Ebold%3C%2Fb%3E", "text/plain", text.as_bytes(), &[]);
    let id = desk.job(&job["job"])["reports"][0].as_str().expect("an id").to_owned();
    let mut answer = desk.get(&format!("/api/reports/{id}.json"), &[]);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    let report: Value = answer.body_mut().read_json().expect("JSON");
    assert_eq!((&report["text"], &report["title"]), (&json!(text), &json!("<b>bold</b>")));
    let page = desk.get(&format!("/report/{id}"), &[]).body_mut().read_to_string().expect("text");
    assert!(!page.contains("alert"), "{page}");
}

#[test]
fn exports_are_streamed_and_the_same_as_the_program_writes() {
    let folder = Folder::with_sample("exported");
    let desk = Desk::start(&folder, &["--read-only"]);
    let formats = "csv parquet geojson polecat icews gdelt acled ucdp rdf annotations ftm jsonl";
    for format in formats.split(' ') {
        let mut answer = desk.get(&format!("/api/export/{format}?q=type:ASSAULT"), &[]);
        assert_eq!(answer.status(), 200, "{format}");
        let shown = answer.headers()["content-disposition"].to_str().expect("text").to_owned();
        assert!(shown.starts_with("attachment; filename=\"tacitus-"), "{shown}");
        let bytes = answer.body_mut().read_to_vec().expect("bytes");
        let same = folder.run(&["db", "export", format, "type:ASSAULT"]).stdout;
        assert!(bytes == same, "{format}: {} and {} bytes", bytes.len(), same.len());
    }
    let more =
        desk.get("/api/export/acled?extra=true", &[]).body_mut().read_to_string().expect("text");
    let less = desk.get("/api/export/acled", &[]).body_mut().read_to_string().expect("text");
    assert!(more.len() > less.len());
    assert_eq!(desk.get("/api/export/csv?q=colour:red", &[]).status(), 400);
    assert_eq!(desk.get("/api/export/csv?q=near:Atlantis,5km", &[]).status(), 400);
}

#[test]
fn other_pages_and_other_names_are_refused() {
    let folder = Folder::with_sample("origins");
    let desk = Desk::start(&folder, &[]);
    let id = desk.json("/api/mentions.json")["rows"][0]["id"].clone();
    let change =
        json!({"verb": "confirm", "target": "mention", "id": id, "who": "Ana"}).to_string();
    let check = |headers: &[(&str, &str)], status: u16, expected: &str| {
        let (found, answer) =
            desk.post("/api/corrections.json", "application/json", change.as_bytes(), headers);
        assert_eq!((found, code(&answer)), (status, expected), "{headers:?}: {answer}");
    };
    check(&[("x-csrf", "")], 403, "csrf");
    check(&[("x-csrf", "0123")], 403, "csrf");
    check(&[("origin", "http://evil.example")], 403, "origin");
    check(&[("origin", "null")], 403, "origin");
    check(&[("sec-fetch-site", "cross-site")], 403, "origin");
    check(&[("host", "evil.example")], 403, "host");
    let own = desk.url.clone();
    check(&[("origin", &own), ("sec-fetch-site", "same-origin")], 201, "");
    // Loading from another page, and a name that was made to lead here.
    assert_eq!(
        desk.get(
            "/api/events.json",
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]
        )
        .status(),
        403
    );
    assert_eq!(
        desk.get(
            "/api/events.json",
            &[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]
        )
        .status(),
        200
    );
    for path in ["/api/session.json", "/map", "/", "/assets/none.js"] {
        assert_eq!(desk.get(path, &[("host", "evil.example")]).status(), 403, "{path}");
    }
    let bare = desk.raw("GET /api/session.json HTTP/1.0\r\n\r\n");
    assert!(bare.starts_with("HTTP/1.0 403"), "{bare}");
    // Every answer says how a browser has to treat it.
    for path in ["/map", "/api/events.json", "/api/nothing.json", "/assets/none.js"] {
        let answer = desk.get(path, &[]);
        let policy = answer.headers()["content-security-policy"].to_str().expect("text");
        assert!(policy.starts_with("default-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.headers()["x-frame-options"], "DENY", "{path}");
        assert!(answer.headers().get("access-control-allow-origin").is_none());
    }
}

#[test]
fn nothing_is_changed_where_nothing_may_be() {
    let folder = Folder::with_sample("read-only");
    let desk = Desk::start(&folder, &["--read-only"]);
    let session = desk.json("/api/session.json");
    assert_eq!(
        (&session["role"], &session["read_only"], &session["store"]),
        (&json!("reader"), &json!(true), &json!("tacitus.db"))
    );
    let (status, answer) =
        desk.correct(json!({"verb": "undo", "target": "correction", "id": "1", "who": "Ana"}));
    assert_eq!((status, code(&answer)), (403, "read-only"));
    let (status, answer) = desk.post("/api/add.json", "text/plain", b"text", &[]);
    assert_eq!((status, code(&answer)), (403, "read-only"));
    desk.json("/api/jobs.json");
    assert_eq!(desk.end(), Some(0));
    assert!(std::fs::read(folder.path("tacitus.db")).expect("a store") == *SAMPLE);
}

#[test]
fn readers_look_and_editors_change() {
    let folder = Folder::with_sample("roles");
    let mut lines = Vec::new();
    for (role, password) in [("reader", "correct horse"), ("editor", "battery staple")] {
        let mut command = folder.command(&["serve", "password", "--role", role]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("runs");
        child.stdin.take().expect("a pipe").write_all(password.as_bytes()).expect("written");
        lines.extend(child.wait_with_output().expect("output").stdout);
    }
    folder.write("people", &lines);
    let token = String::from_utf8(folder.run(&["serve", "token", "--role", "editor"]).stdout)
        .expect("text");
    folder.write("programs", token.as_bytes());
    let token = token.trim().trim_start_matches("editor:").to_owned();
    let desk = Desk::start(&folder, &["--password-file", "people", "--token-file", "programs"]);
    let session = desk.json("/api/session.json");
    assert_eq!(
        (&session["role"], &session["csrf"], &session["needs_login"]),
        (&Value::Null, &Value::Null, &json!(true))
    );
    assert_eq!(desk.get("/api/events.json", &[]).status(), 401);
    assert_eq!(desk.get("/api/export/csv", &[]).status(), 401);
    assert_eq!(desk.get("/map", &[]).status(), 200, "the page itself tells nothing");
    // A token in a header: no word against other pages is needed, because no browser sends it by itself.
    let bearer = format!("Bearer {token}");
    assert_eq!(desk.get("/api/events.json", &[("authorization", &bearer)]).status(), 200);
    assert_eq!(
        desk.get("/api/events.json", &[("authorization", "Bearer 0123456789abcdef01234567")])
            .status(),
        401
    );
    let id = {
        let mut answer = desk.get("/api/mentions.json", &[("authorization", &bearer)]);
        answer.body_mut().read_json::<Value>().expect("JSON")["rows"][0]["id"].clone()
    };
    let change =
        json!({"verb": "confirm", "target": "mention", "id": id, "who": "Ana"}).to_string();
    let with = |headers: &[(&str, &str)]| {
        desk.post("/api/corrections.json", "application/json", change.as_bytes(), headers)
    };
    assert_eq!(with(&[("authorization", &bearer), ("x-csrf", "")]).0, 201);
    // Logging in.
    let log_in = |secret: &str| {
        let body = json!({"secret": secret}).to_string();
        let request = desk.agent.post(format!("{}/api/login.json", desk.url));
        request.header("content-type", "application/json").send(body.as_bytes()).expect("an answer")
    };
    assert_eq!(log_in("correct horst").status(), 401);
    let cookie = |secret: &str| {
        let answer = log_in(secret);
        assert_eq!(answer.status(), 204);
        let line = answer.headers()["set-cookie"].to_str().expect("text").to_owned();
        assert!(
            line.contains("HttpOnly")
                && line.contains("SameSite=Strict")
                && line.contains("Path=/"),
            "{line}"
        );
        line.split(';').next().expect("a cookie").to_owned()
    };
    let word = |cookie: &str| {
        let mut answer = desk.get("/api/session.json", &[("cookie", cookie)]);
        let session: Value = answer.body_mut().read_json().expect("JSON");
        (session["role"].clone(), session["csrf"].as_str().expect("a word").to_owned())
    };
    let reader = cookie("correct horse");
    let (role, csrf) = word(&reader);
    assert_eq!(role, "reader");
    assert_eq!(desk.get("/api/events.json", &[("cookie", &reader)]).status(), 200);
    let (status, answer) = with(&[("cookie", &reader), ("x-csrf", &csrf)]);
    assert_eq!((status, code(&answer)), (403, "reader"));
    let editor = cookie("battery staple");
    let (role, csrf) = word(&editor);
    assert_eq!(role, "editor");
    assert_eq!(code(&with(&[("cookie", &editor), ("x-csrf", "")]).1), "csrf");
    assert_eq!(
        code(&with(&[("cookie", &editor), ("x-csrf", &word(&reader).1)]).1),
        "csrf",
        "another's word"
    );
    assert_eq!(with(&[("cookie", &editor), ("x-csrf", &csrf)]).0, 201);
    // Logging out.
    assert_eq!(
        desk.post("/api/logout.json", "text/plain", b"", &[("cookie", &editor), ("x-csrf", &csrf)])
            .0,
        204
    );
    assert_eq!(desk.get("/api/events.json", &[("cookie", &editor)]).status(), 401);
    // Guessing.
    let tries: Vec<u16> =
        (0..8).map(|n| log_in(&format!("a guess {n}")).status().as_u16()).collect();
    assert!(tries.contains(&429), "{tries:?}");
}

#[test]
fn who_asks_too_often_is_told_to_wait() {
    let folder = Folder::with_sample("rate");
    let desk = Desk::start(&folder, &["--rate", "2"]);
    let answers: Vec<_> = (0..12).map(|_| desk.get("/api/session.json", &[])).collect();
    let refused = answers.iter().find(|answer| answer.status() == 429).expect("one is refused");
    assert!(refused.headers()["retry-after"].to_str().expect("text").parse::<u64>().is_ok());
    assert_eq!(desk.get("/map", &[]).status(), 200, "the page is not counted");
}

#[test]
fn the_page_is_served_for_every_view() {
    let folder = Folder::with_sample("views");
    let desk = Desk::start(&folder, &["--read-only"]);
    let home = desk.get("/?q=type:ASSAULT", &[]);
    assert_eq!(
        (home.status().as_u16(), home.headers()["location"].to_str().expect("text")),
        (307, "/map?q=type:ASSAULT")
    );
    for path in [
        "/map?q=type:ASSAULT",
        "/timeline",
        "/table",
        "/network",
        "/stories",
        "/stories/osh-1",
        "/agreements",
        "/disputes",
        "/sources",
        "/report/osh-1?at=3-9",
        "/queue",
        "/add",
        "/event/3f09a1c2b4d5",
    ] {
        let answer = desk.get(path, &[]);
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8");
        assert_eq!(answer.headers()["cache-control"], "private, no-cache");
    }
    assert_eq!(desk.get("/nowhere", &[]).status(), 404);
    for path in ["/assets/none.js", "/assets/..%2findex.html", "/..%2f..%2fetc%2fpasswd"] {
        assert_eq!(desk.get(path, &[]).status(), 404, "{path}");
    }
    // Every file that the page names is there, and may be kept for ever.
    let page = desk.get("/map", &[]).body_mut().read_to_string().expect("text");
    assert!(!page.contains("<script>") && !page.contains("style="), "{page}");
    for name in page.split('"').filter(|part| part.starts_with("/assets/")) {
        let answer = desk.get(name, &[]);
        assert_eq!(answer.status(), 200, "{name}");
        assert!(answer.headers()["cache-control"].to_str().expect("text").contains("immutable"));
    }
    let packed = desk.get("/api/openapi.json", &[("accept-encoding", "gzip")]);
    assert!(packed.headers().get("content-encoding").is_none_or(|encoding| encoding == "gzip"));
}

#[test]
fn wrong_usage_is_said() {
    let folder = Folder::with_sample("usage");
    let check = |args: &[&str], words: &str| {
        let output = folder.command(args).output().expect("the program runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {errors}");
        assert!(errors.contains(words), "{args:?}: {errors}");
    };
    check(&["serve", "--store", "none.db"], "there is no store");
    check(&["serve", "--listen", "0.0.0.0:0"], "--password-file or --token-file");
    check(&["serve", "--listen", "desk.example.org:80"], "write 127.0.0.1:8117");
    check(&["serve", "--password-file", "none"], "none: ");
    folder.write("people", b"editor:secret\n");
    check(&["serve", "--password-file", "people"], "people: line 1: this is no Argon2 hash");
    check(&["serve", "--token-file", "people"], "at least 20 letters");
    check(&["serve", "--listen", "0", "--url", "desk"], "write https://");
    let desk = Desk::start(&folder, &["--read-only"]);
    let port = desk.url.rsplit(':').next().expect("a port").to_owned();
    check(&["serve", "--listen", &port], "something else listens there already");
}
