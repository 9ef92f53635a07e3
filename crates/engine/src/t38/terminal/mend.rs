//! Frames that lack packets, made whole from what T.30 says of them anyway.
//!
//! Many gateways put each octet of a V.21 frame into a packet of its own, so that the
//! loss of one packet in fifty spoils every fifth frame. But the address is always the
//! same, the control field says only whether the frame is the last, most commands have no
//! information field, so that their end is known without its mark, and a PPR that asks
//! for too much does no harm. No frame but CTC has five octets, and its rate is told by
//! what follows as well. What is made up is never more than that: no frame becomes
//! another one. And a DIS or DCS that comes again and again with other holes each time is
//! put together from its copies.

use crate::t30::fcf::Fcf;

/// What came of a frame: octets with the first bit lowest, and holes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    octets: Vec<u8>,
    /// Where packets are missing, and how many. Ascending.
    holes: Vec<(usize, u32)>,
    /// Octets of the last packet.
    packet: usize,
}

impl Pieces {
    /// No octet came.
    pub(super) const fn has_no_octets(&self) -> bool {
        self.octets.is_empty()
    }

    /// Octets in T.38's order.
    pub(super) fn push(&mut self, octets: &[u8]) {
        self.packet = octets.len();
        let room = LONGEST.saturating_sub(self.octets.len());
        if octets.len() > room {
            self.note_missing(1);
        }
        self.octets.extend(octets.iter().take(room).map(|octet| octet.reverse_bits()));
    }

    /// So many packets are missing here; zero: nobody knows how many.
    pub(super) fn note_missing(&mut self, packets: u32) {
        match self.holes.last_mut() {
            Some((place, count)) if *place == self.octets.len() => *count += packets,
            _ => self.holes.push((self.octets.len(), packets)),
        }
    }

    /// A hole before the first octet is none if the octet is an address: then the packets
    /// were not this frame's.
    pub(super) fn forget_leading_hole(&mut self) {
        if self.octets.is_empty() {
            self.holes.clear();
        }
    }

    /// The whole frame, if nothing is missing.
    pub(super) fn whole(&self) -> Option<&[u8]> {
        self.holes.is_empty().then_some(self.octets.as_slice())
    }

    /// The frame, if what is missing is known. `marked`: the mark of its end came.
    /// `last`: the signal ended with it.
    pub(super) fn mend(&self, marked: bool, last: bool) -> Option<Vec<u8>> {
        let mut octets = self.spread(marked)?;
        // What is missing at the end may be the rest of something shorter.
        if marked && octets.len() == CTC_OCTETS && octets[3..].iter().all(Option::is_some) {
            octets[2].get_or_insert(CTC);
        }
        let control = if last { 0x13 } else { 0x03 };
        if octets.len() < 3 || *octets.first_mut()?.get_or_insert(0xFF) != 0xFF {
            return None;
        }
        let control = *octets.get_mut(1)?.get_or_insert(control);
        let fcf = Fcf::from_byte((*octets.get(2)?)?);
        if control & !0x10 != 0x03 || Some(octets.len()) != length_of(fcf) {
            return None;
        }
        if matches!(fcf, Fcf::Ppr | Fcf::Ctc) {
            // All frames; and no rate that there is, so that it stays as it was.
            octets.iter_mut().for_each(|octet| *octet = octet.or(Some(0xFF)));
        }
        octets.into_iter().collect()
    }

    /// The octets with a place for each that is missing. Behind the last one the missing
    /// packets held the mark.
    fn spread(&self, marked: bool) -> Option<Vec<Option<u8>>> {
        let mut spread = Vec::new();
        let mut from = 0;
        for &(place, packets) in &self.holes {
            spread.extend(self.octets.get(from..place)?.iter().copied().map(Some));
            from = place;
            let at_the_end = place == self.octets.len() && !marked;
            // Nor is anything concluded from more than a frame has: each hole takes memory.
            if packets == 0 || packets > MOST_PACKETS || spread.len() > LONGEST {
                return None;
            }
            if !at_the_end {
                spread.extend(std::iter::repeat_n(None, packets as usize * self.packet.max(1)));
            }
        }
        spread.extend(self.octets.get(from..)?.iter().copied().map(Some));
        Some(spread)
    }
}

/// The last copies of what comes again and again: a station says the same DIS until it is
/// answered, and the same DCS.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies(Vec<Copy>);

#[derive(Clone, Debug)]
struct Copy {
    fcf: Fcf,
    octets: Vec<Option<u8>>,
    /// Its end was told, so that it is known to be as long.
    marked: bool,
}

impl Copies {
    /// Puts a copy with holes to those before; the frame, if it is whole now.
    pub(super) fn mend(&mut self, frame: &Pieces, marked: bool) -> Option<Vec<u8>> {
        let octets = frame.spread(marked)?;
        let fcf = match *octets.get(2)? {
            Some(byte) => Some(Fcf::from_byte(byte)),
            None => self.known(&octets, marked),
        };
        let fcf = fcf.filter(|fcf| matches!(fcf, Fcf::Dis | Fcf::Dcs))?;
        let mut copy = Copy { fcf, octets, marked };
        if let Some(at) = self.0.iter().position(|before| before.fcf == fcf) {
            copy.add(self.0.remove(at));
        }
        // The address is always the same, and both end their signal.
        copy.octets[0].get_or_insert(0xFF);
        copy.octets[1].get_or_insert(0x13);
        if fcf == Fcf::Dcs && copy.octets.len() >= SHORTEST_DCS {
            // T.30 table 2: bits 1 to 8 say nothing that a receiver follows.
            copy.octets[3].get_or_insert(0);
        }
        let whole: Option<Vec<u8>> = copy.octets.iter().copied().collect();
        let whole = whole.filter(|_| copy.marked);
        self.0.push(copy);
        whole
    }

    /// What a copy is whose name is missing: what one before is that is as long and says the same.
    fn known(&self, octets: &[Option<u8>], marked: bool) -> Option<Fcf> {
        let is_same = |copy: &&Copy| {
            let both = || octets.iter().zip(&copy.octets).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
            let as_long = marked && copy.marked && copy.octets.len() == octets.len();
            as_long && both().all(|(a, b)| a == b) && both().count() >= ENOUGH
        };
        self.0.iter().find(is_same).map(|copy| copy.fcf)
    }

    /// A frame came whole: it serves for its own repetitions; a DCS until the call has
    /// gone on, for the next one may be another. Who begins anew in mid-call says the DIS
    /// that it said before, and must not be taken for one who answers.
    pub(super) fn note(&mut self, frame: &[u8]) {
        let Some(fcf) = frame.get(2).map(|byte| Fcf::from_byte(*byte)) else { return };
        match fcf {
            Fcf::Dis | Fcf::Dcs => {
                self.0.retain(|copy| copy.fcf != fcf);
                self.0.push(Copy {
                    fcf,
                    octets: frame.iter().copied().map(Some).collect(),
                    marked: true,
                });
            }
            Fcf::Csi | Fcf::Nsf | Fcf::Tsi | Fcf::Nss | Fcf::Sub | Fcf::Sid | Fcf::Pwd => {}
            _ => self.0.retain(|copy| copy.fcf == Fcf::Dis),
        }
    }
}

impl Copy {
    /// Fills the holes from a copy that may be of the same frame.
    fn add(&mut self, before: Self) {
        let differs =
            |pair: (&Option<u8>, &Option<u8>)| matches!(pair, (Some(a), Some(b)) if a != b);
        let longer = before.octets.len() > self.octets.len();
        let disagree = self.octets.iter().zip(&before.octets).any(differs)
            || (longer && self.marked)
            || (before.octets.len() < self.octets.len() && before.marked);
        if disagree {
            return;
        }
        if longer {
            self.octets.resize(before.octets.len(), None);
        }
        self.marked |= before.marked;
        self.octets
            .iter_mut()
            .zip(before.octets)
            .for_each(|(octet, before)| *octet = octet.or(before));
    }
}

/// Octets of a frame, if all frames of its kind have as many.
const fn length_of(fcf: Fcf) -> Option<usize> {
    match fcf {
        Fcf::Cfr
        | Fcf::Ftt
        | Fcf::Ctr
        | Fcf::Eom
        | Fcf::Mps
        | Fcf::Eop
        | Fcf::Rr
        | Fcf::Mcf
        | Fcf::Rtp
        | Fcf::Rtn
        | Fcf::Pip
        | Fcf::Pin
        | Fcf::Rnr
        | Fcf::Err
        | Fcf::Dcn
        | Fcf::Crp => Some(3),
        // T.30 §A.4.3: a map of 256 bits.
        Fcf::Ppr => Some(35),
        // T.30 §A.4.3: what follows, page, block, frames.
        Fcf::Pps => Some(7),
        // T.30 §A.4.3: the first sixteen bits of a DCS.
        Fcf::Ctc => Some(CTC_OCTETS),
        // T.30 §A.4.3: what follows.
        Fcf::Eor => Some(4),
        _ => None,
    }
}

/// Address, control, name and 24 bits.
const SHORTEST_DCS: usize = 6;
/// Octets that must be the same in a copy whose name is missing: address, control and two more.
const ENOUGH: usize = 4;
/// CTC from a calling station, and how long it is.
const CTC: u8 = 0x13;
const CTC_OCTETS: usize = 5;

/// No frame of T.30 is longer.
const LONGEST: usize = 1024;
/// Missing packets in one place from which nothing is concluded any more.
const MOST_PACKETS: u32 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame in packets of one octet, some of which are missing.
    fn pieces(frame: &[u8], missing: &[usize]) -> Pieces {
        let mut pieces = Pieces::default();
        for (place, octet) in frame.iter().enumerate() {
            if missing.contains(&place) {
                pieces.note_missing(1);
            } else {
                pieces.push(&[octet.reverse_bits()]);
            }
        }
        pieces
    }

    #[test]
    fn what_every_frame_has_is_not_missed() {
        let mcf = [0xFF, 0x13, 0x8C];
        for missing in [&[0][..], &[1], &[0, 1]] {
            assert_eq!(pieces(&mcf, missing).mend(true, true).as_deref(), Some(&mcf[..]));
        }
        assert_eq!(pieces(&mcf, &[2]).mend(true, true), None);
        // A DIS may say anything.
        assert_eq!(pieces(&[0xFF, 0x13, 0x80, 0, 1, 2], &[4]).mend(true, true), None);
    }

    #[test]
    fn a_frame_of_known_length_needs_no_mark_of_its_end() {
        let mut cfr = pieces(&[0xFF, 0x13, 0x85], &[]);
        cfr.note_missing(2);
        assert_eq!(cfr.mend(false, true).as_deref(), Some(&[0xFF, 0x13, 0x85][..]));
        let mut pps = pieces(&[0xFF, 0x13, 0xBF, 0x2F, 0], &[]);
        pps.note_missing(3);
        assert_eq!(pps.mend(false, true), None);
    }

    #[test]
    fn a_ppr_asks_for_what_is_not_known() {
        let mut ppr = vec![0xFF, 0x13, 0xBC];
        ppr.extend([0x10; 32]);
        let mended = pieces(&ppr, &[5, 34]).mend(true, true).unwrap();
        assert_eq!((mended[5], mended[34], mended[6], mended.len()), (0xFF, 0xFF, 0x10, 35));
    }

    #[test]
    fn a_ctc_is_known_by_its_length() {
        let ctc = [0xFF, 0x13, 0x13, 0x00, 0x20];
        for missing in [&[0][..], &[1], &[2], &[0, 2]] {
            assert_eq!(
                pieces(&ctc, missing).mend(true, true).as_deref(),
                Some(&ctc[..]),
                "{missing:?}"
            );
        }
        // No rate is made up.
        assert_eq!(
            pieces(&ctc, &[4]).mend(true, true).as_deref(),
            Some(&[0xFF, 0x13, 0x13, 0x00, 0xFF][..])
        );
        // It may be longer, or shorter: an MCF whose end was lost with what follows.
        assert_eq!(pieces(&ctc, &[2, 3, 4]).mend(true, true), None);
        assert_eq!(pieces(&ctc, &[2]).mend(false, true), None);
        let eor = [0xFF, 0x13, 0xCF, 0x2F];
        assert_eq!(pieces(&eor, &[1]).mend(true, true).as_deref(), Some(&eor[..]));
        assert_eq!(pieces(&eor, &[2]).mend(true, true), None);
        assert_eq!(pieces(&eor, &[3]).mend(true, true), None, "what follows is not known");
    }

    #[test]
    fn a_dis_serves_for_its_repetition_also_when_the_call_has_gone_on_and_a_dcs_does_not() {
        let dis = [0xFF, 0x13, 0x80, 0x00, 0xEE, 0xF8, 0xC4];
        let dcs = [0xFF, 0x13, 0x83, 0x00, 0x46, 0xF8, 0x44];
        let mut copies = Copies::default();
        copies.note(&dis);
        copies.note(&dcs);
        assert_eq!(copies.mend(&pieces(&dcs, &[4]), true).as_deref(), Some(&dcs[..]));
        copies.note(&[0xFF, 0x13, 0x84]);
        assert_eq!(copies.mend(&pieces(&dcs, &[4]), true), None);
        for missing in [&[2][..], &[4], &[0, 6]] {
            assert_eq!(
                copies.mend(&pieces(&dis, missing), true).as_deref(),
                Some(&dis[..]),
                "{missing:?}"
            );
        }
        assert_eq!(
            copies.mend(&pieces(&[0xFF, 0x13, 0x8C], &[2]), true),
            None,
            "an answer is none"
        );
    }

    #[test]
    fn holes_that_are_longer_than_any_frame_take_no_memory() {
        let mut pieces = Pieces::default();
        for _ in 0..LONGEST / 2 {
            pieces.push(&[0xFF]);
            pieces.note_missing(1);
        }
        pieces.push(&[0; 1_400]);
        assert_eq!(pieces.spread(true), None);
    }

    #[test]
    fn two_frames_run_together_are_none() {
        let mut both = pieces(&[0xFF, 0x13, 0x8C], &[]);
        both.note_missing(2);
        both.push(&[0x31]);
        assert_eq!(both.mend(true, true), None);
    }
}
