//! What the service keeps of calls runs again, to the bit.

use ferrofax::call::CallEvent;
use ferrofax::call::replay::{Ran, Replayed, replay};
use ferrofax::spool::{CallRecord, RecordQuery, Spool};

/// The records that there are, the newest first.
pub(crate) fn records(spool: &Spool) -> Vec<CallRecord> {
    spool.recordings().call_records(&RecordQuery::default()).unwrap()
}

/// Runs a record again, which must come out as it was. The name of its cause, and the pages.
pub(crate) fn comes_out_the_same(spool: &Spool, record: &CallRecord) -> (String, u32) {
    let tape = spool.recordings().call_tape(record).unwrap();
    let mut end = None;
    let watch = |_, ran: Ran<'_>| {
        if let Ran::Told(CallEvent::Ended(outcome)) = ran {
            end = Some(outcome);
        }
    };
    let Replayed { is_whole, differs_at, .. } = replay(&tape, |_| (), watch).unwrap();
    assert!(is_whole && differs_at.is_none(), "{record:?}: {is_whole}, {differs_at:?}");
    let end = end.expect("an end");
    (end.cause.name().to_owned(), end.pages)
}
