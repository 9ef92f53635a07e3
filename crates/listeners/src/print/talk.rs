//! Sends the operations of IPP to a printer (RFC 8011 §4.2, §4.3), and explains the results.

use std::cell::{Cell, RefCell};

use super::login::Login;
use super::post::{Document, Post, Reply};
use super::reasons::refused;
use super::secured;
use super::settings::PrinterOut;
use super::stream::Parcel;
use crate::ipp::{Heard, Question, Told, value};
use ferrofax_basics::control_signs::blanked;
use ferrofax_basics::secret_file::secret;
use ferrofax_delivery::tls;
use ferrofax_spool::undelivered::PrinterFault;

/// The codes of IPP operations (RFC 8011 §5.4.15).
pub(super) const PRINT_JOB: u16 = 0x0002;
const VALIDATE_JOB: u16 = 0x0004;
pub(super) const CREATE_JOB: u16 = 0x0005;
pub(super) const SEND_DOCUMENT: u16 = 0x0006;
const CANCEL_JOB: u16 = 0x0008;
const GET_JOB_ATTRIBUTES: u16 = 0x0009;
const GET_JOBS: u16 = 0x000A;
const GET_PRINTER_ATTRIBUTES: u16 = 0x000B;

/// Status codes in a printer's answer that need a reaction of their own, other than reporting the
/// error (RFC 8011 appendix B).
const NOT_FOUND: u16 = 0x0406;
const GONE: u16 = 0x0407;
const VERSION_NOT_SUPPORTED: u16 = 0x0503;

/// The maximum number of print jobs that the printer is asked to list, when a job is searched by
/// its name.
const MOST_JOBS: i32 = 500;

/// The IPP attributes that are requested from the printer about itself.
const OF_PRINTER: &[&str] = &[
    "compression-supported",
    "document-format-supported",
    "media-col-ready",
    "media-default",
    "media-ready",
    "media-supported",
    "operations-supported",
    "print-scaling-supported",
    "printer-is-accepting-jobs",
    "printer-state",
    "printer-state-reasons",
    "printer-up-time",
    "pwg-raster-document-resolution-supported",
    "pwg-raster-document-sheet-back",
    "pwg-raster-document-type-supported",
    "sides-supported",
    "urf-supported",
];
/// The IPP attributes that are requested from the printer about a print job.
const OF_JOB: &[&str] = &[
    "job-id",
    "job-impressions-completed",
    "job-name",
    "job-state",
    "job-state-message",
    "job-state-reasons",
];

/// A conversation with one printer: sends IPP requests one after another, and logs in to the
/// printer if necessary.
pub(super) struct Talk<'a> {
    pub(super) post: Post<'a>,
    pub(super) printer: &'a PrinterOut,
    /// The `Authorization` header of the last login. Each later request begins with this header, so
    /// that the printer need not ask for a login again.
    pub(super) login: RefCell<Option<String>>,
    pub(super) version: Cell<(u8, u8)>,
}

/// The reason why the printer did not carry out an operation of IPP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request failed, and it is unknown whether the printer has received it.
    Unheard(PrinterFault),
    /// The printer has refused the request with this IPP status.
    Refused { status: u16, fault: PrinterFault },
}

/// The facts that the printer reports about a print job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JobTold {
    pub(super) id: i32,
    pub(super) name: String,
    pub(super) state: i32,
    pub(super) reasons: Vec<String>,
    pub(super) message: String,
    /// The number of sides of the print job that the printer has printed so far; `None` if the
    /// printer does not count them.
    pub(super) impressions: Option<i32>,
}

impl Refusal {
    /// Returns the error that is shown to users and in the log for this failed request to the
    /// printer.
    pub(super) fn fault(self) -> PrinterFault {
        match self {
            Self::Unheard(fault) | Self::Refused { fault, .. } => fault,
        }
    }
}

impl<'a> Talk<'a> {
    pub(super) const fn new(post: Post<'a>, printer: &'a PrinterOut) -> Self {
        Self { post, printer, login: RefCell::new(None), version: Cell::new((2, 0)) }
    }

    /// Get-Printer-Attributes: asks for the printer's description.
    pub(super) fn about(&self) -> Result<Heard, Refusal> {
        let wanted = value::keywords(OF_PRINTER);
        self.ask(self.question(GET_PRINTER_ATTRIBUTES).with("requested-attributes", wanted), None)
    }

    /// Create-Job: creates a print job without a document on the printer, and returns the job's
    /// number.
    pub(super) fn create(&self, name: &str, parcel: &Parcel) -> Result<i32, Refusal> {
        let question = self.question(CREATE_JOB).with("job-name", value::name(name));
        number_in(&self.ask(with_wishes(question, parcel), None)?)
    }

    /// Send-Document: sends the only document of a print job that was created by Create-Job.
    pub(super) fn send(&self, job: i32, parcel: &Parcel) -> Result<(), Refusal> {
        let question = self.question_on(SEND_DOCUMENT, job);
        let question = described(question, parcel).with("last-document", value::flag(true));
        self.ask(question, Some(parcel)).map(drop)
    }

    /// Print-Job: sends a print job together with its document, and returns the job's number.
    /// Validate-Job is sent first, so that a printer that requires a login asks for it before it
    /// gets the document.
    pub(super) fn print(&self, name: &str, parcel: &Parcel) -> Result<i32, Refusal> {
        let question = |operation| {
            let question = self.question(operation).with("job-name", value::name(name));
            with_wishes(described(question, parcel), parcel)
        };
        self.ask(question(VALIDATE_JOB), None)?;
        number_in(&self.ask(question(PRINT_JOB), Some(parcel))?)
    }

    /// Get-Job-Attributes: asks the printer for the state of a print job; `None` if the printer
    /// does not know the job.
    pub(super) fn job(&self, id: i32) -> Result<Option<JobTold>, Refusal> {
        let question = self.question_on(GET_JOB_ATTRIBUTES, id);
        match self.ask(question.with("requested-attributes", value::keywords(OF_JOB)), None) {
            Ok(heard) => Ok(heard.jobs().find_map(job_of)),
            Err(Refusal::Refused { status: NOT_FOUND | GONE, .. }) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }

    /// Get-Jobs: asks the printer for the print job whose name contains this unique key, finished
    /// or not; `None` if it lists no such job. The job with the number `except` does not count.
    pub(super) fn job_named(
        &self,
        key: &str,
        except: Option<i32>,
    ) -> Result<Option<JobTold>, Refusal> {
        let is_it = |job: &JobTold| job.name.contains(key) && Some(job.id) != except;
        for which in ["not-completed", "completed"] {
            let question = self
                .question(GET_JOBS)
                .with("which-jobs", value::keyword(which))
                .with("limit", value::number(MOST_JOBS))
                .with("requested-attributes", value::keywords(OF_JOB));
            let heard = self.ask(question, None)?;
            if let Some(job) = heard.jobs().filter_map(job_of).find(is_it) {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    /// Cancel-Job: asks the printer to cancel the print job with this number.
    pub(super) fn cancel(&self, job: i32) -> Result<(), Refusal> {
        self.ask(self.question_on(CANCEL_JOB, job), None).map(drop)
    }

    fn question(&self, operation: u16) -> Question {
        Question::new(operation, &self.post.place.to_string())
    }

    /// An IPP request about this print job. It contains the printer's URI, followed by the job's
    /// number (RFC 8011 §4.1.5).
    fn question_on(&self, operation: u16, job: i32) -> Question {
        self.question(operation).with("job-id", value::number(job))
    }

    fn ask(&self, question: Question, parcel: Option<&Parcel>) -> Result<Heard, Refusal> {
        let user = if self.printer.user.is_empty() { "Ferrofax" } else { &self.printer.user };
        let question = &question.with("requesting-user-name", value::name(user));
        let heard = self.ask_once(question, parcel)?;
        // An old printer accepts only the old version of IPP (RFC 8011 §4.1.8).
        let heard = match heard.status {
            VERSION_NOT_SUPPORTED if self.version.get() != (1, 1) => {
                self.version.set((1, 1));
                self.ask_once(question, parcel)?
            }
            _ => heard,
        };
        if heard.is_ok() {
            return Ok(heard);
        }
        let status = heard.status;
        Err(Refusal::Refused { status, fault: refused(status, heard.message()) })
    }

    /// Sends an IPP request, and logs in if the printer requires it.
    fn ask_once(&self, question: &Question, parcel: Option<&Parcel>) -> Result<Heard, Refusal> {
        let refused = |fault: PrinterFault| Refusal::Refused { status: 0, fault };
        let mut login = self.login.borrow().clone();
        let mut logged_in = false;
        loop {
            let reply = self.post_once(question, parcel, login.as_deref())?;
            match reply.status {
                200 => {
                    return Heard::read(&reply.body).map_err(|malformed| {
                        Refusal::Unheard(PrinterFault::NotIpp { why: malformed.to_string() })
                    });
                }
                401 if logged_in => {
                    return Err(refused(PrinterFault::LoginRejected));
                }
                401 => {
                    let said = self.login(&reply).map_err(refused)?;
                    *self.login.borrow_mut() = Some(said.clone());
                    (login, logged_in) = (Some(said), true);
                }
                other => return Err(refused(of_http(other, &reply))),
            }
        }
    }

    fn post_once(
        &self,
        question: &Question,
        parcel: Option<&Parcel>,
        login: Option<&str>,
    ) -> Result<Reply, Refusal> {
        let PrinterOut { ca, pin, .. } = self.printer;
        let tls = self.post.place.is_tls.then(|| secured::config(ca.as_deref(), *pin)).transpose();
        let of_tls = |error| PrinterFault::Tls { fault: tls::fault(error) };
        let tls = tls.map_err(|error| Refusal::Refused { status: 0, fault: of_tls(error) })?;
        let document: Option<Document> = parcel.map(Parcel::open);
        self.post
            .post(tls, login, question.to_bytes(self.version.get()), document)
            .map_err(Refusal::Unheard)
    }

    /// Makes the `Authorization` header with which the refused request is sent again to a printer
    /// that requires a login.
    fn login(&self, reply: &Reply) -> Result<String, PrinterFault> {
        let PrinterOut { user, password_file, .. } = self.printer;
        let Some(file) = password_file else {
            return Err(PrinterFault::LoginRequired);
        };
        let password =
            secret(file).map_err(|error| PrinterFault::Text { text: error.to_string() })?;
        let login = Login { user: user.clone(), password };
        login.answer(self.post.place, &reply.challenges)
    }
}

fn of_http(status: u16, reply: &Reply) -> PrinterFault {
    match (status, &reply.elsewhere) {
        (300..=399, Some(to)) => PrinterFault::Redirects { to: blanked(to) },
        (403, _) => PrinterFault::Forbidden,
        (404, _) => PrinterFault::NoPath,
        (426, _) => PrinterFault::TlsRequired,
        _ => PrinterFault::Http { status: status.into() },
    }
}

/// Adds to an IPP request the media type of the document, and its compression if it is compressed
/// (RFC 8011 §4.2.1.1).
fn described(question: Question, parcel: &Parcel) -> Question {
    let question = question.with("document-format", value::mime(parcel.media_type()));
    if parcel.is_gzipped { question.with("compression", value::keyword("gzip")) } else { question }
}

/// Adds the print options of the fax (paper, scaling, sides) to an IPP request that creates a print
/// job.
fn with_wishes(question: Question, parcel: &Parcel) -> Question {
    let wishes = [
        ("media", Some(parcel.paper.name.as_str()).filter(|name| !name.is_empty())),
        ("print-scaling", parcel.scaling),
        ("sides", parcel.sides),
    ];
    let wishes = wishes.into_iter().filter_map(|(name, word)| Some((name, word?)));
    wishes.fold(question, |question, (name, word)| question.of_job(name, value::keyword(word)))
}

fn number_in(heard: &Heard) -> Result<i32, Refusal> {
    let number = heard.jobs().find_map(|job| job.number("job-id"));
    number.ok_or(Refusal::Unheard(PrinterFault::NoJobNumber))
}

fn job_of(told: Told<'_>) -> Option<JobTold> {
    Some(JobTold {
        id: told.number("job-id")?,
        name: told.text("job-name").unwrap_or_default().to_owned(),
        state: told.number("job-state")?,
        reasons: told.texts("job-state-reasons").into_iter().map(str::to_owned).collect(),
        message: told.text("job-state-message").unwrap_or_default().to_owned(),
        impressions: told.number("job-impressions-completed").filter(|count| *count > 0),
    })
}
