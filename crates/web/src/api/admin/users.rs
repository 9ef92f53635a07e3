//! The users with their rights, how much of their limits on faxes and pages is used, and the
//! blocking of users.

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::lists::list;
use crate::api::parts::{By, Json, On, moment};
use crate::api::words::{RoleWord, SourceWord};
use crate::api::{Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, GroupSettings, Standing, Used};

/// A user: the rights, the limits on faxes and pages, how much of these limits is used, and whether
/// the user is blocked.
#[derive(Serialize, ToSchema)]
pub(super) struct HouseUser {
    /// The name with which the user logs in.
    name: String,
    /// The user's role.
    role: RoleWord,
    /// The source that confirms the user's identity.
    by: SourceWord,
    /// The fax device of the user; null if the user has none.
    device: Option<String>,
    /// The user's mail addresses.
    addresses: Vec<String>,
    /// The names of the groups to which the user belongs.
    groups: Vec<String>,
    /// The devices whose faxes the user sees; null means all devices.
    sees: Option<Vec<String>>,
    /// Whether the user is allowed to delete received faxes.
    may_delete: bool,
    /// The limits on the user's faxes and pages, and how much of each limit is used.
    used: Vec<Quota>,
    /// The time since which the user is blocked from sending.
    #[schema(format = "date-time")]
    stopped_at: Option<String>,
    /// The reason why the user is blocked.
    stopped_why: Option<String>,
}

/// One limit on a user's faxes and pages, and how much of it is used.
#[derive(Serialize, ToSchema)]
pub(super) struct Quota {
    /// The name of the limit in the audit log, for example `quota-day`.
    rule: &'static str,
    /// The number of faxes that are counted towards this limit.
    faxes: u32,
    /// The greatest number of faxes that this limit allows; null if it does not limit faxes.
    most_faxes: Option<u32>,
    /// The number of pages that are counted towards this limit.
    pages: u32,
    /// The greatest number of pages that this limit allows; null if it does not limit pages.
    most_pages: Option<u32>,
}

/// A group of users.
#[derive(Serialize, ToSchema)]
pub(super) struct HouseGroup {
    /// The name of the group.
    name: String,
    /// The devices whose faxes the members of the group may see.
    devices: Vec<String>,
    /// The names of the users in the group.
    members: Vec<String>,
}

list! {
    /// A list of users and groups. Users with a `[[user]]` section in gateway.toml come first, in
    /// the order of the file.
    pub(super) UserList, users, HouseUser {
        /// The groups of users.
        groups: Vec<HouseGroup>,
    }
}

impl From<Used> for Quota {
    fn from(used: Used) -> Self {
        let most = |most: u32| Some(most).filter(|most| *most > 0);
        Self {
            rule: used.rule,
            faxes: used.sent.jobs,
            most_faxes: most(used.most_jobs),
            pages: used.sent.pages,
            most_pages: most(used.most_pages),
        }
    }
}

impl From<Standing> for HouseUser {
    fn from(one: Standing) -> Self {
        let Standing { person, sight, used, stopped } = one;
        let (stopped_at, stopped_why) =
            stopped.map(|stopped| (moment(stopped.since), stopped.why)).unzip();
        let named = |devices: &_| listed(devices);
        Self {
            role: person.role.into(),
            by: person.by.into(),
            device: person.device.map(|device| device.to_string()),
            addresses: person.addresses,
            groups: person.groups,
            name: person.name,
            sees: sight.devices().map(named),
            may_delete: sight.may_delete(),
            used: used.into_iter().map(Quota::from).collect(),
            stopped_at,
            stopped_why,
        }
    }
}

impl From<GroupSettings> for HouseGroup {
    fn from(group: GroupSettings) -> Self {
        let devices = listed(&group.devices);
        Self { name: group.name, devices, members: group.members }
    }
}

fn listed<'a, T: ToString + 'a>(those: impl IntoIterator<Item = &'a T>) -> Vec<String> {
    those.into_iter().map(ToString::to_string).collect()
}

/// Lists the users and the groups. For each user, the answer has the rights, the limits on faxes
/// and pages, and how much of them is used.
#[utoipa::path(
    get,
    path = "/admin/users",
    tag = "administration",
    operation_id = "list_users",
    security(("key" = ["admin"])),
    responses((status = 200, description = "The users.", body = UserList))
)]
pub(super) async fn list(By(api, caller): By) -> Result<Json<UserList>> {
    let (users, groups) = api.at_desk(move |desk| desk.house_users(&caller.person)).await?;
    let groups = groups.into_iter().map(HouseGroup::from).collect();
    Ok(Json(UserList::of(users.into_iter().map(HouseUser::from), None, groups)))
}

/// Blocks a user from sending until the block is lifted.
#[utoipa::path(
    put,
    path = "/admin/users/{name}/stop",
    tag = "administration",
    operation_id = "stop_user",
    security(("key" = ["admin"])),
    params(("name" = String, Path, description = "The name of the user.")),
    responses(
        (status = 204, description = "The user is blocked from sending."),
        (status = 422, description = "There is no user of this name.")
    )
)]
pub(super) async fn stop(On(api, caller, _, name): On<String>) -> Result<StatusCode> {
    api.at_desk(move |desk| desk.stop_user(&caller.person, &name, UnixMs::now()))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the block of a user, so that the user may send again.
#[utoipa::path(
    delete,
    path = "/admin/users/{name}/stop",
    tag = "administration",
    operation_id = "let_user_go_on",
    security(("key" = ["admin"])),
    params(("name" = String, Path, description = "The name of the user.")),
    responses((status = 204, description = "The user may send again."))
)]
pub(super) async fn go_on(On(api, caller, _, name): On<String>) -> Result<StatusCode> {
    let text = format!("Nobody has stopped '{name}'");
    let go_on = move |desk: &Desk| desk.let_user_go_on(&caller.person, &name, UnixMs::now());
    match api.at_desk(go_on).await? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(Problem::new(Kind::NotThere, text)),
    }
}
