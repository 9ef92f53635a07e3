//! The play-out keeps the line's timeline: no 20 ms is ever left out or given twice.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Frame `n` of a line: 20 ms, whose samples tell where they belong.
fn samples(n: u32) -> Vec<i16> {
    (0..160).map(|i| ((n * 160 + i) % 30_000) as i16).collect()
}

fn rtp(playout: &mut Playout, now_ms: u64, n: u32) {
    stamped(playout, now_ms, n, n as u16, n * 20);
}

fn stamped(playout: &mut Playout, now_ms: u64, n: u32, sequence: u16, timestamp_ms: u32) {
    let samples = samples(n);
    playout.frame(
        now_ms,
        HeardFrame {
            samples: &samples,
            sequence: Some(sequence),
            timestamp_ms: Some(timestamp_ms),
        },
    );
}

/// A frame of silence.
fn quiet(playout: &mut Playout, now_ms: u64, sequence: u16, timestamp_ms: u32) {
    let heard = HeardFrame {
        samples: &[0; 160],
        sequence: Some(sequence),
        timestamp_ms: Some(timestamp_ms),
    };
    playout.frame(now_ms, heard);
}

fn bare(playout: &mut Playout, now_ms: u64, n: u32) {
    playout.frame(now_ms, HeardFrame { samples: &samples(n), sequence: None, timestamp_ms: None });
}

/// What came out, frame by frame where it was heard: `Ok(n)` for frame n, `Err(samples)`
/// for a loss.
fn taken(playout: &mut Playout) -> Vec<Result<u32, usize>> {
    std::iter::from_fn(|| playout.pop())
        .map(|block| match block {
            Block::Heard(samples) => Ok(samples[0] as u32 / 160),
            Block::Lost(count) => Err(count),
        })
        .collect()
}

fn length(playout: &mut Playout) -> usize {
    std::iter::from_fn(|| playout.pop())
        .map(|block| match block {
            Block::Heard(samples) => samples.len(),
            Block::Lost(count) => count,
        })
        .sum()
}

#[test]
fn what_is_next_goes_through_at_once_however_it_jitters() {
    let mut playout = Playout::new();
    for (n, now) in [0, 55, 56, 60, 80, 135, 136, 140].into_iter().enumerate() {
        rtp(&mut playout, now, n as u32);
        assert_eq!(taken(&mut playout), [Ok(n as u32)]);
    }
}

#[test]
fn a_lost_frame_is_waited_for_and_then_given_as_lost() {
    let mut playout = Playout::new();
    rtp(&mut playout, 0, 0);
    rtp(&mut playout, 40, 2);
    assert_eq!(taken(&mut playout), [Ok(0)]);
    rtp(&mut playout, 60, 3);
    assert_eq!(taken(&mut playout), []);
    // Its own time was over at 20.
    playout.tick(80);
    assert_eq!(taken(&mut playout), []);
    playout.tick(81);
    assert_eq!(taken(&mut playout), [Err(160), Ok(2), Ok(3)]);
}

#[test]
fn frames_out_of_order_are_put_right() {
    let mut playout = Playout::new();
    for (now, n) in [(0, 0), (30, 2), (40, 1), (60, 3)] {
        rtp(&mut playout, now, n);
    }
    assert_eq!(taken(&mut playout), [Ok(0), Ok(1), Ok(2), Ok(3)]);
    assert_eq!(playout.stats().reordered, 1);
}

#[test]
fn doubles_are_dropped_and_make_nobody_patient() {
    let mut playout = Playout::new();
    for (now, n) in [(0, 0), (1, 0), (20, 1), (21, 0), (40, 2), (41, 2)] {
        rtp(&mut playout, now, n);
    }
    assert_eq!(taken(&mut playout), [Ok(0), Ok(1), Ok(2)]);
    assert_eq!((playout.stats().doubled, playout.stats().patience_ms), (3, LEAST_PATIENCE as u32));
}

#[test]
fn a_frame_that_comes_too_late_is_dropped_and_makes_patient() {
    let mut playout = Playout::new();
    rtp(&mut playout, 0, 0);
    for n in 2..8 {
        rtp(&mut playout, u64::from(n) * 20, n);
    }
    rtp(&mut playout, 150, 1);
    assert_eq!(taken(&mut playout), [Ok(0), Err(160), Ok(2), Ok(3), Ok(4), Ok(5), Ok(6), Ok(7)]);
    assert_eq!(playout.stats().late, 1);
    assert!(playout.stats().patience_ms > LEAST_PATIENCE as u32);
    assert!(playout.stats().patience_ms <= MOST_PATIENCE as u32);
}

#[test]
fn time_passes_where_the_line_sends_nothing_at_all() {
    let mut playout = Playout::new();
    for now in (0..=1000).step_by(10) {
        playout.tick(now);
    }
    assert_eq!(length(&mut playout), 940 * 8 / 160 * 160);
    rtp(&mut playout, 1000, 7);
    assert_eq!(taken(&mut playout), [Ok(7)]);
}

#[test]
fn silence_suppression_lasts_as_long_as_the_stamps_say() {
    let mut playout = Playout::new();
    quiet(&mut playout, 0, 0, 0);
    assert_eq!(taken(&mut playout), [Ok(0)]);
    for now in (20..3000).step_by(20) {
        playout.tick(now);
    }
    let by_the_clock = length(&mut playout);
    assert!((2800 * 8..3000 * 8).contains(&by_the_clock), "{by_the_clock}");
    // The next packet, 3000 ms after the first.
    stamped(&mut playout, 3000, 150, 1, 3000);
    stamped(&mut playout, 3020, 151, 2, 3020);
    assert_eq!(taken(&mut playout), [Err(3000 * 8 - 160 - by_the_clock), Ok(150), Ok(151)]);
}

#[test]
fn a_short_pause_of_the_sender_is_not_waited_for() {
    let mut playout = Playout::new();
    quiet(&mut playout, 0, 0, 0);
    stamped(&mut playout, 40, 2, 1, 40);
    assert_eq!(taken(&mut playout), [Ok(0), Err(160), Ok(2)]);
}

#[test]
fn a_burst_after_a_stall_does_not_move_the_timeline() {
    let mut playout = Playout::new();
    rtp(&mut playout, 0, 0);
    for now in (10..=500).step_by(10) {
        playout.tick(now);
    }
    for n in 1..=25 {
        rtp(&mut playout, 500, n);
    }
    rtp(&mut playout, 520, 26);
    let taken = taken(&mut playout);
    let Err(lost) = taken[1] else { panic!("{taken:?}") };
    // Each frame that is heard stands where it belongs.
    let first = 1 + lost as u32 / 160;
    assert_eq!(taken[2..], (first..=26).map(Ok).collect::<Vec<_>>());
}

#[test]
fn a_burst_on_a_line_without_stamps_does_not_move_the_timeline() {
    let mut playout = Playout::new();
    for n in 0..10 {
        bare(&mut playout, u64::from(n) * 20, n);
    }
    for now in (190..=680).step_by(10) {
        playout.tick(now);
    }
    for n in 10..35 {
        bare(&mut playout, 680, n);
    }
    for n in 35..100 {
        bare(&mut playout, u64::from(n) * 20, n);
    }
    let passed = length(&mut playout) as i64;
    assert!((passed - 100 * 160).abs() <= (LEAST_PATIENCE + 20) * 8, "{passed}");
}

#[test]
fn a_line_without_stamps_that_paused_is_heard_whole() {
    let mut playout = Playout::new();
    bare(&mut playout, 0, 0);
    for now in (10..2000).step_by(10) {
        playout.tick(now);
    }
    length(&mut playout);
    for n in 1..50 {
        bare(&mut playout, 2000 + u64::from(n) * 20, n);
    }
    assert_eq!(taken(&mut playout), (1..50).map(Ok).collect::<Vec<_>>());
}

#[test]
fn numbers_and_stamps_may_wrap() {
    let mut playout = Playout::new();
    // RTP's 32-bit stamps at 8 kHz, in ms, wrap at 2^29.
    for n in 0..4u32 {
        stamped(
            &mut playout,
            u64::from(n) * 20,
            n,
            65_534u16.wrapping_add(n as u16),
            ((1 << 29) - 40 + n * 20) % (1 << 29),
        );
    }
    assert_eq!(taken(&mut playout), [Ok(0), Ok(1), Ok(2), Ok(3)]);
}

#[test]
fn a_stream_that_begins_anew_goes_on_where_the_old_one_ended() {
    let mut playout = Playout::new();
    rtp(&mut playout, 0, 0);
    stamped(&mut playout, 20, 1, 40_000, 77_000_000);
    stamped(&mut playout, 40, 2, 40_001, 77_000_020);
    assert_eq!(taken(&mut playout), [Ok(0), Ok(1), Ok(2)]);
}

#[test]
fn a_path_that_gets_longer_costs_what_was_given_as_lost_and_no_more() {
    let mut playout = Playout::new();
    for n in 0..10 {
        quiet(&mut playout, u64::from(n) * 20, n as u16, n * 20);
    }
    let mut now = 180;
    for n in 10..200 {
        while now < u64::from(n) * 20 + 150 {
            playout.tick(now);
            now += 10;
        }
        quiet(&mut playout, now, n as u16, n * 20);
    }
    let lost = playout.stats().silent_samples;
    assert!(lost > 0 && lost <= 150 * 8, "{lost}");
    assert_eq!(length(&mut playout), 200 * 160);
}

#[test]
fn a_far_end_that_echoes_each_frame_cannot_make_time_run() {
    let mut playout = Playout::new();
    for n in 0..10_000 {
        bare(&mut playout, u64::from(n) / 100, n);
    }
    assert!(length(&mut playout) <= 1100 * 8);
    for n in 0..100 {
        bare(&mut playout, 1200 + u64::from(n) * 20, n);
        assert!(playout.pop().is_some());
    }
}

#[test]
fn a_clock_that_drifts_loses_nothing() {
    for far_step_us in [19_990, 20_010] {
        let mut playout = Playout::new();
        for n in 0..60_000u64 {
            let now = n * far_step_us / 1000;
            playout.tick(now);
            rtp(&mut playout, now, n as u32);
        }
        assert_eq!(
            (length(&mut playout), playout.stats().lost_samples, playout.stats().silent_samples),
            (60_000 * 160, 0, 0)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the network does, each sample that is heard stands at its own place in
    /// the timeline.
    #[test]
    fn each_heard_sample_stands_where_it_belongs(fates in prop::collection::vec((0u8..20, 0u64..150), 1..180)) {
        let mut arrivals: Vec<(u64, u32)> = Vec::new();
        for (n, (fate, jitter)) in fates.iter().enumerate() {
            // The first sets where the timeline begins. One in 20 is lost, one in 20
            // doubled, one in four jitters.
            let sent = n as u64 * 20;
            match fate {
                _ if n == 0 => arrivals.push((0, 0)),
                0 => {}
                1 => arrivals.extend([(sent, n as u32), (sent + jitter, n as u32)]),
                2..6 => arrivals.push((sent + jitter, n as u32)),
                _ => arrivals.push((sent, n as u32)),
            }
        }
        arrivals.sort();
        let mut playout = Playout::new();
        let mut now = 0;
        let mut position = 0usize;
        let last = arrivals.last().map_or(0, |arrival| arrival.0);
        let mut arrivals = arrivals.into_iter().peekable();
        while now <= last + 400 {
            while let Some((_, n)) = arrivals.next_if(|arrival| arrival.0 <= now) {
                rtp(&mut playout, now, n);
            }
            playout.tick(now);
            while let Some(block) = playout.pop() {
                match block {
                    Block::Heard(samples) => {
                        for sample in samples {
                            prop_assert_eq!(sample as usize, position % 30_000);
                            position += 1;
                        }
                    }
                    Block::Lost(count) => position += count,
                }
            }
            let line = now as usize * 8 + 160;
            prop_assert!(position + (SIGNAL_PATIENCE as usize + 180) * 8 >= line, "{position} is far behind {line}");
            prop_assert!(position <= line + 160, "{position} is ahead of {line}");
            now += 10;
        }
    }
}

/// A loud frame of its number.
fn loud(playout: &mut Playout, now_ms: u64, n: u32, timestamp_ms: u32) {
    let samples: Vec<i16> = (0..160).map(|i| if i % 2 == 0 { 4000 } else { -4000 }).collect();
    playout.frame(
        now_ms,
        HeardFrame {
            samples: &samples,
            sequence: Some(n as u16),
            timestamp_ms: Some(timestamp_ms),
        },
    );
}

#[test]
fn a_sender_that_stalls_in_a_signal_goes_on_where_it_was() {
    for stall_ms in [40, 93, 250] {
        let mut playout = Playout::new();
        for n in 0..10 {
            loud(&mut playout, u64::from(n) * 20, n, n * 20);
        }
        for now in (200..180 + stall_ms).step_by(20) {
            playout.tick(now);
        }
        for n in 10..20 {
            loud(&mut playout, u64::from(n) * 20 + stall_ms, n, n * 20 + stall_ms as u32);
        }
        assert_eq!(length(&mut playout), 20 * 160, "after {stall_ms} ms");
        assert_eq!((playout.stats().lost_samples, playout.stats().silent_samples), (0, 0));
    }
}

#[test]
fn a_line_that_stays_still_in_a_signal_lets_time_go_on() {
    let mut playout = Playout::new();
    loud(&mut playout, 0, 0, 0);
    for now in (20..=1020).step_by(20) {
        playout.tick(now);
    }
    let passed = length(&mut playout);
    assert!((5000..=8160).contains(&passed), "{passed} samples of a second have passed");
}

/// The burst of a sender that stalled, and the frame that is lost in it, stand where the numbers
/// say: the stamps fall back as far as they had run ahead.
#[test]
fn a_frame_lost_while_a_sender_catches_up_is_a_hole() {
    let mut playout = Playout::new();
    for (now, n, stamp) in [(0, 0, 0), (60, 1, 60), (60, 2, 60), (80, 4, 80), (100, 5, 100)] {
        loud(&mut playout, now, n, stamp);
    }
    playout.tick(400);
    let blocks: Vec<_> = std::iter::from_fn(|| playout.pop()).collect();
    let lost = |block: &Block| matches!(block, Block::Lost(160));
    assert_eq!(blocks.iter().position(lost), Some(3), "{blocks:?}");
    assert_eq!(playout.stats().lost_samples, 160);
}

#[test]
fn numbers_that_jump_leave_no_hole_where_the_stamps_go_on() {
    for (jump, missing) in [(300, 0), (20_000, 0), (40_000, 0), (300, 2), (40_000, 2)] {
        let mut playout = Playout::new();
        for n in 0..20u32 {
            let (number, stamp) = if n < 10 { (n, n * 20) } else { (n + jump, (n + missing) * 20) };
            loud(&mut playout, stamp.into(), number, stamp);
        }
        let what = format!("{jump} numbers, {missing} frames");
        playout.tick(600);
        assert_eq!(playout.stats().lost_samples, u64::from(missing) * 160, "{what}");
        assert!(length(&mut playout) >= (20 + missing as usize) * 160, "{what}");
    }
}

/// RTP's stamps have 32 bits of samples, at 8 or at 16 kHz.
#[test]
fn stamps_may_wrap_beside_packets_without_audio() {
    for bits in [28, 29] {
        let mut playout = Playout::new();
        for n in 0..10u32 {
            let stamp = ((1 << bits) - 100 + n * 20) % (1 << bits);
            loud(&mut playout, u64::from(n) * 20, 2 * n, stamp);
        }
        assert_eq!(length(&mut playout), 10 * 160, "{bits} bits");
        assert_eq!(playout.stats().lost_samples, 0, "{bits} bits");
    }
}
