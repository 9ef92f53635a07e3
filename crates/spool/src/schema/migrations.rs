//! The steps from each version of the database to the next, as SQL.

/// One step for each version: step 0 makes version 1 of an empty database. Never change a step
/// that was released. Add a step, and have `whole.sql` written again (`whole.rs`).
pub(in super::super) const MIGRATIONS: &[&str] = &[
    "
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
",
    "
    -- Jobs. Times are Unix milliseconds; due_at is what a pending or sleeping job waits for.
    CREATE TABLE jobs (
        id            INTEGER PRIMARY KEY AUTOINCREMENT,
        state         TEXT NOT NULL CHECK (state IN ('suspended', 'pending', 'sleeping', 'blocked', 'ready', 'active',
                                                     'done', 'failed')),
        number        TEXT NOT NULL,
        canonical     TEXT NOT NULL,
        device        TEXT NOT NULL,
        owner         TEXT NOT NULL,
        priority      INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 255),
        max_tries     INTEGER NOT NULL,
        max_dials     INTEGER NOT NULL,
        tries         INTEGER NOT NULL DEFAULT 0,
        dials         INTEGER NOT NULL DEFAULT 0,
        created_at    INTEGER NOT NULL,
        send_at       INTEGER,
        due_at        INTEGER,
        windows       TEXT,
        zone          TEXT NOT NULL DEFAULT '',
        expires_at    INTEGER,
        ended_at      INTEGER,
        tag           TEXT NOT NULL,
        notify_when   TEXT NOT NULL,
        notify_format TEXT NOT NULL,
        sub           TEXT,
        pwd           TEXT,
        unknown       TEXT NOT NULL,
        created_by    TEXT NOT NULL,
        failure       TEXT,
        cause         TEXT,
        text          TEXT NOT NULL DEFAULT '',
        far_ident     TEXT,
        wish          TEXT NOT NULL DEFAULT 'go-on',
        call          INTEGER,
        -- Calls up to this one are forgotten: someone had the job tried afresh after it.
        fresh_after   INTEGER NOT NULL DEFAULT 0,
        CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
        CHECK ((state = 'active') = (call IS NOT NULL)),
        CHECK (state NOT IN ('pending', 'sleeping') OR due_at IS NOT NULL)
    ) STRICT;
    CREATE INDEX jobs_ready ON jobs (priority, id) WHERE state = 'ready';
    CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('pending', 'sleeping');
    CREATE INDEX jobs_expiring ON jobs (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;
    CREATE INDEX jobs_windowed ON jobs (windows, zone) WHERE state IN ('ready', 'blocked') AND windows IS NOT NULL;
    CREATE INDEX jobs_active ON jobs (canonical) WHERE state = 'active';
    CREATE INDEX jobs_open ON jobs (canonical, state) WHERE ended_at IS NULL;
    CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;

    CREATE TABLE job_notify (
        job      INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        mailbox  TEXT NOT NULL,
        PRIMARY KEY (job, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job_options (
        job   INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (job, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job_documents (
        job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        name   TEXT NOT NULL,
        file   TEXT NOT NULL UNIQUE,
        pages  INTEGER NOT NULL,
        PRIMARY KEY (job, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE job_pages (
        job            INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        document       INTEGER NOT NULL,
        page           INTEGER NOT NULL,
        state          TEXT NOT NULL DEFAULT 'waiting'
                       CHECK (state IN ('waiting', 'sending', 'said', 'confirmed', 'doubtful')),
        unknown        INTEGER NOT NULL DEFAULT 0,
        refused        INTEGER NOT NULL DEFAULT 0,
        rows_confirmed INTEGER NOT NULL DEFAULT 0,
        confirmed_at   INTEGER,
        PRIMARY KEY (job, document, page)
    ) STRICT, WITHOUT ROWID;

    -- One row for each attempt: the process that makes the call, and how far it came. A fax that joined goes in the
    -- call of another job.
    CREATE TABLE job_calls (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        job          INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        joined       INTEGER,
        leased_at    INTEGER NOT NULL,
        lease_until  INTEGER NOT NULL,
        fax_seen_at  INTEGER,
        ended_at     INTEGER,
        failure      TEXT,
        call_id      TEXT,
        far_ident    TEXT,
        rate_bps     INTEGER,
        ecm          INTEGER,
        coding       TEXT
    ) STRICT;
    CREATE INDEX job_calls_job ON job_calls (job, id);

    CREATE TABLE job_changes (
        id              INTEGER PRIMARY KEY AUTOINCREMENT,
        job             INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        at              INTEGER NOT NULL,
        state           TEXT NOT NULL,
        text            TEXT NOT NULL,
        failure         TEXT,
        cause           TEXT,
        hangup_cause    INTEGER,
        notice          TEXT,
        call            INTEGER,
        tries           INTEGER NOT NULL,
        dials           INTEGER NOT NULL,
        pages_confirmed INTEGER NOT NULL,
        due_at          INTEGER
    ) STRICT;
    CREATE INDEX job_changes_job ON job_changes (job, id);

    CREATE TABLE job_deletions (
        job        INTEGER PRIMARY KEY,
        device     TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        pages      INTEGER NOT NULL,
        state      TEXT NOT NULL,
        deleted_at INTEGER NOT NULL,
        reason     TEXT NOT NULL
    ) STRICT;
    -- Documents of deleted jobs until their files are gone.
    CREATE TABLE job_files_left (file TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

    -- The outbox takes reports of jobs too.
    CREATE TABLE outbox_2 (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        fax          INTEGER REFERENCES faxes (id) ON DELETE CASCADE,
        job          INTEGER REFERENCES jobs (id) ON DELETE CASCADE,
        job_change   INTEGER REFERENCES job_changes (id) ON DELETE CASCADE,
        why          TEXT,
        kind         TEXT NOT NULL CHECK (kind IN ('fax', 'faxmaster', 'job', 'job_faxmaster')),
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
        UNIQUE (fax, kind, mailbox),
        UNIQUE (job, job_change, kind, mailbox),
        CHECK ((kind IN ('fax', 'faxmaster')) = (fax IS NOT NULL)),
        CHECK ((kind IN ('job', 'job_faxmaster')) = (job IS NOT NULL AND job_change IS NOT NULL AND why IS NOT NULL))
    ) STRICT;
    INSERT INTO outbox_2 (id, fax, kind, mailbox, reason, state, attempts, created_at, next_try_at, last_error,
                          relay_answer, ended_at, message_id)
    SELECT id, fax, kind, mailbox, reason, state, attempts, created_at, next_try_at, last_error, relay_answer, ended_at,
           message_id
    FROM outbox;
    DELETE FROM sqlite_sequence WHERE name = 'outbox_2';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_2', seq FROM sqlite_sequence WHERE name = 'outbox';
    DROP TABLE outbox;
    ALTER TABLE outbox_2 RENAME TO outbox;
    CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state IN ('waiting', 'leased');
    CREATE INDEX outbox_state ON outbox (state, id);
    CREATE INDEX outbox_job ON outbox (job) WHERE job IS NOT NULL;
",
    "
    -- The state at a change, for the report of it. Page numbers are separated by commas.
    ALTER TABLE job_changes ADD COLUMN far_ident TEXT;
    ALTER TABLE job_changes ADD COLUMN pages_in_doubt TEXT NOT NULL DEFAULT '';
    ALTER TABLE job_changes ADD COLUMN pages_perhaps_twice TEXT NOT NULL DEFAULT '';
",
    "
    -- The settings of the module that each process needs to submit a job.
    CREATE TABLE sending_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
",
    "
    -- Mails that are answered but never became a job, each under its mark.
    CREATE TABLE letters (
        id               INTEGER PRIMARY KEY AUTOINCREMENT,
        mark             TEXT NOT NULL UNIQUE,
        created_at       INTEGER NOT NULL,
        subject          TEXT NOT NULL,
        text             TEXT NOT NULL,
        mail_id          TEXT NOT NULL,
        mail_subject     TEXT NOT NULL,
        mail_envelope_id TEXT NOT NULL,
        mail_arrived_at  INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE letter_recipients (
        letter   INTEGER NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        address  TEXT NOT NULL,
        original TEXT NOT NULL,
        failure  TEXT NOT NULL,
        PRIMARY KEY (letter, position)
    ) STRICT, WITHOUT ROWID;

    -- The outbox takes letters too.
    CREATE TABLE outbox_3 (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        fax          INTEGER REFERENCES faxes (id) ON DELETE CASCADE,
        job          INTEGER REFERENCES jobs (id) ON DELETE CASCADE,
        job_change   INTEGER REFERENCES job_changes (id) ON DELETE CASCADE,
        why          TEXT,
        letter       INTEGER REFERENCES letters (id) ON DELETE CASCADE,
        kind         TEXT NOT NULL CHECK (kind IN ('fax', 'faxmaster', 'job', 'job_faxmaster', 'letter',
                                                   'letter_faxmaster')),
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
        UNIQUE (fax, kind, mailbox),
        UNIQUE (job, job_change, kind, mailbox),
        UNIQUE (letter, kind, mailbox),
        CHECK ((kind IN ('fax', 'faxmaster')) = (fax IS NOT NULL)),
        CHECK ((kind IN ('job', 'job_faxmaster')) = (job IS NOT NULL AND job_change IS NOT NULL AND why IS NOT NULL)),
        CHECK ((kind IN ('letter', 'letter_faxmaster')) = (letter IS NOT NULL))
    ) STRICT;
    INSERT INTO outbox_3 (id, fax, job, job_change, why, kind, mailbox, reason, state, attempts, created_at, next_try_at,
                          last_error, relay_answer, ended_at, message_id)
    SELECT id, fax, job, job_change, why, kind, mailbox, reason, state, attempts, created_at, next_try_at, last_error,
           relay_answer, ended_at, message_id
    FROM outbox;
    DELETE FROM sqlite_sequence WHERE name = 'outbox_3';
    INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox_3', seq FROM sqlite_sequence WHERE name = 'outbox';
    DROP TABLE outbox;
    ALTER TABLE outbox_3 RENAME TO outbox;
    CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state IN ('waiting', 'leased');
    CREATE INDEX outbox_state ON outbox (state, id);
    CREATE INDEX outbox_job ON outbox (job) WHERE job IS NOT NULL;

    -- A submission method finds the job that it has submitted by its mark.
    CREATE INDEX job_options_mark ON job_options (value) WHERE name = 'mark';
",
    "
    -- The account that a job counts for, and the number of calls at one time of that account (0: any number).
    ALTER TABLE jobs ADD COLUMN account TEXT NOT NULL DEFAULT '';
    ALTER TABLE jobs ADD COLUMN account_calls INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_of_account ON jobs (account) WHERE state = 'active' AND account <> '';

    -- Counted faxes: one row for each fax, under a mark, so that it is counted only once.
    CREATE TABLE counted_faxes (
        mark   TEXT PRIMARY KEY,
        user   TEXT NOT NULL,
        device TEXT NOT NULL,
        at     INTEGER NOT NULL,
        pages  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX counted_at ON counted_faxes (at, pages);
    CREATE INDEX counted_of_user ON counted_faxes (user, at, pages);
    CREATE INDEX counted_of_device ON counted_faxes (device, at, pages);
    CREATE TABLE stopped_users (
        user  TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        why   TEXT NOT NULL,
        told  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- How a fax went over the line, audio or T38, and statistics of the packets of T.38, in words.
    ALTER TABLE faxes ADD COLUMN mode TEXT;
    ALTER TABLE faxes ADD COLUMN packets TEXT;
    ALTER TABLE job_calls ADD COLUMN mode TEXT;
    ALTER TABLE job_calls ADD COLUMN packets TEXT;
",
    "
    -- The last measurements of the line by the modem, in words.
    ALTER TABLE faxes ADD COLUMN line TEXT;
",
    "
    -- Leases hold in the memory of the process whose calls they are.
    ALTER TABLE job_calls DROP COLUMN lease_until;

    -- When the machine's clock was put last: milliseconds after this start of the machine.
    CREATE TABLE clock_jumps (boot TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
",
    "
    -- Questions of the program to the module about the installation, and the answers.
    CREATE TABLE questions (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        asked_at    INTEGER NOT NULL,
        answered_at INTEGER
    ) STRICT;
    CREATE TABLE findings (
        question INTEGER NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        what     TEXT NOT NULL,
        is_well  INTEGER NOT NULL,
        text     TEXT NOT NULL,
        mend     TEXT NOT NULL,
        PRIMARY KEY (question, position)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- A job that was submitted without a number waits for one until this time, and is in no call before. The other
    -- column: whether to hold the job when it has a number.
    ALTER TABLE jobs ADD COLUMN number_by INTEGER CHECK (number <> '' OR state IN ('suspended', 'failed'));
    ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_without_number ON jobs (number_by) WHERE ended_at IS NULL AND number_by IS NOT NULL;
",
    "
    -- Received faxes at printers, with the job number of the printer once it is known.
    CREATE TABLE print_jobs (
        entry    INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
        printer  TEXT NOT NULL,
        job      INTEGER,
        is_whole INTEGER NOT NULL,
        at       INTEGER NOT NULL
    ) STRICT;
",
    "
    -- The faxes that a person has read: all up to one fax, and the exceptions.
    CREATE TABLE fax_readers (user TEXT PRIMARY KEY, read_through INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE fax_marks (
        user    TEXT NOT NULL,
        fax     INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        is_read INTEGER NOT NULL,
        PRIMARY KEY (user, fax)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fax_marks_fax ON fax_marks (fax);
    CREATE INDEX fax_marks_unread ON fax_marks (user, fax) WHERE is_read = 0;

    -- The person who deals with a fax, and the person who assigned it.
    CREATE TABLE fax_claims (
        fax      INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        user     TEXT NOT NULL,
        given_by TEXT NOT NULL,
        at       INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX fax_claims_user ON fax_claims (user, fax);

    CREATE TABLE fax_notes (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        tag  TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;

    -- Actions of people on a fax.
    CREATE TABLE fax_events (
        id   INTEGER PRIMARY KEY AUTOINCREMENT,
        fax  INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        at   INTEGER NOT NULL,
        by   TEXT NOT NULL,
        what TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX fax_events_fax ON fax_events (fax, id);

    -- Lists of faxes and jobs follow these indexes, newest first. The columns after the order are those that a search
    -- reads.
    CREATE INDEX faxes_listed ON faxes (id, device, status, started_at, calling, caller_name, far_ident);
    CREATE INDEX faxes_listed_by_device ON faxes (device, id, status, started_at, calling, caller_name, far_ident);
    CREATE INDEX faxes_started ON faxes (started_at);
    CREATE INDEX jobs_by_device ON jobs (device, state, id);
    CREATE INDEX jobs_by_owner ON jobs (owner, state, id);
    CREATE INDEX jobs_by_state ON jobs (state, id);
",
    "
    -- Folders into which received faxes are written, each fax once. Faxes up to `upto` are done.
    CREATE TABLE folders (
        name          TEXT PRIMARY KEY,
        path          TEXT NOT NULL,
        token         TEXT NOT NULL,
        is_set_up     INTEGER NOT NULL DEFAULT 0,
        upto          INTEGER NOT NULL,
        failing_since INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE filed (
        folder     TEXT NOT NULL,
        fax        INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name       TEXT NOT NULL,
        written_at INTEGER,
        PRIMARY KEY (folder, fax)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX filed_fax ON filed (fax);

    -- Alarms that the faxmaster is informed of at their beginning and end, and the time since which something is
    -- watched.
    CREATE TABLE alarms (name TEXT PRIMARY KEY, since INTEGER NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE alarm_watches (name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    -- Totals, which stay when faxes and jobs are deleted.
    CREATE TABLE sums (
        name  TEXT NOT NULL,
        of    TEXT NOT NULL,
        by    TEXT NOT NULL,
        value INTEGER NOT NULL,
        at    INTEGER NOT NULL,
        PRIMARY KEY (name, of, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Logins to the web interface, by hashes of the secrets in the browsers.
    CREATE TABLE web_sessions (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        token        TEXT NOT NULL UNIQUE,
        token_before TEXT UNIQUE,
        user         TEXT NOT NULL,
        by           TEXT NOT NULL,
        secret       TEXT NOT NULL,
        address      TEXT NOT NULL,
        agent        TEXT NOT NULL,
        began_at     INTEGER NOT NULL,
        changed_at   INTEGER NOT NULL,
        seen_at      INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX web_sessions_of ON web_sessions (user);
",
    "
    -- Keys of programs that use the API, by their hashes.
    CREATE TABLE api_keys (
        id        INTEGER PRIMARY KEY AUTOINCREMENT,
        token     TEXT NOT NULL UNIQUE,
        user      TEXT NOT NULL,
        name      TEXT NOT NULL,
        scopes    TEXT NOT NULL,
        made_at   INTEGER NOT NULL,
        ends_at   INTEGER NOT NULL,
        ended_at  INTEGER,
        used_at   INTEGER,
        used_from TEXT
    ) STRICT;
    CREATE INDEX api_keys_of ON api_keys (user);
",
    "
    -- The words of a fax, for searching: all runs of three letters. Faxes that exist already are indexed later, a few
    -- at a time, while calls go on.
    CREATE VIRTUAL TABLE fax_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'trigram');
",
    "
    -- Requests of the API that are carried out only once, with their answers.
    CREATE TABLE api_requests (
        user     TEXT NOT NULL,
        key      TEXT NOT NULL,
        request  TEXT NOT NULL,
        mark     TEXT NOT NULL,
        at       INTEGER NOT NULL,
        status   INTEGER,
        location TEXT,
        body     TEXT,
        PRIMARY KEY (user, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX api_requests_at ON api_requests (at);

    -- Documents that wait for the fax that they are for, in the folder uploads.
    CREATE TABLE api_documents (
        id    TEXT PRIMARY KEY,
        user  TEXT NOT NULL,
        name  TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        at    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Users without settings, with the last data from the directory or the login provider.
    CREATE TABLE vouched (
        name      TEXT PRIMARY KEY,
        by        TEXT NOT NULL,
        subject   TEXT NOT NULL,
        addresses TEXT NOT NULL,
        groups    TEXT NOT NULL,
        device    TEXT NOT NULL,
        said_at   INTEGER NOT NULL
    ) STRICT;
    -- The address at the login provider that ends the login there when a session ends here.
    ALTER TABLE web_sessions ADD COLUMN hint TEXT NOT NULL DEFAULT '';
",
    "
    -- Webhooks, the messages that are still to be sent, and the change up to which messages were made.
    CREATE TABLE webhooks (
        id            INTEGER PRIMARY KEY AUTOINCREMENT,
        owner         TEXT NOT NULL,
        url           TEXT NOT NULL,
        events        TEXT NOT NULL,
        secret        TEXT NOT NULL,
        secret_before TEXT,
        before_until  INTEGER,
        created_at    INTEGER NOT NULL,
        delivered     INTEGER NOT NULL DEFAULT 0,
        delivered_at  INTEGER
    ) STRICT;
    CREATE TABLE webhook_messages (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook     INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
        name        TEXT NOT NULL UNIQUE,
        type        TEXT NOT NULL,
        at          INTEGER NOT NULL,
        body        TEXT NOT NULL,
        state       TEXT NOT NULL CHECK (state IN ('waiting', 'trying', 'dead')),
        attempts    INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL,
        error       TEXT
    ) STRICT;
    CREATE INDEX webhook_messages_due ON webhook_messages (next_try_at, id) WHERE state = 'waiting';
    CREATE INDEX webhook_messages_dead ON webhook_messages (id) WHERE state = 'dead';
    CREATE INDEX webhook_messages_of ON webhook_messages (webhook, state, id);
    CREATE TABLE webhook_cursor (
        one    INTEGER PRIMARY KEY CHECK (one = 1),
        change INTEGER NOT NULL,
        event  INTEGER NOT NULL,
        fax    INTEGER NOT NULL
    ) STRICT;
    -- Faxes before the cursor that have not ended.
    CREATE TABLE webhook_faxes (fax INTEGER PRIMARY KEY) STRICT;
",
    "
    -- Address books: one for each user, and the shared one of the organisation, which has no owner.
    CREATE TABLE contacts (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        owner      TEXT NOT NULL,
        name       TEXT NOT NULL,
        company    TEXT NOT NULL,
        number     TEXT NOT NULL,
        note       TEXT NOT NULL,
        changed_at INTEGER NOT NULL,
        changed_by TEXT NOT NULL
    ) STRICT;
    CREATE INDEX contacts_of ON contacts (owner, name, number);
",
    "
    -- The provider that proved the user when the key was made.
    ALTER TABLE api_keys ADD COLUMN by TEXT NOT NULL DEFAULT 'password';
",
    "
    -- The trunk that a call came by or went by, and how calls that we placed ended there.
    ALTER TABLE faxes ADD COLUMN trunk TEXT;
    ALTER TABLE job_calls ADD COLUMN trunk TEXT;
    CREATE INDEX job_calls_by_trunk ON job_calls (ended_at, trunk, failure) WHERE trunk IS NOT NULL AND joined IS NULL;
",
    "
    -- The provider that proves the user of a webhook or a contact. The same name from another provider is another
    -- user. Older rows count as users of gateway.toml. Rows of the organisation have no provider.
    ALTER TABLE webhooks ADD COLUMN by TEXT NOT NULL DEFAULT 'password';
    ALTER TABLE contacts ADD COLUMN by TEXT NOT NULL DEFAULT 'password';
    UPDATE contacts SET by = '' WHERE owner = '';
    DROP INDEX contacts_of;
    CREATE INDEX contacts_of ON contacts (owner, by, name, number);
",
    "
    -- A number for a user of a provider, valid as long as the provider knows the user. A later user of the same name
    -- gets another number.
    ALTER TABLE vouched ADD COLUMN who INTEGER NOT NULL DEFAULT 0;
",
    "
    -- The owner, if a provider proves the user: the number in vouched.who. Null: a user of gateway.toml, or nobody
    -- with a name.
    ALTER TABLE jobs ADD COLUMN who INTEGER;
    ALTER TABLE api_requests ADD COLUMN who INTEGER;
    ALTER TABLE api_documents ADD COLUMN who INTEGER;
    UPDATE jobs SET who = (SELECT v.who FROM vouched AS v WHERE v.name = jobs.owner) WHERE owner IN (SELECT name FROM vouched);
    UPDATE api_requests SET who = (SELECT v.who FROM vouched AS v WHERE v.name = api_requests.user);
    UPDATE api_documents SET who = (SELECT v.who FROM vouched AS v WHERE v.name = api_documents.user);
",
    "
    -- The messages of a call, one step in each line.
    CREATE TABLE ladders (
        id   INTEGER PRIMARY KEY,
        fax  INTEGER UNIQUE REFERENCES faxes (id) ON DELETE CASCADE,
        call INTEGER UNIQUE REFERENCES job_calls (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        CHECK ((fax IS NULL) <> (call IS NULL))
    ) STRICT;
",
    "
    -- The result of a request to mail or print a fax, by its mark: a request that is repeated is carried out once.
    CREATE TABLE outbox_marks (
        mark  TEXT NOT NULL,
        entry INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
        PRIMARY KEY (mark, entry)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX outbox_marks_entry ON outbox_marks (entry);

    -- Events that a webhook is not informed of, because they are older than the webhook: changes of jobs and actions
    -- of people up to these numbers, and faxes that had ended without a message yet.
    ALTER TABLE webhooks ADD COLUMN before_change INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE webhooks ADD COLUMN before_event INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE webhook_before (
        webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
        fax     INTEGER NOT NULL,
        PRIMARY KEY (webhook, fax)
    ) STRICT, WITHOUT ROWID;

    -- The languages that people have chosen for their pages.
    CREATE TABLE languages (
        user     TEXT NOT NULL,
        by       TEXT NOT NULL,
        language TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Records of calls: their tapes are in the folder calls.
    CREATE TABLE call_records (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        fax      INTEGER,
        job      INTEGER,
        call     INTEGER,
        session  INTEGER,
        began_at INTEGER NOT NULL,
        ended_at INTEGER NOT NULL,
        is_out   INTEGER NOT NULL,
        device   TEXT NOT NULL,
        number   TEXT NOT NULL,
        trunk    TEXT NOT NULL,
        is_ok    INTEGER NOT NULL,
        cause    TEXT NOT NULL,
        pages    INTEGER NOT NULL,
        octets   INTEGER NOT NULL,
        file     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX call_records_of_fax ON call_records (fax) WHERE fax IS NOT NULL;
    CREATE INDEX call_records_of_job ON call_records (job) WHERE job IS NOT NULL;
",
    "
    -- Documents that devices hold for polling, and the callers that fetched them.
    CREATE TABLE held_documents (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        device   TEXT NOT NULL,
        sep      TEXT,
        pwd      TEXT,
        once     INTEGER NOT NULL,
        held_at  INTEGER NOT NULL,
        held_by  TEXT NOT NULL,
        ended_at INTEGER
    ) STRICT;
    CREATE TABLE held_files (
        document INTEGER NOT NULL REFERENCES held_documents (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        file     TEXT NOT NULL UNIQUE,
        name     TEXT NOT NULL,
        pages    INTEGER NOT NULL,
        PRIMARY KEY (document, number)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE held_fetches (
        id        INTEGER PRIMARY KEY,
        document  INTEGER NOT NULL REFERENCES held_documents (id) ON DELETE CASCADE,
        at        INTEGER NOT NULL,
        calling   TEXT NOT NULL,
        far_ident TEXT,
        pages     INTEGER NOT NULL,
        whole     INTEGER NOT NULL,
        cause     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX held_fetches_of ON held_fetches (document);
",
    "
    -- Jobs that fetch a document by polling, and the fax that the document is stored as.
    CREATE TABLE job_fetches (
        job INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        sep TEXT,
        fax INTEGER
    ) STRICT;
    ALTER TABLE faxes ADD COLUMN fetched_by INTEGER;
",
    "
    -- The part of a fetched document that had arrived at a reported change, and the fax that it is stored as.
    ALTER TABLE job_changes ADD COLUMN fetched_fax INTEGER;
    ALTER TABLE job_changes ADD COLUMN fetched_pages INTEGER NOT NULL DEFAULT 0;
    UPDATE job_changes SET
        fetched_fax = (SELECT faxes.id FROM job_fetches JOIN faxes ON faxes.id = job_fetches.fax WHERE job_fetches.job = job_changes.job),
        fetched_pages = (SELECT count(*) FROM job_fetches JOIN pages ON pages.fax = job_fetches.fax WHERE job_fetches.job = job_changes.job)
    WHERE notice IS NOT NULL AND job IN (SELECT job FROM job_fetches);
",
    "
    -- The quality of the line in a call that was placed here, as ground/src/sent_line.rs writes it. Null: nobody knows.
    ALTER TABLE job_calls ADD COLUMN line TEXT;
",
    "
    -- The time for which a class of faxes is kept, in days. 0: for ever. Null: as for faxes without a class. Faxes of
    -- a class that is no longer listed here are kept.
    CREATE TABLE retention_classes (
        name          TEXT PRIMARY KEY,
        received_days INTEGER,
        sent_days     INTEGER,
        record_days   INTEGER
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE faxes ADD COLUMN retention TEXT;
    ALTER TABLE jobs ADD COLUMN retention TEXT;
    CREATE INDEX faxes_retention ON faxes (retention, ended_at) WHERE ended_at IS NOT NULL;
    CREATE INDEX jobs_retention ON jobs (retention, ended_at) WHERE ended_at IS NOT NULL;
    -- The hash of each deleted document, for the audit log.
    ALTER TABLE deletions ADD COLUMN sha256 TEXT;
    ALTER TABLE job_files_left ADD COLUMN job INTEGER;
    ALTER TABLE job_files_left ADD COLUMN sha256 TEXT;
    CREATE INDEX job_calls_joined ON job_calls (joined) WHERE joined IS NOT NULL;

    -- Legal holds. Everything of this fax, job, device or number is protected from deletion until the hold is
    -- released. Released holds stay, as evidence.
    CREATE TABLE legal_holds (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        fax          INTEGER,
        job          INTEGER,
        device       TEXT,
        number       TEXT,
        why          TEXT NOT NULL,
        placed_by    TEXT NOT NULL,
        placed_at    INTEGER NOT NULL,
        released_by  TEXT,
        released_at  INTEGER,
        released_why TEXT,
        CHECK ((fax IS NOT NULL) + (job IS NOT NULL) + (device IS NOT NULL) + (number IS NOT NULL) = 1),
        CHECK ((released_at IS NULL) = (released_by IS NULL) AND (released_at IS NULL) = (released_why IS NULL))
    ) STRICT;
    -- The digits of a hold's number in each way in which it may stand with a fax.
    CREATE TABLE legal_hold_digits (
        hold   INTEGER NOT NULL REFERENCES legal_holds (id) ON DELETE CASCADE,
        digits TEXT NOT NULL,
        PRIMARY KEY (hold, digits)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The number memory: facts about numbers that were called, by their normal form (spool/src/destinations).
    CREATE TABLE destinations (
        number        TEXT PRIMARY KEY,
        since         INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        calls         INTEGER NOT NULL,
        busy          INTEGER NOT NULL,
        no_answer     INTEGER NOT NULL,
        in_vain       INTEGER NOT NULL,
        sent          INTEGER NOT NULL,
        sent_at       INTEGER,
        failure       TEXT,
        held_bps      INTEGER,
        held_at       INTEGER,
        ecm           INTEGER,
        t38           TEXT NOT NULL,
        slowed_bps    INTEGER,
        slowed_at     INTEGER,
        slowed_held   INTEGER NOT NULL,
        patience      INTEGER NOT NULL,
        is_climbing   INTEGER NOT NULL,
        t38_broke     INTEGER NOT NULL,
        t38_broke_at  INTEGER NOT NULL,
        ecm_failed    INTEGER NOT NULL,
        ecm_failed_at INTEGER NOT NULL,
        plain_at      INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX destinations_at ON destinations (at);
",
    "
    -- The rule by which a fax is junk, and the time of its deletion. Null: it is no junk.
    ALTER TABLE faxes ADD COLUMN junk TEXT;
    ALTER TABLE faxes ADD COLUMN junk_until INTEGER;
    CREATE INDEX faxes_junk ON faxes (id) WHERE junk IS NOT NULL;
    -- Callers who were hung up on without an answer.
    CREATE TABLE refused_calls (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        at          INTEGER NOT NULL,
        device      TEXT NOT NULL,
        calling     TEXT NOT NULL,
        caller_name TEXT NOT NULL,
        trunk       TEXT NOT NULL,
        rule        TEXT NOT NULL
    ) STRICT;
",
    "
    -- For each fax that a job fetched, the holds are checked.
    CREATE INDEX faxes_fetched_by ON faxes (fetched_by) WHERE fetched_by IS NOT NULL;
",
    "
    -- Several PBXs with a shared database (spool/src/node). This spool as a node, if it is one, with the fax up to
    -- which all are copied there, and the state of each copy.
    CREATE TABLE node (
        one   INTEGER PRIMARY KEY CHECK (one = 1),
        name  TEXT NOT NULL,
        token TEXT NOT NULL,
        store TEXT NOT NULL,
        upto  INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE shipped (
        fax INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        at  INTEGER NOT NULL
    ) STRICT;
    -- In a store: its nodes, the marks of all faxes that they ever copied there, and the documents of the faxes that
    -- are there.
    CREATE TABLE nodes (
        name    TEXT PRIMARY KEY,
        token   TEXT NOT NULL,
        host    TEXT NOT NULL,
        folder  TEXT NOT NULL,
        version TEXT NOT NULL,
        seen_at INTEGER NOT NULL,
        waiting INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE node_faxes (
        node       TEXT NOT NULL,
        mark       TEXT NOT NULL,
        node_fax   INTEGER NOT NULL,
        fax        INTEGER REFERENCES faxes (id) ON DELETE SET NULL,
        sha256     TEXT,
        arrived_at INTEGER NOT NULL,
        PRIMARY KEY (node, mark)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX node_faxes_fax ON node_faxes (fax) WHERE fax IS NOT NULL;
    CREATE TABLE fax_documents (
        fax    INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        octets BLOB NOT NULL
    ) STRICT;
",
    "
    -- A store is known by a random identity, not by its address: a store that was created again has another one. A
    -- node notes the identity of the store that has its faxes, and the time at which it last compared all of them.
    CREATE TABLE store_identity (
        one      INTEGER PRIMARY KEY CHECK (one = 1),
        identity TEXT NOT NULL
    ) STRICT;
    ALTER TABLE node ADD COLUMN identity TEXT NOT NULL DEFAULT '';
    ALTER TABLE node ADD COLUMN compared_at INTEGER NOT NULL DEFAULT 0;
    -- The mark and the document under which the store is asked whether it still has the fax.
    ALTER TABLE shipped ADD COLUMN mark TEXT NOT NULL DEFAULT '';
    ALTER TABLE shipped ADD COLUMN sha256 TEXT;
    DELETE FROM shipped;
    UPDATE node SET upto = 0;
",
    "
    -- PostgreSQL has less in these two (spool/src/database/postgresql/dialect.rs).
    DROP INDEX faxes_listed;
    DROP INDEX faxes_listed_by_device;
    CREATE INDEX faxes_listed ON faxes (id, device, status, started_at, calling, caller_name, far_ident);
    CREATE INDEX faxes_listed_by_device ON faxes (device, id, status, started_at, calling, caller_name, far_ident);
",
    "
    -- Jobs that nodes share (spool/src/jobs/shared). In a store: the bytes of their documents, and the node that has
    -- each attempt, with the end of its lease by the store's clock.
    CREATE TABLE job_octets (
        file   TEXT PRIMARY KEY REFERENCES job_documents (file) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        octets BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_leases (
        call  INTEGER PRIMARY KEY REFERENCES job_calls (id) ON DELETE CASCADE,
        job   INTEGER NOT NULL,
        node  TEXT NOT NULL,
        token TEXT NOT NULL,
        until INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX job_leases_until ON job_leases (until);
    CREATE INDEX job_leases_of ON job_leases (token);
    -- On a node: its own jobs that the store has now, their numbers there, and changes by people that the store must
    -- still be informed of.
    CREATE TABLE moved_jobs (
        job       INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        store_job INTEGER UNIQUE,
        asked     TEXT
    ) STRICT;
    -- Attempts for the store that this node makes, each with a job of its own here. Until this time after the start
    -- of the machine, the node may dial and may send the end of a page.
    CREATE TABLE store_tries (
        job          INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        store_job    INTEGER NOT NULL,
        store_call   INTEGER NOT NULL UNIQUE,
        boot         TEXT NOT NULL,
        began_ms     INTEGER NOT NULL,
        until_ms     INTEGER NOT NULL,
        is_cancelled INTEGER NOT NULL DEFAULT 0,
        is_told      INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX store_tries_open ON store_tries (job) WHERE is_told = 0;
    -- Whether the store knows that the page has begun.
    ALTER TABLE job_pages ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE node ADD COLUMN shares_jobs INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE node ADD COLUMN changes_upto INTEGER NOT NULL DEFAULT 0;
",
    "
    -- In a store: documents arrive in pieces, before their faxes. A document without a fax is still arriving, from
    -- the node with this token.
    CREATE TABLE store_documents (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        fax      INTEGER REFERENCES faxes (id) ON DELETE CASCADE,
        token    TEXT NOT NULL,
        sha256   TEXT NOT NULL,
        octets   INTEGER NOT NULL,
        begun_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX store_documents_fax ON store_documents (fax) WHERE fax IS NOT NULL;
    CREATE UNIQUE INDEX store_documents_coming ON store_documents (token, sha256) WHERE fax IS NULL;
    CREATE TABLE store_pieces (
        document INTEGER NOT NULL REFERENCES store_documents (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        octets   BLOB NOT NULL,
        PRIMARY KEY (document, number)
    ) STRICT;
    INSERT INTO store_documents (fax, token, sha256, octets, begun_at)
        SELECT fax, '', sha256, length(octets), 0 FROM fax_documents;
    INSERT INTO store_pieces (document, number, octets)
        SELECT s.id, 0, d.octets FROM fax_documents AS d JOIN store_documents AS s ON s.fax = d.fax;
    DROP TABLE fax_documents;
",
    "
    -- Facts about trunks, in each direction (spool/src/trunks.rs).
    CREATE TABLE trunks (
        trunk     TEXT NOT NULL,
        way       TEXT NOT NULL,
        since     INTEGER NOT NULL,
        at        INTEGER NOT NULL,
        tries     INTEGER NOT NULL,
        failed    INTEGER NOT NULL,
        in_row    INTEGER NOT NULL,
        failed_at INTEGER,
        worked_at INTEGER,
        PRIMARY KEY (trunk, way)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- In a store: pieces of documents that lie in object storage, each under its own name. A piece without a document
    -- is to be deleted there.
    CREATE TABLE store_objects (
        name     TEXT PRIMARY KEY,
        document INTEGER REFERENCES store_documents (id) ON DELETE SET NULL,
        number   INTEGER NOT NULL,
        is_whole INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX store_objects_document ON store_objects (document, number);
",
    "
    -- In a store: the machine that makes attempts under each identity, the time until which no other machine may, and
    -- the node of each attempt.
    CREATE TABLE job_nodes (
        token   TEXT PRIMARY KEY,
        name    TEXT NOT NULL,
        machine TEXT NOT NULL,
        place   TEXT NOT NULL,
        until   INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE job_leases ADD COLUMN machine TEXT NOT NULL DEFAULT '';
    -- On a spool that is no longer a node, but has jobs in a store: its former identity.
    CREATE TABLE left_node (
        one          INTEGER PRIMARY KEY CHECK (one = 1),
        token        TEXT NOT NULL,
        identity     TEXT NOT NULL,
        changes_upto INTEGER NOT NULL
    ) STRICT;
",
    "
    -- In a store: bytes of documents whose jobs are not there yet, in pieces.
    CREATE TABLE job_pieces (
        file    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        octets  BLOB NOT NULL,
        came_at INTEGER NOT NULL,
        PRIMARY KEY (file, at)
    ) STRICT;
    CREATE INDEX job_pieces_came ON job_pieces (came_at);
",
    "
    -- Faxes and jobs imported from another fax server, by marks, so that each is imported once, even if it was
    -- deleted here since. With the fax or job that was made of it, and the progress of the other server.
    CREATE TABLE taken_over (
        mark  TEXT PRIMARY KEY,
        fax   INTEGER,
        job   INTEGER,
        stood TEXT NOT NULL,
        at    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX taken_over_fax ON taken_over (fax) WHERE fax IS NOT NULL;
    CREATE INDEX taken_over_job ON taken_over (job) WHERE job IS NOT NULL;
",
    "
    -- In a store: a word by which it differs from a copy that was restored from a dump, created again or promoted,
    -- the word by which nodes know it since then (spool/src/jobs/shared/epoch.rs), and the time until which nothing
    -- of it is sent.
    ALTER TABLE store_identity ADD COLUMN incarnation TEXT NOT NULL DEFAULT '';
    ALTER TABLE store_identity ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    ALTER TABLE store_identity ADD COLUMN quiet_until INTEGER NOT NULL DEFAULT 0;
    -- The last word that a machine was given. It differs from that of a copied machine. Also the number of words, and
    -- the word of the last copy that was refused.
    ALTER TABLE job_nodes ADD COLUMN word TEXT NOT NULL DEFAULT '';
    ALTER TABLE job_nodes ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE job_nodes ADD COLUMN refused TEXT NOT NULL DEFAULT '';
    -- Pages that nodes know of, of jobs that the store does not have again yet.
    CREATE TABLE known_pages (
        mark         TEXT NOT NULL,
        document     INTEGER NOT NULL,
        page         INTEGER NOT NULL,
        state        TEXT NOT NULL,
        unknown      INTEGER NOT NULL,
        confirmed_at INTEGER,
        told_at      INTEGER NOT NULL,
        PRIMARY KEY (mark, document, page)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_pages_told ON known_pages (told_at);
    -- On a node: the same values of the store that it knows.
    ALTER TABLE node ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    ALTER TABLE node ADD COLUMN word TEXT NOT NULL DEFAULT '';
    ALTER TABLE node ADD COLUMN next_word TEXT NOT NULL DEFAULT '';
    ALTER TABLE node ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE left_node ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
    ALTER TABLE left_node ADD COLUMN word TEXT NOT NULL DEFAULT '';
    ALTER TABLE left_node ADD COLUMN next_word TEXT NOT NULL DEFAULT '';
    ALTER TABLE left_node ADD COLUMN words INTEGER NOT NULL DEFAULT 0;
    -- The mark by which the store knows the job of an attempt, even if its numbers change.
    ALTER TABLE store_tries ADD COLUMN mark TEXT NOT NULL DEFAULT '';
",
    "
    -- The changes of a job are deleted with the job, and the reports with the changes. This index finds them.
    CREATE INDEX outbox_job_change ON outbox (job_change) WHERE job_change IS NOT NULL;
    -- In a store: this index counts the faxes of each node.
    CREATE INDEX node_faxes_of ON node_faxes (node) WHERE fax IS NOT NULL;
",
    "
    -- In a store with encrypted documents (spool/src/sealing): the keys, and for each document the key that wraps its
    -- own key, and the wrapped key. Null: the document is not encrypted.
    CREATE TABLE store_keys (
        id    TEXT PRIMARY KEY,
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE store_documents ADD COLUMN seal_key TEXT;
    ALTER TABLE store_documents ADD COLUMN seal BLOB;
    CREATE INDEX store_documents_seal ON store_documents (seal_key, id);
    ALTER TABLE job_octets ADD COLUMN seal_key TEXT;
    ALTER TABLE job_octets ADD COLUMN seal BLOB;
    CREATE INDEX job_octets_seal ON job_octets (seal_key, file);
    ALTER TABLE job_pieces ADD COLUMN seal_key TEXT;
    ALTER TABLE job_pieces ADD COLUMN seal BLOB;
    -- The version of these tables that a node's Ferrofax knows.
    ALTER TABLE nodes ADD COLUMN knows INTEGER NOT NULL DEFAULT 0;
 ",
    "
    -- In a store: the time since which a node takes no jobs, and the person who asked for it. Then the time at which
    -- the node reported its remaining jobs, which older versions never do, and the number of jobs that it had to hand
    -- over.
    ALTER TABLE nodes ADD COLUMN drained_at INTEGER;
    ALTER TABLE nodes ADD COLUMN drained_by TEXT NOT NULL DEFAULT '';
    ALTER TABLE nodes ADD COLUMN told_at INTEGER;
    ALTER TABLE nodes ADD COLUMN to_give INTEGER NOT NULL DEFAULT 0;
",
    "
    -- On a node: facts about numbers learned from its calls, and numbers to forget, on their way to the store in this
    -- order (spool/src/destinations/queue.rs).
    CREATE TABLE learned (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        what         TEXT NOT NULL,
        number       TEXT NOT NULL,
        at           INTEGER NOT NULL,
        failure      TEXT,
        was_bad_line INTEGER NOT NULL DEFAULT 0,
        line         TEXT,
        ecm          INTEGER,
        t38          TEXT NOT NULL DEFAULT 'unknown',
        trunk        TEXT NOT NULL DEFAULT '',
        days         INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    -- On a node: the facts that the store had about a number when a job to it was submitted here, and the beginnings
    -- of numbers for which other nodes remember nothing.
    CREATE TABLE known_elsewhere (
        number        TEXT PRIMARY KEY,
        since         INTEGER NOT NULL,
        at            INTEGER NOT NULL,
        calls         INTEGER NOT NULL,
        busy          INTEGER NOT NULL,
        no_answer     INTEGER NOT NULL,
        in_vain       INTEGER NOT NULL,
        sent          INTEGER NOT NULL,
        sent_at       INTEGER,
        failure       TEXT,
        held_bps      INTEGER,
        held_at       INTEGER,
        ecm           INTEGER,
        t38           TEXT NOT NULL,
        slowed_bps    INTEGER,
        slowed_at     INTEGER,
        slowed_held   INTEGER NOT NULL,
        patience      INTEGER NOT NULL,
        is_climbing   INTEGER NOT NULL,
        t38_broke     INTEGER NOT NULL,
        t38_broke_at  INTEGER NOT NULL,
        ecm_failed    INTEGER NOT NULL,
        ecm_failed_at INTEGER NOT NULL,
        plain_at      INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX known_elsewhere_at ON known_elsewhere (at);
    CREATE TABLE left_out_elsewhere (beginning TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    -- On a node: the last forgotten number that it knows of, and the identity of the store at that time.
    ALTER TABLE node ADD COLUMN forgotten_upto INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE node ADD COLUMN forgotten_of TEXT NOT NULL DEFAULT '';
    -- In a store: the last report of each node, the forgotten numbers, the beginnings of numbers for which a node
    -- remembers nothing, and the last two results of each kind that each node's trunks had with a number.
    CREATE TABLE learned_upto (token TEXT PRIMARY KEY, upto INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE forgotten_numbers (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        number TEXT NOT NULL,
        at     INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX forgotten_numbers_number ON forgotten_numbers (number);
    CREATE INDEX forgotten_numbers_at ON forgotten_numbers (at);
    CREATE TABLE left_out_numbers (
        node      TEXT NOT NULL,
        beginning TEXT NOT NULL,
        PRIMARY KEY (node, beginning)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE proven_lines (
        token  TEXT NOT NULL,
        trunk  TEXT NOT NULL,
        what   TEXT NOT NULL,
        bps    INTEGER NOT NULL,
        slot   INTEGER NOT NULL,
        number TEXT NOT NULL,
        at     INTEGER NOT NULL,
        PRIMARY KEY (token, trunk, what, bps, slot)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX proven_lines_number ON proven_lines (number);
",
    "
    -- In a store: the number of calls at one time that each node allows, in all and for each trunk (0: any number),
    -- and the trunk of each attempt.
    CREATE TABLE node_lines (
        node     TEXT PRIMARY KEY,
        in_all   INTEGER NOT NULL,
        trunk    TEXT NOT NULL,
        on_trunk INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE job_leases ADD COLUMN trunk TEXT NOT NULL DEFAULT '';
",
    "
    -- Faxes whose pages are confirmed to the caller only when the store has them, with the last page that it has. In
    -- a store: faxes that are still being received, by the identity of their node.
    CREATE TABLE shared_pages (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        upto INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE coming_faxes (
        fax   INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        token TEXT NOT NULL
    ) STRICT;
",
    "
    -- In a store: attempts that ended because their node stopped reporting, and the node that dialled the job next.
    CREATE TABLE lost_tries (
        call      INTEGER PRIMARY KEY,
        job       INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        node      TEXT NOT NULL,
        at        INTEGER NOT NULL,
        next_node TEXT,
        next_at   INTEGER
    ) STRICT;
    CREATE INDEX lost_tries_job ON lost_tries (job);
",
    "
    -- In a store: the ends of jobs that were deleted there before their node reported again, by the node's identity
    -- and its mark of the job, and the node that sent the reports in its place.
    CREATE TABLE unheard_ends (
        home    TEXT NOT NULL,
        mark    TEXT NOT NULL,
        state   TEXT NOT NULL,
        failure TEXT,
        told_by TEXT,
        PRIMARY KEY (home, mark)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- Mails that another machine sends in place of a silent one (spool/src/node/mails). On a node: faxes that the
    -- store has or may have and whose mails are not all sent, with what the store knows of each. Also which mails
    -- another machine sent, the time without a report after which another machine sends them, as the store last said
    -- and as the store was told, and the time, within one run of the machine, until which none can have done so.
    CREATE TABLE faxes_at_store (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        told TEXT
    ) STRICT;
    CREATE TABLE mailed_elsewhere (
        fax        INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        kind       TEXT NOT NULL,
        mailbox    TEXT NOT NULL,
        message_id TEXT NOT NULL,
        taken_by   TEXT NOT NULL,
        PRIMARY KEY (fax, kind, mailbox)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE node ADD COLUMN mails_after INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE node ADD COLUMN mails_told INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE node ADD COLUMN mails_boot TEXT NOT NULL DEFAULT '';
    ALTER TABLE node ADD COLUMN mails_until INTEGER NOT NULL DEFAULT 0;
    -- In a store: the machine that takes over mails, and the waiting time. Also the nodes that report the mails that
    -- they owe, the time of the last report and the waiting time (0: never), and the mails, with the machine that
    -- took each. A node hears of these even if its fax was deleted since.
    CREATE TABLE mail_takers (
        name     TEXT PRIMARY KEY,
        after_ms INTEGER NOT NULL,
        seen_at  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE mail_nodes (
        token    TEXT PRIMARY KEY,
        name     TEXT NOT NULL,
        seen_at  INTEGER NOT NULL,
        after_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE owed_mails (
        fax        INTEGER NOT NULL,
        node_fax   INTEGER NOT NULL,
        kind       TEXT NOT NULL,
        mailbox    TEXT NOT NULL,
        token      TEXT NOT NULL,
        reason     TEXT,
        message_id TEXT NOT NULL,
        taken_at   INTEGER,
        taken_by   TEXT NOT NULL DEFAULT '',
        is_told    INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (fax, kind, mailbox)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX owed_mails_token ON owed_mails (token, is_told);
    -- Reports on jobs that were handed to a node: the person to inform, the change up to which the node informs
    -- people itself, and the changes that other nodes reported in its place.
    CREATE TABLE home_reports (
        job         INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        token       TEXT NOT NULL,
        notify_when TEXT NOT NULL,
        mailboxes   TEXT NOT NULL
    ) STRICT;
    CREATE INDEX home_reports_token ON home_reports (token);
    CREATE TABLE reported_upto (token TEXT PRIMARY KEY, upto INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE taken_reports (
        job_change INTEGER PRIMARY KEY REFERENCES job_changes (id) ON DELETE CASCADE,
        taken_by   TEXT NOT NULL
    ) STRICT;
",
    "
    -- The key by which a document's file in the spool is encrypted; empty: it is being encrypted or decrypted; none: it is unencrypted.
    ALTER TABLE faxes ADD COLUMN sealed_by TEXT;
    ALTER TABLE job_documents ADD COLUMN sealed_by TEXT;
    -- One row: the mark of this spool in encrypted files.
    CREATE TABLE spool_mark (
        mark TEXT PRIMARY KEY
    ) STRICT;
",
    "
    -- The name of the event, and its values as JSON. Rows of older versions have none: their text is read instead.
    ALTER TABLE job_changes ADD COLUMN event TEXT;
    ALTER TABLE job_changes ADD COLUMN event_values TEXT;
    ALTER TABLE faxes ADD COLUMN outcome_event TEXT;
    ALTER TABLE faxes ADD COLUMN outcome_values TEXT;
",
    "
    -- The fault of the last attempt, and the reason of the faxmaster's entry: a name and its values as JSON. Rows of
    -- older versions have none, and words of others need none: their text is read instead.
    ALTER TABLE outbox ADD COLUMN last_error_values TEXT;
    ALTER TABLE outbox ADD COLUMN reason_values TEXT;
    ALTER TABLE owed_mails ADD COLUMN reason_values TEXT;
",
    "
    -- The names of what was found and of the fix, and their values as JSON. Rows of older versions have none: their
    -- sentences are shown instead.
    ALTER TABLE findings ADD COLUMN observation TEXT;
    ALTER TABLE findings ADD COLUMN observation_values TEXT;
    ALTER TABLE findings ADD COLUMN fix TEXT;
    ALTER TABLE findings ADD COLUMN fix_values TEXT;
",
    "
    -- The role of a row: a job of this spool, a job that the store has or is getting, or one attempt of a job of the
    -- store.
    ALTER TABLE jobs ADD COLUMN role TEXT NOT NULL DEFAULT 'own' CHECK (role IN ('own', 'moved', 'try'));
    UPDATE jobs SET role = 'moved' WHERE id IN (SELECT job FROM moved_jobs);
    UPDATE jobs SET role = 'try' WHERE id IN (SELECT job FROM store_tries);
",
    "
    -- Links to received faxes: the hash of the token in the URL, how often the link still opens the fax, how many codes
    -- were tried since the last opening, and the ticket of the browser that opened it last.
    CREATE TABLE fax_links (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        token        TEXT NOT NULL UNIQUE,
        fax          INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        mailbox      TEXT NOT NULL,
        made_at      INTEGER NOT NULL,
        until        INTEGER NOT NULL,
        openings     INTEGER NOT NULL,
        tried        INTEGER NOT NULL DEFAULT 0,
        ticket       TEXT,
        ticket_until INTEGER
    ) STRICT;
    CREATE INDEX fax_links_of ON fax_links (fax);
",
    "
    -- What a machine that shares its jobs must know to work on one of them without the tables of that sharing. For an
    -- attempt of the shared database: the boot ID of the machine and the milliseconds since it started until which the
    -- attempt may be dialled here, and whether somebody cancelled it. For a job that the shared database has: the
    -- commands of people that it has not received yet.
    ALTER TABLE jobs ADD COLUMN permit_boot TEXT;
    ALTER TABLE jobs ADD COLUMN permit_until_ms INTEGER;
    ALTER TABLE jobs ADD COLUMN try_is_cancelled INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN asked TEXT;
    UPDATE jobs SET permit_boot = (SELECT boot FROM store_tries AS t WHERE t.job = jobs.id) WHERE role = 'try';
    UPDATE jobs SET permit_until_ms = (SELECT until_ms FROM store_tries AS t WHERE t.job = jobs.id) WHERE role = 'try';
",
    "
    -- The indexes of the search for jobs, and the saved views of the lists of faxes and jobs. `by` is the provider that
    -- proves the identity of the owner.
    CREATE INDEX jobs_by_tag ON jobs (substr(tag, 1, 100), id) WHERE tag <> '';
    CREATE INDEX jobs_created ON jobs (created_at, id);
    CREATE TABLE saved_views (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        owner    TEXT NOT NULL,
        by       TEXT NOT NULL,
        list     TEXT NOT NULL CHECK (list IN ('in', 'out')),
        name     TEXT NOT NULL,
        query    TEXT NOT NULL,
        saved_at INTEGER NOT NULL,
        UNIQUE (owner, by, list, name)
    ) STRICT;
",
    "
    -- The values that programs store with their jobs, by which they find the jobs.
    CREATE INDEX job_options_metadata ON job_options (name, value, job) WHERE substr(name, 1, 9) = 'metadata.';
",
    "
    -- The last attempts to deliver messages to webhooks; without an error, the message was delivered.
    CREATE TABLE webhook_attempts (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
        name    TEXT NOT NULL,
        type    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        error   TEXT
    ) STRICT;
    CREATE INDEX webhook_attempts_of ON webhook_attempts (webhook, id);
",
    "
    -- Whether the key is a test key, whose jobs are in the sandbox.
    ALTER TABLE api_keys ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0;
",
    "
    -- The looks of the web interface (light or dark) that people have chosen.
    CREATE TABLE looks (
        user TEXT NOT NULL,
        by   TEXT NOT NULL,
        look TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The words by which people find a job, in lower case: the digits of its numbers, and in the next line its other
    -- words. Jobs of older versions have none until the service adds them.
    CREATE TABLE job_words (
        job   INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        words TEXT NOT NULL
    ) STRICT;
    ALTER TABLE jobs ADD COLUMN has_words INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX jobs_without_words ON jobs (id) WHERE has_words = 0;
",
    "
    -- The pages of the web interface on which people begin.
    CREATE TABLE start_pages (
        user  TEXT NOT NULL,
        by    TEXT NOT NULL,
        start TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- When each regular deletion ran last.
    CREATE TABLE sweeps (
        name   TEXT PRIMARY KEY,
        ran_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The messages of a call as data, in the same lines as text: the name and the values of each step. Empty for
    -- messages that an older version wrote.
    ALTER TABLE ladders ADD COLUMN steps TEXT NOT NULL DEFAULT '';
",
    "
    -- The last reading of the machine's clock at which a process trusted the clock.
    CREATE TABLE clock_readings (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at  INTEGER NOT NULL
    ) STRICT;
",
    "
    -- How often a printer may have got a whole fax.
    ALTER TABLE print_jobs ADD COLUMN sends INTEGER NOT NULL DEFAULT 0;
  ",
    "
    -- The faxes that are not received whole, which are few.
    CREATE INDEX faxes_not_whole ON faxes (status, id) WHERE status <> 'received';
",
    "
    -- The reports by mail that people have chosen for the faxes that they send in the web interface.
    CREATE TABLE report_choices (
        user    TEXT NOT NULL,
        by      TEXT NOT NULL,
        reports TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The values that programs have stored with received faxes.
    CREATE TABLE fax_metadata (
        fax   INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (fax, name)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fax_metadata_value ON fax_metadata (name, value, fax);
",
    "
    -- The people who get a mail about a fax that nobody has claimed or read after some minutes. Faxes
    -- up to looked_through were examined. Links in the mail begin with address.
    CREATE TABLE unclaimed_watches (
        user           TEXT NOT NULL,
        by             TEXT NOT NULL,
        minutes        INTEGER NOT NULL,
        address        TEXT NOT NULL,
        looked_through INTEGER NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The users in the settings of the Ferrofax service. `mark` differs if another person has the name, and `who` is the
    -- number of a person whose name another person had before. `gone_at` says since when the settings lack the user.
    CREATE TABLE settings_users (
        name    TEXT PRIMARY KEY,
        mark    TEXT NOT NULL,
        who     INTEGER,
        gone_at INTEGER
    ) STRICT, WITHOUT ROWID;
",
    "
    -- The number of the last print job of a fax that Ferrofax itself cancelled.
    ALTER TABLE print_jobs ADD COLUMN withdrawn INTEGER;
",
    "
    -- The file name of the job's document. A document belongs to a fax, to a job or, while it is being transferred,
    -- to neither.
    ALTER TABLE store_documents ADD COLUMN file TEXT REFERENCES job_documents (file) ON DELETE CASCADE;
    CREATE INDEX store_documents_file ON store_documents (file) WHERE file IS NOT NULL;
",
    "
    -- The words that are written on received faxes, with their places (crates/reading/src/stored.rs), encrypted where
    -- documents are. `until` says until when a service reads the fax. A row with neither `text` nor `until` is that of a
    -- fax that cannot be read, for the reason in `error`.
    CREATE TABLE fax_texts (
        fax       INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        at        INTEGER NOT NULL,
        tries     INTEGER NOT NULL,
        until     INTEGER,
        error     TEXT,
        sealed_by TEXT,
        text      BLOB
    ) STRICT;
    CREATE INDEX fax_texts_sealed_by ON fax_texts (sealed_by, fax) WHERE text IS NOT NULL;
    -- The words, each as a number that is calculated from the word and the key of the index.
    CREATE TABLE fax_text_words (
        fax  INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        word INTEGER NOT NULL,
        PRIMARY KEY (fax, word)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fax_text_words_word ON fax_text_words (word, fax);
    -- The key of the index of these words, encrypted where documents are.
    CREATE TABLE fax_text_key (
        one       INTEGER PRIMARY KEY CHECK (one = 1),
        sealed_by TEXT,
        key       BLOB NOT NULL
    ) STRICT;
",
    "
    -- The devices whose received faxes the service sorts by rules, and for how long their mails wait for it.
    CREATE TABLE sorted_devices (
        device  TEXT PRIMARY KEY,
        wait_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- The faxes of these devices. The mails and prints of a fax wait until the fax was sorted, but not longer than
    -- until `until`.
    CREATE TABLE fax_sortings (
        fax       INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        until     INTEGER NOT NULL,
        sorted_at INTEGER
    ) STRICT;
    CREATE INDEX fax_sortings_open ON fax_sortings (fax, until) WHERE sorted_at IS NULL;
",
    "
    -- The faxes that moved to another device, once for each watched folder that has not looked at the fax since then.
    CREATE TABLE folder_moves (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        folder TEXT NOT NULL,
        fax    INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX folder_moves_of ON folder_moves (folder, id);
    CREATE INDEX folder_moves_fax ON folder_moves (fax);
",
    "
    -- The rules that decided about the fax, or that prevented a decision, one a line.
    ALTER TABLE fax_sortings ADD COLUMN rules TEXT NOT NULL DEFAULT '';
    -- The device that received the fax.
    ALTER TABLE fax_sortings ADD COLUMN device TEXT;
    CREATE INDEX fax_events_moved ON fax_events (id) WHERE what = 'moved';
",
    "
    -- Whether a rule names the folder for the fax, so that the folder gets the fax of any device.
    ALTER TABLE folder_moves ADD COLUMN by_rule INTEGER NOT NULL DEFAULT 0;
",
    "
    -- The faxes that are parts of another fax, and that fax, which may be deleted.
    CREATE TABLE fax_parts (
        fax   INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        whole INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX fax_parts_whole ON fax_parts (whole);
",
    "
    -- Finds the job whose cover page has an answer code.
    CREATE INDEX job_options_answer_code ON job_options (value) WHERE name = 'answer_code';
",
    "
    -- The last trusted reading of the clock, if the clock was behind it when the fax or the job ended. The age of the
    -- fax or the job counts from then.
    ALTER TABLE faxes ADD COLUMN ages_from INTEGER;
    ALTER TABLE jobs ADD COLUMN ages_from INTEGER;
",
    "
    -- A text that differs if the user's password in the settings was changed: a slow hash with a salt, or the hash of
    -- such a hash. NULL: not known.
    ALTER TABLE settings_users ADD COLUMN password TEXT;
",
    "
    -- The last attempt to submit a fax that is counted, if there was more than one.
    ALTER TABLE counted_faxes ADD COLUMN tried_at INTEGER;
    -- The time before which no other job calls the number, if it is not the time when this job is due.
    ALTER TABLE job_changes ADD COLUMN spared_until INTEGER;
",
];
