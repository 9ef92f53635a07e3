//! Each class is kept for its own time, and what is on legal hold is deleted by nothing until
//! the hold is released.

use std::collections::BTreeMap;

use ferrofax::UnixMs;
use ferrofax::spool::desk::NotDeleted;
use ferrofax::spool::jobs::{JobId, NewJob, NotifyWhen};
use ferrofax::spool::numbers::NumberRules;
use ferrofax::spool::{
    FaxId, HoldOf, Keeping, LegalHoldId, NewCallRecord, NewFax, NewLetter, RecordId, RecordOf,
    RecordQuery, RecordRing, RetentionClass, SessionFacts, Spool, SpoolError,
};

use super::jobs::bench::Bench;
use super::pages::page;
use super::{DAY_MS, new_fax, received, spool, start, whole_fax};

const NOW: UnixMs = UnixMs(4_000 * DAY_MS);
const RING: RecordRing = RecordRing { days: 30, room: 1 << 20 };

fn classes() -> BTreeMap<String, RetentionClass> {
    let law = RetentionClass {
        received: Some(Keeping::Days(3650)),
        sent: Some(Keeping::ForEver),
        records: Some(Keeping::Days(5)),
    };
    let ads = RetentionClass { received: Some(Keeping::Days(2)), ..RetentionClass::default() };
    BTreeMap::from([("law".to_owned(), law), ("ads".to_owned(), ads)])
}

/// A fax of a class that ended so many days ago, and has nowhere to go.
fn fax(spool: &Spool, class: Option<&str>, days: i64) -> FaxId {
    let options = class.map(|class| ("retention".to_owned(), class.to_owned()));
    let new = NewFax { options: options.into_iter().collect(), ..new_fax(&["alice@example.com"]) };
    let fax = whole_fax(spool, &new, NOW - days * DAY_MS);
    for entry in spool.outbox().outbox_of(fax).unwrap() {
        assert!(spool.outbox().delivered(entry.id, NOW, "250 Ok").unwrap());
    }
    fax
}

fn record(spool: &Spool, of: RecordOf, days: i64) -> RecordId {
    let at = NOW - days * DAY_MS;
    let mut recording = spool.recordings().record_call(of, at).unwrap();
    recording.add(&[7; 100]).unwrap();
    let facts = NewCallRecord {
        of,
        fetched: None,
        began_at: at,
        ended_at: at,
        is_out: false,
        device: "2101@fax-devices".into(),
        number: "+49 991 1".into(),
        trunk: String::new(),
        is_ok: false,
        cause: "T0_EXPIRED".into(),
        pages: 1,
    };
    spool.recordings().keep_record(recording, &facts).unwrap()
}

fn records(spool: &Spool) -> Vec<RecordId> {
    let all = spool.recordings().call_records(&RecordQuery::default()).unwrap();
    all.iter().rev().map(|record| record.id).collect()
}

fn hold(spool: &Spool, of: HoldOf) -> LegalHoldId {
    let rules = NumberRules { country: "49".into(), area: "991".into(), ..NumberRules::default() };
    spool
        .retention()
        .place_legal_hold(&of, &rules, ("chief", "case 17"), NOW)
        .unwrap()
}

#[test]
fn many_faxes_are_deleted_together_and_one_that_is_kept_hinders_no_other() {
    let (_folder, spool) = spool();
    let [one, held, other] = [1, 2, 3].map(|days| fax(&spool, None, days));
    hold(&spool, HoldOf::Fax(held));
    let coming = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    let none = FaxId(99);
    let documents = [one, held, other].map(|fax| spool.faxes().document_path(fax).unwrap());
    let all = [one, held, none, coming, other];
    let results = spool.faxes().delete_faxes(&all, "deleted by alice", NOW);
    assert_eq!(
        results,
        [
            Ok(()),
            Err(NotDeleted::OnHold(held)),
            Err(NotDeleted::Spool(SpoolError::NoSuchFax(none))),
            Err(NotDeleted::Coming(coming)),
            Ok(())
        ]
    );
    assert_eq!(documents.map(|document| document.exists()), [false, true, false]);
    for fax in [one, other] {
        let gone = spool.faxes().deletion_of(fax).unwrap().unwrap();
        assert_eq!(gone.reason, "deleted by alice");
    }
}

#[test]
fn each_class_of_faxes_is_kept_for_its_own_time() {
    let (_folder, spool) = spool();
    spool.devices().publish_retention(&classes()).unwrap();
    let [law, old_law] = [3649, 3651].map(|days| fax(&spool, Some("law"), days));
    let [ads, old_ads] = [1, 3].map(|days| fax(&spool, Some("ads"), days));
    let [young, old] = [29, 31].map(|days| fax(&spool, None, days));
    let unknown = fax(&spool, Some("lax"), 3999);
    let report = spool.retention().cleanup(NOW, 30).unwrap();
    assert_eq!(report.deleted, [old, old_ads, old_law]);
    assert_eq!(report.unknown_classes, ["lax"]);
    for kept in [law, ads, young, unknown] {
        assert!(spool.faxes().fax(kept).is_ok(), "{kept}");
    }
    let reasons: Vec<String> = spool
        .retention()
        .deletions(9)
        .unwrap()
        .into_iter()
        .map(|gone| gone.reason)
        .collect();
    assert_eq!(
        reasons,
        ["older than 30 days", "older than 2 days (class ads)", "older than 3650 days (class law)"]
    );
    // Without a time for all, the classes have theirs; with one, unclassed faxes go by it.
    assert_eq!(spool.retention().cleanup(NOW + 2 * DAY_MS, 0).unwrap().deleted, [ads, law]);
    assert_eq!(spool.retention().cleanup(NOW + 2 * DAY_MS, 30).unwrap().deleted, [young]);
    assert_eq!(spool.retention().cleanup(NOW + 9_999 * DAY_MS, 1).unwrap().deleted, []);
}

#[test]
fn a_fax_that_goes_to_another_device_has_the_class_of_that() {
    let (_folder, spool) = spool();
    spool.devices().publish_retention(&classes()).unwrap();
    let moved = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    let options = BTreeMap::from([("retention".to_owned(), "law".to_owned())]);
    spool.receiving().move_fax(moved, &NewFax { options, ..new_fax(&[]) }).unwrap();
    spool.receiving().finish_fax(moved, &received(NOW)).unwrap();
    assert_eq!(spool.retention().cleanup(NOW + 3649 * DAY_MS, 30).unwrap().deleted, []);
    assert_eq!(spool.retention().cleanup(NOW + 3651 * DAY_MS, 30).unwrap().deleted, [moved]);
}

/// A job that is done and has nobody to tell.
fn done(bench: &Bench, number: &str, class: Option<&str>) -> JobId {
    done_at(bench, number, class, UnixMs(0))
}

fn done_at(bench: &Bench, number: &str, class: Option<&str>, at: UnixMs) -> JobId {
    let options = class.map(|class| ("retention".to_owned(), class.to_owned()));
    let job = NewJob {
        notify_when: NotifyWhen::Never,
        options: options.into_iter().collect(),
        ..bench.job(number, 1)
    };
    let job = bench.spool.submission().submit(&job, at).unwrap();
    bench.send(&bench.lease(at).unwrap(), at);
    job
}

#[test]
fn faxes_and_jobs_that_end_while_the_clock_is_behind_age_from_its_last_trusted_time() {
    let bench = Bench::new();
    let spool = &bench.spool;
    start(spool, NOW);
    // The battery of the clock is empty: after a start of the machine, the clock is years behind.
    let behind = NOW - 730 * DAY_MS;
    start(spool, behind);
    let kept = fax(spool, None, 730);
    let job = done_at(&bench, "1", None, behind);
    let junk = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    spool.receiving().append_page(junk, &page(1)).unwrap();
    spool.faxes().file_as_junk(junk, "rule", behind + 7 * DAY_MS).unwrap();
    spool.receiving().finish_fax(junk, &received(behind)).unwrap();
    let ended_at = spool.faxes().fax(kept).unwrap().ended_at;
    assert_eq!(ended_at, Some(behind), "its own time remains");
    // A time server corrects the clock, which is trusted an hour later.
    let cleanup = |days: i64| {
        let preview = spool.retention().cleanup_preview(NOW + days * DAY_MS, 30).unwrap();
        let report = spool.retention().cleanup(NOW + days * DAY_MS, 30).unwrap();
        assert_eq!(preview.deleted, report.deleted);
        assert_eq!(preview.deleted_jobs, report.deleted_jobs);
        (report.deleted, report.deleted_jobs)
    };
    assert_eq!(cleanup(1), (vec![], vec![]));
    assert_eq!(cleanup(7), (vec![], vec![]));
    assert_eq!(cleanup(8), (vec![junk], vec![]));
    assert_eq!(cleanup(30), (vec![], vec![]));
    assert_eq!(cleanup(31), (vec![kept], vec![job]));
}

/// The recording of a session belongs to no fax and no job, and ages from its own time.
#[test]
fn recordings_age_from_the_last_trusted_time_if_the_clock_was_behind() {
    let bench = Bench::new();
    let spool = &bench.spool;
    start(spool, NOW);
    let behind = NOW - 730 * DAY_MS;
    start(spool, behind);
    let of_fax = record(spool, RecordOf::Fax(fax(spool, None, 730)), 730);
    let new = NewJob { notify_when: NotifyWhen::Never, ..bench.job("1", 1) };
    let job = spool.submission().submit(&new, behind).unwrap();
    let lease = bench.lease(behind).unwrap();
    bench.send(&lease, behind);
    let of_job = record(spool, RecordOf::Job(job, lease.call), 730);
    record(spool, RecordOf::Session(1), 730);

    let trim = |days: i64| {
        spool.recordings().trim_call_records(NOW + days * DAY_MS, RING).unwrap();
        records(spool)
    };
    assert_eq!(trim(1), [of_fax, of_job]);
    assert_eq!(trim(29), [of_fax, of_job]);
    assert_eq!(trim(31), []);
}

#[test]
fn letters_age_from_the_last_trusted_time_if_the_clock_was_behind() {
    let (_folder, spool) = spool();
    start(&spool, NOW);
    let behind = NOW - 730 * DAY_MS;
    start(&spool, behind);
    let new =
        NewLetter { mark: "a".into(), mailbox: "a@example.com".into(), ..NewLetter::default() };
    let letter = spool.outbox().file_letter(&new, behind).unwrap();
    let entry = spool.outbox().outbox_of_letter(letter).unwrap().remove(0);
    assert!(spool.outbox().delivered(entry.id, behind, "250 Ok").unwrap());
    let is_kept = |days: i64| {
        spool.retention().cleanup(NOW + days * DAY_MS, 30).unwrap();
        spool.outbox().letter(letter).unwrap().is_some()
    };
    assert!(is_kept(1) && is_kept(29));
    assert!(!is_kept(31));
}

#[test]
fn a_reading_of_a_clock_that_was_ahead_makes_nothing_younger() {
    let (_folder, spool) = spool();
    start(&spool, NOW + 365 * DAY_MS);
    let old = fax(&spool, None, 0);
    record(&spool, RecordOf::Fax(old), 0);
    let new = NewLetter { mark: "a".into(), ..NewLetter::default() };
    let letter = spool.outbox().file_letter(&new, NOW).unwrap();
    let entry = spool.outbox().outbox_of_letter(letter).unwrap().remove(0);
    assert!(spool.outbox().delivered(entry.id, NOW, "250 Ok").unwrap());
    let later = NOW + 31 * DAY_MS;
    assert_eq!(spool.recordings().trim_call_records(later, RING), Ok(1));
    assert_eq!(spool.retention().cleanup(later, 30).unwrap().deleted, [old]);
    assert_eq!(spool.outbox().letter(letter), Ok(None));
}

#[test]
fn jobs_are_kept_by_their_class_and_while_they_are_on_hold() {
    let bench = Bench::new();
    let spool = &bench.spool;
    spool.devices().publish_retention(&classes()).unwrap();
    let law = done(&bench, "1", Some("law"));
    let ads = done(&bench, "2", Some("ads"));
    let [of_job, of_number] = ["3", "0991 2700619"].map(|number| done(&bench, number, None));
    let hold_of_job = hold(spool, HoldOf::Job(of_job));
    hold(spool, HoldOf::Number("+49 991 2700619".into()));
    let files = || std::fs::read_dir(spool.folder().join("jobs")).unwrap().count();
    let report = spool.retention().cleanup(NOW, 30).unwrap();
    assert_eq!(report.deleted_jobs, [ads], "as what has no class: the class says nothing of it");
    assert_eq!(report.jobs_on_hold, [of_job, of_number]);
    assert_eq!(files(), 3);
    assert!(
        spool
            .retention()
            .release_legal_hold(hold_of_job, ("chief", "settled"), NOW)
            .unwrap()
    );
    assert_eq!(spool.retention().cleanup(NOW, 30).unwrap().deleted_jobs, [of_job]);
    assert!(
        spool.retention().is_job_on_hold(of_number).unwrap()
            && !spool.retention().is_job_on_hold(law).unwrap()
    );
    assert_eq!(files(), 2);
}

#[test]
fn what_is_on_hold_is_deleted_by_nothing_until_it_is_released() {
    let (_folder, spool) = spool();
    let [one, of_device, other] = [31, 32, 33].map(|days| fax(&spool, None, days));
    let tape = record(&spool, RecordOf::Fax(one), 31);
    let on_one = hold(&spool, HoldOf::Fax(one));
    assert_eq!(spool.retention().on_hold().unwrap(), (1, 0));
    let on_device = hold(&spool, HoldOf::Device("2101@fax-devices".parse().unwrap()));
    assert_eq!(spool.retention().on_hold().unwrap(), (3, 0));

    // No age, no person, no ring of records.
    let report = spool.retention().cleanup(NOW, 30).unwrap();
    assert_eq!((report.deleted.len(), report.kept_on_hold.len()), (0, 3));
    let refused = spool.faxes().delete_fax(one, "deleted by alice", NOW).unwrap_err();
    assert_eq!(refused, NotDeleted::OnHold(one));
    assert!(refused.to_string().contains("legal hold"), "{refused}");
    assert_eq!(spool.recordings().trim_call_records(NOW, RecordRing { days: 1, room: 1 }), Ok(0));
    assert!(spool.faxes().document_path(one).unwrap().exists());

    // Each is kept as long as one of its holds is.
    assert!(
        spool
            .retention()
            .release_legal_hold(on_device, ("chief", "not theirs"), NOW)
            .unwrap()
    );
    assert_eq!(spool.retention().cleanup(NOW, 30).unwrap().deleted, [other, of_device]);
    assert_eq!(records(&spool), [tape]);
    assert!(spool.retention().release_legal_hold(on_one, ("chief", "settled"), NOW).unwrap());
    assert!(!spool.retention().release_legal_hold(on_one, ("chief", "again"), NOW).unwrap());
    spool.faxes().delete_fax(one, "deleted by alice", NOW).unwrap();
    assert_eq!(records(&spool), []);

    // Who, when and why stays.
    let holds = spool.retention().legal_holds(true).unwrap();
    assert_eq!((holds.len(), spool.retention().legal_holds(false).unwrap().len()), (2, 0));
    assert_eq!((holds[0].why.as_str(), holds[0].placed_by.as_str()), ("case 17", "chief"));
    let released = holds[0].released.as_ref().unwrap();
    assert_eq!(
        (released.by.as_str(), released.at, released.why.as_str()),
        ("chief", NOW, "settled")
    );
}

#[test]
fn a_hold_of_a_number_is_of_all_that_came_from_it_however_it_is_written() {
    let (_folder, spool) = spool();
    let from = |calling: &str, ident: Option<&str>| {
        let new = NewFax { calling: calling.into(), ..new_fax(&[]) };
        let fax = spool.receiving().begin_fax(&new).unwrap();
        let far_ident = ident.map(str::to_owned);
        spool
            .receiving()
            .note_session(fax, &SessionFacts { far_ident, ..SessionFacts::default() })
            .unwrap();
        spool.receiving().finish_fax(fax, &received(UnixMs(0))).unwrap();
        fax
    };
    hold(&spool, HoldOf::Number("+49 (0)991 12345".into()));
    let held = [
        from("+4999112345", None),
        from("004999112345", None),
        from("099112345", None),
        from("", Some("+49 991 12345")),
        from("", Some("+49 (0)991 12345")),
        from("", Some("+49 0991 12345")),
        from("", Some("FAX 0991 12345")),
        from("", Some("12345")),
        from("", Some("+0991 12345")),
        from("", Some("FAX-NR 0991 12345")),
    ];
    let [hidden, longer] = [from("", None), from("0991123456", Some("991 1234"))];
    let foreign = from("+99112345", None);
    let report = spool.retention().cleanup(NOW, 30).unwrap();
    assert_eq!(
        (report.deleted, report.kept_on_hold),
        (vec![hidden, longer, foreign], held.to_vec())
    );
    let rules = NumberRules::default();
    let nobody = HoldOf::Number("anonymous".into());
    assert_eq!(
        spool.retention().place_legal_hold(&nobody, &rules, ("chief", ""), NOW),
        Err(SpoolError::NoDigits("anonymous".into()))
    );
    let gone = HoldOf::Fax(hidden);
    assert_eq!(
        spool.retention().place_legal_hold(&gone, &rules, ("chief", ""), NOW),
        Err(SpoolError::NoSuchFax(hidden))
    );
}

#[test]
fn records_of_calls_go_by_their_class() {
    let (_folder, spool) = spool();
    spool.devices().publish_retention(&classes()).unwrap();
    let [law, none, lax] = [Some("law"), None, Some("lax")].map(|class| fax(&spool, class, 0));
    let kept: Vec<RecordId> =
        [law, none, lax].map(|fax| record(&spool, RecordOf::Fax(fax), 0)).to_vec();
    assert_eq!(spool.recordings().trim_call_records(NOW + 4 * DAY_MS, RING), Ok(0));
    assert_eq!(spool.recordings().trim_call_records(NOW + 6 * DAY_MS, RING), Ok(1));
    assert_eq!(records(&spool), kept[1..]);
    assert_eq!(spool.recordings().trim_call_records(NOW + 31 * DAY_MS, RING), Ok(1));
    assert_eq!(records(&spool), kept[2..], "of a class that nobody knows nothing grows too old");
    assert_eq!(spool.recordings().trim_call_records(NOW, RecordRing { room: 1, ..RING }), Ok(1));
}

#[test]
fn a_hold_is_in_the_backup_and_holds_where_that_is_restored() {
    let (_folder, spool) = spool();
    let fax = fax(&spool, Some("law"), 31);
    hold(&spool, HoldOf::Fax(fax));
    spool.devices().publish_retention(&classes()).unwrap();
    let backup = tempfile::tempdir().unwrap();
    spool.monitoring().back_up(backup.path()).unwrap();
    let restored = Spool::open(backup.path()).unwrap();
    assert_eq!(
        restored.retention().legal_holds(false).unwrap(),
        spool.retention().legal_holds(false).unwrap()
    );
    assert_eq!(restored.devices().retention_classes().unwrap(), classes());
    assert_eq!(restored.faxes().delete_fax(fax, "test", NOW), Err(NotDeleted::OnHold(fax)));
    assert_eq!(restored.retention().cleanup(NOW + 9_999 * DAY_MS, 1).unwrap().kept_on_hold, [fax]);
}

/// By the hash a copy elsewhere is known again.
#[test]
fn the_audit_log_proves_what_was_deleted_and_by_which_rule() {
    let bench = Bench::new();
    let spool = &bench.spool;
    spool.devices().publish_retention(&classes()).unwrap();
    let old = fax(spool, Some("ads"), 3);
    let by_alice = fax(spool, None, 0);
    let empty = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    spool.receiving().finish_fax(empty, &received(UnixMs(0))).unwrap();
    let job = done(&bench, "1", None);
    // What is hashed here needs no more than to be known again.
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    std::fs::write(spool.faxes().document_path(old).unwrap(), "abc").unwrap();
    std::fs::write(&spool.jobs().job(job).unwrap().documents[0].path, "abc").unwrap();
    spool.faxes().delete_fax(by_alice, "deleted by alice", NOW).unwrap();
    spool.retention().cleanup(NOW, 30).unwrap();
    spool.retention().cleanup(NOW, 30).unwrap();
    let log = std::fs::read_to_string(spool.folder().join("audit.log")).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines.len(), 4, "each once: {lines:#?}");
    let line = |kind: &str, id: i64| {
        let thing = format!("\"{kind}\":\"{id}\"");
        let found = lines.iter().find(|line| line.contains(&thing)).unwrap();
        assert!(found.contains("\"asked\":\"deletion\""), "{found}");
        assert!(!found.contains("99112345"), "no number stands there: {found}");
        (*found).to_owned()
    };
    for (line, rule, sha256) in [
        (line("fax", old.0), "older than 2 days (class ads)", hash),
        (line("job", job.0), "older than 30 days", hash),
        (line("fax", empty.0), "older than 30 days", "none"),
        (line("fax", by_alice.0), "deleted by alice", ""),
    ] {
        assert!(line.contains(rule) && line.contains(&format!("\"sha256\":\"{sha256}")), "{line}");
    }
}

/// Its time is shorter than that of faxes, and a legal hold keeps it too.
#[test]
fn junk_goes_after_its_own_time() {
    let (_folder, spool) = spool();
    let junk = |until: UnixMs| {
        let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
        spool.receiving().append_page(fax, &page(1)).unwrap();
        spool.faxes().file_as_junk(fax, "hidden", until).unwrap();
        spool.receiving().finish_fax(fax, &received(NOW)).unwrap();
        assert_eq!(spool.outbox().outbox_of(fax).unwrap(), []);
        fax
    };
    let [early, held, later] = [1, 1, 3].map(|days| junk(NOW + days * DAY_MS));
    hold(&spool, HoldOf::Fax(held));
    assert_eq!(spool.retention().cleanup(NOW, 30).unwrap().deleted, []);
    assert_eq!(spool.retention().cleanup(NOW + 2 * DAY_MS, 30).unwrap().deleted, [early]);
    assert_eq!(spool.retention().deletions(1).unwrap()[0].reason, "junk");
    assert!(spool.faxes().file_as_junk(later, "hidden", NOW).is_err(), "it has ended");
    assert_eq!(spool.faxes().not_junk(later, NOW), Ok(true));
    assert_eq!(spool.retention().cleanup(NOW + 5 * DAY_MS, 30).unwrap().deleted, []);
    assert_eq!(spool.faxes().not_junk(early, NOW), Err(SpoolError::NoSuchFax(early)));
}
