//! Phase D, the post-message procedure: the end of a page, its verdict, its storage, its
//! answer (T.30 §5.3.6.1.6–7, annex A).
//!
//! A page is answered only when the owner has made it durable. Until then a caller with
//! ECM is told RNR and asks again by RR. Without ECM there is no such signal: we are
//! silent, the caller repeats its command after T4, and is answered then.

use super::pages::OpenPage;
use super::phase_b::{self, ExpectCommand};
use super::phase_c::{self, ExpectPartialPage, PATIENCE};
use super::phase_e::{self, ExpectDcn};
use super::saying::{After, answer, say};
use super::{Context, State, common};
use crate::t30::dcs::Dcs;
use crate::t30::ecm::key_of;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::{Cause, Phase};
use crate::t30::quality::{PageQualityPolicy, Verdict};
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::{Event, FinishedPage, Input, Listen, Output, trace};
use ferrofax_ground::ladder::Way;
use ferrofax_ground::t4::Loss;
use ferrofax_signal::modem::{PageRate, Rate};
use ferrofax_signal::time::SampleTime;

/// A command that ends a page.
#[derive(Clone, Debug)]
pub(super) struct Command {
    /// MPS, EOM, EOP; PPS or EOR with ECM.
    fcf: Fcf,
    /// What follows: MPS, EOM or EOP.
    next: Fcf,
    /// Of PPS and EOR: what tells it from another.
    key: Vec<u8>,
    /// With ECM: page and block counter, and the rate now.
    partial: Option<((u8, u8), PageRate)>,
    /// With ECM: something of the page is missing.
    has_holes: bool,
}

impl Command {
    /// MPS, EOM or EOP behind a page without ECM.
    pub(super) const fn page_end(fcf: Fcf) -> Self {
        // EOS belongs to selective polling; as far as a received page goes it is another EOM.
        let next = if matches!(fcf, Fcf::Eos) { Fcf::Eom } else { fcf };
        Self { fcf, next, key: Vec::new(), partial: None, has_holes: false }
    }

    /// PPS or EOR that ends the last partial page of a page.
    pub(super) const fn partial_page_end(
        fcf: Fcf,
        next: Fcf,
        key: Vec<u8>,
        place: (u8, u8),
        rate: PageRate,
        has_holes: bool,
    ) -> Self {
        Self { fcf, next, key, partial: Some((place, rate)), has_holes }
    }

    /// Whether `frame` is this command again, or asks for its answer.
    fn is(&self, frame: &Frame) -> bool {
        match frame.fcf.without_interrupt() {
            Fcf::Rr => self.partial.is_some(),
            fcf @ (Fcf::Pps | Fcf::Eor) => fcf == self.fcf && key_of(frame) == self.key,
            fcf => fcf == self.fcf,
        }
    }
}

/// The image carrier of a page without ECM has gone: awaits MPS, EOM or EOP.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectPostMessageCommand {
    rate: Rate,
    /// RTC was seen.
    ended: bool,
    /// When the image carrier went.
    down: SampleTime,
    /// How often the carrier came again.
    returns: u32,
}

impl ExpectPostMessageCommand {
    pub(super) const fn new(rate: Rate, ended: bool, down: SampleTime) -> Self {
        Self { rate, ended, down, returns: 0 }
    }

    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.begin_phase(Phase::D);
        ctx.listen(Listen::Carrier(self.rate));
        ctx.start(Timer::T2, PATIENCE);
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            // The line came back in the middle of the page: the rest of it cannot be
            // read, but the command follows it.
            Input::ImageUp if self.returns < MAX_RETURNS => {
                self.returns += 1;
                ctx.timers.set(Timer::T2, self.down + LONGEST_REST);
            }
            // A carrier that ends later is not the page's. A busy tone has no end.
            Input::ImageDown(_) if ctx.now < self.down + LONGEST_REST => {
                ctx.start(Timer::T2, PATIENCE);
            }
            Input::Tick if ctx.ran_out(Timer::T2) => {
                return phase_e::end(Cause::NoCommandAfterPage, true, ctx);
            }
            _ => {}
        }
        State::ExpectPostMessageCommand(self)
    }

    pub(super) fn on_frame(self, frame: Frame, ctx: &mut Context) -> State {
        if frame.fcf == Fcf::Dcn && self.ended {
            return FinishingPage::on_dcn_behind(ctx);
        }
        if !frame.fcf.is_post_message_command() {
            return common(frame, State::ExpectPostMessageCommand(self), ctx);
        }
        let cut_off = !self.ended && phase_c::is_late(self.down, ctx.sense.command_began());
        note_interrupt(frame.fcf, ctx);
        FinishingPage::on_command(Command::page_end(frame.fcf.without_interrupt()), cut_off, ctx)
    }
}

/// T.30 §5.3.6.1.6: PRI-MPS, PRI-EOM and PRI-EOP are MPS, EOM and EOP with the wish for an
/// operator. Where none intervenes they are answered as those are; the owner is told.
pub(super) fn note_interrupt(command: Fcf, ctx: &mut Context) {
    if command != command.without_interrupt() {
        ctx.event(Event::OperatorWanted);
    }
}

/// The page was ended: awaits its rows from the decoder, which come at once.
#[derive(Clone, Debug)]
pub(super) struct FinishingPage {
    why: Why,
}

#[derive(Clone, Debug)]
enum Why {
    /// A command ended it; the flag says that the carrier went before the page's end.
    Command(Command, bool),
    /// The caller begins anew.
    Training(Dcs),
    /// The call ends.
    End { cause: Cause, dcn: bool },
    /// The caller said DCN behind the page's end, in place of EOP. The cause: of a page that is
    /// not good.
    Dcn(Cause),
}

impl FinishingPage {
    /// `command` ended the page.
    pub(super) fn on_command(command: Command, cut_off: bool, ctx: &mut Context) -> State {
        ctx.begin_phase(Phase::D);
        if !ctx.own.pages.is_open() {
            // With ECM a page begins with its first good frame. Here none ever came, but
            // the caller gives one up.
            ctx.own.pages.note_lost();
            return AwaitStorage::begin(0, command, Fcf::Err, ctx);
        }
        Self::begin(Why::Command(command, cut_off), ctx)
    }

    /// The caller begins anew in the middle of the page.
    pub(super) fn before_training(dcs: Dcs, ctx: &mut Context) -> State {
        Self::begin(Why::Training(dcs), ctx)
    }

    /// DCN came where the command that ends the fax should come, and the page seems to be whole.
    pub(super) fn on_dcn_behind(ctx: &mut Context) -> State {
        Self::begin(Why::Dcn(phase_e::cause_of_dcn(ctx)), ctx)
    }

    /// The call ends in the middle of the page.
    pub(super) fn before_end(cause: Cause, dcn: bool, ctx: &mut Context) -> State {
        Self::begin(Why::End { cause, dcn }, ctx)
    }

    fn begin(why: Why, ctx: &mut Context) -> State {
        ctx.own.pages.page = OpenPage::None;
        ctx.output(Output::FinishPage);
        State::FinishingPage(Self { why }).enter(ctx)
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::PageFinished(page) => self.finished(*page, ctx),
            _ => State::FinishingPage(self),
        }
    }

    fn finished(self, page: FinishedPage, ctx: &mut Context) -> State {
        ctx.own.pages.is_too_long = false;
        let quality = page.quality;
        ctx.trace(Way::Noted, trace::page_rows(&quality));
        match self.why {
            Why::Command(..) if matches!(page.loss, Some(Loss::LongerThan(_))) => {
                // MCF would say that we have all of it.
                hold(page, ctx);
                phase_e::end(Cause::PageTooLong, true, ctx)
            }
            Why::Command(command, cut_off) if command.partial.is_none() => {
                judge(command, cut_off, page, ctx)
            }
            Why::Command(command, _) => conclude_partial_pages(command, page, ctx),
            Why::Training(dcs) => {
                hold(page, ctx);
                if ctx.own.pages.are_stuck(ctx.now) {
                    return phase_e::end(Cause::NoProgress, true, ctx);
                }
                phase_b::begin_training(dcs, ctx)
            }
            Why::End { cause, dcn } => {
                hold(page, ctx);
                phase_e::conclude(cause, dcn, ctx)
            }
            Why::Dcn(cause) => conclude_by_dcn(cause, page, ctx),
        }
    }
}

/// A page without ECM is confirmed by MCF, by RTP with the wish to train again, or refused
/// by RTN (T.30 §5.3.6.1.7).
fn judge(command: Command, cut_off: bool, page: FinishedPage, ctx: &mut Context) -> State {
    let answer = match verdict(page, cut_off, ctx) {
        Verdict::Good => Fcf::Mcf,
        Verdict::Poor => Fcf::Rtp,
        Verdict::Bad => return refuse(command, page, ctx),
    };
    accept(page, ctx);
    let number = ctx.own.pages.deliver();
    ctx.output(Output::DeliverPage { number, complete: true });
    AwaitStorage::begin(number, command, answer, ctx)
}

/// What a page is worth.
fn verdict(page: FinishedPage, cut_off: bool, ctx: &Context) -> Verdict {
    let policy = ctx.own.terms.quality;
    let policy = if ctx.by_packets { policy.for_packets() } else { policy };
    policy.judge(page.quality, cut_off)
}

/// A page with ECM, all of whose frames came or were given up by EOR, is confirmed by MCF
/// or ERR (T.30 §A.4.3).
fn conclude_partial_pages(command: Command, page: FinishedPage, ctx: &mut Context) -> State {
    // Also of a page that can't be decoded: each of its frames has its FCS, so that these are the
    // octets that the caller has, and would come the same again. The owner keeps them, the page is
    // incomplete, and so is the fax.
    let answer = if command.fcf == Fcf::Eor { Fcf::Err } else { Fcf::Mcf };
    // Of a page without rows nothing can be shown; the caller is answered all the same.
    if page.quality.rows == 0 {
        ctx.output(Output::DropPage);
        if !ctx.own.pages.may_be_empty() {
            return phase_e::end(Cause::NoProgress, true, ctx);
        }
        return AwaitStorage::begin(0, command, answer, ctx);
    }
    accept(page, ctx);
    let is_undecoded = is_undecoded(page, ctx);
    let pages = &mut ctx.own.pages;
    let number = match (command.has_holes, is_undecoded) {
        (true, _) => pages.deliver_broken(),
        (false, true) => pages.deliver_undecoded(),
        (false, false) => pages.deliver(),
    };
    ctx.output(Output::DeliverPage { number, complete: !command.has_holes });
    AwaitStorage::begin(number, command, answer, ctx)
}

/// The last page, whose end was seen and behind which DCN came. The caller wants no answer; the fax
/// is there if the page is good.
fn conclude_by_dcn(otherwise: Cause, page: FinishedPage, ctx: &mut Context) -> State {
    let is_broken = matches!(page.loss, Some(Loss::BrokenAfter(_) | Loss::LongerThan(_)));
    if page.quality.cut_off || is_broken || verdict(page, false, ctx) == Verdict::Bad {
        hold(page, ctx);
        return phase_e::conclude(otherwise, false, ctx);
    }
    accept(page, ctx);
    let pages = &mut ctx.own.pages;
    let number = pages.deliver();
    pages.confirm();
    pages.all_confirmed = true;
    let cause = if pages.all_well() { Cause::DcnForEnd } else { otherwise };
    ctx.output(Output::DeliverPage { number, complete: true });
    ctx.event(Event::ReceiptConfirmed(number));
    phase_e::conclude(cause, false, ctx)
}

/// Whether so much of a page with ECM could not be decoded that it is not the page that was sent.
/// MH and MR go on behind a damaged row: how many there may be is the rule for pages without ECM.
fn is_undecoded(page: FinishedPage, ctx: &Context) -> bool {
    match page.loss {
        None => false,
        Some(Loss::BadRows(..)) => {
            let policy = PageQualityPolicy { keep_bad: false, ..ctx.own.terms.quality };
            policy.judge(page.quality, false) == Verdict::Bad
        }
        Some(Loss::BrokenAfter(_) | Loss::LongerThan(_)) => true,
    }
}

/// A page that came well settles what the page held was.
fn accept(page: FinishedPage, ctx: &mut Context) {
    page_came(ctx);
    if !ctx.own.pages.is_held {
        return;
    }
    if page.same_as_held {
        ctx.own.pages.is_held = false;
        ctx.output(Output::DropHeld);
    } else {
        deliver_held(ctx);
    }
}

/// A page that did not come well is held: perhaps it comes again.
fn hold(page: FinishedPage, ctx: &mut Context) {
    if page.quality.rows == 0 {
        ctx.own.pages.note_again();
        ctx.output(Output::DropPage);
        return;
    }
    if page.same_as_held {
        ctx.own.pages.note_again();
    } else {
        deliver_held(ctx);
        page_came(ctx);
    }
    ctx.own.pages.is_held = true;
    ctx.output(Output::HoldPage);
}

/// A page came that was not there before.
fn page_came(ctx: &mut Context) {
    ctx.own.trainings = 0;
    ctx.own.pages.note_new(ctx.now);
    ctx.brought_news();
}

/// The page held goes to the owner, since it did not come again.
pub(super) fn deliver_held(ctx: &mut Context) {
    if let Some(number) = ctx.own.pages.deliver_held() {
        ctx.output(Output::DeliverHeld(number));
    }
}

/// A page is refused by RTN; it is held, since it may be all that ever comes.
fn refuse(command: Command, page: FinishedPage, ctx: &mut Context) -> State {
    hold(page, ctx);
    ctx.own.pages.last_refused = true;
    if ctx.own.pages.are_enough(ctx.own.terms.max_pages) {
        return phase_e::end(Cause::TooManyPages, true, ctx);
    }
    if ctx.own.pages.are_stuck(ctx.now) {
        return phase_e::end(Cause::NoProgress, true, ctx);
    }
    let then = match command.next {
        Fcf::Eom => ExpectCommand::after_document(),
        _ => ExpectCommand::after_page(),
    };
    let rtn = Frame::last(Fcf::Rtn, Vec::new());
    answer(command.fcf, command.key, rtn, State::ExpectCommand(then), ctx)
}

/// A page was handed to the owner: awaits that it is durable. The caller waits for its answer.
#[derive(Clone, Debug)]
pub(super) struct AwaitStorage {
    page: u32,
    command: Command,
    answer: Fcf,
    /// Until when the caller listens for the answer.
    answer_until: Option<SampleTime>,
}

impl AwaitStorage {
    fn begin(page: u32, command: Command, answer: Fcf, ctx: &mut Context) -> State {
        ctx.own.answers.forget();
        let answer_until = Some(ctx.now + timers::ANSWER_WITHIN);
        ctx.timers.set(Timer::StorageLimit, ctx.now + timers::STORAGE_LIMIT);
        State::AwaitStorage(Self { page, command, answer, answer_until }).enter(ctx)
    }

    pub(super) fn enter(&self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        ctx.start(Timer::T2, PATIENCE);
        if self.answer_until.is_some() {
            ctx.start(Timer::Storage, timers::ANSWER_WITHIN);
        }
    }

    /// Whether this is the command again, or asks for its answer.
    pub(super) fn awaits(&self, frame: &Frame) -> bool {
        self.command.is(frame)
    }

    /// Answers if it is known whether the page is durable, and the caller listens: one that was told RNR
    /// says RR now, and one without ECM its command again, and neither hears us meanwhile.
    pub(super) fn check(self, ctx: &mut Context) -> State {
        if self.answer_until.is_none_or(|until| ctx.now >= until) {
            return State::AwaitStorage(self);
        }
        if let Some(cause) = ctx.own.pages.cannot_be_stored() {
            return phase_e::end(cause, true, ctx);
        }
        if !ctx.own.pages.is_stored(self.page) {
            return State::AwaitStorage(self);
        }
        ctx.timers.stop(Timer::StorageLimit);
        if ctx.own.pages.are_enough(ctx.own.terms.max_pages) && self.command.next != Fcf::Eop {
            return phase_e::end(Cause::TooManyPages, true, ctx);
        }
        self.give_answer(ctx)
    }

    fn give_answer(self, ctx: &mut Context) -> State {
        if matches!(self.answer, Fcf::Mcf | Fcf::Rtp) && self.page > 0 && !self.command.has_holes {
            ctx.own.pages.confirm();
            ctx.event(Event::ReceiptConfirmed(self.page));
        }
        let then = match (self.command.next, self.answer) {
            (Fcf::Eop, _) => {
                ctx.own.pages.all_confirmed = true;
                State::ExpectDcn(ExpectDcn::default())
            }
            (Fcf::Eom, _) => State::ExpectCommand(ExpectCommand::after_document()),
            (_, Fcf::Rtp) => State::ExpectCommand(ExpectCommand::after_page()),
            _ => match (ctx.negotiated, self.command.partial) {
                (Some(negotiated), Some((place, rate))) => {
                    let confirmed = (self.answer == Fcf::Mcf).then_some(place);
                    ExpectPartialPage::next_page(negotiated, rate, confirmed)
                }
                (Some(negotiated), None) => phase_c::expect_page(negotiated),
                // There was a page, so something was negotiated.
                (None, _) => State::ExpectCommand(ExpectCommand::after_page()),
            },
        };
        let said = Frame::last(self.answer, Vec::new());
        answer(self.command.fcf, self.command.key, said, then, ctx)
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::PageStored(_) | Input::PageNotStored(_) | Input::PageBeyondLimit(_) => {
                return self.check(ctx);
            }
            Input::Tick if ctx.ran_out_unheld(Timer::StorageLimit) => {
                return phase_e::end(Cause::Storage, true, ctx);
            }
            Input::Tick if ctx.ran_out_unheld(Timer::Storage) => {
                self.answer_until = None;
                if self.command.partial.is_some() {
                    // `StorageLimit` ends this.
                    ctx.gets_on();
                    let rnr = Frame::last(Fcf::Rnr, Vec::new());
                    return say(vec![rnr], After::Command, State::AwaitStorage(self), ctx);
                }
            }
            Input::Tick if ctx.ran_out(Timer::T2) => {
                let refused = ctx.own.pages.cannot_be_stored();
                return phase_e::end(refused.unwrap_or(Cause::SilenceAfterAnswer), true, ctx);
            }
            _ => {}
        }
        State::AwaitStorage(self)
    }

    pub(super) fn on_frame(mut self, frame: Frame, ctx: &mut Context) -> State {
        if !self.command.is(&frame) {
            return common(frame, State::AwaitStorage(self), ctx);
        }
        self.answer_until = Some(ctx.now + timers::ANSWER_WITHIN);
        ctx.start(Timer::Storage, timers::ANSWER_WITHIN);
        ctx.start(Timer::T2, PATIENCE);
        self.check(ctx)
    }
}

/// How often an image carrier may come back after a page before it is taken for noise.
const MAX_RETURNS: u32 = 10;
/// How long the rest of a page that cannot be read any more may be, however often it breaks off.
const LONGEST_REST: ferrofax_signal::time::Millis = ferrofax_signal::time::Millis(300_000);
