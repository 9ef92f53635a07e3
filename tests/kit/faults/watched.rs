//! A process under watch, and the one fault that it meets.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::{self, JoinHandle};

use rustix::io::{pwrite, write};

use crate::calls::{Kind, Watch, watched};
use crate::kernel::{Question, Questions, Reply, watch_this_thread};
use crate::target;

/// A counted call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: &'static str,
    pub kind: Kind,
    /// The path below the watched folder, or `network`.
    pub target: String,
    /// Whether the call was made to fail.
    pub failed: bool,
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// This call fails, and those after it are carried out. (EIO; on the network ECONNRESET.)
    Once,
    /// A call that needs room on the disk finds none (ENOSPC), and those after it do.
    Full,
    /// A call that writes, writes the first half of its bytes.
    Short,
    /// This call fails, and all after it.
    Always,
    /// From this call on, all calls that need room on the disk find none.
    AlwaysFull,
}

/// The first call that can fail in this way fails, of those from this number on. Numbers begin
/// with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub number: usize,
    pub how: How,
}

/// A process, its children, and the thread that answers the kernel's questions about them.
pub struct Watched {
    pub child: Child,
    calls: JoinHandle<Vec<Call>>,
}

impl How {
    fn lasts(self) -> bool {
        matches!(self, Self::Always | Self::AlwaysFull)
    }

    /// Whether a call can fail in this way.
    pub fn fits(self, call: &Call) -> bool {
        match self {
            Self::Once | Self::Always => true,
            Self::Full | Self::AlwaysFull => call.kind == Kind::Takes && call.target != "network",
            Self::Short => matches!(call.name, "write" | "pwrite") && call.target != "network",
        }
    }
}

impl Watched {
    /// Starts a process. Its calls on files below this folder and on the network are counted.
    pub fn spawn(mut command: Command, folder: &Path, fault: Option<Fault>) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        let (tell, told) = std::sync::mpsc::channel();
        // A filter holds for one thread and what it starts. So this thread starts the process, and
        // it is not the one that answers.
        let starting = thread::spawn(move || {
            let questions = watch_this_thread()?;
            tell.send(questions).map_err(io::Error::other)?;
            command.spawn()
        });
        let calls = thread::spawn(move || match told.recv() {
            Ok(questions) => Watcher::new(folder, fault).watch(&questions),
            Err(_) => Vec::new(),
        });
        let child = starting.join().map_err(|_| io::Error::other("a panic"))??;
        Ok(Self { child, calls })
    }

    /// Waits until the process and all its children have ended. Returns the calls in their order.
    pub fn calls(self) -> Vec<Call> {
        self.calls.join().unwrap_or_default()
    }
}

struct Watcher {
    folder: PathBuf,
    fault: Option<Fault>,
    calls: Vec<Call>,
    /// Whether a call has failed.
    has_failed: bool,
}

impl Watcher {
    fn new(folder: PathBuf, fault: Option<Fault>) -> Self {
        Self { folder, fault, calls: Vec::new(), has_failed: false }
    }

    fn watch(mut self, questions: &Questions) -> Vec<Call> {
        while let Some(question) = questions.next() {
            let reply = self.reply(&question).unwrap_or(Reply::GoOn);
            questions.answer(&question, &reply);
        }
        self.calls
    }

    /// None: nothing keeps the call from being carried out.
    fn reply(&mut self, question: &Question) -> Option<Reply> {
        let watch = watched(question.number)?;
        let target = target::of(question, watch, &self.folder)?;
        let Watch { name, kind, .. } = *watch;
        let kind = match kind {
            // O_CREAT
            Kind::Reads if name == "open" && opens_to_make(question) => Kind::Takes,
            _ if target == "network" => Kind::Network,
            kind => kind,
        };
        let call = Call { name, kind, target, failed: false };
        let number = self.calls.len();
        self.calls.push(call.clone());
        let fault = self.fault.filter(|fault| number >= fault.number && fault.how.fits(&call))?;
        if self.has_failed && !fault.how.lasts() {
            return None;
        }
        let reply = fault.how.reply(question, &call)?;
        self.calls[number].failed = true;
        self.has_failed = true;
        Some(reply)
    }
}

fn opens_to_make(question: &Question) -> bool {
    let flags = match question.number {
        libc::SYS_openat => question.arguments[2],
        #[cfg(target_arch = "x86_64")]
        libc::SYS_open => question.arguments[1],
        _ => 0,
    };
    flags & libc::O_CREAT as u64 != 0
}

impl How {
    fn reply(self, question: &Question, call: &Call) -> Option<Reply> {
        match self {
            Self::Full | Self::AlwaysFull => Some(Reply::Error(libc::ENOSPC)),
            Self::Short => write_half(question),
            Self::Once | Self::Always if call.kind == Kind::Network => {
                let refused = call.name == "connect";
                Some(Reply::Error(if refused { libc::ECONNREFUSED } else { libc::ECONNRESET }))
            }
            Self::Once | Self::Always => Some(Reply::Error(libc::EIO)),
        }
    }
}

/// Writes the first half of the bytes in place of the process. None: there is no half.
fn write_half(question: &Question) -> Option<Reply> {
    let [file, at, count, offset, ..] = question.arguments;
    let half = count as usize / 2;
    if half == 0 {
        return None;
    }
    let file = target::descriptor(question, file as i32)?;
    let bytes = target::bytes(question, at, half)?;
    let written = match question.number {
        libc::SYS_write => write(&file, &bytes),
        libc::SYS_pwrite64 => pwrite(&file, &bytes, offset),
        _ => return None,
    };
    Some(Reply::Returns(written.ok()? as i64))
}
