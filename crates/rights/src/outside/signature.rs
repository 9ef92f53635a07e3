//! Checks that a signature (DKIM, RFC 6376) covers all parts of a mail that decide what is faxed to
//! whom.
//!
//! A signature does not cover the envelope, so anybody who has a signed mail can submit it again,
//! elsewhere and later. A signature is therefore accepted only under three conditions. The
//! signature covers the whole body, From, To, Cc and Subject. The recipients to whom Ferrofax faxes
//! are in To or Cc. The signature is recent. Message-ID must be signed too: by it, duplicates of
//! the mail are recognised for longer than the signature is accepted.

use mail_auth::AuthenticatedMessage;
use mail_auth::dkim::Signature;
use mail_parser::MessageParser;

use super::Claimed;
use super::header::names_all;

/// The fields of a mail's header that must be signed if they are present.
const SIGNED: [&str; 5] = ["From", "To", "Cc", "Subject", "Message-ID"];

/// The time, in seconds, by which the clock of the signing server may be ahead of this machine's
/// clock.
const AHEAD: i64 = 3_600;

/// Whether this signature covers the whole body and all fields in [`SIGNED`], and is recent.
pub(super) fn covers(
    signed: &Signature,
    message: &AuthenticatedMessage<'_>,
    mail: &Claimed<'_>,
) -> bool {
    let is_whole = |name: &str| is_whole(signed, message, name);
    signed.l == 0
        && SIGNED.into_iter().all(is_whole)
        && has_message_id(message)
        && is_young(signed, message, mail)
        && names_all(mail.bytes, &mail.recipients)
}

/// Whether the signature lists this header field at least as often as the mail has it, so that each
/// occurrence of the field is signed.
fn is_whole(signed: &Signature, message: &AuthenticatedMessage<'_>, name: &str) -> bool {
    let is_it = |field: &[u8]| field.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
    let there = message.headers.iter().filter(|(field, _)| is_it(field)).count();
    signed.h.iter().filter(|field| is_it(field.as_bytes())).count() >= there
}

fn has_message_id(message: &AuthenticatedMessage<'_>) -> bool {
    message
        .headers
        .iter()
        .any(|(field, _)| field.trim_ascii().eq_ignore_ascii_case(b"Message-ID"))
}

/// Whether the signature is recent. Its age is measured from the time in the signature or, if it
/// has none, from the mail's date.
fn is_young(signed: &Signature, message: &AuthenticatedMessage<'_>, mail: &Claimed<'_>) -> bool {
    let dated = || {
        let date = MessageParser::default().parse_headers(mail.bytes)?.date()?.to_timestamp();
        is_whole(signed, message, "Date").then_some(date)
    };
    let at = if signed.t > 0 { i64::try_from(signed.t).ok() } else { dated() };
    let now = mail.now.0 / 1_000;
    at.is_some_and(|at| {
        at <= now.saturating_add(AHEAD) && now.saturating_sub(at) <= mail.signature_seconds
    })
}
