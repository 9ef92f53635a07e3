//! Tests of faults of a PostgreSQL server and of a schema. Each error names the fault and the
//! place, and never contains the password. The server is that of `FERROFAX_TEST_STORE`.

use std::path::Path;

use ferrofax_basics::UnixMs;
use ferrofax_resources::relay::{Cut, Line, Relay};
use sha2::{Digest, Sha256};

use crate::database::{self, Row};
use crate::desk::{FaxSieve, JobSieve, JobsSeen, Seen};
use crate::{FaxId, ListOf, NewFax, SPOOL_VERSION, Spool, SpoolError, Store, Tables};
use ferrofax_store::opening::planted;

/// Makes an empty schema on the server for one test; none if there is no server.
fn fresh(schema: &str) -> Option<(String, postgres::Client)> {
    let server = std::env::var("FERROFAX_TEST_STORE").ok()?;
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client
        .batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE"))
        .unwrap();
    Some((format!("{server}?schema={schema}"), client))
}

fn open(address: &str, folder: &Path) -> Result<Spool, SpoolError> {
    open_as(address, folder, Tables::MayBeMade)
}

fn open_as(address: &str, folder: &Path, tables: Tables) -> Result<Spool, SpoolError> {
    Spool::open_as(folder, &address.parse::<Store>().unwrap(), tables)
}

/// The error message when this database cannot be opened.
fn refused(address: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    open(address, folder.path()).err().expect("it is refused").to_string()
}

#[test]
fn a_server_that_is_not_there_is_named_without_the_password() {
    // No server listens at this port.
    let text = refused("postgres://fax:hushhush@127.0.0.1:1/faxes?schema=site");
    assert!(text.contains("postgresql://fax@127.0.0.1:1/faxes?schema=site"), "{text}");
    assert!(text.contains("can't be reached: ") && !text.contains("hushhush"), "{text}");
    let shown = format!("{:?}", "postgres://fax:hushhush@h/d".parse::<Store>().unwrap());
    assert!(!shown.contains("hushhush"), "{shown}");
}

#[test]
fn an_address_that_is_none_is_told_without_what_stands_in_it() {
    for (address, said) in [
        ("mysql://fax@host/db", "a store is"),
        ("postgres://fax@host/db?schema=A-b", "'A-b' is no schema"),
        ("postgres://fax@host/db?schema=pg_x", "'pg_x' is no schema"),
        ("postgres://fax:hushhush@host:no/db", "can't be understood"),
        ("postgres://fax:hush@hushhush@host/db", "written %40"),
        ("postgres://fax:a@b/hushhush@db/fax", "written %40"),
        ("postgres://fax:12/hushhush@db/fax", "written %40"),
        ("postgres://fax:12?hushhush@db/fax", "written %40"),
        ("postgres://fax@host/db?sslmode=prefer", "and not 'prefer'"),
        ("postgres://fax@host/db?sslmode=verify-ca", "sslmode is disable, require"),
        ("postgres://fax@host/db?sslmode=require&sslrootcert=/a", "verify-full alone"),
        ("postgres://fax@host/db?sslmode=verify-full&sslrootcert=a", "whole path"),
    ] {
        let error = address.parse::<Store>().unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("hushhush"), "{error}");
    }
    assert!(matches!("sqlite:".parse(), Ok(Store::Sqlite)));
}

#[test]
fn a_database_that_is_not_there_is_told_with_what_makes_it() {
    let Some((address, _)) = fresh("test_of_no_database") else { return };
    let (server, _) = address.rsplit_once('/').unwrap();
    let text = refused(&format!("{server}/nothing_of_this_name?schema=a"));
    assert!(text.contains("nothing_of_this_name") && text.contains("createdb"), "{text}");
}

#[test]
fn a_schema_of_a_newer_version_or_of_others_is_named_and_left_alone() {
    let Some((address, mut client)) = fresh("test_of_versions") else { return };
    let folder = tempfile::tempdir().unwrap();
    drop(open(&address, folder.path()).unwrap());
    client
        .batch_execute("UPDATE test_of_versions.ferrofax_schema SET version = 9999, oldest = 9000")
        .unwrap();
    let error = open(&address, folder.path()).err().unwrap();
    assert!(matches!(error, SpoolError::NewerDatabase { found: 9999, .. }), "{error}");
    let of_others = "DROP SCHEMA test_of_versions CASCADE; CREATE SCHEMA test_of_versions;
                     CREATE TABLE test_of_versions.cdr (uniqueid TEXT)";
    client.batch_execute(of_others).unwrap();
    let text = refused(&address);
    assert!(text.contains("'cdr'") && text.contains("schema of its own"), "{text}");
}

/// Two versions use a schema side by side: the newer one has added or changed something.
#[test]
fn a_newer_schema_that_says_that_this_version_works_with_it_is_worked_with() {
    let Some((address, mut client)) = fresh("test_of_neighbours") else { return };
    let folder = tempfile::tempdir().unwrap();
    drop(open(&address, folder.path()).unwrap());
    let next = SPOOL_VERSION + 1;
    let newer = "CREATE TABLE test_of_neighbours.new (a BIGINT);
                 ALTER TABLE test_of_neighbours.alarms ADD COLUMN new BIGINT NOT NULL DEFAULT 7";
    client.batch_execute(newer).unwrap();
    let mut tell = |oldest: usize| {
        let sql = format!(
            "UPDATE test_of_neighbours.ferrofax_schema SET version = {next}, oldest = {oldest}"
        );
        client.batch_execute(&sql).unwrap();
    };
    tell(SPOOL_VERSION);
    for tables in [Tables::StayAsTheyAre, Tables::MayBeMade, Tables::AreBroughtUp] {
        let spool = open_as(&address, folder.path(), tables).unwrap();
        assert!(change(&spool).is_ok());
    }
    tell(next);
    let error = open(&address, folder.path()).err().unwrap();
    assert!(matches!(error, SpoolError::NewerDatabase { .. }), "{error}");
    let version = "SELECT version FROM test_of_neighbours.ferrofax_schema";
    assert_eq!(client.query_one(version, &[]).unwrap().get::<_, i64>(0), next as i64);
}

/// A program that only reads the spool or serves it leaves the tables of other versions unchanged.
#[test]
fn tables_of_an_older_version_are_brought_up_by_who_is_told_to_alone() {
    let Some((address, mut client)) = fresh("test_of_upgrades") else { return };
    let folder = tempfile::tempdir().unwrap();
    let none = open_as(&address, folder.path(), Tables::StayAsTheyAre).err().unwrap();
    assert!(matches!(none, SpoolError::NoTables { .. }), "{none}");
    let schemas = "SELECT 1 FROM pg_namespace WHERE nspname = 'test_of_upgrades'";
    assert!(client.query(schemas, &[]).unwrap().is_empty());
    drop(open(&address, folder.path()).unwrap());
    // The schema has the version before the last step; the tables of the last step are there
    // already.
    let before = SPOOL_VERSION - 1;
    client
        .batch_execute(&format!(
            "UPDATE test_of_upgrades.ferrofax_schema SET version = {before};
             ALTER TABLE test_of_upgrades.ferrofax_schema DROP COLUMN oldest"
        ))
        .unwrap();
    for tables in [Tables::StayAsTheyAre, Tables::MayBeMade] {
        let error = open_as(&address, folder.path(), tables).err().unwrap();
        let text = error.to_string();
        assert!(matches!(error, SpoolError::OlderTables { .. }), "{text}");
        assert!(text.contains("ferrofax node migrate") && !text.contains('\n'), "{text}");
    }
}

/// A version that cannot decrypt documents may no longer use the schema, even after the next
/// upgrade.
#[test]
fn a_store_whose_documents_are_sealed_lets_no_older_version_in() {
    let Some((address, mut client)) = fresh("test_of_seals") else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = open(&address, folder.path()).unwrap();
    let mut oldest = || -> i64 {
        let oldest = "SELECT oldest FROM test_of_seals.ferrofax_schema";
        client.query_one(oldest, &[]).unwrap().get(0)
    };
    assert_eq!(oldest(), crate::ADDING_SINCE as i64);
    store
        .write_or_refuse(|one| crate::sealing::seal_begins(one, "a key", UnixMs::now()))
        .unwrap();
    let since = crate::schema::sealing_since();
    assert!(oldest() == since && since > crate::ADDING_SINCE as i64);
    drop(store);
    // The tables lack the last step, and the program that adds it knows nothing of encryption.
    let last = &crate::schema::MIGRATIONS[SPOOL_VERSION - 1..];
    let undone = format!(
        "SET search_path TO test_of_seals; {} UPDATE ferrofax_schema SET version = {}",
        undoing(last),
        SPOOL_VERSION - 1
    );
    client.batch_execute(&undone).unwrap();
    drop(open_as(&address, folder.path(), Tables::AreBroughtUp).unwrap());
    let oldest = "SELECT oldest FROM test_of_seals.ferrofax_schema";
    assert_eq!(client.query_one(oldest, &[]).unwrap().get::<_, i64>(0), since);
}

/// The statements that remove the tables and columns that these steps have added.
fn undoing(steps: &[&str]) -> String {
    let undo = |line: &&str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", table, ..] => Some(format!("DROP TABLE {table} CASCADE;")),
            ["CREATE", "INDEX", index, ..] => Some(format!("DROP INDEX {index};")),
            ["ALTER", "TABLE", table, "ADD", "COLUMN", column, ..] => {
                Some(format!("ALTER TABLE IF EXISTS {table} DROP COLUMN {column};"))
            }
            _ => None,
        }
    };
    let lines: Vec<&str> = steps.iter().flat_map(|step| step.lines()).collect();
    lines.iter().rev().filter_map(undo).collect()
}

#[test]
fn a_store_of_documents_in_one_piece_is_brought_up_with_them() {
    let Some((address, mut client)) = fresh("test_of_pieces") else { return };
    let folder = tempfile::tempdir().unwrap();
    drop(open(&address, folder.path()).unwrap());
    // The schema before documents were stored in pieces.
    let before = crate::schema::MIGRATIONS
        .iter()
        .position(|step| step.contains("CREATE TABLE store_pieces"))
        .unwrap();
    let older = format!(
        "SET search_path TO test_of_pieces;
         {}
         CREATE TABLE fax_documents (fax BIGINT PRIMARY KEY REFERENCES faxes (id) ON DELETE CASCADE,
                                     sha256 TEXT NOT NULL, octets BYTEA NOT NULL);
         INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                            mail_without_pages, document, mode)
         VALUES (7, 'received', '2101@x', '', '', '', '', 1, 2, 'pdf', 0, 'a', 'audio');
         INSERT INTO fax_documents VALUES (7, encode(sha256('octets'), 'hex'), 'octets');
         UPDATE ferrofax_schema SET version = {before}",
        undoing(&crate::schema::MIGRATIONS[before..])
    );
    client.batch_execute(&older).unwrap();
    let spool = open_as(&address, folder.path(), Tables::AreBroughtUp).unwrap();
    let pieces = "SELECT p.number, p.octets, d.octets, d.sha256 FROM store_documents AS d
                  JOIN store_pieces AS p ON p.document = d.id WHERE d.fax = 7";
    let found = spool.read(|one| {
        let of_row = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        one.prepare(pieces)?
            .query_map([], of_row)?
            .collect::<database::Result<Vec<_>>>()
    });
    let hash: [u8; 32] = Sha256::digest(b"octets").into();
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found, Ok(vec![(0_i64, b"octets".to_vec(), 6_i64, hash)]));
    drop(spool);
    drop(open_as(&address, folder.path(), Tables::StayAsTheyAre).unwrap());
}

#[test]
fn a_schema_without_rights_or_without_changes_says_so() {
    let Some((address, mut client)) = fresh("test_of_rights") else { return };
    let folder = tempfile::tempdir().unwrap();
    drop(open(&address, folder.path()).unwrap());
    let guest = "DO $$ BEGIN CREATE ROLE ferrofax_guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    client.batch_execute(guest).unwrap();
    let (_, rest) = address.split_once('@').unwrap();
    let text = refused(&format!("postgres://ferrofax_guest@{rest}"));
    assert!(text.contains("permission denied") && text.contains("has to grant"), "{text}");
    // A standby server is read-only like this.
    let spool =
        open(&format!("{address}&options=-c%20default_transaction_read_only%3Don"), folder.path());
    let changed = spool.unwrap().write(|transaction| {
        transaction.execute_batch("SET TRANSACTION READ ONLY; DELETE FROM alarms")
    });
    let text = changed.unwrap_err().to_string();
    assert!(text.contains("it can only be read") && text.contains("test_of_rights"), "{text}");
}

/// Ends the server's process of a connection, and waits until the process is gone.
fn end(client: &mut postgres::Client, pid: i64) {
    let (gone, left) = (
        "SELECT pg_terminate_backend($1::bigint::int)",
        "SELECT 1 FROM pg_stat_activity WHERE pid = $1::bigint::int",
    );
    client.execute(gone, &[&pid]).unwrap();
    while !client.query(left, &[&pid]).unwrap().is_empty() {
        std::thread::yield_now();
    }
}

#[test]
fn a_connection_that_broke_off_is_made_again() {
    let Some((address, mut client)) = fresh("test_of_breaks") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let pid = "SELECT CAST(pg_backend_pid() AS INTEGER)";
    let ours: i64 = spool.read(|one| one.query_row(pid, [], |row| row.get(0))).unwrap();
    end(&mut client, ours);
    let now: i64 = spool.read(|one| one.query_row(pid, [], |row| row.get(0))).unwrap();
    assert_ne!(ours, now);
    // If the connection breaks in the middle of changes, this is reported, and all changes are
    // undone.
    let cut = spool.write(|one| {
        one.execute("INSERT INTO alarms (name, since, text) VALUES ('a', 1, '')", [])?;
        let ours: i64 = one.query_row(pid, [], |row| row.get(0))?;
        end(&mut client, ours);
        one.execute("INSERT INTO alarms (name, since, text) VALUES ('b', 1, '')", [])
    });
    assert!(matches!(cut, Err(SpoolError::Database { .. })), "{cut:?}");
    assert!(spool.monitoring().alarms().unwrap().is_empty());
}

#[test]
fn what_failed_and_was_passed_over_undoes_all() {
    let Some((address, _)) = fresh("test_of_failures") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let put = "INSERT INTO alarms (name, since, text) VALUES ('a', 1, '')";
    let done = spool.write(|one| {
        one.execute(put, [])?;
        let _passed_over = one.execute(put, []);
        Ok(())
    });
    assert!(matches!(done, Err(SpoolError::Database { .. })), "{done:?}");
    assert!(spool.monitoring().alarms().unwrap().is_empty());
}

#[test]
fn changes_run_one_after_the_other_and_queries_see_one_state() {
    let Some((address, _)) = fresh("test_of_turns") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spools = [(), ()].map(|()| open(&address, folder.path()).unwrap());
    let count = "SELECT coalesce((SELECT since FROM alarms WHERE name = 'n'), 0)";
    let put = "INSERT INTO alarms (name, since, text) VALUES ('n', ?1, '')
               ON CONFLICT (name) DO UPDATE SET since = excluded.since";
    std::thread::scope(|scope| {
        for spool in &spools {
            scope.spawn(move || {
                for _ in 0..50 {
                    let add = spool.write(|one| {
                        let number: i64 = one.query_row(count, [], |row| row.get(0))?;
                        one.execute(put, [number + 1])
                    });
                    add.unwrap();
                }
            });
        }
    });
    let [one, other] = &spools;
    let seen = one.read(|first| {
        let before: i64 = first.query_row(count, [], |row| row.get(0))?;
        other.write(|change| change.execute(put, [7_i64])).unwrap();
        let after: i64 = first.query_row(count, [], |row| row.get(0))?;
        Ok((before, after))
    });
    assert_eq!(seen, Ok((100, 100)));
}

#[test]
fn one_process_receives_into_a_schema_and_others_are_told_which() {
    let Some((address, mut client)) = fresh("test_of_claims") else { return };
    let folders = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let [first, second] = folders.each_ref().map(|folder| open(&address, folder.path()).unwrap());
    first.claim_receiving().unwrap();
    first.claim_receiving().unwrap();
    let refused = second.claim_receiving().unwrap_err();
    assert!(matches!(refused, SpoolError::Claimed { .. }), "{refused:?}");
    let text = refused.to_string();
    assert!(text.contains("test_of_claims") && text.contains("ferrofax receiving: "), "{text}");
    let own = folders[0].path().canonicalize().unwrap();
    let told = text.rsplit_once(" receiving: ").unwrap().1;
    let named = told.split_once(':').unwrap().1.split_once(',').unwrap().0;
    // The server truncates the name if it is too long.
    assert!(own.to_str().unwrap().starts_with(named) && named.len() > 5, "{text}");
    // A process that does not receive faxes may still make other changes.
    assert_eq!(change(&second), Ok(1));
    drop(first);
    second.claim_receiving().unwrap();
    // If the server ends the connection that holds the claim, the process claims it again, since no
    // other process has it.
    let holder = |client: &mut postgres::Client| -> Option<i64> {
        let sql = "SELECT CAST(a.pid AS bigint) FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid
                   WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'ferrofax receiving: %'
                   AND (CAST(l.classid AS bigint) << 32 | CAST(l.objid AS bigint))
                       = hashtextextended('ferrofax receiving test_of_claims', 0)";
        client.query_opt(sql, &[]).unwrap().map(|row| row.get(0))
    };
    let before = holder(&mut client).unwrap();
    end(&mut client, before);
    assert_eq!(holder(&mut client), None);
    assert_eq!(change(&second), Ok(1));
    let now = holder(&mut client).unwrap();
    assert_ne!(before, now);
    // If another process has claimed it meanwhile, the process that lost it changes nothing more.
    let third = open(&address, folders[0].path()).unwrap();
    end(&mut client, now);
    third.claim_receiving().unwrap();
    for _ in 0..2 {
        assert!(matches!(change(&second), Err(SpoolError::Claimed { .. })));
    }
    assert_eq!(change(&third), Ok(1));
}

/// Makes a change; returns how many rows were inserted or updated.
fn change(spool: &Spool) -> Result<usize, SpoolError> {
    let put = "INSERT INTO alarms (name, since, text) VALUES ('a', 1, '')
               ON CONFLICT (name) DO UPDATE SET since = alarms.since + 1";
    spool.write(|one| one.execute(put, []))
}

#[test]
fn a_commit_whose_answer_was_lost_is_what_it_was() {
    let Some((address, _)) = fresh("test_of_answers") else { return };
    let (relay, address) = Relay::between(&address, Line::default());
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let put = |name: &str| {
        let sql = "INSERT INTO alarms (name, since, text) VALUES (?1, 1, '')";
        spool.write(|one| one.execute(sql, [name]))
    };
    assert_eq!(put("first"), Ok(1));
    relay.cut_next(Cut::AfterCommit);
    assert_eq!(put("heard by the server"), Ok(1));
    assert!(relay.has_cut());
    relay.cut_next(Cut::BeforeCommit);
    let undone = put("not heard").unwrap_err();
    assert!(relay.has_cut() && undone.to_string().contains("broke off"), "{undone}");
    assert_eq!(put("last"), Ok(1));
    let names: Vec<String> = spool
        .monitoring()
        .alarms()
        .unwrap()
        .into_iter()
        .map(|alarm| alarm.name)
        .collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(!names.contains(&"not heard".to_owned()), "{names:?}");
}

/// A failed statement is reported with the server's message, even where it is only logged.
#[test]
fn what_is_logged_of_a_failure_is_the_servers_sentence() {
    let Some((address, _)) = fresh("test_of_words") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let mut said = String::new();
    let _undone = spool.read(|one| {
        let failed = one.execute("SELECT 1 / 0", []);
        failed.inspect_err(|error| said = error.to_string())
    });
    assert_eq!(said, "division by zero (22012)");
}

/// There is no index of parts of words. So each page of the list searches some faxes, reports this,
/// and continues.
#[test]
fn a_search_looks_at_so_many_faxes_at_once_and_goes_on_behind_them() {
    let Some((address, mut client)) = fresh("searching") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let old = spool
        .receiving()
        .begin_fax(&NewFax { calling: "09914711".into(), ..NewFax::default() })
        .unwrap();
    // A year later, in terms of fax numbers.
    client
        .batch_execute("SELECT setval(pg_get_serial_sequence('searching.faxes', 'id'), 250000)")
        .unwrap();
    let new = spool
        .receiving()
        .begin_fax(&NewFax { calling: "09914712".into(), ..NewFax::default() })
        .unwrap();
    let pages = |words: &str| {
        let sieve = FaxSieve { words: words.into(), ..FaxSieve::default() };
        let (mut below, mut pages) = (None, Vec::new());
        loop {
            let list = spool.faxes().desk_faxes(&Seen::All, "alice", &sieve, below, 50).unwrap();
            let found: Vec<FaxId> = list.faxes.iter().map(|one| one.fax.id).collect();
            pages.push((found, list.is_cut_short));
            below = list.next;
            if below.is_none() {
                return pages;
            }
        }
    };
    assert_eq!(pages("09914711"), [(vec![], true), (vec![old], false)]);
    assert_eq!(pages("0991"), [(vec![new], true), (vec![old], false)]);
    assert_eq!(pages("xyzzy"), [(vec![], true), (vec![], false)]);
    assert_eq!(pages(""), [(vec![new, old], false)]);
}

#[test]
fn jobs_are_searched_and_views_are_saved() {
    let Some((address, mut client)) = fresh("searching_jobs") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    client
        .batch_execute(
            "SET search_path TO searching_jobs;
             INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                               ended_at, tag, notify_when, notify_format, unknown, created_by)
             SELECT i, 'done', '0991 ' || i, '+49991' || i, '2101@fax', 'alice', 200, 3, 12, i, i,
                    CASE i WHEN 2 THEN 'Order' ELSE '' END, 'end', 'text', 'resend', 'web'
             FROM generate_series(1, 3) AS i;
             INSERT INTO job_documents (job, number, name, file, pages) VALUES (3, 1, 'Offer.PDF', 'x', 1);
             INSERT INTO job_options (job, name, value) VALUES (1, 'recipient', 'Bakery Huber')",
        )
        .unwrap();
    let all = JobsSeen { devices: Seen::All, names: vec![], system_users: vec![] };
    let own = JobsSeen {
        devices: Seen::These([].into()),
        names: vec![("alice".to_owned(), None)],
        system_users: vec![],
    };
    let found = |sieve: JobSieve| {
        let lists = [&all, &own].map(|seen| {
            let list = spool.jobs().desk_jobs(seen, &sieve, None, 50).unwrap();
            list.jobs.iter().map(|job| job.id.0).collect::<Vec<i64>>()
        });
        assert_eq!(lists[0], lists[1], "{sieve:?}");
        lists[0].clone()
    };
    let words = |words: &str| JobSieve { words: words.into(), ..JobSieve::default() };
    // Before their words are stored, and afterwards.
    for lacking in [3, 0] {
        assert_eq!(found(words("offer.pdf")), [3]);
        assert_eq!(found(words("huber bakery")), [1]);
        assert_eq!(found(words("0991/2")), [2]);
        let states = vec![crate::jobs::JobState::Done];
        assert_eq!(found(JobSieve { states, ..words("OFFER") }), [3]);
        let tag = Some("Order".into());
        assert_eq!(found(JobSieve { tag, ..words("0991") }), [2]);
        assert_eq!(spool.jobs().index_lacking(&|| false), Ok(lacking));
    }
    assert_eq!(found(JobSieve { tag: Some("Order".into()), ..JobSieve::default() }), [2]);
    assert_eq!(found(JobSieve { since: Some(UnixMs(2)), ..JobSieve::default() }), [3, 2]);
    assert_eq!(found(JobSieve { until: Some(UnixMs(2)), ..JobSieve::default() }), [1]);
    let alice = ("alice", "password");
    let logins = spool.logins();
    assert!(
        logins
            .save_view(alice, ListOf::Sent, ("Mine", "which=open"), UnixMs(1))
            .unwrap()
    );
    assert!(
        logins
            .save_view(alice, ListOf::Sent, ("Mine", "which=done"), UnixMs(2))
            .unwrap()
    );
    let views = logins.saved_views(alice, ListOf::Sent).unwrap();
    assert_eq!((views.len(), views[0].query.as_str()), (1, "which=done"));
    assert!(!logins.delete_view(("bob", "password"), views[0].id).unwrap());
    assert!(logins.delete_view(alice, views[0].id).unwrap());
    let named = ["+499912".to_owned(), "09912".to_owned()];
    assert!(spool.numbers().contacts_with(alice, &named).unwrap().is_empty());
    assert_eq!(spool.faxes().newer_fax(&Seen::All, FaxId(1)).unwrap(), None);
}

#[test]
fn what_others_have_planted_is_named_and_takes_no_durability() {
    let Some((address, mut client)) = fresh("test_planted") else { return };
    let folder = tempfile::tempdir().unwrap();
    let spool = open(&address, folder.path()).unwrap();
    let found = || {
        spool
            .read(|transaction| planted(transaction, "test_planted", &crate::schema::SCHEMA))
            .unwrap()
    };
    assert_eq!(found(), Vec::<String>::new());
    client
        .batch_execute(
            "SET search_path TO test_planted;
             CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN PERFORM set_config('synchronous_commit', 'off', false); RETURN NEW; END $$;
             CREATE TRIGGER evil BEFORE INSERT ON faxes FOR EACH ROW EXECUTE FUNCTION evil();
             CREATE RULE evil AS ON DELETE TO alarms DO INSTEAD NOTHING;
             CREATE POLICY evil ON jobs USING (true);
             CREATE TABLE noted (said text);
             CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN INSERT INTO test_planted.noted VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
             CREATE FUNCTION liar(text, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT false $$;
             CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = liar);
             CREATE VIEW evil AS SELECT 1 AS one;
             CREATE FUNCTION word() RETURNS text LANGUAGE sql AS $$ SELECT '' $$;
             ALTER TABLE alarms ALTER COLUMN text SET DEFAULT word();
             ALTER TABLE jobs ADD CONSTRAINT evil CHECK (NOT liar(state, state));
             CREATE ROLE somebody_else; ALTER TABLE noted OWNER TO somebody_else;
             CREATE FUNCTION point_of(integer) RETURNS point LANGUAGE sql IMMUTABLE AS $$ SELECT point($1, $1) $$;
             CREATE CAST (integer AS point) WITH FUNCTION point_of(integer);
             CREATE FUNCTION seen() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
             CREATE EVENT TRIGGER evil_event ON ddl_command_end EXECUTE FUNCTION seen();
             CREATE CONSTRAINT TRIGGER note AFTER INSERT OR UPDATE ON ferrofax_changes DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION note()",
        )
        .unwrap();
    let all = found().join(", ");
    for one in [
        "the trigger 'evil' of the table 'faxes'",
        "the rule 'evil' of the table 'alarms'",
        "the policy 'evil' of the table 'jobs'",
        "the function 'evil'",
        "the operator '==='",
        "the view 'evil'",
        "the default 'text' of the table 'alarms'",
        "the constraint 'evil' of the table 'jobs'",
        "the owner 'somebody_else' of the table 'noted'",
        "the cast 'integer to point'",
        "the event trigger 'evil_event'",
    ] {
        assert!(all.contains(one), "{one}: {all}");
    }
    // These belong to the whole database, in which other tests work.
    client
        .batch_execute("DROP EVENT TRIGGER evil_event; DROP CAST (integer AS point)")
        .unwrap();
    // A setting that the trigger makes for later statements does not affect our commits.
    for _ in 0..2 {
        let number = "INSERT INTO test_planted.faxes (status, device, called, calling, caller_name, call_id, started_at, \
                      format, mail_without_pages, document) VALUES ('receiving', '', '', '', '', '', 0, '', 0, '')";
        spool.write(|transaction| transaction.execute(number, [])).unwrap();
    }
    let off = "SELECT count(*) FROM test_planted.noted WHERE said = 'off'";
    let noted: i64 =
        client.query_one("SELECT count(*) FROM test_planted.noted", &[]).unwrap().get(0);
    let off: i64 = client.query_one(off, &[]).unwrap().get(0);
    assert_eq!((noted, off), (2, 0));
}
