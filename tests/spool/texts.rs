//! The words on received faxes: a fax is read by one service, is found by what it says, and its text
//! is encrypted where documents are, and deleted with it.

use std::path::Path;
use std::sync::Arc;

use ferrofax::UnixMs;
use ferrofax::spool::desk::{FaxSieve, Note, Seen};
use ferrofax::spool::{FaxId, FaxText, KeyRing, MasterKeys, Spool, SpoolError, Unopened};

use super::{database, new_fax, spool, whole_fax};

const LEASE_MS: i64 = 60_000;

/// A fax of one page that began at this time.
fn fax_at(spool: &Spool, at: i64) -> FaxId {
    let new = super::NewFax { started_at: UnixMs(at), ..new_fax(&[]) };
    whole_fax(spool, &new, UnixMs(at + 1))
}

fn begin(spool: &Spool, now: i64) -> Option<FaxId> {
    let (now, until) = (UnixMs(now), UnixMs(now + LEASE_MS));
    spool.fax_texts().begin_reading(UnixMs(1_000), now, until).unwrap()
}

/// A fax with this text.
fn read(spool: &Spool, at: i64, text: &str) -> FaxId {
    let fax = fax_at(spool, at);
    assert_eq!(begin(spool, at), Some(fax));
    store(spool, fax, text);
    fax
}

fn store(spool: &Spool, fax: FaxId, text: &str) -> bool {
    let words = text.split_whitespace();
    spool
        .fax_texts()
        .store_text(fax, text.as_bytes(), words, UnixMs(7_000))
        .unwrap()
}

fn text(spool: &Spool, fax: FaxId) -> String {
    match spool.fax_texts().text(fax).unwrap() {
        FaxText::Read(octets, _) => String::from_utf8(octets).unwrap(),
        other => format!("{other:?}"),
    }
}

fn found(spool: &Spool, words: &str) -> Vec<FaxId> {
    found_by(spool, &FaxSieve { words: words.to_owned(), ..FaxSieve::default() })
}

fn found_by(spool: &Spool, sieve: &FaxSieve) -> Vec<FaxId> {
    let list = spool.faxes().desk_faxes(&Seen::All, "eva", sieve, None, 50).unwrap();
    let count = spool.faxes().count_faxes(&Seen::All, "eva", sieve, None).unwrap();
    let faxes: Vec<FaxId> = list.faxes.iter().map(|one| one.fax.id).collect();
    assert_eq!(count.count as usize, faxes.len(), "{sieve:?}");
    faxes
}

fn keys(octets: &[u8]) -> Option<Arc<dyn MasterKeys>> {
    let keys: Vec<[u8; 32]> = octets.iter().map(|octet| [*octet; 32]).collect();
    Some(Arc::new(KeyRing::of(&keys).unwrap()))
}

/// What the database has of all texts.
fn rows(folder: &Path) -> Vec<u8> {
    let database = database(folder);
    let mut select = database
        .prepare("SELECT text FROM fax_texts UNION ALL SELECT key FROM fax_text_key")
        .unwrap();
    let rows = select.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.flat_map(Result::unwrap).collect()
}

fn has(octets: &[u8], text: &str) -> bool {
    octets.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn a_fax_is_read_by_one_service_and_again_after_it_died_or_failed_but_not_for_ever() {
    let (_folder, spool) = spool();
    let (old, first, second) = (fax_at(&spool, 999), fax_at(&spool, 2_000), fax_at(&spool, 3_000));
    let coming = spool.receiving().begin_fax(&new_fax(&[])).unwrap();
    assert_eq!(begin(&spool, 4_000), Some(second), "the newest first");
    assert_eq!(begin(&spool, 4_000), Some(first));
    assert_eq!(begin(&spool, 4_000), None, "{old} is too old, and {coming} has not ended");
    assert!(
        spool
            .fax_texts()
            .continue_reading(second, UnixMs(4_000 + 2 * LEASE_MS))
            .unwrap()
    );
    // The service with the first one has died.
    let mut now = 4_000 + LEASE_MS;
    assert_eq!(begin(&spool, now), Some(first));
    assert_eq!(begin(&spool, now), None);
    assert_eq!(spool.fax_texts().text(first), Ok(FaxText::Waiting));
    spool.fax_texts().reading_failed(first, "too large", UnixMs(now)).unwrap();
    assert_eq!(begin(&spool, now), None, "it is not tried again at once");
    assert!(store(&spool, second, "two"));
    assert!(!store(&spool, second, "three"), "it was read");
    now += 600_000;
    assert_eq!(begin(&spool, now), Some(first));
    spool.fax_texts().reading_failed(first, "too large", UnixMs(now)).unwrap();
    assert_eq!(begin(&spool, now + 9_000_000), None);
    assert_eq!(spool.fax_texts().text(first), Ok(FaxText::Failed("too large".to_owned())));
    assert_eq!(
        (text(&spool, second), spool.fax_texts().text(old)),
        ("two".into(), Ok(FaxText::Unread))
    );
}

#[test]
fn faxes_are_found_by_words_on_their_pages_and_by_facts_together() {
    let (_folder, spool) = spool();
    let one = read(&spool, 2_000, "Rechnung: Nr. 4711 vom 12.03.2026, Müller & Söhne");
    let two = read(&spool, 3_000, "Bestellung 4711-B");
    for (words, faxes) in [
        ("rechnung", vec![one]),
        ("4711", vec![two, one]),
        ("4711 MÜLLER", vec![one]),
        ("12.03.2026", vec![one]),
        ("2026-03-12", vec![one]),
        ("4711-b", vec![two, one]),
        // Carol and 2101 are facts of both faxes.
        ("carol", vec![two, one]),
        ("rechnung carol 2101", vec![one]),
        ("2101 bestellung", vec![two]),
        ("rechnung bestellung", vec![]),
        ("rechnun", vec![]),
        ("xx söhne", vec![]),
    ] {
        assert_eq!(found(&spool, words), faxes, "{words}");
    }
    let note = Note { tag: "paid".to_owned(), ..Note::default() };
    spool.faxes().note_fax(one, &note, "eva", UnixMs(1)).unwrap();
    let sieve = |words: &str, sender: &str, tag: Option<&str>| {
        let (words, sender) = (words.to_owned(), sender.to_owned());
        FaxSieve { words, sender, tag: tag.map(str::to_owned), ..FaxSieve::default() }
    };
    assert_eq!(found_by(&spool, &sieve("4711", "", Some("paid"))), [one]);
    assert_eq!(found_by(&spool, &sieve("4711", "carol", None)), [two, one]);
    assert_eq!(found_by(&spool, &sieve("4711", "rechnung", None)), [], "a word of the page");
    assert_eq!(found(&spool, "4711 paid"), [one]);
}

#[test]
fn a_fax_is_found_by_no_more_words_than_the_limit() {
    let (folder, spool) = spool();
    let words: Vec<String> = (0..20_001).map(|at| format!("word{at}")).collect();
    let fax = read(&spool, 1_000, &words.join(" "));
    assert_eq!(words.iter().step_by(4_000).filter(|word| found(&spool, word) == [fax]).count(), 6);
    let rows: i64 = database(folder.path())
        .query_row("SELECT count(*) FROM fax_text_words", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 20_000);
}

#[test]
fn a_text_is_deleted_with_its_fax() {
    let (folder, spool) = spool();
    let fax = read(&spool, 2_000, "a secret");
    assert!(has(&rows(folder.path()), "secret"));
    for entry in spool.outbox().outbox_of(fax).unwrap() {
        spool.outbox().delivered(entry.id, UnixMs(8_000), "250 Ok").unwrap();
    }
    spool.faxes().delete_fax(fax, "by hand", UnixMs(9_000)).unwrap();
    let database = database(folder.path());
    for table in ["fax_texts", "fax_text_words"] {
        let count = format!("SELECT count(*) FROM {table}");
        assert_eq!(database.query_row(&count, [], |row| row.get::<_, i64>(0)), Ok(0), "{table}");
    }
    assert!(!store(&spool, fax, "a secret"), "it was deleted while it was being read");
}

#[test]
fn texts_and_the_key_of_their_index_are_encrypted_where_documents_are() {
    let (folder, spool) = spool();
    let before = read(&spool, 2_000, "secret before");
    let by = |spool: &Spool, octets: &[u8]| {
        spool.encryption().open_documents_by(keys(octets), true).unwrap();
    };
    by(&spool, &[1]);
    let fax = read(&spool, 3_000, "secret after");
    assert!(!has(&rows(folder.path()), "secret after") && has(&rows(folder.path()), "before"));
    assert_eq!(found(&spool, "secret"), [fax, before]);
    spool.encryption().seal_what_rests(UnixMs(i64::MIN), &|| false).unwrap();
    let sealed = rows(folder.path());
    assert!(!has(&sealed, "secret"));
    assert_eq!((&*text(&spool, before), &*text(&spool, fax)), ("secret before", "secret after"));

    // Another key, by a process that starts anew.
    drop(spool);
    let spool = Spool::open(folder.path()).unwrap();
    by(&spool, &[2, 1]);
    assert_eq!(found(&spool, "secret after"), [fax]);
    spool.encryption().rekey_documents(&|_| {}).unwrap();
    assert_ne!(rows(folder.path()), sealed);
    by(&spool, &[2]);
    assert_eq!(spool.encryption().newest_key_at_rest().map(drop), Ok(()));
    assert_eq!((&*text(&spool, before), &*text(&spool, fax)), ("secret before", "secret after"));

    // A process without keys finds faxes by their facts.
    drop(spool);
    let spool = Spool::open(folder.path()).unwrap();
    spool.encryption().open_documents_by(None, false).unwrap();
    let why = spool.fax_texts().text(fax).unwrap_err();
    assert!(matches!(why, SpoolError::Document { .. }), "{why}");
    assert!(why.to_string().contains(&Unopened::NoKeys.to_string()), "{why}");
    assert_eq!((found(&spool, "secret"), found(&spool, "carol")), (vec![], vec![fax, before]));

    by(&spool, &[2]);
    spool.encryption().open_documents(&|_| {}).unwrap();
    assert!(
        has(&rows(folder.path()), "secret before") && has(&rows(folder.path()), "secret after")
    );
    assert_eq!(found(&spool, "secret"), [fax, before]);
    assert!(!spool.encryption().has_sealed_documents().unwrap());
}
