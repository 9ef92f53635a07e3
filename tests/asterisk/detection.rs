//! One number for people and faxes: the telephone rings, and a fax machine's calling tone
//! takes the call to the device.

use crate::exchange::{Exchange, header, pages_in};
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;
use ferrofax::t4::Resolution;

on_each_asterisk!(a_fax_machine_that_calls_a_person_comes_to_the_device);

fn a_fax_machine_that_calls_a_person_comes_to_the_device(asterisk: Asterisk) {
    let device = "exten => 2180,1,FaxDevice(dave@example.com,tiff)".to_owned();
    let exchange = Exchange::start("detection", asterisk, &[device]);
    let document = vec![pages::page(Content::Text, 1728, 500, 5)];
    let delivery =
        exchange.fax_by(Some("detect-redundancy"), "2180", &document, Resolution::Standard, 1);
    let log = exchange.lab.log();
    assert!(log.contains("somebody@people"), "the telephone rang before");
    let [mail] = &delivery.mails[..] else {
        panic!("{} mails came: {:?}", delivery.mails.len(), delivery.report)
    };
    assert_eq!(
        (mail.to.as_str(), header(mail, "X-Ferrofax-Status")),
        ("dave@example.com", Some("received"))
    );
    assert_eq!(
        differences("mailed", &document, &pages_in(mail).expect("a fax")),
        Vec::<String>::new()
    );
}
