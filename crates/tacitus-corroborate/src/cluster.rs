//! Agglomerative clustering with average link, told what must and what must not stand together.
//!
//! The result depends on the set of items and their scores only, not on their order: of equal scores the pair
//! that is first by the items' own order is joined first, so callers sort their items by something that does not
//! depend on when they arrived.

/// Joins items whose mean score is at least `threshold`, the most alike first. `score(a, b)` is symmetrical;
/// `None` says that the two must not stand together, infinity that they must. Takes memory for `n * n` scores,
/// and about as much time.
pub fn average_link(
    n: usize,
    threshold: f32,
    score: impl Fn(usize, usize) -> Option<f32>,
) -> Vec<Vec<usize>> {
    let mut tied = Vec::new();
    let mut sums = vec![0.0_f32; n * n];
    for a in 0..n {
        for b in a + 1..n {
            // A pair that must not meet poisons the sum of any two clusters that hold it.
            let value = score(a, b).unwrap_or(f32::NEG_INFINITY);
            if value == f32::INFINITY {
                tied.push((a, b));
            }
            let value = value.min(1e6);
            sums[a * n + b] = value;
            sums[b * n + a] = value;
        }
    }
    let clusters = (0..n).map(|item| vec![item]).collect();
    let mut state = State { n, sums, clusters, alive: vec![true; n], best: vec![None; n] };
    for (a, b) in tied {
        let home = |item: usize| (0..n).find(|at| state.clusters[*at].contains(&item));
        if let (Some(one), Some(other)) = (home(a), home(b))
            && one != other
        {
            state.join(one.min(other), one.max(other));
        }
    }
    for at in 0..n {
        state.seek(at);
    }
    while let Some((mean, a, b)) = state.closest() {
        if mean < threshold {
            break;
        }
        state.join(a, b);
        state.seek(a);
        for at in 0..a {
            match state.best[at] {
                Some((_, other)) if other == a || other == b => state.seek(at),
                _ => state.consider(at, a),
            }
        }
        for at in a + 1..b {
            if state.best[at].is_some_and(|(_, other)| other == b) {
                state.seek(at);
            }
        }
    }
    let State { mut clusters, alive, .. } = state;
    (0..n)
        .filter(|at| alive[*at])
        .map(|at| {
            let mut cluster = std::mem::take(&mut clusters[at]);
            cluster.sort_unstable();
            cluster
        })
        .collect()
}

struct State {
    n: usize,
    /// Of scores between two clusters.
    sums: Vec<f32>,
    clusters: Vec<Vec<usize>>,
    alive: Vec<bool>,
    /// For each cluster the most alike of those after it.
    best: Vec<Option<(f32, usize)>>,
}

impl State {
    fn mean(&self, a: usize, b: usize) -> f32 {
        self.sums[a * self.n + b] / (self.clusters[a].len() * self.clusters[b].len()) as f32
    }

    fn seek(&mut self, at: usize) {
        self.best[at] = None;
        if self.alive[at] {
            for other in at + 1..self.n {
                self.consider(at, other);
            }
        }
    }

    fn consider(&mut self, at: usize, other: usize) {
        if self.alive[at] && self.alive[other] {
            let mean = self.mean(at, other);
            let better =
                |(known, before): (f32, usize)| mean > known || (mean == known && other < before);
            if self.best[at].is_none_or(better) {
                self.best[at] = Some((mean, other));
            }
        }
    }

    /// The most alike pair; of equals the first.
    fn closest(&self) -> Option<(f32, usize, usize)> {
        let mut closest: Option<(f32, usize, usize)> = None;
        for (at, best) in self.best.iter().enumerate().filter(|(at, _)| self.alive[*at]) {
            if let Some((mean, other)) = best
                && closest.is_none_or(|(known, ..)| *mean > known)
            {
                closest = Some((*mean, at, *other));
            }
        }
        closest
    }

    fn join(&mut self, a: usize, b: usize) {
        let n = self.n;
        let other = std::mem::take(&mut self.clusters[b]);
        self.clusters[a].extend(other);
        self.alive[b] = false;
        self.best[b] = None;
        for c in (0..n).filter(|c| self.alive[*c] && *c != a) {
            let sum = self.sums[a * n + c] + self.sums[b * n + c];
            self.sums[a * n + c] = sum;
            self.sums[c * n + a] = sum;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, looking at all pairs each time.
    fn plainly(points: &[f32], threshold: f32) -> Vec<Vec<usize>> {
        let mut clusters: Vec<Vec<usize>> = (0..points.len()).map(|n| vec![n]).collect();
        loop {
            let mean = |a: &Vec<usize>, b: &Vec<usize>| {
                let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
                let sum: f32 = pairs.map(|(x, y)| -(points[*x] - points[*y]).abs()).sum();
                sum / (a.len() * b.len()) as f32
            };
            let mut best = (f32::NEG_INFINITY, 0, 0);
            for a in 0..clusters.len() {
                for b in a + 1..clusters.len() {
                    let found = mean(&clusters[a], &clusters[b]);
                    if found > best.0 {
                        best = (found, a, b);
                    }
                }
            }
            if best.0 < threshold {
                break;
            }
            let other = clusters.remove(best.2);
            clusters[best.1].extend(other);
        }
        for cluster in &mut clusters {
            cluster.sort_unstable();
        }
        clusters.sort();
        clusters
    }

    #[test]
    fn the_quick_way_is_the_plain_way() {
        let mut seed = 7_u64;
        for n in 2..40 {
            let points: Vec<f32> = (0..n)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 40) as f32 / 1000.0
                })
                .collect();
            let mut quick = average_link(n, -900.0, |a, b| Some(-(points[a] - points[b]).abs()));
            quick.sort();
            assert_eq!(quick, plainly(&points, -900.0), "{points:?}");
        }
    }

    /// Items on a line; what is nearer than 3 is alike.
    fn check(
        points: &[f32],
        apart: &[(usize, usize)],
        together: &[(usize, usize)],
        expected: &[&[usize]],
    ) {
        let score = |a: usize, b: usize| {
            let pair = (a.min(b), a.max(b));
            if apart.contains(&pair) {
                None
            } else if together.contains(&pair) {
                Some(f32::INFINITY)
            } else {
                Some(3.0 - (points[a] - points[b]).abs())
            }
        };
        assert_eq!(average_link(points.len(), 0.0, score), expected);
    }

    #[test]
    fn near_items_stand_together() {
        check(&[], &[], &[], &[]);
        check(&[1.0], &[], &[], &[&[0]]);
        check(&[0.0, 1.0, 10.0, 11.0], &[], &[], &[&[0, 1], &[2, 3]]);
        // Average link does not chain: 0 and 4 are too far apart although 2 is near both.
        check(&[0.0, 2.0, 4.5], &[], &[], &[&[0, 1], &[2]]);
    }

    #[test]
    fn ties_are_heeded() {
        check(&[0.0, 1.0, 10.0], &[(0, 1)], &[], &[&[0], &[1], &[2]]);
        check(&[0.0, 1.0, 10.0], &[], &[(0, 2)], &[&[0, 2], &[1]]);
        check(&[0.0, 0.1, 0.2], &[(0, 1)], &[], &[&[0], &[1, 2]]);
    }
}
