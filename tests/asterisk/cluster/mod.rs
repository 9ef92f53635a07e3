//! Two real Asterisks, 22 and 16, and two PBXs that are processes of ours, with one store, over blows
//! at all that there is: `ferrofax_kit::cluster` describes it. What the real ones send is looked at where it
//! arrives, at spandsp, page by page, and what they mail at the relay. `make cluster` runs it.

mod calling;
mod real;
mod taking;

use std::time::Duration;

use self::real::Real;
use self::taking::Taker;
use crate::laboratory::{Asterisk, is_cluster};
use crate::programs::skip;
use ferrofax_kit::cluster::{Cluster, Manner, Named, Size, World};

/// A call of real machines takes a quarter of a minute: all others go as slowly, and blows are
/// as far apart that most calls come to their end.
const MANNER: Manner = Manner {
    lease_s: 12,
    apart_ms: (1_500, 5_000),
    steps: (12, 14),
    silence: 20,
    numbers: 60,
    number: real::number,
    patience: Duration::from_secs(420),
};

/// So much, with PBXs by their names. The suite runs it alone: it wants all of the machine.
fn run(seed: u64, size: Size, pbxs: fn(&World) -> Vec<Named>) {
    if !is_cluster() {
        return skip("make cluster runs it");
    }
    if let Some(cluster) = Cluster::new(MANNER, pbxs) {
        cluster.run(seed, size);
    }
}

/// `FERROFAX_CLUSTER=JOBS,FAXES,MOMENTS` says how much.
#[test]
#[ignore = "an hour: make cluster"]
fn two_asterisks_and_two_others_lose_nothing_over_many_blows() {
    run(0x5eed_2216, Size::wished(), |world| {
        [
            ("berlin", Real::start("berlin", Asterisk::V22, world)),
            ("bremen", Real::start("bremen", Asterisk::V16, world)),
            ("essen", Taker::start("essen", world)),
            ("hamburg", Taker::start("hamburg", world)),
        ]
        .into()
    });
}

/// The shortest form of it, for who changes something.
#[test]
#[ignore = "some minutes: make cluster ONLY=one"]
fn an_asterisk_and_another_lose_nothing_over_a_few_blows() {
    run(0x5eed_0022, Size { jobs: 24, faxes: 8, moments: 12 }, |world| {
        [
            ("berlin", Real::start("berlin", Asterisk::V22, world)),
            ("essen", Taker::start("essen", world)),
        ]
        .into()
    });
}
