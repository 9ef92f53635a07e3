//! Who logs in by a real provider of OpenID Connect (node's oidc-provider), and out again.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use ferrofax::UnixMs;
use ferrofax::spool::Vouched;

use crate::house::fax;
use crate::ports::own_port;
use crate::programs::{in_lab, is_there};
use crate::reader::{Page, Reader};
use crate::rig::{Rig, Serving};
use crate::{SETTINGS, audited};
use ferrofax_kit::programs::Running;

/// The provider, until dropped.
struct Provider {
    child: Running,
    port: u16,
    page_port: u16,
}

/// A house with it.
pub(crate) struct House {
    rig: Rig,
    _serving: Serving,
    provider: Provider,
}

const SECRET: &str = "a secret: with + signs & more, long enough";

/// What the provider's groups may.
const GROUPS: &str = r#"
[[group]]
name = "sales"
devices = ["2102"]
members = ["bob"]

[[openid.group]]
name = "fax-desk"
role = "desk"
groups = ["sales"]
"#;

impl Provider {
    /// Starts it. None: it is not installed.
    fn start() -> Option<Self> {
        if !is_there("node") {
            return None;
        }
        let library = in_lab("oidc-provider/node_modules/oidc-provider/lib/index.js")?;
        let (port, page_port) = (own_port(), own_port());
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web/provider.mjs");
        let mut command = Command::new("node");
        command.arg(script).arg(library).arg(port.to_string());
        command.arg(format!("http://127.0.0.1:{page_port}"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let (mut said, mut out) = (String::new(), BufReader::new(child.stdout.take().unwrap()));
        out.read_line(&mut said).unwrap();
        assert_eq!(said, "ready\n");
        // It ends if nobody hears what it says.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Some(Self { child: Running(child), port, page_port })
    }
}

impl House {
    /// With this client, whose secret is in a file, and these other settings.
    pub(crate) fn with(client: &str, more: &str) -> Option<Self> {
        let provider = Provider::start()?;
        let rig = Rig::new("");
        let secret = rig.folder.path().join("secret");
        std::fs::write(&secret, format!("{SECRET}\n")).unwrap();
        let at = format!("127.0.0.1:{}", provider.page_port);
        rig.set(&format!(
            "{}
[openid]
issuer = \"http://127.0.0.1:{}\"
name = \"the house\"
address = \"http://{at}\"
client_id = \"{client}\"
scopes = [\"openid\", \"profile\", \"email\", \"groups\"]
{}{GROUPS}",
            SETTINGS.replace("127.0.0.1:0", &at),
            provider.port,
            more.replace("SECRET", &secret.display().to_string()),
        ));
        let serving = rig.serve();
        Some(Self { rig, _serving: serving, provider })
    }

    /// Where its page is.
    pub(crate) fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.provider.page_port).into()
    }

    pub(crate) fn provider_address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.provider.port)
    }

    fn reader(&self) -> Reader {
        Reader::at(self.address())
    }

    fn at_provider(&self) -> Reader {
        Reader::at(([127, 0, 0, 1], self.provider.port).into())
    }

    /// The path of an address of ours or the provider's, and whether it is ours.
    fn path<'a>(&self, address: &'a str) -> (&'a str, bool) {
        let rest = |port: u16| address.strip_prefix(&format!("http://127.0.0.1:{port}"));
        match (rest(self.provider.page_port), rest(self.provider.port)) {
            (Some(path), _) => (path, true),
            (None, Some(path)) => (path, false),
            (None, None) => (address, false),
        }
    }

    /// Goes to the provider, logs in there as somebody, and says with which address the
    /// browser is sent back.
    fn led_back(&self, browser: &mut Reader, there: &mut Reader, name: &str, to: &str) -> String {
        let begun = browser.get(&format!("/login/openid?to={to}"));
        assert_eq!(begun.status, 303, "{}", begun.text());
        self.proved(there, name, begun.location())
    }

    /// The same from where the browser was sent to.
    fn proved(&self, there: &mut Reader, name: &str, address: &str) -> String {
        let mut page = there.get(self.path(address).0);
        for _ in 0..12 {
            if page.status == 302 || page.status == 303 {
                let location = page.location().to_owned();
                match self.path(&location) {
                    (path, true) => return path.to_owned(),
                    (path, false) => page = there.get(path),
                }
                continue;
            }
            assert_eq!(page.status, 200, "{}", page.text());
            let text = page.text();
            let action = text.split("action=\"").nth(1).unwrap().split('"').next().unwrap();
            page = there.post(self.path(action).0, &[("login", name), ("password", "any")]);
        }
        panic!("the provider leads nowhere: {}", page.text());
    }

    /// Logs somebody in, or not.
    fn log_in(&self, browser: &mut Reader, name: &str, to: &str) -> Page {
        let back = self.led_back(browser, &mut self.at_provider(), name, to);
        browser.get(&back)
    }
}

#[test]
fn people_of_a_provider_log_in_see_what_their_groups_may_and_log_out_there_too() {
    let Some(house) = House::with("fax-RS256", "secret_file = \"SECRET\"\n") else { return };
    fax(&house.rig, "2101", "0991 111", "first");
    fax(&house.rig, "2102", "0991 222", "second");
    let mut dora = house.reader();
    let page = dora.get("/login?to=/own");
    assert!(page.text().contains("href=\"/login/openid?to=/own\">Log in with the house"));
    let mut there = house.at_provider();
    let back = house.led_back(&mut dora, &mut there, "dora", "/own");
    let let_in = dora.get(&back);
    assert_eq!((let_in.status, let_in.location()), (303, "/own"), "{}", let_in.text());
    let own = dora.get("/own").text();
    assert!(own.contains(">dora<"), "her name in small letters: {own}");
    let listed = dora.get("/in").text();
    assert!(listed.contains("0991 111") && listed.contains("0991 222"), "{listed}");
    // Nobody has verified that address; the group is his.
    let mut emil = house.reader();
    assert_eq!(house.log_in(&mut emil, "emil", "/in").status, 303);
    let listed = emil.get("/in").text();
    assert!(!listed.contains("0991 111") && listed.contains("0991 222"), "{listed}");
    assert_eq!(audited(&house.rig, &["\"login\"", "\"by\":\"openid\"", "\"granted\":true"]), 2);
    dora.get("/own");
    let left = dora.post("/logout", &[]);
    let refresh = left.header("refresh").unwrap();
    assert!(refresh.starts_with("0; url=http://127.0.0.1:"), "{refresh}");
    let end = refresh.trim_start_matches("0; url=");
    assert!(left.text().contains("Log out of the house") && end.contains("id_token_hint="));
    assert_eq!(dora.get("/in").status, 303);
    let asked = there.get(house.path(end).0);
    assert_eq!(asked.status, 200, "{}", asked.text());
    let out = there.post("/session/end/confirm", &[("logout", "yes")]);
    assert_eq!(house.path(out.location()), ("/login", true), "{}", out.head);
}

/// What was being written when the session ended is still there after a login elsewhere.
#[test]
fn what_was_being_written_is_kept_while_somebody_logs_in_there() {
    let Some(house) = House::with("fax-RS256", "secret_file = \"SECRET\"\n") else { return };
    let id = fax(&house.rig, "2101", "0991 111", "first");
    let mut dora = house.reader();
    assert_eq!(house.log_in(&mut dora, "dora", "/in").status, 303);
    dora.get(&format!("/in/{id}"));
    house.rig.spool.logins().end_sessions_of("dora").unwrap();
    let note = format!("/in/{id}/note");
    let ended = dora.post(&note, &[("tag", "Order 7"), ("text", "two\r\n<b>lines")]);
    assert_eq!(ended.status, 401, "{}", ended.text());
    assert!(ended.text().contains("action=\"/login/openid\""), "{}", ended.text());
    // A form of others begins no login here.
    let foreign = dora.clone().post("/login/openid", &[("knock", "x")]);
    assert!(foreign.status == 403 && foreign.text().contains("action=\"/login/openid\""));
    let going = dora.post("/login/openid", &[]);
    assert_eq!(going.status, 200, "{}", going.text());
    let to = going.header("refresh").unwrap().trim_start_matches("0; url=").to_owned();
    let back = house.proved(&mut house.at_provider(), "dora", &to);
    let mut other = house.reader();
    let entered = dora.get(&back);
    assert_eq!((entered.status, entered.location()), (303, "/login/words"), "{}", entered.text());
    // They are this browser's, and nobody's who has not logged in.
    assert_eq!(other.get("/login/words").location(), "/login?to=/login/words");
    house.log_in(&mut other, "emil", "/in");
    assert_eq!(other.get("/login/words").location(), "/");
    let again = dora.get("/login/words").text();
    assert!(again.contains("Your text is still here"), "{again}");
    assert!(
        again.contains(&format!("action=\"{note}\"")) && !again.contains("<b>lines"),
        "{again}"
    );
    assert_eq!(dora.post(&note, &[]).status, 303);
    let page = dora.get(&format!("/in/{id}")).text();
    assert!(page.contains("Order 7") && page.contains("&#60;b&#62;lines"), "{page}");
    assert_eq!(dora.get("/login/words").location(), "/", "once");
}

#[test]
fn nobody_else_is_let_in() {
    let Some(house) = House::with("fax-ES256", "secret_file = \"SECRET\"\n") else { return };
    let mut fred = house.reader();
    let without_group = house.log_in(&mut fred, "fred", "/in");
    assert_eq!(without_group.status, 403);
    assert!(without_group.text().contains("none of its groups"), "{}", without_group.text());
    // Alice is somebody of the settings.
    let eve = house.log_in(&mut house.reader(), "eve", "/in");
    assert!(eve.status == 403 && eve.text().contains("logs in with a password"), "{}", eve.text());
    assert_eq!(house.log_in(&mut house.reader(), "dora", "/in").status, 303);
    let mallory = house.log_in(&mut house.reader(), "mallory", "/in");
    assert!(mallory.status == 403 && mallory.text().contains("Somebody else"), "another dora");
    assert_eq!(house.log_in(&mut house.reader(), "dora", "/in").status, 303, "she still is");
    assert_eq!(audited(&house.rig, &["\"login\"", "\"rule\":\"name-taken\""]), 1);
    assert_eq!(audited(&house.rig, &["\"login\"", "\"rule\":\"name-of-password\""]), 1);
}

/// Who is in the directory and at the provider is told which way his name takes.
#[test]
fn a_name_of_the_directory_does_not_log_in_by_the_provider() {
    let more =
        "secret_file = \"SECRET\"\n[ldap]\nurl = [\"ldaps://127.0.0.1:9\"]\nbase = \"dc=x\"\n";
    let Some(house) = House::with("fax-RS256", more) else { return };
    let of_directory = Vouched {
        name: "dora".into(),
        by: "ldap".into(),
        said_at: UnixMs::now(),
        ..Vouched::default()
    };
    house.rig.spool.logins().keep_vouched(&of_directory).unwrap();
    let dora = house.log_in(&mut house.reader(), "dora", "/in");
    assert!(
        dora.status == 403 && dora.text().contains("logs in with a password"),
        "{}",
        dora.text()
    );
    assert_eq!(audited(&house.rig, &["\"login\"", "\"rule\":\"name-of-password\""]), 1);
}

#[test]
fn a_login_is_ended_by_the_browser_that_began_it_and_once() {
    let Some(house) = House::with("fax-public", "") else { return };
    let mut dora = house.reader();
    let back = house.led_back(&mut dora, &mut house.at_provider(), "dora", "/in");
    // Somebody else's browser, led there by a link; his own login is another.
    let mut other = house.reader();
    assert_eq!(other.get(&back).status, 403);
    let his = house.led_back(&mut other, &mut house.at_provider(), "emil", "/in");
    let state =
        |back: &str| back.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let mixed = his.replace(&state(&his), &state(&back));
    assert_eq!(other.get(&mixed).status, 403);
    let kept = dora.cookie("begun").unwrap().to_owned();
    assert_eq!(dora.get(&back).status, 303);
    assert_eq!(dora.cookie("begun"), None);
    assert_eq!(dora.get("/in").status, 200);
    // The same code once more, with all that belonged to it.
    let mut replayed = house.reader();
    replayed.set_cookie("begun", &kept);
    let again = replayed.get(&back);
    assert!(again.status == 401 && replayed.cookie("session").is_none(), "{}", again.text());
    // With another code of the same provider, and with none.
    for query in ["code=guess", "", "error=access_denied", "error=%3Cscript%3E"] {
        let begun = replayed.get("/login/openid");
        let back = format!("/login/openid/back?{query}&state={}", state(begun.location()));
        let page = replayed.get(&format!("{back}&iss=http://127.0.0.1:{}", house.provider.port));
        assert!(page.status == 401 && !page.text().contains("<script>"), "{query}");
    }
    // Nobody is sent elsewhere by it.
    let away = house.log_in(&mut house.reader(), "dora", "//evil.example/");
    assert_eq!((away.status, away.location()), (303, "/"));
}

#[test]
fn each_way_to_sign_and_to_show_our_secret_works() {
    for (client, more) in [
        ("fax-PS256", "secret_file = \"SECRET\"\n"),
        ("fax-EdDSA", "secret_file = \"SECRET\"\n"),
        ("fax-post", "secret_file = \"SECRET\"\nclient_auth = \"post\"\n"),
        ("fax-public", "prompt = \"login\"\nmax_age_minutes = 5\n"),
    ] {
        let Some(house) = House::with(client, more) else { return };
        let mut dora = house.reader();
        let let_in = house.log_in(&mut dora, "dora", "/in");
        assert_eq!(let_in.status, 303, "{client}: {}", let_in.text());
    }
    // A secret that the provider does not know is our fault, and no guess of anybody's.
    let Some(house) = House::with("fax-RS256", "secret_file = \"SECRET\"\n") else { return };
    std::fs::write(house.rig.folder.path().join("secret"), "wrong\n").unwrap();
    let refused = house.log_in(&mut house.reader(), "dora", "/in");
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert_eq!(audited(&house.rig, &["\"login\"", "\"rule\":\"login\""]), 0);
}

#[test]
fn a_check_tries_the_provider_and_one_that_is_away_keeps_nobody_else_out() {
    let Some(mut house) = House::with("fax-RS256", "secret_file = \"SECRET\"\n") else { return };
    let check = |house: &House| {
        let output = house.rig.command().arg("check").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let said = check(&house);
    assert!(said.contains("answers, with 3 keys"), "{said}");
    house.provider.child.0.kill().unwrap();
    house.provider.child.0.wait().unwrap();
    assert!(!check(&house).contains("answers, with"));
    let page = house.reader().get("/login/openid?to=/in");
    assert!(
        page.status == 503 && page.text().contains("cannot be reached right now"),
        "{}",
        page.text()
    );
    let mut alice = house.reader();
    assert_eq!(alice.log_in("alice", "secret").status, 303);
}
