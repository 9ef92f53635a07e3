//! The doorkeeper of the product: reads addresses, has [`Rights`] decide, looks into a mail before it is kept.
//!
//! What can be told while the client is there is told then, by a reply: nobody gets a mail about it, least of all somebody
//! whose address was forged.

mod scan;

use std::time::Duration;

use super::address::{AddressForms, FormError};
use super::desk::{check_wish, letter_settings};
use super::letter::Wishes;
use super::reading::{ReadError, Reader};
use super::{Client, Doorkeeper, Envelope, Login, Recipient, Reply, header};
use crate::gateway::rights::{Asking, Denied, Grant, Rights};
use crate::gateway::settings::{MailSettings, Settings};

/// So long may it take to read a mail's head.
const PATIENCE: Duration = Duration::from_secs(20);

/// Decides by the settings who may hand over what.
pub struct Keeper {
    rights: Rights,
    forms: AddressForms,
    settings: MailSettings,
    reader: Reader,
}

impl Keeper {
    /// By these settings.
    ///
    /// # Errors
    /// What is wrong with the forms of addresses in them.
    pub fn new(settings: &Settings, rights: &Rights) -> Result<Self, Vec<FormError>> {
        let forms = AddressForms::new(&settings.mail.domains, &settings.mail.matchers)?;
        // Office machines wait for half a minute at most.
        let reader = Reader::new(&settings.workshop()).within(PATIENCE);
        Ok(Self { rights: rights.clone(), forms, settings: settings.mail.clone(), reader })
    }

    /// Whether this is the address for mails of ours that come back.
    fn is_for_bounces(&self, address: &str) -> bool {
        self.settings.desk.bounces.as_deref().is_some_and(|bounces| bounces.eq_ignore_ascii_case(address))
    }

    fn is_postmaster(&self, address: &str) -> bool {
        self.forms.is_postmaster(address, &self.settings.server.hostname)
    }

    /// Whether a mail to the postmaster is taken: not one that we wrote ourselves, and not so many that nobody reads them.
    fn to_postmaster(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply> {
        if header::is_ours(bytes) {
            return Err(Reply::new(554, (5, 4, 6), "This mail of the fax server came back to it: it goes in circles"));
        }
        self.rights.postmaster(&envelope.client, &envelope.sender).map_err(reply)
    }

    /// Looks at a mail that is about to be taken in as one that came back.
    fn bounce(&self, bytes: &[u8]) -> Result<(), Reply> {
        match self.reader.came_back(bytes).map_err(|error| unread(&error))? {
            Some(_) => Ok(()),
            None => Err(Reply::refused(
                (5, 7, 1),
                "This address takes mails of the fax server that come back, and this is none",
            )),
        }
    }

    /// Looks at what the mail says of itself.
    fn head(&self, sender: &str, bytes: &[u8]) -> Result<(), Reply> {
        let unfit = |status, text: String| Err(Reply::new(554, status, text));
        let head = self.reader.head(bytes, sender).map_err(|error| unread(&error))?;
        if let Some(automatic) = head.automatic {
            return unfit((5, 7, 1), format!("This mail is not faxed: {automatic}"));
        }
        let (wishes, _) = Wishes::read(&head, letter_settings(&self.settings).subject_keywords);
        if let Some(wrong) = wishes.wrong.first() {
            return unfit((5, 6, 0), format!("This mail is not faxed: {wrong}"));
        }
        match check_wish(&wishes, sender, &self.settings.report_domains) {
            Ok(()) => Ok(()),
            Err(error) => unfit((5, 7, 1), error.to_string()),
        }
    }
}

impl Doorkeeper for Keeper {
    fn connected(&self, client: &Client) -> Result<(), Reply> {
        self.rights.connected(client).map_err(reply)
    }

    fn login(&self, client: &Client, login: &Login) -> Result<String, Reply> {
        self.rights.login(client, login).map_err(reply)
    }

    fn sender(&self, client: &Client, sender: &str, _size: Option<u64>) -> Result<(), Reply> {
        // Mails that come back have no sender; RCPT tells whether this is one.
        if sender.is_empty() && self.settings.desk.bounces.is_some() {
            return Ok(());
        }
        match self.rights.sender(client, sender) {
            // Whoever he is may write to the postmaster; to whom he writes else, RCPT tells, and asks again who he is.
            Err(denied) if !denied.may_pass() => Ok(()),
            decided => decided.map_err(reply),
        }
    }

    fn recipient(
        &self,
        client: &Client,
        sender: &str,
        address: &str,
        so_far: &[Recipient],
    ) -> Result<Recipient, Reply> {
        if self.is_for_bounces(address) {
            return match sender.is_empty() && so_far.iter().all(|other| self.is_for_bounces(&other.address)) {
                true => Ok(Recipient::new(address)),
                false => {
                    Err(Reply::refused((5, 7, 1), "This address takes mails of the fax server that come back alone"))
                }
            };
        }
        if so_far.iter().any(|other| self.is_for_bounces(&other.address)) {
            return Err(Reply::refused((5, 7, 1), "A mail that comes back is not faxed"));
        }
        if self.is_postmaster(address) {
            return Ok(Recipient::new(address));
        }
        let addressee = self.forms.read(address).map_err(|error| {
            let text = error.to_string();
            self.rights.refused(client, sender, address, &text);
            Reply::new(error.code(), error.status(), text)
        })?;
        let asking = Asking { client, sender, address, number: &addressee.number, so_far: so_far.len() };
        let grant = self.rights.recipient(&asking).map_err(reply)?;
        Ok(Recipient { grant: Some(grant.to_json()), ..Recipient::new(address) })
    }

    fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply> {
        if envelope.recipients.iter().all(|recipient| self.is_for_bounces(&recipient.address)) {
            return self.bounce(bytes);
        }
        let grants: Vec<Grant> =
            envelope.recipients.iter().filter_map(|one| Grant::from_json(one.grant.as_deref()?)).collect();
        let to_postmaster = envelope.recipients.iter().filter(|one| self.is_postmaster(&one.address)).count();
        if to_postmaster > 0 {
            self.to_postmaster(envelope, bytes)?;
        }
        if to_postmaster == envelope.recipients.len() {
            return scan::scan(&self.settings.scan, bytes);
        }
        if grants.len() + to_postmaster < envelope.recipients.len() {
            return Err(Reply::later((4, 3, 0), "What was granted for this mail can't be read"));
        }
        self.head(&envelope.sender, bytes)?;
        self.rights.message(envelope, bytes).map_err(reply)?;
        scan::scan(&self.settings.scan, bytes)
    }
}

/// A mail that could not be read, or is none.
fn unread(error: &ReadError) -> Reply {
    match error {
        ReadError::NoChild(_) => {
            log::error!("{error}");
            Reply::later((4, 3, 0), "The mail can't be read for now; please come again")
        }
        ReadError::Letter(_) | ReadError::TooSlow(_) | ReadError::Broke(_) => {
            Reply::new(554, (5, 6, 0), error.to_string())
        }
    }
}

fn reply(denied: Denied) -> Reply {
    Reply::new(denied.code, denied.status, denied.text)
}
