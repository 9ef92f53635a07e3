//! Mails that arrive at several machines with one shared database: a mail server that got no answer
//! from the first machine tries the second. Only one fax is sent. (For machines with spools of
//! their own the shared database finds duplicates: spool/src/jobs/shared/same.rs.)

use super::Desk;
use crate::mail::intake::Entry;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{AskedOnce, SpoolError};

impl Desk {
    /// Sets the mail's time to its first arrival at any stateless node of this database. The time
    /// is part of the mail's marks (`mail`), so the second node finds what the first has made of
    /// it. It is remembered for a day. If the spool is this machine's own, the intake already knows
    /// its mails.
    pub(super) fn know_by_first(&self, entry: &mut Entry, now: UnixMs) -> Result<(), SpoolError> {
        if !self.spool.is_front() {
            return Ok(());
        }
        let key = format!("mail:{}", entry.id);
        // No user has no name.
        let asked = AskedOnce { user: "", who: None, key: &key, request: "" };
        let came = entry.envelope.received_at;
        let known = self.spool.asked_once(&asked, &came.0.to_string(), now)?;
        entry.envelope.received_at = known.mark.parse().map_or(came, UnixMs);
        // Their places are a part of the marks, too, and another has them in another order.
        let recipients = &mut entry.envelope.recipients;
        recipients.sort_by_key(|one| one.address.to_ascii_lowercase());
        Ok(())
    }
}
