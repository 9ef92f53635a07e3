//! `[mail]`: the mail gateway, put together of what its rooms say.

use super::desk::{self, DeskSettings};
use super::intake::{self, IntakeSettings};
use super::mail_policy::PolicySettings;
use super::server::ServerSettings;
use crate::keys::{Key, Kind, Section};

/// `[mail]`. The default takes no mail: it has to be switched on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSettings {
    /// `enabled`: whether there is a mail server at all.
    pub enabled: bool,
    /// Where mails come in: `listen`, `certificate` and what else is the server's.
    pub server: ServerSettings,
    /// How many mails may wait, and how long one that comes again is known.
    pub intake: IntakeSettings,
    /// Which mails are faxes, and how they are read.
    pub policy: PolicySettings,
    /// The handling of accepted mails, and the recipients of reports.
    pub desk: DeskSettings,
}

/// The key of `[mail]` that is of the whole.
pub(crate) const KEYS: &[Key<MailSettings>] = &[Key {
    name: "enabled",
    default: "false",
    kind: Kind::Flag(|mail, is_on| mail.enabled = is_on),
    help: "Whether faxes can be sent by mail.",
}];

impl MailSettings {
    /// Reads `[mail]`, less what is about rights.
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
