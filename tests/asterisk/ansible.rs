//! The Ansible role (ansible/) on a fresh Debian with a running Asterisk: `--check` changes
//! nothing, the role sets up a PBX in which `ferrofax check` finds no fault, and the second run
//! changes nothing.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::fresh_root::FreshRoot;
use crate::laboratory::Asterisk;
use crate::packages::{await_device, make_this, start_as_its_unit_does};
use crate::smtp_sink::{Script, TestSink};

/// The variables of a site, in addition to those of the sample playbook.
const SITE: &str = r#"
ferrofax_packages: /lab/now
ferrofax_ufw_ports: [8443/tcp]
ferrofax_ufw_from: [192.0.2.0/24]
ferrofax_general:
  mailserver: "127.0.0.1:RELAY"
  serveremail: fax@example.com
  faxmaster: postmaster@example.com
  contexts: [fax-devices, fax-branch]
  localstationid: "+49 991 1"
  ecm: true
ferrofax_classes:
  branch: {faxenabled: true, modems: [v17, v29]}
  contracts: {type: retention, received_days: 3650}
ferrofax_devices:
  - {extension: "2101", mailboxes: [alice@example.com]}
  - {extension: "2102", mailboxes: [bob@example.com, sales@example.com], format: tiff, options: "n(Sales, Bob)c(branch)"}
  - {extension: "7", mailboxes: [carol@example.com], context: fax-branch, options: x}
ferrofax_dial: Local/${EXTEN}@fax-devices
"#;

/// Runs the sample playbook with these arguments. Returns its output, with the counts at the end.
fn play(root: &FreshRoot, words: &str) -> String {
    let said = root.shell(&format!(
        "cd /lab/ansible && ansible-playbook -i /lab/inventory -e @/lab/site.yml {words} playbook.yml"
    ));
    assert!(said.contains("failed=0"), "{said}");
    said
}

#[test]
fn the_role_sets_up_a_pbx_and_the_second_run_changes_nothing() {
    let Some(root) = FreshRoot::with_ansible("role", Asterisk::V22) else { return };
    make_this(root.folder(), Asterisk::V22, &root.folder().join("now"));
    let sink = root.in_its_network(|| TestSink::start(Script::default()));
    let port = sink.address().port().to_string();
    fs::write(root.folder().join("site.yml"), SITE.replace("RELAY", &port)).expect("it is ours");
    let inventory = "[pbx]\nlocalhost ansible_connection=local\n";
    fs::write(root.folder().join("inventory"), inventory).expect("it is ours");
    let role = Path::new(env!("CARGO_MANIFEST_DIR")).join("ansible");
    let copied = Command::new("cp").arg("-r").arg(role).arg(root.folder()).status();
    assert!(copied.expect("cp is there").success());
    start_as_its_unit_does(&root);

    play(&root, "--check");
    root.shell("! test -e /usr/bin/ferrofax && ! test -e /var/cache/ferrofax");

    // The last task of the role is `ferrofax check`.
    play(&root, "");
    await_device(&root);
    let devices = root.shell("asterisk -rx 'ferrofax show devices'");
    for line in [
        "2101  fax-devices  pdf  yes  alice@example.com",
        "2102  fax-devices  tiff  yes  bob@example.com sales@example.com",
        "7  fax-branch  pdf  no (the device is switched off by its option x)  carol@example.com",
    ] {
        assert!(devices.contains(line), "{devices}");
    }
    for number in ["0991", "+49991"] {
        let dialled = root.shell(&format!("asterisk -rx 'dialplan show {number}@fax-outbound'"));
        assert!(dialled.contains("Dial(Local/"), "{number}: {dialled}");
    }
    let settings = root.shell("asterisk -rx 'ferrofax show settings'");
    assert!(settings.contains("retention [contracts] = received 3650 days"), "{settings}");
    let modes = "stat -c '%a %U:%G' /etc/asterisk/ferrofax.conf /etc/asterisk/extensions_ferrofax.conf \
                 /etc/ferrofax/gateway.toml";
    let modes = root.shell(modes);
    assert_eq!(modes, "640 root:asterisk\n640 root:asterisk\n640 root:ferrofax\n");
    assert_eq!(root.shell("systemctl is-enabled ferrofax").trim(), "enabled");
    let opened = root.shell("ufw show added");
    assert!(opened.contains("allow from 192.0.2.0/24 to any port 8443 proto tcp"), "{opened}");

    for words in ["", "--check --diff"] {
        let said = play(&root, words);
        assert!(said.contains("changed=0 "), "{said}");
    }
    // The run fails if the settings have a fault.
    root.shell("sed -i 's/^  ecm: true/  ecm: perhaps/' /lab/site.yml");
    let (went_well, said) = root.try_shell(
        "cd /lab/ansible && ansible-playbook -i /lab/inventory -e @/lab/site.yml playbook.yml",
    );
    assert!(!went_well && said.contains("ferrofax.conf:"), "{said}");

    root.shell("cd /lab/ansible && HOME=/tmp ansible-lint --offline --strict");
    root.shell("asterisk -rx 'core stop now'");
}
