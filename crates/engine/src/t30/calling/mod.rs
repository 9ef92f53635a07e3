//! The calling side of a call: from CNG to DCN. It sends. So does a called station from which a
//! document is fetched, once it has heard DTC: that says to it what DIS says to a caller.
//!
//! Read [`CallTerms`] for what is settled beforehand, then the states in the order of the
//! Recommendation's phases: `phase_a` awaits DIS, `phase_b` settles how the page goes
//! (`agree`) and trains, `phase_c` says the page, with ECM in blocks (`partial_page`),
//! `phase_d` asks for its confirmation, `phase_e` ends the call. A state is named for
//! what it awaits, is consumed by what comes and gives the next.
//!
//! Every wait has an end, and so has every repetition: a command is said three times into
//! silence (twice as often where packets get lost), and a bounded number of times to who
//! answers in a way that is of no use, a page is refused at most as often as the terms
//! allow, and trainings between two confirmed pages are counted.
//!
//! A line that loses packets shows it by gaps in what we hear, and a far modem that loses
//! signals by what it asks for again, or by a new DIS. If that goes on, signals are short
//! for a while (`caution`), and failures are put down to the packets before the rate is
//! lowered. What lowers the rate is in `rate_choice`.
//!
//! A page is confirmed only by the remote terminal's own word; the owner is told before that
//! word is asked for, and told if it never came.
//!
//! Which of sending and fetching is next, and when the receiving machine takes over, is in
//! `fetching`.
//!
//! Left out: non-standard procedures. An operator who is wanted there is told of, and none intervenes here.

mod agree;
#[cfg(test)]
mod answer_tests;
mod caution;
mod context;
mod fetching;
#[cfg(test)]
mod line_tests;
mod losses;
mod new_line;
mod pages;
mod partial_page;
mod phase_a;
mod phase_b;
mod phase_c;
mod phase_d;
mod phase_e;
mod rate_choice;
mod saying;
mod terms;

pub use terms::{
    CallTerms, Confirmation, FarCapabilities, Fetch, NextPage, PageFacts, PageLength,
    RefusedPagePolicy,
};

use super::fcf::Fcf;
use super::frame::Frame;
use super::outcome::Cause;
use super::station::{self, Station};
use super::{Input, Output, Party, trace};
use crate::t30::answering::Asking;
use context::Context;
pub(super) use context::Sending;
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_ground::sent_line::SentLine;
use ferrofax_signal::time::SampleTime;
use phase_a::ExpectDis;
use phase_b::{AwaitPage, ExpectTrainingAnswer};
use phase_c::{AwaitNextPage, Coding, PageEnds};
use phase_d::{AwaitPageEnd, ExpectAnswer};
use saying::Saying;

/// The session of a calling station that sends.
#[derive(Clone, Debug)]
pub struct Calling(Station<State>);

impl Calling {
    /// Calls: the first outputs are there at once.
    pub fn new(terms: CallTerms) -> Self {
        let max_call = terms.max_call;
        Self(Station::new(Sending::new(terms), Party::Caller, max_call, phase_a::begin))
    }

    /// The call goes on with us as the sender; this DIS, or DTC, was heard.
    pub(super) fn take_over(ctx: Context, heard: &Frame) -> Self {
        Self(Station::take_over(ctx, |ctx| fetching::begin(heard, ctx)))
    }

    /// Whether the other machine is to take over.
    pub(super) const fn turns(&self) -> bool {
        matches!(self.0.state, State::Turning(_))
    }

    /// What the other machine takes over: the call, and what a document is asked for by.
    pub(super) fn leave(self) -> Option<(Context, Asking)> {
        match self.0.leave() {
            (ctx, State::Turning(asking)) => Some((ctx, asking)),
            _ => None,
        }
    }

    /// Whether the line is packets (T.38) now.
    pub(super) const fn set_packets(&mut self, are: bool) {
        self.0.set_packets(are);
    }

    /// Something happened at `now`. Every output must be fetched before the next input.
    pub fn handle(&mut self, now: SampleTime, input: Input) {
        self.0.handle(now, input);
    }

    /// Whether a frame is believed of which bits were put back.
    pub(super) fn awaits(&self, bytes: &[u8]) -> bool {
        self.0.awaits(bytes)
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.0.poll_output()
    }

    /// The line that it is now carries no more than so many bit/s, 0 for as many as
    /// anybody has. No faster rate is used for the next DIS that is heard, and after
    /// [`Input::LineChanged`].
    pub fn limit_rate(&mut self, bps: u32) {
        self.0.limit_rate(bps);
    }

    /// Whether the end was reported.
    pub const fn is_over(&self) -> bool {
        matches!(self.0.state, State::Over)
    }

    /// The remote terminal's last answer was so far above the noise of the line.
    pub(super) const fn note_snr(&mut self, snr_db: i32) {
        self.0.own_mut().choice.note_snr(snr_db);
    }

    /// What the line showed of itself.
    pub(super) const fn line(&self) -> SentLine {
        self.0.own().line
    }

    /// Whether V.34 carried what it was to carry, where it was agreed on.
    pub(super) fn v34_worked(&self) -> Option<bool> {
        self.0.v34_worked()
    }

    /// The state's name, for tests and logs.
    pub fn awaiting(&self) -> &'static str {
        self.0.awaiting()
    }
}

/// Whether only a sending station says this. Heard at one, it is its own echo.
const fn is_said_by_sender(fcf: Fcf) -> bool {
    fcf.is_post_message_command()
        || matches!(
            fcf,
            Fcf::Dcs
                | Fcf::Tsi
                | Fcf::Nss
                | Fcf::Sub
                | Fcf::Sid
                | Fcf::Tsa
                | Fcf::Ira
                | Fcf::Ctc
                | Fcf::Pps
                | Fcf::Eor
                | Fcf::Rr
                | Fcf::Fcd
                | Fcf::Rcp
        )
}

/// A frame that has no place in `state`.
fn unexpected(frame: &Frame, state: State, ctx: &mut Context) -> State {
    ctx.trace(Way::Noted, trace::unexpected(frame.fcf, station::State::name(&state)));
    if ctx.count_unexpected() > MAX_UNEXPECTED {
        phase_e::disconnect(Cause::UnexpectedAnswer, ctx)
    } else {
        state
    }
}

/// What the calling side awaits, in the order of the phases.
#[derive(Clone, Debug)]
enum State {
    Saying(Saying),
    ExpectDis(ExpectDis),
    AwaitPage(AwaitPage),
    ExpectTrainingAnswer(ExpectTrainingAnswer),
    Coding(Coding),
    /// The page, or a block of it, has just been said: decides what is asked, and asks.
    PageEnds(PageEnds),
    AwaitNextPage(AwaitNextPage),
    AwaitPageEnd(AwaitPageEnd),
    ExpectAnswer(Box<ExpectAnswer>),
    /// DCN is being said; the end follows.
    Ending(Cause),
    /// The other machine goes on.
    Turning(Asking),
    Over,
}

impl station::State for State {
    type Own = Sending;

    const OVER: Self = Self::Over;

    fn is_over(&self) -> bool {
        matches!(self, Self::Over)
    }

    const OUR_LIKE: Step = Step::AnotherCaller;

    fn is_said_by_us(frame: &Frame, party: Party) -> bool {
        let called = party == Party::Called && matches!(frame.fcf, Fcf::Dis | Fcf::Csi | Fcf::Nsf);
        called || is_said_by_sender(frame.fcf)
    }

    fn begin(self, ctx: &mut Context) -> Self {
        match &self {
            Self::ExpectDis(state) => state.enter(ctx),
            Self::AwaitPage(state) => state.enter(ctx),
            Self::ExpectTrainingAnswer(state) => state.enter(ctx),
            Self::AwaitNextPage(state) => state.enter(ctx),
            Self::AwaitPageEnd(state) => state.enter(ctx),
            Self::ExpectAnswer(state) => state.enter(ctx),
            Self::Saying(_)
            | Self::Coding(_)
            | Self::PageEnds(_)
            | Self::Ending(_)
            | Self::Turning(_)
            | Self::Over => {}
        }
        match self {
            Self::PageEnds(state) => state.ask(ctx),
            Self::Ending(cause) => phase_e::over(cause, ctx),
            entered => entered,
        }
    }

    fn on(self, input: &Input, ctx: &mut Context) -> Self {
        match self {
            Self::Saying(state) => state.on(input, ctx),
            Self::ExpectDis(state) => state.on(input, ctx),
            Self::AwaitPage(state) => state.on(input, ctx),
            Self::ExpectTrainingAnswer(state) => state.on(input, ctx),
            Self::Coding(state) => state.on(input, ctx),
            Self::AwaitNextPage(state) => state.on(input, ctx),
            Self::AwaitPageEnd(state) => state.on(input, ctx),
            Self::ExpectAnswer(state) => state.on(input, ctx),
            Self::PageEnds(_) | Self::Ending(_) | Self::Turning(_) | Self::Over => self,
        }
    }

    fn on_frame(self, frame: Frame, ctx: &mut Context) -> Self {
        match frame.fcf {
            Fcf::Dcn => phase_e::on_dcn(&self, ctx),
            _ if ctx.far.note(&frame) => {
                if ctx.may_identify() || !self.asks() {
                    self
                } else {
                    unexpected(&frame, self, ctx)
                }
            }
            // Who calls and fetches says so what it can.
            Fcf::Dtc if ctx.party == Party::Called => {
                self.on_answer(&Frame { fcf: Fcf::Dis, ..frame }, ctx)
            }
            _ => self.on_answer(&frame, ctx),
        }
    }

    fn awaits(&self, frame: &Frame, _: &Context) -> bool {
        match (self, frame.fcf) {
            (_, Fcf::Csi | Fcf::Cig | Fcf::Nsf | Fcf::Dcn)
            | (Self::ExpectTrainingAnswer(_), Fcf::Cfr | Fcf::Ftt) => true,
            (Self::ExpectAnswer(state), _) => state.awaits(frame),
            _ => false,
        }
    }

    fn on_new_line(self, ctx: &mut Context) -> Self {
        new_line::go_on(self, ctx)
    }

    fn abandon(self, ctx: &mut Context, cause: Cause, dcn: bool) -> Self {
        if let Self::Saying(saying) = &self
            && let Some(decided) = saying.ending()
        {
            // DCN is on the way; its cause stands. If the line is gone, it is not waited for.
            return if dcn { self } else { phase_e::over(decided, ctx) };
        }
        if self.is_behind_page() {
            return phase_e::over(cause, ctx);
        }
        if dcn { phase_e::break_off(cause, ctx) } else { phase_e::over(cause, ctx) }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Saying(_) => "Saying",
            Self::ExpectDis(_) => "ExpectDis",
            Self::AwaitPage(_) => "AwaitPage",
            Self::ExpectTrainingAnswer(_) => "ExpectTrainingAnswer",
            Self::Coding(_) => "Coding",
            Self::PageEnds(_) => "PageEnds",
            Self::AwaitNextPage(_) => "AwaitNextPage",
            Self::AwaitPageEnd(_) => "AwaitPageEnd",
            Self::ExpectAnswer(_) => "ExpectAnswer",
            Self::Ending(_) => "Ending",
            Self::Turning(_) => "Turning",
            Self::Over => "Over",
        }
    }
}

impl State {
    /// A page went out whole, and the command behind it has not. Some machines take a DCN there, in
    /// place of EOP, for the end of a complete fax; here the page counts as not sent. So the line is
    /// hung up without it.
    fn is_behind_page(&self) -> bool {
        match self {
            Self::Saying(saying) => saying.asks_about_page(),
            Self::PageEnds(_) | Self::AwaitNextPage(_) | Self::AwaitPageEnd(_) => true,
            _ => false,
        }
    }

    /// Whether something was asked, and an answer is awaited.
    const fn asks(&self) -> bool {
        matches!(
            self,
            Self::ExpectDis(_)
                | Self::AwaitPage(_)
                | Self::ExpectTrainingAnswer(_)
                | Self::ExpectAnswer(_)
        )
    }

    /// A frame that may be the answer to what was said.
    fn on_answer(self, frame: &Frame, ctx: &mut Context) -> Self {
        match self {
            Self::Saying(state) => state.on_frame(frame, ctx),
            Self::ExpectDis(state) => state.on_frame(frame, ctx),
            Self::AwaitPage(state) => state.on_frame(frame, ctx),
            Self::ExpectTrainingAnswer(state) => state.on_frame(frame, ctx),
            Self::AwaitPageEnd(state) => state.on_frame(frame, ctx),
            Self::ExpectAnswer(state) => state.on_frame(frame, ctx),
            // Nothing is asked: what is said now answers nothing.
            Self::Coding(_)
            | Self::PageEnds(_)
            | Self::AwaitNextPage(_)
            | Self::Ending(_)
            | Self::Turning(_)
            | Self::Over => self,
        }
    }
}

/// Frames without a place that are survived between one page or block and the next. A strict
/// machine disconnects at the first; but machines of makers say frames of their own, and a
/// damaged frame passes its check once in 65 000 times: what was asked is still open, and its
/// timer runs on.
const MAX_UNEXPECTED: u32 = 20;
/// How often a command is said into silence (T.30 §5.4.2).
const MAX_SILENCES: u32 = 3;
/// How often a command is said again because the answer asks for that (CRP, DIS). Into silence
/// it is said three times (§5.4.2); who asks is there and listens, so that a few more are
/// worth their seconds.
const MAX_REPEATS: u32 = 5;
/// How often a command is said again because the answer was damaged. That shows that
/// someone is there: with one packet in fifty lost, a PPR comes through one time in
/// three.
const MAX_DAMAGED: u32 = 12;
