//! All attacks at once on a running system while faxes are sent and received: no fax is lost,
//! `/healthz` answers within a second, and memory does not grow. `make hostile` runs it for two
//! hours, `make hostile MINUTES=10` for ten minutes.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ferrofax::spool::jobs::JobState;
use ferrofax::t4::Resolution;
use ferrofax_kit::service::Service;

use crate::attackers::{self, Doors};
use crate::laboratory::{Asterisk, is_hostile};
use crate::mailroom::Mailroom;
use crate::pages::{Content, page};
use crate::ports::own_port;
use crate::sending_desk::SendingDesk;

/// A fax machine of the world with all modems and error correction.
const MACHINE: &str = "311001";
/// How often the memory of both processes is read.
const LOOK: Duration = Duration::from_secs(10);
/// How much a process may grow after the first tenth of the time, KiB. Allocators keep some freed
/// memory.
const GROWTH_KIB: usize = 96 << 10;

#[test]
#[ignore = "hours: make hostile"]
fn ordinary_faxes_come_and_go_while_everything_is_attacked() {
    if !is_hostile() {
        return;
    }
    let minutes = env::var("MINUTES").ok().and_then(|text| text.parse().ok()).unwrap_or(120);
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let relay = Mailroom::open();
    let lab = relay.laboratory("hostile-hours", Asterisk::V22);
    let devices = ["exten => 8101,1,FaxDevice(sender@example.com,pdf,s(+49 8101))".to_owned()];
    let desk = SendingDesk::start_in(lab, &devices, &[]);
    let attacked = Attacked::start(&desk);
    let over = AtomicBool::new(false);
    let going = || Instant::now() < end && !over.load(Ordering::SeqCst);

    let (received, sent, health, memory) = thread::scope(|scope| {
        for (name, attack) in attackers::ALL {
            let (doors, going) = (&attacked.doors, &going);
            let run = move || {
                let mut times = 0;
                while going() {
                    attack(doors, going);
                    times += 1;
                    attackers::rest(Duration::from_secs(1), going);
                }
                println!("{name}: {times} times");
            };
            thread::Builder::new()
                .name((*name).to_owned())
                .spawn_scoped(scope, run)
                .expect(name);
        }
        // A T.38 call that attackers flood with packets. Its result does not matter.
        scope.spawn(|| {
            while going() {
                let file = desk.document(
                    "drowned",
                    &[page(Content::Text, 1728, 1_000, 9)],
                    Resolution::Standard,
                );
                let file = file.to_string_lossy().into_owned();
                desk.lab
                    .call("send", &["--tiff", &file, "--trunk", "t38-none", "--from", "66666"]);
            }
        });
        let received = scope.spawn(|| {
            let _ends = EndsAll(&over);
            receive_until(&desk, &going)
        });
        let sent = scope.spawn(|| {
            let _ends = EndsAll(&over);
            send_until(&desk, &going)
        });
        let health = scope.spawn(|| ask_health_until(attacked.doors.web, &going));
        let memory = scope.spawn(|| {
            let _ends = EndsAll(&over);
            watch_memory_until(&desk, attacked.service.id(), &going)
        });
        (received.join(), sent.join(), health.join(), memory.join())
    });
    let received = received.expect("the caller goes on");
    let sent = sent.expect("the sender goes on");
    let health = health.expect("it is asked");
    let memory = memory.expect("it is read");

    println!("{} faxes came, {} went", received.len(), sent);
    println!(
        "/healthz: {} answers, the slowest {} ms, {} without one",
        health.answers, health.slowest_ms, health.none
    );
    for (who, read) in &memory {
        println!(
            "{who}: {} KiB at first, {} at the end, {} at most",
            read[0],
            read[read.len() - 1],
            read.iter().max().unwrap_or(&0)
        );
    }
    for number in &received {
        relay.await_about(number, 120);
    }
    assert!(received.len() > 1 && sent > 1, "ordinary faxes were among it");
    assert_eq!(health.none, 0, "/healthz was not answered");
    assert!(health.slowest_ms <= 1_000, "/healthz took {} ms", health.slowest_ms);
    for (who, read) in memory {
        let settled = read[..read.len().div_ceil(10)].iter().max().copied().unwrap_or(0);
        let last = read[read.len() - 1];
        assert!(last <= settled + GROWTH_KIB, "{who} grew from {settled} to {last} KiB");
    }
}

/// Ends the whole test if the thread with this value panics.
struct EndsAll<'a>(&'a AtomicBool);

impl Drop for EndsAll<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.store(true, Ordering::SeqCst);
        }
    }
}

/// Receives calls from `world`, one after the other, which must all succeed. Returns their numbers.
fn receive_until(desk: &SendingDesk, going: &(impl Fn() -> bool + Sync)) -> Vec<String> {
    let file = desk.document("comes", &[page(Content::Text, 1728, 1_100, 3)], Resolution::Standard);
    let file = file.to_string_lossy().into_owned();
    let mut came = Vec::new();
    while going() {
        let from = format!("4991{:06}", came.len());
        let report = desk.lab.call("send", &["--tiff", &file, "--from", &from]);
        assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
        came.push(from);
    }
    came
}

/// Sends jobs, one after the other, which must all succeed. Returns their number.
fn send_until(desk: &SendingDesk, going: &(impl Fn() -> bool + Sync)) -> usize {
    let file = desk.document("goes", &[page(Content::Text, 1728, 1_100, 4)], Resolution::Standard);
    let mut went = 0;
    while going() {
        let job = desk.submit(MACHINE, "8101@fax-devices", &file, |_| {});
        let job = desk.await_end(job, Duration::from_secs(900));
        assert_eq!(job.state, JobState::Done, "{job:?}");
        went += 1;
    }
    went
}

/// The answers of `/healthz`.
#[derive(Default)]
struct Health {
    answers: u32,
    none: u32,
    slowest_ms: u128,
}

fn ask_health_until(web: SocketAddr, going: &(impl Fn() -> bool + Sync)) -> Health {
    let mut health = Health::default();
    while going() {
        let began = Instant::now();
        match answer_of_health(web) {
            Ok(text) if text.starts_with("HTTP/1.1 200") => {
                health.answers += 1;
                health.slowest_ms = health.slowest_ms.max(began.elapsed().as_millis());
            }
            failed => {
                println!("/healthz: {failed:?}");
                health.none += 1;
            }
        }
        thread::sleep(Duration::from_secs(1));
    }
    health
}

fn answer_of_health(web: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&web, Duration::from_secs(5))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}

/// Measures the resident memory of both processes over time, KiB.
fn watch_memory_until(
    desk: &SendingDesk,
    service: u32,
    going: &(impl Fn() -> bool + Sync),
) -> BTreeMap<&'static str, Vec<usize>> {
    let mut read: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    let asterisk = desk.lab.pid("ours").parse().expect("a process");
    while going() || read.is_empty() {
        for (who, pid) in [("Asterisk", asterisk), ("the Ferrofax service", service)] {
            read.entry(who).or_default().push(resident_kib(pid));
        }
        thread::sleep(LOOK);
    }
    read
}

fn resident_kib(pid: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it still runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok())
        .expect("Linux has it")
}

/// The service with all of its listeners.
struct Attacked {
    service: Service,
    doors: Doors,
    _folder: tempfile::TempDir,
}

impl Attacked {
    fn start(desk: &SendingDesk) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let doors = Doors {
            web: local(own_port()),
            mail: local(own_port()),
            printer: local(own_port()),
            hylafax: local(own_port()),
            directory: attackers::directory_without_answers(),
            udptl: attackers::udptl_ports(&desk.lab),
        };
        let settings = settings(&doors);
        let mut service = Service::new(folder.path(), "gateway", desk.spool.folder(), &settings);
        service.start();
        service.wait_until("the web interface answers", |_| answer_of_health(doors.web).is_ok());
        Self { service, doors, _folder: folder }
    }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn settings(doors: &Doors) -> String {
    let Doors { web, mail, printer, hylafax, directory, .. } = doors;
    format!(
        "[web]\nlisten = [\"{web}\"]\n\
         [mail]\nenabled = true\nlisten = [\"{mail}\"]\nhostname = \"fax.example.com\"\ndomains = [\"*.fax\"]\n\
         [printer]\nlisten = [\"{printer}\"]\n\
         [hylafax]\nenabled = true\nlisten = [\"{hylafax}\"]\n\
         [ldap]\nurl = [\"ldap://{directory}\"]\nbase = \"dc=example,dc=com\"\n\
         filter = \"(uid={{name}})\"\ntimeout_seconds = 60\n\
         [[ldap.group]]\nname = \"fax\"\n\
         [[user]]\nname = \"alice\"\npassword = \"secret\"\naddresses = [\"alice@example.com\"]\ndevice = \"8101\"\n\
         [[network]]\nname = \"guests\"\naddress = \"127.0.0.1\"\nuser = \"alice\"\n"
    )
}
