//! The actions of administrators on the users of users.toml, and the links by which users choose
//! their passwords.

use super::file::{Invitation, KeptUser};
use super::names::{self, MOST_GROUPS, is_name, role_named};
use super::{BY, Kept, PeopleError, groups};
use crate::audit::{Line, loggable};
use crate::book::Book;
use crate::grant::Denied;
use crate::person::Person;
use crate::reason::Reason;
use crate::sessions::Token;
use crate::settings::Role;
use crate::{Rights, RightsSettings};
use ferrofax_basics::DeviceName;
use ferrofax_network::asker::password;
use ferrofax_network::asker::{Client, Voucher};

/// The number of days for which a link to choose a password is valid.
const DAYS: i64 = 7;

const DAY_MS: i64 = 86_400_000;

/// The word in the audit log for the use of a link by which a user chooses a password.
const ACCEPT_INVITATION: &str = "accept-invitation";

/// The data of a user, as an administrator enters it in a form.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// The name of the user as the administrator entered it.
    pub name: String,
    /// The name of the role in the settings.
    pub role: String,
    /// The mail addresses of the user, with blanks or commas between them.
    pub addresses: String,
    /// The user's device. Empty: the device whose mailbox is one of the user's addresses.
    pub device: String,
    /// The names of the user's groups, of gateway.toml and of users.toml.
    pub groups: Vec<String>,
    /// The name of the user's class of limits; empty: none.
    pub class: String,
    /// Whether the user may delete the faxes that they see.
    pub may_delete: bool,
    /// The version mark of the user when the user was shown to the administrator. If it is empty,
    /// changes by others are overwritten.
    pub version: String,
}

/// The data about a user in users.toml. If users.toml does not have the user, the fields are false
/// or empty, except those that other sources know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromFile {
    /// Whether the user is in users.toml, so that administrators can change the user.
    pub is_ours: bool,
    /// Whether the user's login is a password that Ferrofax checks.
    pub has_password: bool,
    /// Whether the user has a link by which a password can be chosen.
    pub is_invited: bool,
    /// Whether the user has a second factor.
    pub has_second_factor: bool,
    /// The user's class of limits; empty: none.
    pub class: String,
    /// The mail addresses of the user.
    pub addresses: Vec<String>,
    /// The version mark of the user; empty for users who are not in users.toml.
    pub version: String,
}

impl Rights {
    /// Whether this machine has a users.toml, so that administrators can manage users in the web
    /// interface. A stateless node has none.
    pub fn manages_users(&self) -> bool {
        self.inner.people.is_on()
    }

    /// The names of the classes of limits in gateway.toml.
    pub fn classes(&self) -> Vec<String> {
        self.inner.settings.classes.keys().cloned().collect()
    }

    /// The facts about this user in users.toml.
    pub fn from_file(&self, person: &Person) -> FromFile {
        let known = self.inner.people.now();
        let kept = &known.kept;
        let own = kept.user(&person.name).filter(|_| person.by == BY);
        let of_settings = || {
            let mut users = self.inner.settings.users.iter();
            users.any(|user| user.name == person.name && user.password.is_some())
        };
        FromFile {
            is_ours: own.is_some(),
            has_password: match person.by {
                Voucher::Settings => of_settings(),
                _ => own.is_some_and(|user| user.password.is_some()),
            },
            is_invited: own.is_some_and(|user| {
                kept.invitations
                    .iter()
                    .any(|it| it.user == user.name && it.until > self.now().0)
            }),
            has_second_factor: kept.has_second(&person.name, person.by.name()),
            class: own.and_then(|user| user.class.clone()).unwrap_or_default(),
            addresses: own.map(|user| user.addresses.clone()).unwrap_or_default(),
            version: own.map(|user| self.version_of(kept, user)).unwrap_or_default(),
        }
    }

    /// Creates a user without a password. Returns the token of the link by which the user chooses
    /// one; it cannot be shown again.
    pub fn new_user(&self, by: &Person, entry: &Entry) -> Result<Token, PeopleError> {
        let name = entry.name.trim();
        let groups = entry.groups.join(" ");
        let about = [("whom", name), ("new_role", &*entry.role), ("groups", &*groups)];
        let (token, book) = (Token::fresh(), self.inner.book()?);
        self.managed(by, "new-user", &about, |kept| {
            if !is_name(name) {
                return Err(PeopleError::Name);
            }
            let is_taken = kept.user(name).is_some() || self.is_taken(name)?;
            if is_taken || self.inner.settings.has_name(name) {
                return Err(PeopleError::NameTaken(name.to_owned()));
            }
            let new = self.fitted(kept, &book, name, entry)?;
            kept.users.push(KeptUser { id: Token::fresh().hash(), ..new });
            kept.join(&self.inner.settings, name, &entry.groups);
            self.invited(kept, name, &token);
            Ok(())
        })?;
        Ok(token)
    }

    /// Changes the data of a user of users.toml, except the name.
    pub fn change_user(&self, by: &Person, entry: &Entry) -> Result<(), PeopleError> {
        let name = entry.name.as_str();
        let groups = entry.groups.join(" ");
        let about = [("whom", name), ("new_role", &*entry.role), ("groups", &*groups)];
        let book = self.inner.book()?;
        self.managed(by, "change-user", &about, |kept| {
            let known = self.managed_user(kept, name)?.clone();
            if by.name == name && by.by == BY && known.role != entry.role {
                return Err(PeopleError::Yourself);
            }
            if !entry.version.is_empty() && entry.version != self.version_of(kept, &known) {
                return Err(PeopleError::Changed);
            }
            let new = self.fitted(kept, &book, name, entry)?;
            kept.join(&self.inner.settings, name, &entry.groups);
            if let Some(user) = kept.user_mut(name) {
                *user = KeptUser { id: known.id, password: known.password, ..new };
            }
            Ok(())
        })
    }

    /// Deletes a user of users.toml. The user's sessions, API keys and webhooks end as well.
    pub fn end_user(&self, by: &Person, name: &str) -> Result<(), PeopleError> {
        self.managed(by, "end-user", &[("whom", name)], |kept| {
            self.managed_user(kept, name)?;
            if by.name == name && by.by == BY {
                return Err(PeopleError::Yourself);
            }
            kept.users.retain(|user| user.name != name);
            Ok(())
        })
    }

    /// Makes a link by which a user of users.toml chooses a new password. Earlier links of the user
    /// become invalid. Returns the token of the link.
    pub fn invite(&self, by: &Person, name: &str) -> Result<Token, PeopleError> {
        let token = Token::fresh();
        self.managed(by, "invite", &[("whom", name)], |kept| {
            self.managed_user(kept, name)?;
            // An attacker with a stolen session must not be able to set a new password without the
            // current one.
            if by.name == name && by.by == BY {
                return Err(PeopleError::Yourself);
            }
            self.invited(kept, name, &token);
            Ok(())
        })?;
        Ok(token)
    }

    /// Removes the second factor and the passkeys of a user who has lost them.
    pub fn reset_second_factor(&self, by: &Person, name: &str) -> Result<(), PeopleError> {
        let voucher = self.person(name, by.entrance, None)?.map(|whom| whom.by);
        let whose = voucher.map(Voucher::name);
        self.managed(by, "reset-second-factor", &[("whom", name)], |kept| {
            let Some(whose) = whose else { return Err(PeopleError::NoUser(name.to_owned())) };
            if by.name == name && by.by.name() == whose {
                return Err(PeopleError::Yourself);
            }
            if !kept.has_second(name, whose) {
                return Err(PeopleError::AlreadyOff);
            }
            kept.factors.retain(|factor| !factor.is_of(name, whose));
            kept.passkeys.retain(|passkey| !passkey.is_of(name, whose));
            Ok(())
        })?;
        // Somebody who has found the lost device may have logged in with it.
        voucher.map_or(Ok(()), |voucher| self.end_sessions(name, voucher, None))
    }

    /// The user to whom the link with this token belongs; `None` if the link is not valid now.
    pub(super) fn invited_user(&self, token: &Token) -> Option<String> {
        let (known, now) = (self.inner.people.now(), self.now().0);
        let kept = &known.kept;
        let invitation =
            kept.invitations.iter().find(|it| it.token == token.hash() && it.until > now)?;
        // gateway.toml may have got a user with this name meanwhile.
        let counts = !self.inner.settings.has_name(&invitation.user);
        kept.user(&invitation.user).filter(|_| counts).map(|user| user.name.clone())
    }

    /// The user to whom the link with this token belongs. If the link is not valid now, a line in the
    /// audit log says so. Anybody can try links, so the number of these lines is limited.
    pub fn user_of_invitation(
        &self,
        client: &Client,
        token: &Token,
    ) -> Result<String, PeopleError> {
        if let Some(user) = self.invited_user(token) {
            return Ok(user);
        }
        let mut line = Line::new(ACCEPT_INVITATION, client, self.now());
        let known = self.inner.people.now();
        let mut invitations = known.kept.invitations.iter();
        if let Some(expired) = invitations.find(|it| it.token == token.hash()) {
            line.put("user", expired.user.as_str());
        }
        let error = PeopleError::NoInvitation;
        let _ = self.audited_at_door::<()>(client, line, Err(error.denied()), |_, ()| {});
        Err(error)
    }

    /// Sets the password of the user to whom the link with this token belongs. The link is used up,
    /// and the user's sessions end.
    pub fn accept_invitation(
        &self,
        client: &Client,
        token: &Token,
        (new, again): (&str, &str),
    ) -> Result<String, PeopleError> {
        let user = self.user_of_invitation(client, token)?;
        let mut line = Line::new(ACCEPT_INVITATION, client, self.now());
        line.put("user", user.as_str());
        let hash = names::password(new, again)
            .and_then(|()| password::hash(new).map_err(|_| PeopleError::Short));
        let mut line = Some(line);
        let done = hash.and_then(|hash| {
            self.inner.people.change(self.now(), |kept| {
                let hash_of_token = token.hash();
                let used = kept.invitations.extract_if(.., |it| it.token == hash_of_token);
                let is_valid = used.count() > 0;
                let known = kept.user_mut(&user).filter(|_| is_valid);
                known.ok_or(PeopleError::NoInvitation)?.password = Some(hash);
                match line.take() {
                    Some(line) => Ok(self.audited(line, Ok(()), |_, ()| {})?),
                    None => Ok(()),
                }
            })
        });
        if let (Err(error), Some(line)) = (&done, line) {
            let _ = self.audited::<()>(line, Err(error.denied()), |_, ()| {});
        }
        done?;
        self.inner.shelf.clear();
        self.end_sessions(&user, BY, None)?;
        Ok(user)
    }

    /// Ends the login sessions of a user, except for the session `but`.
    pub(super) fn end_sessions(
        &self,
        user: &str,
        by: Voucher,
        but: Option<i64>,
    ) -> Result<(), PeopleError> {
        let ended = self.inner.spool.logins().end_sessions_but(user, by.name(), but);
        ended.map_err(|error| Denied::for_now("spool", error.to_string()).into())
    }

    /// The version mark of a user. It also changes if the user's groups change.
    fn version_of(&self, kept: &Kept, user: &KeptUser) -> String {
        let groups = self.inner.settings.groups_of(kept, user);
        groups::version(&KeptUser { password: None, groups, ..user.clone() })
    }

    /// Changes users.toml for `by`, who must be an administrator.
    pub(super) fn managed<T>(
        &self,
        by: &Person,
        asked: &str,
        about: &[(&str, &str)],
        work: impl FnOnce(&mut Kept) -> Result<T, PeopleError>,
    ) -> Result<T, PeopleError> {
        let may = by.role == Role::Administrator;
        let proved = may.then_some(()).ok_or_else(|| Denied::from(Reason::Administrators).into());
        self.change_audited(by, (asked, about), proved, |kept, ()| work(kept))
    }

    /// Changes users.toml. `proved` is the result of the checks that come before; if it is an
    /// error, nothing is changed. The action is written to the audit log before it is done, or when
    /// it is refused.
    pub(super) fn change_audited<P, T>(
        &self,
        by: &Person,
        (asked, about): (&str, &[(&str, &str)]),
        proved: Result<P, PeopleError>,
        work: impl FnOnce(&mut Kept, P) -> Result<T, PeopleError>,
    ) -> Result<T, PeopleError> {
        let mut is_logged = false;
        let done = proved.and_then(|proved| {
            self.inner.people.change(self.now(), |kept| {
                let done = work(kept, proved)?;
                is_logged = true;
                self.at_desk(by, asked, about, Ok(()))?;
                Ok(done)
            })
        });
        if let Err(error) = &done
            && !is_logged
        {
            self.log_refusal(by, (asked, about), error);
        }
        self.inner.shelf.clear();
        done
    }

    /// Writes to the audit log that a person's action was refused. The values in `about` are
    /// shortened, because they were not checked.
    pub(super) fn log_refusal(
        &self,
        by: &Person,
        (asked, about): (&str, &[(&str, &str)]),
        error: &PeopleError,
    ) {
        let cut = about.iter().map(|(name, value)| (*name, loggable(value)));
        let cut: Vec<_> = cut.collect();
        let about: Vec<_> = cut.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let _ = self.at_desk::<()>(by, asked, &about, Err(error.denied()));
    }

    /// The user of users.toml with this name. An error if gateway.toml has a user with this name,
    /// or if there is no such user.
    fn managed_user<'k>(&self, kept: &'k Kept, name: &str) -> Result<&'k KeptUser, PeopleError> {
        if self.inner.settings.users.iter().any(|user| user.name == name) {
            return Err(PeopleError::InSettings(name.to_owned()));
        }
        kept.user(name)
            .ok_or_else(|| PeopleError::NoUser(name.chars().take(80).collect()))
    }

    /// Whether a directory or provider of logins has a user with this name.
    fn is_taken(&self, name: &str) -> Result<bool, PeopleError> {
        let known = self.inner.spool.logins().vouched(name);
        let known = known.map_err(|error| Denied::for_now("spool", error.to_string()))?;
        Ok(known.is_some_and(|it| it.by != BY.name()))
    }

    /// Checks the data of a user that an administrator entered, and returns them as users.toml
    /// stores them.
    fn fitted(
        &self,
        kept: &Kept,
        book: &Book,
        name: &str,
        entry: &Entry,
    ) -> Result<KeptUser, PeopleError> {
        let settings: &RightsSettings = &self.inner.settings;
        let shown = |text: &str| text.chars().take(80).collect::<String>();
        let role = role_named(&entry.role).ok_or_else(|| PeopleError::Role(shown(&entry.role)))?;
        let addresses = names::addresses(&entry.addresses)?;
        let of_others = |address: &String| {
            let mut others = kept.users.iter().filter(|user| user.name != name);
            settings.has_name(address) || others.any(|user| user.addresses.contains(address))
        };
        if let Some(taken) = addresses.iter().find(|address| of_others(address)) {
            return Err(PeopleError::AddressTaken(taken.clone()));
        }
        let device = entry.device.trim();
        if !device.is_empty() {
            let parsed = device.parse::<DeviceName>().ok();
            let is_there = parsed.is_some_and(|device| book.named(&device).is_ok());
            if !is_there {
                return Err(PeopleError::Device(shown(device)));
            }
        }
        if entry.groups.len() > MOST_GROUPS {
            return Err(PeopleError::Addresses);
        }
        let is_of_settings =
            |name: &&String| settings.groups.iter().any(|group| group.name == **name);
        let is_kept = |name: &&String| {
            !settings.has_group(name) && kept.groups.iter().any(|group| group.name == **name)
        };
        let is_group = |name: &&String| is_of_settings(name) || is_kept(name);
        if let Some(other) = entry.groups.iter().find(|group| !is_group(group)) {
            return Err(PeopleError::Group(shown(other)));
        }
        let class = Some(entry.class.clone()).filter(|class| !class.is_empty());
        if let Some(other) = class.as_ref().filter(|it| !settings.classes.contains_key(*it)) {
            return Err(PeopleError::Class(shown(other)));
        }
        Ok(KeptUser {
            name: name.to_owned(),
            id: String::new(),
            password: None,
            addresses,
            device: Some(device.to_owned()).filter(|device| !device.is_empty()),
            role: role.name().to_owned(),
            groups: entry.groups.iter().filter(is_of_settings).cloned().collect(),
            may_delete: entry.may_delete,
            class,
        })
    }

    fn invited(&self, kept: &mut Kept, name: &str, token: &Token) {
        kept.invitations.retain(|it| it.user != name);
        let until = self.now().0 + DAYS * DAY_MS;
        kept.invitations
            .push(Invitation { user: name.to_owned(), token: token.hash(), until });
    }
}
