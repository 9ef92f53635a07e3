//! What a network does to a page that has long been under way: the loops are slow then,
//! and the lock is to be found again all the same.

use super::test_line::{RandomBits, add_noise, companded, hear, hear_with_losses, signal, skew};
use crate::modem::image::{ImageReceiver, ImageTransmitter};
use crate::modem::{BitSource, Rate};

const SEED: u64 = 23;

/// Seconds of data, and from the harm to their end.
const PAGE_S: usize = 10;
const AFTER_S: usize = 2;

/// Until the bits are right again.
const LOCKED_WITHIN_MS: usize = 150;

const RATES: [Rate; 4] = [Rate::V17At14400, Rate::V29At9600, Rate::V27ter4800, Rate::V27ter2400];

/// A page from a machine whose clock is off by 150 ppm, and the frame at which it is harmed.
fn page(rate: Rate) -> (Vec<i16>, usize) {
    let mut line = skew(
        &signal(
            Box::new(ImageTransmitter::new(rate, false, -15.0)),
            SEED,
            rate.bps() as usize * PAGE_S,
        ),
        150.0,
    );
    let end = line.iter().rposition(|sample| sample.abs() > 20.0).unwrap_or(0);
    add_noise(&mut line, -50.0, 9);
    (companded(&line), end / 160 - AFTER_S * 50)
}

/// Whether the rest of the page is right once the lock may be expected, `moved` bits from
/// where it would be without the harm.
#[track_caller]
fn assert_found_again(rate: Rate, bits: &[bool], moved: isize, what: &str) {
    let count = rate.bps() as usize * PAGE_S;
    let mut random = RandomBits::new(SEED, count);
    let sent: Vec<Option<bool>> = (0..count).map(|_| random.next_bit()).collect();
    let from = count - rate.bps() as usize * (1000 * AFTER_S - LOCKED_WITHIN_MS) / 1000;
    let wrong = (from..count - 200)
        .filter(|&at| sent[at] != bits.get(at.wrapping_add_signed(moved)).copied())
        .count();
    assert_eq!(wrong, 0, "{rate}, {what}");
}

#[test]
fn frames_lost_late_in_a_page() {
    for rate in RATES {
        let (line, at) = page(rate);
        for frames in [1, 3, 10] {
            let lost: Vec<usize> = (at - frames..at).collect();
            let heard = hear_with_losses(ImageReceiver::new(rate).receiver(), &line, &lost);
            assert_eq!(
                (heard.trained.len(), heard.down.len()),
                (1, 1),
                "{rate}, {frames} frames lost"
            );
            assert_found_again(rate, &heard.bits, 0, &format!("{frames} frames lost"));
        }
    }
}

#[test]
fn frames_concealed_late_in_a_page() {
    for rate in RATES {
        let (line, at) = page(rate);
        let (first, after) = ((at - 1) * 160, at * 160);
        let mut repeated = line.clone();
        repeated.copy_within(first - 160..first, first);
        let mut faded = repeated.clone();
        for (n, sample) in faded[first..after].iter_mut().enumerate() {
            *sample = (i32::from(*sample) * (160 - n as i32) / 160) as i16;
        }
        let mut silent = line.clone();
        silent[first..after].fill(0);
        for (what, line) in
            [("said again", repeated), ("said again and faded out", faded), ("silent", silent)]
        {
            let heard = hear(ImageReceiver::new(rate).receiver(), &line);
            assert_eq!((heard.trained.len(), heard.down.len()), (1, 1), "{rate}, {what}");
            assert_found_again(rate, &heard.bits, 0, what);
        }
    }
}

#[test]
fn frames_left_out_or_put_in_late_in_a_page() {
    for rate in RATES {
        let (line, at) = page(rate);
        let (first, after) = ((at - 1) * 160, at * 160);
        let bits = (rate.bps() / 50) as isize;
        let left_out = [&line[..first], &line[after..]].concat();
        let put_in = [&line[..after], &line[first..]].concat();
        for (what, line, moved) in [("left out", left_out, -bits), ("put in", put_in, bits)] {
            let heard = hear(ImageReceiver::new(rate).receiver(), &line);
            assert_eq!((heard.trained.len(), heard.down.len()), (1, 1), "{rate}, {what}");
            assert_found_again(rate, &heard.bits, moved, what);
            assert!(heard.down[0].relocks <= 1, "{rate}, {what}: {:?}", heard.down);
        }
    }
}
