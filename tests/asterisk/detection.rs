//! One number for people and faxes, as in the samples: the telephone rings, and the calling tone of
//! a fax machine sends the call to the device.

use std::fs;

use crate::exchange::{Exchange, header, pages_in};
use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::differences;
use crate::res_fax_lab::append;
use crate::samples::{self, Taken};
use ferrofax::t4::Resolution;

on_each_asterisk!(a_fax_machine_that_calls_a_person_comes_to_the_device);

fn a_fax_machine_that_calls_a_person_comes_to_the_device(asterisk: Asterisk) {
    let exchange = Exchange::start_with("detection", asterisk, &[], &["--with", samples::MODULES]);
    samples::take_over(&exchange.lab, &["pjsip", "extensions"], Taken::TlsAndPeople);
    listen_for_faxes(&exchange.lab);
    prepare_world(&exchange.lab);
    let document = vec![pages::page(Content::Text, 1728, 500, 5)];
    let delivery = exchange.fax_by(Some("provider"), "2106", &document, Resolution::Standard, 1);
    let log = exchange.lab.log();
    let is_rung = |line: &str| line.contains("PJSIP/frank-") && line.contains("is ringing");
    assert!(log.lines().any(is_rung), "the telephone rang before");
    let [mail] = &delivery.mails[..] else {
        panic!("{} mails came: {:?}", delivery.mails.len(), delivery.report)
    };
    assert_eq!(
        (mail.to.as_str(), header(mail, "X-Ferrofax-Status")),
        ("frank@example.com", Some("received"))
    );
    assert_eq!(
        differences("mailed", &document, &pages_in(mail).expect("a fax")),
        Vec::<String>::new()
    );
}

/// Enables fax detection on the trunk, as the sample of the dialplan requires. Frank's telephone is
/// a number of `world`.
fn listen_for_faxes(lab: &Laboratory) {
    let file = lab.of("ours").join("etc/pjsip.conf");
    let text = fs::read_to_string(&file).expect("it is the sample");
    let detecting =
        text.replace("\nfax_detect = no", "\nfax_detect = yes\nfax_detect_timeout = 30");
    assert_ne!(detecting, text, "the sample has the line");
    fs::write(&file, detecting).expect("it is ours");
    let telephone = format!(
        "
[frank]
type = endpoint
transport = transport-udp
aors = frank
disallow = all
allow = alaw

[frank]
type = aor
contact = sip:7000@127.0.0.1:{}
",
        lab.port("world_sip")
    );
    append(lab, "ours/etc", "pjsip.conf", &telephone);
    lab.restart("ours");
}

/// Sets up the provider of the sample in `world`.
fn prepare_world(lab: &Laboratory) {
    let (ours, world) = (lab.port("ours_sip"), lab.port("world_sip"));
    append(
        lab,
        "world/etc",
        "pjsip.conf",
        &format!(
            "
[udp-10]
type = transport
protocol = udp
bind = 127.0.0.10:{world}

[provider](trunk)
transport = udp-10
aors = provider
allow = alaw
media_address = 127.0.0.10
t38_udptl = yes
t38_udptl_ec = redundancy

[provider]
type = aor
contact = sip:127.0.0.1:{ours}
"
        ),
    );
    lab.restart("world");
}
