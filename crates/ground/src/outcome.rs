//! The outcome of a call: one status, the phase of ITU-T T.30 in which the call ended, and one
//! cause from a closed list.
//!
//! [`Cause::name`] is for programs (`FAXERROR`). [`Cause::text`] is one sentence for people
//! (`FAXSTATUSSTRING`). [`Cause::blame`] says who or what caused the end of the call. Names never
//! change their meaning once released; new names may be added.

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

/// How much of a received fax arrived, or of a sent fax was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// The whole fax: the sender reported its end, and every page was confirmed. For a sent fax:
    /// the called machine confirmed every page.
    Received,
    /// Pages arrived, but the sender never reported the end of the fax, or a page is damaged or not
    /// confirmed.
    Incomplete,
    /// No part of any page arrived. For a sent fax: no page was confirmed.
    Failed,
}

/// The outcome of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outcome {
    /// How much of the fax was received or delivered.
    pub status: Status,
    /// The phase of T.30 in which the call ended.
    pub phase: Phase,
    /// The reason why the call ended.
    pub cause: Cause,
    /// The number of pages that were confirmed: by us to the sender, or to us by the receiver.
    pub pages: u32,
}

/// The party or the thing that caused the end of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blame {
    /// Nobody: the call ended normally.
    Nobody,
    /// The remote fax machine disconnected, sent nothing, or violated the protocol.
    Peer,
    /// The two machines do not fit: one of them needs something that the other does not support.
    Incompatible,
    /// The line is too bad.
    Line,
    /// Our own side ended the call, or failed.
    Owner,
    /// One of our limits was reached.
    Limit,
    /// The page could not be stored.
    Storage,
}

/// The reason why a call ended. The order is that of the phases in which each cause is usual;
/// [`Outcome::phase`] has the actual phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Every page arrived and was confirmed.
    Ok,
    /// The line was hung up.
    Hangup,
    /// Our own side ended the call.
    Cancelled,
    /// No signal of a fax machine was heard within T1 (35 s).
    T1Expired,
    /// V.34 was negotiated but failed. After that, no V.21 signal was heard until T1 ran out.
    V34Failed,
    /// Receiving: only damaged frames were heard until T1 ran out.
    DamagedCommands,
    /// Sending: a fax machine was heard, but the call ended during the negotiation of T.38, or not
    /// one packet arrived after it.
    T38Negotiation,
    /// The remote fax machine sent DCN before it sent a page.
    DcnBeforePage,
    /// The remote fax machine asked for a document (polling), and none is offered.
    PollRefused,
    /// Fetching (polling): the called machine has no document for us (DIS without bit 9), or does
    /// not support the selection of one (SEP).
    NothingToFetch,
    /// Fetching: we sent DTC until T1 (35 s) ran out, and no document arrived.
    FetchNotAnswered,
    /// Fetching: the called machine sent DCN when we asked for its document.
    FetchRefused,
    /// The remote fax machine sent no password (PWD), or a wrong one, where a password is required.
    WrongPassword,
    /// The remote fax machine asked for a document (SEP) that does not exist here.
    UnknownDocument,
    /// The remote fax machine insists on something that we did not offer.
    NotOffered,
    /// The training failed at every rate.
    TrainingFailed,
    /// After our confirmation (CFR) neither a page nor a command arrived.
    NoPage,
    /// After a page, no post-message command arrived within T2.
    NoCommandAfterPage,
    /// After our answer to a page, nothing arrived within T2.
    SilenceAfterAnswer,
    /// T.38: the packets stopped in the middle of a page, and none arrived within T2.
    PacketsStopped,
    /// After a complete last page the remote fax machine sent DCN instead of the command that ends
    /// the fax (EOP).
    DcnForEnd,
    /// The remote fax machine sent DCN in the middle of the fax.
    DcnBeforeEnd,
    /// The remote fax machine gave up a page that it could not transmit with ECM (EOR).
    GivenUpByPeer,
    /// A page arrived with error correction (ECM), but could not be decoded to its end.
    PageNotDecoded,
    /// The last page was too damaged, and the remote fax machine did not send it again.
    PageRefused,
    /// The remote fax machine repeated the same command too often.
    CommandLoop,
    /// A command arrived that is not valid at this point.
    UnexpectedCommand,
    /// The remote fax machine refused (FNV) the password that we sent.
    PasswordRefused,
    /// Fetching: the called machine refused (FNV) the number of the document (SEP).
    SelectionRefused,
    /// Sending: the remote fax machine refused (FNV) the subaddress.
    SubaddressRefused,
    /// Sending: the remote fax machine refused (FNV) the sender's identification (SID).
    SenderRefused,
    /// Sending: the remote fax machine refused (FNV) our own identification (TSI).
    IdentRefused,
    /// The remote fax machine refused (FNV) another field that we sent, or did not name the field.
    FieldRefused,
    /// Sending: the called machine cannot receive, or the two machines have no common rate.
    CannotReceive,
    /// Sending: the called machine reports that it does not receive faxes (DIS without bit 10).
    NoReceiver,
    /// Sending: only damaged frames were heard from the called machine until T1 ran out.
    DamagedAnswers,
    /// We sent DCS and the training check three times and got no answer.
    NoAnswerToTraining,
    /// We sent a post-message command three times and got no answer.
    NoAnswerToPage,
    /// The called machine stopped answering in the middle of a page.
    ReceiverFellSilent,
    /// The called machine sent DCN.
    DcnFromReceiver,
    /// The called machine sent RNR until T5 (65 s) ran out.
    ReceiverNotReady,
    /// The called machine refused a page (RTN) every time, as often as we send one.
    RefusedByReceiver,
    /// Sending: a page could not be transmitted with ECM, and we gave it up (EOR).
    NotGettingThrough,
    /// Messages were exchanged for minutes without progress: no new frame of a block, no page, and
    /// no training that a page followed.
    NoProgress,
    /// The called machine repeated the same answer too often.
    AnswerLoop,
    /// Answers arrived that are not valid at this point.
    UnexpectedAnswer,
    /// The part of the program that supplies the pages did not supply the next page in time.
    PageNotGiven,
    /// The page could not be stored.
    Storage,
    /// The call took longer than the limit.
    CallTooLong,
    /// The fax has more pages than the limit.
    TooManyPages,
    /// A page is longer than the limit.
    PageTooLong,
    /// The PBX crashed or was stopped during the call; this is detected at its next start.
    PbxCrashed,
    /// A bug of our own ended the call.
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

    /// The name of the cause for programs, logs and the spool.
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

    /// The cause with this [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
    }

    /// A description of the cause for people, in one sentence.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ok => "The fax was received completely.",
            Self::Hangup => "The line was hung up before the fax was complete.",
            Self::Cancelled => "The call was ended on our side.",
            Self::T1Expired => "No fax machine was detected within 35 seconds of answering.",
            Self::V34Failed => {
                "The modems could not connect by V.34, and then no slower signal was detected."
            }
            Self::DamagedCommands => {
                "The commands of the sending machine were too damaged to be read."
            }
            Self::T38Negotiation => {
                "A fax machine was detected, but the switch to T.38 failed: the call ended, or no T.38 packet arrived."
            }
            Self::DcnBeforePage => "The sending machine disconnected before it sent a page.",
            Self::PollRefused => {
                "The calling machine asked for a document (polling), but no document is held here."
            }
            Self::NothingToFetch => "The called machine has no document that we could fetch.",
            Self::FetchNotAnswered => {
                "The called machine did not answer when we asked for its document."
            }
            Self::FetchRefused => {
                "The called machine refused its document; it may need a password, or another document number (SEP)."
            }
            Self::WrongPassword => "The calling machine gave no password, or a wrong one.",
            Self::UnknownDocument => {
                "The calling machine asked for a document that is not held here."
            }
            Self::NotOffered => {
                "The sending machine wanted to use a feature that we did not offer."
            }
            Self::TrainingFailed => "The modems could not train at any speed; the line is too bad.",
            Self::NoPage => {
                "The sending machine sent no page, although we had confirmed the training of the modems."
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
            Self::GivenUpByPeer => {
                "The sending machine gave up a page, because parts of it did not arrive."
            }
            Self::PageNotDecoded => "A page arrived that could not be decoded to its end.",
            Self::PageRefused => "A page was too damaged to be accepted and was not sent again.",
            Self::CommandLoop => "The sending machine repeated the same command without end.",
            Self::UnexpectedCommand => {
                "The sending machine sent a command that is not valid at that point of the call."
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
            Self::NoReceiver => "The called machine reports that it does not receive faxes.",
            Self::DamagedAnswers => {
                "The answers of the called machine were too damaged to be read."
            }
            Self::NoAnswerToTraining => {
                "The called machine did not answer when we began the training of the modems."
            }
            Self::NoAnswerToPage => {
                "The called machine did not answer after a page, so the page may have arrived or not."
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
            Self::UnexpectedAnswer => {
                "The called machine gave an answer that is not valid at that point of the call."
            }
            Self::PageNotGiven => "A page could not be sent, since it was not ready in time.",
            Self::Storage => "The fax could not be stored.",
            Self::CallTooLong => "The call took longer than is allowed.",
            Self::TooManyPages => "The fax has more pages, or is larger, than is allowed.",
            Self::PageTooLong => "A page is longer than is allowed.",
            Self::PbxCrashed => "The telephone system stopped while the fax was being received.",
            Self::InternalError => "The fax software failed; the log has the reason.",
        }
    }

    /// The party or the thing that is responsible for the cause.
    pub const fn blame(self) -> Blame {
        match self {
            Self::Ok | Self::DcnForEnd => Blame::Nobody,
            // The remote fax machine hung up, fell silent, or sent something invalid.
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
            // Both sides followed the protocol, but the transmission failed.
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
