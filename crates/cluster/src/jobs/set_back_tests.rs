//! A shared database that differs from what nodes know of it: it has another address, was created
//! again, or was restored from an older dump. Also a machine that was copied with its memory.

use super::tests::{Bench, LEASE_MS, Machine};
use crate::Clustered;
use ferrofax_basics::UnixMs;
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::{Inside, testing};
use ferrofax_spool::jobs::{JobId, JobState, JobVerb, NewJob, UnknownPolicy};
use ferrofax_spool::{Spool, SpoolError};

/// Another server takes over the shared database. A node that does not know of the change gets no
/// jobs.
fn take_over(bench: &Bench, store: &Spool) {
    let sql = "UPDATE store_identity SET incarnation = 'another server'";
    store.write(|one| one.execute(sql, [])).unwrap();
    let refused = store.shared_queue().take_try(&bench.hamburg.node, LEASE_MS);
    assert_eq!(refused, Err(SpoolError::OtherStore));
}

/// Ends the time in which a shared database waits for the reports of nodes.
fn let_quiet_end(store: &Spool) {
    let end = "UPDATE store_identity SET quiet_until = 0";
    store.write(|one| one.execute(end, [])).unwrap();
}

/// A bench whose nodes have performed the handshake with the shared database.
fn greeted() -> Bench {
    let mut bench = Bench::new();
    let store = bench.store.clone();
    assert!(!bench.berlin.greet(&store) && !bench.hamburg.greet(&store));
    bench
}

/// The pages that another attempt would send, each with a flag that is true if the page is sent
/// again.
fn to_send(store: &Spool, there: JobId) -> Vec<(u32, bool)> {
    let job = store.jobs().job(there).unwrap();
    job.pages_to_send().map(|page| (page.at.page, page.is_again())).collect()
}

/// A dump of the shared database in the form that it has after it was restored; none if it is not a
/// file.
fn dump(bench: &Bench) -> Option<tempfile::TempDir> {
    let path = bench.store.folder().join("spool.db");
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().canonicalize().unwrap().join("spool.db");
    if !path.exists() {
        return None;
    }
    let source = rusqlite::Connection::open(path).unwrap();
    source.execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    Some(folder)
}

#[test]
fn another_spelling_of_the_store_is_no_other_store() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let (there, here) = bench.given(&bench.new_job("1", 1));
    let lease = bench.hamburg.call(&store);
    bench.hamburg.send(&store, &lease, 1);
    bench.hamburg.end_and_tell(&store, &lease, None);
    assert_eq!(bench.followed(here).state, JobState::Done);
    bench.berlin.spool.cluster().become_node("berlin", "store:5432,other").unwrap();
    assert!(!bench.berlin.greet(&store));
    assert_eq!(bench.followed(here).state, JobState::Done);
    assert_eq!(bench.berlin.spool.outbox().reports_of(here).unwrap().len(), 1);
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Done);
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 1);
}

/// The result does not depend on which node performs the handshake first.
#[test]
fn a_store_made_anew_gets_what_the_old_one_lost_and_what_came_of_it() {
    for home_is_first in [true, false] {
        let mut bench = greeted();
        let old = bench.store.clone();
        let (_, here) = bench.given(&bench.new_job("1", 3));
        let (_, done) = bench.given(&bench.new_job("2", 1));
        let (_, held) = bench.given(&bench.new_job("3", 1));
        bench.berlin.spool.jobs().hold_job(held, "alice", UnixMs::now()).unwrap();
        bench.berlin.spool.shared_queue().tell_asked(&old, &bench.berlin.node).unwrap();
        bench.hamburg.take(&old).unwrap().unwrap();
        bench.hamburg.take(&old).unwrap().unwrap();
        let leases = [bench.hamburg.dial().unwrap(), bench.hamburg.dial().unwrap()];
        for lease in &leases {
            bench.hamburg.send(&old, lease, 1);
        }
        bench.hamburg.end_and_tell(&old, &leases[1], None);
        assert_eq!(bench.followed(done).state, JobState::Done);
        // Neither the shared database nor Berlin knows that this page was sent to its end.
        let lease = &leases[0];
        bench.hamburg.say(&old, lease, 2);

        let folder = tempfile::tempdir().unwrap();
        let replacement = testing::open(folder.path()).unwrap();
        if home_is_first {
            assert!(bench.berlin.greet(&replacement) && bench.hamburg.greet(&replacement));
        } else {
            assert!(bench.hamburg.greet(&replacement) && bench.berlin.greet(&replacement));
        }
        // The numbers of the old database are not valid in the new one.
        assert!(bench.hamburg.tries()[0].is_of_before());
        assert!(bench.hamburg.spool.queue().page_said(lease, lease.job.pages[2].at).is_err());
        bench.store = replacement.clone();
        assert_eq!(bench.berlin.spool.shared_queue().jobs_to_move(9).unwrap(), [here, held]);
        if home_is_first {
            bench.give(here);
        }
        bench.hamburg.confirm(lease, 2);
        bench.hamburg.end_and_tell(&replacement, lease, Some(Failure::Cancelled));
        assert!(bench.hamburg.tries().is_empty());
        let there = bench.give(here);
        assert_eq!(to_send(&replacement, there), [(3, false)]);
        let held_there = bench.give(held);
        assert_eq!(replacement.jobs().job(held_there).unwrap().state, JobState::Suspended);

        // No job is sent before all nodes could report what they know.
        assert_eq!(bench.berlin.take(&replacement).unwrap(), None);
        let_quiet_end(&replacement);
        let of = bench.berlin.take(&replacement).unwrap().unwrap();
        assert_eq!((of.job, bench.berlin.take(&replacement).unwrap()), (there, None));
        let lease = bench.berlin.dial().unwrap();
        bench.berlin.send(&replacement, &lease, 3);
        bench.berlin.end_and_tell(&replacement, &lease, None);
        assert_eq!(bench.followed(here).state, JobState::Done);
        for job in [here, done] {
            assert_eq!(bench.berlin.spool.outbox().reports_of(job).unwrap().len(), 1);
        }
        assert!(!bench.berlin.greet(&replacement) && !bench.hamburg.greet(&replacement));
    }
}

#[test]
fn a_store_that_was_restored_from_a_dump_hears_what_it_has_forgotten() {
    let mut bench = greeted();
    let old = bench.store.clone();
    let (there, here) = bench.given(&bench.new_job("1", 2));
    let (_, done) = bench.given(&bench.new_job("2", 1));
    let (_, cancelled) = bench.given(&bench.new_job("3", 1));
    let Some(restored) = dump(&bench) else { return };
    // The restored database has forgotten all of the following.
    assert!(!bench.berlin.greet(&old) && !bench.hamburg.greet(&old));
    bench.berlin.spool.jobs().cancel_job(cancelled, "alice", UnixMs::now()).unwrap();
    bench.berlin.spool.shared_queue().tell_asked(&old, &bench.berlin.node).unwrap();
    bench.hamburg.take(&old).unwrap().unwrap();
    bench.hamburg.take(&old).unwrap().unwrap();
    let leases = [bench.hamburg.dial().unwrap(), bench.hamburg.dial().unwrap()];
    for lease in &leases {
        bench.hamburg.send(&old, lease, 1);
    }
    bench.hamburg.end(&leases[1], None);
    bench.hamburg.end_and_tell(&old, &leases[0], Some(Failure::Dropped));
    assert_eq!(bench.followed(done).state, JobState::Done);
    assert_eq!(bench.followed(cancelled).state, JobState::Failed);
    let (lost_there, lost) = bench.given(&bench.new_job("4", 1));
    bench.retry(there);
    for _ in 0..2 {
        bench.hamburg.take(&old).unwrap().unwrap();
    }
    let calls = [bench.hamburg.dial().unwrap(), bench.hamburg.dial().unwrap()];
    let lease = calls.iter().find(|lease| lease.job.number == "4").unwrap();
    bench.hamburg.say(&old, lease, 1);
    drop(old);

    let store = testing::open(restored.path()).unwrap();
    bench.store = store.clone();
    // A new job gets the number that another job had. A call for that other job is active.
    let new = bench.hamburg.submit(&bench.new_job("5", 1));
    let new_there = bench.hamburg.move_to(&store, new).unwrap().unwrap();
    assert_eq!(new_there, lost_there);
    bench.hamburg.confirm(lease, 1);
    bench.hamburg.tell(&store).unwrap();
    assert_eq!(store.jobs().job(new_there).unwrap().pages_confirmed(), 0);
    for lease in &calls {
        bench.hamburg.end(lease, Some(Failure::Cancelled));
    }
    assert!(bench.hamburg.greet(&store));
    assert_eq!(to_send(&store, there), [(2, false)]);
    assert!(bench.berlin.greet(&store));
    let open = |job: JobId| !bench.berlin.spool.jobs().job(job).unwrap().state.is_final();
    assert!(open(here) && open(lost) && !open(done) && !open(cancelled));
    let states: Vec<(String, JobState)> = store
        .shared_queue()
        .shared_jobs(9)
        .unwrap()
        .into_iter()
        .map(|shared| (shared.job.number, shared.job.state))
        .collect();
    let of = |number: &str| states.iter().find(|(is, _)| is == number).unwrap().1;
    assert_eq!([of("2"), of("3")], [JobState::Done, JobState::Failed]);
    assert_eq!(bench.berlin.spool.shared_queue().jobs_to_move(9).unwrap(), [lost]);
    // The confirmed page of the lost job was reported before the job was handed over again: the
    // page is not sent again.
    let there = bench.give(lost);
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Done);
    for job in [lost, done, cancelled] {
        assert!(bench.followed(job).state.is_final());
        assert_eq!(bench.berlin.spool.outbox().reports_of(job).unwrap().len(), 1, "{job}");
    }
    assert_eq!(bench.hamburg.take(&store).unwrap(), None);
    let_quiet_end(&store);
    bench.hamburg.take(&store).unwrap().unwrap();
    bench.hamburg.take(&store).unwrap().unwrap();
    assert_eq!(bench.hamburg.take(&store).unwrap(), None);
}

#[test]
fn what_went_on_in_a_store_that_was_restored_is_in_doubt() {
    for (unknown, state) in
        [(UnknownPolicy::Resend, JobState::Sleeping), (UnknownPolicy::Skip, JobState::Done)]
    {
        let mut bench = greeted();
        let old = bench.store.clone();
        let (there, here) = bench.given(&NewJob { unknown, ..bench.new_job("1", 1) });
        let lease = bench.hamburg.call(&old);
        bench.hamburg.say(&old, &lease, 1);
        let Some(restored) = dump(&bench) else { return };
        assert!(!bench.berlin.greet(&old) && !bench.hamburg.greet(&old));
        let store = testing::open(restored.path()).unwrap();
        bench.store = store.clone();
        assert!(bench.berlin.greet(&store));
        let job = store.jobs().job(there).unwrap();
        assert_eq!((job.state, job.pages[0].unknown), (state, 1), "{}", job.text);
        let followed = bench.followed(here);
        assert_eq!((followed.state, followed.pages[0].unknown), (state, 1));
    }
}

/// This happens after a dump was restored, or after a standby server has taken over.
#[test]
fn whoever_greets_a_store_first_that_has_gone_over_finds_it_out_for_all() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let (there, here) = bench.given(&bench.new_job("1", 1));
    take_over(&bench, &store);
    let known: String = store
        .read(|one| one.query_row("SELECT incarnation FROM store_identity", [], |row| row.get(0)))
        .unwrap();
    assert_ne!(known, "another server", "the refusal is committed");
    assert!(bench.berlin.greet(&store) && bench.hamburg.greet(&store));
    assert_eq!(bench.hamburg.take(&store).unwrap(), None);
    assert!(!bench.berlin.greet(&store) && !bench.hamburg.greet(&store));
    let_quiet_end(&store);
    assert_eq!(bench.hamburg.take(&store).unwrap().unwrap().job, there);
    assert_eq!(bench.followed(here).state, JobState::Ready);
    assert!(bench.berlin.spool.shared_queue().jobs_to_move(9).unwrap().is_empty());
}

/// The job was retried while its origin node was down. The server that has taken over has forgotten
/// nothing.
#[test]
fn a_job_that_was_retried_elsewhere_is_sent() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let (there, here) = bench.given(&bench.new_job("1", 1));
    bench.berlin.spool.jobs().cancel_job(here, "alice", UnixMs::now()).unwrap();
    bench
        .berlin
        .spool
        .shared_queue()
        .tell_asked(&store, &bench.berlin.node)
        .unwrap();
    assert_eq!(bench.followed(here).state, JobState::Failed);
    bench.retry(there);
    take_over(&bench, &store);
    assert!(bench.berlin.greet(&store) && bench.hamburg.greet(&store));
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Ready);
    assert_eq!(bench.berlin.spool.jobs().job(here).unwrap().state, JobState::Ready);
    let_quiet_end(&store);
    assert_eq!(bench.hamburg.take(&store).unwrap().unwrap().job, there);
    assert_eq!(bench.berlin.spool.outbox().reports_of(here).unwrap().len(), 1);
}

/// The origin node has forwarded the request for the retry, and has not yet read the answer.
#[test]
fn a_job_that_was_retried_at_its_origin_node_is_sent() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let (there, here) = bench.given(&bench.new_job("1", 1));
    let ask = |bench: &Bench, verb: JobVerb| {
        let Machine { spool, node, .. } = &bench.berlin;
        spool.jobs().do_to_job(here, verb, "alice", UnixMs::now()).unwrap();
        spool.shared_queue().tell_asked(&store, node).unwrap();
    };
    ask(&bench, JobVerb::Cancel);
    assert_eq!(bench.followed(here).state, JobState::Failed);
    ask(&bench, JobVerb::Retry);
    take_over(&bench, &store);
    assert!(bench.berlin.greet(&store) && bench.hamburg.greet(&store));
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Ready);
    assert_eq!(bench.berlin.spool.jobs().job(here).unwrap().state, JobState::Ready);
}

/// Only its origin node knew that the job had failed.
#[test]
fn what_has_failed_and_is_lost_can_be_tried_again() {
    let mut bench = greeted();
    let old = bench.store.clone();
    let (_, here) = bench.given(&bench.new_job("1", 1));
    bench.berlin.spool.jobs().cancel_job(here, "alice", UnixMs::now()).unwrap();
    bench.berlin.spool.shared_queue().tell_asked(&old, &bench.berlin.node).unwrap();
    assert_eq!(bench.followed(here).state, JobState::Failed);
    let folder = tempfile::tempdir().unwrap();
    let replacement = testing::open(folder.path()).unwrap();
    bench.store = replacement.clone();
    assert!(bench.berlin.greet(&replacement));
    bench.berlin.spool.jobs().retry_job(here, "alice", UnixMs::now()).unwrap();
    bench
        .berlin
        .spool
        .shared_queue()
        .tell_asked(&replacement, &bench.berlin.node)
        .unwrap();
    assert_eq!(bench.berlin.spool.shared_queue().jobs_to_move(9).unwrap(), [here]);
    let there = bench.give(here);
    assert_eq!(replacement.jobs().job(there).unwrap().state, JobState::Ready);
}

#[test]
fn of_two_machines_that_remember_the_same_the_second_to_speak_is_found_out() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let (there, _) = bench.given(&bench.new_job("1", 2));
    bench.given(&bench.new_job("2", 1));
    let of = bench.hamburg.take(&store).unwrap().unwrap();
    let lease = bench.hamburg.dial().unwrap();
    bench.hamburg.say(&store, &lease, 1);
    // From here on there are two machines.
    let mut copy = bench.hamburg.node.clone();
    "the copy's".clone_into(&mut copy.known.words[1]);
    bench.hamburg.greet(&store);
    let is_copied = |refused: SpoolError| matches!(refused, SpoolError::NodeCopied { .. });
    assert!(is_copied(store.shared_queue().renew_tries(&copy, LEASE_MS).unwrap_err()));
    assert!(is_copied(store.shared_queue().take_try(&copy, LEASE_MS).unwrap_err()));
    store.shared_queue().return_try(&copy, of, "it began again").unwrap();
    store.shared_queue().fail_try(&copy, of, "it began again").unwrap();
    assert_eq!(store.jobs().job(there).unwrap().state, JobState::Active);
    assert!(store.shared_queue().hear(&copy, LEASE_MS).is_err_and(is_copied));
    // The attempts that both machines remember end like those of a node that is dead. Confirmed
    // pages remain confirmed.
    assert_eq!(store.shared_queue().renew_tries(&bench.hamburg.node, LEASE_MS).unwrap(), []);
    bench.hamburg.confirm(&lease, 1);
    bench.hamburg.tell(&store).unwrap();
    assert_eq!(to_send(&store, there), [(2, false)]);
    assert!(bench.hamburg.spool.queue().page_begun(&lease, lease.job.pages[1].at).is_err());
    // The first machine continues.
    let next = bench.hamburg.take(&store).unwrap().unwrap();
    assert!(store.shared_queue().hear(&copy, LEASE_MS).is_err());
    let renewed = store.shared_queue().renew_tries(&bench.hamburg.node, LEASE_MS).unwrap();
    assert_eq!(renewed.iter().map(|one| one.of).collect::<Vec<_>>(), [next]);
    // After the death of the first machine, the copy continues.
    bench.let_leases_end();
    assert!(store.shared_queue().hear(&copy, LEASE_MS).is_ok());
    let refused = bench.hamburg.spool.shared_queue().greet(&store, LEASE_MS, UnixMs::now());
    assert!(refused.is_err_and(is_copied));
}

/// The node has received more words from the shared database than the database knows of.
#[test]
fn a_node_that_is_refused_shows_as_well_that_the_store_was_set_back() {
    let bench = greeted();
    let store = &bench.store;
    let epoch = || -> String {
        store
            .read(|one| one.query_row("SELECT epoch FROM store_identity", [], |row| row.get(0)))
            .unwrap()
    };
    let before = epoch();
    let mut copy = bench.hamburg.node.clone();
    "another machine".clone_into(&mut copy.machine);
    copy.known.heard += 1;
    let refused = store.shared_queue().hear(&copy, LEASE_MS).err();
    assert!(matches!(refused, Some(SpoolError::NodeCopied { .. })), "{refused:?}");
    assert_ne!(epoch(), before);
}

#[test]
fn who_did_not_hear_the_answer_to_his_greeting_is_no_other() {
    let mut bench = greeted();
    let store = bench.store.clone();
    let mut asked = bench.hamburg.node.clone();
    "a word".clone_into(&mut asked.known.words[1]);
    store.shared_queue().hear(&asked, LEASE_MS).unwrap();
    let note = "UPDATE node SET next_word = 'a word'";
    bench.hamburg.spool.write(|one| one.execute(note, [])).unwrap();
    assert!(!bench.hamburg.greet(&store));
    assert_eq!(store.shared_queue().renew_tries(&bench.hamburg.node, LEASE_MS).unwrap(), []);
}
