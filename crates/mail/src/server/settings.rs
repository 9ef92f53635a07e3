//! The settings of the mail server: `[mail]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, host, megabytes, settings};
use ferrofax_network::asker::Network;
use ferrofax_network::listening::{
    Identity, MinTls, ServerTlsError, certificate_and_key, listener,
};

settings! {
    /// The settings of the mail server itself: the IP addresses and ports at which it listens, TLS,
    /// and the limits for clients.
    pub struct ServerSettings {}

    /// The keys in `[mail]` of gateway.toml that concern the mail server: IP addresses and ports,
    /// TLS, and limits.
    pub KEYS {
        /// IP addresses and ports for SMTP, with STARTTLS if there is a certificate. Several:
        /// ["0.0.0.0:25", "[::]:25"].
        listen: Vec<SocketAddr> = ["127.0.0.1:2525"], list(listener);
        /// IP addresses and ports for LMTP, by which a mail server such as Postfix can forward
        /// mails to Ferrofax.
        lmtp: Vec<SocketAddr> = [], list(listener);
        /// IP addresses and ports for SMTP with TLS from the first byte (SMTPS).
        tls_listen: Vec<SocketAddr> = [], list(listener);
        /// PEM files: the certificate with its intermediate certificates, and its key. They are
        /// read again when they change.
        certificate: Option<PathBuf> = "", path;
        // The certificate's private key, a PEM file. It must be set together with `certificate`.
        key: Option<PathBuf> = "", path;
        /// The oldest TLS version that is accepted: "1.2", which old office machines need, or
        /// "1.3".
        min_tls: MinTls = "1.2", words("1.2" => MinTls::Tls12, "1.3" => MinTls::Tls13);
        /// The host name in SMTP greetings, which should match the certificate. By default the
        /// machine's name.
        hostname: String = (hidden "localhost"), text(host);
        /// Highest number of connections at the same time; further SMTP clients are asked to come
        /// back later (421).
        max_connections: usize = 100, number(1..=100_000);
        /// Highest number of connections from one IP address at the same time.
        max_connections_per_client: usize = 50, number(1..=100_000);
        /// Highest number of connections of unknown SMTP clients at the same time. Unknown clients
        /// are those that neither log in nor come from a [[network]] or from a mail server in
        /// trusted_front_servers. The other connections of max_connections, by default a quarter,
        /// are reserved for known clients.
        max_strangers: usize = 75, number(1..=100_000);
        /// Highest number of connections at the same time of unknown SMTP clients from one IP
        /// address.
        max_connections_per_stranger: usize = 10, number(1..=100_000);
        /// Highest number of megabytes of one mail.
        max_message as "max_message_mb": u64 = 50, number(1..=4_000, megabytes);
        /// Highest number of recipients of one mail. It applies to every sender.
        max_recipients: usize = 1000, number(1..=100_000);
        /// Seconds of silence after which the connection of an SMTP client is closed.
        // RFC 5321 §4.5.3.2.7 requires at least 300.
        idle_seconds: u64 = 300, number(1..=86_400);
        /// Minutes after which the connection of an SMTP client is closed in any case.
        session_minutes: u64 = 60, number(1..=1_440);
        /// Seconds of silence after which the connection of an unknown SMTP client is closed
        /// (stranger_idle_seconds), and minutes after which it is closed in any case
        /// (stranger_minutes). Unknown clients are allowed to send bounces, and mails of up to 256
        /// KiB to the postmaster.
        // `idle_seconds` for unknown clients; the next row is their `session_minutes`.
        stranger_idle_seconds: u64 = 60, number(1..=86_400);
        // `session_minutes` for unknown SMTP clients.
        stranger_minutes: u64 = 15, number(1..=1_440);
        /// Whether old machines may log in by CRAM-MD5, which needs passwords stored as plain text.
        cram_md5: bool = false, flag;
        /// Networks from which passwords are accepted without TLS: ["192.0.2.0/24"].
        clear_text_networks: Vec<Network> = [], list;
    }
}

impl ServerSettings {
    /// Reads the keys of `[mail]` that set the IP addresses and ports at which the mail server
    /// listens, TLS, and the limits for clients.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !section.has("max_strangers") {
            // At least a quarter of the connections is reserved for known SMTP clients.
            let kept = self.max_connections - self.max_connections / 4;
            self.max_strangers = kept.min(self.max_strangers);
        }
        let (certificate, key) = (self.certificate.as_deref(), self.key.as_deref());
        certificate_and_key(section, certificate, key, !self.tls_listen.is_empty());
    }

    /// Loads the certificate and the key that the settings name, for the server's side of TLS.
    /// `None` if the settings name no certificate.
    pub(super) fn identity(&self) -> Result<Option<Identity>, ServerTlsError> {
        Identity::of(self.certificate.as_deref(), self.key.as_deref(), None, self.min_tls)
    }
}
