//! Tones have their frequency, length and level, and are heard through noise but not in
//! speech-like sounds.

use super::*;

struct NoBits;

impl BitSource for NoBits {
    fn next_bit(&mut self) -> Option<bool> {
        None
    }
}

fn pull(tone: &mut dyn Transmitter, samples: usize) -> Vec<i16> {
    let mut out = vec![0; samples];
    let count = tone.pull(&mut NoBits, &mut out);
    out.truncate(count);
    out
}

/// Upward crossings of zero, in Hz.
fn frequency(samples: &[i16]) -> f32 {
    let crossings = samples.windows(2).filter(|pair| pair[0] < 0 && pair[1] >= 0).count();
    crossings as f32 * 8000.0 / samples.len() as f32
}

fn level_of(samples: &[i16]) -> f32 {
    let energy: f64 = samples.iter().map(|&s| f64::from(s).powi(2)).sum();
    level::dbm0_of_mean_square((energy / samples.len() as f64) as f32)
}

/// White noise of the given level, the same every time.
fn noise(level_dbm0: f32, samples: usize) -> Vec<i16> {
    let rms = level::rms(level_dbm0);
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    (0..samples)
        .map(|_| ((0..12).map(|_| uniform()).sum::<f32>() * rms) as i16)
        .collect()
}

fn sine(hz: f32, level_dbm0: f32, ms: u32) -> Vec<i16> {
    let mut sine = Sine::new(hz, level_dbm0);
    (0..ms * 8).map(|_| sine.next()).collect()
}

fn cng_events(samples: &[i16]) -> Vec<ToneEvent> {
    let mut events = Vec::new();
    CngDetector::new().push(samples, &mut |event| events.push(event));
    events
}

fn ced_events(samples: &[i16]) -> Vec<ToneEvent> {
    let mut events = Vec::new();
    CedDetector::new().push(samples, &mut |event| events.push(event));
    events
}

#[test]
fn ced_is_three_seconds_of_2100_hz_at_its_level() {
    let samples = pull(&mut Ced::new(-12.0), 100_000);
    assert_eq!(samples.len(), 24_000);
    assert!((frequency(&samples) - 2100.0).abs() < 1.0);
    assert!((level_of(&samples) + 12.0).abs() < 0.1);
}

#[test]
fn cng_is_half_a_second_of_1100_hz_in_every_three_and_a_half() {
    let samples = pull(&mut Cng::new(-12.0), 2 * 28_000);
    assert!((frequency(&samples[..4000]) - 1100.0).abs() < 3.0);
    assert!((level_of(&samples[28_000..32_000]) + 12.0).abs() < 0.1);
    assert!(samples[4000..28_000].iter().all(|&sample| sample == 0));
}

#[test]
fn a_tone_is_the_same_however_it_is_pulled() {
    let whole = pull(&mut Cng::new(-12.0), 30_000);
    let mut cng = Cng::new(-12.0);
    let mut parts = Vec::new();
    for size in [1, 159, 160, 4000, 7, 25_673] {
        parts.extend(pull(&mut cng, size));
    }
    assert_eq!(whole, parts);
}

#[test]
fn cng_is_heard_at_any_level_and_frequency_that_t30_allows() {
    for level_dbm0 in [-43.0, -20.0, 0.0] {
        for hz in [1062.0, 1100.0, 1138.0] {
            let mut samples = sine(hz, level_dbm0, 500);
            samples.extend([0; 8000]);
            assert_eq!(
                cng_events(&samples),
                [ToneEvent::Began, ToneEvent::Ended],
                "{hz} Hz, {level_dbm0} dBm0"
            );
        }
    }
}

#[test]
fn tones_are_heard_in_noise_as_strong_as_a_third_of_them() {
    let mut samples = sine(2100.0, -30.0, 3000);
    samples.extend([0; 8000]);
    let noise = noise(-35.0, samples.len());
    samples.iter_mut().zip(noise).for_each(|(sample, noise)| *sample += noise);
    assert_eq!(ced_events(&samples), [ToneEvent::Began, ToneEvent::Ended]);
}

#[test]
fn ansam_is_heard_as_one_ced() {
    // V.8: 20 % amplitude modulation at 15 Hz, phase reversed every 450 ms.
    let mut samples: Vec<i16> = sine(2100.0, -12.0, 3000);
    for (n, sample) in samples.iter_mut().enumerate() {
        let reversal = if n / 3600 % 2 == 0 { 1.0 } else { -1.0 };
        let envelope = 1.0 + 0.2 * (TAU * 15.0 * n as f32 / 8000.0).sin();
        *sample = (f32::from(*sample) * reversal * envelope) as i16;
    }
    samples.extend([0; 8000]);
    assert_eq!(ced_events(&samples), [ToneEvent::Began, ToneEvent::Ended]);
}

#[test]
fn other_sounds_are_no_tones() {
    let mut sounds = vec![
        noise(-20.0, 80_000),
        vec![0; 80_000],
        sine(1000.0, -10.0, 3000),
        sine(1200.0, -10.0, 3000),
        sine(1100.0, -10.0, 200),
        sine(2080.0, -55.0, 3000),
        sine(2225.0, -10.0, 3000),
        sine(440.0, -10.0, 3000),
    ];
    // DTMF-like: two tones at once.
    let mut two = sine(1100.0, -10.0, 3000);
    two.iter_mut().zip(sine(697.0, -9.0, 3000)).for_each(|(a, b)| *a += b);
    sounds.push(two);
    for (index, sound) in sounds.iter().enumerate() {
        assert_eq!(cng_events(sound), [], "sound {index}");
        assert_eq!(ced_events(sound), [], "sound {index}");
    }
}

#[test]
fn a_detector_hears_the_same_however_the_samples_are_cut() {
    let mut samples = noise(-50.0, 1003);
    samples.extend(sine(1100.0, -20.0, 500));
    samples.extend(noise(-50.0, 24_000));
    let whole = cng_events(&samples);
    let mut detector = CngDetector::new();
    let mut events = Vec::new();
    for part in samples.chunks(37) {
        detector.push(part, &mut |event| events.push(event));
    }
    assert_eq!(whole, events);
    assert_eq!(whole.len(), 2);
}
