//! Converts the refusals of Microsoft Graph into SMTP replies for the module.

use crate::graph::{GraphError, Refusal};
use crate::reply::Reply;
use ferrofax_delivery::NO_TOKEN_STATUS;

/// The result for a mail that Graph has refused: the SMTP reply for the module, and the time to
/// wait.
#[derive(Debug)]
pub(in crate::outgoing) struct Refused {
    /// The SMTP reply that the module gets.
    pub(in crate::outgoing) reply: Reply,
    /// The seconds for which Graph has asked us to send nothing.
    pub(in crate::outgoing) wait_s: Option<u32>,
}

/// The text with which a mail is refused while Microsoft Graph limits how much is sent; the next mail
/// may follow in `seconds`. The module in Asterisk, which hands mails over to this service, knows
/// this refusal by the beginning of the text.
pub(in crate::outgoing) fn limited(seconds: u64) -> String {
    format!("Graph limits how much is sent; the next mail is sent in {seconds} s")
}

impl From<GraphError> for Refused {
    fn from(error: GraphError) -> Self {
        let text = error.to_string();
        let reply = match error {
            GraphError::NoToken(_) | GraphError::TokenRejected(_) => {
                Reply::new(421, NO_TOKEN_STATUS, text)
            }
            GraphError::Tls(_) | GraphError::Unanswered(_) => Reply::later((4, 4, 1), text),
            GraphError::Strange(_) => Reply::later((4, 3, 0), text),
            GraphError::Refused(refusal) => return Self::by(&refusal),
        };
        Self { reply, wait_s: None }
    }
}

impl Refused {
    fn by(refusal: &Refusal) -> Self {
        if let Some(wait_s) = refusal.wait_s {
            let reply = Reply::new(451, (4, 3, 2), limited(wait_s.into()));
            return Self { reply, wait_s: Some(wait_s) };
        }
        let (reply, enhanced) = reply_for(refusal);
        Self { reply: Reply::new(reply, enhanced, refusal.to_string()), wait_s: None }
    }
}

/// The SMTP reply code and the enhanced status code (RFC 3463) for a refusal of Graph. If the fault
/// is about the account and not about the mail, the module recognises this by the codes. It then
/// keeps all mails until the fault is fixed.
fn reply_for(refusal: &Refusal) -> (u16, (u8, u8, u8)) {
    match (refusal.status, &*refusal.code) {
        (_, "ErrorSendAsDenied") => (554, (5, 2, 252)),
        (_, "ErrorInvalidRecipients" | "ErrorRecipientNotFound") => (550, (5, 1, 3)),
        (413, _) | (_, "ErrorMessageSizeExceeded") => (552, (5, 3, 4)),
        (_, "ErrorQuotaExceeded") => (452, (4, 2, 2)),
        (401, _) => (451, (4, 7, 0)),
        (403, _) => (530, (5, 7, 0)),
        _ if refusal.is_without_mailbox() => (534, (5, 7, 0)),
        _ => (451, (4, 3, 0)),
    }
}
