//! The same mail may come to several machines that take mails for one store: a mail server that got no
//! answer from the one goes to the other. There is one fax of it. (Of those that have a spool of their
//! own the store finds out: spool/src/jobs/shared/same.rs.)

use super::Desk;
use crate::mail::intake::Entry;
use ferrofax_basics::UnixMs;
use ferrofax_spool::{AskedOnce, SpoolError};

impl Desk {
    /// Has a mail be known by when it came first to any front of the store, which is a part of its
    /// marks (`mail`): who is second finds what the first has made of it. It is known for a day.
    /// Where the spool is this machine's own the intake itself knows what it has.
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
