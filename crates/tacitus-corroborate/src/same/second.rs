//! The second look: which of the small clusters that a first look makes are one event.
//!
//! What a pair of mentions cannot tell, clusters can: whether another cluster fits as well, and whether reports
//! that tell the one tell the other.

use super::features::N;

/// What is told of two clusters beside the means of their mentions' features.
const OWN: usize = 15;

/// Length of [`Small::features`].
pub const M: usize = OWN + N;

/// Small clusters of the mentions of a story.
pub struct Small {
    /// Their mentions.
    pub clusters: Vec<Vec<usize>>,
    n_mentions: usize,
    /// Probability of each pair of mentions, and its log-odds.
    p: Vec<f32>,
    odds: Vec<f32>,
    /// Mean log-odds between the mentions of two clusters.
    means: Vec<f32>,
    /// Of each cluster the highest of its means, and the second.
    best: Vec<(f32, f32)>,
    /// The reports that each cluster stands in, ascending.
    reports: Vec<Vec<usize>>,
}

impl Small {
    /// Of clusters of mentions: the probability of each pair, `[mentions][mentions]`, and each mention's report.
    pub fn new(clusters: Vec<Vec<usize>>, p: Vec<f32>, report: &[usize]) -> Small {
        let odds = p.iter().map(|p| p.clamp(1e-4, 1.0 - 1e-4)).map(|p| (p / (1.0 - p)).ln());
        let n = clusters.len();
        let mut small = Small {
            n_mentions: report.len(),
            odds: odds.collect(),
            p,
            means: vec![f32::NEG_INFINITY; n * n],
            best: Vec::new(),
            reports: Vec::new(),
            clusters,
        };
        for a in 0..n {
            for b in a + 1..n {
                let sum: f32 = small.between(a, b).map(|at| small.odds[at]).sum();
                let mean = sum / small.n_pairs(a, b);
                small.means[a * n + b] = mean;
                small.means[b * n + a] = mean;
            }
        }
        for (row, cluster) in small.means.chunks(n.max(1)).zip(&small.clusters) {
            let best =
                row.iter().fold((f32::NEG_INFINITY, f32::NEG_INFINITY), |(one, two), mean| {
                    if *mean > one { (*mean, one) } else { (one, two.max(*mean)) }
                });
            small.best.push(best);
            let mut reports: Vec<usize> = cluster.iter().map(|at| report[*at]).collect();
            reports.sort_unstable();
            reports.dedup();
            small.reports.push(reports);
        }
        small
    }

    /// Pairs of mentions of two clusters.
    pub fn pairs(&self, a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let (one, other) = (&self.clusters[a], &self.clusters[b]);
        one.iter().flat_map(move |x| other.iter().map(move |y| (*x.min(y), *x.max(y))))
    }

    fn between(&self, a: usize, b: usize) -> impl Iterator<Item = usize> + '_ {
        self.pairs(a, b).map(|(x, y)| x * self.n_mentions + y)
    }

    fn n_pairs(&self, a: usize, b: usize) -> f32 {
        (self.clusters[a].len() * self.clusters[b].len()) as f32
    }

    /// By how much the mean of two clusters is above (below) the best that the first has with others.
    fn margin(&self, a: usize, b: usize) -> (f32, bool) {
        let (mean, (best, second)) = (self.means[a * self.clusters.len() + b], self.best[a]);
        let is_best = mean >= best;
        ((mean - if is_best { second } else { best }).clamp(-3.0, 3.0), is_best)
    }

    /// What speaks for and against two clusters being one event; `of` tells the features of two mentions.
    pub fn features(&self, a: usize, b: usize, of: impl Fn(usize, usize) -> [f32; N]) -> [f32; M] {
        let n = self.n_pairs(a, b);
        let mean = self.means[a * self.clusters.len() + b];
        let mut p = 0.0;
        let (mut least, mut most) = (f32::INFINITY, f32::NEG_INFINITY);
        for at in self.between(a, b) {
            p += self.p[at] / n;
            least = least.min(self.odds[at]);
            most = most.max(self.odds[at]);
        }
        let ((there, best), (back, also_best)) = (self.margin(a, b), self.margin(b, a));
        let (one, other) = (self.clusters[a].len() as f32, self.clusters[b].len() as f32);
        let (small, large) = (one.min(other).ln(), one.max(other).ln());
        let (x, y) = (&self.reports[a], &self.reports[b]);
        let shared = x.iter().filter(|report| y.binary_search(report).is_ok()).count() as f32;
        let share = shared / x.len().min(y.len()).max(1) as f32;
        let own: [f32; OWN] = [
            mean,
            p,
            most,
            least,
            there.min(back),
            there.max(back),
            f32::from(u8::from(best && also_best)),
            small,
            large,
            mean * small,
            mean * large,
            share,
            shared.ln_1p(),
            share * small,
            most * small,
        ];
        let mut all = [0.0; M];
        all[..OWN].copy_from_slice(&own);
        for (x, y) in self.pairs(a, b) {
            all[OWN..].iter_mut().zip(of(x, y)).for_each(|(sum, value)| *sum += value / n);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_compared_with_their_rivals() {
        // Mentions 0 and 1 are one cluster, which fits 2 better than 3.
        let p = |a: usize, b: usize| match (a.min(b), a.max(b)) {
            (0 | 1, 2) => 0.7,
            _ => 0.2,
        };
        let all = (0..16).map(|at| p(at / 4, at % 4)).collect();
        let small = Small::new(vec![vec![0, 1], vec![2], vec![3]], all, &[0, 1, 1, 2]);
        let near = small.features(0, 1, |_, _| [0.5; N]);
        assert_eq!(near, small.features(1, 0, |_, _| [0.5; N]));
        assert!((near[1] - 0.7).abs() < 1e-6 && near[6] == 1.0, "{near:?}");
        assert!(near[4] > 0.0 && small.features(0, 2, |_, _| [0.5; N])[4] < 0.0);
        // One of the reports of the larger cluster, the only one of the smaller.
        assert_eq!(near[11], 1.0);
        assert!((near[M - 1] - 0.5).abs() < 1e-6);
    }
}
