//! The settings of printing: `[print]` of gateway.toml, and each `[[print.printer]]`.

use std::path::PathBuf;

use super::place::Place;
use super::secured::Fingerprint;
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings of `[print]`: printing of received faxes.
    pub struct PrintSettings {
        /// `[[print.printer]]`: the printers that have their own settings.
        pub printers: Vec<PrinterOut>,
    }

    /// The keys of the section `[print]` of gateway.toml.
    pub KEYS {
        /// Whether the Ferrofax service prints received faxes of devices that name a printer in the
        /// dialplan: FaxDevice(alice@example.com,pdf,P(office)). Each fax is mailed to the mail
        /// addresses of the device as well. While printing is off, the faxes wait to be printed.
        enabled: bool = false, flag;
        /// The print command, for printers without a [[print.printer]]: %p is the printer, %i a PDF
        /// file, %t a title. It is started without a shell.
        command: Vec<String> = ["lp", "-d", "%p", "-t", "%t", "--", "%i"], list;
        /// Time limit in seconds for the print command, and for a printer that does not answer.
        /// After a failure, Ferrofax tries to print the fax again, the first time after a minute.
        seconds: u64 = 60, number(1..=3_600);
        /// Hours after which a fax that cannot be printed is mailed to the faxmaster instead.
        give_up_hours: u32 = 72, number(1..=8_784);
    }
}

settings! {
    /// `[[print.printer]]`: a printer to which Ferrofax sends faxes directly by IPP, or by a print
    /// command of its own.
    pub struct PrinterOut {}

    /// The keys of each `[[print.printer]]` table of gateway.toml.
    pub PRINTER_KEYS {
        /// The printer's name in the dialplan: P(office).
        name: String = (example "office"), text;
        /// The printer's URL: ipp://, or ipps:// for TLS. By default faxes are sent in the first of
        /// the formats PDF, PWG raster and URF that the printer supports. Ferrofax watches each
        /// print job to its end.
        uri: Option<Place> = (example "ipp://printer.example.com/ipp/print"),
            text(|text| text.parse().map(Some));
        /// A print command for this printer, instead of uri. It is written like `command` in
        /// [print].
        command: Vec<String> = unset, list;
        /// The user name for the print job, and for the login if the printer requires one.
        user: String = "", text;
        /// A file whose first line is the user's password. The password is never sent unencrypted
        /// to another machine.
        password_file: Option<PathBuf> = "", path;
        /// PEM file with the authority that signed the printer's certificate, if the system does
        /// not trust it.
        ca: Option<PathBuf> = "", path;
        /// The SHA-256 fingerprint of the printer's certificate, as `openssl x509 -noout
        /// -fingerprint -sha256` prints it. With this setting, the signer and the name of the
        /// certificate are not checked.
        pin: Option<Fingerprint> = "", text(Fingerprint::read);
        /// Whether faxes are printed on both sides of the paper, if the printer can do so.
        duplex: bool = false, flag;
        /// The format that is sent: "pdf", "pwg" or "urf"; "auto" is the first of these that the
        /// printer supports.
        format: FormatWanted = "auto", words(
            "auto" => FormatWanted::Any,
            "pdf" => FormatWanted::Pdf,
            "pwg" => FormatWanted::Pwg,
            "urf" => FormatWanted::Urf,
        );
    }
}

/// The formats of the setting `format`, in which faxes are sent to a printer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormatWanted {
    /// The first of the formats PDF, PWG raster and URF that the printer supports.
    #[default]
    Any,
    /// Faxes are sent to the printer as PDF.
    Pdf,
    /// Faxes are sent to the printer as PWG raster, a format of pixels.
    Pwg,
    /// Faxes are sent to the printer as URF, Apple's format of pixels.
    Urf,
}

impl PrintSettings {
    /// Reads the section `[print]` of gateway.toml.
    pub fn read(&mut self, section: &Section<'_, '_>) {
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
        section.wrong("command", r#"it is given no file; example: ["lp", "-d", "%p", "%i"]"#);
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
