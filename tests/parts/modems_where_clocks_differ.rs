//! Calls between our image modems and spandsp's where the clocks of both ends differ, so
//! that each signal of a call falls otherwise between the receiver's samples: the
//! training check and pages behind it, at each rate, level and difference.
//!
//! ```text
//! cargo test --release --test parts modems_where_clocks_differ:: -- --ignored --nocapture
//! ```
//!
//! prints for each modem, direction and level how many signals of how many were lost, and
//! beside it how many are lost between two of spandsp's.

use ferrofax::modem::image::{ImageReceiver, ImageTransmitter};
use ferrofax::modem::{BitSource, Rate, RxEvent, Transmitter};
use ferrofax_kit::line_model::{LineSettings, heard_over};
use ferrofax_kit::sp_modem::{SharedBits, spandsp_hears_series, spandsp_says_series};
use ferrofax_kit::wire::BLOCK;

const SEED: u64 = 1714;

/// What both transmit.
const LEVEL_DBM0: f32 = -14.0;

/// The signals of a call.
#[derive(Clone, Copy, Debug)]
struct Call {
    rate: Rate,
    signals: usize,
}

impl Call {
    /// Bits of each signal: the fifth part of a second.
    const fn bits(self) -> usize {
        self.rate.bps() as usize / 5
    }

    /// Ours.
    fn said_by_us(self) -> Vec<i16> {
        let mut said = vec![0; 10 * BLOCK];
        for signal in 0..self.signals {
            let mut modem = ImageTransmitter::new(self.rate, signal > 0, LEVEL_DBM0);
            let mut bits = SharedBits::new(SEED, self.bits());
            let mut block = [0; BLOCK];
            while let written @ 1.. = modem.pull(&mut bits, &mut block) {
                said.extend(&block[..written]);
            }
            said.extend([0; 20 * BLOCK]);
        }
        said
    }

    fn said_by_spandsp(self) -> Vec<i16> {
        spandsp_says_series(self.rate, SEED, self.bits(), self.signals, LEVEL_DBM0)
    }

    /// How many of the signals did not come. A few wrong bits are allowed where the
    /// clocks differ much: spandsp's receiver does not adapt any more after its training.
    fn lost(self, heard: &[Vec<bool>], wrong: usize) -> usize {
        let mut sent = SharedBits::new(SEED, self.bits());
        let sent: Vec<bool> = std::iter::from_fn(|| sent.next_bit()).collect();
        let came = |bits: &&Vec<bool>| {
            bits.len() >= sent.len()
                && bits.iter().zip(&sent).filter(|(heard, sent)| heard != sent).count() <= wrong
        };
        self.signals.saturating_sub(heard.iter().filter(came).count())
    }

    fn lost_to_spandsp(self, said: &[i16], line: LineSettings) -> usize {
        self.lost(
            &spandsp_hears_series(self.rate, &heard_over(line, said), SPANDSP_CUTOFF_DBM0),
            self.bits() / 10,
        )
    }

    fn lost_to_us(self, said: &[i16], line: LineSettings) -> usize {
        let mut receiver = ImageReceiver::new(self.rate);
        let mut heard = vec![Vec::new()];
        for block in heard_over(line, said).chunks(BLOCK) {
            let mut is_down = false;
            receiver.receiver().push(block, &mut |event| match event {
                RxEvent::Bits(bits) => heard.last_mut().expect("one at least").extend(bits.iter()),
                RxEvent::CarrierDown(_) => is_down = true,
                _ => (),
            });
            if is_down {
                heard.push(Vec::new());
                receiver = receiver.restarted().unwrap_or_else(|| ImageReceiver::new(self.rate));
            }
        }
        self.lost(&heard, 0)
    }
}

/// What spandsp's fax engine takes for silence.
const SPANDSP_CUTOFF_DBM0: f32 = -45.5;

/// A line that brings the signals at `level_dbm0`, 36 dB above its noise.
fn line(level_dbm0: f32, skew_ppm: f64) -> LineSettings {
    LineSettings {
        gain_db: f64::from(level_dbm0 - LEVEL_DBM0),
        skew_ppm,
        noise_dbm0: Some(f64::from(level_dbm0) - 36.0),
        seed: (100.0 - f64::from(level_dbm0) + skew_ppm.abs()) as u64,
        ..LineSettings::default()
    }
}

/// The difference of the clocks that moves a signal by the better part of a sample from
/// one to the next.
const SKEWS_PPM: [f64; 2] = [97.0, -97.0];

#[test]
fn spandsp_hears_every_signal_of_ours() {
    for (rate, levels, most) in [
        (Rate::V17At14400, [-14.0, -24.0, -30.0, -36.0, -42.0], 12),
        (Rate::V17At12000, [-16.0, -20.0, -26.0, -32.0, -40.0], 12),
        (Rate::V17At9600, [-18.0, -22.0, -28.0, -34.0, -38.0], 12),
        (Rate::V17At7200, [-15.0, -25.0, -31.0, -35.0, -41.0], 12),
        (Rate::V29At9600, [-14.0, -24.0, -30.0, -36.0, -42.0], 2),
        (Rate::V29At7200, [-15.0, -16.0, -17.0, -18.0, -19.0], 2),
        (Rate::V27ter4800, [-14.0, -24.0, -30.0, -36.0, -42.0], 2),
    ] {
        let call = Call { rate, signals: 30 };
        let said = call.said_by_us();
        let lost: Vec<usize> = levels
            .iter()
            .flat_map(|&level| SKEWS_PPM.map(|skew| line(level, skew)))
            .map(|line| call.lost_to_spandsp(&said, line))
            .collect();
        println!("{rate}: of {} signals each at {levels:?} dBm0 lost {lost:?}", call.signals);
        // An ordinary rise of V.17 loses 75 of 300, of V.29 at 7200 bit/s 10.
        assert!(lost.iter().sum::<usize>() <= most, "{rate}: {lost:?}");
    }
}

#[test]
fn we_hear_every_signal_of_spandsp() {
    for rate in Rate::ALL {
        let call = Call { rate, signals: 12 };
        let said = call.said_by_spandsp();
        for level in [-10.0, -24.0, -42.0] {
            for skew in SKEWS_PPM {
                assert_eq!(
                    call.lost_to_us(&said, line(level, skew)),
                    0,
                    "{rate} at {level} dBm0, {skew} ppm"
                );
            }
        }
    }
}

#[test]
#[ignore = "minutes; it prints a table"]
fn every_level_and_rate() {
    for rate in Rate::ALL {
        let call = Call { rate, signals: 24 };
        let (ours, theirs) = (call.said_by_us(), call.said_by_spandsp());
        println!(
            "{rate}: of {} signals lost: from us to spandsp, between spandsp's, from spandsp to us",
            4 * call.signals
        );
        let mut sum = [0; 3];
        for level in (-42..=-12).rev().step_by(2) {
            let mut lost = [0; 3];
            for skew in [97.0, -97.0, 31.0, -10.0] {
                let line = line(level as f32, skew);
                lost[0] += call.lost_to_spandsp(&ours, line.clone());
                lost[1] += call.lost_to_spandsp(&theirs, line.clone());
                lost[2] += call.lost_to_us(&theirs, line);
            }
            println!("   {level:>4} dBm0 {:>5} {:>5} {:>5}", lost[0], lost[1], lost[2]);
            (0..3).for_each(|n| sum[n] += lost[n]);
        }
        println!("   together {sum:?}");
        assert!(sum[0] <= sum[1] && sum[2] == 0, "{rate}: {sum:?}");
    }
}
