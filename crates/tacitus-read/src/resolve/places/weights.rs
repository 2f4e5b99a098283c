//! Weights that `train/fit_places.py` learned, by the names of the features.

use super::{features, judge};
use std::sync::LazyLock;

/// A linear model.
pub struct Weights {
    bias: f32,
    weights: Vec<f32>,
}

impl Weights {
    /// The weighed sum.
    pub fn score(&self, features: &[f32]) -> f32 {
        let sum: f32 = self.weights.iter().zip(features).map(|(w, x)| w * x).sum();
        self.bias + sum
    }
}

const TABLE: &str = include_str!("../../../data/place-weights.tsv");

/// Ranks candidates that know nothing of each other.
pub static ALONE: LazyLock<Weights> = LazyLock::new(|| of("alone", features::NAMES));
/// Ranks candidates that do.
pub static TOGETHER: LazyLock<Weights> = LazyLock::new(|| of("together", features::NAMES));
/// Says how far the best is to be believed.
pub static JUDGE: LazyLock<Weights> = LazyLock::new(|| of("judge", judge::NAMES));

/// The rows of one model: its name, the feature's, the weight. Features without a row weigh nothing.
fn of(model: &str, names: &[&str]) -> Weights {
    let mut weights = Weights { bias: 0.0, weights: vec![0.0; names.len()] };
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let mut row = line.split('\t');
        let (Some(own), Some(feature), Some(weight)) = (row.next(), row.next(), row.next()) else {
            continue;
        };
        let Ok(weight) = weight.parse::<f32>() else { continue };
        if own == model {
            match names.iter().position(|name| *name == feature) {
                Some(at) => weights.weights[at] = weight,
                None if feature == "bias" => weights.bias = weight,
                None => {}
            }
        }
    }
    weights
}
