//! Callers by a rule are hung up on without an answer; faxes by a rule are filed apart, mailed to
//! nobody, and nothing of it goes without a trace.

use crate::addressed::send;
use crate::receiving::Lab;
use ferrofax::UnixMs;
use ferrofax::spool::{FaxId, FaxQuery, FaxStatus, Spool};

const DAY_MS: i64 = 24 * 3_600_000;

fn spool(lab: &Lab) -> Spool {
    Spool::open(&lab.folder.path().join("spool")).unwrap()
}

#[test]
fn a_refused_caller_is_hung_up_on_counted_told_and_listed() {
    let lab = Lab::new("country_code = 49\nrefuse = hidden,_0991X.\n");
    let refusal = lab.call("2101", "alice@example.com").err().unwrap();
    assert_eq!((refusal.error, refusal.hangup_cause), ("CALLER_REFUSED", 21));
    assert!(refusal.text.contains("[fax-devices] 2101") && !refusal.text.contains("99112"));
    assert_eq!(lab.take_events(), ["FerrofaxRefused"]);
    let stats = lab.service.command(&["show", "stats"]).unwrap();
    assert!(stats.lines().any(|line| line.split_whitespace().eq(["by", "refuse", "1"])), "{stats}");
    // A device may have its own rules, or none.
    assert!(lab.call("2101", "alice@example.com,pdf,b()").is_ok());
    assert!(lab.call("2101", "alice@example.com,pdf,b(+49 89 1)").is_ok());
    assert_eq!(lab.service.stop(), Ok(()));
    let refused = spool(&lab).faxes().refused_calls(None, 9).unwrap();
    assert_eq!(refused.len(), 1);
    assert_eq!((refused[0].calling.as_str(), refused[0].rule.as_str()), ("+4999112345", "_0991X."));
    assert_eq!(refused[0].device.to_string(), "2101@fax-devices");
}

#[test]
fn junk_is_received_filed_apart_and_given_out_when_it_is_none() {
    let lab = Lab::new("junk = +49 991 12345\njunk_days = 3\n");
    let (fax, _) = send(&lab, "bob@example.com", None, None);
    assert_eq!((fax.status, fax.pages.len()), (FaxStatus::Received, 1));
    let (usual, _) = send(&lab, "bob@example.com,pdf,j(black:99)", None, None);
    assert_eq!(lab.service.stop(), Ok(()));

    let spool = spool(&lab);
    let listed = |junk| -> Vec<FaxId> {
        let faxes = spool.faxes().list(&FaxQuery { junk, ..FaxQuery::default() }).unwrap();
        faxes.iter().map(|fax| fax.id).collect()
    };
    let mailed = |fax| spool.outbox().outbox_of(fax).unwrap().len();
    assert_eq!((listed(false), listed(true)), (vec![usual.id], vec![fax.id]));
    assert_eq!((mailed(usual.id), mailed(fax.id)), (1, 0));
    let junk = spool.faxes().junk_faxes(None, 9).unwrap();
    let [(junk, of)] = junk.as_slice() else { panic!("{junk:?}") };
    assert_eq!((of.id, junk.rule.as_str()), (fax.id, "+49 991 12345"));
    assert!((junk.until - 3 * DAY_MS).ms_since(fax.started_at) < DAY_MS);
    assert_eq!(spool.faxes().junk_of(fax.id).unwrap().as_ref(), Some(junk));
    assert_eq!(spool.faxes().junk_of(usual.id), Ok(None));

    // Not junk: as if it had just come; and once.
    assert_eq!(spool.faxes().not_junk(fax.id, UnixMs::now()), Ok(true));
    assert_eq!(spool.faxes().not_junk(fax.id, UnixMs::now()), Ok(false));
    assert_eq!((listed(false).len(), listed(true).len(), mailed(fax.id)), (2, 0, 1));
    assert_eq!(spool.outbox().outbox_of(fax.id).unwrap()[0].mailbox, "bob@example.com");
}
