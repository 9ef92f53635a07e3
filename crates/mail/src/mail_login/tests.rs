//! The provider here is a small server on this machine, which answers as each test says.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use graviola::signing::rsa::{KeySize, SigningKey};
use serde_json::{Value, json};
use sha2::Digest;

use super::*;
use ferrofax_gateway_toml::{Problem, parse_table};

const NOW: UnixMs = UnixMs(1_795_000_000_000);

type Form = BTreeMap<String, String>;
type Answering = dyn Fn(&str, &Form) -> (u16, String) + Send + Sync;

/// The settings in this table `[mail_login]`.
fn read(text: &str) -> Result<MailLoginSettings, Vec<Problem>> {
    parse_table(text, "mail_login", MailLoginSettings::read).map(|(settings, _)| settings)
}

/// A provider for tests. `asked` has the path and the form of each request.
struct Provider {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<(String, Form)>>>,
}

impl Provider {
    fn start(answer: impl Fn(&str, &Form) -> (u16, String) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<(String, Form)>>>::default();
        let (kept, answer): (_, Arc<Answering>) = (Arc::clone(&asked), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(request) = answered(stream, address, &*answer) {
                    kept.lock().unwrap().push(request);
                }
            }
        });
        Self { address, asked }
    }

    /// A provider that answers each request for tokens with this status and body.
    fn with_tokens(status: u16, body: &str) -> Self {
        let body = body.to_owned();
        Self::start(move |_, _| (status, body.clone()))
    }

    fn forms(&self) -> Vec<Form> {
        let asked = self.asked.lock().unwrap();
        let to = |(path, form): &(String, Form)| (path == "/token").then(|| form.clone());
        asked.iter().filter_map(to).collect()
    }

    /// Settings for this provider. `more` are further lines of `[mail_login]`.
    fn settings(&self, more: &str) -> MailLoginSettings {
        let address = self.address;
        let text = format!(
            "[mail_login]\nprovider = \"other\"\nissuer = \"http://{address}\"\nscopes = [\"mail\"]\n\
             account = \"fax@example.com\"\nclient_id = \"us\"\n{more}"
        );
        read(&text).unwrap_or_else(|wrong| panic!("{wrong:?}"))
    }
}

fn answered(stream: TcpStream, address: SocketAddr, answer: &Answering) -> Option<(String, Form)> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let form: Form = serde_urlencoded::from_bytes(&body).ok()?;
    let (status, body) = if path.starts_with("/.well-known/openid") {
        let url = |name: &str| format!("http://{address}/{name}");
        let metadata = json!({
            "issuer": format!("http://{address}"),
            "token_endpoint": url("token"),
            "authorization_endpoint": url("authorize"),
            "device_authorization_endpoint": url("device"),
        });
        (200, metadata.to_string())
    } else {
        answer(&path, &form)
    };
    let head = format!(
        "HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = stream;
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(body.as_bytes()))
        .ok()?;
    Some((path, form))
}

const TOKEN: &str = r#"{"access_token":"t0k3n","token_type":"Bearer","expires_in":3600}"#;

fn secret_file(folder: &Path) -> String {
    let file = folder.join("secret");
    fs::write(&file, "hushhush\n").unwrap();
    format!("secret_file = \"{}\"\n", file.display())
}

fn fetched_by(settings: &MailLoginSettings) -> Result<AccessToken, Fault> {
    let folder = tempfile::tempdir().unwrap();
    fetched(settings, &MailLogin::of(folder.path()), NOW).map(|(access, _)| access)
}

/// The claims of a statement, and its header.
fn parts(statement: &str) -> (Value, Value) {
    let part = |n| {
        let text = statement.split('.').nth(n).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    (part(0), part(1))
}

#[test]
fn a_secret_fetches_a_token() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::with_tokens(200, TOKEN);
    let access = fetched_by(&provider.settings(&secret_file(folder.path()))).unwrap();
    assert_eq!((&*access.token, access.until), ("t0k3n", NOW + 3_600_000));
    let form = &provider.forms()[0];
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_id", "us"),
        ("client_secret", "hushhush"),
        ("scope", "mail"),
    ] {
        assert_eq!(form.get(name).map(String::as_str), Some(value));
    }
}

#[test]
fn a_certificate_signs_a_statement() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::generate(KeySize::Rsa2048).unwrap();
    let mut room = [0; 4096];
    let der = key.to_pkcs8_der(&mut room).unwrap();
    let pem = |label: &str, der: &[u8]| {
        let text = base64::prelude::BASE64_STANDARD.encode(der);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    let (certificate, file) = (folder.path().join("c.pem"), folder.path().join("k.pem"));
    // The certificate is only hashed, so any bytes will do.
    fs::write(&certificate, pem("CERTIFICATE", b"0123")).unwrap();
    fs::write(&file, pem("PRIVATE KEY", der)).unwrap();
    let provider = Provider::with_tokens(200, TOKEN);
    let more = format!("certificate = {certificate:?}\nkey = {file:?}\n");
    fetched_by(&provider.settings(&more)).unwrap();
    let form = &provider.forms()[0];
    assert!(!form.contains_key("client_secret"));
    let statement = &form["client_assertion"];
    let (header, claims) = parts(statement);
    assert_eq!(header["alg"], "PS256");
    let print = BASE64_URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(b"0123"));
    assert_eq!(header["x5t#S256"], print);
    assert_eq!(claims["aud"], format!("http://{}/token", provider.address));
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("us"), &json!("us")));
    let (text, signature) = statement.rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    key.public_key().verify_pss_sha256(&signature, text.as_bytes()).unwrap();
}

#[test]
fn a_service_account_acts_for_the_mailbox() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::with_tokens(200, TOKEN);
    let key = SigningKey::generate(KeySize::Rsa2048).unwrap();
    let mut room = [0; 4096];
    let text = base64::prelude::BASE64_STANDARD.encode(key.to_pkcs8_der(&mut room).unwrap());
    let file = folder.path().join("account.json");
    let about = json!({
        "client_email": "fax@project.iam.example",
        "private_key": format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n"),
        "private_key_id": "k1",
        "token_uri": format!("http://{}/token", provider.address),
    });
    fs::write(&file, about.to_string()).unwrap();
    let text = format!(
        "[mail_login]\nprovider = \"google\"\naccount = \"fax@example.com\"\nservice_account = {file:?}\n"
    );
    let settings = read(&text).unwrap();
    fetched_by(&settings).unwrap();
    let form = &provider.forms()[0];
    assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let (header, claims) = parts(&form["assertion"]);
    assert_eq!((&header["alg"], &header["kid"]), (&json!("RS256"), &json!("k1")));
    assert_eq!(claims["sub"], "fax@example.com");
    assert_eq!(claims["scope"], "https://mail.google.com/");
    let (text, signature) = form["assertion"].rsplit_once('.').unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).unwrap();
    key.public_key().verify_pkcs1_sha256(&signature, text.as_bytes()).unwrap();
}

#[test]
fn an_account_logs_in_with_a_code_and_its_refresh_token_is_used_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let polls = Mutex::new(0);
    let provider = Provider::start(move |path, form| match (path, form.get("refresh_token")) {
        ("/device", _) => {
            let begun = json!({
                "device_code": "d1", "user_code": "ABCD-\u{1b}EFGH", "verification_uri": "https://x/", "interval": 1,
            });
            (200, begun.to_string())
        }
        (_, None) => {
            let mut polls = polls.lock().unwrap();
            *polls += 1;
            match *polls {
                1 => (400, r#"{"error":"authorization_pending"}"#.to_owned()),
                _ => (
                    200,
                    r#"{"access_token":"a1","refresh_token":"r1","expires_in":"3600"}"#.to_owned(),
                ),
            }
        }
        (_, Some(token)) if token == "r1" => {
            (200, r#"{"access_token":"a2","refresh_token":"r2","expires_in":3600}"#.to_owned())
        }
        _ => (400, r#"{"error":"invalid_grant","error_description":"gone"}"#.to_owned()),
    });
    let settings = provider.settings("login = \"account\"\n");
    let login = MailLogin::of(folder.path());
    let why = tried(&settings, &login, UnixMs::now()).unwrap_err().to_string();
    assert!(why.contains("nobody has logged in"), "{why}");
    let begun = LogIn::begin(&settings).unwrap();
    let code = Asked::Code { url: "https://x/".to_owned(), code: "ABCD-EFGH".to_owned() };
    assert_eq!(begun.asked(), code);
    begun.end("", &login).unwrap();
    assert_eq!(login.token(UnixMs::now()).as_deref(), Ok("a1"));
    let (access, refresh) = fetched(&settings, &login, NOW).unwrap();
    assert_eq!((&*access.token, refresh.as_deref()), ("a2", Some("r2")));
    login.store(&settings.identity(), access, refresh).unwrap();
    let why = fetched(&settings, &login, NOW).unwrap_err().to_string();
    assert!(why.contains("invalid_grant") && why.contains("ferrofax login mail"), "{why}");
}

#[test]
fn a_login_by_a_browser_takes_the_address_that_is_pasted() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::with_tokens(200, r#"{"access_token":"a1","refresh_token":"r1"}"#);
    let settings = provider.settings("login = \"account\"\n");
    let client = Client::new(None);
    let endpoints = Endpoints { device: None, ..Endpoints::of(&settings, &client).unwrap() };
    let begun = account::LogIn::by(&settings, client, endpoints).unwrap();
    let Asked::Paste { url } = begun.asked() else { panic!("no browser") };
    assert!(
        url.contains("code_challenge_method=S256") && url.contains("login_hint=fax%40"),
        "{url}"
    );
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    begun
        .end(&format!("http://127.0.0.1/?code=c1&state={state}"), &MailLogin::of(folder.path()))
        .unwrap();
    let form = &provider.forms()[0];
    assert_eq!((&*form["grant_type"], &*form["code"]), ("authorization_code", "c1"));
    assert!(form["code_verifier"].len() >= 43);
}

#[test]
fn a_program_prints_a_token_or_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let by = |script: &str| {
        let text = format!(
            "[mail_login]\nprovider = \"other\"\ncommand = [\"/bin/sh\", \"-c\", {script:?}]\n"
        );
        let settings = read(&text).unwrap();
        fetched(&settings, &MailLogin::of(folder.path()), NOW).map(|(access, _)| access.token)
    };
    assert_eq!(by("echo t0k3n; echo more").unwrap(), "t0k3n");
    for (script, why) in [
        ("exit 3", "it ended with exit status: 3"),
        ("true", "no access token"),
        ("echo a b", "characters that no token has"),
        ("head -c 20000 /dev/zero | tr '\\\\0' x", "longer than 10,000 bytes"),
    ] {
        let text = by(script).unwrap_err().to_string();
        assert!(text.contains(why) && text.contains("command /bin/sh"), "{script}: {text}");
    }
}

/// Answers of a provider that must be rejected.
#[test]
fn answers_that_are_no_tokens_are_named_and_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let more = secret_file(folder.path());
    let long = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(20_000));
    let huge = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(10_000_000));
    for (status, body, why) in [
        (200, "<html>log in</html>", "a page of HTML"),
        (200, "{}", "no JSON"),
        (200, r#"{"access_token":""}"#, "no access token"),
        (200, r#"{"access_token":"a\r\nMAIL FROM:<x>"}"#, "characters that no token has"),
        (200, r#"{"access_token":"a","token_type":"mac"}"#, "another kind than Bearer"),
        (200, &*long, "longer than 10,000 bytes"),
        (200, &*huge, "broke off"),
        (503, "busy", "answers 503"),
        (302, "", "answers 302"),
        (
            401,
            r#"{"error":"invalid_client","error_description":"AADSTS7000222: expired"}"#,
            "secret_file",
        ),
    ] {
        let provider = Provider::with_tokens(status, body);
        let text = fetched_by(&provider.settings(&more)).unwrap_err().to_string();
        assert!(text.contains(why), "{why}: {text}");
        assert!(!text.contains("hushhush") && text.len() < 1_000, "{text}");
    }
}

#[test]
fn metadata_of_another_issuer_are_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let provider = Provider::with_tokens(200, TOKEN);
    let mut settings = provider.settings(&secret_file(folder.path()));
    settings.issuer = format!("http://localhost:{}", provider.address.port());
    let text = fetched_by(&settings).unwrap_err().to_string();
    assert!(text.contains("and not of [mail_login] issuer"), "{text}");
}

#[test]
fn the_keeper_renews_in_time_and_waits_after_faults() {
    let folder = tempfile::tempdir().unwrap();
    let spool = Spool::open(&folder.path().join("spool")).unwrap();
    let is_well = Arc::new(Mutex::new(true));
    let says = Arc::clone(&is_well);
    let provider = Provider::start(move |_, _| {
        if *says.lock().unwrap() { (200, TOKEN.to_owned()) } else { (500, String::new()) }
    });
    let keeper = TokenKeeper::new(&spool, &provider.settings(&secret_file(folder.path())));
    let at = |seconds: u64| Look {
        unix_ms: NOW + i64::try_from(seconds).unwrap() * 1000,
        steady_ms: seconds * 1000,
        is_settled: true,
        jumps: 0,
    };
    let login = MailLogin::of(spool.folder());
    let count = || provider.forms().len();
    keeper.turn(&at(0)).unwrap();
    keeper.turn(&at(3_299)).unwrap();
    assert_eq!(count(), 1);
    *is_well.lock().unwrap() = false;
    assert!(keeper.turn(&at(3_300)).is_err());
    // The old token is used meanwhile.
    assert_eq!(login.token(at(3_301).unix_ms).as_deref(), Ok("t0k3n"));
    assert!(keeper.turn(&at(3_304)).is_err());
    assert_eq!(count(), 2);
    assert!(keeper.turn(&at(3_305)).is_err());
    assert_eq!(count(), 3);
    assert!(
        matches!(login.token(at(3_600).unix_ms), Err(NoToken::Because(why)) if why.contains("500"))
    );
    *is_well.lock().unwrap() = true;
    keeper.turn(&at(3_600)).unwrap();
    assert_eq!((count(), login.token(at(3_600).unix_ms).as_deref()), (4, Ok("t0k3n")));
    // The mail server rejects the token: another is fetched after a minute.
    login.reject("t0k3n").unwrap();
    keeper.turn(&at(3_601)).unwrap();
    assert_eq!(count(), 4);
    keeper.turn(&at(3_660)).unwrap();
    assert_eq!(count(), 5);
}

#[test]
fn settings_that_cannot_work_are_named() {
    for (text, why) in [
        (
            "provider = \"microsoft365\"\naccount = \"a\"\nclient_id = \"b\"\nsecret_file = \"/x\"",
            "tenant",
        ),
        (
            "provider = \"microsoft365\"\ntenant = \"t\"\naccount = \"a\"\nsecret_file = \"/x\"",
            "client_id",
        ),
        (
            "provider = \"microsoft365\"\ntenant = \"t\"\naccount = \"a\"\nclient_id = \"b\"",
            "secret_file",
        ),
        (
            "provider = \"microsoft365\"\ntenant = \"t\"\nclient_id = \"b\"\nsecret_file = \"/x\"",
            "account",
        ),
        ("provider = \"google\"\naccount = \"a\"", "service_account"),
        (
            "provider = \"other\"\naccount = \"a\"\nclient_id = \"b\"\nsecret_file = \"/x\"\nscopes = [\"m\"]",
            "issuer",
        ),
        ("provider = \"yahoo\"", "provider"),
        ("expires = \"soon\"", "expires"),
        ("issuer = \"login.example.com\"", "issuer"),
    ] {
        let problems = read(&format!("[mail_login]\n{text}\n")).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|told| told.contains(why)), "{text}: {told:?}");
    }
}

#[test]
fn a_login_that_reads_a_mailbox_has_a_scope_for_it() {
    let sends = read(
        "[mail_login]\nprovider = \"microsoft365\"\nlogin = \"account\"\ntenant = \"t\"\n\
         client_id = \"c\"\naccount = \"fax@example.com\"\n",
    )
    .unwrap();
    let reads = MailLoginSettings { reads_mailbox: true, ..sends.clone() };
    assert!(scopes(&reads).contains("https://outlook.office.com/IMAP.AccessAsUser.All"));
    assert!(scopes(&reads).contains("SMTP.Send") && scopes(&reads).contains("offline_access"));
    assert!(!scopes(&sends).contains("IMAP"));
    assert_ne!(reads.identity(), sends.identity(), "the old refresh token has no such scope");
}
