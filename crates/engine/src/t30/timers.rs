//! Every time that T.30 knows, in one table: what it is for, how long it is here, and the clause.

use ferrofax_signal::time::{Millis, SampleTime};

/// A timer of the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// When to give up waiting for a machine that says anything at all.
    T1,
    /// When to give up waiting for a command or a page.
    T2,
    /// When to repeat DIS.
    T4,
    /// When the far carrier is held to be gone, or our answer may start after it went.
    Turnaround,
    /// When to give up waiting for the training check.
    TrainingCheck,
    /// When a page that is coming in without any progress is held to be broken.
    Progress,
    /// When the owner's word on a page must be passed on, or the caller held off. Sending: when to
    /// give up waiting for the owner's word that a page's end may be said.
    Storage,
    /// When to stop holding the caller off.
    StorageLimit,
    /// Sending: when to give up waiting for a machine that is not ready.
    T5,
    /// Sending: when to give up waiting for a page of the owner's.
    PageWanted,
    /// By packets: when to give an answer again that the caller does not seem to have heard.
    Again,
    /// When the call has gone on for too long.
    Call,
}

impl Timer {
    /// All of them, in the order of the enum.
    const ALL: [Self; 12] = [
        Self::T1,
        Self::T2,
        Self::T4,
        Self::Turnaround,
        Self::TrainingCheck,
        Self::Progress,
        Self::Storage,
        Self::StorageLimit,
        Self::T5,
        Self::PageWanted,
        Self::Again,
        Self::Call,
    ];

    /// How long the timer can matter.
    const fn scope(self) -> Scope {
        match self {
            Self::T2
            | Self::T4
            | Self::Turnaround
            | Self::TrainingCheck
            | Self::Progress
            | Self::Storage
            | Self::Again => Scope::State,
            // These outlast what is said meanwhile: DIS is repeated under T1, RR under T5,
            // RNR under the limit of storage.
            Self::T1 | Self::T5 | Self::StorageLimit | Self::PageWanted => Scope::Phase,
            Self::Call => Scope::Call,
        }
    }
}

/// What ends a timer if it has neither run out nor been stopped by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The state in which it was started is left, be it only to say something.
    State,
    /// The phase of the call changes.
    Phase,
    /// Nothing before the end of the call.
    Call,
}

/// §5.4.3.1: 35 ± 5 s.
pub(super) const T1: Millis = Millis(35_000);
/// §5.4.3.1: 6 ± 1 s. The upper end, for machines that are late.
pub(super) const T2: Millis = Millis(7_000);
/// After EOM was confirmed, DIS is sent again when T2 has run out; the lower end, to lose no time.
pub(super) const T2_BEFORE_DIS: Millis = Millis(5_500);
/// §5.4.3.1: 3 s ± 15 % for a machine without an operator.
pub(super) const T4: Millis = Millis(3_000);
/// §5.4.3.1: 60 ± 5 s, how long a receiver may be not ready (RNR). The upper end, for
/// machines that take all of it.
pub(super) const T5: Millis = Millis(65_000);
/// §4.2: CNG is off for 3 s between its tones.
pub(super) const BETWEEN_CNG: Millis = Millis(3_000);
/// §5.3.1, T.4 §5: 75 ± 20 ms between one modulation and another.
pub(super) const BETWEEN_SIGNALS: Millis = Millis(75);
/// The same between DCS and the training check, near the upper end: on a noisy line
/// spandsp sees the end of DCS late.
pub(super) const BEFORE_TRAINING: Millis = Millis(90);
/// How long the owner may take over a next page when one has just been said. A receiver
/// waits T2 for the command.
pub(super) const NEXT_PAGE: Millis = Millis(2_500);
/// How long the owner may take to write down that a page's end goes out. A receiver waits T2 for
/// the command, which is 5 s at least and stops at its first flags.
pub(super) const PAGE_END: Millis = Millis(4_000);
/// T4 of a sender that awaits an answer: the upper end, for networks that are slow.
pub(super) const T4_ANSWER: Millis = Millis(3_450);
/// By packets: a caller that is silent for so long after its command does not repeat it,
/// as it should after T4.
pub(super) const NOT_REPEATED: Millis = Millis(7_000);
/// How long a sender awaits the answer to its training check. A receiver whose modem
/// could not train may be silent until its T2 has run out (6 ± 1 s from DCS on, the check
/// takes 2.4 s at least), and say DIS then; a DCS that comes before that it may take for
/// a mistake and hang up. One that heard no DCS says DIS within T4.
pub(super) const TRAINING_ANSWER: Millis = Millis(5_500);
/// How long a sender that is about to speak waits for the end of a signal in which it hears flags.
pub(super) const HEARING_OUT: Millis = Millis(2_500);
/// How long the line is given to fall silent after the last frame of a command before we
/// answer all the same.
pub(super) const CARRIER_DROP: Millis = Millis(700);
/// §5.3.1 and others: 75 ± 20 ms of silence before an answer. The receivers need some 20
/// ms to see a carrier go.
pub(super) const TURNAROUND: Millis = Millis(60);
/// How long ANSam is waited for after the first CI, of two bursts. DIS comes again after T4.
pub(super) const ANSAM_AFTER_CI: Millis = Millis(4_000);
/// How long DIS is waited for behind V.8 before CNG goes on. An answering station that heard no
/// CM says ANSam for 4 s, others for 6 s.
pub(super) const DIS_AFTER_V8: Millis = Millis(6_000);
/// The silence before CED (§4.3.3.1 has 1.8 to 2.5 s from the line being seized, 0.2 s at
/// least from being connected).
pub(super) const BEFORE_CED: Millis = Millis(200);
/// §4.3.3.1: 75 ± 20 ms between CED and DIS.
pub(super) const AFTER_CED: Millis = Millis(75);
/// From DCS to the start of the training check: 75 ms of silence, with room for a delayed
/// echo canceller or jitter buffer. The longest training (V.27ter 2400 with protection
/// against talker echo) takes 1.2 s, the check 1.5 s.
pub(super) const TRAINING_CHECK: Millis = Millis(3_600);
/// From the end of training to the end of the check, which takes 1.5 s ± 10 %.
pub(super) const CHECK_LENGTH: Millis = Millis(2_200);
/// The latest moment for an answer to start after a command, so that it is there before
/// the caller's T4 ends (2.55 s).
pub(super) const ANSWER_WITHIN: Millis = Millis(1_500);
/// How long a caller is held off while a page is being stored. The sender's T5 (60 s ± 5
/// s) ends it earlier with ECM.
pub(super) const STORAGE_LIMIT: Millis = Millis(120_000);
/// How long DCN may take by V.34, beyond a page that is on its way: a peer that has the control
/// channel trained anew again and again would hold the call for as long as it likes.
pub(super) const DCN_BY_V34: Millis = Millis(10_000);
/// How long the start of a command that is being heard may hold up a timer that ran out.
pub(super) const COMMAND_LENGTH: Millis = Millis(8_000);

/// The timers that run. A timer that runs out while a command is being heard waits for it
/// (§5.4.3.1: the timers stop at the detection of flags), but not for ever.
#[derive(Clone, Debug, Default)]
pub(super) struct TimerTable {
    ends: [Option<SampleTime>; Timer::ALL.len()],
}

impl TimerTable {
    /// Starts or restarts a timer.
    pub(super) const fn set(&mut self, timer: Timer, end: SampleTime) {
        self.ends[timer as usize] = Some(end);
    }

    /// Starts a timer unless it runs.
    pub(super) const fn set_if_stopped(&mut self, timer: Timer, end: SampleTime) {
        if self.ends[timer as usize].is_none() {
            self.set(timer, end);
        }
    }

    /// Stops a timer: it will not run out.
    pub(super) const fn stop(&mut self, timer: Timer) {
        self.ends[timer as usize] = None;
    }

    /// Stops all timers of this scope.
    pub(super) fn stop_all_of(&mut self, scope: Scope) {
        for timer in Timer::ALL.into_iter().filter(|timer| timer.scope() == scope) {
            self.stop(timer);
        }
    }

    /// Whether a timer was started and has neither run out nor been stopped.
    pub(super) const fn runs(&self, timer: Timer) -> bool {
        self.ends[timer as usize].is_some()
    }

    /// Whether a timer runs that ends before `end`.
    pub(super) fn ends_within(&self, timer: Timer, end: SampleTime) -> bool {
        self.ends[timer as usize].is_some_and(|at| at < end)
    }

    /// Takes note that a timer has run out. `held` says that a command is being heard.
    pub(super) fn ran_out(&mut self, timer: Timer, now: SampleTime, held: bool) -> bool {
        let Some(end) = self.ends[timer as usize] else { return false };
        let limit = if held { end + COMMAND_LENGTH } else { end };
        let over = now >= limit;
        if over {
            self.stop(timer);
        }
        over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_being_heard_holds_a_timer_for_a_while() {
        let mut table = TimerTable::default();
        table.set(Timer::T4, SampleTime(0) + T4);
        assert!(!table.ran_out(Timer::T4, SampleTime(0) + Millis(2_999), false));
        assert!(!table.ran_out(Timer::T4, SampleTime(0) + Millis(10_999), true));
        assert!(table.ran_out(Timer::T4, SampleTime(0) + Millis(11_000), true));
        assert!(!table.runs(Timer::T4));
    }

    #[test]
    fn each_timer_is_stopped_with_its_scope_and_with_no_other() {
        for (at, timer) in Timer::ALL.into_iter().enumerate() {
            assert_eq!(timer as usize, at, "{timer:?} has its own place in the table");
            for scope in [Scope::State, Scope::Phase, Scope::Call] {
                let mut table = TimerTable::default();
                table.set(timer, SampleTime(1));
                table.stop_all_of(scope);
                assert_eq!(table.runs(timer), timer.scope() != scope, "{timer:?}, {scope:?}");
            }
        }
    }

    #[test]
    fn a_timer_ends_within_a_time_that_is_longer() {
        let mut table = TimerTable::default();
        assert!(!table.ends_within(Timer::T1, SampleTime(101)), "it does not run");
        table.set(Timer::T1, SampleTime(100));
        assert!(table.ends_within(Timer::T1, SampleTime(101)));
        assert!(!table.ends_within(Timer::T1, SampleTime(100)));
        assert!(!table.ends_within(Timer::T4, SampleTime(101)));
    }
}
