//! Findings about the received sound: noise, clicks, echo, clocks, levels.

use super::{MINOR, above_noise, in_tenths, median, qualities, weight, whole};
use crate::Examined;
use ferrofax_spool::explanation::{Advice, Fault, Finding, Shown, Trouble};

/// The distance between signal and noise from which the noise does no harm, in dB.
const CLEAN_DB: f32 = 34.0;

/// Finding: the line is noisy. The noise is measured while neither side sends. If there is no such
/// time, the image modem's reports are used.
pub(super) fn noise(call: &Examined) -> Option<Finding> {
    let by_modem = median(qualities(call).iter().map(|quality| quality.snr_db).collect());
    let above = above_noise(call).or(by_modem)?;
    if above >= CLEAN_DB || above.is_infinite() {
        return None;
    }
    let noise_dbm0 = call.measured.noise_dbm0.filter(|level| level.is_finite()).map(whole);
    Some(Finding {
        trouble: Trouble::Noise,
        fault: Fault::Line,
        weight: weight(40.0 + (CLEAN_DB - above) * 2.5, 92),
        shown: Shown::LineNoise { above_noise_db: whole(above), noise_dbm0 },
        advice: Advice::CheckLine,
    })
}

/// Finding: there are clicks on the line.
pub(super) fn clicks(call: &Examined) -> Option<Finding> {
    let clicks = call.measured.clicks.len();
    (clicks >= 3).then(|| Finding {
        trouble: Trouble::Noise,
        fault: Fault::Line,
        weight: weight(50.0 + 2.0 * clicks as f32, 78),
        shown: Shown::LineClicks { clicks },
        advice: Advice::CheckConnectors,
    })
}

/// Finding: the line returns an echo of our own signal.
pub(super) fn echo(call: &Examined) -> Option<Finding> {
    let echo = call.measured.echo?;
    let is_late = echo.delay_ms > 40;
    let late = if echo.delay_ms > 250 { 10.0 } else { 0.0 };
    let weight = weight(45.0 + (30.0 - echo.loss_db) * 1.7 + late, 93);
    Some(Finding {
        trouble: Trouble::Echo,
        fault: if is_late { Fault::Network } else { Fault::Line },
        weight: if is_late || echo.loss_db < 15.0 { weight } else { weight.min(MINOR) },
        shown: Shown::OwnEcho { delay_ms: echo.delay_ms, loss_db: whole(echo.loss_db) },
        advice: Advice::RemoveEcho,
    })
}

/// Finding: the sampling clocks of the two ends differ by more than 45 ppm. Two sound cards usually
/// differ by less.
pub(super) fn skew(call: &Examined) -> Option<Finding> {
    const USUAL_PPM: f32 = 45.0;
    let trusted = qualities(call).into_iter().filter(|quality| quality.snr_db > 15.0);
    let ppm = median(trusted.map(|quality| quality.skew_ppm).collect())?;
    (ppm.abs() > USUAL_PPM).then(|| Finding {
        trouble: Trouble::Skew,
        fault: Fault::Network,
        weight: weight(47.0 + (ppm.abs() - USUAL_PPM) / 4.0, 75),
        shown: Shown::ClocksDiffer { ppm: ppm.abs().round() as u32, remote_is_fast: ppm > 0.0 },
        advice: Advice::SynchroniseClocks,
    })
}

/// Finding: the received signal is too quiet, too loud or clipped.
pub(super) fn level(call: &Examined) -> Option<Finding> {
    let (quiet, loud) = (-33.0, -6.0);
    let level = super::level(call).filter(|level| level.is_finite())?;
    let clipped = call.measured.clipped;
    let is_clipped = clipped > 0.002;
    let level_dbm0 = whole(level);
    let clipped_percent = is_clipped.then(|| in_tenths(clipped * 100.0));
    let (shown, over) = if level < quiet {
        (Shown::SignalTooQuiet { level_dbm0, clipped_percent }, (quiet - level) * 3.5)
    } else if level > loud || is_clipped {
        let over = (level - loud).max(0.0) * 4.0 + if is_clipped { 15.0 } else { 0.0 };
        (Shown::SignalTooLoud { level_dbm0, clipped_percent }, over)
    } else {
        return None;
    };
    Some(Finding {
        trouble: Trouble::Level,
        fault: Fault::Line,
        weight: weight(50.0 + over, 90),
        shown,
        advice: Advice::CorrectGain,
    })
}
