//! A page on its way from the call to the disk: one in colours is decoded here, on a thread of its
//! own (`showing`).

use ferrofax_document::colour::{self, Shown};
use ferrofax_document::tiff::Beside;
use ferrofax_ground::ladder::{Rung, Way};
use ferrofax_ground::t4::{PageQuality, Undecoded};
use ferrofax_spool::NewPage;

/// A page as the engine gave it.
#[derive(Debug)]
pub(in crate::service) struct CamePage {
    /// The page; without rows if it came in colours.
    pub(in crate::service) page: NewPage,
    /// Its octets, if it came in colours.
    pub(in crate::service) colour: Option<Vec<u8>>,
    /// What arrived of it, if it could not be decoded to its end.
    pub(in crate::service) undecoded: Option<Undecoded>,
    /// When it came, in ms of the call.
    pub(in crate::service) at_ms: u64,
}

/// A page as it is kept.
pub(super) struct Kept {
    /// In black and white.
    pub(super) page: NewPage,
    /// And in colours, if it came so.
    pub(super) colour: Option<Vec<u8>>,
    /// What arrived of it, if it could not be decoded to its end.
    undecoded: Option<Undecoded>,
    /// What was wrong with it.
    pub(super) rung: Option<Rung>,
}

impl CamePage {
    /// The page with its rows of black and white. Whatever is wrong with its colours, it is kept.
    pub(super) fn shown(self) -> Kept {
        let Self { mut page, colour, undecoded, at_ms } = self;
        let Some(octets) = &colour else { return Kept { page, colour, undecoded, rung: None } };
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
            let number = page.number;
            let text = format!("page {number} in colours: {bad_rows} rows are missing: {fault}");
            Rung { at_ms, way: Way::Noted, text }
        });
        page.bitmap = bitmap;
        Kept { page, colour, undecoded, rung }
    }
}

impl Kept {
    /// What the document keeps beside the rows.
    pub(super) fn beside<'a>(&'a self, colour: &'a Option<&'a [u8]>) -> Beside<'a> {
        match &self.undecoded {
            Some(undecoded) => Beside::Undecoded(undecoded, self.page.coding),
            None => Beside::colours(colour),
        }
    }
}
