//! The encoder's forward pass: pieces to hidden states, through a BERT with layer normalisation
//! after each half of a layer, on the kernels of [`super::kernel`].

use super::kernel::{HEAD, Mode, Path, QLinear, Scratch, attention, layer_norm};
use std::ops::Range;

pub use super::kernel::QMat;

/// Windows go through a layer in groups of about this many rows, so that what passes between the
/// parts of a layer stays in the second-level cache.
const GROUP_ROWS: usize = 96;
/// Rows that go through the two feed-forward layers at a time.
const FEED_FORWARD_ROWS: usize = 48;

/// One layer; `d` is the encoder's width, `ff` that of the feed-forward layer.
pub struct LayerWeights<'a> {
    /// Queries, keys and values, one below the other: `[3 d][d]`, heads of 32 within each.
    pub qkv: QMat<'a>,
    /// What follows attention: `[d][d]`.
    pub out: QMat<'a>,
    /// `[ff][d]`, followed by GELU.
    pub ff1: QMat<'a>,
    /// `[d][ff]`.
    pub ff2: QMat<'a>,
    /// Scale and shift of the layer normalisation after attention, each `[d]`.
    pub ln1: (Vec<f32>, Vec<f32>),
    /// Scale and shift of that after the feed-forward layer, each `[d]`.
    pub ln2: (Vec<f32>, Vec<f32>),
}

/// What a piece is turned into before the first layer: the normalised sum of three vectors.
pub struct Embeddings<'a> {
    /// Word pieces, `[vocabulary][d]`.
    pub word: &'a [i8],
    /// Per piece, what one step of its vector is worth: `[vocabulary]`.
    pub word_scale: Vec<f32>,
    /// Shapes, `[shapes][d]`.
    pub shape: Vec<f32>,
    /// Positions, `[positions][d]`, with the token-type vector added.
    pub position: Vec<f32>,
    /// Scale and shift of the layer normalisation, each `[d]`.
    pub ln: (Vec<f32>, Vec<f32>),
}

/// A stretch of text that is encoded by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Ids of the word pieces.
    pub pieces: Vec<u32>,
    /// The shape of each piece.
    pub shapes: Vec<u8>,
}

/// An encoder, packed for one [`Path`].
pub struct Encoder {
    path: Path,
    width: usize,
    embeddings: Embeddings<'static>,
    layers: Vec<Layer>,
    pair_layers: Vec<Layer>,
}

struct Layer {
    qkv: QLinear,
    out: QLinear,
    ff1: QLinear,
    ff2: QLinear,
    ln1: (Vec<f32>, Vec<f32>),
    ln2: (Vec<f32>, Vec<f32>),
}

impl Encoder {
    /// Packs the layers for `path`; the word vectors stay where they are. `pair_layers` stand in the place of
    /// as many of the last layers where relations of two phrases are asked for.
    ///
    /// # Panics
    ///
    /// If the sizes do not fit each other, or a width is no multiple of 64.
    pub fn new(
        emb: Embeddings<'static>,
        layers: Vec<LayerWeights<'_>>,
        pair_layers: Vec<LayerWeights<'_>>,
        path: Path,
    ) -> Encoder {
        let width = emb.ln.0.len();
        assert!(width > 0 && width.is_multiple_of(64), "width must be a multiple of 64: {width}");
        assert_eq!(emb.ln.1.len(), width, "embedding normalisation");
        assert_eq!(emb.word.len(), emb.word_scale.len() * width, "word vectors");
        assert!(emb.shape.len().is_multiple_of(width), "shape vectors");
        assert!(emb.position.len().is_multiple_of(width), "position vectors");
        let pack = |layer: LayerWeights<'_>| {
            let ff = layer.ff1.n_out;
            let sizes = [&layer.qkv, &layer.out, &layer.ff1, &layer.ff2].map(|m| (m.n_out, m.n_in));
            let expected = [(3 * width, width), (width, width), (ff, width), (width, ff)];
            assert_eq!(sizes, expected, "layer sizes (outputs, inputs)");
            for (gamma, beta) in [&layer.ln1, &layer.ln2] {
                assert_eq!((gamma.len(), beta.len()), (width, width), "layer normalisation");
            }
            Layer {
                qkv: QLinear::new(&layer.qkv, path),
                out: QLinear::new(&layer.out, path),
                ff1: QLinear::new(&layer.ff1, path),
                ff2: QLinear::new(&layer.ff2, path),
                ln1: layer.ln1,
                ln2: layer.ln2,
            }
        };
        assert!(pair_layers.len() <= layers.len(), "more layers for pairs than layers");
        let layers = layers.into_iter().map(pack).collect();
        let pair_layers = pair_layers.into_iter().map(pack).collect();
        Encoder { path, width, embeddings: emb, layers, pair_layers }
    }

    /// The length of a hidden state.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The longest window that there are position vectors for, in pieces.
    pub fn longest_window(&self) -> usize {
        self.embeddings.position.len() / self.width
    }

    /// The hidden states of all pieces of all windows, window after window: `[pieces][width]`.
    /// Those of a window do not depend on the others.
    ///
    /// # Panics
    ///
    /// If a window is longer than [`Encoder::longest_window`], has not as many shapes as pieces, or
    /// holds a piece or shape that there is no vector for.
    pub fn forward(&self, windows: &[&Window], scratch: &mut Scratch) -> Vec<f32> {
        self.run(windows, scratch, self.layers.iter())
    }

    /// The same, with the layers for relations of two phrases on top.
    ///
    /// # Panics
    ///
    /// As [`Encoder::forward`].
    pub fn forward_pairs(&self, windows: &[&Window], scratch: &mut Scratch) -> Vec<f32> {
        let below = self.layers.len() - self.pair_layers.len();
        self.run(windows, scratch, self.layers[..below].iter().chain(&self.pair_layers))
    }

    fn run<'l>(
        &'l self,
        windows: &[&Window],
        scratch: &mut Scratch,
        layers: impl Iterator<Item = &'l Layer>,
    ) -> Vec<f32> {
        // Taken out so that the kernels can borrow the rest.
        let mut buffers = std::mem::take(&mut scratch.layer);
        let rows = windows.iter().map(|window| window.pieces.len()).sum::<usize>();
        buffers.hidden.resize(rows * self.width);
        let hidden = &mut *buffers.hidden;
        self.embed(windows, hidden);
        let groups = group(windows);
        for layer in layers {
            let mut rest = &mut *hidden;
            for group in &groups {
                let windows = &windows[group.windows.clone()];
                let (hidden, others) = rest.split_at_mut(group.rows * self.width);
                rest = others;

                buffers.qkv.resize(3 * hidden.len());
                buffers.context.resize(hidden.len());
                layer.qkv.apply(hidden, &mut buffers.qkv, scratch);
                let mut first = 0;
                for window in windows {
                    let last = first + window.pieces.len() * self.width;
                    let qkv = &buffers.qkv[3 * first..3 * last];
                    let context = &mut buffers.context[first..last];
                    attention(self.path, qkv, self.width / HEAD, context, scratch);
                    first = last;
                }
                layer.out.apply_mode(&buffers.context, hidden, Mode::Add, scratch);
                layer_norm(self.path, hidden, &layer.ln1.0, &layer.ln1.1);

                for hidden in hidden.chunks_mut(FEED_FORWARD_ROWS * self.width) {
                    buffers.inner.resize(hidden.len() / self.width * layer.ff1.n_out());
                    layer.ff1.apply_mode(hidden, &mut buffers.inner, Mode::Gelu, scratch);
                    layer.ff2.apply_mode(&buffers.inner, hidden, Mode::Add, scratch);
                    layer_norm(self.path, hidden, &layer.ln2.0, &layer.ln2.1);
                }
            }
        }
        let result = hidden.to_vec();
        scratch.layer = buffers;
        result
    }

    /// Writes the embedding of every piece into its row of `hidden`.
    fn embed(&self, windows: &[&Window], hidden: &mut [f32]) {
        let Embeddings { word, word_scale, shape, position, ln } = &self.embeddings;
        let d = self.width;
        let mut rows = hidden.chunks_exact_mut(d);
        for window in windows {
            assert_eq!(window.pieces.len(), window.shapes.len(), "shapes of a window");
            assert!(window.pieces.len() <= self.longest_window(), "window too long");
            let pieces = window.pieces.iter().zip(&window.shapes).zip(position.chunks_exact(d));
            for (((&piece, &shape_id), position), row) in pieces.zip(&mut rows) {
                let (piece, shape_id) = (piece as usize, usize::from(shape_id));
                let word = &word[piece * d..][..d];
                let scale = word_scale[piece];
                let shape = &shape[shape_id * d..][..d];
                for (((x, &word), position), shape) in
                    row.iter_mut().zip(word).zip(position).zip(shape)
                {
                    *x = f32::from(word) * scale + position + shape;
                }
            }
        }
        layer_norm(self.path, hidden, &ln.0, &ln.1);
    }
}

/// Consecutive windows that go through a layer together.
struct Group {
    windows: Range<usize>,
    rows: usize,
}

/// Splits the windows into groups of [`GROUP_ROWS`] rows at most, or of one window.
fn group(windows: &[&Window]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, window) in windows.iter().enumerate() {
        let rows = window.pieces.len();
        match groups.last_mut() {
            Some(group) if group.rows + rows <= GROUP_ROWS => {
                group.rows += rows;
                group.windows.end = at + 1;
            }
            _ => groups.push(Group { windows: at..at + 1, rows }),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 64;
    const INNER: usize = 192;
    const VOCABULARY: usize = 40;

    /// Random numbers in -1..1, the same on every run.
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> f32 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 40) as f32 / 8_388_608.0 - 1.0
        }

        fn floats(&mut self, n: usize, size: f32) -> Vec<f32> {
            (0..n).map(|_| self.next() * size).collect()
        }

        fn weights(&mut self, n: usize) -> &'static [i8] {
            (0..n).map(|_| (self.next() * 127.0) as i8).collect::<Vec<_>>().leak()
        }

        fn matrix(&mut self, n_out: usize, n_in: usize) -> QMat<'static> {
            let w = self.weights(n_out * n_in);
            QMat { n_out, n_in, w, scale: vec![0.002; n_out], bias: self.floats(n_out, 0.1) }
        }
    }

    fn encoder(path: Path) -> Encoder {
        let mut random = Random(7);
        let norm = |random: &mut Random| {
            (random.floats(WIDTH, 0.5).iter().map(|x| x + 1.0).collect(), random.floats(WIDTH, 0.1))
        };
        let embeddings = Embeddings {
            word: random.weights(VOCABULARY * WIDTH),
            word_scale: vec![0.01; VOCABULARY],
            shape: random.floats(3 * WIDTH, 0.3),
            position: random.floats(128 * WIDTH, 0.3),
            ln: norm(&mut random),
        };
        let layers = (0..2).map(|_| LayerWeights {
            qkv: random.matrix(3 * WIDTH, WIDTH),
            out: random.matrix(WIDTH, WIDTH),
            ff1: random.matrix(INNER, WIDTH),
            ff2: random.matrix(WIDTH, INNER),
            ln1: norm(&mut random),
            ln2: norm(&mut random),
        });
        let layers = layers.collect();
        Encoder::new(embeddings, layers, Vec::new(), path)
    }

    fn windows() -> Vec<Window> {
        let lengths = [1, 2, 15, 16, 17, 100, 0, 3, 128, 40, 40, 40];
        let window = |(at, &length): (usize, &usize)| Window {
            pieces: (0..length).map(|i| ((i * 7 + at) % VOCABULARY) as u32).collect(),
            shapes: (0..length).map(|i| ((i + at) % 3) as u8).collect(),
        };
        lengths.iter().enumerate().map(window).collect()
    }

    fn bits(numbers: &[f32]) -> Vec<u32> {
        numbers.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn every_path_gives_the_same_bits() {
        let windows = windows();
        let windows: Vec<&Window> = windows.iter().collect();
        let run = |path| bits(&encoder(path).forward(&windows, &mut Scratch::default()));
        let want = run(Path::from_name("portable").unwrap());
        for path in Path::available() {
            assert!(run(path) == want, "{path:?}");
        }
    }

    #[test]
    fn a_window_does_not_depend_on_its_batch() {
        let windows = windows();
        let encoder = encoder(Path::detect());
        assert_eq!((encoder.width(), encoder.longest_window()), (WIDTH, 128));
        let scratch = &mut Scratch::default();
        let together = encoder.forward(&windows.iter().collect::<Vec<_>>(), scratch);
        assert!(together.iter().all(|x| x.is_finite()));
        let apart: Vec<f32> =
            windows.iter().flat_map(|window| encoder.forward(&[window], scratch)).collect();
        assert!(bits(&together) == bits(&apart));
        assert!(encoder.forward(&[], scratch).is_empty());
    }
}
