//! The mail that asks for the number of a fax is answered with it: by those who were asked,
//! within their rights, and by nobody else.

use std::time::Duration;

use ferrofax::spool::LetterId;
use ferrofax::spool::jobs::{Job, JobId};

use super::jobs::Door;
use super::rig::{OPEN, Rig};
use super::waiting;

const NUMBERS: &str = "number@fax.example.com";
/// Who is asked: the owner of device 2102.
const OWNER: &str = "2102@example.com";
const ANNA: &str = "anna@example.com";

fn rig() -> Rig {
    Rig::new(&OPEN.replace("[mail]\n", &format!("[mail]\nnumbers = \"{NUMBERS}\"\n")))
}

/// A fax of device 2102 that waits for its number.
fn printed(rig: &Rig) -> JobId {
    waiting::printed(&rig.spool, rig.folder.path(), "2102", "berta")
}

/// The answer to the question for this job's number.
fn answer(rig: &Rig, job: JobId, line: &str) -> String {
    let question = rig.spool.outbox().reports_of(job).unwrap().remove(0);
    assert_eq!(question.mailbox, OWNER);
    format!(
        "From: {OWNER}\r\nTo: {NUMBERS}\r\nSubject: Re: Fax\r\nMessage-ID: <{}@example.com>\r\n\
         In-Reply-To: <{}>\r\n\r\n{line}\r\n\r\n> Give the number\r\n",
        line.len(),
        question.message_id
    )
}

/// Has the program handle what was taken in, and gives the job and the subjects of letters.
fn handled(rig: &Rig, job: JobId) -> (Job, Vec<String>) {
    let serving = rig.serve();
    rig.wait_until_handled(Duration::from_secs(60));
    drop(serving);
    let letters = (1..20).filter_map(|id| rig.spool.outbox().letter(LetterId(id)).unwrap());
    (rig.spool.jobs().job(job).unwrap(), letters.map(|letter| letter.new.subject).collect())
}

#[test]
fn the_owner_answers_with_the_number_and_the_fax_goes_there() {
    let rig = rig();
    let (job, door) = (printed(&rig), Door::new(&rig));
    let (id, told) = door.put(OWNER, &[NUMBERS], answer(&rig, job, "0991 123-45").as_bytes());
    assert!(id.is_some(), "{told:?}");
    let (given, letters) = handled(&rig, job);
    assert_eq!((given.number.as_str(), given.canonical.as_str()), ("0991 123-45", "+4999112345"));
    assert_eq!(letters, [""; 0]);
    let history = rig.spool.jobs().job_history(job).unwrap();
    assert!(
        history
            .iter()
            .any(|change| change.text == format!("Number 0991 123-45 entered by {OWNER}."))
    );
    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    assert!(audit.contains("\"asked\":\"answer\""), "{audit}");
}

#[test]
fn what_is_no_number_or_is_closed_is_told_and_the_fax_waits_on() {
    for (line, says) in [
        ("Please send it to Miller", "can't be dialled"),
        ("+1 212 555 0100", "other countries"),
        ("> 0991 1", "its first line holds no number"),
    ] {
        let rig = rig();
        let (job, door) = (printed(&rig), Door::new(&rig));
        door.put(OWNER, &[NUMBERS], answer(&rig, job, line).as_bytes()).0.unwrap();
        let (waiting, letters) = handled(&rig, job);
        assert!(waiting.waits_for_number(), "{line}");
        let [subject] = &letters[..] else { panic!("{letters:?}") };
        assert!(
            subject.starts_with("Fax 1 has no number yet") && subject.contains(says),
            "{subject}"
        );
    }
}

#[test]
fn a_stranger_s_answer_gives_nothing() {
    let rig = rig();
    let (job, mut door) = (printed(&rig), Door::new(&rig));
    // Somebody who may send, but was not asked and has another device.
    let answer_of = |line| answer(&rig, job, line);
    door.put(ANNA, &[NUMBERS], answer_of("0991 1").as_bytes()).0.unwrap();
    // Who was asked, with an answer to nothing.
    let to_nothing = answer_of("0991 12").replace("ferrofax-job-", "ferrofax-job-0");
    door.put(OWNER, &[NUMBERS], to_nothing.as_bytes()).0.unwrap();
    // Whoever may not send at all is not heard.
    door.client.address = "192.0.2.7".parse().unwrap();
    let (id, told) = door.put(OWNER, &[NUMBERS], answer_of("0991 123").as_bytes());
    assert!(id.is_none() && told[0].contains("refused"), "{told:?}");
    let (waiting, letters) = handled(&rig, job);
    assert!(waiting.waits_for_number());
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters.iter().any(|subject| subject.contains("you were not asked")), "{letters:?}");
    assert!(
        letters.iter().any(|subject| subject.contains("it is not a reply to a mail")),
        "{letters:?}"
    );
}

#[test]
fn an_answer_is_no_fax_and_a_fax_no_answer() {
    let rig = rig();
    let (job, door) = (printed(&rig), Door::new(&rig));
    for both in [[NUMBERS, "0991@fax.example.com"], ["0991@fax.example.com", NUMBERS]] {
        let (_, told) =
            door.put(OWNER, &both, answer(&rig, job, &"1".repeat(both[0].len())).as_bytes());
        assert!(told.iter().any(|text| text.contains("must have its address")), "{told:?}");
    }
}
