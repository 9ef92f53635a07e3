//! Requests of programs that are done once, however often they come: the key of each, and
//! what it was answered. And documents that wait to be sent.

use rusqlite::{OptionalExtension, params};

use super::{Spool, SpoolError};
use ferrofax_basics::UnixMs;

/// Requests and documents are kept so long, ms.
pub const ASKED_KEPT_MS: i64 = 24 * 3_600_000;

/// A request with a key.
#[derive(Clone, Copy, Debug)]
pub struct AskedOnce<'a> {
    /// Who asks.
    pub user: &'a str,
    /// The key that the request has.
    pub key: &'a str,
    /// The hash of what is asked.
    pub request: &'a str,
}

/// What is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRequest {
    /// The hash of what was asked with this key.
    pub request: String,
    /// The mark of the jobs that are made by it.
    pub mark: String,
    /// What it was answered; none: nothing yet.
    pub answer: Option<OnceAnswer>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// Where what was made is.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

/// A document that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDocument {
    /// Its name among all; nobody can guess it.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// What people call it.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// When it came.
    pub at: UnixMs,
}

const FIND: &str =
    "SELECT request, mark, status, location, body FROM api_requests WHERE user = ?1 AND key = ?2";
const ASK: &str =
    "INSERT INTO api_requests (user, key, request, mark, at) VALUES (?1, ?2, ?3, ?4, ?5)";
const ANSWER: &str =
    "UPDATE api_requests SET status = ?3, location = ?4, body = ?5 WHERE user = ?1 AND key = ?2";
const FORGET: &str = "DELETE FROM api_requests WHERE user = ?1 AND key = ?2 AND status IS NULL";
const FORGET_OLD: &str = "DELETE FROM api_requests WHERE at < ?1";
const KEEP: &str =
    "INSERT INTO api_documents (id, user, name, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5)";
const DOCUMENTS: &str = "SELECT id, user, name, bytes, at FROM api_documents";
const DROP: &str = "DELETE FROM api_documents WHERE id = ?1";

impl Spool {
    /// What is known of this request; from now on it is known, with this mark.
    pub fn asked_once(
        &self,
        asked: &AskedOnce<'_>,
        mark: &str,
        now: UnixMs,
    ) -> Result<KnownRequest, SpoolError> {
        self.write(|transaction| {
            transaction.prepare_cached(FORGET_OLD)?.execute([now.0 - ASKED_KEPT_MS])?;
            let AskedOnce { user, key, request } = asked;
            let known = transaction
                .prepare_cached(FIND)?
                .query_row([user, key], |row| {
                    let status: Option<u16> = row.get(2)?;
                    let (location, body) = (row.get(3)?, row.get::<_, Option<String>>(4)?);
                    let answer = status.map(|status| OnceAnswer {
                        status,
                        location,
                        body: body.unwrap_or_default(),
                    });
                    Ok(KnownRequest { request: row.get(0)?, mark: row.get(1)?, answer })
                })
                .optional()?;
            if let Some(known) = known {
                return Ok(known);
            }
            transaction
                .prepare_cached(ASK)?
                .execute(params![user, key, request, mark, now])?;
            let (request, mark) = ((*request).to_owned(), mark.to_owned());
            Ok(KnownRequest { request, mark, answer: None })
        })
    }

    /// Keeps what a request was answered.
    pub fn answered_once(
        &self,
        asked: &AskedOnce<'_>,
        answer: &OnceAnswer,
    ) -> Result<(), SpoolError> {
        let OnceAnswer { status, location, body } = answer;
        self.write(|transaction| {
            transaction
                .prepare_cached(ANSWER)?
                .execute(params![asked.user, asked.key, status, location, body])
                .map(drop)
        })
    }

    /// Forgets a request of which nothing came.
    pub fn forget_asked(&self, asked: &AskedOnce<'_>) -> Result<(), SpoolError> {
        self.write(|transaction| {
            transaction.prepare_cached(FORGET)?.execute([asked.user, asked.key]).map(drop)
        })
    }

    /// Notes that a document waits to be sent.
    pub fn keep_waiting_document(&self, document: &WaitingDocument) -> Result<(), SpoolError> {
        let WaitingDocument { id, user, name, bytes, at } = document;
        self.write(|transaction| {
            transaction
                .prepare_cached(KEEP)?
                .execute(params![id, user, name, *bytes as i64, at])
                .map(drop)
        })
    }

    /// All documents that wait to be sent.
    pub fn waiting_documents(&self) -> Result<Vec<WaitingDocument>, SpoolError> {
        self.read(|transaction| {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(WaitingDocument {
                    id: row.get(0)?,
                    user: row.get(1)?,
                    name: row.get(2)?,
                    bytes: row.get::<_, i64>(3)?.unsigned_abs(),
                    at: row.get(4)?,
                })
            };
            transaction.prepare_cached(DOCUMENTS)?.query_map([], read)?.collect()
        })
    }

    /// Forgets a document that waited to be sent.
    pub fn drop_waiting_document(&self, id: &str) -> Result<(), SpoolError> {
        self.write(|transaction| transaction.prepare_cached(DROP)?.execute([id]).map(drop))
    }
}
