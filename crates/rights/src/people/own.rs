//! The actions of users on their own password and their own second factor. Each change asks for the
//! present password, and ends the user's other sessions.

use super::second::{SecondFactor, address, fresh_secret};
use super::{BY, Kept, PeopleError, names};
use crate::Rights;
use crate::person::Person;
use ferrofax_network::asker::{Client, Voucher, password};

/// The fields of the form by which users change their password.
#[derive(Clone, Default)]
pub struct NewPassword {
    /// The present password.
    pub present: String,
    /// The new password.
    pub new: String,
    /// The new password, typed a second time.
    pub again: String,
}

/// The fields of the form by which a user switches on the second factor.
#[derive(Clone, Default)]
pub struct NewFactor {
    /// The password of the user.
    pub password: String,
    /// The secret of the new second factor, as the web interface has shown it.
    pub secret: String,
    /// The code that the new second factor shows.
    pub code: String,
}

/// A user who is logged in, and the session that continues after a change.
#[derive(Clone, Copy)]
pub struct Myself<'a> {
    /// The client from which the user changes the login.
    pub client: &'a Client,
    /// The user.
    pub person: &'a Person,
    /// The id of the login session of the user.
    pub session: i64,
}

impl Rights {
    /// Changes the password of a user of users.toml.
    pub fn change_own_password(
        &self,
        me: Myself<'_>,
        given: &NewPassword,
    ) -> Result<(), PeopleError> {
        let NewPassword { present, new, again } = given;
        let hash = || {
            if me.person.by != BY {
                return Err(PeopleError::NotOurs);
            }
            names::password(new, again)?;
            self.is_mine(me, present)?;
            password::hash(new).map_err(|_| PeopleError::Short)
        };
        let name = &me.person.name;
        self.for_myself(me, ("change-password", &[]), hash(), |kept, hash| {
            let user = kept.user_mut(name);
            user.ok_or_else(|| PeopleError::NoUser(name.clone()))?.password = Some(hash);
            // An invitation that was sent because of a lost password is no longer needed.
            kept.invitations.retain(|it| it.user != *name);
            Ok(())
        })
    }

    /// A new secret for the second factor of this user. The secret is not stored until the user has
    /// entered a code that was made from it.
    pub fn new_second_factor(&self, person: &Person) -> Result<String, PeopleError> {
        self.can_have_second_factor(person)?;
        let known = self.inner.people.now();
        if known.kept.factor(&person.name, person.by.name()).is_some() {
            return Err(PeopleError::AlreadyOn);
        }
        Ok(fresh_secret())
    }

    /// The `otpauth:` URL of a new second-factor secret. The web interface shows it as a QR code.
    pub fn second_factor_address(house: &str, person: &Person, secret: &str) -> String {
        address(house, &person.name, secret)
    }

    /// Switches on the second factor. Returns the recovery codes, which cannot be shown again.
    pub fn switch_on_second_factor(
        &self,
        me: Myself<'_>,
        given: &NewFactor,
    ) -> Result<Vec<String>, PeopleError> {
        let (name, by, now) = (&me.person.name, me.person.by.name(), self.now());
        let begun = || {
            self.can_have_second_factor(me.person)?;
            self.is_mine(me, &given.password)?;
            let code = SecondFactor::begun((name, by), &given.secret, &given.code, now);
            code.ok_or(PeopleError::WrongCode)
        };
        self.for_myself(me, ("second-factor-on", &[]), begun(), |kept, (factor, codes)| {
            if kept.factor(name, by).is_some() {
                return Err(PeopleError::AlreadyOn);
            }
            kept.factors.push(factor);
            Ok(codes)
        })
    }

    /// Switches off the second factor. The user must enter the password and a code.
    pub fn switch_off_second_factor(
        &self,
        me: Myself<'_>,
        (password, code): (&str, &str),
    ) -> Result<(), PeopleError> {
        let (name, by) = (&me.person.name, me.person.by);
        let proved = || {
            let known = self.inner.people.now();
            let has_passkey = known.kept.passkeys_of(name, by.name()).next().is_some();
            if self.inner.settings.requires_second_factor(me.person.role) && !has_passkey {
                return Err(PeopleError::Required);
            }
            self.is_mine(me, password)?;
            self.takes_code(me.client, (name, by), code)
        };
        self.for_myself(me, ("second-factor-off", &[]), proved(), |kept, ()| {
            kept.factors.retain(|factor| !factor.is_of(name, by.name()));
            // The user's last passkey may have been removed meanwhile.
            self.keeps_required(me.person, kept)
        })
    }

    /// Checks that this user can have a second factor: Ferrofax itself must check the user's
    /// password.
    pub(super) fn can_have_second_factor(&self, person: &Person) -> Result<(), PeopleError> {
        match person.by {
            _ if !self.manages_users() => Err(PeopleError::Front),
            Voucher::Settings | Voucher::Users => Ok(()),
            Voucher::Ldap | Voucher::OpenId => Err(PeopleError::NotOurs),
        }
    }

    /// Checks the user's password. A wrong password counts as a wrong login.
    pub(super) fn is_mine(&self, me: Myself<'_>, password: &str) -> Result<(), PeopleError> {
        let Myself { client, person, .. } = me;
        let is_right = self.inner.proves(client, (&person.name, person.by), password)?;
        if is_right { Ok(()) } else { Err(PeopleError::WrongPassword) }
    }

    /// Changes users.toml for a user, and ends the user's other sessions. `proved` is the result of
    /// the checks of password and code; if it is an error, nothing is changed.
    pub(super) fn for_myself<P, T>(
        &self,
        me: Myself<'_>,
        asked: (&str, &[(&str, &str)]),
        proved: Result<P, PeopleError>,
        work: impl FnOnce(&mut Kept, P) -> Result<T, PeopleError>,
    ) -> Result<T, PeopleError> {
        let done = self.change_audited(me.person, asked, proved, work)?;
        self.end_sessions(&me.person.name, me.person.by, Some(me.session))?;
        Ok(done)
    }
}
