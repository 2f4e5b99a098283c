//! From a user's example sentences to what recognises his types: the sentences pass through the encoder,
//! and the vectors of their triggers are told apart from those of ordinary words (`types.rs`).

use crate::encode::kernel::Scratch;
use crate::encode::windows::{self, Plan};
use crate::encode::{encode, in_context, vectors};
use crate::model::Model;
use crate::types::{BACKGROUND, Background, Example, OwnTypes, Probe};
use rayon::prelude::*;
use tacitus_doc::{Document, Source, Symbol};

/// How well a type is told apart by its own examples.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeCheck {
    /// The type.
    pub name: Symbol,
    /// For each example, what it is taken for by probes that have not learned it.
    pub examples: Vec<Told>,
    /// For each counterexample, what it is taken for.
    pub counterexamples: Vec<Told>,
    /// Words of ordinary sentences that are taken for the type, of each thousand.
    pub false_alarms: f64,
}

/// What a sentence is taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The sentence.
    pub text: String,
    /// The words that were taken for the trigger.
    pub trigger: String,
    /// The likeliest type of the file, where one is likelier than not.
    pub taken_for: Option<Symbol>,
    /// The probability of the type that the sentence stands under.
    pub p: f32,
}

/// The vectors of one sentence.
struct Seen {
    text: String,
    trigger: String,
    /// The mean over the trigger's words.
    vector: Vec<f32>,
}

/// All sentences of a file of types, as the encoder sees them.
pub(crate) struct Lessons {
    background: Background,
    examples: Vec<Vec<Seen>>,
    against: Vec<Vec<Seen>>,
}

impl Lessons {
    pub(crate) fn new(model: &Model, own: &OwnTypes) -> Lessons {
        let lines: Vec<&str> = BACKGROUND.lines().filter(|line| !line.starts_with('#')).collect();
        let ordinary: Vec<Vec<f32>> = lines
            .par_iter()
            .flat_map_iter(|line| {
                let sentence = Sentence::new(model, line);
                // Articles and punctuation are ordinary too, but no event is mistaken for them.
                let tokens = sentence.doc.tokens().unwrap_or_default().iter();
                let long = tokens.map(|token| token.span.len() > 3).collect::<Vec<_>>();
                sentence
                    .vectors
                    .into_iter()
                    .zip(long)
                    .filter(|(_, long)| *long)
                    .map(|(row, _)| row)
                    .collect::<Vec<_>>()
            })
            .collect();
        let see = |examples: &[Example]| -> Vec<Seen> {
            examples.par_iter().filter_map(|example| Seen::new(model, example)).collect()
        };
        Lessons {
            background: Background::new(ordinary),
            examples: own.types.iter().map(|it| see(&it.examples)).collect(),
            against: own.types.iter().map(|it| see(&it.counterexamples)).collect(),
        }
    }

    pub(crate) fn probes(&self) -> Vec<Probe> {
        (0..self.examples.len()).into_par_iter().map(|at| self.probe(at, None)).collect()
    }

    /// The probe of one type, one of its examples left out.
    fn probe(&self, own: usize, without: Option<usize>) -> Probe {
        let vectors = |seen: &[Seen]| seen.iter().map(|it| it.vector.clone()).collect::<Vec<_>>();
        let mut examples = vectors(&self.examples[own]);
        if let Some(at) = without {
            examples.remove(at);
        }
        // The other types' examples are none of this one.
        let others = self.examples.iter().enumerate().filter(|(at, _)| *at != own);
        let mut against: Vec<Vec<f32>> = others.flat_map(|(_, seen)| vectors(seen)).collect();
        against.extend(vectors(&self.against[own]));
        Probe::new(&self.background, &examples, &against)
    }

    pub(crate) fn check(&self, own: &OwnTypes) -> Vec<TypeCheck> {
        let probes = self.probes();
        let check = |(at, own_type): (usize, &crate::types::OwnType)| {
            let told = |seen: &Seen, left_out: Option<usize>| {
                let mut probes = probes.clone();
                if left_out.is_some() {
                    probes[at] = self.probe(at, left_out);
                }
                let p = |probe: &Probe| probe.probability(&seen.vector);
                let best = probes.iter().map(p).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
                let taken =
                    best.filter(|(_, p)| *p > 0.5).map(|(at, _)| own.types[at].name.clone());
                Told {
                    text: seen.text.clone(),
                    trigger: seen.trigger.clone(),
                    taken_for: taken,
                    p: p(&probes[at]),
                }
            };
            TypeCheck {
                name: own_type.name.clone(),
                examples: (self.examples[at].iter().enumerate())
                    .map(|(nth, seen)| told(seen, Some(nth)))
                    .collect(),
                counterexamples: self.against[at].iter().map(|seen| told(seen, None)).collect(),
                false_alarms: 1000.0 * self.background.taken_by(&probes[at]),
            }
        };
        own.types.iter().enumerate().collect::<Vec<_>>().into_par_iter().map(check).collect()
    }
}

/// A text with its words and their vectors.
struct Sentence {
    doc: Document,
    plans: Vec<Plan>,
    vectors: Vec<Vec<f32>>,
}

impl Sentence {
    fn new(model: &Model, text: &str) -> Sentence {
        let doc = Document::new(None, Source::default(), text);
        let tokens = model.segmenter.segment(&doc);
        let doc = doc.with_tokens(tokens);
        let plans = windows::plan(&doc, &model.wordpiece);
        let width = model.encoder.width();
        let one = |plan| in_context(&vectors(model, &[plan], &mut Scratch::default()), width);
        let vectors = plans.iter().flat_map(one).collect();
        Sentence { doc, plans, vectors }
    }
}

impl Seen {
    /// `None` for a sentence without words.
    fn new(model: &Model, example: &Example) -> Option<Seen> {
        let sentence = Sentence::new(model, &example.text);
        let tokens = sentence.doc.tokens()?;
        let inside = |at: &usize| {
            let (start, end) = (tokens[*at].span.start as usize, tokens[*at].span.end as usize);
            example.trigger.as_ref().is_some_and(|words| start < words.end && words.start < end)
        };
        let mut trigger: Vec<usize> = (0..tokens.len()).filter(inside).collect();
        if trigger.is_empty() {
            trigger.push(likely_trigger(model, &sentence)?);
        }
        let mut vector = vec![0.0; sentence.vectors.first()?.len()];
        for &at in &trigger {
            let row = sentence.vectors.get(at)?;
            vector.iter_mut().zip(row).for_each(|(sum, x)| *sum += x / trigger.len() as f32);
        }
        let words: Vec<&str> =
            trigger.iter().map(|&at| sentence.doc.words(tokens[at].span)).collect();
        Some(Seen { text: example.text.clone(), trigger: words.join(" "), vector })
    }
}

/// The word likeliest to state an event of any type, or else the root of the first sentence.
fn likely_trigger(model: &Model, sentence: &Sentence) -> Option<usize> {
    let plans: Vec<&Plan> = sentence.plans.iter().collect();
    let (from, classes) = (model.heads.event.0, &model.heads.event.1);
    let mut best: Option<(f32, usize)> = None;
    let mut root = None;
    for scores in encode(model, &plans, &[], &mut Scratch::default()) {
        for (at, token) in scores.tokens.clone().enumerate() {
            let row = crate::encode::Scores::probabilities(scores.tag(at, from, classes.len()));
            let none = row.iter().zip(classes).filter(|(_, class)| class.is_none());
            let p = 1.0 - none.map(|(p, _)| p).sum::<f32>();
            if best.is_none_or(|(most, _)| p > most) {
                best = Some((p, token));
            }
            if scores.heads[at].is_none() && root.is_none() {
                root = Some(token);
            }
        }
    }
    best.filter(|(p, _)| *p > 0.2).map(|(_, token)| token).or(root)
}
