//! The steps of a call with V.34, for its ladder.

use ferrofax_ground::ladder::Step;
use ferrofax_signal::modem::LineQuality;
use ferrofax_signal::modem::v34::link::{Rates, Start};
use ferrofax_signal::modem::v34::probing::LineReport;
use ferrofax_signal::modem::v34::probing::info::Infoh;
use ferrofax_signal::modem::v34::probing::projection::Candidate;
use ferrofax_signal::modem::v34::symbol_rate::SymbolRate;

/// The control channel is there.
pub(super) fn control(start: Start, rates: &Rates) -> Step {
    Step::V34Control {
        start: format!("{start:?}"),
        rate: format!("{:?}", rates.control),
        symbols: symbols(rates.symbol_rate),
    }
}

/// The pages' channel has trained.
pub(super) fn trained(quality: &LineQuality) -> Step {
    Step::V34Trained {
        db: quality.snr_db.into(),
        level: quality.level_dbm0.into(),
        hz: quality.offset_hz.into(),
        ppm: quality.skew_ppm.into(),
    }
}

/// The properties of the line that a recipient has measured, and its choice.
pub(super) fn line(report: &LineReport) -> Step {
    let LineReport { reading, choice, round_trip_ms } = report;
    Step::V34Line {
        chosen: candidate(&choice.chosen).into(),
        level: reading.level_dbm0.into(),
        hz: reading.offset_hz.into(),
        ppm: reading.skew_ppm.into(),
        ms: (*round_trip_ms).into(),
        less: choice.power_reduction_db.into(),
    }
}

fn candidate(chosen: &Candidate) -> Step {
    let symbols = symbols(chosen.symbol_rate);
    let hz = chosen.symbol_rate.carrier_hz(chosen.carrier).round() as u64;
    let (number, db) = (chosen.pre_emphasis.index().into(), chosen.snr_db.into());
    match chosen.data_rate {
        Some(rate) => Step::V34Candidate {
            symbols,
            hz,
            number,
            db,
            bps: rate.bps().into(),
            spare: chosen.margin_db.into(),
        },
        None => Step::V34NoRate { symbols, hz, number, db, missing: (-chosen.margin_db).into() },
    }
}

/// The choice that a source has received.
pub(super) fn chosen(infoh: &Infoh) -> Step {
    Step::V34Chosen {
        symbols: symbols(infoh.symbol_rate),
        carrier: format!("{:?}", infoh.carrier),
        number: infoh.pre_emphasis.index().into(),
        less: infoh.power_reduction_db.into(),
    }
}

/// There is no link any more.
pub(super) fn over(why: Step) -> Step {
    Step::V34Over { why: why.into() }
}

fn symbols(rate: SymbolRate) -> u64 {
    rate.hz().round() as u64
}
