//! Phase B, the pre-message procedure: a page is there, DCS says how it goes, and the
//! modems train (T.30 §5.3.6.1.3).
//!
//! At which rate it goes after FTT, or after silence, is in `rate_choice`.

use super::context::Context;
use super::saying::{last, say};
use super::{MAX_DAMAGED, MAX_REPEATS, MAX_SILENCES, State, phase_a, phase_c, phase_e, unexpected};
use crate::t30::annex_f::V34;
use crate::t30::fcf::Fcf;
use crate::t30::frame::Frame;
use crate::t30::outcome::{Cause, Phase};
use crate::t30::station::State as _;
use crate::t30::timers::{self, Timer};
use crate::t30::v8::V8Offer;
use crate::t30::{Event, Input, Listen, Output, Signal, TurnRound, fnv, ident};
use ferrofax_signal::modem::PageRate;
use ferrofax_signal::time::Millis;

/// A DIS was heard: trains if the page is there, else asks the owner for it.
pub(super) fn prepare(ctx: &mut Context) -> State {
    if ctx.page().is_some() && ctx.v34 != V34::Starting {
        return train(ctx);
    }
    ctx.want_page(0);
    State::AwaitPage(AwaitPage).enter(ctx)
}

/// Awaits the page from the owner, while the remote terminal repeats its DIS.
#[derive(Clone, Copy, Debug)]
pub(super) struct AwaitPage;

impl AwaitPage {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        ctx.timers
            .set_if_stopped(Timer::PageWanted, ctx.now + ctx.own.terms.page_within);
    }

    pub(super) fn on(self, input: &Input, ctx: &mut Context) -> State {
        match input {
            // Not into a DIS that is being repeated.
            Input::PageGiven(_) | Input::V21Carrier(false) | Input::Tick
                if ctx.page().is_some()
                    && ctx.v34 != V34::Starting
                    && !ctx.sense.is_hearing(ctx.now) =>
            {
                train(ctx)
            }
            Input::PollRefused(why) => phase_e::disconnect(why.cause(), ctx),
            // The page is there, and waits for the end of a DIS, or of V.8 and V.34 where the call
            // turns round. All of them have ends of their own.
            Input::Tick if ctx.page().is_some() => State::AwaitPage(self),
            Input::Tick if ctx.ran_out_unheld(Timer::PageWanted) => {
                phase_e::disconnect(Cause::PageNotGiven, ctx)
            }
            _ => State::AwaitPage(self),
        }
    }

    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        match frame.fcf {
            // The call is turning round: it was heard before.
            Fcf::Dis if ctx.v34 == V34::Starting => State::AwaitPage(self),
            Fcf::Dis => phase_a::on_dis(frame, ctx),
            _ => unexpected(frame, State::AwaitPage(self), ctx),
        }
    }
}

/// Says who we are and how the page goes, then the training check.
pub(super) fn train(ctx: &mut Context) -> State {
    ctx.timers.stop(Timer::PageWanted);
    let turns = ctx.has_to_turn();
    // Who leads back to where the call was is not turned to for ever.
    ctx.own.trainings += if turns { MAX_TRAININGS / 3 } else { 1 };
    if ctx.own.trainings > MAX_TRAININGS {
        return phase_e::disconnect(Cause::TrainingFailed, ctx);
    }
    if turns {
        return turn_round(ctx);
    }
    say_dcs(ExpectTrainingAnswer { silences: 0, repeats: 0, damaged: 0 }, Millis(0), ctx)
}

/// The page is there, and V.34 goes the other way: it is begun anew, and DCS follows.
fn turn_round(ctx: &mut Context) -> State {
    let v8 = V8Offer::turn(ctx.party, &ctx.own.terms.rates, true);
    ctx.output(Output::TurnRound(Some(TurnRound { says_ones: true, v8 })));
    ctx.v34 = V34::Starting;
    State::AwaitPage(AwaitPage).enter(ctx)
}

fn say_dcs(then: ExpectTrainingAnswer, pause: Millis, ctx: &mut Context) -> State {
    ctx.begin_phase(Phase::B);
    let (Some(page), Some(offer)) = (ctx.page(), ctx.own.offer.clone()) else {
        return prepare(ctx);
    };
    let Some(rate) = ctx.next_rate() else {
        return phase_e::disconnect(Cause::TrainingFailed, ctx);
    };
    let negotiated = offer.negotiate(&page, rate);
    ctx.negotiated = Some(negotiated);
    ctx.own.line.trains_at(rate.bps());
    let terms = &ctx.own.terms;
    // Where packets get lost, the shorter the command the better: TSI may be left out (§5.3.6.1.3).
    let without_tsi = ctx.own.losses.are_there() && (ctx.own.dcs_heard || then.repeats > 0);
    let text = |wanted: bool, fcf: Fcf, text: &Option<String>| {
        text.as_ref().filter(|_| wanted).map(|text| (fcf, ident::emit(text)))
    };
    let frames: Vec<Vec<u8>> = [
        terms.nss.clone().map(|nss| (Fcf::Nss, nss)),
        text(offer.says_sid(terms), Fcf::Pwd, &terms.pwd),
        text(offer.says_sub(terms), Fcf::Sub, &terms.sub),
        text(offer.says_sid(terms), Fcf::Sid, &terms.sid),
        (!terms.ident.is_empty() && !without_tsi).then(|| (Fcf::Tsi, ident::emit(&terms.ident))),
        Some((Fcf::Dcs, offer.dcs(negotiated, terms))),
    ]
    .into_iter()
    .flatten()
    .map(|(fcf, fif)| Frame { is_final: fcf == Fcf::Dcs, ..last(fcf, fif, ctx) }.emit())
    .collect();
    let mut signals = vec![Signal::Frames(frames)];
    // By V.34 DCS stands alone (F.3.2.1).
    if let PageRate::Image(rate) = rate {
        let check = Signal::TrainingCheck(rate);
        signals.extend([Signal::Silence(timers::BEFORE_TRAINING), check]);
    }
    if pause > Millis(0) {
        signals.insert(0, Signal::Silence(pause));
    }
    say(signals, State::ExpectTrainingAnswer(then), ctx)
}

/// DCS and the training check were said: awaits CFR or FTT.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExpectTrainingAnswer {
    /// How often no answer came.
    silences: u32,
    /// How often the answer was of no use, and how often it was damaged.
    repeats: u32,
    damaged: u32,
}

impl ExpectTrainingAnswer {
    pub(super) fn enter(self, ctx: &mut Context) {
        ctx.listen(Listen::Commands);
        let by_v34 = ctx.v34.is_used();
        ctx.start(Timer::T4, if by_v34 { timers::T4_ANSWER } else { timers::TRAINING_ANSWER });
    }

    pub(super) fn on(mut self, input: &Input, ctx: &mut Context) -> State {
        match input {
            Input::V21Carrier(false) if ctx.sense.take_damage() => {
                self.damaged += 1;
                self.silences = 0;
                if self.damaged > MAX_DAMAGED {
                    return phase_e::disconnect(Cause::NoAnswerToTraining, ctx);
                }
                ctx.own.line.commands_again += 1;
                say_dcs(self, Millis(0), ctx)
            }
            Input::Tick if ctx.ran_out(Timer::T4) => {
                self.silences += 1;
                if self.silences >= ctx.own.losses.max_silences() {
                    return phase_e::disconnect(Cause::NoAnswerToTraining, ctx);
                }
                if self.silences + 1 == MAX_SILENCES {
                    ctx.training_was_ignored();
                }
                ctx.own.line.commands_again += 1;
                say_dcs(self, Millis(0), ctx)
            }
            _ => State::ExpectTrainingAnswer(self),
        }
    }

    pub(super) fn on_frame(self, frame: &Frame, ctx: &mut Context) -> State {
        match frame.fcf {
            Fcf::Cfr => {
                ctx.own.dcs_heard = true;
                if let Some(negotiated) = ctx.negotiated {
                    ctx.event(Event::Negotiated(negotiated));
                }
                phase_c::begin_page(ctx)
            }
            Fcf::Ftt => {
                ctx.own.dcs_heard = true;
                ctx.own.line.trainings_refused += 1;
                if !ctx.training_was_refused() {
                    // At the slowest rate it is tried again, as often as trainings are
                    // allowed there.
                    ctx.own.trainings += MAX_TRAININGS / 3;
                }
                train(ctx)
            }
            // DIS again: DCS was not heard, or not understood, or the machine can do
            // something else now.
            Fcf::Dis | Fcf::Crp => match phase_a::on_dis_again(frame, ctx) {
                Ok(()) => self.again(frame.fcf, ctx),
                Err(cause) => phase_e::disconnect(cause, ctx),
            },
            // Said again it would be refused again (§5.3.6.1.8).
            Fcf::Fnv => phase_e::disconnect(fnv::cause(&frame.fif), ctx),
            _ => unexpected(frame, State::ExpectTrainingAnswer(self), ctx),
        }
    }

    fn again(mut self, heard: Fcf, ctx: &mut Context) -> State {
        self.repeats += 1;
        if self.repeats > MAX_REPEATS {
            return phase_e::disconnect(Cause::NoAnswerToTraining, ctx);
        }
        ctx.own.line.commands_again += 1;
        // Where the way there and back takes as long as the remote terminal listens, DCS
        // meets its next DIS each time.
        let meets = heard == Fcf::Dis && self.repeats.is_multiple_of(2);
        say_dcs(self, if meets { LENGTH_OF_DIS } else { Millis(0) }, ctx)
    }
}

/// How long a usual DIS with CSI takes.
const LENGTH_OF_DIS: Millis = Millis(1_900);
/// Trainings without a confirmed page between them. Eight rates, each with a refused page
/// or a second try. A strict sender disconnects sooner; but the next rate down may be the one
/// that the line carries, and trying it costs six seconds.
const MAX_TRAININGS: u32 = 24;
