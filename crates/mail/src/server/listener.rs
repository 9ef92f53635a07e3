//! The thread that accepts clients at one IP address and port of the mail server, and starts a
//! thread for each SMTP client.

use std::fmt;
use std::io::{self, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use super::connection::serve;
use super::shared::{Kind, Shared};
use crate::session::House;
use ferrofax_network::asker::Client;
use ferrofax_network::listening::{Listener, Sockets};

/// A listening socket of the mail server, and the protocol that clients use on it.
#[derive(Debug)]
pub(super) struct Door {
    kind: Kind,
    socket: Arc<Listener>,
}

impl Door {
    pub(super) fn open(sockets: &Sockets, kind: Kind, address: SocketAddr) -> io::Result<Self> {
        let socket = Listener::at(sockets, kind.name(), address)?;
        Ok(Self { kind, socket: Arc::new(socket) })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.socket.address()
    }

    /// Starts the thread that accepts clients at this socket, and returns the thread's handle.
    pub(super) fn serve(&self, shared: &Arc<Shared>) -> io::Result<JoinHandle<()>> {
        let (shared, socket, kind, name) =
            (Arc::clone(shared), Arc::clone(&self.socket), self.kind, self.to_string());
        thread::Builder::new().name("mail door".to_owned()).spawn(move || {
            let begin = |client, peer| let_in(&shared, kind, &name, client, peer);
            socket.serve(&name, "a listener for mails", || shared.is_stopping(), begin);
        })
    }

    /// Wakes the listener's thread, which waits for clients, so that the thread ends.
    pub(super) fn close(&self) {
        self.socket.close();
    }
}

impl fmt::Display for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.name(), self.address())
    }
}

fn let_in(shared: &Arc<Shared>, kind: Kind, name: &str, client: TcpStream, peer: IpAddr) {
    let is_known = shared.host.policy().is_known(&Client::at(peer, name, kind == Kind::Smtps));
    let Some(place) = shared.places.take(peer, is_known) else {
        shared.places.log_turned_away(name);
        return send_away(kind, client);
    };
    let (shared, name) = (Arc::clone(shared), name.to_owned());
    let begun = thread::Builder::new().name("mail".to_owned()).spawn(move || {
        serve(&shared, &place, kind, &name, client, peer);
    });
    if let Err(error) = begun {
        // Without a thread the connection is closed, and the SMTP client will try again.
        log::error!("cannot start a thread for a client: {error}");
    }
}

/// Refuses an SMTP client because there are too many connections. A client without TLS gets the
/// reply 421. A client that begins with TLS gets no reply, because the TLS handshake has not taken
/// place.
fn send_away(kind: Kind, mut client: TcpStream) {
    if kind != Kind::Smtps {
        // The reply fits into the system's buffer for the connection, so this thread does not wait.
        let _ = client.set_nonblocking(true);
        let _ = client.write_all(b"421 4.3.2 Too many connections; please come again\r\n");
        let _ = client.shutdown(Shutdown::Write);
    }
}
