//! The settings of the network printer, to which users print their faxes: `[printer]` of
//! gateway.toml.

use std::net::SocketAddr;

use ferrofax_gateway_toml::{Section, megabytes, settings};
use ferrofax_network::http::HttpSettings;
use ferrofax_network::listening::listener;

settings! {
    /// `[printer]`: the network printer that sends faxes.
    pub struct PrinterSettings {
        /// The IP addresses, ports and limits of the printer's HTTP server. Without an IP address
        /// and port there is no printer.
        pub http: HttpSettings,
    }

    /// The keys of `[printer]` in gateway.toml, in addition to those of the printer's HTTP server.
    pub KEYS {
        /// The printer's name and location, as print clients show them.
        name: String = "Fax", text;
        // The printer's location, as clients show it.
        location: String = "", text;
        /// Whether phones and computers in the network find the printer by themselves (DNS-SD,
        /// AirPrint), if `listen` and `tls_listen` are reachable for them.
        announce: bool = false, flag;
        /// Highest number of megabytes of the documents of one print job.
        max_job as "max_job_mb": u64 = 500, number(1..=100_000, megabytes);
        /// Hours for which print clients see a finished print job.
        history_hours: u32 = 24, number(1..=8_784);
        /// IP addresses and ports for LPD (RFC 1179), for old programs: ["192.0.2.1:515"]. LPD has
        /// no login and no TLS, so only print clients in a [[network]] may use it.
        lpd_listen: Vec<SocketAddr> = [], list(listener);
        /// IP addresses and ports for raw printing, usually port 9100. As with LPD, only print
        /// clients in a [[network]] may use it.
        raw_listen: Vec<SocketAddr> = [], list(listener);
    }
}

impl PrinterSettings {
    /// Reads the section `[printer]` of gateway.toml.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        self.http.read_with_logins(section);
        section.read(KEYS, self);
    }

    /// Whether the printer listens on any IP address.
    pub fn is_on(&self) -> bool {
        self.http.is_on() || !self.lpd_listen.is_empty() || !self.raw_listen.is_empty()
    }
}
