//! The mail server: sockets, TLS and threads for the sessions. One thread accepts clients at each
//! IP address and port, and each connection has a thread of its own.
//!
//! The resources of SMTP clients are limited. There are limits on simultaneous connections, in
//! total and from one IP address. There are limits on the memory for mails that are being received,
//! the time for which a client may send nothing, and the duration of a session. [`Server::stop`]
//! gives a mail that is being received time to arrive completely.

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
pub use settings::{KEYS, ServerSettings};

use ferrofax_network::listening::{ServerTlsError, Sockets};
use listener::Door;
use shared::{Kind, Shared};

/// The running mail server.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    doors: Vec<Door>,
    threads: Vec<JoinHandle<()>>,
}

/// The reason why the mail server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The server cannot listen at an IP address and port. Possible reasons: another program uses
    /// them, the IP address does not belong to this machine, or the port needs more permissions.
    #[error("[mail] {key}: cannot listen at {address}: {source}")]
    Listen {
        /// The key of gateway.toml that sets the IP address and port at which the server cannot
        /// listen.
        key: &'static str,
        /// The IP address and port at which the mail server cannot listen.
        address: SocketAddr,
        /// The error that the operating system reported when the mail server tried to listen at
        /// this IP address and port.
        source: io::Error,
    },
    /// The TLS certificate that `[mail]` of gateway.toml names cannot be used.
    #[error("[mail] {0}")]
    Tls(#[from] ServerTlsError),
    /// The settings have an IP address and port for TLS (`tls_listen`), but no certificate.
    #[error("[mail] tls_listen needs certificate and key")]
    NoCertificate,
    /// A thread of the mail server cannot be started.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// Checks whether the TLS certificate in the settings can be used. The command `ferrofax check`
/// calls this.
pub fn check(settings: &ServerSettings) -> Result<(), ServerTlsError> {
    settings.identity().map(drop)
}

impl Server {
    /// Starts to listen at all IP addresses and ports in the settings. If one of them fails, the
    /// mail server does not start.
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

    /// The IP addresses and ports at which the mail server listens, in the order of `listen`,
    /// `tls_listen`, `lmtp`. If the settings have port 0, the result has the port that the system
    /// chose.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.doors.iter().map(Door::address).collect()
    }

    /// Accepts no more clients, and disconnects each SMTP client that is not sending a mail. A mail
    /// that is being received is still received to its end.
    pub fn close(&mut self) {
        self.shared.stop();
        self.doors.iter().for_each(Door::close);
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }

    /// Whether no client is connected to the mail server.
    pub fn is_empty(&self) -> bool {
        self.shared.places.is_empty()
    }

    /// Stops the server. It accepts no more clients and disconnects each SMTP client that is not
    /// sending a mail. A mail that is being received has half a minute to arrive completely.
    pub fn stop(self) {
        // Dropping the server stops it.
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
