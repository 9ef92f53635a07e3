//! The settings are read again (SIGHUP): no input is closed meanwhile. Who is inside comes to an
//! end by the old settings, and who comes in is served by the new ones.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self};

use crate::SETTINGS;
use crate::reader::Reader;
use crate::rig::{OPEN, Rig, Talk};
use crate::strangers::reads_nothing;
use ferrofax_kit::patience::wait_until;

const MAIL: &str = "From: a@example.com\nSubject: a letter\n\nDear Sir,\n";

/// Mail-to-fax and the web interface, whose slow clients have an hour.
fn settings() -> String {
    let web = SETTINGS.replace("[drop]\nenabled = false\n", "");
    format!("{OPEN}{}", web.replace("[web]", "[web]\nidle_seconds = 3600"))
}

/// Whether somebody who comes now is greeted and answered.
fn is_open(mail: SocketAddr, web: SocketAddr) -> Result<(), String> {
    let greeted = Talk::to(mail).map(drop).map_err(|error| format!("SMTP: {error}"));
    let health = Reader::at(web).get("/healthz");
    match health.status {
        200 => greeted,
        status => Err(format!("HTTP: {status}; {greeted:?}")),
    }
}

#[test]
fn no_input_is_closed_while_the_settings_are_read_again() {
    let (rig, serving) = Rig::served(&settings());
    let (mail, web) = (serving.addresses[0], serving.addresses[1]);
    // Six clients that read nothing, a mail that is coming in, and somebody who is logged in.
    let held: Vec<_> = (0..6).map(|_| reads_nothing(web, 2)).collect();
    wait_until("answers wait", || {
        held.iter().all(|socket| socket.peek(&mut [0]).is_ok_and(|count| count > 0))
    });
    let mut talk = Talk::to(mail).unwrap();
    for (line, code) in [
        ("MAIL FROM:<a@example.com>", "250"),
        ("RCPT TO:<0991.2700619@fax.example.com>", "250"),
        ("DATA", "354"),
    ] {
        let answer = talk.say(line).unwrap();
        assert!(answer.starts_with(code), "{line}: {answer}");
    }
    let mut alice = Reader::logged_in(web, "alice", "secret");
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    let knocking = thread::spawn(move || {
        let (mut count, mut refused) = (0, Vec::new());
        while !over.load(Ordering::Relaxed) {
            refused.extend(is_open(mail, web).err());
            count += 1;
        }
        (count, refused)
    });
    let carol = "[[user]]\nname = \"carol\"\npassword = \"new\"\ndevice = \"2101\"\n";
    rig.set(&format!("{}\n{carol}", settings()));
    serving.signal("HUP");
    wait_until("the new settings hold", || Reader::at(web).log_in("carol", "new").status == 303);
    is_over.store(true, Ordering::Relaxed);
    let (count, refused) = knocking.join().unwrap();
    assert!(count > 0 && refused.is_empty(), "{} of {count}: {refused:?}", refused.len());
    assert_eq!(alice.get("/in").status, 200);
    // The mail comes to its end where it began, and becomes a job under the new settings.
    let kept = talk.say(&format!("{}\r\n.", MAIL.replace('\n', "\r\n"))).unwrap();
    assert!(kept.starts_with("250"), "{kept}");
    assert_eq!(rig.wait_for_jobs(1).len(), 1);
    // One that is between two mails is sent away.
    assert!(talk.hear().is_ok_and(|answer| answer.starts_with("421")));
    assert_eq!(serving.end(), Some(0));
    drop(held);
}

#[test]
fn settings_that_can_not_be_served_leave_those_that_are() {
    let (rig, serving) = Rig::served(&settings());
    let (mail, web) = (serving.addresses[0], serving.addresses[1]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let elsewhere = format!("listen = [\"{}\"]", taken.local_addr().unwrap());
    rig.set(&settings().replacen("listen = [\"127.0.0.1:0\"]", &elsewhere, 1));
    serving.signal("HUP");
    wait_until("it is told", || serving.said().contains("the old settings stay in force"));
    assert_eq!(is_open(mail, web), Ok(()));
    assert_eq!(serving.end(), Some(0));
}

#[test]
fn what_is_switched_off_is_closed_and_what_is_switched_on_is_opened() {
    let (rig, serving) = Rig::served(&settings());
    let (mail, web) = (serving.addresses[0], serving.addresses[1]);
    rig.set(&settings().replace("[mail]\nenabled = true", "[mail]\nenabled = false"));
    serving.signal("HUP");
    wait_until("mails are taken in no more", || std::net::TcpStream::connect(mail).is_err());
    wait_until("the page is served", || Reader::at(web).get("/healthz").status == 200);
    rig.set(&settings());
    serving.signal("HUP");
    let told = || {
        let said = serving.said();
        let line = said.lines().rev().find(|line| line.contains("accepts mails at"))?;
        line.rsplit_once(' ')?.1.trim().parse::<SocketAddr>().ok()
    };
    wait_until("mails are taken in again", || told().is_some_and(|mail| Talk::to(mail).is_ok()));
    assert_eq!(serving.end(), Some(0));
}

/// Without a check before anything is stopped, the old settings could not be used again, either.
#[test]
fn a_certificate_that_was_damaged_meanwhile_stops_nothing_at_a_reload() {
    let rig = Rig::new("");
    let certs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kit/certs");
    let [certificate, key] = ["pem", "key"].map(|kind| {
        let path = rig.folder.path().join(kind);
        std::fs::copy(certs.join(format!("relay.{kind}")), &path).unwrap();
        path
    });
    let files = format!("certificate = {certificate:?}\nkey = {key:?}");
    for table in ["[mail]\nenabled = true", "[web]"] {
        let settings = settings().replace(table, &format!("{table}\n{files}"));
        rig.set(&settings);
        std::fs::copy(certs.join("relay.key"), &key).unwrap();
        let serving = rig.serve();
        let (mail, web) = (serving.addresses[0], serving.addresses[1]);
        std::fs::copy(certs.join("elsewhere.key"), &key).unwrap();
        serving.signal("HUP");
        wait_until("it is logged", || serving.said().contains("the old settings stay in force"));
        assert_eq!(is_open(mail, web), Ok(()), "{table}");
        assert!(!serving.said().contains("cannot be used now"), "{}", serving.said());
        assert_eq!(serving.end(), Some(0));
    }
}

/// Nothing can be checked before the drop folder is opened, so the service waits until it can be
/// used again.
#[test]
fn a_drop_folder_that_cannot_be_opened_at_a_reload_does_not_end_the_service() {
    let (rig, serving) =
        Rig::served(&settings().replace("[drop]\nenabled = false", "[drop]\nenabled = true"));
    let (mail, web) = (serving.addresses[0], serving.addresses[1]);
    let drop = rig.spool.folder().join("drop");
    let damage = |away: &str| {
        std::fs::rename(&drop, rig.spool.folder().join(away)).unwrap();
        std::fs::write(&drop, "no folder").unwrap();
        serving.signal("HUP");
    };
    damage("away");
    wait_until("it is logged", || serving.said().contains("they are tried again each second"));
    std::fs::remove_file(&drop).unwrap();
    wait_until("it runs again", || serving.said().contains("the old settings can be used again"));
    assert_eq!(is_open(mail, web), Ok(()));
    // While nothing runs, the service can also be ended.
    damage("away again");
    let count = || serving.said().matches("they are tried again each second").count();
    wait_until("it is logged again", || count() == 2);
    assert_eq!(serving.end(), Some(0));
}
