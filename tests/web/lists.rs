//! Lists to work with: filters, saved views, names and days, and actions on many entries at once.

use ferrofax::UnixMs;
use ferrofax::spool::FaxId;
use ferrofax::spool::desk::Note;
use ferrofax::spool::jobs::{JobId, JobState, NewDocument, NewJob};
use ferrofax::t30::outcome::Cause;
use serde_json::{Value, json};

use crate::api_keys::{JSON, body, key, program};
use crate::house;
use crate::house::{begun_fax, fax, fax_at, rig};
use crate::passed_on;
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::sent::send;
use crate::{alice, audited, waiting};
use ferrofax_kit::received::failed;
use ferrofax_kit::spools;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A job of this device and owner, submitted so many days ago.
fn job(rig: &Rig, device: &str, owner: &str, days_ago: i64, more: NewJob) -> JobId {
    let document = NewDocument { path: waiting::page(rig.folder.path()), name: "Offer.pdf".into() };
    let documents = if more.documents.is_empty() { vec![document] } else { more.documents.clone() };
    let new = NewJob {
        device: format!("{device}@fax-devices").parse().unwrap(),
        owner: owner.into(),
        documents,
        held: true,
        ..more
    };
    let at = UnixMs(UnixMs::now().0 - days_ago * DAY_MS);
    rig.spool.submission().submit(&new, at).unwrap()
}

fn to(number: &str, tag: &str) -> NewJob {
    let canonical = format!("+49{}", number.trim_start_matches('0').replace(' ', ""));
    NewJob { number: number.into(), canonical, tag: tag.into(), ..NewJob::default() }
}

/// The ids of the entries on a page of a list.
fn shown(page: &Page, kind: &str) -> Vec<i64> {
    let (text, begin) = (page.text(), format!("<li id=\"{kind}-"));
    let parts = text.split(begin.as_str()).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

fn ids(list: &Value) -> Vec<i64> {
    list["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|job| job["id"].as_i64().unwrap())
        .collect()
}

fn day(days_ago: i64) -> String {
    let at = UnixMs(UnixMs::now().0 - days_ago * DAY_MS).timestamp().unwrap();
    at.to_zoned(jiff::tz::TimeZone::system()).date().to_string()
}

#[test]
fn sent_faxes_are_found_by_what_people_know_of_them() {
    let rig = rig();
    let mut named = to("0991 2700619", "Order 7");
    named.options.insert("recipient".into(), "Bakery Huber".into());
    let named = job(&rig, "2101", "alice", 0, named).0;
    let document =
        NewDocument { path: waiting::page(rig.folder.path()), name: "Contract_12.docx".into() };
    let with = NewJob { documents: vec![document], ..to("0991 2700620", "") };
    let document = job(&rig, "2101", "alice", 3, with).0;
    let old = job(&rig, "2101", "carol", 40, to("089 123", "Order 8")).0;
    let of_bob = job(&rig, "2102", "bob", 0, to("0991 2700619", "Order 7")).0;
    rig.spool.jobs().cancel_job(JobId(old), "alice", UnixMs::now()).unwrap();
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let (today, week, month) = (day(0), day(7), day(41));
    let found = [
        (String::new(), vec![old, document, named]),
        ("search=2700619".to_owned(), vec![named]),
        ("search=0049991-2700619".to_owned(), vec![named]),
        ("search=(0991)2700619".to_owned(), vec![named]),
        ("search=bakery+HUBER".to_owned(), vec![named]),
        ("search=order".to_owned(), vec![old, named]),
        ("search=order+carol".to_owned(), vec![old]),
        ("search=contract_12".to_owned(), vec![document]),
        ("search=bakery+contract".to_owned(), vec![]),
        (format!("from={today}"), vec![named]),
        (format!("from={week}"), vec![document, named]),
        (format!("to={week}"), vec![old]),
        (format!("from={month}&to={week}&search=order"), vec![old]),
        ("device=2101%40fax-devices".to_owned(), vec![old, document, named]),
        ("device=2102%40fax-devices".to_owned(), vec![]),
        ("which=failed&search=order".to_owned(), vec![old]),
        ("which=open&search=order".to_owned(), vec![named]),
    ];
    for (query, wanted) in found {
        let page = reader.get(&format!("/out?{query}"));
        let mut wanted = wanted;
        wanted.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
        assert_eq!(shown(&page, "job"), wanted, "{query}: {}", page.text());
    }
    let nothing = reader.get("/out?search=xyzzy").text();
    assert!(nothing.contains("No fax matches these filters") && nothing.contains("Show all"));
    let wrong = reader.get("/out?from=soon");
    assert!(wrong.status == 422 && wrong.text().contains("is not a day"), "{}", wrong.text());
    // Programs find the same, and nothing of others.
    let mut program = program(serving.addresses[0], &key(&rig, "alice", "jobs:read"));
    let ago = |days: i64| UnixMs(UnixMs::now().0 - days * DAY_MS).timestamp().unwrap().to_string();
    for (query, wanted) in [
        ("number=2700619".to_owned(), vec![named]),
        ("tag=Order%207".to_owned(), vec![named]),
        ("tag=Order".to_owned(), vec![]),
        ("owner=carol".to_owned(), vec![old]),
        ("owner=bob".to_owned(), vec![]),
        ("failure=cancelled".to_owned(), vec![old]),
        ("failure=busy".to_owned(), vec![]),
        (format!("until={}", ago(10)), vec![old]),
        (format!("since={}", ago(1)), vec![named]),
        ("search=offer".to_owned(), vec![old, named]),
    ] {
        let list = body(&program.get(&format!("/api/v1/jobs?{query}")));
        let mut wanted = wanted;
        wanted.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
        assert_eq!((ids(&list), &list["is_cut_short"]), (wanted, &json!(false)), "{query}");
    }
    for query in ["failure=rain", "since=soon", "tga=x"] {
        assert_eq!(program.get(&format!("/api/v1/jobs?{query}")).status, 400, "{query}");
    }
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let all = shown(&chief.get("/out?search=order+7"), "job");
    assert_eq!(all, [of_bob, named]);
}

#[test]
fn received_faxes_are_filtered_by_device_day_sender_status_and_tag() {
    let rig = rig();
    let now = UnixMs::now();
    let old = fax_at(&rig, "2101", UnixMs(now.0 - 40 * DAY_MS)).0;
    let bakery = fax(&rig, "2101", "0991270062", "Bakery Huber").0;
    let noted = fax(&rig, "2102", "0991270063", "Stadtwerke").0;
    let note = |tag: &str, text: &str| Note { tag: tag.into(), text: text.into() };
    rig.spool
        .faxes()
        .note_fax(FaxId(noted), &note("Order 7", "Bakery"), "bob", now)
        .unwrap();
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    for (query, wanted) in [
        ("".to_owned(), vec![noted, bakery, old]),
        ("sender=bakery".to_owned(), vec![bakery]),
        ("sender=0991/270063".to_owned(), vec![noted]),
        ("search=bakery".to_owned(), vec![noted, bakery]),
        ("tag=Order+7".to_owned(), vec![noted]),
        ("tag=Order".to_owned(), vec![]),
        ("tag=Bakery".to_owned(), vec![]),
        ("device=2102%40fax-devices".to_owned(), vec![noted]),
        ("status=received&sender=huber".to_owned(), vec![bakery]),
        ("status=failed".to_owned(), vec![]),
        (format!("from={}", day(7)), vec![noted, bakery]),
        (format!("to={}", day(7)), vec![old]),
    ] {
        let page = chief.get(&format!("/in?{query}"));
        assert_eq!(shown(&page, "fax"), wanted, "{query}: {}", page.text());
    }
    // A device that is not hers does not become hers by its name.
    let mut reader = alice(serving.addresses[0]);
    assert!(shown(&reader.get("/in?device=2102%40fax-devices"), "fax").is_empty());
    assert_eq!(reader.get("/in?to=31.12.2026").status, 422);
}

/// A total would tell how many faxes others have, if it counted more than the list shows.
#[test]
fn a_list_says_how_many_faxes_it_has_for_its_reader() {
    let rig = rig();
    let now = UnixMs::now();
    for _ in 0..52 {
        begun_fax(&rig, "2102", "0991270062");
    }
    let old = fax_at(&rig, "2101", UnixMs(now.0 - 40 * DAY_MS)).0;
    let new = fax(&rig, "2101", "0991270063", "Bakery").0;
    assert!(old < new);
    for _ in 0..51 {
        job(&rig, "2102", "bob", 0, to("0991 2700619", ""));
    }
    job(&rig, "2101", "alice", 0, to("0991 2700620", "Order 7"));
    let serving = rig.serve();
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let mut alice = alice(serving.addresses[0]);
    let says = |reader: &mut Reader, at: &str, wanted: &str| {
        let text = reader.get(at).text();
        assert!(text.contains(&format!("<p class=\"faint\">{wanted}</p>")), "{at}: {text}");
        text
    };
    let first = says(&mut chief, "/in", "1–50 of 54 faxes");
    let next = first.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    says(&mut chief, &next.replace("&#38;", "&"), "51–54 of 54 faxes");
    says(&mut chief, "/in?device=2101%40fax-devices", "2 faxes");
    says(&mut chief, "/in?sender=bakery", "1 fax");
    says(&mut chief, &format!("/in?from={}&device=2102%40fax-devices", day(0)), "1–50 of 52 faxes");
    says(&mut chief, "/in?search=270062", "1–50 of 52 faxes");
    says(&mut chief, "/out", "1–50 of 52 faxes");
    says(&mut chief, "/out?search=order", "1 fax");
    for (at, wanted) in [("/in", "2 faxes"), ("/in?sender=bakery", "1 fax"), ("/out", "1 fax")] {
        let text = says(&mut alice, at, wanted);
        assert!(!text.contains(" of 5"), "{at}: {text}");
    }
    let nothing = alice.get("/in?device=2102%40fax-devices").text();
    assert!(nothing.contains("No fax matches these filters"), "{nothing}");
    assert!(!nothing.contains(" faxes</p>") && !nothing.contains("of 52"), "{nothing}");
}

/// A number is easier to read in groups, and is still found and dialled if somebody copies it.
#[test]
fn international_numbers_are_shown_in_groups_and_found_by_them() {
    let rig = rig();
    let (number, shown_as) = ("+499912700619", "+49 991 270 0619");
    let id = fax(&rig, "2101", number, "").0;
    let others = fax(&rig, "2101", "0991270061", "").0;
    let new = NewJob { number: number.into(), canonical: number.into(), ..NewJob::default() };
    let sent = job(&rig, "2101", "alice", 0, new).0;
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let list = reader.get("/in").text();
    assert!(list.contains(shown_as) && !list.contains(number), "{list}");
    assert!(list.contains("0991270061"), "a national number is as it was: {list}");
    for at in [format!("/in/{id}"), "/out".to_owned(), format!("/out/{sent}")] {
        let text = reader.get(&at).text();
        assert!(text.contains(shown_as), "{at}: {text}");
    }
    let copied = shown_as.replace('+', "%2B").replace(' ', "+");
    assert_eq!(shown(&reader.get(&format!("/in?search={copied}")), "fax"), [id]);
    assert_eq!(shown(&reader.get(&format!("/in?sender={copied}")), "fax"), [id]);
    assert_eq!(shown(&reader.get(&format!("/out?search={copied}")), "job"), [sent]);
    let mut program = program(serving.addresses[0], &key(&rig, "alice", "faxes:read"));
    let listed = body(&program.get("/api/v1/faxes"));
    let from: Vec<&Value> =
        listed["faxes"].as_array().unwrap().iter().map(|one| &one["from"]).collect();
    assert_eq!(from, ["0991270061", number], "programs get it as it came: {listed}");
    assert!(others > id);
}

#[test]
fn an_empty_list_says_what_to_try() {
    let rig = rig();
    let mut devices = rig.spool.devices().list().unwrap();
    let number = ("callernumber".to_owned(), "+499912700619".to_owned());
    devices
        .iter_mut()
        .find(|one| one.extension == "2102")
        .unwrap()
        .options
        .extend([number]);
    rig.spool.devices().publish_devices(&devices).unwrap();
    let serving = rig.serve();
    let mut alice = alice(serving.addresses[0]);
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let (of_2101, of_2102) = ("/in?device=2101%40fax-devices", "/in?device=2102%40fax-devices");
    // Alice sees one device.
    for at in ["/in", of_2101] {
        let text = alice.get(at).text();
        let wanted =
            "No fax has come to 2101 yet. To try it, send a fax to the number of this device.";
        assert!(text.contains(wanted), "{at}: {text}");
    }
    assert!(chief.get("/in").text().contains("No faxes yet."));
    let text = chief.get(of_2102).text();
    let wanted = "No fax has come to 2102 yet. To try it, send a fax to +49 991 270 0619.";
    assert!(text.contains(wanted) && text.contains("Show all"), "{text}");
    // Another filter could have left the faxes out.
    for at in [format!("{of_2102}&which=unread"), format!("{of_2101}&search=x")] {
        let text = chief.get(&at).text();
        assert!(text.contains("No fax matches these filters") && !text.contains("yet"), "{text}");
    }
    // Nothing is said of the devices of others.
    let others = alice.get(of_2102).text();
    assert!(others.contains("No fax matches these filters"), "{others}");
    assert!(!others.contains("270 0619") && !others.contains("come to 2102"), "{others}");
    let came = fax(&rig, "2102", "0991270061", "").0;
    assert_eq!(shown(&chief.get(of_2102), "fax"), [came]);
    assert!(!chief.get(of_2102).text().contains("No fax has come"));
}

#[test]
fn an_empty_address_book_leads_to_the_first_contact() {
    let (_rig, _serving, mut reader) = house::alice();
    let text = reader.get("/book").text();
    assert!(text.contains("Your address book is empty."), "{text}");
    for link in ["href=\"/book/new\">New contact</a> ·", "href=\"#import\"", "id=\"import\""] {
        assert!(text.contains(link), "{link}: {text}");
    }
    let vain = reader.get("/book?search=xyzzy").text();
    assert!(vain.contains("No contact matches this search."), "{vain}");
    assert!(vain.contains("<a href=\"/book\">Show all</a>"), "{vain}");
    assert!(!vain.contains("address book is empty"), "{vain}");
}

#[test]
fn a_view_is_saved_shown_and_removed_by_its_owner() {
    let (_rig, serving) = house::served();
    let (mut reader, mut bob) =
        (alice(serving.addresses[0]), Reader::logged_in(serving.addresses[0], "bob", "other"));
    for list in ["/in", "/out"] {
        reader.get(&format!("{list}?search=a%26b%22"));
        let save = format!("{list}/views?search=a%26b%22&below=7");
        let saved = reader.post(&save, &[("name", "<b>Mine")]);
        let to = format!("{list}?search=a%26b%22&done=view_saved");
        assert_eq!((saved.status, saved.location()), (303, to.as_str()), "{}", saved.text());
        let text = reader.get(list).text();
        assert!(text.contains(&format!("href=\"{list}?search=a%26b%22\"")), "{text}");
        assert!(text.contains("&#60;b&#62;Mine") && !text.contains("<b>Mine"), "{text}");
        assert!(!bob.get(list).text().contains("Mine"), "views are personal");
        for (name, why) in [("", "needs a name"), (&"x".repeat(61), "more than 60 characters")] {
            let refused = reader.post(&save, &[("name", name)]);
            assert!(refused.status == 422 && refused.text().contains(why), "{}", refused.text());
        }
        // The same name replaces the view; twenty are enough.
        reader.get(list);
        for number in 0..22 {
            let named = format!("view {}", number.min(20));
            let status = reader.post(&save, &[("name", &named)]).status;
            assert_eq!(status, if number < 19 { 303 } else { 422 }, "{named}");
        }
        assert_eq!(reader.post(&save, &[("name", "view 3")]).status, 303);
        let text = reader.get(list).text();
        let at = format!("action=\"{list}/views/");
        let (id, _) = text.split(&at).nth(1).unwrap().split_once('/').unwrap();
        bob.get(list);
        assert_eq!(bob.post(&format!("{list}/views/{id}/remove"), &[]).status, 404);
        let removed = reader.post(&format!("{list}/views/{id}/remove"), &[]);
        assert_eq!(removed.status, 303);
        assert!(!reader.get(list).text().contains("Mine"));
    }
}

#[test]
fn many_faxes_are_changed_at_once_each_by_its_own_rights() {
    let rig = rig();
    let mine: Vec<i64> = (0..3).map(|_| fax(&rig, "2101", "0991270061", "").0).collect();
    let of_bob = fax(&rig, "2102", "0991270062", "").0;
    rig.spool
        .faxes()
        .claim_fax(FaxId(mine[1]), "chief", "chief", false, UnixMs::now())
        .unwrap();
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let bulk = |reader: &mut Reader, deed: &str, faxes: &[i64], more: &[(&str, &str)]| {
        reader.get("/in");
        let ids: Vec<String> = faxes.iter().map(ToString::to_string).collect();
        let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("fax", id.as_str())).collect();
        fields.push(("do", deed));
        fields.extend_from_slice(more);
        let done = reader.post("/in/bulk?search=0991&which=", &fields);
        assert_eq!(done.status, 200, "{deed}: {}", done.text());
        assert!(done.text().contains("value=\"0991\""), "the list is the same");
        done.text()
    };
    let seen = |id: i64| rig.spool.faxes().desk_fax(FaxId(id), "alice").unwrap();
    let all = [mine[0], mine[1], mine[2], of_bob, 987_654];
    let read = bulk(&mut reader, "read", &all, &[]);
    assert!(read.contains("Changed: 3.") && read.contains("Not changed: 2."), "{read}");
    assert!(read.contains(&format!("Fax {of_bob}: there is no fax {of_bob}")), "{read}");
    assert!(mine.iter().all(|id| !seen(*id).is_unread) && seen(of_bob).is_unread);
    assert_eq!(audited(&rig, &["\"asked\":\"read\"", "\"granted\":true", "alice"]), 3);
    assert_eq!(audited(&rig, &["\"asked\":\"mark\"", "\"granted\":false", "alice"]), 2);
    let claimed = bulk(&mut reader, "claim", &mine, &[]);
    assert!(claimed.contains("Changed: 2.") && claimed.contains("chief is already"), "{claimed}");
    bulk(&mut reader, "release", &mine[..1], &[]);
    assert!(seen(mine[0]).claim.is_none());
    rig.spool
        .faxes()
        .note_fax(
            FaxId(mine[0]),
            &Note { tag: String::new(), text: "kept".into() },
            "alice",
            UnixMs::now(),
        )
        .unwrap();
    bulk(&mut reader, "tag", &mine[..1], &[("tag", "Order 7")]);
    let note = seen(mine[0]).note;
    assert_eq!((note.tag.as_str(), note.text.as_str()), ("Order 7", "kept"));
    let nobody = bulk(&mut reader, "hand", &mine[..1], &[("to", "mallory")]);
    assert!(nobody.contains("Not changed: 1."), "{nobody}");
    let none = bulk(&mut reader, "unread", &[], &[]);
    assert!(none.contains("Nothing was selected"), "{none}");
    // All shown, without script.
    let unread = bulk(&mut reader, "unread", &[], &[("all", "yes")]);
    assert!(unread.contains("Changed: 3."), "{unread}");
    // Nobody deletes without being asked, and not what may not be deleted.
    let asked = bulk_page(&mut reader, "delete", &mine);
    assert!(asked.contains("Delete the selected faxes (3)?"), "{asked}");
    assert!(mine.iter().all(|id| rig.spool.faxes().fax(FaxId(*id)).is_ok()));
    let deleted = reader.post("/in/bulk", &[("do", "delete-now")]).text();
    assert!(deleted.contains("Not changed: 3."), "they are still being mailed: {deleted}");
    // Bob's fax was never touched.
    assert!(seen(of_bob).claim.is_none() && seen(of_bob).note.tag.is_empty());
    let many: Vec<i64> = (1..=1_001).collect();
    let refused = bulk(&mut reader, "read", &many, &[]);
    assert!(refused.contains("at most 1000 can be changed at once"), "{refused}");
    assert_eq!(reader.post("/in/bulk", &[("do", "burn"), ("fax", "1")]).status, 400);
}

fn bulk_page(reader: &mut Reader, deed: &str, faxes: &[i64]) -> String {
    passed_on::bulk(reader, deed, faxes, &[]).text()
}

#[test]
fn many_jobs_are_changed_at_once_each_by_its_own_rights() {
    let rig = rig();
    let mine: Vec<i64> = (0..3)
        .map(|_| job(&rig, "2101", "alice", 0, to("0991 2700619", "")).0)
        .collect();
    let of_bob = job(&rig, "2102", "bob", 0, to("0991 2700619", "")).0;
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    let state = |id: i64| rig.spool.jobs().job(JobId(id)).unwrap().state;
    reader.get("/out");
    let (first, others) = (mine[0].to_string(), of_bob.to_string());
    let fields = [("do", "release"), ("job", &*first), ("job", &*others)];
    let released = reader.post("/out/bulk?which=open", &fields).text();
    assert!(released.contains("Changed: 1.") && released.contains("Not changed: 1."), "{released}");
    assert!(released.contains(&format!("Job {of_bob}: there is no job {of_bob}")), "{released}");
    assert_eq!((state(mine[0]), state(of_bob)), (JobState::Ready, JobState::Suspended));
    let cancelled = reader.post("/out/bulk", &[("do", "cancel"), ("all", "yes")]).text();
    assert!(cancelled.contains("Changed: 3."), "{cancelled}");
    assert!(mine.iter().all(|id| state(*id) == JobState::Failed));
    assert_eq!(state(of_bob), JobState::Suspended);
    // One that has ended does not hinder the others.
    let again = job(&rig, "2101", "alice", 0, to("0991 2700619", "")).0;
    let mut program = program(serving.addresses[0], &key(&rig, "alice", "jobs:write"));
    let asked = json!({"jobs": [mine[0], again, of_bob], "action": "cancel"}).to_string();
    let answer = program.ask("POST", "/api/v1/jobs/bulk", &JSON, asked.as_bytes());
    let list = body(&answer);
    assert_eq!((answer.status, &list["done"]), (200, &json!([again])), "{list}");
    let kinds: Vec<&str> = list["refused"].as_array().unwrap().iter().map(kind).collect();
    assert_eq!(kinds, ["conflict", "not-there"], "{list}");
    for wrong in [json!({"jobs": []}), json!({"jobs": [1], "action": "burn"}), json!({"jobs": [1]})]
    {
        let answer = program.ask("POST", "/api/v1/jobs/bulk", &JSON, wrong.to_string().as_bytes());
        assert!(matches!(answer.status, 400 | 422), "{wrong}: {}", answer.text());
    }
    let many = json!({"jobs": (1..=1_001).collect::<Vec<_>>(), "action": "hold"}).to_string();
    let answer = program.ask("POST", "/api/v1/jobs/bulk", &JSON, many.as_bytes());
    assert_eq!(answer.status, 422, "{}", answer.text());
}

fn kind(refused: &Value) -> &str {
    refused["problem"]["type"].as_str().unwrap().rsplit('/').next().unwrap()
}

#[test]
fn programs_change_many_faxes_at_once() {
    let rig = rig();
    let mine: Vec<i64> = (0..2).map(|_| fax(&rig, "2101", "0991270061", "").0).collect();
    let of_bob = fax(&rig, "2102", "0991270062", "").0;
    let serving = rig.serve();
    let mut program = program(serving.addresses[0], &key(&rig, "alice", "faxes:write"));
    let mut ask = |asked: Value| {
        program.ask("POST", "/api/v1/faxes/bulk", &JSON, asked.to_string().as_bytes())
    };
    let faxes = [mine[0], mine[1], mine[0], of_bob];
    for asked in [
        json!({"faxes": faxes, "action": "read"}),
        json!({"faxes": faxes, "action": "tag", "tag": "Order 7"}),
        json!({"faxes": faxes, "action": "hand-over", "user": "alice"}),
    ] {
        let list = body(&ask(asked));
        assert_eq!(list["done"], json!(mine), "{list}");
        let kinds: Vec<&str> = list["refused"].as_array().unwrap().iter().map(kind).collect();
        assert_eq!((kinds, &list["refused"][0]["id"]), (vec!["not-there"], &json!(of_bob)));
    }
    let seen = rig.spool.faxes().desk_fax(FaxId(mine[1]), "alice").unwrap();
    assert_eq!((seen.is_unread, seen.note.tag.as_str()), (false, "Order 7"));
    assert_eq!(ask(json!({"faxes": mine, "action": "tag"})).status, 422);
    let list = body(&ask(json!({"faxes": mine, "action": "delete"})));
    assert_eq!(list["done"], json!([]), "they are still being mailed: {list}");
}

/// A thousand claims, each with its line in the audit log and on the disk.
#[test]
fn a_thousand_are_changed_while_somebody_waits() {
    let rig = rig();
    let ids: Vec<i64> = (0..1_000).map(|_| bare(&rig)).collect();
    let serving = rig.serve();
    let mut program = program(serving.addresses[0], &key(&rig, "alice", "faxes:write"));
    let asked = json!({"faxes": ids, "action": "claim"}).to_string();
    let begun = std::time::Instant::now();
    let list = body(&program.ask("POST", "/api/v1/faxes/bulk", &JSON, asked.as_bytes()));
    println!("1,000 faxes claimed in {} ms", begun.elapsed().as_millis());
    assert_eq!(list["done"].as_array().unwrap().len(), 1_000, "{list}");
    assert_eq!(audited(&rig, &["\"asked\":\"claim\"", "\"granted\":true"]), 1_000);
    // They are deleted as quickly. The last two are still being received.
    for id in &ids[..998] {
        rig.spool
            .receiving()
            .finish_fax(FaxId(*id), &failed(Cause::Ok, UnixMs::now()))
            .unwrap();
    }
    program = crate::api_keys::program(serving.addresses[0], &key(&rig, "chief", "faxes:write"));
    let asked = json!({"faxes": ids, "action": "delete"}).to_string();
    let begun = std::time::Instant::now();
    let list = body(&program.ask("POST", "/api/v1/faxes/bulk", &JSON, asked.as_bytes()));
    println!("1,000 faxes deleted in {} ms", begun.elapsed().as_millis());
    assert_eq!(list["done"].as_array().unwrap().len(), 998, "{list}");
    assert_eq!(list["refused"][1]["id"], json!(ids[999]));
    assert_eq!(audited(&rig, &["\"asked\":\"delete\"", "\"granted\":true"]), 1_000);
    assert_eq!(audited(&rig, &["\"asked\":\"delete\"", "not-done"]), 2);
    let gone = rig.spool.faxes().deletion_of(FaxId(ids[997])).unwrap().unwrap();
    assert!(gone.reason.starts_with("deleted by "), "{}", gone.reason);
}

/// A fax without pages.
fn bare(rig: &Rig) -> i64 {
    let new = spools::call("2101", "0991270061", UnixMs::now());
    rig.spool.receiving().begin_fax(&new).unwrap().0
}

#[test]
fn lists_show_names_of_the_address_book_days_in_words_and_the_way_to_newer_faxes() {
    let rig = rig();
    let now = UnixMs::now();
    let old = fax_at(&rig, "2101", UnixMs(now.0 - 400 * DAY_MS));
    let fresh = fax(&rig, "2101", "0991270061", "");
    let sent = job(&rig, "2101", "alice", 0, to("0991 270061", "")).0;
    let serving = rig.serve();
    let mut reader = alice(serving.addresses[0]);
    reader.get("/book/new");
    let contact = [("name", "Dr. <Weiß>"), ("number", "+49 991 270061")];
    assert_eq!(reader.post("/book/new", &contact).status, 303);
    let list = reader.get("/in").text();
    assert!(list.contains("Dr. &#60;Weiß&#62; <span class=\"faint\">0991270061"), "{list}");
    assert!(list.contains(">today ") && !list.contains(">yesterday "), "{list}");
    let year = UnixMs(now.0 - 400 * DAY_MS).timestamp().unwrap();
    let year = year.to_zoned(jiff::tz::TimeZone::system()).year();
    assert!(list.contains(&format!(" {year}</span>")), "{list}");
    assert!(list.contains("<title data-live=\"title\">(2) Received"), "{list}");
    let out = reader.get("/out").text();
    assert!(out.contains("Dr. &#60;Weiß&#62; <span class=\"faint\">0991 270061"), "{out}");
    assert!(out.contains(&format!("id=\"job-{sent}\"")), "{out}");
    let mut bob = Reader::logged_in(serving.addresses[0], "chief", "chief");
    assert!(!bob.get("/in").text().contains("Weiß"), "her book is hers");
    // From fax to fax.
    let first = reader.get(&format!("/in/{fresh}")).text();
    assert!(first.contains(&format!("rel=\"next\" href=\"/in/{old}\"")), "{first}");
    assert!(!first.contains("rel=\"prev\""), "{first}");
    let last = reader.get(&format!("/in/{old}")).text();
    assert!(last.contains(&format!("rel=\"prev\" href=\"/in/{fresh}\"")), "{last}");
    assert!(!last.contains("rel=\"next\""), "{last}");
}

#[test]
fn drafts_are_a_list_of_their_own() {
    let (_rig, serving, mut reader) = house::alice();
    assert!(!reader.get("/out").text().contains("which=drafts"));
    assert!(reader.get("/out?which=drafts").text().contains("You have no drafts"));
    let fields = [("number", "Huber <0991 2700619>"), ("do", "look")];
    let looked = send(&mut reader, &fields, &[("letter.txt", b"Dear Sir,\n")]);
    assert_eq!(looked.status, 303, "{}", looked.text());
    assert!(reader.get("/out").text().contains("Drafts (1)"));
    let drafts = reader.get("/out?which=drafts").text();
    assert!(drafts.contains(looked.location()) && drafts.contains("Huber"), "{drafts}");
    let bob = Reader::logged_in(serving.addresses[0], "bob", "other").get("/out?which=drafts");
    assert!(bob.text().contains("You have no drafts"), "{}", bob.text());
}
