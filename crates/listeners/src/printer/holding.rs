//! Hold-Job and Release-Job (RFC 8011 §4.3.5, §4.3.6). They apply to each fax of a print job,
//! including faxes that are made later.

use super::Printer;
use super::record::{Fate, Record};
use crate::ipp::{Response, Status};
use ferrofax_basics::UnixMs;
use ferrofax_rights::order::{Hands, change};
use ferrofax_rights::{By, Guest};
use ferrofax_spool::jobs::{JobId, JobVerb};
use ferrofax_spool::wish::Wish;

impl Printer {
    /// Holds all faxes of a print job, so that they are not dialled, or releases them.
    pub(super) fn hold(
        &self,
        record: &Record,
        is_held: bool,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let changed = self.store.change(record.id, |record| {
            let is_wanted = !record.is_settled();
            if is_wanted {
                wish(record, is_held);
            }
            is_wanted
        });
        let changed = changed.map_err(|error| {
            self.log_disk(&error);
            Response::refused(Status::TemporaryError, "the job cannot be changed now")
        })?;
        let mut is_done = changed == Some(true);
        // Faxes that were already made from the print job are held or released one by one.
        for (fax, _) in self.made(record)? {
            is_done |= self.hold_fax(fax, is_held, guest);
        }
        if !is_done {
            let text = "the job has no fax with which that can be done now";
            return Err(Response::refused(Status::NotPossible, text));
        }
        Ok(Response::ok())
    }

    /// Holds or releases a new fax, if the print job was held or released while the fax was made.
    /// `before` is the record of the print job from before the fax was made.
    pub(super) fn follow(&self, before: &Record, fate: &Fate) {
        let (Fate::Fax(fax), Some(now)) = (fate, self.store.get(before.id)) else { return };
        if is_held(&now) != is_held(before) {
            self.hold_fax(*fax, is_held(&now), &now.guest);
        }
    }

    fn hold_fax(&self, fax: JobId, is_held: bool, guest: &Guest) -> bool {
        let verb = if is_held { JobVerb::Hold } else { JobVerb::Release };
        self.change_fax(fax, verb, guest)
    }

    /// Does the action `verb` (such as hold, release or cancel) to a fax of a print job, with the
    /// permissions of the print job's owner. Returns false if this was not possible.
    pub(super) fn change_fax(&self, fax: JobId, verb: JobVerb, guest: &Guest) -> bool {
        let hands = Hands { rights: &self.rights, by: By::Printer(guest) };
        let done = change(&self.spool, hands, fax, verb, UnixMs::now());
        if let Err(error) = &done {
            log::debug!("job {fax} is unchanged: {error}");
        }
        done.is_ok()
    }
}

/// Whether the faxes of a print job are to be held from the start.
pub(super) fn is_held(record: &Record) -> bool {
    record.wishes.get(Wish::Hold).is_some()
}

fn wish(record: &mut Record, is_held: bool) {
    if is_held { record.wishes.set(Wish::Hold, "yes") } else { record.wishes.remove(Wish::Hold) }
}
