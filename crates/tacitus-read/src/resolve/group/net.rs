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
    /// Adds what inputs from `first` on weigh, four at a time, in their order, so that every processor adds alike. Zeros,
    /// which most features are, cost nothing.
    fn add(&self, sums: &mut [f32], first: usize, input: impl IntoIterator<Item = f32>) {
        let n_out = sums.len();
        // Weights are kept by input, so that the inner loop runs over outputs.
        let row = |at: usize| &self.weights[at * n_out..(at + 1) * n_out];
        let mut some = (first..self.n_in).zip(input).filter(|(_, x)| *x != 0.0);
        while let Some((at, x)) = some.next() {
            let mut four = [(row(at), x), (row(at), 0.0), (row(at), 0.0), (row(at), 0.0)];
            for slot in &mut four[1..] {
                match some.next() {
                    Some((at, x)) => *slot = (row(at), x),
                    None => break,
                }
            }
            let [(a, u), (b, v), (c, w), (d, x)] = four;
            for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                *sum += (a * u + b * v) + (c * w + d * x);
            }
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
            if second.bias.len() != 1 {
                return Err(format!("{name}.1: {} outputs", second.bias.len()));
            }
            Ok::<_, String>([first, second])
        };
        Ok(Net { width, pair: net("pair", PAIR + ALONE + width)?, alone: net("alone", ALONE)? })
    }

    /// The last layer, which has one output, over what is positive.
    fn finish(layers: &[Layer; 2], inner: &[f32]) -> f32 {
        let mut lanes = [0.0f32; 8];
        let (inner, rest) = inner.as_chunks::<8>();
        let (weights, weights_rest) = layers[1].weights.as_chunks::<8>();
        for (x, w) in inner.iter().zip(weights) {
            for lane in 0..8 {
                lanes[lane] += x[lane].max(0.0) * w[lane];
            }
        }
        for (lane, (x, w)) in rest.iter().zip(weights_rest).enumerate() {
            lanes[lane] += x.max(0.0) * w;
        }
        layers[1].bias[0] + lanes.iter().sum::<f32>()
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
        Net::finish(&self.pair, &sums)
    }

    /// Score of a phrase as the first mention of something.
    pub(super) fn alone(&self, alone: &[f32]) -> f32 {
        let mut sums = self.alone[0].bias.clone();
        self.alone[0].add(&mut sums, 0, alone.iter().copied());
        Net::finish(&self.alone, &sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network whose weights count up, of `hidden` units.
    fn net(hidden: usize) -> Net {
        let get = |name: &str| -> Result<Vec<f32>, String> {
            let n_in = if name.starts_with("pair") { PAIR + ALONE + 3 } else { ALONE };
            let n = match name.split_once('.').map_or("", |(_, rest)| rest) {
                "0.w" => n_in * hidden,
                "0.b" | "1.w" => hidden,
                _ => 1,
            };
            Ok((0..n).map(|at| ((at * 7 + 3) % 11) as f32 / 11.0 - 0.4).collect())
        };
        Net::new(3, &get).unwrap()
    }

    #[test]
    fn the_sums_are_those_of_the_plain_way() {
        for hidden in [1, 8, 13] {
            let net = net(hidden);
            let alone: Vec<f32> = (0..ALONE).map(|at| f32::from(at % 3 == 0)).collect();
            let pair: Vec<f32> = (0..PAIR).map(|at| if at % 4 == 1 { 0.5 } else { 0.0 }).collect();
            let alike = [0.25, -0.5, 2.0];
            let input: Vec<f32> = pair.iter().chain(&alone).chain(&alike).copied().collect();
            let plain = |layers: &[Layer; 2], input: &[f32]| -> f32 {
                let n = layers[0].bias.len();
                let unit = |unit: usize| -> f32 {
                    let sum: f32 = input
                        .iter()
                        .enumerate()
                        .map(|(at, x)| x * layers[0].weights[at * n + unit])
                        .sum();
                    (sum + layers[0].bias[unit]).max(0.0) * layers[1].weights[unit]
                };
                (0..n).map(unit).sum::<f32>() + layers[1].bias[0]
            };
            let own = net.pair(&net.start(&alone), &pair, alike.into_iter());
            assert!((own - plain(&net.pair, &input)).abs() < 1e-3, "{own}");
            assert!((net.alone(&alone) - plain(&net.alone, &alone)).abs() < 1e-3);
        }
    }

    #[test]
    fn weights_that_do_not_fit_are_refused() {
        let error = Net::new(3, &|_| Ok(vec![0.0; 5])).err().unwrap_or_default();
        assert!(error.contains("5 weights"), "{error}");
    }
}
