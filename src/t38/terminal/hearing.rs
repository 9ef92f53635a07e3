//! Packets → carriers, frames, page bits, in the words in which a receiver by modem would tell them.
//!
//! Peers are believed little: an indicator may be missing, come twice or between frames; data may come for a carrier that nobody
//! announced; an end may be told once, twice or not at all, or as that of the other kind of data. Where packets are missing a frame
//! is mended or told as damaged, and a page without ECM goes on behind the gap.

use super::arrivals::{Arrival, Arrivals};
use super::mend::Pieces;
use crate::modem::Rate;
use crate::t38::ifp::{DataKind, Encoding, Field, FieldKind, Indicator, Packet, Reader};
use crate::t38::{Stats, Terms};
use crate::time::{Millis, SampleTime};
use std::collections::VecDeque;

/// What is on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// V.21.
    V21,
    /// An image modem.
    Image(Rate),
}

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
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
    /// The carrier went.
    CarrierDown(Carrier),
}

/// Hears the packets of one peer.
#[derive(Debug)]
pub struct Hearing {
    arrivals: Arrivals,
    reader: Reader,
    carrier: Option<Carrier>,
    /// The indicator that was heard last.
    indicator: Option<Indicator>,
    /// Data came on this carrier.
    has_data: bool,
    /// What came of the frame that has not ended.
    frame: Pieces,
    /// Octets of a page in the last packet.
    page_packet: usize,
    last_packet_at: SampleTime,
    heard: VecDeque<Heard>,
    stats: Stats,
}

impl Hearing {
    /// A peer that agreed to these terms and has sent nothing yet.
    pub fn new(terms: Terms) -> Self {
        Self {
            arrivals: Arrivals::new(),
            reader: Reader::new(Encoding::of_version(terms.version)),
            carrier: None,
            indicator: None,
            has_data: false,
            frame: Pieces::default(),
            page_packet: 0,
            last_packet_at: SampleTime(0),
            heard: VecDeque::new(),
            stats: Stats::default(),
        }
    }

    /// A packet came; any bytes are taken.
    pub fn push(&mut self, now: SampleTime, sequence: Option<u16>, ifp: &[u8]) {
        self.arrivals.push(now, sequence, ifp, &mut self.stats);
    }

    /// Time has come to `now`: what came is heard, what did not come is given up.
    pub fn pass_time(&mut self, now: SampleTime) {
        self.arrivals.pass_time(now, &mut self.stats);
        while let Some(arrival) = self.arrivals.poll() {
            self.last_packet_at = now;
            match arrival {
                Arrival::Missing(packets) => self.missing(packets),
                Arrival::Packet(ifp) => match self.reader.read(&ifp) {
                    Ok(Packet::Indicator(indicator)) => self.indicated(indicator),
                    Ok(Packet::Data(DataKind::Later(_), _)) => {}
                    Ok(Packet::Data(kind, fields)) => fields.into_iter().for_each(|field| self.field(kind, field)),
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
            self.end_signal();
        }
    }

    /// What was heard next.
    pub fn poll(&mut self) -> Option<Heard> {
        self.heard.pop_front()
    }

    /// What is on the line now.
    pub const fn carrier(&self) -> Option<Carrier> {
        self.carrier
    }

    /// What became of the packets.
    pub const fn stats(&self) -> Stats {
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
                if !again {
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
        match self.carrier {
            Some(Carrier::Image(_)) if self.page_packet > 0 => {
                let octets = self.page_packet * packets.clamp(1, MOST_BRIDGED) as usize;
                self.heard.push_back(Heard::LostBits(octets));
            }
            _ => self.frame.note_missing(packets),
        }
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
            self.heard.push_back(Heard::Frame(carrier, whole.to_vec()));
            return;
        }
        let mended = match end {
            End::Wrong => None,
            End::Right => frame.mend(true, false),
            End::RightAndLast => frame.mend(true, true),
            End::Untold => frame.mend(false, true),
        };
        match mended.filter(|_| carrier == Carrier::V21) {
            Some(mended) => {
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
        self.heard.push_back(Heard::Bits(octets.iter().map(|octet| octet.reverse_bits()).collect()));
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

/// How long V.21 frames may pause. A gateway that hands on whole frames only is silent for as long as a frame takes.
const V21_PATIENCE: Millis = Millis(2_000);
/// How long training, flags and an image signal may take without a packet.
const PATIENCE: Millis = Millis(4_000);
/// Missing packets of a page that are taken for as many packets of bits.
const MOST_BRIDGED: u32 = 100;
