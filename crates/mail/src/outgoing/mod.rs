//! Outgoing mails that the service sends in place of the module: by Microsoft Graph, or by SMTP
//! after they were encrypted.
//!
//! The service listens at a Unix socket in the spool's folder. The module in Asterisk hands over
//! its mails there by SMTP, as it would to any mail server (`mailserver = unix:…`), and gets the
//! answer 250 only after the mail was sent. So the outbox with its attempts and reports works with
//! the service as with a mail server.
//!
//! Read in this order: `socket` (the listener), this file (the rules of its sessions), `known` (no
//! mail twice), `graph`, `proofs` (the proofs of sending in report mails).

mod graph;
mod known;
mod proofs;
mod socket;

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::mail_login::MailLoginSettings;
use crate::mail_protection::{Protection, Sending};
use crate::reply::Reply;
use crate::session::{House, Memory};
use crate::session_policy::SessionPolicy;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::{
    Composed, MailSettings, NO_TOKEN_STATUS, Relay as _, SendError, SmtpRelay, StopFlag,
};
use ferrofax_network::asker::{Client, Envelope, Login, Recipient};
use ferrofax_proof::ProofSettings;
use ferrofax_spool::{MailLogin, Spool};
use graph::{Graph, Message, limited};
use known::Known;
use proofs::Proofs;

pub use socket::{Listener, ListenerError};

/// The maximum size of a mail that the socket accepts, in bytes. Graph accepts no larger mails.
const LARGEST: u64 = 150 << 20;

/// The path of the Unix socket for the mails of the spool in this folder.
pub fn socket_path(spool: &Path) -> PathBuf {
    spool.join("outgoing.sock")
}

/// Checks, for `ferrofax check`, that the mailbox can be used by Microsoft Graph with this access
/// token.
///
/// # Errors
/// Graph refuses; the error says why.
pub fn check(settings: &MailLoginSettings, spool: &Spool, token: String) -> Result<(), String> {
    let login = MailLogin::of(spool.folder());
    let probed = Graph::new(settings, login).probe(token);
    probed.map_err(|refused| refused.reply.text)
}

/// Accepts mails from the module in Asterisk and sends them on. A mail whose header asks for it is
/// encrypted first.
pub struct Outgoing {
    way: Way,
    sending: Option<Sending>,
    proofs: Option<Proofs>,
    memory: Memory,
    /// The mails that were handed to the mail server. Graph itself knows them.
    known: Known,
    /// The time before which no mail is sent, because Graph has asked us to wait.
    pause: Mutex<Option<Instant>>,
}

/// The method by which mails are sent on: by Microsoft Graph, or by a mail server (SMTP).
enum Way {
    Graph(Graph),
    Smtp(Box<SmtpRelay>),
}

impl Outgoing {
    /// Makes a value that sends the mails of the module by Microsoft Graph.
    pub fn by_graph(settings: &MailLoginSettings, spool: &Spool) -> Self {
        Self::of(Way::Graph(Graph::new(settings, MailLogin::of(spool.folder()))))
    }

    /// Makes a value that sends the mails of the module by the mail server of these settings. At the
    /// end of a mail, the service waits for the mail server's answer as long as the settings say,
    /// even if the module stops waiting before. Until the answer, [`Known`] prevents that the
    /// module's next attempt sends the mail twice.
    pub fn by_smtp(settings: &MailSettings, spool: &Spool) -> Self {
        let tokens = MailLogin::of(spool.folder());
        let relay = SmtpRelay::new(&settings.relay, &StopFlag::default()).with_tokens(tokens);
        Self::of(Way::Smtp(Box::new(relay)))
    }

    /// Returns this value with `protection`, by which it encrypts each mail whose header asks for
    /// it.
    #[must_use]
    pub fn protecting(self, protection: Protection) -> Self {
        Self { sending: Some(Sending::new(protection)), ..self }
    }

    /// Returns this value with the settings of proofs of sending. It then attaches a proof to each
    /// report mail whose header orders it.
    #[must_use]
    pub fn proving(self, spool: &Spool, settings: ProofSettings) -> Self {
        Self { proofs: Some(Proofs { spool: spool.clone(), settings }), ..self }
    }

    fn of(way: Way) -> Self {
        let memory = Memory::new(2 * LARGEST);
        let (known, pause) = (Known::default(), Mutex::default());
        Self { way, sending: None, proofs: None, memory, known, pause }
    }

    fn protects(&self) -> bool {
        self.sending.is_some()
    }

    /// Sends a mail on, with its proof of sending and encrypted where its header asks for it.
    fn make_and_send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        let proved = self.proofs.as_ref().and_then(|it| it.attached(bytes, UnixMs::now()));
        let bytes = proved.as_deref().unwrap_or(bytes);
        let Some(sending) = &self.sending else { return self.send(envelope, bytes) };
        let recipients: Vec<&str> =
            envelope.recipients.iter().map(|to| to.address.as_str()).collect();
        let ready = sending.ready(bytes, &recipients, UnixMs::now()).map_err(|fault| {
            log::warn!("a mail was not sent: {fault}");
            Reply::later((4, 7, 0), fault.to_string())
        })?;
        let sent = self.send(envelope, &ready.mail)?;
        if let Some(notice) = ready.to_faxmaster {
            sending.notify(notice, |to, mail| {
                let address = to.to_string();
                let to = Recipient { address, original: None, notify: None, grant: None };
                let envelope = Envelope { recipients: vec![to], ..envelope.clone() };
                self.send(&envelope, &mail).map(drop).map_err(|reply| reply.to_string())
            });
        }
        Ok(sent)
    }

    fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        match &self.way {
            Way::Graph(graph) => self.send_by_graph(graph, envelope, bytes),
            Way::Smtp(relay) => send_by_smtp(relay, envelope, bytes),
        }
    }

    fn send_by_graph(
        &self,
        graph: &Graph,
        envelope: &Envelope,
        bytes: &[u8],
    ) -> Result<String, Reply> {
        let message = Message::of(envelope, bytes)?;
        match graph.send(&message, UnixMs::now()) {
            Ok(id) => Ok(format!("a message of Microsoft Graph, {id}")),
            Err(refused) => {
                let pause = refused.wait_s.map(|seconds| Duration::from_secs(seconds.into()));
                *lock(&self.pause) = pause.map(|pause| Instant::now() + pause);
                log::warn!("a mail was not sent: {}", refused.reply.text);
                Err(refused.reply)
            }
        }
    }
}

fn send_by_smtp(relay: &SmtpRelay, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
    let wrong = |why: &dyn Display| Reply::new(553, (5, 1, 3), why.to_string());
    // The module sends each mail to one recipient. If there were two and the mail failed for one of
    // them, the next attempt would send it to both again.
    let [recipient] = &envelope.recipients[..] else {
        return Err(Reply::later((4, 5, 3), "Each mail has one recipient here"));
    };
    let from = Some(&envelope.sender).filter(|sender| !sender.is_empty());
    let from = from.map(|sender| sender.parse()).transpose().map_err(|error| wrong(&error))?;
    let to = recipient.address.parse().map_err(|error| wrong(&error))?;
    let mail =
        Composed::new(ferrofax_delivery::Envelope { from, to }, String::new(), bytes.to_vec());
    relay.send(&mail).map_err(|error| {
        log::warn!("a mail was not sent: {error}");
        let text = error.to_string();
        match error {
            SendError::Permanent(_) => Reply::new(554, (5, 0, 0), text),
            // By this code, the module knows that the mail may be accepted without the fax.
            SendError::TooLarge(_) => Reply::new(552, (5, 3, 4), text),
            SendError::Temporary(_) | SendError::Throttled(_) => Reply::later((4, 3, 0), text),
            SendError::Token(_) => Reply::new(421, NO_TOKEN_STATUS, text),
            SendError::Relay(_) | SendError::Stopped => Reply::new(421, (4, 4, 1), text),
        }
    })
}

impl House for Outgoing {
    fn policy(&self) -> &dyn SessionPolicy {
        self
    }

    fn room(&self, _: u64) -> Result<(), Reply> {
        Ok(())
    }

    fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        if let Way::Graph(_) = self.way {
            return self.make_and_send(envelope, bytes);
        }
        let under_way = match self.known.begin(envelope, bytes) {
            Ok(under_way) => under_way,
            Err(answer) => return answer,
        };
        let sent = self.make_and_send(envelope, bytes)?;
        under_way.is_accepted(&sent);
        Ok(sent)
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn now(&self) -> UnixMs {
        UnixMs::now()
    }

    fn nonce(&self) -> String {
        // The nonce is only for CRAM-MD5, which this listener does not offer.
        String::new()
    }
}

/// Every process that can open the socket may send mails. Only processes that can read the spool
/// can open the socket.
impl SessionPolicy for Outgoing {
    fn is_known(&self, _: &Client) -> bool {
        true
    }

    fn connected(&self, _: &Client) -> Result<(), Reply> {
        let pause = *lock(&self.pause);
        let left = pause.map(|until| until.saturating_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(Reply::new(421, (4, 3, 2), limited(left.as_secs() + 1))),
            None => match &self.way {
                Way::Graph(graph) => {
                    graph.token(UnixMs::now()).map(drop).map_err(|refused| refused.reply)
                }
                Way::Smtp(_) => Ok(()),
            },
        }
    }

    fn login(&self, _: &Client, _: &Login) -> Result<String, Reply> {
        Err(Reply::new(535, (5, 7, 8), "There is no login at this socket"))
    }

    fn sender(&self, _: &Client, _: &str, _: Option<u64>) -> Result<(), Reply> {
        Ok(())
    }

    fn recipient(
        &self,
        _: &Client,
        _: &str,
        address: &str,
        _: &[Recipient],
    ) -> Result<Recipient, Reply> {
        let address = address.to_owned();
        Ok(Recipient { address, original: None, notify: None, grant: None })
    }

    fn message(&self, _: &Envelope, _: &[u8]) -> Result<(), Reply> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_waits_for_the_end_of_a_mail_as_long_as_the_settings_say() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let mut settings = MailSettings::default();
        for (seconds, waited) in [("60", "data_end: 600s"), ("120", "data_end: 1200s")] {
            settings.set("mailtimeout", seconds).unwrap();
            let Way::Smtp(relay) = Outgoing::by_smtp(&settings, &spool).way else {
                panic!("it sends by SMTP")
            };
            assert!(format!("{relay:?}").contains(waited), "{relay:?}");
        }
    }
}
