//! A large spool, as after years of use, for tests of speed: 100,000 received faxes and 100,000
//! jobs. They have database rows, but no files.

use ferrofax::spool::{DeviceRecord, Spool};
use rusqlite::{Connection, params};

pub const FAXES: i64 = 100_000;
pub const JOBS: i64 = 100_000;
pub const DEVICES: i64 = 200;

/// The time of the newest fax.
pub const NOW: i64 = 1_800_000_000_000;
pub const MINUTE_MS: i64 = 60_000;

/// Publishes the devices 2000 to 2199.
pub fn publish(spool: &Spool) {
    let devices: Vec<DeviceRecord> = (0..DEVICES)
        .map(|number| DeviceRecord {
            context: "fax".into(),
            extension: (2000 + number).to_string(),
            mailboxes: vec![format!("{number}@example.com")],
            enabled: true,
            ..DeviceRecord::default()
        })
        .collect();
    spool.devices().publish_devices(&devices).expect("devices");
}

/// Writes all rows in one transaction: a transaction for each fax would take an hour. Device 2000
/// has four of ten faxes.
pub fn fill(spool: &Spool) {
    let mut database = Connection::open(spool.folder().join("spool.db")).expect("the database");
    let transaction = database.transaction().expect("a transaction");
    let device = |id: i64| match id % 10 {
        0..4 => "2000@fax".to_owned(),
        _ => format!("{}@fax", 2000 + id % DEVICES),
    };
    {
        let mut fax = transaction
            .prepare(
                "INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at,
                                    far_ident, rate_bps, ecm, coding, outcome_phase, outcome_cause, outcome_text, format,
                                    mail_without_pages, document, mode, packets, line)
                 VALUES (?1, 'received', ?2, '2101', ?3, ?4, ?5, ?6, ?6 + 60000, ?7, 14400, 1, 'MMR', 'E', 'OK',
                         'The fax was received.', 'pdf', 0, ?8, 'audio', ?9, ?10)",
            )
            .expect("a statement");
        let mut page = transaction
            .prepare(
                "INSERT INTO pages (fax, number, width, rows, x_dpi, y_dpi, bad_rows, longest_bad_run, complete, confirmed)
                 VALUES (?1, ?2, 1728, 2200, 204, 196, 0, 0, 1, 1)",
            )
            .expect("a statement");
        let mut mailbox = transaction
            .prepare("INSERT INTO fax_mailboxes (fax, position, mailbox) VALUES (?1, 0, 'a@example.com')")
            .expect("a statement");
        for id in 1..=FAXES {
            let name = ["Müller GmbH", "Praxis Dr. Schmidt", "Bäckerei Huber", "Stadtwerke"];
            fax.execute(params![
                id,
                device(id),
                format!("+49991{}", 7000 + id % 3000),
                name[id as usize % 4],
                format!("{id}.1"),
                NOW - (FAXES - id) * MINUTE_MS,
                format!("+49 991 {}", 7000 + id % 3000),
                format!("{id}.tif"),
                "3012 packets, 2 lost, 1 late; the playout buffer held 40 ms",
                "V.17 14400, SNR 34.1 dB, level -17.2 dBm0, offset 0.2 Hz, skew 12 ppm",
            ])
            .expect("a fax");
            page.execute([id, 1]).expect("a page");
            page.execute([id, 2]).expect("a page");
            mailbox.execute([id]).expect("a mailbox");
        }
        // All faxes except the last thousand are read. Some faxes are claimed, and some have notes.
        for user in ["one", "ten", "all"] {
            let mut mark = transaction
                .prepare("INSERT INTO fax_marks (user, fax, is_read) SELECT ?1, id, 1 FROM faxes WHERE id <= ?2")
                .expect("a statement");
            mark.execute(params![user, FAXES]).expect("marks");
        }
        transaction
            .execute_batch(
                "INSERT INTO fax_claims SELECT id, CASE id % 3 WHEN 0 THEN 'one' WHEN 1 THEN 'ten' ELSE 'all' END,
                                               'one', started_at FROM faxes WHERE id % 20 = 0;
                 INSERT INTO fax_notes SELECT id, 'Order ' || id, 'To be answered.' FROM faxes WHERE id % 5 = 0;",
            )
            .expect("claims and notes");
        let mut job = transaction
            .prepare(
                "INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                                   ended_at, tag, notify_when, notify_format, unknown, created_by)
                 VALUES (?1, ?2, '0991 1', '+499911', ?3, 'alice@example.com', 200, 3, 12, ?4, ?5, 'Invoice', 'end',
                         'text', 'resend', 'mail')",
            )
            .expect("a statement");
        for id in 1..=JOBS {
            let at = NOW - (JOBS - id) * MINUTE_MS;
            let (state, ended) = match id {
                _ if id > JOBS - 500 => ("ready", None),
                _ if id % 50 == 0 => ("failed", Some(at)),
                _ => ("done", Some(at)),
            };
            job.execute(params![id, state, device(id), at, ended]).expect("a job");
            for page in 1..=2 {
                transaction
                    .execute(
                        "INSERT INTO job_pages (job, document, page, state) VALUES (?1, 1, ?2, 'confirmed')",
                        [id, page],
                    )
                    .expect("a page");
            }
            transaction
                .execute(
                    "INSERT INTO job_documents (job, number, name, file, pages)
                     VALUES (?1, 1, 'Offer_' || ?1 || '.pdf', ?1 || '.job.tif', 2)",
                    [id],
                )
                .expect("a document");
        }
    }
    transaction.commit().expect("a commit");
    spool.faxes().index_words().expect("an index");
    spool.jobs().index_lacking(&|| false).expect("the words of jobs");
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("a checkpoint");
}
