//! The T.38 gateway for a call that passes through the PBX, with T.38 on one side and audio on the
//! other. The fax engine's gateway converts the frames of both sides.

use super::facts::Facts;
use super::line::{FaxLine, FromLine, SessionResult, When};
use super::terms::{SessionTerms, of_gateway};
use super::workers::{PollInterval, Runs};
use crate::service::line::{FRAME_SAMPLES, PacketPace};
use ferrofax_basics::lock::lock;
use ferrofax_engine::call::playout::{Block, Playout};
use ferrofax_engine::t38::gateway::{Gateway, GatewayConfig, GatewayStats};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

/// The fax session of one T.38 gateway, which connects T.38 on one side of a call with audio on the
/// other.
pub(super) struct Passing {
    id: u32,
    line: Box<dyn FaxLine>,
    playout: Playout,
    gateway: Gateway,
    speech: VecDeque<i16>,
    packets: PacketPace,
    /// The amount of audio that has passed through the T.38 gateway, in samples.
    passed: u64,
    /// The time by the channel's clock, in milliseconds, at which the first audio came from the
    /// channel. This time is estimated from the audio frame with the least delay.
    began_ms: u64,
    facts: Arc<Mutex<Facts>>,
    told: GatewayStats,
    /// Whether a log line has already reported that more packets come than a modem can carry.
    is_flooded: bool,
    is_gone: bool,
}

impl Passing {
    pub(super) fn new(
        terms: &SessionTerms,
        line: Box<dyn FaxLine>,
        facts: Arc<Mutex<Facts>>,
    ) -> Self {
        let config = GatewayConfig {
            terms: of_gateway(&terms.t38.unwrap_or_default()),
            ecm: terms.ecm,
            rates: terms.rates(),
            ..GatewayConfig::default()
        };
        Self {
            id: terms.id,
            line,
            playout: Playout::new(),
            gateway: Gateway::new(&config),
            speech: VecDeque::new(),
            packets: PacketPace::default(),
            passed: 0,
            began_ms: u64::MAX,
            facts,
            told: GatewayStats::default(),
            is_flooded: false,
            is_gone: false,
        }
    }

    fn hear(&mut self) {
        let Self { line, playout, gateway, is_gone, .. } = self;
        while let Some(came) = line.take() {
            match came {
                FromLine::Voice(at_ms, frame) => playout.frame(at_ms, frame),
                FromLine::Packet(_, sequence, ifp) => gateway.hear_packet(Some(sequence), ifp),
                FromLine::Switch(..) => {}
                FromLine::HangUp => *is_gone = true,
            }
        }
        playout.tick(line.now_ms());
    }

    /// Passes the received audio to the fax engine's T.38 gateway, and sends what this T.38 gateway
    /// makes: packets to the T.38 side, and to the audio side as much audio as was received.
    fn pass(&mut self) {
        // The received audio comes as an even stream. As much audio is sent back as was received.
        while let Some(block) = self.playout.pop() {
            let mut left = match block {
                Block::Heard(samples) => {
                    self.gateway.hear(&samples);
                    samples.len()
                }
                Block::Lost(samples) => {
                    self.gateway.hear_gap(samples);
                    samples
                }
            };
            self.passed += left as u64;
            let mut said = [0; FRAME_SAMPLES];
            while left > 0 {
                let now = left.min(said.len());
                self.gateway.say(&mut said[..now]);
                self.speech.extend(&said[..now]);
                left -= now;
            }
            let due_ms = self.due_ms();
            while let Some(ifp) = self.gateway.poll_packet() {
                self.packets.push(due_ms, ifp);
            }
        }
        // Packets go to the T.38 side, each at its time.
        while let Some(ifp) = self.packets.pop(self.line.now_ms()) {
            self.line.put_packet(&ifp);
        }
        // Speech is sent to the audio side in whole frames.
        while self.speech.len() >= FRAME_SAMPLES {
            let mut block = [0; FRAME_SAMPLES];
            block
                .iter_mut()
                .zip(self.speech.drain(..FRAME_SAMPLES))
                .for_each(|(sample, said)| *sample = said);
            self.line.put_voice(&block, When::Now);
        }
    }

    /// The time, in milliseconds of the channel's clock, at which the audio that has been received
    /// so far ends. Packets that are made of this audio are due at this time, which is in the past
    /// if this thread is late.
    fn due_ms(&mut self) -> u64 {
        let passed_ms = self.passed / 8;
        self.began_ms = self.began_ms.min(self.line.now_ms().saturating_sub(passed_ms));
        self.began_ms + passed_ms
    }

    /// Reports to the PBX those facts about the T.38 gateway that have changed, such as its pages
    /// and its rate.
    fn tell(&mut self) {
        let known = self.gateway.statistics();
        let news = (known.pages, known.rate, known.ecm)
            != (self.told.pages, self.told.rate, self.told.ecm);
        if news {
            self.told = known;
            let result = SessionResult {
                pages: known.pages,
                bit_rate: known.rate.map_or(0, |rate| rate.bps()),
                ecm: known.ecm,
                ..SessionResult::default()
            };
            self.line.note(&result);
        }
        if let Some(flood) = known.packets.flood()
            && !std::mem::replace(&mut self.is_flooded, true)
        {
            log::warn!("session {}: {flood}", self.id);
        }
        lock(&self.facts).passed = Some(known);
    }
}

impl Runs for Passing {
    fn run(&mut self) -> PollInterval {
        if self.is_gone {
            while self.line.take().is_some() {}
            return PollInterval::EACH;
        }
        self.hear();
        self.pass();
        self.tell();
        if self.is_gone {
            let known = self.gateway.statistics();
            log::info!(
                "session {}: {} pages went through the T.38 gateway; {}",
                self.id,
                known.pages,
                known.packets
            );
        }
        PollInterval::EACH
    }

    fn give_up(&mut self) {
        self.is_gone = true;
    }
}
