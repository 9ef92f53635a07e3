//! A terminal on a telephone line behind a gateway, as a terminal on the packet network;
//! and what was on that line, to the millisecond.

use crate::t38::network::PacketTerminal;
use ferrofax::t38::{Gateway, GatewayConfig};
use ferrofax_kit::wire::{BLOCK, Block, Terminal, is_louder};
use std::collections::VecDeque;

/// The terminal and the gateway that brings it to packets.
pub(crate) struct Behind<T> {
    pub gateway: Gateway,
    pub terminal: T,
    /// What each said, on its way to the other one.
    to_gateway: VecDeque<Block>,
    to_terminal: VecDeque<Block>,
    /// The line between the two.
    pub line: LineLog,
    on: bool,
    ticks_after: u32,
}

impl<T: Terminal> Behind<T> {
    pub(crate) fn new(config: &GatewayConfig, terminal: T) -> Self {
        Self::on_line(config, terminal, 0)
    }

    /// Where the line takes so many blocks of 20 ms each way.
    pub(crate) fn on_line(config: &GatewayConfig, terminal: T, delay_blocks: usize) -> Self {
        let silence = || VecDeque::from(vec![[0; BLOCK]; delay_blocks]);
        let mut to_gateway = silence();
        to_gateway.push_back([0; BLOCK]);
        let (gateway, line) = (Gateway::new(config), LineLog::default());
        Self {
            gateway,
            terminal,
            to_gateway,
            to_terminal: silence(),
            line,
            on: true,
            ticks_after: 0,
        }
    }
}

impl<T: Terminal> PacketTerminal for Behind<T> {
    fn tick(&mut self, heard: &[(u16, Vec<u8>)], said: &mut Vec<Vec<u8>>) -> bool {
        for (number, packet) in heard {
            self.gateway.hear_packet(Some(*number), packet);
        }
        let came = self.to_gateway.pop_front().expect("there is always one");
        self.gateway.hear(&came);
        while let Some(packet) = self.gateway.poll_packet() {
            said.push(packet);
        }
        let mut line = [0; BLOCK];
        self.gateway.say(&mut line);
        self.to_terminal.push_back(line);
        let line = self.to_terminal.pop_front().expect("there is one");
        let mut said = [0; BLOCK];
        self.on = self.on && self.terminal.block(&line, &mut said);
        let counts = self.gateway.statistics().rate.is_some();
        self.line.note(&line, &said, counts);
        self.to_gateway.push_back(said);
        self.ticks_after += u32::from(!self.on || self.gateway.is_over());
        self.ticks_after < 50
    }
}

/// Who spoke when on a line, as the terminal there heard it.
#[derive(Debug, Default)]
pub(crate) struct LineLog {
    /// Steps of `STEP` in which the gateway and the terminal spoke.
    spoke: Vec<(bool, bool)>,
    /// From when on it counts: a DCS has passed. CNG may fall on anything.
    from: Option<usize>,
}

impl LineLog {
    fn note(&mut self, gateway: &Block, terminal: &Block, counts: bool) {
        if counts && self.from.is_none() {
            self.from = Some(self.spoke.len());
        }
        for (gateway, terminal) in gateway.chunks(STEP).zip(terminal.chunks(STEP)) {
            self.spoke.push((is_louder(gateway, LOUD), is_louder(terminal, LOUD)));
        }
    }

    /// For how long both spoke at once, in ms.
    pub(crate) fn both_ms(&self) -> usize {
        let counted = self.spoke.iter().skip(self.from.unwrap_or(usize::MAX));
        counted.filter(|(gateway, terminal)| *gateway && *terminal).count() * STEP_MS
    }

    /// The shortest pause of the gateway, after what the terminal said or it said itself, in ms.
    pub(crate) fn least_pause_ms(&self) -> usize {
        let (mut least, mut pause) = (usize::MAX, 0);
        for (gateway, terminal) in self.spoke.iter().skip(self.from.unwrap_or(usize::MAX)) {
            // What is shorter is a fading carrier or a quiet symbol.
            if *gateway && pause > SHORTEST_PAUSE {
                least = least.min(pause);
            }
            pause = if *gateway || *terminal { 0 } else { pause + 1 };
        }
        least.saturating_mul(STEP_MS)
    }
}

/// The quietest sample that is spoken.
const LOUD: u16 = 150;

/// 5 ms.
const STEP: usize = 40;
const STEP_MS: usize = 5;
/// In steps.
const SHORTEST_PAUSE: usize = 3;
