use super::*;
use crate::Spool;
use crate::explanation::{Advice, Fault, Finding, Shown, Trouble};
use crate::{FaxEnd, NewFax};
use ferrofax_languages::Language;

const NOW: UnixMs = UnixMs(1_795_172_400_000);
const RING: RecordRing = RecordRing { days: 30, room: 1 << 20 };

fn facts(of: RecordOf, ended_at: UnixMs) -> NewCallRecord {
    NewCallRecord {
        of,
        fetched: None,
        began_at: ended_at - 60_000,
        ended_at,
        is_out: false,
        device: "2101@fax-devices".into(),
        number: "+49 991 1".into(),
        trunk: "PJSIP/provider".into(),
        is_ok: false,
        cause: "T0_EXPIRED".into(),
        pages: 2,
    }
}

/// Stores a recording that deflate can't make smaller.
fn keep(spool: &Spool, of: RecordOf, ended_at: UnixMs, octets: usize) -> RecordId {
    let mut recording = spool.recordings().record_call(of, ended_at).unwrap();
    recording.add(&noise(octets)).unwrap();
    spool.recordings().keep_record(recording, &facts(of, ended_at)).unwrap()
}

fn noise(octets: usize) -> Vec<u8> {
    let mut seed = 1u32;
    (0..octets)
        .map(|_| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        })
        .collect()
}

fn ids(spool: &Spool, query: &RecordQuery) -> Vec<RecordId> {
    spool
        .recordings()
        .call_records(query)
        .unwrap()
        .iter()
        .map(|record| record.id)
        .collect()
}

fn files(spool: &Spool) -> usize {
    safe_file::entries(&spool.folder().join(CALLS)).unwrap().len()
}

#[test]
fn a_tape_comes_back_as_it_was_written() {
    let (_folder, spool) = Spool::empty();
    let mut recording = spool.recordings().record_call(RecordOf::Session(4), NOW).unwrap();
    recording.add(b"FFXCALL").unwrap();
    recording.add(&[7; 100_000]).unwrap();
    assert_eq!(recording.octets(), 100_007);
    let new = NewCallRecord { is_ok: true, ..facts(RecordOf::Session(4), NOW) };
    let id = spool.recordings().keep_record(recording, &new).unwrap();
    let record = spool.recordings().call_record(id).unwrap();
    assert_eq!(record.facts, new);
    assert!(record.octets < 1_000, "{}", record.octets);
    let tape = spool.recordings().call_tape(&record).unwrap();
    assert!(tape.starts_with(b"FFXCALL\x07") && tape.len() == 100_007);
    assert_eq!(files(&spool), 1);
    assert_eq!(ids(&spool, &RecordQuery { is_ok: Some(false), ..RecordQuery::default() }), []);
    let unknown = RecordId(99);
    assert_eq!(spool.recordings().call_record(unknown), Err(SpoolError::NoSuchRecord(unknown)));
}

#[test]
fn the_oldest_go_when_they_are_old_or_too_many() {
    let (_folder, spool) = Spool::empty();
    let of = RecordOf::Session(1);
    let kept: Vec<_> = (0..5).map(|at| keep(&spool, of, NOW + at * DAY_MS, 10_000)).collect();
    assert_eq!(spool.recordings().trim_call_records(NOW + 4 * DAY_MS, RING), Ok(0));
    let ring = RecordRing { days: 3, ..RING };
    assert_eq!(spool.recordings().trim_call_records(NOW + 4 * DAY_MS, ring), Ok(1));
    let ring = RecordRing { days: 0, room: 25_000 };
    assert_eq!(spool.recordings().trim_call_records(NOW + 400 * DAY_MS, ring), Ok(2));
    assert_eq!(ids(&spool, &RecordQuery::default()), [kept[4], kept[3]]);
    assert_eq!(files(&spool), 2);
}

#[test]
fn a_record_goes_with_its_fax() {
    let (_folder, spool) = Spool::empty();
    let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
    spool.receiving().finish_fax(fax, &FaxEnd::unheard(NOW)).unwrap();
    let id = keep(&spool, RecordOf::Fax(fax), NOW, 100);
    keep(&spool, RecordOf::Session(2), NOW, 100);
    let of_fax = RecordQuery { fax: Some(fax), ..RecordQuery::default() };
    assert_eq!(ids(&spool, &of_fax), [id]);
    spool.faxes().delete_fax(fax, "test", NOW).unwrap();
    assert_eq!(spool.recordings().call_record(id), Err(SpoolError::NoSuchRecord(id)));
    assert_eq!((ids(&spool, &RecordQuery::default()).len(), files(&spool)), (1, 1));
    // A call for a job that is deleted as soon as the call ends.
    let id = keep(&spool, RecordOf::Job(JobId(8), CallId(9)), NOW, 100);
    assert_eq!(spool.recordings().call_record(id), Err(SpoolError::NoSuchRecord(id)));
    assert_eq!(spool.recordings().trim_call_records(NOW, RING), Ok(1));
    assert_eq!(files(&spool), 1);
}

/// The job is kept, and its call with it.
#[test]
fn a_record_goes_with_the_fax_that_was_fetched_in_its_call() {
    let (_folder, spool) = Spool::empty();
    let of = RecordOf::Job(JobId(1), one_call(&spool));
    let fax = spool.receiving().begin_fax(&NewFax::default()).unwrap();
    spool.receiving().finish_fax(fax, &FaxEnd::unheard(NOW)).unwrap();
    let new = NewCallRecord { fetched: Some(fax), ..facts(of, NOW) };
    let id = spool
        .recordings()
        .keep_record(spool.recordings().record_call(of, NOW).unwrap(), &new)
        .unwrap();
    assert_eq!(spool.recordings().call_record(id).unwrap().facts, new);
    assert_eq!(ids(&spool, &RecordQuery { fax: Some(fax), ..RecordQuery::default() }), [id]);
    spool.faxes().delete_fax(fax, "test", NOW).unwrap();
    assert_eq!(spool.recordings().call_record(id), Err(SpoolError::NoSuchRecord(id)));
    assert_eq!(files(&spool), 0);
}

#[test]
fn records_are_looked_for_by_day_number_device_and_outcome() {
    let (_folder, spool) = Spool::empty();
    let all = || RecordQuery::default();
    let kept = keep(&spool, RecordOf::Session(1), NOW, 10);
    let began_at = spool.recordings().call_record(kept).unwrap().facts.began_at;
    let found = |query: RecordQuery| ids(&spool, &query) == [kept];
    assert!(found(RecordQuery { is_ok: Some(false), ..all() }));
    assert!(!found(RecordQuery { is_ok: Some(true), ..all() }));
    for (device, is_it) in [("2101", true), ("2101@fax-devices", true), ("210", false)] {
        assert_eq!(found(RecordQuery { device: Some(device.into()), ..all() }), is_it, "{device}");
    }
    for (number, is_it) in [("991", true), ("+49 991 1", true), ("", true), ("9911", false)] {
        assert_eq!(found(RecordQuery { number: Some(number.into()), ..all() }), is_it, "{number}");
    }
    assert!(found(RecordQuery { since: Some(began_at), until: Some(began_at + 1), ..all() }));
    assert!(!found(RecordQuery { since: Some(began_at + 1), ..all() }));
    assert!(!found(RecordQuery { until: Some(began_at), ..all() }));
    assert!(found(RecordQuery { below: Some(RecordId(kept.0 + 1)), ..all() }));
    assert!(!found(RecordQuery { below: Some(kept), ..all() }));
}

#[test]
fn what_a_crash_left_is_found() {
    let (_folder, spool) = Spool::empty();
    assert!(spool.recordings().recordings_left().unwrap().is_empty(), "no call was recorded yet");
    let all = [RecordOf::Fax(FaxId(3)), RecordOf::Job(JobId(5), CallId(6)), RecordOf::Session(7)];
    for of in all {
        let mut recording = spool.recordings().record_call(of, NOW).unwrap();
        recording.add(b"begun").unwrap();
    }
    let kept = keep(&spool, RecordOf::Session(1), NOW, 10);
    let calls = spool.folder().join(CALLS);
    std::fs::write(calls.join("5-fax-1.call.gz"), "not filed").unwrap();
    std::fs::write(calls.join("5-fox-1.running"), "somebody's").unwrap();
    let left = spool.recordings().recordings_left().unwrap();
    let found: Vec<_> = left.iter().map(|(of, at, tape)| (*of, *at, tape.octets())).collect();
    assert_eq!(found, all.map(|of| (of, NOW, 5)));
    for (of, at, mut tape) in left {
        tape.add(b", cut off").unwrap();
        match of {
            RecordOf::Session(_) => {
                let id = spool.recordings().keep_record(tape, &facts(of, at)).unwrap();
                let record = spool.recordings().call_record(id).unwrap();
                assert_eq!(spool.recordings().call_tape(&record).unwrap(), b"begun, cut off");
            }
            _ => tape.drop_it(),
        }
    }
    assert!(
        spool
            .recordings()
            .call_tape(&spool.recordings().call_record(kept).unwrap())
            .is_ok()
    );
    assert_eq!(files(&spool), 3);
}

#[test]
fn a_damaged_record_is_named() {
    let (_folder, spool) = Spool::empty();
    let id = keep(&spool, RecordOf::Session(1), NOW, 1_000);
    let record = spool.recordings().call_record(id).unwrap();
    let path = spool.folder().join(CALLS).join(&record.file);
    let mut octets = std::fs::read(&path).unwrap();
    octets[500] ^= 1;
    std::fs::write(&path, &octets).unwrap();
    let said = spool.recordings().call_tape(&record).unwrap_err().to_string();
    assert!(said.contains("the record of the call is damaged"), "{said}");
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(spool.recordings().call_tape(&record), Err(SpoolError::Io { .. })));
}

#[test]
fn what_is_said_of_a_call_is_awaited_while_somebody_is_there_to_say_it() {
    let (_folder, spool) = Spool::empty();
    let call = one_call(&spool);
    let of = RecordOf::Job(JobId(1), call);
    assert_eq!(
        spool.recordings().verdict_of_call(call, NOW),
        Ok(VerdictOfCall::None),
        "nobody is there"
    );
    spool.recordings().examiner_works(NOW).unwrap();
    assert_eq!(
        spool.recordings().verdict_of_call(call, NOW),
        Ok(VerdictOfCall::None),
        "nothing is recorded"
    );
    let recording = spool.recordings().record_call(of, NOW).unwrap();
    assert_eq!(spool.recordings().verdict_of_call(call, NOW), Ok(VerdictOfCall::Awaited));
    let id = spool.recordings().keep_record(recording, &facts(of, NOW)).unwrap();
    assert_eq!(spool.recordings().verdict_of_call(call, NOW), Ok(VerdictOfCall::Awaited));
    for later in [NOW + 90_000, NOW - 90_000] {
        assert_eq!(
            spool.recordings().verdict_of_call(call, later),
            Ok(VerdictOfCall::None),
            "it is gone"
        );
    }
    let finding = Finding {
        trouble: Trouble::Noise,
        fault: Fault::Line,
        weight: 70,
        shown: Shown::LineNoise { above_noise_db: 21, noise_dbm0: Some(-40) },
        advice: Advice::CheckLine,
    };
    let said = CallVerdict { drawing: Some(vec![1, 2]), ..CallVerdict::of(finding) };
    assert!(said.text_in(Language::German).starts_with("Die Leitung rauscht"));
    spool.recordings().keep_verdict(id, &said).unwrap();
    assert_eq!(spool.recordings().verdict_of_call(call, NOW), Ok(VerdictOfCall::Known(said)));
    spool.recordings().examiner_ends();
    let verdicts = spool.folder().join("verdicts");
    assert_eq!(safe_file::entries(&verdicts).unwrap().len(), 3);
    // An older version of Ferrofax reads and writes only the English text.
    let text = std::fs::read_to_string(verdicts.join(format!("{id}.txt"))).unwrap();
    assert!(text.ends_with("The most likely cause is the telephone line."), "{text}");
    std::fs::remove_file(verdicts.join(format!("{id}.json"))).unwrap();
    let older = spool.recordings().call_verdict(id).unwrap();
    assert_eq!((older.finding.is_none(), older.text_in(Language::German)), (true, text));
    let ring = RecordRing { days: 0, room: 0 };
    assert_eq!(spool.recordings().trim_call_records(NOW, ring), Ok(1));
    assert!(safe_file::entries(&verdicts).unwrap().is_empty(), "it goes with the record");
    assert_eq!(spool.recordings().verdict_of_call(call, NOW), Ok(VerdictOfCall::None));
}

#[test]
fn what_is_no_verdict_is_none() {
    let (_folder, spool) = Spool::empty();
    let id = RecordId(4);
    spool.recordings().examiner_works(NOW).unwrap();
    let verdicts = spool.folder().join("verdicts");
    for text in [vec![0xFF], vec![b'x'; 5_000]] {
        std::fs::write(verdicts.join("4.txt"), text).unwrap();
        assert_eq!(spool.recordings().call_verdict(id), None);
    }
    std::fs::write(verdicts.join("at-work"), "soon").unwrap();
    let call = one_call(&spool);
    assert_eq!(spool.recordings().verdict_of_call(call, NOW), Ok(VerdictOfCall::None));
}

/// A call of a job; its other properties do not matter.
fn one_call(spool: &Spool) -> CallId {
    let job = "
        INSERT INTO jobs (id, state, number, canonical, device, owner, priority, max_tries, max_dials, created_at,
                          ended_at, tag, notify_when, notify_format, unknown, created_by)
        VALUES (1, 'done', '1', '1', '2101@x', 'root', 0, 1, 1, 1, 2, '', 'never', 'text', 'resend', 'cli')
        ON CONFLICT (id) DO NOTHING";
    let call = "INSERT INTO job_calls (job, leased_at) VALUES (1, ?1) RETURNING id";
    let made = spool.write(|transaction| {
        transaction.execute(job, [])?;
        transaction.prepare(call)?.insert([NOW])
    });
    CallId(made.unwrap())
}
