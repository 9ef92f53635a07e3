//! The pages of the user's own webhooks: they are created, tested and ended there, and each shows
//! its last deliveries.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};

use super::House;
use super::lists::{field, fields_named};
use super::once;
use super::own::Done;
use super::page::{Chrome, Here};
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result, form_page};
use super::texts::{Sentence, Texts};
use super::visitor::{User, Visit};
use super::words::moment;
use crate::webhooks::{NotMade, OwnError, OwnWebhooks, USUAL, kinds};
use ferrofax_basics::UnixMs;
use ferrofax_spool::{Webhook, WebhookAttempt};

#[derive(Template)]
#[template(path = "web/webhooks.html")]
struct WebhooksPage<'a> {
    chrome: Chrome<'a>,
    rows: Vec<Row>,
    /// The types of events, each with its description, and whether it is chosen.
    events: Vec<(&'static str, &'static str, bool)>,
    /// The URL that the user has entered.
    url: String,
    /// The secret of the webhook that was just created; empty if none was.
    secret: String,
    problem: Sentence,
    done: &'static str,
}

#[derive(Template)]
#[template(path = "web/webhook.html")]
struct WebhookPage<'a> {
    chrome: Chrome<'a>,
    row: Row,
    deliveries: Vec<Delivery>,
    problem: Sentence,
    done: &'static str,
}

/// A webhook in the list of the user's webhooks.
struct Row {
    id: i64,
    url: String,
    events: String,
    delivered: u32,
    delivered_at: String,
    waiting: u32,
    dead: u32,
    error: String,
}

/// An attempt to deliver one message to a webhook.
struct Delivery {
    at: String,
    kind: String,
    attempt: u32,
    /// The reason why the message was not delivered; empty if it was.
    error: String,
}

/// The parts of the page of all webhooks that depend on the last action: the input of the form, the
/// new secret, and messages.
#[derive(Default)]
struct Shown {
    url: String,
    chosen: Vec<String>,
    secret: String,
    problem: Sentence,
    done: &'static str,
}

impl Shown {
    /// An empty form in which the default events are chosen.
    fn usual() -> Self {
        Self { chosen: USUAL.split(' ').map(str::to_owned).collect(), ..Self::default() }
    }
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/own/webhooks", get(page).post(make))
        .route("/own/webhooks/{id}", get(one))
        .route("/own/webhooks/{id}/test", post(test))
        .route("/own/webhooks/{id}/end", post(end))
}

/// Shows the user's webhooks.
async fn page(Visit(house, user): Visit, Query(done): Query<Done>) -> Result {
    let done = user.visitor.texts.done(&done.done);
    with_list(&house, &user, Shown { done, ..Shown::usual() }).await
}

/// Creates a webhook, and shows its secret once.
async fn make(Posted { house, user, fields }: Posted<Vec<(String, String)>>) -> Result {
    let url = field(&fields, "url").trim().to_owned();
    let chosen: Vec<String> = fields_named(&fields, "event").cloned().collect();
    let form = once::hash(&user.person, field(&fields, "once"), &("webhook", &url, &chosen));
    let (person, to, wanted) = (user.person.clone(), url.clone(), chosen.clone());
    let (there, now) = (house.clone(), UnixMs::now());
    let made = at_webhooks(&house, move |webhooks| {
        there.new_webhooks.once(form, now, || {
            let events = wanted.iter().map(String::as_str);
            let made = webhooks.make(&person, &to, events, now)?;
            Ok((made.id.0, made.secret))
        })
    });
    match made.await? {
        Ok(secret) => with_list(&house, &user, Shown { secret, ..Shown::usual() }).await,
        Err(error) => {
            let problem = said(&user, error)?;
            with_list(&house, &user, Shown { url, chosen, problem, ..Shown::default() }).await
        }
    }
}

async fn with_list(house: &House, user: &User, shown: Shown) -> Result {
    let person = user.person.clone();
    let listed = at_webhooks(house, move |webhooks| Ok(webhooks.of(&person)?)).await??;
    let Shown { url, chosen, secret, problem, done } = shown;
    let texts = user.visitor.texts;
    let event =
        |(kind, _)| (kind, texts.event_of_webhook(kind), chosen.iter().any(|it| it == kind));
    let page = WebhooksPage {
        chrome: Chrome::new(house, &user.visitor, Here::Own),
        rows: listed.into_iter().map(|hook| Row::of(hook, texts)).collect(),
        events: kinds().map(event).collect(),
        url,
        secret,
        problem,
        done,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Shows a webhook with its last deliveries.
async fn one(
    State(house): State<House>,
    Path(id): Path<i64>,
    user: User,
    Query(done): Query<Done>,
) -> Result {
    let done = user.visitor.texts.done(&done.done);
    with_deliveries(&house, &user, id, (Sentence::default(), done)).await
}

async fn with_deliveries(
    house: &House,
    user: &User,
    id: i64,
    (problem, done): (Sentence, &'static str),
) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let work = move |webhooks: &OwnWebhooks| {
        Ok((webhooks.one(&person, id)?, webhooks.attempts(&person, id)?))
    };
    let (hook, attempts) = at_webhooks(house, work).await??;
    let delivery = |WebhookAttempt { kind, at, attempt, error, .. }| Delivery {
        at: moment(at, texts),
        kind,
        attempt,
        error: error.unwrap_or_default(),
    };
    let page = WebhookPage {
        chrome: Chrome::new(house, &user.visitor, Here::Own),
        row: Row::of(hook, texts),
        deliveries: attempts.into_iter().map(delivery).collect(),
        problem,
        done,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Sends a test message to a webhook.
async fn test(Path(id): Path<i64>, Posted { house, user, .. }: Posted<Nothing>) -> Result {
    let person = user.person.clone();
    let work = move |webhooks: &OwnWebhooks| webhooks.test(&person, id, UnixMs::now());
    match at_webhooks(&house, work).await? {
        Ok(_) => {
            let to = format!("/own/webhooks/{id}?done=webhook_tested");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let problem = said(&user, error)?;
            with_deliveries(&house, &user, id, (problem, "")).await
        }
    }
}

/// Ends a webhook.
async fn end(Path(id): Path<i64>, Posted { house, user, .. }: Posted<Nothing>) -> Result<Redirect> {
    let (person, there) = (user.person, house.clone());
    let end = move |webhooks: &OwnWebhooks| {
        webhooks.end(&person, id)?;
        there.new_webhooks.forget(id);
        Ok(())
    };
    at_webhooks(&house, end).await??;
    Ok(Redirect::to("/own/webhooks?done=webhook_ended"))
}

impl Row {
    fn of(hook: Webhook, texts: &Texts) -> Self {
        Self {
            id: hook.id.0,
            url: hook.url,
            events: hook.events.replace(' ', ", "),
            delivered: hook.delivered,
            delivered_at: hook.delivered_at.map(|at| moment(at, texts)).unwrap_or_default(),
            waiting: hook.waiting,
            dead: hook.dead,
            error: hook.error.unwrap_or_default(),
        }
    }
}

/// Runs `work`, which uses the webhooks, on a worker thread. Its result is the inner `Result`. The
/// outer one is an error if no worker thread could run it.
async fn at_webhooks<T: Send + 'static>(
    house: &House,
    work: impl FnOnce(&OwnWebhooks) -> Result<T, OwnError> + Send + 'static,
) -> Result<Result<T, OwnError>> {
    let webhooks = house.webhooks.clone();
    house.at_work(move || Ok::<_, Refusal>(work(&webhooks))).await
}

/// The sentence about an error that the user can correct in the form. Any other error is returned
/// as `Err`, for an error page.
fn said(user: &User, error: OwnError) -> Result<Sentence> {
    match error {
        OwnError::NotThere(_) | OwnError::Denied(_) | OwnError::NotMade(NotMade::Spool(_)) => {
            Err(error.into())
        }
        error => Ok(user.visitor.texts.said(&error.to_string())),
    }
}
