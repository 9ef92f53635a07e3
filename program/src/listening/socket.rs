//! A socket that listens.

use std::io;
use std::net::{SocketAddr, TcpListener};

use socket2::{Domain, Socket, Type};

/// How many may wait to be let in.
const BACKLOG: i32 = 128;

/// A socket that listens at this address.
///
/// # Errors
/// Another program has the address, it is not this machine's, or its port needs more rights.
pub(crate) fn socket(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    if address.is_ipv6() {
        // So that 0.0.0.0 and [::] can stand side by side, each for its own.
        socket.set_only_v6(true)?;
    }
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
