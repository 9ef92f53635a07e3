//! Tests of the number memory, call after call: the facts that a call teaches, the precautions that
//! the next call takes, and when facts are forgotten.

use ferrofax_basics::UnixMs;
use ferrofax_ground::sent_line::SentLine;

use super::learning::CallFacts;
use super::{Advice, CallMemory, Destination, MemorySettings, T38Fate, learn, leave_out};
use crate::Spool;
use crate::failure::Failure;
use crate::ids::CallId;

const DAY_MS: i64 = 24 * 3_600_000;
const NUMBER: &str = "+49991270061";

fn memory() -> MemorySettings {
    MemorySettings::default()
}

fn day(number: i64) -> UnixMs {
    UnixMs(1_700_000_000_000) + number * DAY_MS
}

fn line(first_bps: u32, slowest_bps: u32) -> CallFacts {
    let line = SentLine { first_bps, slowest_bps, ..SentLine::default() };
    CallFacts { line: Some(line), ecm: Some(true), ..CallFacts::default() }
}

fn lost(first_bps: u32, ecm: Option<bool>) -> CallFacts {
    let failure = Some(Failure::LineTooBad);
    CallFacts { failure, was_bad_line: true, ecm, ..line(first_bps, first_bps) }
}

fn failed(failure: Failure) -> CallFacts {
    CallFacts { failure: Some(failure), ..CallFacts::default() }
}

/// A number, and the day of the next call to it.
struct Called(Destination, i64);

impl Called {
    fn new() -> Self {
        Self(Destination::new(NUMBER, day(0)), 0)
    }

    fn ends(&mut self, call: CallFacts) {
        self.0.learn(&call, day(self.1), memory().days);
        self.1 += 1;
    }

    /// Makes a call that begins at the highest allowed rate, on a line that holds up to `line_bps`.
    fn goes(&mut self, line_bps: u32) -> u32 {
        let first = self.most();
        self.ends(line(first, first.min(line_bps)));
        first
    }

    fn advice(&self) -> Vec<Advice> {
        self.0.advice(day(self.1), &memory())
    }

    /// The highest rate at which the next call may begin.
    fn most(&self) -> u32 {
        let most = self.advice().into_iter().find_map(|advice| match advice {
            Advice::MaxRate { bps, .. } => Some(bps),
            _ => None,
        });
        most.unwrap_or(14_400)
    }
}

#[test]
fn a_call_that_slows_down_has_the_next_begin_one_step_lower() {
    let mut called = Called::new();
    let begun: Vec<u32> = (0..4).map(|_| called.goes(7200)).collect();
    assert_eq!(begun, [14_400, 12_000, 9600, 7200]);
    assert_eq!(called.0.held.map(|held| held.bps), Some(7200));
    let advice = called.advice();
    assert_eq!(advice, [Advice::MaxRate { bps: 7200, since: day(2) }]);
    assert!(
        advice[0]
            .to_string()
            .starts_with("At most 7200 bit/s: faster rates failed on 20")
    );
    // Remembered failures never make a call begin below 4800 bit/s.
    let mut called = Called::new();
    (0..9).for_each(|_| called.ends(lost(called.most(), None)));
    assert_eq!(called.most(), 4800);
}

#[test]
fn a_line_that_became_good_is_as_fast_as_it_was_and_one_that_did_not_is_tried_ever_more_seldom() {
    let mut called = Called::new();
    (0..3).for_each(|_| _ = called.goes(7200));
    let begun: Vec<u32> = (0..10).map(|_| called.goes(14_400)).collect();
    assert_eq!(begun, [7200, 7200, 7200, 9600, 9600, 9600, 12_000, 12_000, 12_000, 14_400]);
    assert_eq!((called.advice(), called.0.held.map(|held| held.bps)), (vec![], Some(14_400)));
    // A line that holds 12000 bit/s and no more.
    let mut called = Called::new();
    let begun: Vec<u32> = (0..80).map(|_| called.goes(12_000)).collect();
    let tries = |bps| (0..80).filter(|at| begun[*at as usize] == bps).collect::<Vec<i64>>();
    assert_eq!(tries(14_400), [0, 4, 11, 24, 49, 74]);
}

#[test]
fn a_job_that_goes_faster_by_its_own_wish_teaches_that_it_can() {
    let mut called = Called::new();
    (0..3).for_each(|_| _ = called.goes(7200));
    called.ends(line(14_400, 9600));
    assert_eq!(called.most(), 7200, "that it cannot is nothing new");
    called.ends(line(9600, 9600));
    assert_eq!(called.most(), 9600);
    called.ends(line(4800, 4800));
    assert_eq!(called.most(), 9600, "slower ones say nothing");
    called.ends(line(14_400, 14_400));
    assert_eq!(called.most(), 14_400);
}

#[test]
fn t38_is_not_asked_for_once_it_has_broken_two_calls() {
    let t38 = |fate, failure| CallFacts { t38: fate, failure, ..line(14_400, 14_400) };
    let broke = t38(T38Fate::Broke, Some(Failure::Dropped));
    let mut called = Called::new();
    called.ends(broke);
    assert_eq!(called.advice(), []);
    called.ends(t38(T38Fate::Used, None));
    called.ends(broke);
    assert_eq!(called.advice(), [], "it went well between");
    called.ends(t38(T38Fate::Refused, None));
    called.ends(t38(T38Fate::Used, Some(Failure::Dropped)));
    called.ends(broke);
    assert_eq!(called.advice(), [Advice::WithoutAskingT38 { since: day(5) }]);
    called.ends(t38(T38Fate::Unknown, None));
    assert_eq!(called.0.t38, T38Fate::Broke);
    // The remote fax machine requested T.38, and the call succeeded.
    called.ends(t38(T38Fate::Used, None));
    assert_eq!(called.advice(), []);
}

#[test]
fn error_correction_is_left_out_where_it_failed_twice_and_a_fax_went_well_without() {
    let without = CallFacts { ecm: Some(false), ..line(4800, 4800) };
    let is_left_out = |called: &Called| {
        let left_out = |advice: &Advice| matches!(advice, Advice::WithoutEcm { .. });
        called.advice().iter().any(left_out)
    };
    let mut called = Called::new();
    called.ends(lost(4800, Some(true)));
    called.ends(without);
    assert!(!is_left_out(&called), "it failed once");
    called.ends(lost(4800, Some(true)));
    assert!(!is_left_out(&called), "nothing went well since");
    called.ends(without);
    assert!(is_left_out(&called));
    called.ends(lost(4800, Some(false)));
    assert!(!is_left_out(&called), "it is no better without");
    called.ends(without);
    assert!(is_left_out(&called));
    called.ends(line(4800, 4800));
    assert!(!is_left_out(&called), "it went well with it");
    // Failures before error correction was negotiated prove nothing.
    let mut called = Called::new();
    (0..5).for_each(|_| called.ends(lost(4800, None)));
    called.ends(without);
    assert!(!is_left_out(&called));
}

#[test]
fn packets_tell_nothing_of_the_line_and_a_call_without_error_correction_not_that_it_held() {
    let mut called = Called::new();
    for t38 in [T38Fate::Broke, T38Fate::Used] {
        (0..3).for_each(|_| called.ends(CallFacts { t38, ..lost(14_400, Some(true)) }));
    }
    assert_eq!((called.most(), called.0.ecm_failed.times), (14_400, 0));
    called.goes(9600);
    let begun = called.most();
    (0..20).for_each(|_| called.ends(CallFacts { ecm: Some(false), ..line(begun, begun) }));
    assert_eq!(called.most(), begun);
}

#[test]
fn what_can_not_be_remembered_is_the_end_of_no_try() {
    let (_folder, spool) = spool_of(&Destination::new(NUMBER, day(0)));
    let memory = CallMemory { t38: T38Fate::Unknown, days: 30 };
    let learned = spool.write(|transaction| {
        transaction.execute("UPDATE destinations SET calls = 7", [])?;
        // There is no call with this number.
        learn(transaction, NUMBER, CallId(99), (None, None), memory, day(1))
    });
    assert_eq!(learned, Ok(()));
    assert_eq!(spool.numbers().destination(NUMBER).unwrap().map(|known| known.calls), Some(7));
}

#[test]
fn what_was_learned_is_forgotten_by_its_age() {
    let mut called = Called::new();
    called.goes(9600);
    called.1 = 30;
    assert_eq!(called.most(), 12_000);
    called.1 = 31;
    assert_eq!(called.most(), 14_400);
    // After that, the number is learned again from the beginning, not from the former rate.
    let mut called = Called::new();
    (0..4).for_each(|_| _ = called.goes(4800));
    called.1 = 60;
    assert_eq!([called.goes(4800), called.goes(4800)], [14_400, 12_000]);
    // A fact from a time when the clock was years ahead.
    let mut called = Called::new();
    called.1 = 4000;
    called.goes(9600);
    called.1 = 5;
    assert_eq!(called.most(), 14_400);
}

#[test]
fn what_is_ours_is_not_put_down_to_the_number() {
    let mut called = Called::new();
    let before = called.0.clone();
    for ours in [Failure::Internal, Failure::Cancelled, Failure::NoRoute, Failure::LinesFull] {
        called.ends(failed(ours));
    }
    assert_eq!(called.0, before);
    for failure in [Failure::Busy, Failure::NoAnswer, Failure::NoAnswer, Failure::NoFax] {
        called.ends(failed(failure));
    }
    called.ends(failed(Failure::Busy));
    let Destination { calls, busy, no_answer, in_vain, sent, .. } = called.0;
    assert_eq!((calls, busy, no_answer, in_vain, sent), (5, 2, 2, 1, 0));
}

/// A spool that has these facts about the number.
fn spool_of(known: &Destination) -> (tempfile::TempDir, Spool) {
    let (folder, spool) = Spool::empty();
    spool.write(|transaction| super::table::put(transaction, known)).unwrap();
    (folder, spool)
}

#[test]
fn what_is_kept_is_read_the_same_and_forgotten_where_that_is_wanted() {
    let mut called = Called::new();
    called.goes(9600);
    called.ends(CallFacts { t38: T38Fate::Broke, ..lost(14_400, Some(true)) });
    (0..2).for_each(|_| called.ends(lost(9600, Some(true))));
    called.ends(CallFacts { ecm: Some(false), ..line(7200, 7200) });
    called.ends(failed(Failure::Busy));
    let known = called.0;
    assert!(known.plain_at.is_some() && known.slowed.is_some() && known.held.is_some());
    let (_folder, spool) = spool_of(&known);
    assert_eq!(spool.numbers().destination(NUMBER).unwrap(), Some(known.clone()));
    assert_eq!(spool.numbers().destinations(5).unwrap(), std::slice::from_ref(&known));
    let put = || spool.write(|transaction| super::table::put(transaction, &known)).unwrap();
    let is_there = || spool.numbers().destination(NUMBER).unwrap().is_some();
    // Forgotten by command.
    assert!(spool.numbers().forget_destination(NUMBER).unwrap() && !is_there());
    assert!(!spool.numbers().forget_destination(NUMBER).unwrap());
    // Forgotten by age: the age limit of the memory, and that of all stored data.
    put();
    assert_eq!(spool.numbers().forget_destinations(known.at + 30 * DAY_MS, &memory()), Ok(0));
    assert_eq!(spool.numbers().forget_destinations(known.at + 31 * DAY_MS, &memory()), Ok(1));
    put();
    assert_eq!(
        spool.numbers().forget_destinations(known.at - 31 * DAY_MS, &memory()),
        Ok(1),
        "of a clock ahead"
    );
    put();
    spool.retention().cleanup(known.at + 8 * DAY_MS, 7).unwrap();
    assert!(!is_there());
    // Forgotten because of the settings.
    for (key, text, stays) in [
        ("number_memory_without", "+4998, 49991", true),
        ("number_memory_without", "+49991", false),
        ("number_memory", "no", false),
    ] {
        put();
        let mut settings = memory();
        assert_eq!(settings.set(key, text), Ok(true));
        spool.write(|transaction| leave_out(transaction, &settings)).unwrap();
        assert_eq!(is_there(), stays, "{key} = {text}");
        assert_eq!(settings.holds_for(NUMBER), stays);
        assert_eq!(known.advice(known.at, &settings).is_empty(), !stays);
    }
}

#[test]
fn a_row_that_makes_no_sense_keeps_no_call_from_being_made() {
    let (_folder, spool) = spool_of(&Destination::new(NUMBER, day(0)));
    let sql = "UPDATE destinations SET calls = -1, failure = 'rain', t38 = '', slowed_bps = -5, slowed_at = 0, \
               patience = -9, is_climbing = 7, t38_broke = 99999999999, at = -9223372036854775808";
    spool.write(|transaction| transaction.execute(sql, [])).unwrap();
    let mut known = spool.numbers().destination(NUMBER).unwrap().unwrap();
    assert_eq!((known.calls, known.failure, known.slowed), (0, None, None));
    known.advice(day(0), &memory());
    assert!(known.learn(&line(14_400, 9600), day(0), 30));
}
