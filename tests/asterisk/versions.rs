//! One module works with all versions of Asterisk. It is built with the headers of the oldest one.
//! Newer Asterisks have longer structs, and write to their ends. `make asterisks` runs this and
//! other tests on Asterisks that are built from source.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use ferrofax::t4::Resolution;

use crate::documentation::install_file;
use crate::exchange::{Delivery, Exchange};
use crate::fresh_root::FreshRoot;
use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk, store};
use crate::manager::Manager;
use crate::packages::start_as_its_unit_does;
use crate::pages::{Content, page, write_tiff};

on_each_asterisk!(serves_ten_thousand_times);

/// How often a console command runs, and how often the dialplan uses FERROFAX().
const USES: usize = 10_000;

/// A dialplan that reads and sets FERROFAX() repeatedly.
const USER: &str = "
[uses]
exten => s,1,Answer()
 same => n,Set(LEFT=USES)
 same => n(more),Set(SEEN=${FERROFAX(status)})
 same => n,Set(FERROFAX(ecm)=no)
 same => n,Set(LEFT=$[${LEFT} - 1])
 same => n,GotoIf($[${LEFT} > 0]?more)
 same => n,Set(GLOBAL(USES)=over)
 same => n,Wait(60)
";

/// Asterisk writes its documentation of the function into our struct, so the documentation is
/// installed.
fn serves_ten_thousand_times(asterisk: Asterisk) {
    let lab = Laboratory::start("uses", asterisk);
    add_user(&lab);
    install_file(&lab);
    let pid = pid_of_ours(&lab);
    all_works(&lab);
    lab.console("channel originate Local/s@uses application Wait 60");
    let mut manager = Manager::of(&lab);
    for _ in 0..USES {
        let told = manager.ask("Command", &[("Command", "ferrofax show version")]);
        assert!(told.get("Output").contains(env!("CARGO_PKG_VERSION")), "{told:?}");
    }
    await_user(&lab);
    for round in 0..3 {
        lab.console("module unload app_ferrofax.so");
        let gone = lab.console("module show like app_ferrofax");
        assert!(gone.contains("0 modules loaded"), "round {round}: {gone}");
        lab.console("module load app_ferrofax.so");
        lab.console("module reload app_ferrofax.so");
        all_works(&lab);
    }
    let sent = lab.of("page.tif");
    write_tiff(&sent, &[page(Content::Text, 1728, 300, 7)], Resolution::Standard);
    let report = lab.call("send", &["--tiff", &sent.to_string_lossy(), "--to", "2101"]);
    assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
    all_works(&lab);
    assert_eq!(pid_of_ours(&lab), pid, "Asterisk did not end meanwhile");
}

fn add_user(lab: &Laboratory) {
    let dialplan = lab.of("ours/etc/extensions.conf");
    let own = fs::read_to_string(&dialplan).expect("lab wrote it");
    let user = USER.replace("=USES", &format!("={USES}"));
    fs::write(&dialplan, own.replacen("\n[fax-devices]", &format!("{user}\n[fax-devices]"), 1))
        .expect("it is ours");
}

fn await_user(lab: &Laboratory) {
    let is_over = || lab.console("dialplan show globals").contains("USES=over");
    let over = (0..300).any(|_| {
        sleep(Duration::from_millis(200));
        is_over()
    });
    assert!(over, "{}", lab.console("core show channels"));
    lab.console("channel request hangup all");
}

fn all_works(lab: &Laboratory) {
    let function = lab.console("core show function FERROFAX");
    assert!(function.contains("the result, as in FAXSTATUS"), "{function}");
    let version = lab.console("ferrofax show version");
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
}

fn pid_of_ours(lab: &Laboratory) -> String {
    let output = lab.lab("pid").arg("ours").output().expect("lab can be run");
    String::from_utf8(output.stdout).expect("a number")
}

/// With an Asterisk of an unknown version, the module does not load and logs one sentence, and the
/// PBX continues. The administrator can force the module to load.
#[test]
fn an_unknown_version_is_declined_in_one_sentence() {
    for other in ["13", "25"] {
        let root = FreshRoot::start(&format!("version-{other}"), Asterisk::V16);
        let module = store().join("module/app_ferrofax.so");
        fs::copy(module, root.folder().join("app_ferrofax.so")).expect("the suite built it");
        root.shell("cp /lab/app_ferrofax.so \"$(find /usr/lib -path '*/asterisk/modules')\"");
        root.shell("echo '[general]' >/etc/asterisk/ferrofax.conf");
        // The program contains its version once as text.
        root.shell(&format!("sed -i 's/16\\.28\\.0/{other}.28.0/g' /usr/sbin/asterisk"));
        start_as_its_unit_does(&root);
        assert!(
            root.shell("asterisk -rx 'core show version'")
                .contains(&format!("{other}.28.0"))
        );
        let answer = root.shell("asterisk -rx 'ferrofax show version'");
        assert!(answer.contains("No such command"), "{answer}");
        let log = root.shell("cat /var/log/asterisk/messages*");
        let told: Vec<&str> = log.lines().filter(|line| line.contains("errofax")).collect();
        let sentence = format!("serves Asterisk 16 to 24, and this is Asterisk {other}.28.0");
        assert!(told.iter().filter(|line| line.contains(&sentence)).count() == 1, "{told:?}");
        root.shell("echo 'any_asterisk = yes' >>/etc/asterisk/ferrofax.conf");
        let loaded = root.shell("asterisk -rx 'module load app_ferrofax.so'");
        assert!(loaded.contains("Loaded"), "{loaded}");
        assert!(root.shell("asterisk -rx 'ferrofax show version'").contains("Ferrofax "));
    }
}

/// Asterisk is upgraded while faxes are in the spool. The same module and spool continue to work.
#[test]
fn asterisk_is_upgraded_under_a_spool() {
    let (old, new) = (Asterisk::V16, Asterisk::V22);
    let exchange = Exchange::start_with("upgrade", old, &[], &["--world", new.name()]);
    let document = [page(Content::Text, 1728, 300, 7)];
    let fax = || {
        let Delivery { report, mails } = exchange.fax("2101", &document, Resolution::Standard, 1);
        assert_eq!((report.said("FAXSTATUS"), mails.len()), ("SUCCESS", 1), "{report:?}");
    };
    let lab = &exchange.lab;
    fax();
    let before = lab.console("core show version");
    let upgraded = lab.lab("upgrade").status().expect("lab can be run");
    let after = lab.console("core show version");
    assert!(upgraded.success() && before != after, "{before}{after}");
    assert!(lab.console("ferrofax show faxes").contains("2101"), "the spool is the same");
    fax();
    let complaint = lab.log().lines().find(|line| line.contains("ERROR[")).map(str::to_owned);
    assert_eq!(complaint, None);
}
