//! The ends of mails and prints that are not written to the spool yet, in memory (see
//! `outbox::booking`).

use crate::ids::OutboxId;
use crate::undelivered::Undelivered;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// An attempt to deliver an outbox entry, whose result is stored in the entry.
///
/// A user can have an ended entry sent again. The entry then gets another Message-ID, and the
/// result of an earlier attempt no longer changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryAttempt {
    /// The number of the entry.
    pub id: OutboxId,
    /// The Message-ID that the entry had during the attempt. If it is empty, the result is stored
    /// in the entry with any Message-ID.
    pub message_id: String,
}

/// An attempt with any Message-ID.
impl From<OutboxId> for DeliveryAttempt {
    fn from(id: OutboxId) -> Self {
        Self { id, message_id: String::new() }
    }
}

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

/// The ends of outbox entries that are not written yet, each with its attempt and the time at which
/// it came.
#[derive(Default)]
pub(crate) struct Unbooked(Mutex<BTreeMap<OutboxId, (DeliveryAttempt, UnixMs, Ending)>>);

impl Unbooked {
    /// Whether the end of this entry is not written yet.
    pub(crate) fn has(&self, id: OutboxId) -> bool {
        lock(&self.0).contains_key(&id)
    }

    /// Keeps the end of an entry.
    pub(crate) fn keep(&self, attempt: DeliveryAttempt, at: UnixMs, ending: Ending) {
        lock(&self.0).insert(attempt.id, (attempt, at, ending));
    }

    /// Forgets the end of an entry, because it is written.
    pub(crate) fn forget(&self, id: OutboxId) {
        lock(&self.0).remove(&id);
    }

    /// All ends that are kept.
    pub(crate) fn all(&self) -> Vec<(DeliveryAttempt, UnixMs, Ending)> {
        lock(&self.0).values().cloned().collect()
    }
}
