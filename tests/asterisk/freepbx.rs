//! FreePBX sets the rights of all Asterisk files at each start (`fwconsole chown`). This test runs
//! its commands on a real spool: `ferrofax check` finds their effects, the module restricts what it
//! can, and the settings of docs/freepbx.md protect faxes and passwords from other users.
//!
//! Then it tests an installation with emulated packages of FreePBX 17 (`freepbx.d/asterisk22`) and
//! an emulated `fwconsole` (`freepbx.d/fwconsole`). FreePBX itself does not run here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use ferrofax::t4::Resolution;

use crate::fresh_root::FreshRoot;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::packages::{await_device, make_this, on_a_running_pbx, send, start_as_its_unit_does};
use crate::pages::{Content, page, write_tiff};
use crate::smtp_sink::{Mail, Script, TestSink};
use crate::watching::eventually;

on_each_asterisk!(on_16_by_wish: faxes_are_kept_from_others_where_freepbx_sets_rights);

const CONF: &str = "/etc/asterisk/freepbx_chown.conf";
const SPOOL: &str = "/var/spool/asterisk/ferrofax";

/// The commands of systemSetRecursivePermissions in Chown.class.php of FreePBX/framework (release
/// 17), with the exclusions in freepbx_chown.conf.
const CHOWN: &str = r#"
set --
for item in $(sed -n 's/^item *= *//p' FILE 2>/dev/null); do set -- "$@" -not -path "$item"; done
for folder in $(sed -n 's/^directory *= *//p' FILE 2>/dev/null); do
    set -- "$@" -not -path "$folder" -not -path "$folder/*"
done
for place in /var/spool/asterisk /etc/asterisk; do
    find $place -type d "$@" -exec chmod 775 {} +
    find $place -type f "$@" -exec chmod 664 {} +
    find $place \( -type f -o -type d \) "$@" -exec chown asterisk:asterisk {} +
done
"#;

fn faxes_are_kept_from_others_where_freepbx_sets_rights(asterisk: Asterisk) {
    let root = on_a_running_pbx("freepbx", asterisk, 1);
    let _sink = root.in_its_network(|| TestSink::start(Script::default()));
    root.shell(
        "touch /etc/freepbx.conf; echo 'mailpassword = secret' >>/etc/asterisk/ferrofax.conf",
    );
    root.shell("asterisk -rx 'dialplan reload'; asterisk -rx 'module load app_ferrofax.so'");
    await_device(&root);
    assert!(send(&root).wait().expect("it runs").success());
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    assert_eq!(wrong_rights(&root), [""; 0]);

    freepbx_starts(&root);
    assert!(others_read(&root, "received/*/*.tif") && others_read(&root, "spool.db"));
    let told = wrong_rights(&root);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("/etc/asterisk/ferrofax.conf holds a password"), "{told:?}");
    assert!(told[0].contains("`item = /etc/asterisk/ferrofax.conf`"), "{told:?}");
    assert!(told[1].contains(&format!("everybody on this machine can read {SPOOL}/")), "{told:?}");
    assert!(told[1].contains(&format!("`directory = {SPOOL}`")), "{told:?}");
    assert!(told.iter().all(|line| line.contains(CONF)), "{told:?}");

    // FreePBX runs `fwconsole chown` before it starts Asterisk.
    restart(&root);
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    assert!(root.shell("cat /var/log/asterisk/messages*").contains("freepbx_chown.conf"));

    // The steps of docs/freepbx.md.
    freepbx_starts(&root);
    root.shell(&format!("cat >{CONF} <<'TEXT'\n{}TEXT", exclusion()));
    root.shell(&format!("chmod -R o= {SPOOL}; chmod o= /etc/asterisk/ferrofax.conf"));
    freepbx_starts(&root);
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    assert_eq!(wrong_rights(&root), [""; 0]);
    restart(&root);
    assert!(send(&root).wait().expect("it runs").success());
}

/// Returns the lines of docs/freepbx.md, which are those of the sample.
fn exclusion() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(top.join(file)).expect("it is ours");
    let sample = read("asterisk-conf/freepbx_chown.conf.sample");
    let lines: Vec<&str> = sample.lines().filter(|line| !line.starts_with(';')).collect();
    let page = read("docs/freepbx.md");
    for line in &lines {
        assert!(page.contains(&format!("\n    {line}\n")), "{line}");
    }
    lines.join("\n") + "\n"
}

fn freepbx_starts(root: &FreshRoot) {
    root.shell(&CHOWN.replace("FILE", CONF));
}

fn restart(root: &FreshRoot) {
    root.shell("asterisk -rx 'core stop now'; while pidof asterisk; do sleep 0.1; done");
    start_as_its_unit_does(root);
    await_device(root);
}

/// Returns whether an unrelated user can read these files of the spool.
fn others_read(root: &FreshRoot, files: &str) -> bool {
    root.try_shell(&format!("runuser -u nobody -- sh -c 'cat {SPOOL}/{files} >/dev/null'"))
        .0
}

/// The versions of FreePBX's packages. The second one is newer.
const ASTERISKS: [&str; 2] = ["22.5.0-1.sng12", "22.6.0-1.sng12"];

/// The service with the user and groups of the drop-in that the package writes.
const SERVICE: &str = "setpriv --reuid asterisk --regid asterisk --groups ferrofax \
    ferrofax serve --config /etc/ferrofax/gateway.toml";

const MAIL_TO_FAX: &str = r#"
cat >>/etc/ferrofax/gateway.toml <<'TEXT'

[[network]]
name = "mail server"
address = "127.0.0.1"
may_claim = ["@example.com"]
TEXT
sed -i 's/^\[mail\]/&\nenabled = true\nlisten = ["127.0.0.1:2525"]\ndomains = ["fax.example.com"]/' /etc/ferrofax/gateway.toml
"#;

#[test]
fn faxes_go_on_over_ten_chowns_and_an_upgrade_of_asterisk() {
    let root = FreshRoot::start("fwconsole", Asterisk::V22);
    make_this(root.folder(), Asterisk::V22, &root.folder().join("now"));
    become_freepbx(&root);
    let sink = root.in_its_network(|| TestSink::start(Script::default()));
    root.shell("fwconsole start");

    install_beside_freepbx(&root, sink.address().port());
    let has = |path: &str, text: &str| {
        let found = root.shell(&format!("cat {path}"));
        assert!(found.contains(text), "{path}: {found}");
    };
    has(CONF, &exclusion());
    has(
        "/etc/systemd/system/ferrofax.service.d/freepbx.conf",
        "[Service]\nUser=asterisk\nGroup=asterisk\nSupplementaryGroups=ferrofax\n",
    );
    root.shell(
        "mkdir -p /var/www/html/admin/modules
         cp -r /usr/share/ferrofax/freepbx/ferrofax /var/www/html/admin/modules/
         test -f /var/www/html/admin/modules/ferrofax/module.xml",
    );
    root.shell("fwconsole restart");
    await_device(&root);
    assert_eq!(wrong_rights(&root), [""; 0]);

    fax_over_the_routes(&root, &sink);
    let rights = rights_of_ours(&root);
    chown(&root, 3);
    root.shell("fwconsole reload");
    let service = root.command(&SERVICE.split_whitespace().collect::<Vec<_>>()).spawn();
    let mut service = service.expect("lab can be run");
    mail_to_fax(&root, &sink);
    chown(&root, 3);

    let [_, newer] = ASTERISKS;
    root.shell(&format!("sh /lab/freepbx.d/asterisk22 upgrade {newer}"));
    assert!(root.shell("dpkg-query -W asterisk22-core").contains(newer));
    chown(&root, 2);
    root.shell("fwconsole restart");
    await_device(&root);
    chown(&root, 2);
    fax_over_the_routes(&root, &sink);
    mail_to_fax(&root, &sink);

    let now = rights_of_ours(&root);
    let changed: Vec<&String> = rights.difference(&now).collect();
    assert!(changed.is_empty(), "{changed:?} of {now:?}");
    assert_eq!(wrong_rights(&root), [""; 0]);
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    // FreePBX's web server runs this as Asterisk's user.
    let (is_fine, told) = root.try_shell("runuser -u asterisk -- ferrofax check --json");
    assert!(is_fine && told.contains(r#""ok":true"#), "{told}");
    service.kill().expect("it runs");
    service.wait().expect("it ends");

    root.shell("apt-get purge -qq -y ferrofax ferrofax-asterisk");
    root.shell("! test -e /etc/systemd/system/ferrofax.service.d");
    // The faxes are kept, and also the settings that protect them from other users.
    has(CONF, &exclusion());
}

/// Emulates FreePBX's packages, folders, user, dialplan and `fwconsole`, and writes a dialplan like
/// that of the FreePBX module.
fn become_freepbx(root: &FreshRoot) {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/asterisk/freepbx.d");
    let copied = Command::new("cp").arg("-a").arg(ours).arg(root.folder()).status();
    assert!(copied.expect("cp is there").success());
    let [older, newer] = ASTERISKS;
    root.shell(&format!(
        "set -e; cd /lab/freepbx.d
         sh asterisk22 packages {older} {newer}; sh asterisk22 replace {older}
         install -m 755 fwconsole /usr/sbin/fwconsole
         cp extensions.conf ferrofax_devices.conf /etc/asterisk/
         echo '#tryinclude ferrofax_devices.conf' >/etc/asterisk/extensions_custom.conf"
    ));
}

fn install_beside_freepbx(root: &FreshRoot, relay: u16) {
    root.shell(
        "cd /lab/now; DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
         ./ferrofax-asterisk_*.deb ./ferrofax_*.deb",
    );
    let settings = format!(
        "mailserver = 127.0.0.1:{relay}\\nserveremail = fax@example.com\\nfaxmaster = postmaster@example.com"
    );
    root.shell(&format!("sed -i '/^\\[general\\]/a {settings}' /etc/asterisk/ferrofax.conf"));
    root.shell(MAIL_TO_FAX);
}

/// Sends a fax through the outbound routes, receives it by a DID, and checks its mails.
fn fax_over_the_routes(root: &FreshRoot, sink: &TestSink) {
    let file = root.folder().join("page.tif");
    write_tiff(&file, &[page(Content::Text, 1728, 500, 1)], Resolution::Standard);
    root.shell("chmod 644 /lab/page.tif; ferrofax send 09912121 /lab/page.tif --from 2101 --wait");
    await_mails(sink);
}

/// A user of FreePBX's User Management, whose address the FreePBX module has written, sends a fax
/// by mail.
fn mail_to_fax(root: &FreshRoot, sink: &TestSink) {
    eventually("the service", 30, || {
        let mail = "bash /lab/freepbx.d/mail bob@example.com 09912121@fax.example.com";
        root.try_shell(mail).0.then_some(())
    });
    await_mails(sink);
}

/// Waits until both owners of the device have got the fax and the reports.
fn await_mails(sink: &TestSink) {
    for owner in ["alice@example.com", "bob@example.com"] {
        eventually("a received fax", 90, || {
            let is_fax = |mail: &Mail| mail.to == owner && has_pdf(mail);
            (!sink.take(is_fax).is_empty()).then_some(())
        });
    }
}

fn has_pdf(mail: &Mail) -> bool {
    String::from_utf8_lossy(&mail.bytes).contains("application/pdf")
}

fn chown(root: &FreshRoot, times: usize) {
    for _ in 0..times {
        root.shell("fwconsole chown");
    }
}

/// Returns mode and owner of all our files and folders, except temporary ones.
fn rights_of_ours(root: &FreshRoot) -> BTreeSet<String> {
    let list = root.shell(&format!(
        "find {SPOOL} /etc/asterisk/ferrofax.conf /etc/ferrofax ! -name 'spool.db-*' -exec stat -c '%n %a %U:%G' {{}} +"
    ));
    list.lines().map(str::to_owned).collect()
}

/// Returns the wrong rights that `ferrofax check` finds.
fn wrong_rights(root: &FreshRoot) -> Vec<String> {
    let told = root.try_shell("ferrofax check").1;
    assert!(told.contains(" rights "), "{told}");
    let lines = told.lines().filter(|line| line.starts_with("FAIL  rights "));
    lines.map(str::to_owned).collect()
}
