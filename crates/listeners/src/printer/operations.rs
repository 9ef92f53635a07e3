//! The IPP operations of the network printer (RFC 8011 §4, PWG 5100.7, PWG 5100.13).

use std::sync::Arc;

use super::jobs::{BRIEFLY, attributes};
use super::printing::Incoming;
use super::queue::{Queue, path_of};
use super::record::Record;
use super::view::{AT_ONCE, State, View};
use super::{Caller, Printer};
use crate::ipp::{Group, Request, Response, Status};
use ferrofax_rights::Guest;
use ferrofax_spool::jobs::JobId;

/// The next step of the network printer, after it has read the attributes of a request.
pub(super) enum Next {
    /// The network printer sends this answer at once.
    Answer(Response),
    /// The network printer receives the document of the request next.
    Document(Box<Incoming>),
    /// The network printer asks the IPP client to log in, and sends this sentence for people with
    /// it.
    LogIn(String),
}

const PRINT_JOB: u16 = 0x0002;
const VALIDATE_JOB: u16 = 0x0004;
const CREATE_JOB: u16 = 0x0005;
const SEND_DOCUMENT: u16 = 0x0006;
const CANCEL_JOB: u16 = 0x0008;
const GET_JOB_ATTRIBUTES: u16 = 0x0009;
const GET_JOBS: u16 = 0x000A;
const GET_PRINTER_ATTRIBUTES: u16 = 0x000B;
const HOLD_JOB: u16 = 0x000C;
const RELEASE_JOB: u16 = 0x000D;
const CREATE_PRINTER_SUBSCRIPTIONS: u16 = 0x0016;
const CREATE_JOB_SUBSCRIPTIONS: u16 = 0x0017;
const GET_SUBSCRIPTION_ATTRIBUTES: u16 = 0x0018;
const GET_SUBSCRIPTIONS: u16 = 0x0019;
const RENEW_SUBSCRIPTION: u16 = 0x001A;
const CANCEL_SUBSCRIPTION: u16 = 0x001B;
const GET_NOTIFICATIONS: u16 = 0x001C;
const CANCEL_MY_JOBS: u16 = 0x0039;
const CLOSE_JOB: u16 = 0x003B;
const IDENTIFY_PRINTER: u16 = 0x003C;

/// The codes of all supported IPP operations.
pub(super) const OPERATIONS: [u16; 20] = [
    PRINT_JOB,
    VALIDATE_JOB,
    CREATE_JOB,
    SEND_DOCUMENT,
    CANCEL_JOB,
    GET_JOB_ATTRIBUTES,
    GET_JOBS,
    GET_PRINTER_ATTRIBUTES,
    HOLD_JOB,
    RELEASE_JOB,
    CREATE_PRINTER_SUBSCRIPTIONS,
    CREATE_JOB_SUBSCRIPTIONS,
    GET_SUBSCRIPTION_ATTRIBUTES,
    GET_SUBSCRIPTIONS,
    RENEW_SUBSCRIPTION,
    CANCEL_SUBSCRIPTION,
    GET_NOTIFICATIONS,
    CANCEL_MY_JOBS,
    CLOSE_JOB,
    IDENTIFY_PRINTER,
];

/// The group of attributes that Get-Printer-Attributes and Get-Job-Attributes return if the IPP
/// client names none.
const ALL: &[&str] = &["all"];

impl Printer {
    /// Handles the attributes of an IPP request. Returns the answer, or the step that the network
    /// printer must do before the answer.
    pub(super) fn ask(self: &Arc<Self>, caller: &mut Caller, request: &Request) -> Next {
        match self.asked(caller, request) {
            Ok(next) => next,
            Err(response) => Next::Answer(response),
        }
    }

    fn asked(self: &Arc<Self>, caller: &mut Caller, request: &Request) -> Result<Next, Response> {
        checked(request)?;
        let (queue, id) = self.queue_of(request)?;
        if request.operation == GET_PRINTER_ATTRIBUTES {
            let names = request.texts("requested-attributes");
            let all = self.description(&queue, caller).asked(&names, ALL);
            return Ok(Next::Answer(Response::ok().with(Group::printer(all))));
        }
        // All further operations are only for a user or a network with the permission to send.
        let guest = match self.rights.guest(&caller.client) {
            Ok(guest) => guest,
            Err(denied) if denied.may_pass() => {
                return Err(Response::refused(Status::TemporaryError, denied));
            }
            Err(denied) => return Ok(Next::LogIn(denied.text)),
        };
        caller.guest = Some(guest.clone());
        let job = || self.job_of(request, id, &guest);
        let response = match request.operation {
            PRINT_JOB => return self.print(&queue, caller, &guest, request),
            SEND_DOCUMENT => return self.send(&job()?, request),
            VALIDATE_JOB => self.validate(&queue, caller, &guest, request),
            CREATE_JOB => self.create(&queue, caller, &guest, request)?,
            CLOSE_JOB => self.close(&job()?, caller)?,
            CANCEL_JOB => self.cancel(&job()?, &guest)?,
            HOLD_JOB => self.hold(&job()?, true, &guest)?,
            RELEASE_JOB => self.hold(&job()?, false, &guest)?,
            CREATE_PRINTER_SUBSCRIPTIONS => self.subscribe(&queue.path(), None, request, &guest)?,
            CREATE_JOB_SUBSCRIPTIONS => {
                let id = id.or_else(|| request.number("notify-job-id"));
                let job = self.job_of(request, id, &guest)?;
                self.subscribe(&queue.path(), Some(&job), request, &guest)?
            }
            GET_SUBSCRIPTION_ATTRIBUTES => self.subscription(request, caller, &guest)?,
            GET_SUBSCRIPTIONS => self.list_subscriptions(request, caller, &guest),
            RENEW_SUBSCRIPTION => self.renew_subscription(request, &guest)?,
            CANCEL_SUBSCRIPTION => self.cancel_subscription(request, &guest)?,
            GET_NOTIFICATIONS => self.notifications(request, caller, &guest)?,
            CANCEL_MY_JOBS => self.cancel_mine(request, &guest)?,
            GET_JOB_ATTRIBUTES => {
                let (record, names) = (job()?, request.texts("requested-attributes"));
                let all = attributes(&record, &self.view(&record), caller).asked(&names, ALL);
                Response::ok().with(Group::job(all))
            }
            GET_JOBS => self.list(&queue, request, caller, &guest)?,
            IDENTIFY_PRINTER => {
                log::info!("a client asks which printer this is");
                Response::ok()
            }
            _ => not_supported(),
        };
        Ok(Next::Answer(response))
    }

    /// Finds the network printer's queue to which a request is addressed, and the number of the
    /// print job in the request's URI.
    fn queue_of(&self, request: &Request) -> Result<(Queue, Option<i32>), Response> {
        let uri = request.text("printer-uri").or_else(|| request.text("job-uri"));
        let uri =
            uri.ok_or_else(|| Response::refused(Status::BadRequest, "printer-uri is missing"))?;
        let gone = || Response::refused(Status::NotFound, "there is no such printer");
        let (queue, job) = Queue::of_path(path_of(uri)).ok_or_else(gone)?;
        self.is_there(&queue)?;
        Ok((queue, job))
    }

    /// Checks that a queue can send faxes. It is an error if the device from which the queue sends
    /// does not exist.
    pub(super) fn is_there(&self, queue: &Queue) -> Result<(), Response> {
        let Some(device) = queue.device() else { return Ok(()) };
        let devices = self.spool.devices().list().map_err(|error| {
            log::error!("the devices cannot be read: {error}");
            Response::refused(Status::TemporaryError, "something went wrong here")
        })?;
        if devices.iter().any(|known| known.name().may_be(device)) {
            Ok(())
        } else {
            Err(Response::refused(Status::NotFound, "there is no such printer"))
        }
    }

    /// Finds the print job that a request names. To an IPP client, print jobs of others look as if
    /// they did not exist.
    fn job_of(
        &self,
        request: &Request,
        id: Option<i32>,
        guest: &Guest,
    ) -> Result<Record, Response> {
        let id = id.or_else(|| request.number("job-id"));
        let id = id.ok_or_else(|| Response::refused(Status::BadRequest, "job-id is missing"))?;
        let found = self.store.get(id).filter(|record| record.guest == *guest);
        found.ok_or_else(|| Response::refused(Status::NotFound, format!("there is no job {id}")))
    }

    /// Get-Jobs: lists the print jobs of the IPP client. Finished print jobs are listed newest
    /// first (RFC 8011 §4.2.6).
    fn list(
        &self,
        queue: &Queue,
        request: &Request,
        caller: &Caller,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let which = request.text("which-jobs").unwrap_or("not-completed");
        let is_asked: fn(&View) -> bool = match which {
            "completed" => View::is_ended,
            "not-completed" => |view| !view.is_ended(),
            "all" => |_| true,
            "pending" => |view| view.state == State::Pending,
            "pending-held" => |view| view.state == State::PendingHeld,
            "processing" => |view| view.state == State::Processing,
            "aborted" => |view| view.state == State::Aborted,
            "canceled" => |view| view.state == State::Canceled,
            _ => {
                return Err(Response::refused(
                    Status::AttributesOrValuesNotSupported,
                    "which-jobs has an unknown value",
                ));
            }
        };
        let mine = request.flag("my-jobs") == Some(true);
        let user = request.text("requesting-user-name");
        let path = queue.path();
        let ids = self.store.which(|record| {
            record.guest == *guest && record.queue == path && (!mine || is_by(record, user))
        });
        let limit = request.number("limit").and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(usize::MAX);
        // Finished print jobs are sorted by the ends of their faxes, so all must be looked up. All
        // others already have their order.
        let are_sorted = !matches!(which, "completed" | "all" | "aborted" | "canceled");
        let mut found: Vec<(Record, View)> = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let some = some.iter().filter_map(|id| self.store.get(*id)).collect();
            let some = self.views(some).map_err(|error| {
                log::error!("the faxes of print jobs cannot be read: {error}");
                Response::refused(Status::TemporaryError, "something went wrong here")
            })?;
            found.extend(some.into_iter().filter(|(_, view)| is_asked(view)));
            if are_sorted && found.len() >= limit {
                found.truncate(limit);
                break;
            }
        }
        found.sort_by_key(|(record, view)| (std::cmp::Reverse(view.ended_at), record.id));
        let names = request.texts("requested-attributes");
        let jobs = found.iter().take(limit);
        Ok(jobs.fold(Response::ok(), |response, (record, view)| {
            response.with(Group::job(attributes(record, view, caller).asked(&names, BRIEFLY)))
        }))
    }

    /// Cancel-My-Jobs (PWG 5100.11): cancels all print jobs that the request names, or none if one
    /// of them cannot be cancelled.
    fn cancel_mine(&self, request: &Request, guest: &Guest) -> Result<Response, Response> {
        let user = request.text("requesting-user-name");
        let mut ids = request.numbers("job-ids");
        let is_of_all = ids.is_empty();
        if is_of_all {
            ids = self.store.which(|record| record.guest == *guest && is_by(record, user));
            // The faxes are looked up later, so that other clients do not wait for the database.
            let is_open = |record: Record| !self.view(&record).is_ended();
            ids.retain(|id| self.store.get(*id).is_some_and(is_open));
        }
        let records: Result<Vec<Record>, Response> =
            ids.into_iter().map(|id| self.job_of(request, Some(id), guest)).collect();
        for record in records? {
            let done = self.cancel(&record, guest);
            // A job may have ended meanwhile. The others are cancelled nevertheless.
            if !(is_of_all && self.view(&record).is_ended()) {
                done?;
            }
        }
        Ok(Response::ok())
    }
}

/// Makes the checks that the IPP standard requires for every request (RFC 8011 §4.1).
fn checked(request: &Request) -> Result<(), Response> {
    if !matches!(request.version, (1 | 2, _)) {
        return Err(Response::refused(
            Status::VersionNotSupported,
            "IPP/1.1 and IPP/2.0 are spoken",
        ));
    }
    let bad = |text: &str| Err(Response::refused(Status::BadRequest, text));
    if request.id <= 0 {
        return bad("request-id must be greater than 0");
    }
    if !OPERATIONS.contains(&request.operation) {
        return Err(not_supported());
    }
    if !request.begins_as_it_must() {
        return bad("attributes-charset and attributes-natural-language must come first");
    }
    match request.text("attributes-charset") {
        Some(charset) if charset.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(Response::refused(Status::CharsetNotSupported, "utf-8 is spoken")),
        None => bad("attributes-charset is no charset"),
    }
}

fn not_supported() -> Response {
    Response::refused(Status::OperationNotSupported, "that cannot be asked of this printer")
}

/// The jobs in the spool that send the faxes of a print job.
pub(super) fn faxes(record: &Record) -> impl Iterator<Item = JobId> {
    record
        .destinations
        .iter()
        .filter_map(|destination| destination.fate.as_ref()?.fax())
}

/// Whether a print job that the IPP client may see belongs to the user whom the request names. This
/// is always so if the client has logged in, because it then sees only its own print jobs. Without
/// a login, it is so if `user` is the user name that the client gave with the job, or is `None`.
fn is_by(record: &Record, user: Option<&str>) -> bool {
    matches!(record.guest, Guest::User(..)) || user.is_none_or(|user| record.user_name == user)
}

impl Caller {
    /// Makes the URI for a path of the network printer, with the scheme and the host by which the
    /// IPP client has reached the printer.
    pub(super) fn uri(&self, path: &str) -> String {
        let scheme = if self.client.tls { "ipps" } else { "ipp" };
        format!("{scheme}://{}{path}", self.host)
    }
}
