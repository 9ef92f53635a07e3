//! The thread that writes the call recordings.

use crate::service::clock::{Clock, Look};
use crate::service::settings::Configuration;
use crate::service::spool_slot::SpoolSlot;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::{Errands, Raise};
use ferrofax_engine::call::TapePart;
use ferrofax_engine::t30::outcome::Cause;
use ferrofax_spool::{NewCallRecord, RecordOf, RecordRing, Recording, Spool, SpoolError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;

/// A request to the thread that writes call recordings. The number in the request identifies the
/// call.
pub(super) enum Request {
    /// Begin to record the call with this number, which began at this time.
    Begin(u64, RecordOf, UnixMs),
    /// Write the next part of this call's recording.
    Part(u64, TapePart),
    /// Keep the call recording, because the call has ended. The thread fills in the time of the
    /// end.
    Keep(u64, Box<NewCallRecord>),
    /// Delete the unfinished call recording.
    Drop(u64),
}

/// The state of the recorder's thread.
pub(super) struct Writer {
    slot: Arc<SpoolSlot>,
    configuration: Arc<Configuration>,
    clock: Clock,
    /// The number of bytes that all call recordings take in memory.
    in_memory: Arc<AtomicUsize>,
    errands: Errands,
    running: HashMap<u64, Recording>,
    /// Whether the recordings of calls that a crash cut off were looked for.
    has_looked: bool,
    /// The error that was logged last; `None` if a call has been recorded since.
    last_error: Option<String>,
}

impl Writer {
    pub(super) fn new(
        slot: Arc<SpoolSlot>,
        configuration: Arc<Configuration>,
        clock: Clock,
        in_memory: Arc<AtomicUsize>,
        raise: &Raise,
    ) -> Self {
        let errands = Errands::new("the recorder's thread", raise);
        let (running, has_looked, last_error) = Default::default();
        Self { slot, configuration, clock, in_memory, errands, running, has_looked, last_error }
    }

    pub(super) fn run(mut self, queue: &Receiver<Request>) {
        self.guarded(|worker| worker.keep_what_is_left());
        while let Ok(request) = queue.recv() {
            self.errands.rest();
            let memory = if let Request::Part(_, part) = &request { part.memory() } else { 0 };
            // The spool may be usable only now. No call has been recorded before.
            if matches!(request, Request::Begin(..)) {
                self.guarded(|worker| worker.keep_what_is_left());
            }
            self.guarded(|worker| worker.work(request));
            self.in_memory.fetch_sub(memory, Ordering::Relaxed);
        }
    }

    /// Runs `work`, which writes call recordings. If an error is the same as the last error, it is
    /// not logged again until a call is recorded, since one cause often affects many recordings.
    fn guarded(&mut self, work: impl FnOnce(&mut Work<'_>) -> Result<(), String>) {
        let Self { slot, configuration, clock, running, has_looked, last_error, .. } = self;
        let mut parts = Work { slot, configuration, clock, running, has_looked, last_error };
        let done = self.errands.run(|| work(&mut parts)).unwrap_or(Ok(()));
        let error = done.err();
        if let Some(error) = error.as_ref().filter(|error| self.last_error.as_ref() != Some(error))
        {
            log::warn!("a call is not recorded: {error}");
        }
        if error.is_some() {
            self.last_error = error;
        }
    }
}

/// The parts of the thread's state that a function passed to [`Writer::guarded`] needs to write
/// call recordings.
struct Work<'a> {
    slot: &'a SpoolSlot,
    configuration: &'a Configuration,
    clock: &'a Clock,
    running: &'a mut HashMap<u64, Recording>,
    has_looked: &'a mut bool,
    last_error: &'a mut Option<String>,
}

impl Work<'_> {
    fn work(&mut self, request: Request) -> Result<(), String> {
        match request {
            Request::Begin(call, of, began_at) => {
                let recording =
                    self.spool()?.recordings().record_call(of, began_at).map_err(told)?;
                self.running.insert(call, recording);
                Ok(())
            }
            Request::Part(call, part) => self.add(call, &part.octets()),
            Request::Keep(call, mut new) => {
                let Some(recording) = self.running.remove(&call) else { return Ok(()) };
                let look = self.clock.look();
                new.ended_at = look.unix_ms;
                let spool = self.spool()?;
                spool.recordings().keep_record(recording, &new).map_err(told)?;
                let (now, ring) = trimmed_by(&look, self.configuration.settings().records);
                spool.recordings().trim_call_records(now, ring).map_err(told)?;
                *self.last_error = None;
                Ok(())
            }
            Request::Drop(call) => {
                if let Some(recording) = self.running.remove(&call) {
                    recording.drop_it();
                }
                Ok(())
            }
        }
    }

    /// Writes a part of a call recording to the disk. If that fails, the recording is deleted, so
    /// that its space is free for faxes.
    fn add(&mut self, call: u64, octets: &[u8]) -> Result<(), String> {
        let Some(recording) = self.running.get_mut(&call) else { return Ok(()) };
        let added = recording.add(octets).map_err(|error| error.to_string());
        if added.is_err()
            && let Some(recording) = self.running.remove(&call)
        {
            recording.drop_it();
        }
        added
    }

    /// Stores in the spool the recordings of calls that a crash cut off, if the spool still has
    /// facts about the call. This is done once, as soon as the spool can be used.
    fn keep_what_is_left(&mut self) -> Result<(), String> {
        if *self.has_looked {
            return Ok(());
        }
        let spool = self.spool()?;
        *self.has_looked = true;
        let mut result = Ok(());
        for (of, began_at, recording) in spool.recordings().recordings_left().map_err(told)? {
            match facts(&spool, of, began_at, self.clock.unix_ms()) {
                Some(new) if recording.octets() > 0 => {
                    let kept = spool.recordings().keep_record(recording, &new);
                    result = result.and(kept.map(drop).map_err(told));
                }
                _ => recording.drop_it(),
            }
        }
        result
    }

    fn spool(&self) -> Result<Spool, String> {
        self.slot.get().map_err(told)
    }
}

/// The time and the limits by which old call recordings are deleted. While the clock cannot be
/// trusted, no recording is too old. The limit of the disk space applies always.
fn trimmed_by(look: &Look, ring: RecordRing) -> (UnixMs, RecordRing) {
    if look.is_settled { (look.unix_ms, ring) } else { (UnixMs(0), RecordRing { days: 0, ..ring }) }
}

fn told(error: SpoolError) -> String {
    error.to_string()
}

/// The facts that the spool has about a call that was cut off by a crash; `None` if the spool no
/// longer has any.
fn facts(spool: &Spool, of: RecordOf, began_at: UnixMs, now: UnixMs) -> Option<NewCallRecord> {
    let (device, number, trunk) = match of {
        RecordOf::Fax(fax) => {
            let fax = spool.faxes().fax(fax).ok()?;
            (fax.device.to_string(), fax.calling, fax.trunk.unwrap_or_default())
        }
        RecordOf::Job(job, _) => {
            let job = spool.jobs().job(job).ok()?;
            (job.device.to_string(), job.number, String::new())
        }
        RecordOf::Session(_) => Default::default(),
    };
    Some(NewCallRecord {
        of,
        fetched: None,
        began_at,
        ended_at: now,
        is_out: matches!(of, RecordOf::Job(..)),
        device,
        number,
        trunk,
        is_ok: false,
        cause: Cause::PbxCrashed.name().to_owned(),
        pages: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::config::RawConfig;
    use crate::service::hands::{Hands, nobody};
    use crate::service::settings::Current;
    use std::path::Path;

    const NOW: UnixMs = UnixMs(1_795_172_400_000);

    fn writer(folder: &Path) -> Writer {
        let (hands, clock) = Hands::at(NOW);
        let slot = Arc::new(SpoolSlot::new(folder.to_owned(), clock.clone()));
        let current = Current::read(&RawConfig::parse("ferrofax.conf", "[general]\n"), &[]);
        let configuration = Arc::new(Configuration::new(current, Arc::clone(&slot), hands));
        Writer::new(slot, configuration, clock, Arc::default(), &nobody())
    }

    /// Records a call with this number.
    fn record(writer: &mut Writer, call: u64) {
        let of = RecordOf::Session(1);
        let new = NewCallRecord {
            of,
            fetched: None,
            began_at: NOW,
            ended_at: NOW,
            is_out: false,
            device: String::new(),
            number: String::new(),
            trunk: String::new(),
            is_ok: false,
            cause: Cause::PbxCrashed.name().to_owned(),
            pages: 0,
        };
        for request in [
            Request::Begin(call, of, NOW),
            Request::Part(call, vec![1; 100].into()),
            Request::Keep(call, Box::new(new)),
        ] {
            writer.guarded(|work| work.work(request));
        }
    }

    /// The disk is away again weeks later: that must be seen in the log again.
    #[test]
    fn an_error_that_comes_again_after_a_recording_is_logged_again() {
        let folder = tempfile::tempdir().unwrap();
        let spool = folder.path().join("spool");
        std::fs::write(&spool, "not mounted").unwrap();
        let mut writer = writer(&spool);
        record(&mut writer, 1);
        let error = writer.last_error.clone();
        assert!(error.is_some());
        // The further requests for a call that is not recorded do not fail. They are no recording.
        record(&mut writer, 2);
        assert_eq!(writer.last_error, error);
        std::fs::remove_file(&spool).unwrap();
        record(&mut writer, 3);
        assert_eq!(writer.last_error, None);
    }
}
