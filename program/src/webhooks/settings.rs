//! The settings of the section `[webhooks]` of gateway.toml.

use std::path::PathBuf;

use crate::asker::Network;
use crate::keys::{Key, Kind};
use crate::outward::Reach;

/// The settings of `[webhooks]`: the permitted addresses, and the limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebhookSettings {
    /// `allow`: networks to which messages may be sent although they are not public, even without
    /// TLS.
    pub allow: Vec<Network>,
    /// `ports`: the permitted ports of public servers.
    pub ports: Vec<u16>,
    /// `ca`: the file with the authorities that sign servers' certificates; `None`: those that the
    /// system trusts.
    pub ca: Option<PathBuf>,
    /// `timeout_seconds`: the maximum time for a whole answer, in seconds.
    pub timeout_seconds: u32,
    /// `max_per_user`: the maximum number of webhooks per user.
    pub max_per_user: u32,
}

/// The keys of `[webhooks]`.
pub(crate) const KEYS: &[Key<WebhookSettings>] = &[
    Key {
        name: "allow",
        default: "[]",
        kind: Kind::List(|hooks, said| said.read(&mut hooks.allow, str::parse::<Network>)),
        help: "Networks of your organisation that webhooks may reach, at any port and also by \
               http://: [\"192.0.2.0/24\"]. Name no network in which a request from this machine \
               could do harm.",
    },
    Key {
        name: "ports",
        default: r#"["443"]"#,
        kind: Kind::List(|hooks, said| said.read(&mut hooks.ports, str::parse::<u16>)),
        help: "Ports of public servers that webhooks may reach.",
    },
    Key {
        name: "ca",
        default: r#""""#,
        kind: Kind::Path(|hooks, path| hooks.ca = path),
        help: "PEM file with the authorities that sign the servers' certificates. \"\": those \
               that the system trusts.",
    },
    Key {
        name: "timeout_seconds",
        default: "15",
        kind: Kind::Number(1..=120, |hooks, number| hooks.timeout_seconds = number.into()),
        help: "Seconds for which Ferrofax waits for the answer of a webhook's server.",
    },
    Key {
        name: "max_per_user",
        default: "20",
        kind: Kind::Number(0..=1_000, |hooks, number| hooks.max_per_user = number.into()),
        help: "Highest number of webhooks that one user may create.",
    },
];

impl WebhookSettings {
    /// The rule that decides which addresses webhooks may have.
    pub(super) fn reach(&self) -> Reach {
        Reach::Guarded { allow: self.allow.clone(), ports: self.ports.clone() }
    }
}

impl Default for WebhookSettings {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            ports: vec![443],
            ca: None,
            timeout_seconds: 15,
            max_per_user: 20,
        }
    }
}
