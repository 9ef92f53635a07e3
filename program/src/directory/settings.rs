//! The section `[ldap]` of gateway.toml: the directory's servers, and how users are searched for.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::keys::{Key, Kind, Section, plain_text};

/// The settings of `[ldap]`, without the keys about rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LdapSettings {
    /// `url`: the servers, in the order in which they are tried. If it is empty, there is no
    /// directory.
    pub urls: Vec<String>,
    /// `starttls`: whether the connection switches to TLS with the operation StartTLS.
    pub starttls: bool,
    /// `ca`: the file with the authorities that sign the servers' certificates. `None`: those that
    /// the system trusts.
    pub ca: Option<PathBuf>,
    /// `bind_dn`: the DN as which Ferrofax binds. Empty: an anonymous bind.
    pub bind_dn: String,
    /// `password_file`: the file with the password of `bind_dn`.
    pub password_file: Option<PathBuf>,
    /// `user_dn`: the DN as which users bind, with `{name}` in it. If it is empty, a search finds
    /// the user's DN.
    pub user_dn: String,
    /// `base`: the DN below which users are searched for.
    pub base: String,
    /// `filter`: the filter that finds a user, with `{name}` in it.
    pub filter: String,
    /// `name`: the attribute with the user's name.
    pub name: String,
    /// `mail`: the attributes with the user's addresses.
    pub mail: Vec<String>,
    /// `device`: the attribute with the user's device. Empty if no attribute is used.
    pub device: String,
    /// `member_of`: the attribute with the user's groups. Empty if no attribute is used.
    pub member_of: String,
    /// `group_base`: the DN below which groups with the user as a member are searched for. If it is
    /// empty, there is no search.
    pub group_base: String,
    /// `group_filter`: the filter that finds the user's groups, with `{dn}` or `{name}` in it.
    pub group_filter: String,
    /// `timeout_seconds`: the maximum time that one server may take for one login.
    pub timeout_seconds: u32,
    /// `ask_again_seconds`: the age at which the directory's data about a user is requested again.
    pub ask_again_seconds: u32,
    /// `believed_minutes`: the time for which the data about a user is used if the directory does
    /// not answer.
    pub believed_minutes: u32,
}

/// The placeholder in a filter or DN for the name that the user typed.
pub(super) const NAME: &str = "{name}";

/// The placeholder in a filter or DN for the DN of the user who was found.
pub(super) const DN: &str = "{dn}";

/// The keys of `[ldap]`.
pub(crate) const KEYS: &[Key<LdapSettings>] = &[
    Key {
        name: "url",
        default: "[]",
        kind: Kind::List(|ldap, said| said.read(&mut ldap.urls, url)),
        help: "The directory servers, tried in this order: [\"ldaps://dc1.example.com\", \
               \"ldaps://dc2.example.com\"]. []: no directory.",
    },
    Key {
        name: "starttls",
        default: "false",
        kind: Kind::Flag(|ldap, starttls| ldap.starttls = starttls),
        help: "Whether ldap:// switches to TLS by STARTTLS. Without TLS, Ferrofax connects only to \
               a directory on this machine.",
    },
    Key {
        name: "ca",
        default: r#""""#,
        kind: Kind::Path(|ldap, file| ldap.ca = file),
        help: "PEM file with the authorities that sign the servers' certificates. \"\": those \
               that the system trusts.",
    },
    Key {
        name: "bind_dn",
        default: r#""""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.bind_dn, plain_text)),
        help: "The account that searches the directory; it needs read access only. \"\": \
               anonymous.",
    },
    Key {
        name: "password_file",
        default: r#""""#,
        kind: Kind::Path(|ldap, file| ldap.password_file = file),
        help: "A file whose first line is the account's password: mode 640, group ferrofax.",
    },
    Key {
        name: "user_dn",
        default: r#""""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.user_dn, named)),
        help: "The DN by which a user logs in directly, without an account that searches first: \
               \"uid={name},ou=people,dc=example,dc=com\", or \"{name}@example.com\" with Active \
               Directory. Without bind_dn a user cannot be checked again; their last login then \
               counts for believed_minutes.",
    },
    Key {
        name: "base",
        default: r#""""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.base, plain_text)),
        help: "The part of the directory in which users are searched: \
               \"ou=people,dc=example,dc=com\".",
    },
    Key {
        name: "filter",
        default: r#""(&(objectClass=person)(uid={name}))""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.filter, filter)),
        help: "The filter that finds a user; {name} is what they typed. It must find exactly one \
               entry, also by the name that the user has in Ferrofax, and no disabled account. \
               docs/logins.md has the filter for Active Directory.",
    },
    Key {
        name: "name",
        default: r#""uid""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.name, attribute)),
        help: "The attribute with the user's name in Ferrofax; sAMAccountName with Active \
               Directory.",
    },
    Key {
        name: "mail",
        default: r#"["mail"]"#,
        kind: Kind::List(|ldap, said| said.read(&mut ldap.mail, attribute)),
        help: "The attributes with the user's mail addresses, which decide which devices are \
               theirs. Users must not be able to change them.",
    },
    Key {
        name: "device",
        default: r#""""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.device, maybe_attribute)),
        help: "The attribute with the user's device, 2101 or 2101@context. Users must not be able \
               to change it. \"\": none.",
    },
    Key {
        name: "member_of",
        default: r#""memberOf""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.member_of, maybe_attribute)),
        help: "The attribute with the user's groups. \"\": no such attribute.",
    },
    Key {
        name: "group_base",
        default: r#""""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.group_base, plain_text)),
        help: "The part of the directory in which groups that list the user as a member are \
               searched, in addition to member_of. \"\": no such search.",
    },
    Key {
        name: "group_filter",
        default: r#""(&(objectClass=groupOfNames)(member={dn}))""#,
        kind: Kind::Text(|ldap, said| said.read_one(&mut ldap.group_filter, group_filter)),
        help: "The filter that finds these groups; {dn} is the user's entry and {name} their \
               name. For posixGroup: (memberUid={name}). For nested groups in Active Directory: \
               (member:1.2.840.113556.1.4.1941:={dn}).",
    },
    Key {
        name: "timeout_seconds",
        default: "5",
        kind: Kind::Number(1..=60, |ldap, number| ldap.timeout_seconds = number.into()),
        help: "Seconds that one directory server may take for one login.",
    },
    Key {
        name: "ask_again_seconds",
        default: "300",
        kind: Kind::Number(1..=86_400, |ldap, number| ldap.ask_again_seconds = number.into()),
        help: "Seconds after which the directory is asked again about a user who has logged in. \
               If the user is no longer found or in no group, their session ends.",
    },
    Key {
        name: "believed_minutes",
        default: "720",
        kind: Kind::Number(1..=43_200, |ldap, number| ldap.believed_minutes = number.into()),
        help: "Minutes for which the directory's last answer counts while no server answers.",
    },
];

/// The reason why a text is not a valid value of its key.
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
    match host.map(|host| host.strip_suffix('/').unwrap_or(host)).is_some_and(is_host) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::Url(text.to_owned())),
    }
}

fn named(text: &str) -> Result<String, Unfit> {
    match text.is_empty() || text.contains(NAME) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::NoName(text.to_owned(), "uid={name},ou=people,dc=example,dc=com")),
    }
}

fn filter(text: &str) -> Result<String, Unfit> {
    match text.contains(NAME) {
        true => parsed(text),
        false => Err(Unfit::NoName(text.to_owned(), "(uid={name})")),
    }
}

fn group_filter(text: &str) -> Result<String, Unfit> {
    match text.contains(DN) || text.contains(NAME) {
        true => parsed(text),
        false => Err(Unfit::NoMember(text.to_owned())),
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
    match !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-;.".contains(c)) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::Attribute(text.to_owned())),
    }
}

fn maybe_attribute(text: &str) -> Result<String, Unfit> {
    if text.is_empty() { Ok(String::new()) } else { attribute(text) }
}

/// Whether this server runs on this machine.
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
    /// Reads the keys of `[ldap]`.
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
            section.wrong("base", "missing; base = \"dc=example,dc=com\" would be one");
        }
        if self.bind_dn.is_empty() != self.password_file.is_none() {
            section.wrong("bind_dn", "bind_dn and password_file are set together");
        }
    }

    /// Whether the settings name a directory.
    pub fn is_on(&self) -> bool {
        !self.urls.is_empty()
    }

    /// Whether users can be looked up without their password.
    pub(crate) fn asks_again(&self) -> bool {
        self.user_dn.is_empty() || !self.bind_dn.is_empty()
    }
}

impl Default for LdapSettings {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            starttls: false,
            ca: None,
            bind_dn: String::new(),
            password_file: None,
            user_dn: String::new(),
            base: String::new(),
            filter: "(&(objectClass=person)(uid={name}))".to_owned(),
            name: "uid".to_owned(),
            mail: vec!["mail".to_owned()],
            device: String::new(),
            member_of: "memberOf".to_owned(),
            group_base: String::new(),
            group_filter: "(&(objectClass=groupOfNames)(member={dn}))".to_owned(),
            timeout_seconds: 5,
            ask_again_seconds: 300,
            believed_minutes: 720,
        }
    }
}
