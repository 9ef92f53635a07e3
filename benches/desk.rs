//! Measures the queries of the web interface with 100,000 received faxes and 10,000 jobs, for users
//! who see one device (which has four of ten faxes), ten devices, and all: `cargo bench --features
//! program --bench desk [FOLDER]`. The folder selects the disk; the default is `target`.
//!
//! One thread repeats each query. The table has the median and the longest time. The benchmark
//! fails if a median is above [`MOST_MS`].

use ferrofax_kit::years;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::convert::Converter;
use ferrofax::desk::{ClaimedBy, Desk, Entrance, FaxSieve, JobSieve, Person};
use ferrofax::program::settings::Settings;
use ferrofax::rights::Rights;
use ferrofax::spool::jobs::{JobId, JobState};
use ferrofax::spool::{FaxId, Spool};

use years::{DEVICES, FAXES, JOBS, MINUTE_MS, NOW, fill, publish};

/// The longest time that the server may take for a page of a list.
const MOST_MS: f64 = 50.0;

/// How often each query is repeated.
const ROUNDS: usize = 15;

/// Rows of a page.
const PAGE: u32 = 50;

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
    println!("some queries take longer than {MOST_MS} ms");
    ExitCode::FAILURE
}

type Put = fn(&Desk, &Person);

/// Returns the queries of users.
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
        ("search: one note long ago", |desk, person| find(desk, person, "order 4715")),
        ("search: what none has", |desk, person| find(desk, person, "xyzzy")),
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
