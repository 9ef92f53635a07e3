//! What an administrator says about the printer: `[printer]` of gateway.toml.

use crate::http::HttpSettings;
use crate::keys::{Key, Kind, Section, plain_text};

/// `[printer]`: the network printer that sends faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterSettings {
    /// Where it is served, and with what limits. Nowhere: there is no printer.
    pub http: HttpSettings,
    /// `name`: what clients show.
    pub name: String,
    /// `location`: where it is, for people.
    pub location: String,
    /// `max_job_mb`, as bytes: all documents of one job.
    pub max_job: u64,
    /// `history_hours`: how long a job that has ended is known to clients.
    pub history_hours: u32,
}

/// The keys of `[printer]`, besides those of its server.
pub(crate) const KEYS: &[Key<PrinterSettings>] = &[
    Key {
        name: "name",
        default: r#""Fax""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.name, plain_text)),
        help: "What clients show.",
    },
    Key {
        name: "location",
        default: r#""""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.location, plain_text)),
        help: "",
    },
    Key {
        name: "max_job_mb",
        default: "500",
        kind: Kind::Number(1..=100_000, |printer, number| {
            printer.max_job = u64::from(number) << 20;
        }),
        help: "The documents of a print job at most, MB.",
    },
    Key {
        name: "history_hours",
        default: "24",
        kind: Kind::Number(1..=8_784, |printer, number| printer.history_hours = number.into()),
        help: "Hours for which clients see a print job that has ended.",
    },
];

impl PrinterSettings {
    /// Reads `[printer]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        self.http.read(section);
        section.read(KEYS, self);
    }
}

impl Default for PrinterSettings {
    fn default() -> Self {
        Self {
            http: HttpSettings::default(),
            name: "Fax".to_owned(),
            location: String::new(),
            max_job: 500 << 20,
            history_hours: 24,
        }
    }
}
