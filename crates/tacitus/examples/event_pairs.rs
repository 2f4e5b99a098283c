//! What the scorer of events across reports learns from: the input of `train/fit_events.py`.
//!
//! Usage: `event_pairs vectors OUT FILE`, `event_pairs first OUT FILE MODEL`, `event_pairs second OUT FILE MODEL`. FILE
//! is ECB+ as `train/coref_corpora.py ecb_events` writes it, MODEL a model folder. All files in the folder OUT are of
//! little-endian values:
//!
//! - `vectors` writes `vectors.f32`, the encoder's vectors of all words;
//! - `first` writes `mentions.i32` (topic, part of it, story within the topic, document, chain), `pairs.i32` (two
//!   mentions of one topic), `pairs.f32` (their features, for which the table of roots is made without that topic),
//!   and the table of all topics: `roots.u32` and `votes.f32`;
//! - `second` reads `first.f32` (for each topic weights and bias that were learned without it) and `until.f32`, and
//!   writes for parts and stories which small cluster each mention is in (`part.small.i32`, `story.small.i32`), pairs
//!   of clusters and their features (`part.i32`, `part.f32`, `story.i32`, `story.f32`).

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::path::{Path, PathBuf};
use tacitus::ecb::{self, Told};
use tacitus_corroborate::same::{Mention, Scorer, Votes};
use tacitus_corroborate::{ALIKE, stories};
use tacitus_ingest::{Options, open};
use tacitus_read::Reader;

type Fallible<T> = Result<T, Box<dyn Error>>;

/// Root pairs of which so few topics say that they are two, and none that they are one, are left out of the table.
const FEW: f32 = 2.0;

fn main() -> Fallible<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(what), Some(out), Some(file)) = (args.first(), args.get(1), args.get(2)) else {
        return Err("event_pairs vectors|first|second OUT FILE [MODEL]".into());
    };
    let out = Path::new(out);
    std::fs::create_dir_all(out)?;
    let items: Result<Vec<_>, _> = open(file, &Options::default()).collect();
    let documents: Vec<_> = items?.into_iter().map(|item| item.document).collect();
    if what == "vectors" {
        let reader = Reader::embedded()?;
        let of = |doc| reader.coref_examples(doc, &|_, _, _| None, &mut |_| ()).1;
        let vectors: Vec<f32> = documents.into_iter().flat_map(of).collect();
        return floats(&out.join("vectors.f32"), &vectors);
    }
    let reader = Reader::open(Path::new(args.get(3).ok_or("which model?")?))?;
    let read = reader.read_and_sketch(documents, &ecb::triggers);
    let told: Vec<Told> = read.into_iter().map(Told::new).collect();
    let corpus = Corpus::new(&told);
    match what.as_str() {
        "first" => first(&corpus, out),
        "second" => second(&corpus, out),
        _ => Err(format!("{what}?").into()),
    }
}

/// Documents by topic, part and story.
struct Corpus<'t> {
    told: &'t [Told],
    /// Of each topic its documents.
    topics: Vec<Vec<usize>>,
    /// Of each topic the documents of each part, and of each story.
    parts: Vec<Vec<Vec<usize>>>,
    stories: Vec<Vec<Vec<usize>>>,
    /// Of each document its first mention, counted through all of them.
    from: Vec<usize>,
}

impl<'t> Corpus<'t> {
    fn new(told: &'t [Told]) -> Corpus<'t> {
        let mut topics: BTreeMap<u32, BTreeMap<&str, Vec<usize>>> = BTreeMap::new();
        let mut from = vec![0];
        for (n, document) in told.iter().enumerate() {
            let (topic, part) = ecb::topic(&document.printed.id);
            let parts = topics.entry(topic.parse().unwrap_or_default()).or_default();
            parts.entry(part).or_default().push(n);
            from.push(from[n] + document.sketches.len());
        }
        let parts: Vec<Vec<Vec<usize>>> =
            topics.into_values().map(|parts| parts.into_values().collect()).collect();
        let topics: Vec<Vec<usize>> = parts.iter().map(|parts| parts.concat()).collect();
        let within = |topic: &Vec<usize>| -> Vec<Vec<usize>> {
            let printed: Vec<_> = topic.iter().map(|n| told[*n].printed.clone()).collect();
            let found = stories(&printed, ALIKE).into_iter();
            found.map(|story| story.into_iter().map(|n| topic[n]).collect()).collect()
        };
        let stories = topics.iter().map(within).collect();
        Corpus { told, topics, parts, stories, from }
    }

    /// How each topic votes on pairs of roots: by its mentions within one part.
    fn votes(&self) -> Vec<HashMap<u32, Votes>> {
        let of = |parts: &Vec<Vec<usize>>| {
            let mut counts: HashMap<u32, (f32, f32)> = HashMap::new();
            for part in parts {
                let mentions: Vec<(Mention<'_>, &str)> = part
                    .iter()
                    .flat_map(|n| self.told[*n].sketches.iter().zip(&self.told[*n].gold))
                    .map(|(sketch, gold)| (Mention::new(sketch), gold.1.as_str()))
                    .collect();
                for (n, (a, chain)) in mentions.iter().enumerate() {
                    for (b, other) in &mentions[..n] {
                        let count = counts.entry(a.roots(b)).or_default();
                        if chain == other { count.0 += 1.0 } else { count.1 += 1.0 }
                    }
                }
            }
            let vote =
                |(one, two): (f32, f32)| Votes { one: one / (one + two), two: two / (one + two) };
            counts.into_iter().map(|(roots, counts)| (roots, vote(counts))).collect()
        };
        self.parts.iter().map(of).collect()
    }
}

/// The table of all topics but one.
fn table(votes: &[HashMap<u32, Votes>], without: Option<usize>) -> HashMap<u32, Votes> {
    let mut table: HashMap<u32, Votes> = HashMap::new();
    for (_, votes) in votes.iter().enumerate().filter(|(topic, _)| Some(*topic) != without) {
        for (roots, votes) in votes {
            let sum = table.entry(*roots).or_default();
            sum.one += votes.one;
            sum.two += votes.two;
        }
    }
    table.retain(|_, votes| votes.one > 0.0 || votes.two >= FEW);
    table
}

fn first(corpus: &Corpus<'_>, out: &Path) -> Fallible<()> {
    let votes = corpus.votes();
    let mut mentions = vec![0; 5 * corpus.from[corpus.told.len()]];
    let mut chains: HashMap<(usize, &str), usize> = HashMap::new();
    for (topic, documents) in corpus.topics.iter().enumerate() {
        let home = |groups: &[Vec<usize>], n: usize| groups.iter().position(|it| it.contains(&n));
        for n in documents {
            let part = home(&corpus.parts[topic], *n).unwrap_or_default();
            let story = home(&corpus.stories[topic], *n).unwrap_or_default();
            for (at, (_, chain)) in corpus.told[*n].gold.iter().enumerate() {
                let next = chains.len();
                let chain = *chains.entry((topic, chain)).or_insert(next);
                let row = 5 * (corpus.from[*n] + at);
                mentions[row..row + 5].copy_from_slice(&[topic, part, story, *n, chain]);
            }
        }
    }
    integers(&out.join("mentions.i32"), &mentions)?;
    let (mut pairs, mut features) = (Vec::new(), Vec::new());
    for (topic, documents) in corpus.topics.iter().enumerate() {
        let scorer = Scorer::looking_once(table(&votes, Some(topic)), Vec::new(), 0.0, 0.0);
        let places = ecb::places(corpus.told, documents);
        let story = ecb::story(&scorer, corpus.told, &places);
        let id = |at: usize| {
            let (report, mention) = places[story.order[at]];
            corpus.from[report] + mention
        };
        for a in 0..places.len() {
            for b in a + 1..places.len() {
                pairs.extend([id(a), id(b)]);
                features.extend(story.features(a, b));
            }
        }
    }
    integers(&out.join("pairs.i32"), &pairs)?;
    floats(&out.join("pairs.f32"), &features)?;
    let mut all: Vec<(u32, Votes)> = table(&votes, None).into_iter().collect();
    all.sort_by_key(|(roots, _)| *roots);
    let roots: Vec<u8> = all.iter().flat_map(|(roots, _)| roots.to_le_bytes()).collect();
    std::fs::write(out.join("roots.u32"), roots)?;
    let votes: Vec<f32> = all.iter().flat_map(|(_, votes)| [votes.one, votes.two]).collect();
    floats(&out.join("votes.f32"), &votes)
}

fn second(corpus: &Corpus<'_>, out: &Path) -> Fallible<()> {
    let votes = corpus.votes();
    let (weights, until) = (read(&out.join("first.f32"))?, read(&out.join("until.f32"))?);
    let width = weights.len() / corpus.topics.len();
    for (name, groups) in [("part", &corpus.parts), ("story", &corpus.stories)] {
        let mut home = vec![0; corpus.from[corpus.told.len()]];
        let (mut n_clusters, mut pairs, mut features) = (0, Vec::new(), Vec::new());
        for (topic, groups) in groups.iter().enumerate() {
            let row = &weights[topic * width..(topic + 1) * width];
            let (weights, bias) = (row[..width - 1].to_vec(), row[width - 1]);
            let scorer = Scorer::looking_once(table(&votes, Some(topic)), weights, bias, until[0]);
            for group in groups {
                let places = ecb::places(corpus.told, group);
                let story = ecb::story(&scorer, corpus.told, &places);
                let small = story.small(&|_, _| None);
                for (n, cluster) in small.clusters.iter().enumerate() {
                    for at in cluster {
                        let (report, mention) = places[story.order[*at]];
                        home[corpus.from[report] + mention] = n_clusters + n;
                    }
                    for other in n + 1..small.clusters.len() {
                        pairs.extend([n_clusters + n, n_clusters + other]);
                        features.extend(small.features(n, other, |a, b| story.features(a, b)));
                    }
                }
                n_clusters += small.clusters.len();
            }
        }
        let file = |what: &str| -> PathBuf { out.join(format!("{name}.{what}")) };
        integers(&file("small.i32"), &home)?;
        integers(&file("i32"), &pairs)?;
        floats(&file("f32"), &features)?;
    }
    Ok(())
}

fn floats(path: &Path, values: &[f32]) -> Fallible<()> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    Ok(std::fs::write(path, bytes)?)
}

fn integers(path: &Path, values: &[usize]) -> Fallible<()> {
    let bytes: Vec<u8> = values.iter().flat_map(|value| (*value as i32).to_le_bytes()).collect();
    Ok(std::fs::write(path, bytes)?)
}

fn read(path: &Path) -> Fallible<Vec<f32>> {
    let bytes = std::fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|quad| f32::from_le_bytes(*quad)).collect())
}
