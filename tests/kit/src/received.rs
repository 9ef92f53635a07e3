//! Received faxes in a spool, stored as the module stores them.

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, NewFax, NewPage, Spool};
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};

/// A page without faults, received by V.17 at 14,400 bit/s with ECM.
pub fn page(number: u32, bitmap: Bitmap, received_at: UnixMs) -> NewPage {
    NewPage {
        number,
        bitmap,
        resolution: Resolution::Fine,
        quality: PageQuality::default(),
        coding: Coding::Mmr,
        rate_bps: 14_400,
        ecm: true,
        complete: true,
        received_at,
    }
}

/// Stores a fax of these pages that was received completely. The call ended at `now`.
pub fn receive(spool: &Spool, new: &NewFax, pages: &[Bitmap], now: UnixMs) -> FaxId {
    let fax = spool.receiving().begin_fax(new).unwrap();
    for (bitmap, number) in pages.iter().zip(1..) {
        spool.receiving().append_page(fax, &page(number, bitmap.clone(), now)).unwrap();
    }
    let pages = pages.len() as u32;
    let outcome = Outcome { status: Status::Received, phase: Phase::E, cause: Cause::Ok, pages };
    spool.receiving().finish_fax(fax, &FaxEnd::of(&outcome, now)).unwrap();
    fax
}
