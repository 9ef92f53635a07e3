//! Two terminals in lockstep: a block of 20 ms each way, then the next.

use std::collections::VecDeque;

use crate::line_model::{Line, LineSettings};

/// Samples in 20 ms.
pub const BLOCK: usize = 160;

/// 20 ms of a signal.
pub type Block = [i16; BLOCK];

/// A block as it goes through a pipe, 16 bits a sample, the lower ones first.
pub fn to_octets(block: &Block) -> [u8; 2 * BLOCK] {
    let mut octets = [0; 2 * BLOCK];
    for (octets, sample) in octets.chunks_exact_mut(2).zip(block) {
        octets.copy_from_slice(&sample.to_le_bytes());
    }
    octets
}

/// Whether a sample of these is stronger than this.
pub fn is_louder(samples: &[i16], than: u16) -> bool {
    samples.iter().any(|sample| sample.unsigned_abs() > than)
}

/// The block that came through one.
pub fn from_octets(octets: &[u8; 2 * BLOCK]) -> Block {
    let mut block = [0; BLOCK];
    for (sample, octets) in block.iter_mut().zip(octets.chunks_exact(2)) {
        *sample = i16::from_le_bytes([octets[0], octets[1]]);
    }
    block
}

/// Something that hears and speaks on a line.
pub trait Terminal {
    /// Hears a block and says one. `false`: it has hung up, and what it said counts no more.
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool;

    /// A block was lost on the way. A terminal that knows nothing of packets hears silence.
    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.block(&[0; BLOCK], said)
    }
}

/// How a call went, as the wire saw it.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Line seconds until both had hung up, or the wire gave up.
    pub line_s: f64,
    pub caller_hung_up: bool,
    pub answerer_hung_up: bool,
}

/// A simulated line between two terminals.
pub struct Wire {
    to_answerer: Line,
    to_caller: Line,
    /// The longest call, in line seconds.
    pub max_s: f64,
    /// How long one side may go on alone, in line seconds.
    pub grace_s: f64,
    /// What the answerer hears of itself …
    pub echo: Option<Echo>,
    /// … and what the caller does.
    pub caller_echo: Option<Echo>,
}

/// An echo: how much later, in blocks, and how much weaker.
#[derive(Clone, Copy, Debug)]
pub struct Echo {
    pub blocks: usize,
    pub loss_db: f64,
}

impl Wire {
    /// The same kind of line both ways, with other noise each way.
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

    /// Lets the two talk until both have hung up, one has been alone for too long, or the
    /// call is too long.
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

/// What is underway of an echo.
struct Echoes {
    gain: f64,
    underway: Option<VecDeque<Block>>,
}

impl Echoes {
    fn new(echo: Option<Echo>) -> Self {
        let gain = echo.map_or(0.0, |echo| 10f64.powf(-echo.loss_db / 20.0));
        Self { gain, underway: echo.map(|echo| vec![[0; BLOCK]; echo.blocks].into()) }
    }

    /// What one end `said` comes back to it with what it hears.
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
