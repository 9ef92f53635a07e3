//! The web pages of the address books: the user's own, and the organisation's.

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect};
use axum::routing::{get, post};
use serde::Deserialize;

use super::House;
use super::api::TABLE;
use super::once;
use super::page::{Chrome, Here};
use super::posted::{Nothing, Posted};
use super::refusal::{Refusal, Result, form_page, urlencoded};
use super::texts::Sentence;
use super::upload::Upload;
use super::visitor::{User, Visit};
use ferrofax_basics::UnixMs;
use ferrofax_desk::managed::ManagedError;
use ferrofax_desk::{Book, Contact, Desk, DeskError, Person, table_too_large};
use ferrofax_spool::{Seeable, Seen, SpoolError};

/// The number of contacts that one web page of the list shows.
const ROWS: u32 = 100;

#[derive(Template)]
#[template(path = "web/book.html")]
struct BookPage<'a> {
    chrome: Chrome<'a>,
    search: &'a str,
    rows: Vec<Row>,
    next: Option<String>,
    keeps_house: bool,
    done: &'static str,
    problem: Sentence,
}

struct Row {
    contact: Contact,
    may_change: bool,
}

/// The web page with the form of one contact in an address book.
#[derive(Template)]
#[template(path = "web/contact.html")]
struct ContactPage<'a> {
    chrome: Chrome<'a>,
    contact: &'a Contact,
    /// The version of the stored contact that the user has seen; empty for a new contact.
    version: &'a str,
    keeps_house: bool,
    is_for_house: bool,
    problem: Sentence,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Looking {
    search: String,
    skip: u32,
    done: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Written {
    name: String,
    company: String,
    number: String,
    note: String,
    book: String,
    /// The version of the stored contact that the user has seen; empty for a new contact.
    version: String,
    /// The unique value of the form for a new contact; empty for an existing contact.
    once: String,
}

/// The reason why a contact was not stored, although the user is allowed to change it.
enum NotPut {
    /// The contact is not valid; the text says why.
    Unfit(String),
    /// The contact has changed since the user saw it.
    Changed,
}

#[derive(Deserialize)]
pub(super) struct Which {
    #[serde(default)]
    book: String,
}

/// The URLs of the address books, with the functions that handle them. The size of an import is
/// limited.
pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/book", get(page))
        .route("/book/new", get(fresh).post(put_new))
        .route("/book/table", get(export).post(import).layer(DefaultBodyLimit::max(TABLE)))
        .route("/book/{id}", get(one).post(put))
        .route("/book/{id}/delete", post(delete))
}

fn book(word: &str) -> Book {
    if word == "house" { Book::House } else { Book::Own }
}

/// Shows the list of contacts of an address book.
async fn page(Visit(house, user): Visit, Query(looking): Query<Looking>) -> Result {
    listed(&house, &user, &looking, Sentence::default()).await
}

async fn listed(house: &House, user: &User, looking: &Looking, problem: Sentence) -> Result {
    let (person, search, skip) = (user.person.clone(), looking.search.clone(), looking.skip);
    let (mut contacts, keeps_house) = house
        .at_desk(move |desk| {
            let contacts = desk.contacts(&person, &search, skip, ROWS + 1)?;
            Ok((contacts, desk.may_keep(&person, Book::House)))
        })
        .await?;
    let has_more = contacts.len() > ROWS as usize;
    contacts.truncate(ROWS as usize);
    let row =
        |contact: Contact| Row { may_change: keeps_house || !contact.owner.is_empty(), contact };
    let page = BookPage {
        chrome: Chrome::new(house, &user.visitor, Here::Book),
        search: &looking.search,
        rows: contacts.into_iter().map(row).collect(),
        next: has_more
            .then(|| format!("/book?search={}&skip={}", urlencoded(&looking.search), skip + ROWS)),
        keeps_house,
        done: user.visitor.texts.done(&looking.done),
        problem,
    };
    Ok(form_page(&page, page.problem.is_empty()))
}

/// Shows the form for a new contact of an address book. The form contains a fax number if the
/// page's URL contains one.
async fn fresh(Visit(house, user): Visit, Query(written): Query<Written>) -> Result {
    shown(&house, &user, (&written.contact(0), ""), &written.book, Sentence::default()).await
}

/// Shows the form of an existing contact of an address book.
async fn one(Visit(house, user): Visit, Path(id): Path<i64>) -> Result {
    stored(&house, &user, id, Sentence::default()).await
}

async fn stored(house: &House, user: &User, id: i64, problem: Sentence) -> Result {
    let (person, spool) = (user.person.clone(), house.spool.clone());
    let read = house.at_desk(move |desk| {
        // The version is read before the contact, so that a change between them is noticed later.
        let seen = Seen::of(&spool, Seeable::Contact(id))?;
        Ok((seen, desk.contact(&person, id)?))
    });
    let (seen, contact) = read.await?;
    shown(house, user, (&contact, seen.version()), "", problem).await
}

async fn shown(
    house: &House,
    user: &User,
    (contact, version): (&Contact, &str),
    book: &str,
    problem: Sentence,
) -> Result {
    let person = user.person.clone();
    let keeps_house = house.at_desk(move |desk| Ok(desk.may_keep(&person, Book::House))).await?;
    let chrome = Chrome::new(house, &user.visitor, Here::Book);
    let is_for_house = book == "house";
    let page = ContactPage { chrome, contact, version, keeps_house, is_for_house, problem };
    Ok(form_page(&page, page.problem.is_empty()))
}

async fn put_new(Posted { house, user, fields }: Posted<Written>) -> Result {
    written(&house, &user, 0, fields).await
}

async fn put(Path(id): Path<i64>, Posted { house, user, fields }: Posted<Written>) -> Result {
    written(&house, &user, id, fields).await
}

/// Stores a contact in an address book. If its data are not valid, the form is shown again with the
/// error. If somebody else has changed the contact meanwhile, the form is shown with their change.
async fn written(house: &House, user: &User, id: i64, fields: Written) -> Result {
    let (person, contact) = (user.person.clone(), fields.contact(id));
    let (of, to_put) = (book(&fields.book), contact.clone());
    let seen = (id != 0).then(|| Seen::shown(Seeable::Contact(id), &fields.version));
    let form = if id == 0 { fields.hash(&person) } else { None };
    let (there, now) = (house.clone(), UnixMs::now());
    let put = house.at_desk(move |desk| {
        let resting = seen.map(|seen| desk.resting_on(seen));
        let desk = resting.as_ref().unwrap_or(desk);
        let put = || {
            let id = desk.put_contact(&person, &to_put, of, now)?;
            Ok::<_, DeskError>((id, String::new()))
        };
        Ok(match there.new_contacts.once(form, now, put) {
            Err(DeskError::Unfit(why)) => Some(NotPut::Unfit(why)),
            // The second submission of a double click changes nothing.
            Err(DeskError::Spool(SpoolError::Changed)) if is_put(desk, &person, &to_put) => None,
            Err(DeskError::Spool(SpoolError::Changed)) => Some(NotPut::Changed),
            done => done.map(|_| None)?,
        })
    });
    let texts = user.visitor.texts;
    match put.await? {
        Some(NotPut::Unfit(why)) => {
            let form = (&contact, fields.version.as_str());
            shown(house, user, form, &fields.book, texts.said(&why)).await
        }
        Some(NotPut::Changed) => {
            stored(house, user, id, texts.said(&ManagedError::Changed.to_string())).await
        }
        None => Ok(Redirect::to("/book?done=put").into_response()),
    }
}

/// Whether a contact is stored with these words already.
fn is_put(desk: &Desk, person: &Person, contact: &Contact) -> bool {
    let words =
        |it: &Contact| (it.name.clone(), it.company.clone(), it.number.clone(), it.note.clone());
    desk.contact(person, contact.id)
        .is_ok_and(|stored| words(&stored) == words(contact))
}

async fn delete(
    Path(id): Path<i64>,
    Posted { house, user, .. }: Posted<Nothing>,
) -> Result<Redirect> {
    let (person, there) = (user.person, house.clone());
    let deleted = house.at_desk(move |desk| {
        desk.delete_contact(&person, id)?;
        there.new_contacts.forget(id);
        Ok(())
    });
    deleted.await?;
    Ok(Redirect::to("/book?done=deleted"))
}

/// Returns a whole address book as a table, which the browser downloads.
async fn export(Visit(house, user): Visit, Query(which): Query<Which>) -> Result {
    let (person, of) = (user.person, book(&which.book));
    let table = house.at_desk(move |desk| desk.export_contacts(&person, of)).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"contacts.csv\""),
    ];
    Ok((headers, table).into_response())
}

/// Imports a table into an address book. An error is shown with the number of the line of the table
/// that has the error.
async fn import(State(house): State<House>, upload: Result<Upload>) -> Result {
    let upload = upload.map_err(|refusal| match refusal {
        // The limit of documents, which the refusal names, does not apply here.
        Refusal::TooMuch(_) => Refusal::TooMuch(table_too_large()),
        refusal => refusal,
    })?;
    let Some((path, _)) = upload.documents.first().cloned() else {
        let problem = Sentence::here(upload.user.visitor.texts.no_document);
        return listed(&house, &upload.user, &Looking::default(), problem).await;
    };
    let (person, of) = (upload.user.person.clone(), book(upload.field("book")));
    let done = house.at_desk(move |desk| {
        let table = std::fs::read(&path)
            .map_err(|error| DeskError::Unfit(format!("the table cannot be read: {error}")))?;
        Ok(match desk.import_contacts(&person, of, &table, UnixMs::now()) {
            Err(DeskError::Unfit(why)) => Some(why),
            done => done.map(|_| None)?,
        })
    });
    match done.await? {
        Some(why) => {
            let problem = upload.user.visitor.texts.said(&why);
            listed(&house, &upload.user, &Looking::default(), problem).await
        }
        None => Ok(Redirect::to("/book?done=imported").into_response()),
    }
}

impl Written {
    /// The hash that identifies the form for a new contact. A second submission of a double click
    /// has the same hash.
    fn hash(&self, person: &Person) -> Option<[u8; 32]> {
        let Self { name, company, number, note, book, version: _, once } = self;
        once::hash(person, once, &("contact", name, company, number, note, book))
    }

    fn contact(&self, id: i64) -> Contact {
        Contact {
            id,
            name: self.name.clone(),
            company: self.company.clone(),
            number: self.number.clone(),
            note: self.note.clone(),
            ..Contact::default()
        }
    }
}
