//! Writes letters as mails. A letter is Ferrofax's answer to a mail that will not be faxed; it
//! tells the sender why.
//!
//! | kind of letter | MIME parts of the mail |
//! | --- | --- |
//! | has a list of fax recipients | `multipart/report` (RFC 6522): text, `message/delivery-status` (RFC 3464), headers of the mail |
//! | has no fax recipients | text |
//!
//! The letter belongs to the same mail thread as the mail that it answers. It has the null sender
//! unless `reportenvelopefrom` is set, and its headers say that a machine wrote it. If a letter
//! must be sent again, the mail is the same, byte for byte.

use lettre::message::{Mailbox, Message};

use super::compose::{ComposeError, Composed, envelope, from, lettre_envelope};
use super::headers::{add, add_automatic, is_message_id, mail_date};
use super::mime::{self, Part};
use super::report::status::{Fields, date, diagnosis};
use super::settings::MailSettings;
use super::template::one_line;
use super::words::{Text, Words};
use ferrofax_spool::{
    AnsweredMail, INVITATION_MARK, Letter, LetterRecipient, OutboxEntry, OutboxKind,
};

/// Writes the mail of a letter (the answer to a mail that will not be faxed) for one outbox entry,
/// that is, for one recipient of the letter.
///
/// # Errors
/// [`ComposeError`]: the recipient or the sender is not a valid mail address.
pub(super) fn compose_letter(
    letter: &Letter,
    entry: &OutboxEntry,
    settings: &MailSettings,
) -> Result<Composed, ComposeError> {
    let mailbox = if entry.mailbox.is_empty() { &settings.faxmaster } else { &entry.mailbox };
    let sender = &settings.report.envelope_sender;
    let sender = if sender.is_empty() { String::new() } else { settings.complete_address(sender) };
    let envelope = envelope(mailbox, &sender, settings)?;
    let message_id = settings.message_id(&entry.message_id);
    let mut builder = Message::builder()
        .date(mail_date(entry.created_at))
        .from(from(settings)?)
        .to(Mailbox::new(None, envelope.to.clone()))
        .message_id(Some(format!("<{message_id}>")))
        .envelope(lettre_envelope(&envelope)?);
    let answered = letter.new.answers.message_id.as_str();
    if is_message_id(answered) {
        builder = builder.in_reply_to(format!("<{answered}>")).references(format!("<{answered}>"));
    }
    let (subject, text, undelivered) = words(letter, entry, settings.words());
    let mut message = body(letter, &text, settings, &entry.message_id)
        .mail(builder)
        .map_err(|error| ComposeError::Mail(error.to_string()))?;
    add(message.headers_mut(), "Subject", &subject);
    add_automatic(message.headers_mut());
    add(message.headers_mut(), "X-Ferrofax-Letter", &letter.id.to_string());
    add(message.headers_mut(), "X-Ferrofax-Undeliverable-To", undelivered);
    Ok(Composed::new(envelope, message_id, message.formatted()))
}

/// Makes the subject and the text of a letter (the answer to a mail that will not be faxed). If the
/// letter was undeliverable to a mail address before, the text says so, and the third value is that
/// address. Otherwise the third value is empty.
fn words<'e>(letter: &Letter, entry: &'e OutboxEntry, words: Words) -> (String, String, &'e str) {
    let (subject, text) = (letter.new.subject.clone(), letter.new.text.clone());
    let OutboxKind::Letter { undelivered: Some((reason, mailbox)), .. } = &entry.kind else {
        return (subject, text, "");
    };
    let reason = one_line(&reason.text(words.language));
    // The link of an invitation is a secret of the invited user.
    let text = if letter.new.mark.starts_with(INVITATION_MARK) { String::new() } else { text };
    let text = format!(
        "{}\n{}\n\n{text}",
        words.with_one(Text::letter_undelivered, "mailbox", &one_line(mailbox)),
        words.with_one(Text::undelivered_reason, "reason", &reason)
    );
    (words.with_one(Text::undeliverable_subject, "subject", &subject), text, mailbox)
}

fn body(letter: &Letter, text: &str, settings: &MailSettings, boundary: &str) -> Part {
    let text = mime::text_part(text);
    if letter.new.recipients.is_empty() {
        return Part::Single(text);
    }
    let status = mime::program_part(status(letter, settings), "message/delivery-status");
    let mut both = mime::report(boundary).singlepart(text).singlepart(status);
    if let Some(headers) = original_headers(&letter.new.answers) {
        both = both.singlepart(mime::program_part(headers, "text/rfc822-headers"));
    }
    Part::Multi(both)
}

/// Makes the part `message/delivery-status` (RFC 3464 §2) of a letter (the answer to a mail that
/// will not be faxed). Programs read this part. It has fields about the mail that will not be
/// faxed, then fields about each recipient, separated by blank lines.
fn status(letter: &Letter, settings: &MailSettings) -> String {
    let mail = &letter.new.answers;
    let mut fields = Fields::default();
    fields.add("Original-Envelope-Id", &mail.envelope_id);
    fields.add("Reporting-MTA", &format!("dns; {}", settings.domain()));
    fields.add("Arrival-Date", &date(mail.arrived_at));
    for LetterRecipient { address, original, failure } in &letter.new.recipients {
        fields.end_group();
        fields.add("Original-Recipient", original);
        fields.add("Final-Recipient", &format!("rfc822; {address}"));
        fields.add("Action", "failed");
        fields.add("Status", failure.dsn_final());
        fields.add("Diagnostic-Code", &diagnosis(Some(*failure)));
    }
    fields.text()
}

/// The Message-ID and the subject of a mail that will not be faxed, as header lines. They are part
/// of the answer to that mail, so that programs find it. `None` if the mail has neither.
fn original_headers(mail: &AnsweredMail) -> Option<String> {
    let mut fields = Fields::default();
    if is_message_id(&mail.message_id) {
        fields.add("Message-ID", &format!("<{}>", mail.message_id));
    }
    fields.add("Subject", &mail.subject);
    Some(fields.text()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};

    use super::*;
    use ferrofax_basics::UnixMs;
    use ferrofax_spool::failure::Failure;
    use ferrofax_spool::{LetterId, NewLetter, OutboxId, OutboxState};

    fn letter() -> Letter {
        let recipient = |address: &str, failure| LetterRecipient {
            address: address.into(),
            original: "rfc822;boss@fax.example.com".into(),
            failure,
        };
        let new = NewLetter {
            mark: "mail:1".into(),
            mailbox: "alice@example.com".into(),
            subject: "Fax NOT SENT: Grüße\r\nBcc: eve@example.com".into(),
            text: "Your mail was not faxed.\n".into(),
            answers: AnsweredMail {
                message_id: "a.1@mail.example.com".into(),
                subject: "Offer\r\nX: y".into(),
                envelope_id: "E7".into(),
                arrived_at: UnixMs(1_000),
            },
            recipients: vec![
                recipient("4711@fax.example.com", Failure::NoDocument),
                recipient("4712@fax.example.com", Failure::Forbidden),
            ],
        };
        Letter { id: LetterId(4), new }
    }

    fn entry(undelivered: Option<(&str, &str)>) -> OutboxEntry {
        let undelivered = undelivered.map(|(why, whom)| (why.into(), whom.to_owned()));
        OutboxEntry {
            id: OutboxId(1),
            fax: None,
            mailbox: if undelivered.is_some() {
                String::new()
            } else {
                "alice@example.com".to_owned()
            },
            kind: OutboxKind::Letter { letter: LetterId(4), undelivered },
            state: OutboxState::Leased,
            attempts: 1,
            created_at: UnixMs(2_000),
            next_try_at: UnixMs(0),
            last_error: None,
            problem: None,
            relay_answer: None,
            ended_at: None,
            message_id: "ferrofax-letter-4-00@host".into(),
        }
    }

    #[test]
    fn it_answers_the_mail_for_people_and_for_programs() {
        let settings =
            MailSettings { domain: Some("example.com".into()), ..MailSettings::default() };
        let mail = compose_letter(&letter(), &entry(None), &settings).unwrap();
        assert_eq!(mail.envelope.from, None, "no machine is to answer it");
        assert_eq!(mail.bytes, compose_letter(&letter(), &entry(None), &settings).unwrap().bytes);
        let read = MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(read.in_reply_to().as_text(), Some("a.1@mail.example.com"));
        assert_eq!(read.references().as_text(), Some("a.1@mail.example.com"));
        assert_eq!(read.subject(), Some("Fax NOT SENT: Grüße Bcc: eve@example.com"));
        assert!(read.bcc().is_none());
        let kind = read.content_type().unwrap();
        assert_eq!(
            (kind.subtype(), kind.attribute("report-type")),
            (Some("report"), Some("delivery-status"))
        );
        let parts: Vec<String> = read
            .parts
            .iter()
            .skip(1)
            .map(|part| String::from_utf8_lossy(part.contents()).into_owned())
            .collect();
        assert_eq!(parts.len(), 3);
        for line in [
            "Original-Envelope-Id: E7\r\n",
            "Reporting-MTA: dns; example.com\r\n",
            "Final-Recipient: rfc822; 4711@fax.example.com\r\nAction: failed\r\nStatus: 5.6.0\r\n",
            "Final-Recipient: rfc822; 4712@fax.example.com\r\nAction: failed\r\nStatus: 5.7.1\r\n",
            "Original-Recipient: rfc822;boss@fax.example.com\r\n",
        ] {
            assert!(parts[1].contains(line), "{line} in {}", parts[1]);
        }
        assert_eq!(parts[2], "Message-ID: <a.1@mail.example.com>\r\nSubject: Offer  X: y\r\n");
    }

    #[test]
    fn the_faxmaster_does_not_get_the_link_of_an_invitation() {
        let settings =
            MailSettings { domain: Some("example.com".into()), ..MailSettings::default() };
        let mut letter = letter();
        letter.new.mark = format!("{INVITATION_MARK}a1");
        letter.new.recipients.clear();
        letter.new.text = "https://fax.example.com/invitation/secret".into();
        let text = |entry| {
            let mail = compose_letter(&letter, &entry, &settings).unwrap();
            let read = MessageParser::default().parse(&mail.bytes).unwrap().into_owned();
            read.body_text(0).unwrap().into_owned()
        };
        assert!(text(entry(None)).contains("secret"));
        let told = text(entry(Some(("550 no such user", "dora@example.com"))));
        assert!(told.contains("dora@example.com") && !told.contains("secret"), "{told}");
    }

    #[test]
    fn the_faxmaster_is_told_who_could_not_have_it() {
        let settings =
            MailSettings { domain: Some("example.com".into()), ..MailSettings::default() };
        let mail = compose_letter(
            &letter(),
            &entry(Some(("550 no such user", "alice@example.com"))),
            &settings,
        )
        .unwrap();
        assert_eq!(mail.envelope.to.to_string(), "faxmaster@example.com");
        let read = MessageParser::default().parse(&mail.bytes).unwrap();
        assert!(read.subject().unwrap().starts_with("Undeliverable: Fax NOT SENT"));
        let text = read.body_text(0).unwrap().replace("\r\n", "\n");
        assert!(
            text.starts_with(
                "This e-mail could not be delivered to alice@example.com.\nReason: 550 no such user\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn what_names_no_recipient_is_plain_text() {
        let mut letter = letter();
        letter.new.recipients.clear();
        letter.new.answers.message_id = "not an id".into();
        let mail = compose_letter(&letter, &entry(None), &MailSettings::default()).unwrap();
        let read = MessageParser::default().parse(&mail.bytes).unwrap();
        assert_eq!(read.content_type().unwrap().ctype(), "text");
        assert!(read.in_reply_to().as_text().is_none());
    }
}
