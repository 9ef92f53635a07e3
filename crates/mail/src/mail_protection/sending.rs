//! Protects the mails of the Asterisk module and of a stateless node as each mail's order says, and
//! then sends them on.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{Fault, Protected, Protection};
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::{Composed, Envelope, Order, Relay, SendError};
use ferrofax_ground::pii::Pii;

/// The time for which the faxmaster gets no second mail about the same fault of a recipient.
const QUIET: Duration = Duration::from_secs(86_400);

/// The maximum number of faults that are remembered.
const MOST: usize = 1_000;

/// Protects mails, and remembers the faults of which the faxmaster was notified.
pub struct Sending {
    protection: Protection,
    told: Mutex<BTreeMap<(String, String), Instant>>,
}

/// A mail that was protected and may be sent.
pub(crate) struct Ready {
    /// The mail for the recipients: protected, unchanged, or a notice instead of it.
    pub(crate) mail: Vec<u8>,
    /// The faxmaster's mail address, and the mail that notifies the faxmaster of a fault. `None`:
    /// the faxmaster need not be notified.
    pub(crate) to_faxmaster: Option<(String, Vec<u8>)>,
}

impl Sending {
    /// Makes the part that protects mails before they are sent.
    pub fn new(protection: Protection) -> Self {
        Self { protection, told: Mutex::default() }
    }

    /// Protects a mail as the order in its header says. A mail without an order is returned
    /// unchanged.
    ///
    /// # Errors
    /// The mail cannot be protected now, and must not be sent as it is.
    pub(crate) fn ready(
        &self,
        mail: &[u8],
        recipients: &[&str],
        now: UnixMs,
    ) -> Result<Ready, Fault> {
        match Protection::order(mail)? {
            Some(order) => self.protected(mail, recipients, &order, now),
            None => Ok(Ready { mail: mail.to_vec(), to_faxmaster: None }),
        }
    }

    /// Protects a mail as `order` says.
    ///
    /// # Errors
    /// The mail cannot be protected now, and must not be sent as it is.
    fn protected(
        &self,
        mail: &[u8],
        recipients: &[&str],
        order: &Order,
        now: UnixMs,
    ) -> Result<Ready, Fault> {
        let to = recipients.join(", ");
        match self.protection.protect(mail, recipients, order, now)? {
            Protected::Encrypted(mail) => Ok(Ready { mail, to_faxmaster: None }),
            Protected::AsItWas(mail, fault) => {
                log::info!("a mail to {} is not encrypted: {fault}", Pii(&to));
                Ok(Ready { mail, to_faxmaster: None })
            }
            Protected::Link(mail, fault) => {
                log::info!("a link to the fax is sent to {}: {fault}", Pii(&to));
                Ok(Ready { mail, to_faxmaster: None })
            }
            Protected::Notice { mail, to_faxmaster, fault } => {
                log::error!("a notice without the fax is sent to {}: {fault}", Pii(&to));
                let is_new = !order.faxmaster.is_empty() && self.is_new(to, fault.to_string());
                let to_faxmaster = is_new.then(|| (order.faxmaster.clone(), to_faxmaster));
                Ok(Ready { mail, to_faxmaster })
            }
        }
    }

    /// Records that the faxmaster is notified of this fault of a recipient. Returns false if the
    /// faxmaster was already notified of it within the time [`QUIET`].
    fn is_new(&self, recipients: String, fault: String) -> bool {
        let mut told = lock(&self.told);
        told.retain(|_, at| at.elapsed() < QUIET);
        if told.len() >= MOST {
            told.clear();
        }
        told.insert((recipients, fault), Instant::now()).is_none()
    }
}

/// Protects the mails of a stateless node, and passes them to the mail server `relay`.
pub struct Protecting<'a> {
    /// The part that protects mails.
    pub sending: &'a Sending,
    /// The relay that gets the protected mails.
    pub relay: &'a dyn Relay,
}

impl Relay for Protecting<'_> {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        let Some(order) = &mail.protect else { return self.relay.send(mail) };
        let later = |why: String| SendError::Temporary((&*why).into());
        let bytes = mail.whole().map_err(|error| later(error.to_string()))?;
        let to = mail.envelope.to.to_string();
        let ready = self
            .sending
            .protected(&bytes, &[&to], order, UnixMs::now())
            .map_err(|fault| later(fault.to_string()))?;
        let Envelope { from, to } = mail.envelope.clone();
        let id = mail.message_id.clone();
        let sent = self.relay.send(&Composed::new(
            Envelope { from: from.clone(), to },
            id.clone(),
            ready.mail,
        ))?;
        if let Some((address, bytes)) = ready.to_faxmaster {
            tell(&address, |to| {
                let mail = Composed::new(Envelope { from, to }, format!("fault.{id}"), bytes);
                self.relay.send(&mail).map(drop).map_err(|error| error.to_string())
            });
        }
        Ok(sent)
    }
}

/// Notifies the faxmaster: passes the parsed `address` to `send`. An error is only logged.
pub(crate) fn tell(address: &str, send: impl FnOnce(lettre::Address) -> Result<(), String>) {
    let parsed = address.parse().map_err(|_| format!("'{address}' is no mail address"));
    if let Err(why) = parsed.and_then(send) {
        log::error!("the faxmaster cannot be notified: {why}");
    }
}
