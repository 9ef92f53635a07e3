//! The URLs of the mail provider for tokens and logins, and the OAuth scopes that allow mails
//! to be sent.

use hyper::Method;
use serde::Deserialize;

use super::Fault;
use super::request::{Client, json};
use super::settings::{LoginKind, MailLoginSettings, ProviderKind};

/// The URLs of the mail provider for tokens and logins (RFC 6749 §3, RFC 8628 §3.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Endpoints {
    #[serde(rename = "token_endpoint")]
    pub(super) token: String,
    /// The URL for logins with a browser, which runs on this machine or on another one.
    #[serde(rename = "authorization_endpoint", default)]
    pub(super) authorization: Option<String>,
    /// The URL for logins with a code that a person enters on another device.
    #[serde(rename = "device_authorization_endpoint", default)]
    pub(super) device: Option<String>,
}

/// The part of the mail provider's metadata that Ferrofax reads (RFC 8414 §2, OpenID Connect
/// Discovery 1.0 §3).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    #[serde(flatten)]
    endpoints: Endpoints,
}

const MICROSOFT: &str = "https://login.microsoftonline.com";

/// The paths at which a mail provider's metadata are possibly found. They are appended to the
/// issuer's URL.
const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

impl Endpoints {
    /// Returns the endpoints of the mail provider that the settings name. For providers other than
    /// Microsoft and Google, they are fetched from the provider's metadata.
    ///
    /// # Errors
    /// The mail provider's metadata can't be fetched, or they name an issuer that is not the one in
    /// the settings.
    pub(super) fn of(settings: &MailLoginSettings, client: &Client) -> Result<Self, Fault> {
        match settings.provider {
            ProviderKind::Microsoft365 => Ok(Self::of_microsoft(&settings.tenant)),
            ProviderKind::Google => Ok(Self::of_google()),
            ProviderKind::Other | ProviderKind::None => discovered(&settings.issuer, client),
        }
    }

    fn of_microsoft(tenant: &str) -> Self {
        let at = |name: &str| format!("{MICROSOFT}/{tenant}/oauth2/v2.0/{name}");
        Self {
            token: at("token"),
            authorization: Some(at("authorize")),
            device: Some(at("devicecode")),
        }
    }

    /// The endpoints of Google. A login with a code on another device can't get the scope for mails
    /// at Google, so the endpoint for such logins is missing.
    fn of_google() -> Self {
        Self {
            token: "https://oauth2.googleapis.com/token".to_owned(),
            authorization: Some("https://accounts.google.com/o/oauth2/v2/auth".to_owned()),
            device: None,
        }
    }
}

fn discovered(issuer: &str, client: &Client) -> Result<Endpoints, Fault> {
    let mut last = None;
    for path in WELL_KNOWN {
        let place = format!("{issuer}{path}");
        match client.ask(Method::GET, &place, &[]) {
            Ok(answered) if answered.status == 200 => {
                let metadata: Metadata = json(&place, &answered)?;
                // RFC 8414 §3.3: the metadata must name the issuer from whose URL they were
                // fetched.
                if metadata.issuer.trim_end_matches('/') != issuer {
                    return Err(Fault::settings(format!(
                        "{place} is of '{}', and not of [mail_login] issuer '{issuer}'",
                        metadata.issuer.chars().take(200).collect::<String>()
                    )));
                }
                return Ok(metadata.endpoints);
            }
            Ok(answered) => {
                last = Some(Fault::away(format!("{place} answers {}", answered.status)));
            }
            Err(fault) => last = Some(fault),
        }
    }
    Err(last.unwrap_or_else(|| Fault::away(format!("{issuer} has no metadata"))))
}

/// The OAuth scopes that Ferrofax requests for the access token. Scopes in the settings are used as
/// they are. Otherwise: Google has one scope for sending and reading. For Microsoft 365 as an
/// application, the scope is `.default`: all permissions that an administrator has granted. For a
/// Microsoft 365 account, the scopes allow sending and, if `[mailbox]` or Microsoft Graph is used,
/// reading. Other providers have no default scope.
pub(super) fn scopes(settings: &MailLoginSettings) -> String {
    if !settings.scopes.is_empty() {
        return settings.scopes.join(" ");
    }
    match (settings.provider, settings.login) {
        (ProviderKind::Microsoft365, login) if settings.is_graph() => {
            return of_graph(&settings.graph, login);
        }
        (ProviderKind::Microsoft365, LoginKind::Application) => {
            "https://outlook.office365.com/.default"
        }
        (ProviderKind::Microsoft365, LoginKind::Account) if settings.reads_mailbox => {
            "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All \
             offline_access"
        }
        (ProviderKind::Microsoft365, LoginKind::Account) => {
            "https://outlook.office.com/SMTP.Send offline_access"
        }
        (ProviderKind::Google, _) => "https://mail.google.com/",
        (ProviderKind::Other | ProviderKind::None, _) => "",
    }
    .to_owned()
}

/// The scopes for Microsoft Graph at `url`. Each begins with the URL without its path.
fn of_graph(url: &str, login: LoginKind) -> String {
    let end = url.find("://").and_then(|at| Some(at + 3 + url[at + 3..].find('/')?));
    let server = &url[..end.unwrap_or(url.len())];
    match login {
        LoginKind::Application => format!("{server}/.default"),
        LoginKind::Account => {
            format!("{server}/Mail.ReadWrite {server}/Mail.Send offline_access")
        }
    }
}
