//! Links to received faxes. If a mail must be encrypted and its recipient has no key, the mail
//! contains a link in place of the fax (`mail_protection`). The link leads to a page of the web
//! interface (`web/links.rs`), which opens the fax after a proof: a code that the recipient knows,
//! or a login.
//!
//! A link expires, opens the fax a limited number of times, and is locked after five wrong codes
//! (`fax_links` of the crate `spool`). Each link that is made, opened or refused is a line of the
//! audit log (`rights/links.rs`).
//!
//! Read in this order: `settings`, `codes`, this file.

mod codes;
mod settings;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use ferrofax_basics::UnixMs;
use ferrofax_delivery::attachment::Attachment;
use ferrofax_delivery::{Link, LinkProof};
use ferrofax_network::asker::Client;
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{Denied, Rights};
use ferrofax_spool::{FaxId, FaxLink, Format, NewLink, ReceivedFax, Spool, SpoolError};

pub use codes::Codes;
pub use settings::{FaxLinkSettings, KEYS};

/// The path of the web page that a link to a fax opens. In the link, the token follows the path.
pub const PATH: &str = "/link/";

/// A day in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// The links to received faxes of a spool. Cheap to clone.
#[derive(Clone)]
pub struct FaxLinks {
    spool: Spool,
    rights: Rights,
    settings: FaxLinkSettings,
}

/// A link that was made for a mail.
pub(crate) struct Made {
    url: String,
    proof: LinkProof,
    is_once: bool,
    until: UnixMs,
}

/// The reason why a mail cannot have a link in place of a fax.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoLink {
    /// The recipient has no code, or the file with the codes cannot be read. The text says which.
    #[error("{0}")]
    Code(String),
    /// The link cannot be made now, because the spool cannot be read or written.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// The link cannot be written to the audit log now.
    #[error(transparent)]
    Audit(#[from] Denied),
}

/// The reason why a link was not opened.
#[derive(Debug)]
pub enum NotOpened {
    /// The code that the recipient typed is wrong.
    WrongCode,
    /// The link can no longer be opened, because at the same moment another request opened it or a
    /// wrong code locked it.
    Late,
    /// The client's IP address is blocked because of too many wrong codes or passwords, or the
    /// opening of the link cannot be written to the audit log.
    Denied(Denied),
    /// The spool cannot be read or written now.
    Spool(SpoolError),
    /// The file with the fax cannot be made now, or the codes of recipients cannot be read; the
    /// text says why.
    NotNow(String),
}

impl From<SpoolError> for NotOpened {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error)
    }
}

impl From<Denied> for NotOpened {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

/// The browser that opens a link: its IP address, and the ticket by which it may open the link
/// again for a short time.
pub struct Guest {
    /// The client from which the person opens the link.
    pub client: Client,
    /// The token by which the browser of the person is recognised.
    pub ticket: Token,
}

impl Made {
    pub(crate) fn link(&self) -> Link<'_> {
        let Self { url, proof, is_once, until } = self;
        Link { url, proof: *proof, is_once: *is_once, until: *until }
    }
}

impl FaxLinks {
    /// The links of this spool, with these settings.
    pub fn new(spool: &Spool, rights: &Rights, settings: &FaxLinkSettings) -> Self {
        Self { spool: spool.clone(), rights: rights.clone(), settings: settings.clone() }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.settings.is_on()
    }

    /// The URL of the web interface in links; empty if links are off.
    pub fn address(&self) -> &str {
        &self.settings.address
    }

    /// The proof by which recipients show that a fax is for them: a code or a login.
    pub fn proof(&self) -> LinkProof {
        self.settings.proof
    }

    /// Makes the link to a fax for the mail with this Message-ID to this mailbox. If the mail is
    /// sent again, it has the same link.
    pub(crate) fn make(
        &self,
        fax: FaxId,
        mailbox: &str,
        message_id: &str,
        now: UnixMs,
    ) -> Result<Made, NoLink> {
        let FaxLinkSettings { address, proof, days, openings, .. } = &self.settings;
        if *proof == LinkProof::Code {
            self.code(mailbox).map_err(NoLink::Code)?;
        }
        let token = self.spool.faxes().link_token(fax, message_id, mailbox)?;
        let token = Token::of(&BASE64_URL_SAFE_NO_PAD.encode(token));
        let hash = token.hash();
        let until = now + i64::from(*days) * DAY_MS;
        let new = NewLink { token: &hash, fax, mailbox, until, openings: *openings };
        let until = match self.spool.faxes().link(&hash)? {
            Some(known) if known.was_opened() => known.until,
            // The mail may have waited for days, so the time until the link expires begins again.
            Some(known) => {
                self.spool.faxes().renew_link(known.id, until)?;
                known.until.max(until)
            }
            None => {
                self.rights.link_made(&new)?;
                self.spool.faxes().make_link(&new, now)?;
                until
            }
        };
        let url = format!("{address}{PATH}{}", token.text());
        Ok(Made { url, proof: *proof, is_once: *openings == 1, until })
    }

    /// The code of this mailbox. The error says what is missing, and how to add it.
    fn code(&self, mailbox: &str) -> Result<String, String> {
        let Some(path) = &self.settings.codes else {
            return Err("[fax_links] in gateway.toml names no file with codes".to_owned());
        };
        let code = Codes::read(path)?.of(mailbox).map(str::to_owned);
        code.ok_or_else(|| {
            format!(
                "there is no code for this address in {}; add a line with the address and a code, \
                 and tell the recipient the code by telephone or letter",
                path.display()
            )
        })
    }

    /// The link with this token, if links are on.
    pub fn find(&self, token: &str) -> Result<Option<FaxLink>, SpoolError> {
        if !self.is_on() {
            return Ok(None);
        }
        self.spool.faxes().link(&Token::of(token).hash())
    }

    /// Opens a link by a code. Only wrong codes are counted: too many of them lock the link. After
    /// any other failure, the recipient can try again.
    pub fn open_by_code(
        &self,
        link: &FaxLink,
        guest: &Guest,
        code: &str,
        now: UnixMs,
    ) -> Result<Attachment, NotOpened> {
        self.rights.connected(&guest.client)?;
        let right = self.code(&link.mailbox).map_err(NotOpened::NotNow)?;
        if !self.spool.faxes().try_link_code(link.id, now)? {
            // The link can no longer be opened, so this code is not compared. If this browser has
            // just opened the link, it gets the file again, because the user has only clicked
            // twice.
            let known = self.spool.faxes().link(&link.token)?;
            let is_second = known.is_some_and(|it| it.has_ticket(&guest.ticket.hash(), now));
            return if is_second {
                self.open(link, guest, &link.mailbox, now)
            } else {
                Err(NotOpened::Late)
            };
        }
        if !is_same(&right, code.trim()) {
            self.rights.wrong_code(&guest.client, link);
            return Err(NotOpened::WrongCode);
        }
        self.spool.faxes().right_link_code(link.id)?;
        self.open(link, guest, &link.mailbox, now)
    }

    /// Opens a link for somebody who has proved that the fax is for them. The same browser can open
    /// the link again for a short time.
    pub fn open(
        &self,
        link: &FaxLink,
        guest: &Guest,
        by: &str,
        now: UnixMs,
    ) -> Result<Attachment, NotOpened> {
        // The file is made before the opening is counted, so that a failure does not use up the
        // link.
        let file = self.file(link)?;
        if !self.spool.faxes().open_link(link.id, &guest.ticket.hash(), now)? {
            return Err(NotOpened::Late);
        }
        self.rights.link_opened(&guest.client, link, by)?;
        if let Err(error) = self.spool.faxes().note_reading(link.fax, by, now) {
            log::warn!(
                "the history of fax {} does not show that a link was opened: {error}",
                link.fax
            );
        }
        Ok(file)
    }

    fn file(&self, link: &FaxLink) -> Result<Attachment, NotOpened> {
        let fax = self.spool.faxes().fax(link.fax)?;
        let document = self.spool.faxes().document_path(link.fax)?;
        Attachment::new(&ReceivedFax { format: Format::Pdf, ..fax }, &document)
            .map_err(|error| NotOpened::NotNow(format!("fax {}: {error}", link.fax)))
    }
}

/// Whether two codes are the same. Their hashes are compared, so that the time of the comparison
/// says nothing about the code.
fn is_same(right: &str, said: &str) -> bool {
    Token::of(right).hash() == Token::of(said).hash()
}
