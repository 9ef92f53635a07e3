//! Long and short training, one after the other, as in a call: the training check, then pages.

use super::{V17Receiver, V17Transmitter};
use crate::modem::Rate;
use crate::modem::qam::test_line::{
    Heard, add_echoes, add_noise, companded, hear, hear_with_losses, signal, skew,
};

const RATES: [Rate; 4] = [Rate::V17At7200, Rate::V17At9600, Rate::V17At12000, Rate::V17At14400];

const SEED: u64 = 21;

/// A signal of two seconds.
fn said(rate: Rate, short: bool) -> Vec<f32> {
    signal(Box::new(V17Transmitter::new(rate, -15.0, short)), SEED, 2 * rate.bps() as usize)
}

/// A receiver that has heard a long training over the line of `line`, and what it then
/// hears of a short one.
fn after_a_long_one(rate: Rate, line: impl Fn(Vec<f32>) -> Vec<i16>) -> (V17Receiver, Vec<i16>) {
    let mut receiver = V17Receiver::new(rate);
    let heard = hear(&mut receiver, &line(said(rate, false)));
    assert_eq!(
        (heard.trained.len(), heard.errors(SEED, 2 * rate.bps() as usize)),
        (1, 0),
        "{rate}: the long one"
    );
    receiver.restart();
    (receiver, line(said(rate, true)))
}

#[track_caller]
fn assert_clean(rate: Rate, heard: &Heard) {
    let errors = heard.errors(SEED, 2 * rate.bps() as usize);
    let events = (heard.carrier_up, heard.trained.len(), heard.failed, heard.down.len());
    assert_eq!((events, errors), ((1, 1, 0, 1), 0), "{rate}");
}

#[test]
fn short_training_on_lines_good_and_bad() {
    for rate in RATES {
        let noise_dbm0 = -15.0
            - match rate {
                Rate::V17At7200 => 13.5,
                Rate::V17At9600 => 17.0,
                Rate::V17At12000 => 20.0,
                _ => 23.0,
            };
        let lines: [&dyn Fn(Vec<f32>) -> Vec<i16>; 4] = [
            &|line| companded(&line),
            &|mut line| {
                add_noise(&mut line, noise_dbm0, 3);
                companded(&line)
            },
            &|mut line| {
                add_echoes(&mut line, &[(3, 0.3), (7, -0.15), (11, 0.08)]);
                add_noise(&mut line, -55.0, 3);
                companded(&line)
            },
            &|line| {
                let mut line = skew(&line, 150.0);
                add_noise(&mut line, noise_dbm0 - 1.0, 4);
                companded(&line)
            },
        ];
        for line in lines {
            let (mut receiver, short) = after_a_long_one(rate, line);
            assert_clean(rate, &hear(&mut receiver, &short));
            // And again, without a word between.
            assert_clean(rate, &hear(&mut receiver, &short));
        }
    }
}

#[test]
fn a_long_training_is_known_from_a_short_one() {
    for rate in RATES {
        let (mut receiver, _) = after_a_long_one(rate, |line| companded(&line));
        assert_clean(rate, &hear(&mut receiver, &companded(&said(rate, false))));
    }
}

#[test]
fn another_level_after_the_long_training() {
    for rate in RATES {
        let (mut receiver, _) = after_a_long_one(rate, |line| companded(&line));
        let faint: Vec<f32> = said(rate, true).iter().map(|sample| sample * 0.3).collect();
        assert_clean(rate, &hear(&mut receiver, &companded(&faint)));
    }
}

#[test]
fn a_frame_lost_in_the_alternations_does_no_harm() {
    for rate in RATES {
        for lost in 10..13 {
            let (mut receiver, short) = after_a_long_one(rate, |line| companded(&line));
            assert_clean(rate, &hear_with_losses(&mut receiver, &short, &[lost]));
        }
    }
}

#[test]
fn a_short_training_without_a_long_one_is_no_training() {
    for rate in RATES {
        let heard = hear(&mut V17Receiver::new(rate), &companded(&said(rate, true)));
        assert!(heard.trained.is_empty() && heard.bits.is_empty(), "{rate}");
        assert_eq!(heard.carrier_up, heard.down.len(), "{rate}");
    }
}
