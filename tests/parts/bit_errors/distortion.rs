//! Lines that do not carry all frequencies alike: some are lost on the way, some come later.

use std::f64::consts::{PI, TAU};

use ferrofax_kit::line_stages::add_products;

/// What a line does to each frequency, between the points (Hz) in straight lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Distortion {
    pub(crate) name: &'static str,
    /// Loss, dB.
    loss_db: &'static [(f64, f64)],
    /// Delay, ms, beyond that of the frequency that comes first.
    delay_ms: &'static [(f64, f64)],
}

/// From a good line to the worst on which faxes have to go.
pub(crate) const LINES: [Distortion; 5] = [
    Distortion { name: "even", loss_db: &[(0.0, 0.0)], delay_ms: &[(0.0, 0.0)] },
    // Long local cables, not loaded.
    Distortion {
        name: "slope 8 dB",
        loss_db: &[(300.0, 0.0), (3400.0, 10.0)],
        delay_ms: &[(0.0, 0.0)],
    },
    // Channel filters, at their edges.
    Distortion {
        name: "band 400-3000",
        loss_db: &[
            (200.0, 30.0),
            (400.0, 3.0),
            (700.0, 0.0),
            (2700.0, 0.0),
            (3000.0, 3.0),
            (3300.0, 30.0),
        ],
        delay_ms: &[
            (300.0, 2.0),
            (600.0, 0.7),
            (1000.0, 0.2),
            (1700.0, 0.0),
            (2500.0, 0.2),
            (2900.0, 0.7),
            (3200.0, 2.0),
        ],
    },
    // What several links of carrier telephony make together.
    Distortion {
        name: "delay 2 ms",
        loss_db: &[(300.0, 2.0), (700.0, 0.0), (2600.0, 0.0), (3100.0, 3.0)],
        delay_ms: &[
            (400.0, 3.0),
            (600.0, 2.0),
            (1000.0, 0.7),
            (1700.0, 0.0),
            (2400.0, 0.6),
            (2800.0, 1.5),
            (3200.0, 3.0),
        ],
    },
    Distortion {
        name: "slope and delay",
        loss_db: &[(300.0, 3.0), (600.0, 0.0), (3000.0, 8.0), (3400.0, 14.0)],
        delay_ms: &[
            (400.0, 2.0),
            (600.0, 1.2),
            (1000.0, 0.4),
            (1700.0, 0.0),
            (2400.0, 0.4),
            (2800.0, 1.2),
            (3200.0, 2.0),
        ],
    },
];

/// Half the length of the filter, in samples: 16 ms.
const HALF: usize = 128;

impl Distortion {
    /// What arrives of `signal`, as loud as it was and as late as the middle of the filter says.
    pub(crate) fn of(&self, signal: &[i16]) -> Vec<i16> {
        if self.is_even() {
            return signal.to_vec();
        }
        let taps: Vec<f64> = self.taps().into_iter().rev().collect();
        let energy = |samples: &[f64]| samples.iter().map(|sample| sample * sample).sum::<f64>();
        let said: Vec<f64> = signal.iter().map(|&sample| f64::from(sample)).collect();
        let padded = [vec![0.0; 2 * HALF], said.clone()].concat();
        let heard: Vec<f64> = padded
            .windows(2 * HALF + 1)
            .map(|past| add_products(0.0, past, &taps))
            .collect();
        let gain = (energy(&said) / energy(&heard)).sqrt();
        heard.iter().map(|sample| (sample * gain).round() as i16).collect()
    }

    fn is_even(&self) -> bool {
        [self.loss_db, self.delay_ms]
            .iter()
            .all(|points| points.iter().all(|point| point.1 == points[0].1))
    }

    fn taps(&self) -> Vec<f64> {
        const PARTS: usize = 1600;
        let width = 4000.0 / PARTS as f64;
        // By frequency: what is left of it, and its phase, which is the sum of the delays below.
        let mut phase = 0.0;
        let parts: Vec<(f64, f64, f64)> = (0..PARTS)
            .map(|part| {
                let hz = (part as f64 + 0.5) * width;
                phase -= TAU * width * between(self.delay_ms, hz) / 1000.0;
                (hz, 10f64.powf(-between(self.loss_db, hz) / 20.0), phase)
            })
            .collect();
        (0..=2 * HALF)
            .map(|tap| {
                let time = (tap as f64 - HALF as f64) / 8000.0;
                let window =
                    0.5 + 0.5 * (PI * (tap as f64 - HALF as f64) / (HALF + 1) as f64).cos();
                let sum: f64 = parts
                    .iter()
                    .map(|(hz, left, phase)| left * (TAU * hz * time + phase).cos())
                    .sum();
                sum * window * 2.0 * width / 8000.0
            })
            .collect()
    }
}

fn between(points: &[(f64, f64)], hz: f64) -> f64 {
    let Some(after) = points.iter().position(|point| point.0 > hz) else {
        return points.last().map_or(0.0, |point| point.1);
    };
    let Some(before) = after.checked_sub(1) else { return points[0].1 };
    let ((from, low), (to, high)) = (points[before], points[after]);
    low + (high - low) * (hz - from) / (to - from)
}
