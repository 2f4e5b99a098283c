//! The kernels' operations in plain Rust, for processors without a path of their own. The compiler
//! vectorises them for the target's baseline (NEON on 64-bit ARM, where the integer dot product
//! becomes `sdot` if the target has it).

use super::buffer::Buffer;
use super::isa::{Isa, Job, Lanes, PANEL, Packed, ROUND, Tile};
use super::{Activations, QMat};
use std::ops::{Add, Div, Mul, Sub};

/// Runs a job with plain Rust operations.
pub(super) fn run<J: Job>(job: J) -> J::Output {
    job.run(Portable)
}

/// Plain Rust; needs nothing of the processor.
#[derive(Clone, Copy)]
pub(super) struct Portable;

/// Sixteen `f32` in an array.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Array([f32; 16]);

macro_rules! lane_operator {
    ($trait:ident, $method:ident, $operator:tt) => {
        impl $trait for Array {
            type Output = Self;

            #[inline(always)]
            fn $method(mut self, other: Self) -> Self {
                for i in 0..16 {
                    self.0[i] $operator other.0[i];
                }
                self
            }
        }
    };
}
lane_operator!(Add, add, +=);
lane_operator!(Sub, sub, -=);
lane_operator!(Mul, mul, *=);
lane_operator!(Div, div, /=);

impl Lanes for Array {
    #[inline(always)]
    fn max(mut self, other: Self) -> Self {
        for i in 0..16 {
            self.0[i] = if self.0[i] > other.0[i] { self.0[i] } else { other.0[i] };
        }
        self
    }

    #[inline(always)]
    fn min(mut self, other: Self) -> Self {
        for i in 0..16 {
            self.0[i] = if self.0[i] < other.0[i] { self.0[i] } else { other.0[i] };
        }
        self
    }

    #[inline(always)]
    fn abs(mut self) -> Self {
        for i in 0..16 {
            self.0[i] = self.0[i].abs();
        }
        self
    }

    #[inline(always)]
    fn times_power_of_two(mut self, rounded: Self) -> Self {
        for i in 0..16 {
            let exponent = rounded.0[i].to_bits() << 23;
            self.0[i] = f32::from_bits(self.0[i].to_bits().wrapping_add(exponent));
        }
        self
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; 16]) {
        *to = self.0;
    }

    #[inline(always)]
    fn sum(mut self) -> f32 {
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                self.0[i] += self.0[i + half];
            }
        }
        self.0[0]
    }

    #[inline(always)]
    fn largest(mut self) -> f32 {
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                if self.0[i + half] > self.0[i] {
                    self.0[i] = self.0[i + half];
                }
            }
        }
        self.0[0]
    }
}

impl Isa for Portable {
    type Lanes = Array;
    type Activation = i8;
    const WIDE: bool = false;

    /// `[n_out][n_in]`, as given.
    fn pack(matrix: &QMat<'_>) -> Packed {
        let padded = matrix.n_out.next_multiple_of(PANEL);
        let mut weights = Buffer::zeros(padded * matrix.n_in);
        weights[..matrix.w.len()].copy_from_slice(matrix.w);
        Packed { weights, start: Buffer::default() }
    }

    fn activations(store: &mut Activations) -> (&mut Buffer<i8>, &mut Vec<f32>) {
        (&mut store.i8, &mut store.scale)
    }

    #[inline(always)]
    fn splat(self, x: f32) -> Array {
        Array([x; 16])
    }

    #[inline(always)]
    fn load(self, from: &[f32; 16]) -> Array {
        Array(*from)
    }

    #[inline(always)]
    fn convert(self, from: &[i32; 16]) -> Array {
        let mut lanes = [0.0; 16];
        for i in 0..16 {
            lanes[i] = from[i] as f32;
        }
        Array(lanes)
    }

    #[inline(always)]
    fn quantise(self, x: Array, to: &mut [i8; 16]) {
        for (x, to) in x.0.iter().zip(to) {
            *to = (x + ROUND).to_bits().wrapping_sub(ROUND.to_bits()) as i8;
        }
    }

    #[inline(always)]
    fn tile<const R: usize>(self, weights: &[i8], _start: &[i32], rows: &[i8], tile: &mut Tile) {
        let n_in = weights.len() / PANEL;
        for (channel, weights) in weights.chunks_exact(n_in).enumerate() {
            for (row, activations) in rows.chunks_exact(n_in).take(R).enumerate() {
                tile.0[row][channel / 16][channel % 16] = dot(activations, weights);
            }
        }
    }
}

/// The dot product of two rows whose length is a multiple of 32. Of the ways to write it, this
/// compiles to multiply-add instructions on both x86-64 (`pmaddwd`) and ARM (`sdot`, or `smull`).
#[inline(always)]
fn dot(a: &[i8], b: &[i8]) -> i32 {
    let mut sum = 0;
    for (a, b) in a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0) {
        for i in 0..32 {
            sum += i32::from(a[i]) * i32::from(b[i]);
        }
    }
    sum
}
