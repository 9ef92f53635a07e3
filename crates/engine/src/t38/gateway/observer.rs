//! What the frames that pass say of the signals that will follow them, and what of them a
//! gateway may not let through.

use super::GatewayConfig;
use crate::t30::dcs::Dcs;
use crate::t30::ecm::next_of;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::rate;
use ferrofax_signal::modem::Rate;

/// Where something comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The telephone line.
    Line,
    /// T.38.
    Packets,
}

/// Which image signal comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    Nothing,
    Check(Rate),
    Page(Rate),
    Blocks(Rate),
}

/// Reads the frames of one call.
#[derive(Debug)]
pub(super) struct Observer {
    ecm_allowed: bool,
    /// Empty: all.
    rates: Vec<Rate>,
    max_bit_rate: u32,
    /// Who sends pages, and how.
    sender: Option<Side>,
    rate: Option<Rate>,
    ecm: bool,
    /// The shortest time of a row that the receiver was promised, in ms.
    min_row_ms: u8,
    expected: Expected,
    /// The next image signal begins with the short training.
    short: bool,
    /// A page was ended and not answered.
    page_ended: bool,
    /// The page was answered: if its end is said again, the answer was lost.
    page_counted: bool,
    pages: u32,
    /// The sender's check was heard badly by the gateway itself.
    check_failed: bool,
    /// The slowest rate (bit/s) that is allowed, where the receiver has others too.
    slowest_allowed: Option<u32>,
    over: bool,
}

impl Observer {
    pub(super) fn new(config: &GatewayConfig) -> Self {
        Self {
            ecm_allowed: config.ecm,
            rates: config.rates.clone(),
            max_bit_rate: config.terms.max_bit_rate,
            sender: None,
            rate: None,
            ecm: false,
            min_row_ms: 0,
            expected: Expected::Nothing,
            short: false,
            page_ended: false,
            page_counted: false,
            pages: 0,
            check_failed: false,
            slowest_allowed: None,
            over: false,
        }
    }

    /// A frame passes, and is changed where it must be. Says whether something else is
    /// expected now.
    pub(super) fn frame(&mut self, from: Side, bytes: &mut Vec<u8>) -> bool {
        let Some(mut frame) = Frame::parse(bytes) else { return false };
        match frame.fcf {
            Fcf::Dis | Fcf::Dtc => {
                self.curb(&mut frame.fif);
                *bytes = frame.emit();
            }
            Fcf::Nsf | Fcf::Nsc | Fcf::Nss => {
                // What a maker's own procedures do to the line nobody here would know.
                frame.fif.fill(0);
                *bytes = frame.emit();
            }
            Fcf::Dcs => {
                let dcs = Dcs::parse(&frame.fif);
                self.sender = Some(from);
                self.rate = dcs.rate.ok().or(self.rate);
                self.ecm = dcs.ecm;
                self.min_row_ms = dcs.min_row_ms;
                self.check_failed = false;
                self.page_counted = false;
                return self.expect(Expected::Check, false);
            }
            Fcf::Cfr if self.is_answer(from) => {
                // T.30 has no word for the slower rates of a modem alone: the sender
                // comes to them by itself.
                let is_too_fast = self
                    .rate
                    .zip(self.slowest_allowed)
                    .is_some_and(|(rate, slowest)| !self.allows(rate) && rate.bps() > slowest);
                if self.check_failed || is_too_fast {
                    *bytes = Frame { fcf: Fcf::Ftt, ..frame }.emit();
                    return false;
                }
                let page = if self.ecm { Expected::Blocks } else { Expected::Page };
                return self.expect(page, true);
            }
            Fcf::Ctc => self.rate = rate::continued(&frame.fif).or(self.rate),
            // T.30 §A.4.3: the modem trains anew.
            Fcf::Ctr if self.is_answer(from) => return self.expect(Expected::Blocks, false),
            Fcf::Mps | Fcf::Eom | Fcf::Eop | Fcf::PriMps | Fcf::PriEom | Fcf::PriEop => {
                self.page_ended = true
            }
            Fcf::Pps => {
                let next = frame.fif.first().and_then(|code| next_of(*code));
                self.page_ended = next.is_some_and(|(next, _)| next != Fcf::Null);
            }
            Fcf::Mcf | Fcf::Rtp | Fcf::Pip
                if std::mem::take(&mut self.page_ended) && !self.page_counted =>
            {
                self.page_counted = true;
                self.pages += 1;
            }
            Fcf::Dcn => self.over = true,
            _ => {}
        }
        false
    }

    /// The image signal of a side has ended.
    pub(super) fn image_ended(&mut self, from: Side) {
        if self.sender == Some(from) && !matches!(self.expected, Expected::Check(_)) {
            self.short = true;
            self.page_counted = false;
        }
    }

    /// The gateway's own verdict on a training check from the line, where each end checks
    /// for itself.
    pub(super) const fn note_check(&mut self, good: bool) {
        self.check_failed = !good;
    }

    /// Which image signal comes next from there.
    pub(super) fn expected(&self, from: Side) -> Expected {
        if self.sender == Some(from) { self.expected } else { Expected::Nothing }
    }

    /// Whether it begins with the short training (V.17).
    pub(super) fn trains_short(&self, from: Side) -> bool {
        self.sender == Some(from) && self.short
    }

    pub(super) const fn pages(&self) -> u32 {
        self.pages
    }

    pub(super) const fn rate(&self) -> Option<Rate> {
        self.rate
    }

    pub(super) const fn ecm(&self) -> bool {
        self.ecm
    }

    /// Bits of the shortest row, with its fill and EOL.
    pub(super) fn min_row_bits(&self) -> u32 {
        self.rate.map_or(0, |rate| rate.bps() * u32::from(self.min_row_ms) / 1000)
    }

    /// Whether DCN passed.
    pub(super) const fn is_over(&self) -> bool {
        self.over
    }

    fn is_answer(&self, from: Side) -> bool {
        self.sender.is_some_and(|sender| sender != from)
    }

    fn expect(&mut self, what: fn(Rate) -> Expected, short: bool) -> bool {
        self.expected = self.rate.map_or(Expected::Nothing, what);
        self.short = short;
        true
    }

    fn allows(&self, rate: Rate) -> bool {
        (self.rates.is_empty() || self.rates.contains(&rate))
            && (self.max_bit_rate == 0 || rate.bps() <= self.max_bit_rate)
    }

    /// Takes out of a DIS or DTC what the gateway cannot or may not carry.
    fn curb(&mut self, fif: &mut Vec<u8>) {
        let mut fields = Fields(std::mem::take(fif));
        clear(&mut fields, V8);
        if !self.ecm_allowed {
            NEED_ECM.iter().for_each(|bit| clear(&mut fields, *bit));
        }
        let offered = rate::offered(&fields);
        let kept: Vec<Rate> = offered.iter().copied().filter(|rate| self.allows(*rate)).collect();
        self.slowest_allowed =
            kept.iter().map(|rate| rate.bps()).min().filter(|_| kept.len() < offered.len());
        if self.slowest_allowed.is_some() {
            (11..=14).for_each(|bit| clear(&mut fields, bit));
            rate::offer(&mut fields, &kept);
        }
        *fif = fields.0;
    }
}

fn clear(fields: &mut Fields, number: usize) {
    if let Some(octet) = fields.0.get_mut((number - 1) / 8) {
        *octet &= !(1 << ((number - 1) % 8));
    }
}

/// T.30 table 2, bit 6: V.8, and by it V.34.
const V8: usize = 6;
/// T.30 table 2: error correction, T.6, and what else needs it (T.43, colour, T.85).
const NEED_ECM: [usize; 6] = [27, 31, 36, 68, 78, 79];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t38::Terms;

    fn observer(config: &GatewayConfig) -> Observer {
        Observer::new(config)
    }

    fn frame(fcf: Fcf, fif: Vec<u8>) -> Vec<u8> {
        Frame::last(fcf, fif).emit()
    }

    #[test]
    fn a_dis_offers_no_more_than_can_be_carried() {
        let mut fields = Fields(vec![0; 3]);
        [6, 10, 11, 12, 14, 15, 16, 27, 31].into_iter().for_each(|bit| fields.set(bit));
        let terms = Terms { max_bit_rate: 9600, ..Terms::default() };
        let config = GatewayConfig {
            ecm: false,
            terms,
            rates: vec![Rate::V29At9600, Rate::V27ter4800],
            ..GatewayConfig::default()
        };
        let mut bytes = frame(Fcf::Dis, fields.0.clone());
        observer(&config).frame(Side::Line, &mut bytes);
        let curbed = Fields(Frame::parse(&bytes).unwrap().fif);
        let left: Vec<usize> = (1..=31).filter(|bit| curbed.bit(*bit)).collect();
        assert_eq!(left, [10, 11, 12, 15, 16, 24]);
        // With all allowed only V.8 goes.
        let mut bytes = frame(Fcf::Dis, fields.0);
        observer(&GatewayConfig::default()).frame(Side::Packets, &mut bytes);
        let curbed = Fields(Frame::parse(&bytes).unwrap().fif);
        assert!(!curbed.bit(6) && curbed.bit(14) && curbed.bit(27));
    }

    #[test]
    fn the_frames_tell_which_signal_comes_next() {
        let mut observer = observer(&GatewayConfig::default());
        let mut dcs = Fields(vec![0; 3]);
        rate::command(&mut dcs, Rate::V17At14400);
        dcs.set(27);
        assert!(observer.frame(Side::Line, &mut frame(Fcf::Dcs, dcs.0)));
        assert_eq!(observer.expected(Side::Line), Expected::Check(Rate::V17At14400));
        assert_eq!(
            (observer.expected(Side::Packets), observer.trains_short(Side::Line)),
            (Expected::Nothing, false)
        );
        // A CFR of the sender's own side would be an echo.
        assert!(!observer.frame(Side::Line, &mut frame(Fcf::Cfr, vec![])));
        assert!(observer.frame(Side::Packets, &mut frame(Fcf::Cfr, vec![])));
        assert_eq!(observer.expected(Side::Line), Expected::Blocks(Rate::V17At14400));
        assert!(observer.trains_short(Side::Line));
        observer.frame(Side::Line, &mut frame(Fcf::Pps, vec![0x2F, 0, 0, 9]));
        observer.frame(Side::Packets, &mut frame(Fcf::Mcf, vec![]));
        observer.frame(Side::Packets, &mut frame(Fcf::Mcf, vec![]));
        assert_eq!((observer.pages(), observer.is_over()), (1, false));
    }

    #[test]
    fn a_page_whose_answer_was_lost_counts_once() {
        let mut observer = observer(&GatewayConfig::default());
        observer.frame(Side::Line, &mut frame(Fcf::Dcs, vec![0, 0, 0]));
        observer.frame(Side::Packets, &mut frame(Fcf::Cfr, vec![]));
        let mut pages_after = |end: Fcf, fif: Vec<u8>| {
            observer.image_ended(Side::Line);
            for _ in 0..2 {
                observer.frame(Side::Line, &mut frame(end, fif.clone()));
                observer.frame(Side::Packets, &mut frame(Fcf::Mcf, vec![]));
            }
            observer.pages()
        };
        assert_eq!(pages_after(Fcf::Mps, vec![]), 1);
        assert_eq!(pages_after(Fcf::Pps, vec![0x2F, 0, 0, 9]), 2);
        assert_eq!(pages_after(Fcf::Eop, vec![]), 3);
    }

    #[test]
    fn a_rate_that_is_too_fast_is_not_confirmed() {
        let config = GatewayConfig { rates: vec![Rate::V17At7200], ..GatewayConfig::default() };
        let mut observer = observer(&config);
        let mut fields = Fields(vec![0; 3]);
        rate::offer(&mut fields, &Rate::ALL);
        observer.frame(Side::Packets, &mut frame(Fcf::Dis, fields.0));
        // One that is slower than all that is allowed is the line's own choice.
        let cases = [
            (Rate::V17At14400, Fcf::Ftt),
            (Rate::V29At9600, Fcf::Ftt),
            (Rate::V17At7200, Fcf::Cfr),
            (Rate::V27ter4800, Fcf::Cfr),
        ];
        for (rate, answer) in cases {
            let mut dcs = Fields(vec![0; 3]);
            rate::command(&mut dcs, rate);
            observer.frame(Side::Line, &mut frame(Fcf::Dcs, dcs.0));
            let mut cfr = frame(Fcf::Cfr, vec![]);
            observer.frame(Side::Packets, &mut cfr);
            assert_eq!(Frame::parse(&cfr).map(|frame| frame.fcf), Some(answer), "{rate}");
        }
    }

    #[test]
    fn a_check_that_failed_here_is_not_confirmed() {
        let mut observer = observer(&GatewayConfig::default());
        observer.frame(Side::Line, &mut frame(Fcf::Dcs, vec![0, 0, 0]));
        observer.note_check(false);
        let mut cfr = frame(Fcf::Cfr, vec![]);
        observer.frame(Side::Packets, &mut cfr);
        assert_eq!(Frame::parse(&cfr).map(|frame| frame.fcf), Some(Fcf::Ftt));
    }
}
