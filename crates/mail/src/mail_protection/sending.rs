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
    notified: Mutex<Notified>,
}

/// The faults of which the faxmaster was notified: the recipients of a mail and the fault's text,
/// each with the time at which the faxmaster's mail was sent.
#[derive(Default)]
struct Notified(BTreeMap<(String, String), Instant>);

impl Notified {
    /// Whether the faxmaster was notified of the fault in the time [`QUIET`] before `now`.
    fn has(&self, fault: &(String, String), now: Instant) -> bool {
        self.0.get(fault).is_some_and(|at| now.duration_since(*at) < QUIET)
    }

    /// Remembers that the faxmaster was notified of the fault at the time `now`.
    fn add(&mut self, fault: (String, String), now: Instant) {
        self.0.retain(|_, at| now.duration_since(*at) < QUIET);
        if self.0.len() >= MOST {
            self.0.clear();
        }
        self.0.insert(fault, now);
    }
}

/// A mail that was protected and may be sent.
pub(crate) struct Ready {
    /// The mail for the recipients: protected, unchanged, or a notice instead of it.
    pub(crate) mail: Vec<u8>,
    /// The mail that notifies the faxmaster of a fault. `None`: the faxmaster need not be notified.
    pub(crate) to_faxmaster: Option<FaxmasterMail>,
}

/// A mail that notifies the faxmaster of a fault.
pub(crate) struct FaxmasterMail {
    /// The faxmaster's mail address.
    address: String,
    mail: Vec<u8>,
    /// The recipients of the mail that was not encrypted, and the text of the fault.
    fault: (String, String),
}

impl Sending {
    /// Makes the part that protects mails before they are sent.
    pub fn new(protection: Protection) -> Self {
        Self { protection, notified: Mutex::default() }
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
                let address = order.faxmaster.clone();
                let fault = (to, fault.to_string());
                let is_new =
                    !address.is_empty() && !lock(&self.notified).has(&fault, Instant::now());
                let to_faxmaster = FaxmasterMail { address, mail: to_faxmaster, fault };
                Ok(Ready { mail, to_faxmaster: is_new.then_some(to_faxmaster) })
            }
        }
    }

    /// Notifies the faxmaster: passes the parsed address of the faxmaster and the mail to `send`. An
    /// error is only logged. The next mail with the same fault then notifies the faxmaster.
    pub(crate) fn notify(
        &self,
        notice: FaxmasterMail,
        send: impl FnOnce(lettre::Address, Vec<u8>) -> Result<(), String>,
    ) {
        let FaxmasterMail { address, mail, fault } = notice;
        let parsed = address.parse().map_err(|_| format!("'{address}' is no mail address"));
        match parsed.and_then(|to| send(to, mail)) {
            Ok(()) => lock(&self.notified).add(fault, Instant::now()),
            Err(why) => log::error!("the faxmaster cannot be notified: {why}"),
        }
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
        if let Some(notice) = ready.to_faxmaster {
            self.sending.notify(notice, |to, bytes| {
                let mail = Composed::new(Envelope { from, to }, format!("fault.{id}"), bytes);
                self.relay.send(&mail).map(drop).map_err(|error| error.to_string())
            });
        }
        Ok(sent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faxmaster_is_notified_of_a_fault_once_a_day() {
        let fault = |to: &str| (to.to_owned(), "no key".to_owned());
        let hour = Duration::from_secs(3600);
        let (mut notified, begin) = (Notified::default(), Instant::now());
        assert!(!notified.has(&fault("anna"), begin));
        notified.add(fault("anna"), begin);
        assert!(!notified.has(&fault("ben"), begin));
        // A question in between does not lengthen the day.
        assert!(notified.has(&fault("anna"), begin + 23 * hour));
        assert!(!notified.has(&fault("anna"), begin + 24 * hour));
        notified.add(fault("ben"), begin + 24 * hour);
        assert_eq!(notified.0.len(), 1, "the old one is forgotten");
        (0..2 * MOST).for_each(|number| notified.add(fault(&number.to_string()), begin));
        assert!(notified.0.len() <= MOST);
    }
}
