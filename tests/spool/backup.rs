//! A backup is a spool as it stood at one instant, whatever goes on; a database that is
//! not whole is told, with the way out; records of deletions come to an end.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use ferrofax::UnixMs;
use ferrofax::spool::{FaxQuery, FaxStatus, Spool, SpoolError, WordIndex, read_document, restore};

use super::pages::page;
use super::{DAY_MS, assert_document, database, new_fax, numbers, received, spool, whole_fax};

#[test]
fn a_backup_made_at_work_is_a_spool_with_all_that_was_there() {
    let (folder, spool) = spool();
    let done = whole_fax(&spool, &new_fax(&["alice@example.com"]), UnixMs(2000));
    let growing = spool.receiving().begin_fax(&new_fax(&["bob@example.com"])).unwrap();
    spool.receiving().append_page(growing, &page(1)).unwrap();
    for name in ["mail/waiting", "received/link", "drafts/17", "uploads"] {
        fs::create_dir_all(folder.path().join(name)).unwrap();
    }
    // Faxes that people are writing, and documents that wait for theirs.
    let of_gateway = ["drafts/17/draft.json", "drafts/17/1.tif", "drafts/17/lock", "uploads/0a"];
    for name in of_gateway {
        fs::write(folder.path().join(name), name).unwrap();
    }
    fs::write(folder.path().join("mail/waiting/0a"), "a mail").unwrap();
    fs::write(folder.path().join("audit.log"), "{}\n").unwrap();
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("received/link/hostname"))
        .unwrap();

    // Pages come in while it is made.
    let backup = tempfile::tempdir().unwrap();
    let made = std::thread::scope(|scope| {
        let pages = scope.spawn(|| {
            (2..40)
                .for_each(|number| spool.receiving().append_page(growing, &page(number)).unwrap())
        });
        let made = spool.monitoring().back_up(backup.path()).unwrap();
        pages.join().unwrap();
        made
    });
    assert_eq!(made.files, 9, "the database, two documents, a mail, the log and these: {made:?}");
    for name in of_gateway {
        assert_eq!(fs::read(backup.path().join(name)).unwrap(), name.as_bytes());
    }
    assert!(!backup.path().join("received/link/hostname").exists());
    assert_eq!(
        fs::metadata(backup.path().join("spool.db")).unwrap().permissions().mode() & 0o077,
        0
    );
    assert_eq!(fs::read(backup.path().join("mail/waiting/0a")).unwrap(), b"a mail");
    assert_eq!(fs::read(backup.path().join("audit.log")).unwrap(), b"{}\n");

    let restored = Spool::open(backup.path()).unwrap();
    restored.monitoring().check_database().unwrap();
    assert_eq!(restored.faxes().look_at_words(), Ok(WordIndex::Whole));
    assert_eq!(restored.faxes().fax(done), spool.faxes().fax(done));
    assert_document(&restored, done, &[1]);
    // The fax in a call then is one that a crash cut off.
    let known = numbers(&restored, growing).len();
    assert_eq!(restored.receiving().recover(UnixMs(5000)).unwrap(), [growing]);
    let found = restored.faxes().fax(growing).unwrap();
    assert!(
        found.status == FaxStatus::Incomplete && known >= 1 && found.pages.len() >= known,
        "{found:?}"
    );
    let pages: Vec<u32> = (1..=found.pages.len() as u32).collect();
    assert_document(&restored, growing, &pages);
    assert_eq!(restored.faxes().list(&FaxQuery::default()).unwrap().len(), 2);
    // And the spool itself goes on.
    assert_eq!(numbers(&spool, growing).len(), 39);
}

#[test]
fn a_backup_takes_the_place_of_the_spool_and_what_was_there_is_kept() {
    let (folder, spool) = spool();
    let fax = |spool: &Spool| whole_fax(spool, &new_fax(&["alice@example.com"]), UnixMs(2000));
    let first = fax(&spool);
    fs::create_dir_all(folder.path().join("mail/waiting")).unwrap();
    fs::write(folder.path().join("mail/waiting/0a"), "a mail").unwrap();
    let backup = tempfile::tempdir().unwrap();
    spool.monitoring().back_up(backup.path()).unwrap();
    let second = fax(&spool);
    let put_back = || restore(folder.path(), backup.path(), UnixMs(7_000));
    assert!(matches!(put_back(), Err(SpoolError::AtWork { .. })), "somebody works with it");
    drop(spool);
    // A group works in it; and one that was begun before and broke off is no more.
    for (name, mode) in [("", 0o770), ("received", 0o750)] {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(folder.path().join(name), mode).unwrap();
    }
    fs::create_dir_all(folder.path().join("restoring/jobs")).unwrap();
    fs::write(folder.path().join("restoring/spool.db"), "half").unwrap();
    fs::write(folder.path().join("xferfaxlog.told"), "7").unwrap();

    let done = put_back().unwrap();
    assert_eq!((done.copied.files, done.jobs), (3, 0));
    let mode = |name: &str| folder.path().join(name).metadata().unwrap().permissions().mode();
    let modes = ["spool.db", "received", "received/0000", "jobs", "mail/waiting/0a"].map(mode);
    assert_eq!(modes.map(|mode| mode & 0o777), [0o660, 0o750, 0o750, 0o770, 0o660]);
    assert!(!folder.path().join("restoring").exists());
    let logged = [folder.path(), &done.before].map(|at| at.join("xferfaxlog.told").exists());
    assert_eq!(logged, [false, true], "it has numbers of the replaced database");
    let spool = Spool::open(folder.path()).unwrap();
    assert_eq!(spool.faxes().list(&FaxQuery::default()).unwrap().len(), 1);
    assert_document(&spool, first, &[1]);
    let before = Spool::open(&done.before).unwrap();
    assert_eq!(before.faxes().list(&FaxQuery::default()).unwrap().len(), 2);
    // Mails and programs name the second fax by its number, so no other fax gets that number.
    let third = fax(&spool);
    assert!(third > second, "{third} is used again");
    assert!(third.0 < second.0 + 10, "{third} follows {second}");

    // What is no whole spool changes nothing.
    drop((spool, before));
    fs::write(backup.path().join("spool.db"), "this is no database at all").unwrap();
    restore(folder.path(), backup.path(), UnixMs(9_000)).unwrap_err();
    let none = tempfile::tempdir().unwrap();
    restore(folder.path(), none.path(), UnixMs(9_000)).unwrap_err();
    let spool = Spool::open(folder.path()).unwrap();
    assert_document(&spool, first, &[1]);
    // And one that is damaged is what a backup is for.
    spool.monitoring().back_up(&none.path().join("new")).unwrap_err();
    let whole = tempfile::tempdir().unwrap();
    spool.monitoring().back_up(whole.path()).unwrap();
    drop(spool);
    fs::write(folder.path().join("spool.db"), [0xEE; 8192]).unwrap();
    restore(folder.path(), whole.path(), UnixMs(11_000)).unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    assert_document(&spool, first, &[1]);
    // Nobody knows how many faxes the damaged database had.
    assert!(fax(&spool).0 > third.0 + 10_000);
}

#[test]
fn the_numbers_of_faxes_that_were_lost_with_the_spool_are_not_used_again() {
    let (_lost, spool) = spool();
    let fax = |spool: &Spool| {
        let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
        spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
        fax
    };
    let last = [(); 2].map(|()| fax(&spool))[1];
    let backup = tempfile::tempdir().unwrap();
    spool.monitoring().back_up(backup.path()).unwrap();
    // A new machine has no spool, a new one, or one with fewer faxes.
    for faxes in [None, Some(0), Some(1)] {
        let folder = tempfile::tempdir().unwrap();
        if let Some(faxes) = faxes {
            let new = Spool::open(folder.path()).unwrap();
            (0..faxes).for_each(|_| _ = fax(&new));
        }
        restore(folder.path(), backup.path(), UnixMs(7_000)).unwrap();
        let next = fax(&Spool::open(folder.path()).unwrap());
        assert!(next.0 > last.0 + 10_000, "{faxes:?}: {next} after {last}");
    }
}

/// For example because the disk of the backup was full.
#[test]
fn a_backup_that_broke_off_does_not_replace_the_spool() {
    let (folder, spool) = spool();
    let fax = whole_fax(&spool, &new_fax(&["alice@example.com"]), UnixMs(2000));
    let backup = tempfile::tempdir().unwrap();
    fs::write(backup.path().join("jobs"), "in the place of the folder").unwrap();
    spool.monitoring().back_up(backup.path()).unwrap_err();
    drop(spool);
    let put_back = || restore(folder.path(), backup.path(), UnixMs(9_000)).unwrap_err().to_string();
    assert!(!backup.path().join("spool.db").exists());
    let error = put_back();
    assert!(error.contains("spool.db: No such file"), "{error}");
    // An earlier version made this file first.
    fs::write(backup.path().join("spool.db"), "").unwrap();
    let error = put_back();
    assert!(error.ends_with("the database has no tables: the backup was not finished"), "{error}");
    assert_document(&Spool::open(folder.path()).unwrap(), fax, &[1]);
}

/// Who writes a fax is not copied in the middle of it.
#[test]
fn a_backup_waits_for_whoever_changes_a_draft() {
    let (folder, spool) = spool();
    let draft = folder.path().join("drafts/17");
    fs::create_dir_all(&draft).unwrap();
    let lock = fs::File::create(draft.join("lock")).unwrap();
    lock.lock().unwrap();
    fs::write(draft.join("draft.json"), "half").unwrap();
    let backup = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        let made = scope.spawn(|| spool.monitoring().back_up(backup.path()).unwrap());
        while !backup.path().join("drafts").exists() {
            std::thread::yield_now();
        }
        fs::write(draft.join("draft.json"), "whole").unwrap();
        lock.unlock().unwrap();
        made.join().unwrap();
    });
    assert_eq!(fs::read(backup.path().join("drafts/17/draft.json")).unwrap(), b"whole");
}

#[test]
fn a_database_that_is_not_whole_takes_no_fax_and_tells_the_way_out() {
    let (folder, spool) = spool();
    for _ in 0..200 {
        let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
        spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
    }
    drop(spool);
    let path = folder.path().join("spool.db");
    let mut bytes = fs::read(&path).unwrap();
    let root: u32 = database(folder.path())
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'faxes'", [], |row| row.get(0))
        .unwrap();
    bytes[(root as usize - 1) * 4096..][..64].fill(0xEE);
    fs::write(&path, bytes).unwrap();
    let spool = Spool::open(folder.path()).unwrap();
    for error in [
        spool.receiving().begin_fax(&new_fax(&[])).unwrap_err(),
        spool.monitoring().check_database().unwrap_err(),
        spool.monitoring().own_check().unwrap().unwrap().run().unwrap_err(),
    ] {
        assert!(matches!(error, SpoolError::Damaged { .. }), "{error:?}");
        let text = error.to_string();
        assert!(
            ["spool.db", "damaged", "restore a backup", "docs/backup.md"]
                .iter()
                .all(|word| text.contains(word)),
            "{text}"
        );
    }
}

#[test]
fn records_of_deletions_end_but_not_before_the_file_is_gone() {
    let (folder, spool) = spool();
    let delete = |at: UnixMs| {
        let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
        spool.receiving().finish_fax(fax, &received(at)).unwrap();
        assert_eq!(spool.retention().cleanup(at + 40 * DAY_MS, 30).unwrap().deleted, [fax]);
    };
    delete(UnixMs(0));
    delete(UnixMs(300 * DAY_MS));
    let left = "UPDATE deletions SET document = 'left.tif' WHERE fax = 1";
    database(folder.path()).execute(left, []).unwrap();
    assert_eq!(spool.retention().forget_deletions(UnixMs(500 * DAY_MS), 365).unwrap(), 0);
    spool.retention().cleanup(UnixMs(450 * DAY_MS), 30).unwrap();
    assert_eq!(spool.retention().forget_deletions(UnixMs(404 * DAY_MS), 365).unwrap(), 0);
    assert_eq!(spool.retention().forget_deletions(UnixMs(406 * DAY_MS), 365).unwrap(), 1);
    assert_eq!(spool.retention().deletions(10).unwrap().len(), 1);
    assert!(read_document(&folder.path().join("received/left.tif")).is_err());
}
