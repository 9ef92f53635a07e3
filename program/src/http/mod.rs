//! A server for HTTP/1.1: sockets, TLS, limits and bodies, for whatever answers requests.
//!
//! All connections are served by one thread of a runtime; what may take its time (a login,
//! the disk, the spool) goes on its few others. What answers is a [`Service`], which sees the
//! head of a request, then its body in pieces as they come, and gives one [`Answer`], or a
//! router of axum's ([`Answering`]). It
//! never waits for a client, and a client that is slow keeps up nobody else.
//!
//! What a client may cost is bounded: connections, all together and of one address; the
//! time for a head, for silence in a body, for a body that trickles, and for an answer that is
//! not read; the memory for a body, whatever it unpacks to. TLS is told by its first byte: one address takes both.
//!
//! A client may also go over to TLS by a request (RFC 2817).
//!
//! Read in this order: `service` (the words between server and service), `login`, `nonces`,
//! `unpack`, `body` (from the client to the service), `paced` and `routes` (to a router), `incoming` and
//! `document_name` (documents of requests), `lanes` (how many workers each kind of work has),
//! `steady` (answers on their way out), `connection`, `settings`.

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

pub(crate) use document_name::document_name;
pub(crate) use incoming::{DOCUMENTS, FIELDS, Incoming, IncomingError, word};
pub(crate) use lanes::{Lanes, NotDone, Work};
pub(crate) use nonces::Nonces;
pub(crate) use service::{Answer, Answering, Challenge, Connected, Head, Reception, Service};
pub use settings::HttpSettings;
pub(crate) use settings::{KEYS, LOGIN_KEYS};
pub(crate) use unpack::{Coding, Unpacker};

/// Threads at most for what may take its time: those of all lanes, and some for what belongs to
/// none, such as the pieces of documents that come in.
const WORKERS: usize = 48;

/// A server, at work until dropped.
#[derive(Debug)]
pub struct HttpServer {
    stop: watch::Sender<Stop>,
    thread: Option<JoinHandle<()>>,
}

/// Whether a server goes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stop {
    /// It does.
    #[default]
    No,
    /// Nobody is let in any more; a request that has begun comes to its end.
    Closed,
    /// The same, and it has not long.
    Ending,
}

/// Why the server cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// An address: another program has it, it is not this machine's, or its port needs more rights.
    #[error("[{section}] {key}: cannot listen at {address}: {source}")]
    Listen {
        /// The section of gateway.toml.
        section: &'static str,
        /// Its key.
        key: &'static str,
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The certificate.
    #[error("[{0}] {1}")]
    Tls(&'static str, ServerTlsError),
    /// No thread, or no runtime for it.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

/// An address that is listened at.
struct Door {
    socket: TcpListener,
    /// TLS from the first byte, and nothing else.
    is_tls: bool,
}

impl HttpServer {
    /// Begins to listen at all addresses, or at none. `section` has the settings, `scheme` is
    /// what is spoken, for the log (`ipp`), `secured` the same in TLS.
    pub(crate) fn start(
        settings: &HttpSettings,
        [section, scheme, secured]: [&'static str; 3],
        answering: Answering,
        sockets: &Sockets,
    ) -> Result<Self, HttpError> {
        let identity = settings.identity().map_err(|error| HttpError::Tls(section, error))?;
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
    /// Lets nobody in any more. A request that has begun comes to its end, and its connection
    /// with it.
    pub(crate) fn close(&self) {
        self.stop.send_replace(Stop::Closed);
    }

    /// Whether all have gone after [`Self::close`].
    pub(crate) fn is_empty(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }
}

impl Drop for HttpServer {
    /// Nobody is let in any more; a request that is coming in may come to its end.
    fn drop(&mut self) {
        self.stop.send_replace(Stop::Ending);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Serves until the end.
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
