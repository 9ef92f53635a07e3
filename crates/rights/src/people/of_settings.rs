//! The users of gateway.toml: the spool notes who is there, so that a later user with the same name
//! inherits nothing.

use super::{Kept, People};
use crate::sessions::Token;
use crate::settings::{RightsSettings, UserSettings};
use crate::{Inner, Rights};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::{Voucher, password};
use ferrofax_spool::{SettingsUser, Spool, SpoolError};

/// The source of the users in gateway.toml.
const BY: Voucher = Voucher::Settings;

impl RightsSettings {
    /// Gives each user of gateway.toml whose name another person had before the number that the spool
    /// has for the user.
    pub(super) fn number_users(&mut self, spool: &Spool) -> Result<(), SpoolError> {
        let numbers = spool.logins().settings_user_numbers()?;
        for user in &mut self.users {
            let number = numbers.iter().find(|(name, _)| *name == user.name);
            user.who = number.map(|(_, who)| *who);
        }
        Ok(())
    }
}

impl Rights {
    /// Notes the users of gateway.toml in the spool. If a name had disappeared and now belongs to
    /// another person, what the earlier user had ends, and the new user gets a number. If a user's
    /// password was changed, the user's web sessions end.
    ///
    /// Only the service calls this, when it has read the settings. A command may run while somebody
    /// edits the file.
    ///
    /// # Errors
    /// The spool cannot be used now.
    pub fn note_users(&self) -> Result<(), SpoolError> {
        let Inner { settings, people, spool, clock, .. } = &*self.inner;
        let passwords = spool.logins().settings_user_passwords()?;
        let noted = |user| noted(user, passwords.get(&user.name).map(String::as_str));
        let (users, now): (Vec<SettingsUser>, _) =
            (settings.users.iter().map(noted).collect(), clock());
        let replaced = spool.logins().note_settings_users(BY.name(), &users, now)?;
        if !replaced.is_empty() {
            people.forget_factors(&replaced, now);
        }
        Ok(())
    }
}

impl People {
    /// Removes the second factors and the passkeys of the persons who had these names of
    /// gateway.toml before.
    fn forget_factors(&self, names: &[String], now: UnixMs) {
        let names = || names.iter().map(String::as_str);
        log::info!("other persons have these names of gateway.toml now: {}", list(names()));
        if !self.is_on() || !names().any(|name| self.now().kept.has_second(name, BY.name())) {
            return;
        }
        let forget = |kept: &mut Kept| {
            kept.factors.retain(|it| !names().any(|name| it.is_of(name, BY.name())));
            kept.passkeys.retain(|it| !names().any(|name| it.is_of(name, BY.name())));
            Ok(())
        };
        if let Err(error) = self.change(now, forget) {
            log::error!("the second factors of {} are not removed: {error}", list(names()));
        }
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// The user as the spool notes them. The mark has what distinguishes one person from another. It has
/// no unencrypted password, which somebody could guess from the mark. `before` is what the spool has
/// about the user's password.
fn noted(user: &UserSettings, before: Option<&str>) -> SettingsUser {
    let UserSettings { password, certificates, addresses, system_users, device, .. } = user;
    let hash = password.as_ref().filter(|kept| !password::is_plain(&kept.0));
    let hash = hash.map(|kept| kept.0.as_str());
    let device = device.as_ref().map(ToString::to_string);
    let text = format!("{:?}", (hash, certificates, addresses, system_users, device));
    SettingsUser {
        name: user.name.clone(),
        mark: Token::of(&text).hash(),
        password: noted_password(password.as_ref().map(|kept| &*kept.0), before),
    }
}

/// The text that the spool notes about a password: nothing, the hash of a password hash, or a slow
/// hash of an unencrypted password. `before` is the text of the last start.
fn noted_password(kept: Option<&str>, before: Option<&str>) -> String {
    match (kept, before) {
        (None, _) => String::new(),
        (Some(hash), _) if !password::is_plain(hash) => Token::of(hash).hash(),
        (Some(plain), Some(before)) if password::is_right(Some(before), plain) => before.to_owned(),
        // Without random numbers there is no hash, and the user's sessions end at each start.
        (Some(plain), _) => password::hash(plain).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entrance;
    use crate::people::second::SecondFactor;
    use crate::sessions::{LoggedIn, Sessions};
    use ferrofax_gateway_toml::Secret;
    use ferrofax_spool::{NewApiKey, SessionLife};

    fn user(name: &str, hash: &str) -> UserSettings {
        UserSettings {
            name: name.to_owned(),
            password: Some(Secret(hash.to_owned())),
            ..UserSettings::default()
        }
    }

    fn key(spool: &Spool, token: &str) {
        let new = NewApiKey {
            token,
            user: "alice",
            by: BY.name(),
            name: "shop",
            scopes: "jobs:write",
            is_test: false,
            ends_at: UnixMs(i64::MAX),
        };
        spool.logins().make_api_key(&new, UnixMs(1)).unwrap();
    }

    #[test]
    fn a_user_who_is_added_again_as_another_person_has_no_old_key() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let who = |users: &[UserSettings]| {
            let settings = RightsSettings { users: users.to_vec(), ..RightsSettings::default() };
            let rights = Rights::new(&settings, &spool).unwrap();
            rights.note_users().unwrap();
            rights.person("alice", Entrance::Page, None).unwrap().map(|person| person.who)
        };
        let has =
            |token: &str| !spool.logins().api_key(token).unwrap().unwrap().has_ended(UnixMs(2));
        let (alice, chief) = (user("alice", "$1"), user("chief", "$2"));
        let both = [alice.clone(), chief.clone()];
        assert_eq!(who(&both), Some(None));
        key(&spool, "k");
        let people = People::of(&spool);
        let factor = SecondFactor {
            user: "alice".to_owned(),
            by: BY.name().to_owned(),
            secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
            last: 0,
            codes: Vec::new(),
        };
        let add = |kept: &mut Kept| {
            kept.factors.push(factor);
            Ok(())
        };
        people.change(UnixMs(1), add).unwrap();
        // The file lacks users for a moment, and then has them again.
        for incomplete in [&[][..], &[chief.clone()]] {
            assert_eq!(who(incomplete), None);
            assert_eq!(who(&both), Some(None));
        }
        assert_eq!(who(&[user("alice", "$a new password"), chief.clone()]), Some(None));
        assert!(has("k") && people.now().kept.has_second("alice", BY.name()));
        // The user goes, and another person gets the name.
        assert_eq!(who(&[chief.clone()]), None);
        let other = who(&[user("alice", "$3"), chief]).expect("there is another Alice");
        assert!(other.is_some() && !has("k"));
        assert!(!people.now().kept.has_second("alice", BY.name()));
    }

    #[test]
    fn a_new_password_ends_the_users_web_sessions() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        let start = |password: Option<&str>| {
            let mut users = [user("alice", ""), user("bob", "plain words")];
            users[0].password = password.map(|password| Secret(password.to_owned()));
            let settings = RightsSettings { users: users.into(), ..RightsSettings::default() };
            Rights::new(&settings, &spool).unwrap().note_users().unwrap();
        };
        let sessions = Sessions::new(&spool, SessionLife { idle_ms: 1_000, whole_ms: 1_000 });
        let begin = |user| {
            let (by, address, agent, hint) = (BY.name(), "::1", "a browser", "");
            sessions.begin(&LoggedIn { user, by, address, agent, hint }, UnixMs(1)).unwrap();
        };
        let has = |user| sessions.list(Some(user), UnixMs(2)).unwrap().len();
        // `ferrofax password` prints another hash at each call.
        let (hash, other) = (password::hash("secret").unwrap(), password::hash("secret").unwrap());
        let passwords = [Some("clear"), Some("other"), Some(&*hash), Some(&*other), None];
        start(passwords[0]);
        begin("bob");
        for passwords in passwords.windows(2) {
            begin("alice");
            start(passwords[0]);
            assert_eq!(has("alice"), 1, "{passwords:?}");
            start(passwords[1]);
            assert_eq!(has("alice"), 0, "{passwords:?}");
        }
        assert_eq!(has("bob"), 1);
        // The spool has no text from which somebody could quickly guess a password.
        let noted = spool.logins().settings_user_passwords().unwrap();
        assert!(noted["bob"].starts_with("$argon2id$") && noted["alice"].is_empty());
    }

    #[test]
    fn the_only_user_can_be_replaced_too() {
        let folder = tempfile::tempdir().unwrap();
        let spool = Spool::open(folder.path()).unwrap();
        key(&spool, "k");
        for users in [&[user("alice", "$1")][..], &[], &[user("alice", "$2")]] {
            let settings = RightsSettings { users: users.to_vec(), ..RightsSettings::default() };
            Rights::new(&settings, &spool).unwrap().note_users().unwrap();
        }
        assert!(spool.logins().api_key("k").unwrap().unwrap().has_ended(UnixMs(2)));
    }
}
