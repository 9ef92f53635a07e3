//! Why a printer does not print a fax.

use ferrofax_languages::{Filled, InLanguage, Language, sentences};
use serde::{Deserialize, Serialize};

use super::CATALOGUES;

sentences! {
    /// Why a printer does not print a fax, or has not printed it yet.
    pub enum PrinterFault: "printer-" in CATALOGUES {
        /// It cannot be reached.
        Unreached {
            /// The words of the system.
            why: String,
        },
        /// It did not answer in time.
        Silent {
            /// The time limit.
            seconds: u64,
        },
        /// The program stopped before the printer had the fax.
        Stopped,
        /// There is no TLS with it.
        NoTls {
            /// The words of the library.
            why: String,
        },
        /// TLS is not possible.
        Tls {
            /// Its fault.
            fault: super::TlsFault,
        },
        /// The connection broke.
        Broken {
            /// The words of the library.
            why: String,
        },
        /// Its answer is not complete, or too long.
        AnswerBroken {
            /// The words of the library.
            why: String,
        },
        /// Its answer is no IPP.
        NotIpp {
            /// The fault.
            why: String,
        },
        /// It accepted a job and gave no number for it.
        NoJobNumber,
        /// It requires a login.
        LoginRequired,
        /// It rejected the login.
        LoginRejected,
        /// It requires the password on a connection that others can read.
        LoginUnprotected,
        /// It requires a kind of login that is not known here.
        LoginUnknown,
        /// It redirects to another URI.
        Redirects {
            /// The other URI.
            to: String,
        },
        /// It allows no printing from here (HTTP 403).
        Forbidden,
        /// There is no printer at this path (HTTP 404).
        NoPath,
        /// It requires TLS (HTTP 426).
        TlsRequired,
        /// It answered with another status of HTTP.
        Http {
            /// The status.
            status: i32,
        },
        /// It refused an operation of IPP.
        Refused {
            /// Why.
            refusal: PrinterRefusal,
        },
        /// It refused an operation of IPP with another status.
        RefusedWithStatus {
            /// The status, in hexadecimal.
            status: String,
        },
        /// It refused an operation with a message of its own.
        RefusedSaying {
            /// The refusal.
            fault: Box<Self>,
            /// The message.
            message: String,
        },
        /// It does not describe itself.
        NoDescription,
        /// It accepts no jobs.
        NoJobs,
        /// It supports no format that Ferrofax can send.
        NoFormat {
            /// The formats that it supports.
            formats: String,
        },
        /// It names no format that it supports.
        NoFormatNamed,
        /// The job ended before all pages were printed.
        JobCutShort {
            /// The number of the job.
            job: i32,
        },
        /// The printer aborted the job.
        JobAborted {
            /// The number of the job.
            job: i32,
        },
        /// Somebody cancelled the job at the printer.
        JobCancelled {
            /// The number of the job.
            job: i32,
        },
        /// Somebody cancelled the job before the printer had all of it.
        JobCancelledEarly {
            /// The number of the job.
            job: i32,
        },
        /// The job was not printed in time.
        JobNotPrinted {
            /// The number of the job.
            job: i32,
        },
        /// The printer has the job and has not ended it yet.
        JobUnderWay {
            /// The number of the job.
            job: i32,
        },
        /// A fault with the reasons that the printer gives.
        Explained {
            /// The fault.
            fault: Box<Self>,
            /// The reasons.
            reasons: PrinterWords,
        },
        /// Anything else.
        Text {
            /// The words of the system.
            text: String,
        },
    }
}

/// The reasons that a printer gives for its own state and that of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterWords {
    /// The keywords of IPP for the job, and other words of the printer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    job: Vec<String>,
    /// The printer's own message on the job.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    message: String,
    /// The keywords of IPP for the printer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    printer: Vec<String>,
}

/// Keywords of IPP for reasons of printers (RFC 8011 §5.4.12) and of jobs (§5.3.8) that have a
/// text.
pub(super) const REASONS: [&str; 36] = [
    "aborted-by-system",
    "connecting-to-device",
    "cover-open",
    "document-access-error",
    "document-format-error",
    "document-unprintable-error",
    "door-open",
    "fuser-over-temp",
    "input-tray-missing",
    "interlock-open",
    "job-canceled-at-device",
    "job-canceled-by-operator",
    "job-canceled-by-user",
    "job-data-insufficient",
    "job-incoming",
    "job-printing",
    "job-queued",
    "marker-supply-empty",
    "marker-supply-low",
    "marker-waste-full",
    "media-empty",
    "media-jam",
    "media-low",
    "media-needed",
    "offline",
    "opc-life-over",
    "output-area-full",
    "output-tray-missing",
    "paused",
    "printer-stopped",
    "shutdown",
    "spool-area-full",
    "timed-out",
    "toner-empty",
    "toner-low",
    "unsupported-document-format",
];

/// Reasons that contain no information.
const SILENT: [&str; 3] = ["none", "job-completed-successfully", "job-completed-with-warnings"];

impl PrinterWords {
    /// The reasons for the printer's state.
    pub fn of_printer<'a>(reasons: impl IntoIterator<Item = &'a str>) -> Self {
        Self { printer: keywords(reasons), ..Self::default() }
    }

    /// The reasons for a job's state, and the printer's own message on it.
    pub fn of_job<'a>(reasons: impl IntoIterator<Item = &'a str>, message: String) -> Self {
        Self { job: keywords(reasons), message, ..Self::default() }
    }

    /// These reasons for a job's state, and those for the printer's.
    pub fn and_printer(self, printer: Self) -> Self {
        Self { printer: printer.printer, ..self }
    }

    /// Whether the printer gave no reason.
    pub fn are_none(&self) -> bool {
        self == &Self::default()
    }

    /// The reasons, in a language.
    pub fn text(&self, language: Language) -> String {
        let job = in_words(&self.job, language);
        let job = match (job.is_empty(), self.message.is_empty()) {
            (true, _) => self.message.clone(),
            (false, true) => job,
            (false, false) => format!("{job}: {}", self.message),
        };
        let both = [job, in_words(&self.printer, language)];
        let both: Vec<String> = both.into_iter().filter(|words| !words.is_empty()).collect();
        both.join("; ")
    }
}

impl InLanguage for PrinterWords {
    fn filled(&self, language: Language) -> Filled {
        Filled::Text(self.text(language))
    }
}

/// The reasons that say something, those that are known by their names here. A printer may add
/// `-report`, `-warning` or `-error` to a name.
fn keywords<'a>(reasons: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let reasons = reasons.into_iter().filter(|reason| !SILENT.contains(reason));
    let known = |reason: &'a str| {
        let bare = ["-report", "-warning", "-error"]
            .iter()
            .find_map(|ending| reason.strip_suffix(ending))
            .unwrap_or(reason);
        let is_bare = !REASONS.contains(&reason) && REASONS.contains(&bare);
        if is_bare { bare } else { reason }.to_owned()
    };
    reasons.map(known).collect()
}

/// Reasons as text, each once.
fn in_words(reasons: &[String], language: Language) -> String {
    let catalogue = CATALOGUES.of(language);
    let mut words: Vec<String> = Vec::new();
    for reason in reasons {
        let said = if REASONS.contains(&reason.as_str()) {
            catalogue.text(&format!("reason-{reason}"))
        } else {
            reason.clone()
        };
        if !words.contains(&said) {
            words.push(said);
        }
    }
    words.join(", ")
}

/// Declares the reasons by which printers refuse operations, with their status codes.
macro_rules! refusals {
    ($($(#[$about:meta])* $variant:ident = $name:literal: $first:literal $(| $other:literal)*,)+) => {
        /// Why a printer refused an operation (RFC 8011 appendix B).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum PrinterRefusal {
            $($(#[$about])* #[serde(rename = $name)] $variant,)+
        }

        impl PrinterRefusal {
            /// All reasons.
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The reason for a status code; none if there is no text for it.
            pub const fn of_status(status: u16) -> Option<Self> {
                Some(match status {
                    $($first $(| $other)* => Self::$variant,)+
                    _ => return None,
                })
            }

            /// The name by which the texts choose.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

refusals! {
    /// It does not understand the request.
    BadRequest = "bad-request": 0x0400,
    /// It forbids the request.
    Forbidden = "forbidden": 0x0401,
    /// It requires a login.
    NotLoggedIn = "not-logged-in": 0x0402,
    /// Its user may not do this.
    NotAllowed = "not-allowed": 0x0403,
    /// It cannot do this now.
    NotPossible = "not-possible": 0x0404,
    /// There is nothing of the kind at this path.
    NotFound = "not-found": 0x0406 | 0x0407,
    /// The fax is too large for it.
    TooLarge = "too-large": 0x0408,
    /// It does not support this kind of document.
    Format = "format": 0x040A,
    /// It does not support an option of the job.
    Options = "options": 0x040B,
    /// It says that the document is damaged.
    Damaged = "damaged": 0x0411,
    /// It does not support the operation.
    Operation = "operation": 0x0501,
    /// It is out of service.
    OutOfService = "out-of-service": 0x0502,
    /// It speaks another version of IPP.
    Version = "version": 0x0503,
    /// It has a fault.
    Fault = "fault": 0x0504,
    /// It has a fault that will pass.
    PassingFault = "passing-fault": 0x0505,
    /// It accepts no jobs.
    NoJobs = "no-jobs": 0x0506,
    /// It is busy.
    Busy = "busy": 0x0507,
    /// It cancelled the job.
    Cancelled = "cancelled": 0x0508,
}

impl InLanguage for PrinterRefusal {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.name().to_owned())
    }
}
