//! What came of a call: one status, the phase of ITU-T T.30 in which it ended, and one
//! cause from a closed list.
//!
//! [`Cause::name`] is for programs (`FAXERROR`), [`Cause::text`] is one sentence for
//! people (`FAXSTATUSSTRING`), [`Cause::blame`] says whose move it was. Names never
//! change their meaning once released; new ones may come.

use std::fmt;

/// The phases of a fax call (T.30 §2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Call establishment: CNG, CED.
    A,
    /// Pre-message procedure: identification, capabilities, training.
    B,
    /// In-message procedure and message transmission: the page.
    C,
    /// Post-message procedure: end of page, confirmation.
    D,
    /// Call release.
    E,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How much of the fax came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// All of it: the caller said that it was all, and every page was confirmed. Of a fax
    /// that was sent: the same, by the called machine.
    Received,
    /// Pages came, but the caller never said that it was all, or some page is damaged or
    /// not confirmed.
    Incomplete,
    /// Nothing of any page came. Of a fax that was sent: no page was confirmed.
    Failed,
}

/// The end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// How much of the fax came.
    pub status: Status,
    /// Where in T.30 the call ended.
    pub phase: Phase,
    /// Why it ended there.
    pub cause: Cause,
    /// Pages that were confirmed to the caller, or to us.
    pub pages: u32,
}

/// Whose move ended the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blame {
    /// Nobody's: the call ended as it should.
    Nobody,
    /// The remote terminal broke off, kept silent or misbehaved.
    Peer,
    /// The remote terminal wants what we cannot do.
    Incompatible,
    /// The line is too bad.
    Line,
    /// Our own owner ended it.
    Owner,
    /// A limit of ours was reached.
    Limit,
    /// The page could not be stored.
    Storage,
}

/// Why a call ended. In the order of the phases in which each is usual;
/// [`Outcome::phase`] tells the real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Every page came and was confirmed.
    Ok,
    /// The line was hung up.
    Hangup,
    /// Our own side ended the call.
    Cancelled,
    /// Nothing that a fax machine says was heard within T1 (35 s).
    T1Expired,
    /// V.34 was agreed on and came to nothing, and nothing was heard by V.21 after it, until T1 ran
    /// out.
    V34Failed,
    /// Only damaged frames were heard until T1 ran out.
    DamagedCommands,
    /// Sending: a fax machine was heard, and the call ended while T.38 was being negotiated, or not one
    /// packet came after that.
    T38Negotiation,
    /// The remote terminal said DCN before it sent a page.
    DcnBeforePage,
    /// The remote terminal asked for a document (polling), and none is offered.
    PollRefused,
    /// Fetching: the called machine has no document to be fetched (DIS without bit 9), or none
    /// that can be chosen (SEP).
    NothingToFetch,
    /// Fetching: DTC was said until T1 (35 s) ran out, and no document came.
    FetchNotAnswered,
    /// Fetching: the called machine said DCN when it was asked for its document.
    FetchRefused,
    /// The remote terminal gave no password (PWD), or a wrong one, where one is asked for.
    WrongPassword,
    /// The remote terminal asked for a document (SEP) that is not held.
    UnknownDocument,
    /// The remote terminal insists on something that was not offered.
    NotOffered,
    /// No rate could be trained.
    TrainingFailed,
    /// After our confirmation (CFR) neither a page nor a command came.
    NoPage,
    /// After a page, no post-message command came within T2.
    NoCommandAfterPage,
    /// After our answer to a page, nothing came within T2.
    SilenceAfterAnswer,
    /// By T.38: in the middle of a page the packets stopped, and none came within T2.
    PacketsStopped,
    /// After a complete last page the remote terminal said DCN in place of the command that
    /// ends the fax (EOP).
    DcnForEnd,
    /// The remote terminal said DCN in the middle of the fax.
    DcnBeforeEnd,
    /// The remote terminal gave up a page that it could not get through with ECM (EOR).
    GivenUpByPeer,
    /// A page arrived with error correction, and could not be decoded to its end.
    PageNotDecoded,
    /// The last page was too damaged, and the remote terminal did not send it again.
    PageRefused,
    /// The same command came over and over again.
    CommandLoop,
    /// A command came that has no place there.
    UnexpectedCommand,
    /// The remote terminal refused (FNV) the password that we gave.
    PasswordRefused,
    /// Fetching: the called machine refused (FNV) the number of the document (SEP).
    SelectionRefused,
    /// Sending: the remote terminal refused (FNV) the sub-address.
    SubaddressRefused,
    /// Sending: the remote terminal refused (FNV) the sender's identification (SID).
    SenderRefused,
    /// Sending: the remote terminal refused (FNV) our own identification (TSI).
    IdentRefused,
    /// The remote terminal refused (FNV) something else of what we said, or did not say what.
    FieldRefused,
    /// Sending: the called machine cannot receive, or no rate is common to both.
    CannotReceive,
    /// Sending: the called machine says that it is no receiver (DIS without bit 10).
    NoReceiver,
    /// Only damaged frames were heard from the called machine until T1 ran out.
    DamagedAnswers,
    /// DCS and the training check were said three times and never answered.
    NoAnswerToTraining,
    /// A post-message command was said three times and never answered.
    NoAnswerToPage,
    /// In the middle of a page the called machine stopped answering.
    ReceiverFellSilent,
    /// The called machine said DCN.
    DcnFromReceiver,
    /// The called machine said RNR until T5 (65 s) ran out.
    ReceiverNotReady,
    /// The called machine refused a page (RTN) as often as we would send it.
    RefusedByReceiver,
    /// Sending: a page did not get through with ECM, and we gave it up (EOR).
    NotGettingThrough,
    /// However much was said, and for minutes, nothing new came through: no frame of a block, no
    /// page, no training that a page followed.
    NoProgress,
    /// The called machine gave the same answer over and over again.
    AnswerLoop,
    /// Answers came that have no place there.
    UnexpectedAnswer,
    /// The owner did not give the page that was wanted in time.
    PageNotGiven,
    /// The page could not be stored.
    Storage,
    /// The call took longer than the limit.
    CallTooLong,
    /// The fax has more pages than the limit.
    TooManyPages,
    /// A page is longer than the limit.
    PageTooLong,
    /// The PBX crashed or was stopped while the call was running; found out at its next start.
    PbxCrashed,
    /// A bug of ours ended the call.
    InternalError,
}

impl Cause {
    /// All causes, in the order of their declaration.
    pub const ALL: [Self; 53] = [
        Self::Ok,
        Self::Hangup,
        Self::Cancelled,
        Self::T1Expired,
        Self::V34Failed,
        Self::DamagedCommands,
        Self::T38Negotiation,
        Self::DcnBeforePage,
        Self::PollRefused,
        Self::NothingToFetch,
        Self::FetchNotAnswered,
        Self::FetchRefused,
        Self::WrongPassword,
        Self::UnknownDocument,
        Self::NotOffered,
        Self::TrainingFailed,
        Self::NoPage,
        Self::NoCommandAfterPage,
        Self::SilenceAfterAnswer,
        Self::PacketsStopped,
        Self::DcnForEnd,
        Self::DcnBeforeEnd,
        Self::GivenUpByPeer,
        Self::PageNotDecoded,
        Self::PageRefused,
        Self::CommandLoop,
        Self::UnexpectedCommand,
        Self::PasswordRefused,
        Self::SelectionRefused,
        Self::SubaddressRefused,
        Self::SenderRefused,
        Self::IdentRefused,
        Self::FieldRefused,
        Self::CannotReceive,
        Self::NoReceiver,
        Self::DamagedAnswers,
        Self::NoAnswerToTraining,
        Self::NoAnswerToPage,
        Self::ReceiverFellSilent,
        Self::DcnFromReceiver,
        Self::ReceiverNotReady,
        Self::RefusedByReceiver,
        Self::NotGettingThrough,
        Self::NoProgress,
        Self::AnswerLoop,
        Self::UnexpectedAnswer,
        Self::PageNotGiven,
        Self::Storage,
        Self::CallTooLong,
        Self::TooManyPages,
        Self::PageTooLong,
        Self::PbxCrashed,
        Self::InternalError,
    ];

    /// The name by which programs, logs and the spool know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Hangup => "HANGUP",
            Self::Cancelled => "CANCELLED",
            Self::T1Expired => "T1_EXPIRED",
            Self::V34Failed => "V34_FAILED",
            Self::DamagedCommands => "DAMAGED_COMMANDS",
            Self::T38Negotiation => "T38_NEGOTIATION",
            Self::DcnBeforePage => "DCN_BEFORE_PAGE",
            Self::PollRefused => "POLL_REFUSED",
            Self::NothingToFetch => "NOTHING_TO_FETCH",
            Self::FetchNotAnswered => "FETCH_NOT_ANSWERED",
            Self::FetchRefused => "FETCH_REFUSED",
            Self::WrongPassword => "WRONG_PASSWORD",
            Self::UnknownDocument => "UNKNOWN_DOCUMENT",
            Self::NotOffered => "NOT_OFFERED",
            Self::TrainingFailed => "TRAINING_FAILED",
            Self::NoPage => "NO_PAGE",
            Self::NoCommandAfterPage => "NO_COMMAND_AFTER_PAGE",
            Self::SilenceAfterAnswer => "SILENCE_AFTER_ANSWER",
            Self::PacketsStopped => "PACKETS_STOPPED",
            Self::DcnForEnd => "DCN_FOR_END",
            Self::DcnBeforeEnd => "DCN_BEFORE_END",
            Self::GivenUpByPeer => "GIVEN_UP_BY_PEER",
            Self::PageNotDecoded => "PAGE_NOT_DECODED",
            Self::PageRefused => "PAGE_REFUSED",
            Self::CommandLoop => "COMMAND_LOOP",
            Self::UnexpectedCommand => "UNEXPECTED_COMMAND",
            Self::PasswordRefused => "PASSWORD_REFUSED",
            Self::SelectionRefused => "SELECTION_REFUSED",
            Self::SubaddressRefused => "SUBADDRESS_REFUSED",
            Self::SenderRefused => "SENDER_REFUSED",
            Self::IdentRefused => "IDENT_REFUSED",
            Self::FieldRefused => "FIELD_REFUSED",
            Self::CannotReceive => "CANNOT_RECEIVE",
            Self::NoReceiver => "NO_RECEIVER",
            Self::DamagedAnswers => "DAMAGED_ANSWERS",
            Self::NoAnswerToTraining => "NO_ANSWER_TO_TRAINING",
            Self::NoAnswerToPage => "NO_ANSWER_TO_PAGE",
            Self::ReceiverFellSilent => "RECEIVER_FELL_SILENT",
            Self::DcnFromReceiver => "DCN_FROM_RECEIVER",
            Self::ReceiverNotReady => "RECEIVER_NOT_READY",
            Self::RefusedByReceiver => "REFUSED_BY_RECEIVER",
            Self::NotGettingThrough => "NOT_GETTING_THROUGH",
            Self::NoProgress => "NO_PROGRESS",
            Self::AnswerLoop => "ANSWER_LOOP",
            Self::UnexpectedAnswer => "UNEXPECTED_ANSWER",
            Self::PageNotGiven => "PAGE_NOT_GIVEN",
            Self::Storage => "STORAGE",
            Self::CallTooLong => "CALL_TOO_LONG",
            Self::TooManyPages => "TOO_MANY_PAGES",
            Self::PageTooLong => "PAGE_TOO_LONG",
            Self::PbxCrashed => "PBX_CRASHED",
            Self::InternalError => "INTERNAL_ERROR",
        }
    }

    /// The cause that [`Self::name`] names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// What happened, in one sentence for people.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "The fax was received completely.",
            Self::Hangup => "The line was hung up before the fax was complete.",
            Self::Cancelled => "The call was ended on our side.",
            Self::T1Expired => "No fax machine was heard within 35 seconds of answering.",
            Self::V34Failed => {
                "The fast modems (V.34) did not reach each other, and nothing was heard without them."
            }
            Self::DamagedCommands => {
                "The commands of the sending machine were too damaged to be read."
            }
            Self::T38Negotiation => {
                "A fax machine was heard, but the change to T.38 failed: it ended the call, or no packet came after it."
            }
            Self::DcnBeforePage => "The sending machine disconnected before it sent a page.",
            Self::PollRefused => {
                "The calling machine asked to fetch a document, and there is none."
            }
            Self::NothingToFetch => "The called machine has no document that we could fetch.",
            Self::FetchNotAnswered => {
                "The called machine did not answer when we asked for its document."
            }
            Self::FetchRefused => {
                "The called machine did not give its document; it may want a password, or another number for it."
            }
            Self::WrongPassword => "The calling machine gave no password, or a wrong one.",
            Self::UnknownDocument => {
                "The calling machine asked for a document that is not held here."
            }
            Self::NotOffered => {
                "The sending machine wanted to send in a way that was not offered to it."
            }
            Self::TrainingFailed => "The modems could not train at any speed; the line is too bad.",
            Self::NoPage => {
                "The sending machine got through to the start of the page and sent none."
            }
            Self::NoCommandAfterPage => "After a page the sending machine fell silent.",
            Self::SilenceAfterAnswer => {
                "After our answer to a page the sending machine fell silent."
            }
            Self::PacketsStopped => {
                "The network stopped passing the packets of the fax (T.38) in the middle of a page."
            }
            Self::DcnForEnd => {
                "The fax was received completely; the sending machine disconnected after the last page without asking for its confirmation."
            }
            Self::DcnBeforeEnd => "The sending machine disconnected in the middle of the fax.",
            Self::GivenUpByPeer => "The sending machine gave up a page that would not go through.",
            Self::PageNotDecoded => "A page arrived that could not be decoded to its end.",
            Self::PageRefused => "A page was too damaged to be accepted and was not sent again.",
            Self::CommandLoop => "The sending machine repeated the same command without end.",
            Self::UnexpectedCommand => {
                "The sending machine sent a command that has no place there."
            }
            Self::PasswordRefused => "The remote fax machine refuses the password (PWD).",
            Self::SelectionRefused => {
                "The remote fax machine does not know the number of the document (SEP)."
            }
            Self::SubaddressRefused => "The remote fax machine refuses the subaddress (SUB).",
            Self::SenderRefused => {
                "The remote fax machine refuses the sender's identification (SID)."
            }
            Self::IdentRefused => "The remote fax machine refuses our identification (TSI).",
            Self::FieldRefused => "The remote fax machine refuses a field that we sent.",
            Self::CannotReceive => "The called machine cannot receive a fax from us.",
            Self::NoReceiver => "The called machine says that it does not receive faxes.",
            Self::DamagedAnswers => {
                "The answers of the called machine were too damaged to be read."
            }
            Self::NoAnswerToTraining => {
                "The called machine did not answer when the modems were to train."
            }
            Self::NoAnswerToPage => {
                "After a page the called machine did not answer, so it may have it or not."
            }
            Self::ReceiverFellSilent => "The called machine fell silent in the middle of a page.",
            Self::DcnFromReceiver => "The called machine disconnected before the fax was complete.",
            Self::ReceiverNotReady => "The called machine kept us waiting for too long.",
            Self::RefusedByReceiver => {
                "The called machine refused a page as too damaged, however often it was sent."
            }
            Self::NotGettingThrough => {
                "A page did not get through, however often its parts were sent again."
            }
            Self::NoProgress => {
                "The same frames were repeated for minutes, and nothing new came through."
            }
            Self::AnswerLoop => "The called machine repeated the same answer without end.",
            Self::UnexpectedAnswer => "The called machine answered what has no place there.",
            Self::PageNotGiven => "A page was not ready to be sent in time.",
            Self::Storage => "The fax could not be stored.",
            Self::CallTooLong => "The call took longer than is allowed.",
            Self::TooManyPages => "The fax has more pages, or is larger, than is allowed.",
            Self::PageTooLong => "A page is longer than is allowed.",
            Self::PbxCrashed => "The telephone system stopped while the fax was being received.",
            Self::InternalError => "The fax software failed; its log tells more.",
        }
    }

    /// On whose side the cause lies.
    pub const fn blame(self) -> Blame {
        match self {
            Self::Ok | Self::DcnForEnd => Blame::Nobody,
            // It hung up, fell silent, or said what has no place.
            Self::Hangup
            | Self::T1Expired
            | Self::DcnBeforePage
            | Self::NoPage
            | Self::NoCommandAfterPage
            | Self::SilenceAfterAnswer
            | Self::DcnBeforeEnd
            | Self::CommandLoop
            | Self::UnexpectedCommand
            | Self::NoAnswerToTraining
            | Self::NoAnswerToPage
            | Self::ReceiverFellSilent
            | Self::DcnFromReceiver
            | Self::ReceiverNotReady
            | Self::AnswerLoop
            | Self::UnexpectedAnswer
            | Self::FetchNotAnswered
            | Self::FetchRefused
            | Self::WrongPassword
            | Self::UnknownDocument
            | Self::PasswordRefused
            | Self::SelectionRefused
            | Self::SubaddressRefused
            | Self::SenderRefused
            | Self::IdentRefused
            | Self::FieldRefused => Blame::Peer,
            Self::Cancelled | Self::PbxCrashed | Self::InternalError | Self::PageNotGiven => {
                Blame::Owner
            }
            Self::PollRefused
            | Self::T38Negotiation
            | Self::NothingToFetch
            | Self::NotOffered
            | Self::PageNotDecoded
            | Self::CannotReceive
            | Self::NoReceiver => Blame::Incompatible,
            // Both sides did what they should, and it did not get through.
            Self::DamagedCommands
            | Self::PacketsStopped
            | Self::V34Failed
            | Self::TrainingFailed
            | Self::GivenUpByPeer
            | Self::PageRefused
            | Self::DamagedAnswers
            | Self::RefusedByReceiver
            | Self::NotGettingThrough
            | Self::NoProgress => Blame::Line,
            Self::Storage => Blame::Storage,
            Self::CallTooLong | Self::TooManyPages | Self::PageTooLong => Blame::Limit,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_cause_has_its_own_name_and_sentence() {
        let names: HashSet<_> = Cause::ALL.iter().map(|c| c.name()).collect();
        let texts: HashSet<_> = Cause::ALL.iter().map(|c| c.text()).collect();
        assert_eq!(names.len(), Cause::ALL.len());
        assert_eq!(texts.len(), Cause::ALL.len());
        for cause in Cause::ALL {
            assert_eq!(Cause::from_name(cause.name()), Some(cause));
            assert!(cause.text().ends_with('.'));
        }
    }
}
