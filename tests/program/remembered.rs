//! `ferrofax numbers`: what is known of numbers is listed, shown for one, and forgotten.

use ferrofax::UnixMs;
use ferrofax::sent_line::SentLine;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{AttemptEnd, JobSession};
use ferrofax::spool::{CallMemory, T38Fate};
use serde_json::Value;

use super::bench::Bench;
use ferrofax_kit::spools;

/// A job to 0991 1234, whose call slowed down and broke.
fn called() -> Bench {
    let bench = Bench::new();
    let letter = bench.file("letter.txt", "Guten Tag");
    let sent = bench.run(&["send", "0991 1234", letter.to_str().unwrap(), "--from", "2101"]);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    let lease = spools::lease(&bench.spool, UnixMs::now());
    let line = SentLine { first_bps: 14_400, slowest_bps: 9600, ..SentLine::default() };
    let session = JobSession { line: Some(line), ecm: Some(true), ..JobSession::default() };
    bench.spool.queue().note_job_session(&lease, &session).unwrap();
    let memory = Some(CallMemory { t38: T38Fate::Refused, days: 30 });
    let end = AttemptEnd { failure: Some(Failure::Dropped), memory, ..AttemptEnd::default() };
    bench.spool.queue().attempt_ended(&lease, &end, UnixMs::now()).unwrap();
    bench
}

#[test]
fn what_is_known_of_a_number_is_shown_and_forgotten() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["numbers"]).out, "nothing is known of any number yet\n");
    let bench = called();
    let told = "At most 12000 bit/s: faster rates failed on ";
    let listed = bench.run(&["numbers"]).out;
    assert!(listed.contains("+499911234  ") && listed.contains(told), "{listed}");
    let one = bench.run(&["numbers", "0991-1234"]).out;
    for words in
        ["1 call: 0 sent, busy 0 times", ": dropped\n", "ecm       yes", "T.38      refused", told]
    {
        assert!(one.contains(words), "{words}: {one}");
    }
    let json =
        |words: &[&str]| -> Value { serde_json::from_str(&bench.run(words).out).expect("JSON") };
    let value = json(&["numbers", "0991 1234", "--json"]);
    assert_eq!((&value["number"], &value["calls"]), (&"+499911234".into(), &1.into()));
    assert!(value["next_call"][0].as_str().unwrap().starts_with(told), "{value}");
    assert_eq!(json(&["numbers", "--json"])[0], value);

    assert_eq!(
        bench.run(&["numbers", "0991 999"]).err,
        "ferrofax: nothing is known of +49991999\n"
    );
    assert_eq!(bench.run(&["numbers", "x"]).code, Some(2));
    let forgotten = bench.run(&["numbers", "--forget", "+49 991 1234"]);
    assert_eq!(forgotten.out, "the facts known about +499911234 are deleted\n", "{forgotten:?}");
    assert_eq!(bench.run(&["numbers", "--forget", "0991 1234"]).code, Some(2));
    assert_eq!(bench.run(&["numbers", "--json"]).out, "[]\n");
}
