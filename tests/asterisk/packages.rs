//! The Debian packages on a Debian with Asterisk from its own packages: they are installed and set
//! up as docs/quick-start.md describes, receive a fax, are upgraded during a fax, removed, and
//! purged.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use ferrofax::t4::Resolution;

use crate::fresh_root::FreshRoot;
use crate::laboratory::{Asterisk, is_release, on_each_asterisk, store};
use crate::packages_made::{Packages, change, copy_of_tree};
use crate::pages::{Content, page, write_tiff};
use crate::smtp_sink::{Script, TestSink};
use crate::watching::eventually;

on_each_asterisk!(
    installed_upgraded_in_a_call_removed_and_purged,
    the_quick_start_holds_on_a_pbx_that_runs,
);

/// Runs the steps of the image of `make image` that need no registry.
#[test]
fn the_steps_of_the_image_make_an_asterisk_with_ferrofax() {
    let root = FreshRoot::start("image", Asterisk::V22);
    let made = root.folder().join("packages");
    make_this(root.folder(), Asterisk::V22, &made);
    for (word, rest) in steps_of_the_image() {
        match (word.as_str(), rest.as_str()) {
            ("COPY", rest) => {
                let (files, into) = rest.rsplit_once(' ').expect("files and a folder");
                root.shell(&format!("mkdir -p {into}; cd /lab/packages; cp {files} {into}"));
            }
            ("RUN", line) => drop(root.shell(line)),
            ("CMD", words) => {
                let words: Vec<String> = serde_json::from_str(words).expect("a list of words");
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let mut asterisk = root.command(&words);
                asterisk.stdout(Stdio::null()).stderr(Stdio::null());
                let mut asterisk = asterisk.spawn().expect("lab can be run");
                eventually("Asterisk", 60, || {
                    root.try_shell("asterisk -rx 'core waitfullybooted'").0.then_some(())
                });
                let loaded = root.shell("asterisk -rx 'module show like ferrofax'");
                assert!(loaded.contains("Running"), "{loaded}");
                let folder = root.shell("stat -c %U:%G:%a /var/lib/ferrofax");
                assert_eq!(folder, "ferrofax:ferrofax:750\n", "the service writes its keys there");
                root.shell("asterisk -rx 'core stop now'");
                asterisk.wait().expect("it ends");
            }
            ("ARG" | "FROM" | "VOLUME", _) => {}
            other => panic!("a step that nobody has tried: {other:?}"),
        }
    }
}

/// Returns the steps, with the first word of each separated.
fn steps_of_the_image() -> Vec<(String, String)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("Containerfile");
    let text = fs::read_to_string(file).expect("it is ours").replace("\\\n", " ");
    let steps = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let steps = steps.map(|line| line.split_once(' ').expect("a word and what it does"));
    steps.map(|(word, rest)| (word.to_owned(), rest.to_owned())).collect()
}

const DROP_IN: &str = "/etc/systemd/system/ferrofax.service.d/override.conf";

fn installed_upgraded_in_a_call_removed_and_purged(asterisk: Asterisk) {
    let root = FreshRoot::start("packages", asterisk);
    make_both(root.folder(), asterisk);

    install(&root, "before");
    assert!(root.shell("ferrofax --version").contains("spool of version"));
    assert_eq!(root.try_shell("systemctl is-enabled ferrofax").1.trim(), "disabled");
    let sink = root.in_its_network(|| TestSink::start(Script::default()));
    set_up(&root, sink.address().port());
    start_asterisk(&root, "-U asterisk");

    // The upgrade happens while the old version receives a fax.
    let mut fax = send(&root);
    eventually("a page is on its way", 60, || {
        root.shell("ferrofax jobs").contains("active").then_some(())
    });
    as_if_systemd_ran(&root);
    install(&root, "now");
    assert!(maps(&root).contains("app_ferrofax.so (deleted)"));
    // The new program migrates the spool while the old module works in it.
    root.shell("ferrofax jobs");
    assert!(fax.wait().expect("it runs").success(), "the fax of the upgrade has arrived");
    eventually("its mail", 60, || {
        (!sink.take(|mail| mail.to == "alice@example.com").is_empty()).then_some(())
    });
    what_was_edited_stands(&root);
    let asked = root.shell("cat /systemctl.log");
    assert!(asked.contains("try-restart ferrofax.service"), "it goes on if it ran: {asked}");
    assert!(!asked.contains(" start ") && !asked.contains(" restart "), "{asked}");

    // The new module is loaded when the administrator decides so.
    eventually("the end of its call", 60, || {
        let said = root.shell("asterisk -rx 'module unload app_ferrofax.so'");
        said.contains("Unloaded").then_some(())
    });
    root.shell("asterisk -rx 'module load app_ferrofax.so'");
    assert!(!maps(&root).contains("app_ferrofax.so (deleted)"));
    let version = root.shell("asterisk -rx 'ferrofax show version'");
    assert!(
        version.contains(env!("CARGO_PKG_VERSION")) && version.contains("for Asterisk 16 to "),
        "{version}"
    );
    prove_it(&root);
    eventually("the first mail", 60, || {
        (!sink.take(|mail| mail.to == "postmaster@example.com").is_empty()).then_some(())
    });
    assert!(send(&root).wait().expect("it runs").success());
    eventually("its mail", 60, || {
        (!sink.take(|mail| mail.to == "alice@example.com").is_empty()).then_some(())
    });

    root.shell("apt-get remove -qq -y ferrofax ferrofax-asterisk");
    root.shell("! test -e /usr/bin/ferrofax && test -e /etc/asterisk/ferrofax.conf");
    root.shell("asterisk -rx 'core restart now'");
    eventually("Asterisk without the module", 60, || {
        let said = root.try_shell(
            "asterisk -rx 'core waitfullybooted' && asterisk -rx 'module show like ferrofax'",
        );
        (said.0 && said.1.contains("0 modules")).then_some(())
    });
    root.shell("apt-get purge -qq -y ferrofax ferrofax-asterisk");
    root.shell("! test -e /etc/asterisk/ferrofax.conf && ! test -e /etc/ferrofax/gateway.toml");
    root.shell(&format!("test -e {DROP_IN}"));
    let faxes = root.shell("ls /var/spool/asterisk/ferrofax/received/*/*");
    assert_eq!(faxes.lines().count(), 3, "faxes are people's: {faxes}");
}

/// Builds the packages of this source tree in `now`, and those of an earlier version in `before`.
/// The earlier version is the checkout FERROFAX_BEFORE, which its own laboratory has built (`make
/// release BEFORE=…`), or else this one with a lower version number and other defaults.
pub(crate) fn make_both(folder: &Path, asterisk: Asterisk) {
    let before = folder.join("before");
    if let Some(tree) = env::var_os("FERROFAX_BEFORE").map(PathBuf::from) {
        make(&tree, (&tree.join("lab"), folder), asterisk, None, &before);
    } else {
        let earlier = folder.join("tree");
        copy_of_tree(&earlier);
        let of_earlier = |file: &str| -> PathBuf { earlier.join("asterisk-conf").join(file) };
        change(&of_earlier("ferrofax.conf.sample"), ";retention_days = 30", ";retention_days = 31");
        change(&of_earlier("gateway.toml.sample"), "#mode = 0", "#mode = 1");
        // In the source tree it is a link; in the copy it is a file.
        let unit = earlier.join("debian/ferrofax.service");
        change(&unit, "LimitNOFILE=4096", "LimitNOFILE=4095");
        make(&earlier, (&store(), folder), asterisk, Some("0.1.9-1"), &before);
    }
    make_this(folder, asterisk, &folder.join("now"));
}

/// Builds the packages of this source tree from the files that the suite has built.
pub(crate) fn make_this(folder: &Path, asterisk: Asterisk, into: &Path) {
    let this = Path::new(env!("CARGO_MANIFEST_DIR"));
    make(this, (&store(), folder), asterisk, None, into);
}

/// Builds the packages of a source tree from the files in its laboratory's store.
fn make(
    tree: &Path,
    (built_in, folder): (&Path, &Path),
    asterisk: Asterisk,
    version: Option<&str>,
    into: &Path,
) {
    let built = folder.join("built");
    fs::create_dir_all(&built).expect("it is ours");
    let module = built_in.join("module/app_ferrofax.so");
    fs::copy(module, built.join("app_ferrofax.so")).expect("the suite built it");
    let program = built.join("ferrofax");
    fs::copy(built_in.join("program/ferrofax"), &program).expect("and this");
    if is_release() {
        // ELF's e_type: ET_DYN.
        let head = fs::read(program).expect("it was copied");
        assert_eq!(head[16..18], [3, 0], "what is released lies at another address each time");
    }
    let system = store().join(format!("asterisk-{}", asterisk.name()));
    let include = &system.join("usr/include");
    let sysroot = (asterisk == Asterisk::V16).then_some(&*system);
    Packages { tree, built: &built, include, sysroot, version, into }.make();
}

/// The lines that users copy from docs/quick-start.md.
struct QuickStart {
    install: String,
    settings: String,
    dialplan: String,
    load: String,
    selftest: String,
    incoming: String,
    send: String,
}

impl QuickStart {
    fn read() -> Self {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/quick-start.md");
        let text = fs::read_to_string(page).expect("it is ours");
        let mut blocks = vec![String::new()];
        for line in text.lines() {
            match (line.strip_prefix("    "), blocks.last_mut()) {
                (Some(code), Some(block)) => *block += &format!("{code}\n"),
                (None, Some(block)) if line.is_empty() && !block.is_empty() => block.push('\n'),
                (None, Some(block)) if !block.is_empty() => blocks.push(String::new()),
                _ => {}
            }
        }
        blocks.retain(|block| !block.is_empty());
        let blocks: [String; 7] = blocks.try_into().expect("seven things to copy");
        let [install, settings, dialplan, load, selftest, incoming, send] = blocks;
        Self { install, settings, dialplan, load, selftest, incoming, send }
    }
}

/// Installs packages as an administrator does. Edited files are kept.
fn install(root: &FreshRoot, packages: &str) {
    let line = QuickStart::read().install;
    let quietly = line.replace("install", "install -qq -y -o Dpkg::Options::=--force-confold");
    root.shell(&format!("cd /lab/{packages}; DEBIAN_FRONTEND=noninteractive {quietly}"));
}

/// Sets up three settings and a device, and edits further files. There is no trunk.
fn set_up(root: &FreshRoot, relay: u16) {
    let QuickStart { settings, dialplan, incoming, .. } = QuickStart::read();
    let settings = settings.replace("mail.example.com", &format!("127.0.0.1:{relay}"));
    let settings = settings.trim_end().replace('\n', "\\n");
    root.shell(&format!("sed -i '/^\\[general\\]/a {settings}' /etc/asterisk/ferrofax.conf"));
    let dialplan = dialplan.replace("PJSIP/${EXTEN}@trunk", "Local/${EXTEN}@fax-devices");
    let incoming = format!("[from-the-trunk]\n{incoming}");
    root.shell(&format!(
        "cat >>/etc/asterisk/extensions.conf <<'TEXT'\n\n{dialplan}\n{incoming}TEXT"
    ));
    root.shell("echo '# edited' >>/etc/ferrofax/gateway.toml");
    root.shell("echo '# edited' >>/etc/logrotate.d/ferrofax");
    root.shell(&format!(
        "mkdir -p $(dirname {DROP_IN}) && printf '[Service]\\nLimitNOFILE=5000\\n' >{DROP_IN}"
    ));
}

fn what_was_edited_stands(root: &FreshRoot) {
    root.shell("grep -q 'faxmaster = postmaster' /etc/asterisk/ferrofax.conf");
    root.shell("grep -q 'retention_days = 30' /etc/asterisk/ferrofax.conf.dpkg-dist");
    for file in ["/etc/ferrofax/gateway.toml", "/etc/logrotate.d/ferrofax"] {
        root.shell(&format!("grep -q '# edited' {file}"));
    }
    root.shell("grep -q 'mode = 0' /etc/ferrofax/gateway.toml.dpkg-dist");
    root.shell(&format!("grep -q LimitNOFILE=5000 {DROP_IN}"));
    root.shell("grep -q LimitNOFILE=4096 /lib/systemd/system/ferrofax.service");
    // These files may contain passwords.
    let modes =
        root.shell("stat -c '%a %G' /etc/asterisk/ferrofax.conf /etc/ferrofax/gateway.toml");
    assert_eq!(modes, "640 asterisk\n640 ferrofax\n");
}

/// Starts a PBX, and installs and sets up the packages of this source tree while Asterisk runs, as
/// docs/quick-start.md describes.
pub(crate) fn on_a_running_pbx(name: &str, asterisk: Asterisk, relay: u16) -> FreshRoot {
    let root = FreshRoot::start(name, asterisk);
    make_this(root.folder(), asterisk, &root.folder().join("now"));
    start_as_its_unit_does(&root);
    install(&root, "now");
    set_up(&root, relay);
    root
}

/// Starts Asterisk with the user and group options of Debian's unit.
pub(crate) fn start_as_its_unit_does(root: &FreshRoot) {
    let unit = root.shell("cat /lib/systemd/system/asterisk.service");
    let command = unit.lines().find_map(|line| line.strip_prefix("ExecStart="));
    let options: Vec<&str> = command
        .expect("it starts something")
        .split_whitespace()
        .skip_while(|word| *word != "-U")
        .collect();
    start_asterisk_alone(root, &options.join(" "));
}

fn start_asterisk_alone(root: &FreshRoot, user: &str) {
    root.shell(&format!("asterisk {user}"));
    eventually("Asterisk", 60, || {
        root.try_shell("asterisk -rx 'core waitfullybooted'").0.then_some(())
    });
}

fn start_asterisk(root: &FreshRoot, user: &str) {
    start_asterisk_alone(root, user);
    await_device(root);
}

pub(crate) fn await_device(root: &FreshRoot) {
    eventually("the device", 60, || {
        let devices = root.shell("asterisk -rx 'ferrofax show devices'");
        devices.contains("alice@example.com").then_some(())
    });
}

/// Asterisk's process is not in the group `ferrofax`, because the group was created later, or
/// because of `-G`. Nevertheless the service can read received faxes, and Asterisk can read
/// submitted faxes.
fn the_quick_start_holds_on_a_pbx_that_runs(asterisk: Asterisk) {
    let root = on_a_running_pbx("running", asterisk, 1);
    let sink = root.in_its_network(|| TestSink::start(Script::default()));
    set_relay(&root, sink.address().port());
    let process = root.shell("grep -E '^(Groups|Uid)' /proc/$(pidof asterisk)/status");
    let group = root.shell("getent group ferrofax | cut -d: -f3");
    assert!(!process.split_whitespace().any(|number| number == group.trim()), "{process}");
    prove_it(&root);

    let file = root.folder().join("page.tif");
    write_tiff(&file, &[page(Content::Text, 1728, 500, 1)], Resolution::Standard);
    root.shell("chmod 644 /lab/page.tif");
    let may = r#"s/^#administrators = .*/administrators = ["ferrofax"]/"#;
    root.shell(&format!("sed -i '{may}' /etc/ferrofax/gateway.toml"));
    root.shell("runuser -u ferrofax -- ferrofax send 2101 /lab/page.tif --from 2101 --wait");
    let faxes = "runuser -u ferrofax -- sh -c 'cat /var/spool/asterisk/ferrofax/received/*/*.tif'";
    assert!(root.try_shell(&format!("{faxes} >/dev/null")).0);
    let told = root.try_shell("ferrofax check").1;
    for line in ["ok    group ", "ok    rights "] {
        assert!(told.contains(line), "{told}");
    }
    let nobody = faxes.replace("-u ferrofax", "-u nobody");
    assert!(!root.try_shell(&format!("{nobody} >/dev/null")).0);
}

pub(crate) fn set_relay(root: &FreshRoot, port: u16) {
    root.shell(&format!(
        "sed -i 's/^mailserver = .*/mailserver = 127.0.0.1:{port}/' /etc/asterisk/ferrofax.conf"
    ));
}

/// Runs the steps of docs/quick-start.md, from loading the module to the received page.
fn prove_it(root: &FreshRoot) {
    root.shell("asterisk -rx 'module unload app_ferrofax.so'");
    let QuickStart { load, selftest, .. } = QuickStart::read();
    root.shell(&load);
    let told = root.shell(&selftest);
    let wrong: Vec<&str> = told
        .lines()
        .filter(|line| !line.starts_with("ok    ") && !line.contains('…'))
        .collect();
    assert_eq!(wrong, [""; 0], "{told}");
    assert!(told.contains("ok    fax         2101@fax-devices to 2101@fax-devices"), "{told}");
}

/// Returns the files that Asterisk has mapped.
fn maps(root: &FreshRoot) -> String {
    root.shell("cat /proc/$(pidof asterisk)/maps")
}

/// Installs a stub of systemctl that records its arguments.
fn as_if_systemd_ran(root: &FreshRoot) {
    root.shell(
        "mkdir -p /run/systemd/system
         mv /usr/bin/systemctl /usr/bin/systemctl.real 2>/dev/null || mv /bin/systemctl /usr/bin/systemctl.real
         printf '#!/bin/sh\\necho \" $* \" >>/systemctl.log\\n' >/usr/bin/systemctl
         chmod 755 /usr/bin/systemctl",
    );
}

/// Sends a short page from the device to itself.
pub(crate) fn send(root: &FreshRoot) -> Child {
    let file = root.folder().join("page.tif");
    write_tiff(&file, &[page(Content::Text, 1728, 500, 1)], Resolution::Standard);
    let line = QuickStart::read().send;
    let line = line.replace("09911234567 letter.pdf", "2101 /lab/page.tif");
    let words: Vec<&str> = line.split_whitespace().collect();
    root.command(&words).spawn().expect("lab can be run")
}
