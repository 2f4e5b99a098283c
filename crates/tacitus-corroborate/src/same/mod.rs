//! Which mentions of events in several reports are one event.
//!
//! Two mentions are compared by some seventy features of their sketches (words, names, places, days, what hangs on
//! them, the encoder's vectors), which a logistic regression weighs. Average link forms small, safe clusters; a second
//! regression looks at pairs of those, and average link joins them further. Both regressions are learned from ECB+
//! (Cybulska and Vossen 2014) by `train/fit_events.py`; clusters that are compared with their rivals are as in
//! cross-document coreference by hierarchical clustering (Yang, Cardie and Frazier 2015).

pub mod features;
pub mod second;
mod words;

pub use features::{Mention, Pair, Votes, features};

use crate::cluster::average_link;
use crate::events;
use features::N;
use safetensors::{Dtype, SafeTensors};
use second::{M, Small};
use std::collections::HashMap;
use std::sync::LazyLock;
use tacitus_doc::Sketch;

/// What was learned of which mentions are one event.
#[derive(Clone, Debug)]
pub struct Scorer {
    votes: HashMap<u32, Votes>,
    first: (Vec<f32>, f32),
    second: (Vec<f32>, f32),
    /// How likely mentions are one where small clusters end, and small clusters where events end.
    until: [f32; 2],
    /// Which mentions of a story are one event, by all that their records tell; and from which log-odds on. Learned
    /// from `corpus/stories`.
    story: (Vec<f32>, f32),
    until_story: f32,
}

static EMBEDDED: LazyLock<Result<Scorer, String>> =
    LazyLock::new(|| Scorer::new(include_bytes!("../../../../model/events.safetensors")));

impl Scorer {
    /// That which ships inside the program.
    ///
    /// # Errors
    /// When the program was built from a damaged model folder.
    pub fn embedded() -> Result<&'static Scorer, &'static str> {
        EMBEDDED.as_ref().map_err(String::as_str)
    }

    /// From the bytes of `events.safetensors`.
    ///
    /// # Errors
    /// When a tensor is missing or does not fit.
    pub fn new(bytes: &[u8]) -> Result<Scorer, String> {
        let tensors = SafeTensors::deserialize(bytes)
            .map_err(|error| format!("events.safetensors: {error}; is the file cut off?"))?;
        let quads = |name: &str, dtype: Dtype| -> Result<Vec<[u8; 4]>, String> {
            let view = tensors.tensor(name).map_err(|_| format!("tensor {name} is missing"))?;
            if view.dtype() != dtype {
                return Err(format!("tensor {name} is {:?}, not {dtype:?}", view.dtype()));
            }
            Ok(view.data().as_chunks::<4>().0.to_vec())
        };
        let floats = |name: &str, n: usize| -> Result<Vec<f32>, String> {
            let values: Vec<f32> =
                quads(name, Dtype::F32)?.into_iter().map(f32::from_le_bytes).collect();
            match values.len() == n {
                true => Ok(values),
                false => Err(format!("tensor {name} has {} values, not {n}", values.len())),
            }
        };
        let linear = |name: &str, n: usize| {
            Ok::<_, String>((floats(&format!("{name}.w"), n)?, floats(&format!("{name}.b"), 1)?[0]))
        };
        let roots = quads("roots", Dtype::U32)?.into_iter().map(u32::from_le_bytes);
        let votes = floats("votes", 2 * roots.len())?;
        let votes =
            votes.as_chunks::<2>().0.iter().map(|[one, two]| Votes { one: *one, two: *two });
        let until = floats("until", 2)?;
        // This is learned after the others, with their help: until then no mentions are alike.
        let is_learned = tensors.tensor("story.w").is_ok();
        let (story, until_story) = match is_learned {
            true => (linear("story", events::N)?, floats("story.until", 1)?[0]),
            false => ((Vec::new(), -1.0), 0.0),
        };
        Ok(Scorer {
            votes: roots.zip(votes).collect(),
            first: linear("first", N)?,
            second: linear("second", M)?,
            until: [until[0], until[1]],
            story,
            until_story,
        })
    }

    /// One that makes small clusters only, of how roots were voted on and the weights of features: for training.
    pub fn looking_once(
        votes: HashMap<u32, Votes>,
        weights: Vec<f32>,
        bias: f32,
        until: f32,
    ) -> Scorer {
        let none = || (Vec::new(), 0.0);
        Scorer {
            votes,
            first: (weights, bias),
            second: none(),
            until: [until, until],
            story: none(),
            until_story: 0.0,
        }
    }

    /// Log-odds that two mentions of a story are one event; see [`events::Scenes::features`].
    pub fn story(&self, features: &[f32; events::N]) -> f32 {
        linear(&self.story, features)
    }

    /// Log-odds from which on mentions of a story are one event.
    pub fn until_story(&self) -> f32 {
        self.until_story
    }

    /// What is known of two mentions beside their sketches; `likeness` is that of their reports.
    pub fn pair(&self, a: &Mention<'_>, b: &Mention<'_>, likeness: f32, one_report: bool) -> Pair {
        let votes = self.votes.get(&a.roots(b)).copied().unwrap_or_default();
        Pair { likeness, one_report, votes }
    }

    /// How likely two mentions are one event, by themselves.
    pub fn probability(&self, a: &Mention<'_>, b: &Mention<'_>, pair: &Pair) -> f32 {
        logistic(&self.first, &features(a, b, pair))
    }

    /// Parts the mentions of a story into events; each by position, events by their first mention. A mention is given
    /// with its report, `likeness` tells how alike two reports are, `tied` what is known of two mentions: that they are
    /// one event, or that they are not.
    ///
    /// The result does not depend on the order of mentions or reports.
    pub fn cluster(
        &self,
        mentions: &[(usize, &Sketch)],
        likeness: impl Fn(usize, usize) -> f32,
        tied: impl Fn(usize, usize) -> Option<bool>,
    ) -> Vec<Vec<usize>> {
        let story = Story::new(self, mentions, likeness);
        let small = story.small(&tied);
        let score = |a: usize, b: usize| {
            let tie = |x: usize, y: usize| tied(story.order[x], story.order[y]);
            let apart = small.pairs(a, b).any(|(x, y)| tie(x, y) == Some(false));
            let look = || {
                let of = |x: usize, y: usize| story.features(x, y);
                logistic(&self.second, &small.features(a, b, of))
            };
            (!apart).then(look)
        };
        let joined = average_link(small.clusters.len(), self.until[1], score);
        let mut found: Vec<Vec<usize>> = joined
            .into_iter()
            .map(|parts| {
                let mentions = parts.iter().flat_map(|part| &small.clusters[*part]);
                let mut event: Vec<usize> = mentions.map(|at| story.order[*at]).collect();
                event.sort_unstable();
                event
            })
            .collect();
        found.sort_unstable();
        found
    }
}

/// Parts the mentions of a story into events with the scorer that ships; see [`Scorer::cluster`].
pub fn cluster(
    mentions: &[(usize, &Sketch)],
    likeness: impl Fn(usize, usize) -> f32,
) -> Vec<Vec<usize>> {
    match Scorer::embedded() {
        Ok(scorer) => scorer.cluster(mentions, likeness, |_, _| None),
        // A program that was built from a damaged folder takes no two mentions for one event.
        Err(_) => (0..mentions.len()).map(|at| vec![at]).collect(),
    }
}

/// The mentions of a story, in an order of their own.
pub struct Story<'s, L> {
    scorer: &'s Scorer,
    mentions: Vec<Mention<'s>>,
    /// Report of each.
    pub reports: Vec<usize>,
    /// Its position among those given.
    pub order: Vec<usize>,
    likeness: L,
}

impl<'s, L: Fn(usize, usize) -> f32> Story<'s, L> {
    /// Of mentions with their reports.
    pub fn new(scorer: &'s Scorer, mentions: &[(usize, &'s Sketch)], likeness: L) -> Story<'s, L> {
        let mut order: Vec<usize> = (0..mentions.len()).collect();
        // Sums of floats depend on their order, so that is one which the mentions themselves give.
        order.sort_by_key(|at| (mentions[*at].1, *at));
        Story {
            scorer,
            mentions: order.iter().map(|at| Mention::new(mentions[*at].1)).collect(),
            reports: order.iter().map(|at| mentions[*at].0).collect(),
            order,
            likeness,
        }
    }

    fn pair(&self, a: usize, b: usize) -> Pair {
        let (x, y) = (self.reports[a], self.reports[b]);
        let likeness = if x == y { 1.0 } else { (self.likeness)(x.min(y), x.max(y)) };
        self.scorer.pair(&self.mentions[a], &self.mentions[b], likeness, x == y)
    }

    /// What speaks for and against two mentions.
    pub fn features(&self, a: usize, b: usize) -> [f32; N] {
        features(&self.mentions[a], &self.mentions[b], &self.pair(a, b))
    }

    /// The small, safe clusters; `tied` is told positions among the mentions given.
    pub fn small(&self, tied: &dyn Fn(usize, usize) -> Option<bool>) -> Small {
        let (n, p) = (self.mentions.len(), self.probabilities());
        let score = |a: usize, b: usize| match tied(self.order[a], self.order[b]) {
            Some(true) => Some(f32::INFINITY),
            Some(false) => None,
            None => Some(p[a * n + b]),
        };
        let clusters = average_link(n, self.scorer.until[0], score);
        Small::new(clusters, p, &self.reports)
    }

    /// How likely each two mentions are one event, `[mentions][mentions]`.
    fn probabilities(&self) -> Vec<f32> {
        let n = self.mentions.len();
        let mut p = vec![0.0; n * n];
        for a in 0..n {
            for b in a + 1..n {
                let (x, y) = (&self.mentions[a], &self.mentions[b]);
                let value = self.scorer.probability(x, y, &self.pair(a, b));
                p[a * n + b] = value;
                p[b * n + a] = value;
            }
        }
        p
    }
}

fn linear((weights, bias): &(Vec<f32>, f32), values: &[f32]) -> f32 {
    weights.iter().zip(values).map(|(w, x)| w * x).sum::<f32>() + bias
}

fn logistic(model: &(Vec<f32>, f32), values: &[f32]) -> f32 {
    1.0 / (1.0 + (-linear(model, values)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tacitus_doc::Beside;

    fn sketch(lemma: &str, vector: [i8; 2], words: &[(&str, u16)]) -> Sketch {
        let mut words: Vec<(u32, u16)> =
            words.iter().map(|(word, beside)| (Sketch::key(word), *beside)).collect();
        words.sort_unstable();
        let vector = vector.to_vec();
        let (whole, around, parts) = (vector.clone(), vector.clone(), vector.clone());
        Sketch {
            lemma: lemma.into(),
            is_verb: true,
            vector,
            whole,
            around,
            parts,
            words,
            ..Sketch::default()
        }
    }

    fn story() -> Vec<Sketch> {
        const HIT: u16 = Beside::OBJECT | Beside::SENTENCE | Beside::NAME;
        const BY: u16 = Beside::SUBJECT | Beside::SENTENCE | Beside::NEAR;
        let shelled = [("harad", HIT), ("gunmen", BY), ("shell", Beside::OWN)];
        let resigned = [("minister", BY), ("resign", Beside::OWN)];
        vec![
            sketch("shell", [120, 30], &shelled),
            sketch("resign", [-110, 40], &resigned),
            sketch("shell", [121, 28], &shelled),
            sketch("resignation", [-112, 44], &resigned),
        ]
    }

    #[test]
    fn the_scorer_that_ships_is_whole() {
        let scorer = Scorer::embedded().expect("a scorer");
        assert!(scorer.votes.len() > 500, "{}", scorer.votes.len());
        assert!(scorer.until[0] > scorer.until[1]);
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let bytes = include_bytes!("../../../../model/events.safetensors");
        let error = Scorer::new(&bytes[..500]).err().unwrap_or_default();
        assert!(error.contains("cut off"), "{error}");
    }

    #[test]
    fn mentions_of_one_event_stand_together_in_whatever_order() {
        let story = story();
        let of = |order: [usize; 4]| -> Vec<Vec<usize>> {
            let mentions: Vec<(usize, &Sketch)> =
                order.iter().map(|at| (at / 2, &story[*at])).collect();
            let mut found: Vec<Vec<usize>> = cluster(&mentions, |_, _| 0.5)
                .into_iter()
                .map(|event| {
                    let mut event: Vec<usize> = event.into_iter().map(|at| order[at]).collect();
                    event.sort_unstable();
                    event
                })
                .collect();
            found.sort_unstable();
            found
        };
        let expected = vec![vec![0, 2], vec![1, 3]];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            assert_eq!(of(order), expected);
        }
    }

    #[test]
    fn what_people_said_of_two_mentions_is_heeded() {
        let (story, scorer) = (story(), Scorer::embedded().expect("a scorer"));
        let mentions: Vec<(usize, &Sketch)> = story.iter().map(|it| (0, it)).collect();
        let tied = |a: usize, b: usize| match (a.min(b), a.max(b)) {
            (0, 2) => Some(false),
            (0, 1) => Some(true),
            _ => None,
        };
        let mentions: Vec<_> = mentions.iter().enumerate().map(|(n, it)| (n, it.1)).collect();
        let found = scorer.cluster(&mentions, |_, _| 0.5, tied);
        let home = |at: usize| found.iter().position(|event| event.contains(&at));
        assert_eq!(home(0), home(1));
        assert_ne!(home(0), home(2));
    }
}
