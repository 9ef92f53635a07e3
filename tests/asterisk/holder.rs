//! A process of `tests/asterisk/lab` that runs two PBXs or a system for a test. It ends when its
//! standard input closes, so it always ends with the test, even if the test is killed.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::laboratory::LAB;

/// The process, and its folder.
pub struct Holder {
    folder: PathBuf,
    process: Child,
    is_kept: AtomicBool,
}

impl Holder {
    /// Starts the process, and waits until it is ready. `words` adds the arguments of `lab` for the
    /// folder, which does not exist yet.
    pub fn start(name: &str, words: impl FnOnce(&mut Command, &Path)) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        // The folder of an earlier run, which was kept for its logs.
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
            "{}: the system in this folder did not start; see the messages above, and its logs there",
            holder.folder.display()
        );
        holder
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Keeps the folder with its logs after the end.
    pub fn keep(&self) {
        self.is_kept.store(true, Ordering::SeqCst);
    }

    /// Returns the command `lab COMMAND DIR`. Add further arguments.
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
