//! Login with an OpenID provider (OpenID Connect Core 1.0, the authorization code flow with PKCE,
//! RFC 7636).
//!
//! A browser is sent to the provider ([`Provider::begin`]) and comes back with a code
//! ([`Provider::end`]). In exchange for the code the provider sends us an ID token. The login's
//! state is in an authenticated cookie of that browser. So only this browser can complete the
//! login, and it then opens the page that the user wanted.
//!
//! The functions here wait for the network, so they must be called on a thread that may block.
//!
//! Read in this order: `settings`, this file, `begun` (the login's state), `asking` (requests to
//! the provider), `token` (ID tokens), `signature`, `algorithm`, `claims` (the user's attributes).

mod algorithm;
mod asking;
mod begun;
mod claims;
mod settings;
mod signature;
mod token;

use std::sync::Arc;

use serde_json::Value;

use asking::Asking;
use begun::{Begun, Seal};
use ferrofax_network::asker::Said;
pub use settings::{KEYS, OpenIdSettings};
use token::Expected;

/// The path to which the OpenID provider sends the browser back after the login.
pub const BACK: &str = "/login/openid/back";

/// The path to which the OpenID provider sends the browser back after the logout.
const AFTER_LOGOUT: &str = "/login";

/// The OpenID provider. The value can be cloned cheaply.
#[derive(Clone)]
pub struct Provider {
    settings: Arc<OpenIdSettings>,
    asking: Arc<Asking>,
    seal: Arc<Seal>,
}

/// The reason why a login with the OpenID provider failed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The OpenID provider can't be reached, or the request to it can't be made.
    #[error("{0}")]
    Away(String),
    /// The login was not begun in this browser, or it was begun too long ago.
    #[error("this login was not begun by this browser, or too long ago")]
    Stale,
    /// The OpenID provider has rejected the login of the user.
    #[error("the provider says no: {0}")]
    Refused(String),
    /// The OpenID provider's answer does not prove who the user is; the answer is possibly forged.
    #[error("{0}")]
    Wrong(String),
}

/// The parameters that the OpenID provider adds to the URL of the web interface when it sends the
/// browser back after the login.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Back {
    code: String,
    state: String,
    error: String,
    iss: Option<String>,
}

/// A user whom the OpenID provider has identified.
#[derive(Clone, Debug)]
pub struct Proved {
    /// The data about the user from the OpenID provider.
    pub said: Said,
    /// The URL of the web page that the browser opens after the login.
    pub to: String,
    /// The ID token, which identifies the session to the OpenID provider at logout.
    pub hint: String,
}

impl Provider {
    /// The OpenID provider that the settings name; `None` if they name none.
    pub fn of(settings: &OpenIdSettings) -> Option<Self> {
        let settings = settings.is_on().then(|| Arc::new(settings.clone()))?;
        let asking = Arc::new(Asking::new(Arc::clone(&settings)));
        Some(Self { settings, asking, seal: Arc::new(Seal::new()) })
    }

    /// The OpenID provider's name, as people see it on the login page.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Begins a login. Returns the OpenID provider's URL to which the browser is sent, and the
    /// value of the cookie that the browser gets.
    pub fn begin(&self, to: &str, language: &str) -> Result<(String, String), OpenIdError> {
        let known = self.asking.known()?;
        let begun = Begun::new(to);
        let settings = &*self.settings;
        let (redirect, scopes) = (self.back(), settings.scopes.join(" "));
        let (challenge, max_age) = (begun.challenge(), (settings.max_age_minutes * 60).to_string());
        let mut query = vec![
            ("response_type", "code"),
            ("client_id", &settings.client_id),
            ("redirect_uri", &redirect),
            ("scope", &scopes),
            ("state", &begun.state),
            ("nonce", &begun.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("ui_locales", language),
        ];
        if !settings.prompt.is_empty() {
            query.push(("prompt", &settings.prompt));
        }
        if settings.max_age_minutes > 0 {
            query.push(("max_age", &max_age));
        }
        let address = with_query(&known.authorization_endpoint, &query)?;
        Ok((address, self.seal.seal(&begun)))
    }

    /// Completes a login that this browser has begun. `kept` is the value of its cookie.
    pub fn end(&self, back: &Back, kept: &str) -> Result<Proved, OpenIdError> {
        let begun = self.seal.open(kept).ok_or(OpenIdError::Stale)?;
        if back.state != begun.state {
            return Err(OpenIdError::Stale);
        }
        let known = self.asking.known()?;
        // Another provider may have sent the browser back (RFC 9207 §2.4).
        let is_from_it = match &back.iss {
            Some(iss) => *iss == self.settings.issuer,
            None => !known.says_issuer,
        };
        if !is_from_it {
            return Err(OpenIdError::Wrong("another provider has answered".to_owned()));
        }
        if !back.error.is_empty() {
            let shown: String =
                back.error.chars().filter(|c| c.is_ascii_graphic()).take(80).collect();
            return Err(OpenIdError::Refused(shown));
        }
        if back.code.is_empty() {
            return Err(OpenIdError::Wrong("there is no code".to_owned()));
        }
        let tokens = self.asking.tokens(&back.code, &self.back(), &begun.verifier)?;
        let expected = Expected { settings: &self.settings, begun: &begun };
        let mut claims = token::proved(&tokens.id_token, &expected, &self.asking)?;
        self.complete(&mut claims, tokens.access_token.as_deref())?;
        let said = claims::said(&claims, &self.settings).map_err(OpenIdError::Wrong)?;
        Ok(Proved { said, to: begun.to, hint: tokens.id_token })
    }

    /// The OpenID provider's logout URL, to which a browser is sent after the user has logged out
    /// of Ferrofax. `hint` is the ID token that the session stored.
    pub fn log_out(&self, hint: &str) -> Option<String> {
        let known = self.asking.known().ok().filter(|_| self.settings.logout)?;
        let after = format!("{}{AFTER_LOGOUT}", self.settings.address);
        let query = [
            ("id_token_hint", hint),
            ("client_id", &self.settings.client_id),
            ("post_logout_redirect_uri", &after),
        ];
        with_query(known.end_session_endpoint.as_ref()?, &query).ok()
    }

    /// Tests whether the provider answers. Returns its issuer URL and the number of its public
    /// keys.
    ///
    /// # Errors
    /// The provider does not answer, or its answer is not valid.
    pub fn check(&self) -> Result<(String, usize), OpenIdError> {
        self.asking.known()?;
        Ok((self.settings.issuer.clone(), self.asking.key_count()?))
    }

    fn back(&self) -> String {
        format!("{}{BACK}", self.settings.address)
    }

    /// Adds to the claims of the ID token those that the settings name and that the token lacks.
    /// They are fetched from the provider (OpenID Connect Core §5.3).
    fn complete(&self, claims: &mut Value, access: Option<&str>) -> Result<(), OpenIdError> {
        let is_there = |claim: &String| claim.is_empty() || claims::find(claims, claim).is_some();
        let OpenIdSettings { name_claim, mail_claim, groups_claim, device_claim, .. } =
            &*self.settings;
        if [name_claim, mail_claim, groups_claim, device_claim].into_iter().all(is_there) {
            return Ok(());
        }
        let Some(more) =
            access.map(|access| self.asking.more_claims(access)).transpose()?.flatten()
        else {
            return Ok(());
        };
        // Claims about another subject must not be used (OpenID Connect Core §5.3.2).
        if more.get("sub") != claims.get("sub") {
            return Err(OpenIdError::Wrong("its claims are of somebody else".to_owned()));
        }
        if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
            for (name, value) in more {
                claims.entry(name).or_insert(value);
            }
        }
        Ok(())
    }
}

/// Appends query parameters to a URL of the OpenID provider.
fn with_query(address: &str, query: &[(&str, &str)]) -> Result<String, OpenIdError> {
    let query = serde_urlencoded::to_string(query);
    let query = query.map_err(|error| OpenIdError::Away(error.to_string()))?;
    let between = if address.contains('?') { '&' } else { '?' };
    Ok(format!("{address}{between}{query}"))
}
