//! Faxes that our PBX dials arrive pixel by pixel: the part of the send matrix that every
//! test run can afford, all calls at once. `make matrix` runs the whole.

use std::thread;

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::PageWidth::{A3, A4, B4};
use ferrofax::t4::Resolution::{Fine, R200, R300, R400, Standard, Superfine};

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::Case;
use crate::receive_case::Line::Audio;
use crate::send_case::Receiver::{Ourselves, Spandsp};
use crate::send_case::SendCase;
use crate::sending_desk::SendingDesk;

on_each_asterisk!(every_rate_and_coding_arrives_pixel_by_pixel);

/// Each rate to spandsp, each coding and resolution with several of them, some to
/// ourselves, and sizes that only we take.
const CASES: [SendCase; 14] = [
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V17At14400,
            ecm: true,
            coding: Mmr,
            resolution: Superfine,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V17At12000,
            ecm: false,
            coding: Mr,
            resolution: Fine,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V17At9600,
            ecm: true,
            coding: Mr,
            resolution: Standard,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V17At7200,
            ecm: false,
            coding: Mh,
            resolution: Standard,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V29At9600,
            ecm: true,
            coding: Mh,
            resolution: Fine,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V29At7200,
            ecm: false,
            coding: Mr,
            resolution: Superfine,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V27ter4800,
            ecm: true,
            coding: Mmr,
            resolution: Standard,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V27ter2400,
            ecm: false,
            coding: Mh,
            resolution: Standard,
            width: A4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V17At14400,
            ecm: true,
            coding: Mmr,
            resolution: Fine,
            width: A4,
            pages: 2,
            line: Audio,
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
            line: Audio,
        },
    },
    SendCase {
        to: Spandsp,
        way: Case {
            rate: V17At14400,
            ecm: true,
            coding: Mmr,
            resolution: R300,
            width: A3,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V17At14400,
            ecm: true,
            coding: Mmr,
            resolution: R400,
            width: A3,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V17At14400,
            ecm: false,
            coding: Mh,
            resolution: R300,
            width: B4,
            pages: 2,
            line: Audio,
        },
    },
    SendCase {
        to: Ourselves,
        way: Case {
            rate: V29At9600,
            ecm: true,
            coding: Mr,
            resolution: R200,
            width: B4,
            pages: 2,
            line: Audio,
        },
    },
];

fn every_rate_and_coding_arrives_pixel_by_pixel(asterisk: Asterisk) {
    let desk = SendingDesk::start("sending", asterisk, &devices(), &[]);
    let results = thread::scope(|scope| {
        let desk = &desk;
        let calls = CASES.map(|case| scope.spawn(move || case.run(desk)));
        calls.map(|call| call.join().expect("no panic in a call"))
    });
    let faults: Vec<String> = CASES
        .iter()
        .zip(results)
        .filter_map(|(case, result)| Some(format!("{case}: {}", result.err()?)))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {} failed:\n{}",
        faults.len(),
        CASES.len(),
        faults.join("\n")
    );
}

/// Those that send, and those of our own that receive.
fn devices() -> Vec<String> {
    let mut lines = SendCase::devices(&CASES);
    lines.extend(SendCase::receivers());
    lines
}
