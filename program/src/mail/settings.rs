//! The settings in `[mail]`, collected from the settings of each module.

use super::desk::{self, DeskSettings};
use super::intake::{self, IntakeSettings};
use super::mail_policy::PolicySettings;
use super::server::ServerSettings;
use crate::keys::{Key, Kind, Section};

/// `[mail]`. By default no mails are accepted: this has to be enabled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// `enabled`: whether the mail server runs.
    pub enabled: bool,
    /// The mail server itself: `listen`, `certificate` and others.
    pub server: ServerSettings,
    /// The most waiting mails, and how long duplicates are recognised.
    pub intake: IntakeSettings,
    /// Which mails are faxes, and how they are read.
    pub policy: PolicySettings,
    /// The handling of accepted mails, and the recipients of reports.
    pub desk: DeskSettings,
}

/// The key of `[mail]` that switches the reception of mails on.
pub(crate) const KEYS: &[Key<MailSettings>] = &[Key {
    name: "enabled",
    default: "false",
    kind: Kind::Flag(|mail, is_on| mail.enabled = is_on),
    help: "Whether faxes can be sent by mail.",
}];

impl MailSettings {
    /// Reads `[mail]`, without its keys on permissions.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        self.server.read(section);
        section.read(intake::KEYS, &mut self.intake);
        self.policy.read(section);
        section.read(desk::KEYS, &mut self.desk);
        if self.enabled && !self.policy.has_forms() {
            section.wrong(
                "domains",
                "there are none, so no address is a fax; *.fax or fax.example.com would be one",
            );
        }
    }
}
