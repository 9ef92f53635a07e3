//! Permissions of users from a directory (LDAP) or login provider (OpenID Connect), by the groups
//! of these users there.

use super::settings::{EntitledSettings, RightsSettings, UserSettings};
use ferrofax_basics::UnixMs;
use ferrofax_network::asker::Voucher;
use ferrofax_spool::{Spool, SpoolError, Vouched};

/// The number of milliseconds in a day.
const DAY_MS: i64 = 86_400_000;

/// The users of the directory (LDAP) and of the login provider (OpenID) whose existence was
/// confirmed recently enough. [`RightsSettings::believed_ms`] is the limit.
pub(super) fn users_vouched_for(
    settings: &RightsSettings,
    spool: &Spool,
    now: UnixMs,
) -> Result<Vec<UserSettings>, SpoolError> {
    let doors = [Voucher::Ldap, Voucher::OpenId];
    let longest = doors.into_iter().filter_map(|by| settings.believed_ms(by)).max();
    let Some(longest) = longest else { return Ok(Vec::new()) };
    let all = spool.logins().all_vouched(now - longest)?;
    Ok(all
        .iter()
        .filter_map(|(person, who)| settings.user_of(person, *who, now))
        .collect())
}

impl RightsSettings {
    /// The time, in milliseconds, for which a user is taken to exist after this directory (LDAP) or
    /// login provider (OpenID) has confirmed the user. None: the settings name no such directory or
    /// provider.
    pub(super) fn believed_ms(&self, by: Voucher) -> Option<i64> {
        match by {
            Voucher::Settings | Voucher::Users => None,
            Voucher::Ldap => {
                self.ldap.is_on().then_some(i64::from(self.ldap.believed_minutes) * 60_000)
            }
            Voucher::OpenId => {
                self.openid.is_on().then_some(i64::from(self.openid.believed_days) * DAY_MS)
            }
        }
    }

    /// Makes a user with the permissions of the groups to which the directory or login provider
    /// assigns this person.
    fn user_of(&self, person: &Vouched, who: i64, now: UnixMs) -> Option<UserSettings> {
        let by = Voucher::named(&person.by)?;
        let is_believed = person.said_at >= now - self.believed_ms(by)?;
        if !is_believed || self.has_name(&person.name) {
            return None;
        }
        let entitled: Vec<_> = self.entitled(by, &person.groups).collect();
        let first = entitled.first()?;
        Some(UserSettings {
            name: person.name.clone(),
            addresses: person.addresses.clone(),
            device: person.device.parse().ok(),
            role: first.role,
            class: first.class.clone(),
            may_delete: entitled.iter().any(|group| group.may_delete),
            groups: entitled.iter().flat_map(|group| group.groups.clone()).collect(),
            by,
            who: Some(who),
            ..UserSettings::default()
        })
    }

    /// The `[[ldap.group]]` or `[[openid.group]]` tables that apply to a user whom the directory or
    /// login provider lists in the groups `groups`. They have the order of gateway.toml.
    pub(super) fn entitled<'a>(
        &'a self,
        by: Voucher,
        groups: &'a [String],
    ) -> impl Iterator<Item = &'a EntitledSettings> {
        let all = match by {
            Voucher::Settings | Voucher::Users => &[],
            Voucher::Ldap => self.ldap_groups.as_slice(),
            Voucher::OpenId => self.openid_groups.as_slice(),
        };
        let is_called = move |called: &str, group: &String| match by {
            Voucher::Ldap => is_entry(called, group),
            _ => called == group,
        };
        all.iter().filter(move |known| {
            known.name == "*" || groups.iter().any(|group| is_called(&known.name, group))
        })
    }

    /// Whether the settings already use this name: as the name or a mail address of a `[[user]]`,
    /// or as the name of a `[[network]]`.
    pub(super) fn has_name(&self, name: &str) -> bool {
        let is_it = |known: &String| known.to_lowercase() == name;
        let of_users = self
            .users
            .iter()
            .flat_map(|user| [&user.name].into_iter().chain(&user.addresses));
        of_users.chain(self.networks.iter().map(|network| &network.name)).any(is_it)
    }
}

/// Whether the group name `called` in the settings means the directory's group `dn`. The name can
/// be the whole DN (RFC 4514), or the value of its first part.
fn is_entry(called: &str, dn: &str) -> bool {
    if called.contains('=') {
        return same_dn(called, dn);
    }
    let first = dn.split_once('=').map_or("", |(_, behind)| behind);
    // A comma that is part of the name has a backslash before it.
    let mut end = first.len();
    let mut is_escaped = false;
    for (at, sign) in first.char_indices() {
        match sign {
            ',' | '+' if !is_escaped => {
                end = at;
                break;
            }
            _ => is_escaped = sign == '\\' && !is_escaped,
        }
    }
    let value = first.get(..end).unwrap_or_default().trim();
    // A name that is no DN, such as a group of a login provider, is compared as a whole.
    let value = if dn.contains('=') { value } else { dn };
    value.to_lowercase() == called.to_lowercase()
}

fn same_dn(a: &str, b: &str) -> bool {
    let plain = |dn: &str| {
        let parts = dn.split(',').map(|part| part.trim().to_lowercase());
        parts.collect::<Vec<_>>().join(",")
    };
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_known_by_its_dn_or_by_its_first_name_alone() {
        let dn = "CN=Fax Users,OU=Groups,DC=example,DC=com";
        for called in ["fax users", "cn=fax users, ou=groups,dc=example,dc=com"] {
            assert!(is_entry(called, dn), "{called}");
        }
        for called in ["fax", "groups", "cn=fax users", "example", "users,ou=groups"] {
            assert!(!is_entry(called, dn), "{called}");
        }
        // Special characters in a group's name must not make it another group.
        assert!(!is_entry("fax", "cn=fax\\,x,ou=groups") && is_entry("fax\\,x", "cn=fax\\,x,ou=a"));
        assert!(!is_entry("fax", "cn=x,cn=fax") && is_entry("fax", "fax"));
    }
}
