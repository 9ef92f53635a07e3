//! The settings in the section `[web]` of gateway.toml.

use std::net::IpAddr;

use ferrofax_spool::SessionLife;

use crate::live::Most;
use ferrofax_gateway_toml::{Section, megabytes, settings};
use ferrofax_network::asker::Network;
use ferrofax_network::http::HttpSettings;

settings! {
    /// The settings of the web interface, in the section `[web]`.
    pub struct WebSettings {
        /// The IP addresses, the ports and the limits of the server of the web interface. Without
        /// an IP address and port there is no web interface.
        pub http: HttpSettings,
    }

    /// The keys of the section `[web]` of gateway.toml, except those of the HTTP server.
    pub KEYS {
        /// The title at the top of each page of the web interface.
        title: String = "Fax", text;
        /// Reverse proxies that speak TLS to the browsers and HTTP to Ferrofax: ["192.0.2.7"].
        /// Their X-Forwarded-For and X-Forwarded-Proto are trusted.
        proxies: Vec<Network> = [], list;
        /// If the browser of a user sends no request for this many minutes, the user must log in
        /// again.
        idle_minutes: u32 = 60, number(1..=10_080);
        /// The length of a login session in hours. After this time the user must log in again, even
        /// if the session is in use.
        session_hours: u32 = 12, number(1..=720);
        /// Highest total size of the documents of one fax, in megabytes.
        max_upload as "max_upload_mb": u64 = 100, number(1..=4_000, megabytes);
        /// Highest number of open web pages of one user that update themselves; each needs a
        /// connection. 0: web pages do not update themselves.
        live_per_user: usize = 20, number(0..=10_000);
        /// Highest number of requests in a minute that programs may send with the API keys of one
        /// user. 0: any number.
        requests_per_minute: u32 = 6000, number(0..=1_000_000);
        /// Networks from which metrics (/metrics) can be read without a login.
        metrics_networks: Vec<Network> = ["127.0.0.0/8", "::1"], list;
    }
}

impl WebSettings {
    /// Reads the section `[web]` of gateway.toml.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        self.http.read(section);
        section.read(KEYS, self);
    }

    /// Whether the web interface is on. It is on if its settings name at least one IP address and
    /// port.
    pub fn is_on(&self) -> bool {
        self.http.is_on()
    }

    /// Whether this IP address belongs to one of our reverse proxies (`proxies`).
    pub(crate) fn is_proxy(&self, address: IpAddr) -> bool {
        self.proxies.iter().any(|network| network.contains(address))
    }

    /// The maximum numbers of open web pages that update themselves at the same time: of all users
    /// together, and of one user. They are limited, since each page needs a connection, and other
    /// requests need connections as well.
    pub fn most_live(&self) -> Most {
        Most { all: self.http.max_connections * 3 / 4, of_one: self.live_per_user }
    }

    /// The two times after which a login session ends: the time without a request, and the time
    /// since the login.
    pub fn session_life(&self) -> SessionLife {
        SessionLife {
            idle_ms: i64::from(self.idle_minutes) * 60_000,
            whole_ms: i64::from(self.session_hours) * 3_600_000,
        }
    }
}
