//! What the control fields of a printed document say is done, by each mode of `[fields]`.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::delivery::{Composed, MailSettings, Relay, SendError, deliver_due};
use ferrofax::spool::jobs::{Job, JobState, JobVerb};
use ferrofax::spool::sending::{SendingSettings, option};
use ferrofax::spool::{Letter, LetterId};

use crate::client::{Answer, Ask, CANCEL_JOB, Client, NOT_AUTHORIZED, OK, PRINT_JOB, VALUES};
use crate::dialler::Dialler;
use crate::life::{about, wait_for};
use crate::paper::{lines_as_pdf, lines_as_postscript};
use crate::programs;
use crate::rig::{PATIENCE, Rig, Serving};
use crate::{SETTINGS, alice_at};
use ferrofax_kit::patience::wait_until;

/// Six pages of text, with fields on the first and the fourth.
const SIX: &[u8] =
    b"@@+FAX:0991 2700619@@ @@+TAG:Order 12345@@\nDear Sir,\n\x0ctwo\n\x0cthree\n\x0c\
    @@+FAX:+49 (89) 1-2/3@@ @@+PRIO:100@@\n@@+NOTIFY:a.b@example.com@@\n\x0cfive\n\x0csix\n";

const ABORTED: i32 = 8;

fn rig(fields: &str) -> Rig {
    Rig::new(&format!("{SETTINGS}\n[fields]\n{fields}\n"))
}

fn print(client: Client, document: &[u8]) -> i32 {
    let ask = Ask::new(PRINT_JOB)
        .name("job-name", "Batch")
        .name("requesting-user-name", "john.doe");
    let answer = client.post(&ask.with(document));
    assert_eq!(answer.status(), OK, "{}", answer.message());
    answer.number("job-id")
}

/// The faxes, in the order in which they came.
fn faxes(rig: &Rig, count: usize) -> Vec<Job> {
    let mut jobs = rig.wait_for_jobs(count);
    jobs.sort_by_key(|job| job.id);
    jobs
}

/// All letters of the spool: to whom, and what they say.
fn letters(rig: &Rig) -> Vec<(String, String)> {
    let all = (1..50).map_while(|id| rig.spool.outbox().letter(LetterId(id)).unwrap());
    all.map(|Letter { new, .. }| (new.mailbox, format!("{}\n{}", new.subject, new.text)))
        .collect()
}

/// The URIs of a job's destinations, which stand in collections.
fn destinations(answer: &Answer) -> Vec<String> {
    let uris = answer.all("destination-uris");
    let uris = uris.iter().filter(|value| value.starts_with(b"tel:"));
    uris.map(|uri| String::from_utf8_lossy(uri).into_owned()).collect()
}

/// Waits until all is done with a print job: its documents are not needed any more.
fn wait_until_done(rig: &Rig, id: i32) {
    wait_until_done_within(rig, id, PATIENCE);
}

fn wait_until_done_within(rig: &Rig, id: i32, patience: Duration) {
    let (begun, folder) = (Instant::now(), rig.spool.folder().join(format!("printing/{id}")));
    while std::fs::read_dir(&folder).unwrap().count() > 1 {
        assert!(begun.elapsed() < patience, "its documents are still there");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Prints what is refused: what the client and the letter say. Nothing may be in the spool.
fn refused(mode: u8, document: &[u8]) -> (Answer, String) {
    let rig = rig(&format!("mode = {mode}"));
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let id = print(alice, document);
    let answer = wait_for(alice, id, ABORTED);
    wait_until_done(&rig, id);
    assert!(rig.jobs().is_empty());
    let [(mailbox, text)] = &letters(&rig)[..] else { panic!("one letter") };
    assert_eq!(mailbox, "", "the faxmaster's");
    (answer, text.clone())
}

#[test]
fn one_print_job_becomes_the_faxes_that_its_fields_say() {
    for mode in [2, 3] {
        let rig = rig(&format!("mode = {mode}"));
        let serving = rig.serve();
        let alice = Client::alice(serving.addresses[0]);
        let id = print(alice, SIX);
        let jobs = faxes(&rig, 2);
        let [first, second] = &jobs[..] else { panic!("two") };
        assert_eq!(
            (first.number.as_str(), first.canonical.as_str()),
            ("0991 2700619", "+499912700619")
        );
        assert_eq!((first.tag.as_str(), first.pages.len()), ("Order 12345", 3));
        assert_eq!((first.priority, first.max_tries), (200, 3));
        assert!(first.notify.is_empty(), "the faxmaster's");
        assert_eq!((second.canonical.as_str(), second.pages.len()), ("+4989123", 3));
        // Without a field for it the print job's name is the tag.
        assert_eq!((second.tag.as_str(), second.priority), ("Batch", 100));
        assert_eq!(second.notify, ["a.b@example.com"]);
        assert!(jobs.iter().all(|job| job.state == JobState::Ready && job.owner == "alice"));
        let found = &first.options[option::FIELDS];
        assert_eq!(found, "page 1: FAX 0991 2700619\npage 1: TAG Order 12345");
        assert!(first.options[option::PRINTED_TEXT].contains("Dear Sir,"));
        let answer = wait_for(alice, id, 3);
        assert_eq!(answer.number("job-impressions"), 6);
        let shown = rig.command().args(["jobs", "1"]).output().unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        assert!(shown.contains("  field     page 1: TAG Order 12345\n"), "{shown}");
        assert!(shown.contains("text of its pages:\n"), "{shown}");
        assert!(letters(&rig).is_empty());
        let cancelled = alice.post(&Ask::new(CANCEL_JOB).number("job-id", id).with(b""));
        assert_eq!(cancelled.status(), OK);
        assert!(rig.jobs().iter().all(|job| job.state == JobState::Failed));
    }
}

/// A relay that takes all.
#[derive(Default)]
struct Taking(Mutex<Vec<Composed>>);

impl Relay for Taking {
    fn send(&self, mail: &Composed) -> Result<String, SendError> {
        self.0.lock().unwrap().push(mail.clone());
        Ok("250 taken".into())
    }
}

/// From the print job to the mail: by default a report is plain text, and HTML where the
/// settings say so.
#[test]
fn the_report_of_a_print_job_is_in_the_format_that_is_set() {
    for format in ["text", "html"] {
        let rig = rig("mode = 2");
        let mut sending = SendingSettings::default();
        sending.set("country_code", "49").unwrap();
        if format == "html" {
            sending.set("notify_format", format).unwrap();
        }
        rig.spool.devices().publish_sending(&sending, 4).unwrap();
        let serving = rig.serve();
        let alice = Client::alice(serving.addresses[0]);
        print(alice, b"@@+FAX:0991 2700619@@ @@+NOTIFY:a.b@example.com@@\nDear Sir,\n");
        let job = faxes(&rig, 1)[0].id;
        let dialler = Dialler::start(&rig.spool);
        wait_until("it is sent", || rig.spool.jobs().job(job).unwrap().state == JobState::Done);
        drop(dialler);
        let relay = Taking::default();
        let settings =
            MailSettings { domain: Some("pbx.example.com".into()), ..MailSettings::default() };
        deliver_due(&rig.spool, &settings, &relay, UnixMs::now());
        let mails = relay.0.into_inner().unwrap();
        let about = |mail: &&Composed| mail.envelope.to.to_string() == "a.b@example.com";
        let mail = mails.iter().find(about).expect("a report to who is named");
        let parsed = mail_parser::MessageParser::new().parse(&mail.bytes).unwrap();
        let source = String::from_utf8_lossy(&mail.bytes);
        assert!(parsed.body_text(0).unwrap().contains("0991 2700619"), "{source}");
        let html = parsed.parts.iter().any(mail_parser::MessagePart::is_text_html);
        assert_eq!(html, format == "html", "{source}");
        if html {
            let page = parsed.body_html(0).unwrap();
            assert!(page.contains("<html") && page.contains("0991 2700619"), "{page}");
            assert!(source.contains("image/gif"), "with its first page: {source}");
        }
    }
}

#[test]
fn in_mode_1_nothing_is_looked_for_and_the_user_is_asked() {
    let rig = rig("mode = 1");
    let serving = rig.serve();
    print(Client::alice(serving.addresses[0]), SIX);
    let jobs = faxes(&rig, 1);
    assert_eq!((jobs.len(), jobs[0].pages.len()), (1, 6));
    assert!(jobs[0].waits_for_number() && !jobs[0].options.contains_key(option::FIELDS));
    assert_eq!(jobs[0].notify, ["2101@example.com"]);
}

#[test]
fn in_mode_2_a_document_without_a_number_is_refused_and_told() {
    let (answer, letter) = refused(2, b"Dear Sir,\n");
    assert!(answer.texts("job-state-message")[0].contains("page 1 has no FAX field"));
    assert!(letter.starts_with("Print job 1 (Batch) is NOT FAXED\n"), "{letter}");
    assert!(letter.contains("Batch: page 1 has no FAX field"), "{letter}");
}

#[test]
fn in_mode_3_it_waits_for_its_number_under_its_user() {
    let rig = rig("mode = 3");
    let serving = rig.serve();
    print(Client::alice(serving.addresses[0]), b"Dear Sir,\n\x0c@@+FAX:0991 1@@\n");
    let jobs = faxes(&rig, 2);
    assert!(jobs[0].waits_for_number() && !jobs[1].waits_for_number());
    assert_eq!((jobs[0].pages.len(), jobs[1].pages.len()), (1, 1));
    assert_eq!(
        (jobs[0].owner.as_str(), &jobs[0].notify[..]),
        ("alice", &["2101@example.com".to_owned()][..])
    );
}

#[test]
fn what_looks_like_a_field_and_is_none_is_never_dialled() {
    for mode in [2, 3] {
        for (document, says) in [
            (&b"@@+FAX:0991 1@@ @@+PRIO:256@@\n"[..], "PRIO"),
            (b"@@+FAX:0991 1@@ @@+PRIO:high@@\n", "PRIO"),
            (b"@@+FAX:0991 1@@ @@+NOTIFY:user@@dom@@\n", "NOTIFY"),
            (b"@@+FAX:0991 1@@ @@+FAX:0991 2@@\n", "two different"),
            (b"@@+FAX:0991 1\n", "FAX"),
            (b"@@+FAX:call me@@\n", "FAX"),
        ] {
            let (answer, letter) = refused(mode, document);
            let message = &answer.texts("job-state-message")[0];
            assert!(message.contains(says) && message.contains("page 1"), "{message}");
            assert!(letter.contains(message), "{letter}");
        }
    }
}

#[test]
fn faxes_before_an_error_are_sent_and_nothing_behind_it() {
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let id = print(alice, b"@@+FAX:0991 1@@\n\x0c@@+FAX:0991 2@@\n\x0c@@+FAX:0991 3@@ @@+PRIO:256@@\n\x0c@@+FAX:0991 4@@\n");
    wait_until_done(&rig, id);
    let jobs = faxes(&rig, 1);
    assert_eq!(jobs.len(), 1, "what an error may belong to is not sent");
    assert_eq!(jobs[0].canonical, "+499911");
    let [(_, letter)] = &letters(&rig)[..] else { panic!("one letter") };
    assert!(letter.starts_with("Print job 1 (Batch) is NOT COMPLETELY FAXED\n"), "{letter}");
    assert!(letter.contains("page 3: PRIO") && letter.contains("Faxes created: 1\n"), "{letter}");
}

#[test]
fn a_number_that_may_not_be_dialled_keeps_no_other_fax_up() {
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let id = print(alice, b"@@+FAX:0991 1@@\n\x0c@@+FAX:0900 5@@\n\x0c@@+FAX:0991 3@@\n");
    wait_until_done(&rig, id);
    let jobs = faxes(&rig, 2);
    let numbers: Vec<&str> = jobs.iter().map(|job| job.canonical.as_str()).collect();
    assert_eq!(numbers, ["+499911", "+499913"]);
    let [(_, letter)] = &letters(&rig)[..] else { panic!("one letter") };
    assert!(letter.contains("The fax to 0900 5: "), "{letter}");
    for job in &jobs {
        rig.spool.jobs().cancel_job(job.id, "the test", UnixMs::now()).unwrap();
    }
    let answer = wait_for(alice, id, ABORTED);
    assert_eq!(destinations(&answer), ["tel:09911", "tel:09005", "tel:09913"]);
}

#[test]
fn settings_say_what_fields_leave_open() {
    let rig = rig("mode = 2\npriority = 250\ntries = 5\nnotify = 'user'\ndomain = 'example.com'\n\
         user_search = '/^(\\w+)\\..*/'\nuser_replace = '$1'\nfax = '%%FAX (.*?)%%'");
    let serving = rig.serve();
    // The name that a client says counts where a network is let in.
    let id = print(Client::at(serving.addresses[0], 2), b"%%FAX 0991 1%%\n");
    let jobs = faxes(&rig, 1);
    assert_eq!((jobs[0].priority, jobs[0].max_tries), (250, 5));
    assert_eq!(jobs[0].notify, ["john@example.com"]);
    assert_eq!(jobs[0].device.number, "2102");
    let print_badly = print(Client::at(serving.addresses[0], 2), b"nothing\n");
    wait_until_done(&rig, print_badly);
    assert_eq!(letters(&rig)[0].0, "john@example.com");
    // What IPP asks for holds where no field says otherwise.
    let ask = Ask::new(PRINT_JOB).job().number("job-priority", 100);
    let office = Client::at(serving.addresses[0], 2);
    assert_eq!(office.post(&ask.with(b"%%FAX 0991 2%%\n")).status(), OK);
    assert_eq!(faxes(&rig, 2)[1].priority, 0);
    let ended = rig
        .spool
        .jobs()
        .do_to_job(jobs[0].id, JobVerb::Cancel, "the test", UnixMs::now());
    assert!(ended.is_ok());
    assert_eq!(about(office, id).number("job-state"), 7);
}

#[test]
fn no_more_than_so_many_faxes_wait_for_a_number() {
    let (rig, serving, alice) =
        alice_at(&SETTINGS.replace("[limits]\n", "[limits]\nwithout_number = 2\n"));
    for count in 1..3 {
        print(alice, b"Dear Sir,\n");
        rig.wait_for_jobs(count);
    }
    let one_more = || alice.post(&Ask::new(PRINT_JOB).with(b"Dear Sir,\n"));
    let refused = one_more();
    assert_eq!(refused.status(), VALUES);
    assert!(refused.message().contains("2 of your faxes wait"), "{}", refused.message());
    // Another one's are another matter.
    let office = Client::at(serving.addresses[0], 2);
    assert_eq!(office.post(&Ask::new(PRINT_JOB).with(b"Dear Sir,\n")).status(), OK);
    rig.spool
        .jobs()
        .cancel_job(rig.wait_for_jobs(3)[2].id, "alice", UnixMs::now())
        .unwrap();
    assert_eq!(one_more().status(), OK);
}

#[test]
fn a_document_with_its_number_is_faxed_while_many_faxes_wait_for_theirs() {
    let settings = SETTINGS.replace("[limits]\n", "[limits]\nwithout_number = 2\n");
    let (rig, _serving, alice) = alice_at(&format!("{settings}\n[fields]\nmode = 3\n"));
    for count in 1..3 {
        print(alice, b"Dear Sir,\n");
        rig.wait_for_jobs(count);
    }
    print(alice, b"@@+FAX:0991 1@@\n");
    assert_eq!(faxes(&rig, 3)[2].number, "0991 1");
    // The limit holds for a fax whose document does not name its number.
    let one_more = print(alice, b"Dear Sir,\n");
    wait_for(alice, one_more, ABORTED);
    assert_eq!(rig.jobs().len(), 3);
}

/// What becomes of a print job: faxes to these numbers, each with its pages ("": it waits for
/// its number), its first one's priority; nothing: it is aborted.
type Outcome = (&'static [(&'static str, usize)], u8);

const ABORTED_WHOLE: Outcome = (&[], 0);

/// Pages of lines, and what becomes of them in modes 1, 2 and 3.
const TABLE: &[(&[&[&str]], [Outcome; 3])] = &[
    (&[&["Dear Sir,"]], [(&[("", 1)], 200), ABORTED_WHOLE, (&[("", 1)], 200)]),
    (
        &[&["@@+FAX:0991 1@@"], &["two"]],
        [(&[("", 2)], 200), (&[("0991 1", 2)], 200), (&[("0991 1", 2)], 200)],
    ),
    (
        &[&["@@+FAX:0991 1@@ @@+TAG:Order@@", "@@+PRIO:0@@ @@+NOTIFY:a@example.com@@"]],
        [(&[("", 1)], 200), (&[("0991 1", 1)], 0), (&[("0991 1", 1)], 0)],
    ),
    (
        &[&["one"], &["@@+FAX:(0991) 1-2@@"], &["three"]],
        [(&[("", 3)], 200), ABORTED_WHOLE, (&[("", 1), ("(0991) 1-2", 2)], 200)],
    ),
    (&[&["@@+FAX:0991 1@@ @@+PRIO:256@@"]], [(&[("", 1)], 200), ABORTED_WHOLE, ABORTED_WHOLE]),
    (&[&["@@+TAG:Order@@"]], [(&[("", 1)], 200), ABORTED_WHOLE, (&[("", 1)], 200)]),
];

/// Prints each row of the table in each format.
fn goes_as_the_table_says(mode: usize) {
    let rig = rig(&format!("mode = {mode}"));
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let mut seen = 0;
    for (pages, outcomes) in TABLE {
        let (wanted, priority) = outcomes[mode - 1];
        let text = pages.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\x0c");
        let pages: Vec<Vec<String>> = pages
            .iter()
            .map(|lines| lines.iter().map(ToString::to_string).collect())
            .collect();
        let mut formats = vec![("text", text.into_bytes()), ("PDF", lines_as_pdf(&pages))];
        if programs::is_there("gs") {
            formats.push(("PostScript", lines_as_postscript(&pages)));
        }
        for (format, document) in formats {
            let what = format!("mode {mode}, {format}: {pages:?}");
            let id = print(alice, &document);
            wait_until_done(&rig, id);
            let jobs = faxes(&rig, seen);
            let found: Vec<(&str, usize)> =
                jobs[seen..].iter().map(|job| (job.number.as_str(), job.pages.len())).collect();
            assert_eq!(found, wanted, "{what}");
            if let Some(job) = jobs.get(seen) {
                assert_eq!(job.priority, priority, "{what}");
            }
            let state = about(alice, id).number("job-state");
            assert_eq!(state == ABORTED, wanted.is_empty(), "{what}");
            seen = jobs.len();
        }
    }
}

#[test]
fn mode_1_does_with_each_field_in_each_format_what_the_table_says() {
    goes_as_the_table_says(1);
}

#[test]
fn mode_2_does_with_each_field_in_each_format_what_the_table_says() {
    goes_as_the_table_says(2);
}

#[test]
fn mode_3_does_with_each_field_in_each_format_what_the_table_says() {
    goes_as_the_table_says(3);
}

#[test]
fn who_names_a_destination_is_not_searched() {
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    let answer = alice.post(&Ask::new(PRINT_JOB).to(&["tel:+49-991-7"]).with(SIX));
    assert_eq!(answer.status(), OK);
    let jobs = faxes(&rig, 1);
    assert_eq!((jobs[0].canonical.as_str(), jobs[0].pages.len()), ("+499917", 6));
    assert!(!jobs[0].options.contains_key(option::FIELDS));
}

#[test]
fn fields_give_nobody_a_right() {
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let carol = Client::at(serving.addresses[0], 3);
    let answer = carol.post(&Ask::new(PRINT_JOB).with(SIX));
    assert!(answer.http == 401 || answer.status() == NOT_AUTHORIZED);
    assert!(rig.jobs().is_empty());
}

#[test]
fn a_batch_is_cut_once_however_often_the_program_is_killed() {
    const FAXES: usize = 40;
    let rig = rig("mode = 2");
    let pages: Vec<String> = (0..FAXES)
        .map(|number| format!("@@+FAX:0991 {number:03}@@ @@+TAG:Invoice {number}@@\n\x0cmore\n"))
        .collect();
    let serving = rig.serve();
    let id = print(Client::alice(serving.addresses[0]), pages.join("\x0c").as_bytes());
    // It is killed as soon as some more faxes are there.
    let mut serving = Some(serving);
    for wanted in [1, 5, 11, 23, 34] {
        rig.wait_for_jobs(wanted);
        serving.take().unwrap().kill();
        serving = Some(rig.serve());
    }
    wait_until_done(&rig, id);
    let jobs = faxes(&rig, FAXES);
    let tags: Vec<&str> = jobs.iter().map(|job| job.tag.as_str()).collect();
    let wanted: Vec<String> = (0..FAXES).map(|number| format!("Invoice {number}")).collect();
    assert_eq!(tags, wanted);
    assert!(jobs.iter().all(|job| job.pages.len() == 2));
    for job in jobs {
        rig.spool.jobs().cancel_job(job.id, "the test", UnixMs::now()).unwrap();
    }
    let alice = Client::alice(serving.as_ref().unwrap().addresses[0]);
    let answer = wait_for(alice, id, 7);
    assert_eq!(destinations(&answer).len(), FAXES);
}

/// Pages of so many faxes of four.
fn batch(faxes: usize) -> Vec<u8> {
    let page = |number: usize| {
        let mut lines =
            vec!["Lorem ipsum dolor sit amet, consectetur adipisici elit.".to_owned(); 30];
        if number.is_multiple_of(4) {
            let fax = number / 4;
            lines.push(format!("@@+FAX:0991 {fax:05}@@ @@+TAG:Invoice {fax}@@ @@+PRIO:250@@"));
        }
        lines
    };
    lines_as_pdf(&(0..4 * faxes).map(page).collect::<Vec<_>>())
}

/// The most memory that the program had so far.
fn most_memory_kib(serving: &Serving) -> u64 {
    let status = format!("/proc/{}/status", serving.child.id());
    let status = std::fs::read_to_string(status).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_letter_does_not_wait_for_a_batch() {
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    // More than two megabytes.
    let long = print(alice, &batch(400));
    rig.wait_for_jobs(1);
    let letter = alice.post(&Ask::new(PRINT_JOB).to(&["tel:+49-991-7"]).with(b"Hello\n"));
    assert_eq!(letter.status(), OK);
    wait_until_done(&rig, letter.number("job-id"));
    assert!(rig.jobs().len() < 401, "the batch was done before it");
    assert_eq!(alice.post(&Ask::new(CANCEL_JOB).number("job-id", long).with(b"")).status(), OK);
    wait_until_done(&rig, long);
}

#[test]
#[ignore = "takes a minute or two; prints pages a second and the most memory of the program"]
fn five_hundred_faxes_of_one_print_job_come_once_each() {
    const FAXES: usize = 500;
    let rig = rig("mode = 2");
    let serving = rig.serve();
    let document = batch(FAXES);
    let begun = Instant::now();
    let id = print(Client::alice(serving.addresses[0]), &document);
    wait_until_done_within(&rig, id, 20 * PATIENCE);
    let (seconds, memory) = (begun.elapsed().as_secs_f64(), most_memory_kib(&serving) >> 10);
    let jobs = faxes(&rig, FAXES);
    assert_eq!(jobs.len(), FAXES);
    for (fax, job) in jobs.iter().enumerate() {
        assert_eq!((&job.number, &job.tag), (&format!("0991 {fax:05}"), &format!("Invoice {fax}")));
        assert_eq!((job.priority, job.pages.len()), (250, 4));
    }
    println!("{:.0} pages/s, {seconds:.1} s, {memory} MiB", 4.0 * FAXES as f64 / seconds);
}

#[test]
fn other_settings_cut_no_document_that_was_begun_by_these() {
    let rig = rig("mode = 2");
    let pages = (0..200).map(|number| format!("@@+FAX:0991 {number}@@\n")).collect::<Vec<_>>();
    let serving = rig.serve();
    let id = print(Client::alice(serving.addresses[0]), pages.join("\x0c").as_bytes());
    rig.wait_for_jobs(1);
    serving.kill();
    let before = rig.jobs().len();
    assert!(before < 200, "it was killed too late");
    rig.set(&format!("{SETTINGS}\n[fields]\nmode = 3\n"));
    let serving = rig.serve();
    let alice = Client::alice(serving.addresses[0]);
    wait_until_done(&rig, id);
    assert_eq!(rig.jobs().len(), before);
    let message = about(alice, id).texts("job-state-message");
    assert!(message[0].contains("[fields] was changed"), "{message:?}");
    assert_eq!(letters(&rig).len(), 1);
}

#[test]
fn a_priority_on_a_page_is_a_right_too() {
    let settings = SETTINGS.replace("priority = true\n", "");
    let rig = Rig::new(&format!("{settings}\n[fields]\nmode = 2\n"));
    let serving = rig.serve();
    print(Client::alice(serving.addresses[0]), b"@@+FAX:0991 1@@ @@+PRIO:0@@\nDear Sir,\n");
    assert_eq!(faxes(&rig, 1)[0].priority, 200);
    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    let line = audit.lines().find(|line| line.contains(r#""asked":"priority""#)).unwrap();
    assert!(line.contains(r#""granted":false"#) && line.contains(r#""priority":0"#), "{line}");
}
