//! A mail, or a print job, comes to the Ferrofax service and becomes a job to be sent.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax_faults::Fault;
use ferrofax_kit::ipp_client::Client;
use ferrofax_kit::rig::{OPEN, Rig, Talk};

use super::child::Child;
use super::laws::{clean_up, deliver, files, judge_mails, wait};
use super::runner::Run;
use crate::smtp_sink::{Script, TestSink};

const PRINTER: &str = r#"
[drop]
enabled = false

[printer]
listen = ["127.0.0.1:0"]

[[user]]
name = "alice"
password = "secret"
device = "2101"

[fields]
mode = 2
"#;

const MAIL: &str = "From: 2101@example.com\nSubject: a letter\nMessage-ID: <1@client>\n\nHello\n";
const DOCUMENT: &[u8] = b"@@+FAX:0991 123@@\nDear Sir,\n\x0cmore\n";

/// The longest time that the process under watch has to make a job, after a fault.
const SUBMISSION: Duration = Duration::from_secs(2);

/// The answer to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    /// The service has taken the document.
    Taken,
    /// The service has refused it.
    Refused,
    /// The connection broke, so the client cannot know.
    Unknown,
}

pub(crate) fn mailed(fault: Option<Fault>) -> Run {
    submitted((OPEN, 1), fault, |address| {
        let answer = Talk::to(address)
            .and_then(|mut talk| talk.send("2101@example.com", &["bob@0991123.fax"], MAIL));
        match answer {
            Ok(answer) if answer.starts_with("250") => Answer::Taken,
            Ok(_) => Answer::Refused,
            Err(_) => Answer::Unknown,
        }
    })
}

pub(crate) fn printed(fault: Option<Fault>) -> Run {
    submitted((PRINTER, 2), fault, |address| match Client::alice(address).try_print(DOCUMENT) {
        Ok(true) => Answer::Taken,
        Ok(false) => Answer::Refused,
        Err(_) => Answer::Unknown,
    })
}

/// Submits by a client of these settings. If it gets no answer and submits again, so many jobs may
/// be there: a mail that comes again is known by its Message-ID.
fn submitted(
    (settings, most): (&str, usize),
    fault: Option<Fault>,
    submit: fn(SocketAddr) -> Answer,
) -> Run {
    let (rig, relay) = (Rig::new(settings), TestSink::start(Script::default()));
    let mut command = rig.command();
    command.arg("serve");
    let mut child = Child::of(command, rig.folder.path(), fault);
    let answer = address(&mut child).map(submit);
    if answer.is_some() {
        wait(SUBMISSION, || is_done(&rig));
    }
    if child.is_alive() {
        child.terminate();
    }
    let mut run = child.end().run();
    run.outcome = format!("{answer:?}");
    let is_again = submit_again(&rig, answer, submit, &mut run.wrong);
    let jobs = rig.jobs();
    cancel(&rig, &jobs);
    deliver(rig.folder.path(), (&relay.address().to_string(), ""));
    match jobs.len() {
        0 if answer == Some(Answer::Taken) && relay.mails().len() == 1 => {
            // The sender was told that there is no fax, and why.
            run.left = files(rig.spool.folder());
            return run;
        }
        1 => {}
        count if is_again && (1..=most).contains(&count) => {}
        count => run.wrong.push(format!("{count} jobs, {} mails", relay.mails().len())),
    }
    judge_mails(&rig.spool, &relay, &mut run.wrong);
    clean_up(&rig.spool, &mut run);
    run
}

fn cancel(rig: &Rig, jobs: &[Job]) {
    for job in jobs {
        let state = rig.spool.jobs().cancel_job(job.id, "a test", UnixMs::now()).unwrap();
        assert_eq!(state, JobState::Failed);
    }
}

/// Where the service listens; None if it has ended.
fn address(child: &mut Child) -> Option<SocketAddr> {
    loop {
        let is_alive = child.is_alive();
        let log = child.log();
        let listens = |line: &&str| line.contains("accepts mails at") || line.contains("serves ");
        if let Some(line) = log.lines().find(listens) {
            return line.rsplit_once(' ').map(|(_, address)| address.trim().parse().unwrap());
        }
        if !is_alive {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether there is a job, and no mail or print job waits to become one.
fn is_done(rig: &Rig) -> bool {
    let waits = |file: &String| file.contains("document-") || file.starts_with("mail/waiting/");
    !rig.jobs().is_empty() && !files(rig.spool.folder()).iter().any(waits)
}

/// Makes half-written mails a week old, so that the service removes them now.
fn age_half_written(rig: &Rig) {
    let a_week_ago = SystemTime::now() - Duration::from_secs(7 * 24 * 3600);
    for file in fs::read_dir(rig.spool.folder().join("mail/new"))
        .into_iter()
        .flatten()
        .flatten()
    {
        File::open(file.path()).unwrap().set_modified(a_week_ago).unwrap();
    }
}

/// The service starts again without faults. A client that was refused, or got no answer and finds
/// no job, submits again. Returns whether it did.
fn submit_again(
    rig: &Rig,
    answer: Option<Answer>,
    submit: fn(SocketAddr) -> Answer,
    wrong: &mut Vec<String>,
) -> bool {
    age_half_written(rig);
    let serving = rig.serve();
    let is_taken = answer == Some(Answer::Taken);
    if !is_taken {
        wait(Duration::from_millis(500), || is_done(rig));
    }
    let is_again = !is_taken && !is_done(rig);
    if is_again && submit(serving.addresses[0]) != Answer::Taken {
        wrong.push("what was submitted again was refused".to_owned());
    }
    wait(Duration::from_secs(20), || is_done(rig));
    serving.end();
    is_again
}
