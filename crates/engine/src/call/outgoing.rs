//! Pages between the owner and the line: the one that is being sent, and the next.

use super::originate::{PageNotTaken, PageToSend};
use crate::t30::calling::{FarCapabilities, PageFacts};
use ferrofax_ground::t4::{Coding, EncodeOptions, Resolution, encode};
use std::collections::VecDeque;
use std::sync::Arc;

/// Keeps the pages that were given and are not settled yet: two at most.
#[derive(Debug, Default)]
pub(super) struct OutgoingPages {
    /// The page that is wanted, and what it must fit.
    wanted: Option<(u32, FarCapabilities)>,
    pages: VecDeque<(u32, PageToSend)>,
}

impl OutgoingPages {
    pub(super) fn want(&mut self, index: u32, can: FarCapabilities) {
        self.wanted = Some((index, can));
    }

    pub(super) fn give(&mut self, page: PageToSend) -> Result<PageFacts, PageNotTaken> {
        let (index, can) = self.wanted.take().ok_or(PageNotTaken::NotWanted)?;
        match page.check(&can) {
            Ok(facts) => {
                // A page may be wanted again when the remote terminal says anew what it can.
                self.forget(index);
                self.pages.push_back((index, page));
                Ok(facts)
            }
            Err(why) => {
                self.wanted = Some((index, can));
                Err(why)
            }
        }
    }

    pub(super) fn code(&self, index: u32, coding: Coding, min_row_bits: u32) -> Arc<Vec<u8>> {
        let page = self.pages.iter().find(|(number, _)| *number == index);
        if coding.is_colour() {
            return page.and_then(|(_, page)| page.colour.clone()).unwrap_or_default();
        }
        Arc::new(page.map_or_else(Vec::new, |(_, page)| {
            let options = EncodeOptions {
                k: k_of(page.resolution),
                min_row_bits,
                lsb_first: true,
                end_of_page: true,
            };
            encode(&page.bitmap, coding, options)
        }))
    }

    pub(super) fn forget(&mut self, index: u32) {
        self.pages.retain(|(number, _)| *number != index);
    }
}

/// MR: at least every so many rows one is coded by itself (T.4 §4.2.2), about as many to
/// a millimetre at each resolution.
const fn k_of(resolution: Resolution) -> u32 {
    match resolution {
        Resolution::Standard | Resolution::R200x100 => 2,
        Resolution::Fine | Resolution::R200 => 4,
        Resolution::R300 => 6,
        Resolution::Superfine | Resolution::Ultrafine | Resolution::R200x400 | Resolution::R400 => {
            8
        }
    }
}
