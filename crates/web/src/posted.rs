//! Reads a submitted form of the web interface: checks that a user is logged in and that the form
//! contains the CSRF token of the login session, and reads the fields.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::House;
use super::back::Written;
use super::refusal::Refusal;
use super::upload::WORDS;
use super::visitor::{User, Visitor};

/// A submitted form of a user who is logged in, with the state of the web interface.
pub(super) struct Posted<T> {
    pub(super) house: House,
    pub(super) user: User,
    pub(super) fields: T,
}

#[derive(Deserialize)]
struct WithSecret {
    secret: String,
}

impl<T: DeserializeOwned> FromRequest<House> for Posted<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, house: &House) -> Result<Self, Refusal> {
        let user = Visitor::of(request.extensions())?.user();
        let written = request.extensions().get::<Written>().cloned().unwrap_or_default();
        let to = request.uri().to_string();
        let mut request = request;
        if user.is_none() {
            DefaultBodyLimit::max(WORDS).apply(&mut request);
        }
        let body = Bytes::from_request(request, house).await;
        let body = body.map_err(|error| Refusal::Form(error.to_string()))?;
        let form = String::from_utf8_lossy(&body);
        let Some(user) = user else {
            return Err(Refusal::LogInAgain { to, form: without_password(&form) });
        };
        let wrong = |error: serde_urlencoded::de::Error| Refusal::Form(error.to_string());
        let WithSecret { secret } = serde_urlencoded::from_str(&form).map_err(wrong)?;
        if secret != user.session.secret {
            return Err(Refusal::Stale);
        }
        written.keep(&to, &without_password(&form));
        let fields = serde_urlencoded::from_str(&form).map_err(wrong)?;
        Ok(Self { house: house.clone(), user, fields })
    }
}

/// The names of fields that are never shown on a web page: passwords, and codes or secrets that
/// prove a second factor.
const HIDDEN: [&str; 7] =
    ["pwd", "password", "new_password", "again_password", "code", "totp", "mailpassword"];

/// The fields of a form that are kept during a login or for an error page: all except passwords.
fn without_password(form: &str) -> String {
    let name = |field: &str| field.split('=').next().unwrap_or_default().to_owned();
    let is_shown = |field: &&str| !HIDDEN.contains(&name(field).as_str());
    let kept: Vec<&str> = form.split('&').filter(is_shown).collect();
    kept.join("&")
}

/// The data of a submitted form that consists of a button and has no fields.
#[derive(Deserialize)]
pub(super) struct Nothing {}
