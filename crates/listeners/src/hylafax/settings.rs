//! The settings of the server for HylaFAX's clients: `[hylafax]` of gateway.toml.

use std::net::SocketAddr;
use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, megabytes, settings};
use ferrofax_network::asker::Network;
use ferrofax_network::listening::listener;

settings! {
    /// The settings of `[hylafax]`: the server for HylaFAX's clients.
    pub struct HylafaxSettings {}

    /// The keys that the section `[hylafax]` of gateway.toml accepts.
    pub KEYS {
        /// Whether the server for HylaFAX's clients runs.
        enabled: bool = false, flag;
        /// IP addresses and ports to listen on. The protocol has no TLS: passwords and documents
        /// are unencrypted. For clients on other machines, add this machine's IP address in a
        /// network that you trust, for example ["127.0.0.1:4559", "192.0.2.1:4559"], and name that
        /// network in `networks`.
        listen: Vec<SocketAddr> = ["127.0.0.1:4559"], list(listener);
        /// Networks from which HylaFAX clients may connect, in addition to this machine:
        /// ["192.0.2.0/24"]. All other connections are closed at once.
        networks: Vec<Network> = [], list;
        /// Highest number of sessions at the same time; further HylaFAX clients are asked to come
        /// back later (421).
        max_connections: usize = 100, number(1..=100_000);
        /// Highest number of sessions from one IP address at the same time.
        max_connections_per_client: usize = 50, number(1..=100_000);
        /// Seconds without a command of the HylaFAX client after which its session is closed.
        idle_seconds: u64 = 900, number(1..=86_400);
        /// Highest number of megabytes of all documents that a HylaFAX client uploads in one
        /// session.
        max_session as "max_session_mb": u64 = 100, number(1..=100_000, megabytes);
        /// Highest number of jobs or faxes in one list, the newest first (`faxstat -s`, `-d`,
        /// `-r`).
        max_listed: usize = 1000, number(1..=100_000);
        /// A log file with one line for each fax call, in the format of HylaFAX's xferfaxlog:
        /// "/var/spool/asterisk/ferrofax/xferfaxlog". It is written whether or not [hylafax] is
        /// enabled. For a file outside the spool's folder, add the folder to ReadWritePaths= of the
        /// systemd unit. "": no such log.
        xferfaxlog: Option<PathBuf> = "", path;
    }
}

impl HylafaxSettings {
    /// Reads the section `[hylafax]` of gateway.toml into these settings. It is an error if the
    /// settings would let everybody connect.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if self.xferfaxlog.as_ref().is_some_and(|path| !path.is_absolute()) {
            section.wrong(
                "xferfaxlog",
                "not an absolute path; example: \"/var/spool/asterisk/ferrofax/xferfaxlog\"",
            );
        }
        if !self.enabled {
            return;
        }
        if self.listen.is_empty() {
            section
                .wrong("listen", "no address to listen on is set; example: [\"127.0.0.1:4559\"]");
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

    /// Whether the settings permit a HylaFAX client with this IP address to connect.
    pub(super) fn lets_in(&self, address: std::net::IpAddr) -> bool {
        address.is_loopback() || self.networks.iter().any(|network| network.contains(address))
    }
}
