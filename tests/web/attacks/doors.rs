//! The lock after ten guesses: nobody gets around it, and nobody has others locked out.

use super::{Siege, known};
use crate::reader::Reader;
use crate::rig::Rig;
use crate::{audited, house};

/// What somebody writes into X-Forwarded-For before the proxy writes who he is.
const SAID: [&str; 5] = ["203.0.113.{}", "203.0.113.{}, x", "x", "\u{ff}", "203.0.113.{}, "];

const OPENID: &str = "
[openid]
issuer = \"http://127.0.0.1:9\"
address = \"http://127.0.0.1:9\"
client_id = \"fax\"

[[openid.group]]
name = \"fax\"
";

pub(super) const COUNT: usize = SAID.len() + 2;

#[test]
fn nobody_gets_around_the_lock_and_nobody_has_others_locked_out() {
    let settings = house::settings().replace("[web]\n", "[web]\nproxies = [\"127.0.0.1\"]\n");
    let mut siege = Siege::of(Rig::new(&format!("{settings}{OPENID}")));
    for (number, said) in SAID.into_iter().enumerate() {
        let real = format!("198.51.100.{number}");
        let by_proxy = |siege: &Siege, guess: usize| {
            from(siege, &format!("{}, {real}", said.replace("{}", &guess.to_string())))
        };
        for guess in 0..10 {
            assert_eq!(by_proxy(&siege, guess).log_in("alice", "guess").status, 401, "{said}");
        }
        known(&mut siege);
        assert_eq!(by_proxy(&siege, 99).log_in("alice", "secret").status, 401, "{said}");
        siege.noted(said, "\"too-many-logins\"");
        assert_eq!(audited(&siege.rig, &["\"too-many-logins\"", &real]), 1, "{said}");
        assert_eq!(by_proxy(&siege, 99).get("/metrics").status, 403, "{said}");
    }
    between_logins_of_ones_own(&mut siege);
    by_pictures_of_others(&mut siege);
    siege.ended(COUNT);
}

fn between_logins_of_ones_own(siege: &mut Siege) {
    let bob = || from(siege, "198.51.100.200");
    (0..9).for_each(|_| assert_eq!(bob().log_in("alice", "guess").status, 401));
    assert_eq!(bob().log_in("bob", "other").status, 303);
    assert_eq!(bob().log_in("alice", "guess").status, 401);
    assert_eq!(bob().log_in("alice", "secret").status, 401);
    siege.noted("guesses between logins of one's own", "\"too-many-logins\"");
}

/// A page of others that has its reader's browser fetch them.
fn by_pictures_of_others(siege: &mut Siege) {
    let mut office = from(siege, "198.51.100.201");
    for _ in 0..12 {
        assert_eq!(office.clone().get("/login/openid/back?state=x").status, 403);
    }
    siege.noted("pictures that would be logins", "\"stale-login\"");
    assert_eq!(office.log_in("alice", "secret").status, 303);
}

/// A browser behind the proxy.
fn from(siege: &Siege, forwarded: &str) -> Reader {
    let mut reader = siege.reader();
    for (name, value) in [("X-Forwarded-For", forwarded), ("X-Forwarded-Proto", "https")] {
        reader.headers.push((name.to_owned(), value.to_owned()));
    }
    reader
}
