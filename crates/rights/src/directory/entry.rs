//! A user's entry in the directory (LDAP).

use ldap3::SearchEntry;

use super::DirectoryError;
use super::settings::LdapSettings;
use ferrofax_network::asker::{Said, Voucher};

/// A user's entry in the directory (LDAP).
pub(super) struct Entry {
    pub(super) dn: String,
    /// The attributes of the entry with their values, as the directory server writes them.
    values: Vec<(String, Vec<String>)>,
}

impl Entry {
    pub(super) fn of(entry: SearchEntry) -> Self {
        Self { dn: entry.dn, values: entry.attrs.into_iter().collect() }
    }

    /// The names of the attributes that are requested from the server.
    pub(super) fn attributes(settings: &LdapSettings) -> Vec<&str> {
        let LdapSettings { name, mail, device, member_of, .. } = settings;
        let all = [name, device, member_of].into_iter().chain(mail);
        all.map(String::as_str).filter(|attribute| !attribute.is_empty()).collect()
    }

    fn all<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a str> {
        let of = self.values.iter().filter(|(name, _)| name.eq_ignore_ascii_case(attribute));
        of.flat_map(|(_, values)| values).map(|value| value.trim())
    }

    pub(super) fn first<'a>(&'a self, attribute: &'a str) -> Option<&'a str> {
        self.all(attribute).find(|value| !value.is_empty())
    }

    /// Converts the entry into the form from which the module `rights` derives the user's
    /// permissions.
    ///
    /// # Errors
    /// The entry has no name.
    pub(super) fn said(
        &self,
        settings: &LdapSettings,
        others: Vec<String>,
    ) -> Result<Said, DirectoryError> {
        let name = self.first(&settings.name).filter(|_| !self.dn.is_empty());
        let Some(name) = name else {
            log::error!("[ldap] name: an entry has no '{}', so it cannot log in", settings.name);
            return Err(DirectoryError::Wrong);
        };
        let mails = settings.mail.iter().flat_map(|attribute| self.all(attribute));
        let mut groups: Vec<String> =
            self.all(&settings.member_of).map(str::to_owned).chain(others).collect();
        groups.dedup();
        Ok(Said {
            by: Voucher::Ldap,
            subject: self.dn.clone(),
            name: name.to_owned(),
            addresses: mails.map(|mail| without_scheme(mail).to_owned()).collect(),
            groups,
            device: self.first(&settings.device).unwrap_or_default().to_owned(),
        })
    }
}

/// The address without the prefix `SMTP:`. Active Directory writes addresses in `proxyAddresses` as
/// `SMTP:name@example.com`.
fn without_scheme(mail: &str) -> &str {
    match mail.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("smtp") => address,
        _ => mail,
    }
}
