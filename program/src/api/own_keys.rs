//! One's own keys. A key makes no other that may do more, or lasts longer, than itself.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keys::scopes_of;
use super::parts::{At, Json, moment};
use super::{Api, Caller, KeyError, Kind, Problem, ROOT, Scope, USUAL_DAYS, WishedKey, in_days};
use crate::rights::Denied;
use ferrofax_basics::UnixMs;
use ferrofax_spool::ApiKey;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(end))
}

/// A key.
#[derive(Serialize, ToSchema)]
struct Key {
    /// Its number.
    id: i64,
    /// What its user calls it.
    name: String,
    /// What it may be used for.
    scopes: Vec<String>,
    #[schema(format = "date-time")]
    made_at: String,
    /// From then on it is none.
    #[schema(format = "date-time")]
    ends_at: String,
    /// Whether it is none any more.
    has_ended: bool,
    /// When it was used last, to the minute.
    #[schema(format = "date-time")]
    used_at: Option<String>,
    /// From where that was.
    used_from: Option<String>,
}

/// All of one's keys.
#[derive(Serialize, ToSchema)]
struct KeyList {
    /// The newest first.
    keys: Vec<Key>,
}

/// A key that is wished.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// What it is called.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// What it may be used for.
    #[schema(min_items = 1, example = json!(["faxes:read"]))]
    scopes: Vec<String>,
    /// It ends after so many days; without this after a year, or with the key that makes it.
    #[schema(minimum = 1, maximum = 3660)]
    days: Option<u32>,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
struct MadeKey {
    /// Its number.
    id: i64,
    /// What a program shows. Nobody is shown it again.
    key: String,
    #[schema(format = "date-time")]
    ends_at: String,
}

impl Key {
    fn of(key: ApiKey, now: UnixMs) -> Self {
        Self {
            id: key.id,
            has_ended: key.has_ended(now),
            scopes: scopes_of(&key).iter().map(ToString::to_string).collect(),
            made_at: moment(key.made_at),
            ends_at: moment(key.ended_at.unwrap_or(key.ends_at)),
            used_at: key.used_at.map(moment),
            used_from: key.used_from,
            name: key.name,
        }
    }
}

/// One's keys, also those that have ended.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "keys",
    operation_id = "list_keys",
    security(("key" = ["keys"])),
    responses((status = 200, description = "The keys.", body = KeyList))
)]
async fn list(State(api): State<Api>, caller: Caller) -> Result<Json<KeyList>, Problem> {
    let listed = api.at_work(move |api| api.keys.of(&caller.person)).await?;
    let now = UnixMs::now();
    Ok(Json(KeyList { keys: listed.into_iter().map(|key| Key::of(key, now)).collect() }))
}

/// Makes a key, which may do no more and lasts no longer than the one that asks.
#[utoipa::path(
    post,
    path = "/keys",
    tag = "keys",
    operation_id = "make_key",
    security(("key" = ["keys"])),
    request_body = NewKey,
    responses((status = 201, description = "The key.", body = MadeKey))
)]
async fn make(
    State(api): State<Api>,
    caller: Caller,
    Json(new): Json<NewKey>,
) -> Result<Response, Problem> {
    let now = UnixMs::now();
    let scopes = wished_scopes(&caller, &new.scopes)?;
    let wanted = in_days(now, new.days.unwrap_or(USUAL_DAYS));
    let ends_at = match (caller.ends_at, new.days) {
        (Some(end), None) => wanted.min(end),
        (Some(end), Some(_)) if wanted > end => {
            let text =
                format!("The key that asks ends at {}, and so do those it makes", moment(end));
            return Err(Problem::new(Kind::Unfit, text));
        }
        _ => wanted,
    };
    let made = api.at_work(move |api| {
        let (person, name) = (caller.person, new.name);
        api.rights.at_desk(&person, "key-new", &[("name", &name)], Ok(()))?;
        let wished = WishedKey { user: person.name, by: person.by, name, scopes, ends_at };
        Ok::<_, Problem>(api.keys.make(&wished, now))
    });
    match made.await? {
        Ok((id, key)) => {
            let made = MadeKey { id, key, ends_at: moment(ends_at) };
            let there = [(LOCATION, format!("{ROOT}/keys"))];
            Ok((StatusCode::CREATED, there, Json(made)).into_response())
        }
        Err(KeyError::Spool(error)) => Err(error.into()),
        Err(error) => Err(Problem::new(Kind::Unfit, error.to_string())),
    }
}

/// What the key is to be used for, which the one that asks may be used for.
fn wished_scopes(caller: &Caller, words: &[String]) -> Result<BTreeSet<Scope>, Problem> {
    let of = |word: &String| {
        let scope = Scope::of(word).ok_or_else(|| {
            let known = Scope::ALL.map(Scope::name).join(", ");
            Problem::new(Kind::Unfit, format!("'{word}' is no scope; these are: {known}"))
        })?;
        match caller.scopes.contains(&scope) {
            true => Ok(scope),
            false => {
                let text = format!("The key that asks may not be used for {scope} itself");
                Err(Problem::new(Kind::Scope, text))
            }
        }
    };
    words.iter().map(of).collect()
}

/// Ends one of one's keys.
#[utoipa::path(
    delete,
    path = "/keys/{id}",
    tag = "keys",
    operation_id = "end_key",
    security(("key" = ["keys"])),
    params(("id" = i64, Path, description = "The key's number.")),
    responses((status = 204, description = "It has ended."))
)]
async fn end(
    State(api): State<Api>,
    caller: Caller,
    At(id): At<i64>,
) -> Result<StatusCode, Problem> {
    let work = move |api: &Api| {
        let person = &caller.person;
        let ended = api.keys.end(id, Some(person), UnixMs::now())?;
        let text = format!("There is no key {id} that goes on");
        let denied = || Denied::forbidden("not-there", text.as_str());
        let decided = if ended { Ok(()) } else { Err(denied()) };
        let noted = api.rights.at_desk(person, "key-end", &[("key", &id.to_string())], decided);
        match (ended, noted) {
            (false, _) => Err(Problem::new(Kind::NotThere, text)),
            (true, _) => Ok(StatusCode::NO_CONTENT),
        }
    };
    api.at_work(work).await
}
