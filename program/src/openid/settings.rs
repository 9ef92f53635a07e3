//! The section `[openid]` of gateway.toml: the provider, and the claims that are used.

use std::path::PathBuf;

use super::algorithm::{Algorithm, NoAlgorithm};
use crate::keys::{Key, Kind, Section, plain_text};

/// The settings of `[openid]`, without the keys about rights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenIdSettings {
    /// `issuer`: the address that identifies the provider. If it is empty, there is no provider.
    pub issuer: String,
    /// `name`: the text of the button on the login page.
    pub name: String,
    /// `address`: the web interface's address, as browsers see it.
    pub address: String,
    /// `client_id`: our client id at the provider.
    pub client_id: String,
    /// `secret_file`: the file with our client secret. `None` if we have no secret.
    pub secret_file: Option<PathBuf>,
    /// `client_auth`: how the client secret is sent.
    pub client_auth: ClientAuth,
    /// `ca`: the file with the authorities that sign the provider's certificate. `None`: those that
    /// the system trusts.
    pub ca: Option<PathBuf>,
    /// `scopes`: the requested scopes.
    pub scopes: Vec<String>,
    /// `algorithms`: the accepted signature algorithms.
    pub algorithms: Vec<Algorithm>,
    /// `name_claim`: the claim with the user's name.
    pub name_claim: String,
    /// `mail_claim`: the claim with the user's address.
    pub mail_claim: String,
    /// `unverified_mail`: whether an address that the provider has not verified is used.
    pub unverified_mail: bool,
    /// `groups_claim`: the claim with the user's groups.
    pub groups_claim: String,
    /// `device_claim`: the claim with the user's device. Empty if no claim is used.
    pub device_claim: String,
    /// `prompt`: the interaction with the user that the provider must require. Empty: the provider
    /// decides.
    pub prompt: String,
    /// `max_age_minutes`: the maximum age of the login at the provider. 0: no limit.
    pub max_age_minutes: u32,
    /// `logout`: whether a logout from the web interface also ends the session at the provider.
    pub logout: bool,
    /// `believed_days`: the number of days for which a user is known after their last login.
    pub believed_days: u32,
}

/// The ways to send our client secret (OpenID Connect Core §9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAuth {
    /// `basic`: the secret is sent in the request's header.
    #[default]
    Basic,
    /// `post`: the secret is sent in the request's body.
    Post,
}

/// The keys of `[openid]`.
pub(crate) const KEYS: &[Key<OpenIdSettings>] = &[
    Key {
        name: "issuer",
        default: r#""""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.issuer, issuer)),
        help: "The provider's issuer address: \"https://login.example.com/realms/house\". \"\": \
               no such login.",
    },
    Key {
        name: "name",
        default: r#""OpenID Connect""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.name, plain_text)),
        help: "The provider's name on the login page.",
    },
    Key {
        name: "address",
        default: r#""""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.address, address)),
        help: "The address of our web interface, as browsers see it: \"https://fax.example.com\". \
               At the provider, register this address with /login/openid/back at its end for \
               redirects after the login, and with /login at its end for redirects after the \
               logout.",
    },
    Key {
        name: "client_id",
        default: r#""""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.client_id, plain_text)),
        help: "Our client ID at the provider.",
    },
    Key {
        name: "secret_file",
        default: r#""""#,
        kind: Kind::Path(|openid, file| openid.secret_file = file),
        help: "A file whose first line is our client secret: mode 640, group ferrofax. \"\": a \
               public client, which has none.",
    },
    Key {
        name: "client_auth",
        default: r#""basic""#,
        kind: Kind::Choice(&[
            ("basic", |openid| openid.client_auth = ClientAuth::Basic),
            ("post", |openid| openid.client_auth = ClientAuth::Post),
        ]),
        help: "How our client secret is sent to the provider: \"basic\" (client_secret_basic) or \
               \"post\" (client_secret_post).",
    },
    Key {
        name: "ca",
        default: r#""""#,
        kind: Kind::Path(|openid, file| openid.ca = file),
        help: "PEM file with the authorities that sign the provider's certificate. \"\": those \
               that the system trusts.",
    },
    Key {
        name: "scopes",
        default: r#"["openid", "profile", "email"]"#,
        kind: Kind::List(|openid, said| said.read(&mut openid.scopes, scope)),
        help: "The scopes that are requested.",
    },
    Key {
        name: "algorithms",
        default: r#"["RS256", "ES256", "PS256", "EdDSA"]"#,
        kind: Kind::List(|openid, said| said.read(&mut openid.algorithms, algorithm)),
        help: "Signature algorithms that are accepted; RS384, RS512, PS384, PS512 and ES384 are \
               also possible.",
    },
    Key {
        name: "name_claim",
        default: r#""preferred_username""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.name_claim, claim)),
        help: "The claim with the user's name in Ferrofax. Users must not be able to change it; \
               they can never change `sub`.",
    },
    Key {
        name: "mail_claim",
        default: r#""email""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.mail_claim, maybe_claim)),
        help: "The claim with the user's mail address, which decides which devices are theirs. It \
               needs email_verified. \"\": none.",
    },
    Key {
        name: "unverified_mail",
        default: "false",
        kind: Kind::Flag(|openid, flag| openid.unverified_mail = flag),
        help: "Whether the mail address counts without email_verified. Use true only if the \
               provider gets the address from your organisation and users cannot change it.",
    },
    Key {
        name: "groups_claim",
        default: r#""groups""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.groups_claim, maybe_claim)),
        help: "The claim with the user's groups or roles, a list of texts. In the name of a nested \
               claim, a dot separates the levels: realm_access.roles.",
    },
    Key {
        name: "device_claim",
        default: r#""""#,
        kind: Kind::Text(|openid, said| said.read_one(&mut openid.device_claim, maybe_claim)),
        help: "The claim with the user's device, 2101 or 2101@context. \"\": none.",
    },
    Key {
        name: "prompt",
        default: r#""""#,
        kind: Kind::Choice(&[
            ("", |openid| openid.prompt.clear()),
            ("login", |openid| openid.prompt = "login".to_owned()),
            ("consent", |openid| openid.prompt = "consent".to_owned()),
            ("select_account", |openid| openid.prompt = "select_account".to_owned()),
        ]),
        help: "The prompt that the provider shows at each login: \"login\" (for the password), \
               \"consent\" or \"select_account\". \"\": the provider decides.",
    },
    Key {
        name: "max_age_minutes",
        default: "0",
        kind: Kind::Number(0..=43_200, |openid, number| openid.max_age_minutes = number.into()),
        help: "Minutes after which a login at the provider is too old, and the user must log in \
               again. 0: never.",
    },
    Key {
        name: "logout",
        default: "true",
        kind: Kind::Flag(|openid, flag| openid.logout = flag),
        help: "Whether logging out here also leads to the provider's logout page.",
    },
    Key {
        name: "believed_days",
        default: "30",
        kind: Kind::Number(1..=365, |openid, number| openid.believed_days = number.into()),
        help: "Days after a login for which Ferrofax still knows the user: their API keys work, \
               and nobody else can get their name.",
    },
];

/// The reason why a text is not a valid value of its key.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("'{0}' is no address of a provider; https://login.example.com is one")]
    Issuer(String),
    #[error("'{0}' is no address of our page; https://fax.example.com is one, without a path")]
    Address(String),
    #[error("'{0}' is no name of a claim")]
    Claim(String),
    #[error("'{0}' is no scope")]
    Scope(String),
}

fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && rest.bytes().all(|byte| byte.is_ascii_graphic())
            && !rest.contains(['?', '#', '@'])
    })
}

fn issuer(text: &str) -> Result<String, Unfit> {
    match text.is_empty() || is_web(text) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::Issuer(text.to_owned())),
    }
}

fn address(text: &str) -> Result<String, Unfit> {
    let host = text.trim_end_matches('/');
    let is_host = is_web(host) && host.matches('/').count() == 2;
    match text.is_empty() || is_host {
        true => Ok(host.to_owned()),
        false => Err(Unfit::Address(text.to_owned())),
    }
}

fn claim(text: &str) -> Result<String, Unfit> {
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::Claim(text.to_owned())),
    }
}

fn maybe_claim(text: &str) -> Result<String, Unfit> {
    if text.is_empty() { Ok(String::new()) } else { claim(text) }
}

fn scope(text: &str) -> Result<String, Unfit> {
    match !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err(Unfit::Scope(text.to_owned())),
    }
}

fn algorithm(text: &str) -> Result<Algorithm, NoAlgorithm> {
    text.parse()
}

impl OpenIdSettings {
    /// Reads the keys of `[openid]`.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        if self.client_id.is_empty() {
            section.wrong("client_id", "missing; client_id = \"fax\" would be one");
        }
        if self.address.is_empty() {
            section.wrong("address", "missing; address = \"https://fax.example.com\" would be one");
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            section.wrong("scopes", "\"openid\" is missing among them");
        }
        if self.algorithms.is_empty() {
            section.wrong("algorithms", "without any no token is proved");
        }
    }

    /// Whether the settings name a provider.
    pub fn is_on(&self) -> bool {
        !self.issuer.is_empty()
    }
}

impl Default for OpenIdSettings {
    fn default() -> Self {
        let texts = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Self {
            issuer: String::new(),
            name: "OpenID Connect".to_owned(),
            address: String::new(),
            client_id: String::new(),
            secret_file: None,
            client_auth: ClientAuth::Basic,
            ca: None,
            scopes: texts(&["openid", "profile", "email"]),
            algorithms: vec![
                Algorithm::Rs256,
                Algorithm::Es256,
                Algorithm::Ps256,
                Algorithm::EdDsa,
            ],
            name_claim: "preferred_username".to_owned(),
            mail_claim: "email".to_owned(),
            unverified_mail: false,
            groups_claim: "groups".to_owned(),
            device_claim: String::new(),
            prompt: String::new(),
            max_age_minutes: 0,
            logout: true,
            believed_days: 30,
        }
    }
}
