//! What is sent from the page: a new fax with its documents, and what becomes of it.

use ferrofax::UnixMs;
use ferrofax::sent_line::{AnswerSignal, SentLine};
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobSession, JobState};
use serde_json::{Value, json};

use crate::api_keys::{key, program};
use crate::house::called;
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::{SETTINGS, alice, alice_at, audited};
use ferrofax_kit::spools;

pub(crate) const BOUNDARY: &str = "----half-way";

/// The media type of a form with documents.
pub(crate) const MULTIPART: &str = "multipart/form-data; boundary=----half-way";

/// A form with documents, as a browser sends it.
pub(crate) fn multipart(fields: &[(&str, &str)], documents: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
    }
    for (name, bytes) in documents {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"document\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

pub(crate) fn send(
    reader: &mut Reader,
    fields: &[(&str, &str)],
    documents: &[(&str, &[u8])],
) -> Page {
    send_to(reader, "/out/new", fields, documents)
}

/// Sends a form of this page.
pub(crate) fn send_to(
    reader: &mut Reader,
    path: &str,
    fields: &[(&str, &str)],
    documents: &[(&str, &[u8])],
) -> Page {
    reader.get("/out/new");
    let secret = reader.hidden("secret").unwrap().to_owned();
    let mut all = vec![("secret", secret.as_str())];
    all.extend_from_slice(fields);
    reader.post_as(MULTIPART, path, &multipart(&all, documents))
}

#[test]
fn documents_become_a_fax_that_is_followed_and_stopped() {
    let (rig, serving, mut reader) = alice_at(SETTINGS);
    let fields = [("number", "0991 2700619"), ("tag", "Order 7"), ("resolution", "fine")];
    let documents: [(&str, &[u8]); 2] =
        [("<b>letter</b>.txt", b"Dear Sir,\n"), ("..\\..\\two.html", b"<p>Second</p>")];
    let sent = send(&mut reader, &fields, &documents);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let job = rig.jobs().pop().unwrap();
    assert_eq!((job.owner.as_str(), job.tag.as_str(), job.pages.len()), ("alice", "Order 7", 2));
    assert_eq!(job.documents[1].name, "two.html");
    let shown = reader.get(sent.location());
    assert!(shown.text().contains("Submitted") && shown.text().contains("0991 2700619"));
    assert!(!shown.text().contains("<b>letter"), "{}", shown.text());
    let picture = reader.get(&format!("/out/{}/picture/2", job.id));
    assert_eq!((picture.status, picture.header("content-type")), (200, Some("image/png")));
    assert_eq!(reader.get(&format!("/out/{}/picture/3", job.id)).status, 404);
    assert!(reader.get("/out?which=open").text().contains("Order 7"));
    assert!(!reader.get("/out?which=failed").text().contains("Order 7"));
    reader.get(&format!("/out/{}", job.id));
    for (deed, state) in
        [("hold", JobState::Suspended), ("release", JobState::Ready), ("cancel", JobState::Failed)]
    {
        let done = reader.post(&format!("/out/{}/{deed}", job.id), &[]);
        assert_eq!(done.status, 303, "{deed}: {}", done.text());
        assert_eq!(rig.jobs()[0].state, state, "{deed}");
    }
    let again = reader.post(&format!("/out/{}/again", job.id), &[("to", "0991 2700620")]);
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(rig.jobs().len(), 2);
    // Pressed twice.
    let twice = reader.post(&format!("/out/{}/again", job.id), &[("to", "0991 2700620")]);
    assert_eq!(twice.location(), again.location());
    assert_eq!(rig.jobs().len(), 2);
    // Another sees nothing of it.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    assert!(!bob.get("/out").text().contains("Order 7"));
    for address in ["", "/picture/1"] {
        assert_eq!(bob.get(&format!("/out/{}{address}", job.id)).status, 404);
    }
    bob.get("/own");
    for deed in ["hold", "release", "cancel", "retry", "again", "number"] {
        let other = bob.post(&format!("/out/{}/{deed}", job.id), &[("to", "0991 1")]);
        assert_eq!(other.status, 404, "{deed}");
    }
}

/// The numbers of all jobs after the first `before` jobs, the oldest job first.
pub(crate) fn later_numbers(rig: &Rig, before: usize) -> Vec<String> {
    let mut jobs = rig.jobs();
    jobs.sort_by_key(|job| job.id);
    jobs.into_iter().skip(before).map(|job| job.number).collect()
}

#[test]
fn a_number_that_is_corrected_sends_no_second_fax_to_the_others() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let sent = send(&mut reader, &[("number", "0991 2700619")], &[("a.txt", b"Dear Sir,\n")]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let at = format!("/out/{}", rig.jobs()[0].id);
    reader.get(&at);
    let once = reader.hidden("once").unwrap().to_owned();
    let mut again = |to: &str| {
        let done = reader.post(&format!("{at}/again"), &[("to", to), ("once", &once)]);
        (done, later_numbers(&rig, 1))
    };
    for _ in 0..2 {
        let (refused, numbers) = again("0991 2700620, 0900 123456, 0991 2700622");
        let text = refused.text();
        assert!(refused.status == 403 && text.contains("Some faxes were sent"), "{text}");
        assert!(text.contains("0900 123456: ") && text.contains("value=\"0900 123456\""), "{text}");
        assert!(!text.contains("2700620"), "only the number that was rejected is offered: {text}");
        assert_eq!(numbers, ["0991 2700620", "0991 2700622"]);
    }
    // The user corrects the number in the whole list, and then sends the form once more.
    for _ in 0..2 {
        let (done, numbers) = again("0991 2700620, 0991 2700621, 0991 2700622");
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(numbers, ["0991 2700620", "0991 2700622", "0991 2700621"]);
    }
    // Without a number, the fax is sent to the recipient of the job, and once, too.
    for _ in 0..2 {
        let (done, numbers) = again("");
        assert_eq!((done.status, numbers.len()), (303, 4), "{}", done.text());
        assert_eq!(numbers[3], "0991 2700619");
    }
}

#[test]
fn what_is_wrong_is_said_at_the_form_which_keeps_what_was_written() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let letter: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    for (number, why) in [("0900 123456", "0900"), ("", "number"), ("hello", "hello")] {
        let fields = [("number", number), ("tag", "\"Kept\"")];
        let refused = send(&mut reader, &fields, &letter);
        assert!(refused.status == 422 && refused.text().contains(why), "{}", refused.text());
        assert!(refused.text().contains("&#34;Kept&#34;"), "{}", refused.text());
    }
    let number = [("number", "0991 2700619")];
    let none = send(&mut reader, &number, &[("", b"")]);
    assert!(none.status == 422 && none.text().contains("No document was chosen"));
    let broken = send(&mut reader, &number, &[("broken.pdf", b"%PDF-1.7 and no more")]);
    assert!(broken.status == 422 && broken.text().contains("broken.pdf"), "{}", broken.text());
    let empty = send(&mut reader, &number, &[("empty.pdf", b"")]);
    assert!(empty.status == 422 && empty.text().contains("empty.pdf"), "{}", empty.text());
    let others = send(&mut reader, &[("number", "0991 2700619"), ("device", "2102")], &letter);
    assert_eq!(others.status, 422, "{}", others.text());
    assert!(rig.jobs().is_empty());
}

#[test]
fn a_document_is_fetched_whose_password_stands_on_no_page() {
    let (rig, serving, mut reader) = alice_at(SETTINGS);
    assert!(reader.get("/out").text().contains("href=\"/out/fetch\""));
    assert!(reader.get("/out/fetch").text().contains("2101@fax-devices"));
    let fetch = |reader: &mut Reader, number, pwd| {
        let asked = [("number", number), ("device", "2101"), ("sep", "4711"), ("pwd", pwd)];
        let more = [("at", "+2h"), ("tag", "Tariffs")];
        reader.post("/out/fetch", &[&asked[..], &more].concat())
    };
    // What is wrong is said at the form, which keeps all but the password.
    for (number, pwd, why) in
        [("0900 123456", "90210", "0900"), ("0991 2700619", "9a", "character 2")]
    {
        let refused = fetch(&mut reader, number, pwd);
        let text = refused.text();
        assert!(refused.status == 422 && text.contains(why) && text.contains("4711"), "{text}");
        assert!(!text.contains(&format!("\"{pwd}\"")), "{text}");
    }
    assert!(rig.jobs().is_empty());
    let made = fetch(&mut reader, "0991 2700619", "90210");
    assert_eq!(made.status, 303, "{}", made.text());
    let job = rig.jobs().pop().unwrap();
    assert!(job.only_fetches() && job.owner == "alice" && job.tag == "Tariffs");
    assert!(job.send_at.is_some());
    assert_eq!(
        (job.pwd.as_deref(), job.fetch.unwrap().sep.as_deref()),
        (Some("90210"), Some("4711"))
    );
    // Pressed twice.
    assert_eq!(fetch(&mut reader, "0991 2700619", "90210").location(), made.location());
    assert_eq!(rig.jobs().len(), 1);
    let pages = [made.location(), "/out", "/out?which=open"].map(|page| reader.get(page).text());
    assert!(
        pages
            .iter()
            .all(|page| page.contains("Fax polled from") && !page.contains("90210"))
    );
    assert_eq!(audited(&rig, &["\"90210"]), 0);

    // From another's device, and by nobody.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    bob.get("/out/fetch");
    let refused = fetch(&mut bob, "0991 2700619", "");
    assert!(refused.status == 422 && refused.text().contains("2101"), "{}", refused.text());
    reader.set_cookie("session", "ended");
    let ended = fetch(&mut reader, "0991 2700621", "90210");
    assert!(ended.status == 401 && !ended.text().contains("90210"), "{}", ended.text());
    let again = reader.post("/login", &[("name", "alice"), ("password", "secret")]);
    assert!(again.text().contains("0991 2700621"), "{}", again.text());
    let back = reader.post("/out/fetch", &[("number", "0991 2700621")]);
    assert!(back.status == 422 && back.text().contains("enter it again"), "{}", back.text());
    assert_eq!(rig.jobs().len(), 1);
}

#[test]
fn documents_are_taken_in_from_who_may_send_alone() {
    let settings = SETTINGS.replace("[web]", "[web]\nmax_upload_mb = 1");
    let (rig, serving) = Rig::served(&settings);
    let to = serving.addresses[0];
    let letter: [(&str, &[u8]); 1] = [("letter.txt", b"Dear Sir,\n")];
    let body = multipart(&[("secret", "x"), ("number", "0991 2700619")], &letter);
    let stranger = Reader::at(to).post_as(MULTIPART, "/out/new", &body);
    assert_eq!(stranger.status, 401);
    let mut reader = alice(to);
    assert_eq!(reader.post_as(MULTIPART, "/out/new", &body).status, 403);
    // The secret behind the documents comes too late.
    let mut late = multipart(&[], &letter);
    late.truncate(late.len() - BOUNDARY.len() - 6);
    late.extend(multipart(&[("secret", "x")], &[]));
    assert_eq!(reader.post_as(MULTIPART, "/out/new", &late).status, 403);
    let large = vec![b'x'; 3 << 20];
    let refused = send(&mut reader, &[("number", "0991 2700619")], &[("large.txt", &large)]);
    assert!(
        refused.status == 413 && refused.text().contains("max_upload_mb"),
        "{}",
        refused.text()
    );
    for broken in [&b""[..], b"--", b"------half-way\r\n\r\nx", &body[..body.len() / 2]] {
        let answer = reader.post_as(MULTIPART, "/out/new", broken);
        assert!(matches!(answer.status, 400 | 403), "{}", answer.status);
    }
    assert!(rig.jobs().is_empty());
    assert_eq!(send(&mut reader, &[("number", "0991 2700619")], &letter).status, 303);
}

#[test]
fn what_was_written_is_there_again_when_the_session_has_ended() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut reader = alice(to);
    reader.get("/out/new");
    reader.set_cookie("session", "ended");
    let words = [("secret", "old"), ("number", "0991 2700619"), ("tag", "<\"Kept\" & more>")];
    let body = multipart(&words, &[("letter.txt", b"Dear Sir,\n")]);
    let ended = reader.post_as(MULTIPART, "/out/new", &body);
    assert!(ended.status == 401 && !ended.text().contains("Dear Sir"), "{}", ended.text());
    let again = reader.post("/login", &[("name", "alice"), ("password", "secret")]);
    assert!(again.status == 200 && again.text().contains("0991 2700619"), "{}", again.text());
    // Its documents must be chosen again; all else stands in the form.
    let back = reader.post("/out/new", &[]);
    let text = back.text();
    assert!(back.status == 422 && text.contains("No document was chosen"), "{text}");
    assert!(text.contains("0991 2700619") && text.contains("&#34;Kept&#34;"), "{text}");
    assert!(rig.jobs().is_empty());
    // A form without the secret is nobody's.
    let form = "application/x-www-form-urlencoded";
    let foreign = reader.post_as(form, "/out/new", b"secret=x&number=0991+2700619");
    assert_eq!(foreign.status, 403);
}

#[test]
fn a_fax_that_waits_for_its_number_gets_it() {
    let rig = Rig::new(SETTINGS);
    let id = crate::waiting::printed(&rig.spool, rig.folder.path(), "2101@fax-devices", "alice");
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let shown = reader.get(&format!("/out/{id}")).text();
    assert!(shown.contains("Waiting for a number") && shown.contains("(no number yet)"), "{shown}");
    let dear = reader.post(&format!("/out/{id}/number"), &[("to", "0900 1")]);
    assert!(matches!(dear.status, 403 | 422), "{}", dear.text());
    let given = reader.post(&format!("/out/{id}/number"), &[("to", "0991 2700619")]);
    assert_eq!(given.status, 303, "{}", given.text());
    assert_eq!(rig.jobs()[0].state, JobState::Ready);
    assert!(reader.get("/now").text().contains("Waiting for a line</dt><dd>1"));
}

#[test]
fn the_picture_of_a_sent_page_shows_the_time_at_which_it_was_sent() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let now = UnixMs::now();
    let pictures = [1, 1, 2].map(|days| {
        let (lease, then) = (called(&rig, "2101", "alice"), UnixMs(now.0 - days * 86_400_000));
        rig.spool.queue().session_begun(&lease, then).unwrap();
        spools::send_pages(&rig.spool, &lease, 1, then);
        let ended = rig.spool.queue().attempt_ended(&lease, &AttemptEnd::default(), then);
        assert_eq!(ended.unwrap(), JobState::Done);
        let picture = reader.get(&format!("/out/{}/picture/1", lease.job.id));
        assert_eq!(picture.status, 200, "{}", picture.text());
        picture.bytes
    });
    assert!(pictures[0] == pictures[1], "two pages of the same minute");
    assert!(pictures[0] != pictures[2], "two pages of different days");
}

/// A call whose line was poor, as the page says it in both languages, and the API in figures.
#[test]
fn what_the_line_of_a_call_was_like_is_told_behind_its_end() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let (lease, now) = (called(&rig, "2101", "alice"), UnixMs::now());
    let answers = Some(AnswerSignal { level_dbm0: -18, snr_db: 20 });
    let line = SentLine {
        first_bps: 14_400,
        slowest_bps: 9600,
        frames: 512,
        frames_again: 38,
        answers,
        ..SentLine::default()
    };
    rig.spool.queue().session_begun(&lease, now).unwrap();
    let session = JobSession { line: Some(line), ..JobSession::default() };
    rig.spool.queue().note_job_session(&lease, &session).unwrap();
    let page = format!("/out/{}", lease.job.id);
    let mut reader = alice(to);
    assert!(!reader.get(&page).text().contains("Line:"), "the call goes on");
    let end = AttemptEnd { failure: Some(Failure::LineTooBad), ..AttemptEnd::default() };
    rig.spool.queue().attempt_ended(&lease, &end, now).unwrap();
    let english =
        "Line: poor, slowed down from 14400 to 9600 bit/s. 38 of 512 frames were repeated.";
    let german = "Leitung: schlecht, von 14400 auf 9600 bit/s verlangsamt. 38 von 512 Rahmen wurden wiederholt.";
    for (language, words) in [("en", english), ("de", german)] {
        reader.headers = vec![("Accept-Language".to_owned(), language.to_owned())];
        let text = reader.get(&page).text();
        assert_eq!(text.matches(words).count(), 1, "{text}");
    }
    let mut api = program(to, &key(&rig, "alice", "jobs:read"));
    let history = api.get(&format!("/api/v1/jobs/{}/history", lease.job.id)).text();
    let history: Value = serde_json::from_str(&history).unwrap();
    let changes = history["changes"].as_array().unwrap();
    assert_eq!(changes[changes.len() - 2]["line"], Value::Null, "{history}");
    let event = &changes[changes.len() - 1]["event"];
    let reason = json!({"name": "failure", "failure": "line-too-bad"});
    let values = json!({"reason": reason, "pages_unanswered": 0});
    assert_eq!(*event, json!({"name": "attempt-failed", "values": values}));
    let job = api.get(&format!("/api/v1/jobs/{}", lease.job.id)).text();
    let job: Value = serde_json::from_str(&job).unwrap();
    assert_eq!(job["event"], *event);
    let told = &changes[changes.len() - 1]["line"];
    let figures = json!({
        "grade": "poor",
        "text": english.trim_start_matches("Line: "),
        "first_bps": 14_400, "slowest_bps": 9600, "trainings_refused": 0,
        "frames": 512, "frames_again": 38, "pages_again": 0, "commands_again": 0,
        "answers_dbm0": -18, "answers_snr_db": 20,
    });
    assert_eq!(told, &figures);
}
