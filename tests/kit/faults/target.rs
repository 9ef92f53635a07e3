//! What a call works on: a file below the watched folder, or a socket of IPv4.

use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rustix::process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open};
use socket2::Socket;

use crate::calls::{Kind, Names, Watch};
use crate::kernel::Question;

/// The longest path that the kernel knows.
const LONGEST_PATH: usize = 4096;
const AT_FDCWD: i32 = -100;

/// Returns what the call works on, as a path below the folder or the word `network`; None if the
/// call is not counted.
pub(crate) fn of(question: &Question, watch: &Watch, folder: &Path) -> Option<String> {
    let argument = |at: usize| question.arguments[at];
    if watch.kind == Kind::Network {
        return is_network(question, argument(0) as i32).then(|| "network".to_owned());
    }
    let path = match watch.names {
        Names::Descriptor => open_file(question, argument(0) as i32)?,
        Names::Third => open_file(question, argument(2) as i32)?,
        Names::Path => path_in(question, AT_FDCWD, argument(0))?,
        Names::PathIn(at) => path_in(question, argument(at) as i32, argument(at + 1))?,
    };
    if path.to_string_lossy().starts_with("socket:") {
        return is_network(question, argument(0) as i32).then(|| "network".to_owned());
    }
    let inside = path.strip_prefix(folder).ok()?;
    Some(inside.display().to_string())
}

/// The bytes that a call is about to write.
pub(crate) fn bytes(question: &Question, at: u64, count: usize) -> Option<Vec<u8>> {
    let memory = memory(question)?;
    let mut bytes = vec![0; count];
    memory.read_exact_at(&mut bytes, at).ok()?;
    Some(bytes)
}

/// A copy of the descriptor of the thread that calls.
pub(crate) fn descriptor(question: &Question, number: i32) -> Option<OwnedFd> {
    let status = fs::read_to_string(format!("/proc/{}/status", question.thread)).ok()?;
    let process = status.lines().find_map(|line| line.strip_prefix("Tgid:"))?;
    let process = Pid::from_raw(process.trim().parse().ok()?)?;
    let process = pidfd_open(process, PidfdFlags::empty()).ok()?;
    pidfd_getfd(process, number, PidfdGetfdFlags::empty()).ok()
}

fn memory(question: &Question) -> Option<File> {
    File::open(format!("/proc/{}/mem", question.thread)).ok()
}

fn open_file(question: &Question, number: i32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{}/fd/{number}", question.thread)).ok()
}

/// The path that the call names, which begins at the folder with this descriptor if it is relative.
fn path_in(question: &Question, folder: i32, at: u64) -> Option<PathBuf> {
    let mut text = vec![0; LONGEST_PATH];
    let memory = memory(question)?;
    // The end of the memory may come before the longest path does.
    let room = LONGEST_PATH - (at as usize % LONGEST_PATH);
    let read = memory.read_at(&mut text[..room], at).ok()?;
    let mut end = text[..read].iter().position(|byte| *byte == 0);
    if end.is_none() {
        let more = memory.read_at(&mut text[read..], at + read as u64).ok()?;
        end = text[..read + more].iter().position(|byte| *byte == 0);
    }
    text.truncate(end?);
    let path = PathBuf::from(std::ffi::OsString::from_vec(text));
    if path.is_absolute() {
        return Some(path);
    }
    let folder = match folder {
        AT_FDCWD => fs::read_link(format!("/proc/{}/cwd", question.thread)).ok()?,
        number => open_file(question, number)?,
    };
    // An empty path means the file of the descriptor itself; `fstat` is such a call.
    Some(if path.as_os_str().is_empty() { folder } else { folder.join(path) })
}

fn is_network(question: &Question, number: i32) -> bool {
    let socket = descriptor(question, number).map(Socket::from);
    socket.is_some_and(|socket| socket.local_addr().is_ok_and(|address| address.is_ipv4()))
}
