//! No English text reaches a page in another language. In German that holds for everything. In the
//! others these are still English, and the page says so (`lang="en"`): what is wrong with a number, a
//! document or a form, what happened to a job and why, the lines of the health page, and the texts of the
//! audit log. What machines said in a call is English everywhere.

use crate::reader::Reader;
use crate::rig::Rig;
use crate::sent::send_to;
use crate::{SETTINGS, house};

/// Words that stand in English sentences and in no German ones.
const ENGLISH: [&str; 24] = [
    "the", "is", "are", "not", "no", "of", "to", "and", "with", "can", "cannot", "be", "it", "has",
    "have", "would", "there", "this", "which", "than", "who", "its", "for", "by",
];

/// Those of them that stand in no sentence of another language either.
const ENGLISH_ALONE: [&str; 15] = [
    "the", "are", "and", "with", "cannot", "would", "there", "this", "which", "than", "who", "its",
    "for", "not", "from",
];

/// A page without what it says to be English.
fn without_english(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, behind)) = rest.split_once("<span lang=\"en\">") {
        kept.push_str(before);
        rest = behind.split_once("</span>").map_or("", |(_, behind)| behind);
    }
    kept + rest
}

/// The English words that a page shows, but for what its program is called.
fn english(text: &str) -> Vec<String> {
    words_of(text, &ENGLISH)
}

fn words_of(text: &str, wanted: &[&str]) -> Vec<String> {
    let body = text.split("<body").nth(1).unwrap_or(text);
    let body = body.split("<nav aria-label").next().unwrap_or(body);
    let mut shown = String::new();
    let mut is_tag = false;
    for sign in body.chars() {
        match sign {
            '<' => is_tag = true,
            '>' => is_tag = false,
            sign if !is_tag => shown.push(sign),
            _ => {}
        }
        if sign == '>' {
            shown.push(' ');
        }
    }
    let words = shown.split(|sign: char| !sign.is_alphanumeric());
    words.filter(|word| wanted.contains(word)).map(str::to_owned).collect()
}

fn german(rig: &Rig) -> (crate::rig::Serving, Reader, Reader) {
    let serving = rig.serve();
    let [alice, chief] = readers(&serving, "de");
    (serving, alice, chief)
}

/// Alice and the chief, who read this language.
fn readers(serving: &crate::rig::Serving, language: &str) -> [Reader; 2] {
    [("alice", "secret"), ("chief", "chief")].map(|(name, password)| {
        let mut reader = Reader::logged_in(serving.addresses[0], name, password);
        reader.headers = vec![("Accept-Language".to_owned(), format!("{language}-XX, en;q=0.5"))];
        reader
    })
}

#[test]
fn each_refusal_of_a_new_fax_is_in_german() {
    let rig = house::rig();
    let (_serving, mut alice, _) = german(&rig);
    let letter: (&str, &[u8]) = ("brief.txt", b"Guten Tag\n");
    let good = ("number", "0991 2700619");
    for (name, fields, documents) in [
        ("number", vec![("number", "abc!")], vec![letter]),
        ("no number", vec![("number", "")], vec![letter]),
        ("blocked", vec![("number", "0900 123456")], vec![letter]),
        ("no document", vec![good], vec![]),
        ("program", vec![good], vec![("prog.exe", &b"MZ\0\0"[..])]),
        ("broken", vec![good], vec![("broken.pdf", &b"%PDF-1.4\n1 0 obj"[..])]),
        ("time", vec![good, ("at", "morgen")], vec![letter]),
        ("priority", vec![good, ("priority", "0")], vec![letter]),
        ("nothing", vec![("number", ""), ("do", "look")], vec![]),
    ] {
        let refused = send_to(&mut alice, "/out/new", &fields, &documents);
        let text = refused.text();
        assert_eq!(refused.status, 422, "{name}: {text}");
        assert_eq!(english(&text), [""; 0], "{name}: {text}");
    }
    for number in ["abc", "0900%20123456", "%2B43%201%2023456", "+870", "1"] {
        let text = alice.get(&format!("/out/check?number={number}")).text();
        let said: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(english(said["why"].as_str().unwrap_or_default()), [""; 0], "{text}");
    }
}

#[test]
fn each_refusal_of_a_fax_a_contact_and_a_page_is_in_german() {
    let rig = house::rig();
    let id = house::fax(&rig, "2101", "0991270061", "");
    let coming = house::begun_fax(&rig, "2101", "0991270062");
    let (_serving, mut alice, mut chief) = german(&rig);
    let at = format!("/in/{id}");
    let long = "x".repeat(300);
    for (path, fields) in [
        (format!("{at}/mail"), vec![("to", "niemand")]),
        (format!("{at}/fax"), vec![("to", "0900 123456")]),
        (format!("{at}/fax"), vec![("to", "abc")]),
        (format!("{at}/print"), vec![("to", "keiner")]),
        (format!("{at}/hand"), vec![("to", "niemand")]),
        (format!("{at}/note"), vec![("tag", long.as_str())]),
        (format!("{at}/delete"), vec![]),
        (format!("/in/{coming}/mail"), vec![("to", "a@example.com")]),
        ("/in/987654/claim".to_owned(), vec![]),
        ("/book/new".to_owned(), vec![("name", ""), ("number", "0991 1")]),
        ("/book/new".to_owned(), vec![("name", "Huber"), ("number", "abc")]),
        ("/book/new".to_owned(), vec![("name", long.as_str()), ("number", "0991 1")]),
        ("/admin/users/stop".to_owned(), vec![("user", "niemand")]),
    ] {
        alice.get(&at);
        let refused = alice.post(&path, &fields);
        let text = refused.text();
        assert!((400..500).contains(&refused.status), "{path}: {text}");
        assert_eq!(english(&text), [""; 0], "{path}: {text}");
    }
    for path in ["/nirgends", "/in/987654", "/out/987654", "/out/draft/7", "/in/x", "/admin/users"]
    {
        let text = alice.get(path).text();
        assert_eq!(english(&text), [""; 0], "{path}: {text}");
    }
    chief.get("/own");
    for (path, fields) in
        [("/admin/users/stop", ("user", "niemand")), ("/admin/cleanup", ("days", "0"))]
    {
        let refused = chief.post(path, &[fields]);
        assert_eq!(refused.status, 422, "{path}: {}", refused.text());
        assert_eq!(english(&refused.text()), [""; 0], "{path}: {}", refused.text());
    }
}

#[test]
fn how_the_service_is_stands_there_in_german() {
    let rig = house::rig();
    let coming = house::begun_fax(&rig, "2101", "0991270062");
    let serving_and_readers = german(&rig);
    let (_serving, mut alice, mut chief) = serving_and_readers;
    for page in ["/admin/health", "/admin/figures", "/admin/cleanup"] {
        let text = chief.get(page).text();
        assert_eq!(english(&text), [""; 0], "{page}: {text}");
    }
    for page in [format!("/in/{coming}"), format!("/in/{coming}/part"), "/out/new".to_owned()] {
        let text = alice.get(&page).text();
        assert_eq!(english(&text), [""; 0], "{page}: {text}");
    }
    assert!(SETTINGS.contains("alice"));
}

#[test]
fn what_is_still_english_on_a_page_in_another_language_is_marked_as_english() {
    let rig = house::rig();
    let id = house::fax(&rig, "2101", "0991270061", "");
    let coming = house::begun_fax(&rig, "2101", "0991270062");
    let serving = rig.serve();
    for language in ["fr", "es", "it", "nl", "pl", "pt"] {
        let [mut alice, mut chief] = readers(&serving, language);
        let check = |page: &str, text: &str| {
            assert!(text.contains(&format!("<html lang=\"{language}\">")), "{page}: {text}");
            let shown = without_english(text);
            assert_eq!(words_of(&shown, &ENGLISH_ALONE), [""; 0], "{language} {page}: {text}");
        };
        let fax = format!("/in/{id}");
        let part = format!("/in/{coming}/part");
        for page in [
            "/in",
            &fax,
            &part,
            "/out",
            "/out/new",
            "/out/fetch",
            "/book",
            "/book/new",
            "/now",
            "/own",
        ] {
            check(page, &alice.get(page).text());
        }
        for page in
            ["figures", "health", "devices", "users", "sessions", "mails", "cleanup", "calls"]
        {
            check(page, &chief.get(&format!("/admin/{page}")).text());
        }
        // Why a right is denied is there in each language, what is wrong with a number is not.
        alice.get(&fax);
        let denied = alice.post(&format!("{fax}/delete"), &[]).text();
        check("denied", &denied);
        assert!(!denied.contains("<span lang=\"en\">"), "{denied}");
        let wrong = alice.post(&format!("{fax}/fax"), &[("to", "abc")]).text();
        check("wrong", &wrong);
        assert!(wrong.contains("<span lang=\"en\">"), "{wrong}");
    }
}
