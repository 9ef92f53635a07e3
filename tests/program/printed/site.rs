//! A system of its own: this one, in which what is written stays in memory, with the program, its settings
//! and its spool where the package has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{AttemptEnd, LeaseLimits};
use ferrofax::spool::{Finding, Observation, Spool};

use super::steps::{self, Follow};
use crate::printed_commands::{Command, Run};

/// Printed before each command, with its place among them.
const MARK: &str = "@@@@";

/// Makes the system, in namespaces of its own, and runs the script in it. Its head says of what.
const SYSTEM: &str = "tests/program/printed/system.sh";

/// The folder of the page's system, and the PBX beside it.
pub(super) struct Site {
    page: String,
    commands: Vec<Command>,
    /// Programs that are not installed here.
    left_out: Vec<String>,
    folder: tempfile::TempDir,
    store: Option<String>,
    pbx: Option<Pbx>,
}

/// The module: it finds nothing wrong, and each call goes well.
struct Pbx {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Pbx {
    fn start(spool: Spool, dials: bool) -> Self {
        // As the module does when it is loaded, whose lock says that it is there.
        spool.queue().recover_jobs(UnixMs::now()).expect("a spool");
        let is_over = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&is_over);
        let thread = thread::spawn(move || {
            while !ends.load(SeqCst) {
                if let Some(question) =
                    spool.devices().next_question(UnixMs::now()).expect("a spool")
                {
                    let [ferrofax, asterisk] =
                        [env!("CARGO_PKG_VERSION"), "22.5.1"].map(str::to_owned);
                    let version = Observation::ModuleVersion { ferrofax, asterisk };
                    let findings = [Finding::well("module", version)];
                    spool.devices().answer(question, &findings, UnixMs::now()).expect("a spool");
                }
                if dials {
                    call(&spool);
                }
                thread::sleep(Duration::from_millis(20));
            }
        });
        Self { is_over, thread }
    }

    fn end(self) {
        self.is_over.store(true, SeqCst);
        self.thread.join().expect("it does not panic");
    }
}

/// Makes the call of the next job.
fn call(spool: &Spool) {
    let Some(lease) = spool
        .queue()
        .lease_job(UnixMs::now(), &LeaseLimits::default())
        .expect("a spool")
    else {
        return;
    };
    let _ = spool.queue().session_begun(&lease, UnixMs::now());
    for page in lease.job.pages_to_send().map(|page| page.at) {
        let _ = spool.queue().page_begun(&lease, page);
        let _ = spool.queue().page_said(&lease, page);
        let _ = spool.queue().page_confirmed(&lease, page, UnixMs::now());
    }
    spool
        .queue()
        .attempt_ended(&lease, &AttemptEnd::default(), UnixMs::now())
        .expect("a spool");
}

impl Site {
    pub(super) fn can_be() -> bool {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("spool")).unwrap();
        fs::write(folder.path().join("follow"), "true").unwrap();
        run(folder.path(), None).0
    }

    /// One for a page, with a copy of the spool and the files of another folder.
    pub(super) fn new(
        page: &str,
        commands: &[Command],
        prepared: &Path,
        store: Option<&str>,
    ) -> Self {
        let follow = steps::of(page);
        let folder = tempfile::tempdir().unwrap();
        let mut copy = Process::new("cp");
        copy.arg("-a").args(["spool", "files"].map(|name| prepared.join(name)));
        assert!(copy.arg(folder.path()).status().unwrap().success());
        let spool = || Spool::open(&folder.path().join("spool")).unwrap();
        let pbx = (!follow.is_alone).then(|| Pbx::start(spool(), follow.dials));
        let left_out = commands
            .iter()
            .map(|command| program_of(&command.text))
            .filter(|program| !is_installed(program))
            .map(str::to_owned)
            .collect();
        let script = script(page, commands, &follow, store);
        fs::write(folder.path().join("follow"), script).unwrap();
        let (page, commands) = (page.to_owned(), commands.to_vec());
        Self { page, commands, left_out, folder, store: store.map(str::to_owned), pbx }
    }

    /// Runs the page's commands: the programs that it left out, or what went wrong.
    pub(super) fn follow(self) -> Result<Vec<String>, String> {
        let (went_well, told) = run(self.folder.path(), self.store.as_deref());
        if let Some(pbx) = self.pbx {
            pbx.end();
        }
        let parts: Vec<&str> = told.split(MARK).skip(1).collect();
        if !went_well {
            let at = parts.last().and_then(|last| last.split_once('\n'));
            let (at, told) = at.map_or(("", told.as_str()), |(at, told)| (at.trim(), told));
            let command = at.parse::<usize>().ok().map(|at| &self.commands[at]);
            let what = command.map_or(format!("{}: {at}", self.page), |command| {
                format!("{}: {}", command.place(), command.text)
            });
            return Err(format!("{what}\n{told}"));
        }
        for part in parts {
            let (at, told) = part.split_once('\n').unwrap_or((part, ""));
            let Ok(at) = at.trim().parse::<usize>() else { continue };
            let command = &self.commands[at];
            if !is_as_printed(&command.prints, told) {
                return Err(format!("{} prints something else: {told}", command.place()));
            }
        }
        Ok(self.left_out)
    }
}

/// Whether the output is what the page says; `…` stands for anything.
fn is_as_printed(prints: &[String], told: &str) -> bool {
    let is_line = |(printed, line): (&String, &str)| match printed.split_once('…') {
        Some((begin, end)) => line.starts_with(begin) && line.ends_with(end),
        None => printed == line,
    };
    prints.is_empty()
        || prints.len() == told.lines().count() && prints.iter().zip(told.lines()).all(is_line)
}

/// Waits until a command goes well.
const AWAIT: &str = "await() { for _ in {1..300}; do ! \"$@\" >/dev/null 2>&1 || return 0; sleep 0.1; done; \"$@\"; }";

/// All that is run, with what the reader does besides.
fn script(page: &str, commands: &[Command], follow: &Follow, store: Option<&str>) -> String {
    let mut script = format!("STORE='{}'\n{AWAIT}\n", store.unwrap_or_default());
    let mut steps: Vec<&(String, String)> = follow.steps.iter().collect();
    for (at, command) in commands.iter().enumerate() {
        let is_due = |step: &&(String, String)| command.text.starts_with(&step.0);
        for (_, step) in steps.extract_if(.., |step| is_due(&&**step)) {
            script += &format!("echo '{MARK} before line {}'\n{step}", command.line);
        }
        if is_installed(program_of(&command.text)) {
            script += &format!("echo '{MARK} {at}'\n{}\n", typed(command, follow));
        }
    }
    assert!(steps.is_empty(), "{page} has no such command: {steps:?}");
    script
}

fn typed(command: &Command, follow: &Follow) -> String {
    let typed = follow
        .words
        .iter()
        .fold(command.text.clone(), |text, (word, value)| text.replace(word, value));
    match command.run {
        Run::HereUntilStopped => {
            format!("timeout 1 bash -c '{}' || [ $? = 124 ]", typed.replace('\'', r"'\''"))
        }
        _ => typed,
    }
}

fn program_of(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// Whether this machine has a program, or the page's system or its shell.
fn is_installed(program: &str) -> bool {
    let is_of_shell = ["ferrofax", "systemctl", "cd", "printf", "(umask"].contains(&program)
        || program.contains('=');
    if program == "sqlite3" {
        // As the page says: Debian 12 has an older one.
        let version = Process::new(program).arg("--version").output();
        let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
        let minor = version.unwrap_or_default().split('.').nth(1).and_then(|it| it.parse().ok());
        return minor.is_some_and(|minor: u32| minor >= 43);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    is_of_shell || std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// Runs the folder's script in its system: whether each command went well, and what all of it said.
fn run(folder: &Path, store: Option<&str>) -> (bool, String) {
    let log: PathBuf = folder.join("told");
    let output = fs::File::create(&log).unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Process::new("unshare")
        .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--propagation", "private"])
        .args(["timeout", "120", "bash", "-e"])
        .arg(sources.join(SYSTEM))
        .arg(folder)
        .arg(env!("CARGO_BIN_EXE_ferrofax"))
        .arg(sources)
        .arg(store.map(socket_of).unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .status();
    let told = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
    (status.is_ok_and(|status| status.success()), told)
}

/// The folder with the server's socket, in an address as `tests/postgresql` gives it.
fn socket_of(store: &str) -> String {
    let host = store.split_once('@').and_then(|(_, rest)| rest.split_once('/'));
    host.expect("a host").0.replace("%2F", "/")
}
