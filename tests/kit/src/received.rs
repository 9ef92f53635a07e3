//! Received faxes in a spool, stored as the module stores them.

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, NewFax, NewPage, Spool};
use ferrofax::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax::t30::outcome::{Cause, Outcome, Phase, Status};

/// Returns a page without faults, received by V.17 at 14,400 bit/s with ECM.
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

/// Stores a completely received fax with these pages. The call ended at `now`.
pub fn receive(spool: &Spool, new: &NewFax, pages: &[Bitmap], now: UnixMs) -> FaxId {
    let fax = spool.receiving().begin_fax(new).unwrap();
    for (bitmap, number) in pages.iter().zip(1..) {
        spool.receiving().append_page(fax, &page(number, bitmap.clone(), now)).unwrap();
    }
    spool.receiving().finish_fax(fax, &whole(now)).unwrap();
    fax
}

/// Returns the end of a call in which the whole fax was received.
pub fn whole(ended_at: UnixMs) -> FaxEnd {
    let (status, phase, cause) = (Status::Received, Phase::E, Cause::Ok);
    FaxEnd::of(&Outcome { status, phase, cause, pages: 1 }, ended_at)
}

/// Returns the end of a call in which no page was received.
pub fn failed(cause: Cause, ended_at: UnixMs) -> FaxEnd {
    let (status, phase) = (Status::Failed, Phase::B);
    FaxEnd::of(&Outcome { status, phase, cause, pages: 0 }, ended_at)
}
