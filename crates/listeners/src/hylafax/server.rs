//! Listens for HylaFAX's clients, with one thread for each IP address on which the server listens,
//! and one thread for each client's session.

use std::io::{self, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection::serve;
use super::house::{Furniture, House, Shared};
use super::reply::Reply;
use super::settings::HylafaxSettings;
use ferrofax_network::listening::{Listener, PlaceLimits, Places, Seldom, Sockets};

/// The time after which conversions and transfers of documents are ended when the HylaFAX server
/// stops.
const GRACE: Duration = Duration::from_secs(60);

/// The server for HylaFAX's clients. It runs until it is dropped.
pub struct HylafaxServer {
    shared: Arc<Shared>,
    sockets: Vec<Arc<Listener>>,
    threads: Vec<JoinHandle<()>>,
}

/// The reason why the server for HylaFAX clients cannot start.
#[derive(Debug, thiserror::Error)]
pub enum HylafaxError {
    /// The server cannot listen at an IP address and port: another program uses them, the IP
    /// address is not one of this machine, or its port needs more permissions.
    #[error("[hylafax] listen: cannot listen at {address}: {source}")]
    Listen {
        /// The IP address and port at which the HylaFAX server cannot listen.
        address: SocketAddr,
        /// The error that the operating system reported when the HylaFAX server tried to listen at
        /// this IP address and port.
        source: io::Error,
    },
    /// A thread of the HylaFAX server cannot be started.
    #[error("cannot start a thread: {0}")]
    Thread(io::Error),
}

impl HylafaxServer {
    /// Starts to listen at all IP addresses and ports in the settings. If one of them fails, the
    /// HylaFAX server does not start.
    pub fn start(
        settings: &HylafaxSettings,
        furniture: Furniture,
        kept: &Sockets,
    ) -> Result<Self, HylafaxError> {
        let mut sockets = Vec::new();
        for address in &settings.listen {
            let opened = Listener::at(kept, "hylafax", *address);
            let opened =
                opened.map_err(|source| HylafaxError::Listen { address: *address, source })?;
            sockets.push(Arc::new(opened));
        }
        let (all, of_one) = (settings.max_connections, settings.max_connections_per_client);
        let limits = PlaceLimits::with_a_quarter_kept(all, of_one);
        let shared = Arc::new(Shared {
            house: House::new(settings, furniture),
            places: Arc::new(Places::new(limits)),
            disconnected: Seldom::default(),
            stop: Arc::default(),
        });
        let mut server = Self { shared, sockets, threads: Vec::new() };
        for socket in &server.sockets {
            let (shared, socket) = (Arc::clone(&server.shared), Arc::clone(socket));
            let address = socket.address();
            let door = thread::Builder::new()
                .name("hylafax door".to_owned())
                .spawn(move || accept(&shared, &socket, address));
            server.threads.push(door.map_err(HylafaxError::Thread)?);
            log::info!("serves clients of HylaFAX at {address}");
        }
        Ok(server)
    }
}

impl HylafaxServer {
    /// Makes the HylaFAX server accept no more clients. Each session ends after its current
    /// command.
    pub fn close(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        self.sockets.iter().for_each(|socket| socket.close());
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }

    /// Whether no client is connected to the HylaFAX server.
    pub fn is_empty(&self) -> bool {
        self.shared.places.is_empty()
    }
}

impl Drop for HylafaxServer {
    fn drop(&mut self) {
        self.close();
        self.shared.places.wait_until_empty(GRACE);
    }
}

/// Accepts HylaFAX clients until the server stops.
fn accept(shared: &Arc<Shared>, socket: &Listener, address: SocketAddr) {
    let (name, is_stopping) = (format!("hylafax {address}"), || shared.is_stopping());
    let begin = |client, peer| let_in(shared, client, peer, address);
    socket.serve(&name, "the server for HylaFAX's clients", is_stopping, begin);
}

fn let_in(shared: &Arc<Shared>, client: TcpStream, peer: IpAddr, address: SocketAddr) {
    if !shared.house.settings.lets_in(peer) {
        if let Some(count) = shared.disconnected.count() {
            log::warn!(
                "hylafax {address}: a client was disconnected: no `networks` of [hylafax] contains \
                 its address ({count} since the last such line)"
            );
        }
        return send_away(client, "This server is not for clients of your network.");
    }
    let is_known = shared.house.rights.is_named_place(peer);
    let Some(place) = shared.places.take(peer, is_known) else {
        shared.places.log_turned_away(&format!("hylafax {address}"));
        return send_away(client, "Too many sessions; please come again.");
    };
    let (shared, name) = (Arc::clone(shared), format!("hylafax {address}"));
    let begun = thread::Builder::new().name("hylafax".to_owned()).spawn(move || {
        serve(&shared, &place, client, peer, &name);
    });
    if let Err(error) = begun {
        // The connection was closed because its thread could not start. The HylaFAX client may try
        // again.
        log::error!("cannot start a thread for a client: {error}");
    }
}

/// Sends a message to a HylaFAX client that is not accepted, and disconnects the client.
fn send_away(mut client: TcpStream, why: &str) {
    // The message fits into the system's buffer for the connection, so sending does not wait.
    let _ = client.set_nonblocking(true);
    let _ = client.write_all(&Reply::new(421, why).bytes());
    let _ = client.shutdown(Shutdown::Write);
}
