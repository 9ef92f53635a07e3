//! Who looks for printers finds ours: two machines on a wire, each in a network of its own.

use std::process::Command;

use crate::programs;
use crate::rig::Rig;
use ferrofax_kit::patience::watch;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/printer/dns_sd.sh");

const NEEDED: [&str; 7] =
    ["avahi-daemon", "avahi-browse", "dbus-daemon", "ippfind", "ip", "unshare", "nsenter"];

/// What the other machine finds, line by line. None: this machine has not all that is needed.
fn found(listen: &str, other: &str) -> Option<(Vec<String>, String)> {
    if !NEEDED.iter().all(|program| programs::is_there(program)) || !may_make_networks() {
        return None;
    }
    let rig = Rig::new(&format!(
        "[drop]\nenabled = false\n[printer]\nlisten = ['{listen}']\nannounce = true\n\
         name = 'Fax'\nlocation = 'Room 7'\n\
         [[user]]\nname = 'alice'\npassword = 'secret'\ndevice = '2101'\n"
    ));
    let output = Command::new("unshare")
        .args(["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"])
        .args(["sh", SCRIPT])
        .envs(rig.command().get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("FERROFAX", env!("CARGO_BIN_EXE_ferrofax"))
        .env("OTHER", other)
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{log}");
    let said = String::from_utf8(output.stdout).unwrap();
    Some((said.lines().map(|line| line.trim().to_owned()).collect(), log))
}

/// What was found when it was asked for this.
fn answer<'a>(found: &'a [String], name: &str) -> &'a str {
    let line = found.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.expect("it was asked").trim()
}

fn may_make_networks() -> bool {
    let may = Command::new("unshare")
        .args(["--net", "--mount", "true"])
        .status()
        .unwrap()
        .success();
    if !may {
        programs::skip("networks are made by root");
    }
    may
}

#[test]
fn ippfind_finds_the_printer_until_it_ends() {
    let Some((found, log)) = found("0.0.0.0:631", "") else { return };
    let line = |name| answer(&found, name);
    for kind in ["universal", "print", "told"] {
        let uri = line(kind);
        assert!(uri.starts_with("ipp://ferrofax-"), "{kind}: {found:?}\n{log}");
        assert!(uri.ends_with(".local:631/printers/sendfax"), "{kind}: {found:?}\n{log}");
    }
    assert_eq!(line("fax"), "Fax ipp/faxout", "{log}");
    assert_eq!(line("names"), "Fax", "{log}");
    assert_eq!(line("withdrawn"), "", "{log}");
    assert!(log.contains("announces Fax._ipp._tcp.local."), "{log}");
}

#[test]
fn a_name_that_another_printer_has_gets_a_number() {
    let Some((found, log)) = found("192.0.2.1:8631", "Fax") else { return };
    assert_eq!(answer(&found, "names"), "Fax Fax (2)", "{log}");
    assert_eq!(answer(&found, "fax"), r"Fax\032\0402\041 ipp/faxout", "{log}");
    let uri = answer(&found, "universal");
    assert!(uri.ends_with(".local:8631/printers/sendfax"), "{found:?}\n{log}");
    assert_eq!(answer(&found, "withdrawn"), "", "{log}");
}

#[test]
fn a_printer_for_this_machine_alone_is_not_announced() {
    let rig =
        Rig::new("[drop]\nenabled = false\n[printer]\nlisten = ['127.0.0.1:0']\nannounce = true\n");
    let serving = rig.serve();
    let warned = "announce: [printer] listens at no address that others reach";
    watch("the warning", || serving.said(), |said| said.contains(warned));
    assert_eq!(serving.end(), Some(0));
}
