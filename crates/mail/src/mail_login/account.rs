//! The login of an account by a person (`ferrofax login mail`): with a code on another device (RFC
//! 8628), or in a browser. After the login in the browser, the person copies the address that the
//! browser shows, and pastes it into the terminal (RFC 6749 §4.1 with PKCE, RFC 7636). Ferrofax
//! stores the refresh token in the spool.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hyper::Method;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::endpoints::{Endpoints, scopes};
use super::refused::refused;
use super::request::{Client, Issued, json};
use super::settings::{LoginKind, MailLoginSettings, ProviderKind};
use super::{Fault, client_proof, proof};
use ferrofax_basics::UnixMs;
use ferrofax_spool::MailLogin;

/// The address to which the mail provider sends the browser after the login. Nothing listens
/// there: the person copies the address from the browser and pastes it into the terminal.
const BACK: &str = "http://127.0.0.1/";

/// The longest time that a person has for the login with `ferrofax login mail`.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// A login at the mail provider that `ferrofax login mail` has begun and not yet ended.
pub struct LogIn<'a> {
    settings: &'a MailLoginSettings,
    client: Client,
    endpoints: Endpoints,
    way: Way,
}

enum Way {
    Device(Device),
    Browser { state: String, verifier: String, url: String },
}

/// The mail provider's answer when a login with a code on another device begins (RFC 8628
/// §3.2).
#[derive(Deserialize)]
struct Device {
    device_code: String,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    #[serde(default = "usual_interval")]
    interval: u64,
}

/// The interval in seconds between two requests for the tokens, if the mail provider's answer
/// has no `interval` (RFC 8628 §3.2).
fn usual_interval() -> u64 {
    5
}

/// The step that the person must do next to log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The person opens the URL on any device and enters the code there.
    Code {
        /// The mail provider's URL that the person opens.
        url: String,
        /// The code that the person enters at the mail provider's URL.
        code: String,
    },
    /// The person opens the URL in a browser and logs in. The browser then fails to open a page,
    /// and the person pastes the address of this page into the terminal.
    Paste {
        /// The mail provider's URL that the person opens in a browser.
        url: String,
    },
}

impl<'a> LogIn<'a> {
    /// Begins the login of an account at the mail provider.
    ///
    /// # Errors
    /// The settings do not ask for the login of an account, or the provider refuses.
    pub fn begin(settings: &'a MailLoginSettings) -> Result<Self, Fault> {
        if !settings.is_on() || settings.login != LoginKind::Account {
            return Err(Fault::settings(
                "[mail_login] in gateway.toml does not ask for a login; set provider, client_id, account \
                 and login = \"account\" first",
            ));
        }
        let client = Client::new(settings.ca.clone());
        let endpoints = Endpoints::of(settings, &client)?;
        Self::by(settings, client, endpoints)
    }

    /// Begins a login at these endpoints: with a code if the mail provider supports it,
    /// otherwise with a browser.
    pub(super) fn by(
        settings: &'a MailLoginSettings,
        client: Client,
        endpoints: Endpoints,
    ) -> Result<Self, Fault> {
        let way = match &endpoints.device {
            Some(place) => Way::Device(device(settings, &client, place)?),
            None => browser(settings, &endpoints)?,
        };
        Ok(Self { settings, client, endpoints, way })
    }

    /// Returns the step that the person must do next to log in.
    pub fn asked(&self) -> Asked {
        match &self.way {
            Way::Device(device) => {
                Asked::Code { url: shown(&device.verification_uri), code: shown(&device.user_code) }
            }
            Way::Browser { url, .. } => Asked::Paste { url: url.clone() },
        }
    }

    /// Ends the login: waits until the person has entered the code, or reads the address `pasted`,
    /// which the person has pasted. Stores the tokens.
    ///
    /// # Errors
    /// The mail provider refuses, the time is over, or the tokens can't be stored.
    pub fn end(self, pasted: &str, login: &MailLogin) -> Result<(), Fault> {
        let issued = match &self.way {
            Way::Device(device) => self.polled(device)?,
            Way::Browser { state, verifier, .. } => {
                let code = code_of(pasted, state)?;
                self.exchanged(&[
                    ("grant_type", "authorization_code"),
                    ("code", &code),
                    ("redirect_uri", BACK),
                    ("code_verifier", verifier),
                ])?
            }
        };
        let (access, refresh) = issued.into_tokens(UnixMs::now());
        if refresh.is_none() {
            return Err(Fault::settings(
                "the provider sent no refresh token; the scopes lack offline access",
            ));
        }
        let stored = login.store(&self.settings.identity(), access, refresh);
        stored.map_err(|error| Fault::away(error.to_string()))
    }

    fn polled(&self, device: &Device) -> Result<Issued, Fault> {
        let mut pause = device.interval.clamp(1, 60);
        let end = Instant::now() + PATIENCE;
        let grant = "urn:ietf:params:oauth:grant-type:device_code";
        loop {
            std::thread::sleep(Duration::from_secs(pause));
            let form = [("grant_type", grant), ("device_code", &*device.device_code)];
            match self.exchanged(&form) {
                Err(fault) if Instant::now() < end => match fault.error.as_deref() {
                    Some("authorization_pending") => {}
                    // RFC 8628 §3.5: after `slow_down`, the interval becomes five seconds longer.
                    Some("slow_down") => pause += 5,
                    Some(_) => return Err(fault),
                    None if fault.is_lasting => return Err(fault),
                    None => {}
                },
                done => return done,
            }
        }
    }

    fn exchanged(&self, grant: &[(&str, &str)]) -> Result<Issued, Fault> {
        let proof = client_proof(self.settings, &self.endpoints.token, UnixMs::now())?;
        let proof = proof.iter().map(|(name, value)| (*name, &**value));
        let form: Vec<(&str, &str)> = proof.chain(grant.iter().copied()).collect();
        self.client.tokens(&self.endpoints.token, &form)
    }
}

fn device(settings: &MailLoginSettings, client: &Client, place: &str) -> Result<Device, Fault> {
    let scopes = scopes(settings);
    let form = [("client_id", &*settings.client_id), ("scope", &scopes)];
    let answered = client.ask(Method::POST, place, &form)?;
    match answered.status {
        200 => json(place, &answered),
        _ => Err(refused(place, &answered)),
    }
}

fn browser(settings: &MailLoginSettings, endpoints: &Endpoints) -> Result<Way, Fault> {
    let place = endpoints.authorization.as_deref();
    let place = place.ok_or_else(|| Fault::settings("the provider has no page for logins"))?;
    let (state, verifier) = (proof::unique()?, [proof::unique()?, proof::unique()?].concat());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let scopes = scopes(settings);
    let mut query = vec![
        ("response_type", "code"),
        ("client_id", &settings.client_id),
        ("redirect_uri", BACK),
        ("scope", &scopes),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("login_hint", &settings.account),
    ];
    if settings.provider == ProviderKind::Google {
        // Google sends a refresh token only if the request has these parameters.
        query.extend([("access_type", "offline"), ("prompt", "consent")]);
    }
    let query = serde_urlencoded::to_string(query)
        .map_err(|error| Fault::settings(format!("the URL can't be written: {error}")))?;
    let sign = if place.contains('?') { '&' } else { '?' };
    let url = format!("{place}{sign}{query}");
    Ok(Way::Browser { state, verifier, url })
}

/// Reads the authorization code from the address that a person has pasted. Refuses an address that
/// belongs to another login, which has another `state`.
fn code_of(pasted: &str, state: &str) -> Result<String, Fault> {
    let query = pasted.trim().split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let field = |name: &str| {
        let found = fields.iter().find(|(field, _)| field == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    if !field("error").is_empty() {
        let text = [field("error"), field("error_description")].join(": ");
        return Err(Fault::settings(format!("the provider refuses: {}", shown(&text))));
    }
    if field("code").is_empty() {
        return Err(Fault::settings(format!(
            "this is not the address after the login; it begins with {BACK}?"
        )));
    }
    // The address of another login could log in to the account of somebody else.
    if field("state") != state {
        return Err(Fault::settings("this address is of another login; begin again"));
    }
    Ok(field("code").to_owned())
}

/// Makes a text of the mail provider safe to print on a terminal: without control characters,
/// and at most 300 characters long.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_address_is_that_of_this_login_or_refused() {
        let code = |pasted: &str| code_of(pasted, "s1");
        assert_eq!(code(" http://127.0.0.1/?state=s1&code=a%2Fb&scope=x\n").unwrap(), "a/b");
        for (pasted, why) in [
            ("", "not the address after the login"),
            ("http://127.0.0.1/", "not the address after the login"),
            ("http://127.0.0.1/?code=a", "of another login"),
            ("http://127.0.0.1/?code=a&state=s2", "of another login"),
            ("http://127.0.0.1/?error=access_denied&state=s1", "refuses: access_denied"),
        ] {
            let text = code(pasted).unwrap_err().to_string();
            assert!(text.contains(why), "{pasted}: {text}");
        }
    }
}
