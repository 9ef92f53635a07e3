//! A call's side of T.30, whichever way the pages go: the receiving machine or the sending one,
//! and the hand-over from one to the other where a document is fetched (polling).
//!
//! Driven as either machine is: an input, then all outputs.

use super::answering::{AnswerTerms, Answering, Receiving};
use super::calling::{CallTerms, Calling, Sending};
use super::{Input, Output, Party};
use ferrofax_ground::sent_line::SentLine;
use ferrofax_signal::time::SampleTime;

/// One side of a call.
#[derive(Clone, Debug)]
pub struct Session {
    party: Party,
    role: Role,
}

/// Which way the pages go, and what the other machine keeps of the call meanwhile.
#[derive(Clone, Debug)]
enum Role {
    Receiving(Box<Answering>, Option<Box<Sending>>),
    Sending(Box<Calling>, Option<Box<Receiving>>),
    /// In the middle of a hand-over.
    Turning,
}

impl Session {
    /// Answers a call. `held`: how a document that is held goes to who fetches it; none if none
    /// is held.
    pub fn answer(mut terms: AnswerTerms, held: Option<CallTerms>) -> Self {
        let capabilities = &mut terms.capabilities;
        capabilities.has_document = held.is_some();
        capabilities.selective_polling = held.is_some();
        let answering = Answering::begin(Receiving::new(terms));
        let held = held.map(|terms| Box::new(Sending::new(terms)));
        Self { party: Party::Called, role: Role::Receiving(Box::new(answering), held) }
    }

    /// Calls. `fetched`: how a document that is fetched ([`CallTerms::fetch`]) is received. The
    /// identification is that of the call, in CIG as in TSI.
    pub fn call(mut terms: CallTerms, fetched: Option<AnswerTerms>) -> Self {
        if fetched.is_none() {
            terms.fetch = None;
        }
        let ident = terms.ident.clone();
        let fetched = fetched.map(|terms| Box::new(Receiving::new(AnswerTerms { ident, ..terms })));
        let calling = Calling::new(terms);
        Self { party: Party::Caller, role: Role::Sending(Box::new(calling), fetched) }
    }

    /// Something happened at `now`. Every output must be fetched before the next input.
    pub fn handle(&mut self, now: SampleTime, input: Input) {
        let input = self.judge(input);
        match &mut self.role {
            Role::Receiving(machine, _) => machine.handle(now, input),
            Role::Sending(machine, _) => machine.handle(now, input),
            Role::Turning => {}
        }
        // The machine that takes over may find that it cannot go on, but never hands back at once.
        self.turn_if_due();
    }

    /// What is made of an input that may not be believed as it is: a frame of which bits were put
    /// back ([`Input::RestoredFrame`]) is one that was heard where it is awaited, and else one that
    /// is damaged. To be asked directly before [`Self::handle`].
    pub fn judge(&self, input: Input) -> Input {
        let Input::RestoredFrame(bytes) = input else { return input };
        let is_awaited = match &self.role {
            Role::Receiving(machine, _) => machine.awaits(&bytes),
            Role::Sending(machine, _) => machine.awaits(&bytes),
            Role::Turning => false,
        };
        if is_awaited { Input::Frame(bytes) } else { Input::DamagedFrame }
    }

    /// The next thing to be done.
    pub fn poll_output(&mut self) -> Option<Output> {
        match &mut self.role {
            Role::Receiving(machine, _) => machine.poll_output(),
            Role::Sending(machine, _) => machine.poll_output(),
            Role::Turning => None,
        }
    }

    /// The line that it is now carries no more than so many bit/s, 0 for as many as anybody has.
    pub fn limit_rate(&mut self, bps: u32) {
        match &mut self.role {
            Role::Receiving(machine, _) => machine.limit_rate(bps),
            Role::Sending(machine, _) => machine.limit_rate(bps),
            Role::Turning => {}
        }
    }

    /// The remote terminal's last answer was so far above the noise of the line.
    pub const fn note_snr(&mut self, snr_db: i32) {
        if let Role::Sending(machine, _) = &mut self.role {
            machine.note_snr(snr_db);
        }
    }

    /// Whether the line is packets (T.38) now.
    pub fn set_packets(&mut self, are: bool) {
        match &mut self.role {
            Role::Receiving(machine, _) => machine.set_packets(are),
            Role::Sending(machine, _) => machine.set_packets(are),
            Role::Turning => {}
        }
    }

    /// Whether we called.
    pub fn is_caller(&self) -> bool {
        self.party == Party::Caller
    }

    /// Whether this is the side with the pages, now.
    pub const fn is_sending(&self) -> bool {
        matches!(self.role, Role::Sending(..))
    }

    /// Whether the end was reported.
    pub fn is_over(&self) -> bool {
        match &self.role {
            Role::Receiving(machine, _) => machine.is_over(),
            Role::Sending(machine, _) => machine.is_over(),
            Role::Turning => false,
        }
    }

    /// What the line showed of itself while we sent, but for the signal of the answers. None
    /// before the first training.
    pub fn sent_line(&self) -> Option<SentLine> {
        let line = match &self.role {
            Role::Sending(machine, _) => machine.line(),
            Role::Receiving(_, Some(sending)) => sending.line,
            Role::Receiving(_, None) | Role::Turning => return None,
        };
        Some(line).filter(SentLine::is_known)
    }

    /// Whether V.34 carried what it was to carry. None: it was not agreed on, or the call ended before
    /// it could.
    pub fn v34_worked(&self) -> Option<bool> {
        match &self.role {
            Role::Receiving(machine, _) => machine.v34_worked(),
            Role::Sending(machine, _) => machine.v34_worked(),
            Role::Turning => None,
        }
    }

    /// The state's name, for tests and logs.
    pub fn awaiting(&self) -> &'static str {
        match &self.role {
            Role::Receiving(machine, _) => machine.awaiting(),
            Role::Sending(machine, _) => machine.awaiting(),
            Role::Turning => "Turning",
        }
    }

    /// Hands the call over, if the machine that has it says so.
    fn turn_if_due(&mut self) {
        let turns = match &self.role {
            Role::Receiving(machine, _) => machine.turns(),
            Role::Sending(machine, _) => machine.turns(),
            Role::Turning => false,
        };
        if !turns {
            return;
        }
        self.role = match std::mem::replace(&mut self.role, Role::Turning) {
            Role::Receiving(machine, Some(sending)) => match machine.leave() {
                Some((ctx, heard)) => {
                    let (ctx, receiving) = ctx.turn_round(*sending);
                    let calling = Calling::take_over(ctx, &heard);
                    Role::Sending(Box::new(calling), Some(Box::new(receiving)))
                }
                None => Role::Turning,
            },
            Role::Sending(machine, Some(receiving)) => match machine.leave() {
                Some((ctx, asking)) => {
                    let mut receiving = receiving;
                    receiving.asking = asking;
                    // What was given away whole is given once in a call.
                    let is_held = ctx.underway.is_some();
                    receiving.terms.capabilities.has_document = is_held;
                    let (ctx, sending) = ctx.turn_round(*receiving);
                    let answering = Answering::take_over(ctx);
                    Role::Receiving(Box::new(answering), Some(Box::new(sending)))
                }
                None => Role::Turning,
            },
            other => other,
        };
    }
}

#[cfg(test)]
#[path = "session_tests.rs"]
mod tests;
