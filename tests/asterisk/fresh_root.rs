//! A fresh Debian with Asterisk as its own packages set it up (`lab fresh`), which lives as
//! long as the test that holds it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;

use rustix::fs::{Mode, OFlags};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::holder::Holder;
use crate::laboratory::{Asterisk, LAB, said};
use crate::programs::skip;

/// The system. It ends, and with it all that runs in it, when this is dropped.
pub struct FreshRoot(Holder);

impl FreshRoot {
    pub fn start(name: &str, asterisk: Asterisk) -> Self {
        Self(Holder::start(&format!("fresh-{name}-{}", asterisk.name()), |lab, folder| {
            lab.args(["fresh", asterisk.name()]).arg(folder);
        }))
    }

    /// The same with Ansible in it. Where that cannot be had, the test is noted as skipped.
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

    /// The folder that is `/lab` there.
    pub fn folder(&self) -> &Path {
        self.0.folder()
    }

    /// A command in it, as root.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.0.lab("in");
        command.args(words);
        command
    }

    /// Runs a line of the shell there, and says whether it went well and what it said.
    pub fn try_shell(&self, line: &str) -> (bool, String) {
        let output = self.command(&["sh", "-c", line]).output().expect("lab can be run");
        (output.status.success(), said(&output))
    }

    /// The same where it has to go well.
    pub fn shell(&self, line: &str) -> String {
        let (went_well, said) = self.try_shell(line);
        assert!(went_well, "{line}: {said}");
        said
    }

    /// Does this in its network: sockets that are made by it are there.
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
