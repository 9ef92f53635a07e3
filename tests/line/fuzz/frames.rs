//! T.30's frames and what is in them.
//!
//! A step is one frame, damaged, read in all ways that there are: what was understood of
//! it is said again in the same way.

use ferrofax::t30::dcs::Dcs;
use ferrofax::t30::dis::Capabilities;
use ferrofax::t30::ecm::{PartialPage, PartialPageEnd, next_of};
use ferrofax::t30::fcf::Fcf;
use ferrofax::t30::frame::Frame;
use ferrofax::t30::ident;

use crate::fuzz::damage::{any_bytes, damage};
use crate::fuzz::runner::Case;
use ferrofax_kit::random::Random;

/// Frames of real conversations.
const FRAMES: [&[u8]; 12] = [
    &[0xFF, 0x13, 0x80, 0x00, 0xEE, 0xF8, 0xC4, 0x80, 0x80, 0x80, 0x80, 0x18],
    &[0xFF, 0x13, 0x80, 0x00, 0x76, 0xF8, 0x44],
    &[0xFF, 0x13, 0x83, 0x00, 0x62, 0xF8, 0x44],
    &[0xFF, 0x13, 0x83, 0x00, 0x86, 0x78, 0x80, 0x04],
    &[
        0xFF, 0x03, 0x43, 0x9C, 0x2C, 0xCC, 0x4C, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04,
        0x04, 0x04,
    ],
    &[0xFF, 0x13, 0xBF, 0x2F, 0x00, 0x00, 0xFF],
    &[0xFF, 0x13, 0xBF, 0x00, 0x01, 0x03, 0x1F],
    &[0xFF, 0x03, 0x06, 0x00, 0x00, 0x80, 0xB2, 0x59, 0x01],
    &[
        0xFF, 0x13, 0xBC, 0xFF, 0x00, 0x00, 0x80, 0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0,
    ],
    &[0xFF, 0x03, 0x04, 0xB5, 0x00, 0xAA, 0x12],
    &[0xFF, 0x13, 0x23, 0x04, 0x8C],
    &[0xFF, 0x13, 0xFB],
];

pub(crate) fn case(case: &mut Case) {
    case.steps = 1;
    let random = &mut case.random;
    let mut bytes = match random.below(12) {
        0 => any_bytes(300, random),
        _ => FRAMES[random.below(FRAMES.len() as u32) as usize].to_vec(),
    };
    let others: Vec<Vec<u8>> = FRAMES.iter().map(|frame| frame.to_vec()).collect();
    damage(&mut bytes, &others, random);
    case.input.clone_from(&bytes);

    if let Some(frame) = Frame::parse(&bytes) {
        let said = Frame::parse(&frame.emit()).map(|again| (again.fcf, again.is_final, again.fif));
        assert_eq!(said, Some((frame.fcf, frame.is_final, frame.fif.clone())));
        let _ = format!("{:?} {:?}", frame.fcf, Fcf::from_byte(frame.fcf.to_byte(true)));
        read_field(&frame.fif, random);
    }
    read_field(&bytes, random);
}

fn read_field(fif: &[u8], random: &mut Random) {
    // What contradicts itself is said in another way, but then it stays as it is.
    let can = Capabilities::parse(&Capabilities::parse(fif).emit());
    assert_eq!(Capabilities::parse(&can.emit()), can, "DIS");
    let set = Dcs::parse(&Dcs::parse(fif).emit());
    assert_eq!(Dcs::parse(&set.emit()), set, "DCS");
    if let Some(text) = ident::parse(fif) {
        assert!(text.chars().count() <= fif.len(), "{text}");
        assert_eq!(ident::emit(&text).len(), 20);
    }
    if let Some(end) = PartialPageEnd::parse(fif) {
        let _ = end.emit(random.below(2) == 0);
    }
    for byte in fif {
        let _ = next_of(*byte);
    }
    read_partial_page(fif, random);
}

/// Frames of a partial page with any numbers, taken and handed on at any moment.
fn read_partial_page(data: &[u8], random: &mut Random) {
    let mut page = PartialPage::new();
    let (mut came, mut handed_on) = (0, 0);
    for _ in 0..random.below(8) {
        let mut fif = vec![random.below(6) as u8];
        if random.below(8) == 0 {
            fif[0] = random.next() as u8;
        }
        fif.extend_from_slice(data);
        if page.push(&fif) {
            came += data.len();
        }
        match random.below(4) {
            0 => handed_on += page.hand_on().len(),
            1 => page.tell_total(random.below(300) as usize),
            2 => page.answered(),
            _ => {}
        }
        assert_eq!(page.wanted().len(), 32, "PPR has a bit for each of 256 frames");
    }
    handed_on += page.hand_on_all().len();
    assert!(handed_on <= came, "{handed_on} of {came} octets");
    let _ = (page.is_complete(), page.has_hole(), page.is_fresh(), page.count());
}
