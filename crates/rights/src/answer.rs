//! Permissions for replies by mail. By such a reply, a user supplies the recipient's number of a
//! fax that was submitted without one. The sender of the reply needs the same permissions as for a
//! new fax.

use super::Rights;
use super::audit::Line;
use super::grant::{Denied, Grant};
use super::inner::Inner;
use super::who::Registry;
use ferrofax_basics::DeviceName;
use ferrofax_network::asker::Client;

impl Rights {
    /// Decides whether this sender may set, by a reply mail, the recipient's number of a fax that
    /// was submitted without one. Later, when the mail has been read, [`Self::answered`] decides on
    /// the number in it and on the fax.
    pub fn answering(&self, client: &Client, sender: &str, address: &str) -> Result<Grant, Denied> {
        let mut line = Line::new("recipient", client, self.now());
        line.put("sender", sender);
        line.put("recipient", address);
        let decided = self.inner.answering(client, sender);
        self.audited_in_envelope(client, line, decided, |grant| grant.by, Line::grant)
    }

    /// Decides whether the sender of a reply mail may send the waiting fax from this device to the
    /// number that the mail contains.
    pub(crate) fn answered(
        &self,
        client: &Client,
        sender: &str,
        device: &DeviceName,
        number: &str,
    ) -> Result<Grant, Denied> {
        let mut line = Line::new("answer", client, self.now());
        line.put("sender", sender);
        line.put("device", device.to_string());
        line.put("written", number);
        self.audited(line, self.inner.answered(client, sender, device, number), Line::grant)
    }
}

impl Inner {
    fn answering(&self, client: &Client, sender: &str) -> Result<Grant, Denied> {
        let book = self.book()?;
        let registry = Registry::of(&book);
        self.without_number(registry.identify(client, sender)?)
    }

    fn answered(
        &self,
        client: &Client,
        sender: &str,
        device: &DeviceName,
        number: &str,
    ) -> Result<Grant, Denied> {
        let book = self.book()?;
        let registry = Registry::of(&book);
        let identity = registry.at_device(registry.identify(client, sender)?, device)?;
        self.granted(&book, identity, number, 0)
    }
}
