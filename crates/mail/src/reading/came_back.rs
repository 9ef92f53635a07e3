//! Reads bounces of our own mails (RFC 3464, and the forms of older mail servers).
//!
//! A bounce contains the original mail, its header, or at least its Message-ID. Our Message-IDs are
//! random, so only a recipient of the mail can know one. A mail without one of these ids is not
//! accepted as a bounce.

use crate::letter::{Automatic, Bounce, Head};

/// A bounce: a mail that reports about the delivery of a mail that Ferrofax has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CameBack {
    /// The Message-ID of the mail that Ferrofax has sent, without angle brackets.
    pub(crate) message_id: String,
    /// Whether the delivery has failed for good. If not, the mail is only late, or was delivered.
    pub(crate) is_final: bool,
    /// The reason of the bounce, as the other mail server wrote it.
    pub(crate) reason: String,
}

/// The text with which the Message-ID of each mail that Ferrofax sends begins.
const OURS: &str = "ferrofax-";
/// The number of random digits in the Message-ID of each mail that Ferrofax sends.
const CHANCE: usize = 24;
/// The longest reason of a bounce that is kept, in characters.
const LONGEST_REASON: usize = 300;

impl CameBack {
    /// Reads a bounce; `None` if the message is not about a mail of ours.
    pub(crate) fn read(message: &[u8]) -> Option<Self> {
        Bounce::read(message)
            .and_then(|report| Self::of_report(&report))
            .or_else(|| Self::of_old_server(message))
    }

    fn of_report(report: &Bounce) -> Option<Self> {
        let message_id = our_id(report.message_id.as_deref()?)?;
        let told = report
            .recipients
            .iter()
            .find(|one| one.is_lost())
            .or_else(|| report.recipients.first())?;
        let reason = shown(&format!("{} {}", told.status, told.diagnostic));
        Some(Self { message_id, is_final: told.is_lost(), reason })
    }

    /// Reads a bounce that an old mail server wrote: some sentences, followed by the original mail
    /// or its header.
    fn of_old_server(message: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(message);
        let lines = unfolded(&text);
        if is_answer(message) || lines.iter().any(|line| is_of_receipt(line)) {
            return None;
        }
        let is_named =
            |line: &&String| value(line.trim_start_matches(['>', ' ']), "message-id").is_some();
        let named = lines.iter().filter(is_named).find_map(|line| our_id(line));
        let message_id = named.or_else(|| our_id(&text))?;
        let subject = lines
            .iter()
            .find_map(|line| value(line, "subject"))
            .unwrap_or("no reason was given");
        let is_late = ["warning", "delay"]
            .iter()
            .any(|word| subject.to_ascii_lowercase().contains(word));
        Some(Self { message_id, is_final: !is_late, reason: shown(subject) })
    }
}

/// Whether the message is an automatic reply to a mail of ours, such as an out-of-office reply
/// (RFC 3834). Old mail servers mark their bounces as automatic replies too. They name the lost
/// recipients in the header, or send from the address of the mail system itself.
fn is_answer(message: &[u8]) -> bool {
    let Ok(head) = Head::read(message, "") else { return false };
    let from = head.from.as_ref().map_or("", |from| from.address.as_str());
    let from = from.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_of_server = head.field("X-Failed-Recipients").is_some()
        || matches!(from.as_str(), "mailer-daemon" | "postmaster");
    head.automatic == Some(Automatic::Answer) && !is_of_server
}

/// Whether this line of a message says that the message, or a part of it, is a read receipt (RFC
/// 8098).
fn is_of_receipt(line: &str) -> bool {
    let kind = value(line, "content-type").unwrap_or_default().to_ascii_lowercase();
    kind.contains("disposition-notification")
}

/// Makes the reason of a bounce fit for one line: control characters are removed, and only the
/// first [`LONGEST_REASON`] characters are kept.
fn shown(reason: &str) -> String {
    reason
        .trim()
        .chars()
        .filter(|sign| !sign.is_control())
        .take(LONGEST_REASON)
        .collect()
}

/// Returns the lines of a mail in which each folded header line is one line: a line that begins
/// with a blank or a tab is added to the one before.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) && !last.is_empty() => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

fn value<'l>(line: &'l str, name: &str) -> Option<&'l str> {
    let (found, value) = line.split_once(':')?;
    found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

/// Finds in a text the first Message-ID that Ferrofax made: `ferrofax-7-…@host`,
/// `ferrofax-job-7-…@host`, `ferrofax-letter-7-…@host`.
fn our_id(text: &str) -> Option<String> {
    text.match_indices(OURS).find_map(|(at, _)| {
        let id: String = text[at..]
            .chars()
            .take(200)
            .take_while(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '@'))
            .collect();
        let (unique, host) = id.split_once('@')?;
        let mut words = unique.rsplit('-');
        let chance = words.next()?;
        let is_chance =
            chance.len() == CHANCE && chance.bytes().all(|digit| digit.is_ascii_hexdigit());
        let is_number = words.next()?.bytes().all(|digit| digit.is_ascii_digit());
        (is_chance && is_number && !host.is_empty()).then(|| id.clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "ferrofax-job-17-0123456789abcdef01234567@pbx.example.com";

    #[test]
    fn a_report_of_a_mail_server_names_our_mail_and_the_reason() {
        let report = format!(
            "Subject: Undelivered\r\nMessage-ID: <x@relay>\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\
             Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay\r\n\r\nAction: Failed\r\n\
             Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 <a@b>:\r\n no such user\r\nFinal-Recipient: rfc822; a@b\r\n\r\n--b\r\n\
             Content-Type: text/rfc822-headers\r\n\r\nReferences: <ferrofax-job-1-aaaaaaaaaaaaaaaaaaaaaaaa@old>\r\n\
             MESSAGE-ID:\r\n <{ID}>\r\n--b--\r\n"
        );
        let bounce = CameBack::read(report.as_bytes()).unwrap();
        assert_eq!(bounce.message_id, ID);
        assert!(bounce.is_final);
        assert_eq!(bounce.reason, "5.1.1 smtp; 550 5.1.1 <a@b>: no such user");
    }

    #[test]
    fn what_is_only_late_is_no_failure() {
        let late = format!("Subject: Warning: not sent for 4 hours\n\nMessage-ID: <{ID}>\n");
        assert!(!CameBack::read(late.as_bytes()).unwrap().is_final);
    }

    #[test]
    fn an_old_mail_server_that_only_shows_the_mail_is_understood() {
        let shown = format!(
            "Subject: Returned mail: User unknown\n\nI'm sorry.\n\n> Message-ID: <{ID}>\n> Subject: Fax\n"
        );
        let bounce = CameBack::read(shown.as_bytes()).unwrap();
        assert_eq!((bounce.message_id.as_str(), bounce.is_final), (ID, true));
        assert_eq!(bounce.reason, "Returned mail: User unknown");
    }

    /// Old versions of Exim mark their bounces as automatic replies.
    #[test]
    fn a_bounce_that_is_marked_as_an_automatic_reply_is_understood() {
        for headers in [
            "X-Failed-Recipients: anna@example.com\r\nFrom: Mail System <mail@relay.example.com>",
            "From: Mail Delivery System <Mailer-Daemon@relay.example.com>",
        ] {
            let bounce = format!(
                "{headers}\r\nAuto-Submitted: auto-replied\r\n\
                 Subject: Mail delivery failed: returning message to sender\r\n\r\n\
                 no such user\r\n\r\nMessage-ID: <{ID}>\r\nSubject: Fax\r\n"
            );
            let bounce = CameBack::read(bounce.as_bytes()).unwrap();
            assert_eq!((bounce.message_id.as_str(), bounce.is_final), (ID, true));
        }
    }

    #[test]
    fn an_automatic_reply_or_a_read_receipt_is_no_bounce() {
        let exchange = "X-Auto-Response-Suppress: All\r\nAuto-Submitted: auto-generated";
        for headers in ["Auto-Submitted: auto-replied (vacation)", "X-Autoreply: yes", exchange] {
            let reply = format!(
                "From: Anna <anna@example.com>\r\nSubject: Out of office\r\n\
                 In-Reply-To: <{ID}>\r\n{headers}\r\n\r\nI am back on Monday.\r\n"
            );
            assert_eq!(CameBack::read(reply.as_bytes()), None, "{headers}");
        }
        let receipt = format!(
            "From: Anna <anna@example.com>\r\nSubject: Read: Fax\r\nContent-Type: multipart/report;\r\n \
             report-type=disposition-notification; boundary=b\r\n\r\n--b\r\n\r\nIt was read.\r\n--b\r\n\
             Content-Type: message/disposition-notification\r\n\r\n\
             Final-Recipient: rfc822; anna@example.com\r\nOriginal-Message-ID: <{ID}>\r\n\
             Disposition: manual-action/MDN-sent-manually; displayed\r\n--b--\r\n"
        );
        assert_eq!(CameBack::read(receipt.as_bytes()), None);
    }

    #[test]
    fn what_names_no_mail_of_ours_is_no_bounce() {
        for text in [
            "",
            "Subject: hello\n\nwrite to ferrofax-users@example.com\n",
            "Message-ID: <ferrofax-job-17-0123@x>\n",
            "Message-ID: <ferrofax-job-x-0123456789abcdef01234567@x>\n",
            "Message-ID: <ferrofax-job-17-0123456789abcdef01234567>\n",
        ] {
            assert_eq!(CameBack::read(text.as_bytes()), None, "{text}");
        }
    }
}
