//! API requests with a key, which take effect only once even if a program repeats them. The spool
//! keeps the key of each request and the answer to it. This file also lists the uploaded documents
//! that wait to be sent.

use super::{SpoolError, clock_was_put_lately};
use crate::Submission;
use crate::database::{self, params};
use ferrofax_basics::UnixMs;

/// How long requests and documents are kept, in ms.
pub const ASKED_KEPT_MS: i64 = 24 * 3_600_000;

/// A request to the API with the header `Idempotency-Key`.
#[derive(Clone, Copy, Debug)]
pub struct AskedOnce<'a> {
    /// The user who sends the request.
    pub user: &'a str,
    /// The number of the person who now has the user name, if a directory or login provider vouches
    /// for the name ([`Logins::who_is_vouched`](crate::Logins::who_is_vouched)).
    pub who: Option<i64>,
    /// The value of `Idempotency-Key`, which the client program chose.
    pub key: &'a str,
    /// The hash of the request's content.
    pub request: &'a str,
}

/// The stored record of a request with the header `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRequest {
    /// The hash of the content of the first request with this key.
    pub request: String,
    /// The mark of the jobs, e-mails and prints that the request makes.
    pub mark: String,
    /// The answer that was sent; none if there is none yet.
    pub answer: Option<OnceAnswer>,
}

/// The answer to a request with the header `Idempotency-Key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnceAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The URL of the object that the request created (header `Location`).
    pub location: Option<String>,
    /// The body of the answer.
    pub body: String,
}

/// An uploaded document that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDocument {
    /// The identifier of the document, unique and impossible to guess.
    pub id: String,
    /// The user who uploaded the document.
    pub user: String,
    /// The number of the person who now has the user name, if a directory or login provider vouches
    /// for the name ([`Logins::who_is_vouched`](crate::Logins::who_is_vouched)).
    pub who: Option<i64>,
    /// The name that people see.
    pub name: String,
    /// The size in bytes.
    pub bytes: u64,
    /// When the document was uploaded.
    pub at: UnixMs,
}

impl WaitingDocument {
    /// Whether this user uploaded the document. `who` must match too, because another person can
    /// later have the same user name.
    pub fn is_of(&self, (user, who): (&str, Option<i64>)) -> bool {
        self.user == user && self.who == who
    }
}

const FIND: &str = "
    SELECT request, mark, status, location, body FROM api_requests
    WHERE user = ?1 AND key = ?2 AND who IS NOT DISTINCT FROM ?3 AND at >= ?4";
/// Replaces a request that has expired, or that another person with the same user name made.
const ASK: &str = "
    INSERT INTO api_requests (user, key, who, request, mark, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
    ON CONFLICT (user, key) DO UPDATE SET
        who = excluded.who, request = excluded.request, mark = excluded.mark, at = excluded.at,
        status = NULL, location = NULL, body = NULL";
const ANSWER: &str = "
    UPDATE api_requests SET status = ?4, location = ?5, body = ?6
    WHERE user = ?1 AND key = ?2 AND who IS NOT DISTINCT FROM ?3";
const FORGET: &str = "
    DELETE FROM api_requests WHERE user = ?1 AND key = ?2 AND who IS NOT DISTINCT FROM ?3 AND status IS NULL";
const KEEP: &str =
    "INSERT INTO api_documents (id, user, who, name, bytes, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
const DOCUMENTS: &str = "SELECT id, user, who, name, bytes, at FROM api_documents";
const OF_USER: &str = "
    SELECT count(*), coalesce(sum(bytes), 0) FROM api_documents 
    WHERE user = ?1 AND who IS NOT DISTINCT FROM ?2 AND at > ?3";
const DROP: &str = "DELETE FROM api_documents WHERE id = ?1";

impl Submission<'_> {
    /// Returns the stored record of this request. If its key is not known yet, the request is
    /// stored with this mark. Requests older than [`ASKED_KEPT_MS`] count as unknown, unless the
    /// clock was set lately, so that its time is not trusted.
    pub fn asked_once(
        &self,
        asked: &AskedOnce<'_>,
        mark: &str,
        now: UnixMs,
    ) -> Result<KnownRequest, SpoolError> {
        let oldest = self.expired_until(now)?;
        self.spool.write(|transaction| {
            let AskedOnce { user, who, key, request } = asked;
            let known = transaction.first(FIND, params![user, key, who, oldest], |row| {
                let status: Option<u16> = row.get(2)?;
                let (location, body) = (row.get(3)?, row.get::<_, Option<String>>(4)?);
                let answer = status.map(|status| OnceAnswer {
                    status,
                    location,
                    body: body.unwrap_or_default(),
                });
                Ok(KnownRequest { request: row.get(0)?, mark: row.get(1)?, answer })
            })?;
            if let Some(known) = known {
                return Ok(known);
            }
            transaction.run(ASK, params![user, key, who, request, mark, now])?;
            let (request, mark) = ((*request).to_owned(), mark.to_owned());
            Ok(KnownRequest { request, mark, answer: None })
        })
    }

    /// Stores the answer to a request.
    pub fn answered_once(
        &self,
        asked: &AskedOnce<'_>,
        answer: &OnceAnswer,
    ) -> Result<(), SpoolError> {
        let (AskedOnce { user, who, key, .. }, OnceAnswer { status, location, body }) =
            (asked, answer);
        self.spool.write(|transaction| {
            transaction.run(ANSWER, params![user, key, who, status, location, body])
        })
    }

    /// Forgets a request that had no effect and was not answered.
    pub fn forget_asked(&self, asked: &AskedOnce<'_>) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            let of = params![asked.user, asked.key, asked.who];
            transaction.run(FORGET, of)
        })
    }

    /// The last time of documents and requests that have expired. While the clock is not trusted,
    /// nothing expires.
    fn expired_until(&self, now: UnixMs) -> Result<i64, SpoolError> {
        let is_settled = !clock_was_put_lately(self.spool)?;
        Ok(if is_settled { now.0.saturating_sub(ASKED_KEPT_MS) } else { i64::MIN })
    }

    /// Records that a document waits to be sent. False: it is not recorded, because its user would
    /// have more than `most_documents` documents, or more than `most_bytes` bytes of documents.
    /// Documents that have expired do not count.
    pub fn keep_waiting_document(
        &self,
        document: &WaitingDocument,
        most_documents: usize,
        most_bytes: u64,
    ) -> Result<bool, SpoolError> {
        let WaitingDocument { id, user, who, name, bytes, at } = document;
        let oldest = self.expired_until(*at)?;
        self.spool.write(|transaction| {
            let read = |row: &database::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
            let (documents, kept) = transaction.one(OF_USER, params![user, who, oldest], read)?;
            let all = kept.unsigned_abs().saturating_add(*bytes);
            if documents.unsigned_abs() >= most_documents as u64 || all > most_bytes {
                return Ok(false);
            }
            let values = params![id, user, who, name, *bytes as i64, at];
            transaction.run(KEEP, values)?;
            Ok(true)
        })
    }

    /// All documents that wait to be sent.
    pub fn waiting_documents(&self) -> Result<Vec<WaitingDocument>, SpoolError> {
        self.spool.read(|transaction| {
            let read = |row: &database::Row<'_>| {
                Ok(WaitingDocument {
                    id: row.get(0)?,
                    user: row.get(1)?,
                    who: row.get(2)?,
                    name: row.get(3)?,
                    bytes: row.get::<_, i64>(4)?.unsigned_abs(),
                    at: row.get(5)?,
                })
            };
            transaction.all(DOCUMENTS, [], read)
        })
    }

    /// Deletes the record of a document that waited to be sent.
    pub fn drop_waiting_document(&self, id: &str) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(DROP, [id]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::note_clock_jump;

    #[test]
    fn what_was_asked_is_forgotten_after_a_day_and_not_for_a_clock_that_was_put() {
        let (_folder, spool) = Spool::empty();
        let ask = |key: &str, mark: &str, at: i64| {
            let asked = AskedOnce { user: "alice", who: None, key, request: "r" };
            spool.submission().asked_once(&asked, mark, UnixMs(at)).unwrap().mark
        };
        assert_eq!(ask("k", "first", 5), "first");
        assert_eq!(ask("k", "second", 5 + ASKED_KEPT_MS), "first");
        assert_eq!(ask("k", "third", 6 + ASKED_KEPT_MS), "third");
        note_clock_jump(&spool).unwrap();
        assert_eq!(ask("k", "fourth", 9 * ASKED_KEPT_MS), "third");
    }
}
