//! The flight recorder: what each call is given goes onto a tape beside the call, and the tapes
//! of those that failed (or of all, or of none: `record`) are kept in the spool.
//!
//! Nothing waits for it. A call hands over a part of its tape now and then; where the disk
//! is full, or so slow that too much waits for it, the record ends and the call goes on.

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

/// How much may wait for the disk, of all calls together.
const MOST_WAITING: usize = 16 << 20;

/// How long one tape may grow: two hours of audio.
const LONGEST: usize = 64 << 20;

/// The thread that writes the tapes, and the way to it.
pub(super) struct Recorder {
    thread: RequestThread<Request>,
    waiting: Arc<AtomicUsize>,
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
        let waiting = Arc::<AtomicUsize>::default();
        let writer = Writer::new(slot, configuration, clock.clone(), Arc::clone(&waiting), raise);
        let thread = RequestThread::spawn("ferrofax-record", move |queue| writer.run(queue))?;
        Ok(Self { thread, waiting, calls: AtomicU64::new(0), clock })
    }

    /// A tape for a call that begins; none if it is not to be recorded.
    pub(super) fn record(&self, wanted: RecordCalls, of: RecordOf) -> Option<CallTape> {
        let requests = self.thread.requests().filter(|_| wanted != RecordCalls::None)?;
        Some(CallTape {
            requests,
            waiting: Arc::clone(&self.waiting),
            key: self.calls.fetch_add(1, Ordering::Relaxed),
            wanted,
            of,
            began_at: self.clock.unix_ms(),
            octets: 0,
        })
    }

    /// Ends the thread, once all calls are over.
    pub(super) fn stop(&self) {
        self.thread.stop();
    }
}

/// The way of one call's tape to the disk. Dropped without an end, nothing stays of it.
pub(super) struct CallTape {
    requests: Sender<Request>,
    waiting: Arc<AtomicUsize>,
    key: u64,
    wanted: RecordCalls,
    of: RecordOf,
    began_at: UnixMs,
    /// What was handed over.
    octets: usize,
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

    /// Hands over so much more of the tape. False: nothing more is wanted of it. Where it has
    /// only become too long, what there is will be kept.
    pub(super) fn add(&mut self, part: TapePart) -> bool {
        if self.octets > LONGEST {
            return false;
        }
        if self.octets == 0 {
            self.ask(Request::Begin(self.key, self.of, self.began_at));
        }
        let length = part.len();
        self.octets += length;
        if self.waiting.load(Ordering::Relaxed) + length > MOST_WAITING {
            log::warn!("{}: its call is not recorded any more: the disk is too slow", self.of);
            self.ask(Request::Drop(self.key));
            return false;
        }
        self.waiting.fetch_add(length, Ordering::Relaxed);
        self.ask(Request::Part(self.key, part));
        self.octets <= LONGEST
    }

    /// The call is over.
    pub(super) fn end(self, ended: Ended) {
        if ended.is_ok && self.wanted != RecordCalls::All {
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
        if self.octets > 0 {
            self.ask(Request::Drop(self.key));
        }
    }
}

#[cfg(test)]
mod tests;
