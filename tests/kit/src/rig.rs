//! The gateway as it runs: a spool with devices, gateway.toml, `ferrofax serve`, and a
//! client that speaks SMTP.

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

/// `ferrofax serve`, until dropped.
pub struct Serving {
    pub child: Child,
    said: Arc<Mutex<String>>,
    /// Where it takes in mails or print jobs, in the order of the settings.
    pub addresses: Vec<SocketAddr>,
}

/// A client in a session.
pub struct Talk {
    stream: BufReader<TcpStream>,
}

/// Lets this machine send as device 2101, as much as it likes, for whomever.
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
    /// Devices 2101 and 2102 with the mailboxes 2101@example.com and 2102@example.com,
    /// Germany's numbers, and these settings.
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

    /// The same, and its service. The service is dropped first if it is bound last.
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

    /// The program with its spool and its settings.
    pub fn command(&self) -> Command {
        let mut command = Command::new(ferrofax());
        command
            .env("FERROFAX_SPOOL", self.spool.folder())
            .env("FERROFAX_CONFIG", self.settings());
        command.current_dir(self.folder.path());
        command
    }

    /// Starts the program, and waits until it takes in mails or print jobs.
    pub fn serve(&self) -> Serving {
        self.serve_with(&[])
    }

    /// The same, with these words.
    pub fn serve_with(&self, words: &[&str]) -> Serving {
        self.started(words).unwrap_or_else(|log| panic!("ferrofax serve ended: {log}"))
    }

    /// Starts the program; its last words if it ends instead.
    pub fn try_serve(&self) -> Result<Serving, String> {
        self.started(&[])
    }

    fn started(&self, words: &[&str]) -> Result<Serving, String> {
        let mut child =
            self.command().arg("serve").args(words).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let said_all = Arc::new(Mutex::new(String::new()));
        let mut serving = Serving { child, said: Arc::clone(&said_all), addresses: Vec::new() };
        let mut said = String::new();
        // Its addresses are told before anything else of the mail gateway and the printer.
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
        // Somebody has to read on, else it would wait for us.
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

    /// Gives a mail to `ferrofax mail`: its exit code, and what it said.
    pub fn pipe(&self, words: &[&str], mail: &str) -> (Option<i32>, String) {
        let mut command = self.command();
        command.arg("mail").args(words).stdin(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // One that refuses does not read it.
        let _ = child.stdin.take().unwrap().write_all(mail.as_bytes());
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    pub fn jobs(&self) -> Vec<Job> {
        spools::jobs(&self.spool)
    }

    /// Waits until so many jobs are there.
    pub fn wait_for_jobs(&self, count: usize) -> Vec<Job> {
        wait_for(&format!("{count} jobs"), || Some(self.jobs()).filter(|jobs| jobs.len() >= count))
    }

    /// Mails that wait.
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
    /// What it has logged since it takes in mails.
    pub fn said(&self) -> String {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends it as a crash of the machine's process would: SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal by name.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// Ends it in an orderly way: its exit code.
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
    /// Connects and greets.
    pub fn to(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let mut talk = Self { stream: BufReader::new(socket) };
        talk.hear()?;
        talk.say("EHLO client.example.com")?;
        Ok(talk)
    }

    /// Says a line and hears the answer, all its lines.
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

    /// Hands a mail over: the answer to its end, or the first one that is a no.
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
