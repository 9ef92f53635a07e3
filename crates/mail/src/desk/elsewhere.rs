//! Recognises a mail that arrives at two or more of the machines that share a database. This
//! happens if a mail server gets no answer from the first machine and tries the second. Only one
//! fax is sent. (If the machines have spools of their own, the shared database finds the
//! duplicates: crates/cluster/src/jobs/same.rs.)

use super::Desk;
use crate::intake::Entry;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{AskedOnce, SpoolError};

impl Desk {
    /// Sets the arrival time of the mail to the time at which it first arrived at any stateless
    /// node (a machine whose spool is the shared database). The unique keys of the mail's jobs, and
    /// of the mails that answer its sender, contain this time (see `mail_mark`). So a second node
    /// that gets the same mail finds the jobs and the answer mails that the first node made. The
    /// arrival is remembered for a day. On a machine with its own spool this does nothing, since
    /// the folder of accepted mails already recognises duplicates. It also does nothing if the
    /// settings let the same mail be faxed again on the same day.
    pub(super) fn know_by_first(&self, entry: &mut Entry, now: UnixMs) -> Result<(), SpoolError> {
        if !self.knows_first() {
            return Ok(());
        }
        let key = key_of(entry);
        let asked = asked(&key);
        let came = entry.envelope.received_at;
        let known = self.spool.submission().asked_once(&asked, &came.0.to_string(), now)?;
        entry.envelope.received_at = known.mark.parse().map_or(came, UnixMs);
        // The keys of jobs also contain the positions of the recipients, which may differ in the
        // other copy of the mail.
        let recipients = &mut entry.envelope.recipients;
        recipients.sort_by_key(|one| one.address.to_ascii_lowercase());
        Ok(())
    }
    /// Forgets when this mail first arrived, since nobody got a fax of it.
    pub(super) fn forget_first(&self, entry: &Entry) -> Result<(), SpoolError> {
        if !self.knows_first() {
            return Ok(());
        }
        self.spool.submission().forget_asked(&asked(&key_of(entry)))
    }

    fn knows_first(&self) -> bool {
        self.spool.is_front() && self.intake.knows_for_a_day()
    }
}

fn key_of(entry: &Entry) -> String {
    format!("mail:{}", entry.id)
}

/// The request under which the first arrival of a mail is stored. The user name is empty, so that
/// it cannot be mistaken for a request of a real user.
fn asked(key: &str) -> AskedOnce<'_> {
    AskedOnce { user: "", who: None, key, request: "" }
}
