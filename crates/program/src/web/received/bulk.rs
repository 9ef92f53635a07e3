//! An action on the selected faxes of the list of received faxes.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

use super::list::{self, Looking, Told};
use crate::archive;
use crate::desk::{Desk, FaxDeed};
use crate::web::House;
use crate::web::lists::{Changed, field, selected};
use crate::web::page::{Chrome, Here};
use crate::web::posted::Posted;
use crate::web::refusal::{Refusal, html};
use crate::web::runs;
use ferrofax_basics::UnixMs;
use ferrofax_spool::FaxId;

/// The web page that asks whether to delete the selected faxes.
#[derive(Template)]
#[template(path = "web/delete_many.html")]
struct DeletePage<'a> {
    chrome: Chrome<'a>,
    question: String,
    faxes: String,
    action: String,
    back: String,
}

/// Carries out the chosen action on each selected fax. Then shows the list with the results.
pub(super) async fn change(
    State(house): State<House>,
    Query(looking): Query<Looking>,
    Posted { user, fields }: Posted<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let faxes: Vec<FaxId> = selected(&fields, "fax").into_iter().map(FaxId).collect();
    let texts = user.visitor.texts;
    let deed = match field(&fields, "do") {
        "read" => FaxDeed::Read,
        "unread" => FaxDeed::Unread,
        "claim" => FaxDeed::Claim,
        "release" => FaxDeed::Release,
        "hand" => FaxDeed::HandOver(field(&fields, "to").trim().to_owned()),
        "tag" => FaxDeed::Tag(field(&fields, "tag").to_owned()),
        "delete" if !faxes.is_empty() => {
            let page = DeletePage {
                chrome: Chrome::new(&house, &user.visitor, Here::In),
                question: texts.delete_these(&faxes.len()),
                faxes: runs::written(faxes.iter().map(|fax| fax.0)),
                action: looking.address_of("/in/bulk"),
                back: looking.here(),
            };
            return Ok(html(&page));
        }
        "zip" => {
            let turn = archive::turn().map_err(|archive::Crowded| Refusal::Crowded)?;
            let person = user.person.clone();
            let work = move |desk: &Desk| desk.faxes_for_archive(&person, &faxes, UnixMs::now());
            return Ok(archive::answer(turn, house.at_desk(work).await?));
        }
        "delete" | "delete-now" => FaxDeed::Delete,
        _ => return Err(Refusal::Form("do".to_owned())),
    };
    let person = user.person.clone();
    let outcomes = house
        .at_desk(move |desk| Ok(desk.change_faxes(&person, &faxes, &deed, UnixMs::now())))
        .await?;
    let changed = Changed::of(outcomes, texts.fax, texts);
    list::shown(&house, &user, looking, Told::of(changed)).await
}
