//! The settings for mails from outside, whose senders neither log in nor send from a known network.
//! They are keys of `[mail]` in gateway.toml.

use std::net::{IpAddr, SocketAddr};

use ferrofax_gateway_toml::{Section, host, settings};
use ferrofax_network::asker::Network;

settings! {
    /// The settings by which Ferrofax verifies senders who neither log in nor send from a known
    /// network.
    pub struct OutsideSettings {}

    /// The keys of `[mail]` about mails from outside: how Ferrofax verifies senders who neither log
    /// in nor send from a known network.
    pub KEYS {
        /// Whether owners of devices may send from anywhere by signed mails (DKIM, DMARC). The
        /// signature must be of the sender's domain, must cover the whole mail with From, To, Cc,
        /// Subject and Message-ID, and must be no older than signature_hours.
        from_outside: bool = false, flag;
        /// Hours for which a signature is accepted. The number must be smaller than
        /// duplicate_window_hours, so that nobody can send a signed mail a second time.
        // The maximum age of a signature.
        signature_hours: u32 = 20, number(1..=8_783);
        /// Whether SPF is enough for a sender without a signature. This lets all customers of a
        /// provider write in each other's names, unless the provider prevents it.
        spf_alone: bool = false, flag;
        /// Mail servers in front of Ferrofax whose Authentication-Results are trusted. These
        /// servers must delete the Authentication-Results of other servers.
        trusted_front_servers: Vec<Network> = [], list;
        /// The names (authserv-id) under which the trusted_front_servers write
        /// Authentication-Results.
        // RFC 8601 defines the authserv-id.
        authserv_ids: Vec<String> = [], list(host);
        /// DNS servers to which Ferrofax sends its queries. []: the DNS servers of the operating
        /// system.
        dns: Vec<SocketAddr> = [], list(name_server);
        /// Time limit in seconds for all DNS queries about one mail together.
        dns_timeout_seconds: u32 = 10, number(1..=60);
    }
}

/// The port of a DNS server that the settings name without a port.
const DNS_PORT: u16 = 53;

/// The error for a text that names no DNS server.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is no DNS server; 192.0.2.53 and 192.0.2.53:53 are")]
struct NoNameServer(String);

impl OutsideSettings {
    /// Reads the keys of `[mail]` about mails from outside, whose senders neither log in nor send
    /// from a known network.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.trusted_front_servers.is_empty() && self.authserv_ids.is_empty() {
            section.wrong(
                "trusted_front_servers",
                "authserv_ids is missing: the name under which they write what SPF, DKIM and DMARC say",
            );
        }
        if !self.authserv_ids.is_empty() && self.trusted_front_servers.is_empty() {
            section.wrong(
                "authserv_ids",
                "trusted_front_servers is missing: whose word is taken under that name",
            );
        }
    }

    /// Whether the settings accept mails from senders who neither log in nor send from a known
    /// network.
    pub fn lets_in(&self) -> bool {
        self.from_outside || !self.trusted_front_servers.is_empty()
    }
}

fn name_server(text: &str) -> Result<SocketAddr, NoNameServer> {
    let alone = || text.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, DNS_PORT));
    text.parse().ok().or_else(alone).ok_or_else(|| NoNameServer(text.to_owned()))
}
