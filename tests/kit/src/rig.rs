//! The running Ferrofax service: a spool with devices, gateway.toml, `ferrofax serve`, and an SMTP
//! client.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ferrofax::spool::Spool;
use ferrofax::spool::jobs::Job;
use ferrofax::spool::sending::SendingSettings;

pub use crate::patience::PATIENCE;
use crate::patience::wait_for;
use crate::programs::ferrofax;
use crate::spools;

/// A folder with a spool and settings.
pub struct Rig {
    pub folder: tempfile::TempDir,
    pub spool: Spool,
}

/// A running `ferrofax serve`. It is killed when this value is dropped.
pub struct Serving {
    pub child: Child,
    said: Arc<Mutex<String>>,
    /// The addresses of its listeners for mails or print jobs, in the order of the settings.
    pub addresses: Vec<SocketAddr>,
}

/// An SMTP client in a session.
pub struct Talk {
    stream: BufReader<TcpStream>,
}

/// Settings that let this machine send without limits as device 2101, for any user.
pub const OPEN: &str = r#"
[mail]
enabled = true
listen = ["127.0.0.1:0"]
hostname = "fax.example.com"
domains = ["*.fax", "fax.example.com"]

[drop]
enabled = false

[limits]
jobs_per_day = 0
jobs_per_month = 0
pages_per_day = 0
pages_per_month = 0
night_jobs = 0
night_pages = 0
burst_jobs = 0
burst_refusals = 0

[[network]]
address = ["127.0.0.1", "pipe"]
device = "2101"
may_claim = ["*"]
"#;

impl Rig {
    /// Creates a spool with the devices 2101 and 2102 (mailboxes 2101@example.com and
    /// 2102@example.com) and German numbers, and these settings.
    pub fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(&folder.path().join("spool")).unwrap();
        let mut sending = SendingSettings::default();
        sending.set("country_code", "49").unwrap();
        spool.devices().publish_sending(&sending, 4).unwrap();
        spool
            .devices()
            .publish_devices(
                &["2101", "2102"].map(|extension| {
                    spools::device(extension, &format!("{extension}@example.com"))
                }),
            )
            .unwrap();
        let rig = Self { folder, spool };
        rig.set(settings);
        rig
    }

    /// Creates the same, and starts the service. Bind the service last, so that it is dropped
    /// first.
    pub fn served(settings: &str) -> (Self, Serving) {
        let rig = Self::new(settings);
        let serving = rig.serve();
        (rig, serving)
    }

    /// Writes gateway.toml.
    pub fn set(&self, settings: &str) {
        std::fs::write(self.settings(), settings).unwrap();
    }

    pub fn settings(&self) -> PathBuf {
        self.folder.path().join("gateway.toml")
    }

    /// Returns a command of the program with the spool and the settings.
    pub fn command(&self) -> Command {
        let mut command = Command::new(ferrofax());
        command
            .env("FERROFAX_SPOOL", self.spool.folder())
            .env("FERROFAX_CONFIG", self.settings());
        command.current_dir(self.folder.path());
        command
    }

    /// Starts the service, and waits until it accepts mails or print jobs.
    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// Starts the service with these arguments, and waits until it accepts mails or print jobs.
    pub fn serve_with(&self, words: &[&str]) -> Serving {
        let mut command = self.command();
        command.arg("serve").args(words);
        self.started(command)
            .unwrap_or_else(|log| panic!("ferrofax serve ended: {log}"))
    }

    /// Starts the service in this time zone (the value of `TZ`), and waits until it accepts mails
    /// or print jobs.
    pub fn serve_in(&self, zone: &str) -> Serving {
        let mut command = self.command();
        command.arg("serve").env("TZ", zone);
        self.started(command)
            .unwrap_or_else(|log| panic!("ferrofax serve ended: {log}"))
    }

    /// Starts the service. Returns its log if it ends instead.
    pub fn try_serve(&self) -> Result<Serving, String> {
        let mut command = self.command();
        command.arg("serve");
        self.started(command)
    }

    fn started(&self, mut command: Command) -> Result<Serving, String> {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let said_all = Arc::new(Mutex::new(String::new()));
        let mut serving = Serving { child, said: Arc::clone(&said_all), addresses: Vec::new() };
        let mut said = String::new();
        // The service logs its addresses before any other line about mails and print jobs.
        let wanted = std::fs::read_to_string(self.settings())
            .unwrap()
            .matches("127.0.0.1:0\"")
            .count();
        while serving.addresses.len() < wanted.max(1) {
            let mut line = String::new();
            if log.read_line(&mut line).unwrap() == 0 {
                return Err(said);
            }
            let is_door = line.contains("accepts mails at") || line.contains("serves ");
            if let Some((_, address)) = line.rsplit_once(' ').filter(|_| is_door) {
                serving.addresses.push(address.trim().parse().unwrap());
            }
            said.push_str(&line);
        }
        // A thread reads all further output; otherwise the service would block when the pipe is
        // full.
        std::thread::spawn(move || {
            let mut line = String::new();
            while log.read_line(&mut line).is_ok_and(|length| length > 0) {
                said_all
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push_str(&std::mem::take(&mut line));
            }
        });
        Ok(serving)
    }

    /// Passes a mail to `ferrofax mail`. Returns its exit code and its output.
    pub fn pipe(&self, words: &[&str], mail: &str) -> (Option<i32>, String) {
        let mut command = self.command();
        command.arg("mail").args(words).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that rejects the mail does not read it.
        let _ = child.stdin.take().unwrap().write_all(mail.as_bytes());
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    pub fn jobs(&self) -> Vec<Job> {
        spools::jobs(&self.spool)
    }

    /// Waits until there are at least `count` jobs.
    pub fn wait_for_jobs(&self, count: usize) -> Vec<Job> {
        wait_for(&format!("{count} jobs"), || Some(self.jobs()).filter(|jobs| jobs.len() >= count))
    }

    /// Returns the number of waiting mails.
    pub fn waiting(&self) -> usize {
        std::fs::read_dir(self.spool.folder().join("mail/waiting")).map_or(0, Iterator::count)
    }

    /// Waits until no mail waits.
    pub fn wait_until_handled(&self, patience: Duration) {
        let begun = Instant::now();
        while self.waiting() > 0 {
            assert!(begun.elapsed() < patience, "{} mails still wait", self.waiting());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Serving {
    /// Returns the log since the service accepts mails.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Kills the service with SIGKILL, as in a crash.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends the signal with this name to the service.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Stops the service with SIGTERM. Returns its exit code.
    pub fn end(mut self) -> Option<i32> {
        self.signal("TERM");
        self.child.wait().unwrap().code()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Talk {
    /// Connects, and sends EHLO.
    pub fn to(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut talk = Self { stream: BufReader::new(socket) };
        talk.hear()?;
        talk.say("EHLO client.example.com")?;
        Ok(talk)
    }

    /// Sends a line, and returns all lines of the answer.
    pub fn say(&mut self, line: &str) -> io::Result<String> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.hear()
    }

    pub fn hear(&mut self) -> io::Result<String> {
        let mut answer = String::new();
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 || !line.ends_with('\n') {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            answer.push_str(&line);
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(answer);
            }
        }
    }

    /// Sends a mail. Returns the answer to its end, or the first negative answer.
    pub fn send(&mut self, sender: &str, recipients: &[&str], mail: &str) -> io::Result<String> {
        let mut answer = self.say(&format!("MAIL FROM:<{sender}>"))?;
        for recipient in recipients {
            if answer.starts_with('2') {
                answer = self.say(&format!("RCPT TO:<{recipient}>"))?;
            }
        }
        if answer.starts_with('2') {
            answer = self.say("DATA")?;
        }
        if !answer.starts_with('3') {
            return Ok(answer);
        }
        let mail = mail.replace("\r\n", "\n").replace('\n', "\r\n").replace("\r\n.", "\r\n..");
        self.say(&format!("{mail}\r\n."))
    }
}
