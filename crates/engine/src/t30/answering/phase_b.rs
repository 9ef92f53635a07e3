//! Phase B, the pre-message procedure: capabilities out, commands in, training (T.30
//! §5.2, §5.3.6.1).

use super::pages::OpenPage;
use super::phase_a;
use super::phase_c;
use super::phase_d::FinishingPage;
use super::phase_e;
use super::saying::{After, say};
use super::{AnswerTerms, Context, State, damaged, fetching};
use crate::t30::annex_f::V34;
use crate::t30::dcs::Dcs;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Phase};
use crate::t30::station::State as _;
use crate::t30::tcf::TcfReport;
use crate::t30::timers::{self, Timer};
use crate::t30::v8::V8Offer;
use crate::t30::{Event, Input, Listen, Negotiated, Output, Party, TurnRound, ident, trace};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_ground::t4::Coding;
use ferrofax_signal::modem::{PageRate, Rate};

/// Awaits a command on a quiet line: DCS with what goes before it, or a repeated
/// post-message command.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectCommand {
    reason: Reason,
}

/// What was said before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    /// Nothing yet: DIS, or DTC, is to be said.
    First,
    /// DIS, or DTC.
    Dis,
    /// FTT, or nothing after a training check that was cut short.
    TrainingRefused,
    /// RTP or RTN: the caller trains again, or ends the call.
    PageAnswered,
    /// The answer to EOM: the caller waits for DIS; who was called says it, or waits for DTC.
    DocumentEnded,
}

impl ExpectCommand {
    /// Says DIS, or DTC, at once.
    pub(super) const fn say_dis_first() -> Self {
        Self { reason: Reason::First }
    }

    /// DIS was said, and is said again.
    pub(super) const fn after_dis() -> Self {
        Self { reason: Reason::Dis }
    }

    /// Whether DIS, or DTC, was said last.
    pub(super) fn is_after_offer(self) -> bool {
        self.reason == Reason::Dis
    }

    /// After RTP or RTN.
    pub(super) const fn after_page() -> Self {
        Self { reason: Reason::PageAnswered }
    }

    /// After the answer to EOM.
    pub(super) const fn after_document() -> Self {
        Self { reason: Reason::DocumentEnded }
    }

    /// Awaits a command without having said anything.
    fn wait(self, ctx: &mut Context) -> State {
        self.enter(ctx);
        State::ExpectCommand(self)
    }

    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        match self.reason {
            Reason::First => ctx.start(Timer::T4, ferrofax_signal::time::Millis(0)),
            Reason::Dis => ctx.start(Timer::T4, timers::T4),
            Reason::TrainingRefused | Reason::PageAnswered => {
                ctx.start(Timer::T2, phase_c::PATIENCE)
            }
            Reason::DocumentEnded => ctx.start(Timer::T2, timers::T2_BEFORE_DIS),
        }
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            // What was heard was no command that we could read. If it was a damaged DCS,
            // the training check comes now, and DIS must not be said into it.
            Input::V21Carrier(false)
                if ctx.timers.runs(Timer::T4) && self.reason == Reason::Dis =>
            {
                ctx.start(Timer::T4, timers::TRAINING_CHECK);
            }
            Input::CallIndicator if self.reason == Reason::Dis && ctx.party == Party::Called => {
                if let Some(state) = phase_a::begin_again(ctx) {
                    return state;
                }
            }
            Input::Tick if ctx.ran_out(Timer::T1) => {
                // T1 is the time to identify a machine (§5.4.3.1). This one has said who it is, and
                // its commands come damaged.
                let is_known = ctx.party == Party::Called && ctx.far.ident.is_some();
                if is_known
                    && ctx.sense.heard_damage()
                    && !std::mem::replace(&mut ctx.own.has_waited_again, true)
                {
                    return say_offer(After::Silence, ctx);
                }
                let cause = if ctx.party == Party::Caller {
                    fetching::cause_of_silence(ctx)
                } else if ctx.v34 == V34::Lost && ctx.own.trainings == 0 {
                    Cause::V34Failed
                } else if ctx.sense.heard_damage() {
                    Cause::DamagedCommands
                } else {
                    Cause::T1Expired
                };
                return phase_e::end(cause, true, ctx);
            }
            // Behind V.8 DCS comes by itself: what was said before is said again only if it does not.
            Input::V34Up(_) if self.reason == Reason::Dis => ctx.start(Timer::T4, timers::T4),
            Input::Tick if self.reason == Reason::Dis && ctx.v34 == V34::Starting => {}
            // A DIS whose answer T1 would cut off is not said any more.
            Input::Tick
                if ctx.ran_out(Timer::T4)
                    && !ctx.timers.ends_within(Timer::T1, ctx.now + timers::T4) =>
            {
                return say_offer(After::Silence, ctx);
            }
            Input::Tick if ctx.ran_out(Timer::T2) => {
                return match self.reason {
                    Reason::TrainingRefused => phase_e::end(Cause::TrainingFailed, true, ctx),
                    Reason::DocumentEnded => say_offer(After::Silence, ctx),
                    _ if ctx.own.pages.last_refused => phase_e::end(Cause::PageRefused, true, ctx),
                    _ => phase_e::end(Cause::SilenceAfterAnswer, true, ctx),
                };
            }
            _ => {}
        }
        State::ExpectCommand(self)
    }
}

/// Says who we are and what we can, and awaits a command. T1 runs from the first time on.
pub(super) fn say_offer(after: After, ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::B);
    ctx.timers.set_if_stopped(Timer::T1, ctx.now + timers::T1);
    let frames = match ctx.party {
        Party::Called => dis(ctx),
        Party::Caller => ctx.own.asking.dtc(&ctx.own.terms),
    };
    let then = State::ExpectCommand(ExpectCommand::after_dis());
    let saying = say(frames, after, then, ctx);
    // Whose turn it is to send turns V.34 round.
    if ctx.own.took_over && matches!(ctx.v34, V34::Up(_)) && !ctx.takes_pages_by_v34() {
        let v8 = V8Offer::turn(ctx.party, &ctx.own.terms.capabilities.rates, false);
        ctx.output(Output::TurnRound(Some(TurnRound { says_ones: false, v8 })));
    }
    saying
}

/// DIS and what goes before it.
fn dis(ctx: &Context) -> Vec<Frame> {
    let AnswerTerms { nsf, ident, capabilities, v8, .. } = &ctx.own.terms;
    let nsf = nsf.clone().map(|nsf| Frame::followed(Fcf::Nsf, nsf));
    let csi = (!ident.is_empty()).then(|| Frame::followed(Fcf::Csi, ident::emit(ident)));
    let mut dis = Fields(capabilities.emit());
    if v8.is_worth_ci() && ctx.v34 == V34::Unused && !ctx.by_packets {
        // Table 2: V.8 capabilities. What came to nothing is not begun again.
        dis.set(6);
    }
    let dis = Frame::last(Fcf::Dis, dis.0);
    nsf.into_iter().chain(csi).chain([dis]).collect()
}

/// A DCS: the next page will come so. A training check follows it at once.
pub(super) fn on_dcs(frame: &Frame, ctx: &mut Context) -> State {
    if let Some(state) = damaged::before_dcs(ctx) {
        return state;
    }
    ctx.timers.stop(Timer::T1);
    ctx.announce_far();
    // PWD is asked of who sends; what is fetched was asked for.
    let password = ctx.own.terms.password.as_ref().filter(|_| ctx.party == Party::Called);
    if password.is_some_and(|password| ctx.far.pwd.as_ref() != Some(password)) {
        return phase_e::end(Cause::WrongPassword, true, ctx);
    }
    let dcs = Dcs::parse(&frame.fif);
    // MR and MMR can be taken from who was not offered them; JBIG and colours are not wanted there.
    let is_uncalled_for = matches!(dcs.coding, Coding::Jbig | Coding::Jpeg | Coding::T43)
        && !ctx.own.terms.capabilities.codings.contains(&dcs.coding);
    if dcs.foreign.is_some() || is_uncalled_for {
        return phase_e::end(Cause::NotOffered, true, ctx);
    }
    if ctx.own.pages.is_touched() {
        // The caller begins anew while we are in the middle of a page: what came of it is kept.
        return FinishingPage::before_training(dcs, ctx);
    }
    begin_training(dcs, ctx)
}

/// Awaits the training check that follows `dcs`.
pub(super) fn begin_training(dcs: Dcs, ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::B);
    // Whatever was answered before is done with; the caller has gone on.
    ctx.own.answers.forget_answer();
    ctx.own.pages.all_confirmed = false;
    ctx.own.trainings += 1;
    if ctx.own.trainings > MAX_TRAININGS {
        return phase_e::end(Cause::NoProgress, true, ctx);
    }
    if let Some(rate) = ctx.v34.rate() {
        return confirm(dcs, rate, ctx);
    }
    let accepted = dcs.rate.ok().filter(|rate| ctx.own.terms.capabilities.rates.contains(rate));
    if let Some(rate) = accepted {
        ctx.own.pages.come_at(rate.bps());
    }
    State::ExpectTcf(ExpectTcf { dcs, accepted, trained: 0, failed: false }).enter(ctx)
}

/// Awaits the training check.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectTcf {
    dcs: Dcs,
    /// The rate, if it was offered.
    accepted: Option<Rate>,
    /// How often the modem trained, and whether a training failed.
    trained: u32,
    failed: bool,
}

impl ExpectTcf {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        // The image receiver is spared the closing flags. If the carrier's end goes
        // unnoticed, it listens all the same.
        ctx.start(Timer::Turnaround, CLOSING_FLAGS);
        if !ctx.sense.has_v21_carrier() {
            ctx.start(Timer::Turnaround, ferrofax_signal::time::Millis(0));
        }
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::V21Carrier(false) if ctx.timers.runs(Timer::Turnaround) => self.listen(ctx),
            Input::Tick if ctx.ran_out_unheld(Timer::Turnaround) => self.listen(ctx),
            Input::ImageTrained(_) if self.trained < MAX_TRAINED => {
                self.trained += 1;
                ctx.start(Timer::TrainingCheck, timers::CHECK_LENGTH);
            }
            Input::ImageTrainingFailed => self.failed = true,
            // A carrier that goes before it has trained may be the tone against talker
            // echo, whose end is no end.
            Input::ImageDown(_) if self.failed && ctx.sense.image_lasted(TALKER_ECHO, ctx.now) => {
                return self.refuse(ctx);
            }
            Input::Tcf(report) => return self.judge(*report, ctx),
            Input::Tick if ctx.ran_out(Timer::TrainingCheck) => {
                ctx.trace(Way::Noted, Step::NoTrainingCheck);
                return if self.trained > 0 {
                    self.refuse_cut_short(ctx)
                } else {
                    self.refuse(ctx)
                };
            }
            _ => {}
        }
        State::ExpectTcf(self)
    }

    /// The carrier of DCS has gone: the image modem is listened for.
    fn listen(self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Turnaround);
        ctx.start(Timer::TrainingCheck, timers::TRAINING_CHECK);
        // A rate that was not offered is heard out, so that FTT comes when the caller listens.
        ctx.listen(Listen::TrainingCheck(self.accepted.unwrap_or(Rate::V29At9600)));
    }

    fn judge(self, report: TcfReport, ctx: &mut Context) -> State {
        let good = if self.dcs.ecm { report.good_for_ecm } else { report.good };
        ctx.trace(Way::Noted, trace::training_check(&report, good));
        let Some(rate) = self.accepted else { return self.refuse(ctx) };
        if good {
            return confirm(self.dcs, rate.into(), ctx);
        }
        if report.is_cut_short(rate) { self.refuse_cut_short(ctx) } else { self.refuse(ctx) }
    }

    /// Nothing speaks against the rate. FTT would make the caller slower; without an answer it
    /// repeats DCS (T4) and the check, which is tried once in a call.
    fn refuse_cut_short(self, ctx: &mut Context) -> State {
        if std::mem::replace(&mut ctx.own.has_ignored_check, true) {
            return self.refuse(ctx);
        }
        ExpectCommand { reason: Reason::TrainingRefused }.wait(ctx)
    }

    fn refuse(self, ctx: &mut Context) -> State {
        ctx.own.refused_trainings += 1;
        if ctx.own.refused_trainings > MAX_REFUSED {
            return phase_e::end(Cause::TrainingFailed, true, ctx);
        }
        let then = State::ExpectCommand(ExpectCommand { reason: Reason::TrainingRefused });
        say(vec![Frame::last(Fcf::Ftt, Vec::new())], After::Image, then, ctx)
    }
}

/// CFR: the page may come, at this rate. By V.34 it has error correction, whatever DCS says of it
/// (F.3).
fn confirm(dcs: Dcs, rate: PageRate, ctx: &mut Context) -> State {
    ctx.own.pages.come_at(rate.bps());
    let negotiated = Negotiated {
        rate,
        ecm: dcs.ecm || rate.image().is_none(),
        coding: dcs.coding,
        resolution: dcs.resolution,
        width: dcs.width,
    };
    ctx.negotiated = Some(negotiated);
    ctx.own.pages.page = OpenPage::None;
    ctx.begin_phase(Phase::C);
    ctx.event(Event::Negotiated(negotiated));
    let then = phase_c::expect_page(negotiated);
    say(vec![Frame::last(Fcf::Cfr, Vec::new())], After::Image, then, ctx)
}

/// How long the closing flags of DCS may take.
const CLOSING_FLAGS: ferrofax_signal::time::Millis = ferrofax_signal::time::Millis(250);
/// How often the modem may train for one check. By packets a carrier can come again and again, and
/// bring no bit of a check.
const MAX_TRAINED: u32 = 3;
/// Training checks that are refused before we end the call. A caller falls back through
/// eight rates, twice or thrice each, and how often it tries is for it to say.
const MAX_REFUSED: u32 = 30;
/// Trainings without a page between them, whatever came of each: eight rates, with some
/// refused pages or tries at each.
const MAX_TRAININGS: u32 = 40;
/// A carrier that is there for longer is no tone against talker echo (200 ms) and what
/// follows it.
const TALKER_ECHO: ferrofax_signal::time::Millis = ferrofax_signal::time::Millis(800);
