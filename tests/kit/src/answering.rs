//! Our engine as the answering terminal on a simulated line. The owner of the call stores its
//! pages.

use ferrofax::call::{AnswerConfig, Call, CallEvent, FarIdent, Negotiated, ReceivedPage};
use ferrofax::t30::outcome::Outcome;

use super::packet_line::{Heard, OnPackets};
use super::wire::{BLOCK, Block, Terminal};

/// An answered call of our engine, and all its events.
pub struct Answering {
    call: Call,
    /// How long the owner takes to store a page, in blocks of 20 ms.
    pub storing_blocks: u64,
    /// Pages (from 1) that the owner cannot store.
    pub not_storable: Vec<u32>,
    pub ident: FarIdent,
    pub negotiated: Vec<Negotiated>,
    pub pages: Vec<ReceivedPage>,
    pub trace: Vec<String>,
    pub outcome: Option<Outcome>,
    pub blocks: u64,
    to_store: Vec<(u64, u32)>,
    hang_up_at: Option<u64>,
}

impl Answering {
    pub fn new(config: AnswerConfig) -> Self {
        Self {
            call: Call::answer(config),
            storing_blocks: 0,
            not_storable: Vec::new(),
            ident: FarIdent::default(),
            negotiated: Vec::new(),
            pages: Vec::new(),
            trace: Vec::new(),
            outcome: None,
            blocks: 0,
            to_store: Vec::new(),
            hang_up_at: None,
        }
    }

    /// Lets the PBX hang up after this number of blocks.
    pub fn hanging_up_at(mut self, block: u64) -> Self {
        self.hang_up_at = Some(block);
        self
    }

    /// Reports to the call that the PBX has hung up, and processes the events after that.
    pub fn hang_up(&mut self) {
        self.call.hang_up();
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(event) = self.call.poll_event() {
            assert!(self.outcome.is_none(), "event after the end of the call: {event:?}");
            match event {
                CallEvent::FarIdent(ident) => self.ident = ident,
                CallEvent::Negotiated(negotiated) => self.negotiated.push(negotiated),
                CallEvent::Page(page) => {
                    self.to_store.push((self.blocks + self.storing_blocks, page.number));
                    self.pages.push(page);
                }
                CallEvent::Trace(rung) => self.trace.push(rung.to_string()),
                CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                _ => {}
            }
        }
        let due: Vec<u32> = self
            .to_store
            .extract_if(.., |(block, _)| *block <= self.blocks)
            .map(|(_, number)| number)
            .collect();
        for number in due {
            if self.not_storable.contains(&number) {
                self.call.page_not_stored(number);
            } else {
                self.call.page_stored(number);
            }
        }
    }

    fn step(&mut self, heard: Heard<'_>, said: &mut [i16]) -> bool {
        match heard {
            Heard::Samples(heard) => self.call.hear(heard),
            Heard::Lost(count) => self.call.hear_gap(count),
        }
        self.drain();
        self.call.say(said);
        self.drain();
        self.blocks += 1;
        if self.hang_up_at == Some(self.blocks) {
            self.hang_up();
        }
        !self.call.is_over()
    }
}

impl Terminal for Answering {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.step(Heard::Samples(heard), said)
    }

    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.step(Heard::Lost(BLOCK), said)
    }
}

impl OnPackets for Answering {
    fn hear(&mut self, heard: Heard<'_>, said: &mut [i16]) -> bool {
        self.step(heard, said)
    }
}
