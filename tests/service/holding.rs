//! A device holds a document: whose machine asks for it by its SEP and PWD is given it, and
//! nobody is mailed a fax.

use crate::durable::hear;
use crate::fake_channel::FakeChannel;
use crate::receiving::Lab;
use ferrofax::UnixMs;
use ferrofax::call::{
    AnswerConfig, Call, CallEvent, Fetch, FetchConfig, OriginateConfig, ReceivedPage,
};
use ferrofax::spool::jobs::NewDocument;
use ferrofax::spool::{FaxQuery, FaxStatus, NewHeld, Spool};
use ferrofax::t4::Resolution;
use ferrofax::t30::outcome::Outcome;
use ferrofax_kit::pages::{self, Content};
use ferrofax_kit::wire::BLOCK;
use std::time::Duration;

/// Fetches by a call, and gives what came, how it ended, and what the dialplan has then.
fn fetch(lab: &Lab, sep: &str, pwd: &str) -> (Vec<ReceivedPage>, Outcome, FakeChannel) {
    let mut call = lab.call("2101", "alice@example.com").unwrap();
    let document = Fetch { sep: Some(sep.into()), pwd: Some(pwd.into()), first: false };
    let mut caller = Call::originate(OriginateConfig {
        ident: "+49 991 7".into(),
        sends: false,
        fetch: Some(Box::new(FetchConfig { document, receive: AnswerConfig::default() })),
        ..OriginateConfig::default()
    });
    let (mut came, mut outcome) = (Vec::new(), None);
    let (mut to_caller, mut to_call) = ([0; BLOCK], [0; BLOCK]);
    for frame in 0..6000 {
        caller.hear(&to_caller);
        while let Some(event) = caller.poll_event() {
            match event {
                CallEvent::Page(page) => {
                    caller.page_stored(page.number);
                    came.push(page);
                }
                CallEvent::Ended(end) => outcome = Some(end),
                _ => {}
            }
        }
        caller.say(&mut to_call);
        hear(&mut call, frame, &to_call, &mut to_caller);
        if caller.is_over() && call.is_over() {
            break;
        }
        // The line runs much quicker than the thread that makes the pages.
        std::thread::sleep(Duration::from_micros(200));
    }
    let mut channel = FakeChannel::default();
    call.finish(&mut channel);
    (came, outcome.expect("an end"), channel)
}

#[test]
fn who_says_its_password_fetches_a_document_that_is_held_once() {
    let lab = Lab::new("");
    let spool = Spool::open(&lab.folder.path().join("spool")).unwrap();
    let (page, file) =
        (pages::page(Content::Text, 1728, 200, 1), lab.folder.path().join("held.tif"));
    pages::write_tiff(&file, std::slice::from_ref(&page), Resolution::Standard);
    let new = NewHeld {
        device: "2101@fax-devices".parse().unwrap(),
        sep: Some("4711".into()),
        pwd: Some("90210".into()),
        once: true,
        documents: vec![NewDocument { path: file, name: "offer".into() }],
        held_by: "alice".into(),
    };
    let held = spool.submission().hold_document(&new, 9, UnixMs::now()).unwrap();

    let wrong = [("4711", "1", "WRONG_PASSWORD"), ("9", "90210", "UNKNOWN_DOCUMENT")];
    for (sep, pwd, cause) in wrong {
        let (came, outcome, channel) = fetch(&lab, sep, pwd);
        assert_eq!((came.len(), outcome.cause.name()), (0, "FETCH_REFUSED"));
        assert_eq!(channel.variables["FAXERROR"], cause);
    }
    assert!(spool.submission().fetches_of(held).unwrap().is_empty());

    let (came, outcome, channel) = fetch(&lab, "4711", "90210");
    assert_eq!(outcome.cause.name(), "OK");
    assert_eq!(came.len(), 1);
    assert_eq!(pages::difference(&page, &came[0].bitmap), None);
    assert_eq!(channel.variables["FAXSTATUS"], "SUCCESS");
    assert_eq!(lab.service.stop(), Ok(()));
    let fetches = spool.submission().fetches_of(held).unwrap();
    let by = fetches[0].far_ident.as_deref();
    assert_eq!((fetches.len(), fetches[0].whole, by), (1, true, Some("+49 991 7")));
    assert!(spool.submission().held_documents(None, false).unwrap().is_empty(), "it was held once");

    let faxes = spool.faxes().list(&FaxQuery::default()).unwrap();
    assert_eq!((faxes.len(), faxes[0].status), (3, FaxStatus::Received));
    assert_eq!(
        faxes[0].outcome_text.as_deref(),
        Some("The caller polled a document; no fax came.")
    );
    assert!(faxes.iter().all(|fax| spool.outbox().outbox_of(fax.id).unwrap().is_empty()));
}

#[test]
fn a_device_that_holds_nothing_has_nothing_to_be_fetched() {
    let lab = Lab::new("");
    let (came, outcome, _) = fetch(&lab, "1", "1");
    assert_eq!((came.len(), outcome.cause.name()), (0, "NOTHING_TO_FETCH"));
    assert_eq!(lab.service.stop(), Ok(()));
}
