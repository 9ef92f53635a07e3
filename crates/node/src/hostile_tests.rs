//! Tests of a node with a real PostgreSQL server in whose tables somebody has written malformed
//! rows. Received faxes must still be uploaded, jobs must be sent, and mails must be delivered.

use super::rights_tests::{Office, ROWS, place, send};
use super::server::Server;
use super::tests::noise;
use ferrofax_cluster::Clustered;
use ferrofax_spool::jobs::JobState;

/// Statements that damage the rows of a database with one fax and one job.
const HARM: &[&str] = &[
    "INSERT INTO mail_takers (name, after_ms, seen_at) VALUES ('evil', -5, 9223372036854775807)",
    "INSERT INTO mail_nodes (token, name, seen_at, after_ms) VALUES ('', E'\\r\\n', -9223372036854775808, 9223372036854775807)",
    "INSERT INTO nodes (name, token, host, folder, version, seen_at, waiting, knows, told_at, to_give)
     VALUES (E'evil\\r\\n', '', repeat('x', 1000000), '../..', '', 9223372036854775807, -1, -1, -9223372036854775808, -1)",
    "INSERT INTO store_documents (token, sha256, octets, begun_at)
     SELECT token, '', 9223372036854775807, 9223372036854775807 FROM nodes WHERE name = 'berlin'",
    "INSERT INTO store_pieces (document, number, octets) SELECT id, -9223372036854775808, '' FROM store_documents",
    "INSERT INTO store_pieces (document, number, octets) SELECT id, 9223372036854775807, '' FROM store_documents",
    "UPDATE store_documents SET octets = -1",
    "UPDATE faxes SET document = '../../../etc/passwd', started_at = -9223372036854775808, rate_bps = -1, coding = 'evil',
     x_dpi = 'NaN', format = 'evil', retention = E'\\r\\n', calling = E'1\\r\\n2', outcome_cause = repeat('x', 1000000)",
    "UPDATE pages SET width = -1, rows = 9223372036854775807, coding = 'evil', confirmed = 7, document_end = -1",
    "INSERT INTO owed_mails (fax, node_fax, kind, mailbox, token, message_id, taken_at, taken_by)
     SELECT -1, 9223372036854775807, 'evil', E'a@b\\r\\nBcc: c@d', token, '', 0, 'evil' FROM nodes WHERE name = 'berlin'",
    "INSERT INTO coming_faxes (fax, token) SELECT 1, token FROM nodes WHERE name = 'berlin'",
    "INSERT INTO shared_pages (fax, upto) VALUES (1, -9223372036854775808)",
    "UPDATE sending_settings SET value = E'evil\\r\\n'",
    "UPDATE jobs SET wish = 'evil', notify_when = 'evil', unknown = 'evil', created_by = 'evil', tries = -1",
    "UPDATE job_changes SET state = 'evil', notice = 'evil', hangup_cause = -1",
    "INSERT INTO job_changes (id, job, at, state, text, tries, dials, pages_confirmed) VALUES (9223372036854775807, 1, 0, '', '', 0, 0, 0)",
    "INSERT INTO job_calls (id, job, leased_at) VALUES (70000, 1, 0)",
    "INSERT INTO job_leases (call, job, node, token, until) VALUES (70000, -1, 'evil', 'evil', 0)",
    "INSERT INTO unheard_ends (home, mark, state) SELECT token, 'evil', 'evil' FROM nodes WHERE name = 'berlin'",
];

#[test]
fn rows_that_make_no_sense_keep_neither_faxes_up_nor_jobs_nor_mails() {
    let Some(server) = Server::start() else { return };
    let office = Office::new(&place(&server));
    let Office { machine, .. } = &office;
    let first = machine.receive();
    machine.turn(0).unwrap();
    let sent = |number: &str| {
        let job = office.submit(number);
        let spool = &machine.spool;
        office.work_until("it is to be dialled", &|_| {
            !spool.shared_queue().open_tries().unwrap().is_empty()
        });
        send(spool, &office.dial().expect("it is dialled"));
        office.work_until("it is told", &|_| office.state(job) == JobState::Done);
    };
    sent("1");
    for harm in HARM {
        server.say(&format!("SET search_path TO ferrofax, pg_catalog; {harm}"));
    }
    let second = machine.receive_page(noise(ROWS));
    // One of the turns is two hours later, when all faxes are compared with the database.
    for later_ms in [1_000, 60_000, 2 * 60 * 60_000] {
        machine.turn(later_ms).unwrap();
    }
    let there = "SELECT string_agg(DISTINCT node_fax::text, ' ' ORDER BY node_fax::text) FROM ferrofax.node_faxes";
    assert_eq!(server.say(there), format!("{first} {second}"));
    assert!(machine.spool.monitoring().alarms().unwrap().is_empty());
    let mails = machine.spool.cluster().mails_at_store().unwrap();
    assert_eq!((mails.after_ms, mails.waiting), (0, 0), "nobody waits for who is not there");
    sent("2");
    assert_eq!(server.say("SELECT count(*) FROM ferrofax.jobs WHERE state = 'done'"), "2");
    assert_eq!(server.say("SELECT count(*) FROM ferrofax.job_leases WHERE token <> 'evil'"), "0");
    drop(machine.store().cluster().members().unwrap());
}
