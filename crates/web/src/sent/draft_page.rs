//! The web page that shows one fax page of a draft (a fax that is not submitted yet) in full size.

use askama::Template;
use axum::extract::{Path, Query};

use super::new::As;
use crate::page::{Chrome, Here};
use crate::refusal::{Refusal, Result, html};
use crate::visitor::Visit;

#[derive(Template)]
#[template(path = "web/draft_page.html")]
struct DraftPage<'a> {
    chrome: Chrome<'a>,
    id: i64,
    number: u32,
    pages: u32,
    /// The number of the recipient, counted from 0, whose version of the fax is shown. The version
    /// of each recipient has its own cover page and header line.
    to: usize,
    /// The revision of the draft. It is part of the URL of the fax page's picture, so that browsers
    /// do not show an old picture.
    revision: u32,
}

pub(super) async fn page(
    Visit(house, user): Visit,
    Path((id, number)): Path<(i64, u32)>,
    Query(as_to): Query<As>,
) -> Result {
    let person = user.person.clone();
    let (pages, revision) = house
        .at_desk(move |desk| {
            let draft = desk.draft(&person, id)?;
            Ok((desk.draft_pages(&draft)?, draft.revision))
        })
        .await?;
    if !(1..=pages).contains(&number) {
        return Err(Refusal::Nothing);
    }
    let chrome = Chrome::new(&house, &user.visitor, Here::Out);
    Ok(html(&DraftPage { chrome, id, number, pages, to: as_to.to, revision }))
}
