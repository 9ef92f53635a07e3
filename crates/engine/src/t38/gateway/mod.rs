//! The gateway: T.38 on one side, modems on a telephone line on the other, both ways at once.
//!
//! It has no session of its own. The `ear` makes packets of what the line says, the
//! `mouth` says on the line what packets bring, and the `observer` reads the frames that
//! pass, either way, to know which image signal comes next; it changes what the gateway
//! could not carry: a DIS loses V.8 and the rates and codings that were not allowed,
//! non-standard fields lose their content.
//!
//! ```text
//! line ── ear ──── frames, page bits ──┬──→ packets
//!                                   observer
//! line ←── mouth ← frames, page bits ──┴─── hearing ←── packets
//! ```
//!
//! What a late or lost packet leaves open on the line is filled with what means nothing
//! there: flags between frames, zeros before the end of a row (T.4 §4.1.3), zeros in a
//! training check. So are rows that are shorter than the receiver's paper needs, whose
//! fill was left out on the way by packets. A preamble is said as soon as it is
//! announced, which stops the waiting station's timer (T.30 §5.4.3.1) until the frame is
//! there.
//!
//! A frame that lacks packets is said as a damaged one, for the station on the line may
//! ask for it again at once (CRP). After what the line said nothing is begun before it
//! has been silent for as long as T.30 wants it, however early packets bring it.
//!
//! Frames are handed on whole, when their FCS is known.

mod bits;
mod ear;
mod mouth;
mod observer;

use crate::t38::fill::FillRemover;
use crate::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet};
use crate::t38::terminal::hearing::{Carrier, Heard, Hearing};
use crate::t38::terminal::pace;
use crate::t38::{RateManagement, Stats, Terms};
use ear::{Ear, EarEvent};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::{Millis, SampleTime};
pub use mouth::MOST_WAITING;
use mouth::Mouth;
use observer::{Expected, Observer, Side};
use std::collections::VecDeque;

/// On what terms a gateway works.
#[derive(Clone, Debug, PartialEq)]
pub struct GatewayConfig {
    /// What was settled with the T.38 side.
    pub terms: Terms,
    /// Whether the stations may agree on error correction.
    pub ecm: bool,
    /// The rates that the stations may agree on. Empty means all.
    pub rates: Vec<Rate>,
    /// The level of all that is said on the line.
    pub tx_level_dbm0: f32,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self { terms: Terms::default(), ecm: true, rates: Vec::new(), tx_level_dbm0: -14.0 }
    }
}

/// What passed through a gateway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GatewayStats {
    /// The packets of the T.38 side.
    pub packets: Stats,
    /// Pages that were confirmed.
    pub pages: u32,
    /// The rate that was commanded last.
    pub rate: Option<Rate>,
    /// The last page had error correction.
    pub ecm: bool,
    /// Octets that packets brought and that wait to be said on the line.
    pub waiting: usize,
}

/// A gateway. The owner feeds what the line says, fetches what to say there in equal
/// measure, and carries packets both ways; time goes on by what is heard.
#[derive(Debug)]
pub struct Gateway {
    terms: Terms,
    hearing: Hearing,
    ear: Ear,
    mouth: Mouth,
    observer: Observer,
    /// The signal that packets were told and that has not ended.
    told: Option<Carrier>,
    /// The last frame of the signal was said to be its last.
    told_end: bool,
    /// Bits of a page on their way to packets, in T.38's order.
    page: Vec<u8>,
    /// Takes fill out of them, where that was agreed.
    fill: FillRemover,
    packets: VecDeque<Vec<u8>>,
    said: u64,
    /// How often silence is still told at the start, and when.
    open: (u8, SampleTime),
    now: SampleTime,
    /// When DCN passed.
    over_at: Option<SampleTime>,
}

impl Gateway {
    /// A gateway between two sides that have said nothing yet.
    pub fn new(config: &GatewayConfig) -> Self {
        Self {
            terms: config.terms,
            hearing: Hearing::new(config.terms),
            ear: Ear::new(),
            mouth: Mouth::new(config.tx_level_dbm0),
            observer: Observer::new(config),
            told: None,
            told_end: false,
            page: Vec::new(),
            fill: FillRemover::default(),
            packets: VecDeque::new(),
            said: 0,
            open: (3, SampleTime(0)),
            now: SampleTime(0),
            over_at: None,
        }
    }

    /// Hears samples (linear, 8 kHz) of the line; time goes on by as many.
    pub fn hear(&mut self, samples: &[i16]) {
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(self.to_next_step()));
            self.ear.push(now);
            self.advance(now.len());
            rest = later;
        }
    }

    /// As many samples of the line were lost on the way; time goes on by them.
    pub fn hear_gap(&mut self, samples: usize) {
        let mut rest = samples;
        while rest > 0 {
            let now = rest.min(self.to_next_step());
            self.ear.gap(now);
            self.advance(now);
            rest -= now;
        }
    }

    /// Fills `out` with what is to be said on the line now: silence when there is nothing.
    pub fn say(&mut self, out: &mut [i16]) {
        self.mouth.pull(out, self.ear.hears_v21());
    }

    /// An IFP packet came, with the sequence number of its datagram where the transport
    /// has one. Any bytes are taken.
    pub fn hear_packet(&mut self, sequence: Option<u16>, ifp: &[u8]) {
        self.hearing.push(self.now, sequence, ifp);
    }

    /// The next IFP packet to send now, as a datagram of its own: to be drained after
    /// each [`Gateway::hear`].
    pub fn poll_packet(&mut self) -> Option<Vec<u8>> {
        self.packets.pop_front()
    }

    /// What passed through.
    pub fn statistics(&self) -> GatewayStats {
        let heard = self.hearing.stats();
        let flooded = heard.flooded + self.mouth.dropped();
        GatewayStats {
            packets: Stats { said: self.said, flooded, ..heard },
            pages: self.observer.pages(),
            rate: self.observer.rate(),
            ecm: self.observer.ecm(),
            waiting: self.mouth.waiting(),
        }
    }

    /// Whether a station has disconnected (DCN), and the line has had the time to hear of it.
    pub fn is_over(&self) -> bool {
        self.over_at.is_some_and(|at| self.now >= at + LAST_WORDS) && self.mouth.is_idle()
    }

    const fn to_next_step(&self) -> usize {
        (STEP - self.now.0 % STEP) as usize
    }

    fn advance(&mut self, samples: usize) {
        self.now.0 += samples as u64;
        if !self.now.0.is_multiple_of(STEP) {
            return;
        }
        if self.open.0 > 0 && self.now >= self.open.1 {
            self.open = (self.open.0 - 1, self.now + pace::CHUNK);
            if self.told.is_none() {
                self.indicate(Indicator::NoSignal);
            }
        }
        self.ear.step();
        while let Some(event) = self.ear.poll() {
            self.heard_on_line(event);
        }
        self.hearing.pass_time(self.now);
        while let Some(heard) = self.hearing.poll() {
            self.heard_by_packets(heard);
        }
    }

    /// From the line to packets.
    fn heard_on_line(&mut self, event: EarEvent) {
        match event {
            // An indicator would end the signal that is being told (T.38 §7.3.1).
            EarEvent::Tone(tone) if self.told.is_none() => self.indicate(tone),
            EarEvent::Tone(_) => {}
            EarEvent::Flags => self.tell(Carrier::V21),
            // A frame goes on with what its FCS was, and with the end of the signal if its
            // control field says that it is the last.
            EarEvent::Frame(mut bytes) => {
                self.observe(Side::Line, &mut bytes);
                self.tell(Carrier::V21);
                let is_last = bytes.get(1).is_some_and(|control| control & FINAL != 0);
                self.told_end = is_last;
                let mark = if is_last { FieldKind::HdlcFcsOkSigEnd } else { FieldKind::HdlcFcsOk };
                self.frame(DataKind::V21, &bytes, mark);
            }
            EarEvent::DamagedFrame(bytes) => {
                self.tell(Carrier::V21);
                self.frame(DataKind::V21, &bytes, FieldKind::HdlcFcsBad);
            }
            // Of the carrier's end the network is told once, by the last frame or here.
            EarEvent::V21Down => {
                self.mouth.rest();
                if self.told == Some(Carrier::V21) {
                    if !self.told_end {
                        self.send(DataKind::V21, vec![Field::mark(FieldKind::HdlcSigEnd)]);
                    }
                    self.hush();
                }
            }
            EarEvent::Trained(rate) => self.tell(Carrier::Image(rate)),
            EarEvent::Octets(octets) => self.page_octets(&octets),
            EarEvent::EcmFrame(bytes, right) => {
                if let Some(Carrier::Image(rate)) = self.told {
                    let mark = if right { FieldKind::HdlcFcsOk } else { FieldKind::HdlcFcsBad };
                    self.frame(DataKind::Image(rate), &bytes, mark);
                }
            }
            EarEvent::ImageDown(check) => {
                if let Some(good) = check {
                    self.observer.note_check(good);
                }
                self.mouth.rest();
                self.image_down();
            }
        }
    }

    /// From packets to the line.
    fn heard_by_packets(&mut self, heard: Heard) {
        match heard {
            // A station that says frames needs no tone any more.
            Heard::Tone(indicator) if !self.ear.hears_v21() => self.mouth.tone(indicator),
            Heard::CarrierUp(Carrier::V21) => self.mouth.begin_frames(None),
            Heard::CarrierUp(Carrier::Image(rate)) => {
                let short = self.observer.trains_short(Side::Packets);
                match self.observer.expected(Side::Packets) {
                    Expected::Check(_) => self
                        .mouth
                        .begin_check(rate, self.terms.rate_management == RateManagement::Local),
                    Expected::Blocks(_) => self.mouth.begin_frames(Some((rate, short))),
                    Expected::Page(_) => {
                        self.mouth.begin_page(rate, short, self.observer.min_row_bits())
                    }
                    Expected::Nothing => self.mouth.begin_page(rate, short, 0),
                }
            }
            Heard::Frame(carrier, mut bytes) => {
                if carrier == Carrier::V21 {
                    self.observe(Side::Packets, &mut bytes);
                }
                self.mouth.frame(&bytes);
            }
            Heard::Bits(octets) => self.mouth.octets(&octets),
            Heard::DroppedBits(_) => self.mouth.note_dropped(),
            Heard::CarrierDown(carrier) => {
                if matches!(carrier, Carrier::Image(_)) {
                    self.observer.image_ended(Side::Packets);
                }
                self.mouth.end();
            }
            Heard::DamagedFrame(Carrier::V21) => self.mouth.damaged_frame(),
            // Flags go on in the place of a frame of a page that did not come; nothing
            // stands for lost bits.
            Heard::Tone(_)
            | Heard::Data(_)
            | Heard::DamagedFrame(_)
            | Heard::LostBits(_)
            | Heard::PacketsStopped => {}
        }
    }

    /// A frame passes: what comes next may be another signal, and what it says may have
    /// to be changed.
    fn observe(&mut self, from: Side, bytes: &mut Vec<u8>) {
        let is_news = self.observer.frame(from, bytes);
        if self.observer.is_over() && self.over_at.is_none() {
            self.over_at = Some(self.now);
        }
        if is_news {
            let judges = self.terms.rate_management == RateManagement::Local;
            self.ear.expect(
                self.observer.expected(Side::Line),
                self.observer.trains_short(Side::Line),
                judges,
            );
        }
    }

    /// Tells packets of a signal, once.
    fn tell(&mut self, carrier: Carrier) {
        if self.told == Some(carrier) {
            return;
        }
        self.told = Some(carrier);
        self.told_end = false;
        self.page.clear();
        self.fill = FillRemover::default();
        self.indicate(match carrier {
            Carrier::V21 => Indicator::V21Preamble,
            Carrier::Image(rate) => Indicator::Training {
                rate,
                short: crate::t30::rate::is_v17(rate) && self.observer.trains_short(Side::Line),
            },
        });
    }

    fn page_octets(&mut self, octets: &[u8]) {
        let Some(Carrier::Image(rate)) = self.told else { return };
        if self.takes_fill_out() {
            let left = self.fill.push(octets);
            self.page.extend(left.iter().map(|octet| octet.reverse_bits()));
        } else {
            self.page.extend(octets.iter().map(|octet| octet.reverse_bits()));
        }
        let chunk = ((rate.bps() * pace::CHUNK.0 / 8000) as usize)
            .clamp(1, Packet::room(self.terms.max_ifp));
        while self.page.len() >= chunk {
            let rest = self.page.split_off(chunk);
            let octets = std::mem::replace(&mut self.page, rest);
            self.send(DataKind::Image(rate), vec![Field::new(FieldKind::NonEcmData, octets)]);
        }
    }

    /// A training check is nothing but zeros, and stays.
    fn takes_fill_out(&self) -> bool {
        self.terms.fill_bit_removal
            && matches!(self.observer.expected(Side::Line), Expected::Page(_))
    }

    fn image_down(&mut self) {
        if let Some(Carrier::Image(rate)) = self.told {
            self.page.extend(self.fill.finish().map(u8::reverse_bits));
            let page = std::mem::take(&mut self.page);
            let end = match self.observer.expected(Side::Line) {
                Expected::Blocks(_) => Field::mark(FieldKind::HdlcSigEnd),
                _ => Field::new(FieldKind::NonEcmSigEnd, page),
            };
            self.send(DataKind::Image(rate), vec![end]);
            self.hush();
        }
        self.observer.image_ended(Side::Line);
    }

    /// A frame, in as many packets as it needs.
    fn frame(&mut self, kind: DataKind, bytes: &[u8], mark: FieldKind) {
        let octets: Vec<u8> = bytes.iter().map(|octet| octet.reverse_bits()).collect();
        let room = Packet::room(self.terms.max_ifp);
        let mut pieces = octets.chunks(room).peekable();
        while let Some(piece) = pieces.next() {
            let mut fields = vec![Field::new(FieldKind::HdlcData, piece.to_vec())];
            if pieces.peek().is_none() {
                fields.push(Field::mark(mark));
            }
            self.send(kind, fields);
        }
    }

    fn hush(&mut self) {
        self.told = None;
        self.indicate(Indicator::NoSignal);
    }

    fn indicate(&mut self, indicator: Indicator) {
        self.push(&Packet::Indicator(indicator));
    }

    fn send(&mut self, kind: DataKind, fields: Vec<Field>) {
        self.push(&Packet::Data(kind, fields));
    }

    fn push(&mut self, packet: &Packet) {
        self.said += 1;
        self.packets.push_back(packet.encode(Encoding::of_version(self.terms.version)));
    }
}

/// How often what was heard is looked at, in samples: 10 ms.
const STEP: u64 = 80;
/// The bit of a frame's control field that says that it is the last.
const FINAL: u8 = 0x10;
/// How long after DCN the gateway stays.
const LAST_WORDS: Millis = Millis(2_000);
