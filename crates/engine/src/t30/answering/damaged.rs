//! A command came through, and of the frames before it in its burst one could not be read: it may
//! have been the password, the sub-address, or what names the document. Nobody is turned away,
//! and nothing is given away, for what may have been said.
//!
//! Such a command is taken for one that could not be read, as T.30 §5.4.2 has it: we are silent,
//! and say DIS again where the caller does not repeat its command by itself. Every caller knows
//! that; CRP (§5.3.6.1.8) is optional, and behind DCS it would meet the training check.

use super::phase_b::ExpectCommand;
use super::phase_e;
use super::{Context, State};
use crate::t30::Party;
use crate::t30::outcome::Cause;
use crate::t30::station::State as _;
use ferrofax_ground::ladder::{Step, Way};

/// DCS of who calls: what is done instead of obeying it, if that is to be heard again.
pub(super) fn before_dcs(ctx: &mut Context) -> Option<State> {
    let own = &ctx.own;
    // Later on all is known, or was given up; and to who fetches nobody says such things.
    let is_first = own.trainings == 0 && own.pages.is_untouched();
    let lost = ctx.sense.lost_in_burst();
    if lost == 0 || !is_first || ctx.party == Party::Caller {
        return None;
    }
    let may_be_pwd = own.terms.password.is_some() && ctx.far.pwd.is_none();
    // Nearly every machine says TSI, which is longer than all others: if it was not read, it is
    // what was lost, and does not matter so much.
    let beside_tsi = lost - u32::from(ctx.far.ident.is_none());
    let may_be_sub = own.terms.by_subaddress && ctx.far.sub.is_none() && beside_tsi > 0;
    // A fax without its sub-address is better than none.
    let is_worth_it = may_be_pwd || may_be_sub && own.heard_again < MOST_HEARD_AGAIN;
    is_worth_it.then(|| hear_again(ctx))
}

/// DTC, where a document is held: what is done instead of giving it.
pub(super) fn before_dtc(ctx: &mut Context) -> Option<State> {
    let all_known = ctx.far.sep.is_some() && ctx.far.pwd.is_some();
    (ctx.sense.lost_in_burst() > 0 && !all_known).then(|| hear_again(ctx))
}

/// The command is awaited once more, unless that was done too often.
fn hear_again(ctx: &mut Context) -> State {
    ctx.own.heard_again += 1;
    if ctx.own.heard_again > MOST_HEARD_AGAIN {
        return phase_e::end(Cause::DamagedCommands, true, ctx);
    }
    ctx.trace(Way::Noted, Step::SignalNotRead);
    State::ExpectCommand(ExpectCommand::after_dis()).enter(ctx)
}

/// A command is said three times in all (§5.4.2). T1 goes on meanwhile.
const MOST_HEARD_AGAIN: u32 = 2;
