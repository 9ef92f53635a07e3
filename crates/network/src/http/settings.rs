//! The settings of an HTTP server. They are part of the section in gateway.toml of the service that
//! uses the server.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use crate::asker::Network;
use crate::listening::{
    Identity, MinTls, PlaceLimits, ServerTlsError, certificate_and_key, listener,
};
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings of an HTTP server: the IP addresses and ports to listen on, TLS and limits.
    pub struct HttpSettings {}

    /// The keys that the HTTP server accepts in the section of gateway.toml of each service that
    /// uses it.
    pub KEYS {
        /// IP addresses and ports to listen on: unencrypted and, with a certificate, also TLS on
        /// the same port. For example ["0.0.0.0:631", "[::]:631"] for IPP, ["0.0.0.0:8443"] for the
        /// web. []: off.
        listen: Vec<SocketAddr> = [], list(listener);
        /// IP addresses and ports to listen on with TLS only.
        tls_listen: Vec<SocketAddr> = [], list(listener);
        /// PEM files: the certificate with its intermediate certificates, and its key. They are
        /// read again when they change.
        certificate: Option<PathBuf> = "", path;
        // The certificate's private key, a PEM file. It must be set together with `certificate`.
        key: Option<PathBuf> = "", path;
        /// The oldest TLS version that is accepted: "1.2" or "1.3".
        min_tls: MinTls = "1.2", words("1.2" => MinTls::Tls12, "1.3" => MinTls::Tls13);
        /// Highest number of connections at the same time. A quarter of the connections is reserved
        /// for IP addresses in a [[network]], and for those from which a user has logged in within
        /// the last hour.
        max_connections: usize = 200, number(1..=10_000);
        /// Highest number of connections from one IP address at the same time (with IPv6, of one
        /// /64).
        max_connections_per_client: usize = 100, number(1..=10_000);
        /// Time limit in seconds for the head of a request, for a pause in the request's body, and
        /// for a pause in which an HTTP client reads nothing of the answer.
        idle_seconds: u64 = 30, number(1..=3_600);
        /// Lowest average speed, in bytes per second, at which an HTTP client must send a request
        /// or read an answer. A slower client is disconnected after a minute.
        min_rate: u64 = 500, number(0..=1_000_000);
    }

    /// The keys that an HTTP server has in addition if its clients log in by HTTP Basic, Digest or
    /// a certificate.
    pub LOGIN_KEYS {
        /// Networks from which passwords are accepted without TLS.
        clear_text_networks: Vec<Network> = ["127.0.0.0/8", "::1"], list;
        /// Whether a [[user]] with the key `digest` may log in by HTTP Digest without TLS from
        /// anywhere. HTTP Digest protects the password, but not the printed documents.
        clear_text_digest: bool = false, flag;
        /// PEM file of certificate authorities. An HTTP client with a certificate of such an
        /// authority is logged in as the [[user]] whose `certificate` names it.
        client_ca: Option<PathBuf> = "", path;
    }
}

impl HttpSettings {
    /// Reads the keys of an HTTP server from the settings section of the service that uses it.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        let (certificate, key) = (self.certificate.as_deref(), self.key.as_deref());
        certificate_and_key(section, certificate, key, !self.tls_listen.is_empty());
    }

    /// Reads the keys of an HTTP server whose clients log in by HTTP Basic, Digest or a
    /// certificate.
    pub fn read_with_logins(&mut self, section: &Section<'_, '_>) {
        self.read(section);
        section.read(LOGIN_KEYS, self);
        if self.client_ca.is_some() && self.certificate.is_none() {
            section.wrong(
                "client_ca",
                "clients show certificates in TLS; certificate and key are missing",
            );
        }
    }

    /// Whether the HTTP server is on: at least one IP address and port to listen on is set.
    pub fn is_on(&self) -> bool {
        !self.listen.is_empty() || !self.tls_listen.is_empty()
    }

    /// Whether the HTTP server offers TLS, because the settings name a certificate.
    pub fn has_tls(&self) -> bool {
        self.certificate.is_some()
    }

    /// Whether an HTTP client at this IP address may send a password without TLS.
    pub fn takes_clear_text(&self, address: IpAddr) -> bool {
        self.clear_text_networks.iter().any(|network| network.contains(address))
    }

    /// Checks that the server's TLS certificate and key can be used.
    pub fn check(&self) -> Result<(), ServerTlsError> {
        self.identity().map(drop)
    }

    /// Loads the server's certificate and key; `None` if the settings name none.
    pub(super) fn identity(&self) -> Result<Option<Identity>, ServerTlsError> {
        let clients = self.client_ca.as_deref();
        Identity::of(self.certificate.as_deref(), self.key.as_deref(), clients, self.min_tls)
    }

    /// The limits on simultaneous connections to the HTTP server, as the settings give them.
    pub(super) fn places(&self) -> PlaceLimits {
        PlaceLimits::with_a_quarter_kept(self.max_connections, self.max_connections_per_client)
    }
}
