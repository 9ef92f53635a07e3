//! Two machines of one identity, for example because a spool was copied. Only one of them makes
//! attempts, and the other gets an error that names the location of the first.

use super::tests::{Bench, LEASE_MS, Machine};
use crate::Clustered;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::jobs::JobState;

/// Another machine with a copy of this machine's spool.
fn copy_of(machine: &Machine, name: &str) -> Machine {
    let mut copy = Machine::new(name);
    let token = &machine.node.token;
    let sql = "UPDATE node SET token = ?1";
    copy.spool.write(|one| one.execute(sql, [token])).unwrap();
    copy.node = copy.spool.cluster().node().unwrap().unwrap();
    copy
}

#[test]
fn of_two_machines_of_one_identity_one_alone_makes_tries_whatever_they_are_called() {
    for name in ["hamburg", "bremen"] {
        let bench = Bench::new();
        let Bench { store, hamburg, .. } = &bench;
        let copy = copy_of(hamburg, name);
        let (there, _) = bench.given(&bench.new_job("1", 1));
        bench.given(&bench.new_job("2", 1));
        let of = hamburg.take(store).unwrap().unwrap();
        let lease = hamburg.dial().unwrap();

        // The copy tries all that it would do with an attempt that it has never heard of.
        let refused =
            store.shared_queue().renew_tries(&copy.node, LEASE_MS).unwrap_err().to_string();
        assert!(refused.contains("copy"), "{refused}");
        assert!(refused.contains(&*hamburg.spool.folder().to_string_lossy()), "{refused}");
        store.shared_queue().return_try(&copy.node, of, "it began again").unwrap();
        store.shared_queue().fail_try(&copy.node, of, "it began again").unwrap();
        assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
        assert!(store.shared_queue().take_try(&copy.node, LEASE_MS).is_err());

        // The first machine continues as if there were no other.
        assert_eq!(store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap().len(), 1);
        hamburg.send(store, &lease, 1);
        hamburg.end_and_tell(store, &lease, None);
        assert_eq!(store.jobs().job(there).unwrap().state, JobState::Done);
    }
}

#[test]
fn a_copy_goes_on_when_nothing_is_heard_of_the_first_any_more() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let copy = copy_of(hamburg, "bremen");
    let (there, _) = bench.given(&bench.new_job("1", 1));
    let of = hamburg.take(store).unwrap().unwrap();
    assert!(store.shared_queue().take_try(&copy.node, LEASE_MS).is_err());
    bench.let_leases_end();
    assert_eq!(store.shared_queue().renew_tries(&copy.node, LEASE_MS).unwrap(), []);
    // From now on the first machine is rejected, and its attempt belongs to no machine.
    assert!(store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).is_err());
    let ended = store.shared_queue().end_dead_tries().unwrap();
    assert_eq!(ended, [(of, "hamburg".to_owned())]);
    bench.retry(there);
    assert_eq!(copy.take(store).unwrap().unwrap().job, there);
    hamburg.spool.shared_queue().withdraw_try(hamburg.tries()[0].job).unwrap();
    store.shared_queue().return_try(&hamburg.node, of, "it was not begun").unwrap();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
}

#[test]
fn another_machine_of_the_same_name_takes_nothing() {
    let bench = Bench::new();
    let Bench { store, hamburg, .. } = &bench;
    let other = Machine::new("hamburg");
    bench.given(&bench.new_job("1", 1));
    store.shared_queue().renew_tries(&hamburg.node, LEASE_MS).unwrap();
    let refused = other.take(store).unwrap_err().to_string();
    assert!(refused.contains("'hamburg'"), "{refused}");
    assert!(hamburg.take(store).unwrap().is_some());
}
