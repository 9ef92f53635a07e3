//! What is sent is heard through noise, at any level and clock, and nothing else is.

use super::*;
use crate::dsp::level;
use crate::modem::v27ter::V27terTransmitter;
use crate::modem::v29::V29Transmitter;
use crate::modem::{BitSource, Rate, Receiver, RxEvent, Transmitter};

/// Bits of T.30 form without its layers: flags, then a random train without long runs, then flags.
struct Train {
    bits: Vec<bool>,
    at: usize,
}

impl BitSource for Train {
    fn next_bit(&mut self) -> Option<bool> {
        self.at += 1;
        self.bits.get(self.at - 1).copied()
    }
}

fn flags(count: usize) -> Vec<bool> {
    (0..count * 8).map(|n| !matches!(n % 8, 0 | 7)).collect()
}

fn payload(bits: usize, noise: &mut Noise) -> Vec<bool> {
    let mut ones = 0;
    (0..bits)
        .map(|_| {
            let bit = noise.uniform() > 0.0 && ones < 5;
            ones = if bit { ones + 1 } else { 0 };
            bit
        })
        .collect()
}

fn signal(bits: Vec<bool>, level_dbm0: f32) -> Vec<i16> {
    let mut out = vec![0; bits.len() * 27 + 100];
    let count = V21Transmitter::new(level_dbm0).pull(&mut Train { bits, at: 0 }, &mut out);
    out.truncate(count);
    out
}

/// Noise that is the same every time.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    }

    fn gauss(&mut self) -> f32 {
        (0..12).map(|_| self.uniform()).sum()
    }

    fn add_to(&mut self, samples: &mut [i16], level_dbm0: f32) {
        let rms = level::rms(level_dbm0);
        samples.iter_mut().for_each(|sample| {
            *sample = sample.saturating_add((self.gauss() * rms).round() as i16)
        });
    }
}

/// Resamples to a clock that is `ppm` faster.
fn skewed(samples: &[i16], ppm: f64) -> Vec<i16> {
    let ratio = 1.0 + ppm * 1e-6;
    (0..(samples.len() as f64 / ratio) as usize - 1)
        .map(|n| {
            let at = n as f64 * ratio;
            let (index, part) = (at as usize, (at.fract()) as f32);
            (f32::from(samples[index]) * (1.0 - part) + f32::from(samples[index + 1]) * part) as i16
        })
        .collect()
}

fn hear(samples: &[i16]) -> Vec<RxEvent> {
    let mut events = Vec::new();
    V21Receiver::new().push(samples, &mut |event| events.push(event));
    events
}

fn carriers(events: &[RxEvent]) -> (usize, usize) {
    let ups = events.iter().filter(|event| matches!(event, RxEvent::CarrierUp)).count();
    let downs = events.iter().filter(|event| matches!(event, RxEvent::CarrierDown(_))).count();
    (ups, downs)
}

fn bits(events: &[RxEvent]) -> Vec<bool> {
    events
        .iter()
        .filter_map(|event| match event {
            RxEvent::Bits(bits) | RxEvent::LostBits(bits) => Some(bits.bits == 1),
            _ => None,
        })
        .collect()
}

/// Wrong bits of `sent` in `heard`, at the best of all positions.
fn wrong_bits(sent: &[bool], heard: &[bool]) -> usize {
    heard
        .windows(sent.len())
        .map(|window| window.iter().zip(sent).filter(|(a, b)| a != b).count())
        .min()
        .unwrap_or(sent.len())
}

/// Silence, a second of flags, `payload`, three flags, silence.
fn call(payload: &[bool], level_dbm0: f32) -> Vec<i16> {
    let mut bits = flags(37);
    bits.extend_from_slice(payload);
    bits.extend(flags(3));
    let mut samples = vec![0; 4000];
    samples.extend(signal(bits, level_dbm0));
    samples.extend([0; 4000]);
    samples
}

#[test]
fn bits_come_through_at_every_level_and_clock() {
    for level_dbm0 in [0.0, -6.0, -20.0, -43.0] {
        for ppm in [-1000.0, -150.0, 0.0, 150.0, 1000.0] {
            let payload = payload(3000, &mut Noise(7));
            let events = hear(&skewed(&call(&payload, level_dbm0), ppm));
            assert_eq!(carriers(&events), (1, 1), "{level_dbm0} dBm0, {ppm} ppm");
            assert_eq!(wrong_bits(&payload, &bits(&events)), 0, "{level_dbm0} dBm0, {ppm} ppm");
        }
    }
}

#[test]
fn bits_come_through_noise() {
    // (signal to noise in dB, wrong bits allowed of 3000)
    for level_dbm0 in [-15.0, -30.0, -43.0] {
        for (snr_db, allowed) in [(20.0, 0), (10.0, 0), (6.0, 0), (3.0, 1), (1.5, 10)] {
            let mut noise = Noise(11);
            let payload = payload(3000, &mut noise);
            let mut samples = call(&payload, level_dbm0);
            noise.add_to(&mut samples, level_dbm0 - snr_db);
            let events = hear(&samples);
            let wrong = wrong_bits(&payload, &bits(&events));
            println!("{level_dbm0} dBm0, {snr_db} dB: {wrong}, {:?}", carriers(&events));
            assert_eq!(carriers(&events), (1, 1), "{level_dbm0} dBm0, {snr_db} dB");
            assert!(wrong <= allowed, "{level_dbm0} dBm0, {snr_db} dB: {wrong}");
        }
    }
}

#[test]
fn hum_and_an_offset_stronger_than_the_signal_are_no_hindrance() {
    let payload = payload(1000, &mut Noise(7));
    let mut samples = call(&payload, -43.0);
    let hum = level::sine_peak(-25.0);
    for (n, sample) in samples.iter_mut().enumerate() {
        *sample +=
            (hum * (std::f32::consts::TAU * (50.0 * n as f32 / 8000.0).fract()).sin()) as i16 + 500;
    }
    let events = hear(&samples);
    assert_eq!(carriers(&events), (1, 1));
    assert_eq!(wrong_bits(&payload, &bits(&events)), 0);
}

#[test]
fn the_carrier_is_found_soon_and_its_end_too() {
    for noise_dbm0 in [-70.0, -40.0, -25.0] {
        let mut samples = call(&payload(300, &mut Noise(3)), -20.0);
        Noise(5).add_to(&mut samples, noise_dbm0);
        let (mut up, mut down) = (None, None);
        let mut receiver = V21Receiver::new();
        for (at, sample) in samples.iter().enumerate() {
            receiver.push(&[*sample], &mut |event| match event {
                RxEvent::CarrierUp => up = Some(at),
                RxEvent::CarrierDown(_) => down = Some(at),
                _ => {}
            });
        }
        let (rise, fall) = (up.unwrap() - 4000, down.unwrap() - (samples.len() - 4000));
        println!("{noise_dbm0}: {} ms, {} ms", rise / 8, fall / 8);
        assert!(
            rise < 8 * 180 && fall < 8 * 45,
            "rise {rise}, fall {fall} samples with noise at {noise_dbm0} dBm0"
        );
    }
}

#[test]
fn the_quality_of_the_signal_is_told_at_its_end() {
    for snr_db in [10.0, 16.0, 20.0, 24.0] {
        let mut samples = call(&payload(300, &mut Noise(3)), -23.0);
        Noise(5).add_to(&mut samples, -23.0 - snr_db);
        let Some(RxEvent::CarrierDown(quality)) = hear(&samples)
            .into_iter()
            .find(|event| matches!(event, RxEvent::CarrierDown(_)))
        else {
            panic!("no end");
        };
        assert!((quality.level_dbm0 + 23.0).abs() < 1.0, "{quality:?}");
        assert!((quality.snr_db - snr_db).abs() < 2.0, "{snr_db} dB: {quality:?}");
    }
}

#[test]
fn two_hundred_and_fifty_zeros_in_a_row_do_not_end_the_carrier() {
    let mut payload = payload(100, &mut Noise(3));
    payload.extend([false; 250]);
    payload.push(true);
    for ppm in [-150.0, 150.0] {
        let mut samples = skewed(&call(&payload, -20.0), ppm);
        Noise(5).add_to(&mut samples, -28.0);
        let events = hear(&samples);
        assert_eq!(carriers(&events), (1, 1));
        assert_eq!(wrong_bits(&payload, &bits(&events)), 0);
    }
}

#[test]
fn a_lost_packet_does_not_end_the_carrier() {
    let payload = payload(600, &mut Noise(3));
    for lost_at in (12_000..12_300).step_by(10) {
        let mut samples = call(&payload, -20.0);
        samples[lost_at..lost_at + 160].fill(0);
        let events = hear(&samples);
        assert_eq!(carriers(&events), (1, 1), "lost at {lost_at}");
        assert!(wrong_bits(&payload, &bits(&events)) <= 8, "lost at {lost_at}");
    }
}

#[test]
fn a_receiver_hears_the_same_however_the_samples_are_cut() {
    let mut samples = call(&payload(300, &mut Noise(3)), -20.0);
    Noise(5).add_to(&mut samples, -30.0);
    let whole = hear(&samples);
    for size in [1, 37, 160, 4001] {
        let mut receiver = V21Receiver::new();
        let mut events = Vec::new();
        samples
            .chunks(size)
            .for_each(|part| receiver.push(part, &mut |event| events.push(event)));
        assert_eq!(events, whole, "blocks of {size}");
    }
}

#[test]
fn a_transmitter_says_the_same_however_it_is_pulled() {
    let bits = flags(20);
    let whole = signal(bits.clone(), -10.0);
    // 160 bits of 26⅔ samples.
    assert_eq!(whole.len(), 4266);
    for size in [1, 37, 160] {
        let (mut source, mut transmitter) =
            (Train { bits: bits.clone(), at: 0 }, V21Transmitter::new(-10.0));
        let mut parts = Vec::new();
        loop {
            let mut out = vec![0; size];
            let count = transmitter.pull(&mut source, &mut out);
            parts.extend_from_slice(&out[..count]);
            if count < size {
                break;
            }
        }
        assert_eq!(parts, whole);
    }
}

#[test]
fn the_transmitter_keeps_its_level() {
    let samples = signal(flags(100), -13.0);
    let mean = samples.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / samples.len() as f64;
    assert!((level::dbm0_of_mean_square(mean as f32) + 13.0).abs() < 0.1);
}

#[test]
fn the_loudest_signals_are_survived() {
    let square = |hz: usize| {
        (0..16_000)
            .map(move |n| if (n * hz / 4000).is_multiple_of(2) { i16::MIN } else { i16::MAX })
    };
    for hz in [50, 1650, 1750, 1850] {
        hear(&square(hz).collect::<Vec<_>>());
    }
    hear(&vec![i16::MIN; 16_000]);
}

/// A signal of an image modem: its training, then random data.
fn image(transmitter: &mut dyn Transmitter, bits: usize, noise: &mut Noise) -> Vec<i16> {
    let mut out = vec![0; 200_000 + bits * 8000 / 2400];
    let bits = (0..bits).map(|_| noise.uniform() > 0.0).collect();
    let count = transmitter.pull(&mut Train { bits, at: 0 }, &mut out);
    out.truncate(count);
    out
}

/// What the training check of T.30 sends: 1.5 s of zeros, and long after it.
fn zeros(transmitter: &mut dyn Transmitter) -> Vec<i16> {
    let mut out = vec![0; 80_000];
    let count = transmitter.pull(&mut Train { bits: vec![false; 100_000], at: 0 }, &mut out);
    out.truncate(count);
    out
}

fn sine(hz: f32, seconds: f32) -> Vec<i16> {
    (0..(seconds * 8000.0) as usize)
        .map(|n| (4000.0 * (std::f32::consts::TAU * hz * n as f32 / 8000.0).sin()) as i16)
        .collect()
}

#[test]
fn other_signals_are_no_carrier() {
    let mut noise = Noise(99);
    let mut hiss = vec![0; 8000 * 120];
    noise.add_to(&mut hiss, -20.0);
    let signals = [
        ("noise", hiss),
        ("silence", vec![0; 80_000]),
        (
            "V.27ter 2400",
            image(&mut V27terTransmitter::new(Rate::V27ter2400, -10.0), 300_000, &mut noise),
        ),
        (
            "V.27ter 4800",
            image(&mut V27terTransmitter::new(Rate::V27ter4800, -10.0), 600_000, &mut noise),
        ),
        (
            "V.29 7200",
            image(
                &mut V29Transmitter::with_echo_protection(Rate::V29At7200, -10.0),
                900_000,
                &mut noise,
            ),
        ),
        (
            "V.29 9600",
            image(&mut V29Transmitter::new(Rate::V29At9600, -10.0), 1_200_000, &mut noise),
        ),
        ("V.27ter 2400 zeros", zeros(&mut V27terTransmitter::new(Rate::V27ter2400, -10.0))),
        ("V.27ter 4800 zeros", zeros(&mut V27terTransmitter::new(Rate::V27ter4800, -10.0))),
        ("V.29 7200 zeros", zeros(&mut V29Transmitter::new(Rate::V29At7200, -10.0))),
        ("V.29 9600 zeros", zeros(&mut V29Transmitter::new(Rate::V29At9600, -10.0))),
        ("1650 Hz", sine(1650.0, 10.0)),
        ("1750 Hz", sine(1750.0, 10.0)),
        ("1700 Hz, V.29's TEP", sine(1700.0, 10.0)),
        ("1800 Hz, V.27ter's TEP", sine(1800.0, 10.0)),
        ("CED", sine(2100.0, 10.0)),
        ("CNG", sine(1100.0, 10.0)),
    ];
    for (name, samples) in signals {
        let events = hear(&samples);
        println!("{name}: {:?}", carriers(&events));
        assert_eq!(carriers(&events).0, 0, "{name}");
    }
}

#[test]
fn bits_of_a_packet_that_is_lost_or_silenced_are_told_from_others() {
    let samples = call(&payload(600, &mut Noise(3)), -20.0);
    let heard = |silenced: bool| {
        let (mut receiver, mut events) = (V21Receiver::new(), Vec::new());
        receiver.push(&samples[..12_000], &mut |event| events.push(event));
        if silenced {
            receiver.push(&[-8; 160], &mut |event| events.push(event));
        } else {
            receiver.gap(160, &mut |event| events.push(event));
        }
        // Not to the end, which is as silent.
        receiver.push(&samples[12_160..14_000], &mut |event| events.push(event));
        let lost = events.iter().filter(|event| matches!(event, RxEvent::LostBits(_)));
        let lost = lost.count();
        assert!((6..=8).contains(&lost), "{lost} bits of 20 ms");
        events
    };
    for events in [heard(true), heard(false)] {
        assert_eq!(carriers(&events), (1, 0));
        let first = events.iter().position(|event| matches!(event, RxEvent::LostBits(_)));
        let rest = &events[first.expect("some are lost")..];
        let last = rest.iter().rposition(|event| matches!(event, RxEvent::LostBits(_)));
        assert!(last.is_some_and(|last| last < 9), "they stand together");
    }
}
