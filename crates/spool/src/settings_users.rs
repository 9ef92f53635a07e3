//! The users in the settings of the Ferrofax service (gateway.toml). The spool notes which of them are
//! there and which have disappeared, so that a later user with the same name inherits nothing.
//!
//! Settings can be incomplete for a moment, for example while somebody edits the file. Therefore
//! nothing ends when a user disappears: nobody can use the user's API keys meanwhile. If the name
//! comes back and belongs to another person, the API keys and sessions of the earlier user end.
//!
//! A user's sessions also end when the user has another password than at the last start.
//!
//! Stateless nodes note nothing: they share one database, but each has settings of its own.

use std::collections::HashMap;

use super::SpoolError;
use crate::Logins;
use crate::database::{self, Row, Transaction, params};
use crate::vouched::{END_SESSIONS, end_user};
use ferrofax_basics::UnixMs;

/// A user in the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsUser {
    /// The name of the user.
    pub name: String,
    /// A text that differs if another person has the name.
    pub mark: String,
    /// A text that differs if the password was changed. Nobody can find the password by it.
    pub password: String,
}

/// A row of the table.
struct Noted {
    name: String,
    mark: String,
    /// As in [`SettingsUser`]; `None` if an older version has noted the user.
    password: Option<String>,
    who: Option<i64>,
    is_gone: bool,
}

const ALL: &str = "SELECT name, mark, password, who, gone_at FROM settings_users";
const KEEP: &str = "
    INSERT INTO settings_users (name, mark, password) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET mark = excluded.mark, password = excluded.password, gone_at = NULL";
/// Users of older versions, which noted nobody. Their names are noted as gone, and any later user
/// with such a name is another person.
const EARLIER: &str = "
    INSERT INTO settings_users (name, mark, gone_at)
    SELECT name, '', CAST(?2 AS INTEGER) FROM (
        SELECT user AS name FROM api_keys WHERE by = ?1 AND ended_at IS NULL
        UNION SELECT owner FROM webhooks WHERE by = ?1) AS earlier
    WHERE NOT EXISTS (SELECT 1 FROM settings_users AS s WHERE s.name = earlier.name)";
const RENUMBER: &str = "UPDATE settings_users SET who = random() WHERE name = ?1";
const GONE: &str = "UPDATE settings_users SET gone_at = ?2 WHERE name = ?1";
/// Puts the address book of a user aside, so that no other user gets it.
const PUT_ASIDE: &str = "UPDATE contacts SET by = ?2 || ':' || ?3 WHERE owner = ?1 AND by = ?2";

impl Noted {
    /// Whether the user is there and has not changed.
    fn is_of(&self, user: &SettingsUser) -> bool {
        let Self { name, mark, password, is_gone, .. } = self;
        let is_same =
            (name, mark, password.as_ref()) == (&user.name, &user.mark, Some(&user.password));
        is_same && !is_gone
    }
}

impl Logins<'_> {
    /// Notes the users in the settings. `by` names the settings as the source of users.
    ///
    /// If a name was missing at the last call and now belongs to another person, this ends the
    /// sessions, API keys and webhooks of the earlier user, deletes their choices, and puts their
    /// address book aside. If a user has another password than at the last call, the user's sessions
    /// end. Returns the names that now belong to other persons than before.
    ///
    /// # Errors
    /// The spool could not be used.
    pub fn note_settings_users(
        &self,
        by: &str,
        users: &[SettingsUser],
        now: UnixMs,
    ) -> Result<Vec<String>, SpoolError> {
        if self.spool.is_front() || is_unchanged(&self.spool.read(noted)?, users) {
            return Ok(Vec::new());
        }
        self.spool.write(|transaction| {
            let known = noted(transaction)?;
            let is_first = known.is_empty();
            let mut replaced = Vec::new();
            for user in users {
                let before = known.iter().find(|it| it.name == user.name);
                if before
                    .and_then(|it| it.password.as_ref())
                    .is_some_and(|it| *it != user.password)
                {
                    transaction.run(END_SESSIONS, [&*user.name, by])?;
                }
                if let Some(other) = before.filter(|it| it.is_gone && it.mark != user.mark) {
                    let aside = [&*user.name, by, &*other.mark];
                    transaction.run(PUT_ASIDE, aside)?;
                    end_user(transaction, (&user.name, by), now)?;
                    crate::vouched::forget_read(transaction, &user.name)?;
                    transaction.run(RENUMBER, [&user.name])?;
                    replaced.push(user.name.clone());
                }
                let row = [&user.name, &user.mark, &user.password];
                transaction.run(KEEP, row)?;
            }
            for gone in known.iter().filter(|it| is_missing(it, users)) {
                transaction.run(GONE, params![gone.name, now])?;
            }
            if is_first {
                transaction.run(EARLIER, params![by, now])?;
            }
            Ok(replaced)
        })
    }

    /// The numbers of the users in the settings whose names other persons had before, by their names.
    /// Things that are stored with another number, or with none, belong to nobody.
    pub fn settings_user_numbers(&self) -> Result<Vec<(String, i64)>, SpoolError> {
        let known = self.spool.read(noted)?;
        Ok(known.into_iter().filter_map(|noted| Some((noted.name, noted.who?))).collect())
    }

    /// The text that was noted about the password of each user at the last call of
    /// [`Self::note_settings_users`], by the name of the user.
    pub fn settings_user_passwords(&self) -> Result<HashMap<String, String>, SpoolError> {
        let known = self.spool.read(noted)?;
        Ok(known
            .into_iter()
            .filter_map(|noted| Some((noted.name, noted.password?)))
            .collect())
    }
}

fn noted(transaction: &Transaction<'_>) -> database::Result<Vec<Noted>> {
    let of_row = |row: &Row<'_>| {
        Ok(Noted {
            name: row.get("name")?,
            mark: row.get("mark")?,
            password: row.get("password")?,
            who: row.get("who")?,
            is_gone: row.get::<_, Option<UnixMs>>("gone_at")?.is_some(),
        })
    };
    transaction.all(ALL, [], of_row)
}

fn is_missing(noted: &Noted, users: &[SettingsUser]) -> bool {
    !noted.is_gone && !users.iter().any(|user| user.name == noted.name)
}

/// Whether the settings have the same users as at the last call.
fn is_unchanged(known: &[Noted], users: &[SettingsUser]) -> bool {
    let is_noted = |user: &SettingsUser| known.iter().any(|noted| noted.is_of(user));
    users.iter().all(is_noted) && !known.iter().any(|noted| is_missing(noted, users))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Contact, NewApiKey, NewWebhook, Spool};

    const BY: &str = "password";

    fn user(name: &str, mark: &str) -> SettingsUser {
        SettingsUser { name: name.to_owned(), mark: mark.to_owned(), password: String::new() }
    }

    fn key(spool: &Spool, user: &str, token: &str) {
        let new = NewApiKey {
            token,
            user,
            by: BY,
            name: "shop",
            scopes: "faxes:read",
            is_test: false,
            ends_at: UnixMs(1_000),
        };
        spool.logins().make_api_key(&new, UnixMs(1)).unwrap();
    }

    fn has_key(spool: &Spool, token: &str) -> bool {
        !spool.logins().api_key(token).unwrap().unwrap().has_ended(UnixMs(20))
    }

    #[test]
    fn a_key_ends_when_its_user_had_disappeared_and_another_person_gets_the_name() {
        let (_folder, spool) = Spool::empty();
        let note = |users: &[SettingsUser]| {
            spool.logins().note_settings_users(BY, users, UnixMs(10)).unwrap()
        };
        let numbers = || spool.logins().settings_user_numbers().unwrap();
        let (alice, bob) = (user("alice", "a"), user("bob", "b"));
        let none = Vec::<String>::new();
        assert_eq!(note(&[alice.clone(), bob.clone()]), none);
        key(&spool, "alice", "ka");
        key(&spool, "bob", "kb");
        // A new password is no other person.
        assert_eq!(note(&[user("alice", "new password"), bob.clone()]), none);
        assert_eq!(note(&[alice.clone(), bob.clone()]), none);
        assert!(has_key(&spool, "ka"));
        // The file was empty for a moment.
        assert_eq!(note(&[]), none);
        assert_eq!(note(&[alice.clone(), bob.clone()]), none);
        assert!(has_key(&spool, "ka") && has_key(&spool, "kb"));
        // Another Alice.
        note(&[bob.clone()]);
        let other = user("alice", "other");
        assert_eq!(note(&[other.clone(), bob.clone()]), ["alice"]);
        let numbered = numbers();
        assert_eq!(numbered.len(), 1);
        assert!(!has_key(&spool, "ka") && has_key(&spool, "kb"));
        // The other Alice has a number from now on, and her keys are hers.
        key(&spool, "alice", "ko");
        assert_eq!(note(&[other.clone(), bob.clone()]), none);
        note(&[bob.clone()]);
        assert_eq!(note(&[other, bob]), none);
        assert_eq!(numbers(), numbered);
        assert!(has_key(&spool, "ko"));
    }

    #[test]
    fn who_was_removed_before_this_was_noted_is_another_person() {
        let (_folder, spool) = Spool::empty();
        let note = |users: &[SettingsUser]| {
            spool.logins().note_settings_users(BY, users, UnixMs(10)).unwrap()
        };
        let (alice, bob) = (user("alice", "a"), user("bob", "b"));
        key(&spool, "alice", "ka");
        key(&spool, "bob", "kb");
        note(&[bob.clone()]);
        assert!(has_key(&spool, "ka"));
        assert_eq!(note(&[alice, bob]), ["alice"]);
        assert!(!has_key(&spool, "ka") && has_key(&spool, "kb"));
    }

    #[test]
    fn another_person_inherits_nothing() {
        let (_folder, spool) = Spool::empty();
        let note = |mark: Option<&str>| {
            let users: Vec<SettingsUser> =
                mark.map(|mark| user("alice", mark)).into_iter().collect();
            spool.logins().note_settings_users(BY, &users, UnixMs(10)).unwrap();
        };
        let (owner, now) = ("alice", UnixMs(10));
        note(Some("a"));
        spool.logins().choose_look(owner, BY, Some("dark")).unwrap();
        let contact = Contact {
            owner: owner.to_owned(),
            by: BY.to_owned(),
            name: "Carol".to_owned(),
            number: "1".to_owned(),
            ..Contact::default()
        };
        spool.numbers().put_contact(&contact, owner, now).unwrap();
        let new =
            NewWebhook { owner, by: BY, url: "https://example.com/", events: "*", secret: "s" };
        spool.webhooks().add_webhook(&new, now).unwrap();
        let left = || {
            let look = spool.logins().page_frame(owner, BY).unwrap().look;
            let contacts = spool.numbers().book((owner, BY)).unwrap().len();
            (look, contacts, spool.webhooks().list(None).unwrap().len())
        };
        note(None);
        assert_eq!(left(), (Some("dark".to_owned()), 1, 1));
        note(Some("other"));
        assert_eq!(left(), (None, 0, 0));
    }
}
