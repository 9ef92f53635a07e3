//! Seals what rests, and opens what the PBX's module needs again.

use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_basics::show::counted;
use ferrofax_spool::Spool;

/// Each turn what ended lately is looked at, ms; what mails still went of for longer is found by
/// the turns that look at all.
const LATELY_MS: i64 = 60 * 60_000;

/// How often all are looked at, ms.
const ALL_MS: u64 = 60_000;

/// Who seals the documents of a spool.
pub struct Sealer {
    spool: Spool,
    /// When all were looked at, by the steady clock.
    all_ms: Mutex<Option<u64>>,
}

impl Sealer {
    /// Of this spool, whose keys are in force.
    pub fn new(spool: &Spool) -> Self {
        Self { spool: spool.clone(), all_ms: Mutex::default() }
    }

    /// Opens what the module needs again, and seals what rests.
    ///
    /// # Errors
    /// The spool could not be asked, the keys can't be used, or the first of the documents with which
    /// something is wrong.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), String> {
        let all = &mut *lock(&self.all_ms);
        let is_due = all.is_none_or(|last| look.steady_ms.saturating_sub(last) >= ALL_MS);
        let since = if is_due { UnixMs(i64::MIN) } else { look.unix_ms - LATELY_MS };
        let done = self.spool.seal_what_rests(since, stop).map_err(|why| why.to_string())?;
        if is_due {
            *all = Some(look.steady_ms);
        }
        if done.sealed + done.opened > 0 {
            let sealed = counted(u32::try_from(done.sealed).unwrap_or(u32::MAX), "document");
            log::info!("{sealed} sealed, {} put back in clear", done.opened);
        }
        match done.troubles.into_iter().next() {
            Some(text) => Err(text),
            None => Ok(()),
        }
    }
}
