//! Records of calls in a spool, for tests.

use crate::programs::test_name;
use ferrofax::UnixMs;
use ferrofax::spool::{NewCallRecord, RecordId, RecordOf, Spool, unpacked_tape};

/// When the calls began: 2026-11-20, 12:20 UTC.
pub const BEGAN_AT: UnixMs = UnixMs(1_795_172_400_000);

/// The tape of a call in which nobody said anything, from the records of calls that run again
/// in the tests of `line`.
///
/// Made once and not here: who makes a call has the engine in him, and all his tests run anew
/// when a line of it changes.
pub fn silent_call() -> Vec<u8> {
    unpacked_tape(include_bytes!("../../calls/silent.call.gz").to_vec()).unwrap()
}

/// Keeps a tape as the record of a call that failed.
pub fn keep(spool: &Spool, of: RecordOf, tape: &[u8]) -> RecordId {
    keep_at(spool, of, tape, BEGAN_AT)
}

/// The same of a call that began then.
///
/// # Panics
/// In a test whose name has no `calls`: by that `tests/check` knows whom the engine in the program
/// concerns, which runs when a record is looked at.
pub fn keep_at(spool: &Spool, of: RecordOf, tape: &[u8], began_at: UnixMs) -> RecordId {
    let name = test_name();
    assert!(name.contains("calls"), "{name} keeps a record of a call");
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
