//! From what a line did to L2 to what pages are to be sent with.
//!
//! # Theory
//!
//! Spread evenly over the band of symbol rate S, the source's power has the density of L2
//! times 21·150/S; a pre-emphasis filter moves some of it to where the line loses most. With
//! ρ(f) for signal over noise at each frequency, a linear equaliser that leaves the least
//! error has
//!
//! ```text
//! N(f) = 1 / (1 + ρ(f))                 SNR = 1 / mean N − 1
//! ```
//!
//! on the band from f₀ − S/2 to f₀ + S/2 (J. Salz, 1973). The precoder of V.34 (clause 9.6.2)
//! takes out of the noise what can be foretold from its last three symbols. How much that
//! leaves, N. Levinson's recursion (1947) tells from the correlations
//! r(k) = mean N(f)·e^(j2πk(f − f₀)/S): E₃ in the place of mean N.
//!
//! A rate of R bit/s needs
//!
//! ```text
//! SNR = (2^(R/S) − 1) · gap · margin
//! ```
//!
//! where the gap is what is missing to Shannon's bound: 9 dB without a code at an error rate
//! of 10⁻⁶, less some 4 dB by the 4D trellis code and 0.8 dB by shell mapping.

use std::fmt;

use super::info::{Info0, Infoh};
use super::reading::Reading;
use crate::dsp::complex::Complex;
use crate::dsp::prediction::predictor;
use crate::modem::v34::primary::pre_emphasis::PreEmphasis;
use crate::modem::v34::symbol_rate::{CarrierChoice, DataRate, SymbolRate};

/// What a recipient wishes for when it chooses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wishes {
    /// What is to be left of the signal to noise ratio beyond what a rate needs, dB.
    pub margin_db: f64,
    /// Whether the source will be given coefficients for its precoder.
    pub precoding: bool,
    /// Length of TRN in units of 35 ms.
    pub trn_units: u8,
    /// The highest rate to be projected.
    pub max_rate: DataRate,
}

impl Default for Wishes {
    /// 2 dB, no precoder, a second of TRN, any rate.
    fn default() -> Self {
        Self { margin_db: 2.0, precoding: false, trn_units: 29, max_rate: DataRate::MAX }
    }
}

/// The best that a symbol rate promises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The symbol rate.
    pub symbol_rate: SymbolRate,
    /// The better one of its carriers.
    pub carrier: CarrierChoice,
    /// The best filter of pre-emphasis.
    pub pre_emphasis: PreEmphasis,
    /// Signal to noise that the receiver is to have with them, dB.
    pub snr_db: f64,
    /// The highest rate with the margin that was wished for; none if even the lowest has
    /// not got it.
    pub data_rate: Option<DataRate>,
    /// What is left beyond what that rate (or the lowest) needs, dB.
    pub margin_db: f64,
}

/// What was chosen, and of what.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The one that was chosen.
    pub chosen: Candidate,
    /// The best of each symbol rate that both modems have, from 2400 on.
    pub candidates: Vec<Candidate>,
    /// Power that the source is to take off, dB: where the line distorts what is loud.
    pub power_reduction_db: u8,
    /// Length of TRN in units of 35 ms.
    pub trn_units: u8,
}

impl Choice {
    /// Chooses what a source with the capabilities `source` is to send to a receiver with
    /// those of `ours`.
    pub fn of(reading: &Reading, source: &Info0, ours: &Info0, wishes: &Wishes) -> Self {
        let power_reduction_db = if source.reduces_power { power_reduction(reading) } else { 0 };
        let most = if source.has_1664_points && ours.has_1664_points {
            wishes.max_rate
        } else {
            // V.34 table 23, note 1.
            DataRate::of_steps(12).map_or(wishes.max_rate, |rate| rate.min(wishes.max_rate))
        };
        let line = Line { reading, power_reduction_db, precoding: wishes.precoding };
        let best_of = |rate: SymbolRate| {
            CarrierChoice::ALL
                .into_iter()
                .filter(|&carrier| source.sends(rate, carrier) && ours.receives(rate))
                .map(|carrier| line.candidate(rate, carrier, most, wishes.margin_db))
                .reduce(|best, other| if other.snr_db > best.snr_db { other } else { best })
        };
        let candidates: Vec<Candidate> = SymbolRate::ALL.into_iter().filter_map(best_of).collect();
        // The highest rate; of several symbol rates the one that has most to spare at it.
        let chosen = candidates
            .iter()
            .copied()
            .reduce(|best, other| if other.is_better_than(&best) { other } else { best })
            // Everybody sends 2400 symbols a second, so there is one.
            .unwrap_or_else(|| {
                line.candidate(SymbolRate::S2400, CarrierChoice::Low, most, wishes.margin_db)
            });
        Self { chosen, candidates, power_reduction_db, trn_units: wishes.trn_units }
    }

    /// As the source is told.
    pub fn infoh(&self) -> Infoh {
        let bits = |rate: DataRate| f64::from(rate.bps()) / self.chosen.symbol_rate.hz();
        Infoh {
            power_reduction_db: self.power_reduction_db,
            trn_units: self.trn_units,
            carrier: self.chosen.carrier,
            pre_emphasis: self.chosen.pre_emphasis,
            symbol_rate: self.chosen.symbol_rate,
            // Where the line carries more than four bits a symbol it carries sixteen points.
            trn_has_16_points: self.chosen.data_rate.is_some_and(|rate| bits(rate) > 4.0),
        }
    }
}

impl Candidate {
    fn is_better_than(&self, other: &Self) -> bool {
        (self.data_rate, self.margin_db) > (other.data_rate, other.margin_db)
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hz = self.symbol_rate.carrier_hz(self.carrier);
        write!(f, "{} symbols/s at {hz:.0} Hz, ", self.symbol_rate)?;
        write!(f, "pre-emphasis {}: {:.1} dB, ", self.pre_emphasis.index(), self.snr_db)?;
        match self.data_rate {
            Some(rate) => write!(f, "{rate} bit/s with {:.1} dB to spare", self.margin_db),
            None => write!(f, "no rate ({:.1} dB missing)", -self.margin_db),
        }
    }
}

/// A line as a primary channel will find it.
struct Line<'a> {
    reading: &'a Reading,
    power_reduction_db: u8,
    precoding: bool,
}

impl Line<'_> {
    fn candidate(
        &self,
        symbol_rate: SymbolRate,
        carrier: CarrierChoice,
        most: DataRate,
        margin_db: f64,
    ) -> Candidate {
        let band = self.band(symbol_rate, carrier);
        let mut best = (PreEmphasis::NONE, f64::NEG_INFINITY);
        for filter in PreEmphasis::all() {
            let snr_db = self.snr_db(&band, filter);
            // A filter must be worth its while.
            if snr_db > best.1 + WORTHWHILE_DB {
                best = (filter, snr_db);
            }
        }
        let (pre_emphasis, snr_db) = best;
        let to_spare = |rate| snr_db - needed_db(symbol_rate, rate);
        let lowest = symbol_rate.min_data_rate();
        let data_rate = DataRate::all()
            .rev()
            .filter(|&rate| symbol_rate.carries(rate) && rate <= most)
            .find(|&rate| to_spare(rate) >= margin_db);
        let margin_db = to_spare(data_rate.unwrap_or(lowest));
        Candidate { symbol_rate, carrier, pre_emphasis, snr_db, data_rate, margin_db }
    }

    /// Signal over noise through the band, without pre-emphasis, with the frequency in symbol
    /// rates.
    fn band(&self, rate: SymbolRate, carrier: CarrierChoice) -> Vec<(f64, f64)> {
        let (hz, middle) = (rate.hz(), rate.carrier_hz(carrier));
        // The same power in less band stands higher over the noise.
        let denser = 10.0 * (L2_BAND_HZ / hz).log10() - f64::from(self.power_reduction_db);
        (0..POINTS)
            .map(|point| {
                let at = middle + ((point as f64 + 0.5) / POINTS as f64 - 0.5) * hz;
                (at / hz, self.reading.snr_db_at(at) + denser + self.gained_db())
            })
            .collect()
    }

    /// What the reduction of power takes off the distortion, over what it takes off the signal.
    fn gained_db(&self) -> f64 {
        let reduction = f64::from(self.power_reduction_db);
        let (noise, distortion) = noise_and_distortion(self.reading);
        let after = noise + distortion * ratio(-3.0 * reduction);
        decibels((noise + distortion).max(1e-12) / after.max(1e-12))
    }

    /// What the receiver's decisions will see, with this pre-emphasis.
    fn snr_db(&self, band: &[(f64, f64)], filter: PreEmphasis) -> f64 {
        let gains: Vec<f64> = band.iter().map(|&(x, _)| ratio(filter.level_db(x))).collect();
        let mean_gain = gains.iter().sum::<f64>() / POINTS as f64;
        let errors: Vec<f64> = band
            .iter()
            .zip(gains)
            .map(|(&(_, snr_db), gain)| 1.0 / (1.0 + ratio(snr_db) * gain / mean_gain))
            .collect();
        let left = if self.precoding { foretold(&errors) } else { mean(&errors) };
        decibels((1.0 / left - 1.0).max(1e-3))
    }
}

/// Signal to noise, in dB, that `rate` needs at a symbol rate, without any margin.
pub fn needed_db(symbol_rate: SymbolRate, rate: DataRate) -> f64 {
    decibels((f64::from(rate.bps()) / symbol_rate.hz()).exp2() - 1.0) + GAP_DB
}

/// How much less power makes the best of noise and distortion: of third order, the latter
/// goes with the cube of the signal. And what the line cuts off the peaks of L1: these are as
/// high as a page's, L2's are 6 dB below.
fn power_reduction(reading: &Reading) -> u8 {
    let cut_off = reading.compression_db.round().clamp(0.0, 7.0) as u8;
    let (noise, distortion) = noise_and_distortion(reading);
    let after = |db: u8| noise * ratio(f64::from(db)) + distortion * ratio(-2.0 * f64::from(db));
    let best = (0..=7).reduce(|best, db| if after(db) < after(best) { db } else { best });
    best.filter(|&db| decibels((noise + distortion) / after(db).max(1e-12)) >= 1.0)
        .unwrap_or(0)
        .max(cut_off)
}

/// Mean squares for 150 Hz, of the whole band.
fn noise_and_distortion(reading: &Reading) -> (f64, f64) {
    let noise = reading.tones.iter().map(|tone| ratio(f64::from(tone.noise_dbm0)));
    (noise.sum::<f64>() / reading.tones.len() as f64, ratio(f64::from(reading.distortion_dbm0)))
}

/// The error that is left of one with the spectrum `errors` when what its last three symbols
/// foretell is taken off.
fn foretold(errors: &[f64]) -> f64 {
    let correlation = |lag: usize| {
        errors.iter().enumerate().fold(Complex::ZERO, |sum, (point, &error)| {
            let angle = std::f32::consts::TAU * (lag * point) as f32 / POINTS as f32;
            sum + Complex::from_angle(angle) * (error / POINTS as f64) as f32
        })
    };
    let correlations: [Complex; PRECODER + 1] = std::array::from_fn(correlation);
    f64::from(predictor(&correlations, &mut [Complex::ZERO; PRECODER]))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn ratio(db: f64) -> f64 {
    10f64.powf(db / 10.0)
}

fn decibels(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

/// Coefficients of V.34's precoder.
const PRECODER: usize = 3;
/// What is missing to Shannon's bound.
const GAP_DB: f64 = 4.5;
/// Frequencies at which a band is looked at.
const POINTS: usize = 64;
/// L2's 21 tones stand for 150 Hz each.
const L2_BAND_HZ: f64 = 21.0 * 150.0;
/// A pre-emphasis filter that gains less is not asked for.
const WORTHWHILE_DB: f64 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::v34::probing::line_signal;
    use crate::modem::v34::probing::reading::ToneReading;

    /// A line with this signal to noise at each frequency, with noise of −60 dBm0 in 150 Hz.
    fn line(snr_db: impl Fn(f64) -> f64) -> Reading {
        let tone = |(hz, _): (u16, bool)| {
            let snr_db = snr_db(f64::from(hz)) as f32;
            ToneReading { hz, level_dbm0: -60.0 + snr_db, noise_dbm0: -60.0, snr_db }
        };
        Reading {
            tones: line_signal::tones().map(tone).collect(),
            left_out_dbm0: [-80.0; 4],
            distortion_dbm0: f32::NEG_INFINITY,
            delays: Vec::new(),
            level_dbm0: -20.0,
            offset_hz: 0.0,
            skew_ppm: 0.0,
            compression_db: 0.0,
            pieces: (4, 4),
        }
    }

    fn chosen(reading: &Reading, source: &Info0, precoding: bool) -> Choice {
        let wishes = Wishes { precoding, ..Wishes::default() };
        Choice::of(reading, source, &Info0::OURS, &wishes)
    }

    #[test]
    fn an_even_line_carries_what_its_noise_lets_it() {
        for (snr_db, at_least, at_most) in [
            (45.0, 33_600, 33_600),
            (38.0, 33_600, 33_600),
            (34.0, 28_800, 31_200),
            (28.0, 21_600, 24_000),
            (20.0, 12_000, 14_400),
            (12.0, 4800, 7200),
        ] {
            let choice = chosen(&line(|_| snr_db), &Info0::OURS, false);
            let rate = choice.chosen.data_rate.map_or(0, DataRate::bps);
            assert!((at_least..=at_most).contains(&rate), "{snr_db} dB: {}", choice.chosen);
            assert_eq!(choice.chosen.symbol_rate, SymbolRate::S3429, "{snr_db} dB");
            assert_eq!(choice.chosen.pre_emphasis, PreEmphasis::NONE);
            let even = snr_db + 10.0 * (3150.0 / choice.chosen.symbol_rate.hz()).log10();
            assert!((choice.chosen.snr_db - even).abs() < 0.1, "{}", choice.chosen);
        }
        let choice = chosen(&line(|_| -5.0), &Info0::OURS, false);
        assert_eq!((choice.chosen.data_rate, choice.infoh().trn_has_16_points), (None, false));
    }

    #[test]
    fn a_narrow_line_gets_a_lower_symbol_rate_and_the_carrier_that_fits() {
        let cut =
            |from: f64| move |hz: f64| if hz > from { 40.0 - (hz - from) / 20.0 } else { 40.0 };
        let mut last = SymbolRate::S3429;
        for from in [3400.0, 3000.0, 2700.0, 2300.0] {
            let choice = chosen(&line(cut(from)), &Info0::OURS, false);
            assert!(choice.chosen.symbol_rate <= last, "{from}: {}", choice.chosen);
            last = choice.chosen.symbol_rate;
            assert_eq!(choice.chosen.carrier, CarrierChoice::Low);
        }
        assert_eq!(last, SymbolRate::S2400);
        let below = line(|hz| if hz < 500.0 { 10.0 } else { 40.0 });
        let choice = chosen(&below, &Info0::OURS, false);
        assert_eq!(choice.chosen.carrier, CarrierChoice::High, "{}", choice.chosen);
    }

    #[test]
    fn a_precoder_and_pre_emphasis_help_where_a_line_falls() {
        let falling = line(|hz| 45.0 - 15.0 * hz / 3000.0);
        let (without, with) =
            (chosen(&falling, &Info0::OURS, false), chosen(&falling, &Info0::OURS, true));
        assert!(with.chosen.snr_db > without.chosen.snr_db + 0.5);
        assert!((3..=5).contains(&without.chosen.pre_emphasis.index()), "{}", without.chosen);
        let flat = chosen(&line(|_| 35.0), &Info0::OURS, true);
        assert!((flat.chosen.snr_db - 34.6).abs() < 0.1, "nothing to be foretold of white noise");
    }

    #[test]
    fn what_the_source_cannot_do_is_not_chosen() {
        let even = line(|_| 45.0);
        let none = Info0 { clock: Default::default(), ..Info0::default() };
        let choice = chosen(&even, &none, false);
        assert_eq!(choice.candidates.len(), 1);
        assert_eq!(choice.chosen.symbol_rate, SymbolRate::S2400);
        let no_3429 = Info0 { sends_3429: false, ..Info0::OURS };
        assert_eq!(chosen(&even, &no_3429, false).chosen.data_rate, DataRate::of_bps(31_200));
        let few_points = Info0 { has_1664_points: false, ..Info0::OURS };
        assert_eq!(chosen(&even, &few_points, false).chosen.data_rate, DataRate::of_bps(28_800));
        for source in [none, no_3429, few_points] {
            assert!(chosen(&even, &source, false).infoh().is_possible_for(&source));
        }
    }

    #[test]
    fn less_power_is_asked_for_where_the_line_distorts() {
        let mut reading = line(|_| 30.0);
        reading.distortion_dbm0 = -50.0;
        assert_eq!(chosen(&reading, &Info0::OURS, false).power_reduction_db, 4);
        let fixed = Info0 { reduces_power: false, ..Info0::OURS };
        assert_eq!(chosen(&reading, &fixed, false).power_reduction_db, 0);
        reading.distortion_dbm0 = -62.0;
        assert_eq!(chosen(&reading, &Info0::OURS, false).power_reduction_db, 0);
    }
}
