//! The reasons why a printer does not print a fax.

use ferrofax_languages::{Filled, InLanguage, Language, sentences};
use serde::{Deserialize, Serialize};

use super::CATALOGUES;

sentences! {
    /// The reason why a printer does not print a fax, or has not printed it yet.
    pub enum PrinterFault: "printer-" in CATALOGUES {
        /// The printer cannot be reached.
        Unreached {
            /// The operating system's error text.
            why: String,
        },
        /// The printer did not answer within the time limit.
        Silent {
            /// The time limit, in seconds.
            seconds: u64,
        },
        /// The Ferrofax service stopped before the printer had the whole fax.
        Stopped,
        /// The printer does not use TLS, or TLS with it failed.
        NoTls {
            /// The TLS library's error text.
            why: String,
        },
        /// TLS cannot be used, because of a fault in the settings or on this machine.
        Tls {
            /// The fault.
            fault: super::TlsFault,
        },
        /// The connection to the printer broke.
        Broken {
            /// The HTTP library's error text.
            why: String,
        },
        /// The printer's answer is incomplete or too long.
        AnswerBroken {
            /// The HTTP library's error text.
            why: String,
        },
        /// The printer's answer is not valid IPP.
        NotIpp {
            /// The first fault in the answer.
            why: String,
        },
        /// The printer accepted a job, but gave no number for it.
        NoJobNumber,
        /// The printer requires a login.
        LoginRequired,
        /// The printer rejected the login.
        LoginRejected,
        /// The printer requires the password on an unencrypted connection, where others can read
        /// it.
        LoginUnprotected,
        /// The printer requires a login method that Ferrofax does not know.
        LoginUnknown,
        /// The printer redirects requests to another URI.
        Redirects {
            /// The other URI.
            to: String,
        },
        /// The printer does not permit printing from this machine (HTTP 403).
        Forbidden,
        /// There is no printer at this path (HTTP 404).
        NoPath,
        /// The printer requires TLS (HTTP 426).
        TlsRequired,
        /// The printer answered with another HTTP status.
        Http {
            /// The HTTP status.
            status: i32,
        },
        /// The printer refused an IPP operation.
        Refused {
            /// The reason.
            refusal: PrinterRefusal,
        },
        /// The printer refused an IPP operation with a status for which there is no text.
        RefusedWithStatus {
            /// The IPP status, in hexadecimal.
            status: String,
        },
        /// The printer refused an IPP operation, and gave a message of its own.
        RefusedSaying {
            /// The refusal.
            fault: Box<Self>,
            /// The message.
            message: String,
        },
        /// The printer did not return its description.
        NoDescription,
        /// The printer accepts no jobs now.
        NoJobs,
        /// The printer supports none of the formats that the setting `format` allows.
        NoFormat {
            /// The document formats that the printer supports.
            formats: String,
        },
        /// The printer's description lists no document format, and Ferrofax can send it none of the
        /// formats that the setting `format` allows.
        NoFormatNamed,
        /// The print job ended before all pages were printed.
        JobCutShort {
            /// The number of the print job.
            job: i32,
        },
        /// The printer aborted the print job.
        JobAborted {
            /// The number of the print job.
            job: i32,
        },
        /// Somebody cancelled the print job at the printer.
        JobCancelled {
            /// The number of the print job.
            job: i32,
        },
        /// Somebody cancelled the print job before the printer had all of it.
        JobCancelledEarly {
            /// The number of the print job.
            job: i32,
        },
        /// The printer does not know the print job any more, for the second time.
        JobUnknown,
        /// The print job was not printed within the time limit.
        JobNotPrinted {
            /// The number of the print job.
            job: i32,
        },
        /// The printer has the print job and has not ended it yet.
        JobUnderWay {
            /// The number of the print job.
            job: i32,
        },
        /// Ferrofax gave up because of a fault, and could not withdraw the print job.
        MayStillPrint {
            /// The number of the print job.
            job: i32,
            /// The fault.
            fault: Box<Self>,
        },
        /// A fault, with the reasons that the printer gives for it.
        Explained {
            /// The fault.
            fault: Box<Self>,
            /// The reasons of the printer.
            reasons: PrinterWords,
        },
        /// Any other fault.
        Text {
            /// The text of the error.
            text: String,
        },
    }
}

/// The reasons that a printer gives for its own state and for the state of a print job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrinterWords {
    /// The IPP keywords of the print job's state, and other words that the printer uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    job: Vec<String>,
    /// The printer's own message about the print job.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    message: String,
    /// The IPP keywords of the printer's state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    printer: Vec<String>,
}

/// The IPP keywords for which there is a text: reasons for the state of printers (RFC 8011 §5.4.12)
/// and of jobs (§5.3.8).
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

/// IPP keywords that contain no information.
const SILENT: [&str; 3] = ["none", "job-completed-successfully", "job-completed-with-warnings"];

impl PrinterWords {
    /// Returns the reasons for the printer's state.
    pub fn of_printer<'a>(reasons: impl IntoIterator<Item = &'a str>) -> Self {
        Self { printer: keywords(reasons), ..Self::default() }
    }

    /// Returns the reasons for the state of a print job, and the printer's own message about it.
    pub fn of_job<'a>(reasons: impl IntoIterator<Item = &'a str>, message: String) -> Self {
        Self { job: keywords(reasons), message, ..Self::default() }
    }

    /// Returns the reasons for the state of a print job from `self`, with those for the printer's
    /// state from `printer`.
    pub fn and_printer(self, printer: Self) -> Self {
        Self { printer: printer.printer, ..self }
    }

    /// True if the printer gave no reason.
    pub fn are_none(&self) -> bool {
        self == &Self::default()
    }

    /// Returns the reasons as one line of text, in this language.
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

/// Selects the keywords that contain information. A printer may add `-report`, `-warning` or
/// `-error` to a keyword; the ending is removed if there is a text for the keyword without it.
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

/// Joins the texts of the reasons. Each text occurs only once.
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

/// Declares the reasons for which printers refuse operations, with their status codes.
macro_rules! refusals {
    ($($(#[$about:meta])* $variant:ident = $name:literal: $first:literal $(| $other:literal)*,)+) => {
        /// The reason why a printer refused an operation (RFC 8011 appendix B).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum PrinterRefusal {
            $($(#[$about])* #[serde(rename = $name)] $variant,)+
        }

        impl PrinterRefusal {
            /// All reasons.
            #[cfg(test)]
            pub(super) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the reason for a status code; none if there is no text for this status.
            pub const fn of_status(status: u16) -> Option<Self> {
                Some(match status {
                    $($first $(| $other)* => Self::$variant,)+
                    _ => return None,
                })
            }

            /// Returns the name by which the catalogues of texts know this reason.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

refusals! {
    /// The printer does not understand the request.
    BadRequest = "bad-request": 0x0400,
    /// The printer forbids the request.
    Forbidden = "forbidden": 0x0401,
    /// The printer requires a login.
    NotLoggedIn = "not-logged-in": 0x0402,
    /// The user of the login may not do this.
    NotAllowed = "not-allowed": 0x0403,
    /// The printer cannot do this now.
    NotPossible = "not-possible": 0x0404,
    /// There is no such printer or job at this path.
    NotFound = "not-found": 0x0406 | 0x0407,
    /// The fax is too large for the printer.
    TooLarge = "too-large": 0x0408,
    /// The printer does not support this document format.
    Format = "format": 0x040A,
    /// The printer does not support an option of the print job.
    Options = "options": 0x040B,
    /// The printer reports that the document is damaged.
    Damaged = "damaged": 0x0411,
    /// The printer does not support the operation.
    Operation = "operation": 0x0501,
    /// The printer is out of service.
    OutOfService = "out-of-service": 0x0502,
    /// The printer uses another version of IPP.
    Version = "version": 0x0503,
    /// The printer has a fault.
    Fault = "fault": 0x0504,
    /// The printer has a temporary fault.
    PassingFault = "passing-fault": 0x0505,
    /// The printer accepts no jobs.
    NoJobs = "no-jobs": 0x0506,
    /// The printer is busy.
    Busy = "busy": 0x0507,
    /// The printer cancelled the print job.
    Cancelled = "cancelled": 0x0508,
}

impl InLanguage for PrinterRefusal {
    fn filled(&self, _: Language) -> Filled {
        Filled::Text(self.name().to_owned())
    }
}
