//! A fresh Debian with Asterisk as its own packages set it up (`lab fresh`), which lives as
//! long as the test that holds it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use rustix::fs::{Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::laboratory::{Asterisk, LAB};

/// The system. It ends, and with it all that runs in it, when this is dropped.
pub struct FreshRoot {
    folder: PathBuf,
    holder: Child,
}

impl FreshRoot {
    pub fn start(name: &str, asterisk: Asterisk) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("fresh-{name}-{}", asterisk.name()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("cargo's folder for tests can be written");
        let mut holder = Command::new(LAB)
            .args(["fresh", asterisk.name()])
            .arg(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/asterisk/lab can be run");
        let mut answer = String::new();
        let said =
            BufReader::new(holder.stdout.as_mut().expect("it is piped")).read_line(&mut answer);
        assert!(said.is_ok() && answer.trim() == "ready", "it did not start; it said why above");
        Self { folder, holder }
    }

    /// The folder that is `/lab` there.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A command in it, as root.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(LAB);
        command.arg("in").arg(&self.folder).args(words).stdin(Stdio::null());
        command
    }

    /// Runs a line of the shell there, and says whether it went well and what it said.
    pub fn try_shell(&self, line: &str) -> (bool, String) {
        let output = self.command(&["sh", "-c", line]).output().expect("lab can be run");
        let said = [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat();
        (output.status.success(), said)
    }

    /// The same where it has to go well.
    pub fn shell(&self, line: &str) -> String {
        let (went_well, said) = self.try_shell(line);
        assert!(went_well, "{line}: {said}");
        said
    }

    /// Does this in its network: sockets that are made by it are there.
    pub fn in_its_network<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let pid = fs::read_to_string(self.folder.join("pid")).expect("lab wrote it");
        let network = format!("/proc/{}/ns/net", pid.trim());
        thread::scope(|scope| {
            let done = scope.spawn(|| {
                let network = rustix::fs::open(network, OFlags::RDONLY, Mode::empty());
                let network = network.expect("it runs");
                move_into_link_name_space(
                    std::os::fd::AsFd::as_fd(&network),
                    Some(LinkNameSpaceType::Network),
                )
                .expect("we are root");
                work()
            });
            done.join().expect("the work does not panic")
        })
    }
}

impl Drop for FreshRoot {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
        if !thread::panicking() {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
