//! The settings for mails from outside: keys of `[mail]` in gateway.toml.

use std::net::{IpAddr, SocketAddr};

use crate::asker::Network;
use crate::keys::{Key, Kind, Section, host};

/// The settings by which the sender of a mail from outside is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideSettings {
    /// `from_outside`: whether owners of devices may send from anywhere, if SPF, DKIM or DMARC of
    /// their domain confirms the mail.
    pub from_outside: bool,
    /// `spf_alone`: whether SPF is enough to confirm a sender from outside, without a signature.
    pub spf_alone: bool,
    /// `signature_hours`: the maximum age of a signature.
    pub signature_hours: u32,
    /// `trusted_front_servers`: mail servers in front of us whose results of SPF, DKIM and DMARC
    /// are trusted.
    pub trusted_front_servers: Vec<Network>,
    /// `authserv_ids`: the names under which the front servers write their results (RFC 8601).
    pub authserv_ids: Vec<String>,
    /// `dns`: the DNS servers to ask. Empty: those of the operating system.
    pub dns: Vec<SocketAddr>,
    /// `dns_timeout_seconds`: the time limit for all DNS questions about one mail together.
    pub dns_timeout_seconds: u32,
}

/// The keys of `[mail]` on mails from outside.
pub(crate) const KEYS: &[Key<OutsideSettings>] = &[
    Key {
        name: "from_outside",
        default: "false",
        kind: Kind::Flag(|outside, may| outside.from_outside = may),
        help: "Whether owners of devices may send from anywhere by signed mails (DKIM, DMARC). \
               The signature must be of the sender's domain, must cover the whole mail with From, \
               To, Cc, Subject and Message-ID, and must be no older than signature_hours.",
    },
    Key {
        name: "signature_hours",
        default: "20",
        kind: Kind::Number(1..=8_783, |outside, hours| outside.signature_hours = hours.into()),
        help: "Hours for which a signature is accepted. The number must be smaller than \
               duplicate_window_hours, so that nobody can send a signed mail a second time.",
    },
    Key {
        name: "spf_alone",
        default: "false",
        kind: Kind::Flag(|outside, is_enough| outside.spf_alone = is_enough),
        help: "Whether SPF is enough for a sender without a signature. This lets all customers of \
               a provider write in each other's names, unless the provider prevents it.",
    },
    Key {
        name: "trusted_front_servers",
        default: "[]",
        kind: Kind::List(|outside, said| {
            said.read(&mut outside.trusted_front_servers, str::parse::<Network>);
        }),
        help: "Mail servers in front of Ferrofax whose Authentication-Results are trusted. These \
               servers must delete the Authentication-Results of other servers.",
    },
    Key {
        name: "authserv_ids",
        default: "[]",
        kind: Kind::List(|outside, said| said.read(&mut outside.authserv_ids, host)),
        help: "The names (authserv-id) under which the trusted_front_servers write \
               Authentication-Results.",
    },
    Key {
        name: "dns",
        default: "[]",
        kind: Kind::List(|outside, said| said.read(&mut outside.dns, name_server)),
        help: "DNS servers to which Ferrofax sends its queries. []: the DNS servers of the \
               operating system.",
    },
    Key {
        name: "dns_timeout_seconds",
        default: "10",
        kind: Kind::Number(1..=60, |outside, most| outside.dns_timeout_seconds = most.into()),
        help: "Seconds for all DNS queries about one mail.",
    },
];

/// The port of DNS.
const DNS_PORT: u16 = 53;

/// The error for a text that names no DNS server.
#[derive(Debug, thiserror::Error)]
#[error("'{0}' is no DNS server; 192.0.2.53 and 192.0.2.53:53 are")]
struct NoNameServer(String);

impl OutsideSettings {
    /// Reads the keys of `[mail]` on mails from outside.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
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

    /// Whether the settings accept any mail from outside.
    pub(crate) fn lets_in(&self) -> bool {
        self.from_outside || !self.trusted_front_servers.is_empty()
    }
}

impl Default for OutsideSettings {
    fn default() -> Self {
        Self {
            from_outside: false,
            spf_alone: false,
            signature_hours: 20,
            trusted_front_servers: Vec::new(),
            authserv_ids: Vec::new(),
            dns: Vec::new(),
            dns_timeout_seconds: 10,
        }
    }
}

fn name_server(text: &str) -> Result<SocketAddr, NoNameServer> {
    let alone = || text.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, DNS_PORT));
    text.parse().ok().or_else(alone).ok_or_else(|| NoNameServer(text.to_owned()))
}
