//! Seeded networks before the play-out: whatever they do, each sample that is heard
//! stands where it belongs.

use super::*;

/// What a network and a sender do. Times in ms.
#[derive(Clone, Copy)]
struct Network {
    frame_ms: u64,
    /// In percent.
    lost: u64,
    doubled: u64,
    held: u64,
    jitter_ms: u64,
    /// Of the remote end's clock.
    skew_ppm: i64,
    has_stamps: bool,
    has_numbers: bool,
    /// From this frame on everything takes so much longer.
    longer: (u64, u64),
    /// From this frame on numbers and stamps are others, so much further on.
    renumbered: (u64, u16, u32),
    /// Before this frame the sender paused so long, and numbers and stamps do not tell.
    paused: (u64, u64),
    /// Before this frame the sender stalled so long, and stamps by its wall clock.
    stalled: (u64, u64),
    /// Behind each so many frames come so many packets without audio: numbers and no time.
    without_audio: (u64, u64),
    is_loud: bool,
}

const CALM: Network = Network {
    frame_ms: 20,
    lost: 0,
    doubled: 0,
    held: 0,
    jitter_ms: 0,
    skew_ppm: 0,
    has_stamps: true,
    has_numbers: true,
    longer: (u64::MAX, 0),
    renumbered: (u64::MAX, 0, 0),
    paused: (u64::MAX, 0),
    stalled: (u64::MAX, 0),
    without_audio: (1, 0),
    is_loud: true,
};

/// What came out: of the samples those that were heard, each by what it was sent as, and
/// how long it all was.
struct Out {
    /// The frames that were heard whole, by their number, and where they began.
    frames: Vec<(u64, usize)>,
    length: usize,
    stats: PlayoutStats,
}

/// xorshift: from 0 to 99.
fn percent(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    (*state >> 33) % 100
}

/// A frame that tells its number: loud or all but silent.
fn frame_of(network: &Network, n: u64) -> Vec<i16> {
    let mut samples: Vec<i16> = (0..network.frame_ms * 8)
        .map(|i| if i % 2 == 0 { 3000 } else { -3000 })
        .collect();
    if !network.is_loud {
        samples.fill(0);
    }
    samples[0] = n as i16 + 1;
    samples
}

/// When each packet comes, by the order of their coming.
fn arrivals(network: &Network, count: u64, seed: u64) -> Vec<(u64, u64)> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut arrivals = Vec::new();
    for n in 0..count {
        let [lost, doubled, held, late] = [0; 4].map(|_| percent(&mut state));
        let sent = n * network.frame_ms + if n >= network.paused.0 { network.paused.1 } else { 0 };
        let sent = sent + if n >= network.stalled.0 { network.stalled.1 } else { 0 };
        let by_our_clock = sent as i64 + sent as i64 * network.skew_ppm / 1_000_000;
        let mut at = by_our_clock as u64 + late * network.jitter_ms / 100;
        // The first sets where the timeline begins.
        if n == 0 {
            at = 0;
        }
        at += if n > 0 && held < network.held { 30 } else { 0 };
        at += if n >= network.longer.0 { network.longer.1 } else { 0 };
        if n == 0 || lost >= network.lost {
            arrivals.push((at, n));
            arrivals.extend((doubled < network.doubled).then_some((at + 5, n)));
        }
    }
    arrivals.sort();
    arrivals
}

fn run(network: &Network, count: u64, seed: u64) -> Out {
    let mut playout = Playout::new();
    let mut out = Out { frames: Vec::new(), length: 0, stats: PlayoutStats::default() };
    let arrivals = arrivals(network, count, seed);
    let end = arrivals.last().map_or(0, |arrival| arrival.0) + 100;
    let mut arrivals = arrivals.into_iter().peekable();
    for now in 0..end {
        while let Some((_, n)) = arrivals.next_if(|arrival| arrival.0 <= now) {
            let (every, packets) = network.without_audio;
            let (mut number, mut stamp) =
                ((n + n / every * packets) as u16, (n * network.frame_ms) as u32);
            if n >= network.renumbered.0 {
                number = number.wrapping_add(network.renumbered.1);
                stamp = stamp.wrapping_add(network.renumbered.2);
            }
            if n >= network.stalled.0 {
                stamp += network.stalled.1 as u32;
            }
            let frame = HeardFrame {
                samples: &frame_of(network, n),
                sequence: network.has_numbers.then_some(number),
                timestamp_ms: network.has_stamps.then_some(stamp),
            };
            playout.frame(now, frame);
        }
        if now % 10 == 0 {
            playout.tick(now);
        }
        while let Some(block) = playout.pop() {
            match block {
                Block::Heard(samples) => {
                    // Frames may be cut, but never mixed: a number stands where one begins.
                    for (at, &sample) in samples.iter().enumerate() {
                        if sample != 0 && sample.abs() != 3000 {
                            out.frames.push((sample as u64 - 1, out.length + at));
                        }
                    }
                    out.length += samples.len();
                }
                Block::Lost(count) => out.length += count,
            }
        }
    }
    out.stats = playout.stats();
    out
}

/// Every frame that was heard stands at its own place on one line of time.
fn assert_even(out: &Out, network: &Network, what: &str) {
    for &(n, at) in &out.frames {
        assert_eq!(at as u64, n * network.frame_ms * 8, "{what}: frame {n}");
    }
}

#[test]
fn packets_of_any_size_come_out_whole_and_in_order_where_none_is_lost() {
    for frame_ms in [10, 20, 30, 40, 60] {
        for (name, network) in [
            ("doubled", Network { doubled: 5, ..CALM }),
            ("held", Network { held: 5, ..CALM }),
            ("jitter", Network { jitter_ms: 60, ..CALM }),
            ("all", Network { doubled: 5, held: 5, jitter_ms: 30, ..CALM }),
            ("fast", Network { jitter_ms: 40, skew_ppm: -150, ..CALM }),
            ("slow", Network { jitter_ms: 40, skew_ppm: 150, ..CALM }),
        ] {
            for seed in 0..5 {
                let what = format!("{name}, {frame_ms} ms, seed {seed}");
                let network = Network { frame_ms, ..network };
                let out = run(&network, 1500, seed);
                assert_even(&out, &network, &what);
                assert_eq!(
                    (out.frames.len(), out.stats.lost_samples, out.stats.silent_samples),
                    (1500, 0, 0),
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn lost_packets_leave_holes_of_their_own_size_and_no_other() {
    for frame_ms in [10, 20, 30, 60] {
        for seed in 0..5 {
            let network = Network { frame_ms, lost: 2, doubled: 2, held: 5, jitter_ms: 30, ..CALM };
            let what = format!("{frame_ms} ms, seed {seed}");
            let out = run(&network, 1500, seed);
            assert_even(&out, &network, &what);
            let heard: u64 = out.frames.len() as u64;
            let silent = out.stats.lost_samples + out.stats.silent_samples;
            assert!(heard > 1440 && out.stats.late == 0, "{what}: {:?}", out.stats);
            assert_eq!(heard * frame_ms * 8 + silent, out.length as u64, "{what}");
        }
    }
}

#[test]
fn frames_without_stamps_are_ordered_by_number_and_those_without_numbers_by_stamp() {
    for (has_stamps, has_numbers) in [(true, false), (false, true)] {
        for seed in 0..5 {
            let network =
                Network { has_stamps, has_numbers, doubled: 5, held: 5, jitter_ms: 25, ..CALM };
            let out = run(&network, 1000, seed);
            assert_even(&out, &network, &format!("stamps {has_stamps}, seed {seed}"));
            assert_eq!(out.frames.len(), 1000, "stamps {has_stamps}, seed {seed}: {:?}", out.stats);
        }
    }
}

#[test]
fn frames_with_neither_are_taken_as_they_come() {
    let network = Network { has_stamps: false, has_numbers: false, skew_ppm: 100, ..CALM };
    let out = run(&network, 1000, 1);
    assert_even(&out, &network, "neither");
    assert_eq!(out.frames.len(), 1000);
}

#[test]
fn more_jitter_than_we_wait_for_at_first_is_soon_waited_for() {
    for is_loud in [true, false] {
        let network = Network { jitter_ms: 150, is_loud, ..CALM };
        for seed in 0..5 {
            let out = run(&network, 1500, seed);
            assert_even(&out, &network, "jitter");
            assert!(out.stats.late <= 5, "seed {seed}: {:?}", out.stats);
            assert!((150..=200).contains(&out.stats.patience_ms), "{:?}", out.stats);
        }
    }
}

#[test]
fn a_path_that_gets_longer_than_our_patience_is_heard_again_soon() {
    for (is_loud, by_ms) in [(false, 300), (true, 500), (false, 900), (true, 2500)] {
        let network = Network { longer: (200, by_ms), is_loud, ..CALM };
        let out = run(&network, 600, 1);
        let heard = out.frames.iter().filter(|(n, _)| *n >= 200).count();
        assert_eq!(heard, 400, "{by_ms} ms, loud {is_loud}: {:?}", out.stats);
        // In one piece.
        let behind = &out.frames[200..];
        assert!(behind.windows(2).all(|two| two[1].1 - two[0].1 == 160), "{by_ms} ms");
        assert!(out.stats.moved <= 1, "{:?}", out.stats);
    }
}

#[test]
fn a_sender_that_paused_and_stamps_as_if_it_had_not_is_heard_whole() {
    for is_loud in [true, false] {
        for pause_ms in [400, 3000, 60_000] {
            let network = Network { paused: (100, pause_ms), is_loud, ..CALM };
            let out = run(&network, 300, 1);
            assert_eq!(out.frames.len(), 300, "{pause_ms} ms, loud {is_loud}: {:?}", out.stats);
            assert!(
                out.frames[100..].windows(2).all(|two| two[1].1 - two[0].1 == 160),
                "{pause_ms} ms"
            );
        }
    }
}

#[test]
fn a_sender_that_stalls_in_a_signal_goes_on_where_it_was_though_its_packets_come_in_disorder() {
    for stall_ms in [33, 82, 140] {
        for seed in 0..10 {
            let network = Network { stalled: (200, stall_ms), jitter_ms: 60, ..CALM };
            let what = format!("{stall_ms} ms, seed {seed}");
            let out = run(&network, 400, seed);
            assert_even(&out, &network, &what);
            assert_eq!((out.frames.len(), out.stats.lost_samples), (400, 0), "{what}");
        }
    }
}

#[test]
fn another_stream_goes_on_where_the_first_ended_however_near_its_numbers_are() {
    for numbers in [30_000, 150, 120, 60_000u16, 65_536u32 as u16, 65_416, 65_386] {
        for stamps in [1_000_000, 3_000_000_000u32] {
            let network = Network { renumbered: (200, numbers, stamps), ..CALM };
            let out = run(&network, 400, 1);
            assert_even(&out, &network, &format!("numbers {numbers}, stamps {stamps} further on"));
            assert_eq!(
                out.frames.len(),
                400,
                "numbers {numbers}, stamps {stamps} further on: {:?}",
                out.stats
            );
        }
    }
}

/// Of comfort noise, telephone events (three ends in a row) and payload types that nobody knows.
const WITHOUT_AUDIO: [(u64, u64); 6] = [(50, 1), (7, 3), (2, 1), (1, 1), (1, 3), (40, 60)];

#[test]
fn packets_without_audio_leave_no_hole() {
    for without_audio in WITHOUT_AUDIO {
        for frame_ms in [10, 20, 30, 60] {
            for is_loud in [true, false] {
                let calm = Network { frame_ms, is_loud, without_audio, ..CALM };
                let disorder = Network { doubled: 5, held: 5, jitter_ms: 30, ..calm };
                for (network, seed) in [(calm, 0), (disorder, 1), (disorder, 2), (disorder, 3)] {
                    let what =
                        format!("{without_audio:?}, {frame_ms} ms, loud {is_loud}, seed {seed}");
                    let out = run(&network, 1000, seed);
                    assert_even(&out, &network, &what);
                    let lost = (out.stats.lost_samples, out.stats.silent_samples);
                    assert_eq!((out.frames.len(), lost), (1000, (0, 0)), "{what}");
                }
            }
        }
    }
}

#[test]
fn what_is_lost_beside_packets_without_audio_leaves_holes_of_its_own_size() {
    for without_audio in WITHOUT_AUDIO {
        for seed in 0..5 {
            let network =
                Network { lost: 2, doubled: 2, held: 5, jitter_ms: 30, without_audio, ..CALM };
            let what = format!("{without_audio:?}, seed {seed}");
            let out = run(&network, 1500, seed);
            assert_even(&out, &network, &what);
            let heard = out.frames.len() as u64;
            let silent = out.stats.lost_samples + out.stats.silent_samples;
            assert!(heard > 1440 && out.stats.late == 0, "{what}: {:?}", out.stats);
            assert_eq!(heard * 160 + silent, out.length as u64, "{what}");
        }
    }
}

#[test]
fn a_sender_of_packets_without_audio_may_stall_in_a_signal_too() {
    // The stall begins behind a frame that none of those packets follows, or one that is
    // followed like all.
    for without_audio in [(7, 1), (7, 3), (1, 1), (1, 3)] {
        for stall_ms in [33, 40, 82, 140] {
            let network = Network { stalled: (201, stall_ms), without_audio, ..CALM };
            let what = format!("{without_audio:?}, {stall_ms} ms");
            let out = run(&network, 400, 1);
            assert_even(&out, &network, &what);
            assert_eq!((out.frames.len(), out.stats.lost_samples), (400, 0), "{what}");
        }
    }
}

#[test]
fn what_came_out_depends_on_the_seed_alone() {
    let network = Network { lost: 2, doubled: 3, held: 5, jitter_ms: 60, ..CALM };
    let [one, other] = [(); 2].map(|()| run(&network, 500, 7));
    assert_eq!((one.frames, one.length), (other.frames, other.length));
}
