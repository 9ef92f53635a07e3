//! Limits the memory of all received pages that are not on disk yet, in all calls together.
//!
//! Twenty kilobytes of data from a telephone line may be a white page of ten metres, which takes 35
//! MB of memory. If such pages come in many calls at once, or the disk is slow, some of these calls
//! are ended. The pages that they have received so far are reported as an incomplete fax.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The limit for the memory of all received pages that are not on disk yet, in all calls together,
/// in bytes. Pages of a call that together take up to [`OF_EACH`] bytes never end the call.
const MOST: usize = 1_000_000_000;

/// The number of bytes that the pages of each call may take in any case: an A3 page in the finest
/// resolution of fax machines.
const OF_EACH: usize = 4_000_000;

/// The number of bytes of memory that the pages of all calls take now.
static ALL: AtomicUsize = AtomicUsize::new(0);

/// The memory that the received pages of one call use. This memory is also counted in the memory of
/// all calls.
#[derive(Debug)]
pub(super) struct PageMemory {
    all: &'static AtomicUsize,
    /// The number of bytes of the pages that the fax engine has.
    has: usize,
    /// The number of bytes of the call's pages that wait until they are stored.
    waiting: Arc<AtomicUsize>,
    /// Whether [`Self::is_too_much`] has already returned true for this call. That function returns
    /// true only once.
    has_ended: bool,
}

/// The memory of a received page that waits until it is stored. The memory counts until this value
/// is dropped.
#[derive(Debug)]
pub(super) struct PageShare {
    all: &'static AtomicUsize,
    of_call: Arc<AtomicUsize>,
    octets: usize,
}

impl Default for PageMemory {
    fn default() -> Self {
        Self::of(&ALL)
    }
}

impl PageMemory {
    /// The memory of a call without pages, as a part of the memory `all`.
    pub(super) fn of(all: &'static AtomicUsize) -> Self {
        Self { all, has: 0, waiting: Arc::default(), has_ended: false }
    }

    /// Records that the pages which the fax engine has now take `octets` bytes of memory. Returns
    /// true if there is not enough memory for the call's pages, but only once in each call.
    pub(super) fn is_too_much(&mut self, octets: usize) -> bool {
        self.all.fetch_add(octets, Ordering::Relaxed);
        let all = self.all.fetch_sub(self.has, Ordering::Relaxed) - self.has;
        self.has = octets;
        let of_call = octets + self.waiting.load(Ordering::Relaxed);
        let is_too_much = of_call > OF_EACH && all > MOST;
        is_too_much && !std::mem::replace(&mut self.has_ended, true)
    }

    /// Counts a page of `octets` bytes that waits until it is stored.
    pub(super) fn share(&self, octets: usize) -> PageShare {
        let share = PageShare { all: self.all, of_call: Arc::clone(&self.waiting), octets };
        share.all.fetch_add(octets, Ordering::Relaxed);
        share.of_call.fetch_add(octets, Ordering::Relaxed);
        share
    }
}

impl Drop for PageMemory {
    fn drop(&mut self) {
        self.all.fetch_sub(self.has, Ordering::Relaxed);
    }
}

impl Drop for PageShare {
    fn drop(&mut self) {
        self.all.fetch_sub(self.octets, Ordering::Relaxed);
        self.of_call.fetch_sub(self.octets, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_end_where_all_pages_together_are_too_large_and_none_of_a_usual_page() {
        static ALL: AtomicUsize = AtomicUsize::new(0);
        let mut calls: Vec<_> = (0..200).map(|_| PageMemory::of(&ALL)).collect();
        // A white page grows by 60 kB in 20 ms, on all lines at once.
        let mut ended = 0;
        for octets in (0..37_500_000).step_by(60_000) {
            for call in calls.iter_mut().filter(|call| !call.has_ended) {
                if call.is_too_much(octets) {
                    assert!(octets > OF_EACH);
                    ended += 1;
                    // The page was stored at once.
                    assert!(!call.is_too_much(0));
                }
            }
            assert!(ALL.load(Ordering::Relaxed) <= MOST + 200 * OF_EACH);
        }
        // The calls for which there is memory continue.
        assert!((170..180).contains(&ended), "{ended}");
        let mut usual = PageMemory::of(&ALL);
        assert!(!usual.is_too_much(OF_EACH));
        drop((calls, usual));
        assert_eq!(ALL.load(Ordering::Relaxed), 0);
    }

    /// Storing is blocked. Each of forty calls delivers a white page of ten metres.
    #[test]
    fn pages_that_wait_until_they_are_stored_count() {
        static ALL: AtomicUsize = AtomicUsize::new(0);
        let (mut ended, mut waiting) = (0, Vec::new());
        for _ in 0..40 {
            let mut call = PageMemory::of(&ALL);
            ended += u32::from(call.is_too_much(35_000_000));
            waiting.push(call.share(35_000_000));
            ended += u32::from(call.is_too_much(0));
        }
        assert_eq!(ended, 12, "28 such pages have room");
        let mut usual = PageMemory::of(&ALL);
        waiting.push(usual.share(OF_EACH / 2));
        assert!(!usual.is_too_much(OF_EACH / 2));
        drop((waiting, usual));
        assert_eq!(ALL.load(Ordering::Relaxed), 0);
    }

    /// A caller ends each page by a new training and not by a command, so that no page waits until
    /// the one before is stored.
    #[test]
    fn a_call_ends_whose_small_pages_wait_in_large_numbers() {
        static ALL: AtomicUsize = AtomicUsize::new(0);
        let mut call = PageMemory::of(&ALL);
        let mut waiting = Vec::new();
        while !call.is_too_much(0) {
            assert!(waiting.len() < 1_000);
            waiting.push(call.share(3_000_000));
        }
        assert_eq!(waiting.len(), 334);
    }
}
