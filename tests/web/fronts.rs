//! Machines without a PBX (`store` in gateway.toml): pages, programs and mails on two of them,
//! which work on the store of a third that has one.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{AttemptEnd, Job, JobId, JobLease, JobState, LeaseLimits, PageRef};
use ferrofax::spool::{FaxId, OutboxState, Spool, Store, Tables};
use ferrofax_cluster::{Clustered, NodeReport, as_front};
use serde_json::Value;

use crate::api_keys::{body, key, problem, program, test_key};
use crate::audited;
use crate::house::{self, fax};
use crate::postgresql::server;
use crate::reader::Reader;
use crate::receiver::Receiver;
use crate::rig::{Rig, Serving, Talk};
use crate::smtp_sink::{Answer, Script, TestSink};
use crate::webhooks::hooked;
use ferrofax_kit::patience::wait_for;
use ferrofax_kit::spools;

const STEP: Duration = Duration::from_millis(20);

/// The machine with the PBX, and its dialler, which sends each page at once.
struct Node {
    rig: Rig,
    /// None once it is dead.
    serving: Option<Serving>,
    is_over: Arc<AtomicBool>,
    /// How often the end of a page was said, by the number that was called.
    said: Arc<Mutex<BTreeMap<String, u32>>>,
    pbx: Option<JoinHandle<()>>,
}

impl Node {
    fn new(store: &str) -> Self {
        Self::called("berlin", store, "")
    }

    fn called(name: &str, store: &str, more: &str) -> Self {
        let node = format!(
            "{}\n[node]\nstore = \"{store}\"\nname = \"{name}\"\nshare_jobs = true\njob_lease = 5\n{more}",
            house::settings()
        );
        let rig = Rig::new(&node);
        let place: Store = store.parse().unwrap();
        rig.spool.cluster().become_node(name, &place.to_string()).unwrap();
        rig.spool.shared_queue().share_jobs(true).unwrap();
        let (is_over, said) = (Arc::<AtomicBool>::default(), Arc::<Mutex<_>>::default());
        let pbx = thread::spawn({
            let (spool, is_over, said) =
                (rig.spool.clone(), Arc::clone(&is_over), Arc::clone(&said));
            let name = name.to_owned();
            move || {
                while !is_over.load(Relaxed) {
                    let limits = LeaseLimits::default();
                    if let Some(lease) = spool.queue().lease_job(UnixMs::now(), &limits).unwrap() {
                        // Its machine dies in the midst of it.
                        if name == DIES && lease.job.number.ends_with(DEADLY) {
                            spool.queue().session_begun(&lease, UnixMs::now()).unwrap();
                            continue;
                        }
                        send(&spool, &lease, &said);
                    }
                    sleep(STEP);
                }
            }
        });
        let serving = Some(rig.serve());
        Self { rig, serving, is_over, said, pbx: Some(pbx) }
    }

    /// Where its own web interface is.
    fn address(&self) -> SocketAddr {
        self.serving.as_ref().expect("it serves").addresses[0]
    }

    /// How many pages were sent to the number that ends so.
    fn said(&self, ending: &str) -> u32 {
        let said = self.said.lock().unwrap();
        said.iter()
            .filter(|(number, _)| number.ends_with(ending))
            .map(|(_, count)| count)
            .sum()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.is_over.store(true, Relaxed);
        let _ = self.pbx.take().map(JoinHandle::join);
    }
}

/// Where a call to this number ends with the machine.
const DIES: &str = "dresden";
const DEADLY: &str = "666";

/// A call that goes well.
fn send(spool: &Spool, lease: &JobLease, said: &Mutex<BTreeMap<String, u32>>) {
    spool.queue().session_begun(lease, UnixMs::now()).unwrap();
    let pages: Vec<PageRef> = lease.job.pages_to_send().map(|page| page.at).collect();
    for page in pages {
        spool.queue().page_begun(lease, page).unwrap();
        // Its end is said when the store knows that it has begun.
        wait_for("a page may be ended", || spool.queue().page_said(lease, page).ok());
        *said.lock().unwrap().entry(lease.job.number.clone()).or_default() += 1;
        spool.queue().page_confirmed(lease, page, UnixMs::now()).unwrap();
    }
    spool
        .queue()
        .attempt_ended(lease, &AttemptEnd::default(), UnixMs::now())
        .unwrap();
}

/// Takes mails of everybody on this machine.
const MAIL: &str = "[mail]\nenabled = true\nlisten = [\"127.0.0.1:0\"]\nhostname = \"fax.example.com\"\n\
                    domains = [\"*.fax\", \"fax.example.com\"]\n\
                    [[network]]\naddress = [\"127.0.0.1\"]\ndevice = \"2101\"\nmay_claim = [\"*\"]\n";

/// Hands the one mail over, for these recipients.
fn mail(to: &Serving, recipients: &[&str]) {
    let mail = "From: alice@example.com\nTo: faxes@example.com\nSubject: Order\n\
                Message-ID: <one@example.com>\n\nDear Sir\n";
    let mut talk = Talk::to(*to.addresses.iter().min_by_key(|at| is_web(at)).unwrap()).unwrap();
    let answer = talk.send("alice@example.com", recipients, mail).unwrap();
    assert!(answer.starts_with("250"), "{answer}");
}

/// A machine without a PBX.
fn front(store: &str, sink: &TestSink, more: &str) -> Rig {
    let relay = format!("[relay]\nmailserver = \"{}\"\nmailtls = \"none\"\n", sink.address());
    let settings = format!("store = \"{store}\"\n{}\n{relay}{more}", house::settings());
    let folder = tempfile::tempdir().unwrap();
    let store: Store = store.parse().unwrap();
    let spool =
        as_front(Spool::open_as(&folder.path().join("spool"), &store, Tables::MayBeMade).unwrap());
    let rig = Rig { folder, spool };
    rig.set(&settings);
    rig
}

fn handed_in(who: &mut Reader, number: &str) -> i64 {
    let form = format!(
        "--x\r\nContent-Disposition: form-data; name=\"number\"\r\n\r\n{number}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.txt\"\r\n\r\nDear Sir\r\n--x--\r\n"
    );
    let media_type = [("Content-Type", "multipart/form-data; boundary=x")];
    let sent = who.ask("POST", "/api/v1/jobs", &media_type, form.as_bytes());
    assert_eq!(sent.status, 201, "{}", sent.text());
    body(&sent)["job"].as_i64().unwrap()
}

/// Waits until a job is done, as this machine sees it, and its one report has gone.
fn reported(rig: &Rig, job: i64) -> Job {
    let id = JobId(job);
    wait_for("it is sent, and reported", || {
        let job = rig.spool.jobs().job(id).unwrap();
        assert_ne!(job.state, JobState::Failed, "{}", job.text);
        let reports = rig.spool.outbox().reports_of(id).unwrap();
        let is_told = reports.iter().any(|report| report.state == OutboxState::Delivered);
        (job.state == JobState::Done && is_told).then_some(job)
    })
}

fn mails_of(sink: &TestSink, number: &str) -> usize {
    let is_of = |text: &str| text.contains(number);
    sink.mails()
        .iter()
        .filter(|mail| is_of(&String::from_utf8_lossy(&mail.bytes)))
        .count()
}

#[test]
fn what_all_nodes_have_is_seen_on_each_front_and_what_is_handed_to_one_is_sent_and_reported_once() {
    let test = "fronts::what_all_nodes_have_is_seen_on_each_front_and_what_is_handed_to_one_is_sent_and_reported_once";
    let Some(store) = server(test, "fronts") else { return };
    let sink = TestSink::start(Script::default());
    let node = Node::new(&store);
    let hooks = "[webhooks]\nallow = [\"127.0.0.0/8\"]\n";
    let fronts = [(); 2].map(|()| front(&store, &sink, hooks));
    let mut serving: Vec<Serving> = fronts.iter().map(Rig::serve).collect();
    // One key is for both.
    let alices = wait_for("the devices of the node are known", || {
        let has_devices = !fronts[0].spool.devices().list().unwrap().is_empty();
        has_devices.then(|| key(&fronts[0], "alice", "faxes:read,jobs:read,jobs:write"))
    });
    let mut programs: Vec<Reader> =
        serving.iter().map(|one| program(one.addresses[0], &alices)).collect();

    // Test keys need a spool of the machine's own.
    let test = test_key(&fronts[0], "alice", "jobs:read,jobs:write");
    let refused = program(serving[0].addresses[0], &test).get("/api/v1/jobs");
    assert_eq!(problem(&refused), (409, "conflict".to_owned()));
    assert!(refused.text().contains("stateless node"), "{}", refused.text());

    let receiver = Receiver::start();
    hooked(&fronts[1], &receiver, "fax.received");

    // What came in at the node.
    let came = fax(&node.rig, "2101", "0991 4711", "Carol");
    fax(&node.rig, "2102", "0991 4712", "Dave");
    let listed = wait_for("it is in the store", || {
        let page = programs[1].clone().ask("GET", "/api/v1/faxes", &[], b"");
        assert_eq!(page.status, 200, "{}", page.text());
        let faxes = body(&page)["faxes"].as_array().unwrap().clone();
        (!faxes.is_empty()).then_some(faxes)
    });
    assert_eq!((listed.len(), listed[0]["calling"].as_str()), (1, Some("0991 4711")));
    let there = listed[0]["fax"].as_i64().or_else(|| listed[0]["id"].as_i64()).unwrap();
    let tiff = programs[1].ask("GET", &format!("/api/v1/faxes/{there}/document.tif"), &[], b"");
    let here = std::fs::read(node.rig.spool.faxes().document_path(came).unwrap()).unwrap();
    assert_eq!(tiff.status, 200, "{}", tiff.text());
    assert!(tiff.bytes == here, "{} octets of {}", tiff.bytes.len(), here.len());
    let mut alice = Reader::logged_in(serving[0].addresses[0], "alice", "secret");
    let list = alice.get("/in");
    assert!(list.text().contains("0991 4711") && !list.text().contains("0991 4712"));
    assert!(alice.get("/in?q=Carol").text().contains("0991 4711"));
    for place in ["picture/1", "pdf"] {
        let page = alice.get(&format!("/in/{there}/{place}"));
        assert_eq!((page.status, page.bytes.is_empty()), (200, false), "{place}");
    }

    // What is handed in at the one is seen at the other.
    let job = handed_in(&mut programs[0], "0991 2700619");
    let done = reported(&fronts[1], job);
    assert_eq!(done.device.to_string(), "2101@fax-devices");
    let shown = programs[1].ask("GET", &format!("/api/v1/jobs/{job}"), &[], b"");
    assert_eq!(body(&shown)["state"], "done", "{}", shown.text());
    let look = programs[1].ask("GET", &format!("/api/v1/jobs/{job}/pages/1"), &[], b"");
    assert_eq!(look.status, 200, "{}", look.text());
    assert_eq!(node.said("2700619"), 1);

    // What was faxed, of all machines, wherever it is asked.
    let report = |rig: &Rig, words: &[&str]| {
        let made = rig.command().args([&["report", "--json"], words].concat()).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        let rows = serde_json::from_slice::<Value>(&made.stdout).unwrap()["rows"].take();
        let row = |row: &Value| format!("{} {} {}", row["user"], row["device"], row["faxes"]);
        rows.as_array().unwrap().iter().map(row).collect::<Vec<_>>()
    };
    let received = ["2101", "2102"].map(|one| format!("null \"{one}@fax-devices\" 1"));
    let sent = "\"alice\" \"2101@fax-devices\" 1".to_owned();
    let all = [&[sent][..], &received].concat();
    assert_eq!(report(&fronts[1], &[]), all);
    assert_eq!(report(&node.rig, &["--store"]), all);
    assert_eq!(report(&node.rig, &[]), received, "it was handed in elsewhere");

    // Who looks after the machines sees them all from here.
    let mut chief = Reader::logged_in(serving[0].addresses[0], "chief", "chief");
    let health = chief.get("/admin/health").text();
    assert!(health.contains("<td>berlin<br>"));
    assert!(health.contains("/admin/devices") && !health.contains("/admin/lines"), "{health}");
    // The machine hands its jobs to the others, and takes jobs again.
    let refused = chief.post("/admin/machines/drain", &[("node", "berlin")]);
    assert!(refused.status == 422 && refused.text().contains("no other node takes jobs now"));
    assert_eq!(fronts[0].spool.cluster().members().unwrap()[0].drained, None);
    // Another node reports, which could send what waits.
    let folder = tempfile::tempdir().unwrap();
    let second = Spool::open(folder.path()).unwrap();
    let hamburg = second.cluster().become_node("hamburg", "sqlite:").unwrap();
    let report = NodeReport { version: String::new(), waiting: 0, to_give: 0 };
    second.cluster().report_to(&fronts[0].spool, &hamburg, &report).unwrap();
    for (deed, words) in
        [("drain", "The other servers now send"), ("undrain", "The server takes jobs again.")]
    {
        let path = format!("/admin/machines/{deed}");
        assert_eq!(chief.post(&path, &[("node", "nowhere")]).status, 404);
        let done = chief.post(&path, &[("node", "berlin")]);
        assert_eq!(done.status, 303, "{}", done.text());
        let members = fronts[0].spool.cluster().members().unwrap();
        let berlin = members.iter().find(|it| it.name == "berlin").unwrap();
        assert_eq!(berlin.drained.is_some(), deed == "drain");
        assert!(chief.get(done.location()).text().contains(words));
    }
    assert_eq!(audited(&fronts[0], &["\"node-drain\"", "nowhere", "\"granted\":true"]), 0);
    // So it does from its own web interface.
    let mut chief = Reader::logged_in(node.address(), "chief", "chief");
    assert!(chief.get("/admin/health").text().contains("<td>hamburg<br>"));
    for deed in ["drain", "undrain"] {
        let done = chief.post(&format!("/admin/machines/{deed}"), &[("node", "berlin")]);
        assert_eq!(done.status, 303, "{}", done.text());
        let members = fronts[0].spool.cluster().members().unwrap();
        let berlin = members.iter().find(|it| it.name == "berlin").unwrap();
        assert_eq!(berlin.drained.is_some(), deed == "drain");
    }
    assert_eq!(audited(&node.rig, &["\"node-drain\"", "berlin", "\"granted\":true"]), 1);
    fronts[0].spool.cluster().forget_member("hamburg").unwrap();
    let chiefs = key(&fronts[0], "chief", "admin");
    let seen =
        program(serving[1].addresses[0], &chiefs).ask("GET", "/api/v1/admin/health", &[], b"");
    let machines = &body(&seen)["machines"];
    assert_eq!(
        (&machines["nodes"][0]["name"], &machines["lost"]),
        (&"berlin".into(), &Value::Array(vec![]))
    );

    // The one that mails dies in the midst of it; the other does it.
    sink.set(Script { end_of_data: Answer::Silence, ..Script::default() });
    let job = handed_in(&mut programs[0], "0991 2700620");
    wait_for("its report is being mailed", || {
        let reports = fronts[0].spool.outbox().reports_of(JobId(job)).unwrap();
        reports.iter().any(|one| one.state == OutboxState::Leased).then_some(())
    });
    let waits = |one: &Serving| one.said().contains("this machine takes over when it ends");
    wait_for("the other waits for that", || serving.iter().any(waits).then_some(()));
    let dead = serving.iter().position(|one| !waits(one)).expect("one mails");
    serving.remove(dead).kill();
    sink.set(Script::default());
    reported(&fronts[1 - dead], job);
    assert_eq!((mails_of(&sink, "2700619"), mails_of(&sink, "2700620")), (1, 1));
    let told = receiver.wait("alice's fax", |told| !told.is_empty());
    assert_eq!(told.len(), 1, "what bob got is not hers, and one machine tells it");

    // What the store has of a person is given out, and erased, from any machine.
    let said = |rig: &Rig, words: &[&str]| {
        let made = rig.command().args(words).output().unwrap();
        assert!(made.status.success(), "{made:?}");
        String::from_utf8(made.stdout).unwrap()
    };
    let given = tempfile::tempdir().unwrap();
    for (number, rig, more, file) in [
        ("0991 4711", &node.rig, &["--store"][..], format!("fax-{there}.tif")),
        ("0991 4711", &fronts[0], &[], format!("fax-{there}.tif")),
        ("0991 2700619", &node.rig, &["--store"], format!("job-{}-1.tif", done.id)),
        ("0991 2700619", &fronts[0], &[], format!("job-{}-1.tif", done.id)),
    ] {
        let to = given.path().join(format!("{number}{}", more.len()));
        said(rig, &[&["export-person", number, to.to_str().unwrap()], more].concat());
        let octets = std::fs::read(to.join(&file)).unwrap();
        assert!(file.starts_with("job") || octets == here, "{file}");
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), 2, "{number}: and person.json");
    }
    let why = ["--why", "asked for", "--store"];
    for (number, gone) in
        [("0991 4711", "1 received fax and 0 jobs"), ("0991 2700619", "0 received faxes and 1 job")]
    {
        let erased = said(&node.rig, &[&["erase-person", number], &why[..]].concat());
        assert!(erased.starts_with(&format!("deleted {gone}\n")), "{erased}");
    }
    assert!(
        fronts[0].spool.faxes().fax(FaxId(there)).is_err()
            && fronts[0].spool.jobs().job(done.id).is_err()
    );
    assert!(node.rig.spool.faxes().fax(came).is_ok(), "what is of the machine is erased there");
}

#[test]
fn a_call_that_was_lost_with_its_machine_is_shown_with_the_one_that_dialled_next() {
    let test =
        "fronts::a_call_that_was_lost_with_its_machine_is_shown_with_the_one_that_dialled_next";
    let Some(store) = server(test, "lost") else { return };
    let sink = TestSink::start(Script::default());
    let mut node = Node::called(DIES, &store, "");
    let front = front(&store, &sink, "");
    let serving = front.serve();
    let key_of = |user: &str, scopes: &str| {
        wait_for("the devices of the node are known", || {
            let has_devices = !front.spool.devices().list().unwrap().is_empty();
            has_devices.then(|| key(&front, user, scopes))
        })
    };
    let alices = key_of("alice", "jobs:read,jobs:write");
    let job = handed_in(&mut program(serving.addresses[0], &alices), &format!("0991 2700{DEADLY}"));
    wait_for("it is dialled", || {
        (front.spool.jobs().job(JobId(job)).unwrap().state == JobState::Active).then_some(())
    });
    node.serving.take().expect("it is there").kill();
    let next = Node::called("essen", &store, "");
    reported(&front, job);
    assert_eq!(next.said(DEADLY), 1);

    let chiefs = key_of("chief", "admin");
    let seen = program(serving.addresses[0], &chiefs).ask("GET", "/api/v1/admin/health", &[], b"");
    let lost = &body(&seen)["machines"]["lost"];
    assert_eq!(lost.as_array().map(Vec::len), Some(1), "{lost}");
    assert_eq!(
        (&lost[0]["job"], &lost[0]["node"], &lost[0]["next_node"]),
        (&job.into(), &DIES.into(), &"essen".into())
    );
    let page = Reader::logged_in(serving.addresses[0], "chief", "chief").get("/admin/health");
    let row = page
        .text()
        .split("<tr>")
        .find(|row| row.contains(DIES) && row.contains("essen"))
        .map(str::to_owned);
    let link = format!("<a href=\"/out/{job}\">");
    assert!(row.is_some_and(|row| row.contains(&link)), "{}", page.text());
}

#[test]
fn a_mail_that_comes_to_two_fronts_is_one_fax() {
    let Some(store) = server("fronts::a_mail_that_comes_to_two_fronts_is_one_fax", "mails") else {
        return;
    };
    let sink = TestSink::start(Script::default());
    let node = Node::new(&store);
    let fronts = [(); 2].map(|()| front(&store, &sink, MAIL));
    let serving: Vec<Serving> = fronts.iter().map(Rig::serve).collect();
    wait_for("the devices of the node are known", || {
        (!fronts[0].spool.devices().list().unwrap().is_empty()).then_some(())
    });
    for one in &serving {
        mail(one, &["09912700621@fax.example.com"]);
    }
    let handled = |rig: &Rig| rig.waiting() == 0;
    wait_for("both have dealt with it", || fronts.iter().all(handled).then_some(()));
    let jobs = spools::jobs(&fronts[0].spool);
    assert_eq!(jobs.len(), 1, "{jobs:?}");
    reported(&fronts[1], jobs[0].id.0);
    assert_eq!(node.said("2700621"), 1);
    assert_eq!(mails_of(&sink, "2700621"), 1);
}

#[test]
fn a_mail_that_comes_to_two_nodes_and_a_front_is_one_fax_for_each_recipient() {
    let test = "fronts::a_mail_that_comes_to_two_nodes_and_a_front_is_one_fax_for_each_recipient";
    let Some(store) = server(test, "twice") else { return };
    let sink = TestSink::start(Script::default());
    let nodes = ["berlin", "essen"].map(|name| Node::called(name, &store, MAIL));
    let front = front(&store, &sink, MAIL);
    let of_front = front.serve();
    wait_for("the devices of the nodes are known", || {
        (!front.spool.devices().list().unwrap().is_empty()).then_some(())
    });
    let recipients = ["09912700631@fax.example.com", "09912700632@fax.example.com"];
    let other_way_round = [recipients[1], recipients[0]];
    mail(nodes[0].serving.as_ref().unwrap(), &recipients);
    mail(nodes[1].serving.as_ref().unwrap(), &other_way_round);
    mail(&of_front, &recipients);
    wait_for("all have dealt with it", || {
        let have_ended = |node: &Node| {
            let jobs = spools::jobs(&node.rig.spool);
            // A try is a job besides.
            jobs.iter().filter(|job| job.state.is_final()).count() >= 2
                && jobs.iter().all(|job| job.state.is_final())
        };
        (front.waiting() == 0 && nodes.iter().all(have_ended)).then_some(())
    });
    wait_for("all of it is sent", || {
        let jobs = spools::jobs(&front.spool);
        jobs.iter().all(|job| job.state == JobState::Done).then_some(())
    });
    for number in ["2700631", "2700632"] {
        let said = nodes.iter().map(|node| node.said(number)).sum::<u32>();
        assert_eq!(said, 1, "{number}");
        // Who is told: by one of the nodes, whose PBX would mail it, or by the front.
        let of_nodes = nodes.iter().flat_map(|node| {
            let spool = &node.rig.spool;
            let jobs = spools::jobs(spool);
            let of_number = jobs.into_iter().filter(|job| job.number.ends_with(number));
            of_number
                .flat_map(|job| spool.outbox().reports_of(job.id).unwrap())
                .collect::<Vec<_>>()
        });
        let of_nodes = of_nodes.count();
        wait_for("it is reported", || (of_nodes + mails_of(&sink, number) >= 1).then_some(()));
        assert_eq!(of_nodes + mails_of(&sink, number), 1, "{number}");
    }
}

/// The documents in a folder, by their names.
fn files_in(folder: &Path, ending: &str) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut found: Vec<String> =
        names.filter(|name| !name.starts_with('.') && name.ends_with(ending)).collect();
    found.sort();
    found
}

#[test]
fn a_watched_folder_of_two_fronts_gets_each_fax_once_whichever_dies() {
    let test = "fronts::a_watched_folder_of_two_fronts_gets_each_fax_once_whichever_dies";
    let Some(store) = server(test, "folders") else { return };
    let sink = TestSink::start(Script::default());
    let node = Node::new(&store);
    let share = tempfile::tempdir().unwrap();
    let more = format!(
        "[[folder]]\nname = \"sales\"\npath = \"{}\"\ndevices = [\"2101\"]\n",
        share.path().display()
    );
    let fronts = [(); 2].map(|()| front(&store, &sink, &more));
    let mut serving: Vec<Serving> = fronts.iter().map(Rig::serve).collect();
    let waits = |one: &Serving| one.said().contains("this machine takes over when it ends");
    wait_for("one of them waits for the other", || serving.iter().any(waits).then_some(()));
    let marker = || {
        let names = std::fs::read_dir(share.path()).unwrap();
        names.count()
    };
    wait_for("the folder is set up", || (marker() == 1).then_some(()));
    for (device, number) in [("2101", "0991 4711"), ("2102", "0991 4712"), ("2101", "0991 4713")] {
        fax(&node.rig, device, number, "Carol");
    }
    let has = |count: usize| {
        let documents = files_in(share.path(), ".pdf");
        (documents.len() >= count).then_some(documents)
    };
    let first = wait_for("those of 2101 are there", || has(2));
    // A script has taken one away.
    std::fs::remove_file(share.path().join(&first[0])).unwrap();
    let dead = serving.iter().position(|one| !waits(one)).expect("one is at work");
    serving.remove(dead).kill();
    fax(&node.rig, "2101", "0991 4714", "Dave");
    let then = wait_for("the other goes on", || has(2));
    assert_eq!(then[0], first[1]);
    assert!(then.len() == 2 && then[1].contains("4714"), "{then:?}");
    assert_eq!(files_in(share.path(), ".json").len(), 3);
}

/// Whether a page is served there, and no mail taken in.
fn is_web(at: &std::net::SocketAddr) -> bool {
    Reader::at(*at).get("/login").status == 200
}
