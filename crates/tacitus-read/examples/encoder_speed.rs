//! Tokens a second of the encoder alone, on one and two threads, to set beside
//! `train/bench_onnxruntime.py` in the same minute: batches of 32 windows of 25 pieces and 8 of 128.
//!
//! Usage: `cargo run --release -p tacitus-read --example encoder_speed [avx512|avx2|portable]`

use std::time::Instant;
use tacitus_read::encode::forward::{Encoder, Window};
use tacitus_read::encode::kernel::{Path, Scratch};
use tacitus_read::model::{EMBEDDED, Model};

/// Windows of made-up pieces: a linear congruence, as in the other program.
fn windows(n: usize, length: usize) -> Vec<Window> {
    let mut state = 12345u64;
    let mut piece = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1000 + ((state >> 33) % 25_000) as u32
    };
    let mut window =
        || Window { pieces: (0..length).map(|_| piece()).collect(), shapes: vec![4; length] };
    (0..n).map(|_| window()).collect()
}

/// Median seconds of a batch, each thread with its share of the windows.
fn seconds(encoder: &Encoder, windows: &[Window], n_threads: usize) -> f64 {
    let mut scratch: Vec<Scratch> = (0..n_threads).map(|_| Scratch::default()).collect();
    let share = windows.len().div_ceil(n_threads);
    let mut times = Vec::new();
    let begun = Instant::now();
    while times.len() < 15 || begun.elapsed().as_secs_f64() < 4.0 {
        let started = Instant::now();
        std::thread::scope(|scope| {
            for (part, scratch) in windows.chunks(share).zip(&mut scratch) {
                let part: Vec<&Window> = part.iter().collect();
                scope.spawn(move || encoder.forward(&part, scratch));
            }
        });
        times.push(started.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let name = std::env::args().nth(1);
    let path = name.map_or(Some(Path::detect()), |name| Path::from_name(&name));
    let Some(path) = path else {
        eprintln!("this processor has no such instruction set");
        return;
    };
    match Model::new(EMBEDDED, path) {
        Ok(model) => {
            for (n, length) in [(32, 25), (8, 128)] {
                let windows = windows(n, length);
                for n_threads in [1, 2] {
                    let speed = (n * length) as f64 / seconds(&model.encoder, &windows, n_threads);
                    println!(
                        "{} {n}x{length}, {n_threads} threads: {speed:.0} tokens/s",
                        path.name()
                    );
                }
            }
        }
        Err(error) => eprintln!("{error}"),
    }
}
