//! Both image modems, both directions, over impaired lines. Each test is named for the impairment.

use super::test_line::{
    Heard, Random, RandomBits, add_echoes, add_noise, companded, hear, hear_cut, hear_with_losses,
    samples, signal, skew,
};
use crate::dsp::level;
use crate::modem::image::{ImageReceiver, ImageTransmitter};
use crate::modem::v21::V21Transmitter;
use crate::modem::v27ter::V27terTransmitter;
use crate::modem::v29::V29Transmitter;
use crate::modem::{BitSource, Rate};

const RATES: [Rate; 8] = Rate::ALL;

const SEED: u64 = 17;

/// Bits of two seconds.
fn two_seconds(rate: Rate) -> usize {
    rate.bps() as usize * 2
}

fn two_seconds_at(rate: Rate, level_dbm0: f32) -> Vec<f32> {
    signal(Box::new(ImageTransmitter::new(rate, false, level_dbm0)), SEED, two_seconds(rate))
}

/// When the signal ends, in samples.
fn end_of(line: &[f32]) -> usize {
    line.iter().rposition(|s| s.abs() > 20.0).unwrap_or(0)
}

/// Signal to noise (0–4 kHz) at which each rate has about one error in ten thousand bits
/// by theory, plus 3 dB.
fn workable_snr_db(rate: Rate) -> f32 {
    3.0 + match rate {
        Rate::V27ter2400 => 6.5,
        Rate::V27ter4800 => 13.0,
        Rate::V29At7200 => 13.6,
        Rate::V29At9600 => 17.6,
        Rate::V17At7200 => 9.4,
        Rate::V17At9600 => 12.9,
        Rate::V17At12000 => 15.9,
        Rate::V17At14400 => 19.1,
    }
}

#[track_caller]
fn assert_clean(rate: Rate, heard: &Heard) {
    assert_received(rate, heard, 0);
}

#[track_caller]
fn assert_received(rate: Rate, heard: &Heard, most_errors: usize) {
    let (events, errors) = (
        (heard.carrier_up, heard.trained.len(), heard.failed, heard.down.len()),
        heard.errors(SEED, two_seconds(rate)),
    );
    assert_eq!(events, (1, 1, 0, 1), "{rate}: {errors} errors");
    assert!(errors <= most_errors, "{rate}: {errors} errors");
}

#[test]
fn a_line_that_falls_dead_ends_the_signal() {
    for rate in RATES {
        // In the middle of the data, and in the middle of the training.
        for (alive, trained) in [(100, 1), (10, 0)] {
            let line = samples(&two_seconds_at(rate, -12.0));
            let mut line = line[..line.len().min(alive * 160)].to_vec();
            line.resize(line.len() + 160 * 1000, 0);
            let dead: Vec<usize> = (alive..line.len() / 160).collect();
            let heard = hear_with_losses(ImageReceiver::new(rate).receiver(), &line, &dead);
            assert_eq!(
                (heard.trained.len(), heard.down.len()),
                (trained, heard.carrier_up),
                "{rate}: {heard:?}"
            );
            assert!(
                heard.down.is_empty() || heard.down_at <= (alive + 300) * 160,
                "{rate}: {}",
                heard.down_at
            );
        }
    }
}

#[test]
fn a_clean_line() {
    for rate in RATES {
        let line = two_seconds_at(rate, -12.0);
        let heard = hear(ImageReceiver::new(rate).receiver(), &samples(&line));
        assert_clean(rate, &heard);
        let trained = heard.trained[0];
        assert!(trained.snr_db > 40.0, "{rate}: {trained:?}");
        assert!((trained.level_dbm0 + 12.0).abs() < 0.3, "{rate}: {trained:?}");
        assert!(
            trained.offset_hz.abs() < 0.05 && trained.skew_ppm.abs() < 5.0,
            "{rate}: {trained:?}"
        );
        assert!(trained.distortion_db < 0.3 && trained.relocks == 0, "{rate}: {trained:?}");
    }
}

#[test]
fn any_cut_of_the_samples() {
    for rate in RATES {
        let mut line = two_seconds_at(rate, -20.0);
        add_noise(&mut line, -45.0, 1);
        let samples = companded(&line);
        let whole = hear_cut(ImageReceiver::new(rate).receiver(), &samples, samples.len());
        for cut in [1, 37, 160, 1001] {
            let heard = hear_cut(ImageReceiver::new(rate).receiver(), &samples, cut);
            assert_eq!(
                (&heard.bits, &heard.trained, &heard.down),
                (&whole.bits, &whole.trained, &whole.down),
                "{rate} by {cut}"
            );
        }
    }
}

#[test]
fn two_signals_one_after_the_other_and_after_a_reset() {
    for rate in RATES {
        let line = samples(&two_seconds_at(rate, -20.0));
        let mut receiver = ImageReceiver::new(rate);
        let receiver = receiver.receiver();
        let first = hear(receiver, &line);
        assert_clean(rate, &first);
        assert_clean(rate, &hear(receiver, &line));
        hear(receiver, &line[..line.len() / 2]);
        receiver.reset();
        assert_eq!(hear(receiver, &line), first, "{rate}");
    }
}

#[test]
fn levels_from_minus_3_to_minus_43_dbm0() {
    for rate in RATES {
        for level in [-3.0, -6.0, -20.0, -33.0, -43.0] {
            let mut line = two_seconds_at(rate, level);
            add_noise(&mut line, -75.0, 1);
            let heard = hear(ImageReceiver::new(rate).receiver(), &companded(&line));
            assert_clean(rate, &heard);
            assert!(
                (heard.trained[0].level_dbm0 - level).abs() < 0.5,
                "{rate} at {level}: {:?}",
                heard.trained[0]
            );
        }
    }
}

#[test]
fn white_noise_3_db_above_theory() {
    for rate in RATES {
        let mut line = two_seconds_at(rate, -26.0);
        add_noise(&mut line, -26.0 - workable_snr_db(rate), 7);
        assert_clean(rate, &hear(ImageReceiver::new(rate).receiver(), &companded(&line)));
    }
}

#[test]
fn clocks_150_ppm_apart_with_noise() {
    for rate in RATES {
        for ppm in [-150.0, 150.0] {
            let mut line = skew(&two_seconds_at(rate, -26.0), ppm);
            add_noise(&mut line, -26.0 - workable_snr_db(rate) - 1.0, 7);
            let heard = hear(ImageReceiver::new(rate).receiver(), &companded(&line));
            assert_clean(rate, &heard);
            let trained = heard.down[0].skew_ppm;
            assert!((f64::from(trained) - ppm).abs() < 30.0, "{rate}: {trained} for {ppm} ppm");
        }
    }
}

#[test]
fn talker_echo_protection_before_v29() {
    for rate in [Rate::V29At7200, Rate::V29At9600] {
        let line = signal(
            Box::new(V29Transmitter::with_echo_protection(rate, -15.0)),
            SEED,
            two_seconds(rate),
        );
        assert_clean(rate, &hear(ImageReceiver::new(rate).receiver(), &samples(&line)));
    }
}

#[test]
fn v27ter_without_echo_protection() {
    for rate in [Rate::V27ter2400, Rate::V27ter4800] {
        let line = signal(
            Box::new(V27terTransmitter::without_echo_protection(rate, -15.0)),
            SEED,
            two_seconds(rate),
        );
        assert_clean(rate, &hear(ImageReceiver::new(rate).receiver(), &samples(&line)));
    }
}

#[test]
fn a_line_with_near_and_far_echoes() {
    for rate in RATES {
        let mut line = two_seconds_at(rate, -15.0);
        add_echoes(&mut line, &[(3, 0.3), (7, -0.15), (11, 0.08)]);
        add_noise(&mut line, -55.0, 3);
        let heard = hear(ImageReceiver::new(rate).receiver(), &companded(&line));
        assert_clean(rate, &heard);
        for line in [heard.trained[0], heard.down[0]] {
            assert!(line.distortion_db > 0.2 && line.relocks == 0, "{rate}: {line:?}");
        }
    }
}

#[test]
fn a_beginning_that_was_not_heard() {
    for rate in RATES {
        let line = samples(&two_seconds_at(rate, -15.0));
        // The receiver is switched on in the middle of the alternations, and when half of
        // the conditioning has passed.
        let (alternations, half) = match rate {
            Rate::V27ter2400 => (1600 + 1712 + 200, 1600 + 1712 + 333 + 3580),
            Rate::V27ter4800 => (1600 + 1696 + 150, 1600 + 1696 + 250 + 2685),
            Rate::V29At7200 | Rate::V29At9600 => (1600 + 160 + 213, 1600 + 160 + 426 + 640),
            _ => (1600 + 426, 1600 + 853 + 160),
        };
        for start in [alternations, half] {
            assert_clean(rate, &hear(ImageReceiver::new(rate).receiver(), &line[start..]));
        }
    }
}

#[test]
fn a_lost_frame_in_the_data_costs_its_own_bits_and_no_more() {
    for rate in RATES {
        let line = companded(&two_seconds_at(rate, -15.0));
        let frames = line.len() / 160;
        let lost = [frames - 60, frames - 40];
        let heard = hear_with_losses(ImageReceiver::new(rate).receiver(), &line, &lost);
        let bits_of_a_frame = rate.bps() as usize / 50;
        // Beside the frame, the symbols whose pulses reach into it.
        assert_received(rate, &heard, lost.len() * (bits_of_a_frame * 2));
        let sent = two_seconds(rate);
        let clean_after =
            (0..sent).rev().take(bits_of_a_frame * 10).all(|i| heard.right_at(SEED, i));
        assert!(clean_after, "{rate}");
    }
}

#[test]
fn a_lost_frame_anywhere_in_the_training() {
    for rate in RATES {
        let line = companded(&two_seconds_at(rate, -15.0));
        let data = two_seconds(rate) * 8000 / rate.bps() as usize;
        let training_ends =
            (end_of(&line.iter().map(|&s| f32::from(s)).collect::<Vec<_>>()) - data) / 160;
        // The last 20 ms are the ones by which the training is judged: a frame that takes
        // a part of them takes the signal.
        for lost in 8..training_ends - 2 {
            let heard = hear_with_losses(ImageReceiver::new(rate).receiver(), &line, &[lost]);
            assert_eq!(
                (heard.trained.len(), heard.failed),
                (1, 0),
                "{rate}, frame {lost} of {training_ends}"
            );
            let errors = heard.errors(SEED, two_seconds(rate));
            assert!(
                errors <= rate.bps() as usize / 40,
                "{rate}, frame {lost} of {training_ends}: {errors} errors"
            );
        }
    }
}

#[test]
fn twenty_milliseconds_of_zeros_or_slips() {
    for rate in RATES {
        let line = samples(&two_seconds_at(rate, -15.0));
        let at = line.len() / 160 * 160 - 8000;
        let mut zeroed = line.clone();
        zeroed[at..at + 160].fill(0);
        let heard = hear(ImageReceiver::new(rate).receiver(), &zeroed);
        assert_received(rate, &heard, rate.bps() as usize / 20);

        let mut dropped = line.clone();
        dropped.drain(at..at + 160);
        let heard = hear(ImageReceiver::new(rate).receiver(), &dropped);
        assert_eq!((heard.trained.len(), heard.down.len()), (1, 1), "{rate}");
        let missing = rate.bps() as usize / 50;
        let sent = two_seconds(rate);
        let shifted =
            (sent - missing - 1000..sent - missing).all(|i| heard.bit_is(SEED, i + missing, i));
        assert!(shifted, "{rate}: bits after a slip");
    }
}

#[test]
fn slips_of_any_length_are_followed_within_80_ms() {
    for rate in RATES {
        let mut clean = two_seconds_at(rate, -15.0);
        let at = end_of(&clean) - 8000;
        add_noise(&mut clean, -50.0, 9);
        let line = companded(&clean);
        for slip in [-37isize, -5, -3, -2, -1, 1, 2, 3, 4, 8, 61] {
            let mut slipped = line[..at].to_vec();
            if slip < 0 {
                slipped.extend(std::iter::repeat_n(0, slip.unsigned_abs()));
                slipped.extend(&line[at..]);
            } else {
                slipped.extend(&line[at + slip.unsigned_abs()..]);
            }
            let heard = hear(ImageReceiver::new(rate).receiver(), &slipped);
            assert_eq!(
                (heard.trained.len(), heard.failed, heard.down.len()),
                (1, 0, 1),
                "{rate}, {slip} samples"
            );
            // The bits are whole symbols early or late; until the new lock is found, up
            // to 80 ms of them are wrong.
            let sent = two_seconds(rate);
            let tail = sent - (rate.bps() as f32 * 0.9) as usize..sent - 200;
            let bits: Vec<Option<bool>> = {
                let mut random = RandomBits::new(SEED, sent);
                (0..sent).map(|_| random.next_bit()).collect()
            };
            let fewest = (-130..=130)
                .map(|shift: isize| {
                    tail.clone()
                        .filter(|&i| {
                            bits[i] != heard.bits.get(i.wrapping_add_signed(shift)).copied()
                        })
                        .count()
                })
                .min();
            assert_eq!(fewest, Some(0), "{rate}, {slip} samples: bits wrong after it");
        }
    }
}

#[test]
fn jumps_of_level_and_bursts_of_noise_are_got_over() {
    for rate in RATES {
        let clean = two_seconds_at(rate, -15.0);
        let at = end_of(&clean) - 12_000;
        let bits_of_a_frame = rate.bps() as usize / 50;
        for gain in [1.41, 0.5] {
            let mut line = clean.clone();
            line[at..].iter_mut().for_each(|sample| *sample *= gain);
            add_noise(&mut line, -55.0, 2);
            assert_received(
                rate,
                &hear(ImageReceiver::new(rate).receiver(), &companded(&line)),
                bits_of_a_frame,
            );
        }
        let mut line = clean.clone();
        add_noise(&mut line[at..at + 160], -10.0, 3);
        add_noise(&mut line, -55.0, 2);
        assert_received(
            rate,
            &hear(ImageReceiver::new(rate).receiver(), &companded(&line)),
            bits_of_a_frame * 3 / 2,
        );
        // A frame said twice, as play-out buffers conceal.
        let mut line = clean.clone();
        line.copy_within(at - 160..at, at);
        add_noise(&mut line, -55.0, 2);
        assert_received(
            rate,
            &hear(ImageReceiver::new(rate).receiver(), &companded(&line)),
            bits_of_a_frame * 3 / 2,
        );
    }
}

#[test]
fn the_end_is_heard_in_time_above_any_noise() {
    for rate in RATES {
        for snr in [60.0, 40.0, workable_snr_db(rate)] {
            let mut line = two_seconds_at(rate, -26.0);
            let end = end_of(&line);
            line.extend([0.0; 8000]);
            add_noise(&mut line, -26.0 - snr, 3);
            let heard = hear_cut(ImageReceiver::new(rate).receiver(), &companded(&line), 40);
            assert_received(rate, &heard, 2);
            let after_ms = (heard.down_at as f32 - end as f32) / 8.0;
            assert!(
                (5.0..45.0).contains(&after_ms),
                "{rate} at {snr} dB: {after_ms} ms after the end"
            );
        }
    }
}

#[test]
fn tones_commands_and_silence_are_no_training() {
    let tone = |hz: f32| -> Vec<f32> {
        (0..24_000)
            .map(|n| {
                (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin() * level::sine_peak(-12.0)
            })
            .collect()
    };
    let v21 = signal(Box::new(V21Transmitter::new(-12.0)), 5, 900);
    for rate in RATES {
        for (name, line) in [
            ("CED", tone(2100.0)),
            ("CNG", tone(1100.0)),
            ("1700 Hz", tone(1700.0)),
            ("1800 Hz", tone(1800.0)),
            ("V.21", v21.clone()),
            ("silence", vec![0.0; 24_000]),
        ] {
            let mut line = line;
            add_noise(&mut line, -60.0, 4);
            let heard = hear(ImageReceiver::new(rate).receiver(), &companded(&line));
            assert!(heard.trained.is_empty() && heard.bits.is_empty(), "{rate} and {name}");
            assert_eq!((heard.carrier_up, heard.failed), (0, 0), "{rate} and {name}");
        }
    }
}

#[test]
fn noise_and_bursts_are_no_training_and_end() {
    for rate in RATES {
        let mut line = vec![0.0; 80_000];
        add_noise(&mut line, -55.0, 4);
        let mut burst = vec![0.0; 30_000];
        add_noise(&mut burst, -20.0, 5);
        // Like speech: a pitch with its harmonics, syllable by syllable.
        let mut random = Random(3);
        let mut pitch = 0.0f32;
        for n in 0..20_000 {
            pitch += 100.0 + 40.0 * (n as f32 / 3000.0).sin();
            let syllable = (n as f32 / 700.0).sin().max(0.0);
            burst.push(
                (1..20)
                    .map(|k| (pitch * k as f32 / 8000.0 * std::f32::consts::TAU).sin())
                    .sum::<f32>()
                    * syllable
                    * 700.0
                    + random.gaussian() * 30.0,
            );
        }
        for (sample, burst) in line[10_000..].iter_mut().zip(&burst) {
            *sample += burst;
        }
        let heard = hear(ImageReceiver::new(rate).receiver(), &companded(&line));
        assert!(heard.trained.is_empty() && heard.bits.is_empty(), "{rate}");
        assert_eq!(heard.carrier_up, heard.down.len(), "{rate}: every carrier that came has gone");
    }
}

#[test]
fn the_other_modems_training_is_not_ours() {
    for (rate, other) in [
        (Rate::V27ter2400, Rate::V29At9600),
        (Rate::V27ter4800, Rate::V27ter2400),
        (Rate::V29At7200, Rate::V27ter4800),
        (Rate::V29At9600, Rate::V27ter4800),
        (Rate::V29At9600, Rate::V29At7200),
        (Rate::V29At7200, Rate::V29At9600),
    ] {
        let heard =
            hear(ImageReceiver::new(rate).receiver(), &samples(&two_seconds_at(other, -15.0)));
        assert!(heard.trained.is_empty() && heard.bits.is_empty(), "{rate} hearing {other}");
        assert_eq!(
            (heard.carrier_up, heard.failed, heard.down.len()),
            (1, 1, 1),
            "{rate} hearing {other}"
        );
    }
}

#[test]
fn any_audio_is_borne_and_the_next_signal_received() {
    for rate in RATES {
        let line = samples(&two_seconds_at(rate, -20.0));
        for seed in 0..12 {
            let mut random = Random(seed);
            let mut receiver = ImageReceiver::new(rate);
            let receiver = receiver.receiver();
            for _ in 0..12 {
                let length = 400 + random.next() as usize % 6000;
                let start = random.next() as usize % line.len();
                match random.next() % 7 {
                    0 => receiver.gap(length, &mut |_| ()),
                    1 => receiver.push(&vec![i16::MIN; length], &mut |_| ()),
                    2 => receiver.push(&vec![0; length], &mut |_| ()),
                    3 => {
                        let noise: Vec<i16> = (0..length).map(|_| random.next() as i16).collect();
                        receiver.push(&noise, &mut |_| ());
                    }
                    4 => {
                        let loud: Vec<i16> = line
                            .iter()
                            .skip(start)
                            .take(length)
                            .map(|&s| s.saturating_mul(20))
                            .collect();
                        receiver.push(&loud, &mut |_| ());
                    }
                    _ => {
                        let piece: Vec<i16> =
                            line.iter().skip(start).take(length).copied().collect();
                        receiver.push(&piece, &mut |_| ());
                    }
                }
            }
            // A second and a half of silence, as before any signal that matters.
            receiver.push(&[0; 12_000], &mut |_| ());
            let heard = hear(receiver, &line);
            assert_eq!(
                (heard.trained.len(), heard.errors(SEED, two_seconds(rate))),
                (1, 0),
                "{rate}, seed {seed}"
            );
        }
    }
}
