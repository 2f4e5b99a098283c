//! Types of events that users add: a TOML file with a name, a definition and a handful of example
//! sentences for each, from which the reader learns to recognise more of the kind.
//!
//! What is learned is a linear discriminant: the encoder's vectors of the examples' triggers against
//! those of ordinary words of the news, weighed by how the latter vary (Fisher 1936). On modes of our
//! corpus, learned from six examples each, it told triggers from other words better than the nearest
//! example and the nearest centroid did, by cosine, whitened or not (docs/figures.md).

use crate::ReadError;
use serde::Deserialize;
use std::ops::Range;
use tacitus_doc::{EventType, Mode, Symbol};

/// Ordinary sentences, one a line.
pub const BACKGROUND: &str = include_str!("../data/background.txt");

/// Fewer examples teach nothing.
const LEAST_EXAMPLES: usize = 3;
/// Added to the variance of each dimension, as a share of the mean variance.
const SHRINKAGE: f64 = 0.1;
/// So many of the ordinary words may look more like the type than its threshold.
const FALSE_ALARMS: f64 = 0.002;

/// Types of events from a user's file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnTypes {
    /// In the order of the file.
    pub types: Vec<OwnType>,
}

/// One type.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnType {
    /// What its events are called in the record.
    pub name: Symbol,
    /// What it is, for people.
    pub definition: String,
    /// The PLOVER type that it counts as.
    pub under: EventType,
    /// The mode, where it has one.
    pub mode: Option<Mode>,
    /// Sentences that state such an event.
    pub examples: Vec<Example>,
    /// Sentences that look like it and state none.
    pub counterexamples: Vec<Example>,
}

/// A sentence with the words that state the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Without brackets.
    pub text: String,
    /// Bytes of the words in brackets; `None` where there were none and the likeliest word is taken.
    pub trigger: Option<Range<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "type")]
    types: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    #[serde(default)]
    definition: String,
    under: String,
    mode: Option<String>,
    examples: Vec<String>,
    #[serde(default)]
    counterexamples: Vec<String>,
}

impl OwnTypes {
    /// Reads the text of a file of types.
    ///
    /// # Errors
    /// With the place and the cause: TOML that is none, a type without a name or twice, an unknown PLOVER
    /// type or mode, too few examples, brackets that do not close.
    pub fn parse(text: &str) -> Result<OwnTypes, ReadError> {
        let file: File = toml::from_str(text).map_err(|error| ReadError::new(error.to_string()))?;
        let mut types: Vec<OwnType> = Vec::new();
        for row in file.types {
            let wrong = |cause: String| ReadError::new(format!("type {:?}: {cause}", row.name));
            let named = !row.name.is_empty()
                && row
                    .name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            if !named {
                return Err(wrong("a name is made of a-z, 0-9 and -".into()));
            }
            if types.iter().any(|other| *other.name == *row.name) {
                return Err(wrong("the name stands twice in the file".into()));
            }
            let under = EventType::parse(&row.under).ok_or_else(|| {
                let all: Vec<&str> = EventType::ALL.iter().map(|it| it.as_str()).collect();
                wrong(format!(
                    "under = {:?} is no PLOVER type; they are {}",
                    row.under,
                    all.join(", ")
                ))
            })?;
            let mode = row.mode.as_deref().map(|mode| {
                let known = Mode::parse(mode).filter(|mode| mode.fits(under));
                known.ok_or_else(|| wrong(format!("{} has no mode {mode:?}", under.as_str())))
            });
            let read = |sentences: &[String]| -> Result<Vec<Example>, ReadError> {
                sentences.iter().map(|text| example(text).map_err(wrong)).collect()
            };
            let examples = read(&row.examples)?;
            if examples.len() < LEAST_EXAMPLES {
                return Err(wrong(format!(
                    "{} examples; {LEAST_EXAMPLES} is the least, six to ten are good",
                    examples.len()
                )));
            }
            types.push(OwnType {
                name: row.name.as_str().into(),
                definition: row.definition.clone(),
                under,
                mode: mode.transpose()?,
                examples,
                counterexamples: read(&row.counterexamples)?,
            });
        }
        Ok(OwnTypes { types })
    }
}

/// *Soldiers [drove] the family out* without its brackets.
fn example(text: &str) -> Result<Example, String> {
    if !text.contains(char::is_alphabetic) {
        return Err(format!("an example without words: {text:?}"));
    }
    match (text.find('['), text.find(']')) {
        (None, None) => Ok(Example { text: text.to_owned(), trigger: None }),
        (Some(open), Some(close)) if open + 1 < close => {
            let plain = [&text[..open], &text[open + 1..close], &text[close + 1..]].concat();
            if plain.contains(['[', ']']) {
                return Err(format!("more than one pair of brackets in {text:?}"));
            }
            Ok(Example { text: plain, trigger: Some(open..close - 1) })
        }
        _ => Err(format!("brackets that do not fit each other in {text:?}")),
    }
}

/// How ordinary words vary: their mean, and the factor of their covariance.
pub struct Background {
    mean: Vec<f64>,
    /// Lower triangle `L` of the covariance `L Lᵀ`, row after row.
    factor: Vec<f64>,
    vectors: Vec<Vec<f32>>,
}

impl Background {
    /// From the vectors of ordinary words, all of one length.
    pub fn new(vectors: Vec<Vec<f32>>) -> Background {
        let n = vectors.first().map_or(0, Vec::len);
        let count = vectors.len().max(1) as f64;
        let mut mean = vec![0.0; n];
        for vector in &vectors {
            mean.iter_mut().zip(vector).for_each(|(sum, x)| *sum += f64::from(*x) / count);
        }
        let mut covariance = vec![0.0; n * n];
        for vector in &vectors {
            let off: Vec<f64> =
                vector.iter().zip(&mean).map(|(x, mean)| f64::from(*x) - mean).collect();
            for i in 0..n {
                for j in 0..=i {
                    covariance[i * n + j] += off[i] * off[j] / count;
                }
            }
        }
        let variance: f64 = (0..n).map(|i| covariance[i * n + i]).sum::<f64>() / n.max(1) as f64;
        for i in 0..n {
            covariance[i * n + i] += SHRINKAGE * variance + f64::EPSILON;
        }
        Background { mean, factor: cholesky(covariance, n), vectors }
    }

    /// The share of the ordinary words that a probe takes for its type.
    pub fn taken_by(&self, probe: &Probe) -> f64 {
        let alarms = self.vectors.iter().filter(|vector| probe.probability(vector) > 0.5);
        alarms.count() as f64 / self.vectors.len().max(1) as f64
    }

    /// The vector from the mean of ordinary words to that of `examples`, and the weights that tell them
    /// apart best.
    fn direction(&self, examples: &[&[f32]]) -> (Vec<f64>, Vec<f64>) {
        let n = self.mean.len();
        let mut to = vec![0.0; n];
        for vector in examples {
            for (i, x) in vector.iter().enumerate() {
                to[i] += (f64::from(*x) - self.mean[i]) / examples.len() as f64;
            }
        }
        let weights = solve(&self.factor, &to);
        (to, weights)
    }
}

/// What recognises one type: 0 is an ordinary word, 1 the mean of the examples.
#[derive(Clone, Debug)]
pub struct Probe {
    weights: Vec<f32>,
    shift: f32,
    /// From here on it is likelier than not.
    threshold: f32,
    /// What one unit of log-odds is worth.
    slope: f32,
}

impl Probe {
    /// The probability that a word with that vector states an event of the type.
    pub fn probability(&self, vector: &[f32]) -> f32 {
        let likeness = self.likeness(vector);
        1.0 / (1.0 + ((self.threshold - likeness) / self.slope).exp())
    }

    fn likeness(&self, vector: &[f32]) -> f32 {
        vector.iter().zip(&self.weights).map(|(x, weight)| x * weight).sum::<f32>() - self.shift
    }

    /// Learns a type from the vectors of its triggers and of those of its counterexamples.
    pub fn new(background: &Background, examples: &[Vec<f32>], against: &[Vec<f32>]) -> Probe {
        let all: Vec<&[f32]> = examples.iter().map(Vec::as_slice).collect();
        let mut probe = Probe::raw(background, &all);
        // How much like the type are its examples, seen by a probe that has not learned them?
        let left_out: Vec<f32> = (0..all.len())
            .map(|at| {
                let mut others = all.clone();
                let own = others.remove(at);
                Probe::raw(background, &others).likeness(own)
            })
            .collect();
        let own = left_out.iter().sum::<f32>() / left_out.len().max(1) as f32;
        let mut others: Vec<f32> =
            background.vectors.iter().map(|vector| probe.likeness(vector)).collect();
        others.sort_by(|a, b| b.total_cmp(a));
        let alarms = (others.len() as f64 * FALSE_ALARMS) as usize;
        let ordinary = others.get(alarms).copied().unwrap_or(0.0);
        let counter = against.iter().map(|vector| probe.likeness(vector)).fold(0.0, f32::max);
        // A counterexample that looks just like the examples cannot be had without losing them too.
        let least = ordinary.max((counter + 0.02).min(0.6 * own));
        probe.threshold = if own > least { least + 0.2 * (own - least) } else { least };
        probe.slope = ((own - least) / 6.0).max(0.04);
        probe
    }

    fn raw(background: &Background, examples: &[&[f32]]) -> Probe {
        let (to, weights) = background.direction(examples);
        let whole: f64 = to.iter().zip(&weights).map(|(a, b)| a * b).sum::<f64>().max(1e-9);
        let shift: f64 = weights.iter().zip(&background.mean).map(|(w, mean)| w * mean).sum();
        Probe {
            weights: weights.iter().map(|w| (w / whole) as f32).collect(),
            shift: (shift / whole) as f32,
            threshold: 0.5,
            slope: 0.1,
        }
    }
}

/// The lower triangle `L` with `L Lᵀ` equal to the symmetric matrix whose lower triangle is given.
fn cholesky(mut a: Vec<f64>, n: usize) -> Vec<f64> {
    for j in 0..n {
        for k in 0..j {
            let factor = a[j * n + k];
            for i in j..n {
                a[i * n + j] -= a[i * n + k] * factor;
            }
        }
        let root = a[j * n + j].max(1e-12).sqrt();
        for i in j..n {
            a[i * n + j] /= root;
        }
    }
    a
}

/// `x` of `L Lᵀ x = b`.
fn solve(l: &[f64], b: &[f64]) -> Vec<f64> {
    let n = b.len();
    let mut x = b.to_vec();
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| l[i * n + k] * x[k]).sum();
        x[i] = (x[i] - sum) / l[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| l[k * n + i] * x[k]).sum();
        x[i] = (x[i] - sum) / l[i * n + i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        [[type]]
        name = "eviction"
        definition = "People are made to leave their homes."
        under = "COERCE"
        examples = ["Soldiers [drove out] the family.", "They were [evicted].", "An eviction followed."]
        counterexamples = ["Sales [drove] growth."]
    "#;

    #[test]
    fn a_file_is_read() {
        let own = OwnTypes::parse(GOOD).expect("a file of types");
        let [eviction] = &own.types[..] else { panic!("{own:?}") };
        let first = &eviction.examples[0];
        assert_eq!(first.text, "Soldiers drove out the family.");
        assert_eq!(&first.text[first.trigger.clone().expect("a trigger")], "drove out");
        assert_eq!(eviction.examples[2].trigger, None);
        assert_eq!((eviction.under, eviction.counterexamples.len()), (EventType::Coerce, 1));
    }

    #[test]
    fn a_bad_file_says_where_and_why() {
        for (from, to, cause) in [
            ("\"COERCE\"", "\"EVICT\"", "no PLOVER type"),
            ("name = \"eviction\"", "name = \"Eviction!\"", "a name is made of"),
            ("[drove out]", "[drove out", "brackets"),
            ("[drove out]", "[drove] [out]", "more than one pair"),
            ("\"They were [evicted].\", \"An eviction followed.\"", "", "the least"),
            ("under", "umder", "umder"),
            ("\"They were [evicted].\"", "\" \"", "without words"),
            ("definition", "mode = \"visit\"\ndefinition", "no mode"),
        ] {
            let text = GOOD.replace(from, to);
            let error = OwnTypes::parse(&text).expect_err(cause).to_string();
            assert!(error.contains(cause), "{error}");
        }
        let twice = format!("{GOOD}{GOOD}");
        assert!(OwnTypes::parse(&twice).expect_err("twice").to_string().contains("twice"));
    }

    /// Vectors around a center, spread along the first axis much more than along the others.
    fn cloud(center: [f32; 3], n: usize) -> Vec<Vec<f32>> {
        let wave = |k: usize, step: usize| ((k * step) % 7) as f32 / 7.0 - 0.43;
        (0..n)
            .map(|k| {
                vec![
                    center[0] + 8.0 * wave(k, 3),
                    center[1] + 0.3 * wave(k, 5),
                    center[2] + 0.3 * wave(k + 2, 2),
                ]
            })
            .collect()
    }

    #[test]
    fn what_varies_anyway_tells_nothing_apart() {
        let background = Background::new(cloud([0.0, 0.0, 0.0], 200));
        let probe = Probe::new(&background, &cloud([0.5, 1.0, 0.0], 6), &[]);
        assert!(probe.probability(&[-3.0, 1.0, 0.0]) > 0.5);
        assert!(probe.probability(&[3.0, 0.1, 0.0]) < 0.5);
        let strict = Probe::new(&background, &cloud([0.5, 1.0, 0.0], 6), &[vec![0.0, 0.5, 0.0]]);
        assert!(strict.probability(&[0.0, 0.5, 0.0]) < 0.5);
    }
}
