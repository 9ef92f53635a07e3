//! A received page on its way from the call to the disk. A page in colour is also decoded to black
//! and white, on a thread of its own (`showing`).

use crate::service::page_memory::PageShare;
use ferrofax_document::colour::{self, Shown};
use ferrofax_document::tiff::Beside;
use ferrofax_ground::ladder::{Rung, Step, Way};
use ferrofax_ground::t4::{PageQuality, Undecoded};
use ferrofax_spool::NewPage;

/// A received page in the form in which the fax engine passes it to the storage thread.
#[derive(Debug)]
pub(in crate::service) struct CamePage {
    /// The page in black and white. If the page came in colour, this field has no rows of pixels
    /// until the colour page is decoded.
    pub(in crate::service) page: NewPage,
    /// If the page came in grey or colour: its bytes (JPEG or T.43) as the sender encoded them;
    /// otherwise `None`.
    pub(in crate::service) colour: Option<Vec<u8>>,
    /// The data that arrived of a page, if it could not be decoded to the end.
    pub(in crate::service) undecoded: Option<Undecoded>,
    /// The time when the page came, in milliseconds since the call's beginning.
    pub(in crate::service) at_ms: u64,
    /// The page's memory, which counts until the page is stored.
    pub(in crate::service) memory: Option<PageShare>,
}

/// A received page in the form in which it is stored.
pub(super) struct Kept {
    /// The rows of the received page in black and white; a colour page was decoded to such rows.
    pub(super) page: NewPage,
    /// If the page came in grey or colour: its bytes (JPEG or T.43) as the sender encoded them;
    /// otherwise `None`.
    pub(super) colour: Option<Vec<u8>>,
    /// The data that arrived of the page, if it could not be decoded to the end.
    undecoded: Option<Undecoded>,
    /// A note on the fault in the page, for the call's ladder, which lists the frames and notes
    /// of the call.
    pub(super) rung: Option<Rung>,
    /// The page's memory, which counts until the page is stored.
    _memory: Option<PageShare>,
}

impl CamePage {
    /// Decodes a received colour page to black-and-white rows, and returns the page in the form in
    /// which it is stored. If the colour data have a fault, the result contains the rows that could
    /// be decoded, the colour data as received, and a note on the fault.
    pub(super) fn shown(self) -> Kept {
        let Self { mut page, colour, undecoded, at_ms, memory } = self;
        let Some(octets) = &colour else {
            return Kept { page, colour, undecoded, rung: None, _memory: memory };
        };
        let width = page.bitmap.width();
        let Shown { bitmap, bad_rows, fault } =
            colour::in_black_and_white(octets, page.resolution.x_dpi(), width);
        page.quality = PageQuality {
            rows: bitmap.rows(),
            bad_rows,
            longest_bad_run: bad_rows,
            cut_off: fault.is_some(),
        };
        let rung = fault.map(|fault| {
            let (page, count) = (page.number.into(), bad_rows.into());
            let step = Step::ColoursRows { page, count, why: fault.to_string() };
            Rung { at_ms, way: Way::Noted, step }
        });
        page.bitmap = bitmap;
        Kept { page, colour, undecoded, rung, _memory: memory }
    }
}

impl Kept {
    /// The data that the fax's file stores in addition to the page in black and white: the colour
    /// page, or the data of a page that could not be decoded to the end.
    pub(super) fn beside<'a>(&'a self, colour: &'a Option<&'a [u8]>) -> Beside<'a> {
        match &self.undecoded {
            Some(undecoded) => Beside::Undecoded(undecoded, self.page.coding),
            None => Beside::colours(colour),
        }
    }
}
