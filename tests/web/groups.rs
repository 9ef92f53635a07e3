//! Groups that administrators create, change and end in the web interface.

use crate::people::{chief, chooses, link, with_user};
use crate::reader::{Page, Reader};
use crate::{audited, house};

/// The version of a group that its page shows.
pub(crate) fn version(page: &Page) -> String {
    let text = page.text();
    let rest = text.split("name=\"version\" value=\"").nth(1);
    let rest = rest.unwrap_or_else(|| panic!("no version: {text}"));
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn the_members_of_a_group_see_its_devices_at_once() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2102", "0991270062", "Bob's friend");
    let serving = rig.serve();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut erna = Reader::logged_in(serving.addresses[0], "erna", "erna's secret");
    let seen = format!("/in/{fax}");
    assert_eq!(erna.get(&seen).status, 404);
    let mut chief = chief(&serving);
    let form = chief.get("/admin/groups/new").text();
    assert!(form.contains("2102@fax-devices") && form.contains("erna") && !form.contains("bob"));
    let group = [("name", "purchase"), ("device", "2102@fax-devices"), ("member", "erna")];
    let made = chief.post("/admin/groups/new", &group);
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(erna.get(&seen).status, 200, "the same session");
    let listed = chief.get("/admin/users?done=group_saved").text();
    assert!(listed.contains("The group was saved.") && listed.contains("group=purchase"));
    assert!(!listed.contains("group=sales"), "gateway.toml has it");
    let edited = chief.get("/admin/groups/edit?group=purchase");
    let version = version(&edited);
    let without = [("name", "purchase"), ("device", "2102@fax-devices"), ("version", &version)];
    assert_eq!(chief.post("/admin/groups/change", &without).status, 303);
    assert_eq!(erna.get(&seen).status, 404);
    // By the form of the user.
    chief.get("/admin/users/edit?user=erna");
    let fields = [("name", "erna"), ("role", "user"), ("group", "purchase")];
    assert_eq!(chief.post("/admin/users/change", &fields).status, 303);
    assert_eq!(erna.get(&seen).status, 200);
    let edited = chief.get("/admin/groups/edit?group=purchase");
    let version = self::version(&edited);
    let end = [("name", "purchase"), ("version", version.as_str())];
    assert_eq!(chief.post("/admin/groups/end", &end).status, 303);
    assert_eq!(erna.get(&seen).status, 404);
    assert_eq!(chief.get("/admin/groups/edit?group=purchase").status, 404);
    for asked in ["new-group", "change-group", "end-group"] {
        let words = [&format!("\"{asked}\""), "purchase", "\"granted\":true"];
        assert_eq!(audited(&rig, &words), 1, "{asked}");
    }
    assert_eq!(audited(&rig, &["\"change-group\"", "\"members\":\"-erna\""]), 1);
}

#[test]
fn a_member_who_ends_leaves_nothing_to_a_later_user_with_the_same_name() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2102", "0991270062", "Bob's friend");
    let serving = rig.serve();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut chief = chief(&serving);
    let group = [("name", "purchase"), ("device", "2102@fax-devices"), ("member", "erna")];
    assert_eq!(chief.post("/admin/groups/new", &group).status, 303);
    assert_eq!(chief.post("/admin/users/end", &[("user", "erna")]).status, 303);
    with_user(&serving, &[("name", "erna"), ("role", "user")], "another secret");
    let mut erna = Reader::logged_in(serving.addresses[0], "erna", "another secret");
    assert_eq!(erna.get(&format!("/in/{fax}")).status, 404);
}

#[test]
fn a_group_of_gateway_toml_takes_precedence() {
    let rig = house::rig();
    let fax = house::fax(&rig, "2101", "0991270061", "Alice's friend");
    let of_sales = house::fax(&rig, "2102", "0991270062", "Bob's friend");
    let file = rig.folder.path().join("spool/users.toml");
    let user = "[[user]]\nname = \"erna\"\nid = \"x\"\nrole = \"user\"\n";
    let group = "[[group]]\nname = \"sales\"\ndevices = [\"2101@fax-devices\"]\nmembers = [\"erna\", \"bob\"]\n";
    std::fs::write(&file, format!("{user}{group}")).unwrap();
    let serving = rig.serve();
    let made = chief(&serving).post("/admin/users/invite", &[("user", "erna")]);
    chooses(&serving, &link(&made), "erna's secret");
    let to = serving.addresses[0];
    let mut erna = Reader::logged_in(to, "erna", "erna's secret");
    for seen in [fax, of_sales] {
        assert_eq!(erna.get(&format!("/in/{seen}")).status, 404);
    }
    // The user of gateway.toml with the name of a member is no member.
    let mut text = std::fs::read_to_string(&file).unwrap();
    text = text.replace("\"sales\"", "\"purchase\"");
    std::fs::write(&file, text).unwrap();
    assert_eq!(erna.get(&format!("/in/{fax}")).status, 200);
    let mut bob = Reader::logged_in(to, "bob", "other");
    assert_eq!(bob.get(&format!("/in/{fax}")).status, 404);
}

#[test]
fn two_administrators_do_not_overwrite_each_other() {
    let (_rig, serving) = house::served();
    with_user(&serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut chief = chief(&serving);
    assert_eq!(chief.post("/admin/groups/new", &[("name", "purchase")]).status, 303);
    let version = version(&chief.get("/admin/groups/edit?group=purchase"));
    let of_user = self::version(&chief.get("/admin/users/edit?user=erna"));
    let joined = [("name", "purchase"), ("member", "erna"), ("version", version.as_str())];
    assert_eq!(chief.post("/admin/groups/change", &joined).status, 303);
    let late = [("name", "purchase"), ("device", "2102@fax-devices"), ("version", &version)];
    let refused = chief.post("/admin/groups/change", &late);
    assert!(refused.text().contains("somebody else has changed this"), "{}", refused.text());
    assert_eq!(refused.status, 409);
    let late = [("name", "erna"), ("role", "operator"), ("version", &of_user)];
    assert_eq!(chief.post("/admin/users/change", &late).status, 409, "her groups have changed");
    assert!(
        chief
            .get("/admin/groups/edit?group=purchase")
            .text()
            .contains("value=\"erna\" checked")
    );
}
