//! Attacks on junk faxes: nobody but an administrator releases one, and only one that is junk.

use super::{Siege, known};
use crate::house;
use crate::people::chief;
use crate::reader::Reader;

/// People who are no administrators.
const PEOPLE: [(&str, &str); 3] = [("alice", "secret"), ("bob", "other"), ("dora", "desk")];

/// Numbers that no junk fax has.
const NUMBERS: [&str; 4] = ["0", "-1", "9223372036854775807", "99999"];

pub(super) const COUNT: usize = 2 * PEOPLE.len() + NUMBERS.len() + 6;

#[test]
fn junk_is_released_by_administrators_alone() {
    let mut siege = Siege::begun();
    let junk = house::junk(&siege.rig, "2101", "0991270066", "ident:SUN*");
    let release = |id: &str| format!("/admin/junk/{id}/release");
    let it = release(&junk.to_string());
    for (name, password) in PEOPLE {
        let mut somebody = Reader::logged_in(siege.serving.addresses[0], name, password);
        somebody.get("/own");
        known(&mut siege);
        siege.refused(&format!("{name} reads the list"), &somebody.get("/admin/junk"), &[403]);
        siege.refused(&format!("{name} releases"), &somebody.post(&it, &[]), &[403]);
    }
    let mut administrator = chief(&siege.serving);
    administrator.get("/admin/junk");
    known(&mut siege);
    for number in NUMBERS {
        let answer = administrator.post(&release(number), &[]);
        siege.refused(number, &answer, &[404]);
    }
    let usual = release(&siege.of_alice.to_string());
    siege.refused("a fax that is no junk", &administrator.post(&usual, &[]), &[422]);
    siege.refused("no number", &administrator.post(&release("1%20OR%201"), &[]), &[400, 404]);
    siege.refused("a link", &administrator.get(&it), &[404, 405]);
    let forged = administrator.clone().post(&it, &[("secret", "x")]);
    siege.refused("no secret", &forged, &[403]);
    let mut foreign = administrator.clone();
    foreign.headers.push(("Origin".to_owned(), "https://evil.example".to_owned()));
    siege.refused("a form of another site", &foreign.post(&it, &[]), &[403]);
    let mut nobody = siege.reader();
    siege.refused("no session", &nobody.post(&it, &[]), &[401]);
    let kept = siege.rig.spool.faxes().junk_of(junk).unwrap();
    assert_eq!(kept.map(|junk| junk.rule).as_deref(), Some("ident:SUN*"));
    siege.ended(COUNT);
}
