//! Received faxes on paper: what a device's option `P(printer)` asks for is handed to a
//! print command.
//!
//! The module files a fax with a way to each printer beside those to its mailboxes. This
//! program runs the command, and not the PBX: a call never waits for a printer, and
//! Asterisk starts no program. A printer that is out of order is tried again as a mail
//! relay is; one that is given up is told to the faxmaster, with the fax. A crash between
//! the command's end and our note of it prints a fax once more.

mod settings;

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

pub(crate) use settings::KEYS;
pub use settings::PrintSettings;

use crate::confine::EndedOnDrop;
use crate::control_signs::blanked;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_delivery::attachment::{Attachment, DocumentError};
use ferrofax_spool::{
    Deferral, Due, Format, LONGEST_LEASE_MS, OutboxEntry, OutboxId, ReceivedFax, RetryPolicy,
    Spool, SpoolError,
};

/// Hands faxes to printers.
pub struct Printing {
    spool: Spool,
    settings: PrintSettings,
}

/// Why a fax was not printed.
enum Unprinted {
    /// It may be at another time.
    NotNow(String),
    /// It never will be.
    Never(String),
}

/// How many faxes a turn takes at most.
const BATCH: u32 = 20;
/// The longest answer of a command that is kept, letters.
const LONGEST_ANSWER: usize = 160;
/// The most of its words that are read, bytes.
const MOST_HEARD: u64 = 64 << 10;

impl Printing {
    /// By these settings, what is filed in this spool.
    pub fn new(spool: &Spool, settings: &PrintSettings) -> Self {
        Self { spool: spool.clone(), settings: settings.clone() }
    }

    /// Prints what is due, until told to stop. While the clock can't be believed nothing
    /// is given up.
    ///
    /// # Errors
    /// [`SpoolError`]: what is due cannot be read, or what became of it not be written.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        let (now, retry) = (look.unix_ms, self.retry(look.is_settled));
        self.spool.put_outbox_right(now, retry.longest_wait_ms)?;
        let Due { entries, unreadable } = self.spool.all_due_prints(now, BATCH)?;
        for (id, why) in unreadable {
            self.set_aside(id, &why, now)?;
        }
        for entry in entries {
            if stop() {
                break;
            }
            // Twice the time that it has, so that it is nobody else's meanwhile.
            let lease = i64::try_from(self.settings.seconds)
                .unwrap_or(i64::MAX)
                .saturating_mul(2_000)
                .min(LONGEST_LEASE_MS);
            let until = now + lease;
            let Some(entry) = self.spool.lease(entry.id, now, until)? else { continue };
            match self.print(&entry) {
                Ok(printed) => self.book(&entry, printed, now, &retry)?,
                Err(error) if error.is_of_a_row() => {
                    self.set_aside(entry.id, &error.to_string(), now)?
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Nothing can be printed of an entry: it keeps no other from being printed, now or later.
    fn set_aside(&self, id: OutboxId, why: &str, now: UnixMs) -> Result<(), SpoolError> {
        if self.spool.set_aside(id, now, why)? {
            log::error!(
                "ALARM: printing: entry {id} of the outbox is set aside and not printed: {why}; `ferrofax requeue {id}` once that is \
                 put right"
            );
        }
        Ok(())
    }

    fn book(
        &self,
        entry: &OutboxEntry,
        printed: Result<String, Unprinted>,
        now: UnixMs,
        retry: &RetryPolicy,
    ) -> Result<(), SpoolError> {
        let (subject, printer) = (entry.subject(), entry.printer().unwrap_or_default());
        match printed {
            Ok(answer) => {
                self.spool.delivered(entry.id, now, &answer)?;
                log::info!("{subject} is printed on {printer}");
            }
            Err(Unprinted::NotNow(why)) => match self.spool.defer_by(entry.id, now, retry, &why)? {
                Deferral::Until(_) => {
                    log::warn!("{subject} is not printed on {printer} yet: {why}")
                }
                Deferral::GaveUp => {
                    log::error!("{subject} is not printed on {printer}, and given up: {why}")
                }
            },
            Err(Unprinted::Never(why)) => {
                self.spool.reject(entry.id, now, &why)?;
                log::error!("{subject} cannot be printed on {printer}: {why}");
            }
        }
        Ok(())
    }

    fn retry(&self, is_settled: bool) -> RetryPolicy {
        let give_up_after_ms =
            if is_settled { i64::from(self.settings.give_up_hours) * 3_600_000 } else { i64::MAX };
        RetryPolicy { give_up_after_ms, ..RetryPolicy::default() }
    }

    fn print(&self, entry: &OutboxEntry) -> Result<Result<String, Unprinted>, SpoolError> {
        let (Some(fax), Some(printer)) = (entry.fax, entry.printer()) else {
            return Ok(Err(Unprinted::Never("it is no fax for a printer".to_owned())));
        };
        let document = self.spool.document_path(fax)?;
        let fax = ReceivedFax { format: Format::Pdf, ..self.spool.fax(fax)? };
        Ok(match Attachment::new(&fax, &document) {
            Ok(pdf) => self.run(&pdf.bytes, printer, &entry.subject()),
            Err(error @ DocumentError::Unreadable { .. }) => {
                Err(Unprinted::NotNow(error.to_string()))
            }
            Err(error) => Err(Unprinted::Never(error.to_string())),
        })
    }

    /// The first line that the command says.
    fn run(&self, pdf: &[u8], printer: &str, title: &str) -> Result<String, Unprinted> {
        let not_now = |error: &dyn std::fmt::Display| Unprinted::NotNow(error.to_string());
        // The command reads the fax from a file of its own.
        let mut file = tempfile::Builder::new()
            .suffix(".pdf")
            .tempfile()
            .map_err(|error| not_now(&error))?;
        file.write_all(pdf).map_err(|error| not_now(&error))?;
        let path = file.path().to_string_lossy();
        let filled =
            |word: &String| word.replace("%i", &path).replace("%t", title).replace("%p", printer);
        let mut words = self.settings.command.iter().map(filled);
        let program = words.next().unwrap_or_default();
        let failed = |error: std::io::Error| Unprinted::NotNow(format!("{program}: {error}"));
        // What it says goes into a file: a pipe that nobody reads would stop it.
        let mut heard = tempfile::tempfile().map_err(failed)?;
        let child = Command::new(&program)
            .args(words)
            .stdin(Stdio::null())
            .stdout(heard.try_clone().map_err(failed)?)
            .stderr(heard.try_clone().map_err(failed)?)
            .spawn()
            .map_err(failed)?;
        // It has so many seconds, and is ended then.
        let patience = Duration::from_secs(self.settings.seconds);
        let Some(status) = EndedOnDrop(child).within(patience).map_err(failed)? else {
            let seconds = patience.as_secs();
            return Err(not_now(&format!("{program} was not done after {seconds} seconds")));
        };
        let said = said(&mut heard);
        match status.success() {
            true => Ok(said),
            false if said.is_empty() => Err(not_now(&format!("{program} ended with {status}"))),
            false => Err(not_now(&format!("{program}: {said}"))),
        }
    }
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
