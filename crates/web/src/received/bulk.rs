//! An action on the selected faxes of the list of received faxes.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use super::deeds::several;
use super::list::{self, Looking, Told};
use crate::House;
use crate::archive;
use crate::lists::{Changed, Said, field, selected};
use crate::once;
use crate::page::{Chrome, Here};
use crate::posted::Posted;
use crate::refusal::{Refusal, Result, html};
use crate::runs;
use crate::texts::Texts;
use crate::visitor::User;
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Bundle, Desk, DeskError, FaxDeed, Onto, Outcomes};
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

/// Carries out the chosen action on each selected fax. Then shows the list with the results, or
/// answers with a file if the action makes a file of the faxes.
pub(super) async fn change(
    Query(looking): Query<Looking>,
    Posted { house, user, fields }: Posted<Vec<(String, String)>>,
) -> Result {
    let faxes: Vec<FaxId> = selected(&fields, "fax").into_iter().map(FaxId).collect();
    let texts = user.visitor.texts;
    let (outcomes, said): (_, Said) = match field(&fields, "do") {
        _ if faxes.is_empty() => (Ok(Outcomes::default()), Texts::entries_changed),
        "delete" => return Ok(ask_to_delete(&house, &user, &looking, &faxes)),
        "zip" => return file(&house, &user, Bundle::Zip, faxes).await,
        "pdf" => return file(&house, &user, Bundle::Pdf, faxes).await,
        "mail" => {
            let onto = Onto::Mail(several(field(&fields, "mail_to")));
            (passed_on(&house, &user, &fields, onto, faxes).await?, Texts::faxes_mailed)
        }
        "print" => {
            let printer = field(&fields, "printer").trim();
            let onto = Onto::Printer((!printer.is_empty()).then(|| printer.to_owned()));
            (passed_on(&house, &user, &fields, onto, faxes).await?, Texts::faxes_printed)
        }
        word => {
            let deed = deed(word, &fields).ok_or_else(|| Refusal::Form("do".to_owned()))?;
            let person = user.person.clone();
            let work =
                move |desk: &Desk| Ok(desk.change_faxes(&person, &faxes, &deed, UnixMs::now()));
            (house.at_desk(work).await?, Texts::entries_changed)
        }
    };
    let changed = Changed::of(outcomes, texts.fax, said, texts);
    list::shown(&house, &user, looking, Told::of(changed)).await
}

/// The action with this word in the form, if it changes the faxes themselves. `None` for an unknown
/// word.
fn deed(word: &str, fields: &[(String, String)]) -> Option<FaxDeed> {
    Some(match word {
        "read" => FaxDeed::Read,
        "unread" => FaxDeed::Unread,
        "claim" => FaxDeed::Claim,
        "release" => FaxDeed::Release,
        "hand" => FaxDeed::HandOver(field(fields, "to").trim().to_owned()),
        "tag" => FaxDeed::Tag(field(fields, "tag").to_owned()),
        "delete-now" => FaxDeed::Delete,
        _ => return None,
    })
}

fn ask_to_delete(house: &House, user: &User, looking: &Looking, faxes: &[FaxId]) -> Response {
    html(&DeletePage {
        chrome: Chrome::new(house, &user.visitor, Here::In),
        question: user.visitor.texts.delete_these(&faxes.len()),
        faxes: runs::written(faxes.iter().map(|fax| fax.0)),
        action: looking.address_of("/in/bulk"),
        back: looking.here(),
    })
}

/// Answers with one file that contains the selected faxes.
async fn file(house: &House, user: &User, bundle: Bundle, faxes: Vec<FaxId>) -> Result {
    let person = user.person.clone();
    let turn = archive::turn(&person.name).map_err(|archive::Crowded| Refusal::Crowded)?;
    let work = move |desk: &Desk| desk.faxes_for_bundle(&person, bundle, &faxes, UnixMs::now());
    Ok(archive::answer(turn, bundle, house.at_desk(work).await?))
}

/// Passes the selected faxes on by mail, or to a printer.
async fn passed_on(
    house: &House,
    user: &User,
    fields: &[(String, String)],
    onto: Onto,
    faxes: Vec<FaxId>,
) -> Result<Result<Outcomes<FaxId>, DeskError>> {
    let person = user.person.clone();
    let ids: Vec<i64> = faxes.iter().map(|fax| fax.0).collect();
    let written = ("many", format!("{onto:?}"), ids);
    let mark = once::mark(&person, field(fields, "once"), &written);
    let work = move |desk: &Desk| {
        Ok(desk.pass_on_many(&person, &faxes, &onto, mark.as_deref(), UnixMs::now()))
    };
    house.at_desk(work).await
}
