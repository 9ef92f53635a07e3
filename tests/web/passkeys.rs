//! Passkeys: a user adds them, logs in with them, and removes them. The authenticator is a program
//! here, so that a test can also answer wrongly.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::alice_at;
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::second_factor::{code, step, switched_on};
use crate::{audited, house};

/// The web site of the tests, as the settings name it.
pub(crate) const ORIGIN: &str = "https://fax.example.com";
pub(crate) const DOMAIN: &str = "fax.example.com";

/// The flags of an answer: the user is present, the user is verified, a key is attached.
pub(crate) const PRESENT: u8 = 1;
pub(crate) const VERIFIED: u8 = 4;
const ATTACHED: u8 = 64;

pub(crate) fn settings() -> String {
    let links = format!("[fax_links]\naddress = \"{ORIGIN}\"\nproof = \"login\"\n");
    format!("{}\n{links}", house::settings())
}

/// A security key with one passkey.
#[derive(Clone)]
pub(crate) struct Authenticator {
    pub(crate) key: SigningKey,
    pub(crate) id: Vec<u8>,
    pub(crate) handle: Vec<u8>,
    pub(crate) counter: u32,
}

/// The parts of an answer that a test can make wrong.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) kind: &'static str,
    pub(crate) challenge: String,
    pub(crate) origin: String,
    pub(crate) domain: String,
    pub(crate) flags: u8,
    pub(crate) is_framed: bool,
    pub(crate) algorithm: u8,
    /// Bytes after the data of the authenticator.
    pub(crate) more: Vec<u8>,
}

/// The options that a page has for the browser.
pub(crate) fn options(page: &Page) -> Value {
    let text = page.text();
    let rest = text.split("data-options=\"").nth(1).unwrap_or_else(|| panic!("{text}"));
    let json = rest.split('"').next().unwrap().replace("&#34;", "\"").replace("&#38;", "&");
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

impl Answer {
    pub(crate) fn to(options: &Value, kind: &'static str) -> Self {
        Self {
            kind,
            challenge: options["challenge"].as_str().unwrap().to_owned(),
            origin: ORIGIN.to_owned(),
            domain: DOMAIN.to_owned(),
            flags: PRESENT | VERIFIED,
            is_framed: false,
            algorithm: 0x26,
            more: Vec::new(),
        }
    }

    fn client_data(&self) -> Vec<u8> {
        let Self { kind, challenge, origin, is_framed, .. } = self;
        let data = json!({ "type": kind, "challenge": challenge, "origin": origin,
                           "crossOrigin": is_framed });
        data.to_string().into_bytes()
    }

    fn data(&self, counter: u32, flags: u8) -> Vec<u8> {
        let domain = Sha256::digest(self.domain.as_bytes());
        [&domain[..], &[self.flags | flags], &counter.to_be_bytes()].concat()
    }
}

impl Authenticator {
    pub(crate) fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, id: vec![seed; 32], handle: Vec::new(), counter: 1 }
    }

    /// The answer to a request for a new passkey.
    pub(crate) fn makes(&mut self, options: &Value, answer: &Answer) -> Value {
        self.handle = BASE64.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let point = self.key.verifying_key().to_encoded_point(false);
        let [x, y] = [point.x().unwrap(), point.y().unwrap()];
        let key = [
            &[0xa5, 1, 2, 3, answer.algorithm, 0x20, 1, 0x21, 0x58, 32][..],
            x,
            &[0x22, 0x58, 32],
            y,
        ]
        .concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let mut data = answer.data(self.counter, ATTACHED);
        data.extend([&[0; 16][..], &length, &self.id, &key, &answer.more].concat());
        // The shortest form of the length (CTAP2, canonical CBOR).
        let length = match u8::try_from(data.len()) {
            Ok(length) => vec![0x58, length],
            Err(_) => [&[0x59][..], &u16::try_from(data.len()).unwrap().to_be_bytes()].concat(),
        };
        let object =
            [&b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData"[..], &length, &data].concat();
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "authenticatorAttachment": "cross-platform",
            "response": {
                "clientDataJSON": BASE64.encode(answer.client_data()),
                "attestationObject": BASE64.encode(object),
                "transports": ["usb"],
            },
        })
    }

    /// The answer to a login.
    pub(crate) fn logs_in(&mut self, answer: &Answer) -> Value {
        self.counter += 1;
        let (client_data, mut data) = (answer.client_data(), answer.data(self.counter, 0));
        data.extend(&answer.more);
        let signed = [&data[..], &Sha256::digest(&client_data)].concat();
        let signature: Signature = self.key.sign(&signed);
        let id = BASE64.encode(&self.id);
        json!({
            "id": id, "rawId": id, "type": "public-key", "clientExtensionResults": {},
            "authenticatorAttachment": "cross-platform",
            "response": {
                "clientDataJSON": BASE64.encode(client_data),
                "authenticatorData": BASE64.encode(data),
                "signature": BASE64.encode(signature.to_der()),
                "userHandle": BASE64.encode(&self.handle),
            },
        })
    }
}

/// Asks for a new passkey. Returns the page with the options.
pub(crate) fn begins(reader: &mut Reader, password: &str) -> Page {
    reader.get("/own/second-factor");
    let fields = [("name", "Blue key"), ("password", password)];
    reader.post("/own/second-factor/passkeys/begin", &fields)
}

/// Adds a passkey for somebody who has logged in.
pub(crate) fn added(reader: &mut Reader, password: &str, seed: u8) -> Authenticator {
    let mut key = Authenticator::new(seed);
    let page = begins(reader, password);
    assert_eq!(page.status, 200, "{}", page.text());
    let options = options(&page);
    let answer = key.makes(&options, &Answer::to(&options, "webauthn.create")).to_string();
    let done = reader.post("/own/second-factor/passkeys/add", &[("answer", &answer)]);
    assert_eq!((done.status, done.location()), (303, "/own/second-factor"), "{}", done.text());
    key
}

/// Begins a login by a passkey. Returns the options.
pub(crate) fn asked(reader: &mut Reader) -> Value {
    reader.get("/login");
    let page = reader.post("/login/passkey/begin", &[]);
    assert_eq!(page.status, 200, "{}", page.text());
    options(&page)
}

pub(crate) fn log_in(to: &Serving, key: &mut Authenticator) -> (Reader, Page) {
    let mut reader = Reader::at(to.addresses[0]);
    let options = asked(&mut reader);
    let answer = key.logs_in(&Answer::to(&options, "webauthn.get")).to_string();
    let page = reader.post("/login/passkey", &[("answer", &answer)]);
    (reader, page)
}

/// The mark of the first passkey on the page.
fn mark(page: &str) -> &str {
    page.split("name=\"passkey\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
}

#[test]
fn a_passkey_logs_in_without_a_password_and_is_a_second_factor() {
    let (rig, serving) = Rig::served(&settings());
    let to = serving.addresses[0];
    let mut alice = Reader::logged_in(to, "alice", "secret");
    assert!(!Reader::at(to).get("/login").text().contains("passkey"), "nobody has one");
    let mut other = Reader::logged_in(to, "alice", "secret");
    let refused = begins(&mut alice, "guess");
    assert!(refused.status == 422 && refused.text().contains("password is wrong"));
    let mut blue = added(&mut alice, "secret", 7);
    assert_eq!(other.get("/own").status, 303, "other sessions have ended");
    let page = alice.get("/own/second-factor").text();
    assert!(page.contains("Blue key") && page.contains("Remove the passkey"), "{page}");
    assert!(Reader::at(to).get("/login").text().contains("Log in with a passkey"));
    // Without a password.
    let (mut inside, page) = log_in(&serving, &mut blue);
    assert_eq!((page.status, page.location()), (303, "/"), "{}", page.text());
    assert_eq!(inside.get("/own").status, 200);
    // After the password, which is not enough by itself.
    let mut half = Reader::at(to);
    let page = half.log_in("alice", "secret");
    assert!(page.status == 200 && page.text().contains("Log in with a passkey"), "{}", page.text());
    assert!(!page.text().contains("one-time-code"), "there are no codes");
    assert!(half.cookie("session").is_none());
    let options = options(&half.post("/login/passkey/begin", &[]));
    let answer = blue.logs_in(&Answer::to(&options, "webauthn.get")).to_string();
    let page = half.post("/login/passkey", &[("answer", &answer)]);
    assert_eq!(page.status, 303, "{}", page.text());
    let named = "\"passkey\":\"Blue key\"";
    for granted in ["\"granted\":true", "\"granted\":false"] {
        assert_eq!(audited(&rig, &["\"add-passkey\"", "alice", granted, named]), 1);
    }
    assert_eq!(audited(&rig, &["\"asked\":\"passkey\"", "alice", "\"granted\":true", named]), 2);
    // The answer to another challenge: the log names whose passkey it was.
    let mut wrong = Reader::at(to);
    let [first, _] = [(); 2].map(|()| asked(&mut wrong));
    let answer = blue.logs_in(&Answer::to(&first, "webauthn.get")).to_string();
    assert_eq!(wrong.post("/login/passkey", &[("answer", &answer)]).status, 401);
    let refused = ["\"asked\":\"passkey\"", "alice", "\"granted\":false", named];
    assert_eq!(audited(&rig, &refused), 1);
    // Another one, and the first is removed.
    let mut green = added(&mut alice, "secret", 8);
    assert_eq!(green.handle, blue.handle);
    let page = alice.get("/own/second-factor").text();
    let mark = mark(&page);
    for (password, status) in [("guess", 422), ("secret", 303)] {
        alice.get("/own/second-factor");
        let fields = [("passkey", mark), ("password", password)];
        let removed = alice.post("/own/second-factor/passkeys/remove", &fields);
        assert_eq!(removed.status, status, "{}", removed.text());
    }
    assert_eq!(log_in(&serving, &mut blue).1.status, 401);
    assert_eq!(log_in(&serving, &mut green).1.status, 303);
    assert_eq!(audited(&rig, &["\"remove-passkey\"", "alice", "\"granted\":true", named]), 1);
    // It is there after a restart.
    drop(serving);
    let serving = rig.serve();
    assert_eq!(log_in(&serving, &mut green).1.status, 303);
}

#[test]
fn the_last_factor_stays_while_one_is_required() {
    let settings = settings().replace("[web]", "[web]\nsecond_factor = [\"administrator\"]");
    let (_rig, serving) = Rig::served(&settings);
    let mut chief = Reader::logged_in(serving.addresses[0], "chief", "chief");
    assert_eq!(chief.get("/admin/users").location(), "/own/second-factor");
    let mut key = added(&mut chief, "chief", 7);
    assert_eq!(chief.get("/admin/users").status, 200, "a passkey is a second factor");
    let page = chief.get("/own/second-factor").text();
    let mark = mark(&page);
    let remove = |chief: &mut Reader, code: &str| {
        chief.get("/own/second-factor");
        let fields = [("passkey", mark), ("password", "chief"), ("code", code)];
        chief.post("/own/second-factor/passkeys/remove", &fields)
    };
    let refused = remove(&mut chief, "");
    assert!(refused.status == 422 && refused.text().contains("requires the second factor"));
    assert_eq!(log_in(&serving, &mut key).1.status, 303);
    let (secret, codes) = switched_on(&mut chief, "chief");
    assert_eq!(remove(&mut chief, "").status, 422, "the password is not enough");
    assert_eq!(begins(&mut chief, "chief").status, 422, "nor for another passkey");
    assert_eq!(log_in(&serving, &mut key).1.status, 303);
    assert_eq!(remove(&mut chief, &code(&secret, step())).status, 303, "codes are left");
    drop(codes);
}

#[test]
fn an_administrator_removes_lost_passkeys() {
    let (_rig, serving, mut alice) = alice_at(&settings());
    let mut key = added(&mut alice, "secret", 7);
    let mut chief = crate::people::chief(&serving);
    let reset = chief.post("/admin/users/second-factor", &[("user", "alice")]);
    assert_eq!(reset.status, 303, "{}", reset.text());
    assert_eq!(log_in(&serving, &mut key).1.status, 401);
    assert_eq!(
        alice.get("/in").status,
        303,
        "somebody who has found the key may have logged in by it"
    );
    Reader::logged_in(serving.addresses[0], "alice", "secret");
}

/// In gateway.toml, a name and a new password may be somebody else's.
#[test]
fn a_new_password_in_the_settings_ends_the_passkeys() {
    let (rig, serving, mut alice) = alice_at(&settings());
    let mut key = added(&mut alice, "secret", 7);
    assert_eq!(log_in(&serving, &mut key).1.status, 303);
    drop(serving);
    let changed = settings().replace("\"secret\"", "\"another\"");
    assert_ne!(changed, settings());
    rig.set(&changed);
    let serving = rig.serve();
    assert_eq!(log_in(&serving, &mut key).1.status, 401);
}

#[test]
fn a_user_has_ten_passkeys_at_most_and_an_address_without_a_name_has_none() {
    let (_rig, _serving, mut alice) = alice_at(&settings());
    (1..=10).for_each(|seed| drop(added(&mut alice, "secret", seed)));
    let refused = begins(&mut alice, "secret");
    assert!(refused.status == 422 && refused.text().contains("at most 10 passkeys"));
    let (_plain, _serving, mut alice) = house::alice();
    let page = alice.get("/own/second-factor").text();
    assert!(page.contains("a web address with a name and HTTPS"), "{page}");
    assert_eq!(begins(&mut alice, "secret").status, 422);
}
