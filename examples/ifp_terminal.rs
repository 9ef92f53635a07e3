//! The call on the pipe: the packets of a tick are heard, those of a tick are said, until the call is over or the line gone.

use crate::options::Options;
use ferrofax::call::{Call, CallEvent};
use std::io::{self, Read, Write};
use std::time::{Duration, Instant};

/// Samples of the call's clock in a tick.
const TICK: usize = 160;

/// What is done about what a call reports.
pub(crate) trait Owner {
    fn on(&mut self, event: CallEvent, call: &mut Call);
}

/// What the pipe saw.
#[derive(Default)]
pub(crate) struct Run {
    pub(crate) ticks: u64,
    pub(crate) cpu: Duration,
}

impl Run {
    pub(crate) fn line_s(&self) -> f64 {
        self.ticks as f64 / 50.0
    }
}

/// Runs `call` to its end.
pub(crate) fn run(mut call: Call, owner: &mut dyn Owner, options: &Options) -> io::Result<Run> {
    let (mut stdin, mut stdout) = (io::stdin().lock(), io::stdout().lock());
    let (mut run, mut number, mut tail) = (Run::default(), 0_u16, 0);
    call.switch_to_t38(options.terms);
    drain(&mut call, owner);
    while let Some(heard) = read_tick(&mut stdin) {
        let began = Instant::now();
        heard.iter().for_each(|(number, packet)| call.hear_packet(Some(*number), packet));
        call.pass_time(TICK);
        run.cpu += began.elapsed();
        drain(&mut call, owner);
        let mut said = Vec::new();
        while let Some(packet) = call.poll_packet() {
            said.extend((packet.len() as u16 + 3).to_be_bytes());
            said.push(b'I');
            said.extend(number.to_be_bytes());
            said.extend(packet);
            number = number.wrapping_add(1);
        }
        said.extend([0, 1, b'T']);
        if stdout.write_all(&said).and_then(|()| stdout.flush()).is_err() {
            break;
        }
        run.ticks += 1;
        tail += u64::from(call.is_over());
        if tail > options.tail_blocks || run.ticks >= options.max_blocks {
            break;
        }
    }
    call.hang_up();
    drain(&mut call, owner);
    Ok(run)
}

/// The packets up to the end of the tick; `None` if the line has gone.
fn read_tick(stdin: &mut impl Read) -> Option<Vec<(u16, Vec<u8>)>> {
    let mut packets = Vec::new();
    loop {
        let mut length = [0; 2];
        stdin.read_exact(&mut length).ok()?;
        let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
        stdin.read_exact(&mut frame).ok()?;
        match frame.as_slice() {
            [b'I', high, low, packet @ ..] => packets.push((u16::from_be_bytes([*high, *low]), packet.to_vec())),
            [b'T', ..] => return Some(packets),
            _ => {}
        }
    }
}

fn drain(call: &mut Call, owner: &mut dyn Owner) {
    while let Some(event) = call.poll_event() {
        owner.on(event, call);
    }
}
