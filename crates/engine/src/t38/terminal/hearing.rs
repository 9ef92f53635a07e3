//! Packets → carriers, frames, page bits, in the words in which a receiver by modem would
//! tell them.
//!
//! Peers are believed little: an indicator may be missing, come twice or between frames;
//! data may come for a carrier that nobody announced; an end may be told once, twice or
//! not at all, or as that of the other kind of data. Where packets are missing a frame is
//! mended or told as damaged, and a page without ECM goes on behind the gap.

use super::arrivals::{Arrival, Arrivals};
use super::budget::Budget;
use super::mend::{Copies, Pieces};
use crate::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use crate::t38::{Stats, Terms};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::{Millis, SampleTime};
use std::collections::VecDeque;

/// What is on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// V.21.
    V21,
    /// An image modem.
    Image(Rate),
}

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// CNG or CED.
    Tone(Indicator),
    /// A carrier came. That of V.21 brings flags.
    CarrierUp(Carrier),
    /// The first data of a carrier.
    Data(Carrier),
    /// A frame, octets with the first bit lowest.
    Frame(Carrier, Vec<u8>),
    /// A frame that is not whole, or whose FCS was wrong.
    DamagedFrame(Carrier),
    /// Octets of a page or training check, with the first bit lowest.
    Bits(Vec<u8>),
    /// About so many octets of it are missing.
    LostBits(usize),
    /// So many octets of it are dropped: more came than the carrier's modem could bring.
    DroppedBits(usize),
    /// The carrier went.
    CarrierDown(Carrier),
    /// In the middle of an image signal no more packets came; its carrier counts as gone.
    PacketsStopped,
}

/// Hears the packets of one peer.
#[derive(Debug)]
pub(crate) struct Hearing {
    arrivals: Arrivals,
    reader: Reader,
    budget: Budget,
    carrier: Option<Carrier>,
    /// The indicator that was heard last.
    indicator: Option<Indicator>,
    /// When a tone was indicated last.
    tone_at: SampleTime,
    /// Data came on this carrier.
    has_data: bool,
    /// What came of the frame that has not ended.
    frame: Pieces,
    copies: Copies,
    /// Octets of a page in the last packet.
    page_packet: usize,
    last_packet_at: SampleTime,
    heard: VecDeque<Heard>,
    stats: Stats,
}

impl Hearing {
    /// A peer that agreed to these terms and has sent nothing yet.
    pub(crate) fn new(terms: Terms) -> Self {
        Self {
            arrivals: Arrivals::new(),
            reader: Reader::new(Encoding::of_version(terms.version)),
            budget: Budget::new(),
            carrier: None,
            indicator: None,
            tone_at: SampleTime(0),
            has_data: false,
            frame: Pieces::default(),
            copies: Copies::default(),
            page_packet: 0,
            last_packet_at: SampleTime(0),
            heard: VecDeque::new(),
            stats: Stats::default(),
        }
    }

    /// A packet came; any bytes are taken.
    pub(crate) fn push(&mut self, now: SampleTime, sequence: Option<u16>, ifp: &[u8]) {
        self.arrivals.push(now, sequence, ifp, &mut self.stats);
    }

    /// Time has come to `now`: what came is heard, what did not come is given up.
    pub(crate) fn pass_time(&mut self, now: SampleTime) {
        self.arrivals.pass_time(now, &mut self.stats);
        while let Some(arrival) = self.arrivals.poll() {
            self.last_packet_at = now;
            match arrival {
                Arrival::Missing(packets) => self.missing(packets),
                Arrival::Packet(ifp) => match self.reader.read(&ifp) {
                    Ok(Packet::Indicator(indicator)) => self.indicated(indicator),
                    Ok(Packet::Data(DataKind::Later(_), _)) => {}
                    Ok(Packet::Data(kind, fields)) if self.budget.takes(now, kind, &fields) => {
                        fields.into_iter().for_each(|field| self.field(kind, field))
                    }
                    Ok(Packet::Data(_, fields)) => self.drop_flood(&fields),
                    Err(_) => {
                        // It was a packet of something.
                        self.stats.malformed += 1;
                        self.missing(1);
                    }
                },
            }
        }
        self.stats.version_changes = self.reader.changes();
        if self.carrier.is_some() && now >= self.last_packet_at + self.patience() {
            if self.has_data && matches!(self.carrier, Some(Carrier::Image(_))) {
                self.heard.push_back(Heard::PacketsStopped);
            }
            self.end_signal();
        }
    }

    /// What was heard next.
    pub(crate) fn poll(&mut self) -> Option<Heard> {
        self.heard.pop_front()
    }

    /// What became of the packets.
    pub(crate) const fn stats(&self) -> Stats {
        self.stats
    }

    /// How long nothing may come before the carrier counts as gone.
    const fn patience(&self) -> Millis {
        match self.carrier {
            Some(Carrier::V21) if self.has_data => V21_PATIENCE,
            _ => PATIENCE,
        }
    }

    fn indicated(&mut self, indicator: Indicator) {
        let again = self.indicator.replace(indicator) == Some(indicator);
        let carrier = match indicator {
            Indicator::V21Preamble => Carrier::V21,
            Indicator::Training { rate, .. } => Carrier::Image(rate),
            Indicator::Cng | Indicator::Ced => {
                self.end_signal();
                // T.30 §4.2: CNG comes again after a pause, and the pause is seldom indicated.
                let before = std::mem::replace(&mut self.tone_at, self.last_packet_at);
                let is_next = indicator == Indicator::Cng
                    && self.last_packet_at.since(before) >= SHORTEST_PAUSE;
                if !again || is_next {
                    self.heard.push_back(Heard::Tone(indicator));
                }
                return;
            }
            Indicator::NoSignal | Indicator::Later(_) => return self.end_signal(),
        };
        // Said twice, or between two frames of one signal.
        if again && self.carrier == Some(carrier) && (!self.has_data || carrier == Carrier::V21) {
            if self.frame.has_no_octets() {
                self.frame = Pieces::default();
            }
            return;
        }
        self.end_signal();
        self.begin_signal(carrier);
    }

    fn begin_signal(&mut self, carrier: Carrier) {
        self.carrier = Some(carrier);
        self.has_data = false;
        self.page_packet = 0;
        self.heard.push_back(Heard::CarrierUp(carrier));
    }

    /// The signal has ended, whether anybody told so or not.
    fn end_signal(&mut self) {
        self.end_frame(End::Untold);
        if let Some(carrier) = self.carrier.take() {
            self.heard.push_back(Heard::CarrierDown(carrier));
        }
    }

    /// So many packets did not come.
    fn missing(&mut self, packets: u32) {
        if self.page_packet > 0 {
            let octets = self.page_packet * packets.clamp(1, MOST_BRIDGED) as usize;
            self.heard.push_back(Heard::LostBits(octets));
        }
        // The end of the page may be among them, and the beginning of a frame.
        self.frame.note_missing(packets);
    }

    /// More than the carrier's modem could have brought: none of it is heard, as if its packet
    /// had not come.
    fn drop_flood(&mut self, fields: &[Field]) {
        self.stats.flooded += 1;
        let is_page =
            |field: &&Field| matches!(field.kind, FieldKind::NonEcmData | FieldKind::NonEcmSigEnd);
        let octets = fields.iter().filter(is_page).map(|field| field.octets.len()).sum();
        if octets > 0 && matches!(self.carrier, Some(Carrier::Image(_))) {
            self.heard.push_back(Heard::DroppedBits(octets));
        }
        self.frame.note_missing(1);
    }

    fn field(&mut self, kind: DataKind, field: Field) {
        let carrier = match kind {
            DataKind::Image(rate) => Carrier::Image(rate),
            DataKind::V21 | DataKind::Later(_) => Carrier::V21,
        };
        let Field { kind, octets } = field;
        if octets.is_empty() && self.carrier.is_none() {
            // The end of a signal told again.
            return;
        }
        match kind {
            FieldKind::HdlcData => self.hdlc(carrier, &octets),
            FieldKind::HdlcFcsOk => self.mark(carrier, &octets, End::Right),
            FieldKind::HdlcFcsBad => self.mark(carrier, &octets, End::Wrong),
            FieldKind::HdlcFcsOkSigEnd => {
                self.mark(carrier, &octets, End::RightAndLast);
                self.end_signal();
            }
            FieldKind::HdlcFcsBadSigEnd => {
                self.mark(carrier, &octets, End::Wrong);
                self.end_signal();
            }
            FieldKind::HdlcSigEnd => self.end_signal(),
            FieldKind::NonEcmData => self.bits(carrier, &octets),
            FieldKind::NonEcmSigEnd => {
                self.bits(carrier, &octets);
                self.end_signal();
            }
            FieldKind::Later(_) => {}
        }
        if kind.ends_signal() {
            self.indicator = Some(Indicator::NoSignal);
        }
    }

    /// Data of a carrier that may not have been announced.
    fn need(&mut self, carrier: Carrier) {
        if self.carrier != Some(carrier) {
            if self.carrier.is_some() {
                self.end_signal();
            }
            self.begin_signal(carrier);
        }
        if !std::mem::replace(&mut self.has_data, true) {
            self.heard.push_back(Heard::Data(carrier));
        }
    }

    fn hdlc(&mut self, carrier: Carrier, octets: &[u8]) {
        self.need(carrier);
        self.page_packet = 0;
        // Every frame begins with its address: what is missing before that was not this frame's.
        if octets.first() == Some(&0xFF) {
            self.frame.forget_leading_hole();
        }
        if !octets.is_empty() {
            self.frame.push(octets);
        }
    }

    /// A frame ends. Some peers put its last octets beside the mark.
    fn mark(&mut self, carrier: Carrier, octets: &[u8], end: End) {
        if !octets.is_empty() {
            self.hdlc(carrier, octets);
        }
        self.end_frame(end);
    }

    fn end_frame(&mut self, end: End) {
        let frame = std::mem::take(&mut self.frame);
        let Some(carrier) = self.carrier.filter(|_| !frame.has_no_octets()) else { return };
        let whole = frame.whole().filter(|_| matches!(end, End::Right | End::RightAndLast));
        if let Some(whole) = whole {
            self.copies.note(whole);
            self.heard.push_back(Heard::Frame(carrier, whole.to_vec()));
            return;
        }
        let (marked, last) = (end != End::Untold, end != End::Right);
        let mended = match (end, carrier) {
            (End::Wrong, _) | (_, Carrier::Image(_)) => None,
            _ => frame.mend(marked, last).or_else(|| self.copies.mend(&frame, marked)),
        };
        match mended {
            Some(mended) => {
                self.copies.note(&mended);
                self.stats.mended_frames += 1;
                self.heard.push_back(Heard::Frame(carrier, mended));
            }
            None => {
                self.stats.damaged_frames += 1;
                self.heard.push_back(Heard::DamagedFrame(carrier));
            }
        }
    }

    fn bits(&mut self, carrier: Carrier, octets: &[u8]) {
        // Some gateways end a page as if it were frames, and frames as if they were a page.
        if octets.is_empty() || carrier == Carrier::V21 {
            return;
        }
        self.need(carrier);
        self.frame = Pieces::default();
        self.page_packet = octets.len();
        self.heard
            .push_back(Heard::Bits(octets.iter().map(|octet| octet.reverse_bits()).collect()));
    }
}

/// How a frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Right,
    RightAndLast,
    Wrong,
    /// Its mark did not come.
    Untold,
}

/// How long V.21 frames may pause. A gateway that hands on whole frames only is silent
/// for as long as a frame takes.
const V21_PATIENCE: Millis = Millis(2_000);
/// How long training, flags and an image signal may take without a packet.
const PATIENCE: Millis = Millis(4_000);
/// After a pause as long as this the indicator of CNG is that of the next tone, and no copy.
const SHORTEST_PAUSE: Millis = Millis(1_000);
/// Missing packets of a page that are taken for as many packets of bits.
const MOST_BRIDGED: u32 = 100;

#[cfg(test)]
mod tests {
    use super::*;

    const TCF: DataKind = DataKind::Image(Rate::V17At14400);

    /// What is heard of packets, some of which are missing.
    fn heard(packets: &[Option<Packet>]) -> Vec<Heard> {
        let mut hearing = Hearing::new(Terms::default());
        let mut out = Vec::new();
        for (number, packet) in packets.iter().enumerate() {
            let now = SampleTime(number as u64 * 240);
            if let Some(packet) = packet {
                hearing.push(now, Some(number as u16), &packet.encode(Encoding::Original));
            }
            hearing.pass_time(now);
            out.extend(std::iter::from_fn(|| hearing.poll()));
        }
        hearing.pass_time(SampleTime(0) + Millis(60_000));
        out.extend(std::iter::from_fn(|| hearing.poll()));
        out
    }

    fn data(kind: DataKind, field: FieldKind, octets: &[u8]) -> Option<Packet> {
        Some(Packet::Data(kind, vec![Field::new(field, octets.to_vec())]))
    }

    fn frames(heard: &[Heard]) -> Vec<&[u8]> {
        heard
            .iter()
            .filter_map(|heard| {
                if let Heard::Frame(_, frame) = heard { Some(frame.as_slice()) } else { None }
            })
            .collect()
    }

    #[test]
    fn a_frame_that_lacks_a_packet_is_damaged_also_behind_a_check_whose_end_was_lost() {
        let frame = [0xFF, 0xC0, 0x60, 1, 2, 3];
        let packets = [
            Some(Packet::Indicator(Indicator::Training { rate: Rate::V17At14400, short: false })),
            data(TCF, FieldKind::NonEcmData, &[0; 54]),
            data(TCF, FieldKind::NonEcmData, &[0; 54]),
            // The end of the check, silence, and the training of the page.
            None,
            None,
            None,
            data(TCF, FieldKind::HdlcData, &frame),
            data(TCF, FieldKind::HdlcFcsOk, &[]),
            data(TCF, FieldKind::HdlcData, &frame[..3]),
            None,
            data(TCF, FieldKind::HdlcFcsOk, &[]),
            data(TCF, FieldKind::HdlcData, &frame),
            data(TCF, FieldKind::HdlcFcsOkSigEnd, &[]),
        ];
        let heard = heard(&packets);
        let whole: Vec<u8> = frame.iter().map(|octet: &u8| octet.reverse_bits()).collect();
        assert_eq!(frames(&heard), [whole.as_slice(), &whole]);
        assert_eq!(heard.iter().filter(|heard| matches!(heard, Heard::DamagedFrame(_))).count(), 1);
    }

    #[test]
    fn a_dis_that_never_comes_whole_is_put_together_from_its_repetitions() {
        let dis = [0xFF, 0xC8, 0x01, 0x00, 0x77, 0x1F, 0x23];
        let said = |missing: &[usize]| -> Vec<Option<Packet>> {
            let mut packets = vec![Some(Packet::Indicator(Indicator::V21Preamble))];
            for (at, octet) in dis.iter().enumerate() {
                packets.push(
                    data(DataKind::V21, FieldKind::HdlcData, &[*octet])
                        .filter(|_| !missing.contains(&at)),
                );
            }
            packets.push(
                data(DataKind::V21, FieldKind::HdlcFcsOkSigEnd, &[])
                    .filter(|_| !missing.contains(&dis.len())),
            );
            packets.push(Some(Packet::Indicator(Indicator::NoSignal)));
            packets
        };
        let whole: Vec<u8> = dis.iter().map(|octet: &u8| octet.reverse_bits()).collect();
        let heard_of = |copies: &[&[usize]]| {
            heard(&copies.iter().flat_map(|missing| said(missing)).collect::<Vec<_>>())
        };
        assert_eq!(frames(&heard_of(&[&[3], &[4]])), [whole.as_slice()]);
        assert_eq!(frames(&heard_of(&[&[3, 5], &[4, 5], &[3, 0]])), [whole.as_slice()]);
        assert!(frames(&heard_of(&[&[3, 5], &[4, 5]])).is_empty());
        // Which frame it is must be known, and how long.
        assert!(frames(&heard_of(&[&[2], &[4]])).is_empty());
        assert!(frames(&heard_of(&[&[7], &[7]])).is_empty());
        assert_eq!(frames(&heard_of(&[&[6, 7], &[4]])), [whole.as_slice()]);
        assert_eq!(frames(&heard_of(&[&[4], &[5, 6, 7]])), [whole.as_slice()]);
        // What came whole serves for its repetition.
        assert_eq!(frames(&heard_of(&[&[], &[4]])), [whole.as_slice(), &whole]);
    }

    #[test]
    fn each_tone_of_a_calling_station_is_heard_and_copies_of_its_indicator_are_not() {
        let mut hearing = Hearing::new(Terms::default());
        let cng = Packet::Indicator(Indicator::Cng).encode(Encoding::Original);
        let mut tones = Vec::new();
        // Ten seconds, with a tone every 3.5 s that is indicated three times.
        for tenth in 0..100 {
            let now = SampleTime(0) + Millis(100 * tenth);
            if tenth % 35 < 3 {
                hearing.push(now, None, &cng);
            }
            hearing.pass_time(now);
            tones.extend(std::iter::from_fn(|| hearing.poll()));
        }
        assert_eq!(tones, vec![Heard::Tone(Indicator::Cng); 3]);
    }

    #[test]
    fn ends_and_indicators_may_come_twice_or_not_at_all() {
        let mcf = [0xFF, 0xC8, 0x31];
        let preamble = || Some(Packet::Indicator(Indicator::V21Preamble));
        let end = || data(DataKind::V21, FieldKind::HdlcFcsOkSigEnd, &[]);
        let silence = || Some(Packet::Indicator(Indicator::NoSignal));
        let once = vec![
            Heard::CarrierUp(Carrier::V21),
            Heard::Data(Carrier::V21),
            Heard::Frame(Carrier::V21, vec![0xFF, 0x13, 0x8C]),
            Heard::CarrierDown(Carrier::V21),
        ];
        let frame = || data(DataKind::V21, FieldKind::HdlcData, &mcf);
        assert_eq!(heard(&[preamble(), frame(), end(), silence()]), once);
        assert_eq!(
            heard(&[preamble(), preamble(), frame(), end(), end(), silence(), end(), silence()]),
            once
        );
        assert_eq!(heard(&[silence(), frame(), end()]), once);
        assert_eq!(heard(&[preamble(), frame(), silence()]), once);
        assert_eq!(heard(&[preamble(), frame()]), once);
        // Some put the last octets beside the mark.
        let beside = data(DataKind::V21, FieldKind::HdlcFcsOkSigEnd, &mcf[1..]);
        assert_eq!(
            heard(&[preamble(), data(DataKind::V21, FieldKind::HdlcData, &mcf[..1]), beside]),
            once
        );
    }
}
