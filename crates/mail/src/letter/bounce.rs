//! Reads bounces (delivery reports): which of our mails was not delivered, to whom, and why (RFC
//! 3464).

use super::entity::{Budget, Children, Entity};
use super::head::one_line;

/// A delivery report (RFC 3464) of another mail server about a mail that Ferrofax has sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounce {
    /// The Message-ID of the mail that the delivery report is about, without angle brackets.
    pub message_id: Option<String>,
    /// The envelope id (ENVID) of the mail that the delivery report is about.
    pub envelope_id: Option<String>,
    /// The result of the delivery to each recipient of the mail.
    pub recipients: Vec<Bounced>,
}

/// The facts that a delivery report states about one recipient of the mail. A fact that the report
/// leaves out is an empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bounced {
    /// The mail address of the recipient, without the type (such as `rfc822;`) that precedes it in
    /// the delivery report.
    pub address: String,
    /// The action of the mail server, in lower case: `failed`, `delayed`, `delivered`, `relayed` or
    /// `expanded`.
    pub action: String,
    /// The enhanced status code of the delivery to this recipient (RFC 3463), such as `5.1.1`, from
    /// the delivery report.
    pub status: String,
    /// The message of the other mail server about the delivery.
    pub diagnostic: String,
}

impl Bounced {
    /// Whether the delivery report says that the delivery to this recipient has failed for good.
    pub fn is_lost(&self) -> bool {
        self.action == "failed"
    }
}

/// The maximum number of recipients that are read from one delivery report.
const MOST_RECIPIENTS: usize = 200;

impl Bounce {
    /// Reads a delivery report; `None` if the mail is not a delivery report.
    pub fn read(message: &[u8]) -> Option<Self> {
        let entity = Entity::cut(message, &mut Budget::default());
        let is_report = entity.media_type == "multipart/report"
            && entity
                .parameter("report-type")
                .is_none_or(|kind| kind.eq_ignore_ascii_case("delivery-status"));
        let Children::Some(children) = &entity.children else { return None };
        if !is_report {
            return None;
        }
        let mut bounce = Self::default();
        for child in children {
            match child.media_type.as_str() {
                "message/delivery-status" | "message/global-delivery-status" => {
                    bounce.statuses(&child.bytes())
                }
                "message/rfc822"
                | "message/global"
                | "text/rfc822-headers"
                | "message/global-headers" => {
                    bounce.original(&child.bytes());
                }
                _ => {}
            }
        }
        // Some servers quote nothing of the original mail, but name it in the header lines
        // `In-Reply-To` or `References`, as a reply does.
        let of_thread = entity
            .text_of("In-Reply-To")
            .or_else(|| entity.text_of("References")?.split_whitespace().last());
        bounce.message_id = bounce
            .message_id
            .or_else(|| of_thread.map(plain_id))
            .filter(|id| !id.is_empty());
        Some(bounce)
    }

    /// Reads the blocks of header lines in the machine-readable part of a delivery report: one
    /// block about the mail, then one about each recipient.
    fn statuses(&mut self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        for (index, block) in
            text.split("\n\n").filter(|block| !block.trim().is_empty()).enumerate()
        {
            let lines = format!("{block}\n\n");
            let entity = Entity::cut(lines.as_bytes(), &mut Budget::default());
            let value = |name| entity.text_of(name).map(one_line).unwrap_or_default();
            if index == 0 {
                self.envelope_id = Some(value("Original-Envelope-Id")).filter(|id| !id.is_empty());
            }
            let address = [value("Original-Recipient"), value("Final-Recipient")]
                .into_iter()
                .find(|address| !address.is_empty());
            if let Some(address) = address.filter(|_| self.recipients.len() < MOST_RECIPIENTS) {
                let address = address
                    .split_once(';')
                    .map_or(address.as_str(), |(_, address)| address)
                    .trim()
                    .to_owned();
                let action = value("Action").to_ascii_lowercase();
                self.recipients.push(Bounced {
                    address,
                    action,
                    status: value("Status"),
                    diagnostic: value("Diagnostic-Code"),
                });
            }
        }
    }

    fn original(&mut self, bytes: &[u8]) {
        // The parser needs an empty line at the end.
        let bytes = [bytes, b"\r\n\r\n"].concat();
        let entity = Entity::cut(&bytes, &mut Budget::default());
        self.message_id =
            entity.text_of("Message-ID").map(plain_id).or_else(|| self.message_id.take());
    }
}

fn plain_id(text: &str) -> String {
    text.trim().trim_start_matches('<').trim_end_matches('>').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@mx.example.com\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
        --b\r\n\r\nIt could not be delivered.\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mx.example.com\r\nOriginal-Envelope-Id: job17\r\n\r\n\
        Original-Recipient: rfc822;anna@example.com\r\nFinal-Recipient: rfc822; anna@mx.example.com\r\n\
        Action: Failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n such user\r\n\r\n\
        Final-Recipient: rfc822; ben@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n\
        --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <17.fax@pbx>\r\nSubject: Fax\r\n\r\ntext\r\n--b--\r\n";

    #[test]
    fn a_report_says_which_mail_was_lost_and_why() {
        let bounce = Bounce::read(REPORT.as_bytes()).unwrap();
        assert_eq!(
            (bounce.message_id.as_deref(), bounce.envelope_id.as_deref()),
            (Some("17.fax@pbx"), Some("job17"))
        );
        let [anna, ben] = &bounce.recipients[..] else { panic!("{:?}", bounce.recipients) };
        assert_eq!(
            (anna.address.as_str(), anna.status.as_str(), anna.is_lost()),
            ("anna@example.com", "5.1.1", true)
        );
        assert_eq!(anna.diagnostic, "smtp; 550 5.1.1 no such user");
        assert_eq!(
            (ben.address.as_str(), ben.action.as_str(), ben.is_lost()),
            ("ben@example.com", "delayed", false)
        );
    }

    #[test]
    fn a_report_without_the_mail_is_known_by_its_thread() {
        let short = REPORT
            .split("--b\r\nContent-Type: message/rfc822")
            .next()
            .unwrap()
            .replace("From:", "In-Reply-To: <18@pbx>\r\nFrom:");
        assert_eq!(Bounce::read(short.as_bytes()).unwrap().message_id.as_deref(), Some("18@pbx"));
    }

    #[test]
    fn other_mails_are_no_reports() {
        assert_eq!(Bounce::read(b"Subject: hello\r\n\r\ntext\r\n"), None);
        let receipt =
            REPORT.replace("report-type=delivery-status", "report-type=disposition-notification");
        assert_eq!(Bounce::read(receipt.as_bytes()), None);
    }
}
