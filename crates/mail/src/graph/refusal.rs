//! Answers of Microsoft Graph that report a failure.

use std::fmt;

use hyper::header::RETRY_AFTER;
use serde::Deserialize;

use ferrofax_network::outward::Answered;

/// An answer of Microsoft Graph that reports a failure.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The name that Graph gives to the error; empty if the answer has none.
    pub(crate) code: String,
    /// The sentence with which Graph explains the error.
    message: String,
    /// The number of seconds for which Ferrofax must send no request to Graph; `None` if the answer
    /// demands no pause.
    pub(crate) wait_s: Option<u32>,
}

/// The body of an answer of Graph that reports a failure.
#[derive(Default, Deserialize)]
struct Body {
    error: Fault,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fault {
    code: String,
    message: String,
}

/// The time to wait, in seconds, if Graph limits requests and does not say for how long.
const USUAL_WAIT_S: u32 = 60;

/// The longest time to wait, in seconds. If Graph names a longer time, this one is used.
const LONGEST_WAIT_S: u32 = 900;

impl Refusal {
    /// Reads the refusal in an answer of Graph.
    pub(super) fn of(answered: &Answered) -> Self {
        let body: Body = serde_json::from_slice(&answered.body).unwrap_or_default();
        let shown = |text: &str, most| {
            text.chars().filter(|c| !c.is_control()).take(most).collect::<String>()
        };
        let (status, code) = (answered.status, shown(&body.error.code, 80));
        let wait_s = is_limit(status, &code).then(|| {
            let named = answered.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            let seconds = named.and_then(|text| text.trim().parse().ok()).unwrap_or(USUAL_WAIT_S);
            seconds.clamp(1, LONGEST_WAIT_S)
        });
        Self { status, code, message: shown(&body.error.message, 200), wait_s }
    }

    /// Whether the mailbox does not exist, or cannot be used by Graph.
    pub(crate) fn is_without_mailbox(&self) -> bool {
        matches!(
            &*self.code,
            "ErrorInvalidUser"
                | "Request_ResourceNotFound"
                | "ResourceNotFound"
                | "MailboxNotEnabledForRESTAPI"
                | "MailboxNotSupportedForRESTAPI"
        )
    }
}

/// Whether an answer of Graph demands fewer requests, or a pause before the next request. `status`
/// is the HTTP status of the answer, and `code` Graph's name for the error.
fn is_limit(status: u16, code: &str) -> bool {
    matches!(status, 429 | 503)
        || matches!(
            code,
            "ErrorSubmissionQuotaExceeded" | "ErrorServerBusy" | "ErrorExceededMessageLimit"
        )
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.code {
            "" => write!(f, "Graph answers {}", self.status),
            code => write!(f, "Graph: {code}: {}", self.message),
        }
    }
}
