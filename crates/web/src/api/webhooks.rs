//! The webhooks of the user: URLs that Ferrofax notifies of events by HTTP.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::lists::list;
use super::parts::{By, Json, On, moment};
use super::{Api, Kind, Problem, ROOT, Result};
use crate::webhooks::{Changed, NotMade, OwnError, own};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Denied;
use ferrofax_spool::{DeadMessage, MessageId, Webhook, WebhookAttempt};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(one, alter, end))
        .routes(routes!(test))
        .routes(routes!(deliveries))
        .routes(routes!(rotate))
        .routes(routes!(dead))
        .routes(routes!(again))
}

/// A webhook of the user.
#[derive(Serialize, ToSchema)]
#[schema(as = Webhook)]
struct Hook {
    /// The webhook's number.
    id: i64,
    /// The address (URL) to which Ferrofax sends a message for each event.
    #[schema(format = "uri")]
    url: String,
    /// The events that are reported to the webhook's URL.
    events: Vec<String>,
    /// The time at which the webhook was created.
    #[schema(format = "date-time")]
    made_at: String,
    /// The number of messages that were delivered to the webhook's URL.
    delivered: u32,
    /// The time at which a message was last delivered to the webhook's URL.
    #[schema(format = "date-time")]
    delivered_at: Option<String>,
    /// The number of messages that wait to be delivered to the webhook's URL.
    waiting: u32,
    /// The number of messages that could not be delivered to the webhook's URL, and that Ferrofax
    /// no longer tries to deliver.
    dead: u32,
    /// The error of the last failed attempt to deliver one of the waiting messages.
    error: Option<String>,
}

list! {
    /// The webhooks of the user.
    WebhookList, webhooks, Hook
}

/// A webhook to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHook {
    /// The address (URL) to which Ferrofax sends a message for each event.
    #[schema(format = "uri", max_length = 2000, example = "https://example.com/fax")]
    url: String,
    /// The events that are reported to the webhook's URL, such as `job.*`. Default: `fax.received`,
    /// `fax.failed`, `job.sent` and `job.failed`.
    #[serde(default)]
    #[schema(example = json!(["fax.received", "job.*"]))]
    events: Vec<String>,
}

/// The webhook that was created.
#[derive(Serialize, ToSchema)]
struct MadeHook {
    /// The webhook's number.
    id: i64,
    /// The secret with which the webhook's messages are signed. The secret cannot be shown again.
    secret: String,
    /// The events that are reported to the webhook's URL.
    events: Vec<String>,
}

/// The new secret of a webhook.
#[derive(Serialize, ToSchema)]
struct FreshSecret {
    /// The new secret with which Ferrofax signs messages to the webhook. The old secret remains
    /// valid for a day.
    secret: String,
}

/// A message of a webhook that could not be delivered.
#[derive(Serialize, ToSchema)]
struct Dead {
    /// The number of the undeliverable webhook message.
    message: i64,
    /// The value of the HTTP header `webhook-id` with which Ferrofax sends the message.
    id: String,
    /// The number of the webhook to which the message belongs.
    webhook: i64,
    /// The type of the event that the message reports.
    r#type: String,
    /// The time of the event that the message reports.
    #[schema(format = "date-time")]
    made_at: String,
    /// The number of attempts to deliver the message to the webhook.
    attempts: u32,
    /// The error of the last attempt to deliver the message to the webhook.
    error: Option<String>,
}

list! {
    /// The undeliverable messages of the user's webhooks.
    DeadList, messages, Dead
}

fn words(events: &str) -> Vec<String> {
    events.split(' ').map(str::to_owned).collect()
}

impl Hook {
    fn of(hook: Webhook) -> Self {
        Self {
            id: hook.id.0,
            url: hook.url,
            events: words(&hook.events),
            made_at: moment(hook.created_at),
            delivered: hook.delivered,
            delivered_at: hook.delivered_at.map(moment),
            waiting: hook.waiting,
            dead: hook.dead,
            error: hook.error,
        }
    }
}

impl Dead {
    fn of(message: DeadMessage) -> Self {
        Self {
            message: message.id.0,
            id: message.name,
            webhook: message.webhook.0,
            r#type: message.kind,
            made_at: moment(message.at),
            attempts: message.attempts,
            error: message.error,
        }
    }
}

/// Lists the user's webhooks.
#[utoipa::path(
    get,
    path = "/webhooks",
    tag = "webhooks",
    operation_id = "list_webhooks",
    security(("key" = ["webhooks"])),
    responses((status = 200, description = "The webhooks.", body = WebhookList))
)]
async fn list(By(api, caller): By) -> Result<Json<WebhookList>> {
    let listed = api.at_work(move |api| api.webhooks.of(&caller.person)).await?;
    Ok(Json(WebhookList::of(listed.into_iter().map(Hook::of), None)))
}

/// Creates a webhook. Ferrofax then sends a message to its URL for each event in `events` that the
/// owner may see.
#[utoipa::path(
    post,
    path = "/webhooks",
    tag = "webhooks",
    operation_id = "make_webhook",
    security(("key" = ["webhooks"])),
    request_body = NewHook,
    responses((status = 201, description = "The webhook.", body = MadeHook))
)]
async fn begin(By(api, caller): By, Json(new): Json<NewHook>) -> Result {
    let made = api.at_work(move |api| {
        let events = new.events.iter().map(String::as_str);
        api.webhooks.make(&caller.person, &new.url, events, UnixMs::now())
    });
    let made = made.await?;
    let body = MadeHook { id: made.id.0, secret: made.secret, events: words(&made.events) };
    let there = [(LOCATION, format!("{ROOT}/webhooks/{}", body.id))];
    Ok((StatusCode::CREATED, there, Json(body)).into_response())
}

impl From<OwnError> for Problem {
    fn from(error: OwnError) -> Self {
        let text = error.to_string();
        match error {
            OwnError::NotThere(_) => Self::new(Kind::NotThere, text),
            OwnError::Waiting => Self::new(Kind::Conflict, text),
            OwnError::TooSoon => Self::new(Kind::RateLimited, text),
            OwnError::Denied(denied) => denied.into(),
            OwnError::NotMade(NotMade::Spool(error)) => error.into(),
            OwnError::NotMade(NotMade::Address(text)) => {
                Self::of_field(Kind::WrongValue, "/url", text)
            }
            OwnError::NotMade(NotMade::Event { .. }) => {
                Self::of_field(Kind::WrongValue, "/events", text)
            }
            OwnError::NotMade(NotMade::TooMany(..)) => Self::new(Kind::Unfit, text),
        }
    }
}

/// Returns one of the user's webhooks.
#[utoipa::path(
    get,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "get_webhook",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    responses((status = 200, description = "The webhook.", body = Hook))
)]
async fn one(On(api, caller, _, id): On) -> Result<Json<Hook>> {
    Ok(Json(
        api.at_work(move |api| api.webhooks.one(&caller.person, id).map(Hook::of))
            .await?,
    ))
}

/// The new values of a webhook. If a field is absent, its value does not change.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AlteredHook {
    /// The new address (URL) to which Ferrofax sends a message for each event.
    #[schema(format = "uri", max_length = 2000, example = "https://example.com/fax")]
    url: Option<String>,
    /// The new list of events that are reported to the webhook's URL. An empty list means the
    /// default.
    #[schema(example = json!(["fax.received", "job.*"]))]
    events: Option<Vec<String>>,
}

/// Changes the URL or the events of one of the user's webhooks.
#[utoipa::path(
    patch,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "change_webhook",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    request_body = AlteredHook,
    responses((status = 200, description = "The webhook.", body = Hook))
)]
async fn alter(On(api, caller, _, id): On, Json(altered): Json<AlteredHook>) -> Result<Json<Hook>> {
    let work = move |api: &Api| {
        let changed = Changed { url: altered.url, events: altered.events };
        api.webhooks.change(&caller.person, id, &changed).map(Hook::of)
    };
    Ok(Json(api.at_work(work).await?))
}

/// An attempt to deliver a message to a webhook.
#[derive(Serialize, ToSchema)]
struct Delivery {
    /// The value of the HTTP header `webhook-id` of the message.
    id: String,
    /// The type of the event that the message reports.
    r#type: String,
    /// The time of the end of the attempt.
    #[schema(format = "date-time")]
    at: String,
    /// The number of the attempt of this message, from 1; 0 if the message was dropped before its
    /// first attempt.
    attempt: u32,
    /// Whether the message was delivered.
    is_delivered: bool,
    /// The reason why the message was not delivered; null if it was delivered.
    error: Option<String>,
}

/// The last attempts to deliver messages to a webhook.
#[derive(Serialize, ToSchema)]
struct DeliveryList {
    /// The attempts, newest first, at most 50.
    items: Vec<Delivery>,
    /// Always null: the list is never continued.
    next: Option<String>,
}

impl From<WebhookAttempt> for Delivery {
    fn from(one: WebhookAttempt) -> Self {
        let WebhookAttempt { name, kind, at, attempt, error } = one;
        let is_delivered = error.is_none();
        Self { id: name, r#type: kind, at: moment(at), attempt, is_delivered, error }
    }
}

/// Lists the last attempts to deliver messages to one of the user's webhooks.
#[utoipa::path(
    get,
    path = "/webhooks/{id}/deliveries",
    tag = "webhooks",
    operation_id = "list_deliveries",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    responses((status = 200, description = "The attempts.", body = DeliveryList))
)]
async fn deliveries(On(api, caller, _, id): On) -> Result<Json<DeliveryList>> {
    let work = move |api: &Api| api.webhooks.attempts(&caller.person, id);
    let items = api.at_work(work).await?.into_iter().map(Delivery::from).collect();
    Ok(Json(DeliveryList { items, next: None }))
}

/// A test message that will be sent.
#[derive(Serialize, ToSchema)]
struct TestMessage {
    /// The value of the HTTP header `webhook-id` with which Ferrofax sends the message.
    id: String,
}

/// Sends a test message of the type `webhook.test` to one of the user's webhooks.
///
/// The message is signed and delivered as other messages are. A webhook gets at most one test
/// message in ten seconds.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/test",
    tag = "webhooks",
    operation_id = "test_webhook",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    responses(
        (status = 202, description = "The message will be sent.", body = TestMessage),
        (status = 409, description = "Too many messages wait for this webhook."),
        (status = 429, description = "The webhook got a test message within the last ten seconds.")
    )
)]
async fn test(On(api, caller, _, id): On) -> Result<(StatusCode, Json<TestMessage>)> {
    let work = move |api: &Api| api.webhooks.test(&caller.person, id, UnixMs::now());
    let id = api.at_work(work).await?;
    Ok((StatusCode::ACCEPTED, Json(TestMessage { id })))
}

/// Deletes one of the user's webhooks, and discards its waiting messages.
#[utoipa::path(
    delete,
    path = "/webhooks/{id}",
    tag = "webhooks",
    operation_id = "end_webhook",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    responses((status = 204, description = "The webhook was deleted."))
)]
async fn end(On(api, caller, _, id): On) -> Result<StatusCode> {
    api.at_work(move |api| api.webhooks.end(&caller.person, id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives one of the user's webhooks a new secret. The old secret remains valid for a day.
#[utoipa::path(
    post,
    path = "/webhooks/{id}/secret",
    tag = "webhooks",
    operation_id = "rotate_webhook",
    security(("key" = ["webhooks"])),
    params(("id" = i64, Path, description = "The webhook's number.")),
    responses((status = 200, description = "The new secret.", body = FreshSecret))
)]
async fn rotate(On(api, caller, _, id): On) -> Result<Json<FreshSecret>> {
    let work = move |api: &Api| api.webhooks.fresh(&caller.person, id, UnixMs::now());
    Ok(Json(FreshSecret { secret: api.at_work(work).await? }))
}

/// Lists the undeliverable messages of the user's webhooks.
#[utoipa::path(
    get,
    path = "/webhooks/failed-deliveries",
    tag = "webhooks",
    operation_id = "list_dead_messages",
    security(("key" = ["webhooks"])),
    responses((status = 200, description = "The messages.", body = DeadList))
)]
async fn dead(By(api, caller): By) -> Result<Json<DeadList>> {
    let listed = api
        .at_work(move |api| api.spool.webhooks().dead_messages(Some(own(&caller.person))))
        .await?;
    Ok(Json(DeadList::of(listed.into_iter().map(Dead::of), None)))
}

/// Attempts to deliver an undeliverable message of a webhook again.
#[utoipa::path(
    post,
    path = "/webhooks/failed-deliveries/{message}/again",
    tag = "webhooks",
    operation_id = "deliver_again",
    security(("key" = ["webhooks"])),
    params(("message" = i64, Path, description = "The message's number.")),
    responses((status = 204, description = "Ferrofax attempts to deliver the message again."))
)]
async fn again(On(api, caller, _, message): On) -> Result<StatusCode> {
    let done = api.at_work(move |api| {
        let (spool, id) = (&api.spool, MessageId(message));
        let dead = spool.webhooks().dead_messages(Some(own(&caller.person)))?;
        let is_own = dead.iter().any(|one| one.id == id);
        let text = format!("No message {message} is dead");
        let decided =
            if is_own { Ok(()) } else { Err(Denied::forbidden("not-there", text.as_str())) };
        let (asked, number) = ("message-again", message.to_string());
        let noted = api.rights.at_desk(&caller.person, asked, &[("message", &number)], decided);
        if is_own {
            noted?
        } else {
            return Err(Problem::new(Kind::NotThere, text));
        }
        if spool.webhooks().message_again(id, UnixMs::now())? {
            Ok(StatusCode::NO_CONTENT)
        } else {
            Err(Problem::new(Kind::NotThere, text))
        }
    });
    done.await
}
