//! A fresh Debian system with Asterisk from its own packages (`lab fresh`), which ends with the
//! test.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use rustix::fs::{Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::holder::Holder;
use crate::laboratory::{Asterisk, LAB, said};
use crate::programs::skip;

/// The system. It and all its processes end when this value is dropped.
pub struct FreshRoot(Holder);

impl FreshRoot {
    pub fn start(name: &str, asterisk: Asterisk) -> Self {
        Self(Holder::start(&format!("fresh-{name}-{}", asterisk.name()), |lab, folder| {
            lab.args(["fresh", asterisk.name()]).arg(folder);
        }))
    }

    /// Starts a system with Ansible. If Ansible cannot be installed, notes the test as skipped.
    pub fn with_ansible(name: &str, asterisk: Asterisk) -> Option<Self> {
        let mut lab = Command::new(LAB);
        let got = lab.args(["get", &format!("ansible-{}", asterisk.name())]).output();
        if !got.is_ok_and(|got| got.status.success()) {
            skip("Debian's ansible-core, ansible-lint and ufw could not be installed");
            return None;
        }
        Some(Self(Holder::start(&format!("fresh-{name}-{}", asterisk.name()), |lab, folder| {
            lab.args(["fresh", asterisk.name()]).arg(folder).arg("ansible");
        })))
    }

    /// Returns the folder that is `/lab` there.
    pub fn folder(&self) -> &Path {
        self.0.folder()
    }

    /// Returns a command that runs in the system as root.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.0.lab("in");
        command.args(words);
        command
    }

    /// Runs a shell command in the system. Returns whether it succeeded, and its output.
    pub fn try_shell(&self, line: &str) -> (bool, String) {
        let output = self.command(&["sh", "-c", line]).output().expect("lab can be run");
        (output.status.success(), said(&output))
    }

    /// Runs a shell command in the system, which must succeed. Returns its output.
    pub fn shell(&self, line: &str) -> String {
        let (went_well, said) = self.try_shell(line);
        assert!(went_well, "{line}: {said}");
        said
    }

    /// Runs `work` in the network of the system. Sockets that it creates belong to that network.
    pub fn in_its_network<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let pid = fs::read_to_string(self.folder().join("pid")).expect("lab wrote it");
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
