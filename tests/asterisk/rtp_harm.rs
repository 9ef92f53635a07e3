//! RTP packets that are repeated, late, out of order or lost, and packets without audio: a few
//! faxes on each Asterisk, to FaxDevice and to ReceiveFAX. `make matrix ONLY=rtp` runs the whole
//! table, and compares it with res_fax_spandsp.

use std::thread;

use ferrofax::spool::LadderOf;

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::relayed_fax::{Came, RelayedFax, ferrofax_desk};
use crate::rtp_relay::{Between, Harm, RtpRelay};
use ferrofax_kit::spools;

on_each_asterisk!(on_16_by_wish: faxes_arrive_whatever_happens_to_their_rtp);
on_each_asterisk!(on_16_by_wish: packets_without_audio_between_the_others_cost_a_fax_nothing);

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
        .filter_map(|line| line.split_once(" packets received, ")?.1.split_once(" duplicate"));
    assert!(
        doubled
            .clone()
            .filter(|(count, _)| count.parse::<u32>().is_ok_and(|count| count > 20))
            .count()
            >= 5
    );
}

/// Comfort noise once a second and behind each packet, three ends of a telephone event, and a payload
/// type that nobody knows: their numbers are no loss, and nothing of the fax is asked for again.
fn packets_without_audio_between_the_others_cost_a_fax_nothing(asterisk: Asterisk) {
    let desk = &ferrofax_desk("rtp-between", asterisk);
    let kinds = [(50, 1, 13), (1, 1, 13), (40, 3, 101), (3, 2, 77)];
    let mut put = Vec::new();
    for (at, (every, packets, payload_type)) in kinds.into_iter().enumerate() {
        let between = Between { every, packets, payload_type };
        let relay = RtpRelay::start_with(&desk.lab, Harm::default(), between, 7);
        let faxes = [true, false].map(|ecm| RelayedFax {
            serial: 50 + 2 * at + usize::from(ecm),
            ecm,
            rows: 500,
        });
        let came = thread::scope(|scope| {
            let calls = faxes.map(|fax| scope.spawn(move || fax.to_device(desk)));
            calls.map(|call| call.join().unwrap_or_default())
        });
        assert!(came.iter().all(|came| came.arrived && came.same), "{between:?}: {came:?}");
        assert!(relay.put() > 20, "{} packets between the others", relay.put());
        put.push(relay.put());
    }
    let faxes = spools::faxes(&desk.spool);
    assert_eq!(faxes.len(), 8);
    for fax in faxes {
        let rungs = desk.spool.recordings().ladder(LadderOf::Fax(fax.id)).unwrap();
        let refusal = rungs.iter().find(|rung| {
            ["PPR", "FTT", "RTN"].iter().any(|word| rung.step.to_string().starts_with(word))
        });
        assert!(!rungs.is_empty() && refusal.is_none(), "{refusal:?}");
    }
    let log = desk.lab.log();
    // Each packet between the others would be 20 ms. On a busy machine some of them come in the burst
    // behind a stall, where nothing tells them from a lost one.
    let lost = log.lines().filter_map(|line| {
        let (_, rest) = line.split_once(" too many, ")?;
        rest.split_once(" times moved, ")?
            .1
            .split_once(" ms lost")?
            .0
            .parse::<u32>()
            .ok()
    });
    let lost: Vec<u32> = lost.collect();
    assert_eq!(lost.len(), 8, "each call says what became of its packets");
    for (calls, put) in lost.chunks(2).zip(put) {
        let lost_packets = calls.iter().sum::<u32>() as usize / 20;
        assert!(2 * lost_packets < put as usize, "{calls:?} ms lost of {put} packets: {lost:?}");
    }
}
