//! Scores which events of several reports are taken for one, against ECB+ (Cybulska and Vossen 2014).
//!
//! A document tells its gold as `"events": [[[start, end], chain, type]...]` (code points), and by its id which part
//! of which topic it belongs to: `2_1ecb`, `2_1ecbplus`. Two topics never share an event, and hardly two parts of one.

use crate::Session;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tacitus_corroborate::same::{self, Story};
use tacitus_corroborate::{ALIKE, Printed, Prints, alike, stories};
use tacitus_doc::{CodePoints, Document, Reading, Record, Sketch, Span};
use tacitus_read::eval::{Coreference, head_of};

/// A gold mention: its words, and the event that it is a mention of.
pub type Gold = (Span, String);

/// The gold mentions of a document, in order of the text.
pub fn gold(doc: &Document) -> Vec<Gold> {
    let points = CodePoints::new(doc.text());
    let rows = doc.source().meta.get("events").and_then(|events| events.as_array());
    let read = |row: &serde_json::Value| {
        let at = |n: usize| points.to_byte(usize::try_from(row.get(0)?.get(n)?.as_u64()?).ok()?);
        Some((Span::new(at(0)?, at(1)?), row.get(1)?.as_str()?.to_owned()))
    };
    let mut found: Vec<Gold> = rows.into_iter().flatten().filter_map(read).collect();
    found.sort();
    found
}

/// Topic and part of it that a document belongs to, by its id.
pub fn topic(id: &str) -> (&str, &str) {
    let (topic, rest) = id.split_once('_').unwrap_or((id, ""));
    (topic, rest.trim_start_matches(|sign: char| sign.is_ascii_digit()))
}

/// A document as it is compared with others.
pub struct Told {
    /// The reading.
    pub reading: Reading,
    /// Its terms.
    pub printed: Printed,
    /// The gold mentions.
    pub gold: Vec<Gold>,
    /// Their sketches.
    pub sketches: Vec<Sketch>,
    /// Sketches of the events that the reader found.
    pub own: Vec<Sketch>,
}

/// The words of events of a record, and after them those of gold mentions: what `Reader::read_and_sketch` asks for.
pub fn triggers(doc: &Document, record: &Record) -> Vec<Span> {
    let own = record.events.iter().map(|event| event.trigger.first().copied());
    let own = own.map(|trigger| trigger.unwrap_or(Span::new(0, 0)));
    own.chain(gold(doc).into_iter().map(|(span, _)| span)).collect()
}

impl Told {
    /// Of a reading with sketches of its events and its gold mentions.
    pub fn new((reading, mut own): (Reading, Vec<Sketch>)) -> Told {
        let sketches = own.split_off(reading.record.events.len().min(own.len()));
        let printed = Printed {
            id: reading.document.id().as_str().to_owned(),
            published: None,
            prints: Prints::of(&reading, Vec::new()),
        };
        Told { gold: gold(&reading.document), reading, printed, sketches, own }
    }
}

/// Whether a file of JSON Lines is of this kind: no records, but events as lists.
pub fn is_ecb(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let line: serde_json::Value = serde_json::from_str(first).unwrap_or_default();
    line.get("version").is_none() && line.get("events").is_some_and(|it| it.is_array())
}

/// Reads documents and scores what is made of their events.
pub fn score(session: &Session, documents: Vec<Document>) -> String {
    let told: Vec<Told> =
        session.sketch_of(documents, &triggers).into_iter().map(Told::new).collect();
    let printed: Vec<Printed> = told.iter().map(|told| told.printed.clone()).collect();
    let found = stories(&printed, ALIKE);
    let mut parts: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (n, told) in told.iter().enumerate() {
        parts.entry(topic(told.reading.document.id().as_str())).or_default().push(n);
    }
    let parts: Vec<Vec<usize>> = parts.into_values().collect();
    let spans = |groups: &[Vec<usize>]| -> Vec<Vec<Span>> {
        groups.iter().map(|group| group.iter().map(|n| Span::new(*n, n + 1)).collect()).collect()
    };
    let mut of_stories = Coreference::default();
    of_stories.add_chains(&spans(&parts), &spans(&found));
    let [precision, recall, f1] = of_stories.b_cubed();
    let mut out = format!(
        "  {} documents of {} parts of topics, {} stories: B3 {precision:.1}/{recall:.1}/{f1:.1}\n",
        told.len(),
        parts.len(),
        found.len(),
    );
    let given: Vec<Mention<'_>> = told.iter().enumerate().flat_map(given).collect();
    let own: Vec<Mention<'_>> = told.iter().enumerate().flat_map(own).collect();
    let heads = |mentions: &[Mention<'_>]| -> BTreeSet<Span> {
        mentions.iter().map(|mention| mention.key).collect()
    };
    let (gold, found_heads) = (heads(&given), heads(&own));
    let right = gold.intersection(&found_heads).count();
    let _ = writeln!(
        out,
        "  events by their heads: {} in gold, {} found by the reader, {right} in both",
        gold.len(),
        found_heads.len(),
    );
    let mut line = |mentions: &[Mention<'_>], groups: &[Vec<usize>], title: &str| {
        let mut sums = [Coreference::default(); 2];
        let gold = by_chain(&given);
        for (sums, cluster) in sums.iter_mut().zip([by_scorer, by_lemma]) {
            sums.add_chains(&gold, &clustered(&told, mentions, groups, cluster));
        }
        let _ =
            writeln!(out, "  {title:<34} {}\n    same head lemma {:>17} {}", sums[0], "", sums[1]);
    };
    line(&given, &found, "gold mentions, stories as found");
    line(&given, &parts, "gold mentions, gold parts");
    line(&own, &found, "from raw text, stories as found");
    line(&own, &parts, "from raw text, gold parts");
    out
}

/// A mention: its document, its sketch, what it is compared with gold by, and the gold event.
struct Mention<'t> {
    report: usize,
    sketch: &'t Sketch,
    key: Span,
    chain: &'t str,
}

/// No document's head words reach so far: what a mention is compared by stays within its document.
const APART: usize = 1 << 20;

/// The head word of a mention, counted through all documents.
fn head(report: usize, told: &Told, span: Span) -> Span {
    let head = head_of(&told.reading.document, span);
    let from = report * APART;
    Span::new(from + head.start as usize, from + head.end as usize)
}

fn given<'t>((report, told): (usize, &'t Told)) -> impl Iterator<Item = Mention<'t>> {
    let mut seen = BTreeSet::new();
    told.gold.iter().zip(&told.sketches).map(move |((span, chain), sketch)| {
        let mut key = head(report, told, *span);
        // Of two gold mentions with one head the second cannot be found.
        while !seen.insert(key) {
            key = Span::new(key.start as usize, key.end as usize + 1);
        }
        Mention { report, sketch, key, chain }
    })
}

fn own<'t>((report, told): (usize, &'t Told)) -> impl Iterator<Item = Mention<'t>> {
    let spans = triggers(&told.reading.document, &told.reading.record);
    spans.into_iter().zip(&told.own).map(move |(span, sketch)| {
        let key = head(report, told, span);
        Mention { report, sketch, key, chain: "" }
    })
}

fn by_chain(mentions: &[Mention<'_>]) -> Vec<Vec<Span>> {
    let mut chains: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for mention in mentions {
        chains.entry(mention.chain).or_default().push(mention.key);
    }
    chains.into_values().collect()
}

/// How the mentions of a story are parted.
type Cluster = fn(&[Told], &[(usize, &Sketch)]) -> Vec<Vec<usize>>;

fn clustered(
    told: &[Told],
    mentions: &[Mention<'_>],
    groups: &[Vec<usize>],
    cluster: Cluster,
) -> Vec<Vec<Span>> {
    let mut found = Vec::new();
    for group in groups {
        let here: Vec<&Mention<'_>> =
            mentions.iter().filter(|mention| group.contains(&mention.report)).collect();
        let sketches: Vec<_> =
            here.iter().map(|mention| (mention.report, mention.sketch)).collect();
        let clusters = cluster(told, &sketches);
        let keys = |cluster: Vec<usize>| cluster.into_iter().map(|at| here[at].key).collect();
        found.extend(clusters.into_iter().map(keys));
    }
    found
}

fn by_scorer(told: &[Told], mentions: &[(usize, &Sketch)]) -> Vec<Vec<usize>> {
    same::cluster(mentions, |a, b| alike(&told[a].printed, &told[b].printed))
}

fn by_lemma(_: &[Told], mentions: &[(usize, &Sketch)]) -> Vec<Vec<usize>> {
    let mut lemmas: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, sketch)) in mentions.iter().enumerate() {
        lemmas.entry(&sketch.lemma).or_default().push(at);
    }
    lemmas.into_values().collect()
}

/// Where the gold mentions of some documents stand: document, and place among its sketches.
pub fn places(told: &[Told], group: &[usize]) -> Vec<(usize, usize)> {
    let of = |report: &usize| {
        let report = *report;
        (0..told[report].sketches.len()).map(move |at| (report, at))
    };
    group.iter().flat_map(of).collect()
}

/// Gold mentions as a story, for `examples/event_pairs.rs`.
pub fn story<'t>(
    scorer: &'t same::Scorer,
    told: &'t [Told],
    places: &[(usize, usize)],
) -> Story<'t, impl Fn(usize, usize) -> f32 + 't> {
    let mentions: Vec<(usize, &Sketch)> =
        places.iter().map(|(report, at)| (*report, &told[*report].sketches[*at])).collect();
    Story::new(scorer, &mentions, |a, b| alike(&told[a].printed, &told[b].printed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::{DocId, Source};

    #[test]
    fn gold_is_read_in_code_points() {
        let events =
            serde_json::json!([[[6, 9], "b", "ACT"], [[0, 5], "a", "ACT"], [[90, 99], "c", ""]]);
        let mut source = Source::default();
        source.meta.insert("events".into(), events);
        let doc = Document::new(Some(DocId::given("2_1ecb")), source, "Élans hit");
        let found = gold(&doc);
        assert_eq!(found.len(), 2);
        assert_eq!((doc.words(found[0].0), doc.words(found[1].0)), ("Élans", "hit"));
    }

    #[test]
    fn a_document_tells_its_topic() {
        assert_eq!(topic("2_1ecb"), ("2", "ecb"));
        assert_eq!(topic("13_10ecbplus"), ("13", "ecbplus"));
        assert_eq!(topic("x"), ("x", ""));
    }

    #[test]
    fn records_are_no_ecb() {
        assert!(is_ecb("\n{\"id\": \"2_1ecb\", \"text\": \"x\", \"events\": []}\n"));
        assert!(!is_ecb("{\"version\": 1, \"events\": []}"));
        assert!(!is_ecb(""));
    }
}
