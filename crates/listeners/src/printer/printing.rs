//! The operations that create print jobs: Print-Job, Validate-Job, Create-Job, Send-Document,
//! Close-Job (RFC 8011 §4.2, §4.3; PWG 5100.7).

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use super::description::FORMATS;
use super::jobs::short;
use super::operations::Next;
use super::queue::Queue;
use super::record::{Cut, Destination, Document, Record};
use super::store::{NoPlace, Place};
use super::subscriptions::{Template, templates};
use super::ticket::{Ticket, Unfit};
use super::uploads::Upload;
use super::{Caller, Printer};
use crate::ipp::{Group, Request, Response, Status};
use ferrofax_basics::UnixMs;
use ferrofax_network::http::{Coding, NotPacked, Unpacker};
use ferrofax_rights::order::OrderError;
use ferrofax_rights::{By, Denied, Guest, Reason};
use ferrofax_spool::submission::prepare;

/// A document of a print job that is being received and written to disk.
pub(super) struct Incoming {
    printer: Arc<Printer>,
    file: File,
    document: Document,
    unpacker: Unpacker,
    /// The number of bytes of the document that the printer still accepts.
    room: u64,
    ignored: Group,
    /// The subscriptions to events that the IPP client requests together with the print job.
    subscriptions: Vec<Result<Template, Status>>,
    to: To,
}

/// The print job to which an incoming document belongs.
enum To {
    /// A new print job with only this document. The print job exists once the document is complete.
    New(Place, Box<Record>),
    /// An existing print job. `number` is the number that the document gets in it.
    Open { id: i32, number: usize, is_last: bool, _upload: Upload },
}

/// The name that a print job gets if the IPP client gives none.
pub(super) const UNNAMED: &str = "Print job";

impl Printer {
    /// Validate-Job: tells the IPP client whether a print job with these attributes would be
    /// accepted.
    pub(super) fn validate(
        &self,
        queue: &Queue,
        caller: &Caller,
        guest: &Guest,
        request: &Request,
    ) -> Response {
        match self.checked(queue, caller, guest, request) {
            Ok((_, ignored)) => Response::ok().with_ignored(ignored),
            Err(response) => response,
        }
    }

    /// Print-Job: prepares a new print job whose document follows in the same request.
    pub(super) fn print(
        self: &Arc<Self>,
        queue: &Queue,
        caller: &Caller,
        guest: &Guest,
        request: &Request,
    ) -> Result<Next, Response> {
        let (record, ignored) = self.checked(queue, caller, guest, request)?;
        let (document, coding) = document(request, &record.name)?;
        let place = self.place(guest)?;
        let file = place.first_document().map_err(|error| self.disk(&error))?;
        Ok(Next::Document(Box::new(Incoming {
            printer: Arc::clone(self),
            file,
            document,
            unpacker: Unpacker::new(coding),
            room: self.settings.max_job,
            ignored,
            subscriptions: templates(request),
            to: To::New(place, Box::new(record)),
        })))
    }

    /// Create-Job: creates a print job whose documents follow in later requests.
    pub(super) fn create(
        &self,
        queue: &Queue,
        caller: &Caller,
        guest: &Guest,
        request: &Request,
    ) -> Result<Response, Response> {
        let (mut record, ignored) = self.checked(queue, caller, guest, request)?;
        let place = self.place(guest)?;
        (record.id, record.key) = (place.id, place.key.clone());
        let added =
            self.store.add_open(place, record.clone()).map_err(|error| self.disk(&error))?;
        if !added {
            let text = "too many print jobs have no document yet";
            return Err(Response::refused(Status::Busy, text));
        }
        let response =
            Response::ok()
                .with_ignored(ignored)
                .with(short(&record, &self.view(&record), caller));
        Ok(self.subscribed_to(&record, response, templates(request)))
    }

    /// Creates the subscriptions that the IPP client has requested together with a new print job.
    fn subscribed_to(
        &self,
        record: &Record,
        response: Response,
        asked: Vec<Result<Template, Status>>,
    ) -> Response {
        let Record { id, queue, user_name, guest, .. } = record;
        self.subscribed(response, queue, Some(*id), user_name, guest, asked)
    }

    /// Send-Document: prepares to receive the next document of a print job. If `last-document` is
    /// true in the request, the print job is complete after this document.
    pub(super) fn send(
        self: &Arc<Self>,
        record: &Record,
        request: &Request,
    ) -> Result<Next, Response> {
        let is_last = request
            .flag("last-document")
            .ok_or_else(|| Response::refused(Status::BadRequest, "last-document is missing"))?;
        if record.is_closed() {
            return Err(Response::refused(
                Status::NotPossible,
                "the job accepts no more documents",
            ));
        }
        let upload = self.uploads.begin(record.id).ok_or_else(|| {
            Response::refused(Status::NotPossible, "another document of the job is coming in")
        })?;
        let (document, coding) = document(request, &record.name)?;
        let number = record.documents.len() + 1;
        let file = self.store.document(record.id, number).map_err(|error| self.disk(&error))?;
        let so_far: u64 = record.documents.iter().map(|document| document.size).sum();
        Ok(Next::Document(Box::new(Incoming {
            printer: Arc::clone(self),
            file,
            document,
            unpacker: Unpacker::new(coding),
            room: self.settings.max_job.saturating_sub(so_far),
            ignored: Group::unsupported(Vec::new()),
            subscriptions: Vec::new(),
            to: To::Open { id: record.id, number, is_last, _upload: upload },
        })))
    }

    /// Close-Job: completes a print job, which then gets no more documents.
    pub(super) fn close(&self, record: &Record, caller: &Caller) -> Result<Response, Response> {
        if record.documents.is_empty() && !record.is_closed() {
            return Err(Response::refused(Status::NotPossible, "the job has no document yet"));
        }
        let now = UnixMs::now();
        self.store
            .change(record.id, |record| record.closed_at = record.closed_at.or(Some(now)))
            .map_err(|error| self.disk(&error))?;
        Ok(self.shown(record.id, caller))
    }

    /// Checks a request for a print job. Returns the record of the print job, and the attributes
    /// that are ignored.
    fn checked(
        &self,
        queue: &Queue,
        caller: &Caller,
        guest: &Guest,
        request: &Request,
    ) -> Result<(Record, Group), Response> {
        format_of(request)?;
        let ticket = Ticket::of(request);
        let mut ticket = ticket.map_err(|unfit| Response::refused(unfit.status(), unfit))?;
        // The FaxOut queue requires a number (PWG 5100.15); the other queues may have jobs
        // without one.
        if ticket.destinations.is_empty() && *queue == Queue::FaxOut {
            return Err(Response::refused(Unfit::NoNumber.status(), Unfit::NoNumber));
        }
        if request.flag("ipp-attribute-fidelity") == Some(true) && !ticket.ignored.is_empty() {
            let text = "an attribute is not supported as it is asked for";
            return Err(Response::refused(Status::AttributesOrValuesNotSupported, text)
                .with(Group::unsupported(ticket.ignored)));
        }
        let user_name = match guest {
            Guest::User(name, _) => name.clone(),
            Guest::Network(_) => {
                request.words("requesting-user-name").unwrap_or_else(|| "anonymous".to_owned())
            }
        };
        let name = request.words("job-name").or_else(|| request.words("document-name"));
        let ignored = Group::unsupported(std::mem::take(&mut ticket.ignored));
        let record = self.record(queue, guest, user_name, name.as_deref(), ticket)?;
        log::debug!("a print job by {} is in order", caller.client.listener);
        Ok((record, ignored))
    }

    /// Creates the record of a print job that has no documents yet, if its owner `guest` (a user or
    /// a network) is allowed to send faxes.
    pub(super) fn record(
        &self,
        queue: &Queue,
        guest: &Guest,
        user_name: String,
        name: Option<&str>,
        ticket: Ticket,
    ) -> Result<Record, Response> {
        let (mut destinations, mut cut) = (ticket.destinations, None);
        if destinations.is_empty() {
            if self.fields.search().is_some() {
                cut = Some(Cut::default());
            } else {
                // A print job without a destination becomes one fax, which waits for its number.
                destinations.push(Destination::default());
            }
        }
        let device = match queue.device() {
            Some(device) => Ok(device.clone()),
            None => self.rights.device_of(guest),
        };
        let record = Record {
            id: 0,
            key: String::new(),
            queue: queue.path(),
            guest: guest.clone(),
            user_name,
            name: name.filter(|name| !name.is_empty()).unwrap_or(UNNAMED).to_owned(),
            device: device.map_err(|denied| denial(guest, &denied))?.to_string(),
            wishes: ticket.wishes,
            options: ticket.options,
            cover: ticket.cover,
            only: ticket.only,
            destinations,
            cut,
            documents: Vec::new(),
            created_at: UnixMs::now(),
            document_at: None,
            closed_at: None,
            had_none: false,
            is_cancelled: false,
        };
        self.may_be_faxed(&record)?;
        Ok(record)
    }

    /// Checks the options and permissions of each fax before the print job is accepted. If control
    /// fields (commands such as `@@+FAX:…@@` in the document) name the recipients, their numbers
    /// are not known yet. Then only the options, the user and the device are checked here. The audit
    /// log gets one line: about the first refused fax, or about the first fax if none is refused.
    fn may_be_faxed(&self, record: &Record) -> Result<(), Response> {
        let (destinations, now) = (&record.destinations, UnixMs::now());
        if record.cut.is_some() {
            let accepted = self.accept_unread(record, now);
            return accepted.map_err(|error| refusal(&record.guest, &error));
        }
        let refused = destinations.iter().skip(1).find(|it| !self.looks_well(record, it, now));
        let Some(noted) = refused.or_else(|| destinations.first()) else { return Ok(()) };
        let draft = self.draft(record, noted);
        let accepted = self.accept(record, noted, &draft, now);
        accepted.map(drop).map_err(|error| refusal(&record.guest, &error))
    }

    /// Whether the fax of a print job to this destination would be permitted. Nothing is written to
    /// the audit log.
    fn looks_well(&self, record: &Record, destination: &Destination, now: UnixMs) -> bool {
        let draft = self.draft(record, destination);
        let Ok(job) = prepare(&self.spool, &draft, now) else { return false };
        let by = By::Printer(&record.guest);
        self.rights.outlook(by, &job.device, &job.number).is_ok()
    }

    /// Reserves a number and a folder for a new print job.
    fn place(&self, owner: &Guest) -> Result<Place, Response> {
        self.store.place(owner).map_err(|error| match error {
            NoPlace::TooMany => Response::refused(Status::Busy, error),
            NoPlace::Disk(error) => self.disk(&error),
        })
    }

    /// The answer to the IPP client after a disk error.
    fn disk(&self, error: &io::Error) -> Response {
        self.log_disk(error);
        Response::refused(Status::TemporaryError, "no print jobs can be accepted for now")
    }
}

impl Incoming {
    /// Adds bytes to the document that is being received.
    ///
    /// # Errors
    /// The document accepts no more bytes. The error is the IPP answer for the client.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Response> {
        let Self { printer, file, document, unpacker, room, .. } = self;
        unpacker.push(bytes, |bytes| store(printer, file, document, *room, bytes))
    }

    /// Completes the document that was received, and returns the answer to the IPP client.
    pub(super) fn finish(mut self: Box<Self>, caller: &Caller) -> Response {
        let Self { printer, file, document, unpacker, room, .. } = &mut *self;
        let rest = unpacker.finish(|bytes| store(printer, file, document, *room, bytes));
        if let Err(response) = rest {
            return response;
        }
        let subscriptions = std::mem::take(&mut self.subscriptions);
        match self.keep() {
            Ok((printer, id, ignored)) => {
                let response = printer.shown_with(id, caller, ignored);
                match printer.store.get(id) {
                    Some(record) => printer.subscribed_to(&record, response, subscriptions),
                    None => response,
                }
            }
            Err(response) => response,
        }
    }

    /// Makes the document durable, and returns the number of its print job.
    fn keep(self) -> Result<(Arc<Printer>, i32, Group), Response> {
        let Self { printer, file, document, ignored, to, .. } = self;
        let now = UnixMs::now();
        let has_come = document.size > 0;
        let synced = file.sync_all();
        synced.map_err(|error| printer.disk(&error))?;
        let id = match to {
            To::New(place, mut record) => {
                if !has_come {
                    return Err(Response::refused(Status::BadRequest, "there is no document"));
                }
                (record.id, record.key) = (place.id, place.key.clone());
                (record.document_at, record.closed_at) = (Some(now), Some(now));
                record.documents.push(document);
                let id = record.id;
                printer.store.add(place, *record).map_err(|error| printer.disk(&error))?;
                id
            }
            To::Open { id, number, is_last, .. } => {
                let kept = printer.store.change(id, |record| {
                    // The print job may have been cancelled or closed meanwhile.
                    let fits = !record.is_closed() && record.documents.len() + 1 == number;
                    if !fits || !(has_come || is_last && number > 1) {
                        return false;
                    }
                    if has_come {
                        record.documents.push(document);
                        record.document_at = Some(now);
                    }
                    if is_last {
                        record.closed_at = Some(now);
                    }
                    true
                });
                match kept.map_err(|error| printer.disk(&error))? {
                    Some(true) => {}
                    Some(false) | None => {
                        let text = "there is no document, or the job accepts no more";
                        return Err(Response::refused(Status::NotPossible, text));
                    }
                }
                id
            }
        };
        Ok((printer, id, ignored))
    }
}

/// Converts [`NotPacked`] into the IPP answer for the client. It is the error that a document is
/// not compressed as its IPP request declares.
impl From<NotPacked> for Response {
    fn from(error: NotPacked) -> Self {
        Self::refused(Status::CompressionError, error)
    }
}

fn store(
    printer: &Printer,
    file: &mut File,
    document: &mut Document,
    room: u64,
    bytes: &[u8],
) -> Result<(), Response> {
    document.size += bytes.len() as u64;
    if document.size > room {
        let text = format!("a print job may have {} MB", printer.settings.max_job >> 20);
        return Err(Response::refused(Status::RequestEntityTooLarge, text));
    }
    let written = printer.store.has_space().and_then(|()| file.write_all(bytes));
    written.map_err(|error| printer.disk(&error))
}

/// Reads from an IPP request the properties of the document that follows the request's attributes.
fn document(request: &Request, job: &str) -> Result<(Document, Coding), Response> {
    let format = format_of(request)?;
    let coding = Coding::of(request.text("compression").unwrap_or_default()).ok_or_else(|| {
        Response::refused(
            Status::CompressionNotSupported,
            "documents may be packed by gzip or deflate",
        )
    })?;
    let name = request.words("document-name").unwrap_or_else(|| job.to_owned());
    Ok((Document { name, format, size: 0 }, coding))
}

/// The document format that the IPP client names; `application/octet-stream`, which means any
/// format, if it names none.
fn format_of(request: &Request) -> Result<String, Response> {
    let format = request.text("document-format").unwrap_or("application/octet-stream");
    let bare = format.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if FORMATS.contains(&bare.as_str()) {
        return Ok(bare);
    }
    let text = format!("documents of this format cannot be faxed; {} can", FORMATS.join(", "));
    Err(Response::refused(Status::DocumentFormatNotSupported, text))
}

/// The answer to a print job by `guest` whose options or permissions are not accepted.
fn refusal(guest: &Guest, error: &OrderError) -> Response {
    match error {
        OrderError::Denied(denied) => denial(guest, denied),
        error if error.may_pass() => Response::refused(Status::TemporaryError, error),
        OrderError::Spool(_) => {
            Response::refused(Status::InternalError, "something went wrong here")
        }
        _ => Response::refused(Status::AttributesOrValuesNotSupported, error),
    }
}

/// The answer to a print job that `guest` may not send. CUPS asks for a password after
/// [`Status::NotAuthorized`], and the job waits until somebody enters one. CUPS cancels the job
/// after [`Status::AttributesOrValuesNotSupported`]. So this is the answer to refusals that no
/// password can change.
fn denial(guest: &Guest, denied: &Denied) -> Response {
    let status = match denied.reason.as_deref() {
        _ if denied.may_pass() => Status::TemporaryError,
        // A user who logs in may have this device, though the client's network does not.
        Some(Reason::NotYourDevice { .. }) if matches!(guest, Guest::Network(_)) => {
            Status::NotAuthorized
        }
        Some(
            Reason::NotYourDevice { .. }
            | Reason::DeviceReceives(_)
            | Reason::Number(_)
            | Reason::Hours(_)
            | Reason::Quota(_)
            | Reason::Burst { .. }
            | Reason::WithoutNumber(_)
            | Reason::Pages { .. }
            | Reason::Priority
            | Reason::PostDial,
        ) => Status::AttributesOrValuesNotSupported,
        _ => Status::NotAuthorized,
    };
    Response::refused(status, &denied.text)
}
