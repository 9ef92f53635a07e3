//! Listening sockets. They stay open while the settings are reloaded: clients that connect
//! meanwhile wait in the system's queue and are not refused.

use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use socket2::{Domain, Socket, Type};

use ferrofax_basics::errand::Errands;
use ferrofax_basics::lock::lock;

/// The maximum number of clients that can wait to be accepted. If more connect while the processor
/// is busy, the kernel drops the first packet of each, and the client sends it again only after a
/// second.
const BACKLOG: i32 = 1_024;

/// The time for which [`close_slowly`] reads and discards further data of a client.
const LINGER: Duration = Duration::from_secs(2);

/// The listening sockets that this process has open, each with the IP address and port that the
/// settings name.
#[derive(Debug, Default)]
pub struct Sockets(Mutex<Vec<OpenSocket>>);

/// A listening socket that remains open while the settings are reloaded.
#[derive(Debug)]
struct OpenSocket {
    /// The name that the settings use for the protocol of this socket.
    what: &'static str,
    address: SocketAddr,
    socket: TcpListener,
    /// Whether the present settings contain the IP address and port of this socket.
    is_wanted: bool,
}

impl Sockets {
    /// Begins a reload of the settings: each socket that is to be kept open must be requested again
    /// by [`Self::at`].
    pub fn begin(&self) {
        lock(&self.0).iter_mut().for_each(|kept| kept.is_wanted = false);
    }

    /// Closes the sockets whose IP addresses and ports are not in the reloaded settings: those not
    /// requested since [`Self::begin`].
    pub fn close_others(&self) {
        lock(&self.0).retain(|kept| kept.is_wanted);
    }

    /// Returns a socket that listens on this IP address and port: the existing one, or a new one.
    /// Operations on the socket do not block. `what` is the name that the settings use for the
    /// socket's protocol.
    ///
    /// # Errors
    /// Another program uses the address, the address is not one of this machine, or the port needs
    /// more permissions.
    pub(crate) fn at(&self, what: &'static str, address: SocketAddr) -> io::Result<TcpListener> {
        let mut all = lock(&self.0);
        let is_free = |kept: &OpenSocket| kept.address == address && !kept.is_wanted;
        // For port 0 the system chooses a new port each time, so no existing socket matches.
        let found = all
            .iter()
            .position(|kept| is_free(kept) && kept.what == what)
            .or_else(|| all.iter().position(|kept| is_free(kept) && address.port() != 0));
        if let Some(kept) = found.and_then(|at| all.get_mut(at)) {
            (kept.what, kept.is_wanted) = (what, true);
            return kept.socket.try_clone();
        }
        let opened = listen(address).or_else(|error| {
            // A socket that is no longer in the settings may block the new one.
            let stale =
                all.extract_if(.., |kept| !kept.is_wanted && kept.address.port() == address.port());
            match stale.count() {
                0 => Err(error),
                _ => listen(address),
            }
        })?;
        let socket = opened.try_clone()?;
        all.push(OpenSocket { what, address, socket, is_wanted: true });
        Ok(opened)
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if address.is_ipv6() {
        // 0.0.0.0 and [::] can then be open at the same time, each for its own protocol.
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// A socket with a thread that accepts clients.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    /// A pipe that the listener's thread watches, in addition to the socket, while it waits for
    /// clients. Closing the other end of the pipe wakes the thread.
    closed: PipeReader,
    open: Mutex<Option<PipeWriter>>,
}

impl Listener {
    /// Opens a socket that listens on this IP address and port, or reuses one that is already open.
    pub fn at(sockets: &Sockets, what: &'static str, address: SocketAddr) -> io::Result<Self> {
        let socket = sockets.at(what, address)?;
        let address = socket.local_addr()?;
        let (closed, open) = io::pipe()?;
        Ok(Self { socket, address, closed, open: Mutex::new(Some(open)) })
    }

    /// The IP address and port on which the socket listens. For port 0 in the settings, it is the
    /// port that the system chose.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Calls `begin` with each client that connects and with its IP address, until the listener is
    /// closed or `is_stopping` returns true. In the log, `name` is the name of the listener, and
    /// `thread` that of the present thread.
    pub fn serve(
        &self,
        name: &str,
        thread: &'static str,
        is_stopping: impl Fn() -> bool,
        begin: impl Fn(TcpStream, IpAddr),
    ) {
        let mut errands = Errands::logged(thread);
        while !is_stopping() {
            match self.accept() {
                Ok(Some((client, peer))) => {
                    errands.run(|| begin(client, peer.ip().to_canonical()));
                }
                Ok(None) => return,
                Err(error) => {
                    // Most likely no file descriptors are left. New clients wait meanwhile.
                    log::error!("{name}: cannot accept clients: {error}");
                    sleep(Duration::from_secs(1));
                }
            }
        }
    }

    /// Waits for the next client; `None` if the listener is closed. The socket itself remains open
    /// for other listeners that use it.
    fn accept(&self) -> io::Result<Option<(TcpStream, SocketAddr)>> {
        loop {
            let wanted = PollFlags::IN;
            let mut both = [PollFd::new(&self.socket, wanted), PollFd::new(&self.closed, wanted)];
            match poll(&mut both, None) {
                Err(rustix::io::Errno::INTR) => continue,
                polled => _ = polled?,
            }
            let [_, closed] = both;
            if !closed.revents().is_empty() {
                return Ok(None);
            }
            match self.socket.accept() {
                Ok(accepted) => return Ok(Some(accepted)),
                // Another thread has accepted the client, or the client has disconnected.
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::WouldBlock
                            | io::ErrorKind::ConnectionAborted
                            | io::ErrorKind::Interrupted
                    ) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Stops accepting clients, and wakes the listener's thread, which then ends.
    pub fn close(&self) {
        drop(lock(&self.open).take());
    }
}

/// Closes a connection after the client could read everything that was sent. Without this the
/// client might not see the last answer. A read of the socket must have a time limit.
pub fn close_slowly(mut socket: &TcpStream) {
    if socket.shutdown(Shutdown::Write).is_err() {
        return;
    }
    let (begun, mut bytes) = (Instant::now(), [0; 4096]);
    while begun.elapsed() < LINGER {
        match socket.read(&mut bytes) {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) if is_wait(&error) => {}
            Err(_) => return,
        }
    }
}

/// Whether the error of a connection only means that no data has arrived yet.
pub fn is_wait(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_resources::ports::own_port;
    use std::thread;

    /// An address that nobody else takes, not even a connection of a test beside this one.
    fn free() -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], own_port()))
    }

    #[test]
    fn a_socket_is_kept_as_long_as_the_settings_name_it() {
        let (sockets, address) = (Sockets::default(), free());
        drop(sockets.at("smtp", address).unwrap());
        TcpStream::connect(address).unwrap();
        sockets.begin();
        // Clients that connect meanwhile are accepted by the next listener with this socket.
        let client = TcpStream::connect(address).unwrap();
        let again = Listener::at(&sockets, "smtp", address).unwrap();
        sockets.close_others();
        let (_, peer) = again.accept().unwrap().unwrap();
        let mut peers = vec![peer];
        peers.extend(again.accept().unwrap().map(|(_, peer)| peer));
        assert!(peers.contains(&client.local_addr().unwrap()));
        sockets.begin();
        sockets.close_others();
        drop(again);
        TcpStream::connect(address).unwrap_err();
    }

    #[test]
    fn five_hundred_clients_may_connect_before_the_first_is_accepted() {
        let (sockets, address) = (Sockets::default(), free());
        let _listener = Listener::at(&sockets, "http", address).unwrap();
        let clients: Result<Vec<TcpStream>, _> = (0..500)
            .map(|_| TcpStream::connect_timeout(&address, Duration::from_millis(900)))
            .collect();
        assert_eq!(clients.unwrap().len(), 500);
    }

    #[test]
    fn a_thread_that_waits_for_clients_is_woken_and_the_socket_stays_open() {
        let (sockets, address) = (Sockets::default(), free());
        let listener = Listener::at(&sockets, "smtp", address).unwrap();
        thread::scope(|scope| {
            let waits = scope.spawn(|| listener.accept().unwrap().is_none());
            listener.close();
            assert!(waits.join().unwrap());
        });
        drop(listener);
        TcpStream::connect(address).unwrap();
    }

    #[test]
    fn two_that_ask_for_the_same_address_do_not_share_it() {
        let (sockets, address) = (Sockets::default(), free());
        let _one = sockets.at("smtp", address).unwrap();
        assert_eq!(sockets.at("http", address).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        let any = "127.0.0.1:0".parse().unwrap();
        let (one, other) = (sockets.at("http", any).unwrap(), sockets.at("ipp", any).unwrap());
        assert_ne!(one.local_addr().unwrap(), other.local_addr().unwrap());
        sockets.begin();
        let again = sockets.at("ipp", any).unwrap();
        assert_eq!(again.local_addr().unwrap(), other.local_addr().unwrap());
    }

    #[test]
    fn a_wider_address_takes_the_place_of_one_that_is_named_no_more() {
        let (sockets, address) = (Sockets::default(), free());
        drop(sockets.at("http", address).unwrap());
        sockets.begin();
        let wider = SocketAddr::from(([0, 0, 0, 0], address.port()));
        drop(sockets.at("http", wider).unwrap());
        sockets.close_others();
        TcpStream::connect(address).unwrap();
    }
}
