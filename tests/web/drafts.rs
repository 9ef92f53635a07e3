//! A fax that is being written: its documents in their order, its pages as they will go, its
//! numbers checked, and sent to several at once.

use ferrofax::UnixMs;
use ferrofax::document::tiff;

use crate::api_drafts::begun;
use crate::api_keys::{key, program};
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::sent::{MULTIPART, multipart, send_to};
use crate::{SETTINGS, alice, alice_at, audited};
use ferrofax_kit::patience::wait_for;

const LETTER: (&str, &[u8]) = ("letter.txt", b"Dear Sir,\n");
const OTHER: (&str, &[u8]) = ("<i>other.txt", b"And more.\n");

/// The names of the documents on a page, in their order.
fn documents(text: &str) -> Vec<&str> {
    let names = text.split("<span class=\"name\">").skip(1);
    names.map(|rest| rest.split(" <span").next().unwrap()).collect()
}

#[test]
fn pages_are_looked_at_arranged_and_sent_as_they_were_seen() {
    let (rig, serving, mut reader) = alice_at(SETTINGS);
    let fields =
        [("number", "0991 2700619"), ("cover", "yes"), ("subject", "Offer"), ("do", "look")];
    let looked = send_to(&mut reader, "/out/new", &fields, &[LETTER, OTHER]);
    assert_eq!(looked.status, 303, "{}", looked.text());
    let draft = looked.location().to_owned();
    let text = reader.get(&draft).text();
    assert_eq!(documents(&text), ["letter.txt", "&#60;i&#62;other.txt"], "{text}");
    assert!(text.contains("picture/3") && !text.contains("picture/4"), "a cover and two: {text}");
    let first = reader.get(&format!("{draft}/picture/1"));
    assert_eq!((first.status, first.header("content-type")), (200, Some("image/png")));
    assert_eq!(reader.get(&format!("{draft}/picture/4")).status, 404);
    let page = reader.get(&format!("{draft}/page/3?to=0")).text();
    assert!(
        page.contains("picture/3?to=0&amp;large=true") && page.contains("/page/2?to=0"),
        "{page}"
    );
    assert_eq!(reader.get(&format!("{draft}/page/4")).status, 404);
    assert!(rig.jobs().is_empty(), "nothing is sent before it is said so");
    // Arranged, one taken out, and put in again.
    let arrange = |reader: &mut Reader, deed: &str| {
        let done = send_to(reader, &draft, &[("number", "0991 2700619"), ("do", deed)], &[]);
        assert_eq!(done.location(), draft, "{}", done.text());
        let text = reader.get(&draft).text();
        documents(&text).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(arrange(&mut reader, "up-2"), ["&#60;i&#62;other.txt", "letter.txt"]);
    assert_eq!(arrange(&mut reader, "up-2"), ["&#60;i&#62;other.txt", "letter.txt"]);
    assert_eq!(arrange(&mut reader, "remove-2"), ["letter.txt"]);
    let more =
        send_to(&mut reader, &draft, &[("number", "0991 2700619"), ("do", "look")], &[OTHER]);
    assert_eq!(more.location(), draft);
    assert_eq!(arrange(&mut reader, "down-1"), ["&#60;i&#62;other.txt", "letter.txt"]);
    // It is another's to see, and to send, in no way.
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    for path in [draft.clone(), format!("{draft}/picture/1")] {
        assert_eq!(bob.get(&path).status, 404);
    }
    assert_eq!(send_to(&mut bob, &draft, &[("do", "send")], &[]).status, 404);
    let sent = send_to(&mut reader, &draft, &[("number", "0991 2700619")], &[]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let job = rig.jobs().pop().unwrap();
    let names: Vec<&str> = job.documents.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["cover page", "<i>other.txt", "letter.txt"]);
    assert_eq!(reader.get(&draft).status, 404, "it has gone");
    assert_eq!(std::fs::read_dir(rig.spool.folder().join("drafts")).unwrap().count(), 0);
}

#[test]
fn several_get_a_fax_each_and_whom_it_may_not_go_to_stays() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    reader.get("/book/new");
    let contact = [("name", "Ms <Miller>"), ("company", "A | B"), ("number", "+49 991 2700621")];
    assert_eq!(reader.post("/book/new", &contact).status, 303);
    let prefilled = reader.get("/out/new?contact=1").text();
    assert!(prefilled.contains("+49 991 2700621"), "{prefilled}");
    let to = "0991 2700619, 0900 123456\r\nBob | Co <0991 2700620>";
    let fields = [("number", to), ("contact", "1"), ("cover", "yes"), ("do", "send")];
    let sent = send_to(&mut reader, "/out/new", &fields, &[LETTER]);
    let text = sent.text();
    assert!(sent.status == 422 && text.contains("Some faxes were sent"), "{text}");
    assert!(text.contains("0900 123456: "), "{text}");
    let mut jobs = rig.jobs();
    jobs.sort_by_key(|job| job.id);
    let numbers: Vec<&str> = jobs.iter().map(|job| job.number.as_str()).collect();
    assert_eq!(numbers, ["0991 2700619", "0991 2700620", "+49 991 2700621"]);
    assert!(jobs.iter().all(|job| job.pages.len() == 2), "each with a cover page");
    assert_eq!(jobs[1].options.get("recipient").map(String::as_str), Some("Bob"));
    // The form has the one that is left.
    let draft = text.split("action=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    assert!(draft.starts_with("/out/draft/"), "{draft}");
    let again = send_to(&mut reader, &draft, &[("number", "0991 2700622")], &[]);
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(rig.jobs().len(), 4);
}

/// Who is left when others were sent to is shown, and gets, a cover page of his own.
#[test]
fn nobody_gets_the_cover_page_of_another() {
    // The cover bears the minute: where that has turned meanwhile, all is done once more.
    let minute = || UnixMs::now().0 / 60_000;
    loop {
        let began = minute();
        let [of_ann, of_bob, left] = covers_before_and_after_ann_is_sent_hers();
        if minute() != began {
            continue;
        }
        assert!(of_ann != of_bob && !of_bob.is_empty());
        let whose = if left == of_ann { "Ann's" } else { "another" };
        assert!(left == of_bob, "Bob is left, and the page is {whose}");
        return;
    }
}

/// Of Ann's fax, of Bob's, whose number is closed, and of what is left when hers is sent.
fn covers_before_and_after_ann_is_sent_hers() -> [Vec<u8>; 3] {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let to = "Ann <0991 2700619>\r\nBob <0900 123456>";
    let fields = [("number", to), ("cover", "yes"), ("do", "look")];
    let looked = send_to(&mut reader, "/out/new", &fields, &[LETTER]);
    let draft = looked.location().to_owned();
    let cover =
        |reader: &mut Reader, to: usize| reader.get(&format!("{draft}/picture/1?to={to}")).bytes;
    let (of_ann, of_bob) = (cover(&mut reader, 0), cover(&mut reader, 1));
    let sent = send_to(&mut reader, &draft, &fields[..2], &[]);
    assert!(sent.status == 422 && sent.text().contains("Some faxes were sent"));
    assert_eq!(rig.jobs().len(), 1);
    [of_ann, of_bob, cover(&mut reader, 0)]
}

/// A document that takes the place of another is the one that is seen.
#[test]
fn what_is_seen_is_what_is_there_now() {
    let (_rig, _serving, mut reader) = alice_at(SETTINGS);
    let number = ("number", "0991 2700619");
    let looked = send_to(&mut reader, "/out/new", &[number, ("do", "look")], &[LETTER]);
    let draft = looked.location().to_owned();
    let picture = |reader: &mut Reader| reader.get(&format!("{draft}/picture/1")).bytes;
    let first = picture(&mut reader);
    send_to(&mut reader, &draft, &[number, ("do", "remove-1")], &[]);
    send_to(&mut reader, &draft, &[number, ("do", "look")], &[OTHER]);
    let second = picture(&mut reader);
    assert!(second != first && !second.is_empty());
    send_to(&mut reader, &draft, &[number, ("resolution", "superfine"), ("do", "look")], &[]);
    assert!(picture(&mut reader) != second, "the same page in another resolution");
}

/// Pages that were made are made anew when colours are wished, and once more when they are not.
#[test]
fn colours_are_wished_for_at_the_page() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let mut photo = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(300, 200, |x, y| image::Rgb([200, x as u8, y as u8]))
        .write_to(&mut photo, image::ImageFormat::Png)
        .unwrap();
    let photo = photo.into_inner();
    let number = ("number", "0991 2700619");
    for (colour, is_coloured) in [("yes", true), ("", false)] {
        let looked =
            send_to(&mut reader, "/out/new", &[number, ("do", "look")], &[("photo.png", &photo)]);
        let draft = looked.location().to_owned();
        send_to(&mut reader, &draft, &[number, ("colour", "yes"), ("do", "look")], &[]);
        assert!(reader.get(&draft).text().contains("value=\"yes\" selected"));
        let sent = send_to(&mut reader, &draft, &[number, ("colour", colour)], &[]);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let job = rig.jobs().into_iter().max_by_key(|job| job.id).unwrap();
        let page = tiff::read(&job.documents[0].path).unwrap().remove(0);
        assert_eq!((job.wishes_colours(), page.colour().is_some()), (is_coloured, is_coloured));
    }
}

/// As in a spool that was put back from a backup which knew of them and had them no more.
#[test]
fn documents_that_are_gone_are_told_and_never_left_out_in_silence() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let number = ("number", "0991 2700619");
    let looked = send_to(&mut reader, "/out/new", &[number, ("do", "look")], &[LETTER, OTHER]);
    let draft = looked.location().to_owned();
    let folder = rig.spool.folder().join("drafts").join(draft.rsplit('/').next().unwrap());
    for name in ["1.tif", "1.source"] {
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    assert_eq!(documents(&reader.get(&draft).text()).len(), 2);
    assert_eq!(reader.get(&format!("{draft}/picture/1")).status, 422);
    let refused = send_to(&mut reader, &draft, &[number], &[]);
    let text = refused.text();
    assert!(
        refused.status == 422 && text.contains("letter.txt: its pages no longer exist"),
        "{text}"
    );
    assert!(rig.jobs().is_empty());
    // What has to be made anew can't be, and is taken out with the reason.
    let finer = [number, ("resolution", "superfine"), ("do", "look")];
    let text = send_to(&mut reader, &draft, &finer, &[]).text();
    assert!(text.contains("letter.txt: it no longer exists; add it again"), "{text}");
    assert_eq!(documents(&text), ["&#60;i&#62;other.txt"], "{text}");
    assert_eq!(send_to(&mut reader, &draft, &finer[..2], &[]).status, 303);
    assert_eq!(rig.jobs()[0].documents.len(), 1);
}

#[test]
fn sent_twice_it_goes_once() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let number = ("number", "0991 2700619");
    let looked = send_to(&mut reader, "/out/new", &[number, ("do", "look")], &[LETTER]);
    let draft = looked.location().to_owned();
    let both: Vec<_> = (0..2)
        .map(|_| {
            let (mut reader, draft) = (reader.clone(), draft.clone());
            std::thread::spawn(move || send_to(&mut reader, &draft, &[number], &[]).status)
        })
        .collect();
    let mut statuses: Vec<u16> = both.into_iter().map(|one| one.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(rig.jobs().len(), 1, "{statuses:?}");
    assert!(statuses.contains(&303), "{statuses:?}");
}

#[test]
fn a_number_is_told_what_it_costs_before_anything_is_sent() {
    let (rig, serving, mut reader) = alice_at(SETTINGS);
    for (number, class, may) in [
        ("0991%202700619", "\"national\"", true),
        ("0900%20123456", "\"special\"", false),
        ("%2B43%201%2023456", "\"abroad\"", false),
        ("hello", "null", false),
        ("%3Cscript%3E", "null", false),
    ] {
        let page = reader.get(&format!("/out/check?number={number}"));
        let text = page.text();
        assert_eq!(page.header("content-type"), Some("application/json"), "{text}");
        assert!(text.contains(&format!("\"class\":{class}")), "{number}: {text}");
        assert!(text.contains(&format!("\"may\":{may}")), "{number}: {text}");
    }
    // A look is no decision, and counts for nothing.
    assert_eq!(audited(&rig, &["submission"]), 0);
    let other = reader.get("/out/check?number=0991%202700619&device=2102").text();
    assert!(other.contains("\"may\":false"), "{other}");
    assert_eq!(Reader::at(serving.addresses[0]).get("/out/check?number=1").status, 303);
    let fields = [("number", "0900 123456"), ("do", "look")];
    let looked = send_to(&mut reader, "/out/new", &fields, &[]);
    let text = reader.get(looked.location()).text();
    assert!(text.contains("premium rate") && text.contains("are blocked here"), "{text}");
    // Nobody puts his own before others'.
    let hasty = [("number", "0991 2700619"), ("priority", "0"), ("do", "send")];
    let refused = send_to(&mut reader, "/out/new", &hasty, &[LETTER]);
    assert!(refused.status == 422 && refused.text().contains("but not raise it"));
}

/// A part of a name is no number; it may be somebody's of the address book.
#[test]
fn a_name_that_is_typed_finds_who_is_meant() {
    let (_rig, _serving, mut reader) = alice_at(SETTINGS);
    reader.get("/book/new");
    let contact = [("name", "Ms Müller"), ("company", "Mill"), ("number", "+49 991 2700621")];
    assert_eq!(reader.post("/book/new", &contact).status, 303);
    let line = "Ms Müller | Mill <+49 991 2700621>";
    let found: serde_json::Value =
        serde_json::from_str(&reader.get("/out/check?number=M%C3%BCl").text()).unwrap();
    assert_eq!((&found["may"], &found["meant"][0]), (&false.into(), &line.into()), "{found}");
    assert_eq!(found["why"], "In the address book:");
    // Without script it stands below the field, and so does that nobody has the name.
    let fields = [("number", "Mül\nNobody"), ("do", "look")];
    let looked = send_to(&mut reader, "/out/new", &fields, &[]);
    let text = reader.get(looked.location()).text();
    assert!(text.contains("Ms Müller | Mill &#60;+49 991 2700621&#62;"), "{text}");
    assert!(text.contains("“Nobody” is not in the address book"), "{text}");
    assert!(!text.contains("&#39;Mül&#39; is not a number"), "{text}");
}

/// The form names the documents that can be read here, and offers no others.
#[test]
fn the_form_offers_what_can_be_read_here() {
    let hint = |convert: &str| {
        let (_rig, serving) = Rig::served(&format!("{SETTINGS}\n[convert]\n{convert}\n"));
        let text = alice(serving.addresses[0]).get("/out/new").text();
        let field = text.split("name=\"document\"").nth(1).unwrap();
        field.split("</label>").next().unwrap().to_owned()
    };
    let none = hint("ghostscript = \"\"\noffice = \"\"");
    assert!(none.contains("accept=\".pdf,") && none.contains("HTML. Several"), "{none}");
    assert!(!none.contains(".docx") && !none.contains(".ps"), "{none}");
    let all = hint(
        "ghostscript = \"/bin/true\"\noffice = \"/bin/true\"\n\".dvi\" = [\"/bin/true\", \"%i\", \"%o\"]",
    );
    assert!(all.contains("HTML, PostScript, office documents, .dvi. Several"), "{all}");
    assert!(all.contains(",.ps,.eps,.docx") && all.contains(",.dvi\""), "{all}");
}

#[test]
fn the_page_that_is_being_made_is_shown_to_the_writer_alone() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut api = program(to, &key(&rig, "alice", "jobs:read,jobs:write"));
    let (draft, _) = begun(&mut api, &[("number", "0991 2700619")], &[]);
    let page = format!("/out/draft/{}", draft.rsplit('/').next().unwrap());
    let long = ["Dear Sir,\n"; 40].join("\u{c}");
    let look = move || {
        let fields = [("number", "0991 2700619"), ("do", "look")];
        send_to(&mut alice(to), &page, &fields, &[("long.txt", long.as_bytes())]).status
    };
    let (mut reader, mut bob) = (alice(to), Reader::logged_in(to, "bob", "other"));
    let mut shown = || {
        let json = |reader: &mut Reader, path: &str| -> serde_json::Value {
            serde_json::from_str(&reader.get(path).text()).unwrap()
        };
        assert_eq!(json(&mut bob, "/out/making")["page"], 0);
        (json(&mut reader, "/out/making"), json(&mut api, &draft)["conversion"].clone())
    };
    let none = serde_json::json!({ "page": 0, "pages": null });
    assert_eq!(shown(), (none.clone(), serde_json::Value::Null));
    // On a busy machine, the pages may be made between two looks: then they are made again.
    let mut looking = std::thread::spawn(look.clone());
    wait_for("a page that is being made", || {
        let (of_form, of_api) = shown();
        let is_shown = of_form["page"] != 0 && of_api["name"] == "long.txt" && of_api["page"] != 0;
        if !is_shown && looking.is_finished() {
            let before = std::mem::replace(&mut looking, std::thread::spawn(look.clone()));
            assert_eq!(before.join().unwrap(), 303);
        }
        is_shown.then_some(())
    });
    assert_eq!(looking.join().unwrap(), 303);
    assert_eq!(shown(), (none, serde_json::Value::Null));
}

#[test]
fn what_is_thrown_away_is_gone_and_not_too_many_wait() {
    let (_rig, _serving, mut reader) = alice_at(SETTINGS);
    let look = [("number", "0991 2700619"), ("do", "look")];
    let drafts: Vec<String> = (0..10)
        .map(|_| send_to(&mut reader, "/out/new", &look, &[]).location().to_owned())
        .collect();
    let full = send_to(&mut reader, "/out/new", &look, &[]);
    assert_eq!(full.status, 303, "{}", full.text());
    let extra = reader.get(full.location()).text();
    assert!(extra.contains("10 other drafts"), "{extra}");
    assert!(reader.get("/out/new").text().contains(&drafts[3]));
    let gone = send_to(&mut reader, &drafts[3], &[("do", "discard")], &[]);
    assert_eq!(gone.location(), "/out?done=discarded");
    assert!(reader.get(gone.location()).text().contains("The draft was discarded"));
    let page = reader.get(&drafts[3]);
    assert!(page.status == 404 && page.text().contains("there is no draft"), "{}", page.text());
    assert_eq!(send_to(&mut reader, "/out/new", &look, &[]).status, 303);
}

/// How many drafts there are.
fn kept(rig: &Rig) -> usize {
    std::fs::read_dir(rig.spool.folder().join("drafts")).map_or(0, Iterator::count)
}

#[test]
fn an_empty_form_makes_no_draft() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    for deed in ["look", "send"] {
        let fields = [("number", " "), ("device", "2101@fax-devices"), ("cover", ""), ("do", deed)];
        let shown = send_to(&mut reader, "/out/new", &fields, &[]);
        let text = shown.text();
        assert!(shown.status == 422 && text.contains("action=\"/out/new\""), "{deed}: {text}");
        assert_eq!(kept(&rig), 0, "{deed}");
    }
    // A refused form without documents is shown with its words, and needs no draft either.
    let fields = [("number", "abc"), ("subject", "Offer 7"), ("do", "send")];
    let text = send_to(&mut reader, "/out/new", &fields, &[]).text();
    assert!(text.contains(">abc</textarea>") && text.contains("value=\"Offer 7\""), "{text}");
    assert_eq!(kept(&rig), 0);
}

#[test]
fn ten_drafts_lock_nobody_out() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let look = [("number", "0991 2700619"), ("do", "look")];
    let drafts: Vec<String> = (0..10)
        .map(|_| send_to(&mut reader, "/out/new", &look, &[]).location().to_owned())
        .collect();
    // A fax that is in order needs no room among them.
    let send = [("number", "0991 2700619"), ("do", "send")];
    let sent = send_to(&mut reader, "/out/new", &send, &[LETTER]);
    assert_eq!((sent.status, rig.jobs().len(), kept(&rig)), (303, 1, 10), "{}", sent.text());
    // One that is refused keeps what was written, its documents too, and shows the others.
    let wrong = [("number", "abc"), ("subject", "Offer 7"), ("do", "send")];
    let refused = send_to(&mut reader, "/out/new", &wrong, &[LETTER]);
    let text = refused.text();
    assert!(refused.status == 422 && text.contains("10 other drafts"), "{text}");
    assert_eq!(documents(&text), ["letter.txt"]);
    assert!(text.contains(">abc</textarea>") && text.contains("value=\"Offer 7\""), "{text}");
    for draft in &drafts {
        let link = format!("href=\"{draft}\"");
        assert!(text.contains(&link) && text.contains(&format!("action=\"{draft}\"")), "{text}");
    }
    let of_form = |text: &str| {
        let form = text.split("class=\"card\" method=\"post\" action=\"").nth(1).unwrap();
        form.split('"').next().unwrap().to_owned()
    };
    let eleventh = of_form(&text);
    assert_eq!(kept(&rig), 11);
    // There is one such: the next takes its place.
    let other = [("number", "abc"), ("subject", "Offer 8"), ("do", "send")];
    let next = of_form(&send_to(&mut reader, "/out/new", &other, &[OTHER]).text());
    assert_eq!((reader.get(&eleventh).status, kept(&rig)), (404, 11));
    assert!(reader.get(&next).text().contains("10 other drafts"));
    // Once there is room it is like the others.
    let back = next.rsplit('/').next().unwrap();
    let thrown = send_to(&mut reader, &drafts[0], &[("do", "discard"), ("back", back)], &[]);
    assert_eq!(thrown.location(), next);
    assert!(!reader.get(&next).text().contains("10 other drafts"));
    let good = [("number", "0991 2700619"), ("do", "look")];
    assert_eq!(send_to(&mut reader, &next, &good, &[]).status, 303);
    assert_eq!(send_to(&mut reader, "/out/new", &wrong, &[LETTER]).status, 422);
    assert_eq!(reader.get(&next).status, 200);
}

#[test]
fn the_oldest_empty_draft_makes_room() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let mut program = program(to, &key(&rig, "alice", "jobs:read,jobs:write"));
    let numbers = [("number", "0991 2700619")];
    let empty = begun(&mut program, &[], &[]).0;
    let later = begun(&mut program, &[("device", "2101@fax-devices")], &[]).0;
    for _ in 0..8 {
        begun(&mut program, &numbers, &[]);
    }
    begun(&mut program, &numbers, &[]);
    assert_eq!((program.get(&empty).status, program.get(&later).status), (404, 200));
    let look = [("number", "0991 2700619"), ("do", "look")];
    assert_eq!(send_to(&mut alice(to), "/out/new", &look, &[]).status, 303);
    assert_eq!((program.get(&later).status, kept(&rig)), (404, 10));
    // None of the others is deleted for a program.
    let full = program.post_as(MULTIPART, "/api/v1/drafts", &multipart(&numbers, &[]));
    assert!(full.status == 422 && full.text().contains("10 drafts"), "{}", full.text());
    assert_eq!(kept(&rig), 10);
}

/// As a browser does whose reader presses "Send" twice, or loads the answer once more.
fn twice(
    reader: &Reader,
    path: &str,
    fields: &[(&str, &str)],
    documents: &[(&str, &[u8])],
) -> Vec<Page> {
    let secret = reader.hidden("secret").unwrap().to_owned();
    let once = reader.hidden("once").unwrap().to_owned();
    let mut all = vec![("secret", secret.as_str()), ("once", once.as_str())];
    all.extend_from_slice(fields);
    let form = multipart(&all, documents);
    let both: Vec<_> = (0..2)
        .map(|_| {
            let (mut reader, form) = (reader.clone(), form.clone());
            let path = path.to_owned();
            std::thread::spawn(move || reader.post_as(MULTIPART, &path, &form))
        })
        .collect();
    both.into_iter().map(|one| one.join().unwrap()).collect()
}

#[test]
fn a_new_fax_goes_once_however_often_send_is_pressed() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    reader.get("/out/new");
    let fields = [("number", "0991 2700619"), ("do", "send")];
    let answers = twice(&reader, "/out/new", &fields, &[LETTER]);
    let job = rig.jobs()[0].id;
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, &*format!("/out/{job}?done=sent")));
    }
    // Loaded once more when all is done.
    assert_eq!(twice(&reader, "/out/new", &fields, &[LETTER])[0].status, 303);
    assert_eq!(rig.jobs().len(), 1);
    // Whoever goes back to the form and writes another fax sends another.
    let other = [("number", "0991 2700620"), ("do", "send")];
    twice(&reader, "/out/new", &other, &[LETTER]);
    twice(&reader, "/out/new", &other, &[OTHER]);
    assert_eq!(rig.jobs().len(), 3);
    assert_eq!(std::fs::read_dir(rig.spool.folder().join("drafts")).unwrap().count(), 0);
}

#[test]
fn who_has_it_gets_it_once_when_another_is_refused() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    reader.get("/out/new");
    let fields = [("number", "0991 2700619\r\n0900 123456"), ("do", "send")];
    for _ in 0..2 {
        for answer in twice(&reader, "/out/new", &fields, &[LETTER]) {
            assert!(answer.status == 422 && answer.text().contains("0900 123456"));
        }
    }
    assert_eq!(rig.jobs().len(), 1);
    let left = std::fs::read_dir(rig.spool.folder().join("drafts")).unwrap();
    let ids: Vec<_> = left.map(|one| one.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let page = reader.get(&format!("/out/draft/{}", ids[0])).text();
    assert_eq!(documents(&page).len(), 1, "its document is there once");
}

#[test]
fn documents_of_a_form_that_comes_twice_are_there_once() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let number = ("number", "0991 2700619");
    let looked = send_to(&mut reader, "/out/new", &[number, ("do", "look")], &[LETTER]);
    let draft = looked.location().to_owned();
    reader.get(&draft);
    for answer in twice(&reader, &draft, &[number, ("do", "look")], &[OTHER]) {
        assert_eq!(answer.location(), draft);
    }
    assert_eq!(documents(&reader.get(&draft).text()).len(), 2);
    for answer in twice(&reader, &draft, &[number, ("do", "send")], &[LETTER]) {
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
    let jobs = rig.jobs();
    assert_eq!((jobs.len(), jobs[0].documents.len()), (1, 3));
}

/// As after a crash, or on a full disk: the jobs are there, and the draft is as it was.
#[test]
fn who_has_it_gets_it_no_second_time_though_the_draft_was_kept_and_edited() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let to = ("number", "0991 2700619\r\n0991 2700620");
    let looked = send_to(&mut reader, "/out/new", &[to, ("do", "look")], &[LETTER]);
    let draft = looked.location().to_owned();
    let folder = rig.spool.folder().join("drafts").join(draft.rsplit('/').next().unwrap());
    let names = ["draft.json", "1.source", "1.tif"];
    let kept = names.map(|name| std::fs::read(folder.join(name)).unwrap());
    assert_eq!(send_to(&mut reader, &draft, &[to], &[]).status, 303);
    assert_eq!(rig.jobs().len(), 2);
    std::fs::create_dir(&folder).unwrap();
    for (name, bytes) in names.iter().zip(kept) {
        std::fs::write(folder.join(name), bytes).unwrap();
    }
    let more = ("number", "0991 2700619\r\n0991 2700620\r\n0991 2700621");
    let sent = send_to(&mut reader, &draft, &[more, ("tag", "Corrected")], &[]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    assert_eq!(rig.jobs().len(), 3);
}

#[test]
fn two_people_at_one_machine_get_a_fax_each() {
    let (rig, _serving, mut reader) = alice_at(SETTINGS);
    let to = "Ann <0991 2700619>\r\nBob <0991 2700619>\r\nCid <+49 991 2700619>";
    let sent = send_to(&mut reader, "/out/new", &[("number", to), ("do", "send")], &[LETTER]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let jobs = rig.jobs();
    let mut names: Vec<&str> = jobs.iter().map(|job| job.options["recipient"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ann", "Bob", "Cid"]);
}

#[test]
fn what_a_crash_has_left_of_a_draft_is_swept_after_a_week() {
    let (rig, serving) = Rig::served(SETTINGS);
    let drafts = rig.spool.folder().join("drafts");
    let mut reader = alice(serving.addresses[0]);
    let look = [("number", "0991 2700619"), ("do", "look")];
    send_to(&mut reader, "/out/new", &look, &[]);
    for (name, days) in [("7", 8), ("9", 6)] {
        std::fs::create_dir(drafts.join(name)).unwrap();
        std::fs::write(drafts.join(name).join("1.source"), "Dear Sir").unwrap();
        crate::touch(&drafts.join(name), days);
    }
    // The service deletes them when it starts, and then each hour.
    drop(serving);
    let _serving = rig.serve();
    wait_for("the remains", || (!drafts.join("7").exists()).then_some(()));
    assert!(drafts.join("9").exists());
    assert_eq!(std::fs::read_dir(&drafts).unwrap().count(), 2);
}
