//! `ferrofax setup`: a newcomer's answers become an installation whose web interface lets the
//! administrator in.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use ferrofax::spool::Spool;
use rustix::process::{Pid, Signal, kill_process};

use super::bench::{Bench, Run, Serving, ended, program};
use super::ports::own_port;

const PASSWORD: &str = "horses read 42 faxes";

/// The answers as options; the password is the first line of the input.
fn setup(bench: &Bench, more: &[&str], password: &str) -> Run {
    let mut command = bench.command();
    command
        .arg("--config")
        .arg(bench.path("gateway.toml"))
        .args(["setup", "--host", "localhost", "--module-settings"])
        .arg(bench.path("ferrofax.conf"))
        .args(more);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that is refused before does not read it.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    ended(&child.wait_with_output().unwrap())
}

const ANSWERS: [&str; 12] = [
    "--mail-server",
    "127.0.0.1:2526",
    "--sender",
    "fax@example.com",
    "--country-code",
    "49",
    "--area-code",
    "991",
    "--device",
    "2101=alice@example.com",
    "--administrator",
    "admin=admin@example.com",
];

#[test]
fn an_administrator_logs_in_after_the_answers() {
    let bench = Bench::new();
    let port = own_port();
    let listen = format!("127.0.0.1:{port}");
    let run = setup(&bench, &[&ANSWERS[..], &["--listen", &listen]].concat(), PASSWORD);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{run:?}");
    for told in [
        "exten => 2101,1,FaxDevice(alice@example.com)",
        "systemctl enable --now ferrofax",
        &format!("Web interface: https://localhost:{port}/ (log in as admin)"),
        // What `ferrofax check` says.
        "\nok    disk ",
        "\nok    settings ",
        "\nok    numbers ",
    ] {
        assert!(run.out.contains(told), "{told}: {}", run.out);
    }
    let module = fs::read_to_string(bench.path("ferrofax.conf")).unwrap();
    assert!(module.contains("mailserver = 127.0.0.1\n") && module.contains("mailport = 2526\n"));
    assert!(module.contains("country_code = 49\n") && module.contains("area_code = 991\n"));
    for file in ["gateway.toml", "fax.key"] {
        let mode = fs::metadata(bench.path(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o007, 0, "{file} is not for everybody");
    }
    assert!(!fs::read_to_string(bench.path("gateway.toml")).unwrap().contains(PASSWORD));

    let mut serve = bench.command();
    serve.arg("--config").arg(bench.path("gateway.toml")).arg("serve");
    let _serving = Serving(serve.stderr(Stdio::null()).spawn().unwrap());
    assert_eq!(log_in(&bench, port, PASSWORD), "303");
    let is_led_to = |page: &str| {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "-i", "-b", "jar", "--cacert"]).arg(bench.path("fax.pem"));
        curl.arg(format!("https://localhost:{port}/")).current_dir(bench.path("."));
        let answer = ended(&curl.output().unwrap());
        assert!(answer.out.contains(&format!("location: {page}\r\n")), "{page}: {answer:?}");
    };
    is_led_to("/in");
    // As before Asterisk has loaded the module for the first time.
    bench.spool.devices().publish_devices(&[]).unwrap();
    is_led_to("/admin/health");
    assert_ne!(log_in(&bench, port, "another one"), "303");
}

/// Logs in as a browser that trusts the certificate does. Returns the answer's code.
fn log_in(bench: &Bench, port: u16, password: &str) -> String {
    let address = format!("https://localhost:{port}");
    let curl = |words: &[&str]| {
        let output = Command::new("curl")
            .args(["-sS", "--cacert"])
            .arg(bench.path("fax.pem"))
            .args(["-c", "jar", "-b", "jar"])
            .args(words)
            .current_dir(bench.path("."))
            .output()
            .unwrap();
        ended(&output)
    };
    let until = Instant::now() + Duration::from_secs(60);
    let page = loop {
        let page = curl(&[&format!("{address}/login")]);
        if page.code == Some(0) || Instant::now() > until {
            break page;
        }
        sleep(Duration::from_millis(100));
    };
    let form = page.out.split("name=\"knock\" value=\"").nth(1);
    let knock = form.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let fields =
        ["name=admin", &format!("password={password}"), &format!("knock={knock}"), "to=/", "kept="];
    let fields: Vec<&str> = fields.iter().flat_map(|field| ["--data-urlencode", field]).collect();
    let (origin, page_of_login) = (format!("Origin: {address}"), format!("{address}/login"));
    let words = ["-o", "answer", "-w", "%{http_code}", "-H", &origin, &page_of_login];
    let posted = curl(&[&words[..], &fields].concat());
    assert_eq!(posted.code, Some(0), "{page:?} {posted:?}");
    posted.out
}

#[test]
fn what_is_missing_or_wrong_is_named_and_nothing_is_written() {
    let bench = Bench::new();
    for (answers, password, says) in [
        (&ANSWERS[..4], PASSWORD, "--device is missing, and there is no terminal to ask"),
        (&["--device", "alice@example.com"], PASSWORD, "--administrator is missing"),
        (&ANSWERS, "short", "the password has fewer than 8 characters"),
    ] {
        let run = setup(&bench, answers, password);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(run.err.contains(says), "{run:?}");
    }
    let wrong = [&ANSWERS[..4], &["--device", "2101", "--administrator", "a=a@b.c"]].concat();
    let run = setup(&bench, &wrong, PASSWORD);
    assert!(
        run.err
            .contains("--device: '2101' does not fit; example: 2101=alice@example.com"),
        "{run:?}"
    );
    let run = setup(&bench, &[&ANSWERS[..], &["--dry-run"]].concat(), PASSWORD);
    assert!(run.code == Some(0) && run.out.contains("serveremail = fax@example.com"), "{run:?}");
    for file in ["ferrofax.conf", "gateway.toml", "fax.pem", "fax.key"] {
        assert!(!bench.path(file).exists(), "{file}");
    }
}

/// The service before Asterisk has created the spool.
struct Bare {
    bench: Bench,
    port: u16,
    serving: Serving,
}

impl Bare {
    fn new() -> Self {
        let bench = Bench::new();
        let port = own_port();
        bench.file("gateway.toml", format!("[web]\nlisten = [\"127.0.0.1:{port}\"]\n"));
        let mut serve = program();
        serve.arg("--spool").arg(bench.path("later")).arg("--config");
        let log = fs::File::create(bench.path("log")).unwrap();
        serve.arg(bench.path("gateway.toml")).arg("serve").stderr(log);
        let serving = Serving(serve.spawn().unwrap());
        Self { bench, port, serving }
    }

    /// The answer to a request.
    fn shown(&self, path: &str) -> String {
        let address = format!("http://127.0.0.1:{}{path}", self.port);
        ended(&Command::new("curl").args(["-sS", "-i", &address]).output().unwrap()).out
    }

    /// Waits until the answer to a request has this code and this text.
    fn answers(&self, path: &str, (code, text): (&str, &str)) {
        let address = format!("http://127.0.0.1:{}{path}", self.port);
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let words = ["-sS", "-i", "-H", "Accept-Language: de", &address];
            let answer = ended(&Command::new("curl").args(words).output().unwrap());
            let line = answer.out.lines().next().unwrap_or_default();
            if line.contains(code) && answer.out.contains(text) {
                return;
            }
            assert!(Instant::now() < until, "{path}: {answer:?}");
            sleep(Duration::from_millis(100));
        }
    }

    /// Waits for this text in the log, and returns the rest of its line.
    fn logged(&self, text: &str) -> String {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let log = fs::read_to_string(self.bench.path("log")).unwrap();
            if let Some((_, rest)) = log.split_once(text) {
                return rest.lines().next().unwrap_or_default().to_owned();
            }
            assert!(Instant::now() < until, "{log}");
            sleep(Duration::from_millis(100));
        }
    }

    /// The path of the page that shows what is missing, as the log has it.
    fn page(&self) -> String {
        format!("/?code={}", self.logged(&format!(":{}/?code=", self.port)))
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.serving.0), signal).unwrap();
    }

    /// Ends the service by a signal, and returns its exit code.
    fn end(mut self) -> Option<i32> {
        self.signal(Signal::TERM);
        self.serving.0.wait().unwrap().code()
    }
}

#[test]
fn the_first_page_on_a_bare_machine_is_what_is_missing() {
    let bare = Bare::new();
    let folder = bare.bench.path("later");
    let missing = format!("in {} ist kein Spool", folder.display());
    let page = bare.page();
    assert!(page.starts_with("/?code=") && page.len() > 30, "{page}");
    bare.answers(&page, ("503", &missing));
    // Nobody can log in yet: the lines to copy are there.
    bare.answers(&page, ("503", "role = &#34;administrator&#34;"));
    bare.answers("/in", ("503", "Ferrofax ist noch nicht bereit"));
    // Strangers see nothing of the machine.
    let folder_name = folder.display().to_string();
    for path in ["/", "/?code=", "/?code=guess", "/api/v1/faxes", "/in?code=x&code=y"] {
        let shown = bare.shown(path);
        assert!(shown.contains("503") && !shown.contains(&folder_name), "{path}: {shown}");
        assert!(!shown.contains("app_ferrofax") && !shown.contains("role ="), "{path}: {shown}");
    }
    assert!(!folder.exists(), "the module creates it");
    Spool::open(&folder).unwrap();
    bare.answers("/", ("303", "location: /login"));
    assert_eq!(bare.end(), Some(0));
}

#[test]
fn a_reload_with_a_damaged_certificate_does_not_end_the_service_that_waits() {
    let bare = Bare::new();
    let page = bare.page();
    let damaged = bare.bench.file("fax.pem", "damaged");
    let settings = format!(
        "[web]\ntls_listen = [\"127.0.0.1:{}\"]\ncertificate = {damaged:?}\nkey = {damaged:?}\n",
        own_port()
    );
    bare.bench.file("gateway.toml", settings);
    bare.signal(Signal::HUP);
    let why = bare.logged("the old settings stay in force");
    assert!(why.contains("fax.pem"), "{why}");
    bare.answers(&page, ("503", "noch nicht bereit"));
    assert_eq!(bare.end(), Some(0));
}

#[test]
fn the_service_ends_while_it_waits_for_the_spool() {
    let bare = Bare::new();
    bare.answers("/", ("503", "noch nicht bereit"));
    assert_eq!(bare.end(), Some(0));
}
