use super::*;
use crate::service::config::RawConfig;
use crate::service::hands::{Hands, nobody};
use crate::service::settings::Current;
use ferrofax_spool::{RecordQuery, Spool};
use std::path::Path;
use std::time::Duration;

const NOW: UnixMs = UnixMs(1_795_172_400_000);

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn start(folder: &Path, conf: &str) -> (Recorder, Spool) {
    let (recorder, slot) = start_early(folder, conf, Hands::at(NOW));
    let spool = slot.get().unwrap();
    (recorder, spool)
}

/// Starts the recorder, although the spool may not be there yet.
fn start_early(
    folder: &Path,
    conf: &str,
    (hands, clock): (Arc<Hands>, Clock),
) -> (Recorder, Arc<SpoolSlot>) {
    let slot = Arc::new(SpoolSlot::new(folder.join("spool"), clock.clone()));
    let config = RawConfig::parse("ferrofax.conf", &format!("[general]\n{conf}"));
    let current = Current::read(&config, &[]);
    let configuration = Arc::new(Configuration::new(current, Arc::clone(&slot), hands));
    let recorder = Recorder::start(Arc::clone(&slot), configuration, clock, &nobody()).unwrap();
    (recorder, slot)
}

fn ended(is_ok: bool) -> Ended {
    let (device, number, trunk) = ("2101@fax-devices".into(), "1".into(), String::new());
    let cause = if is_ok { "OK" } else { "T0_EXPIRED" };
    Ended { is_out: false, device, number, trunk, is_ok, cause, pages: 1, fetched: None }
}

fn records(spool: &Spool) -> Vec<(RecordOf, bool, usize)> {
    let all = spool.recordings().call_records(&RecordQuery::default()).unwrap();
    all.iter()
        .map(|record| {
            (
                record.facts.of,
                record.facts.is_ok,
                spool.recordings().call_tape(record).unwrap().len(),
            )
        })
        .collect()
}

fn files(spool: &Spool) -> usize {
    std::fs::read_dir(spool.folder().join("calls")).map_or(0, Iterator::count)
}

#[test]
fn calls_that_failed_are_kept_or_all_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "");
    for (wanted, session) in [(RecordCalls::Failed, 10), (RecordCalls::All, 20)] {
        for is_ok in [true, false] {
            let of = RecordOf::Session(session + u32::from(is_ok));
            let mut tape = recorder.record(wanted, of).unwrap();
            assert!(tape.add(vec![1; 40_000].into()) && tape.add(vec![2; 2_000].into()));
            tape.end(ended(is_ok));
        }
    }
    assert!(recorder.record(RecordCalls::None, RecordOf::Session(1)).is_none());
    // One recording is dropped without an end, and one was never begun.
    assert!(
        recorder
            .record(RecordCalls::All, RecordOf::Session(2))
            .unwrap()
            .add(vec![1].into())
    );
    drop(recorder.record(RecordCalls::All, RecordOf::Session(3)));
    recorder.stop();
    let of = RecordOf::Session;
    let kept = [(of(20), false, 42_000), (of(21), true, 42_000), (of(10), false, 42_000)];
    assert_eq!(records(&spool), kept);
    assert_eq!(files(&spool), 3);
}

#[test]
fn a_crash_leaves_the_record_of_the_call() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "");
    // Its thread first looks for recordings that were cut off; there must be none yet.
    recorder.stop();
    // The process ends during a call.
    let fax = spool.receiving().begin_fax(&ferrofax_spool::NewFax::default()).unwrap();
    for of in [RecordOf::Fax(fax), RecordOf::Fax(ferrofax_spool::FaxId(99))] {
        spool.recordings().record_call(of, NOW).unwrap().add(b"the begin").unwrap();
    }
    drop(spool);
    let (recorder, spool) = start(folder.path(), "");
    recorder.stop();
    assert_eq!(records(&spool), [(RecordOf::Fax(fax), false, 9)]);
    assert_eq!(files(&spool), 1, "the other fax is not there");
}

/// After a power cut, the disk with the spool is mounted later than the PBX starts.
#[test]
fn the_record_that_a_crash_left_is_kept_also_where_the_spool_comes_late() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "");
    recorder.stop();
    let fax = spool.receiving().begin_fax(&ferrofax_spool::NewFax::default()).unwrap();
    let left = RecordOf::Fax(fax);
    spool.recordings().record_call(left, NOW).unwrap().add(b"the begin").unwrap();
    drop((recorder, spool));
    let [there, away] = ["spool", "away"].map(|name| folder.path().join(name));
    std::fs::rename(&there, &away).unwrap();
    std::fs::write(&there, "not mounted").unwrap();
    let (recorder, slot) = start_early(folder.path(), "", Hands::at(NOW));
    let mut lost = recorder.record(RecordCalls::All, RecordOf::Session(1)).unwrap();
    assert!(lost.add(vec![1; 100].into()));
    while recorder.in_memory.load(Ordering::Relaxed) > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(lost);
    std::fs::remove_file(&there).unwrap();
    std::fs::rename(&away, &there).unwrap();
    let mut tape = recorder.record(RecordCalls::All, RecordOf::Session(2)).unwrap();
    assert!(tape.add(vec![2; 100].into()));
    tape.end(ended(false));
    recorder.stop();
    let spool = slot.get().unwrap();
    assert_eq!(records(&spool), [(RecordOf::Session(2), false, 100), (left, false, 9)]);
    assert_eq!(files(&spool), 2);
}

/// The clock is put forward by years. Until it can be trusted, no recording is too old.
#[test]
fn a_clock_that_is_put_forward_deletes_no_record() {
    let folder = tempfile::tempdir().unwrap();
    let (hands, clock) = Hands::at(NOW);
    let (recorder, slot) = start_early(folder.path(), "", (Arc::clone(&hands), clock.clone()));
    let spool = slot.get().unwrap();
    assert!(clock.look().is_settled);
    let record = |session| {
        let mut tape = recorder.record(RecordCalls::All, RecordOf::Session(session)).unwrap();
        assert!(tape.add(vec![1; 100].into()));
        tape.end(ended(false));
    };
    record(1);
    while records(&spool).is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    hands.put(NOW + 5_000 * DAY_MS, 1_000);
    record(2);
    recorder.stop();
    assert_eq!(records(&spool).len(), 2);
}

#[test]
fn the_ring_is_as_long_as_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "record_room = 1");
    let mut seed = 1u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 24) as u8
    };
    for session in 0..5 {
        let mut tape = recorder.record(RecordCalls::All, RecordOf::Session(session)).unwrap();
        tape.add((0..400_000).map(|_| noise()).collect::<Vec<_>>().into());
        tape.end(ended(false));
    }
    recorder.stop();
    assert_eq!(records(&spool).len(), 2);
}

#[test]
fn a_tape_that_grows_too_long_ends_and_what_waits_too_long_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "");
    let mut tape = recorder.record(RecordCalls::All, RecordOf::Session(1)).unwrap();
    assert!(tape.add(vec![0; 100].into()));
    tape.octets = LONGEST;
    assert!(!tape.add(vec![0; 100].into()));
    tape.end(ended(false));
    for (wanted, session) in [(RecordCalls::All, 2), (RecordCalls::Failed, 3)] {
        let mut tape = recorder.record(wanted, RecordOf::Session(session)).unwrap();
        assert!(tape.add(vec![0; 100].into()));
        recorder.in_memory.fetch_add(MOST_IN_MEMORY, Ordering::Relaxed);
        assert!(!tape.add(vec![0; 100].into()));
        recorder.in_memory.fetch_sub(MOST_IN_MEMORY, Ordering::Relaxed);
        // At the end of a call, its leg adds the last part in the same way. The part may be empty.
        assert!(!tape.add(TapePart::default()));
        tape.end(ended(false));
    }
    recorder.stop();
    assert_eq!(records(&spool), [(RecordOf::Session(1), false, 200)]);
    assert_eq!(files(&spool), 1);
    assert_eq!(recorder.in_memory.load(Ordering::Relaxed), 0);
}

#[test]
fn what_may_not_be_wanted_stays_in_memory_until_that_is_full() {
    let folder = tempfile::tempdir().unwrap();
    let (recorder, spool) = start(folder.path(), "");
    let mut tapes = [1, 2, 3].map(|session| {
        let mut tape = recorder.record(RecordCalls::Failed, RecordOf::Session(session)).unwrap();
        assert!(tape.add(vec![1; 100].into()) && !tape.is_on_disk);
        tape
    });
    recorder.in_memory.fetch_add(MOST_HELD, Ordering::Relaxed);
    let [full, good, _] = &mut tapes;
    assert!(full.add(vec![2; 100].into()) && full.is_on_disk && full.held.is_empty());
    assert!(good.add(vec![2; 100].into()) && good.is_on_disk);
    recorder.in_memory.fetch_sub(MOST_HELD, Ordering::Relaxed);
    assert!(full.add(vec![3; 100].into()) && full.held.is_empty(), "one tape, in one place");
    let [full, good, held] = tapes;
    full.end(ended(false));
    good.end(ended(true));
    held.end(ended(false));
    recorder.stop();
    let of = RecordOf::Session;
    assert_eq!(records(&spool), [(of(3), false, 100), (of(1), false, 300)]);
    assert_eq!(files(&spool), 2);
    assert_eq!(recorder.in_memory.load(Ordering::Relaxed), 0);
}
