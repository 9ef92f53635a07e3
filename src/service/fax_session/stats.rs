//! Counts the fax sessions since the module was loaded, for `fax show stats`. Each session is
//! counted by the way it ended, in one of the counters of res_fax, such as `Call Dropped`.

use super::facts::Facts;
use ferrofax_basics::lock::lock;
use ferrofax_engine::t30::outcome::{Cause, Status};
use std::fmt::Write as _;
use std::sync::Mutex;

/// The counts of all fax sessions since the module was loaded.
#[derive(Debug, Default)]
pub(super) struct SessionStats {
    both: Mutex<Both>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Both {
    audio: Counts,
    t38: Counts,
    switched: u64,
    pages: u64,
    frames_lost: u64,
    frames_late: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts([u64; CLASSES.len()]);

/// The counter of res_fax, such as `Call Dropped`, in which the end of a fax session is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Success,
    CallDropped,
    NoFax,
    NegotiationFailed,
    TrainFailure,
    RetriesExceeded,
    Protocol,
    TxProtocol,
    RxProtocol,
    File,
    Memory,
    Unknown,
}

const CLASSES: [(Class, &str); 12] = [
    (Class::Success, "Success"),
    (Class::CallDropped, "Call Dropped"),
    (Class::NoFax, "No FAX"),
    (Class::NegotiationFailed, "Negotiation Failed"),
    (Class::TrainFailure, "Train Failure"),
    (Class::RetriesExceeded, "Retries Exceeded"),
    (Class::Protocol, "Protocol Error"),
    (Class::TxProtocol, "TX Protocol Error"),
    (Class::RxProtocol, "RX Protocol Error"),
    (Class::File, "File Error"),
    (Class::Memory, "Memory Error"),
    (Class::Unknown, "Unknown Error"),
];

const fn class_of(cause: Cause) -> Class {
    match cause {
        Cause::Ok | Cause::DcnForEnd => Class::Success,
        Cause::Hangup | Cause::Cancelled => Class::CallDropped,
        Cause::T1Expired | Cause::DamagedCommands | Cause::DamagedAnswers => Class::NoFax,
        Cause::PollRefused
        | Cause::T38Negotiation
        | Cause::NothingToFetch
        | Cause::FetchRefused
        | Cause::WrongPassword
        | Cause::UnknownDocument
        | Cause::NotOffered
        | Cause::PasswordRefused
        | Cause::SelectionRefused
        | Cause::SubaddressRefused
        | Cause::SenderRefused
        | Cause::IdentRefused
        | Cause::FieldRefused
        | Cause::CannotReceive
        | Cause::NoReceiver => Class::NegotiationFailed,
        // Causes at a sender, in the order of a call.
        Cause::TrainingFailed | Cause::V34Failed => Class::TrainFailure,
        Cause::RefusedByReceiver
        | Cause::NotGettingThrough
        | Cause::NoProgress
        | Cause::GivenUpByPeer
        | Cause::PageRefused => Class::RetriesExceeded,
        Cause::UnexpectedCommand
        | Cause::UnexpectedAnswer
        | Cause::CommandLoop
        | Cause::AnswerLoop => Class::Protocol,
        Cause::NoAnswerToTraining
        | Cause::NoAnswerToPage
        | Cause::ReceiverFellSilent
        | Cause::DcnFromReceiver
        | Cause::ReceiverNotReady => Class::TxProtocol,
        // Causes at a receiver.
        Cause::DcnBeforePage
        | Cause::NoPage
        | Cause::NoCommandAfterPage
        | Cause::SilenceAfterAnswer
        | Cause::PacketsStopped
        | Cause::FetchNotAnswered
        | Cause::PageNotDecoded
        | Cause::DcnBeforeEnd => Class::RxProtocol,
        Cause::Storage | Cause::PageNotGiven => Class::File,
        Cause::CallTooLong
        | Cause::TooManyPages
        | Cause::PageTooLong
        | Cause::PbxCrashed
        | Cause::InternalError => Class::Unknown,
    }
}

fn class(facts: &Facts) -> Class {
    match facts.outcome {
        _ if facts.file_error.is_some() => Class::File,
        None => Class::Unknown,
        Some(outcome) if outcome.status == Status::Received => Class::Success,
        Some(outcome) => class_of(outcome.cause),
    }
}

impl SessionStats {
    /// Counts a fax session that switched from audio to T.38.
    pub(super) fn switched(&self) {
        lock(&self.both).switched += 1;
    }

    /// Counts a fax session that could not begin because there was not enough memory, or because a
    /// thread that it needs could not be started.
    pub(super) fn found_no_room(&self, facts: &Facts) {
        self.count(facts, Class::Memory);
    }

    /// Counts a fax session that has ended.
    pub(super) fn ended(&self, facts: &Facts) {
        self.count(facts, class(facts));
    }

    fn count(&self, facts: &Facts, class: Class) {
        let mut both = lock(&self.both);
        both.pages += u64::from(facts.pages);
        both.frames_lost += facts.frames_lost;
        both.frames_late += facts.frames_late;
        let counts = if facts.is_t38 { &mut both.t38 } else { &mut both.audio };
        for (count, (of, _)) in counts.0.iter_mut().zip(CLASSES) {
            *count += u64::from(of == class);
        }
    }

    /// Makes Ferrofax's part of the output of Asterisk's command `fax show stats`.
    pub(super) fn show(&self) -> String {
        let both = *lock(&self.both);
        let mut text = String::new();
        for (name, counts, switched) in
            [("Ferrofax G.711", both.audio, Some(both.switched)), ("Ferrofax T.38", both.t38, None)]
        {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\n{name}");
            for ((_, label), count) in CLASSES.into_iter().zip(counts.0) {
                let _ = writeln!(text, "{label:<20.20} : {count}");
                if let Some(switched) = switched.filter(|_| label == "Success") {
                    let _ = writeln!(text, "{:<20.20} : {switched}", "Switched to T.38");
                }
            }
        }
        let _ = writeln!(text, "\nFerrofax");
        for (label, count) in [
            ("Pages", both.pages),
            ("Audio frames lost", both.frames_lost),
            ("Audio frames late", both.frames_late),
        ] {
            let _ = writeln!(text, "{label:<20.20} : {count}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_engine::t30::outcome::{Outcome, Phase};

    fn facts(status: Status, cause: Cause, is_t38: bool) -> Facts {
        let outcome = Some(Outcome { status, phase: Phase::D, cause, pages: 3 });
        Facts { outcome, pages: 3, is_t38, ..Facts::default() }
    }

    fn shown(stats: &SessionStats, part: &str, label: &str) -> String {
        let text = stats.show();
        let after = text.split(part).nth(1).expect("the part is shown").to_owned();
        let line = after
            .lines()
            .find(|line| line.starts_with(label))
            .expect("the label is shown")
            .to_owned();
        line.rsplit(' ').next().expect("a number").to_owned()
    }

    #[test]
    fn sessions_are_counted_where_they_ended() {
        let stats = SessionStats::default();
        stats.ended(&facts(Status::Received, Cause::Ok, false));
        stats.ended(&facts(Status::Incomplete, Cause::Hangup, false));
        stats.switched();
        stats.ended(&facts(Status::Received, Cause::Ok, true));
        assert_eq!(shown(&stats, "Ferrofax G.711", "Success"), "1");
        assert_eq!(shown(&stats, "Ferrofax G.711", "Call Dropped"), "1");
        assert_eq!(shown(&stats, "Ferrofax G.711", "Switched to T.38"), "1");
        assert_eq!(shown(&stats, "Ferrofax T.38", "Success"), "1");
        assert_eq!(shown(&stats, "\nFerrofax\n", "Pages"), "9");
    }

    #[test]
    fn sessions_that_could_not_begin_are_counted_too() {
        let stats = SessionStats::default();
        stats.ended(&Facts { file_error: Some("it is no TIFF".into()), ..Facts::default() });
        stats.found_no_room(&Facts { is_t38: true, ..Facts::default() });
        assert_eq!(shown(&stats, "Ferrofax G.711", "File Error"), "1");
        assert_eq!(shown(&stats, "Ferrofax T.38", "Memory Error"), "1");
    }
}
