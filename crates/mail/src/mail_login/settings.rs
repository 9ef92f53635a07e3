//! The section `[mail_login]` of gateway.toml: the provider that issues access tokens for the login
//! at the mail server, and how Ferrofax proves its identity to this provider.

use std::path::PathBuf;

use ferrofax_gateway_toml::{Section, settings};
use ferrofax_network::outward::base_url;

settings! {
    /// The settings of the section `[mail_login]` of gateway.toml: the login at the mail server by
    /// OAuth 2.0.
    pub struct MailLoginSettings {
        /// Whether the tokens must also let the service read the mailbox (`[mailbox]`).
        pub reads_mailbox: bool,
    }

    /// The keys of the section `[mail_login]` of gateway.toml.
    pub KEYS {
        /// The provider of the mailbox from which mails are sent: "microsoft365", "google", or
        /// "other" with `issuer`. "": no access tokens are fetched.
        provider: ProviderKind = "", words(
            "" => ProviderKind::None,
            "microsoft365" => ProviderKind::Microsoft365,
            "google" => ProviderKind::Google,
            "other" => ProviderKind::Other,
        );
        /// The kind of login: "application" (Ferrofax itself, by secret_file, certificate,
        /// service_account or command) or "account" (the account that `ferrofax login mail` has
        /// logged in).
        login: LoginKind = "application", words(
            "application" => LoginKind::Application,
            "account" => LoginKind::Account,
        );
        /// The mailbox from which the mails are sent, as mailuser in ferrofax.conf.
        account: String = "", text;
        /// Microsoft 365: the directory (tenant) ID, or a domain of the organisation.
        tenant: String = "", text;
        /// For the provider "other": its issuer URL, whose metadata names its endpoints (RFC 8414,
        /// or OpenID Connect Discovery).
        issuer: String = "", text(issuer);
        /// The ID under which Ferrofax is registered at the mail provider (client ID).
        client_id: String = "", text;
        /// A file whose first line is Ferrofax's client secret; mode 640, group ferrofax.
        secret_file: Option<PathBuf> = "", path;
        /// A PEM file with a certificate that is registered at the mail provider, instead of a
        /// secret.
        certificate: Option<PathBuf> = "", path;
        /// The PEM file with the RSA key of the certificate in `certificate`; mode 640, group
        /// ferrofax.
        key: Option<PathBuf> = "", path;
        /// Google: the key file of a service account (JSON); mode 640, group ferrofax.
        service_account: Option<PathBuf> = "", path;
        /// A program that prints an access token, with its arguments. It replaces all settings
        /// above, except `provider` and `account`.
        command: Vec<String> = [], list;
        /// The day on which the client secret or certificate expires: "2027-05-31". `ferrofax
        /// check` warns 30 days before.
        expires: String = "", text(day);
        /// Microsoft 365: the URL of Microsoft Graph, "https://graph.microsoft.com/v1.0", by which
        /// mails are sent in place of SMTP (docs/mail-login.md). "": mails are sent by SMTP.
        graph: String = "", text(graph);
        /// The scopes of the access token. []: the scopes for sending mails and, if [mailbox] uses
        /// the tokens, for reading the mailbox.
        scopes: Vec<String> = [], list;
        /// PEM file with the certificates of the authorities that sign the provider's certificate.
        /// "": the authorities that the system trusts.
        ca: Option<PathBuf> = "", path;
    }
}

/// The provider of the mailbox from which mails are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProviderKind {
    /// The settings name no provider, so no access tokens are fetched.
    #[default]
    None,
    /// The provider is Microsoft 365 (Entra ID and Exchange Online).
    Microsoft365,
    /// The provider is Google (Google Workspace or Gmail).
    Google,
    /// A provider other than Microsoft and Google, whose metadata are found by its issuer URL.
    Other,
}

/// The kind of login at the mail provider: by Ferrofax itself, or by an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LoginKind {
    /// Ferrofax itself logs in, with a client secret, certificate or service account of its own.
    #[default]
    Application,
    /// An account logs in. `ferrofax login mail` has stored the account's refresh token.
    Account,
}

/// The reason why a text is not a valid value of a key in `[mail_login]`.
#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("'{0}' is no address of a provider; https://login.example.com is one")]
    Issuer(String),
    #[error("'{0}' is no address of Microsoft Graph; https://graph.microsoft.com/v1.0 is one")]
    Graph(String),
    #[error("'{0}' is no day; 2027-05-31 is one")]
    Day(String),
}

fn issuer(text: &str) -> Result<String, Unfit> {
    base_url(text).ok_or_else(|| Unfit::Issuer(text.to_owned()))
}

fn graph(text: &str) -> Result<String, Unfit> {
    base_url(text).ok_or_else(|| Unfit::Graph(text.to_owned()))
}

fn day(text: &str) -> Result<String, Unfit> {
    if text.is_empty() || text.parse::<jiff::civil::Date>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err(Unfit::Day(text.to_owned()))
    }
}

impl MailLoginSettings {
    /// Whether Ferrofax fetches access tokens, that is, whether `provider` is set.
    pub fn is_on(&self) -> bool {
        self.provider != ProviderKind::None
    }

    /// Whether mails are sent by Microsoft Graph in place of SMTP.
    pub fn is_graph(&self) -> bool {
        self.is_on() && !self.graph.is_empty()
    }

    /// A text that identifies the mail provider, the client and the account. Tokens that were
    /// fetched under another identity are not used.
    pub(crate) fn identity(&self) -> String {
        let reads = if self.reads_mailbox { " reads" } else { "" };
        // A token for SMTP is not valid for Graph.
        let graph = if self.is_graph() { format!(" {}", self.graph) } else { String::new() };
        format!(
            "{:?} {:?} {} {} {} {}{reads}{graph}",
            self.provider, self.login, self.tenant, self.issuer, self.client_id, self.account
        )
    }

    /// Reads the section `[mail_login]`, and reports keys that are missing or that exclude each
    /// other.
    pub fn read(&mut self, section: &Section<'_, '_>) {
        section.read(KEYS, self);
        if !self.is_on() || !self.command.is_empty() {
            return;
        }
        if self.account.is_empty() {
            section.wrong("account", "the address of the mailbox is missing");
        }
        match self.provider {
            ProviderKind::Microsoft365 if self.tenant.is_empty() => {
                section.wrong("tenant", "it is missing; it is the directory (tenant) ID");
            }
            ProviderKind::Other if self.issuer.is_empty() => {
                section.wrong("issuer", "it is missing; https://login.example.com is one");
            }
            ProviderKind::Other if self.scopes.is_empty() => {
                section.wrong("scopes", "they are missing; the provider's manual names them");
            }
            _ => {}
        }
        if self.is_graph() && self.provider == ProviderKind::Google {
            section.wrong("graph", "it is for Microsoft 365 only");
        }
        let is_service_account =
            self.provider == ProviderKind::Google && self.login == LoginKind::Application;
        if is_service_account {
            if self.service_account.is_none() {
                section.wrong(
                    "service_account",
                    "it is missing; with login = \"account\", `ferrofax login mail` is used instead",
                );
            }
            return;
        }
        if self.client_id.is_empty() {
            section.wrong("client_id", "it is missing; the provider shows it at the registration");
        }
        if self.certificate.is_some() != self.key.is_some() {
            section.wrong("certificate", "certificate and key are only used together");
        }
        match (self.login, &self.secret_file, &self.certificate) {
            (LoginKind::Application, None, None) => {
                section.wrong("secret_file", "it or certificate is missing");
            }
            (_, Some(_), Some(_)) => {
                section.wrong("secret_file", "either secret_file or certificate is used, not both");
            }
            _ => {}
        }
    }
}
