//! Of frames with bits that were lost and others that are wrong, how many are believed that nobody
//! said: counted, with what would be believed by the frame's name alone, and by its form.

use super::*;
use crate::hdlc::{BridgingDeframer, DeframerEvent, Framer, MOST_LOST};
use crate::t30::ecm::PartialPageEnd;
use crate::t30::fcf::Fcf;

/// xorshift, of 64 bits.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % bound
    }
}

/// What is put back of a frame of which `lost` bits in a row are lost somewhere, and so many
/// others wrong.
fn put_back(frame: &[u8], lost: usize, wrong: usize, random: &mut Random) -> Option<Vec<u8>> {
    let mut framer = Framer::new(8);
    framer.push_frame(frame);
    let mut bits: Vec<bool> = std::iter::from_fn(|| framer.next_bit()).collect();
    // Eight flags stand before it, and three behind.
    let (from, to) = (8 * 8, bits.len() - 3 * 8);
    let gap = from + random.below(to - from - lost);
    let gap = gap..gap + lost;
    let mut hits = Vec::new();
    while hits.len() < wrong {
        let at = from + random.below(to - from);
        if !gap.contains(&at) && !hits.contains(&at) {
            bits[at] = !bits[at];
            hits.push(at);
        }
    }
    let (mut deframer, mut found) = (BridgingDeframer::new(), None);
    for (at, bit) in bits.into_iter().enumerate() {
        let note = |event| {
            if let DeframerEvent::Restored(frame) = event {
                found = Some(frame);
            }
        };
        if gap.contains(&at) {
            deframer.push_lost(random.below(2) == 1, note);
        } else {
            deframer.push_bit(bit, note);
        }
    }
    found
}

/// What was put back of some frames, and what was believed of it.
#[derive(Debug, Default)]
struct Count {
    /// It was what had been said, and was believed.
    right: u32,
    /// It was something else: with a name that may be put back, …
    by_name: u32,
    /// … and of the right form, …
    by_form: u32,
    /// … and awaited.
    believed: u32,
}

/// Whether frames of this name may be put back.
fn has_name(frame: &[u8]) -> bool {
    use Fcf::{
        Cfr, Cig, Csi, Ctr, Dcn, Eom, Eop, Eor, Err, Ftt, Mcf, Mps, Nsf, Ppr, Pps, Rnr, Rr, Rtn,
        Rtp, Tsi,
    };
    let names = [
        Cfr, Cig, Csi, Ctr, Dcn, Eom, Eop, Eor, Err, Ftt, Mcf, Mps, Nsf, Ppr, Pps, Rnr, Rr, Rtn,
        Rtp, Tsi,
    ];
    Frame::parse(frame).is_some_and(|frame| names.contains(&frame.fcf))
}

fn count(
    hears: &Session,
    says: fn(&mut Random) -> Frame,
    (lost, wrong): (usize, usize),
    frames: u32,
) -> Count {
    let (mut random, mut count) = (Random(0x5EED_0000_0001), Count::default());
    for _ in 0..frames {
        let said = says(&mut random).emit();
        let Some(came) = put_back(&said, lost, wrong, &mut random) else { continue };
        let is_wrong = came != said;
        count.by_name += u32::from(is_wrong && has_name(&came));
        count.by_form += u32::from(is_wrong && Frame::may_be_restored(&came));
        let is_believed = matches!(hears.judge(Input::RestoredFrame(came)), Input::Frame(_));
        count.believed += u32::from(is_wrong && is_believed);
        count.right += u32::from(!is_wrong && is_believed);
    }
    count
}

fn mcf(_: &mut Random) -> Frame {
    Frame { x: true, ..Frame::last(Fcf::Mcf, Vec::new()) }
}

/// Four of the block's frames are missing.
fn ppr(random: &mut Random) -> Frame {
    let mut map = vec![0; FRAMES / 8];
    (0..4).for_each(|_| map[random.below(FRAMES / 8)] |= 1 << random.below(8));
    map.resize(32, 0xFF);
    Frame { x: true, ..Frame::last(Fcf::Ppr, map) }
}

fn pps(_: &mut Random) -> Frame {
    let end =
        PartialPageEnd { next: Fcf::Mps, interrupt: false, page: 0, block: 0, frames: FRAMES };
    Frame { x: true, ..Frame::last(Fcf::Pps, end.emit(true)) }
}

/// Frames in the block that is on its way.
const FRAMES: usize = 120;

/// A caller who asks for the answer to a block, and who was called and waits for that question.
fn sides_at_a_block() -> (Session, Session) {
    let at = |is_there: fn(&Side, &Side) -> bool| {
        let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
        caller.octets = 256 * FRAMES;
        let mut called = Side::new(Session::answer(receives(true), None), vec![]);
        talk_until(&mut caller, &mut called, is_there);
        (caller.session, called.session)
    };
    let (asks, _) = at(|caller, _| caller.session.awaiting() == "ExpectAnswer");
    let (_, waits) = at(|caller, called| {
        let said = caller.said.last().map(String::as_str);
        called.session.awaiting() == "ExpectPartialPage" && said == Some("PPS")
    });
    (asks, waits)
}

/// The three frames on which most hangs: each with a packet of 20 ms lost, and the most that is put
/// back, and with one or two other bits wrong.
fn counts(frames: u32) -> Vec<(&'static str, (usize, usize), Count)> {
    let (asks, waits) = sides_at_a_block();
    let kinds: [(&str, &Session, Maker); 3] =
        [("MCF", &asks, mcf), ("PPS", &waits, pps), ("PPR", &asks, ppr)];
    let mut counts = Vec::new();
    for (name, hears, says) in kinds {
        for damage in [(7, 0), (7, 1), (7, 2), (MOST_LOST as usize, 1), (MOST_LOST as usize, 2)] {
            counts.push((name, damage, count(hears, says, damage, frames)));
        }
    }
    counts
}

#[test]
fn a_frame_that_nobody_said_is_hardly_ever_believed() {
    let frames = 400;
    let counts = counts(frames);
    for (name, (lost, wrong), count) in &counts {
        // Nothing else is wrong: all of them come through.
        let right = if *wrong == 0 { frames } else { 0 };
        assert_eq!(count.right, right, "{name} {lost} {wrong}");
        assert!(*name == "PPR" || count.believed == 0, "{name} {lost} {wrong}: {count:?}");
    }
    let sum = |of: fn(&Count) -> u32| counts.iter().map(|(.., count)| of(count)).sum::<u32>();
    let sums = (sum(|count| count.by_name), sum(|count| count.believed));
    assert!(sums.0 > 0 && sums.1 * 3 <= sums.0, "{sums:?}");
}

/// `cargo nextest run -p ferrofax-engine --lib --run-ignored only --no-capture restored`: the same of
/// 750 000 frames, in a few minutes.
#[test]
#[ignore = "a count of minutes, for people"]
fn the_odds() {
    for (name, (lost, wrong), count) in counts(50_000) {
        println!("{name}, {lost} bits lost and {wrong} wrong, of 50000: {count:?}");
    }
}

#[test]
fn what_is_not_awaited_is_damaged() {
    let (asks, waits) = sides_at_a_block();
    let judged = |session: &Session, fcf, fif: &[u8]| {
        let frame = Frame { x: true, ..Frame::last(fcf, fif.to_vec()) }.emit();
        session.judge(Input::RestoredFrame(frame)) != Input::DamagedFrame
    };
    let mut map = [[0xFF; 17].as_slice(), &[0; 15]].concat();
    let unlike = map.clone();
    map[15..].fill(0);
    let answers = [
        judged(&asks, Fcf::Mcf, &[]),
        judged(&asks, Fcf::Rnr, &[]),
        judged(&asks, Fcf::Ppr, &map),
        // Without ECM, to other commands, of another form.
        judged(&asks, Fcf::Rtn, &[]),
        judged(&asks, Fcf::Cfr, &[]),
        judged(&asks, Fcf::Mcf, &[0]),
        judged(&asks, Fcf::Ppr, &unlike),
        judged(&asks, Fcf::Ppr, &map[..31]),
    ];
    assert_eq!(answers, [true, true, true, false, false, false, false, false]);
    let commands = [
        judged(&waits, Fcf::Pps, &[0x4F, 0, 0, 119]),
        judged(&waits, Fcf::Dcn, &[]),
        // Another block, fewer frames than came, nothing that is a command, too early, too much.
        judged(&waits, Fcf::Pps, &[0x4F, 0, 1, 119]),
        judged(&waits, Fcf::Pps, &[0x4F, 0, 0, 9]),
        judged(&waits, Fcf::Pps, &[0x47, 0, 0, 119]),
        judged(&waits, Fcf::Eor, &[0x4F]),
        judged(&waits, Fcf::Dcs, &[0, 0x46, 0x70]),
    ];
    assert_eq!(commands, [true, true, false, false, false, false, false]);
}

#[test]
fn an_answer_to_dcs_or_to_a_page_without_blocks_may_be_put_back() {
    let at = |is_there: fn(&Side, &Side) -> bool| {
        let mut caller = Side::new(Session::call(CallTerms::default(), None), pages(&TWO));
        let mut called = Side::new(Session::answer(receives(false), None), vec![]);
        talk_until(&mut caller, &mut called, is_there);
        caller.session
    };
    let trains = at(|caller, _| caller.session.awaiting() == "ExpectTrainingAnswer");
    let asks = at(|caller, _| caller.session.awaiting() == "ExpectAnswer");
    let is_believed = |session: &Session, fcf: Fcf| {
        let frame = Frame::last(fcf, Vec::new()).emit();
        session.judge(Input::RestoredFrame(frame)) != Input::DamagedFrame
    };
    let to_dcs = [Fcf::Cfr, Fcf::Ftt, Fcf::Dcn, Fcf::Mcf];
    assert_eq!(to_dcs.map(|fcf| is_believed(&trains, fcf)), [true, true, true, false]);
    let to_a_page = [Fcf::Mcf, Fcf::Rtn, Fcf::Rtp, Fcf::Rnr, Fcf::Cfr];
    assert_eq!(to_a_page.map(|fcf| is_believed(&asks, fcf)), [true, true, true, false, false]);
}

/// §5.3: names are followed by another frame; a command or an answer is the last one, and has the
/// information field that it is to have.
#[test]
fn only_a_frame_of_the_right_form_may_be_put_back() {
    let may_be = |fcf: Fcf, is_final: bool, fif: &[u8]| {
        Frame::may_be_restored(&Frame { is_final, ..Frame::last(fcf, fif.to_vec()) }.emit())
    };
    for fcf in [Fcf::Csi, Fcf::Tsi, Fcf::Cig] {
        assert!(may_be(fcf, false, &[b'1'; 20]), "{fcf}");
        assert!(!may_be(fcf, true, &[b'1'; 20]) && !may_be(fcf, false, &[b'1'; 19]), "{fcf}");
    }
    assert!(may_be(Fcf::Nsf, false, &[1]) && !may_be(Fcf::Nsf, true, &[1]));
    let bare = [
        Fcf::Cfr,
        Fcf::Ftt,
        Fcf::Ctr,
        Fcf::Mcf,
        Fcf::Rtn,
        Fcf::Rtp,
        Fcf::Rnr,
        Fcf::Err,
        Fcf::Eom,
        Fcf::Mps,
        Fcf::Eop,
        Fcf::Rr,
        Fcf::Dcn,
    ];
    for fcf in bare {
        assert!(may_be(fcf, true, &[]), "{fcf}");
        assert!(!may_be(fcf, false, &[]) && !may_be(fcf, true, &[0]), "{fcf}");
    }
    let eop = Fcf::Eop.to_byte(true);
    assert!(may_be(Fcf::Pps, true, &[eop, 0, 0, 9]) && !may_be(Fcf::Pps, false, &[eop, 0, 0, 9]));
    assert!(
        !may_be(Fcf::Pps, true, &[eop, 0, 0, 9, 0]) && !may_be(Fcf::Pps, true, &[0x47, 0, 0, 9])
    );
    assert!(may_be(Fcf::Eor, true, &[eop]) && !may_be(Fcf::Eor, false, &[eop]));
    assert!(!may_be(Fcf::Eor, true, &[eop, 0]) && !may_be(Fcf::Eor, true, &[0x47]));
    assert!(may_be(Fcf::Ppr, true, &[1; 32]) && !may_be(Fcf::Ppr, false, &[1; 32]));
    assert!(!may_be(Fcf::Ppr, true, &[1; 31]) && !may_be(Fcf::Dis, true, &[0; 3]));
}

/// Makes a frame of its kind.
type Maker = fn(&mut Random) -> Frame;
