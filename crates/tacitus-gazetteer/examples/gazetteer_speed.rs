//! How fast the built-in gazetteer opens and answers: `cargo run --release -p tacitus-gazetteer --example gazetteer_speed [FILE.gaz]`.

use std::path::Path;
use std::time::Instant;
use tacitus_gazetteer::Gazetteer;

/// Resident memory of this process in KiB, where the system tells it.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let before = resident();
    let started = Instant::now();
    let gazetteer = match std::env::args().nth(1) {
        Some(path) => Gazetteer::open(Path::new(&path))?,
        None => Gazetteer::embedded()?,
    };
    println!(
        "opened in {:.3} ms, {} places",
        started.elapsed().as_secs_f64() * 1e3,
        gazetteer.len()
    );
    let names = [
        "Homs",
        "Al-Bukamal",
        "Deir Ezzor",
        "San Jose",
        "Springfield",
        "Kharkov",
        "Lebanon",
        "Laurel County",
        "Qalamoun",
        "Nowhere at all",
        "Dayr az-Zawr governorate",
        "Paris",
        "Mogadisho",
        "N.S.W.",
    ];
    let rounds = 20_000;
    let started = Instant::now();
    let mut found = 0;
    for _ in 0..rounds {
        for name in names {
            found += gazetteer.find(name).len();
        }
    }
    let lookups = (rounds * names.len()) as f64;
    println!(
        "{:.0} lookups a second, {:.1} places each; {} KiB more resident",
        lookups / started.elapsed().as_secs_f64(),
        found as f64 / lookups,
        resident() - before
    );
    Ok(())
}
