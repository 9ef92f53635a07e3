//! The answers of Microsoft Graph that are no success, as replies of SMTP for the module.

use hyper::header::RETRY_AFTER;
use serde::Deserialize;

use crate::mail::Reply;
use crate::outward::Answered;

/// A mail that was not sent, and what follows.
#[derive(Debug)]
pub(in crate::outgoing) struct Refused {
    /// The reply for the module.
    pub(in crate::outgoing) reply: Reply,
    /// The seconds for which Graph has asked us to send nothing.
    pub(in crate::outgoing) wait_s: Option<u32>,
}

/// The body of an answer that is no success.
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

/// The wait after an answer that limits what is sent, if it names none, in seconds.
const USUAL_WAIT_S: u32 = 60;

/// The longest wait that is believed, in seconds.
const LONGEST_WAIT_S: u32 = 900;

/// The reply for a mail while Graph limits how much is sent. The module knows it by its beginning.
pub(in crate::outgoing) fn limited(seconds: u64) -> String {
    format!("Graph limits how much is sent; the next mail is sent in {seconds} s")
}

impl Refused {
    pub(super) fn of(reply: Reply) -> Self {
        Self { reply, wait_s: None }
    }

    /// An answer of Graph that has a success status, but not the content that its documentation
    /// promises.
    pub(super) fn strange(why: &str) -> Self {
        Self::of(Reply::later((4, 3, 0), format!("Graph answers with {why}")))
    }

    /// The refusal in an answer of Graph.
    pub(super) fn by(answered: &Answered) -> Self {
        let body: Body = serde_json::from_slice(&answered.body).unwrap_or_default();
        let code = body.error.code.chars().take(80).collect::<String>();
        let message = body.error.message.chars().take(200).collect::<String>();
        let status = answered.status;
        if is_limit(status, &code) {
            let named = answered.headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            let seconds = named.and_then(|text| text.trim().parse().ok()).unwrap_or(USUAL_WAIT_S);
            let wait_s = seconds.clamp(1, LONGEST_WAIT_S);
            let reply = Reply::new(451, (4, 3, 2), limited(wait_s.into()));
            return Self { reply, wait_s: Some(wait_s) };
        }
        let (reply, enhanced) = reply_for(status, &code);
        let text = match &*code {
            "" => format!("Graph answers {status}"),
            code => format!("Graph: {code}: {message}"),
        };
        Self::of(Reply::new(reply, enhanced, text))
    }
}

/// Whether the answer asks us to send less or later.
fn is_limit(status: u16, code: &str) -> bool {
    matches!(status, 429 | 503)
        || matches!(
            code,
            "ErrorSubmissionQuotaExceeded" | "ErrorServerBusy" | "ErrorExceededMessageLimit"
        )
}

/// The reply code and the enhanced status code (RFC 3463). A fault that is about the account, and
/// not about the mail, has a code by which the module keeps all mails until it is fixed.
fn reply_for(status: u16, code: &str) -> (u16, (u8, u8, u8)) {
    match (status, code) {
        (_, "ErrorSendAsDenied") => (554, (5, 2, 252)),
        (_, "ErrorInvalidRecipients" | "ErrorRecipientNotFound") => (550, (5, 1, 3)),
        (413, _) | (_, "ErrorMessageSizeExceeded") => (552, (5, 3, 4)),
        (_, "ErrorQuotaExceeded") => (452, (4, 2, 2)),
        (401, _) => (451, (4, 7, 0)),
        (403, _) => (530, (5, 7, 0)),
        (
            _,
            "ErrorInvalidUser"
            | "Request_ResourceNotFound"
            | "ResourceNotFound"
            | "MailboxNotEnabledForRESTAPI"
            | "MailboxNotSupportedForRESTAPI",
        ) => (534, (5, 7, 0)),
        _ => (451, (4, 3, 0)),
    }
}
