//! The fax terminal of a scripted peer: our engine on the network, with RTP during audio and UDPTL
//! during T.38.

use std::collections::VecDeque;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use ferrofax::call::playout::{Block, HeardFrame, Playout};
use ferrofax::call::{
    AnswerConfig, Call, CallEvent, NextPage, OriginateConfig, PageToSend, T38Terms,
};
use ferrofax::t4::{Bitmap, PageWidth, Resolution};
use ferrofax::t30::outcome::Outcome;

/// Samples in an RTP packet: 20 ms.
const BLOCK: usize = 160;

/// The number of earlier packets that are repeated in a datagram.
const REDUNDANCY: usize = 3;

/// See the module's documentation.
pub struct FaxEnd {
    call: Call,
    to_send: Vec<Bitmap>,
    pub pages: Vec<Bitmap>,
    pub outcome: Option<Outcome>,
    pub trace: Vec<String>,
    playout: Playout,
    said: VecDeque<i16>,
    rtp: UdpSocket,
    udptl: UdpSocket,
    rtp_to: Option<SocketAddr>,
    udptl_to: Option<SocketAddr>,
    is_t38: bool,
    /// Whether it sends no packets during T.38.
    pub is_mute: bool,
    /// The number of received datagrams.
    pub datagrams: u32,
    sequence: u16,
    recent: VecDeque<Vec<u8>>,
    udptl_sequence: u16,
    began: Instant,
    passed_ms: u64,
}

impl FaxEnd {
    /// Creates a terminal that answers, or that calls if there are pages to send. Its sockets are
    /// bound to `ip`.
    pub fn new(ip: &str, to_send: Vec<Bitmap>) -> Self {
        let call = if to_send.is_empty() {
            Call::answer(AnswerConfig::default())
        } else {
            Call::originate(OriginateConfig {
                ident: "+49 77".into(),
                ..OriginateConfig::default()
            })
        };
        let socket = || {
            let socket = UdpSocket::bind((ip, 0)).expect("a port of the loopback");
            socket.set_nonblocking(true).expect("it can");
            socket
        };
        Self {
            call,
            to_send,
            pages: Vec::new(),
            outcome: None,
            trace: Vec::new(),
            playout: Playout::new(),
            said: VecDeque::new(),
            rtp: socket(),
            udptl: socket(),
            rtp_to: None,
            udptl_to: None,
            is_t38: false,
            is_mute: false,
            datagrams: 0,
            sequence: 100,
            recent: VecDeque::new(),
            udptl_sequence: 0,
            began: Instant::now(),
            passed_ms: 0,
        }
    }

    pub fn rtp_port(&self) -> u16 {
        self.rtp.local_addr().expect("it is bound").port()
    }

    pub fn udptl_port(&self) -> u16 {
        self.udptl.local_addr().expect("it is bound").port()
    }

    pub const fn is_t38(&self) -> bool {
        self.is_t38
    }

    /// Switches to audio, to this address.
    pub fn audio(&mut self, to: SocketAddr) {
        if self.is_t38 {
            self.call.switch_to_audio();
            self.playout = Playout::new();
            self.said.clear();
        }
        self.is_t38 = false;
        self.rtp_to = Some(to);
    }

    /// Switches to T.38, to this address.
    pub fn t38(&mut self, to: SocketAddr) {
        self.udptl_to = Some(to);
        if !self.is_t38 {
            self.is_t38 = true;
            self.call.switch_to_t38(T38Terms {
                max_ifp: 160,
                repeat: false,
                ..T38Terms::default()
            });
            self.passed_ms = self.now_ms();
        }
    }

    pub fn hang_up(&mut self) {
        self.call.hang_up();
        self.drain();
    }

    pub fn is_over(&self) -> bool {
        self.outcome.is_some() && self.call.is_over()
    }

    /// Receives and sends what is due. Must be called every few milliseconds.
    pub fn step(&mut self) {
        self.hear_rtp();
        self.hear_udptl();
        if self.is_t38 {
            self.pass_time();
        } else {
            self.playout.tick(self.now_ms());
            while let Some(block) = self.playout.pop() {
                let count = match block {
                    Block::Heard(samples) => {
                        self.call.hear(&samples);
                        samples.len()
                    }
                    Block::Lost(count) => {
                        self.call.hear_gap(count);
                        count
                    }
                };
                let mut said = vec![0; count];
                self.call.say(&mut said);
                self.said.extend(said);
                self.drain();
            }
            self.say_rtp();
        }
        self.drain();
    }

    fn now_ms(&self) -> u64 {
        self.began.elapsed().as_millis() as u64
    }

    fn hear_rtp(&mut self) {
        let mut packet = [0; 2000];
        while let Ok(length) = self.rtp.recv(&mut packet) {
            if length < 12 || self.is_t38 {
                continue;
            }
            let samples: Vec<i16> =
                packet[12..length].iter().map(|&octet| from_alaw(octet)).collect();
            let sequence = Some(u16::from_be_bytes([packet[2], packet[3]]));
            let stamp = u32::from_be_bytes([packet[4], packet[5], packet[6], packet[7]]);
            let frame = HeardFrame { samples: &samples, sequence, timestamp_ms: Some(stamp / 8) };
            self.playout.frame(self.now_ms(), frame);
        }
    }

    /// Sends the audio that the engine has produced. If the engine is late, no silence is inserted,
    /// because that would delay all later audio.
    fn say_rtp(&mut self) {
        while self.said.len() >= BLOCK {
            let mut packet = vec![0x80, 8];
            packet.extend(self.sequence.to_be_bytes());
            packet.extend((u32::from(self.sequence) * 160).to_be_bytes());
            packet.extend(0x0fa5_0fa5_u32.to_be_bytes());
            packet.extend(self.said.drain(..BLOCK).map(to_alaw));
            if let Some(to) = self.rtp_to {
                let _ = self.rtp.send_to(&packet, to);
            }
            self.sequence = self.sequence.wrapping_add(1);
        }
    }

    /// Reads the primary packet of each datagram (T.38 §9.1, annex on UDPTL). The others are
    /// repetitions, which are not needed because nothing is lost here.
    fn hear_udptl(&mut self) {
        let mut datagram = [0; 2000];
        while let Ok(length) = self.udptl.recv(&mut datagram) {
            self.datagrams += 1;
            let ifp_length = usize::from(datagram[2]);
            if self.is_t38 && length > 3 + ifp_length && ifp_length < 128 {
                let sequence = u16::from_be_bytes([datagram[0], datagram[1]]);
                self.call.hear_packet(Some(sequence), &datagram[3..3 + ifp_length]);
            } else if self.is_t38 && length > 4 {
                let sequence = u16::from_be_bytes([datagram[0], datagram[1]]);
                let ifp_length = usize::from(u16::from_be_bytes([datagram[2] & 0x3f, datagram[3]]));
                if length >= 4 + ifp_length {
                    self.call.hear_packet(Some(sequence), &datagram[4..4 + ifp_length]);
                }
            }
        }
    }

    fn pass_time(&mut self) {
        while self.passed_ms < self.now_ms() {
            let ms = (self.now_ms() - self.passed_ms).min(20);
            self.passed_ms += ms;
            self.call.pass_time(8 * ms as usize);
            while let Some(packet) = self.call.poll_packet() {
                self.say_packet(packet);
            }
        }
    }

    fn say_packet(&mut self, packet: Vec<u8>) {
        let mut datagram = self.udptl_sequence.to_be_bytes().to_vec();
        put_open_type(&mut datagram, &packet);
        datagram.extend([0, self.recent.len() as u8]);
        self.recent.iter().for_each(|earlier| put_open_type(&mut datagram, earlier));
        self.udptl_sequence = self.udptl_sequence.wrapping_add(1);
        self.recent.push_front(packet);
        self.recent.truncate(REDUNDANCY);
        if let Some(to) = self.udptl_to.filter(|_| !self.is_mute) {
            let _ = self.udptl.send_to(&datagram, to);
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match event {
                CallEvent::WantPage { index, .. } => self.give(index as usize),
                CallEvent::Page(page) => {
                    let number = page.number;
                    self.pages.push(page.bitmap);
                    self.call.page_stored(number);
                }
                CallEvent::Trace(rung) => self.trace.push(rung.to_string()),
                CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                _ => {}
            }
        }
    }

    fn give(&mut self, index: usize) {
        let next = if index + 1 < self.to_send.len() { NextPage::More } else { NextPage::End };
        if let Some(bitmap) = self.to_send.get(index) {
            let page = PageToSend {
                bitmap: Arc::new(bitmap.clone()),
                resolution: Resolution::Standard,
                width: PageWidth::A4,
                colour: None,
                next,
            };
            self.call.give_page(page).expect("a page that any machine takes");
        }
    }
}

/// Appends a length and as many bytes (X.691 §10.9).
fn put_open_type(datagram: &mut Vec<u8>, octets: &[u8]) {
    match octets.len() {
        length @ 0..=127 => datagram.push(length as u8),
        length => datagram.extend((0x8000 | length as u16).to_be_bytes()),
    }
    datagram.extend(octets);
}

/// Encodes G.711 A-law by its definition: a sign bit, a chord of three bits, a step of four bits;
/// every second bit is inverted.
fn to_alaw(sample: i16) -> u8 {
    let sign = if sample >= 0 { 0x80 } else { 0 };
    let size = if sample >= 0 { i32::from(sample) } else { -i32::from(sample) - 1 } >> 4;
    let chord = (32 - (size >> 4).leading_zeros() as i32).clamp(0, 7);
    let step = if chord > 1 { size >> (chord - 1) } else { size };
    (sign | (chord << 4) as u8 | (step & 0x0f) as u8) ^ 0x55
}

fn from_alaw(octet: u8) -> i16 {
    let bits = octet ^ 0x55;
    let (chord, step) = (i16::from(bits >> 4 & 7), i16::from(bits & 0x0f));
    let size = if chord == 0 { (step << 4) + 8 } else { ((step << 4) + 0x108) << (chord - 1) };
    if bits & 0x80 != 0 { size } else { -size }
}

/// Checks that each code is the same after decoding and encoding.
#[test]
fn a_law_there_and_back() {
    for octet in 0..=255 {
        assert_eq!(to_alaw(from_alaw(octet)), octet);
    }
}
