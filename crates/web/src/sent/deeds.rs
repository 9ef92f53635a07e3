//! The actions that a user can choose on the web page of a job.

use axum::extract::Path;
use axum::response::Redirect;
use serde::Deserialize;

use crate::once;
use crate::posted::{Nothing, Posted};
use crate::refusal::{Refusal, Result, jobs_of};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, JobDeed, Mark, Recipient};
use ferrofax_spool::jobs::JobId;

#[derive(Deserialize)]
pub(super) struct To {
    #[serde(default)]
    to: String,
}

/// The form that sends the documents of a job again: the recipients, and a unique value by which a
/// second submission is recognised.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Again {
    to: String,
    once: String,
}

/// Carries out an action on a job: cancels, holds, releases or retries it.
pub(super) async fn change(
    Path((id, deed)): Path<(i64, String)>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let deed = JobDeed::of_word(&deed).ok_or(Refusal::Nothing)?;
    let word = match deed {
        JobDeed::Cancel => "cancelled",
        JobDeed::Hold => "held",
        _ => "goes_on",
    };
    let person = user.person;
    house
        .at_desk(move |desk| desk.change_job(&person, JobId(id), deed, UnixMs::now()))
        .await?;
    Ok(Redirect::to(&format!("/out/{id}?done={word}")))
}

/// Sets the fax number of a job that waits for it. The user may write the name of a contact.
pub(super) async fn give_number(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<To>,
) -> Result<Redirect> {
    let person = user.person;
    house
        .at_desk(move |desk| {
            // If the user may not see the job, the request is refused before the address book is
            // searched.
            desk.job(&person, JobId(id))?;
            let number = desk.one_recipient(&person, &fields.to)?;
            desk.give_number(&person, JobId(id), &number, UnixMs::now())
        })
        .await?;
    Ok(Redirect::to(&format!("/out/{id}?done=goes_on")))
}

/// Sends the documents of a job again, to the numbers in the form or, if there are none, to the
/// job's own number. If one number is wrong, the fax is still sent to the other numbers. The web
/// page then shows the error, and offers the wrong number again.
pub(super) async fn again(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<Again>,
) -> Result<Redirect> {
    let person = user.person;
    let mut numbers: Vec<String> = Vec::new();
    for Recipient { number, .. } in Recipient::all_in(&fields.to) {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    // The numbers are no part of the mark: a user who corrects one of them submits the same form.
    let mark = once::mark(&person, &fields.once, &("again", id));
    let mark = mark.map(if numbers.is_empty() { Mark::Request } else { Mark::Form });
    let again = move |desk: &Desk| {
        desk.send_again(&person, JobId(id), &numbers, mark.as_ref(), UnixMs::now())
    };
    let jobs = jobs_of(house.at_desk(again).await?)?;
    Ok(Redirect::to(&match jobs[..] {
        [job] => format!("/out/{job}?done=sent"),
        _ => "/out?done=sent".to_owned(),
    }))
}
