//! A `ferrofax serve` with a spool, and with settings and a log in files.

use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::patience::wait_until;
use crate::programs::{Running, ferrofax};

/// The service. A test can kill and start it. It is killed when this value is dropped.
pub struct Service {
    settings: PathBuf,
    spool: PathBuf,
    log: PathBuf,
    process: Option<Running>,
}

impl Service {
    /// Writes the settings to `NAME.toml` in this folder. The log will be `NAME.log`.
    pub fn new(folder: &Path, name: &str, spool: &Path, settings: &str) -> Self {
        let [file, log] = ["toml", "log"].map(|ending| folder.join(format!("{name}.{ending}")));
        fs::write(&file, settings).unwrap();
        Self { settings: file, spool: spool.to_owned(), log, process: None }
    }

    /// Returns a command of the program with the settings and the spool. Add further arguments.
    pub fn command(&self) -> Command {
        let mut command = Command::new(ferrofax());
        command.arg("--config").arg(&self.settings).arg("--spool").arg(&self.spool);
        command
    }

    /// Starts the service, also after [`Self::kill`]. It appends to its log.
    pub fn start(&mut self) {
        let log = fs::OpenOptions::new().create(true).append(true).open(&self.log).unwrap();
        let mut command = self.command();
        command.arg("serve").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.process = Some(Running(command.spawn().unwrap()));
    }

    /// Starts the service, and waits until it listens at these addresses.
    pub fn start_at(&mut self, addresses: &[SocketAddr]) {
        self.start();
        let is_there = |address: &SocketAddr| TcpStream::connect(address).is_ok();
        self.wait_until("it listens", |_| addresses.iter().all(is_there));
    }

    /// Starts the service, and waits until its log contains these words.
    pub fn start_until(&mut self, words: &str) {
        self.start();
        self.wait_until(words, |service| service.log().contains(words));
    }

    /// Waits until `is_so` returns true. `what` describes it.
    ///
    /// # Panics
    /// If the service ends before that.
    pub fn wait_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        wait_until(what, || {
            let process = &mut self.process.as_mut().expect("the process was started").0;
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "{what}: the service ended: {}", self.log());
            is_so(self)
        });
    }

    /// Waits until no mail has been begun twice without an end. If the service is killed a third
    /// time while it handles a mail, it sets the mail aside.
    pub fn wait_for_mails_begun_twice(&self) {
        let folder = self.spool.join("mail/put-off");
        wait_until("each mail is handled", || {
            let notes = fs::read_dir(&folder).into_iter().flatten().flatten();
            let mut notes = notes.filter_map(|note| fs::read_to_string(note.path()).ok());
            !notes.any(|note| note.contains("\"begun\":2") || note.contains("\"begun\":3"))
        });
    }

    /// Returns the output of `ferrofax check`.
    pub fn check(&self) -> String {
        let checked = self.command().arg("check").output().unwrap();
        String::from_utf8_lossy(&checked.stdout).into_owned()
    }

    /// Stops the service with SIGTERM. Returns whether it ends with success.
    pub fn end(&mut self) -> bool {
        let mut process = self.process.take().expect("the process was started");
        let id = process.0.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &id]).status().unwrap().success());
        process.0.wait().unwrap().success()
    }

    /// Kills the service with SIGKILL.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// Returns the id of its process.
    pub fn id(&self) -> u32 {
        self.process.as_ref().expect("the process was started").0.id()
    }

    pub fn settings(&self) -> &Path {
        &self.settings
    }

    /// Returns its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}
