//! A peer that brings by packets what no fax modem could carry: what is kept of it is bounded, what
//! is dropped is counted and said, and a page that lacks something is not confirmed. A peer that
//! catches up after its network has stalled loses nothing.

use crate::t38::fax::some_pages;
use crate::t38::terminal::Ours;
use ferrofax::call::{AnswerConfig, OriginateConfig, T38Terms};
use ferrofax::modem::Rate;
use ferrofax::t4::{Coding, EncodeOptions, encode};
use ferrofax::t30::outcome::Cause;
use ferrofax::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use ferrofax::t38::{Gateway, GatewayConfig, MOST_WAITING};

/// Samples in a millisecond.
const MS: usize = 8;
const RATE: Rate = Rate::V29At9600;
const PAGE: DataKind = DataKind::Image(RATE);

/// The octets of a packet.
fn packet(kind: DataKind, fields: Vec<Field>) -> Vec<u8> {
    Packet::Data(kind, fields).encode(Encoding::Original)
}

fn indicator(indicator: Indicator) -> Vec<u8> {
    Packet::Indicator(indicator).encode(Encoding::Original)
}

fn training() -> Vec<u8> {
    indicator(Indicator::Training { rate: RATE, short: false })
}

fn page(octets: &[u8]) -> Vec<u8> {
    packet(PAGE, vec![Field::new(FieldKind::NonEcmData, octets.to_vec())])
}

/// A frame by V.21, octets in the order of T.38.
fn frame(octets: &[u8]) -> Vec<u8> {
    let mark = FieldKind::HdlcFcsOkSigEnd;
    packet(DataKind::V21, vec![Field::new(FieldKind::HdlcData, octets.to_vec()), Field::mark(mark)])
}

/// A terminal or a gateway that is brought a packet each millisecond.
struct Sender {
    number: u16,
}

impl Sender {
    fn to(&mut self, ours: &mut Ours, packet: &[u8]) {
        self.number = self.number.wrapping_add(1);
        ours.call.hear_packet(Some(self.number), packet);
    }
}

/// Lets time pass until our side has said a frame with this control field's code, or for `most_ms`.
fn until_said(ours: &mut Ours, code: u8, most_ms: usize) -> bool {
    let mut reader = Reader::new(Encoding::Original);
    let mut frame: Vec<u8> = Vec::new();
    for _ in 0..most_ms {
        ours.call.pass_time(MS);
        ours.drain();
        while let Some(packet) = ours.call.poll_packet() {
            let Ok(Packet::Data(DataKind::V21, fields)) = reader.read(&packet) else { continue };
            for field in fields {
                frame.extend(&field.octets);
                if field.kind != FieldKind::HdlcData {
                    let said = std::mem::take(&mut frame);
                    if said.get(2).is_some_and(|it| it & 0x7F == code) {
                        return true;
                    }
                }
            }
        }
    }
    false
}

/// A call that has confirmed a training check for a page without ECM, MH, fine, at 9600 bit/s.
fn before_a_page() -> (Ours, Sender) {
    let mut ours = Ours::answering(AnswerConfig::default(), T38Terms::default());
    let mut sender = Sender { number: 0 };
    assert!(until_said(&mut ours, 0x01, 10_000), "DIS");
    (0..500).for_each(|_| ours.call.pass_time(MS));
    sender.to(&mut ours, &indicator(Indicator::V21Preamble));
    sender.to(&mut ours, &frame(&[0xFF, 0xC8, 0xC1, 0x00, 0x62, 0x1E]));
    sender.to(&mut ours, &training());
    sender.to(&mut ours, &page(&[0; 900]));
    sender.to(&mut ours, &page(&[0; 900]));
    sender.to(&mut ours, &packet(PAGE, vec![Field::mark(FieldKind::NonEcmSigEnd)]));
    assert!(until_said(&mut ours, 0x21, 10_000), "CFR");
    (0..500).for_each(|_| ours.call.pass_time(MS));
    (ours, sender)
}

#[test]
fn a_page_that_comes_faster_than_its_modem_is_not_confirmed_and_said_to_be_a_flood() {
    let (mut ours, mut sender) = before_a_page();
    let sent = some_pages(1);
    let octets: Vec<u8> = encode(&sent[0], Coding::Mh, EncodeOptions::default())
        .iter()
        .map(|octet| octet.reverse_bits())
        .collect();
    sender.to(&mut ours, &training());
    // Ten seconds of it; a modem of this rate brings 12 kB in that time.
    let (mut brought, mut rest) = (0, octets.iter().copied().cycle());
    for _ in 0..10_000 {
        let part: Vec<u8> = rest.by_ref().take(1_400).collect();
        sender.to(&mut ours, &page(&part));
        brought += part.len();
        ours.call.pass_time(MS);
        ours.drain();
    }
    assert_eq!(brought, 14_000_000);
    let stats = ours.stats();
    // A budget of 80 kB, and half as much again as the modem's 12 kB: 70 packets.
    assert!(stats.flooded > 9_900, "{stats}");
    sender.to(&mut ours, &packet(PAGE, vec![Field::mark(FieldKind::NonEcmSigEnd)]));
    sender.to(&mut ours, &indicator(Indicator::V21Preamble));
    // EOP.
    sender.to(&mut ours, &frame(&[0xFF, 0xC8, 0xF4]));
    assert!(!until_said(&mut ours, 0x31, 5_000), "MCF");
    ours.call.hang_up();
    ours.drain();
    let told: Vec<_> = ours.trace.iter().filter(|line| line.contains("than a fax modem")).collect();
    assert_eq!(told.len(), 1, "{:#?}", ours.trace);
    assert!(ours.pages.iter().all(|page| !page.complete), "{:?}", ours.pages.len());
}

#[test]
fn a_page_that_keeps_its_modems_rate_is_whole_also_where_the_network_stalls() {
    let (mut ours, mut sender) = before_a_page();
    let sent = some_pages(1);
    let octets: Vec<u8> = encode(&sent[0], Coding::Mh, EncodeOptions::default())
        .iter()
        .map(|octet| octet.reverse_bits())
        .collect();
    sender.to(&mut ours, &training());
    // Nothing for 3.5 s, then all that the modem brought meanwhile.
    for burst in octets.chunks(RATE.bps() as usize / 8 * 7 / 2) {
        (0..3_500).for_each(|_| ours.call.pass_time(MS));
        burst.chunks(36).for_each(|part| sender.to(&mut ours, &page(part)));
        ours.call.pass_time(MS);
    }
    sender.to(&mut ours, &packet(PAGE, vec![Field::mark(FieldKind::NonEcmSigEnd)]));
    sender.to(&mut ours, &indicator(Indicator::V21Preamble));
    sender.to(&mut ours, &frame(&[0xFF, 0xC8, 0xF4]));
    assert!(until_said(&mut ours, 0x31, 5_000), "MCF: {:#?}", ours.trace);
    assert_eq!(ours.stats().flooded, 0);
    assert_eq!(ours.pages[0].bitmap, sent[0]);
}

/// What waits in the gateway, after each of these packets, one a millisecond.
fn most_waiting(packets: impl Iterator<Item = Vec<u8>>) -> (usize, u64) {
    let mut gateway = Gateway::new(&GatewayConfig::default());
    let mut most = 0;
    for (number, packet) in packets.enumerate() {
        gateway.hear_packet(Some(number as u16), &packet);
        gateway.hear(&[0; MS]);
        gateway.say(&mut [0; MS]);
        while gateway.poll_packet().is_some() {}
        most = most.max(gateway.statistics().waiting);
    }
    (most, gateway.statistics().packets.flooded)
}

#[test]
fn a_gateway_keeps_no_more_of_a_flood_than_it_can_say() {
    // Nothing but ends of rows: each has a mark of its own in memory.
    let eols: Vec<u8> = [0x00, 0x10, 0x01].into_iter().cycle().take(1_398).collect();
    let flood = std::iter::once(training()).chain((0..8_000).map(|_| page(&eols)));
    let (most, flooded) = most_waiting(flood);
    assert!(most <= MOST_WAITING && flooded > 7_900, "{most} octets wait, {flooded} are dropped");
    // Signals of nothing, frames of nothing, and each carrier anew.
    let frames: Vec<Vec<u8>> = vec![
        indicator(Indicator::V21Preamble),
        frame(&[0xFF, 0xC0, 0x43]),
        packet(DataKind::V21, vec![Field::new(FieldKind::HdlcFcsBad, vec![0xFF]); 400]),
        training(),
        page(&[0; 1_400]),
        packet(PAGE, vec![Field::new(FieldKind::HdlcFcsOk, vec![0xFF]); 400]),
    ];
    let flood = frames.iter().cycle().take(6_000).cloned();
    let (most, flooded) = most_waiting(flood);
    assert!(most <= MOST_WAITING && flooded > 2_000, "{most} octets wait, {flooded} are dropped");
}

#[test]
fn frames_without_end_that_only_identify_end_the_call_and_do_not_fill_its_ladder() {
    for calling in [false, true] {
        let mut ours = if calling {
            Ours::calling(OriginateConfig::default(), &some_pages(1), T38Terms::default())
        } else {
            Ours::answering(AnswerConfig::default(), T38Terms::default())
        };
        let mut sender = Sender { number: 0 };
        // TSI to who answers, CSI to who calls, of one digit.
        let code = if calling { 0x02 } else { 0xC2 };
        let identification = [0xFF, 0xC0, code, 0x8C];
        for _ in 0..120_000 {
            // Ours speaks at times, and hears nothing then.
            sender.to(&mut ours, &frame(&identification));
            (0..4).for_each(|_| ours.call.pass_time(10 * MS));
            ours.drain();
            while ours.call.poll_packet().is_some() {}
            if ours.outcome.is_some() {
                break;
            }
        }
        let cause = ours.outcome.expect("the call ends").cause;
        let expected = if calling { Cause::UnexpectedAnswer } else { Cause::UnexpectedCommand };
        assert_eq!(cause, expected, "{:#?}", ours.trace.last_chunk::<10>());
        assert!(ours.trace.len() < 1_000, "{} rungs", ours.trace.len());
    }
}

#[test]
fn a_call_of_very_many_words_keeps_the_first_of_them_and_its_end() {
    let mut ours = Ours::answering(AnswerConfig::default(), T38Terms::default());
    let mut sender = Sender { number: 0 };
    // Carriers that come and go, and frames that only an answering machine says: of neither is
    // there an end.
    let mut said = 0;
    while ours.outcome.is_none() {
        sender.to(&mut ours, &training());
        sender.to(&mut ours, &page(&[0; 2]));
        sender.to(&mut ours, &indicator(Indicator::V21Preamble));
        sender.to(&mut ours, &frame(&[0xFF, 0xC8, 0x21]));
        ours.call.pass_time(10 * MS);
        ours.drain();
        while ours.call.poll_packet().is_some() {}
        said += 1;
        if said == 3_000 {
            ours.call.hang_up();
            ours.drain();
        }
    }
    let notes = ours
        .trace
        .iter()
        .filter(|line| line.contains("only the end of the call follows"));
    assert_eq!((ours.trace.len() <= 2_003, notes.count()), (true, 1), "{}", ours.trace.len());
    assert!(ours.trace.iter().any(|line| line.contains(" = ")), "the end is kept");
}

/// A peer goes on sending until it learns that the call is over.
#[test]
fn a_flood_behind_the_end_of_a_call_adds_nothing_to_its_record() {
    let (mut ours, mut sender) = before_a_page();
    ours.call.hang_up();
    ours.drain();
    assert!(ours.outcome.is_some());
    let rungs = ours.trace.len();
    for _ in 0..2_000 {
        sender.to(&mut ours, &page(&[0; 1_400]));
        ours.call.pass_time(MS);
        ours.drain();
    }
    assert_eq!(&ours.trace[rungs..], &[] as &[String]);
}
