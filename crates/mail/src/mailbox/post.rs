//! Handles a mail that was fetched from the mailbox: verifies its sender, finds the fax numbers,
//! checks the permissions, and stores the mail in the intake. These are the steps of an SMTP
//! session, with the same policy. Here, however, the sender is the author (From), and the
//! recipients are the fax addresses in To and Cc.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use super::settings::MailboxSettings;
use super::transport::digest_of_bytes;
use crate::desk::{Desk, FetchedRefusal, RefusedAddress};
use crate::intake::{Fetched, Intake, Kept};
use crate::letter::{Automatic, Head};
use crate::mail_policy::MailPolicy;
use crate::reply::Reply;
use crate::session_policy::SessionPolicy;
use ferrofax_basics::UnixMs;
use ferrofax_ground::pii::Pii;
use ferrofax_network::asker::{Client, Envelope, Recipient, header};
use ferrofax_rights::MAILBOX;
use ferrofax_spool::failure::Failure;

/// Checks fetched mails, and passes them to the intake.
pub struct Post {
    pub(super) settings: MailboxSettings,
    policy: Arc<MailPolicy>,
    intake: Arc<Intake>,
    desk: Arc<Desk>,
    most_recipients: usize,
}

/// The decision on a fetched mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// The intake has the mail with this digest, and faxes are made of it.
    Held(String),
    /// The mail is not faxed, for this reason. Its sender was notified if the sender could be
    /// verified.
    Refused(String),
    /// The fetched mail cannot be read, for this reason.
    Failed(String),
    /// Ferrofax wrote the mail itself, so the mail is not moved from its folder.
    Ours,
    /// It cannot be decided now whether the mail is faxed, for this reason.
    Later(String),
}

/// The reason why it cannot be decided now whether a mail is faxed, or why a mail is refused
/// without an answer to its sender.
enum Not {
    Now(String),
    Silently(String),
}

impl Post {
    /// Makes the handler of fetched mails. It checks each mail by `policy`, and stores it in
    /// `intake`. Then `desk` makes the faxes. A mail may have at most `most_recipients` recipients.
    pub fn new(
        settings: &MailboxSettings,
        policy: &Arc<MailPolicy>,
        intake: &Arc<Intake>,
        desk: &Arc<Desk>,
        most_recipients: usize,
    ) -> Self {
        Self {
            settings: settings.clone(),
            policy: Arc::clone(policy),
            intake: Arc::clone(intake),
            desk: Arc::clone(desk),
            most_recipients,
        }
    }

    /// Checks that the intake could store one more mail. The error is the reason why it could not.
    pub(super) fn has_room(&self) -> Result<(), String> {
        self.intake.has_room(0).map_err(|error| error.to_string())
    }

    /// The time until which all mails of the mailbox were handled, if it was stored.
    pub(super) fn read_until(&self) -> Option<UnixMs> {
        self.intake.read_until(&self.mailbox())
    }

    /// Stores the time until which all mails of the mailbox were handled.
    pub(super) fn note_read_until(&self, until: UnixMs) -> Result<(), String> {
        let noted = self.intake.note_read_until(&self.mailbox(), until);
        noted.map_err(|error| error.to_string())
    }

    /// The words that identify the mailbox and its folder.
    fn mailbox(&self) -> [String; 3] {
        let settings = &self.settings;
        [settings.place().to_owned(), settings.user.clone(), settings.folder.clone()]
    }

    /// The result of a mail that the intake has, given the mail's digest; `None` if it is not known
    /// yet.
    pub(super) fn result(&self, digest: &str, now: UnixMs) -> Option<Taken> {
        match self.intake.fetched(digest) {
            Fetched::Waiting => None,
            Fetched::SetAside => Some(Taken::Failed("the mail was set aside".to_owned())),
            // The mail was a part of a split mail. It waits for the other parts, or was joined with
            // them.
            Fetched::Unknown => Some(Taken::Held(digest.to_owned())),
            Fetched::Done(entry) => match self.desk.has_refused(&entry, now) {
                Ok(true) => Some(Taken::Refused("no fax could be made of it".to_owned())),
                Ok(false) => Some(Taken::Held(digest.to_owned())),
                // The spool cannot be read now.
                Err(_) => None,
            },
        }
    }

    /// Decides on a fetched mail, and passes it to the intake if it may be faxed. By `digest`
    /// Ferrofax recognises a mail that was fetched before.
    pub(super) fn take(&self, mail: &[u8], digest: String, now: UnixMs) -> Taken {
        // The mail may have been fetched by an earlier version.
        let former = digest_of_bytes(mail);
        let is_known = |digest: &&String| self.intake.fetched(digest) != Fetched::Unknown;
        if let Some(known) = [&digest, &former].into_iter().find(is_known) {
            log::info!("mailbox: a mail was fetched again; it is not faxed twice");
            return Taken::Held(known.clone());
        }
        if header::is_ours(mail) {
            return Taken::Ours;
        }
        match self.decide(header::begun(mail), &digest, now) {
            Ok(taken) => taken,
            Err(Not::Now(why)) => Taken::Later(why),
            Err(Not::Silently(why)) => Taken::Refused(why),
        }
    }

    fn decide(&self, mail: &[u8], digest: &str, now: UnixMs) -> Result<Taken, Not> {
        let is_report =
            header::value(mail, "return-path").is_some_and(|value| value.trim_ascii() == b"<>");
        let head = match self.policy.reader().head(mail, if is_report { "" } else { MAILBOX }) {
            Ok(head) => head,
            Err(why) if why.may_pass() => return Err(Not::Now(why.to_string())),
            Err(error) => return Ok(Taken::Failed(error.to_string())),
        };
        if is_report || head.automatic == Some(Automatic::Report) {
            return self.bounce(mail, digest, now);
        }
        let sender = self.sender(&head, mail)?;
        let client = client();
        let mut refused = Vec::new();
        let recipients = self.recipients(&client, &sender, &head, &mut refused)?;
        let mut envelope = envelope(client, sender, recipients, now);
        if !envelope.recipients.is_empty() {
            match self.policy.message(&envelope, mail) {
                Ok(()) => {}
                Err(reply) if reply.may_pass() => return Err(Not::Now(reply.text)),
                Err(reply) => {
                    let all = std::mem::take(&mut envelope.recipients);
                    refused.extend(all.into_iter().map(|one| of_reply(one.address, &reply)));
                }
            }
        }
        let why = refused
            .first()
            .map_or(String::new(), |first: &RefusedAddress| first.why.clone());
        if !refused.is_empty() {
            self.answer(&envelope, &head, (digest, refused), now)?;
        }
        if envelope.recipients.is_empty() {
            return Ok(Taken::Refused(why));
        }
        self.keep(&envelope, mail, digest)
    }

    /// The sender of a mail. An error if no rule in the settings proves that the sender is genuine.
    fn sender(&self, head: &Head, mail: &[u8]) -> Result<String, Not> {
        if let Some(sender) = &self.settings.sender {
            return Ok(sender.clone());
        }
        let from = head.from.as_ref().map(|from| from.address.clone());
        let from = from.ok_or_else(|| Not::Silently("it names no author".to_owned()))?;
        if !self.settings.has_rule() {
            let why = "[mailbox] has neither authserv nor sender, so no sender is proved";
            return Err(Not::Silently(why.to_owned()));
        }
        match self.policy.rights().proved_in_mailbox(&self.settings.authserv, &from, mail) {
            Ok(_) => Ok(from),
            Err(denied) if denied.may_pass() => Err(Not::Now(denied.text)),
            // The sender gets no answer, because the sender's address may be forged.
            Err(denied) => Err(Not::Silently(format!("{}: {}", Pii(&from), denied.text))),
        }
    }

    /// Returns those fax addresses in To and Cc to which this sender may fax. All other fax
    /// addresses are added to `refused`. If the mail has no fax address at all, the mailbox's own
    /// address is added to `refused`.
    fn recipients(
        &self,
        client: &Client,
        sender: &str,
        head: &Head,
        refused: &mut Vec<RefusedAddress>,
    ) -> Result<Vec<Recipient>, Not> {
        let mut named: Vec<&str> = Vec::new();
        for address in head.to.iter().map(|mailbox| mailbox.address.as_str()) {
            let is_known = named.iter().any(|known| known.eq_ignore_ascii_case(address));
            if !is_known && self.policy.is_fax_address(address) {
                named.push(address);
            }
        }
        if named.is_empty() {
            refused.push(RefusedAddress {
                address: self.settings.own_address().unwrap_or_default().to_owned(),
                failure: Failure::BadNumber,
                why: self.without_number(),
            });
        }
        let mut recipients: Vec<Recipient> = Vec::new();
        for (index, address) in named.into_iter().enumerate() {
            if index >= self.most_recipients {
                let why = format!("A mail may have {} recipients here", self.most_recipients);
                let failure = Failure::Forbidden;
                refused.push(RefusedAddress { address: address.to_owned(), failure, why });
                continue;
            }
            match self.policy.recipient(client, sender, address, &recipients) {
                Ok(recipient) => recipients.push(recipient),
                Err(reply) if reply.may_pass() => return Err(Not::Now(reply.text)),
                Err(reply) => refused.push(of_reply(address.to_owned(), &reply)),
            }
        }
        Ok(recipients)
    }

    fn without_number(&self) -> String {
        let form = self.settings.own_address().and_then(|address| address.split_once('@'));
        match form {
            Some((local, domain)) => format!(
                "To and Cc have no fax address; {local}+NUMBER@{domain} is one, with the fax number \
                 instead of NUMBER"
            ),
            None => "To and Cc have no fax address".to_owned(),
        }
    }

    /// Handles a delivery report, which is never faxed. It is passed to the intake if it is about
    /// one of our mails.
    fn bounce(&self, mail: &[u8], digest: &str, now: UnixMs) -> Result<Taken, Not> {
        let Some(bounces) = self.policy.settings().bounces.clone() else {
            return Err(Not::Silently("it is a report on another mail".to_owned()));
        };
        let recipients = vec![Recipient::new(bounces)];
        let envelope = envelope(client(), String::new(), recipients, now);
        match self.policy.message(&envelope, mail) {
            Ok(()) => self.keep(&envelope, mail, digest),
            Err(reply) if reply.may_pass() => Err(Not::Now(reply.text)),
            Err(reply) => Err(Not::Silently(reply.text)),
        }
    }

    fn keep(&self, envelope: &Envelope, mail: &[u8], digest: &str) -> Result<Taken, Not> {
        match self.intake.put_fetched(digest, envelope, mail) {
            Ok(Kept::New(id)) => {
                log::info!(
                    FERROFAX_MAIL:% = id;
                    "mail {id}: {} bytes, recipients: {}, by the mailbox",
                    mail.len(),
                    envelope.recipients.len()
                );
                Ok(Taken::Held(digest.to_owned()))
            }
            Ok(Kept::Known(_)) => Ok(Taken::Held(digest.to_owned())),
            Err(error) => Err(Not::Now(error.to_string())),
        }
    }

    /// Notifies the proved sender of recipients that get no fax. The notice has a unique key, so
    /// the sender gets it once, even after a crash. Mails of programs and spam get no answer.
    fn answer(
        &self,
        envelope: &Envelope,
        head: &Head,
        (digest, refused): (&str, Vec<RefusedAddress>),
        now: UnixMs,
    ) -> Result<(), Not> {
        if head.automatic.is_some() || head.spam {
            return Ok(());
        }
        let refusal = FetchedRefusal { envelope, head, refused, mark: format!("mailbox:{digest}") };
        self.desk
            .refuse_fetched(refusal, now)
            .map_err(|error| Not::Now(error.to_string()))
    }
}

fn of_reply(address: String, reply: &Reply) -> RefusedAddress {
    let failure = match reply.status {
        (_, 1, _) => Failure::BadNumber,
        (_, 6, _) => Failure::ConversionFailed,
        _ => Failure::Forbidden,
    };
    RefusedAddress { address, failure, why: reply.text.clone() }
}

fn client() -> Client {
    Client::at(IpAddr::V4(Ipv4Addr::UNSPECIFIED), MAILBOX, true)
}

fn envelope(
    client: Client,
    sender: String,
    recipients: Vec<Recipient>,
    received_at: UnixMs,
) -> Envelope {
    Envelope {
        client,
        utf8: !sender.is_ascii() || recipients.iter().any(|one| !one.address.is_ascii()),
        sender,
        envelope_id: None,
        return_full: None,
        recipients,
        received_at,
    }
}
