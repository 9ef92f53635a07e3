//! Asterisk runs as its own user and the program as `ferrofax`, as the installed files set them up.
//! The program shows and prints the faxes that Asterisk receives. Asterisk sends the faxes that the
//! program gets from the shell, by mail and by the drop folder. When one of them has finished with
//! a document, the other encrypts it. No other user has access to the spool.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::net::TcpStream;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{Job, JobState};
use ferrofax::spool::{FaxQuery, OutboxState, to_printer};

use crate::gateway::{letter, mail_program, send};
use crate::laboratory::{Asterisk, Laboratory, on_each_asterisk, said};
use crate::pages::Content;
use crate::ports::own_port;
use crate::program::three_pages;
use crate::programs::Running;
use crate::sending_desk::{Arrival, SendingDesk};
use crate::watching::{Document, eventually};
use ferrofax_kit::spools;

on_each_asterisk!(on_16_by_wish: two_users_receive_print_and_send_in_one_spool);

/// Fax machines with all modems and ECM, one for each submission method.
const MACHINES: [&str; 3] = ["311001", "311002", "311003"];
/// A user who may only write to the drop folder.
const DROPPER: u32 = 61_900;

/// The key with which documents are encrypted when all recipients have them.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";

/// The ids of a user and of its own group.
type Ids = (u32, u32);

struct Installation {
    desk: SendingDesk,
    asterisk: Ids,
    ferrofax: Ids,
    mail_port: u16,
}

fn two_users_receive_print_and_send_in_one_spool(asterisk: Asterisk) {
    let installation = Installation::start(asterisk);
    // The laboratory's trunks and relay have faults: see selftest.rs.
    let checked = said(&installation.run("ferrofax", &["check"]));
    for what in ["spool", "database", "rights", "devices", "module", "config", "conversion"] {
        assert!(checked.contains(&format!("ok    {what:<11} ")), "{what}: {checked}");
    }
    let _serving = installation.serve();
    installation.what_was_received_is_shown_and_printed();
    installation.what_comes_from_everywhere_is_sent();
    installation.a_page_proves_it_to_the_group();
    installation.what_was_received_lies_sealed();
    installation.everything_has_its_owner();
    let log = installation.desk.lab.log();
    assert_eq!(log.lines().find(|line| line.contains("ERROR[")), None);
}

impl Installation {
    fn start(asterisk: Asterisk) -> Self {
        // The program needs the C library of the newer system.
        let options =
            ["--as", "asterisk", "--program", env!("CARGO_BIN_EXE_ferrofax"), "--world", "22"];
        let lab = Laboratory::start_with("two-users", asterisk, &options);
        let devices = ["exten => 8401,1,FaxDevice(alice@example.com,pdf,P(office))".to_owned()];
        let desk = SendingDesk::start_in(lab, &devices, &[]);
        let (user, ferrofax) = (desk.ids("asterisk"), desk.ids("ferrofax"));
        let installation = Self { desk, asterisk: user, ferrofax, mail_port: own_port() };
        let at = installation.ours("");
        for (folder, mode) in [("drop", 0o2770), ("printed", 0o700)] {
            fs::create_dir(at.join(folder)).expect("it is ours");
            give(&at.join(folder), ferrofax.0, DROPPER, mode);
        }
        let settings = installation.settings();
        for (name, text) in [("gateway.toml", settings.as_str()), ("spool.keys", KEY)] {
            let file = at.join("etc/ferrofax").join(name);
            fs::write(&file, text).expect("it is ours");
            give(&file, 0, ferrofax.1, 0o640);
        }
        installation
    }

    fn settings(&self) -> String {
        format!(
            "[mail]\nenabled = true\nlisten = [\"127.0.0.1:{}\"]\nhostname = \"fax.example.com\"\n\
             domains = [\"*.fax\"]\n[[network]]\nname = \"here\"\naddress = \"127.0.0.1\"\n\
             may_claim = [\"@example.com\"]\n[drop]\nfolder = \"/lab/ours/drop\"\n\
             [command_line]\nadministrators = [\"ferrofax\"]\n[print]\nenabled = true\n\
             command = [\"/bin/cp\", \"%i\", \"/lab/ours/printed/%p.pdf\"]\n\
             [sealing]\nkey_file = \"/lab/ours/etc/ferrofax/spool.keys\"\n",
            self.mail_port
        )
    }

    fn ours(&self, name: &str) -> PathBuf {
        self.desk.lab.of("ours").join(name)
    }

    /// Returns a command of the program as this user.
    fn program(&self, user: &str, words: &[&str]) -> Command {
        let mut command = self.desk.lab.lab("program");
        command.arg(user).args(words);
        command
    }

    fn run(&self, user: &str, words: &[&str]) -> Output {
        self.program(user, words).output().expect("lab can be run")
    }

    /// Starts the service, which ends with the laboratory.
    fn serve(&self) -> Running {
        let log = fs::File::create(self.ours("gateway.log")).expect("it is ours");
        let mut command = self.program("ferrofax", &["serve"]);
        let serving = Running(command.stderr(log).stdout(Stdio::null()).spawn().expect("lab"));
        eventually("mails are taken", 30, || {
            TcpStream::connect(("127.0.0.1", self.mail_port)).ok()
        });
        serving
    }

    fn what_was_received_is_shown_and_printed(&self) {
        let document = Document::new("two-users", Content::Text, 2, 300);
        let (lab, spool) = (&self.desk.lab, &self.desk.spool);
        let report = lab.call("send", &["--tiff", document.file(), "--to", "8401"]);
        assert_eq!(report.said("FAXSTATUS"), "SUCCESS", "{report:?}");
        let [fax] = &spool.faxes().list(&FaxQuery::default()).expect("it can be read")[..] else {
            panic!("one fax")
        };
        document.assert_same(spool, fax, 2);
        let shown = said(&self.run("ferrofax", &["faxes"]));
        assert!(shown.contains("8401@fax-devices") && shown.contains("completely"), "{shown}");
        let office = to_printer("office");
        eventually("the fax is printed", 60, || {
            let entry = spool
                .outbox()
                .outbox_of(fax.id)
                .ok()?
                .into_iter()
                .find(|at| at.mailbox == office)?;
            assert_eq!(entry.last_error, None);
            (entry.state == OutboxState::Delivered).then_some(())
        });
        let paper = self.ours("printed/office.pdf");
        assert!(fs::read(&paper).expect("it was printed").starts_with(b"%PDF"));
        assert_eq!(fs::metadata(&paper).expect("it is there").uid(), self.ferrofax.0);
    }

    fn what_comes_from_everywhere_is_sent(&self) {
        let [by_mail, dropped, from_the_shell] = MACHINES;
        let pdf = self.ours("letter.pdf");
        fs::write(&pdf, three_pages()).expect("it is ours");
        let tiff = Document::new("two-users-mail", Content::Drawing, 1, 300);
        let mail =
            letter("two-users@example.com", &[&format!("x@{by_mail}.fax")], &pdf, &tiff.path);
        send(&mail_program(self.mail_port), &mail).unwrap_or_else(|error| panic!("{error}"));
        self.drop_job(dropped);
        fs::write(self.ours("note.txt"), "Guten Tag").expect("it is ours");
        let sent = self.run(
            "ferrofax",
            &["send", from_the_shell, "/lab/ours/note.txt", "--from", "8401", "--wait"],
        );
        assert!(sent.status.success(), "{}", said(&sent));

        eventually("all three are sent", 300, || {
            let jobs: Vec<Job> = spools::jobs(&self.desk.spool);
            let failed = jobs.iter().find(|job| job.state == JobState::Failed);
            assert!(failed.is_none(), "{failed:?}");
            (jobs.iter().filter(|job| job.state == JobState::Done).count() == 3).then_some(())
        });
        let confirmed = MACHINES.map(|machine| {
            let arrivals = self.desk.arrivals(machine);
            arrivals.iter().map(Arrival::confirmed).sum::<usize>()
        });
        assert_eq!(confirmed, [5, 3, 1], "a mail has a page of its own");
    }

    /// Runs `ferrofax selftest`, whose output must be like that in docs/selftest.md.
    fn a_page_proves_it_to_the_group(&self) {
        let words = ["selftest", "--from", "8401", "--to", "2102", "--timeout", "60"];
        let told = said(&self.run("ferrofax", &words));
        for line in told.lines() {
            let mark = line.get(..6).unwrap_or_default();
            let goes = line.starts_with("      fax         a page is sent from 8401@fax-devices");
            assert!(["ok    ", "FAIL  "].contains(&mark) || goes, "{line} in {told}");
            assert!(mark != "FAIL  " || line.contains(". Fix: "), "{line}");
        }
        let fax = told.lines().find(|line| line.starts_with("ok    fax "));
        assert!(
            fax.is_some_and(|line| {
                line.starts_with(
                    "ok    fax         8401@fax-devices to 2102@fax-devices: 1 page arrived at",
                ) && line.ends_with("rows are unchanged")
            }),
            "{told}"
        );
    }

    /// Drops a job as a user who may only write to the drop folder.
    fn drop_job(&self, number: &str) {
        let folder = self.ours("drop");
        let text = format!("number: {number}\nfrom: 8401\nfile: letter.pdf\nreport: never\n");
        for (name, bytes) in [("letter.pdf", three_pages()), ("order.new", text.into_bytes())] {
            fs::write(folder.join(name), bytes).expect("it is ours");
            give(&folder.join(name), DROPPER, DROPPER, 0o644);
        }
        fs::rename(folder.join("order.new"), folder.join("order.job")).expect("one folder");
    }

    /// Checks encryption as in docs/sealed.md: only a key is set.
    fn what_was_received_lies_sealed(&self) {
        let spool = &self.desk.spool;
        let faxes = spool.faxes().list(&FaxQuery::default()).expect("it can be read");
        let fax = faxes.iter().find(|fax| fax.device.number == "8401").expect("it came").id;
        let document = spool.faxes().document_path(fax).expect("it has one");
        let is_clear = || fs::read(&document).is_ok_and(|octets| octets.starts_with(b"II"));
        eventually("the fax lies sealed", 60, || {
            // There is no mail relay here.
            for entry in spool.outbox().outbox_of(fax).expect("it can be read") {
                let _ = spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok");
            }
            (!is_clear()).then_some(())
        });
        let owned = |path: &Path| {
            let found = fs::metadata(path).expect("it is there");
            (found.uid(), found.gid(), found.mode() & 0o7777)
        };
        let (folder, group) = (document.parent().expect("it is in one"), self.ferrofax.1);
        assert_eq!(owned(&document), (self.ferrofax.0, group, 0o640));
        assert_eq!(owned(folder), (self.asterisk.0, group, 0o2770));
        assert_eq!(owned(&self.ours("fax/received")), (self.asterisk.0, group, 0o2750));
        // Asterisk's console does this without keys.
        spool.outbox().mail_again(fax, &[], UnixMs::now()).expect("it is there");
        eventually("the module has it in clear", 60, || is_clear().then_some(()));
    }

    /// Checks owner and mode of each file against docs/spool.md.
    fn everything_has_its_owner(&self) {
        let spool = self.ours("fax");
        let mut found = BTreeMap::new();
        look(&spool, &spool, &mut found);
        let group = self.ferrofax.1;
        for (name, (user, its_group, mode)) in &found {
            assert_eq!(*its_group, group, "{name}");
            assert!([self.asterisk.0, self.ferrofax.0].contains(user), "{name} is {user}'s");
            let is_folder = spool.join(name).is_dir();
            let due = match (name.split('/').next().unwrap_or_default(), is_folder) {
                // The service encrypts files in these folders.
                ("received", true) if name != "received" => 0o2770,
                ("received" | "calls", true) => 0o2750,
                ("received" | "calls" | "verdicts" | "receiving.lock", false) => 0o640,
                (_, true) => 0o2770,
                (_, false) => 0o660,
            };
            assert_eq!(format!("{mode:o}"), format!("{due:o}"), "{name}");
            if name.starts_with("calls") || name.starts_with("received") && is_folder {
                assert_eq!(*user, self.asterisk.0, "{name}");
            }
            if name.starts_with("verdicts/") {
                assert_eq!(*user, self.ferrofax.0, "{name}");
            }
        }
        for name in ["spool.db", "received", "jobs", "mail", "audit.log", "receiving.lock"] {
            assert!(found.contains_key(name), "{name} in {found:?}");
        }
    }
}

impl SendingDesk {
    /// Returns the ids of a user in the root of our PBX.
    fn ids(&self, user: &str) -> Ids {
        let root = self.lab.told("root_ours");
        let users = fs::read_to_string(Path::new(&root).join("etc/passwd")).expect("a system");
        let row = users.lines().find_map(|line| line.strip_prefix(&format!("{user}:")));
        let mut fields = row.unwrap_or_else(|| panic!("there is no {user}")).split(':').skip(1);
        let mut next = || fields.next().and_then(|field| field.parse().ok()).expect("a number");
        // The fields after the password.
        (next(), next())
    }
}

/// Collects mode and owner of all files below a folder, by their relative paths.
fn look(top: &Path, folder: &Path, found: &mut BTreeMap<String, (u32, u32, u32)>) {
    for entry in fs::read_dir(folder).expect("it is there").flatten() {
        let path = entry.path();
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        let name = path.strip_prefix(top).expect("it is below").to_string_lossy().into_owned();
        found.insert(name, (metadata.uid(), metadata.gid(), metadata.mode() & 0o7777));
        if metadata.is_dir() {
            look(top, &path, found);
        }
    }
}

fn give(path: &Path, user: u32, group: u32, mode: u32) {
    chown(path, Some(user), Some(group)).expect("only root tests against Asterisk");
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("it is ours");
}
