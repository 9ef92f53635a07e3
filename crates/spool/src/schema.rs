//! The tables of the database, and the steps from each version of them to the next.
//!
//! The crate below carries the steps out ([`ferrofax_store::schema`]).

mod migrations;
mod whole;

use ferrofax_store::schema::Schema;
pub(super) use migrations::MIGRATIONS;
use whole::WHOLE;

/// The text "FFAX" as a number.
const APPLICATION_ID: i64 = 0x4646_4158;

/// Returns the first version of the tables with which a Ferrofax reports its outstanding mails to a
/// shared database.
pub fn mails_told_since() -> i64 {
    version_with("CREATE TABLE owed_mails")
}

/// Returns the first version of the tables with which a Ferrofax can decrypt documents.
pub(super) fn sealing_since() -> i64 {
    version_with("CREATE TABLE store_keys")
}

/// Returns the first version of the tables with which a Ferrofax finds documents of jobs where those
/// of faxes are.
pub fn job_documents_since() -> i64 {
    version_with("ALTER TABLE store_documents ADD COLUMN file")
}

/// Returns the first version of the tables whose step has this statement.
fn version_with(statement: &str) -> i64 {
    MIGRATIONS
        .iter()
        .position(|step| step.contains(statement))
        .map_or(0, |at| at + 1) as i64
}

/// The version of a spool's database that this Ferrofax uses. A database of an older version is
/// updated to it, and a database of a newer version is rejected.
pub const SPOOL_VERSION: usize = MIGRATIONS.len();

/// The version from which on a Ferrofax also works with the tables of any later version, in a
/// database that several machines share. All steps since then only add tables, indexes, and columns
/// that an `INSERT` may leave out. A developer who adds any other kind of step must set this number
/// to the version that the step makes.
pub const ADDING_SINCE: usize = 42;

/// The tables of a spool, as the crate `ferrofax-store` needs them.
pub(super) const SCHEMA: Schema = Schema {
    application: APPLICATION_ID,
    steps: MIGRATIONS,
    whole: WHOLE,
    adding_since: ADDING_SINCE,
    index_of_words: "fax_words",
    on_postgresql: &[
        // These columns follow the ones that order the index. They are left out: an index entry has
        // at most 2704 bytes in PostgreSQL, and a remote fax machine's identification may be
        // longer.
        (", status, started_at, calling, caller_name, far_ident)", ", status, started_at)"),
        // In PostgreSQL, a truth value is not a number.
        (
            "(fax IS NOT NULL) + (job IS NOT NULL) + (device IS NOT NULL) + (number IS NOT NULL) = 1",
            "num_nonnulls(fax, job, device, number) = 1",
        ),
    ],
};

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ferrofax_basics::UnixMs;
    use rusqlite::Connection;

    use super::super::{FaxId, OutboxId, OutboxKind, Spool, SpoolError, Store, Tables};
    use super::*;

    /// Machines with this version and with the one before may use one shared database.
    #[test]
    fn what_was_done_to_tables_since_they_are_only_added_to_is_adding() {
        for step in &MIGRATIONS[ADDING_SINCE..] {
            let lines = step.lines().filter(|line| !line.trim_start().starts_with("--"));
            let code = lines.collect::<Vec<_>>().join(" ");
            for statement in code.split(';').map(str::trim).filter(|one| !one.is_empty()) {
                let adds = ["CREATE TABLE ", "CREATE INDEX "];
                let is_adding = adds.iter().any(|begin| statement.starts_with(begin));
                let is_column = statement.starts_with("ALTER TABLE ")
                    && statement.contains(" ADD COLUMN ")
                    && (statement.contains(" DEFAULT ") || !statement.contains("NOT NULL"));
                // An older Ferrofax does not know the column, so it does not matter to it.
                let is_value_of_new_column = statement.starts_with("UPDATE ")
                    && statement
                        .split_once(" SET ")
                        .and_then(|(_, rest)| rest.split_once(' '))
                        .is_some_and(|(column, _)| {
                            code.contains(&format!(" ADD COLUMN {column} "))
                        });
                assert!(
                    is_adding || is_column || is_value_of_new_column,
                    "{statement}: an older Ferrofax may stumble"
                );
            }
        }
    }

    /// Makes the database of an older Ferrofax with this version of the tables and these rows.
    fn older(path: &Path, version: usize, rows: &str) {
        let connection = Connection::open(path).unwrap();
        MIGRATIONS[..version]
            .iter()
            .for_each(|step| connection.execute_batch(step).unwrap());
        connection.pragma_update(None, "application_id", APPLICATION_ID).unwrap();
        connection.pragma_update(None, "user_version", version as i64).unwrap();
        connection.execute_batch(rows).unwrap();
    }

    /// Makes the database of a Ferrofax that could only receive, with a fax whose mail is still in
    /// the outbox.
    fn version_one(path: &Path) {
        let rows = "
            INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                               mail_without_pages, document)
            VALUES (7, 'received', '2101@x', '2101', '1', '', '1.1', 1, 2, 'pdf', 0, '0000/a.tif');
            INSERT INTO outbox (id, fax, kind, mailbox, state, attempts, created_at, next_try_at, message_id)
            VALUES (40, 7, 'fax', 'a@example.com', 'waiting', 3, 10, 20, 'a@example.com'),
                   (57, 7, 'fax', 'b@example.com', 'waiting', 3, 10, 20, 'b@example.com')";
        older(path, 1, rows);
    }

    /// Opens a spool whose database an older Ferrofax has made.
    fn opened(folder: &Path) -> Spool {
        Spool::open_as(folder, &Store::Sqlite, Tables::MayBeMade).unwrap()
    }

    /// Opens a spool with this version of the tables and these rows. Returns it with its folder.
    fn upgraded(version: usize, rows: &str) -> (tempfile::TempDir, Spool) {
        let folder = tempfile::tempdir().unwrap();
        older(&folder.path().join("spool.db"), version, rows);
        let spool = opened(folder.path());
        (folder, spool)
    }

    /// The last version of the tables before the step with this statement.
    fn before(statement: &str) -> usize {
        version_with(statement) as usize - 1
    }

    #[test]
    fn an_older_database_is_brought_up_with_all_that_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        version_one(&path);
        let spool = opened(folder.path());
        assert_eq!(spool.faxes().look_at_words(), Ok(super::super::WordIndex::Lacks(1)));
        assert_eq!(spool.faxes().index_lacking(&|| false), Ok(1));
        assert_eq!(spool.faxes().look_at_words(), Ok(super::super::WordIndex::Whole));
        let entries = spool.outbox().outbox_of(FaxId(7)).unwrap();
        assert_eq!(
            entries.iter().map(|entry| entry.id).collect::<Vec<_>>(),
            [OutboxId(40), OutboxId(57)]
        );
        let first = &entries[0];
        assert_eq!(
            (first.fax, &first.kind, first.attempts, first.next_try_at),
            (Some(FaxId(7)), &OutboxKind::Fax, 3, UnixMs(20))
        );
        assert_eq!(first.message_id, "a@example.com");
        assert!(spool.outbox().reject(OutboxId(57), UnixMs(30), "550 no").unwrap());
        assert_eq!(spool.outbox().outbox_of(FaxId(7)).unwrap()[2].id, OutboxId(58));
        assert_eq!(spool.jobs().job_counts().unwrap(), super::super::jobs::JobCounts::default());
        drop(spool);
        let connection = Connection::open(&path).unwrap();
        assert_eq!(SCHEMA.check_version(&connection).unwrap(), MIGRATIONS.len());
        let intact: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(intact, "ok");
    }

    #[test]
    fn an_upgrade_that_finds_no_room_changes_nothing_and_is_made_once_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        version_one(&path);
        let before = std::fs::read(&path).unwrap();
        let mut connection = Connection::open(&path).unwrap();
        let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        connection.pragma_update(None, "max_page_count", pages).unwrap();
        let error = SpoolError::not_opened(&path, SCHEMA.migrate(&mut connection).unwrap_err());
        assert!(matches!(error, SpoolError::DiskFull { .. }), "{error}");
        assert!(error.to_string().contains("when there is space"), "{error}");
        drop(connection);
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let spool = opened(folder.path());
        assert_eq!(spool.outbox().outbox_of(FaxId(7)).unwrap().len(), 2);
    }

    #[test]
    fn calls_of_before_stay_when_the_date_of_their_lease_goes() {
        let rows = "
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at, call,
                              tag, notify_when, notify_format, unknown, created_by)
            VALUES (3, 'active', '1', '1', '2101@x', 'alice', 127, 3, 12, 1, 7, '', 'each', 'text', 'resend', 'cli');
            INSERT INTO job_calls (id, job, leased_at, lease_until, rate_bps) VALUES (7, 3, 10, 20, 9600)";
        let (folder, spool) = upgraded(8, rows);
        let connection = Connection::open(folder.path().join("spool.db")).unwrap();
        let call = "SELECT id, job, leased_at, rate_bps FROM job_calls";
        let call: [i64; 4] = connection
            .query_row(call, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))
            .unwrap();
        assert_eq!(call, [7, 3, 10, 9600]);
        assert!(connection.prepare("SELECT lease_until FROM job_calls").is_err());
        assert_eq!(spool.queue().recover_jobs(UnixMs(30)).unwrap().len(), 1, "its call is gone");
    }

    #[test]
    fn calls_of_before_stay_and_are_no_trunk_s() {
        let rows = "
            INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                               mail_without_pages, document)
            VALUES (7, 'received', '2101@x', '2101', '1', '', '1.1', 1, 2, 'pdf', 0, '0000/a.tif');
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                              ended_at, tag, notify_when, notify_format, unknown, created_by)
            VALUES (3, 'done', '1', '1', '2101@x', 'alice', 127, 3, 12, 1, 2, '', 'each', 'text', 'resend', 'cli');
            INSERT INTO job_calls (id, job, leased_at, ended_at) VALUES (7, 3, 1, 2);
            INSERT INTO job_changes (id, job, at, state, text, tries, dials, pages_confirmed, call)
            VALUES (9, 3, 2, 'done', 'Sent.', 1, 1, 1, 7)";
        let (_folder, spool) = upgraded(before("job_calls ADD COLUMN trunk"), rows);
        assert_eq!(spool.faxes().fax(FaxId(7)).unwrap().trunk, None);
        let history = spool.jobs().job_history(super::super::jobs::JobId(3)).unwrap();
        assert_eq!((history.len(), &history[0].trunk), (1, &None));
        let history = spool.monitoring().history(&[UnixMs(0)]).unwrap();
        assert_eq!((history.days[0].sent, history.days[0].received), (1, 1));
        assert_eq!(history.trunks, []);
    }

    #[test]
    fn history_of_before_is_read_as_events_and_in_each_language() {
        use crate::event::{Event, Language};
        let rows = "
            INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                               mail_without_pages, document, outcome_text)
            VALUES (7, 'incomplete', '2101@x', '2101', '1', '', '1.1', 1, 2, 'pdf', 0, '0000/a.tif',
                    'After a page the sending machine fell silent.');
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                              ended_at, tag, notify_when, notify_format, unknown, created_by, text)
            VALUES (3, 'failed', '1', '1', '2101@x', 'alice', 127, 3, 12, 1, 2, '', 'each', 'text', 'resend', 'cli',
                    'The number was busy. Given up after 3 calls.');
            INSERT INTO job_changes (id, job, at, state, text, tries, dials, pages_confirmed)
            VALUES (8, 3, 1, 'ready', 'Taken in (cli).', 0, 0, 0),
                   (9, 3, 2, 'failed', 'The number was busy. Given up after 3 calls.', 0, 3, 0),
                   (10, 3, 2, 'failed', 'It rains.', 0, 3, 0)";
        let (folder, spool) = upgraded(before("job_changes ADD COLUMN event"), rows);
        let id = crate::jobs::JobId(3);
        let history = spool.jobs().job_history(id).unwrap();
        let texts = |language: Language| -> Vec<String> {
            history.iter().map(|change| change.event.text(language)).collect()
        };
        let given_up = "The number was busy. Given up after 3 calls.";
        assert_eq!(texts(Language::English), ["Submitted (command line).", given_up, "It rains."]);
        let given_up = "Die Nummer war besetzt. Nach 3 Anrufen aufgegeben.";
        assert_eq!(texts(Language::German), ["Aufgegeben (Kommandozeile).", given_up, "It rains."]);
        assert_eq!(spool.jobs().job(id).unwrap().event.name(), "failed");
        let outcome = spool.faxes().fax(FaxId(7)).unwrap().outcome.unwrap();
        let german = "Nach einer Seite verstummte der Absender.";
        assert_eq!(outcome.text(Language::German), german);

        // An event of this version, and a text that an older version writes.
        spool.jobs().retry_job(id, "alice", UnixMs(3)).unwrap();
        let retried = Event::Retried { by: "alice".into() };
        assert_eq!(spool.jobs().job(id).unwrap().event, retried);
        let older = "
            UPDATE jobs SET state = 'suspended', text = 'Held by bob.' WHERE id = 3;
            INSERT INTO job_changes (job, at, state, text, tries, dials, pages_confirmed)
            VALUES (3, 4, 'suspended', 'Held by bob.', 0, 0, 0)";
        Connection::open(folder.path().join("spool.db"))
            .unwrap()
            .execute_batch(older)
            .unwrap();
        let held = Event::Held { by: "bob".into() };
        assert_eq!(spool.jobs().job(id).unwrap().event, held);
        let history = spool.jobs().job_history(id).unwrap();
        let names: Vec<String> = history[3..].iter().map(|change| change.event.name()).collect();
        assert_eq!(names, ["retried", "held"]);
    }

    #[test]
    fn webhooks_and_contacts_of_before_are_those_of_users_of_the_settings() {
        let rows = "
            INSERT INTO webhooks (owner, url, events, secret, created_at) VALUES ('alice', 'https://x/', '*', 's', 1);
            INSERT INTO contacts (owner, name, company, number, note, changed_at, changed_by)
            VALUES ('alice', 'Bob', '', '1', '', 1, 'alice'), ('', 'Townhall', '', '2', '', 1, 'chief')";
        let (_folder, spool) = upgraded(before("ALTER TABLE contacts ADD COLUMN by"), rows);
        let names = |whose| -> Vec<String> {
            let contacts = spool.numbers().contacts(whose, "", 0, 9).unwrap();
            contacts.into_iter().map(|one| one.name).collect()
        };
        assert_eq!(names(("alice", "password")), ["Bob", "Townhall"]);
        assert_eq!(names(("alice", "ldap")), ["Townhall"]);
        assert_eq!(spool.webhooks().list(Some(("alice", "password"))).unwrap().len(), 1);
        assert!(spool.webhooks().list(Some(("alice", "ldap"))).unwrap().is_empty());
    }

    #[test]
    fn jobs_of_before_are_those_of_whom_others_vouch_for_now() {
        let rows = "
            INSERT INTO vouched (name, by, subject, addresses, groups, device, said_at, who)
            VALUES ('dora', 'ldap', 'uid=dora', '', '', '', 1, 77);
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                              ended_at, tag, notify_when, notify_format, unknown, created_by)
            VALUES (3, 'done', '1', '1', '2101@x', 'dora', 127, 3, 12, 1, 2, '', 'each', 'text', 'resend', 'web'),
                   (4, 'done', '1', '1', '2101@x', 'alice', 127, 3, 12, 1, 2, '', 'each', 'text', 'resend', 'web');
            INSERT INTO api_requests (user, key, request, mark, at) VALUES ('dora', 'k', 'r', 'first', 1);
            INSERT INTO api_documents (id, user, name, bytes, at) VALUES ('x', 'dora', 'a', 1, 1)";
        let (_folder, spool) = upgraded(before("ALTER TABLE jobs ADD COLUMN who"), rows);
        let who = |id| spool.jobs().job(crate::jobs::JobId(id)).unwrap().who;
        assert_eq!((who(3), who(4)), (Some(77), None));
        let documents = spool.submission().waiting_documents().unwrap();
        assert!(documents[0].is_of(("dora", Some(77))));
        let asked = |who| crate::AskedOnce { user: "dora", who, key: "k", request: "r" };
        let mark =
            |who| spool.submission().asked_once(&asked(who), "second", UnixMs(2)).unwrap().mark;
        assert_eq!((mark(Some(77)), mark(Some(78))), ("first".to_owned(), "second".to_owned()));
    }

    #[test]
    fn numbers_of_mails_that_are_gone_are_not_used_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool.db");
        version_one(&path);
        Connection::open(&path).unwrap().execute("DELETE FROM outbox", []).unwrap();
        drop(opened(folder.path()));
        let connection = Connection::open(&path).unwrap();
        let last: i64 = connection
            .query_row("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(last, 57);
    }

    #[test]
    fn reports_that_are_on_their_way_stay_so_when_the_outbox_learns_of_letters() {
        let rows = "
            INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                              ended_at, tag, notify_when, notify_format, unknown, created_by)
            VALUES (3, 'done', '1', '1', '2101@x', 'alice', 127, 3, 12, 1, 2, '', 'each', 'text', 'resend', 'cli');
            INSERT INTO job_options VALUES (3, 'mark', 'm');
            INSERT INTO job_changes (id, job, at, state, text, tries, dials, pages_confirmed)
            VALUES (9, 3, 2, 'done', 'Sent.', 1, 1, 1);
            INSERT INTO outbox (id, job, job_change, why, kind, mailbox, state, created_at, next_try_at, message_id)
            VALUES (5, 3, 9, 'done', 'job', 'a@example.com', 'waiting', 2, 2, 'x@y')";
        let (_folder, spool) = upgraded(4, rows);
        let reports = spool.outbox().reports_of(super::super::jobs::JobId(3)).unwrap();
        assert_eq!(reports.len(), 1);
        assert_eq!((reports[0].id, reports[0].mailbox.as_str()), (OutboxId(5), "a@example.com"));
        assert!(matches!(reports[0].kind, OutboxKind::JobReport { change: 9, .. }));
        assert_eq!(spool.jobs().job_marked("m").unwrap(), Some(super::super::jobs::JobId(3)));
    }
}
