//! The printer for programs without IPP: LPD (RFC 1179) and raw bytes (port 9100), both off by
//! default.
//!
//! Neither protocol has a login: a print client gets the permissions of its network, and clients in
//! networks without permissions are disconnected. A print job is accepted once it is complete and
//! on disk; an interrupted one is discarded. The fax number comes from a control field, a text in
//! the document such as `@@+FAX:…@@`. Without such a text, the fax waits for a number.
//!
//! Read in this order: `wire` (reads a client's bytes, with time limits), `job`, `control` (LPD's
//! control file), `lpd`, `raw`, this file (sockets and threads).

mod control;
mod job;
mod lpd;
mod raw;
mod wire;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::Printer;
use ferrofax_network::asker::Client;
use ferrofax_network::http::HttpError;
use ferrofax_network::listening::{Listener, Pace, Place, PlaceLimits, Places, Sockets};
use ferrofax_rights::Guest;
use wire::Wire;

/// The longest wait for incoming print jobs when the server stops.
const GRACE: Duration = Duration::from_secs(30);

/// The protocol by which a print job arrives: LPD or raw bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Lpd,
    Raw,
}

/// The state that the threads of all LPD or raw clients share.
struct Shared {
    printer: Arc<Printer>,
    places: Arc<Places>,
    /// Whether the LPD or raw server is stopping, and therefore accepts no more clients.
    is_stopping: AtomicBool,
    /// Whether the server has stopped waiting for its print clients: the clients that are still
    /// connected are then disconnected.
    has_ended: Arc<AtomicBool>,
}

/// A running server for LPD or raw printing. It stops when this value is dropped.
pub struct PlainServer {
    shared: Arc<Shared>,
    sockets: Vec<Arc<Listener>>,
    threads: Vec<JoinHandle<()>>,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Lpd => "lpd",
            Self::Raw => "raw",
        }
    }
}

impl PlainServer {
    /// Starts to listen on the IP addresses and ports for LPD and raw printing in the settings, if
    /// there are any.
    pub(super) fn start(printer: &Arc<Printer>, kept: &Sockets) -> Result<Self, HttpError> {
        let settings = &printer.settings;
        let limits = PlaceLimits {
            all: settings.http.max_connections,
            of_one: settings.http.max_connections_per_client,
            strangers: 0,
            of_one_stranger: 0,
            remembers: false,
        };
        let shared = Arc::new(Shared {
            printer: Arc::clone(printer),
            places: Arc::new(Places::new(limits)),
            is_stopping: AtomicBool::new(false),
            has_ended: Arc::default(),
        });
        let mut server = Self { shared, sockets: Vec::new(), threads: Vec::new() };
        let ways = [
            (Kind::Lpd, "lpd_listen", &settings.lpd_listen),
            (Kind::Raw, "raw_listen", &settings.raw_listen),
        ];
        for (kind, key, addresses) in ways {
            for address in addresses {
                let listen = |source| HttpError::Listen {
                    section: "printer",
                    key,
                    address: *address,
                    source,
                };
                server.listen(kept, kind, *address).map_err(listen)?;
            }
        }
        Ok(server)
    }

    fn listen(&mut self, kept: &Sockets, kind: Kind, address: SocketAddr) -> io::Result<()> {
        let socket = Arc::new(Listener::at(kept, kind.name(), address)?);
        let name = format!("{} {}", kind.name(), socket.address());
        let (shared, listening, called) =
            (Arc::clone(&self.shared), Arc::clone(&socket), name.clone());
        let thread =
            thread::Builder::new().name(format!("{} door", kind.name())).spawn(move || {
                let is_stopping = || shared.is_stopping.load(Ordering::Relaxed);
                let let_in = |client, peer| begin(&shared, kind, &called, client, peer);
                listening.serve(&called, "a listener for print jobs", is_stopping, let_in);
            })?;
        log::info!("serves {name}");
        self.sockets.push(socket);
        self.threads.push(thread);
        Ok(())
    }
}

impl PlainServer {
    /// Makes the server accept no more LPD or raw clients. A print job that is being received is
    /// still received to its end.
    pub fn close(&mut self) {
        self.shared.is_stopping.store(true, Ordering::Relaxed);
        self.sockets.iter().for_each(|socket| socket.close());
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }

    /// Whether no LPD or raw client is connected.
    pub fn is_empty(&self) -> bool {
        self.shared.places.is_empty()
    }
}

impl Drop for PlainServer {
    /// Makes the server accept no more LPD or raw clients, and waits a limited time for incoming
    /// print jobs.
    fn drop(&mut self) {
        self.close();
        let Shared { places, has_ended, .. } = &*self.shared;
        places.wait_until_empty(GRACE);
        has_ended.store(true, Ordering::Relaxed);
        places.wait_until_empty(2 * wire::STEP);
    }
}

/// Serves a print client on its own thread. A client from an unknown network is disconnected
/// without a message.
fn begin(shared: &Arc<Shared>, kind: Kind, name: &str, client: TcpStream, peer: IpAddr) {
    let Some(place) = shared.places.take(peer, true) else {
        shared.places.log_turned_away(name);
        return;
    };
    let (shared, name) = (Arc::clone(shared), name.to_owned());
    let begun = thread::Builder::new().name(kind.name().to_owned()).spawn(move || {
        serve(&shared, &place, kind, &Client::at(peer, name.clone(), false), client);
    });
    if let Err(error) = begun {
        log::error!("cannot start a thread for a client: {error}");
    }
}

fn serve(shared: &Shared, _place: &Place, kind: Kind, client: &Client, stream: TcpStream) {
    let guest = match shared.printer.rights.guest(client) {
        Ok(guest @ Guest::Network(_)) => guest,
        Ok(Guest::User(..)) | Err(_) => return,
    };
    let http = &shared.printer.settings.http;
    let pace = Pace { idle: Duration::from_secs(http.idle_seconds), min_rate: http.min_rate };
    let mut wire = Wire::new(stream, pace, Arc::clone(&shared.has_ended));
    let served = match kind {
        Kind::Lpd => lpd::serve(&shared.printer, &guest, &mut wire),
        Kind::Raw => raw::serve(&shared.printer, &guest, &mut wire),
    };
    if let Err(error) = served {
        log::info!("{}: a client's print job is not accepted: {error}", client.listener);
    }
}
