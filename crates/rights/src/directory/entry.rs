//! A user's entry in the directory (LDAP).

use ldap3::SearchEntry;

use super::DirectoryError;
use super::settings::LdapSettings;
use ferrofax_network::asker::{Said, Voucher};
use ferrofax_network::encoding::hex;

/// The attributes with the permanent id of an entry, which remains the same when the entry is moved
/// or renamed: `entryUUID` (RFC 4530), and `objectGUID` of Active Directory, which is binary.
const IDS: [&str; 2] = ["entryUUID", "objectGUID"];

/// A user's entry in the directory (LDAP).
pub(super) struct Entry {
    pub(super) dn: String,
    /// The permanent id of the entry; `None` if the server gives none.
    id: Option<String>,
    /// The attributes of the entry with their values, as the directory server writes them.
    values: Vec<(String, Vec<String>)>,
}

impl Entry {
    pub(super) fn of(entry: SearchEntry) -> Self {
        let id = id_of(&entry);
        Self { dn: entry.dn, id, values: entry.attrs.into_iter().collect() }
    }

    /// The names of the attributes that are requested from the server.
    pub(super) fn attributes(settings: &LdapSettings) -> Vec<&str> {
        let LdapSettings { name, mail, device, member_of, .. } = settings;
        let all = [name, device, member_of].into_iter().chain(mail);
        let named = all.map(String::as_str).filter(|attribute| !attribute.is_empty());
        named.chain(IDS).collect()
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
            subject: self.id.as_ref().unwrap_or(&self.dn).clone(),
            name: name.to_owned(),
            addresses: mails.map(|mail| without_scheme(mail).to_owned()).collect(),
            groups,
            device: self.first(&settings.device).unwrap_or_default().to_owned(),
        })
    }
}

/// The permanent id of an entry in hexadecimal digits, after the name of its attribute. `None`: the
/// server gives no id.
fn id_of(entry: &SearchEntry) -> Option<String> {
    let texts = entry
        .attrs
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_bytes())));
    // A binary value is among the texts if its bytes are valid UTF-8 by chance.
    let binary = entry
        .bin_attrs
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_slice())));
    let all: Vec<(&String, &[u8])> = texts.chain(binary).collect();
    IDS.into_iter().find_map(|id| {
        let (_, value) = all.iter().find(|(name, _)| name.eq_ignore_ascii_case(id))?;
        Some(format!("{id}:{}", hex(value)))
    })
}

/// Whether the subject of a user is the permanent id of an entry. Otherwise it is a DN: the server
/// gives no ids, or an older version of Ferrofax stored it. No DN begins as these ids do, because
/// the name of an attribute has no colon.
pub(crate) fn is_permanent(subject: &str) -> bool {
    let is_after = |id: &str| subject.strip_prefix(id).is_some_and(|rest| rest.starts_with(':'));
    IDS.into_iter().any(is_after)
}

/// The address without the prefix `SMTP:`. Active Directory writes addresses in `proxyAddresses` as
/// `SMTP:name@example.com`.
fn without_scheme(mail: &str) -> &str {
    match mail.split_once(':') {
        Some((scheme, address)) if scheme.eq_ignore_ascii_case("smtp") => address,
        _ => mail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The subject of a user whose entry has these values.
    fn subject(texts: &[(&str, &str)], binary: &[(&str, &[u8])]) -> String {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![(*value).to_owned()]);
        let bytes = |(name, value): &(&str, &[u8])| ((*name).to_owned(), vec![value.to_vec()]);
        let entry = SearchEntry {
            dn: "uid=dora,dc=x".to_owned(),
            attrs: texts
                .iter()
                .map(text)
                .chain([("uid".to_owned(), vec!["dora".into()])])
                .collect(),
            bin_attrs: binary.iter().map(bytes).collect(),
        };
        Entry::of(entry).said(&LdapSettings::default(), Vec::new()).unwrap().subject
    }

    #[test]
    fn the_subject_is_the_permanent_id_of_the_entry_if_there_is_one() {
        let guid: &[u8] = b"\xff\x00 0123456789abc";
        for (found, expected) in [
            (subject(&[("entryUUID", "5a-1")], &[]), "entryUUID:35612d31"),
            (subject(&[("ENTRYuuid", "5a-1")], &[]), "entryUUID:35612d31"),
            (subject(&[], &[("objectGUID", guid)]), "objectGUID:ff002030313233343536373839616263"),
            (subject(&[("objectGUID", "0 1")], &[]), "objectGUID:302031"),
        ] {
            assert_eq!(found, expected);
            assert!(is_permanent(&found));
        }
        assert_eq!(subject(&[], &[]), "uid=dora,dc=x");
        for dn in ["uid=dora,dc=x", "entryUUID=5a-1,dc=x", "objectGUID", ""] {
            assert!(!is_permanent(dn), "{dn}");
        }
        let settings = LdapSettings::default();
        assert!(Entry::attributes(&settings).ends_with(&IDS));
    }
}
