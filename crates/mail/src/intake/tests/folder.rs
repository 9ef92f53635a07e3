//! Tests of the files of the intake: unreadable files, permissions, and the clean-up.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::time::SystemTime;

use super::super::upkeep::{ABANDONED, DAMAGED_KEPT, MOST_DAMAGED};
use super::*;

#[test]
fn a_file_that_cannot_be_read_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    for (name, text) in [("aa", ""), ("bb", "{}\n"), ("cc", "\u{0}\u{0}")] {
        fs::write(intake.place(WAITING, name), text).unwrap();
    }
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    assert_eq!(next(&intake), None);
    assert_eq!(intake.ids(DAMAGED).unwrap().len(), 3);
}

#[test]
fn half_of_a_mail_was_never_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    Head::write(&intake.place(NEW, "aa"), &envelope(&["1@x.fax"]), None, b"half").unwrap();
    let old = SystemTime::now() - ABANDONED - Duration::from_secs(1);
    File::options()
        .write(true)
        .open(intake.place(NEW, "aa"))
        .unwrap()
        .set_modified(old)
        .unwrap();
    Head::write(&intake.place(NEW, "bb"), &envelope(&["1@x.fax"]), None, b"being written").unwrap();
    assert_eq!(next(&intake), None);
    assert_eq!(intake.ids(NEW).unwrap(), ["bb"]);
}

#[test]
fn what_is_left_of_a_handled_mail_has_nothing_of_its_text() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.done(&id).unwrap();
    let left = fs::read_to_string(intake.place(KNOWN, &id)).unwrap();
    assert!(left.ends_with("}\n") && !left.contains("Hello"), "{left}");
}

#[test]
fn an_id_is_no_path() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    fs::write(folder.path().join("secret"), "{}").unwrap();
    for id in ["", ".", "../secret", "/etc/passwd"] {
        assert!(matches!(intake.done(id), Err(IntakeError::Unknown(_))), "{id}");
    }
}

#[test]
fn nobody_else_may_read_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(&folder.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&intake.place(WAITING, &id)), 0o600);
    assert_eq!(mode(&folder.path().join("mail")) & 0o077, 0);
}

/// An administrator may run `ferrofax mail-queue` as root, even before the service has ever run.
#[test]
fn what_root_makes_belongs_to_the_spool_s_owner() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let spool = tempfile::tempdir().unwrap();
    chown(spool.path(), Some(12_345), Some(12_346)).unwrap();
    let intake = opened(&spool.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    next(&intake).unwrap();
    intake.later(&id, UnixMs::now() + HOUR, "busy").unwrap();
    let mut paths = vec![spool.path().join("mail")];
    while let Some(path) = paths.pop() {
        let found = fs::metadata(&path).unwrap();
        assert_eq!((found.uid(), found.gid()), (12_345, 12_346), "{}", path.display());
        if found.is_dir() {
            paths.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

/// The permissions are as in the package: the spool belongs to the PBX's user, and the user of the
/// Ferrofax service has access by its group.
#[test]
fn a_group_that_shares_the_spool_shares_the_mails() {
    let spool = tempfile::tempdir().unwrap();
    fs::set_permissions(spool.path(), Permissions::from_mode(0o2770)).unwrap();
    let intake = opened(&spool.path().join("mail"));
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&intake.place(WAITING, &id)), 0o660);
    assert_eq!(mode(&spool.path().join("mail/lock")), 0o660);
    for folder in ["mail", "mail/waiting", "mail/known"] {
        assert_eq!(mode(&spool.path().join(folder)), 0o2770, "{folder}");
    }
}

/// Other people's names and numbers are deleted in time, also in a service that runs for months.
#[test]
fn what_nobody_needs_goes_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let intake = opened(folder.path());
    let id = new(intake.put(&envelope(&["1@x.fax"]), &mail("a@x")).unwrap());
    assert_eq!(next(&intake).unwrap().id, id);
    intake.done(&id).unwrap();
    let count = |inside: &str| fs::read_dir(folder.path().join(inside)).unwrap().count();
    for number in 0..MOST_DAMAGED + 5 {
        let file = File::create(folder.path().join(DAMAGED).join(format!("{number:05}"))).unwrap();
        let age = if number < 3 {
            DAMAGED_KEPT + Duration::from_secs(60)
        } else {
            Duration::from_secs(60)
        };
        file.set_modified(SystemTime::now() - age).unwrap();
    }
    assert_eq!(intake.next(UnixMs::now() + HOUR / 2).unwrap(), None);
    assert_eq!(
        (count(KNOWN), count(DAMAGED)),
        (1, MOST_DAMAGED + 5),
        "it has been tidied a moment ago"
    );
    assert_eq!(intake.next(UnixMs::now() + 2 * HOUR).unwrap(), None);
    assert_eq!((count(KNOWN), count(DAMAGED)), (1, MOST_DAMAGED));
    assert!(!folder.path().join(DAMAGED).join("00002").exists(), "the oldest ones");
    assert_eq!(intake.next(UnixMs::now() + 25 * HOUR).unwrap(), None);
    assert_eq!(count(KNOWN), 0);
}
