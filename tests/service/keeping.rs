//! A device says by which class its faxes are kept, and the clean-up keeps them by it.

use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use ferrofax::UnixMs;
use ferrofax::spool::{FaxQuery, ReceivedFax, Spool};

const CLASSES: &str = "retention = law\n[law]\ntype = retention\nreceived_days = 3650\n\
                       [ads]\ntype = retention\nreceived_days = 2\nsent_days = forever\n";
const DAY_MS: i64 = 24 * 3_600_000;

/// A call without a page to a device with these options.
fn call(lab: &Lab, options: &str) {
    let mut call = lab.call("2101", &format!("alice@example.com,pdf,{options}")).unwrap();
    call.hung_up();
    call.finish(&mut FakeChannel::default());
}

fn faxes(spool: &Spool) -> Vec<ReceivedFax> {
    let mut faxes = spool.faxes().list(&FaxQuery::default()).unwrap();
    faxes.reverse();
    faxes
}

#[test]
fn a_device_says_by_which_class_its_faxes_are_kept() {
    let lab = Lab::new(CLASSES);
    for options in ["R(ads)", "", "R(nobodys)"] {
        call(&lab, options);
    }
    assert_eq!(lab.service.stop(), Ok(()));
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let kept = faxes(&spool);
    let classes: Vec<&str> = kept.iter().map(|fax| fax.options["retention"].as_str()).collect();
    assert_eq!(classes, ["ads", "law", "nobodys"]);
    // The program cleans up by the classes of the module, whatever it is told of all others.
    let in_days = |days: i64| spool.retention().cleanup(UnixMs::now() + days * DAY_MS, 1).unwrap();
    assert_eq!(in_days(1).deleted, []);
    assert_eq!(in_days(3).deleted, [kept[0].id]);
    let report = in_days(3_651);
    assert_eq!(
        (report.deleted, report.unknown_classes),
        (vec![kept[1].id], vec!["nobodys".into()])
    );
    assert_eq!(faxes(&spool).len(), 1, "nobody knows how long that one is to be kept");
}

#[test]
fn the_settings_that_hold_are_shown_with_their_classes() {
    let lab = Lab::new(CLASSES);
    let text = lab.service.command(&["show", "settings"]).unwrap();
    assert!(text.contains("received 2 days, sent forever, records as all"), "{text}");
    let lab = Lab::new("retention = nobodys\n");
    let text = lab.service.command(&["show", "devices"]).unwrap();
    assert!(text.contains("retention class [nobodys] is not in ferrofax.conf"), "{text}");
}
