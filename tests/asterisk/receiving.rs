//! Faxes from spandsp arrive pixel by pixel: a part of the receive matrix that is short enough for
//! each test run, all calls at once. `make matrix` runs the whole matrix.

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::PageWidth::A3;
use ferrofax::t4::Resolution::{Fine, R400, Standard};

use crate::exchange::Exchange;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::{Case, all_at_once, ecm, no_ecm};

on_each_asterisk!(every_rate_and_coding_arrives_pixel_by_pixel);

/// Each rate with and without ECM; each coding and resolution with several of these, and with
/// several pages; the highest resolution that spandsp sends; and a size that it cannot send.
const CASES: [Case; 14] = [
    ecm(V17At14400, Mmr, Fine, 3),
    no_ecm(V17At12000, Mr, Standard, 2),
    ecm(V17At9600, Mr, Fine, 2),
    no_ecm(V17At7200, Mh, Standard, 2),
    ecm(V29At9600, Mmr, Fine, 3),
    no_ecm(V29At9600, Mh, Standard, 3),
    ecm(V29At7200, Mh, Fine, 2),
    no_ecm(V29At7200, Mr, Fine, 2),
    ecm(V27ter4800, Mmr, Standard, 2),
    no_ecm(V27ter4800, Mh, Fine, 2),
    ecm(V27ter2400, Mr, Standard, 2),
    no_ecm(V27ter2400, Mr, Standard, 2),
    ecm(V17At14400, Mr, R400, 2),
    ecm(V17At14400, Mmr, Fine, 2).on(A3),
];

fn every_rate_and_coding_arrives_pixel_by_pixel(asterisk: Asterisk) {
    let exchange = Exchange::start("receiving", asterisk, &Case::devices());
    all_at_once(&CASES, |_, case| case.run(&exchange, &case.document()));
    assert_eq!(exchange.stray_mails(), []);
}
