//! The image modems understand spandsp's and are understood by them. Their errors on
//! noisy lines are counted in `bit_errors`.

use ferrofax::modem::image::ImageReceiver;
use ferrofax::modem::v17::V17Transmitter;
use ferrofax::modem::v27ter::V27terTransmitter;
use ferrofax::modem::v29::V29Transmitter;
use ferrofax::modem::{BitSource, LineQuality, Rate, RxEvent, Transmitter};
use ferrofax_kit::line_model::{LineSettings, heard_over};
use ferrofax_kit::sp_modem::{SharedBits, spandsp_hears, spandsp_says};
use ferrofax_kit::wire::BLOCK;

const RATES: [Rate; 8] = Rate::ALL;

const SEED: u64 = 4711;

fn transmitter(rate: Rate, echo_protection: bool, dbm0: f32) -> Box<dyn Transmitter> {
    match (rate, echo_protection) {
        (Rate::V27ter2400 | Rate::V27ter4800, false) => {
            Box::new(V27terTransmitter::without_echo_protection(rate, dbm0))
        }
        (Rate::V27ter2400 | Rate::V27ter4800, true) => Box::new(V27terTransmitter::new(rate, dbm0)),
        (Rate::V29At7200 | Rate::V29At9600, false) => Box::new(V29Transmitter::new(rate, dbm0)),
        (Rate::V29At7200 | Rate::V29At9600, true) => {
            Box::new(V29Transmitter::with_echo_protection(rate, dbm0))
        }
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

#[derive(Debug, Default)]
struct Heard {
    bits: Vec<bool>,
    trained: Option<LineQuality>,
    failed: bool,
    down: usize,
}

fn we_hear(rate: Rate, samples: &[i16]) -> Heard {
    let mut heard = Heard::default();
    let mut receiver = ImageReceiver::new(rate);
    for block in samples.chunks(BLOCK) {
        receiver.receiver().push(block, &mut |event| match event {
            RxEvent::Bits(bits) | RxEvent::LostBits(bits) => heard.bits.extend(bits.iter()),
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
                LineSettings {
                    offset_hz: 7.0,
                    skew_ppm: 150.0,
                    noise_dbm0: Some(-42.0),
                    ..LineSettings::mu_law()
                },
                LineSettings {
                    offset_hz: -7.0,
                    skew_ppm: -150.0,
                    noise_dbm0: Some(-42.0),
                    ..LineSettings::a_law()
                },
            ] {
                let heard = we_hear(rate, &heard_over(settings.clone(), &said));
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
                let heard =
                    spandsp_hears(rate, &heard_over(settings.clone(), &said), SPANDSP_CUTOFF_DBM0);
                assert!(heard.trained, "{rate} over {settings:?}");
                assert_eq!(errors(&heard.bits, count), 0, "{rate} over {settings:?}");
            }
        }
    }
}

/// What spandsp's fax engine takes for silence.
const SPANDSP_CUTOFF_DBM0: f32 = -45.5;
