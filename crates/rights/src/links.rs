//! The audit log's lines about links to faxes, which mails have in place of the fax: links that are
//! made, opened and refused. They show the beginning of the hash of the link's token, never the
//! token.

use super::Rights;
use super::audit::Line;
use super::grant::Denied;
use ferrofax_network::asker::Client;
use ferrofax_spool::{FaxId, FaxLink, LinkFault, NewLink};

/// The number of characters of a hash in the audit log: enough to recognise a link.
const SHOWN: usize = 12;

impl Rights {
    /// Writes to the audit log that a mail gets a link in place of a fax.
    ///
    /// # Errors
    /// [`Denied`]: the link cannot be logged.
    pub fn link_made(&self, new: &NewLink<'_>) -> Result<(), Denied> {
        let mut line = Line::without_client("make-link", self.now());
        about(&mut line, (new.token, new.fax, new.mailbox));
        line.put("until", new.until.timestamp().unwrap_or_default().to_string());
        self.audited(line, Ok(()), |_, ()| {})
    }

    /// Writes to the audit log that a client opens a link. `by` names the user, or the mailbox to
    /// which the link was sent.
    ///
    /// # Errors
    /// [`Denied`]: the opening of the link cannot be logged.
    pub fn link_opened(&self, client: &Client, link: &FaxLink, by: &str) -> Result<(), Denied> {
        let mut line = Line::new("open-link", client, self.now());
        about(&mut line, (&link.token, link.fax, &link.mailbox));
        line.put("by", by);
        self.audited(line, Ok(()), |_, ()| {})
    }

    /// Counts a wrong code for a link like a wrong password, and writes the attempt to the audit
    /// log.
    pub fn wrong_code(&self, client: &Client, link: &FaxLink) {
        self.inner.shown_in_vain(client);
        self.link_refused(client, link, "wrong-code", "The code is wrong");
    }

    /// Writes to the audit log that a client has requested a link that is no longer valid.
    pub fn link_has_ended(&self, client: &Client, link: &FaxLink, fault: LinkFault) {
        let (rule, text) = match fault {
            LinkFault::Locked => ("link-locked", "Too many wrong codes were tried at this link"),
            LinkFault::Expired => ("link-expired", "The link has expired"),
            LinkFault::Used => ("link-used", "The link was opened as often as it may be"),
        };
        self.link_refused(client, link, rule, text);
    }

    fn link_refused(&self, client: &Client, link: &FaxLink, rule: &'static str, text: &str) {
        let now = self.now();
        let Some(more) = self.room(client, rule, now) else { return };
        let mut line = Line::new("open-link", client, now);
        about(&mut line, (&link.token, link.fax, &link.mailbox));
        if let Some(more) = more {
            line.put("more", more);
        }
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited::<()>(line, Err(Denied::forbidden(rule, text)), |_, ()| {});
    }
}

fn about(line: &mut Line, (token, fax, mailbox): (&str, FaxId, &str)) {
    line.put("link", token.chars().take(SHOWN).collect::<String>());
    line.put("fax", fax.to_string());
    line.put("mailbox", mailbox);
}
