//! The answering side of a call: from CED to DCN.

use super::context::{Context, Saying};
use super::dis::Capabilities;
use super::fcf::Fcf;
use super::frame::Frame;
use super::outcome::Cause;
use super::phase_b::{self, ExpectCommand, ExpectTcf};
use super::phase_c::{ExpectPage, ExpectPartialPage};
use super::phase_d::{AwaitStorage, ExpectPostMessageCommand, FinishingPage};
use super::phase_e::{self, Ending, ExpectDcn, Over};
use super::quality::PageQualityPolicy;
use super::timers::{Scope, Timer};
use super::{Input, Output, ident, new_line, phase_a, rate, trace};
use crate::modem::Rate;
use crate::time::{Millis, SampleTime};

/// On what terms we answer.
#[derive(Clone, Debug, PartialEq)]
pub struct AnswerTerms {
    /// Our identification (CSI). Empty: none is sent.
    pub ident: String,
    /// The information field of NSF. None: none is sent.
    pub nsf: Option<Vec<u8>>,
    /// What is offered in DIS. A rate that is not in it is refused by FTT, even if its
    /// modem is offered.
    pub capabilities: Capabilities,
    /// When a page is good enough.
    pub quality: PageQualityPolicy,
    /// Pages after which the call is ended.
    pub max_pages: u32,
    /// The longest call.
    pub max_call: Millis,
}

/// The session of an answering station.
#[derive(Debug)]
pub struct Answering {
    ctx: Context,
    state: State,
    /// The rates on any line, once a line had less.
    all_rates: Option<Vec<Rate>>,
}

impl Answering {
    /// Answers: the first outputs are there at once.
    pub fn new(terms: AnswerTerms) -> Self {
        let mut ctx = Context::new(terms);
        ctx.start(Timer::Call, ctx.terms.max_call);
        let state = phase_a::begin(&mut ctx);
        Self { ctx, state, all_rates: None }
    }

    /// Something happened at `now`. Every output must be fetched before the next input.
    pub fn handle(&mut self, now: SampleTime, input: Input) {
        if self.is_over() {
            return;
        }
        let ctx = &mut self.ctx;
        ctx.now = ctx.now.max(now);
        ctx.note(&input);
        let state = std::mem::replace(&mut self.state, State::Over(Over));
        self.state = match input {
            Input::HangUp => state.abandon(ctx, Cause::Hangup, false),
            Input::LineChanged => new_line::go_on(state, ctx),
            Input::Cancel => state.abandon(ctx, Cause::Cancelled, true),
            Input::Frame(bytes) => match Frame::parse(&bytes) {
                Some(frame) => heard(state, frame, ctx),
                None => state,
            },
            Input::Tick if ctx.timers.ran_out(Timer::Call, ctx.now, false) => {
                state.abandon(ctx, Cause::CallTooLong, true)
            }
            other => state.on(&other, ctx),
        };
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.ctx.poll_output()
    }

    /// The line that it is now carries no more than so many bit/s, 0 for as many as
    /// anybody has: no faster rate is offered from now on.
    pub fn limit_rate(&mut self, bps: u32) {
        let rates = &mut self.ctx.terms.capabilities.rates;
        *rates = rate::up_to(self.all_rates.get_or_insert_with(|| rates.clone()), bps);
    }

    /// Whether the line is packets (T.38) now.
    pub const fn set_packets(&mut self, are: bool) {
        self.ctx.by_packets = are;
    }

    /// Whether the end was reported.
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Over(_))
    }

    /// The state's name, for tests and logs.
    pub const fn awaiting(&self) -> &'static str {
        self.state.name()
    }
}

/// A frame of the far station: traced, and passed over if only we could have said it.
fn heard(state: State, frame: Frame, ctx: &mut Context) -> State {
    if frame.is_final {
        ctx.flags_since = None;
    }
    if frame.fcf.is_said_by_receiver() && !frame.x {
        ctx.trace(format!("< {} (our own echo, or another answering machine)", frame.fcf));
        return state;
    }
    ctx.trace(format!("< {}", trace::describe(&frame)));
    state.on_frame(frame, ctx)
}

/// What is awaited.
#[derive(Debug)]
pub(super) enum State {
    Saying(Saying),
    ExpectCommand(ExpectCommand),
    ExpectTcf(ExpectTcf),
    ExpectPage(ExpectPage),
    ExpectPartialPage(Box<ExpectPartialPage>),
    ExpectPostMessageCommand(ExpectPostMessageCommand),
    FinishingPage(FinishingPage),
    AwaitStorage(AwaitStorage),
    ExpectDcn(ExpectDcn),
    Ending(Ending),
    Over(Over),
}

impl State {
    /// The state begins: it starts its timers and says what to listen for.
    pub(super) fn enter(self, ctx: &mut Context) -> Self {
        ctx.timers.stop_all_of(Scope::State);
        match &self {
            Self::ExpectCommand(state) => state.enter(ctx),
            Self::ExpectTcf(state) => state.enter(ctx),
            Self::ExpectPage(state) => state.enter(ctx),
            Self::ExpectPartialPage(state) => state.enter(ctx),
            Self::ExpectPostMessageCommand(state) => state.enter(ctx),
            Self::ExpectDcn(state) => state.enter(ctx),
            Self::AwaitStorage(state) => state.enter(ctx),
            Self::FinishingPage(_) | Self::Saying(_) | Self::Ending(_) | Self::Over(_) => {}
        }
        match self {
            Self::AwaitStorage(state) => state.check(ctx),
            Self::Ending(state) => state.enter(ctx),
            entered => entered,
        }
    }

    fn on(self, input: &Input, ctx: &mut Context) -> Self {
        match self {
            Self::Saying(state) => state.on(input, ctx),
            Self::ExpectCommand(state) => state.on(input, ctx),
            Self::ExpectTcf(state) => state.on(input, ctx),
            Self::ExpectPage(state) => state.on(input, ctx),
            Self::ExpectPartialPage(state) => state.on(input, ctx),
            Self::ExpectPostMessageCommand(state) => state.on(input, ctx),
            Self::FinishingPage(state) => state.on(input, ctx),
            Self::AwaitStorage(state) => state.on(input, ctx),
            Self::ExpectDcn(state) => state.on(input, ctx),
            Self::Ending(_) | Self::Over(_) => self,
        }
    }

    fn on_frame(self, frame: Frame, ctx: &mut Context) -> Self {
        match self {
            Self::Saying(state) => state.on_frame(&frame, ctx),
            Self::ExpectPage(state) => state.on_frame(frame, ctx),
            Self::ExpectPartialPage(state) => state.on_frame(frame, ctx),
            Self::ExpectPostMessageCommand(state) => state.on_frame(frame, ctx),
            Self::AwaitStorage(state) => state.on_frame(frame, ctx),
            Self::FinishingPage(_) | Self::Ending(_) | Self::Over(_) => self,
            Self::ExpectCommand(_) | Self::ExpectTcf(_) | Self::ExpectDcn(_) => {
                common(frame, self, ctx)
            }
        }
    }

    /// The call ends wherever it stands.
    pub(super) fn abandon(mut self, ctx: &mut Context, cause: Cause, dcn: bool) -> Self {
        match &mut self {
            Self::ExpectPartialPage(state) => state.give_up_block(ctx),
            // The end was decided before, only its DCN is on the way.
            Self::Ending(state) => return state.enter(ctx),
            _ => {}
        }
        if let Self::Saying(saying) = self {
            return saying.abandon(ctx, cause, dcn);
        }
        phase_e::end(cause, dcn, ctx)
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Saying(_) => "Saying",
            Self::ExpectCommand(_) => "ExpectCommand",
            Self::ExpectTcf(_) => "ExpectTcf",
            Self::ExpectPage(_) => "ExpectPage",
            Self::ExpectPartialPage(_) => "ExpectPartialPage",
            Self::ExpectPostMessageCommand(_) => "ExpectPostMessageCommand",
            Self::FinishingPage(_) => "FinishingPage",
            Self::AwaitStorage(_) => "AwaitStorage",
            Self::ExpectDcn(_) => "ExpectDcn",
            Self::Ending(_) => "Ending",
            Self::Over(_) => "Over",
        }
    }
}

/// What every state does with a frame that it has no use of its own for. `state` goes on
/// unless the frame leads elsewhere.
pub(super) fn common(frame: Frame, state: State, ctx: &mut Context) -> State {
    match frame.fcf {
        Fcf::Dcn => phase_e::on_dcn(ctx),
        Fcf::Dcs => phase_b::on_dcs(&frame, ctx),
        Fcf::Dtc => phase_e::end(Cause::PollRefused, true, ctx),
        Fcf::Tsi | Fcf::Sub | Fcf::Sid | Fcf::Pwd | Fcf::Nss => {
            note_far(&frame, ctx);
            state
        }
        // §5.3.6.1.8: the last command or response is wanted again.
        Fcf::Crp if !ctx.last_said.is_empty() => {
            let again = ctx.last_said.clone();
            unexpected_or(state, ctx, |state, ctx| {
                ctx.say(again, super::context::After::Command, state)
            })
        }
        _ if ctx.is_repeated(&frame) => ctx.repeat_answer(state),
        // Polling and internet addresses that come along with other frames.
        Fcf::Cig | Fcf::Nsc | Fcf::Sep | Fcf::Psa | Fcf::Cia | Fcf::Isp | Fcf::Tsa | Fcf::Ira => {
            state
        }
        fcf => {
            ctx.trace(format!("- {fcf} is unexpected in {}", state.name()));
            unexpected_or(state, ctx, |state, _| state)
        }
    }
}

/// Counts a frame that should not have come, and ends a call in which nothing else comes.
fn unexpected_or(
    state: State,
    ctx: &mut Context,
    go_on: impl FnOnce(State, &mut Context) -> State,
) -> State {
    ctx.unexpected += 1;
    if ctx.unexpected > MAX_UNEXPECTED {
        return phase_e::end(Cause::UnexpectedCommand, true, ctx);
    }
    go_on(state, ctx)
}

fn note_far(frame: &Frame, ctx: &mut Context) {
    let text = ident::parse(&frame.fif);
    match frame.fcf {
        Fcf::Tsi => ctx.far.ident = text,
        Fcf::Sub => ctx.far.sub = text,
        Fcf::Sid => ctx.far.sid = text,
        Fcf::Pwd => ctx.far.pwd = text,
        _ => ctx.far.nss = Some(frame.fif.clone()),
    }
}

/// Frames without a place that are survived in a call.
const MAX_UNEXPECTED: u32 = 40;
