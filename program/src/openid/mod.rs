//! A provider of logins (OpenID Connect Core 1.0, the authorization code flow with PKCE,
//! RFC 7636).
//!
//! A browser is sent to the provider ([`Provider::begin`]) and comes back with a code
//! ([`Provider::end`]), for which we get an ID token from the provider itself. What a login
//! was begun with is in a cookie of that browser, sealed: nobody else can end it, and it
//! ends where it was meant to.
//!
//! What is asked here waits for the network: it belongs on a thread that may wait.
//!
//! Read in this order: `settings`, this file, `begun` (a login that was begun), `asking`
//! (what the provider is asked), `token` (what it says), `signature`, `algorithm`, `claims`
//! (what is read of it).

mod algorithm;
mod asking;
mod begun;
mod claims;
mod settings;
mod signature;
mod token;

use std::sync::Arc;

use serde_json::Value;

use crate::asker::Said;
use asking::Asking;
use begun::{Begun, Seal};
pub(crate) use settings::KEYS;
pub use settings::OpenIdSettings;
use token::Expected;

/// Where a browser comes back to.
pub(crate) const BACK: &str = "/login/openid/back";

/// Where it comes back to who has logged out there.
const AFTER_LOGOUT: &str = "/login";

/// The provider. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Provider {
    settings: Arc<OpenIdSettings>,
    asking: Arc<Asking>,
    seal: Arc<Seal>,
}

/// Why nobody is logged in.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum OpenIdError {
    /// The provider can't be asked, or we can't.
    #[error("{0}")]
    Away(String),
    /// The login was not begun in this browser, or long ago.
    #[error("this login was not begun by this browser, or too long ago")]
    Stale,
    /// The provider has not let him in.
    #[error("the provider says no: {0}")]
    Refused(String),
    /// What it said, or what was said in its name, proves nobody.
    #[error("{0}")]
    Wrong(String),
}

/// What a browser brings back.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    error: String,
    iss: Option<String>,
}

/// Somebody whom the provider has proved.
#[derive(Clone, Debug)]
pub(crate) struct Proved {
    pub(crate) said: Said,
    /// Where he wanted to go.
    pub(crate) to: String,
    /// By what he logs out there.
    pub(crate) hint: String,
}

impl Provider {
    /// The one that the settings name, if they name any.
    pub(crate) fn of(settings: &OpenIdSettings) -> Option<Self> {
        let settings = settings.is_on().then(|| Arc::new(settings.clone()))?;
        let asking = Arc::new(Asking::new(Arc::clone(&settings)));
        Some(Self { settings, asking, seal: Arc::new(Seal::new()) })
    }

    /// What it is called.
    pub(crate) fn name(&self) -> &str {
        &self.settings.name
    }

    /// Begins a login: where the browser is to go, and what it is to keep meanwhile.
    pub(crate) fn begin(&self, to: &str, language: &str) -> Result<(String, String), OpenIdError> {
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

    /// Ends a login that this browser has begun.
    pub(crate) fn end(&self, back: &Back, kept: &str) -> Result<Proved, OpenIdError> {
        let begun = self.seal.open(kept).ok_or(OpenIdError::Stale)?;
        if back.state != begun.state {
            return Err(OpenIdError::Stale);
        }
        let known = self.asking.known()?;
        // RFC 9207 §2.4: another provider may have sent him back.
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

    /// Where a browser is to go that has logged out here, with what its session kept.
    pub(crate) fn log_out(&self, hint: &str) -> Option<String> {
        let known = self.asking.known().ok().filter(|_| self.settings.logout)?;
        let after = format!("{}{AFTER_LOGOUT}", self.settings.address);
        let query = [
            ("id_token_hint", hint),
            ("client_id", &self.settings.client_id),
            ("post_logout_redirect_uri", &after),
        ];
        with_query(known.end_session_endpoint.as_ref()?, &query).ok()
    }

    /// Whether it answers, and what it lacks.
    ///
    /// # Errors
    /// What is wrong.
    pub(crate) fn check(&self) -> Result<String, OpenIdError> {
        self.asking.known()?;
        let keys = self.asking.key_count()?;
        Ok(format!("{} answers, with {keys} keys", self.settings.issuer))
    }

    fn back(&self) -> String {
        format!("{}{BACK}", self.settings.address)
    }

    /// Asks for claims that are wanted and not in the token (OpenID Connect Core §5.3).
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
        // §5.3.2: of anybody else they must not be used.
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

/// An address of the provider with a query behind it.
fn with_query(address: &str, query: &[(&str, &str)]) -> Result<String, OpenIdError> {
    let query = serde_urlencoded::to_string(query);
    let query = query.map_err(|error| OpenIdError::Away(error.to_string()))?;
    let between = if address.contains('?') { '&' } else { '?' };
    Ok(format!("{address}{between}{query}"))
}
