//! The image modems understand spandsp's and are understood by them, and the errors of both are counted beside what theory allows.

mod common;

use common::line_model::{Law, Line, LineSettings};
use common::sp_modem::{SharedBits, SpandspHeard, spandsp_hears, spandsp_says};
use common::wire::{BLOCK, Block};
use ferrofax::modem::v17::{V17Receiver, V17Transmitter};
use ferrofax::modem::v27ter::{V27terReceiver, V27terTransmitter};
use ferrofax::modem::v29::{V29Receiver, V29Transmitter};
use ferrofax::modem::{BitSource, LineQuality, Rate, Receiver, RxEvent, Transmitter};

const RATES: [Rate; 8] = Rate::ALL;

const SEED: u64 = 4711;

fn receiver(rate: Rate) -> Box<dyn Receiver> {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => Box::new(V27terReceiver::new(rate)),
        Rate::V29At7200 | Rate::V29At9600 => Box::new(V29Receiver::new(rate)),
        _ => Box::new(V17Receiver::new(rate)),
    }
}

fn transmitter(rate: Rate, echo_protection: bool, dbm0: f32) -> Box<dyn Transmitter> {
    match (rate, echo_protection) {
        (Rate::V27ter2400 | Rate::V27ter4800, false) => {
            Box::new(V27terTransmitter::without_echo_protection(rate, dbm0))
        }
        (Rate::V27ter2400 | Rate::V27ter4800, true) => Box::new(V27terTransmitter::new(rate, dbm0)),
        (Rate::V29At7200 | Rate::V29At9600, false) => Box::new(V29Transmitter::new(rate, dbm0)),
        (Rate::V29At7200 | Rate::V29At9600, true) => Box::new(V29Transmitter::with_echo_protection(rate, dbm0)),
        (_, false) => Box::new(V17Transmitter::new(rate, dbm0, false)),
        (_, true) => Box::new(V17Transmitter::with_echo_protection(rate, dbm0, false)),
    }
}

/// What our transmitter says: silence, one signal of `count` bits, silence.
fn we_say(rate: Rate, count: usize, echo_protection: bool, dbm0: f32) -> Vec<i16> {
    let mut transmitter = transmitter(rate, echo_protection, dbm0);
    let mut bits = SharedBits::new(SEED, count);
    let mut said = vec![0; 10 * BLOCK];
    loop {
        let mut block = [0; BLOCK];
        let written = transmitter.pull(&mut bits, &mut block);
        said.extend(&block[..written]);
        if written < BLOCK {
            said.extend([0; 15 * BLOCK]);
            return said;
        }
    }
}

fn over(settings: LineSettings, said: &[i16]) -> Vec<i16> {
    let mut line = Line::new(settings);
    let mut heard = Vec::with_capacity(said.len());
    for samples in said.chunks(BLOCK) {
        let mut block: Block = [0; BLOCK];
        block[..samples.len()].copy_from_slice(samples);
        heard.extend(line.carry(&block).unwrap_or([0; BLOCK]));
    }
    heard
}

#[derive(Debug, Default)]
struct Heard {
    bits: Vec<bool>,
    trained: Option<LineQuality>,
    failed: bool,
    down: usize,
}

fn we_hear(rate: Rate, samples: &[i16]) -> Heard {
    let mut heard = Heard::default();
    let mut receiver = receiver(rate);
    for block in samples.chunks(BLOCK) {
        receiver.push(block, &mut |event| match event {
            RxEvent::Bits(bits) => heard.bits.extend(bits.iter()),
            RxEvent::Trained(quality) => heard.trained = Some(quality),
            RxEvent::TrainingFailed => heard.failed = true,
            RxEvent::CarrierDown(_) => heard.down += 1,
            RxEvent::CarrierUp => (),
        });
    }
    heard
}

fn errors(bits: &[bool], count: usize) -> usize {
    let mut sent = SharedBits::new(SEED, count);
    (0..count).filter(|&i| sent.next_bit() != bits.get(i).copied()).count()
}

#[test]
fn spandsp_is_understood_on_lines_good_and_bad() {
    for rate in RATES {
        let count = rate.bps() as usize * 3;
        for echo_protection in [false, true] {
            let said = spandsp_says(rate, SEED, count, echo_protection, -14.0);
            for settings in [
                LineSettings::default(),
                LineSettings::a_law(),
                LineSettings { gain_db: -28.0, ..LineSettings::mu_law() },
                LineSettings { offset_hz: 7.0, skew_ppm: 150.0, noise_dbm0: Some(-42.0), ..LineSettings::mu_law() },
                LineSettings { offset_hz: -7.0, skew_ppm: -150.0, noise_dbm0: Some(-42.0), ..LineSettings::a_law() },
            ] {
                let heard = we_hear(rate, &over(settings.clone(), &said));
                let events = (heard.trained.is_some(), heard.failed, heard.down);
                assert_eq!(events, (true, false, 1), "{rate} over {settings:?}");
                assert_eq!(errors(&heard.bits, count), 0, "{rate} over {settings:?}");
            }
        }
    }
}

#[test]
fn spandsp_understands_us() {
    for rate in RATES {
        let count = rate.bps() as usize * 3;
        for echo_protection in [false, true] {
            let said = we_say(rate, count, echo_protection, -14.0);
            for settings in [
                LineSettings::default(),
                LineSettings::a_law(),
                LineSettings { gain_db: -8.0, ..LineSettings::mu_law() },
            ] {
                let heard = spandsp_hears(rate, &over(settings.clone(), &said), SPANDSP_CUTOFF_DBM0);
                assert!(heard.trained, "{rate} over {settings:?}");
                assert_eq!(errors(&heard.bits, count), 0, "{rate} over {settings:?}");
            }
        }
    }
}

/// The SNR (noise 0–4 kHz) at which each rate has one error in 100 000 bits by theory.
fn theory_db(rate: Rate) -> f64 {
    match rate {
        Rate::V27ter2400 => 7.2,
        Rate::V27ter4800 => 13.8,
        Rate::V29At7200 => 14.4,
        _ => 18.4,
    }
}

/// What spandsp's fax engine takes for silence.
const SPANDSP_CUTOFF_DBM0: f32 = -45.5;

/// Received level of the tables. spandsp's threshold is put half way down to the noise: with its own it would train
/// on the noise before the signal and hear nothing at all.
const TABLE_DBM0: f32 = -26.0;

/// Bits of each cell in the table of errors.
const TABLE_BITS: usize = 300_000;

#[test]
fn little_above_theory_there_are_few_errors() {
    for rate in RATES {
        let count = 30_000;
        // A wrong path through the trellis is some thirty wrong bits at once, which theory's figure leaves out.
        let (above_db, most) = if rate >= Rate::V17At7200 { (2.0, 40) } else { (1.0, 6) };
        let said = spandsp_says(rate, SEED, count, false, TABLE_DBM0);
        let noise_dbm0 = Some(f64::from(TABLE_DBM0) - theory_db(rate) - above_db);
        let heard = we_hear(rate, &over(LineSettings { noise_dbm0, ..LineSettings::mu_law() }, &said));
        assert!(heard.trained.is_some(), "{rate}");
        let errors = errors(&heard.bits, count);
        assert!(errors <= most, "{rate}: {errors} errors in {count} bits");
    }
}

/// Prints a table of bit errors by SNR: `cargo test --release --test image_modems errors_by_snr -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement of a minute"]
fn errors_by_snr() {
    println!("Bit error rate by SNR above theory's SNR for 1e-5 (µ-law, white noise 0-4 kHz, received at -26 dBm0);");
    println!("the same noisy audio, sent by spandsp, through both receivers.");
    let steps = [-1.0, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0];
    for (name, offset_hz, skew_ppm) in
        [("", 0.0, 0.0), (", +7 Hz, +150 ppm", 7.0, 150.0), (", -7 Hz, -150 ppm", -7.0, -150.0)]
    {
        for rate in RATES {
            let said = spandsp_says(rate, SEED, TABLE_BITS, false, TABLE_DBM0);
            println!("{rate} (theory {} dB{name})", theory_db(rate));
            let (mut ours, mut theirs) = (String::new(), String::new());
            for step in steps {
                let noise_dbm0 = Some(f64::from(TABLE_DBM0) - theory_db(rate) - step);
                let line = LineSettings { noise_dbm0, offset_hz, skew_ppm, seed: 5, ..LineSettings::mu_law() };
                let samples = over(LineSettings { law: Some(Law::Mu), ..line }, &said);
                let heard = we_hear(rate, &samples);
                ours += &cell(step, heard.trained.is_some(), errors(&heard.bits, TABLE_BITS));
                let SpandspHeard { trained, bits, .. } =
                    spandsp_hears(rate, &samples, TABLE_DBM0 - theory_db(rate) as f32 / 2.0);
                theirs += &cell(step, trained, errors(&bits, TABLE_BITS));
            }
            println!("  ferrofax{ours}");
            println!("  spandsp {theirs}");
        }
    }
}

fn cell(step: f64, trained: bool, errors: usize) -> String {
    if trained {
        format!("  {step:+.1} dB {:7.1e}", errors as f64 / TABLE_BITS as f64)
    } else {
        format!("  {step:+.1} dB  failed")
    }
}

/// Prints CPU time: `cargo test --release --test image_modems cpu_time -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, of use in a release build only"]
fn cpu_time() {
    println!("CPU time of a receiver for a second of line, microseconds (best of 5)");
    for rate in RATES {
        let said = spandsp_says(rate, SEED, rate.bps() as usize * 30, false, TABLE_DBM0);
        let samples = over(LineSettings { noise_dbm0: Some(-60.0), ..LineSettings::mu_law() }, &said);
        let seconds = samples.len() as f64 / 8000.0;
        let best = |measure: &dyn Fn() -> f64| (0..5).map(|_| measure()).fold(f64::INFINITY, f64::min) / seconds;
        let ours = best(&|| {
            let began = std::time::Instant::now();
            std::hint::black_box(we_hear(rate, &samples));
            began.elapsed().as_secs_f64() * 1e6
        });
        let theirs = best(&|| spandsp_hears(rate, &samples, SPANDSP_CUTOFF_DBM0).cpu_us);
        println!("{rate}: ferrofax {ours:.0}, spandsp {theirs:.0}");
    }
}
