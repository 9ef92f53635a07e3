//! Call recordings in a spool, for tests.

use crate::programs::test_name;
use ferrofax::UnixMs;
use ferrofax::spool::{NewCallRecord, RecordId, RecordOf, Spool, unpacked_tape};

/// The beginning of the calls: 2026-11-20, 12:20 UTC.
pub const BEGAN_AT: UnixMs = UnixMs(1_795_172_400_000);

/// Returns the recording of a silent call, one of the recordings of the `line` tests.
///
/// It is read from a file. A test executable that made a call would contain the engine, and
/// `tests/check` would run all its tests again after each change of the engine.
pub fn silent_call() -> Vec<u8> {
    unpacked_tape(include_bytes!("../../calls/silent.call.gz").to_vec()).unwrap()
}

/// Stores the recording of a call that failed.
pub fn keep(spool: &Spool, of: RecordOf, tape: &[u8]) -> RecordId {
    keep_at(spool, of, tape, BEGAN_AT)
}

/// Stores the recording of a call that failed, and that began at `began_at`.
///
/// # Panics
/// If the name of the test does not contain `calls`. The program examines recordings with the
/// engine, and by the name `tests/check` knows which tests depend on the engine.
pub fn keep_at(spool: &Spool, of: RecordOf, tape: &[u8], began_at: UnixMs) -> RecordId {
    let name = test_name();
    assert!(
        name.contains("calls"),
        "{name} stores a call recording, so its name must contain `calls`"
    );
    let mut recording = spool.recordings().record_call(of, began_at).unwrap();
    recording.add(tape).unwrap();
    let new = NewCallRecord {
        of,
        fetched: None,
        began_at,
        ended_at: began_at + 61_000,
        is_out: matches!(of, RecordOf::Job(..)),
        device: "2101@fax-devices".into(),
        number: "0991 7".into(),
        trunk: "".into(),
        is_ok: false,
        cause: "T1_EXPIRED".to_owned(),
        pages: 0,
    };
    spool.recordings().keep_record(recording, &new).unwrap()
}
