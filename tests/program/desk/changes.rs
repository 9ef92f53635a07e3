//! What changes is told to those who watch, in its order and with growing numbers, and to
//! each only what he sees.

use std::sync::Arc;

use ferrofax::UnixMs;
use ferrofax::desk::Deed;
use ferrofax::desk::changes::{Change, Changes, Since, Stage, Watcher, What, stage};
use ferrofax::spool::desk::{JobProgress, Reception};
use ferrofax::spool::jobs::{AttemptEnd, JobSession, JobState, Origin, PageRef};
use ferrofax::spool::{DeviceName, FaxStatus, NewFax};
use ferrofax::t30::outcome::Cause;

use super::super::printing::one_page;
use super::house::{House, NOW};
use ferrofax_kit::received::failed;
use ferrofax_kit::spools;

fn news(watcher: &mut Watcher, known: &mut u64) -> Vec<Arc<Change>> {
    watcher.step().unwrap();
    let Since::Changes(found) = watcher.changes().since(*known) else { panic!("too late") };
    let ids: Vec<u64> = found.iter().map(|change| change.id).collect();
    assert!(ids.iter().copied().eq(*known + 1..=*known + ids.len() as u64), "{ids:?}");
    *known += ids.len() as u64;
    found
}

fn watched(house: &House, kept: usize) -> (Watcher, Changes, u64) {
    let watcher = Watcher::new(&house.spool, NOW, kept).unwrap();
    let changes = watcher.changes();
    let newest = changes.newest();
    assert_eq!(newest, NOW.0 as u64);
    (watcher, changes, newest)
}

/// A job's story as a page shows it.
fn story(found: &[Arc<Change>]) -> Vec<String> {
    let tell = |change: &Arc<Change>| match &change.what {
        What::Job { state, .. } => state.name().to_owned(),
        What::Progress(progress) => match stage(progress) {
            Stage::Dialling => "dialling".to_owned(),
            Stage::Connected => format!(
                "connected at {:?}, {} of {} confirmed",
                progress.rate_bps, progress.confirmed, progress.pages
            ),
            Stage::Page(page) => format!("page {page} of {}", progress.pages),
        },
        What::SaidOfJob(JobProgress { last, .. }) | What::SaidOfFax(Reception { last, .. }) => {
            last.as_ref().map(ToString::to_string).unwrap_or_default()
        }
        What::Fax(fax) => format!("{} {} pages", fax.status.name(), fax.pages),
        What::Deed { deed, by, .. } => format!("{} by {by}", deed.name()),
        What::FaxGone { .. } => "gone".to_owned(),
    };
    found.iter().map(tell).collect()
}

#[test]
fn a_sent_fax_is_followed_from_the_queue_to_its_end() {
    let house = House::new();
    let (mut watcher, _, mut known) = watched(&house, 100);
    assert_eq!(news(&mut watcher, &mut known), []);
    let job = house.job("2101", "alice", Origin::Web, "0991 1");
    let found = news(&mut watcher, &mut known);
    assert!(story(&found).contains(&"ready".to_owned()), "{found:?}");
    let lease = spools::lease(&house.spool, NOW);
    assert_eq!(story(&news(&mut watcher, &mut known)), ["active", "dialling"]);
    house.spool.queue().session_begun(&lease, NOW).unwrap();
    let session = JobSession { rate_bps: Some(9600), ..JobSession::default() };
    house.spool.queue().note_job_session(&lease, &session).unwrap();
    assert_eq!(
        story(&news(&mut watcher, &mut known)),
        ["active", "connected at Some(9600), 0 of 1 confirmed"]
    );
    let page = PageRef { document: 1, page: 1 };
    house.spool.queue().page_begun(&lease, page).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), ["page 1 of 1"]);
    house.spool.queue().page_said(&lease, page).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), [""; 0], "nothing that is seen");
    house.spool.queue().page_confirmed(&lease, page, NOW).unwrap();
    assert_eq!(
        story(&news(&mut watcher, &mut known)),
        ["connected at Some(9600), 1 of 1 confirmed"]
    );
    house.spool.queue().attempt_ended(&lease, &AttemptEnd::default(), NOW).unwrap();
    let found = news(&mut watcher, &mut known);
    assert_eq!(story(&found), ["done"]);
    assert!(
        matches!(&found[0].what, What::Job { job: of, state: JobState::Done, .. } if *of == job)
    );
    let seen = |who: &str| {
        let person = house.person(who);
        found[0].is_seen(&person, &house.desk.sight(&person).unwrap())
    };
    assert!(seen("alice") && seen("chief") && !seen("carol") && !seen("ann") && !seen("dora"));
}

#[test]
fn a_fax_is_followed_while_it_comes_in_and_what_people_do_with_it() {
    let house = House::new();
    let (mut watcher, _, mut known) = watched(&house, 100);
    let fax = house.coming("2102", "1");
    assert_eq!(story(&news(&mut watcher, &mut known)), ["receiving 0 pages"]);
    house.spool.receiving().append_page(fax, &one_page()).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), ["receiving 1 pages"]);
    house.finish(fax);
    let found = news(&mut watcher, &mut known);
    assert_eq!(story(&found), ["received 1 pages"]);
    assert!(matches!(&found[0].what, What::Fax(one) if one.status == FaxStatus::Received));
    // One that came between two looks.
    let quick = house.fax("2104", "2");
    let found = news(&mut watcher, &mut known);
    assert_eq!(story(&found), ["received 1 pages"]);
    let seen = |who: &str| {
        let person = house.person(who);
        found[0].is_seen(&person, &house.desk.sight(&person).unwrap())
    };
    assert!(seen("carol") && !seen("alice"));
    house.desk.claim(&house.person("carol"), quick, NOW).unwrap();
    let found = news(&mut watcher, &mut known);
    assert_eq!(story(&found), ["claimed by carol"]);
    assert!(matches!(&found[0].what, What::Deed { deed: Deed::Claimed, .. }));
}

#[test]
fn nobody_is_notified_of_actions_on_junk() {
    let house = House::new();
    let (mut watcher, _, mut known) = watched(&house, 100);
    let (fax, chief) = (house.coming("2102", "1"), house.person("chief"));
    house.spool.faxes().file_as_junk(fax, "hidden", NOW + 86_400_000).unwrap();
    house.finish(fax);
    news(&mut watcher, &mut known);
    house.desk.claim(&chief, fax, NOW).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), [""; 0]);
    house.desk.not_junk(&chief, fax, NOW).unwrap();
    house.desk.release(&chief, fax, NOW).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), ["released by chief"]);
}

#[test]
fn a_fax_that_is_filed_as_junk_is_gone_and_its_end_is_not_reported() {
    let house = House::new();
    let (mut watcher, _, mut known) = watched(&house, 100);
    let fax = house.coming("2102", "1");
    assert_eq!(story(&news(&mut watcher, &mut known)), ["receiving 0 pages"]);
    house.spool.faxes().file_as_junk(fax, "hidden", NOW + 86_400_000).unwrap();
    house.finish(fax);
    assert_eq!(story(&news(&mut watcher, &mut known)), ["gone"]);
    // One that came between two looks.
    let quick = house.coming("2102", "2");
    house.spool.faxes().file_as_junk(quick, "hidden", NOW + 86_400_000).unwrap();
    house.finish(quick);
    assert_eq!(story(&news(&mut watcher, &mut known)), [""; 0]);
}

#[test]
fn what_goes_on_already_is_no_news_and_is_shown_as_now() {
    let house = House::new();
    let fax = house.coming("2102", "1");
    house.job("2104", "carol", Origin::Web, "0991 1");
    let (mut watcher, _, mut known) = watched(&house, 100);
    assert_eq!(news(&mut watcher, &mut known), []);
    let now = |who: &str| house.desk.now(&house.person(who)).unwrap();
    assert_eq!(now("alice").receiving.len(), 1);
    assert_eq!((now("carol").receiving.len(), now("ann").receiving.len()), (0, 0));
    assert_eq!(now("alice").queue.counts.ready, 1);
    assert_eq!(now("alice").queue.oldest_ready_at, Some(NOW));
    spools::lease(&house.spool, NOW);
    assert_eq!((now("carol").sending.len(), now("alice").sending.len()), (1, 0));
    house.finish(fax);
    let found = story(&news(&mut watcher, &mut known));
    assert_eq!(found, ["active", "dialling", "received 0 pages"]);
}

#[test]
fn whoever_fell_behind_or_was_never_here_begins_anew() {
    let house = House::new();
    let (mut watcher, changes, begun) = watched(&house, 3);
    assert_eq!(changes.since(begun), Since::Changes(Vec::new()));
    for known in [0, begun - 1, begun + 1, u64::MAX] {
        assert_eq!(changes.since(known), Since::Reload(begun), "{known}");
    }
    let mut tidings = changes.tidings();
    assert!(!tidings.has_changed().unwrap());
    let fax = house.fax("2101", "1");
    for _ in 0..2 {
        house.desk.claim(&house.person("alice"), fax, NOW).unwrap();
        house.desk.release(&house.person("alice"), fax, NOW).unwrap();
    }
    watcher.step().unwrap();
    let newest = changes.newest();
    assert_eq!(newest, begun + 5);
    assert_eq!(*tidings.borrow_and_update(), newest);
    assert_eq!(changes.since(begun + 1), Since::Reload(newest));
    let Since::Changes(kept) = changes.since(begun + 2) else { panic!("they are kept") };
    assert_eq!(kept.len(), 3);
    // A start later has greater numbers.
    let later = Watcher::new(&house.spool, UnixMs(NOW.0 + 60_000), 3).unwrap().changes();
    assert!(later.newest() > newest);
    assert_eq!(later.since(newest), Since::Reload(later.newest()));
}

#[test]
fn nothing_is_read_while_nothing_was_committed() {
    let house = House::new();
    let (mut watcher, ..) = watched(&house, 10);
    assert_eq!(watcher.step().unwrap(), 0);
    house.fax("2101", "1");
    assert!(watcher.step().unwrap() > 0);
    assert_eq!(watcher.step().unwrap(), 0);
}

/// The end of a fax can't be read for a moment.
#[test]
fn the_end_of_a_fax_that_could_not_be_read_is_told_later() {
    let house = House::new();
    let (mut watcher, _, mut known) = watched(&house, 100);
    let new = NewFax { device: DeviceName::new("2101", "fax-devices"), ..NewFax::default() };
    let fax = house.spool.receiving().begin_fax(&new).unwrap();
    assert_eq!(story(&news(&mut watcher, &mut known)), ["receiving 0 pages"]);
    house.spool.receiving().finish_fax(fax, &failed(Cause::T1Expired, NOW)).unwrap();
    let rate = |rate: i64| {
        let database = rusqlite::Connection::open(house.spool.folder().join("spool.db")).unwrap();
        database
            .execute("UPDATE faxes SET rate_bps = ?1 WHERE id = ?2", [rate, fax.0])
            .unwrap();
    };
    rate(-1);
    assert!(watcher.step().is_err());
    rate(9600);
    assert_eq!(story(&news(&mut watcher, &mut known)), ["failed 0 pages"]);
}
