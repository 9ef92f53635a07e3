//! Findings about the remote fax machine: it contradicts itself, hung up, stopped answering, cannot
//! do or refuses something, or is not a fax machine.

use super::{MINOR, is_clean, is_well, qualities, weight, whole};
use crate::Examined;
use ferrofax_engine::t4::Loss;
use ferrofax_engine::t30::fcf::Fcf;
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_ground::ladder::Way;
use ferrofax_spool::explanation::{Advice, Fault, Finding, Heard, Shown, Trouble};

/// Finding: the machine contradicts itself: its frames do not agree with its actions.
pub(super) fn lies(call: &Examined) -> Option<Finding> {
    let shown = match (call.gives(), call.takes()) {
        (true, true) => lies_of_receiver(call).or_else(|| lies_of_sender(call)),
        (true, false) => lies_of_receiver(call),
        (false, _) => lies_of_sender(call),
    }?;
    let failed = if is_well(call) { 0.0 } else { 10.0 };
    let clean = if is_clean(call) { 12.0 } else { 0.0 };
    // The recording does not show what the network loses of our signal. A machine that asks for
    // parts of a page again (PPR) has possibly not received them.
    let asks_again = matches!(shown, Shown::PagesRejected { rtn: 0, .. });
    let most = if asks_again && is_well(call) { MINOR } else { 90 };
    Some(Finding {
        trouble: Trouble::FarLies,
        fault: if asks_again { Fault::Network } else { Fault::FarMachine },
        weight: weight(46.0 + failed + clean, most),
        shown,
        advice: Advice::LimitRate,
    })
}

/// The contradiction of a receiving machine: it accepts the training but rejects the pages, or
/// rejects every training on a clean line.
fn lies_of_receiver(call: &Examined) -> Option<Shown> {
    let counts = &call.counts;
    let (cfr, ppr, rtn) = (counts.cfr, counts.ppr, counts.rtn);
    if cfr > 0 && rtn + ppr >= 3 && rtn + ppr > counts.mcf {
        return Some(Shown::PagesRejected { cfr, ppr, rtn });
    }
    let ftt = frames_heard(call, Fcf::Ftt);
    (cfr == 0 && ftt >= 4 && is_clean(call)).then_some(Shown::TrainingRejected { ftt })
}

/// The contradiction of a sending machine on a good line: its rows cannot be decoded, it sends no
/// page frames, or none of its trainings succeeds.
fn lies_of_sender(call: &Examined) -> Option<Shown> {
    let counts = &call.counts;
    let snr = qualities(call).iter().map(|quality| quality.snr_db).fold(0.0, f32::max);
    let snr_db = whole(snr);
    let was_good = call.training_checks.iter().any(|check| check.what.good);
    let pages = &call.pages_came;
    let rows: u32 = pages.iter().map(|page| page.quality.rows).sum();
    let bad_rows: u32 = pages.iter().map(|page| page.quality.bad_rows).sum();
    let is_spoilt = !super::network::lost(call).0.eq(&0)
        || !call.measured.repeats.is_empty()
        || !call.measured.splices.is_empty();
    if was_good && snr > 25.0 && bad_rows * 5 > rows.max(1) && !is_spoilt {
        return Some(Shown::RowsUndecodable { snr_db, bad_rows, rows });
    }
    let pps = frames_heard(call, Fcf::Pps);
    if snr > 25.0 && pps >= 2 && counts.block_frames == 0 {
        return Some(Shown::NoFrameSent { pps, snr_db });
    }
    let dcs = frames_heard(call, Fcf::Dcs);
    let never_good = !call.training_checks.iter().any(|check| check.what.good_for_ecm);
    (dcs >= 3 && never_good && counts.cfr == 0 && is_clean(call))
        .then_some(Shown::NeverTrained { dcs })
}

/// Finding: the machine hung up, disconnected, or stopped answering.
pub(super) fn gone(call: &Examined) -> Option<Finding> {
    if is_well(call) {
        return None;
    }
    let outcome = call.outcome?;
    let (trouble, weight, advice) = match outcome.cause {
        Cause::Hangup => (Trouble::FarHungUp, 50, Advice::FindWhoHungUp),
        Cause::DcnBeforePage | Cause::DcnBeforeEnd | Cause::DcnFromReceiver => {
            (Trouble::FarHungUp, 52, Advice::CheckRemoteMachine)
        }
        Cause::NoAnswerToTraining
        | Cause::NoAnswerToPage
        | Cause::ReceiverFellSilent
        | Cause::NoPage
        | Cause::NoCommandAfterPage
        | Cause::SilenceAfterAnswer => (Trouble::NoAnswer, 48, Advice::LowerRate),
        Cause::PacketsStopped => (Trouble::NoAnswer, 48, Advice::CheckNatTimeouts),
        Cause::CommandLoop
        | Cause::UnexpectedCommand
        | Cause::AnswerLoop
        | Cause::UnexpectedAnswer
        | Cause::ReceiverNotReady => (Trouble::FarLies, 49, Advice::UpdateRemoteMachine),
        // If the line is not clean, the line's own finding gives the reason.
        Cause::NoProgress if is_clean(call) => (Trouble::FarLies, 49, Advice::AvoidRepetition),
        _ => return None,
    };
    let shown = Shown::CallEnded { cause: outcome.cause, phase: Some(outcome.phase) };
    let fault = match outcome.cause {
        Cause::PacketsStopped => Fault::Network,
        _ => Fault::FarMachine,
    };
    Some(Finding { trouble, fault, weight, shown, advice })
}

/// Finding: there is no fax machine at the other end of the line.
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
    let heard = if tones.exchange * 5 > all && tones.begun >= 4 {
        Heard::InterruptedTone
    } else if tones.exchange * 2 > all {
        Heard::ExchangeTone
    } else if tones.silent * 20 > all * 19 {
        Heard::Silence
    } else if tones.fax > 4 && tones.fax * 2 > tones.other {
        Heard::FaxTone
    } else {
        Heard::Voices
    };
    let weight = if counts.frames_damaged > 0 { 47 } else { 90 };
    Some(Finding {
        trouble: Trouble::NoFaxMachine,
        fault: Fault::FarMachine,
        weight,
        shown: Shown::NoFaxMachine { seconds: call.lasted_ms / 1000, heard },
        advice: Advice::CheckNumber,
    })
}

/// Finding: the machine cannot do something that this call needs.
pub(super) fn incompatible(call: &Examined) -> Option<Finding> {
    let outcome = call.outcome?;
    let is_it = matches!(
        outcome.cause,
        Cause::CannotReceive | Cause::NoReceiver | Cause::PollRefused | Cause::NotOffered
    );
    is_it.then_some(Finding {
        trouble: Trouble::Incompatible,
        fault: Fault::FarMachine,
        weight: 93,
        shown: Shown::CallEnded { cause: outcome.cause, phase: None },
        advice: Advice::CompareCapabilities,
    })
}

/// Finding: the machine refuses a field that we sent (FNV), such as a password.
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
    is_it.then_some(Finding {
        trouble: Trouble::Incompatible,
        fault: Fault::Us,
        weight: 93,
        shown: Shown::CallEnded { cause: outcome.cause, phase: None },
        advice: Advice::AskOwner,
    })
}

fn frames_heard(call: &Examined, fcf: Fcf) -> usize {
    let is_it = |seen: &&crate::examined::SeenFrame| {
        seen.way == Way::Heard && seen.frame.as_ref().is_some_and(|frame| frame.fcf == fcf)
    };
    call.frames.iter().filter(is_it).count()
}

/// Finding: the machine sent a page that can't be decoded. With error correction, asking for the
/// page again would only bring the same bytes.
pub(super) fn undecoded(call: &Examined) -> Option<Finding> {
    let is_cause = call.outcome.is_some_and(|outcome| outcome.cause == Cause::PageNotDecoded);
    let shown = call.pages_came.iter().find_map(|came| {
        let page = came.number;
        match came.loss? {
            Loss::BrokenAfter(row) => Some(Shown::PageBrokenAfterRow { page, row }),
            Loss::BadRows(bad_rows, rows) if is_cause => {
                Some(Shown::PageRowsBad { page, bad_rows, rows })
            }
            Loss::BadRows(..) | Loss::LongerThan(_) => None,
        }
    })?;
    Some(Finding {
        trouble: Trouble::FarLies,
        fault: Fault::FarMachine,
        weight: 94,
        shown,
        advice: Advice::SendAgain,
    })
}
