//! Measures each operation alone, one after the other, without other load on the database.

use ferrofax_basics::UnixMs;
use ferrofax_cluster::{Clustered, Node, NodeReport, StoreTry};
use ferrofax_spool::desk::{FaxSieve, Seen};
use ferrofax_spool::{FaxEnd, FaxId, FaxStatus, NewFax, SessionFacts, Spool, Store, Tables};
use rusqlite::Connection;

use crate::fill::NODES;
use crate::news::{self, job, letter, page};
use crate::store::Measured;

const LEASE_MS: i64 = 60_000;

/// How often fast operations are repeated.
const ROUNDS: usize = 200;

/// The number of faxes of a node in the comparison.
const COMPARED: i64 = 10_000;

const LAST_CHANGE: &str = "SELECT max(id) FROM job_changes";
const SHIPPED: &str = "
    SELECT mark, sha256 FROM node_faxes WHERE node = 'node000' ORDER BY fax DESC LIMIT $1";

/// A node with its own spool.
struct Home {
    spool: Spool,
    node: Node,
}

/// Measures all operations.
pub(crate) fn all(measured: &mut Measured<'_>) {
    sends(measured);
    let home = home(measured);
    gives(measured, &home);
    lists(measured);
    ships(measured, &home);
    compares(measured, &home);
    lets_go(measured);
    people(measured);
    crowds(measured);
}

/// Attempts, from the lease to the end of the call.
fn sends(measured: &mut Measured<'_>) {
    let tries = measured.time("lease a job", ROUNDS, |at, round| {
        let node = &at.nodes[round % NODES as usize];
        at.store
            .shared_queue()
            .take_try(node, LEASE_MS)
            .expect("the store")
            .expect("a try")
    });
    let jobs: Vec<(usize, String)> =
        tries.iter().map(|of| news::of_job(&mut measured.client, of.job)).collect();
    // `step` selects the reported step of a fax: the first, the second or the last one.
    let tell = |measured: &mut Measured<'_>, name: &str, step: fn(usize) -> usize| {
        measured.time(name, tries.len(), |at, round| {
            let (pages, mark) = &jobs[round];
            let (of, told) = (tries[round], &at.news[pages - 1]);
            let node = &at.nodes[round % NODES as usize];
            let is_ours =
                at.store.shared_queue().tell_try(node, of, &told[step(told.len())].of_job(mark));
            assert!(is_ours.expect("the store"), "it is ours");
        });
    };
    tell(measured, "report that a page has begun", |_| 0);
    tell(measured, "report that it is confirmed", |_| 1);
    tell(measured, "report that the call has ended", |steps| steps - 1);
    measured.time("renew the 60 leases of a node", ROUNDS, |at, round| {
        let node = &at.nodes[round % NODES as usize];
        at.store.shared_queue().renew_tries(node, LEASE_MS).expect("the store").len()
    });
    measured.time("look for dead nodes", ROUNDS, |at, _| {
        assert!(at.store.shared_queue().end_dead_tries().expect("the store").is_empty());
    });
}

fn home(measured: &mut Measured<'_>) -> Home {
    let spool = Spool::open_as(&measured.folder.join("home"), &Store::Sqlite, Tables::MayBeMade)
        .expect("a spool");
    spool.cluster().become_node("node000", "the store").expect("a node");
    let node = |sql: &str, value: &dyn rusqlite::ToSql| {
        let database = Connection::open(spool.folder().join("spool.db")).expect("a database");
        assert_eq!(database.execute(sql, [value]).expect("a node"), 1);
    };
    node("UPDATE node SET token = ?1", &measured.nodes[0].token);
    let report = NodeReport { version: "0.3.0".to_owned(), waiting: 0, to_give: 0 };
    let who = spool.cluster().node().expect("a spool").expect("a node");
    spool.cluster().report_to(&measured.store, &who, &report).expect("the store");
    let last: i64 = measured.client.query_one(LAST_CHANGE, &[]).expect("changes").get(0);
    node("UPDATE node SET changes_upto = ?1", &last);
    Home { spool, node: who }
}

/// Jobs that a node moves to the database, and the changes of all jobs, which it reads.
fn gives(measured: &mut Measured<'_>, home: &Home) {
    let Home { spool, node } = home;
    let letter = letter(measured.folder, 1);
    let jobs: Vec<_> = (0..50)
        .map(|n| {
            spool
                .submission()
                .submit(&job(&format!("+4970{n}"), &letter), UnixMs::now())
                .expect("a job")
        })
        .collect();
    measured.time("give a job with a page of 30 kB", jobs.len(), |at, round| {
        let (now, beat) = (UnixMs::now(), &mut || Ok(()));
        spool
            .shared_queue()
            .move_job(&at.store, node, jobs[round], now, beat)
            .expect("the store")
            .expect("a job")
    });
    let follow = |at: &mut Measured<'_>, _| {
        let (now, beat) = (UnixMs::now(), &mut || Ok(()));
        while spool
            .shared_queue()
            .follow_store(&at.store, node, now, beat)
            .expect("the store")
        {}
    };
    follow(measured, 0);
    measured.time("follow, nothing has happened", ROUNDS, follow);
    let far = "UPDATE node SET changes_upto = max(0, changes_upto - 10000)";
    measured.time("follow 10,000 changes", 3, |at, round| {
        let database = Connection::open(spool.folder().join("spool.db")).expect("a database");
        assert_eq!(database.execute(far, []).expect("a node"), 1);
        follow(at, round);
    });
}

fn lists(measured: &mut Measured<'_>) {
    measured.time("list 50 jobs (node jobs)", ROUNDS, |at, _| {
        assert_eq!(at.store.shared_queue().shared_jobs(50).expect("the store").len(), 50);
    });
    measured.time("list 50 faxes (node faxes)", ROUNDS, |at, _| {
        assert_eq!(at.store.cluster().shared_faxes(50).expect("the store").len(), 50);
    });
    measured.time("list the nodes, with their faxes", ROUNDS, |at, _| {
        assert_eq!(at.store.cluster().members().expect("the store").len(), NODES as usize);
    });
    measured.time("one job, with its history", ROUNDS, |at, _| {
        let job = at
            .store
            .shared_queue()
            .shared_jobs(1)
            .expect("the store")
            .pop()
            .expect("a job")
            .job
            .id;
        at.store.jobs().job_history(job).expect("the store").len()
    });
}

fn ships(measured: &mut Measured<'_>, Home { spool, node }: &Home) {
    let faxes: Vec<FaxId> = (0..50).map(|_| received(spool)).collect();
    measured.time("ship a fax of two pages, 60 kB", faxes.len(), |at, round| {
        let shipped = spool.cluster().ship(&at.store, node, faxes[round], UnixMs::now(), &|| false);
        assert!(shipped.expect("the store").is_new);
    });
}

fn received(spool: &Spool) -> FaxId {
    let new = NewFax {
        device: "2101@fax-devices".parse().expect("a device"),
        calling: "+4999112345".into(),
        mailboxes: vec!["alice@example.com".into()],
        started_at: UnixMs::now(),
        ..NewFax::default()
    };
    let fax = spool.receiving().begin_fax(&new).expect("a fax");
    for number in [1, 2] {
        spool.receiving().append_page(fax, &page(number)).expect("a page");
        spool.receiving().confirm_pages(fax, &[number]).expect("a page");
    }
    spool
        .receiving()
        .note_session(fax, &SessionFacts::default())
        .expect("a session");
    let end = FaxEnd {
        status: FaxStatus::Received,
        phase: "E".into(),
        cause: "OK".into(),
        event: "It went well.".into(),
        ended_at: UnixMs::now(),
    };
    spool.receiving().finish_fax(fax, &end).expect("an end");
    fax
}

/// The hourly comparison of all faxes that a node has shipped.
fn compares(measured: &mut Measured<'_>, Home { spool, node }: &Home) {
    let shipped = measured.client.query(SHIPPED, &[&COMPARED]).expect("marks");
    let mut database = Connection::open(spool.folder().join("spool.db")).expect("a database");
    database.execute_batch("PRAGMA foreign_keys = OFF").expect("a setting");
    let filling = database.transaction().expect("a transaction");
    filling.execute("DELETE FROM shipped", []).expect("none");
    for (fax, row) in (1_i64..).zip(&shipped) {
        let (mark, sha256): (String, Option<String>) = (row.get(0), row.get(1));
        let insert = "INSERT INTO shipped (fax, at, mark, sha256) VALUES (?1, 1, ?2, ?3)";
        filling.execute(insert, (fax, mark, sha256)).expect("a fax");
    }
    filling.commit().expect("a commit");
    eprintln!("{} faxes are compared", shipped.len());
    measured.time("compare what a node has shipped", 10, |at, _| {
        let lost = spool.cluster().compare(&at.store, node, UnixMs::now(), &|| false);
        assert_eq!(lost.expect("the store"), []);
    });
}

/// The deletion of old faxes.
fn lets_go(measured: &mut Measured<'_>) {
    let oldest = measured.time("which 50 faxes are the oldest", ROUNDS, |at, _| {
        at.store.cluster().shared_faxes_after(FaxId(0), 50).expect("the store")
    });
    measured.time("delete an old fax", 50, |at, round| {
        let fax = oldest[0][round].fax;
        at.store.faxes().delete_fax(fax, "old", UnixMs::now()).expect("the store");
    });
}

/// Queries that a web interface for the whole database would need. There is none yet.
fn people(measured: &mut Measured<'_>) {
    let asked = |at: &mut Measured<'_>, sieve: &FaxSieve| {
        let found = at.store.faxes().desk_faxes(&Seen::All, "alice", sieve, None, 50);
        found.expect("the store").faxes.len()
    };
    measured.time("first page of all faxes", ROUNDS, |at, _| asked(at, &FaxSieve::default()));
    measured.time("first page of a device's faxes", ROUNDS, |at, _| {
        let device = Some("2101@fax-devices".parse().expect("a device"));
        asked(at, &FaxSieve { device, ..FaxSieve::default() })
    });
    measured.time("find a word that many have", 20, |at, _| {
        asked(at, &FaxSieve { words: "schmidt".into(), ..FaxSieve::default() })
    });
    measured.time("find a word that none has", 3, |at, _| {
        asked(at, &FaxSieve { words: "xyzzy".into(), ..FaxSieve::default() })
    });
    measured.time("count what waits (metrics)", 20, |at, _| {
        at.store.monitoring().figures().expect("the store")
    });
    measured.time("count all jobs", 20, |at, _| at.store.jobs().job_counts().expect("the store"));
}

/// Many jobs with the same number, the same allowed nodes or the same time.
fn crowds(measured: &mut Measured<'_>) {
    for crowd in [10_i64, 100, 1_000] {
        let many = "
            UPDATE jobs SET canonical = '+49crowd' || $1::bigint, priority = 0 WHERE id IN (
                SELECT id FROM jobs WHERE state = 'ready' AND priority <> 0 AND NOT EXISTS (
                    SELECT 1 FROM job_options AS o WHERE o.job = jobs.id AND o.name = 'nodes')
                ORDER BY id DESC LIMIT $1)";
        if measured.size.open < crowd * 10 {
            continue;
        }
        measured.client.execute(many, &[&crowd]).expect("a crowd");
        let take = |at: &mut Measured<'_>, _| -> StoreTry {
            at.store
                .shared_queue()
                .take_try(&at.nodes[1], LEASE_MS)
                .expect("the store")
                .expect("a try")
        };
        let taken = measured.time(&format!("lease one of {crowd} jobs to one number"), 1, take);
        measured.time(&format!("give it back, of {crowd} to one number"), 1, |at, _| {
            at.store
                .shared_queue()
                .return_try(&at.nodes[1], taken[0], "a test")
                .expect("the store");
        });
        let away = "UPDATE jobs SET canonical = '+4992' || id, priority = 127 WHERE canonical = '+49crowd' || $1::bigint";
        measured.client.execute(away, &[&crowd]).expect("a crowd");
    }
    for crowd in [10_i64, 100, 1_000, 10_000] {
        if measured.size.open < crowd * 10 {
            continue;
        }
        let others = "INSERT INTO job_options (job, name, value)
            SELECT id, 'nodes', 'elsewhere' FROM jobs WHERE state = 'ready' ORDER BY priority, id LIMIT $1
            ON CONFLICT (job, name) DO UPDATE SET value = excluded.value";
        measured.client.execute(others, &[&crowd]).expect("a crowd");
        measured.time(&format!("lease behind {crowd} that another may send"), 5, |at, _| {
            at.store
                .shared_queue()
                .take_try(&at.nodes[3], LEASE_MS)
                .expect("the store")
                .expect("a try")
        });
        let anyone = "DELETE FROM job_options WHERE name = 'nodes' AND value = 'elsewhere'";
        measured.client.execute(anyone, &[]).expect("a crowd");
    }
    for crowd in [10_i64, 100, 1_000, 10_000] {
        if measured.size.open < crowd * 10 {
            continue;
        }
        let due = "UPDATE jobs SET due_at = 1 WHERE id IN (
            SELECT id FROM jobs WHERE state = 'pending' ORDER BY id DESC LIMIT $1)";
        measured.client.execute(due, &[&crowd]).expect("a crowd");
        measured.time(&format!("lease when {crowd} are due at once"), 1, |at, _| {
            at.store
                .shared_queue()
                .take_try(&at.nodes[2], LEASE_MS)
                .expect("the store")
                .expect("a try")
        });
    }
}
