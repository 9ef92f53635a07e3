//! The login at the mail server by OAuth 2.0 (RFC 6749): fetches access tokens from the provider
//! and stores them in the spool, where the Asterisk module and the Ferrofax service read them when
//! they send mails.
//!
//! | `[mail_login]` | how a token is fetched |
//! | --- | --- |
//! | `login = "application"` with `secret_file` | client credentials (RFC 6749 §4.4) |
//! | `login = "application"` with `certificate` | a signed statement (RFC 7523 §2.2) |
//! | Google's `service_account` | a signed statement for the account (RFC 7523 §2.1) |
//! | `login = "account"` | the refresh token that `ferrofax login mail` has stored (RFC 6749 §6) |
//! | `command` | a program of the administrator prints the token |
//!
//! Read in this order: `settings`, this file, `endpoints`, `request`, `proof` (signed statements),
//! `refused` (remedies for a provider's refusals), `account` (`ferrofax login mail`), `command`.
//!
//! The functions here wait for the network, so they must be called on a thread that may block.

mod account;
mod command;
mod endpoints;
mod proof;
mod refused;
mod request;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::Mutex;

use ferrofax_basics::UnixMs;
use ferrofax_basics::clock::Look;
use ferrofax_basics::lock::lock;
use ferrofax_basics::secret_file::secret;
use ferrofax_spool::{AccessToken, MailLogin, NoToken, Spool};

pub use account::{Asked, LogIn};
use endpoints::{Endpoints, scopes};
use request::Client;
pub use settings::{KEYS, LoginKind, MailLoginSettings, ProviderKind};

/// The reason why Ferrofax has no access token for the mail server. The text is for an
/// administrator; it contains no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Fault {
    text: String,
    /// The name of the OAuth error in the mail provider's answer (RFC 6749 §5.2), if there is
    /// one.
    error: Option<String>,
    /// Whether the fault remains until a person changes the settings, or something at the provider.
    /// False: the fault may pass by itself.
    is_lasting: bool,
    /// The number of seconds that the mail provider asks Ferrofax to wait before the next
    /// request.
    wait_s: Option<u32>,
}

impl Fault {
    /// A fault that passes by itself, such as a server that does not answer.
    fn away(text: impl Into<String>) -> Self {
        Self { text: text.into(), error: None, is_lasting: false, wait_s: None }
    }

    /// A fault that lasts until a person changes the settings, or something at the provider.
    fn settings(text: impl Into<String>) -> Self {
        Self { is_lasting: true, ..Self::away(text) }
    }

    /// The time until the next attempt to fetch a token, in milliseconds. `failures` is the number
    /// of attempts that have failed.
    fn wait_ms(&self, failures: u32) -> u64 {
        if let Some(seconds) = self.wait_s {
            return u64::from(seconds.clamp(1, LONGEST_WAIT_S)) * 1000;
        }
        let (first, most) = if self.is_lasting { (30_000, 300_000) } else { (5_000, 120_000) };
        (first << failures.saturating_sub(1).min(10)).min(most)
    }
}

/// The longest time, in seconds, that Ferrofax waits if the mail provider asks it to wait.
const LONGEST_WAIT_S: u32 = 900;

/// Fetches access tokens for the mail server when they are needed, and stores them in the spool.
pub struct TokenKeeper {
    login: MailLogin,
    settings: MailLoginSettings,
    failed: Mutex<Failed>,
}

/// The attempts to fetch an access token that have failed since the last success.
#[derive(Default)]
struct Failed {
    count: u32,
    /// The earliest time of the next attempt, in milliseconds of the monotonic clock, which nobody
    /// can set.
    next_ms: u64,
    fault: Option<Fault>,
}

impl TokenKeeper {
    /// Creates the value that fetches access tokens by these settings and stores them in this
    /// spool.
    pub fn new(spool: &Spool, settings: &MailLoginSettings) -> Self {
        let login = MailLogin::of(spool.folder());
        Self { login, settings: settings.clone(), failed: Mutex::default() }
    }

    /// Fetches a new access token, if the last one is about to expire or was rejected by the mail
    /// server.
    ///
    /// # Errors
    /// No new token could be fetched, for the reason in the error. The next attempt follows after
    /// some time.
    pub fn turn(&self, look: &Look) -> Result<(), String> {
        let identity = self.settings.identity();
        let is_due = self.login.is_due(&identity, look.unix_ms);
        if !is_due.map_err(|error| error.to_string())? {
            return Ok(());
        }
        let failed = &mut *lock(&self.failed);
        if look.steady_ms < failed.next_ms {
            return failed.fault.as_ref().map_or(Ok(()), |fault| Err(fault.to_string()));
        }
        let stored = match fetched(&self.settings, &self.login, look.unix_ms) {
            Ok((access, refresh)) => {
                log::info!("an access token for the mail server was fetched");
                *failed = Failed::default();
                // A provider whose tokens live for a second must not be asked each second.
                failed.next_ms = look.steady_ms + Fault::away("").wait_ms(1);
                self.login.store(&identity, access, refresh)
            }
            Err(fault) => {
                failed.count += 1;
                failed.next_ms = look.steady_ms + fault.wait_ms(failed.count);
                let stored = self.login.store_fault(&identity, &fault.to_string());
                failed.fault = Some(fault);
                stored
            }
        };
        stored.map_err(|error| error.to_string())?;
        failed.fault.as_ref().map_or(Ok(()), |fault| Err(fault.to_string()))
    }
}

/// Checks, for the command `ferrofax check`, that Ferrofax has or can fetch an access token.
/// Returns the token, and the time when it expires. For `login = "application"` or a `command`, a
/// token is fetched but not stored. For the login of an account, the stored token is checked.
///
/// # Errors
/// There is no token, for the reason in the error.
pub fn tried(
    settings: &MailLoginSettings,
    login: &MailLogin,
    now: UnixMs,
) -> Result<(String, UnixMs), Fault> {
    if settings.login == LoginKind::Application || !settings.command.is_empty() {
        return fetched(settings, login, now).map(|(access, _)| (access.token, access.until));
    }
    // A refresh token may be valid for one use only, so it is not used for a check.
    let until = login.until(&settings.identity());
    let until = until.map_err(|error| Fault::away(error.to_string()))?;
    let Some(until) = until.filter(|until| now < *until) else {
        refresh_token(settings, login)?;
        let why = login.token(now).err().unwrap_or(NoToken::Expired);
        return Err(Fault::settings(why.to_string()));
    };
    let token = login.token(now).map_err(|why| Fault::settings(why.to_string()))?;
    Ok((token, until))
}

/// Fetches an access token from the mail provider or by the administrator's program. Also
/// returns a refresh token if the provider sends one.
fn fetched(
    settings: &MailLoginSettings,
    login: &MailLogin,
    now: UnixMs,
) -> Result<(AccessToken, Option<String>), Fault> {
    if !settings.command.is_empty() {
        return command::printed(&settings.command, now).map(|access| (access, None));
    }
    let client = Client::new(settings.ca.clone());
    let scopes = scopes(settings);
    let endpoints = Endpoints::of(settings, &client)?;
    if let (LoginKind::Application, Some(file)) = (settings.login, &settings.service_account) {
        let about = (&*settings.account, &*scopes);
        let statement = proof::of_service_account(file, about, &endpoints.token, now)?;
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
        let form = [("grant_type", grant), ("assertion", &statement.assertion)];
        return Ok(client.tokens(&statement.token_endpoint, &form)?.into_tokens(now));
    }
    let proof = client_proof(settings, &endpoints.token, now)?;
    let mut form: Vec<(&str, &str)> = proof.iter().map(|(name, value)| (*name, &**value)).collect();
    let refresh = match settings.login {
        LoginKind::Application => None,
        LoginKind::Account => Some(refresh_token(settings, login)?),
    };
    match &refresh {
        None => form.extend([("grant_type", "client_credentials"), ("scope", &scopes)]),
        // Without scopes the provider grants those of the login (RFC 6749 §6).
        Some(token) => form.extend([("grant_type", "refresh_token"), ("refresh_token", token)]),
    }
    Ok(client.tokens(&endpoints.token, &form)?.into_tokens(now))
}

fn refresh_token(settings: &MailLoginSettings, login: &MailLogin) -> Result<String, Fault> {
    let stored = login.refresh_token(&settings.identity());
    stored
        .map_err(|error| Fault::away(error.to_string()))?
        .ok_or_else(|| Fault::settings("nobody has logged in; run `ferrofax login mail`"))
}

/// The fields of the form for a token request that prove who sends the form. These are the client's
/// ID and its secret or signed statement. A client without a secret sends only its ID.
fn client_proof(
    settings: &MailLoginSettings,
    audience: &str,
    now: UnixMs,
) -> Result<Vec<(&'static str, String)>, Fault> {
    let mut form = vec![("client_id", settings.client_id.clone())];
    match (&settings.secret_file, &settings.certificate, &settings.key) {
        (Some(file), ..) => form.push(("client_secret", client_secret(file)?)),
        (None, Some(certificate), Some(key)) => {
            let about = (&*settings.client_id, audience);
            let statement = proof::of_certificate((certificate, key), about, now)?;
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            form.push(("client_assertion_type", kind.to_owned()));
            form.push(("client_assertion", statement));
        }
        _ => {}
    }
    Ok(form)
}

fn client_secret(file: &std::path::Path) -> Result<String, Fault> {
    secret(file).map_err(|error| Fault::settings(format!("[mail_login] secret_file: {error}")))
}
