//! Writes actions of an administrator on the command line to the audit log, apart from sending
//! faxes.

use super::End;
use crate::settings::Settings;
use ferrofax_desk::user;
use ferrofax_rights::{Denied, Door, Local, Rights};
use ferrofax_spool::Spool;

/// Writes the actions of the system user who runs this program to the audit log.
pub(super) struct Audit {
    rights: Rights,
    by: Local,
}

impl Audit {
    pub(super) fn of(spool: &Spool, settings: &Settings) -> Result<Self, End> {
        let rights = Rights::new(&settings.rights, spool).map_err(End::failed)?;
        let by = Local { door: Door::Command, user: user::current(), uid: user::current_id() };
        Ok(Self { rights, by })
    }

    /// Logs an action to the audit log before the action is done. If it cannot be logged, it must
    /// not be done.
    pub(super) fn done(&self, asked: &str, about: &[(&str, &str)]) -> Result<(), End> {
        let noted = self.rights.by_command(&self.by, asked, about, Ok(()));
        noted.map_err(|denied| End::failed(denied.text))
    }

    /// Logs to the audit log an action that was refused, with the rule that forbids the action and
    /// the reason.
    pub(super) fn refused(
        &self,
        asked: &str,
        about: &[(&str, &str)],
        rule: &'static str,
        why: &str,
    ) -> Result<(), End> {
        let denied = Denied::forbidden(rule, why);
        match self.rights.by_command::<()>(&self.by, asked, about, Err(denied)) {
            Err(told) if told.rule != rule => Err(End::failed(told.text)),
            _ => Ok(()),
        }
    }
}
