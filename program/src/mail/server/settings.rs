//! The settings of the mail server: `[mail]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::asker::Network;
use crate::keys::{Key, Kind, Section, host};
use crate::listening::{Identity, MinTls, ServerTlsError, certificate_and_key, listener};

/// The addresses of the mail server, and its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// `listen`: the addresses for SMTP, with STARTTLS if there is a certificate.
    pub listen: Vec<SocketAddr>,
    /// `lmtp`: the addresses for LMTP, which another mail server uses to pass mails on.
    pub lmtp: Vec<SocketAddr>,
    /// `tls_listen`: the addresses for SMTP in TLS from the first byte.
    pub tls_listen: Vec<SocketAddr>,
    /// `certificate`: a PEM file with this server's certificate first, then the chain up to a
    /// certificate authority. It must be set together with `key`.
    pub certificate: Option<PathBuf>,
    /// `key`: the certificate's private key, a PEM file.
    pub key: Option<PathBuf>,
    /// `min_tls`: the oldest TLS version that is accepted.
    pub min_tls: MinTls,
    /// `hostname`: our host name, which should match the certificate.
    pub hostname: String,
    /// `max_connections`: the most connections at the same time. Further clients get the reply 421.
    pub max_connections: usize,
    /// `max_connections_per_client`: the most connections from one address at the same time.
    /// Further connections get the reply 421.
    pub max_connections_per_client: usize,
    /// `max_strangers`: the most connections, among `max_connections`, of clients that are
    /// neither in a named network nor logged in.
    pub max_strangers: usize,
    /// `max_connections_per_stranger`: the most connections from one address, for clients that are
    /// neither in a named network nor logged in.
    pub max_connections_per_stranger: usize,
    /// `max_message_mb`, in bytes: the largest mail.
    pub max_message: u64,
    /// `max_recipients`: the most recipients of one mail, from any sender.
    pub max_recipients: usize,
    /// `cram_md5`: whether CRAM-MD5 is offered, even without TLS, for old machines.
    pub cram_md5: bool,
    /// `clear_text_networks`: networks whose clients may send passwords without TLS.
    pub clear_text_networks: Vec<Network>,
    /// `idle_seconds`: after this time of silence a connection is closed (RFC 5321 §4.5.3.2.7
    /// requires at least 300).
    pub idle_seconds: u64,
    /// `session_minutes`: after this time a connection is closed in any case.
    pub session_minutes: u64,
    /// `stranger_idle_seconds`: like `idle_seconds`, for clients that are neither in a named
    /// network nor logged in.
    pub stranger_idle_seconds: u64,
    /// `stranger_minutes`: like `session_minutes`, for clients that are neither in a named network
    /// nor logged in.
    pub stranger_minutes: u64,
}

/// The keys of `[mail]` that belong to the server.
pub(crate) const KEYS: &[Key<ServerSettings>] = &[
    Key {
        name: "listen",
        default: r#"["127.0.0.1:2525"]"#,
        kind: Kind::List(|server, said| said.read(&mut server.listen, listener)),
        help: "Addresses and ports for SMTP, with STARTTLS if there is a certificate. Several: \
               [\"0.0.0.0:25\", \"[::]:25\"].",
    },
    Key {
        name: "lmtp",
        default: "[]",
        kind: Kind::List(|server, said| said.read(&mut server.lmtp, listener)),
        help: "Addresses and ports for LMTP, for a mail server in front.",
    },
    Key {
        name: "tls_listen",
        default: "[]",
        kind: Kind::List(|server, said| said.read(&mut server.tls_listen, listener)),
        help: "Addresses and ports for SMTP with TLS from the first byte (SMTPS).",
    },
    Key {
        name: "certificate",
        default: r#""""#,
        kind: Kind::Path(|server, path| server.certificate = path),
        help: "PEM files: the certificate with its intermediate certificates, and its key. They \
               are read again when they change.",
    },
    Key {
        name: "key",
        default: r#""""#,
        kind: Kind::Path(|server, path| server.key = path),
        help: "",
    },
    Key {
        name: "min_tls",
        default: r#""1.2""#,
        kind: Kind::Choice(&[
            ("1.2", |server| server.min_tls = MinTls::Tls12),
            ("1.3", |server| server.min_tls = MinTls::Tls13),
        ]),
        help: "The oldest TLS version that is accepted: \"1.2\", which old office machines need, \
               or \"1.3\".",
    },
    Key {
        name: "hostname",
        default: "",
        kind: Kind::Text(|server, said| said.read_one(&mut server.hostname, host)),
        help: "The host name in SMTP greetings, which should match the certificate. By default \
               the machine's name.",
    },
    Key {
        name: "max_connections",
        default: "100",
        kind: Kind::Number(1..=100_000, |server, number| server.max_connections = number.into()),
        help: "Highest number of connections at the same time; further clients are asked to come \
               back later (421).",
    },
    Key {
        name: "max_connections_per_client",
        default: "50",
        kind: Kind::Number(1..=100_000, |server, number| {
            server.max_connections_per_client = number.into()
        }),
        help: "Highest number of connections of one client address at the same time.",
    },
    Key {
        name: "max_strangers",
        default: "75",
        kind: Kind::Number(1..=100_000, |server, number| server.max_strangers = number.into()),
        help: "Highest number of connections of unknown clients at the same time. Unknown clients \
               are those that neither log in nor come from a [[network]] or a trusted front \
               server. The other connections of max_connections, by default a quarter, are \
               reserved for known clients.",
    },
    Key {
        name: "max_connections_per_stranger",
        default: "10",
        kind: Kind::Number(1..=100_000, |server, number| {
            server.max_connections_per_stranger = number.into()
        }),
        help: "Highest number of connections of one unknown client's address at the same time.",
    },
    Key {
        name: "max_message_mb",
        default: "50",
        kind: Kind::Number(1..=4_000, |server, number| {
            server.max_message = u64::from(number) << 20
        }),
        help: "Highest number of megabytes of one mail.",
    },
    Key {
        name: "max_recipients",
        default: "1000",
        kind: Kind::Number(1..=100_000, |server, number| server.max_recipients = number.into()),
        help: "Highest number of recipients of one mail, from any sender.",
    },
    Key {
        name: "idle_seconds",
        default: "300",
        kind: Kind::Number(1..=86_400, |server, number| server.idle_seconds = number.into()),
        help: "Seconds of silence after which the connection of a client is closed.",
    },
    Key {
        name: "session_minutes",
        default: "60",
        kind: Kind::Number(1..=1_440, |server, number| server.session_minutes = number.into()),
        help: "Minutes after which the connection of a client is closed in any case.",
    },
    Key {
        name: "stranger_idle_seconds",
        default: "60",
        kind: Kind::Number(1..=86_400, |server, number| {
            server.stranger_idle_seconds = number.into()
        }),
        help: "Seconds of silence after which the connection of an unknown client is closed \
               (stranger_idle_seconds), and minutes after which it is closed in any case \
               (stranger_minutes). Unknown clients may also write mails of up to 256 KiB to the \
               postmaster.",
    },
    Key {
        name: "stranger_minutes",
        default: "15",
        kind: Kind::Number(1..=1_440, |server, number| server.stranger_minutes = number.into()),
        help: "",
    },
    Key {
        name: "cram_md5",
        default: "false",
        kind: Kind::Flag(|server, is_on| server.cram_md5 = is_on),
        help: "Whether old machines may log in by CRAM-MD5, which needs passwords stored as plain \
               text.",
    },
    Key {
        name: "clear_text_networks",
        default: "[]",
        kind: Kind::List(|server, said| {
            said.read(&mut server.clear_text_networks, str::parse::<Network>);
        }),
        help: "Networks from which passwords are accepted without TLS: [\"192.0.2.0/24\"].",
    },
];

impl ServerSettings {
    /// Reads the keys of `[mail]` on addresses, TLS and limits of the server.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !section.has("max_strangers") {
            // At least a quarter of the connections is reserved for known clients.
            let kept = self.max_connections - self.max_connections / 4;
            self.max_strangers = kept.min(self.max_strangers);
        }
        let (certificate, key) = (self.certificate.as_deref(), self.key.as_deref());
        certificate_and_key(section, certificate, key, !self.tls_listen.is_empty());
    }

    /// The TLS identity from the certificate in the settings.
    pub(super) fn identity(&self) -> Result<Option<Identity>, ServerTlsError> {
        Identity::of(self.certificate.as_deref(), self.key.as_deref(), None, self.min_tls)
    }
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 2525))],
            lmtp: Vec::new(),
            tls_listen: Vec::new(),
            certificate: None,
            key: None,
            min_tls: MinTls::default(),
            hostname: "localhost".to_owned(),
            max_connections: 100,
            max_connections_per_client: 50,
            max_strangers: 75,
            max_connections_per_stranger: 10,
            max_message: 50 << 20,
            max_recipients: 1000,
            cram_md5: false,
            clear_text_networks: Vec::new(),
            idle_seconds: 300,
            session_minutes: 60,
            stranger_idle_seconds: 60,
            stranger_minutes: 15,
        }
    }
}
