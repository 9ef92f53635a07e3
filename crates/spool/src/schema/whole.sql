-- All tables after the last step of migrations.rs. Made by a test: schema/whole.rs.

-- table faxes
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
        document           TEXT NOT NULL, mode TEXT, packets TEXT, line TEXT, trunk TEXT, fetched_by INTEGER, retention TEXT, junk TEXT, junk_until INTEGER, sealed_by TEXT, outcome_event TEXT, outcome_values TEXT, ages_from INTEGER,
        CHECK ((status = 'receiving') = (ended_at IS NULL))
    ) STRICT;

-- index faxes_receiving
CREATE INDEX faxes_receiving ON faxes (id) WHERE status = 'receiving';

-- index faxes_ended
CREATE INDEX faxes_ended ON faxes (ended_at) WHERE ended_at IS NOT NULL;

-- index faxes_device
CREATE INDEX faxes_device ON faxes (device, id);

-- table fax_mailboxes
CREATE TABLE fax_mailboxes (
        fax      INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        mailbox  TEXT NOT NULL,
        PRIMARY KEY (fax, position)
    ) STRICT, WITHOUT ROWID;

-- table fax_options
CREATE TABLE fax_options (
        fax   INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (fax, name)
    ) STRICT, WITHOUT ROWID;

-- table pages
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

-- table devices
CREATE TABLE devices (
        context     TEXT NOT NULL,
        extension   TEXT NOT NULL,
        format      TEXT NOT NULL,
        class       TEXT,
        enabled     INTEGER NOT NULL,
        declared_at TEXT NOT NULL,
        PRIMARY KEY (context, extension)
    ) STRICT, WITHOUT ROWID;

-- table device_mailboxes
CREATE TABLE device_mailboxes (
        context   TEXT NOT NULL,
        extension TEXT NOT NULL,
        position  INTEGER NOT NULL,
        mailbox   TEXT NOT NULL,
        PRIMARY KEY (context, extension, position),
        FOREIGN KEY (context, extension) REFERENCES devices ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

-- table device_options
CREATE TABLE device_options (
        context   TEXT NOT NULL,
        extension TEXT NOT NULL,
        name      TEXT NOT NULL,
        value     TEXT NOT NULL,
        PRIMARY KEY (context, extension, name),
        FOREIGN KEY (context, extension) REFERENCES devices ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;

-- table deletions
CREATE TABLE deletions (
        fax        INTEGER PRIMARY KEY,
        device     TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        pages      INTEGER NOT NULL,
        status     TEXT NOT NULL,
        deleted_at INTEGER NOT NULL,
        reason     TEXT NOT NULL,
        document   TEXT
    , sha256 TEXT) STRICT;

-- index deletions_pending
CREATE INDEX deletions_pending ON deletions (fax) WHERE document IS NOT NULL;

-- table jobs
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
        fresh_after   INTEGER NOT NULL DEFAULT 0, account TEXT NOT NULL DEFAULT '', account_calls INTEGER NOT NULL DEFAULT 0, number_by INTEGER CHECK (number <> '' OR state IN ('suspended', 'failed')), held INTEGER NOT NULL DEFAULT 0, who INTEGER, retention TEXT, role TEXT NOT NULL DEFAULT 'own' CHECK (role IN ('own', 'moved', 'try')), permit_boot TEXT, permit_until_ms INTEGER, try_is_cancelled INTEGER NOT NULL DEFAULT 0, asked TEXT, has_words INTEGER NOT NULL DEFAULT 0, ages_from INTEGER,
        CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
        CHECK ((state = 'active') = (call IS NOT NULL)),
        CHECK (state NOT IN ('pending', 'sleeping') OR due_at IS NOT NULL)
    ) STRICT;

-- index jobs_ready
CREATE INDEX jobs_ready ON jobs (priority, id) WHERE state = 'ready';

-- index jobs_due
CREATE INDEX jobs_due ON jobs (due_at) WHERE state IN ('pending', 'sleeping');

-- index jobs_expiring
CREATE INDEX jobs_expiring ON jobs (expires_at) WHERE ended_at IS NULL AND expires_at IS NOT NULL;

-- index jobs_windowed
CREATE INDEX jobs_windowed ON jobs (windows, zone) WHERE state IN ('ready', 'blocked') AND windows IS NOT NULL;

-- index jobs_active
CREATE INDEX jobs_active ON jobs (canonical) WHERE state = 'active';

-- index jobs_open
CREATE INDEX jobs_open ON jobs (canonical, state) WHERE ended_at IS NULL;

-- index jobs_ended
CREATE INDEX jobs_ended ON jobs (ended_at) WHERE ended_at IS NOT NULL;

-- table job_notify
CREATE TABLE job_notify (
        job      INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        mailbox  TEXT NOT NULL,
        PRIMARY KEY (job, position)
    ) STRICT, WITHOUT ROWID;

-- table job_options
CREATE TABLE job_options (
        job   INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (job, name)
    ) STRICT, WITHOUT ROWID;

-- table job_documents
CREATE TABLE job_documents (
        job    INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        name   TEXT NOT NULL,
        file   TEXT NOT NULL UNIQUE,
        pages  INTEGER NOT NULL, sealed_by TEXT,
        PRIMARY KEY (job, number)
    ) STRICT, WITHOUT ROWID;

-- table job_pages
CREATE TABLE job_pages (
        job            INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        document       INTEGER NOT NULL,
        page           INTEGER NOT NULL,
        state          TEXT NOT NULL DEFAULT 'waiting'
                       CHECK (state IN ('waiting', 'sending', 'said', 'confirmed', 'doubtful')),
        unknown        INTEGER NOT NULL DEFAULT 0,
        refused        INTEGER NOT NULL DEFAULT 0,
        rows_confirmed INTEGER NOT NULL DEFAULT 0,
        confirmed_at   INTEGER, told INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (job, document, page)
    ) STRICT, WITHOUT ROWID;

-- table job_calls
CREATE TABLE job_calls (
        id           INTEGER PRIMARY KEY AUTOINCREMENT,
        job          INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        joined       INTEGER,
        leased_at    INTEGER NOT NULL,
        fax_seen_at  INTEGER,
        ended_at     INTEGER,
        failure      TEXT,
        call_id      TEXT,
        far_ident    TEXT,
        rate_bps     INTEGER,
        ecm          INTEGER,
        coding       TEXT
    , mode TEXT, packets TEXT, trunk TEXT, line TEXT) STRICT;

-- index job_calls_job
CREATE INDEX job_calls_job ON job_calls (job, id);

-- table job_changes
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
    , far_ident TEXT, pages_in_doubt TEXT NOT NULL DEFAULT '', pages_perhaps_twice TEXT NOT NULL DEFAULT '', fetched_fax INTEGER, fetched_pages INTEGER NOT NULL DEFAULT 0, event TEXT, event_values TEXT, spared_until INTEGER) STRICT;

-- index job_changes_job
CREATE INDEX job_changes_job ON job_changes (job, id);

-- table job_deletions
CREATE TABLE job_deletions (
        job        INTEGER PRIMARY KEY,
        device     TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        pages      INTEGER NOT NULL,
        state      TEXT NOT NULL,
        deleted_at INTEGER NOT NULL,
        reason     TEXT NOT NULL
    ) STRICT;

-- table job_files_left
CREATE TABLE job_files_left (file TEXT PRIMARY KEY, job INTEGER, sha256 TEXT) STRICT, WITHOUT ROWID;

-- table sending_settings
CREATE TABLE sending_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- table letters
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

-- table letter_recipients
CREATE TABLE letter_recipients (
        letter   INTEGER NOT NULL REFERENCES letters (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        address  TEXT NOT NULL,
        original TEXT NOT NULL,
        failure  TEXT NOT NULL,
        PRIMARY KEY (letter, position)
    ) STRICT, WITHOUT ROWID;

-- table outbox
CREATE TABLE "outbox" (
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
        message_id   TEXT NOT NULL UNIQUE, last_error_values TEXT, reason_values TEXT,
        UNIQUE (fax, kind, mailbox),
        UNIQUE (job, job_change, kind, mailbox),
        UNIQUE (letter, kind, mailbox),
        CHECK ((kind IN ('fax', 'faxmaster')) = (fax IS NOT NULL)),
        CHECK ((kind IN ('job', 'job_faxmaster')) = (job IS NOT NULL AND job_change IS NOT NULL AND why IS NOT NULL)),
        CHECK ((kind IN ('letter', 'letter_faxmaster')) = (letter IS NOT NULL))
    ) STRICT;

-- index outbox_due
CREATE INDEX outbox_due ON outbox (next_try_at) WHERE state IN ('waiting', 'leased');

-- index outbox_state
CREATE INDEX outbox_state ON outbox (state, id);

-- index outbox_job
CREATE INDEX outbox_job ON outbox (job) WHERE job IS NOT NULL;

-- index job_options_mark
CREATE INDEX job_options_mark ON job_options (value) WHERE name = 'mark';

-- index jobs_of_account
CREATE INDEX jobs_of_account ON jobs (account) WHERE state = 'active' AND account <> '';

-- table counted_faxes
CREATE TABLE counted_faxes (
        mark   TEXT PRIMARY KEY,
        user   TEXT NOT NULL,
        device TEXT NOT NULL,
        at     INTEGER NOT NULL,
        pages  INTEGER NOT NULL
    , tried_at INTEGER) STRICT, WITHOUT ROWID;

-- index counted_at
CREATE INDEX counted_at ON counted_faxes (at, pages);

-- index counted_of_user
CREATE INDEX counted_of_user ON counted_faxes (user, at, pages);

-- index counted_of_device
CREATE INDEX counted_of_device ON counted_faxes (device, at, pages);

-- table stopped_users
CREATE TABLE stopped_users (
        user  TEXT PRIMARY KEY,
        since INTEGER NOT NULL,
        why   TEXT NOT NULL,
        told  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table clock_jumps
CREATE TABLE clock_jumps (boot TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- table questions
CREATE TABLE questions (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        asked_at    INTEGER NOT NULL,
        answered_at INTEGER
    ) STRICT;

-- table findings
CREATE TABLE findings (
        question INTEGER NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        what     TEXT NOT NULL,
        is_well  INTEGER NOT NULL,
        text     TEXT NOT NULL,
        mend     TEXT NOT NULL, observation TEXT, observation_values TEXT, fix TEXT, fix_values TEXT,
        PRIMARY KEY (question, position)
    ) STRICT, WITHOUT ROWID;

-- index jobs_without_number
CREATE INDEX jobs_without_number ON jobs (number_by) WHERE ended_at IS NULL AND number_by IS NOT NULL;

-- table print_jobs
CREATE TABLE print_jobs (
        entry    INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
        printer  TEXT NOT NULL,
        job      INTEGER,
        is_whole INTEGER NOT NULL,
        at       INTEGER NOT NULL
    , sends INTEGER NOT NULL DEFAULT 0, withdrawn INTEGER) STRICT;

-- table fax_readers
CREATE TABLE fax_readers (user TEXT PRIMARY KEY, read_through INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- table fax_marks
CREATE TABLE fax_marks (
        user    TEXT NOT NULL,
        fax     INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        is_read INTEGER NOT NULL,
        PRIMARY KEY (user, fax)
    ) STRICT, WITHOUT ROWID;

-- index fax_marks_fax
CREATE INDEX fax_marks_fax ON fax_marks (fax);

-- index fax_marks_unread
CREATE INDEX fax_marks_unread ON fax_marks (user, fax) WHERE is_read = 0;

-- table fax_claims
CREATE TABLE fax_claims (
        fax      INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        user     TEXT NOT NULL,
        given_by TEXT NOT NULL,
        at       INTEGER NOT NULL
    ) STRICT;

-- index fax_claims_user
CREATE INDEX fax_claims_user ON fax_claims (user, fax);

-- table fax_notes
CREATE TABLE fax_notes (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        tag  TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;

-- table fax_events
CREATE TABLE fax_events (
        id   INTEGER PRIMARY KEY AUTOINCREMENT,
        fax  INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        at   INTEGER NOT NULL,
        by   TEXT NOT NULL,
        what TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT;

-- index fax_events_fax
CREATE INDEX fax_events_fax ON fax_events (fax, id);

-- index faxes_started
CREATE INDEX faxes_started ON faxes (started_at);

-- index jobs_by_device
CREATE INDEX jobs_by_device ON jobs (device, state, id);

-- index jobs_by_owner
CREATE INDEX jobs_by_owner ON jobs (owner, state, id);

-- index jobs_by_state
CREATE INDEX jobs_by_state ON jobs (state, id);

-- table folders
CREATE TABLE folders (
        name          TEXT PRIMARY KEY,
        path          TEXT NOT NULL,
        token         TEXT NOT NULL,
        is_set_up     INTEGER NOT NULL DEFAULT 0,
        upto          INTEGER NOT NULL,
        failing_since INTEGER
    ) STRICT, WITHOUT ROWID;

-- table filed
CREATE TABLE filed (
        folder     TEXT NOT NULL,
        fax        INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name       TEXT NOT NULL,
        written_at INTEGER,
        PRIMARY KEY (folder, fax)
    ) STRICT, WITHOUT ROWID;

-- index filed_fax
CREATE INDEX filed_fax ON filed (fax);

-- table alarms
CREATE TABLE alarms (name TEXT PRIMARY KEY, since INTEGER NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- table alarm_watches
CREATE TABLE alarm_watches (name TEXT PRIMARY KEY, since INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- table sums
CREATE TABLE sums (
        name  TEXT NOT NULL,
        of    TEXT NOT NULL,
        by    TEXT NOT NULL,
        value INTEGER NOT NULL,
        at    INTEGER NOT NULL,
        PRIMARY KEY (name, of, by)
    ) STRICT, WITHOUT ROWID;

-- table web_sessions
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
    , hint TEXT NOT NULL DEFAULT '') STRICT;

-- index web_sessions_of
CREATE INDEX web_sessions_of ON web_sessions (user);

-- table api_keys
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
    , by TEXT NOT NULL DEFAULT 'password', is_test INTEGER NOT NULL DEFAULT 0) STRICT;

-- index api_keys_of
CREATE INDEX api_keys_of ON api_keys (user);

-- table fax_words
CREATE VIRTUAL TABLE fax_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'trigram');

-- table fax_words_data
CREATE TABLE 'fax_words_data'(id INTEGER PRIMARY KEY, block BLOB);

-- table fax_words_idx
CREATE TABLE 'fax_words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

-- table fax_words_docsize
CREATE TABLE 'fax_words_docsize'(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);

-- table fax_words_config
CREATE TABLE 'fax_words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

-- table api_requests
CREATE TABLE api_requests (
        user     TEXT NOT NULL,
        key      TEXT NOT NULL,
        request  TEXT NOT NULL,
        mark     TEXT NOT NULL,
        at       INTEGER NOT NULL,
        status   INTEGER,
        location TEXT,
        body     TEXT, who INTEGER,
        PRIMARY KEY (user, key)
    ) STRICT, WITHOUT ROWID;

-- index api_requests_at
CREATE INDEX api_requests_at ON api_requests (at);

-- table api_documents
CREATE TABLE api_documents (
        id    TEXT PRIMARY KEY,
        user  TEXT NOT NULL,
        name  TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        at    INTEGER NOT NULL
    , who INTEGER) STRICT, WITHOUT ROWID;

-- table vouched
CREATE TABLE vouched (
        name      TEXT PRIMARY KEY,
        by        TEXT NOT NULL,
        subject   TEXT NOT NULL,
        addresses TEXT NOT NULL,
        groups    TEXT NOT NULL,
        device    TEXT NOT NULL,
        said_at   INTEGER NOT NULL
    , who INTEGER NOT NULL DEFAULT 0) STRICT;

-- table webhooks
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
    , by TEXT NOT NULL DEFAULT 'password', before_change INTEGER NOT NULL DEFAULT 0, before_event INTEGER NOT NULL DEFAULT 0) STRICT;

-- table webhook_messages
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

-- index webhook_messages_due
CREATE INDEX webhook_messages_due ON webhook_messages (next_try_at, id) WHERE state = 'waiting';

-- index webhook_messages_dead
CREATE INDEX webhook_messages_dead ON webhook_messages (id) WHERE state = 'dead';

-- index webhook_messages_of
CREATE INDEX webhook_messages_of ON webhook_messages (webhook, state, id);

-- table webhook_cursor
CREATE TABLE webhook_cursor (
        one    INTEGER PRIMARY KEY CHECK (one = 1),
        change INTEGER NOT NULL,
        event  INTEGER NOT NULL,
        fax    INTEGER NOT NULL
    ) STRICT;

-- table webhook_faxes
CREATE TABLE webhook_faxes (fax INTEGER PRIMARY KEY) STRICT;

-- table contacts
CREATE TABLE contacts (
        id         INTEGER PRIMARY KEY AUTOINCREMENT,
        owner      TEXT NOT NULL,
        name       TEXT NOT NULL,
        company    TEXT NOT NULL,
        number     TEXT NOT NULL,
        note       TEXT NOT NULL,
        changed_at INTEGER NOT NULL,
        changed_by TEXT NOT NULL
    , by TEXT NOT NULL DEFAULT 'password') STRICT;

-- index job_calls_by_trunk
CREATE INDEX job_calls_by_trunk ON job_calls (ended_at, trunk, failure) WHERE trunk IS NOT NULL AND joined IS NULL;

-- index contacts_of
CREATE INDEX contacts_of ON contacts (owner, by, name, number);

-- table ladders
CREATE TABLE ladders (
        id   INTEGER PRIMARY KEY,
        fax  INTEGER UNIQUE REFERENCES faxes (id) ON DELETE CASCADE,
        call INTEGER UNIQUE REFERENCES job_calls (id) ON DELETE CASCADE,
        text TEXT NOT NULL, steps TEXT NOT NULL DEFAULT '',
        CHECK ((fax IS NULL) <> (call IS NULL))
    ) STRICT;

-- table outbox_marks
CREATE TABLE outbox_marks (
        mark  TEXT NOT NULL,
        entry INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
        PRIMARY KEY (mark, entry)
    ) STRICT, WITHOUT ROWID;

-- index outbox_marks_entry
CREATE INDEX outbox_marks_entry ON outbox_marks (entry);

-- table webhook_before
CREATE TABLE webhook_before (
        webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
        fax     INTEGER NOT NULL,
        PRIMARY KEY (webhook, fax)
    ) STRICT, WITHOUT ROWID;

-- table languages
CREATE TABLE languages (
        user     TEXT NOT NULL,
        by       TEXT NOT NULL,
        language TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;

-- table call_records
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

-- index call_records_of_fax
CREATE INDEX call_records_of_fax ON call_records (fax) WHERE fax IS NOT NULL;

-- index call_records_of_job
CREATE INDEX call_records_of_job ON call_records (job) WHERE job IS NOT NULL;

-- table held_documents
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

-- table held_files
CREATE TABLE held_files (
        document INTEGER NOT NULL REFERENCES held_documents (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        file     TEXT NOT NULL UNIQUE,
        name     TEXT NOT NULL,
        pages    INTEGER NOT NULL,
        PRIMARY KEY (document, number)
    ) STRICT, WITHOUT ROWID;

-- table held_fetches
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

-- index held_fetches_of
CREATE INDEX held_fetches_of ON held_fetches (document);

-- table job_fetches
CREATE TABLE job_fetches (
        job INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        sep TEXT,
        fax INTEGER
    ) STRICT;

-- table retention_classes
CREATE TABLE retention_classes (
        name          TEXT PRIMARY KEY,
        received_days INTEGER,
        sent_days     INTEGER,
        record_days   INTEGER
    ) STRICT, WITHOUT ROWID;

-- index faxes_retention
CREATE INDEX faxes_retention ON faxes (retention, ended_at) WHERE ended_at IS NOT NULL;

-- index jobs_retention
CREATE INDEX jobs_retention ON jobs (retention, ended_at) WHERE ended_at IS NOT NULL;

-- index job_calls_joined
CREATE INDEX job_calls_joined ON job_calls (joined) WHERE joined IS NOT NULL;

-- table legal_holds
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

-- table legal_hold_digits
CREATE TABLE legal_hold_digits (
        hold   INTEGER NOT NULL REFERENCES legal_holds (id) ON DELETE CASCADE,
        digits TEXT NOT NULL,
        PRIMARY KEY (hold, digits)
    ) STRICT, WITHOUT ROWID;

-- table destinations
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

-- index destinations_at
CREATE INDEX destinations_at ON destinations (at);

-- index faxes_junk
CREATE INDEX faxes_junk ON faxes (id) WHERE junk IS NOT NULL;

-- table refused_calls
CREATE TABLE refused_calls (
        id          INTEGER PRIMARY KEY AUTOINCREMENT,
        at          INTEGER NOT NULL,
        device      TEXT NOT NULL,
        calling     TEXT NOT NULL,
        caller_name TEXT NOT NULL,
        trunk       TEXT NOT NULL,
        rule        TEXT NOT NULL
    ) STRICT;

-- index faxes_fetched_by
CREATE INDEX faxes_fetched_by ON faxes (fetched_by) WHERE fetched_by IS NOT NULL;

-- table node
CREATE TABLE node (
        one   INTEGER PRIMARY KEY CHECK (one = 1),
        name  TEXT NOT NULL,
        token TEXT NOT NULL,
        store TEXT NOT NULL,
        upto  INTEGER NOT NULL
    , identity TEXT NOT NULL DEFAULT '', compared_at INTEGER NOT NULL DEFAULT 0, shares_jobs INTEGER NOT NULL DEFAULT 0, changes_upto INTEGER NOT NULL DEFAULT 0, epoch TEXT NOT NULL DEFAULT '', word TEXT NOT NULL DEFAULT '', next_word TEXT NOT NULL DEFAULT '', words INTEGER NOT NULL DEFAULT 0, forgotten_upto INTEGER NOT NULL DEFAULT 0, forgotten_of TEXT NOT NULL DEFAULT '', mails_after INTEGER NOT NULL DEFAULT 0, mails_told INTEGER NOT NULL DEFAULT 0, mails_boot TEXT NOT NULL DEFAULT '', mails_until INTEGER NOT NULL DEFAULT 0) STRICT;

-- table shipped
CREATE TABLE shipped (
        fax INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        at  INTEGER NOT NULL
    , mark TEXT NOT NULL DEFAULT '', sha256 TEXT) STRICT;

-- table nodes
CREATE TABLE nodes (
        name    TEXT PRIMARY KEY,
        token   TEXT NOT NULL,
        host    TEXT NOT NULL,
        folder  TEXT NOT NULL,
        version TEXT NOT NULL,
        seen_at INTEGER NOT NULL,
        waiting INTEGER NOT NULL
    , knows INTEGER NOT NULL DEFAULT 0, drained_at INTEGER, drained_by TEXT NOT NULL DEFAULT '', told_at INTEGER, to_give INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;

-- table node_faxes
CREATE TABLE node_faxes (
        node       TEXT NOT NULL,
        mark       TEXT NOT NULL,
        node_fax   INTEGER NOT NULL,
        fax        INTEGER REFERENCES faxes (id) ON DELETE SET NULL,
        sha256     TEXT,
        arrived_at INTEGER NOT NULL,
        PRIMARY KEY (node, mark)
    ) STRICT, WITHOUT ROWID;

-- index node_faxes_fax
CREATE UNIQUE INDEX node_faxes_fax ON node_faxes (fax) WHERE fax IS NOT NULL;

-- table store_identity
CREATE TABLE store_identity (
        one      INTEGER PRIMARY KEY CHECK (one = 1),
        identity TEXT NOT NULL
    , incarnation TEXT NOT NULL DEFAULT '', epoch TEXT NOT NULL DEFAULT '', quiet_until INTEGER NOT NULL DEFAULT 0) STRICT;

-- index faxes_listed
CREATE INDEX faxes_listed ON faxes (id, device, status, started_at, calling, caller_name, far_ident);

-- index faxes_listed_by_device
CREATE INDEX faxes_listed_by_device ON faxes (device, id, status, started_at, calling, caller_name, far_ident);

-- table job_octets
CREATE TABLE job_octets (
        file   TEXT PRIMARY KEY REFERENCES job_documents (file) ON DELETE CASCADE,
        sha256 TEXT NOT NULL,
        octets BLOB NOT NULL
    , seal_key TEXT, seal BLOB) STRICT, WITHOUT ROWID;

-- table job_leases
CREATE TABLE job_leases (
        call  INTEGER PRIMARY KEY REFERENCES job_calls (id) ON DELETE CASCADE,
        job   INTEGER NOT NULL,
        node  TEXT NOT NULL,
        token TEXT NOT NULL,
        until INTEGER NOT NULL
    , machine TEXT NOT NULL DEFAULT '', trunk TEXT NOT NULL DEFAULT '') STRICT;

-- index job_leases_until
CREATE INDEX job_leases_until ON job_leases (until);

-- index job_leases_of
CREATE INDEX job_leases_of ON job_leases (token);

-- table moved_jobs
CREATE TABLE moved_jobs (
        job       INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        store_job INTEGER UNIQUE,
        asked     TEXT
    ) STRICT;

-- table store_tries
CREATE TABLE store_tries (
        job          INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        store_job    INTEGER NOT NULL,
        store_call   INTEGER NOT NULL UNIQUE,
        boot         TEXT NOT NULL,
        began_ms     INTEGER NOT NULL,
        until_ms     INTEGER NOT NULL,
        is_cancelled INTEGER NOT NULL DEFAULT 0,
        is_told      INTEGER NOT NULL DEFAULT 0
    , mark TEXT NOT NULL DEFAULT '') STRICT;

-- index store_tries_open
CREATE INDEX store_tries_open ON store_tries (job) WHERE is_told = 0;

-- table store_documents
CREATE TABLE store_documents (
        id       INTEGER PRIMARY KEY AUTOINCREMENT,
        fax      INTEGER REFERENCES faxes (id) ON DELETE CASCADE,
        token    TEXT NOT NULL,
        sha256   TEXT NOT NULL,
        octets   INTEGER NOT NULL,
        begun_at INTEGER NOT NULL
    , seal_key TEXT, seal BLOB, file TEXT REFERENCES job_documents (file) ON DELETE CASCADE) STRICT;

-- index store_documents_fax
CREATE UNIQUE INDEX store_documents_fax ON store_documents (fax) WHERE fax IS NOT NULL;

-- index store_documents_coming
CREATE UNIQUE INDEX store_documents_coming ON store_documents (token, sha256) WHERE fax IS NULL;

-- table store_pieces
CREATE TABLE store_pieces (
        document INTEGER NOT NULL REFERENCES store_documents (id) ON DELETE CASCADE,
        number   INTEGER NOT NULL,
        octets   BLOB NOT NULL,
        PRIMARY KEY (document, number)
    ) STRICT;

-- table trunks
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

-- table store_objects
CREATE TABLE store_objects (
        name     TEXT PRIMARY KEY,
        document INTEGER REFERENCES store_documents (id) ON DELETE SET NULL,
        number   INTEGER NOT NULL,
        is_whole INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

-- index store_objects_document
CREATE INDEX store_objects_document ON store_objects (document, number);

-- table job_nodes
CREATE TABLE job_nodes (
        token   TEXT PRIMARY KEY,
        name    TEXT NOT NULL,
        machine TEXT NOT NULL,
        place   TEXT NOT NULL,
        until   INTEGER NOT NULL
    , word TEXT NOT NULL DEFAULT '', words INTEGER NOT NULL DEFAULT 0, refused TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

-- table left_node
CREATE TABLE left_node (
        one          INTEGER PRIMARY KEY CHECK (one = 1),
        token        TEXT NOT NULL,
        identity     TEXT NOT NULL,
        changes_upto INTEGER NOT NULL
    , epoch TEXT NOT NULL DEFAULT '', word TEXT NOT NULL DEFAULT '', next_word TEXT NOT NULL DEFAULT '', words INTEGER NOT NULL DEFAULT 0) STRICT;

-- table job_pieces
CREATE TABLE job_pieces (
        file    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        octets  BLOB NOT NULL,
        came_at INTEGER NOT NULL, seal_key TEXT, seal BLOB,
        PRIMARY KEY (file, at)
    ) STRICT;

-- index job_pieces_came
CREATE INDEX job_pieces_came ON job_pieces (came_at);

-- table taken_over
CREATE TABLE taken_over (
        mark  TEXT PRIMARY KEY,
        fax   INTEGER,
        job   INTEGER,
        stood TEXT NOT NULL,
        at    INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- index taken_over_fax
CREATE INDEX taken_over_fax ON taken_over (fax) WHERE fax IS NOT NULL;

-- index taken_over_job
CREATE INDEX taken_over_job ON taken_over (job) WHERE job IS NOT NULL;

-- table known_pages
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

-- index known_pages_told
CREATE INDEX known_pages_told ON known_pages (told_at);

-- index outbox_job_change
CREATE INDEX outbox_job_change ON outbox (job_change) WHERE job_change IS NOT NULL;

-- index node_faxes_of
CREATE INDEX node_faxes_of ON node_faxes (node) WHERE fax IS NOT NULL;

-- table store_keys
CREATE TABLE store_keys (
        id    TEXT PRIMARY KEY,
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- index store_documents_seal
CREATE INDEX store_documents_seal ON store_documents (seal_key, id);

-- index job_octets_seal
CREATE INDEX job_octets_seal ON job_octets (seal_key, file);

-- table learned
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

-- table known_elsewhere
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

-- index known_elsewhere_at
CREATE INDEX known_elsewhere_at ON known_elsewhere (at);

-- table left_out_elsewhere
CREATE TABLE left_out_elsewhere (beginning TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- table learned_upto
CREATE TABLE learned_upto (token TEXT PRIMARY KEY, upto INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- table forgotten_numbers
CREATE TABLE forgotten_numbers (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        number TEXT NOT NULL,
        at     INTEGER NOT NULL
    ) STRICT;

-- index forgotten_numbers_number
CREATE INDEX forgotten_numbers_number ON forgotten_numbers (number);

-- index forgotten_numbers_at
CREATE INDEX forgotten_numbers_at ON forgotten_numbers (at);

-- table left_out_numbers
CREATE TABLE left_out_numbers (
        node      TEXT NOT NULL,
        beginning TEXT NOT NULL,
        PRIMARY KEY (node, beginning)
    ) STRICT, WITHOUT ROWID;

-- table proven_lines
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

-- index proven_lines_number
CREATE INDEX proven_lines_number ON proven_lines (number);

-- table node_lines
CREATE TABLE node_lines (
        node     TEXT PRIMARY KEY,
        in_all   INTEGER NOT NULL,
        trunk    TEXT NOT NULL,
        on_trunk INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table shared_pages
CREATE TABLE shared_pages (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        upto INTEGER NOT NULL
    ) STRICT;

-- table coming_faxes
CREATE TABLE coming_faxes (
        fax   INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        token TEXT NOT NULL
    ) STRICT;

-- table lost_tries
CREATE TABLE lost_tries (
        call      INTEGER PRIMARY KEY,
        job       INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        node      TEXT NOT NULL,
        at        INTEGER NOT NULL,
        next_node TEXT,
        next_at   INTEGER
    ) STRICT;

-- index lost_tries_job
CREATE INDEX lost_tries_job ON lost_tries (job);

-- table unheard_ends
CREATE TABLE unheard_ends (
        home    TEXT NOT NULL,
        mark    TEXT NOT NULL,
        state   TEXT NOT NULL,
        failure TEXT,
        told_by TEXT,
        PRIMARY KEY (home, mark)
    ) STRICT, WITHOUT ROWID;

-- table faxes_at_store
CREATE TABLE faxes_at_store (
        fax  INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        told TEXT
    ) STRICT;

-- table mailed_elsewhere
CREATE TABLE mailed_elsewhere (
        fax        INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        kind       TEXT NOT NULL,
        mailbox    TEXT NOT NULL,
        message_id TEXT NOT NULL,
        taken_by   TEXT NOT NULL,
        PRIMARY KEY (fax, kind, mailbox)
    ) STRICT, WITHOUT ROWID;

-- table mail_takers
CREATE TABLE mail_takers (
        name     TEXT PRIMARY KEY,
        after_ms INTEGER NOT NULL,
        seen_at  INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table mail_nodes
CREATE TABLE mail_nodes (
        token    TEXT PRIMARY KEY,
        name     TEXT NOT NULL,
        seen_at  INTEGER NOT NULL,
        after_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table owed_mails
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
        is_told    INTEGER NOT NULL DEFAULT 0, reason_values TEXT,
        PRIMARY KEY (fax, kind, mailbox)
    ) STRICT, WITHOUT ROWID;

-- index owed_mails_token
CREATE INDEX owed_mails_token ON owed_mails (token, is_told);

-- table home_reports
CREATE TABLE home_reports (
        job         INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        token       TEXT NOT NULL,
        notify_when TEXT NOT NULL,
        mailboxes   TEXT NOT NULL
    ) STRICT;

-- index home_reports_token
CREATE INDEX home_reports_token ON home_reports (token);

-- table reported_upto
CREATE TABLE reported_upto (token TEXT PRIMARY KEY, upto INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- table taken_reports
CREATE TABLE taken_reports (
        job_change INTEGER PRIMARY KEY REFERENCES job_changes (id) ON DELETE CASCADE,
        taken_by   TEXT NOT NULL
    ) STRICT;

-- table spool_mark
CREATE TABLE spool_mark (
        mark TEXT PRIMARY KEY
    ) STRICT;

-- table fax_links
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

-- index fax_links_of
CREATE INDEX fax_links_of ON fax_links (fax);

-- index jobs_by_tag
CREATE INDEX jobs_by_tag ON jobs (substr(tag, 1, 100), id) WHERE tag <> '';

-- index jobs_created
CREATE INDEX jobs_created ON jobs (created_at, id);

-- table saved_views
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

-- index job_options_metadata
CREATE INDEX job_options_metadata ON job_options (name, value, job) WHERE substr(name, 1, 9) = 'metadata.';

-- table webhook_attempts
CREATE TABLE webhook_attempts (
        id      INTEGER PRIMARY KEY AUTOINCREMENT,
        webhook INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
        name    TEXT NOT NULL,
        type    TEXT NOT NULL,
        at      INTEGER NOT NULL,
        attempt INTEGER NOT NULL,
        error   TEXT
    ) STRICT;

-- index webhook_attempts_of
CREATE INDEX webhook_attempts_of ON webhook_attempts (webhook, id);

-- table looks
CREATE TABLE looks (
        user TEXT NOT NULL,
        by   TEXT NOT NULL,
        look TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;

-- table job_words
CREATE TABLE job_words (
        job   INTEGER PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        words TEXT NOT NULL
    ) STRICT;

-- index jobs_without_words
CREATE INDEX jobs_without_words ON jobs (id) WHERE has_words = 0;

-- table start_pages
CREATE TABLE start_pages (
        user  TEXT NOT NULL,
        by    TEXT NOT NULL,
        start TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;

-- table sweeps
CREATE TABLE sweeps (
        name   TEXT PRIMARY KEY,
        ran_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table clock_readings
CREATE TABLE clock_readings (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        at  INTEGER NOT NULL
    ) STRICT;

-- index faxes_not_whole
CREATE INDEX faxes_not_whole ON faxes (status, id) WHERE status <> 'received';

-- table report_choices
CREATE TABLE report_choices (
        user    TEXT NOT NULL,
        by      TEXT NOT NULL,
        reports TEXT NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;

-- table fax_metadata
CREATE TABLE fax_metadata (
        fax   INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        name  TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (fax, name)
    ) STRICT, WITHOUT ROWID;

-- index fax_metadata_value
CREATE INDEX fax_metadata_value ON fax_metadata (name, value, fax);

-- table unclaimed_watches
CREATE TABLE unclaimed_watches (
        user           TEXT NOT NULL,
        by             TEXT NOT NULL,
        minutes        INTEGER NOT NULL,
        address        TEXT NOT NULL,
        looked_through INTEGER NOT NULL,
        PRIMARY KEY (user, by)
    ) STRICT, WITHOUT ROWID;

-- table settings_users
CREATE TABLE settings_users (
        name    TEXT PRIMARY KEY,
        mark    TEXT NOT NULL,
        who     INTEGER,
        gone_at INTEGER
    , password TEXT) STRICT, WITHOUT ROWID;

-- index store_documents_file
CREATE INDEX store_documents_file ON store_documents (file) WHERE file IS NOT NULL;

-- table fax_texts
CREATE TABLE fax_texts (
        fax       INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        at        INTEGER NOT NULL,
        tries     INTEGER NOT NULL,
        until     INTEGER,
        error     TEXT,
        sealed_by TEXT,
        text      BLOB
    ) STRICT;

-- index fax_texts_sealed_by
CREATE INDEX fax_texts_sealed_by ON fax_texts (sealed_by, fax) WHERE text IS NOT NULL;

-- table fax_text_words
CREATE TABLE fax_text_words (
        fax  INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE,
        word INTEGER NOT NULL,
        PRIMARY KEY (fax, word)
    ) STRICT, WITHOUT ROWID;

-- index fax_text_words_word
CREATE INDEX fax_text_words_word ON fax_text_words (word, fax);

-- table fax_text_key
CREATE TABLE fax_text_key (
        one       INTEGER PRIMARY KEY CHECK (one = 1),
        sealed_by TEXT,
        key       BLOB NOT NULL
    ) STRICT;

-- table sorted_devices
CREATE TABLE sorted_devices (
        device  TEXT PRIMARY KEY,
        wait_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

-- table fax_sortings
CREATE TABLE fax_sortings (
        fax       INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        until     INTEGER NOT NULL,
        sorted_at INTEGER
    , rules TEXT NOT NULL DEFAULT '', device TEXT) STRICT;

-- index fax_sortings_open
CREATE INDEX fax_sortings_open ON fax_sortings (fax, until) WHERE sorted_at IS NULL;

-- table folder_moves
CREATE TABLE folder_moves (
        id     INTEGER PRIMARY KEY AUTOINCREMENT,
        folder TEXT NOT NULL,
        fax    INTEGER NOT NULL REFERENCES faxes (id) ON DELETE CASCADE
    , by_rule INTEGER NOT NULL DEFAULT 0) STRICT;

-- index folder_moves_of
CREATE INDEX folder_moves_of ON folder_moves (folder, id);

-- index folder_moves_fax
CREATE INDEX folder_moves_fax ON folder_moves (fax);

-- index fax_events_moved
CREATE INDEX fax_events_moved ON fax_events (id) WHERE what = 'moved';

-- table fax_parts
CREATE TABLE fax_parts (
        fax   INTEGER PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
        whole INTEGER NOT NULL
    ) STRICT;

-- index fax_parts_whole
CREATE INDEX fax_parts_whole ON fax_parts (whole);

-- index job_options_answer_code
CREATE INDEX job_options_answer_code ON job_options (value) WHERE name = 'answer_code';
