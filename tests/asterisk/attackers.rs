//! The attacks of `hostile_hours`. Each attacker repeats one kind of attack from loopback addresses
//! of this machine.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::ops::Range;
use std::thread;
use std::time::{Duration, Instant};

use socket2::{Domain, Socket, Type};

use crate::laboratory::Laboratory;

/// The addresses at which the system listens.
pub struct Doors {
    pub web: SocketAddr,
    pub mail: SocketAddr,
    pub printer: SocketAddr,
    pub hylafax: SocketAddr,
    /// An LDAP server that accepts connections and never answers.
    pub directory: SocketAddr,
    /// The UDPTL ports of our PBX.
    pub udptl: Range<u16>,
}

/// Returns whether the attack must continue.
pub type Going<'a> = &'a (dyn Fn() -> bool + Sync);

/// One kind of attack, done once.
pub type Attack = fn(&Doors, Going<'_>);

pub const ALL: &[(&str, Attack)] = &[
    ("slow readers", slow_readers),
    ("empty forms", empty_forms),
    ("logins", logins_while_the_directory_is_away),
    ("print jobs", print_jobs_without_documents),
    ("idle mails", idle_mail_clients),
    ("idle hylafax", idle_hylafax_clients),
    ("large uploads", large_uploads_without_a_login),
    ("packets", packets_of_image_data),
];

/// Starts an LDAP server that accepts connections and never answers.
pub fn directory_without_answers() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has one");
    thread::spawn(move || {
        let _kept: Vec<TcpStream> = listener.incoming().flatten().collect();
    });
    address
}

/// Returns the UDPTL ports of our PBX in a laboratory.
pub fn udptl_ports(lab: &Laboratory) -> Range<u16> {
    let start = lab.port("port_base") + 20;
    start..start + 40
}

/// Connections from two addresses that request large answers and read nothing.
fn slow_readers(doors: &Doors, going: Going<'_>) {
    let mut kept = Vec::new();
    for source in [2, 3] {
        for _ in 0..100 {
            kept.extend(slow_reader(Ipv4Addr::new(127, 0, 0, source), doors.web));
            kept.extend(slow_reader(Ipv4Addr::new(127, 0, 0, source), doors.printer));
        }
    }
    rest(Duration::from_secs(60), going);
}

fn slow_reader(source: Ipv4Addr, to: SocketAddr) -> Option<TcpStream> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    socket.set_recv_buffer_size(2_304).ok()?;
    socket.bind(&SocketAddr::new(IpAddr::V4(source), 0).into()).ok()?;
    socket.connect_timeout(&to.into(), Duration::from_secs(1)).ok()?;
    let mut stream = TcpStream::from(socket);
    stream.set_write_timeout(Some(Duration::from_secs(1))).ok()?;
    let asked = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(30);
    stream.write_all(&asked).ok()?;
    Some(stream)
}

/// Forms of empty fields, 20 MB each, without a login.
fn empty_forms(doors: &Doors, _: Going<'_>) {
    let field = b"--b\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n\r\n";
    let mut body = field.repeat(20_000_000 / field.len());
    body.extend_from_slice(b"--b--\r\n");
    post(doors.web, "/out/new", "multipart/form-data; boundary=b", &body);
}

/// An upload of 50 MB without a login.
fn large_uploads_without_a_login(doors: &Doors, _: Going<'_>) {
    post(doors.web, "/api/v1/uploads", "application/pdf", &vec![b'%'; 50_000_000]);
}

/// Twenty wrong logins at once, while the LDAP server does not answer.
fn logins_while_the_directory_is_away(doors: &Doors, _: Going<'_>) {
    thread::scope(|scope| {
        for number in 0..20 {
            scope.spawn(move || {
                let form = format!("name=x{number}&password=y&knock=");
                post(doors.web, "/login", "application/x-www-form-urlencoded", form.as_bytes());
            });
        }
    });
}

/// Print jobs with many recipients that never get a document.
fn print_jobs_without_documents(doors: &Doors, _: Going<'_>) {
    let uri = format!("ipp://{}/ipp/print", doors.printer);
    let mut request = vec![2, 0, 0, 5, 0, 0, 0, 1, 1];
    for (tag, name, value) in [
        (0x47, "attributes-charset", "utf-8"),
        (0x48, "attributes-natural-language", "en"),
        (0x45, "printer-uri", uri.as_str()),
        (0x42, "job-name", "no document"),
    ] {
        attribute(&mut request, tag, name, value);
    }
    request.push(3);
    for _ in 0..50 {
        post(doors.printer, "/ipp/print", "application/ipp", &request);
    }
}

/// RFC 8010, clause 3.1.4: tag, length and name, length and value.
fn attribute(request: &mut Vec<u8>, tag: u8, name: &str, value: &str) {
    request.push(tag);
    for text in [name, value] {
        let length = u16::try_from(text.len()).expect("it is short");
        request.extend_from_slice(&length.to_be_bytes());
        request.extend_from_slice(text.as_bytes());
    }
}

fn idle_mail_clients(doors: &Doors, going: Going<'_>) {
    idle(doors.mail, b"EHLO me\r\nMAIL FROM:<a@example.com>\r\n", going);
}

fn idle_hylafax_clients(doors: &Doors, going: Going<'_>) {
    idle(doors.hylafax, b"USER alice\r\n", going);
}

/// Two hundred connections that send a few bytes and then nothing.
fn idle(to: SocketAddr, words: &[u8], going: Going<'_>) {
    let mut kept = Vec::new();
    for _ in 0..200 {
        let Ok(mut stream) = TcpStream::connect_timeout(&to, Duration::from_secs(1)) else {
            continue;
        };
        if stream.write_all(words).is_ok() {
            kept.push(stream);
        }
    }
    rest(Duration::from_secs(30), going);
}

/// Two hundred UDPTL packets per second to each T.38 port, from a port that belongs to no call:
/// image data with only EOLs.
fn packets_of_image_data(doors: &Doors, going: Going<'_>) {
    let Ok(socket) = UdpSocket::bind("127.0.0.1:0") else { return };
    let mut sequence = 0_u16;
    let until = Instant::now() + Duration::from_secs(10);
    while going() && Instant::now() < until {
        let packet = udptl(sequence, &image_data(1_200));
        for port in doors.udptl.clone() {
            let _ = socket.send_to(&packet, ("127.0.0.1", port));
        }
        sequence = sequence.wrapping_add(1);
        thread::sleep(Duration::from_millis(5));
    }
}

/// T.38 clause 7.3: V.17 data at 14,400 bit/s, one field of image data without ECM.
fn image_data(octets: usize) -> Vec<u8> {
    let ends_of_lines = [0x00, 0x08, 0x80].into_iter().cycle().take(octets);
    let length = u16::try_from(octets - 1).expect("it is short").to_be_bytes();
    let mut ifp = vec![0xC0 | 8 << 1, 1, 0x80 | 6 << 4, length[0], length[1]];
    ifp.extend(ends_of_lines);
    ifp
}

/// T.38 clause 9.1: the sequence number, the length and the packet, no repeated packets.
fn udptl(sequence: u16, ifp: &[u8]) -> Vec<u8> {
    let length = u16::try_from(ifp.len()).expect("it is short") | 0x8000;
    let mut datagram = sequence.to_be_bytes().to_vec();
    datagram.extend_from_slice(&length.to_be_bytes());
    datagram.extend_from_slice(ifp);
    datagram.extend_from_slice(&[0, 0]);
    datagram
}

/// Sends a POST request, and reads the answer. The server may reject the request before its end.
fn post(to: SocketAddr, path: &str, kind: &str, body: &[u8]) {
    let Ok(mut stream) = TcpStream::connect_timeout(&to, Duration::from_secs(1)) else { return };
    for set in [TcpStream::set_read_timeout, TcpStream::set_write_timeout] {
        let _ = set(&stream, Some(Duration::from_secs(30)));
    }
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {to}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    if stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).is_ok() {
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

/// Waits, unless the attack has ended.
pub fn rest(time: Duration, going: Going<'_>) {
    let until = Instant::now() + time;
    while going() && Instant::now() < until {
        thread::sleep(Duration::from_millis(200));
    }
}
