//! The API keys on the web page of the user's own settings: they are created, shown once, and ended
//! there.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Redirect;

use super::House;
use super::lists::{field, fields_named};
use super::once;
use super::own::shown;
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result};
use super::texts::Sentence;
use super::visitor::User;
use super::words::moment;
use crate::api::{KeyError, MOST_DAYS, Scope, USUAL_DAYS, WishedKey, in_days};
use ferrofax_basics::UnixMs;
use ferrofax_rights::Denied;

/// The part of the web page of the user's own settings that shows the user's API keys.
#[derive(Default)]
pub(super) struct OwnKeys {
    /// The error in the submitted form for a new API key; empty if there is none.
    pub(super) problem: Sentence,
    /// The name that the user has written in the form for a new API key.
    pub(super) name: String,
    /// The text of the API key that was just created; empty if none was.
    pub(super) made: String,
    pub(super) rows: Vec<Row>,
    pub(super) scopes: Vec<(Scope, &'static str)>,
    pub(super) most_days: u32,
    pub(super) usual_days: u32,
}

/// The reason why an API key was not created.
enum NotMade {
    Denied(Denied),
    Key(KeyError),
}

/// An API key in the list of the user's own keys.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) ends: String,
    pub(super) used: String,
    pub(super) has_ended: bool,
    /// Whether this is a test key, whose faxes are never sent.
    pub(super) is_test: bool,
}

impl OwnKeys {
    /// Adds the user's existing API keys to the data of the web page, which lists these keys.
    pub(super) async fn with_rows(self, house: &House, user: &User) -> Result<Self> {
        let (keys, person) = (house.keys.clone(), user.person.clone());
        let listed = house.at_work(move || keys.of(&person)).await?;
        let (texts, now) = (user.visitor.texts, UnixMs::now());
        let row = |key: ferrofax_spool::ApiKey| Row {
            id: key.id,
            has_ended: key.has_ended(now),
            is_test: key.is_test,
            ends: moment(key.ended_at.unwrap_or(key.ends_at), texts),
            used: key.used_at.map_or_else(String::new, |at| moment(at, texts)),
            name: key.name,
            scopes: key.scopes,
        };
        Ok(Self {
            rows: listed.into_iter().map(row).collect(),
            scopes: Scope::ALL.into_iter().map(|scope| (scope, texts.scope(scope))).collect(),
            most_days: MOST_DAYS,
            usual_days: USUAL_DAYS,
            ..self
        })
    }
}

/// Creates an API key for the user, and shows its text once. The text cannot be shown again later.
pub(super) async fn make(Posted { house, user, fields }: Posted<Vec<(String, String)>>) -> Result {
    let now = UnixMs::now();
    let days = field(&fields, "days").trim().parse().unwrap_or(0);
    let wished = WishedKey {
        user: user.person.name.clone(),
        by: user.person.by,
        name: field(&fields, "name").to_owned(),
        scopes: fields_named(&fields, "scope").filter_map(|word| Scope::of(word)).collect(),
        is_test: fields_named(&fields, "test").next().is_some(),
        ends_at: in_days(now, days),
    };
    let written = ("key", &wished.name, &fields_named(&fields, "scope").collect::<Vec<_>>());
    let form = once::hash(&user.person, field(&fields, "once"), &(written, wished.is_test, days));
    let (there, person, name) = (house.clone(), user.person.clone(), wished.name.clone());
    let make = move || {
        let about = [("name", wished.name.as_str())];
        there
            .rights
            .at_desk(&person, "key-new", &about, Ok(()))
            .map_err(NotMade::Denied)?;
        there.keys.make(&wished, now).map_err(NotMade::Key)
    };
    let there = house.clone();
    let made = house.at_work(move || Ok::<_, Refusal>(there.new_keys.once(form, now, make)));
    match made.await? {
        Ok(made) => shown(&house, &user, OwnKeys { made, ..OwnKeys::default() }).await,
        Err(NotMade::Denied(denied)) => Err(Refusal::Denied(denied)),
        Err(NotMade::Key(KeyError::Spool(error))) => Err(error.into()),
        Err(NotMade::Key(error)) => {
            let problem = user.visitor.texts.said(&error.to_string());
            let mut page =
                shown(&house, &user, OwnKeys { problem, name, ..OwnKeys::default() }).await?;
            *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(page)
        }
    }
}

/// Ends one of the user's API keys, so that requests with this key are refused from then on.
pub(super) async fn end(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let (keys, rights, person) = (house.keys.clone(), house.rights.clone(), user.person);
    let there = house.clone();
    let ended = house.at_work(move || {
        let ended = keys.end(id, Some(&person), UnixMs::now())?;
        if ended {
            there.new_keys.forget(id);
        }
        let denied = || Denied::forbidden("not-there", format!("there is no key {id}"));
        let decided = if ended { Ok(()) } else { Err(denied()) };
        _ = rights.at_desk(&person, "key-end", &[("key", &id.to_string())], decided);
        Ok::<_, ferrofax_spool::SpoolError>(ended)
    });
    if !ended.await? {
        return Err(Refusal::Nothing);
    }
    Ok(Redirect::to("/own#keys"))
}
