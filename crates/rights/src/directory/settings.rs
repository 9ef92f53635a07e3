//! The section `[ldap]` of gateway.toml: the directory's servers, and how users are searched for.

use std::net::IpAddr;
use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings in the section `[ldap]` of gateway.toml, except the keys that give rights to
    /// users.
    pub struct LdapSettings {}

    /// The keys that the section `[ldap]` of gateway.toml accepts for these settings.
    pub KEYS {
        /// The directory servers, tried in this order: ["ldaps://dc1.example.com",
        /// "ldaps://dc2.example.com"]. []: no directory.
        urls as "url": Vec<String> = [], list(url);
        /// Whether ldap:// switches to TLS by STARTTLS. Without TLS, Ferrofax connects only to a
        /// directory on this machine.
        starttls: bool = false, flag;
        /// PEM file with the authorities that sign the servers' certificates. "": those that the
        /// system trusts.
        ca: Option<PathBuf> = "", path;
        /// The account that searches the directory; it needs read access only. "": anonymous.
        bind_dn: String = "", text;
        /// A file whose first line is the password of the account bind_dn: mode 640, group
        /// ferrofax.
        password_file: Option<PathBuf> = "", path;
        /// The DN by which a user logs in directly, without an account that searches first:
        /// "uid={name},ou=people,dc=example,dc=com", or "{name}@example.com" with Active Directory.
        /// Without bind_dn the directory cannot be asked again about a user who has logged in;
        /// their last login then remains valid for believed_minutes.
        user_dn: String = "", text(named);
        /// The part of the directory in which users are searched: "ou=people,dc=example,dc=com".
        base: String = "", text;
        /// The filter that finds a user; {name} is the name that the user typed. The filter must
        /// find exactly one entry, both by the typed name and by the user's name in Ferrofax, and
        /// no disabled account. docs/logins.md has the filter for Active Directory.
        filter: String = "(&(objectClass=person)(uid={name}))", text(filter);
        /// The attribute with the user's name in Ferrofax; sAMAccountName with Active Directory.
        name: String = "uid", text(attribute);
        /// The attributes with the user's mail addresses. By these addresses Ferrofax finds the
        /// user's devices, so users must not be able to change the attributes.
        mail: Vec<String> = ["mail"], list(attribute);
        /// The attribute with the user's device, 2101 or 2101@context. Users must not be able to
        /// change it. "": none.
        device: String = "", text(maybe_attribute);
        /// The attribute with the user's groups. "": no such attribute.
        member_of: String = "memberOf", text(maybe_attribute);
        /// The part of the directory in which groups that list the user as a member are searched,
        /// in addition to member_of. "": no such search.
        group_base: String = "", text;
        /// The filter that finds the user's groups below group_base; {dn} is the DN of the user's
        /// entry and {name} the user's name. For posixGroup: (memberUid={name}). For nested groups
        /// in Active Directory: (member:1.2.840.113556.1.4.1941:={dn}).
        group_filter: String = "(&(objectClass=groupOfNames)(member={dn}))", text(group_filter);
        /// Time limit in seconds for the answer of one directory server to one login.
        timeout_seconds: u32 = 5, number(1..=60);
        /// Seconds after which the directory is asked again about a user who has logged in. If the
        /// user is no longer found, or is in no group with rights, their login session ends.
        ask_again_seconds: u32 = 300, number(1..=86_400);
        /// Minutes for which the directory's last answer about a user remains valid while no
        /// directory server answers.
        believed_minutes: u32 = 720, number(1..=43_200);
    }
}

/// The placeholder in the LDAP filters and DNs of `[ldap]`; the name that the user typed replaces
/// it.
pub(super) const NAME: &str = "{name}";

/// The placeholder in the LDAP filters of `[ldap]`; the DN of the user's entry replaces it.
pub(super) const DN: &str = "{dn}";

/// The reason why a text is not a valid value for its key in `[ldap]`.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("'{0}' is no server of a directory; ldaps://dc1.example.com is one")]
    Url(String),
    #[error("'{0}' has no {{name}} in it, the place of what is typed; {1} has")]
    NoName(String, &'static str),
    #[error("'{0}' has neither {{dn}} nor {{name}} in it; (member={{dn}}) has")]
    NoMember(String),
    #[error("'{0}' is no filter; (uid={{name}}) is one")]
    Filter(String),
    #[error("'{0}' is no attribute's name; uid is one")]
    Attribute(String),
}

fn url(text: &str) -> Result<String, Unfit> {
    let host = ["ldap://", "ldaps://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let is_host = |host: &str| {
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
        !host.is_empty() && !host.starts_with(':') && host.chars().all(known)
    };
    if host.map(|host| host.strip_suffix('/').unwrap_or(host)).is_some_and(is_host) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Url(text.to_owned()))
    }
}

fn named(text: &str) -> Result<String, Unfit> {
    if text.is_empty() || text.contains(NAME) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::NoName(text.to_owned(), "uid={name},ou=people,dc=example,dc=com"))
    }
}

fn filter(text: &str) -> Result<String, Unfit> {
    if text.contains(NAME) {
        parsed(text)
    } else {
        Err(Unfit::NoName(text.to_owned(), "(uid={name})"))
    }
}

fn group_filter(text: &str) -> Result<String, Unfit> {
    if text.contains(DN) || text.contains(NAME) {
        parsed(text)
    } else {
        Err(Unfit::NoMember(text.to_owned()))
    }
}

fn parsed(text: &str) -> Result<String, Unfit> {
    let tried = text.replace(NAME, "a").replace(DN, "b");
    match ldap3::parse_filter(&tried) {
        Ok(_) => Ok(text.to_owned()),
        Err(()) => Err(Unfit::Filter(text.to_owned())),
    }
}

fn attribute(text: &str) -> Result<String, Unfit> {
    let is_one = |c: char| c.is_ascii_alphanumeric() || "-;.".contains(c);
    if !text.is_empty() && text.chars().all(is_one) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Attribute(text.to_owned()))
    }
}

fn maybe_attribute(text: &str) -> Result<String, Unfit> {
    if text.is_empty() { Ok(String::new()) } else { attribute(text) }
}

/// Whether the LDAP server with this URL runs on this machine.
fn is_here(url: &str) -> bool {
    let host = url.split_once("://").map_or(url, |(_, host)| host).trim_end_matches('/');
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_matches(['[', ']']).parse::<IpAddr>();
    name == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

impl LdapSettings {
    /// Reads the keys of the section `[ldap]` of gateway.toml into these settings, and reports
    /// errors in them.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        let in_clear =
            |url: &&String| url.starts_with("ldap://") && !self.starttls && !is_here(url);
        if let Some(url) = self.urls.iter().find(in_clear) {
            let text =
                format!("passwords would go to {url} in the clear; ldaps://, or starttls = true");
            section.wrong("url", text);
        }
        if self.base.is_empty() {
            section.wrong("base", "missing; example: base = \"dc=example,dc=com\"");
        }
        if self.bind_dn.is_empty() != self.password_file.is_none() {
            section.wrong("bind_dn", "bind_dn and password_file are set together");
        }
    }

    /// Whether the section `[ldap]` names a directory server, so that LDAP is used.
    pub fn is_on(&self) -> bool {
        !self.urls.is_empty()
    }

    /// Whether Ferrofax can look up a user in the LDAP directory without that user's password.
    pub(crate) fn asks_again(&self) -> bool {
        self.user_dn.is_empty() || !self.bind_dn.is_empty()
    }
}
