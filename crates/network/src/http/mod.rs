//! A server for HTTP/1.1: sockets, TLS, limits and bodies, for any service that answers requests.
//!
//! All connections are served by one thread of a runtime. Work that may take long (a login, the
//! disk, the spool) runs on a limited number of other threads. Requests are answered by a
//! [`Service`] or by a router of axum ([`Answering`]). A service gets the header of a request, then
//! its body in pieces as they arrive, and returns one [`Answer`]. A service never waits for a
//! client, and a slow client does not delay others.
//!
//! The cost of an HTTP client is limited. There are limits on connections, in total and per IP
//! address. There are time limits for a header, for silence in a body, for a slow body, and for an
//! answer that is not read. The memory for a body is limited, even after decompression. TLS is
//! recognised by its first byte, so that one address serves clients with and without TLS.
//!
//! A client may also upgrade to TLS by a request (RFC 2817).
//!
//! Read in this order: `service` (the types between server and service), `login`, `nonces`,
//! `unpack`, `body` (from the client to the service), `paced` and `routes` (to a router),
//! `incoming` and `document_name` (documents of requests). Then `lanes` (the number of workers
//! for each kind of work), `steady` (answers that are being sent), `connection`, `settings`.

pub mod anything;
mod body;
mod connection;
mod document_name;
mod incoming;
mod lanes;
mod login;
mod nonces;
mod paced;
mod routes;
mod service;
mod settings;
mod steady;
mod stream;
mod unpack;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::listening::{ServerTlsError, Sockets};
use connection::{Shared, let_in};

pub use document_name::document_name;
pub use incoming::{DOCUMENTS, FIELDS, Incoming, IncomingError, word};
pub use lanes::{Lanes, NotDone, Work};
pub use nonces::Nonces;
pub use service::{Answer, Answering, Challenge, Connected, Head, Reception, Service};
pub use settings::{HttpSettings, KEYS, LOGIN_KEYS};
pub use unpack::{Coding, NotPacked, Unpacker};

/// The maximum number of threads for work that may take long: for the work in all queues (lanes),
/// and for work outside of them, such as storing the pieces of incoming documents.
const WORKERS: usize = 48;

/// A running HTTP server. It runs until this value is dropped.
#[derive(Debug)]
pub struct HttpServer {
    stop: watch::Sender<Stop>,
    thread: Option<JoinHandle<()>>,
}

/// Whether the HTTP server continues or stops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stop {
    /// The HTTP server is not stopping: it accepts connections.
    #[default]
    No,
    /// The HTTP server accepts no connections any more. Requests that have begun are completed.
    Closed,
    /// The HTTP server accepts no connections any more. Unfinished requests must end within half a
    /// minute.
    Ending,
}

/// The reason why the HTTP server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The server cannot listen at an IP address and port of the settings: another program uses
    /// them, the IP address is not one of this machine, or its port needs more rights.
    #[error("[{section}] {key}: cannot listen at {address}: {source}")]
    Listen {
        /// The section of gateway.toml that contains this IP address and port.
        section: &'static str,
        /// The name of the setting that contains this IP address and port.
        key: &'static str,
        /// The IP address and port at which the server cannot listen.
        address: SocketAddr,
        /// The error that the operating system reported for the attempt to listen.
        source: io::Error,
    },
    /// The server's TLS certificate can't be used.
    #[error("[{0}] {1}")]
    Tls(&'static str, ServerTlsError),
    /// A thread of the HTTP server could not be started.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// An IP address and port at which the server listens.
struct Door {
    socket: TcpListener,
    /// Whether the server accepts only TLS at this IP address and port.
    is_tls: bool,
}

impl HttpServer {
    /// Starts to listen at all IP addresses and ports in the settings; if one fails, the server
    /// does not start. `section` is the section of the settings, `scheme` the protocol's name in
    /// the log (`ipp`), and `secured` the name of the protocol with TLS.
    pub fn start(
        settings: &HttpSettings,
        [section, scheme, secured]: [&'static str; 3],
        answering: Answering,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let identity = settings.identity().map_err(|error| HttpError::Tls(section, error))?;
        // All sockets are opened before any is served, so that an error prevents the start.
        let ways =
            [("listen", false, &settings.listen), ("tls_listen", true, &settings.tls_listen)];
        let mut doors = Vec::new();
        for (key, is_tls, addresses) in ways {
            for address in addresses {
                let what = if is_tls { secured } else { scheme };
                let socket = sockets.at(what, *address).map_err(|source| HttpError::Listen {
                    section,
                    key,
                    address: *address,
                    source,
                })?;
                doors.push(Door { socket, is_tls });
            }
        }
        // One thread serves all connections.
        let runtime = Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(WORKERS)
            .build()
            .map_err(HttpError::Thread)?;
        let (stop, stopping) = watch::channel(Stop::No);
        let shared =
            Arc::new(Shared::new(settings, identity, answering, stopping, [scheme, secured]));
        let mut told = Vec::new();
        for door in &doors {
            let name = if door.is_tls { secured } else { scheme };
            told.push(format!("{name} {}", door.socket.local_addr().map_err(HttpError::Thread)?));
        }
        let thread = thread::Builder::new()
            .name(format!("{scheme} server"))
            .spawn(move || run(&runtime, doors, &shared))
            .map_err(HttpError::Thread)?;
        told.iter().for_each(|door| log::info!("serves {door}"));
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl HttpServer {
    /// Stops accepting connections. Requests that have begun are completed, and then their
    /// connections end.
    pub fn close(&self) {
        self.stop.send_replace(Stop::Closed);
    }

    /// Whether all connections have ended after [`Self::close`].
    pub fn is_empty(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for HttpServer {
    /// Stops accepting connections. Requests that have begun may be completed.
    fn drop(&mut self) {
        self.stop.send_replace(Stop::Ending);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Serves HTTP clients until the server is stopped.
fn run(runtime: &Runtime, doors: Vec<Door>, shared: &Arc<Shared>) {
    runtime.block_on(async {
        for Door { socket, is_tls } in doors {
            match tokio::net::TcpListener::from_std(socket) {
                Ok(socket) => drop(runtime.spawn(let_in(socket, is_tls, Arc::clone(shared)))),
                Err(error) => log::error!("cannot listen: {error}"),
            }
        }
        shared.ended().await;
    });
}
