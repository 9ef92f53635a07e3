//! Listens to a call that passes through the PBX: the V.21 signal of a fax machine shows that the
//! call is a fax.

use super::line::{FaxLine, FromLine, SessionResult};
use super::workers::{PollInterval, Runs};
use ferrofax_engine::hdlc::{Deframer, DeframerEvent};
use ferrofax_signal::modem::v21::V21Receiver;
use ferrofax_signal::modem::{Receiver, RxEvent};

/// The fax session that listens to one side of a call, for the V.21 signal of a fax machine.
pub(super) struct Listening {
    line: Box<dyn FaxLine>,
    v21: V21Receiver,
    deframer: Deframer,
    heard: bool,
}

impl Listening {
    pub(super) fn new(line: Box<dyn FaxLine>) -> Self {
        Self { line, v21: V21Receiver::new(), deframer: Deframer::new(), heard: false }
    }
}

impl Runs for Listening {
    fn run(&mut self) -> PollInterval {
        let Self { line, v21, deframer, heard } = self;
        let before = *heard;
        while let Some(came) = line.take() {
            if let FromLine::Voice(_, frame) = came
                && !*heard
            {
                v21.push(frame.samples, &mut |event| match event {
                    RxEvent::Bits(bits) => deframer.push_bits(bits.bits, bits.count, |found| {
                        *heard |= found == DeframerEvent::FlagsSeen;
                    }),
                    RxEvent::CarrierUp => deframer.reset(),
                    _ => {}
                });
            }
        }
        if *heard && !before {
            line.heard_v21();
        }
        PollInterval::EACH
    }

    fn give_up(&mut self) {
        self.line.over(&SessionResult::default());
    }
}
