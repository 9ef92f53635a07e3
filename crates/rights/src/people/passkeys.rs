//! Passkeys (WebAuthn, <https://www.w3.org/TR/webauthn-3/>): a key in a phone, a computer or a
//! security key, by which a user logs in without a password, or after the password.
//!
//! The library `webauthn_rp` makes the challenges and verifies the answers. A passkey always
//! verifies its user (by a finger, a face or a PIN), so that it is two factors in one.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::{
    AuthenticationVerificationOptions, DiscoverableCredentialRequestOptions,
};
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialCreationOptions, PublicKeyCredentialUserEntity,
    RegistrationVerificationOptions, UserHandle16, Username,
};
use webauthn_rp::request::{AsciiDomain, PublicKeyCredentialDescriptor, RpId};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    Registration, RegistrationServerState,
};

use super::{Kept, Myself, PeopleError};
use crate::audit::Line;
use crate::credential::stored_secrets;
use crate::person::Person;
use crate::sessions::Token;
use crate::settings::UserSettings;
use crate::{Entered, Rights, Second};
use ferrofax_basics::UnixMs;
use ferrofax_basics::control_signs::blanked;
use ferrofax_network::asker::{Client, Voucher};

/// The greatest number of passkeys of a user.
const MOST_PASSKEYS: usize = 10;

/// The greatest number of characters of the name of a passkey.
const LONGEST_NAME: usize = 80;

/// The greatest number of bytes of a browser's answer. An answer about an RSA key has some
/// kilobytes.
const LONGEST_ANSWER: usize = 32 << 10;

/// The words in the audit log for adding, removing and using a passkey.
const ADD: &str = "add-passkey";
const REMOVE: &str = "remove-passkey";
const LOGIN: &str = "passkey";

type Key = StaticState<CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>>;

/// A passkey of a user, as users.toml stores it. It contains no secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passkey {
    pub(super) user: String,
    /// The source of the user: gateway.toml or users.toml.
    pub(super) by: String,
    /// The name that the user has given to the passkey.
    name: String,
    /// The domain for which the passkey was made, and the origin of the page on which it was made.
    domain: String,
    origin: String,
    /// The hash of the user's password in gateway.toml; empty if the user is not there. If the
    /// administrator changes the password, or gives the user's name to somebody else, the passkey
    /// is no longer valid.
    entry: String,
    /// The identifier of the passkey, in Base64.
    pub(super) id: String,
    /// The random identifier of the user, in Base64. All passkeys of a user have the same
    /// identifier.
    handle: String,
    /// The public key of the passkey, in Base64.
    key: String,
    /// The signature counter of the passkey, and other values that change, in Base64.
    state: String,
    /// The times at which the passkey was made and last used, in milliseconds since 1970.
    made: i64,
    used: i64,
}

/// A passkey in the list of a user's own passkeys.
#[derive(Clone, Debug)]
pub struct OwnPasskey {
    /// The text by which forms identify the passkey.
    pub mark: String,
    /// The name that the user has given to the passkey.
    pub name: String,
    /// The time at which the passkey was added.
    pub made_at: UnixMs,
    /// The time at which the passkey was last used; `None` if it was never used.
    pub used_at: Option<UnixMs>,
}

/// The web site for which passkeys are made: the domain, and the origin of its pages.
#[derive(Clone, Debug)]
pub struct Site {
    domain: RpId,
    origin: String,
    /// Whether the address of the web interface is in the settings. If not, the address is taken
    /// from the header `Host` of the request, with any port.
    is_configured: bool,
}

/// A passkey that is being made: the challenge that was sent to the browser.
#[derive(Debug)]
pub struct NewPasskey {
    state: RegistrationServerState<16>,
    site: Site,
    handle: UserHandle16,
    name: String,
}

/// A login by a passkey: the challenge that was sent to the browser.
#[derive(Debug)]
pub struct PasskeyLogin {
    state: DiscoverableAuthenticationServerState,
    site: Site,
}

impl Site {
    /// The site at this URL, such as `https://fax.example.com`. `None` if browsers allow no
    /// passkeys there: they need a domain name and, except on this machine, TLS.
    pub fn of(address: &str, is_configured: bool) -> Option<Self> {
        let address = address.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, place) = address.split_once("://")?;
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse::<u16>().ok()?)),
            None => (place, None),
        };
        let is_here = host == "localhost" || host.ends_with(".localhost");
        let is_name = host.parse::<std::net::IpAddr>().is_err() && !host.contains([':', '[', '@']);
        if !is_name || !(scheme == "https" || scheme == "http" && is_here) {
            return None;
        }
        let usual = if scheme == "https" { 443 } else { 80 };
        let port = port.filter(|port| *port != usual);
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let domain = RpId::Domain(AsciiDomain::try_from(host.to_owned()).ok()?);
        Some(Self { domain, origin: format!("{scheme}://{host}{port}"), is_configured })
    }

    fn domain(&self) -> &str {
        self.domain.as_ref()
    }
}

impl Passkey {
    pub(super) fn is_of(&self, user: &str, by: &str) -> bool {
        self.user == user && self.by == by
    }

    /// Whether all values of the passkey can be decoded.
    pub(super) fn is_valid(&self) -> bool {
        self.key().is_some()
            && self.state().is_some()
            && self.handle().is_some()
            && self.descriptor().is_some()
    }

    /// The text by which forms identify the passkey.
    fn mark(&self) -> String {
        Token::of(&self.id).hash()
    }

    fn key(&self) -> Option<Key> {
        Key::decode(&BASE64.decode(&self.key).ok()?).ok()
    }

    fn state(&self) -> Option<DynamicState> {
        DynamicState::decode(BASE64.decode(&self.state).ok()?.try_into().ok()?).ok()
    }

    fn handle(&self) -> Option<UserHandle16> {
        UserHandle16::decode(BASE64.decode(&self.handle).ok()?.try_into().ok()?).ok()
    }

    /// The identifier of the passkey for the browser, which then makes no second passkey on the
    /// same device.
    fn descriptor(&self) -> Option<PublicKeyCredentialDescriptor<Vec<u8>>> {
        let id = CredentialId::<Vec<u8>>::decode(BASE64.decode(&self.id).ok()?).ok()?;
        Some(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(0).ok()? })
    }

    /// Verifies the answer of a browser, and stores the new signature counter in the passkey.
    fn verify(
        &mut self,
        asking: PasskeyLogin,
        answer: &DiscoverableAuthentication16,
        now: UnixMs,
    ) -> Result<(), PeopleError> {
        let read = || Some((self.key()?, self.state()?, self.handle()?));
        let (key, state, handle) = read().ok_or(PeopleError::File)?;
        let known = AuthenticatedCredential::new(answer.raw_id(), &handle, key, state);
        let mut known = known.map_err(|_| PeopleError::File)?;
        let PasskeyLogin { state, site } = asking;
        let origins = [if site.is_configured { site.origin.as_str() } else { &self.origin }];
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        if site.domain() != self.domain {
            return Err(PeopleError::Passkey);
        }
        state.verify(&site.domain, answer, &mut known, &options).map_err(|error| {
            if matches!(error, AuthCeremonyErr::SignatureCounter) {
                let Self { user, name, .. } = self;
                log::warn!("passkey '{name}' of {user}: its counter went back; it may be a copy");
            }
            log::debug!("passkey of {}: {error}", self.user);
            PeopleError::Passkey
        })?;
        let state = known.dynamic_state().encode().map_err(|_| PeopleError::Passkey)?;
        self.state = BASE64.encode(state);
        self.used = now.0;
        Ok(())
    }
}

impl NewPasskey {
    /// Verifies the browser's answer, and returns the passkey that the browser has made.
    fn made(
        self,
        person: &Person,
        entry: String,
        answer: &str,
        now: UnixMs,
    ) -> Result<Passkey, PeopleError> {
        let not_it = |error: &dyn std::fmt::Display| {
            log::debug!("new passkey of {}: {error}", person.name);
            PeopleError::Passkey
        };
        if answer.len() > LONGEST_ANSWER {
            return Err(not_it(&"the answer is too long"));
        }
        let answer = Registration::from_json_relaxed(answer.as_bytes());
        let answer = answer.map_err(|error| not_it(&error))?;
        let Self { state, site, handle, name } = self;
        let origins = [site.origin.as_str()];
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = state.verify(&site.domain, &answer, &options);
        let made = made.map_err(|error| not_it(&error))?;
        let key = made.static_state().encode().map_err(|_| PeopleError::Passkey)?;
        let state = made.dynamic_state().encode().map_err(|_| PeopleError::Passkey)?;
        Ok(Passkey {
            user: person.name.clone(),
            by: person.by.name().to_owned(),
            name,
            domain: site.domain().to_owned(),
            origin: site.origin,
            entry,
            id: BASE64.encode(made.id()),
            handle: BASE64.encode(handle),
            key: BASE64.encode(key),
            state: BASE64.encode(state),
            made: now.0,
            used: 0,
        })
    }
}

impl Rights {
    /// The user's own passkeys, and whether the user's second factor includes the codes of an app.
    pub fn own_factors(&self, user: &str, by: Voucher) -> (bool, Vec<OwnPasskey>) {
        let known = self.inner.people.now();
        let own = |passkey: &Passkey| OwnPasskey {
            mark: passkey.mark(),
            name: passkey.name.clone(),
            made_at: UnixMs(passkey.made),
            used_at: (passkey.used > 0).then_some(UnixMs(passkey.used)),
        };
        let has_codes = known.kept.factor(user, by.name()).is_some();
        (has_codes, known.kept.passkeys_of(user, by.name()).map(own).collect())
    }

    /// Whether anybody has a passkey.
    pub fn has_passkeys(&self) -> bool {
        !self.inner.people.now().kept.passkeys.is_empty()
    }

    /// Begins to make a passkey. The user must have entered the password and, if the user has the
    /// codes of an app, a code. Returns the options for the browser in JSON.
    pub fn begin_passkey(
        &self,
        me: Myself<'_>,
        site: Site,
        name: &str,
        proof: (&str, &str),
    ) -> Result<(NewPasskey, String), PeopleError> {
        let begun = self.begun(me, site, name, proof);
        if let Err(error) = &begun {
            self.log_refusal(me.person, (ADD, &[("passkey", name)]), error);
        }
        begun
    }

    fn begun(
        &self,
        me: Myself<'_>,
        site: Site,
        name: &str,
        proof: (&str, &str),
    ) -> Result<(NewPasskey, String), PeopleError> {
        self.can_have_second_factor(me.person)?;
        let name = blanked(name.trim());
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(PeopleError::PasskeyName);
        }
        self.proves(me, proof)?;
        let (user, by) = (me.person.name.as_str(), me.person.by.name());
        let known = self.inner.people.now();
        has_room(&known.kept, user, by)?;
        let before: Vec<&Passkey> = known.kept.passkeys_of(user, by).collect();
        let handle = before.iter().find_map(|passkey| passkey.handle()).unwrap_or_default();
        let others = before.iter().filter_map(|passkey| passkey.descriptor()).collect();
        // The library does not accept all names of gateway.toml, such as `A B`. The browser shows
        // `fax` in place of such a name.
        let shown = Username::try_from(user).or_else(|_| Username::try_from("fax"));
        let shown = shown.map_err(|_| PeopleError::Passkey)?;
        let whose = PublicKeyCredentialUserEntity { name: shown, id: &handle, display_name: None };
        let mut options = PublicKeyCredentialCreationOptions::passkey(&site.domain, whose, others);
        // Many authenticators do not know this extension, and browsers would refuse such
        // authenticators.
        options.extensions.cred_protect = CredProtect::None;
        let (state, options) = options.start_ceremony().map_err(|_| PeopleError::Passkey)?;
        let json = serde_json::to_string(&options).map_err(|_| PeopleError::Passkey)?;
        drop(options);
        Ok((NewPasskey { state, site, handle, name: name.to_string() }, json))
    }

    /// Adds a passkey that the user's browser has made. `making` is `None` if the passkey's
    /// challenge was used or has expired.
    pub fn add_passkey(
        &self,
        me: Myself<'_>,
        making: Option<NewPasskey>,
        answer: &str,
    ) -> Result<(), PeopleError> {
        let (name, by) = (me.person.name.as_str(), me.person.by.name());
        let made = |making: Option<NewPasskey>| {
            let making = making.ok_or(PeopleError::Passkey)?;
            let users = self.inner.book()?;
            let user = users
                .settings()
                .users
                .iter()
                .find(|user| user.name == name && user.by.name() == by);
            let entry = user.map(entry_of).ok_or(PeopleError::Passkey)?;
            making.made(me.person, entry, answer, self.now())
        };
        let called = making.as_ref().map(|making| making.name.clone()).unwrap_or_default();
        let made = made(making);
        self.for_myself(me, (ADD, &[("passkey", &called)]), made, |kept, passkey| {
            has_room(kept, name, by)?;
            if kept.passkeys.iter().any(|known| known.id == passkey.id) {
                return Err(PeopleError::Passkey);
            }
            kept.passkeys.push(passkey);
            Ok(())
        })
    }

    /// Removes a passkey of the user. If the settings require a second factor, the last one is not
    /// removed.
    pub fn remove_passkey(
        &self,
        me: Myself<'_>,
        mark: &str,
        proof: (&str, &str),
    ) -> Result<(), PeopleError> {
        let (name, by) = (me.person.name.as_str(), me.person.by.name());
        let is_it = |passkey: &Passkey| passkey.is_of(name, by) && passkey.mark() == mark;
        let known = self.inner.people.now();
        let called = known.kept.passkeys.iter().find(|passkey| is_it(passkey));
        let called = called.map_or(mark, |passkey| passkey.name.as_str());
        let about = [("passkey", called)];
        self.for_myself(me, (REMOVE, &about), self.proves(me, proof), |kept, ()| {
            if !kept.passkeys.iter().any(is_it) {
                return Err(PeopleError::NoPasskey);
            }
            kept.passkeys.retain(|passkey| !is_it(passkey));
            self.keeps_required(me.person, kept)
        })
    }

    /// Checks the user's password and, if the user has the codes of an app, one of these codes. The
    /// password alone is not enough to add or remove a passkey.
    fn proves(&self, me: Myself<'_>, (password, code): (&str, &str)) -> Result<(), PeopleError> {
        let (user, by) = (me.person.name.as_str(), me.person.by);
        self.is_mine(me, password)?;
        match self.inner.people.now().kept.factor(user, by.name()) {
            Some(_) => self.takes_code(me.client, (user, by), code),
            None => Ok(()),
        }
    }

    /// Begins a login by a passkey. Returns the options for the browser in JSON.
    pub fn ask_for_passkey(&self, site: Site) -> Option<(PasskeyLogin, String)> {
        let options = DiscoverableCredentialRequestOptions::passkey(&site.domain);
        let (state, options) = options.start_ceremony().ok()?;
        let json = serde_json::to_string(&options).ok()?;
        drop(options);
        Some((PasskeyLogin { state, site }, json))
    }

    /// Logs in the user whose passkey has answered the challenge. `whose` is the user whose
    /// password was entered before, if any. Each wrong answer counts as a wrong login of the
    /// client.
    ///
    /// # Errors
    /// [`PeopleError`]: the answer is wrong, the challenge was used, or there were too many wrong
    /// answers.
    pub fn log_in_by_passkey(
        &self,
        client: &Client,
        asking: Option<PasskeyLogin>,
        answer: &str,
        whose: Option<&Entered>,
    ) -> Result<Entered, PeopleError> {
        // An answer to a challenge that has expired does not count as wrong.
        let is_late = asking.is_none();
        let mut line = Line::new(LOGIN, client, self.now());
        let proved = self.proved(client, asking, answer, whose, &mut line);
        let decided = proved.as_ref().map(drop).map_err(PeopleError::denied);
        let logged = self.audited_at_door(client, line, decided, |_, ()| {});
        if matches!(proved, Err(PeopleError::Passkey)) && !is_late {
            self.inner.shown_in_vain(client);
        }
        let entered = proved?;
        logged?;
        Ok(entered)
    }

    fn proved(
        &self,
        client: &Client,
        asking: Option<PasskeyLogin>,
        answer: &str,
        whose: Option<&Entered>,
        line: &mut Line,
    ) -> Result<Entered, PeopleError> {
        self.inner.may_connect(client)?;
        let asking = asking.ok_or(PeopleError::Passkey)?;
        if answer.len() > LONGEST_ANSWER || !names_user(answer) {
            return Err(PeopleError::Passkey);
        }
        let answer = DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes());
        let answer = answer.map_err(|_| PeopleError::Passkey)?;
        let id = BASE64.encode(answer.raw_id());
        let users = self.inner.book()?;
        let now = self.now();
        // Look for the passkey first, so that the file is locked and written only for a known
        // passkey.
        let known = self.inner.people.now();
        let passkey = known.kept.passkeys.iter().find(|passkey| passkey.id == id);
        let passkey = passkey.ok_or(PeopleError::Passkey)?;
        line.put("user", passkey.user.as_str());
        line.put("by", passkey.by.as_str());
        line.put("passkey", passkey.name.as_str());
        self.inner.people.change(now, |kept| {
            let passkey = kept.passkeys.iter_mut().find(|passkey| passkey.id == id);
            let passkey = passkey.ok_or(PeopleError::Passkey)?;
            let is_there = users.settings().users.iter().find(|user| {
                passkey.is_of(&user.name, user.by.name())
                    && user.password.is_some()
                    && passkey.entry == entry_of(user)
            });
            let user = is_there.ok_or(PeopleError::Passkey)?;
            let (by, secrets) = (user.by, stored_secrets(users.people(), user));
            if whose.is_some_and(|whose| whose.user != passkey.user || whose.by != by) {
                return Err(PeopleError::Passkey);
            }
            passkey.verify(asking, &answer, now)?;
            Ok(Entered { user: passkey.user.clone(), by, second: Second::Nothing, secrets })
        })
    }
}

/// The hash of a user's password in gateway.toml. Empty for a user of users.toml: the passkeys of
/// such a user remain valid if the password changes, and are deleted with the user.
fn entry_of(user: &UserSettings) -> String {
    match (&user.password, user.by) {
        (Some(password), Voucher::Settings) => Token::of(&password.0).hash(),
        _ => String::new(),
    }
}

/// Whether a browser's answer names a user. If the answer has `null` there, the library would
/// panic.
fn names_user(answer: &str) -> bool {
    let answer = serde_json::from_str::<serde_json::Value>(answer).unwrap_or_default();
    answer["response"]["userHandle"].is_string()
}

/// Checks that the user may have one more passkey.
fn has_room(kept: &Kept, user: &str, by: &str) -> Result<(), PeopleError> {
    let is_full = kept.passkeys_of(user, by).count() >= MOST_PASSKEYS;
    if is_full { Err(PeopleError::ManyPasskeys) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_domain_by_tls_or_on_this_machine() {
        for (address, origin) in [
            ("https://Fax.example.com/", "https://fax.example.com"),
            ("https://fax.example.com:443", "https://fax.example.com"),
            ("https://fax.example.com:8443", "https://fax.example.com:8443"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            let site = Site::of(address, true).unwrap();
            assert_eq!(site.origin, origin);
            assert!(!site.domain().contains(':'));
        }
        for none in [
            "http://fax.example.com",
            "https://192.0.2.7",
            "https://[::1]:8443",
            "https://",
            "fax.example.com",
            "https://a@b",
        ] {
            assert!(Site::of(none, true).is_none(), "{none}");
        }
    }
}
