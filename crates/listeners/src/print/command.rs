//! Prints a fax by a command that the settings name. The command gets the fax as a PDF file.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::Unprinted;
use ferrofax_basics::control_signs::blanked;
use ferrofax_confine::EndedOnDrop;
use ferrofax_spool::undelivered::Undelivered;

/// The maximum number of characters of a print command's output that are stored.
const LONGEST_ANSWER: usize = 160;
/// The maximum number of bytes of a print command's output that are read.
const MOST_HEARD: u64 = 64 << 10;

/// The values that are filled into a print command: the fax as PDF, the printer's name, and a
/// title.
pub(super) struct Sheet<'a> {
    pub(super) pdf: &'a [u8],
    pub(super) printer: &'a str,
    pub(super) title: &'a str,
}

/// Runs a print command with its arguments and a time limit. Returns the first line of its output.
pub(super) fn run(
    command: &[String],
    sheet: &Sheet<'_>,
    seconds: u64,
) -> Result<String, Unprinted> {
    let Sheet { pdf, printer, title } = *sheet;
    let not_now = |error: std::io::Error| Unprinted::NotNow(error.to_string().into());
    // The command reads the fax from a temporary file.
    let mut file = tempfile::Builder::new().suffix(".pdf").tempfile().map_err(not_now)?;
    file.write_all(pdf).map_err(not_now)?;
    let path = file.path().to_string_lossy();
    let filled =
        |word: &String| word.replace("%i", &path).replace("%t", title).replace("%p", printer);
    let mut words = command.iter().map(filled);
    let program = words.next().unwrap_or_default();
    let named = || program.clone();
    let failed = |error: std::io::Error| {
        Unprinted::NotNow(Undelivered::Command { program: named(), why: error.to_string() })
    };
    // The output is written to a file, since a pipe that nobody reads would block the command.
    let mut heard = tempfile::tempfile().map_err(failed)?;
    let child = Command::new(&program)
        .args(words)
        .stdin(Stdio::null())
        .stdout(heard.try_clone().map_err(failed)?)
        .stderr(heard.try_clone().map_err(failed)?)
        .spawn()
        .map_err(failed)?;
    // The command is killed when this time has passed.
    let patience = Duration::from_secs(seconds);
    let Some(status) = EndedOnDrop(child).within(patience).map_err(failed)? else {
        return Err(Unprinted::NotNow(Undelivered::CommandSlow { program, seconds }));
    };
    let said = said(&mut heard);
    if status.success() {
        return Ok(said);
    }
    Err(Unprinted::NotNow(if said.is_empty() {
        Undelivered::CommandEnded { program, status: status.to_string() }
    } else {
        Undelivered::Command { program, why: said }
    }))
}

fn said(heard: &mut std::fs::File) -> String {
    let mut bytes = Vec::new();
    if std::io::Seek::rewind(heard)
        .and_then(|()| heard.take(MOST_HEARD).read_to_end(&mut bytes))
        .is_err()
    {
        return String::new();
    }
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    blanked(line).chars().take(LONGEST_ANSWER).collect()
}
