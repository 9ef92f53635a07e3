//! The protocol, line by line: what is done, and with which code what is not.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use socket2::{Domain, Socket, Type};

use super::SETTINGS;
use super::talk::Talk;
use crate::rig::Rig;
use crate::waiting;
use ferrofax::UnixMs;
use ferrofax::spool::jobs::{CallWish, JobId, JobState, NewDocument, NewJob, NotifyWhen, Origin};
use ferrofax::spool::{FaxId, NewFax};
use ferrofax::t4::Bitmap;
use ferrofax_kit::received::receive;
use ferrofax_kit::spools;

/// A page as a client sends it.
fn tiff(rig: &Rig) -> Vec<u8> {
    std::fs::read(waiting::page(rig.folder.path())).unwrap()
}

/// A received fax of 2101.
pub(super) fn received(rig: &Rig) -> FaxId {
    let new = NewFax {
        mailboxes: vec!["2101@example.com".into()],
        ..spools::call("2101", "+499912700619", UnixMs::now())
    };
    receive(&rig.spool, &new, &[Bitmap::white(1728, 100)], UnixMs::now())
}

#[test]
fn nobody_does_anything_before_he_has_logged_in_with_the_right_password() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::to(serving.addresses[0]);
    for (line, code) in [
        ("LIST sendq", "530"),
        ("JNEW", "530"),
        ("PASS secret", "503"),
        ("NOOP", "200"),
        ("EVIL", "500"),
        ("", "500"),
        ("CHOWN a b", "502"),
        ("USER alice", "331"),
        ("PASS wrong", "530"),
        ("PASS secret", "503"),
        ("USER nobody", "331"),
        ("PASS secret", "530"),
        ("USER alice", "331"),
        ("PASS secret", "230"),
        ("PASS secret", "503"),
        ("ADMIN secret", "530"),
        ("SYST", "215"),
        ("IDLE 60", "213"),
        ("STAT", "211"),
        ("HELP", "214"),
        ("REIN", "220"),
        ("JNEW", "530"),
        ("QUIT", "221"),
    ] {
        assert_eq!(talk.code(line), code, "{line}");
    }
    assert_eq!(talk.hear(), "");
    // Who guesses is sent away.
    let mut talk = Talk::to(serving.addresses[0]);
    for _ in 0..4 {
        talk.say("USER alice");
        assert_eq!(talk.say("PASS guess"), "530 Login incorrect.\r\n");
    }
    talk.say("USER alice");
    assert_eq!(talk.say("PASS guess"), "530 Login incorrect (closing connection).\r\n");
    assert_eq!(talk.hear(), "");
}

#[test]
fn strangers_leave_room_for_users_and_named_networks() {
    let few = "[hylafax]\nmax_connections = 8\nmax_connections_per_client = 6";
    let (_rig, serving) = Rig::served(&SETTINGS.replace("[hylafax]", few));
    let to = serving.addresses[0];
    drop(Talk::login(to, "alice", "secret"));
    let stranger = |last| Ipv4Addr::new(127, 0, 0, last).into();
    let _inside: Vec<Talk> = (0..6).map(|nth| Talk::from(stranger(9 + nth % 2), to)).collect();
    let outside = |from: u8| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from(([127, 0, 0, from], 0)).into()).unwrap();
        socket.connect(&to.into()).unwrap();
        let mut heard = String::new();
        let _ = TcpStream::from(socket).read_to_string(&mut heard);
        heard
    };
    assert!(outside(11).starts_with("421 Too many sessions"));
    // From where somebody has logged in, and from a network that the settings name.
    let _alice = Talk::login(to, "alice", "secret");
    let _office = Talk::from(stranger(2), to);
}

#[test]
fn a_job_is_in_the_spool_when_it_is_submitted_with_the_number_that_was_told() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    let stored = talk.store(&tiff(&rig)).unwrap();
    assert_eq!(stored, "/docq/doc1.ps");
    assert_eq!(talk.say("JNEW"), "200 New job created: jobid: 1 groupid: 1.\r\n");
    // What others hand over meanwhile has another number.
    let path = waiting::page(rig.folder.path());
    let other = NewJob {
        number: "1".into(),
        device: "2102@fax-devices".parse().unwrap(),
        documents: vec![NewDocument { path, name: "x".into() }],
        ..NewJob::default()
    };
    assert_eq!(rig.spool.submission().submit(&other, UnixMs::now()).unwrap(), JobId(2));
    assert!(
        talk.say("JSUBM")
            .contains("504 Cannot submit job 1; null or missing DIALSTRING")
    );
    // A wrong mail address is rejected, and the job can still be submitted.
    let wrong = talk.say("JPARM NOTIFYADDR \"alice@@example.com\"");
    assert!(wrong.starts_with("500 ") && wrong.contains("invalid e-mail address"), "{wrong}");
    for line in [
        "JPARM FROMUSER \"Alice of the \\\"office\\\"\"",
        "JPARM DIALSTRING \"0991 2700619\"",
        "JPARM MAXDIALS 12",
        "JPARM MAXTRIES 3",
        "JPARM SCHEDPRI 127",
        "JPARM NOTIFYADDR \"alice@localhost\"",
        "JPARM NOTIFY \"done\"",
        "JPARM JOBINFO \"Order 7\"",
        "JPARM VRES 196",
        "JPARM LASTTIME 000300",
        "JPARM PAGECHOP \"default\"",
        "JPARM CHOPTHRESHOLD 3",
    ] {
        assert_eq!(talk.code(line), "213", "{line}");
    }
    assert_eq!(talk.code(&format!("JPARM DOCUMENT {stored}")), "200");
    assert_eq!(talk.say("JPARM DIALSTRING"), "213 0991 2700619\r\n");
    assert_eq!(talk.say("JPARM STATE"), "213 SUSPENDED\r\n");
    assert_eq!(talk.say("JSUBM"), "200 Job 1 submitted.\r\n");
    let job = rig.spool.jobs().job(JobId(1)).unwrap();
    assert_eq!((job.owner.as_str(), job.created_by), ("alice", Origin::Hylafax));
    assert_eq!((job.canonical.as_str(), job.pages.len()), ("+499912700619", 1));
    assert_eq!((job.tag.as_str(), job.notify_when), ("Order 7", NotifyWhen::AtEnd));
    assert_eq!(job.notify, ["2101@example.com"], "that of a machine without a name goes nowhere");
    assert_eq!((job.priority, job.max_tries, job.max_dials), (200, 3, 12));
    let left = job.expires_at.unwrap().ms_since(UnixMs::now());
    assert!((2 * 3_600_000..=3 * 3_600_000).contains(&left), "{left}");
    assert_eq!(talk.say("JPARM STATE"), "213 READY\r\n");
    // A further one goes on behind both.
    assert_eq!(talk.say("JNEW"), "200 New job created: jobid: 3 groupid: 3.\r\n");
}

/// `sendfax` sends the name of its own machine as the domain, which mail servers need not know.
#[test]
fn notices_go_to_the_device_s_mailboxes_too_if_the_client_s_own_machine_is_in_the_address() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    for (job, said, notify) in [
        (1, "alice@pc7.example.com", &["alice@pc7.example.com", "2101@example.com"][..]),
        (2, "alice@example.com", &["alice@example.com"]),
        (3, "carol@pc7.example.com", &["carol@pc7.example.com"]),
    ] {
        let stored = talk.store(&tiff(&rig)).unwrap();
        for line in [
            "JNEW",
            "JPARM DIALSTRING 09911",
            &format!("JPARM NOTIFYADDR \"{said}\""),
            &format!("JPARM DOCUMENT {stored}"),
        ] {
            let code = talk.code(line);
            assert!(["200", "213"].contains(&&*code), "{line}: {code}");
        }
        assert_eq!(talk.say("JSUBM"), format!("200 Job {job} submitted.\r\n"));
        assert_eq!(rig.spool.jobs().job(JobId(job)).unwrap().notify, notify);
    }
}

#[test]
fn what_a_client_writes_of_a_fax_is_kept_as_it_wrote_it_and_shown() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    let stored = talk.store(&tiff(&rig)).unwrap();
    assert_eq!(talk.code("JNEW"), "200");
    // Without quotation marks and in Latin-1, as YajHFC writes.
    talk.tell(b"JPARM TOCOMPANY Huber & S\xF6hne, Abt. \"Holz\" GmbH\r\n");
    assert!(talk.hear().starts_with("213 "));
    for line in [
        "JPARM TOUSER \"J\\303\\266rg M\\374ller\"",
        "JPARM REGARDING Angebot 12\" Rohr,  Teil 2",
        "JPARM DIALSTRING 09911",
    ] {
        assert_eq!(talk.code(line), "213", "{line}");
    }
    assert_eq!(talk.code(&format!("JPARM DOCUMENT {stored}")), "200");
    assert_eq!(talk.say("JPARM TOUSER"), "213 Jörg Müller\r\n");
    assert_eq!(talk.code("JSUBM"), "200");
    let shown = rig.command().args(["jobs", "1"]).output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    for line in [
        "  to        Jörg Müller\n",
        "  company   Huber & Söhne, Abt. \"Holz\" GmbH\n",
        "  subject   Angebot 12\" Rohr,  Teil 2\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    // It is found by its number, however that is written, and by these words.
    for (word, value, is_found) in [
        ("--number", "09911", true),
        ("--number", "+49 991-1", true),
        ("--number", "0992", false),
        ("--search", "HOLZ", true),
        ("--search", "jörg", true),
        ("--search", "12%", false),
        ("--search", "rohr", true),
    ] {
        let found = rig.command().args(["jobs", word, value, "--json"]).output().unwrap();
        let found = String::from_utf8(found.stdout).unwrap();
        assert_eq!(found.trim() != "[]", is_found, "{word} {value}: {found}");
    }
}

#[test]
fn data_connections_go_to_the_client_alone() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    for word in ["PORT 127,0,0,2,18,103", "EPRT |1|192.0.2.1|4711|", "EPRT |1|127.0.0.1|25|"] {
        let answer = talk.say(word);
        assert!(
            answer.starts_with("504 ") && answer.contains("own address (127.0.0.1)"),
            "{answer}"
        );
    }
    assert_eq!(talk.code("PORT 1,2,3"), "500");
    assert_eq!(talk.code("LIST sendq"), "425", "none was agreed on");
    // A stranger at a port that waits for the client is not served.
    let answer = talk.say("EPSV");
    let port = answer.trim_end_matches("|)\r\n").rsplit('|').next().unwrap().parse().unwrap();
    let server = std::net::SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port);
    let stranger =
        socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    stranger
        .bind(&std::net::SocketAddr::new(Ipv4Addr::new(127, 0, 0, 3).into(), 0).into())
        .unwrap();
    stranger.connect(&server.into()).unwrap();
    let mut own = TcpStream::connect(server).unwrap();
    assert!(talk.say("LIST status").starts_with("150 "));
    let mut list = String::new();
    own.read_to_string(&mut list).unwrap();
    assert!(list.contains("Modem 2101 (): Running and idle"), "{list}");
    assert!(talk.hear().starts_with("226 "));
    let mut heard = Vec::new();
    TcpStream::from(stranger).read_to_end(&mut heard).unwrap_or(0);
    assert!(heard.is_empty());
    let answer = talk.say("PASV");
    assert!(answer.starts_with("227 Entering passive mode (127,0,0,1,"), "{answer}");
}

#[test]
fn a_document_is_whole_or_none() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    let page = tiff(&rig);
    assert_eq!(talk.code("MODE Z"), "200");
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&page).unwrap();
    let packed = packed.finish().unwrap();
    let name = talk.store(&packed).unwrap();
    assert_eq!(talk.say(&format!("SIZE {name}")), format!("213 {}\r\n", page.len()));
    assert_eq!(talk.code("MODE S"), "200");
    assert_eq!(talk.fetch(&format!("RETR {name}")).unwrap(), page);
    assert_eq!(talk.code("MODE Z"), "200");
    // Half a document, one that is no packed one, one that unpacks without end.
    let answer = talk.store(&packed[..packed.len() / 2]).unwrap_err();
    assert!(answer.starts_with("426 Decoding error: the document is not whole."), "{answer}");
    assert!(talk.store(&page).unwrap_err().starts_with("452 Decoding error"));
    let mut bomb = ZlibEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 2 << 20]).unwrap();
    assert!(
        talk.store(&bomb.finish().unwrap())
            .unwrap_err()
            .starts_with("552 More than max_")
    );
    assert_eq!(talk.code("MODE S"), "200");
    assert!(talk.store(b"").unwrap_err().starts_with("426 "));
    assert_eq!(talk.list("docq").lines().count(), 1, "the first one alone");
    for wrong in ["STOR /etc/passwd", "STOR docq/../x", "STOR recvq/fax000000001.tif"] {
        assert_eq!(talk.code(wrong), "553", "{wrong}");
    }
    assert_eq!(talk.code("JPARM DOCUMENT /docq/doc9.ps"), "550");
    assert_eq!(talk.code(&format!("DELE {name}")), "250");
    assert_eq!(talk.code(&format!("DELE {name}")), "550");
    // What is no document at all is refused when it is to be sent.
    let name = talk.store(&[7; 1000]).unwrap();
    assert_eq!(talk.code("JNEW"), "200");
    assert_eq!(talk.code("JPARM DIALSTRING 09911"), "213");
    assert_eq!(talk.code(&format!("JPARM DOCUMENT {name}")), "200");
    let answer = talk.say("JSUBM");
    assert!(answer.starts_with("504 Cannot submit job 1; "), "{answer}");
    assert!(rig.jobs().is_empty());
}

#[test]
fn a_client_that_talks_without_end_is_sent_away() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::to(serving.addresses[0]);
    let long = format!("NOOP {}", "x".repeat(3000));
    assert!(talk.say(&long).starts_with("500 Line too long"));
    assert_eq!(talk.code("NOOP"), "200");
    talk.tell(&vec![b'x'; 200 << 10]);
    let answer = talk.hear();
    assert!(answer.starts_with("421 A line that does not end"), "{answer}");
    assert_eq!(talk.hear(), "");
    let mut talk = Talk::to(serving.addresses[0]);
    for _ in 0..9 {
        assert_eq!(talk.code("GET / HTTP/1.1"), "500");
    }
    assert_eq!(talk.code("GET / HTTP/1.1"), "421");
    assert_eq!(talk.hear(), "");
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    assert_eq!(talk.code("JOBFMT \"%j"), "500", "an open quotation mark");
    assert_eq!(talk.code("JOBFMT \"%99999999999j|%e\""), "200");
    talk.list("sendq");
}

#[test]
fn jobs_are_changed_and_removed_by_those_whose_they_are() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = Talk::login(serving.addresses[0], "alice", "secret");
    let mut bob = Talk::login(serving.addresses[0], "bob", "other");
    let own = alice.send("0991 1", &tiff(&rig));
    // Of a device that both see.
    let stored = alice.store(&tiff(&rig)).unwrap();
    for line in ["JNEW", "JPARM DIALSTRING 09912", "JPARM MODEM 2102"] {
        alice.say(line);
    }
    alice.say(&format!("JPARM DOCUMENT {stored}"));
    assert_eq!(alice.code("JSUBM"), "200");
    let shared = "2";
    assert_eq!(rig.spool.jobs().job(JobId(2)).unwrap().device.number, "2102");
    let seen = bob.list("sendq");
    assert!(seen.contains("09912") && !seen.contains("0991 1"), "{seen}");
    let answer = bob.say(&format!("JKILL {own}"));
    assert!(answer.starts_with("500 Cannot kill job 1; job does not exist"), "{answer}");
    for (line, code) in [("JKILL x", "500"), ("JKILL 99", "500"), ("JKILL default", "504")] {
        assert_eq!(bob.code(line), code, "{line}");
    }
    assert_eq!(alice.code(&format!("JOB {own}")), "200");
    assert_eq!(alice.say("JPARM SCHEDPRI 220"), "503 Suspend the job with JSUSP first.\r\n");
    assert_eq!(alice.code("JSUSP"), "200");
    let answer = alice.say("JPARM DIALSTRING 09919");
    assert!(answer.starts_with("503 DIALSTRING of a job that was submitted can't be"), "{answer}");
    for line in ["JPARM SCHEDPRI 220", "JPARM MAXDIALS 5", "JPARM SENDTIME 203001011200"] {
        assert_eq!(alice.code(line), "213", "{line}");
    }
    assert_eq!(alice.code("JPARM LASTTIME 010000"), "213");
    assert_eq!(rig.spool.jobs().job(JobId(1)).unwrap().state, JobState::Suspended);
    assert_eq!(alice.say("JSUBM"), "200 Job 1 submitted.\r\n");
    let job = rig.spool.jobs().job(JobId(1)).unwrap();
    assert_eq!((job.state, job.priority, job.max_dials), (JobState::Pending, 220, 5));
    assert_eq!(job.send_at.unwrap().timestamp().unwrap().to_string(), "2030-01-01T12:00:00Z");
    assert_eq!(job.expires_at.unwrap().ms_since(job.send_at.unwrap()), 86_400_000);
    // Forward nobody puts his job who is no desk.
    assert_eq!(alice.code("JSUSP"), "200");
    assert_eq!(alice.code("JPARM SCHEDPRI 10"), "213");
    assert!(
        alice
            .say("JSUBM")
            .starts_with("504 Cannot submit job 1: Operation not permitted")
    );
    assert_eq!(alice.say(&format!("JKILL {own}")), "200 Job 1 killed.\r\n");
    assert_eq!(rig.spool.jobs().job(JobId(1)).unwrap().state, JobState::Failed);
    assert_eq!(alice.code(&format!("JKILL {own}")), "504");
    assert_eq!(alice.code(&format!("JDELE {own}")), "504");
    let done = alice.list("doneq");
    assert!(done.contains(" F ") && done.starts_with("1 "), "{done}");
    assert_eq!(alice.code(&format!("JKILL {shared}")), "200");
}

#[test]
fn a_job_in_a_call_goes_on_and_so_does_one_whose_change_was_refused() {
    let (rig, serving) = Rig::served(SETTINGS);
    let login = || Talk::login(serving.addresses[0], "alice", "secret");
    let mut alice = login();
    let job: JobId = alice.send("0991 1", &tiff(&rig)).parse().unwrap();
    let state = || rig.spool.jobs().job(job).unwrap().state;
    // Who suspends it, and no more, wants it to stay so.
    assert_eq!((alice.code("JSUSP 1"), alice.code("QUIT")), ("200".into(), "221".into()));
    assert_eq!((alice.hear(), state()), (String::new(), JobState::Suspended));
    let mut alice = login();
    assert_eq!((alice.code("JOB 1"), alice.code("JSUBM")), ("200".into(), "200".into()));
    assert_eq!((alice.code("JSUSP"), state()), ("200".into(), JobState::Suspended));
    assert_eq!(alice.code("JPARM DIALSTRING 09919"), "503");
    assert_eq!((alice.code("QUIT"), state()), ("221".into(), JobState::Ready));
    let lease = spools::lease(&rig.spool, UnixMs::now());
    let mut alice = login();
    let answer = alice.say("JSUSP 1");
    assert!(answer.starts_with("504 ") && answer.contains("in a call"), "{answer}");
    assert_eq!(rig.spool.queue().renew_lease(&lease, i64::MAX / 2), Ok(CallWish::GoOn));
    // What somebody else wanted to be held after its call goes on when it is submitted.
    rig.spool.jobs().hold_job(job, "alice", UnixMs::now()).unwrap();
    assert_eq!(alice.code("JSUBM 1"), "200");
    assert_eq!(rig.spool.queue().renew_lease(&lease, i64::MAX / 2), Ok(CallWish::GoOn));
}

#[test]
fn another_time_to_send_moves_the_end_of_a_job() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = Talk::login(serving.addresses[0], "alice", "secret");
    let stored = alice.store(&tiff(&rig)).unwrap();
    let document = format!("JPARM DOCUMENT {stored}");
    for line in [
        "JNEW",
        "JPARM DIALSTRING 09911",
        "JPARM LASTTIME 000300",
        document.as_str(),
        "JSUBM",
        "JSUSP",
    ] {
        assert!(alice.say(line).starts_with('2'), "{line}");
    }
    let change = |alice: &mut Talk, said: &str| {
        for line in ["JSUSP", said, "JSUBM"] {
            assert!(alice.say(line).starts_with('2'), "{line}");
        }
        let job = rig.spool.jobs().job(JobId(1)).unwrap();
        let left = job.expires_at.unwrap().ms_since(job.send_at.unwrap_or_else(UnixMs::now));
        assert!((10_700_000..=10_900_000).contains(&left), "{said}: {left}");
        job.state
    };
    assert_eq!(change(&mut alice, "JPARM SENDTIME 203001011200"), JobState::Pending);
    assert_eq!(change(&mut alice, "JPARM SENDTIME NOW"), JobState::Ready);
    assert_eq!(change(&mut alice, "JPARM SENDTIME 203101011200"), JobState::Pending);
}

#[test]
fn a_job_whose_document_is_gone_is_not_sent_without_it() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = Talk::login(serving.addresses[0], "alice", "secret");
    let (one, two) = (alice.store(&tiff(&rig)).unwrap(), alice.store(&tiff(&rig)).unwrap());
    for line in ["JNEW".to_owned(), "JPARM DIALSTRING 09911".to_owned()]
        .into_iter()
        .chain([&one, &two].map(|name| format!("JPARM DOCUMENT {name}")))
    {
        assert!(alice.say(&line).starts_with('2'), "{line}");
    }
    assert_eq!(alice.code(&format!("STOR {one}")), "553", "a job names it");
    assert_eq!(alice.code(&format!("DELE {one}")), "250");
    let answer = alice.say("JSUBM");
    assert_eq!(answer, format!("504 Cannot submit job 1; document {one} no longer exists.\r\n"));
    assert!(rig.jobs().is_empty());
    // Refusals are no bad commands, however many.
    for _ in 0..12 {
        assert_eq!((alice.code("JSUBM"), alice.code("JKILL 99")), ("504".into(), "500".into()));
    }
    assert_eq!(alice.code("JKILL 1"), "200");
    assert_eq!(alice.code("JKILL 1"), "500");
}

#[test]
fn received_faxes_are_listed_and_fetched_by_those_who_see_them() {
    let rig = Rig::new(SETTINGS);
    let fax = received(&rig);
    let serving = rig.serve();
    let mut alice = Talk::login(serving.addresses[0], "alice", "secret");
    let list = alice.list("recvq");
    assert!(list.contains("-rw-r--    1") && list.contains("fax000000001.tif"), "{list}");
    assert!(list.contains("+4999127006"), "{list}");
    assert_eq!(alice.code("RCVFMT \"%f|%p|%s|%z|\""), "200");
    assert_eq!(alice.list("/recvq/"), "fax000000001.tif|1|+499912700619| |\r\n");
    assert_eq!(alice.code("CWD recvq"), "250");
    let document = alice.fetch("RETR fax000000001.tif").unwrap();
    assert_eq!(document, std::fs::read(rig.spool.faxes().document_path(fax).unwrap()).unwrap());
    let mut bob = Talk::login(serving.addresses[0], "bob", "other");
    assert_eq!(bob.list("recvq"), "");
    for line in ["RETR recvq/fax000000001.tif", "SIZE recvq/fax000000001.tif", "RETR /etc/passwd"] {
        assert_eq!(bob.code(line), "550", "{line}");
    }
    let answer = alice.say("DELE recvq/fax000000001.tif");
    assert!(answer.starts_with("504 Cannot delete"), "he may not delete: {answer}");
}

#[test]
fn a_network_of_the_settings_needs_no_password_and_sees_no_received_faxes() {
    let (rig, serving) = Rig::served(SETTINGS);
    let floor = Ipv4Addr::new(127, 0, 0, 2).into();
    let mut talk = Talk::from(floor, serving.addresses[0]);
    assert_eq!(talk.say("USER somebody"), "230 User office logged in.\r\n");
    let job = talk.send("0991 1", &tiff(&rig));
    let job = rig.spool.jobs().job(job.parse().unwrap()).unwrap();
    assert_eq!((job.owner.as_str(), job.device.number.as_str()), ("office", "2102"));
    assert_eq!(talk.list("recvq"), "");
    // Somebody with a password says it there, too.
    assert_eq!(talk.code("USER alice"), "331");
    assert_eq!(talk.code("PASS secret"), "230");
    for _ in 2..10 {
        assert_eq!(talk.code("USER office"), "230");
    }
    assert_eq!((talk.code("USER office"), talk.hear()), ("421".into(), String::new()));
}

#[test]
fn a_network_may_name_its_user_in_capital_letters() {
    let (_rig, serving) = Rig::served(&SETTINGS.replace("user = \"office\"", "user = \"OFFICE\""));
    let floor = Ipv4Addr::new(127, 0, 0, 2).into();
    let mut talk = Talk::from(floor, serving.addresses[0]);
    assert_eq!(talk.say("USER somebody"), "230 User office logged in.\r\n");
}

#[test]
fn what_was_stored_goes_with_the_session_and_a_client_that_is_gone_leaves_nothing() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    let (listener, word) = talk.port();
    assert_eq!(talk.code(&word), "200");
    assert!(talk.say("STOT").starts_with("150 "));
    let (mut data, _) = listener.accept().unwrap();
    data.write_all(b"%!PS").unwrap();
    // In the midst of the document the client asks for its end.
    assert_eq!(talk.code("ABOR"), "426");
    assert_eq!(talk.hear(), "226 Abort successful\r\n");
    assert_eq!(talk.list("docq"), "");
    let name = talk.store(&tiff(&rig)).unwrap();
    drop(talk);
    let mut talk = Talk::login(serving.addresses[0], "alice", "secret");
    assert_eq!(talk.code(&format!("SIZE {name}")), "550");
    assert!(rig.jobs().is_empty());
    assert_eq!(serving.end(), Some(0));
    assert!(talk.hear().starts_with("421 This server ends"));
}

/// A new API key of Alice, the first one.
fn key_of_alice(rig: &Rig) -> String {
    let scopes = "faxes:read,faxes:write,jobs:read,jobs:write";
    let words = ["key", "new", "--user", "alice", "--scopes", scopes, "computer"];
    let made = rig.command().args(words).output().unwrap();
    let made = String::from_utf8(made.stdout).unwrap();
    made.split_whitespace()
        .find(|word| word.starts_with("ffx_"))
        .unwrap()
        .to_owned()
}

#[test]
fn a_session_ends_with_the_key_of_its_login() {
    let (rig, serving) = Rig::served(SETTINGS);
    let key = key_of_alice(&rig);
    let mut by_key = Talk::login(serving.addresses[0], "alice", &key);
    let mut by_password = Talk::login(serving.addresses[0], "alice", "secret");
    assert_eq!((by_key.code("JNEW"), by_password.code("JNEW")), ("200".into(), "200".into()));
    assert!(rig.command().args(["key", "end", "1"]).output().unwrap().status.success());
    assert_eq!(by_key.code("JNEW"), "421");
    assert_eq!(by_key.hear(), "");
    assert_eq!(by_password.code("JNEW"), "200");
}

#[test]
fn a_job_that_was_suspended_for_a_change_goes_on_when_the_key_of_its_session_has_ended() {
    let (rig, serving) = Rig::served(SETTINGS);
    let key = key_of_alice(&rig);
    let mut alice = Talk::login(serving.addresses[0], "alice", &key);
    let job: JobId = alice.send("0991 1", &tiff(&rig)).parse().unwrap();
    for (line, code) in [("JOB 1", "200"), ("JSUSP", "200"), ("JPARM MAXDIALS 5", "213")] {
        assert_eq!(alice.code(line), code, "{line}");
    }
    let state = || rig.spool.jobs().job(job).unwrap().state;
    assert_eq!(state(), JobState::Suspended);
    assert!(rig.command().args(["key", "end", "1"]).output().unwrap().status.success());
    assert_eq!((alice.code("JNEW"), alice.hear()), ("421".into(), String::new()));
    assert_eq!(state(), JobState::Ready);
}
