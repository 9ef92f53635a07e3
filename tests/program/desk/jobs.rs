//! Jobs: who sees which, and who may change them.

use ferrofax::UnixMs;
use ferrofax::desk::{DeskError, JobDeed, JobSieve, Thing};
use ferrofax::spool::desk::JOBS_LOOKED_AT;
use ferrofax::spool::jobs::{Altered, JobId, JobState, NewDocument, Origin};
use ferrofax::spool::sending::option;
use ferrofax::spool::submission::{Draft, prepare};
use ferrofax::spool::wish::{Wish, Wishes};
use ferrofax::spool::{CountOf, Spool};
use ferrofax_cluster::Clustered;

use super::house::{House, NOW};

impl House {
    fn seen_jobs(&self, who: &str, sieve: &JobSieve) -> Vec<i64> {
        let list = self.desk.jobs(&self.person(who), sieve, None, 200).unwrap();
        assert!(list.next.is_none());
        list.jobs.iter().map(|job| job.id.0).collect()
    }
}

/// 1: alice's from the shared device; 2: bob's from his own; 3: carol's; 4: of the system's
/// user `al`, who is alice, from carol's device; 5: of the system's user `alice`, who is not.
fn with_jobs() -> House {
    let house = House::new();
    for (device, owner, by) in [
        ("2102", "alice", Origin::Web),
        ("2103", "bob@example.com", Origin::Mail),
        ("2104", "carol", Origin::Print),
        ("2104", "al", Origin::Cli),
        ("2104", "alice", Origin::Drop),
    ] {
        house.job(device, owner, by, "0991 1");
    }
    house
}

#[test]
fn each_sees_the_jobs_of_his_devices_and_his_own() {
    let house = with_jobs();
    let all = JobSieve::default();
    for (who, jobs) in [
        ("alice", &[4, 1][..]),
        ("bob", &[2, 1]),
        ("dora", &[1]),
        ("carol", &[5, 4, 3]),
        ("chief", &[5, 4, 3, 2, 1]),
        ("ann", &[]),
    ] {
        assert_eq!(house.seen_jobs(who, &all), jobs, "{who}");
    }
    let alice = house.person("alice");
    house.desk.change_job(&alice, JobId(1), JobDeed::Hold, NOW).unwrap();
    let held = JobSieve { states: vec![JobState::Suspended], ..JobSieve::default() };
    assert_eq!(house.seen_jobs("dora", &held), [1]);
    assert_eq!(house.seen_jobs("chief", &held), [1]);
    assert_eq!(house.seen_jobs("carol", &held), [0; 0]);
    let of_bob = JobSieve { device: Some("2103".parse().unwrap()), ..JobSieve::default() };
    assert_eq!(house.seen_jobs("chief", &of_bob), [2]);
    assert_eq!(house.seen_jobs("carol", &of_bob), [0; 0]);
    let pages = house.desk.jobs(&house.person("chief"), &all, None, 2).unwrap();
    assert_eq!(pages.next, Some(JobId(4)));
    let rest = house.desk.jobs(&house.person("chief"), &all, pages.next, 9).unwrap();
    assert_eq!(rest.jobs.iter().map(|job| job.id.0).collect::<Vec<_>>(), [3, 2, 1]);
}

#[test]
fn a_job_of_others_is_not_there_or_is_not_changed() {
    let house = with_jobs();
    let desk = &house.desk;
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    for id in [3, 99, 0, -1, i64::MAX, i64::MIN].map(JobId) {
        let errors = [
            desk.job(&alice, id).err(),
            desk.job_history(&alice, id).err(),
            desk.job_mails(&alice, id).err(),
            desk.change_job(&alice, id, JobDeed::Cancel, NOW).err(),
            desk.give_number(&alice, id, "0991", NOW).err(),
            desk.send_again(&alice, id, &[], None, NOW).err(),
        ];
        for error in errors {
            let error = error.expect("refused");
            assert!(matches!(error, DeskError::NotThere(Thing::Job(of)) if of == id), "{error}");
        }
    }
    // Bob sees what alice sends from the device that they share, and leaves it alone.
    assert!(desk.job(&bob, JobId(1)).is_ok());
    for deed in [JobDeed::Cancel, JobDeed::Hold, JobDeed::Retry, JobDeed::Priority(250)] {
        let refused = desk.change_job(&bob, JobId(1), deed, NOW);
        assert!(matches!(refused, Err(DeskError::Denied(_))), "{deed:?}");
    }
    assert!(matches!(desk.send_again(&bob, JobId(1), &[], None, NOW), Err(DeskError::Denied(_))));
    assert_eq!(house.audited("bob", "cancel"), [(false, "not-your-job".to_owned())]);
    assert!(matches!(desk.job_to_send_again(&bob, JobId(1)), Err(DeskError::Denied(_))));
    // The desk of the group does not.
    let dora = house.person("dora");
    let state = desk.change_job(&dora, JobId(1), JobDeed::Cancel, NOW).unwrap();
    assert_eq!(state, JobState::Failed);
    let history = desk.job_history(&alice, JobId(1)).unwrap();
    assert_eq!(history.last().unwrap().text, "Cancelled by dora.");
    let auditor = house.person("ann");
    assert!(matches!(desk.job(&auditor, JobId(1)), Err(DeskError::NotThere(_))));
}

#[test]
fn ones_own_faxes_go_behind_others_and_a_desks_before_them() {
    let house = with_jobs();
    let (alice, dora) = (house.person("alice"), house.person("dora"));
    let put = |person, to| house.desk.change_job(person, JobId(1), JobDeed::Priority(to), NOW);
    put(&alice, 210).unwrap();
    assert!(matches!(put(&alice, 10), Err(DeskError::Denied(_))));
    assert_eq!(house.spool.jobs().job(JobId(1)).unwrap().priority, 210);
    put(&dora, 10).unwrap();
    assert_eq!(house.spool.jobs().job(JobId(1)).unwrap().priority, 10);
    assert_eq!(house.audited("alice", "priority").last().unwrap().1, "priority");
}

#[test]
fn a_job_gets_its_number_by_the_right_of_whoever_gives_it() {
    let house = House::new();
    let job = house.job("2102", "alice", Origin::Print, "");
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    let give = |person, number| house.desk.give_number(person, job, number, NOW);
    assert!(matches!(give(&bob, "0991 1"), Err(DeskError::Denied(_))));
    assert!(give(&alice, "0900 1").is_err());
    assert!(give(&alice, "x").is_err());
    assert!(house.spool.jobs().job(job).unwrap().waits_for_number());
    assert_eq!(give(&alice, "0991 1").unwrap(), JobState::Ready);
    assert_eq!(house.spool.jobs().job(job).unwrap().canonical, "+499911");
}

#[test]
fn a_job_is_sent_again_and_to_others_by_new_jobs_of_whoever_asks() {
    let house = House::new();
    let job = house.job("2102", "alice", Origin::Mail, "0991 1");
    let (alice, dora) = (house.person("alice"), house.person("dora"));
    house.desk.change_job(&alice, job, JobDeed::Cancel, NOW).unwrap();
    let again = house.desk.send_again(&dora, job, &[], None, UnixMs::now()).unwrap();
    let found = house.spool.jobs().job(again[0].1.as_ref().unwrap().job).unwrap();
    assert_eq!((found.owner.as_str(), found.number.as_str()), ("dora", "0991 1"));
    assert_eq!((found.documents[0].name.as_str(), found.pages.len()), ("Letter", 1));
    let numbers = ["0992 1".to_owned(), "+1 212".to_owned()];
    let others = house.desk.send_again(&alice, job, &numbers, None, UnixMs::now()).unwrap();
    assert!(others[0].1.is_ok() && others[1].1.is_err(), "{others:?}");
    let none: Vec<String> = vec![String::new(); 101];
    let refused = house.desk.send_again(&alice, job, &none, None, UnixMs::now());
    assert!(matches!(refused, Err(DeskError::Unfit(_))));
}

#[test]
fn only_the_same_recipient_gets_the_cover_page_and_the_digits_after_the_answer_again() {
    let house = House::with("[limits]\npost_dial = true\n");
    house.job("2102", "alice", Origin::Web, "0991 1");
    let path = house.folder.path().join("page.tif");
    let named = |name: &str| NewDocument { path: path.clone(), name: name.into() };
    let draft = Draft {
        number: "0991 1".into(),
        device: "2102@fax".into(),
        owner: "alice".into(),
        created_by: Origin::Web,
        documents: vec![named("cover page"), named("Letter")],
        wishes: Wishes::default().with(Wish::Colour, "yes").with(Wish::Sub, "17"),
        ..Draft::default()
    };
    let mut new = prepare(&house.spool, &draft, NOW).unwrap();
    new.options.insert(option::POST_DIAL.to_owned(), "ww17#".to_owned());
    let code = "FERROFAX-HHHHHHHHHHHHHHHHHHHH";
    new.options.insert(option::ANSWER_CODE.to_owned(), code.to_owned());
    let job = house.spool.submission().submit(&new, NOW).unwrap();
    let alice = house.person("alice");
    let again = |numbers: &[String]| {
        let sent = house.desk.send_again(&alice, job, numbers, None, UnixMs::now()).unwrap();
        let job = house.spool.jobs().job(sent[0].1.as_ref().unwrap().job).unwrap();
        let names: Vec<String> = job.documents.iter().map(|one| one.name.clone()).collect();
        let copied = [option::POST_DIAL, option::ANSWER_CODE];
        let copied = copied.map(|name| job.options.get(name).cloned());
        (names, job.sub.clone(), copied, job.wishes_colours())
    };
    let (sub, copied) = (Some("17".to_owned()), ["ww17#", code].map(|one| Some(one.to_owned())));
    let both = ["cover page", "Letter"].map(str::to_owned).to_vec();
    assert_eq!(again(&[]), (both, sub, copied, true));
    let jobs = house.spool.jobs().jobs_answered(code).unwrap();
    assert!(jobs.len() == 2 && jobs[0] > job && jobs[1] == job, "{jobs:?}");
    let letter = vec!["Letter".to_owned()];
    assert_eq!(again(&["0991 2".to_owned()]), (letter, None, [None, None], true));
}

/// By which rule something is refused.
fn rule(error: &DeskError) -> &'static str {
    error.denied().map_or("none", |denied| denied.rule)
}

impl House {
    fn counted(&self, user: &str) -> u32 {
        self.spool
            .submission()
            .sent(CountOf::User(user), UnixMs(0), UnixMs::MAX)
            .unwrap()
            .jobs
    }

    /// Does this to alice's job; by which rule it is refused.
    fn refuses(&self, who: &str, job: JobId, deed: JobDeed) -> &'static str {
        let done = self.desk.change_job(&self.person(who), job, deed, UnixMs::now());
        done.as_ref().err().map_or("", rule)
    }
}

#[test]
fn a_failed_job_is_retried_by_the_right_of_whoever_asks_and_counted_as_a_fax() {
    let house = House::with("[limits]\njobs_per_day = 2\nburst_jobs = 0\n");
    let job = house.job("2102", "alice", Origin::Web, "0991 1");
    let again = |who| {
        assert_eq!(house.refuses(who, job, JobDeed::Cancel), "");
        house.refuses(who, job, JobDeed::Retry)
    };
    assert_eq!((again("alice"), house.counted("alice")), ("", 1));
    assert_eq!(house.spool.jobs().account_of_job(job).unwrap(), "alice");
    // Asked for again, it waits already, and nothing more is counted.
    assert_eq!(house.refuses("alice", job, JobDeed::Retry), "");
    assert_eq!((again("alice"), house.counted("alice")), ("", 2));
    assert_eq!((again("alice"), house.counted("alice")), ("quota-day", 2));
    assert_eq!(house.spool.jobs().job(job).unwrap().state, JobState::Failed);
    // The operator's own right counts, and the job is the operator's from then on.
    assert_eq!(house.refuses("dora", job, JobDeed::Retry), "");
    assert_eq!((house.counted("dora"), house.counted("alice")), (1, 2));
    assert_eq!(house.spool.jobs().account_of_job(job).unwrap(), "dora");
}

/// The job remains failed until the shared database has received the request.
#[test]
fn a_retry_in_the_shared_database_is_counted_once_though_it_is_requested_twice() {
    let house = House::with("[limits]\njobs_per_day = 9\nburst_jobs = 0\n");
    let store = Spool::open(&house.folder.path().join("store")).unwrap();
    let node = house.spool.cluster().become_node("berlin", "store").unwrap();
    let queue = house.spool.shared_queue();
    queue.share_jobs(true).unwrap();
    let here = house.job("2102", "alice", Origin::Web, "0991 1");
    let moved = queue.move_job(&store, &node, here, UnixMs::now(), &mut || Ok(()));
    let there = moved.unwrap().unwrap();
    for failures in 1..3 {
        let at = store.shared_queue().now_of_store().unwrap();
        store.jobs().cancel_job(there, "a test", at).unwrap();
        while queue.follow_store(&store, &node, UnixMs::now(), &mut || Ok(())).unwrap() {}
        assert_eq!(house.spool.jobs().job(here).unwrap().state, JobState::Failed);
        for _ in 0..2 {
            assert_eq!(house.refuses("alice", here, JobDeed::Retry), "");
            assert_eq!(house.counted("alice"), failures);
        }
        queue.tell_asked(&store, &node).unwrap();
        assert!(!store.jobs().job(there).unwrap().state.is_final());
    }
}

#[test]
fn a_stopped_user_has_no_job_go_on_and_nobody_else_has_it_for_them() {
    let house = House::new();
    let jobs = ["0991 1", "0991 2"].map(|number| house.job("2102", "alice", Origin::Web, number));
    let [failed, waiting] = jobs;
    // Both are alice's, as one that she has handed over.
    for job in jobs {
        assert_eq!(house.refuses("alice", job, JobDeed::Cancel), "");
        assert_eq!(house.refuses("alice", job, JobDeed::Retry), "");
    }
    assert_eq!(house.refuses("alice", failed, JobDeed::Cancel), "");
    let (chief, now) = (house.person("chief"), UnixMs::now());
    assert_eq!(house.desk.stop_user(&chief, "alice", now).unwrap(), Some(1));
    assert_eq!(house.spool.jobs().job(waiting).unwrap().state, JobState::Suspended);
    for (who, job, deed, refused) in [
        ("alice", failed, JobDeed::Retry, "stopped"),
        ("alice", waiting, JobDeed::Retry, "stopped"),
        ("alice", waiting, JobDeed::Release, "stopped"),
        ("alice", waiting, JobDeed::Priority(250), "stopped"),
        ("dora", waiting, JobDeed::Release, "stopped"),
        ("alice", waiting, JobDeed::Hold, ""),
    ] {
        assert_eq!(house.refuses(who, job, deed), refused, "{who} {deed:?}");
    }
    let altered = Altered { max_dials: Some(20), ..Altered::default() };
    let alice = house.person("alice");
    let error = house.desk.alter_job(&alice, waiting, &altered, now).unwrap_err();
    assert_eq!(rule(&error), "stopped");
    // An operator answers for a failed one with their own right.
    assert_eq!(house.refuses("dora", failed, JobDeed::Retry), "");
}

#[test]
fn a_number_that_was_blocked_since_is_dialled_no_more() {
    let house = House::with("[limits]\nforbidden = [\"+49991\"]\n");
    let job = house.job("2102", "alice", Origin::Web, "0991 1");
    assert_eq!(house.refuses("alice", job, JobDeed::Hold), "");
    for deed in [JobDeed::Release, JobDeed::Retry] {
        assert!(house.refuses("alice", job, deed).starts_with("number"), "{deed:?}");
    }
    assert_eq!(house.refuses("alice", job, JobDeed::Cancel), "");
    assert!(house.refuses("alice", job, JobDeed::Retry).starts_with("number"));
    assert_eq!(house.counted("alice"), 0);
}

#[test]
fn jobs_to_one_blocked_number_that_are_changed_together_count_as_one_attempt() {
    let house = House::with("[limits]\nforbidden = [\"+49991\"]\nburst_refusals = 2\n");
    let jobs = [0; 4].map(|_| house.job("2102", "alice", Origin::Web, "0991 1"));
    for job in jobs {
        assert_eq!(house.refuses("alice", job, JobDeed::Hold), "");
    }
    let alice = house.person("alice");
    for deed in [JobDeed::Release, JobDeed::Retry] {
        let outcomes = house.desk.change_jobs(&alice, &jobs, deed, UnixMs::now()).unwrap();
        let is_blocked = |(_, error): &(JobId, DeskError)| rule(error).starts_with("number");
        assert_eq!(outcomes.refused.len(), jobs.len());
        assert!(outcomes.refused.iter().all(is_blocked), "{:?}", outcomes.refused);
    }
    assert_eq!(house.rights.alarms().unwrap().len(), 0);
    // A further attempt stops the user, as before.
    assert_eq!(house.refuses("alice", jobs[0], JobDeed::Release), "stopped");
}

#[test]
fn retries_in_a_burst_stop_the_user_and_hold_what_waits() {
    let house = House::with("[limits]\njobs_per_day = 0\nnight_jobs = 0\nburst_jobs = 3\n");
    let jobs = ["0991 1", "0991 2"].map(|number| house.job("2102", "alice", Origin::Web, number));
    let [looped, waiting] = jobs;
    let again = |job| {
        assert_eq!(house.refuses("alice", job, JobDeed::Cancel), "");
        house.refuses("alice", job, JobDeed::Retry)
    };
    assert_eq!((again(waiting), again(looped), again(looped)), ("", "", ""));
    assert_eq!(again(looped), "stopped");
    assert_eq!(house.spool.jobs().job(waiting).unwrap().state, JobState::Suspended);
    let audit = std::fs::read_to_string(house.spool.folder().join("audit.log")).unwrap();
    let stop = audit.lines().find(|line| line.contains(r#""asked":"stop""#)).unwrap();
    assert!(stop.contains(r#""held":1"#), "{stop}");
    let alarms = house.rights.alarms().unwrap();
    assert_eq!((alarms[0].user.as_str(), alarms[0].held), ("alice", 1));
}

#[test]
fn many_failed_jobs_are_retried_together_each_by_its_own_right_and_count() {
    let house = House::with("[limits]\njobs_per_day = 2\nburst_jobs = 0\n");
    let numbers = ["0991 1", "0991 2", "0991 3"];
    let failed = numbers.map(|number| house.job("2102", "alice", Origin::Web, number));
    for job in failed {
        assert_eq!(house.refuses("alice", job, JobDeed::Cancel), "");
    }
    let waiting = house.job("2102", "alice", Origin::Web, "0991 4");
    let carols = house.job("2104", "carol", Origin::Print, "0991 5");
    let jobs = [failed[0], carols, failed[1], JobId(99), failed[2], waiting];
    let alice = house.person("alice");
    let outcomes = house.desk.change_jobs(&alice, &jobs, JobDeed::Retry, UnixMs::now()).unwrap();
    let mut done = outcomes.done;
    done.sort();
    assert_eq!(done, [failed[0], failed[1], waiting]);
    let refused: Vec<(JobId, &str)> =
        outcomes.refused.iter().map(|(id, error)| (*id, rule(error))).collect();
    assert_eq!(refused[1..2], [(JobId(99), refused[0].1)]);
    assert_eq!((refused[0].0, refused[2]), (carols, (failed[2], "quota-day")));
    assert_eq!(house.counted("alice"), 2);
    assert_eq!(house.spool.jobs().account_of_job(failed[0]).unwrap(), "alice");
    let state = |job| house.spool.jobs().job(job).unwrap().state;
    assert!(done.iter().all(|job| !state(*job).is_final()));
    assert_eq!(state(failed[2]), JobState::Failed);
    let lines = house.audited("alice", "retry");
    assert_eq!(lines.iter().filter(|(granted, _)| *granted).count(), 4, "{lines:?}");
}

#[test]
fn many_retries_are_done_as_far_as_the_burst_limit_allows_and_stop_nobody() {
    let house = House::with("[limits]\njobs_per_day = 0\nnight_jobs = 0\nburst_jobs = 2\n");
    let numbers = ["0991 1", "0991 2", "0991 3"];
    let failed = numbers.map(|number| house.job("2102", "alice", Origin::Web, number));
    for job in &failed {
        assert_eq!(house.refuses("alice", *job, JobDeed::Cancel), "");
    }
    let alice = house.person("alice");
    // The second request comes while the limit is reached.
    for (request, wanted) in [(&failed[..], &failed[..2]), (&failed[2..], &[])] {
        let outcomes =
            house.desk.change_jobs(&alice, request, JobDeed::Retry, UnixMs::now()).unwrap();
        let mut done = outcomes.done;
        done.sort();
        assert_eq!(done, wanted);
        let [(job, error)] = &outcomes.refused[..] else { panic!("{:?}", outcomes.refused) };
        assert_eq!((*job, rule(error)), (failed[2], "burst"));
        assert!(error.to_string().contains("2 faxes within 10 minutes"), "{error}");
    }
    let state = |job| house.spool.jobs().job(job).unwrap().state;
    assert_eq!(failed.map(state), [JobState::Ready, JobState::Ready, JobState::Failed]);
    assert_eq!(house.counted("alice"), 2);
    assert_eq!(house.rights.alarms().unwrap().len(), 0);
    // A further fax that is sent by itself stops the user, as before.
    assert_eq!(house.refuses("alice", failed[2], JobDeed::Retry), "stopped");
    assert_eq!(failed.map(state)[..2], [JobState::Suspended; 2]);
}

#[test]
fn more_calls_than_were_counted_are_counted() {
    let house = House::with("[limits]\njobs_per_day = 3\nburst_jobs = 0\n");
    let job = house.job("2102", "alice", Origin::Web, "0991 1");
    let alice = house.person("alice");
    let usual = house.spool.jobs().job(job).unwrap().max_dials;
    let alter = |dials| {
        let altered = Altered { max_dials: Some(dials), ..Altered::default() };
        house.desk.alter_job(&alice, job, &altered, UnixMs::now())
    };
    alter(usual).unwrap();
    assert_eq!(house.counted("alice"), 0);
    alter(2 * usual).unwrap();
    assert_eq!(
        (house.counted("alice"), house.spool.jobs().job(job).unwrap().max_dials),
        (1, 2 * usual)
    );
    alter(2 * usual).unwrap();
    assert_eq!(house.counted("alice"), 1, "it was counted before");
    let most = house.spool.devices().sending().unwrap().defaults.max_dials;
    assert!(most > 2 * usual, "{most}");
    house
        .spool
        .submission()
        .count_faxes(&[(house_count(), 2, Vec::new())], UnixMs::now())
        .remove(0)
        .unwrap();
    assert_eq!(rule(&alter(1_000).unwrap_err()), "quota-day");
    assert_eq!(house.spool.jobs().job(job).unwrap().max_dials, 2 * usual);
}

#[test]
fn further_calls_are_counted_also_after_a_change_that_was_refused() {
    let house = House::with("[limits]\njobs_per_day = 9\nburst_jobs = 0\n");
    let job = house.job("2102", "alice", Origin::Web, "0991 1");
    let (alice, now) = (house.person("alice"), UnixMs::now());
    let usual = house.spool.jobs().job(job).unwrap().max_dials;
    let alter = |dials, expires_at| {
        let altered = Altered { max_dials: Some(dials), expires_at, ..Altered::default() };
        house.desk.alter_job(&alice, job, &altered, now)
    };
    assert!(alter(usual + 1, Some(now - 1)).is_err(), "it has expired");
    assert_eq!(house.counted("alice"), 1);
    alter(2 * usual + 1, None).unwrap();
    assert!(house.counted("alice") >= 2, "{}", house.counted("alice"));
}

fn house_count() -> ferrofax::spool::Counted<'static> {
    static DEVICE: std::sync::LazyLock<ferrofax::spool::DeviceName> =
        std::sync::LazyLock::new(|| "2102@fax".parse().unwrap());
    ferrofax::spool::Counted { mark: "others", user: "alice", device: &DEVICE, pages: 0 }
}

#[test]
fn words_of_a_job_are_one_line_of_bounded_length_however_they_are_changed() {
    let house = House::new();
    let job = house.job("2102", "alice", Origin::Web, "0991 1");
    let tag = format!("\n\u{1b}[2J{}", "x".repeat(10_000));
    let altered = Altered { tag: Some(tag), ..Altered::default() };
    let alice = house.person("alice");
    house.desk.alter_job(&alice, job, &altered, UnixMs::now()).unwrap();
    let kept = house.spool.jobs().job(job).unwrap().tag;
    assert!(kept.starts_with("[2Jxxx") && kept.chars().count() == 500, "{kept}");
}

/// More jobs than are examined for one page of a list.
fn with_many_jobs() -> House {
    let house = House::new();
    let database = rusqlite::Connection::open(house.spool.folder().join("spool.db")).unwrap();
    let rows = JOBS_LOOKED_AT + 100;
    database
        .execute(
            "INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                               ended_at, tag, notify_when, notify_format, unknown, created_by)
             WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             SELECT i, 'done', '0991 1', '+499911', '2102@fax', 'alice', 200, 3, 12, ?2 + i, ?2 + i,
                    CASE i WHEN 1 THEN 'needle' ELSE '' END, 'end', 'text', 'resend', 'web' FROM n",
            rusqlite::params![rows, NOW.0],
        )
        .unwrap();
    house
}

#[test]
fn a_search_looks_through_so_many_jobs_and_goes_on_where_it_ended() {
    let house = with_many_jobs();
    let needle = JobSieve { words: "Needle".into(), ..JobSieve::default() };
    for who in ["chief", "alice"] {
        let person = house.person(who);
        let first = house.desk.jobs(&person, &needle, None, 50).unwrap();
        assert!(first.jobs.is_empty() && first.is_cut_short, "{who}");
        assert_eq!(first.next, Some(JobId(101)), "{who}");
        let second = house.desk.jobs(&person, &needle, first.next, 50).unwrap();
        assert_eq!(second.jobs.iter().map(|job| job.id.0).collect::<Vec<_>>(), [1], "{who}");
        assert!(second.next.is_none() && !second.is_cut_short, "{who}");
        // A tag and a time have indexes.
        let tagged = JobSieve { tag: Some("needle".into()), ..JobSieve::default() };
        assert_eq!(house.seen_jobs(who, &tagged), [1]);
        let early = JobSieve { until: Some(NOW + 3), ..JobSieve::default() };
        assert_eq!(house.seen_jobs(who, &early), [2, 1]);
        let late = JobSieve { since: Some(NOW + i64::from(JOBS_LOOKED_AT) + 99), ..early.clone() };
        assert!(house.seen_jobs(who, &JobSieve { until: None, ..late.clone() }).len() == 2);
        assert!(house.seen_jobs(who, &late).is_empty());
    }
}
