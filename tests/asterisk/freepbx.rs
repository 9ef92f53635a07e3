//! FreePBX sets the rights of all that is Asterisk's each time it starts (`fwconsole chown`). Here its
//! commands run on a real spool: `ferrofax check` sees what they did, the module closes what it
//! can, and what docs/freepbx.md says keeps faxes and passwords from other users.

use std::fs;
use std::path::Path;

use crate::fresh_root::FreshRoot;
use crate::laboratory::{Asterisk, on_each_asterisk};
use crate::packages::{await_device, on_a_running_pbx, send, start_as_its_unit_does};
use crate::smtp_sink::{Script, TestSink};

on_each_asterisk!(on_16_by_wish: faxes_are_kept_from_others_where_freepbx_sets_rights);

const CONF: &str = "/etc/asterisk/freepbx_chown.conf";
const SPOOL: &str = "/var/spool/asterisk/ferrofax";

/// As systemSetRecursivePermissions in Chown.class.php of FreePBX/framework (release 17) makes them, from what
/// freepbx_chown.conf names.
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

    // FreePBX does that before it starts Asterisk.
    restart(&root);
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    assert!(root.shell("cat /var/log/asterisk/messages*").contains("freepbx_chown.conf"));

    // What the page says.
    freepbx_starts(&root);
    root.shell(&format!("cat >{CONF} <<'TEXT'\n{}TEXT", exclusion()));
    root.shell(&format!("chmod -R o= {SPOOL}; chmod o= /etc/asterisk/ferrofax.conf"));
    freepbx_starts(&root);
    assert!(!others_read(&root, "received/*/*.tif") && !others_read(&root, "spool.db"));
    assert_eq!(wrong_rights(&root), [""; 0]);
    restart(&root);
    assert!(send(&root).wait().expect("it runs").success());
}

/// The lines of the page, which are those of the sample.
fn exclusion() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(top.join(file)).expect("it is ours");
    let sample = read("asterisk-conf/freepbx_chown.conf.sample");
    let lines: Vec<&str> = sample.lines().filter(|line| !line.starts_with(';')).collect();
    let page = read("docs/freepbx.md");
    for line in &lines {
        assert!(page.contains(&format!("       {line}\n")), "{line}");
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

/// Whether a user who has nothing to do with faxes reads these files of the spool.
fn others_read(root: &FreshRoot, files: &str) -> bool {
    root.try_shell(&format!("runuser -u nobody -- sh -c 'cat {SPOOL}/{files} >/dev/null'"))
        .0
}

/// What `ferrofax check` finds wrong with rights.
fn wrong_rights(root: &FreshRoot) -> Vec<String> {
    let told = root.try_shell("ferrofax check").1;
    assert!(told.contains(" rights "), "{told}");
    let lines = told.lines().filter(|line| line.starts_with("FAIL  rights "));
    lines.map(str::to_owned).collect()
}
