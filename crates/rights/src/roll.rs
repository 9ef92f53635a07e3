//! The list of users in gateway.toml, the directory and the login provider. Each user is listed
//! with the faxes that they see and the used part of their quotas.

use super::Rights;
use super::grant::Denied;
use super::person::{Entrance, Person};
use super::quota;
use super::settings::GroupSettings;
use super::sight::Sight;
use super::who::Registry;
use ferrofax_spool::{CountOf, Sent, SpoolError, Stopped};

/// A user with their permissions and the used part of their quotas.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The user in the form that the web interface uses.
    pub person: Person,
    /// The faxes and jobs that the user sees.
    pub sight: Sight,
    /// The faxes and pages that the user has sent, compared with each of the user's quotas.
    pub used: Vec<Used>,
    /// The time since when the user is blocked from sending, and the reason for the automatic
    /// block. `None`: the user is not blocked.
    pub stopped: Option<Stopped>,
}

/// The faxes and pages that a user has sent, compared with one of the user's quotas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The name of the quota's rule in the audit log, such as `quota-day`.
    pub rule: &'static str,
    /// The faxes and pages that were sent in the quota's period.
    pub sent: Sent,
    /// The most faxes that the quota allows in its period. 0: no limit.
    pub most_jobs: u32,
    /// The most pages that the quota allows in its period. 0: no limit.
    pub most_pages: u32,
}

impl Rights {
    /// All users: those in gateway.toml, in the order of that file, then those in users.toml, then
    /// those of the directory and the login provider.
    ///
    /// # Errors
    /// [`Denied`]: the users cannot be read now.
    pub fn roll(&self) -> Result<Vec<Standing>, Denied> {
        let inner = &self.inner;
        let stopped = inner.spool.submission().stopped_users().map_err(|error| not_now(&error))?;
        let (mut roll, book, now) = (Vec::new(), inner.book()?, self.now());
        let registry = Registry::of(&book);
        for user in registry.users() {
            let Some(person) = self.person(&user.name, Entrance::Page, None)? else { continue };
            let limits = registry.limits_of_user(user);
            let quotas = quota::of(CountOf::User(&user.name), &limits, now);
            let used = quotas.iter().map(|quota| {
                let ceiling = quota.ceiling;
                Ok(Used {
                    rule: quota.reason().rule(),
                    sent: inner.spool.submission().sent(ceiling.of, ceiling.since, now)?,
                    most_jobs: ceiling.jobs,
                    most_pages: ceiling.pages,
                })
            });
            roll.push(Standing {
                sight: self.sight(&person)?,
                used: used.collect::<Result<_, SpoolError>>().map_err(|error| not_now(&error))?,
                stopped: stopped.iter().find(|one| one.user == user.name).cloned(),
                person,
            });
        }
        Ok(roll)
    }

    /// The groups: first those of gateway.toml, then those of users.toml.
    ///
    /// # Errors
    /// [`Denied`]: the users cannot be read now.
    pub fn groups(&self) -> Result<Vec<GroupSettings>, Denied> {
        Ok(self.inner.book()?.settings().groups.clone())
    }
}

fn not_now(error: &SpoolError) -> Denied {
    Denied::for_now("spool", error.to_string())
}
