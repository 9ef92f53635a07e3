//! Attacks on users, invitations, passwords and second factors.

use super::{Siege, known};
use crate::people::{chief, chooses, link};
use crate::reader::Reader;
use crate::second_factor::{code, secret, step, switched_on};

/// Names for a new user that are those of others, or look like them.
const NAMES: [&str; 9] = [
    "alice",
    "ALICE",
    " alice ",
    "\u{430}lice",
    "ａｌｉｃｅ",
    "alice\u{200b}",
    "../alice",
    "a\"b",
    "",
];

/// Changes by people who are no administrators.
const DEEDS: [(&str, &[(&str, &str)]); 6] = [
    ("new", &[("name", "mallory"), ("role", "administrator")]),
    ("change", &[("name", "erna"), ("role", "administrator")]),
    ("invite", &[("user", "erna")]),
    ("invite", &[("user", "chief")]),
    ("end", &[("user", "erna")]),
    ("second-factor", &[("user", "erna")]),
];

pub(super) const COUNT: usize = NAMES.len() + 2 * DEEDS.len() + 4 + 8 + 9 + 3;

#[test]
fn nobody_gets_more_than_they_have() {
    let mut siege = Siege::begun();
    let made =
        chief(&siege.serving).post("/admin/users/new", &[("name", "erna"), ("role", "user")]);
    let first = link(&made);
    chooses(&siege.serving, &first, "erna's secret");
    names(&mut siege);
    deeds(&mut siege);
    forms(&mut siege);
    invitations(&mut siege, &first);
    second_factors(&mut siege);
    files(&mut siege);
    siege.ended(COUNT);
}

fn names(siege: &mut Siege) {
    let mut chief = chief(&siege.serving);
    known(siege);
    for name in NAMES {
        let answer = chief.post("/admin/users/new", &[("name", name), ("role", "user")]);
        siege.refused(name, &answer, &[422]);
    }
}

fn deeds(siege: &mut Siege) {
    for (name, password) in [("dora", "desk"), ("erna", "erna's secret")] {
        let mut somebody = Reader::logged_in(siege.serving.addresses[0], name, password);
        somebody.get("/own");
        known(siege);
        for (deed, fields) in DEEDS {
            let answer = somebody.post(&format!("/admin/users/{deed}"), fields);
            siege.refused(&format!("{name} {deed}"), &answer, &[403]);
        }
    }
}

/// Forms of other sites, or of other sessions.
fn forms(siege: &mut Siege) {
    let mut foreign = chief(&siege.serving);
    let fields = [("name", "mallory"), ("role", "administrator")];
    let mut with = foreign.clone();
    with.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    known(siege);
    siege.refused("a form of another site", &with.post("/admin/users/new", &fields), &[403]);
    let forged = [fields[0], fields[1], ("secret", "x")];
    siege.refused("no secret", &foreign.post("/admin/users/new", &forged), &[403]);
    let own = foreign.post("/admin/users/second-factor", &[("user", "chief")]);
    siege.refused("one's own second factor without a code", &own, &[422]);
    let mut nobody = siege.reader();
    siege.refused("no session", &nobody.post("/admin/users/new", &fields), &[401]);
}

fn invitations(siege: &mut Siege, used: &str) {
    let passwords = [("new_password", "mallory's own"), ("again_password", "mallory's own")];
    let mut nobody = siege.reader();
    known(siege);
    siege.refused("a used link", &nobody.post(used, &passwords), &[410]);
    siege.refused("its page", &nobody.get(used), &[410]);
    let mut chief = chief(&siege.serving);
    let older = link(&chief.post("/admin/users/invite", &[("user", "erna")]));
    let newer = link(&chief.post("/admin/users/invite", &[("user", "erna")]));
    known(siege);
    siege.refused("an older link", &nobody.post(&older, &passwords), &[410]);
    let other = format!("{}A", &newer[..newer.len() - 1]);
    let other = if other == newer { format!("{}B", &newer[..newer.len() - 1]) } else { other };
    siege.refused("another token", &nobody.post(&other, &passwords), &[410]);
    let hash = {
        let file = siege.rig.folder.path().join("spool/users.toml");
        let text = std::fs::read_to_string(file).unwrap();
        text.split("token = \"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let by_hash = nobody.post(&format!("/invitation/{hash}"), &passwords);
    siege.refused("what the file has of it", &by_hash, &[410]);
    let short = [("new_password", "short"), ("again_password", "short")];
    siege.refused("a short password", &nobody.post(&newer, &short), &[422]);
    nobody.headers.push(("Sec-Fetch-Site".to_owned(), "cross-site".to_owned()));
    siege.refused("a form of another site", &nobody.post(&newer, &passwords), &[403]);
    // The link ends with its user.
    let mut chief = crate::people::chief(&siege.serving);
    let gone = link(&chief.post("/admin/users/new", &[("name", "emil"), ("role", "user")]));
    chief.get("/admin/users/new");
    assert_eq!(chief.post("/admin/users/end", &[("user", "emil")]).status, 303);
    known(siege);
    let answer = siege.reader().post(&gone, &passwords);
    siege.refused("the link of an ended user", &answer, &[410]);
}

fn second_factors(siege: &mut Siege) {
    let to = siege.serving.addresses[0];
    let mut erna = Reader::logged_in(to, "erna", "erna's secret");
    erna.get("/own/second-factor");
    let totp = secret(&erna.post("/own/second-factor/begin", &[]));
    let right = code(&totp, step());
    known(siege);
    let on = |password: &str, totp: &str, code: &str| {
        let fields = [("password", password), ("totp", totp), ("code", code)];
        fields.map(|(name, value)| (name, value.to_owned()))
    };
    for (attack, fields) in [
        ("a stolen session switches it on", on("", &totp, &right)),
        ("a code of nothing", on("erna's secret", &totp, "000000x")),
        ("a short secret", on("erna's secret", "MFRGG", &right)),
    ] {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        siege.refused(attack, &erna.post("/own/second-factor/on", &fields), &[422]);
    }
    let (secret, codes) = switched_on(&mut erna, "erna's secret");
    let mut half = Reader::at(to);
    assert_eq!(half.log_in("erna", "erna's secret").status, 200);
    assert_eq!(half.get("/in").status, 303, "half a login opens nothing");
    let mut other = Reader::at(to);
    other.log_in("erna", "erna's secret");
    let used = code(&secret, step());
    assert_eq!(other.post("/login/code", &[("code", &used)]).status, 303);
    half.log_in("erna", "erna's secret");
    known(siege);
    siege.refused("a code that was used", &half.post("/login/code", &[("code", &used)]), &[401]);
    let replay = half.post("/login/code", &[("code", "123456"), ("half", "guessed")]);
    siege.refused("a token of nobody", &replay, &[401]);
    half.log_in("erna", "erna's secret");
    let half_of_erna = half.hidden("half").unwrap().to_owned();
    let mut stolen = Reader::at(to);
    stolen.log_in("erna", "erna's secret");
    let fields = [("code", codes[0].as_str()), ("half", &half_of_erna), ("knock", "x")];
    known(siege);
    siege.refused("a form of nobody", &stolen.post("/login/code", &fields), &[403]);
    // Without the password and a code, a session does not switch it off.
    erna.get("/own/second-factor");
    known(siege);
    for (attack, password, code) in [
        ("without the password", "guess", codes[1].as_str()),
        ("without a code", "erna's secret", "999999x"),
    ] {
        let fields = [("password", password), ("code", code)];
        siege.refused(attack, &erna.post("/own/second-factor/off", &fields), &[422]);
    }
    // Five codes, and then the password is asked for again.
    let mut guessing = Reader::at(to);
    guessing.log_in("erna", "erna's secret");
    let token = guessing.hidden("half").unwrap().to_owned();
    for _ in 0..5 {
        let fields = [("code", "abcdefg"), ("half", token.as_str())];
        assert_eq!(guessing.post("/login/code", &fields).status, 401);
    }
    known(siege);
    let fields = [("code", codes[2].as_str()), ("half", token.as_str())];
    let answer = guessing.post("/login/code", &fields);
    siege.refused("a right code after five", &answer, &[401]);
    assert!(answer.text().contains("Please enter your password again"), "{}", answer.text());
}

/// The file is a link, is too large, or has a user of gateway.toml.
fn files(siege: &mut Siege) {
    let spool = siege.rig.folder.path().join("spool");
    let file = spool.join("users.toml");
    let mut chief = chief(&siege.serving);
    let good = std::fs::read(&file).unwrap();
    let elsewhere = siege.rig.folder.path().join("elsewhere.toml");
    let new = [("name", "mallory"), ("role", "user")];
    for (attack, large) in [("a link", false), ("a large file", true)] {
        std::fs::remove_file(&file).unwrap();
        if large {
            std::fs::write(&file, "#".repeat((8 << 20) + 1)).unwrap();
        } else {
            std::fs::write(&elsewhere, &good).unwrap();
            std::os::unix::fs::symlink(&elsewhere, &file).unwrap();
        }
        known(siege);
        siege.refused(attack, &chief.post("/admin/users/new", &new), &[503]);
        assert_eq!(std::fs::read(&elsewhere).unwrap(), good, "nothing is written through it");
    }
    let text = String::from_utf8(good).unwrap().replace("\"erna\"", "\"bob\"");
    std::fs::remove_file(&file).unwrap();
    std::fs::write(&file, text).unwrap();
    known(siege);
    let answer = siege.reader().log_in("bob", "erna's secret");
    siege.refused("a user of gateway.toml in it", &answer, &[401]);
}
