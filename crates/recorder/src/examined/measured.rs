//! Measures the samples of a call, in addition to the modems' own reports: the noise, our own echo,
//! repeated stretches, gaps, splices and clipping.

use super::echo::{self, Echo};
use super::levels::{LEVEL_STEP_MS, Levels};
use super::repeats::Repeats;
use super::splices::Splices;
use super::tones::Tones;
use super::{At, Examined, Gap, Signalled};
use ferrofax_engine::call::replay::Ran;
use ferrofax_signal::time::SampleTime;

/// The number of samples of each direction that are kept to look for an echo: 3 minutes.
const KEPT: usize = 8_000 * 180;

/// The smallest distance between signal and noise, in dB. Louder pieces do not count as noise.
const BELOW_SIGNAL_DB: f32 = 8.0;

/// The results of the measurement.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// The level of the line while neither side sends, in dBm0; `None` if too little of such time
    /// was found.
    pub noise_dbm0: Option<f32>,
    /// The median level of the received signals, in dBm0.
    pub signal_dbm0: Option<f32>,
    /// The strongest echo of our own signal; `None` if there is none.
    pub echo: Option<Echo>,
    /// The part of the loud received samples that are clipped (at the end of the scale): 0 to 1.
    pub clipped: f32,
    /// Stretches of the received signal that repeat the stretch directly before them.
    pub repeats: Vec<Gap>,
    /// Stretches of exact silence within a received image signal.
    pub holes: Vec<Gap>,
    /// The times within a received image signal at which samples are missing or were inserted, in
    /// milliseconds.
    pub splices: Vec<u64>,
    /// The times of clicks in the received sound, in milliseconds.
    pub clicks: Vec<u64>,
    /// How much of the received sound was silence, a tone, or something else.
    pub tones: Tones,
}

/// The state of the measurement while the call runs again.
#[derive(Debug, Default)]
pub(super) struct Measuring {
    heard: Vec<i16>,
    said: Vec<i16>,
    repeats: Repeats,
    splices: Splices,
    tones: Tones,
    loud: u64,
    clipped: u64,
}

impl Measuring {
    pub(super) fn see(&mut self, at: SampleTime, ran: &Ran<'_>) {
        match ran {
            Ran::Heard(samples) => self.hear(at.0, samples),
            Ran::Lost(samples) => self.lose(at.0, *samples),
            // The engine is asked for our samples after it got the received samples of the same
            // stretch, so ours begin one length earlier.
            Ran::Said(samples) => self.say(at.0.saturating_sub(samples.len() as u64), samples),
            _ => {}
        }
    }

    fn hear(&mut self, at: u64, samples: &[i16]) {
        keep(&mut self.heard, at, samples);
        self.repeats.push(at, samples);
        self.splices.push(at, samples);
        self.tones.push(at, samples);
        for &sample in samples {
            let size = sample.unsigned_abs();
            self.loud += u64::from(size > 4_000);
            self.clipped += u64::from(size >= END_OF_SCALE);
        }
    }

    fn lose(&mut self, at: u64, samples: usize) {
        self.repeats.gap();
        self.splices.gap(at + samples as u64);
    }

    fn say(&mut self, at: u64, samples: &[i16]) {
        keep(&mut self.said, at, samples);
    }

    /// Ends the measurement and returns the results.
    pub(super) fn finish(mut self, call: &Examined) -> Measured {
        self.repeats.end();
        let images = images(&call.signals);
        let within = |at_ms: u64| images.iter().any(|(from, to)| (*from..*to).contains(&at_ms));
        let is_known = |at_ms: u64, known: &[Gap]| {
            known
                .iter()
                .any(|gap| (gap.at_ms..=gap.at_ms + gap.ms + 12).contains(&(at_ms + 6)))
        };
        let repeats = self.repeats.doubled;
        let mut holes = self.repeats.silent;
        holes.retain(|hole| within(hole.at_ms) && !is_known(hole.at_ms, &call.gaps));
        let mut splices = self.splices.splices;
        splices.retain(|at| within(*at) && !is_known(*at, &call.gaps) && !is_known(*at, &holes));
        let mut clicks = self.splices.clicks;
        clicks.retain(|at| !is_known(*at, &call.gaps));
        let signal_dbm0 = signal(&call.heard_level);
        Measured {
            noise_dbm0: noise(&call.heard_level, &call.said_level, signal_dbm0),
            signal_dbm0,
            echo: echo::find(&self.said, &self.heard),
            clipped: self.clipped as f32 / self.loud.max(1) as f32,
            repeats,
            holes,
            splices,
            clicks,
            tones: self.tones,
        }
    }
}

/// The absolute value from which a sample counts as clipped: the last step of A-law.
const END_OF_SCALE: u16 = 31_700;

/// The times in which an image signal was received, each from the end of its training to the end of
/// the signal, in milliseconds.
fn images(signals: &[At<Signalled>]) -> Vec<(u64, u64)> {
    let mut found = Vec::new();
    let mut since = None;
    for signal in signals {
        match signal.what {
            Signalled::HeardTrained(_) => since = Some(signal.at_ms),
            Signalled::HeardEnd => {
                // The sound that ends the signal is received up to 60 ms before the end is
                // detected.
                found.extend(since.take().map(|from| (from, signal.at_ms.saturating_sub(60))));
            }
            _ => {}
        }
    }
    found.extend(since.map(|from| (from, u64::MAX)));
    found
}

/// Stores samples that begin at sample `at` of the call; missing samples before them become
/// silence.
fn keep(kept: &mut Vec<i16>, at: u64, samples: &[i16]) {
    let at = at as usize;
    if at >= KEPT || at < kept.len() {
        return;
    }
    kept.resize(at, 0);
    kept.extend_from_slice(samples);
}

/// The level of the line while neither side sends, in dBm0. `None` if there are less than 200 ms of
/// such pieces, or no signal.
fn noise(heard: &Levels, said: &Levels, signal: Option<f32>) -> Option<f32> {
    let loudest = signal? - BELOW_SIGNAL_DB;
    let is_quiet = |piece: usize| {
        let said_then = said.dbm0.get(piece).copied().flatten();
        said_then.is_none_or(|level| level < -60.0)
    };
    let mut pieces: Vec<f32> = (0..heard.dbm0.len())
        .filter(|piece| is_quiet(*piece))
        .filter_map(|piece| heard.dbm0[piece])
        .filter(|level| *level < loudest)
        .collect();
    pieces.sort_by(f32::total_cmp);
    // The 20th percentile of the levels counts as the noise. Lower levels are below the noise by
    // chance, and higher ones may be an echo.
    let enough = 200 / LEVEL_STEP_MS as usize;
    (pieces.len() >= enough).then(|| pieces[pieces.len() / 5])
}

/// The median level of the loud pieces, which contain a signal, in dBm0.
fn signal(heard: &Levels) -> Option<f32> {
    let loudest = heard.dbm0.iter().copied().flatten().fold(f32::NEG_INFINITY, f32::max);
    let mut loud: Vec<f32> = heard
        .dbm0
        .iter()
        .copied()
        .flatten()
        .filter(|level| *level > (loudest - 20.0).max(-50.0))
        .collect();
    loud.sort_by(f32::total_cmp);
    loud.get(loud.len() / 2).copied()
}
