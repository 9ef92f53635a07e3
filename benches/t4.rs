//! How many pages a second are encoded and decoded, for each coding and typical page: `cargo bench --bench t4`.
//!
//! A4 at 204 × 196. Each figure is the best of several rounds, since other work on the machine only ever slows one down.

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

fn pages_a_second(mut work: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    let end = Instant::now() + Duration::from_millis(300);
    while Instant::now() < end {
        let start = Instant::now();
        work();
        best = best.min(start.elapsed().as_secs_f64());
    }
    1.0 / best
}
