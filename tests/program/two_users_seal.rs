//! Documents lie sealed where the PBX's user owns what was received and the gateway's user, who seals,
//! has the spool by its group, as the packages have it.
//!
//! Two real users, by their numbers; so this is for root. Another user's run says which tests it has
//! skipped.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use ferrofax::UnixMs;
use ferrofax::spool::jobs::{JobState, NewDocument, NewJob};
use ferrofax::spool::{FaxId, NewFax, Spool, read_document, unopened};
use rustix::fs::{Gid, Uid};
use rustix::thread::{set_thread_gid, set_thread_groups, set_thread_res_uid};

use super::bench::{Module, Run, Serving, ended};
use super::planted_links::{Ground, MEMBER, OWNER, is_root};
use super::printing::received;
use super::waiting;
use ferrofax_kit::patience::wait_until;

const DAY_MS: i64 = 24 * 60 * 60_000;

/// Does this as the PBX's user, whose group is another one: he has the spool's besides.
fn as_pbx<T: Send>(does: impl FnOnce() -> T + Send) -> T {
    let done = thread::scope(|scope| {
        let thread = scope.spawn(|| {
            // Of this thread alone.
            set_thread_groups(&[Gid::from_raw(OWNER.1)]).unwrap();
            set_thread_gid(Gid::from_raw(OWNER.0)).unwrap();
            let user = Uid::from_raw(OWNER.0);
            set_thread_res_uid(user, user, user).unwrap();
            does()
        });
        thread.join()
    });
    done.unwrap()
}

impl Ground {
    /// The spool as the packages make it, keys, and settings that name them.
    fn sealing() -> Self {
        let ground = Self::new(OWNER);
        fs::set_permissions(ground.path("spool/received"), Permissions::from_mode(0o2750)).unwrap();
        let (keys, settings) = (ground.path("spool.keys"), ground.path("gateway.toml"));
        fs::write(&keys, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n").unwrap();
        fs::write(
            &settings,
            format!("[drop]\nenabled = false\n[sealing]\nkey_file = \"{}\"\n", keys.display()),
        )
        .unwrap();
        for file in [keys, settings] {
            chown(&file, Some(0), Some(MEMBER.1)).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
        }
        ground
    }

    /// The program as systemd's unit runs it.
    fn as_gateway(&self, words: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "umask 007; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_ferrofax")])
            .args(words)
            .env("FERROFAX_SPOOL", self.path("spool"))
            .env("FERROFAX_CONFIG", self.path("gateway.toml"))
            .current_dir("/")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .uid(MEMBER.0)
            .gid(MEMBER.1);
        command
    }

    fn run_as_gateway(&self, words: &[&str]) -> Run {
        let mut command = self.as_gateway(words);
        ended(&command.stderr(Stdio::piped()).output().unwrap())
    }

    /// A fax that came, and that everybody has.
    fn came(&self) -> (FaxId, PathBuf) {
        as_pbx(|| {
            let spool = Spool::open(&self.path("spool")).unwrap();
            let mailboxes = vec!["alice@example.com".to_owned()];
            let device = "2101@fax-devices".parse().unwrap();
            let fax = received(&spool, &NewFax { mailboxes, device, ..NewFax::default() });
            mailed(&spool, fax);
            (fax, spool.faxes().document_path(fax).unwrap())
        })
    }

    /// What a turn of the module does.
    fn module_turns(&self) -> Vec<PathBuf> {
        as_pbx(|| Spool::open(&self.path("spool")).unwrap().encryption().let_group_seal())
    }
}

fn mailed(spool: &Spool, fax: FaxId) {
    for entry in spool.outbox().outbox_of(fax).unwrap() {
        spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
    }
}

/// Whose a file is, and its mode.
fn owned(path: &Path) -> (u32, u32, u32) {
    let found = fs::metadata(path).unwrap();
    (found.uid(), found.gid(), found.mode() & 0o7777)
}

fn is_clear(path: &Path) -> bool {
    fs::read(path).unwrap().starts_with(b"II")
}

#[test]
fn what_the_pbx_received_the_gateways_user_seals_and_the_module_works_with() {
    if !is_root() {
        return;
    }
    let ground = Ground::sealing();
    let (fax, document) = ground.came();
    let folder = document.parent().unwrap();
    let clear = fs::read(&document).unwrap();
    assert_eq!(owned(folder), (OWNER.0, OWNER.1, 0o2750));
    assert_eq!(owned(&document), (OWNER.0, OWNER.1, 0o640));
    assert_eq!(ground.module_turns(), [""; 0].map(PathBuf::from), "nobody seals");

    // Before the module has looked: it stays as it is, and the command is named.
    let run = ground.run_as_gateway(&["rekey"]);
    let says = format!("chmod g+w {}", folder.display());
    assert!(run.code == Some(1) && run.out.contains(&says), "{run:?}");
    assert!(fs::read(&document).unwrap() == clear);
    let _serving = Serving(ground.as_gateway(&["serve"]).spawn().unwrap());
    assert_eq!(ground.module_turns(), [folder]);
    assert_eq!(ground.module_turns(), [""; 0].map(PathBuf::from));
    wait_until("it is sealed", || !is_clear(&document));
    assert_eq!(owned(&document), (MEMBER.0, MEMBER.1, 0o640));
    assert_eq!(owned(folder), (OWNER.0, OWNER.1, 0o2770));
    assert_eq!(owned(&ground.path("spool/received")), (OWNER.0, OWNER.1, 0o2750));

    // The module has no keys. What is to be mailed again it finds in clear, in a while.
    as_pbx(|| {
        let spool = Spool::open(&ground.path("spool")).unwrap();
        let why = read_document(&document).unwrap_err();
        assert!(unopened(&why).is_some(), "{why}");
        spool.outbox().mail_again(fax, &[], UnixMs::now()).unwrap();
        wait_until("it is opened", || read_document(&document).is_ok());
        assert!(read_document(&document).unwrap() == clear);
        mailed(&spool, fax);
    });
    wait_until("it is sealed again", || !is_clear(&document));
    // And it deletes what the other has written.
    as_pbx(|| {
        let spool = Spool::open(&ground.path("spool")).unwrap();
        let report = spool.retention().cleanup(UnixMs::now() + 9 * DAY_MS, 1).unwrap();
        assert_eq!((report.deleted.len(), report.problems), (1, Vec::new()));
    });
    assert!(!document.exists());
    // What comes into that folder from now on waits for nobody.
    let (_, next) = ground.came();
    assert_eq!(next.parent(), Some(folder));
    wait_until("the next one is sealed", || !is_clear(&next));
}

#[test]
fn a_job_of_the_pbx_is_sealed_by_the_gateways_user_and_dialled_again_in_clear() {
    if !is_root() {
        return;
    }
    let ground = Ground::sealing();
    let path = waiting::page(&ground.path(""));
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let (job, document) = as_pbx(|| {
        let spool = Spool::open(&ground.path("spool")).unwrap();
        let new = NewJob {
            number: "0991 7".into(),
            device: "2101@fax-devices".parse().unwrap(),
            documents: vec![NewDocument { path: path.clone(), name: "x".into() }],
            ..NewJob::default()
        };
        let job = spool.submission().submit(&new, UnixMs::now()).unwrap();
        spool.jobs().cancel_job(job, "x", UnixMs::now()).unwrap();
        for entry in spool.outbox().reports_of(job).unwrap() {
            spool.outbox().delivered(entry.id, UnixMs::now(), "250 Ok").unwrap();
        }
        (job, spool.jobs().job(job).unwrap().documents[0].path.clone())
    });
    let clear = fs::read(&document).unwrap();
    let _serving = Serving(ground.as_gateway(&["serve"]).spawn().unwrap());
    wait_until("it is sealed", || !is_clear(&document));
    assert_eq!(owned(&document), (MEMBER.0, MEMBER.1, 0o660));
    as_pbx(|| {
        let spool = Spool::open(&ground.path("spool")).unwrap();
        spool.jobs().retry_job(job, "x", UnixMs::now()).unwrap();
        wait_until("it is opened", || read_document(&document).is_ok());
        assert!(read_document(&document).unwrap() == clear);
        assert_eq!(spool.jobs().job(job).unwrap().state, JobState::Ready);
    });
}

/// A module of before this version lets nobody write there.
#[test]
fn check_names_the_command_where_the_module_does_not_let_the_group_seal() {
    if !is_root() {
        return;
    }
    let ground = Ground::sealing();
    let (_, document) = ground.came();
    let check = || {
        let spool = Spool::open(&ground.path("spool")).unwrap();
        let _module = Module::of(&spool);
        ground.run_as_gateway(&["check"]).out
    };
    assert!(check().contains("ok    sealing "), "nothing was to be sealed yet");
    assert_eq!(ground.run_as_gateway(&["rekey"]).code, Some(1));
    assert!(check().contains("ok    sealing "), "the module has some time");
    let lock = fs::File::options().write(true).open(ground.path("spool/sealing.lock")).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_secs(100)).unwrap();
    let told = check();
    let command = format!("chmod g+w {}/*", ground.path("spool/received").display());
    assert!(told.contains("FAIL  sealing ") && told.contains(&command), "{told}");
    // As it says; the shell finds the folders.
    assert!(Command::new("/bin/sh").args(["-c", &command]).status().unwrap().success());
    assert!(!check().contains("FAIL  sealing "));
    assert_eq!(ground.run_as_gateway(&["rekey"]).code, Some(0));
    // Nor does it take another key, and what else there is does.
    let folder = document.parent().unwrap();
    fs::set_permissions(folder, Permissions::from_mode(0o2750)).unwrap();
    let keys = fs::read_to_string(ground.path("spool.keys")).unwrap();
    fs::write(ground.path("spool.keys"), format!("/{}{keys}", &keys[1..])).unwrap();
    let run = ground.run_as_gateway(&["rekey"]);
    let says = format!("left as it is: {}: documents there are left", folder.display());
    assert!(run.code == Some(1) && run.out.contains(&says), "{run:?}");
    assert!(run.out.contains("left: 1"), "{run:?}");
}
