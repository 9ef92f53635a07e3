//! Faxes by T.38 over networks that lose, repeat, delay and reorder datagrams: a part that is short
//! enough for each test run, all calls at once. `make matrix ONLY=packets` runs the whole table,
//! and compares it with spandsp.

use std::thread;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::packet_faxes::{PacketFax, Pair, Stage};
use crate::udptl_relay::Correction::{None, Redundancy};
use crate::udptl_relay::{Correction, Trouble};

on_each_asterisk!(on_16_by_wish: faxes_over_bad_networks_arrive);

const NOTHING: Trouble = Trouble { lost: 0.0, burst: 1, repeated: 0.0, held: 0.0, jitter_ms: 0 };

/// The network faults, the error correction of UDPTL, and whether ECM is used.
const WAYS: [(Trouble, Correction, bool); 5] = [
    (Trouble { lost: 5.0, ..NOTHING }, Redundancy, true),
    (Trouble { lost: 5.0, burst: 3, ..NOTHING }, Redundancy, true),
    (Trouble { lost: 2.0, ..NOTHING }, Redundancy, false),
    (Trouble { repeated: 5.0, held: 5.0, ..NOTHING }, Redundancy, false),
    (Trouble { lost: 1.0, ..NOTHING }, None, true),
];

fn faxes_over_bad_networks_arrive(asterisk: Asterisk) {
    let faxes = (0..).zip(WAYS).flat_map(|(number, (trouble, correction, ecm))| {
        [Pair::FromSpandsp, Pair::ToSpandsp].map(|pair| {
            let seed = 100 + u64::from(number);
            PacketFax { pair, correction, ecm, trouble, seed, serial: number }
        })
    });
    let faxes: Vec<PacketFax> = faxes.collect();
    let stage = Stage::ours("bad-networks", asterisk, faxes.len() as u8);
    let results = thread::scope(|scope| {
        let stage = &stage;
        let calls = (0..).zip(&faxes).map(|(lane, fax)| scope.spawn(move || stage.fax(lane, fax)));
        let calls: Vec<_> = calls.collect();
        calls
            .into_iter()
            .map(|call| call.join().expect("no panic in a call"))
            .collect::<Vec<_>>()
    });
    let faults: Vec<String> = results
        .into_iter()
        .filter(|came| !came.arrived || !came.same)
        .map(|came| came.account)
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {} failed:\n{}",
        faults.len(),
        faxes.len(),
        faults.join("\n")
    );
}
