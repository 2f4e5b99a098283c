//! A session: one loaded model, through which documents pass.

use std::fmt;
use std::path::Path;
use tacitus_actors::Actors;
use tacitus_doc::{Document, Note, Pair, Reading, Record, Sketch};
use tacitus_gazetteer::Gazetteer;
use tacitus_read::pipeline::Triggers;
use tacitus_read::types::OwnTypes;

/// What reads documents: the trained model, or a stand-in for it in tests.
pub trait Reads: Send + Sync {
    /// Name and version, as it is written into records.
    fn model_name(&self) -> &str;

    /// One reading for each document, in the order given. `threads` is at least 1.
    fn read(&self, documents: Vec<Document>, threads: usize) -> Vec<Reading>;

    /// The same, with a sketch of each event, by which events of several reports are compared.
    fn sketch(&self, documents: Vec<Document>, threads: usize) -> Vec<(Reading, Vec<Sketch>)> {
        let readings = self.read(documents, threads);
        readings.into_iter().map(|reading| (reading, Vec::new())).collect()
    }

    /// The same, with a sketch of each event whose words `triggers` tells.
    fn sketch_of(
        &self,
        documents: Vec<Document>,
        _triggers: &Triggers<'_>,
        threads: usize,
    ) -> Vec<(Reading, Vec<Sketch>)> {
        self.sketch(documents, threads)
    }

    /// Learns a user's own types of events.
    fn learn(&mut self, own_types: OwnTypes);

    /// Looks places up in another gazetteer.
    fn place_by(&mut self, _gazetteer: Gazetteer) {}

    /// Knows other actors.
    fn know(&mut self, _actors: Actors) {}

    /// Fills `relations` of each reading's record with that of each of its pairs of phrases, in order.
    fn relate(&self, readings: &mut [Reading], pairs: &[Vec<Pair>], threads: usize);
}

/// Reads documents with one model. Opening it is slow, reading is not: keep it.
pub struct Session {
    reader: Box<dyn Reads>,
    threads: usize,
}

/// Why no session could be opened.
#[derive(Debug)]
pub struct SessionError(String);

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SessionError {}

impl Session {
    /// A session with the model in the directory `model`, or with the one that is built in.
    ///
    /// # Errors
    ///
    /// Where the directory holds no model that this program can use.
    pub fn open(model: Option<&Path>) -> Result<Session, SessionError> {
        let reader = model.map_or_else(tacitus_read::Reader::embedded, tacitus_read::Reader::open);
        let reader = reader.map_err(|error| SessionError(error.to_string()))?;
        Ok(Session::with(Box::new(Trained { reader })))
    }

    /// The same on a chosen instruction set (`avx512`, `avx2`, `portable`).
    ///
    /// # Errors
    ///
    /// Where this processor lacks it, or the directory holds no model that this program can use.
    pub fn on(model: Option<&Path>, instructions: &str) -> Result<Session, SessionError> {
        let reader = tacitus_read::Reader::on(model, instructions);
        let reader = reader.map_err(|error| SessionError(error.to_string()))?;
        Ok(Session::with(Box::new(Trained { reader })))
    }

    /// A session with a given reader.
    pub fn with(reader: Box<dyn Reads>) -> Session {
        Session { reader, threads: threads_here() }
    }

    /// Uses `threads` threads instead of one for each core; 0 means one for each core.
    #[must_use]
    pub fn with_threads(self, threads: usize) -> Session {
        Session { threads: if threads == 0 { threads_here() } else { threads }, ..self }
    }

    /// Recognises a user's own types of events too.
    #[must_use]
    pub fn with_types(mut self, own_types: OwnTypes) -> Session {
        self.reader.learn(own_types);
        self
    }

    /// Looks places up in another gazetteer than the one built in.
    #[must_use]
    pub fn with_gazetteer(mut self, gazetteer: Gazetteer) -> Session {
        self.reader.place_by(gazetteer);
        self
    }

    /// Knows other actors than those built in.
    #[must_use]
    pub fn with_actors(mut self, actors: Actors) -> Session {
        self.reader.know(actors);
        self
    }

    /// Name and version of the model.
    pub fn model_name(&self) -> &str {
        self.reader.model_name()
    }

    /// Reads documents; one reading for each, in the order given.
    ///
    /// Documents in another language than English are not coded: their record is empty and a note
    /// says why. A document whose language nobody told is taken for English.
    pub fn read(&self, documents: Vec<Document>) -> Vec<Reading> {
        self.sketch(documents).into_iter().map(|(reading, _)| reading).collect()
    }

    /// The same, with a sketch of each event, by which events of several reports are compared.
    pub fn sketch(&self, documents: Vec<Document>) -> Vec<(Reading, Vec<Sketch>)> {
        let mut english = Vec::with_capacity(documents.len());
        // The places of documents that the model does not see, so that order is kept.
        let mut others = Vec::new();
        for (idx, document) in documents.into_iter().enumerate() {
            match document.source().reads_as_english() {
                true => english.push(document),
                false => others.push((idx, (self.not_coded(&document), Vec::new()))),
            }
        }
        let mut readings = match english.is_empty() {
            true => Vec::new(),
            false => self.reader.sketch(english, self.threads),
        };
        for (idx, reading) in others {
            readings.insert(idx.min(readings.len()), reading);
        }
        readings
    }

    /// Reads English documents, with a sketch of each event whose words `triggers` tells of a document and its record:
    /// for gold, whose events are given.
    pub fn sketch_of(
        &self,
        documents: Vec<Document>,
        triggers: &Triggers<'_>,
    ) -> Vec<(Reading, Vec<Sketch>)> {
        self.reader.sketch_of(documents, triggers, self.threads)
    }

    /// Asks for the relation from each pair's first phrase to its second, in the readings that [`read`]
    /// gave; where both are empty, for the main relation that the text states.
    ///
    /// [`read`]: Session::read
    pub fn relate(&self, readings: &mut [Reading], pairs: &[Vec<Pair>]) {
        if pairs.iter().any(|pairs| !pairs.is_empty()) {
            self.reader.relate(readings, pairs, self.threads);
        }
    }

    fn not_coded(&self, document: &Document) -> Reading {
        let language = document.source().language.as_deref().unwrap_or_default();
        let message = format!("the text is in the language {language:?}; only English is coded");
        Reading {
            document: document.clone(),
            record: Record::default(),
            model: self.model_name().to_owned(),
            notes: vec![Note::new("not-english", message)],
        }
    }
}

fn threads_here() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The trained model, on a pool of its own threads.
struct Trained {
    reader: tacitus_read::Reader,
}

impl Reads for Trained {
    fn model_name(&self) -> &str {
        self.reader.model_name()
    }

    fn read(&self, documents: Vec<Document>, threads: usize) -> Vec<Reading> {
        on_pool(threads, || self.reader.read(documents))
    }

    fn sketch(&self, documents: Vec<Document>, threads: usize) -> Vec<(Reading, Vec<Sketch>)> {
        on_pool(threads, || self.reader.read_with_sketches(documents))
    }

    fn sketch_of(
        &self,
        documents: Vec<Document>,
        triggers: &Triggers<'_>,
        threads: usize,
    ) -> Vec<(Reading, Vec<Sketch>)> {
        on_pool(threads, || self.reader.read_and_sketch(documents, triggers))
    }

    fn learn(&mut self, own_types: OwnTypes) {
        self.reader.learn(own_types);
    }

    fn place_by(&mut self, gazetteer: Gazetteer) {
        self.reader.place_by(gazetteer);
    }

    fn know(&mut self, actors: Actors) {
        self.reader.know(actors);
    }

    fn relate(&self, readings: &mut [Reading], pairs: &[Vec<Pair>], threads: usize) {
        on_pool(threads, || self.reader.relate(readings, pairs));
    }
}

/// A pool is made in a fraction of what one report takes, and only where it is needed.
fn on_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(work),
        // A machine that gives us no threads still has the one we run on.
        Err(_) => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::Source;

    struct Fake;

    impl Reads for Fake {
        fn model_name(&self) -> &str {
            "fake"
        }

        fn read(&self, documents: Vec<Document>, threads: usize) -> Vec<Reading> {
            assert!(!documents.is_empty() && threads > 0);
            let record = Record::default();
            let reading = |document| Reading {
                document,
                record: record.clone(),
                model: "fake".into(),
                notes: Vec::new(),
            };
            documents.into_iter().map(reading).collect()
        }

        fn learn(&mut self, _: OwnTypes) {}

        fn relate(&self, _: &mut [Reading], _: &[Vec<Pair>], _: usize) {}
    }

    fn check(languages: &[Option<&str>], coded: &[bool]) {
        let document = |(idx, language): (usize, &Option<&str>)| {
            let source = Source { language: language.map(str::to_owned), ..Source::default() };
            Document::new(None, source, format!("text {idx}"))
        };
        let documents = languages.iter().enumerate().map(document).collect();
        let readings = Session::with(Box::new(Fake)).with_threads(2).read(documents);
        let found: Vec<_> = readings.iter().map(|reading| reading.notes.is_empty()).collect();
        assert_eq!(found, coded);
        for (idx, reading) in readings.iter().enumerate() {
            assert_eq!(reading.document.text(), format!("text {idx}"), "out of order");
        }
    }

    #[test]
    fn english_is_coded_and_the_order_kept() {
        check(&[], &[]);
        check(&[Some("es")], &[false]);
        check(
            &[Some("es"), None, Some("en-GB"), Some("ENG"), Some("fr"), Some("enm"), Some("en")],
            &[false, true, true, true, false, false, true],
        );
    }
}
