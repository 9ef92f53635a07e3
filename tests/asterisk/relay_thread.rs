//! The thread of a relay between two PBXs. The PBXs work in real time, so the relay needs real-time
//! priority: otherwise a busy machine would cause additional faults.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// The thread. It runs until this value is dropped.
pub struct RelayThread {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RelayThread {
    /// Calls `step` repeatedly. As root, the thread has this real-time priority.
    pub fn start(priority: u8, mut step: impl FnMut() + Send + 'static) -> Self {
        let ends = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&ends);
        let thread = thread::spawn(move || {
            have_real_time(priority);
            while !told.load(Ordering::Relaxed) {
                step();
            }
        });
        Self { ends, thread: Some(thread) }
    }
}

impl Drop for RelayThread {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn have_real_time(priority: u8) {
    if let Some(thread) =
        fs::read_link("/proc/thread-self").ok().as_deref().and_then(Path::file_name)
    {
        let priority = priority.to_string();
        let _ = Command::new("chrt")
            .args(["--rr", "--pid", &priority])
            .arg(thread)
            .stderr(Stdio::null())
            .status();
    }
}
