//! A fax that asks for a subaddress goes to the device that the called one's rules name.

use crate::durable::connect;
use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use crate::recorded::records;
use ferrofax::call::OriginateConfig;
use ferrofax::spool::{FaxQuery, FaxStatus, Format, ReceivedFax, Spool};
use ferrofax::t4::Resolution;
use ferrofax_kit::calling::Calling;
use ferrofax_kit::pages::{self, Content};

/// Sends a page to a device, with a subaddress and a password, and gives what is filed and
/// what the call said of its device.
pub(crate) fn send(
    lab: &Lab,
    args: &str,
    sub: Option<&str>,
    pwd: Option<&str>,
) -> (ReceivedFax, String) {
    let (sub, pwd) = (sub.map(str::to_owned), pwd.map(str::to_owned));
    let config = OriginateConfig { sub, pwd, ..OriginateConfig::default() };
    let page = pages::page(Content::Text, 1728, 100, 1);
    send_by(lab, args, Calling::sending(config, &[page], Resolution::Standard))
}

/// The same of a caller with pages of its own.
pub(crate) fn send_by(lab: &Lab, args: &str, mut caller: Calling) -> (ReceivedFax, String) {
    let mut call = lab.call("2101", args).unwrap();
    connect(&mut call, &mut caller, 30_000);
    let device = call.item("device").unwrap();
    call.finish(&mut FakeChannel::default());
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let newest =
        |junk| spool.faxes().list(&FaxQuery { limit: 1, junk, ..FaxQuery::default() }).unwrap();
    let fax = newest(false).into_iter().chain(newest(true)).max_by_key(|fax| fax.id);
    (fax.unwrap(), device)
}

#[test]
fn a_fax_goes_to_the_device_that_its_subaddress_names() {
    let lab = Lab::new("subaddresses = 4711:2102,_2X.:{SUB},5:2199\n");
    let (called, other) = ("2101@fax-devices", "2102@fax-devices");
    let bob = "bob@example.com,tiff,n(Bob)";

    let (fax, device) = send(&lab, bob, Some("4711"), None);
    assert_eq!((fax.device.to_string().as_str(), device.as_str()), (other, other));
    assert_eq!((fax.status, fax.sub.as_deref()), (FaxStatus::Received, Some("4711")));
    assert_eq!((fax.called.as_str(), fax.format), ("2101", Format::Pdf));
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let mailed = |fax: &ReceivedFax| -> Vec<String> {
        spool
            .outbox()
            .outbox_of(fax.id)
            .unwrap()
            .into_iter()
            .map(|entry| entry.mailbox)
            .collect()
    };
    assert_eq!(mailed(&fax), ["alice@example.com"]);

    assert_eq!(send(&lab, bob, Some("2102"), None).1, other, "by a pattern");
    // Nobody's fax is refused for its subaddress.
    for stays in [None, Some("1"), Some("5"), Some("2101")] {
        let (fax, device) = send(&lab, bob, stays, None);
        assert_eq!((fax.device.to_string().as_str(), device.as_str()), (called, called));
        assert_eq!((mailed(&fax), fax.format), (vec!["bob@example.com".to_owned()], Format::Tiff));
    }
    let own_rules = format!("{bob}d(1:2102)");
    assert_eq!(send(&lab, &own_rules, Some("1"), None).1, other, "the device's own rules");
    assert_eq!(send(&lab, &own_rules, Some("4711"), None).1, called);
    assert_eq!(lab.service.stop(), Ok(()));
}

#[test]
fn who_goes_round_gets_no_further_than_who_goes_straight_on() {
    let lab = Lab::new("subaddresses = _21XX:{SUB}\nrecord = all\n");
    let device = |pwd| send(&lab, "bob@example.com", Some("2103"), pwd).1;
    assert_eq!(device(None), "2101@fax-devices", "2103 asks for a password");
    assert_eq!(device(Some("91")), "2101@fax-devices");
    assert_eq!(device(Some("90")), "2103@fax-devices");
    assert_eq!(lab.service.stop(), Ok(()));
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    assert_eq!(records(&spool).len(), 2, "of the last call 2103 wants no record");
}
