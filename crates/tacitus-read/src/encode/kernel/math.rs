//! The 32-bit parts of the encoder: exponential, GELU, layer normalisation and attention, written
//! once over [`Lanes`] so that every instruction set gives the same bits.

use super::AttentionScratch;
use super::isa::{Isa, Job, Lanes, ROUND};

/// Numbers per attention head.
pub(in crate::encode) const HEAD: usize = 32;

/// `e^x` to about one unit in the last place, for `x` in -87..=88; beyond, the value at the border.
///
/// `x = k ln 2 + f` with whole `k`; `e^f` by the polynomial of Cephes' `expf`.
#[inline(always)]
pub(super) fn exp<I: Isa>(isa: I, x: I::Lanes) -> I::Lanes {
    // ln 2 in two parts, the first short enough for its product with `k` to be exact.
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    const TERMS: [f32; 5] = [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
    let x = x.max(isa.splat(-87.0)).min(isa.splat(88.0));
    let rounded = x * isa.splat(std::f32::consts::LOG2_E) + isa.splat(ROUND);
    let k = rounded - isa.splat(ROUND);
    let f = x - k * isa.splat(LN_2_HIGH) - k * isa.splat(LN_2_LOW);
    let mut sum = isa.splat(1.987_569_1e-4);
    for term in TERMS {
        sum = sum * f + isa.splat(term);
    }
    let power = sum * (f * f) + f + isa.splat(1.0);
    power.times_power_of_two(rounded)
}

/// The exact (not tanh) GELU, `x` times the normal distribution function, within 4e-7.
///
/// With `a = |x|` it is `max(x, 0)` less `a * Q(a)`, where `Q` is the tail of the normal
/// distribution. `Q(a)` is taken as `p(a)^-8`, with a polynomial `p` that was fitted for the least
/// largest error of `a * Q(a)` over 0..=5.6; beyond, `a * Q(a)` stays below 1e-7.
#[inline(always)]
pub(super) fn gelu<I: Isa>(isa: I, x: I::Lanes) -> I::Lanes {
    const LAST: f32 = 5.6;
    const TERMS: [f32; 8] = [
        -2.038_248_6e-5,
        1.180_961_1e-4,
        8.748_232e-5,
        1.125_624_8e-3,
        9.315_807e-3,
        4.887_039_6e-2,
        1.087_52e-1,
        1.090_508_3,
    ];
    let a = x.abs().min(isa.splat(LAST));
    let mut p = isa.splat(3.354_597_5e-6);
    for term in TERMS {
        p = p * a + isa.splat(term);
    }
    let p2 = p * p;
    let p4 = p2 * p2;
    x.max(isa.splat(0.0)) - a / (p4 * p4)
}

/// Normalises each row of `x` (`[rows][d]`, `d` a multiple of 64) in place to mean 0 and variance
/// 1, then scales by `gamma` and shifts by `beta` (`[d]`).
pub(super) struct LayerNorm<'a> {
    pub(super) x: &'a mut [f32],
    pub(super) gamma: &'a [f32],
    pub(super) beta: &'a [f32],
}

impl Job for LayerNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        const EPSILON: f32 = 1e-12;
        let d = self.gamma.len();
        let (gamma, _) = self.gamma.as_chunks::<16>();
        let (beta, _) = self.beta.as_chunks::<16>();
        for row in self.x.chunks_exact_mut(d) {
            let (row, _) = row.as_chunks_mut::<16>();
            // Four sums side by side, as one would wait for its own last addition.
            let mut sums = [isa.splat(0.0); 4];
            for four in row.as_chunks::<4>().0 {
                for i in 0..4 {
                    sums[i] = sums[i] + isa.load(&four[i]);
                }
            }
            let mean = ((sums[0] + sums[1]) + (sums[2] + sums[3])).sum() / d as f32;
            let mean = isa.splat(mean);
            let mut sums = [isa.splat(0.0); 4];
            for four in row.as_chunks::<4>().0 {
                for i in 0..4 {
                    let x = isa.load(&four[i]) - mean;
                    sums[i] = sums[i] + x * x;
                }
            }
            let variance = ((sums[0] + sums[1]) + (sums[2] + sums[3])).sum() / d as f32;
            let inverse = isa.splat(1.0 / (variance + EPSILON).sqrt());
            for ((x, gamma), beta) in row.iter_mut().zip(gamma).zip(beta) {
                let y = (isa.load(x) - mean) * inverse;
                (y * isa.load(gamma) + isa.load(beta)).store(x);
            }
        }
    }
}

/// Attention within one window of `t` pieces: `qkv` is `[t][3][heads][32]`, `out` `[t][heads][32]`.
pub(super) struct Attention<'a> {
    pub(super) qkv: &'a [f32],
    pub(super) heads: usize,
    pub(super) out: &'a mut [f32],
    pub(super) scratch: &'a mut AttentionScratch,
}

impl Job for Attention<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        // Tiles that keep their sums in registers.
        if I::WIDE { attend::<I, 8, 8>(isa, self) } else { attend::<I, 4, 2>(isa, self) }
    }
}

/// Attention by blocks of sixteen queries, one per lane, so that the softmax needs no reduction
/// across lanes and keys need no padding. `KEYS` keys are scored at a time, and `QUERIES` queries
/// gather values at a time; neither changes the order in which a number is summed.
#[inline(always)]
fn attend<I: Isa, const KEYS: usize, const QUERIES: usize>(isa: I, job: Attention<'_>) {
    let Attention { qkv, heads, out, scratch } = job;
    let d = heads * HEAD;
    let t = out.len() / d;
    let AttentionScratch { queries, keys, values, scores } = scratch;
    queries.resize(HEAD);
    keys.resize(t * 2);
    values.resize(t * 2);
    scores.resize(t);
    let scale = 1.0 / (HEAD as f32).sqrt();
    for head in 0..heads {
        // A head's keys and values side by side: as they stand, rows are a multiple of 512 bytes
        // apart and would fall on few sets of the first-level cache.
        for (at, row) in qkv.chunks_exact(3 * d).enumerate() {
            keys[at * 2..at * 2 + 2]
                .as_flattened_mut()
                .copy_from_slice(&row[d + head * HEAD..][..HEAD]);
            values[at * 2..at * 2 + 2]
                .as_flattened_mut()
                .copy_from_slice(&row[2 * d + head * HEAD..][..HEAD]);
        }
        for first in (0..t).step_by(16) {
            let count = (t - first).min(16);
            for lane in 0..count {
                let row = &qkv[(first + lane) * 3 * d + head * HEAD..][..HEAD];
                for (query, &x) in queries.iter_mut().zip(row) {
                    query[lane] = x * scale;
                }
            }
            // Lanes without a query repeat the first: any finite number does.
            for query in queries.iter_mut() {
                let fill = query[0];
                query[count..].fill(fill);
            }
            let largest = score_all::<I, KEYS>(isa, queries, keys, scores);
            let mut sum = isa.splat(0.0);
            for score in scores.iter_mut() {
                let weight = exp(isa, isa.load(score) - largest);
                sum = sum + weight;
                weight.store(score);
            }
            let mut inverse = [0.0; 16];
            (isa.splat(1.0) / sum).store(&mut inverse);
            for from in (0..count).step_by(QUERIES) {
                let sums = gather::<I, QUERIES>(isa, scores, from, values);
                for (i, sums) in sums.iter().enumerate().take(count - from) {
                    let inverse = isa.splat(inverse[from + i]);
                    let to = &mut out[(first + from + i) * d + head * HEAD..][..HEAD];
                    let (to, _) = to.as_chunks_mut::<16>();
                    (sums[0] * inverse).store(&mut to[0]);
                    (sums[1] * inverse).store(&mut to[1]);
                }
            }
        }
    }
}

/// Scores sixteen queries (`[32][16]`) against every key (`[t][2][16]`) into `scores` (`[t][16]`),
/// and returns each query's largest score.
#[inline(always)]
fn score_all<I: Isa, const KEYS: usize>(
    isa: I,
    queries: &[[f32; 16]],
    keys: &[[f32; 16]],
    scores: &mut [[f32; 16]],
) -> I::Lanes {
    let mut largest = isa.splat(f32::MIN);
    let (keys, _) = keys.as_chunks::<2>();
    let (blocks, rest) = keys.as_chunks::<KEYS>();
    let (score_blocks, score_rest) = scores.as_chunks_mut::<KEYS>();
    for (keys, scores) in blocks.iter().zip(score_blocks) {
        largest = largest.max(score(isa, queries, keys, scores));
    }
    for (key, score_) in rest.iter().zip(score_rest) {
        let one = std::slice::from_ref(key).first_chunk::<1>();
        let to = std::slice::from_mut(score_).first_chunk_mut::<1>();
        if let (Some(key), Some(to)) = (one, to) {
            largest = largest.max(score(isa, queries, key, to));
        }
    }
    largest
}

/// Scores sixteen queries against `KEYS` keys.
#[inline(always)]
fn score<I: Isa, const KEYS: usize>(
    isa: I,
    queries: &[[f32; 16]],
    keys: &[[[f32; 16]; 2]; KEYS],
    scores: &mut [[f32; 16]; KEYS],
) -> I::Lanes {
    let mut sums = [isa.splat(0.0); KEYS];
    for (half, queries) in queries.chunks_exact(16).enumerate().take(2) {
        for (i, query) in queries.iter().enumerate() {
            let query = isa.load(query);
            for key in 0..KEYS {
                sums[key] = sums[key] + query * isa.splat(keys[key][half][i]);
            }
        }
    }
    let mut largest = sums[0];
    for key in 0..KEYS {
        largest = largest.max(sums[key]);
        sums[key].store(&mut scores[key]);
    }
    largest
}

/// For `QUERIES` queries from lane `from` on: the values (`[t][2][16]`) weighted by their column
/// of `weights` (`[t][16]`) and summed.
#[inline(always)]
fn gather<I: Isa, const QUERIES: usize>(
    isa: I,
    weights: &[[f32; 16]],
    from: usize,
    values: &[[f32; 16]],
) -> [[I::Lanes; 2]; QUERIES] {
    let mut sums = [[isa.splat(0.0); 2]; QUERIES];
    for (weights, value) in weights.iter().zip(values.as_chunks::<2>().0) {
        let value = [isa.load(&value[0]), isa.load(&value[1])];
        let weights = &weights[from..from + QUERIES];
        for query in 0..QUERIES {
            let weight = isa.splat(weights[query]);
            sums[query][0] = sums[query][0] + value[0] * weight;
            sums[query][1] = sums[query][1] + value[1] * weight;
        }
    }
    sums
}
