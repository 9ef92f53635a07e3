//! Encrypts finished documents in the spool, and decrypts those that the module in Asterisk needs
//! again.

use std::path::PathBuf;
use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_basics::show::counted;
use ferrofax_spool::{Spool, SpoolError};

/// The greatest age, in milliseconds since their end, of the faxes and jobs among which each call
/// of [`Sealer::turn`] looks for documents to encrypt. Documents that can be encrypted only later,
/// for example because a mail was delayed, are found by the check of all documents ([`ALL_MS`]).
const LATELY_MS: i64 = 60 * 60_000;

/// The interval in milliseconds at which all documents of the spool are checked for whether they
/// must be encrypted or decrypted.
const ALL_MS: u64 = 60_000;

/// The interval in milliseconds at which all documents are checked while the Ferrofax service
/// cannot write to a folder of documents. The interval is short, because the module in Asterisk,
/// which owns the folder, soon gives the service write access.
const SOON_MS: u64 = 5_000;

/// The time in milliseconds for which missing write access to a folder of documents is not
/// reported. The module in Asterisk checks every few seconds whether it must give access.
const PATIENCE_MS: u64 = 60_000;

/// Encrypts and decrypts the documents of a spool, as the settings and the module in Asterisk
/// require.
pub struct Sealer {
    spool: Spool,
    seen: Mutex<Seen>,
}

/// The result of the last complete check of which documents must be encrypted or decrypted.
#[derive(Default)]
struct Seen {
    /// The time when all documents were last checked for whether they must be encrypted or
    /// decrypted, in milliseconds of the monotonic clock.
    all_ms: Option<u64>,
    /// A folder of documents to which the Ferrofax service cannot write, and the time since which
    /// it cannot, in milliseconds of the monotonic clock.
    closed: Option<(PathBuf, u64)>,
}

impl Sealer {
    /// Prepares to encrypt the documents of this spool, with the encryption keys that the settings
    /// of this process name.
    pub fn new(spool: &Spool) -> Self {
        Self { spool: spool.clone(), seen: Mutex::default() }
    }

    /// Decrypts documents that the module in Asterisk needs because they are sent again, and
    /// encrypts the documents of received faxes and jobs that have ended.
    ///
    /// # Errors
    /// The spool could not be read, the encryption keys cannot be used, or a document is faulty.
    /// The first of these errors is returned.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), String> {
        let seen = &mut *lock(&self.seen);
        let is_due = seen.is_due(look.steady_ms);
        let since = if is_due { UnixMs(i64::MIN) } else { look.unix_ms - LATELY_MS };
        let mut done = self
            .spool
            .encryption()
            .seal_what_rests(since, stop)
            .map_err(|why| why.to_string())?;
        if is_due {
            seen.note(done.closed.drain(..).next(), look.steady_ms);
        }
        if done.sealed + done.opened > 0 {
            let encrypted = counted(u32::try_from(done.sealed).unwrap_or(u32::MAX), "document");
            log::info!("{encrypted} encrypted, {} decrypted", done.opened);
        }
        match seen.trouble(look.steady_ms).or_else(|| done.troubles.into_iter().next()) {
            Some(text) => Err(text),
            None => Ok(()),
        }
    }
}

impl Seen {
    fn is_due(&self, now: u64) -> bool {
        let every = if self.closed.is_some() { SOON_MS } else { ALL_MS };
        self.all_ms.is_none_or(|last| now.saturating_sub(last) >= every)
    }

    fn note(&mut self, closed: Option<PathBuf>, now: u64) {
        self.all_ms = Some(now);
        let since = self.closed.take().map_or(now, |(_, since)| since);
        self.closed = closed.map(|folder| (folder, since));
    }

    fn trouble(&self, now: u64) -> Option<String> {
        let (folder, since) = self.closed.clone()?;
        let is_long = now.saturating_sub(since) >= PATIENCE_MS;
        is_long.then(|| SpoolError::Closed { folder }.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_stays_closed_is_told_after_a_minute_and_looked_at_often() {
        let mut seen = Seen::default();
        let folder = || Some(PathBuf::from("/spool/received/0000"));
        assert!(seen.is_due(0));
        seen.note(folder(), 0);
        assert!(!seen.is_due(SOON_MS - 1) && seen.is_due(SOON_MS));
        seen.note(folder(), PATIENCE_MS - 1);
        assert_eq!(seen.trouble(PATIENCE_MS - 1), None);
        let told = seen.trouble(PATIENCE_MS).unwrap();
        assert!(told.contains("chmod g+w /spool/received/0000"), "{told}");
        seen.note(None, PATIENCE_MS);
        assert_eq!((seen.trouble(PATIENCE_MS), seen.is_due(PATIENCE_MS + SOON_MS)), (None, false));
    }
}
