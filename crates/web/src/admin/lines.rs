//! The page by which administrators set the telephone lines and the mail server.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};

use super::devices::correctable;
use super::house::Done;
use super::{Fields, Ways, ways};
use crate::House;
use crate::lists::field;
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Result, form_page};
use crate::texts::{Sentence, Texts};
use crate::visitor::{User, Visit};
use ferrofax_desk::managed::Part;
use ferrofax_desk::{InEffect, ManagedSettings};

/// The path of the page for the telephone lines and the mail server.
pub(super) const PATH: &str = "/admin/lines";

#[derive(Template)]
#[template(path = "web/admin/lines.html")]
struct LinesPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    /// The two forms of the page, for the lines and for the mail server. Each has its path, its
    /// heading and its fields.
    parts: [(&'static str, &'static str, Vec<Entry>); 2],
    version: String,
    is_in_effect: bool,
    done: &'static str,
    problem: Sentence,
}

/// A field of a form on the page: one setting of the lines or of the mail server.
struct Entry {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    value: String,
    /// The type of the HTML field, such as `password`; `select` for a setting with a list of words.
    kind: &'static str,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route(PATH, get(page).post(set_lines))
        .route("/admin/lines/mail", post(set_mail))
}

async fn page(Visit(house, user): Visit, Query(done): Query<Done>) -> Result {
    let done = user.visitor.texts.done(&done.done);
    shown(&house, &user, done, Sentence::default(), &[]).await
}

/// Shows the page with the stored settings. If the administrator has submitted a form, its values
/// `entered` are shown in place of the stored ones, except for the password.
async fn shown(
    house: &House,
    user: &User,
    done: &'static str,
    problem: Sentence,
    entered: &[(String, String)],
) -> Result {
    let person = user.person.clone();
    let managed = house.at_desk(move |desk| desk.managed_settings(&person)).await?;
    let ManagedSettings { settings, version, in_effect } = managed;
    let t = user.visitor.texts;
    let has_password = settings.has_password();
    let entry = |name: &'static str| {
        let (label, kind) = named(name, t);
        let posted = entered.iter().find(|(known, _)| known == name && kind != "password");
        Entry {
            name,
            label,
            hint: match name {
                "dialstring" => t.trunk_text,
                "mailpassword" if has_password => t.password_kept,
                _ => "",
            },
            value: posted.map_or_else(|| settings.shown(name), |(_, value)| value.clone()),
            kind,
        }
    };
    let entries = |part: Part| part.names().iter().map(|name| entry(name)).collect();
    let page = LinesPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: PATH,
        parts: [
            (PATH, t.lines_word, entries(Part::Lines)),
            ("/admin/lines/mail", t.mail_server, entries(Part::Mail)),
        ],
        version,
        is_in_effect: in_effect == InEffect::Yes,
        done,
        problem,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// The label of a setting, and the type of its field.
fn named(name: &str, t: &'static Texts) -> (&'static str, &'static str) {
    match name {
        "max_lines" => (t.max_lines, "number"),
        "inbound_lines" => (t.inbound_lines, "number"),
        "dialstring" => (t.trunk, "text"),
        "dialtimeout" => (t.dial_timeout, "number"),
        "country_code" => (t.country_code, "text"),
        "area_code" => (t.area_code, "text"),
        "outside_prefix" => (t.outside_prefix, "text"),
        "mailserver" => (t.mail_server, "text"),
        "mailport" => (t.mail_port, "number"),
        "mailtls" => (t.encryption, "select"),
        "mailuser" => (t.user, "text"),
        "mailpassword" => (t.password, "password"),
        "serveremail" => (t.from_address, "email"),
        _ => ("Faxmaster", "email"),
    }
}

async fn set_lines(posted: Posted<Fields>) -> Result {
    set(posted, Part::Lines).await
}

async fn set_mail(posted: Posted<Fields>) -> Result {
    set(posted, Part::Mail).await
}

async fn set(Posted { house, user, fields }: Posted<Fields>, part: Part) -> Result {
    let (person, new) = (user.person.clone(), fields.clone());
    let done = house
        .at_desk(move |desk| {
            let version = field(&new, "version");
            let value = |name: &str| field(&new, name).to_owned();
            correctable(desk.set_managed(&person, version, part, value))
        })
        .await?;
    match done {
        Ok(()) => Ok(Redirect::to("/admin/lines?done=settings_saved").into_response()),
        Err(error) => {
            let problem = user.visitor.texts.said(&error.to_string());
            shown(&house, &user, "", problem, &fields).await
        }
    }
}
