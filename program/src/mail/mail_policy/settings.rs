//! The settings on which mails are faxes: keys of `[mail]` in gateway.toml.

use super::report_settings::ReportSettings;
use crate::keys::{Key, Kind, Section, mailbox, plain_text};
use crate::mail::address::AddressForms;
use crate::mail::letter::{self, LetterSettings};

/// The settings on which mails are faxes, and what their senders may request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicySettings {
    /// `domains`: the domains whose mails are faxes: `*.fax`, `fax.example.com`.
    pub domains: Vec<String>,
    /// `matchers`: further forms of addresses, as regular expressions such as `/(\d+)@.*/`.
    pub matchers: Vec<String>,
    /// The settings on how mails are read.
    pub letter: LetterSettings,
    /// The settings on the recipients of reports.
    pub reports: ReportSettings,
    /// `bounces`: the address to which our own mails are returned if they cannot be delivered.
    /// `mailenvelopefrom` and `reportenvelopefrom` of ferrofax.conf must have the same address.
    /// `None`: bounces are not accepted.
    pub bounces: Option<String>,
    /// `numbers`: the address for replies with the number of a fax that waits for one.
    /// `numberreplyto` of ferrofax.conf must have the same address. `None`: such replies are not
    /// accepted.
    pub numbers: Option<String>,
    /// `scan`: a program that gets each mail on its standard input, and rejects the mail by an
    /// exit code other than 0.
    pub scan: Vec<String>,
}

/// The keys of `[mail]` that say which mails are faxes.
pub(crate) const KEYS: &[Key<PolicySettings>] = &[
    Key {
        name: "domains",
        default: r#"["*.fax"]"#,
        kind: Kind::List(|policy, said| said.read(&mut policy.domains, plain_text)),
        help: "The domains whose mails are faxes; all others are rejected. With a star, the fax \
               number is in the domain: \"*.fax\" takes name@009912700619.fax. Without a star, the \
               fax number is left of the @: \"fax.example.com\" takes \
               009912700619@fax.example.com. With \"*.tpc.example reversed\" the star is an \
               international number from its last digit to its first: \
               remote-printer.Anna@1.6.0.0.7.2.1.9.9.9.4.tpc.example.",
    },
    Key {
        name: "matchers",
        default: "[]",
        kind: Kind::List(|policy, said| said.read(&mut policy.matchers, plain_text)),
        help: "More forms of mail addresses: regular expressions whose first group is the fax \
               number, for example ['/^(\\d+)-fax@example\\.com$/'].",
    },
    Key {
        name: "scan",
        default: "[]",
        kind: Kind::List(|policy, said| said.read(&mut policy.scan, plain_text)),
        help: "A program that checks each mail, for example a virus scanner. It reads the mail \
               from standard input; an exit code other than 0 rejects the mail: \
               [\"/usr/bin/clamdscan\", \"--no-summary\", \"-\"].",
    },
    Key {
        name: "bounces",
        default: r#""""#,
        kind: Kind::Text(|policy, said| said.read_one(&mut policy.bounces, mailbox)),
        help: "The address to which other mail servers return our undeliverable mails (bounces): \
               the same as mailenvelopefrom in ferrofax.conf.",
    },
    Key {
        name: "numbers",
        default: r#""""#,
        kind: Kind::Text(|policy, said| said.read_one(&mut policy.numbers, mailbox)),
        help: "The address for replies with the number of a fax that waits for one: the same as \
               numberreplyto in ferrofax.conf.",
    },
];

impl PolicySettings {
    /// Reads the keys of `[mail]` on fax addresses, on letters and on reports.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        section.read(letter::KEYS, &mut self.letter);
        self.reports.read(section);
        // Each list is read separately, so that an error names its key.
        for (key, forms) in [
            ("domains", AddressForms::new(&self.domains, &[])),
            ("matchers", AddressForms::new(&[], &self.matchers)),
        ] {
            for error in forms.err().into_iter().flatten() {
                section.wrong(key, error);
            }
        }
    }

    /// Whether the settings have any domain or matcher.
    pub(crate) fn has_forms(&self) -> bool {
        !self.domains.is_empty() || !self.matchers.is_empty()
    }
}

impl Default for PolicySettings {
    fn default() -> Self {
        Self {
            domains: vec!["*.fax".to_owned()],
            matchers: Vec::new(),
            letter: LetterSettings::default(),
            reports: ReportSettings::default(),
            bounces: None,
            numbers: None,
            scan: Vec::new(),
        }
    }
}
