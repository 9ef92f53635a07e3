//! What theory allows V.34: its constellation and code in white noise, on a line that is even or
//! not, the rounding of G.711 included.

use std::f64::consts::{FRAC_PI_2, TAU};

use ferrofax::modem::v34::coding::{Encoder, Parameters, TrellisCode};
use ferrofax::modem::v34::primary::Settings;
use ferrofax::modem::v34::primary::pre_emphasis::PreEmphasis;
use ferrofax::modem::v34::symbol_rate::{CarrierChoice, SymbolRate};

use ferrofax_kit::sp_modem::SharedBits;

pub(super) fn db(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

pub(super) fn ratio(db: f64) -> f64 {
    10f64.powf(db / 10.0)
}

/// The SNR at the decision, dB, at which so large a share of the bits is wrong.
///
/// Points of the grid without a code, as many as carry the same bits in the same shape, have
/// squares of least distance 4√2; a code is worth its effective gain of 4.2, 4.5 and 4.7 dB
/// (G. D. Forney et al., IEEE Commun. Mag. 34 (12), 1996, p. 28), in which its many neighbours
/// are. One of four neighbours is taken for a point with probability Q(√(d²/2N)), and spoils half
/// of the bits of its mapping frame of eight.
pub(super) fn needed_db(parameters: &Parameters, wrong: f64) -> f64 {
    let gain_db = match parameters.trellis {
        TrellisCode::States16 => 4.2,
        TrellisCode::States32 => 4.5,
        TrellisCode::States64 => 4.7,
    };
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if 16.0 * beyond(middle) > wrong { low = middle } else { high = middle }
    }
    let noise = 4.0 * 2f64.sqrt() * ratio(gain_db) / (2.0 * low * low);
    db(energy(parameters) / noise)
}

/// The mean square of the points in units of the grid: every symbol has a mean square of 1, and
/// the least part of any is a unit.
fn energy(parameters: &Parameters) -> f64 {
    let mut encoder = Encoder::new(parameters).expect("the rate is carried");
    let mut bits = SharedBits::new(3, usize::MAX);
    let unit = (0..20_000)
        .map(|_| f64::from(encoder.next_symbol(&mut bits).re.abs()))
        .fold(f64::INFINITY, f64::min);
    unit.powi(-2)
}

/// Q: how often a Gaussian of mean square 1 is beyond `x` (J. W. Craig, 1991).
fn beyond(x: f64) -> f64 {
    const STEPS: usize = 200;
    let angle = |step: usize| (step as f64 + 0.5) * FRAC_PI_2 / STEPS as f64;
    let parts = (0..STEPS).map(|step| (-x * x / (2.0 * angle(step).sin().powi(2))).exp());
    parts.sum::<f64>() / (2 * STEPS) as f64
}

/// How much a line lets through of each frequency, as its answer to an impulse tells.
#[derive(Clone, Debug)]
pub(super) struct Response {
    /// By steps of [`Self::STEP_HZ`], as a ratio of powers.
    gains: Vec<f64>,
}

impl Response {
    const STEP_HZ: f64 = 10.0;

    pub(super) fn of_impulse(answer: &[f64]) -> Self {
        let gain = |step: usize| {
            let turns = step as f64 * Self::STEP_HZ / 8000.0;
            let (mut re, mut im) = (0.0, 0.0);
            for (n, sample) in answer.iter().enumerate() {
                let (sin, cos) = (TAU * turns * n as f64).sin_cos();
                (re, im) = (re + sample * cos, im - sample * sin);
            }
            re * re + im * im
        };
        Self { gains: (0..=(4000.0 / Self::STEP_HZ) as usize).map(gain).collect() }
    }

    fn at(&self, hz: f64) -> f64 {
        let step = (hz.clamp(0.0, 4000.0) / Self::STEP_HZ).round() as usize;
        self.gains[step]
    }

    /// The share of the received power in each part of the band, times the number of parts.
    fn densities(&self, settings: &Settings) -> Vec<f64> {
        const PARTS: usize = 200;
        let (width, carrier) = (settings.rate.hz(), settings.rate.carrier_hz(settings.carrier));
        let parts: Vec<f64> = (0..PARTS)
            .map(|part| {
                let hz = carrier + ((part as f64 + 0.5) / PARTS as f64 - 0.5) * width;
                self.at(hz) * ratio(settings.pre_emphasis.level_db(hz / width))
            })
            .collect();
        let mean = parts.iter().sum::<f64>() / PARTS as f64;
        parts.into_iter().map(|part| part / mean).collect()
    }

    /// The SNR (noise of 0 to 4 kHz) of what is received, dB, at which the best linear equaliser
    /// has one of `decision_db`: 1 / mean of 1 / (1 + ρ(f)) − 1 (J. Salz, 1973).
    pub(super) fn line_db(&self, settings: &Settings, decision_db: f64) -> f64 {
        let densities = self.densities(settings);
        let denser = 4000.0 / settings.rate.hz();
        let (mut low, mut high) = (-20.0, 100.0);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            let left = densities.iter().map(|part| 1.0 / (1.0 + ratio(middle) * denser * part));
            let left = left.sum::<f64>() / densities.len() as f64;
            if db(1.0 / left - 1.0) < decision_db { low = middle } else { high = middle }
        }
        low
    }

    /// What a recipient that knows the line asks for: the carrier and the pre-emphasis that need
    /// the least SNR, the filter being worth a tenth of a dB.
    pub(super) fn settings(&self, symbol_rate: SymbolRate, decision_db: f64) -> Settings {
        let carriers =
            CarrierChoice::ALL
                .into_iter()
                .take(if symbol_rate.has_two_carriers() { 2 } else { 1 });
        let all = carriers.flat_map(|carrier| {
            PreEmphasis::all().map(move |pre_emphasis| Settings {
                pre_emphasis,
                ..Settings::plain(symbol_rate, carrier)
            })
        });
        let needed = |settings: &Settings| {
            let filtered = settings.pre_emphasis != PreEmphasis::NONE;
            self.line_db(settings, decision_db) + if filtered { 0.1 } else { 0.0 }
        };
        all.min_by(|a, b| needed(a).total_cmp(&needed(b))).expect("there are some")
    }
}
