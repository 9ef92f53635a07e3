//! The flight recorder: what each call is given goes onto a tape beside the call, and the tapes
//! of those that failed (or of all, or of none: `record`) are kept in the spool.
//!
//! Nothing waits for it. The tape of a call whose record is wanted only if it fails stays in
//! memory, and so costs next to nothing where it goes well; when it fails, or when the tapes of
//! all calls become too much for the memory, it goes to the disk. Where that is full, or so slow
//! that too much waits for it, the record ends and the call goes on.

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

/// How much of a tape (octets) is handed over at once: four seconds of audio.
const PART: usize = 32_000;

/// How much of all tapes (octets) stays in memory: two minutes of audio of 64 calls …
const MOST_HELD: usize = 64 << 20;

/// … and with what waits for the disk: pages that are sent are large until they are coded there.
const MOST_IN_MEMORY: usize = 2 * MOST_HELD;

/// How long one tape may grow: two hours of audio.
const LONGEST: usize = 64 << 20;

/// The thread that writes the tapes, and the way to it.
pub(super) struct Recorder {
    thread: RequestThread<Request>,
    /// How much of the tapes is in memory, in octets.
    in_memory: Arc<AtomicUsize>,
    /// How many calls there were.
    calls: AtomicU64,
    clock: Clock,
}

impl Recorder {
    /// Starts the thread. What a crash left of former calls is kept first.
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

    /// A tape for a call that begins; none if it is not to be recorded.
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

    /// Ends the thread, once all calls are over.
    pub(super) fn stop(&self) {
        self.thread.stop();
    }
}

/// The tape of one call, and its way to the disk. Dropped without an end, nothing stays of it.
pub(super) struct CallTape {
    requests: Sender<Request>,
    in_memory: Arc<AtomicUsize>,
    key: u64,
    wanted: RecordCalls,
    of: RecordOf,
    began_at: UnixMs,
    /// How long it is.
    octets: usize,
    /// What of it was not handed over.
    held: Vec<TapePart>,
    /// Whether its begin was handed over.
    is_on_disk: bool,
}

/// How a call ended, as its record says it.
pub(super) struct Ended {
    pub(super) is_out: bool,
    pub(super) device: String,
    pub(super) number: String,
    pub(super) trunk: String,
    pub(super) is_ok: bool,
    pub(super) cause: &'static str,
    pub(super) pages: u32,
    /// The fax that was fetched in it.
    pub(super) fetched: Option<FaxId>,
}

impl CallTape {
    /// Whether as much as this is to be handed over now.
    pub(super) const fn is_due(octets: usize) -> bool {
        octets >= PART
    }

    /// Takes so much more of the tape. False: nothing more is wanted of it. Where it has only
    /// become too long, what there is will be kept.
    pub(super) fn add(&mut self, part: TapePart) -> bool {
        // One that was given up has no end.
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

    /// All that is held goes to the disk.
    fn hand_over(&mut self) {
        if !self.is_on_disk {
            self.is_on_disk = true;
            self.ask(Request::Begin(self.key, self.of, self.began_at));
        }
        for part in std::mem::take(&mut self.held) {
            self.ask(Request::Part(self.key, part));
        }
    }

    /// Nothing stays of it.
    fn give_up(&mut self) {
        let held = self.held.drain(..).map(|part| part.memory()).sum();
        self.in_memory.fetch_sub(held, Ordering::Relaxed);
        if std::mem::take(&mut self.is_on_disk) {
            self.ask(Request::Drop(self.key));
        }
    }

    /// The call is over.
    pub(super) fn end(mut self, ended: Ended) {
        if ended.is_ok && self.wanted != RecordCalls::All {
            return;
        }
        if !self.held.is_empty() {
            self.hand_over();
        }
        // From here on it is the thread's.
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

    /// Where the thread is gone nothing is recorded.
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
