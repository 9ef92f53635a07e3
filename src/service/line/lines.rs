//! Keeps the list of the fax calls that are running. The setting `max_lines` limits their number,
//! and `ferrofax show calls` prints the list.

use ferrofax_basics::DeviceName;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_spool::FaxId;
use ferrofax_spool::jobs::JobId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

/// The status of a running call, as `ferrofax show calls` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::service) struct LineStatus {
    /// Whether Ferrofax placed the call; false for an incoming call.
    pub(in crate::service) outbound: bool,
    /// The stage that the call has reached, as one word, for `ferrofax show calls`.
    pub(in crate::service) stage: &'static str,
    pub(in crate::service) channel: String,
    /// The trunk of the call; empty as long as the trunk is not known.
    pub(in crate::service) trunk: String,
    pub(in crate::service) device: DeviceName,
    /// The telephone number of the remote end of the call.
    pub(in crate::service) number: String,
    pub(in crate::service) far_ident: String,
    pub(in crate::service) fax: Option<FaxId>,
    pub(in crate::service) job: Option<JobId>,
    pub(in crate::service) since: UnixMs,
    pub(in crate::service) pages: u32,
    pub(in crate::service) rate_bps: u32,
    pub(in crate::service) ecm: bool,
    pub(in crate::service) is_t38: bool,
}

/// The fax calls that are running, each with its status.
#[derive(Default)]
pub(in crate::service) struct Lines {
    busy: Mutex<Busy>,
}

#[derive(Default)]
struct Busy {
    next: u64,
    calls: BTreeMap<u64, LineStatus>,
}

/// The place of one running fax call among the `max_lines` calls that are permitted at once. The
/// place is free again when this value is dropped.
pub(in crate::service) struct Line {
    lines: Arc<Lines>,
    key: u64,
}

impl Lines {
    /// Reserves a place for a fax call. Returns `None` if `max` fax calls are already running. If
    /// Ferrofax itself places the call, the result is also `None` if `max` - `kept` calls that
    /// Ferrofax has placed are already running. So `kept` places are always left for incoming
    /// calls.
    pub(in crate::service) fn take(
        self: &Arc<Self>,
        max: usize,
        kept: usize,
        status: LineStatus,
    ) -> Option<Line> {
        let mut busy = self.lock();
        let placed = busy.calls.values().filter(|call| call.outbound).count();
        if busy.calls.len() >= max || (status.outbound && placed >= max.saturating_sub(kept)) {
            return None;
        }
        let key = busy.next;
        busy.next += 1;
        busy.calls.insert(key, status);
        Some(Line { lines: Arc::clone(self), key })
    }

    pub(in crate::service) fn count(&self) -> usize {
        self.lock().calls.len()
    }

    pub(in crate::service) fn list(&self) -> Vec<LineStatus> {
        self.lock().calls.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Busy> {
        lock(&self.busy)
    }
}

impl Line {
    /// Changes the status that `ferrofax show calls` prints for this call.
    pub(in crate::service) fn update(&self, change: impl FnOnce(&mut LineStatus)) {
        if let Some(status) = self.lines.lock().calls.get_mut(&self.key) {
            change(status);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.lines.lock().calls.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_than_the_most_finds_no_line_until_one_is_free() {
        let lines = Arc::new(Lines::default());
        let first = lines.take(1, 0, LineStatus::default()).unwrap();
        first.update(|status| status.pages = 3);
        assert_eq!(lines.list()[0].pages, 3);
        assert!(lines.take(1, 0, LineStatus::default()).is_none());
        drop(first);
        assert!(lines.take(1, 0, LineStatus::default()).is_some());
    }

    #[test]
    fn calls_that_we_place_leave_the_kept_lines_free() {
        let lines = Arc::new(Lines::default());
        let take = |outbound| lines.take(3, 1, LineStatus { outbound, ..LineStatus::default() });
        let held: Vec<_> = [true, true].map(|outbound| take(outbound).unwrap()).into();
        assert!(take(true).is_none(), "the third is kept");
        let inbound = take(false).unwrap();
        assert!(take(false).is_none());
        drop(held);
        assert!(take(true).is_some());
        drop(inbound);
    }
}
