//! A new fax: the form, and what comes of it. What is wrong is said at the form, which keeps
//! all that was written.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use super::upload::Upload;
use crate::desk::{Desk, DeskError, Person};
use crate::order::{Order, Taken};
use crate::web::House;
use crate::web::page::{Chrome, Here};
use crate::web::refusal::{Refusal, html};
use crate::web::visitor::User;
use ferrofax_basics::UnixMs;
use ferrofax_spool::submission::Draft;
use ferrofax_spool::wish::{Wish, Wishes};

/// The fields that are wishes as they stand.
const WISHES: [(&str, Wish); 8] = [
    ("resolution", Wish::Resolution),
    ("at", Wish::At),
    ("tag", Wish::Tag),
    ("cover", Wish::Cover),
    ("recipient", Wish::Recipient),
    ("company", Wish::Company),
    ("priority", Wish::Priority),
    ("notify", Wish::Notify),
];

#[derive(Template)]
#[template(path = "web/new.html")]
struct NewPage<'a> {
    chrome: Chrome<'a>,
    /// From which may be sent.
    devices: Vec<String>,
    problem: &'a str,
    said: Said<'a>,
}

/// What was written before.
struct Said<'a>(Option<&'a Upload>);

impl Said<'_> {
    fn of(&self, name: &str) -> &str {
        self.0.map_or("", |upload| upload.field(name))
    }
}

/// The form.
pub(super) async fn form(State(house): State<House>, user: User) -> Result<Response, Refusal> {
    shown(&house, &user, "", None).await
}

/// Takes it in: it is durable when this answers.
pub(super) async fn send(State(house): State<House>, upload: Upload) -> Result<Response, Refusal> {
    let (person, order) = (upload.user.person.clone(), ordered(&upload));
    if order.documents.is_empty() {
        let problem = upload.user.visitor.texts.no_document;
        return shown(&house, &upload.user, problem, Some(&upload)).await;
    }
    let taken = house.at_desk(move |desk| Ok(sent(desk, &person, order)));
    match taken.await? {
        Ok(taken) => Ok(Redirect::to(&format!("/out/{}?done=sent", taken.job)).into_response()),
        Err(error @ (DeskError::Order(_) | DeskError::Denied(_) | DeskError::Unfit(_))) => {
            shown(&house, &upload.user, &error.to_string(), Some(&upload)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// From the person's own device, if none is named.
fn sent(desk: &Desk, person: &Person, mut order: Order) -> Result<Taken, DeskError> {
    if order.draft.device.is_empty() {
        let own = desk.devices_to_send_from(person)?;
        order.draft.device = own.first().map(ToString::to_string).unwrap_or_default();
    }
    desk.send(person, &order, UnixMs::now())
}

fn ordered(upload: &Upload) -> Order {
    let mut wishes = Wishes::default();
    for (field, wish) in WISHES {
        let said = upload.field(field);
        if !said.is_empty() {
            wishes.set(wish, said);
        }
    }
    let draft = Draft {
        number: upload.field("number").to_owned(),
        device: upload.field("device").to_owned(),
        wishes,
        ..Draft::default()
    };
    Order { draft, documents: upload.documents.clone(), mark: None, options: BTreeMap::new() }
}

async fn shown(
    house: &House,
    user: &User,
    problem: &str,
    upload: Option<&Upload>,
) -> Result<Response, Refusal> {
    let person = user.person.clone();
    let devices = house.at_desk(move |desk| desk.devices_to_send_from(&person)).await?;
    let devices = devices.iter().map(ToString::to_string).collect();
    let chrome = Chrome::new(house, &user.visitor, Here::Out);
    let page = html(&NewPage { chrome, devices, problem, said: Said(upload) });
    let status = if problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}
