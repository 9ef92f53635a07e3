//! The thread of a relay between two PBXs. They have real time, and what stands between
//! them needs it too, or a busy machine does harm that nobody asked for.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

/// One that runs until it is dropped.
pub struct RelayThread {
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl RelayThread {
    /// Calls `step` again and again. Its thread runs before others, at this priority,
    /// where it may: only root can have that.
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
