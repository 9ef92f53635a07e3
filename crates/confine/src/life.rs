//! The main function of a confined child process of `ferrofax`. The child and its parent exchange
//! lines of JSON.

use std::io::{self, BufRead, Read};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use serde_json::Value;

use super::{Confined, confine, limit};

/// The number of bytes of stack for a parser. The input of the parser may be deeply nested, so it
/// needs a large stack.
pub const STACK: usize = 64 << 20;

/// The exit code of a child process that could not do its work.
pub const BROKE: u8 = 101;

/// The exit code of a child process whose input or output has failed is this number plus the
/// system's number of the error.
const IO_FAILED: u8 = 128;

/// The command that starts `ferrofax` as a child process, by the hidden subcommand `word`, with an
/// empty environment.
pub fn own_child(program: &Path, word: &str, memory_mb: u64) -> Command {
    let mut command = Command::new(program);
    command
        .arg0("ferrofax")
        .args([word, &memory_mb.to_string()])
        .env_clear()
        .current_dir("/");
    command
}

/// The main function of a child process of `ferrofax`: it confines itself, and then does its work.
/// `work` returns `None` if the work could not be done.
pub fn live(
    memory_mb: u64,
    work: impl FnOnce(Confined) -> Option<()> + Send + 'static,
) -> ExitCode {
    live_with_files(memory_mb, |confined| work(confined).ok_or(io::ErrorKind::InvalidData.into()))
}

/// The main function of a child process of `ferrofax` whose input and output are files. It does the
/// same as [`live`], but if the system reports an error for its input or output, the exit code
/// contains the error ([`io_error_of`]).
pub fn live_with_files(
    memory_mb: u64,
    work: impl FnOnce(Confined) -> io::Result<()> + Send + 'static,
) -> ExitCode {
    // The exit code tells the parent about the panic, so no message is printed.
    std::panic::set_hook(Box::new(|_| {}));
    let Ok(confined) = limit(memory_mb).and_then(|()| confine()) else {
        return ExitCode::from(BROKE);
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || work(confined));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(done)) => done.map_or_else(|error| code_of(&error), |()| ExitCode::SUCCESS),
        _ => ExitCode::from(BROKE),
    }
}

fn code_of(error: &io::Error) -> ExitCode {
    ExitCode::from(number_of(error).unwrap_or(BROKE))
}

fn number_of(error: &io::Error) -> Option<u8> {
    IO_FAILED.checked_add(u8::try_from(error.raw_os_error()?).ok()?)
}

/// The error of the system that ended a child process with [`live_with_files`], from the exit
/// status of the child process; `None` if there was no such error.
pub fn io_error_of(status: ExitStatus) -> Option<io::Error> {
    let error = i32::from(u8::try_from(status.code()?).ok()?.checked_sub(IO_FAILED)?);
    (error > 0).then(|| io::Error::from_raw_os_error(error))
}

/// The reason why a child process failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakdown {
    /// The child process used too much processor time.
    Time,
    /// The child process used too much memory.
    Memory,
    /// The child process crashed.
    Crash,
}

impl Breakdown {
    /// Determines the reason of failure from the exit status of a child process.
    pub fn of(status: ExitStatus) -> Self {
        match status.signal() {
            Some(libc::SIGXCPU | libc::SIGKILL) => Self::Time,
            Some(libc::SIGABRT) => Self::Memory,
            _ => Self::Crash,
        }
    }
}

/// The reason why a child process failed to read a mail, from its exit status. The text completes a
/// sentence that begins with "the mail".
pub fn how_it_broke(status: ExitStatus) -> &'static str {
    match Breakdown::of(status) {
        Breakdown::Time => "needs too much processor time",
        Breakdown::Memory => "needs too much memory or is nested too deeply",
        Breakdown::Crash => "crashes the program that reads it",
    }
}

/// A JSON value as one line, including the line end.
pub fn line_of(value: &Value) -> String {
    let mut line = value.to_string();
    line.push('\n');
    line
}

/// Reads a line of JSON; `None` if the line is not valid JSON, or is longer than `longest` bytes.
pub fn read_line(input: &mut impl BufRead, longest: u64) -> Option<Value> {
    try_read_line(input, longest).ok().flatten()
}

/// Reads a line of JSON as [`read_line`] does.
///
/// # Errors
/// The input could not be read.
pub fn try_read_line(input: &mut impl BufRead, longest: u64) -> io::Result<Option<Value>> {
    let mut line = Vec::new();
    input.by_ref().take(longest).read_until(b'\n', &mut line)?;
    Ok(serde_json::from_slice(&line).ok())
}
