//! Attacks on the groups of the web interface.

use super::{Siege, known, lines};
use crate::groups::version;
use crate::people::{chief, with_user};
use crate::reader::Reader;

/// Actions by people who are no administrators.
const DEEDS: [(&str, &[(&str, &str)]); 3] = [
    ("new", &[("name", "mine"), ("device", "2102@fax-devices"), ("member", "erna")]),
    ("change", &[("name", "purchase"), ("device", "2102@fax-devices"), ("member", "erna")]),
    ("end", &[("name", "purchase")]),
];

/// Names for a new group that are those of others, or look like them.
const NAMES: [&str; 8] =
    ["sales", "SALES", " sales ", "s\u{430}les", "purchase", "../x", "a\"]\n[[user]]", ""];

/// Values of a group that there are not.
const VALUES: [(&str, &str); 6] = [
    ("device", "2199@fax-devices"),
    ("device", "*"),
    ("device", "2102@fax-devices\"]\n[[user]]\nname = \"mallory\""),
    ("member", "bob"),
    ("member", "mallory"),
    ("member", "erna\", \"bob"),
];

pub(super) const COUNT: usize = 2 * (DEEDS.len() + 1) + NAMES.len() + 1 + VALUES.len() + 6 + 4;

#[test]
fn a_group_gives_nobody_more_than_an_administrator_has_given() {
    let mut siege = Siege::begun();
    with_user(&siege.serving, &[("name", "erna"), ("role", "user")], "erna's secret");
    let mut by = chief(&siege.serving);
    assert_eq!(by.post("/admin/groups/new", &[("name", "purchase")]).status, 303);
    let file = siege.rig.folder.path().join("spool/users.toml");
    let before = std::fs::read(&file).unwrap();
    deeds(&mut siege);
    names(&mut siege);
    values(&mut siege);
    versions(&mut siege);
    forms(&mut siege);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    siege.ended(COUNT);
}

/// An operator and a user, with the right version.
fn deeds(siege: &mut Siege) {
    let version = version(&chief(&siege.serving).get("/admin/groups/edit?group=purchase"));
    for (name, password) in [("dora", "desk"), ("erna", "erna's secret")] {
        let mut somebody = Reader::logged_in(siege.serving.addresses[0], name, password);
        somebody.get("/own");
        known(siege);
        for (deed, fields) in DEEDS {
            let fields: Vec<_> =
                fields.iter().copied().chain([("version", version.as_str())]).collect();
            let answer = somebody.post(&format!("/admin/groups/{deed}"), &fields);
            siege.refused(&format!("{name} {deed}"), &answer, &[403]);
        }
        let page = somebody.get("/admin/groups/edit?group=purchase");
        siege.refused(&format!("{name} looks at it"), &page, &[403]);
    }
}

fn names(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    known(siege);
    for name in NAMES {
        let answer = chief.post("/admin/groups/new", &[("name", name)]);
        siege.refused(name, &answer, &[422]);
    }
    let huge = "a".repeat(200_000);
    let answer = chief.post("/admin/groups/new", &[("name", &huge)]);
    siege.refused("a huge name", &answer, &[422]);
    let longest = lines(&siege.rig).iter().map(String::len).max().unwrap();
    assert!(longest < 4_000, "a line of the log has {longest} bytes");
}

fn values(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    let version = version(&chief.get("/admin/groups/edit?group=purchase"));
    known(siege);
    for (field, value) in VALUES {
        let fields = [("name", "purchase"), ("version", version.as_str()), (field, value)];
        let answer = chief.post("/admin/groups/change", &fields);
        siege.refused(&format!("{field} {value}"), &answer, &[422]);
    }
}

fn versions(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    known(siege);
    let huge = "a".repeat(100_000);
    for version in ["", "made up", &huge] {
        for deed in ["change", "end"] {
            let fields = [("name", "purchase"), ("version", version)];
            let answer = chief.post(&format!("/admin/groups/{deed}"), &fields);
            siege.refused(&format!("{deed} with a version of nobody"), &answer, &[409]);
        }
    }
}

/// Groups of gateway.toml and of nobody, and forms of other sites.
fn forms(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    known(siege);
    for deed in ["change", "end"] {
        let fields = [("name", "sales"), ("member", "erna"), ("version", "")];
        let answer = chief.post(&format!("/admin/groups/{deed}"), &fields);
        siege.refused(&format!("{deed} a group of gateway.toml"), &answer, &[422]);
    }
    let fields = [("name", "mine"), ("member", "erna")];
    let forged = [fields[0], fields[1], ("secret", "x")];
    siege.refused("no secret", &chief.post("/admin/groups/new", &forged), &[403]);
    chief.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    siege.refused("a form of another site", &chief.post("/admin/groups/new", &fields), &[403]);
}
