//! Faxes by T.38 from and to spandsp arrive pixel by pixel: a part that is short enough for each
//! test run, all calls at once. `make matrix ONLY=t38` runs the whole matrix.

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::Resolution::{Fine, Standard, Superfine};

use crate::exchange::Exchange;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::{Case, Line, all_at_once, ecm, no_ecm};
use crate::send_case::{SendCase, to_ourselves, to_spandsp};
use crate::sending_desk::SendingDesk;

on_each_asterisk!(what_comes_is_what_was_sent, what_is_sent_is_what_comes);

const RECEIVED: [Case; 8] = [
    ecm(V17At14400, Mmr, Fine, 3).over(Line::REDUNDANT),
    no_ecm(V17At14400, Mr, Fine, 3).over(Line::BARE),
    no_ecm(V17At12000, Mh, Standard, 2).over(Line::FEC),
    ecm(V17At9600, Mr, Fine, 2).over(Line::FEC),
    ecm(V29At9600, Mh, Standard, 2).over(Line::BARE),
    no_ecm(V29At7200, Mr, Standard, 2).over(Line::REDUNDANT),
    ecm(V27ter4800, Mmr, Standard, 2).over(Line::REDUNDANT),
    no_ecm(V27ter2400, Mr, Standard, 2).over(Line::REDUNDANT),
];

const SENT: [SendCase; 10] = [
    to_spandsp(ecm(V17At14400, Mmr, Fine, 3).over(Line::REDUNDANT)),
    to_spandsp(no_ecm(V17At14400, Mr, Fine, 2).over(Line::BARE)),
    to_spandsp(no_ecm(V17At12000, Mh, Fine, 2).over(Line::FEC)),
    to_spandsp(ecm(V17At7200, Mr, Fine, 2).over(Line::FEC)),
    to_spandsp(ecm(V29At9600, Mh, Fine, 2).over(Line::BARE)),
    to_spandsp(no_ecm(V29At7200, Mr, Fine, 2).over(Line::REDUNDANT)),
    to_spandsp(ecm(V27ter4800, Mmr, Fine, 2).over(Line::REDUNDANT)),
    to_spandsp(no_ecm(V27ter2400, Mh, Fine, 2).over(Line::REDUNDANT)),
    to_ourselves(ecm(V17At14400, Mmr, Superfine, 2).over(Line::REDUNDANT)),
    to_ourselves(no_ecm(V29At9600, Mr, Standard, 2).over(Line::REDUNDANT)),
];

fn what_comes_is_what_was_sent(asterisk: Asterisk) {
    let exchange = Exchange::start("t38-receiving", asterisk, &Case::devices());
    all_at_once(&RECEIVED, |_, case| case.run(&exchange, &case.document()));
    assert_eq!(exchange.stray_mails(), []);
}

fn what_is_sent_is_what_comes(asterisk: Asterisk) {
    let devices = [SendCase::devices(&SENT), SendCase::receivers()].concat();
    let desk = SendingDesk::start("t38-sending", asterisk, &devices, &[]);
    all_at_once(&SENT, |_, case| case.run(&desk));
}
