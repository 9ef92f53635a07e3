//! Writes the mail for one entry of the outbox (the mails and print jobs that are still to be
//! sent). The table has the MIME parts of the mail for each format:
//!
//! | format | shape |
//! | --- | --- |
//! | `pdf` | `multipart/mixed`: text, `application/pdf` |
//! | `tiff` | `multipart/mixed`: text, `image/tiff` (`.tif`) |
//! | `inlinegif` | `multipart/mixed`: (`multipart/alternative`: text, (`multipart/related`: HTML, `image/gif`)), `application/pdf` |
//!
//! An outbox entry makes the same mail, byte for byte, in every attempt to send it: Message-ID,
//! Date (the end of the call) and boundaries are fixed. So if a mail is sent twice, mail programs
//! recognise both copies as one mail. Bodies are UTF-8 and quoted-printable, files are base64. So
//! every line is ASCII and short, and any relay accepts the mail.
//!
//! A fax that has pages is never mailed without them, with three exceptions. In these cases the
//! mail says that the fax is missing:
//!
//! - the setting `attach=no` leaves the fax out;
//! - the fax is too large for a mail, or the relay has refused the mail because of its size; the
//!   faxmaster then gets a notice;
//! - the mail is a notice to the faxmaster, and the document itself cannot be read.
//!
//! The fax itself is not kept in memory. The mail library writes the mail with a placeholder, and
//! the fax's file replaces the placeholder while the mail is sent.

use std::io;
use std::path::Path;
use std::sync::Arc;

use base64::prelude::{BASE64_STANDARD, Engine};
use lettre::Address;
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind};

use super::attachment::{DocumentError, is_short};
use super::fax_file::FaxFile;
use super::headers::{add, add_machine_headers, header_text, mail_date};
use super::html::{self, Tone};
use super::mime::{self, Picture};
use super::names;
use super::protection::{About, Order};
use super::settings::MailSettings;
use super::words::{Text, Words};
use ferrofax_basics::UnixMs;
use ferrofax_basics::value::is_mailbox;
use ferrofax_languages::Value;
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{FaxStatus, OutboxEntry, OutboxKind, ReceivedFax, to_printer};

/// A complete mail, ready to be sent to the mail relay.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The sender and the recipient of this mail, as the relay gets them.
    pub envelope: Envelope,
    /// The Message-ID of the mail, without angle brackets.
    pub message_id: String,
    /// The headers and the body without the fax's file. All bytes are ASCII, and lines end in CRLF.
    pub bytes: Vec<u8>,
    /// How the mail must be protected before it leaves this machine. `None`: it need not be.
    pub protect: Option<Order>,
    /// The reason why the fax is missing in the mail. `None` if nothing is missing.
    pub left_out: Option<Undelivered>,
    /// Whether a file with pages of a fax is attached to the mail.
    pub(super) has_fax: bool,
    file: Option<FileInMail>,
}

/// The file of a fax that is attached to a mail, and its position in the mail.
#[derive(Debug, Clone)]
struct FileInMail {
    file: Arc<FaxFile>,
    /// The position of the fax's file in the bytes of the mail.
    at: usize,
}

/// The placeholder for the fax's file. The mail is first written with the placeholder, which the
/// file replaces while the mail is sent.
const STAND_IN: &[u8] = b"Ferrofax: the fax stands here in the mail";

impl Composed {
    /// Makes a [`Composed`] from `bytes`: the headers and the body of a mail that is already
    /// written. Its lines end in CRLF.
    pub const fn new(envelope: Envelope, message_id: String, bytes: Vec<u8>) -> Self {
        let (protect, left_out, has_fax, file) = (None, None, false, None);
        Self { envelope, message_id, bytes, protect, left_out, has_fax, file }
    }

    /// Replaces the placeholder in the mail by the file of the fax.
    fn with_file(mut self, file: Option<FaxFile>) -> Result<Self, ComposeError> {
        let Some(file) = file else { return Ok(self) };
        let stand_in = BASE64_STANDARD.encode(STAND_IN).into_bytes();
        // The placeholder is in the last part; the parts before it may contain anything.
        let at = self.bytes.windows(stand_in.len()).rposition(|bytes| bytes == stand_in);
        let at = at.ok_or_else(|| ComposeError::Mail("it has no place for the fax".to_owned()))?;
        self.bytes.drain(at..at + stand_in.len());
        self.file = Some(FileInMail { file: Arc::new(file), at });
        self.has_fax = true;
        Ok(self)
    }

    /// The length of the mail, in bytes.
    pub fn length(&self) -> u64 {
        let file = self.file.as_ref().map_or(0, |place| place.file.length_in_mail());
        self.bytes.len() as u64 + file
    }

    /// Writes the mail into `sink`, piece by piece.
    ///
    /// # Errors
    /// `sink` returned an error, or the file of the fax can't be read any more.
    pub fn write(&self, sink: &mut dyn io::Write) -> io::Result<()> {
        let Some(FileInMail { file, at }) = &self.file else { return sink.write_all(&self.bytes) };
        let (before, after) = self.bytes.split_at(*at);
        sink.write_all(before)?;
        file.write(sink)?;
        sink.write_all(after)
    }

    /// Returns the bytes of the whole mail.
    ///
    /// # Errors
    /// The file of the fax can't be read any more.
    pub fn whole(&self) -> io::Result<Vec<u8>> {
        let mut mail = Vec::new();
        self.write(&mut mail)?;
        Ok(mail)
    }
}

/// The sender and the recipient of a mail, for the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The mail address to which bounces are sent; `None` for the null sender.
    pub from: Option<Address>,
    /// The mail address of the recipient of the mail.
    pub to: Address,
}

/// The reason why a mail could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", Undelivered::from(self))]
pub enum ComposeError {
    /// The recipient is not a valid mail address.
    BadAddress {
        /// The recipient's address as it was given, which is not a valid mail address.
        address: String,
    },
    /// The configured sender is not a valid mail address.
    BadSender {
        /// The sender's address in the settings, which is not a valid mail address.
        address: String,
    },
    /// The file that must be attached to the mail could not be made from the document of the fax.
    Document(#[from] DocumentError),
    /// The library that writes mails returned this error.
    Mail(String),
}

impl From<&ComposeError> for Undelivered {
    fn from(error: &ComposeError) -> Self {
        match error {
            ComposeError::BadAddress { address } => Self::BadAddress { address: address.clone() },
            ComposeError::BadSender { address } => Self::BadSender { address: address.clone() },
            ComposeError::Document(error) => error.into(),
            ComposeError::Mail(why) => Self::MailNotWritten { why: why.clone() },
        }
    }
}

impl ComposeError {
    /// Whether the error is permanent: no later attempt can succeed, because the recipient is not a
    /// valid mail address.
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::BadAddress { .. })
    }
}

/// Writes the mail for the outbox entry `entry`. `fax` is the received fax that the mail is about.
/// It contains the settings of the fax device that received it; these take precedence over the
/// general `settings`.
pub fn compose(
    fax: &ReceivedFax,
    entry: &OutboxEntry,
    document: &Path,
    settings: &MailSettings,
) -> Result<Composed, ComposeError> {
    compose_from(fax, entry, settings, Source::Document(document))
}

/// Writes the mail for the outbox entry `entry` as [`compose`] does, but without the fax. The mail
/// gives `refusal` as the reason: the answer of the relay that has refused the mail with the fax.
pub(super) fn compose_without_fax(
    fax: &ReceivedFax,
    entry: &OutboxEntry,
    settings: &MailSettings,
    refusal: &Undelivered,
) -> Result<Composed, ComposeError> {
    compose_from(fax, entry, settings, Source::Refused(refusal))
}

/// The source of the fax's file in a mail.
enum Source<'a> {
    /// The document of the fax in the spool, at this path.
    Document(&'a Path),
    /// There is no source, because the relay has refused the mail with the file, for this reason.
    Refused(&'a Undelivered),
}

fn compose_from(
    fax: &ReceivedFax,
    entry: &OutboxEntry,
    settings: &MailSettings,
    source: Source<'_>,
) -> Result<Composed, ComposeError> {
    let settings = settings.for_fax(fax);
    let (mailbox, notice) = match &entry.kind {
        // Job reports and letters are no mails of faxes; `report` and `letter` write them.
        OutboxKind::Fax | OutboxKind::JobReport { .. } | OutboxKind::Letter { .. } => {
            (entry.mailbox.as_str(), None)
        }
        OutboxKind::FaxmasterNotice { reason, original_mailbox } => {
            let mailbox =
                if entry.mailbox.is_empty() { &settings.faxmaster } else { &entry.mailbox };
            (
                mailbox.as_str(),
                Some((reason.text(settings.words().language), original_mailbox.as_str())),
            )
        }
    };
    let envelope = envelope(mailbox, &settings.envelope_from(), &settings)?;
    let words = settings.words();
    // If the fax's file is missing: the reason as text and as data. A notice to the faxmaster causes
    // no further notice.
    let (file, trouble, fault) = match source {
        Source::Refused(refusal) => {
            (None, Some(refusal.text(words.language)), Some(refusal.clone()))
        }
        Source::Document(document) => match document_for(fax, document, &settings) {
            Ok(file) => (file, None, None),
            Err(error) if notice.is_some() || matches!(error, DocumentError::TooLarge { .. }) => {
                (None, Some(error.text(words)), Some((&error).into()))
            }
            Err(error) => return Err(error.into()),
        },
    };
    let attached_pages = file.as_ref().map_or(usize::MAX, |file| file.pages);
    let short = is_short(fax, attached_pages).then(|| with_pages(fax, attached_pages));
    let fax = short.as_ref().unwrap_or(fax);
    let fault = fault.filter(|_| notice.is_none());
    let left_out = fault.map(|fault| Undelivered::SentWithoutFax { fault: Box::new(fault) });

    let values = names::values(fax, entry, &settings.dates, words);
    let (subject, text) = settings.words_of(fax);
    let mut subject = subject.fill(|name| values.get(name));
    // A line of our own text without a value is left out; the administrator's own lines are kept.
    let mut text = match settings.body {
        Some(_) => text.fill(|name| values.get(name)),
        None => text.fill_lines(|name| values.get(name)),
    };
    if let Some(warning) = incomplete_warning(fax, words) {
        let is_failed = fax.status == FaxStatus::Failed;
        let mark = if is_failed { Text::failed_subject } else { Text::incomplete_subject };
        subject = words.with_one(mark, "subject", &subject);
        text = format!("{warning}\n\n{text}");
    }
    if let (Some(trouble), None) = (&trouble, &notice) {
        subject = words.with_one(Text::not_attached_subject, "subject", &subject);
        text = format!("{}\n\n{text}", not_attached(fax, trouble, words));
    }
    if let Some((reason, original)) = &notice {
        subject = words.with_one(Text::undeliverable_subject, "subject", &subject);
        text = format!("{}\n{text}", notice_text(reason, original, trouble.as_deref(), words));
    }

    let message_id = settings.message_id(&entry.message_id);
    // The mail, with a placeholder for the file.
    let tone = if fax.status == FaxStatus::Received { Tone::Neutral } else { Tone::Bad };
    let file_name = names::file_name(fax, &settings.dates);
    let attached: &[&str] = if file.is_some() { &[&file_name] } else { &[] };
    let mut message = Message::builder()
        .date(mail_date(entry_time(fax, entry)))
        .from(from(&settings)?)
        .to(Mailbox::new(None, envelope.to.clone()))
        .message_id(Some(format!("<{message_id}>")))
        .envelope(lettre_envelope(&envelope)?)
        .multipart(body(&text, file.as_ref(), &file_name, (tone, words), &message_id))
        .map_err(|error| ComposeError::Mail(error.to_string()))?;
    add(message.headers_mut(), "Subject", &subject);
    add_machine_headers(message.headers_mut(), fax, entry, attached, settings.fax_headers);
    let mail = Composed::new(envelope, message_id, message.formatted()).with_file(file)?;
    let protect = settings.order(About::Fax).map(|order| Order { fax: Some(fax.id), ..order });
    Ok(Composed { left_out, protect, ..mail })
}

/// Writes the mail of the command `ferrofax test mail`.
pub fn compose_test(
    mailbox: &str,
    settings: &MailSettings,
    now: UnixMs,
) -> Result<Composed, ComposeError> {
    let envelope = envelope(mailbox, &settings.envelope_from(), settings)?;
    let message_id = format!("ferrofax-test-{}@{}", now.0, settings.domain());
    let mut message = Message::builder()
        .date(mail_date(now))
        .from(from(settings)?)
        .to(Mailbox::new(None, envelope.to.clone()))
        .message_id(Some(format!("<{message_id}>")))
        .envelope(lettre_envelope(&envelope)?)
        .singlepart(mime::text_part(&format!("{}\n", settings.words().text(Text::test_text))))
        .map_err(|error| ComposeError::Mail(error.to_string()))?;
    add(message.headers_mut(), "Subject", &settings.words().text(Text::test_subject));
    add(message.headers_mut(), "Auto-Submitted", "auto-generated");
    Ok(Composed::new(envelope, message_id, message.formatted()))
}

/// Makes the file of the fax that the mail must contain. Returns `None` only if the fax has no
/// page, or if `attach=no` is set.
fn document_for(
    fax: &ReceivedFax,
    document: &Path,
    settings: &MailSettings,
) -> Result<Option<FaxFile>, DocumentError> {
    if fax.pages.is_empty() || !settings.attach {
        Ok(None)
    } else {
        FaxFile::new(fax, document).map(Some)
    }
}

/// Checks whether received faxes can be sent to these mailboxes. Valid mailboxes are mail
/// addresses, local names that the domain in the settings completes, and printers (`print:NAME`)
/// that print received faxes.
///
/// # Errors
/// The first invalid mailbox: [`ComposeError::BadAddress`].
pub fn check_mailboxes(mailboxes: &[String]) -> Result<(), ComposeError> {
    let is_printer =
        |mailbox: &str| mailbox.strip_prefix(&to_printer("")).is_some_and(|name| !name.is_empty());
    match mailboxes.iter().find(|mailbox| !is_printer(mailbox) && !is_mailbox(mailbox)) {
        Some(wrong) => Err(ComposeError::BadAddress { address: wrong.clone() }),
        None => Ok(()),
    }
}

/// Makes the envelope of a mail; `from` is the envelope sender, empty for the null sender.
pub(super) fn envelope(
    mailbox: &str,
    from: &str,
    settings: &MailSettings,
) -> Result<Envelope, ComposeError> {
    let to = settings.complete_address(mailbox.trim());
    let to = to
        .parse()
        .map_err(|_| ComposeError::BadAddress { address: mailbox.to_owned() })?;
    let from = if from.is_empty() { None } else { Some(sender(from)?) };
    Ok(Envelope { from, to })
}

/// Reads the address of the sender. If only its domain has letters beyond ASCII, the domain gets
/// its ASCII form (`xn--…`, RFC 5891), which relays without SMTPUTF8 accept, too.
fn sender(address: &str) -> Result<Address, ComposeError> {
    let bad = |_| ComposeError::BadSender { address: address.to_owned() };
    let sender: Address = address.parse().map_err(bad)?;
    if sender.user().is_ascii()
        && !sender.domain().is_ascii()
        && let Ok(domain) = idna::domain_to_ascii(sender.domain())
    {
        return Address::new(sender.user(), domain).map_err(bad);
    }
    Ok(sender)
}

pub(super) fn from(settings: &MailSettings) -> Result<Mailbox, ComposeError> {
    let name = header_text(&settings.from_name);
    let name = if name.is_empty() { None } else { Some(name) };
    Ok(Mailbox::new(name, sender(&settings.complete_address(&settings.from_address))?))
}

pub(super) fn lettre_envelope(
    envelope: &Envelope,
) -> Result<lettre::address::Envelope, ComposeError> {
    lettre::address::Envelope::new(envelope.from.clone(), vec![envelope.to.clone()])
        .map_err(|error| ComposeError::Mail(error.to_string()))
}

/// The date in the mail of an outbox entry. For a mail with a fax, it is the end of the call. For a
/// notice, it is the time when the notice was made.
fn entry_time(fax: &ReceivedFax, entry: &OutboxEntry) -> UnixMs {
    match entry.kind {
        OutboxKind::Fax => fax.ended_at.unwrap_or(fax.started_at),
        OutboxKind::FaxmasterNotice { .. }
        | OutboxKind::JobReport { .. }
        | OutboxKind::Letter { .. } => entry.created_at,
    }
}

/// The fax with only so many pages, as an incomplete fax: its damaged document has only these.
fn with_pages(fax: &ReceivedFax, pages: usize) -> ReceivedFax {
    let mut short = ReceivedFax { status: FaxStatus::Incomplete, outcome: None, ..fax.clone() };
    short.pages.truncate(pages);
    short
}

/// The text in a mail that warns that the fax is incomplete; `None` if the fax is complete.
fn incomplete_warning(fax: &ReceivedFax, words: Words) -> Option<String> {
    if fax.status == FaxStatus::Received {
        return None;
    }
    let mut warning = match fax.pages.len() {
        0 => words.text(Text::no_page),
        pages => words.with(Text::incomplete, &[("count", Value::Count(pages))]),
    };
    for page in fax.pages.iter().filter(|page| !page.complete) {
        warning.push(' ');
        warning += &words.with_one(Text::page_broke_off, "page", &page.number.to_string());
    }
    let outcome = fax.outcome.as_ref().map(|outcome| outcome.text(words.language));
    if let Some(outcome) = outcome.filter(|text| !text.is_empty()) {
        warning.push('\n');
        warning.push_str(&outcome);
    }
    if let Some(line) = &fax.line {
        // The details about the telephone line are for a technician.
        warning.push('\n');
        warning += &words.with_one(Text::line_at_last, "line", line);
    }
    Some(warning)
}

/// The text in a mail that says why the fax is not attached, and how the reader can get it.
fn not_attached(fax: &ReceivedFax, trouble: &str, words: Words) -> String {
    format!(
        "{}\n{}",
        words.with_one(Text::not_attached, "why", trouble),
        words.with_one(Text::not_attached_what_to_do, "fax", &fax.id.to_string())
    )
}

fn notice_text(reason: &str, original: &str, trouble: Option<&str>, words: Words) -> String {
    let mut lines = vec![match original {
        "" => words.text(Text::no_mailbox),
        original => words.with_one(Text::fax_undelivered, "mailbox", original),
    }];
    if !reason.is_empty() {
        lines.push(words.with_one(Text::undelivered_reason, "reason", reason));
    }
    if let Some(trouble) = trouble {
        lines.push(words.with_one(Text::not_attached_either, "why", trouble));
    }
    lines.join("\n") + "\n"
}

fn body(
    text: &str,
    file: Option<&FaxFile>,
    file_name: &str,
    (tone, words): (Tone, Words),
    message_id: &str,
) -> MultiPart {
    let mixed = mime::multipart(MultiPartKind::Mixed, "mixed", message_id);
    let Some(FaxFile { media_type, picture, .. }) = file else {
        return mixed.singlepart(mime::text_part(text));
    };
    let mixed = match picture {
        None => mixed.singlepart(mime::text_part(text)),
        Some(gif) => {
            let picture = Picture::first_page(gif.clone(), message_id);
            let html = html::page(text, tone, words, Some(&picture.content_id));
            mixed.multipart(mime::alternative(text, &html, Some(picture), message_id))
        }
    };
    mixed.singlepart(mime::file_part(file_name, STAND_IN.to_vec(), media_type))
}
