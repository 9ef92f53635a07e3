//! The administration pages: health and history, devices, lines and the mail server, users, login
//! sessions, undeliverable mails, junk faxes, recorded calls, and the audit log. The type
//! [`Desk`](ferrofax_desk::Desk), which carries out the actions of users, checks the user's rights
//! for each page.

mod call;
mod calls;
mod chart;
mod cleanup;
mod devices;
mod figures;
mod groups;
mod health;
mod house;
mod junk;
mod lines;
mod log;
mod log_words;
mod machines;
mod mails;
mod missing_right;
mod people;
mod signs;

pub(super) use junk::PATH as JUNK;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post};

use super::House;
use super::visitor::User;
use ferrofax_desk::Role;

/// The fields of a form, in their order.
type Fields = Vec<(String, String)>;

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/admin", get(entrance))
        .route("/admin/figures", get(figures::page))
        .route("/admin/health", get(health::page).post(health::ask))
        .route("/admin/machines/drain", post(health::drain))
        .route("/admin/machines/undrain", post(health::undrain))
        .route("/admin/cleanup", get(cleanup::preview).post(cleanup::clean_up))
        .merge(devices::routes())
        .merge(lines::routes())
        .route("/admin/users", get(house::users))
        .merge(people::routes())
        .route(missing_right::PATH, get(missing_right::form))
        .merge(groups::routes())
        .route("/admin/users/stop", post(house::stop))
        .route("/admin/users/go-on", post(house::go_on))
        .route("/admin/sessions", get(house::sessions))
        .route("/admin/sessions/{id}/end", post(house::end_session))
        .route("/admin/mails", get(mails::page))
        .route("/admin/mails/again", post(mails::all_again))
        .route("/admin/mails/{id}/again", post(mails::again))
        .route("/admin/mails/held/{id}/again", post(mails::handle_again))
        .route("/admin/mails/pause", post(mails::pause))
        .route("/admin/mails/resume", post(mails::resume))
        .merge(junk::routes())
        .route("/admin/calls", get(calls::page))
        .route("/admin/calls/{id}", get(call::page))
        .route("/admin/calls/{id}/{name}", get(call::file))
        .route("/admin/log", get(log::page))
        .route("/admin/log/chain", get(log::chain))
}

/// Redirects to the first administration page that the user may see.
async fn entrance(user: User) -> Redirect {
    match user.person.role {
        Role::Auditor => Redirect::to("/admin/log"),
        _ => Redirect::to("/admin/figures"),
    }
}

/// The administration pages, each with its URL and its name in the navigation.
type Ways = Vec<(&'static str, &'static str)>;

/// The administration pages that this machine has, and that this user may see.
fn ways(house: &House, user: &User) -> Ways {
    let t = user.visitor.texts;
    let log = ("/admin/log", t.log);
    if user.person.role == Role::Auditor {
        return vec![log];
    }
    let mut ways = vec![
        ("/admin/figures", t.figures),
        ("/admin/health", t.health),
        ("/admin/devices", t.devices),
        (lines::PATH, t.lines_and_mail),
        ("/admin/users", t.users),
        ("/admin/sessions", t.all_sessions),
        ("/admin/mails", t.mails),
        (JUNK, t.junk),
        ("/admin/calls", t.recorded_calls),
        log,
    ];
    // A stateless node has no settings of telephone lines.
    if !house.desk.manages_devices() {
        ways.retain(|(path, _)| *path != lines::PATH);
    }
    ways
}
