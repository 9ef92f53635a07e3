//! Phase C, the message: the page goes out, without ECM in one signal, with ECM block by
//! block (T.30 §4.3, annex A).

use super::context::Context;
use super::partial_page::OutgoingBlocks;
use super::phase_d::{self, ExpectAnswer};
use super::saying::say;
use super::terms::NextPage;
use super::{State, fetching, phase_b, phase_e};
use crate::t30::fcf::Fcf;
use crate::t30::outcome::{Cause, Phase};
use crate::t30::rate::is_v17;
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::{ImageSignal, Input, Listen, Negotiated, Output, Signal, trace};
use ferrofax_ground::ladder::Way;
use ferrofax_signal::modem::PageRate;
use std::sync::Arc;

/// The current page is to be said as it was negotiated.
pub(super) fn begin_page(ctx: &mut Context) -> State {
    let (Some(page), Some(negotiated)) = (ctx.page(), ctx.negotiated) else {
        return phase_b::prepare(ctx);
    };
    ctx.begin_phase(Phase::C);
    if page.next != NextPage::End {
        ctx.want_page(1);
    }
    let row_ms = ctx
        .own
        .offer
        .as_ref()
        .map_or(0, |offer| offer.min_row_ms(negotiated.resolution));
    let min_row_bits = (negotiated.rate.bps() * u32::from(row_ms)).div_ceil(1000);
    ctx.output(Output::CodePage {
        index: ctx.own.pages.index,
        coding: negotiated.coding,
        min_row_bits,
    });
    State::Coding(Coding { negotiated }).enter(ctx)
}

/// Awaits the page's bits, which come at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coding {
    negotiated: Negotiated,
}

impl Coding {
    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        let Input::PageCoded(data) = input else { return State::Coding(self) };
        let rate = self.negotiated.rate;
        ctx.own.pages.octets = data.len();
        ctx.trace(Way::Said, trace::page(ctx.own.pages.index, data.len()));
        let PageRate::Image(image) = rate else { return self.say_blocks(data, ctx) };
        if self.negotiated.ecm {
            return self.say_blocks(data, ctx);
        }
        let signal = ImageSignal { rate: image, short_training: is_v17(image) };
        let then = State::PageEnds(PageEnds { blocks: None });
        say(vec![Signal::Page(signal, data.clone())], then, ctx)
    }

    fn say_blocks(self, data: &Arc<Vec<u8>>, ctx: &mut Context) -> State {
        let most = ctx.own.longest_signal(self.negotiated.rate);
        let blocks = OutgoingBlocks::new(data.clone(), ctx.own.terms.frame_octets, most);
        say_block(Box::new(blocks), false, ctx)
    }
}

/// Says what is wanted of a block. After CTR the modem trains long.
pub(super) fn say_block(blocks: Box<OutgoingBlocks>, train_long: bool, ctx: &mut Context) -> State {
    let Some(Negotiated { rate, .. }) = ctx.negotiated else { return phase_b::prepare(ctx) };
    if ctx.is_too_slow(rate) {
        return phase_e::disconnect(Cause::TrainingFailed, ctx);
    }
    ctx.begin_phase(Phase::C);
    ctx.trace(Way::Said, trace::block(blocks.block_number(), blocks.count()));
    ctx.own.count_frames(&blocks);
    let frames = blocks.frames();
    let signal = match rate {
        PageRate::Image(rate) => {
            let short_training = is_v17(rate) && !train_long;
            Signal::Blocks(ImageSignal { rate, short_training }, frames)
        }
        PageRate::V34(rate) => {
            ctx.own.line.trains_at(rate.bps());
            ctx.tell_v34_rate();
            Signal::Primary(frames)
        }
    };
    let then = State::PageEnds(PageEnds { blocks: Some(blocks) });
    say(vec![signal], then, ctx)
}

/// The page, or a block of it, was said.
#[derive(Clone, Debug)]
pub(super) struct PageEnds {
    pub blocks: Option<Box<OutgoingBlocks>>,
}

impl PageEnds {
    /// Asks whether the page, or the block of it, came.
    pub(super) fn ask(self, ctx: &mut Context) -> State {
        ctx.begin_phase(Phase::D);
        if self.blocks.as_ref().is_some_and(|blocks| !blocks.is_last()) {
            return phase_d::ask(ExpectAnswer::block(self.blocks, None, ctx), ctx);
        }
        match command(ctx) {
            Some(command) => self.ask_with(command, ctx),
            None => State::AwaitNextPage(AwaitNextPage { ends: self }).enter(ctx),
        }
    }

    fn ask_with(self, command: Fcf, ctx: &mut Context) -> State {
        phase_d::ask(ExpectAnswer::block(self.blocks, Some(command), ctx), ctx)
    }
}

/// MPS, EOM or EOP. `None`: it depends on the next page, which was not given yet.
pub(super) fn command(ctx: &Context) -> Option<Fcf> {
    let page = ctx.page()?;
    match page.next {
        // EOP ends the call; EOM leads back to where it can turn round.
        NextPage::End if fetching::goes_on(ctx) => Some(Fcf::Eom),
        NextPage::End => Some(Fcf::Eop),
        NextPage::NewDocument => Some(Fcf::Eom),
        NextPage::More => {
            let next = ctx.own.pages.next_page()?;
            // DCS says resolution, width, coding and rate, and is said in phase B, to which EOM leads back.
            let same = (next.resolution, next.width, next.colour)
                == (page.resolution, page.width, page.colour);
            Some(if same && !ctx.pays_to_climb() { Fcf::Mps } else { Fcf::Eom })
        }
    }
}

/// The page was said, and the owner has not given the next one yet.
#[derive(Clone, Debug)]
pub(super) struct AwaitNextPage {
    ends: PageEnds,
}

impl AwaitNextPage {
    pub(super) fn enter(&self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        ctx.start(Timer::Progress, timers::NEXT_PAGE);
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::PageGiven(_) => match command(ctx) {
                Some(command) => self.ends.ask_with(command, ctx),
                None => State::AwaitNextPage(self),
            },
            // EOM takes longer, but lets the owner think.
            Input::Tick if ctx.ran_out_unheld(Timer::Progress) => self.ends.ask_with(Fcf::Eom, ctx),
            _ => State::AwaitNextPage(self),
        }
    }
}
