//! Listens for mails: sockets, TLS and threads around the sessions. One thread accepts at
//! each address, one more serves each connection.
//!
//! What a client may cost is bounded: connections at once, all together and of one
//! address; the memory for mails that are under way; silence, and the length of a
//! session. [`Server::stop`] lets a mail that is coming in come to its end.

mod connection;
mod host;
mod listener;
mod settings;
mod shared;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

pub use host::Host;
pub(crate) use settings::KEYS;
pub use settings::ServerSettings;

use crate::listening::{ServerTlsError, Sockets};
use listener::Door;
use shared::{Kind, Shared};

/// The listeners, at work.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    doors: Vec<Door>,
    threads: Vec<JoinHandle<()>>,
}

/// Why the server cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// An address: another program has it, it is not this machine's, or its port needs more rights.
    #[error("[mail] {key}: cannot listen at {address}: {source}")]
    Listen {
        /// The key of gateway.toml.
        key: &'static str,
        /// The address.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The certificate.
    #[error("[mail] {0}")]
    Tls(#[from] ServerTlsError),
    /// `tls_listen` without a certificate.
    #[error("[mail] tls_listen needs certificate and key")]
    NoCertificate,
    /// No thread.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// Tries what the settings say about TLS, for `ferrofax check`.
pub fn check(settings: &ServerSettings) -> Result<(), ServerTlsError> {
    settings.identity().map(drop)
}

impl Server {
    /// Begins to listen at all addresses, or at none.
    pub fn start(
        settings: &ServerSettings,
        host: Host,
        sockets: &Sockets,
    ) -> Result<Self, ServerError> {
        let identity = settings.identity()?;
        if identity.is_none() && !settings.tls_listen.is_empty() {
            return Err(ServerError::NoCertificate);
        }
        let ways = [
            ("listen", Kind::Smtp, &settings.listen),
            ("tls_listen", Kind::Smtps, &settings.tls_listen),
            ("lmtp", Kind::Lmtp, &settings.lmtp),
        ];
        let mut doors = Vec::new();
        for (key, kind, addresses) in ways {
            for address in addresses {
                let door = Door::open(sockets, kind, *address);
                doors.push(door.map_err(|source| ServerError::Listen {
                    key,
                    address: *address,
                    source,
                })?);
            }
        }
        let shared = Arc::new(Shared::new(settings.clone(), host, identity));
        let mut server = Self { shared, doors, threads: Vec::new() };
        for listener in &server.doors {
            let thread = listener.serve(&server.shared).map_err(ServerError::Thread)?;
            server.threads.push(thread);
            log::info!("accepts mails at {listener}");
        }
        Ok(server)
    }

    /// Where it listens: where port 0 was asked for, the one that was found. In the order
    /// of `listen`, `tls_listen`, `lmtp`.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.doors.iter().map(Door::address).collect()
    }

    /// Lets nobody in any more, and sends away those between two mails. A mail that is coming in
    /// comes to its end.
    pub(crate) fn close(&mut self) {
        self.shared.stop();
        self.doors.iter().for_each(Door::close);
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }

    /// Whether nobody is inside.
    pub(crate) fn is_empty(&self) -> bool {
        self.shared.places.is_empty()
    }

    /// Ends: nobody is let in any more, those between two mails are sent away, and a mail
    /// that is coming in has half a minute to come to its end.
    pub fn stop(self) {
        // The work is done on drop.
        drop(self);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.close();
        self.shared.wait_for_sessions();
    }
}

#[cfg(test)]
mod tests;
