//! Users of a directory (LDAP) or of a login provider (OpenID), who are not in the settings. The
//! directory or provider confirms the identity of each user, and names the user's groups. The
//! tables `[[ldap.group]]` and `[[openid.group]]` of the settings give permissions to these groups.
//! A user who is in none of the groups in the settings cannot log in.
//!
//! Each login name belongs to one user. The names and mail addresses of each `[[user]]` and the
//! names of each `[[network]]` are reserved: no user of a directory or provider may log in with
//! them. Any other name belongs to the first user who logged in with it. The name becomes free when
//! no directory or provider knows that user any more, or the directory has another user with it.

use super::Rights;
use super::audit::{LOGIN, Line, loggable};
use super::decide::{not_now, wrong_login};
use super::grant::Denied;
use super::inner::Inner;
use super::people::Second;
use super::who::Registry;
use crate::directory::{DirectoryError, is_permanent};
use ferrofax_basics::value::is_mail_address;
use ferrofax_ground::pii::Pii;
use ferrofax_network::asker::{Client, Login, Said, Voucher};
use ferrofax_spool::{SpoolError, Vouched};

/// A user whose login has just been accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The name of the user.
    pub user: String,
    /// The source that confirms the user's identity: gateway.toml, users.toml, the directory or the
    /// login provider.
    pub by: Voucher,
    /// The proof that the login still needs after the password.
    pub second: Second,
    /// A hash of the password and the second factor that were stored for the user when the login
    /// was checked.
    pub secrets: u64,
}

/// The name of the rule that refuses a login if the directory does not answer.
pub const DIRECTORY: &str = "directory";

/// The name of the rule that refuses the login of a user who is in no group of the settings.
pub const NO_GROUP: &str = "no-group";

/// The name of the rule that refuses a login name that belongs to another user.
pub const NAME_TAKEN: &str = "name-taken";

/// The name of the rule that refuses a login through the OpenID provider, because the login name
/// belongs to another user, who has a password. The two users are possibly the same person.
pub const NAME_OF_PASSWORD: &str = "name-of-password";

/// The name of the rule that refuses a login name that belongs to a user of the OpenID provider.
pub const NAME_OF_OPENID: &str = "name-of-openid";

/// The maximum number of characters in the name of a user from a directory or login provider.
const LONGEST_NAME: usize = 128;

/// The maximum number of users about whom the directory is asked again over one connection.
const AT_ONCE: u32 = 25;

impl Rights {
    /// Logs in a user after a directory (LDAP) or login provider (OpenID) has confirmed the login.
    ///
    /// # Errors
    /// [`Denied`]: the user is in no group, or the name belongs to another user.
    pub fn admit(&self, client: &Client, said: &Said) -> Result<Entered, Denied> {
        let mut line = Line::new(LOGIN, client, self.now());
        line.put("name", loggable(&said.name));
        line.put("by", said.by.name());
        let decided = self.inner.admitted(said);
        if let Ok(entered) = &decided {
            self.inner.forgiven(client, &entered.user);
        }
        self.audited(line, decided, |line, entered| line.put("user", entered.user.as_str()))
    }

    /// Writes a failed login at a directory or login provider to the audit log, with the reason.
    pub fn not_proved(&self, client: &Client, by: Voucher, why: &str) {
        let mut line = Line::new(LOGIN, client, self.now());
        line.put("by", by.name());
        let denied: Result<(), Denied> = Err(Denied::forbidden(LOGIN, why).with(535, (5, 7, 8)));
        self.inner.shown_in_vain(client);
        // The refusal is valid even if it cannot be logged.
        let _ = self.audited(line, denied, |_, ()| {});
    }

    /// Asks the directory again about users whom it has not confirmed within `ask_again_seconds`.
    /// Users who no longer exist, or are in no group of the settings, lose their sessions.
    ///
    /// # Errors
    /// The directory or the spool does not answer.
    pub fn ask_again(&self) -> Result<(), String> {
        let Some(directory) = self.inner.directory.as_ref().filter(|it| it.asks_again()) else {
            return Ok(());
        };
        let old = self.now() - i64::from(self.inner.settings.ldap.ask_again_seconds) * 1_000;
        let spool = &self.inner.spool;
        let failed = |error: SpoolError| error.to_string();
        loop {
            let people = spool
                .logins()
                .vouched_before(Voucher::Ldap.name(), old, AT_ONCE)
                .map_err(failed)?;
            if people.is_empty() {
                return Ok(());
            }
            let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
            let found = directory.again(&names).map_err(|error| error.to_string())?;
            for (person, said) in people.iter().zip(found) {
                let said = said.filter(|said| canonical(&said.name) == person.name);
                self.heard_again(person, said).map_err(failed)?;
            }
        }
    }

    /// Whether this user of a directory or login provider (`by`) still counts as known, even if it
    /// has not confirmed the user for so long that the user has no rights now.
    ///
    /// # Errors
    /// The spool could not be read.
    pub fn is_known_by(&self, user: &str, by: &str) -> Result<bool, SpoolError> {
        let known = self.inner.spool.logins().vouched(user)?;
        Ok(known.is_some_and(|known| known.by == by))
    }

    fn heard_again(&self, person: &Vouched, said: Option<Said>) -> Result<(), SpoolError> {
        let is_entitled =
            |said: &Said| self.inner.settings.entitled(said.by, &said.groups).next().is_some();
        let same = said.filter(|said| !is_other(person, said));
        match same.filter(is_entitled) {
            Some(said) => self.inner.keep(&said, Some(person)),
            None => {
                log::info!("the directory no longer knows {}", Pii(&person.name));
                self.inner.spool.logins().forget_vouched(&person.name, &person.by, self.now())?;
                let mut line = Line::without_client("session", self.now());
                line.put("user", person.name.as_str());
                line.put("by", person.by.as_str());
                let gone = Denied::forbidden(NO_GROUP, "The directory no longer knows this user");
                let _ = self.audited::<()>(line, Err(gone), |_, ()| {});
                Ok(())
            }
        }
    }
}

impl Inner {
    /// Checks the login of a user of the directory, who is not in the settings.
    pub(super) fn by_directory(&self, name: &str, password: &str) -> Result<Entered, Denied> {
        let Some(directory) = &self.directory else { return Err(wrong_login()) };
        let name = name.trim();
        let bare = name.rsplit_once('\\').map_or(name, |(_, bare)| bare);
        match directory.login(bare, password) {
            Ok(said) => self.admitted(&said),
            Err(DirectoryError::Wrong) => Err(wrong_login()),
            Err(DirectoryError::Away(why)) => {
                if let Some(count) = directory.failed() {
                    log::error!(
                        "nobody can log in by the directory: {why} ({count} logins since the last \
                         such line)"
                    );
                }
                let text =
                    "Nobody can be asked now whether name and password are right; try again later";
                Err(Denied::for_now(DIRECTORY, text).with(454, (4, 7, 0)))
            }
        }
    }

    /// Whether a login must be checked by the directory, because the user is not in the settings.
    pub(super) fn asks_directory(&self, login: &Login) -> bool {
        let Login::Plain { user, .. } = login else { return false };
        let Ok(book) = self.book() else { return false };
        let registry = Registry::of(&book);
        self.directory.is_some() && registry.user_of_login(user).is_none()
    }

    /// Decides whether a user is allowed to log in after a directory (LDAP) or login provider
    /// (OpenID) has confirmed the user's identity. If so, the confirmed data about the user are
    /// stored.
    pub(super) fn admitted(&self, said: &Said) -> Result<Entered, Denied> {
        let name = canonical(&said.name);
        let is_name = (1..=LONGEST_NAME).contains(&name.chars().count())
            && !name.chars().any(char::is_control);
        let before = self.spool.logins().vouched(&name).map_err(|error| not_now(&error))?;
        let taken = if is_name {
            self.taken(&name, before.as_ref(), said)
        } else {
            Some((NAME_TAKEN, "Your name is none that can be used here; ask the administrator"))
        };
        if let Some((rule, text)) = taken {
            return Err(Denied::forbidden(rule, text).with(535, (5, 7, 8)));
        }
        if self.settings.entitled(said.by, &said.groups).next().is_none() {
            let forgotten =
                self.spool.logins().forget_vouched(&name, said.by.name(), (self.clock)());
            forgotten.map_err(|error| not_now(&error))?;
            self.shelf.clear();
            let text = "You are in no group that may use this fax server";
            return Err(Denied::forbidden(NO_GROUP, text).with(535, (5, 7, 8)));
        }
        let same = match &before {
            // The data of an earlier user with this name does not belong to the new user.
            Some(other) if is_other(other, said) => {
                let forgotten =
                    self.spool.logins().forget_vouched(&name, &other.by, (self.clock)());
                forgotten.map_err(|error| not_now(&error))?;
                None
            }
            same => same.as_ref(),
        };
        self.keep(said, same).map_err(|error| not_now(&error))?;
        Ok(Entered { user: name, by: said.by, second: Second::Nothing, secrets: 0 })
    }

    /// Checks whether the login name belongs to another user. If so, returns the name of the rule
    /// for the audit log, and a sentence for the user whose login is refused. `None`: the confirmed
    /// user may have the name.
    fn taken(
        &self,
        name: &str,
        before: Option<&Vouched>,
        said: &Said,
    ) -> Option<(&'static str, &'static str)> {
        let book = self.book();
        let settings = book.as_ref().map_or(&self.settings, |book| book.settings());
        let by = if settings.has_name(name) {
            Voucher::Settings
        } else {
            Voucher::named(&before.filter(|before| self.is_another(before, said))?.by)?
        };
        Some(match by {
            by if by == said.by => {
                (NAME_TAKEN, "Your name is that of somebody else here; ask the administrator")
            }
            Voucher::OpenId => (
                NAME_OF_OPENID,
                "Your name logs in by the provider of logins here; if it is not yours, ask the \
                 administrator",
            ),
            Voucher::Settings | Voucher::Users | Voucher::Ldap => (
                NAME_OF_PASSWORD,
                "Your name logs in by a password here; if it is not yours, ask the administrator",
            ),
        })
    }

    /// Whether the stored user with this login name still has the name, and is not the user who is
    /// logging in. A stored user keeps the name until the last confirmation by the directory or
    /// login provider is too old (`RightsSettings::believed_ms`).
    fn is_another(&self, before: &Vouched, said: &Said) -> bool {
        let Some(by) = Voucher::named(&before.by) else { return false };
        let now = (self.clock)();
        let holds = self
            .settings
            .believed_ms(by)
            .is_some_and(|for_so_long| before.said_at >= now - for_so_long);
        // Each name is unique in a directory. If it confirms the name of a new user, the earlier
        // user no longer has the name.
        let has_lost = by == Voucher::Ldap && by == said.by;
        holds && !has_lost && is_other(before, said)
    }

    /// Stores the confirmed data about a user. `before` has the data about the same user that are
    /// already stored.
    fn keep(&self, said: &Said, before: Option<&Vouched>) -> Result<(), SpoolError> {
        // Some accounts may not read the ids of a directory. The DN then does not replace the id.
        let with_id =
            before.filter(|before| is_permanent(&before.subject) && !is_permanent(&said.subject));
        let subject = with_id.map_or(&said.subject, |before| &before.subject);
        let line =
            |text: &String| text.chars().filter(|sign| !sign.is_control()).collect::<String>();
        let addresses = said.addresses.iter().map(|text| text.to_lowercase());
        let person = Vouched {
            name: canonical(&said.name),
            by: said.by.name().to_owned(),
            subject: subject.clone(),
            addresses: addresses.filter(|text| is_mail_address(text)).collect(),
            groups: said.groups.iter().map(line).collect(),
            device: said.device.clone(),
            said_at: (self.clock)(),
        };
        self.spool.logins().keep_vouched(&person)?;
        self.shelf.clear();
        Ok(())
    }
}

/// Whether the stored user with this login name is not the user who is logging in. They differ if
/// their sources differ (directory or login provider), or if the source gives them different ids.
fn is_other(before: &Vouched, said: &Said) -> bool {
    // A DN is no id: it changes when an entry is moved. Two kinds of ids cannot be compared.
    let kind = |subject: &str| subject.split(':').next().map(str::to_owned);
    let has_ids = said.by != Voucher::Ldap
        || (is_permanent(&said.subject) && kind(&before.subject) == kind(&said.subject));
    before.by != said.by.name() || (has_ids && before.subject != said.subject)
}

/// Converts a user name to its canonical form: trimmed, in small letters.
fn canonical(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_of_a_directory_is_another_only_by_a_permanent_id() {
        let (dn, moved) = ("uid=anna,dc=x", "uid=anna,ou=moved,dc=x");
        let (first, second) = ("entryUUID:31", "entryUUID:32");
        for (before, said, expected) in [
            (first, first, false),
            (first, second, true),
            ("objectGUID:ff", "objectGUID:fe", true),
            // An older version of Ferrofax stored the DN.
            (dn, first, false),
            (first, dn, false),
            (dn, moved, false),
        ] {
            let by = Voucher::Ldap;
            let stored = Vouched {
                by: by.name().to_owned(),
                subject: before.to_owned(),
                ..Vouched::default()
            };
            let said = Said { by, subject: said.to_owned(), ..Said::default() };
            assert_eq!(is_other(&stored, &said), expected, "{before} {}", said.subject);
        }
    }
}
