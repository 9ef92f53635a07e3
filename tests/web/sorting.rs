//! Received faxes that the service sorts by the words on their pages.

use std::time::{Duration, Instant};

use ferrofax::UnixMs;
use ferrofax::spool::desk::Deed;
use ferrofax::spool::{FaxId, OutboxEntry};
use ferrofax::t4::Bitmap;
use ferrofax_kit::spools;
use serde_json::Value;

use crate::house;
use crate::reader::Reader;
use crate::rig::Rig;
use crate::words::{fax, letter};

const RULES: &str = "
[reading]
enabled = true

[sorting]
devices = [\"2101\"]

[[rule]]
name = \"admissions\"
words = [\"patient was admitted\"]
no_words = [\"purchase order\"]
to_device = \"2102\"
to_mail = [\"ward@example.com\"]
tag = \"admission\"

[[rule]]
name = \"orders\"
words = [\"purchase order\"]
to_device = \"2103\"
";

fn await_sorted(rig: &Rig, fax: FaxId) -> (Deed, String) {
    let begun = Instant::now();
    loop {
        let events = rig.spool.faxes().fax_events(fax).unwrap();
        let sorted = |what: Deed| matches!(what, Deed::Sorted | Deed::LeftUnsorted);
        if let Some(event) = events.into_iter().find(|event| sorted(event.what)) {
            return (event.what, event.text);
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "fax {fax} is not sorted");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn mailboxes(rig: &Rig, fax: FaxId) -> Vec<String> {
    let mut mails: Vec<OutboxEntry> = rig.spool.outbox().outbox_of(fax).unwrap();
    mails.sort_by(|one, other| one.mailbox.cmp(&other.mailbox));
    mails.into_iter().map(|mail| mail.mailbox).collect()
}

#[test]
fn a_fax_goes_to_the_people_whom_its_words_concern_and_a_blank_one_remains() {
    let rig = Rig::new(&format!("{}{RULES}", house::settings()));
    rig.spool
        .fax_texts()
        .sort_faxes_of(&["2101".parse().unwrap()], 300_000, UnixMs::now())
        .unwrap();
    let letter = fax(&rig, "2101", &[Bitmap::white(1728, 2200), letter(&rig)]);
    let blank = fax(&rig, "2101", &[Bitmap::white(1728, 2200)]);
    let serving = rig.serve();

    let (what, why) = await_sorted(&rig, letter);
    assert_eq!(what, Deed::Sorted);
    let rule = "(rule admissions: \"patient was admitted\", no \"purchase order\")";
    assert!(why.starts_with("2102@") && why.ends_with(rule), "{why}");
    assert_eq!(mailboxes(&rig, letter), ["2102@example.com", "ward@example.com"]);
    assert_eq!(await_sorted(&rig, blank), (Deed::LeftUnsorted, "(no rule matches)".to_owned()));
    assert_eq!(mailboxes(&rig, blank), [""], "the call had no mailbox: for the faxmaster");

    // The user of the other device sees the fax and why it came; that of the first does not.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    let page = bob.get(&format!("/in/{letter}")).text();
    assert!(page.contains("rule admissions") && page.contains("admission"), "{page}");
    let mut alice = crate::alice(serving.addresses[0]);
    assert_eq!(alice.get(&format!("/in/{letter}")).status, 404);
    assert_eq!(alice.get(&format!("/in/{blank}")).status, 200);

    let audit = std::fs::read_to_string(rig.spool.folder().join("audit.log")).unwrap();
    let line = audit
        .lines()
        .find(|line| line.contains("\"asked\":\"sort\"") && line.contains("2102@"));
    let line = line.unwrap();
    assert!(line.contains("\"rules\":\"admissions\"") && !line.contains("headache"), "{line}");

    // The rules can be tried out without any effect.
    let tested = rig.command().args(["rules", "test", "--json"]).output().unwrap();
    let tested: Value = serde_json::from_slice(&tested.stdout).unwrap();
    assert_eq!(
        (&tested[1]["to_device"], &tested[0]["reason"]),
        (&"2102".into(), &"no rule matches".into())
    );
    assert_eq!(spools::faxes(&rig.spool).len(), 2);
}
