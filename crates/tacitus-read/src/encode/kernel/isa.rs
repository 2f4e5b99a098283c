//! What an instruction set must provide for the kernels: sixteen `f32` lanes, the conversion of
//! activations to integers, and exact integer dot products.
//!
//! The kernels are written once over these traits and compiled once per instruction set. Every
//! lane operation is a single correctly rounded IEEE operation (no fused multiply-add, no
//! approximate reciprocal) and reductions follow one fixed tree, so each instruction set gives the
//! same bits.
//!
//! A value of an [`Isa`] type is the evidence that the processor has the instructions: it can only
//! be made with `unsafe`, and all [`Lanes`] come from it. So the lane operations are safe to call.

use super::buffer::{Buffer, Plain};
use super::{Activations, QMat};
use std::ops::{Add, Div, Mul, Sub};

/// Rows of activations in the largest tile of a matrix product.
pub(super) const TILE_ROWS: usize = 6;
/// Output channels in a tile (and in a panel of packed weights).
pub(super) const PANEL: usize = 64;

/// Adding this to a number below 2^22 in size rounds it half-to-even to an integer, which then
/// stands in the low bits of the sum.
pub(super) const ROUND: f32 = 12_582_912.0;

/// Exact dot products: `TILE_ROWS` rows of activations by the channels of a panel.
#[repr(C, align(64))]
pub(super) struct Tile(pub(super) [[[i32; 16]; PANEL / 16]; TILE_ROWS]);

/// Sixteen `f32`.
pub(super) trait Lanes:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// Per lane: `if self > other { self } else { other }`.
    fn max(self, other: Self) -> Self;
    /// Per lane: `if self < other { self } else { other }`.
    fn min(self, other: Self) -> Self;
    /// Per lane: the number without its sign.
    fn abs(self) -> Self;
    /// Per lane: `self * 2^k`, where `rounded` is `k + ROUND`; both `self` and the result must be
    /// normal numbers.
    fn times_power_of_two(self, rounded: Self) -> Self;
    /// Writes the lanes.
    fn store(self, to: &mut [f32; 16]);
    /// The sum of the lanes: halves are added lane by lane until one is left.
    fn sum(self) -> f32;
    /// The largest lane, by the same tree.
    fn largest(self) -> f32;
}

/// The weights of a layer in the order in which one instruction set reads them.
pub(super) struct Packed {
    /// Per panel of [`PANEL`] channels, `PANEL * n_in` weights.
    pub(super) weights: Buffer<i8>,
    /// What each channel's dot product starts from; empty where that is 0.
    pub(super) start: Buffer<i32>,
}

/// An instruction set.
pub(super) trait Isa: Copy {
    /// Sixteen `f32`.
    type Lanes: Lanes;
    /// A quantised activation.
    type Activation: Plain;
    /// Whether a register holds sixteen lanes and there are 32 of them.
    const WIDE: bool;

    /// Packs the weights of a layer, padded with zeros to a multiple of [`PANEL`] channels.
    fn pack(matrix: &QMat<'_>) -> Packed;
    /// The buffer for quantised activations, and the one for their scales.
    fn activations(store: &mut Activations) -> (&mut Buffer<Self::Activation>, &mut Vec<f32>);

    /// The same number in every lane.
    fn splat(self, x: f32) -> Self::Lanes;
    /// Reads sixteen numbers.
    fn load(self, from: &[f32; 16]) -> Self::Lanes;
    /// Converts integers, rounding half to even.
    fn convert(self, from: &[i32; 16]) -> Self::Lanes;
    /// Rounds to integers, half to even; `x` lies within ±127.5.
    fn quantise(self, x: Self::Lanes, to: &mut [Self::Activation; 16]);
    /// The dot products of the `R` rows in `rows` (`[R][n_in]`) with the channels of one panel
    /// (`PANEL * n_in` packed weights; `start` as in [`Packed`]), into the first `R` rows of `tile`.
    fn tile<const R: usize>(
        self,
        weights: &[i8],
        start: &[i32],
        rows: &[Self::Activation],
        tile: &mut Tile,
    );
}

/// A computation compiled once per instruction set.
pub(super) trait Job {
    /// What it returns.
    type Output;
    /// Does the work. Implementations are `#[inline(always)]`, and so is all that handles lanes in
    /// them, so that the whole is compiled with the instruction set's features.
    fn run<I: Isa>(self, isa: I) -> Self::Output;
}
