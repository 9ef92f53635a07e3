//! Prints a fax on a printer by IPP, exactly once, even after crashes and broken connections.
//!
//! ```text
//! no job ──Create-Job──► requested ──job's number──► open ──Send-Document──► whole ──► completed
//! ```
//!
//! Each step is recorded in the spool: the request for a job before it is sent, the job's number
//! before the document is sent, and at the end that the printer has the whole document. After an
//! interruption (a crash, a printer that was switched off, a broken connection) Ferrofax first
//! looks for the job on the printer, by the job's number and by its unique name. A job that did not
//! get its whole document is cancelled, and the fax is printed again. A job with the whole document
//! is watched. Its fax is not printed again unless the printer reports that the job has failed. If
//! the printer no longer knows the job, the fax is printed once more.

use std::sync::Arc;
use std::time::Duration;

use super::Unprinted;
use super::paper;
use super::place::Place;
use super::post::Post;
use super::reasons::worded;
use super::settings::PrinterOut;
use super::stream::{Contents, Parcel};
use super::taken::{self, Format, ONE_SIDED, TWO_SIDED};
use super::talk::{CREATE_JOB, JobTold, Refusal, SEND_DOCUMENT, Talk};
use ferrofax_basics::UnixMs;
use ferrofax_delivery::attachment::Attachment;
use ferrofax_document::tiff::{self, TiffPage};
use ferrofax_spool::undelivered::{PrinterFault, PrinterWords, Undelivered};
use ferrofax_spool::{
    Format as Kept, OutboxEntry, PrintJob, ReceivedFax, Spool, SpoolError, read_document,
};

/// Prints one fax on a printer, and records each step in the spool.
pub(super) struct Carrier<'a> {
    pub(super) spool: &'a Spool,
    pub(super) printer: &'a PrinterOut,
    pub(super) place: &'a Place,
    pub(super) patience: Duration,
    pub(super) now: &'a dyn Fn() -> UnixMs,
    pub(super) stop: &'a dyn Fn() -> bool,
    pub(super) beat: &'a dyn Fn(),
    /// Whether this is the last attempt to print the fax: if it fails, Ferrofax does not try to
    /// print the fax again.
    pub(super) is_last: bool,
}

/// The reason why one attempt has not printed a fax by IPP.
pub(super) enum Trouble {
    Unprinted(Unprinted),
    Spool(SpoolError),
}

impl From<SpoolError> for Trouble {
    fn from(error: SpoolError) -> Self {
        Self::Spool(error)
    }
}

impl From<Unprinted> for Trouble {
    fn from(why: Unprinted) -> Self {
        Self::Unprinted(why)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Unprinted(not_now(refusal.fault()))
    }
}

/// The number of the state `pending-held` of a print job in IPP (RFC 8011 §5.3.7). The next three
/// constants are the numbers of other states of a print job.
const HELD: i32 = 4;
const CANCELED: i32 = 7;
const ABORTED: i32 = 8;
const COMPLETED: i32 = 9;
/// The number of the state of a printer that has stopped (`stopped`; RFC 8011 §5.4.11).
const STOPPED: i32 = 5;

/// The shortest interval, in milliseconds, at which Ferrofax asks the printer about a print job;
/// [`SELDOM_MS`] is the longest.
const SOONEST_MS: i64 = 1_000;
const SELDOM_MS: i64 = 60_000;

/// The most times that a whole fax is sent to a printer that afterwards does not know the print
/// job. The printer may have printed the fax each time.
const MOST_SENDS: u32 = 2;

/// The number of characters of the unique key in a print job's name.
const KEY: usize = 16;

impl Carrier<'_> {
    /// Continues printing a fax where the last attempt stopped. When the fax is printed, returns a
    /// message about it.
    pub(super) fn carry(&self, entry: &OutboxEntry) -> Result<String, Trouble> {
        let post =
            Post { place: self.place, patience: self.patience, stop: self.stop, beat: self.beat };
        let talk = Talk::new(post, self.printer);
        let noted = self.spool.outbox().print_job(entry.id)?;
        // If the printer's URI was changed in the settings, an earlier job is at another printer
        // and does not count here.
        let noted = noted.filter(|noted| noted.printer == self.place.to_string());
        let done = match noted {
            None => self.begin(&talk, entry, &self.nothing()),
            Some(noted) => self.resume(&talk, entry, &noted),
        };
        if self.is_last { self.with_job_left(entry, done) } else { done }
    }

    fn resume(
        &self,
        talk: &Talk<'_>,
        entry: &OutboxEntry,
        noted: &PrintJob,
    ) -> Result<String, Trouble> {
        match self.find(talk, entry, noted)? {
            EarlierJob::Nothing => self.begin(talk, entry, noted),
            EarlierJob::Ended(words) => Ok(words),
            EarlierJob::Job(job) => self.look_after(talk, entry, noted, &job),
        }
    }

    /// The result of the last attempt. If the printer has a job with the whole fax, which Ferrofax
    /// could not withdraw, the reason names the job.
    fn with_job_left(
        &self,
        entry: &OutboxEntry,
        done: Result<String, Trouble>,
    ) -> Result<String, Trouble> {
        let Err(Trouble::Unprinted(Unprinted::NotNow(Undelivered::Printer { fault }))) = done
        else {
            return done;
        };
        let left = self.spool.outbox().print_job(entry.id)?.filter(|left| left.is_whole);
        Err(not_now(match left.and_then(|left| left.job) {
            Some(job) => PrinterFault::MayStillPrint { job, fault: Box::new(fault) },
            None => fault,
        })
        .into())
    }

    /// Asks the printer for the print job that an earlier attempt to print the fax created.
    fn find(
        &self,
        talk: &Talk<'_>,
        entry: &OutboxEntry,
        noted: &PrintJob,
    ) -> Result<EarlierJob, Trouble> {
        let name = job_name(entry);
        if let Some(id) = noted.job {
            // A printer that was reset may have given this number to somebody else's job.
            let job = talk.job(id)?.filter(|job| job.name.contains(&name));
            let is_over = |job: &JobTold| [CANCELED, ABORTED].contains(&job.state);
            match job {
                Some(job) if noted.withdrawn == Some(id) && is_over(&job) => {
                    return Ok(EarlierJob::Nothing);
                }
                Some(job) => return Ok(EarlierJob::Job(job)),
                None => {}
            }
        }
        match talk.job_named(&name, noted.withdrawn) {
            Ok(Some(job)) => return Ok(EarlierJob::Job(job)),
            Ok(None) => {}
            // If the printer does not list its jobs, the job cannot be found. It is better to print
            // a fax twice than to lose it.
            Err(Refusal::Refused { .. }) => {}
            Err(unheard) => return Err(unheard.into()),
        }
        if noted.is_whole && self.is_up_since(talk, noted.at)? {
            let number = noted.job.map_or_else(String::new, |id| format!(" {id}"));
            return Ok(EarlierJob::Ended(format!("job{number} has gone from the printer's list")));
        }
        if noted.sends >= MOST_SENDS {
            return Err(Unprinted::Never(PrinterFault::JobUnknown.into()).into());
        }
        log::warn!("{} is printed again: the printer does not know it", entry.subject());
        Ok(EarlierJob::Nothing)
    }

    /// Whether the printer was already running at the time `then`, by its own report, and has not
    /// been restarted since. If so, it has not lost a print job that it received at that time.
    fn is_up_since(&self, talk: &Talk<'_>, then: UnixMs) -> Result<bool, Trouble> {
        let heard = talk.about()?;
        let seconds = heard.printer().and_then(|printer| printer.number("printer-up-time"));
        Ok(seconds.is_some_and(|seconds| (self.now)() - i64::from(seconds) * 1_000 < then))
    }

    /// Prints a fax from its first page on, as a new print job. `before` is the record about its
    /// earlier print jobs.
    fn begin(
        &self,
        talk: &Talk<'_>,
        entry: &OutboxEntry,
        before: &PrintJob,
    ) -> Result<String, Trouble> {
        let heard = talk.about()?;
        let Some(printer) = heard.printer() else {
            return Err(not_now(PrinterFault::NoDescription).into());
        };
        if printer.flag("printer-is-accepting-jobs") == Some(false) {
            let reasons = of_printer(printer, None);
            return Err(not_now(explained(PrinterFault::NoJobs, reasons)).into());
        }
        let parcel = self.pack(entry, printer)?;
        let operations = printer.numbers("operations-supported");
        let has = |operation: u16| operations.contains(&i32::from(operation));
        let name = job_name(entry);
        let (asked, sends) = (self.asked(before), before.sends + 1);
        // A printer that was reset gives the numbers of earlier jobs again.
        let withdrawn = |id: i32| before.withdrawn.filter(|earlier| *earlier != id);
        let made =
            |id| PrintJob { job: Some(id), sends, withdrawn: withdrawn(id), ..self.nothing() };
        let id = if has(CREATE_JOB) && has(SEND_DOCUMENT) {
            self.note(entry, &asked)?;
            let id = self.unless_refused(entry, talk.create(&name, &parcel), before)?;
            let open = made(id);
            self.note(entry, &open)?;
            let sent = talk.send(id, &parcel);
            if let Err(Refusal::Refused { .. }) = &sent {
                // If cancelling fails, the printer itself ends a job that lacks its document.
                let _ = self.withdraw(talk, entry, &open, id);
            }
            sent?;
            id
        } else {
            self.note(entry, &PrintJob { sends, ..asked })?;
            self.unless_refused(entry, talk.print(&name, &parcel), before)?
        };
        let whole = PrintJob { is_whole: true, ..made(id) };
        self.note(entry, &whole)?;
        match talk.job(id)? {
            Some(job) => self.look_after(talk, entry, &whole, &job),
            None => Err(self.later(&whole, PrinterFault::JobUnderWay { job: id }).into()),
        }
    }

    /// The record about the print jobs of a fax that has had none.
    fn nothing(&self) -> PrintJob {
        let (printer, at) = (self.place.to_string(), (self.now)());
        PrintJob { printer, job: None, is_whole: false, sends: 0, withdrawn: None, at }
    }

    /// A record which says that Ferrofax now asks the printer to create a print job. The number of
    /// this print job is not known yet. `before` is the record about the earlier print jobs.
    fn asked(&self, before: &PrintJob) -> PrintJob {
        PrintJob { sends: before.sends, withdrawn: before.withdrawn, ..self.nothing() }
    }

    /// Cancels a print job that did not get the whole document, and returns the new record. Before
    /// that, stores in the record that Ferrofax itself cancels this job, so that a later attempt does
    /// not take the cancellation for that of a person. The job no longer counts in `sends`, because it
    /// did not bring the fax to the printer.
    fn withdraw(
        &self,
        talk: &Talk<'_>,
        entry: &OutboxEntry,
        noted: &PrintJob,
        id: i32,
    ) -> Result<PrintJob, Trouble> {
        let counted = u32::from(noted.withdrawn != Some(id));
        let sends = noted.sends.saturating_sub(counted);
        let left = PrintJob { job: Some(id), sends, withdrawn: Some(id), ..noted.clone() };
        self.note(entry, &left)?;
        talk.cancel(id)?;
        Ok(left)
    }

    /// Passes on the result of an IPP operation for a fax. If the printer has refused the
    /// operation, first removes the print job from the spool's record of this fax. The next attempt
    /// then begins a new print job. The record then has only the earlier print jobs, as `before` does.
    fn unless_refused<T>(
        &self,
        entry: &OutboxEntry,
        done: Result<T, Refusal>,
        before: &PrintJob,
    ) -> Result<T, Trouble> {
        if let Err(Refusal::Refused { .. }) = &done {
            let has_earlier = before.sends > 0 || before.withdrawn.is_some();
            match has_earlier.then(|| self.asked(before)) {
                Some(asked) => self.note(entry, &asked)?,
                None => self.spool.outbox().forget_print_job(entry.id)?,
            }
        }
        Ok(done?)
    }

    fn note(&self, entry: &OutboxEntry, noted: &PrintJob) -> Result<(), SpoolError> {
        self.spool.outbox().note_print_job(entry.id, noted)
    }

    /// Decides by the state of the fax's print job (`job`) how to continue. If the job is
    /// completed, returns a message about it. If the printer never got the whole document, and no
    /// person has cancelled the job, the fax is printed as a new job. In all other cases, the error
    /// says why the fax is not printed, and when the printer is asked again.
    fn look_after(
        &self,
        talk: &Talk<'_>,
        entry: &OutboxEntry,
        noted: &PrintJob,
        job: &JobTold,
    ) -> Result<String, Trouble> {
        let id = job.id;
        let why = job.words();
        let again = |fault: PrinterFault| -> Result<String, Trouble> {
            self.spool.outbox().forget_print_job(entry.id)?;
            Err(not_now(fault).into())
        };
        match job.state {
            COMPLETED if !noted.is_whole && self.is_short(entry, job)? => {
                again(PrinterFault::JobCutShort { job: id })
            }
            COMPLETED => Ok(format!("job {id} is completed")),
            ABORTED => again(explained(PrinterFault::JobAborted { job: id }, why)),
            CANCELED if noted.is_whole || (noted.sends > 0 && job.is_cancelled_by_person()) => {
                let fault = explained(PrinterFault::JobCancelled { job: id }, why);
                Err(Unprinted::Never(fault.into()).into())
            }
            CANCELED => again(PrinterFault::JobCancelledEarly { job: id }),
            state if !noted.is_whole && (state == HELD || job.wants_more()) => {
                let left = self.withdraw(talk, entry, noted, id)?;
                log::info!(
                    "{}: job {id} never got the whole document, and is started again",
                    entry.subject()
                );
                self.begin(talk, entry, &left)
            }
            _ if self.is_last => {
                talk.cancel(id)?;
                again(explained(PrinterFault::JobNotPrinted { job: id }, why))
            }
            _ => {
                let heard = talk.about()?;
                let reasons = heard.printer().map(|printer| {
                    let stopped = printer.number("printer-state") == Some(STOPPED);
                    of_printer(printer, stopped.then_some("printer-stopped"))
                });
                let all = why.and_printer(reasons.unwrap_or_default());
                let state = explained(PrinterFault::JobUnderWay { job: id }, all);
                Err(self.later(noted, state).into())
            }
        }
    }

    /// The result of printing a fax whose print job is not finished yet, with the time until
    /// Ferrofax asks the printer again. This time grows with the age of the print job.
    fn later(&self, noted: &PrintJob, state: PrinterFault) -> Unprinted {
        let age = (self.now)().ms_since(noted.at);
        let wait_ms = (age / 4).clamp(SOONEST_MS, SELDOM_MS);
        Unprinted::UnderWay { state: state.into(), wait_ms }
    }

    /// Whether the printer has printed fewer sides than the fax has pages. Always false if the
    /// printer does not count sides.
    fn is_short(&self, entry: &OutboxEntry, job: &JobTold) -> Result<bool, Trouble> {
        let Some(printed) = job.impressions else { return Ok(false) };
        let pages = self.pages(&self.fax(entry)?)?.len();
        Ok(usize::try_from(printed).is_ok_and(|printed| printed < pages))
    }

    fn fax(&self, entry: &OutboxEntry) -> Result<ReceivedFax, Trouble> {
        match entry.fax {
            Some(fax) => Ok(self.spool.faxes().fax(fax)?),
            None => Err(Unprinted::no_fax().into()),
        }
    }

    fn pages(&self, fax: &ReceivedFax) -> Result<Vec<TiffPage>, Trouble> {
        let path = self.spool.faxes().document_path(fax.id)?;
        let bytes =
            read_document(&path).map_err(|error| Unprinted::NotNow(error.to_string().into()))?;
        let pages = tiff::parse(bytes, &path);
        Ok(pages.map_err(|error| Unprinted::Never(error.to_string().into()))?)
    }

    /// Converts the fax into a format that this printer accepts.
    fn pack(&self, entry: &OutboxEntry, printer: crate::ipp::Told<'_>) -> Result<Parcel, Trouble> {
        let fax = self.fax(entry)?;
        let pages = self.pages(&fax)?;
        let has = |name: &str, word: &str| printer.texts(name).contains(&word);
        let is_duplex = self.printer.duplex && pages.len() > 1 && has("sides-supported", TWO_SIDED);
        let most = |of: &dyn Fn(&TiffPage) -> f64| pages.iter().map(of).fold(1.0, f64::max);
        let dpi = (most(&|page| page.x_dpi), most(&|page| page.y_dpi));
        let format = taken::choose(printer, self.printer, dpi, is_duplex).map_err(not_now)?;
        let inches = |pixels: u32, dpi: f64| f64::from(pixels) / dpi * 2540.0;
        let width = most(&|page| inches(page.width, page.x_dpi));
        let paper = paper::choose(printer, width, most(&|page| inches(page.rows, page.y_dpi)));
        let (contents, scalings, is_gzipped) = match format {
            Format::Pdf => (self.pdf(fax)?, &["auto-fit", "fit"][..], false),
            Format::Raster(form) => (
                Contents::raster(form, &pages, &paper),
                &["none"][..],
                has("compression-supported", "gzip"),
            ),
        };
        let scaling = scalings.iter().find(|word| has("print-scaling-supported", word)).copied();
        let sides = if is_duplex { TWO_SIDED } else { ONE_SIDED };
        let sides = has("sides-supported", sides).then_some(sides);
        Ok(Parcel { contents, paper, sides, scaling, is_gzipped })
    }

    fn pdf(&self, fax: ReceivedFax) -> Result<Contents, Trouble> {
        let document = self.spool.faxes().document_path(fax.id)?;
        let fax = ReceivedFax { format: Kept::Pdf, ..fax };
        let pdf = Attachment::new(&fax, &document).map_err(Unprinted::of_document)?;
        Ok(Contents::Pdf(Arc::from(pdf.bytes)))
    }
}

/// The printer's answer about the print job that an earlier attempt to print the fax created.
enum EarlierJob {
    Job(JobTold),
    /// The printer has no such print job, so the fax must be printed as a new one.
    Nothing,
    /// The print job is no longer in the printer's list, although the printer got the whole
    /// document and was not restarted. So the job counts as printed. The text is the message about
    /// it for the log of the Ferrofax service.
    Ended(String),
}

impl JobTold {
    /// The reasons that the printer gives for the state of this print job.
    fn words(&self) -> PrinterWords {
        let reasons: Vec<String> = self.reasons.iter().map(|reason| worded(reason)).collect();
        PrinterWords::of_job(reasons.iter().map(String::as_str), worded(&self.message))
    }

    /// Whether the printer reports that it has not received all data of the print job's document
    /// yet.
    fn wants_more(&self) -> bool {
        self.has_reason(&["job-incoming", "job-data-insufficient"])
    }

    /// Whether the printer reports that somebody has cancelled the print job (RFC 8011 §5.3.8). The
    /// result is also true if Ferrofax itself has cancelled it.
    fn is_cancelled_by_person(&self) -> bool {
        self.has_reason(&[
            "job-canceled-at-device",
            "job-canceled-by-operator",
            "job-canceled-by-user",
        ])
    }

    fn has_reason(&self, words: &[&str]) -> bool {
        self.reasons.iter().any(|reason| words.contains(&reason.as_str()))
    }
}

/// Makes a unique name for a print job. It contains a part of the Message-ID of the fax's outbox
/// entry. The Message-ID is unique for each entry, and is replaced when a fax is printed again on
/// request.
fn job_name(entry: &OutboxEntry) -> String {
    let unique = entry.message_id.split('@').next().unwrap_or_default();
    let unique = unique.rsplit('-').next().unwrap_or_default();
    let key: String = unique.chars().take(KEY).collect();
    format!("{} [{key}]", entry.subject())
}

/// Collects the reasons that a printer gives for its own state, such as an empty tray. `more` is
/// one additional reason.
fn of_printer(printer: crate::ipp::Told<'_>, more: Option<&str>) -> PrinterWords {
    let own = printer.texts("printer-state-reasons").into_iter();
    let reasons: Vec<String> = own.chain(more).map(worded).collect();
    PrinterWords::of_printer(reasons.iter().map(String::as_str))
}

/// Adds to `fault` the reasons that the printer gave, so that people see both. If the printer gave
/// no reasons, `fault` is returned unchanged.
fn explained(fault: PrinterFault, reasons: PrinterWords) -> PrinterFault {
    if reasons.are_none() {
        fault
    } else {
        PrinterFault::Explained { fault: Box::new(fault), reasons }
    }
}

fn not_now(fault: PrinterFault) -> Unprinted {
    Unprinted::NotNow(fault.into())
}
