//! The headers that our mails have for programs.
//!
//! `Content-Class: fax` and the `X-…` fax headers are those by which Exchange and Outlook recognise
//! a fax ([MS-OXCMAIL] 2.1.3.2.2, 2.2.3.2.15, 2.2.3.2.23); `faxheaders=no` leaves them out.
//! `Auto-Submitted` (RFC 3834) and its Exchange counterpart prevent vacation notices.
//! A fax that rules mark as urgent has the headers `Importance` (RFC 4021) and `X-Priority`.
//! The headers `X-Ferrofax-…` are our own, for sorting and archiving:
//!
//! | header | content |
//! | --- | --- |
//! | `X-Ferrofax-Id` | the fax's number in the spool |
//! | `X-Ferrofax-Device` | the device, `extension@context` |
//! | `X-Ferrofax-Called` | the number that was dialled |
//! | `X-Ferrofax-Station` | the identification of the remote fax machine (TSI) |
//! | `X-Ferrofax-Subaddress` | the subaddress that the remote fax machine asked for (SUB) |
//! | `X-Ferrofax-Status` | `received`, `incomplete`, `failed` |
//! | `X-Ferrofax-Cause` | the name of the cause with which the T.30 session ended |
//! | `X-Ferrofax-Packets` | the counts of the packets of T.38, or of audio |
//! | `X-Ferrofax-Undeliverable-To` | in a notice to the faxmaster: the mailbox that could not get the fax |
//!
//! The report of a sent fax has other headers, see `report/headers.rs`. A mail that tells a sender
//! why their mail is not faxed is called a letter. It has the header `X-Ferrofax-Letter` with the
//! letter's number in the spool.

use std::time::SystemTime;

use lettre::message::header::{HeaderName, HeaderValue, Headers};

use super::template::one_line;
use ferrofax_basics::UnixMs;
use ferrofax_spool::sending::option::URGENT;
use ferrofax_spool::{OutboxEntry, OutboxKind, ReceivedFax};

/// The greatest length of the value of a mail header, in characters. Telephone numbers and names
/// are shorter.
const LONGEST: usize = 250;

/// Adds the headers by which mail programs and archives recognise and sort faxes. `attachments` are
/// the names of the attached files.
pub(super) fn add_machine_headers(
    headers: &mut Headers,
    fax: &ReceivedFax,
    entry: &OutboxEntry,
    attachments: &[&str],
    fax_headers: bool,
) {
    add_automatic(headers);
    if fax.options.contains_key(URGENT) {
        add(headers, "Importance", "high");
        add(headers, "X-Priority", "1");
    }
    // Fax servers have written these headers for decades, and archives look for them.
    if fax_headers {
        add(headers, "Content-Class", "fax");
        let calling = if fax.calling.is_empty() {
            fax.far_ident.as_deref().unwrap_or_default()
        } else {
            &fax.calling
        };
        add(headers, "X-CallingTelephoneNumber", calling);
        add(headers, "X-FaxNumberOfPages", &fax.pages.len().to_string());
        add(headers, "X-AttachmentOrder", &attachments.join(";"));
        add(headers, "X-CallID", &fax.call_id);
    }
    // Our own headers.
    add(headers, "X-Ferrofax-Id", &fax.id.to_string());
    add(headers, "X-Ferrofax-Device", &fax.device.to_string());
    add(headers, "X-Ferrofax-Called", &fax.called);
    add(headers, "X-Ferrofax-Station", fax.far_ident.as_deref().unwrap_or_default());
    add(headers, "X-Ferrofax-Subaddress", fax.sub.as_deref().unwrap_or_default());
    add(headers, "X-Ferrofax-Status", fax.status.name());
    add(headers, "X-Ferrofax-Cause", fax.outcome_cause.as_deref().unwrap_or_default());
    add(headers, "X-Ferrofax-Packets", fax.packets.as_deref().unwrap_or_default());
    // The faxmaster gets the fax instead of this mailbox.
    if let OutboxKind::FaxmasterNotice { original_mailbox, .. } = &entry.kind {
        add(headers, "X-Ferrofax-Undeliverable-To", original_mailbox);
    }
}

/// Adds the headers that say that a machine wrote the mail, and that no machine should answer it.
pub(super) fn add_automatic(headers: &mut Headers) {
    add(headers, "Auto-Submitted", "auto-generated");
    add(headers, "X-Auto-Response-Suppress", "All");
}

/// Adds a header to the mail, unless the header's value is empty. Line breaks in the value are
/// replaced, so that the result is always one header.
pub(super) fn add(headers: &mut Headers, name: &'static str, value: &str) {
    let value = header_text(value);
    if !value.is_empty() {
        headers.insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
}

/// The date of a mail, [`LAST_DATE`] at the latest. The database may contain any number, but the
/// year of a mail has four digits (RFC 5322 §3.3).
pub(super) fn mail_date(moment: UnixMs) -> SystemTime {
    moment.min(LAST_DATE).into()
}

/// The latest date of a mail: the end of the year 9998. The library that writes dates can write
/// this date in any time zone.
const LAST_DATE: UnixMs = UnixMs(253_370_764_799_000);

/// Whether `id` is valid as a Message-ID between angle brackets. A report mail needs the Message-ID
/// of the mail that it answers.
pub(super) fn is_message_id(id: &str) -> bool {
    id.len() <= LONGEST_ID
        && id.contains('@')
        && id
            .chars()
            .all(|character| character.is_ascii_graphic() && !matches!(character, '<' | '>'))
}

/// The greatest length of a Message-ID that is accepted. Mail programs write shorter ones.
const LONGEST_ID: usize = 250;

/// Converts a text to the value of a mail header: one line of limited length.
pub(super) fn header_text(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line,
    }
}
