//! Two real Asterisks, 22 and 16, and two simulated PBXs with a shared database, with kills and
//! network cuts, as `ferrofax_kit::cluster` describes. The pages that real Asterisks send are
//! checked at spandsp, and their mails at the relay. `make cluster` runs these tests.

mod calling;
mod real;
mod taking;

use std::time::Duration;

use self::real::Real;
use self::taking::Taker;
use crate::laboratory::{Asterisk, is_cluster};
use crate::programs::skip;
use ferrofax_kit::cluster::{Cluster, Manner, Named, Size, World};

/// A call of a real Asterisk takes 15 seconds. The calls of the other PBXs take as long, and the
/// times between faults are so long that most calls are completed.
const MANNER: Manner = Manner {
    lease_s: 12,
    apart_ms: (1_500, 5_000),
    steps: (12, 14),
    silence: 20,
    numbers: 60,
    number: real::number,
    patience: Duration::from_secs(420),
};

/// Runs the test with this size and these PBXs. The suite runs it alone, because it needs the whole
/// machine.
fn run(seed: u64, size: Size, pbxs: fn(&World) -> Vec<Named>) {
    if !is_cluster() {
        return skip("make cluster runs it");
    }
    if let Some(cluster) = Cluster::new(MANNER, pbxs) {
        cluster.run(seed, size);
    }
}

/// `FERROFAX_CLUSTER=JOBS,FAXES,MOMENTS` sets the size.
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

/// The short form of the test, for developers.
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
