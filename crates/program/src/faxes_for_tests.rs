//! Received faxes for tests.

use ferrofax_basics::{DeviceName, UnixMs};
use ferrofax_ground::t4::{Bitmap, Coding, PageQuality, Resolution};
use ferrofax_spool::{FaxEnd, FaxId, FaxStatus, NewFax, NewPage, Spool};

/// Receives a fax with so many white pages of 10 rows at the device 1000. The call ends at
/// `ended_at`.
pub(crate) fn fax(spool: &Spool, pages: u32, ended_at: UnixMs) -> FaxId {
    let device = DeviceName::new("1000", "x");
    let new = NewFax { device, started_at: ended_at, ..NewFax::default() };
    let fax = spool.receiving().begin_fax(&new).unwrap();
    let page = |number| NewPage {
        number,
        bitmap: Bitmap::white(1728, 10),
        resolution: Resolution::Fine,
        quality: PageQuality::default(),
        coding: Coding::Mmr,
        rate_bps: 14_400,
        ecm: true,
        complete: true,
        received_at: ended_at,
    };
    (1..=pages).for_each(|at| spool.receiving().append_page(fax, &page(at)).unwrap());
    let end = FaxEnd {
        status: FaxStatus::Received,
        phase: "E".into(),
        cause: "OK".into(),
        event: "Received.".into(),
        ended_at,
    };
    spool.receiving().finish_fax(fax, &end).unwrap();
    fax
}
