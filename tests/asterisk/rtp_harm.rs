//! RTP that comes doubled, late, out of order or not at all: a few faxes through it on each Asterisk. `make matrix ONLY=rtp` makes the
//! whole table, beside res_fax_spandsp.

use std::thread;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::relayed_fax::{Came, RelayedFax, ferrofax_desk};
use crate::rtp_relay::{Harm, RtpRelay};

on_each_asterisk!(faxes_arrive_whatever_happens_to_their_rtp);

/// Nothing is lost, and all is out of order.
const DISORDER: Harm = Harm { doubled: 5.0, held: 5.0, jitter_ms: 30.0, lost: 0.0 };
const LOSS: Harm = Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 1.0 };

fn faxes_arrive_whatever_happens_to_their_rtp(asterisk: Asterisk) {
    let desk = &ferrofax_desk("rtp-harm", asterisk);
    for (at, (harm, ecm)) in [(DISORDER, [true, true, false]), (LOSS, [true, true, true])].into_iter().enumerate() {
        let relay = RtpRelay::start(&desk.lab, harm, 77);
        let faxes = [0, 1, 2].map(|call| RelayedFax { serial: 10 * at + call, ecm: ecm[call], rows: 500 });
        let came = thread::scope(|scope| {
            let calls = faxes.map(|fax| scope.spawn(move || fax.to_ferrofax(desk)));
            calls.map(|call| call.join().unwrap_or_default())
        });
        // Without error correction an overloaded machine may cost a row.
        let is_good = |fax: &RelayedFax, came: &Came| came.arrived && (came.same || !fax.ecm);
        assert!(faxes.iter().zip(&came).all(|(fax, came)| is_good(fax, came)), "{harm:?}: {came:?}, {}", relay.told());
        // A relay that is passed by would prove nothing.
        assert!(relay.counts().0 > 1000 && relay.counts().1 > 10, "{}", relay.told());
        let log = desk.lab.log();
        let counted = log.lines().filter(|line| line.contains(": audio: ")).count();
        assert_eq!(counted, 3 * (at + 1), "each call says what became of its packets");
    }
    let log = desk.lab.log();
    let doubled = log.lines().filter_map(|line| line.split_once(" packets heard, ")?.1.split_once(" doubled"));
    assert!(doubled.clone().filter(|(count, _)| count.parse::<u32>().is_ok_and(|count| count > 20)).count() >= 3);
}
