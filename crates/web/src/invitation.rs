//! The page of a link by which a user chooses a password. Mail programs and virus scanners follow
//! links by themselves, so only the form on the page uses up the link.

use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use serde::Deserialize;

use super::House;
use super::page::{Chrome, Here};
use super::refusal::{Refusal, Result, form_page};
use super::texts::Sentence;
use super::visitor::Visitor;
use ferrofax_network::asker::Voucher;
use ferrofax_network::http::Work;
use ferrofax_rights::sessions::Token;
use ferrofax_rights::{PeopleError, place};

/// The path of the page on which a user chooses a password. In the link, a token follows the path.
pub(super) const INVITATION: &str = "/invitation/";

#[derive(Template)]
#[template(path = "web/invitation.html")]
struct InvitationPage<'a> {
    chrome: Chrome<'a>,
    path: String,
    /// The name of the user who chooses a password.
    user: &'a str,
    /// The message about a password that is not accepted; empty if there is none.
    problem: Sentence,
}

#[derive(Deserialize)]
pub(super) struct Fields {
    new_password: String,
    again_password: String,
}

pub(super) fn routes() -> Router<House> {
    Router::new().route(&format!("{INVITATION}{{token}}"), get(page).post(accept))
}

/// Shows the form for the new password.
async fn page(State(house): State<House>, visitor: Visitor, Path(token): Path<String>) -> Result {
    shown(&house, &visitor, &token, Sentence::default()).await
}

async fn shown(house: &House, visitor: &Visitor, token: &str, problem: Sentence) -> Result {
    let (rights, of) = (house.rights.clone(), Token::of(token));
    let client = visitor.origin.client.clone();
    let user = house.at_work(move || Ok::<_, Refusal>(rights.user_of_invitation(&client, &of)?));
    let user = user.await?;
    let chrome = Chrome::new(house, visitor, Here::Nowhere);
    let path = format!("{INVITATION}{token}");
    let page = InvitationPage { chrome, path, user: &user, problem };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Sets the password, and redirects to the login page.
async fn accept(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    Form(Fields { new_password, again_password }): Form<Fields>,
) -> Result {
    let (rights, client) = (house.rights.clone(), visitor.origin.client.clone());
    let of = Token::of(&token);
    // Storing a password takes long, so it holds no thread of other requests.
    let address = place(visitor.origin.client.address).to_string();
    let accepted = house.working(Work::Password(&address), move || {
        let passwords = (new_password.as_str(), again_password.as_str());
        Ok::<_, Refusal>(rights.accept_invitation(&client, &of, passwords))
    });
    match accepted.await? {
        Ok(user) => {
            house.halves.end_all_of(&user, Voucher::Users);
            Ok(Redirect::to("/login").into_response())
        }
        Err(error @ (PeopleError::Short | PeopleError::Long | PeopleError::Differ)) => {
            shown(&house, &visitor, &token, visitor.texts.said(&error.to_string())).await
        }
        Err(error) => Err(error.into()),
    }
}
