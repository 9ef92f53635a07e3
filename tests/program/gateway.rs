//! What the program does for the gateway's administrator: `check` of gateway.toml,
//! `password`, `users`.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use ferrofax::UnixMs;
use ferrofax::spool::Counted;
use serde_json::Value;

use super::bench::{Bench, Run, ended, program};

fn check(bench: &Bench, settings: &str) -> Run {
    let file = bench.file("gateway.toml", settings);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    bench.check(&["--config", file.to_str().unwrap()])
}

#[test]
fn check_tells_all_that_is_wrong_with_the_settings_by_file_line_and_key() {
    let bench = Bench::new();
    let run = check(
        &bench,
        "[mail]\nenabled = 1\nlisten = \"nowhere\"\nmatchers = \"/(\\\\d*)/\"\n[[user]]\nnme = \"alice\"\n",
    );
    assert_eq!(run.code, Some(1), "{run:?}");
    for words in [
        "gateway.toml:2: [mail] enabled: 1 is neither true nor false",
        "gateway.toml:3: [mail] listen: 'nowhere' is no address to listen at; 127.0.0.1:2525",
        "gateway.toml:4: [mail] matchers: ",
        "gateway.toml:5: [[user]] name: missing",
    ] {
        assert!(
            run.out.lines().any(|line| line.starts_with("FAIL") && line.contains(words)),
            "{words}: {}",
            run.out
        );
    }
}

#[test]
fn check_tells_what_the_settings_name_and_is_not_there() {
    let bench = Bench::new();
    let settings = "[mail]\nenabled = true\nlisten = \"127.0.0.1:0\"\ncertificate = \"/nowhere.pem\"\nkey = \"/nowhere.key\"\n\
                    [[user]]\nname = \"alice\"\ndevice = \"2999\"\n[[network]]\naddress = \"0.0.0.0/0\"\ndevice = \"2101\"\n";
    let run = check(&bench, settings);
    assert_eq!(run.code, Some(1), "{run:?}");
    for words in [
        "/nowhere.pem",
        "[[user]] alice: there is no fax device '2999'",
        "the whole world may send",
    ] {
        assert!(
            run.out.lines().any(|line| line.starts_with("FAIL") && line.contains(words)),
            "{words}: {}",
            run.out
        );
    }
    let run = check(
        &bench,
        "[mail]\nenabled = true\nlisten = \"127.0.0.1:0\"\n[[user]]\nname = \"alice\"\ndevice = \"2101\"\n",
    );
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn check_tells_of_passwords_that_everybody_may_read() {
    let bench = Bench::new();
    let settings = "[[user]]\nname = \"alice\"\npassword = \"wonderland\"\ndevice = \"2101\"\n";
    assert_eq!(check(&bench, settings).code, Some(0));
    let file = bench.path("gateway.toml");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let run = bench.check(&["--config", file.to_str().unwrap()]);
    assert!(run.code == Some(1) && run.out.contains("everybody may read it"), "{run:?}");
    assert!(!run.out.contains("wonderland"));
}

#[test]
fn settings_that_were_named_and_are_not_there_are_refused() {
    let bench = Bench::new();
    bench.assert_refused(
        &["serve", "--config", "/nowhere/gateway.toml"],
        "there are no settings in /nowhere/gateway.toml",
    );
}

#[test]
fn a_password_becomes_a_hash_that_the_settings_take() {
    let hash = |password: &str| {
        let mut child = program()
            .arg("password")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        ended(&child.wait_with_output().unwrap())
    };
    let run = hash("wonderland\n");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.starts_with("$argon2id$") && run.out.lines().count() == 1, "{run:?}");
    let bench = Bench::new();
    let run = check(
        &bench,
        &format!(
            "[[user]]\nname = \"alice\"\ndevice = \"2101\"\npassword = \"{}\"\n",
            run.out.trim()
        ),
    );
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(hash("\n").code, Some(2));
}

#[test]
fn users_are_listed_with_their_counts_stopped_and_let_go_on() {
    let bench = Bench::new();
    assert_eq!(bench.run(&["users"]).out, "nobody has sent by the gateway in this month\n");
    let now = UnixMs::now();
    let fax = Counted {
        mark: "mail:1:1",
        user: "alice",
        device: &"2101@fax-devices".parse().unwrap(),
        pages: 3,
    };
    bench.spool.count_fax(&fax, &[], now).unwrap();
    assert_eq!(bench.run(&["users", "stop", "alice", "on holiday"]).code, Some(0));
    let value: Value = serde_json::from_str(&bench.run(&["users", "--json"]).out).unwrap();
    assert_eq!(
        (&value[0]["user"], &value[0]["month"]["pages"]),
        (&"alice".into(), &3.into()),
        "{value}"
    );
    assert_eq!(value[0]["stopped"]["why"], "on holiday");
    assert!(bench.run(&["users"]).out.contains("on holiday"));
    assert_eq!(bench.run(&["users", "go-on", "alice"]).code, Some(0));
    assert_eq!(bench.run(&["users", "go-on", "alice"]).code, Some(2), "is not stopped any more");
}
