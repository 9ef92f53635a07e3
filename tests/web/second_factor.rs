//! The second factor of a login: codes of an app, recovery codes, and where a password alone is
//! not enough.

use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::people::{chief, with_user};
use crate::reader::{Page, Reader};
use crate::rig::{OPEN, Rig, Serving, Talk};
use crate::{SETTINGS, audited, house};

/// The step of the codes at this time.
pub(crate) fn step() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    i64::try_from(now / 30).unwrap()
}

/// The code that an app with this secret shows in a step.
pub(crate) fn code(secret: &str, step: i64) -> String {
    let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let mut hmac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    hmac.update(&step.to_be_bytes());
    let bytes = hmac.finalize().into_bytes();
    let at = usize::from(bytes[19] & 15);
    let number = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The secret that a page shows.
pub(crate) fn secret(page: &Page) -> String {
    let text = page.text();
    let rest = text.split("name=\"totp\" value=\"").nth(1).unwrap_or_else(|| panic!("{text}"));
    rest.split('"').next().unwrap().to_owned()
}

fn recovery_codes(page: &Page) -> Vec<String> {
    let text = page.text();
    let codes = text.split("<li><code>").skip(1);
    codes.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// Switches on the second factor of somebody who has logged in. Returns the secret and the recovery
/// codes. The step of the code is the one before the present, so that later ones are left.
pub(crate) fn switched_on(reader: &mut Reader, password: &str) -> (String, Vec<String>) {
    reader.get("/own/second-factor");
    let begun = reader.post("/own/second-factor/begin", &[]);
    let secret = secret(&begun);
    let code = code(&secret, step() - 1);
    let fields = [("password", password), ("totp", secret.as_str()), ("code", code.as_str())];
    let on = reader.post("/own/second-factor/on", &fields);
    let codes = recovery_codes(&on);
    assert!(on.status == 200 && codes.len() == 10, "{}", on.text());
    (secret, codes)
}

fn by_code(to: &Serving, name: &str, password: &str, code: &str) -> (Reader, Page) {
    let mut reader = Reader::at(to.addresses[0]);
    let half = reader.log_in(name, password);
    assert!(half.status == 200 && half.text().contains("recovery code"), "{}", half.text());
    assert!(reader.cookie("session").is_none(), "there is no session yet");
    let page = reader.post("/login/code", &[("code", code)]);
    (reader, page)
}

#[test]
fn a_login_asks_for_a_code_which_works_once() {
    let (rig, serving, mut alice) = house::alice();
    let mut other = Reader::logged_in(serving.addresses[0], "alice", "secret");
    alice.get("/own/second-factor");
    let begun = alice.post("/own/second-factor/begin", &[]);
    assert!(begun.text().contains("<svg class=\"qr\""), "{}", begun.text());
    let (secret, codes) = switched_on(&mut alice, "secret");
    assert_eq!(other.get("/own").status, 303, "other sessions have ended");
    assert_eq!(alice.get("/own").status, 200);
    let file = std::fs::read_to_string(rig.folder.path().join("spool/users.toml")).unwrap();
    assert!(codes.iter().all(|code| !file.contains(code)), "recovery codes are hashes");

    let now = code(&secret, step());
    let (mut inside, page) = by_code(&serving, "alice", "secret", &now);
    assert_eq!((page.status, page.location()), (303, "/"), "{}", page.text());
    assert_eq!(inside.get("/own").status, 200);
    let (_, replayed) = by_code(&serving, "alice", "secret", &now);
    assert!(replayed.status == 401 && replayed.text().contains("used before"));
    let (mut by_recovery, page) = by_code(&serving, "alice", "secret", &codes[3].to_uppercase());
    assert_eq!(page.status, 303, "{}", page.text());
    assert_eq!(by_recovery.get("/own").status, 200);
    let (_, again) = by_code(&serving, "alice", "secret", &codes[3]);
    assert_eq!(again.status, 401);
    assert_eq!(audited(&rig, &["\"second-factor-on\"", "alice", "\"granted\":true"]), 1);
    assert_eq!(audited(&rig, &["\"asked\":\"second-factor\"", "alice", "\"granted\":true"]), 2);
    assert_eq!(audited(&rig, &["\"asked\":\"second-factor\"", "\"wrong-code\""]), 2);
    // Off again, by the password and a code.
    alice.get("/own/second-factor");
    for (password, code) in [("guess", codes[0].as_str()), ("secret", "000000")] {
        let fields = [("password", password), ("code", code)];
        assert_eq!(alice.post("/own/second-factor/off", &fields).status, 422);
    }
    let fields = [("password", "secret"), ("code", codes[1].as_str())];
    assert_eq!(alice.post("/own/second-factor/off", &fields).status, 303);
    Reader::logged_in(serving.addresses[0], "alice", "secret");
}

#[test]
fn an_administrator_removes_a_lost_second_factor() {
    let (rig, serving) = house::served();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut erna = Reader::logged_in(serving.addresses[0], "erna", "erna's secret");
    switched_on(&mut erna, "erna's secret");
    let mut chief = chief(&serving);
    assert!(
        chief
            .get("/admin/users/edit?user=erna")
            .text()
            .contains("Remove the second factor")
    );
    let reset = chief.post("/admin/users/second-factor", &[("user", "erna")]);
    assert_eq!((reset.status, reset.location()), (303, "/admin/users?done=second_reset"));
    Reader::logged_in(serving.addresses[0], "erna", "erna's secret");
    assert_eq!(audited(&rig, &["\"reset-second-factor\"", "\"erna\"", "\"granted\":true"]), 1);
}

#[test]
fn a_role_can_require_it() {
    let settings = house::settings().replace("[web]", "[web]\nsecond_factor = [\"administrator\"]");
    let (_rig, serving) = Rig::served(&settings);
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    let sent = chief.get("/admin/users");
    assert_eq!((sent.status, sent.location()), (303, "/own/second-factor"));
    assert_eq!(chief.get("/api/v1/me").status, 401, "the session opens no API either");
    let page = chief.get("/own/second-factor");
    assert!(page.text().contains("requires a second factor"), "{}", page.text());
    assert_eq!(
        chief.post("/admin/users/stop", &[("user", "alice")]).location(),
        "/own/second-factor"
    );
    let (_, codes) = switched_on(&mut chief, "chief");
    assert_eq!(chief.get("/admin/users").status, 200);
    chief.get("/own/second-factor");
    let off = [("password", "chief"), ("code", codes[0].as_str())];
    let refused = chief.post("/own/second-factor/off", &off);
    assert!(refused.status == 422 && refused.text().contains("requires the second factor"));
    let mut alice = Reader::logged_in(serving.addresses[0], "alice", "secret");
    assert_eq!(alice.get("/in").status, 200, "of users it is not required");
}

#[test]
fn a_password_alone_is_not_enough_for_mail_and_a_key_is() {
    let web = SETTINGS.replace("[drop]\nenabled = false\n", "");
    let open = OPEN.replace("[mail]", "[mail]\nclear_text_networks = [\"127.0.0.0/8\"]");
    let (rig, serving) = Rig::served(&format!("{open}{web}"));
    let (mail, web) = (serving.addresses[0], serving.addresses[1]);
    let log_in = |password: &str| {
        let mut talk = Talk::to(mail).unwrap();
        talk.say("EHLO client.example.com").unwrap();
        let plain = BASE64_STANDARD.encode(format!("\0alice\0{password}"));
        talk.say(&format!("AUTH PLAIN {plain}")).unwrap()
    };
    let before = log_in("secret");
    assert!(before.starts_with("235"), "{before}");
    let mut alice = Reader::logged_in(web, "alice", "secret");
    alice.get("/own");
    let key = |reader: &mut Reader, scope: &str| {
        reader.get("/own");
        let made = reader.post("/own/keys", &[("name", "mail"), ("scope", scope), ("days", "9")]);
        let text = made.text();
        let rest = text.split("value=\"ffx_").nth(1).unwrap();
        format!("ffx_{}", rest.split('"').next().unwrap())
    };
    let (good, other) = (key(&mut alice, "jobs:write"), key(&mut alice, "faxes:read"));
    let mut bob = Reader::logged_in(web, "bob", "other");
    let of_bob = key(&mut bob, "jobs:write");
    switched_on(&mut alice, "secret");
    for refused in ["secret", other.as_str(), of_bob.as_str(), "ffx_"] {
        let answer = log_in(refused);
        assert!(answer.starts_with("535"), "{refused}: {answer}");
    }
    let answer = log_in(&good);
    assert!(answer.starts_with("235"), "{answer}");
    assert_eq!(audited(&rig, &["\"login\"", "\"second-factor\"", "\"granted\":false"]), 1);
}
