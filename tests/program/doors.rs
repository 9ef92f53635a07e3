//! The drop folder and the command line let nobody do what the mail gateway would not:
//! dear numbers, other countries, what a day holds and others' devices are refused with a
//! sentence and a line of the audit log, and what is opened goes through.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use ferrofax::spool::CountOf;
use serde_json::Value;

use super::bench::{Bench, Run, Serving, ended};
use super::numbers::{AT_HOME, CLOSED};
use ferrofax_kit::patience::wait_for;

/// A way in. Each hands a document in and says whether it was taken, and the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Drop,
    Command,
}

const DOORS: [Door; 2] = [Door::Drop, Door::Command];

impl Door {
    /// The word in the audit log.
    fn name(self) -> &'static str {
        if self == Self::Drop { "drop" } else { "command" }
    }

    /// The table of gateway.toml that has its limits.
    fn table(self) -> &'static str {
        if self == Self::Drop { "[drop]" } else { "[command_line]" }
    }
}

/// A spool, gateway.toml, and the daemon.
struct Doors {
    bench: Bench,
    config: PathBuf,
    _serving: Serving,
}

impl Doors {
    fn new(settings: &str) -> Self {
        let bench = Bench::new();
        // The dial rules forbid nothing by themselves.
        let mut sending = bench.spool.devices().sending().unwrap();
        sending.set("forbidden", "").unwrap();
        sending.set("area_code", "991").unwrap();
        sending.set("internal_digits", "4").unwrap();
        bench.spool.devices().publish_sending(&sending, 4).unwrap();
        let config = bench.file("gateway.toml", settings);
        let folder = bench.path("drop");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = bench.command();
        let command = command
            .arg("--config")
            .arg(&config)
            .args(["serve", "--drop"])
            .arg(&folder)
            .stderr(Stdio::null());
        let serving = Serving(command.spawn().unwrap());
        bench.file("note.txt", "Guten Tag");
        Self { bench, config, _serving: serving }
    }

    /// Whether it was taken, and what was said.
    fn send(&self, door: Door, number: &str, device: &str) -> (bool, String) {
        match door {
            Door::Drop => self.dropped_by(None, number, device),
            Door::Command => {
                let run = self.run(&["send", number, "note.txt", "--from", device]);
                (run.code == Some(0), run.out + &run.err)
            }
        }
    }

    fn run(&self, words: &[&str]) -> Run {
        self.bench.run(&[&["--config", self.config.to_str().unwrap()], words].concat())
    }

    /// By a user of the system of that number.
    fn dropped_by(&self, uid: Option<u32>, number: &str, device: &str) -> (bool, String) {
        let folder = self.bench.path("drop");
        let name = format!("job-{}", self.audit().len());
        fs::write(folder.join(format!("{name}.txt")), "Guten Tag").unwrap();
        let hidden = folder.join(".new");
        fs::write(&hidden, format!("number: {number}\nfrom: {device}\nfile: {name}.txt\n"))
            .unwrap();
        let before = std::time::SystemTime::now() - Duration::from_secs(5);
        fs::File::options()
            .append(true)
            .open(&hidden)
            .unwrap()
            .set_modified(before)
            .unwrap();
        if let Some(uid) = uid {
            chown(&hidden, Some(uid), None).unwrap();
            chown(folder.join(format!("{name}.txt")), Some(uid), None).unwrap();
        }
        fs::rename(&hidden, folder.join(format!("{name}.job"))).unwrap();
        let (taken, refused) =
            (format!("done/{name}/{name}.taken"), format!("failed/{name}/{name}.refused"));
        wait_for(&format!("{name} is taken or refused"), || {
            [(&taken, true), (&refused, false)].into_iter().find_map(|(path, is_taken)| {
                Some((is_taken, fs::read_to_string(folder.join(path)).ok()?))
            })
        })
    }

    fn audit(&self) -> Vec<Value> {
        let text =
            fs::read_to_string(self.bench.spool.folder().join("audit.log")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[track_caller]
    fn assert_refused(&self, door: Door, number: &str, device: &str, says: &str, rule: &str) {
        let jobs = self.bench.jobs().len();
        let (taken, said) = self.send(door, number, device);
        assert!(!taken && said.contains(says), "{door:?} {number}: {said}");
        assert_eq!(self.bench.jobs().len(), jobs, "{door:?} {number}");
        let line = self.audit().pop().unwrap();
        assert_eq!(
            (line["granted"].as_bool(), line["rule"].as_str()),
            (Some(false), Some(rule)),
            "{line}"
        );
        assert!(line["door"] == door.name() || line["by"] == door.name(), "{line}");
    }

    #[track_caller]
    fn assert_taken(&self, door: Door, number: &str, device: &str) {
        let (taken, said) = self.send(door, number, device);
        assert!(taken, "{door:?} {number}: {said}");
        let lines = self.audit();
        let [.., granted, counted] = &lines[..] else { panic!("two lines: {lines:?}") };
        assert_eq!(
            (granted["asked"].as_str(), granted["granted"].as_bool()),
            (Some("submission"), Some(true))
        );
        assert_eq!(
            (counted["asked"].as_str(), counted["by"].as_str()),
            (Some("pages"), Some(door.name()))
        );
    }
}

#[test]
fn dear_numbers_and_other_countries_are_closed_by_default_and_home_is_open() {
    let doors = Doors::new("");
    for door in DOORS {
        let no_number = ("+49 0991 123456", "write +49991123456", "order");
        for (number, says, rule) in CLOSED.into_iter().chain([no_number]) {
            doors.assert_refused(door, number, "2101", says, rule);
        }
        for number in AT_HOME.into_iter().chain(["+49 (0)991 123456"]) {
            doors.assert_taken(door, number, "2101");
        }
    }
}

#[test]
fn what_is_opened_to_a_door_goes_through_it_and_no_other() {
    for (door, other) in [(Door::Drop, Door::Command), (Door::Command, Door::Drop)] {
        let doors = Doors::new(&format!("{}\nallowed = [\"+43\", \"+49900\"]\n", door.table()));
        doors.assert_taken(door, "+43 1 234567", "2101");
        doors.assert_taken(door, "0900 123456", "2101");
        doors.assert_refused(door, "+41 44 1234567", "2101", "other countries", "number-abroad");
        doors.assert_refused(other, "+43 1 234567", "2101", "other countries", "number-abroad");
    }
}

#[test]
fn a_day_has_so_many_faxes_and_pages() {
    for door in DOORS {
        let doors = Doors::new(&format!("{}\njobs_per_day = 2\n", door.table()));
        doors.assert_taken(door, "0991 123456", "2101");
        doors.assert_taken(door, "0991 123456", "2102");
        doors.assert_refused(
            door,
            "0991 123456",
            "2101",
            "over your limit for the day's faxes: 2 faxes",
            "quota-day",
        );
        let doors = Doors::new("[[device]]\nname = \"2101\"\npages_per_day = 1\n");
        doors.assert_taken(door, "0991 123456", "2101");
        doors.assert_refused(door, "0991 123456", "2101", "over the device's limit", "quota-day");
        doors.assert_taken(door, "0991 123456", "2102");
    }
}

#[test]
fn a_fax_that_asks_for_more_calls_than_others_counts_as_several_and_not_for_too_many() {
    let doors = Doors::new("[command_line]\njobs_per_day = 3\n");
    let send = |dials: &str| {
        doors.run(&["send", "0991 123", "note.txt", "--from", "2101", "--dials", dials])
    };
    let run = send("31");
    assert!(
        run.code == Some(2)
            && run.err.contains("from 1 to 30; the limit is the setting 'max_dials'"),
        "{run:?}"
    );
    // Twelve are the default.
    assert_eq!(send("24").code, Some(0));
    let run = send("13");
    assert!(run.code == Some(2) && run.err.contains("over your limit"), "{run:?}");
    assert_eq!(send("12").code, Some(0));
}

#[test]
fn a_user_of_the_system_that_the_settings_know_sends_as_that_user() {
    let me = Bench::new();
    me.file("note.txt", "x");
    assert_eq!(me.run(&["send", "0991 123", "note.txt", "--from", "2101"]).code, Some(0));
    let me = me.jobs()[0].owner.clone();
    let alice = "name = \"alice\"\naddresses = [\"2102@example.com\"]\ndevice = \"2101\"\nallowed = [\"+43\"]\n";
    let doors =
        Doors::new(&format!("[[user]]\n{alice}system_users = [\"{me}\"]\njobs_per_day = 2\n"));
    for door in DOORS {
        doors.assert_taken(door, "+43 1 234567", if door == Door::Drop { "2101" } else { "2102" });
    }
    assert_eq!(
        doors
            .bench
            .spool
            .submission()
            .sent(CountOf::User("alice"), ferrofax::UnixMs(0), ferrofax::UnixMs::MAX)
            .unwrap()
            .jobs,
        2,
        "counted for her"
    );
    assert!(doors.bench.jobs().iter().all(|job| job.owner == me), "who did it is told");
    doors.assert_refused(Door::Command, "0991 123", "2101", "over your limit", "quota-day");
    // Another device is another's, whoever runs the program.
    let doors = Doors::new(&format!(
        "[[user]]\nname = \"bob\"\ndevice = \"2101\"\nsystem_users = [\"{me}\"]\n"
    ));
    for door in DOORS {
        let says = "'bob' may not send from device 2102@fax-devices";
        doors.assert_refused(door, "0991 123456", "2102", says, "device-not-yours");
        doors.assert_refused(door, "0991 123456", "2109", "may not send faxes", "order");
    }
}

#[test]
fn what_is_dropped_is_sent_from_the_devices_of_the_folder_or_as_the_user_that_it_is_for() {
    let doors = Doors::new("[drop]\ndevices = [\"2101\"]\n");
    doors.assert_taken(Door::Drop, "0991 123456", "2101");
    doors.assert_refused(Door::Drop, "0991 123456", "2102", "[drop] devices", "device-not-yours");
    doors.assert_taken(Door::Command, "0991 123456", "2102");
    let doors = Doors::new(
        "[drop]\nas = \"erp\"\n[[user]]\nname = \"erp\"\ndevice = \"2101\"\njobs_per_day = 1\n",
    );
    doors.assert_taken(Door::Drop, "0991 123456", "2101");
    doors.assert_refused(
        Door::Drop,
        "0991 123456",
        "2102",
        "'erp' may not send from device",
        "device-not-yours",
    );
    doors.assert_refused(Door::Drop, "0991 123456", "2101", "over your limit", "quota-day");
}

#[test]
fn a_folder_for_a_user_that_is_not_there_is_told_of() {
    let bench = Bench::new();
    let config = bench.file("gateway.toml", "[drop]\nas = \"erp\"\ndevices = [\"2101 x\"]\n");
    let run = bench.run(&["--config", config.to_str().unwrap(), "jobs"]);
    assert_eq!(run.code, Some(0), "settings are of no concern there");
    let run = bench.run(&["--config", config.to_str().unwrap(), "check"]);
    assert!(
        run.out.contains("gateway.toml:2: [drop] as: there is no [[user]] 'erp'"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("gateway.toml:3: [drop] devices: '2101 x' is not a device"),
        "{}",
        run.out
    );
}

/// Droppers are told apart by whose the job file is. Does nothing for who is not root.
#[test]
fn each_dropper_has_limits_of_its_own() {
    let doors = Doors::new("[drop]\njobs_per_day = 1\n");
    let probe = doors.bench.file("probe", "");
    if chown(&probe, Some(12_350), None).is_err() {
        return crate::programs::skip("gives files to users, which root alone may");
    }
    for uid in [12_350, 12_351] {
        assert!(doors.dropped_by(Some(uid), "0991 123456", "2101").0);
        let (taken, said) = doors.dropped_by(Some(uid), "0991 123456", "2101");
        assert!(!taken && said.contains("over your limit"), "{said}");
        let line = doors.audit().pop().unwrap();
        assert_eq!(line["system_user"], format!("user {uid}"));
    }
}

/// On the command line others than root and the spool's owner are let in by name alone.
/// Does nothing for who is not root.
#[test]
fn a_stranger_on_the_command_line_may_send_nothing_until_let() {
    const PBX: u32 = 12_345;
    const GROUP: u32 = 12_346;
    let bench = Bench::new();
    let place = bench.spool.folder().to_owned();
    for entry in [place.clone(), place.join("received"), place.join("jobs"), place.join("spool.db")]
    {
        if chown(&entry, Some(PBX), Some(GROUP)).is_err() {
            return crate::programs::skip("gives files to users, which root alone may");
        }
        let mode = if entry.is_dir() { 0o2770 } else { 0o660 };
        fs::set_permissions(&entry, fs::Permissions::from_mode(mode)).unwrap();
    }
    let Bench { folder, spool } = bench;
    // What the open database keeps beside it is root's.
    drop(spool);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = folder.path().join("ferrofax");
    fs::copy(env!("CARGO_BIN_EXE_ferrofax"), &copy).unwrap();
    fs::write(folder.path().join("note.txt"), "Guten Tag").unwrap();
    let config = folder.path().join("gateway.toml");
    let send = |uid: u32, settings: &str| {
        fs::write(&config, settings).unwrap();
        let mut command = std::process::Command::new(&copy);
        command
            .arg("--config")
            .arg(&config)
            .args(["send", "0991 123", "note.txt", "--from", "2101"]);
        let command = command
            .current_dir(folder.path())
            .env("FERROFAX_SPOOL", &place)
            .uid(uid)
            .gid(GROUP);
        let run = ended(&command.output().unwrap());
        (run.code, run.out + &run.err)
    };
    assert_eq!(send(PBX, "").0, Some(0), "the spool's owner");
    let (code, said) = send(12_350, "");
    assert_eq!(
        (code, said.contains("'user 12350' may not send faxes by this command")),
        (Some(2), true),
        "{said}"
    );
    assert_eq!(send(12_350, "[command_line]\nadministrators = [\"user 12350\"]\n").0, Some(0));
    let alice = "[[user]]\nname = \"alice\"\nsystem_users = [\"user 12350\"]\ndevice = ";
    assert_eq!(send(12_350, &format!("{alice}\"2101\"\n")).0, Some(0));
    let (code, said) = send(12_350, &format!("{alice}\"2102\"\n"));
    assert_eq!(
        (code, said.contains("'alice' may not send from device 2101")),
        (Some(2), true),
        "{said}"
    );
}
