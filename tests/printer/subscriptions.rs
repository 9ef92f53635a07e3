//! Clients are told what becomes of their print jobs (RFC 3995, RFC 3996).

use std::time::{Duration, Instant};

use crate::client::{
    Answer, Ask, BAD_REQUEST, CREATE_JOB, Client, NOT_FOUND, NOT_POSSIBLE, OK, PRINT_JOB,
};
use crate::dialler::Dialler;
use crate::{SETTINGS, alice_at};
use ferrofax_kit::patience::watch;

const CREATE_PRINTER_SUBSCRIPTIONS: u16 = 0x0016;
const CREATE_JOB_SUBSCRIPTIONS: u16 = 0x0017;
const GET_SUBSCRIPTION_ATTRIBUTES: u16 = 0x0018;
const GET_SUBSCRIPTIONS: u16 = 0x0019;
const RENEW_SUBSCRIPTION: u16 = 0x001A;
const CANCEL_SUBSCRIPTION: u16 = 0x001B;
const GET_NOTIFICATIONS: u16 = 0x001C;

const IGNORED_SOME: u16 = 0x0003;
const COMPLETE: u16 = 0x0007;
const IGNORED_ALL: u16 = 0x0414;

const PEER: &str = "tel:+49-991-2700619";

/// With a subscription to these events.
fn told(ask: Ask, kinds: &[&str]) -> Ask {
    let ask = ask.group(6).keyword("notify-pull-method", "ippget");
    kinds
        .iter()
        .enumerate()
        .fold(ask, |ask, (at, kind)| ask.keyword(if at == 0 { "notify-events" } else { "" }, kind))
}

fn notifications(id: i32, from: i32) -> Ask {
    Ask::new(GET_NOTIFICATIONS)
        .number("notify-subscription-ids", id)
        .number("notify-sequence-numbers", from)
}

/// Asks until so many events have come.
fn events(client: Client, id: i32, count: usize) -> Answer {
    watch(
        "the events",
        || client.post(&notifications(id, 1).with(b"")),
        |answer| answer.all("notify-sequence-number").len() >= count,
    )
}

#[test]
fn the_events_of_a_job_come_to_who_printed_it_and_to_nobody_else() {
    let (rig, serving, alice) = alice_at(SETTINGS);
    let office = Client::at(serving.addresses[0], 2);
    let kinds = ["job-created", "job-completed", "job-progress"];
    let subscribe = told(Ask::new(CREATE_PRINTER_SUBSCRIPTIONS), &kinds).with(b"");
    let [one, other] = [alice, office].map(|client| {
        let answer = client.post(&subscribe);
        assert_eq!((answer.status(), answer.number("notify-lease-duration")), (OK, 3_600));
        answer.number("notify-subscription-id")
    });
    let printed = alice.post(&Ask::new(PRINT_JOB).to(&[PEER]).with(b"Hello\n"));
    rig.wait_for_jobs(1);
    assert_eq!(events(alice, one, 1).texts("notify-subscribed-event"), ["job-created"]);
    let _dialler = Dialler::start(&rig.spool);
    let answer = events(alice, one, 3);
    let told = answer.texts("notify-subscribed-event");
    assert_eq!(told, ["job-created", "job-progress", "job-completed"]);
    let id = printed.number("job-id").to_be_bytes().to_vec();
    assert_eq!(answer.all("job-id"), vec![id; 3]);
    assert_eq!(answer.all("job-state").last().unwrap(), &9_i32.to_be_bytes());
    assert!(answer.number("notify-get-interval") > 0);
    // Those that are known already are not told again.
    let answer = alice.post(&notifications(one, 3).with(b""));
    assert_eq!(answer.texts("notify-subscribed-event"), ["job-completed"]);
    // An id that is named again and again is one id.
    let again = |ask: Ask| ask.number("", one);
    let ask = Ask::new(GET_NOTIFICATIONS).number("notify-subscription-ids", one);
    let answer = alice.post(&(1..3_990).fold(ask, |ask, _| again(ask)).with(b""));
    assert_eq!(answer.texts("notify-subscribed-event").len(), 3);
    let ask = Ask::new(GET_NOTIFICATIONS).number("notify-subscription-ids", one);
    let too_many = (1..=100).fold(ask, |ask, more| ask.number("", one + more));
    assert_eq!(alice.post(&too_many.with(b"")).status(), BAD_REQUEST);
    // Others are not told, and others' subscriptions are not there.
    assert!(office.post(&notifications(other, 1).with(b"")).all("job-id").is_empty());
    assert_eq!(office.post(&notifications(one, 1).with(b"")).status(), NOT_FOUND);
    for operation in [GET_SUBSCRIPTION_ATTRIBUTES, RENEW_SUBSCRIPTION, CANCEL_SUBSCRIPTION] {
        let ask = Ask::new(operation).number("notify-subscription-id", one);
        assert_eq!(office.post(&ask.with(b"")).status(), NOT_FOUND);
    }
}

#[test]
fn who_waits_is_told_at_once_and_a_job_s_subscription_ends_with_it() {
    let (rig, serving, alice) = alice_at(SETTINGS);
    let ask = told(Ask::new(PRINT_JOB).to(&[PEER]), &["job-completed"]);
    let answer = alice.post(&ask.with(b"Hello\n"));
    assert_eq!(answer.status(), OK);
    let id = answer.number("notify-subscription-id");
    let waiting = std::thread::spawn(move || {
        alice.post(&notifications(id, 1).flag("notify-wait", true).with(b""))
    });
    rig.wait_for_jobs(1);
    let dialler = Dialler::start(&rig.spool);
    let answer = waiting.join().unwrap();
    assert_eq!((answer.status(), answer.texts("notify-subscribed-event").len()), (COMPLETE, 1));
    let job = answer.number("job-id");
    let ask = told(
        Ask::new(CREATE_JOB_SUBSCRIPTIONS).number("notify-job-id", job),
        &["job-state-changed"],
    );
    assert_eq!(alice.post(&ask.with(b"")).status(), NOT_POSSIBLE, "it has ended");
    drop(dialler);
    // Whoever waits keeps no program from its end.
    let open = alice.post(&Ask::new(CREATE_JOB).to(&[PEER]).with(b"")).number("job-id");
    let ask =
        told(Ask::new(CREATE_JOB_SUBSCRIPTIONS).number("notify-job-id", open), &["job-completed"]);
    let id = alice.post(&ask.with(b"")).number("notify-subscription-id");
    let waiting = std::thread::spawn(move || {
        alice.post(&notifications(id, 1).flag("notify-wait", true).with(b"")).status()
    });
    std::thread::sleep(Duration::from_millis(500));
    let begun = Instant::now();
    assert_eq!(serving.end(), Some(0));
    assert_eq!(waiting.join().unwrap(), OK);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn subscriptions_are_listed_renewed_and_cancelled() {
    let (_rig, _serving, alice) = alice_at(SETTINGS);
    let subscribe = told(Ask::new(CREATE_PRINTER_SUBSCRIPTIONS), &["job-state-changed"])
        .number("notify-lease-duration", 0)
        .value(0x30, "notify-user-data", b"mine");
    let answer = alice.post(&subscribe.with(b""));
    assert_eq!(answer.number("notify-lease-duration"), 86_400);
    let id = answer.number("notify-subscription-id");
    let about = Ask::new(GET_SUBSCRIPTION_ATTRIBUTES).number("notify-subscription-id", id);
    let answer = alice.post(&about.clone().with(b""));
    assert_eq!(answer.texts("notify-events"), ["job-state-changed"]);
    assert_eq!(answer.texts("notify-user-data"), ["mine"]);
    let renew = Ask::new(RENEW_SUBSCRIPTION)
        .number("notify-subscription-id", id)
        .group(6)
        .number("notify-lease-duration", 120);
    assert_eq!(alice.post(&renew.with(b"")).number("notify-lease-duration"), 120);
    let list = || {
        let answer = alice.post(&Ask::new(GET_SUBSCRIPTIONS).with(b""));
        answer.all("notify-subscription-id").len()
    };
    assert_eq!(list(), 1);
    let cancel = Ask::new(CANCEL_SUBSCRIPTION).number("notify-subscription-id", id).with(b"");
    assert_eq!((alice.post(&cancel).status(), list()), (OK, 0));
    assert_eq!(alice.post(&about.with(b"")).status(), NOT_FOUND);
}

#[test]
fn what_cannot_be_subscribed_to_is_told_so_and_there_are_bounds() {
    let (rig, serving, alice) = alice_at(SETTINGS);
    let ask = || Ask::new(CREATE_PRINTER_SUBSCRIPTIONS);
    assert_eq!(alice.post(&ask().with(b"")).status(), BAD_REQUEST);
    // Nothing is pushed to anybody, and an event is one that there is.
    let pushed = ask().group(6).value(0x45, "notify-recipient-uri", b"http://192.0.2.1/");
    let answer = alice.post(&pushed.clone().with(b""));
    assert_eq!((answer.status(), answer.number("notify-status-code")), (IGNORED_ALL, 0x040C));
    assert_eq!(alice.post(&told(ask(), &["sunrise"]).with(b"")).status(), IGNORED_ALL);
    assert_eq!(alice.post(&told(pushed, &["job-completed"]).with(b"")).status(), IGNORED_SOME);
    for _ in 1..100 {
        assert_eq!(alice.post(&told(ask(), &["job-completed"]).with(b"")).status(), OK);
    }
    let answer = alice.post(&told(ask(), &["job-completed"]).with(b""));
    assert_eq!((answer.status(), answer.number("notify-status-code")), (IGNORED_ALL, 0x0415));
    // Others have their own, and print jobs are taken all the same.
    let office = Client::at(serving.addresses[0], 2);
    assert_eq!(office.post(&told(ask(), &["job-completed"]).with(b"")).status(), OK);
    let print = told(Ask::new(PRINT_JOB).to(&[PEER]), &["job-completed"]);
    assert_eq!(alice.post(&print.with(b"Hello\n")).status(), IGNORED_SOME);
    rig.wait_for_jobs(1);
}
