//! The kernels' operations with AVX-512 and its 8-bit dot product (VNNI).

use super::buffer::Buffer;
use super::isa::{Isa, Job, Lanes, PANEL, Packed, Tile};
use super::{Activations, QMat};
use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Sub};

/// Runs a job with AVX-512. The caller's processor must have the features named here.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
pub(super) fn run<J: Job>(job: J) -> J::Output {
    job.run(Avx512(()))
}

/// Evidence of AVX-512 with VNNI: made only in [`run`].
#[derive(Clone, Copy)]
pub(super) struct Avx512(());

/// Sixteen `f32` in a register.
#[derive(Clone, Copy)]
pub(super) struct Register(__m512);

macro_rules! lane_operator {
    ($trait:ident, $method:ident, $intrinsic:ident) => {
        impl $trait for Register {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                // SAFETY: a `Register` exists only where `Avx512` does, so the processor has it.
                unsafe { Register($intrinsic(self.0, other.0)) }
            }
        }
    };
}
lane_operator!(Add, add, _mm512_add_ps);
lane_operator!(Sub, sub, _mm512_sub_ps);
lane_operator!(Mul, mul, _mm512_mul_ps);
lane_operator!(Div, div, _mm512_div_ps);

impl Lanes for Register {
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: a `Register` exists only where `Avx512` does, so the processor has it.
        unsafe { Register(_mm512_max_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: as in `max`.
        unsafe { Register(_mm512_min_ps(self.0, other.0)) }
    }

    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: as in `max`.
        unsafe { Register(_mm512_abs_ps(self.0)) }
    }

    #[inline(always)]
    fn times_power_of_two(self, rounded: Self) -> Self {
        // SAFETY: as in `max`.
        unsafe {
            let exponent = _mm512_slli_epi32::<23>(_mm512_castps_si512(rounded.0));
            let scaled = _mm512_add_epi32(_mm512_castps_si512(self.0), exponent);
            Register(_mm512_castsi512_ps(scaled))
        }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        // SAFETY: as in `max`; `to` has room for the register.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }

    #[inline(always)]
    fn sum(self) -> f32 {
        // SAFETY: as in `max`.
        unsafe {
            let (low, high) = (_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0));
            let x = _mm256_add_ps(low, high);
            let x = _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps::<1>(x));
            let x = _mm_add_ps(x, _mm_movehl_ps(x, x));
            _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)))
        }
    }

    #[inline(always)]
    fn largest(self) -> f32 {
        // SAFETY: as in `max`.
        unsafe {
            let (low, high) = (_mm512_castps512_ps256(self.0), _mm512_extractf32x8_ps::<1>(self.0));
            let x = _mm256_max_ps(high, low);
            let x = _mm_max_ps(_mm256_extractf128_ps::<1>(x), _mm256_castps256_ps128(x));
            let x = _mm_max_ps(_mm_movehl_ps(x, x), x);
            _mm_cvtss_f32(_mm_max_ss(_mm_movehdup_ps(x), x))
        }
    }
}

impl Isa for Avx512 {
    type Lanes = Register;
    /// The dot product takes unsigned activations, so they are stored with 128 added.
    type Activation = u8;
    const WIDE: bool = true;

    /// `[panel][n_in / 4][64][4]`; a channel starts from -128 times the sum of its weights, which
    /// undoes what the 128 added to the activations puts in.
    fn pack(matrix: &QMat<'_>) -> Packed {
        let padded = matrix.n_out.next_multiple_of(PANEL);
        let mut weights = Buffer::zeros(padded * matrix.n_in);
        let mut start = Buffer::zeros(padded);
        for (channel, row) in matrix.w.chunks_exact(matrix.n_in).enumerate() {
            let panel = channel / PANEL * PANEL * matrix.n_in;
            let (to, _) = weights[panel..][..PANEL * matrix.n_in].as_chunks_mut::<{ PANEL * 4 }>();
            let (from, _) = row.as_chunks::<4>();
            let at = channel % PANEL * 4;
            for (to, from) in to.iter_mut().zip(from) {
                to[at..at + 4].copy_from_slice(from);
            }
            start[channel] = -128 * row.iter().map(|&w| i32::from(w)).sum::<i32>();
        }
        Packed { weights, start }
    }

    fn activations(store: &mut Activations) -> (&mut Buffer<u8>, &mut Vec<f32>) {
        (&mut store.u8, &mut store.scale)
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Register {
        // SAFETY: `self` is evidence of AVX-512.
        unsafe { Register(_mm512_set1_ps(x)) }
    }

    #[inline(always)]
    fn load(self, from: &[f32; 16]) -> Register {
        // SAFETY: `self` is evidence of AVX-512; `from` has sixteen numbers.
        unsafe { Register(_mm512_loadu_ps(from.as_ptr())) }
    }

    #[inline(always)]
    fn convert(self, from: &[i32; 16]) -> Register {
        // SAFETY: as in `load`.
        unsafe { Register(_mm512_cvtepi32_ps(_mm512_loadu_si512(from.as_ptr().cast()))) }
    }

    #[inline(always)]
    fn quantise(self, x: Register, to: &mut [u8; 16]) {
        // SAFETY: `self` is evidence of AVX-512; `to` has room for a 16-byte register.
        unsafe {
            let shifted = _mm512_add_epi32(_mm512_cvtps_epi32(x.0), _mm512_set1_epi32(128));
            _mm_storeu_si128(to.as_mut_ptr().cast(), _mm512_cvtepi32_epi8(shifted));
        }
    }

    #[inline(always)]
    fn tile<const R: usize>(self, weights: &[i8], start: &[i32], rows: &[u8], tile: &mut Tile) {
        // SAFETY: `self` is evidence of AVX-512 with VNNI.
        unsafe { tile_of::<R>(weights, start, rows, tile) }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")]
fn tile_of<const R: usize>(weights: &[i8], start: &[i32], rows: &[u8], tile: &mut Tile) {
    let n_in = weights.len() / PANEL;
    assert!(n_in.is_multiple_of(4) && rows.len() == R * n_in && R <= tile.0.len());
    assert!(start.len() == PANEL);
    let mut sums = [[_mm512_setzero_si512(); 4]; R];
    for column in 0..4 {
        // SAFETY: `start` holds 64 numbers.
        let first = unsafe { _mm512_loadu_si512(start.as_ptr().add(column * 16).cast()) };
        for row in &mut sums {
            row[column] = first;
        }
    }
    for four in 0..n_in / 4 {
        // SAFETY: `weights` holds `n_in / 4` groups of 256 bytes.
        let columns = unsafe {
            let at = weights.as_ptr().add(four * PANEL * 4).cast::<__m512i>();
            [
                _mm512_loadu_si512(at),
                _mm512_loadu_si512(at.add(1)),
                _mm512_loadu_si512(at.add(2)),
                _mm512_loadu_si512(at.add(3)),
            ]
        };
        for (row, sums) in sums.iter_mut().enumerate() {
            // SAFETY: `rows` holds `R * n_in` bytes, and `4 * four + 3 < n_in`.
            let inputs =
                unsafe { rows.as_ptr().add(row * n_in + four * 4).cast::<i32>().read_unaligned() };
            let inputs = _mm512_set1_epi32(inputs);
            for (sum, column) in sums.iter_mut().zip(columns) {
                *sum = _mm512_dpbusd_epi32(*sum, inputs, column);
            }
        }
    }
    for (sums, to) in sums.iter().zip(&mut tile.0) {
        for (sum, to) in sums.iter().zip(to) {
            // SAFETY: sixteen `i32` fill one register.
            unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), *sum) };
        }
    }
}
