//! The PBX is killed while it sends. No job is lost, pages that the spool has as confirmed are not
//! sent again, and a broken-off job continues at the first unconfirmed page.
//!
//! spandsp in `world` counts and stores the pages that it has confirmed.

use std::thread;
use std::time::Duration;

use ferrofax::spool::jobs::{Job, JobId, JobState};
use ferrofax::t4::Resolution;

use crate::laboratory::{Asterisk, takes_its_time};
use crate::pages::{self, Content};
use crate::random::Random;
use crate::sending_desk::{Arrival, SendingDesk};

/// The number of calls at once. They begin at different times, so one kill interrupts them at
/// different points.
const CALLS: usize = 3;
/// The time between their beginnings.
const APART: Duration = Duration::from_millis(4700);
const PAGES: u32 = 5;

#[test]
fn jobs_survive_the_death_of_the_pbx() {
    let kills = if takes_its_time() { 30 } else { 1 };
    let devices = ["exten => 8001,1,FaxDevice(sender@example.com)".to_owned()];
    let settings =
        ["retry_internal = 1", "retry_dropped = 1", "retry_unconfirmed = 1", "share_calls = no"];
    let desk = SendingDesk::start("crash-sending", Asterisk::V22, &devices, &settings);
    let document: Vec<_> = (0..PAGES)
        .map(|number| pages::page(Content::Text, 1728, 500, 50 + u64::from(number)))
        .collect();
    let file = desk.document("crash", &document, Resolution::Standard);
    let mut random = Random::new(33);
    let mut confirmed = Vec::new();
    for kill in 0..kills {
        // Between the dialling of the first call and some time after its last page.
        let moment =
            Duration::from_secs_f64(if takes_its_time() { random.part() * 60.0 } else { 32.0 });
        let numbers: Vec<String> = (0..CALLS).map(|call| format!("301{kill:03}{call}")).collect();
        let jobs: Vec<JobId> = thread::scope(|scope| {
            let submitting = scope.spawn(|| {
                let each = numbers.iter().map(|number| {
                    let id = desk.submit(number, "8001", &file, |_| ());
                    thread::sleep(APART);
                    id
                });
                each.collect()
            });
            thread::sleep(moment);
            desk.lab.kill9("ours");
            submitting.join().expect("no panic")
        });
        // A killed PBX sends no audio, and without audio spandsp never reaches its timeout. So the
        // receivers hang up.
        desk.lab.console_of("world", "channel request hangup all");
        let then: Vec<Job> = jobs.iter().map(|id| desk.job(*id)).collect();
        desk.lab.restart("ours");
        let pages: Vec<u32> = then.iter().map(Job::pages_confirmed).collect();
        println!("killed after {:.1} s: {pages:?} pages were confirmed", moment.as_secs_f64());
        for (number, then) in numbers.iter().zip(&then) {
            let job = desk.await_end(then.id, Duration::from_secs(300));
            judge(&job, then, &desk.arrivals(number), &document);
        }
        confirmed.extend(pages);
    }
    assert!(
        confirmed.iter().any(|&pages| pages > 0 && pages < PAGES),
        "no kill interrupted a job between its pages: {confirmed:?}"
    );
}

/// Checks a job after the restart. `then` is the job in the spool after the kill.
fn judge(job: &Job, then: &Job, arrivals: &[Arrival], document: &[ferrofax::t4::Bitmap]) {
    let counts: Vec<usize> = arrivals.iter().map(Arrival::confirmed).collect();
    let what = format!(
        "job {}: {counts:?} pages arrived, {} were confirmed then: {job:?}",
        job.id.0,
        then.pages_confirmed()
    );
    assert_eq!((job.state, job.pages_confirmed()), (JobState::Done, PAGES), "{what}");
    if then.state == JobState::Done {
        assert_eq!(counts, [PAGES as usize], "{what}");
    }
    // Each call continues at the first page that is unconfirmed in the spool. Only the last
    // confirmation may be missing there.
    let mut sent = 0;
    for (call, arrival) in arrivals.iter().enumerate() {
        let is_last = call + 1 == arrivals.len();
        assert!(is_last || arrivals.len() == 2, "{what}");
        let first = if call == 0 { 0 } else { then.pages_confirmed() as usize };
        assert!(first == sent || first + 1 == sent, "{what}");
        for (place, page) in arrival.pages.iter().take(arrival.confirmed()).enumerate() {
            let difference =
                document.get(first + place).map(|wanted| pages::difference(wanted, page));
            assert_eq!(difference, Some(None), "call {}, page {}: {what}", call + 1, place + 1);
        }
        sent = first + arrival.confirmed();
    }
    assert_eq!(sent, PAGES as usize, "{what}");
}
