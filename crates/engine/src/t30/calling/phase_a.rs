//! Phase A, call establishment: CNG until DIS is heard (T.30 §4.2), with V.8 where ANSam comes
//! (clause 6), or DIS alone after EOM.

use super::agree::Offer;
use super::context::Context;
use super::fetching::{self, Next};
use super::{State, phase_b, phase_e, saying, unexpected};
use crate::t30::annex_f::V34;
use crate::t30::fcf::Fcf;
use crate::t30::frame::{Fields, Frame};
use crate::t30::outcome::{Cause, Phase};
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::{Input, Listen, Output, Party, Signal};
use ferrofax_ground::ladder::{Step, Way};
use ferrofax_signal::modem::v8::Outcome as V8Outcome;
use ferrofax_signal::time::Millis;

/// Calls: CNG, over and over, until DIS is heard, or ANSam where V.8 is used.
pub(super) fn begin(ctx: &mut Context) -> State {
    ctx.trace(Way::Said, Step::signal("CNG"));
    let terms = &ctx.own.terms;
    let t1 = terms.t1;
    let v8 = terms.v8_offer().call(&terms.rates, terms.sends_first(), t1);
    ctx.start(Timer::T1, t1);
    ctx.output(Output::Say(match v8 {
        Some(v8) => vec![Signal::V8(v8)],
        None => cng(),
    }));
    let state = ExpectDis { calls: true, hushed: false, trains: false, after_v8: false };
    State::ExpectDis(state).enter(ctx)
}

/// A tone, and the silence before the next.
fn cng() -> Vec<Signal> {
    vec![Signal::Cng, Signal::Silence(timers::BETWEEN_CNG)]
}

/// After EOM was confirmed: the remote terminal says DIS again.
pub(super) fn after_document(ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::B);
    ctx.start(Timer::T1, ctx.own.terms.t1);
    State::ExpectDis(ExpectDis::SILENT).enter(ctx)
}

/// The line became another one: the remote terminal may say DIS again, or await what was
/// broken off.
pub(super) fn after_break(ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::B);
    let state = State::ExpectDis(ExpectDis { trains: true, ..ExpectDis::SILENT }).enter(ctx);
    ctx.start(Timer::T4, DIS_AGAIN);
    state
}

/// Awaits DIS: the first of the call, or the one after EOM or on a new line.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectDis {
    /// CNG is being said.
    calls: bool,
    /// CNG was broken off because something is being heard.
    hushed: bool,
    /// A DIS is known already: if none comes, training begins all the same.
    trains: bool,
    /// V.8 has just ended, and DIS is about to come.
    after_v8: bool,
}

impl ExpectDis {
    /// Nothing is said, and no DIS is known.
    const SILENT: Self = Self { calls: false, hushed: false, trains: false, after_v8: false };

    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
    }

    /// The line became another one while DIS is awaited.
    pub(super) fn begin_anew(self, ctx: &mut Context) -> State {
        if self.trains {
            // A second change of the line. The wait for DIS begins again; without it, training
            // would never begin.
            return after_break(ctx);
        }
        ctx.start(Timer::T1, ctx.own.terms.t1);
        if !self.calls {
            return State::ExpectDis(self).enter(ctx);
        }
        ctx.output(Output::Say(cng()));
        State::ExpectDis(Self { hushed: false, after_v8: false, ..self }).enter(ctx)
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::Tick if self.trains && ctx.ran_out(Timer::T4) => return phase_b::prepare(ctx),
            Input::V8(_) => {
                self.after_v8 = true;
                // F.3.2.3, note 1.
                if ctx.v34.is_used() {
                    ctx.start(Timer::T1, ctx.own.terms.t1);
                }
            }
            Input::Said if self.calls && !self.hushed && !ctx.v34.is_used() => {
                let signals =
                    if self.after_v8 { vec![Signal::Silence(timers::DIS_AFTER_V8)] } else { cng() };
                self.after_v8 = false;
                ctx.output(Output::Say(signals));
            }
            Input::Flags if self.calls => {
                self.hushed = true;
                ctx.output(Output::Hush);
            }
            // It was nothing that we could read.
            Input::V21Carrier(false) if self.hushed => {
                self.hushed = false;
                ctx.output(Output::Say(vec![Signal::Silence(AFTER_NOTHING)]));
            }
            Input::Tick if ctx.ran_out(Timer::T1) => {
                let cause = match (self.calls, ctx.sense.heard_damage()) {
                    _ if ctx.v34 == V34::Lost && ctx.own.offer.is_none() => Cause::V34Failed,
                    (false, _) => Cause::ReceiverFellSilent,
                    (true, true) => Cause::DamagedAnswers,
                    (true, false) => Cause::T1Expired,
                };
                return phase_e::disconnect(cause, ctx);
            }
            _ => {}
        }
        State::ExpectDis(self)
    }

    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        match frame.fcf {
            Fcf::Dis => match v8_again(frame, ctx) {
                Some(state) => state,
                None => on_dis(frame, ctx),
            },
            // It wants to receive by polling only, or it too is a calling machine.
            Fcf::Dtc => phase_e::disconnect(Cause::CannotReceive, ctx),
            _ => unexpected(frame, State::ExpectDis(self), ctx),
        }
    }
}

/// The remote terminal knows V.8 by its DIS, and it was not spoken yet: CI asks for ANSam, once
/// (§6.1.4). DIS comes again after it, or if nothing came of it.
fn v8_again(dis: &Frame, ctx: &mut Context) -> Option<State> {
    let is_known = matches!(ctx.v8, Some(V8Outcome::Agreed(_))) || ctx.v8_again > 0;
    if is_known || ctx.by_packets || !Fields(dis.fif.clone()).bit(6) {
        return None;
    }
    let terms = &ctx.own.terms;
    let v8 = terms.v8_offer().call_again(&terms.rates, terms.sends_first())?;
    ctx.v8_again += 1;
    ctx.output(Output::Hush);
    ctx.trace(Way::Said, Step::signal("CI"));
    ctx.start(Timer::T1, ctx.own.terms.t1);
    Some(saying::say(vec![Signal::V8(v8)], State::ExpectDis(ExpectDis::SILENT), ctx))
}

/// The remote terminal says what it can, by DIS, or by DTC if it calls.
pub(super) fn on_dis(frame: &Frame, ctx: &mut Context) -> State {
    ctx.timers.stop(Timer::T1);
    ctx.output(Output::Hush);
    ctx.begin_phase(Phase::B);
    let next = fetching::next(frame, ctx);
    match next {
        Ok(Next::Send) => match read_offer(frame, ctx) {
            Ok(()) => phase_b::prepare(ctx),
            Err(cause) => phase_e::disconnect(cause, ctx),
        },
        Ok(Next::Fetch(asking)) => State::Turning(asking),
        Err(cause) => phase_e::disconnect(cause, ctx),
    }
}

/// The remote terminal says DIS again in the middle of something. If it says something else
/// than before, that counts from now on; the same DIS brings nothing back that was given
/// up meanwhile. The error says why nothing can be sent to this machine any more.
pub(super) fn on_dis_again(frame: &Frame, ctx: &mut Context) -> Result<(), Cause> {
    if frame.fcf == Fcf::Dis && ctx.own.dis != frame.fif { read_offer(frame, ctx) } else { Ok(()) }
}

fn read_offer(frame: &Frame, ctx: &mut Context) -> Result<(), Cause> {
    ctx.announce_far();
    let is_asked = ctx.party == Party::Called;
    let by_v34 = ctx.v34.is_used();
    let offer = Offer::read(&frame.fif, is_asked, by_v34, &ctx.far, &ctx.own.terms)?;
    let rates = &offer.can.rates;
    // What a fall-back has led to stays, or what is no faster.
    let before = ctx.own.next_rate().filter(|_| ctx.own.choice.rung > 0);
    match before {
        Some(before) => ctx.own.choice.keep(before, rates),
        None => ctx.own.choice.rung = 0,
    }
    let fits = [ctx.page(), ctx.own.pages.next_page()]
        .iter()
        .flatten()
        .all(|page| offer.takes(page));
    ctx.own.offer = Some(offer);
    ctx.own.dis.clone_from(&frame.fif);
    if !fits {
        ctx.own.pages.take_back();
    }
    Ok(())
}

/// How long a DIS is awaited on a line that became another one: a machine repeats it
/// after 3 s, a session that begins anew says CED first.
const DIS_AGAIN: Millis = Millis(5_000);
/// The pause before CNG goes on after something was heard that could not be read.
const AFTER_NOTHING: Millis = Millis(1_000);
