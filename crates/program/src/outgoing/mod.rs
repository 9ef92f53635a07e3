//! Outgoing mails that the service sends in place of the module, by Microsoft Graph.
//!
//! The service listens at a Unix socket in the spool's folder. The module in Asterisk hands over
//! its mails there by SMTP, as it would to any mail server (`mailserver = unix:…`), and gets the
//! answer 250 only after the mail was sent. So the outbox with its attempts and reports works with
//! Graph as with a mail server.
//!
//! Read in this order: `socket` (the listener), this file (the rules of its sessions), `graph`.

mod graph;
mod socket;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::asker::{Client, Envelope, Login, Recipient};
use crate::mail::session::{House, Memory};
use crate::mail::{Reply, SessionPolicy};
use crate::mail_login::MailLoginSettings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::{MailLogin, Spool};
use graph::{Graph, Message, limited};

pub use socket::{Listener, ListenerError};

/// The most bytes of a mail that the socket accepts. Graph takes no larger one.
const LARGEST: u64 = 150 << 20;

/// The path of the Unix socket for the mails of the spool in this folder.
pub fn socket_path(spool: &Path) -> PathBuf {
    spool.join("outgoing.sock")
}

/// Checks that the mailbox can be used by Microsoft Graph, for `ferrofax check`.
///
/// # Errors
/// There is no access token, or Graph refuses; the error says why.
pub(crate) fn check(settings: &MailLoginSettings, spool: &Spool) -> Result<(), String> {
    let login = MailLogin::of(spool.folder());
    let probed = Graph::new(settings, login).probe(UnixMs::now());
    probed.map_err(|refused| refused.reply.text)
}

/// The parts of the service that a session with the module uses: it sends each mail by Graph.
struct Outgoing {
    graph: Graph,
    memory: Memory,
    /// The time until which Graph has asked us to send nothing.
    pause: Mutex<Option<Instant>>,
}

impl Outgoing {
    fn new(settings: &MailLoginSettings, login: MailLogin) -> Self {
        let memory = Memory::new(2 * LARGEST);
        Self { graph: Graph::new(settings, login), memory, pause: Mutex::default() }
    }
}

impl House for Outgoing {
    fn policy(&self) -> &dyn SessionPolicy {
        self
    }

    fn room(&self, _: u64) -> Result<(), Reply> {
        Ok(())
    }

    fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        let message = Message::of(envelope, bytes)?;
        match self.graph.send(&message, UnixMs::now()) {
            Ok(id) => Ok(format!("a message of Microsoft Graph, {id}")),
            Err(refused) => {
                let pause = refused.wait_s.map(|seconds| Duration::from_secs(seconds.into()));
                *lock(&self.pause) = pause.map(|pause| Instant::now() + pause);
                log::warn!("a mail was not sent: {}", refused.reply.text);
                Err(refused.reply)
            }
        }
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn now(&self) -> UnixMs {
        UnixMs::now()
    }

    fn nonce(&self) -> String {
        // It is only for CRAM-MD5, which this listener does not offer.
        String::new()
    }
}

/// Every process that can open the socket may send mails. Only processes that can read the spool can
/// open the socket.
impl SessionPolicy for Outgoing {
    fn connected(&self, _: &Client) -> Result<(), Reply> {
        let pause = *lock(&self.pause);
        let left = pause.map(|until| until.saturating_duration_since(Instant::now()));
        match left.filter(|left| !left.is_zero()) {
            Some(left) => Err(Reply::new(421, (4, 3, 2), limited(left.as_secs() + 1))),
            None => self.graph.token(UnixMs::now()).map(drop).map_err(|refused| refused.reply),
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
