//! The provider's URLs for tokens and logins, and the scopes that let mails be sent.

use hyper::Method;
use serde::Deserialize;

use super::Fault;
use super::request::{Client, json};
use super::settings::{LoginKind, MailLoginSettings, ProviderKind};

/// The provider's endpoints (RFC 6749 §3, RFC 8628 §3.1).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Endpoints {
    #[serde(rename = "token_endpoint")]
    pub(super) token: String,
    /// For logins with a browser on the same machine or another.
    #[serde(rename = "authorization_endpoint", default)]
    pub(super) authorization: Option<String>,
    /// For logins with a code on another device.
    #[serde(rename = "device_authorization_endpoint", default)]
    pub(super) device: Option<String>,
}

/// The metadata of a provider (RFC 8414 §2, OpenID Connect Discovery 1.0 §3).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    #[serde(flatten)]
    endpoints: Endpoints,
}

const MICROSOFT: &str = "https://login.microsoftonline.com";

/// The places of metadata, behind the issuer's URL.
const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

impl Endpoints {
    /// The endpoints of the provider in the settings.
    ///
    /// # Errors
    /// The metadata of another provider can't be fetched, or they are those of another issuer.
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

    /// Google's logins on other devices do not know the scope of mails, so there is no such
    /// endpoint here.
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
                // RFC 8414 §3.3.
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

/// The scopes of the access token: those of the settings, or else those that let mails be sent and
/// (for `[mailbox]`) be read. At Google one scope permits both; so does the application's scope of
/// Microsoft, whose permissions an administrator grants.
pub(super) fn scopes(settings: &MailLoginSettings) -> String {
    if !settings.scopes.is_empty() {
        return settings.scopes.join(" ");
    }
    match (settings.provider, settings.login) {
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
