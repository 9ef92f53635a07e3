//! The web pages that list users and login sessions.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Redirect;
use serde::Deserialize;

use super::{Ways, ways};
use crate::agents::known_as;
use crate::page::{Chrome, Here};
use crate::posted::{Nothing, Posted};
use crate::refusal::{Refusal, Result, html, urlencoded};
use crate::texts::Texts;
use crate::visitor::Visit;
use crate::words::moment;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{GroupSettings, Used};
use ferrofax_network::asker::Voucher;

#[derive(Template)]
#[template(path = "web/admin/users.html")]
struct UsersPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    rows: Vec<UserRow>,
    groups: Vec<GroupRow>,
    done: &'static str,
    /// Whether administrators can create users in the web interface of this machine.
    manages: bool,
}

struct GroupRow {
    name: String,
    /// The group's name, encoded as a value in a URL; empty for a group of gateway.toml.
    in_url: String,
    devices: String,
    members: String,
}

struct UserRow {
    name: String,
    /// A note: that the user is defined in gateway.toml, or that the user has not chosen a password
    /// yet. Empty for other users.
    note: &'static str,
    has_second_factor: bool,
    /// The user's name, encoded as a value in a URL.
    in_url: String,
    role: &'static str,
    device: String,
    addresses: String,
    groups: String,
    sees: String,
    may_delete: bool,
    used: Vec<String>,
    /// The time since which the user is blocked from sending, and the reason.
    stopped: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/admin/sessions.html")]
struct SessionsPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    rows: Vec<SessionRow>,
}

struct SessionRow {
    id: i64,
    is_this: bool,
    user: String,
    /// The place where the user of this session is managed: `gateway.toml`, `users.toml`, LDAP or
    /// OpenID.
    by: &'static str,
    agent: String,
    address: String,
    since: String,
    seen: String,
}

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) done: String,
}

#[derive(Deserialize)]
pub(super) struct Whom {
    user: String,
}

/// Shows the users with their rights and usage, and the groups.
pub(super) async fn users(Visit(house, user): Visit, Query(done): Query<Done>) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let rights = house.rights.clone();
    let (roll, groups) = house
        .at_desk(move |desk| {
            let (roll, groups) = desk.house_users(&person)?;
            let known = roll.into_iter().map(|one| (rights.from_file(&one.person), one));
            Ok((known.collect::<Vec<_>>(), groups))
        })
        .await?;
    let members: Vec<(String, Vec<String>)> = roll
        .iter()
        .map(|(_, one)| (one.person.name.clone(), one.person.groups.clone()))
        .collect();
    let in_group = |group: &str| {
        let members = members.iter().filter(|(_, groups)| groups.iter().any(|it| it == group));
        listed(members.map(|(name, _)| name))
    };
    let rows = roll.into_iter().map(|(known, one)| UserRow {
        note: match one.person.by {
            Voucher::Settings => texts.in_gateway,
            Voucher::Users if !known.has_password => texts.not_yet,
            _ => "",
        },
        has_second_factor: known.has_second_factor,
        in_url: urlencoded(&one.person.name),
        role: texts.role(one.person.role),
        device: one.person.device.as_ref().map(ToString::to_string).unwrap_or_default(),
        addresses: one.person.addresses.join(", "),
        groups: one.person.groups.join(", "),
        sees: match one.sight.devices() {
            None => texts.everything.to_owned(),
            Some(devices) => listed(devices),
        },
        may_delete: one.sight.may_delete(),
        used: {
            let has_use = |used: &&Used| used.sent.jobs > 0 || used.sent.pages > 0;
            one.used.iter().filter(has_use).map(|used| said(used, texts)).collect()
        },
        stopped: one
            .stopped
            .map(|stopped| (moment(stopped.since, texts), texts.stop_reason(&stopped.why))),
        name: one.person.name,
    });
    let group = |group: GroupSettings| GroupRow {
        in_url: if group.by == Voucher::Users { urlencoded(&group.name) } else { String::new() },
        devices: listed(&group.devices),
        members: in_group(&group.name),
        name: group.name,
    };
    let page = UsersPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/users",
        rows: rows.collect(),
        groups: groups.into_iter().map(group).collect(),
        done: texts.done(&done.done),
        manages: house.rights.manages_users(),
    };
    Ok(html(&page))
}

/// Blocks a user from sending faxes.
pub(super) async fn stop(Posted { house, user, fields }: Posted<Whom>) -> Result<Redirect> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.stop_user(&person, &fields.user, UnixMs::now()))
        .await?;
    Ok(Redirect::to("/admin/users?done=stopped"))
}

/// Lets a blocked user send faxes again.
pub(super) async fn go_on(Posted { house, user, fields }: Posted<Whom>) -> Result<Redirect> {
    let person = user.person;
    house
        .at_desk(move |desk| desk.let_user_go_on(&person, &fields.user, UnixMs::now()))
        .await?;
    Ok(Redirect::to("/admin/users?done=may_go_on"))
}

/// Shows the login sessions of all users.
pub(super) async fn sessions(Visit(house, user): Visit) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let life = house.settings.session_life();
    let listed = house
        .at_desk(move |desk| desk.house_sessions(&person, life, UnixMs::now()))
        .await?;
    let rows = listed.into_iter().map(|session| SessionRow {
        id: session.id,
        is_this: session.id == user.session.id,
        since: moment(session.began_at, texts),
        seen: moment(session.seen_at, texts),
        user: session.user,
        by: Voucher::named(&session.by).map_or("", Voucher::place),
        agent: known_as(&session.agent),
        address: session.address,
    });
    let page = SessionsPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Admin),
        ways: ways(&house, &user),
        way: "/admin/sessions",
        rows: rows.collect(),
    };
    Ok(html(&page))
}

/// Ends a login session of any user, as the administrator requests.
pub(super) async fn end_session(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    let ended = house.at_desk(move |desk| desk.end_session(&person, id)).await?;
    if ended { Ok(Redirect::to("/admin/sessions")) } else { Err(Refusal::Nothing) }
}

fn listed<T: ToString>(those: impl IntoIterator<Item = T>) -> String {
    those.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(", ")
}

/// The usage of one of a user's limits, in words: `today: 3 of 50 faxes, 7 of 100 pages`.
pub(super) fn said(used: &Used, t: &Texts) -> String {
    let of = |sent: u32, most: u32, counted: &dyn Fn(usize) -> String| match most {
        0 => counted(sent as usize),
        most => format!("{sent} / {}", counted(most as usize)),
    };
    format!(
        "{}: {}, {}",
        t.quota(used.rule),
        of(used.sent.jobs, used.most_jobs, &|count| t.count_faxes(&count)),
        of(used.sent.pages, used.most_pages, &|count| t.count_pages(&count))
    )
}
