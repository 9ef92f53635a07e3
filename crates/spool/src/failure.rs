//! The reasons why a fax is not sent: the only table for the queue, the command line, AMI, e-mails
//! and delivery status codes.
//!
//! Each [`Failure`] has one row; no other part of the project keeps its own list. A row has:
//!
//! - the failure's name;
//! - HylaFAX's text and three-digit code for the failure, from HylaFAX's `STATUS.txt`. Programs
//!   test for `E001` and the like;
//! - the kind of notice that is sent;
//! - whether and when a job is retried;
//! - the status code in a delivery report (RFC 3463).
//!
//! The sentence for people is in the files of [`super::event`]. [`Failure::from_hangup_cause`]
//! translates the cause of the telephone network (Q.850), [`Failure::from_cause`] that of the fax
//! session (T.30).
//!
//! A final failure keeps its class 4 code if the fax may succeed when somebody sends it again
//! later. RFC 3463 defines X.4.1, X.4.2, X.4.4, X.4.5 and X.4.7 for failures of the route and of
//! time. The line `Action: failed` of the report shows that no further attempt follows.

use std::fmt;

use super::value::words;
use ferrofax_ground::outcome::{Blame, Cause, Phase};

words! {
    /// The event that a notice about a job reports, in HylaFAX's words.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum NotifyReason {
        /// The fax was sent.
        Done = "done",
        /// The attempts failed, and the job has ended.
        Failed = "failed",
        /// The job was refused for good, before a call or instead of a call.
        Rejected = "rejected",
        /// An attempt failed, and another attempt follows.
        Requeued = "requeued",
        /// A user removed the job from the queue.
        Removed = "removed",
        /// A user ended the job during its call.
        Killed = "killed",
        /// The job's time ran out.
        TimedOut = "timedout",
        /// A document could not be converted.
        FormatFailed = "format_failed",
        /// There is no converter for that kind of document.
        NoFormatter = "no_formatter",
        /// The job has no number, and the owners of its device are asked for one.
        NumberWanted = "number_wanted",
    }
}

/// Whether a job is retried after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// The job is not retried, and fails at once.
    Never,
    /// The job is retried.
    After {
        /// The wait before the next attempt, in seconds.
        seconds: u32,
        /// The greatest number of retries after failures of this kind. None: only the job's limits
        /// of attempts and calls apply.
        times: Option<u32>,
    },
}

const fn after(seconds: u32) -> Retry {
    Retry::After { seconds, times: None }
}

const fn once_after(seconds: u32) -> Retry {
    Retry::After { seconds, times: Some(1) }
}

/// Declares the failures. A row has the failure's name, HylaFAX's code and text, and the event that
/// the notice reports if the failure ends a job. The retry follows, and the status codes in a
/// delivery report: while the job is retried, and at its end.
macro_rules! failures {
    ($(
        $(#[$about:meta])+ $failure:ident = $name:literal, $code:expr, $text:literal,
            $reason:ident, $retry:expr, $retrying:literal, $ended:literal;
    )+) => {
        /// The reason why an attempt did not send the job, or why the job ended unsent. In the
        /// table's order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Failure {
            $($(#[$about])+ $failure,)+
        }

        impl Failure {
            /// Every failure, in the table's order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$failure),+];

            /// The name for programs and lists: lower case with hyphens. A released name never
            /// changes its meaning.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$failure => $name,)+ }
            }

            /// HylaFAX's text for the failure.
            pub const fn hylafax_text(self) -> &'static str {
                match self { $(Self::$failure => $text,)+ }
            }

            /// HylaFAX's number for the failure, if HylaFAX has one.
            const fn hylafax_number(self) -> Option<u16> {
                match self { $(Self::$failure => $code,)+ }
            }

            /// The event that the notice reports if the failure ends a job.
            pub(super) const fn final_reason(self) -> NotifyReason {
                match self { $(Self::$failure => NotifyReason::$reason,)+ }
            }

            /// Whether and when a job is retried after the failure, unless the settings specify
            /// otherwise.
            pub const fn retry(self) -> Retry {
                match self { $(Self::$failure => $retry,)+ }
            }

            /// The status code (RFC 3463) in a delivery report while the job is retried.
            pub const fn dsn_while_retrying(self) -> &'static str {
                match self { $(Self::$failure => $retrying,)+ }
            }

            /// The status code (RFC 3463) in the final delivery report, which has `Action: failed`.
            pub const fn dsn_final(self) -> &'static str {
                match self { $(Self::$failure => $ended,)+ }
            }
        }
    };
}

failures! {
    /// The number is busy.
    Busy = "busy", Some(1), "Busy signal detected", Failed, after(180), "4.4.1", "4.4.1";
    /// The number rings, and nobody answers.
    NoAnswer = "no-answer", Some(3), "No answer from remote", Failed, after(300), "4.4.1", "4.4.1";
    /// A person or a machine answered, but no fax machine was heard.
    // A person who answers the telephone must not be called again and again (HylaFAX's
    // JobRetryNoCarrier 1).
    NoFax = "no-fax", Some(126), "No receiver protocol (T.30 T1 timeout)",
        Failed, once_after(300), "4.4.2", "4.4.2";
    /// The remote fax machine answered, and the call broke off.
    Dropped = "dropped", Some(128), "Remote fax disconnected prematurely",
        Failed, after(60), "4.4.2", "4.4.2";
    /// The modems could not train, or pages arrived with too many errors.
    LineTooBad = "line-too-bad", Some(131), "Unable to transmit page (giving up after 3 attempts)",
        Failed, after(60), "4.4.2", "4.4.2";
    /// A whole page was sent and was not confirmed, more often than is allowed.
    Unconfirmed = "unconfirmed", Some(151), "No response to EOP repeated 3 tries",
        Failed, after(60), "4.4.2", "4.4.2";
    /// The remote fax machine cannot receive this fax.
    // Some machines report that they cannot receive while they have no paper.
    Incompatible = "incompatible", Some(122), "Remote has no T.4 receiver capability",
        Failed, once_after(300), "4.3.3", "5.3.3";
    /// The remote fax machine has no document to be polled.
    NothingToFetch = "nothing-to-fetch", None, "Remote has no document to be polled",
        Failed, Retry::Never, "5.3.3", "5.3.3";
    /// The remote fax machine refuses to send its document.
    FetchRefused = "fetch-refused", None, "Remote refused to give its document",
        Rejected, Retry::Never, "5.7.1", "5.7.1";
    /// The remote fax machine refused a field that was sent to it: the subaddress, the password, …
    FieldRefused = "field-refused", None, "Remote refused a field of the call (FNV)",
        Rejected, Retry::Never, "5.7.1", "5.7.1";
    /// The switch to T.38 failed.
    T38Negotiation = "t38-negotiation", None, "T.38 negotiation failed",
        Failed, after(60), "4.4.2", "4.4.2";
    /// The telephone network has no such number.
    UnknownNumber = "unknown-number", Some(5), "Invalid dialing command",
        Rejected, Retry::Never, "5.1.1", "5.1.1";
    /// The subscriber has another number now.
    NumberChanged = "number-changed", Some(5), "Invalid dialing command",
        Rejected, Retry::Never, "5.1.6", "5.1.6";
    /// The network or the remote fax machine refused the call.
    Rejected = "call-rejected", Some(10), "Blacklisted by modem",
        Rejected, Retry::Never, "5.7.1", "5.7.1";
    /// There is no route to the number, or the trunk is down.
    NoRoute = "no-route", Some(4), "No local dialtone", Failed, after(60), "4.4.4", "5.4.4";
    /// Every line or circuit is in use.
    LinesFull = "lines-full", Some(4), "No local dialtone", Failed, after(60), "4.4.5", "4.4.5";
    /// The text that was given is not a number.
    BadNumber = "bad-number", Some(327),
        "REJECT: Unable to convert dial string to canonical format",
        Rejected, Retry::Never, "5.1.3", "5.1.3";
    /// Nobody gave the fax number of the job in time.
    NoNumber = "no-number", Some(325), "Kill time expired",
        TimedOut, Retry::Never, "5.1.0", "5.1.0";
    /// The permissions of the sender, the rules for numbers or a quota do not allow the fax.
    Forbidden = "forbidden", Some(348), "REJECT: not allowed",
        Rejected, Retry::Never, "5.7.1", "5.7.1";
    /// Another call to the same number is active. Never the reason of a job's end.
    Blocked = "blocked", Some(337), "Blocked by concurrent calls",
        Failed, after(0), "4.4.5", "4.4.5";
    /// The time is outside the hours in which the fax may be sent. Never the reason of a job's end.
    TimeOfDay = "time-of-day", Some(338), "Delayed by time-of-day restrictions",
        TimedOut, after(0), "4.4.7", "4.4.7";
    /// The job's time ran out.
    Expired = "expired", Some(325), "Kill time expired", TimedOut, Retry::Never, "4.4.7", "4.4.7";
    /// A document could not be converted to pages.
    ConversionFailed = "conversion-failed", Some(314), "Document preparation failed",
        FormatFailed, Retry::Never, "5.6.5", "5.6.5";
    /// There is no converter for that kind of document.
    NoConverter = "no-converter", None, "No converter for this kind of document",
        NoFormatter, Retry::Never, "5.6.1", "5.6.1";
    /// The job has more pages than are allowed.
    TooManyPages = "too-many-pages", Some(335), "REJECT: Too many pages in submission",
        Rejected, Retry::Never, "5.3.4", "5.3.4";
    /// The job has no document.
    NoDocument = "no-document", Some(323), "Job contains no documents",
        Rejected, Retry::Never, "5.6.0", "5.6.0";
    /// A user or the operator ended the job.
    Cancelled = "cancelled", Some(345), "Job aborted by request",
        Killed, Retry::Never, "5.0.0", "5.0.0";
    /// The PBX or the fax software stopped or failed in the middle of the call.
    Internal = "internal", Some(343), "Send program terminated abnormally",
        Failed, after(60), "4.3.0", "4.3.0";
}

impl Failure {
    /// The failure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == name)
    }

    /// HylaFAX's code for the failure as its clients read it, for example `E001`; empty if HylaFAX
    /// has none.
    pub fn hylafax_code(self) -> String {
        self.hylafax_number().map_or_else(String::new, |number| format!("E{number:03}"))
    }

    /// Whether the number was called and no fax machine answered. Until the pause after this failure
    /// is over, no other job calls the number: a person may have answered.
    pub const fn spares_number(self) -> bool {
        matches!(self, Self::Busy | Self::NoAnswer | Self::NoFax)
    }

    /// The failure that a hang-up cause of the network means for a call that was not answered. The
    /// causes are those of ITU-T Q.850 as Asterisk numbers them; 0 if the channel reported none.
    pub const fn from_hangup_cause(cause: u16) -> Self {
        match cause {
            1 | 28 => Self::UnknownNumber,
            17 => Self::Busy,
            // No user response, no answer, subscriber absent, out of order. Also calls that rang
            // until somebody cleared them without a reason (16, 31) or a timer did (102).
            16 | 18 | 19 | 20 | 27 | 31 | 102 => Self::NoAnswer,
            // Call rejected, facility rejected, calls barred, not authorised.
            21 | 29 | 50 | 52 | 54 | 57 => Self::Rejected,
            22 => Self::NumberChanged,
            // No circuit available, congestion, channel not available.
            34 | 42 | 44 => Self::LinesFull,
            // Incompatible destination, bearer services that are not available.
            65 | 66 | 69 | 79 | 88 => Self::Incompatible,
            // No route, network out of order, temporary failure, interworking, and all other
            // causes.
            _ => Self::NoRoute,
        }
    }

    /// The failure that the end of a fax session means; none if the session ended well. `fax_seen`:
    /// the remote fax machine had sent a fax signal (a DIS or the like). A hang-up then is a broken
    /// fax, and not a person who heard tones.
    pub fn from_cause(cause: Cause, phase: Phase, fax_seen: bool) -> Option<Self> {
        // By name, so that a new cause in the list is classified by its `blame`.
        Some(match cause.name() {
            "OK" => return None,
            "CANCELLED" => Self::Cancelled,
            "T1_EXPIRED" if !fax_seen => Self::NoFax,
            "T38_NEGOTIATION" => Self::T38Negotiation,
            "HANGUP" if !fax_seen && phase == Phase::A => Self::NoFax,
            "NO_ANSWER_TO_PAGE" => Self::Unconfirmed,
            "NOTHING_TO_FETCH" => Self::NothingToFetch,
            "FETCH_REFUSED" => Self::FetchRefused,
            "PASSWORD_REFUSED" | "SELECTION_REFUSED" | "SUBADDRESS_REFUSED" | "SENDER_REFUSED"
            | "IDENT_REFUSED" | "FIELD_REFUSED" => Self::FieldRefused,
            "PBX_CRASHED" | "INTERNAL_ERROR" | "STORAGE" => Self::Internal,
            _ => match cause.blame() {
                Blame::Nobody => return None,
                Blame::Incompatible => Self::Incompatible,
                Blame::Line => Self::LineTooBad,
                Blame::Peer | Blame::Limit => Self::Dropped,
                Blame::Owner | Blame::Storage => Self::Internal,
            },
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl NotifyReason {
    /// Whether the job has ended.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Requeued | Self::NumberWanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_languages::Language;
    use std::collections::HashSet;

    #[test]
    fn every_failure_has_its_own_name_and_sentence() {
        let names: HashSet<_> = Failure::ALL.iter().map(|failure| failure.name()).collect();
        assert_eq!(names.len(), Failure::ALL.len());
        for failure in Failure::ALL {
            assert_eq!(Failure::from_name(failure.name()), Some(failure));
        }
        for language in Language::ALL {
            let texts = Failure::ALL.map(|failure| failure.text(language));
            assert_eq!(texts.iter().collect::<HashSet<_>>().len(), texts.len());
            for text in texts.into_iter().chain(Failure::ALL.map(|it| it.advice(language))) {
                assert!(text.ends_with('.') && text.contains(' '), "{text}");
            }
        }
    }

    /// RFC 3463 has class 4 (temporary) and class 5 (permanent). A failure after which no retry
    /// follows is permanent, except for the time that ran out.
    #[test]
    fn status_codes_agree_with_whether_it_is_tried_again() {
        for failure in Failure::ALL {
            let (retrying, last) = (failure.dsn_while_retrying(), failure.dsn_final());
            assert!(last.starts_with("4.") || last.starts_with("5."), "{failure}");
            match failure.retry() {
                Retry::After { .. } => assert!(retrying.starts_with("4."), "{failure}"),
                Retry::Never => {
                    assert!(last.starts_with("5.") || failure == Failure::Expired, "{failure}")
                }
            }
        }
    }

    #[test]
    fn the_rows_of_the_conventions_stand_as_written_there() {
        let rows: [(Failure, &str, &str, Option<u32>, &str); 16] = [
            (Failure::Busy, "E001", "failed", Some(180), "4.4.1"),
            (Failure::NoAnswer, "E003", "failed", Some(300), "4.4.1"),
            (Failure::NoFax, "E126", "failed", Some(300), "4.4.2"),
            (Failure::Dropped, "E128", "failed", Some(60), "4.4.2"),
            (Failure::LineTooBad, "E131", "failed", Some(60), "4.4.2"),
            (Failure::T38Negotiation, "", "failed", Some(60), "4.4.2"),
            (Failure::UnknownNumber, "E005", "rejected", None, "5.1.1"),
            (Failure::NumberChanged, "E005", "rejected", None, "5.1.6"),
            (Failure::Rejected, "E010", "rejected", None, "5.7.1"),
            (Failure::NoRoute, "E004", "failed", Some(60), "5.4.4"),
            (Failure::LinesFull, "E004", "failed", Some(60), "4.4.5"),
            (Failure::BadNumber, "E327", "rejected", None, "5.1.3"),
            (Failure::Forbidden, "E348", "rejected", None, "5.7.1"),
            (Failure::Expired, "E325", "timedout", None, "4.4.7"),
            (Failure::TooManyPages, "E335", "rejected", None, "5.3.4"),
            (Failure::Cancelled, "E345", "killed", None, "5.0.0"),
        ];
        for (failure, code, reason, seconds, dsn) in rows {
            let wait = match failure.retry() {
                Retry::Never => None,
                Retry::After { seconds, .. } => Some(seconds),
            };
            assert_eq!(
                (
                    failure.hylafax_code().as_str(),
                    failure.final_reason().name(),
                    wait,
                    failure.dsn_final()
                ),
                (code, reason, seconds, dsn),
                "{failure}"
            );
        }
    }

    #[test]
    fn what_the_network_says_finds_its_row() {
        let says = |cause| Failure::from_hangup_cause(cause).name();
        let found = [1, 3, 17, 18, 19, 21, 22, 28, 34, 38, 41, 42, 0, 127, 999].map(says);
        let expected = [
            "unknown-number",
            "no-route",
            "busy",
            "no-answer",
            "no-answer",
            "call-rejected",
            "number-changed",
            "unknown-number",
            "lines-full",
            "no-route",
            "no-route",
            "lines-full",
            "no-route",
            "no-route",
            "no-route",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_the_session_says_finds_its_row() {
        for cause in Cause::ALL {
            let failure = Failure::from_cause(cause, Phase::C, true);
            assert_eq!(failure.is_none(), cause.blame() == Blame::Nobody, "{cause}");
        }
        let says = |cause, phase, seen| Failure::from_cause(cause, phase, seen);
        assert_eq!(says(Cause::Hangup, Phase::A, false), Some(Failure::NoFax));
        assert_eq!(says(Cause::Hangup, Phase::C, true), Some(Failure::Dropped));
        assert_eq!(says(Cause::T1Expired, Phase::A, false), Some(Failure::NoFax));
        // The flags of the remote fax machine were heard, but no frame could be read.
        assert_eq!(says(Cause::T1Expired, Phase::A, true), Some(Failure::Dropped));
        assert_eq!(says(Cause::T38Negotiation, Phase::A, true), Some(Failure::T38Negotiation));
        assert_eq!(says(Cause::TrainingFailed, Phase::B, true), Some(Failure::LineTooBad));
        assert_eq!(says(Cause::PbxCrashed, Phase::C, true), Some(Failure::Internal));
        assert_eq!(says(Cause::NoAnswerToPage, Phase::D, true), Some(Failure::Unconfirmed));
        assert_eq!(says(Cause::CannotReceive, Phase::B, true), Some(Failure::Incompatible));
        assert_eq!(says(Cause::RefusedByReceiver, Phase::D, true), Some(Failure::LineTooBad));
        assert_eq!(says(Cause::Cancelled, Phase::C, true), Some(Failure::Cancelled));
        for refused in [Cause::SubaddressRefused, Cause::PasswordRefused, Cause::FieldRefused] {
            let failure = says(refused, Phase::B, true).unwrap();
            assert_eq!((failure, failure.retry()), (Failure::FieldRefused, Retry::Never));
        }
    }
}
