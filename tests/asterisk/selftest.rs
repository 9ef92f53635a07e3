//! `ferrofax selftest` with a real Asterisk: a correct installation passes, with a page inside the
//! PBX and a page over the trunk and back. Each fault is named in a line of its own, with its
//! remedy.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk};
use crate::mailroom::Mailroom;
use crate::ports::own_port;
use crate::smtp_sink::{Answer, Script};
use crate::watching::eventually;

on_each_asterisk!(a_sound_installation_proves_itself);

/// A dialplan with correct and wrong contexts for sending.
const DIALPLAN: &str = "
[sound]
exten => _X.,1,Dial(PJSIP/${EXTEN}@t38-redundancy)
 same => n,Hangup()
[no-hangup]
exten => _X.,1,Dial(PJSIP/${EXTEN}@t38-redundancy)
 same => n,NoOp(over)
[buffered]
exten => _X.,1,Set(JITTERBUFFER(adaptive)=default)
 same => n,Dial(PJSIP/${EXTEN}@t38-redundancy)
 same => n,Hangup()
[audio-alone]
exten => _X.,1,Dial(PJSIP/${EXTEN}@alaw)
 same => n,Hangup()
[gsm-alone]
exten => _X.,1,Dial(PJSIP/${EXTEN}@gsm)
 same => n,Hangup()
[no-devices]
exten => 1,1,Hangup()
";

/// An endpoint that cannot transfer faxes.
const GSM: &str = "
[gsm](trunk)
allow = gsm,alaw
t38_udptl = yes
";

/// An installation, and its mail relay.
struct Installation {
    lab: Laboratory,
    mailroom: Mailroom,
    settings: String,
}

/// The findings of a run: all lines, and the faults.
#[derive(Debug)]
struct Told {
    code: Option<i32>,
    all: Vec<(String, String)>,
    wrong: Vec<(String, String)>,
    /// The remedies of the faults.
    mends: Vec<String>,
}

impl Installation {
    fn new(name: &str, asterisk: Asterisk) -> Self {
        let mailroom = Mailroom::open();
        let relay = mailroom.address().to_string();
        let lab = Laboratory::start_with(name, asterisk, &["--relay", &relay]);
        let etc = lab.of("ours").join("etc");
        let read = |file: &str| fs::read_to_string(etc.join(file)).expect("lab wrote it");
        fs::write(etc.join("extensions.conf"), DIALPLAN.to_owned() + &read("extensions.conf"))
            .expect("it is ours");
        fs::write(etc.join("pjsip.conf"), read("pjsip.conf") + GSM).expect("it is ours");
        let settings = read("ferrofax.conf");
        lab.console("module reload res_pjsip.so");
        lab.console("dialplan reload");
        let installation = Self { lab, mailroom, settings };
        installation.set(&[]);
        installation
    }

    /// Writes the correct settings, overridden by these lines.
    fn set(&self, lines: &[&str]) {
        let sound = format!("{}dialstring = Local/${{NUMBER}}@sound\n", self.settings);
        let file = self.lab.of("ours").join("etc/ferrofax.conf");
        fs::write(file, sound + &lines.join("\n") + "\n").expect("it is ours");
        self.lab.console("module reload app_ferrofax.so");
    }

    fn spool(&self) -> PathBuf {
        self.lab.of("ours").join("fax")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrofax"));
        command.env("FERROFAX_SPOOL", self.spool()).args(words).arg("--json");
        command
    }

    fn run(&self, words: &[&str]) -> Told {
        Told::read(&self.command(words).output().expect("it can be run"))
    }

    /// Checks that `check` finds only this fault, with these words.
    fn assert_named(&self, what: &str, says: &str, words: &[&str]) {
        self.run(&[&["check"], words].concat()).assert_named(what, says);
    }
}

impl Told {
    fn read(output: &Output) -> Self {
        let text = String::from_utf8_lossy(&output.stdout);
        let value: Value = serde_json::from_str(&text).unwrap_or_else(|error| {
            panic!("{error}: {text} {}", String::from_utf8_lossy(&output.stderr))
        });
        let (mut all, mut wrong, mut mends) = (Vec::new(), Vec::new(), Vec::new());
        for finding in value["findings"].as_array().expect("a list") {
            let word = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
            all.push((word("what"), word("text")));
            if finding["ok"] == false {
                assert!(!word("mend").is_empty(), "{finding} has no mend");
                println!("FAIL  {}: {}. Fix: {}", word("what"), word("text"), word("mend"));
                wrong.push((word("what"), word("text")));
                mends.push(word("mend"));
            }
        }
        Self { code: output.status.code(), all, wrong, mends }
    }

    fn text(&self, what: &str) -> &str {
        let found = self.all.iter().find(|(named, _)| named == what);
        &found.unwrap_or_else(|| panic!("nothing is told of {what}: {self:?}")).1
    }

    fn assert_named(&self, what: &str, says: &str) {
        let [(named, text)] = &self.wrong[..] else {
            panic!("not {what} alone: {:?} in {:?}", self.wrong, self.all)
        };
        assert_eq!((named.as_str(), text.contains(says)), (what, true), "{says}: {self:?}");
        assert_eq!(self.code, Some(1), "{self:?}");
    }
}

fn a_sound_installation_proves_itself(asterisk: Asterisk) {
    let installation = Installation::new("selftest-sound", asterisk);
    let told = installation.run(&["selftest", "--via", "2102"]);
    told.all.iter().for_each(|(what, text)| println!("{what}: {text}"));
    assert_eq!((told.code, &told.wrong[..]), (Some(0), &[][..]));
    let version = format!("Ferrofax {} in Asterisk {}", env!("CARGO_PKG_VERSION"), asterisk.name());
    assert!(told.text("module").starts_with(&version), "{told:?}");
    for (what, says) in [
        ("fax", "2101@fax-devices to 2102@fax-devices: 1 page arrived"),
        ("fax", "rows are unchanged"),
        ("via", "by 2102: 1 page arrived at 2102@fax-devices"),
        ("via", "T38"),
        ("t38", "endpoint t38-redundancy offers T.38"),
        ("codec", "endpoint t38-redundancy prefers the codec alaw"),
    ] {
        assert!(told.text(what).contains(says), "{what}: {says}: {told:?}");
    }
    // No other mailbox got a test page.
    let letters = installation.mailroom.letters();
    let to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["faxmaster@example.com"; 2], "{letters:?}");
    assert!(letters.iter().all(|letter| letter.text.contains("ferrofax selftest")), "{letters:?}");
}

#[test]
fn each_broken_thing_is_named_by_its_own_line() {
    let installation = Installation::new("selftest-broken", Asterisk::V22);
    let nobody_listens = format!("mailport = {}", own_port());
    // Faults that the module finds.
    for (setting, what, says) in [
        ("dialstring = Local/${NUMBER}@nowhere", "dialplan", "no context [nowhere]"),
        ("dialstring = Local/${NUMBER}@no-hangup", "dialplan", "there is no Hangup() after Dial"),
        ("dialstring = Local/${NUMBER}@buffered", "jitter", "JITTERBUFFER(adaptive)"),
        ("dialstring = Local/${NUMBER}@audio-alone", "t38", "endpoint alaw offers no T.38"),
        ("dialstring = Local/${NUMBER}@gsm-alone", "codec", "endpoint gsm prefers the codec gsm"),
        (&nobody_listens, "relay", "no connection to 127.0.0.1"),
        ("mailserver = relay.invalid", "dns", "its name cannot be resolved"),
        ("faxmaster = faxmaster", "faxmaster", "no faxmaster is set"),
        ("contexts = no-devices", "devices", "none is published"),
        ("no_such_option = 1", "config", "no_such_option"),
    ] {
        installation.set(&[setting]);
        if what == "devices" {
            let spool = installation.lab.spool();
            eventually("no device is published", 10, || {
                spool.devices().list().is_ok_and(|devices| devices.is_empty()).then_some(())
            });
        }
        installation.assert_named(what, says, &[]);
    }
    installation.set(&[]);

    // Faults that the program finds itself.
    installation.assert_named("time", "1970", &["--now", "86400000"]);
    let folder = tempfile::tempdir().expect("a folder");
    let settings = folder.path().join("gateway.toml");
    fs::write(&settings, "[convert]\n\".dvi\" = [\"/opt/dvi/none\", \"%i\", \"%o\"]\n")
        .expect("it is ours");
    let config = settings.to_str().expect("no odd names here");
    installation.assert_named("converters", "'/opt/dvi/none'", &["--config", config]);
    let stray = installation.spool().join("received/stray.tif");
    fs::write(&stray, "").expect("it is ours");
    fs::set_permissions(&stray, fs::Permissions::from_mode(0o600)).expect("it is ours");
    chown(&stray, Some(61_002), Some(61_002)).expect("the test is root's");
    installation.assert_named("rights", "stray.tif belongs to user 61002", &[]);
    fs::remove_file(stray).expect("it is there");

    // A full disk: a copy of the spool on a small file system.
    let script = "mount -t tmpfs -o size=2m tmpfs \"$1\" && cp -a \"$0\"/. \"$1\" && FERROFAX_SPOOL=$1 exec \"$2\" check --json";
    let mut small = Command::new("unshare");
    small.args(["--mount", "sh", "-c", script]).arg(installation.spool());
    small.arg(folder.path()).arg(env!("CARGO_BIN_EXE_ferrofax"));
    let told = Told::read(&small.output().expect("unshare is there"));
    assert!(told.code == Some(1) && told.text("disk").starts_with("only "), "{told:?}");

    // A user without rights on the spool.
    let stranger = installation.command(&["check"]).uid(61_003).gid(61_003).output();
    let told = Told::read(&stranger.expect("it can be run"));
    assert!(told.code == Some(1) && told.wrong[0].0 == "spool", "{told:?}");

    // A relay that rejects mails to the faxmaster, which only a test mail shows.
    let refusing = Answer::Say("550 no such mailbox".to_owned());
    let mut installation = installation;
    installation.mailroom.set(Script { rcpt: refusing, ..Script::default() });
    installation.run(&["selftest"]).assert_named("delivery", "550 no such mailbox");

    installation.lab.console("module unload app_ferrofax.so");
    let told = installation.run(&["selftest"]);
    let wrong: Vec<&str> = told.wrong.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!((wrong, told.code), (vec!["module", "fax"], Some(1)), "{told:?}");
}

/// A fax machine elsewhere receives the page.
#[test]
fn a_number_that_does_not_come_back_is_told_by_via_alone() {
    let installation = Installation::new("selftest-elsewhere", Asterisk::V22);
    let began = Instant::now();
    let told = installation.run(&["selftest", "--via", "311001"]);
    told.assert_named("via", "no device of this PBX has received it");
    let inside = told.all.iter().find(|(what, _)| what == "fax");
    assert!(inside.is_some_and(|(_, text)| text.contains("rows are unchanged")), "{told:?}");
    assert!(told.mends[0].contains("must lead back to a fax device"), "{told:?}");
    // Two pages of a minute each, and the wait for the second page.
    assert!(began.elapsed() < Duration::from_secs(240), "{:?}", began.elapsed());
    let letters = installation.mailroom.letters();
    assert_eq!(letters.len(), 1, "{letters:?}");
}
