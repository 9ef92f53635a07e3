//! The answering side of a call: from CED to DCN. It receives. So does a calling station that
//! fetches a document: it says DTC in the place of DIS, and all else is the same.
//!
//! Read [`AnswerTerms`] for what is settled beforehand, then the states in the order of
//! the Recommendation's phases: `phase_a` answers, `phase_b` takes commands and the
//! training check, `phase_c` takes the page, `phase_d` answers the command behind it,
//! `phase_e` ends the call. What was answered is in `answers`, what became of the pages
//! in `pages`, what is asked for and when the other machine takes over in `fetching`.

mod answers;
mod damaged;
mod fetching;
mod new_line;
mod pages;
mod phase_a;
mod phase_b;
mod phase_c;
mod phase_d;
mod phase_e;
mod saying;

use super::context::{self, Own, Rates};
use super::dis::Capabilities;
use super::fcf::Fcf;
use super::frame::Frame;
use super::outcome::Cause;
use super::quality::PageQualityPolicy;
use super::station::{self, Station};
use super::{Input, Output, Party, fnv, trace};
use crate::t30::v8::V8Offer;
use answers::Answers;
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::modem::Rate;
use ferrofax_signal::time::{Millis, SampleTime};
pub(super) use fetching::Asking;
use pages::PageLedger;
use phase_b::{ExpectCommand, ExpectTcf};
use phase_c::{ExpectPage, ExpectPartialPage};
use phase_d::{AwaitStorage, ExpectPostMessageCommand, FinishingPage};
use phase_e::{Ending, ExpectDcn};
use saying::{After, Saying, repeat_answer, say};

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
    /// The password (PWD) without which nobody may send. None: whoever likes may.
    pub password: Option<String>,
    /// Who gets a fax hangs on its sub-address (SUB): one that could not be read is heard again.
    pub by_subaddress: bool,
    /// When a page is good enough.
    pub quality: PageQualityPolicy,
    /// Pages after which the call is ended.
    pub max_pages: u32,
    /// How long a call may last before it is ended.
    pub max_call: Millis,
    /// Whether V.8 begins the call.
    pub v8: V8Offer,
}

/// The session of an answering station.
#[derive(Clone, Debug)]
pub struct Answering(Station<State>);

impl Answering {
    /// Answers: the first outputs are there at once.
    pub fn new(terms: AnswerTerms) -> Self {
        Self::begin(Receiving::new(terms))
    }

    /// The same, with what is kept for the whole call.
    pub(super) fn begin(own: Receiving) -> Self {
        let max_call = own.terms.max_call;
        Self(Station::new(own, Party::Called, max_call, phase_a::begin))
    }

    /// The call goes on with us as the receiver: capabilities are said, by who calls as DTC.
    pub(super) fn take_over(ctx: Context) -> Self {
        Self(Station::take_over(ctx, fetching::begin))
    }

    /// Whether the other machine is to take over.
    pub(super) const fn turns(&self) -> bool {
        matches!(self.0.state, State::Turning(_))
    }

    /// What the other machine takes over: the call, and the DIS or DTC that was heard.
    pub(super) fn leave(self) -> Option<(Context, Frame)> {
        match self.0.leave() {
            (ctx, State::Turning(frame)) => Some((ctx, *frame)),
            _ => None,
        }
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
    /// anybody has: no faster rate is offered from now on.
    pub fn limit_rate(&mut self, bps: u32) {
        self.0.limit_rate(bps);
    }

    /// Whether the line is packets (T.38) now.
    pub const fn set_packets(&mut self, are: bool) {
        self.0.set_packets(are);
    }

    /// Whether the end was reported.
    pub const fn is_over(&self) -> bool {
        matches!(self.0.state, State::Over)
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

/// What the answering side keeps of a call.
#[derive(Clone, Debug)]
pub(super) struct Receiving {
    pub terms: AnswerTerms,
    /// What a document is asked for by, of who calls.
    pub asking: Asking,
    pages: PageLedger,
    answers: Answers,
    /// The rates on any line, once a line had less.
    all_rates: Option<Vec<Rate>>,
    /// How often a first command was to be heard again, since it did not come whole.
    heard_again: u32,
    /// The call has turned round to us.
    took_over: bool,
    /// Trainings since a page came, whatever came of each.
    trainings: u32,
    /// Trainings in the call that we answered by FTT.
    refused_trainings: u32,
    /// T1 ran out, and was started a second time.
    has_waited_again: bool,
    /// A training check that was cut short was left without an answer.
    has_ignored_check: bool,
    /// The sums of the frames of the block that came whole last.
    last_block: Vec<Option<u64>>,
}

/// The part of the answering session that all states share.
pub(super) type Context = context::Context<Receiving>;

impl Receiving {
    pub(super) fn new(terms: AnswerTerms) -> Self {
        Self {
            terms,
            asking: Asking::default(),
            pages: PageLedger::default(),
            answers: Answers::default(),
            all_rates: None,
            heard_again: 0,
            took_over: false,
            trainings: 0,
            refused_trainings: 0,
            has_waited_again: false,
            has_ignored_check: false,
            last_block: Vec::new(),
        }
    }
}

impl Own for Receiving {
    fn note(&mut self, input: &Input, _: SampleTime) {
        self.pages.note(input);
    }

    fn rates(&mut self) -> Rates<'_> {
        Rates { usable: &mut self.terms.capabilities.rates, all: &mut self.all_rates }
    }
}

/// What the answering side awaits, in the order of the phases.
#[derive(Clone, Debug)]
enum State {
    Saying(Saying),
    ExpectCommand(ExpectCommand),
    ExpectTcf(ExpectTcf),
    ExpectPage(ExpectPage),
    ExpectPartialPage(Box<ExpectPartialPage>),
    ExpectPostMessageCommand(ExpectPostMessageCommand),
    FinishingPage(FinishingPage),
    AwaitStorage(AwaitStorage),
    ExpectDcn(ExpectDcn),
    /// DCN is being said; the end follows.
    Ending(Ending),
    /// The other machine goes on, with the DIS or DTC that was heard.
    Turning(Box<Frame>),
    Over,
}

impl station::State for State {
    type Own = Receiving;

    const OVER: Self = Self::Over;

    fn is_over(&self) -> bool {
        matches!(self, Self::Over)
    }

    const OUR_LIKE: Step = Step::AnotherAnswerer;

    fn is_said_by_us(frame: &Frame, party: Party) -> bool {
        let fcf = frame.fcf;
        match party {
            Party::Called => fcf.is_said_by_receiver() && !frame.x,
            Party::Caller => fcf.is_said_to_fetch() || fcf.is_said_by_receiver() && frame.x,
        }
    }

    fn begin(self, ctx: &mut Context) -> Self {
        match &self {
            Self::ExpectCommand(state) => state.enter(ctx),
            Self::ExpectTcf(state) => state.enter(ctx),
            Self::ExpectPage(state) => state.enter(ctx),
            Self::ExpectPartialPage(state) => state.enter(ctx),
            Self::ExpectPostMessageCommand(state) => state.enter(ctx),
            Self::ExpectDcn(state) => state.enter(ctx),
            Self::AwaitStorage(state) => state.enter(ctx),
            Self::FinishingPage(_)
            | Self::Saying(_)
            | Self::Ending(_)
            | Self::Turning(_)
            | Self::Over => {}
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
            Self::Ending(_) | Self::Turning(_) | Self::Over => self,
        }
    }

    fn on_frame(self, frame: Frame, ctx: &mut Context) -> Self {
        match self {
            Self::Saying(state) => state.on_frame(&frame, ctx),
            Self::ExpectPage(state) => state.on_frame(frame, ctx),
            Self::ExpectPartialPage(state) => state.on_frame(frame, ctx),
            Self::ExpectPostMessageCommand(state) => state.on_frame(frame, ctx),
            Self::AwaitStorage(state) => state.on_frame(frame, ctx),
            Self::FinishingPage(_) | Self::Ending(_) | Self::Turning(_) | Self::Over => self,
            Self::ExpectCommand(_) | Self::ExpectTcf(_) | Self::ExpectDcn(_) => {
                common(frame, self, ctx)
            }
        }
    }

    fn awaits(&self, frame: &Frame, ctx: &Context) -> bool {
        match (self, frame.fcf) {
            (_, Fcf::Tsi | Fcf::Csi | Fcf::Cig | Fcf::Nsf | Fcf::Dcn)
            | (
                Self::ExpectPage(_) | Self::ExpectPostMessageCommand(_),
                Fcf::Eom | Fcf::Mps | Fcf::Eop,
            ) => true,
            (Self::ExpectPartialPage(state), Fcf::Pps | Fcf::Eor) => {
                ctx.own.answers.is_repeated(frame) || state.awaits(frame)
            }
            (Self::AwaitStorage(state), _) => state.awaits(frame),
            _ => ctx.own.answers.is_repeated(frame),
        }
    }

    fn on_new_line(self, ctx: &mut Context) -> Self {
        new_line::go_on(self, ctx)
    }

    fn abandon(mut self, ctx: &mut Context, cause: Cause, dcn: bool) -> Self {
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

    fn name(&self) -> &'static str {
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
            Self::Turning(_) => "Turning",
            Self::Over => "Over",
        }
    }
}

impl State {
    /// DIS, or DTC, was said, and what comes answers it.
    fn has_offered(&self) -> bool {
        matches!(self, Self::ExpectCommand(state) if state.is_after_offer())
    }
}

/// What every state does with a frame that it has no use of its own for. `state` goes on
/// unless the frame leads elsewhere.
fn common(frame: Frame, state: State, ctx: &mut Context) -> State {
    match frame.fcf {
        Fcf::Dcn => phase_e::on_dcn(ctx),
        Fcf::Dcs => phase_b::on_dcs(&frame, ctx),
        Fcf::Dtc => fetching::on_dtc(frame, &state, ctx),
        Fcf::Dis if ctx.party == Party::Caller => fetching::on_dis(frame, state, ctx),
        // DTC, said again, would be refused again (§5.3.6.1.8).
        Fcf::Fnv if ctx.party == Party::Caller && state.has_offered() => {
            phase_e::end(fnv::cause(&frame.fif), true, ctx)
        }
        _ if ctx.far.note(&frame) => {
            if ctx.may_identify() {
                state
            } else {
                unexpected_or(state, ctx, |state, _| state)
            }
        }
        // §5.3.6.1.8: the last command or response is wanted again.
        Fcf::Crp if !ctx.own.answers.said().is_empty() => {
            let again = ctx.own.answers.said().to_vec();
            unexpected_or(state, ctx, |state, ctx| say(again, After::Command, state, ctx))
        }
        _ if ctx.own.answers.is_repeated(&frame) => repeat_answer(state, ctx),
        fcf => {
            ctx.trace(Way::Noted, trace::unexpected(fcf, station::State::name(&state)));
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
    if ctx.count_unexpected() > MAX_UNEXPECTED {
        return phase_e::end(Cause::UnexpectedCommand, true, ctx);
    }
    go_on(state, ctx)
}

/// Frames without a place that are survived between one page and the next, and CRP, which is
/// obeyed. A strict machine disconnects at some of them; but the caller still waits for the answer
/// to its last command, and repeats that: only a call of nothing else is ended.
const MAX_UNEXPECTED: u32 = 40;
