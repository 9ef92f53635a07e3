//! A process of `tests/asterisk/lab` that holds something (two PBXs, a system) for as long
//! as a test does, even if that test is killed: it ends when its standard input closes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::laboratory::LAB;

/// What is held, with the folder that it has.
pub struct Holder {
    folder: PathBuf,
    process: Child,
    is_kept: AtomicBool,
}

impl Holder {
    /// Waits until it is ready. `words` tells `lab` what to do in the folder, which is not
    /// there yet.
    pub fn start(name: &str, words: impl FnOnce(&mut Command, &Path)) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // What an earlier run left, for reading its logs.
        let _ = fs::remove_dir_all(&folder);
        let mut lab = Command::new(LAB);
        words(&mut lab, &folder);
        let mut process = lab
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("tests/asterisk/lab can be run");
        let mut answer = String::new();
        let said =
            BufReader::new(process.stdout.as_mut().expect("it is piped")).read_line(&mut answer);
        let holder = Self { folder, process, is_kept: AtomicBool::new(false) };
        assert!(
            said.is_ok() && answer.trim() == "ready",
            "what {} is for did not start; its logs are there, and it said why above",
            holder.folder.display()
        );
        holder
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Leaves its folder there when it ends, for its logs.
    pub fn keep(&self) {
        self.is_kept.store(true, Ordering::SeqCst);
    }

    /// `lab COMMAND DIR`, for more arguments.
    pub fn lab(&self, command: &str) -> Command {
        let mut lab = Command::new(LAB);
        lab.arg(command).arg(&self.folder).stdin(Stdio::null());
        lab
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
        if !std::thread::panicking() && !self.is_kept.load(Ordering::SeqCst) {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
