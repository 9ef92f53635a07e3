//! Uploaded documents (`POST /uploads`) that wait for a job that refers to them. Each document is
//! kept for a day.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::parts::{By, Json, On, Question, broken_body, moment};
use super::{Api, Kind, Problem, Result};
use ferrofax_basics::UnixMs;
use ferrofax_basics::free_space::has_space_for;
use ferrofax_basics::lock::lock;
use ferrofax_desk::Person;
use ferrofax_network::encoding::hex;
use ferrofax_network::http::{Incoming, document_name};
use ferrofax_rights::Denied;
use ferrofax_rights::sessions::Token;
use ferrofax_spool::safe_file::{self, Share};
use ferrofax_spool::{ASKED_KEPT_MS, Spool, SpoolError, WaitingDocument, clock_was_put_lately};

/// The folder of uploaded documents, in the spool's folder.
const FOLDER: &str = "uploads";

/// The greatest number of uploaded documents of one user that may wait for a job.
const OF_ONE: usize = 100;

/// The greatest total size of one user's uploaded documents, as a multiple of the greatest
/// permitted size of the documents of one fax.
const ROOM: u64 = 5;

/// The greatest number of characters that the audit log shows of an upload's id if a request names
/// an upload that does not exist.
const NAME: usize = 120;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(upload)).routes(routes!(forget))
}

/// The uploaded documents, to which later requests for jobs or drafts can refer.
#[derive(Clone)]
pub struct Waiting {
    spool: Spool,
    folder: PathBuf,
    coming: Coming,
}

/// The disk space reserved for uploads in progress: for each upload, the user and the number of
/// bytes.
type Coming = Arc<Mutex<Vec<(User, u64)>>>;

/// A user name, and the id of the user if an LDAP directory or an OpenID provider confirms the
/// user. A later user with the same name has another id. `None`: the settings confirm the user
/// (`[[user]]` of gateway.toml).
type User = (String, Option<i64>);

/// Disk space that is reserved for an upload in progress. Dropping it ends the reservation.
#[derive(Debug)]
struct Room {
    coming: Coming,
    user: User,
    bytes: u64,
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut coming = lock(&self.coming);
        let own = (self.user.clone(), self.bytes);
        if let Some(at) = coming.iter().position(|one| *one == own) {
            coming.swap_remove(at);
        }
    }
}

/// The length of the request's body, if the header states it.
fn length_of(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The name that the API client gives an uploaded document.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Called {
    /// The document's name, as users see it. If the content does not show the format of the
    /// document, the extension of the name decides.
    #[serde(default)]
    name: String,
}

/// An uploaded document.
#[derive(Serialize, ToSchema)]
struct Upload {
    /// The id by which a later request for a job or draft refers to this document.
    id: String,
    /// The name of the document.
    name: String,
    /// The size of the document in bytes.
    bytes: u64,
    /// The hash of the document's content, hexadecimal.
    sha256: String,
    /// The time at which the uploaded document is deleted.
    #[schema(format = "date-time")]
    ends_at: String,
}

/// Uploads a document. For a day, requests for jobs and drafts can refer to it by its id.
#[utoipa::path(
    post,
    path = "/uploads",
    tag = "jobs",
    operation_id = "upload",
    security(("key" = ["jobs:write"])),
    params(Called),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The document, of any type that can be faxed."),
    responses(
        (status = 201, description = "The document was stored. The answer has its id.", body = Upload),
        (status = 409, description = "The user has too many uploaded documents.")
    )
)]
async fn upload(
    By(api, caller): By,
    Question(Called { name }): Question<Called>,
    headers: HeaderMap,
    mut body: Body,
) -> Result<(StatusCode, Json<Upload>)> {
    let (user, who) = (caller.person.name, caller.person.who);
    let (id, most, of) = (Token::fresh().text().to_owned(), api.most, user.clone());
    let wanted = length_of(&headers).unwrap_or(most).min(most);
    let room = api
        .at_work(move |api| api.waiting.room_of((&of, who), (wanted, most), UnixMs::now()))
        .await?;
    let path = api.waiting.path(&id);
    let make = |path: &Path| safe_file::make(path, Share::GroupWorks);
    let mut incoming = Incoming::new(path.clone(), room.bytes, make);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| broken_body())?;
        if let Ok(bytes) = frame.into_data() {
            incoming = incoming.push(bytes).await?;
        }
    }
    let (bytes, hash) = incoming.finish().await?;
    let document =
        WaitingDocument { id, user, who, name: document_name(&name), bytes, at: UnixMs::now() };
    let kept = document.clone();
    let keep = move |api: &Api| {
        safe_file::flush(&api.waiting.folder).map_err(no_disk)?;
        // From this line on, the document counts as stored.
        let keeps = api.waiting.keep(&kept, api.most);
        drop(room);
        keeps
    };
    api.at_work(keep).await?;
    let WaitingDocument { id, name, at, .. } = document;
    let ends_at = moment(UnixMs(at.0 + ASKED_KEPT_MS));
    Ok((StatusCode::CREATED, Json(Upload { id, name, bytes, sha256: hex(&hash), ends_at })))
}

/// Deletes an uploaded document.
#[utoipa::path(
    delete,
    path = "/uploads/{id}",
    tag = "jobs",
    operation_id = "forget_upload",
    security(("key" = ["jobs:write"])),
    params(("id" = String, Path, description = "The id of the uploaded document.")),
    responses((status = 204, description = "The document was deleted."))
)]
async fn forget(On(api, caller, _, id): On<String>) -> Result<StatusCode> {
    let work = move |api: &Api| {
        api.waiting_of(&caller.person, &id)?;
        if api.waiting.forget(&id)? {
            Ok(())
        } else {
            Err(Problem::new(Kind::ForNow, "the document cannot be removed now"))
        }
    };
    api.at_work(work).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl Api {
    /// The file and name of a document that this person has uploaded. If the document belongs to
    /// another user, the answer and the audit log are the same as for a document that does not
    /// exist.
    pub(super) fn waiting_of(&self, person: &Person, id: &str) -> Result<(PathBuf, String)> {
        if let Some(found) = self.waiting.find(person, id)? {
            return Ok(found);
        }
        let text = "There is no such upload (any more)";
        let shown: String = id.chars().take(NAME).collect();
        let denied = Denied::forbidden("not-there", text);
        // The request is refused, even if the refusal can't be logged.
        _ = self.rights.at_desk::<()>(person, "upload", &[("upload", &shown)], Err(denied));
        Err(Problem::new(Kind::NotThere, text))
    }
}

impl Waiting {
    /// The waiting documents in this spool.
    pub fn new(spool: &Spool) -> Self {
        let (spool, folder) = (spool.clone(), spool.folder().join(FOLDER));
        Self { spool, folder, coming: Arc::default() }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(id)
    }

    /// The file and name of the uploaded document with this id; `None` if it does not belong to
    /// this person.
    fn find(&self, person: &Person, id: &str) -> Result<Option<(PathBuf, String)>, SpoolError> {
        let (now, is_settled) = (UnixMs::now(), !clock_was_put_lately(&self.spool)?);
        let mut all = self.spool.submission().waiting_documents()?.into_iter();
        let found = all.find(|one| one.id == id && one.is_of((&person.name, person.who)));
        let found = found.filter(|found| !(is_settled && is_old(found.at, now)));
        let found = found.map(|found| (self.path(&found.id), found.name));
        // After a backup was restored, an entry may exist without its file.
        Ok(found.filter(|(path, _)| path.exists()))
    }

    /// Keeps an upload that is complete, if the user's limits still permit it. Other uploads of the
    /// same user may have completed in the meantime.
    fn keep(&self, document: &WaitingDocument, most: u64) -> Result<()> {
        if self.spool.submission().keep_waiting_document(document, OF_ONE, most * ROOM)? {
            return Ok(());
        }
        if let Err(error) = fs::remove_file(self.path(&document.id)) {
            log::warn!("a document without room cannot be deleted: {error}");
        }
        Err(no_room())
    }

    /// Reserves disk space for an upload. Expired documents are not counted towards the limits,
    /// unless the clock was changed recently.
    fn room_of(
        &self,
        whose: (&str, Option<i64>),
        (wanted, most): (u64, u64),
        now: UnixMs,
    ) -> Result<Room> {
        safe_file::make_folder(&self.folder, Share::GroupWorks).map_err(no_disk)?;
        let mut waiting = self.spool.submission().waiting_documents()?;
        if !clock_was_put_lately(&self.spool)? {
            waiting.retain(|one| !is_old(one.at, now));
        }
        let own: Vec<_> = waiting.iter().filter(|one| one.is_of(whose)).collect();
        let (user, here) = ((whose.0.to_owned(), whose.1), own.iter().map(|one| one.bytes).sum());
        let mut coming = lock(&self.coming);
        let others = coming.iter().filter(|(of, _)| *of == user);
        let (count, bytes) =
            others.fold((0, here), |(count, bytes), (_, one)| (count + 1, bytes + one));
        let room = (most * ROOM).saturating_sub(bytes).min(wanted.max(1));
        if own.len() + count >= OF_ONE || room == 0 {
            return Err(no_room());
        }
        let taken: u64 = coming.iter().map(|(_, bytes)| bytes).sum();
        if has_space_for(taken.saturating_add(room), &self.folder).is_err() {
            return Err(Problem::new(Kind::ForNow, "The disk has no room for it now"));
        }
        coming.push((user.clone(), room));
        Ok(Room { coming: Arc::clone(&self.coming), user, bytes: room })
    }

    /// Deletes an uploaded document. If its file can't be deleted, the result is false, and the
    /// document remains in the spool's list of uploads.
    fn forget(&self, id: &str) -> Result<bool, SpoolError> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                log::warn!("an uploaded document cannot be deleted: {error}");
                return Ok(false);
            }
            _ => {}
        }
        self.spool.submission().drop_waiting_document(id)?;
        Ok(true)
    }

    /// Deletes expired documents, and old files of documents that the spool does not list, which a
    /// crash leaves. Nothing is deleted if the clock was changed recently. Returns the number of
    /// expired documents.
    pub fn delete_expired(&self, now: UnixMs) -> Result<usize, SpoolError> {
        if clock_was_put_lately(&self.spool)? {
            return Ok(0);
        }
        let waiting = self.spool.submission().waiting_documents()?;
        self.delete_unknown(&waiting, now);
        let mut deleted = 0;
        for old in waiting.iter().filter(|one| is_old(one.at, now)) {
            deleted += usize::from(self.forget(&old.id)?);
        }
        Ok(deleted)
    }

    fn delete_unknown(&self, known: &[WaitingDocument], now: UnixMs) {
        for path in safe_file::entries(&self.folder).unwrap_or_default() {
            if known.iter().any(|one| self.path(&one.id) == path) {
                continue;
            }
            let changed = fs::symlink_metadata(&path).and_then(|found| found.modified());
            if changed.is_ok_and(|at| is_old(UnixMs::from(at), now))
                && let Err(error) = safe_file::remove(&path)
            {
                log::warn!("an interrupted upload cannot be deleted: {error}");
            }
        }
    }
}

/// Whether an uploaded document has expired: it was uploaded a day ago or earlier.
fn is_old(at: UnixMs, now: UnixMs) -> bool {
    now.ms_since(at) >= ASKED_KEPT_MS
}

fn no_room() -> Problem {
    let text = "So many of your documents wait already: send or forget some";
    Problem::new(Kind::Conflict, text)
}

fn no_disk(error: io::Error) -> Problem {
    Problem::new(Kind::ForNow, format!("the document cannot be stored: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ferrofax_spool::note_clock_jump;

    #[test]
    fn what_waits_for_a_day_goes_unless_the_clock_was_put() {
        for was_put in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let spool = Spool::open(folder.path()).unwrap();
            let waiting = Waiting::new(&spool);
            let (id, user, name) = ("x".to_owned(), "alice".to_owned(), "a.pdf".to_owned());
            let document = WaitingDocument { id, user, who: None, name, bytes: 3, at: UnixMs(1) };
            assert!(spool.submission().keep_waiting_document(&document, OF_ONE, 100).unwrap());
            if was_put {
                note_clock_jump(&spool).unwrap();
            }
            for (now, left) in [(ASKED_KEPT_MS, 1), (1 + ASKED_KEPT_MS, usize::from(was_put))] {
                waiting.delete_expired(UnixMs(now)).unwrap();
                assert_eq!(
                    spool.submission().waiting_documents().unwrap().len(),
                    left,
                    "{now} {was_put}"
                );
            }
        }
    }

    #[test]
    fn expired_documents_take_no_room_before_they_are_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let document = |id: &str, at| WaitingDocument {
            id: id.to_owned(),
            user: "alice".to_owned(),
            who: None,
            name: "a.pdf".to_owned(),
            bytes: 100,
            at: UnixMs(at),
        };
        let keep = |id, at| spool.submission().keep_waiting_document(&document(id, at), 1, 100);
        assert!(keep("old", 1).unwrap());
        assert!(!keep("second", ASKED_KEPT_MS).unwrap());
        assert!(keep("third", 1 + ASKED_KEPT_MS).unwrap());
    }

    #[test]
    fn documents_that_are_coming_in_have_their_room() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let waiting = Waiting::new(&spool);
        let room = |user, wanted| {
            waiting
                .room_of((user, None), (wanted, 100), UnixMs(1))
                .map(|room| (room.bytes, room))
        };
        let first: Vec<_> = (0..4).map(|_| room("alice", 100).unwrap()).collect();
        assert!(first.iter().all(|(bytes, _)| *bytes == 100));
        let (rest, last) = room("alice", 90).unwrap();
        assert_eq!(rest, 90);
        assert_eq!(room("alice", 100).unwrap().0, 10, "as much as there is room for");
        assert_eq!(room("bob", 100).unwrap().0, 100);
        let full = room("alice", 10).unwrap();
        assert!(room("alice", 1).is_err());
        drop((last, full));
        assert_eq!(room("alice", 100).unwrap().0, 100);
        drop(first);
        let many: Vec<_> = (0..OF_ONE).map(|_| room("alice", 1).unwrap()).collect();
        assert!(room("alice", 1).is_err());
        drop(many);
        assert!(lock(&waiting.coming).is_empty());
    }
}
