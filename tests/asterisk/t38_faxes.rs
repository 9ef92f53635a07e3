//! Faxes by T.38 from and to spandsp arrive pixel by pixel: the part that every test run
//! can afford, all calls at once. `make matrix ONLY=t38` runs the whole.

use std::thread;

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::PageWidth::A4;
use ferrofax::t4::Resolution::{Fine, Standard, Superfine};

use crate::exchange::Exchange;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::{Case, Line};
use crate::send_case::Receiver::{Ourselves, Spandsp};
use crate::send_case::SendCase;
use crate::sending_desk::SendingDesk;

on_each_asterisk!(what_comes_is_what_was_sent, what_is_sent_is_what_comes);

const RECEIVED: [Case; 8] = [
    Case {
        rate: V17At14400,
        ecm: true,
        coding: Mmr,
        resolution: Fine,
        width: A4,
        pages: 3,
        line: Line::REDUNDANT,
    },
    Case {
        rate: V17At14400,
        ecm: false,
        coding: Mr,
        resolution: Fine,
        width: A4,
        pages: 3,
        line: Line::BARE,
    },
    Case {
        rate: V17At12000,
        ecm: false,
        coding: Mh,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Line::FEC,
    },
    Case {
        rate: V17At9600,
        ecm: true,
        coding: Mr,
        resolution: Fine,
        width: A4,
        pages: 2,
        line: Line::FEC,
    },
    Case {
        rate: V29At9600,
        ecm: true,
        coding: Mh,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Line::BARE,
    },
    Case {
        rate: V29At7200,
        ecm: false,
        coding: Mr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Line::REDUNDANT,
    },
    Case {
        rate: V27ter4800,
        ecm: true,
        coding: Mmr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Line::REDUNDANT,
    },
    Case {
        rate: V27ter2400,
        ecm: false,
        coding: Mr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Line::REDUNDANT,
    },
];

const fn sent(
    rate: ferrofax::modem::Rate,
    ecm: bool,
    coding: ferrofax::t4::Coding,
    pages: u32,
    line: Line,
) -> SendCase {
    SendCase {
        to: Spandsp,
        way: Case { rate, ecm, coding, resolution: Fine, width: A4, pages, line },
    }
}

const SENT: [SendCase; 10] = [
    sent(V17At14400, true, Mmr, 3, Line::REDUNDANT),
    sent(V17At14400, false, Mr, 2, Line::BARE),
    sent(V17At12000, false, Mh, 2, Line::FEC),
    sent(V17At7200, true, Mr, 2, Line::FEC),
    sent(V29At9600, true, Mh, 2, Line::BARE),
    sent(V29At7200, false, Mr, 2, Line::REDUNDANT),
    sent(V27ter4800, true, Mmr, 2, Line::REDUNDANT),
    sent(V27ter2400, false, Mh, 2, Line::REDUNDANT),
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V17At14400,
            ecm: true,
            coding: Mmr,
            resolution: Superfine,
            width: A4,
            pages: 2,
            line: Line::REDUNDANT,
        },
    },
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V29At9600,
            ecm: false,
            coding: Mr,
            resolution: Standard,
            width: A4,
            pages: 2,
            line: Line::REDUNDANT,
        },
    },
];

fn what_comes_is_what_was_sent(asterisk: Asterisk) {
    let exchange = Exchange::start("t38-receiving", asterisk, &Case::devices());
    let run = |case: Case| case.run(&exchange, &case.document());
    let results = thread::scope(|scope| {
        let calls = RECEIVED.map(|case| scope.spawn(move || run(case)));
        calls.map(|call| call.join().expect("no panic in a call"))
    });
    let faults: Vec<String> = RECEIVED
        .iter()
        .zip(results)
        .filter_map(|(case, result)| Some(format!("{case}: {}", result.err()?)))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {} failed:\n{}",
        faults.len(),
        RECEIVED.len(),
        faults.join("\n")
    );
    assert_eq!(exchange.stray_mails(), []);
}

fn what_is_sent_is_what_comes(asterisk: Asterisk) {
    let devices = [SendCase::devices(&SENT), SendCase::receivers()].concat();
    let desk = SendingDesk::start("t38-sending", asterisk, &devices, &[]);
    let results = thread::scope(|scope| {
        let desk = &desk;
        let calls = SENT.map(|case| scope.spawn(move || case.run(desk)));
        calls.map(|call| call.join().expect("no panic in a call"))
    });
    let faults: Vec<String> = SENT
        .iter()
        .zip(results)
        .filter_map(|(case, result)| Some(format!("{case}: {}", result.err()?)))
        .collect();
    assert!(faults.is_empty(), "{} of {} failed:\n{}", faults.len(), SENT.len(), faults.join("\n"));
}
