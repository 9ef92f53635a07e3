//! Signed mails (DKIM) whose sender is known only by the mail address.
//!
//! Anybody who has such a mail can submit it again while its signature is accepted: to some of its
//! recipients, or with other blanks. A signature covers neither. Therefore these mails are also
//! recognised without their blanks, and by each of their recipients.

use std::collections::HashSet;
use std::io;

use super::entry::{Head, digest_of, digest_without_blanks};
use super::error::at;
use super::{Intake, IntakeError, KNOWN, WAITING};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Envelope, header};
use ferrofax_rights::{Grant, Known};
use ferrofax_spool::safe_file::{self, Share};

/// The folder with a file for each of these mails. It has the ids under which the mail was
/// accepted, one in each line.
pub(super) const SIGNED: &str = "signed";

/// A digest of the sender, the Message-ID, the subject and the body of a mail, without blanks.
pub(super) struct Signed(String);

impl Signed {
    /// The digest of a mail. `None` if the sender is known by a login or a network, or if the mail
    /// has no signature or no Message-ID, which each signature must cover.
    pub(super) fn of(envelope: &Envelope, bytes: &[u8]) -> Option<Self> {
        let mut grants = envelope.recipients.iter().filter_map(|one| one.grant.as_deref());
        let is_by_address =
            |json: &str| Grant::from_json(json).is_some_and(|grant| grant.by == Known::Address);
        if !grants.any(is_by_address) || header::value(bytes, "dkim-signature").is_none() {
            return None;
        }
        let without_blanks = |text: &str| text.split_ascii_whitespace().collect::<String>();
        Some(Self(digest_of(&[
            envelope.sender.to_ascii_lowercase(),
            without_blanks(&header::message_id(bytes)?),
            without_blanks(&header::subject(bytes)),
            digest_without_blanks(header::body(bytes)),
        ])))
    }
}

impl Intake {
    /// Looks whether this mail was accepted before for all its recipients, in one or several
    /// deliveries. Returns the id of the first one.
    pub(super) fn accepted_before(
        &self,
        signed: Option<&Signed>,
        envelope: &Envelope,
    ) -> Result<Option<String>, IntakeError> {
        let Some(Signed(digest)) = signed else { return Ok(None) };
        let path = self.place(SIGNED, digest);
        let text = match safe_file::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(at(&path))?,
        };
        let text = String::from_utf8_lossy(&text);
        let is_id = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let ids: Vec<&str> = text.lines().filter(is_id).collect();
        let heads = ids.iter().filter_map(|id| self.accepted(id, envelope.received_at));
        let before: HashSet<String> = heads
            .flat_map(|head| head.envelope.recipients)
            .map(|one| one.address.to_lowercase())
            .collect();
        let is_repeated = envelope
            .recipients
            .iter()
            .all(|one| before.contains(&one.address.to_lowercase()));
        Ok(ids.first().filter(|_| is_repeated).map(|id| (*id).to_owned()))
    }

    /// The first line of the file of a mail that waits, or was handled a short time ago.
    fn accepted(&self, id: &str, now: UnixMs) -> Option<Head> {
        let known = || {
            let head = Head::read(&self.place(KNOWN, id)).ok();
            head.filter(|head| self.is_known_at(head, now))
        };
        Head::read(&self.place(WAITING, id)).ok().or_else(known)
    }

    /// Stores that this mail was accepted under this id. If that fails, the mail is accepted all
    /// the same.
    pub(super) fn note_accepted(&self, Signed(digest): &Signed, id: &str) {
        let (folder, path) = (self.folder.join(SIGNED), self.place(SIGNED, digest));
        let noted = safe_file::make_folder(&folder, Share::GroupWorks).and_then(|_| {
            let mut text = safe_file::read(&path).unwrap_or_default();
            text.extend_from_slice(id.as_bytes());
            text.push(b'\n');
            safe_file::replace(&path, &text, Share::GroupWorks)
        });
        if let Err(error) = noted {
            log::warn!(
                FERROFAX_MAIL:% = id;
                "mail {id}: {} cannot be written: {error}",
                path.display()
            );
        }
    }
}
