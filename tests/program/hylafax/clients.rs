//! HylaFAX's own programs, as Debian's hylafax-client has them, against this server.

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::SETTINGS;
use super::protocol::received;
use crate::rig::{PATIENCE, Rig};
use crate::{programs, waiting};
use ferrofax::spool::jobs::{JobId, JobState, Origin};

/// A document of two pages that is PostScript, as clients make it of text.
const POSTSCRIPT: &str = "%!PS-Adobe-3.0\n/Helvetica findfont 20 scalefont setfont\n\
    72 700 moveto (one) show showpage\n72 700 moveto (two) show showpage\n%%EOF\n";

/// The programs are there, all or none.
fn are_there() -> bool {
    ["sendfax", "faxstat", "faxalter", "faxrm", "setsid"]
        .into_iter()
        .all(programs::is_there)
}

/// Runs a client as this user: what it says, and whether it did what was asked.
fn run(home: &Path, server: SocketAddr, user: &str, password: &str, words: &[&str]) -> String {
    let (program, words) = words.split_first().unwrap();
    // Without a terminal of its own it asks for the password at its standard input.
    let mut client = Command::new("setsid")
        .args(["-w", program, "-h", &server.to_string()])
        .args(words)
        .env("HOME", home)
        .env("FAXUSER", user)
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .current_dir(home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    client
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{password}\n").as_bytes())
        .unwrap();
    let done = client.wait_with_output().unwrap();
    let said = [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    said.concat()
}

#[test]
fn sendfax_makes_a_job_faxstat_shows_it_faxalter_changes_it_and_faxrm_removes_it() {
    if !are_there() || !programs::is_there("gs") {
        return;
    }
    let (rig, serving) = Rig::served(SETTINGS);
    let (home, server) = (rig.folder.path(), serving.addresses[0]);
    let alice = |words: &[&str]| run(home, server, "alice", "secret", words);
    fs::write(home.join("two.ps"), POSTSCRIPT).unwrap();
    let page = waiting::page(home);

    // A TIFF as it is, and PostScript packed.
    let words = ["sendfax", "-n", "-i", "Order 7", "-d", "0991 2700619", "two.ps"];
    let said = alice(&[&words[..], &[page.to_str().unwrap()]].concat());
    assert!(said.contains("request id is 1 (group id 1) for host 127.0.0.1 (2 files)"), "{said}");
    let job = rig.spool.jobs().job(JobId(1)).unwrap();
    assert_eq!((job.owner.as_str(), job.created_by), ("alice", Origin::Hylafax));
    assert_eq!((job.canonical.as_str(), job.pages.len()), ("+499912700619", 3));
    assert_eq!((job.tag.as_str(), job.device.number.as_str()), ("Order 7", "2101"));

    let said = alice(&["faxstat", "-s"]);
    assert!(said.contains("HylaFAX scheduler on "), "{said}");
    assert!(said.contains("Modem 2101 (): Running and idle"), "{said}");
    assert!(said.contains("JID  Pri S  Owner Number       Pages Dials     TTS Status"), "{said}");
    assert!(said.contains("1    200 W  alice 0991 2700619  0:3   0:12"), "{said}");
    received(&rig);
    let said = alice(&["faxstat", "-r"]);
    assert!(said.contains("Protect Page"), "{said}");
    assert!(said.contains("-rw-r--    1  2101      +499912700619"), "{said}");
    assert!(said.contains("fax000000001.tif"), "{said}");
    let said = run(home, server, "bob", "other", &["faxstat", "-s"]);
    assert!(!said.contains("2700619"), "{said}");

    let said = alice(&["faxalter", "-P", "210", "-t", "5", "-a", "now + 2 days", "1"]);
    assert!(said.contains("Job 1: done."), "{said}");
    let job = rig.spool.jobs().job(JobId(1)).unwrap();
    assert_eq!((job.state, job.priority, job.max_dials), (JobState::Pending, 210, 5));
    let said = alice(&["faxalter", "-d", "09919", "1"]);
    assert!(said.contains("EXTERNAL of a job that was submitted can't be changed here"), "{said}");
    // What was refused changes nothing: it waits for its time again when its client is gone.
    let begun = Instant::now();
    let mut job = rig.spool.jobs().job(JobId(1)).unwrap();
    while job.state == JobState::Suspended && begun.elapsed() < PATIENCE {
        sleep(Duration::from_millis(50));
        job = rig.spool.jobs().job(JobId(1)).unwrap();
    }
    assert_eq!(job.state, JobState::Pending);
    assert!(job.expires_at.is_some_and(|end| Some(end) > job.send_at), "{job:?}");

    let said = run(home, server, "bob", "other", &["faxrm", "1"]);
    assert!(said.contains("job does not exist"), "{said}");
    let said = run(home, server, "alice", "wrong", &["faxrm", "1"]);
    assert!(said.contains("Login failed: 530 Login incorrect."), "{said}");
    assert!(!rig.spool.jobs().job(JobId(1)).unwrap().state.is_final());
    let said = alice(&["faxrm", "1"]);
    assert!(said.contains("Job 1 removed."), "{said}");
    assert_eq!(rig.spool.jobs().job(JobId(1)).unwrap().state, JobState::Failed);
    let said = alice(&["faxstat", "-d"]);
    assert!(said.contains("1    210 F  alice 0991 2700619  0:3   0:5"), "{said}");
    let said = alice(&["faxrm", "1"]);
    assert!(said.contains("504 Job 1 not killed; already done."), "{said}");
}

#[test]
fn sendfax_sends_a_cover_page_to_several_and_in_passive_mode() {
    if !are_there() || !programs::is_there("gs") {
        return;
    }
    let (rig, serving) = Rig::served(SETTINGS);
    let (home, server) = (rig.folder.path(), serving.addresses[0]);
    let page = waiting::page(home);
    let page = page.to_str().unwrap();
    fs::write(home.join(".hylarc"), "PassiveMode: yes\n").unwrap();
    let words = ["sendfax", "-D", "-m", "-d", "Bob@0991 1", "-d", "0991 2", page];
    let said = run(home, server, "alice", "secret", &words);
    assert!(said.contains("request id is 1 ") && said.contains("request id is 2 "), "{said}");
    for (job, number) in [(1, "+499911"), (2, "+499912")] {
        let job = rig.spool.jobs().job(JobId(job)).unwrap();
        assert_eq!((job.canonical.as_str(), job.pages.len()), (number, 2), "cover and page");
    }
    // A number that is closed says so.
    let words = ["sendfax", "-n", "-d", "0900 123456", page];
    let said = run(home, server, "alice", "secret", &words);
    assert!(said.contains("504 Cannot submit job 3"), "{said}");
    assert_eq!(rig.jobs().len(), 2);
}
