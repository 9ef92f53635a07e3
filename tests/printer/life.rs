//! What becomes of print jobs, as clients see it; and what a crash leaves of them.

use std::time::{Duration, Instant};

use ferrofax::spool::jobs::JobState;

use crate::SETTINGS;
use crate::client::{
    Answer, Ask, CANCEL_JOB, CANCEL_MY_JOBS, CREATE_JOB, Client, GET_JOB_ATTRIBUTES, GET_JOBS,
    HOLD_JOB, NOT_FOUND, NOT_POSSIBLE, OK, PRINT_JOB, RELEASE_JOB,
};
use crate::rig::{PATIENCE, Rig};

const PEER: &str = "tel:+49-991-2700619";

fn print(client: Client) -> i32 {
    let answer = client.post(&Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n"));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    answer.number("job-id")
}

fn about(client: Client, id: i32) -> Answer {
    client.post(&Ask::new(GET_JOB_ATTRIBUTES).number("job-id", id).with(b""))
}

/// Waits until a print job is in this state.
fn wait_for(client: Client, id: i32, state: i32) -> Answer {
    let begun = Instant::now();
    loop {
        let answer = about(client, id);
        if answer.number("job-state") == state {
            return answer;
        }
        assert!(begun.elapsed() < PATIENCE, "job-state {}", answer.number("job-state"));
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_print_job_is_where_its_fax_is() {
    let rig = Rig::new(SETTINGS);
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let id = print(alice);
    let fax = rig.wait_for_jobs(1)[0].id;
    let answer = wait_for(alice, id, 3);
    assert_eq!(answer.texts("job-state-reasons"), ["job-queued"]);
    assert_eq!(
        (answer.number("job-impressions"), answer.number("job-impressions-completed")),
        (1, 0)
    );
    let change =
        |operation| alice.post(&Ask::new(operation).number("job-id", id).with(b"")).status();
    assert_eq!((change(HOLD_JOB), rig.jobs()[0].state), (OK, JobState::Suspended));
    assert_eq!(wait_for(alice, id, 4).texts("job-state-reasons"), ["job-hold-until-specified"]);
    assert_eq!((change(RELEASE_JOB), rig.jobs()[0].state), (OK, JobState::Ready));
    assert_eq!(change(CANCEL_JOB), OK);
    assert_eq!(rig.spool.job(fax).unwrap().state, JobState::Failed);
    assert_eq!(wait_for(alice, id, 7).texts("job-state-reasons"), ["job-canceled-by-user"]);
    assert_eq!(change(CANCEL_JOB), NOT_POSSIBLE);
    let list = |which: &str| {
        let ask = Ask::new(GET_JOBS).keyword("which-jobs", which);
        alice.post(&ask.with(b"")).all("job-id").len()
    };
    assert_eq!((list("completed"), list("not-completed"), list("all")), (1, 0, 1));
}

#[test]
fn what_cannot_be_read_is_aborted_with_its_reason() {
    let rig = Rig::new(SETTINGS);
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let answer = alice.post(&Ask::new(PRINT_JOB).to(&[PEER]).with(b"%PDF-1.4\nnothing"));
    assert_eq!(answer.status(), OK);
    let answer = wait_for(alice, answer.number("job-id"), 8);
    assert!(answer.texts("job-state-reasons").contains(&"aborted-by-system".to_owned()));
    assert!(!answer.texts("job-state-message")[0].is_empty());
    assert!(rig.jobs().is_empty());
}

#[test]
fn jobs_of_others_are_not_there() {
    let rig = Rig::new(SETTINGS);
    let serving = rig.serve();
    let to = serving.addresses[0];
    let (alice, bob) =
        (Client::alice(to), Client { login: Some(("bob", "other")), ..Client::alice(to) });
    let id = print(alice);
    rig.wait_for_jobs(1);
    assert_eq!(about(bob, id).status(), NOT_FOUND);
    let cancel = Ask::new(CANCEL_JOB).number("job-id", id).with(b"");
    assert_eq!(bob.post(&cancel).status(), NOT_FOUND);
    let all = Ask::new(GET_JOBS).keyword("which-jobs", "all").with(b"");
    assert!(bob.post(&all).all("job-id").is_empty());
    assert_eq!(bob.post(&Ask::new(CANCEL_MY_JOBS).with(b"")).status(), OK);
    assert_eq!(about(alice, id).number("job-state"), 3, "it is not bob's");
    assert_eq!(alice.post(&Ask::new(CANCEL_MY_JOBS).with(b"")).status(), OK);
    assert_eq!(wait_for(alice, id, 7).number("job-id"), id);
}

#[test]
fn what_was_taken_is_faxed_once_whenever_the_program_is_killed() {
    let rig = Rig::new(SETTINGS);
    let mut taken = 0;
    for round in 0..6 {
        let serving = rig.serve();
        let alice = Client::alice(serving.addresses[0]);
        taken += 1;
        assert_eq!(print(alice), taken);
        // At other moments of the way from the answer to the fax.
        std::thread::sleep(Duration::from_millis(round * 170));
        serving.kill();
    }
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    for id in 1..=taken {
        wait_for(alice, id, 3);
    }
    assert_eq!(rig.jobs().len(), taken as usize);
    // Nothing is kept of what is a fax.
    let left = std::fs::read_dir(rig.spool.folder().join("printing/1")).unwrap().count();
    assert_eq!(left, 1, "its record alone");
}

#[test]
fn an_open_job_survives_a_crash_and_takes_its_documents_then() {
    let rig = Rig::new(SETTINGS);
    let serving = rig.serve();
    let created =
        Client::alice(serving.addresses[0]).post(&Ask::new(CREATE_JOB).to(&[PEER]).with(b""));
    let id = created.number("job-id");
    serving.kill();
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let send = Ask::new(crate::client::SEND_DOCUMENT)
        .number("job-id", id)
        .flag("last-document", true);
    assert_eq!(alice.post(&send.with(b"Hello\n")).status(), OK);
    assert_eq!(rig.wait_for_jobs(1).len(), 1);
}
