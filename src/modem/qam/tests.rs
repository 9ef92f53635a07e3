//! Both image modems, both directions, over impaired lines. Each test is named for the impairment.

use super::test_line::{Heard, hear, samples, signal};
use crate::modem::v27ter::{V27terReceiver, V27terTransmitter};
use crate::modem::v29::{V29Receiver, V29Transmitter};
use crate::modem::{Rate, Receiver, Transmitter};

const RATES: [Rate; 4] = [Rate::V27ter2400, Rate::V27ter4800, Rate::V29At7200, Rate::V29At9600];

const SEED: u64 = 17;

fn transmitter(rate: Rate, level_dbm0: f32) -> Box<dyn Transmitter> {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => Box::new(V27terTransmitter::new(rate, level_dbm0)),
        _ => Box::new(V29Transmitter::new(rate, level_dbm0)),
    }
}

fn receiver(rate: Rate) -> Box<dyn Receiver> {
    match rate {
        Rate::V27ter2400 | Rate::V27ter4800 => Box::new(V27terReceiver::new(rate)),
        _ => Box::new(V29Receiver::new(rate)),
    }
}

/// Bits of two seconds.
fn two_seconds(rate: Rate) -> usize {
    rate.bps() as usize * 2
}

#[track_caller]
fn assert_clean(rate: Rate, heard: &Heard) {
    println!("{rate}: {:?} {:?}", heard.trained, heard.down);
    assert_eq!((heard.carrier_up, heard.trained.len(), heard.failed, heard.down.len()), (1, 1, 0, 1), "{rate}");
    assert_eq!(heard.errors(SEED, two_seconds(rate)), 0, "{rate}");
}

#[test]
fn a_clean_line() {
    for rate in RATES {
        let line = signal(transmitter(rate, -12.0), SEED, two_seconds(rate));
        assert_clean(rate, &hear(&mut *receiver(rate), &samples(&line)));
    }
}
