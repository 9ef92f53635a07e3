//! The settings of the printer: `[printer]` of gateway.toml.

use std::net::SocketAddr;

use crate::http::HttpSettings;
use crate::keys::{Key, Kind, Section, plain_text};
use crate::listening::listener;

/// `[printer]`: the network printer that sends faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterSettings {
    /// The addresses and limits of the printer's HTTP server. Without addresses there is no
    /// printer.
    pub http: HttpSettings,
    /// `lpd_listen`: the addresses of the LPD server.
    pub lpd_listen: Vec<SocketAddr>,
    /// `raw_listen`: the addresses at which raw bytes are accepted as print jobs.
    pub raw_listen: Vec<SocketAddr>,
    /// `name`: the printer's name that clients show.
    pub name: String,
    /// `location`: the printer's location that clients show.
    pub location: String,
    /// `announce`: whether clients in the network find the printer by DNS-SD.
    pub announce: bool,
    /// `max_job_mb`, in bytes: the most bytes of all documents of one print job together.
    pub max_job: u64,
    /// `history_hours`: the number of hours for which clients still see a finished print job.
    pub history_hours: u32,
}

/// The keys of `[printer]`, in addition to those of its HTTP server.
pub(crate) const KEYS: &[Key<PrinterSettings>] = &[
    Key {
        name: "name",
        default: r#""Fax""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.name, plain_text)),
        help: "The printer's name and location, as clients show them.",
    },
    Key {
        name: "location",
        default: r#""""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.location, plain_text)),
        help: "",
    },
    Key {
        name: "announce",
        default: "false",
        kind: Kind::Flag(|printer, flag| printer.announce = flag),
        help: "Whether phones and computers in the network find the printer by themselves \
               (DNS-SD, AirPrint), if `listen` and `tls_listen` are reachable for them.",
    },
    Key {
        name: "max_job_mb",
        default: "500",
        kind: Kind::Number(1..=100_000, |printer, number| {
            printer.max_job = u64::from(number) << 20;
        }),
        help: "Highest number of megabytes of the documents of one print job.",
    },
    Key {
        name: "history_hours",
        default: "24",
        kind: Kind::Number(1..=8_784, |printer, number| printer.history_hours = number.into()),
        help: "Hours for which clients see a finished print job.",
    },
    Key {
        name: "lpd_listen",
        default: "[]",
        kind: Kind::List(|printer, said| said.read(&mut printer.lpd_listen, listener)),
        help: "Addresses and ports for LPD (RFC 1179), for old programs: [\"192.0.2.1:515\"]. LPD \
               has no login and no TLS, so only clients in a [[network]] may print.",
    },
    Key {
        name: "raw_listen",
        default: "[]",
        kind: Kind::List(|printer, said| said.read(&mut printer.raw_listen, listener)),
        help: "Addresses and ports for raw printing, usually port 9100. As with LPD, only clients \
               in a [[network]] may print.",
    },
];

impl PrinterSettings {
    /// Reads the section `[printer]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        self.http.read_with_logins(section);
        section.read(KEYS, self);
    }

    /// Whether the printer listens on any address.
    pub fn is_on(&self) -> bool {
        self.http.is_on() || !self.lpd_listen.is_empty() || !self.raw_listen.is_empty()
    }
}

impl Default for PrinterSettings {
    fn default() -> Self {
        Self {
            http: HttpSettings::default(),
            lpd_listen: Vec::new(),
            raw_listen: Vec::new(),
            name: "Fax".to_owned(),
            location: String::new(),
            announce: false,
            max_job: 500 << 20,
            history_hours: 24,
        }
    }
}
