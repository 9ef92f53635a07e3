//! Whoever may write the spool's folder plants links in it, and root runs the program:
//! what the links lead to keeps its content, its owner and its mode, and what the program
//! makes is the spool owner's.
//!
//! Two real users, by their numbers; so this is for root. Another user's run says which
//! tests it has skipped.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use ferrofax::spool::Spool;
use ferrofax::spool::jobs::JobId;

use super::bench::{Bench, ended, program};
use ferrofax_kit::patience::wait_until;

/// A user, and the group by which it shares the spool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct User(pub(super) u32, pub(super) u32);

/// The PBX's user.
pub(super) const OWNER: User = User(61_001, 61_010);
/// Another one of its group, who plants.
pub(super) const MEMBER: User = User(61_002, 61_010);
/// A PBX that runs as root, and shares its spool with the group.
const ROOT: User = User(0, 61_010);

pub(super) fn is_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        crate::programs::skip("becomes two users, which root alone may");
    }
    root
}

/// A spool's database with devices, a job and a user who has sent.
fn database() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let bench = Bench::new();
        let note = bench.file("note.txt", "Guten Tag");
        let sent =
            bench.run(&["send", "0991123", note.to_str().unwrap(), "--from", "2101", "--hold"]);
        assert_eq!(sent.code, Some(0), "{sent:?}");
        let Bench { folder, spool } = bench;
        drop(spool);
        fs::read(folder.path().join("spool/spool.db")).unwrap()
    })
}

/// A mail as it waits, or is known.
const MAIL: &str = "{\"version\":1,\"key\":[\"a\"],\"envelope\":{\"client\":{\"address\":\"192.0.2.7\",\"helo\":\"\",\"login\":null,\
    \"tls\":false,\"listener\":\"smtp\"},\"sender\":\"a@example.com\",\"envelope_id\":null,\"return_full\":null,\"utf8\":false,\
    \"recipients\":[{\"address\":\"1@2.fax\",\"original\":null,\"notify\":null,\"grant\":null}],\"received_at\":1}}\n\
    Subject: precious\n\nprecious\n";

const SETTINGS: &str = "[mail]\nenabled = true\nlisten = \"127.0.0.1:0\"\nhostname = \"fax.example.com\"\ndomains = [\"*.fax\"]\n\
    [print]\nenabled = true\n\
    [[network]]\nname = \"here\"\naddress = [\"127.0.0.0/8\", \"pipe\"]\ndevice = \"2101\"\n";

/// A spool of this user's, and beside it what is root's alone.
pub(super) struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    pub(super) fn new(owner: User) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        let ground = Self { folder };
        let folders = "precious spool spool/received spool/jobs spool/mail spool/drop spool/backup \
                       spool/drafts spool/drafts/draft spool/uploads spool/restoring backup";
        for name in folders.split(' ') {
            fs::create_dir(ground.path(name)).unwrap();
        }
        for name in ["new", "waiting", "put-off", "known", "damaged"] {
            fs::create_dir(ground.path("spool/mail").join(name)).unwrap();
        }
        for name in ["working", "done", "failed"] {
            fs::create_dir(ground.path("spool/drop").join(name)).unwrap();
        }
        fs::write(ground.path("spool/spool.db"), database()).unwrap();
        fs::write(ground.path("backup/spool.db"), database()).unwrap();
        give(&ground.path("spool"), owner);
        give(&ground.path("backup"), owner);
        fs::create_dir(ground.path("precious/folder")).unwrap();
        for (name, bytes) in [
            ("file", MAIL.as_bytes()),
            ("database", database()),
            ("folder/file", MAIL.as_bytes()),
            ("letter", b"Hallo"),
        ] {
            let path = ground.path("precious").join(name);
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        }
        let settings = ground.path("precious/gateway.toml");
        fs::write(&settings, SETTINGS).unwrap();
        fs::set_permissions(&settings, Permissions::from_mode(0o600)).unwrap();
        fs::set_permissions(ground.path("precious"), Permissions::from_mode(0o700)).unwrap();
        ground
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The member puts a link in the place of what is there.
    fn plant(&self, place: &str) {
        let place = self.path("spool").join(place);
        match fs::symlink_metadata(&place) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&place).unwrap(),
            Ok(_) => fs::remove_file(&place).unwrap(),
            Err(_) => {}
        }
        let target = self.path("precious").join(target(&place));
        symlink(target, &place).unwrap();
        lchown(&place, Some(MEMBER.0), Some(MEMBER.1)).unwrap();
    }

    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = program();
        let words = words
            .iter()
            .map(|word| word.replace("DIR", self.folder.path().to_str().unwrap()));
        command
            .env("FERROFAX_SPOOL", self.path("spool"))
            .env("FERROFAX_CONFIG", self.path("precious/gateway.toml"));
        command
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Runs a command to its end; one that goes on is ended soon.
    fn run(&self, words: &[&str]) -> Option<i32> {
        let mut command = self.command(words);
        if words[0] == "mail" {
            let mail = self.path("mail.eml");
            fs::write(&mail, "Message-ID: <a@b>\nSubject: x\n\nHallo\n").unwrap();
            command.stdin(fs::File::open(mail).unwrap());
        }
        let mut child = command.spawn().unwrap();
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait().unwrap() {
                return status.code();
            }
            match words[0] {
                "serve" if begun.elapsed() > Duration::from_millis(700) => end(&mut child),
                _ if begun.elapsed() > Duration::from_secs(60) => panic!("{words:?} does not end"),
                _ => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

fn end(child: &mut Child) {
    kill_process(Pid::from_child(child), Signal::TERM).unwrap();
    let _ = child.wait();
}

/// Gives all of a folder to a user, and opens it to the group.
fn give(path: &Path, user: User) {
    let is_folder = path.is_dir();
    chown(path, Some(user.0), Some(user.1)).unwrap();
    fs::set_permissions(path, Permissions::from_mode(if is_folder { 0o2770 } else { 0o660 }))
        .unwrap();
    if is_folder {
        fs::read_dir(path).unwrap().for_each(|entry| give(&entry.unwrap().path(), user));
    }
}

/// What a link in this place leads to: something that would do there.
fn target(place: &Path) -> &'static str {
    const FOLDERS: &str = "received jobs mail new waiting put-off known damaged drop working done \
                           failed backup drafts draft uploads restoring";
    match place.file_name().unwrap().to_str().unwrap() {
        "spool.db" => "database",
        name if FOLDERS.split(' ').any(|folder| folder == name) => "folder",
        _ => "file",
    }
}

/// What is root's, and how it is: owner, group, mode, links and content of each file and folder.
fn all_of(folder: &Path) -> BTreeMap<PathBuf, (u32, u32, u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        let it = fs::symlink_metadata(&path).unwrap();
        let bytes = if it.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        if it.is_dir() {
            left.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        found.insert(path, (it.uid(), it.gid(), it.mode(), bytes));
    }
    found
}

/// What every command opens that opens the spool.
const SPOOL: &str =
    "spool.db spool.db-wal spool.db-shm spool.db-journal received jobs receiving.lock";
const MAIL_PLACES: &str = "mail mail/lock mail/desk mail/paused mail/new mail/waiting mail/put-off \
                           mail/known mail/damaged mail/waiting/0a mail/put-off/0a \
                           mail/put-off/0a.new mail/known/0a mail/damaged/0a audit.log";
/// What the page and the API keep, as a backup finds it.
const PAGE_PLACES: &str =
    "drafts drafts/draft drafts/draft/lock drafts/draft/1.tif uploads uploads/0a";
const DROP_PLACES: &str = "drop drop/.lock drop/working drop/done drop/failed drop/a.job";

/// Each command, and what it opens besides [`SPOOL`].
const COMMANDS: &[(&[&str], &[&str])] = &[
    (&["send", "0991123", "DIR/precious/letter", "--from", "2101"], &[]),
    (&["jobs"], &[]),
    (&["jobs", "1"], &[]),
    (&["hold", "1"], &[]),
    (&["release", "1"], &[]),
    (&["retry", "1"], &[]),
    (&["cancel", "1"], &[]),
    (&["priority", "1", "5"], &[]),
    (&["faxes"], &[]),
    (&["cleanup", "--keep-days", "1"], &[]),
    (&["backup", "DIR/spool/backup/new"], &[MAIL_PLACES, PAGE_PLACES, "backup backup/new"]),
    (
        &["restore", "DIR/backup"],
        &[MAIL_PLACES, PAGE_PLACES, "restoring restoring/jobs restoring/spool.db"],
    ),
    (&["index"], &[]),
    (&["check"], &[]),
    (&["selftest"], &[]),
    (&["convert", "DIR/precious/letter", "-o", "DIR/out.pdf"], &[MAIL_PLACES, DROP_PLACES]),
    (&["password"], &[]),
    (&["users"], &[]),
    (&["users", "stop", "alice"], &[]),
    (&["users", "go-on", "alice"], &[]),
    (&["mail", "--sender", "a@example.com", "x@09911234567.fax"], &[MAIL_PLACES]),
    (&["mail-queue"], &[MAIL_PLACES]),
    (&["mail-queue", "show", "0a"], &[MAIL_PLACES]),
    (&["mail-queue", "pause"], &[MAIL_PLACES]),
    (&["mail-queue", "resume"], &[MAIL_PLACES]),
    (&["mail-queue", "retry", "0a"], &[MAIL_PLACES]),
    (&["mail-queue", "delete", "0a"], &[MAIL_PLACES]),
    (&["serve"], &[MAIL_PLACES, DROP_PLACES]),
];

/// Every command at every place; what was touched, by command and place.
fn touched(owner: User) -> Vec<String> {
    let each = |(words, more): &(&'static [&'static str], &'static [&'static str])| {
        let places = [SPOOL].iter().chain(more.iter()).flat_map(|places| places.split(' '));
        places.map(|place| (*words, place)).collect::<Vec<_>>()
    };
    let cases: Vec<_> = COMMANDS.iter().flat_map(each).collect();
    let (next, wrong) = (AtomicUsize::new(0), std::sync::Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                while let Some((words, place)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let ground = Ground::new(owner);
                    ground.plant(place);
                    let before = all_of(&ground.path("precious"));
                    ground.run(words);
                    let after = all_of(&ground.path("precious"));
                    for (path, was) in &before {
                        let now = after.get(path);
                        let name =
                            path.strip_prefix(ground.folder.path()).unwrap().display().to_string();
                        let what = match now {
                            Some(now) if now == was => continue,
                            Some(now) if now.3 == was.3 => {
                                format!("{:o} of {}:{}", now.2, now.0, now.1)
                            }
                            Some(_) => "other content".to_owned(),
                            None => "gone".to_owned(),
                        };
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{} with {place}: {name}: {what}", words.join(" ")));
                    }
                    let new = after.keys().filter(|path| !before.contains_key(*path));
                    wrong.lock().unwrap().extend(new.map(|path| {
                        format!(
                            "{} with {place}: made {}",
                            words.join(" "),
                            path.file_name().unwrap().display()
                        )
                    }));
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().unwrap();
    wrong.sort();
    wrong
}

#[test]
fn links_in_the_pbx_users_spool_lead_roots_commands_to_nothing() {
    if is_root() {
        let wrong = touched(OWNER);
        assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn links_in_a_spool_that_is_roots_own_lead_its_commands_to_nothing() {
    if is_root() {
        let wrong = touched(ROOT);
        assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn a_probe_of_the_disk_is_never_a_link_that_somebody_guessed() {
    if !is_root() {
        return;
    }
    for owner in [OWNER, ROOT] {
        let ground = Ground::new(owner);
        let last: u32 = fs::read_to_string("/proc/loadavg")
            .unwrap()
            .split_whitespace()
            .last()
            .unwrap()
            .parse()
            .unwrap();
        for folder in ["received", "jobs"] {
            (last..last + 3_000).for_each(|pid| ground.plant(&format!("{folder}/.probe-{pid}")));
        }
        let before = all_of(&ground.path("precious"));
        assert_eq!(ground.run(&["jobs"]), Some(0));
        assert!(all_of(&ground.path("precious")) == before, "a probe went through a link");
    }
}

/// Root's own documents and settings are read before it becomes the spool's owner.
#[test]
fn what_root_makes_is_the_spool_owners() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    for place in ["spool/mail", "spool/drop", "spool/backup"] {
        fs::remove_dir_all(ground.path(place)).unwrap();
    }
    for (words, code) in [
        (&["send", "0991123", "DIR/precious/letter", "--from", "2101"][..], 0),
        (&["mail", "--sender", "a@example.com", "x@09911234567.fax"], 0),
        (&["mail-queue", "pause"], 0),
    ] {
        assert_eq!(ground.run(words), Some(code), "{words:?}");
    }
    ground.run(&["serve"]);
    let all = all_of(&ground.path("spool"));
    let names: Vec<String> =
        all.keys().map(|path| path.file_name().unwrap().display().to_string()).collect();
    for name in ["mail", "audit.log", "drop", "lock", "paused"] {
        assert!(names.iter().any(|known| known == name), "{name} is not there: {names:?}");
    }
    for (path, (uid, gid, mode, _)) in &all {
        assert_eq!((*uid, *gid), (OWNER.0, OWNER.1), "{}", path.display());
        assert_eq!(mode & 0o007, 0, "{}: {mode:o}", path.display());
    }
    let jobs = Spool::open(&ground.path("spool")).unwrap();
    assert_eq!(jobs.jobs().job(JobId(2)).unwrap().owner, "root", "who has asked for it");
}

/// As root, beside who works with the spool and after him.
#[test]
fn a_backup_that_root_restores_is_the_spool_owners() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    fs::remove_dir_all(ground.path("spool/backup")).unwrap();
    assert_eq!(ground.run(&["backup", "DIR/kept"]), Some(0));
    assert_eq!(ground.run(&["cancel", "1"]), Some(0));
    let restore = || {
        ended(
            &ground
                .command(&["restore", "DIR/kept"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .output()
                .unwrap(),
        )
    };
    let path = ground.path("spool");
    // Who only looks works with it, too.
    let works = Spool::open(&path).unwrap();
    let run = restore();
    assert!(run.code == Some(2) && run.err.contains("stop them first"), "{run:?}");
    assert!(works.jobs().job(JobId(1)).unwrap().state.is_final());
    drop(works);
    let run = restore();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.out.contains("1 job that is not at an end"), "{run:?}");
    for (path, (uid, gid, mode, _)) in all_of(&path) {
        assert_eq!((uid, gid, mode & 0o007), (OWNER.0, OWNER.1, 0), "{}", path.display());
    }
    assert!(!Spool::open(&path).unwrap().jobs().job(JobId(1)).unwrap().state.is_final());
    let before = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with("before-restore-"));
    assert!(
        Spool::open(&before.unwrap())
            .unwrap()
            .jobs()
            .job(JobId(1))
            .unwrap()
            .state
            .is_final()
    );
    let run = ended(
        &ground
            .command(&["restore", "DIR/none"])
            .stderr(Stdio::piped())
            .output()
            .unwrap(),
    );
    assert!(run.code == Some(2) && run.err.contains("none: No such file"), "{run:?}");
}

/// The processes' users, and what else they may, of all threads.
fn status(pid: u32) -> Vec<String> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let told = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("status")).unwrap());
    told.flat_map(|text| {
        let lines = text.lines().filter(|line| {
            ["Uid:", "Gid:", "Groups:", "CapEff:"].iter().any(|key| line.starts_with(key))
        });
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn serve_as_root_listens_below_1024_and_is_the_spools_owner() {
    if !is_root() {
        return;
    }
    let ground = Ground::new(OWNER);
    // A port of ours, until the program takes it.
    let port = (600..1_000)
        .find(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .unwrap();
    let settings = SETTINGS.replace("127.0.0.1:0", &format!("127.0.0.1:{port}"));
    fs::write(ground.path("precious/gateway.toml"), settings).unwrap();
    let mut child = ground.command(&["serve"]).spawn().unwrap();
    wait_until("it listens", || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    let (uid, gid) = (OWNER.0, OWNER.1);
    let found = status(child.id());
    let wanted = [
        format!("Uid: {uid} {uid} {uid} {uid}"),
        format!("Gid: {gid} {gid} {gid} {gid}"),
        format!("Groups: {gid}"),
        // CAP_NET_BIND_SERVICE alone.
        "CapEff: 0000000000000400".to_owned(),
    ];
    assert!(found.len() > wanted.len(), "it has several threads: {found:?}");
    assert!(found.iter().all(|line| wanted.contains(line)), "{found:?}");
    end(&mut child);
}
