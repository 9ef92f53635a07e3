//! Trains of bits for the deframer.
//!
//! A step is a train of a few frames with flags, damaged: frames are found that fit its
//! limit, the same however it is cut; and frames that were not damaged are found as they
//! are.

use ferrofax::hdlc::{Deframer, DeframerEvent, Framer};

use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let frames: Vec<Vec<u8>> = (0..1 + random.below(3)).map(|_| any_frame(random)).collect();
    let train = train(&frames, random);
    // In front of it, the line was idle: what comes then is framing.
    let found = frames_of(&deframed(&train, 4096));
    assert_eq!(found, frames, "good frames come as they are");

    let mut bytes = train;
    damage(&mut bytes, &[], random);
    case.input.clone_from(&bytes);
    let limit = [1, 16, 300, 1024][random.below(4) as usize];
    let events = deframed(&bytes, limit);
    for event in &events {
        if let DeframerEvent::Frame(frame) | DeframerEvent::DamagedFrame(frame) = event {
            assert!(frame.len() <= limit + 2, "{} octets, the limit is {limit}", frame.len());
        }
    }
    assert!(events.len() <= bytes.len() * 8, "more events than bits");
    assert_eq!(events, deframed_in_pieces(&bytes, limit, random), "however the bits are cut");
}

/// What may be a frame: at least four octets.
fn any_frame(random: &mut Random) -> Vec<u8> {
    let mut frame = vec![0xFF, 0x13, 0x80 | random.next() as u8, random.next() as u8];
    frame.extend(any_bytes([4, 40, 270][random.below(3) as usize], random));
    frame
}

fn train(frames: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut framer = Framer::new(5 + random.below(40))
        .with_flags_between(1 + random.below(3))
        .with_end_flags(2);
    frames.iter().for_each(|frame| framer.push_frame(frame));
    let mut bytes = Vec::new();
    let mut bits = 0;
    while let Some(bit) = framer.next_bit() {
        if bits % 8 == 0 {
            bytes.push(0xFF);
        }
        if let Some(last) = bytes.last_mut().filter(|_| !bit) {
            *last &= !(1 << (bits % 8));
        }
        bits += 1;
    }
    bytes
}

fn deframed(bytes: &[u8], limit: usize) -> Vec<DeframerEvent> {
    let mut deframer = Deframer::with_limit(limit);
    let bits = bytes.iter().flat_map(|byte| (0..8).map(move |at| byte >> at & 1 == 1));
    let mut events: Vec<DeframerEvent> = bits.filter_map(|bit| deframer.push_bit(bit)).collect();
    events.extend(deframer.finish());
    events
}

fn deframed_in_pieces(bytes: &[u8], limit: usize, random: &mut Random) -> Vec<DeframerEvent> {
    let mut deframer = Deframer::with_limit(limit);
    let mut events = Vec::new();
    let (mut at, end) = (0, bytes.len() * 8);
    while at < end {
        let count = (1 + random.below(24)).min((end - at) as u32);
        let bits = (0..count as usize)
            .map(|bit| u32::from(bytes[(at + bit) / 8] >> ((at + bit) % 8) & 1) << bit)
            .sum();
        deframer.push_bits(bits, count, |event| events.push(event));
        at += count as usize;
    }
    events.extend(deframer.finish());
    events
}

fn frames_of(events: &[DeframerEvent]) -> Vec<Vec<u8>> {
    let frame = |event: &DeframerEvent| {
        if let DeframerEvent::Frame(frame) = event { Some(frame.clone()) } else { None }
    };
    events.iter().filter_map(frame).collect()
}
