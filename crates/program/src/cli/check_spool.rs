//! `ferrofax check` of the spool's folder: free space and file permissions.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::findings::Findings;
use ferrofax_basics::UnixMs;
use ferrofax_basics::show::formatted;
use ferrofax_desk::managed;
use ferrofax_desk::user;
use ferrofax_rights::fault_of_users;
use ferrofax_spool::finding::Access;
use ferrofax_spool::{Fix, Observation, Spool, WordIndex, acl};

/// The minimum free space, in bytes, on the disk of the spool. With less, a fax with many pages
/// might not be stored.
const LEAST_BYTES: u64 = 64 << 20;
/// The minimum number of further files (free inodes) for which the disk of the spool must have
/// room.
const LEAST_FILES: u64 = 1000;

/// The time in milliseconds after which the check reports that a regular deletion of expired data
/// no longer runs. The service runs each regular deletion at least once an hour.
const LONGEST_UNSWEPT_MS: i64 = 2 * 24 * 3_600_000;

/// A time in milliseconds. A regular deletion that last ran so long before the newest run of any
/// regular deletion is not checked, because it probably belongs to an older version, or to settings
/// that no longer apply.
const LEFT_MS: i64 = 14 * 24 * 3_600_000;

/// The maximum number of files of the spool whose permissions are checked.
const MOST_FILES: usize = 20_000;

/// Checks the free space on the disk of the spool.
pub(super) fn disk(folder: &Path, findings: &mut Findings) {
    // If the folder is missing, there is a finding on it already.
    let Ok(system) = rustix::fs::statvfs(folder) else { return };
    let free = system.f_bavail.saturating_mul(system.f_frsize);
    let (mib, folder) = (free >> 20, folder.display().to_string());
    if free < LEAST_BYTES {
        findings.wrong("disk", Observation::DiskLow { mib, folder }, Fix::FreeSpace);
    } else if system.f_files > 0 && system.f_favail < LEAST_FILES {
        let low = Observation::FilesLow { files: system.f_favail, folder };
        findings.wrong("disk", low, Fix::FreeSpace);
    } else {
        findings.well("disk", Observation::DiskFree { mib, folder });
    }
}

/// Checks whether received faxes can be searched by words.
pub(super) fn words(spool: &Spool, findings: &mut Findings) {
    let found = match spool.faxes().look_at_words() {
        Ok(WordIndex::Whole) => Ok(Observation::IndexWhole),
        Ok(WordIndex::Lacks(count)) => Err(Observation::IndexLacks { count }),
        Ok(WordIndex::Broken(error)) => Err(Observation::IndexBroken { error }),
        Err(error) => Err(Observation::error(error)),
    };
    findings.add_result("search", found, Fix::RebuildIndex);
}

/// Checks when the Ferrofax service last deleted expired data. Of all regular deletions it looks at
/// the one that has not run for the longest time, to find a deletion that always fails. There is no
/// finding if the service has never run.
pub(super) fn swept(spool: &Spool, now: UnixMs, findings: &mut Findings) {
    let sweeps = match spool.retention().sweeps() {
        Ok(sweeps) => sweeps,
        Err(error) => return findings.wrong("expired data", Observation::error(error), None),
    };
    let Some((_, newest)) = sweeps.last() else { return };
    let oldest = sweeps.iter().find(|(_, at)| newest.ms_since(*at) < LEFT_MS);
    let Some((_, at)) = oldest else { return };
    let time = formatted(*at, "%Y-%m-%d %H:%M:%S %Z").unwrap_or_default();
    if now.ms_since(*at) > LONGEST_UNSWEPT_MS {
        findings.wrong("expired data", Observation::NotSwept { time }, Fix::ResumeDeletion);
    } else {
        findings.well("expired data", Observation::Swept { time });
    }
}

/// Checks whether the files with users, devices and settings of the web interface can be used.
pub(super) fn of_web(folder: &Path, findings: &mut Findings) {
    let fault = fault_of_users(folder).or_else(|| managed::fault(folder));
    let Some((file, error)) = fault else {
        return findings.well("web files", Observation::WebFilesUsable);
    };
    let file = file.display().to_string();
    let fix = Fix::UndoOrRemove { file: file.clone() };
    findings.wrong("web files", Observation::WebFileUnusable { file, error }, fix);
}

/// Checks whether the spool's owner, and its group if the spool is shared, can use the files in it.
pub(super) fn rights(folder: &Path, findings: &mut Findings) {
    let name = folder.display().to_string();
    let found = fs::symlink_metadata(folder).map_err(Observation::error).and_then(|top| {
        if top.mode() & 0o002 != 0 {
            return Err(Observation::WritableByAll { folder: name.clone() });
        }
        if let Some(open) = open_to_others(folder) {
            return Err(Observation::ReadableByAll { path: open.display().to_string() });
        }
        look(folder, &top)?;
        let owner = user::name(top.uid());
        Ok(if is_shared(&top) {
            Observation::RightsInOrderWithGroup { owner }
        } else {
            Observation::RightsInOrder { owner }
        })
    });
    // FreePBX would restore the open permissions, so the fix is to exclude the folder in FreePBX.
    let fix = match (&found, is_freepbx()) {
        (Err(Observation::ReadableByAll { .. }), true) => {
            Fix::CloseFolderOnFreepbx { folder: name }
        }
        (Err(Observation::ReadableByAll { .. }), false) => Fix::CloseFolder { folder: name },
        _ => Fix::SetPermissions { folder: name },
    };
    findings.add_result("rights", found, fix);
}

/// Checks ferrofax.conf for faults that the module in Asterisk cannot see itself: passwords that
/// everybody may read, a list of mail servers that Asterisk cuts off at the first `;`, and another
/// spool than `spool`, the spool of this program.
pub(super) fn settings_of_the_module(asterisk_conf: &Path, spool: &Path, findings: &mut Findings) {
    let file = asterisk_conf.with_file_name("ferrofax.conf");
    let is_open = fs::metadata(&file).is_ok_and(|found| found.mode() & 0o007 != 0);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let file = file.display().to_string();
    if let Some((line, other)) = other_spool(&text, spool) {
        let (other, ours) = (other.display(), spool.display());
        let complaint = format!(
            "{file}:{line}: spool: the module uses {other}, and this program uses {ours}. The service, this program and \
             logrotate need the folder of the module: /usr/share/doc/ferrofax/spool.md"
        );
        findings.wrong("config", Observation::ConfigComplaint { complaint }, None);
    }
    for (server, rest) in text.lines().filter_map(cut_servers) {
        let [server, rest] = [server, rest].map(str::to_owned);
        let cut = Observation::MailServersCut { file: file.clone(), server, rest };
        findings.wrong("config", cut, Fix::NameOneMailServer);
    }
    if is_open && text.lines().any(sets_a_password) {
        let fix = if is_freepbx() {
            Fix::CloseFileOnFreepbx { file: file.clone() }
        } else {
            Fix::CloseFile { file: file.clone() }
        };
        findings.wrong("rights", Observation::PasswordReadable { file }, fix);
    }
}

/// Finds a line of ferrofax.conf that names several mail servers with `;` between them. Returns the
/// first server, and the rest, which Asterisk ignores as a comment.
fn cut_servers(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let is_key = ["mailserver", "smarthost"]
        .iter()
        .any(|name| key.trim().eq_ignore_ascii_case(name));
    let (server, rest) = value.trim_start_matches('>').trim().split_once(';')?;
    let is_server = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    (is_key && is_server(server) && is_server(rest)).then_some((server, rest))
}

/// Finds the line of ferrofax.conf that names another folder than `spool` as the spool. Returns the
/// number of the line, and the folder that it names.
fn other_spool(text: &str, spool: &Path) -> Option<(usize, PathBuf)> {
    let named = text.lines().enumerate().filter_map(|(at, line)| {
        let (key, value) = line.split(';').next()?.split_once('=')?;
        let folder = value.trim_start_matches('>').trim();
        let is_named = key.trim().eq_ignore_ascii_case("spool") && !folder.is_empty();
        is_named.then(|| (at + 1, PathBuf::from(folder)))
    });
    // If a setting is there twice, the last line counts.
    let (line, folder) = named.last()?;
    let resolved = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    (resolved(&folder) != resolved(spool)).then_some((line, folder))
}

/// Whether a line of ferrofax.conf sets a password.
fn sets_a_password(line: &str) -> bool {
    line.split(';')
        .next()
        .and_then(|line| line.split_once('='))
        .is_some_and(|(key, value)| {
            let (key, value) = (key.trim(), value.trim_start_matches('>').trim());
            ["mailpassword", "password"].iter().any(|name| key.eq_ignore_ascii_case(name))
                && !value.is_empty()
        })
}

/// Whether FreePBX is installed. FreePBX makes files readable for everybody again, unless its
/// settings exclude their path.
pub(super) fn is_freepbx() -> bool {
    FREEPBX.iter().any(|file| Path::new(file).exists())
}

/// The files by which an installed FreePBX is recognised.
const FREEPBX: [&str; 2] = ["/etc/freepbx.conf", "/usr/sbin/fwconsole"];

/// The default name, in the spool's folder, of the drop folder, whose files are sent as faxes. The
/// drop folder is allowed to be open to everybody.
const FOR_OTHERS: &str = "drop";

/// The first file in the spool that is open to everybody: users other than its owner and group can
/// read it, and may enter the folders on its path.
fn open_to_others(folder: &Path) -> Option<PathBuf> {
    let mut todo = vec![folder.to_path_buf()];
    let mut seen = 0;
    while let Some(path) = todo.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        seen += 1;
        if found.is_file() && found.mode() & 0o004 != 0 {
            return Some(path);
        }
        if found.is_dir() && found.mode() & 0o001 != 0 && seen < MOST_FILES {
            let mut inside: Vec<PathBuf> = fs::read_dir(&path)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| entry.path())
                .collect();
            inside.retain(|inside| inside != &folder.join(FOR_OTHERS));
            // The last path of the list is checked first. Sorted paths let each check report the
            // same file.
            inside.sort_by(|one, other| other.cmp(one));
            todo.extend(inside);
        }
    }
    None
}

/// Whether the folder is shared with its group: the group may write to the folder.
fn is_shared(folder: &Metadata) -> bool {
    folder.mode() & 0o020 != 0
}

fn look(folder: &Path, top: &Metadata) -> Result<(), Observation> {
    let mut seen = 0;
    let mut todo: Vec<PathBuf> =
        ["received", "jobs"].iter().map(|name| folder.join(name)).collect();
    for name in ["spool.db", "spool.db-wal", "spool.db-shm"] {
        let file = folder.join(name);
        if let Ok(found) = fs::symlink_metadata(&file) {
            judge(&file, &found, top, 0o6)?;
        }
    }
    while let Some(path) = todo.pop() {
        let Ok(found) = fs::symlink_metadata(&path) else { continue };
        let is_folder = found.is_dir();
        judge(&path, &found, top, if is_folder { 0o5 } else { 0o4 })?;
        seen += 1;
        if is_folder && seen < MOST_FILES {
            let unreadable = |error: std::io::Error| Observation::PathUnreadable {
                path: path.display().to_string(),
                error: error.to_string(),
            };
            let entries = fs::read_dir(&path).map_err(unreadable)?;
            todo.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    Ok(())
}

/// Checks that the spool's owner and group have these permissions on a file of the spool.
fn judge(path: &Path, found: &Metadata, top: &Metadata, needed: u32) -> Result<(), Observation> {
    let (of_owner, of_group) = (needed << 6, needed << 3);
    // If the file has an access control list, the group's bits are the most that any entry of
    // the list permits (acl(5)).
    let is_shared_here = found.gid() == top.gid() || acl::names_others(path);
    let group_may = is_shared_here && found.mode() & of_group == of_group;
    let owner_may =
        if found.uid() == top.uid() { found.mode() & of_owner == of_owner } else { group_may };
    let (path, owner) = (path.display().to_string(), user::name(found.uid()));
    let mode = format!("{:04o}", found.mode() & 0o7777);
    let right = if needed & 0o2 != 0 { Access::Write } else { Access::Read };
    match (owner_may, group_may) {
        (false, _) => {
            let user = user::name(top.uid());
            Err(Observation::UserLacksRight { path, owner, mode, user, right })
        }
        (true, false) if is_shared(top) => {
            Err(Observation::GroupLacksRight { path, owner, mode, right })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_regular_deletion_that_always_fails_is_found() {
        const DAY_MS: i64 = 24 * 3_600_000;
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::open(folder.path()).expect("it is ours");
        let ran = |name, day| {
            spool.retention().note_sweep(name, UnixMs(day * DAY_MS)).expect("it is written");
        };
        let is_well = |day| {
            let mut findings = Findings::new(true);
            swept(&spool, UnixMs(day * DAY_MS), &mut findings);
            findings.is_well("expired data")
        };
        assert!(is_well(0), "nothing ran yet");
        ran("one", 100);
        ran("other", 100);
        assert_eq!([102, 103].map(is_well), [true, false]);
        ran("one", 103);
        assert!(!is_well(103), "the other one fails");
        ran("one", 114);
        assert_eq!([114, 117].map(is_well), [true, false], "there is no other one any more");
    }

    #[test]
    fn a_file_is_open_where_all_folders_before_it_are() {
        let parent = tempfile::tempdir().expect("a folder");
        let spool = parent.path().join("spool");
        let inner = spool.join("received/0000");
        fs::create_dir_all(&inner).expect("it is ours");
        fs::create_dir(spool.join("drop")).expect("it is ours");
        let fax = inner.join("1.tif");
        let mode = |path: &Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
        };
        for file in [&fax, &spool.join("drop/scan.pdf")] {
            fs::write(file, "fax").expect("it is ours");
            mode(file, 0o664);
        }
        for folder in [&inner, &spool.join("received"), &spool.join("drop")] {
            mode(folder, 0o775);
        }
        mode(&spool, 0o2775);
        assert_eq!(open_to_others(&spool), Some(fax.clone()));
        mode(&spool, 0o2770);
        assert_eq!(open_to_others(&spool), None, "nobody gets into it");
        mode(&spool, 0o755);
        mode(&spool.join("received"), 0o750);
        assert_eq!(open_to_others(&spool), None, "nobody gets to the faxes");
        mode(&spool.join("received"), 0o755);
        mode(&fax, 0o640);
        assert_eq!(open_to_others(&spool), None, "only its name is seen");
    }

    #[test]
    fn a_list_of_mail_servers_that_asterisk_cuts_is_seen() {
        for line in
            ["mailserver = a.example.com;b.example.com", "SmartHost=>a.example.com;b.example.com"]
        {
            assert_eq!(cut_servers(line), Some(("a.example.com", "b.example.com")), "{line}");
        }
        for line in [
            "mailserver = a.example.com ; ours",
            "mailserver = a.example.com;the one in the cellar",
            "mailserver = a.example.com;",
            ";mailserver = a;b",
            "mailuser = a;b",
        ] {
            assert_eq!(cut_servers(line), None, "{line}");
        }
    }

    #[test]
    fn another_spool_of_the_module_is_found() {
        let folder = tempfile::tempdir().expect("a folder");
        let (spool, link) = (folder.path().join("spool"), folder.path().join("link"));
        fs::create_dir(&spool).expect("it is ours");
        std::os::unix::fs::symlink(&spool, &link).expect("it is ours");
        let found = |text: &str| other_spool(text, &spool);
        assert_eq!(found("[general]\n;spool = /other\nspool =\nmax_lines = 3\n"), None);
        for same in [&spool, &link] {
            assert_eq!(found(&format!("[general]\nspool = {} ; ours\n", same.display())), None);
        }
        let other = Some((3, PathBuf::from("/other")));
        assert_eq!(found("[general]\nspool = /first\nSpool => /other ; a disk\n"), other);
    }

    #[test]
    fn a_password_of_the_module_is_known() {
        for line in ["mailpassword = secret", "  MailPassword=>secret ; x", "password = 1234"] {
            assert!(sets_a_password(line), "{line}");
        }
        for line in [";mailpassword = secret", "mailpassword =", "mailuser = password", ""] {
            assert!(!sets_a_password(line), "{line}");
        }
    }
}
