//! The parts of the Ferrofax service that an SMTP session uses: the policy, which decides about
//! mails, and the storage of mails.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::intake::{Intake, Kept};
use crate::reply::Reply;
use crate::session::{House, Memory};
use crate::session_policy::SessionPolicy;
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Envelope;

/// Gives SMTP sessions access to the policy, which decides about mails, and to the intake, where
/// mails are stored.
pub struct Host {
    policy: Arc<dyn SessionPolicy>,
    intake: Arc<Intake>,
    memory: Memory,
}

/// The minimum size, in bytes, of the memory that all sessions share for the mails that they are
/// receiving.
const MEMORY: u64 = 256 << 20;

/// The number of mails of the largest permitted size that can be received at the same time, even if
/// they need more memory than [`MEMORY`].
const LARGEST_AT_ONCE: u64 = 4;

impl Host {
    /// Makes the data that all SMTP sessions share: the policy that accepts or rejects mails, the
    /// folder of accepted mails, and the maximum number of bytes of a mail.
    pub fn new(policy: Arc<dyn SessionPolicy>, intake: Arc<Intake>, max_message: u64) -> Self {
        let memory = Memory::new(MEMORY.max(max_message.saturating_mul(LARGEST_AT_ONCE)));
        Self { policy, intake, memory }
    }

    /// The same data with another amount of memory for mails.
    #[cfg(test)]
    pub(super) fn with_memory(self, bytes: u64) -> Self {
        Self { memory: Memory::new(bytes), ..self }
    }
}

impl House for Host {
    fn policy(&self) -> &dyn SessionPolicy {
        &*self.policy
    }

    fn room(&self, size: u64) -> Result<(), Reply> {
        self.intake.has_room(size).map_err(|error| error.reply())
    }

    fn keep(&self, envelope: &Envelope, bytes: &[u8]) -> Result<String, Reply> {
        let way = &envelope.client.listener;
        match self.intake.put(envelope, bytes) {
            Ok(Kept::New(id)) => {
                log::info!(
                    FERROFAX_MAIL:% = id;
                    "mail {id}: {} bytes, recipients: {}, by {way}",
                    bytes.len(),
                    envelope.recipients.len()
                );
                Ok(id)
            }
            Ok(Kept::Known(id)) => {
                log::info!(
                    FERROFAX_MAIL:% = id;
                    "mail {id} arrived again, by {way}; it is not faxed twice"
                );
                Ok(id)
            }
            Err(error) => {
                log::error!("a mail by {way} was deferred: {error}");
                Err(error.reply())
            }
        }
    }

    fn memory(&self) -> &Memory {
        &self.memory
    }

    fn now(&self) -> UnixMs {
        UnixMs::now()
    }

    fn nonce(&self) -> String {
        // Each `RandomState` has new random keys of the system, so the words cannot be guessed.
        let word = || RandomState::new().hash_one(UnixMs::now().0);
        format!("{:016x}{:016x}.{}", word(), word(), UnixMs::now().0)
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("intake", &self.intake).finish_non_exhaustive()
    }
}
