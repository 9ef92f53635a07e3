//! Measures how fast pages are encoded and decoded, compared with libtiff and spandsp in the same
//! run: `cargo bench --bench t4`.
//!
//! For each typical page (A4 at 204 × 196) and coding, it prints the pages per second of our
//! encoder and decoder, of libtiff's and of spandsp's, and how many times ours is faster than the
//! faster of the two. The last line has the lowest of these ratios. The time is the CPU time of the
//! fastest of many rounds. The three take turns, so that other load on the machine affects them
//! equally. `cargo bench --bench t4 -- text blank` measures only these pages.
//!
//! It also checks that each library decodes the pages of the others, pixel by pixel.
//!
//! It needs a C compiler, libspandsp-dev and libtiff-dev.

use ferrofax_kit::typical_pages as pages;
use std::hint::black_box;
use std::time::Duration;

use ferrofax::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, encode};
use ferrofax_kit::codecs::{Codecs, Maker};
use ferrofax_kit::processor;

const WIDTH: u32 = 1728;
const ROWS: u32 = 2287;
/// How often the three take turns.
const TURNS: u32 = 8;
/// The time of each in a turn.
const TURN: Duration = Duration::from_millis(30);

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut codecs = Codecs::start();
    let mut least = [f64::MAX; 2];
    println!(
        "{:<8} {:<4} {:>8} | {:^36} | {:^36}",
        "page", "", "bytes", "encoded a second", "decoded a second"
    );
    let three = format!("{:>9} {:>9} {:>9} {:>6}", "ours", "libtiff", "spandsp", "ratio");
    println!("{:<22} | {three} | {three}", "");
    for (name, page) in pages::typical(WIDTH, ROWS) {
        if !wanted.is_empty() && !wanted.iter().any(|word| word == name) {
            continue;
        }
        codecs.take(&page);
        for coding in [Coding::Mh, Coding::Mr, Coding::Mmr] {
            let bytes = encode(&page, coding, EncodeOptions::default());
            check(&mut codecs, &page, coding, &bytes);
            let encoded = measure(
                || drop(black_box(encode(black_box(&page), coding, EncodeOptions::default()))),
                |maker, rounds| codecs.encode(maker, coding, rounds).0,
            );
            let decoded = measure(
                || drop(black_box(decode(black_box(&bytes), coding))),
                |maker, rounds| codecs.decode(maker, coding, &bytes, rounds).0,
            );
            println!("{name:<8} {coding:<4} {:>8} | {encoded} | {decoded}", bytes.len());
            least = [least[0].min(encoded.ratio()), least[1].min(decoded.ratio())];
        }
    }
    println!("the lowest ratio: encoding {:.2}, decoding {:.2}", least[0], least[1]);
}

/// Checks that each library decodes the pages of the others.
fn check(codecs: &mut Codecs, page: &Bitmap, coding: Coding, ours: &[u8]) {
    assert!(decode(ours, coding) == *page);
    for maker in Maker::ALL {
        assert!(codecs.decode(maker, coding, ours, 1).1, "{maker:?} reads our {coding}");
        let theirs = codecs.encode(maker, coding, 1).1;
        assert!(decode(&theirs, coding) == *page, "{maker:?}'s {coding} is read by us");
    }
}

fn decode(bytes: &[u8], coding: Coding) -> Bitmap {
    let mut decoder = Decoder::new(coding, WIDTH, Limits::default());
    decoder.push(bytes);
    decoder.finish().0
}

/// The CPU time of one page.
struct Costs {
    ours: Duration,
    theirs: [Duration; 2],
}

fn measure(mut ours: impl FnMut(), mut theirs: impl FnMut(Maker, u32) -> Duration) -> Costs {
    let rounds = |once: Duration| {
        (TURN.as_secs_f64() / once.as_secs_f64().max(1e-6)).ceil().min(2000.0) as u32
    };
    let mut costs = Costs {
        ours: processor::least(2, &mut ours),
        theirs: Maker::ALL.map(|maker| theirs(maker, 2)),
    };
    for _ in 0..TURNS {
        costs.ours = costs.ours.min(processor::least(rounds(costs.ours), &mut ours));
        for (maker, cost) in Maker::ALL.into_iter().zip(&mut costs.theirs) {
            *cost = (*cost).min(theirs(maker, rounds(*cost)));
        }
    }
    costs
}

impl Costs {
    fn ratio(&self) -> f64 {
        self.theirs[0].min(self.theirs[1]).as_secs_f64() / self.ours.as_secs_f64()
    }
}

impl std::fmt::Display for Costs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [ours, tiff, spandsp] =
            [self.ours, self.theirs[0], self.theirs[1]].map(|cost| 1.0 / cost.as_secs_f64());
        write!(f, "{ours:>9.0} {tiff:>9.0} {spandsp:>9.0} {:>6.2}", self.ratio())
    }
}
