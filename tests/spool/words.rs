//! The index of the words by which people find faxes: filled by itself, told when it is not
//! whole, and made anew at work.

use std::fs;
use std::path::Path;
use std::process::Command;

use ferrofax::UnixMs;
use ferrofax::spool::{Spool, WordIndex};

use super::programs::skip;
use super::{database, new_fax, received, spool};

fn with_faxes(spool: &Spool, count: usize) {
    for _ in 0..count {
        let fax = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
        spool.receiving().finish_fax(fax, &received(UnixMs(2000))).unwrap();
    }
}

/// So many faxes from this number on, as an older Ferrofax files them: their words not.
fn written_by_others(folder: &Path, first: i64, count: i64) {
    let rows = format!(
        "WITH RECURSIVE n (id) AS (VALUES ({first}) UNION ALL SELECT id + 1 FROM n WHERE id < {first} + {count} - 1)
         INSERT INTO faxes (id, status, device, called, calling, caller_name, call_id, started_at, ended_at, format,
                            mail_without_pages, document)
         SELECT id, 'received', '2101@fax', '2101', '+43' || id, 'Huber', id, 1, 2, 'pdf', 0, id || '.tif' FROM n"
    );
    database(folder).execute_batch(&rows).unwrap();
}

/// A spool is brought up while the module of before still takes faxes in.
#[test]
fn what_an_index_lacks_is_added_in_steps_again_and_again() {
    let (folder, spool) = spool();
    with_faxes(&spool, 1);
    written_by_others(folder.path(), 1000, 1300);
    assert_eq!(spool.faxes().index_lacking(&|| true), Ok(0), "it ends when the program does");
    assert_eq!(spool.faxes().index_lacking(&|| false), Ok(1300));
    assert_eq!(spool.faxes().index_lacking(&|| false), Ok(0));
    written_by_others(folder.path(), 5000, 1);
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Lacks(1)));
    assert_eq!(spool.faxes().index_lacking(&|| false), Ok(1));
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
}

#[test]
fn an_index_that_lacks_faxes_is_told_and_made_anew_in_steps() {
    let (folder, spool) = spool();
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
    with_faxes(&spool, 2);
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
    written_by_others(folder.path(), 1000, 1300);
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Lacks(1300)));
    assert_eq!(spool.faxes().index_words(), Ok(1302));
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
}

#[test]
fn an_index_that_broke_keeps_no_fax_away_and_is_made_anew() {
    let (folder, spool) = spool();
    with_faxes(&spool, 3);
    drop(spool);
    let broken = database(folder.path())
        .execute("UPDATE fax_words_data SET block = x'00' WHERE id > 10", [])
        .unwrap();
    assert!(broken > 0);
    let spool = Spool::open(folder.path()).unwrap();
    // So many that the index merges what it has, the damaged part among it.
    with_faxes(&spool, 40);
    spool.monitoring().check_database().unwrap();
    assert!(matches!(spool.faxes().look_at_words(), Ok(WordIndex::Broken(_))), "it is told");
    assert_eq!(spool.faxes().index_words(), Ok(43));
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
}

/// What SQLite's own program of this version or a later one can read, in minor versions of 3:
/// an index that keeps no words and forgets faxes.
const LEAST_SQLITE: u32 = 43;

/// As docs/backup.md has it for a damaged database.
#[test]
fn what_sqlite_saves_of_a_database_is_a_spool_whose_words_can_be_found() {
    let (folder, spool) = spool();
    with_faxes(&spool, 3);
    drop(spool);
    let sqlite = |words: &[&str]| {
        let done = Command::new("sqlite3").args(words).current_dir(folder.path()).output().ok()?;
        Some((done.stdout, String::from_utf8_lossy(&done.stderr).into_owned()))
    };
    let version = sqlite(&["--version"]).and_then(|(said, _)| {
        String::from_utf8_lossy(&said).split('.').nth(1)?.parse::<u32>().ok()
    });
    if version.is_none_or(|version| version < LEAST_SQLITE) {
        return skip("there is no sqlite3 of 3.43 or later");
    }
    let (saved, wrong) = sqlite(&["spool.db", ".recover"]).unwrap();
    assert_eq!(wrong, "");
    fs::write(folder.path().join("all.sql"), saved).unwrap();
    fs::create_dir(folder.path().join("again")).unwrap();
    let load = ["again/spool.db", ".dbconfig defensive off", ".read all.sql"];
    assert_eq!(sqlite(&load).unwrap().1, "");
    let spool = Spool::open(&folder.path().join("again")).unwrap();
    spool.monitoring().check_database().unwrap();
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
    assert_eq!(spool.faxes().index_words(), Ok(3));
    with_faxes(&spool, 1);
    assert_eq!(spool.faxes().look_at_words(), Ok(WordIndex::Whole));
}
