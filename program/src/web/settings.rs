//! The settings in the section `[web]` of gateway.toml.

use std::net::IpAddr;

use ferrofax_spool::SessionLife;

use crate::asker::Network;
use crate::http::HttpSettings;
use crate::keys::{Key, Kind, Section, plain_text};
use crate::live::Most;

/// The settings of the web interface, in the section `[web]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSettings {
    /// The addresses and limits of the server of the web interface. Without an address there is no
    /// web interface.
    pub http: HttpSettings,
    /// `title`: the text at the top of each page.
    pub title: String,
    /// `proxies`: our reverse proxies, which terminate TLS.
    pub proxies: Vec<Network>,
    /// `idle_minutes`: a session ends after this time without a request.
    pub idle_minutes: u32,
    /// `session_hours`: a session ends after this time in any case.
    pub session_hours: u32,
    /// `max_upload_mb`, in bytes: the most data of all documents of one fax.
    pub max_upload: u64,
    /// `live_per_user`: the number of open pages of one user that may receive changes at the same
    /// time.
    pub live_per_user: usize,
    /// `metrics_networks`: networks that may read the metrics without a key.
    pub metrics_networks: Vec<Network>,
}

/// The keys of `[web]`, except those of the HTTP server.
pub(crate) const KEYS: &[Key<WebSettings>] = &[
    Key {
        name: "title",
        default: r#""Fax""#,
        kind: Kind::Text(|web, said| said.read_one(&mut web.title, plain_text)),
        help: "The title at the top of each page of the web interface.",
    },
    Key {
        name: "proxies",
        default: "[]",
        kind: Kind::List(|web, said| said.read(&mut web.proxies, str::parse::<Network>)),
        help: "Reverse proxies that speak TLS to the browsers and HTTP to Ferrofax: \
               [\"192.0.2.7\"]. Their X-Forwarded-For and X-Forwarded-Proto are trusted.",
    },
    Key {
        name: "idle_minutes",
        default: "60",
        kind: Kind::Number(1..=10_080, |web, number| web.idle_minutes = number.into()),
        help: "If the browser of a user sends no request for this many minutes, the user must log \
               in again.",
    },
    Key {
        name: "session_hours",
        default: "12",
        kind: Kind::Number(1..=720, |web, number| web.session_hours = number.into()),
        help: "Hours after the login after which a user must log in again in any case.",
    },
    Key {
        name: "max_upload_mb",
        default: "100",
        kind: Kind::Number(1..=4_000, |web, number| web.max_upload = u64::from(number) << 20),
        help: "Highest number of megabytes of the documents of one fax.",
    },
    Key {
        name: "live_per_user",
        default: "20",
        kind: Kind::Number(0..=10_000, |web, number| web.live_per_user = number.into()),
        help: "Highest number of open pages of one user that update themselves; each needs a \
               connection. 0: pages do not update themselves.",
    },
    Key {
        name: "metrics_networks",
        default: r#"["127.0.0.0/8", "::1"]"#,
        kind: Kind::List(|web, said| said.read(&mut web.metrics_networks, str::parse::<Network>)),
        help: "Networks from which metrics (/metrics) can be read without a login.",
    },
];

impl WebSettings {
    /// Reads the section `[web]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        self.http.read(section);
        section.read(KEYS, self);
    }

    /// Whether the web interface is served at any address.
    pub fn is_on(&self) -> bool {
        self.http.is_on()
    }

    /// Whether this address belongs to one of our proxies.
    pub(crate) fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(address))
    }

    /// The number of open pages that may receive changes at the same time. It is limited, since
    /// other requests need connections as well.
    pub(crate) fn most_live(&self) -> Most {
        Most { all: self.http.max_connections * 3 / 4, of_one: self.live_per_user }
    }

    /// The time for which login sessions last.
    pub(crate) fn session_life(&self) -> SessionLife {
        SessionLife {
            idle_ms: i64::from(self.idle_minutes) * 60_000,
            whole_ms: i64::from(self.session_hours) * 3_600_000,
        }
    }
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            http: HttpSettings::default(),
            title: "Fax".to_owned(),
            proxies: Vec::new(),
            idle_minutes: 60,
            session_hours: 12,
            max_upload: 100 << 20,
            live_per_user: 20,
            metrics_networks: local(),
        }
    }
}

/// The networks of this machine itself.
fn local() -> Vec<Network> {
    ["127.0.0.0/8", "::1"]
        .iter()
        .filter_map(|network| network.parse().ok())
        .collect()
}
