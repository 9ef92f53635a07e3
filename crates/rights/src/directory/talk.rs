//! Speaks LDAP with one server of the directory: binds, searches, and interprets the result codes
//! (RFC 4511 appendix A).

use std::borrow::Cow;
use std::time::Duration;

use ldap3::{
    Ldap, LdapConnAsync, LdapConnSettings, LdapResult, Scope, SearchEntry, SearchOptions,
    dn_escape, ldap_escape,
};

use tokio::time::{Instant, timeout_at};

use super::DirectoryError;
use super::entry::Entry;
use super::settings::{DN, LdapSettings, NAME};
use ferrofax_basics::secret_file::secret;
use ferrofax_network::asker::Said;

/// This constant and the next seven: the LDAP result codes that this module interprets (RFC 4511
/// appendix A).
const SUCCESS: u32 = 0;
const SIZE_LIMIT_EXCEEDED: u32 = 4;
/// 389 Directory Server answers this if an account is locked after too many wrong passwords.
const CONSTRAINT_VIOLATION: u32 = 19;
const NO_SUCH_OBJECT: u32 = 32;
const INVALID_DN_SYNTAX: u32 = 34;
const INAPPROPRIATE_AUTHENTICATION: u32 = 48;
const INVALID_CREDENTIALS: u32 = 49;
const UNWILLING_TO_PERFORM: u32 = 53;

/// The maximum number of a user's groups that one LDAP search may return.
const MOST_GROUPS: i32 = 1_000;

/// The attributes with a person's certificates (RFC 4523).
const CERTIFICATES: [&str; 2] = ["userCertificate;binary", "userCertificate"];

/// The maximum number of entries with one mail address that are read. `MOST_CERTIFICATES` is the
/// maximum number of their certificates.
const MOST_ENTRIES: i32 = 10;
const MOST_CERTIFICATES: usize = 100;

/// The part of `timeout_seconds` in which a slow directory answers about several users. The answers
/// until then count.
const SHARE_OF_ANSWERS: f64 = 0.8;

/// One server of the LDAP directory, with the settings for connecting to it.
pub(super) struct Talk<'a> {
    pub(super) url: &'a str,
    pub(super) settings: &'a LdapSettings,
    pub(super) conn: LdapConnSettings,
}

impl Talk<'_> {
    /// Checks a user's password by an LDAP bind (login) at the directory server, and reads the
    /// user's entry.
    pub(super) async fn login(&self, name: &str, password: &str) -> Result<Said, DirectoryError> {
        if !self.settings.user_dn.is_empty() {
            let dn = filled(&self.settings.user_dn, &[(NAME, dn_escape(name))]);
            let mut as_himself = self.connect().await?;
            proved(&as_himself.simple_bind(&dn, password).await?)?;
            let entry = self.find(&mut as_himself, name).await?;
            // The user whose password was right may differ from the entry that was found: in Active
            // Directory, one user's userPrincipalName may be another user's sAMAccountName. So the
            // password must also be right for the entry that was found.
            proved(&as_himself.simple_bind(&entry.dn, password).await?)?;
            let groups = self.groups(&mut as_himself, &entry, name).await?;
            return entry.said(self.settings, groups);
        }
        let mut ldap = self.connect_as_service().await?;
        let entry = self.find(&mut ldap, name).await?;
        // The user is bound on a separate connection, so that the first connection stays bound as
        // Ferrofax.
        let mut as_himself = self.connect().await?;
        proved(&as_himself.simple_bind(&entry.dn, password).await?)?;
        let groups = self.groups(&mut ldap, &entry, name).await?;
        entry.said(self.settings, groups)
    }

    /// Reads the data that the directory has about these users, in their order. `None`: the
    /// directory does not have the user. The service's own account searches for them, so the
    /// passwords of the users are not needed.
    ///
    /// If the directory is too slow to answer about all of them, or fails, the answers until then
    /// are returned: the last names have none.
    pub(super) async fn look_up(
        &self,
        names: &[&str],
    ) -> Result<Vec<Option<Said>>, DirectoryError> {
        let patience = Duration::from_secs(self.settings.timeout_seconds.into());
        let end = Instant::now() + patience.mul_f64(SHARE_OF_ANSWERS);
        let mut ldap = self.connect_as_service().await?;
        let mut found = Vec::new();
        for name in names {
            let late = |_| Err(DirectoryError::Away(format!("no answer within {patience:?}")));
            let answer = timeout_at(end, self.look_up_one(&mut ldap, name)).await;
            match answer.unwrap_or_else(late) {
                Ok(said) => found.push(Some(said)),
                Err(DirectoryError::Wrong) => found.push(None),
                Err(error) if found.is_empty() => return Err(error),
                Err(_) => break,
            }
        }
        Ok(found)
    }

    /// Reads the certificates of the entries with this mail address. Active Directory writes
    /// addresses in `proxyAddresses` with the prefix `smtp:`, and certificates in an attribute
    /// without `;binary`.
    pub(super) async fn certificates(&self, address: &str) -> Result<Vec<Vec<u8>>, DirectoryError> {
        let mut ldap = self.connect_as_service().await?;
        let value = ldap_escape(address);
        let parts = self.settings.mail.iter().map(|attribute| {
            let of_exchange = attribute.eq_ignore_ascii_case("proxyAddresses");
            let scheme = if of_exchange { "smtp:" } else { "" };
            format!("({attribute}={scheme}{value})")
        });
        let filter = format!("(|{})", parts.collect::<String>());
        ldap.with_search_options(SearchOptions::new().sizelimit(MOST_ENTRIES));
        let found = ldap.search(&self.settings.base, Scope::Subtree, &filter, CERTIFICATES).await?;
        let (entries, result) = (found.0, found.1);
        if ![SUCCESS, SIZE_LIMIT_EXCEEDED].contains(&result.rc) {
            let text = format!("it finds no certificates: {}", meaning(&result));
            return Err(DirectoryError::Away(text));
        }
        let entries = entries.into_iter().filter(|entry| !entry.is_ref());
        let values = entries.flat_map(|entry| SearchEntry::construct(entry).bin_attrs);
        Ok(values.flat_map(|(_, values)| values).take(MOST_CERTIFICATES).collect())
    }

    async fn look_up_one(&self, ldap: &mut Ldap, name: &str) -> Result<Said, DirectoryError> {
        let entry = self.find(ldap, name).await?;
        let groups = self.groups(ldap, &entry, name).await?;
        entry.said(self.settings, groups)
    }

    /// Checks that the server answers, and permits a search below `base` and `group_base`.
    pub(super) async fn check(&self) -> Result<(), DirectoryError> {
        let mut ldap = if self.settings.asks_again() {
            self.connect_as_service().await?
        } else {
            return self.connect().await.map(drop);
        };
        for base in [&self.settings.base, &self.settings.group_base] {
            if !base.is_empty() {
                let found = ldap.search(base, Scope::Base, "(objectClass=*)", ["1.1"]).await?;
                let (entries, result) = (found.0, found.1);
                if result.rc != SUCCESS || entries.is_empty() {
                    return Err(DirectoryError::Away(format!("'{base}': {}", meaning(&result))));
                }
            }
        }
        Ok(())
    }

    async fn connect(&self) -> Result<Ldap, DirectoryError> {
        let (conn, ldap) = LdapConnAsync::with_settings(self.conn.clone(), self.url).await?;
        // The task ends when the last copy of `ldap`, which uses the connection, is dropped.
        tokio::spawn(async move { drop(conn.drive().await) });
        Ok(ldap)
    }

    async fn connect_as_service(&self) -> Result<Ldap, DirectoryError> {
        let mut ldap = self.connect().await?;
        let LdapSettings { bind_dn, password_file, .. } = self.settings;
        if let Some(file) = password_file {
            let password = secret(file).map_err(|error| DirectoryError::Away(error.to_string()))?;
            let result = ldap.simple_bind(bind_dn, &password).await?;
            if result.rc != SUCCESS {
                let text = format!(
                    "it rejects the login of '{bind_dn}': {}; check bind_dn and password_file in \
                     [ldap]",
                    meaning(&result)
                );
                return Err(DirectoryError::Away(text));
            }
        }
        Ok(ldap)
    }

    /// Finds the directory entry of the user who typed this name. If there is not exactly one such
    /// entry, returns an error.
    async fn find(&self, ldap: &mut Ldap, name: &str) -> Result<Entry, DirectoryError> {
        let settings = self.settings;
        let filter = filled(&settings.filter, &[(NAME, ldap_escape(name))]);
        ldap.with_search_options(SearchOptions::new().sizelimit(2));
        let wanted = Entry::attributes(settings);
        let found = ldap.search(&settings.base, Scope::Subtree, &filter, wanted).await?;
        let (entries, result) = (found.0, found.1);
        if ![SUCCESS, SIZE_LIMIT_EXCEEDED].contains(&result.rc) {
            let text = format!(
                "its search for users fails: {}; check base and filter in [ldap], and the rights \
                 of bind_dn",
                meaning(&result)
            );
            return Err(DirectoryError::Away(text));
        }
        let mut entries: Vec<_> = entries.into_iter().filter(|entry| !entry.is_ref()).collect();
        if entries.len() > 1 {
            log::error!(
                "[ldap] filter: the directory has several entries for one name, so nobody can log \
                 in by it"
            );
        }
        match (entries.pop(), entries.is_empty()) {
            (Some(entry), true) => Ok(Entry::of(SearchEntry::construct(entry))),
            _ => Err(DirectoryError::Wrong),
        }
    }

    /// Searches for the groups that have the user as a member, in addition to those in the user's
    /// entry.
    async fn groups(
        &self,
        ldap: &mut Ldap,
        entry: &Entry,
        name: &str,
    ) -> Result<Vec<String>, DirectoryError> {
        let LdapSettings { group_base, group_filter, .. } = self.settings;
        if group_base.is_empty() {
            return Ok(Vec::new());
        }
        let called = entry.first(&self.settings.name).unwrap_or(name);
        let values = [(NAME, ldap_escape(called)), (DN, ldap_escape(entry.dn.as_str()))];
        let filter = filled(group_filter, &values);
        ldap.with_search_options(SearchOptions::new().sizelimit(MOST_GROUPS));
        let found = ldap.search(group_base, Scope::Subtree, &filter, ["1.1"]).await?;
        let (entries, result) = (found.0, found.1);
        if ![SUCCESS, SIZE_LIMIT_EXCEEDED].contains(&result.rc) {
            let text = format!(
                "its search for groups below '{group_base}' fails: {}; check group_base and \
                 group_filter in [ldap], and the rights of bind_dn",
                meaning(&result)
            );
            return Err(DirectoryError::Away(text));
        }
        let entries = entries.into_iter().filter(|entry| !entry.is_ref());
        Ok(entries.map(|entry| SearchEntry::construct(entry).dn).collect())
    }
}

/// Turns the result code of a bind (LDAP login) into an error. Returns no error if the bind
/// succeeded.
fn proved(result: &LdapResult) -> Result<(), DirectoryError> {
    match result.rc {
        SUCCESS => Ok(()),
        INVALID_CREDENTIALS
        | CONSTRAINT_VIOLATION
        | NO_SUCH_OBJECT
        | INVALID_DN_SYNTAX
        | INAPPROPRIATE_AUTHENTICATION
        | UNWILLING_TO_PERFORM => Err(DirectoryError::Wrong),
        _ => Err(DirectoryError::Away(format!("it checks no passwords: {}", meaning(result)))),
    }
}

fn meaning(result: &LdapResult) -> String {
    if result.text.is_empty() {
        format!("result {}", result.rc)
    } else {
        format!("result {}, {}", result.rc, result.text)
    }
}

/// Replaces the placeholders (such as `{name}`) of an LDAP filter or DN by their values.
/// Placeholders inside the inserted values are not replaced.
fn filled(form: &str, values: &[(&str, Cow<'_, str>)]) -> String {
    let (mut done, mut rest) = (String::new(), form);
    while let Some(at) = rest.find('{') {
        let (before, behind) = rest.split_at(at);
        done.push_str(before);
        let found = values.iter().find(|(place, _)| behind.starts_with(place));
        let taken = match found {
            Some((place, value)) => {
                done.push_str(value);
                place.len()
            }
            None => {
                done.push('{');
                1
            }
        };
        rest = behind.get(taken..).unwrap_or_default();
    }
    done + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_directory_that_cannot_judge_a_password_counts_as_away() {
        let result = |rc| {
            let (matched, text) = (String::new(), String::new());
            proved(&LdapResult { rc, matched, text, refs: Vec::new(), ctrls: Vec::new() })
        };
        assert!(result(0).is_ok());
        // The last three: an account that is locked, that has no password, and that is disabled.
        for wrong in [49, 32, 34, 19, 48, 53] {
            assert!(matches!(result(wrong), Err(DirectoryError::Wrong)), "{wrong}");
        }
        for away in [1, 8, 51, 52, 80] {
            assert!(matches!(result(away), Err(DirectoryError::Away(_))), "{away}");
        }
    }

    #[test]
    fn what_is_typed_stays_in_its_place() {
        let form = "(&(uid={name})(m={dn}){x})";
        let fill = |name: &str, dn: &str| {
            filled(form, &[(NAME, ldap_escape(name)), (DN, ldap_escape(dn))])
        };
        assert_eq!(fill("a", "b"), "(&(uid=a)(m=b){x})");
        assert_eq!(fill("{dn}", "{name}"), "(&(uid={dn})(m={name}){x})");
        // Special characters in a filter are escaped (RFC 4515 §3).
        assert_eq!(fill("*)(uid=*", "\\\0"), "(&(uid=\\2a\\29\\28uid=\\2a)(m=\\5c\\00){x})");
        let dn = filled("uid={name},dc=x", &[(NAME, dn_escape("a,ou=admins"))]);
        assert_eq!(dn, "uid=a\\2cou\\3dadmins,dc=x");
    }
}
