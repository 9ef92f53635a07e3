//! The session's signals → packets, each at its time.
//!
//! A frame goes out whole in one packet together with the mark of its end where it fits:
//! on a transport without error correction one lost packet in fifty would otherwise spoil
//! one frame in five, since V.21 carries an octet in the time of a packet. The pace is
//! that of a modem all the same, for there may be one at the other end.
//!
//! Each signal begins with its indicator, once: a repeated one that is lost looks to some
//! receivers like a piece of the frame behind it. What ends a signal is repeated if the
//! terms say so; nothing can go wrong there.

use super::pace;
use crate::t30::fcf::Fcf;
use crate::t30::{ImageSignal, Signal};
use crate::t38::fill::without_fill;
use crate::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet};
use crate::t38::{RateManagement, Terms};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::modem::v8::station::Terms as V8Terms;
use ferrofax_signal::time::{Millis, SampleTime};
use std::collections::VecDeque;
use std::sync::Arc;

/// What is to be said, and what of it is being said.
#[derive(Debug)]
pub(crate) struct Sayer {
    terms: Terms,
    waiting: VecDeque<Signal>,
    speaking: Speaking,
    /// When the next step is due.
    due: SampleTime,
    /// Whether the remote end was told a signal that has not ended.
    signal_is_on: bool,
    /// When silence is told again, and how often it was.
    again: Option<(SampleTime, usize)>,
    /// The carrier of the last page or check, if no other signal was sent after it.
    image: Option<DataKind>,
    /// Since when no packet was sent, and how many were sent until then.
    still: (SampleTime, u64),
    /// All frames of the last burst have gone out: the remote end may answer.
    turn_given: bool,
    packets: VecDeque<Vec<u8>>,
    said: u64,
}

#[derive(Debug)]
enum Speaking {
    Nothing,
    /// Until `due`.
    Silence,
    /// The signal's packets are out; it ends when it is due. The end of a page or check
    /// is told once more before.
    Ending {
        again: Option<DataKind>,
    },
    Frames {
        data: DataKind,
        bps: u32,
        frames: Arc<Vec<Vec<u8>>>,
        next: usize,
        at: usize,
    },
    /// Octets that are left of a training check.
    Zeros {
        rate: Rate,
        left: usize,
    },
    Page {
        rate: Rate,
        data: Arc<Vec<u8>>,
        at: usize,
    },
}

impl Sayer {
    /// One that has nothing to say.
    pub(crate) const fn new(terms: Terms) -> Self {
        Self {
            terms,
            waiting: VecDeque::new(),
            speaking: Speaking::Nothing,
            due: SampleTime(0),
            signal_is_on: false,
            again: None,
            image: None,
            still: (SampleTime(0), 0),
            turn_given: false,
            packets: VecDeque::new(),
            said: 0,
        }
    }

    /// The terms are others from the next packet on.
    pub(crate) const fn set_terms(&mut self, terms: Terms) {
        self.terms = terms;
    }

    /// Tells the remote end that there is nothing on the line: opens the way through a
    /// firewall before anything depends on it.
    pub(crate) fn open(&mut self, now: SampleTime) {
        self.indicate(Indicator::NoSignal);
        self.again = Some((now + AGAIN[0], 0));
        self.due = now + SETTLING;
    }

    /// Says these after what is being said.
    pub(crate) fn say(&mut self, now: SampleTime, signals: Vec<Signal>) {
        if self.is_idle() {
            self.due = self.due.max(now);
        }
        self.turn_given = false;
        self.waiting.extend(signals);
    }

    /// Breaks off, and forgets what was still to be said.
    pub(crate) fn hush(&mut self) {
        self.waiting.clear();
        self.speaking = Speaking::Nothing;
        self.due = SampleTime(0);
        if self.signal_is_on {
            self.indicate(Indicator::NoSignal);
        }
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_idle(&self) -> bool {
        matches!(self.speaking, Speaking::Nothing) && self.waiting.is_empty()
    }

    /// Packets that went out, or wait to be fetched.
    pub(crate) const fn said(&self) -> u64 {
        self.said
    }

    /// Whether all has gone out that the remote end needs for its answer.
    pub(crate) const fn gave_turn(&self) -> bool {
        self.turn_given
    }

    /// Time has come to `now`. Comes back when nothing more is due.
    pub(crate) fn pass_time(&mut self, now: SampleTime) {
        while self.due <= now && !self.is_idle() {
            let lasts = self.step();
            self.due.0 += lasts;
        }
        if let Some((at, told)) = self.again
            && now >= at
        {
            self.again = AGAIN.get(told + 1).map(|wait| (at + *wait, told + 1));
            if !self.signal_is_on {
                if self.again.is_none()
                    && let Some(kind) = self.image.take()
                {
                    self.send(&end_of_image(kind));
                }
                self.send(&Packet::Indicator(Indicator::NoSignal));
            }
        }
        self.keep_way_open(now);
    }

    /// Repeats the indicator of silence where nothing was sent for a while. While a page comes in,
    /// nothing else is sent for a minute and more, and a router that translates addresses (NAT) closes
    /// a way of UDP that was not used for 30 s: the packets of the page would no longer arrive.
    fn keep_way_open(&mut self, now: SampleTime) {
        let (since, said) = self.still;
        if self.said != said || !self.is_idle() {
            self.still = (now, self.said);
        } else if now.since(since) >= LONGEST_STILL {
            self.indicate(Indicator::NoSignal);
            self.still = (now, self.said);
        }
    }

    /// The next packet to send.
    pub(crate) fn poll(&mut self) -> Option<Vec<u8>> {
        self.packets.pop_front()
    }

    /// One packet, or the beginning or end of a signal. Gives the samples until the next step.
    fn step(&mut self) -> u64 {
        match std::mem::replace(&mut self.speaking, Speaking::Nothing) {
            Speaking::Nothing => match self.waiting.pop_front() {
                Some(signal) => self.begin(signal),
                None => 0,
            },
            Speaking::Silence => 0,
            // The end of a signal: its last field again, which may have been lost, then the
            // indicator of silence (T.38 §7.3.1).
            Speaking::Ending { again } => {
                if let Some(kind) = again.filter(|_| self.terms.repeat) {
                    self.send(&end_of_image(kind));
                }
                self.indicate(Indicator::NoSignal);
                if self.terms.repeat {
                    self.again = Some((self.due + AGAIN[0], 0));
                    self.image = again;
                }
                0
            }
            Speaking::Frames { data, bps, frames, next, at } => {
                self.say_frame(data, bps, frames, next, at)
            }
            // A training check is 1.5 s of zeros (T.30 §5.3.6.1.3), sent piece by piece in
            // the time that a modem takes for it.
            Speaking::Zeros { rate, left } => {
                let size = self.chunk(rate).min(left);
                let left = left - size;
                self.say_bits(rate, vec![0; size], left == 0);
                self.speaking = if left == 0 {
                    Speaking::Ending { again: Some(DataKind::Image(rate)) }
                } else {
                    Speaking::Zeros { rate, left }
                };
                pace::of_bits(size as u64 * 8, rate.bps())
                    + if left == 0 { pace::TAIL.samples() } else { 0 }
            }
            Speaking::Page { rate, data, at } => self.say_page(rate, data, at),
        }
    }

    /// The next signal begins, by the indicator that announces it (T.38 §7.3.1). Gives the
    /// samples until its first data.
    fn begin(&mut self, signal: Signal) -> u64 {
        match signal {
            Signal::Silence(length) => {
                self.speaking = Speaking::Silence;
                length.samples()
            }
            Signal::Ced => self.tone(Indicator::Ced),
            Signal::Cng => self.tone(Indicator::Cng),
            // Gateways make the tones; V.8 is not for packets.
            Signal::V8(terms) => self.tone(match *terms {
                V8Terms::Calling(_) => Indicator::Cng,
                V8Terms::Answering(_) => Indicator::Ced,
            }),
            Signal::Frames(frames) => {
                self.indicate(Indicator::V21Preamble);
                let frames = if self.terms.repeat { often_if_last_words(frames) } else { frames };
                self.speaking = Speaking::Frames {
                    data: DataKind::V21,
                    bps: V21_BPS,
                    frames: Arc::new(frames),
                    next: 0,
                    at: 0,
                };
                pace::PREAMBLE.samples()
            }
            Signal::TrainingCheck(rate) => {
                let trains = self.train(ImageSignal { rate, short_training: false });
                // T.38 §8.1: the gateway beside the remote terminal makes the check itself;
                // §8.2: the check goes through the network.
                if self.terms.rate_management == RateManagement::Local {
                    self.speaking = Speaking::Ending { again: None };
                    return trains + pace::CHECK.samples();
                }
                let left = (rate.bps() as u64 * u64::from(pace::CHECK.0) / 8000) as usize;
                self.speaking = Speaking::Zeros { rate, left };
                trains
            }
            // Fill before an EOL (T.4 §4.1.3) may be left out on the way.
            Signal::Page(signal, data) => {
                let data =
                    if self.terms.fill_bit_removal { Arc::new(without_fill(&data)) } else { data };
                self.speaking = Speaking::Page { rate: signal.rate, data, at: 0 };
                self.train(signal)
            }
            // There is no V.34 here: the session has left it before the line became packets.
            Signal::Primary(_) => {
                self.speaking = Speaking::Silence;
                0
            }
            Signal::Blocks(signal, frames) => {
                let data = DataKind::Image(signal.rate);
                self.speaking =
                    Speaking::Frames { data, bps: signal.rate.bps(), frames, next: 0, at: 0 };
                self.train(signal) + pace::ECM_FLAGS.samples()
            }
        }
    }

    /// A tone has no end of its own in T.38: the next indicator ends it.
    fn tone(&mut self, indicator: Indicator) -> u64 {
        self.send(&Packet::Indicator(indicator));
        self.speaking = Speaking::Silence;
        pace::after(indicator).samples()
    }

    fn train(&mut self, signal: ImageSignal) -> u64 {
        let indicator = Indicator::Training { rate: signal.rate, short: signal.short_training };
        self.indicate(indicator);
        pace::after(indicator).samples()
    }

    fn say_frame(
        &mut self,
        data: DataKind,
        bps: u32,
        frames: Arc<Vec<Vec<u8>>>,
        next: usize,
        at: usize,
    ) -> u64 {
        let Some(frame) = frames.get(next) else {
            self.speaking = Speaking::Ending { again: None };
            return 0;
        };
        let is_last = next + 1 == frames.len();
        let room = Packet::room(self.terms.max_ifp);
        let rest = &frame[at..];
        // Whole where it fits; what does not fit goes at the usual pace.
        let size = if frame.len() <= room {
            rest.len()
        } else {
            rest.len().min(room).min(chunk_of(bps).max(16))
        };
        let mut fields = vec![Field::new(FieldKind::HdlcData, reversed(&rest[..size]))];
        if size < rest.len() {
            self.send(&Packet::Data(data, fields));
            self.speaking = Speaking::Frames { data, bps, frames, next, at: at + size };
            return pace::of_bits(size as u64 * 8, bps);
        }
        fields.push(Field::mark(if is_last {
            FieldKind::HdlcFcsOkSigEnd
        } else {
            FieldKind::HdlcFcsOk
        }));
        self.send(&Packet::Data(data, fields));
        let before = pace::of_bits(at as u64 * 8, bps);
        let lasts = pace::of_bits(pace::bits_of_frame(frame), bps).saturating_sub(before);
        if is_last {
            self.speaking = Speaking::Ending { again: None };
            self.turn_given = self.waiting.is_empty();
            return lasts + pace::TAIL.samples();
        }
        self.speaking = Speaking::Frames { data, bps, frames, next: next + 1, at: 0 };
        lasts
    }

    fn say_page(&mut self, rate: Rate, data: Arc<Vec<u8>>, at: usize) -> u64 {
        let size = self.chunk(rate);
        // Zeros behind the page, which some modems cut off.
        let end = data.len() + TRAILING_CHUNKS * size;
        let from = at.min(data.len());
        let mut octets = reversed(&data[from..(at + size).min(data.len()).max(from)]);
        octets.resize(size.min(end - at), 0);
        let sent = octets.len();
        let is_last = at + sent >= end;
        self.say_bits(rate, octets, is_last);
        self.speaking = if is_last {
            Speaking::Ending { again: Some(DataKind::Image(rate)) }
        } else {
            Speaking::Page { rate, data, at: at + sent }
        };
        pace::of_bits(sent as u64 * 8, rate.bps()) + if is_last { pace::TAIL.samples() } else { 0 }
    }

    fn say_bits(&mut self, rate: Rate, octets: Vec<u8>, is_last: bool) {
        let kind = if is_last { FieldKind::NonEcmSigEnd } else { FieldKind::NonEcmData };
        self.send(&Packet::Data(DataKind::Image(rate), vec![Field::new(kind, octets)]));
    }

    /// Octets in the time of a packet, as many as one takes.
    fn chunk(&self, rate: Rate) -> usize {
        chunk_of(rate.bps()).min(Packet::room(self.terms.max_ifp))
    }

    fn indicate(&mut self, indicator: Indicator) {
        self.signal_is_on = indicator != Indicator::NoSignal;
        (self.again, self.image) = (None, None);
        self.send(&Packet::Indicator(indicator));
    }

    fn send(&mut self, packet: &Packet) {
        self.said += 1;
        self.packets.push_back(packet.encode(Encoding::of_version(self.terms.version)));
    }
}

/// DCN is never answered: who does not hear it waits for nothing, and some call the fax a
/// failure. Several times in one signal it says the same. A frame behind a lost packet
/// counts as damaged with some receivers, and so does the next one: of four, a burst of
/// three lost packets seldom takes all.
fn often_if_last_words(mut frames: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    if let [frame] = frames.as_slice()
        && frame.get(2).is_some_and(|fcf| Fcf::from_byte(*fcf) == Fcf::Dcn)
    {
        frames = vec![frame.clone(); LAST_WORDS];
    }
    frames
}

/// The end of a page or check.
fn end_of_image(kind: DataKind) -> Packet {
    Packet::Data(kind, vec![Field::mark(FieldKind::NonEcmSigEnd)])
}

/// Octets in the time of a packet.
const fn chunk_of(bps: u32) -> usize {
    let octets = (bps * pace::CHUNK.0 / 8000) as usize;
    if octets == 0 { 1 } else { octets }
}

/// With the first bit highest, as T.38 has it.
fn reversed(octets: &[u8]) -> Vec<u8> {
    octets.iter().map(|octet| octet.reverse_bits()).collect()
}

/// V.21's rate.
const V21_BPS: u32 = 300;
/// The longest time without a packet. Routers keep the way of UDP open for 30 s and more.
const LONGEST_STILL: Millis = Millis(12_000);
/// How often DCN is said.
const LAST_WORDS: usize = 4;
/// How many packets of zeros follow a page.
const TRAILING_CHUNKS: usize = 3;
/// How long both ends are given to go over to packets before anything is said that matters.
const SETTLING: Millis = Millis(200);
/// The pauses between repetitions of the silence behind a signal. A transport with
/// redundancy brings the last frame back with each of the three datagrams behind it: here
/// is one more than a burst of three takes away. And without redundancy a remote end that
/// does not hear the silence may wait for it for good: so the last two come after the longest gap
/// that networks usually make, a second. If a training check has no answer by then, its end is
/// repeated with the last one: spandsp waits for that alone.
const AGAIN: [Millis; 5] = [Millis(30), Millis(30), Millis(60), Millis(1_080), Millis(3_000)];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::t38::ifp::Reader;

    /// What is said of signals, with the ms at which each packet goes out.
    fn said(terms: Terms, signals: Vec<Signal>) -> Vec<(u64, Packet)> {
        let mut sayer = Sayer::new(terms);
        let mut reader = Reader::new(Encoding::of_version(terms.version));
        sayer.say(SampleTime(0), signals);
        let mut out = Vec::new();
        for ms in (0..20_000).step_by(10) {
            sayer.pass_time(SampleTime(ms * 8));
            while let Some(octets) = sayer.poll() {
                assert!(octets.len() <= usize::from(terms.max_ifp), "{} octets", octets.len());
                out.push((ms, reader.read(&octets).unwrap()));
            }
        }
        assert!(sayer.is_idle());
        out
    }

    #[test]
    fn a_command_is_a_preamble_one_packet_and_silence() {
        let terms = Terms { repeat: false, ..Terms::default() };
        let packets = said(terms, vec![Signal::Frames(vec![vec![0xFF, 0x13, 0x8C]])]);
        let fields = vec![
            Field::new(FieldKind::HdlcData, vec![0xFF, 0xC8, 0x31]),
            Field::mark(FieldKind::HdlcFcsOkSigEnd),
        ];
        let expected = [
            Packet::Indicator(Indicator::V21Preamble),
            Packet::Data(DataKind::V21, fields),
            Packet::Indicator(Indicator::NoSignal),
        ];
        let (packets, later) = packets.split_at(expected.len());
        assert_eq!(packets.iter().map(|(_, packet)| packet.clone()).collect::<Vec<_>>(), expected);
        // The way is kept open.
        let is_later = |(ms, packet): &(u64, Packet)| *ms >= 12_000 && *packet == expected[2];
        assert!(later.iter().all(is_later), "{later:?}");
        let times: Vec<u64> = packets.iter().map(|(ms, _)| *ms).collect();
        // 1 s of flags, then three octets with FCS and flags and a tail.
        assert_eq!((times[0], times[1]), (0, 1000));
        assert!((1200..1400).contains(&times[2]), "{times:?}");
    }

    #[test]
    fn an_idle_terminal_sends_no_signal_every_twelve_seconds() {
        let mut sayer = Sayer::new(Terms::default());
        let mut reader = Reader::new(Encoding::Original);
        sayer.open(SampleTime(0));
        let mut told = Vec::new();
        for ms in 0..60_000 {
            sayer.pass_time(SampleTime(ms * 8));
            while let Some(octets) = sayer.poll() {
                assert_eq!(reader.read(&octets).unwrap(), Packet::Indicator(Indicator::NoSignal));
                told.push(ms);
            }
        }
        let gaps: Vec<u64> = told.windows(2).map(|two| two[1] - two[0]).collect();
        assert!(gaps.iter().all(|gap| *gap <= 12_010), "{gaps:?}");
        assert_eq!(gaps.iter().filter(|gap| **gap >= 12_000).count(), 4, "{gaps:?}");
    }

    #[test]
    fn last_words_are_said_often_where_packets_may_be_repeated() {
        let dcns = |repeat| {
            let packets = said(
                Terms { repeat, ..Terms::default() },
                vec![Signal::Frames(vec![vec![0xFF, 0x13, 0xFB]])],
            );
            packets.iter().filter(|(_, packet)| matches!(packet, Packet::Data(..))).count()
        };
        assert_eq!((dcns(false), dcns(true)), (1, LAST_WORDS));
    }

    #[test]
    fn a_training_check_lasts_as_long_as_by_modem() {
        for rate in Rate::ALL {
            let packets = said(Terms::default(), vec![Signal::TrainingCheck(rate)]);
            let bits: usize = packets
                .iter()
                .filter_map(|(_, packet)| match packet {
                    Packet::Data(_, fields) => {
                        Some(fields.iter().map(|field| field.octets.len() * 8).sum::<usize>())
                    }
                    Packet::Indicator(_) => None,
                })
                .sum();
            assert_eq!(bits, rate.bps() as usize * 3 / 2);
            let has_octets = |packet: &Packet| matches!(packet, Packet::Data(_, fields) if !fields[0].octets.is_empty());
            let end =
                packets.iter().filter(|(_, packet)| has_octets(packet)).map(|(ms, _)| *ms).max();
            let trains = u64::from(pace::training(rate, false).0);
            assert!((1_400 + trains..1_550 + trains).contains(&end.unwrap()), "{rate}: {end:?}");
            let locally = Terms { rate_management: RateManagement::Local, ..Terms::default() };
            let packets = said(locally, vec![Signal::TrainingCheck(rate)]);
            assert!(packets.iter().all(|(_, packet)| matches!(packet, Packet::Indicator(_))));
        }
    }

    #[test]
    fn frames_and_pages_keep_to_the_size_that_the_far_end_takes() {
        let frames = Arc::new(vec![vec![0x55; 260]; 5]);
        let page = Arc::new((0..9999).map(|n| (n % 251) as u8).collect::<Vec<u8>>());
        for max_ifp in [20, 72, 300] {
            for rate in [Rate::V27ter4800, Rate::V17At14400] {
                let terms = Terms { max_ifp, ..Terms::default() };
                let signal = ImageSignal { rate, short_training: false };
                let mut got = Vec::new();
                for (_, packet) in said(terms, vec![Signal::Page(signal, page.clone())]) {
                    if let Packet::Data(_, fields) = packet {
                        fields.into_iter().for_each(|field| got.extend(reversed(&field.octets)));
                    }
                }
                assert!(got.starts_with(&page));
                let packets = said(terms, vec![Signal::Blocks(signal, frames.clone())]);
                let fields: Vec<Field> = packets
                    .into_iter()
                    .filter_map(|(_, packet)| {
                        if let Packet::Data(_, fields) = packet { Some(fields) } else { None }
                    })
                    .flatten()
                    .collect();
                let octets: usize = fields.iter().map(|field| field.octets.len()).sum();
                assert_eq!(octets, 5 * 260);
                assert_eq!(
                    fields.iter().filter(|field| field.kind == FieldKind::HdlcFcsOk).count(),
                    4
                );
                assert_eq!(fields.last().map(|field| field.kind), Some(FieldKind::HdlcFcsOkSigEnd));
            }
        }
    }
}
