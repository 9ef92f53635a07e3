//! What goes on: calls, and what waits.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::House;
use super::page::{Chrome, Here};
use super::refusal::{Refusal, html};
use super::visitor::User;
use super::words::moment;
use crate::desk::{JobProgress, Now, Reception};

#[derive(Template)]
#[template(path = "web/now.html")]
struct NowPage<'a> {
    chrome: Chrome<'a>,
    now: &'a Now,
    receiving: Vec<(&'a Reception, String)>,
    sending: Vec<(&'a JobProgress, String)>,
    oldest: Option<String>,
}

/// The page.
pub(super) async fn page(State(house): State<House>, user: User) -> Result<Response, Refusal> {
    let person = user.person.clone();
    let now = house.at_desk(move |desk| desk.now(&person)).await?;
    let texts = user.visitor.texts;
    let page = NowPage {
        chrome: Chrome::new(&house, &user.visitor, Here::Now),
        receiving: now.receiving.iter().map(|it| (it, moment(it.started_at, texts))).collect(),
        sending: now.sending.iter().map(|it| (it, moment(it.dialled_at, texts))).collect(),
        oldest: now.queue.oldest_ready_at.map(|at| moment(at, texts)),
        now: &now,
    };
    Ok(html(&page))
}
