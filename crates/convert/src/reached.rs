//! The page that a conversion has reached, for other threads that show the progress.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The page that a conversion has reached. All clones of this value show the progress of one
/// conversion.
#[derive(Clone, Debug, Default)]
pub struct Reached(Arc<AtomicU64>);

/// The page on which a conversion works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageOf {
    /// The number of the page, from 1; 0 before the first one.
    pub page: u32,
    /// The number of pages of the document; `None` if it is not known before the end.
    pub pages: Option<u32>,
}

impl Reached {
    /// Returns the page on which the conversion works now.
    pub fn now(&self) -> PageOf {
        let both = self.0.load(Ordering::Relaxed);
        let (page, pages) = ((both >> 32) as u32, both as u32);
        PageOf { page, pages: (pages > 0).then_some(pages) }
    }

    /// Stores that the conversion now works on the page with the number `page`. `pages` is the
    /// number of pages of the document; 0 if it is not known.
    pub(super) fn set(&self, page: u32, pages: u32) {
        self.0.store(u64::from(page) << 32 | u64::from(pages), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_shown_with_the_number_of_pages_if_that_is_known() {
        let reached = Reached::default();
        let shown = reached.clone();
        assert_eq!(shown.now(), PageOf::default());
        reached.set(12, 40);
        assert_eq!(shown.now(), PageOf { page: 12, pages: Some(40) });
        reached.set(13, 0);
        assert_eq!(shown.now(), PageOf { page: 13, pages: None });
    }
}
