//! The address books: the user's own, and the organisation's, which only administrators change.

use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::extract::rejection::BytesRejection;
use axum::http::header::LOCATION;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cursor::List;
use super::lists::{linked, list};
use super::parts::{By, Json, On, Question, of};
use super::tag::{bytes_tagged, desk_for, tagged};
use super::{Api, Caller, Kind, Problem, ROOT, Result, cursor};
use ferrofax_basics::UnixMs;
use ferrofax_desk::{Book, Contact, Desk, Imported};
use ferrofax_spool::Seeable;

pub(super) fn routes() -> OpenApiRouter<Api> {
    let tables = OpenApiRouter::new().routes(routes!(export, import));
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .merge(tables.layer(DefaultBodyLimit::max(TABLE)))
        .routes(routes!(one, change, delete))
}

/// The greatest size in bytes of a request that imports contacts from a CSV table. It is a little
/// more than the limit for the table itself, which the import checks.
pub(crate) const TABLE: usize = 5 << 20;

/// An address book: the user's own, or the one of the organisation.
#[derive(Clone, Copy, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Whose {
    /// `own`: the user's own address book, which no other user sees.
    #[default]
    Own,
    /// `house`: the organisation's address book, which all users see.
    House,
}

/// A contact of an address book.
#[derive(Serialize, ToSchema)]
#[schema(as = Contact)]
struct Entry {
    /// The id of the contact in the address books (not the fax number).
    id: i64,
    /// The address book in which the contact is.
    book: Whose,
    /// The contact's name.
    name: String,
    /// The contact's organisation.
    company: String,
    /// The fax number as the user wrote it in the contact.
    number: String,
    /// A note on the contact.
    note: String,
}

list! {
    /// A list of contacts.
    ContactList, contacts, Entry
}

/// The filter for the list of contacts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Looking {
    /// Restricts the list to contacts that contain this text.
    search: Option<String>,
    /// The value of `next` in an earlier answer. The answer to this request continues that list.
    cursor: Option<String>,
    /// The greatest number of contacts in the answer; default 50.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A contact to create.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewContact {
    /// The address book for the contact; default: the user's own.
    #[serde(default)]
    book: Whose,
    /// The contact's name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The contact's organisation.
    #[serde(default)]
    #[schema(max_length = 200)]
    company: String,
    /// The contact's fax number.
    #[schema(max_length = 200, example = "0991 270061")]
    number: String,
    /// A note on the contact.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
}

/// The new content of a contact, which replaces the whole old content. The contact remains in its
/// address book.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedContact {
    /// The contact's name.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The contact's organisation.
    #[serde(default)]
    #[schema(max_length = 200)]
    company: String,
    /// The contact's fax number.
    #[schema(max_length = 200, example = "0991 270061")]
    number: String,
    /// A note on the contact.
    #[serde(default)]
    #[schema(max_length = 200)]
    note: String,
}

impl From<Contact> for Entry {
    fn from(contact: Contact) -> Self {
        let Contact { id, owner, name, company, number, note, .. } = contact;
        let book = if owner.is_empty() { Whose::House } else { Whose::Own };
        Self { id, book, name, company, number, note }
    }
}

/// Lists the contacts of the user's own address book and of the organisation's address book.
#[utoipa::path(
    get,
    path = "/contacts",
    tag = "contacts",
    operation_id = "list_contacts",
    security(("key" = ["jobs:read"])),
    params(Looking),
    responses(
        (status = 200, description = "The contacts.", body = ContactList, headers(("etag" = String, description = "For If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
async fn list(
    By(api, caller): By,
    headers: HeaderMap,
    uri: Uri,
    Question(looking): Question<Looking>,
) -> Result {
    let limit = cursor::limit(looking.limit)?;
    let behind = cursor::read(List::Contacts, looking.cursor.as_deref())?.unwrap_or(0);
    let skip = u32::try_from(behind).unwrap_or(u32::MAX);
    let search = looking.search.unwrap_or_default();
    let listed = api.at_desk(move |desk| desk.contacts(&caller.person, &search, skip, limit));
    let contacts: Vec<Entry> = listed.await?.into_iter().map(Entry::from).collect();
    let is_full = contacts.len() == limit as usize;
    let next =
        is_full.then(|| cursor::written(List::Contacts, behind.saturating_add(i64::from(limit))));
    let body = ContactList::of(contacts, next.clone());
    Ok(linked(tagged(&headers, &body)?, &uri, next.as_deref()))
}

/// The parameter that chooses an address book: the user's own, or the organisation's.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Of {
    /// The address book; default: the user's own.
    #[serde(default)]
    #[param(inline)]
    book: Whose,
}

/// The result of importing contacts from a table.
#[derive(Serialize, ToSchema)]
struct ImportedContacts {
    /// The number of contacts that were added.
    added: usize,
    /// The number of contacts whose company or note was changed.
    changed: usize,
}

/// Exports an address book as a CSV table with the columns `name`, `company`, `number` and `note`.
#[utoipa::path(
    get,
    path = "/contacts/table",
    tag = "contacts",
    operation_id = "export_contacts",
    security(("key" = ["jobs:read"])),
    params(Of),
    responses(
        (status = 200, description = "The address book as a table.", content_type = "text/csv", body = String),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
async fn export(
    By(api, caller): By,
    headers: HeaderMap,
    Question(Of { book }): Question<Of>,
) -> Result {
    let table = api.at_desk(move |desk| desk.export_contacts(&caller.person, book.into()));
    Ok(bytes_tagged(&headers, "text/csv", table.await?.into_bytes()))
}

/// Imports the contacts of a table into an address book. If one contact is not valid, no contact is
/// imported.
///
/// If the book already has a contact with the same name and number, that contact gets the company
/// and the note of the table. If the table has no column for one of them, the contact keeps its own.
#[utoipa::path(
    post,
    path = "/contacts/table",
    tag = "contacts",
    operation_id = "import_contacts",
    security(("key" = ["jobs:write"])),
    params(Of),
    request_body(content = String, content_type = "text/csv", description = "A table in UTF-8 whose first line names the columns: name, company, number, note."),
    responses((status = 200, description = "The numbers of added and changed contacts.", body = ImportedContacts))
)]
async fn import(
    By(api, caller): By,
    Question(Of { book }): Question<Of>,
    table: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportedContacts>> {
    let table = table.map_err(|wrong| of(wrong.status()))?;
    let imported = api.at_desk(move |desk| {
        desk.import_contacts(&caller.person, book.into(), &table, UnixMs::now())
    });
    let Imported { added, changed } = imported.await?;
    Ok(Json(ImportedContacts { added, changed }))
}

impl From<Whose> for Book {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Own => Self::Own,
            Whose::House => Self::House,
        }
    }
}

/// Returns one contact.
#[utoipa::path(
    get,
    path = "/contacts/{id}",
    tag = "contacts",
    operation_id = "get_contact",
    security(("key" = ["jobs:read"])),
    params(("id" = i64, Path, description = "The contact's number.")),
    responses(
        (status = 200, description = "The contact.", body = Entry, headers(("etag" = String, description = "For If-Match and If-None-Match."))),
        (status = 304, description = "Nothing has changed since the answer with the ETag in `If-None-Match`.")
    )
)]
async fn one(On(api, caller, headers, id): On) -> Result {
    let found = api.at_desk(move |desk| desk.contact(&caller.person, id)).await?;
    tagged(&headers, &Entry::from(found))
}

/// Creates a contact in an address book. Only administrators may change the organisation's book.
#[utoipa::path(
    post,
    path = "/contacts",
    tag = "contacts",
    operation_id = "add_contact",
    security(("key" = ["jobs:write"])),
    request_body = NewContact,
    responses((status = 201, description = "The contact.", body = Entry, headers(("location" = String, description = "The contact."))))
)]
async fn add(By(api, caller): By, Json(new): Json<NewContact>) -> Result {
    let NewContact { book, name, company, number, note } = new;
    let contact = Contact { name, company, number, note, ..Contact::default() };
    let added = api.at_desk(move |desk| {
        let id = desk.put_contact(&caller.person, &contact, book.into(), UnixMs::now())?;
        desk.contact(&caller.person, id)
    });
    let added = Entry::from(added.await?);
    let there = [(LOCATION, format!("{ROOT}/contacts/{}", added.id))];
    Ok((StatusCode::CREATED, there, Json(added)).into_response())
}

/// Changes a contact.
///
/// If `If-Match` names an ETag, the contact is changed only if it still has that ETag.
#[utoipa::path(
    put,
    path = "/contacts/{id}",
    tag = "contacts",
    operation_id = "change_contact",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The contact's number.")),
    request_body = ChangedContact,
    responses(
        (status = 200, description = "The contact.", body = Entry),
        (status = 412, description = "The contact has changed since the answer with the ETag in `If-Match`.")
    )
)]
async fn change(
    On(api, caller, headers, id): On,
    Json(changed): Json<ChangedContact>,
) -> Result<Json<Entry>> {
    let ChangedContact { name, company, number, note } = changed;
    let contact = Contact { id: known(id)?, name, company, number, note, ..Contact::default() };
    let work = move |api: &Api| {
        let person = &caller.person;
        let desk = as_seen(api, &caller, &headers, id)?;
        desk.put_contact(person, &contact, Book::Own, UnixMs::now())?;
        Ok::<_, Problem>(Json(Entry::from(api.desk.contact(person, id)?)))
    };
    api.at_work(work).await
}

/// Deletes a contact.
///
/// If `If-Match` names an ETag, the contact is deleted only if it still has that ETag.
#[utoipa::path(
    delete,
    path = "/contacts/{id}",
    tag = "contacts",
    operation_id = "delete_contact",
    security(("key" = ["jobs:write"])),
    params(("id" = i64, Path, description = "The contact's number.")),
    responses((status = 204, description = "The contact was deleted."), (status = 412, description = "The contact has changed since the answer with the ETag in `If-Match`."))
)]
async fn delete(On(api, caller, headers, id): On) -> Result<StatusCode> {
    let work = move |api: &Api| {
        let desk = as_seen(api, &caller, &headers, id)?;
        desk.delete_contact(&caller.person, id)?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    };
    api.at_work(work).await
}

/// Returns `id`. Fails for the id 0, which no stored contact has.
fn known(id: i64) -> Result<i64> {
    let none = || Problem::new(Kind::NotThere, format!("There is no contact {id}"));
    if id == 0 { Err(none()) } else { Ok(id) }
}

/// Returns the [`Desk`], the value that carries out the actions of users, for a request to change a
/// contact. If the header `If-Match` names a version of the contact, the change fails unless the
/// contact still has that version.
fn as_seen(api: &Api, caller: &Caller, headers: &HeaderMap, id: i64) -> Result<Desk> {
    let body = |desk: &Desk| desk.contact(&caller.person, id).map(Entry::from);
    desk_for(api, headers, Seeable::Contact(id), body)
}
