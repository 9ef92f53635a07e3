//! The recipients of a new fax: names of the address books in place of numbers, suggestions, and
//! print jobs that wait for their recipient.

use serde_json::Value;

use crate::alice_at;
use crate::reader::{Page, Reader};
use crate::rig::Rig;
use crate::sent::send_to;
use crate::waiting::printed;
use crate::{SETTINGS, audited, house, years};
use ferrofax::UnixMs;
use ferrofax::spool::jobs::JobState;
use ferrofax::spool::{Contact, TableColumns};

const LETTER: (&str, &[u8]) = ("letter.txt", b"Dear Sir,\n");

fn contact(reader: &mut Reader, name: &str, company: &str, number: &str) {
    reader.get("/book/new");
    let fields = [("name", name), ("company", company), ("number", number)];
    assert_eq!(reader.post("/book/new", &fields).status, 303);
}

fn json(page: &Page) -> Value {
    assert_eq!(page.header("content-type"), Some("application/json"), "{}", page.text());
    serde_json::from_str(&page.text()).unwrap()
}

/// The suggested recipients, as lines of the form's field.
fn suggested(reader: &mut Reader, search: &str) -> Vec<String> {
    let found = json(&reader.get(&format!("/out/suggestions?search={search}")));
    let lines = found["suggestions"].as_array().unwrap().iter();
    lines.map(|one| one["line"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_name_stands_for_its_number_without_script() {
    let (rig, _serving, mut alice) = alice_at(SETTINGS);
    contact(&mut alice, "Ms Müller", "Mill", "+49 991 2700621");
    contact(&mut alice, "Huber, Anna", "", "0991 2700622");
    let fields = [("number", "ms müller; 0991 2700619\r\nHuber, Anna"), ("do", "send")];
    let sent = send_to(&mut alice, "/out/new", &fields, &[LETTER]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let mut jobs = rig.jobs();
    jobs.sort_by_key(|job| job.id);
    let sent: Vec<_> = jobs
        .iter()
        .map(|job| (job.number.as_str(), job.options.get("recipient").map(String::as_str)))
        .collect();
    let wanted = [
        ("+49 991 2700621", Some("Ms Müller")),
        ("0991 2700619", None),
        ("0991 2700622", Some("Huber, Anna")),
    ];
    assert_eq!(sent, wanted);
}

#[test]
fn a_name_with_two_numbers_asks_which_one_and_nothing_is_lost() {
    let (rig, _serving, mut alice) = alice_at(SETTINGS);
    contact(&mut alice, "Ann", "", "0991 2700621");
    contact(&mut alice, "Ann", "Mill", "0991 2700622");
    let fields = [("number", "Ann\n0991 2700619"), ("subject", "Offer 7"), ("do", "send")];
    let asked = send_to(&mut alice, "/out/new", &fields, &[LETTER]);
    let text = asked.text();
    assert!(
        asked.status == 422 && text.contains("“Ann” has several numbers. Choose one:"),
        "{text}"
    );
    assert!(text.contains("letter.txt") && text.contains("value=\"Offer 7\""), "{text}");
    assert!(text.contains("value=\"to-2-Ann\">Ann | Mill &#60;0991 2700622&#62;"), "{text}");
    assert!(rig.jobs().is_empty(), "nobody gets the fax before it is clear who is meant");
    let draft = text.split("action=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let chosen = send_to(&mut alice, &draft, &[("number", fields[0].1), ("do", "to-2-Ann")], &[]);
    assert_eq!((chosen.status, chosen.location()), (303, &*draft), "{}", chosen.text());
    let text = alice.get(&draft).text();
    assert!(text.contains("Ann | Mill &#60;0991 2700622&#62;\n0991 2700619</textarea>"), "{text}");
    assert!(text.contains(">Send 2 faxes (1 page each)</button>"), "{text}");
    let number = "Ann | Mill <0991 2700622>\n0991 2700619";
    assert_eq!(send_to(&mut alice, &draft, &[("number", number)], &[]).status, 303);
    assert_eq!(rig.jobs().len(), 2);
}

#[test]
fn a_name_that_nobody_has_is_refused_with_what_to_do() {
    let (rig, _serving, mut alice) = alice_at(SETTINGS);
    let fields = [("number", "Nobody"), ("do", "send")];
    let refused = send_to(&mut alice, "/out/new", &fields, &[LETTER]);
    let text = refused.text();
    assert!(refused.status == 422, "{text}");
    assert!(text.contains("“Nobody” is not in the address book. Write a fax number"), "{text}");
    assert!(!text.contains("is not a number") && text.contains("letter.txt"), "{text}");
    assert!(rig.jobs().is_empty());
}

#[test]
fn contacts_come_first_and_then_what_was_faxed_lately() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let [mut alice, mut bob] = [("alice", "secret"), ("bob", "other")]
        .map(|(name, word)| Reader::logged_in(to, name, word));
    contact(&mut alice, "Ms Müller", "Mill", "+49 991 2700621");
    // A user of the system who has the same name is somebody else.
    house::called(&rig, "2101", "alice");
    assert!(suggested(&mut alice, "").is_empty());
    for number in ["0991 2700619", "Mr Mueller | Mill <0991 2700620>", "0991 2700621"] {
        let sent = send_to(&mut alice, "/out/new", &[("number", number)], &[LETTER]);
        assert_eq!(sent.status, 303, "{}", sent.text());
    }
    assert_eq!(
        suggested(&mut alice, ""),
        ["Ms Müller <0991 2700621>", "Mr Mueller | Mill <0991 2700620>", "0991 2700619"],
        "with the name that the address book has"
    );
    let mill = ["Ms Müller | Mill <+49 991 2700621>", "Mr Mueller | Mill <0991 2700620>"];
    assert_eq!(suggested(&mut alice, "mill"), mill);
    assert_eq!(suggested(&mut alice, "700619"), ["0991 2700619"]);
    assert!(suggested(&mut alice, "xyzzy").is_empty());
    assert!(suggested(&mut alice, &"x".repeat(200)).is_empty());
    for search in ["", "mill", "0991", "M%C3%BCller"] {
        assert!(suggested(&mut bob, search).is_empty(), "nobody sees those of others: {search}");
    }
    for number in 10..30 {
        contact(&mut alice, &format!("Mill {number}"), "", &format!("0991 27006{number}"));
    }
    assert_eq!(suggested(&mut alice, "mill").len(), 8, "and not too many at once");
}

#[test]
fn a_pasted_list_is_read_and_checked_at_once() {
    let (rig, _serving, mut alice) = alice_at(SETTINGS);
    contact(&mut alice, "Ann", "", "0991 2700621");
    let list = "ann,0991%202700619;0900%20123456%0ABob%20%3C0991%202700620%3E%0A%0AAnn";
    let read = json(&alice.get(&format!("/out/recipients?number={list}")));
    let of = |name: &str| -> Vec<&str> {
        let all = read["recipients"].as_array().unwrap().iter();
        all.map(|one| one[name].as_str().unwrap()).collect()
    };
    let lines = ["Ann <0991 2700621>", "0991 2700619", "0900 123456", "Bob <0991 2700620>"];
    assert_eq!(of("to"), lines);
    assert_eq!(of("label"), ["Ann", "0991 2700619", "0900 123456", "Bob"]);
    assert_eq!(of("class"), ["national", "national", "premium rate", "national"]);
    let problems = of("problem");
    assert!(problems[2].contains("are blocked here"), "{problems:?}");
    assert!(problems[0].is_empty() && problems[1].is_empty() && problems[3].is_empty());
    let many = (0..101).map(|number| format!("0991%202700{number}%0A")).collect::<String>();
    let refused = json(&alice.get(&format!("/out/recipients?number={many}")));
    assert_eq!(refused["problem"], "a fax can be sent to at most 100 numbers at once");
    assert_eq!(audited(&rig, &["too-many-recipients", "alice"]), 1);
}

/// A contact belongs to the groups that its note names.
#[test]
fn a_group_stands_for_its_contacts() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    let [mut alice, mut bob] = [("alice", "secret"), ("bob", "other")]
        .map(|(name, word)| Reader::logged_in(to, name, word));
    for (name, number, note) in [
        ("Ann", "0991 2700621", "#Mills, since 2019"),
        ("Ben", "0991 2700622", "pays late #mills #garages."),
        ("Cleo", "0991 2700623", "#mil"),
    ] {
        alice.get("/book/new");
        let fields = [("name", name), ("number", number), ("note", note)];
        assert_eq!(alice.post("/book/new", &fields).status, 303);
    }
    assert_eq!(suggested(&mut alice, "%23mil"), ["#mil", "#mills"]);
    assert_eq!(suggested(&mut alice, "%23GARAGES"), ["#garages"]);
    assert!(suggested(&mut bob, "%23").is_empty());
    let sent = send_to(&mut alice, "/out/new", &[("number", "#mills"), ("do", "send")], &[LETTER]);
    assert_eq!(sent.status, 303, "{}", sent.text());
    let mut numbers: Vec<String> = rig.jobs().into_iter().map(|job| job.number).collect();
    numbers.sort();
    assert_eq!(numbers, ["0991 2700621", "0991 2700622"]);
    let none = send_to(&mut bob, "/out/new", &[("number", "#mills"), ("do", "send")], &[LETTER]);
    assert!(none.status == 422 && none.text().contains("“#mills” is not in the address book"));
    for number in 0..101 {
        let note = format!("#many {number}");
        let fields = [("name", "x"), ("number", &format!("0991 27{number:04}")), ("note", &note)];
        alice.get("/book/new");
        assert_eq!(alice.post("/book/new", &fields).status, 303);
    }
    let refused =
        send_to(&mut alice, "/out/new", &[("number", "#many"), ("do", "send")], &[LETTER]);
    let text = refused.text();
    assert!(refused.status == 422 && text.contains("at most 100 numbers at once"), "{text}");
    assert_eq!((rig.jobs().len(), audited(&rig, &["too-many-recipients"])), (2, 1));
}

/// For each name the whole address book is searched, so not for every name of a long list.
#[test]
fn many_wrong_names_are_searched_only_in_part() {
    let (_rig, _serving, mut alice) = alice_at(SETTINGS);
    contact(&mut alice, "Ann", "", "0991 2700621");
    let list = "a%0Aan%0An%0Ann%0AA%0AAN%0AN%0ANN%0AaN%0AnN%0AAn%0Ana";
    let read = json(&alice.get(&format!("/out/recipients?number={list}")));
    let offered: Vec<bool> = read["recipients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| !one["meant"].as_array().unwrap().is_empty())
        .collect();
    assert_eq!(offered, [[true; 10].as_slice(), &[false; 2]].concat());
}

/// The usual options and the time zone are named; one device is no choice.
#[test]
fn the_form_says_what_is_usual() {
    let (rig, serving, mut alice) = house::alice();
    let text = alice.get("/out/new").text();
    for usual in ["as usual: fine", "as usual: without cover page", "as usual: black and white"] {
        assert!(text.contains(usual), "{usual}: {text}");
    }
    assert!(text.contains("Not before (") && text.contains(", UTC"), "{text}");
    assert!(
        text.contains("type=\"datetime-local\"") && !text.contains("name=\"device\""),
        "{text}"
    );
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let text = chief.get("/out/new").text();
    assert!(text.contains("<option value=\"2101@fax-devices\""), "{text}");
    assert!(!text.contains(">2101@fax-devices<"), "the context means nothing to people: {text}");
    // A time that the field of the browser cannot show is shown as it was written.
    let looked = send_to(
        &mut alice,
        "/out/new",
        &[("number", "0991 2700619"), ("at", "+2h"), ("do", "look")],
        &[],
    );
    let text = alice.get(looked.location()).text();
    assert!(text.contains("<input name=\"at\" value=\"+2h\">"), "{text}");
    let moment = [("number", "0991 2700619"), ("at", "2036-03-01T14:30"), ("do", "send")];
    assert_eq!(send_to(&mut alice, "/out/new", &moment, &[LETTER]).status, 303);
    assert_eq!(rig.jobs().iter().filter(|job| job.state == JobState::Pending).count(), 1);
}

/// The list asks the person who printed for the number. The name of a contact is enough.
#[test]
fn a_print_job_without_a_number_is_asked_for_and_goes_on() {
    let rig = Rig::new(SETTINGS);
    let job = printed(&rig.spool, rig.folder.path(), "2102@fax-devices", "bob");
    let serving = rig.serve();
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    contact(&mut bob, "Ann", "", "0991 2700621");
    for page in ["/out", "/out?which=number"] {
        let text = bob.get(page).text();
        assert!(text.contains("Number missing") && text.contains("Invoice"), "{page}: {text}");
        assert!(text.contains("waits until"), "{page}: {text}");
        assert!(text.contains(&format!("action=\"/out/{job}/number\"")), "{page}: {text}");
    }
    for _ in 0..5 {
        printed(&rig.spool, rig.folder.path(), "2102@fax-devices", "bob");
    }
    let asked =
        |reader: &mut Reader, page: &str| reader.get(page).text().matches("id=\"asked-").count();
    assert_eq!((asked(&mut bob, "/out"), asked(&mut bob, "/out?which=number")), (5, 6));
    for other in rig.jobs().into_iter().filter(|other| other.id != job) {
        assert_eq!(bob.post(&format!("/out/{}/cancel", other.id), &[]).status, 303);
    }
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert!(!alice.get("/out").text().contains("Number missing"));
    let answer = format!("/out/{job}/number");
    let refused = bob.post(&answer, &[("to", "Nobody")]);
    let text = refused.text();
    assert!(refused.status == 422 && text.contains("has the name &#39;Nobody&#39;"), "{text}");
    let of = |rig: &Rig| rig.jobs().into_iter().find(|one| one.id == job).unwrap();
    assert_eq!(of(&rig).number, "");
    let given = bob.post(&answer, &[("to", "ann")]);
    assert_eq!(given.status, 303, "{}", given.text());
    assert_eq!((of(&rig).number.as_str(), of(&rig).state), ("0991 2700621", JobState::Ready));
    assert!(!bob.get("/out").text().contains("Number missing"));
    assert!(bob.get("/out?which=number").text().contains("No fax matches"));
}

/// How long suggestions take among 100,000 contacts and 100,000 jobs.
#[test]
#[ignore = "it measures, and decides nothing"]
fn suggestions_among_very_many() {
    let address = "name = \"alice\"\naddresses = [\"alice@example.com\"]";
    let rig = Rig::new(&SETTINGS.replace("name = \"alice\"", address));
    let now = UnixMs::now();
    let contacts = |owner: &str, count: u32| -> Vec<Contact> {
        let one = |number| Contact {
            name: format!("Contact {number} of {owner}"),
            company: format!("Company {}", number % 500),
            number: format!("0991 2{number:06}"),
            ..Contact::default()
        };
        (0..count).map(one).collect()
    };
    for owner in ["", "alice", "bob", "c", "d", "e", "f", "g", "h", "i"] {
        let by = if owner.is_empty() { "" } else { "password" };
        let all = contacts(owner, 10_000);
        let columns = TableColumns { company: true, note: true };
        rig.spool
            .numbers()
            .import_contacts((owner, by), &all, columns, "test", now)
            .unwrap()
            .unwrap();
    }
    years::fill(&rig.spool);
    let serving = rig.serve();
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    for search in ["", "contact", "company%20499", "9999", "xyzzy"] {
        let began = std::time::Instant::now();
        for _ in 0..10 {
            alice.get(&format!("/out/suggestions?search={search}"));
        }
        println!("{search:>15}: {:?}", began.elapsed() / 10);
    }
    let list = (0..100)
        .map(|number| format!("Contact%20{number}%20of%20alice%0A"))
        .collect::<String>();
    let began = std::time::Instant::now();
    alice.get(&format!("/out/recipients?number={list}"));
    println!("100 names: {:?}", began.elapsed());
}
