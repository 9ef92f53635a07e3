//! What an administrator says about the listeners: `[mail]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::asker::Network;

/// The oldest TLS that is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MinTls {
    /// `1.2`
    #[default]
    Tls12,
    /// `1.3`
    Tls13,
}

/// The listeners and their limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// `listen`: SMTP, with STARTTLS where there is a certificate.
    pub listen: Vec<SocketAddr>,
    /// `lmtp`: LMTP, for a mail server in front.
    pub lmtp: Vec<SocketAddr>,
    /// `tls_listen`: SMTP in TLS from the first byte.
    pub tls_listen: Vec<SocketAddr>,
    /// `certificate`: PEM, ours first, then what leads to an authority. With `key`, or not at all.
    pub certificate: Option<PathBuf>,
    /// `key`: PEM.
    pub key: Option<PathBuf>,
    /// `min_tls`
    pub min_tls: MinTls,
    /// `hostname`: what we call ourselves; must be a name, and should be the certificate's.
    pub hostname: String,
    /// `max_connections`: at once; the next one gets 421.
    pub max_connections: usize,
    /// `max_connections_per_client`: of one address at once; the next one gets 421.
    pub max_connections_per_client: usize,
    /// `max_strangers`: of `max_connections`, so many for clients that neither are in a
    /// named network nor have logged in.
    pub max_strangers: usize,
    /// `max_connections_per_stranger`: of one such address at once.
    pub max_connections_per_stranger: usize,
    /// `max_message_mb`, as bytes: of one mail.
    pub max_message: u64,
    /// `max_recipients`: of one mail, whoever sends it.
    pub max_recipients: usize,
    /// `cram_md5`: offered, too, also without TLS: for old machines.
    pub cram_md5: bool,
    /// `clear_text_networks`: clients whose passwords may come without TLS.
    pub clear_text_networks: Vec<Network>,
    /// `idle_seconds`: of silence, after which a connection is ended (RFC 5321 §4.5.3.2.7
    /// asks for 300).
    pub idle_seconds: u64,
    /// `session_minutes`: after which a connection is ended, whatever it does.
    pub session_minutes: u64,
    /// `stranger_idle_seconds`, `stranger_minutes`: the same of a stranger's.
    pub stranger_idle_seconds: u64,
    /// See above.
    pub stranger_minutes: u64,
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
