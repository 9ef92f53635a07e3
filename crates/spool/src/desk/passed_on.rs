//! Mailing or printing of a received fax on request of a user. The outbox entries, the name of the
//! user, and the mark of the request are stored in one transaction, so that a repeated request has
//! no second effect.

use super::events::{Deed, Done};
use crate::outbox::{OutboxEntry, Way, mark, marked};
use crate::{FaxId, Faxes, SpoolError};
use ferrofax_basics::UnixMs;

/// The request of a user to mail or print a received fax.
#[derive(Clone, Copy, Debug)]
pub struct PassOn<'a> {
    /// The fax.
    pub fax: FaxId,
    /// By mail or on paper.
    pub way: Way,
    /// Mail addresses or printers. If empty, those of the fax's device are used again.
    pub to: &'a [String],
    /// The user who makes the request.
    pub by: &'a str,
    /// The mark by which a repeated request is recognised ([`Faxes::passed_on`]).
    pub mark: Option<&'a str>,
}

impl Faxes<'_> {
    /// Mails or prints a fax, and notes the user who requested it. A request with a mark takes
    /// effect once. Returns the outbox entries in their present state. The list is empty if the
    /// call is still active, or if the fax has no recipient.
    pub fn pass_on(&self, wish: &PassOn<'_>, now: UnixMs) -> Result<Vec<OutboxEntry>, SpoolError> {
        let PassOn { fax, way, to, by, mark: known_by } = *wish;
        let host = self.spool.host();
        // The module mails the fax and has no keys, so the document must remain unencrypted until
        // then.
        let _still = self.spool.encryption().fax_in_clear(fax)?;
        self.spool.write_or_refuse(|transaction| {
            if let Some(known_by) = known_by {
                let entries = marked(transaction, known_by)?;
                if !entries.is_empty() {
                    return Ok(entries);
                }
            }
            let again = way.again(transaction, fax, to, now, host)?;
            let entries = again.ok_or(SpoolError::NoSuchFax(fax))?;
            if entries.is_empty() {
                return Ok(entries);
            }
            if let Some(known_by) = known_by {
                mark(transaction, known_by, &entries)?;
            }
            let (what, to): (Deed, Vec<&str>) = match way {
                Way::Mail => {
                    (Deed::Mailed, entries.iter().map(|entry| entry.mailbox.as_str()).collect())
                }
                Way::Print => {
                    (Deed::Printed, entries.iter().filter_map(OutboxEntry::printer).collect())
                }
            };
            Done { fax, by, at: now }.note(transaction, what, &to.join(", "))?;
            Ok(entries)
        })
    }

    /// Returns the outbox entries of the request with this mark. The list is empty if there is
    /// none, or if its fax was deleted.
    pub fn passed_on(&self, known_by: &str) -> Result<Vec<OutboxEntry>, SpoolError> {
        self.spool.read(|transaction| marked(transaction, known_by))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FaxEnd, NewFax, OutboxState, Spool};

    #[test]
    fn what_has_a_mark_goes_out_once_and_is_noted_once() {
        let (_folder, spool) = Spool::empty();
        let mailboxes = vec!["own@example.com".into(), "print:office".into()];
        let new = NewFax { mailboxes, mail_without_pages: true, ..NewFax::default() };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        let pass_on = |way, to: &[&str], mark, at| {
            let to: Vec<String> = to.iter().map(|one| (*one).to_owned()).collect();
            spool
                .faxes()
                .pass_on(&PassOn { fax, way, to: &to, by: "alice", mark }, UnixMs(at))
                .unwrap()
        };
        assert_eq!(pass_on(Way::Mail, &[], Some("a"), 1), [], "it is still coming in");
        spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(2))).unwrap();
        let delivered = |at| {
            let due = spool.outbox().outbox_of(fax).unwrap();
            due.iter().for_each(|entry| {
                _ = spool.outbox().delivered(entry.id, UnixMs(at), "250").unwrap()
            });
        };
        delivered(3);
        let first = pass_on(Way::Mail, &["x@example.com", "own@example.com"], Some("a"), 4);
        assert_eq!(first.len(), 2);
        delivered(5);
        // Another request mails the fax to one of the addresses meanwhile, so its entry is waiting
        // again.
        let others = pass_on(Way::Mail, &["x@example.com"], Some("b"), 6);
        assert_eq!(others[0].state, OutboxState::Waiting);
        delivered(7);
        let again = pass_on(Way::Mail, &["x@example.com", "own@example.com"], Some("a"), 8);
        let ids = |entries: &[OutboxEntry]| entries.iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&first));
        assert!(again.iter().all(|entry| entry.state == OutboxState::Delivered), "{again:?}");
        assert_eq!(spool.faxes().passed_on("b").unwrap().len(), 1);
        assert_eq!(spool.faxes().passed_on("c").unwrap(), []);
        // Without a mark, each request takes effect.
        for at in [9, 10] {
            assert_eq!(pass_on(Way::Print, &[], None, at)[0].printer(), Some("office"));
        }
        let deeds = spool.faxes().fax_events(fax).unwrap();
        let deeds: Vec<(Deed, &str)> =
            deeds.iter().map(|event| (event.what, event.text.as_str())).collect();
        assert_eq!(
            deeds,
            [
                (Deed::Mailed, "own@example.com, x@example.com"),
                (Deed::Mailed, "x@example.com"),
                (Deed::Printed, "office"),
                (Deed::Printed, "office"),
            ]
        );
        // The marks are deleted with the fax.
        delivered(11);
        spool.faxes().delete_fax(fax, "deleted by alice", UnixMs(12)).unwrap();
        assert_eq!(spool.faxes().passed_on("a").unwrap(), []);
    }
}
