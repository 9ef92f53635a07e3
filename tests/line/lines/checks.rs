//! Training checks at every rate over lines from hopeless to clean: one that is judged
//! good is followed by a page that can be read, and what is no training check is never
//! good.

use std::ops::RangeInclusive;

use ferrofax::modem::image::{ImageReceiver, ImageTransmitter};
use ferrofax::modem::{BitSource, Rate, RxEvent, Transmitter};
use ferrofax::t4::{Bitmap, Coding, Decoder, EncodeOptions, Limits, encode};
use ferrofax::t30::tcf::{TcfJudge, TcfReport};

use ferrofax_kit::line_model::{Line, LineSettings};
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::random::Random;
use ferrofax_kit::wire::{BLOCK, Block};

/// What is said instead of a page's bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    Zeros,
    Ones,
    Alternating,
    Random,
}

/// Bits from anywhere.
struct Said(Box<dyn Iterator<Item = bool>>);

impl BitSource for Said {
    fn next_bit(&mut self) -> Option<bool> {
        self.0.next()
    }
}

impl Check {
    pub(crate) const WRONG: [Self; 3] = [Self::Ones, Self::Alternating, Self::Random];

    fn said(self, rate: Rate, seed: u64) -> Said {
        let mut random = Random::new(seed);
        let bit = move |at: u32| match self {
            Self::Zeros => false,
            Self::Ones => true,
            Self::Alternating => at % 2 == 1,
            Self::Random => random.below(2) == 1,
        };
        Said(Box::new((0..rate.bps() * 3 / 2).map(bit)))
    }
}

/// Says a signal over the line, and some silence after it. What the receiver hears goes to `sink`.
fn hear(
    (rate, short): (Rate, bool),
    mut said: Said,
    line: &mut Line,
    receiver: &mut ImageReceiver,
    mut sink: impl FnMut(u32, u32),
) -> bool {
    let mut modem = ImageTransmitter::new(rate, short, LEVEL_DBM0);
    let (mut has_trained, mut silence) = (false, 0);
    while silence < 25 {
        let mut block: Block = [0; BLOCK];
        silence += usize::from(modem.pull(&mut said, &mut block) == 0);
        let mut on = |event| match event {
            RxEvent::Bits(bits) => sink(bits.bits, bits.count),
            RxEvent::Trained(_) => has_trained = true,
            _ => {}
        };
        match line.carry(&block) {
            Some(heard) => receiver.receiver().push(&heard, &mut on),
            None => receiver.receiver().gap(BLOCK, &mut on),
        }
    }
    has_trained
}

/// What came of a check, and of the page behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Came {
    /// The receiver trained.
    pub(crate) trained: bool,
    pub(crate) report: TcfReport,
    /// Of the page without ECM behind it: its rows, and how many of them are damaged.
    pub(crate) rows: u32,
    pub(crate) bad_rows: u32,
}

/// A check, and a page of [`ROWS`] rows behind it as a sender would send it, if the check
/// was good for either kind of page.
pub(crate) fn run(rate: Rate, check: Check, settings: &LineSettings) -> Came {
    let mut line = Line::new(settings.clone());
    let mut receiver = ImageReceiver::new(rate);
    let mut judge = TcfJudge::new(rate);
    let trained = hear(
        (rate, false),
        check.said(rate, settings.seed),
        &mut line,
        &mut receiver,
        |bits, count| {
            if !judge.is_complete() {
                judge.push_bits(bits, count);
            }
        },
    );
    let report = judge.report();
    let (mut rows, mut bad_rows) = (0, 0);
    if report.good_for_ecm {
        let is_v17 =
            matches!(rate, Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400);
        let mut receiver = receiver.restarted().unwrap_or_else(|| ImageReceiver::new(rate));
        let page = page();
        let options = EncodeOptions {
            min_row_bits: rate.bps() / 100,
            end_of_page: true,
            ..EncodeOptions::default()
        };
        let coded = encode(&page, Coding::Mh, options);
        let bits = coded.into_iter().flat_map(|byte| (0..8).map(move |at| byte >> at & 1 == 1));
        let mut decoder = Decoder::new(Coding::Mh, page.width(), Limits::default());
        hear((rate, is_v17), Said(Box::new(bits)), &mut line, &mut receiver, |bits, count| {
            (0..count).for_each(|at| decoder.push_bit(bits >> at & 1 == 1));
        });
        let quality = decoder.finish().1;
        (rows, bad_rows) = (quality.rows, quality.bad_rows);
    }
    Came { trained, report, rows, bad_rows }
}

/// The block of 20 ms in which a check begins, behind the training.
pub(crate) const fn begins(rate: Rate) -> u64 {
    match rate {
        Rate::V27ter2400 => 59,
        Rate::V27ter4800 => 48,
        Rate::V29At7200 | Rate::V29At9600 => 14,
        Rate::V17At7200 | Rate::V17At9600 | Rate::V17At12000 | Rate::V17At14400 => 71,
    }
}

fn page() -> Bitmap {
    pages::page(Content::Text, 1728, ROWS, 1)
}

/// A line of this signal-to-noise ratio.
pub(crate) fn noisy(snr_db: f64, seed: u64) -> LineSettings {
    LineSettings { noise_dbm0: Some(f64::from(LEVEL_DBM0) - snr_db), seed, ..LineSettings::a_law() }
}

/// For each rate and each ratio of signal to noise how many checks of these seeds
/// trained, were good without ECM, and good with it, and of how many good ones the page
/// had rows, and had more good ones than not. Checks that were good and whose page came
/// to nothing are given back.
pub(crate) fn table(seeds: RangeInclusive<u64>) -> Vec<String> {
    let mut wrong = Vec::new();
    println!(
        "{:<14} {:>6} {:>8} {:>6} {:>6} {:>6} {:>6}",
        "rate", "dB", "trained", "good", "ECM", "rows", "fine"
    );
    for rate in Rate::ALL {
        for snr_db in SNR_DB {
            let came: Vec<Came> = seeds
                .clone()
                .map(|seed| run(rate, Check::Zeros, &noisy(snr_db, seed)))
                .collect();
            let count = |of: &dyn Fn(&Came) -> bool| came.iter().filter(|came| of(came)).count();
            println!(
                "{:<14} {snr_db:>6} {:>8} {:>6} {:>6} {:>6} {:>6}",
                rate.to_string(),
                count(&|came| came.trained),
                count(&|came| came.report.good),
                count(&|came| came.report.good_for_ecm),
                count(&|came| came.rows > 0),
                count(&|came| came.rows >= ROWS / 2 && came.bad_rows * 2 < came.rows)
            );
            let lost = came.iter().filter(|came| came.report.good_for_ecm && came.rows < ROWS / 2);
            wrong.extend(lost.map(|came| format!("{rate}, {snr_db} dB: {came:?}")));
        }
    }
    wrong
}

/// Rows of the page.
pub(crate) const ROWS: u32 = 60;
/// From hopeless to clean.
pub(crate) const SNR_DB: [f64; 13] =
    [0.0, 3.0, 5.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0, 23.0, 27.0, 40.0];
const LEVEL_DBM0: f32 = -14.0;
