//! ANSam is as V.8 has it, and is told from CED at every level and through what lines do.

use super::*;
use crate::modem::tone::Ced;
use crate::modem::v8::test_line::{Law, Noise, TestLine};

struct NoBits;

impl BitSource for NoBits {
    fn next_bit(&mut self) -> Option<bool> {
        None
    }
}

fn said(tone: &mut dyn Transmitter, ms: usize) -> Vec<i16> {
    let mut out = vec![0; ms * 8];
    let count = tone.pull(&mut NoBits, &mut out);
    out.truncate(count);
    out
}

/// Half a second of silence, the tone, half a second of silence.
fn call(tone: &[i16]) -> Vec<i16> {
    [&[0; 4000], tone, &[0; 4000]].concat()
}

/// What is told, and how many ms after the begin of the tone.
fn heard(samples: &[i16]) -> Vec<(AnswerTone, i64)> {
    let (mut detector, mut told) = (AnswerToneDetector::new(), Vec::new());
    for (at, sample) in samples.iter().enumerate() {
        detector.push(&[*sample], &mut |tone| told.push((tone, at as i64 / 8 - 500)));
    }
    told
}

fn ansam(ms: usize) -> Vec<i16> {
    said(&mut Ansam::new(-12.0), ms)
}

fn ced() -> Vec<i16> {
    said(&mut Ced::new(-12.0), 5000)
}

#[test]
fn ansam_is_as_the_recommendation_has_it() {
    let tone = ansam(4500);
    let energy: f64 = tone.iter().map(|&sample| f64::from(sample).powi(2)).sum();
    let dbm0 = level::dbm0_of_mean_square((energy / tone.len() as f64) as f32);
    assert!((dbm0 + 12.0).abs() < 0.05, "{dbm0} dBm0");
    // Frequency: between two reversals, by the phase of 2100 Hz at both ends.
    let phase_at = |at: usize| {
        let sum = (at..at + 80).fold(Complex::ZERO, |sum, n| {
            let turn = Complex::from_angle(-TAU * (2100.0 * n as f32 / 8000.0).fract());
            let sample = f32::from(tone[n]);
            sum + Complex::new(turn.re * sample, turn.im * sample)
        });
        sum.arg()
    };
    for period in 0..10 {
        let (early, late) = (period * 3600 + 100, period * 3600 + 3400);
        let turned = (phase_at(late) - phase_at(early)).sin().asin() / TAU;
        let off_hz = turned * 8000.0 / 3300.0;
        assert!(off_hz.abs() < 0.1, "{off_hz} Hz off");
    }
    // The phase turns every 450 ms, and only there.
    for period in 1..10 {
        let turned = (phase_at(period * 3600 + 20) - phase_at(period * 3600 - 100)).cos();
        assert!(turned < -0.99, "reversal {period}: {turned}");
    }
    // Its amplitude goes from 0.8 to 1.2 of the mean, at 15 Hz.
    let peaks: Vec<f32> = tone
        .chunks_exact(40)
        .map(|part| part.iter().map(|&sample| f32::from(sample).abs()).fold(0.0, f32::max))
        .collect();
    let (low, high) = peaks
        .iter()
        .fold((f32::MAX, 0f32), |(low, high), &peak| (low.min(peak), high.max(peak)));
    let mean = (low + high) / 2.0;
    assert!((high / mean - 1.2).abs() < 0.02 && (low / mean - 0.8).abs() < 0.02);
    let even = said(&mut Ansam::new(-12.0).without_reversals(), 1000);
    assert_eq!(even[..3600], tone[..3600]);
    assert!(even[3610] == -tone[3610] && even[3610] != 0);
}

#[test]
fn the_two_are_told_apart_at_every_level_code_and_clock() {
    for gain_db in [2.0, -8.0, -18.0, -28.0, -33.0] {
        for law in [Law::Linear, Law::A, Law::Mu] {
            for skew_ppm in [-200.0, 0.0, 200.0] {
                let line = TestLine { gain_db, law, skew_ppm, noise_dbm0: -70.0 };
                let told = heard(&line.carry(&call(&ansam(4000))));
                assert!(
                    matches!(told[..], [(AnswerTone::Ansam, 350..600)]),
                    "ANSam, {line:?}: {told:?}"
                );
                let told = heard(&line.carry(&call(&ced())));
                assert!(
                    matches!(told[..], [(AnswerTone::Plain, 500..900)]),
                    "CED, {line:?}: {told:?}"
                );
            }
        }
    }
}

#[test]
fn noise_hides_neither() {
    for (gain_db, noise_dbm0) in [(2.0, -17.0), (-18.0, -37.0), (-28.0, -47.0), (-33.0, -52.0)] {
        let line = TestLine { gain_db, noise_dbm0, law: Law::A, skew_ppm: 0.0 };
        let told = heard(&line.carry(&call(&ansam(4000))));
        assert!(matches!(told[..], [(AnswerTone::Ansam, 350..800)]), "{line:?}: {told:?}");
        let told = heard(&line.carry(&call(&ced())));
        assert!(matches!(told[..], [(AnswerTone::Plain, 500..1500)]), "{line:?}: {told:?}");
    }
}

#[test]
fn reversals_are_heard_and_not_asked_for() {
    let mut detector = AnswerToneDetector::new();
    detector.push(&ansam(4000), &mut |_| {});
    assert!(detector.reversals() >= 6, "{}", detector.reversals());
    let even = said(&mut Ansam::new(-12.0).without_reversals(), 4000);
    assert!(matches!(heard(&call(&even))[..], [(AnswerTone::Ansam, _)]));
    let mut detector = AnswerToneDetector::new();
    detector.push(&even, &mut |_| {});
    assert_eq!(detector.reversals(), 0);
    // V.25's tone, with reversals alone, is none of V.8.
    let mut reversed = ced();
    reversed.iter_mut().enumerate().for_each(|(at, sample)| {
        if at / 3600 % 2 == 1 {
            *sample = -*sample;
        }
    });
    assert!(matches!(heard(&call(&reversed))[..], [(AnswerTone::Plain, _)]));
}

#[test]
fn lost_packets_make_no_ansam_of_ced() {
    let mut noise = Noise(3);
    for _ in 0..10 {
        let (mut plain, mut modulated) = (call(&ced()), call(&ansam(4000)));
        for block in 0..plain.len() / 160 {
            if noise.uniform() > 0.48 {
                plain[block * 160..][..160].fill(0);
                if let Some(lost) = modulated.get_mut(block * 160..(block + 1) * 160) {
                    lost.fill(0);
                }
            }
        }
        let told = heard(&plain);
        assert!(told.iter().all(|(tone, _)| *tone == AnswerTone::Plain), "{told:?}");
        let told = heard(&modulated);
        assert!(told.first().is_some_and(|(tone, _)| *tone == AnswerTone::Ansam), "{told:?}");
    }
}

#[test]
fn what_is_neither_is_neither() {
    let sine = |hz: f32| -> Vec<i16> {
        (0..24_000)
            .map(|n| (4000.0 * (TAU * hz * n as f32 / 8000.0).sin()) as i16)
            .collect()
    };
    let mut noise = Noise(5);
    let hiss = (0..80_000).map(|_| (noise.gauss() * 3000.0) as i16).collect();
    for samples in [sine(2040.0), sine(2160.0), sine(1100.0), sine(1850.0), hiss, vec![0; 8000]] {
        assert_eq!(heard(&samples), []);
    }
    assert!(heard(&vec![i16::MIN; 16_000]).is_empty());
    assert_eq!(heard(&call(&ansam(300))), [], "too short");
}
