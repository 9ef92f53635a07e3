//! Documents lie sealed as soon as nothing of them is on its way, are in clear again before they go
//! once more, and are whole in one form or the other whatever dies in between.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ferrofax::UnixMs;
use ferrofax::spool::failure::Failure;
use ferrofax::spool::jobs::{JobId, JobState, NewDocument};
use ferrofax::spool::{
    AtRest, FaxId, KeyRing, MasterKeys, SealedFiles, Spool, SpoolError, Unopened, document_length,
    read_document, unopened,
};

use super::jobs::bench::Bench;
use super::killed::{FOLDER, ROUND, kill_after, read, teller};
use super::pages::page;
use super::{DAY_MS, database, new_fax, received, spool};

const NOW: UnixMs = UnixMs(4_000 * DAY_MS);

/// Keys of these octets, the newest first.
fn keys(octets: &[u8]) -> Arc<dyn MasterKeys> {
    let keys: Vec<[u8; 32]> = octets.iter().map(|octet| [*octet; 32]).collect();
    Arc::new(KeyRing::of(&keys).unwrap())
}

/// From now on this process is the program, by these keys; without any it is the module.
fn by(spool: &Spool, octets: &[u8]) {
    let keys = (!octets.is_empty()).then(|| keys(octets));
    spool.encryption().open_documents_by(keys, true).unwrap();
}

/// A fax that has come, and is on its way to somebody.
fn fax(spool: &Spool) -> FaxId {
    let fax = spool.receiving().begin_fax(&new_fax(&["alice@example.com"])).unwrap();
    for number in 1..=3 {
        spool.receiving().append_page(fax, &page(number)).unwrap();
    }
    spool.receiving().finish_fax(fax, &received(NOW)).unwrap();
    fax
}

fn mailed(spool: &Spool, fax: FaxId) {
    for entry in spool.outbox().outbox_of(fax).unwrap() {
        spool.outbox().delivered(entry.id, NOW, "250 Ok").unwrap();
    }
}

/// A fax that everybody has.
fn rests(spool: &Spool) -> FaxId {
    let fax = fax(spool);
    mailed(spool, fax);
    fax
}

fn turn(spool: &Spool) -> AtRest {
    spool.encryption().seal_what_rests(UnixMs(0), &|| false).unwrap()
}

fn document(spool: &Spool, fax: FaxId) -> Vec<u8> {
    fs::read(spool.faxes().document_path(fax).unwrap()).unwrap()
}

fn is_sealed(octets: &[u8]) -> bool {
    octets.starts_with(b"\x89FerrofaxSeal1\r\n")
}

fn why(path: &Path) -> Option<Unopened> {
    read_document(path).err().and_then(|error| unopened(&error).cloned())
}

#[test]
fn a_fax_lies_sealed_once_everybody_has_it_and_in_clear_before_it_is_mailed_again() {
    let (_folder, spool) = spool();
    by(&spool, &[1]);
    let coming = spool.receiving().begin_fax(&new_fax(&["bob@example.com"])).unwrap();
    spool.receiving().append_page(coming, &page(1)).unwrap();
    let fax = fax(&spool);
    let path = spool.faxes().document_path(fax).unwrap();
    let clear = document(&spool, fax);
    assert_eq!(turn(&spool), AtRest::default(), "it is still to be mailed");
    mailed(&spool, fax);
    assert_eq!(turn(&spool).sealed, 1);
    assert_eq!(turn(&spool), AtRest::default());
    let sealed = document(&spool, fax);
    assert!(
        is_sealed(&sealed) && !sealed.windows(16).any(|part| part == &clear[clear.len() - 16..])
    );
    assert!(read_document(&path).unwrap() == clear);
    assert_eq!(document_length(&path).unwrap(), clear.len() as u64);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2, "nothing beside it");
    // What is on its way is open at once, and stays so until it has gone.
    assert_eq!(spool.outbox().mail_again(fax, &["eve@example.com".into()], NOW).unwrap().len(), 1);
    assert!(document(&spool, fax) == clear);
    assert_eq!(turn(&spool), AtRest::default());
    mailed(&spool, fax);
    assert_eq!(turn(&spool).sealed, 1);
    assert!(document(&spool, fax) != sealed, "by another key of its own");
    assert!(!is_sealed(&document(&spool, coming)), "a call goes on, and its pages are appended to");
    spool.receiving().append_page(coming, &page(2)).unwrap();
}

#[test]
fn the_module_has_no_keys_and_what_it_needs_is_opened_for_it() {
    let (_folder, spool) = spool();
    by(&spool, &[1]);
    let fax = rests(&spool);
    let path = spool.faxes().document_path(fax).unwrap();
    let clear = document(&spool, fax);
    turn(&spool);
    by(&spool, &[]);
    assert_eq!(why(&path), Some(Unopened::NoKeys));
    assert_eq!(turn(&spool), AtRest::default());
    spool.outbox().mail_again(fax, &[], NOW).unwrap();
    assert!(is_sealed(&document(&spool, fax)));
    assert!(spool.encryption().note_closed_fax(fax, &path).unwrap());
    by(&spool, &[1]);
    assert_eq!(turn(&spool), AtRest { opened: 1, ..AtRest::default() });
    by(&spool, &[]);
    assert!(read_document(&path).unwrap() == clear);
    assert!(!spool.encryption().note_closed_fax(fax, &path).unwrap());
    // A print is the program's own.
    by(&spool, &[1]);
    mailed(&spool, fax);
    turn(&spool);
    spool.outbox().print_again(fax, &["office".into()], NOW).unwrap();
    assert_eq!(turn(&spool).sealed, 0, "it is on its way");
    assert!(read_document(&path).unwrap() == clear);
}

#[test]
fn a_job_s_documents_lie_sealed_once_it_has_ended_and_a_retry_opens_them() {
    let bench = Bench::new();
    let spool = &bench.spool;
    by(spool, &[1]);
    let job = bench.submit("1", 2, NOW);
    let path = spool.jobs().job(job).unwrap().documents[0].path.clone();
    let clear = fs::read(&path).unwrap();
    assert_eq!(turn(spool), AtRest::default());
    let fails = |now| {
        let lease = bench.lease(now).unwrap();
        bench.end(&lease, Some(Failure::Busy), now);
        spool.jobs().cancel_job(job, "x", now).ok();
        for entry in spool.outbox_of_job(job) {
            spool.outbox().delivered(entry, now, "250 Ok").unwrap();
        }
        assert_eq!(bench.state(job), JobState::Failed);
    };
    fails(NOW);
    assert_eq!(turn(spool).sealed, 1);
    assert!(is_sealed(&fs::read(&path).unwrap()) && read_document(&path).unwrap() == clear);
    // By the program: it is open before it is ready.
    spool.jobs().retry_job(job, "x", NOW).unwrap();
    assert!(fs::read(&path).unwrap() == clear);
    fails(NOW + 1);
    turn(spool);
    // By the PBX's command line: no call is made before it is opened.
    by(spool, &[]);
    spool.jobs().retry_job(job, "x", NOW + 2).unwrap();
    assert_eq!(bench.leased(NOW + 2), None);
    by(spool, &[1]);
    assert_eq!(turn(spool).opened, 1);
    assert_eq!(bench.leased(NOW + 3), Some(job));
    assert!(fs::read(&path).unwrap() == clear);
    // What was sent goes to another number: a copy in clear.
    by(spool, &[1]);
    let fax = rests(spool);
    let document = spool.faxes().document_path(fax).unwrap();
    let clear = fs::read(&document).unwrap();
    turn(spool);
    let again = NewDocument { path: document, name: "fax.tif".into() };
    let new = spool.submission().submit(
        &ferrofax::spool::jobs::NewJob { documents: vec![again], ..bench.job("2", 1) },
        NOW,
    );
    let copy = spool.jobs().job(new.unwrap()).unwrap().documents[0].path.clone();
    assert!(fs::read(copy).unwrap() == clear);
}

trait OutboxOfJob {
    fn outbox_of_job(&self, job: JobId) -> Vec<ferrofax::spool::OutboxId>;
}

impl OutboxOfJob for Spool {
    fn outbox_of_job(&self, job: JobId) -> Vec<ferrofax::spool::OutboxId> {
        self.outbox()
            .reports_of(job)
            .unwrap()
            .into_iter()
            .map(|entry| entry.id)
            .collect()
    }
}

#[test]
fn what_was_changed_or_is_another_s_is_told_and_nothing_else_comes_out() {
    let ((folder, spool), (_other, elsewhere)) = (spool(), spool());
    by(&spool, &[1]);
    by(&elsewhere, &[1]);
    let [one, two] = [(), ()].map(|()| rests(&spool));
    let far = rests(&elsewhere);
    turn(&spool);
    turn(&elsewhere);
    let path = spool.faxes().document_path(one).unwrap();
    let sealed = fs::read(&path).unwrap();
    let put = |octets: &[u8]| {
        fs::write(&path, octets).unwrap();
        read_document(&path).err().map(|error| error.to_string())
    };
    // All of the head, and some of each piece.
    for at in (16..400).step_by(5).chain((400..sealed.len()).step_by(211)) {
        let mut changed = sealed.clone();
        changed[at] ^= 0x20;
        assert!(put(&changed).is_some(), "at {at}");
    }
    for end in [17, 200, sealed.len() - 1] {
        assert!(put(&sealed[..end]).is_some(), "cut at {end}");
    }
    assert!(put(&[&sealed[..], b"x"].concat()).unwrap().contains("encrypted bytes"));
    assert!(put(&document(&spool, two)).unwrap().contains("as another document"));
    assert!(put(&document(&elsewhere, far)).unwrap().contains("in another spool"));
    assert_eq!(put(&sealed), None);
    by(&spool, &[2]);
    let text = why(&path).unwrap().to_string();
    assert!(text.contains("this machine does not have this key"), "{text}");
    let Err(SpoolError::Keys { text }) = spool.encryption().newest_key_at_rest() else { panic!() };
    assert!(text.contains("after the first key"), "{text}");
    assert!(matches!(spool.outbox().mail_again(one, &[], NOW), Err(SpoolError::Document { .. })));
    drop(folder);
}

#[test]
fn keys_are_changed_and_all_is_brought_back_in_clear() {
    let bench = Bench::new();
    let spool = &bench.spool;
    let faxes = [rests(spool), rests(spool)];
    let clear = faxes.map(|fax| document(spool, fax));
    let job = bench.submit("1", 2, NOW);
    let lease = bench.lease(NOW).unwrap();
    assert_eq!(bench.send(&lease, NOW), JobState::Done);
    bench.spool.outbox_of_job(job).into_iter().for_each(|entry| {
        spool.outbox().delivered(entry, NOW, "250 Ok").unwrap();
    });
    by(spool, &[1]);
    assert_eq!(
        spool.encryption().sealed_files().unwrap(),
        SealedFiles { plain: 3, ..SealedFiles::default() }
    );
    turn(spool);
    by(spool, &[2, 1]);
    assert_eq!(
        spool.encryption().sealed_files().unwrap(),
        SealedFiles { others: 3, ..SealedFiles::default() }
    );
    rests(spool);
    let done = spool.encryption().rekey_documents(&|_| {}).unwrap();
    assert_eq!((done.rewrapped, done.sealed, done.troubles.len()), (3, 1, 0));
    by(spool, &[2]);
    assert_eq!(
        spool.encryption().sealed_files().unwrap(),
        SealedFiles { newest: 4, ..SealedFiles::default() }
    );
    for (fax, clear) in faxes.iter().zip(&clear) {
        assert!(read_document(&spool.faxes().document_path(*fax).unwrap()).unwrap() == *clear);
    }
    assert_eq!(spool.encryption().rekey_documents(&|_| {}).unwrap(), AtRest::default());
    spool.encryption().open_documents_by(Some(keys(&[2])), false).unwrap();
    assert_eq!(spool.encryption().open_documents(&|_| {}).unwrap().opened, 4);
    assert_eq!(turn(spool), AtRest::default(), "seal = false");
    for (fax, clear) in faxes.iter().zip(&clear) {
        assert!(document(spool, *fax) == *clear);
    }
    assert!(!spool.encryption().has_sealed_documents().unwrap());
}

#[test]
fn a_deletion_says_what_the_document_was_in_clear() {
    let (folder, spool) = spool();
    by(&spool, &[1]);
    let fax = rests(&spool);
    let path = spool.faxes().document_path(fax).unwrap();
    let clear = document(&spool, fax);
    turn(&spool);
    let long = document(&spool, fax).len() as u64;
    // The module deletes, without keys.
    by(&spool, &[]);
    let report = spool.retention().cleanup(NOW + 9 * DAY_MS, 1).unwrap();
    assert_eq!((report.freed_bytes, report.problems.len(), path.exists()), (long, 0, false));
    let copy = folder.path().join("copy");
    fs::write(&copy, &clear).unwrap();
    let said = std::process::Command::new("sha256sum").arg(&copy).output().unwrap().stdout;
    let hash = String::from_utf8(said).unwrap()[..64].to_owned();
    let log = fs::read_to_string(folder.path().join("audit.log")).unwrap();
    assert!(log.contains(&hash), "{log}");
}

#[test]
fn what_its_row_says_wrongly_of_a_file_is_put_right() {
    let (folder, spool) = spool();
    by(&spool, &[1]);
    let fax = rests(&spool);
    let (path, clear) = (spool.faxes().document_path(fax).unwrap(), document(&spool, fax));
    let say = |by: Option<&str>| {
        database(folder.path())
            .execute("UPDATE faxes SET sealed_by = ?1", [by])
            .unwrap();
    };
    // It was to be sealed, and half of that lies beside it.
    say(Some(""));
    fs::write(path.with_extension("new"), b"\x89Ferro").unwrap();
    assert_eq!(turn(&spool).sealed, 1);
    // A backup of its row from before.
    say(None);
    assert_eq!(turn(&spool), AtRest::default());
    assert_eq!(spool.encryption().sealed_files().unwrap().newest, 1);
    say(None);
    spool.outbox().mail_again(fax, &[], NOW).unwrap();
    by(&spool, &[]);
    assert!(spool.encryption().note_closed_fax(fax, &path).unwrap());
    by(&spool, &[1]);
    assert_eq!(turn(&spool).opened, 1);
    // It was being opened, and is.
    say(Some(""));
    assert_eq!(turn(&spool).opened, 0);
    assert!(document(&spool, fax) == clear);
    by(&spool, &[]);
    assert!(!spool.encryption().note_closed_fax(fax, &path).unwrap());
}

#[test]
fn a_file_that_is_lost_keeps_no_other_in_clear() {
    let (_folder, spool) = spool();
    by(&spool, &[1]);
    let lost = rests(&spool);
    fs::remove_file(spool.faxes().document_path(lost).unwrap()).unwrap();
    let other = rests(&spool);
    let done = turn(&spool);
    assert_eq!((done.sealed, done.troubles.len()), (1, 1));
    assert!(done.troubles[0].contains("No such file"), "{done:?}");
    assert!(is_sealed(&document(&spool, other)));
}

/// Who seals is of the spool's group, if the spool has one.
#[test]
fn the_group_may_write_where_faxes_are_once_documents_are_sealed() {
    let (_folder, spool) = spool();
    let path = spool.faxes().document_path(rests(&spool)).unwrap();
    let folder = path.parent().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let set = |path: &Path, mode| fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    by(&spool, &[1]);
    let (closed, shared) = ((0o2750, 0o2770), (0o2770, 0o2770));
    for (seals, (mine, top), then) in [
        (false, closed, 0o2750),
        (true, (0o700, 0o700), 0o700),
        (true, (0o2750, 0o2750), 0o2750),
        (true, (0o2700, 0o2770), 0o2700),
        (true, shared, 0o2770),
        (true, closed, 0o2770),
    ] {
        if seals {
            turn(&spool);
        }
        set(folder, mine);
        set(spool.folder(), top);
        let opened = spool.encryption().let_group_seal();
        assert_eq!(mode(folder), then, "{mine:o} in {top:o}");
        assert_eq!(opened, if mine == then { vec![] } else { vec![folder.to_path_buf()] });
    }
}

/// How many faxes the child has.
const FAXES: i64 = 6;

/// Seals, rewraps and opens all, again and again, until it is killed.
#[test]
fn child_that_seals() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let round: u8 = std::env::var(ROUND).unwrap().parse().unwrap();
    let tell = teller();
    let spool = Spool::open(Path::new(&folder)).unwrap();
    let others = [1, 2, 3];
    for turn_of in 0_u8.. {
        let newest = (round + turn_of) % 3;
        let ring: Vec<u8> = (0..3).map(|at| others[usize::from((newest + at) % 3)]).collect();
        spool.encryption().open_documents_by(Some(keys(&ring)), true).unwrap();
        spool.encryption().rekey_documents(&|_| tell("did 1 1".into())).unwrap();
        if turn_of % 3 == 2 {
            spool.encryption().open_documents(&|_| tell("did 1 1".into())).unwrap();
        }
    }
}

#[test]
fn whenever_it_is_killed_each_document_is_whole() {
    let (folder, spool) = spool();
    let faxes: Vec<FaxId> = (0..FAXES).map(|_| rests(&spool)).collect();
    let clear: Vec<Vec<u8>> = faxes.iter().map(|fax| document(&spool, *fax)).collect();
    for round in 0..6_u64 {
        let when = (3 + 5 * round, Duration::from_micros(700 * round));
        kill_after(when, "at_rest::child_that_seals", (spool.folder(), round), |line| {
            matches!(read(line), Some(("did", ..)))
        });
        by(&spool, &[1, 2, 3]);
        for (fax, clear) in faxes.iter().zip(&clear) {
            assert!(read_document(&spool.faxes().document_path(*fax).unwrap()).unwrap() == *clear);
        }
    }
    assert_eq!(spool.encryption().rekey_documents(&|_| {}).unwrap().troubles, [""; 0]);
    assert_eq!(spool.encryption().sealed_files().unwrap().newest, FAXES as u64);
    drop(folder);
}

#[test]
fn a_deletion_waits_for_a_process_that_encrypts_the_same_document() {
    let (_folder, spool) = spool();
    by(&spool, &[1]);
    let (one, two) = (rests(&spool), rests(&spool));
    turn(&spool);
    let path = spool.faxes().document_path(two).unwrap();
    let octets = fs::read(&path).unwrap();
    // Another process is between reading a document and putting the new form in its place.
    let lock = fs::File::open(spool.folder().join("sealing.lock")).unwrap();
    lock.lock().unwrap();
    std::thread::scope(|scope| {
        let deleting = scope.spawn(|| spool.faxes().delete_fax(two, "by hand", NOW));
        while spool.faxes().fax(two).is_ok() {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(100));
        // It replaces the file and dies, before it sees that the fax is gone.
        fs::write(&path, &octets).unwrap();
        lock.unlock().unwrap();
        deleting.join().unwrap().unwrap();
    });
    assert!(!path.exists(), "the document of a deleted fax is still there");
    assert!(spool.faxes().document_path(one).unwrap().exists());
}
