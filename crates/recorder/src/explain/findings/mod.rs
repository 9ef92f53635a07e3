//! The checks that produce the findings about a call: one function for each kind of trouble.

mod machine;
mod network;
mod ours;
mod sound;

use crate::Examined;
use ferrofax_engine::t30::outcome::{Cause, Status};
use ferrofax_signal::modem::LineQuality;
use ferrofax_spool::explanation::{Advice, Fault, Finding, Shown, Trouble};

/// The least weight with which a finding comes first although the fax arrived. If all findings have
/// less weight, a general finding comes first, such as that nothing is wrong.
pub(super) const WORTH_A_WORD: u8 = 45;

/// The greatest weight of a finding that does not come first if the fax arrived.
const MINOR: u8 = WORTH_A_WORD - 1;

/// All findings about a call, in no particular order.
pub(super) fn all(call: &Examined) -> Vec<Finding> {
    let kinds: [fn(&Examined) -> Option<Finding>; 17] = [
        sound::noise,
        sound::clicks,
        sound::echo,
        sound::skew,
        sound::level,
        network::loss,
        network::packet_loss,
        network::slip,
        network::jitter_buffer,
        network::t38,
        machine::lies,
        machine::gone,
        machine::absent,
        machine::incompatible,
        machine::refused,
        machine::undecoded,
        ours::ours,
    ];
    kinds.into_iter().filter_map(|kind| kind(call)).collect()
}

/// Whether the fax arrived, as far as the recording shows.
pub(super) fn is_well(call: &Examined) -> bool {
    call.outcome.is_none_or(|outcome| {
        outcome.status == Status::Received
            && matches!(outcome.cause, Cause::Ok | Cause::DcnForEnd | Cause::Hangup)
    })
}

/// The finding for a call in which nothing was found, or nothing that explains its failure.
pub(super) fn nothing(call: &Examined, is_well: bool) -> Finding {
    let again = call.counts.ppr + call.counts.rtn + call.counts.ftt;
    let (trouble, fault, shown, advice) = match call.outcome {
        None => (Trouble::Nothing, Fault::Nobody, Shown::NothingWrongSoFar, Advice::Nothing),
        Some(outcome) if !is_well => (
            Trouble::Unexplained,
            Fault::FarMachine,
            Shown::Unexplained { cause: outcome.cause },
            Advice::TryAgain,
        ),
        Some(_) if again > 0 => {
            (Trouble::Unexplained, Fault::Line, Shown::PartsRepeated, Advice::NothingYet)
        }
        Some(_) => (Trouble::Nothing, Fault::Nobody, Shown::NothingWrong, Advice::Nothing),
    };
    Finding { trouble, fault, weight: 1, shown, advice }
}

/// A weight made from the value `of`: at least 1, at most `most`.
fn weight(of: f32, most: u8) -> u8 {
    of.clamp(1.0, f32::from(most)) as u8
}

/// The image modem's reports about the received signals. If any signal was received to its end,
/// only the reports at such ends count.
fn qualities(call: &Examined) -> Vec<LineQuality> {
    let whole = |is_over: bool| {
        let reports = call.lines.iter().filter(move |line| line.what.is_over == is_over);
        reports.map(|line| line.what.quality).collect::<Vec<_>>()
    };
    let over = whole(true);
    if over.is_empty() { whole(false) } else { over }
}

/// Rounds a measured value, as findings contain it: a whole number of decibels.
const fn whole(value: f32) -> i32 {
    value.clamp(-999.0, 999.0).round() as i32
}

/// Rounds a measured value, as findings contain it: one digit after the point.
fn in_tenths(value: f32) -> f64 {
    (f64::from(value) * 10.0).round() / 10.0
}

/// The median of these values; `None` if there are none.
fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}

/// The level of the remote fax machine's signal, in dBm0.
fn level(call: &Examined) -> Option<f32> {
    let by_modem = median(qualities(call).iter().map(|quality| quality.level_dbm0).collect());
    by_modem.or(call.measured.signal_dbm0)
}

/// The distance of the remote fax machine's signal from the noise of the line, in dB. The noise is
/// measured while neither side sends.
fn above_noise(call: &Examined) -> Option<f32> {
    Some(level(call)? - call.measured.noise_dbm0?)
}

/// Whether the received sound was clean. If it was, the fault is not on our side of the line.
fn is_clean(call: &Examined) -> bool {
    let measured = &call.measured;
    above_noise(call).is_none_or(|db| db > 32.0)
        && network::lost(call).0 == 0
        && measured.repeats.is_empty()
        && measured.splices.len() < 2
        && measured.clicks.len() < 3
        && measured.clipped < 0.002
        && level(call).is_none_or(|level| (-36.0..-4.0).contains(&level))
        && measured.echo.is_none_or(|echo| echo.loss_db > 25.0)
}
