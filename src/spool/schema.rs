//! The database's tables, and the way from each version of them to the next.
//!
//! The version is SQLite's `user_version`; `application_id` tells our databases from others'. A database of an older
//! version is brought up step by step in one transaction; one of a newer version is left alone.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::SpoolError;

/// "FFAX".
const APPLICATION_ID: i64 = 0x4646_4158;

/// One step a version: step 0 makes version 1 of an empty database. Never change a step that was released; add one.
pub(super) const MIGRATIONS: &[&str] = &["
    CREATE TABLE faxes (
        id                 INTEGER PRIMARY KEY AUTOINCREMENT,
        status             TEXT NOT NULL CHECK (status IN ('receiving', 'received', 'incomplete', 'failed')),
        device             TEXT NOT NULL,
        class              TEXT,
        called             TEXT NOT NULL,
        calling            TEXT NOT NULL,
        caller_name        TEXT NOT NULL,
        call_id            TEXT NOT NULL,
        started_at         INTEGER NOT NULL,
        ended_at           INTEGER,
        far_ident          TEXT,
        sub                TEXT,
        sid                TEXT,
        rate_bps           INTEGER,
        ecm                INTEGER,
        coding             TEXT,
        x_dpi              REAL,
        y_dpi              REAL,
        outcome_phase      TEXT,
        outcome_cause      TEXT,
        outcome_text       TEXT,
        format             TEXT NOT NULL,
        mail_without_pages INTEGER NOT NULL,
        document           TEXT NOT NULL,
        CHECK ((status = 'receiving') = (ended_at IS NULL))
    ) STRICT;
    CREATE INDEX faxes_receiving ON faxes (id) WHERE status = 'receiving';
    CREATE INDEX faxes_ended ON faxes (ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX faxes_device ON faxes (device, id);

    CREATE TABLE fax_mailboxes (
        fax      INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        mailbox  TEXT NOT NULL,
        PRIMARY KEY (fax, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE fax_options (
        fax   INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (fax, name)
    ) STRICT, WITHOUT ROWID;

    -- The document's length after a page; none for one that recovery found in it.
    CREATE TABLE pages (
        fax             INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        number          INTEGER NOT NULL,
        width           INTEGER NOT NULL,
        rows            INTEGER NOT NULL,
        x_dpi           REAL NOT NULL,
        y_dpi           REAL NOT NULL,
        coding          TEXT,
        rate_bps        INTEGER,
        ecm             INTEGER,
        bad_rows        INTEGER NOT NULL,
        longest_bad_run INTEGER NOT NULL,
        complete        INTEGER NOT NULL,
        confirmed       INTEGER NOT NULL,
        received_at     INTEGER,
        document_end    INTEGER,
        PRIMARY KEY (fax, number)
    ) STRICT, WITHOUT ROWID;

    -- The mailbox of a faxmaster's entry is the one that could not have the fax.
    -- The time of a leased entry is the end of its lease.
    CREATE TABLE outbox (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        fax          INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        kind         TEXT NOT NULL CHECK (kind IN ('fax', 'faxmaster')),
        mailbox      TEXT NOT NULL,
        reason       TEXT,
        state        TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'delivered', 'rejected', 'failed')),
        attempts     INTEGER NOT NULL DEFAULT 0,
        created_at   INTEGER NOT NULL,
        next_try_at  INTEGER NOT NULL,
        last_error   TEXT,
        relay_answer TEXT,
        ended_at     INTEGER,
        message_id   TEXT NOT NULL UNIQUE,
        UNIQUE (fax, kind, mailbox)
    ) STRICT;
    CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state IN ('waiting', 'leased');
    CREATE INDEX outbox_state ON outbox (state, id);

    CREATE TABLE devices (
        context     TEXT NOT NULL,
        extension   TEXT NOT NULL,
        format      TEXT NOT NULL,
        class       TEXT,
        enabled     INTEGER NOT NULL,
        declared_at TEXT NOT NULL,
        PRIMARY KEY (context, extension)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE device_mailboxes (
        context   TEXT NOT NULL,
        extension TEXT NOT NULL,
        position  INTEGER NOT NULL,
        mailbox   TEXT NOT NULL,
        PRIMARY KEY (context, extension, position),
        FOREIGN KEY (context, extension) REFERENCES devices ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE device_options (
        context   TEXT NOT NULL,
        extension TEXT NOT NULL,
        name      TEXT NOT NULL,
        value     TEXT NOT NULL,
        PRIMARY KEY (context, extension, name),
        FOREIGN KEY (context, extension) REFERENCES devices ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

    -- The document's name stays until its file is gone, so that a crash in between leaves no file behind.
    CREATE TABLE deletions (
        fax        INTEGER PRIMARY KEY,
        device     TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        pages      INTEGER NOT NULL,
        status     TEXT NOT NULL,
        deleted_at INTEGER NOT NULL,
        reason     TEXT NOT NULL,
        document   TEXT
    ) STRICT;
    CREATE INDEX deletions_pending ON deletions (fax) WHERE document IS NOT NULL;
"];

/// The version of a database that is ours and for us, 0 for an empty one. Changes nothing.
pub(super) fn check_version(connection: &Connection, path: &Path) -> Result<usize, SpoolError> {
    let failed = |error: rusqlite::Error| SpoolError::database(path, &error);
    let pragma = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map_err(failed);
    let (application, found) = (pragma("application_id")?, pragma("user_version")?);
    if application != APPLICATION_ID {
        let empty = connection
            .query_row("SELECT 1 FROM sqlite_schema LIMIT 1", [], |_| Ok(()))
            .optional()
            .map_err(failed)?
            .is_none();
        return match (application, found, empty) {
            (0, 0, true) => Ok(0),
            _ => Err(SpoolError::NotASpool { path: path.to_path_buf() }),
        };
    }
    let supported = MIGRATIONS.len();
    match usize::try_from(found) {
        Ok(version) if version <= supported => Ok(version),
        _ => Err(SpoolError::NewerDatabase { path: path.to_path_buf(), found, supported: supported as i64 }),
    }
}

/// Brings the database up to the newest version, in one transaction.
pub(super) fn migrate(connection: &mut Connection, path: &Path) -> Result<(), SpoolError> {
    let failed = |error: rusqlite::Error| SpoolError::database(path, &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    // Asked again, since another process may have been faster.
    let version = check_version(&transaction, path)?;
    for step in &MIGRATIONS[version..] {
        transaction.execute_batch(step).map_err(failed)?;
    }
    if version < MIGRATIONS.len() {
        transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
        transaction.pragma_update(None, "user_version", MIGRATIONS.len() as i64).map_err(failed)?;
    }
    transaction.commit().map_err(failed)
}
