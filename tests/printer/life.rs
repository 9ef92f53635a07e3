//! What becomes of print jobs, as clients see it; and what a crash leaves of them.

use std::time::Duration;

use ferrofax::spool::jobs::JobState;

use crate::client::{
    Answer, Ask, CANCEL_JOB, CANCEL_MY_JOBS, CREATE_JOB, Client, GET_JOB_ATTRIBUTES, GET_JOBS,
    HOLD_JOB, IDENTIFY_PRINTER, NOT_FOUND, NOT_POSSIBLE, OK, PRINT_JOB, RELEASE_JOB,
};
use crate::rig::Rig;
use crate::{SETTINGS, alice_at};
use ferrofax_kit::patience::watch;

const PEER: &str = "tel:+49-991-2700619";

fn print(client: Client) -> i32 {
    let answer = client.post(&Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n"));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    answer.number("job-id")
}

pub(crate) fn about(client: Client, id: i32) -> Answer {
    client.post(&Ask::new(GET_JOB_ATTRIBUTES).number("job-id", id).with(b""))
}

/// Waits until a print job is in this state.
pub(crate) fn wait_for(client: Client, id: i32, state: i32) -> Answer {
    watch("its state", || about(client, id), |answer| answer.number("job-state") == state)
}

#[test]
fn a_print_job_is_where_its_fax_is() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
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
    assert_eq!(rig.spool.jobs().job(fax).unwrap().state, JobState::Failed);
    assert_eq!(wait_for(alice, id, 7).texts("job-state-reasons"), ["job-canceled-by-user"]);
    assert_eq!(change(CANCEL_JOB), NOT_POSSIBLE);
    let list = |which: &str| {
        let ask = Ask::new(GET_JOBS).keyword("which-jobs", which);
        alice.post(&ask.with(b"")).all("job-id").len()
    };
    assert_eq!((list("completed"), list("not-completed"), list("all")), (1, 0, 1));
    // Each of these is a line of the audit log.
    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    let of_job = format!(r#""job":"{fax}""#);
    for asked in ["hold", "release-job", "cancel"] {
        let asked = format!(r#""asked":"{asked}""#);
        let is_it = |line: &&str| line.contains(&asked) && line.contains(&of_job);
        let line = audit.lines().find(is_it).unwrap_or_else(|| panic!("{asked}: {audit}"));
        assert!(line.contains(r#""user":"alice""#) && line.contains(r#""granted":true"#), "{line}");
    }
}

#[test]
fn what_cannot_be_read_is_aborted_with_its_reason() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let answer = alice.post(&Ask::new(PRINT_JOB).to(&[PEER]).with(b"%PDF-1.4\nnothing"));
    assert_eq!(answer.status(), OK);
    let answer = wait_for(alice, answer.number("job-id"), 8);
    assert!(answer.texts("job-state-reasons").contains(&"aborted-by-system".to_owned()));
    assert!(!answer.texts("job-state-message")[0].is_empty());
    assert!(rig.jobs().is_empty());
}

#[test]
fn jobs_of_others_are_not_there() {
    let (rig, serving) = Rig::served(SETTINGS);
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
fn a_list_with_a_limit_has_the_oldest_open_print_jobs_or_the_last_that_ended() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    let ids = [print(alice), print(alice), print(alice)];
    rig.wait_for_jobs(3);
    let list = |which: &str| -> Vec<i32> {
        let ask = Ask::new(GET_JOBS).keyword("which-jobs", which).number("limit", 2);
        let found = alice.post(&ask.with(b"")).all("job-id");
        found.iter().map(|id| i32::from_be_bytes(id[..].try_into().unwrap())).collect()
    };
    assert_eq!(list("not-completed"), ids[..2]);
    let cancel = Ask::new(CANCEL_JOB).number("job-id", ids[2]).with(b"");
    assert_eq!(alice.post(&cancel).status(), OK);
    wait_for(alice, ids[2], 7);
    assert_eq!(list("all"), [ids[2], ids[0]]);
    // Only those that are still open are cancelled.
    assert_eq!(alice.post(&Ask::new(CANCEL_MY_JOBS).with(b"")).status(), OK);
    for id in ids {
        wait_for(alice, id, 7);
    }
    assert_eq!((list("not-completed").len(), list("completed").len()), (0, 2));
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
    let (rig, serving) = Rig::served(SETTINGS);
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

#[test]
fn a_print_job_may_say_when_its_fax_goes() {
    let (rig, _serving, alice) = alice_at(SETTINGS);
    // 2099-12-31 13:30:15.0, an hour east of Greenwich (RFC 8010 §3.9).
    let then = [0x08, 0x33, 12, 31, 13, 30, 15, 0, b'+', 1, 0];
    let ask = Ask::new(PRINT_JOB).to(&[PEER]).value(0x31, "job-hold-until-time", &then);
    let answer = alice.post(&ask.with(b"Hello\n"));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    let job = &rig.wait_for_jobs(1)[0];
    // 2099-12-31 12:30:15 at Greenwich.
    assert_eq!(job.send_at.map(|at| at.0), Some(4_102_403_415_000));
    wait_for(alice, answer.number("job-id"), 4);
    // No such day.
    let never = [0x08, 0x33, 2, 30, 13, 30, 15, 0, b'+', 1, 0];
    let ask = Ask::new(PRINT_JOB).to(&[PEER]).value(0x31, "job-hold-until-time", &never);
    assert_ne!(alice.post(&ask.with(b"Hello\n")).status(), OK);
    assert_eq!(rig.jobs().len(), 1);
}

#[test]
fn who_may_print_may_ask_which_printer_it_is() {
    let (_rig, _serving, alice) = alice_at(SETTINGS);
    let identify = Ask::new(IDENTIFY_PRINTER).with(b"");
    assert_eq!(alice.post(&identify).status(), OK);
    assert_eq!(Client::at(alice.to, 1).post(&identify).http, 401);
}
