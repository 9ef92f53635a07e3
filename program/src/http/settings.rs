//! The settings of an HTTP server. They are part of the section of the service that uses the
//! server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::asker::Network;
use crate::keys::{Key, Kind, Section};
use crate::listening::{
    Identity, MinTls, PlaceLimits, ServerTlsError, certificate_and_key, listener,
};

/// The addresses of a server and its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpSettings {
    /// `listen`: the addresses for HTTP, which also accept TLS if there is a certificate.
    pub listen: Vec<SocketAddr>,
    /// `tls_listen`: the addresses for TLS only.
    pub tls_listen: Vec<SocketAddr>,
    /// `certificate`: a PEM file with this server's certificate first, then the intermediate ones
    /// up to an authority. It must be set together with `key`.
    pub certificate: Option<PathBuf>,
    /// `key`: the file with the certificate's private key in PEM.
    pub key: Option<PathBuf>,
    /// `min_tls`: the oldest TLS version that is accepted.
    pub min_tls: MinTls,
    /// `clear_text_networks`: networks whose clients may send passwords without TLS.
    pub clear_text_networks: Vec<Network>,
    /// `client_ca`: a PEM file with the authorities whose client certificates are accepted.
    pub client_ca: Option<PathBuf>,
    /// `clear_text_digest`: whether Digest is accepted without TLS.
    pub clear_text_digest: bool,
    /// `max_connections`: the maximum number of connections at the same time.
    pub max_connections: usize,
    /// `max_connections_per_client`: the maximum number of connections from one address at the same
    /// time.
    pub max_connections_per_client: usize,
    /// `idle_seconds`: the maximum time in seconds for a request's header, for silence in its body,
    /// and for an answer that is not read.
    pub idle_seconds: u64,
    /// `min_rate`: the average number of bytes per second with which a body must arrive, and with
    /// which a client must read its answer.
    pub min_rate: u64,
}

/// The keys of each HTTP server.
pub(crate) const KEYS: &[Key<HttpSettings>] = &[
    Key {
        name: "listen",
        default: "[]",
        kind: Kind::List(|http, said| said.read(&mut http.listen, listener)),
        help: "Addresses and ports to listen on: unencrypted and, with a certificate, also TLS on \
               the same port. For example [\"0.0.0.0:631\", \"[::]:631\"] for IPP, \
               [\"0.0.0.0:8443\"] for the web. []: off.",
    },
    Key {
        name: "tls_listen",
        default: "[]",
        kind: Kind::List(|http, said| said.read(&mut http.tls_listen, listener)),
        help: "Addresses and ports for TLS only.",
    },
    Key {
        name: "certificate",
        default: r#""""#,
        kind: Kind::Path(|http, path| http.certificate = path),
        help: "PEM files: the certificate with its intermediate certificates, and its key. They \
               are read again when they change.",
    },
    Key { name: "key", default: r#""""#, kind: Kind::Path(|http, path| http.key = path), help: "" },
    Key {
        name: "min_tls",
        default: r#""1.2""#,
        kind: Kind::Choice(&[
            ("1.2", |http| http.min_tls = MinTls::Tls12),
            ("1.3", |http| http.min_tls = MinTls::Tls13),
        ]),
        help: "The oldest TLS version that is accepted: \"1.2\" or \"1.3\".",
    },
    Key {
        name: "max_connections",
        default: "200",
        kind: Kind::Number(1..=10_000, |http, number| http.max_connections = number.into()),
        help: "Highest number of connections at the same time. A quarter of the connections is \
               reserved for addresses in a [[network]], and for those from which a user has logged \
               in within the last hour.",
    },
    Key {
        name: "max_connections_per_client",
        default: "100",
        kind: Kind::Number(1..=10_000, |http, number| {
            http.max_connections_per_client = number.into();
        }),
        help: "Highest number of connections of one client address at the same time (with IPv6, of \
               one /64).",
    },
    Key {
        name: "idle_seconds",
        default: "30",
        kind: Kind::Number(1..=3_600, |http, number| http.idle_seconds = number.into()),
        help: "Timeout in seconds: for the head of a request, for silence in its body, and for a \
               client that stops reading the answer.",
    },
    Key {
        name: "min_rate",
        default: "500",
        kind: Kind::Number(0..=1_000_000, |http, number| http.min_rate = number.into()),
        help: "Bytes per second that a request's body, or an answer that is read slowly, must \
               reach on average after the first minute.",
    },
];

/// The additional keys of an HTTP server whose clients log in by HTTP Basic, Digest or a
/// certificate.
pub(crate) const LOGIN_KEYS: &[Key<HttpSettings>] = &[
    Key {
        name: "clear_text_networks",
        default: r#"["127.0.0.0/8", "::1"]"#,
        kind: Kind::List(|http, said| {
            said.read(&mut http.clear_text_networks, str::parse::<Network>);
        }),
        help: "Networks from which passwords are accepted without TLS.",
    },
    Key {
        name: "clear_text_digest",
        default: "false",
        kind: Kind::Flag(|http, flag| http.clear_text_digest = flag),
        help: "Whether users with a `digest` may log in without TLS from anywhere. This protects \
               their password, but not what they print.",
    },
    Key {
        name: "client_ca",
        default: r#""""#,
        kind: Kind::Path(|http, path| http.client_ca = path),
        help: "PEM file of certificate authorities. A client with a certificate of one of them is \
               logged in as the [[user]] that names the certificate.",
    },
];

impl HttpSettings {
    /// Reads the keys of a server from the settings section of its service.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        let (certificate, key) = (self.certificate.as_deref(), self.key.as_deref());
        certificate_and_key(section, certificate, key, !self.tls_listen.is_empty());
    }

    /// Reads the keys of a server whose clients log in by HTTP Basic, Digest or a certificate.
    pub(crate) fn read_with_logins(&mut self, section: &Section<'_, '_>) {
        self.read(section);
        section.read(LOGIN_KEYS, self);
        if self.client_ca.is_some() && self.certificate.is_none() {
            section.wrong(
                "client_ca",
                "clients show certificates in TLS; certificate and key are missing",
            );
        }
    }

    /// Whether the server has any address to listen at.
    pub fn is_on(&self) -> bool {
        !self.listen.is_empty() || !self.tls_listen.is_empty()
    }

    /// Whether TLS is offered.
    pub(crate) fn has_tls(&self) -> bool {
        self.certificate.is_some()
    }

    /// Whether a client at this address may send a password without TLS.
    pub(crate) fn takes_clear_text(&self, address: IpAddr) -> bool {
        self.clear_text_networks.iter().any(|network| network.contains(address))
    }

    /// Checks the settings of TLS.
    pub(crate) fn check(&self) -> Result<(), ServerTlsError> {
        self.identity().map(drop)
    }

    /// Loads the server's certificate and key; `None` if the settings name none.
    pub(super) fn identity(&self) -> Result<Option<Identity>, ServerTlsError> {
        let clients = self.client_ca.as_deref();
        Identity::of(self.certificate.as_deref(), self.key.as_deref(), clients, self.min_tls)
    }

    /// The limits of simultaneous connections.
    pub(super) fn places(&self) -> PlaceLimits {
        PlaceLimits::with_a_quarter_kept(self.max_connections, self.max_connections_per_client)
    }
}

impl Default for HttpSettings {
    fn default() -> Self {
        let loopback = ["127.0.0.0/8", "::1"];
        Self {
            listen: Vec::new(),
            tls_listen: Vec::new(),
            certificate: None,
            key: None,
            min_tls: MinTls::default(),
            client_ca: None,
            clear_text_digest: false,
            clear_text_networks: loopback.iter().filter_map(|text| text.parse().ok()).collect(),
            max_connections: 200,
            max_connections_per_client: 100,
            idle_seconds: 30,
            min_rate: 500,
        }
    }
}
