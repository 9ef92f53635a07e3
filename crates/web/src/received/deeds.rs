//! Actions on a received fax. Each action leads back to the web page of the fax, with a message.

use axum::extract::Path;
use axum::response::Redirect;
use serde::Deserialize;

use crate::House;
use crate::admin::JUNK;
use crate::once;
use crate::posted::{Nothing, Posted};
use crate::refusal::{Result, jobs_of};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Desk, DeskError, Mark, Note, NoteChange, Onward, Person, Sent};
use ferrofax_spool::FaxId;

#[derive(Deserialize)]
pub(super) struct To {
    to: String,
}

/// The form for forwarding a fax: the recipients, and a unique value by which a second submission
/// is recognised.
#[derive(Deserialize)]
pub(super) struct On {
    to: String,
    #[serde(default)]
    once: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Noted {
    tag: String,
    text: String,
    /// The tag and the note as the form showed them.
    seen_tag: String,
    seen_text: String,
}

/// Carries out an action on a received fax, and redirects to the web page of the fax.
async fn done(
    house: House,
    id: i64,
    word: &str,
    deed: impl FnOnce(&Desk, FaxId, UnixMs) -> Result<(), DeskError> + Send + 'static,
) -> Result<Redirect> {
    house.at_desk(move |desk| deed(desk, FaxId(id), UnixMs::now())).await?;
    Ok(Redirect::to(&format!("/in/{id}?done={word}")))
}

/// Marks the received fax as not yet read by the user.
pub(super) async fn unread(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    done(house, id, "unread", move |desk, id, now| desk.mark(&person, id, false, now)).await
}

/// Claims the received fax for the user, so that other users know who handles it.
pub(super) async fn claim(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    done(house, id, "claimed", move |desk, id, now| desk.claim(&person, id, now).map(drop)).await
}

/// Ends a user's claim on a received fax.
pub(super) async fn release(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    done(house, id, "released", move |desk, id, now| desk.release(&person, id, now).map(drop)).await
}

/// Hands the received fax over to another user.
pub(super) async fn hand_over(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<To>,
) -> Result<Redirect> {
    let person = user.person;
    let deed = move |desk: &Desk, id, now| desk.hand_over(&person, id, &fields.to, now).map(drop);
    done(house, id, "handed", deed).await
}

/// Moves the received fax to another device.
pub(super) async fn move_fax(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<To>,
) -> Result<Redirect> {
    let person = user.person;
    done(house, id, "moved", move |desk, id, now| desk.move_fax(&person, id, &fields.to, now)).await
}

/// Sets the tag and the note of a received fax.
pub(super) async fn note(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<Noted>,
) -> Result<Redirect> {
    let (person, Noted { tag, text, seen_tag, seen_text }) = (user.person, fields);
    let (note, seen) = (Note { tag, text }, Note { tag: seen_tag, text: seen_text });
    let deed = move |desk: &Desk, id, now| {
        desk.change_note(&person, id, NoteChange { note: &note, seen: Some(&seen) }, now)
    };
    done(house, id, "noted", deed).await
}

/// Mails the received fax to the mail addresses in the submitted form.
pub(super) async fn mail(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<On>,
) -> Result<Redirect> {
    let (person, to) = (user.person, several(&fields.to));
    let mark = once::mark(&person, &fields.once, &("mail", id, &fields.to));
    let deed =
        move |desk: &Desk, id, now| desk.mail(&person, id, &to, mark.as_deref(), now).map(drop);
    done(house, id, "mailed", deed).await
}

/// Prints the received fax. If the form names no printer, the fax is printed on the printers of its
/// device.
pub(super) async fn print(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<On>,
) -> Result<Redirect> {
    let person = user.person;
    let mark = once::mark(&person, &fields.once, &("print", id, &fields.to));
    let deed = move |desk: &Desk, id, now| {
        let printer = Some(fields.to.trim()).filter(|printer| !printer.is_empty());
        desk.print(&person, id, printer, mark.as_deref(), now).map(drop)
    };
    done(house, id, "printed", deed).await
}

/// Forwards the received fax to the fax numbers in the submitted form. If one number is wrong, the
/// fax is still sent to the other numbers. The web page then shows the error, and offers the wrong
/// number again.
pub(super) async fn fax_on(
    Path(id): Path<i64>,
    Posted { house, user, fields }: Posted<On>,
) -> Result<Redirect> {
    let person = user.person;
    // The numbers are no part of the mark: a user who corrects one of them submits the same form.
    let mark = once::mark(&person, &fields.once, &("on", id)).map(Mark::Form);
    let onward = Onward { numbers: several(&fields.to), mark, ..Onward::default() };
    let on = move |desk: &Desk| faxed_on(desk, &person, FaxId(id), onward, UnixMs::now());
    jobs_of(house.at_desk(on).await?)?;
    Ok(Redirect::to(&format!("/in/{id}?done=faxed")))
}

/// Forwards a fax to several numbers, and returns the result for each of them.
fn faxed_on(
    desk: &Desk,
    person: &Person,
    id: FaxId,
    onward: Onward,
    now: UnixMs,
) -> Result<Vec<Sent>, DeskError> {
    // The fax is sent from the device that received it, if the user may send from that device.
    let (came_to, own) = (desk.fax(person, id)?.fax.device, desk.devices_to_send_from(person)?);
    let device = if own.contains(&came_to) { Some(&came_to) } else { own.first() };
    let device = device.unwrap_or(&came_to).to_string();
    desk.fax_on(person, id, &Onward { device, ..onward }, now)
}

/// Deletes the received fax permanently.
pub(super) async fn delete(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let person = user.person;
    let junk = house
        .at_desk(move |desk| {
            let junk = desk.junk_of(&person, FaxId(id))?;
            desk.delete(&person, FaxId(id), UnixMs::now()).map(|()| junk)
        })
        .await?;
    // The user goes back to the list from which they came: the junk faxes, or the received faxes.
    Ok(Redirect::to(if junk.is_some() { JUNK } else { "/in" }))
}

/// Splits a form field with several recipients at commas, semicolons and line ends.
pub(super) fn several(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
