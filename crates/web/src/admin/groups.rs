//! The pages by which administrators create, change and remove the groups of users.toml.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use serde::Deserialize;

use super::people::{at_rights, said};
use super::{Fields, Ways, ways};
use crate::House;
use crate::lists::{field, fields_named};
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Refusal, Result, form_page};
use crate::texts::Sentence;
use crate::visitor::{User, Visit};
use ferrofax_rights::{GroupEntry, Rights};

#[derive(Template)]
#[template(path = "web/admin/group.html")]
struct GroupPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    is_new: bool,
    entry: GroupEntry,
    /// All devices; the boolean says whether the device belongs to the group.
    devices: Vec<(String, bool)>,
    /// The users of users.toml; the boolean says whether the user is a member of the group.
    members: Vec<(String, bool)>,
    problem: Sentence,
}

#[derive(Deserialize)]
struct Which {
    group: String,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/admin/groups/new", get(form_for_new).post(new))
        .route("/admin/groups/edit", get(form))
        .route("/admin/groups/change", post(change))
        .route("/admin/groups/end", post(end))
}

/// Shows the form for a new group.
async fn form_for_new(Visit(house, user): Visit) -> Result {
    shown(&house, &user, GroupEntry::default(), true, Sentence::default()).await
}

/// Shows the form of an existing group.
async fn form(Visit(house, user): Visit, Query(which): Query<Which>) -> Result {
    let (person, rights) = (user.person.clone(), house.rights.clone());
    let found = house
        .at_desk(move |desk| {
            // Users who are not administrators must not learn whether there is such a group.
            desk.house_devices(&person)?;
            Ok(rights.group_entry(&which.group))
        })
        .await?;
    let entry = found.ok_or(Refusal::Nothing)?;
    shown(&house, &user, entry, false, Sentence::default()).await
}

async fn shown(
    house: &House,
    user: &User,
    entry: GroupEntry,
    is_new: bool,
    problem: Sentence,
) -> Result {
    let (person, rights, name) = (user.person.clone(), house.rights.clone(), entry.name.clone());
    let ((devices, _), before, members) = house
        .at_desk(move |desk| {
            let devices = desk.house_devices(&person)?;
            Ok((devices, rights.group_entry(&name), rights.possible_members()))
        })
        .await?;
    let mut devices: Vec<String> =
        devices.into_iter().map(|device| device.name().to_string()).collect();
    // A device that is missing from the dialplan at the moment still belongs to its group.
    devices.extend(before.into_iter().flat_map(|group| group.devices));
    devices.sort();
    devices.dedup();
    let with = |those: Vec<String>, chosen: &[String]| -> Vec<(String, bool)> {
        let row = |name: String| {
            let is_in = chosen.contains(&name);
            (name, is_in)
        };
        those.into_iter().map(row).collect()
    };
    let page = GroupPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/users",
        is_new,
        devices: with(devices, &entry.devices),
        members: with(members, &entry.members),
        problem,
        entry,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Creates a group from the submitted form.
async fn new(posted: Posted<Fields>) -> Result {
    put(posted, true).await
}

/// Changes a group as the submitted form says.
async fn change(posted: Posted<Fields>) -> Result {
    put(posted, false).await
}

async fn put(Posted { house, user, fields }: Posted<Fields>, is_new: bool) -> Result {
    let entry = entry(&fields);
    let (person, given) = (user.person.clone(), entry.clone());
    let work = move |rights: &Rights| {
        if is_new {
            rights.new_group(&person, &given)
        } else {
            rights.change_group(&person, &given)
        }
    };
    match at_rights(&house, work).await? {
        Ok(()) => Ok(Redirect::to("/admin/users?done=group_saved#groups").into_response()),
        Err(error) => {
            let problem = said(&user, error)?;
            shown(&house, &user, entry, is_new, problem).await
        }
    }
}

/// Removes a group.
async fn end(Posted { house, user, fields }: Posted<Fields>) -> Result<Redirect> {
    let (person, entry) = (user.person, entry(&fields));
    at_rights(&house, move |rights| rights.end_group(&person, &entry)).await??;
    Ok(Redirect::to("/admin/users?done=group_ended#groups"))
}

/// The data of a group in a submitted form.
fn entry(fields: &[(String, String)]) -> GroupEntry {
    let all = |name: &str| fields_named(fields, name).cloned().collect();
    GroupEntry {
        name: field(fields, "name").trim().to_owned(),
        devices: all("device"),
        members: all("member"),
        version: field(fields, "version").to_owned(),
    }
}
