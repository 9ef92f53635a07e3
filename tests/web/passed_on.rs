//! The selected received faxes are passed on at once: as one PDF, by mail, or to a printer.

use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::FaxId;
use ferrofax::t4::Bitmap;
use ferrofax_kit::received;

use crate::audited;
use crate::house::{begun_fax, fax, rig};
use crate::programs::is_there;
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::sent::later_numbers;

/// Asks for this action on these faxes, as the form of the list does without script.
pub(crate) fn bulk(reader: &mut Reader, deed: &str, faxes: &[i64], more: &[(&str, &str)]) -> Page {
    reader.get("/in");
    again(reader, deed, faxes, more)
}

/// Presses the button of the same form once more.
fn again(reader: &mut Reader, deed: &str, faxes: &[i64], more: &[(&str, &str)]) -> Page {
    let ids: Vec<String> = faxes.iter().map(ToString::to_string).collect();
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("fax", id.as_str())).collect();
    fields.push(("do", deed));
    fields.extend_from_slice(more);
    reader.post("/in/bulk", &fields)
}

/// The mailboxes and printers that get a fax, apart from its own mailbox.
fn passed(rig: &Rig, fax: i64) -> Vec<String> {
    let entries = rig.spool.outbox().outbox_of(FaxId(fax)).unwrap();
    let own = "2101@example.com";
    entries.into_iter().map(|entry| entry.mailbox).filter(|it| it != own).collect()
}

/// A fax of one page, which is shorter than those of the others.
pub(crate) fn short_fax(rig: &Rig) -> FaxId {
    let id = begun_fax(rig, "2101", "0991270062");
    let page = received::page(1, Bitmap::white(1728, 1100), UnixMs::now());
    rig.spool.receiving().append_page(id, &page).unwrap();
    rig.spool.receiving().finish_fax(id, &received::whole(UnixMs::now())).unwrap();
    id
}

/// The sizes of the sheets of a PDF, in their order.
pub(crate) fn sheets(pdf: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(pdf);
    let parts = text.split("/MediaBox [").skip(1);
    parts.map(|part| part.split(']').next().unwrap().to_owned()).collect()
}

#[test]
fn the_selected_faxes_are_one_pdf_in_the_order_of_the_list() {
    let rig = rig();
    let faxes = [fax(&rig, "2101", "0991270061", "").0, short_fax(&rig).0];
    let of_bob = fax(&rig, "2102", "0991270063", "").0;
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let page = bulk(&mut alice, "pdf", &faxes, &[]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("application/pdf")));
    let name = page.header("content-disposition").unwrap_or_default();
    assert!(name.contains("faxes.pdf"), "{name}");
    let text = String::from_utf8_lossy(&page.bytes);
    assert!(text.starts_with("%PDF-") && text.contains("/Count 3"), "all pages of both");
    // The sheets of the files of the single faxes, the newest fax first.
    let mut single = |id: i64| sheets(&alice.get(&format!("/in/{id}/pdf")).bytes);
    let (older, newer) = (single(faxes[0]), single(faxes[1]));
    assert_eq!((older.len(), newer.len()), (2, 1));
    assert_ne!(older[0], newer[0]);
    assert_eq!(sheets(&page.bytes), [newer, older].concat());
    assert_eq!(audited(&rig, &["\"archive\"", "alice", "\"granted\":true"]), 2);
    // Another program reads it, too.
    if is_there("pdfinfo") {
        let path = rig.folder.path().join("faxes.pdf");
        std::fs::write(&path, &page.bytes).unwrap();
        let read = Command::new("pdfinfo").arg(path).output().unwrap();
        let said = String::from_utf8_lossy(&read.stdout).into_owned();
        assert!(read.status.success() && read.stderr.is_empty(), "{read:?}");
        assert!(said.contains("Pages:           3"), "{said}");
    }
    // Nothing of it, if one of them is not hers.
    let across = bulk(&mut alice, "pdf", &[faxes[0], of_bob], &[]);
    assert_eq!(across.status, 404, "{}", across.text());
    assert_eq!(audited(&rig, &["\"archive\"", "not-yours", "\"granted\":false"]), 1);
    let many: Vec<i64> = (1..=201).collect();
    let refused = bulk(&mut alice, "pdf", &many, &[]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("one PDF has at most 200 faxes"), "{}", refused.text());
    for deed in ["pdf", "zip", "mail", "print"] {
        let none = bulk(&mut alice, deed, &[], &[]);
        assert!(none.text().contains("Nothing was selected."), "{deed}: {}", none.text());
    }
}

#[test]
fn the_selected_faxes_are_mailed_one_by_one_with_the_rights_for_each() {
    let rig = rig();
    let mine = [fax(&rig, "2101", "0991270061", "").0, fax(&rig, "2101", "0991270062", "").0];
    let of_bob = fax(&rig, "2102", "0991270063", "").0;
    let coming = begun_fax(&rig, "2101", "0991270064").0;
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let to = [("mail_to", "a@example.com, b@example.com")];
    let all = [mine[0], mine[1], of_bob, coming];
    let done = bulk(&mut alice, "mail", &all, &to).text();
    assert!(
        done.contains("Faxes sent by e-mail: 2.") && done.contains("Not changed: 2."),
        "{done}"
    );
    assert!(done.contains(&format!("Fax {of_bob}: there is no fax {of_bob}")), "{done}");
    assert!(done.contains(&format!("Fax {coming}: ")) && done.contains("received"), "{done}");
    for id in mine {
        assert_eq!(passed(&rig, id), ["a@example.com", "b@example.com"]);
    }
    assert!(!passed(&rig, of_bob).contains(&"a@example.com".to_owned()));
    assert_eq!(audited(&rig, &["\"mail\"", "a@example.com", "alice", "\"granted\":true"]), 2);
    assert_eq!(audited(&rig, &["\"mail\"", "not-yours", "alice", "\"granted\":false"]), 1);
    let wrongs = ["nobody", "print:office", "a@example.com\r\nBcc: c@x.y", ""];
    for wrong in wrongs {
        let before = passed(&rig, mine[0]).len();
        let refused = bulk(&mut alice, "mail", &mine, &[("mail_to", wrong)]).text();
        assert!(!refused.contains("Faxes sent by e-mail"), "{wrong}: {refused}");
        assert!(refused.contains("class=\"problem\""), "{wrong}: {refused}");
        assert_eq!(passed(&rig, mine[0]).len(), before, "{wrong}");
    }
    assert_eq!(audited(&rig, &["\"mail\"", "no-address", "\"granted\":false"]), 3);
}

#[test]
fn the_same_form_makes_its_mails_and_prints_once() {
    let rig = rig();
    let mine = [fax(&rig, "2101", "0991270061", "").0, fax(&rig, "2101", "0991270062", "").0];
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    alice.get("/in");
    let once = alice.hidden("once").unwrap().to_owned();
    for _ in 0..3 {
        let more = [("mail_to", "a@example.com"), ("once", &*once)];
        let done = again(&mut alice, "mail", &mine, &more).text();
        assert!(done.contains("Faxes sent by e-mail: 2."), "{done}");
    }
    assert!(mine.iter().all(|id| passed(&rig, *id) == ["a@example.com"]));
    // Another address is another form.
    again(&mut alice, "mail", &mine, &[("mail_to", "b@example.com"), ("once", &*once)]);
    assert!(mine.iter().all(|id| passed(&rig, *id).len() == 2));
}

#[test]
fn a_corrected_number_forwards_a_fax_only_to_the_recipient_who_lacks_it() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "").0;
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    alice.get(&format!("/in/{id}"));
    let once = alice.hidden("once").unwrap().to_owned();
    let before = rig.jobs().len();
    let mut forward = |to: &str| {
        let done = alice.post(&format!("/in/{id}/fax"), &[("to", to), ("once", &once)]);
        (done, later_numbers(&rig, before))
    };
    let (refused, numbers) = forward("0991 2700620, 0900 123456, 0991 2700622");
    let text = refused.text();
    assert!(refused.status == 403 && text.contains("value=\"0900 123456\""), "{text}");
    assert_eq!(numbers, ["0991 2700620", "0991 2700622"]);
    for to in ["0991 2700621", "0991 2700620, 0991 2700621, 0991 2700622"] {
        let (done, numbers) = forward(to);
        assert_eq!(done.status, 303, "{}", done.text());
        assert_eq!(numbers, ["0991 2700620", "0991 2700622", "0991 2700621"], "{to}");
    }
}

#[test]
fn the_selected_faxes_are_printed_on_known_printers_only() {
    let printer = "[[print.printer]]\nname = \"office\"\nuri = \"ipp://127.0.0.1:9/ipp\"\n";
    let rig = Rig::new(&format!("{}{printer}", crate::house::settings()));
    let mine = [fax(&rig, "2101", "0991270061", "").0, fax(&rig, "2101", "0991270062", "").0];
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let list = alice.get("/in").text();
    assert!(list.contains("<option>office</option>"), "{list}");
    let done = bulk(&mut alice, "print", &mine, &[("printer", "office")]).text();
    assert!(done.contains("Faxes sent to the printer: 2."), "{done}");
    assert!(mine.iter().all(|id| passed(&rig, *id) == ["print:office"]));
    let unknown = bulk(&mut alice, "print", &mine, &[("printer", "cellar")]).text();
    assert!(unknown.contains("there is no printer"), "{unknown}");
    let none = bulk(&mut alice, "print", &mine, &[("printer", "")]).text();
    assert!(none.contains("has no printer; choose one"), "{none}");
    assert!(mine.iter().all(|id| passed(&rig, *id) == ["print:office"]));
    assert_eq!(audited(&rig, &["\"print\"", "office", "\"granted\":true"]), 2);
}

#[test]
fn no_more_mails_are_made_at_once_than_the_limit() {
    let rig = rig();
    let mine: Vec<i64> = (0..3).map(|_| fax(&rig, "2101", "0991270061", "").0).collect();
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    let to: Vec<String> = (0..67).map(|number| format!("a{number}@example.com")).collect();
    let refused = bulk(&mut alice, "mail", &mine, &[("mail_to", &to.join(", "))]).text();
    assert!(refused.contains("at most 200 e-mails or prints can be made at once"), "{refused}");
    assert!(mine.iter().all(|id| passed(&rig, *id).is_empty()));
    assert_eq!(audited(&rig, &["\"mail\"", "too-many-at-once", "\"granted\":false"]), 1);
    let done = bulk(&mut alice, "mail", &mine, &[("mail_to", &to[..66].join(", "))]).text();
    assert!(done.contains("Faxes sent by e-mail: 3."), "{done}");
    assert!(mine.iter().all(|id| passed(&rig, *id).len() == 66));
}

/// The page with the result of an action has the address of the action. A reload, and an update of
/// the page while it is open, asks for this address.
#[test]
fn the_list_after_an_action_can_be_loaded_again() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "Bakery").0;
    fax(&rig, "2101", "0991270062", "Waterworks");
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    alice.get("/in");
    let at = "/in/bulk?search=bakery";
    let number = id.to_string();
    assert_eq!(alice.post(at, &[("do", "read"), ("fax", &number)]).status, 200);
    let again = alice.get(at);
    let text = again.text();
    assert!(again.status == 200 && text.contains("Bakery"), "{text}");
    assert!(!text.contains("Waterworks"), "{text}");
    assert_eq!(alice.get("/out/bulk?which=failed").status, 200);
}
