//! The section `[openid]` of gateway.toml: the OpenID provider, and the claims that are used.

use std::path::PathBuf;

use super::algorithm::{Algorithm, NoAlgorithm};
use ferrofax_gateway_toml::{Section, settings};

settings! {
    /// The settings of `[openid]`, except those about the rights of users.
    pub struct OpenIdSettings {}

    /// The keys of the section `[openid]` of gateway.toml.
    pub KEYS {
        /// The provider's issuer URL: "https://login.example.com/realms/house". "": no login with
        /// an OpenID provider.
        issuer: String = "", text(issuer);
        /// The name of the OpenID provider that the login page shows.
        name: String = "OpenID Connect", text;
        /// The URL of Ferrofax's web interface, as browsers see it: "https://fax.example.com". At
        /// the OpenID provider, register this URL with /login/openid/back at its end for redirects
        /// after the login, and with /login at its end for redirects after the logout.
        address: String = "", text(address);
        /// The client ID under which Ferrofax is registered at the OpenID provider.
        client_id: String = "", text;
        /// A file whose first line is Ferrofax's client secret; the file has mode 640 and group
        /// ferrofax. "": Ferrofax is a public client, which has no secret.
        secret_file: Option<PathBuf> = "", path;
        /// How Ferrofax sends its client secret to the OpenID provider: "basic"
        /// (client_secret_basic) or "post" (client_secret_post).
        client_auth: ClientAuth = "basic", words(
            "basic" => ClientAuth::Basic,
            "post" => ClientAuth::Post,
        );
        /// PEM file with the certificates of the authorities that sign the OpenID provider's
        /// certificate. "": the authorities that the system trusts.
        ca: Option<PathBuf> = "", path;
        /// The OpenID scopes that Ferrofax requests from the provider.
        scopes: Vec<String> = ["openid", "profile", "email"], list(scope);
        /// Signature algorithms that are accepted; RS384, RS512, PS384, PS512 and ES384 are also
        /// possible.
        algorithms: Vec<Algorithm> = ["RS256", "ES256", "PS256", "EdDSA"], list(algorithm);
        /// The claim with the user's name in Ferrofax. Choose a claim that users cannot change,
        /// such as `sub`.
        name_claim: String = "preferred_username", text(claim);
        /// The claim with the user's mail address, which decides which devices are theirs. The
        /// address is used only if the claim email_verified or the setting unverified_mail is true.
        /// "": none.
        mail_claim: String = "email", text(maybe_claim);
        /// Whether the user's mail address is used even if the claim email_verified is false or
        /// missing. Use true only if the OpenID provider gets the address from your organisation
        /// and users cannot change it.
        unverified_mail: bool = false, flag;
        /// The claim with the user's groups or roles, a list of texts. In the name of a nested
        /// claim, a dot separates the levels: realm_access.roles.
        groups_claim: String = "groups", text(maybe_claim);
        /// The claim with the name of the user's device (extension), such as 2101 or 2101@context.
        /// "": none.
        device_claim: String = "", text(maybe_claim);
        /// The prompt that the provider shows at each login: "login" (for the password), "consent"
        /// or "select_account". "": the provider decides.
        prompt: String = "", words(
            "" => String::new(),
            "login" => "login".to_owned(),
            "consent" => "consent".to_owned(),
            "select_account" => "select_account".to_owned(),
        );
        /// Minutes after which a login at the OpenID provider is too old, and the user must log in
        /// again. 0: never.
        max_age_minutes: u32 = 0, number(0..=43_200);
        /// Whether a logout from Ferrofax also leads to the OpenID provider's logout page.
        logout: bool = true, flag;
        /// Days after a login for which Ferrofax remembers the user. During these days the user's
        /// API keys work, and no other user can get the same name.
        believed_days: u32 = 30, number(1..=365);
    }
}

/// The ways to send Ferrofax's client secret to the provider (OpenID Connect Core §9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientAuth {
    /// `basic`: Ferrofax's client secret is sent in the request's header.
    #[default]
    Basic,
    /// `post`: Ferrofax's client secret is sent in the request's body.
    Post,
}

/// The reason why a text is not a valid value of a key in `[openid]`.
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
    if text.is_empty() || is_web(text) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Issuer(text.to_owned()))
    }
}

fn address(text: &str) -> Result<String, Unfit> {
    let host = text.trim_end_matches('/');
    let is_host = is_web(host) && host.matches('/').count() == 2;
    if text.is_empty() || is_host {
        Ok(host.to_owned())
    } else {
        Err(Unfit::Address(text.to_owned()))
    }
}

fn claim(text: &str) -> Result<String, Unfit> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Claim(text.to_owned()))
    }
}

fn maybe_claim(text: &str) -> Result<String, Unfit> {
    if text.is_empty() { Ok(String::new()) } else { claim(text) }
}

fn scope(text: &str) -> Result<String, Unfit> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Scope(text.to_owned()))
    }
}

fn algorithm(text: &str) -> Result<Algorithm, NoAlgorithm> {
    text.parse()
}

impl OpenIdSettings {
    /// Reads the section `[openid]` of gateway.toml.
    pub(crate) fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() {
            return;
        }
        if self.client_id.is_empty() {
            section.wrong("client_id", "missing; example: client_id = \"fax\"");
        }
        if self.address.is_empty() {
            section.wrong("address", "missing; example: address = \"https://fax.example.com\"");
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            section.wrong("scopes", "\"openid\" is missing among them");
        }
        if self.algorithms.is_empty() {
            section.wrong("algorithms", "without any no token is proved");
        }
    }

    /// Whether the settings name an OpenID provider.
    pub fn is_on(&self) -> bool {
        !self.issuer.is_empty()
    }
}
