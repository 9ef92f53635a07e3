//! Recipients of a new fax that are not the attacker's to see, lists without end, and fax numbers
//! for print jobs of others.

use super::Siege;
use crate::reader::{Reader, form};
use crate::rig::Rig;
use crate::sent::send_to;
use crate::waiting::printed;
use crate::{SETTINGS, house};

/// Numbers for a print job of one's own that nobody may call, or that are none.
const WRONG: [(&str, u16); 5] = [
    ("0900 123456", 403),
    ("0991\u{1} 2700619", 422),
    ("0991 2700619\r\nX-Number: 1", 422),
    ("0991 2700619, 0991 2700620", 422),
    ("", 422),
];

pub(super) const COUNT: usize = 16 + WRONG.len();

const LETTER: (&str, &[u8]) = ("letter.txt", b"Dear Sir,\n");

fn contact(reader: &mut Reader, name: &str, number: &str) {
    reader.get("/book/new");
    assert_eq!(reader.post("/book/new", &[("name", name), ("number", number)]).status, 303);
}

#[test]
fn recipients_of_others_are_not_there_and_lists_have_an_end() {
    let auditor = "\n[[user]]\nname = \"eve\"\npassword = \"eve\"\nrole = \"auditor\"\n";
    let mut siege = Siege::of(Rig::new(&format!("{}{auditor}", house::settings())));
    assert!(!SETTINGS.contains("eve"));
    let own = printed(&siege.rig.spool, siege.rig.folder.path(), "2101@fax-devices", "alice");
    siege.before = super::Things::of(&siege.rig);
    let to = siege.serving.addresses[0];
    let mut bob = Reader::logged_in(to, "bob", "other");
    contact(&mut bob, "Secret Friend", "0991 2700621");
    let mut eve = Reader::logged_in(to, "eve", "eve");
    let mut alice = siege.alice();
    alice.get("/own");
    // Bob's contacts have numbers that can be guessed.
    siege.refused("a form for bob's contact", &alice.get("/out/new?contact=1"), &[404]);
    for (attack, deed) in [("choosing bob's contact", "to-1-Secret"), ("no contact", "to-99-x")] {
        let fields = [("number", "Secret"), ("do", deed)];
        siege.refused(attack, &send_to(&mut alice, "/out/new", &fields, &[]), &[404]);
    }
    let fields = [("number", "0991 2700619"), ("contact", "1")];
    let answer = send_to(&mut alice, "/out/new", &fields, &[LETTER]);
    siege.refused("a fax to bob's contact", &answer, &[404]);
    // What names nobody is no answer to who is in a book of others.
    for search in ["Secret", "secret friend", "0991 2700621", "%", "_", "'; --"] {
        let search = crate::reader::form(&[("search", search)]);
        let text = alice.get(&format!("/out/suggestions?{search}")).text();
        assert_eq!(text, "{\"suggestions\":[]}", "{search}");
        let read = search.replacen("search", "number", 1);
        let text = alice.get(&format!("/out/recipients?{read}")).text();
        assert!(!text.contains("Friend") && !text.contains("2700621>"), "{search}: {text}");
    }
    // Lists without end.
    let lists: [(&str, usize, &[u16]); 2] =
        [("ten thousand recipients", 10_000, &[400]), ("a few thousand", 2_500, &[422])];
    for (attack, count, statuses) in lists {
        let list: String = (0..count).map(|number| format!("{number:05}\n")).collect();
        let fields = [("number", list.as_str()), ("do", "send")];
        siege.refused(attack, &send_to(&mut alice, "/out/new", &fields, &[]), statuses);
    }
    let names: String = (0..2_000).map(|number| format!("a{number},")).collect();
    let fields = [("number", names.as_str()), ("do", "look")];
    let answer = send_to(&mut alice, "/out/new", &fields, &[LETTER]);
    siege.refused("thousands of names to search", &answer, &[422]);
    let many: String = (0..101).map(|number| format!("{number:03},")).collect();
    let answer = alice.get(&format!("/out/recipients?number={many}"));
    assert!(answer.text().contains("at most 100"), "{}", answer.text());
    siege.refused("more recipients than a fax has", &answer, &[200]);
    let long = "a".repeat(5_000);
    let answer = alice.get(&format!("/out/recipients?number={long}"));
    siege.refused("a recipient without end", &answer, &[413]);
    // Who sends no faxes sees no recipients.
    for path in ["/out/suggestions?search=0991", "/out/recipients?number=Secret", "/out/new?to=1"] {
        siege.refused(&format!("an auditor at {path}"), &eve.get(path), &[403]);
    }
    // A print job that waits for its number.
    let of_bob = format!("/out/{}/number", siege.job_of_bob);
    let answer = alice.post(&of_bob, &[("to", "Secret Friend")]);
    siege.refused("a name for bob's print job", &answer, &[404]);
    assert!(!alice.get("/out").text().contains(&of_bob));
    let of_alice = format!("/out/{own}/number");
    let mut foreign = alice.clone();
    foreign.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    let answer = foreign.post(&of_alice, &[("to", "0991 2700619")]);
    siege.refused("a number from elsewhere", &answer, &[403]);
    for (number, status) in WRONG {
        let answer = alice.post(&of_alice, &[("to", number)]);
        siege.refused(&format!("the number {number:?}"), &answer, &[status]);
    }
    // The look of the lists is one of two.
    let wrong = alice.post("/own/lists", &[("lists", "rows; Domain=evil.example\r\nX: 1")]);
    siege.refused("a look that no page offers", &wrong, &[400]);
    assert!(wrong.header("set-cookie").is_none_or(|it| !it.contains("evil")), "{}", wrong.text());
    let plain = "application/x-www-form-urlencoded";
    let answer = alice.post_as(plain, "/own/lists", form(&[("lists", "rows")]).as_bytes());
    siege.refused("a look without the secret", &answer, &[400]);
    siege.ended(COUNT);
}
