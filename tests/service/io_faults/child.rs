//! The process under watch: this executable, with one of its tests that plays the PBX.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ferrofax_faults::{Call, Fault, Watched};

use super::runner::Run;

const FOLDER: &str = "FERROFAX_TEST_FAULTS";
const ARGUMENT: &str = "FERROFAX_TEST_FAULTS_ARGUMENT";

/// No process runs longer than this, whatever fails.
const LONGEST: Duration = Duration::from_secs(60);

/// The folder and the argument of the test that is the child; None in every other process.
pub(crate) fn order() -> Option<(PathBuf, String)> {
    let folder = std::env::var_os(FOLDER)?;
    log::set_boxed_logger(Box::new(Logger)).unwrap();
    log::set_max_level(log::LevelFilter::Debug);
    Some((folder.into(), std::env::var(ARGUMENT).unwrap_or_default()))
}

/// Says a line to the parent.
pub(crate) fn say(text: &str) {
    std::io::stdout().lock().write_all(format!("\n{text}\n").as_bytes()).unwrap();
}

/// Waits for the parent's word.
pub(crate) fn wait_for_parent() {
    let _ = std::io::stdin().lock().read_line(&mut String::new());
}

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        eprintln!("{} {}", record.level(), record.args());
    }

    fn flush(&self) {}
}

/// The child, as its parent has it.
pub(crate) struct Child {
    watched: Watched,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    log: Arc<Mutex<String>>,
    logging: JoinHandle<()>,
    began: Instant,
}

/// What remains of a child.
pub(crate) struct Ended {
    /// The lines that nobody has read yet.
    pub(crate) lines: Vec<String>,
    calls: Vec<Call>,
    log: String,
    wrong: Vec<String>,
}

impl Ended {
    pub(crate) fn run(self) -> Run {
        let (calls, log, wrong) = (self.calls, self.log, self.wrong);
        Run { calls, log, wrong, ..Run::default() }
    }
}

impl Child {
    /// Starts the test of this name as the child.
    pub(crate) fn start(
        test: &str,
        (folder, argument): (&Path, &str),
        fault: Option<Fault>,
    ) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", test, "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .env(ARGUMENT, argument);
        Self::of(command, folder, fault)
    }

    /// Starts a process whose calls in this folder are counted.
    pub(crate) fn of(mut command: Command, folder: &Path, fault: Option<Fault>) -> Self {
        command
            .env("TMPDIR", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut watched = Watched::spawn(command, folder, fault).unwrap();
        let stdin = watched.child.stdin.take();
        let stdout = BufReader::new(watched.child.stdout.take().unwrap());
        let stderr = BufReader::new(watched.child.stderr.take().unwrap());
        let (said, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = said.send(line);
            }
        });
        let log = Arc::new(Mutex::new(String::new()));
        let logged = Arc::clone(&log);
        let logging = std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                *logged.lock().unwrap() += &format!("{line}\n");
            }
        });
        Self { watched, stdin, lines, log, logging, began: Instant::now() }
    }

    /// What it has logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Whether it runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.watched.child.try_wait().unwrap().is_none()
    }

    /// Sends it SIGTERM.
    pub(crate) fn terminate(&self) {
        let id = self.watched.child.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &id]).status().unwrap().success());
    }

    /// The next line that the child says; None after its end.
    pub(crate) fn line(&self) -> Option<String> {
        let left = LONGEST.saturating_sub(self.began.elapsed());
        self.lines.recv_timeout(left).ok()
    }

    /// Lets the child end, and waits for that.
    pub(crate) fn end(mut self) -> Ended {
        drop(self.stdin.take());
        let mut wrong = Vec::new();
        while self.is_alive() {
            if self.began.elapsed() > LONGEST {
                wrong.push(format!("the process runs after {LONGEST:?}"));
                self.watched.child.kill().unwrap();
                self.watched.child.wait().unwrap();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let status = self.watched.child.wait().unwrap();
        let calls = self.watched.calls();
        self.logging.join().unwrap();
        let log = std::mem::take(&mut *self.log.lock().unwrap());
        // A service may end with an error. A signal or a panic is a fault.
        if status.code().is_none() || log.contains("panicked at") {
            wrong.push(format!("the process ended with {status}"));
        }
        Ended { lines: self.lines.iter().collect(), calls, log, wrong }
    }
}
