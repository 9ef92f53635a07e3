//! Mails that only the recipient can read: S/MIME and OpenPGP. The module in Asterisk hands over a
//! mail with an order (`Order` of the crate `delivery`): a header line that says how the mail must
//! be protected. The service encrypts the mail to the recipient's key, or replaces it by a notice
//! without the fax. Keys are found in key sources: a folder, an LDAP directory, Web Key
//! Directories.
//!
//! | order | a key can be used | no key can be used | a key source does not answer |
//! | --- | --- | --- | --- |
//! | *required* | encrypted | a link to the fax (`fax_links`), or else a notice, and a mail to the faxmaster | tried again later |
//! | *if-key* | encrypted | sent as it was | tried again later |
//!
//! Of a mail with *required*, nothing is sent unencrypted except the headers that mail servers
//! need. All other headers, some of which contain numbers, are encrypted.
//!
//! Read in this order: `settings`, this file (the decision), `place`, `folder` and `wkd` (where
//! keys are found). Then `certificate` and `openpgp_key` (which key can be used), `mime` (which
//! parts are encrypted), `smime` and `openpgp` (encryption and signatures), `sending` (the mails of
//! the module and of a stateless node).

mod certificate;
mod folder;
mod key_fault;
mod mime;
mod openpgp;
mod openpgp_key;
mod place;
mod sending;
mod settings;
mod smime;
#[cfg(test)]
mod tests;
mod wkd;

pub use ferrofax_proof::certificate::day;
pub(crate) use folder::Checked;
pub use key_fault::KeyFault;
pub(crate) use mime::{Header, Mail, base64_lines, boundary};
pub use sending::{Protecting, Sending};
pub use settings::{KEYS, Method, ProtectionSettings};

use crate::fax_links::{FaxLinks, NoLink};
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::caught;
use ferrofax_delivery::{Order, Wish};
use ferrofax_proof::signer::Signer;
use ferrofax_rights::directory::{Directory, LdapSettings};
use folder::Folder;
use place::{OfDirectory, Place};
use wkd::Wkd;

/// The result of protecting a mail.
#[derive(Debug)]
pub enum Protected {
    /// The mail was encrypted. The value is the encrypted mail.
    Encrypted(Vec<u8>),
    /// The mail is sent unencrypted, because the recipient has no key and `mailprotect` does not
    /// require one.
    AsItWas(Vec<u8>, KeyFault),
    /// The mail was replaced by a mail with a link to the fax.
    Link(Vec<u8>, KeyFault),
    /// The mail was replaced by a notice without the fax.
    Notice {
        /// The notice that the recipient gets instead of the mail.
        mail: Vec<u8>,
        /// The mail that notifies the faxmaster of the fault.
        to_faxmaster: Vec<u8>,
        /// The reason why no key of the recipient can be used, and the remedy.
        fault: KeyFault,
    },
}

/// The reason why a mail cannot be protected now. The mail is tried again later.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The settings name neither a source of keys (a folder, LDAP or Web Key Directories) nor an
    /// address for links to faxes.
    #[error(
        "[mail_protection] in gateway.toml names no folder, no ldap and no wkd with keys, and \
         [fax_links] has no address"
    )]
    Off,
    /// A source of recipients' keys (the folder, the LDAP directory or a Web Key Directory) does
    /// not answer, for this reason. It may have a key of the recipient.
    #[error("the recipient's key cannot be fetched now: {0}")]
    Away(String),
    /// Your organisation's own key, which signs mails, cannot be used, for this reason.
    #[error("the key that signs cannot be used: {0}")]
    Signer(String),
    /// The library for encryption returned an error with this text.
    #[error("the mail cannot be encrypted: {0}")]
    Library(String),
    /// The link that the recipient should get instead of the fax cannot be made, for this reason.
    #[error("the link to the fax cannot be made now: {0}")]
    Link(String),
    /// The mail does not have the form in which the module writes mails.
    #[error("the headers of the mail cannot be read")]
    Form,
}

/// Protects mails: encrypts each mail or replaces it by a notice, as the order in its header says.
pub struct Protection {
    settings: ProtectionSettings,
    places: Vec<Box<dyn Place>>,
    links: Option<FaxLinks>,
    /// Whether recipients get notices even if the settings name no source of keys.
    has_notices: bool,
}

/// The keys of one recipient that can be used.
#[derive(Default)]
struct Found {
    smime: Option<certificate::Usable>,
    openpgp: Option<openpgp_key::Usable>,
}

impl Protection {
    /// Prepares to protect mails by these settings.
    pub fn new(settings: &ProtectionSettings, ldap: &LdapSettings) -> Self {
        let mut places: Vec<Box<dyn Place>> = Vec::new();
        if let Some(folder) = &settings.folder {
            places.push(Box::new(Folder::new(folder.clone())));
        }
        if let Some(directory) = Directory::of(ldap).filter(|_| settings.ldap) {
            places.push(Box::new(OfDirectory(directory)));
        }
        if !settings.wkd.is_empty() {
            places.push(Box::new(Wkd(settings.clone())));
        }
        Self { settings: settings.clone(), places, links: None, has_notices: false }
    }

    /// Returns this value with `links`, by which recipients without a key get a link to the fax, if
    /// the settings of `links` enable this.
    #[must_use]
    pub fn with_links(self, links: FaxLinks) -> Self {
        Self { links: Some(links).filter(FaxLinks::is_on), ..self }
    }

    /// Returns a value that sends notices to recipients without a key, even if the settings name no
    /// source of keys.
    #[must_use]
    pub fn with_notices(self) -> Self {
        Self { has_notices: true, ..self }
    }

    #[cfg(test)]
    fn with_places(settings: &ProtectionSettings, places: Vec<Box<dyn Place>>) -> Self {
        Self { settings: settings.clone(), places, links: None, has_notices: false }
    }

    /// Reads from the headers of a mail how it must be protected; `None` if it need not be
    /// protected.
    ///
    /// # Errors
    /// The headers of the mail cannot be read.
    pub fn order(mail: &[u8]) -> Result<Option<Order>, Fault> {
        let mail = Mail::of(mail).ok_or(Fault::Form)?;
        Ok(mail.value(mime::PROTECT).map(|value| Order::read(&value)))
    }

    /// Encrypts a mail for these recipients, or replaces it by a notice, as its order says. The
    /// mail has CRLF at the end of each line, as SMTP carries it.
    ///
    /// # Errors
    /// The mail cannot be protected now, and must not be sent as it is.
    pub fn protect(
        &self,
        mail: &[u8],
        recipients: &[&str],
        order: &Order,
        now: UnixMs,
    ) -> Result<Protected, Fault> {
        let mail = Mail::of(mail).ok_or(Fault::Form)?;
        // If a library panics, the mail must not be sent unencrypted.
        let failed = || Fault::Library("a library for encryption failed".to_owned());
        caught(|| self.protect_mail(&mail, recipients, order, now)).ok_or_else(failed)?
    }

    fn protect_mail(
        &self,
        mail: &Mail<'_>,
        recipients: &[&str],
        order: &Order,
        now: UnixMs,
    ) -> Result<Protected, Fault> {
        let has_way = !self.places.is_empty() || self.links.is_some() || self.has_notices;
        if !has_way && order.wish == Wish::Required {
            return Err(Fault::Off);
        }
        match self.keys(recipients, now)? {
            Ok(keys) => self.encrypt(mail, &keys, order, now).map(Protected::Encrypted),
            Err(fault) if order.wish == Wish::IfKey => {
                Ok(Protected::AsItWas(mail.as_it_was(), fault))
            }
            Err(fault) => self.instead(mail, recipients, order, fault, now),
        }
    }

    /// Makes the mail that is sent instead of one that cannot be encrypted: a mail with a link to
    /// the fax, or a notice.
    fn instead(
        &self,
        mail: &Mail<'_>,
        recipients: &[&str],
        order: &Order,
        fault: KeyFault,
        now: UnixMs,
    ) -> Result<Protected, Fault> {
        let (Some(links), Some(fax), [mailbox]) = (&self.links, order.fax, recipients) else {
            return Ok(notice(mail, recipients, order, fault));
        };
        let message_id = mail.value("message-id").unwrap_or_default();
        match links.make(fax, mailbox, &message_id, now) {
            Ok(made) => {
                let (subject, part) = order.with_link(&made.link());
                let outside = mail.outside(Some(&Header { raw: subject }));
                Ok(Protected::Link(mime::mail(&outside, &part), fault))
            }
            Err(NoLink::Code(why)) => {
                let fault = KeyFault::NoCode { key: Box::new(fault), code: why };
                Ok(notice(mail, recipients, order, fault))
            }
            Err(error @ (NoLink::Spool(_) | NoLink::Audit(_))) => {
                Err(Fault::Link(error.to_string()))
            }
        }
    }

    /// Finds keys of all recipients for one method, S/MIME or OpenPGP. The inner error says why
    /// there are no such keys; the outer one, why the mail must be tried again later.
    fn keys(&self, recipients: &[&str], now: UnixMs) -> Result<Result<Keys, KeyFault>, Fault> {
        let mut all = Vec::new();
        for recipient in recipients {
            match self.find(recipient, now)? {
                Ok(found) => all.push(found),
                Err(fault) => return Ok(Err(fault)),
            }
        }
        let smime: Option<Vec<_>> = all.iter().map(|found| found.smime.clone()).collect();
        let openpgp: Option<Vec<_>> = all.iter().map(|found| found.openpgp.clone()).collect();
        let smime = smime.filter(|keys| !keys.is_empty()).map(Keys::Smime);
        let openpgp = openpgp.filter(|keys| !keys.is_empty()).map(Keys::OpenPgp);
        let chosen = match self.settings.prefer {
            Method::Smime => smime.or(openpgp),
            Method::OpenPgp => openpgp.or(smime),
        };
        Ok(chosen.ok_or_else(|| KeyFault::Unsupported {
            key: "the keys of the recipients".to_owned(),
            why: "some have only S/MIME and others only OpenPGP".to_owned(),
        }))
    }

    /// Finds the keys of one recipient, in the first key source that has a key that can be used.
    /// The inner error says why the recipient has no such key; the outer one, why the mail must be
    /// tried again later.
    fn find(&self, recipient: &str, now: UnixMs) -> Result<Result<Found, KeyFault>, Fault> {
        let (mut fault, mut away) = (None::<KeyFault>, None::<String>);
        for place in &self.places {
            let material = match place.look(recipient) {
                Ok(material) => material,
                Err(why) => {
                    away = away.or(Some(format!("{}: {why}", place.name())));
                    continue;
                }
            };
            let mut found = Found::default();
            let mut note = |why: KeyFault| fault = fault.take().or(Some(why));
            let vouched = material.vouched;
            match certificate::newest(&material.certificates, recipient, vouched, now) {
                Some(Ok(usable)) => found.smime = Some(usable),
                Some(Err(why)) => note(why),
                None => {}
            }
            match openpgp_key::newest_usable(&material.openpgp, recipient, now) {
                Some(Ok(usable)) => found.openpgp = Some(usable),
                Some(Err(why)) => note(why),
                None => {}
            }
            material.faults.into_iter().for_each(note);
            if found.smime.is_some() || found.openpgp.is_some() {
                return Ok(Ok(found));
            }
        }
        // The key source that does not answer may have the key.
        if let Some(why) = away {
            return Err(Fault::Away(why));
        }
        let places: Vec<String> = self.places.iter().map(|place| place.name()).collect();
        let places = if places.is_empty() { "gateway.toml".to_owned() } else { places.join(", ") };
        Ok(Err(fault.unwrap_or(KeyFault::Missing { places })))
    }

    fn encrypt(
        &self,
        mail: &Mail<'_>,
        keys: &Keys,
        order: &Order,
        now: UnixMs,
    ) -> Result<Vec<u8>, Fault> {
        let subject = Header { raw: order.neutral_subject() };
        let outside = mail.outside(self.settings.hide_subject.then_some(&subject));
        let inside = mail.inside(&outside);
        let part = match keys {
            Keys::Smime(keys) => {
                let inside = match self.smime_signer().map_err(Fault::Signer)? {
                    Some(signer) => smime::sign(&inside, &signer, now).map_err(Fault::Signer)?,
                    None => inside,
                };
                smime::encrypt(&inside, &keys.iter().collect::<Vec<_>>())
            }
            Keys::OpenPgp(keys) => {
                let signer = self.openpgp_signer().map_err(Fault::Signer)?;
                let keys: Vec<_> = keys.iter().collect();
                openpgp::encrypt(&inside, &keys, signer.as_ref(), now.0.div_euclid(1_000))
            }
        };
        Ok(mime::mail(&outside, &part.map_err(Fault::Library)?))
    }

    /// The certificate and key that sign mails; `None` if the settings name none. They are read for
    /// each mail, so that changed files take effect.
    fn smime_signer(&self) -> Result<Option<Signer>, String> {
        match (&self.settings.smime_certificate, &self.settings.smime_key) {
            (Some(certificate), Some(key)) => Signer::read(certificate, key).map(Some),
            _ => Ok(None),
        }
    }

    fn openpgp_signer(&self) -> Result<Option<openpgp::Signer>, String> {
        self.settings.openpgp_key.as_deref().map(openpgp::Signer::read).transpose()
    }

    /// Checks the folder with keys for `ferrofax check`, as [`Folder::check`] does. `None` if the
    /// settings name no folder.
    pub fn check_folder(&self, before: i64) -> Option<Result<Checked, String>> {
        let folder = self.settings.folder.clone()?;
        Some(Folder::new(folder).check(before))
    }

    /// Checks the keys that sign mails. For each key, returns the setting that names it and the
    /// time at which it expires (in seconds since 1970; `None`: never), or why it cannot be used.
    pub fn check_signers(&self) -> Vec<Result<(&'static str, Option<i64>), String>> {
        let smime = self.smime_signer().map(|signer| signer.map(|one| Some(one.expires())));
        let openpgp = self.openpgp_signer().map(|signer| signer.map(|one| one.expires()));
        [("smime_certificate", smime), ("openpgp_key", openpgp)]
            .into_iter()
            .filter_map(|(name, signer)| match signer {
                Ok(None) => None,
                Ok(Some(end)) => Some(Ok((name, end))),
                Err(why) => Some(Err(why)),
            })
            .collect()
    }
}

/// The keys of all recipients of a mail, for one method.
enum Keys {
    Smime(Vec<certificate::Usable>),
    OpenPgp(Vec<openpgp_key::Usable>),
}

/// Makes the notice that is sent instead of a mail, and the mail to the faxmaster. Of the mail
/// itself, the notice contains only those headers that an encrypted mail, too, has unencrypted.
fn notice(mail: &Mail<'_>, recipients: &[&str], order: &Order, fault: KeyFault) -> Protected {
    let (subject, part) = order.notice();
    let outside = mail.outside(Some(&Header { raw: subject }));
    let (subject, about) = order.fault(&recipients.join(", "), &fault.to_string());
    let mut headers: Vec<Header> = mail
        .headers
        .iter()
        .filter(|one| one.is("from") || one.is("date"))
        .cloned()
        .collect();
    headers.push(Header::new("To", &order.faxmaster));
    headers.push(Header { raw: subject });
    if let Some(id) = mail.value("message-id") {
        headers.push(Header::new("Message-ID", &id.replacen('<', "<fault.", 1)));
    }
    headers.push(Header::new("Auto-Submitted", "auto-generated"));
    Protected::Notice {
        mail: mime::mail(&outside, &part),
        to_faxmaster: mime::mail(&headers, &about),
        fault,
    }
}
