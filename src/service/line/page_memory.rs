//! Limits the memory of all pages that are being received, in all calls together.
//!
//! Twenty kilobytes of data from a telephone line may be a white page of ten metres, which takes 35
//! MB of memory. If such pages come in many calls at once, some of these calls are ended. The pages
//! that they have received so far are reported as an incomplete fax.

use std::sync::atomic::{AtomicUsize, Ordering};

/// The limit for the memory of all pages that are being received, in all calls together, in bytes.
/// A page of up to [`OF_EACH`] bytes never ends its call.
const MOST: usize = 1_000_000_000;

/// The number of bytes that the page of each call may take in any case: an A3 page in the finest
/// resolution of fax machines.
const OF_EACH: usize = 4_000_000;

/// The number of bytes of memory that the pages of all calls take now.
static ALL: AtomicUsize = AtomicUsize::new(0);

/// The memory that the received page of one call uses. This memory is also counted in the memory of
/// all calls.
#[derive(Debug)]
pub(super) struct PageMemory<'a> {
    all: &'a AtomicUsize,
    has: usize,
    /// Whether [`Self::is_too_much`] has already returned true for this call. That function returns
    /// true only once.
    has_ended: bool,
}

impl Default for PageMemory<'static> {
    fn default() -> Self {
        Self::of(&ALL)
    }
}

impl<'a> PageMemory<'a> {
    const fn of(all: &'a AtomicUsize) -> Self {
        Self { all, has: 0, has_ended: false }
    }

    /// Records that the page which the call receives now takes `octets` bytes of memory. Returns
    /// true if there is not enough memory for the page, but only once in each call.
    pub(super) fn is_too_much(&mut self, octets: usize) -> bool {
        self.all.fetch_add(octets, Ordering::Relaxed);
        let all = self.all.fetch_sub(self.has, Ordering::Relaxed) - self.has;
        self.has = octets;
        let is_too_much = octets > OF_EACH && all > MOST;
        is_too_much && !std::mem::replace(&mut self.has_ended, true)
    }
}

impl Drop for PageMemory<'_> {
    fn drop(&mut self) {
        self.all.fetch_sub(self.has, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_end_where_all_pages_together_are_too_large_and_none_of_a_usual_page() {
        let all = AtomicUsize::new(0);
        let mut calls: Vec<_> = (0..200).map(|_| PageMemory::of(&all)).collect();
        // A white page grows by 60 kB in 20 ms, on all lines at once.
        let mut ended = 0;
        for octets in (0..37_500_000).step_by(60_000) {
            for call in calls.iter_mut().filter(|call| !call.has_ended) {
                if call.is_too_much(octets) {
                    assert!(octets > OF_EACH);
                    ended += 1;
                    // The page was handed to the storage thread.
                    assert!(!call.is_too_much(0));
                }
            }
            assert!(all.load(Ordering::Relaxed) <= MOST + 200 * OF_EACH);
        }
        // The calls for which there is memory continue.
        assert!((170..180).contains(&ended), "{ended}");
        let mut usual = PageMemory::of(&all);
        assert!(!usual.is_too_much(OF_EACH));
        drop((calls, usual));
        assert_eq!(all.load(Ordering::Relaxed), 0);
    }
}
