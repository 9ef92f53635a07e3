//! Calls with the unchanged trunks and dialplan of the samples: faxes over SIP by TCP and TLS, and
//! calls to another PBX that forwards them by 302 or REFER. Each fax arrives at the device of the
//! extension that the caller dialled.

use ferrofax::t4::Resolution;

use crate::exchange::{Exchange, header, pages_in};
use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::pages::{self, Content};
use crate::receive_case::{all_at_once, differences};
use crate::res_fax_lab::append;
use crate::samples::{self, Taken};

on_each_asterisk!(faxes_come_by_tcp_and_tls_and_are_handed_over_by_302_and_refer);

/// A kind of call to our PBX.
struct Way {
    /// The options of `lab send`.
    options: [&'static str; 2],
    /// The extension that the caller dials.
    to: &'static str,
    /// The mode of the fax: audio or T.38.
    mode: &'static str,
    /// The mailboxes that get the fax.
    mailboxes: &'static [&'static str],
    /// Words that the SIP messages to our PBX must contain.
    sip: &'static [&'static str],
}

const WAYS: [Way; 5] = [
    Way {
        options: ["--trunk", "um-tcp"],
        to: "2101",
        mode: "T38",
        mailboxes: &["alice@example.com"],
        sip: &["from TCP:127.0.0.20:", "INVITE sip:2101@"],
    },
    // Only encrypted audio (SRTP) is accepted.
    Way {
        options: ["--trunk", "um-tls"],
        to: "2101",
        mode: "audio",
        mailboxes: &["alice@example.com"],
        sip: &["from TLS:127.0.0.21:", "a=crypto:"],
    },
    Way {
        options: ["--via", "exchange"],
        to: "2102",
        mode: "audio",
        mailboxes: &["bob@example.com", "sales@example.com"],
        sip: &["INVITE sip:fax@", "Diversion: <sip:2102@"],
    },
    // The caller follows the 302 itself, and only the header To names the extension.
    Way {
        options: ["--trunk", "um-follows"],
        to: "2101",
        mode: "audio",
        mailboxes: &["alice@example.com"],
        sip: &["To: <sip:2101@127.0.0.32"],
    },
    Way {
        options: ["--via", "exchange"],
        to: "2103",
        mode: "audio",
        mailboxes: &["carol@example.com"],
        sip: &["INVITE sip:fax@", "Referred-By: <sip:2103@"],
    },
];

fn faxes_come_by_tcp_and_tls_and_are_handed_over_by_302_and_refer(asterisk: Asterisk) {
    let modules = format!("{},res_pjsip_logger", samples::MODULES);
    let exchange = Exchange::start_with("handed-over", asterisk, &[], &["--with", &modules]);
    samples::take_over(&exchange.lab, &["pjsip", "extensions"], Taken::TlsAndPeople);
    prepare_world(&exchange.lab);
    exchange.lab.console("pjsip set logger on");

    all_at_once(&WAYS, |_, way| way.run(&exchange));
    let log = exchange.lab.log();
    for word in WAYS.iter().flat_map(|way| way.sip) {
        assert!(log.contains(word), "our PBX never received \"{word}\"");
    }
    assert_eq!(exchange.stray_mails(), []);
}

impl Way {
    fn run(&self, exchange: &Exchange) -> Result<(), String> {
        let document = vec![pages::page(Content::Text, 1728, 500, 7)];
        let mails = self.mailboxes.len();
        let delivery =
            exchange.fax_with(&self.options, self.to, &document, Resolution::Standard, mails);
        let fault = |what: &str| Err(format!("{what}: {:?}", delivery.report));
        let to: Vec<&str> = delivery.mails.iter().map(|mail| mail.to.as_str()).collect();
        if to != self.mailboxes {
            return fault(&format!("it was mailed to {to:?}"));
        }
        if delivery.report.said("FAXMODE") != self.mode {
            return fault("it went in another mode");
        }
        for mail in &delivery.mails {
            let device = format!("{}@fax-devices", self.to);
            let told = ["X-Ferrofax-Device", "X-Ferrofax-Called"].map(|name| header(mail, name));
            if told != [Some(&device[..]), Some(self.to)] {
                return fault(&format!("it came to {told:?}"));
            }
            let differences = differences("mailed", &document, &pages_in(mail)?);
            if !differences.is_empty() {
                return fault(&differences.join("; "));
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} to {}", self.options.join(" "), self.to)
    }
}

/// Sets up in `world` a provider that calls our PBX by TCP and TLS, and at 127.0.0.32 another PBX
/// that the provider also calls. That PBX forwards calls to `fax` of our PBX: calls to 2101 and
/// 2102 before the answer, by 302; calls to 2103 after the answer, by REFER.
fn prepare_world(lab: &Laboratory) {
    let (ours, world) = (lab.port("ours_sip"), lab.port("world_sip"));
    let tls = ours + 10;
    append(
        lab,
        "world/etc",
        "pjsip.conf",
        &format!(
            "
[tcp-20]
type = transport
protocol = tcp
bind = 127.0.0.20:{world}

[um-tcp](trunk)
transport = tcp-20
aors = um-tcp
allow = alaw
media_address = 127.0.0.20
t38_udptl = yes
t38_udptl_ec = redundancy

[um-tcp]
type = aor
contact = sip:127.0.0.1:{ours}\\;transport=tcp

[tls-21]
type = transport
protocol = tls
bind = 127.0.0.21:{tls_own}
method = tlsv1_2

[um-tls](trunk)
transport = tls-21
aors = um-tls
allow = alaw
media_encryption = sdes

[um-tls]
type = aor
contact = sip:127.0.0.1:{tls}\\;transport=tls

[udp-31]
type = transport
protocol = udp
bind = 127.0.0.31:{world}

[exchange](trunk)
transport = udp-31
aors = exchange
allow = alaw
context = handed-over

[exchange]
type = aor
contact = sip:127.0.0.32:{world}

[udp-32]
type = transport
protocol = udp
bind = 127.0.0.32:{world}

[um-follows](trunk)
transport = tcp-20
aors = um-follows
allow = alaw
redirect_method = uri_pjsip

[um-follows]
type = aor
contact = sip:127.0.0.32:{world}\\;transport=tcp

[tcp-32]
type = transport
protocol = tcp
bind = 127.0.0.32:{world}

[caller](trunk)
transport = udp-32
aors = caller
allow = alaw
context = in-exchange

[caller]
type = aor
contact = sip:127.0.0.31:{world}

[caller]
type = identify
endpoint = caller
match = 127.0.0.20,127.0.0.31
",
            tls_own = world + 10,
        ),
    );
    append(
        lab,
        "world/etc",
        "extensions.conf",
        &format!(
            "
[exchange]
exten => _X.,1,Dial(PJSIP/${{EXTEN}}@exchange)
 same => n,Hangup()

[in-exchange]
exten => 2101,1,Transfer(PJSIP/sip:fax@127.0.0.1:{ours}\\;transport=tcp)
exten => 2102,1,Transfer(PJSIP/sip:fax@127.0.0.1:{ours})
exten => 2103,1,Answer()
 same => n,Wait(3)
 same => n,Transfer(PJSIP/sip:fax@127.0.0.1:{ours})
 same => n,Wait(5)

[handed-over]
exten => fax,1,Dial(PJSIP/fax@um-tcp)
 same => n,Hangup()
"
        ),
    );
    lab.restart("world");
}
