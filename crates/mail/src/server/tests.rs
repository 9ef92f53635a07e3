//! Tests of the listeners with clients on real sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use socket2::{Domain, Socket, Type};

use super::wire::Wire;
use super::*;
use crate::intake::{Intake, IntakeSettings};
use crate::{Reply, SessionPolicy};
use ferrofax_network::asker::{Client, Envelope, Login, Recipient};
use ferrofax_network::listening::{MinTls, Sockets, is_wait};

/// A policy that lets every client in. Only clients at 127.0.0.1 count as known.
struct Anybody;

impl SessionPolicy for Anybody {
    fn is_known(&self, client: &Client) -> bool {
        client.address == std::net::Ipv4Addr::LOCALHOST
    }

    fn largest(&self, client: &Client, _recipients: &[Recipient]) -> Option<u64> {
        (client.helo == "stranger").then_some(1_000)
    }

    fn connected(&self, _client: &Client) -> Result<(), Reply> {
        Ok(())
    }

    fn login(&self, _client: &Client, login: &Login) -> Result<String, Reply> {
        match login {
            Login::Plain { user, password } if password == "secret" => Ok(user.clone()),
            _ => Err(Reply::new(535, (5, 7, 8), "Wrong")),
        }
    }

    fn sender(&self, _client: &Client, _sender: &str, _size: Option<u64>) -> Result<(), Reply> {
        Ok(())
    }

    fn recipient(
        &self,
        _client: &Client,
        _sender: &str,
        address: &str,
        _so_far: &[Recipient],
    ) -> Result<Recipient, Reply> {
        Ok(Recipient::new(address))
    }

    fn message(&self, _envelope: &Envelope, _bytes: &[u8]) -> Result<(), Reply> {
        Ok(())
    }
}

struct Rig {
    server: Server,
    intake: Arc<Intake>,
    _folder: tempfile::TempDir,
}

fn loopback() -> ServerSettings {
    ServerSettings {
        listen: vec!["127.0.0.1:0".parse().unwrap()],
        hostname: "fax.example.com".to_owned(),
        max_message: 1 << 20,
        ..ServerSettings::default()
    }
}

fn rig(settings: &ServerSettings) -> Rig {
    rig_with(settings, |host| host)
}

fn rig_with(settings: &ServerSettings, adapt: impl Fn(Host) -> Host) -> Rig {
    let folder = tempfile::tempdir().unwrap();
    let limits = IntakeSettings { min_free: 0, ..IntakeSettings::default() };
    let intake = Arc::new(Intake::open(folder.path(), limits).unwrap());
    let host = adapt(Host::new(Arc::new(Anybody), Arc::clone(&intake), settings.max_message));
    Rig {
        server: Server::start(settings, host, &Sockets::default()).unwrap(),
        intake,
        _folder: folder,
    }
}

fn with_tls() -> ServerSettings {
    let certs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kit/certs");
    ServerSettings {
        certificate: Some(certs.join("relay.pem")),
        key: Some(certs.join("relay.key")),
        tls_listen: vec!["127.0.0.1:0".parse().unwrap()],
        ..loopback()
    }
}

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// A client for tests. It reads an answer of several lines up to its last line.
struct Talk<S: Stream> {
    stream: BufReader<S>,
}

impl Talk<TcpStream> {
    fn to(address: SocketAddr) -> Self {
        let socket = TcpStream::connect(address).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self { stream: BufReader::new(socket) }
    }

    /// Connects from another loopback address, which the policy does not know.
    fn of_stranger(address: SocketAddr, from: u8) -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, from], 0)).into()).unwrap();
        socket.connect(&address.into()).unwrap();
        let socket = TcpStream::from(socket);
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self { stream: BufReader::new(socket) }
    }

    fn with_tls(self) -> Talk<StreamOwned<ClientConnection, TcpStream>> {
        assert!(self.stream.buffer().is_empty());
        Talk { stream: BufReader::new(encrypted(self.stream.into_inner())) }
    }
}

fn encrypted(socket: TcpStream) -> StreamOwned<ClientConnection, TcpStream> {
    speaking(socket, rustls::DEFAULT_VERSIONS)
}

/// Starts TLS with one of these versions.
fn speaking(
    socket: TcpStream,
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kit/certs/root.pem");
    roots.add(CertificateDer::from_pem_file(root).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls_graviola::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), socket)
}

impl<S: Stream> Talk<S> {
    fn hear(&mut self) -> String {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).unwrap();
            answer.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return answer;
            }
        }
    }

    fn say(&mut self, line: &str) -> String {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.stream.get_mut().flush().unwrap();
        self.hear()
    }

    fn expect(&mut self, line: &str, begin: &str) {
        let answer = self.say(line);
        assert!(answer.starts_with(begin), "{line}: {answer} is not {begin}");
    }

    fn send_mail(&mut self, text: &str) {
        self.expect("MAIL FROM:<a@b.example>", "250");
        self.expect("RCPT TO:<1@x.fax>", "250");
        self.expect("DATA", "354");
        self.expect(&format!("{text}\r\n."), "250 2.0.0");
    }
}

#[test]
fn a_mail_by_ipv4_and_one_by_ipv6_are_kept() {
    let mut settings = loopback();
    // On a machine without IPv6, the server cannot listen at the IPv6 address.
    if Door::open(&Sockets::default(), Kind::Smtp, "[::1]:0".parse().unwrap()).is_ok() {
        settings.listen.push("[::1]:0".parse().unwrap());
    }
    let rig = rig(&settings);
    for address in rig.server.addresses() {
        let mut talk = Talk::to(address);
        assert!(talk.hear().starts_with("220 fax.example.com ESMTP"));
        talk.expect("EHLO mx", "250-fax.example.com");
        talk.send_mail("Hello");
        talk.expect("QUIT", "221");
        assert_eq!(talk.hear(), "");
    }
    let kept = rig.intake.list().unwrap();
    assert_eq!(kept.len(), settings.listen.len());
    assert_eq!(kept[0].envelope.client.listener, format!("smtp {}", rig.server.addresses()[0]));
    assert!(kept[0].message().unwrap().ends_with(b"+0000\r\nHello\r\n"));
}

#[test]
fn lmtp_is_spoken_where_it_is_set() {
    let settings = ServerSettings { lmtp: loopback().listen, listen: Vec::new(), ..loopback() };
    let rig = rig(&settings);
    let mut talk = Talk::to(rig.server.addresses()[0]);
    assert!(talk.hear().starts_with("220 fax.example.com LMTP"));
    talk.expect("LHLO mx", "250-fax");
    talk.send_mail("Hello");
}

#[test]
fn starttls_and_tls_from_the_first_byte_carry_a_login_and_a_mail() {
    let rig = rig(&with_tls());
    let addresses = rig.server.addresses();
    let mut talk = Talk::to(addresses[0]);
    talk.hear();
    assert!(talk.say("EHLO mx").contains("250 STARTTLS"));
    talk.expect("STARTTLS", "220");
    let mut talk = talk.with_tls();
    assert!(talk.say("EHLO mx").contains("250 AUTH PLAIN LOGIN"));
    talk.expect("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "235");
    talk.send_mail("one");
    let socket = TcpStream::connect(addresses[1]).unwrap();
    let mut talk = Talk { stream: BufReader::new(encrypted(socket)) };
    assert!(talk.hear().starts_with("220 "));
    assert!(!talk.say("EHLO mx").contains("STARTTLS"));
    talk.send_mail(&"x".repeat(200_000));
    talk.expect("QUIT", "221");
    let kept = rig.intake.list().unwrap();
    assert_eq!(kept[0].envelope.client.login.as_deref(), Some("alice"));
    assert!(kept.iter().all(|entry| entry.envelope.client.tls));
    assert!(kept[1].size > 200_000);
}

#[test]
fn a_login_in_the_clear_is_offered_to_named_networks_alone() {
    for (network, offered) in [("127.0.0.0/8", true), ("192.0.2.0/24", false)] {
        let settings =
            ServerSettings { clear_text_networks: vec![network.parse().unwrap()], ..loopback() };
        let rig = rig(&settings);
        let mut talk = Talk::to(rig.server.addresses()[0]);
        talk.hear();
        assert_eq!(talk.say("EHLO mx").contains("AUTH"), offered, "{network}");
    }
}

#[test]
fn who_comes_when_all_places_are_taken_is_asked_to_come_again() {
    for settings in [
        ServerSettings { max_connections: 2, ..loopback() },
        ServerSettings { max_connections_per_client: 2, ..loopback() },
    ] {
        let rig = rig(&settings);
        let address = rig.server.addresses()[0];
        let mut inside: Vec<_> = (0..2).map(|_| Talk::to(address)).collect();
        inside.iter_mut().for_each(|talk| assert!(talk.hear().starts_with("220")));
        assert!(Talk::to(address).hear().starts_with("421 4.3.2"));
        inside.pop().unwrap().expect("QUIT", "221");
        // The connection counts until its thread has noticed that the client has disconnected.
        let begun = Instant::now();
        while !Talk::to(address).hear().starts_with("220") {
            assert!(begun.elapsed() < Duration::from_secs(10));
        }
    }
}

#[test]
fn strangers_leave_room_for_those_who_are_known_or_log_in() {
    let settings = ServerSettings {
        max_connections: 4,
        max_strangers: 3,
        max_connections_per_stranger: 2,
        clear_text_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..loopback()
    };
    let rig = rig(&settings);
    let address = rig.server.addresses()[0];
    let mut inside: Vec<_> = [2, 2, 3].map(|from| Talk::of_stranger(address, from)).into();
    inside.iter_mut().for_each(|talk| assert!(talk.hear().starts_with("220")));
    for from in [2, 3, 4] {
        assert!(Talk::of_stranger(address, from).hear().starts_with("421 4.3.2"), "{from}");
    }
    assert!(Talk::to(address).hear().starts_with("220"), "one who is known");
    // One of the unknown clients logs in, so that another one can connect.
    inside[2].expect("EHLO mx", "250-fax");
    inside[2].expect("AUTH PLAIN AGFsaWNlAHNlY3JldA==", "235");
    let begun = Instant::now();
    while !Talk::of_stranger(address, 4).hear().starts_with("220") {
        assert!(begun.elapsed() < Duration::from_secs(10));
    }
    assert!(
        Talk::of_stranger(address, 2).hear().starts_with("421"),
        "two of one address are enough"
    );
}

/// Each stranger leaves its mail incomplete, and so occupies memory.
#[test]
fn strangers_who_never_finish_their_mails_leave_memory_for_those_who_are_known() {
    let rig = rig_with(&loopback(), |host| host.with_memory(4 << 20));
    let address = rig.server.addresses()[0];
    let chunk = format!("BDAT 300000\r\n{}", "x".repeat(299_998));
    let mut inside = Vec::new();
    for from in 2..30 {
        let mut talk = Talk::of_stranger(address, from);
        talk.hear();
        talk.expect("EHLO mx", "250");
        talk.expect("MAIL FROM:<a@b.example>", "250");
        talk.expect("RCPT TO:<1@x.fax>", "250");
        let answer = talk.say(&chunk);
        inside.push(talk);
        if answer.starts_with("452") {
            break;
        }
        assert!(answer.starts_with("250"), "{answer}");
    }
    assert!((5..25).contains(&inside.len()), "{}", inside.len());
    let mut known = Talk::to(address);
    known.hear();
    known.expect("EHLO mx", "250");
    known.send_mail(&"x".repeat(500_000));
}

#[test]
fn strangers_have_less_time_than_those_who_are_known() {
    for (settings, word) in [
        (ServerSettings { stranger_idle_seconds: 0, ..loopback() }, "421 4.4.2 You were silent"),
        (ServerSettings { stranger_minutes: 0, ..loopback() }, "421 4.4.2 This took too long"),
    ] {
        let rig = rig(&settings);
        let address = rig.server.addresses()[0];
        let (mut known, mut stranger) = (Talk::to(address), Talk::of_stranger(address, 2));
        known.hear();
        stranger.hear();
        let answer = stranger.hear();
        assert!(answer.starts_with(word), "{answer}");
        known.expect("NOOP", "250");
    }
}

#[test]
fn the_policy_says_how_large_a_mail_may_be() {
    let rig = rig(&loopback());
    let send = |helo: &str, end: &str| {
        let mut talk = Talk::to(rig.server.addresses()[0]);
        talk.hear();
        talk.expect(&format!("HELO {helo}"), "250");
        talk.expect("MAIL FROM:<a@b.example>", "250");
        talk.expect("RCPT TO:<postmaster>", "250");
        talk.expect("DATA", "354");
        talk.expect(&format!("Subject: x\r\n\r\n{}\r\n.", "x".repeat(2_000)), end);
    };
    send("friend", "250");
    send("stranger", "552 5.3.4 A mail may have at most 1000 bytes here");
}

/// Machines that are older than TLS 1.3 are accepted by default. A setting can exclude them.
#[test]
fn the_oldest_tls_that_is_spoken_is_set() {
    for (min_tls, is_taken) in [(MinTls::Tls12, true), (MinTls::Tls13, false)] {
        let rig = rig(&ServerSettings { min_tls, ..with_tls() });
        let socket = TcpStream::connect(rig.server.addresses()[1]).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut old = speaking(socket, &[&rustls::version::TLS12]);
        let done = old.conn.complete_io(&mut old.sock);
        assert_eq!(done.is_ok(), is_taken, "{min_tls:?}: {done:?}");
        match done {
            Ok(_) => assert!(Talk { stream: BufReader::new(old) }.hear().starts_with("220")),
            Err(error) => assert!(error.to_string().contains("ProtocolVersion"), "{error}"),
        }
        // TLS 1.3 is always accepted.
        let socket = TcpStream::connect(rig.server.addresses()[1]).unwrap();
        let mut new = Talk { stream: BufReader::new(speaking(socket, &[&rustls::version::TLS13])) };
        assert!(new.hear().starts_with("220"));
    }
}

#[test]
fn silence_and_long_sessions_are_ended() {
    for (settings, word) in [
        (ServerSettings { idle_seconds: 0, ..loopback() }, "421 4.4.2 You were silent"),
        (ServerSettings { session_minutes: 0, ..loopback() }, "421 4.4.2 This took too long"),
    ] {
        let rig = rig(&settings);
        let mut talk = Talk::to(rig.server.addresses()[0]);
        talk.hear();
        let answer = talk.hear();
        assert!(answer.starts_with(word), "{answer}");
        assert_eq!(talk.hear(), "");
    }
}

#[test]
fn an_end_sends_waiting_clients_away_and_lets_a_mail_come_in() {
    let Rig { server, intake, _folder } = rig(&loopback());
    let address = server.addresses()[0];
    let (mut waiting, mut sending) = (Talk::to(address), Talk::to(address));
    waiting.hear();
    sending.hear();
    sending.expect("HELO mx", "250");
    sending.expect("MAIL FROM:<a@b.example>", "250");
    sending.expect("RCPT TO:<1@x.fax>", "250");
    sending.expect("DATA", "354");
    let ending = thread::spawn(move || server.stop());
    assert!(waiting.hear().starts_with("421 4.3.2"));
    sending.expect("Hello\r\n.", "250 2.0.0");
    assert!(sending.hear().starts_with("421 4.3.2"));
    ending.join().unwrap();
    assert_eq!(intake.list().unwrap().len(), 1);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_client_that_says_nothing_of_tls_harms_nobody() {
    let rig = rig(&with_tls());
    let address = rig.server.addresses()[1];
    let mut clear = TcpStream::connect(address).unwrap();
    clear.write_all(b"EHLO mx\r\n").unwrap();
    clear.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut answer = Vec::new();
    let _ = clear.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"220"));
    let mut talk = Talk { stream: BufReader::new(encrypted(TcpStream::connect(address).unwrap())) };
    assert!(talk.hear().starts_with("220"));
}

/// Sends these bytes one by one, one each 20 ms, until the other end is closed.
fn trickling(bytes: Vec<u8>, mut client: TcpStream) -> thread::JoinHandle<()> {
    client.set_nodelay(true).unwrap();
    thread::spawn(move || {
        for byte in bytes {
            if client.write_all(&[byte]).is_err() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    })
}

/// Both ends of a connection: that of the server, and that of the client.
fn connected() -> (Wire, TcpStream) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (Wire::new(listener.accept().unwrap().0).unwrap(), client)
}

#[test]
fn a_handshake_that_comes_byte_by_byte_ends_at_its_limit_or_with_the_server() {
    let config = with_tls().identity().unwrap().unwrap().config();
    let (second, hour) = (Duration::from_secs(1), Duration::from_secs(3_600));
    for (limit, ends_after) in [(second, hour), (hour, second)] {
        let (wire, client) = connected();
        let mut hello = Vec::new();
        encrypted(client.try_clone().unwrap()).conn.write_tls(&mut hello).unwrap();
        let trickling = trickling(hello, client);
        let begun = Instant::now();
        let stopped = || begun.elapsed() >= ends_after;
        let error = wire.secured_within(limit, Arc::clone(&config), &stopped).err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        trickling.join().unwrap();
    }
}

#[test]
fn a_read_of_a_record_that_comes_byte_by_byte_returns_after_a_step() {
    let config = with_tls().identity().unwrap().unwrap().config();
    let (wire, client) = connected();
    let shaking = thread::spawn(move || {
        let mut client = encrypted(client);
        client.conn.complete_io(&mut client.sock).unwrap();
        client
    });
    let mut wire = wire.secured(config, &|| false).unwrap();
    let mut client = shaking.join().unwrap();
    client.conn.writer().write_all(&[b'x'; 200]).unwrap();
    let mut record = Vec::new();
    client.conn.write_tls(&mut record).unwrap();
    let trickling = trickling(record, client.sock);
    let (begun, mut bytes, mut waits) = (Instant::now(), [0; 1024], 0);
    let count = loop {
        match wire.read(&mut bytes) {
            Ok(count) => break count,
            Err(error) if is_wait(&error) => waits += 1,
            Err(error) => panic!("{error}"),
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
    };
    assert_eq!(count, 200);
    // The record needs 4 s, and a step has 200 ms.
    assert!(waits >= 3, "{waits}");
    trickling.join().unwrap();
}

#[test]
fn a_renewed_certificate_counts_at_once_and_a_broken_one_does_not() {
    let certs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kit/certs");
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| {
        for kind in ["pem", "key"] {
            let path = folder.path().join(kind);
            std::fs::copy(certs.join(format!("{name}.{kind}")), &path).unwrap();
            // The file gets another time, since two writes within one tick of the clock would look
            // like one.
            let later = std::time::SystemTime::now() + Duration::from_secs(name.len() as u64);
            std::fs::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(later)
                .unwrap();
        }
    };
    place("relay");
    let settings = ServerSettings {
        certificate: Some(folder.path().join("pem")),
        key: Some(folder.path().join("key")),
        ..loopback()
    };
    let identity = settings.identity().unwrap().unwrap();
    let first = identity.config();
    assert!(Arc::ptr_eq(&first, &identity.config()));
    place("elsewhere");
    let second = identity.config();
    assert!(!Arc::ptr_eq(&first, &second));
    std::fs::write(folder.path().join("pem"), "rubbish").unwrap();
    assert!(Arc::ptr_eq(&second, &identity.config()));
}

#[test]
fn what_cannot_be_is_told_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let limits = IntakeSettings::default();
    let intake = Arc::new(Intake::open(folder.path(), limits).unwrap());
    let refused = |settings: ServerSettings| {
        let host = Host::new(Arc::new(Anybody), Arc::clone(&intake), settings.max_message);
        Server::start(&settings, host, &Sockets::default()).unwrap_err().to_string()
    };
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let error = refused(ServerSettings { listen: vec![address], ..loopback() });
    assert!(error.starts_with(&format!("[mail] listen: cannot listen at {address}")), "{error}");
    let error = refused(ServerSettings { tls_listen: loopback().listen, ..loopback() });
    assert!(error.contains("certificate and key"), "{error}");
    let error = refused(ServerSettings { key: None, ..with_tls() });
    assert!(error.contains("key is missing"), "{error}");
    let error = refused(ServerSettings { certificate: Some("/nowhere.pem".into()), ..with_tls() });
    assert!(error.starts_with("[mail] certificate: /nowhere.pem"), "{error}");
}
