//! The settings of printing: `[print]` of gateway.toml, and each `[[print.printer]]`.

use std::path::PathBuf;

use super::place::Place;
use super::secured::Fingerprint;
use crate::keys::{Key, Kind, Section, plain_text};

/// The settings of `[print]`: printing of received faxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintSettings {
    /// `enabled`: whether received faxes are printed.
    pub enabled: bool,
    /// `command`: a program with its arguments, which prints a fax. No shell is used. `%p` stands
    /// for the printer, `%i` for a PDF file, `%t` for a title.
    pub command: Vec<String>,
    /// `seconds`: the time limit of the command, and the longest silence of a printer, in seconds.
    pub seconds: u64,
    /// `give_up_hours`: the number of hours after which a fax that cannot be printed is mailed to
    /// the faxmaster.
    pub give_up_hours: u32,
    /// `[[print.printer]]`: the printers that have their own settings.
    pub printers: Vec<PrinterOut>,
}

/// `[[print.printer]]`: a printer that gets faxes directly, or by its own command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrinterOut {
    /// `name`: the printer's name in the dialplan, as in `P(office)`.
    pub name: String,
    /// `uri`: the address of the printer.
    pub uri: Option<Place>,
    /// `command`: a command like that of `[print]`, for this printer only.
    pub command: Vec<String>,
    /// `user`: the user name in print jobs, and for the login if the printer requires one.
    pub user: String,
    /// `password_file`: a file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// `ca`: the file with the authority that signs the printer's certificate; `None`: those that
    /// the system trusts.
    pub ca: Option<PathBuf>,
    /// `pin`: the fingerprint of the printer's certificate.
    pub pin: Option<Fingerprint>,
    /// `duplex`: whether both sides of the paper are used.
    pub duplex: bool,
    /// `format`: the format in which faxes are sent to the printer.
    pub format: FormatWanted,
}

/// `format`: the format in which faxes are sent to a printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormatWanted {
    /// The first of the formats PDF, PWG raster and URF that the printer supports.
    #[default]
    Any,
    /// Documents are sent as PDF.
    Pdf,
    /// Documents are sent as PWG raster, a format of pixels.
    Pwg,
    /// Documents are sent as URF, Apple's format of pixels.
    Urf,
}

/// The keys of `[print]`.
pub(crate) const KEYS: &[Key<PrintSettings>] = &[
    Key {
        name: "enabled",
        default: "false",
        kind: Kind::Flag(|print, is_on| print.enabled = is_on),
        help: "Whether the Ferrofax service prints received faxes of devices that name a printer \
               in the dialplan: FaxDevice(alice@example.com,pdf,P(office)). They are also mailed. \
               While this is off, the faxes wait.",
    },
    Key {
        name: "command",
        default: r#"["lp", "-d", "%p", "-t", "%t", "--", "%i"]"#,
        kind: Kind::List(|print, said| said.read(&mut print.command, plain_text)),
        help: "The print command, for printers without a [[print.printer]]: %p is the printer, %i \
               a PDF file, %t a title. It is started without a shell.",
    },
    Key {
        name: "seconds",
        default: "60",
        kind: Kind::Number(1..=3_600, |print, seconds| print.seconds = seconds.into()),
        help: "Seconds that the print command may take, and that a printer may be silent. A \
               failed attempt is repeated, first after a minute.",
    },
    Key {
        name: "give_up_hours",
        default: "72",
        kind: Kind::Number(1..=8_784, |print, hours| print.give_up_hours = hours.into()),
        help: "Hours after which a fax that cannot be printed is mailed to the faxmaster instead.",
    },
];

/// The keys of `[[print.printer]]`.
pub(crate) const PRINTER_KEYS: &[Key<PrinterOut>] = &[
    Key {
        name: "name",
        default: r#""office""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.name, plain_text)),
        help: "The printer's name in the dialplan: P(office).",
    },
    Key {
        name: "uri",
        default: r#""ipp://printer.example.com/ipp/print""#,
        kind: Kind::Text(|printer, said| {
            said.read_one(&mut printer.uri, |text| text.parse().map(Some));
        }),
        help: "The printer's address: ipp://, or ipps:// for TLS. The printer gets PDF, PWG raster \
               or URF, a format that it supports. Ferrofax watches each print job to its end.",
    },
    Key {
        name: "command",
        default: "",
        kind: Kind::List(|printer, said| said.read(&mut printer.command, plain_text)),
        help: "A print command for this printer, instead of uri. It is written like `command` in \
               [print].",
    },
    Key {
        name: "user",
        default: r#""""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.user, plain_text)),
        help: "The user name for the print job, and for the login if the printer requires one.",
    },
    Key {
        name: "password_file",
        default: r#""""#,
        kind: Kind::Path(|printer, path| printer.password_file = path),
        help: "A file whose first line is the user's password. The password is never sent \
               unencrypted to another machine.",
    },
    Key {
        name: "ca",
        default: r#""""#,
        kind: Kind::Path(|printer, path| printer.ca = path),
        help: "PEM file with the authority that signed the printer's certificate, if the system \
               does not trust it.",
    },
    Key {
        name: "pin",
        default: r#""""#,
        kind: Kind::Text(|printer, said| said.read_one(&mut printer.pin, Fingerprint::read)),
        help: "The SHA-256 fingerprint of the printer's certificate, as `openssl x509 -noout \
               -fingerprint -sha256` prints it. With this setting, the signer and the name of the \
               certificate are not checked.",
    },
    Key {
        name: "duplex",
        default: "false",
        kind: Kind::Flag(|printer, is_on| printer.duplex = is_on),
        help: "Whether both sides of the paper are printed, if the printer can.",
    },
    Key {
        name: "format",
        default: r#""auto""#,
        kind: Kind::Choice(&[
            ("auto", |printer: &mut PrinterOut| printer.format = FormatWanted::Any),
            ("pdf", |printer: &mut PrinterOut| printer.format = FormatWanted::Pdf),
            ("pwg", |printer: &mut PrinterOut| printer.format = FormatWanted::Pwg),
            ("urf", |printer: &mut PrinterOut| printer.format = FormatWanted::Urf),
        ]),
        help: "The format that is sent: \"pdf\", \"pwg\" or \"urf\"; \"auto\" is the first of \
               these that the printer supports.",
    },
];

impl PrintSettings {
    /// Reads the section `[print]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        check_command(section, &self.command);
        for mut table in section.sections("printer") {
            let mut printer = PrinterOut::default();
            table.call("[[print.printer]]".to_owned());
            table.read(PRINTER_KEYS, &mut printer);
            if !printer.name.is_empty() {
                table.call(format!("[[print.printer]] {}", printer.name));
            }
            printer.check(&table, &self.printers);
            table.finish();
            self.printers.push(printer);
        }
    }
}

fn check_command(section: &Section<'_, '_>, command: &[String]) {
    if !command.iter().skip(1).any(|word| word.contains("%i")) {
        section.wrong("command", r#"it is given no file; ["lp", "-d", "%p", "%i"] would be"#);
    }
}

impl PrinterOut {
    fn check(&self, table: &Section<'_, '_>, others: &[Self]) {
        if self.name.is_empty() {
            table.wrong("name", "missing; P(…) of a device has this name");
        } else if others.iter().any(|other| other.name == self.name) {
            table.wrong("name", format!("'{}' has a [[print.printer]] already", self.name));
        }
        match (table.has("uri"), !self.command.is_empty()) {
            (true, false) => {}
            (false, true) => check_command(table, &self.command),
            (true, true) => table.wrong("command", "it has a uri, too; one of them is needed"),
            (false, false) => table.wrong("uri", "missing; ipp://printer.example.com/ipp/print"),
        }
        let is_clear = self.uri.as_ref().is_some_and(|uri| !uri.is_tls);
        for (key, is_set) in [("ca", self.ca.is_some()), ("pin", self.pin.is_some())] {
            if is_set && is_clear {
                table.wrong(key, "there is a certificate in ipps:// alone");
            }
        }
        if self.password_file.is_some() && self.user.is_empty() {
            table.wrong("user", "missing; it is the user whose password is in password_file");
        }
    }
}

impl Default for PrintSettings {
    fn default() -> Self {
        let command = ["lp", "-d", "%p", "-t", "%t", "--", "%i"].map(str::to_owned).to_vec();
        Self { enabled: false, command, seconds: 60, give_up_hours: 72, printers: Vec::new() }
    }
}
