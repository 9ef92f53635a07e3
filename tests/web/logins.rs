//! Who logs in, and for how long he is known.

use crate::reader::{Reader, form};
use crate::rig::Rig;
use crate::{SETTINGS, alice_at, audited};

#[test]
fn nobody_sees_a_page_before_he_has_logged_in() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = Reader::at(serving.addresses[0]);
    let sent_away = alice.get("/own?a=b%20c");
    assert_eq!((sent_away.status, sent_away.location()), (303, "/login?to=/own%3Fa%3Db%2520c"));
    let asked = alice.get(sent_away.location());
    assert!(asked.status == 200 && asked.text().contains("Password"), "{}", asked.text());
    let wrong = alice.post("/login", &[("name", "alice"), ("password", "guess")]);
    assert!(wrong.status == 401 && wrong.text().contains("The user name or password is wrong"));
    // The name stays; what is written next is the password.
    let field = wrong.text().split("name=\"password\"").nth(1).unwrap().to_owned();
    assert!(field.split('>').next().unwrap().contains("autofocus"), "{field}");
    assert!(wrong.text().contains("value=\"alice\""), "what was typed stays");
    let let_in = alice.post("/login", &[("name", "alice"), ("password", "secret")]);
    assert_eq!((let_in.status, let_in.location()), (303, "/own?a=b%20c"));
    let own = alice.get("/own");
    assert!(own.status == 200 && own.text().contains("127.0.0.1"), "{}", own.text());
    assert_eq!(audited(&rig, &["\"login\"", "alice", "\"granted\":false"]), 1);
    let left = alice.post("/logout", &[]);
    assert_eq!((left.status, left.location()), (303, "/login"));
    assert_eq!(alice.get("/own").status, 303);
}

#[test]
fn a_session_is_another_one_after_each_login() {
    let (rig, serving) = Rig::served(SETTINGS);
    let mut alice = Reader::at(serving.addresses[0]);
    alice.set_cookie("session", "chosen-by-somebody-else");
    alice.log_in("alice", "secret");
    let first = alice.cookie("session").unwrap().to_owned();
    assert!(first != "chosen-by-somebody-else" && first.len() > 40, "{first}");
    let mut overheard = Reader::at(serving.addresses[0]);
    overheard.set_cookie("session", &first);
    assert_eq!(overheard.get("/own").status, 200);
    alice.get("/own");
    alice.post("/logout", &[]);
    assert_eq!(overheard.get("/own").status, 303, "the session is over for everybody");
    // The spool has hashes of what browsers have, and never that itself.
    let database = std::fs::read(rig.folder.path().join("spool/spool.db")).unwrap();
    assert!(!database.windows(first.len()).any(|it| it == first.as_bytes()));
}

#[test]
fn a_form_without_the_secret_of_its_session_does_nothing() {
    let (_rig, serving, mut alice) = alice_at(SETTINGS);
    alice.get("/own");
    let secret = alice.hidden("secret").unwrap().to_owned();
    for wrong in ["", "x", &secret[1..]] {
        assert_eq!(alice.post("/logout", &[("secret", wrong)]).status, 403, "{wrong}");
    }
    let without = alice.post_as("application/x-www-form-urlencoded", "/logout", b"a=b");
    assert_eq!(without.status, 400);
    // The right one from a page that is not ours.
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let mut foreign = alice.clone();
        foreign.headers.push((name.to_owned(), value.to_owned()));
        assert_eq!(foreign.post("/logout", &[("secret", &secret)]).status, 403, "{value}");
    }
    let mut bob = Reader::logged_in(serving.addresses[0], "bob", "other");
    assert_eq!(bob.post("/logout", &[("secret", &secret)]).status, 403, "it is alice's");
    assert_eq!(alice.get("/own").status, 200, "nothing was done");
}

#[test]
fn the_login_forms_in_several_tabs_are_all_valid() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut alice = Reader::at(serving.addresses[0]);
    alice.get("/login");
    let first = alice.hidden("knock").unwrap().to_owned();
    alice.get("/login?to=/own");
    let wrong = alice.post("/login", &[("name", "alice"), ("password", "guess")]);
    assert_eq!(wrong.status, 401);
    let fields =
        [("name", "alice"), ("password", "secret"), ("to", "/in"), ("knock", first.as_str())];
    let let_in = alice.post("/login", &fields);
    assert_eq!((let_in.status, let_in.location()), (303, "/in"), "{}", let_in.text());
    assert_eq!(alice.cookie("knock"), None, "the next login has another value");
    // A value that this server cannot have set is replaced.
    let slashes = "/".repeat(first.len());
    for other in ["planted", slashes.as_str()] {
        let mut bob = Reader::at(serving.addresses[0]);
        bob.set_cookie("knock", other);
        bob.get("/login");
        let knock = bob.cookie("knock").unwrap();
        assert!(knock != other && knock.len() == first.len(), "{knock}");
    }
}

#[test]
fn what_was_being_written_when_a_session_ended_is_not_lost() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut alice = Reader::at(serving.addresses[0]);
    let body = form(&[("note", "half a <novel> & \"more\""), ("secret", "old")]);
    let asked = alice.post_as("application/x-www-form-urlencoded", "/logout", body.as_bytes());
    assert!(asked.status == 401 && asked.text().contains("Your session has expired"));
    let again = alice.post("/login", &[("name", "alice"), ("password", "secret")]);
    assert!(again.status == 200 && again.text().contains("action=\"/logout\""));
    assert_eq!(alice.hidden("note"), Some("half a <novel> & \"more\""));
    assert_eq!(alice.post("/logout", &[]).status, 303, "with the secret of the new session");
    // Elsewhere nobody is sent by that.
    for to in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
        let mut alice = Reader::at(serving.addresses[0]);
        alice.get("/login");
        let fields = [("name", "alice"), ("password", "secret"), ("to", to), ("kept", "a=b")];
        assert_eq!(alice.post("/login", &fields).location(), "/", "{to}");
    }
}

#[test]
fn guesses_shut_the_door() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut somebody = Reader::at(serving.addresses[0]);
    for _ in 0..10 {
        assert_eq!(somebody.log_in("alice", "guess").status, 401);
    }
    assert_eq!(somebody.log_in("alice", "secret").status, 401, "the right one comes late");
}

#[test]
fn each_answer_forbids_what_pages_of_others_could_do_with_it() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut reader = Reader::at(serving.addresses[0]);
    for path in ["/login", "/", "/nowhere", "/assets/nothing.css"] {
        let page = reader.get(path);
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
    }
    let page = reader.get("/login");
    let cookie = page.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let text = page.text();
    let style = text.split("href=\"").find(|it| it.starts_with("/assets/page-")).unwrap();
    let style = reader.get(style.split('"').next().unwrap());
    assert_eq!(
        (style.status, style.header("content-type")),
        (200, Some("text/css; charset=utf-8"))
    );
    assert!(style.header("cache-control").unwrap().contains("immutable"));
}

/// All that a browser loads beside the page itself comes from here, and is small.
#[test]
fn style_and_script_have_at_most_60_kilobytes_and_come_from_here() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut reader = Reader::at(serving.addresses[0]);
    let page = reader.get("/login").text();
    let named = ["src=\"", "href=\""].map(|mark| page.split(mark).skip(1).collect::<Vec<_>>());
    let named = named
        .concat()
        .into_iter()
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    let named: Vec<String> = named.collect();
    assert!(named.iter().all(|it| it.starts_with('/') || it.starts_with('#')), "{named:?}");
    let assets: Vec<&String> = named.iter().filter(|it| it.starts_with("/assets/")).collect();
    assert_eq!(assets.len(), 3, "style, script and icon: {named:?}");
    let weight: usize = assets.into_iter().map(|it| reader.get(it).bytes.len()).sum();
    assert!((1..=60_000).contains(&weight), "{weight} octets");
}

#[test]
fn a_page_speaks_the_language_of_its_reader() {
    let (_rig, serving) = Rig::served(SETTINGS);
    let mut reader = Reader::at(serving.addresses[0]);
    reader.headers = vec![("Accept-Language".to_owned(), "ja, de-AT;q=0.8, en;q=0.5".to_owned())];
    let page = reader.get("/login");
    assert!(page.text().contains("<html lang=\"de\">") && page.text().contains("Anmelden"));
    reader.set_cookie("language", "en");
    assert!(reader.get("/login").text().contains("Log in"));
    reader.set_cookie("language", "../../etc/passwd");
    assert_eq!(reader.get("/login").status, 200);
}

#[test]
fn strangers_see_each_page_in_the_language_of_their_browser() {
    let (_rig, serving) = Rig::served(SETTINGS);
    for (accepted, language) in [
        ("de-AT", "de"),
        ("en;q=0.5, de", "de"),
        ("de;q=0, ja, fr;q=0.2, en;q=0.1", "fr"),
        ("ja, zh-TW;q=0.9", "en"),
    ] {
        for path in ["/login", "/invitation/0000", "/link/0000", "/no-such-page", "/assets/none"] {
            let mut reader = Reader::at(serving.addresses[0]);
            reader.headers = vec![("Accept-Language".to_owned(), accepted.to_owned())];
            let page = followed(&mut reader, path);
            let is_in = |code: &str| page.contains(&format!("<html lang=\"{code}\">"));
            assert!(is_in(language), "{accepted} {path}: {page}");
            // The choice of the visitor counts more than the browser's.
            reader.set_cookie("language", "pl");
            let page = followed(&mut reader, path);
            assert!(page.contains("<html lang=\"pl\">"), "{accepted} {path}: {page}");
        }
    }
}

/// The page to which this path leads a visitor without a login.
fn followed(reader: &mut Reader, path: &str) -> String {
    let page = reader.get(path);
    if page.status / 100 != 3 {
        return page.text();
    }
    let to = page.location().to_owned();
    reader.get(&to).text()
}

#[test]
fn without_a_user_who_has_a_password_the_login_page_names_the_next_step() {
    let (_rig, serving) = Rig::served(
        "[drop]\nenabled = false\n[web]\nlisten = [\"127.0.0.1:0\"]\n[[user]]\nname = \"alice\"\n",
    );
    let mut browser = Reader::at(serving.addresses[0]);
    let page = browser.get("/login");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Nobody can log in yet"), "{}", page.text());
    assert!(page.text().contains("“ferrofax setup”") && !page.text().contains("name=\"password\""));
    browser.set_cookie("language", "de");
    assert!(browser.get("/login").text().contains("Noch kann sich niemand anmelden"));
    // Nothing else is revealed, such as the names of users.
    assert!(!page.text().contains("alice") && !page.text().contains("gateway.toml"));
    drop(serving);
    let (_rig, serving) = Rig::served(SETTINGS);
    let page = Reader::at(serving.addresses[0]).get("/login");
    assert!(!page.text().contains("ferrofax setup") && page.text().contains("name=\"password\""));
}
