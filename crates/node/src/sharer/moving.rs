//! Stores the jobs of this machine in the shared database, and takes jobs from the database for
//! this machine's PBX.

use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use super::{Aim, Memory, PAUSE, Work, is_due};
use ferrofax_basics::lock::lock;
use ferrofax_cluster::Clustered;
use ferrofax_spool::event::Obstacle;
use ferrofax_spool::{Spool, SpoolError};

/// The time, in ms, for which a job is put off whose document cannot be reached here.
const PUT_OFF_MS: i64 = 60_000;

/// The time after which a job is tried again, if its document could not be read on this machine.
const AGAIN: Duration = Duration::from_secs(10 * 60);

/// The number of failed attempts to read a job's document after which the job fails.
const MOST_READINGS: u32 = 3;

/// The interval at which this node checks whether it has all keys that decrypt the documents of the
/// shared database.
const KEYS: Duration = Duration::from_secs(5);

/// The most jobs that this node stores in the shared database in one round of its work.
const BATCH: u32 = 50;

impl Work {
    /// Stores the jobs that were submitted on this machine in the shared database.
    pub(super) fn give(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        memory.passed_over.retain(|_, (when, _)| when.elapsed() < 2 * AGAIN);
        let is_passed = |(when, _): &(Instant, u32)| when.elapsed() < AGAIN;
        let passed = u32::try_from(memory.passed_over.len()).unwrap_or(BATCH);
        let most = BATCH.saturating_add(passed);
        // A module of an older version may call for a job without asking the database. So with such
        // a module no job is shared.
        let mut due =
            if self.aim == Aim::Share && !self.spool.shared_queue().module_knows_no_store()? {
                self.spool.shared_queue().jobs_to_move(most)?
            } else {
                self.spool.shared_queue().jobs_half_moved(most)?
            };
        due.retain(|job| !memory.passed_over.get(job).is_some_and(is_passed));
        for job in due {
            self.go_on(store, memory, false)?;
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let moved =
                self.spool.shared_queue().move_job(store, &self.node(), job, now, &mut beat);
            match moved {
                Ok(_) => drop(memory.passed_over.remove(&job)),
                // All further jobs would meet the same error, so try none of them.
                Err(error @ (SpoolError::Keys { .. } | SpoolError::Away { .. })) => {
                    self.say_of_documents(&error, "jobs that are submitted here wait");
                    break;
                }
                Err(
                    error @ (SpoolError::Io { .. }
                    | SpoolError::Document { .. }
                    | SpoolError::Unreadable { .. }
                    | SpoolError::Unfit { .. }),
                ) => {
                    log::error!(
                        FERROFAX_JOB:% = job;
                        "job {job} cannot be stored in the shared database: {error}"
                    );
                    let (when, times) =
                        memory.passed_over.entry(job).or_insert_with(|| (Instant::now(), 0));
                    (*when, *times) = (Instant::now(), *times + 1);
                    if *times >= MOST_READINGS {
                        self.spool.shared_queue().fail_unmovable(job, self.clock.unix_ms())?;
                        memory.passed_over.remove(&job);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Logs an error of the encryption keys, or of the place of the documents. The same error is
    /// logged at most every ten minutes. `so` is the beginning of the log line, which states the
    /// consequence.
    fn say_of_documents(&self, error: &SpoolError, so: &str) {
        let text = match error {
            SpoolError::Keys { text } => format!(
                "{so}: documents can't be encrypted for the shared database, or decrypted: {text}"
            ),
            other => format!("{so}: the place of documents can't be used: {other}"),
        };
        let said = &mut *lock(&self.said_of_documents);
        if said
            .as_ref()
            .is_none_or(|(when, known)| *known != text || when.elapsed() >= AGAIN)
        {
            log::error!("{text}");
            *said = Some((Instant::now(), text));
        }
    }

    /// Whether this machine can decrypt all documents in the shared database. If not, the reason is
    /// logged, and no jobs are taken: another node can send them, but here they would fail.
    fn may_open(&self, store: &Spool, memory: &mut Memory) -> Result<bool, SpoolError> {
        if !is_due(memory.looked_at_keys, KEYS) {
            return Ok(memory.can_open);
        }
        memory.can_open = match store.encryption().can_open_all() {
            Ok(()) => true,
            Err(error @ SpoolError::Keys { .. }) => {
                self.say_of_documents(&error, "this machine sends nothing for the shared database");
                false
            }
            Err(why) => return Err(why),
        };
        memory.looked_at_keys = Some(Instant::now());
        Ok(memory.can_open)
    }

    /// Whether Asterisk has loaded a Ferrofax module that can make fax calls for jobs of the shared
    /// database. If not, the reason is logged once.
    fn may_dial(&self) -> Result<bool, SpoolError> {
        let why_not = if self.spool.shared_queue().module_knows_no_store()? {
            "the module that Asterisk has loaded is of an older Ferrofax, which dials without \
             asking the shared database: restart Asterisk"
        } else if !self.spool.shared_queue().has_module() {
            "no module is there: Asterisk has to be started, and load it"
        } else {
            self.is_held_up.store(false, Relaxed);
            return Ok(true);
        };
        if !self.is_held_up.swap(true, Relaxed) {
            log::warn!("this machine sends nothing for the shared database: {why_not}");
        }
        Ok(false)
    }

    /// Takes jobs from the shared database for call attempts of this node, as many as the PBX has
    /// free telephone lines.
    pub(super) fn take(&self, store: &Spool, memory: &mut Memory) -> Result<(), SpoolError> {
        let is_pausing = memory.pause.is_some_and(|until| Instant::now() < until);
        let may_take = self.aim == Aim::Share && !is_pausing && self.may_dial()?;
        if !may_take || !self.may_open(store, memory)? {
            return Ok(());
        }
        let lines = self.spool.shared_queue().published_lines()? as usize;
        let of_store = lock(&self.lines).clone();
        let mut going = self.spool.shared_queue().open_tries()?.len();
        while going < lines && !self.is_to_stop.load(Relaxed) {
            self.go_on(store, memory, false)?;
            let hold = self.hold();
            let Some(of) =
                store.shared_queue().take_try_within(&self.node(), self.lease_ms, &of_store)?
            else {
                break;
            };
            memory.fetching = Some(of);
            let (now, mut beat) = (self.clock.unix_ms(), || self.go_on(store, memory, false));
            let brought = self.spool.shared_queue().bring_try(store, of, (&hold, &mut beat), now);
            memory.fetching = None;
            match brought {
                Ok(Some(job)) => {
                    log::info!(
                        FERROFAX_JOB:% = job;
                        "job {} of the shared database will be dialled, as job {job}",
                        of.job
                    );
                    going += 1;
                    memory.away = None;
                }
                Ok(None) => {}
                Err(error) if error.blames_a_row() => {
                    log::error!("job {} of the shared database cannot be fetched: {error}", of.job);
                    store.shared_queue().fail_try(&self.node(), of, &error)?;
                }
                Err(error @ (SpoolError::Away { .. } | SpoolError::Damaged { .. })) => {
                    // Perhaps only this document cannot be reached, so others go first. If the next
                    // one cannot be reached either, none can.
                    store.shared_queue().put_off_try(&self.node(), of, &error, PUT_OFF_MS)?;
                    self.say_of_documents(&error, "a job of the shared database is put off");
                    if memory.away.replace(of.job).is_some_and(|last| last != of.job) {
                        memory.pause = Some(Instant::now() + PAUSE);
                        break;
                    }
                }
                Err(error @ SpoolError::Keys { .. }) => {
                    store.shared_queue().return_try(&self.node(), of, Obstacle::NoKeys)?;
                    self.say_of_documents(&error, "nothing is sent for the store from here");
                    memory.pause = Some(Instant::now() + PAUSE);
                    break;
                }
                // The attempt may be in this spool, so that the module would dial it. The next run
                // reads the spool again, and returns the attempt only if it is missing there.
                Err(error @ SpoolError::Unsure { .. }) => return Err(error),
                // For example, the disk of this machine is full. Without the pause, the same job
                // would be taken and returned every second, with two rows of history each time.
                Err(error @ (SpoolError::Io { .. } | SpoolError::DiskFull { .. })) => {
                    store.shared_queue().return_try(&self.node(), of, &error)?;
                    log::error!(
                        "for {} s this machine takes no jobs of the shared database: {error}",
                        PAUSE.as_secs()
                    );
                    memory.pause = Some(Instant::now() + PAUSE);
                    break;
                }
                Err(error) => {
                    store.shared_queue().return_try(&self.node(), of, &error)?;
                    return Err(error);
                }
            }
        }
        Ok(())
    }
}
