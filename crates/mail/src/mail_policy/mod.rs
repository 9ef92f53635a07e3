//! The policy of the mail server. It reads fax addresses, checks permissions ([`Rights`]), and
//! checks each mail before it is stored.
//!
//! Errors that are found while the SMTP client is connected are reported in the SMTP reply. No mail
//! is sent about them, so a person whose address was forged is not bothered.

mod report_settings;
mod report_wish;
mod scan;
mod settings;

use std::time::Duration;

use super::address::{AddressForms, FormError};
use super::letter::{Head, MailWishes, Partial};
use super::reading::{ReadError, Reader};
use super::reply::Reply;
use super::session_policy::SessionPolicy;
use ferrofax_convert::Converter;
use ferrofax_network::asker::header;
use ferrofax_network::asker::{Client, Envelope, Login, Recipient};
use ferrofax_rights::{Asking, Denied, Grant, Rights, Spam};
pub use report_settings::KEYS as REPORT_KEYS;
pub use report_settings::{ReplyTo, ReportSettings};
pub(crate) use report_wish::{check_wish, is_permitted};
pub use settings::{KEYS, PolicySettings};

/// The time limit for reading a mail's header.
const PATIENCE: Duration = Duration::from_secs(20);

/// Decides, according to the settings, which client may send which faxes.
pub struct MailPolicy {
    rights: Rights,
    forms: AddressForms,
    settings: PolicySettings,
    /// The host name of this mail server.
    hostname: String,
    reader: Reader,
}

/// The largest mail, in bytes, that an unknown SMTP client may send to the postmaster.
const LARGEST_TO_POSTMASTER: u64 = 256 << 10;

impl MailPolicy {
    /// Makes the policy of the mail server with the name `hostname`, by these settings. Mails are
    /// read within the limits of the converter.
    ///
    /// # Errors
    /// The errors in the settings `domains` and `matchers`.
    pub fn new(
        settings: &PolicySettings,
        hostname: &str,
        converter: &Converter,
        rights: &Rights,
    ) -> Result<Self, Vec<FormError>> {
        Ok(Self {
            rights: rights.clone(),
            forms: AddressForms::new(&settings.domains, &settings.matchers)?,
            settings: settings.clone(),
            hostname: hostname.to_owned(),
            // Office machines wait at most half a minute for the answer.
            reader: Reader::new(converter).within(PATIENCE),
        })
    }

    /// Adds a form of fax addresses: those of the mailbox `address` with a plus and the fax number
    /// before the `@`, such as `fax+0991@example.com`.
    #[must_use]
    pub fn with_mailbox(self, address: &str) -> Self {
        Self { forms: self.forms.with_mailbox(address), ..self }
    }

    /// The reader of mails, with the time limit for headers.
    pub(crate) fn reader(&self) -> &Reader {
        &self.reader
    }

    /// The settings that decide which mails are accepted as faxes.
    pub(crate) fn settings(&self) -> &PolicySettings {
        &self.settings
    }

    /// The permissions of users and networks, by which the policy accepts or rejects a mail.
    pub(crate) fn rights(&self) -> &Rights {
        &self.rights
    }

    /// The domains and the regular expressions ("matchers") by which fax addresses are recognised.
    pub(crate) fn forms(&self) -> &AddressForms {
        &self.forms
    }

    /// Whether bounces of the mails that Ferrofax sends come to this mail address.
    pub(crate) fn is_for_bounces(&self, address: &str) -> bool {
        self.settings
            .bounces
            .as_deref()
            .is_some_and(|bounces| bounces.eq_ignore_ascii_case(address))
    }

    /// Whether people send the telephone number of a fax to this mail address. Ferrofax asks for
    /// the number if a fax has none.
    pub(crate) fn is_for_numbers(&self, address: &str) -> bool {
        self.settings
            .numbers
            .as_deref()
            .is_some_and(|numbers| numbers.eq_ignore_ascii_case(address))
    }

    /// Whether this recipient of a mail in a mailbox is a fax address, or the address to which
    /// people send the missing number of a fax. An address such as `fax+NUMBER@…` counts even if
    /// its number is not valid, so that the sender is notified.
    pub(crate) fn is_fax_address(&self, address: &str) -> bool {
        self.is_for_numbers(address)
            || self.forms.is_detailed(address)
            || (!self.is_postmaster(address) && self.forms.read(address).is_ok())
    }

    pub(crate) fn is_postmaster(&self, address: &str) -> bool {
        self.forms.is_postmaster(address, &self.hostname)
    }

    /// Checks whether a mail to the postmaster is accepted. It is rejected if Ferrofax wrote it, or
    /// if there are too many mails to the postmaster.
    fn to_postmaster(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply> {
        if header::is_ours(bytes) {
            return Err(Reply::new(
                554,
                (5, 4, 6),
                "This mail of the fax server came back to it: a mail loop",
            ));
        }
        self.rights.postmaster(&envelope.client, &envelope.sender).map_err(reply)
    }

    /// Checks whether a mail to the address for bounces is a bounce of one of our mails, and
    /// whether this client may deliver one more.
    fn bounce(&self, client: &Client, bytes: &[u8]) -> Result<(), Reply> {
        match self.reader.came_back(bytes).map_err(|error| unread(&error))? {
            Some(_) => self.rights.bounce(client).map_err(reply),
            None => Err(Reply::refused(
                (5, 7, 1),
                "This address is only for bounces of the fax server's mails",
            )),
        }
    }

    /// Checks a mail that was joined from the parts of a split mail, as the mail server checks a
    /// mail that arrives as a whole.
    pub(crate) fn look_into(
        &self,
        reader: &Reader,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<(), Reply> {
        let head = reader.head(bytes, &envelope.sender).map_err(|error| unread(&error))?;
        if head.spam && self.rights.spam() == Spam::Reject {
            return Err(Reply::refused(
                (5, 7, 1),
                "The mail is marked as spam, which is not faxed",
            ));
        }
        self.look_at_head(&envelope.sender, &grants(envelope), &head, bytes)?;
        scan::scan(&self.settings.scan, bytes)
    }

    /// Decides by the header of a mail whether the mail may be faxed. The error is the SMTP reply
    /// that rejects the mail. Reasons are, for example, that a program wrote the mail, or that an
    /// option in it is not valid.
    fn look_at_head(
        &self,
        sender: &str,
        grants: &[Grant],
        head: &Head,
        bytes: &[u8],
    ) -> Result<(), Reply> {
        let unfit = |status, text: String| Err(Reply::new(554, status, text));
        if let Some(automatic) = head.automatic {
            let is_taken = automatic.may_be_faxed() && grants.iter().all(|grant| grant.machines);
            if !is_taken {
                return unfit((5, 7, 1), format!("This mail is not faxed: {automatic}"));
            }
        }
        let (wishes, _) = MailWishes::read(head, self.settings.letter.subject_keywords);
        if let Some(wrong) = wishes.wrong.first() {
            return unfit((5, 6, 0), format!("This mail is not faxed: {wrong}"));
        }
        if let Some(Err(error)) = Partial::read(bytes) {
            return unfit((5, 6, 0), format!("This mail is not faxed: {error}"));
        }
        match check_wish(&wishes, sender, &self.settings.reports.report_domains) {
            Ok(()) => Ok(()),
            Err(error) => unfit((5, 7, 1), error.to_string()),
        }
    }
}

/// Reads from the envelope of a mail the permissions with which its recipients were accepted. A
/// recipient to whom no fax is sent, such as the postmaster, has none.
fn grants(envelope: &Envelope) -> Vec<Grant> {
    envelope
        .recipients
        .iter()
        .filter_map(|one| Grant::from_json(one.grant.as_deref()?))
        .collect()
}

impl SessionPolicy for MailPolicy {
    fn connected(&self, client: &Client) -> Result<(), Reply> {
        self.rights.connected(client).map_err(reply)
    }

    fn is_known(&self, client: &Client) -> bool {
        self.rights.is_named_place(client.address)
    }

    fn largest(&self, client: &Client, recipients: &[Recipient]) -> Option<u64> {
        let to_postmaster =
            recipients.iter().all(|recipient| self.is_postmaster(&recipient.address));
        (self.rights.is_stranger(client) && to_postmaster).then_some(LARGEST_TO_POSTMASTER)
    }

    fn login(&self, client: &Client, login: &Login) -> Result<String, Reply> {
        self.rights.login(client, login).map_err(reply)
    }

    fn sender(&self, client: &Client, sender: &str, _size: Option<u64>) -> Result<(), Reply> {
        // Bounces have no sender. The address in RCPT decides later whether the mail is a bounce.
        if sender.is_empty() && self.settings.bounces.is_some() {
            return Ok(());
        }
        match self.rights.sender(client, sender) {
            // Anybody may write to the postmaster. For all other recipients, RCPT checks the sender
            // again.
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
        // Bounces have no sender, and are never faxed, so the sender needs no permission.
        if self.is_for_bounces(address) {
            return if sender.is_empty()
                && so_far.iter().all(|other| self.is_for_bounces(&other.address))
            {
                Ok(Recipient::new(address))
            } else {
                Err(Reply::refused(
                    (5, 7, 1),
                    "This address takes mails of the fax server that come back alone",
                ))
            };
        }
        if so_far.iter().any(|other| self.is_for_bounces(&other.address)) {
            return Err(Reply::refused((5, 7, 1), "A mail that comes back is not faxed"));
        }
        // A reply sets the number of an existing fax, and is not faxed itself.
        let is_answer = self.is_for_numbers(address);
        if so_far.iter().any(|other| self.is_for_numbers(&other.address) != is_answer) {
            return Err(Reply::refused(
                (5, 7, 1),
                "A reply with the number of a fax must have its address as the only recipient",
            ));
        }
        if is_answer {
            let grant = self.rights.answering(client, sender, address).map_err(reply)?;
            return Ok(Recipient { grant: Some(grant.to_json()), ..Recipient::new(address) });
        }
        if self.is_postmaster(address) {
            return Ok(Recipient::new(address));
        }
        // All other addresses must be fax addresses, with a valid number that the sender may call.
        let addressee = self.forms.read(address).map_err(|error| {
            let text = error.to_string();
            self.rights.refused(client, sender, address, &text);
            Reply::new(error.code(), error.status(), text)
        })?;
        let asking =
            Asking { client, sender, address, number: &addressee.number, so_far: so_far.len() };
        let grant = self.rights.recipient(&asking).map_err(reply)?;
        Ok(Recipient { grant: Some(grant.to_json()), ..Recipient::new(address) })
    }

    fn message(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), Reply> {
        if envelope
            .recipients
            .iter()
            .all(|recipient| self.is_for_bounces(&recipient.address))
        {
            return self.bounce(&envelope.client, bytes);
        }
        let grants = grants(envelope);
        let to_postmaster = envelope
            .recipients
            .iter()
            .filter(|one| self.is_postmaster(&one.address))
            .count();
        if to_postmaster > 0 {
            self.to_postmaster(envelope, bytes)?;
        }
        if to_postmaster == envelope.recipients.len() {
            return scan::scan(&self.settings.scan, bytes);
        }
        if grants.len() + to_postmaster < envelope.recipients.len() {
            return Err(Reply::later((4, 3, 0), "The permissions of this mail cannot be read"));
        }
        let head = self.reader.head(bytes, &envelope.sender).map_err(|error| unread(&error))?;
        self.look_at_head(&envelope.sender, &grants, &head, bytes)?;
        self.rights.message(envelope, bytes).map_err(reply)?;
        scan::scan(&self.settings.scan, bytes)
    }
}

/// Makes the SMTP reply about a mail that could not be read because of this error.
fn unread(error: &ReadError) -> Reply {
    if error.may_pass() {
        log::error!("{error}");
        return Reply::later((4, 3, 0), "The mail can't be read for now; please come again");
    }
    Reply::new(554, (5, 6, 0), error.to_string())
}

fn reply(denied: Denied) -> Reply {
    Reply::new(denied.code, denied.status, denied.text)
}
