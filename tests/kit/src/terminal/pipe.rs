//! The call on the pipe: a block of 20 ms is heard, a block is said, until the call is
//! over or the line gone.

use super::BLOCK;
use super::options::Options;
use ferrofax::call::{Call, CallEvent};
use std::io;
use std::time::{Duration, Instant};

/// What a block is on the pipe. A pipe that fails is a line that has gone.
pub trait Pipe {
    /// Before the first block.
    fn begin(&mut self, _call: &mut Call) {}

    /// Reads the next block.
    fn read(&mut self) -> io::Result<()>;

    /// Lets the call hear what was read.
    fn hear(&mut self, call: &mut Call);

    /// Takes what the call says.
    fn say(&mut self, call: &mut Call);

    /// Writes what was taken.
    fn write(&mut self) -> io::Result<()>;
}

/// What is done about what a call reports.
pub trait Owner {
    fn on(&mut self, event: CallEvent, call: &mut Call);
}

/// What the pipe saw.
#[derive(Default)]
pub struct Run {
    blocks: u64,
    pub cpu: Duration,
}

impl Run {
    pub fn line_s(&self) -> f64 {
        self.blocks as f64 * BLOCK as f64 / 8000.0
    }
}

/// Runs `call` to its end.
pub fn run(mut call: Call, owner: &mut dyn Owner, pipe: &mut dyn Pipe, options: &Options) -> Run {
    let (mut run, mut tail) = (Run::default(), 0);
    pipe.begin(&mut call);
    drain(&mut call, owner);
    while pipe.read().is_ok() {
        let began = Instant::now();
        pipe.hear(&mut call);
        run.cpu += began.elapsed();
        drain(&mut call, owner);
        let began = Instant::now();
        pipe.say(&mut call);
        run.cpu += began.elapsed();
        drain(&mut call, owner);
        if pipe.write().is_err() {
            break;
        }
        run.blocks += 1;
        tail += u64::from(call.is_over());
        if tail > options.tail_blocks || run.blocks >= options.max_blocks {
            break;
        }
    }
    call.hang_up();
    drain(&mut call, owner);
    run
}

fn drain(call: &mut Call, owner: &mut dyn Owner) {
    while let Some(event) = call.poll_event() {
        owner.on(event, call);
    }
}
