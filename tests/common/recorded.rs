//! Records of calls in a spool, for tests.

use ferrofax::UnixMs;
use ferrofax::call::{AnswerConfig, Call, CallSettings};
use ferrofax::spool::{NewCallRecord, RecordId, RecordOf, Spool};

/// When the calls began: 2026-11-20, 12:20 UTC.
pub(crate) const BEGAN_AT: UnixMs = UnixMs(1_795_172_400_000);

/// The tape of a call in which nobody said anything.
pub(crate) fn silent_call() -> Vec<u8> {
    let ident = "+49 991".to_owned();
    let settings = CallSettings::Answer(AnswerConfig { ident, ..AnswerConfig::default() });
    let mut call = Call::on_tape(settings);
    for frame in 0..50 * 90 {
        if call.is_over() {
            break;
        }
        // A line that hums a little.
        call.hear(&[(frame % 7) as i16; 160]);
        call.say(&mut [0; 160]);
        while call.poll_event().is_some() {}
    }
    assert!(call.is_over());
    call.finish_tape().octets()
}

/// Keeps a tape as the record of a call that failed.
pub(crate) fn keep(spool: &Spool, of: RecordOf, tape: &[u8]) -> RecordId {
    keep_at(spool, of, tape, BEGAN_AT)
}

/// The same of a call that began then.
pub(crate) fn keep_at(spool: &Spool, of: RecordOf, tape: &[u8], began_at: UnixMs) -> RecordId {
    let mut recording = spool.record_call(of, began_at).unwrap();
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
    spool.keep_record(recording, &new).unwrap()
}
