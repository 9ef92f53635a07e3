//! Junk faxes: administrators see, release and delete them, and nobody else does.

use ferrofax::UnixMs;
use ferrofax::spool::{RefusedCall, SpoolError};

use crate::house::{self, HOSTILE};
use crate::reader::Reader;
use crate::{audited, house::rig};

#[test]
fn an_administrator_looks_at_junk_and_releases_it() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", HOSTILE, "ident:<b>SUN*");
    let other = house::fax(&rig, "2101", "0991270061", "");
    let call = RefusedCall {
        at: UnixMs::now(),
        calling: "+4999166666".into(),
        rule: "_0991X.".into(),
        ..RefusedCall::default()
    };
    rig.spool.faxes().note_refused(&call).unwrap();
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let page = chief.get("/admin/junk").text();
    for words in ["ident:&#60;b&#62;SUN*", "+49 991 666 66", "_0991X.", "data-name=\"Rule\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains(HOSTILE) && !page.contains(&format!("/in/{other}")), "{page}");
    assert!(!chief.get("/in").text().contains(&format!("/in/{fax}")));
    // The page of the fax says what it is. There is something to look at, too.
    let release = format!("/admin/junk/{fax}/release");
    assert!(chief.get(&format!("/in/{fax}")).text().contains(&release));
    assert!(!chief.get(&format!("/in/{other}")).text().contains("/admin/junk/"));
    assert_eq!(chief.get(&format!("/in/{fax}/picture/1")).status, 200);

    chief.get("/admin/junk");
    let released = chief.post(&release, &[]);
    assert_eq!(released.location(), "/admin/junk?done=not_junk", "{}", released.text());
    let page = chief.get(released.location()).text();
    assert!(page.contains("The fax is being delivered now.") && page.contains("No fax is filed"));
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap().len(), 1);
    assert!(chief.get("/in").text().contains(&format!("/in/{fax}")));
    assert_eq!(audited(&rig, &["\"not-junk\"", "\"granted\":true", "\"chief\""]), 1);
    // Once is enough.
    let again = chief.post(&release, &[]);
    let text = again.text();
    assert!(again.status == 422 && text.contains("is not filed as junk"), "{text}");
    assert_eq!(rig.spool.outbox().outbox_of(fax).unwrap().len(), 1);
}

#[test]
fn an_administrator_deletes_junk_and_is_back_at_the_list() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", "0991270061", "hidden");
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let ask = format!("/in/{fax}/delete");
    assert!(chief.get("/admin/junk").text().contains(&ask));
    chief.get(&ask);
    assert_eq!(chief.post(&ask, &[]).location(), "/admin/junk");
    assert_eq!(rig.spool.faxes().fax(fax).err(), Some(SpoolError::NoSuchFax(fax)));
    assert_eq!(audited(&rig, &["\"delete\"", "\"granted\":true"]), 1);
}

#[test]
fn users_of_the_device_learn_nothing_of_rules_and_cannot_release() {
    let rig = rig();
    let fax = house::junk(&rig, "2101", "0991270061", "ident:SUN*");
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert!(!alice.get(&format!("/in/{fax}")).text().contains("SUN*"));
    assert_eq!(alice.get("/admin/junk").status, 403);
    alice.get("/in");
    assert_eq!(alice.post(&format!("/admin/junk/{fax}/release"), &[]).status, 403);
    assert_eq!(audited(&rig, &["\"not-junk\"", "\"granted\":false", "\"alice\""]), 1);
    assert!(rig.spool.faxes().junk_of(fax).unwrap().is_some());
}
