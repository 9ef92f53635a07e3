//! The pages by which administrators create, change and remove the users of users.toml.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use serde::Deserialize;

use super::house::said as used_so_far;
use super::missing_right::{Advice, advice};
use super::{Fields, Ways, ways};
use crate::House;
use crate::invitation::INVITATION;
use crate::lists::{field, fields_named};
use crate::once;
use crate::page::{Chrome, Here};
use crate::passkeys::address;
use crate::posted::Posted;
use crate::refusal::{Refusal, Result, form_page, html};
use crate::texts::{Sentence, Texts};
use crate::visitor::{User, Visit};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Person, Role};
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{Entry, FromFile, PeopleError, Rights};
use ferrofax_spool::{INVITATION_MARK, NewLetter};

/// The number under which [`once::FormResults`] remembers each new user, since users have no
/// numbers.
const NEW_USER: i64 = 0;

#[derive(Template)]
#[template(path = "web/admin/user.html")]
struct UserPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    is_new: bool,
    entry: Entry,
    known: FromFile,
    roles: Vec<(&'static str, &'static str)>,
    /// All groups; the boolean says whether the user belongs to the group.
    groups: Vec<(String, bool)>,
    classes: Vec<String>,
    /// The usage of each of the user's limits.
    used: Vec<String>,
    advice: Advice,
    problem: Sentence,
}

#[derive(Template)]
#[template(path = "web/admin/invited.html")]
struct InvitedPage<'a> {
    chrome: Chrome<'a>,
    ways: Ways,
    way: &'static str,
    user: String,
    link: String,
    /// The user's mail address, to which the link is sent; empty if the user has none.
    address: String,
}

#[derive(Deserialize)]
struct Which {
    user: String,
    /// The rule by which a fax of the user was refused, if the administrator came from that line of
    /// the audit log; otherwise empty.
    #[serde(default)]
    rule: String,
}

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/admin/users/new", get(form_for_new).post(new))
        .route("/admin/users/edit", get(form))
        .route("/admin/users/change", post(change))
        .route("/admin/users/invite", post(invite))
        .route("/admin/users/end", post(end))
        .route("/admin/users/second-factor", post(reset_second_factor))
}

/// Shows the form for a new user.
async fn form_for_new(Visit(house, user): Visit) -> Result {
    shown_with(&house, &user, new_entry(), Advice::default()).await
}

/// The data in the form for a new user before anything is entered.
pub(super) fn new_entry() -> Entry {
    Entry { role: Role::User.name().to_owned(), ..Entry::default() }
}

/// Shows the form for a new user with this data, and with advice above it.
pub(super) async fn shown_with(house: &House, user: &User, entry: Entry, advice: Advice) -> Result {
    shown(house, user, entry, true, (Sentence::default(), advice)).await
}

/// Shows the form of an existing user.
async fn form(Visit(house, user): Visit, Query(which): Query<Which>) -> Result {
    let person = user.person.clone();
    let (roll, _) = house.at_desk(move |desk| desk.house_users(&person)).await?;
    let found = roll.into_iter().find(|one| one.person.name == which.user);
    let whom = found.ok_or(Refusal::Nothing)?.person;
    let (rights, of) = (house.rights.clone(), whom.clone());
    let known = house.at_work(move || Ok::<_, Refusal>(rights.from_file(&of))).await?;
    let texts = user.visitor.texts;
    let advice = advice(&which.rule, &whom, &known.class, known.is_ours, texts);
    let entry = Entry {
        name: whom.name,
        role: whom.role.name().to_owned(),
        addresses: if known.is_ours {
            known.addresses.join(", ")
        } else {
            whom.addresses.join(", ")
        },
        device: whom.device.map(|device| device.to_string()).unwrap_or_default(),
        groups: whom.groups,
        class: known.class,
        may_delete: whom.may_delete,
        version: known.version,
    };
    shown(&house, &user, entry, false, (Sentence::default(), advice)).await
}

async fn shown(
    house: &House,
    user: &User,
    entry: Entry,
    is_new: bool,
    (problem, advice): (Sentence, Advice),
) -> Result {
    let (person, name) = (user.person.clone(), entry.name.clone());
    let rights = house.rights.clone();
    let (whom, groups) = house
        .at_desk(move |desk| {
            let (roll, groups) = desk.house_users(&person)?;
            let whom = roll.into_iter().find(|one| one.person.name == name && !is_new);
            Ok((whom.map(|whom| (rights.from_file(&whom.person), whom.used)), groups))
        })
        .await?;
    let (known, used) = whom.unwrap_or_default();
    let texts = user.visitor.texts;
    let groups = groups.into_iter().map(|group| {
        let is_in = entry.groups.contains(&group.name);
        (group.name, is_in)
    });
    let page = UserPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/users",
        is_new,
        known,
        roles: Role::ALL.map(|role| (role.name(), texts.role(role))).into(),
        groups: groups.collect(),
        classes: house.rights.classes(),
        used: used.iter().map(|used| used_so_far(used, texts)).collect(),
        advice,
        problem,
        entry,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Creates a user, and shows the link by which the user chooses a password.
async fn new(headers: HeaderMap, Posted { house, user, fields }: Posted<Fields>) -> Result {
    let entry = entry(&fields);
    let Entry { name, role, addresses, device, groups, class, may_delete, version: _ } = &entry;
    let written = ("user", name, role, addresses, device, groups, class, may_delete);
    let form = once::hash(&user.person, field(&fields, "once"), &written);
    let (person, to_make) = (user.person.clone(), entry.clone());
    let (there, now) = (house.clone(), UnixMs::now());
    let made = at_rights(&house, move |rights| {
        there.new_users.once(form, now, || {
            let token = rights.new_user(&person, &to_make)?;
            Ok((NEW_USER, token.text().to_owned()))
        })
    });
    match made.await? {
        Ok(token) => invited(&house, &user, &headers, name.trim(), &Token::of(&token)).await,
        Err(error) => {
            let problem = said(&user, error)?;
            shown(&house, &user, entry, true, (problem, Advice::default())).await
        }
    }
}

/// Changes a user as the submitted form says.
async fn change(Posted { house, user, fields }: Posted<Fields>) -> Result {
    let entry = entry(&fields);
    let (person, new) = (user.person.clone(), entry.clone());
    match at_rights(&house, move |rights| rights.change_user(&person, &new)).await? {
        Ok(()) => Ok(Redirect::to("/admin/users?done=user_changed").into_response()),
        Err(error) => {
            let problem = said(&user, error)?;
            shown(&house, &user, entry, false, (problem, Advice::default())).await
        }
    }
}

/// Makes a link by which an existing user can choose a new password.
async fn invite(headers: HeaderMap, Posted { house, user, fields }: Posted<Which>) -> Result {
    let (there, person, whom) = (house.clone(), user.person.clone(), fields.user.clone());
    let made = house.at_work(move || {
        let token = there.rights.invite(&person, &whom)?;
        // The earlier link of this user is no longer valid.
        there.new_users.forget(NEW_USER);
        Ok::<_, PeopleError>(token)
    });
    invited(&house, &user, &headers, &fields.user, &made.await?).await
}

/// Removes a user.
async fn end(Posted { house, user, fields }: Posted<Which>) -> Result<Redirect> {
    let (there, person) = (house.clone(), user.person);
    let ended = house.at_work(move || {
        there.rights.end_user(&person, &fields.user)?;
        there.new_users.forget(NEW_USER);
        Ok::<_, PeopleError>(())
    });
    ended.await?;
    Ok(Redirect::to("/admin/users?done=user_ended"))
}

/// Removes the second factor of a user.
async fn reset_second_factor(Posted { house, user, fields }: Posted<Which>) -> Result<Redirect> {
    let (rights, person) = (house.rights.clone(), user.person);
    house.at_work(move || rights.reset_second_factor(&person, &fields.user)).await?;
    Ok(Redirect::to("/admin/users?done=second_reset"))
}

/// Shows the link by which a user chooses a password, and sends it by mail if the user has a mail
/// address. The link cannot be shown again later.
async fn invited(
    house: &House,
    user: &User,
    headers: &HeaderMap,
    name: &str,
    token: &Token,
) -> Result {
    let link = format!("{}{INVITATION}{}", address(house, &user.visitor, headers), token.text());
    let (there, whom) = (house.clone(), name.to_owned());
    let mail = (user.visitor.texts, link.clone(), token.hash());
    let sent = house.at_work(move || {
        let person = there.rights.person(&whom, ferrofax_desk::Entrance::Page, None);
        let person: Option<Person> = person.map_err(Refusal::Denied)?;
        let Some(person) = person else { return Ok(String::new()) };
        let Some(to) = there.rights.from_file(&person).addresses.into_iter().next() else {
            return Ok(String::new());
        };
        // A new user has chosen no language yet.
        let (texts, link, mark) = mail;
        let texts = there.desk.language(&person)?.as_deref().and_then(Texts::of).unwrap_or(texts);
        let title = there.settings.title.as_str();
        let (subject, text) = texts.invitation(title, &whom, &link);
        let mark = format!("{INVITATION_MARK}{mark}");
        let letter = NewLetter { mark, mailbox: to.clone(), subject, text, ..NewLetter::default() };
        there.desk.write_letter(&letter, UnixMs::now())?;
        Ok::<_, Refusal>(to)
    });
    let page = InvitedPage {
        chrome: Chrome::new(house, &user.visitor, Here::Admin),
        ways: ways(house, user),
        way: "/admin/users",
        user: name.to_owned(),
        link,
        address: sent.await?,
    };
    Ok(html(&page))
}

/// Runs `work`, which writes to the disk, on a worker thread. Its result is the inner `Result`. The
/// outer one is an error if no worker thread could run it.
pub(super) async fn at_rights<T: Send + 'static>(
    house: &House,
    work: impl FnOnce(&Rights) -> Result<T, PeopleError> + Send + 'static,
) -> Result<Result<T, PeopleError>> {
    let rights = house.rights.clone();
    house.at_work(move || Ok::<_, Refusal>(work(&rights))).await
}

/// The data of a user in a submitted form.
fn entry(fields: &[(String, String)]) -> Entry {
    let of = |name: &str| field(fields, name).to_owned();
    Entry {
        name: of("name"),
        role: of("role"),
        addresses: of("addresses"),
        device: of("device"),
        groups: fields_named(fields, "group").cloned().collect(),
        class: of("class"),
        may_delete: !of("may_delete").is_empty(),
        version: of("version"),
    }
}

/// The sentence about an error that the administrator can correct in the form. Any other error is
/// returned as `Err`, for an error page.
pub(super) fn said(user: &User, error: PeopleError) -> Result<Sentence> {
    match error {
        PeopleError::Denied(_) | PeopleError::File | PeopleError::Front | PeopleError::Changed => {
            Err(error.into())
        }
        error => Ok(user.visitor.texts.said(&error.to_string())),
    }
}
