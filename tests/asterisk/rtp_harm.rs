//! RTP that comes doubled, late, out of order or not at all: a few faxes through it on
//! each Asterisk, to FaxDevice and to ReceiveFAX. `make matrix ONLY=rtp` makes the whole
//! table, beside res_fax_spandsp.

use std::thread;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::relayed_fax::{Came, RelayedFax, ferrofax_desk};
use crate::rtp_relay::{Harm, RtpRelay};

on_each_asterisk!(on_16_by_wish: faxes_arrive_whatever_happens_to_their_rtp);

/// Nothing is lost, and all is out of order.
const DISORDER: Harm = Harm { doubled: 5.0, held: 5.0, jitter_ms: 30.0, lost: 0.0 };
const LOSS: Harm = Harm { doubled: 0.0, held: 0.0, jitter_ms: 0.0, lost: 1.0 };

fn faxes_arrive_whatever_happens_to_their_rtp(asterisk: Asterisk) {
    let desk = &ferrofax_desk("rtp-harm", asterisk);
    for (at, (harm, ecm)) in [(DISORDER, [true, true, false]), (LOSS, [true, true, true])]
        .into_iter()
        .enumerate()
    {
        let relay = RtpRelay::start(&desk.lab, harm, 77);
        let faxes = [0, 1, 2, 3, 4].map(|call| RelayedFax {
            serial: 10 * at + call,
            ecm: ecm[call % 3],
            rows: 500,
        });
        let came = thread::scope(|scope| {
            let mut calls = Vec::new();
            for (call, fax) in faxes.into_iter().enumerate() {
                let to_device = move || fax.to_device(desk);
                let to_receive_fax = move || fax.to_receive_fax(&desk.lab);
                calls.push(if call < 3 {
                    scope.spawn(to_device)
                } else {
                    scope.spawn(to_receive_fax)
                });
            }
            calls
                .into_iter()
                .map(|call| call.join().unwrap_or_default())
                .collect::<Vec<Came>>()
        });
        // Without error correction an overloaded machine may cost a row.
        let is_good = |fax: &RelayedFax, came: &Came| came.arrived && (came.same || !fax.ecm);
        assert!(
            faxes.iter().zip(&came).all(|(fax, came)| is_good(fax, came)),
            "{harm:?}: {came:?}, {}",
            relay.told()
        );
        // A relay that is passed by would prove nothing.
        assert!(relay.counts().0 > 1000 && relay.counts().1 > 10, "{}", relay.told());
        let log = desk.lab.log();
        let counted = log.lines().filter(|line| line.contains(": audio: ")).count();
        assert_eq!(counted, 5 * (at + 1), "each call says what became of its packets");
    }
    let log = desk.lab.log();
    let doubled = log
        .lines()
        .filter_map(|line| line.split_once(" packets heard, ")?.1.split_once(" doubled"));
    assert!(
        doubled
            .clone()
            .filter(|(count, _)| count.parse::<u32>().is_ok_and(|count| count > 20))
            .count()
            >= 5
    );
}
