//! Tests of the kernels: that every path gives the same bits, and that those are right.

use super::isa::{Isa, Job, Lanes};
use super::*;

/// Random numbers, the same on every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }

    /// `n` numbers within ±`size`.
    fn floats(&mut self, n: usize, size: f32) -> Vec<f32> {
        (0..n).map(|_| (self.next() as f32 / 2_147_483_648.0 - 1.0) * size).collect()
    }

    /// `n` weights in -127..=127.
    fn weights(&mut self, n: usize) -> Vec<i8> {
        (0..n).map(|_| (self.next() % 255) as i8).map(|w| w.max(-127)).collect()
    }
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

/// Applies a lane function to a slice whose length is a multiple of 16.
struct Map<'a> {
    x: &'a mut [f32],
    function: Function,
}

#[derive(Clone, Copy)]
enum Function {
    Exp,
    Gelu,
}

impl Job for Map<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        for x in self.x.as_chunks_mut::<16>().0 {
            match self.function {
                Function::Exp => math::exp(isa, isa.load(x)).store(x),
                Function::Gelu => math::gelu(isa, isa.load(x)).store(x),
            }
        }
    }
}

fn map(path: Path, function: Function, x: &[f32]) -> Vec<f32> {
    let mut padded = x.to_vec();
    padded.resize(x.len().next_multiple_of(16), 0.0);
    path.run(Map { x: &mut padded, function });
    padded.truncate(x.len());
    padded
}

/// Sum and largest of sixteen lanes.
struct Reduce<'a>(&'a [f32; 16]);

impl Job for Reduce<'_> {
    type Output = (f32, f32);

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> (f32, f32) {
        let lanes = isa.load(self.0);
        (lanes.sum(), lanes.largest())
    }
}

#[test]
fn paths_are_found_by_name() {
    for path in Path::available() {
        assert_eq!(Path::from_name(path.name()), Some(path));
    }
    assert_eq!(Path::from_name("portable").map(Path::name), Some("portable"));
    assert_eq!(Path::from_name("abacus"), None);
    assert_eq!(Path::detect(), Path::available()[0]);
}

#[test]
fn linear_layers_give_the_same_bits_on_every_path() {
    let mut random = Random(1);
    for (n_out, n_in) in [(1, 64), (50, 64), (64, 128), (100, 192), (131, 384), (65, 1536)] {
        let w = random.weights(n_out * n_in);
        let matrix = || QMat {
            n_out,
            n_in,
            w: &w,
            scale: (0..n_out).map(|i| 0.001 + i as f32 * 1e-5).collect(),
            bias: (0..n_out).map(|i| i as f32 * 0.01 - 0.5).collect(),
        };
        for rows in [1, 5, 7, 97] {
            let mut x = random.floats(rows * n_in, 3.0);
            x[..n_in].fill(0.0);
            let residual = random.floats(rows * n_out, 1.0);
            for mode in [Mode::Plain, Mode::Gelu, Mode::Add] {
                let results = Path::available().into_iter().map(|path| {
                    let mut out = residual.clone();
                    let layer = QLinear::new(&matrix(), path);
                    layer.apply_mode(&x, &mut out, mode, &mut Scratch::default());
                    (path, bits(&out))
                });
                let results = results.collect::<Vec<_>>();
                for (path, result) in &results {
                    assert!(
                        *result == results[0].1,
                        "{path:?} {n_out}x{n_in}, {rows} rows, {mode:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn linear_layers_compute_the_product() {
    let mut random = Random(2);
    let (n_out, n_in, rows) = (70, 128, 9);
    let w = random.weights(n_out * n_in);
    let scale = random.floats(n_out, 0.01);
    let bias = random.floats(n_out, 1.0);
    let x = random.floats(rows * n_in, 2.0);
    let matrix = QMat { n_out, n_in, w: &w, scale: scale.clone(), bias: bias.clone() };
    for path in Path::available() {
        let layer = QLinear::new(&matrix, path);
        assert_eq!((layer.n_out(), layer.n_in()), (n_out, n_in));
        let mut out = vec![0.0; rows * n_out];
        layer.apply(&x, &mut out, &mut Scratch::default());
        for (x, out) in x.chunks(n_in).zip(out.chunks(n_out)) {
            let largest = x.iter().fold(0f32, |a, b| a.max(b.abs()));
            for (channel, &got) in out.iter().enumerate() {
                let weights = &w[channel * n_in..][..n_in];
                let dot: i64 = (x.iter().zip(weights))
                    .map(|(&x, &w)| (x * (127.0 / largest)).round_ties_even() as i64 * i64::from(w))
                    .sum();
                let want = dot as f64 * f64::from(largest / 127.0) * f64::from(scale[channel])
                    + f64::from(bias[channel]);
                assert!((f64::from(got) - want).abs() < 1e-4, "{path:?}: {got} for {want}");
            }
        }
    }
}

/// The largest sums there can be: all weights and activations at the end of their range.
#[test]
fn integer_sums_do_not_saturate() {
    let n_in = 1536;
    let mut w = vec![127i8; 2 * n_in];
    w[n_in..].fill(-128);
    for path in Path::available() {
        let matrix = QMat { n_out: 2, n_in, w: &w, scale: vec![1.0; 2], bias: vec![0.0; 2] };
        let layer = QLinear::new(&matrix, path);
        for sign in [1.0, -1.0] {
            let mut out = [0.0; 2];
            layer.apply(&vec![127.0 * sign; n_in], &mut out, &mut Scratch::default());
            assert_eq!(out, [sign * 24_774_144.0, sign * -24_969_216.0], "{path:?}");
        }
    }
}

/// An identity matrix shows what an activation was rounded to.
#[test]
fn activations_are_rounded_half_to_even() {
    let mut w = vec![0i8; 64 * 64];
    for i in 0..64 {
        w[i * 65] = 1;
    }
    let given = [127.0, 0.5, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5, 0.49, 0.51, -126.5, -125.5, -127.0];
    let rounded = [127.0, 0.0, 2.0, 2.0, 4.0, 0.0, -2.0, -2.0, 0.0, 1.0, -126.0, -126.0, -127.0];
    for path in Path::available() {
        let matrix = QMat { n_out: 64, n_in: 64, w: &w, scale: vec![1.0; 64], bias: vec![0.0; 64] };
        let layer = QLinear::new(&matrix, path);
        let mut x = vec![0.0; 3 * 64];
        x[..given.len()].copy_from_slice(&given);
        // The second row is too small for a scale, the third is all zeros.
        x[64] = 1e-38;
        let mut out = vec![9.0; 3 * 64];
        layer.apply(&x, &mut out, &mut Scratch::default());
        assert_eq!(out[..rounded.len()], rounded, "{path:?}");
        assert!(out[rounded.len()..].iter().all(|&x| x == 0.0), "{path:?}");
    }
}

#[test]
fn lanes_are_reduced_alike() {
    let mut random = Random(3);
    for _ in 0..200 {
        let mut lanes = [0.0; 16];
        lanes.copy_from_slice(&random.floats(16, 10.0));
        let (sum, largest) = Path::from_name("portable").unwrap().run(Reduce(&lanes));
        assert_eq!(largest, lanes.iter().copied().fold(f32::MIN, f32::max));
        assert!((sum - lanes.iter().sum::<f32>()).abs() < 1e-4);
        for path in Path::available() {
            assert_eq!(path.run(Reduce(&lanes)), (sum, largest), "{path:?}");
        }
    }
}

#[test]
fn exp_and_gelu_give_the_same_bits_on_every_path() {
    let x: Vec<f32> = (-10_000..10_000).map(|i| i as f32 * 0.0101).chain([0.0, -0.0]).collect();
    for function in [Function::Exp, Function::Gelu] {
        let want = bits(&map(Path::from_name("portable").unwrap(), function, &x));
        for path in Path::available() {
            assert!(bits(&map(path, function, &x)) == want, "{path:?}");
        }
    }
}

#[test]
fn exp_is_accurate() {
    let x: Vec<f32> = (0..20_000).map(|i| i as f32 * 0.00875 - 87.0).collect();
    for (x, got) in x.iter().zip(map(Path::detect(), Function::Exp, &x)) {
        let want = f64::from(*x).exp();
        assert!((f64::from(got) / want - 1.0).abs() < 2e-7, "exp {x} is {want}, not {got}");
    }
    assert_eq!(map(Path::detect(), Function::Exp, &[0.0, -0.0]), [1.0, 1.0]);
    assert!(map(Path::detect(), Function::Exp, &[-1e30])[0] < 2e-38);
}

#[test]
fn gelu_is_accurate() {
    // x * erfc(-x / sqrt(2)) / 2, computed with 40 digits.
    let table = [
        (-10.0, -7.61985302416e-23),
        (-6.0, -5.91952587023e-9),
        (-5.6, -6.00185374432e-8),
        (-5.0, -1.4332578594e-6),
        (-4.0, -0.000126684967332),
        (-3.5, -0.000814201776624),
        (-3.0, -0.00404969409489),
        (-2.5, -0.0155241633144),
        (-2.0, -0.0455002638964),
        (-1.5, -0.100210801903),
        (-1.25, -0.132062217084),
        (-1.0, -0.158655253931),
        (-0.75, -0.169970514283),
        (-0.5, -0.154268769363),
        (-0.25, -0.100323418579),
        (-0.125, -0.0562827218962),
        (-0.0078125, -0.00388190074327),
        (0.0, 0.0),
        (0.0078125, 0.00393059925673),
        (0.125, 0.0687172781038),
        (0.25, 0.149676581421),
        (0.5, 0.345731230637),
        (0.75, 0.580029485717),
        (1.0, 0.841344746069),
        (1.25, 1.11793778292),
        (1.5, 1.3997891981),
        (2.0, 1.9544997361),
        (2.5, 2.48447583669),
        (3.0, 2.99595030591),
        (3.5, 3.49918579822),
        (4.0, 3.99987331503),
        (4.5, 4.49998471047),
        (5.0, 4.99999856674),
        (5.5, 5.49999989556),
        (6.0, 5.99999999408),
        (7.0, 6.99999999999),
    ];
    let x: Vec<f32> = table.iter().map(|&(x, _)| x).collect();
    for ((x, want), got) in table.iter().zip(map(Path::detect(), Function::Gelu, &x)) {
        let error: f64 = f64::from(got) - want;
        assert!(error.abs() < 1e-6, "gelu {x} is {want}, not {got}");
    }
}

#[test]
fn layer_norm_gives_the_same_bits_and_normalises() {
    let mut random = Random(4);
    for d in [64, 128, 384] {
        let given = random.floats(7 * d, 5.0);
        let (gamma, beta) = (random.floats(d, 2.0), random.floats(d, 1.0));
        let run = |path, gamma: &[f32], beta: &[f32]| {
            let mut x = given.clone();
            layer_norm(path, &mut x, gamma, beta);
            x
        };
        let want = bits(&run(Path::from_name("portable").unwrap(), &gamma, &beta));
        for path in Path::available() {
            assert!(bits(&run(path, &gamma, &beta)) == want, "{path:?}, {d}");
        }
        for row in run(Path::detect(), &vec![1.0; d], &vec![0.0; d]).chunks(d) {
            let mean = row.iter().sum::<f32>() / d as f32;
            let variance = row.iter().map(|x| x * x).sum::<f32>() / d as f32;
            assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-5, "{mean} {variance}");
        }
    }
}

#[test]
fn attention_gives_the_same_bits_on_every_path() {
    let mut random = Random(5);
    let heads = 4;
    for t in [1, 2, 15, 16, 17, 100] {
        let qkv = random.floats(t * 3 * heads * HEAD, 3.0);
        let run = |path| {
            let mut out = vec![0.0; t * heads * HEAD];
            attention(path, &qkv, heads, &mut out, &mut Scratch::default());
            out
        };
        let want = run(Path::from_name("portable").unwrap());
        for path in Path::available() {
            assert!(bits(&run(path)) == bits(&want), "{path:?}, {t} pieces");
        }
        let reference = plain_attention(&qkv, heads, t);
        for (got, want) in want.iter().zip(reference) {
            assert!((f64::from(*got) - want).abs() < 1e-5, "{t} pieces: {got} for {want}");
        }
    }
}

/// Attention straight from its definition, in 64 bits.
fn plain_attention(qkv: &[f32], heads: usize, t: usize) -> Vec<f64> {
    let d = heads * HEAD;
    let at = |row: usize, part: usize, head: usize, i: usize| {
        f64::from(qkv[row * 3 * d + part * d + head * HEAD + i])
    };
    let mut out = vec![0.0; t * d];
    for head in 0..heads {
        for query in 0..t {
            let score =
                |key| (0..HEAD).map(|i| at(query, 0, head, i) * at(key, 1, head, i)).sum::<f64>();
            let weights: Vec<f64> =
                (0..t).map(|key| (score(key) / (HEAD as f64).sqrt()).exp()).collect();
            let sum: f64 = weights.iter().sum();
            for i in 0..HEAD {
                out[query * d + head * HEAD + i] =
                    (0..t).map(|key| weights[key] / sum * at(key, 2, head, i)).sum();
            }
        }
    }
    out
}

/// With every value 1, what attention gathers is the sum of its weights.
#[test]
fn attention_weights_sum_to_one() {
    let mut random = Random(6);
    for t in [1, 2, 15, 16, 17, 100, 256] {
        let mut qkv = random.floats(t * 3 * 2 * HEAD, 20.0);
        for row in qkv.chunks_mut(3 * 2 * HEAD) {
            row[2 * 2 * HEAD..].fill(1.0);
        }
        for path in Path::available() {
            let mut out = vec![0.0; t * 2 * HEAD];
            attention(path, &qkv, 2, &mut out, &mut Scratch::default());
            assert!(out.iter().all(|x| (x - 1.0).abs() < 2e-6), "{path:?}, {t} pieces");
        }
    }
}
