//! A certificate by ACME, from Pebble, the authority that Let's Encrypt publishes for tests.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::bench::{Bench, Serving, ended};
use super::ports::own_port;
use super::programs::is_there;
use ferrofax_kit::patience::wait_until;

const NAME: &str = "fax.example.com";

/// Pebble, and a name server that gives each name the address of this machine.
struct Authority {
    bench: Bench,
    /// Where Pebble asks for the proof of a name.
    proof: u16,
    directory: u16,
    _programs: [Serving; 2],
}

fn certs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kit/certs")
}

impl Authority {
    /// Starts it. None: it is not installed.
    fn start() -> Option<Self> {
        if !is_there("pebble") || !is_there("pebble-challtestsrv") {
            return None;
        }
        let bench = Bench::new();
        let [names, names_management, proof, directory, management] =
            std::array::from_fn(|_| own_port());
        let config = serde_json::json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{directory}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": certs().join("relay.pem"),
            "privateKey": certs().join("relay.key"),
            "httpPort": proof,
            "tlsPort": own_port(),
        }});
        let config = bench.file("pebble.json", config.to_string());
        let at = |port: u16| format!("127.0.0.1:{port}");
        let mut server = Command::new("pebble-challtestsrv");
        server
            .args(["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", &at(names)])
            .args(["-http01", "", "-https01", "", "-tlsalpn01", ""])
            .args(["-management", &at(names_management)]);
        let mut pebble = Command::new("pebble");
        pebble
            .arg("-config")
            .arg(config)
            .args(["-dnsserver", &at(names)])
            // No waits, no errors and no skipped checks at random.
            .env("PEBBLE_VA_NOSLEEP", "1")
            .env("PEBBLE_WFE_NONCEREJECT", "0")
            .env("PEBBLE_AUTHZREUSE", "0");
        let programs = [server, pebble].map(|mut program| {
            Serving(program.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
        });
        let found = Self { bench, proof, directory, _programs: programs };
        let roots = format!("https://localhost:{management}/roots/0");
        wait_until("the authority answers", || {
            curl(&["-k", "-o", found.bench.path("roots.pem").to_str().unwrap(), &roots]) == 0
        });
        Some(found)
    }

    /// Starts `ferrofax serve`, whose web interface is at this port and which answers the
    /// authority at the other one.
    fn serve(&self, web: u16, proof: u16) -> Serving {
        let settings = format!(
            "[web]\nlisten = [\"127.0.0.1:{web}\"]\n[acme]\nnames = [\"{NAME}\"]\n\
             contact = \"admin@example.com\"\ndirectory = \"https://localhost:{}/dir\"\n\
             listen = [\"127.0.0.1:{proof}\"]\nca = \"{}\"\nfolder = \"{}\"\n",
            self.directory,
            certs().join("root.pem").display(),
            self.bench.path("acme").display(),
        );
        let config = self.bench.file("gateway.toml", settings);
        let mut serve = self.bench.command();
        let log = fs::File::create(self.bench.path("log")).unwrap();
        Serving(serve.arg("--config").arg(config).arg("serve").stderr(log).spawn().unwrap())
    }

    /// Whether a client that trusts this authority accepts the web interface's certificate.
    fn is_trusted_at(&self, web: u16) -> bool {
        let roots = self.bench.path("roots.pem");
        let (address, here) =
            (format!("https://{NAME}:{web}/healthz"), format!("{NAME}:{web}:127.0.0.1"));
        let words = ["--cacert", roots.to_str().unwrap(), "--resolve", &here, &address];
        curl(&words) == 0
    }

    fn log(&self) -> String {
        fs::read_to_string(self.bench.path("log")).unwrap_or_default()
    }
}

/// The exit code of curl.
fn curl(words: &[&str]) -> i32 {
    let done = Command::new("curl").args(["-sS", "-m", "10"]).args(words).output().unwrap();
    ended(&done).code.unwrap()
}

#[test]
fn a_certificate_is_ordered_once_and_used_at_once() {
    let Some(authority) = Authority::start() else { return };
    let web = own_port();
    let serving = authority.serve(web, authority.proof);
    wait_until("the certificate is used", || authority.is_trusted_at(web));
    let folder = authority.bench.path("acme");
    for file in ["account.json", "fax.key", "fax.pem"] {
        let mode = fs::metadata(folder.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file} is for the service alone");
    }
    // The port of the proof is closed again.
    wait_until("the port is free again", || {
        TcpListener::bind(("127.0.0.1", authority.proof)).is_ok()
    });
    let run = authority.bench.run(&[
        "--config",
        authority.bench.path("gateway.toml").to_str().unwrap(),
        "check",
    ]);
    assert!(run.out.contains("orders the certificate for fax.example.com by ACME"), "{run:?}");

    drop(serving);
    let before = fs::read(folder.join("fax.pem")).unwrap();
    let _serving = authority.serve(web, authority.proof);
    wait_until("the certificate is used", || authority.is_trusted_at(web));
    assert_eq!(fs::read(folder.join("fax.pem")).unwrap(), before, "none is ordered again");
    assert!(!authority.log().contains("orders a certificate"), "{}", authority.log());
}

#[test]
fn a_name_that_is_not_proved_is_logged_with_the_authoritys_reason() {
    let Some(authority) = Authority::start() else { return };
    let web = own_port();
    // The authority asks at another port.
    let _serving = authority.serve(web, own_port());
    wait_until("the failure is logged", || {
        authority.log().contains("certificate: [acme] https://localhost:")
    });
    let log = authority.log();
    assert!(log.contains(NAME) && log.contains("refused"), "{log}");
    // Meanwhile TLS works with a certificate of this machine's own.
    assert!(!authority.is_trusted_at(web));
    let (own, here) = (authority.bench.path("acme/fax.pem"), format!("{NAME}:{web}:127.0.0.1"));
    let address = format!("https://{NAME}:{web}/healthz");
    let words = ["--cacert", own.to_str().unwrap(), "--resolve", &here, &address];
    wait_until("the service answers", || curl(&words) == 0);
}
