//! Noise at which 14 400 bit/s is just not carried: the training check passes now and then, and
//! the page does not come. The sender has to find the rate that the line carries.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::lines::fax::{Came, Fax, Modems, Pair};
use crate::lines::score::{self, Score, on_all_cores};
use ferrofax_kit::line_model::LineSettings;

/// The calls of one cell: one pair, one ratio of signal to noise, with or without ECM.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub pair: Pair,
    pub noise: Noise,
    pub snr_db: i32,
    pub ecm: bool,
}

impl Cell {
    /// A call for each of these seeds.
    pub(crate) fn run(self, seeds: &[u64], pages: (u64, u32)) -> Vec<Came> {
        let line = self.noise.line(self.snr_db);
        let (next, calls) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        on_all_cores(|| {
            while let Some(&seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed)) {
                let fax = Fax::new(Modems::V17, self.ecm, pages, seed);
                let came = fax.call(self.pair, &LineSettings { seed, ..line.clone() }, None);
                calls.lock().expect("no call has panicked").push((seed, came));
            }
        });
        let mut calls = calls.into_inner().expect("no call has panicked");
        calls.sort_by_key(|(seed, _)| *seed);
        calls.into_iter().map(|(_, came)| came).collect()
    }

    fn show(self, seeds: &[u64], tells: bool) -> String {
        let calls = self.run(seeds, PAGES);
        let tells_all = std::env::var_os("FERROFAX_LINES_ALL").is_some();
        for (came, seed) in
            calls.iter().zip(seeds).filter(|(came, _)| tells && (tells_all || !came.well))
        {
            println!("{self:?}, seed {seed}\n{}", came.account);
        }
        let Score { well, exact, wrong, seconds, longest } = score::sum(calls.iter());
        format!("{well}/{exact}/{wrong} {}/{longest}", seconds / calls.len() as u64)
    }
}

/// Where the noise comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Noise {
    /// From a line that takes so many dB of the signal; it is there in pauses as well. Noise that
    /// spandsp receives above -50 dBm0 it takes for the carrier of V.21, now and then or always,
    /// and then it waits for good for the end of that: the more loss, the fewer such calls.
    OfLine { loss_db: f64 },
    /// From a codec: it comes and goes with the signal.
    OfCodec,
}

impl Noise {
    /// From a codec, from a line on which spandsp hears pauses, and from two on which it hardly
    /// does.
    const ALL: [Self; 4] = [
        Self::OfCodec,
        Self::OfLine { loss_db: 18.0 },
        Self::OfLine { loss_db: 14.0 },
        Self::OfLine { loss_db: 12.0 },
    ];

    fn line(self, snr_db: i32) -> LineSettings {
        let snr_db = f64::from(snr_db);
        match self {
            Self::OfLine { loss_db } => LineSettings {
                gain_db: -loss_db,
                noise_dbm0: Some(LEVEL_DBM0 - loss_db - snr_db),
                ..LineSettings::a_law()
            },
            Self::OfCodec => LineSettings { noise_below_db: Some(snr_db), ..LineSettings::a_law() },
        }
    }
}

/// Prints, for each noise, how many calls of each pair ended well, and the mean of their seconds.
pub(crate) fn table(seeds: &[u64], only: Option<&str>) {
    println!(
        "calls of {} that ended well / exact pages / wrong ones that were confirmed, mean / longest \
         line time in seconds",
        seeds.len()
    );
    let pairs = Pair::wanted();
    let heads = pairs.iter().map(|pair| format!("{:>22}", format!("{pair:?}")));
    println!("{:<29} {}", "", heads.collect::<String>());
    for noise in Noise::ALL {
        for (snr_db, ecm) in SNR_DB.into_iter().flat_map(|snr_db| [(snr_db, true), (snr_db, false)])
        {
            let name = format!("{noise:?} {snr_db} dB{}", if ecm { " ECM" } else { "" });
            if only.is_none_or(|only| name.contains(only)) {
                let cells: Vec<String> = pairs
                    .iter()
                    .map(|&pair| {
                        let cell = Cell { pair, noise, snr_db, ecm };
                        format!("{:>22}", cell.show(seeds, only.is_some()))
                    })
                    .collect();
                println!("{name:<35} {}", cells.join(""));
            }
        }
    }
}

/// Pages of each call, and rows of each page.
pub(crate) const PAGES: (u64, u32) = (2, 1145);
/// From where everything comes at the first rate down to where it needs a much slower one.
const SNR_DB: [i32; 8] = [26, 24, 23, 22, 21, 20, 18, 16];
/// The level of all terminals.
const LEVEL_DBM0: f64 = -14.0;
