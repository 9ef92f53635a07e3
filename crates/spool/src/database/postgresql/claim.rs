//! The one process that receives into a spool: what a lock on a file is to those of one
//! machine, an advisory lock of the server is to all. A connection of its own holds it, and it
//! is asked whether it still does within each change.

use std::time::Duration;

use postgres::Client;

use super::{Error, Reach, Result};

/// How long it may take until the server knows that who held it is dead, whose end this
/// machine has told it of.
const PATIENCE_MS: u32 = 2_000;

/// How long the server may be silent to whoever asks whether he holds it.
const SILENCE: Duration = Duration::from_secs(20);

/// One whose machine vanishes loses it after some 20 s; an idle one does not.
const WATCHED: &str = "
    SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 2;
    DO $$ BEGIN PERFORM set_config(name, '0', false) FROM pg_settings
                WHERE name = 'idle_session_timeout'; END $$";

/// The right to receive into a schema, or to other work that one does, for as long as the connection is there.
pub(super) struct Claim {
    /// None where another process has it.
    client: Option<Client>,
    reach: Reach,
    key: String,
}

impl Claim {
    /// Takes the one for this work. `who` is how others are told of us; the server keeps its first 63 bytes.
    ///
    /// # Errors
    /// [`Error::Claimed`]: another process has it.
    pub(super) fn take(reach: &Reach, schema: &str, (what, who): (&str, &str)) -> Result<Self> {
        let mut reach = reach.clone();
        reach.config.application_name(who);
        let key = format!("hashtextextended('ferrofax {what} {schema}', 0)");
        let mut claim = Self { client: None, reach, key };
        claim.lock(PATIENCE_MS)?;
        Ok(claim)
    }

    /// Whether it is still held: asked of the server.
    pub(super) fn is_held(&mut self) -> bool {
        self.client.as_mut().is_some_and(|client| client.is_valid(SILENCE).is_ok())
    }

    /// Takes it once more after the connection broke off, if nobody else has done so.
    ///
    /// # Errors
    /// [`Error::Claimed`]: somebody has.
    pub(super) fn take_again(&mut self) -> Result<()> {
        // As short as can be: 0 would be for ever.
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

    /// Who has it, as people know a process.
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
