//! `make install` into a folder: a module under a running PBX is replaced and not written
//! over; the program's files, the unit, its user and the spool's folders are what systemd
//! takes.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::programs::{is_there, skip};

const TOP: &str = env!("CARGO_MANIFEST_DIR");

/// What the program does when it is installed: it makes pages.
const PROGRAM: &str = "#!/bin/sh
mkdir -p $2/man $2/completions
touch $2/man/ferrofax.1 $2/man/gateway.toml.5
touch $2/completions/ferrofax.bash $2/completions/_ferrofax $2/completions/ferrofax.fish
";

/// Installs a program that is none into a folder.
fn installed() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let release = folder.path().join("target/release");
    fs::create_dir_all(&release).expect("it is ours");
    let program = release.join("ferrofax");
    fs::write(&program, PROGRAM).expect("it is ours");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
    install_into(&folder);
    folder
}

/// Installs it and returns what that said.
fn install_into(folder: &TempDir) -> String {
    make(folder, "install-gateway")
}

fn make(folder: &TempDir, target_name: &str) -> String {
    let (root, target) = (folder.path().join("root"), folder.path().join("target"));
    let output = Command::new("make")
        .args(["-C", TOP, target_name])
        .arg(format!("DESTDIR={}", root.display()))
        .arg(format!("CARGO_TARGET_DIR={}", target.display()))
        .output()
        .expect("make is there");
    assert!(output.status.success(), "{}", said(&output));
    said(&output)
}

fn said(output: &Output) -> String {
    [&output.stdout[..], &output.stderr[..]].map(String::from_utf8_lossy).concat()
}

#[test]
fn everything_that_the_pages_name_is_installed() {
    let folder = installed();
    let root = folder.path().join("root");
    let mode = |file: &str| {
        fs::metadata(root.join(file))
            .map(|found| found.permissions().mode() & 0o777)
            .ok()
    };
    // The unit runs the second program before each start.
    for program in ["usr/bin/ferrofax", "usr/lib/ferrofax/spool-folders"] {
        assert_eq!(mode(program), Some(0o755), "{program}");
    }
    let files = [
        "etc/ferrofax/gateway.toml.sample",
        "usr/lib/systemd/system/ferrofax.service",
        "usr/lib/sysusers.d/ferrofax.conf",
        "usr/lib/tmpfiles.d/ferrofax.conf",
        "etc/logrotate.d/ferrofax",
        "usr/share/man/man1/ferrofax.1",
        "usr/share/man/man5/gateway.toml.5",
        "usr/share/bash-completion/completions/ferrofax",
        "usr/share/zsh/vendor-completions/_ferrofax",
        "usr/share/fish/vendor_completions.d/ferrofax.fish",
        "usr/share/doc/ferrofax/mail-to-fax.md",
        "usr/share/doc/ferrofax/mail-servers.md",
        "usr/share/doc/ferrofax/office-machines.md",
        "usr/share/doc/ferrofax/internals/scale.md",
        "usr/share/doc/ferrofax/index.md",
        "usr/share/doc/ferrofax/client.py",
        "usr/share/doc/ferrofax/reference/ferrofax.md",
        "usr/share/doc/ferrofax/pictures/inbox-light.png",
        "usr/share/doc/ferrofax/internals/scale.svg",
        "usr/share/doc/ferrofax/postfix/ferrofax.transport",
        "usr/share/doc/ferrofax/postfix/main.cf",
        "usr/share/doc/ferrofax/postfix/master.cf",
        "usr/share/doc/ferrofax/exim/180_ferrofax-router",
        "usr/share/doc/ferrofax/exim/30_ferrofax-transport",
        "usr/share/doc/ferrofax/monitoring/prometheus.yml",
        "usr/share/doc/ferrofax/monitoring/ferrofax.rules.yml",
        "usr/share/doc/ferrofax/monitoring/grafana/overview.json",
    ];
    for file in files {
        assert_eq!(mode(file), Some(0o644), "{file}");
    }
}

/// A library that is none of Asterisk's, but has symbols, and says which version it is.
fn build_module(folder: &TempDir, version: u32) {
    let release = folder.path().join("target/release");
    fs::create_dir_all(&release).expect("it is ours");
    let source = folder.path().join("module.c");
    let text = format!("const char *ferrofax_of(void) {{ return \"version {version}\"; }}\n");
    fs::write(&source, text).expect("it is ours");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-g", "-shared", "-fPIC", "-o"])
        .arg(release.join("app_ferrofax.so"));
    assert!(compiler.arg(&source).status().expect("cc is there").success());
}

#[test]
fn a_module_that_is_mapped_is_replaced_and_nothing_edited_is_overwritten() {
    if !is_there("cc") || !is_there("objcopy") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("root");
    let module = root.join("usr/lib/asterisk/modules/app_ferrofax.so");
    let version = |module: &[u8]| {
        let has = |text: &str| module.windows(text.len()).any(|at| at == text.as_bytes());
        [has("version 1"), has("version 2")]
    };
    build_module(&folder, 1);
    make(&folder, "install");
    // As a PBX has it: by the file, whatever its name leads to later.
    let mut running = File::open(&module).expect("it is installed");
    let before = running.metadata().expect("it is open").ino();
    let edited = root.join("etc/asterisk/ferrofax.conf");
    fs::write(&edited, "[general]\nmax_lines = 3\n").expect("it is ours");

    build_module(&folder, 2);
    make(&folder, "install");
    assert_ne!(fs::metadata(&module).expect("it is there").ino(), before, "a new file");
    let (mut old, new) = (Vec::new(), fs::read(&module).expect("it is there"));
    running.read_to_end(&mut old).expect("it can be read");
    assert_eq!([version(&old), version(&new)], [[true, false], [false, true]]);
    assert_eq!(fs::read_to_string(&edited).expect("ours"), "[general]\nmax_lines = 3\n");
    // Beside what is loaded nothing is left; its symbols lie where a debugger looks.
    let beside = fs::read_dir(module.parent().expect("a folder")).expect("it is there").count();
    assert_eq!(beside, 1);
    let symbols = root.join("usr/lib/debug/usr/lib/asterisk/modules/app_ferrofax.so.debug");
    assert_eq!(owned(&symbols).2, 0o644);
    assert_eq!(owned(&module).2, 0o755);
    for file in [
        "etc/asterisk/ferrofax.conf.sample",
        "usr/share/asterisk/documentation/thirdparty/ferrofax-en_US.xml",
    ] {
        assert_eq!(owned(&root.join(file)).2, 0o644, "{file}");
    }
}

#[test]
fn installing_again_leaves_what_was_edited_as_it_is() {
    let folder = installed();
    let root = folder.path().join("root");
    let unit = "usr/lib/systemd/system/ferrofax.service";
    let edited = [
        ("etc/ferrofax/gateway.toml", "[mail]\nenabled = true\n"),
        ("etc/logrotate.d/ferrofax", "# none\n"),
        (unit, "[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\n"),
        ("usr/lib/sysusers.d/ferrofax.conf", "u ferrofax 993\n"),
        ("usr/lib/tmpfiles.d/ferrofax.conf", "d /srv/fax\n"),
    ];
    for (file, text) in edited {
        fs::write(root.join(file), text).expect("it is ours");
    }
    let told = install_into(&folder);
    for (file, text) in edited {
        assert_eq!(fs::read_to_string(root.join(file)).expect("it is there"), text);
    }
    assert!(told.contains("ferrofax.service has been edited and stays"), "{told}");
    let new = fs::read_to_string(root.join(unit).with_extension("service.new"))
        .expect("it is put beside");
    assert_eq!(
        new,
        fs::read_to_string(Path::new(TOP).join("asterisk-conf/systemd/ferrofax.service"))
            .expect("ours")
    );
}

/// An upgrade: what was installed last is not what is installed now, and nobody has touched it.
#[test]
fn installing_a_new_version_takes_the_place_of_what_nobody_edited() {
    let folder = installed();
    let root = folder.path().join("root");
    let unit = root.join("usr/lib/systemd/system/ferrofax.service");
    for file in [&unit, &root.join("usr/share/doc/ferrofax/installed/ferrofax.service")] {
        fs::write(file, "[Service]\n# of the version before\n").expect("it is ours");
    }
    let told = install_into(&folder);
    assert!(fs::read_to_string(&unit).expect("it is there").contains("ExecStart="), "{told}");
    assert!(!unit.with_extension("service.new").exists());
}

#[test]
fn the_unit_is_one_that_systemd_takes_and_is_shut_in() {
    if !is_there("systemd-analyze") {
        return;
    }
    let folder = installed();
    let root = folder.path().join("root");
    let unit = root.join("usr/lib/systemd/system/ferrofax.service");
    // Those of the program's path, which is nowhere here.
    let verified = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&unit)
        .output()
        .expect("it is there");
    let text = said(&verified);
    let complaints = text
        .lines()
        .filter(|line| line.contains("ferrofax.service") && !line.contains("/usr/bin/ferrofax"));
    assert_eq!(complaints.collect::<Vec<_>>(), [""; 0]);
    let judged = Command::new("systemd-analyze")
        .args(["security", "--offline=true"])
        .arg(&unit)
        .output();
    let text = said(&judged.expect("it is there"));
    if let Some(level) = text.lines().find_map(|line| line.split_once("ferrofax.service: ")) {
        let level: f32 =
            level.1.split(' ').next().and_then(|level| level.parse().ok()).unwrap_or(10.0);
        assert!(level <= 1.5, "{text}");
    }
    // The unit says of each restriction that it leaves out why it does.
    let unit = fs::read_to_string(&unit).expect("it is installed");
    for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("✗ ")) {
        let name = line.split(['=', ' ']).next().unwrap_or_default();
        assert!(unit.contains(name), "{line}");
    }
}

/// The PBX beside it goes on when documents take all the memory that they get.
#[test]
fn the_unit_bounds_what_the_gateway_takes_from_the_pbx() {
    let folder = installed();
    let unit =
        fs::read_to_string(folder.path().join("root/usr/lib/systemd/system/ferrofax.service"))
            .expect("it is there");
    let set = |key: &str| {
        unit.lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix('='))
            .unwrap_or_default()
    };
    let percent: u32 = set("MemoryMax")
        .strip_suffix('%')
        .and_then(|share| share.parse().ok())
        .expect("a share of all");
    assert!((1..=50).contains(&percent));
    assert!(
        set("TasksMax").parse::<u32>().is_ok_and(|tasks| tasks >= 200),
        "100 connections and the workers"
    );
    assert!(set("OOMScoreAdjust").parse::<i32>().is_ok_and(|score| score > 0), "before Asterisk");
    assert_eq!(set("OOMPolicy"), "continue", "the end of one conversion is not the daemon's");
}

#[test]
fn the_gateways_user_shares_the_spool_with_the_pbx_by_a_group() {
    if !is_there("systemd-sysusers") || !is_there("systemd-tmpfiles") {
        return;
    }
    if !we_are_root() {
        return skip("gives files to users, which root alone may");
    }
    let folder = installed();
    let root = folder.path().join("root");
    fs::write(
        root.join("etc/passwd"),
        "root:x:0:0::/root:/bin/sh\nasterisk:x:120:120::/:/bin/false\n",
    )
    .expect("ours");
    fs::write(root.join("etc/group"), "root:x:0:\nasterisk:x:120:\n").expect("it is ours");
    fs::create_dir_all(root.join("var/spool/asterisk")).expect("it is ours");
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .arg(format!("--root={}", root.display()))
            .args(arguments)
            .output();
        let output = output.expect("it is there");
        assert!(output.status.success(), "{}", said(&output));
    };
    run("systemd-sysusers", &["ferrofax.conf"]);
    let groups = fs::read_to_string(root.join("etc/group")).expect("it is there");
    let group = groups
        .lines()
        .find_map(|line| line.strip_prefix("ferrofax:x:"))
        .expect("the group is made");
    assert!(group.ends_with(":asterisk"), "the PBX's user is in it: {group}");
    // The one line whose group is looked up outside of the folder.
    let lines =
        fs::read_to_string(root.join("usr/lib/tmpfiles.d/ferrofax.conf")).expect("it is installed");
    let lines: Vec<&str> = lines.lines().filter(|line| !line.starts_with("a+")).collect();
    fs::write(root.join("tmpfiles"), lines.join("\n")).expect("it is ours");
    let file = root.join("tmpfiles").display().to_string();
    let id: u32 = group.split(':').next().and_then(|id| id.parse().ok()).expect("a number");
    let spool = root.join("var/spool/asterisk/ferrofax");
    run("systemd-tmpfiles", &["--create", &file]);
    // The second time it finds what it made, and a fax that the gateway has sealed.
    let (folder, sealed) = (spool.join("received/0000"), spool.join("received/0000/1.tif"));
    fs::create_dir(&folder).expect("it is ours");
    fs::write(&sealed, "").expect("it is ours");
    for (path, user, mode) in [(&folder, 120, 0o2770), (&sealed, id, 0o640)] {
        chown(path, Some(user), Some(id)).expect("we are root");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }
    run("systemd-tmpfiles", &["--create", &file]);
    assert_eq!((owned(&folder), owned(&sealed)), ((120, id, 0o2770), (id, id, 0o640)));
    for (name, mode) in [("", 0o2770), ("received", 0o2750), ("jobs", 0o2770), ("spool.db", 0o660)]
    {
        assert_eq!(owned(&spool.join(name)), (120, id, mode), "{name}");
    }
}

/// As an administrator's nightly run does it, but for the place and the user.
#[test]
fn logrotate_moves_the_audit_log_away_and_keeps_it() {
    if !is_there("logrotate") {
        return;
    }
    let folder = installed();
    let root = folder.path().join("root");
    let log = folder.path().join("audit.log");
    let installed =
        fs::read_to_string(root.join("etc/logrotate.d/ferrofax")).expect("it is installed");
    let place = log.display().to_string();
    let here = installed
        .replace("/var/spool/asterisk/ferrofax/audit.log", &place)
        .replace("su ferrofax ferrofax", "");
    assert!(here.contains(&place));
    let settings = folder.path().join("logrotate.conf");
    fs::write(&settings, here).expect("it is ours");
    for round in ["first", "second", "third"] {
        fs::write(&log, round).expect("it is ours");
        let mut command = Command::new("logrotate");
        let output = command
            .args(["--force", "--state"])
            .arg(folder.path().join("state"))
            .arg(&settings)
            .output();
        let output = output.expect("it is there");
        assert!(output.status.success(), "{}", said(&output));
        assert!(!log.exists(), "the program begins the new one");
    }
    let kept = |name: &str| folder.path().join(name).exists();
    assert!(kept("audit.log.1") && kept("audit.log.2") && kept("audit.log.3"));
}

/// To compress a log, logrotate 3.18 and older give a file to the owner of the log. The service's
/// user may not do that.
#[test]
fn logrotate_works_as_the_services_user_on_a_log_that_the_pbx_began() {
    if !is_there("logrotate") {
        return;
    }
    super::root_scripts::in_a_copy_of_the_system(
        r#"
pack
cp -r /run/tree/files/usr/lib /usr
mkdir -p /var/spool/asterisk /etc/logrotate.d
systemd-sysusers ferrofax.conf
systemd-tmpfiles --create ferrofax.conf
install -m 644 "$TOP/asterisk-conf/logrotate/ferrofax" /etc/logrotate.d/ferrofax
log=/var/spool/asterisk/ferrofax/audit.log
for round in first second third; do
    echo $round >$log
    chown asterisk:ferrofax $log
    logrotate --force --state /run/state /etc/logrotate.d/ferrofax >/run/said 2>&1
    reject grep error /run/said
    reject test -e $log
done
test "$(cat $log.3 $log.2 $log.1 | paste -sd ' ')" = 'first second third'
test "$(stat -c %U $log.3)" = asterisk
"#,
    );
}

fn owned(path: &Path) -> (u32, u32, u32) {
    let found = fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (found.uid(), found.gid(), found.mode() & 0o7777)
}

pub(super) fn we_are_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// At a stop, the service waits up to 25 s for the answer of a mail relay.
#[test]
fn a_stop_has_the_time_that_the_service_needs() {
    let read = |file: &str| fs::read_to_string(Path::new(TOP).join(file)).unwrap();
    let unit = read("asterisk-conf/systemd/ferrofax.service");
    assert!(unit.lines().any(|line| line == "TimeoutStopSec=60"));
    let compose = read("packaging/compose.yaml");
    let count = |wanted: &str| compose.lines().filter(|line| line.starts_with(wanted)).count();
    assert_eq!((count("    image: "), count("    stop_grace_period: 60s")), (2, 2));
}

/// The first process of a container gets the processes that others have left, and has to wait for
/// their end. Asterisk does so itself.
#[test]
fn the_container_of_the_service_keeps_no_ended_processes() {
    let read = |file: &str| fs::read_to_string(Path::new(TOP).join(file)).unwrap();
    let compose = read("packaging/compose.yaml");
    let (_, service) = compose.split_once("\n  ferrofax:\n").expect("it is there");
    assert!(service.contains("\n    init: true\n"));
    assert!(read("Containerfile").contains(" --init --user ferrofax "));
}

/// A disk that is mounted over the spool later would be hidden from the service, whose folders are
/// set up when it starts.
#[test]
fn the_service_starts_after_the_disk_of_its_spool_is_mounted() {
    let unit = Path::new(TOP).join("asterisk-conf/systemd/ferrofax.service");
    let unit = fs::read_to_string(unit).expect("it is ours");
    let of = |key: &str| unit.lines().find_map(|line| line.strip_prefix(key)).expect("it is set");
    assert_eq!(of("ReadWritePaths=-"), of("RequiresMountsFor="));
}

/// Without the option z, SELinux keeps a container from reading a folder of the machine. A new
/// volume gets the owner of the image's folder.
#[test]
fn containers_may_use_the_folders_that_they_share() {
    let read = |file: &str| fs::read_to_string(Path::new(TOP).join(file)).unwrap();
    let compose = read("packaging/compose.yaml");
    let folders: Vec<&str> =
        compose.lines().filter_map(|line| line.trim().strip_prefix("- ./")).collect();
    assert_eq!(folders.len(), 3, "{folders:?}");
    for folder in folders {
        let options = folder.rsplit(':').next().unwrap_or_default();
        assert!(options.split(',').any(|option| option == "z"), "{folder}");
    }
    // The service writes its keys there, and commands in the container of Asterisk read them.
    assert_eq!(compose.matches("- state:/var/lib/ferrofax\n").count(), 2);
    for file in ["Containerfile", "packaging/image"] {
        let made = "install -d -o ferrofax -g ferrofax -m 750 /var/lib/ferrofax";
        assert!(read(file).contains(made), "{file}");
    }
}

/// A newer image finds volumes and settings that belong to the users of an older one.
#[test]
fn the_users_have_the_same_numbers_in_each_image() {
    let read = |file: &str| fs::read_to_string(Path::new(TOP).join(file)).unwrap();
    let (steps, script) = (read("Containerfile"), read("packaging/image"));
    for (user, number) in [("asterisk", 701), ("ferrofax", 702)] {
        assert!(steps.contains(&format!("groupadd -r -g {number} {user} ")), "{user}");
        assert!(steps.contains(&format!("useradd -r -u {number} -g {user} ")), "{user}");
        assert!(script.contains(&format!("{user}:x:{number}:\\n")), "{user}");
        assert!(script.contains(&format!("\"{user}:x:{number}:{number}:")), "{user}");
    }
    // The machine may have users of these names, with other numbers.
    let copied = "tar --numeric-owner -C /etc -c asterisk ferrofax | tar -x";
    for file in ["packaging/compose.yaml", "docs/install.md"] {
        assert!(read(file).contains(copied), "{file}");
    }
}

/// A task that looks for English words in an output gets them on a machine in any language. A
/// second run would otherwise report changes.
#[test]
fn tasks_of_ansible_read_outputs_in_english() {
    let folder = Path::new(TOP).join("ansible/roles/ferrofax/tasks");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("it is ours") {
        let text = fs::read_to_string(entry.expect("it is ours").path()).expect("it is ours");
        // Asterisk speaks English only.
        let tasks = text.split("- name: ").filter(|task| !task.contains("asterisk -rx"));
        for task in tasks.filter(|task| task.contains("not in ferrofax_")) {
            assert!(task.contains("LC_ALL: C.UTF-8"), "{task}");
            count += 1;
        }
    }
    assert_eq!(count, 2);
}
