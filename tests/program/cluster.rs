//! Four machines with one store, over blows at all that there is: `ferrofax_kit::cluster` describes it. Each
//! PBX is a process of ours; real ones are beside such in `tests/asterisk/cluster`.

use ferrofax_kit::cluster::{Cluster, Manner, PATIENCE, Process, Size, upgrade_one_by_one};

const MANNER: Manner = Manner {
    lease_s: 5,
    apart_ms: (200, 1_300),
    steps: (4, 6),
    silence: 20,
    numbers: 40,
    number: |one| format!("+49991{one}"),
    patience: PATIENCE,
};

fn run(seed: u64, size: Size) {
    let cluster = Cluster::new(MANNER, |world| {
        ["berlin", "bremen", "essen", "hamburg"]
            .map(|name| (name, Process::of(name, world)))
            .into()
    });
    if let Some(cluster) = cluster {
        cluster.run(seed, size);
    }
}

#[test]
fn four_machines_with_one_store_lose_nothing_over_a_few_blows() {
    run(0x5eed_0004, Size { jobs: 16, faxes: 8, moments: 8 });
}

/// `FERROFAX_CLUSTER=JOBS,FAXES,MOMENTS` says how much.
#[test]
#[ignore = "a quarter of an hour"]
fn four_machines_with_one_store_lose_nothing_over_many_blows() {
    run(0x5eed_2000, Size::wished());
}

/// `make rolling` has built the version of before.
#[test]
#[ignore = "it wants a version of before beside this one"]
fn machines_are_upgraded_one_by_one_while_all_goes_on() {
    let number = |one| format!("0991{one:04}");
    let manner = Manner { apart_ms: (0, 1), silence: 200, number, ..MANNER };
    upgrade_one_by_one(manner, &["berlin", "essen", "hamburg"]);
}
