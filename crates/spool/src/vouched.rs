//! Users who are not in the settings. A directory of your organisation or a login provider
//! *vouches* for them: it confirms who they are. The spool stores the last answer about each user.

use super::SpoolError;
use crate::Logins;
use crate::database::{self, Row, Transaction, params};
use ferrofax_basics::UnixMs;

/// A user for whom a directory or a login provider vouches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vouched {
    /// The user's name, in lower case. No other user has this name.
    pub name: String,
    /// The directory or provider that vouches for the user, as a word of the program.
    pub by: String,
    /// The identifier that the directory or provider has for the user. It remains the same when the
    /// name of the user changes.
    pub subject: String,
    /// The user's e-mail addresses, in lower case.
    pub addresses: Vec<String>,
    /// The user's groups, by their names in the directory or at the provider.
    pub groups: Vec<String>,
    /// The fax device that the directory or the provider names for the user. Empty: no device.
    pub device: String,
    /// The time of the last answer.
    pub said_at: UnixMs,
}

const COLUMNS: &str = "name, by, subject, addresses, groups, device, said_at";
const KEEP: &str = "
    INSERT INTO vouched (name, by, subject, addresses, groups, device, said_at, who)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, random())
    ON CONFLICT (name) DO UPDATE SET by = excluded.by, subject = excluded.subject, addresses = excluded.addresses,
        groups = excluded.groups, device = excluded.device, said_at = excluded.said_at,
        who = iif(vouched.by = excluded.by, vouched.who, excluded.who)";
const WHO: &str = "SELECT who FROM vouched WHERE name = ?1 AND by = ?2";
const FORGET: &str = "DELETE FROM vouched WHERE name = ?1 AND by = ?2";
pub(crate) const END_SESSIONS: &str = "DELETE FROM web_sessions WHERE user = ?1 AND by = ?2";
const END_KEYS: &str = "UPDATE api_keys SET ended_at = ?3 WHERE user = ?1 AND by = ?2 AND ended_at IS NULL AND ends_at > ?3";

const END_WEBHOOKS: &str = "DELETE FROM webhooks WHERE owner = ?1 AND by = ?2";
const FORGET_LANGUAGE: &str = "DELETE FROM languages WHERE user = ?1 AND by = ?2";
const FORGET_LOOK: &str = "DELETE FROM looks WHERE user = ?1 AND by = ?2";
const FORGET_START: &str = "DELETE FROM start_pages WHERE user = ?1 AND by = ?2";
const FORGET_REPORTS: &str = "DELETE FROM report_choices WHERE user = ?1 AND by = ?2";
const FORGET_VIEWS: &str = "DELETE FROM saved_views WHERE owner = ?1 AND by = ?2";
const FORGET_WATCH: &str = "DELETE FROM unclaimed_watches WHERE user = ?1 AND by = ?2";
/// Puts the address book of a forgotten user aside, under their permanent identifier. The same user
/// gets it back when they return, and no other user gets it.
const PUT_ASIDE: &str = "
    UPDATE contacts SET by = ?2 || ':' || (SELECT subject FROM vouched WHERE name = ?1 AND by = ?2)
    WHERE owner = ?1 AND by = ?2 AND EXISTS (SELECT 1 FROM vouched WHERE name = ?1 AND by = ?2)";
const TAKE_BACK: &str = "UPDATE contacts SET by = ?2 WHERE owner = ?1 AND by = ?2 || ':' || ?3";

/// The history of faxes remains. A fax that the former person has opened is not one that the next
/// person with this name has opened (`desk::marks`).
const FORGET_READ: [&str; 4] = [
    "DELETE FROM fax_readers WHERE user = ?1",
    "DELETE FROM fax_marks WHERE user = ?1",
    "DELETE FROM fax_claims WHERE user = ?1",
    "UPDATE fax_events SET text = 'former' WHERE by = ?1 AND what = 'read'",
];

/// The character between the entries of a list. No entry contains it.
const BETWEEN: &str = "\n";

impl Logins<'_> {
    /// Stores the answer about a user, in place of an earlier one.
    pub fn keep_vouched(&self, person: &Vouched) -> Result<(), SpoolError> {
        let Vouched { name, by, subject, addresses, groups, device, said_at } = person;
        let (addresses, groups) = (addresses.join(BETWEEN), groups.join(BETWEEN));
        self.spool.write(|transaction| {
            let row = params![name, by, subject, addresses, groups, device, said_at];
            transaction.run(KEEP, row)?;
            transaction.run(TAKE_BACK, [name, by, subject])
        })
    }

    /// Returns the last answer of a directory or login provider about the user with this name.
    pub fn vouched(&self, name: &str) -> Result<Option<Vouched>, SpoolError> {
        let sql = format!("SELECT {COLUMNS} FROM vouched WHERE name = ?1");
        self.spool.read(|transaction| transaction.first(&sql, [name], read))
    }

    /// Returns the number of the user who now has this name from this directory or provider. None:
    /// it vouches for no such user.
    ///
    /// The number is valid from the time when the user is first confirmed until the user is
    /// forgotten. The next user with the same name gets another number.
    pub fn who_is_vouched(&self, name: &str, by: &str) -> Result<Option<i64>, SpoolError> {
        self.spool
            .read(|transaction| transaction.first(WHO, [name, by], |row| row.get(0)))
    }

    /// Returns all users with an answer since this time, sorted by name, each with their number
    /// ([`Self::who_is_vouched`]).
    pub fn all_vouched(&self, since: UnixMs) -> Result<Vec<(Vouched, i64)>, SpoolError> {
        let sql = format!("SELECT {COLUMNS}, who FROM vouched WHERE said_at >= ?1 ORDER BY name");
        let with_who = |row: &Row<'_>| Ok((read(row)?, row.get("who")?));
        self.spool.read(|transaction| transaction.all(&sql, [since], with_who))
    }

    /// Returns up to `most` users of this directory or provider who have had no answer since this
    /// time. Those without an answer for the longest time are first.
    pub fn vouched_before(
        &self,
        by: &str,
        since: UnixMs,
        most: u32,
    ) -> Result<Vec<Vouched>, SpoolError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM vouched WHERE by = ?1 AND said_at < ?2 ORDER BY said_at LIMIT ?3"
        );
        let of = params![by, since, most];
        self.spool.read(|transaction| transaction.all(&sql, of, read))
    }

    /// Forgets a user for whom the directory or provider no longer vouches.
    ///
    /// This also deletes the user's language, webhooks, read marks and claims, ends their sessions
    /// and API keys, and puts their address book aside. A block from sending is kept: the directory
    /// possibly answers differently only for a moment.
    ///
    /// The next user with the same name is another person, for whom [`Self::who_is_vouched`]
    /// returns another number. Jobs and other things that are stored with the old number then
    /// belong to no user.
    pub fn forget_vouched(&self, name: &str, by: &str, now: UnixMs) -> Result<(), SpoolError> {
        self.spool.write(|transaction| {
            transaction.run(PUT_ASIDE, [name, by])?;
            // If another directory or provider vouches for the name, the marks are not this user's.
            if transaction.change(FORGET, [name, by])? > 0 {
                forget_read(transaction, name)?;
            }
            end_user(transaction, (name, by), now)
        })
    }
}

/// Deletes the choices and webhooks of a user who no longer exists, and ends their sessions and API
/// keys.
pub(super) fn end_user(
    transaction: &Transaction<'_>,
    (name, by): (&str, &str),
    now: UnixMs,
) -> database::Result<()> {
    transaction.run(FORGET_LANGUAGE, [name, by])?;
    transaction.run(FORGET_LOOK, [name, by])?;
    transaction.run(FORGET_START, [name, by])?;
    transaction.run(FORGET_REPORTS, [name, by])?;
    transaction.run(FORGET_WATCH, [name, by])?;
    transaction.run(FORGET_VIEWS, [name, by])?;
    transaction.run(END_WEBHOOKS, [name, by])?;
    transaction.run(END_SESSIONS, [name, by])?;
    transaction.run(END_KEYS, params![name, by, now])
}

/// Deletes the marks of the faxes that a user who no longer exists has read, and the user's claims
/// on faxes.
pub(super) fn forget_read(transaction: &Transaction<'_>, name: &str) -> database::Result<()> {
    for sql in FORGET_READ {
        transaction.run(sql, [name])?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> database::Result<Vouched> {
    let list = |column: usize| {
        let text: String = row.get(column)?;
        let parts = text.split(BETWEEN).filter(|part| !part.is_empty());
        Ok::<Vec<String>, database::Error>(parts.map(str::to_owned).collect())
    };
    Ok(Vouched {
        name: row.get(0)?,
        by: row.get(1)?,
        subject: row.get(2)?,
        addresses: list(3)?,
        groups: list(4)?,
        device: row.get(5)?,
        said_at: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spool;
    use crate::{Contact, NewApiKey, NewSession, NewWebhook, SessionLife};

    fn person(name: &str, said_at: i64) -> Vouched {
        let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Vouched {
            name: name.to_owned(),
            by: "ldap".to_owned(),
            subject: format!("uid={name},dc=example"),
            addresses: texts(&["a@example.com", "b@example.com"]),
            groups: texts(&["cn=fax, staff,dc=example"]),
            device: "2101".to_owned(),
            said_at: UnixMs(said_at),
        }
    }

    #[test]
    fn what_was_said_last_holds_until_it_is_forgotten() {
        let (_folder, spool) = Spool::empty();
        for (name, at) in [("dora", 10), ("emil", 20), ("dora", 30)] {
            spool.logins().keep_vouched(&person(name, at)).unwrap();
        }
        assert_eq!(spool.logins().vouched("dora").unwrap(), Some(person("dora", 30)));
        assert_eq!(spool.logins().vouched("nobody").unwrap(), None);
        let who = spool.logins().who_is_vouched("dora", "ldap").unwrap().unwrap();
        assert_eq!(spool.logins().all_vouched(UnixMs(30)).unwrap(), [(person("dora", 30), who)]);
        let before = |by: &str, at: i64| spool.logins().vouched_before(by, UnixMs(at), 9).unwrap();
        assert_eq!(before("ldap", 30), [person("emil", 20)]);
        assert_eq!(before("ldap", 31).len(), 2);
        assert!(before("openid", 31).is_empty());

        let life = SessionLife { idle_ms: 1_000, whole_ms: 1_000 };
        for (token, by) in [("s", "ldap"), ("t", "password")] {
            let (user, secret, address, agent) = ("dora", "x", "::1", "a");
            let new = NewSession { token, user, by, secret, address, agent, hint: "" };
            spool.logins().begin_session(&new, UnixMs(40)).unwrap();
        }
        for (token, by) in [("k", "ldap"), ("l", "password")] {
            let (user, ends_at) = ("dora", UnixMs(99));
            let new = NewApiKey { token, user, by, name: "n", scopes: "", is_test: false, ends_at };
            spool.logins().make_api_key(&new, UnixMs(40)).unwrap();
        }
        spool.logins().forget_vouched("dora", "openid", UnixMs(41)).unwrap();
        assert!(spool.logins().vouched("dora").unwrap().is_some(), "another vouches");
        spool.logins().forget_vouched("dora", "ldap", UnixMs(41)).unwrap();
        assert!(spool.logins().vouched("dora").unwrap().is_none());
        let left = spool.logins().sessions(None, life, UnixMs(41)).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].by, "password");
        let has_ended =
            |token| spool.logins().api_key(token).unwrap().unwrap().has_ended(UnixMs(42));
        assert!(has_ended("k") && !has_ended("l"));
    }

    #[test]
    fn nobody_gets_what_another_with_his_name_has_left() {
        let (_folder, spool) = Spool::empty();
        let (owner, now) = ("dora", UnixMs(40));
        spool.logins().keep_vouched(&person(owner, 10)).unwrap();
        for by in ["ldap", "password"] {
            let contact = Contact {
                owner: owner.to_owned(),
                by: by.to_owned(),
                name: format!("of {by}"),
                number: "1".to_owned(),
                ..Contact::default()
            };
            spool.numbers().put_contact(&contact, owner, now).unwrap();
            let new =
                NewWebhook { owner, by, url: "https://example.com/", events: "*", secret: "s" };
            spool.webhooks().add_webhook(&new, now).unwrap();
            spool.logins().choose_language(owner, by, Some("de")).unwrap();
            spool.logins().choose_look(owner, by, Some("dark")).unwrap();
            spool.logins().choose_start(owner, by, Some("/out")).unwrap();
            spool.logins().choose_reports(owner, by, Some("end")).unwrap();
            spool.logins().watch_unclaimed((owner, by), Some((60, "https://fax"))).unwrap();
        }
        let names = |by: &str| -> Vec<String> {
            spool
                .numbers()
                .book((owner, by))
                .unwrap()
                .into_iter()
                .map(|one| one.name)
                .collect()
        };
        assert_eq!(
            (names("ldap"), names("password")),
            (vec!["of ldap".to_owned()], vec!["of password".to_owned()])
        );
        spool.logins().forget_vouched(owner, "ldap", now).unwrap();
        assert!(names("ldap").is_empty() && names("password").len() == 1);
        assert_eq!(spool.logins().language(owner, "ldap").unwrap(), None);
        assert_eq!(spool.logins().page_frame(owner, "ldap").unwrap().look, None);
        assert_eq!(spool.logins().start(owner, "ldap").unwrap(), None);
        assert_eq!(spool.logins().reports(owner, "ldap").unwrap(), None);
        assert_eq!(spool.logins().unclaimed_watch((owner, "ldap")).unwrap(), None);
        assert!(spool.logins().unclaimed_watch((owner, "password")).unwrap().is_some());
        assert_eq!(spool.logins().reports(owner, "password").unwrap().as_deref(), Some("end"));
        assert_eq!(spool.logins().start(owner, "password").unwrap().as_deref(), Some("/out"));
        assert_eq!(
            spool.logins().page_frame(owner, "password").unwrap().look.as_deref(),
            Some("dark")
        );
        assert_eq!(spool.logins().language(owner, "password").unwrap().as_deref(), Some("de"));
        let hooks = spool.webhooks().list(None).unwrap();
        assert_eq!(hooks.iter().map(|hook| hook.by.as_str()).collect::<Vec<_>>(), ["password"]);
        // Now another user has this name, and then the first user has it again.
        let other = Vouched { subject: "uid=other".to_owned(), ..person(owner, 50) };
        spool.logins().keep_vouched(&other).unwrap();
        assert!(names("ldap").is_empty());
        spool.logins().forget_vouched(owner, "ldap", now).unwrap();
        spool.logins().keep_vouched(&person(owner, 60)).unwrap();
        assert_eq!(names("ldap"), ["of ldap"]);
    }
}
