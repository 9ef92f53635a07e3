//! What an administrator says about printing: `[print]` of gateway.toml.

use crate::keys::{Key, Kind, Section, plain_text};

/// `[print]`: how received faxes are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintSettings {
    /// `enabled`
    pub enabled: bool,
    /// `command`: a program and its words, never through a shell. `%p` is the printer,
    /// `%i` a PDF file, `%t` a title.
    pub command: Vec<String>,
    /// `seconds`: how long it may take.
    pub seconds: u64,
    /// `give_up_hours`: a fax that cannot be printed for so long goes to the faxmaster.
    pub give_up_hours: u32,
}

/// The keys of `[print]`.
pub(crate) const KEYS: &[Key<PrintSettings>] = &[
    Key {
        name: "enabled",
        default: "false",
        kind: Kind::Flag(|print, is_on| print.enabled = is_on),
        help: "Received faxes of devices that name a printer in the dialplan, as \
               FaxDevice(alice@example.com,pdf,P(office)), are printed by this program, besides \
               being mailed. Off, they wait.",
    },
    Key {
        name: "command",
        default: r#"["lp", "-d", "%p", "-t", "%t", "--", "%i"]"#,
        kind: Kind::List(|print, said| said.read(&mut print.command, plain_text)),
        help: "The print command: %p is the printer, %i a PDF file, %t a title. No shell is asked.",
    },
    Key {
        name: "seconds",
        default: "60",
        kind: Kind::Number(1..=3_600, |print, seconds| print.seconds = seconds.into()),
        help: "Seconds that the print command may take; one that fails is run again, first after \
               a minute.",
    },
    Key {
        name: "give_up_hours",
        default: "72",
        kind: Kind::Number(1..=8_784, |print, hours| print.give_up_hours = hours.into()),
        help: "Hours after which a fax that cannot be printed is given up: the faxmaster then \
               gets it.",
    },
];

impl PrintSettings {
    /// Reads `[print]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.command.iter().skip(1).any(|word| word.contains("%i")) {
            section.wrong("command", r#"it is given no file; ["lp", "-d", "%p", "%i"] would be"#);
        }
    }
}

impl Default for PrintSettings {
    fn default() -> Self {
        let command = ["lp", "-d", "%p", "-t", "%t", "--", "%i"].map(str::to_owned).to_vec();
        Self { enabled: false, command, seconds: 60, give_up_hours: 72 }
    }
}
