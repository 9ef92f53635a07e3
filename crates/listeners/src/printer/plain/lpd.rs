//! LPD (RFC 1179), a protocol by which old systems print.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io;

use super::control::Control;
use super::job::{NotTaken, PlainJob, may_print};
use super::wire::Wire;
use crate::printer::Printer;
use crate::printer::queue::Queue;
use ferrofax_rights::Guest;

/// The code of LPD's command "print waiting jobs"; the codes of other commands (RFC 1179 §5) and of
/// subcommands (RFC 1179 §6) follow.
const PRINT_WAITING: u8 = 1;
const RECEIVE_JOB: u8 = 2;
const SHORT_LIST: u8 = 3;
const LONG_LIST: u8 = 4;
const ABORT: u8 = 1;
const CONTROL_FILE: u8 = 2;
const DATA_FILE: u8 = 3;

/// The byte by which the network printer accepts a command or file of the print client; the next
/// constant refuses it.
const YES: &[u8] = &[0];
const NO: &[u8] = &[1];

/// The length of the longest LPD command, in bytes; the next constant is the largest accepted size
/// of a control file.
const LINE: usize = 1 << 10;
const CONTROL: u64 = 64 << 10;

/// The most data files of an LPD print job.
const MOST_FILES: usize = 100;

/// An LPD print job that is being received. The control file and the data files arrive in any
/// order.
#[derive(Default)]
struct Coming {
    control: Option<Control>,
    job: Option<PlainJob>,
    files: BTreeSet<String>,
}

/// Serves a print client until it disconnects.
///
/// # Errors
/// The last job was not accepted.
pub(super) fn serve(printer: &Printer, guest: &Guest, wire: &mut Wire) -> io::Result<()> {
    let Some(line) = wire.line(LINE)? else { return Ok(()) };
    match line.split_first() {
        Some((&RECEIVE_JOB, name)) => {
            let name = String::from_utf8_lossy(name);
            let named = Queue::of_path(&format!("/printers/{}", name.trim()));
            let Some((queue, None)) = named else {
                return refused(wire, "there is no such queue");
            };
            if let Err(why) = may_print(printer, &queue, guest) {
                return refused(wire, why);
            }
            wire.say(YES)?;
            receive(printer, &queue, guest, wire)
        }
        // Jobs do not wait in an LPD queue here, so there is nothing to start.
        Some((&PRINT_WAITING, _)) => wire.say(YES),
        Some((&SHORT_LIST | &LONG_LIST, _)) => {
            wire.say(b"This printer sends faxes; it lists them by IPP.\n")
        }
        _ => refused(wire, "this is no command"),
    }
}

/// Receives print jobs from a print client, one after the other.
fn receive(printer: &Printer, queue: &Queue, guest: &Guest, wire: &mut Wire) -> io::Result<()> {
    let mut coming = Coming::default();
    while let Some(line) = wire.line(LINE)? {
        let text = String::from_utf8_lossy(line.get(1..).unwrap_or_default()).into_owned();
        let file = text.trim().split_once(' ');
        let file = file.and_then(|(size, name)| Some((size.parse::<u64>().ok()?, name)));
        match (line.first(), file) {
            (Some(&ABORT), _) => {
                coming = Coming::default();
                wire.say(YES)?;
                continue;
            }
            (Some(&CONTROL_FILE), Some((size, _)))
                if size <= CONTROL && coming.control.is_none() =>
            {
                wire.say(YES)?;
                let mut bytes = Vec::new();
                file_of(wire, size, |some| {
                    bytes.extend_from_slice(some);
                    Ok(())
                })?;
                coming.control = Some(Control::read(&bytes));
            }
            // A size of 0 means "to the end of the connection". That is not accepted, since a
            // broken connection would look like the end of the file.
            (Some(&DATA_FILE), Some((size, name)))
                if size > 0 && coming.files.len() < MOST_FILES =>
            {
                let mut job = match coming.begun(printer, queue, guest, size) {
                    Ok(job) => job,
                    Err(why) => return refused(wire, why),
                };
                wire.say(YES)?;
                file_of(wire, size, |some| job.push(some).map_err(io::Error::other))?;
                coming.job = Some(job);
                coming.files.insert(name.to_owned());
            }
            _ => return refused(wire, "this is no file that can be taken"),
        }
        if let Err(why) = coming.kept(printer) {
            return refused(wire, why);
        }
        wire.say(YES)?;
    }
    if coming.is_begun() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
}

/// Receives a file of this size from the print client, and the byte after it that confirms its end
/// (RFC 1179 §6.2, §6.3).
fn file_of(
    wire: &mut Wire,
    size: u64,
    mut to: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    wire.exactly(size, &mut to)?;
    wire.exactly(1, |end| match end {
        [0] => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "the client takes the file back")),
    })
}

impl Coming {
    fn is_begun(&self) -> bool {
        self.control.is_some() || self.job.is_some()
    }

    /// Prepares the LPD print job for a data file of this size. The first data file begins the
    /// print job.
    fn begun(
        &mut self,
        printer: &Printer,
        queue: &Queue,
        guest: &Guest,
        size: u64,
    ) -> Result<PlainJob, NotTaken> {
        let job = match self.job.take() {
            Some(mut job) => job.next().map(|()| job)?,
            None => PlainJob::begin(printer, queue, guest)?,
        };
        job.has_room(size).map(|()| job)
    }

    /// Stores the LPD print job durably if its control file and all data files have arrived. Then
    /// the next print job can begin.
    fn kept(&mut self, printer: &Printer) -> Result<(), NotTaken> {
        let is_whole = self.control.as_ref().is_some_and(|control| {
            !control.files.is_empty() && control.files.is_subset(&self.files)
        });
        if !is_whole {
            return Ok(());
        }
        let Self { control, job, .. } = std::mem::take(self);
        let (Some(control), Some(job)) = (control, job) else { return Ok(()) };
        job.keep(printer, control.user, control.name)
    }
}

/// Sends a refusal to the print client. Returns the reason as an error, which is logged.
fn refused(wire: &mut Wire, why: impl Display) -> io::Result<()> {
    wire.say(NO)?;
    Err(io::Error::other(why.to_string()))
}
