//! The learned scorer of who is meant: a small network over features of a phrase and an entity, and over
//! vectors of their words that were projected from the encoder's (`train/fit_coref.py` learns both).

use super::pairs::{ALONE, PAIR};

/// The projected vectors of a document's tokens: `[tokens][2 * width]`, first what a phrase asks with,
/// then what it answers to later phrases.
#[derive(Clone, Debug, Default)]
pub struct Vectors {
    width: usize,
    rows: Vec<f32>,
}

impl Vectors {
    /// From rows of `2 * width` values, one a token.
    pub fn new(width: usize, rows: Vec<f32>) -> Vectors {
        Vectors { width, rows }
    }

    fn row(&self, token: usize, half: usize) -> &[f32] {
        let from = (2 * token + half) * self.width;
        self.rows.get(from..from + self.width).unwrap_or_default()
    }

    /// How alike what `asks` asks with and what `answers` answers are, value by value.
    pub(super) fn alike(&self, asks: usize, answers: usize) -> impl Iterator<Item = f32> + '_ {
        self.row(asks, 0).iter().zip(self.row(answers, 1)).map(|(a, b)| a * b)
    }
}

/// One layer: `[outputs][inputs]` weights, then as many biases as outputs.
#[derive(Clone, Debug)]
struct Layer {
    n_in: usize,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Layer {
    /// Adds what inputs from `first` on weigh, in their order, so that every processor adds alike.
    fn add(&self, sums: &mut [f32], first: usize, input: impl IntoIterator<Item = f32>) {
        let n_out = sums.len();
        // Weights are kept by input, so that the inner loop runs over outputs.
        for (at, x) in (first..self.n_in).zip(input).filter(|(_, x)| *x != 0.0) {
            let row = &self.weights[at * n_out..(at + 1) * n_out];
            sums.iter_mut().zip(row).for_each(|(sum, w)| *sum += w * x);
        }
    }
}

/// The scorer.
#[derive(Clone, Debug)]
pub struct Net {
    /// Values of each half of a projected vector.
    pub width: usize,
    pair: [Layer; 2],
    alone: [Layer; 2],
}

impl Net {
    /// From its tensors, which `get` finds by name.
    ///
    /// # Errors
    /// When one is missing or does not fit.
    pub fn new(
        width: usize,
        get: &dyn Fn(&str) -> Result<Vec<f32>, String>,
    ) -> Result<Net, String> {
        let layer = |name: &str, n_in: usize| {
            let (weights, bias) = (get(&format!("{name}.w"))?, get(&format!("{name}.b"))?);
            if weights.len() != n_in * bias.len() {
                return Err(format!("{name}: {} weights for {n_in} inputs", weights.len()));
            }
            Ok(Layer { n_in, weights, bias })
        };
        let net = |name: &str, n_in: usize| {
            let first = layer(&format!("{name}.0"), n_in)?;
            let second = layer(&format!("{name}.1"), first.bias.len())?;
            Ok::<_, String>([first, second])
        };
        Ok(Net { width, pair: net("pair", PAIR + ALONE + width)?, alone: net("alone", ALONE)? })
    }

    fn finish(layers: &[Layer; 2], mut inner: Vec<f32>) -> f32 {
        inner.iter_mut().for_each(|x| *x = x.max(0.0));
        let mut score = layers[1].bias.clone();
        layers[1].add(&mut score, 0, inner);
        score[0]
    }

    /// What a phrase's own features weigh in all its pairs.
    pub(super) fn start(&self, alone: &[f32]) -> Vec<f32> {
        let mut sums = self.pair[0].bias.clone();
        self.pair[0].add(&mut sums, PAIR, alone.iter().copied());
        sums
    }

    /// Score of a phrase as a further mention of an entity: what [`Net::start`] gave, the features of both, and how
    /// alike their vectors are.
    pub(super) fn pair(
        &self,
        start: &[f32],
        pair: &[f32],
        alike: impl Iterator<Item = f32>,
    ) -> f32 {
        let mut sums = start.to_vec();
        self.pair[0].add(&mut sums, 0, pair.iter().copied());
        self.pair[0].add(&mut sums, PAIR + ALONE, alike);
        Net::finish(&self.pair, sums)
    }

    /// Score of a phrase as the first mention of something.
    pub(super) fn alone(&self, alone: &[f32]) -> f32 {
        let mut sums = self.alone[0].bias.clone();
        self.alone[0].add(&mut sums, 0, alone.iter().copied());
        Net::finish(&self.alone, sums)
    }
}
