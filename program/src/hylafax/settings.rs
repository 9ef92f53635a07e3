//! The settings of the server for HylaFAX's clients: `[hylafax]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::asker::Network;
use crate::keys::{Key, Kind, Section};
use crate::listening::listener;

/// The settings of `[hylafax]`: the server for HylaFAX's clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HylafaxSettings {
    /// `enabled`: whether the server runs.
    pub enabled: bool,
    /// `listen`: the addresses and ports at which the server accepts clients.
    pub listen: Vec<SocketAddr>,
    /// `networks`: the networks from which clients may connect. Clients on this machine always may.
    pub networks: Vec<Network>,
    /// `max_connections`: the maximum number of clients at the same time.
    pub max_connections: usize,
    /// `max_connections_per_client`: the maximum number of clients from one address at the same
    /// time.
    pub max_connections_per_client: usize,
    /// `idle_seconds`: the time of silence after which a session is closed, in seconds.
    pub idle_seconds: u64,
    /// `max_session_mb`, converted to bytes: the maximum size of all documents of one session.
    pub max_session: u64,
    /// `max_listed`: the maximum number of lines of a list.
    pub max_listed: usize,
    /// `xferfaxlog`: the path of the log of calls in HylaFAX's format; `None`: no such log is
    /// written.
    pub xferfaxlog: Option<PathBuf>,
}

/// The keys of `[hylafax]`.
pub(crate) const KEYS: &[Key<HylafaxSettings>] = &[
    Key {
        name: "enabled",
        default: "false",
        kind: Kind::Flag(|door, is_on| door.enabled = is_on),
        help: "Whether HylaFAX clients can connect.",
    },
    Key {
        name: "listen",
        default: r#"["127.0.0.1:4559"]"#,
        kind: Kind::List(|door, said| said.read(&mut door.listen, listener)),
        help: "Addresses and ports to listen on. The protocol has no TLS: passwords and documents \
               are unencrypted. For other machines, add an address in a network that you trust, \
               for example [\"127.0.0.1:4559\", \"192.0.2.1:4559\"], and name that network in \
               `networks`.",
    },
    Key {
        name: "networks",
        default: "[]",
        kind: Kind::List(|door, said| said.read(&mut door.networks, str::parse::<Network>)),
        help: "Networks from which clients may connect, in addition to this machine: \
               [\"192.0.2.0/24\"]. All other connections are closed at once.",
    },
    Key {
        name: "max_connections",
        default: "100",
        kind: Kind::Number(1..=100_000, |door, number| door.max_connections = number.into()),
        help: "Highest number of sessions at the same time; further clients are asked to come back \
               later (421).",
    },
    Key {
        name: "max_connections_per_client",
        default: "50",
        kind: Kind::Number(1..=100_000, |door, number| {
            door.max_connections_per_client = number.into();
        }),
        help: "Highest number of sessions of one client address at the same time.",
    },
    Key {
        name: "idle_seconds",
        default: "900",
        kind: Kind::Number(1..=86_400, |door, number| door.idle_seconds = number.into()),
        help: "Seconds of silence after which a session is closed.",
    },
    Key {
        name: "max_session_mb",
        default: "100",
        kind: Kind::Number(1..=100_000, |door, number| {
            door.max_session = u64::from(number) << 20;
        }),
        help: "Highest number of megabytes of all documents that a client uploads in one session.",
    },
    Key {
        name: "max_listed",
        default: "1000",
        kind: Kind::Number(1..=100_000, |door, number| door.max_listed = number.into()),
        help: "Highest number of jobs or faxes in one list, the newest first (`faxstat -s`, `-d`, \
               `-r`).",
    },
    Key {
        name: "xferfaxlog",
        default: r#""""#,
        kind: Kind::Path(|door, path| door.xferfaxlog = path),
        help: "A log file with one line for each call, in the format of HylaFAX's xferfaxlog: \
               \"/var/spool/asterisk/ferrofax/xferfaxlog\". It is written whether or not [hylafax] \
               is enabled. For a file outside the spool's folder, add the folder to \
               ReadWritePaths= of the systemd unit. \"\": no such log.",
    },
];

impl HylafaxSettings {
    /// Reads the section `[hylafax]`. It is an error if the settings would let everybody connect.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.xferfaxlog.as_ref().is_some_and(|path| !path.is_absolute()) {
            section.wrong(
                "xferfaxlog",
                "not a whole path; \"/var/spool/asterisk/ferrofax/xferfaxlog\" would be",
            );
        }
        if !self.enabled {
            return;
        }
        if self.listen.is_empty() {
            section.wrong("listen", "enabled, and nowhere awaited; [\"127.0.0.1:4559\"] would do");
        }
        let open = self.listen.iter().find(|address| !address.ip().is_loopback());
        if let Some(open) = open.filter(|_| self.networks.is_empty()) {
            let text = format!(
                "{open} can be reached by other machines, and this protocol has no TLS; `networks` \
                 must say which may come, as [\"192.0.2.0/24\"]"
            );
            section.wrong("listen", text);
        }
        let is_whole = |network: &&Network| network.bits() == 0;
        if let Some(all) = self.networks.iter().find(is_whole) {
            section.wrong(
                "networks",
                format!("{all} is everybody; name the networks of your organisation"),
            );
        }
    }

    /// Whether a client with this address may connect.
    pub(super) fn lets_in(&self, address: std::net::IpAddr) -> bool {
        address.is_loopback() || self.networks.iter().any(|network| network.contains(address))
    }
}

impl Default for HylafaxSettings {
    fn default() -> Self {
        Self {
            enabled: false,
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 4559))],
            networks: Vec::new(),
            max_connections: 100,
            max_connections_per_client: 50,
            idle_seconds: 900,
            max_session: 100 << 20,
            max_listed: 1000,
            xferfaxlog: None,
        }
    }
}
