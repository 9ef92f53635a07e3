//! A call of ours that is recorded.

use std::sync::Arc;

use ferrofax::call::{
    AnswerConfig, Call, CallEvent, CallSettings, NextPage, OriginateConfig, PageToSend,
};
use ferrofax::modem::Rate;
use ferrofax::t4::{PageWidth, Resolution};
use ferrofax::t30::outcome::Outcome;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::{BLOCK, Block, Terminal};

/// A call of ours, on tape, with an owner who gives one page or stores what comes.
pub(crate) struct Party {
    pub(crate) call: Call,
    tape: Vec<u8>,
    rows: u32,
    pub(crate) can_store: bool,
    pub(crate) hang_up_at: Option<usize>,
    blocks: usize,
    outcome: Option<Outcome>,
}

/// What is left of a call.
pub(crate) struct Recorded {
    pub(crate) tape: Vec<u8>,
    pub(crate) outcome: Option<Outcome>,
}

impl Party {
    /// Whose page, if it sends, has so many rows.
    pub(crate) fn new(sends: bool, rows: u32) -> Self {
        Self::with(sends, rows, true, Rate::V17At14400)
    }

    /// No faster than `fastest`, with error correction or without.
    pub(crate) fn with(sends: bool, rows: u32, ecm: bool, fastest: Rate) -> Self {
        let up_to = |rates: &[Rate]| {
            let is_it = |rate: &&Rate| rate.bps() <= fastest.bps() && **rate <= fastest;
            rates.iter().filter(is_it).copied().collect::<Vec<_>>()
        };
        let settings = if sends {
            let of = OriginateConfig::default();
            CallSettings::Originate(OriginateConfig { ecm, rates: up_to(&of.rates), ..of })
        } else {
            let of = AnswerConfig::default();
            CallSettings::Answer(AnswerConfig { ecm, rates: up_to(&of.rates), ..of })
        };
        let call = Call::on_tape(settings);
        let (tape, hang_up_at, outcome) = (Vec::new(), None, None);
        Self { call, tape, rows, can_store: true, hang_up_at, blocks: 0, outcome }
    }

    pub(crate) fn look(&mut self) {
        while let Some(event) = self.call.poll_event() {
            match event {
                CallEvent::WantPage { .. } => {
                    let (resolution, width) = (Resolution::Standard, PageWidth::A4);
                    let bitmap = Arc::new(pages::page(Content::Text, 1728, self.rows, 1));
                    let page =
                        PageToSend { bitmap, resolution, width, colour: None, next: NextPage::End };
                    self.call.give_page(page).expect("the page is taken");
                }
                CallEvent::Page(page) if self.can_store => self.call.page_stored(page.number),
                CallEvent::Page(page) => self.call.page_not_stored(page.number),
                CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                _ => {}
            }
        }
        self.tape.extend(self.call.take_tape());
    }

    fn step(&mut self, heard: Option<&Block>, said: &mut Block) -> bool {
        match heard {
            Some(heard) => self.call.hear(heard),
            None => self.call.hear_gap(BLOCK),
        }
        self.look();
        self.call.say(said);
        self.look();
        self.blocks += 1;
        if self.hang_up_at == Some(self.blocks) {
            self.call.hang_up();
            self.look();
        }
        !self.call.is_over()
    }

    /// The end of the call, as the telephone system tells it.
    pub(crate) fn finish(mut self) -> Recorded {
        self.call.hang_up();
        self.look();
        self.tape.extend(self.call.finish_tape());
        Recorded { tape: self.tape, outcome: self.outcome }
    }
}

impl Terminal for Party {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.step(Some(heard), said)
    }

    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.step(None, said)
    }
}
