//! The settings in `[mail]` of gateway.toml, collected from the settings of each module.

use super::desk::{self, DeskSettings};
use super::intake::{self, IntakeSettings};
use super::mail_policy::PolicySettings;
use super::server::ServerSettings;
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings in `[mail]` of gateway.toml. By default no mails are accepted: this has to be
    /// enabled.
    pub struct MailSettings {
        /// The settings of the server that accepts mails: `listen`, `certificate` and others.
        pub server: ServerSettings,
        /// The settings for the folder of accepted mails: how many mails can wait, and how long
        /// duplicates are recognised.
        pub intake: IntakeSettings,
        /// The settings of the policy for accepted mails: which mails are faxes, and how they are
        /// read.
        pub policy: PolicySettings,
        /// The settings for handling accepted mails, such as the limit of pages.
        pub desk: DeskSettings,
    }

    /// The key of `[mail]` that enables the mail server.
    pub KEYS {
        /// Whether Ferrofax's mail server runs. Users send a fax by a mail to this server.
        enabled: bool = false, flag;
    }
}

impl MailSettings {
    /// Reads the settings in `[mail]` of gateway.toml, except the keys about permissions.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        self.server.read(section);
        section.read(intake::KEYS, &mut self.intake);
        self.policy.read(section);
        section.read(desk::KEYS, &mut self.desk);
        if self.enabled && !self.policy.has_forms() {
            section.wrong(
                "domains",
                "there are none, so no address is a fax; examples: *.fax, fax.example.com",
            );
        }
    }
}
