//! The unit `ferrofax.service`, installed by `make install-gateway` and started by a real systemd
//! (`lab system`): its restrictions do not hinder the program, its limits work, and the service
//! stops and restarts as it should. Also the effects of the package scripts in an upgrade.

use std::fs;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::jobs::Job;
use ferrofax::spool::{FaxId, NewFax, OutboxState, Spool, to_printer};
use ferrofax::t4::{Bitmap, Resolution};

use crate::gateway::letter;
use crate::holder::Holder;
use crate::laboratory::{Asterisk, said};
use crate::packages;
use crate::pages;
use crate::program::three_pages;
use crate::watching::eventually;
use ferrofax_kit::received::receive;
use ferrofax_kit::spools;

/// A system with systemd in which the program is installed.
struct System(Holder);

/// Two kinds of documents are converted by programs that use all memory, or start processes without
/// end. The converted files themselves are harmless.
const SETTINGS: &str = r#"[mail]
enabled = true
listen = ["127.0.0.1:PORT"]
hostname = "fax.example.com"
domains = ["*.fax"]
[[network]]
name = "here"
address = "127.0.0.1"
may_claim = ["@example.com"]
[drop]
folder = "/srv/fax"
[print]
enabled = true
command = ["/bin/cp", "%i", "/var/spool/asterisk/ferrofax/%p.pdf"]
[convert]
".memory" = ["/bin/sh", "-c", "head -c 1000M /dev/zero | tail > $0", "%o", "%i"]
".programs" = ["/bin/sh", "-c", "while sleep 60 & do :; done; cp $1 $0", "%o", "%i"]
"#;

/// The lines that an administrator adds with `systemctl edit ferrofax`.
const EDITED: &str = "[Service]\nReadWritePaths=/srv/fax\n";

#[test]
fn systemd_runs_the_program_shut_in_and_within_bounds() {
    let system = System::start("unit");
    system.install();
    assert_eq!(system.state("ActiveState"), "inactive", "nobody has started it");
    system.configure(2525);
    system.add("here.conf", EDITED);
    let spool = system.spool_with_a_device();

    system.run(&["systemctl", "enable", "--now", "ferrofax"]);
    let process = system.process();
    assert_eq!(system.owner(), system.user("ferrofax"));
    system.takes_what_comes(&spool, 2525);

    // An upgrade keeps the running service and the edited settings.
    system.install();
    assert_eq!((system.state("ActiveState").as_str(), system.process()), ("active", process));
    system.holds_documents_within_bounds(&spool);
    system.begins_again_after_a_crash();
    system.ends_at_once_by_wrong_settings();
    system.listens_below_1024();

    system.run(&["systemctl", "disable", "--now", "ferrofax"]);
    assert_eq!(system.state("ActiveState"), "inactive");
    assert_eq!(
        (system.state("Result"), system.state("ExecMainStatus")),
        ("success".into(), "0".into())
    );
    system.install();
    assert_eq!(system.state("ActiveState"), "inactive", "off stays off");
    assert_eq!(system.state("UnitFileState"), "disabled");
}

/// `packages` checks the calls of systemctl in the package scripts. This test checks their effects.
#[test]
fn an_upgrade_of_the_package_restarts_the_service_where_it_runs() {
    let system = System::start("upgrade");
    packages::make_both(system.0.folder(), Asterisk::V22);
    system.unpack("before");
    system.unpack("now");
    assert_eq!(system.state("ActiveState"), "inactive", "off stays off");
    assert_eq!(system.state("UnitFileState"), "disabled");

    system.unpack("before");
    system.configure(2525);
    system.add("here.conf", EDITED);
    let spool = system.spool_with_a_device();
    system.run(&["systemctl", "enable", "--now", "ferrofax"]);
    let process = system.process();
    assert_eq!(system.state("LimitNOFILE"), "4095", "by the unit of the version before");
    system.mail(2525, "before");
    eventually("the mail's job", 60, || jobs(&spool).into_iter().next());

    system.unpack("now");
    assert_eq!(system.state("ActiveState"), "active");
    assert_ne!(system.process(), process, "it has begun anew");
    assert_eq!(system.state("LimitNOFILE"), "4096", "by the new unit");
    assert_eq!(system.state("UnitFileState"), "enabled");
    let program = system.run(&["readlink", &format!("/proc/{}/exe", system.process())]);
    assert_eq!(program.trim(), "/usr/bin/ferrofax", "the new program");
    system.takes_what_comes(&spool, 2525);

    system.run(&["dpkg", "--remove", "ferrofax"]);
    assert_eq!(system.state("ActiveState"), "inactive", "what is removed runs no more");
    assert_eq!(jobs(&spool).len(), 3, "what was handed over stays");
}

impl System {
    fn start(name: &str) -> Self {
        let system = Self(Holder::start(&format!("system-{name}"), |lab, folder| {
            lab.arg("system").arg(folder);
        }));
        // User and folder as in Asterisk's package.
        system.shell("echo 'u asterisk -' | systemd-sysusers -; chown asterisk: /var/spool/asterisk; chmod 750 /var/spool/asterisk");
        system
    }

    /// Runs `make install-gateway`, and the commands in the first lines of the unit. Also used for
    /// an upgrade.
    fn install(&self) {
        let (root, target) = (self.0.folder().join("root"), self.0.folder().join("target"));
        fs::create_dir_all(target.join("release")).expect("it is ours");
        let _ = fs::copy(env!("CARGO_BIN_EXE_ferrofax"), target.join("release/ferrofax"));
        let mut make = Command::new("make");
        make.args(["-C", env!("CARGO_MANIFEST_DIR"), "install-gateway"])
            .arg(format!("DESTDIR={}", root.display()))
            .arg(format!("CARGO_TARGET_DIR={}", target.display()));
        let made = make.output().expect("make is there");
        assert!(made.status.success(), "{}", said(&made));
        self.shell(
            "cp -r --remove-destination /lab/root/. / && systemctl daemon-reload && systemd-sysusers && \
             systemd-tmpfiles --create ferrofax.conf",
        );
    }

    /// Installs only the package of the program, without Asterisk and the module.
    fn unpack(&self, packages: &str) {
        self.shell(&format!(
            "dpkg --force-depends --force-confold --force-downgrade -i /lab/{packages}/ferrofax_*.deb"
        ));
    }

    fn configure(&self, port: u16) {
        fs::write(
            self.0.folder().join("gateway.toml"),
            SETTINGS.replace("PORT", &port.to_string()),
        )
        .expect("it is ours");
        self.shell(
            "install -m 640 -g ferrofax /lab/gateway.toml /etc/ferrofax/gateway.toml
             install -d -m 2770 -o ferrofax -g ferrofax /srv/fax",
        );
    }

    /// Adds a drop-in to the unit.
    fn add(&self, name: &str, text: &str) {
        fs::write(self.0.folder().join(name), text).expect("it is ours");
        self.shell(&format!(
            "install -D -m 644 /lab/{name} /etc/systemd/system/ferrofax.service.d/{name}; systemctl daemon-reload"
        ));
    }

    /// Creates a spool as the module does. To send, the row of a device is enough.
    fn spool_with_a_device(&self) -> Spool {
        let spool = Spool::open(&self.0.folder().join("spool")).expect("it is made");
        let device = spools::device("2101", "alice@example.com");
        spool.devices().publish_devices(&[device]).expect("it can be written");
        spool
    }

    fn takes_what_comes(&self, spool: &Spool, port: u16) {
        let before = jobs(spool).len();
        self.mail(port, "first");
        let job = eventually("the mail's job", 60, || jobs(spool).into_iter().nth(before));
        assert_eq!(job.pages.len(), 5, "its own page, and what a child made of two documents");
        self.drop("letter", "pdf", &three_pages());
        let job = eventually("the dropped job", 60, || jobs(spool).into_iter().nth(before + 1));
        assert_eq!(job.pages.len(), 3);
        let field = format!("FERROFAX_JOB={}", job.id);
        eventually("its line in the journal", 60, || {
            let journal = self.run(&["journalctl", "-u", "ferrofax", "-p", "notice", &field]);
            journal.contains("drop folder: letter is job").then_some(())
        });
        let fax = received(spool);
        let office = to_printer("office");
        eventually("the print", 60, || {
            let entries = spool.outbox().outbox_of(fax).expect("it can be read");
            let entry = entries.into_iter().find(|entry| entry.mailbox == office)?;
            assert_eq!(entry.last_error, None);
            (entry.state == OutboxState::Delivered).then_some(())
        });
    }

    fn mail(&self, port: u16, id: &str) {
        let (pdf, tiff) = (self.0.folder().join("letter.pdf"), self.0.folder().join("page.tif"));
        fs::write(&pdf, three_pages()).expect("it is ours");
        pages::write_tiff(&tiff, &[Bitmap::white(1728, 1000)], Resolution::Fine);
        let mail = letter(&format!("{id}@example.com"), &["x@09911.fax"], &pdf, &tiff);
        fs::write(self.0.folder().join("mail.eml"), mail.formatted()).expect("it is ours");
        let url = format!("smtp://127.0.0.1:{port}/alice.example.com");
        self.run(&[
            "curl",
            "-sS",
            &url,
            "--mail-from",
            "alice@example.com",
            "--mail-rcpt",
            "x@09911.fax",
            "--upload-file",
            "/lab/mail.eml",
        ]);
    }

    /// Drops a document and its job file as root.
    fn drop(&self, name: &str, kind: &str, bytes: &[u8]) {
        fs::write(self.0.folder().join(format!("{name}.{kind}")), bytes).expect("it is ours");
        let text = format!("number: 09911\nfrom: 2101\nfile: {name}.{kind}\n");
        fs::write(self.0.folder().join(format!("{name}.job")), text).expect("it is ours");
        self.shell(&format!(
            "cd /srv/fax; cp /lab/{name}.{kind} .; cp /lab/{name}.job .{name}; touch -d '-5 seconds' .{name}; mv .{name} {name}.job"
        ));
    }

    fn holds_documents_within_bounds(&self, spool: &Spool) {
        assert!(self.state("MemoryMax").parse::<u64>().is_ok(), "a limit");
        assert_eq!(self.state("TasksMax"), "512");
        self.add("bounds.conf", "[Service]\nMemoryMax=200M\nTasksMax=80\n");
        self.run(&["systemctl", "restart", "ferrofax"]);
        let process = self.process();
        for kind in ["memory", "programs"] {
            self.drop(kind, kind, b"words\n");
            let note = format!("/srv/fax/failed/{kind}/{kind}.refused");
            let reason = eventually(&format!("{kind} is refused"), 200, || {
                let tasks = self.state("TasksCurrent").parse().unwrap_or(0);
                assert!((0..=80).contains(&tasks), "{tasks}");
                self.try_run(&["cat", &note]).ok()
            });
            println!("{reason}");
        }
        let before = jobs(spool).len();
        self.mail(2525, "afterwards");
        eventually("a mail's job after that", 60, || jobs(spool).into_iter().nth(before));
        assert_eq!((self.state("ActiveState").as_str(), self.process()), ("active", process));
    }

    fn begins_again_after_a_crash(&self) {
        let process = self.process();
        self.run(&["systemctl", "kill", "--kill-whom=main", "-s", "KILL", "ferrofax"]);
        eventually("it is there again", 60, || {
            let is_new = self.process() != process && self.state("ActiveState") == "active";
            is_new.then_some(())
        });
        assert_eq!(self.state("NRestarts"), "1");
    }

    /// Checks that the service does not restart with wrong settings, because that would fail again.
    fn ends_at_once_by_wrong_settings(&self) {
        self.shell("echo '[mial]' >> /etc/ferrofax/gateway.toml");
        assert!(self.try_run(&["systemctl", "restart", "ferrofax"]).is_err());
        assert_eq!(self.state("ActiveState"), "failed");
        assert_eq!(self.state("ExecMainStatus"), "2");
        let journal = self.run(&["journalctl", "-u", "ferrofax", "-n", "20", "-o", "cat"]);
        assert!(journal.contains("gateway.toml:") && journal.contains("mial"), "{journal}");
    }

    fn listens_below_1024(&self) {
        self.configure(25);
        assert!(self.try_run(&["systemctl", "restart", "ferrofax"]).is_err(), "it may not");
        self.add(
            "port.conf",
            "[Service]\nAmbientCapabilities=CAP_NET_BIND_SERVICE\nCapabilityBoundingSet=CAP_NET_BIND_SERVICE\n",
        );
        self.run(&["systemctl", "reset-failed", "ferrofax"]);
        self.run(&["systemctl", "restart", "ferrofax"]);
        self.mail(25, "low");
    }

    /// Returns a property of the service from systemd.
    fn state(&self, property: &str) -> String {
        self.run(&["systemctl", "show", "--value", "-p", property, "ferrofax"])
            .trim()
            .to_owned()
    }

    fn process(&self) -> String {
        self.state("MainPID")
    }

    fn owner(&self) -> String {
        self.run(&["stat", "-c", "%u", &format!("/proc/{}", self.process())])
            .trim()
            .to_owned()
    }

    fn user(&self, name: &str) -> String {
        self.run(&["id", "-u", name]).trim().to_owned()
    }

    fn run(&self, words: &[&str]) -> String {
        self.try_run(words).unwrap_or_else(|said| {
            let journal = self.try_run(&["journalctl", "-n", "40", "-o", "cat"]);
            panic!("{words:?}: {said}\n{}", journal.unwrap_or_default())
        })
    }

    fn shell(&self, lines: &str) {
        self.run(&["sh", "-ec", lines]);
    }

    fn try_run(&self, words: &[&str]) -> Result<String, String> {
        let output = self.0.lab("system-run").args(words).output().expect("lab can be run");
        if output.status.success() { Ok(said(&output)) } else { Err(said(&output)) }
    }
}

/// Returns all jobs, the oldest first.
fn jobs(spool: &Spool) -> Vec<Job> {
    let mut jobs = spools::jobs(spool);
    jobs.sort_by_key(|job| job.id);
    jobs
}

/// Stores a fax of one page for a printer, as the module does.
fn received(spool: &Spool) -> FaxId {
    let new = NewFax { mailboxes: vec![to_printer("office")], ..NewFax::default() };
    receive(spool, &new, &[Bitmap::white(1728, 1000)], UnixMs::now())
}
