//! Runs a call on a pipe: reads a block of 20 ms and writes a block, until the call ends or the
//! pipe closes.

use super::BLOCK;
use super::options::Options;
use ferrofax::call::{Call, CallEvent};
use std::io;
use std::time::{Duration, Instant};

/// The format of a block on the pipe. An error of the pipe is a hangup.
pub trait Pipe {
    /// Called before the first block.
    fn begin(&mut self, _call: &mut Call) {}

    /// Reads the next block.
    fn read(&mut self) -> io::Result<()>;

    /// Passes the read block to the call.
    fn hear(&mut self, call: &mut Call);

    /// Takes the next block from the call.
    fn say(&mut self, call: &mut Call);

    /// Writes the taken block.
    fn write(&mut self) -> io::Result<()>;
}

/// Handles the events of a call.
pub trait Owner {
    fn on(&mut self, event: CallEvent, call: &mut Call);
}

/// The result of a call on the pipe.
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
