//! Scores what is made of several reports against stories that people counted: `corpus/stories`.
//!
//! All stories given are put into one store in memory, in the order asked for, as if they were one archive; what
//! is scored is what questions to that store show.

use crate::{Session, together};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use tacitus_actors::Actors;
use tacitus_doc::{DocId, Document, Source, Span};
use tacitus_store::query::{DisputeRow, MentionRow, Page};
use tacitus_store::{Filter, Store};

/// A story as people counted it.
#[derive(Debug, Deserialize)]
pub struct Story {
    /// What it is about.
    pub about: String,
    /// The reports.
    #[serde(rename = "report")]
    pub reports: Vec<Report>,
    /// Its main events.
    #[serde(rename = "event", default)]
    pub events: Vec<Event>,
    /// What is disputed.
    #[serde(rename = "dispute", default)]
    pub disputes: Vec<Dispute>,
    /// What differs without being disputed.
    #[serde(rename = "agree", default)]
    pub agreeing: Vec<Dispute>,
    /// How agreements fared.
    #[serde(rename = "step", default)]
    pub steps: Vec<Step>,
}

/// A report.
#[derive(Debug, Deserialize)]
pub struct Report {
    id: String,
    publisher: String,
    published: Date,
    title: String,
    text: String,
}

/// An event.
#[derive(Debug, Deserialize)]
pub struct Event {
    id: String,
    said: Vec<Said>,
    assert: Vec<Vec<String>>,
    #[serde(default)]
    deny: Vec<Vec<String>>,
}

/// Words of a report.
#[derive(Debug, Deserialize)]
pub struct Said {
    report: String,
    words: String,
    #[serde(default)]
    value: String,
}

/// Accounts of one thing.
#[derive(Debug, Deserialize)]
pub struct Dispute {
    event: String,
    about: String,
    of: Option<String>,
    accounts: Vec<Said>,
}

/// A step of an agreement.
#[derive(Debug, Deserialize)]
pub struct Step {
    step: String,
    report: String,
    words: String,
}

/// Right, found and wanted.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Count {
    fn line(self, name: &str) -> String {
        let ratio = |of: usize| self.right as f64 / of.max(1) as f64;
        let (precision, recall) = (ratio(self.found), ratio(self.wanted));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        format!(
            "{name:<44} P {:5.1} R {:5.1} F1 {:5.1}   ({} right, {} found, {} wanted)\n",
            precision * 100.0,
            recall * 100.0,
            f1 * 100.0,
            self.right,
            self.found,
            self.wanted
        )
    }
}

fn share(name: &str, right: usize, of: usize) -> String {
    format!("{name:<44} {:5.1} %   ({right} of {of})\n", 100.0 * right as f64 / of.max(1) as f64)
}

/// The reports of these stories as documents; ids are `story/report`.
pub fn documents(stories: &[(String, Story)]) -> Vec<Document> {
    let reports = stories.iter().flat_map(|(name, story)| {
        story.reports.iter().map(move |report| (format!("{name}/{}", report.id), report))
    });
    reports
        .map(|(id, report)| {
            let source = Source {
                title: Some(report.title.clone()),
                publisher: Some(report.publisher.clone()),
                published: Some(report.published),
                ..Source::default()
            };
            Document::new(Some(DocId::given(&id)), source, report.text.trim())
        })
        .collect()
}

/// The main events of a story in whose words one of these spans of a report stands.
pub fn main_events(story: &(String, Story), doc: &Document, spans: &[Span]) -> Vec<String> {
    let told = |said: &&Said| {
        let words = doc.text().find(&said.words).map(|at| Span::new(at, at + said.words.len()));
        format!("{}/{}", story.0, said.report) == doc.id().as_str()
            && words.is_some_and(|words| spans.iter().any(|own| own.overlaps(words)))
    };
    let events = story.1.events.iter().filter(|event| event.said.iter().any(|it| told(&it)));
    events.map(|event| event.id.clone()).collect()
}

/// A store of these stories, whose reports come in an order that `seed` makes; 0 is that of the files. Ids of
/// reports are `story/report`.
///
/// # Errors
/// Of the store.
pub fn store_of(
    session: &Session,
    stories: &[(String, Story)],
    seed: u64,
) -> Result<Store, String> {
    let mut documents = documents(stories);
    if seed != 0 {
        shuffle(&mut documents, seed);
    }
    let mut store = Store::in_memory().map_err(|error| error.to_string())?;
    let readings = session.sketch(documents);
    // One batch after the other, each compared before the next comes, as an archive grows.
    for batch in readings.chunks(7) {
        let prepared: Vec<_> = batch
            .iter()
            .map(|(reading, sketches)| {
                together::prepare(reading, sketches.clone(), Actors::embedded())
            })
            .collect();
        let reports: Vec<_> = prepared.iter().map(|prepared| prepared.report("gold")).collect();
        store.add(&reports, false).map_err(|error| error.to_string())?;
        together::link(&mut store, &mut |_| ()).map_err(|error| error.to_string())?;
    }
    Ok(store)
}

/// Fisher and Yates, with a multiplicative generator: the same on every machine.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for last in (1..items.len()).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(last, (state >> 33) as usize % (last + 1));
    }
}

/// All that a store says of its reports together, in an order of its own: two stores with one summary show the
/// same.
///
/// # Errors
/// Of the store.
pub fn summary(store: &Store) -> Result<String, String> {
    let (all, page) = (Filter::default(), Page::default());
    let fail = |error: tacitus_store::StoreError| error.to_string();
    let mut out = String::new();
    for row in store.stories(&all, page).map_err(fail)? {
        let _ = writeln!(out, "{row:?}");
    }
    for row in store.events(&all, page).map_err(fail)? {
        let _ = writeln!(out, "{row:?}");
    }
    for row in store.mentions(&all, page).map_err(fail)? {
        let _ = writeln!(out, "{} {:?} {:?}", row.id, row.event, row.source);
    }
    for row in store.disputes(&all, page).map_err(fail)? {
        let _ = writeln!(out, "{row:?}");
    }
    for row in store.agreements(&all, page).map_err(fail)? {
        let _ = writeln!(out, "{row:?}");
    }
    Ok(out)
}

/// A span of code points of some words that a text holds once.
fn place(text: &str, words: &str) -> Option<[usize; 2]> {
    let start = text[..text.find(words)?].chars().count();
    Some([start, start + words.chars().count()])
}

/// The paragraph around a span of code points.
fn paragraph(text: &str, span: [usize; 2]) -> [usize; 2] {
    let signs: Vec<char> = text.chars().collect();
    let ends = |at: usize| signs.get(at) == Some(&'\n') && signs.get(at + 1) == Some(&'\n');
    let start = (0..span[0]).rev().find(|at| ends(*at)).map_or(0, |at| at + 2);
    let end = (span[1]..signs.len()).find(|at| ends(*at)).unwrap_or(signs.len());
    [start, end]
}

fn meets(one: [usize; 2], other: [usize; 2]) -> bool {
    one[0] < other[1] && other[0] < one[1]
}

/// Scores a store that [`store_of`] made; with `errors` everything that differs is told.
///
/// # Errors
/// Of the store; words that no report holds.
pub fn score(store: &Store, stories: &[(String, Story)], errors: bool) -> Result<String, String> {
    let fail = |error: tacitus_store::StoreError| error.to_string();
    let mut told = String::new();
    let texts: HashMap<String, &str> = stories
        .iter()
        .flat_map(|(name, story)| {
            story
                .reports
                .iter()
                .map(move |report| (format!("{name}/{}", report.id), report.text.trim()))
        })
        .collect();
    let at = |story: &str, said: &Said| -> Result<(String, [usize; 2]), String> {
        let report = format!("{story}/{}", said.report);
        let text =
            texts.get(&report).ok_or_else(|| format!("{story}: no report {}", said.report))?;
        let span = place(text, &said.words)
            .ok_or_else(|| format!("{report}: does not say {:?}", said.words))?;
        Ok((report, span))
    };
    let (all, page) = (Filter::default(), Page::default());
    let rows = store.stories(&all, page).map_err(fail)?;
    let mentions = store.mentions(&all, page).map_err(fail)?;
    let mut by_report: HashMap<&str, Vec<&MentionRow>> = HashMap::new();
    for mention in &mentions {
        by_report.entry(&mention.report).or_default().push(mention);
    }
    let mut out = String::new();
    // Stories: pairs of reports.
    let home: HashMap<String, String> = {
        let mut home = HashMap::new();
        for row in &rows {
            let filter = Filter::parse(&format!("story:\"{}\"", row.id)).map_err(fail)?;
            for report in store.reports(&filter).map_err(fail)? {
                home.insert(report, row.id.clone());
            }
        }
        home
    };
    let ids: Vec<&String> = {
        let mut ids: Vec<_> = texts.keys().collect();
        ids.sort();
        ids
    };
    let mut pairs = Count::default();
    for (n, one) in ids.iter().enumerate() {
        for other in &ids[n + 1..] {
            let gold = one.split('/').next() == other.split('/').next();
            let found = home.contains_key(*one) && home.get(*one) == home.get(*other);
            pairs.wanted += usize::from(gold);
            pairs.found += usize::from(found);
            pairs.right += usize::from(gold && found);
            if errors && gold != found {
                let _ = writeln!(
                    told,
                    "story: {one} and {other} are {}",
                    if gold { "parted" } else { "joined" }
                );
            }
        }
    }
    out.push_str(&pairs.line("stories: pairs of reports"));
    // Events and their sources.
    let (mut n_events, mut n_found, mut n_right, mut n_right_of_found, mut n_deny) =
        (0, 0, 0, 0, 0);
    let (mut same, mut seen_words, mut mention_pairs) = ((0, 0), (0, 0), Count::default());
    let events = store.events(&all, page).map_err(fail)?;
    let mut event_of: HashMap<(String, String), String> = HashMap::new();
    for (name, story) in stories {
        let mut golds: Vec<(&str, &str)> = Vec::new();
        for event in &story.events {
            n_events += 1;
            let mut votes: BTreeMap<&str, usize> = BTreeMap::new();
            let mut heard: Vec<(&Said, Vec<String>)> = Vec::new();
            for said in &event.said {
                let (report, span) = at(name, said)?;
                let hits = by_report.get(report.as_str()).into_iter().flatten();
                let inside: Vec<&&MentionRow> =
                    hits.filter(|mention| triggers(mention).any(|own| meets(own, span))).collect();
                // One vote a report, of the mention that the words begin nearest to.
                let mut seen = BTreeSet::new();
                for mention in &inside {
                    if let Some(id) = mention.event.as_deref()
                        && seen.insert(id)
                    {
                        *votes.entry(id).or_default() += 1;
                    }
                }
                seen_words.1 += 1;
                seen_words.0 += usize::from(!inside.is_empty());
                if errors && inside.is_empty() {
                    let _ = writeln!(told, "unseen: {report} {}: {}", event.id, said.words);
                }
                heard.push((said, inside.iter().filter_map(|own| own.event.clone()).collect()));
                for mention in inside {
                    golds.push((event.id.as_str(), mention.id.as_str()));
                }
            }
            let best = votes.iter().max_by_key(|(id, n)| (**n, std::cmp::Reverse(**id)));
            let row = best.and_then(|(id, _)| events.iter().find(|row| row.id == **id));
            let Some(row) = row else {
                if errors {
                    let _ = writeln!(told, "event: {name} {} is not found", event.id);
                }
                continue;
            };
            if errors {
                for (said, own) in &heard {
                    if !own.is_empty() && !own.contains(&row.id) {
                        let Said { report, words, .. } = said;
                        let _ = writeln!(told, "apart: {name}/{report} {}: {words}", event.id);
                    }
                }
            }
            event_of.insert((name.clone(), event.id.clone()), row.id.clone());
            n_found += 1;
            let right = row.sources == event.assert.len() as i64;
            n_right += usize::from(right);
            n_right_of_found += usize::from(right);
            n_deny += usize::from(row.denied_by == event.deny.len() as i64);
            // Which reports share a source, of those that are seen to tell it.
            let source: BTreeMap<&str, &str> = mentions
                .iter()
                .filter(|mention| mention.event.as_deref() == Some(&row.id))
                .filter_map(|mention| Some((mention.report.as_str(), mention.source.as_deref()?)))
                .collect();
            let group = |report: &str| {
                event
                    .assert
                    .iter()
                    .position(|group| group.iter().any(|own| format!("{name}/{own}") == report))
            };
            let seen: Vec<&&str> = source.keys().filter(|report| group(report).is_some()).collect();
            for (n, one) in seen.iter().enumerate() {
                for other in &seen[n + 1..] {
                    same.1 += 1;
                    same.0 += usize::from(
                        (group(one) == group(other)) == (source[**one] == source[**other]),
                    );
                }
            }
            if errors && !right {
                let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
                for (report, name) in &source {
                    groups
                        .entry(name)
                        .or_default()
                        .push(report.split('/').nth(1).unwrap_or_default());
                }
                let _ = writeln!(
                    told,
                    "sources: {name} {}: {:?} wanted, {} found: {:?}",
                    event.id,
                    event.assert,
                    row.sources,
                    groups.values().collect::<Vec<_>>()
                );
            }
        }
        // Pairs of mentions in the words of the main events.
        for (n, (gold, one)) in golds.iter().enumerate() {
            for (other_gold, other) in &golds[n + 1..] {
                if one == other {
                    continue;
                }
                let event = |id: &str| {
                    mentions
                        .iter()
                        .find(|mention| mention.id == id)
                        .and_then(|mention| mention.event.clone())
                };
                let (gold, found) = (gold == other_gold, event(one) == event(other));
                mention_pairs.wanted += usize::from(gold);
                mention_pairs.found += usize::from(found);
                mention_pairs.right += usize::from(gold && found);
            }
        }
    }
    out.push_str(&share("main events found", n_found, n_events));
    out.push_str(&share("their words in which an event is seen", seen_words.0, seen_words.1));
    out.push_str(&mention_pairs.line("mentions of them: pairs"));
    out.push_str(&share("independent sources counted right", n_right, n_events));
    out.push_str(&share("the same, of events that were found", n_right_of_found, n_found));
    out.push_str(&share("two reports: one source or two", same.0, same.1));
    out.push_str(&share("sources that deny counted right", n_deny, n_found));
    // Disputes.
    let found = store.disputes(&all, page).map_err(fail)?;
    let mut taken = BTreeSet::new();
    let mut count = Count { found: found.len(), ..Count::default() };
    let mut kinds: BTreeMap<&str, Count> = BTreeMap::new();
    for (name, story) in stories {
        for dispute in &story.disputes {
            count.wanted += 1;
            kinds.entry(family(&dispute.about)).or_default().wanted += 1;
            let mut gold = Vec::new();
            for account in &dispute.accounts {
                let (report, span) = at(name, account)?;
                // An account is shown when its paragraph is: a denial may take two sentences.
                let paragraph = texts.get(&report).map_or(span, |text| paragraph(text, span));
                gold.push((report, [span, paragraph], account.value.as_str()));
            }
            let hit = (0..found.len()).find(|n| {
                !taken.contains(n)
                    && family(&found[*n].about) == family(&dispute.about)
                    && is_hit(&found[*n], &gold)
            });
            match hit {
                Some(n) => {
                    taken.insert(n);
                    count.right += 1;
                    kinds.entry(family(&dispute.about)).or_default().right += 1;
                }
                None if errors => {
                    let values: BTreeSet<&str> = gold.iter().map(|(.., value)| *value).collect();
                    let _ = writeln!(
                        told,
                        "dispute missed: {name} {} {} {:?}: {values:?}",
                        dispute.event, dispute.about, dispute.of
                    );
                }
                None => {}
            }
        }
    }
    for (n, dispute) in found.iter().enumerate() {
        kinds.entry(family(&dispute.about)).or_default().found += 1;
        if errors && !taken.contains(&n) {
            let accounts = dispute.accounts.as_array().into_iter().flatten();
            let accounts: Vec<String> = accounts
                .map(|a| {
                    format!(
                        "\n      {} [{}] {}: {}",
                        a["value"], a["report"], a["speaker"], a["words"]
                    )
                })
                .collect();
            let _ = writeln!(
                told,
                "dispute false: {} {:?}{}",
                dispute.about,
                dispute.thing,
                accounts.concat()
            );
        }
    }
    out.push_str(&count.line("disputes"));
    for (name, count) in kinds {
        out.push_str(&count.line(&format!("  about {name}")));
    }
    // Steps of agreements.
    let mut steps = Count::default();
    let agreements = store.agreements(&all, page).map_err(fail)?;
    let mut made: Vec<(String, String, String)> = Vec::new();
    for step in agreements.iter().flat_map(|row| row.steps.as_array().into_iter().flatten()) {
        let text = |name: &str| step[name].as_str().unwrap_or_default().to_owned();
        made.push((text("report"), text("step"), text("words")));
    }
    steps.found = made.len();
    for (name, story) in stories {
        for step in &story.steps {
            steps.wanted += 1;
            let report = format!("{name}/{}", step.report);
            let words = step.words.split_whitespace().collect::<Vec<_>>().join(" ");
            let hit = made.iter().position(|(own, kind, sentence)| {
                *own == report && *kind == step.step && sentence.contains(&words)
            });
            match hit {
                Some(n) => {
                    steps.right += 1;
                    made.swap_remove(n);
                }
                None if errors => {
                    let _ = writeln!(told, "step missed: {report} {}: {}", step.step, step.words);
                }
                None => {}
            }
        }
    }
    if errors {
        for (report, step, words) in made {
            let _ = writeln!(told, "step false: {report} {step}: {words}");
        }
    }
    out.push_str(&steps.line("steps of agreements"));
    Ok(format!("{told}{out}"))
}

fn triggers(mention: &MentionRow) -> impl Iterator<Item = [usize; 2]> + '_ {
    mention
        .spans
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|span| serde_json::from_value(span.clone()).ok())
}

/// Whether somebody did it, and whether it was done, are often one question in other words.
fn family(about: &str) -> &'static str {
    match about {
        "number" => "number",
        "when" => "when",
        "where" => "where",
        _ => "who, whether, claims",
    }
}

/// Whether a dispute that was found sets accounts with two of the wanted values against each other.
fn is_hit(found: &DisputeRow, gold: &[(String, [[usize; 2]; 2], &str)]) -> bool {
    let mut matched: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let accounts = found.accounts.as_array();
    for account in accounts.into_iter().flatten() {
        let Ok(span) = serde_json::from_value::<[usize; 2]>(account["span"].clone()) else {
            continue;
        };
        // Whose words it holds; only where it holds nobody's, whose paragraph it stands in: two sides may share one.
        let here = || gold.iter().filter(|(report, ..)| account["report"].as_str() == Some(report));
        let narrow = here().any(|(_, [words, _], _)| meets(span, *words));
        let own = here().filter(|(_, [words, paragraph], _)| {
            meets(span, if narrow { *words } else { *paragraph })
        });
        for (.., value) in own {
            matched.entry(value).or_default().extend(account["value"].as_str());
        }
    }
    // Two wanted values, told apart by the values that were found.
    let all: Vec<&BTreeSet<&str>> = matched.values().collect();
    all.iter().enumerate().any(|(n, one)| all[n + 1..].iter().any(|other| one != other))
}
