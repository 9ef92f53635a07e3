//! Findings about the remote fax machine: it contradicts itself, hung up, stopped answering, or is
//! no fax machine.

use super::{is_clean, is_well, qualities, weight};
use crate::Examined;
use crate::explain::verdict::{Fault, Finding, Trouble};
use ferrofax_engine::t4::Loss;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_ground::ladder::Way;

/// The machine says one thing and does another.
pub(super) fn lies(call: &Examined) -> Option<Finding> {
    let sentence = match (call.gives(), call.takes()) {
        (true, true) => lies_of_receiver(call).or_else(|| lies_of_sender(call)),
        (true, false) => lies_of_receiver(call),
        (false, _) => lies_of_sender(call),
    }?;
    let failed = if is_well(call) { 0.0 } else { 10.0 };
    let clean = if is_clean(call) { 12.0 } else { 0.0 };
    Some(Finding {
        trouble: Trouble::FarLies,
        fault: Fault::FarMachine,
        weight: weight(46.0 + failed + clean, 90),
        sentence,
        advice: "Limit the rate for this number, or call it without error correction (with it, if it was without); if other machines take our faxes, this one needs service.",
    })
}

/// Contradictions of a called machine.
fn lies_of_receiver(call: &Examined) -> Option<String> {
    let counts = &call.counts;
    let refused = counts.rtn + counts.ppr;
    if counts.cfr > 0 && refused >= 3 && refused > counts.mcf {
        return Some(format!(
            "The remote fax machine finds our training good ({} CFR) and then refuses the pages ({} PPR, {} RTN).",
            counts.cfr, counts.ppr, counts.rtn
        ));
    }
    let heard = |fcf| frames_heard(call, fcf);
    if counts.cfr == 0 && heard(Fcf::Ftt) >= 4 && is_clean(call) {
        return Some(format!(
            "The remote fax machine finds no training good, at no rate ({} FTT), on a line that is clean towards us.",
            heard(Fcf::Ftt)
        ));
    }
    None
}

/// Contradictions of a calling machine.
fn lies_of_sender(call: &Examined) -> Option<String> {
    let counts = &call.counts;
    let snr_db = qualities(call).iter().map(|quality| quality.snr_db).fold(0.0, f32::max);
    let was_good = call.training_checks.iter().any(|check| check.what.good);
    let pages = &call.pages_came;
    let rows: u32 = pages.iter().map(|page| page.quality.rows).sum();
    let bad: u32 = pages.iter().map(|page| page.quality.bad_rows).sum();
    let is_spoilt = !super::network::lost(call).0.eq(&0)
        || !call.measured.repeats.is_empty()
        || !call.measured.splices.is_empty();
    if was_good && snr_db > 25.0 && bad * 5 > rows.max(1) && !is_spoilt {
        return Some(format!(
            "The remote fax machine's training was good and its signal clean ({snr_db:.0} dB), but {bad} of {rows} rows of its pages make no sense."
        ));
    }
    let pps = frames_heard(call, Fcf::Pps);
    if snr_db > 25.0 && pps >= 2 && counts.block_frames == 0 {
        return Some(format!(
            "The remote fax machine says that it sent a page with error correction ({pps} PPS), and no frame of it was on a line that is clean ({snr_db:.0} dB)."
        ));
    }
    let dcs = frames_heard(call, Fcf::Dcs);
    let never_good = !call.training_checks.iter().any(|check| check.what.good_for_ecm);
    if dcs >= 3 && never_good && counts.cfr == 0 && is_clean(call) {
        return Some(format!(
            "The remote fax machine said {dcs} times how it would send, and never trained in that way, on a line that is clean."
        ));
    }
    None
}

/// The machine hung up, disconnected, or stopped answering.
pub(super) fn gone(call: &Examined) -> Option<Finding> {
    if is_well(call) {
        return None;
    }
    let outcome = call.outcome?;
    let (trouble, weight, advice) = match outcome.cause {
        Cause::Hangup => (
            Trouble::FarHungUp,
            50,
            "See in the telephone system who ended the call and why; a person there may have hung up.",
        ),
        Cause::DcnBeforePage | Cause::DcnBeforeEnd | Cause::DcnFromReceiver => (
            Trouble::FarHungUp,
            52,
            "The machine there gave up by itself: it may be out of paper or memory, or want a password or an identification.",
        ),
        Cause::NoAnswerToTraining
        | Cause::NoAnswerToPage
        | Cause::ReceiverFellSilent
        | Cause::NoPage
        | Cause::NoCommandAfterPage
        | Cause::SilenceAfterAnswer => (
            Trouble::NoAnswer,
            48,
            "Either the machine there does not hear us or we do not hear it: try again at a lower rate, and without T.38 if it was by T.38.",
        ),
        Cause::PacketsStopped => (
            Trouble::NoAnswer,
            48,
            "A router that translates addresses (NAT), or a firewall, may close the way of UDP in the middle of a call: look at its limits of time, and at t38_udptl_nat of the trunk.",
        ),
        Cause::CommandLoop
        | Cause::UnexpectedCommand
        | Cause::AnswerLoop
        | Cause::UnexpectedAnswer
        | Cause::ReceiverNotReady => (
            Trouble::FarLies,
            49,
            "The machine there does not keep to T.30: try without error correction, and have its software brought up to date.",
        ),
        // If the line is not clean, the line's own finding gives the reason.
        Cause::NoProgress if is_clean(call) => (
            Trouble::FarLies,
            49,
            "The machine there asks for the same again and again, or says it: try without error correction, and at a lower rate.",
        ),
        _ => return None,
    };
    let sentence = format!("{} It was in phase {}.", outcome.cause.text(), outcome.phase);
    let fault = match outcome.cause {
        Cause::PacketsStopped => Fault::Network,
        _ => Fault::FarMachine,
    };
    Some(Finding { trouble, fault, weight, sentence, advice })
}

/// No fax machine is at the other end.
pub(super) fn absent(call: &Examined) -> Option<Finding> {
    let outcome = call.outcome?;
    let counts = &call.counts;
    let is_nobody = counts.frames_heard == 0 && !call.was_t38();
    let is_early = matches!(
        outcome.cause,
        Cause::T1Expired | Cause::Hangup | Cause::DamagedAnswers | Cause::DamagedCommands
    );
    if !is_nobody || !is_early || outcome.pages > 0 {
        return None;
    }
    let tones = &call.measured.tones;
    let all = (tones.silent + tones.exchange + tones.fax + tones.other).max(1);
    let what = if tones.exchange * 5 > all && tones.begun >= 4 {
        "only a tone that comes and goes was heard, as a busy line or the exchange gives it"
    } else if tones.exchange * 2 > all {
        "only a tone of the exchange was heard"
    } else if tones.silent * 20 > all * 19 {
        "the line was still"
    } else if tones.fax > 4 && tones.fax * 2 > tones.other {
        "a fax machine's tone was heard and nothing after it"
    } else {
        "voices or music were heard"
    };
    let weight = if counts.frames_damaged > 0 { 47 } else { 90 };
    Some(Finding {
        trouble: Trouble::NoFaxMachine,
        fault: Fault::FarMachine,
        weight,
        sentence: format!("No fax machine was heard in {} s: {what}.", call.lasted_ms / 1000),
        advice: "Check the number, and that a fax machine answers there at this hour.",
    })
}

/// The machine cannot do what is wanted.
pub(super) fn incompatible(call: &Examined) -> Option<Finding> {
    let outcome = call.outcome?;
    let is_it = matches!(
        outcome.cause,
        Cause::CannotReceive | Cause::NoReceiver | Cause::PollRefused | Cause::NotOffered
    );
    is_it.then(|| Finding {
        trouble: Trouble::Incompatible,
        fault: Fault::FarMachine,
        weight: 93,
        sentence: outcome.cause.text().into(),
        advice: "Look in the ladder at what its DIS or DCS says, and at the rates and codings that are allowed here.",
    })
}

/// The machine refuses a field that we sent (FNV).
pub(super) fn refused(call: &Examined) -> Option<Finding> {
    let outcome = call.outcome?;
    let is_it = matches!(
        outcome.cause,
        Cause::PasswordRefused
            | Cause::SelectionRefused
            | Cause::SubaddressRefused
            | Cause::SenderRefused
            | Cause::IdentRefused
            | Cause::FieldRefused
    );
    is_it.then(|| Finding {
        trouble: Trouble::Incompatible,
        fault: Fault::Us,
        weight: 93,
        sentence: outcome.cause.text().into(),
        advice: "Ask its owner what it wants there; a call with the same would be refused again.",
    })
}

fn frames_heard(call: &Examined, fcf: Fcf) -> usize {
    let is_it = |seen: &&crate::examined::SeenFrame| {
        seen.way == Way::Heard && seen.frame.as_ref().is_some_and(|frame| frame.fcf == fcf)
    };
    call.frames.iter().filter(is_it).count()
}

/// The machine sent a page that can't be decoded. With error correction the same bytes would come
/// again.
pub(super) fn undecoded(call: &Examined) -> Option<Finding> {
    let is_cause = call.outcome.is_some_and(|outcome| outcome.cause == Cause::PageNotDecoded);
    let sentence = call.pages_came.iter().find_map(|page| {
        let number = page.number;
        match page.loss? {
            Loss::BrokenAfter(row) => Some(format!(
                "Page {number} arrived with error correction and could not be decoded after row {row}."
            )),
            Loss::BadRows(bad, all) if is_cause => Some(format!(
                "Page {number} arrived with error correction, and {bad} of its {all} rows could not be decoded."
            )),
            Loss::BadRows(..) | Loss::LongerThan(_) => None,
        }
    })?;
    Some(Finding {
        trouble: Trouble::FarLies,
        fault: Fault::FarMachine,
        weight: 94,
        sentence,
        advice: "What arrived is kept in the fax's document. Have the page sent again, without MMR and JBIG if it fails again.",
    })
}
