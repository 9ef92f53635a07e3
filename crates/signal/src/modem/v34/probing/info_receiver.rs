//! Samples → INFO sequences (ITU-T V.34 clause 10.1.2.3).
//!
//! # Theory
//!
//! A bit is the turn of the carrier from one symbol to the next, 0° or 180°: the sign of
//! Re{zₖ · conj(zₖ₋₁)} of the matched filter's output z. A few Hz of offset (7 Hz are 4° a
//! symbol) need no carrier loop for it.
//!
//! A sequence has nothing in front that a clock could be learned from, and 51 bits of a
//! clock that is 0.01 % off are 0.005 of a symbol. So all instants are tried at once, eight
//! to a symbol, each with bits of its own, and the CRC says which of them are right.

use super::info::{FILL_BITS, HEADER_BITS, Info, Info0, InfoError, Infoh, is_frame_sync};
use super::voice::{ROLLOFF, tone_hz};
use crate::dsp::complex::Complex;
use crate::dsp::history::History;
use crate::dsp::level;
use crate::dsp::matched_filter::MatchedFilter;
use crate::modem::v34::Side;
use crate::time::SAMPLE_RATE_HZ;

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum InfoEvent {
    /// A sequence, and the sample in which the last bit of its CRC had its middle.
    Info(Info, u64),
    /// There was the frame sync of one, and nothing behind it whose CRC fits.
    Damaged,
}

/// Hears the sequences of one side.
#[derive(Clone, Debug)]
pub(super) struct InfoReceiver {
    filter: MatchedFilter,
    /// Instants that were tried.
    tried: u64,
    branches: [Branch; INSTANTS as usize],
    /// When a frame sync was seen that no sequence has come of, in instants.
    synced: Option<u64>,
}

/// One of the instants of a symbol.
#[derive(Clone, Copy, Debug, Default)]
struct Branch {
    last: Complex,
    /// The latest 64 bits, the latest highest.
    bits: u64,
    /// How much of late the signal turned by 0° or 180°, and how much at all.
    straight: f32,
    all: f32,
}

impl InfoReceiver {
    /// Hears what `side` sends.
    pub(super) fn new(side: Side) -> Self {
        let (rate, symbol) = (f64::from(SAMPLE_RATE_HZ), f64::from(SAMPLE_RATE_HZ) / SYMBOL_RATE);
        Self {
            filter: MatchedFilter::new(f64::from(tone_hz(side)), rate, symbol, ROLLOFF),
            tried: 0,
            branches: [Branch::default(); INSTANTS as usize],
            synced: None,
        }
    }

    /// Samples that must be kept in the history.
    pub(super) const fn lookback(&self) -> usize {
        2 * self.filter.lookback() + 8
    }

    /// Hears what has come to `history`; at most a symbol's time at once, since no more than
    /// one event is told.
    pub(super) fn hear(&mut self, history: &History) -> Option<InfoEvent> {
        let mut event = None;
        loop {
            let instant = self.tried as f64 * STEP;
            let Some(point) = self.filter.at(instant, history) else { return event };
            let index = (self.tried % INSTANTS) as usize;
            self.tried += 1;
            let branch = &mut self.branches[index];
            branch.push(point);
            if branch.is_synced() && self.synced.is_none() {
                self.synced = Some(self.tried);
            }
            if let Some(info) = branch.info() {
                // The other instants have the same one.
                self.branches = [Branch::default(); INSTANTS as usize];
                self.synced = None;
                event = Some(InfoEvent::Info(info, instant as u64));
            }
            if self.synced.is_some_and(|since| self.tried > since + LONGEST) {
                self.synced = None;
                event = event.or(Some(InfoEvent::Damaged));
            }
        }
    }
}

impl Branch {
    fn push(&mut self, point: Complex) {
        let turn = point * self.last.conj();
        self.last = point;
        self.bits = self.bits >> 1 | u64::from(turn.re < 0.0) << 63;
        self.straight += (turn.re.abs() - self.straight) * SMOOTHING;
        self.all += (turn.norm_sqr().sqrt() - self.all) * SMOOTHING;
    }

    /// The latest `count` bits, the first of them lowest.
    const fn latest(&self, count: u32) -> u64 {
        self.bits >> (64 - count)
    }

    /// Whether a frame sync has just come, on a carrier and not of noise.
    fn is_synced(&self) -> bool {
        is_frame_sync(self.latest(HEADER_BITS))
            && self.straight > STRAIGHT * self.all
            // The filter gives half the amplitude squared of a real signal's both halves.
            && self.all > level::mean_square(QUIETEST_DBM0)
    }

    /// The sequence that has just ended, but for its fill.
    fn info(&self) -> Option<Info> {
        let whole = |bits| self.latest(bits - FILL_BITS);
        let info0 = || Info0::parse(whole(Info0::BITS)).map(Info::Info0);
        let infoh = |_: InfoError| Infoh::parse(whole(Infoh::BITS)).map(Info::Infoh);
        info0().or_else(infoh).ok()
    }
}

/// Symbols a second.
const SYMBOL_RATE: f64 = 600.0;
/// Instants to a symbol.
const INSTANTS: u64 = 8;
/// Samples from one instant to the next.
const STEP: f64 = SAMPLE_RATE_HZ as f64 / SYMBOL_RATE / INSTANTS as f64;
/// Instants from the frame sync to where the longest sequence's CRC must have come.
const LONGEST: u64 = (Infoh::BITS - FILL_BITS - HEADER_BITS + 2) as u64 * INSTANTS;
/// How fast the straightness follows: some eight bits.
const SMOOTHING: f32 = 0.125;
/// Of noise 2/π of the turns are straight, of a signal that can be read nearly all.
const STRAIGHT: f32 = 0.85;
/// Receivers reach down to −43 dBm0.
const QUIETEST_DBM0: f32 = -52.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modem::qam::test_line::{Random, add_noise, samples, skew};
    use crate::modem::v34::primary::pre_emphasis::PreEmphasis;
    use crate::modem::v34::probing::info::Sequence;
    use crate::modem::v34::probing::voice::{GuardLevel, Utterance, Voice};
    use crate::modem::v34::symbol_rate::{CarrierChoice, SymbolRate};

    fn heard(side: Side, line: &[i16]) -> Vec<InfoEvent> {
        let mut receiver = InfoReceiver::new(side);
        let mut history = History::new(receiver.lookback());
        let mut events = Vec::new();
        for block in line.chunks(8) {
            history.push(block);
            events.extend(receiver.hear(&history));
        }
        events
    }

    fn line(side: Side, at: u64, sequence: Sequence, dbm0: f32) -> Vec<f32> {
        let mut voice = Voice::new(side, dbm0, GuardLevel::Nominal);
        voice.say(at, Utterance::Info(sequence));
        let mut out = vec![0; 3000];
        voice.pull(&mut out);
        out.into_iter().map(f32::from).collect()
    }

    fn infoh() -> Infoh {
        Infoh {
            power_reduction_db: 0,
            trn_units: 29,
            carrier: CarrierChoice::High,
            pre_emphasis: PreEmphasis::NONE,
            symbol_rate: SymbolRate::S3200,
            trn_has_16_points: true,
        }
    }

    #[test]
    fn sequences_are_heard_from_any_instant_in_noise_and_beside_the_other_side() {
        for (index, side) in [Side::Call, Side::Answer].into_iter().cycle().take(12).enumerate() {
            let (at, seed) = (101 + 7 * index as u64, index as u64);
            let mut far = line(side, at, Info0::OURS.emit(), -30.0);
            // Its own echo is as loud as what comes.
            let own = line(side.far(), at + 111, infoh().emit(), -30.0);
            far.iter_mut().zip(own).for_each(|(far, own)| *far += own);
            add_noise(&mut far, -45.0, seed);
            let far = skew(&far, if index < 6 { 100.0 } else { -100.0 });
            let events = heard(side, &samples(&far));
            let [InfoEvent::Info(info, end)] = events[..] else { panic!("{side:?} {events:?}") };
            assert_eq!(info, Info::Info0(Info0::OURS));
            // A point, 45 bits; the pulse comes 4 symbols later.
            let expected = at + (45 + 4) * 40 / 3;
            assert!(end.abs_diff(expected) <= 7, "{end}, {expected}");
        }
        let events = heard(Side::Answer, &samples(&line(Side::Answer, 0, infoh().emit(), -43.0)));
        assert!(matches!(events[..], [InfoEvent::Info(Info::Infoh(found), _)] if found == infoh()));
    }

    #[test]
    fn a_wrong_crc_is_told_once() {
        for side in [Side::Call, Side::Answer] {
            for bit in [12, 20, 28, 29, 40, 44] {
                let mut sequence = Info0::OURS.emit();
                sequence.bits ^= 1 << bit;
                let events = heard(side, &samples(&line(side, 50, sequence, -20.0)));
                assert_eq!(events, [InfoEvent::Damaged], "bit {bit}");
            }
        }
    }

    #[test]
    fn noise_silence_and_tones_are_no_sequences() {
        let mut noise = vec![0.0; 80_000];
        add_noise(&mut noise, -20.0, 5);
        let events = heard(Side::Call, &samples(&noise));
        assert!(events.iter().all(|event| *event == InfoEvent::Damaged) && events.len() < 3);
        assert_eq!(heard(Side::Call, &[0; 8000]), []);
        let mut random = Random(9);
        let loud: Vec<i16> = (0..40_000).map(|_| random.next() as i16).collect();
        assert!(heard(Side::Answer, &loud).len() < 3);
        let tone = line(Side::Answer, 0, Sequence { bits: 0, count: 64 }, -20.0);
        assert_eq!(heard(Side::Answer, &samples(&tone)), []);
        assert_eq!(heard(Side::Call, &samples(&tone)), []);
    }
}
