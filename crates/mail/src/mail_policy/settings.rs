//! The settings that decide which mails are faxes: keys of `[mail]` in gateway.toml.

use super::report_settings::ReportSettings;
use crate::address::AddressForms;
use crate::letter::{self, LetterSettings};
use ferrofax_gateway_toml::{Section, mailbox, settings};

settings! {
    /// The settings that decide which mails are faxes, how they are read, and who gets report mails
    /// on their results.
    pub struct PolicySettings {
        /// The settings for reading the content of faxed mails.
        pub letter: LetterSettings,
        /// The settings that decide who gets the report mails on the results of faxed mails.
        pub reports: ReportSettings,
    }

    /// The keys in `[mail]` of gateway.toml that decide which mails are faxes.
    pub KEYS {
        /// The domains whose mails are faxes; mails to all other domains are rejected. In a domain
        /// such as `*.fax`, the fax number takes the place of the star: name@009912700619.fax. In a
        /// domain without a star, such as "fax.example.com", the fax number is left of the @:
        /// 009912700619@fax.example.com. In `*.tpc.example reversed` an international number takes
        /// the place of the star, with its digits in reversed order:
        /// remote-printer.Anna@1.6.0.0.7.2.1.9.9.9.4.tpc.example.
        domains: Vec<String> = ["*.fax"], list;
        /// More forms of mail addresses: regular expressions whose first group is the fax number,
        /// for example ['/^(\d+)-fax@example\.com$/'].
        matchers: Vec<String> = [], list;
        /// A program that checks each mail, for example a virus scanner. It reads the mail from
        /// standard input; an exit code other than 0 rejects the mail: ["/usr/bin/clamdscan",
        /// "--no-summary", "-"].
        scan: Vec<String> = [], list;
        /// The mail address to which other mail servers return Ferrofax's undeliverable mails
        /// (bounces). Set the same address as mailenvelopefrom in ferrofax.conf.
        // It is also `reportenvelopefrom` of ferrofax.conf. `None`: bounces are not accepted.
        bounces: Option<String> = "", text(mailbox);
        /// The mail address for replies to the mails in which Ferrofax asks for the telephone
        /// number of a fax. Set the same address as numberreplyto in ferrofax.conf.
        numbers: Option<String> = "", text(mailbox);
    }
}

impl PolicySettings {
    /// Reads the keys in `[mail]` of gateway.toml that decide which mails are faxes, how mails are
    /// read, and who gets report mails on their results.
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

    /// Whether the settings have any entry in `domains` or `matchers`, so that fax addresses exist.
    pub(crate) fn has_forms(&self) -> bool {
        !self.domains.is_empty() || !self.matchers.is_empty()
    }
}
