//! Sums over a small invented store: three reports of two stories, four events, one dispute.
//!
//! | event | day | where | who, whom | told by |
//! |---|---|---|---|---|
//! | ASSAULT | 2031-03-01 | Arnat (VRA) | Dune Front, villagers | Lake Post (a medic: 5 dead), Hill Radio (9 dead) |
//! | AGREE | 2031-03-04 | Arnat (VRA) | Dune Front, cabinet | Lake Post |
//! | ASSAULT | 2031-04-20 | Bellow (KSH) | army, Dune Front | Hill Radio, where the army denies it |
//! | PROTEST | no day | nowhere | students, cabinet | a report without an outlet |

use serde_json::{Value, json};
use tacitus_doc::{DocId, Document, Source};
use tacitus_store::aggregate::{Count, EventSort, MapBox, Step};
use tacitus_store::query::Page;
use tacitus_store::{
    Change, Copies, Filter, LinkedAccount, LinkedDispute, LinkedEvent, LinkedStep, LinkedStory,
    Report, Store, Target, Verb,
};

const FIRST: &str = "The Dune Front shelled Arnat and killed 5 villagers, a medic said.\n\
     The Dune Front and the cabinet agreed to a truce in Arnat.";
const SECOND: &str = "The Dune Front shelled Arnat and killed 9 villagers.\n\
     The army denied that it bombed the Dune Front in Bellow.";
const THIRD: &str = "Students marched against the cabinet.";

const WORLD: MapBox = MapBox { west: -180.0, south: -90.0, east: 180.0, north: 90.0 };

fn span(text: &str, words: &str) -> [usize; 2] {
    let start = text.find(words).unwrap_or_else(|| panic!("{words:?} in {text:?}"));
    [start, start + words.len()]
}

fn actor(text: &str, id: &str, name: &str, words: &str, called: Value) -> Value {
    json!({"id": id, "name": name, "kind": "group", "sector": null, "country": null, "known": null,
           "mentions": [span(text, words)], "role": null, "called": called})
}

fn place(id: &str, name: &str, n: i64, lat: f64, lon: f64, country: &str) -> Value {
    json!({"id": id, "name": name, "geonameid": n, "lat": lat, "lon": lon, "country": country, "admin1": null,
           "feature": "PPL", "radius_km": 3.0, "mentions": []})
}

/// What an event says beside its words.
struct Told<'t> {
    event_type: &'t str,
    trigger: &'t str,
    sentence: usize,
    who: (&'t str, &'t str),
    whom: (&'t str, &'t str),
    place: Option<&'t str>,
    day: Option<&'t str>,
    dead: Option<f64>,
    status: &'t str,
    claims: &'t [&'t str],
    confidence: f64,
}

fn event(text: &str, id: &str, told: &Told<'_>) -> Value {
    let part = |(id, words): (&str, &str)| json!([{"actor": id, "span": span(text, words)}]);
    let dead = told.dead.map(|n| json!({"of": "villagers", "value": n, "bound": "exactly", "role": "killed", "span": [0, 1]}));
    json!({"id": id, "type": told.event_type, "mode": null, "cameo": null, "contexts": [],
           "trigger": [span(text, told.trigger)], "sentence": told.sentence, "actors": part(told.who),
           "recipients": part(told.whom), "place": told.place, "origin": null, "destination": null,
           "date": told.day.map(|day| json!({"start": day, "end": day, "from": "text"})),
           "quantities": Vec::from_iter(dead), "status": told.status, "claims": told.claims, "confidence": told.confidence})
}

fn record(text: &str, actors: Value, places: Value, claims: Value, events: Value) -> Value {
    let sentences: Vec<[usize; 2]> = text.lines().map(|line| span(text, line)).collect();
    json!({"format": "tacitus.record", "version": 1, "model": "test 1", "document": {}, "sentences": sentences,
           "actors": actors, "places": places, "claims": claims, "events": events, "agreements": [], "relations": [],
           "notes": []})
}

fn claim(text: &str, speaker: &str, cue: &str, content: &str, act: &str, confidence: f64) -> Value {
    json!([{"id": "c1", "parent": null, "speaker": speaker, "via": [], "source": [[0, 1]], "cue": [span(text, cue)],
            "content": [span(text, content)], "form": "indirect", "act": act, "confidence": confidence}])
}

/// Id, text, outlet, day of publication and record of a report.
type Sample = (&'static str, &'static str, Option<&'static str>, Option<&'static str>, Value);

fn records() -> [Sample; 3] {
    let arnat = || place("p1", "Arnat", 11, 10.5, 20.5, "VRA");
    let shelled = Told {
        event_type: "ASSAULT",
        trigger: "shelled",
        sentence: 0,
        who: ("a1", "The Dune Front"),
        whom: ("a2", "villagers"),
        place: Some("p1"),
        day: Some("2031-03-01"),
        dead: Some(5.0),
        status: "happened",
        claims: &["c1"],
        confidence: 0.9,
    };
    let agreed = Told {
        event_type: "AGREE",
        trigger: "agreed",
        sentence: 1,
        whom: ("a3", "the cabinet"),
        day: Some("2031-03-04"),
        dead: None,
        claims: &[],
        confidence: 0.7,
        ..shelled
    };
    let again = Told { dead: Some(9.0), claims: &[], confidence: 0.8, ..shelled };
    let bombed = Told {
        trigger: "bombed",
        sentence: 1,
        who: ("a3", "The army"),
        whom: ("a1", "the Dune Front"),
        place: Some("p2"),
        day: Some("2031-04-20"),
        dead: None,
        status: "denied",
        confidence: 0.2,
        ..shelled
    };
    let marched = Told {
        event_type: "PROTEST",
        trigger: "marched",
        sentence: 0,
        who: ("a1", "Students"),
        whom: ("a2", "the cabinet"),
        place: None,
        day: None,
        confidence: 0.75,
        ..agreed
    };
    let called = json!([{"words": "martyrs of the dunes", "stance": "for", "mentions": [[0, 3], [70, 73]]},
                        {"words": "bandits", "stance": "against", "by": "a4", "mentions": [[0, 3]]}]);
    [
        (
            "r1",
            FIRST,
            Some("Lake Post"),
            Some("2031-03-02"),
            record(
                FIRST,
                json!([
                    actor(FIRST, "a1", "Dune Front", "The Dune Front", called),
                    actor(FIRST, "a2", "villagers", "villagers", json!([])),
                    actor(FIRST, "a3", "cabinet", "the cabinet", json!([])),
                    actor(FIRST, "a4", "medic", "a medic", json!([])),
                ]),
                json!([arnat()]),
                claim(
                    FIRST,
                    "a4",
                    "said",
                    "The Dune Front shelled Arnat and killed 5 villagers",
                    "assert",
                    0.95,
                ),
                json!([event(FIRST, "e1", &shelled), event(FIRST, "e2", &agreed)]),
            ),
        ),
        (
            "r2",
            SECOND,
            Some("Hill Radio"),
            Some("2031-03-03"),
            record(
                SECOND,
                json!([
                    actor(SECOND, "a1", "Dune Front", "The Dune Front", json!([])),
                    actor(SECOND, "a2", "villagers", "villagers", json!([])),
                    actor(SECOND, "a3", "army", "The army", json!([])),
                ]),
                json!([arnat(), place("p2", "Bellow", 12, -33.0, 151.0, "KSH")]),
                claim(SECOND, "a3", "denied", "it bombed the Dune Front in Bellow", "deny", 0.3),
                json!([event(SECOND, "e1", &again), event(SECOND, "e2", &bombed)]),
            ),
        ),
        (
            "r3",
            THIRD,
            None,
            None,
            record(
                THIRD,
                json!([
                    actor(THIRD, "a1", "Students", "Students", json!([])),
                    actor(THIRD, "a2", "cabinet", "the cabinet", json!([])),
                ]),
                json!([]),
                json!([]),
                json!([event(THIRD, "e1", &marched)]),
            ),
        ),
    ]
}

/// Both stories anew, of what is not rejected.
fn link(store: &mut Store) {
    let mentions = store.mentions(&Filter::default(), Page::default()).unwrap();
    let linked = |found: &[(&str, &str)], n_assert: usize, n_deny: usize| {
        let rows: Vec<_> = found
            .iter()
            .filter_map(|(report, trigger)| {
                mentions.iter().find(|row| row.report == *report && row.trigger == *trigger)
            })
            .collect();
        let first = rows.first()?;
        Some(LinkedEvent {
            id: first.id.clone(),
            event_type: first.r#type.clone(),
            date: first.date_start.clone().zip(first.date_end.clone()),
            place_of: Some(first.id.clone()),
            status: first.status.clone(),
            mentions: rows.iter().map(|row| (row.id.clone(), Some(row.report.clone()))).collect(),
            n_assert,
            n_deny,
            ..LinkedEvent::default()
        })
    };
    let docs = store.dirty(10).unwrap();
    if docs.is_empty() {
        return;
    }
    let shelled = linked(&[("r1", "shelled"), ("r2", "shelled")], 2, 0);
    let agreed = linked(&[("r1", "agreed")], 1, 0);
    let account = |value: &str, doc: usize, trigger: &str, report: &str, speaker: Option<&str>| {
        let mention =
            mentions.iter().find(|row| row.report == report && row.trigger == trigger).unwrap();
        LinkedAccount {
            value: value.into(),
            doc: doc as i64,
            mention: Some(mention.id.clone()),
            claim: None,
            speaker: speaker.map(str::to_owned),
            span: [0, 14],
        }
    };
    let disputes = shelled.as_ref().map(|event| LinkedDispute {
        id: "d1".into(),
        event: Some(event.id.clone()),
        about: "number".into(),
        thing: Some("killed".into()),
        accounts: vec![
            account("5", 1, "shelled", "r1", Some("medic")),
            account("9", 2, "shelled", "r2", None),
        ],
    });
    let step = agreed.as_ref().map(|event| LinkedStep {
        agreement: event.id.clone(),
        step: "announced".into(),
        date: Some("2031-03-04".into()),
        doc: 1,
        span: [0, 3],
        speaker: None,
    });
    let story = |id: &str, docs: &[i64], events: Vec<Option<LinkedEvent>>| LinkedStory {
        id: id.into(),
        title: format!("Title of {id}"),
        reports: docs.iter().map(|doc| Copies { doc: *doc, copy: None }).collect(),
        n_sources: docs.len(),
        events: events.into_iter().flatten().collect(),
        ..LinkedStory::default()
    };
    let mut one = story("r1", &[1, 2], vec![shelled, agreed, linked(&[("r2", "bombed")], 0, 1)]);
    one.disputes = Vec::from_iter(disputes);
    one.steps = Vec::from_iter(step);
    store.link(&[one, story("r3", &[3], vec![linked(&[("r3", "marched")], 1, 0)])]).unwrap();
}

fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    for (id, text, outlet, published, line) in records() {
        let source = Source {
            title: Some(format!("Title of {id}")),
            publisher: outlet.map(str::to_owned),
            published: published.map(|day| day.parse().unwrap()),
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
    link(&mut store);
    store
}

fn filter(text: &str) -> Filter {
    Filter::parse(text).unwrap()
}

fn counts(counts: &[Count]) -> Vec<(&str, u64)> {
    counts.iter().map(|count| (count.value.as_str(), count.n)).collect()
}

#[test]
fn an_overview_counts_everything() {
    let found = store().overview().unwrap();
    let n = (found.reports, found.events, found.mentions, found.claims, found.stories);
    assert_eq!(n, (3, 4, 5, 2, 2));
    assert_eq!((found.disputes, found.agreements, found.actors, found.n_dirty), (1, 1, 6, 0));
    assert_eq!(found.first.as_deref(), Some("2031-03-01"));
    assert_eq!(found.last.as_deref(), Some("2031-04-20"));
    let types: Vec<_> =
        found.types.iter().map(|own| (own.r#type.as_str(), own.quad, own.n)).collect();
    assert_eq!(
        types,
        [
            ("ASSAULT", "material conflict", 2),
            ("AGREE", "verbal cooperation", 1),
            ("PROTEST", "material conflict", 1)
        ]
    );
    assert_eq!(counts(&found.countries), [("VRA", 2), ("KSH", 1)]);
    assert_eq!(counts(&found.models), [("test 1", 3)]);
}

#[test]
fn facets_follow_the_filter() {
    let store = store();
    let found = store.facets(&Filter::default()).unwrap();
    assert_eq!(found.total, 4);
    assert_eq!(counts(&found.statuses), [("happened", 3), ("denied", 1)]);
    assert_eq!(counts(&found.quads), [("material conflict", 3), ("verbal cooperation", 1)]);
    let found = store.facets(&filter("country:VRA")).unwrap();
    assert_eq!(found.total, 2);
    assert_eq!(counts(&found.types), [("AGREE", 1), ("ASSAULT", 1)]);
    assert_eq!(counts(&found.countries), [("VRA", 2)]);
    assert!(store.facets(&filter("near:Nowhere,5km")).is_err());
}

#[test]
fn a_map_has_clusters() {
    let store = store();
    let near = store.map(&Filter::default(), WORLD, 0).unwrap();
    assert_eq!((near.total, near.placed, near.outside), (4, 3, 0));
    assert_eq!(near.cells.len(), 2);
    let [arnat, bellow] = near.cells.as_slice() else { panic!("two cells") };
    assert_eq!((arnat.n, arnat.lat, arnat.lon, arnat.label.as_str()), (2, 10.5, 20.5, "Arnat"));
    assert_eq!(arnat.id, None);
    assert_eq!(arnat.bbox, [20.5, 10.5, 20.5, 10.5]);
    assert_eq!(arnat.quads["material conflict"], 1);
    assert_eq!(arnat.quads["verbal cooperation"], 1);
    assert_eq!(bellow.radius_km, Some(3.0));
    assert_eq!(bellow.r#type.as_deref(), Some("ASSAULT"));
    let event = store.event(bellow.id.as_deref().unwrap()).unwrap().unwrap();
    assert_eq!(event.place.as_deref(), Some("Bellow"));
    // Across the date line lies Bellow and not Arnat.
    let across = MapBox { west: 140.0, east: -170.0, ..WORLD };
    let found = store.map(&Filter::default(), across, 12).unwrap();
    assert_eq!((found.placed, found.outside, found.cells.len()), (3, 2, 1));
}

#[test]
fn a_histogram_has_bins() {
    let store = store();
    let bins = |text: &str, step| {
        let found = store.histogram(&filter(text), step).unwrap();
        let bins: Vec<_> = found.bins.iter().map(|bin| (bin.start.clone(), bin.n)).collect();
        (found.step, found.undated, bins)
    };
    let of = |days: &[(&str, u64)]| -> Vec<(String, u64)> {
        days.iter().map(|(day, n)| ((*day).to_owned(), *n)).collect()
    };
    let month = bins("", Some(Step::Month));
    assert_eq!(month, (Step::Month, 1, of(&[("2031-03-01", 2), ("2031-04-01", 1)])));
    let week = bins("", Some(Step::Week));
    let weeks = of(&[("2031-02-24", 1), ("2031-03-03", 1), ("2031-04-14", 1)]);
    assert_eq!(week, (Step::Week, 1, weeks));
    assert_eq!(bins("", Some(Step::Year)).2, of(&[("2031-01-01", 3)]));
    assert_eq!(bins("type:AGREE", None), (Step::Day, 0, of(&[("2031-03-04", 1)])));
    assert_eq!(Step::parse("decade"), None);
}

#[test]
fn a_network_tells_who_acts_on_whom() {
    let store = store();
    let found = store.network(&Filter::default(), 10).unwrap();
    let nodes: Vec<_> = found.nodes.iter().map(|node| (node.name.as_str(), node.n)).collect();
    assert_eq!(
        nodes,
        [("Dune Front", 3), ("cabinet", 2), ("army", 1), ("Students", 1), ("villagers", 1)]
    );
    assert_eq!((found.total, found.links.len()), (5, 4));
    let front = &found.nodes[0].id;
    let truce = found.links.iter().find(|link| link.cooperation == 1).unwrap();
    assert_eq!((&truce.source, truce.n, truce.conflict), (front, 1, 0));
    assert_eq!(truce.first.as_deref(), Some("2031-03-04"));
    assert_eq!(truce.types[0].r#type, "AGREE");
    // Of two actors only what is between them is left.
    let found = store.network(&Filter::default(), 2).unwrap();
    assert_eq!((found.total, found.nodes.len(), found.links.len()), (5, 2, 1));
    assert_eq!(store.network(&filter("type:PROTEST"), 9).unwrap().links.len(), 1);
    let others = store.counterparts(front, 9).unwrap();
    let others: Vec<_> =
        others.iter().map(|own| (own.name.as_str(), own.acts, own.undergoes)).collect();
    assert_eq!(others, [("army", 0, 1), ("cabinet", 1, 0), ("villagers", 1, 0)]);
}

#[test]
fn outlets_have_words_of_their_own() {
    let found = store().outlets(&Filter::default()).unwrap();
    let rows: Vec<_> =
        found.iter().map(|row| (row.outlet.as_deref(), row.reports, row.stories)).collect();
    assert_eq!(rows, [(None, 1, 1), (Some("Hill Radio"), 1, 1), (Some("Lake Post"), 1, 1)]);
    let names = &found[2].names;
    assert_eq!(names.len(), 1, "another's words are not the outlet's");
    assert_eq!((names[0].called.as_str(), names[0].times), ("martyrs of the dunes", 2));
    assert_eq!((names[0].actor.as_str(), names[0].report.as_str()), ("Dune Front", "r1"));
    let found = store().outlets(&filter("type:AGREE")).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].outlet.as_deref(), Some("Lake Post"));
}

#[test]
fn a_queue_begins_with_the_least_sure() {
    let mut store = store();
    let found = store.queue(Page::default()).unwrap();
    let rows: Vec<_> = found.rows.iter().map(|row| (row.kind, row.label.as_str())).collect();
    assert_eq!(found.total, 8);
    assert_eq!(
        rows[..4],
        [("mention", "ASSAULT"), ("claim", "deny"), ("dispute", "number"), ("mention", "AGREE")]
    );
    assert_eq!(found.rows[0].sentence, "The army denied that it bombed the Dune Front in Bellow.");
    assert_eq!(found.rows[0].span, Some(span(SECOND, "bombed")));
    assert_eq!(found.rows[2].sentence, "5 / 9");
    assert_eq!(found.rows[1].speakers, ["army"]);
    let second = store.queue(Page { limit: Some(1), offset: 1 }).unwrap();
    assert_eq!(second.rows, found.rows[1..2]);
    let change = Change {
        verb: Verb::Confirm,
        target: Target::Mention,
        id: found.rows[0].id.clone(),
        field: None,
        value: None,
    };
    store.correct(&change, "tester", "").unwrap();
    assert_eq!(store.queue(Page::default()).unwrap().total, 7);
}

#[test]
fn letters_suggest_terms() {
    let store = store();
    let terms = |text: &str| -> Vec<String> {
        store.suggest(text).unwrap().into_iter().map(|own| own.term).collect()
    };
    assert_eq!(terms("dun"), ["actor:\"Dune Front\""]);
    assert_eq!(terms("arn"), ["place:\"Arnat\""]);
    assert_eq!(terms("lake"), ["outlet:\"Lake Post\""]);
    assert_eq!(terms("vra"), ["country:VRA"]);
    assert_eq!(terms("prot"), ["type:PROTEST"]);
    assert_eq!(terms("outl"), ["outlet:"]);
    assert!(terms(" ").is_empty() && terms("%").is_empty());
    for term in terms("a") {
        if !term.ends_with(':') {
            filter(&term);
        }
    }
}

#[test]
fn accounts_stand_side_by_side() {
    let store = store();
    let found = store.matrix("r1").unwrap();
    let slots: Vec<_> =
        found.slots.iter().map(|slot| (slot.about.as_str(), slot.label.as_str())).collect();
    assert_eq!(
        slots,
        [
            ("event", "ASSAULT, Arnat, 2031-03-01"),
            ("event", "AGREE, Arnat, 2031-03-04"),
            ("event", "ASSAULT, Bellow, 2031-04-20"),
            ("number", "number, killed, ASSAULT"),
        ]
    );
    let name = |id: &str| {
        found.speakers.iter().find(|speaker| speaker.id == id).map_or("", |own| own.name.as_str())
    };
    let cells: Vec<_> = found
        .cells
        .iter()
        .map(|cell| (name(&cell.speaker), cell.stance, cell.value.as_deref()))
        .collect();
    assert_eq!(
        cells,
        [
            ("medic", "assert", None),
            ("Hill Radio", "assert", None),
            ("Lake Post", "assert", None),
            ("army", "deny", None),
            ("medic", "assert", Some("5")),
            ("Hill Radio", "assert", Some("9")),
        ]
    );
    assert_eq!(found.cells[4].words, "The Dune Front");
    assert!(store.matrix("no such").unwrap().slots.is_empty());
    let reports = store.story_reports("r1").unwrap();
    assert_eq!(reports.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["r1", "r2"]);
}

#[test]
fn lists_are_sorted_paged_and_counted() {
    let store = store();
    let of = |text: &str, sort: &str, page: Page| {
        let found =
            store.events_sorted(&filter(text), EventSort::parse(sort).unwrap(), page).unwrap();
        let rows: Vec<_> = found.rows.into_iter().map(|row| row.trigger).collect();
        (found.total, rows.join(" "))
    };
    let all = Page::default();
    assert_eq!(of("", "date", all), (4, "marched shelled agreed bombed".into()));
    assert_eq!(of("", "-date", all), (4, "bombed agreed shelled marched".into()));
    assert_eq!(of("", "-sources", all), (4, "shelled marched agreed bombed".into()));
    assert_eq!(of("", "-deaths", all).1.split(' ').next(), Some("shelled"));
    assert_eq!(of("", "country", all), (4, "bombed shelled agreed marched".into()));
    assert_eq!(of("", "confidence", all).1.split(' ').next(), Some("bombed"));
    assert_eq!(
        of("type:ASSAULT", "-date", Page { limit: Some(1), offset: 1 }),
        (2, "shelled".into())
    );
    assert_eq!(of("type:ASSAULT", "date", Page { limit: Some(1), offset: 9 }), (2, String::new()));
    assert_eq!(of("sources:1", "date", all), (3, "marched shelled agreed".into()));
    assert_eq!(of("sources:2", "date", all), (1, "shelled".into()));
    assert_eq!(of("disputed:yes", "date", all), (1, "shelled".into()));
    assert_eq!(of("disputed:no", "date", all), (3, "marched agreed bombed".into()));
    assert_eq!(of("speaker:medic", "date", all), (1, "shelled".into()));
    assert_eq!(of("outlet:Hill", "date", all), (2, "shelled bombed".into()));
    assert_eq!(of("from:2031-03-04", "date", all), (2, "agreed bombed".into()));
    assert!(EventSort::parse("beauty").is_err());
    let [deaths] = store.events(&filter("sources:2"), all).unwrap().try_into().unwrap();
    assert_eq!((deaths.deaths_low, deaths.deaths_high), (Some(5), Some(9)));

    let page = Page { limit: Some(1), offset: 1 };
    let reports = store.reports_list(&Filter::default(), true, page).unwrap();
    assert_eq!((reports.total, reports.rows[0].id.as_str()), (3, "r1"));
    assert_eq!((reports.rows[0].events, reports.rows[0].claims), (2, 1));
    let reports = store.reports_list(&filter("type:ASSAULT"), false, page).unwrap();
    assert_eq!((reports.total, reports.rows[0].id.as_str()), (2, "r2"));
    for (text, mentions, claims, stories, disputes, agreements, actors) in [
        ("", 5, 2, 2, 1, 1, 6),
        ("type:ASSAULT", 3, 2, 1, 1, 0, 4),
        ("type:PROTEST", 1, 0, 1, 0, 0, 2),
        ("story:r1 type:AGREE", 1, 0, 1, 0, 1, 2),
    ] {
        let filter = filter(text);
        let listed = store.mentions_listed(&filter, page).unwrap();
        assert_eq!(
            (listed.total, listed.rows.len()),
            (mentions, (mentions as usize - 1).min(1)),
            "{text}"
        );
        assert_eq!(store.count_mentions(&filter).unwrap(), mentions, "{text}");
        assert_eq!(store.mentions(&filter, all).unwrap().len() as u64, mentions, "{text}");
        assert_eq!(store.claims_listed(&filter, all).unwrap().total, claims, "{text}");
        assert_eq!(store.claims(&filter, all).unwrap().len() as u64, claims, "{text}");
        assert_eq!(store.stories_listed(&filter, page).unwrap().total, stories, "{text}");
        assert_eq!(store.stories(&filter, all).unwrap().len() as u64, stories, "{text}");
        assert_eq!(store.disputes_listed(&filter, page).unwrap().total, disputes, "{text}");
        assert_eq!(store.disputes(&filter, all).unwrap().len() as u64, disputes, "{text}");
        assert_eq!(store.agreements_listed(&filter, page).unwrap().total, agreements, "{text}");
        assert_eq!(store.agreements(&filter, all).unwrap().len() as u64, agreements, "{text}");
        assert_eq!(store.actors_listed(&filter, page).unwrap().total, actors, "{text}");
        assert_eq!(store.actors(&filter, all).unwrap().len() as u64, actors, "{text}");
    }
    assert_eq!(store.story("r3").unwrap().map(|row| row.events), Some(1));
    assert_eq!(store.story("none").unwrap(), None);
    let actors = store.actors(&filter("type:AGREE"), all).unwrap();
    let cabinet = actors.iter().find(|row| row.name == "cabinet").unwrap();
    let whole = store.actor(&cabinet.id).unwrap().unwrap();
    assert_eq!((whole.reports, whole.acts, whole.undergoes), (2, 0, 2));
    assert_eq!((cabinet.reports, cabinet.acts, cabinet.undergoes), (2, 0, 1));
}

#[test]
fn a_report_has_all_its_parts() {
    let store = store();
    let found = store.report("r1").unwrap().unwrap();
    assert_eq!((found.text.as_str(), found.head.events, found.head.claims), (FIRST, 2, 1));
    assert_eq!((found.mentions.len(), found.claims.len()), (2, 1));
    assert_eq!(found.record["events"][0]["type"], "ASSAULT");
    assert!(store.report("r9").unwrap().is_none());
}

/// What the sums say of a store, but for its version.
fn all_sums(store: &Store) -> String {
    let all = Filter::default();
    let events = store.events_sorted(&all, EventSort::default(), Page::default()).unwrap();
    let actors = store.actors(&all, Page::default()).unwrap();
    format!(
        "{:?} {:?} {:?} {events:?} {actors:?}",
        store.overview().unwrap(),
        store.network(&all, 99).unwrap(),
        store.queue(Page::default()).unwrap()
    )
}

#[test]
fn sums_follow_corrections_and_what_takes_them_back() {
    let mut store = store();
    let before = all_sums(&store);
    let version = store.version().unwrap();
    let bombed = store.events(&filter("country:KSH"), Page::default()).unwrap().remove(0);
    let change = Change {
        verb: Verb::Reject,
        target: Target::Event,
        id: bombed.id.clone(),
        field: None,
        value: None,
    };
    let n = store.correct(&change, "tester", "").unwrap();
    assert_ne!(store.version().unwrap(), version);
    let rejected = |store: &Store| {
        assert_eq!(store.facets(&Filter::default()).unwrap().total, 3);
        assert_eq!(store.network(&Filter::default(), 9).unwrap().links.len(), 3);
        assert_eq!(store.event(&bombed.id).unwrap(), None);
    };
    // Before and after the stories are made anew.
    rejected(&store);
    link(&mut store);
    rejected(&store);
    let undo = Change {
        verb: Verb::Undo,
        target: Target::Correction,
        id: n.to_string(),
        field: None,
        value: None,
    };
    store.correct(&undo, "tester", "").unwrap();
    link(&mut store);
    assert_eq!(all_sums(&store), before);
    assert_eq!(store.check(&mut |_| ()).unwrap(), []);
}
