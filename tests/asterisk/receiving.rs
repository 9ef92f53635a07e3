//! Faxes from spandsp arrive pixel by pixel: the part of the receive matrix that every
//! test run can afford, all calls at once. `make matrix` runs the whole.

use std::thread;

use ferrofax::modem::Rate::{V17At7200, V17At9600, V17At12000, V17At14400};
use ferrofax::modem::Rate::{V27ter2400, V27ter4800, V29At7200, V29At9600};
use ferrofax::t4::Coding::{Mh, Mmr, Mr};
use ferrofax::t4::PageWidth::{A3, A4};
use ferrofax::t4::Resolution::{Fine, R400, Standard};

use crate::exchange::Exchange;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::receive_case::Case;
use crate::receive_case::Line::Audio;

on_each_asterisk!(every_rate_and_coding_arrives_pixel_by_pixel);

/// Each rate with and without ECM, each coding and resolution with several of them, and
/// more than a page; the finest that spandsp sends; and what it cannot send.
const CASES: [Case; 14] = [
    Case {
        rate: V17At14400,
        ecm: true,
        coding: Mmr,
        resolution: Fine,
        width: A4,
        pages: 3,
        line: Audio,
    },
    Case {
        rate: V17At12000,
        ecm: false,
        coding: Mr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V17At9600,
        ecm: true,
        coding: Mr,
        resolution: Fine,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V17At7200,
        ecm: false,
        coding: Mh,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V29At9600,
        ecm: true,
        coding: Mmr,
        resolution: Fine,
        width: A4,
        pages: 3,
        line: Audio,
    },
    Case {
        rate: V29At9600,
        ecm: false,
        coding: Mh,
        resolution: Standard,
        width: A4,
        pages: 3,
        line: Audio,
    },
    Case {
        rate: V29At7200,
        ecm: true,
        coding: Mh,
        resolution: Fine,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V29At7200,
        ecm: false,
        coding: Mr,
        resolution: Fine,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V27ter4800,
        ecm: true,
        coding: Mmr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V27ter4800,
        ecm: false,
        coding: Mh,
        resolution: Fine,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V27ter2400,
        ecm: true,
        coding: Mr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V27ter2400,
        ecm: false,
        coding: Mr,
        resolution: Standard,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V17At14400,
        ecm: true,
        coding: Mr,
        resolution: R400,
        width: A4,
        pages: 2,
        line: Audio,
    },
    Case {
        rate: V17At14400,
        ecm: true,
        coding: Mmr,
        resolution: Fine,
        width: A3,
        pages: 2,
        line: Audio,
    },
];

fn every_rate_and_coding_arrives_pixel_by_pixel(asterisk: Asterisk) {
    let exchange = Exchange::start("receiving", asterisk, &Case::devices());
    let run = |case: Case| case.run(&exchange, &case.document());
    let results = thread::scope(|scope| {
        let calls = CASES.map(|case| scope.spawn(move || run(case)));
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
    assert_eq!(exchange.stray_mails(), []);
}
