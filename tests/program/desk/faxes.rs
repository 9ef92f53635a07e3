//! Received faxes: who sees which, and what people do with them.

use ferrofax::UnixMs;
use ferrofax::desk::{ClaimedBy, Deed, DeskError, FaxSieve, Note, Onward, Thing, Unread};
use ferrofax::spool::jobs::Origin;
use ferrofax::spool::{FaxId, FaxStatus, to_printer};

use super::house::{House, NOW};

const ALL: [&str; 6] = ["alice", "bob", "dora", "carol", "chief", "ann"];

impl House {
    fn seen(&self, who: &str, sieve: &FaxSieve) -> Vec<i64> {
        let list = self.desk.faxes(&self.person(who), sieve, None, 200).unwrap();
        assert!(list.next.is_none());
        list.faxes.iter().map(|one| one.fax.id.0).collect()
    }

    fn deeds(&self, fax: FaxId) -> Vec<(Deed, String, String)> {
        let events = self.desk.fax_history(&self.person("chief"), fax).unwrap();
        events.into_iter().map(|event| (event.what, event.by, event.text)).collect()
    }
}

fn unread(count: u32) -> Unread {
    Unread { count, is_at_least: false }
}

fn said(deed: Deed, by: &str, text: &str) -> (Deed, String, String) {
    (deed, by.to_owned(), text.to_owned())
}

#[test]
fn each_sees_the_faxes_of_his_devices_and_groups_and_no_others() {
    let house = House::new();
    for extension in ["2101", "2102", "2103", "2104", "2102"] {
        house.fax(extension, "+4999112345");
    }
    let all = FaxSieve::default();
    for (who, faxes) in [
        ("alice", &[5, 2, 1][..]),
        ("bob", &[5, 3, 2]),
        ("dora", &[5, 2]),
        ("carol", &[4]),
        ("chief", &[5, 4, 3, 2, 1]),
        ("ann", &[]),
    ] {
        assert_eq!(house.seen(who, &all), faxes, "{who}");
    }
    let sales = FaxSieve { device: Some("2102".parse().unwrap()), ..FaxSieve::default() };
    assert_eq!(house.seen("chief", &sales), [5, 2]);
    assert_eq!(house.seen("alice", &sales), [5, 2]);
    assert_eq!(house.seen("carol", &sales), [0; 0]);
    assert!(house.desk.read_log(&house.person("ann")).is_ok());
    assert!(house.desk.read_log(&house.person("chief")).is_ok());
    assert!(matches!(house.desk.read_log(&house.person("dora")), Err(DeskError::Denied(_))));
}

#[test]
fn what_is_not_his_looks_as_what_is_not_there_whatever_he_asks_for() {
    let house = House::new();
    let carols = house.fax("2104", "1");
    let alice = house.person("alice");
    let ids = [carols.0, 99, 0, -1, i64::MIN, i64::MAX];
    let desk = &house.desk;
    let note = Note { tag: "x".into(), text: String::new() };
    let onward =
        Onward { numbers: vec!["0991".into()], device: "2101".into(), ..Onward::default() };
    for id in ids.map(FaxId) {
        let errors = [
            desk.fax(&alice, id).err(),
            desk.document(&alice, id, NOW).err(),
            desk.fax_history(&alice, id).err(),
            desk.fax_mails(&alice, id).err(),
            desk.mark(&alice, id, true, NOW).err(),
            desk.claim(&alice, id, NOW).err(),
            desk.release(&alice, id, NOW).err(),
            desk.who_may_have(&alice, id).err(),
            desk.hand_over(&alice, id, "carol", NOW).err(),
            desk.move_fax(&alice, id, "2101", NOW).err(),
            desk.note(&alice, id, &note, NOW).err(),
            desk.mail(&alice, id, &["alice@example.com".into()], None, NOW).err(),
            desk.print(&alice, id, Some("office"), None, NOW).err(),
            desk.fax_on(&alice, id, &onward, NOW).err(),
            desk.delete(&alice, id, NOW).err(),
        ];
        for error in errors {
            let error = error.expect("refused");
            assert!(
                matches!(&error, DeskError::NotThere(Thing::Fax(named)) if *named == id),
                "{error}"
            );
            assert_eq!(error.to_string(), format!("there is no fax {id}"));
        }
    }
    // The log knows which it was.
    let rules: Vec<String> = house
        .audited("alice", "delete")
        .into_iter()
        .map(|(granted, rule)| {
            assert!(!granted);
            rule
        })
        .collect();
    assert_eq!(rules[0], "not-yours");
    assert!(rules[1..].iter().all(|rule| rule == "not-there"), "{rules:?}");
    assert!(house.spool.faxes().fax(carols).is_ok());
    assert!(house.spool.faxes().fax_events(carols).unwrap().is_empty());
}

#[test]
fn each_has_marks_of_his_own() {
    let house = House::new();
    let faxes = ["2102", "2102", "2101", "2102"].map(|device| house.fax(device, "1"));
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    assert_eq!(house.desk.unread(&alice).unwrap(), unread(4));
    house.desk.mark(&alice, faxes[1], true, NOW).unwrap();
    house.desk.mark(&alice, faxes[1], true, NOW).unwrap();
    assert_eq!(house.desk.unread(&alice).unwrap(), unread(3));
    assert_eq!(house.desk.unread(&bob).unwrap(), unread(3), "his own three");
    let sieve = FaxSieve { unread: true, ..FaxSieve::default() };
    assert_eq!(house.seen("alice", &sieve), [4, 3, 1]);
    assert!(house.desk.fax(&bob, faxes[1]).unwrap().is_unread);
    // All up to one, then one of them again.
    house.desk.mark_through(&alice, faxes[2]).unwrap();
    assert_eq!(house.seen("alice", &sieve), [4]);
    house.desk.mark(&alice, faxes[0], false, NOW).unwrap();
    assert_eq!(house.seen("alice", &sieve), [4, 1]);
    assert_eq!(house.desk.unread(&alice).unwrap(), unread(2));
    // What has not come yet can't be read in advance.
    house.desk.mark_through(&alice, FaxId(i64::MAX)).unwrap();
    house.fax("2101", "1");
    assert_eq!(house.desk.unread(&alice).unwrap(), unread(1));
    assert_eq!(house.deeds(faxes[1]), [said(Deed::Read, "alice", "marked")]);
    assert_eq!(house.audited("alice", "read"), [(true, String::new())]);
    // To mark a fax is not to open it. Each further opening is no event.
    for _ in 0..2 {
        house.desk.document(&alice, faxes[1], NOW).unwrap();
    }
    let deeds = [said(Deed::Read, "alice", "marked"), said(Deed::Read, "alice", "")];
    assert_eq!(house.deeds(faxes[1]), deeds);
    assert_eq!(house.audited("alice", "open"), [(true, String::new())]);
}

#[test]
fn a_fax_moves_to_another_device_for_those_who_see_both() {
    let house = House::new();
    let fax = house.fax("2101", "1");
    let [alice, bob, chief] = ["alice", "bob", "chief"].map(|name| house.person(name));
    let desk = &house.desk;
    let names = |who| {
        let devices = desk.devices_to_move_to(who, &"2101@fax".parse().unwrap()).unwrap();
        devices.iter().map(|device| device.extension.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&alice), ["2102"]);
    assert_eq!(names(&chief), ["2102", "2103", "2104"]);
    let long = "9".repeat(500);
    for other in ["2104", "2101", "2102@elsewhere", "nobody", "", &long] {
        assert!(
            matches!(desk.move_fax(&alice, fax, other, NOW), Err(DeskError::Unfit(_))),
            "{other}"
        );
    }
    desk.move_fax(&alice, fax, "2102", NOW).unwrap();
    assert_eq!(house.seen("bob", &FaxSieve::default()), [fax.0]);
    assert_eq!(house.deeds(fax), [said(Deed::Moved, "alice", "2102@fax")]);
    // Bob sees his own device, too. Then alice no longer sees the fax.
    desk.move_fax(&bob, fax, "2103@fax", NOW).unwrap();
    assert!(matches!(desk.move_fax(&alice, fax, "2101", NOW), Err(DeskError::NotThere(_))));
    let audited = house.audited("alice", "move");
    assert_eq!(audited.len(), 8);
    assert_eq!(audited[0], (false, "no-device".to_owned()));
    assert_eq!(audited[6], (true, String::new()));
    let coming = house.coming("2101", "1");
    assert!(matches!(desk.move_fax(&alice, coming, "2102", NOW), Err(DeskError::Coming(_))));
}

#[test]
fn a_fax_is_one_persons_at_a_time_and_a_desk_may_give_it_to_another() {
    let house = House::new();
    let fax = house.fax("2102", "1");
    let [alice, bob, dora] = ["alice", "bob", "dora"].map(|name| house.person(name));
    let desk = &house.desk;
    assert_eq!(desk.claim(&alice, fax, NOW).unwrap().user, "alice");
    desk.claim(&alice, fax, NOW).unwrap();
    let refused = desk.claim(&bob, fax, NOW).unwrap_err();
    assert!(matches!(&refused, DeskError::Claimed { claim, .. } if claim.user == "alice"));
    assert!(matches!(desk.release(&bob, fax, NOW), Err(DeskError::Claimed { .. })));
    assert!(matches!(desk.hand_over(&bob, fax, "bob", NOW), Err(DeskError::Claimed { .. })));
    let mine =
        |who: &str| FaxSieve { claimed: Some(ClaimedBy::User(who.into())), ..FaxSieve::default() };
    let nobodys = FaxSieve { claimed: Some(ClaimedBy::Nobody), ..FaxSieve::default() };
    assert_eq!(house.seen("bob", &mine("alice")), [fax.0]);
    assert_eq!(house.seen("carol", &mine("alice")), [0; 0]);
    assert_eq!(house.seen("bob", &nobodys), [0; 0]);
    assert_eq!(desk.who_may_have(&alice, fax).unwrap(), ["alice", "bob", "dora", "chief"]);
    let long = "a".repeat(201);
    for stranger in ["carol", "ann", "nobody", "", &long] {
        assert!(matches!(desk.hand_over(&dora, fax, stranger, NOW), Err(DeskError::Unfit(_))));
    }
    let claim = desk.hand_over(&dora, fax, "BOB", NOW).unwrap();
    assert_eq!((claim.user.as_str(), claim.given_by.as_str()), ("bob", "dora"));
    assert!(desk.release(&bob, fax, NOW).unwrap());
    assert!(!desk.release(&bob, fax, NOW).unwrap());
    desk.claim(&bob, fax, NOW).unwrap();
    assert!(desk.release(&dora, fax, NOW).unwrap());
    assert_eq!(
        house.deeds(fax),
        [
            said(Deed::Claimed, "alice", ""),
            said(Deed::HandedOver, "dora", "bob"),
            said(Deed::Released, "bob", ""),
            said(Deed::Claimed, "bob", ""),
            said(Deed::Released, "dora", "bob"),
        ]
    );
    assert_eq!(house.audited("dora", "hand-over").len(), 5);
    assert_eq!(
        house.audited("bob", "claim")[..2],
        [(true, String::new()), (false, "not-done".into())]
    );
}

#[test]
fn words_numbers_tags_and_times_find_a_fax() {
    let house = House::new();
    let first = house.fax("2102", "+4999112345");
    let second = house.fax("2101", "+43123");
    let alice = house.person("alice");
    let note = Note { tag: " Order 4711 ".into(), text: "Für Zoë\r\nsoon".into() };
    house.desk.note(&alice, first, &note, NOW).unwrap();
    let kept = house.desk.fax(&house.person("bob"), first).unwrap().note;
    assert_eq!(kept, Note { tag: "Order 4711".into(), text: "Für Zoë\nsoon".into() });
    let find =
        |words: &str| house.seen("alice", &FaxSieve { words: words.into(), ..FaxSieve::default() });
    let (one, two, none) = ([first.0], [second.0], [0; 0]);
    for words in ["0991 123-45", "+49 991", "order", "ZOË", "für 4711", "2102@fax", "12345"] {
        assert_eq!(find(words), one, "{words}");
    }
    assert_eq!(find("0043123"), two);
    assert_eq!(find("order 0043"), none);
    assert_eq!(find("% _ '"), none);
    assert_eq!(find(""), [second.0, first.0]);
    let times = |since: i64, until: i64| FaxSieve {
        since: Some(UnixMs(since)),
        until: Some(UnixMs(until)),
        ..FaxSieve::default()
    };
    assert_eq!(house.seen("alice", &times(NOW.0, NOW.0 + 1)), [second.0, first.0]);
    assert_eq!(house.seen("alice", &times(NOW.0 + 1, NOW.0 + 2)), none);
    assert_eq!(house.seen("alice", &times(0, NOW.0)), none);
    // What is written is bounded, and no line of it moves a terminal.
    for (tag, text) in [("x".repeat(101), String::new()), (String::new(), "x".repeat(4001))] {
        let note = Note { tag, text };
        assert!(matches!(house.desk.note(&alice, first, &note, NOW), Err(DeskError::Unfit(_))));
    }
    let note = Note { tag: "\u{1b}[2J".into(), text: String::new() };
    assert!(matches!(house.desk.note(&alice, first, &note, NOW), Err(DeskError::Unfit(_))));
}

#[test]
fn a_word_is_found_however_far_back_it_lies_and_as_it_stands_now() {
    let house = House::new();
    let far_back = house.fax("2102", "+4999112345");
    // More than are looked at for one list.
    let database = rusqlite::Connection::open(house.spool.folder().join("spool.db")).unwrap();
    database
        .execute_batch(
            "WITH RECURSIVE n (id) AS (VALUES (1000) UNION ALL SELECT id + 1 FROM n WHERE id < 13000)
             INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                                mail_without_pages, document)
             SELECT id, 'received', '2101@fax', '2101', '+43' || id, 'Huber', id, 1, 2, 'pdf', 0, id || '.tif' FROM n;",
        )
        .unwrap();
    house.spool.faxes().index_words().unwrap();
    let alice = house.person("alice");
    let find =
        |words: &str| house.seen("alice", &FaxSieve { words: words.into(), ..FaxSieve::default() });
    let none = [0; 0];
    assert_eq!(find("0991 12345"), [far_back.0]);
    assert_eq!(find("no such word"), none);
    let note = |tag: &str| Note { tag: tag.into(), text: String::new() };
    house.desk.note(&alice, far_back, &note("Order 4711"), NOW).unwrap();
    assert_eq!(find("order 4711"), [far_back.0]);
    house.desk.note(&alice, far_back, &note("Settled"), NOW).unwrap();
    assert_eq!((find("order 4711"), find("SETTLED")), (none.to_vec(), vec![far_back.0]));
    // Two letters are no words of the index: faxes are looked through then, so many at once.
    for words in ["huber", "ub"] {
        let sieve = FaxSieve { words: words.into(), ..FaxSieve::default() };
        let newest = house.desk.faxes(&alice, &sieve, None, 50).unwrap();
        assert_eq!((newest.faxes.len(), newest.faxes[0].fax.id.0), (50, 13_000), "{words}");
    }
    database.execute("DELETE FROM faxes WHERE id = 13000", []).unwrap();
    assert_eq!(find("+4313000"), none);
}

#[test]
fn faxes_of_a_time_are_found_and_counted_however_far_back_they_are() {
    const HOUR: i64 = 60 * 60 * 1000;
    let house = House::new();
    let database = rusqlite::Connection::open(house.spool.folder().join("spool.db")).unwrap();
    let mut insert = database
        .prepare(
            "INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                                mail_without_pages, document)
             VALUES (?1, 'received', '2101@fax', '2101', '1', '', ?1, ?2, ?2, 'pdf', 0, ?1 || '.tif')",
        )
        .unwrap();
    // The clock was set back before fax 103. More faxes than are looked at for one list came later.
    let newer = (1000..14_000).map(|id| (id, 100 * HOUR));
    for (id, at) in [(101, 10 * HOUR), (102, 12 * HOUR), (103, 11 * HOUR)].into_iter().chain(newer)
    {
        insert.execute([id, at]).unwrap();
    }
    let alice = house.person("alice");
    let times = |since: Option<i64>, until: Option<i64>| {
        let (since, until) = (since.map(UnixMs), until.map(UnixMs));
        let sieve = FaxSieve { since, until, ..FaxSieve::default() };
        let found = house.seen("alice", &sieve);
        let unread = house.desk.unread_in_all(&alice, &sieve).unwrap().1;
        assert_eq!((unread.count as usize, unread.is_at_least), (found.len(), false));
        found
    };
    assert_eq!(times(Some(10 * HOUR), Some(13 * HOUR)), [103, 102, 101]);
    assert_eq!(times(None, Some(12 * HOUR)), [103, 101]);
    assert_eq!(times(Some(11 * HOUR), Some(13 * HOUR)), [103, 102]);
    assert_eq!(times(Some(13 * HOUR), Some(100 * HOUR)), [0; 0]);
    assert_eq!(times(Some(101 * HOUR), None), [0; 0]);
    assert_eq!(times(None, Some(10 * HOUR)), [0; 0]);
}

#[test]
fn faxes_that_are_not_whole_are_found_and_counted_however_far_back_they_are() {
    let house = House::new();
    let database = rusqlite::Connection::open(house.spool.folder().join("spool.db")).unwrap();
    let mut insert = database
        .prepare(
            "INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                                mail_without_pages, document, junk)
             VALUES (?1, ?2, ?3, '2101', '1', '', ?1, 1, 2, 'pdf', 0, ?1 || '.tif', ?4)",
        )
        .unwrap();
    // Alice does not see device 2104. More faxes than are looked at for one list came later.
    let old = [
        (101, "incomplete", "2101@fax", None),
        (102, "incomplete", "2104@fax", None),
        (103, "failed", "2102@fax", None),
        (104, "incomplete", "2102@fax", None),
        (105, "incomplete", "2101@fax", Some("blocked")),
    ];
    let newer = (1000..12_000).map(|id| (id, "received", "2101@fax", None));
    for (id, status, device, junk) in old.into_iter().chain(newer) {
        insert.execute(rusqlite::params![id, status, device, junk]).unwrap();
    }
    let alice = house.person("alice");
    let of = |status, device: Option<&str>| {
        let device = device.map(|name| name.parse().unwrap());
        let sieve = FaxSieve { status: Some(status), device, ..FaxSieve::default() };
        let found = house.seen("alice", &sieve);
        let unread = house.desk.unread_in_all(&alice, &sieve).unwrap().1;
        assert_eq!((unread.count as usize, unread.is_at_least), (found.len(), false));
        found
    };
    assert_eq!(of(FaxStatus::Incomplete, None), [104, 101]);
    assert_eq!(of(FaxStatus::Incomplete, Some("2102@fax")), [104]);
    assert_eq!(of(FaxStatus::Incomplete, Some("2104@fax")), [0; 0]);
    assert_eq!(of(FaxStatus::Failed, None), [103]);
    assert_eq!(of(FaxStatus::Receiving, None), [0; 0]);
    house.desk.mark(&alice, FaxId(104), true, NOW).unwrap();
    let sieve = FaxSieve { status: Some(FaxStatus::Incomplete), ..FaxSieve::default() };
    assert_eq!(house.desk.unread_in_all(&alice, &sieve).unwrap().1, unread(1));
}

#[test]
fn the_unread_faxes_of_a_list_are_counted_with_all_that_are_unread() {
    let house = House::new();
    let faxes = ["2102", "2102", "2104", "2101", "2102"].map(|device| house.fax(device, "1"));
    let (alice, bob) = (house.person("alice"), house.person("bob"));
    house.desk.mark(&alice, faxes[0], true, NOW).unwrap();
    house.desk.claim(&bob, faxes[1], NOW).unwrap();
    let counted = |sieve: FaxSieve| house.desk.unread_in_all(&alice, &sieve).unwrap();
    let free = FaxSieve { claimed: Some(ClaimedBy::Nobody), ..FaxSieve::default() };
    assert_eq!(counted(free.clone()), (unread(3), unread(2)));
    assert_eq!(counted(FaxSieve { unread: true, ..free }), (unread(3), unread(2)));
    assert_eq!(counted(FaxSieve::default()), (unread(3), unread(3)));
    let bobs = FaxSieve { claimed: Some(ClaimedBy::User("bob".into())), ..FaxSieve::default() };
    assert_eq!(counted(bobs), (unread(3), unread(1)));
    let device = Some("2101@fax".parse().unwrap());
    assert_eq!(counted(FaxSieve { device, ..FaxSieve::default() }), (unread(3), unread(1)));
}

#[test]
fn a_list_goes_on_where_it_ended_also_when_faxes_come_in_between() {
    let house = House::new();
    for round in 0..10 {
        house.fax(["2101", "2102", "2104"][round % 3], "1");
    }
    let (alice, all) = (house.person("alice"), FaxSieve::default());
    let mut found = Vec::new();
    let mut below = None;
    loop {
        let list = house.desk.faxes(&alice, &all, below, 2).unwrap();
        assert!(list.faxes.len() == 2 || list.next.is_none());
        found.extend(list.faxes.iter().map(|one| one.fax.id.0));
        house.fax("2101", "1");
        below = list.next;
        if below.is_none() {
            break;
        }
    }
    assert_eq!(found, [10, 8, 7, 5, 4, 2, 1]);
}

#[test]
fn a_fax_is_deleted_by_right_and_those_who_saw_it_are_told() {
    let house = House::new();
    let fax = house.fax("2102", "1");
    let document = house.spool.faxes().document_path(fax).unwrap();
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| house.person(name));
    house.desk.claim(&alice, fax, NOW).unwrap();
    assert!(matches!(house.desk.delete(&alice, fax, NOW), Err(DeskError::Denied(_))));
    house.desk.mail(&bob, fax, &["z@example.net".into()], None, NOW).unwrap();
    let early = house.desk.delete(&bob, fax, NOW).unwrap_err();
    assert!(early.may_pass() && early.to_string().contains("still being delivered"), "{early}");
    let waiting = house.spool.outbox().outbox_of(fax).unwrap();
    waiting
        .iter()
        .for_each(|entry| _ = house.spool.outbox().delivered(entry.id, NOW, "250").unwrap());
    house.desk.delete(&bob, fax, NOW).unwrap();
    assert!(!document.exists());
    for person in [&alice, &bob, &house.person("chief")] {
        let gone = house.desk.fax(person, fax).unwrap_err();
        assert!(matches!(gone, DeskError::Gone { .. }), "{gone}");
        assert!(gone.to_string().ends_with("deleted by bob"), "{gone}");
    }
    assert!(matches!(house.desk.fax(&carol, fax), Err(DeskError::NotThere(_))));
    assert_eq!(house.audited("alice", "delete"), [(false, "may-not-delete".to_owned())]);
    assert_eq!(house.audited("bob", "delete").last(), Some(&(true, String::new())));
    // A desk deletes without being told that it may; a call that goes on keeps its fax.
    let second = house.fax("2102", "1");
    house.desk.delete(&house.person("dora"), second, NOW).unwrap();
    let coming = house.coming("2102", "1");
    let early = house.desk.delete(&bob, coming, NOW).unwrap_err();
    assert!(early.to_string().contains("still being received"), "{early}");
}

#[test]
fn a_fax_that_retention_deleted_says_so() {
    let house = House::new();
    let fax = house.fax("2101", "1");
    house
        .spool
        .retention()
        .cleanup(UnixMs(NOW.0 + 40 * 24 * 3_600_000), 30)
        .unwrap();
    let gone = house.desk.fax(&house.person("alice"), fax).unwrap_err();
    assert!(gone.to_string().ends_with("older than 30 days"), "{gone}");
    assert!(matches!(house.desk.fax(&house.person("bob"), fax), Err(DeskError::NotThere(_))));
}

#[test]
fn a_fax_is_mailed_and_printed_to_where_it_may_go() {
    let house = House::new();
    let fax = house.fax("2102", "1");
    let alice = house.person("alice");
    for wrong in ["", "bob", "print:office", "print:x@example.com", "a@b@c", "a@x\r\nBcc: b@x"] {
        let refused = house.desk.mail(&alice, fax, &[wrong.into()], None, NOW).unwrap_err();
        assert!(matches!(refused, DeskError::Unfit(_)), "{wrong}: {refused}");
    }
    house.desk.mail(&alice, fax, &["z@example.net".into()], None, NOW).unwrap();
    assert!(house.is_waiting(fax, "z@example.net"));
    house.desk.mail(&alice, fax, &[], None, NOW).unwrap();
    assert!(house.is_waiting(fax, "a@example.com"));
    for wrong in ["attic", "", "../x", "office; rm"] {
        let refused = house.desk.print(&alice, fax, Some(wrong), None, NOW).unwrap_err();
        assert!(matches!(refused, DeskError::Unfit(_)), "{wrong}: {refused}");
    }
    assert!(matches!(house.desk.print(&alice, fax, None, None, NOW), Err(DeskError::Unfit(_))));
    house.desk.print(&alice, fax, Some("office"), None, NOW).unwrap();
    assert!(house.is_waiting(fax, &to_printer("office")));
    assert_eq!(
        house.deeds(fax),
        [
            said(Deed::Mailed, "alice", "z@example.net"),
            said(Deed::Mailed, "alice", "a@example.com"),
            said(Deed::Printed, "alice", "office"),
        ]
    );
    let coming = house.coming("2102", "1");
    assert!(matches!(house.desk.mail(&alice, coming, &[], None, NOW), Err(DeskError::Coming(_))));
}

#[test]
fn a_fax_goes_on_as_a_fax_by_the_right_of_whoever_sends_it() {
    let house = House::new();
    let fax = house.fax("2102", "1");
    let alice = house.person("alice");
    let onward = |device: &str| Onward {
        numbers: vec!["0991 1".into(), "0900 1".into()],
        device: device.into(),
        ..Onward::default()
    };
    let sent = house.desk.fax_on(&alice, fax, &onward("2102"), UnixMs::now()).unwrap();
    let taken = sent[0].1.as_ref().unwrap();
    let job = house.spool.jobs().job(taken.job).unwrap();
    assert_eq!((job.owner.as_str(), job.created_by, job.pages.len()), ("alice", Origin::Web, 1));
    assert_eq!((job.number.as_str(), job.device.to_string()), ("0991 1", "2102@fax".into()));
    assert!(sent[1].1.is_err(), "closed to all");
    // Not from a device that is not hers, and not by an auditor.
    let sent = house.desk.fax_on(&alice, fax, &onward("2104"), UnixMs::now()).unwrap();
    assert!(sent.iter().all(|(_, taken)| taken.is_err()), "{sent:?}");
    let events = house.deeds(fax);
    let text = format!("0991 1, job {}", job.id);
    assert_eq!(events, [said(Deed::Read, "alice", ""), said(Deed::FaxedOn, "alice", &text)]);
    let submissions = house.audited("alice", "submission");
    assert!(submissions.contains(&(true, String::new())), "{submissions:?}");
    assert!(submissions.contains(&(false, "device-not-yours".into())), "{submissions:?}");
}

#[test]
fn whoever_is_nobody_in_the_settings_is_no_person() {
    let house = House::new();
    for name in ["nobody", "", "ALICE", "al"] {
        let entrance = ferrofax::desk::Entrance::Api;
        assert_eq!(house.rights.person(name, entrance, None).unwrap(), None, "{name}");
    }
    assert_eq!(ALL.map(|name| house.person(name).name), ALL);
}
