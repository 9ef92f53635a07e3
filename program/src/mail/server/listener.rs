//! Where clients come in: a socket that listens, and who is inside.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use socket2::{Domain, SockRef, Socket, Type};

use super::connection::serve;
use super::host::Host;
use super::settings::ServerSettings;
use super::tls::Identity;
use crate::asker::Client;
use crate::mail::session::House;
use ferrofax_basics::errand::Errands;
use ferrofax_basics::lock::lock;

/// What is spoken at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// SMTP, and TLS by STARTTLS.
    Smtp,
    /// SMTP in TLS.
    Smtps,
    /// LMTP.
    Lmtp,
}

/// What all threads of the server use.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) settings: ServerSettings,
    pub(super) host: Host,
    pub(super) identity: Option<Identity>,
    stop: AtomicBool,
    stop_at: Mutex<Option<Instant>>,
    inside: Mutex<Inside>,
    left: Condvar,
}

/// Who is inside.
#[derive(Debug, Default)]
struct Inside {
    count: usize,
    strangers: usize,
    of: HashMap<IpAddr, usize>,
}

/// A client's place inside, given back when dropped: also by a thread that panics.
pub(super) struct Seat {
    pub(super) shared: Arc<Shared>,
    peer: IpAddr,
    is_stranger: Cell<bool>,
}

/// A socket that listens.
#[derive(Debug)]
pub(super) struct Door {
    kind: Kind,
    socket: Arc<TcpListener>,
    address: SocketAddr,
}

/// How many may wait to be let in.
const BACKLOG: i32 = 128;

/// What a mail that is coming in gets when we stop.
const GRACE: Duration = Duration::from_secs(30);

impl Door {
    pub(super) fn open(kind: Kind, address: SocketAddr) -> io::Result<Self> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
        if address.is_ipv6() {
            // So that 0.0.0.0 and [::] can stand side by side, each for its own.
            socket.set_only_v6(true)?;
        }
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        let socket = TcpListener::from(socket);
        Ok(Self { kind, address: socket.local_addr()?, socket: Arc::new(socket) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets clients in, on a thread of its own.
    pub(super) fn serve(&self, shared: &Arc<Shared>) -> io::Result<JoinHandle<()>> {
        let (shared, socket, kind, name) =
            (Arc::clone(shared), Arc::clone(&self.socket), self.kind, self.to_string());
        thread::Builder::new().name("mail door".to_owned()).spawn(move || {
            let mut errands = Errands::logged("a door for mails");
            while !shared.is_stopping() {
                match socket.accept() {
                    Ok((client, peer)) => {
                        errands
                            .run(|| let_in(&shared, kind, &name, client, peer.ip().to_canonical()));
                    }
                    Err(_) if shared.is_stopping() => return,
                    Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => {}
                    Err(error) => {
                        // No file descriptors left, most likely. Clients wait meanwhile.
                        log::error!("{name}: cannot let anybody in: {error}");
                        thread::sleep(Duration::from_secs(1));
                    }
                }
            }
        })
    }

    /// Wakes who waits in `accept`.
    pub(super) fn close(&self) {
        let _ = SockRef::from(&*self.socket).shutdown(Shutdown::Both);
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            Kind::Smtp => "smtp",
            Kind::Smtps => "smtps",
            Kind::Lmtp => "lmtp",
        };
        write!(f, "{word} {}", self.address)
    }
}

fn let_in(shared: &Arc<Shared>, kind: Kind, name: &str, client: TcpStream, peer: IpAddr) {
    let is_known = shared.host.policy().is_known(&Client::at(peer, name, kind == Kind::Smtps));
    let Some(seat) = Seat::take(shared, peer, is_known) else {
        log::warn!("{name}: a client must come again, since there are too many connections");
        return send_away(kind, client);
    };
    let name = name.to_owned();
    let begun = thread::Builder::new().name("mail".to_owned()).spawn(move || {
        serve(&seat, kind, &name, client, peer);
    });
    if let Err(error) = begun {
        // The socket went with the thread; the client comes again.
        log::error!("cannot start a thread for a client: {error}");
    }
}

/// A word to someone for whom there is no room. In TLS there is nobody to listen to it yet.
fn send_away(kind: Kind, mut client: TcpStream) {
    if kind != Kind::Smtps {
        // It fits into what the system holds for the connection: nobody waits here.
        let _ = client.set_nonblocking(true);
        let _ = client.write_all(b"421 4.3.2 Too many connections; please come again\r\n");
        let _ = client.shutdown(Shutdown::Write);
    }
}

impl Shared {
    pub(super) fn new(settings: ServerSettings, host: Host, identity: Option<Identity>) -> Self {
        Self {
            settings,
            host,
            identity,
            stop: AtomicBool::new(false),
            stop_at: Mutex::default(),
            inside: Mutex::default(),
            left: Condvar::new(),
        }
    }

    pub(super) fn stop(&self) {
        *lock(&self.stop_at) = Some(Instant::now() + GRACE);
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Whether the end has begun.
    pub(super) fn is_stopping(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Whether it is there, for all.
    pub(super) fn is_stopped(&self) -> bool {
        let stop_at = *lock(&self.stop_at);
        stop_at.is_some_and(|at| Instant::now() >= at)
    }

    /// Waits until all have gone; they go when they are asked to, or when their time is over.
    pub(super) fn wait_for_sessions(&self) {
        let inside = lock(&self.inside);
        drop(self.left.wait_timeout_while(inside, GRACE * 2, |inside| inside.count > 0));
    }
}

impl Seat {
    fn take(shared: &Arc<Shared>, peer: IpAddr, is_known: bool) -> Option<Self> {
        let mut inside = lock(&shared.inside);
        let settings = &shared.settings;
        let of = inside.of.get(&peer).copied().unwrap_or(0);
        let (is_full, most) = match is_known {
            true => (false, settings.max_connections_per_client),
            false => (
                inside.strangers >= settings.max_strangers,
                settings.max_connections_per_stranger.min(settings.max_connections_per_client),
            ),
        };
        if is_full || inside.count >= settings.max_connections || of >= most {
            return None;
        }
        inside.count += 1;
        inside.strangers += usize::from(!is_known);
        inside.of.insert(peer, of + 1);
        Some(Self { shared: Arc::clone(shared), peer, is_stranger: Cell::new(!is_known) })
    }

    /// It is known now who that is: the place is no stranger's any more.
    pub(super) fn is_known_now(&self) {
        if self.is_stranger.replace(false) {
            lock(&self.shared.inside).strangers -= 1;
        }
    }

    pub(super) fn is_strangers(&self) -> bool {
        self.is_stranger.get()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut inside = lock(&self.shared.inside);
        inside.count -= 1;
        inside.strangers -= usize::from(self.is_stranger.get());
        if let Some(of) = inside.of.get_mut(&self.peer) {
            *of -= 1;
            if *of == 0 {
                inside.of.remove(&self.peer);
            }
        }
        self.shared.left.notify_all();
    }
}
