//! Rows that are deleted when they have expired, and when the last deletions ran.
//!
//! Nothing depends on the deletion: who reads a row checks its time. The rows are deleted so that
//! the spool keeps no data of people for longer than Ferrofax promises.

use super::clock_jumps::clock_was_put_lately;
use super::{ASKED_KEPT_MS, Retention, SessionLife, SpoolError};
use crate::database::{self, Transaction, params};
use crate::{counts, fax_links};
use ferrofax_basics::UnixMs;
use std::thread;
use std::time::Duration;

/// For how long a message to a webhook is kept after its delivery has failed for good.
const DEAD_FOR_MS: i64 = 30 * 24 * 3_600_000;

/// The number of rows that one transaction deletes, so that calls never wait long for the database.
const BATCH: usize = 500;

/// The pause after a transaction that deletes [`BATCH`] rows. Other processes wait for the database
/// by trying again, and would rarely get it between two transactions without a pause.
const PAUSE: Duration = Duration::from_millis(50);

/// Rows that expire.
struct Expiring {
    table: &'static str,
    /// The columns of the table's primary key.
    key: &'static str,
    /// The condition of the rows that are older than the moment `?1`.
    is_old: &'static str,
}

const REQUESTS: Expiring = Expiring { table: "api_requests", key: "user, key", is_old: "at < ?1" };
const LINKS: Expiring = Expiring { table: "fax_links", key: "id", is_old: "until < ?1" };
const DEAD_MESSAGES: Expiring =
    Expiring { table: "webhook_messages", key: "id", is_old: "state = 'dead' AND at < ?1" };
const COUNTED: Expiring = Expiring { table: "counted_faxes", key: "mark", is_old: "at < ?1" };
const IDLE_SESSIONS: Expiring =
    Expiring { table: "web_sessions", key: "id", is_old: "seen_at < ?1" };
const OLD_SESSIONS: Expiring =
    Expiring { table: "web_sessions", key: "id", is_old: "began_at < ?1" };

/// The rows that expire after a fixed time, each with the time for which they are kept.
const FIXED: [(Expiring, i64); 4] = [
    (REQUESTS, ASKED_KEPT_MS),
    (LINKS, fax_links::KEPT_MS),
    (DEAD_MESSAGES, DEAD_FOR_MS),
    (COUNTED, counts::KEPT_MS),
];

const NOTE: &str = "
    INSERT INTO sweeps (name, ran_at) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at";
const NOTED: &str = "SELECT name, ran_at FROM sweeps ORDER BY ran_at, name";

impl Expiring {
    /// Deletes at most [`BATCH`] of the rows that are older than a moment. Returns how many.
    fn delete(&self, transaction: &Transaction<'_>, before: i64) -> database::Result<usize> {
        let Self { table, key, is_old } = self;
        let delete = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE {is_old} LIMIT ?2)"
        );
        transaction.change(&delete, [before, BATCH as i64])
    }
}

impl Retention<'_> {
    /// Deletes requests of the API, links to faxes, messages to webhooks and counted faxes that have
    /// expired. Returns the number of deleted rows.
    pub fn delete_expired(&self, now: UnixMs) -> Result<usize, SpoolError> {
        self.delete_before(&FIXED, now)
    }

    /// Deletes the login sessions that have expired. Returns their number.
    pub fn delete_sessions(&self, life: SessionLife, now: UnixMs) -> Result<usize, SpoolError> {
        self.delete_before(&[(IDLE_SESSIONS, life.idle_ms), (OLD_SESSIONS, life.whole_ms)], now)
    }

    /// Nothing is deleted if the clock was set lately, so that its time is not trusted.
    fn delete_before(&self, rows: &[(Expiring, i64)], now: UnixMs) -> Result<usize, SpoolError> {
        if clock_was_put_lately(self.spool)? {
            return Ok(0);
        }
        let mut deleted = 0;
        for (rows, kept_ms) in rows {
            let before = now.0.saturating_sub(*kept_ms);
            loop {
                let batch = self.spool.write(|transaction| rows.delete(transaction, before))?;
                deleted += batch;
                if batch < BATCH {
                    break;
                }
                thread::sleep(PAUSE);
            }
        }
        Ok(deleted)
    }

    /// Notes that a regular deletion ran.
    pub fn note_sweep(&self, name: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| transaction.run(NOTE, params![name, now]))
    }

    /// The regular deletions, each with the time of its last run. The one whose last run is the
    /// longest ago comes first.
    pub fn sweeps(&self) -> Result<Vec<(String, UnixMs)>, SpoolError> {
        self.spool
            .read(|transaction| transaction.all(NOTED, [], |row| Ok((row.get(0)?, row.get(1)?))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AskedOnce, NewSession, Spool};
    use std::time::Instant;

    const DAY_MS: i64 = 24 * 3_600_000;
    const LIFE: SessionLife = SessionLife { idle_ms: 1_000, whole_ms: 10_000 };

    /// Begins a session at the moment 0.
    fn begin(spool: &Spool) {
        let (token, user, by) = ("t", "alice", "settings");
        let new = NewSession { token, user, by, secret: "s", address: "", agent: "", hint: "" };
        spool.logins().begin_session(&new, UnixMs(0)).unwrap();
    }

    fn rows(spool: &Spool, table: &str) -> i64 {
        let count = format!("SELECT count(*) FROM {table}");
        spool.read(|transaction| transaction.one(&count, [], |row| row.get(0))).unwrap()
    }

    #[test]
    fn expired_rows_are_deleted_and_others_are_kept() {
        let (_folder, spool) = Spool::empty();
        begin(&spool);
        let asked = AskedOnce { user: "alice", who: None, key: "k", request: "r" };
        spool.submission().asked_once(&asked, "m", UnixMs(0)).unwrap();
        let ended = |now| spool.retention().delete_sessions(LIFE, UnixMs(now)).unwrap();
        assert_eq!(ended(1_000), 0, "the session ends after this moment");
        assert_eq!((ended(1_001), rows(&spool, "web_sessions")), (1, 0));
        let count = |now| spool.retention().delete_expired(UnixMs(now)).unwrap();
        assert_eq!(count(DAY_MS), 0, "a request is kept for a day");
        assert_eq!((count(DAY_MS + 1), rows(&spool, "api_requests")), (1, 0));
    }

    #[test]
    fn each_transaction_deletes_a_limited_number_of_rows() {
        let (_folder, spool) = Spool::empty();
        let asked = "
            INSERT INTO api_requests (user, key, request, mark, at)
            WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
            SELECT 'alice', CAST(i AS TEXT), 'r', 'm', 0 FROM n";
        let most = BATCH as i64;
        spool.write(|transaction| transaction.execute(asked, [2 * most])).unwrap();
        let once = spool.write(|transaction| REQUESTS.delete(transaction, 1));
        assert_eq!((once, rows(&spool, "api_requests")), (Ok(BATCH), most + 1));
        let begun = Instant::now();
        let whole = spool.retention().delete_expired(UnixMs(DAY_MS + 1));
        assert_eq!((whole, rows(&spool, "api_requests")), (Ok(BATCH + 1), 0));
        assert!(begun.elapsed() >= PAUSE, "others get the database between two transactions");
    }

    #[test]
    fn nothing_is_deleted_while_the_clock_is_not_trusted() {
        let (_folder, spool) = Spool::empty();
        begin(&spool);
        crate::note_clock_jump(&spool).unwrap();
        assert_eq!(spool.retention().delete_sessions(LIFE, UnixMs(DAY_MS)).unwrap(), 0);
        assert_eq!(rows(&spool, "web_sessions"), 1);
    }

    #[test]
    fn the_last_run_of_each_deletion_is_known() {
        let (_folder, spool) = Spool::empty();
        for (name, at) in [("a", 5), ("b", 6), ("a", 7)] {
            spool.retention().note_sweep(name, UnixMs(at)).unwrap();
        }
        let all = [("b".to_owned(), UnixMs(6)), ("a".to_owned(), UnixMs(7))];
        assert_eq!(spool.retention().sweeps().unwrap(), all);
    }
}
