//! The lines of the tables: a usual digital line with something wrong, by its name.

use ferrofax_kit::line_model::{Filter, LineSettings};
use ferrofax_kit::wire::Echo;

/// A line.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) line: LineSettings,
    /// What each end hears of itself.
    pub(crate) echo: Option<Echo>,
}

impl Kind {
    fn new(name: impl Into<String>, line: LineSettings) -> Self {
        Self { name: name.into(), line, echo: None }
    }
}

/// The level of all four terminals.
const LEVEL_DBM0: f64 = -14.0;

fn usual() -> LineSettings {
    LineSettings::a_law()
}

fn clean() -> Kind {
    Kind::new("clean", usual())
}

fn snr(db: i32) -> Kind {
    Kind::new(
        format!("{db} dB"),
        LineSettings { noise_dbm0: Some(LEVEL_DBM0 - f64::from(db)), ..usual() },
    )
}

fn skew(skew_ppm: f64) -> Kind {
    Kind::new(format!("{skew_ppm:+} ppm"), LineSettings { skew_ppm, ..usual() })
}

fn lost(percent: f64, burst: u32) -> Kind {
    let name = if burst > 1 {
        format!("{percent} % lost in {burst}s")
    } else {
        format!("{percent} % lost")
    };
    Kind::new(name, LineSettings { loss: percent / 100.0, burst, ..usual() })
}

/// Lost before a gateway further off, which says silence in its place.
fn silenced(percent: f64) -> Kind {
    let line = LineSettings { silent_loss: true, ..lost(percent, 1).line };
    Kind::new(format!("{percent} % silenced"), line)
}

/// The lines of the smaller table.
pub(crate) fn few() -> Vec<Kind> {
    let mut kinds = vec![clean()];
    kinds.extend([40, 36, 34, 32, 30, 28, 26].map(snr));
    kinds.extend([100.0, -100.0].map(skew));
    kinds.extend([0.1, 0.5].map(|percent| lost(percent, 1)));
    kinds
}

/// The lines of the larger table: what a fax meets on telephone lines and in packet
/// networks, from harmless to hopeless.
pub(crate) fn many() -> Vec<Kind> {
    let mut kinds = vec![clean()];
    kinds.extend([40, 36, 34, 32, 30, 28, 26, 24, 22, 20].map(snr));
    for floor in [-70, -60, -50, -45, -40] {
        let noise_dbm0 = Some(f64::from(floor));
        kinds
            .push(Kind::new(format!("floor {floor} dBm0"), LineSettings { noise_dbm0, ..usual() }));
    }
    for level in [-6, -10, -20, -26, -32, -38, -43] {
        let gain_db = f64::from(level) - LEVEL_DBM0;
        kinds.push(Kind::new(format!("level {level} dBm0"), LineSettings { gain_db, ..usual() }));
    }
    kinds.extend([100.0, -100.0, 200.0, -200.0].map(skew));
    kinds.extend([0.1, 0.25, 0.5, 1.0, 2.0].map(|percent| lost(percent, 1)));
    kinds.extend([0.1, 0.25, 0.5, 1.0, 2.0].map(|percent| lost(percent, 3)));
    kinds.extend([0.1, 0.25, 0.5, 1.0, 2.0].map(silenced));
    for (blocks, loss_db) in [(2, 15.0), (15, 15.0)] {
        let echo = Some(Echo { blocks, loss_db });
        kinds.push(Kind { echo, ..Kind::new(format!("echo {} ms", blocks * 20), usual()) });
    }
    for (name, filter) in [
        ("270-3400 Hz", Filter::BandPass { low_hz: 270.0, high_hz: 3400.0 }),
        ("long loop", Filter::Loop),
        ("group delay", Filter::GroupDelay),
    ] {
        kinds.push(Kind::new(name, LineSettings { filter: Some(filter), ..usual() }));
    }
    for percent in [0.1, 0.5] {
        kinds.push(Kind::new(
            format!("{percent} % slips"),
            LineSettings { jitter: percent / 100.0, ..usual() },
        ));
    }
    for per_minute in [6.0, 60.0] {
        let line = LineSettings { impulses: per_minute / 60.0, ..usual() };
        kinds.push(Kind::new(format!("{per_minute} clicks/min"), line));
    }
    kinds
}
