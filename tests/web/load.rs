//! Years of faxes and fifty browsers that are told what changes: how quickly lists answer
//! then, how much memory the server takes, and whether everybody hears of everything.
//!
//! `cargo test --locked --workspace --features program --test web -- --ignored --nocapture load::`

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::spool::desk::{FaxSieve, JobSieve, JobsSeen, Seen};
use serde_json::json;

use crate::api_keys::JSON;
use crate::reader::Reader;
use crate::rig::{Rig, Serving};
use crate::{SETTINGS, browser, years};
use ferrofax_kit::patience::watch;

const BROWSERS: usize = 50;

/// Real ones among them that show a list.
const REAL: usize = 4;

/// Things that are done while they listen, each told to everybody. With the last the fax
/// is claimed.
const DEEDS: usize = 41;

/// How often each list is asked for.
const ROUNDS: usize = 15;

const LISTS: [&str; 32] = [
    "/in",
    "/in?below=50000",
    "/in?search=m%C3%BCller",
    "/in?search=0991+7041",
    "/in?search=xyzzy",
    "/in?sender=schmidt&device=2000%40fax",
    "/in?tag=Order+500",
    "/in?from=2026-12-01&to=2026-12-02",
    "/in?from=2026-11-10&to=2027-01-10",
    "/in?from=2026-12-01&to=2026-12-02&search=m%C3%BCller",
    "/in?from=2026-12-01&to=2026-12-02&device=2000%40fax",
    "/in?which=unread&from=2026-12-01&to=2026-12-02",
    "/in?which=free",
    "/in?status=incomplete",
    "/in?which=unread",
    "/in?which=mine",
    "/out",
    "/out?which=failed",
    "/out?below=50000",
    "/out?search=invoice",
    "/out?search=0991+1",
    "/out?search=xyzzy",
    "/out?search=offer_500",
    "/out?device=2000%40fax",
    "/out?device=2000%40fax&search=offer_500",
    "/out?device=2001%40fax&search=offer_500",
    "/out?which=done&search=offer_500",
    "/out?from=2026-12-01&to=2026-12-02&search=offer_5",
    "/out?from=2026-12-01&to=2026-12-02",
    "/out?which=failed&search=xyzzy",
    "/out?which=drafts",
    "/now",
];

type Heard = Arc<Mutex<Vec<Instant>>>;

#[test]
#[ignore = "a measurement of some minutes; it wants the machine for itself"]
fn fifty_browsers_and_years_of_faxes() {
    let rig = house();
    let serving = rig.serve();
    let to = serving.addresses[0];
    println!(
        "{} faxes, {} jobs; memory (VmRSS) {} MB",
        years::FAXES,
        years::JOBS,
        memory(&serving)
    );
    lists(to, "nobody listens");
    let heard: Vec<Heard> = (0..BROWSERS).map(|number| listen(to, number)).collect();
    let real = Real::open(to);
    lists(to, &format!("{BROWSERS} listen, and {REAL} browsers show lists"));
    println!("memory with them {} MB", memory(&serving));
    let mut doer = logged_in(to, 1);
    let begun: Vec<Instant> = (0..DEEDS).map(|number| deed(&mut doer, number)).collect();
    let mut delays = Vec::new();
    for of_one in &heard {
        let of_one = wait_for_all(of_one);
        delays.extend(of_one.iter().zip(&begun).map(|(heard, begun)| ms(*heard - *begun)));
    }
    delays.sort_by(f64::total_cmp);
    let (median, longest) = (delays[delays.len() / 2], delays[delays.len() - 1]);
    println!(
        "{} of {} events came; {median:.0} ms in the median, {longest:.0} ms at most",
        delays.len(),
        BROWSERS * DEEDS
    );
    real.showed_it();
    println!("memory at the end {} MB", memory(&serving));
}

/// The times of lists and of actions on many faxes and jobs, by the API, with nobody listening.
#[test]
#[ignore = "a measurement of a minute; it wants the machine for itself"]
fn lists_and_actions_on_a_thousand() {
    let rig = house();
    let newest = years::JOBS - 1_000;
    let database = rusqlite::Connection::open(rig.spool.folder().join("spool.db")).unwrap();
    let sql = "UPDATE jobs SET state = 'ready', ended_at = NULL WHERE id > ?1";
    database.execute(sql, [newest]).unwrap();
    let (key, serving) = (
        crate::api_keys::key(&rig, "u0", "faxes:read,faxes:write,jobs:read,jobs:write"),
        rig.serve(),
    );
    let mut chief = crate::api_keys::program(serving.addresses[0], &key);
    totals(&rig);
    println!("{:<56} median, longest, CPU (ms)", "list");
    for list in [
        "/faxes",
        "/faxes?sender=schmidt",
        "/faxes?sender=schmidt&device=2000@fax",
        "/faxes?search=m%C3%BCller",
        "/faxes?search=xyzzy",
        "/faxes?search=0991+7041",
        "/jobs",
        "/jobs?search=xyzzy",
        "/jobs?state=failed&search=xyzzy",
        "/jobs?number=0991",
    ] {
        told(&serving, list, &mut chief, &format!("/api/v1{list}"));
    }
    let mut people = [logged_in(serving.addresses[0], 0), logged_in(serving.addresses[0], 1)];
    for list in LISTS {
        for (who, reader) in ["all devices", "ten devices"].iter().zip(&mut people) {
            told(&serving, &format!("page {list}, {who}"), reader, list);
        }
    }
    let jobs: Vec<i64> = (newest + 1..=years::JOBS).collect();
    let faxes: Vec<i64> = (years::FAXES - 999..=years::FAXES).collect();
    println!("{:<56} s, CPU s", "an action on 1,000");
    for (of, ids, action) in [
        ("jobs", &jobs, "hold"),
        ("jobs", &jobs, "release"),
        ("jobs", &jobs, "cancel"),
        ("jobs", &jobs, "retry"),
        ("faxes", &faxes, "read"),
        ("faxes", &faxes, "tag"),
        ("faxes", &faxes, "delete"),
    ] {
        let mut body = json!({ of: ids, "action": action });
        if action == "tag" {
            body["tag"] = "Order 7".into();
        }
        let (begun, busy) = (Instant::now(), busy(&serving));
        let path = format!("/api/v1/{of}/bulk");
        let answer = chief.ask("POST", &path, &JSON, body.to_string().as_bytes());
        let took = begun.elapsed().as_secs_f64();
        let answer: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        let count = answer["done"].as_array().map_or(0, Vec::len);
        let cpu = (self::busy(&serving) - busy) / 1000.0;
        println!("{:<56} {took:7.2} {cpu:7.2}  ({count} done)", format!("{action} {of}"));
    }
}

/// A user for each browser: every fifth is an administrator, the others share ten devices.
fn house() -> Rig {
    use std::fmt::Write as _;
    // The retries of a thousand jobs count as a thousand faxes.
    let limits = "[limits]\njobs_per_day = 0\npages_per_day = 0\nnight = \"\"\nburst_jobs = 0\n";
    let mut settings = format!("{SETTINGS}\n{limits}");
    for number in 0..BROWSERS {
        let role = if number % 5 == 0 { "administrator" } else { "user" };
        let _ = write!(
            settings,
            "[[user]]\nname = \"u{number}\"\npassword = \"secret\"\nrole = \"{role}\"\n"
        );
    }
    let quoted = |names: Vec<String>| names.join("\", \"");
    let members = quoted((0..BROWSERS).map(|number| format!("u{number}")).collect());
    let devices = quoted((2000..2010).map(|device| device.to_string()).collect());
    let _ = write!(
        settings,
        "[[group]]\nname = \"office\"\nmembers = [\"{members}\"]\ndevices = [\"{devices}\"]\n"
    );
    let rig = Rig::new(&settings);
    years::publish(&rig.spool);
    years::fill(&rig.spool);
    rig
}

fn logged_in(to: SocketAddr, number: usize) -> Reader {
    Reader::logged_in(to, &format!("u{number}"), "secret")
}

/// Asks for each list as an administrator and as one of the office.
fn lists(to: SocketAddr, when: &str) {
    println!("{when}: median and longest, ms");
    let mut readers = [logged_in(to, 0), logged_in(to, 1)];
    for list in LISTS {
        let times = readers.each_mut().map(|reader| measured(reader, list));
        let [all, ten] = times.map(|(median, longest)| format!("{median:7.1} {longest:7.1}"));
        println!("  {list:<28} all devices {all}   ten devices {ten}");
    }
}

fn measured(reader: &mut Reader, list: &str) -> (f64, f64) {
    timed(|| assert_eq!(reader.get(list).status, 200, "{list}"))
}

fn timed(mut done: impl FnMut()) -> (f64, f64) {
    let once = |_| {
        let begun = Instant::now();
        done();
        ms(begun.elapsed())
    };
    let mut times: Vec<f64> = (0..ROUNDS).map(once).collect();
    times.sort_by(f64::total_cmp);
    (times[ROUNDS / 2], times[ROUNDS - 1])
}

/// Prints the times of the totals above the lists, without the lists.
fn totals(rig: &Rig) {
    let ten = (2000..2010).map(|device| format!("{device}@fax").parse().unwrap());
    for (who, devices) in [("all", Seen::All), ("ten", Seen::These(ten.collect()))] {
        let seen = JobsSeen { devices, names: Vec::new(), system_users: Vec::new() };
        for words in ["", "müller", "offer_500", "xyzzy"].map(str::to_owned) {
            let faxes = FaxSieve { words: words.clone(), ..FaxSieve::default() };
            let jobs = JobSieve { words: words.clone(), ..JobSieve::default() };
            let faxes = timed(|| {
                _ = rig.spool.faxes().count_faxes(&seen.devices, "u0", &faxes, None).unwrap();
            });
            let jobs = timed(|| {
                _ = rig.spool.jobs().count_jobs(&seen, &jobs, None).unwrap();
            });
            println!("total, {who} devices, '{words}': faxes {faxes:.1?}, jobs {jobs:.1?}");
        }
    }
}

/// Prints the times of a list. The CPU time of the server says how long it takes on a quiet core,
/// also while other programs run on this machine.
fn told(serving: &Serving, name: &str, reader: &mut Reader, list: &str) {
    let before = busy(serving);
    let (median, longest) = measured(reader, list);
    let cpu = (busy(serving) - before) / ROUNDS as f64;
    println!("{name:<56} {median:7.1} {longest:7.1} {cpu:7.1}");
}

/// The CPU time of the server, in ms.
fn busy(serving: &Serving) -> f64 {
    cpu_ms(serving.child.id())
}

/// The CPU time of all threads that a process has or had, in ms (proc_pid_stat(5): utime and stime,
/// which Linux counts in hundredths of a second).
fn cpu_ms(process: u32) -> f64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name of the program, in brackets, may contain spaces.
    let fields: Vec<&str> = text.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11..=12].iter().map(|ticks| ticks.parse::<f64>().unwrap() * 10.0).sum()
}

#[test]
fn the_cpu_time_of_a_thread_counts_after_the_thread_has_ended() {
    let process = std::process::id();
    let before = cpu_ms(process);
    let burn = move || {
        while cpu_ms(process) < before + 50.0 {}
        cpu_ms(process)
    };
    let then = thread::spawn(burn).join().unwrap();
    assert!(cpu_ms(process) >= then, "{then} ms before it ended");
}

/// Listens as this user: when each thing that was done was told.
fn listen(to: SocketAddr, number: usize) -> Heard {
    let reader = logged_in(to, number);
    let mut stream = TcpStream::connect(to).unwrap();
    let cookie = reader.cookie("session").unwrap();
    write!(stream, "GET /events HTTP/1.1\r\nHost: {to}\r\nCookie: session={cookie}\r\n\r\n")
        .unwrap();
    let mut lines = BufReader::new(stream).lines();
    assert!(lines.next().unwrap().unwrap().contains(" 200 "));
    let heard = Heard::default();
    let told = Arc::clone(&heard);
    thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if line == "event: deed" {
                told.lock().unwrap().push(Instant::now());
            }
        }
    });
    heard
}

/// Claims a fax of device 2000 on the first page of the list, and the next time lets go of
/// it: when that was asked for.
fn deed(doer: &mut Reader, number: usize) -> Instant {
    let fax = format!("/in/{}", years::FAXES - 7);
    doer.get(&fax);
    let begun = Instant::now();
    let word = if number.is_multiple_of(2) { "claim" } else { "release" };
    assert_eq!(doer.post(&format!("{fax}/{word}"), &[]).status, 303);
    thread::sleep(Duration::from_millis(50));
    begun
}

fn wait_for_all(heard: &Heard) -> Vec<Instant> {
    watch("all are notified", || heard.lock().unwrap().clone(), |heard| heard.len() >= DEEDS)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// Megabytes that the server has in memory.
fn memory(serving: &Serving) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", serving.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

/// Pages in a real browser, where there is one.
struct Real(Option<std::process::Child>);

impl Real {
    fn open(to: SocketAddr) -> Self {
        let Some(mut command) = browser::script("load.py") else { return Self(None) };
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut told = json!({});
        browser::tell(&mut told, to);
        for number in 0..REAL {
            told["people"][format!("u{number}")] = "secret".into();
        }
        writeln!(child.stdin.as_mut().unwrap(), "{told}").unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "they are open\n");
        Self(Some(child))
    }

    /// All of them have shown that the fax was claimed.
    fn showed_it(self) {
        let Some(mut child) = self.0 else { return };
        assert!(child.wait().unwrap().success());
        println!("{REAL} browsers have shown it");
    }
}
