//! The exclusive right to receive into a spool. Of all processes on all machines, only one has it.
//! With SQLite, the lock on a file gives this right; with PostgreSQL, an advisory lock of the
//! server gives it. A separate connection holds the lock. Within each change, the server is asked
//! whether the connection still holds the lock.

use std::time::Duration;

use postgres::Client;

use super::{Error, Reach, Result};

/// The time in ms to wait for the lock when the process starts. If the previous holder has just
/// died, the server needs a moment to notice that.
const PATIENCE_MS: u32 = 2_000;

/// The longest time to wait for the server's answer whether the lock is still held.
const SILENCE: Duration = Duration::from_secs(20);

/// Settings of the connection that holds the lock. If the machine of the holder vanishes, the
/// server releases the lock after some 20 s. A connection that is only idle keeps the lock.
const WATCHED: &str = "
    SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 2;
    DO $$ BEGIN PERFORM set_config(name, '0', false) FROM pg_settings
                WHERE name = 'idle_session_timeout'; END $$";

/// The exclusive right to receive into a schema, or to do other work that only one process may do.
/// The right ends when its connection ends.
pub(super) struct Claim {
    /// The connection that holds the lock; `None` if another process has it.
    client: Option<Client>,
    reach: Reach,
    key: String,
}

impl Claim {
    /// Takes the right to the work `what`. `who` describes this process for the error message of
    /// other processes; the server stores its first 63 bytes.
    ///
    /// # Errors [`Error::Claimed`]: another process has the right.
    pub(super) fn take(reach: &Reach, schema: &str, (what, who): (&str, &str)) -> Result<Self> {
        let mut reach = reach.clone();
        reach.config.application_name(who);
        let key = format!("hashtextextended('ferrofax {what} {schema}', 0)");
        let mut claim = Self { client: None, reach, key };
        claim.lock(PATIENCE_MS)?;
        Ok(claim)
    }

    /// Asks the server whether this process still has the right.
    pub(super) fn is_held(&mut self) -> bool {
        self.client.as_mut().is_some_and(|client| client.is_valid(SILENCE).is_ok())
    }

    /// Takes the right again after the connection broke, if no other process has taken it.
    ///
    /// # Errors [`Error::Claimed`]: another process has taken the right.
    pub(super) fn take_again(&mut self) -> Result<()> {
        // The shortest possible wait: 0 would mean no limit.
        self.lock(1)
    }

    fn lock(&mut self, patience_ms: u32) -> Result<()> {
        self.client = None;
        let mut client = self.reach.connect()?;
        client.batch_execute(WATCHED)?;
        let key = &self.key;
        let lock = format!("SET lock_timeout TO {patience_ms}; SELECT pg_advisory_lock({key})");
        match client.batch_execute(&lock) {
            Err(error) if error.code().is_some_and(|code| code.code() == "55P03") => {
                Err(Error::Claimed(self.holder(&mut client)?))
            }
            done => {
                done?;
                self.client = Some(client);
                Ok(())
            }
        }
    }

    /// A description of the process that has the right, for people.
    fn holder(&self, client: &mut Client) -> Result<String> {
        let key = &self.key;
        let sql = format!(
            "SELECT format('%s, process %s of %s, since %s', coalesce(nullif(a.application_name, ''), '?'), a.pid,
                           coalesce(host(a.client_addr), 'the server''s own machine'),
                           to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS UTC'))
             FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
               AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (CAST(l.classid AS bigint) << 32 | CAST(l.objid AS bigint)) = {key}"
        );
        let found = client.query_opt(&sql, &[])?;
        Ok(found.map_or_else(|| "it has just ended".to_owned(), |row| row.get(0)))
    }
}
