//! Linear layers on 8-bit integers: quantises the rows of the input, multiplies them by packed
//! weights tile by tile, and finishes each tile in 32-bit arithmetic.

use super::isa::{Isa, Job, Lanes, PANEL, TILE_ROWS, Tile};
use super::math::gelu;
use super::{Activations, Mode, QLinear};

/// Rows that are quantised and swept over all weights at a time; their activations stay in cache.
const BLOCK_ROWS: usize = 16 * TILE_ROWS;

/// `out = finish(x * weights)`; see [`QLinear::apply_mode`].
pub(super) struct Linear<'a> {
    pub(super) layer: &'a QLinear,
    pub(super) x: &'a [f32],
    pub(super) out: &'a mut [f32],
    pub(super) mode: Mode,
    pub(super) scratch: &'a mut Activations,
}

impl Job for Linear<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let Linear { layer, x, out, mode, scratch } = self;
        let (n_in, n_out) = (layer.n_in, layer.n_out);
        let (activations, scales) = I::activations(scratch);
        let blocks = x.chunks(BLOCK_ROWS * n_in).zip(out.chunks_mut(BLOCK_ROWS * n_out));
        let mut tile = Tile([[[0; 16]; PANEL / 16]; TILE_ROWS]);
        for (x, out) in blocks {
            let rows = x.len() / n_in;
            activations.resize(rows * n_in);
            scales.clear();
            for (row, to) in x.chunks_exact(n_in).zip(activations.chunks_exact_mut(n_in)) {
                scales.push(quantise_row(isa, row, to));
            }
            for panel in 0..n_out.div_ceil(PANEL) {
                let weights = &layer.packed.weights[panel * PANEL * n_in..][..PANEL * n_in];
                let start = match layer.packed.start.is_empty() {
                    true => &[][..],
                    false => &layer.packed.start[panel * PANEL..][..PANEL],
                };
                let tiles = activations
                    .chunks(TILE_ROWS * n_in)
                    .zip(out.chunks_mut(TILE_ROWS * n_out))
                    .zip(scales.chunks(TILE_ROWS));
                for ((rows, out), scales) in tiles {
                    match scales.len() {
                        1 => isa.tile::<1>(weights, start, rows, &mut tile),
                        2 => isa.tile::<2>(weights, start, rows, &mut tile),
                        3 => isa.tile::<3>(weights, start, rows, &mut tile),
                        4 => isa.tile::<4>(weights, start, rows, &mut tile),
                        5 => isa.tile::<5>(weights, start, rows, &mut tile),
                        _ => isa.tile::<TILE_ROWS>(weights, start, rows, &mut tile),
                    }
                    finish(isa, layer, panel, &tile, scales, mode, out);
                }
            }
        }
    }
}

/// Quantises a row to -127..=127 and returns its scale. A row of (all but) zeros gets scale 0.
#[inline(always)]
fn quantise_row<I: Isa>(isa: I, row: &[f32], to: &mut [I::Activation]) -> f32 {
    let (chunks, _) = row.as_chunks::<16>();
    let mut largest = [isa.splat(0.0); 4];
    for four in chunks.as_chunks::<4>().0 {
        for i in 0..4 {
            largest[i] = largest[i].max(isa.load(&four[i]).abs());
        }
    }
    let largest = largest[0].max(largest[1]).max(largest[2].max(largest[3])).largest();
    // Below this the reciprocal could overflow.
    let (scale, inverse) =
        if largest < 1e-30 { (0.0, 0.0) } else { (largest / 127.0, 127.0 / largest) };
    let inverse = isa.splat(inverse);
    for (x, to) in chunks.iter().zip(to.as_chunks_mut::<16>().0) {
        isa.quantise(isa.load(x) * inverse, to);
    }
    scale
}

/// Turns a tile of integer sums into the output of its rows for the channels of `panel`: scales
/// them, adds the bias, and does what `mode` asks. `out` is `[scales.len()][n_out]`.
#[inline(always)]
fn finish<I: Isa>(
    isa: I,
    layer: &QLinear,
    panel: usize,
    tile: &Tile,
    scales: &[f32],
    mode: Mode,
    out: &mut [f32],
) {
    let first = panel * PANEL;
    let count = (layer.n_out - first).min(PANEL);
    let (channel_scales, _) = layer.scale[first..first + PANEL].as_chunks::<16>();
    let (biases, _) = layer.bias[first..first + PANEL].as_chunks::<16>();
    let rows = tile.0.iter().zip(scales).zip(out.chunks_exact_mut(layer.n_out));
    for ((sums, &scale), out) in rows {
        let scale = isa.splat(scale);
        let (whole, rest) = out[first..first + count].as_chunks_mut::<16>();
        let mut channels = sums.iter().zip(channel_scales).zip(biases);
        for (to, ((sums, channel_scale), bias)) in whole.iter_mut().zip(&mut channels) {
            let x = isa.convert(sums) * scale * isa.load(channel_scale) + isa.load(bias);
            finish_lanes(isa, x, mode, to);
        }
        if !rest.is_empty()
            && let Some(((sums, channel_scale), bias)) = channels.next()
        {
            let x = isa.convert(sums) * scale * isa.load(channel_scale) + isa.load(bias);
            let mut padded = [0.0; 16];
            padded[..rest.len()].copy_from_slice(rest);
            finish_lanes(isa, x, mode, &mut padded);
            rest.copy_from_slice(&padded[..rest.len()]);
        }
    }
}

/// Writes sixteen outputs, as `mode` asks.
#[inline(always)]
fn finish_lanes<I: Isa>(isa: I, x: I::Lanes, mode: Mode, to: &mut [f32; 16]) {
    match mode {
        Mode::Plain => x.store(to),
        Mode::Gelu => gelu(isa, x).store(to),
        Mode::Add => (x + isa.load(to)).store(to),
    }
}
