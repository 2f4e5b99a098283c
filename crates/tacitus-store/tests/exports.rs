//! Exports of a small invented store: columns, escaping, offsets, determinism.

use serde_json::{Value, json};
use std::path::Path;
use tacitus_doc::{DocId, Document, Source};
use tacitus_store::export::{Format, Manifest, Options, write};
use tacitus_store::query::Page;
use tacitus_store::{Copies, Filter, LinkedEvent, LinkedStory, Report, Store};

/// Where words stand, in code points.
fn span(text: &str, words: &str) -> [usize; 2] {
    let byte = text.find(words).unwrap();
    let start = text[..byte].chars().count();
    [start, start + words.chars().count()]
}

const FIRST: &str = "\
     😀 قال the reporter: \"Shelling\" by the Tibesti Front killed 7 villagers in Zouar, \
     medics said.\nThe army of Chad bombed the Tibesti Front. =The Front denied it=.";
const SECOND: &str = "The Tibesti Front shelled Zouar and killed 7 villagers, witnesses said. \
     Students marched in Paris. The minister may visit Muscat.";

fn first() -> Value {
    let at = |words| span(FIRST, words);
    json!({
        "format": "tacitus.record", "version": 1, "model": "test 1",
        "document": {"id": "r/1", "text": FIRST},
        "sentences": [at(FIRST.lines().next().unwrap()),
         at("The army of Chad bombed the Tibesti Front."), at("=The Front denied it=.")],
        "actors": [
            {"id": "a1", "name": "Tibesti Front", "kind": "armed_group", "sector": "REB",
             "country": "TCD", "known": null,
             "mentions": [at("the Tibesti Front")], "role": null, "code": "TCDREB",
              "cameo": "TCDREB"},
            {"id": "a2", "name": "villagers", "kind": "people", "sector": "CVL", "country": null,
             "known": null,
             "mentions": [at("villagers")], "role": null},
            {"id": "a3", "name": "=medics;\"x\"", "kind": "people", "sector": "MED",
             "country": null, "known": null,
             "mentions": [at("medics")], "role": null},
            {"id": "a4", "name": "Army of Chad", "kind": "state_forces", "sector": "MIL",
             "country": "TCD", "known": "TCD.mil",
             "mentions": [at("The army of Chad")], "role": null, "code": "TCDMIL",
              "cameo": "TCDMIL"}
        ],
        "places": [{"id": "p1", "name": "Zouar", "geonameid": 2424871, "lat": 20.45, "lon": 16.52,
         "country": "TCD", "admin1": "Tibesti",
                    "feature": "PPL", "radius_km": 4.0, "mentions": [at("Zouar")]}],
        "claims": [
            {"id": "c1", "parent": null, "speaker": "a3", "via": [], "source": [at("medics")],
             "cue": [at("said")],
             "content": [at("\"Shelling\" by the Tibesti Front killed 7 villagers in Zouar")],
              "form": "indirect", "act": "assert",
             "confidence": 0.9},
            {"id": "c2", "parent": null, "speaker": "a1", "via": [], "source": [at("The Front")],
             "cue": [at("denied")],
             "content": [at("it=")], "form": "indirect", "act": "deny", "commitment": "denied",
              "confidence": 0.5}
        ],
        "events": [
            {"id": "e1", "type": "ASSAULT", "mode": "heavy-weapons", "cameo": "194",
             "contexts": ["military"], "trigger": [at("Shelling")],
             "sentence": 0, "actors": [{"actor": "a1", "span": at("the Tibesti Front")}],
              "recipients": [{"actor": "a2", "span": at("villagers")}],
             "place": "p1", "origin": null, "destination": null, "date": {"start": "2031-05-12",
              "end": "2031-05-12", "from": "text"},
             "quantities": [{"of": "villagers", "value": 7, "bound": "exactly", "role": "killed",
              "span": at("7 villagers")}],
             "status": "happened", "claims": ["c1"], "confidence": 0.8},
            {"id": "e2", "type": "ASSAULT", "mode": null, "cameo": "18", "contexts": [],
             "trigger": [at("bombed")], "sentence": 1,
             "actors": [{"actor": "a4", "span": at("The army of Chad")}],
              "recipients": [{"actor": "a1", "span": at("the Tibesti Front")}],
             "place": null, "origin": null, "destination": null, "date": null, "quantities": [],
              "status": "happened", "claims": [],
             "confidence": 0.7}
        ],
        "agreements": [], "relations": [], "notes": []
    })
}

fn second() -> Value {
    let at = |words| span(SECOND, words);
    let actor = |id: &str, name: &str, kind: &str, sector: Option<&str>, words| {
        json!({"id": id,
    "name": name, "kind": kind, "sector": sector, "country": null, "known": null,
     "mentions": [at(words)], "role": null})
    };
    let mut front = actor("a1", "Tibesti Front", "armed_group", Some("REB"), "The Tibesti Front");
    front["country"] = "TCD".into();
    json!({
        "format": "tacitus.record", "version": 1, "model": "test 2",
        "document": {"id": "r2", "text": SECOND},
        "sentences": [at("The Tibesti Front shelled Zouar and killed 7 villagers, witnesses said."), at("Students marched in Paris."), at("The minister may visit Muscat.")],
        "actors": [front, actor("a2", "villagers", "people", Some("CVL"), "villagers"), actor("a3",
         "witnesses", "people", None, "witnesses"),
                   actor("a4", "students", "people", Some("EDU"), "Students"), actor("a5",
                   "minister", "person", Some("GOV"), "The minister")],
        "places": [{"id": "p1", "name": "Zouar", "geonameid": 2424871, "lat": 20.45, "lon": 16.52,
         "country": "TCD", "admin1": "Tibesti",
                    "feature": "PPL", "mentions": [at("Zouar")]},
                   {"id": "p2", "name": "Paris", "geonameid": 2988507, "lat": 48.85, "lon": -2.35,
                    "country": "FRA", "admin1": null,
                    "feature": "PPLC", "mentions": [at("Paris")]}],
        "claims": [{"id": "c1", "parent": null, "speaker": "a3", "via": [],
         "source": [at("witnesses")], "cue": [at("said")],
                    "content": [at("The Tibesti Front shelled Zouar and killed 7 villagers")],
                     "form": "indirect", "act": "assert", "confidence": 0.9}],
        "events": [
            {"id": "e1", "type": "ASSAULT", "mode": "heavy-weapons", "cameo": "194",
             "contexts": [], "trigger": [at("shelled")], "sentence": 0,
             "actors": [{"actor": "a1", "span": at("The Tibesti Front")}], "recipients": [],
              "place": "p1", "origin": null, "destination": null,
             "date": {"start": "2031-05-12", "end": "2031-05-12", "from": "text"},
             "quantities": [{"of": "villagers", "value": 9, "bound": "exactly", "role": "killed",
              "span": at("7 villagers")}],
             "status": "happened", "claims": ["c1"], "confidence": 0.9},
            {"id": "e2", "type": "PROTEST", "mode": "demo", "cameo": "141", "contexts": [],
             "trigger": [at("marched")], "sentence": 1,
             "actors": [{"actor": "a4", "span": at("Students")}], "recipients": [], "place": "p2",
              "origin": null, "destination": null,
             "date": {"start": "2031-05-13", "end": "2031-05-13", "from": "published"},
              "quantities": [], "status": "happened", "claims": [],
             "confidence": 0.6},
            {"id": "e3", "type": "CONSULT", "mode": "visit", "cameo": "042",
             "contexts": ["diplomatic"], "trigger": [at("visit")], "sentence": 2,
             "actors": [{"actor": "a5", "span": at("The minister")}], "recipients": [],
              "place": null, "origin": null, "destination": null,
             "date": {"start": "2031-06-01", "end": "2031-06-05", "from": "text"},
              "quantities": [], "status": "possible", "claims": [],
             "confidence": 0.4}
        ],
        "agreements": [], "relations": [], "notes": []
    })
}

/// Two reports of one story; their first events are one.
fn fill(store: &mut Store) {
    let reports = [
        ("r/1", FIRST, first(), "Meridian Wire", "2031-05-13", Some("https://example.org/1?a=b")),
        ("r2", SECOND, second(), "Daily; \"Lake\"", "2031-05-14", Some("no address")),
    ];
    for (id, text, line, outlet, published, url) in reports {
        let source = Source {
            title: Some(format!("Title of {id}")),
            publisher: Some(outlet.into()),
            published: Some(published.parse().unwrap()),
            url: url.map(str::to_owned),
            language: Some("en".into()),
            ..Source::default()
        };
        let document = Document::new(Some(DocId::given(id)), source, text);
        let line = line.to_string();
        let report = Report {
            document: &document,
            line: &line,
            origin: id,
            prints: Vec::new(),
            keys: Vec::new(),
            outlet: None,
        };
        store.add(&[report], false).unwrap();
    }
    let mentions = store.mentions(&Filter::default(), Page::default()).unwrap();
    let mention = |report: &str, trigger: &str| {
        mentions
            .iter()
            .find(|row| row.report == report && row.trigger == trigger)
            .unwrap_or_else(|| panic!("{report} {trigger}"))
            .clone()
    };
    let shelled = [mention("r/1", "Shelling"), mention("r2", "shelled")];
    let event = |rows: &[tacitus_store::query::MentionRow], n: usize| LinkedEvent {
        id: rows[0].id.clone(),
        event_type: rows[0].r#type.clone(),
        date: rows[0].date_start.clone().zip(rows[0].date_end.clone()),
        place_of: Some(rows[0].id.clone()),
        status: rows[0].status.clone(),
        mentions: rows.iter().map(|row| (row.id.clone(), Some(row.report.clone()))).collect(),
        n_assert: n,
        ..LinkedEvent::default()
    };
    let docs = store.dirty(10).unwrap();
    store
        .link(&[LinkedStory {
            id: "r/1".into(),
            title: "Title".into(),
            reports: docs.iter().map(|doc| Copies { doc: *doc, copy: None }).collect(),
            n_sources: 2,
            events: vec![
                event(&shelled, 2),
                event(&[mention("r/1", "bombed")], 1),
                event(&[mention("r2", "marched")], 1),
                event(&[mention("r2", "visit")], 0),
            ],
            ..LinkedStory::default()
        }])
        .unwrap();
}

fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    fill(&mut store);
    store
}

fn export(store: &Store, format: Format, filter: &str, extra: bool) -> (Vec<u8>, Manifest) {
    let options = Options { extra_columns: extra, tool: "test 0".into() };
    let mut out = Vec::new();
    let filter = Filter::parse(filter).unwrap();
    let manifest = write(store, format, &filter, &options, &mut out).unwrap();
    (out, manifest)
}

fn text(store: &Store, format: Format, extra: bool) -> (String, Manifest) {
    let (bytes, manifest) = export(store, format, "", extra);
    (String::from_utf8(bytes).unwrap(), manifest)
}

fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn tabbed(text: &str) -> Vec<Vec<&str>> {
    text.lines().map(|line| line.split('\t').collect()).collect()
}

#[test]
fn formats_have_names() {
    for format in Format::ALL {
        assert_eq!(Format::parse(format.as_str()), Some(format));
    }
    assert_eq!(Format::parse("xlsx"), None);
}

#[test]
fn the_same_store_gives_the_same_bytes() {
    let (one, other) = (store(), store());
    for format in Format::ALL {
        let (bytes, manifest) = export(&one, format, "", true);
        let (again, same) = export(&one, format, "", true);
        assert_eq!((&bytes, &manifest), (&again, &same), "{format:?}");
        assert!(manifest.rows > 0, "{format:?}");
        // When a report came into the store GDELT wants to know, and two stores were filled at two
        // times.
        if format != Format::Gdelt {
            assert_eq!(bytes, export(&other, format, "", true).0, "{format:?}");
        }
    }
}

#[test]
fn the_manifest_tells_what_was_written() {
    let store = store();
    let (bytes, manifest) = export(&store, Format::Csv, "type:ASSAULT", false);
    use sha2::Digest;
    let hash: String = sha2::Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
    let told = manifest.to_json("2031-05-15T00:00:00Z");
    assert_eq!(told["sha256"], hash);
    assert_eq!(told["rows"], 2);
    assert_eq!(told["at"], "2031-05-15T00:00:00Z");
    assert_eq!(told["models"], json!(["test 1", "test 2"]));
    assert!(manifest.filter.contains("ASSAULT"));
    assert_eq!(manifest.columns.len(), 32);
}

#[test]
fn csv_has_our_columns() {
    let (text, manifest) = text(&store(), Format::Csv, false);
    let rows = records(&text);
    assert!(text.starts_with("id,type,mode,status,date_start,date_end,actors,recipients,place,"));
    assert_eq!(rows[0], manifest.columns);
    assert_eq!(manifest.rows, 4);
    let at = |name: &str| rows[0].iter().position(|own| own == name).unwrap();
    let shelled =
        rows.iter().find(|row| row[at("trigger")].eq_ignore_ascii_case("shelling")).unwrap();
    assert_eq!((&*shelled[at("deaths_low")], &*shelled[at("deaths_high")]), ("7", "9"));
    // The first speaker's name begins with a sign that a spreadsheet obeys.
    assert_eq!(shelled[at("speakers")], "'=medics;\"x\"; witnesses");
    assert_eq!(shelled[at("disputed")], "0");
    let marched = rows.iter().find(|row| row[at("trigger")] == "marched").unwrap();
    assert_eq!(marched[at("lon")], "-2.35", "a number below zero is no formula");
}

#[test]
fn foreign_tables_have_their_columns() {
    let store = store();
    for (format, n, header) in
        [(Format::Polecat, 40, 1), (Format::Icews, 20, 1), (Format::Gdelt, 61, 0)]
    {
        for extra in [false, true] {
            let (text, manifest) = text(&store, format, extra);
            let rows = tabbed(&text);
            assert_eq!(rows.len(), 4 + header, "{format:?}");
            assert_eq!(manifest.rows, 4);
            for row in &rows {
                assert_eq!(row.len(), if extra { n + 11 } else { n }, "{format:?}");
            }
        }
    }
    for (format, n, rows) in [(Format::Acled, 31, 3), (Format::Ucdp, 49, 1)] {
        let (text, manifest) = text(&store, format, true);
        let found = records(&text);
        assert_eq!((manifest.rows, manifest.left_out), (rows, 4 - rows), "{format:?}");
        assert_eq!(found.len() as u64, rows + 1);
        assert!(found.iter().all(|row| row.len() == n + 11));
    }
}

#[test]
fn polecat_icews_and_gdelt_say_the_same() {
    let store = store();
    let (polecat, _) = text(&store, Format::Polecat, true);
    let rows = tabbed(&polecat);
    let at = |name: &str| rows[0].iter().position(|own| *own == name).unwrap();
    let shelled = rows.iter().find(|row| row[at("Event Mode")] == "heavy-weapons").unwrap();
    for (name, value) in [
        ("Event Type", "ASSAULT"),
        ("Quad Code", "4"),
        ("Event Intensity", "-9.5"),
        ("Contexts", "military"),
        ("Actor Name", "Tibesti Front"),
        ("Actor COW", "483"),
        ("Recipient Name", "villagers"),
        ("Recipient Country", ""),
        ("City", "Zouar"),
        ("District", ""),
        ("Province", "Tibesti"),
        ("Country", "TCD"),
        ("Latitude", "20.45"),
        ("Language", "en"),
        ("Version", "test 0"),
        ("status", "happened"),
        ("n_sources", "2"),
        ("report", "r/1"),
        ("Wikipedia Actor ID", ""),
    ] {
        assert_eq!(shelled[at(name)], value, "{name}");
    }
    let (icews, _) = text(&store, Format::Icews, false);
    let rows = tabbed(&icews);
    assert_eq!(rows[0][6], "CAMEO Code");
    let shelled = rows.iter().find(|row| row[6] == "194").unwrap();
    assert_eq!((shelled[4], shelled[7], shelled[12], shelled[17]), ("Chad", "-10.0", "1", "Chad"));
    let (gdelt, _) = text(&store, Format::Gdelt, false);
    let rows = tabbed(&gdelt);
    let shelled = rows.iter().find(|row| row[26] == "194").unwrap();
    assert_eq!(shelled[1], "20310512");
    assert_eq!((shelled[5], shelled[7], shelled[12]), ("TCDREB", "TCD", "REB"));
    assert_eq!(&shelled[28..34], ["19", "4", "-10.0", "2", "2", "2"]);
    assert_eq!(&shelled[51..54], ["4", "Zouar, Tibesti, Chad", "CD"]);
    assert_eq!(shelled[59].len(), 14);
    assert_eq!(shelled[60], "https://example.org/1?a=b");
    assert!(shelled[0].parse::<i64>().is_ok());
}

#[test]
fn conflict_tables_hold_what_is_clear() {
    let store = store();
    let (acled, _) = text(&store, Format::Acled, false);
    let types: Vec<String> =
        records(&acled).into_iter().skip(1).map(|row| row[5].clone()).collect();
    for wanted in ["Battles", "Explosions/Remote violence", "Protests"] {
        assert!(types.iter().any(|found| found == wanted), "{wanted}: {types:?}");
    }
    let (ucdp, _) = text(&store, Format::Ucdp, false);
    let rows = records(&ucdp);
    let cell = |name: &str| &*rows[1][rows[0].iter().position(|own| own == name).unwrap()];
    assert_eq!(
        (cell("type_of_violence"), cell("side_a"), cell("side_b")),
        ("3", "Tibesti Front", "Civilians")
    );
    assert_eq!(
        (cell("low"), cell("best"), cell("high")),
        ("7", "7", "9"),
        "of two numbers told once the lower"
    );
    assert_eq!(cell("geom_wkt"), "POINT (16.52 20.45)");
    assert_eq!((cell("country_id"), cell("date_prec"), cell("where_prec")), ("483", "1", "1"));
    assert_eq!(cell("gwnoa"), "");
    assert_eq!(cell("source_original"), "'=medics;\"x\"; witnesses");
}

#[test]
fn geojson_has_longitude_first() {
    let (text, manifest) = text(&store(), Format::GeoJson, false);
    let found: Value = serde_json::from_str(&text).unwrap();
    let features = found["features"].as_array().unwrap();
    assert_eq!((manifest.rows, manifest.left_out), (2, 2));
    assert_eq!(features[0]["geometry"]["coordinates"], json!([16.52, 20.45]));
    assert_eq!(features[0]["properties"]["time"], "2031-05-12T00:00:00Z");
    assert_eq!(features[0]["properties"]["radius_km"], 4.0);
    assert_eq!(features[0]["id"], features[0]["properties"]["id"]);
    for value in features.iter().flat_map(|f| f["properties"].as_object().unwrap().values()) {
        assert!(!value.is_array() && !value.is_object(), "{value}");
    }
    let (empty, manifest) = export(&Store::in_memory().unwrap(), Format::GeoJson, "", false);
    let found: Value = serde_json::from_slice(&empty).unwrap();
    assert_eq!((found["features"].clone(), manifest.rows), (json!([]), 0));
}

#[test]
fn annotations_quote_the_words_they_point_at() {
    let (text, manifest) = text(&store(), Format::WebAnnotation, false);
    assert_eq!(manifest.rows, 5 + 3);
    let mut seen = 0;
    for line in text.lines() {
        let annotation: Value = serde_json::from_str(line).unwrap();
        let target = &annotation["target"];
        let letters: Vec<char> = match target["source"].as_str().unwrap() {
            "https://example.org/1?a=b" => FIRST,
            "urn:tacitus:report:r2" => SECOND,
            other => panic!("{other}"),
        }
        .chars()
        .collect();
        let (quote, place) = (&target["selector"][0], &target["selector"][1]);
        let (start, end) =
            (place["start"].as_u64().unwrap() as usize, place["end"].as_u64().unwrap() as usize);
        let words = |start: usize, end: usize| letters[start..end].iter().collect::<String>();
        assert_eq!(quote["exact"], words(start, end));
        assert_eq!(quote["prefix"], words(start.saturating_sub(32), start));
        assert_eq!(quote["suffix"], words(end, (end + 32).min(letters.len())));
        seen += usize::from(quote["prefix"].as_str().unwrap().contains("😀 قال"));
    }
    assert!(seen > 0, "some stand after emoji and Arabic");
}

#[test]
fn trig_parses_and_keeps_words_with_speakers() {
    let (bytes, manifest) = export(&store(), Format::Rdf, "", false);
    let quads: Vec<oxrdf::Quad> =
        oxttl::TriGParser::new().for_slice(&bytes).collect::<Result<_, _>>().unwrap();
    assert_eq!(quads.len() as u64, manifest.rows);
    let graph = |quad: &oxrdf::Quad| quad.graph_name.to_string();
    let stated: Vec<&oxrdf::Quad> =
        quads.iter().filter(|quad| quad.predicate.as_str().ends_with("/sem/eventType")).collect();
    // Two mentions under one claim each, three in the voice of their report.
    assert_eq!(stated.len(), 5);
    let count = |prefix: &str| stated.iter().filter(|quad| graph(quad).starts_with(prefix)).count();
    assert_eq!(count("<urn:tacitus:claim:"), 2);
    assert_eq!(count("<urn:tacitus:voice:"), 3);
    assert!(quads.iter().all(|quad| !quad.to_string().contains("_:")), "no blank nodes");
    let attributed = quads
        .iter()
        .filter(|quad| quad.predicate.as_str().ends_with("wasAttributedTo"))
        .map(|quad| quad.object.to_string())
        .collect::<Vec<_>>();
    assert!(
        attributed.iter().any(|who| who == "<urn:tacitus:outlet:Daily%3B%20%22Lake%22>"),
        "{attributed:?}"
    );
    assert!(attributed.iter().any(|who| who.contains("medics")), "{attributed:?}");
}

#[test]
fn entities_point_at_entities_in_the_file() {
    for filter in ["", "type:PROTEST", "act:deny"] {
        let (bytes, _) = export(&store(), Format::FollowTheMoney, filter, false);
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ids: std::collections::HashSet<&str> =
            lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), lines.len(), "no id stands twice");
        for line in &lines {
            for name in ["involved", "proof", "entity", "document", "resolved"] {
                for id in line["properties"][name].as_array().into_iter().flatten() {
                    assert!(ids.contains(id.as_str().unwrap()), "{filter}: {line}");
                }
            }
        }
    }
}

#[test]
fn records_come_back_whole() {
    let (bytes, manifest) = export(&store(), Format::JsonLines, "type:PROTEST", false);
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(manifest.rows, 1);
    let line: Value = serde_json::from_str(text.trim()).unwrap();
    assert_eq!(line["document"]["text"], SECOND);
    assert_eq!(text_lines(&export(&store(), Format::JsonLines, "", false).0), 2);
}

fn text_lines(bytes: &[u8]) -> usize {
    String::from_utf8_lossy(bytes).lines().count()
}

#[test]
fn parquet_has_every_row() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let (bytes, manifest) = export(&store(), Format::Parquet, "", false);
    let place = std::env::temp_dir().join(format!("tacitus-export-{}.parquet", std::process::id()));
    std::fs::write(&place, bytes).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&place).unwrap()).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows() as u64, manifest.rows);
    let rows: Vec<String> =
        reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
    std::fs::remove_file(&place).unwrap();
    assert!(
        rows.iter().any(|row| row.contains("2031-05-12") && row.contains("Tibesti Front")),
        "{rows:?}"
    );
}

#[test]
fn an_event_that_waits_for_its_mentions_stops_nothing() {
    let store = &mut store();
    // Read again: the rows of the report are new, and until the stories are linked anew they belong
    // to no event.
    let line = second().to_string();
    let source = Source { publisher: Some("Daily".into()), ..Source::default() };
    let document = Document::new(Some(DocId::given("r2")), source, SECOND);
    let report = Report {
        document: &document,
        line: &line,
        origin: "r2",
        prints: Vec::new(),
        keys: Vec::new(),
        outlet: None,
    };
    store.add(&[report], true).unwrap();
    for format in Format::ALL {
        export(store, format, "", true);
    }
    assert_eq!(export(store, Format::Csv, "", false).1.rows, 2);
}

/// A report whose record holds what no model should write.
fn hostile(store: &mut Store, n: usize) {
    let id = format!("=\"r\"\t\n<>{{}}|^`\\ {n}");
    let text = "\u{1}\"=cmd|' /C calc'!A0\u{202e}\tthey\r\nkilled\u{0} x \u{10ffff}e\u{301}";
    let far = [usize::MAX / 4, usize::MAX / 2];
    let name = "\t=evil\";;\n\u{7}<x>";
    let line = json!({
        "format": "tacitus.record", "version": 1, "model": "m\n\"",
        "document": {"id": id, "text": text}, "sentences": [[3, 1], far],
        "actors": [{"id": "a1", "name": name, "kind": "\u{0}", "sector": "é", "country": "é€",
         "known": null, "mentions": [far], "role": name,
                    "cameo": "é€é€"},
                   {"id": "a2", "name": "", "kind": "person", "sector": null, "country": null,
                    "known": "", "mentions": [], "role": null}],
        "places": [{"id": "p1", "name": name, "geonameid": -1, "lat": 999.0, "lon": -1e300,
         "country": "", "admin1": name, "feature": "é",
                    "radius_km": -1.0, "mentions": [far]}],
        "claims": [{"id": "c1", "parent": "c1", "speaker": "a2", "via": [], "source": [],
         "cue": [far], "content": [far, [0, 0]], "form": "",
                    "act": name, "confidence": -1e300}],
        "events": [{"id": "e1", "type": name, "mode": "é", "cameo": "é", "contexts": [name],
         "trigger": [[2, 1], far], "sentence": 99,
                    "actors": [{"actor": "a1", "span": far}, {"actor": "zz", "span": [0, 4]}],
                     "recipients": [{"actor": "a2", "span": [4, 0]}],
                    "place": "p1", "origin": null, "destination": null,
                     "date": {"start": "9999-99-99", "end": "é", "from": null},
                    "quantities": [{"of": name, "value": 1e300, "bound": "", "role": "killed",
                     "span": far},
                                   {"of": name, "value": -5, "bound": "", "role": "killed",
                                    "span": far}],
                    "status": "happened", "claims": ["c1", "zz"], "confidence": 1e-300}],
        "agreements": [], "relations": [], "notes": []
    })
    .to_string();
    let source = Source {
        title: Some(name.into()),
        publisher: Some(name.into()),
        url: Some("http://a b\n\"<>".into()),
        language: Some("é".into()),
        ..Source::default()
    };
    let document = Document::new(Some(DocId::given(&id)), source, text);
    let report = Report {
        document: &document,
        line: &line,
        origin: "o",
        prints: Vec::new(),
        keys: Vec::new(),
        outlet: None,
    };
    store.add(&[report], false).unwrap();
    let mentions = store.mentions(&Filter::default(), Page::default()).unwrap();
    let own = mentions.iter().find(|row| row.report == id).unwrap();
    let docs = store.dirty(10).unwrap();
    store
        .link(&[LinkedStory {
            id: id.clone(),
            reports: docs.iter().map(|doc| Copies { doc: *doc, copy: None }).collect(),
            events: vec![LinkedEvent {
                id: own.id.clone(),
                event_type: own.r#type.clone(),
                date: own.date_start.clone().zip(own.date_end.clone()),
                place_of: Some(own.id.clone()),
                status: own.status.clone(),
                mentions: vec![(own.id.clone(), None)],
                ..LinkedEvent::default()
            }],
            ..LinkedStory::default()
        }])
        .unwrap();
}

#[test]
fn no_data_stops_an_export() {
    let mut store = store();
    hostile(&mut store, 1);
    for format in Format::ALL {
        let (bytes, manifest) = export(&store, format, "", true);
        let text = String::from_utf8_lossy(&bytes);
        match format {
            Format::Polecat | Format::Icews | Format::Gdelt => {
                let rows = tabbed(&text);
                assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{format:?}");
                let header = usize::from(format != Format::Gdelt);
                assert_eq!(rows.len(), 5 + header, "{format:?}");
            }
            Format::Csv | Format::Acled | Format::Ucdp => {
                for cell in records(&text).concat() {
                    let safe = !cell.starts_with(['=', '+', '@', '\t', '\r']);
                    assert!(
                        safe && (!cell.starts_with('-') || cell.parse::<f64>().is_ok()),
                        "{cell:?}"
                    );
                }
            }
            Format::GeoJson => {
                serde_json::from_str::<Value>(&text).unwrap();
                assert_eq!(manifest.left_out, 3);
            }
            Format::Rdf => {
                let quads: Result<Vec<_>, _> = oxttl::TriGParser::new().for_slice(&bytes).collect();
                assert_eq!(quads.unwrap().len() as u64, manifest.rows);
            }
            Format::WebAnnotation | Format::FollowTheMoney | Format::JsonLines => {
                for line in text.lines() {
                    serde_json::from_str::<Value>(line).unwrap();
                }
            }
            Format::Parquet => {}
        }
    }
}

/// `TACITUS_EXPORT_STORE=FILE cargo test -p tacitus-store --test exports -- --ignored` writes the
/// invented store to a file, for `examples/export_all.rs` and `tests/compat/read_back.py`.
#[test]
#[ignore = "writes a file"]
fn keep_the_store() {
    let place = std::env::var("TACITUS_EXPORT_STORE").unwrap();
    let mut store = Store::open(Path::new(&place)).unwrap();
    fill(&mut store);
    // So many strange reports, for a look at what others make of them and at how long much takes.
    let strange = std::env::var("TACITUS_EXPORT_STRANGE").ok().and_then(|n| n.parse().ok());
    for n in 0..strange.unwrap_or(0) {
        hostile(&mut store, n);
    }
}
