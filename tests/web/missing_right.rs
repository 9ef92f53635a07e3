//! From a refusal in the audit log, an administrator comes to the form that gives the missing right.
//! Nothing is granted by the link alone.

use crate::house;
use crate::people::chief;
use crate::reader::Reader;
use crate::rig::{Rig, Serving};

/// A line of the audit log about a refused mail.
const LINE: &str = r#"{"at":"2026-11-28T10:00:00Z","asked":"sender","client":"192.0.2.7","sender":"Carol.Doe@example.com","granted":false,"rule":"stranger","code":550,"text":"nobody"}"#;

/// A house whose log has this line, and is served.
fn with_line(line: &str) -> (Rig, Serving) {
    let rig = Rig::new(&format!("{}\n[class.big]\npages = 500\n", house::settings()));
    let log = rig.folder.path().join("spool/audit.log");
    std::fs::write(&log, format!("{line}\n")).unwrap();
    let serving = rig.serve();
    (rig, serving)
}

/// The link of the newest refusal in the log.
fn link(reader: &mut Reader) -> Option<String> {
    let log = reader.get("/admin/log?granted=no").text();
    let rest = log.split("<a href=\"/admin/users/right?").nth(1)?;
    let query = rest.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&");
    Some(format!("/admin/users/right?{query}"))
}

fn users_toml(rig: &Rig) -> String {
    std::fs::read_to_string(rig.spool.folder().join("users.toml")).unwrap_or_default()
}

#[test]
fn a_stranger_becomes_a_user_when_an_administrator_confirms_it() {
    let (rig, serving) = with_line(LINE);
    let mut administrator = chief(&serving);
    let to = link(&mut administrator).expect("a link");
    let form = administrator.get(&to);
    let text = form.text();
    assert!(form.status == 200 && text.contains("value=\"Carol.Doe@example.com\""), "{text}");
    assert!(text.contains("no user has the address") && text.contains("value=\"carol.doe\""));
    // The link alone has changed nothing.
    assert!(!users_toml(&rig).contains("example.com"));
    let entered = [("name", "carol.doe"), ("role", "user"), ("addresses", "Carol.Doe@example.com")];
    let made = administrator.post("/admin/users/new", &entered);
    assert_eq!(made.status, 200, "{}", made.text());
    assert!(users_toml(&rig).to_lowercase().contains("carol.doe@example.com"));
    // Now the same link leads to the user.
    let user = administrator.get(&to);
    assert!(user.location().starts_with("/admin/users/edit?user=carol.doe"), "{}", user.head);
}

#[test]
fn every_mail_address_of_a_stranger_can_become_that_of_a_user() {
    let (_rig, serving) = with_line(&LINE.replace("Carol.Doe@", "o'brien@"));
    let mut administrator = chief(&serving);
    let to = link(&mut administrator).expect("a link");
    let form = administrator.get(&to);
    assert!(form.status == 200 && form.text().contains("value=\"obrien\""), "{}", form.text());
    let entered = [("name", "obrien"), ("role", "user"), ("addresses", "o'brien@example.com")];
    assert_eq!(administrator.post("/admin/users/new", &entered).status, 200);
    let user = administrator.get(&to);
    assert!(user.location().starts_with("/admin/users/edit?user=obrien"), "{}", user.head);
}

#[test]
fn a_sender_that_is_no_mail_address_has_no_link() {
    let (_rig, serving) = with_line(&LINE.replace("Carol.Doe@", "carol@@"));
    assert_eq!(link(&mut chief(&serving)), None);
}

#[test]
fn users_of_gateway_toml_are_read_only_and_the_line_is_named() {
    let line = LINE.replace("stranger", "number-dear").replace("Carol.Doe@", "2101@");
    let (_rig, serving) = with_line(&line);
    let mut administrator = chief(&serving);
    let to = link(&mut administrator).expect("a link");
    let found = administrator.get(&to);
    assert_eq!(found.location(), "/admin/users/edit?user=alice&rule=number-dear");
    let text = administrator.get(found.location()).text();
    let lines = "<pre>[[user]]\nname = &#34;alice&#34;\nallowed = [&#34;+…&#34;]</pre>";
    assert!(text.contains(lines) && !text.contains("action=\"/admin/users/change\""), "{text}");
    // Without a refusal there is no advice.
    assert!(!administrator.get("/admin/users/edit?user=alice").text().contains("<pre>"));
}

#[test]
fn users_of_the_interface_get_the_right_in_their_form() {
    let line = LINE.replace("stranger", "no-device").replace("Carol.Doe@example.com", "");
    let line = line.replace("\"granted\"", "\"user\":\"erna\",\"granted\"");
    let (_rig, serving) = with_line(&line);
    let mut administrator = chief(&serving);
    administrator.get("/admin/users/new");
    let made = administrator.post("/admin/users/new", &[("name", "erna"), ("role", "user")]);
    assert_eq!(made.status, 200, "{}", made.text());
    let to = link(&mut administrator).expect("a link");
    let form = administrator.get(administrator.clone().get(&to).location()).text();
    assert!(form.contains("change the permissions here") && form.contains("name=\"device\""));
    let pages = administrator.get("/admin/users/edit?user=erna&rule=pages").text();
    assert!(pages.contains("<pre>[class.…]\npages = …</pre>"), "{pages}");
}

#[test]
fn other_refusals_and_auditors_have_no_link() {
    let (_rig, serving) = with_line(&LINE.replace("stranger", "unproved"));
    assert_eq!(link(&mut chief(&serving)), None);
    let (rig, serving) = with_line(LINE);
    rig.set(&format!(
        "{}\n[[user]]\nname = \"eve\"\npassword = \"audit\"\nrole = \"auditor\"\n",
        house::settings()
    ));
    drop(serving);
    let serving = rig.serve();
    let mut eve = Reader::logged_in(serving.addresses[0], "eve", "audit");
    assert!(eve.get("/admin/log?granted=no").text().contains("Carol.Doe@example.com"));
    assert_eq!(link(&mut eve), None);
}
