//! The whole of reading, on one screen: a stage borrows the document and returns a layer, and this
//! file, which owns it, attaches it.

use crate::ReadError;
use crate::decode::hints::Hints;
use crate::decode::{attribution, frames, mentions, syntax, toponyms};
use crate::encode::kernel::{Path as CpuPath, Scratch};
use crate::encode::windows::{self, Plan};
use crate::encode::{self, Scores, pairs};
use crate::lessons::{Lessons, TypeCheck};
use crate::model::{EMBEDDED, Files, Model};
use crate::record;
use crate::resolve::{self, Knowledge, Vectors};
use crate::types::{OwnTypes, Probe};
use rayon::prelude::*;
use std::borrow::Cow;
use std::path::Path;
use tacitus_actors::Actors;
use tacitus_doc::{Document, Event, Note, Pair, Reading, Record, Relation, Sketch, Source, Span};
use tacitus_gazetteer::Gazetteer;

/// Windows that pass through the encoder together: enough to fill the processor's matrix units, few
/// enough that all threads have work.
const WINDOWS_AT_ONCE: usize = 8;

/// Of a document and its record the words of the events that are to be sketched.
pub type Triggers<'t> = dyn Fn(&Document, &Record) -> Vec<Span> + Sync + 't;

/// Reads documents with one model.
pub struct Reader {
    model: Model,
    gazetteer: Gazetteer,
    actors: Cow<'static, Actors>,
    own_types: OwnTypes,
    probes: Vec<Probe>,
}

impl Reader {
    /// With the model that ships inside the program.
    ///
    /// # Errors
    /// When it was built from a damaged model folder.
    pub fn embedded() -> Result<Reader, ReadError> {
        Reader::with(Model::new(EMBEDDED, CpuPath::detect())?)
    }

    /// With the model in a folder that `train/` wrote.
    ///
    /// # Errors
    /// When a file is missing or does not fit.
    pub fn open(folder: &Path) -> Result<Reader, ReadError> {
        Reader::with(Model::new(Files::read(folder)?, CpuPath::detect())?)
    }

    /// The same, on a chosen instruction set (`avx512`, `avx2`, `portable`): all give the same bytes.
    ///
    /// # Errors
    /// When this processor lacks it, or the folder cannot be read.
    pub fn on(folder: Option<&Path>, instructions: &str) -> Result<Reader, ReadError> {
        let path = CpuPath::from_name(instructions).ok_or_else(|| {
            ReadError::new(format!("this processor has no instruction set {instructions:?}"))
        })?;
        let files = folder.map_or(Ok(EMBEDDED), Files::read)?;
        Reader::with(Model::new(files, path)?)
    }

    fn with(model: Model) -> Result<Reader, ReadError> {
        let gazetteer = Gazetteer::embedded().map_err(|error| ReadError::new(error.to_string()))?;
        let actors = Cow::Borrowed(Actors::embedded());
        Ok(Reader { model, gazetteer, actors, own_types: OwnTypes::default(), probes: Vec::new() })
    }

    /// Looks places up in another gazetteer than the one built in.
    pub fn place_by(&mut self, gazetteer: Gazetteer) {
        self.gazetteer = gazetteer;
    }

    /// Knows other actors than those built in.
    pub fn know(&mut self, actors: Actors) {
        self.actors = Cow::Owned(actors);
    }

    /// Learns a user's own types of events, in place of those that it had learned before.
    pub fn learn(&mut self, own_types: OwnTypes) {
        self.probes = Lessons::new(&self.model, &own_types).probes();
        self.own_types = own_types;
    }

    /// How well each type of a user's file is told apart by its own examples.
    pub fn check_types(&self, own_types: &OwnTypes) -> Vec<TypeCheck> {
        Lessons::new(&self.model, own_types).check(own_types)
    }

    /// Name and version of the model.
    pub fn model_name(&self) -> &str {
        &self.model.name
    }

    /// Reads documents, in order. Reading cannot fail: what could not be read is a note. Runs on the
    /// current rayon pool; the result does not depend on how many threads that has.
    pub fn read(&self, documents: Vec<Document>) -> Vec<Reading> {
        self.read_with_sketches(documents).into_iter().map(|(reading, _)| reading).collect()
    }

    /// The same, with a sketch of each event of each record, by which events of several reports are compared.
    pub fn read_with_sketches(&self, documents: Vec<Document>) -> Vec<(Reading, Vec<Sketch>)> {
        self.read_and_sketch(documents, &|_, record| {
            let trigger = |event: &Event| event.trigger.first().copied().unwrap_or(Span::new(0, 0));
            record.events.iter().map(trigger).collect()
        })
    }

    /// The same, with a sketch of each event whose words `triggers` tells of a document and its record, in order.
    pub fn read_and_sketch(
        &self,
        documents: Vec<Document>,
        triggers: &Triggers<'_>,
    ) -> Vec<(Reading, Vec<Sketch>)> {
        let documents: Vec<Document> =
            documents.into_par_iter().map(|doc| self.segment(doc)).collect();
        let plans: Vec<Vec<Plan>> =
            documents.par_iter().map(|doc| windows::plan(doc, &self.model.wordpiece)).collect();
        let scores = self.encode(&plans);
        documents
            .into_par_iter()
            .zip(scores)
            .map(|(doc, scores)| self.finish(doc, &scores, triggers))
            .collect()
    }

    /// The relation from each pair's first phrase to its second, in order, into each reading's record.
    pub fn relate(&self, readings: &mut [Reading], asked: &[Vec<Pair>]) {
        let asked = readings.par_iter_mut().zip(asked).filter(|(_, pairs)| !pairs.is_empty());
        asked.for_each_init(Scratch::default, |scratch, (reading, phrases)| {
            let ask = |pair: &Pair| {
                let Some((source, target)) = *pair else { return Relation::default() };
                let said = pairs::ask(&self.model, &reading.document, source, target, scratch);
                record::relation(&reading.record, source, target, said.as_deref())
            };
            reading.record.relations = phrases.iter().map(ask).collect();
        });
    }

    /// What the rules and the encoder offer as attributions in a document, with what their trust rests
    /// on: for `train/fit_attribution.py`, which learns that trust.
    pub fn attribution_candidates(&self, doc: Document) -> (Document, Vec<attribution::Candidate>) {
        let Some(doc) = self.read(vec![doc]).pop().map(|reading| reading.document) else {
            return (Document::new(None, Source::default(), ""), Vec::new());
        };
        let plans = vec![windows::plan(&doc, &self.model.wordpiece)];
        let scores = self.encode(&plans);
        let hints = Hints::new(&doc, &scores[0], &self.model.heads, &self.own_types);
        let candidates = attribution::candidates(&doc, &hints, 0.0);
        (doc, candidates)
    }

    /// What the scorer of coreference learns from: the decisions that annotation makes in a document, told
    /// one by one, and the encoder's vectors of its words, `[tokens][width]`. `chain_of` tells the chain of
    /// the phrase with that span and head token. For `train/fit_coref.py`.
    pub fn coref_examples(
        &self,
        doc: Document,
        chain_of: &dyn Fn(&Document, Span, usize) -> Option<u32>,
        tell: &mut dyn FnMut(resolve::Example),
    ) -> (Document, Vec<f32>) {
        let Some(doc) = self.read(vec![doc]).pop().map(|reading| reading.document) else {
            return (Document::new(None, Source::default(), ""), Vec::new());
        };
        let plans = windows::plan(&doc, &self.model.wordpiece);
        let mut scratch = Scratch::default();
        let vectors: Vec<f32> = plans
            .iter()
            .flat_map(|plan| encode::vectors(&self.model, &[plan], &mut scratch))
            .collect();
        let chain = |span: Span, head: usize| chain_of(&doc, span, head);
        resolve::entities(&doc, resolve::Judge::Gold(&chain, tell));
        (doc, vectors)
    }

    fn segment(&self, doc: Document) -> Document {
        // Other languages are kept, not coded: no head has learned them.
        if doc.tokens().is_some() || !doc.source().reads_as_english() {
            return doc;
        }
        let tokens = self.model.segmenter.segment(&doc);
        doc.with_tokens(tokens)
    }

    /// Windows of like length together, whatever document they come from.
    fn encode(&self, plans: &[Vec<Plan>]) -> Vec<Vec<Scores>> {
        let mut order: Vec<(usize, usize)> = (plans.iter().enumerate())
            .flat_map(|(doc, plans)| (0..plans.len()).map(move |at| (doc, at)))
            .collect();
        order.sort_by_key(|&(doc, at)| (plans[doc][at].window.pieces.len(), doc, at));
        let groups: Vec<Vec<Scores>> = order
            .par_chunks(WINDOWS_AT_ONCE)
            .map_init(Scratch::default, |scratch, group| {
                let plans: Vec<&Plan> = group.iter().map(|&(doc, at)| &plans[doc][at]).collect();
                encode::encode(&self.model, &plans, &self.probes, scratch)
            })
            .collect();
        let mut scores: Vec<Vec<Scores>> =
            plans.iter().map(|plans| vec![Scores::default(); plans.len()]).collect();
        for ((doc, at), window) in order.into_iter().zip(groups.into_iter().flatten()) {
            scores[doc][at] = window;
        }
        scores
    }

    fn finish(
        &self,
        doc: Document,
        scores: &[Scores],
        triggers: &Triggers<'_>,
    ) -> (Reading, Vec<Sketch>) {
        let model = self.model.name.clone();
        if !doc.source().reads_as_english() {
            let record = Record::default();
            return (Reading { document: doc, record, model, notes: Vec::new() }, Vec::new());
        }
        let heads = &self.model.heads;
        let published = doc.source().published.or_else(|| resolve::times::published_in(&doc));
        let kin = Vectors::new(
            self.model.coref.width,
            scores.iter().flat_map(|window| window.kin.iter().copied()).collect(),
        );
        let kinship = Some((&self.model.coref, &kin));
        let (gazetteer, actors) = (Some(&self.gazetteer), Some(&*self.actors));
        let knowledge = Knowledge { gazetteer, actors, published, kinship };
        let layer = syntax::sentences(&doc, scores);
        let doc = doc.with_sentences(layer);
        let layer = syntax::syntax(&doc, scores, heads);
        let doc = doc.with_syntax(layer);
        let layer = mentions::names(&doc, scores, heads);
        let doc = doc.with_names(layer);
        let layer = toponyms::toponyms(&doc, scores, heads);
        let doc = doc.with_toponyms(layer);
        let layer = mentions::mentions(&doc, scores, heads);
        let layer = resolve::times::with_time_mentions(&doc, layer);
        let doc = doc.with_mentions(layer);
        let layer = mentions::phrases(&doc);
        let doc = doc.with_phrases(layer);
        let hints = Hints::new(&doc, scores, heads, &self.own_types);
        let layer = attribution::attributions(&doc, &hints);
        let doc = doc.with_attributions(layer);
        let layer = frames::frames(&doc, &hints);
        let doc = doc.with_frames(layer);
        let layer = resolve::referents(&doc, &knowledge);
        let doc = doc.with_referents(layer);
        let layer = resolve::places::locations(&doc, &knowledge);
        let doc = doc.with_locations(layer);
        let (record, notes): (Record, Vec<Note>) = record::record(&doc, published);
        let notes = resolve::times::note(&doc, published).into_iter().chain(notes).collect();
        let vectors: Vec<f32> =
            scores.iter().flat_map(|window| window.sketch.iter().copied()).collect();
        let (triggers, width) = (triggers(&doc, &record), self.model.sketch.n_out());
        let sketches = record::sketches(&doc, &record, &triggers, &vectors, width);
        (Reading { document: doc, record, model, notes }, sketches)
    }
}
