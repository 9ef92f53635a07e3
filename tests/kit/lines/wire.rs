//! Two terminals in lockstep: one block of 20 ms in each direction, then the next.

use std::collections::VecDeque;

use crate::line_model::{Line, LineSettings};

/// Samples in 20 ms.
pub const BLOCK: usize = 160;

/// A signal of 20 ms.
pub type Block = [i16; BLOCK];

/// Returns the bytes of a block on a pipe: 16 bits per sample, little-endian.
pub fn to_octets(block: &Block) -> [u8; 2 * BLOCK] {
    let mut octets = [0; 2 * BLOCK];
    for (octets, sample) in octets.chunks_exact_mut(2).zip(block) {
        octets.copy_from_slice(&sample.to_le_bytes());
    }
    octets
}

/// Returns whether one of the samples is louder than `than`.
pub fn is_louder(samples: &[i16], than: u16) -> bool {
    samples.iter().any(|sample| sample.unsigned_abs() > than)
}

/// Returns the block with these bytes.
pub fn from_octets(octets: &[u8; 2 * BLOCK]) -> Block {
    let mut block = [0; BLOCK];
    for (sample, octets) in block.iter_mut().zip(octets.chunks_exact(2)) {
        *sample = i16::from_le_bytes([octets[0], octets[1]]);
    }
    block
}

/// A terminal that receives and sends on a line.
pub trait Terminal {
    /// Receives the block `heard`, and writes `said`. Returns `false` if the terminal has hung up;
    /// then `said` is ignored.
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool;

    /// Called in place of [`Self::block`] if a block was lost. By default, the terminal receives
    /// silence.
    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.block(&[0; BLOCK], said)
    }
}

/// The result of a call on a wire.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// The line time in seconds until both had hung up or the call was too long.
    pub line_s: f64,
    pub caller_hung_up: bool,
    pub answerer_hung_up: bool,
}

/// A simulated line between two terminals.
pub struct Wire {
    to_answerer: Line,
    to_caller: Line,
    /// The longest call, in seconds of line time.
    pub max_s: f64,
    /// How long one end may continue after the other has hung up, in seconds of line time.
    pub grace_s: f64,
    /// The echo that the answerer receives of its own signal.
    pub echo: Option<Echo>,
    /// The echo that the caller receives of its own signal.
    pub caller_echo: Option<Echo>,
}

/// An echo: its delay in blocks, and its attenuation.
#[derive(Clone, Copy, Debug)]
pub struct Echo {
    pub blocks: usize,
    pub loss_db: f64,
}

impl Wire {
    /// Creates a wire with the same kind of line in both directions, but different noise.
    pub fn new(settings: &LineSettings) -> Self {
        let back = LineSettings { seed: settings.seed.wrapping_add(0x5EED), ..settings.clone() };
        Self::with_lines(settings.clone(), back)
    }

    pub fn with_lines(to_answerer: LineSettings, to_caller: LineSettings) -> Self {
        Self {
            to_answerer: Line::new(to_answerer),
            to_caller: Line::new(to_caller),
            max_s: 600.0,
            grace_s: 60.0,
            echo: None,
            caller_echo: None,
        }
    }

    /// Runs a call until both have hung up, one has continued alone for too long, or the call is
    /// too long.
    pub fn run(&mut self, caller: &mut dyn Terminal, answerer: &mut dyn Terminal) -> Run {
        let (mut from_caller, mut from_answerer): (Block, Block) = ([0; BLOCK], [0; BLOCK]);
        let (mut caller_on, mut answerer_on) = (true, true);
        let (mut blocks, mut alone) = (0_u64, 0_u64);
        let (mut echoes, mut caller_echoes) =
            (Echoes::new(self.echo), Echoes::new(self.caller_echo));
        let seconds = |blocks: u64| blocks as f64 * BLOCK as f64 / 8000.0;
        while (caller_on || answerer_on)
            && seconds(blocks) < self.max_s
            && seconds(alone) < self.grace_s
        {
            let (said_there, said_here) = (from_answerer, from_caller);
            echoes.add(&said_there, &mut from_caller);
            caller_echoes.add(&said_here, &mut from_answerer);
            let to_answerer = self.to_answerer.carry(&from_caller);
            let to_caller = self.to_caller.carry(&from_answerer);
            caller_on = step(caller, caller_on, to_caller, &mut from_caller);
            answerer_on = step(answerer, answerer_on, to_answerer, &mut from_answerer);
            blocks += 1;
            alone += u64::from(caller_on != answerer_on);
        }
        Run { line_s: seconds(blocks), caller_hung_up: !caller_on, answerer_hung_up: !answerer_on }
    }
}

/// An echo in transit.
struct Echoes {
    gain: f64,
    underway: Option<VecDeque<Block>>,
}

impl Echoes {
    fn new(echo: Option<Echo>) -> Self {
        let gain = echo.map_or(0.0, |echo| 10f64.powf(-echo.loss_db / 20.0));
        Self { gain, underway: echo.map(|echo| vec![[0; BLOCK]; echo.blocks].into()) }
    }

    /// Adds the echo of `said` to `heard`.
    fn add(&mut self, said: &Block, heard: &mut Block) {
        let Some(underway) = &mut self.underway else { return };
        underway.push_back(*said);
        for (sample, echoed) in heard.iter_mut().zip(underway.pop_front().unwrap_or([0; BLOCK])) {
            *sample = sample.saturating_add((f64::from(echoed) * self.gain) as i16);
        }
    }
}

fn step(terminal: &mut dyn Terminal, on: bool, heard: Option<Block>, said: &mut Block) -> bool {
    *said = [0; BLOCK];
    let on = on
        && match heard {
            Some(heard) => terminal.block(&heard, said),
            None => terminal.lost_block(said),
        };
    if !on {
        *said = [0; BLOCK];
    }
    on
}
