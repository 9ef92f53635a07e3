//! The ends of mails and prints that are not written to the spool yet, in memory (see
//! `outbox::booking`).

use crate::ids::OutboxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The end of an outbox entry.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    /// The relay (or the printer) accepted it, with this answer.
    Delivered(String),
    /// The relay accepted the mail, with this answer. For this reason, the fax is not in the mail.
    DeliveredWithoutFax(String, Undelivered),
    /// It was refused for good, or given up, for this reason.
    Rejected(Undelivered),
}

/// The ends of outbox entries that are not written yet, each with the time at which it came.
#[derive(Default)]
pub(crate) struct Unbooked(Mutex<BTreeMap<OutboxId, (UnixMs, Ending)>>);

impl Unbooked {
    /// Whether the end of this entry is not written yet.
    pub(crate) fn has(&self, id: OutboxId) -> bool {
        lock(&self.0).contains_key(&id)
    }

    /// Keeps the end of an entry.
    pub(crate) fn keep(&self, id: OutboxId, at: UnixMs, ending: Ending) {
        lock(&self.0).insert(id, (at, ending));
    }

    /// Forgets the end of an entry, because it is written.
    pub(crate) fn forget(&self, id: OutboxId) {
        lock(&self.0).remove(&id);
    }

    /// All ends that are kept.
    pub(crate) fn all(&self) -> BTreeMap<OutboxId, (UnixMs, Ending)> {
        lock(&self.0).clone()
    }
}
