//! Data connections of HylaFAX's protocol. The HylaFAX client chooses their IP addresses and ports
//! by PORT, EPRT, PASV or EPSV. Bytes are sent as they are (MODE S) or compressed (MODE Z).
//!
//! A data connection is opened only to the client's own IP address, and accepted only from that IP
//! address. So nobody can make this server connect to other machines (RFC 2577 §3).

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::control::{Control, Meanwhile, SEND, STEP};
use super::reply::Reply;
use ferrofax_basics::free_space::has_space_in;
use ferrofax_network::listening::{Pace, is_wait};

/// The time limit for opening a data connection with a HylaFAX client.
const OPENING: Duration = Duration::from_secs(30);

/// The limits for the transfer of a document. The connection is closed if no byte arrives for 60
/// seconds. After the first minute it is also closed if the average is below 500 bytes a second.
const PACE: Pace = Pace { idle: Duration::from_secs(60), min_rate: 500 };

/// The number of bytes that a compressed transfer is allowed to have in addition to 9/8 of the
/// permitted size of the document. Compressed data can be larger than the document, if the document
/// cannot be made smaller.
const PACKED_MORE: u64 = 64 << 10;

/// The number of bytes of a document that are read or written at a time.
const CHUNK: usize = 32 << 10;

/// The lowest port that may be used for a data connection. Lower ports are refused, because system
/// services such as SSH use them.
const PRIVILEGED: u16 = 1024;

/// Which side opens the next data connection: this server, which connects to an address of the
/// client, or the client, which connects to a port of this server.
#[derive(Debug, Default)]
pub(super) enum Way {
    /// The client has not yet specified who opens the next data connection, and at which address.
    #[default]
    Unsaid,
    /// The server connects to this IP address and port of the HylaFAX client.
    To(SocketAddr),
    /// The HylaFAX client connects to this port of the server.
    Here(TcpListener),
}

/// The compression of a data connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Packing {
    /// Bytes are not compressed (`MODE S`).
    #[default]
    None,
    /// Bytes are compressed in zlib's format, RFC 1950 (`MODE Z`).
    Zlib,
}

impl Way {
    /// Parses the arguments of `PORT a0,a1,a2,a3,p0,p1` (RFC 959 §4.1.2).
    pub(super) fn port(text: &str, client: IpAddr) -> Result<Self, Reply> {
        let numbers: Result<Vec<u8>, _> = text.split(',').map(|it| it.trim().parse()).collect();
        match numbers.as_deref() {
            Ok(&[a, b, c, d, high, low]) => {
                Self::to("PORT", [a, b, c, d].into(), u16::from_be_bytes([high, low]), client)
            }
            _ => Err(Reply::syntax(&format!("PORT {text}"), "expecting a0,a1,a2,a3,p0,p1")),
        }
    }

    /// Parses the arguments of `EPRT |1|192.0.2.1|4711|` (RFC 2428 §2).
    pub(super) fn eprt(text: &str, client: IpAddr) -> Result<Self, Reply> {
        let wrong = || Reply::syntax(&format!("EPRT {text}"), "expecting |family|address|port|");
        let mark = text.chars().next().filter(|mark| mark.is_ascii_graphic()).ok_or_else(wrong)?;
        let parts: Vec<&str> = text.split(mark).collect();
        let &["", family, address, port, ""] = parts.as_slice() else { return Err(wrong()) };
        if !matches!(family, "1" | "2") {
            return Err(Reply::new(522, "Network protocol not supported, use (1,2)"));
        }
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        Self::to("EPRT", address, port.parse().map_err(|_| wrong())?, client)
    }

    fn to(command: &str, address: IpAddr, port: u16, client: IpAddr) -> Result<Self, Reply> {
        if address.to_canonical() != client.to_canonical() || port < PRIVILEGED {
            let text = format!(
                "{command}: data connections go to the client's own address ({client}) alone, and to no port below {PRIVILEGED}."
            );
            return Err(Reply::new(504, text));
        }
        Ok(Self::To(SocketAddr::new(address, port)))
    }

    /// Opens a port to which the HylaFAX client can connect. The port is on the IP address to which
    /// the client's control connection leads.
    ///
    /// # Errors
    /// There is no free port.
    pub(super) fn here(address: IpAddr) -> io::Result<(Self, SocketAddr)> {
        let socket = TcpListener::bind(SocketAddr::new(address, 0))?;
        socket.set_nonblocking(true)?;
        let at = socket.local_addr()?;
        Ok((Self::Here(socket), at))
    }

    /// Opens the data connection between this server and the HylaFAX client.
    ///
    /// # Errors
    /// The connection cannot be opened.
    pub(super) fn open(self, client: IpAddr, control: &mut Control) -> Result<TcpStream, Reply> {
        let opened = match self {
            Self::Unsaid => return Err(Reply::new(425, "Use PORT or PASV first.")),
            Self::To(address) => TcpStream::connect_timeout(&address, OPENING),
            Self::Here(socket) => awaited(&socket, client, control),
        };
        let ready = |stream: TcpStream| {
            stream.set_nonblocking(false)?;
            stream.set_read_timeout(Some(STEP))?;
            stream.set_write_timeout(Some(SEND))?;
            Ok(stream)
        };
        opened.and_then(ready).map_err(|error: io::Error| {
            Reply::new(425, format!("Cannot build data connection: {error}."))
        })
    }
}

/// Waits until the HylaFAX client has connected to `socket` for a data connection. Connections from
/// any IP address other than the client's are closed at once. Fails if the client has not connected
/// within the time [`OPENING`], or if it aborts the transfer.
fn awaited(socket: &TcpListener, client: IpAddr, control: &mut Control) -> io::Result<TcpStream> {
    let begun = Instant::now();
    while begun.elapsed() < OPENING {
        match socket.accept() {
            Ok((stream, peer)) if peer.ip().to_canonical() == client.to_canonical() => {
                return Ok(stream);
            }
            Ok(_) => {}
            Err(error) if is_wait(&error) => {
                if control.meanwhile() != Meanwhile::Nothing {
                    return Err(ErrorKind::ConnectionAborted.into());
                }
                sleep(STEP / 10);
            }
            Err(error) => return Err(error),
        }
    }
    Err(ErrorKind::TimedOut.into())
}

/// The reason why the transfer of a document ended early.
#[derive(Debug)]
pub(super) enum Cut {
    /// The HylaFAX client cancelled the transfer by ABOR, and gets two answers (RFC 959 §4.1.3).
    Aborted,
    /// The transfer of the document was ended because the HylaFAX client's control connection has
    /// ended.
    Gone,
    /// The transfer of the document failed, and the reason is in this answer to the HylaFAX client.
    Because(Reply),
}

impl From<Reply> for Cut {
    fn from(reply: Reply) -> Self {
        Self::Because(reply)
    }
}

/// Receives a document of at most `room` bytes from the HylaFAX client, and writes it into the file
/// `into`. Returns the document's size in bytes, after decompression.
///
/// # Errors
/// [`Cut`]: the transfer ended early, and the received part is discarded.
pub(super) fn receive(
    mut from: TcpStream,
    into: &File,
    room: u64,
    packing: Packing,
    control: &mut Control,
) -> Result<u64, Cut> {
    let mut sink = Sink::new(into, room, packing);
    let (begun, mut quiet) = (Instant::now(), Instant::now());
    let (mut bytes, mut came) = (vec![0; CHUNK], 0_u64);
    loop {
        match from.read(&mut bytes) {
            Ok(0) => return Ok(sink.finish()?),
            Ok(count) => {
                came += count as u64;
                quiet = Instant::now();
                sink.take(&bytes[..count])?;
            }
            Err(error) if is_wait(&error) => {}
            Err(error) => return Err(lost(&error).into()),
        }
        if quiet.elapsed() > PACE.idle || PACE.is_too_slow(came, begun.elapsed()) {
            return Err(Reply::new(426, "Data connection: it comes too slowly.").into());
        }
        interrupted(control)?;
    }
}

/// Sends bytes to the HylaFAX client, compressed if the client has chosen `MODE Z`.
pub(super) fn send(
    mut to: TcpStream,
    mut from: impl Read,
    packing: Packing,
    control: &mut Control,
) -> Result<(), Cut> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut bytes = vec![0; CHUNK];
    let (begun, mut went) = (Instant::now(), 0_u64);
    loop {
        let read = from
            .read(&mut bytes)
            .map_err(|error| Reply::new(551, format!("Error reading input file: {error}.")))?;
        let part: &[u8] = match packing {
            Packing::None => &bytes[..read],
            Packing::Zlib => {
                packed.write_all(&bytes[..read]).map_err(|error| lost(&error))?;
                if read == 0 {
                    packed.try_finish().map_err(|error| lost(&error))?;
                }
                packed.get_ref()
            }
        };
        let mut left = part;
        while !left.is_empty() {
            match to.write(left) {
                Ok(0) => return Err(lost(&ErrorKind::WriteZero.into()).into()),
                Ok(count) => {
                    went += count as u64;
                    left = &left[count..];
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // No byte could be sent within the time limit `SEND`, or the connection is broken.
                Err(error) => return Err(lost(&error).into()),
            }
            if PACE.is_too_slow(went, begun.elapsed()) {
                return Err(Reply::new(426, "Data connection: too slow.").into());
            }
        }
        if packing == Packing::Zlib {
            packed.get_mut().clear();
        }
        if read == 0 {
            return Ok(());
        }
        interrupted(control)?;
    }
}

fn interrupted(control: &mut Control) -> Result<(), Cut> {
    match control.meanwhile() {
        Meanwhile::Nothing => Ok(()),
        Meanwhile::Abort => Err(Cut::Aborted),
        Meanwhile::Gone => Err(Cut::Gone),
    }
}

fn lost(error: &io::Error) -> Reply {
    Reply::new(426, format!("Data connection: {error}."))
}

fn too_large() -> Reply {
    Reply::new(552, "More than max_session_mb in the [hylafax] of this server's settings allows.")
}

/// Writes the received bytes of an uploaded document into a file, and decompresses them first if
/// the HylaFAX client sends them compressed.
struct Sink<'a> {
    file: &'a File,
    room: u64,
    /// The number of compressed bytes that were received so far; 0 if the document is not
    /// compressed.
    came: u64,
    written: u64,
    unpacking: Option<Decompress>,
    is_at_end: bool,
}

impl<'a> Sink<'a> {
    fn new(file: &'a File, room: u64, packing: Packing) -> Self {
        let unpacking = (packing == Packing::Zlib).then(|| Decompress::new(true));
        Self { file, room, came: 0, written: 0, unpacking, is_at_end: false }
    }

    fn take(&mut self, mut bytes: &[u8]) -> Result<(), Reply> {
        let Some(mut unpacking) = self.unpacking.take() else { return self.write(bytes) };
        self.came += bytes.len() as u64;
        if self.came > self.room.saturating_add(self.room / 8 + PACKED_MORE) {
            return Err(too_large());
        }
        let mut out = vec![0; CHUNK];
        while !bytes.is_empty() && !self.is_at_end {
            let (before_in, before_out) = (unpacking.total_in(), unpacking.total_out());
            let status = unpacking
                .decompress(bytes, &mut out, FlushDecompress::None)
                .map_err(|error| Reply::new(452, format!("Decoding error: {error}")))?;
            let (taken, made) =
                (unpacking.total_in() - before_in, unpacking.total_out() - before_out);
            self.write(&out[..made as usize])?;
            bytes = &bytes[taken as usize..];
            self.is_at_end = status == Status::StreamEnd;
            if taken == 0 && made == 0 && !self.is_at_end {
                return Err(Reply::new(452, "Decoding error: it does not go on."));
            }
        }
        self.unpacking = Some(unpacking);
        if bytes.is_empty() {
            Ok(())
        } else {
            Err(Reply::new(452, "Decoding error: more comes behind its end."))
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Reply> {
        self.written += bytes.len() as u64;
        if self.written > self.room {
            return Err(too_large());
        }
        has_space_in(self.file, bytes.len() as u64)
            .and_then(|()| self.file.write_all(bytes))
            .map_err(|error| Reply::new(452, format!("Error writing output file: {error}.")))
    }

    /// Checks that the received document is complete and not empty, and returns its size in bytes.
    fn finish(self) -> Result<u64, Reply> {
        if self.unpacking.is_some() && !self.is_at_end {
            return Err(Reply::new(426, "Decoding error: the document is not whole."));
        }
        if self.written == 0 {
            return Err(Reply::new(426, "Data connection: the document is empty."));
        }
        Ok(self.written)
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::*;

    const CLIENT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

    #[test]
    fn data_connections_go_to_the_client_alone() {
        let to = |way: Result<Way, Reply>| match way {
            Ok(Way::To(address)) => address.to_string(),
            Ok(other) => format!("{other:?}"),
            Err(reply) => reply.code.to_string(),
        };
        assert_eq!(to(Way::port("192,0,2,7,18,103", CLIENT)), "192.0.2.7:4711");
        assert_eq!(to(Way::eprt("|1|192.0.2.7|4711|", CLIENT)), "192.0.2.7:4711");
        let six = IpAddr::V6(Ipv6Addr::LOCALHOST);
        assert_eq!(to(Way::eprt("|2|::1|4711|", six)), "[::1]:4711");
        for other in ["192,0,2,8,18,103", "127,0,0,1,18,103", "192,0,2,7,0,25"] {
            assert_eq!(to(Way::port(other, CLIENT)), "504", "{other}");
        }
        for other in ["|1|192.0.2.8|4711|", "|2|::1|4711|", "|1|192.0.2.7|25|"] {
            assert_eq!(to(Way::eprt(other, CLIENT)), "504", "{other}");
        }
        assert_eq!(to(Way::eprt("|3|192.0.2.7|4711|", CLIENT)), "522");
        for none in ["", "1,2,3", "1,2,3,4,5,600", "a,b,c,d,e,f"] {
            assert_eq!(to(Way::port(none, CLIENT)), "500", "{none}");
        }
        for none in ["", "|1|", "|1|x|1|", "|1|192.0.2.7|99999|", "|1|192.0.2.7|4711|x"] {
            assert_eq!(to(Way::eprt(none, CLIENT)), "500", "{none}");
        }
    }

    #[test]
    fn a_packed_document_is_whole_or_none_however_it_was_cut() {
        let text = b"a page of text\n".repeat(20_000);
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&text).unwrap();
        let packed = packed.finish().unwrap();
        let take = |bytes: &[u8], cut: usize, room: u64| {
            let file = tempfile::tempfile().unwrap();
            let mut sink = Sink::new(&file, room, Packing::Zlib);
            let taken = bytes.chunks(cut).try_for_each(|part| sink.take(part));
            taken.and_then(|()| sink.finish()).map_err(|reply| reply.code)
        };
        let whole = text.len() as u64;
        for cut in [1, 7, packed.len()] {
            assert_eq!(take(&packed, cut, whole), Ok(whole));
        }
        assert_eq!(take(&packed[..packed.len() - 5], 100, whole), Err(426));
        assert_eq!(take(&packed, 100, whole - 1), Err(552));
        assert_eq!(take(b"%!PS-Adobe-3.0", 100, whole), Err(452));
        assert_eq!(take(b"", 100, whole), Err(426));
        // No data may follow the end of the compressed document, and endless empty blocks are
        // rejected.
        assert_eq!(take(&[&packed[..], b"x"].concat(), packed.len(), whole), Err(452));
        assert_eq!(take(&[&packed[..], b"x"].concat(), 1, whole), Err(452));
        let empty = [&packed[..2], &[0_u8, 0, 0, 0xFF, 0xFF].repeat(20_000)[..]].concat();
        assert_eq!(take(&empty, 1000, 1000), Err(552));
    }
}
