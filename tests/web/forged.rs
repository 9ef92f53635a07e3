//! Tokens that a provider of OpenID Connect never made: each proves nobody.
//!
//! The provider here says whatever a test has it say, and signs with a key of the tests.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use rustls::SignatureScheme;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

use crate::ports::own_port;
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::slapd::certs;
use crate::{SETTINGS, audited};

/// What it says.
#[derive(Default)]
struct Says {
    token: String,
    keys: Vec<Value>,
    /// What it calls itself.
    issuer: String,
    /// How often its keys were asked for.
    keys_asked: usize,
}

/// The provider, as long as the test runs.
#[derive(Clone)]
struct Fake {
    port: u16,
    says: Arc<Mutex<Says>>,
}

/// A key of the tests on P-256.
struct Key {
    der: PrivateKeyDer<'static>,
    /// X and Y.
    public: [u8; 64],
}

/// A house with it, and a browser.
struct House {
    rig: Rig,
    _serving: Serving,
    fake: Fake,
    browser: Reader,
    /// From how many it was used.
    addresses: u8,
}

impl Key {
    fn of(name: &str) -> Self {
        let der = PrivateKeyDer::from_pem_file(certs().join(name)).unwrap();
        // OpenSSL writes the point at the end of a key.
        let public = der.secret_der().last_chunk::<64>().copied().unwrap();
        Self { der, public }
    }

    fn jwk(&self, id: &str) -> Value {
        let (x, y) = self.public.split_at(32);
        json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": id,
            "x": BASE64.encode(x), "y": BASE64.encode(y)})
    }

    /// ECDSA with SHA-256, R and S side by side.
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let key = rustls_graviola::default_provider().key_provider;
        let key = key.load_private_key(self.der.clone_key()).unwrap();
        let signer = key.choose_scheme(&[SignatureScheme::ECDSA_NISTP256_SHA256]).unwrap();
        let der = signer.sign(message).unwrap();
        let (mut rest, mut both) = (&der[2..], Vec::new());
        for _ in 0..2 {
            let length = usize::from(rest[1]);
            let number = &rest[2..2 + length];
            let digits = &number[number.len().saturating_sub(32)..];
            both.extend(std::iter::repeat_n(0, 32 - digits.len()).chain(digits.iter().copied()));
            rest = &rest[2 + length..];
        }
        both
    }

    fn token(&self, head: &Value, claims: &Value) -> String {
        let text = format!("{}.{}", encoded(head), encoded(claims));
        let signature = BASE64.encode(self.sign(text.as_bytes()));
        format!("{text}.{signature}")
    }
}

fn encoded(value: &Value) -> String {
    BASE64.encode(value.to_string())
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let provider = rustls_graviola::default_provider();
    let suite = provider.cipher_suites.iter().find_map(|suite| {
        suite.tls13().filter(|suite| suite.common.hash_provider.output_len() == 32)
    });
    let sha256 = suite.unwrap().common.hash_provider;
    let key = if key.len() > 64 { sha256.hash(key).as_ref().to_vec() } else { key.to_vec() };
    let pad = |with: u8| {
        let mut pad = vec![with; 64];
        pad.iter_mut().zip(&key).for_each(|(byte, key)| *byte ^= key);
        pad
    };
    let inner = sha256.hash(&[pad(0x36), message.to_vec()].concat());
    sha256.hash(&[pad(0x5C).as_slice(), inner.as_ref()].concat()).as_ref().to_vec()
}

impl Fake {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = format!("http://127.0.0.1:{port}");
        let says = Says { issuer, keys: vec![Key::of("relay.key").jwk("k")], ..Says::default() };
        let fake = Self { port, says: Arc::new(Mutex::new(says)) };
        let there = fake.clone();
        std::thread::spawn(move || {
            listener.incoming().for_each(|client| there.serve(client.unwrap()));
        });
        fake
    }

    fn serve(&self, client: TcpStream) {
        let mut client = BufReader::new(client);
        let (mut line, mut length) = (String::new(), 0);
        client.read_line(&mut line).unwrap();
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        loop {
            let mut head = String::new();
            if client.read_line(&mut head).unwrap_or(0) <= 2 {
                break;
            }
            if let Some((_, value)) = head.to_lowercase().split_once("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        client.read_exact(&mut vec![0; length]).unwrap();
        let mut says = self.says.lock().unwrap();
        let at = |path: &str| format!("http://127.0.0.1:{}{path}", self.port);
        let body = match path.as_str() {
            "/.well-known/openid-configuration" => json!({
                "issuer": says.issuer,
                "authorization_endpoint": at("/auth"),
                "token_endpoint": at("/token"),
                "jwks_uri": at("/jwks"),
            }),
            "/jwks" => {
                says.keys_asked += 1;
                json!({ "keys": says.keys })
            }
            _ => json!({ "id_token": says.token, "token_type": "Bearer" }),
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let _ = client.get_mut().write_all((head + &body).as_bytes());
    }
}

fn now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

impl House {
    fn new(more: &str) -> Self {
        let (fake, port) = (Fake::start(), own_port());
        let at = format!("127.0.0.1:{port}");
        let (rig, serving) = Rig::served(&format!(
            "{}
[openid]
issuer = \"http://127.0.0.1:{}\"
address = \"http://{at}\"
client_id = \"fax\"
{more}
[[openid.group]]
name = \"fax\"
",
            SETTINGS
                .replace("127.0.0.1:0", &at)
                .replace("[web]\n", "[web]\nproxies = [\"127.0.0.1\"]\n"),
            fake.port,
        ));
        let browser = Reader::at(([127, 0, 0, 1], port).into());
        let mut house = Self { rig, _serving: serving, fake, browser, addresses: 0 };
        house.go_elsewhere();
        house
    }

    /// Begins a login: what its state and its nonce are.
    fn begin(&mut self) -> (String, String) {
        let begun = self.browser.get("/login/openid?to=/in");
        assert_eq!(begun.status, 303, "{}", begun.text());
        let of = |name: &str| {
            let rest = begun.location().split(&format!("&{name}=")).nth(1).unwrap();
            rest.split('&').next().unwrap().to_owned()
        };
        (of("state"), of("nonce"))
    }

    /// The claims of a token that is as it should be.
    fn claims(&self, nonce: &str) -> Value {
        json!({"iss": format!("http://127.0.0.1:{}", self.fake.port), "sub": "7", "aud": "fax",
            "exp": now() + 300, "iat": now(), "nonce": nonce, "preferred_username": "dora",
            "groups": ["fax"]})
    }

    /// Logs in with the token that is made of the right claims.
    fn log_in(&mut self, token: impl FnOnce(Value) -> String) -> Page {
        let (state, nonce) = self.begin();
        let token = token(self.claims(&nonce));
        self.fake.says.lock().unwrap().token = token;
        self.browser.get(&format!("/login/openid/back?code=c&state={state}"))
    }

    /// Logs in with these claims besides or instead of the right ones.
    fn log_in_as(&mut self, other: &Value) -> Page {
        self.log_in(|mut claims| {
            for (name, value) in other.as_object().unwrap() {
                claims[name] = value.clone();
            }
            Key::of("relay.key").token(&head(), &claims)
        })
    }

    /// Guesses shut the door to their address: the browser goes elsewhere.
    fn go_elsewhere(&mut self) {
        self.addresses += 1;
        let address = format!("198.51.100.{}", self.addresses);
        self.browser.headers.truncate(1);
        for (name, value) in [("X-Forwarded-For", address.as_str()), ("X-Forwarded-Proto", "https")]
        {
            self.browser.headers.push((name.to_owned(), value.to_owned()));
        }
    }
}

fn head() -> Value {
    json!({"alg": "ES256", "kid": "k"})
}

#[test]
fn claims_of_another_login_another_time_or_for_others_prove_nobody() {
    let mut house = House::new("");
    let right = house.log_in_as(&json!({}));
    assert_eq!((right.status, right.location()), (303, "/in"), "{}", right.text());
    assert_eq!(house.log_in_as(&json!({"aud": ["x", "fax"], "azp": "fax"})).status, 303);
    let wrong = [
        json!({"nonce": "another"}),
        json!({"nonce": null}),
        json!({"iss": "http://127.0.0.1:1"}),
        json!({"iss": ["http://127.0.0.1:1"]}),
        json!({"iss": null}),
        json!({"aud": "other"}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"aud": ["fax", "other"]}),
        json!({"azp": "other"}),
        json!({"exp": now() - 120}),
        json!({"exp": null}),
        json!({"exp": "tomorrow"}),
        json!({"iat": now() - 3_600}),
        json!({"iat": now() + 3_600}),
        json!({"iat": null}),
        json!({"nbf": now() + 3_600}),
        json!({"sub": null}),
        json!({"sub": ""}),
    ];
    for (tried, claims) in wrong.iter().enumerate() {
        let page = house.log_in_as(claims);
        assert_eq!(page.status, 401, "{claims}");
        assert!(page.text().contains("is not valid"), "{claims}");
        let refused = ["\"login\"", "\"by\":\"openid\"", "\"rule\":\"login\""];
        assert_eq!(audited(&house.rig, &refused), tried + 1, "{claims}");
        house.go_elsewhere();
    }
    // Without a name, or in no group, nobody is anybody.
    assert_eq!(house.log_in_as(&json!({"preferred_username": " "})).status, 401);
    assert_eq!(house.log_in_as(&json!({"groups": ["FAX", "fax-users"]})).status, 403);
}

#[test]
fn signatures_of_others_and_of_nobody_prove_nobody() {
    let mut house = House::new("");
    let (ours, others) = (Key::of("relay.key"), Key::of("elsewhere.key"));
    let with = |alg: &str| json!({"alg": alg, "kid": "k"});
    let parts = |token: &str| -> Vec<String> { token.split('.').map(str::to_owned).collect() };
    type Forge<'a> = Box<dyn Fn(Value) -> String + 'a>;
    let forgeries: Vec<(&str, Forge<'_>)> = vec![
        ("another's key", Box::new(|claims| others.token(&head(), &claims))),
        (
            "no signature",
            Box::new(|claims| format!("{}.{}.", encoded(&with("none")), encoded(&claims))),
        ),
        ("None", Box::new(|claims| format!("{}.{}.", encoded(&with("None")), encoded(&claims)))),
        (
            "our algorithm without signature",
            Box::new(|claims| format!("{}.{}.", encoded(&head()), encoded(&claims))),
        ),
        (
            "the public key as a secret",
            Box::new(|claims| {
                let text = format!("{}.{}", encoded(&with("HS256")), encoded(&claims));
                let key = [&[4][..], &ours.public].concat();
                format!("{text}.{}", BASE64.encode(hmac(&key, text.as_bytes())))
            }),
        ),
        ("another algorithm", Box::new(|claims| ours.token(&with("RS256"), &claims))),
        ("an algorithm of another curve", Box::new(|claims| ours.token(&with("ES384"), &claims))),
        (
            "other claims under it",
            Box::new(|claims| {
                let mut signed = parts(&ours.token(&head(), &claims));
                let mut other = claims;
                other["preferred_username"] = json!("chief");
                signed[1] = encoded(&other);
                signed.join(".")
            }),
        ),
        (
            "half of it",
            Box::new(|claims| {
                let token = ours.token(&head(), &claims);
                token[..token.len() - 20].to_owned()
            }),
        ),
        (
            "zeros",
            Box::new(|claims| {
                let text = format!("{}.{}", encoded(&head()), encoded(&claims));
                format!("{text}.{}", BASE64.encode([0; 64]))
            }),
        ),
        (
            "what we must know and don't",
            Box::new(|claims| {
                ours.token(&json!({"alg": "ES256", "kid": "k", "crit": ["x"], "x": 1}), &claims)
            }),
        ),
        (
            "a key of its own",
            Box::new(|claims| {
                let head = json!({"alg": "ES256", "kid": "k", "jwk": others.jwk("k")});
                others.token(&head, &claims)
            }),
        ),
        ("no token", Box::new(|_| "a.b.c".to_owned())),
        ("nothing", Box::new(|_| String::new())),
    ];
    for (what, forge) in &forgeries {
        let page = house.log_in(forge);
        assert_eq!(page.status, 401, "{what}: {}", page.text());
        house.go_elsewhere();
    }
    // The same by whom it should be, and without the key's name.
    assert_eq!(house.log_in(|claims| ours.token(&json!({"alg": "ES256"}), &claims)).status, 303);
    assert_eq!(audited(&house.rig, &["\"login\"", "\"by\":\"openid\"", "\"granted\":true"]), 1);
}

#[test]
fn keys_that_change_are_fetched_and_names_of_keys_without_end_are_not() {
    let mut house = House::new("");
    assert_eq!(house.log_in_as(&json!({})).status, 303);
    let new = Key::of("elsewhere.key");
    house.fake.says.lock().unwrap().keys = vec![new.jwk("new"), json!({"kty": "?", "kid": 7})];
    let rotated = house.log_in(|claims| new.token(&json!({"alg": "ES256", "kid": "new"}), &claims));
    assert_eq!(rotated.status, 303, "{}", rotated.text());
    let asked = house.fake.says.lock().unwrap().keys_asked;
    for name in 0..8 {
        let head = json!({"alg": "ES256", "kid": format!("{name}")});
        assert_eq!(house.log_in(|claims| new.token(&head, &claims)).status, 401);
    }
    assert_eq!(house.fake.says.lock().unwrap().keys_asked, asked, "not for each");
}

#[test]
fn who_leaves_his_groups_there_has_none_of_his_sessions_after_his_next_login() {
    let mut house = House::new("");
    assert_eq!(house.log_in_as(&json!({})).status, 303);
    let mut before = house.browser.clone();
    assert_eq!(before.get("/in").status, 200);
    assert_eq!(house.log_in_as(&json!({"groups": []})).status, 403);
    assert_eq!(before.get("/in").status, 303);
    // A name stays with whom the provider calls the same for good.
    assert_eq!(house.log_in_as(&json!({})).status, 303);
    assert_eq!(house.log_in_as(&json!({"sub": "8"})).status, 403);
}

#[test]
fn what_any_page_can_ask_for_is_no_guess_of_its_reader() {
    let mut house = House::new("");
    let mut image = house.browser.clone();
    for _ in 0..12 {
        assert_eq!(image.get("/login/openid/back?state=x").status, 403);
    }
    assert_eq!(audited(&house.rig, &["\"stale-login\"", "198.51.100.1"]), 12);
    assert_eq!(house.log_in_as(&json!({})).status, 303);
    let (state, _) = house.begin();
    let no = house
        .browser
        .get(&format!("/login/openid/back?error=access_denied&state={state}"));
    assert_eq!(no.status, 401);
    assert_eq!(audited(&house.rig, &["\"provider-says-no\"", "access_denied"]), 1);
}

#[test]
fn a_login_there_that_is_too_old_is_none() {
    let mut house = House::new("max_age_minutes = 10\nprompt = \"select_account\"\n");
    let begun = house.browser.get("/login/openid");
    assert!(
        begun.location().contains("&prompt=select_account&max_age=600"),
        "{}",
        begun.location()
    );
    assert_eq!(house.log_in_as(&json!({"auth_time": now() - 60})).status, 303);
    for claims in [json!({}), json!({"auth_time": now() - 1_200}), json!({"auth_time": "now"})] {
        assert_eq!(house.log_in_as(&claims).status, 401, "{claims}");
    }
}

#[test]
fn only_algorithms_that_are_named_and_a_provider_that_is_itself_count() {
    let mut house = House::new("algorithms = [\"RS256\"]\n");
    assert_eq!(house.log_in_as(&json!({})).status, 401, "ES256");
    let mut other = House::new("");
    other.fake.says.lock().unwrap().issuer = "http://127.0.0.1:1".to_owned();
    let page = other.browser.get("/login/openid");
    assert_eq!(page.status, 503, "it speaks for another");
}
