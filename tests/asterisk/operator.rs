//! An operator's command takes effect at the next call: receiving is switched off and on for a
//! device.

use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::watching::Document;

on_each_asterisk!(on_16_by_wish: a_device_that_is_switched_off_takes_no_call_until_it_is_switched_on);

fn a_device_that_is_switched_off_takes_no_call_until_it_is_switched_on(asterisk: Asterisk) {
    let mailroom = Mailroom::open();
    let lab = mailroom.laboratory("operator", asterisk);
    let said = lab.console("ferrofax set faxenabled no device 2101");
    assert!(said.contains("Device 2101@fax-devices receives no faxes."), "{said}");
    lab.console("module reload app_ferrofax.so");
    let devices = lab.console("ferrofax show devices");
    assert!(devices.contains("no (the device is switched off"), "{devices}");
    let report = lab.call("call", &["--do", "silence"]);
    assert_eq!(report.said("connected"), "no", "{report:?}");
    lab.await_log(&["call refused: ", "switched off"], 5);

    let said = lab.console("ferrofax set faxenabled default device 2101");
    assert!(said.contains("is as configured"), "{said}");
    let document = Document::new("operator", Content::Text, 1, 200);
    let report = lab.call("send", &["--tiff", document.file(), "--from", "4999800009"]);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    mailroom.await_about("4999800009", 30);
}
