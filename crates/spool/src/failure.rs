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

/// The reason why an attempt did not send the job, or why the job ended unsent. In the table's
/// order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failure {
    /// The number is busy.
    Busy,
    /// The number rings, and nobody answers.
    NoAnswer,
    /// A person or a machine answered, but no fax machine was heard.
    NoFax,
    /// The remote fax machine answered, and the call broke off.
    Dropped,
    /// The modems could not train, or pages arrived with too many errors.
    LineTooBad,
    /// A whole page was sent and was not confirmed, more often than is allowed.
    Unconfirmed,
    /// The remote fax machine cannot receive this fax.
    Incompatible,
    /// The remote fax machine has no document to be polled.
    NothingToFetch,
    /// The remote fax machine refuses to send its document.
    FetchRefused,
    /// The remote fax machine refused a field that was sent to it: the subaddress, the password, …
    FieldRefused,
    /// The switch to T.38 failed.
    T38Negotiation,
    /// The telephone network has no such number.
    UnknownNumber,
    /// The subscriber has another number now.
    NumberChanged,
    /// The network or the remote fax machine refused the call.
    Rejected,
    /// There is no route to the number, or the trunk is down.
    NoRoute,
    /// Every line or circuit is in use.
    LinesFull,
    /// The text that was given is not a number.
    BadNumber,
    /// Nobody gave the fax number of the job in time.
    NoNumber,
    /// The permissions of the sender, the rules for numbers or a quota do not allow the fax.
    Forbidden,
    /// Another call to the same number is active. Never the reason of a job's end.
    Blocked,
    /// The time is outside the hours in which the fax may be sent. Never the reason of a job's end.
    TimeOfDay,
    /// The job's time ran out.
    Expired,
    /// A document could not be converted to pages.
    ConversionFailed,
    /// There is no converter for that kind of document.
    NoConverter,
    /// The job has more pages than are allowed.
    TooManyPages,
    /// The job has no document.
    NoDocument,
    /// A user or the operator ended the job.
    Cancelled,
    /// The PBX or the fax software stopped or failed in the middle of the call.
    Internal,
}

/// The event that a notice about a job reports, in HylaFAX's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotifyReason {
    /// The fax was sent.
    Done,
    /// The attempts failed, and the job has ended.
    Failed,
    /// The job was refused for good, before a call or instead of a call.
    Rejected,
    /// An attempt failed, and another attempt follows.
    Requeued,
    /// A user removed the job from the queue.
    Removed,
    /// A user ended the job during its call.
    Killed,
    /// The job's time ran out.
    TimedOut,
    /// A document could not be converted.
    FormatFailed,
    /// There is no converter for that kind of document.
    NoFormatter,
    /// The job has no number, and the owners of its device are asked for one.
    NumberWanted,
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

/// One row of the table.
struct Row {
    name: &'static str,
    hylafax_code: Option<u16>,
    hylafax_text: &'static str,
    final_reason: NotifyReason,
    retry: Retry,
    dsn_retrying: &'static str,
    dsn_final: &'static str,
}

const fn after(seconds: u32) -> Retry {
    Retry::After { seconds, times: None }
}

impl Failure {
    /// Every failure, in the table's order.
    pub const ALL: [Self; 28] = [
        Self::Busy,
        Self::NoAnswer,
        Self::NoFax,
        Self::Dropped,
        Self::LineTooBad,
        Self::Unconfirmed,
        Self::Incompatible,
        Self::NothingToFetch,
        Self::FetchRefused,
        Self::FieldRefused,
        Self::T38Negotiation,
        Self::UnknownNumber,
        Self::NumberChanged,
        Self::Rejected,
        Self::NoRoute,
        Self::LinesFull,
        Self::BadNumber,
        Self::NoNumber,
        Self::Forbidden,
        Self::Blocked,
        Self::TimeOfDay,
        Self::Expired,
        Self::ConversionFailed,
        Self::NoConverter,
        Self::TooManyPages,
        Self::NoDocument,
        Self::Cancelled,
        Self::Internal,
    ];

    const fn row(self) -> Row {
        use NotifyReason as Why;
        match self {
            Self::Busy => Row {
                name: "busy",
                hylafax_code: Some(1),
                hylafax_text: "Busy signal detected",
                final_reason: Why::Failed,
                retry: after(180),
                dsn_retrying: "4.4.1",
                dsn_final: "4.4.1",
            },
            Self::NoAnswer => Row {
                name: "no-answer",
                hylafax_code: Some(3),
                hylafax_text: "No answer from remote",
                final_reason: Why::Failed,
                retry: after(300),
                dsn_retrying: "4.4.1",
                dsn_final: "4.4.1",
            },
            Self::NoFax => Row {
                name: "no-fax",
                hylafax_code: Some(126),
                hylafax_text: "No receiver protocol (T.30 T1 timeout)",
                final_reason: Why::Failed,
                // A person who answers the telephone must not be called again and again (HylaFAX's
                // JobRetryNoCarrier 1).
                retry: Retry::After { seconds: 300, times: Some(1) },
                dsn_retrying: "4.4.2",
                dsn_final: "4.4.2",
            },
            Self::Dropped => Row {
                name: "dropped",
                hylafax_code: Some(128),
                hylafax_text: "Remote fax disconnected prematurely",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.2",
                dsn_final: "4.4.2",
            },
            Self::LineTooBad => Row {
                name: "line-too-bad",
                hylafax_code: Some(131),
                hylafax_text: "Unable to transmit page (giving up after 3 attempts)",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.2",
                dsn_final: "4.4.2",
            },
            Self::Unconfirmed => Row {
                name: "unconfirmed",
                hylafax_code: Some(151),
                hylafax_text: "No response to EOP repeated 3 tries",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.2",
                dsn_final: "4.4.2",
            },
            Self::Incompatible => Row {
                name: "incompatible",
                hylafax_code: Some(122),
                hylafax_text: "Remote has no T.4 receiver capability",
                final_reason: Why::Failed,
                // Some machines report that they cannot receive while they have no paper.
                retry: Retry::After { seconds: 300, times: Some(1) },
                dsn_retrying: "4.3.3",
                dsn_final: "5.3.3",
            },
            Self::NothingToFetch => Row {
                name: "nothing-to-fetch",
                hylafax_code: None,
                hylafax_text: "Remote has no document to be polled",
                final_reason: Why::Failed,
                retry: Retry::Never,
                dsn_retrying: "5.3.3",
                dsn_final: "5.3.3",
            },
            Self::FetchRefused => Row {
                name: "fetch-refused",
                hylafax_code: None,
                hylafax_text: "Remote refused to give its document",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.7.1",
                dsn_final: "5.7.1",
            },
            Self::FieldRefused => Row {
                name: "field-refused",
                hylafax_code: None,
                hylafax_text: "Remote refused a field of the call (FNV)",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.7.1",
                dsn_final: "5.7.1",
            },
            Self::T38Negotiation => Row {
                name: "t38-negotiation",
                hylafax_code: None,
                hylafax_text: "T.38 negotiation failed",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.2",
                dsn_final: "4.4.2",
            },
            Self::UnknownNumber => Row {
                name: "unknown-number",
                hylafax_code: Some(5),
                hylafax_text: "Invalid dialing command",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.1.1",
                dsn_final: "5.1.1",
            },
            Self::NumberChanged => Row {
                name: "number-changed",
                hylafax_code: Some(5),
                hylafax_text: "Invalid dialing command",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.1.6",
                dsn_final: "5.1.6",
            },
            Self::Rejected => Row {
                name: "call-rejected",
                hylafax_code: Some(10),
                hylafax_text: "Blacklisted by modem",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.7.1",
                dsn_final: "5.7.1",
            },
            Self::NoRoute => Row {
                name: "no-route",
                hylafax_code: Some(4),
                hylafax_text: "No local dialtone",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.4",
                dsn_final: "5.4.4",
            },
            Self::LinesFull => Row {
                name: "lines-full",
                hylafax_code: Some(4),
                hylafax_text: "No local dialtone",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.4.5",
                dsn_final: "4.4.5",
            },
            Self::BadNumber => Row {
                name: "bad-number",
                hylafax_code: Some(327),
                hylafax_text: "REJECT: Unable to convert dial string to canonical format",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.1.3",
                dsn_final: "5.1.3",
            },
            Self::NoNumber => Row {
                name: "no-number",
                hylafax_code: Some(325),
                hylafax_text: "Kill time expired",
                final_reason: Why::TimedOut,
                retry: Retry::Never,
                dsn_retrying: "5.1.0",
                dsn_final: "5.1.0",
            },
            Self::Forbidden => Row {
                name: "forbidden",
                hylafax_code: Some(348),
                hylafax_text: "REJECT: not allowed",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.7.1",
                dsn_final: "5.7.1",
            },
            Self::Blocked => Row {
                name: "blocked",
                hylafax_code: Some(337),
                hylafax_text: "Blocked by concurrent calls",
                final_reason: Why::Failed,
                retry: after(0),
                dsn_retrying: "4.4.5",
                dsn_final: "4.4.5",
            },
            Self::TimeOfDay => Row {
                name: "time-of-day",
                hylafax_code: Some(338),
                hylafax_text: "Delayed by time-of-day restrictions",
                final_reason: Why::TimedOut,
                retry: after(0),
                dsn_retrying: "4.4.7",
                dsn_final: "4.4.7",
            },
            Self::Expired => Row {
                name: "expired",
                hylafax_code: Some(325),
                hylafax_text: "Kill time expired",
                final_reason: Why::TimedOut,
                retry: Retry::Never,
                dsn_retrying: "4.4.7",
                dsn_final: "4.4.7",
            },
            Self::ConversionFailed => Row {
                name: "conversion-failed",
                hylafax_code: Some(314),
                hylafax_text: "Document preparation failed",
                final_reason: Why::FormatFailed,
                retry: Retry::Never,
                dsn_retrying: "5.6.5",
                dsn_final: "5.6.5",
            },
            Self::NoConverter => Row {
                name: "no-converter",
                hylafax_code: None,
                hylafax_text: "No converter for this kind of document",
                final_reason: Why::NoFormatter,
                retry: Retry::Never,
                dsn_retrying: "5.6.1",
                dsn_final: "5.6.1",
            },
            Self::TooManyPages => Row {
                name: "too-many-pages",
                hylafax_code: Some(335),
                hylafax_text: "REJECT: Too many pages in submission",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.3.4",
                dsn_final: "5.3.4",
            },
            Self::NoDocument => Row {
                name: "no-document",
                hylafax_code: Some(323),
                hylafax_text: "Job contains no documents",
                final_reason: Why::Rejected,
                retry: Retry::Never,
                dsn_retrying: "5.6.0",
                dsn_final: "5.6.0",
            },
            Self::Cancelled => Row {
                name: "cancelled",
                hylafax_code: Some(345),
                hylafax_text: "Job aborted by request",
                final_reason: Why::Killed,
                retry: Retry::Never,
                dsn_retrying: "5.0.0",
                dsn_final: "5.0.0",
            },
            Self::Internal => Row {
                name: "internal",
                hylafax_code: Some(343),
                hylafax_text: "Send program terminated abnormally",
                final_reason: Why::Failed,
                retry: after(60),
                dsn_retrying: "4.3.0",
                dsn_final: "4.3.0",
            },
        }
    }

    /// The name for programs and lists: lower case with hyphens. A released name never changes its
    /// meaning.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// The failure of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failure| failure.name() == name)
    }

    /// HylaFAX's text for the failure.
    pub const fn hylafax_text(self) -> &'static str {
        self.row().hylafax_text
    }

    /// HylaFAX's number for the failure, if HylaFAX has one.
    const fn hylafax_number(self) -> Option<u16> {
        self.row().hylafax_code
    }

    /// HylaFAX's code for the failure as its clients read it, for example `E001`; empty if HylaFAX
    /// has none.
    pub fn hylafax_code(self) -> String {
        self.hylafax_number().map_or_else(String::new, |number| format!("E{number:03}"))
    }

    /// The event that the notice reports if the failure ends a job.
    pub(super) const fn final_reason(self) -> NotifyReason {
        self.row().final_reason
    }

    /// Whether and when a job is retried after the failure, unless the settings specify otherwise.
    pub const fn retry(self) -> Retry {
        self.row().retry
    }

    /// Whether the number was called and no fax machine answered. Until the pause after this failure
    /// is over, no other job calls the number: a person may have answered.
    pub const fn spares_number(self) -> bool {
        matches!(self, Self::Busy | Self::NoAnswer | Self::NoFax)
    }

    /// The status code (RFC 3463) in a delivery report while the job is retried.
    pub const fn dsn_while_retrying(self) -> &'static str {
        self.row().dsn_retrying
    }

    /// The status code (RFC 3463) in the final delivery report, which has `Action: failed`.
    pub const fn dsn_final(self) -> &'static str {
        self.row().dsn_final
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

words!(NotifyReason {
    Done = "done",
    Failed = "failed",
    Rejected = "rejected",
    Requeued = "requeued",
    Removed = "removed",
    Killed = "killed",
    TimedOut = "timedout",
    FormatFailed = "format_failed",
    NoFormatter = "no_formatter",
    NumberWanted = "number_wanted",
});

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
