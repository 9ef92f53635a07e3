//! The API keys of the user. A key cannot create another key with more scopes or a later expiry
//! than its own.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::keys::scopes_of;
use super::lists::list;
use super::parts::{By, Json, On, moment};
use super::{
    Api, Caller, KeyError, Kind, Problem, ROOT, Result, Scope, USUAL_DAYS, WishedKey, in_days,
};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Denied;
use ferrofax_spool::ApiKey;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(end))
}

/// An API key of the user.
#[derive(Serialize, ToSchema)]
struct Key {
    /// The number of the API key.
    id: i64,
    /// The name that the user gave the API key.
    name: String,
    /// The scopes of this API key.
    scopes: Vec<String>,
    /// Whether this is a test key, whose faxes are never sent.
    test: bool,
    /// The time at which the key was created.
    #[schema(format = "date-time")]
    made_at: String,
    /// The time at which the API key expires.
    #[schema(format = "date-time")]
    ends_at: String,
    /// Whether the API key has expired, or a user or an administrator has revoked it.
    has_ended: bool,
    /// The time at which the API key was last used, to the minute.
    #[schema(format = "date-time")]
    used_at: Option<String>,
    /// The IP address from which the API key was last used; null if it was never used.
    used_from: Option<String>,
}

list! {
    /// The API keys of the user.
    KeyList, keys, Key
}

/// An API key to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewKey {
    /// The name for the new API key.
    #[schema(min_length = 1, max_length = 80)]
    name: String,
    /// The scopes of the new API key.
    #[schema(min_items = 1, example = json!(["faxes:read"]))]
    scopes: Vec<String>,
    /// Whether the new key is a test key. Faxes of a test key are never sent. The last digits of
    /// the fax number decide the simulated result.
    #[serde(default)]
    test: bool,
    /// The number of days until the new API key expires. Default: 365. If the request uses an API
    /// key that expires earlier, the new key expires with that key.
    #[schema(minimum = 1, maximum = 3660)]
    days: Option<u32>,
}

/// The API key that was created.
#[derive(Serialize, ToSchema)]
struct MadeKey {
    /// The number of the new API key.
    id: i64,
    /// The API key itself, which a program sends with each request. The key cannot be shown to the
    /// user again.
    key: String,
    /// The time at which the key expires.
    #[schema(format = "date-time")]
    ends_at: String,
}

impl Key {
    fn of(key: ApiKey, now: UnixMs) -> Self {
        Self {
            id: key.id,
            has_ended: key.has_ended(now),
            test: key.is_test,
            scopes: scopes_of(&key).iter().map(ToString::to_string).collect(),
            made_at: moment(key.made_at),
            ends_at: moment(key.ended_at.unwrap_or(key.ends_at)),
            used_at: key.used_at.map(moment),
            used_from: key.used_from,
            name: key.name,
        }
    }
}

/// Lists the user's API keys, including those that have expired or were revoked.
#[utoipa::path(
    get,
    path = "/keys",
    tag = "keys",
    operation_id = "list_keys",
    security(("key" = ["keys"])),
    responses((status = 200, description = "The keys.", body = KeyList))
)]
async fn list(By(api, caller): By) -> Result<Json<KeyList>> {
    let listed = api.at_work(move |api| api.keys.of(&caller.person)).await?;
    let now = UnixMs::now();
    Ok(Json(KeyList::of(listed.into_iter().map(|key| Key::of(key, now)), None)))
}

/// Creates an API key. If the request itself uses an API key, the new key can only have scopes of
/// that key, and cannot expire later than that key.
#[utoipa::path(
    post,
    path = "/keys",
    tag = "keys",
    operation_id = "make_key",
    security(("key" = ["keys"])),
    request_body = NewKey,
    responses((status = 201, description = "The key.", body = MadeKey))
)]
async fn make(By(api, caller): By, Json(new): Json<NewKey>) -> Result {
    let now = UnixMs::now();
    let scopes = wished_scopes(&caller, &new.scopes)?;
    let wanted = in_days(now, new.days.unwrap_or(USUAL_DAYS));
    let ends_at = match (caller.ends_at, new.days) {
        (Some(end), None) => wanted.min(end),
        (Some(end), Some(_)) if wanted > end => {
            let text = format!(
                "The key of the request expires at {}; a key that it creates cannot be valid for longer",
                moment(end)
            );
            return Err(Problem::of_field(Kind::WrongValue, "/days", text));
        }
        _ => wanted,
    };
    let made = api.at_work(move |api| {
        let (person, name, is_test) = (caller.person, new.name, new.test);
        api.rights.at_desk(&person, "key-new", &[("name", &name)], Ok(()))?;
        let wished = WishedKey { user: person.name, by: person.by, name, scopes, is_test, ends_at };
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

/// The scopes that a user requests for a new API key; an error if the request itself does not have
/// all of them.
fn wished_scopes(caller: &Caller, words: &[String]) -> Result<BTreeSet<Scope>> {
    let of = |word: &String| {
        let scope = Scope::of(word).ok_or_else(|| {
            let known = Scope::ALL.map(Scope::name).join(", ");
            let text = format!("There is no scope '{word}'. Known: {known}.");
            Problem::of_field(Kind::WrongValue, "/scopes", text)
        })?;
        if caller.scopes.contains(&scope) {
            Ok(scope)
        } else {
            let text = format!("The key of the request does not have the scope {scope} itself");
            Err(Problem::new(Kind::Scope, text))
        }
    };
    words.iter().map(of).collect()
}

/// Revokes one of the user's API keys.
#[utoipa::path(
    delete,
    path = "/keys/{id}",
    tag = "keys",
    operation_id = "end_key",
    security(("key" = ["keys"])),
    params(("id" = i64, Path, description = "The key's number.")),
    responses((status = 204, description = "The key was revoked."))
)]
async fn end(On(api, caller, _, id): On) -> Result<StatusCode> {
    let work = move |api: &Api| {
        let person = &caller.person;
        let ended = api.keys.end(id, Some(person), UnixMs::now())?;
        let text = format!("There is no valid key {id}");
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
