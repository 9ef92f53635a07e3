//! What a mail says, followed to its job and to the reports on the job.

use ferrofax::UnixMs;
use ferrofax::delivery::{MailSettings, deliver_due};
use ferrofax::program::settings::Settings;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobLease, JobQuery, JobState, LeaseLimits};

use super::desk::{NOW, Office, Taking, envelope, recipient};
use ferrofax_kit::spools;

const HOUR_MS: i64 = 3_600_000;

/// The user to whom the recipients of these mails are granted.
const ALICE: &str = "[[user]]\nname = \"alice\"\npassword = \"secret\"\ndevice = \"2101\"\n";

fn open() -> Office {
    let mut office = Office::new();
    office.settings.rights = Settings::parse(ALICE).unwrap().rights;
    office
}

fn letter(id: &str, more: &str) -> String {
    format!(
        "From: Alice <alice@example.com>\r\nMessage-ID: <{id}@example.com>\r\nSubject: Offer\r\n\
         {more}\r\nHello.\r\n"
    )
}

fn lease(office: &Office, now: UnixMs) -> Option<JobLease> {
    let limits = LeaseLimits { lease_ms: i64::MAX / 2, ..LeaseLimits::default() };
    office.spool.queue().lease_job(now, &limits).unwrap()
}

/// Sends all pages of a job, or none if the attempt fails.
fn end(office: &Office, lease: &JobLease, failure: Option<Failure>, now: UnixMs) -> JobState {
    let queue = office.spool.queue();
    queue.session_begun(lease, now).unwrap();
    if failure.is_none() {
        spools::send_pages(&office.spool, lease, usize::MAX, now);
    }
    let end = AttemptEnd { failure, ..AttemptEnd::default() };
    queue.attempt_ended(lease, &end, now).unwrap()
}

#[test]
fn a_fixed_address_gets_the_report_of_a_success_and_of_a_failure() {
    let mut office = open();
    let fixed = "confirmations@example.net";
    office.settings.mail.policy.reports.reports_to = Some(fixed.into());
    for (number, id) in [("0990", "r1"), ("0991", "r2")] {
        let envelope = envelope("alice@example.com", &[recipient(number)]);
        office.put(&envelope, &letter(id, ""));
    }
    office.work(NOW);
    for (failure, state) in
        [(None, JobState::Done), (Some(Failure::UnknownNumber), JobState::Failed)]
    {
        let lease = lease(&office, NOW).expect("a job");
        assert_eq!(end(&office, &lease, failure, NOW), state);
    }
    let relay = Taking::default();
    let done = deliver_due(&office.spool, &MailSettings::default(), &relay, NOW + 1);
    assert_eq!((done.delivered, done.spool_error), (2, None));
    let mails = relay.0.into_inner().unwrap();
    let to: Vec<String> = mails.iter().map(|mail| mail.envelope.to.to_string()).collect();
    assert_eq!(to, [fixed, fixed]);
    let bodies: Vec<String> = mails
        .iter()
        .map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned())
        .collect();
    for notice in ["done", "rejected"] {
        let is_it = |mail: &&String| mail.contains(&format!("X-Ferrofax-Notice: {notice}\r\n"));
        assert_eq!(bodies.iter().filter(is_it).count(), 1, "{notice}: {bodies:?}");
    }
}

#[test]
fn the_time_that_a_mail_names_is_the_time_of_its_job() {
    let office = open();
    let envelope = envelope("alice@example.com", &[recipient("0990")]);
    office.put(&envelope, &letter("t1", "X-Fax-At: +2h\r\n"));
    office.work(NOW);
    let [job] = &office.spool.jobs().list(&JobQuery::default()).unwrap()[..] else {
        panic!("{:?}", office.letters())
    };
    assert_eq!(job.send_at, Some(NOW + 2 * HOUR_MS));
    assert!(lease(&office, NOW + 2 * HOUR_MS - 1).is_none(), "it waits");
    assert!(lease(&office, NOW + 2 * HOUR_MS).is_some());
}
