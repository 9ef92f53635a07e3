//! One connection: passes bytes between an SMTP client and its session, and ends the session when a
//! time limit is reached.

use std::io;
use std::net::{IpAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::shared::{Kind, Shared};
use super::wire::{STEP, Wire};
use crate::reply::Reply;
use crate::session::{Next, Protocol, Session, Terms};
use ferrofax_network::asker::Client;
use ferrofax_network::listening::{Place, is_wait};

/// The time by which the answer to a wrong login is delayed.
const PENALTY: Duration = Duration::from_secs(1);

/// The maximum number of bytes that are read from an SMTP client at once.
const BUFFER: usize = 32 << 10;

/// Serves an SMTP client until the end of the connection.
pub(super) fn serve(
    shared: &Shared,
    place: &Place,
    kind: Kind,
    name: &str,
    socket: TcpStream,
    peer: IpAddr,
) {
    let connection = Connection { shared, place, begun: Instant::now() };
    let served = Wire::new(socket).and_then(|wire| connection.run(kind, name, wire, peer));
    if let Err(error) = served {
        // An SMTP client may disconnect at any time, so this is no error of the server.
        log::debug!("a connection by {name} broke: {error}");
    }
}

struct Connection<'a> {
    shared: &'a Shared,
    place: &'a Place,
    begun: Instant,
}

impl Connection<'_> {
    fn run(&self, kind: Kind, name: &str, wire: Wire, peer: IpAddr) -> io::Result<()> {
        let shared = self.shared;
        let identity = shared.identity.as_ref();
        // SMTPS begins with TLS.
        let mut wire = match (kind, identity) {
            (Kind::Smtps, Some(identity)) => {
                wire.secured(identity.config(), &|| shared.is_stopping())?
            }
            _ => wire,
        };
        let client = Client::at(peer, name, kind == Kind::Smtps);
        let mut session = Session::new(self.terms(kind, &client), &shared.host, client);
        let mut bytes = vec![0; BUFFER];
        let mut next = session.greet();
        loop {
            // The session's output is sent before the next input is read. The answer to a wrong
            // login is delayed.
            if session.take_penalty() {
                self.pause(PENALTY);
            }
            let output = session.take_output();
            wire.send(&output)?;
            next = match next {
                Next::Close => break,
                Next::StartTls => {
                    let Some(identity) = identity else { break };
                    wire = wire.secured(identity.config(), &|| shared.is_stopping())?;
                    session.secured();
                    Next::Read
                }
                Next::Read => self.read(&mut wire, &mut session, &mut bytes)?,
            };
            if session.client().login.is_some() {
                self.place.is_known_now();
            }
        }
        wire.close();
        Ok(())
    }

    fn terms(&self, kind: Kind, client: &Client) -> Terms {
        let settings = &self.shared.settings;
        Terms {
            hostname: settings.hostname.clone(),
            protocol: if kind == Kind::Lmtp { Protocol::Lmtp } else { Protocol::Smtp },
            max_message: settings.max_message,
            max_recipients: settings.max_recipients,
            starttls: self.shared.identity.is_some(),
            clear_text: settings
                .clear_text_networks
                .iter()
                .any(|network| network.contains(client.address)),
            cram_md5: settings.cram_md5,
            protects: false,
        }
    }

    /// Reads once from the SMTP client and passes the bytes to the session. Ends the session if a
    /// time limit has passed or the server stops.
    fn read(
        &self,
        wire: &mut Wire,
        session: &mut Session<'_>,
        bytes: &mut [u8],
    ) -> io::Result<Next> {
        let quiet = Instant::now();
        loop {
            if let Some(reply) = self.reason_to_end(session, quiet) {
                return Ok(session.end(&reply));
            }
            match wire.read(bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => return Ok(session.take_in(&bytes[..count])),
                Err(error) if is_wait(&error) => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn reason_to_end(&self, session: &Session<'_>, quiet: Instant) -> Option<Reply> {
        let settings = &self.shared.settings;
        if self.shared.is_stopping() && (session.is_between_mails() || self.shared.is_stopped()) {
            return Some(Reply::new(421, (4, 3, 2), "This server ends; please come again"));
        }
        let (mut silence, mut minutes) = (settings.idle_seconds, settings.session_minutes);
        if self.place.is_strangers() {
            silence = silence.min(settings.stranger_idle_seconds);
            minutes = minutes.min(settings.stranger_minutes);
        }
        if quiet.elapsed() >= Duration::from_secs(silence) {
            return Some(Reply::new(421, (4, 4, 2), "You were silent for too long"));
        }
        let is_long = self.begun.elapsed() >= Duration::from_secs(minutes.saturating_mul(60));
        is_long.then(|| Reply::new(421, (4, 4, 2), "This took too long; please come again"))
    }

    fn pause(&self, length: Duration) {
        let begun = Instant::now();
        while begun.elapsed() < length && !self.shared.is_stopping() {
            sleep(STEP.min(length));
        }
    }
}
