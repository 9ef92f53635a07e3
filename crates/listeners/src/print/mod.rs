//! Prints received faxes. If a device in Asterisk has the option `P(printer)`, its faxes are sent
//! to the printer with this name in gateway.toml, or to a print command.
//!
//! The Asterisk module stores a received fax in the spool, with an outbox entry for each printer in
//! addition to the entries for mail addresses. The Ferrofax service prints the fax, not the module:
//! an incoming fax call never waits for a printer, and Asterisk starts no program. If a printer
//! does not work, the fax is tried again, like a mail. A fax that is given up is mailed to the
//! faxmaster. If a crash comes after the end of a print command and before its result is recorded,
//! the fax is printed once more. A printer with a `[[print.printer]]` section can be asked about
//! its jobs, so each fax is printed there once.
//!
//! Each printer is handled separately, so that a slow printer does not delay the others.
//!
//! Read in this order: `settings`, `place` (a printer's address), this file (due faxes),
//! `command`. Then printing by IPP: `carry` (prints a fax once), `taken` and `paper` (what the
//! printer accepts), `stream` (what is sent), `talk` (operations of IPP), `post` (HTTP),
//! `secured` (TLS), `login`, `reasons` (the printer's messages).

mod carry;
mod command;
mod login;
mod paper;
mod place;
mod post;
mod reasons;
mod secured;
mod settings;
mod stream;
mod taken;
mod talk;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub use secured::Fingerprint;
pub use settings::{FormatWanted, KEYS, PRINTER_KEYS, PrintSettings, PrinterOut};

use carry::{Carrier, Trouble};
use command::Sheet;
use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_delivery::attachment::{Attachment, DocumentError};
use ferrofax_spool::undelivered::Undelivered;
use ferrofax_spool::{
    Deferral, Due, Format, LONGEST_LEASE_MS, NextTry, OutboxEntry, OutboxId, ReceivedFax,
    RetryPolicy, Spool, SpoolError,
};
pub use place::{NoPlace, Place};

/// Prints received faxes on printers, by IPP or by a print command.
pub struct Printing {
    spool: Spool,
    settings: PrintSettings,
}

/// The reason why one attempt to print a fax has not printed it.
enum Unprinted {
    /// The fax was not printed, for this reason. Printing it is tried again later.
    NotNow(Undelivered),
    /// The fax can never be printed on this printer, for the given reason.
    Never(Undelivered),
    /// The printer has the fax, but its print job is not finished. Ferrofax asks the printer about
    /// the job again after `wait_ms` milliseconds.
    UnderWay { state: Undelivered, wait_ms: i64 },
}

/// The facts that one pass over all due faxes keeps: when the pass began, and which printers are
/// printing.
struct Turn<'a> {
    began: Instant,
    look: &'a Look,
    retry: RetryPolicy,
    is_stopped: AtomicBool,
    /// The names of the printers to which this service is printing at the moment.
    busy: Mutex<BTreeSet<String>>,
    failed: Mutex<Option<SpoolError>>,
}

/// The maximum number of faxes that one printer's thread prints before the list of due faxes is
/// read again.
const OF_ONE: u32 = 20;
/// The interval at which the service checks whether printers have finished their faxes, and whether
/// the program is to end.
const STEP: Duration = Duration::from_millis(50);
/// The interval at which the service looks for faxes that are due to be printed.
const INTERVAL: Duration = Duration::from_secs(1);

impl Printing {
    /// Creates the value that prints the received faxes in this spool, with the printers in these
    /// settings.
    pub fn new(spool: &Spool, settings: &PrintSettings) -> Self {
        Self { spool: spool.clone(), settings: settings.clone() }
    }

    /// Prints the faxes that are due, until `stop` returns true. While the clock cannot be trusted,
    /// no fax counts as too old to be tried again.
    ///
    /// # Errors
    /// [`SpoolError`]: the faxes cannot be read, or results cannot be written.
    pub fn turn(&self, look: &Look, stop: &dyn Fn() -> bool) -> Result<(), SpoolError> {
        // Results of earlier prints that could not be written to the spool are written first, so
        // that these faxes are not printed again.
        let booked = self.spool.outbox().book_unbooked();
        let retry = self.retry(look.is_settled);
        self.spool.outbox().put_outbox_right(look.unix_ms, &retry)?;
        let turn = Turn {
            began: Instant::now(),
            look,
            retry,
            is_stopped: AtomicBool::new(stop()),
            busy: Mutex::default(),
            failed: Mutex::default(),
        };
        let done = thread::scope(|scope| {
            while !turn.is_stopped() {
                for (printer, entries) in self.due(&turn)? {
                    if lock(&turn.busy).insert(printer.clone()) {
                        let turn = &turn;
                        scope.spawn(move || self.work(&printer, &entries, turn));
                    }
                }
                let looked = Instant::now();
                while !lock(&turn.busy).is_empty() && looked.elapsed() < INTERVAL {
                    thread::sleep(STEP);
                    turn.is_stopped.fetch_or(stop(), Ordering::Relaxed);
                }
                if lock(&turn.busy).is_empty() {
                    break;
                }
            }
            // After a stop, the threads that still print end soon, since they check `is_stopped`,
            // too.
            while !lock(&turn.busy).is_empty() {
                thread::sleep(STEP);
                turn.is_stopped.fetch_or(stop(), Ordering::Relaxed);
            }
            Ok(())
        });
        let failed = lock(&turn.failed).take();
        done.and_then(|()| failed.map_or(booked, Err))
    }

    /// The received faxes that are due to be printed, grouped by printer.
    fn due(&self, turn: &Turn<'_>) -> Result<BTreeMap<String, Vec<OutboxEntry>>, SpoolError> {
        let now = turn.now();
        let Due { entries, unreadable } = self.spool.outbox().all_due_prints(now, OF_ONE)?;
        for (id, why) in unreadable {
            self.set_aside(id, &why, now)?;
        }
        let mut of_printers: BTreeMap<String, Vec<OutboxEntry>> = BTreeMap::new();
        for entry in entries {
            let printer = entry.printer().unwrap_or_default().to_owned();
            of_printers.entry(printer).or_default().push(entry);
        }
        Ok(of_printers)
    }

    /// Prints the received faxes that are due to be printed on this printer.
    fn work(&self, printer: &str, entries: &[OutboxEntry], turn: &Turn<'_>) {
        let _ends = AtItsEnd { turn, printer };
        for entry in entries {
            if turn.is_stopped() {
                break;
            }
            if let Err(error) = self.print_and_book(entry, turn) {
                *lock(&turn.failed) = Some(error);
                turn.is_stopped.store(true, Ordering::Relaxed);
            }
        }
    }

    fn print_and_book(&self, entry: &OutboxEntry, turn: &Turn<'_>) -> Result<(), SpoolError> {
        let now = turn.now();
        let Some(entry) = self.spool.outbox().lease(entry.id, now, now + self.lease_ms())? else {
            return Ok(());
        };
        match self.print(&entry, turn) {
            Ok(printed) => self.book(&entry, Ok(printed), turn),
            Err(Trouble::Unprinted(why)) => self.book(&entry, Err(why), turn),
            Err(Trouble::Spool(error)) if error.is_of_a_row() => {
                self.set_aside(entry.id, &error.to_string(), turn.now())
            }
            Err(Trouble::Spool(error)) => Err(error),
        }
    }

    /// The duration of the lease on a fax: twice the time limit of a printer, in milliseconds. No
    /// other process takes the fax during this time.
    fn lease_ms(&self) -> i64 {
        i64::try_from(self.settings.seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(2_000)
            .min(LONGEST_LEASE_MS)
    }

    /// Marks an outbox entry that cannot be read as failed, so that it does not stop the other
    /// entries.
    fn set_aside(&self, id: OutboxId, why: &str, now: UnixMs) -> Result<(), SpoolError> {
        if self.spool.outbox().set_aside(id, now, why)? {
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
        turn: &Turn<'_>,
    ) -> Result<(), SpoolError> {
        let (subject, printer) = (entry.subject(), entry.printer().unwrap_or_default());
        let now = turn.now();
        match printed {
            Ok(answer) => {
                self.spool.outbox().delivered(entry, now, &answer)?;
                log::info!("{subject} is printed on {printer}: {answer}");
            }
            Err(Unprinted::UnderWay { state, wait_ms }) => {
                self.spool.outbox().still_printing(entry.id, now + wait_ms, &state)?;
                // The state of the job is logged only when it has changed.
                if entry.problem.as_ref() != Some(&state) {
                    log::info!("{subject} on its way on {printer}: {state}");
                }
            }
            Err(Unprinted::NotNow(why)) => {
                match self.spool.outbox().defer_by(entry, now, &turn.retry, &why)? {
                    Deferral::Until(_) => {
                        log::warn!("{subject} is not printed on {printer} yet: {why}")
                    }
                    Deferral::GaveUp => {
                        log::error!("{subject} is not printed on {printer}, and given up: {why}")
                    }
                }
            }
            Err(Unprinted::Never(why)) => {
                self.spool.outbox().reject(entry, now, &why)?;
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

    fn print(&self, entry: &OutboxEntry, turn: &Turn<'_>) -> Result<String, Trouble> {
        let (Some(fax), Some(name)) = (entry.fax, entry.printer()) else {
            return Err(Unprinted::no_fax().into());
        };
        let printer = self.settings.printers.iter().find(|printer| printer.name == name);
        if let Some((printer, place)) = printer.and_then(|one| Some((one, one.uri.as_ref()?))) {
            return self.carry(entry, printer, place, turn);
        }
        let command = printer.map_or(&self.settings.command, |printer| &printer.command);
        let document = self.spool.faxes().document_path(fax)?;
        let fax = ReceivedFax { format: Format::Pdf, ..self.spool.faxes().fax(fax)? };
        let pdf = Attachment::new(&fax, &document).map_err(Unprinted::of_document)?;
        let sheet = Sheet { pdf: &pdf.bytes, printer: name, title: &entry.subject() };
        Ok(command::run(command, &sheet, self.settings.seconds)?)
    }

    fn carry(
        &self,
        entry: &OutboxEntry,
        printer: &PrinterOut,
        place: &Place,
        turn: &Turn<'_>,
    ) -> Result<String, Trouble> {
        let prolonged = Mutex::new(Instant::now());
        // The lease is renewed while the fax is being printed.
        let beat = || {
            let mut last = lock(&prolonged);
            if last.elapsed().as_secs() * 2 >= self.settings.seconds {
                *last = Instant::now();
                let until = turn.now() + self.lease_ms();
                if let Err(error) = self.spool.outbox().prolong(entry.id, until) {
                    log::warn!("{} remains leased as before: {error}", entry.subject());
                }
            }
        };
        let next = turn.retry.next(entry.created_at, entry.attempts, turn.now());
        let carrier = Carrier {
            spool: &self.spool,
            printer,
            place,
            patience: Duration::from_secs(self.settings.seconds),
            now: &|| turn.now(),
            stop: &|| turn.is_stopped(),
            beat: &beat,
            is_last: next == NextTry::GiveUp,
        };
        carrier.carry(entry)
    }
}

impl Drop for Printing {
    fn drop(&mut self) {
        self.spool.outbox().book_at_last();
    }
}

impl Turn<'_> {
    /// The present time: the time at which this pass over the due faxes began, plus the time that
    /// has passed since.
    fn now(&self) -> UnixMs {
        self.look.unix_ms + i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// Marks a printer as free when it is dropped: when the printer's thread ends, even by a panic.
struct AtItsEnd<'a> {
    turn: &'a Turn<'a>,
    printer: &'a str,
}

impl Drop for AtItsEnd<'_> {
    fn drop(&mut self) {
        lock(&self.turn.busy).remove(self.printer);
    }
}

impl Unprinted {
    fn no_fax() -> Self {
        Self::Never(Undelivered::NotForPrinter)
    }

    fn of_document(error: DocumentError) -> Self {
        match error {
            DocumentError::Unreadable { .. } => Self::NotNow((&error).into()),
            error => Self::Never((&error).into()),
        }
    }
}
