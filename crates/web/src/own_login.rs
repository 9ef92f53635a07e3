//! The pages by which users change their password, and switch their second factor on and off.

use askama::Template;
use axum::Router;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use qrcode::{Color, QrCode};
use serde::Deserialize;

use super::House;
use super::page::{Chrome, Here};
use super::passkeys;
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result, form_page};
use super::texts::Sentence;
use super::visitor::{User, Visit};
use super::words::moment;
use ferrofax_network::asker::Voucher;
use ferrofax_network::http::Work;
use ferrofax_rights::{Myself, NewFactor, NewPassword, OwnPasskey, PeopleError, Rights, place};

#[derive(Template)]
#[template(path = "web/own_password.html")]
struct PasswordPage<'a> {
    chrome: Chrome<'a>,
    problem: Sentence,
    is_ours: bool,
}

/// The page of the second factor.
#[derive(Template)]
#[template(path = "web/second_factor.html")]
struct SecondFactorPage<'a> {
    chrome: Chrome<'a>,
    problem: Sentence,
    is_on: bool,
    can_be_on: bool,
    passkeys: Vec<PasskeyRow>,
    /// Whether browsers can make passkeys for the address of this web interface.
    has_site: bool,
    /// Whether the settings require the second factor of this user.
    must_be_on: bool,
    /// The new secret that the user has to enter in an app; empty if none was made.
    totp: String,
    qr: Qr,
    /// The recovery codes, if the second factor was just switched on; otherwise empty.
    codes: Vec<String>,
}

/// A passkey in the list of the user's passkeys.
struct PasskeyRow {
    mark: String,
    name: String,
    made: String,
    used: String,
}

/// A QR code as the path of an SVG picture.
#[derive(Default)]
struct Qr {
    width: usize,
    path: String,
}

#[derive(Deserialize)]
struct Passwords {
    password: String,
    new_password: String,
    again_password: String,
}

#[derive(Deserialize)]
struct On {
    password: String,
    totp: String,
    code: String,
}

#[derive(Deserialize)]
struct Off {
    password: String,
    code: String,
}

/// The parts of the page of the second factor that depend on the last action.
#[derive(Default)]
struct More {
    problem: Sentence,
    totp: String,
    codes: Vec<String>,
}

/// The path of the page of the second factor.
pub(super) const SECOND_FACTOR: &str = "/own/second-factor";

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/own/password", get(password).post(change_password))
        .route(SECOND_FACTOR, get(second_factor))
        .route("/own/second-factor/begin", post(begin))
        .route("/own/second-factor/on", post(switch_on))
        .route("/own/second-factor/off", post(switch_off))
}

async fn password(Visit(house, user): Visit) -> Response {
    password_page(&house, &user, Sentence::default())
}

fn password_page(house: &House, user: &User, problem: Sentence) -> Response {
    let is_ours = user.person.by == Voucher::Users;
    let chrome = Chrome::new(house, &user.visitor, Here::Own);
    let page = PasswordPage { chrome, problem, is_ours };
    form_page(&page, page.problem.is_empty())
}

/// Changes the user's password. The user's other sessions end.
async fn change_password(Posted { house, user, fields }: Posted<Passwords>) -> Result {
    let Passwords { password, new_password, again_password } = fields;
    let given = NewPassword { present: password, new: new_password, again: again_password };
    let changed =
        by_password(&house, &user, move |rights, me| rights.change_own_password(me, &given));
    match changed.await? {
        Ok(()) => {
            house.halves.end_all_of(&user.person.name, user.person.by);
            Ok(Redirect::to("/own?done=password").into_response())
        }
        Err(error) => Ok(password_page(&house, &user, said(&user, error)?)),
    }
}

async fn second_factor(Visit(house, user): Visit, headers: HeaderMap) -> Result {
    factor_page(&house, &user, &headers, More::default()).await
}

/// Shows the page of the second factor, with a sentence about a mistake of the user.
pub(super) async fn with_problem(
    house: &House,
    user: &User,
    headers: &HeaderMap,
    problem: Sentence,
) -> Result {
    factor_page(house, user, headers, More { problem, ..More::default() }).await
}

async fn factor_page(house: &House, user: &User, headers: &HeaderMap, more: More) -> Result {
    let More { problem, totp, codes } = more;
    let asked = on_rights(house, user, |rights, me| {
        let (is_on, passkeys) = rights.own_factors(&me.person.name, me.person.by);
        Ok((is_on, passkeys, rights.must_set_up(me.person)))
    });
    let (is_on, passkeys, must_be_on) = asked.await??;
    let row = |passkey: OwnPasskey| PasskeyRow {
        mark: passkey.mark,
        name: passkey.name,
        made: moment(passkey.made_at, user.visitor.texts),
        used: passkey.used_at.map_or_else(String::new, |at| moment(at, user.visitor.texts)),
    };
    let is_of_ours = matches!(user.person.by, Voucher::Settings | Voucher::Users);
    let qr = if totp.is_empty() {
        Qr::default()
    } else {
        let title = &house.settings.title;
        Qr::of(&Rights::second_factor_address(title, &user.person, &totp))
    };
    let page = SecondFactorPage {
        chrome: Chrome::new(house, &user.visitor, Here::Own),
        problem,
        is_on,
        can_be_on: is_of_ours && house.rights.manages_users(),
        passkeys: passkeys.into_iter().map(row).collect(),
        has_site: passkeys::site(house, &user.visitor, headers).is_some(),
        must_be_on,
        totp,
        qr,
        codes,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Shows a new secret as text and as QR code.
async fn begin(headers: HeaderMap, Posted { house, user, .. }: Posted<Nothing>) -> Result {
    let made = on_rights(&house, &user, |rights, me| rights.new_second_factor(me.person)).await?;
    let more = match made {
        Ok(totp) => More { totp, ..More::default() },
        Err(error) => More { problem: said(&user, error)?, ..More::default() },
    };
    factor_page(&house, &user, &headers, more).await
}

/// Switches on the second factor, and shows the recovery codes.
async fn switch_on(headers: HeaderMap, Posted { house, user, fields }: Posted<On>) -> Result {
    let On { password, totp, code } = fields;
    let given = NewFactor { password, secret: totp.clone(), code };
    let on =
        by_password(&house, &user, move |rights, me| rights.switch_on_second_factor(me, &given));
    let more = match on.await? {
        Ok(codes) => More { codes, ..More::default() },
        // After a mistyped code or password, the same secret is shown again, so that the user need
        // not scan another QR code.
        Err(error @ (PeopleError::WrongCode | PeopleError::WrongPassword)) => {
            let totp = if is_secret(&totp) { totp } else { String::new() };
            More { problem: said(&user, error)?, totp, ..More::default() }
        }
        Err(error) => More { problem: said(&user, error)?, ..More::default() },
    };
    factor_page(&house, &user, &headers, more).await
}

/// Switches off the second factor.
async fn switch_off(headers: HeaderMap, Posted { house, user, fields }: Posted<Off>) -> Result {
    let Off { password, code } = fields;
    let off = by_password(&house, &user, move |rights, me| {
        rights.switch_off_second_factor(me, (&password, &code))
    });
    match off.await? {
        Ok(()) => Ok(Redirect::to(SECOND_FACTOR).into_response()),
        Err(error) => {
            let problem = said(&user, error)?;
            with_problem(&house, &user, &headers, problem).await
        }
    }
}

/// Whether a text that a browser has sent can be a secret, and can be shown again.
fn is_secret(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Runs, on a worker thread, a change of the user's own login that needs no password.
pub(super) async fn on_rights<T: Send + 'static>(
    house: &House,
    user: &User,
    work: impl FnOnce(&Rights, Myself<'_>) -> Result<T, PeopleError> + Send + 'static,
) -> Result<Result<T, PeopleError>> {
    changing(house, user, Work::Usual, work).await
}

/// Runs, on a worker thread, a change of the user's own login that checks the user's password. The
/// check takes long, so it holds no thread of other requests.
pub(super) async fn by_password<T: Send + 'static>(
    house: &House,
    user: &User,
    work: impl FnOnce(&Rights, Myself<'_>) -> Result<T, PeopleError> + Send + 'static,
) -> Result<Result<T, PeopleError>> {
    let address = place(user.visitor.origin.client.address).to_string();
    changing(house, user, Work::Password(&address), work).await
}

async fn changing<T: Send + 'static>(
    house: &House,
    user: &User,
    kind: Work<'_>,
    work: impl FnOnce(&Rights, Myself<'_>) -> Result<T, PeopleError> + Send + 'static,
) -> Result<Result<T, PeopleError>> {
    let (rights, person) = (house.rights.clone(), user.person.clone());
    let (client, session) = (user.visitor.origin.client.clone(), user.session.id);
    house
        .working(kind, move || {
            let me = Myself { client: &client, person: &person, session };
            Ok::<_, Refusal>(work(&rights, me))
        })
        .await
}

/// The sentence about an error that the user can correct in the form. Any other error is returned
/// as `Err`, for an error page.
pub(super) fn said(user: &User, error: PeopleError) -> Result<Sentence> {
    match error {
        PeopleError::Denied(_) | PeopleError::File => Err(error.into()),
        error => Ok(user.visitor.texts.said(&error.to_string())),
    }
}

impl Qr {
    /// The QR code of a text. A text that is too long gives an empty picture; the secret is shown as
    /// text, too.
    fn of(text: &str) -> Self {
        use std::fmt::Write;
        let Ok(code) = QrCode::new(text) else { return Self::default() };
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                // Four white modules around the code are part of it (ISO/IEC 18004).
                _ = write!(path, "M{} {}h1v1h-1z", at % width + 4, at / width + 4);
            }
        }
        Self { width: width + 8, path }
    }
}
