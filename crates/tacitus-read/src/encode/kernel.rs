//! The arithmetic of the encoder: linear layers with 8-bit weights and activations, and layer
//! normalisation, GELU and attention in 32 bits.
//!
//! There is one implementation, compiled for several instruction sets ("paths"); [`Path::detect`]
//! picks the best that the processor has. Every path gives the same bits: integer sums are exact,
//! 32-bit operations happen in one order and are each rounded on their own, and `exp` and GELU are
//! polynomials of this crate, not the platform's. Inputs must be finite.
//!
//! A row of the output depends on nothing but its own row of the input (for attention, its own
//! window), so results do not depend on how windows are batched or spread over threads.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
pub(super) mod buffer;
mod isa;
mod linear;
mod math;
mod portable;
#[cfg(test)]
mod tests;

use buffer::Buffer;
use isa::{Isa, Job, PANEL, Packed};
pub(super) use math::HEAD;

/// The instruction set to compute with. A value exists only for what the processor has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

impl Kind {
    /// Whether this processor has what the path is compiled for.
    fn is_present(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
            }
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => is_x86_feature_detected!("avx2"),
            Kind::Portable => true,
        }
    }
}

impl Path {
    /// The fastest path of this processor.
    pub fn detect() -> Path {
        Path::available()[0]
    }

    /// The path called `name` (`avx512`, `avx2` or `portable`), if this processor has it.
    pub fn from_name(name: &str) -> Option<Path> {
        Path::available().into_iter().find(|path| path.name() == name)
    }

    /// All paths of this processor, the fastest first.
    pub fn available() -> Vec<Path> {
        let kinds = [
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512,
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2,
            Kind::Portable,
        ];
        kinds.into_iter().filter(|kind| kind.is_present()).map(Path).collect()
    }

    /// The name that [`Path::from_name`] knows it by.
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            Kind::Portable => "portable",
        }
    }

    /// Runs a job with this instruction set.
    fn run<J: Job>(self, job: J) -> J::Output {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: `available` made this path after it had found the features.
            Kind::Avx512 => unsafe { avx512::run(job) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Kind::Avx2 => unsafe { avx2::run(job) },
            Kind::Portable => portable::run(job),
        }
    }
}

/// A matrix of 8-bit weights with one scale per output channel: `y = (w x) * scale + bias`.
pub struct QMat<'a> {
    /// Output channels; any number.
    pub n_out: usize,
    /// Inputs; a multiple of 64.
    pub n_in: usize,
    /// Weights, `[n_out][n_in]`.
    pub w: &'a [i8],
    /// Per channel, what one step of its weights is worth: `[n_out]`.
    pub scale: Vec<f32>,
    /// `[n_out]`.
    pub bias: Vec<f32>,
}

/// What a linear layer does with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Writes it.
    Plain,
    /// Writes its GELU.
    Gelu,
    /// Adds it to what the output holds (the residual).
    Add,
}

/// A linear layer, packed for one [`Path`].
pub struct QLinear {
    path: Path,
    n_out: usize,
    n_in: usize,
    packed: Packed,
    /// Padded with zeros to a multiple of [`PANEL`], like `bias`.
    scale: Buffer<f32>,
    bias: Buffer<f32>,
}

impl QLinear {
    /// Packs `matrix` for `path`.
    ///
    /// # Panics
    ///
    /// If `n_in` is no multiple of 64, or `w`, `scale` or `bias` has not the length that `n_out`
    /// and `n_in` give.
    pub fn new(matrix: &QMat<'_>, path: Path) -> QLinear {
        let QMat { n_out, n_in, w, ref scale, ref bias } = *matrix;
        assert!(n_in > 0 && n_in.is_multiple_of(64), "inputs must be a multiple of 64: {n_in}");
        assert_eq!(w.len(), n_out * n_in, "weights");
        assert_eq!(scale.len(), n_out, "scales");
        assert_eq!(bias.len(), n_out, "biases");
        let padded = n_out.next_multiple_of(PANEL);
        let pad = |numbers: &[f32]| {
            let mut buffer = Buffer::zeros(padded);
            buffer[..n_out].copy_from_slice(numbers);
            buffer
        };
        let packed = match path.0 {
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => avx512::Avx512::pack(matrix),
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => avx2::Avx2::pack(matrix),
            Kind::Portable => portable::Portable::pack(matrix),
        };
        QLinear { path, n_out, n_in, packed, scale: pad(scale), bias: pad(bias) }
    }

    /// Output channels.
    pub fn n_out(&self) -> usize {
        self.n_out
    }

    /// Inputs.
    pub fn n_in(&self) -> usize {
        self.n_in
    }

    /// The layer's output for each row: `x` is `[rows][n_in]`, `out` `[rows][n_out]`.
    ///
    /// # Panics
    ///
    /// If `x` and `out` do not have the same number of whole rows.
    pub fn apply(&self, x: &[f32], out: &mut [f32], scratch: &mut Scratch) {
        self.apply_mode(x, out, Mode::Plain, scratch);
    }

    /// As [`QLinear::apply`], with what `mode` says done to the result.
    ///
    /// # Panics
    ///
    /// As [`QLinear::apply`].
    pub fn apply_mode(&self, x: &[f32], out: &mut [f32], mode: Mode, scratch: &mut Scratch) {
        let rows = x.len() / self.n_in;
        assert_eq!(x.len(), rows * self.n_in, "input rows");
        assert_eq!(out.len(), rows * self.n_out, "output rows");
        if out.is_empty() {
            return;
        }
        let scratch = &mut scratch.activations;
        self.path.run(linear::Linear { layer: self, x, out, mode, scratch });
    }
}

/// Normalises each row of `x` (`[rows][d]`, `d` a multiple of 64) in place to mean 0 and variance
/// 1, then scales by `gamma` and shifts by `beta` (each `[d]`).
///
/// # Panics
///
/// If `d` is no multiple of 64, `beta` is of another length, or `x` has no whole number of rows.
pub fn layer_norm(path: Path, x: &mut [f32], gamma: &[f32], beta: &[f32]) {
    let d = gamma.len();
    assert!(d > 0 && d.is_multiple_of(64), "rows must be a multiple of 64 long: {d}");
    assert_eq!(beta.len(), d, "shifts");
    assert!(x.len().is_multiple_of(d), "rows");
    path.run(math::LayerNorm { x, gamma, beta });
}

/// Softmax attention within one window of `t` pieces, with heads of 32: `qkv` is
/// `[t][3][heads][32]` (queries, keys, values), `out` `[t][heads][32]`.
///
/// # Panics
///
/// If the lengths do not fit.
pub fn attention(path: Path, qkv: &[f32], heads: usize, out: &mut [f32], scratch: &mut Scratch) {
    assert!(heads > 0 && out.len().is_multiple_of(heads * HEAD), "output rows");
    assert_eq!(qkv.len(), 3 * out.len(), "queries, keys and values");
    path.run(math::Attention { qkv, heads, out, scratch: &mut scratch.attention });
}

/// Space that the kernels work in, kept from call to call. One per thread; what it holds between
/// calls means nothing.
#[derive(Default)]
pub struct Scratch {
    activations: Activations,
    attention: AttentionScratch,
    /// For the forward pass, so that a thread needs one scratch space only.
    pub(super) layer: LayerBuffers,
}

/// Quantised rows, in the type that the path takes, and the scale of each.
#[derive(Default)]
struct Activations {
    #[cfg(target_arch = "x86_64")]
    u8: Buffer<u8>,
    #[cfg(target_arch = "x86_64")]
    i16: Buffer<i16>,
    i8: Buffer<i8>,
    scale: Vec<f32>,
}

/// What passes between the parts of an encoder layer.
#[derive(Default)]
pub(super) struct LayerBuffers {
    /// The hidden states of all rows, `[rows][d]`.
    pub(super) hidden: Buffer<f32>,
    /// Queries, keys and values of a group of rows, `[rows][3 d]`.
    pub(super) qkv: Buffer<f32>,
    /// What attention gathered for a group of rows, `[rows][d]`.
    pub(super) context: Buffer<f32>,
    /// Between the two feed-forward layers, `[rows][ff]`.
    pub(super) inner: Buffer<f32>,
}

/// One head of one window, laid out for attention.
#[derive(Default)]
struct AttentionScratch {
    /// Sixteen queries, `[32][16]`.
    queries: Buffer<[f32; 16]>,
    /// `[t][2][16]`.
    keys: Buffer<[f32; 16]>,
    /// `[t][2][16]`.
    values: Buffer<[f32; 16]>,
    /// Of sixteen queries against every key, `[t][16]`.
    scores: Buffer<[f32; 16]>,
}
