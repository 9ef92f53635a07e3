//! What a proof states about a job: its result, its pages, and who answered.

use ferrofax::proof::ProofSigner;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobEnded, JobId, NewJob, UnknownPolicy};
use ferrofax_kit::sending::job;
use ferrofax_kit::spools;
use serde_json::{Value, json};

use super::{NOW, Proofs};

fn facts(proofs: &Proofs, id: JobId) -> Value {
    proofs.verdict(&proofs.proof(id)).facts.unwrap()
}

/// The reason why there is no proof.
fn refused(proofs: &Proofs, id: JobId) -> String {
    let signer = ProofSigner::open(&proofs.settings, NOW).unwrap();
    proofs.made_by(&signer, id, NOW).unwrap_err().to_string()
}

#[test]
fn a_proof_of_a_job_that_failed_says_what_happened() {
    let proofs = Proofs::new();
    let new = NewJob { max_tries: 1, max_dials: 1, ..job(3) };
    let id = proofs.sending.submit(&new, NOW);
    proofs.sending.silence_at(&proofs.sending.lease(NOW), 2, NOW);
    let facts = facts(&proofs, id);
    assert_eq!(facts["result"], "failed");
    assert_eq!(facts["failure"], Failure::Dropped.name());
    let fates: Vec<_> = (0..3).map(|at| facts["pages"][at]["fate"].clone()).collect();
    assert_eq!(fates, ["confirmed", "in_doubt", "not_confirmed"]);
}

#[test]
fn a_job_that_has_not_ended_has_no_proof() {
    let proofs = Proofs::new();
    let id = proofs.sending.submit(&job(1), NOW);
    assert_eq!(refused(&proofs, id), format!("job {id} has not ended yet"));
}

#[test]
fn a_job_that_ended_with_a_page_in_doubt_was_not_sent_for_certain() {
    let proofs = Proofs::new();
    let new = NewJob { unknown: UnknownPolicy::Skip, ..job(2) };
    let id = proofs.sending.submit(&new, NOW);
    proofs.sending.silence_at(&proofs.sending.lease(NOW), 2, NOW);
    let facts = facts(&proofs, id);
    assert_eq!((&facts["result"], &facts["failure"]), (&json!("in_doubt"), &json!(null)));
    assert_eq!(facts["pages"][1]["fate"], "in_doubt");
}

#[test]
fn the_fax_machine_of_an_earlier_call_did_not_answer_a_later_one() {
    let proofs = Proofs::new();
    let (sending, queue) = (&proofs.sending, proofs.sending.spool.queue());
    let id = sending.submit(&job(2), NOW);
    let lease = sending.lease(NOW);
    sending.send_pages(&lease, 1, NOW);
    let failure = Some(Failure::Dropped);
    sending.end(&lease, &AttemptEnd { failure, ..AttemptEnd::default() }, NOW);
    // In the second call, the fax machine has no identification.
    let later = NOW + 3_600_000;
    let lease = sending.lease(later);
    queue.session_begun(&lease, later).unwrap();
    spools::send_pages(&sending.spool, &lease, 1, later);
    sending.end(&lease, &AttemptEnd::default(), later);
    let facts = facts(&proofs, id);
    assert_eq!(facts["result"], "sent");
    assert_eq!(facts["remote_identification"], Value::Null);
    assert_eq!(facts["calls"][0]["remote_identification"], "+49 9991 12345");
    assert_eq!(facts["calls"][1]["remote_identification"], Value::Null);
}

#[test]
fn the_fax_machine_that_confirmed_the_last_page_answered() {
    let proofs = Proofs::new();
    let (sending, queue) = (&proofs.sending, proofs.sending.spool.queue());
    let new = NewJob { max_tries: 2, max_dials: 2, ..job(2) };
    let id = sending.submit(&new, NOW);
    let failure = Some(Failure::Dropped);
    let end = AttemptEnd { failure, ..AttemptEnd::default() };
    let lease = sending.lease(NOW);
    sending.send_pages(&lease, 1, NOW);
    sending.end(&lease, &end, NOW);
    let later = NOW + 3_600_000;
    let lease = sending.lease(later);
    queue.session_begun(&lease, later).unwrap();
    sending.end(&lease, &end, later);
    let facts = facts(&proofs, id);
    assert_eq!(facts["result"], "failed");
    assert_eq!(facts["remote_identification"], "+49 9991 12345");
}

#[test]
fn a_job_whose_pages_another_fax_server_sent_has_no_proof() {
    let proofs = Proofs::new();
    let sending = &proofs.sending;
    // A job writes the document that the imported jobs have, too.
    let own = proofs.sent(2);
    let document = sending.spool.jobs().job(own).unwrap().documents[0].path.clone();
    let imported = |mark: &str, pages_confirmed| {
        let mut new = job(2);
        new.documents[0].path = document.clone();
        let ended = JobEnded {
            is_done: false,
            tries: 1,
            dials: 1,
            created_at: NOW,
            ended_at: NOW,
            pages_confirmed,
            failure: Some(Failure::Dropped),
            text: "Failed there.".into(),
        };
        sending
            .spool
            .submission()
            .take_ended_job(mark, &new, &ended, NOW)
            .unwrap()
            .0
            .unwrap()
    };
    let sent_again = |id| {
        sending.spool.jobs().retry_job(id, "alice", NOW).unwrap();
        sending.send_all(NOW);
    };
    let part = imported("part", 1);
    let why =
        format!("job {part} was imported from another fax server, which sent it or pages of it");
    assert_eq!(refused(&proofs, part), why);
    sent_again(part);
    assert_eq!(refused(&proofs, part), why);
    // All pages were sent here.
    let whole = imported("whole", 0);
    sent_again(whole);
    assert_eq!(facts(&proofs, whole)["result"], "sent");
}
