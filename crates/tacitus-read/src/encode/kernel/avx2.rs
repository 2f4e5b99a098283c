//! The kernels' operations with AVX2. Sixteen lanes are two registers; the integer product widens
//! to 16 bits first, since the 8-bit multiply of AVX2 saturates.

use super::buffer::Buffer;
use super::isa::{Isa, Job, Lanes, PANEL, Packed, Tile};
use super::{Activations, QMat};
use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Sub};

/// Runs a job with AVX2. The caller's processor must have it.
#[target_feature(enable = "avx2")]
pub(super) fn run<J: Job>(job: J) -> J::Output {
    job.run(Avx2(()))
}

/// Evidence of AVX2: made only in [`run`].
#[derive(Clone, Copy)]
pub(super) struct Avx2(());

/// Sixteen `f32` in two registers.
#[derive(Clone, Copy)]
pub(super) struct Pair(__m256, __m256);

macro_rules! lane_operator {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for Pair {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: a `Pair` exists only where `Avx2` does, so the processor has AVX2.
                unsafe { Pair($intrinsic(self.0, other.0), $intrinsic(self.1, other.1)) }
            }
        }
    };
}
lane_operator!(Add, add, _mm256_add_ps);
lane_operator!(Sub, sub, _mm256_sub_ps);
lane_operator!(Mul, mul, _mm256_mul_ps);
lane_operator!(Div, div, _mm256_div_ps);

impl Lanes for Pair {
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: a `Pair` exists only where `Avx2` does, so the processor has AVX2.
        unsafe { Pair(_mm256_max_ps(self.0, other.0), _mm256_max_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: as in `max`.
        unsafe { Pair(_mm256_min_ps(self.0, other.0), _mm256_min_ps(self.1, other.1)) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: as in `max`.
        unsafe {
            let sign = _mm256_set1_ps(-0.0);
            Pair(_mm256_andnot_ps(sign, self.0), _mm256_andnot_ps(sign, self.1))
        }
    }

    #[inline(always)]
    fn times_power_of_two(self, rounded: Self) -> Self {
        // SAFETY: as in `max`.
        unsafe {
            let low = _mm256_slli_epi32::<23>(_mm256_castps_si256(rounded.0));
            let high = _mm256_slli_epi32::<23>(_mm256_castps_si256(rounded.1));
            Pair(
                _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(self.0), low)),
                _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(self.1), high)),
            )
        }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        // SAFETY: as in `max`; `to` has room for both registers.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(8), self.1);
        }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: as in `max`.
        unsafe {
            let x = _mm256_add_ps(self.0, self.1);
            let x = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
            let x = _mm_add_ps(x, _mm_movehl_ps(x, x));
            _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)))
        }
    }

    #[inline(always)]
    fn largest(self) -> f32 {
        // SAFETY: as in `max`.
        unsafe {
            let x = _mm256_max_ps(self.1, self.0);
            let x = _mm_max_ps(_mm256_extractf128_ps::<1>(x), _mm256_castps256_ps128(x));
            let x = _mm_max_ps(_mm_movehl_ps(x, x), x);
            _mm_cvtss_f32(_mm_max_ss(_mm_movehdup_ps(x), x))
        }
    }
}

impl Isa for Avx2 {
    type Lanes = Pair;
    type Activation = i16;
    const WIDE: bool = false;

    /// `[panel][sixteen channels][n_in / 2][16][2]`: a multiply-add takes two inputs at a time.
    fn pack(matrix: &QMat<'_>) -> Packed {
        let padded = matrix.n_out.next_multiple_of(PANEL);
        let mut weights = Buffer::zeros(padded * matrix.n_in);
        for (channel, row) in matrix.w.chunks_exact(matrix.n_in).enumerate() {
            let block = &mut weights[channel / 16 * 16 * matrix.n_in..][..16 * matrix.n_in];
            let (to, _) = block.as_chunks_mut::<32>();
            let (from, _) = row.as_chunks::<2>();
            let at = channel % 16 * 2;
            for (to, from) in to.iter_mut().zip(from) {
                to[at..at + 2].copy_from_slice(from);
            }
        }
        Packed { weights, start: Buffer::default() }
    }

    fn activations(store: &mut Activations) -> (&mut Buffer<i16>, &mut Vec<f32>) {
        (&mut store.i16, &mut store.scale)
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Pair {
        // SAFETY: `self` is evidence of AVX2.
        unsafe { Pair(_mm256_set1_ps(x), _mm256_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(self, from: &[f32; 16]) -> Pair {
        // SAFETY: `self` is evidence of AVX2; `from` has sixteen numbers.
        unsafe { Pair(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(8))) }
    }

    #[inline(always)]
    fn convert(self, from: &[i32; 16]) -> Pair {
        // SAFETY: as in `load`.
        unsafe {
            let from = from.as_ptr().cast::<__m256i>();
            Pair(
                _mm256_cvtepi32_ps(_mm256_loadu_si256(from)),
                _mm256_cvtepi32_ps(_mm256_loadu_si256(from.add(1))),
            )
        }
    }

    #[inline(always)]
    fn quantise(self, x: Pair, to: &mut [i16; 16]) {
        // SAFETY: `self` is evidence of AVX2; `to` has room for one register.
        unsafe {
            // Packing works on the 128-bit halves, so the middle two quarters come out swapped.
            let packed = _mm256_packs_epi32(_mm256_cvtps_epi32(x.0), _mm256_cvtps_epi32(x.1));
            let ordered = _mm256_permute4x64_epi64::<0b11_01_10_00>(packed);
            _mm256_storeu_si256(to.as_mut_ptr().cast(), ordered);
        }
    }

    #[inline(always)]
    fn tile<const R: usize>(self, weights: &[i8], _start: &[i32], rows: &[i16], tile: &mut Tile) {
        // SAFETY: `self` is evidence of AVX2.
        unsafe { tile_of::<R>(weights, rows, tile) }
    }
}

#[target_feature(enable = "avx2")]
fn tile_of<const R: usize>(weights: &[i8], rows: &[i16], tile: &mut Tile) {
    let n_in = weights.len() / PANEL;
    assert!(n_in.is_multiple_of(2) && rows.len() == R * n_in && R <= tile.0.len());
    for (sixteen, weights) in weights.chunks_exact(16 * n_in).enumerate() {
        let mut sums = [[_mm256_setzero_si256(); 2]; R];
        for pair in 0..n_in / 2 {
            // SAFETY: `weights` holds `n_in / 2` groups of 32 bytes.
            let [low, high] = unsafe {
                let at = weights.as_ptr().add(pair * 32).cast::<__m128i>();
                [_mm_loadu_si128(at), _mm_loadu_si128(at.add(1))]
            };
            let (low, high) = (_mm256_cvtepi8_epi16(low), _mm256_cvtepi8_epi16(high));
            for (row, sums) in sums.iter_mut().enumerate() {
                // SAFETY: `rows` holds `R * n_in` numbers, and `2 * pair + 1 < n_in`.
                let both = unsafe {
                    rows.as_ptr().add(row * n_in + pair * 2).cast::<i32>().read_unaligned()
                };
                let both = _mm256_set1_epi32(both);
                sums[0] = _mm256_add_epi32(sums[0], _mm256_madd_epi16(both, low));
                sums[1] = _mm256_add_epi32(sums[1], _mm256_madd_epi16(both, high));
            }
        }
        for (sums, to) in sums.iter().zip(&mut tile.0) {
            let to = to[sixteen].as_mut_ptr().cast::<__m256i>();
            // SAFETY: `to` points at sixteen `i32`, which two registers fill.
            unsafe {
                _mm256_storeu_si256(to, sums[0]);
                _mm256_storeu_si256(to.add(1), sums[1]);
            }
        }
    }
}
