//! The fax calls that run now, for `max_lines` and for `ferrofax show calls`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is shown of a running call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LineStatus {
    pub(super) channel: String,
    pub(super) device: String,
    pub(super) caller: String,
    pub(super) far_ident: String,
    pub(super) fax: Option<i64>,
    pub(super) since_ms: i64,
    pub(super) pages: u32,
    pub(super) rate_bps: u32,
    pub(super) ecm: bool,
}

/// All lines.
#[derive(Default)]
pub(super) struct Lines {
    busy: Mutex<Busy>,
}

#[derive(Default)]
struct Busy {
    next: u64,
    calls: BTreeMap<u64, LineStatus>,
}

/// One line, held by one call; free again when dropped.
pub(super) struct Line {
    lines: Arc<Lines>,
    key: u64,
}

impl Lines {
    /// Takes a line unless `max` are busy.
    pub(super) fn take(self: &Arc<Self>, max: usize, status: LineStatus) -> Option<Line> {
        let mut busy = self.lock();
        if busy.calls.len() >= max {
            return None;
        }
        let key = busy.next;
        busy.next += 1;
        busy.calls.insert(key, status);
        Some(Line { lines: Arc::clone(self), key })
    }

    pub(super) fn count(&self) -> usize {
        self.lock().calls.len()
    }

    pub(super) fn list(&self) -> Vec<LineStatus> {
        self.lock().calls.values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Busy> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    /// Changes what is shown of the call.
    pub(super) fn update(&self, change: impl FnOnce(&mut LineStatus)) {
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
        let first = lines.take(1, LineStatus::default()).unwrap();
        first.update(|status| status.pages = 3);
        assert_eq!(lines.list()[0].pages, 3);
        assert!(lines.take(1, LineStatus::default()).is_none());
        drop(first);
        assert!(lines.take(1, LineStatus::default()).is_some());
    }
}
