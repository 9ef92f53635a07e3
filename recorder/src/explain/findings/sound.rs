//! Findings about the sound: noise, clicks, echo, clocks, levels.

use super::{above_noise, median, qualities, weight};
use crate::Examined;
use crate::explain::verdict::{Fault, Finding, Trouble};

/// The distance above the noise from which a signal suffers nothing by it, in dB.
const CLEAN_DB: f32 = 34.0;

/// The line is noisy, judged by what is heard while neither side speaks. If one always speaks, the
/// image modem's reports are used.
pub(super) fn noise(call: &Examined) -> Option<Finding> {
    let by_modem = median(qualities(call).iter().map(|quality| quality.snr_db).collect());
    let above = above_noise(call).or(by_modem)?;
    if above >= CLEAN_DB || above.is_infinite() {
        return None;
    }
    let noise = call
        .measured
        .noise_dbm0
        .map_or_else(String::new, |dbm0| format!(" ({dbm0:.0} dBm0)"));
    Some(Finding {
        trouble: Trouble::Noise,
        fault: Fault::Line,
        weight: weight(40.0 + (CLEAN_DB - above) * 2.5, 92),
        sentence: format!(
            "The line is noisy: the remote fax machine's signal is {above:.0} dB above the noise{noise}."
        ),
        advice: "Have the line looked at, at either end; until then limit the rate to 9600 or less, with error correction.",
    })
}

/// The line clicks.
pub(super) fn clicks(call: &Examined) -> Option<Finding> {
    let clicks = call.measured.clicks.len();
    (clicks >= 3).then(|| Finding {
        trouble: Trouble::Noise,
        fault: Fault::Line,
        weight: weight(50.0 + 2.0 * clicks as f32, 78),
        sentence: format!(
            "The line clicks: {clicks} clicks were heard in the remote fax machine's signal."
        ),
        advice: "Have the line and its connectors looked at; use error correction.",
    })
}

/// Our own signal comes back.
pub(super) fn echo(call: &Examined) -> Option<Finding> {
    let echo = call.measured.echo?;
    let is_late = echo.delay_ms > 40;
    let late = if echo.delay_ms > 250 { 10.0 } else { 0.0 };
    let weight = weight(45.0 + (30.0 - echo.loss_db) * 1.7 + late, 93);
    Some(Finding {
        trouble: Trouble::Echo,
        fault: if is_late { Fault::Network } else { Fault::Line },
        weight: if is_late || echo.loss_db < 15.0 { weight } else { weight.min(44) },
        sentence: format!(
            "Our own signal comes back as an echo, {} ms later and {:.0} dB weaker.",
            echo.delay_ms, echo.loss_db
        ),
        advice: "Ask the provider for T.38, or for a line whose echo cancellers obey the 2100 Hz tone; a gateway to analogue lines needs its impedance set right.",
    })
}

/// The clocks of the two ends differ by more than those of two sound cards may.
pub(super) fn skew(call: &Examined) -> Option<Finding> {
    const USUAL_PPM: f32 = 45.0;
    let trusted = qualities(call).into_iter().filter(|quality| quality.snr_db > 15.0);
    let ppm = median(trusted.map(|quality| quality.skew_ppm).collect())?;
    (ppm.abs() > USUAL_PPM).then(|| Finding {
        trouble: Trouble::Skew,
        fault: Fault::Network,
        weight: weight(47.0 + (ppm.abs() - USUAL_PPM) / 4.0, 75),
        sentence: format!(
            "The clocks of the two ends differ by {:.0} parts in a million: the far side's is {}.",
            ppm.abs(),
            if ppm > 0.0 { "fast" } else { "slow" }
        ),
        advice: "Let the gateways take their clock from the telephone network, and not each from its own crystal.",
    })
}

/// The received signal is too soft or too loud.
pub(super) fn level(call: &Examined) -> Option<Finding> {
    let (soft, loud) = (-33.0, -6.0);
    let level = super::level(call)?;
    let clipped = call.measured.clipped;
    let (what, over) = if level < soft {
        ("soft", (soft - level) * 3.5)
    } else if level > loud || clipped > 0.002 {
        ("loud", (level - loud).max(0.0) * 4.0 + if clipped > 0.002 { 15.0 } else { 0.0 })
    } else {
        return None;
    };
    let cut = if clipped > 0.002 {
        format!(", and {:.1} % of its peaks are cut off", clipped * 100.0)
    } else {
        String::new()
    };
    Some(Finding {
        trouble: Trouble::Level,
        fault: Fault::Line,
        weight: weight(50.0 + over, 90),
        sentence: format!("The remote fax machine's signal is too {what}: {level:.0} dBm0{cut}."),
        advice: "Set the gains of the gateway or the line card right: a fax should arrive between -10 and -30 dBm0.",
    })
}
