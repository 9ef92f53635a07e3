//! The mail relay rejects mails, is stopped, does not answer or is an impostor while faxes arrive.
//! Afterwards each fax is delivered once, or is sent to the faxmaster with the reason. The calls
//! are not affected.

use std::fs;
use std::thread;

use ferrofax::spool::{FaxStatus, OutboxState};

use crate::laboratory::{Asterisk, Laboratory, takes_its_time};
use crate::mailroom::Mailroom;
use crate::pages::Content;
use crate::smtp_sink::{Answer, Identity, Script, ServerTls, certificate};
use crate::watching::{Document, await_end, eventually, mails_of};

/// A state of the relay, and the callers that fax during it. A delivery of each fax is tried in
/// this state.
struct Trouble {
    name: &'static str,
    /// None: the relay is stopped.
    script: Option<Script>,
    /// The number of the caller, the extension, and whether its mailbox gets the fax in the end.
    callers: &'static [(&'static str, &'static str, bool)],
    /// The reason in the outbox.
    reason: &'static str,
}

fn good() -> Script {
    Script { tls: ServerTls::StartTls(Identity::Localhost), ..Script::default() }
}

fn says(text: &str) -> Answer {
    Answer::Say(text.to_owned())
}

fn troubles() -> Vec<Trouble> {
    let refusals = vec![
        ("alice@example.com".to_owned(), says("450 4.2.1 Not now")),
        ("carol@example.com".to_owned(), says("550 5.1.1 No such user")),
    ];
    let mut troubles = vec![
        Trouble {
            name: "a closed port",
            script: None,
            callers: &[("4999600001", "2101", true)],
            reason: "Connection refused",
        },
        Trouble {
            name: "TLS under a wrong name",
            script: Some(Script { tls: ServerTls::StartTls(Identity::Elsewhere), ..good() }),
            callers: &[("4999600002", "2101", true)],
            reason: "not valid for name",
        },
        Trouble {
            name: "4xx for one mailbox, 5xx for another",
            script: Some(Script { rcpt_of: refusals, ..good() }),
            callers: &[("4999600003", "2101", true), ("4999600004", "2103", false)],
            reason: "No",
        },
    ];
    if takes_its_time() {
        troubles.extend([
            Trouble {
                name: "silence",
                script: Some(Script { greeting: Answer::Silence, ..good() }),
                callers: &[("4999600005", "2101", true)],
                reason: "kept silent",
            },
            Trouble {
                name: "4xx for everybody",
                script: Some(Script { greeting: says("421 4.3.2 Not now"), ..good() }),
                callers: &[("4999600006", "2101", true)],
                reason: "421",
            },
            Trouble {
                name: "no TLS",
                script: Some(Script::default()),
                callers: &[("4999600007", "2101", true)],
                reason: "TLS",
            },
        ]);
        // This state comes first: it rejects all mails, so no other mails may be waiting.
        let refused = Trouble {
            name: "5xx at the end of the mail",
            script: Some(Script {
                end_of_data: says("554 5.6.0 Not this"),
                rcpt_of: vec![("faxmaster@example.com".to_owned(), says("450 4.2.1 Not now"))],
                ..good()
            }),
            callers: &[("4999600008", "2101", false)],
            reason: "554",
        };
        troubles.insert(0, refused);
    }
    troubles
}

#[test]
fn each_fax_arrives_once_after_an_outage_or_reaches_the_faxmaster() {
    let mut mailroom = Mailroom::with(good());
    let lab = mailroom.laboratory("relay-outage", Asterisk::V22);
    wants_tls(&lab);
    let document = Document::new("relay-outage", Content::Text, 1, 150);
    let spool = lab.spool();
    let troubles = troubles();
    for trouble in &troubles {
        match &trouble.script {
            Some(script) => mailroom.set(script.clone()),
            None => mailroom.close(),
        }
        thread::scope(|scope| {
            for &(number, to, _) in trouble.callers {
                let (lab, document) = (&lab, &document);
                scope.spawn(move || {
                    let report = lab
                        .call("send", &["--tiff", document.file(), "--from", number, "--to", to]);
                    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{}: {report:?}", trouble.name);
                });
            }
        });
        for (number, ..) in trouble.callers {
            let fax = await_end(&spool, number, 20);
            assert_eq!(fax.status, FaxStatus::Received);
            let reason = eventually(&format!("the mail meets {}", trouble.name), 30, || {
                mails_of(&spool, &fax).into_iter().find_map(|mail| mail.last_error)
            });
            println!("{}: {reason}", trouble.name);
            assert!(reason.contains(trouble.reason), "{}: {reason}", trouble.name);
        }
    }
    let too_early = mailroom.letters();
    mailroom.set(good());
    // The first retry is after a minute, the next after two more.
    eventually("all mails", 400, || {
        spool.faxes().stats().is_ok_and(|stats| stats.outbox_waiting == 0).then_some(())
    });
    for trouble in &troubles {
        for &(number, _, arrives) in trouble.callers {
            let letters = mailroom.about(number);
            let what = format!("{}: {letters:?}", trouble.name);
            assert_eq!(letters.len(), 1, "{what}");
            let files = letters[0]
                .attachments
                .iter()
                .filter(|(kind, _)| kind == "application/pdf")
                .count();
            assert_eq!(files, 1, "{what}");
            if arrives {
                assert!(!too_early.contains(&letters[0]), "{what}");
                assert_eq!(letters[0].to, "alice@example.com", "{what}");
                continue;
            }
            assert_eq!(letters[0].to, "faxmaster@example.com", "{what}");
            assert!(letters[0].subject.starts_with("Undeliverable: "), "{what}");
            assert!(
                letters[0].text.contains("Reason: ") && letters[0].text.contains(trouble.reason),
                "{what}"
            );
        }
    }
    let stats = spool.faxes().stats().expect("the spool can be read");
    assert_eq!(stats.outbox_failed, 0, "{:?}", spool.outbox().outbox_in(OutboxState::Failed, 10));
}

/// Sets up mails by TLS only, to the relay whose certificate the test's root has signed, with short
/// timeouts.
fn wants_tls(lab: &Laboratory) {
    let settings = lab.of("ours").join("etc/ferrofax.conf");
    let own = fs::read_to_string(&settings).expect("lab wrote it");
    let spool = own
        .lines()
        .find_map(|line| line.strip_prefix("spool = "))
        .expect("lab says where it is");
    let seen = spool.strip_suffix("/fax").expect("as lab writes it");
    fs::copy(certificate("root.pem"), lab.of("ours").join("etc/root.pem")).expect("a file");
    let wanted = format!("mailtls = required\nmailcafile = {seen}/etc/root.pem\nmailtimeout = 4");
    assert!(own.contains("mailtls = none"));
    fs::write(&settings, own.replace("mailtls = none", &wanted)).expect("it is ours");
    lab.console("module reload app_ferrofax.so");
}
