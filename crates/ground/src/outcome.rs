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

/// Declares the causes. Each has its name for programs, the party or the thing that is responsible,
/// and its sentence for people.
macro_rules! causes {
    ($($(#[$about:meta])+ $cause:ident = $name:literal, $blame:ident, $text:literal;)+) => {
        /// The reason why a call ended. The order is that of the phases in which each cause is
        /// usual; [`Outcome::phase`] has the actual phase.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Cause {
            $($(#[$about])+ $cause,)+
        }

        impl Cause {
            /// All causes, in the order of their declaration.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$cause),+];

            /// The name of the cause for programs, logs and the spool.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$cause => $name,)+ }
            }

            /// A description of the cause for people, in one sentence.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$cause => $text,)+ }
            }

            /// The party or the thing that is responsible for the cause.
            pub const fn blame(self) -> Blame {
                match self { $(Self::$cause => Blame::$blame,)+ }
            }
        }
    };
}

causes! {
    /// Every page arrived and was confirmed.
    Ok = "OK", Nobody, "The fax was received completely.";
    /// The line was hung up.
    Hangup = "HANGUP", Peer, "The line was hung up before the fax was complete.";
    /// Our own side ended the call.
    Cancelled = "CANCELLED", Owner, "The call was ended on our side.";
    /// No signal of a fax machine was heard within T1 (35 s).
    T1Expired = "T1_EXPIRED", Peer, "No fax machine was detected within 35 seconds of answering.";
    /// V.34 was negotiated but failed. After that, no V.21 signal was heard until T1 ran out.
    V34Failed = "V34_FAILED", Line,
        "The modems could not connect by V.34, and then no slower signal was detected.";
    /// Receiving: only damaged frames were heard until T1 ran out.
    DamagedCommands = "DAMAGED_COMMANDS", Line,
        "The commands of the sending machine were too damaged to be read.";
    /// Sending: a fax machine was heard, but the call ended during the negotiation of T.38, or not
    /// one packet arrived after it.
    T38Negotiation = "T38_NEGOTIATION", Incompatible,
        "A fax machine was detected, but the switch to T.38 failed: the call ended, or no T.38 packet arrived.";
    /// The remote fax machine sent DCN before it sent a page.
    DcnBeforePage = "DCN_BEFORE_PAGE", Peer,
        "The sending machine disconnected before it sent a page.";
    /// The remote fax machine asked for a document (polling), and none is offered.
    PollRefused = "POLL_REFUSED", Incompatible,
        "The calling machine asked for a document (polling), but no document is held here.";
    /// Fetching (polling): the called machine has no document for us (DIS without bit 9), or does
    /// not support the selection of one (SEP).
    NothingToFetch = "NOTHING_TO_FETCH", Incompatible,
        "The called machine has no document that we could fetch.";
    /// Fetching: we sent DTC until T1 (35 s) ran out, and no document arrived.
    FetchNotAnswered = "FETCH_NOT_ANSWERED", Peer,
        "The called machine did not answer when we asked for its document.";
    /// Fetching: the called machine sent DCN when we asked for its document.
    FetchRefused = "FETCH_REFUSED", Peer,
        "The called machine refused its document; it may need a password, or another document number (SEP).";
    /// The remote fax machine sent no password (PWD), or a wrong one, where a password is required.
    WrongPassword = "WRONG_PASSWORD", Peer, "The calling machine gave no password, or a wrong one.";
    /// The remote fax machine asked for a document (SEP) that does not exist here.
    UnknownDocument = "UNKNOWN_DOCUMENT", Peer,
        "The calling machine asked for a document that is not held here.";
    /// The remote fax machine insists on something that we did not offer.
    NotOffered = "NOT_OFFERED", Incompatible,
        "The sending machine wanted to use a feature that we did not offer.";
    /// The training failed at every rate.
    TrainingFailed = "TRAINING_FAILED", Line,
        "The modems could not train at any speed; the line is too bad.";
    /// After our confirmation (CFR) neither a page nor a command arrived.
    NoPage = "NO_PAGE", Peer,
        "The sending machine sent no page, although we had confirmed the training of the modems.";
    /// After a page, no post-message command arrived within T2.
    NoCommandAfterPage = "NO_COMMAND_AFTER_PAGE", Peer,
        "After a page the sending machine fell silent.";
    /// After our answer to a page, nothing arrived within T2.
    SilenceAfterAnswer = "SILENCE_AFTER_ANSWER", Peer,
        "After our answer to a page the sending machine fell silent.";
    /// T.38: the packets stopped in the middle of a page, and none arrived within T2.
    PacketsStopped = "PACKETS_STOPPED", Line,
        "The network stopped passing the packets of the fax (T.38) in the middle of a page.";
    /// After a complete last page the remote fax machine sent DCN instead of the command that ends
    /// the fax (EOP).
    DcnForEnd = "DCN_FOR_END", Nobody,
        "The fax was received completely; the sending machine disconnected after the last page without asking for its confirmation.";
    /// The remote fax machine sent DCN in the middle of the fax.
    DcnBeforeEnd = "DCN_BEFORE_END", Peer,
        "The sending machine disconnected in the middle of the fax.";
    /// The remote fax machine gave up a page that it could not transmit with ECM (EOR).
    GivenUpByPeer = "GIVEN_UP_BY_PEER", Line,
        "The sending machine gave up a page, because parts of it did not arrive.";
    /// A page arrived with error correction (ECM), but could not be decoded to its end.
    PageNotDecoded = "PAGE_NOT_DECODED", Incompatible,
        "A page arrived that could not be decoded to its end.";
    /// The last page was too damaged, and the remote fax machine did not send it again.
    PageRefused = "PAGE_REFUSED", Line,
        "A page was too damaged to be accepted and was not sent again.";
    /// The remote fax machine repeated the same command too often.
    CommandLoop = "COMMAND_LOOP", Peer,
        "The sending machine repeated the same command without end.";
    /// A command arrived that is not valid at this point.
    UnexpectedCommand = "UNEXPECTED_COMMAND", Peer,
        "The sending machine sent a command that is not valid at that point of the call.";
    /// The remote fax machine refused (FNV) the password that we sent.
    PasswordRefused = "PASSWORD_REFUSED", Peer,
        "The remote fax machine refuses the password (PWD).";
    /// Fetching: the called machine refused (FNV) the number of the document (SEP).
    SelectionRefused = "SELECTION_REFUSED", Peer,
        "The remote fax machine does not know the number of the document (SEP).";
    /// Sending: the remote fax machine refused (FNV) the subaddress.
    SubaddressRefused = "SUBADDRESS_REFUSED", Peer,
        "The remote fax machine refuses the subaddress (SUB).";
    /// Sending: the remote fax machine refused (FNV) the sender's identification (SID).
    SenderRefused = "SENDER_REFUSED", Peer,
        "The remote fax machine refuses the sender's identification (SID).";
    /// Sending: the remote fax machine refused (FNV) our own identification (TSI).
    IdentRefused = "IDENT_REFUSED", Peer,
        "The remote fax machine refuses our identification (TSI).";
    /// The remote fax machine refused (FNV) another field that we sent, or did not name the field.
    FieldRefused = "FIELD_REFUSED", Peer, "The remote fax machine refuses a field that we sent.";
    /// Sending: the called machine cannot receive, or the two machines have no common rate.
    CannotReceive = "CANNOT_RECEIVE", Incompatible,
        "The called machine cannot receive a fax from us.";
    /// Sending: the called machine reports that it does not receive faxes (DIS without bit 10).
    NoReceiver = "NO_RECEIVER", Incompatible,
        "The called machine reports that it does not receive faxes.";
    /// Sending: only damaged frames were heard from the called machine until T1 ran out.
    DamagedAnswers = "DAMAGED_ANSWERS", Line,
        "The answers of the called machine were too damaged to be read.";
    /// We sent DCS and the training check three times and got no answer.
    NoAnswerToTraining = "NO_ANSWER_TO_TRAINING", Peer,
        "The called machine did not answer when we began the training of the modems.";
    /// We sent a post-message command three times and got no answer.
    NoAnswerToPage = "NO_ANSWER_TO_PAGE", Peer,
        "The called machine did not answer after a page, so the page may have arrived or not.";
    /// The called machine stopped answering in the middle of a page.
    ReceiverFellSilent = "RECEIVER_FELL_SILENT", Peer,
        "The called machine fell silent in the middle of a page.";
    /// The called machine sent DCN.
    DcnFromReceiver = "DCN_FROM_RECEIVER", Peer,
        "The called machine disconnected before the fax was complete.";
    /// The called machine sent RNR until T5 (65 s) ran out.
    ReceiverNotReady = "RECEIVER_NOT_READY", Peer,
        "The called machine kept us waiting for too long.";
    /// The called machine refused a page (RTN) every time, as often as we send one.
    RefusedByReceiver = "REFUSED_BY_RECEIVER", Line,
        "The called machine refused a page as too damaged, however often it was sent.";
    /// Sending: a page could not be transmitted with ECM, and we gave it up (EOR).
    NotGettingThrough = "NOT_GETTING_THROUGH", Line,
        "A page did not get through, however often its parts were sent again.";
    /// Messages were exchanged for minutes without progress: no new frame of a block, no page, and
    /// no training that a page followed.
    NoProgress = "NO_PROGRESS", Line,
        "The same frames were repeated for minutes, and nothing new came through.";
    /// The called machine repeated the same answer too often.
    AnswerLoop = "ANSWER_LOOP", Peer, "The called machine repeated the same answer without end.";
    /// Answers arrived that are not valid at this point.
    UnexpectedAnswer = "UNEXPECTED_ANSWER", Peer,
        "The called machine gave an answer that is not valid at that point of the call.";
    /// The part of the program that supplies the pages did not supply the next page in time.
    PageNotGiven = "PAGE_NOT_GIVEN", Owner,
        "A page could not be sent, since it was not ready in time.";
    /// The page could not be stored.
    Storage = "STORAGE", Storage, "The fax could not be stored.";
    /// The call took longer than the limit.
    CallTooLong = "CALL_TOO_LONG", Limit, "The call took longer than is allowed.";
    /// The fax has more pages than the limit.
    TooManyPages = "TOO_MANY_PAGES", Limit,
        "The fax has more pages, or is larger, than is allowed.";
    /// A page is longer than the limit.
    PageTooLong = "PAGE_TOO_LONG", Limit, "A page is longer than is allowed.";
    /// The PBX crashed or was stopped during the call; this is detected at its next start.
    PbxCrashed = "PBX_CRASHED", Owner,
        "The telephone system stopped while the fax was being received.";
    /// A bug of our own ended the call.
    InternalError = "INTERNAL_ERROR", Owner, "The fax software failed; the log has the reason.";
}

impl Cause {
    /// The cause with this [`Self::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.name() == name)
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
