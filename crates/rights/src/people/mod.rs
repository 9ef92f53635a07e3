//! Users whom administrators manage in the web interface, their passwords, and the second factors
//! of all users with a password of ours.
//!
//! The data is in the file `users.toml` in the spool's folder. Settings in gateway.toml have
//! precedence. A user in gateway.toml cannot be changed in the web interface. A user in users.toml
//! has no effect if gateway.toml has the same name or address. A change takes effect at once in all
//! parts of the service, since each decision checks whether the file has changed. On a stateless
//! node there is no such file.
//!
//! Read in this order: `file`, `names` (rules for names and passwords), `second` (TOTP), this file,
//! `managing` and `groups` (administrators), `own` (users), `proving` (logins), `passkeys`
//! (WebAuthn). `of_settings` notes who is in gateway.toml.

mod file;
mod groups;
mod managing;
mod names;
mod of_settings;
mod own;
mod passkeys;
mod proving;
mod second;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

pub(super) use file::Kept;
pub use groups::GroupEntry;
pub use managing::{Entry, FromFile};
pub use own::{Myself, NewFactor, NewPassword};
pub use passkeys::{NewPasskey, OwnPasskey, PasskeyLogin, Site};
pub(super) use proving::needs_code;
pub use proving::{SECOND_FACTOR, Second};

use super::grant::Denied;
use super::settings::RightsSettings;
use ferrofax_basics::FileVersion;
use ferrofax_basics::UnixMs;
use ferrofax_basics::lock::lock;
use ferrofax_network::asker::Voucher;
use ferrofax_spool::{Spool, SpoolError, Vouched};
use file::FILE;

/// The name of the rule that refuses a login or a change if users.toml cannot be read.
pub const USERS_FILE: &str = "users-file";

/// The source of the users in users.toml.
const BY: Voucher = Voucher::Users;

/// The greatest number of users in users.toml. The next constant is the greatest number of second
/// factors, and of passkeys.
const MOST_USERS: usize = 2_000;
const MOST_FACTORS: usize = 5_000;

/// The users of users.toml, as all parts of the service share them.
#[derive(Default)]
pub(super) struct People {
    /// The path of users.toml; `None` on a stateless node.
    path: Option<PathBuf>,
    /// A lock that is held while users.toml is changed. It is not the lock of `state`: decisions
    /// must not wait while a change is written to the disk.
    writing: Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The version of users.toml when it was last read; `Some(None)` if there was no file, `None`
    /// if it was never read.
    version: Option<Option<FileVersion>>,
    known: Arc<KnownPeople>,
}

/// The content of users.toml when it was last read.
#[derive(Debug, Default)]
pub(super) struct KnownPeople {
    pub(super) kept: Kept,
    /// The fault of users.toml, if the file is not valid now. In this case, `kept` is the last
    /// valid content.
    fault: Option<String>,
    /// Whether users.toml could never be read, so that nobody knows who has a second factor.
    is_unknown: bool,
    /// Whether the log already has the warning about users and groups that have no effect, because
    /// gateway.toml has their names or addresses.
    is_told: AtomicBool,
}

/// The reason why a user was not changed, or why a password or code was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// The name of a new user is not valid.
    #[error(
        "a user name has 1 to 64 small letters a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit"
    )]
    Name,
    /// The name of a new user belongs to another user.
    #[error("the name '{0}' belongs to somebody else")]
    NameTaken(String),
    /// A text that was entered as a mail address of a user is none.
    #[error("'{0}' is not an e-mail address; write it as name@example.com")]
    Address(String),
    /// A user has too many mail addresses, or too many groups.
    #[error("a user has at most 20 mail addresses and 50 groups")]
    Addresses,
    /// A mail address belongs to another user.
    #[error("the address '{0}' belongs to another user")]
    AddressTaken(String),
    /// A group that was entered for a user does not exist.
    #[error("there is no group '{0}'")]
    Group(String),
    /// The name of a new group is not valid.
    #[error(
        "a group name has 1 to 64 small letters a to z, digits, dots, hyphens and underscores, and begins with a letter or a digit"
    )]
    GroupName,
    /// The name of a new group belongs to another group.
    #[error("there is a group '{0}' already")]
    GroupTaken(String),
    /// A group that is to be changed does not exist in users.toml.
    #[error("there is no group '{0}' in users.toml")]
    NoGroup(String),
    /// A group has more devices than a group may have.
    #[error("a group has at most 500 devices")]
    GroupDevices,
    /// users.toml already has the maximum number of groups.
    #[error("there are 200 groups already")]
    ManyGroups,
    /// Somebody else has changed the user or the group since the administrator saw it.
    #[error(
        "somebody else has changed this meanwhile; please check it, and enter your change again"
    )]
    Changed,
    /// A class of limits that was entered for a user does not exist in gateway.toml.
    #[error("there is no class '{0}' in gateway.toml")]
    Class(String),
    /// A fax device that was entered for a user or a group does not exist.
    #[error("there is no fax device '{0}' that users can have")]
    Device(String),
    /// The role that was entered for a user does not exist.
    #[error("there is no role '{0}'")]
    Role(String),
    /// The password that a user has chosen is too short.
    #[error("a password needs at least 8 characters")]
    Short,
    /// The password that a user has chosen is too long.
    #[error("a password has at most 200 characters")]
    Long,
    /// The user has entered two different texts as the new password and its repetition.
    #[error("the two new passwords differ")]
    Differ,
    /// The user or the group is in gateway.toml, and can only be changed there.
    #[error("'{0}' is in gateway.toml, and can only be changed there")]
    InSettings(String),
    /// The user's password is not stored in users.toml.
    #[error("your password is not kept in users.toml")]
    NotOurs,
    /// A user who is to be changed, or to be a member of a group, does not exist in users.toml.
    #[error("there is no user '{0}' in users.toml")]
    NoUser(String),
    /// Administrators tried to do to themselves what they may only do to others: delete the
    /// account, change the role, or reset the password or second factor.
    #[error("you cannot do this to your own user; ask another administrator")]
    Yourself,
    /// users.toml already has the maximum number of users, second factors or passkeys.
    #[error("users.toml is full")]
    Full,
    /// The link for choosing a password is unknown, was used, has expired, or was replaced by a
    /// newer one.
    #[error("the link is not valid any more")]
    NoInvitation,
    /// The current password is wrong.
    #[error("the current password is wrong")]
    WrongPassword,
    /// The code of the second factor is wrong, or was used before.
    #[error("the code is wrong, or was used before")]
    WrongCode,
    /// A passkey, or the answer of a browser about it, is not valid.
    #[error("the passkey was not accepted")]
    Passkey,
    /// A passkey has no name, or a name that is too long.
    #[error("a passkey needs a name of at most 80 characters")]
    PasskeyName,
    /// The user already has the maximum number of passkeys.
    #[error("a user has at most 10 passkeys")]
    ManyPasskeys,
    /// The user does not have the passkey that is to be removed.
    #[error("there is no such passkey")]
    NoPasskey,
    /// The user already has a second factor.
    #[error("the second factor is on already")]
    AlreadyOn,
    /// The user has no second factor.
    #[error("the second factor is off")]
    AlreadyOff,
    /// The settings require a second factor, so the user cannot remove it.
    #[error(
        "your organisation requires the second factor, so you cannot switch it off; if you have a new phone, ask an administrator to remove it"
    )]
    Required,
    /// users.toml cannot be read or written now. The log says why.
    #[error("users.toml cannot be read or written now; the log of the service says why")]
    File,
    /// A stateless node has no users.toml.
    #[error("a stateless node has no users.toml")]
    Front,
    /// The action is not permitted, or cannot be logged.
    #[error("{}", .0.text)]
    Denied(Denied),
}

impl From<Denied> for PeopleError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl PeopleError {
    /// Converts the error into a refusal for the audit log.
    fn denied(&self) -> Denied {
        let rule = match self {
            Self::Denied(denied) => return denied.clone(),
            Self::NameTaken(_) | Self::AddressTaken(_) | Self::GroupTaken(_) => "name-taken",
            Self::InSettings(_) | Self::NotOurs => "in-settings",
            Self::NoUser(_) => "no-user",
            Self::NoGroup(_) => "not-there",
            Self::Changed => "changed",
            Self::Yourself => "yourself",
            Self::NoInvitation => "no-invitation",
            Self::WrongPassword => "wrong-password",
            Self::WrongCode => "wrong-code",
            Self::Passkey => "wrong-passkey",
            Self::Required => SECOND_FACTOR,
            Self::File | Self::Front => USERS_FILE,
            _ => "unfit",
        };
        Denied::forbidden(rule, self.to_string())
    }
}

impl KnownPeople {
    /// Checks that Ferrofax knows who has a second factor. If it does not, no password is accepted.
    pub(super) fn are_known(&self) -> Result<(), Denied> {
        if !self.is_unknown {
            return Ok(());
        }
        let text = "Passwords cannot be checked now, because users.toml cannot be read";
        Err(Denied::for_now(USERS_FILE, text).with(454, (4, 7, 0)))
    }
}

impl People {
    /// The users of users.toml in this spool's folder. All parts of the process share them.
    pub(super) fn of(spool: &Spool) -> Arc<Self> {
        static ALL: LazyLock<Mutex<HashMap<PathBuf, Arc<People>>>> = LazyLock::new(Mutex::default);
        if spool.is_front() {
            return Arc::default();
        }
        let path = spool.folder().join(FILE);
        let people = || Arc::new(Self { path: Some(path.clone()), ..Self::default() });
        Arc::clone(lock(&ALL).entry(path.clone()).or_insert_with(people))
    }

    /// Whether this machine can have a users.toml; a stateless node cannot.
    pub(super) fn is_on(&self) -> bool {
        self.path.is_some()
    }

    /// The present content of users.toml. The file is read again only if it has changed.
    pub(super) fn now(&self) -> Arc<KnownPeople> {
        let mut state = lock(&self.state);
        if let Some(path) = &self.path {
            state.look(path);
        }
        Arc::clone(&state.known)
    }

    /// Changes the content of users.toml. Nothing is changed if `work` returns an error, or if the
    /// file is not valid now.
    fn change<T>(
        &self,
        now: UnixMs,
        work: impl FnOnce(&mut Kept) -> Result<T, PeopleError>,
    ) -> Result<T, PeopleError> {
        let path = self.path.as_ref().ok_or(PeopleError::Front)?;
        let _turn = lock(&self.writing);
        let known = self.now();
        if known.fault.is_some() {
            return Err(PeopleError::File);
        }
        let mut kept = known.kept.clone();
        let done = work(&mut kept)?;
        kept.clean(now);
        if kept.users.len() > MOST_USERS
            || kept.factors.len() > MOST_FACTORS
            || kept.passkeys.len() > MOST_FACTORS
        {
            return Err(PeopleError::Full);
        }
        if let Err(why) = file::write(path, &kept) {
            log::error!("{}: {why}", path.display());
            return Err(PeopleError::File);
        }
        let mut state = lock(&self.state);
        state.version = Some(FileVersion::at(path));
        state.known = Arc::new(KnownPeople { kept, ..KnownPeople::default() });
        Ok(done)
    }
}

impl State {
    fn look(&mut self, path: &Path) {
        let version = FileVersion::at(path);
        if self.version == Some(version) {
            return;
        }
        let next = match file::read(path) {
            Ok(kept) => KnownPeople { kept, ..KnownPeople::default() },
            Err(why) => {
                log::error!("{}: {why}", path.display());
                KnownPeople {
                    kept: self.known.kept.clone(),
                    fault: Some(why),
                    is_unknown: self.version.is_none() || self.known.is_unknown,
                    is_told: AtomicBool::default(),
                }
            }
        };
        (self.version, self.known) = (Some(version), Arc::new(next));
    }
}

impl RightsSettings {
    /// Returns these settings with the users and groups of users.toml added. The spool gives each user
    /// of users.toml a number, as it does for users of a directory, so that a later user with the same
    /// name inherits nothing.
    pub(super) fn with_people(
        &self,
        people: &People,
        known: &KnownPeople,
        spool: &Spool,
        now: UnixMs,
    ) -> Result<Self, SpoolError> {
        let mut settings = self.clone();
        settings.number_users(spool)?;
        if !people.is_on() {
            return Ok(settings);
        }
        let stored = spool.logins().all_vouched(UnixMs::MIN)?;
        let mut refused = Vec::new();
        for user in &known.kept.users {
            let names = [&user.name].into_iter().chain(&user.addresses);
            if let Some(name) = names.into_iter().find(|name| self.has_name(&name.to_lowercase())) {
                refused.push(format!("'{}' ('{name}')", user.name));
                continue;
            }
            let before = stored.iter().find(|(it, _)| it.name == user.name);
            let is_same = |it: &Vouched| it.by == BY.name() && it.subject == user.id;
            let who = match before {
                Some((it, who)) if is_same(it) => Some(*who),
                _ if known.fault.is_some() => None,
                other => {
                    if let Some((other, _)) = other {
                        spool.logins().forget_vouched(&other.name, &other.by, now)?;
                    }
                    spool.logins().keep_vouched(&vouched(user, now))?;
                    spool.logins().who_is_vouched(&user.name, BY.name())?
                }
            };
            let groups = self.groups_of(&known.kept, user);
            settings.users.extend(who.map(|who| user.settings(who, groups)));
        }
        let groups = settings.add_groups(&known.kept);
        refused.extend(groups.iter().map(|name| format!("the group '{name}'")));
        if !refused.is_empty() && !known.is_told.swap(true, Ordering::Relaxed) {
            let refused = refused.join(", ");
            log::warn!(
                "users and groups of users.toml do not count, because gateway.toml has them: {refused}"
            );
        }
        if known.fault.is_none() {
            let is_gone = |it: &Vouched| it.by == BY.name() && known.kept.user(&it.name).is_none();
            for (gone, _) in stored.iter().filter(|(it, _)| is_gone(it)) {
                spool.logins().forget_vouched(&gone.name, &gone.by, now)?;
            }
        }
        Ok(settings)
    }
}

/// Whether the file users.toml in this folder has a user with this name.
pub fn is_user(folder: &Path, name: &str) -> bool {
    file::read(&folder.join(FILE)).is_ok_and(|kept| kept.user(name).is_some())
}

/// Whether a user of the file users.toml in this folder has a password.
pub fn has_password(folder: &Path) -> bool {
    let read = file::read(&folder.join(FILE));
    read.is_ok_and(|kept| kept.users.iter().any(|user| user.password.is_some()))
}

/// The path and the fault of users.toml in this folder; `None` if the file has no fault.
pub fn fault(folder: &Path) -> Option<(PathBuf, String)> {
    let path = folder.join(FILE);
    let why = file::read(&path).err()?;
    Some((path, why))
}

/// Converts a user of users.toml into the form in which the spool stores users of other sources
/// than gateway.toml.
fn vouched(user: &file::KeptUser, now: UnixMs) -> Vouched {
    Vouched {
        name: user.name.clone(),
        by: BY.name().to_owned(),
        subject: user.id.clone(),
        said_at: now,
        ..Vouched::default()
    }
}

#[cfg(test)]
mod tests;
