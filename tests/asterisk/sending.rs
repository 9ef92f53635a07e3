//! Faxes from our PBX arrive pixel by pixel: a part of the send matrix that is short enough for
//! each test run, all calls at once. `make matrix` runs the whole matrix.

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::PageWidth::{A3, B4};
use ferrofax::t4::Resolution::{Fine, R200, R300, R400, Standard, Superfine};

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::{all_at_once, ecm, no_ecm};
use crate::send_case::{SendCase, to_ourselves, to_spandsp};
use crate::sending_desk::SendingDesk;

on_each_asterisk!(every_rate_and_coding_arrives_pixel_by_pixel);

/// Each rate to spandsp; each coding and resolution with several of these; some faxes to Ferrofax
/// itself; and sizes that only Ferrofax supports.
const CASES: [SendCase; 14] = [
    to_spandsp(ecm(V17At14400, Mmr, Superfine, 2)),
    to_spandsp(no_ecm(V17At12000, Mr, Fine, 2)),
    to_spandsp(ecm(V17At9600, Mr, Standard, 2)),
    to_spandsp(no_ecm(V17At7200, Mh, Standard, 2)),
    to_spandsp(ecm(V29At9600, Mh, Fine, 2)),
    to_spandsp(no_ecm(V29At7200, Mr, Superfine, 2)),
    to_spandsp(ecm(V27ter4800, Mmr, Standard, 2)),
    to_spandsp(no_ecm(V27ter2400, Mh, Standard, 2)),
    to_ourselves(ecm(V17At14400, Mmr, Fine, 2)),
    to_ourselves(no_ecm(V29At9600, Mr, Standard, 2)),
    to_spandsp(ecm(V17At14400, Mmr, R300, 2).on(A3)),
    to_ourselves(ecm(V17At14400, Mmr, R400, 2).on(A3)),
    to_ourselves(no_ecm(V17At14400, Mh, R300, 2).on(B4)),
    to_ourselves(ecm(V29At9600, Mr, R200, 2).on(B4)),
];

fn every_rate_and_coding_arrives_pixel_by_pixel(asterisk: Asterisk) {
    let desk = SendingDesk::start("sending", asterisk, &devices(), &[]);
    all_at_once(&CASES, |_, case| case.run(&desk));
}

/// Returns the devices that send, and those that receive.
fn devices() -> Vec<String> {
    let mut lines = SendCase::devices(&CASES);
    lines.extend(SendCase::receivers());
    lines
}
