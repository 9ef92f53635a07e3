//! The help page for users, and the foot of each page, which leads to it and names the
//! administrator's mail address.

use crate::house;
use crate::reader::Reader;

const ADDRESS: &str = "it@example.com";

#[test]
fn help_answers_users_in_their_language() {
    let (_rig, serving) = house::served();
    let to = serving.addresses[0];
    let asked = Reader::at(to).get("/help");
    assert_eq!((asked.status, asked.location()), (303, "/login?to=/help"), "{}", asked.text());
    for (language, words) in [
        ("en", ["How do I send a fax?", "Waiting for a line", "All telephone lines are busy"]),
        ("de", ["Wie sende ich ein Fax?", "Wartet auf eine Leitung", "Alle Leitungen sind belegt"]),
        ("pl", ["Jak wysłać faks?", "Czeka na linię", "Wszystkie linie są zajęte"]),
    ] {
        let mut alice = Reader::at(to);
        alice.headers = vec![("Accept-Language".to_owned(), language.to_owned())];
        alice.log_in("alice", "secret");
        let help = alice.get("/help").text();
        let missing = words.iter().find(|words| !help.contains(**words));
        assert_eq!(missing, None, "{language}: {help}");
        assert!(help.contains("<section class=\"card\">\n<h2>") && help.contains("<kbd>n</kbd>"));
        assert!(alice.get("/in").text().contains("<a href=\"/help\">"), "{language}");
    }
}

#[test]
fn users_who_are_logged_in_see_the_administrators_address() {
    let (rig, serving) = house::served();
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert!(!alice.get("/in").text().contains("mailto:"));
    rig.spool.devices().publish_faxmaster(Some(ADDRESS)).unwrap();
    for page in ["/in", "/help", "/own", "/nowhere"] {
        let shown = alice.get(page).text();
        assert!(shown.contains("<a href=\"mailto:it@example.com\">it@example.com</a>"), "{shown}");
    }
    for page in ["/login", "/in", "/nowhere"] {
        let shown = Reader::at(to).get(page).text();
        assert!(!shown.contains(ADDRESS), "{page}: {shown}");
    }
    // The address comes from a file, and is no script.
    rig.spool.devices().publish_faxmaster(Some("\"><script>@example.com")).unwrap();
    assert!(!alice.get("/in").text().contains("<script>@"));
}
