//! Mails that arrive at several machines with one shared database, since a mail server that got
//! no answer from the first machine tries the second. Only one fax is sent. (If the machines
//! have spools of their own, the shared database finds duplicates:
//! spool/src/jobs/shared/same.rs.)

use super::Desk;
use crate::mail::intake::Entry;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{AskedOnce, SpoolError};

impl Desk {
    /// Sets the mail's time to its first arrival at any stateless node of this database. The
    /// time is part of the mail's marks (`mail`), so the second node finds what the first node
    /// has made of the mail. The arrival is remembered for a day. If the spool belongs to this
    /// machine alone, the intake already recognises duplicates.
    pub(super) fn know_by_first(&self, entry: &mut Entry, now: UnixMs) -> Result<(), SpoolError> {
        if !self.spool.is_front() {
            return Ok(());
        }
        let key = format!("mail:{}", entry.id);
        // The name is empty, so that the entry cannot be mistaken for one of a user.
        let asked = AskedOnce { user: "", who: None, key: &key, request: "" };
        let came = entry.envelope.received_at;
        let known = self.spool.asked_once(&asked, &came.0.to_string(), now)?;
        entry.envelope.received_at = known.mark.parse().map_or(came, UnixMs);
        // The positions of the recipients are part of the marks as well, and may differ in the
        // other copy.
        let recipients = &mut entry.envelope.recipients;
        recipients.sort_by_key(|one| one.address.to_ascii_lowercase());
        Ok(())
    }
}
