//! Phase D, the post-message procedure: the remote terminal is asked whether it has the page,
//! or the block (T.30 §5.3.6.1.6–7, annex A).
//!
//! With ECM the frames that are missing (PPR) are said again. The fourth time in a row
//! the modem is trained again (CTC), at a slower rate or the same: `rate_choice` has the rule.
//! Noise that the rate does not stand is answered by a slower rate at once. At the slowest rate
//! this goes on as long as it gets on; then the page is given up (EOR).

use super::context::Context;
use super::partial_page::OutgoingBlocks;
use super::saying::{self, burst, last};
use super::terms::Confirmation;
use super::{
    MAX_DAMAGED, MAX_REPEATS, State, fetching, phase_a, phase_b, phase_c, phase_e, unexpected,
};
use crate::t30::ecm::PartialPageEnd;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Phase};
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::{Event, Input, Listen, Party, Signal, rate};

/// Awaits the answer to a command about the page or its block.
#[derive(Clone, Debug)]
pub(super) struct ExpectAnswer {
    /// The command as it was said, to be said again.
    said: Frame,
    about: About,
    /// MPS, EOM or EOP; `None` within a page.
    next: Option<Fcf>,
    /// With ECM: the page, with the block that is asked about.
    blocks: Option<Box<OutgoingBlocks>>,
    tries: Tries,
}

/// The attempts to get an answer to one command.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    /// How often no answer came.
    silences: u32,
    /// How often the answer was of no use, and how often it was damaged.
    repeats: u32,
    damaged: u32,
    /// The command was sent more than once: an answer may have been lost.
    is_repeated: bool,
}

/// What the command asked, which decides what answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// Whether the page or block came: MPS, EOM, EOP, PPS, and RR after RNR.
    Page,
    /// Another rate: CTC.
    Change,
    /// To go on without the rest of the block: EOR.
    GivingUp,
}

impl ExpectAnswer {
    /// The question whether a page without ECM, or a block, came.
    pub(super) fn block(
        blocks: Option<Box<OutgoingBlocks>>,
        next: Option<Fcf>,
        ctx: &Context,
    ) -> Box<Self> {
        let said = match &blocks {
            Some(blocks) => {
                let end = PartialPageEnd {
                    next: next.unwrap_or(Fcf::Null),
                    interrupt: false,
                    page: ctx.own.pages.counter,
                    block: blocks.block_number(),
                    frames: blocks.frames_in_block(),
                };
                last(Fcf::Pps, end.emit(ctx.party == Party::Caller), ctx)
            }
            None => last(next.unwrap_or(Fcf::Eop), Vec::new(), ctx),
        };
        Box::new(Self { said, about: About::Page, next, blocks, tries: Tries::default() })
    }

    pub(super) fn enter(&self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        ctx.start(Timer::T4, timers::T4_ANSWER);
    }

    pub(super) fn on(mut self: Box<Self>, input: &Input, ctx: &mut Context) -> State {
        match input {
            // CSI, and a DIS that could not be read; what it offers was read before.
            Input::V21Carrier(false) if ctx.sense.take_unread_dis() => self.begun_anew(ctx),
            Input::V21Carrier(false) if ctx.sense.is_burst_damaged() => self.again(ctx),
            Input::Tick if ctx.ran_out(Timer::T4) => {
                if is_out_of_time(ctx) {
                    return phase_e::disconnect(Cause::ReceiverNotReady, ctx);
                }
                self.tries.silences += 1;
                self.tries.is_repeated = true;
                if self.tries.silences >= ctx.own.losses.max_silences() {
                    return phase_e::disconnect(self.cause_of_silence(ctx), ctx);
                }
                ctx.own.line.commands_again += 1;
                say(self, ctx)
            }
            _ => State::ExpectAnswer(self),
        }
    }

    pub(super) fn on_frame(self: Box<Self>, frame: &Frame, ctx: &mut Context) -> State {
        if frame.fcf != Fcf::Rnr {
            ctx.timers.stop(Timer::T5);
        }
        match (frame.fcf, self.about, self.next) {
            (Fcf::Mcf, About::Page, None) => self.next_block(ctx),
            (Fcf::Mcf, About::Page, Some(next)) => {
                if let Some(blocks) = &self.blocks {
                    ctx.block_came(blocks);
                }
                confirmed(next, Confirmation::Mcf, ctx)
            }
            (Fcf::Rtp, About::Page, Some(next)) => confirmed(next, Confirmation::Rtp, ctx),
            // §5.3.6.1.7: PIP and PIN are RTP and RTN of a machine that wants an operator. Failing
            // intervention, both go on at the begin of phase B.
            (Fcf::Pip, About::Page, Some(next)) => {
                ctx.event(Event::OperatorWanted);
                confirmed(next, Confirmation::Pip, ctx)
            }
            (Fcf::Pin, About::Page, Some(next)) => {
                ctx.event(Event::OperatorWanted);
                refused(next, ctx)
            }
            (Fcf::Rtn, About::Page, Some(next)) => refused(next, ctx),
            (Fcf::Ppr, About::Page, _) if self.blocks.is_some() => self.say_missing(frame, ctx),
            (Fcf::Ctr, About::Change, _) => self.changed(ctx),
            (Fcf::Err, About::GivingUp, next) => given_up(next, ctx),
            // It has not heard EOR, or will not do without the rest.
            (Fcf::Ppr, About::GivingUp, _) => self.again(ctx),
            (Fcf::Rnr, ..) if self.blocks.is_some() && is_out_of_time(ctx) => {
                phase_e::disconnect(Cause::ReceiverNotReady, ctx)
            }
            (Fcf::Rnr, ..) if self.blocks.is_some() => {
                ctx.timers.set_if_stopped(Timer::T5, ctx.now + timers::T5);
                ctx.gets_on();
                let said = last(Fcf::Rr, Vec::new(), ctx);
                let tries = Tries { silences: 0, is_repeated: false, ..self.tries };
                say(Box::new(Self { said, tries, ..*self }), ctx)
            }
            (Fcf::Dis, ..) => match phase_a::on_dis_again(frame, ctx) {
                Ok(()) => self.begun_anew(ctx),
                Err(cause) => phase_e::disconnect(cause, ctx),
            },
            // spandsp 0.0.6 answers a page that it did not hear by a frame that means nothing.
            (Fcf::Unknown(_), About::Page, _)
                if self.was_said_once() && !ctx.own.choice.has_heard() =>
            {
                unseen(ctx)
            }
            (Fcf::Crp, ..) => self.again(ctx),
            _ => unexpected(frame, State::ExpectAnswer(self), ctx),
        }
    }

    /// Whether this may answer the command.
    pub(super) fn awaits(&self, frame: &Frame) -> bool {
        match (frame.fcf, self.about) {
            (Fcf::Mcf, About::Page) | (Fcf::Ctr, About::Change) | (Fcf::Err, About::GivingUp) => {
                true
            }
            (Fcf::Rtp | Fcf::Rtn, About::Page) => self.blocks.is_none(),
            (Fcf::Rnr, _) => self.blocks.is_some(),
            (Fcf::Ppr, About::Page | About::GivingUp) => {
                self.blocks.as_ref().is_some_and(|blocks| blocks.may_be_asked(&frame.fif))
            }
            _ => false,
        }
    }

    /// On another line than that on which it was said first.
    pub(super) fn ask_again(mut self: Box<Self>, ctx: &mut Context) -> State {
        // An answer may have been lost with the other line.
        self.tries.is_repeated = true;
        say(self, ctx)
    }

    /// Whether it asks for a page or a block that was just said.
    pub(super) fn is_about_page(&self) -> bool {
        self.about == About::Page && !self.is_asking_again()
    }

    /// After RNR: the remote terminal has the page or block, but has not said yet what it
    /// thinks of it.
    fn is_asking_again(&self) -> bool {
        self.said.fcf == Fcf::Rr
    }

    /// The first answer to a command that was said once is really an answer to it.
    pub(super) fn was_said_once(&self) -> bool {
        !self.tries.is_repeated && !self.is_asking_again()
    }

    /// The remote terminal has begun anew: it knows nothing of a page. After a repetition it
    /// may have said MCF to the end of the page and then begun anew, as it does after
    /// EOM; to less than a page it has not.
    fn begun_anew(self: Box<Self>, ctx: &mut Context) -> State {
        let may_follow_mcf = self.next == Some(Fcf::Eom) && self.tries.is_repeated;
        let is_sure = self.was_said_once()
            || self.is_asking_again() && !may_follow_mcf
            || self.next.is_none()
            || self.about != About::Page;
        if is_sure { unseen(ctx) } else { self.again(ctx) }
    }

    /// The command is said again, since the answer was of no use.
    fn again(mut self: Box<Self>, ctx: &mut Context) -> State {
        if is_out_of_time(ctx) {
            return phase_e::disconnect(Cause::ReceiverNotReady, ctx);
        }
        self.tries.is_repeated = true;
        if ctx.sense.take_damage() {
            self.tries.damaged += 1;
            self.tries.silences = 0;
        } else {
            self.tries.repeats += 1;
        }
        if self.tries.damaged > MAX_DAMAGED {
            return phase_e::disconnect(self.cause_of_silence(ctx), ctx);
        }
        if self.tries.repeats > MAX_REPEATS {
            let gives_up = self.about == About::GivingUp;
            let cause = if gives_up { cause_of_giving_up(ctx) } else { Cause::AnswerLoop };
            return phase_e::disconnect(cause, ctx);
        }
        ctx.own.line.commands_again += 1;
        say(self, ctx)
    }

    fn cause_of_silence(&self, ctx: &Context) -> Cause {
        match (self.about, self.next) {
            (About::Page, Some(_)) => Cause::NoAnswerToPage,
            (About::GivingUp, _) => cause_of_giving_up(ctx),
            _ => Cause::ReceiverFellSilent,
        }
    }

    fn next_block(self: Box<Self>, ctx: &mut Context) -> State {
        let Some(mut blocks) = self.blocks else { return State::ExpectAnswer(self) };
        ctx.block_came(&blocks);
        let most = ctx
            .negotiated
            .map_or(usize::MAX, |negotiated| ctx.own.longest_signal(negotiated.rate));
        blocks.next_block(most);
        phase_c::say_block(blocks, false, ctx)
    }

    /// PPR: what is missing is said again.
    fn say_missing(mut self: Box<Self>, frame: &Frame, ctx: &mut Context) -> State {
        let Some(blocks) = &mut self.blocks else { return State::ExpectAnswer(self) };
        // A PPR that wants nothing is of no use: PPS is said again. Who says it may have the page.
        let missed_before = blocks.fewest;
        if !blocks.request(&frame.fif) {
            return self.again(ctx);
        }
        ctx.page_is_lacked();
        ctx.own.losses.note_block(blocks);
        ctx.own.choice.page_was_damaged();
        let gets_on = blocks.missing < missed_before;
        if gets_on {
            ctx.heard_well();
        } else if ctx.was_in_vain() {
            return self.give_up(ctx);
        }
        if ctx.has_rate_of_other_line() || ctx.is_too_noisy(blocks) && ctx.fall_back() {
            blocks.requests = 0;
            blocks.changes += 1;
            ctx.gets_on();
            return self.change(ctx);
        }
        // §A.4.3: up to the third PPR the frames that are missing are said again …
        if blocks.requests < REQUESTS_BEFORE_CHANGE {
            return match self.blocks.take() {
                Some(blocks) => phase_c::say_block(blocks, false, ctx),
                None => State::ExpectAnswer(self),
            };
        }
        // … and with the fourth comes CTC or EOR. A slower rate if there is one and the
        // failure is the rate's; EOR if there is none and nothing more gets through.
        let few = blocks.missing * 8 < blocks.frames_in_block();
        blocks.requests = 0;
        blocks.changes += 1;
        let changes = blocks.changes;
        if changes > MAX_CHANGES {
            return self.give_up(ctx);
        }
        if ctx.v34.is_used() {
            // There is no CTC by V.34 (F.3.4.5, note 1): the modems have agreed on another rate
            // before PPS was said, if one of them wanted that.
            let is_worth_it = gets_on || changes < FRUITLESS_BY_V34;
            return match self.blocks.take_if(|_| is_worth_it) {
                Some(blocks) => phase_c::say_block(blocks, false, ctx),
                None => self.give_up(ctx),
            };
        }
        let keeps_rate = few || ctx.own.losses.are_blamed();
        if !keeps_rate && ctx.fall_back() {
            ctx.gets_on();
        } else if !keeps_rate && !gets_on {
            return self.give_up(ctx);
        }
        self.change(ctx)
    }

    /// CTC: the rest of the block goes on at another rate.
    fn change(self, ctx: &mut Context) -> State {
        let rate = ctx.own.next_rate();
        let Some((rate, negotiated)) = rate.zip(ctx.negotiated.as_mut()) else {
            return phase_e::disconnect(Cause::TrainingFailed, ctx);
        };
        negotiated.rate = rate.into();
        ctx.own.line.trains_at(rate.bps());
        // T.30 §5.3.6.2: CTC carries the first 16 bits of a DCS.
        let mut fields = Fields(vec![0; 2]);
        fields.set(10);
        rate::command(&mut fields, rate);
        let said = last(Fcf::Ctc, fields.0, ctx);
        let tries = Tries::default();
        say(Box::new(Self { said, about: About::Change, tries, ..self }), ctx)
    }

    /// CTR: the other rate is agreed on.
    fn changed(mut self: Box<Self>, ctx: &mut Context) -> State {
        if let Some(negotiated) = ctx.negotiated {
            ctx.event(Event::Negotiated(negotiated));
        }
        match self.blocks.take() {
            Some(blocks) => phase_c::say_block(blocks, true, ctx),
            None => State::ExpectAnswer(self),
        }
    }

    /// EOR: the rest of the page will not come.
    fn give_up(self, ctx: &mut Context) -> State {
        let next = self.next.unwrap_or_else(|| command_amid_page(ctx));
        let said = last(Fcf::Eor, vec![next.to_byte(ctx.party == Party::Caller)], ctx);
        let given_up = Self {
            said,
            about: About::GivingUp,
            next: Some(next),
            blocks: self.blocks,
            tries: Tries::default(),
        };
        say(Box::new(given_up), ctx)
    }
}

/// The page, or a block of it, was said, and the command follows. If the page ends with it, the
/// owner is told, and may want to write that down first.
pub(super) fn ask(asking: Box<ExpectAnswer>, ctx: &mut Context) -> State {
    if asking.next.is_none() {
        return say_first(asking, ctx);
    }
    ctx.event(Event::PageSaid(ctx.own.pages.index));
    if ctx.own.holds_page_ends {
        return State::AwaitPageEnd(AwaitPageEnd { asking }).enter(ctx);
    }
    end_page(asking, ctx)
}

/// The page was said whole: awaits that the owner has written down that its end goes out. Until
/// then the line is silent, or has the flags of V.34's control channel.
#[derive(Clone, Debug)]
pub(super) struct AwaitPageEnd {
    asking: Box<ExpectAnswer>,
}

impl AwaitPageEnd {
    pub(super) fn enter(&self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        ctx.timers.set_if_stopped(Timer::Storage, ctx.now + timers::PAGE_END);
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::PageEndAllowed(index) if *index == ctx.own.pages.index => {
                end_page(self.asking, ctx)
            }
            // The remote terminal was asked nothing: it has no page of which it could be in doubt.
            // Some take DCN behind a whole page for its end, so the call ends without a word.
            Input::Tick if ctx.ran_out_unheld(Timer::Storage) => phase_e::over(Cause::Storage, ctx),
            _ => State::AwaitPageEnd(self),
        }
    }

    /// A machine that says DIS now has lost the page and begun anew.
    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        match frame.fcf {
            Fcf::Dis => match phase_a::on_dis_again(frame, ctx) {
                Ok(()) => {
                    // The owner may be noting that the end is said, and it will not be.
                    ctx.event(Event::PageLacked(ctx.own.pages.index));
                    unseen(ctx)
                }
                Err(cause) => phase_e::disconnect(cause, ctx),
            },
            _ => unexpected(frame, State::AwaitPageEnd(self), ctx),
        }
    }
}

/// Says the command that ends the page: from now on the remote terminal may have it.
fn end_page(asking: Box<ExpectAnswer>, ctx: &mut Context) -> State {
    ctx.own.pages.unanswered = Some(ctx.own.pages.index);
    say_first(asking, ctx)
}

/// Says the command for the first time.
fn say_first(asking: Box<ExpectAnswer>, ctx: &mut Context) -> State {
    // It follows an image signal of ours; by V.34 the modem has seen to that.
    let pause = (!ctx.v34.is_used()).then_some(Signal::Silence(timers::BETWEEN_SIGNALS));
    let signals = pause.into_iter().chain([burst(&asking.said)]).collect();
    saying::say(signals, State::ExpectAnswer(asking), ctx)
}

fn say(asking: Box<ExpectAnswer>, ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::D);
    let signals = vec![burst(&asking.said)];
    saying::say(signals, State::ExpectAnswer(asking), ctx)
}

/// Whether T5 has run out. The answer to what was said before that still counts; nothing
/// more is said.
fn is_out_of_time(ctx: &Context) -> bool {
    ctx.timers.ends_within(Timer::T5, ctx.now)
}

/// The remote terminal has the page.
fn confirmed(next: Fcf, how: Confirmation, ctx: &mut Context) -> State {
    ctx.confirm_page(how);
    ctx.turn_page();
    if next == Fcf::Mps && how == Confirmation::Mcf {
        return next_page(ctx);
    }
    if how == Confirmation::Rtp {
        ctx.fall_back();
    } else if next == Fcf::Eom {
        ctx.climb();
    }
    after_page(next, Cause::Ok, ctx)
}

/// The next page of the same document is sent at the rate of the page before, unless the line has
/// become one that does not carry this rate: then another DCS names a slower one.
fn next_page(ctx: &mut Context) -> State {
    if ctx.has_rate_of_other_line() { phase_b::train(ctx) } else { phase_c::begin_page(ctx) }
}

/// The page is settled, well or not; `cause` is that of the end, if it was the last.
fn after_page(next: Fcf, cause: Cause, ctx: &mut Context) -> State {
    match next {
        Fcf::Eop => {
            ctx.own.pages.all_settled = true;
            ctx.begin_phase(Phase::E);
            phase_e::disconnect(cause, ctx)
        }
        Fcf::Eom => fetching::after_document(cause, ctx),
        _ => phase_b::train(ctx),
    }
}

/// The remote terminal did not see the page at all, or not its end: it is sent again, as
/// slowly as that needs.
pub(super) fn unseen(ctx: &mut Context) -> State {
    ctx.page_is_lacked();
    if !ctx.own.may_be_unseen_again() {
        return phase_e::disconnect(Cause::AnswerLoop, ctx);
    }
    if ctx.was_in_vain() {
        return phase_e::disconnect(Cause::NoProgress, ctx);
    }
    let is_again = ctx.own.pages.unseen > 1;
    ctx.own.losses.lost_signal(is_again);
    ctx.own.choice.page_was_damaged();
    ctx.page_was_unseen();
    ctx.own.line.pages_again += 1;
    phase_b::train(ctx)
}

/// The remote terminal refused the page. It is sent again also where EOP was said, where a
/// strict sender ends the call: the fax is not there, and another call would begin with the
/// same page.
fn refused(next: Fcf, ctx: &mut Context) -> State {
    ctx.page_is_lacked();
    let refusals = ctx.own.pages.refuse();
    ctx.fall_back();
    if refusals <= ctx.own.terms.refused.resends {
        ctx.own.line.pages_again += 1;
        return phase_b::train(ctx);
    }
    ctx.event(Event::PageRefused(ctx.own.pages.index));
    ctx.own.pages.refuse_for_good();
    if !ctx.own.terms.refused.go_on {
        return phase_e::disconnect(Cause::RefusedByReceiver, ctx);
    }
    if ctx.own.pages.are_refused_for_ever() {
        return phase_e::disconnect(Cause::NoProgress, ctx);
    }
    ctx.turn_page();
    after_page(next, Cause::RefusedByReceiver, ctx)
}

/// The remote terminal knows that the rest of the page will not come.
fn given_up(next: Option<Fcf>, ctx: &mut Context) -> State {
    ctx.event(Event::PageRefused(ctx.own.pages.index));
    ctx.own.pages.refuse_for_good();
    let next = next.unwrap_or(Fcf::Eop);
    if !ctx.own.terms.refused.go_on || ctx.is_stuck() {
        return phase_e::disconnect(cause_of_giving_up(ctx), ctx);
    }
    if ctx.own.pages.are_refused_for_ever() {
        return phase_e::disconnect(Cause::NoProgress, ctx);
    }
    ctx.turn_page();
    if next == Fcf::Mps { next_page(ctx) } else { after_page(next, Cause::NotGettingThrough, ctx) }
}

/// The command with which a page is given up before its last block.
fn command_amid_page(ctx: &Context) -> Fcf {
    if !ctx.own.terms.refused.go_on {
        return Fcf::Eop;
    }
    // EOM gives the owner time for the next page.
    phase_c::command(ctx).unwrap_or(Fcf::Eom)
}

/// Why the rest of a page was given up.
fn cause_of_giving_up(ctx: &Context) -> Cause {
    if ctx.is_stuck() { Cause::NoProgress } else { Cause::NotGettingThrough }
}

/// T.30 §A.4.3: the fourth PPR lets the sender change the rate or give up.
const REQUESTS_BEFORE_CHANGE: u32 = 4;
/// By V.34: as often four PPR in a row are borne of which the last brought nothing. The rate falls
/// by a step with each signal that comes badly, and after twelve it is one that comes anywhere.
const FRUITLESS_BY_V34: u32 = 3;
/// Changes of the rate for one block.
const MAX_CHANGES: u32 = 12;
