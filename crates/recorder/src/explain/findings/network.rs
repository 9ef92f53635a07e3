//! Findings about the packet network: lost packets, missing samples, jitter buffers that change
//! their length, and T.38 that does not work.

use super::{in_tenths, is_well, weight};
use crate::Examined;
use crate::examined::PacketCounts;
use ferrofax_spool::explanation::{Advice, Fault, Finding, Shown, Trouble};

/// The longest gap that counts as a loss, in milliseconds. In a longer gap the line was silent.
const LONGEST_MS: u64 = 200;

/// The number of stretches of sound that were lost, and their total length in milliseconds.
pub(super) fn lost(call: &Examined) -> (usize, u64) {
    let gaps = call.gaps.iter().chain(&call.measured.holes);
    let lost: Vec<u64> = gaps.map(|gap| gap.ms).filter(|ms| *ms <= LONGEST_MS).collect();
    (lost.len(), lost.iter().sum())
}

/// Finding: packets with sound were lost.
pub(super) fn loss(call: &Examined) -> Option<Finding> {
    let (times, ms) = lost(call);
    let percent = ms as f32 * 100.0 / call.lasted_ms.max(1) as f32;
    let silenced = call.measured.holes.len();
    (times > 0).then(|| Finding {
        trouble: Trouble::Loss,
        fault: Fault::Network,
        weight: weight(if times == 1 { 42.0 } else { 54.0 + percent * 14.0 }, 91),
        shown: Shown::AudioLost { percent: in_tenths(percent), ms, gaps: times, silenced },
        advice: Advice::FindAudioLoss,
    })
}

/// Finding: packets of T.38 were lost.
pub(super) fn packet_loss(call: &Examined) -> Option<Finding> {
    let counts = PacketCounts::of(&call.packets_heard);
    let percent = counts.missing as f32 * 100.0 / (counts.came + counts.missing).max(1) as f32;
    (counts.missing > 0).then(|| Finding {
        trouble: Trouble::Loss,
        fault: Fault::Network,
        weight: weight(if counts.missing == 1 { 42.0 } else { 52.0 + percent * 8.0 }, 91),
        shown: Shown::PacketsLost {
            packets: counts.missing,
            percent: in_tenths(percent),
            late: counts.late,
            twice: counts.again,
        },
        advice: Advice::FindPacketLoss,
    })
}

/// Finding: samples were left out or inserted, as when two clocks are not synchronised.
pub(super) fn slip(call: &Examined) -> Option<Finding> {
    let measured = &call.measured;
    let is_at_repeat = |at: u64| {
        measured
            .repeats
            .iter()
            .any(|it| (it.at_ms..it.at_ms + it.ms + 30).contains(&(at + 15)))
    };
    let slips: Vec<u64> =
        measured.splices.iter().copied().filter(|at| !is_at_repeat(*at)).collect();
    let relocks: u32 = super::qualities(call).iter().map(|quality| quality.relocks).sum();
    if slips.len() < 2 && (slips.is_empty() || relocks == 0) {
        return None;
    }
    let apart = (slips.len() > 2)
        .then(|| (slips[slips.len() - 1] - slips[0]) as f32 / 1000.0 / (slips.len() - 1) as f32);
    // There may be another reason for the splices, so their weight is less. A jitter buffer that
    // repeats some samples leaves others out. Clicks and clipped peaks sometimes look like splices.
    let is_other = !measured.repeats.is_empty()
        || measured.clicks.len() * 2 >= slips.len()
        || measured.clipped > 0.002;
    let other = if is_other { 34.0 } else { 0.0 };
    Some(Finding {
        trouble: Trouble::Slip,
        fault: Fault::Network,
        weight: weight(60.0 + 2.0 * (slips.len() as f32).min(12.0) - other, 84),
        shown: Shown::SamplesSlipped { times: slips.len(), seconds_apart: apart.map(in_tenths) },
        advice: Advice::OneClockSource,
    })
}

/// Finding: a jitter buffer changed its length during the call.
pub(super) fn jitter_buffer(call: &Examined) -> Option<Finding> {
    let repeats = &call.measured.repeats;
    let ms: u64 = repeats.iter().map(|repeat| repeat.ms).sum();
    (!repeats.is_empty()).then(|| Finding {
        trouble: Trouble::JitterBuffer,
        fault: Fault::Network,
        weight: weight(64.0 + 5.0 * repeats.len() as f32, 88),
        shown: Shown::JitterBufferChanged { repeats: repeats.len(), ms },
        advice: Advice::FixedJitterBuffer,
    })
}

/// Finding: the call switched to T.38 but no packet was received, or T.38 was refused.
pub(super) fn t38(call: &Examined) -> Option<Finding> {
    let finding = |weight, shown, advice| Finding {
        trouble: Trouble::T38,
        fault: Fault::Network,
        weight,
        shown,
        advice,
    };
    let switched = call.switches.iter().find(|switch| switch.what.is_some());
    if let Some(switched) = switched {
        let waited_ms = call.lasted_ms.saturating_sub(switched.at_ms);
        return (call.packets_heard.is_empty() && waited_ms > 4_000)
            .then(|| finding(94, Shown::NoT38Packet, Advice::AllowUdptl));
    }
    let weight = if is_well(call) { 20 } else { 43 };
    call.t38_refused_ms
        .map(|_| finding(weight, Shown::T38Refused, Advice::AskAboutT38))
}
