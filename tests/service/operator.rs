//! A far machine that wants an operator (procedure interrupts of T.30): AMI is told while the
//! call runs, the dialplan after it, and the fax comes as any other.

use crate::durable::connect;
use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use ferrofax::t4::Resolution;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::peer::SpFax;

/// A page of spandsp's, and how the call was told to have been: what AMI heard of, and
/// `FERROFAX_OPERATOR`.
fn receive(lab: &Lab, interrupts: bool) -> (Vec<String>, String) {
    let file = lab.folder.path().join("sent.tif");
    let page = pages::page(Content::Text, 1728, 100, 1);
    pages::write_tiff(&file, &[page], Resolution::Standard);
    let theirs = SpFax::sending(&file).arg("--trace");
    let theirs = if interrupts { theirs.interrupting() } else { theirs };
    let mut theirs = theirs.start();
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    connect(&mut call, &mut theirs, 3000);
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    let theirs = theirs.finish();
    assert_eq!(channel.variables["FAXSTATUS"], "SUCCESS", "{}", theirs.log);
    let events = lab.take_events().into_iter().filter(|event| event != "FerrofaxLine").collect();
    (events, channel.variables["FERROFAX_OPERATOR"].clone())
}

#[test]
fn who_wants_an_operator_is_told_of_while_the_call_runs() {
    let lab = Lab::new("");
    let (events, operator) = receive(&lab, true);
    assert_eq!(events, ["FerrofaxStart", "FerrofaxOperator", "FerrofaxPage", "FerrofaxEnd"]);
    assert_eq!(operator, "1");

    let (events, operator) = receive(&lab, false);
    assert_eq!(events, ["FerrofaxStart", "FerrofaxPage", "FerrofaxEnd"]);
    assert_eq!(operator, "0");
    assert_eq!(lab.service.stop(), Ok(()));
}
