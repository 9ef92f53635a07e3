//! Received faxes at the page: who finds them, reads them, and does something with them.

use ferrofax::UnixMs;
use ferrofax::spool::{FaxEnd, FaxId, FaxStatus, NewFax, OutboxState};
use ferrofax::t30::outcome::Cause;

use crate::alice;
use crate::audited;
use crate::house::{HOSTILE, append_page, begun_fax, fax, rig};
use crate::reader::Reader;
use crate::rig::Rig;
use ferrofax_kit::received::{failed, whole};
use ferrofax_kit::spools;

#[test]
fn each_sees_the_faxes_of_his_devices_and_no_others() {
    let rig = rig();
    let of_alice = fax(&rig, "2101", "0991270061", HOSTILE);
    let of_bob = fax(&rig, "2102", "0991270062", "Bob's friend");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut reader = alice(to);
    let list = reader.get("/in").text();
    assert!(list.contains("0991270061") && !list.contains("0991270062"), "{list}");
    assert!(!list.contains("<script>alert") && list.contains("alert(1)"), "{list}");
    let shown = reader.get(&format!("/in/{of_alice}")).text();
    assert!(shown.contains("Fax from 0991270061") && !shown.contains("<script>alert"), "{shown}");
    // What is not hers looks as what is not there.
    let nowhere = reader.get("/in/987654");
    // What has changed meanwhile is no matter.
    let said = |text: String, id: &str| {
        let (before, rest) = text.split_once("data-after=\"").unwrap();
        let (_, behind) = rest.split_once('"').unwrap();
        format!("{before}{behind}").replace(&format!("no fax {id}"), "no fax")
    };
    assert!(nowhere.status == 404 && nowhere.text().contains("there is no fax 987654"));
    let nothing = said(nowhere.text(), "987654");
    for address in ["", "/pdf", "/tiff", "/page/1", "/picture/1", "/delete"] {
        let other = reader.get(&format!("/in/{of_bob}{address}"));
        let text = said(other.text(), &of_bob.to_string());
        assert_eq!((other.status, &text), (404, &nothing), "{address}");
    }
    reader.get("/own");
    for deed in ["claim", "release", "unread", "note", "hand", "mail", "print", "fax", "delete"] {
        let fields = [("to", "alice@example.com"), ("text", "mine")];
        let other = reader.post(&format!("/in/{of_bob}/{deed}"), &fields);
        assert_eq!(other.status, 404, "{deed}");
    }
    assert!(audited(&rig, &["not-yours", "alice"]) >= 9);
    assert_eq!(rig.spool.outbox().outbox_of(of_bob).unwrap().len(), 1, "nothing was done");
    let mut chief = Reader::logged_in(to, "chief", "chief");
    let all = chief.get("/in").text();
    assert!(all.contains("0991270061") && all.contains("0991270062"));
    assert!(chief.get("/in?search=friend").text().contains("0991270062"));
    assert!(!chief.get("/in?search=friend").text().contains("0991270061"));
    assert!(chief.get("/in?search=%3Cb%3E").text().contains("No fax matches these filters"));
}

#[test]
fn a_fax_is_shown_page_by_page_and_saved_as_a_file() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let pdf = reader.get(&format!("/in/{id}/pdf"));
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    assert!(pdf.bytes.starts_with(b"%PDF-") && pdf.head.contains("attachment"));
    let tiff = reader.get(&format!("/in/{id}/tiff"));
    let kept = std::fs::read(rig.spool.faxes().document_path(id).unwrap()).unwrap();
    assert_eq!(tiff.bytes, kept, "byte by byte");
    let size = |reader: &mut Reader, query: &str| {
        let picture = reader.get(&format!("/in/{id}/picture/2{query}"));
        assert_eq!(picture.header("content-type"), Some("image/png"));
        let picture = image::load_from_memory(&picture.bytes).unwrap();
        (picture.width(), picture.height())
    };
    let (width, height) = size(&mut reader, "");
    assert!(width == 900 && height > width, "{width} x {height}");
    assert_eq!(size(&mut reader, "?turn=1"), (height, width));
    assert_eq!(size(&mut reader, "?width=1728&turn=2").0, 1728);
    // Whatever is asked for, only so many pictures are made of a page.
    assert_eq!(size(&mut reader, "?width=601").0, 900);
    assert_eq!(size(&mut reader, "?width=4294967295").0, 1728);
    for wrong in ["picture/0", "picture/3", "page/3", "picture/-1", "picture/x"] {
        assert!(matches!(reader.get(&format!("/in/{id}/{wrong}")).status, 400 | 404), "{wrong}");
    }
    let page = reader.get(&format!("/in/{id}/page/1?turn=3"));
    assert!(page.text().contains("Turn left") && page.text().contains("width=1300"));
}

/// That somebody has opened a fax is a line of the audit log, however he did.
#[test]
fn what_is_opened_is_written_down_once() {
    let rig = rig();
    let faxes: Vec<FaxId> = (0..5).map(|_| fax(&rig, "2101", "0991270061", "")).collect();
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let opened = |id: FaxId| {
        let fax = format!("\"fax\":\"{id}\"");
        audited(&rig, &["\"asked\":\"open\"", "\"alice\"", "\"granted\":true", &fax])
    };
    let list = reader.get("/in").text();
    for (id, end) in faxes.iter().zip(["/pdf", "/tiff", "/picture/1", "/page/1", ""]) {
        let glance = format!("/in/{id}/picture/1?width=120");
        assert!(list.contains(&glance), "{list}");
        let small = reader.get(&glance);
        assert!(image::load_from_memory(&small.bytes).unwrap().width() <= 120);
        assert_eq!(opened(*id), 0, "the list");
        reader.get(&format!("/in/{id}{end}"));
        assert_eq!(opened(*id), 1, "{end}");
        reader.get(&format!("/in/{id}"));
        assert_eq!(opened(*id), 1, "{end}, once more");
    }
}

#[test]
fn a_fax_is_read_dealt_with_and_passed_on() {
    let rig = rig();
    let id = fax(&rig, "2102", "0991270061", "");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let (mut bob, mut dora) =
        (Reader::logged_in(to, "bob", "other"), Reader::logged_in(to, "dora", "desk"));
    assert!(bob.get("/in").text().contains("1 unread"));
    bob.get(&format!("/in/{id}"));
    assert!(!bob.get("/in").text().contains("1 unread"), "he has opened it");
    assert!(dora.get("/in").text().contains("1 unread"), "she has not");
    let at = format!("/in/{id}");
    bob.get(&at);
    let claimed = bob.post(&format!("{at}/claim"), &[]);
    assert_eq!((claimed.status, claimed.location()), (303, &*format!("{at}?done=claimed")));
    let shown = bob.get(claimed.location()).text();
    assert!(shown.contains("is now assigned to you") && shown.contains("<dd>bob</dd>"), "{shown}");
    dora.get(&at);
    let taken = dora.post(&format!("{at}/claim"), &[]);
    assert!(
        taken.status == 409 && taken.text().contains("bob is already dealing with fax"),
        "{}",
        taken.text()
    );
    dora.get(&at);
    assert_eq!(dora.post(&format!("{at}/hand"), &[("to", "dora")]).status, 303, "a desk may");
    assert_eq!(bob.post(&format!("{at}/hand"), &[("to", "alice")]).status, 422, "she can't see it");
    let note = [("tag", "Order 7"), ("text", HOSTILE)];
    assert_eq!(dora.post(&format!("{at}/note"), &note).status, 303);
    // Bob's page does not show her note yet. His tag replaces hers, and her note remains.
    let stale = [("tag", "Order 7b"), ("seen_tag", ""), ("seen_text", "")];
    assert_eq!(bob.post(&format!("{at}/note"), &stale).status, 303);
    assert!(bob.get(&at).text().contains("&#60;script&#62;alert(1)"), "{}", bob.get(&at).text());
    let list = bob.get("/in?search=order").text();
    assert!(list.contains("Order 7") && list.contains("assigned to dora"), "{list}");
    assert!(!bob.get(&at).text().contains("<script>alert"));
    let mailed = bob.post(&format!("{at}/mail"), &[("to", "a@example.com, b@example.com")]);
    assert_eq!(mailed.status, 303, "{}", mailed.text());
    let wrong = bob.post(&format!("{at}/mail"), &[("to", "nobody")]);
    assert!(wrong.status == 422 && wrong.text().contains("not an e-mail address"));
    let injected = bob.post(&format!("{at}/mail"), &[("to", "a@example.com\r\nBcc: c@x.y")]);
    assert_eq!(injected.status, 422);
    let waiting = rig.spool.outbox().outbox_of(id).unwrap();
    let waiting = waiting.iter().filter(|entry| entry.state == OutboxState::Waiting).count();
    assert_eq!(waiting, 3, "its own mailbox and the two");
    let faxed = bob.post(&format!("{at}/fax"), &[("to", "0991 2700619")]);
    assert_eq!(faxed.status, 303, "{}", faxed.text());
    let dear = bob.post(&format!("{at}/fax"), &[("to", "0900 123456")]);
    assert_eq!(dear.status, 403, "{}", dear.text());
    let jobs = rig.jobs();
    assert_eq!((jobs.len(), jobs[0].owner.as_str()), (1, "bob"));
    let history = dora.get(&at).text();
    for line in ["dora</span> assigned it to themselves", "wrote a note", "a@example.com"] {
        assert!(history.contains(line), "{line}: {history}");
    }
}

/// "Mark as read" means the list that is shown, and can be undone.
#[test]
fn what_is_marked_as_read_is_what_the_list_shows() {
    let rig = rig();
    let shown: Vec<FaxId> = (0..3).map(|_| fax(&rig, "2101", "0991270061", "Stadtwerke")).collect();
    let others: Vec<FaxId> = (0..4).map(|_| fax(&rig, "2101", "0991270062", "")).collect();
    let of_bob = fax(&rig, "2102", "0991270063", "Stadtwerke");
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let unread = |name: &str| {
        let is_unread = |id: &&FaxId| rig.spool.faxes().desk_fax(**id, name).unwrap().is_unread;
        let all = shown.iter().chain(&others).chain([&of_bob]);
        all.filter(is_unread).copied().collect::<Vec<_>>()
    };
    reader.get(&format!("/in/{}", shown[0]));
    let list = reader.get("/in?search=Stadtwerke").text();
    assert!(list.contains("Mark these 2 faxes as read"), "{list}");
    // One that comes after the list was shown is not marked.
    let late = fax(&rig, "2101", "0991270061", "Stadtwerke");
    let marked = reader.post("/in?search=Stadtwerke", &[]);
    let text = marked.text();
    assert!(marked.status == 200 && text.contains("2 faxes marked as read"), "{text}");
    assert_eq!(unread("alice"), [&others[..], &[of_bob]].concat());
    assert!(rig.spool.faxes().desk_fax(late, "alice").unwrap().is_unread);
    assert_eq!(audited(&rig, &["\"asked\":\"read\"", "\"alice\"", "\"faxes\":\"2\""]), 1);
    // Undone: those that were marked, and no others.
    let undone = reader.post("/in/unread?search=Stadtwerke", &[]);
    assert_eq!((undone.status, undone.location()), (303, "/in?search=Stadtwerke"));
    assert_eq!(unread("alice"), [&shown[1..], &others[..], &[of_bob]].concat());
    // By a filter, too; and nothing of a device that is not hers.
    reader.get("/in?which=unread");
    let all = reader.post("/in?which=unread", &[]);
    assert!(all.text().contains("7 faxes marked as read"), "{}", all.text());
    assert_eq!(unread("alice"), [of_bob]);
    rig.spool.faxes().mark_fax(of_bob, "alice", true, UnixMs::now()).unwrap();
    reader.get("/in");
    let forged = reader.post("/in/unread", &[("faxes", &of_bob.to_string()), ("back", "//x.y/")]);
    assert_eq!((forged.status, forged.location()), (303, "/in"));
    assert!(!rig.spool.faxes().desk_fax(of_bob, "alice").unwrap().is_unread);
    assert!(!reader.get("/in").text().contains("Mark these"), "nothing is unread");
}

/// A fax whose call still goes on does not look like a whole one.
#[test]
fn a_fax_that_is_being_received_says_so() {
    let rig = rig();
    let id = begun_fax(&rig, "2101", "0991270061");
    append_page(&rig, id, 1);
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let list = reader.get("/in").text();
    assert!(list.contains("Being received"), "{list}");
    let text = reader.get(&format!("/in/{id}")).text();
    assert!(text.contains("<strong>Being received</strong> · page 2"), "{text}");
    assert!(text.contains("data-watch=\"fax gone\""), "{text}");
    assert!(text.contains("data-live=\"pages\"") && !text.contains("Page 1 / 1"), "{text}");
    for deed in ["mail", "fax", "print"] {
        assert!(!text.contains(&format!("/in/{id}/{deed}\"")), "{deed}: {text}");
    }
    // Its pages so far are had after a question alone.
    assert!(!text.contains(&format!("/in/{id}/pdf\"")), "{text}");
    assert!(text.contains(&format!("/in/{id}/part\"")), "{text}");
    let asked = reader.get(&format!("/in/{id}/part")).text();
    assert!(
        asked.contains("not complete") && asked.contains(&format!("/in/{id}/pdf\"")),
        "{asked}"
    );
    let part = reader.get(&format!("/in/{id}/pdf"));
    assert_eq!((part.status, part.header("content-type")), (200, Some("application/pdf")));
    append_page(&rig, id, 2);
    rig.spool.receiving().finish_fax(id, &whole(UnixMs::now())).unwrap();
    let text = reader.get(&format!("/in/{id}")).text();
    assert!(!text.contains("Being received") && text.contains("Page 2 / 2"), "{text}");
    assert!(text.contains(&format!("/in/{id}/mail\"")), "{text}");
    assert_eq!(reader.get(&format!("/in/{id}/part")).location(), format!("/in/{id}"));
}

/// Nobody hands a fax to themselves, and nobody is chosen before somebody chooses.
#[test]
fn a_colleague_is_somebody_else_who_is_chosen() {
    let rig = rig();
    let id = fax(&rig, "2102", "0991270061", "");
    let serving = rig.serve();
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    let text = bob.get(&format!("/in/{id}")).text();
    let form = text.split(&format!("/in/{id}/hand\"")).nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    assert!(form.contains(">dora<") && !form.contains(">bob<"), "{form}");
    assert!(form.contains("<select name=\"to\" required><option value=\"\">"), "{form}");
}

/// The page does not jump when a picture comes: its size is known.
#[test]
fn pictures_have_a_width_and_a_height() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let text = reader.get(&format!("/in/{id}")).text();
    let picture = reader.get(&format!("/in/{id}/picture/1"));
    let picture = image::load_from_memory(&picture.bytes).unwrap();
    let size = format!("width=\"{}\" height=\"{}\"", picture.width(), picture.height());
    assert_eq!(text.matches(&size).count(), 2, "{size}: {text}");
    for (turn, is_upright) in [("", true), ("?turn=1", false)] {
        let text = reader.get(&format!("/in/{id}/page/1{turn}")).text();
        let (width, height) = (picture.width(), picture.height());
        let size = if is_upright {
            format!("width=\"{width}\" height=\"{height}\"")
        } else {
            format!("width=\"{height}\" height=\"{width}\"")
        };
        assert!(text.contains(&size), "{size}: {text}");
    }
}

/// A double click, or a browser that sends the form again.
#[test]
fn a_button_pressed_twice_makes_one_mail_and_one_print() {
    let rig = rig();
    let new = NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        mailboxes: vec!["2101@example.com".into(), "print:office".into()],
        mail_without_pages: true,
        ..NewFax::default()
    };
    let id = rig.spool.receiving().begin_fax(&new).unwrap();
    rig.spool
        .receiving()
        .finish_fax(id, &failed(Cause::T1Expired, UnixMs::now()))
        .unwrap();
    let serving = rig.serve();
    let mut alice = alice(serving.addresses[0]);
    let at = format!("/in/{id}");
    let deeds = |rig: &Rig| rig.spool.faxes().fax_events(id).unwrap().len();
    for (deed, to) in [("mail", "x@example.com"), ("print", "office"), ("print", "")] {
        alice.get(&at);
        let before = deeds(&rig);
        for _ in 0..3 {
            let pressed = alice.post(&format!("{at}/{deed}"), &[("to", to)]);
            assert_eq!(pressed.status, 303, "{}", pressed.text());
        }
        assert_eq!(deeds(&rig), before + 1, "{deed} {to}");
    }
    // The form of the next page is another.
    alice.get(&at);
    let before = deeds(&rig);
    alice.post(&format!("{at}/mail"), &[("to", "x@example.com")]);
    assert_eq!(deeds(&rig), before + 1);
}

#[test]
fn a_fax_is_deleted_by_right_and_after_a_question() {
    let rig = rig();
    let id = fax(&rig, "2102", "0991270061", "");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let (mut bob, mut dora) =
        (Reader::logged_in(to, "bob", "other"), Reader::logged_in(to, "dora", "desk"));
    let at = format!("/in/{id}/delete");
    assert!(!bob.get(&format!("/in/{id}")).text().contains("/delete"));
    assert_eq!(bob.post(&at, &[]).status, 403);
    // It is mailed first.
    dora.get(&at);
    let early = dora.post(&at, &[]);
    assert_eq!(early.status, 422, "{}", early.text());
    for entry in rig.spool.outbox().outbox_of(id).unwrap() {
        rig.spool.outbox().delivered(entry.id, UnixMs::now(), "250").unwrap();
    }
    assert!(dora.get(&at).text().contains("Delete this fax?"));
    let deleted = dora.post(&at, &[]);
    assert_eq!((deleted.status, deleted.location()), (303, "/in"));
    let gone = bob.get(&format!("/in/{id}"));
    assert!(gone.status == 410 && gone.text().contains("deleted by dora"), "{}", gone.text());
    assert_eq!(alice(to).get(&format!("/in/{id}")).status, 404, "she never saw it");
}

#[test]
fn the_list_goes_on_where_it_ended() {
    let rig = rig();
    let ids: Vec<FaxId> =
        (0..55).map(|at| fax(&rig, "2101", &format!("0991{at:04}"), "")).collect();
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let first = reader.get("/in?search=0991").text();
    let (next, _) = first.split_once("below=").unwrap().1.split_once('"').unwrap();
    assert_eq!(next, ids[5].to_string());
    let second = reader.get(&format!("/in?search=0991&below={next}")).text();
    assert!(second.contains("09910004") && second.contains("09910000"), "{second}");
    assert!(!second.contains("09910005") && !second.contains("rel=\"next\""), "{second}");
    assert!(second.contains("rel=\"prev\" href=\"/in?search=0991\""), "{second}");
    assert_eq!(reader.post("/in", &[("newest", &ids[54].to_string())]).status, 200);
    assert!(!reader.get("/in").text().contains("unread</span>"));
}

/// What is wrong with what was written is said where it can be written otherwise.
#[test]
fn what_was_written_comes_back_with_a_refusal() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let to = serving.addresses[0];
    let mut reader = alice(to);
    let (page, mail) = (format!("/in/{id}"), format!("/in/{id}/mail"));
    reader.get(&page);
    reader
        .headers
        .push(("Referer".to_owned(), format!("http://{to}{page}?done=noted")));
    for (written, from) in [(HOSTILE, &page), ("nowhere", &mail)] {
        reader.headers.last_mut().unwrap().1 = format!("http://{to}{from}");
        let refused = reader.post(&mail, &[("to", written)]);
        let text = refused.text();
        assert!(refused.status == 422 && text.contains("By e-mail to"), "{text}");
        assert!(text.contains(&format!("class=\"button\" href=\"{page}\"")), "{text}");
        assert!(text.contains(&format!("action=\"{mail}\"")), "{text}");
        assert!(
            !text.contains("<script>alert") && text.contains(&written[..6].replace('<', "&#60;"))
        );
    }
    let done = reader.post(&mail, &[("to", "kitchen@example.com")]);
    assert_eq!(done.status, 303, "{}", done.text());
    // A button has nothing to write, and a page of others is none to go back to.
    let mut bob = Reader::logged_in(to, "bob", "other");
    bob.get("/own");
    bob.headers.push(("Referer".to_owned(), "http://evil.example/in/1".to_owned()));
    let refused = bob.post(&format!("/in/{id}/claim"), &[]).text();
    assert!(!refused.contains("evil") && !refused.contains("action=\"/in"), "{refused}");
}

#[test]
fn what_happened_is_told_in_the_readers_language() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "");
    let job = crate::waiting::printed(&rig.spool, rig.folder.path(), "2101@fax-devices", "alice");
    rig.spool.jobs().cancel_job(job, "alice", UnixMs::now()).unwrap();
    let incomplete =
        FaxEnd { status: FaxStatus::Incomplete, ..failed(Cause::Hangup, UnixMs::now()) };
    let cut = rig
        .spool
        .receiving()
        .begin_fax(&spools::call("2101", "", UnixMs::now()))
        .unwrap();
    rig.spool.receiving().finish_fax(cut, &incomplete).unwrap();
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    assert!(reader.get(&format!("/out/{job}")).text().contains("Cancelled by alice."));
    reader.set_cookie("language", "de");
    for (page, told, english) in [
        (format!("/out/{job}"), "Abgebrochen von alice.", "Cancelled by"),
        (format!("/out/{job}"), "Wartet auf eine Nummer.", "Waits for"),
        ("/out".to_owned(), "Abgebrochen von alice.", "Cancelled by"),
        (format!("/in/{cut}"), "Es wurde aufgelegt, bevor das Fax vollst", "The line was"),
        (format!("/in/{id}"), "hat es gelesen", "has read"),
    ] {
        let text = reader.get(&page).text();
        assert!(text.contains(told) && !text.contains(english), "{page}: {text}");
    }
}

#[test]
fn a_refusal_says_why_in_the_readers_language() {
    let rig = rig();
    let id = fax(&rig, "2101", "0991270061", "");
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    reader.set_cookie("language", "de");
    reader.get(&format!("/in/{id}"));
    let dear = reader.post(&format!("/in/{id}/fax"), &[("to", "0900 123456")]);
    let deleted = reader.post(&format!("/in/{id}/delete"), &[]);
    for (page, told) in [
        (dear, "(Sonderrufnummern) sind hier gesperrt."),
        (deleted, "Sie dürfen keine Faxe löschen."),
        (reader.get("/admin/users"), "Das darf nur die Administration."),
        (reader.get("/admin/log"), "Das Prüfprotokoll lesen nur Administration und Prüfung."),
    ] {
        assert!(page.status == 403 && page.text().contains(told), "{told}: {}", page.text());
    }
    let check = reader.get("/out/check?number=0900%20123456").text();
    assert!(check.contains("Sonderrufnummern") && !check.contains("premium-rate"), "{check}");
    // The log, which programs read, has one language.
    assert_eq!(audited(&rig, &["may-not-delete", "You may not delete faxes"]), 1);
}
