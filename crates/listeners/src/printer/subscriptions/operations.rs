//! The IPP operations on subscriptions to the printer's events (RFC 3995 §11, RFC 3996 §5).

use std::collections::BTreeMap;

use super::book::{MOST_OF_ONE, Subscription, TooMany};
use super::event::{Event, EventKind, JobSummary, Subject};
use super::template::{Template, lease, lease_asked, templates};
use crate::ipp::{Group, Request, Response, Status, Value, value};
use crate::printer::description::seconds;
use crate::printer::record::Record;
use crate::printer::{Caller, Printer};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Guest;

/// The number of seconds after which an IPP client should ask for events again.
const COME_AGAIN_SECONDS: i32 = 10;

impl Printer {
    /// Answers Create-Printer-Subscriptions, and Create-Job-Subscriptions if a print job is given.
    pub(in crate::printer) fn subscribe(
        &self,
        queue: &str,
        job: Option<&Record>,
        request: &Request,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let asked = templates(request);
        if asked.is_empty() {
            return Err(Response::refused(Status::BadRequest, "no subscription is asked for"));
        }
        if job.is_some_and(|job| self.view(job).is_ended()) {
            return Err(Response::refused(Status::NotPossible, "the job has ended"));
        }
        let user = request.text("requesting-user-name").unwrap_or_default();
        Ok(self.subscribed(Response::ok(), queue, job.map(|job| job.id), user, guest, asked))
    }

    /// Creates the subscriptions that an IPP request contains, and adds their numbers or errors to
    /// the answer.
    pub(in crate::printer) fn subscribed(
        &self,
        mut response: Response,
        queue: &str,
        job: Option<i32>,
        user_name: &str,
        guest: &Guest,
        asked: Vec<Result<Template, Status>>,
    ) -> Response {
        if asked.is_empty() {
            return response;
        }
        let (count, now, mut made) = (asked.len(), UnixMs::now(), 0);
        // Record the present state first. Otherwise the new subscriptions would get events about
        // print jobs that already existed.
        self.watch(now);
        for template in asked {
            let added = template.and_then(|template| {
                let added = self.subscriptions.add(guest, queue, job, user_name, template, now);
                added.map_err(|TooMany| Status::TooManySubscriptions)
            });
            response = response.with(Group::subscription(match added {
                Ok(one) => {
                    made += 1;
                    let mut said = named("notify-subscription-id", value::number(one.id));
                    if job.is_none() {
                        let lease = value::number(one.template.lease_seconds);
                        said.extend(named("notify-lease-duration", lease));
                    }
                    said
                }
                Err(status) => named("notify-status-code", value::choice(status as i32)),
            }));
        }
        self.watch(now);
        // The print job exists even if its subscriptions failed, so the request as a whole
        // succeeds.
        response.status = match made {
            made if made == count => response.status,
            0 if job.is_none() => Status::IgnoredAllSubscriptions,
            _ => Status::OkIgnoredSubscriptions,
        };
        response
    }

    /// Answers Get-Subscription-Attributes with the attributes of one subscription.
    pub(in crate::printer) fn subscription(
        &self,
        request: &Request,
        caller: &Caller,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let one = self.subscription_of(request, guest)?;
        let names = request.texts("requested-attributes");
        Ok(Response::ok().with(Group::subscription(described(&one, caller, &names))))
    }

    /// Answers Get-Subscriptions with the IPP client's subscriptions to the printer, or to one
    /// print job.
    pub(in crate::printer) fn list_subscriptions(
        &self,
        request: &Request,
        caller: &Caller,
        guest: &Guest,
    ) -> Response {
        let job = request.number("notify-job-id");
        let limit = request.number("limit").and_then(|limit| usize::try_from(limit).ok());
        let mut names = request.texts("requested-attributes");
        if names.is_empty() {
            names.push("notify-subscription-id");
        }
        let found = self.subscriptions.of(guest, UnixMs::now());
        let found = found.iter().filter(|one| one.job == job);
        found.take(limit.unwrap_or(usize::MAX)).fold(Response::ok(), |response, one| {
            response.with(Group::subscription(described(one, caller, &names)))
        })
    }

    /// Answers Renew-Subscription, by which an IPP client extends a subscription.
    pub(in crate::printer) fn renew_subscription(
        &self,
        request: &Request,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let one = self.subscription_of(request, guest)?;
        if one.job.is_some() {
            let text = "a subscription of a job has no lease";
            return Err(Response::refused(Status::NotPossible, text));
        }
        let asked = request.subscriptions().find_map(lease_asked);
        let seconds = lease(asked.or_else(|| request.number("notify-lease-duration")));
        self.subscriptions.renew(one.id, seconds, UnixMs::now());
        let lease = named("notify-lease-duration", value::number(seconds));
        Ok(Response::ok().with(Group::subscription(lease)))
    }

    /// Answers Cancel-Subscription, by which an IPP client ends a subscription.
    pub(in crate::printer) fn cancel_subscription(
        &self,
        request: &Request,
        guest: &Guest,
    ) -> Result<Response, Response> {
        self.subscriptions.cancel(self.subscription_of(request, guest)?.id);
        Ok(Response::ok())
    }

    /// Answers Get-Notifications, by which an IPP client fetches its events.
    pub(in crate::printer) fn notifications(
        &self,
        request: &Request,
        caller: &Caller,
        guest: &Guest,
    ) -> Result<Response, Response> {
        let ids = request.numbers("notify-subscription-ids");
        if ids.is_empty() {
            let text = "notify-subscription-ids is missing";
            return Err(Response::refused(Status::BadRequest, text));
        }
        // For each subscription, the number of the first event that the IPP client wants.
        let from = request.numbers("notify-sequence-numbers");
        let mut wanted = BTreeMap::new();
        for (at, id) in ids.iter().enumerate() {
            wanted.entry(*id).or_insert_with(|| from.get(at).copied().unwrap_or(1));
        }
        if wanted.len() > MOST_OF_ONE {
            let text = format!("notify-subscription-ids may have {MOST_OF_ONE} different values");
            return Err(Response::refused(Status::BadRequest, text));
        }
        let found = || -> Result<Vec<(Subscription, i32)>, Response> {
            let now = UnixMs::now();
            let each = wanted.iter().map(|(id, from)| {
                let one = self.subscriptions.get(*id, guest, now).ok_or_else(|| gone(*id))?;
                Ok((one, *from))
            });
            each.collect()
        };
        let has_news = |found: &[(Subscription, i32)]| {
            found
                .iter()
                .any(|(one, from)| one.kept.iter().any(|(number, ..)| number >= from))
                || found.iter().all(|(one, _)| one.is_complete)
        };
        self.glance(UnixMs::now());
        let mut now_there = found()?;
        if request.flag("notify-wait") == Some(true) && !has_news(&now_there) {
            self.subscriptions.wait(|| {
                self.glance(UnixMs::now());
                found().map_or(true, |found| has_news(&found))
            });
            now_there = found()?;
        }
        let is_complete = now_there.iter().all(|(one, _)| one.is_complete);
        let mut response = Response::ok()
            .saying("notify-get-interval", value::number(COME_AGAIN_SECONDS))
            .saying("printer-up-time", value::number(seconds(UnixMs::now())));
        if is_complete {
            response.status = Status::OkEventsComplete;
        }
        for (one, from) in &now_there {
            for (number, kind, event) in one.kept.iter().filter(|(number, ..)| number >= from) {
                response = response.with(notification(one, *number, *kind, event, caller));
            }
        }
        Ok(response)
    }

    fn subscription_of(&self, request: &Request, guest: &Guest) -> Result<Subscription, Response> {
        let id = request.number("notify-subscription-id").ok_or_else(|| {
            Response::refused(Status::BadRequest, "notify-subscription-id is missing")
        })?;
        self.subscriptions.get(id, guest, UnixMs::now()).ok_or_else(|| gone(id))
    }
}

fn gone(id: i32) -> Response {
    Response::refused(Status::NotFound, format!("there is no subscription {id}"))
}

fn named(name: &str, value: Value) -> Vec<(String, Value)> {
    vec![(name.to_owned(), value)]
}

/// Returns those attributes of a subscription whose names the IPP client requests in `names`; all
/// attributes if `names` is empty.
fn described(one: &Subscription, caller: &Caller, names: &[&str]) -> Vec<(String, Value)> {
    let kinds: Vec<&str> = one.template.kinds.iter().map(|kind| kind.keyword()).collect();
    let mut all = vec![
        ("notify-subscription-id", value::number(one.id)),
        ("notify-printer-uri", value::uri(&caller.uri(&one.queue))),
        ("notify-pull-method", value::keyword("ippget")),
        ("notify-events", value::keywords(&kinds)),
        ("notify-charset", value::charset("utf-8")),
        ("notify-natural-language", value::language("en")),
        ("notify-sequence-number", value::number(one.last)),
        ("notify-subscriber-user-name", value::name(&one.user_name)),
        ("notify-user-data", octets(&one.template.user_data)),
        ("notify-printer-up-time", value::number(seconds(UnixMs::now()))),
    ];
    match (one.job, one.until) {
        (Some(job), _) => all.push(("notify-job-id", value::number(job))),
        (None, until) => {
            let until = until.map_or_else(value::none, |at| value::number(seconds(at)));
            all.push(("notify-lease-expiration-time", until));
            all.push(("notify-lease-duration", value::number(one.template.lease_seconds)));
        }
    }
    let groups = ["all", "subscription-description", "subscription-template"];
    let is_all = names.is_empty() || names.iter().any(|name| groups.contains(name));
    let asked = all.into_iter().filter(|(name, _)| is_all || names.contains(name));
    asked.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Writes an event in the form in which IPP clients get it (RFC 3995 §9.1).
fn notification(
    one: &Subscription,
    number: i32,
    kind: EventKind,
    event: &Event,
    caller: &Caller,
) -> Group {
    let mut all = vec![
        ("notify-charset", value::charset("utf-8")),
        ("notify-natural-language", value::language("en")),
        ("notify-subscription-id", value::number(one.id)),
        ("notify-sequence-number", value::number(number)),
        ("notify-printer-uri", value::uri(&caller.uri(&one.queue))),
        ("notify-subscribed-event", value::keyword(kind.keyword())),
        ("notify-user-data", octets(&one.template.user_data)),
        ("notify-text", value::text(&event.text())),
        ("printer-up-time", value::number(seconds(event.at))),
        ("printer-current-time", value::moment(event.at)),
    ];
    match &event.of {
        Subject::Job { id, state: JobSummary { state, reasons, confirmed } } => {
            all.push(("notify-job-id", value::number(*id)));
            all.push(("job-id", value::number(*id)));
            all.push(("job-state", value::choice(*state as i32)));
            all.push(("job-state-reasons", value::keywords(reasons)));
            all.push(("job-impressions-completed", value::number(*confirmed)));
        }
        Subject::Printer { state } => {
            all.push(("printer-state", value::choice(*state)));
            all.push(("printer-state-reasons", value::keyword("none")));
            all.push(("printer-is-accepting-jobs", value::flag(true)));
        }
    }
    Group::event(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn octets(bytes: &[u8]) -> Value {
    Value::OctetString(bytes.to_vec().into())
}
