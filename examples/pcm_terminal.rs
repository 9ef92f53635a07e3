//! The call on the pipe: a block is heard, a block is said, until the call is over or the line gone.

use crate::options::Options;
use ferrofax::call::{Call, CallEvent};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::time::{Duration, Instant};

/// Samples in a block.
pub(crate) const BLOCK: usize = 160;

/// What is done about what a call reports.
pub(crate) trait Owner {
    fn on(&mut self, event: CallEvent, call: &mut Call);
}

/// What the pipe saw.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) blocks: u64,
    pub(crate) cpu: Duration,
}

impl Run {
    pub(crate) fn line_s(&self) -> f64 {
        self.blocks as f64 * BLOCK as f64 / 8000.0
    }
}

/// Runs `call` to its end.
pub(crate) fn run(mut call: Call, owner: &mut dyn Owner, options: &Options) -> io::Result<Run> {
    let recording = |name: &str| {
        let path = options.record.as_deref().map(|folder| folder.join(name));
        path.map(|path| File::create(path).map(BufWriter::new)).transpose()
    };
    let (mut heard_file, mut said_file) = (recording("heard.s16")?, recording("said.s16")?);
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    let mut bytes = [0; 2 * BLOCK];
    let mut tail = 0;
    let mut run = Run::default();
    drain(&mut call, owner);
    while stdin.read_exact(&mut bytes).is_ok() {
        if let Some(file) = &mut heard_file {
            file.write_all(&bytes)?;
        }
        let mut samples = [0; BLOCK];
        for (sample, bytes) in samples.iter_mut().zip(bytes.chunks_exact(2)) {
            *sample = i16::from_le_bytes([bytes[0], bytes[1]]);
        }
        let began = Instant::now();
        call.hear(&samples);
        run.cpu += began.elapsed();
        drain(&mut call, owner);
        let began = Instant::now();
        call.say(&mut samples);
        run.cpu += began.elapsed();
        drain(&mut call, owner);
        for (sample, bytes) in samples.iter().zip(bytes.chunks_exact_mut(2)) {
            bytes.copy_from_slice(&sample.to_le_bytes());
        }
        if let Some(file) = &mut said_file {
            file.write_all(&bytes)?;
        }
        if stdout.write_all(&bytes).and_then(|()| stdout.flush()).is_err() {
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
    Ok(run)
}

fn drain(call: &mut Call, owner: &mut dyn Owner) {
    while let Some(event) = call.poll_event() {
        owner.on(event, call);
    }
}
