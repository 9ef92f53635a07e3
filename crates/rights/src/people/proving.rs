//! The second step of a login: the code of the second factor.

use super::{Kept, KnownPeople, PeopleError};
use crate::audit::Line;
use crate::decide::{WRONG_LOGINS, WRONG_LOGINS_MS, too_many};
use crate::grant::Denied;
use crate::inner::Inner;
use crate::person::Person;
use crate::settings::{RightsSettings, Role, UserSettings};
use crate::{Entered, Rights};
use ferrofax_network::asker::{Client, Voucher};

/// The name of the rule that refuses a password alone, because the user has or needs a second
/// factor.
pub const SECOND_FACTOR: &str = "second-factor";

/// The further step that a login needs after the right password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Second {
    /// The login needs nothing more than the password.
    #[default]
    Nothing,
    /// The login also needs a code of the second factor, or a passkey.
    Code,
    /// The user has to switch on the second factor, because the settings require it.
    SetUp,
}

impl RightsSettings {
    /// Whether the settings require a second factor of users with this role.
    pub(crate) fn requires_second_factor(&self, role: Role) -> bool {
        self.second_factor_for.contains(&role)
    }
}

impl Inner {
    /// Returns what the login of this user needs after its password.
    pub(crate) fn second(&self, known: &KnownPeople, user: &UserSettings) -> Second {
        if known.kept.has_second(&user.name, user.by.name()) {
            Second::Code
        } else if self.people.is_on() && self.settings.requires_second_factor(user.role) {
            Second::SetUp
        } else {
            Second::Nothing
        }
    }
}

impl Rights {
    /// Whether this user must set up a second factor before doing anything else in the web
    /// interface.
    pub fn must_set_up(&self, person: &Person) -> bool {
        let is_ours = matches!(person.by, Voucher::Settings | Voucher::Users);
        let known = || self.inner.people.now();
        is_ours
            && self.manages_users()
            && self.inner.settings.requires_second_factor(person.role)
            && !known().kept.has_second(&person.name, person.by.name())
    }

    /// Refuses a change of users.toml that leaves this user without a second factor that the
    /// settings require.
    pub(super) fn keeps_required(&self, person: &Person, kept: &Kept) -> Result<(), PeopleError> {
        let is_required = self.inner.settings.requires_second_factor(person.role);
        let has_none = !kept.has_second(&person.name, person.by.name());
        if is_required && has_none { Err(PeopleError::Required) } else { Ok(()) }
    }

    /// Checks the code in the second step of a login.
    ///
    /// # Errors
    /// [`PeopleError`]: the code is wrong, or there were too many wrong codes.
    pub fn second_step(
        &self,
        client: &Client,
        entered: &Entered,
        code: &str,
    ) -> Result<(), PeopleError> {
        let mut line = Line::new(SECOND_FACTOR, client, self.now());
        line.put("user", entered.user.as_str());
        let decided = self.takes_code(client, (&entered.user, entered.by), code);
        let logged = match &decided {
            Ok(()) => Ok(()),
            Err(error) => Err(error.denied()),
        };
        let logged = self.audited(line, logged, |_, ()| {});
        decided.and(logged.map_err(PeopleError::from))
    }

    /// Accepts a code of this user's second factor, which is then used up. A wrong code counts as a
    /// wrong login of the client, and as one of the user, from any client.
    pub(super) fn takes_code(
        &self,
        client: &Client,
        (user, by): (&str, Voucher),
        code: &str,
    ) -> Result<(), PeopleError> {
        let (inner, now, whose) = (&self.inner, self.now(), user.to_owned());
        inner.may_connect(client)?;
        let tried = &inner.counters.wrong_codes;
        // Each code counts as wrong until it has proved right.
        let noted = tried.note_below(WRONG_LOGINS, &whose, (), now, WRONG_LOGINS_MS);
        noted.ok_or_else(too_many)?;
        let taken = inner.people.change(now, |kept| {
            let mut factors = kept.factors.iter_mut();
            let factor = factors.find(|factor| factor.is_of(user, by.name()));
            let is_right = factor.ok_or(PeopleError::AlreadyOff)?.takes(code, now);
            if is_right { Ok(()) } else { Err(PeopleError::WrongCode) }
        });
        match &taken {
            Err(PeopleError::WrongCode) => inner.shown_in_vain(client),
            _ => tried.take_back(&whose, &(), now),
        }
        taken
    }
}

/// The refusal of a login with a password alone, where no code can be asked for.
pub(crate) fn needs_code() -> Denied {
    let text = "This user needs a second factor, which cannot be asked for here; use an API key as password";
    Denied::forbidden(SECOND_FACTOR, text).with(535, (5, 7, 8))
}
