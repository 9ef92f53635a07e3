//! The form for a new fax: the draft with its documents in their order, the preview of its pages,
//! and the button that sends the fax. If a field is not valid, the form is shown again with the
//! error, with all fields and documents.

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use serde_json::{Value, json};

use super::recipients::{Check, Seen, picked, seen, why_unclear, with};
use crate::House;
use crate::lists::fields_named;
use crate::once;
use crate::page::{Chrome, Here};
use crate::pictures::Wanted;
use crate::refusal::{Refusal, Result, html};
use crate::texts::{Sentence, Texts};
use crate::upload::Upload;
use crate::visitor::{User, Visit};
use crate::words::{local_moment, moment, zone_now};
use ferrofax_basics::UnixMs;
use ferrofax_convert::Readable;
use ferrofax_desk::{
    Arrange, Desk, DeskError, Draft, DraftForm, FIELDS, FormUsual, Kept, MOST_DRAFTS,
    MOST_RECIPIENTS, Named, Person, Recipient, SendingDevice, Sent, too_many_recipients,
};
use ferrofax_network::http::Work;
use ferrofax_spool::jobs::JobId;

/// The fields of the form for a new fax that are collapsed until one of them is used.
const SELDOM: [&str; 5] = ["resolution", "colour", "at", "tag", "priority"];

/// The widths of the picture of a fax page in pixels: normal, and enlarged.
const WIDTHS: [u32; 2] = [600, 1_728];

#[derive(Template)]
#[template(path = "web/new.html")]
struct NewPage<'a> {
    chrome: Chrome<'a>,
    /// The devices from which the user may send.
    devices: Vec<SendingDevice>,
    problems: &'a [Sentence],
    said: Said<'a>,
    draft: Option<&'a Draft>,
    checks: Vec<Check>,
    pages: u32,
    /// The label of the button that sends the fax. It says how many faxes are sent.
    send: String,
    /// The default options, for a fax whose form leaves its options empty.
    usual: Usual,
    /// The earliest time at which the fax is sent, in the form of the browser's input field for
    /// times. `None` if the user has written it in another form, such as `+2h`.
    at: Option<String>,
    /// The time zone of the times in the form.
    zone: String,
    most: usize,
    /// The sentence that the form's script shows if there are more than `most` recipients.
    too_many: Sentence,
    /// The number of the recipient, counted from 0, whose version of the fax the preview shows. The
    /// version of each recipient has its own cover page and header line.
    recipient: usize,
    others: Vec<Other>,
    /// Whether the user already has the maximum number of other drafts (faxes that are not
    /// submitted yet), so that this draft is one too many.
    is_extra: bool,
    /// The sentence on the web page for a new fax that lists the document formats that can be
    /// faxed.
    documents_hint: String,
    accept: String,
    is_priority_open: bool,
    /// Whether a field that is usually collapsed ([`SELDOM`]) is used, so that these fields are
    /// shown.
    is_more_open: bool,
}

/// The values that the user has written in the form, by the names of the fields.
struct Said<'a>(&'a (dyn Fn(&str) -> String + Sync));

impl Said<'_> {
    fn of(&self, name: &str) -> String {
        (self.0)(name)
    }
}

/// Another draft (unsent fax) of the user, to which the form for a new fax offers a link.
struct Other {
    id: i64,
    to: String,
    at: String,
}

/// The default options of a fax, in the words of the form.
struct Usual {
    resolution: String,
    colour: String,
    cover: String,
}

/// The recipient that the form for a new fax already contains when it is opened.
#[derive(Deserialize)]
pub(super) struct Beginning {
    #[serde(default)]
    to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct As {
    /// The number of the recipient, counted from 0, whose version of the fax is shown. The version
    /// of each recipient has its own cover page and header line.
    pub(super) to: usize,
    large: bool,
}

/// The data that the web page with the form for a new fax shows.
struct Shown {
    draft: Option<Draft>,
    devices: Vec<SendingDevice>,
    checks: Vec<Seen>,
    pages: u32,
    usual: FormUsual,
    others: Vec<Draft>,
    is_extra: bool,
    is_desk: bool,
    readable: Readable,
}

/// Shows the form for a new fax. The form is empty except for the recipients that the query of the
/// URL names: the number `to`, and each `contact` of the address book by its id.
pub(super) async fn form(
    Visit(house, user): Visit,
    Query(beginning): Query<Beginning>,
    Query(all): Query<Vec<(String, String)>>,
) -> Result {
    let person = user.person.clone();
    let contacts: Vec<i64> = chosen(&all);
    let lines = house.at_desk(move |desk| lines(desk, &person, &contacts)).await?;
    let to = [vec![beginning.to], lines].concat().join("\n");
    let said = |name: &str| if name == "number" { to.trim().to_owned() } else { String::new() };
    shown(&house, &user, None, &[], 0, &said).await
}

/// Shows the form of a draft (a fax that is not submitted yet).
pub(super) async fn draft(
    Visit(house, user): Visit,
    Path(id): Path<i64>,
    Query(as_to): Query<As>,
) -> Result {
    let person = user.person.clone();
    let draft = house.at_desk(move |desk| desk.draft(&person, id)).await?;
    let words = draft.clone();
    let said = move |name: &str| words.word(name).to_owned();
    shown(&house, &user, Some(draft), &[], as_to.to, &said).await
}

/// Handles the submitted form for a new fax of which no draft (a fax that is not submitted yet) is
/// stored so far.
pub(super) async fn begin(State(house): State<House>, upload: Upload) -> Result {
    written(house, upload, None).await
}

/// Handles the submitted form of a draft (a fax that is not submitted yet) that is already stored.
pub(super) async fn go_on(
    State(house): State<House>,
    Path(id): Path<i64>,
    upload: Upload,
) -> Result {
    written(house, upload, Some(id)).await
}

/// Returns a fax page of a draft (a fax that is not submitted yet) as a picture, as the chosen
/// recipient would get it.
pub(super) async fn picture(
    Visit(house, user): Visit,
    Path((id, number)): Path<(i64, u32)>,
    Query(as_to): Query<As>,
) -> Result {
    let there = house.clone();
    let name = user.person.name.clone();
    let picture = house.working_at_desk(Work::Draft(&name), move |desk| {
        let found = desk.draft_page(&user.person, id, as_to.to, number)?;
        Ok(found.map(|page| {
            let width = WIDTHS[usize::from(as_to.large)];
            let document = page.document;
            let wanted = Wanted { document, page: page.page as usize, width, turn: 0 };
            there.pictures.outgoing(&wanted, page.top.as_ref(), UnixMs::now())
        }))
    });
    match picture.await? {
        Some(Ok(png)) => Ok(([(CONTENT_TYPE, "image/png")], png.as_ref().clone()).into_response()),
        Some(Err(error)) => {
            log::warn!("draft {id}, page {number}: {error}");
            Err(Refusal::Nothing)
        }
        None => Err(Refusal::Nothing),
    }
}

/// The page on which the conversion of one of the user's documents works now, as JSON for the
/// script of the form.
pub(super) async fn making(Visit(house, user): Visit) -> Result<Json<Value>> {
    let making = house.at_desk(move |desk| Ok(desk.making(&user.person))).await?;
    let at = making.map(|making| making.at).unwrap_or_default();
    Ok(Json(json!({ "page": at.page, "pages": at.pages })))
}

/// Stores a new fax from the submitted form as a draft (a fax that is not submitted yet). Then
/// carries out the action of the button that the user has pressed.
async fn written(house: House, upload: Upload, id: Option<i64>) -> Result {
    let (person, texts) = (upload.user.person.clone(), upload.user.visitor.texts);
    let deed = upload.field("do").to_owned();
    if deed == "discard" {
        if let Some(id) = id {
            let name = person.name.clone();
            let discard = move |desk: &Desk| desk.discard_draft(&person, id);
            house.working_at_desk(Work::Draft(&name), discard).await?;
        }
        // If another draft was discarded, go back to the draft that the user is writing.
        let back = match upload.field("back").parse::<i64>() {
            Ok(0) => "/out/new".to_owned(),
            Ok(back) => format!("/out/draft/{back}"),
            Err(_) => "/out?done=discarded".to_owned(),
        };
        return Ok(Redirect::to(&back).into_response());
    }
    let (form, contacts) = (filled_in(&upload, id, &deed), chosen(&upload.fields));
    let is_to_go = form.is_to_go;
    let pick = picked(&deed).map(|(contact, name)| (contact, name.to_owned()));
    // The files of the upload must exist as long as they are read.
    let upload = std::sync::Arc::new(upload);
    let there = std::sync::Arc::clone(&upload);
    let name = person.name.clone();
    let (named, kept, sent) = house
        .working_at_desk(Work::Conversion(&name), move |desk| {
            let (_files, mut form) = (there, form);
            let named = named(desk, &person, &mut form, &contacts, pick)?;
            let (kept, sent) = desk.take_draft_form(&person, &form, UnixMs::now())?;
            Ok((named, kept, sent))
        })
        .await?;
    let Kept { draft, unfit } = kept;
    let mut problems: Vec<Sentence> = unfit.iter().map(|unfit| texts.said(unfit)).collect();
    problems.extend(named.refused.iter().map(|why| texts.said(why)));
    if is_to_go {
        problems.extend(named.unclear.iter().map(|one| why_unclear(one, texts)));
    }
    if is_to_go && problems.is_empty() && draft.documents.is_empty() && job_of(&sent).is_none() {
        problems.push(Sentence::here(texts.no_document));
    }
    if !is_to_go && draft.id == 0 {
        problems.push(Sentence::here(texts.nothing_written));
    }
    let taken: Vec<i64> =
        sent.iter().filter_map(|(_, taken)| Some(taken.as_ref().ok()?.job.0)).collect();
    let is_unclear = |number: &str| named.unclear.iter().any(|one| one.written == number);
    problems.extend(sent.iter().filter_map(|(number, taken)| {
        let error = taken.as_ref().err().filter(|_| !is_unclear(number))?;
        Some(texts.error(error).behind(number))
    }));
    match (problems.is_empty(), taken.as_slice()) {
        (true, []) => {
            let to = format!("/out/draft/{}", draft.id);
            Ok(Redirect::to(&to).into_response())
        }
        (true, [job]) => Ok(Redirect::to(&format!("/out/{job}?done=sent")).into_response()),
        (true, [_, _, ..]) => Ok(Redirect::to("/out?done=sent").into_response()),
        (false, _) => {
            if !taken.is_empty() {
                problems.insert(0, Sentence::here(texts.sent_in_part));
            }
            let (person, id) = (upload.user.person.clone(), draft.id);
            let words = match id {
                0 => draft,
                _ => house.at_desk(move |desk| desk.draft(&person, id)).await?,
            };
            let draft = (id != 0).then(|| words.clone());
            let said = move |name: &str| words.word(name).to_owned();
            shown(&house, &upload.user, draft, &problems, 0, &said).await
        }
    }
}

/// The id of the first of the jobs that were created when the user submitted the form for a new
/// fax; `None` if there are none.
fn job_of(sent: &[Sent]) -> Option<JobId> {
    sent.iter().find_map(|(_, taken)| Some(taken.as_ref().ok()?.job))
}

/// Reads from the submitted form for a new fax its content, and the action that the user has
/// requested.
fn filled_in(upload: &Upload, id: Option<i64>, deed: &str) -> DraftForm {
    let arrange = arranged(deed);
    let names: Vec<&str> = upload.documents.iter().map(|(_, name)| name.as_str()).collect();
    // The script and the browser send the fields in different orders, so the fields are sorted
    // before they are hashed.
    let mut fields: Vec<_> = upload.fields.iter().collect();
    fields.sort();
    let written = (id, fields, names, &upload.hashes);
    DraftForm {
        id,
        once: once::hash(&upload.user.person, upload.field("once"), &written),
        writing: writing(upload),
        documents: upload.documents.clone(),
        is_to_go: matches!(deed, "" | "send"),
        is_held_back: false,
        arrange,
    }
}

/// Returns the fields of the submitted form for a new fax, with their values. The field for the
/// recipients is always among them, even if the form lacks it.
fn writing(upload: &Upload) -> Vec<(String, String)> {
    let is_said = |name: &str| upload.fields.iter().any(|(known, _)| known == name);
    let names = FIELDS.into_iter().filter(|name| *name == "number" || is_said(name));
    names.map(|name| (name.to_owned(), upload.field(name).to_owned())).collect()
}

/// The ids of the contacts that the user has chosen in the address book.
fn chosen(fields: &[(String, String)]) -> Vec<i64> {
    fields_named(fields, "contact")
        .filter_map(|id| id.parse().ok())
        .take(100)
        .collect()
}

/// Writes the contacts that the user has chosen as lines for the form's text field with the
/// recipients.
fn lines(desk: &Desk, person: &Person, contacts: &[i64]) -> Result<Vec<String>, DeskError> {
    let line = |id: &i64| Ok(Recipient::from(&desk.contact(person, *id)?).line());
    contacts.iter().map(line).collect()
}

/// Writes the recipients of a form in full: names are replaced by contacts, and the contacts that
/// the user has chosen are added. If a recipient is not clear, the form is marked so that the fax
/// is not sent.
fn named(
    desk: &Desk,
    person: &Person,
    form: &mut DraftForm,
    contacts: &[i64],
    pick: Option<(i64, String)>,
) -> Result<Named, DeskError> {
    let Some((_, to)) = form.writing.iter_mut().find(|(name, _)| name == "number") else {
        return Ok(Named::default());
    };
    let mut text = [vec![to.clone()], lines(desk, person, contacts)?].concat().join("\n");
    if let Some((contact, name)) = pick {
        let chosen = lines(desk, person, &[contact])?;
        text = with(&text, &name, &chosen.concat());
    }
    let named = desk.named(person, &text)?;
    named.text.trim().clone_into(to);
    form.is_held_back = !named.unclear.is_empty() || named.refused.is_some();
    Ok(named)
}

fn arranged(deed: &str) -> Option<Arrange> {
    let (how, document) = deed.split_once('-')?;
    let document = document.parse().ok()?;
    match how {
        "up" => Some(Arrange::Up(document)),
        "down" => Some(Arrange::Down(document)),
        "remove" => Some(Arrange::Remove(document)),
        _ => None,
    }
}

/// The HTML attribute `accept` of the form's field for documents: the kinds of files that can be
/// faxed.
fn accepted(readable: &Readable) -> String {
    const OWN: &str = ".pdf,.tif,.tiff,.png,.jpg,.jpeg,.gif,.bmp,.webp,.txt,.html,.htm";
    const OFFICE: &str = ".docx,.xlsx,.pptx,.odt,.ods,.odp,.odg,.doc,.xls,.ppt,.rtf";
    let mut all = vec![OWN];
    all.extend(readable.post_script.then_some(".ps,.eps"));
    all.extend(readable.office.then_some(OFFICE));
    all.extend(readable.others.iter().map(String::as_str));
    all.join(",")
}

async fn shown(
    house: &House,
    user: &User,
    draft: Option<Draft>,
    problems: &[Sentence],
    recipient: usize,
    said: &(dyn Fn(&str) -> String + Sync),
) -> Result {
    let (person, texts) = (user.person.clone(), user.visitor.texts);
    let unsaved = if draft.is_none() { said("number") } else { String::new() };
    let found = house.at_desk(move |desk| found(desk, &person, draft, unsaved)).await?;
    let of_draft = |draft: &Draft| Other {
        id: draft.id,
        to: draft.recipients().first().map(Recipient::line).unwrap_or_default(),
        at: moment(UnixMs(draft.changed_ms), texts),
    };
    let chrome = Chrome::new(house, &user.visitor, Here::Out);
    let checks: Vec<Check> = found.checks.into_iter().map(|one| Check::of(one, texts)).collect();
    let accepted_faxes = checks.iter().filter(|check| check.problem.is_empty()).count();
    let send = match (found.pages, accepted_faxes) {
        (0, _) | (_, 0) => texts.send.to_owned(),
        (pages, faxes) => texts.send_faxes(faxes, pages as usize),
    };
    let at = said("at");
    let page = html(&NewPage {
        chrome,
        devices: found.devices,
        problems,
        said: Said(said),
        draft: found.draft.as_ref(),
        recipient: recipient.min(checks.len().saturating_sub(1)),
        checks,
        pages: found.pages,
        send,
        usual: Usual::of(&found.usual, texts),
        at: local_moment(&at),
        zone: zone_now(&found.usual.zone),
        most: MOST_RECIPIENTS,
        too_many: texts.said(&too_many_recipients()),
        others: found.others.iter().map(of_draft).collect(),
        is_extra: found.is_extra,
        documents_hint: texts.documents_that(&found.readable),
        accept: accepted(&found.readable),
        is_priority_open: found.is_desk,
        is_more_open: SELDOM.into_iter().any(|name| !said(name).is_empty()),
    });
    let is_well = problems.is_empty();
    let status = if is_well { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

fn found(
    desk: &Desk,
    person: &Person,
    draft: Option<Draft>,
    unsaved: String,
) -> Result<Shown, DeskError> {
    let mut others = desk.drafts(person, UnixMs::now())?;
    others.retain(|other| draft.as_ref().is_none_or(|draft| draft.id != other.id));
    let is_extra = draft.as_ref().is_some_and(|it| it.is_extra) && others.len() >= MOST_DRAFTS;
    let checked = match &draft {
        Some(draft) => draft.clone(),
        None => Draft::to(&unsaved),
    };
    let named = desk.named_to_show(person, checked.word("number"))?;
    Ok(Shown {
        devices: desk.named_devices_to_send_from(person)?,
        checks: seen(desk, person, &checked, &named)?,
        // An invalid option is reported only when the fax is sent. Until then, the fax counts as
        // one without pages.
        pages: desk.draft_pages(&checked).unwrap_or(0),
        usual: desk.usual(person, &checked)?,
        is_desk: desk.sight(person)?.is_desk(),
        readable: desk.readable(),
        others,
        is_extra,
        draft,
    })
}

impl Usual {
    fn of(usual: &FormUsual, texts: &Texts) -> Self {
        let cover = if usual.has_cover { texts.with_cover } else { texts.without_cover };
        Self {
            resolution: texts.usual(texts.res_fine),
            colour: texts.usual(texts.black_and_white),
            cover: texts.usual(cover),
        }
    }
}
