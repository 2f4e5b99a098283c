//! `tacitus eval`: what the reader has right of gold, from CoNLL-U and from records.

use super::Outcome;
use std::collections::HashSet;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tacitus::{Session, ecb, stories};
use tacitus_doc::gold::{self, Part};
use tacitus_doc::marks::{self, Marked};
use tacitus_doc::{DocId, Document, Reading, wire};
use tacitus_read::eval::{
    Alike, Coreference, Scores, compare_layers, compare_places_and_times, compare_records, conllu,
    differences, false_events,
};

/// So many documents are read together at most.
const BATCH: usize = 64;

/// Score the reader, or a run of it, against gold
///
/// CoNLL-U (.conllu) scores words, sentences, tags, lemmas and dependencies, first from the raw
/// text, then with gold words and sentences given; names too where NAME.ner.iob2 lies beside
/// NAME.conllu. Records (.jsonl, the format of `tacitus read --json`) and marked passages (.tagged, as in
/// corpus/) score claims and events. Documents of ECB+ (.jsonl, with their gold mentions as `"events": [[[start, end],
/// chain, type]...]`) score which events of several reports are taken for one.
#[derive(clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Gold files: CoNLL-U, records as JSON Lines, or marked passages
    #[arg(required = true, value_name = "GOLD")]
    gold: Vec<PathBuf>,

    /// A run to score instead of reading anew: records of the same documents, by id, or another
    /// marking of the passages
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,

    /// Of marked passages, this part only (told from their numbers)
    #[arg(long, value_name = "PART", value_parser = ["train", "dev", "test"])]
    part: Option<String>,

    /// Print each claim and event of marked passages that differs from gold
    #[arg(long)]
    errors: bool,

    /// Of stories: shuffle the reports so many times, and say whether the result is the same
    #[arg(long, value_name = "N", default_value_t = 0)]
    shuffled: u64,

    /// Of CoNLL-U, only the documents whose id holds this
    #[arg(long, value_name = "TEXT")]
    ids: Option<String>,

    /// Directory of a model to use instead of the one built in
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,

    /// Instruction set: avx512, avx2 or portable [default: the best here]; all give the same scores
    #[arg(long, value_name = "NAME")]
    instructions: Option<String>,

    /// Threads to read with; 0 is one for each core
    #[arg(long, value_name = "N", default_value_t = 0)]
    threads: usize,
}

const EXAMPLES: &str = "\
Examples:
  tacitus eval samples/gold.jsonl
      claims and events on the reports in samples/
  tacitus eval --part dev corpus/claims/*.tagged
      claims, their speakers and how they nest, on the marked passages
  tacitus eval corpus/actors/*.tagged corpus/coref/*.tagged
      who is linked to whom that is known, and who is meant by *he* and *the group*
  tacitus eval en_ewt-ud-test.conllu
      segmentation, tags and dependencies on UD English EWT; coreference where the file has chains
  tacitus read --json reports.jsonl > run.jsonl; tacitus eval --run run.jsonl gold.jsonl
      score a run that exists

Exit code: 0 when all gold was scored, 1 when some could not be read, 2 for wrong usage.";

/// Runs the command on the real standard streams.
pub fn run(args: &Args) -> Outcome {
    let mut failed = false;
    let mut complain = |message: String| {
        failed = true;
        let _ = writeln!(io::stderr(), "tacitus: {message}");
    };
    let session = match open(args) {
        Ok(session) => session,
        Err(message) => {
            complain(message);
            return Outcome::Unusable;
        }
    };
    let (stories, gold): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.gold.iter().partition(|path| path.extension().is_some_and(|it| it == "toml"));
    if !stories.is_empty() {
        match counted(&session, &stories, args) {
            Ok(report) => {
                if write!(io::stdout(), "{report}").is_err() {
                    return Outcome::Done;
                }
            }
            Err(message) => complain(message),
        }
    }
    let (passages, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        gold.into_iter().partition(|path| path.extension().is_some_and(|it| it == "tagged"));
    let of = |folder: &str| {
        let within =
            move |path: &&&PathBuf| path.parent().is_some_and(|parent| parent.ends_with(folder));
        passages.iter().filter(within).copied().collect::<Vec<_>>()
    };
    // What is marked is told by the folder: who refers to whom, who is known, and all else.
    let (coref, actors) = (of("coref"), of("actors"));
    let passages: Vec<&PathBuf> = passages
        .into_iter()
        .filter(|path| !coref.contains(path) && !actors.contains(path))
        .collect();
    for (paths, score) in [(coref, chained as Score), (actors, linked as Score)] {
        for path in paths {
            match text_of(path).and_then(|text| score(&session, &text, args.errors)) {
                Ok(report) => {
                    if write!(io::stdout(), "{}\n{report}", path.display()).is_err() {
                        return Outcome::Done;
                    }
                }
                Err(message) => complain(format!("{}: {message}", path.display())),
            }
        }
    }
    if !passages.is_empty() {
        match marked(&session, &passages, args) {
            Ok(report) => {
                if write!(io::stdout(), "{report}").is_err() {
                    return Outcome::Done;
                }
            }
            Err(message) => complain(message),
        }
    }
    for path in files {
        let result = match path.extension().and_then(|extension| extension.to_str()) {
            Some("conllu") => syntax(&session, path, args.ids.as_deref()),
            Some("jsonl") if text_of(path).is_ok_and(|text| ecb::is_ecb(&text)) => {
                events_across(&session, path)
            }
            Some("jsonl") => records(&session, path, args.run.as_deref()),
            _ => Err("gold is .conllu, .jsonl or .tagged".to_owned()),
        };
        match result {
            Ok(report) => {
                // Whoever reads our output has seen enough.
                if write!(io::stdout(), "{}\n{report}", path.display()).is_err() {
                    return Outcome::Done;
                }
            }
            Err(message) => complain(format!("{}: {message}", path.display())),
        }
    }
    if failed { Outcome::Incomplete } else { Outcome::Done }
}

fn open(args: &Args) -> Result<Session, String> {
    let session = match &args.instructions {
        Some(name) => Session::on(args.model.as_deref(), name),
        None => Session::open(args.model.as_deref()),
    };
    session.map(|session| session.with_threads(args.threads)).map_err(|error| error.to_string())
}

/// What of a gold document is given to the reader.
type Prepare<'t> = dyn Fn(&Document) -> Document + 't;

fn syntax(session: &Session, path: &Path, ids: Option<&str>) -> Result<String, String> {
    let mut gold = conllu::read(&text_of(path)?)?;
    gold.retain(|doc| ids.is_none_or(|part| doc.id().as_str().contains(part)));
    let names = path.with_extension("ner.iob2");
    if names.exists() {
        gold = conllu::with_names(gold, &text_of(&names)?);
    }
    let given = |doc: &Document| {
        bare(doc)
            .with_tokens(doc.tokens().unwrap_or_default().to_vec())
            .with_sentences(doc.sentences().unwrap_or_default().to_vec())
    };
    let mut report = String::new();
    let turns: [(&str, &Prepare<'_>); 2] =
        [("from raw text", &bare), ("gold words and sentences given", &given)];
    for (title, prepare) in turns {
        let mut scores = Scores::default();
        let mut coref = CorefTable::default();
        let started = Instant::now();
        for batch in gold.chunks(BATCH) {
            let readings = session.read(batch.iter().map(prepare).collect());
            for (gold, found) in batch.iter().zip(&readings) {
                compare_layers(gold, &found.document, &mut scores);
                coref.add(gold, &found.document);
            }
        }
        let n_words: usize = gold.iter().map(|doc| doc.tokens().map_or(0, <[_]>::len)).sum();
        let speed = n_words as f64 / started.elapsed().as_secs_f64();
        report += &format!("  {title} ({n_words} words, {speed:.0} a second)\n{scores}");
        report += &coref.to_string();
    }
    Ok(report)
}

/// Coreference by what counts as the same mention, over all chains and over those of actors and places, beside the
/// baseline that groups phrases of the same words.
#[derive(Default)]
struct CorefTable([(Coreference, Coreference); 4]);

impl CorefTable {
    const ROWS: [(&str, Alike, bool); 4] = [
        ("all, by span", Alike::Span, false),
        ("all, by head", Alike::Head, false),
        ("persons, bodies, places, by span", Alike::Span, true),
        ("persons, bodies, places, by head", Alike::Head, true),
    ];

    fn add(&mut self, gold: &Document, found: &Document) {
        if gold.referents().is_none() {
            return;
        }
        for ((own, baseline), (_, alike, actors)) in self.0.iter_mut().zip(Self::ROWS) {
            own.add(gold, found, alike, actors);
            baseline.add_baseline(gold, found, alike, actors);
        }
    }
}

impl fmt::Display for CorefTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ((own, baseline), (name, ..)) in self.0.iter().zip(Self::ROWS) {
            if own.scores()[3] > 0.0 {
                writeln!(f, "  coreference, {name:<34} {own}")?;
                writeln!(f, "    the same words {:>32} {baseline}", "")?;
            }
        }
        Ok(())
    }
}

fn records(session: &Session, path: &Path, run: Option<&Path>) -> Result<String, String> {
    let gold = readings_of(path)?;
    let found: Vec<Reading> = match run {
        Some(run) => {
            let found = readings_of(run)?;
            let by_id = |gold: &Reading| {
                let found = found.iter().find(|found| found.document.id() == gold.document.id());
                found.cloned().ok_or(format!(
                    "{}: no document {}",
                    run.display(),
                    gold.document.id()
                ))
            };
            gold.iter().map(by_id).collect::<Result<_, _>>()?
        }
        None => session.read(gold.iter().map(as_given).collect()),
    };
    let mut scores = Scores::default();
    for (gold, found) in gold.iter().zip(&found) {
        if gold.document.text() != found.document.text() {
            return Err(format!("document {}: the run has another text", gold.document.id()));
        }
        compare_records(gold, found, &mut scores);
    }
    Ok(format!("  {} documents\n{scores}", gold.len()))
}

/// Events across reports, on ECB+.
fn events_across(session: &Session, path: &Path) -> Result<String, String> {
    let items = tacitus_ingest::open(path, &tacitus_ingest::Options::default());
    let documents: Result<Vec<Document>, String> = items
        .map(|item| item.map(|item| item.document).map_err(|error| error.to_string()))
        .collect();
    Ok(ecb::score(session, documents?))
}

/// How a file of marked words is scored; whether to print what differs.
/// Stories of several reports each, as one archive.
fn counted(session: &Session, paths: &[&PathBuf], args: &Args) -> Result<String, String> {
    let mut all = Vec::new();
    for path in paths {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let story: stories::Story = toml::from_str(&text_of(path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        all.push((name, story));
    }
    let store = stories::store_of(session, &all, 0)?;
    let mut report = stories::score(&store, &all, args.errors)?;
    let first = stories::summary(&store)?;
    let mut differ = 0;
    for seed in 1..=args.shuffled {
        differ += u64::from(stories::summary(&stories::store_of(session, &all, seed)?)? != first);
    }
    if args.shuffled > 0 {
        report.push_str(&format!(
            "{} orders of arrival, {differ} with another result\n",
            args.shuffled
        ));
    }
    Ok(report)
}

type Score = fn(&Session, &str, bool) -> Result<String, String>;

fn read_marked(session: &Session, text: &str, tag: &str) -> Result<Vec<(Marked, Reading)>, String> {
    let gold = marks::read(text, tag)?;
    let readings = session.read(gold.iter().map(|passage| passage.document.clone()).collect());
    Ok(gold.into_iter().zip(readings).collect())
}

/// Coreference on passages of corpus/coref.
fn chained(session: &Session, text: &str, _: bool) -> Result<String, String> {
    let mut table = CorefTable::default();
    for (gold, found) in read_marked(session, text, "a")? {
        table.add(&gold.with_referents(), &found.document);
    }
    Ok(table.to_string())
}

/// Linking on passages of corpus/actors: the actor whose mention shares most with the marked words.
fn linked(session: &Session, text: &str, errors: bool) -> Result<String, String> {
    const LEAST_SHARED: f64 = 0.12;
    let mut report = String::new();
    let [mut right, mut wrong, mut abstained, mut unknown_right] = [0; 4];
    for (gold, found) in read_marked(session, text, "k")? {
        for (span, mark) in &gold.marks {
            let shared = |other: &tacitus_doc::Span| {
                let (from, to) = (span.start.max(other.start), span.end.min(other.end));
                let union = span.end.max(other.end) - span.start.min(other.start);
                f64::from(to.saturating_sub(from)) / f64::from(union.max(1))
            };
            let actors = found.record.actors.iter();
            let best = actors
                .flat_map(|actor| actor.mentions.iter().map(move |own| (shared(own), actor)))
                .filter(|(shared, _)| *shared >= LEAST_SHARED)
                .fold(None::<(f64, &tacitus_doc::Actor)>, |best, own| match best {
                    Some(best) if best.0 >= own.0 => Some(best),
                    _ => Some(own),
                });
            let known = best.and_then(|(_, actor)| actor.known.as_deref());
            let told = Some(mark.as_str()).filter(|mark| *mark != "-");
            match (told, known) {
                (Some(gold), Some(own)) if gold == own => right += 1,
                (None, None) => unknown_right += 1,
                (Some(_), None) => abstained += 1,
                _ => wrong += 1,
            }
            if errors && told != known {
                let words = gold.document.words(*span);
                report += &format!(
                    "{}: {words}: {} in place of {mark}\n",
                    gold.document.id(),
                    known.unwrap_or("-")
                );
            }
        }
    }
    let all = right + wrong + abstained + unknown_right;
    let share = |n: i32| 100.0 * f64::from(n) / f64::from(all.max(1));
    report += &format!(
        "  linking: {all} mentions, right {:.1} % ({right} known, {unknown_right} rightly unknown), wrong {:.1} % ({wrong}), abstained {:.1} % ({abstained})\n",
        share(right + unknown_right),
        share(wrong),
        share(abstained),
    );
    Ok(report)
}

/// Marked passages of several files, scored together.
fn marked(session: &Session, paths: &[&PathBuf], args: &Args) -> Result<String, String> {
    let wanted = |id: &str| match args.part.as_deref() {
        Some("train") => Part::of(id) == Part::Train,
        Some("dev") => Part::of(id) == Part::Dev,
        Some("test") => Part::of(id) == Part::Test,
        _ => true,
    };
    let mut gold: Vec<Reading> = Vec::new();
    let mut hard: HashSet<DocId> = HashSet::new();
    for path in paths {
        let passages =
            gold::read(&text_of(path)?).map_err(|e| format!("{}: {e}", path.display()))?;
        for passage in passages {
            if passage.hard.is_some() {
                hard.insert(passage.reading.document.id().clone());
            }
            gold.push(passage.reading);
        }
    }
    gold.retain(|reading| wanted(reading.document.id().as_str()));
    let found = match &args.run {
        // Another marking of some of the passages: how far two people agree.
        Some(run) => {
            let other =
                gold::read(&text_of(run)?).map_err(|e| format!("{}: {e}", run.display()))?;
            let mut other: Vec<Reading> =
                other.into_iter().map(|passage| passage.reading).collect();
            gold.retain(|gold| other.iter().any(|it| it.document.id() == gold.document.id()));
            other.retain(|it| gold.iter().any(|gold| it.document.id() == gold.document.id()));
            other.sort_by_key(|it| {
                gold.iter().position(|gold| it.document.id() == gold.document.id())
            });
            other
        }
        None => session.read(gold.iter().map(as_given).collect()),
    };
    for (gold, found) in gold.iter().zip(&found) {
        if gold.document.text().trim() != found.document.text().trim() {
            return Err(format!("passage {}: the run has another text", gold.document.id()));
        }
    }
    let mut scores = Scores::default();
    let mut report = String::new();
    for (gold, found) in gold.iter().zip(&found) {
        compare_records(gold, found, &mut scores);
        compare_places_and_times(gold, found, &mut scores);
        if args.errors {
            report.extend(differences(gold, found).into_iter().map(|line| line + "\n"));
        }
    }
    let mut hard_words = 0;
    let mut hard_events = 0;
    for (gold, found) in
        gold.iter().zip(&found).filter(|(gold, _)| hard.contains(gold.document.id()))
    {
        hard_words += gold.document.text().split_whitespace().count();
        hard_events += false_events(gold, found);
    }
    let mut report = format!("{report}{} marked passages\n{scores}", gold.len());
    if hard_words > 0 {
        report += &format!(
            "  events that are none in hard passages: {hard_events} in {hard_words} words, {:.1} in 1,000\n",
            1000.0 * hard_events as f64 / hard_words as f64
        );
    }
    Ok(report)
}

/// The document without its layers.
fn bare(doc: &Document) -> Document {
    Document::new(Some(doc.id().clone()), doc.source().clone(), doc.text())
}

/// The document as its reader would get it: its text, laid out as `tacitus read` does.
fn as_given(gold: &Reading) -> Document {
    let doc = &gold.document;
    let bare = bare(doc);
    let options = tacitus_ingest::Options::default();
    let text = doc.text().as_bytes();
    match tacitus_ingest::read_bytes(doc.id().as_str(), text, tacitus_ingest::Form::Text, &options)
    {
        Ok(item) if item.document.text() == doc.text() => {
            bare.with_blocks(item.document.blocks().unwrap_or_default().to_vec())
        }
        _ => bare,
    }
}

fn readings_of(path: &Path) -> Result<Vec<Reading>, String> {
    let text = text_of(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(n, line)| wire::read(line).map_err(|e| format!("line {}: {e}", n + 1))).collect()
}

fn text_of(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}
