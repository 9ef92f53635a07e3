//! The recorder of calls. It records everything that the fax engine of a call receives. The
//! recordings of calls that failed (or of all, or of none: `record`) are kept in the spool.
//!
//! No call waits for the recorder. If a recording is wanted only after a failure, it is kept in
//! memory, so it costs next to nothing if the call succeeds. It is written to the disk if the
//! call fails, or if the recordings of all calls take too much memory. If the disk is full, or
//! so slow that too much waits for it, the recording ends and the call continues.

mod thread;

use super::clock::Clock;
use super::request_thread::RequestThread;
use super::settings::{Configuration, RecordCalls};
use super::spool_slot::SpoolSlot;
use ferrofax_basics::UnixMs;
use ferrofax_basics::errand::Raise;
use ferrofax_engine::call::TapePart;
use ferrofax_spool::{FaxId, NewCallRecord, RecordOf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use thread::{Request, Writer};

/// The number of bytes of a call recording that are collected before they are handed over together
/// to the recorder's thread: four seconds of audio.
const PART: usize = 32_000;

/// The number of bytes that all call recordings may take in memory before they are written to the
/// disk: two minutes of audio of 64 calls.
const MOST_HELD: usize = 64 << 20;

/// The limit for the memory of all recordings in bytes, including the parts that wait to be
/// written. Pages that are sent take much memory: they are coded only when they are written to the
/// disk.
const MOST_IN_MEMORY: usize = 2 * MOST_HELD;

/// The greatest length of one call recording in bytes: two hours of audio.
const LONGEST: usize = 64 << 20;

/// The thread that writes the call recordings, with the queue of requests to this thread.
pub(super) struct Recorder {
    thread: RequestThread<Request>,
    /// The number of bytes that all call recordings take in memory.
    in_memory: Arc<AtomicUsize>,
    /// The number of calls that the recorder has begun to record. This number identifies the next
    /// recording in requests to the recorder's thread.
    calls: AtomicU64,
    clock: Clock,
}

impl Recorder {
    /// Starts the recorder's thread. The thread first stores in the spool the recordings of calls
    /// that a crash cut off.
    pub(super) fn start(
        slot: Arc<SpoolSlot>,
        configuration: Arc<Configuration>,
        clock: Clock,
        raise: &Raise,
    ) -> std::io::Result<Self> {
        let in_memory = Arc::<AtomicUsize>::default();
        let writer = Writer::new(slot, configuration, clock.clone(), Arc::clone(&in_memory), raise);
        let thread = RequestThread::spawn("ferrofax-record", move |queue| writer.run(queue))?;
        Ok(Self { thread, in_memory, calls: AtomicU64::new(0), clock })
    }

    /// Makes a writer for the recording of a call that begins; `None` if the call is not recorded.
    pub(super) fn record(&self, wanted: RecordCalls, of: RecordOf) -> Option<CallTape> {
        let requests = self.thread.requests().filter(|_| wanted != RecordCalls::None)?;
        Some(CallTape {
            requests,
            in_memory: Arc::clone(&self.in_memory),
            key: self.calls.fetch_add(1, Ordering::Relaxed),
            wanted,
            of,
            began_at: self.clock.unix_ms(),
            octets: 0,
            held: Vec::new(),
            is_on_disk: false,
        })
    }

    /// Ends the recorder's thread, once all calls are over.
    pub(super) fn stop(&self) {
        self.thread.stop();
    }
}

/// The writer of one call's recording. If the writer is dropped before [`CallTape::end`], the
/// recording is deleted.
pub(super) struct CallTape {
    requests: Sender<Request>,
    in_memory: Arc<AtomicUsize>,
    key: u64,
    wanted: RecordCalls,
    of: RecordOf,
    began_at: UnixMs,
    /// The length of the call recording so far, in bytes.
    octets: usize,
    /// The parts of the recording that were not handed over to the recorder's thread yet.
    held: Vec<TapePart>,
    /// Whether the recording was begun on the disk, because parts of it were handed to the
    /// recorder's thread.
    is_on_disk: bool,
}

/// The facts about the end of a call that are stored in the call's recording.
pub(super) struct Ended {
    pub(super) is_out: bool,
    pub(super) device: String,
    pub(super) number: String,
    pub(super) trunk: String,
    pub(super) is_ok: bool,
    pub(super) cause: &'static str,
    pub(super) pages: u32,
    /// The fax that was fetched in the call; `None` if no fax was fetched.
    pub(super) fetched: Option<FaxId>,
}

impl CallTape {
    /// Whether a part of a call recording that has `octets` bytes is large enough to be added to
    /// the recording.
    pub(super) const fn is_due(octets: usize) -> bool {
        octets >= PART
    }

    /// Adds a part to the call recording. Returns false if no further part can be added. If the
    /// reason is the greatest length of a recording, the earlier parts are kept.
    pub(super) fn add(&mut self, part: TapePart) -> bool {
        // A recording that was given up has no end.
        if self.octets > LONGEST || part.is_empty() {
            return false;
        }
        let memory = part.memory();
        let before = self.in_memory.fetch_add(memory, Ordering::Relaxed);
        self.octets += part.len();
        self.held.push(part);
        if before + memory > MOST_IN_MEMORY {
            log::warn!("{}: its call is not recorded any more: the disk is too slow", self.of);
            self.give_up();
            return false;
        }
        if self.wanted == RecordCalls::All || self.is_on_disk || before + memory > MOST_HELD {
            self.hand_over();
        }
        self.octets <= LONGEST
    }

    /// Hands all parts of the call recording that are still in memory over to the recorder's
    /// thread, which writes them to the disk.
    fn hand_over(&mut self) {
        if !self.is_on_disk {
            self.is_on_disk = true;
            self.ask(Request::Begin(self.key, self.of, self.began_at));
        }
        for part in std::mem::take(&mut self.held) {
            self.ask(Request::Part(self.key, part));
        }
    }

    /// Deletes the unfinished call recording.
    fn give_up(&mut self) {
        let held = self.held.drain(..).map(|part| part.memory()).sum();
        self.in_memory.fetch_sub(held, Ordering::Relaxed);
        if std::mem::take(&mut self.is_on_disk) {
            self.ask(Request::Drop(self.key));
        }
    }

    /// Ends the call recording, because the call is over.
    pub(super) fn end(mut self, ended: Ended) {
        if ended.is_ok && self.wanted != RecordCalls::All {
            return;
        }
        if !self.held.is_empty() {
            self.hand_over();
        }
        // From here on the recording belongs to the thread.
        if !std::mem::take(&mut self.is_on_disk) {
            return;
        }
        let Ended { is_out, device, number, trunk, is_ok, cause, pages, fetched } = ended;
        let (of, began_at, ended_at) = (self.of, self.began_at, UnixMs(0));
        let cause = cause.to_owned();
        let new = NewCallRecord {
            of,
            fetched,
            began_at,
            ended_at,
            is_out,
            device,
            number,
            trunk,
            is_ok,
            cause,
            pages,
        };
        self.ask(Request::Keep(self.key, Box::new(new)));
    }

    /// Sends a request to the recorder's thread. If the thread has ended, nothing is recorded.
    fn ask(&self, request: Request) {
        _ = self.requests.send(request);
    }
}

impl Drop for CallTape {
    fn drop(&mut self) {
        self.give_up();
    }
}

#[cfg(test)]
mod tests;
