//! The sentences for failures and for the ends of T.30 sessions, as version 0.3 stored them.
//!
//! They never change, even if the language files do.

use super::super::super::failure::Failure;
use ferrofax_ground::outcome::Cause;

/// The sentences for failures.
pub(in super::super) const FAILURES: [(&str, Failure); 28] = [
    ("The number was busy.", Failure::Busy),
    ("Nobody answered.", Failure::NoAnswer),
    ("The call was answered, but not by a fax machine.", Failure::NoFax),
    ("The call broke before the fax was complete.", Failure::Dropped),
    ("The line was too bad for the fax to get through.", Failure::LineTooBad),
    (
        "A page was sent whole, but the remote fax machine never confirmed it; it may have arrived.",
        Failure::Unconfirmed,
    ),
    ("The remote fax machine cannot receive this fax.", Failure::Incompatible),
    ("The remote fax machine has no document that could be fetched.", Failure::NothingToFetch),
    ("The remote fax machine did not give its document.", Failure::FetchRefused),
    (
        "The remote fax machine refused the subaddress, the password or something else that was said to it.",
        Failure::FieldRefused,
    ),
    ("The switch to T.38 failed.", Failure::T38Negotiation),
    ("There is no such number.", Failure::UnknownNumber),
    ("The number has changed.", Failure::NumberChanged),
    ("The call was refused.", Failure::Rejected),
    ("There was no way to the number.", Failure::NoRoute),
    ("All lines were taken.", Failure::LinesFull),
    ("What was given as the number is not one.", Failure::BadNumber),
    ("Nobody gave its number in time.", Failure::NoNumber),
    ("The sender may not fax to this number.", Failure::Forbidden),
    ("Another call to this number is going on.", Failure::Blocked),
    ("It waits for the hours in which it may be sent.", Failure::TimeOfDay),
    ("The time in which it was to be sent is over.", Failure::Expired),
    ("A document could not be made into fax pages.", Failure::ConversionFailed),
    ("This kind of document cannot be faxed.", Failure::NoConverter),
    ("The fax has more pages than are allowed.", Failure::TooManyPages),
    ("There is nothing to send.", Failure::NoDocument),
    ("The fax was cancelled.", Failure::Cancelled),
    ("The telephone system or the fax software stopped during the call.", Failure::Internal),
];

/// The sentences for the ends of T.30 sessions.
pub(in super::super) const CAUSES: [(&str, Cause); 53] = [
    ("The fax was received completely.", Cause::Ok),
    ("The line was hung up before the fax was complete.", Cause::Hangup),
    ("The call was ended on our side.", Cause::Cancelled),
    ("No fax machine was heard within 35 seconds of answering.", Cause::T1Expired),
    (
        "The fast modems (V.34) did not reach each other, and nothing was heard without them.",
        Cause::V34Failed,
    ),
    ("The commands of the sending machine were too damaged to be read.", Cause::DamagedCommands),
    (
        "A fax machine was heard, but the change to T.38 failed: it ended the call, or no packet came after it.",
        Cause::T38Negotiation,
    ),
    ("The sending machine disconnected before it sent a page.", Cause::DcnBeforePage),
    ("The calling machine asked to fetch a document, and there is none.", Cause::PollRefused),
    ("The called machine has no document that we could fetch.", Cause::NothingToFetch),
    ("The called machine did not answer when we asked for its document.", Cause::FetchNotAnswered),
    (
        "The called machine did not give its document; it may want a password, or another number for it.",
        Cause::FetchRefused,
    ),
    ("The calling machine gave no password, or a wrong one.", Cause::WrongPassword),
    ("The calling machine asked for a document that is not held here.", Cause::UnknownDocument),
    ("The sending machine wanted to send in a way that was not offered to it.", Cause::NotOffered),
    ("The modems could not train at any speed; the line is too bad.", Cause::TrainingFailed),
    ("The sending machine got through to the start of the page and sent none.", Cause::NoPage),
    ("After a page the sending machine fell silent.", Cause::NoCommandAfterPage),
    ("After our answer to a page the sending machine fell silent.", Cause::SilenceAfterAnswer),
    (
        "The network stopped passing the packets of the fax (T.38) in the middle of a page.",
        Cause::PacketsStopped,
    ),
    (
        "The fax was received completely; the sending machine disconnected after the last page without asking for its confirmation.",
        Cause::DcnForEnd,
    ),
    ("The sending machine disconnected in the middle of the fax.", Cause::DcnBeforeEnd),
    ("The sending machine gave up a page that would not go through.", Cause::GivenUpByPeer),
    ("A page arrived that could not be decoded to its end.", Cause::PageNotDecoded),
    ("A page was too damaged to be accepted and was not sent again.", Cause::PageRefused),
    ("The sending machine repeated the same command without end.", Cause::CommandLoop),
    ("The sending machine sent a command that has no place there.", Cause::UnexpectedCommand),
    ("The remote fax machine refuses the password (PWD).", Cause::PasswordRefused),
    (
        "The remote fax machine does not know the number of the document (SEP).",
        Cause::SelectionRefused,
    ),
    ("The remote fax machine refuses the subaddress (SUB).", Cause::SubaddressRefused),
    ("The remote fax machine refuses the sender's identification (SID).", Cause::SenderRefused),
    ("The remote fax machine refuses our identification (TSI).", Cause::IdentRefused),
    ("The remote fax machine refuses a field of what we said to it.", Cause::FieldRefused),
    ("The called machine cannot receive a fax from us.", Cause::CannotReceive),
    ("The called machine says that it does not receive faxes.", Cause::NoReceiver),
    ("The answers of the called machine were too damaged to be read.", Cause::DamagedAnswers),
    ("The called machine did not answer when the modems were to train.", Cause::NoAnswerToTraining),
    (
        "After a page the called machine did not answer, so it may have it or not.",
        Cause::NoAnswerToPage,
    ),
    ("The called machine fell silent in the middle of a page.", Cause::ReceiverFellSilent),
    ("The called machine disconnected before the fax was complete.", Cause::DcnFromReceiver),
    ("The called machine kept us waiting for too long.", Cause::ReceiverNotReady),
    (
        "The called machine refused a page as too damaged, however often it was sent.",
        Cause::RefusedByReceiver,
    ),
    (
        "A page did not get through, however often its parts were sent again.",
        Cause::NotGettingThrough,
    ),
    (
        "The same things were said again and again for minutes, and nothing new came through.",
        Cause::NoProgress,
    ),
    ("The called machine repeated the same answer without end.", Cause::AnswerLoop),
    ("The called machine answered what has no place there.", Cause::UnexpectedAnswer),
    ("A page was not ready to be sent in time.", Cause::PageNotGiven),
    ("The fax could not be stored.", Cause::Storage),
    ("The call took longer than is allowed.", Cause::CallTooLong),
    ("The fax has more pages, or is larger, than is allowed.", Cause::TooManyPages),
    ("A page is longer than is allowed.", Cause::PageTooLong),
    ("The telephone system stopped while the fax was being received.", Cause::PbxCrashed),
    ("The fax software failed; its log tells more.", Cause::InternalError),
];
