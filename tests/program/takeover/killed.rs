//! A take-over that is killed at any moment and begun again: all is here in the end, and once.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::{House, ONE, job};
use ferrofax::spool::FaxQuery;
use ferrofax::spool::jobs::JobState;
use ferrofax_kit::random::Random;

const WAITING: u32 = 12;
const ENDED: u32 = 8;
const RECEIVED: u32 = 8;

/// Jobs that wait, jobs that have ended, and faxes; no two are alike.
fn full() -> House {
    let house = House::new();
    for number in 1..=WAITING + ENDED {
        let (id, document) = (format!("jobid:{number}"), format!("doc{number}.tif.1"));
        let same = [ONE, ("jobid:2", id.as_str()), ("doc2.tif.2", document.as_str())];
        house.document(&format!("docq/{document}"));
        if number <= WAITING {
            house.put(&format!("sendq/q{number}"), job(&same));
        } else {
            let sent = [("state:2", "state:7"), ("npages:0", "npages:1")];
            house.put(&format!("doneq/q{number}"), job(&[&same[..], &sent].concat()));
        }
    }
    for number in 1..=RECEIVED {
        let name = format!("recvq/fax{number:09}.tif");
        super::queue::write_pages(&house.spool.join(name), &[100 + number]);
    }
    house
}

/// Begins a take-over and kills it so long after so many lines of it. Whether it had ended before.
fn import(house: &House, lines: usize, then: Duration) -> bool {
    let folder = house.spool.to_str().unwrap();
    let mut command = house.bench.command();
    command.args(["import", "hylafax", folder, "--device", "2101"]);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap()).lines();
    let read = told.by_ref().take(lines).count();
    sleep(then);
    child.kill().unwrap();
    let ended = child.wait().unwrap();
    assert!(ended.code().is_none_or(|code| code == 0), "{ended}");
    ended.success() || read < lines
}

#[test]
fn what_is_taken_over_is_there_once_however_often_it_is_killed() {
    let house = full();
    let mut random = Random::new(19);
    let mut killed = 0;
    // What is known already is told first.
    while !import(
        &house,
        killed * 3 + 1 + random.below(4) as usize,
        Duration::from_millis(random.below(12).into()),
    ) {
        killed += 1;
    }
    assert!(killed >= 3, "it was killed {killed} times");
    let last = house.import(&["--device", "2101"]);
    let all = WAITING + ENDED + RECEIVED;
    assert!(last.out.contains(&format!("imported: 0; before: {all}; ")), "{last:?}");

    let jobs = house.bench.jobs();
    let of = |state| jobs.iter().filter(|job| job.state == state).count() as u32;
    assert_eq!((of(JobState::Suspended), of(JobState::Done)), (WAITING, ENDED), "{jobs:?}");
    assert_eq!(jobs.len() as u32, WAITING + ENDED);
    for job in &jobs {
        let document = &job.documents[0].path;
        assert!(document.is_file(), "{} of job {}", document.display(), job.id);
    }
    let faxes = house.bench.spool.faxes().list(&FaxQuery::default()).unwrap();
    let mut rows: Vec<u32> = faxes.iter().map(|fax| fax.pages[0].rows).collect();
    rows.sort_unstable();
    assert_eq!(rows, (1..=RECEIVED).map(|number| 100 + number).collect::<Vec<_>>());
}
