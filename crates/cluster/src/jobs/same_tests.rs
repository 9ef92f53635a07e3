//! The same e-mail at two machines of one shared database results in one fax and one report.

use crate::{Clustered, as_front};
use ferrofax_basics::UnixMs;
use ferrofax_spool::inside::Inside;

use super::tests::{Bench, HOUR_MS, Machine, begin_to_move};
use ferrofax_spool::failure::Failure;
use ferrofax_spool::inside::database::faults;
use ferrofax_spool::jobs::{JobState, NewJob};
use ferrofax_spool::sending::option;
use ferrofax_spool::{Spool, SpoolError};

/// The job that a machine makes of an e-mail.
fn of_mail(bench: &Bench, number: &str, same: &str) -> NewJob {
    let mut new = bench.new_job(number, 1);
    new.options.insert(option::SAME.to_owned(), same.to_owned());
    new
}

/// Hands over all jobs of this machine to the shared database.
fn give(machine: &Machine, store: &Spool) -> Result<(), SpoolError> {
    for job in machine.spool.shared_queue().jobs_to_move(9)? {
        machine.move_to(store, job)?;
    }
    Ok(())
}

/// Hamburg sends all jobs that may be sent. Returns the number of sent pages.
fn send_all(bench: &Bench) -> u32 {
    let Bench { store, hamburg, .. } = bench;
    let mut pages = 0;
    while hamburg.take(store).unwrap().is_some() {
        let lease = hamburg.dial().unwrap();
        for page in lease.job.pages_to_send().map(|page| page.at.page).collect::<Vec<_>>() {
            hamburg.send(store, &lease, page);
            pages += 1;
        }
        hamburg.end_and_tell(store, &lease, None);
    }
    pages
}

/// The number of reports of jobs that were handed to these machines.
fn reports(machines: &[&Machine]) -> usize {
    let of = |machine: &&Machine| {
        let jobs = machine.spool.jobs().list(&ferrofax_spool::jobs::JobQuery::default()).unwrap();
        jobs.iter()
            .map(|job| machine.spool.outbox().reports_of(job.id).unwrap().len())
            .sum::<usize>()
    };
    machines.iter().map(of).sum()
}

#[test]
fn the_second_ends_where_it_was_handed_to_and_the_first_is_sent_and_reported() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    store.shared_queue().renew_tries(&berlin.node, super::tests::LEASE_MS).unwrap();
    let first = berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    assert_eq!(send_all(&bench), 1);
    // The first job has been sent by now.
    let second = hamburg.submit(&of_mail(&bench, "1", "a"));
    give(hamburg, store).unwrap();
    let job = hamburg.spool.jobs().job(second).unwrap();
    assert_eq!((job.state, job.failure), (JobState::Failed, Some(Failure::Cancelled)));
    let words = format!("This is the same e-mail as job {first} of node berlin");
    assert!(job.text.starts_with(&words), "{}", job.text);
    assert_eq!((send_all(&bench), store.shared_queue().shared_jobs(9).unwrap().len()), (0, 1));
    berlin.follow(store).unwrap();
    hamburg.follow(store).unwrap();
    assert_eq!(berlin.spool.jobs().job(first).unwrap().state, JobState::Done);
    assert_eq!(reports(&[berlin, hamburg]), 1);
    // If a user retries the second job nevertheless, it is sent.
    hamburg.spool.jobs().retry_job(second, "alice", UnixMs::now()).unwrap();
    give(hamburg, store).unwrap();
    assert_eq!(send_all(&bench), 1);
    hamburg.follow(store).unwrap();
    assert_eq!(hamburg.spool.jobs().job(second).unwrap().state, JobState::Done);
}

#[test]
fn what_is_not_quite_the_same_is_sent() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    for other in [
        // A job of another e-mail, one for another number, and one without a key.
        of_mail(&bench, "1", "b"),
        of_mail(&bench, "2", "a"),
        bench.new_job("1", 1),
    ] {
        hamburg.submit(&other);
    }
    give(hamburg, store).unwrap();
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 4);
    // A machine detects its own duplicates itself, so the second job of one machine is meant to be
    // sent.
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 5);
    // This job came a day later.
    let late = hamburg.submit(&of_mail(&bench, "1", "a"));
    let came = "UPDATE jobs SET created_at = created_at + ?2 WHERE id = ?1";
    hamburg.spool.write(|one| one.execute(came, [late.0, 25 * HOUR_MS])).unwrap();
    give(hamburg, store).unwrap();
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 6);
}

/// Two jobs that were dialled before their machines shared jobs can't become one job.
#[test]
fn what_was_dialled_is_sent_to_its_end() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    hamburg.spool.shared_queue().share_jobs(false).unwrap();
    let second = hamburg.submit(&of_mail(&bench, "1", "a"));
    let lease = hamburg.dial().unwrap();
    hamburg.end(&lease, Some(Failure::Busy));
    hamburg.spool.shared_queue().share_jobs(true).unwrap();
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    give(hamburg, store).unwrap();
    assert!(!hamburg.spool.jobs().job(second).unwrap().state.is_final());
    assert_eq!(store.shared_queue().shared_jobs(9).unwrap().len(), 2);
}

#[test]
fn what_people_want_of_the_second_they_want_of_the_first() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    let there = store.shared_queue().shared_jobs(9).unwrap()[0].job.id;
    let second = hamburg.submit(&of_mail(&bench, "1", "a"));
    // The job was being handed over when somebody cancelled it.
    begin_to_move(&hamburg.spool, second);
    hamburg.spool.jobs().cancel_job(second, "alice", UnixMs::now()).unwrap();
    give(hamburg, store).unwrap();
    assert_eq!(store.jobs().job(there).unwrap().failure, Some(Failure::Cancelled));
    berlin.follow(store).unwrap();
    assert_eq!(reports(&[berlin, hamburg]), 1);
}

/// The job that was sent has been deleted from the shared database, and the other machine was away
/// for three days.
#[test]
fn a_machine_that_was_away_sends_nothing_that_was_sent_long_ago() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let second = hamburg.submit(&of_mail(&bench, "1", "a"));
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    assert_eq!(send_all(&bench), 1);
    let there = store.shared_queue().shared_jobs(9).unwrap()[0].job.id;
    store.jobs().delete_job(there, "old", UnixMs::now()).unwrap();
    store
        .write(|one| one.execute("UPDATE api_requests SET at = at - ?1", [72 * HOUR_MS]))
        .unwrap();
    give(hamburg, store).unwrap();
    assert_eq!(send_all(&bench), 0);
    let job = hamburg.spool.jobs().job(second).unwrap();
    assert!(job.state.is_final(), "{}", job.text);
}

#[test]
fn a_long_document_that_is_not_taken_is_not_kept() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let long = |machine: &Machine| {
        let job = machine.submit(&of_mail(&bench, "1", "a"));
        let path = machine.spool.jobs().job(job).unwrap().documents[0].path.clone();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(path, [whole, vec![0; 100_000]].concat()).unwrap();
    };
    long(berlin);
    long(hamburg);
    give(berlin, store).unwrap();
    give(hamburg, store).unwrap();
    let left = "SELECT count(*) FROM store_documents WHERE file IS NULL";
    let left: i64 = store.read(|one| one.query_row(left, [], |row| row.get(0))).unwrap();
    assert_eq!((left, store.shared_queue().shared_jobs(9).unwrap().len()), (0, 1));
}

#[test]
fn a_front_takes_none_that_a_node_was_handed_and_a_node_gives_none_that_a_front_was() {
    let bench = Bench::new();
    let Bench { store, berlin, hamburg, .. } = &bench;
    let front = as_front(store.clone());
    berlin.submit(&of_mail(&bench, "1", "a"));
    give(berlin, store).unwrap();
    let there = store.shared_queue().shared_jobs(9).unwrap()[0].job.id;
    assert_eq!(front.submission().submit(&of_mail(&bench, "1", "a"), UnixMs::now()), Ok(there));
    let of_front = front.submission().submit(&of_mail(&bench, "2", "a"), UnixMs::now()).unwrap();
    assert_ne!(of_front, there);
    let second = hamburg.submit(&of_mail(&bench, "2", "a"));
    give(hamburg, store).unwrap();
    let job = hamburg.spool.jobs().job(second).unwrap();
    assert!(
        job.text.starts_with(&format!(
            "This is the same e-mail as job {of_front} of the shared database"
        ))
    );
    assert_eq!(
        (job.state, store.shared_queue().shared_jobs(9).unwrap().len()),
        (JobState::Failed, 2)
    );
}

/// The machine of the second job dies after each step: its own, of its service, or of the shared
/// database's answer. There are about a hundred steps. The test tries each fifth of them, each
/// thirtieth on a server, and all with ALL=1.
#[test]
fn who_dies_at_any_step_has_it_sent_and_reported_once() {
    let is_set = |name| std::env::var_os(name).is_some_and(|text| !text.is_empty());
    let stride = match (is_set("ALL"), is_set("FERROFAX_TEST_STORE")) {
        (true, _) => 1,
        (false, true) => 30,
        (false, false) => 5,
    };
    let mut steps = 0;
    loop {
        let bench = Bench::new();
        let Bench { store, berlin, hamburg, .. } = &bench;
        let jobs = [berlin, hamburg].map(|machine| machine.submit(&of_mail(&bench, "1", "a")));
        faults::die_after(steps);
        let first = give(hamburg, store).and_then(|()| give(berlin, store));
        let has_died = faults::live_again();
        if !has_died {
            first.unwrap();
        }
        // The other machine may be faster now.
        give(berlin, store).unwrap();
        give(hamburg, store).unwrap();
        assert_eq!(send_all(&bench), 1, "{steps}");
        for machine in [berlin, hamburg] {
            machine.follow(store).unwrap();
            assert_eq!(machine.spool.shared_queue().jobs_to_move(9).unwrap(), [], "{steps}");
        }
        assert_eq!(reports(&[berlin, hamburg]), 1, "{steps}");
        let states = [(berlin, jobs[0]), (hamburg, jobs[1])]
            .map(|(machine, job)| machine.spool.jobs().job(job).unwrap().state);
        assert!(states.iter().all(|state| state.is_final()), "{steps}: {states:?}");
        if !has_died {
            break;
        }
        steps += stride;
    }
    assert!(steps > 50, "{steps}");
}
