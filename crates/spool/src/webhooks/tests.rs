use crate::Spool;
use std::collections::BTreeSet;

use super::*;
use crate::desk::Deed;
use crate::{FaxEnd, FaxId, NewFax};

fn comes(spool: &Spool) -> FaxId {
    spool.receiving().begin_fax(&NewFax::default()).unwrap()
}

fn ends(spool: &Spool, fax: FaxId) {
    spool.receiving().finish_fax(fax, &FaxEnd::unheard(UnixMs(9))).unwrap();
}

const NEW: NewWebhook<'_> = NewWebhook {
    owner: "alice",
    by: "password",
    url: "https://example.com/",
    events: "*",
    secret: "whsec_a",
};

/// Returns the faxes of the news, and stores that no message is made of them.
fn passed(spool: &Spool) -> Vec<FaxId> {
    let Some(news) = spool.webhooks().webhook_news(100, UnixMs(10)).unwrap() else {
        return Vec::new();
    };
    assert!(spool.webhooks().file_messages(&news, &[], UnixMs(10)).unwrap());
    assert!(
        !spool.webhooks().file_messages(&news, &[], UnixMs(10)).unwrap(),
        "they are filed once"
    );
    news.faxes.iter().map(|fax| fax.fax).collect()
}

fn message(webhook: WebhookId, name: &str) -> NewMessage {
    let (name, kind, body) = (name.to_owned(), "fax.failed".to_owned(), "{}".to_owned());
    NewMessage { webhook, name, kind, body }
}

#[test]
fn each_fax_is_told_once_when_it_has_ended_in_whatever_order() {
    let (_folder, spool) = Spool::empty();
    let (old, first) = (comes(&spool), comes(&spool));
    ends(&spool, old);
    assert!(
        spool.webhooks().webhook_news(100, UnixMs(10)).unwrap().is_none(),
        "nobody wants to know"
    );
    spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    assert_eq!(passed(&spool), []);
    let (second, third) = (comes(&spool), comes(&spool));
    assert_eq!(passed(&spool), []);
    ends(&spool, third);
    assert_eq!(passed(&spool), [third]);
    ends(&spool, first);
    ends(&spool, second);
    assert_eq!(passed(&spool), [first, second]);
    assert_eq!(passed(&spool), []);
    // A webhook is not notified of events that happened while there was no webhook.
    let between = comes(&spool);
    let only = spool.webhooks().list(None).unwrap()[0].id;
    assert!(
        spool.webhooks().end_webhook(only).unwrap() && !spool.webhooks().end_webhook(only).unwrap()
    );
    let last = comes(&spool);
    ends(&spool, between);
    spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    ends(&spool, last);
    assert_eq!(passed(&spool), [last]);
}

#[test]
fn a_fax_that_is_released_from_junk_is_reported_once() {
    let (_folder, spool) = Spool::empty();
    spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    let junk = || {
        let fax = comes(&spool);
        spool.faxes().file_as_junk(fax, "a rule", UnixMs(1_000)).unwrap();
        ends(&spool, fax);
        fax
    };
    let (early, late) = (junk(), junk());
    assert!(spool.faxes().not_junk(early, UnixMs(10)).unwrap());
    // The cursor passes one fax at a time.
    let some = || spool.webhooks().webhook_news(1, UnixMs(10)).unwrap().unwrap();
    let (read, again) = (some(), some());
    assert_eq!(read.faxes.iter().map(|fax| fax.fax).collect::<Vec<_>>(), [early]);
    assert!(spool.webhooks().file_messages(&read, &[], UnixMs(10)).unwrap());
    assert!(!spool.webhooks().file_messages(&again, &[], UnixMs(10)).unwrap());
    // The fax is released after it was read as junk.
    let read = some();
    assert!(read.faxes.is_empty());
    assert!(spool.faxes().not_junk(late, UnixMs(10)).unwrap());
    assert!(!spool.webhooks().file_messages(&read, &[], UnixMs(10)).unwrap());
    assert_eq!(passed(&spool), [late]);
    assert!(spool.faxes().junk_of(late).unwrap().is_none());
    assert_eq!(passed(&spool), []);
}

#[test]
fn a_webhook_is_told_what_comes_and_not_what_others_have_yet_to_be_told() {
    let (_folder, spool) = Spool::empty();
    let add = |at: i64| spool.webhooks().add_webhook(&NEW, UnixMs(at)).unwrap();
    let fax = comes(&spool);
    // The clock has another time at each of these calls.
    let first = add(1_000_000);
    let (coming, ended) = (comes(&spool), comes(&spool));
    assert_eq!(passed(&spool), []);
    let later = comes(&spool);
    [fax, ended, later].iter().for_each(|fax| ends(&spool, *fax));
    let note = |fax| {
        spool
            .faxes()
            .note_fax_event(fax, Deed::FaxedOn, "", "alice", UnixMs(1))
            .unwrap()
    };
    note(fax);
    let second = add(5);
    note(ended);
    let before = |id: WebhookId, happened: Happened| {
        let all = spool.webhooks().list(None).unwrap();
        all.iter().find(|one| one.id == id).unwrap().before.has(happened)
    };
    for one in [fax, ended, later] {
        assert!(!before(first, Happened::Fax(one)) && before(second, Happened::Fax(one)));
    }
    assert!(!before(first, Happened::Event(1)) && before(second, Happened::Event(1)));
    for comes in [Happened::Fax(coming), Happened::Event(2), Happened::Change(1), Happened::Now] {
        assert!(!before(first, comes) && !before(second, comes), "{comes:?}");
    }
    assert_eq!(passed(&spool), [fax, ended, later]);
    assert!(!before(second, Happened::Fax(fax)), "it is past");
    ends(&spool, coming);
    assert_eq!(passed(&spool), [coming]);
}

#[test]
fn a_message_waits_until_it_is_delivered_or_given_up() {
    let (_folder, spool) = Spool::empty();
    let (alice, bob) = (
        spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap(),
        spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap(),
    );
    let all = [message(alice, "a"), message(alice, "b"), message(bob, "c")];
    spool.webhooks().file_passing_messages(&all, UnixMs(5)).unwrap();
    assert_eq!(spool.webhooks().take_message(UnixMs(4)).unwrap(), None);
    let take = |at: i64| spool.webhooks().take_message(UnixMs(at)).unwrap().unwrap();
    let first = take(5);
    assert_eq!((first.name.as_str(), first.attempts, first.secrets.len()), ("a", 1, 1));
    let other = take(5);
    assert_eq!((other.name.as_str(), other.webhook), ("c", bob), "one at a time for each");
    assert_eq!(spool.webhooks().take_message(UnixMs(5)).unwrap(), None);
    spool.webhooks().message_delivered(first.id, UnixMs(6)).unwrap();
    spool
        .webhooks()
        .message_failed(other.id, Some(UnixMs(50)), "HTTP 500", UnixMs(40))
        .unwrap();
    let second = take(7);
    assert_eq!(second.name, "b");
    // After a crash, the message is sent again at once.
    spool.webhooks().release_messages(UnixMs(8)).unwrap();
    assert!(spool.webhooks().rotate_webhook(alice, "whsec_b", UnixMs(8)).unwrap());
    let second = take(8);
    assert_eq!((second.attempts, second.secrets), (2, vec!["whsec_b".into(), "whsec_a".into()]));
    spool
        .webhooks()
        .message_failed(second.id, None, "HTTP 410", UnixMs(60))
        .unwrap();
    let listed = spool.webhooks().list(Some(("alice", "password"))).unwrap();
    assert_eq!((listed[0].delivered, listed[0].waiting, listed[0].dead), (1, 0, 1));
    assert_eq!((listed[1].waiting, listed[1].error.as_deref()), (1, Some("HTTP 500")));
    let counts = spool.webhooks().webhook_counts().unwrap();
    assert_eq!(counts, WebhookCounts { waiting: 1, oldest: Some(UnixMs(5)), dead: 1 });
    let dead = spool.webhooks().dead_messages(None).unwrap();
    assert_eq!((dead[0].name.as_str(), dead[0].error.as_deref()), ("b", Some("HTTP 410")));
    for other in [("bob", "password"), ("alice", "ldap")] {
        assert!(spool.webhooks().dead_messages(Some(other)).unwrap().is_empty());
        assert!(spool.webhooks().list(Some(other)).unwrap().is_empty(), "{other:?}");
    }
    let (owner, by) = spool.webhooks().webhook_owner(alice).unwrap().unwrap();
    assert_eq!((owner.as_str(), by.as_str()), ("alice", "password"));
    assert!(spool.webhooks().message_again(dead[0].id, UnixMs(9)).unwrap());
    assert!(!spool.webhooks().message_again(dead[0].id, UnixMs(9)).unwrap());
    let again = take(9);
    assert_eq!((again.name.as_str(), again.attempts), ("b", 1));
    let later = take(8 + SECRET_BEFORE_MS);
    assert_eq!((later.name.as_str(), later.attempts, later.secrets.len()), ("c", 2, 1));
}

#[test]
fn what_nobody_delivers_and_nobody_could_note_waits_again() {
    let (_folder, spool) = Spool::empty();
    let (alice, bob) = (
        spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap(),
        spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap(),
    );
    let all = [message(alice, "a"), message(bob, "b")];
    spool.webhooks().file_passing_messages(&all, UnixMs(5)).unwrap();
    let (left, going) = (
        spool.webhooks().take_message(UnixMs(5)).unwrap(),
        spool.webhooks().take_message(UnixMs(5)).unwrap(),
    );
    let (left, going) = (left.unwrap(), going.unwrap());
    let put_right = || {
        spool
            .webhooks()
            .put_messages_right(&[going.id].into(), UnixMs(9), UnixMs(1_000), UnixMs(6))
    };
    put_right().unwrap();
    assert_eq!(spool.webhooks().take_message(UnixMs(8)).unwrap(), None, "not at once");
    let again = spool.webhooks().take_message(UnixMs(9)).unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (left.id, 2));
    spool.webhooks().message_delivered(going.id, UnixMs(9)).unwrap();
    assert_eq!(spool.webhooks().list(None).unwrap()[1].delivered, 1, "it was another's");
}

#[test]
fn what_was_dated_by_a_clock_that_was_ahead_is_due_once_it_is_put_back() {
    let (_folder, spool) = Spool::empty();
    let alice = spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    spool
        .webhooks()
        .file_passing_messages(&[message(alice, "a")], UnixMs(1_000_000))
        .unwrap();
    let put_right = |longest: i64| {
        let none = BTreeSet::new();
        spool
            .webhooks()
            .put_messages_right(&none, UnixMs(7), UnixMs(longest), UnixMs(6))
            .unwrap();
        spool.webhooks().take_message(UnixMs(6)).unwrap()
    };
    assert_eq!(put_right(1_000_000), None, "it is tried again then");
    assert_eq!(put_right(999_999).unwrap().name, "a");
}

/// The result of each attempt is kept, and old ones are forgotten.
#[test]
fn the_last_attempts_of_a_webhook_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let spool = crate::Spool::open(folder.path()).unwrap();
    let new = NewWebhook { owner: "a", by: "", url: "u", events: "*", secret: "s" };
    let webhook = spool.webhooks().add_webhook(&new, UnixMs(1)).unwrap();
    let message = |name: &str| NewMessage {
        webhook,
        name: name.to_owned(),
        kind: "job.sent".to_owned(),
        body: String::new(),
    };
    spool.webhooks().file_passing_messages(&[message("first")], UnixMs(1)).unwrap();
    for at in 1..=60 {
        let due = spool.webhooks().take_message(UnixMs(at)).unwrap().unwrap();
        spool
            .webhooks()
            .message_failed(due.id, Some(UnixMs(at)), "HTTP 500", UnixMs(at))
            .unwrap();
    }
    let due = spool.webhooks().take_message(UnixMs(61)).unwrap().unwrap();
    spool.webhooks().message_delivered(due.id, UnixMs(61)).unwrap();
    let kept = spool.webhooks().attempts(webhook).unwrap();
    assert_eq!(kept.len(), super::messages::ATTEMPTS_KEPT as usize);
    let facts = |at: usize| (kept[at].attempt, kept[at].at.0, kept[at].error.as_deref());
    assert_eq!((facts(0), facts(49)), ((61, 61, None), (12, 12, Some("HTTP 500"))));
    spool.webhooks().end_webhook(webhook).unwrap();
    assert!(spool.webhooks().attempts(webhook).unwrap().is_empty());
}

#[test]
fn a_webhook_keeps_no_more_messages_than_its_limit_and_loses_the_oldest() {
    let (_folder, spool) = Spool::empty();
    let webhook = spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    let other = spool.webhooks().add_webhook(&NEW, UnixMs(1)).unwrap();
    let file = |messages: &[NewMessage]| {
        spool.webhooks().file_passing_messages(messages, UnixMs(10)).unwrap();
    };
    file(&[message(other, "other")]);
    let many: Vec<NewMessage> = (0..10_001).map(|at| message(webhook, &format!("m{at}"))).collect();
    file(&many);
    let counts = spool.webhooks().webhook_counts().unwrap();
    assert_eq!(counts.waiting + counts.dead, 10_001, "10,000 of the one and one of the other");
    let attempts = spool.webhooks().attempts(webhook).unwrap();
    let lost: Vec<&str> = attempts.iter().map(|attempt| attempt.name.as_str()).collect();
    assert_eq!(lost, ["m0"], "the list of attempts says which message was dropped");
    assert!(attempts[0].error.as_ref().unwrap().contains("10,000"), "{attempts:?}");
    assert!(spool.webhooks().attempts(other).unwrap().is_empty());
    // Large messages have their limit in bytes. A message that is being delivered is not dropped.
    let trying = spool.webhooks().take_message_besides(&[other], UnixMs(10)).unwrap().unwrap();
    let large = |name: &str| NewMessage { body: "x".repeat(9 << 20), ..message(webhook, name) };
    file(&[large("a"), large("b"), large("c")]);
    let waiting = |spool: &Spool| spool.webhooks().webhook_counts().unwrap().waiting;
    assert_eq!(waiting(&spool), 4, "b, c, the one that is being delivered, and the other one's");
    assert_eq!(spool.webhooks().attempts(webhook).unwrap()[0].name, "a");
    spool.webhooks().message_delivered(trying.id, UnixMs(11)).unwrap();
    assert_eq!(waiting(&spool), 3);
}
