//! What is said by MPh, and what two MPh come to (ITU-T V.34 §10.2.4.4, §12.4.1.3, §12.4.2.4).

use super::report::Rates;
use super::terms::{Role, Terms};
use crate::modem::v34::Side;
use crate::modem::v34::coding::{Coefficient, Parameters, Shaping, TrellisCode};
use crate::modem::v34::control::mph::{Mph, RateMask};
use crate::modem::v34::primary::foretelling::Foretold;
use crate::modem::v34::probing::Chosen;
use crate::modem::v34::symbol_rate::{DataRate, SymbolRate};

/// Without the far end's 1664 points there is no higher rate (table 23, note 1).
const WITHOUT_1664_POINTS: u8 = 12;

/// A precoder that gains less is not asked for, dB.
const PRECODING_IS_WORTH_DB: f64 = 0.3;

/// What this end says. `most` is the highest rate that it wishes for; a rate that the symbol
/// rate has not got becomes the nearest one.
pub(super) fn mph(terms: &Terms, chosen: &Chosen, most: DataRate) -> Mph {
    let symbol_rate = chosen.infoh.symbol_rate;
    let most = highest(terms, chosen).min(most).max(symbol_rate.min_data_rate());
    // Only the source transmits: note 2 of table 23.
    let (trellis, expanded) = match terms.role {
        Role::Source => (TrellisCode::States16, false),
        Role::Recipient => (terms.trellis, true),
    };
    Mph {
        max_rate: most,
        control_rate: terms.control_rate,
        trellis,
        nonlinear: terms.role == Role::Recipient && terms.non_linear,
        expanded,
        rates: RateMask::of(enabled(terms, symbol_rate).filter(|&rate| rate <= most)),
        asymmetric: false,
        precoder: None,
    }
}

/// The coefficients that a recipient asks the source's precoder for with this MPh: those by which
/// its own errors are foretold, where that is worth more than the power which it takes.
pub(super) fn precoder(
    mph: &Mph,
    symbol_rate: SymbolRate,
    source: Side,
    foretold: &Foretold,
) -> Option<[Coefficient; 3]> {
    let [first, second, third] = foretold.coefficients.map(Coefficient::of);
    let precoder = [first?, second?, third?];
    let rates = Rates { symbol_rate, page: mph.max_rate, control: mph.control_rate };
    let asked = Mph { precoder: Some(precoder), ..*mph };
    let costs_db = parameters(&rates, &asked, source).precoding_costs_db().ok()?;
    let worth_db = f64::from(foretold.gain_db) - costs_db;
    (worth_db >= PRECODING_IS_WORTH_DB).then_some(precoder)
}

/// The highest rate that this end's terms, the symbol rate and both ends' points allow.
pub(super) fn highest(terms: &Terms, chosen: &Chosen) -> DataRate {
    let most = terms.max_rate.min(chosen.infoh.symbol_rate.max_data_rate());
    match DataRate::of_steps(WITHOUT_1664_POINTS) {
        Some(limit) if !(chosen.far.has_1664_points && chosen.ours.has_1664_points) => {
            most.min(limit)
        }
        _ => most,
    }
}

/// The rate above that of pages now, as far as both ends have it.
pub(super) fn next_up(terms: &Terms, chosen: &Chosen, now: &Rates, far: &Mph) -> Option<DataRate> {
    let most = highest(terms, chosen).min(far.max_rate);
    DataRate::all()
        .filter(|&rate| rate > now.page && rate <= most)
        .find(|&rate| now.symbol_rate.carries(rate) && far.rates.has(rate))
}

fn enabled(terms: &Terms, symbol_rate: SymbolRate) -> impl Iterator<Item = DataRate> {
    let least = terms.min_rate;
    DataRate::all().filter(move |&rate| symbol_rate.carries(rate) && rate >= least)
}

/// The highest rate that is enabled in both and not beyond either's highest, and the slower
/// one of the control channel's rates, asymmetric ones being left alone (bit 50).
pub(super) fn agreed(ours: &Mph, far: &Mph, symbol_rate: SymbolRate) -> Option<Rates> {
    let both = ours.rates.and(far.rates);
    let most = ours.max_rate.min(far.max_rate);
    let page = DataRate::all()
        .rev()
        .find(|&rate| rate <= most && both.has(rate) && symbol_rate.carries(rate))?;
    Some(Rates { symbol_rate, page, control: ours.control_rate.min(far.control_rate) })
}

/// What pages are coded with: the recipient's MPh tells.
pub(super) const fn parameters(rates: &Rates, recipient: &Mph, source: Side) -> Parameters {
    let none = Coefficient { re: 0, im: 0 };
    Parameters {
        symbol_rate: rates.symbol_rate,
        data_rate: rates.page,
        trellis: recipient.trellis,
        non_linear: recipient.nonlinear,
        shaping: if recipient.expanded { Shaping::Expanded } else { Shaping::Minimum },
        precoding: match recipient.precoder {
            Some(precoder) => precoder,
            None => [none; 3],
        },
        source,
    }
}
