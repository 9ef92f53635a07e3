//! Runs the administrator's program that prints an access token for the mail server (`command` in
//! `[mail_login]`).

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Fault;
use super::request::of_command;
use ferrofax_basics::UnixMs;
use ferrofax_confine::Group;
use ferrofax_spool::AccessToken;

/// The time limit for one run of the administrator's program that prints an access token.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest output of the administrator's program that is read, in bytes.
const LONGEST: u64 = 16 * 1024;

/// Starts the administrator's program `words` without a shell. Returns the first line of its output
/// as an access token.
pub(super) fn printed(words: &[String], now: UnixMs) -> Result<AccessToken, Fault> {
    let (program, arguments) = words.split_first().ok_or_else(|| Fault::settings("no command"))?;
    let failed = |why: &dyn std::fmt::Display| {
        Fault::settings(format!("[mail_login] command {program}: {why}"))
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // The program might print secrets to standard error.
        .stderr(Stdio::null())
        .current_dir("/");
    let mut group = Group::start(&mut command).map_err(|error| failed(&error))?;
    let mut output = group.stdout().ok_or_else(|| failed(&"its output can't be read"))?;
    let heard = std::thread::spawn(move || {
        let mut said = Vec::new();
        output.by_ref().take(LONGEST).read_to_end(&mut said)?;
        // A pipe that nobody reads would end the program, with a status that hides the reason.
        io::copy(&mut output, &mut io::sink()).map(|_| said)
    });
    let status = group.wait(Instant::now() + PATIENCE).map_err(|error| failed(&error))?;
    // Dropping the group ends all its processes, which hold the other end of the pipe.
    drop(group);
    let said = heard.join().map_err(|_| failed(&"its output can't be read"))?;
    match status {
        None => Err(failed(&format!("no answer after {} seconds", PATIENCE.as_secs()))),
        Some(status) if !status.success() => Err(failed(&format!("it ended with {status}"))),
        Some(_) => {
            let said = String::from_utf8(said.unwrap_or_default()).unwrap_or_default();
            let line = said.lines().next().unwrap_or_default();
            of_command(line, now).map_err(|why| failed(&why))
        }
    }
}
