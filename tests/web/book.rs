//! Address books: one's own and the house's, and tables in and out.

use crate::admin::rig;
use crate::reader::Reader;
use crate::rig::Rig;
use crate::sent::send_to;
use crate::{SETTINGS, alice, audited};
use ferrofax::spool::Contact;

/// What would do harm in a page, a spreadsheet or a line of a form.
const HOSTILE: &str = "=HYPERLINK(\"http://x\")<script>alert(1)</script>'&\\";

#[test]
fn each_has_a_book_of_his_own_and_all_see_the_houses() {
    let rig = rig();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut alice = alice(to);
    alice.get("/book/new");
    let fields = [("name", HOSTILE), ("company", "<b>Co"), ("number", "+49 991 2700619")];
    let put = alice.post("/book/new", &fields);
    assert_eq!((put.status, put.location()), (303, "/book?done=put"), "{}", put.text());
    let mut chief = Reader::logged_in(to, "chief", "chief");
    chief.get("/book/new");
    let of_house = [("name", "Townhall"), ("number", "0991 2700620"), ("book", "house")];
    assert_eq!(chief.post("/book/new", &of_house).status, 303);
    let list = alice.get("/book").text();
    assert!(list.contains("Townhall") && list.contains("&#60;script&#62;"), "{list}");
    assert!(!list.contains("<script>alert") && !list.contains("<b>Co"), "{list}");
    assert!(!alice.get("/book?search=townhall").text().contains("HYPERLINK"));
    // Bob sees the house's alone, and may change none of both.
    let mut bob = Reader::logged_in(to, "bob", "other");
    let list = bob.get("/book").text();
    assert!(list.contains("Townhall") && !list.contains("HYPERLINK"), "{list}");
    bob.get("/book/new");
    for (path, status) in [("/book/1", 404), ("/book/1/delete", 404), ("/book/2", 403)] {
        let changed = bob.post(path, &[("name", "Mine"), ("number", "0991 1234")]);
        assert_eq!(changed.status, status, "{path}: {}", changed.text());
    }
    let to_house = [("name", "Mine"), ("number", "0991 1234"), ("book", "house")];
    assert_eq!(bob.post("/book/new", &to_house).status, 403);
    assert_eq!(audited(&rig, &["put-contact", "\"granted\":false", "bob"]), 2);
    // An auditor has none.
    assert_eq!(Reader::logged_in(to, "eve", "audit").get("/book").status, 403);
    // What is no contact is told at the form, which keeps what was written.
    for (name, number, why) in
        [("", "0991 1", "name"), ("x", "hello", "hello"), ("x", "", "number")]
    {
        alice.get("/book/new");
        let wrong =
            alice.post("/book/new", &[("name", name), ("number", number), ("note", "kept")]);
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains(why) && wrong.text().contains("kept"), "{}", wrong.text());
    }
    alice.get("/book/1");
    assert_eq!(alice.post("/book/1", &[("name", "Ann"), ("number", "0991 3")]).status, 303);
    alice.get("/book/1");
    assert!(alice.get("/book").text().contains("Ann"));
    alice.get("/book/1");
    assert_eq!(alice.post("/book/1/delete", &[]).location(), "/book?done=deleted");
    assert_eq!(alice.get("/book/1").status, 404);
}

#[test]
fn tables_come_in_whole_or_not_and_go_out_without_formulas() {
    let rig = rig();
    let serving = rig.serve();
    let mut alice = alice(serving.addresses[0]);
    let table = "Name;Firma;Nummer;Notiz\r\n\
                 \"Miller; Ann\";\"A \"\"B\"\" Co\";+49 991 2700619;=1+1\r\n\
                 Bob;;0991 2700620;\r\n";
    let put = |reader: &mut Reader, table: &[u8], book: &str| {
        send_to(reader, "/book/table", &[("book", book)], &[("book.csv", table)])
    };
    let done = put(&mut alice, table.as_bytes(), "own");
    assert_eq!((done.status, done.location()), (303, "/book?done=imported"), "{}", done.text());
    // The same again adds nobody.
    assert_eq!(put(&mut alice, table.as_bytes(), "own").status, 303);
    assert_eq!(rig.spool.numbers().book(("alice", "password")).unwrap().len(), 2);
    let out = alice.get("/book/table?book=own");
    let text = out.text();
    assert!(out.header("content-type").unwrap().starts_with("text/csv"));
    assert!(text.contains("\"'=1+1\"") && text.contains("\"'+49 991 2700619\""), "{text}");
    assert!(text.contains("\"A \"\"B\"\" Co\""), "{text}");
    // What went out comes in as it was.
    let before = rig.spool.numbers().book(("alice", "password")).unwrap();
    assert_eq!(put(&mut alice, text.as_bytes(), "own").status, 303);
    assert_eq!(rig.spool.numbers().book(("alice", "password")).unwrap(), before);
    for (table, why) in [
        (&b"name,number\nZoe,0991 5\nYve,hello\n"[..], "line 3"),
        (b"name,number\nZoe,\"0991\n", "line 2"),
        (b"who,where\nZoe,1\n", "name the columns"),
        (b"name,number\nZo\xeb,0991 5\n", "UTF-8"),
        (b"", "empty"),
    ] {
        let wrong = put(&mut alice, table, "own");
        assert!(wrong.status == 422 && wrong.text().contains(why), "{}", wrong.text());
    }
    assert_eq!(
        rig.spool.numbers().book(("alice", "password")).unwrap(),
        before,
        "nothing of a wrong table is kept"
    );
    assert_eq!(put(&mut alice, b"name,number\nZoe,0991 5\n", "house").status, 403);
}

/// The contacts of alice's own book.
fn own(rig: &Rig) -> Vec<Contact> {
    rig.spool.numbers().book(("alice", "password")).unwrap()
}

#[test]
fn a_double_click_makes_one_contact() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = alice(serving.addresses[0]);
    alice.get("/book/new");
    let once = alice.hidden("once").unwrap().to_owned();
    let put = |alice: &mut Reader, name: &str| {
        let fields = [("name", name), ("number", "0991 2700619"), ("once", once.as_str())];
        let put = alice.post("/book/new", &fields);
        assert_eq!((put.status, put.location()), (303, "/book?done=put"), "{}", put.text());
        own(&rig).len()
    };
    assert_eq!((put(&mut alice, "Ann"), put(&mut alice, "Ann")), (1, 1));
    assert_eq!(put(&mut alice, "Bob"), 2, "the user has gone back and written another name");
    // A contact that was deleted can be made again.
    let ann = own(&rig).into_iter().find(|one| one.name == "Ann").unwrap();
    assert_eq!(alice.post(&format!("/book/{}/delete", ann.id), &[]).status, 303);
    assert_eq!(own(&rig).len(), 1);
    assert_eq!(put(&mut alice, "Ann"), 2);
}

#[test]
fn an_import_leaves_what_its_table_has_no_column_for() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = alice(serving.addresses[0]);
    let mut put = |table: &str| {
        let done = send_to(&mut alice, "/book/table", &[], &[("book.csv", table.as_bytes())]);
        assert_eq!(done.location(), "/book?done=imported", "{}", done.text());
        let one = own(&rig).into_iter().find(|one| one.name == "Ann").unwrap();
        (one.company, one.note)
    };
    let both = |company: &str, note: &str| (company.to_owned(), note.to_owned());
    let table = "name,company,number,note\nAnn,Mill,0991 2700619,#suppliers\n";
    assert_eq!(put(table), both("Mill", "#suppliers"));
    assert_eq!(put("name,number\nAnn,0991 2700619\nBob,0991 27\n"), both("Mill", "#suppliers"));
    assert_eq!(put("name,number,note\nAnn,0991 2700619,\n"), both("Mill", ""));
    assert_eq!(put("name,number,company\nAnn,0991 2700619,Wells\n"), both("Wells", ""));
    assert_eq!(own(&rig).len(), 2);
}

#[test]
fn a_table_of_four_megabytes_is_imported_and_a_larger_one_is_refused_with_its_limit() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = alice(serving.addresses[0]);
    let mut put = |bytes: usize| {
        let mut table = b"name,number,other\nZoe,0991 5,".to_vec();
        table.resize(bytes, b'x');
        send_to(&mut alice, "/book/table", &[], &[("book.csv", &table)])
    };
    assert_eq!(put(4 << 20).location(), "/book?done=imported");
    assert_eq!(own(&rig).len(), 1);
    for (bytes, status) in [((4 << 20) + 1, 422), (6 << 20, 413)] {
        let refused = put(bytes);
        assert_eq!(refused.status, status);
        assert!(refused.text().contains("the table has more than 4 MiB"), "{}", refused.text());
    }
}

#[test]
fn names_are_found_however_their_letters_are_written() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut alice = alice(serving.addresses[0]);
    let table = "name,number\nÖSTERREICH GmbH,0991 5\nMiller,0991 6\nΩmega,0991 7\n";
    send_to(&mut alice, "/book/table", &[], &[("book.csv", table.as_bytes())]);
    for (search, name) in [
        ("%C3%96sterreich", "ÖSTERREICH GmbH"),
        ("%C3%B6sterreich%20g", "ÖSTERREICH GmbH"),
        ("MILL", "Miller"),
        ("%CF%89mega", "Ωmega"),
    ] {
        let page = alice.get(&format!("/book?search={search}")).text();
        assert!(page.contains(name), "{search}: {page}");
        assert_eq!(page.matches("name=\"contact\"").count(), 1, "{search}: {page}");
    }
    let suggested = alice.get("/out/suggestions?search=%C3%B6sterreich").text();
    assert!(suggested.contains("ÖSTERREICH"), "{suggested}");
}

#[test]
fn a_contact_that_somebody_else_has_changed_meanwhile_is_shown_again() {
    let rig = rig();
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut chief = Reader::logged_in(to, "chief", "chief");
    chief.get("/book/new");
    let new = [("name", "Court"), ("number", "0991 2700620"), ("book", "house")];
    assert_eq!(chief.post("/book/new", &new).status, 303);
    let mut other = Reader::logged_in(to, "chief", "chief");
    for reader in [&mut chief, &mut other] {
        reader.get("/book/1");
    }
    let moved = [("name", "Court"), ("number", "0991 2700621")];
    assert_eq!(other.post("/book/1", &moved).status, 303);
    assert_eq!(other.post("/book/1", &moved).status, 303, "a double click");
    let noted = [("name", "Court"), ("number", "0991 2700620"), ("note", "late")];
    let late = chief.post("/book/1", &noted);
    assert!(
        late.status == 422 && late.text().contains("changed this meanwhile"),
        "{}",
        late.text()
    );
    assert!(late.text().contains("value=\"0991 2700621\""), "{}", late.text());
    let court = || rig.spool.numbers().contact(1).unwrap().unwrap();
    assert_eq!((court().number.as_str(), court().note.as_str()), ("0991 2700621", ""));
    // A form that is not valid is still that of the contact as it was shown.
    let wrong = chief.post("/book/1", &[("name", ""), ("number", "0991 2700621")]);
    assert!(!wrong.text().contains("meanwhile"), "{}", wrong.text());
    let now = [("name", "Court"), ("number", "0991 2700621"), ("note", "late")];
    assert_eq!(chief.post("/book/1", &now).status, 303);
    assert_eq!(court().note, "late");
}
