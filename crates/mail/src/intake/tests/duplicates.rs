//! Tests of the recognition of mails that come again.

use std::fs;
use std::sync::{Arc, Barrier};

use super::*;
use ferrofax_rights::Grant;

#[test]
fn a_mail_that_comes_again_is_known_before_and_after_it_was_handled() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let first = envelope(&["1@x.fax", "2@x.fax"]);
    // The same mail, but with the recipients in another order, another client, and another
    // `Received` line.
    let again = Envelope {
        client: Client::at("::1".parse().unwrap(), "lmtp", true),
        ..envelope(&["2@X.fax", "1@x.fax"])
    };
    let resent = [b"Received: from y\r\n".as_slice(), &mail("a@x")].concat();
    let id = new(intake.put(&first, &mail("a@x")).unwrap());
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    let entry = next(&intake).unwrap();
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    intake.done(&entry.id).unwrap();
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id.clone()));
    drop(intake);
    let intake = opened(folder.path());
    assert_eq!(next(&intake), None);
    assert_eq!(intake.put(&again, &resent).unwrap(), Kept::Known(id));
    assert_eq!(intake.list().unwrap(), []);
}

#[test]
fn a_mail_that_comes_again_after_it_was_set_aside_is_handled() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let sent = envelope(&["1@x.fax"]);
    let id = new(intake.put(&sent, &mail("a@x")).unwrap());
    for _ in 0..MOST_BEGUN {
        let entry = next(&intake).unwrap();
        intake.broke(&entry, UnixMs(1), "it breaks").unwrap();
    }
    let entry = next(&intake).unwrap();
    assert_eq!(entry.begun, MOST_BEGUN);
    intake.set_aside(&entry, "it breaks").unwrap();
    assert_eq!(new(intake.put(&sent, &mail("a@x")).unwrap()), id);
    let again = next(&intake).unwrap();
    assert_eq!((again.id, again.begun, again.tries, again.why), (id, 0, 0, None));
}

#[test]
fn another_mail_is_another_fax() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let first = envelope(&["1@x.fax"]);
    new(intake.put(&first, &mail("a@x")).unwrap());
    new(intake.put(&first, &mail("b@x")).unwrap());
    new(intake.put(&envelope(&["1@x.fax", "2@x.fax"]), &mail("a@x")).unwrap());
    new(intake
        .put(&Envelope { sender: "bob@example.com".to_owned(), ..first }, &mail("a@x"))
        .unwrap());
    assert_eq!(intake.list().unwrap().len(), 4);
}

#[test]
fn a_machine_that_writes_one_message_id_into_all_its_mails_sends_each_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let scan = |subject: &str, body: &str| {
        format!("Subject: {subject}\r\nMessage-ID: <1@copier>\r\n\r\n{body}\r\n").into_bytes()
    };
    let to = envelope(&["1@x.fax"]);
    for mail in
        [scan("Scan", "first page"), scan("Scan", "second page"), scan("Scan 2", "first page")]
    {
        new(intake.put(&to, &mail).unwrap());
        assert!(matches!(intake.put(&to, &mail).unwrap(), Kept::Known(_)));
    }
}

/// A mail is recognised although a relay adds lines on top, a filter marks it, and a program
/// changes its line ends.
#[test]
fn the_same_mail_by_another_way_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let to = envelope(&["1@x.fax"]);
    let first = b"Received: from a\r\nSubject: An\r\n offer\r\nMessage-ID: <1@x>\r\n\r\nDear all, \r\n\r\nyours\r\n";
    new(intake.put(&to, first).unwrap());
    for again in [
        "Received: from b\r\n by c\r\nReceived: from a\r\nSubject: An offer\r\nX-Spam-Score: 3\r\nMessage-ID: <1@x>\r\n\r\n\
         Dear all, \r\n\r\nyours\r\n",
        "Message-ID: <1@x>\nSubject: An\n offer\nDKIM-Signature: v=1\n\nDear all,\n\nyours\n\n\n",
        "Message-ID: <1@x>\nSubject: An offer\n\nDear all,\n\nyours",
    ] {
        assert!(matches!(intake.put(&to, again.as_bytes()).unwrap(), Kept::Known(_)), "{again}");
    }
    new(intake
        .put(&to, b"Message-ID: <1@x>\nSubject: An offer\n\nDear all,\nyours")
        .unwrap());
}

/// A signature covers neither the number of blanks nor the recipients of the envelope.
#[test]
fn a_signed_mail_is_not_faxed_again_with_other_blanks_or_to_fewer_recipients() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    // By default a permission is that of a sender who is known only by the mail address.
    let signed = |recipients: &[&str]| {
        let mut envelope = envelope(recipients);
        for one in &mut envelope.recipients {
            one.grant = Some(Grant::default().to_json());
        }
        envelope
    };
    let unsigned = b"Subject: An offer\r\nMessage-ID: <a@x>\r\n\r\nHello all\r\n";
    let mail = [b"DKIM-Signature: v=1\r\n".as_slice(), unsigned].concat();
    let mail = mail.as_slice();
    let blanks =
        b"DKIM-Signature: v=1\r\nSubject:  An\r\n  offer\r\nMessage-ID:  <a@x>\r\n\r\nHello \t all";
    let both = signed(&["1@x.fax", "2@x.fax"]);
    let id = new(intake.put(&both, mail).unwrap());
    let is_known = || {
        for (to, mail) in [(&both, &blanks[..]), (&signed(&["1@X.fax"]), mail)] {
            assert_eq!(intake.put(to, mail).unwrap(), Kept::Known(id.clone()));
        }
    };
    is_known();
    let entry = next(&intake).unwrap();
    intake.done(&entry.id).unwrap();
    is_known();
    // The mail comes to another recipient in a delivery of its own.
    new(intake.put(&signed(&["3@x.fax"]), mail).unwrap());
    let some = signed(&["3@x.fax", "1@x.fax"]);
    assert_eq!(intake.put(&some, mail).unwrap(), Kept::Known(id.clone()));
    let other = b"DKIM-Signature: v=1\r\nMessage-ID: <a@x>\r\n\r\nHello Bob\r\n";
    new(intake.put(&both, other).unwrap());
    // Mails of a known network and mails without a signature are compared as before.
    new(intake.put(&envelope(&["1@x.fax"]), mail).unwrap());
    new(intake.put(&signed(&["2@x.fax"]), unsigned).unwrap());
}

#[test]
fn two_mails_without_a_message_id_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for _ in 0..2 {
        let id = new(intake.put(&envelope(&["1@x.fax"]), b"Subject: scan\r\n\r\n").unwrap());
        next(&intake).unwrap();
        intake.done(&id).unwrap();
    }
    assert_eq!(intake.ids(KNOWN).unwrap(), [""; 0]);
}

#[test]
fn a_mail_that_was_refused_as_its_folder_was_not_flushed_is_not_stored_twice() {
    for (bytes, stays) in [(&b"Hello\r\n"[..], 0), (&mail("1")[..], 1)] {
        let folder = tempfile::tempdir().unwrap();
        let mut intake = opened(folder.path());
        let flusher = std::mem::replace(&mut intake.flusher, Flusher::new(Path::new("/gone")));
        let envelope = envelope(&["1@x.fax"]);
        intake.put(&envelope, bytes).unwrap_err();
        assert_eq!(intake.list().unwrap().len(), stays);
        intake.flusher = flusher;
        intake.put(&envelope, bytes).unwrap();
        assert_eq!(intake.list().unwrap().len(), 1);
    }
}

#[test]
fn a_mail_is_forgotten_after_the_window() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let at = |hours: i64| Envelope { received_at: NOW + hours * HOUR, ..envelope(&["1@x.fax"]) };
    let id = new(intake.put(&at(0), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.done(&id).unwrap();
    assert_eq!(intake.put(&at(23), &mail("a@x")).unwrap(), Kept::Known(id));
    new(intake.put(&at(24), &mail("a@x")).unwrap());
    let never = IntakeSettings { duplicate_window: Duration::ZERO, ..no_limits() };
    let intake = Intake::open(folder.path(), never).unwrap();
    new(intake.put(&at(24), &mail("a@x")).unwrap());
}

/// The mail is recognised although `duplicate_window` is 0, and for longer than that window.
#[test]
fn a_mail_from_a_mailbox_is_known_by_its_digest_for_a_month() {
    let folder = tempfile::tempdir().unwrap();
    let settings = IntakeSettings { duplicate_window: Duration::ZERO, ..no_limits() };
    let intake = Intake::open(folder.path(), settings).unwrap();
    let at = |days: i64| Envelope {
        received_at: UnixMs::now() + days * 24 * HOUR,
        ..envelope(&["1@x.fax"])
    };
    // The mail has no Message-ID, so only its digest shows that it was fetched before.
    let put = |digest: &str, days| intake.put_fetched(digest, &at(days), b"Subject: a\r\n\r\nb");
    assert_eq!(intake.fetched("aa"), Fetched::Unknown);
    let id = new(put("aa", 0).unwrap());
    assert_eq!(put("aa", 0).unwrap(), Kept::Known(id.clone()));
    assert_eq!(intake.fetched("aa"), Fetched::Waiting);
    let entry = next(&intake).unwrap();
    assert!(entry.same.is_some(), "other machines know it, too");
    intake.done(&id).unwrap();
    assert!(matches!(intake.fetched("aa"), Fetched::Done(of) if of.envelope == entry.envelope));
    assert_eq!(put("aa", 30).unwrap(), Kept::Known(id));
    assert_eq!(intake.fetched("ab"), Fetched::Unknown);
    assert!(matches!(put("aa", 32).unwrap(), Kept::New(_)), "after a month it is another");

    let other = new(put("cc", 0).unwrap());
    let taken: Vec<Entry> = std::iter::from_fn(|| next(&intake)).collect();
    let entry = taken.iter().find(|entry| entry.id == other).unwrap();
    intake.set_aside(entry, "it crashes").unwrap();
    assert_eq!(intake.fetched("cc"), Fetched::SetAside);
    assert_eq!(put("cc", 0).unwrap(), Kept::Known(other));
    assert_eq!(intake.list().unwrap().iter().filter(|entry| entry.due == UnixMs(0)).count(), 1);
}

/// An attacker can construct two mails whose keys have the same hash. Neither mail may be lost.
#[test]
fn a_name_that_is_taken_by_another_mail_makes_nobody_known() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let here = envelope(&["1@x.fax"]);
    let name = Key::of(&here, &mail("a@x")).unwrap().id();
    let other = Key::of(&here, &mail("b@x")).unwrap();
    Head::write(&intake.place(KNOWN, &name), &here, Some(&other), b"").unwrap();
    let id = new(intake.put(&here, &mail("a@x")).unwrap());
    fs::remove_file(intake.place(WAITING, &id)).unwrap();
    Head::write(&intake.place(WAITING, &name), &here, Some(&other), &mail("b@x")).unwrap();
    assert_ne!(new(intake.put(&here, &mail("a@x")).unwrap()), name);
    assert_eq!(intake.list().unwrap().len(), 2);
}

#[test]
fn of_many_deliveries_at_once_one_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let intakes = [Arc::new(opened(folder.path())), Arc::new(opened(folder.path()))];
    let begin = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|number| {
            let (intake, begin) = (Arc::clone(&intakes[number % 2]), Arc::clone(&begin));
            std::thread::spawn(move || {
                begin.wait();
                (0..20)
                    .filter(|n| {
                        matches!(
                            intake.put(&envelope(&["1@x.fax"]), &mail(&n.to_string())),
                            Ok(Kept::New(_))
                        )
                    })
                    .count()
            })
        })
        .collect();
    assert_eq!(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>(), 20);
    assert_eq!(intakes[0].list().unwrap().len(), 20);
    assert_eq!(intakes[0].ids(NEW).unwrap(), [""; 0]);
}
