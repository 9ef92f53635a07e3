//! Users whom administrators create, change and end in the web interface, and their passwords.

use std::os::unix::fs::PermissionsExt;

use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::{audited, house};

/// The path of the link that a page shows.
pub(crate) fn link(page: &Page) -> String {
    let text = page.text();
    let rest = text.split("/invitation/").nth(1).unwrap_or_else(|| panic!("no link: {text}"));
    format!("/invitation/{}", rest.split('"').next().unwrap())
}

pub(crate) fn chief(serving: &Serving) -> Reader {
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    chief.get("/admin/users/new");
    chief
}

/// Creates a user, who chooses a password.
pub(crate) fn with_user(serving: &Serving, fields: &[(&str, &str)], password: &str) {
    let made = chief(serving).post("/admin/users/new", fields);
    assert_eq!(made.status, 200, "{}", made.text());
    chooses(serving, &link(&made), password);
}

pub(crate) fn chooses(serving: &Serving, link: &str, password: &str) {
    let mut guest = Reader::at(serving.addresses[0]);
    assert_eq!(guest.get(link).status, 200);
    let chosen = guest.post(link, &[("new_password", password), ("again_password", password)]);
    assert_eq!((chosen.status, chosen.location()), (303, "/login"), "{}", chosen.text());
}

#[test]
fn a_user_is_created_chooses_a_password_and_is_there_at_once() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2102", "0991270062", "Bob's friend");
    let serving = rig.serve();
    let fields = [
        ("name", "erna"),
        ("role", "operator"),
        ("addresses", "Erna@example.com"),
        ("group", "sales"),
    ];
    let made = chief(&serving).post("/admin/users/new", &fields);
    assert!(made.status == 200 && made.text().contains("erna@example.com"), "{}", made.text());
    let link = link(&made);
    let file = rig.folder.path().join("spool/users.toml");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode & 0o137, 0, "{mode:o}");
    let token = link.rsplit('/').next().unwrap();
    assert!(!std::fs::read_to_string(&file).unwrap().contains(token));
    let to = serving.addresses[0];
    assert_eq!(Reader::at(to).log_in("erna", "").status, 401, "there is no password yet");
    let listed = chief(&serving).get("/admin/users").text();
    assert!(listed.contains("has not chosen a password yet") && listed.contains("in gateway.toml"));
    for (new, again, words) in [
        ("short", "short", "at least 8 characters"),
        ("long enough", "long enoug", "the two new passwords differ"),
    ] {
        let mut guest = Reader::at(to);
        guest.get(&link);
        let refused = guest.post(&link, &[("new_password", new), ("again_password", again)]);
        assert!(refused.status == 422 && refused.text().contains(words), "{}", refused.text());
    }
    chooses(&serving, &link, "erna's secret");
    let mut erna = Reader::logged_in(to, "erna", "erna's secret");
    assert_eq!(erna.get(&format!("/in/{fax}")).status, 200, "by her group");
    assert_eq!(erna.get("/admin/users").status, 403);
    assert_eq!(Reader::at(to).get(&link).status, 410, "a link works once");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("$argon2id$") && !text.contains("erna's secret"));
    assert_eq!(audited(&rig, &["\"new-user\"", "\"erna\"", "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"accept-invitation\"", "\"erna\"", "\"granted\":true"]), 1);
    let refused = ["\"accept-invitation\"", "\"granted\":false"];
    assert_eq!(audited(&rig, &refused), 3, "two wrong passwords, and the used link");
    let passwords = [("new_password", "long enough"), ("again_password", "long enough")];
    for link in [&*link, "/invitation/nobody-has-made-this-link"] {
        assert_eq!(Reader::at(to).post(link, &passwords).status, 410);
    }
    assert_eq!(audited(&rig, &refused), 5);
    assert_eq!(audited(&rig, &["\"accept-invitation\"", "\"rule\":\"no-invitation\""]), 3);
    assert_eq!(audited(&rig, &["\"asked\":\"request\"", "no-invitation"]), 0, "one line each");
    assert_eq!(audited(&rig, &[token]), 0, "no token is in the log");
}

#[test]
fn a_key_of_such_a_user_is_made_on_the_command_line() {
    let (rig, serving) = house::served();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let key = crate::api_keys::key(&rig, "erna", "faxes:read");
    let mut program = crate::api_keys::program(serving.addresses[0], &key);
    let me = program.get("/api/v1/me");
    assert!(me.status == 200 && me.text().contains("\"erna\""), "{} {}", me.status, me.text());
    let nobody = ["key", "new", "--user", "mallory", "--scopes", "faxes:read", "test"];
    assert!(!rig.command().args(nobody).output().unwrap().status.success());
}

/// A user, device or setting of the web interface that cannot be read is a finding of the check.
#[test]
fn a_damaged_file_is_found_by_the_check() {
    let rig = house::rig();
    let finding = || {
        let checked = rig.command().args(["check", "--json"]).output().unwrap();
        let findings: serde_json::Value = serde_json::from_slice(&checked.stdout).unwrap();
        let all = findings["findings"].as_array().unwrap();
        all.iter().find(|it| it["what"] == "web files").unwrap().clone()
    };
    assert_eq!(finding()["ok"], true);
    let spool = rig.folder.path().join("spool");
    for (file, text) in [
        ("users.toml", "[[user]]\nname = 1\n"),
        ("ferrofax-devices.conf", "exten => 66,1,System(id)\n"),
        ("ferrofax-settings.conf", "spool = /etc\n"),
    ] {
        let path = spool.join(file);
        std::fs::write(&path, text).unwrap();
        let found = finding();
        assert_eq!(found["ok"], false, "{found}");
        assert!(found["text"].as_str().unwrap().contains(file), "{found}");
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", &path).unwrap();
        assert_eq!(finding()["ok"], false, "a link");
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_double_click_shows_the_link_of_the_new_user_again() {
    let (rig, serving) = house::served();
    let mut chief = chief(&serving);
    let once = chief.hidden("once").unwrap().to_owned();
    let fields = [("name", "erna"), ("role", "user"), ("once", once.as_str())];
    let first = link(&chief.post("/admin/users/new", &fields));
    let again = chief.post("/admin/users/new", &fields);
    assert_eq!((again.status, link(&again)), (200, first.clone()));
    assert_eq!(audited(&rig, &["\"new-user\"", "erna", "\"granted\":true"]), 1);
    // A user who was removed can be made again.
    assert_eq!(chief.post("/admin/users/end", &[("user", "erna")]).status, 303);
    let later = chief.post("/admin/users/new", &fields);
    assert_eq!(later.status, 200, "{}", later.text());
    assert_ne!(link(&later), first);
    chooses(&serving, &link(&later), "erna's secret");
}

#[test]
fn the_link_is_in_a_mail_to_the_user() {
    let (rig, serving) = house::served();
    let fields = [("name", "erna"), ("role", "user"), ("addresses", "erna@example.com")];
    let made = chief(&serving).post("/admin/users/new", &fields);
    let link = link(&made);
    let letters: Vec<_> = (1..5)
        .filter_map(|id| rig.spool.outbox().letter(ferrofax::spool::LetterId(id)).unwrap())
        .collect();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(
        (letter.new.mailbox.as_str(), letter.new.subject.as_str()),
        ("erna@example.com", "Choose your password for the fax web interface (Fax)")
    );
    assert!(
        letter.new.text.contains(&link) && letter.new.text.contains("name is erna"),
        "{letter:?}"
    );
}

#[test]
fn a_change_counts_at_once_and_an_end_ends_everything() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991270061", "Alice's friend");
    let serving = rig.serve();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let to = serving.addresses[0];
    let mut erna = Reader::logged_in(to, "erna", "erna's secret");
    assert_eq!(erna.get(&format!("/in/{fax}")).status, 404);
    erna.get("/own");
    let key = erna.post("/own/keys", &[("name", "mine"), ("scope", "faxes:read"), ("days", "9")]);
    assert_eq!(key.status, 200);
    let mut chief = chief(&serving);
    assert!(chief.get("/admin/users/edit?user=erna").text().contains("Remove this user"));
    let raised = [("name", "erna"), ("role", "administrator"), ("device", "2101")];
    assert_eq!(chief.post("/admin/users/change", &raised).status, 303);
    assert_eq!(erna.get(&format!("/in/{fax}")).status, 200, "the same session");
    assert_eq!(erna.get("/admin/users").status, 200);
    erna.get("/admin/users/new");
    for (path, fields) in [
        ("/admin/users/end", vec![("user", "erna")]),
        ("/admin/users/change", vec![("name", "erna"), ("role", "user")]),
    ] {
        assert!([422].contains(&erna.post(path, &fields).status), "{path}");
    }
    assert_eq!(chief.post("/admin/users/end", &[("user", "erna")]).status, 303);
    assert_eq!(erna.get("/own").status, 303, "the session has ended");
    assert_eq!(Reader::at(to).log_in("erna", "erna's secret").status, 401);
    let keys = rig.spool.logins().api_keys(Some("erna")).unwrap();
    assert!(keys.len() == 1 && keys[0].has_ended(ferrofax::UnixMs::now()));
    // A later user with this name gets nothing of the first.
    with_user(&serving, &[("name", "erna"), ("role", "user")], "another secret");
    let mut other = Reader::logged_in(to, "erna", "another secret");
    assert!(!other.get("/own").text().contains("End: mine"), "the key is not a key any more");
    assert_eq!(other.get(&format!("/in/{fax}")).status, 404);
}

#[test]
fn users_of_gateway_toml_are_changed_there() {
    let (_rig, serving) = house::served();
    let mut chief = chief(&serving);
    let page = chief.get("/admin/users/edit?user=alice").text();
    assert!(page.contains("is not managed here") && !page.contains("/admin/users/change"));
    for (path, fields) in [
        ("/admin/users/change", vec![("name", "alice"), ("role", "administrator")]),
        ("/admin/users/end", vec![("user", "alice")]),
        ("/admin/users/invite", vec![("user", "alice")]),
    ] {
        let refused = chief.post(path, &fields);
        assert!(refused.status == 422, "{path}: {}", refused.text());
    }
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert!(alice.get("/own/password").text().contains("cannot be changed here"));
    let fields = [
        ("password", "secret"),
        ("new_password", "a new secret"),
        ("again_password", "a new secret"),
    ];
    assert_eq!(alice.post("/own/password", &fields).status, 422);
}

#[test]
fn ones_own_password_is_changed_and_other_sessions_end() {
    let (rig, serving) = house::served();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let to = serving.addresses[0];
    let mut forgotten = Reader::logged_in(to, "erna", "erna's secret");
    let mut erna = Reader::logged_in(to, "erna", "erna's secret");
    erna.get("/own/password");
    let with = |password: &'static str, new: &'static str, again: &'static str| {
        [("password", password), ("new_password", new), ("again_password", again)]
    };
    for (fields, words) in [
        (with("wrong", "a new secret", "a new secret"), "the current password is wrong"),
        (with("erna's secret", "short", "short"), "at least 8 characters"),
        (with("erna's secret", "a new secret", "another new"), "the two new passwords differ"),
    ] {
        let refused = erna.post("/own/password", &fields);
        assert!(refused.status == 422 && refused.text().contains(words), "{}", refused.text());
        assert!(!refused.text().contains("a new secret"), "no password is shown");
    }
    assert_eq!(forgotten.get("/own").status, 200);
    let done = erna.post("/own/password", &with("erna's secret", "a new secret", "a new secret"));
    assert_eq!((done.status, done.location()), (303, "/own?done=password"));
    assert!(erna.get("/own?done=password").text().contains("Your password was changed"));
    assert_eq!(forgotten.get("/own").status, 303);
    assert_eq!(Reader::at(to).log_in("erna", "erna's secret").status, 401);
    Reader::logged_in(to, "erna", "a new secret");
    assert_eq!(audited(&rig, &["\"change-password\"", "\"granted\":false"]), 3);
    assert_eq!(audited(&rig, &["\"change-password\"", "\"erna\"", "\"granted\":true"]), 1);
}

#[test]
fn guesses_at_ones_own_password_are_limited() {
    let (_rig, serving) = house::served();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut erna = Reader::logged_in(serving.addresses[0], "erna", "erna's secret");
    erna.get("/own/password");
    let guess = |password: &'static str| {
        [
            ("password", password),
            ("new_password", "a new secret"),
            ("again_password", "a new secret"),
        ]
    };
    for _ in 0..10 {
        assert_eq!(erna.post("/own/password", &guess("guess")).status, 422);
    }
    assert_eq!(erna.post("/own/password", &guess("erna's secret")).status, 403, "too late");
    Reader::at(serving.addresses[0]).get("/login");
}

#[test]
fn a_file_that_is_not_valid_lets_nobody_in_by_password() {
    let rig = Rig::new(&house::settings());
    let file = rig.folder.path().join("spool/users.toml");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "[[user]]\nname = \"erna\"\n").unwrap();
    let serving = rig.serve();
    let to = serving.addresses[0];
    assert_eq!(Reader::at(to).log_in("alice", "secret").status, 503);
    assert!(audited(&rig, &["\"login\"", "\"users-file\"", "\"granted\":false"]) > 0);
    std::fs::remove_file(&file).unwrap();
    Reader::logged_in(to, "alice", "secret");
    // A file that breaks later does not count: what was read before holds.
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let good = std::fs::read(&file).unwrap();
    std::fs::write(&file, "nonsense").unwrap();
    Reader::logged_in(to, "erna", "erna's secret");
    let refused = chief(&serving).post("/admin/users/new", &[("name", "x"), ("role", "user")]);
    assert_eq!(refused.status, 503);
    std::fs::write(&file, good).unwrap();
    Reader::logged_in(to, "erna", "erna's secret");
}
