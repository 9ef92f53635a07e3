//! Attacks on the devices, lines and mail server of the web interface.

use std::os::unix::fs::symlink;

use super::{Siege, known};
use crate::managed::{DEVICES, SETTINGS, chief, file};
use crate::reader::Reader;

/// Values that would become something else in a dialplan, by their fields.
const INJECTED: [(&str, &str); 20] = [
    ("extension", "2150,1,System(id)\nexten => 2151"),
    ("extension", "_X."),
    ("extension", "${EXTEN}"),
    ("addresses", "a@example.com)\nexten => 66,1,System(id"),
    ("addresses", "a@example.com&b)"),
    ("addresses", "${SHELL(id)}@example.com"),
    ("addresses", "\"a b\"@example.com"),
    ("format", "pdf,n(x"),
    ("name", "x)\nexten => 66,1,System(id"),
    ("name", "a)P(office"),
    ("name", "${SHELL(id)}"),
    ("name", "a;b"),
    ("name", "#exec id"),
    ("station_id", "1)x"),
    ("printers", "office)x(|"),
    ("class", "a,b"),
    ("time_zone", "../../etc/passwd"),
    ("header_text", "a\r\n#include /etc/passwd"),
    ("account", "$[1]"),
    ("priority", "1)x"),
];

/// Values that would become something else in the settings.
const OF_LINES: [(&str, &str, &str); 10] = [
    ("/admin/lines", "dialstring", "Local/s@default,1,System(id)"),
    ("/admin/lines", "dialstring", "Local/from-internal"),
    ("/admin/lines", "dialstring", "PJSIP/${SHELL(id)}"),
    ("/admin/lines", "max_lines", "4\nspool = /etc"),
    ("/admin/lines", "country_code", "49;x"),
    ("/admin/lines/mail", "mailserver", "mail.example.com\nspool = /etc"),
    ("/admin/lines/mail", "mailserver", "unix:/run/evil.sock"),
    ("/admin/lines/mail", "mailserver", "evil.example"),
    ("/admin/lines/mail", "mailtls", "none"),
    ("/admin/lines/mail", "faxmaster", "a@example.com\nmailserver = evil.example"),
];

/// Actions by people who are no administrators.
const DEEDS: [(&str, &[(&str, &str)]); 5] = [
    ("/admin/devices/new", &[("extension", "66"), ("addresses", "mallory@example.com")]),
    ("/admin/devices/change", &[("extension", "2150"), ("addresses", "mallory@example.com")]),
    ("/admin/devices/end", &[("device", "2150"), ("version", "")]),
    ("/admin/lines", &[("max_lines", "1")]),
    ("/admin/lines/mail", &[("mailserver", "evil.example")]),
];

pub(super) const COUNT: usize = INJECTED.len() + OF_LINES.len() + 2 * DEEDS.len() + 3 + 3 + 4 + 4;

#[test]
fn devices_and_lines_are_what_an_administrator_has_set() {
    let mut siege = Siege::begun();
    let device = [("extension", "2150"), ("addresses", "erna@example.com")];
    assert_eq!(chief(&siege.serving).post("/admin/devices/new", &device).status, 303);
    let mut by = chief(&siege.serving);
    by.get("/admin/lines");
    let mail = [
        ("mailserver", "mail.example.com"),
        ("mailtls", "required"),
        ("mailuser", "fax"),
        ("mailpassword", "secret of the relay"),
    ];
    assert_eq!(by.post("/admin/lines/mail", &mail).status, 303);
    let good = (file(&siege.rig, DEVICES), file(&siege.rig, SETTINGS));
    injections(&mut siege);
    deeds(&mut siege);
    forms(&mut siege);
    names(&mut siege);
    races(&mut siege);
    assert_eq!((file(&siege.rig, DEVICES), file(&siege.rig, SETTINGS)), good);
    files(&mut siege);
    siege.ended(COUNT);
}

fn injections(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    known(siege);
    for (field, value) in INJECTED {
        let mut fields = vec![("extension", "2160"), ("addresses", "x@example.com")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = chief.post("/admin/devices/new", &fields);
        siege.refused(&format!("{field} {value:?}"), &answer, &[422]);
    }
    chief.get("/admin/lines");
    known(siege);
    for (path, field, value) in OF_LINES {
        let mut fields = vec![(field, value)];
        if path.ends_with("mail") {
            let usual =
                [("mailserver", "mail.example.com"), ("mailtls", "required"), ("mailuser", "fax")];
            fields.extend(usual.iter().filter(|(name, _)| *name != field));
        }
        let answer = chief.post(path, &fields);
        siege.refused(&format!("{field} {value:?}"), &answer, &[422]);
        assert!(!answer.text().contains("secret of the relay"));
    }
}

fn deeds(siege: &mut Siege) {
    for (name, password) in [("dora", "desk"), ("alice", "secret")] {
        let mut somebody = Reader::logged_in(siege.serving.addresses[0], name, password);
        somebody.get("/own");
        known(siege);
        for (path, fields) in DEEDS {
            siege.refused(&format!("{name} {path}"), &somebody.post(path, fields), &[403]);
        }
        for page in ["/admin/devices/new", "/admin/devices/edit?device=2150", "/admin/lines"] {
            assert_eq!(somebody.get(page).status, 403, "{page}");
        }
    }
}

/// Forms of other sites, or of other sessions.
fn forms(siege: &mut Siege) {
    let mut own = chief(&siege.serving);
    let (path, fields) = DEEDS[0];
    let mut foreign = own.clone();
    foreign.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    known(siege);
    siege.refused("a form of another site", &foreign.post(path, fields), &[403]);
    let forged = [fields[0], fields[1], ("secret", "x")];
    siege.refused("no secret", &own.post(path, &forged), &[403]);
    siege.refused("no session", &siege.reader().post(path, fields), &[401]);
}

/// Extensions that others have, and values that are too large.
fn names(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    let (many, long) = ("a@example.com,".repeat(200) + "b@example.com", "9".repeat(5_000));
    let numbered: Vec<String> = (0..50).map(|at| format!("a{at}@example.com")).collect();
    let numbered = numbered.join(" ");
    known(siege);
    for (attack, extension, addresses) in [
        ("a device of the dialplan", "2101", "x@example.com"),
        ("a long extension", long.as_str(), many.as_str()),
        ("many addresses", "2170", numbered.as_str()),
    ] {
        let fields = [("extension", extension), ("addresses", addresses)];
        let answer = chief.post("/admin/devices/new", &fields);
        siege.refused(attack, &answer, &[422]);
    }
}

/// Two administrators have the same form open.
fn races(siege: &mut Siege) {
    let mut one = chief(&siege.serving);
    let mut other = one.clone();
    let mut ending = one.clone();
    let first = [("extension", "2181"), ("addresses", "a@example.com")];
    let second = [("extension", "2182"), ("addresses", "b@example.com")];
    assert_eq!(one.post("/admin/devices/new", &first).status, 303);
    known(siege);
    siege.refused("an older form", &other.post("/admin/devices/new", &second), &[409]);
    let end = ending.post("/admin/devices/end", &[("device", "2181")]);
    siege.refused("an older page", &end, &[409]);
    let made_up = [first[0], first[1], ("version", "0123456789abcdef")];
    siege.refused("a version of nobody", &one.post("/admin/devices/change", &made_up), &[409]);
    one.get("/admin/devices/edit?device=2181");
    assert_eq!(one.post("/admin/devices/end", &[("device", "2181")]).status, 303);
    known(siege);
    one.get("/admin/devices/edit?device=2150");
    let gone = one.post("/admin/devices/end", &[("device", "2181")]);
    siege.refused("a device that is gone", &gone, &[422]);
}

/// The file is a link, is large, or has lines of others.
fn files(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    let path = siege.rig.folder.path().join(DEVICES);
    let (good, elsewhere) = (file(&siege.rig, DEVICES), siege.rig.folder.path().join("elsewhere"));
    let new = [("extension", "2190"), ("addresses", "x@example.com")];
    let foreign = format!("{good}exten => 66,1,System(id)\n");
    let large = format!("{good}{}", ";\n".repeat(2 << 20));
    known(siege);
    for (attack, text) in
        [("a link", None), ("lines of others", Some(&foreign)), ("a large file", Some(&large))]
    {
        let _ = std::fs::remove_file(&path);
        match text {
            Some(text) => std::fs::write(&path, text).unwrap(),
            None => {
                std::fs::write(&elsewhere, &good).unwrap();
                symlink(&elsewhere, &path).unwrap();
            }
        }
        siege.refused(attack, &chief.post("/admin/devices/new", &new), &[503]);
        assert_eq!(std::fs::read_to_string(&elsewhere).unwrap(), good);
        assert_eq!(chief.get("/admin/devices").status, 200, "the page says it");
    }
    let path = siege.rig.folder.path().join(SETTINGS);
    std::fs::write(&path, "spool = /etc\n").unwrap();
    known(siege);
    let answer = chief.post("/admin/lines", &[("max_lines", "8")]);
    siege.refused("settings that nobody may set there", &answer, &[503]);
}
