//! What the program does for the gateway's administrator: `check` of gateway.toml,
//! `password`, `users`, `report`.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{AttemptEnd, NewDocument, NewJob};
use ferrofax::spool::{Counted, DeviceName, NewFax};
use ferrofax::t30::outcome::Cause;
use serde_json::{Value, json};

use super::bench::{Bench, Module, Run, black, ended, program};
use super::waiting::page;
use ferrofax_kit::received::failed;
use ferrofax_kit::spools;

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

/// The setting moves the module alone. In the old folder, a fax by mail would wait for nobody.
#[test]
fn check_tells_of_a_spool_that_the_module_does_not_use() {
    let bench = Bench::new();
    let conf = bench.file("asterisk.conf", "");
    let check = |spool: &str| {
        bench.file("ferrofax.conf", format!("[general]\nspool = {spool}\n"));
        bench.check(&["--asterisk-conf", conf.to_str().unwrap()])
    };
    let text = "ferrofax.conf:2: spool: the module uses /srv/other, and this program uses ";
    let ours = bench.spool.folder().to_str().unwrap();
    for (spool, is_told) in [("/srv/other", true), (ours, false)] {
        let run = check(spool);
        let told = run.out.lines().any(|line| line.starts_with("FAIL") && line.contains(text));
        assert_eq!(told, is_told, "{run:?}");
    }
}

/// A user in a shell can write into the folder. The service cannot.
#[test]
fn check_tells_of_a_folder_that_is_read_only_for_the_service() {
    let bench = Bench::new();
    let shown = "LoadState=loaded\nProtectSystem=strict\nReadWritePaths=-/srv/fax";
    let systemctl = bench.file("systemctl", format!("#!/bin/sh\necho '{shown}'\n"));
    std::fs::set_permissions(&systemctl, std::fs::Permissions::from_mode(0o755)).unwrap();
    let programs = bench.folder.path().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
    let check = |folder: &str| {
        let settings = format!("[[folder]]\nname = \"sales\"\npath = \"{folder}\"\n");
        let file = bench.file("gateway.toml", settings);
        let _module = Module::of(&bench.spool);
        let words = ["check", "--config", file.to_str().unwrap()];
        ended(&bench.command().env("PATH", &path).args(words).output().unwrap())
    };
    let run = check("/srv/other/sales");
    let text = "add ReadWritePaths=/srv/other/sales below [Service]";
    let is_told = |line: &str| line.starts_with("FAIL  folder ") && line.contains(text);
    assert!(run.code == Some(1) && run.out.lines().any(is_told), "{run:?}");
    assert!(!check("/srv/fax/sales").out.contains("  folder "));
}

#[test]
fn check_tells_of_a_network_whose_clients_are_administrators() {
    let bench = Bench::new();
    let settings = |role: &str| {
        format!(
            "[[user]]\nname = \"alice\"\ndevice = \"2101\"\nrole = \"{role}\"\n\
             [[network]]\nname = \"floor\"\naddress = \"192.0.2.0/24\"\nuser = \"alice\"\n"
        )
    };
    let text = "[[network]] floor: every client there is an administrator without a login";
    for (role, is_told) in [("administrator", true), ("desk", false)] {
        let run = check(&bench, &settings(role));
        let told = run.out.lines().any(|line| line.starts_with("FAIL") && line.contains(text));
        assert_eq!(told, is_told, "{role}: {run:?}");
    }
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
        "the settings file /nowhere/gateway.toml does not exist",
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
    assert_eq!(bench.run(&["users"]).out, "nobody has sent faxes this month\n");
    let now = UnixMs::now();
    let fax = Counted {
        mark: "mail:1:1",
        user: "alice",
        device: &"2101@fax-devices".parse().unwrap(),
        pages: 3,
    };
    bench.spool.submission().count_fax(&fax, &[], now).unwrap();
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
    let unknown = bench.run(&["users", "stop", "Alise"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("there is no user 'Alise'; near it: alice."), "{unknown:?}");
    assert_eq!(bench.run(&["users"]).out.matches("since").count(), 0);
    assert_eq!(bench.run(&["users", "stop", "--unknown", "Alise"]).code, Some(0));
    assert_eq!(bench.run(&["users", "go-on", "alice"]).code, Some(2), "is not stopped any more");
}

#[test]
fn what_was_faxed_for_whom_is_reported_by_periods() {
    let bench = Bench::new();
    let second = |seconds: i64| UnixMs(1_767_225_600_000 + seconds * 1000); // 2026-01-01, UTC
    let new = NewJob {
        number: "0991 1".into(),
        device: "2101@fax-devices".parse().unwrap(),
        owner: "=alice".into(),
        documents: vec![NewDocument { path: page(bench.folder.path()), name: String::new() }],
        options: [("accountcode".into(), "4711".into())].into(),
        ..NewJob::default()
    };
    bench.spool.submission().submit(&new, second(0)).unwrap();
    let lease = spools::lease(&bench.spool, second(1));
    bench.spool.queue().session_begun(&lease, second(10)).unwrap();
    spools::send_pages(&bench.spool, &lease, usize::MAX, second(40));
    bench
        .spool
        .queue()
        .attempt_ended(&lease, &AttemptEnd::default(), second(70))
        .unwrap();
    let device = DeviceName::new("2102", "fax-devices");
    let new = NewFax { device, started_at: second(100), ..NewFax::default() };
    let fax = bench.spool.receiving().begin_fax(&new).unwrap();
    bench
        .spool
        .receiving()
        .finish_fax(fax, &failed(Cause::Hangup, second(131)))
        .unwrap();
    let report =
        |more: &[&str]| bench.run(&[&["report", "--since", "2025-12-31"][..], more].concat()).out;
    let january = ["--until", "2026-02-01"];
    let value: Value =
        serde_json::from_str(&report(&[&january[..], &["--json"]].concat())).unwrap();
    let row = |user: Value, (device, account), faxes, pages, seconds| {
        json!({
            "user": user, "device": device, "account": account, "faxes": faxes, "pages": pages, "calls": 1,
            "seconds": seconds, "failed": 1 - faxes
        })
    };
    let expected = [
        row(json!("=alice"), ("2101@fax-devices", "4711"), 1, 1, 60),
        row(Value::Null, ("2102@fax-devices", ""), 0, 0, 31),
    ];
    assert_eq!(value["rows"], json!(expected));
    let table = report(&[&january[..], &["--csv"]].concat());
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], r#""user","device","account","faxes","pages","calls","seconds","failed""#);
    assert_eq!(lines[1], r#""'=alice","2101@fax-devices","4711","1","1","1","60","0""#);
    assert!(
        report(&january).contains("(received)  2102@fax-devices           0"),
        "{}",
        report(&january)
    );
    assert_eq!(report(&["--until", "2025-12-31T12:00:00"]), "nothing was faxed\n");
    let alone = bench.run(&["report", "--store"]);
    assert!(alone.code == Some(2) && alone.err.contains("this machine works alone"), "{alone:?}");
    assert_eq!(bench.run(&["report", "--month", "last"]).out, "nothing was faxed\n");
    // A month, wherever the machine is; and as pages.
    let month = bench.run(&["report", "--month", "2026-01", "--json"]);
    let december = bench.run(&["report", "--month", "2025-12", "--json"]);
    let rows = |run: &Run| -> Value {
        let value: Value = serde_json::from_str(&run.out).unwrap();
        value["rows"].as_array().unwrap().len().into()
    };
    let (january, before) = (rows(&month), rows(&december));
    assert_eq!(january.as_u64().unwrap() + before.as_u64().unwrap(), 2, "{month:?}");
    let pdf = bench.path("january.pdf");
    let words = ["report", "--since", "2025-12-31", "--until", "2026-02-01", "--pdf"];
    let words = [&words[..], &[pdf.to_str().unwrap()]].concat();
    assert_eq!(bench.run(&words).code, Some(0));
    let again = bench.run(&words);
    assert!(again.code == Some(2) && again.err.contains("january.pdf"), "{again:?}");
    // A failed command leaves no file.
    let other = bench.path("other.pdf");
    let of_store = ["report", "--store", "--pdf", other.to_str().unwrap()];
    assert_eq!(bench.run(&of_store).code, Some(2));
    assert!(!other.exists());
    let pages = bench.pages(&pdf, &[]);
    assert_eq!(pages.len(), 1);
    let (sheet, _) = &pages[0];
    assert!(black(sheet, 0..sheet.width(), 0..sheet.rows()) > 1000, "it has letters and lines");
    let wrong = bench.run(&["report", "--month", "October"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("2026-10 is"), "{wrong:?}");
    let wrong = bench.run(&["report", "--since", "2026-01-02", "--until", "2026-01-01"]);
    assert!(wrong.code == Some(2) && wrong.err.contains("is not after"), "{wrong:?}");
}

#[test]
fn check_tells_what_keeps_people_from_the_web_interface() {
    let bench = Bench::new();
    let alice = "[[user]]\nname = \"alice\"\ndevice = \"2101\"\n";
    let open = format!("[web]\nlisten = [\"0.0.0.0:0\"]\n{alice}");
    let run = check(&bench, &open);
    assert_eq!(run.code, Some(1), "{run:?}");
    for words in ["[web]: nobody can log in", "[web] listen: 0.0.0.0:0 can be reached"] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let here = "[web]\nlisten = [\"127.0.0.1:0\"]\n[[user]]\nname = \"alice\"\npassword = \"secret\"\ndevice = \"2101\"\n";
    assert_eq!(check(&bench, here).code, Some(0));
    // Behind a proxy, which speaks TLS.
    let proxied = here.replace("127.0.0.1:0\"]", "0.0.0.0:0\"]\nproxies = [\"192.0.2.1\"]");
    assert_eq!(check(&bench, &proxied).code, Some(0));
    // A device that is in no dialplan, also without mails.
    let run = check(&bench, &here.replace("2101", "2999"));
    let told = "[[user]] alice: there is no fax device '2999'";
    assert!(run.code == Some(1) && run.out.contains(told), "{run:?}");
}

/// What `ferrofax serve` says until it ends, or serves something.
fn serve_says(bench: &Bench, settings: &str) -> String {
    let file = bench.file("gateway.toml", settings);
    let words = ["serve", "--config", file.to_str().unwrap()];
    let mut serving = bench.command().args(words).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(serving.stderr.take().unwrap());
    let mut said = String::new();
    while log.read_line(&mut said).is_ok_and(|length| length > 0) {
        if said.lines().last().is_some_and(|line| line.contains(" serves ")) {
            break;
        }
    }
    let _ = serving.kill();
    serving.wait().unwrap();
    said
}

#[test]
fn serve_warns_of_what_nobody_would_notice_and_names_the_section_of_what_is_wrong() {
    let bench = Bench::new();
    let settings = "[drop]\nenabled = false\n[web]\nlisten = [\"0.0.0.0:0\"]\n[[user]]\nname = \"alice\"\ndevice = \"2999\"\n";
    let said = serve_says(&bench, settings);
    for words in [
        "[web]: nobody can log in",
        "[web] listen: 0.0.0.0:0 can be reached from other machines",
        "[[user]] alice: there is no fax device '2999'",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    for section in ["web", "printer", "hylafax", "mail"] {
        let enabled = match section {
            "hylafax" | "mail" => "enabled = true\n",
            _ => "",
        };
        let settings = format!(
            "[drop]\nenabled = false\n[{section}]\n{enabled}listen = [\"{address}\"]\n[[user]]\nname = \"alice\"\n\
             password = \"secret\"\ndevice = \"2101\"\n"
        );
        let said = serve_says(&bench, &settings);
        let told = format!("[{section}] listen: cannot listen at {address}");
        assert!(said.contains(&told), "{section}: {said}");
    }
    let settings = "[drop]\nenabled = false\n[web]\nlisten = [\"127.0.0.1:0\"]\ncertificate = \"/nowhere.pem\"\nkey = \"/nowhere.key\"\n";
    let said = serve_says(&bench, settings);
    assert!(said.contains("[web] certificate: /nowhere.pem"), "{said}");
}

#[test]
fn settings_that_may_not_be_read_are_told_with_the_remedy() {
    let bench = Bench::new();
    let folder = bench.path("gateway.toml");
    std::fs::create_dir(&folder).unwrap();
    let run = bench.run(&["report", "--config", folder.to_str().unwrap()]);
    assert!(run.err.contains("gateway.toml: the settings cannot be read"), "{run:?}");
}

#[test]
fn without_a_command_there_is_help_and_no_word_of_hidden_commands() {
    let bench = Bench::new();
    let run = bench.run(&[]);
    let help = format!("{}{}", run.out, run.err);
    assert!(help.contains("Usage: ferrofax") && help.contains("List jobs"), "{help}");
    for hidden in ["convert-child", "read-mail", "confine-probe", "judge-mail"] {
        assert!(!help.contains(hidden), "{hidden}: {help}");
    }
}

#[test]
fn a_second_serve_says_first_that_another_runs() {
    let bench = Bench::new();
    let settings = "[drop]\nenabled = true\n[web]\nlisten = [\"127.0.0.1:0\"]\n[[user]]\nname = \"alice\"\npassword = \"secret\"\n\
                    device = \"2101\"\n";
    let file = bench.file("gateway.toml", settings);
    let words = ["serve", "--config", file.to_str().unwrap()];
    let mut first = bench.command().args(words).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(first.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains(" serves ") && log.read_line(&mut said).is_ok_and(|length| length > 0) {}
    let run = bench.run(&words);
    let other = first.id();
    first.kill().unwrap();
    first.wait().unwrap();
    let told = format!("another `ferrofax serve` (process {other}) runs already: ");
    assert!(run.code == Some(1) && run.err.contains(&told), "{run:?}");
}
