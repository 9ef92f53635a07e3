//! Every call for input or output fails, one after the other: once, and from then on. After each
//! fault, the programs start again without faults. Then nothing that was confirmed is lost, nothing
//! was delivered or sent twice, and no file is left.

mod child;
mod laws;
mod received;
mod runner;
mod sent;
mod submitted;

use runner::{Road, Steps};

/// The roads of a fax, by their names.
const ROADS: [(&str, Road); 5] = [
    ("received", received::road),
    ("sent", sent::road),
    ("mailed", submitted::mailed),
    ("printed", submitted::printed),
    ("clustered", received::clustered),
];

/// `make faults`. Each call fails once; every `STEP`th call also in all other ways.
#[test]
#[ignore = "minutes: make faults"]
fn every_call_fails() {
    let said = |name| std::env::var(name).ok().filter(|said| !said.is_empty());
    let (only, step) = (said("ONLY"), said("STEP").map_or(8, |step| step.parse().unwrap()));
    let steps = |_| Steps { once: 1, otherwise: step };
    let roads = ROADS
        .into_iter()
        .filter(|(name, _)| only.as_ref().is_none_or(|only| only == name));
    let wrong: Vec<String> =
        roads.flat_map(|(name, road)| runner::try_all(name, road, steps)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A few calls of each road, always those at the same parts of it.
#[test]
fn some_calls_of_each_road_fail() {
    let steps = |calls| Steps { once: calls / 8, otherwise: calls / 4 };
    let wrong: Vec<String> = ROADS
        .iter()
        .flat_map(|(name, road)| runner::try_all(name, *road, steps))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
