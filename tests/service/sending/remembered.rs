//! What calls to a number have taught is taken by the next one, as long as it holds.

use ferrofax::call::{AnswerConfig, V8Offer};
use ferrofax::sent_line::SentLine;
use ferrofax::spool::jobs::{JobId, JobState};
use ferrofax::spool::{Destination, T38Fate, TrunkWay};

use super::bench::{Bench, pages};
use super::network::Played;
use ferrofax_kit::patience::watch;

const NUMBER: &str = "0991123";
const DAY_MS: i64 = 24 * 3_600_000;

/// 18 dB below what is said: V.17 holds 9600 bit/s on it, and not 14400.
const NOISY: Played = Played::Noise(-32.0);

/// Sends a page to the number. What the history says of what was remembered, and of the line.
fn sends(bench: &Bench) -> (String, SentLine) {
    let id = bench.submit(&bench.draft(NUMBER, &bench.document("one", &pages(1, 1))));
    let job = bench.wait_for_end(id);
    bench.network.join();
    assert_eq!(job.state, JobState::Done, "{}", job.text);
    let history = bench.spool.jobs().job_history(id).unwrap();
    (remembered(bench, id), history.last().unwrap().line.expect("it was sent"))
}

fn remembered(bench: &Bench, id: JobId) -> String {
    let history = bench.spool.jobs().job_history(id).unwrap();
    let is_said = |text: &&str| text.starts_with("At most") || text.starts_with("T.38");
    history
        .iter()
        .map(|change| change.text.as_str())
        .find(is_said)
        .unwrap_or_default()
        .to_owned()
}

fn known(bench: &Bench) -> Option<Destination> {
    bench.spool.numbers().destination(NUMBER).unwrap()
}

/// A number whose first call slowed down.
fn slowed(settings: &str) -> Bench {
    let bench = Bench::new(settings);
    bench.network.play(NUMBER, &[NOISY]);
    let (said, line) = sends(&bench);
    println!("{line}");
    assert_eq!((said.as_str(), line.first_bps), ("", 14_400));
    assert!(line.slowest_bps < 14_400, "{line}");
    bench
}

#[test]
fn a_number_that_slowed_down_is_called_slower_and_faster_again_when_it_is_good() {
    let bench = slowed("");
    let calls: Vec<(String, u32, u32)> = (0..4)
        .map(|_| sends(&bench))
        .map(|(said, line)| (said, line.first_bps, line.slowest_bps))
        .collect();
    for (said, first, slowest) in &calls[..3] {
        assert!(said.starts_with("At most 12000 bit/s: faster rates failed on 20"), "{said}");
        assert_eq!((*first, *slowest), (12_000, 12_000));
    }
    assert_eq!(calls[3], (String::new(), 14_400, 14_400));
    let known = known(&bench).unwrap();
    assert_eq!((known.calls, known.sent, known.ecm), (5, 5, Some(true)));
    assert_eq!(known.held.map(|held| held.bps), Some(14_400));
}

#[test]
fn what_is_said_for_a_device_goes_before_what_is_remembered() {
    let bench = slowed("");
    bench.reload("maxrate = 14400");
    let (said, line) = sends(&bench);
    assert_eq!((said.as_str(), line.first_bps), ("", 14_400));
    // So does what the dialplan sets of a call.
    let bench = slowed("");
    bench.network.play(NUMBER, &[Played::Set("modems", "v17")]);
    assert_eq!(sends(&bench).1.first_bps, 14_400);
    // That has taught that the number can do it again.
    assert_eq!(sends(&bench).1.first_bps, 14_400);
    assert_eq!(known(&bench).unwrap().advice(super::bench::now(), &Default::default()), []);
}

#[test]
fn what_was_learned_is_forgotten_in_time_and_by_hand() {
    let bench = slowed("number_memory_days = 2");
    bench.network.clocks.put_ahead(DAY_MS);
    assert_eq!(sends(&bench).1.first_bps, 12_000);
    bench.network.clocks.put_ahead(3 * DAY_MS);
    assert_eq!(sends(&bench).1.first_bps, 14_400);

    let bench = slowed("");
    assert!(bench.spool.numbers().forget_destination(NUMBER).unwrap());
    assert_eq!(sends(&bench).1.first_bps, 14_400);
    assert_eq!(known(&bench).map(|known| known.calls), Some(1));
}

#[test]
fn a_trunk_on_which_v34_fails_three_times_goes_without_it_for_a_day() {
    let bench = Bench::new("modems = v34,v17,v29,v27\nt38 = no");
    let machine = AnswerConfig { v8: V8Offer::V34, ..AnswerConfig::default() };
    let (still, good) = (Played::Still(machine.clone()), Played::Machine(machine));
    bench
        .network
        .play(NUMBER, &[still.clone(), still.clone(), still, good.clone(), good]);
    // What a call has taught is written down behind its fax.
    let is_known = |tries, in_row| {
        let known = || bench.spool.numbers().known_trunk("Fake/provider", TrunkWay::Out).unwrap();
        watch("the trunk is known", known, |known| {
            known.as_ref().is_some_and(|it| (it.tries, it.in_row) == (tries, in_row))
        });
    };
    for failed in 1..=3 {
        assert_eq!(sends(&bench).1.first_bps, 14_400);
        is_known(failed, failed);
    }
    // The next would go by it, and is not let.
    assert_eq!(sends(&bench).1.first_bps, 14_400);
    bench.network.clocks.put_ahead(DAY_MS);
    assert_eq!(sends(&bench).1.first_bps, 33_600);
    is_known(4, 0);
}

#[test]
fn of_numbers_that_are_left_out_nothing_is_known() {
    for settings in ["number_memory_without = 0991", "number_memory = no"] {
        let bench = slowed(settings);
        assert_eq!(known(&bench), None, "{settings}");
        assert_eq!(sends(&bench).1.first_bps, 14_400);
    }
    // They are forgotten when they are left out, and no others.
    let bench = slowed("");
    bench.reload("number_memory_without = 0992");
    assert!(known(&bench).is_some());
    bench.reload("number_memory_without = 0991");
    assert_eq!(known(&bench), None);
}

#[test]
fn t38_that_broke_two_calls_is_not_asked_for() {
    let settings = "retry_dropped = no";
    let mut folder = None;
    let mut said = Vec::new();
    for _ in 0..3 {
        // That it is not asked for a day a restart forgets.
        let bench = match folder.take() {
            None => Bench::new(settings),
            Some(folder) => Bench::in_folder(folder, settings),
        };
        bench.network.play(NUMBER, &[Played::Dropped(0)]);
        let id = bench.submit(&bench.draft(NUMBER, &bench.document("one", &pages(1, 1))));
        assert_eq!(bench.wait_for_end(id).state, JobState::Failed);
        bench.network.join();
        said.push((remembered(&bench, id), known(&bench).unwrap().t38));
        assert_eq!(bench.service.stop(), Ok(()));
        let Bench { folder: kept, .. } = bench;
        folder = Some(kept);
    }
    assert_eq!(said[..2], [(String::new(), T38Fate::Broke), (String::new(), T38Fate::Broke)]);
    assert!(said[2].0.starts_with("T.38 is not requested: it broke calls"), "{said:?}");
}

#[test]
fn who_is_busy_or_does_not_answer_is_known_and_what_is_ours_is_not_put_down_to_it() {
    let bench = Bench::new("retry_busy = 0\nretry_no_answer = 0\nretry_lines_full = 0");
    let causes = [17, 19, 34, 17].map(Played::Cause);
    bench.network.play(NUMBER, &causes);
    let id = bench.submit(&bench.draft(NUMBER, &bench.document("one", &pages(1, 1))));
    bench.wait(id, &[JobState::Done]);
    bench.network.join();
    let Destination { calls, busy, no_answer, in_vain, sent, .. } = known(&bench).unwrap();
    assert_eq!((calls, busy, no_answer, in_vain, sent), (4, 2, 1, 0, 1));
}
