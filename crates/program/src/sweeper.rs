//! The regular deletions of the service: one thread, and a table of what it deletes.

use std::time::{Duration, Instant};

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_spool::{Spool, SpoolError};

/// A regular deletion, such as that of expired drafts.
pub(crate) struct Sweep {
    /// The name under which the spool stores the time of the last run.
    pub(crate) name: &'static str,
    /// The time from one run to the next.
    pub(crate) every: Duration,
    /// Deletes the expired items, and returns their number.
    pub(crate) delete: Box<dyn Fn(UnixMs) -> Result<usize, SpoolError> + Send>,
}

/// Runs the regular deletions that are due.
pub(crate) struct Sweeper {
    spool: Spool,
    sweeps: Vec<(Sweep, Option<Instant>)>,
}

impl Sweeper {
    pub(crate) fn new(spool: &Spool, sweeps: Vec<Sweep>) -> Self {
        let sweeps = sweeps.into_iter().map(|sweep| (sweep, None)).collect();
        Self { spool: spool.clone(), sweeps }
    }

    /// Runs each deletion whose interval has passed. If a deletion fails, the others still run, and
    /// it is repeated after its interval. Nothing is deleted while the clock is not trusted.
    ///
    /// # Errors
    /// The last failure, with the name of its deletion.
    pub(crate) fn turn(&mut self, look: &Look) -> Result<(), String> {
        let mut done = Ok(());
        if !look.is_settled {
            return done;
        }
        for (sweep, last) in &mut self.sweeps {
            if last.is_some_and(|last| last.elapsed() < sweep.every) {
                continue;
            }
            *last = Some(Instant::now());
            let swept = (sweep.delete)(look.unix_ms).and_then(|count| {
                if count > 0 {
                    log::info!("{}: {count} deleted", sweep.name);
                }
                self.spool.retention().note_sweep(sweep.name, look.unix_ms)
            });
            if let Err(error) = swept {
                done = Err(format!("{}: {error}", sweep.name));
            }
        }
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const HOUR: Duration = Duration::from_secs(3_600);

    fn sweep(
        name: &'static str,
        every: Duration,
        delete: impl Fn(UnixMs) -> Result<usize, SpoolError> + Send + 'static,
    ) -> Sweep {
        Sweep { name, every, delete: Box::new(delete) }
    }

    #[test]
    fn what_is_due_runs_and_is_noted_and_a_failure_stops_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let count = move |_| Ok(counted.fetch_add(1, Ordering::Relaxed));
        let mut sweeper = Sweeper::new(
            &spool,
            vec![
                sweep("broken", HOUR, |_| Err(SpoolError::Internal)),
                sweep("often", Duration::ZERO, count),
                sweep("seldom", HOUR, |_| Ok(0)),
            ],
        );
        let mut look = Look { unix_ms: UnixMs(7), is_settled: false, ..Look::default() };
        assert_eq!(sweeper.turn(&look), Ok(()));
        assert!(spool.retention().sweeps().unwrap().is_empty(), "the clock is not trusted");
        look.is_settled = true;
        assert!(sweeper.turn(&look).unwrap_err().starts_with("broken: "));
        look.unix_ms = UnixMs(9);
        assert_eq!(sweeper.turn(&look), Ok(()), "the broken one is not due again");
        assert_eq!(runs.load(Ordering::Relaxed), 2);
        let noted = [("seldom".to_owned(), UnixMs(7)), ("often".to_owned(), UnixMs(9))];
        assert_eq!(spool.retention().sweeps().unwrap(), noted);
    }
}
