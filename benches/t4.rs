//! How many pages a second are encoded and decoded, for each coding and typical page: `cargo bench --bench t4`.
//!
//! A4 at 204 × 196.

#[path = "../tests/pages/mod.rs"]
mod pages;

use std::hint::black_box;
use std::time::{Duration, Instant};

use ferrofax::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, encode};

const WIDTH: u32 = 1728;
const ROWS: u32 = 2287;

fn main() {
    println!("{:<8} {:<4} {:>9} {:>10} {:>10}", "page", "", "bytes", "encode/s", "decode/s");
    for (name, page) in pages::typical(WIDTH, ROWS) {
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            let bytes = encode(&page, coding, EncodeOptions::default());
            let encoded = pages_a_second(|| {
                black_box(encode(black_box(&page), coding, EncodeOptions::default()));
            });
            let decoded = pages_a_second(|| {
                black_box(decode(black_box(&bytes), coding));
            });
            assert!(decode(&bytes, coding) == page);
            println!("{name:<8} {coding:<4} {:>9} {encoded:>10.0} {decoded:>10.0}", bytes.len());
        }
    }
}

fn decode(bytes: &[u8], coding: Coding) -> Bitmap {
    let mut decoder = Decoder::new(coding, WIDTH, Limits::default());
    decoder.push(bytes);
    decoder.finish().0
}

/// The best of several rounds, in time of the processor where the system tells it, so that other work does not count.
fn pages_a_second(mut work: impl FnMut()) -> f64 {
    let mut best = 0.0;
    for _ in 0..5 {
        let (start, since) = (Instant::now(), processor_time());
        let mut pages = 0;
        while start.elapsed() < Duration::from_millis(120) {
            work();
            pages += 1;
        }
        let used = match (since, processor_time()) {
            (Some(since), Some(until)) => until - since,
            _ => start.elapsed(),
        };
        best = f64::max(best, f64::from(pages) / used.as_secs_f64());
    }
    best
}

/// How long this process has run on a processor (Linux).
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}
