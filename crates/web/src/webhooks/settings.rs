//! The settings of the section `[webhooks]` of gateway.toml.

use std::path::PathBuf;

use ferrofax_gateway_toml::settings;
use ferrofax_network::asker::Network;
use ferrofax_network::outward::Reach;

settings! {
    /// The settings of the section `[webhooks]`: the servers that webhooks may reach, and the
    /// limits.
    pub struct WebhookSettings {}

    /// The keys of the section `[webhooks]` of gateway.toml.
    pub KEYS {
        /// Networks of your organisation that webhooks may reach, at any port, and even by
        /// unencrypted http://: ["192.0.2.0/24"]. Name no network in which a request from this
        /// machine could do harm.
        allow: Vec<Network> = [], list;
        /// Ports at which webhooks may reach servers on the Internet, always by https://.
        ports: Vec<u16> = ["443"], list;
        /// PEM file with the authorities that sign the TLS certificates of the webhooks' servers.
        /// "": the authorities that the system trusts.
        ca: Option<PathBuf> = "", path;
        /// Seconds for which Ferrofax waits for the answer of a webhook's server.
        timeout_seconds: u32 = 15, number(1..=120);
        /// Highest number of webhooks that one user may create.
        max_per_user: u32 = 20, number(0..=1_000);
    }
}

impl WebhookSettings {
    /// The rule that decides which servers the service may send webhook messages to.
    pub(super) fn reach(&self) -> Reach {
        Reach::Guarded { allow: self.allow.clone(), ports: self.ports.clone() }
    }
}
