//! Our engine as the calling terminal on a simulated line. The owner of the call supplies the pages
//! that the engine requests.

use ferrofax::call::{
    Call, CallEvent, Confirmation, FarCapabilities, FarIdent, Negotiated, NextPage,
    OriginateConfig, PageToSend,
};
use ferrofax::t4::{Bitmap, PageWidth, Resolution};
use ferrofax::t30::outcome::Outcome;
use std::sync::Arc;

use super::packet_line::{Heard, OnPackets};
use super::wire::{BLOCK, Block, Terminal};

/// A sending call of our engine, and all its events.
pub struct Calling {
    pub call: Call,
    pages: Vec<PageToSend>,
    /// How long the owner takes to supply a page, in blocks of 20 ms.
    pub giving_blocks: u64,
    /// The owner never supplies this page and the later ones.
    pub gives_until: u32,
    to_give: Vec<(u64, u32)>,
    pub far: FarIdent,
    pub can: Option<FarCapabilities>,
    pub negotiated: Vec<Negotiated>,
    /// The results of the pages, in the order of the events: `said 0`, `Mcf 0`, `refused 0`,
    /// `unknown 0`.
    pub story: Vec<String>,
    pub trace: Vec<String>,
    pub outcome: Option<Outcome>,
    pub blocks: u64,
    hang_up_at: Option<u64>,
}

impl Calling {
    pub fn new(config: OriginateConfig, pages: Vec<PageToSend>) -> Self {
        Self {
            call: Call::originate(config),
            pages,
            giving_blocks: 0,
            gives_until: u32::MAX,
            to_give: Vec::new(),
            far: FarIdent::default(),
            can: None,
            negotiated: Vec::new(),
            story: Vec::new(),
            trace: Vec::new(),
            outcome: None,
            blocks: 0,
            hang_up_at: None,
        }
    }

    /// Creates a call that sends these pages of one document in this resolution.
    pub fn sending(config: OriginateConfig, pages: &[Bitmap], resolution: Resolution) -> Self {
        Self::new(config, to_send(pages, resolution))
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

    /// Returns how the pages were confirmed, refused or lost, without the entries `said`.
    pub fn verdicts(&self) -> Vec<&str> {
        self.story
            .iter()
            .map(String::as_str)
            .filter(|line| !line.starts_with("said"))
            .collect()
    }

    fn drain(&mut self) {
        loop {
            while let Some(event) = self.call.poll_event() {
                assert!(self.outcome.is_none(), "event after the end of the call: {event:?}");
                match event {
                    CallEvent::FarIdent(ident) => self.far = ident,
                    CallEvent::Negotiated(negotiated) => self.negotiated.push(negotiated),
                    CallEvent::WantPage { index, can } => {
                        self.can = Some(can);
                        self.to_give.retain(|(_, other)| *other != index);
                        self.to_give.push((self.blocks + self.giving_blocks, index));
                    }
                    CallEvent::PageSaid { index } => self.story.push(format!("said {index}")),
                    CallEvent::PageConfirmed { index, verdict } => {
                        assert!(matches!(
                            verdict,
                            Confirmation::Mcf | Confirmation::Rtp | Confirmation::Pip
                        ));
                        self.story.push(format!("{verdict:?} {index}"));
                    }
                    CallEvent::PageRefused { index } => self.story.push(format!("refused {index}")),
                    CallEvent::PageUnknown { index } => self.story.push(format!("unknown {index}")),
                    CallEvent::PageLacked { index } => self.story.push(format!("lacked {index}")),
                    CallEvent::Trace(rung) => self.trace.push(rung.to_string()),
                    CallEvent::Ended(outcome) => self.outcome = Some(outcome),
                    CallEvent::OperatorWanted => self.story.push("operator".into()),
                    CallEvent::WantT38 | CallEvent::Line(_) => {}
                    other @ (CallEvent::Page(_)
                    | CallEvent::ReceiptConfirmed { .. }
                    | CallEvent::Polled(_)
                    | CallEvent::Turned(_)) => {
                        panic!("a sender must not get the event {other:?}")
                    }
                }
            }
            let due: Vec<u32> = self
                .to_give
                .extract_if(.., |(block, _)| *block <= self.blocks)
                .map(|(_, index)| index)
                .collect();
            if due.is_empty() {
                return;
            }
            for index in due.into_iter().filter(|index| *index < self.gives_until) {
                let page = self.pages[index as usize].clone();
                self.call.give_page(page).expect("the page is accepted");
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

impl Terminal for Calling {
    fn block(&mut self, heard: &Block, said: &mut Block) -> bool {
        self.step(Heard::Samples(heard), said)
    }

    fn lost_block(&mut self, said: &mut Block) -> bool {
        self.step(Heard::Lost(BLOCK), said)
    }
}

impl OnPackets for Calling {
    fn hear(&mut self, heard: Heard<'_>, said: &mut [i16]) -> bool {
        self.step(heard, said)
    }
}

/// Converts bitmaps to the pages of one document.
pub fn to_send(pages: &[Bitmap], resolution: Resolution) -> Vec<PageToSend> {
    let last = pages.len() - 1;
    let page = |(at, bitmap): (usize, &Bitmap)| PageToSend {
        bitmap: Arc::new(bitmap.clone()),
        resolution,
        width: width_of(bitmap, resolution),
        colour: None,
        next: if at == last { NextPage::End } else { NextPage::More },
    };
    pages.iter().enumerate().map(page).collect()
}

/// Returns the nominal width of a page.
pub fn width_of(page: &Bitmap, resolution: Resolution) -> PageWidth {
    let width = PageWidth::ALL
        .into_iter()
        .find(|width| width.pixels(resolution) == page.width());
    width.expect("the page has one of the widths of T.4")
}
