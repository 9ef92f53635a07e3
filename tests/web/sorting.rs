//! Received faxes that the service sorts by the words on their pages.

use std::fs;
use std::path::Path;

use ferrofax::UnixMs;
use ferrofax::document::tiff;
use ferrofax::spool::desk::Deed;
use ferrofax::spool::jobs::{Job, JobId};
use ferrofax::spool::{FaxId, NewPage, OutboxEntry};
use ferrofax::t4::{Bitmap, Resolution};
use ferrofax_kit::patience::{wait_for, watch};
use ferrofax_kit::{received, spools};
use serde_json::{Value, json};

use crate::api::{send, uploaded};
use crate::api_keys::{key, program};
use crate::house;
use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::rig::{Rig, Serving};
use crate::sent::send_to;
use crate::words::{fax, letter};

const RULES: &str = "
[reading]
enabled = true

[sorting]
devices = [\"2101\"]

[[rule]]
name = \"admissions\"
devices = [\"2101\"]
words = [\"patient was admitted\"]
no_words = [\"purchase order\"]
to_device = \"2102\"
to_mail = [\"ward@example.com\"]
tag = \"admission\"

[[rule]]
name = \"orders\"
words = [\"purchase order\"]
to_device = \"2103\"
";

fn await_sorted(rig: &Rig, fax: FaxId) -> (Deed, String) {
    wait_for(&format!("fax {fax} is sorted"), || {
        let events = rig.spool.faxes().fax_events(fax).unwrap();
        let sorted = |what: Deed| matches!(what, Deed::Sorted | Deed::LeftUnsorted);
        let event = events.into_iter().find(|event| sorted(event.what))?;
        Some((event.what, event.text))
    })
}

fn mailboxes(rig: &Rig, fax: FaxId) -> Vec<String> {
    let mut mails: Vec<OutboxEntry> = rig.spool.outbox().outbox_of(fax).unwrap();
    mails.sort_by(|one, other| one.mailbox.cmp(&other.mailbox));
    mails.into_iter().map(|mail| mail.mailbox).collect()
}

#[test]
fn a_fax_goes_to_the_people_whom_its_words_concern_and_a_blank_one_remains() {
    let rig = Rig::new(&format!("{}{RULES}", house::settings()));
    rig.spool
        .fax_texts()
        .sort_faxes_of(&["2101".parse().unwrap()], 300_000, UnixMs::now())
        .unwrap();
    let letter = fax(&rig, "2101", &[Bitmap::white(1728, 2200), letter(&rig)]);
    let blank = fax(&rig, "2101", &[Bitmap::white(1728, 2200)]);
    let serving = rig.serve();

    let (what, why) = await_sorted(&rig, letter);
    assert_eq!(what, Deed::Sorted);
    let rule = "(rule admissions: \"patient was admitted\", no \"purchase order\")";
    assert!(why.starts_with("2102@") && why.ends_with(rule), "{why}");
    assert_eq!(mailboxes(&rig, letter), ["2102@example.com", "ward@example.com"]);
    assert_eq!(await_sorted(&rig, blank), (Deed::LeftUnsorted, "(no rule matches)".to_owned()));
    assert_eq!(mailboxes(&rig, blank), [""], "the call had no mailbox: for the faxmaster");

    // The user of the other device sees the fax and why it came; that of the first does not.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    let page = bob.get(&format!("/in/{letter}")).text();
    assert!(page.contains("rule admissions") && page.contains("admission"), "{page}");
    let mut alice = crate::alice(serving.addresses[0]);
    assert_eq!(alice.get(&format!("/in/{letter}")).status, 404);
    assert_eq!(alice.get(&format!("/in/{blank}")).status, 200);

    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    let line = audit
        .lines()
        .find(|line| line.contains("\"asked\":\"sort\"") && line.contains("2102@"));
    let line = line.unwrap();
    assert!(line.contains("\"rules\":\"admissions\"") && !line.contains("headache"), "{line}");

    // Somebody who sees both devices puts right what the rules left unsorted.
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    assert!(chief.get(&format!("/in/{blank}")).text().contains("2102@fax-devices</option>"));
    let moved = chief.post(&format!("/in/{blank}/move"), &[("to", "2102@fax-devices")]);
    assert_eq!(moved.location(), format!("/in/{blank}?done=moved"));
    let page = bob.get(&format!("/in/{blank}")).text();
    assert!(page.contains("moved it to 2102@fax-devices (the rules left it unsorted)"), "{page}");
    assert_eq!(mailboxes(&rig, blank), ["2102@example.com"]);
    let run = |words: &[&str]| {
        let done = rig.command().arg("rules").args(words).output().unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let listed = run(&["corrections"]);
    let line = listed.lines().nth(1).unwrap();
    assert!(line.starts_with("- ") && line.contains("chief"), "{listed}");
    assert!(line.ends_with("2102@fax-devices  (no rule matches)"), "{listed}");
    let listed: Value = serde_json::from_str(&run(&["corrections", "--json"])).unwrap();
    assert_eq!(listed[0]["fax"], blank.0);
    let tested = run(&["test", &blank.to_string()]);
    assert!(tested.contains("; chief moved it to 2102@fax-devices"), "{tested}");

    // The rules can be tried out without any effect.
    let tested = rig.command().args(["rules", "test", "--json"]).output().unwrap();
    let tested: Value = serde_json::from_slice(&tested.stdout).unwrap();
    assert_eq!(
        (&tested[1]["to_device"], &tested[0]["reason"]),
        (&"2102".into(), &"no rule matches".into())
    );
    assert_eq!(spools::faxes(&rig.spool).len(), 2);
}

/// The documents in a folder.
fn documents(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.') && name.ends_with(".pdf")).collect()
}

/// A folder of rules, beside one of the device.
#[test]
fn a_rule_names_the_folder_that_gets_a_fax() {
    let folders = tempfile::tempdir().unwrap();
    let place = |name: &str| folders.path().join(name);
    let mut settings = format!("{}{RULES}to_folders = [\"orders\"]\n", house::settings());
    settings +=
        "[[rule]]\nname = \"ward\"\nwords = [\"patient was admitted\"]\nto_folders = [\"ward\"]\n";
    for name in ["orders", "ward"] {
        fs::create_dir(place(name)).unwrap();
        let path = place(name);
        settings += &format!(
            "[[folder]]\nname = \"{name}\"\npath = \"{}\"\njson = false\nonly_rules = true\n",
            path.display()
        );
    }
    let rig = Rig::new(&settings);
    let _serving = rig.serve();
    let is_set_up = |name: &str| fs::read_dir(place(name)).unwrap().count() > 0;
    let are_set_up = || ["orders", "ward"].map(is_set_up);
    watch("the folders are set up", are_set_up, |done| *done == [true; 2]);
    rig.spool
        .fax_texts()
        .sort_faxes_of(&["2101".parse().unwrap()], 300_000, UnixMs::now())
        .unwrap();
    let letter = fax(&rig, "2101", &[letter(&rig)]);
    assert_eq!(await_sorted(&rig, letter).0, Deed::Sorted);
    let seen = |name: &str| {
        let names = fs::read_dir(place(name)).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).count()
    };
    watch("the folder of the rule has the fax", || seen("ward"), |seen| *seen == 1);
    assert_eq!(seen("orders"), 0);
    // The service notes this after the fax is in the folder.
    let filed = || rig.spool.outbox().filed_as(letter).unwrap().len();
    watch("the spool knows that the fax is in the folder", filed, |filed| *filed == 1);
}

#[test]
fn folders_and_webhooks_get_a_fax_as_it_was_sorted() {
    let out = tempfile::tempdir().unwrap();
    let [first, second] = ["2101", "2102"].map(|device| out.path().join(device));
    let mut settings = house::settings();
    settings += "
[webhooks]
allow = [\"127.0.0.0/8\"]

[reading]
enabled = true

[sorting]
devices = [\"2101\"]

[[rule]]
name = \"letters\"
pages = \"2\"
to_device = \"2102\"
";
    for folder in [&first, &second] {
        fs::create_dir(folder).unwrap();
        let device = folder.file_name().unwrap().to_str().unwrap();
        let path = folder.display();
        settings += &format!(
            "\n[[folder]]\nname = \"{device}\"\npath = \"{path}\"\ndevices = [\"{device}\"]\n"
        );
    }
    let rig = Rig::new(&settings);
    let receiver = Receiver::start();
    for owner in ["alice", "bob"] {
        let url = format!("http://{}/{owner}", receiver.address);
        let words = ["webhook", "new", &url, "--owner", owner, "--event", "fax.received"];
        assert!(rig.command().args(words).status().unwrap().success());
    }
    let _serving = rig.serve();
    let is_set_up = |folder: &Path| fs::read_dir(folder).unwrap().count() > 0;
    watch("the folders", || is_set_up(&first) && is_set_up(&second), |is_so| *is_so);
    let page = || Bitmap::white(1728, 2200);
    let moves = fax(&rig, "2101", &[page(), page()]);
    let remains = fax(&rig, "2101", &[page()]);
    assert_eq!(await_sorted(&rig, moves).0, Deed::Sorted);
    assert_eq!(await_sorted(&rig, remains).0, Deed::LeftUnsorted);

    let heard = receiver.wait("two faxes", |heard| heard.len() >= 2);
    let told = |path: &str| {
        let of = heard.iter().filter(|told| told.path == path);
        of.map(|told| (told.value("/data/id"), told.value("/data/device")))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("/alice"), [(remains.0.into(), "2101@fax-devices".into())]);
    assert_eq!(told("/bob"), [(moves.0.into(), "2102@fax-devices".into())]);
    for (folder, device, fax) in [(&first, "2101", remains), (&second, "2102", moves)] {
        let found = watch("a document", || documents(folder), |found| !found.is_empty());
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(&format!("_{device}_")), "{found:?}");
        assert!(found[0].ends_with(&format!("_{fax}.pdf")), "{found:?}");
    }
}

const ANSWERS: &str = "
[cover]
answer_code = true

[reading]
enabled = true

[sorting]
devices = [\"2101\"]

[[rule]]
name = \"answers\"
answers = true
to_sender = true
tag = \"answer\"
";

/// The cover pages of faxes that bob sends on the web and by the API, with their jobs.
fn covers(rig: &Rig, serving: &Serving) -> [(JobId, Bitmap); 2] {
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    let fields = [("number", "0991 2700619"), ("cover", "yes"), ("resolution", "fine")];
    let sent = send_to(&mut bob, "/out/new", &fields, &[("a.txt", b"Dear Sir,\n")]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let mut program = program(serving.addresses[0], &key(rig, "bob", "jobs:write"));
    let upload = uploaded(&mut program);
    let new = json!({
        "number": "0991 2700619", "cover": "yes", "resolution": "standard",
        "documents": [{ "upload": upload }],
    });
    let made = send(&mut program, "POST", "/api/v1/jobs", &new, &[]);
    assert_eq!(made.status, 201, "{}", made.text());
    let mut jobs = rig.jobs();
    jobs.sort_by_key(|job| job.id);
    let cover = |job: &Job| tiff::read(&job.documents[0].path).unwrap()[0].bitmap().unwrap();
    [&jobs[0], &jobs[1]].map(|job| (job.id, cover(job)))
}

/// A fax to device 2101 of these pages.
fn answer(rig: &Rig, pages: &[(Resolution, &Bitmap)]) -> FaxId {
    let (now, receiving) = (UnixMs::now(), rig.spool.receiving());
    let fax = receiving.begin_fax(&spools::call("2101", "0991270061", now)).unwrap();
    for (number, (resolution, page)) in (1..).zip(pages) {
        let page = received::page(number, (*page).clone(), now);
        receiving
            .append_page(fax, &NewPage { resolution: *resolution, ..page })
            .unwrap();
    }
    receiving.finish_fax(fax, &received::whole(now)).unwrap();
    fax
}

#[test]
fn an_answer_on_the_sheet_of_a_cover_page_goes_to_the_sender() {
    let rig = Rig::new(&format!("{}{ANSWERS}", house::settings()));
    let sorted = ["2101".parse().unwrap()];
    rig.spool.fax_texts().sort_faxes_of(&sorted, 300_000, UnixMs::now()).unwrap();
    let serving = rig.serve();
    let [(web, fine), (api, standard)] = covers(&rig, &serving);
    let (fine, standard) = ((Resolution::Fine, &fine), (Resolution::Standard, &standard));
    // A fax that a job has just sent to a device of this machine is no answer to the job.
    let (what, why) = await_sorted(&rig, answer(&rig, &[fine]));
    assert_eq!(what, Deed::LeftUnsorted, "{why}");
    for job in [web, api] {
        rig.spool.jobs().cancel_job(job, "bob", UnixMs::now()).unwrap();
    }
    // A copy of the first fax has the same code, but nobody has got it yet.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    bob.get(&format!("/out/{web}"));
    let again = bob.post(&format!("/out/{web}/again"), &[("to", "")]);
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(rig.jobs().len(), 3);
    for (job, cover) in [(web, fine), (api, standard)] {
        let (what, why) = await_sorted(&rig, answer(&rig, &[cover]));
        assert_eq!(what, Deed::Sorted, "job {job}: {why}");
        let rule = format!("(rule answers: answer to job {job})");
        assert!(why.starts_with("2102@") && why.ends_with(&rule), "{why}");
    }
    let (what, why) = await_sorted(&rig, answer(&rig, &[fine, standard]));
    assert_eq!(what, Deed::LeftUnsorted, "{why}");
    assert!(why.contains(&format!("it answers job {web} and job {api}")), "{why}");
}
