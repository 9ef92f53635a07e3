//! How quickly the desk answers among 100,000 received faxes and 10,000 jobs, for users who
//! see one device (with four faxes of ten), ten, and all: `cargo bench --features program
//! --bench desk [FOLDER]`; the folder says which disk, `target` by default.
//!
//! Each question is put several times by one thread; the table has the median and the
//! longest time. Ends with an error if a median is above [`MOST_MS`].

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::program::convert::Converter;
use ferrofax::program::desk::{ClaimedBy, Desk, Entrance, FaxSieve, JobSieve, Person};
use ferrofax::program::rights::Rights;
use ferrofax::program::settings::Settings;
use ferrofax::spool::jobs::{JobId, JobState};
use ferrofax::spool::{DeviceRecord, FaxId, Spool};
use rusqlite::{Connection, params};

const FAXES: i64 = 100_000;
const JOBS: i64 = 10_000;
const DEVICES: i64 = 200;

/// What a page of a list may take at the server.
const MOST_MS: f64 = 50.0;

/// How often each question is put.
const ROUNDS: usize = 15;

/// Rows of a page.
const PAGE: u32 = 50;

const NOW: i64 = 1_800_000_000_000;
const MINUTE_MS: i64 = 60_000;

fn main() -> ExitCode {
    let disk = std::env::args()
        .skip(1)
        .find(|word| !word.starts_with('-'))
        .map_or_else(|| "target".into(), PathBuf::from);
    std::fs::create_dir_all(&disk).expect("a folder");
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let spool = Spool::open(&folder.path().join("spool")).expect("a spool");
    publish(&spool);
    fill(&spool);
    let desk = desk(&spool);
    println!("{FAXES} faxes, {JOBS} jobs, {DEVICES} devices; median and longest, milliseconds");
    println!("{:<44} {:>15} {:>15} {:>15}", "", "one device", "ten devices", "all devices");
    let mut is_quick = true;
    for (question, put) in questions() {
        let times = people(&desk).map(|person| measured(|| put(&desk.0, &person)));
        let cells = times.map(|(median, longest)| format!("{median:7.2} {longest:7.2}"));
        println!("{question:<44} {:>15} {:>15} {:>15}", cells[0], cells[1], cells[2]);
        is_quick &= times.iter().all(|(median, _)| *median <= MOST_MS);
    }
    if is_quick {
        return ExitCode::SUCCESS;
    }
    println!("some take longer than {MOST_MS} ms");
    ExitCode::FAILURE
}

type Put = fn(&Desk, &Person);

/// What people ask.
fn questions() -> Vec<(&'static str, Put)> {
    fn list(desk: &Desk, person: &Person, sieve: &FaxSieve, below: Option<i64>) {
        desk.faxes(person, sieve, below.map(FaxId), PAGE).expect("a list");
    }
    fn find(desk: &Desk, person: &Person, words: &str) {
        list(desk, person, &FaxSieve { words: words.into(), ..FaxSieve::default() }, None);
    }
    vec![
        ("faxes: first page", |desk, person| list(desk, person, &FaxSieve::default(), None)),
        ("faxes: page in the middle", |desk, person| {
            list(desk, person, &FaxSieve::default(), Some(FAXES / 2));
        }),
        ("faxes: last page", |desk, person| list(desk, person, &FaxSieve::default(), Some(40))),
        ("search: a name that many have", |desk, person| find(desk, person, "müller")),
        ("search: a number that few have", |desk, person| find(desk, person, "0991 7041")),
        ("search: what none has (one step back)", |desk, person| find(desk, person, "xyzzy")),
        ("faxes of a day, two months ago", |desk, person| {
            let began = NOW - FAXES * MINUTE_MS / 2;
            let (since, until) = (Some(UnixMs(began)), Some(UnixMs(began + 1440 * MINUTE_MS)));
            list(desk, person, &FaxSieve { since, until, ..FaxSieve::default() }, None);
        }),
        ("unread: how many, all read by now", |desk, person| {
            desk.unread(person).expect("a number");
        }),
        ("unread: list", |desk, person| {
            list(desk, person, &FaxSieve { unread: true, ..FaxSieve::default() }, None);
        }),
        ("claimed by me", |desk, person| {
            let claimed = Some(ClaimedBy::User(person.name.clone()));
            list(desk, person, &FaxSieve { claimed, ..FaxSieve::default() }, None);
        }),
        ("one fax", |desk, person| {
            let newest = desk.faxes(person, &FaxSieve::default(), None, 1).expect("a list");
            desk.fax(person, newest.faxes[0].fax.id).expect("a fax");
        }),
        ("jobs: first page", |desk, person| {
            desk.jobs(person, &JobSieve::default(), None, PAGE).expect("a list");
        }),
        ("jobs: page in the middle", |desk, person| {
            let below = Some(JobId(JOBS / 2));
            desk.jobs(person, &JobSieve::default(), below, PAGE).expect("a list");
        }),
        ("jobs: failed ones", |desk, person| {
            let sieve = JobSieve { states: vec![JobState::Failed], ..JobSieve::default() };
            desk.jobs(person, &sieve, None, PAGE).expect("a list");
        }),
        ("now", |desk, person| _ = desk.now(person).expect("what goes on")),
    ]
}

fn measured(put: impl Fn()) -> (f64, f64) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            put();
            began.elapsed()
        })
        .collect();
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    (ms(times[ROUNDS / 2]), ms(times[ROUNDS - 1]))
}

fn desk(spool: &Spool) -> (Desk, Rights) {
    let ten: Vec<String> = (0..10).map(|device| format!("'{}'", 2000 + device)).collect();
    let text = format!(
        "[[user]]\nname = 'one'\ndevice = '2000'\n[[user]]\nname = 'ten'\n\
         [[user]]\nname = 'all'\nrole = 'administrator'\n\
         [[group]]\nname = 'ten'\nmembers = ['ten']\ndevices = [{}]\n",
        ten.join(", ")
    );
    let settings = Settings::parse(&text).expect("settings");
    let rights = Rights::new(&settings.rights, spool).expect("rights");
    (Desk::new(spool, &rights, Converter::default(), Vec::new()), rights)
}

fn people((_, rights): &(Desk, Rights)) -> [Person; 3] {
    ["one", "ten", "all"]
        .map(|name| rights.person(name, Entrance::Page, None).expect("rights").expect("a user"))
}

fn publish(spool: &Spool) {
    let devices: Vec<DeviceRecord> = (0..DEVICES)
        .map(|number| DeviceRecord {
            context: "fax".into(),
            extension: (2000 + number).to_string(),
            mailboxes: vec![format!("{number}@example.com")],
            enabled: true,
            ..DeviceRecord::default()
        })
        .collect();
    spool.publish_devices(&devices).expect("devices");
}

/// Puts the rows in at once: a commit a fax would take an hour.
fn fill(spool: &Spool) {
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
        // All but the last thousand are read, one by one; some are claimed, some have notes.
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
        }
    }
    transaction.commit().expect("a commit");
    database.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("a checkpoint");
}
