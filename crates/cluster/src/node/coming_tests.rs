//! Tests of faxes that the shared database gets page by page during their call. It has the fax
//! once, with all pages that may be confirmed, and as the fax ended when it has ended.

use super::sealed_tests::keys;
use super::tests::{Bench, NOW, noise, page, went_well};
use super::{NotShipped, SharedFax};
use crate::Clustered;
use ferrofax_document::tiff;
use ferrofax_ground::t4::Bitmap;
use ferrofax_spool::desk::NotDeleted;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::database::{faults, params};
use ferrofax_spool::sending::option;
use ferrofax_spool::{
    FaxId, FaxStatus, FolderOfObjects, NewFax, Objects, Spool, SpoolError, waits_for_store,
};
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A call for a device whose pages wait for the shared database.
fn call() -> NewFax {
    NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        mailboxes: vec!["alice@example.com".into()],
        options: [(option::DURABLE.to_owned(), "shared".to_owned())].into(),
        ..NewFax::default()
    }
}

fn end(spool: &Spool, fax: FaxId, confirmed: u32) {
    let numbers: Vec<u32> = (1..=confirmed).collect();
    spool.receiving().confirm_pages(fax, &numbers).unwrap();
    spool.receiving().finish_fax(fax, &went_well()).unwrap();
}

/// Transfers the due pages, as a node does.
fn share(bench: &Bench) -> Result<Vec<FaxId>, NotShipped> {
    let due = bench.node.cluster().pages_to_share().map_err(NotShipped::Here)?;
    for fax in &due {
        bench.node.cluster().share_pages(&bench.store, &bench.who, *fax, &|| false)?;
    }
    Ok(due)
}

/// The pages of the document in the shared database, as many as it reports.
fn pages_there(bench: &Bench, one: &SharedFax) -> Vec<Bitmap> {
    let octets = bench.store.cluster().shared_document(one.fax).unwrap().unwrap();
    let pages = tiff::parse(octets, Path::new("in the store")).unwrap();
    assert_eq!(pages.len(), one.pages as usize);
    pages.iter().map(|page| page.bitmap().unwrap()).collect()
}

fn look(number: u32, look: u8) -> Bitmap {
    page(number, look).bitmap
}

#[test]
fn a_page_is_there_before_its_call_ends_and_the_end_takes_its_place() {
    let bench = Bench::new();
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    assert_eq!(share(&bench).unwrap(), []);
    for number in 1..=3 {
        bench.node.receiving().append_page(fax, &page(number, number as u8)).unwrap();
        assert!(!bench.node.receiving().is_page_shared(fax, number).unwrap());
        assert_eq!(share(&bench).unwrap(), [fax]);
        assert!(bench.node.receiving().is_page_shared(fax, number).unwrap());
        let there = bench.in_store();
        assert_eq!((there.len(), there[0].status), (1, FaxStatus::Receiving));
        let looks: Vec<Bitmap> = (1..=number).map(|number| look(number, number as u8)).collect();
        assert_eq!(pages_there(&bench, &there[0]), looks);
        // Pages that are already there are not transferred again.
        assert_eq!(share(&bench).unwrap(), []);
    }
    // Only faxes of devices that want it are transferred, and none is shipped as ended.
    let other = bench.node.receiving().begin_fax(&NewFax::default()).unwrap();
    bench.node.receiving().append_page(other, &page(1, 9)).unwrap();
    assert_eq!(share(&bench).unwrap(), []);
    assert_eq!(bench.node.cluster().to_ship(9, NOW).unwrap(), []);
    end(&bench.node, fax, 3);
    assert_eq!(bench.ship_all().unwrap(), [fax]);
    let there = bench.in_store();
    assert_eq!((there.len(), there[0].status, there[0].pages), (1, FaxStatus::Received, 3));
    let there = bench.store.faxes().fax(there[0].fax).unwrap();
    let here = ferrofax_spool::ReceivedFax { id: there.id, ..bench.node.faxes().fax(fax).unwrap() };
    assert_eq!(there, here);
    assert!(there.pages.iter().all(|page| page.confirmed));
    let none = "SELECT (SELECT count(*) FROM coming_faxes)";
    let count = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
        one.prepare_cached(none)?.query_row([], |row| row.get::<_, i64>(0))
    };
    assert_eq!(bench.store.read(count).unwrap(), 0);
    assert!(
        bench
            .node
            .cluster()
            .compare(&bench.store, &bench.who, NOW, &|| false)
            .unwrap()
            .is_empty()
    );
}

/// Each page is compared by its pixels.
#[test]
fn whatever_dies_at_any_step_a_page_that_is_said_to_be_there_is_there() {
    let bench = Bench::new();
    let deaths = (0..).take_while(|steps| {
        let fax = bench.node.receiving().begin_fax(&call()).unwrap();
        let mut looks = Vec::new();
        let mut died = false;
        for number in 1..=2 {
            let as_it_is = (*steps as u8).wrapping_mul(7).wrapping_add(number as u8);
            bench.node.receiving().append_page(fax, &page(number, as_it_is)).unwrap();
            faults::die_after(*steps);
            let went = share(&bench);
            let has_died = faults::live_again();
            died |= has_died;
            assert_eq!(went.is_err(), has_died, "{went:?}");
            let was_there = bench.node.receiving().is_page_shared(fax, number).unwrap();
            assert!(was_there || has_died);
            looks.push(look(number, as_it_is));
            let there: Vec<_> =
                bench.in_store().into_iter().filter(|one| one.node_fax == fax).collect();
            assert!(there.len() <= 1, "{there:?}");
            if was_there {
                assert_eq!(pages_there(&bench, &there[0]), looks);
            } else if let Some(one) = there.first() {
                // The pages from before are there, or all are.
                assert!(looks.starts_with(&pages_there(&bench, one)));
            }
            // The process starts again and continues.
            share(&bench).unwrap();
            assert!(bench.node.receiving().is_page_shared(fax, number).unwrap());
        }
        end(&bench.node, fax, 2);
        faults::die_after(*steps);
        let _went = bench.ship_all();
        died |= faults::live_again();
        bench.ship_all().unwrap();
        let there: Vec<_> =
            bench.in_store().into_iter().filter(|one| one.node_fax == fax).collect();
        assert_eq!((there.len(), there[0].status), (1, FaxStatus::Received));
        assert_eq!(pages_there(&bench, &there[0]), looks);
        died
    });
    let deaths = deaths.count();
    assert!(deaths > 20, "there are more steps than {deaths}");
}

/// The pages that are already there are not transferred with each new page of a long fax.
#[test]
fn a_page_brings_itself_and_not_all_before_it() {
    let bench = Bench::new();
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    let brought = |number: u32| {
        // Rows of noise, which no coding makes small: each page has several pieces.
        let rows = noise(216 * 1_500);
        let mut large = page(number, 0);
        large.bitmap = Bitmap::new(1728);
        rows.chunks(216).for_each(|row| large.bitmap.push_row(row));
        bench.node.receiving().append_page(fax, &large).unwrap();
        let pieces = Cell::new(0_u32);
        let step = || {
            pieces.set(pieces.get() + 1);
            false
        };
        bench.node.cluster().share_pages(&bench.store, &bench.who, fax, &step).unwrap();
        assert_eq!(pages_there(&bench, &bench.in_store()[0]).len(), number as usize);
        pieces.get()
    };
    let first = brought(1);
    assert!(first >= 2, "{first}");
    // Only the piece with the former end of the document is transferred again.
    assert!((2..=4).all(|number| brought(number) <= first + 2));
}

#[test]
fn it_is_so_wherever_the_store_has_its_documents_and_with_sealed_ones() {
    for (is_elsewhere, is_sealed) in [(false, true), (true, false), (true, true)] {
        let (folder, mut bench) = (tempfile::tempdir().unwrap(), Bench::new());
        if is_elsewhere {
            let objects = Arc::new(FolderOfObjects::of(folder.path()).unwrap());
            bench.store = bench.store.with_objects(objects as Arc<dyn Objects>);
        }
        if is_sealed {
            bench.store = bench.store.with_keys(keys(&[7]));
        }
        let fax = bench.node.receiving().begin_fax(&call()).unwrap();
        let looks: Vec<Bitmap> = (1..=3).map(|number| look(number, 50 + number as u8)).collect();
        for number in 1..=3 {
            bench
                .node
                .receiving()
                .append_page(fax, &page(number, 50 + number as u8))
                .unwrap();
            share(&bench).unwrap();
            let there = bench.in_store();
            assert!(pages_there(&bench, &there[0]) == looks[..number as usize]);
        }
        end(&bench.node, fax, 3);
        bench.ship_all().unwrap();
        // No earlier, shorter version of the document is left anywhere.
        bench.store.cluster().sweep_objects(99).unwrap();
        let there = bench.in_store();
        assert_eq!((there.len(), there[0].status), (1, FaxStatus::Received));
        assert!(pages_there(&bench, &there[0]) == looks);
        let documents = "SELECT count(*) FROM store_documents";
        let count = |one: &ferrofax_spool::inside::database::Transaction<'_>| {
            one.prepare_cached(documents)?.query_row([], |row| row.get::<_, i64>(0))
        };
        assert_eq!(bench.store.read(count).unwrap(), 1);
    }
}

/// The disk is lost during the call and replaced by a backup from before the second page.
#[test]
fn a_spool_from_a_backup_of_the_call_takes_no_page_out_of_the_store() {
    let bench = Bench::new();
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    bench.node.receiving().append_page(fax, &page(1, 1)).unwrap();
    let document = bench.node.faxes().document_path(fax).unwrap();
    let before = ferrofax_spool::read_document(&document).unwrap();
    bench.node.receiving().append_page(fax, &page(2, 2)).unwrap();
    share(&bench).unwrap();
    std::fs::write(&document, before).unwrap();
    let forget = "DELETE FROM pages WHERE fax = ?1 AND number = 2";
    bench.node.write(|one| one.execute(forget, [fax.0])).unwrap();
    end(&bench.node, fax, 1);
    bench.ship_all().unwrap();
    let there = bench.in_store();
    let [restored, kept] = &there[..] else { panic!("{there:?}") };
    assert_eq!((kept.status, kept.pages), (FaxStatus::Receiving, 2));
    assert_eq!(pages_there(&bench, kept), [look(1, 1), look(2, 2)]);
    assert_eq!(pages_there(&bench, restored), [look(1, 1)]);
}

#[test]
fn what_was_deleted_in_the_store_in_the_call_is_not_said_to_be_there() {
    let bench = Bench::new();
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    bench.node.receiving().append_page(fax, &page(1, 1)).unwrap();
    share(&bench).unwrap();
    let there = bench.in_store().remove(0).fax;
    let gone = "DELETE FROM faxes WHERE id = ?1";
    bench.store.write(|one| one.execute(gone, params![there.0])).unwrap();
    bench.node.receiving().append_page(fax, &page(2, 2)).unwrap();
    assert!(bench.store.cluster().forget_member("berlin").unwrap());
    let why = share(&bench).unwrap_err();
    assert!(matches!(why, NotShipped::There(SpoolError::Changed)), "{why:?}");
    assert!(!bench.node.receiving().is_page_shared(fax, 2).unwrap());
    assert_eq!(
        bench.store.cluster().members().unwrap(),
        [],
        "a refusal leaves nothing in the store"
    );
}

/// The PBX is lost during the call, with its disk.
#[test]
fn a_fax_that_was_cut_off_with_its_node_ends_with_it_and_can_be_deleted() {
    let bench = Bench::new();
    let begin = || {
        let fax = bench.node.receiving().begin_fax(&call()).unwrap();
        bench.node.receiving().append_page(fax, &page(1, 1)).unwrap();
        share(&bench).unwrap();
        (fax, bench.in_store()[0].fax)
    };
    let cluster = bench.store.cluster();
    let status = |there| bench.store.faxes().fax(there).unwrap().status;
    let delete = |there| bench.store.faxes().delete_fax(there, "a test", NOW);
    let (fax, there) = begin();
    assert_eq!(cluster.end_cut_off_faxes(), Ok(0), "its node is there");
    assert_eq!(delete(there), Err(NotDeleted::Coming(there)));
    assert!(cluster.forget_member("berlin").unwrap());
    assert_eq!(status(there), FaxStatus::Incomplete);
    // The node was not lost. Its own end of the fax counts.
    end(&bench.node, fax, 1);
    bench.ship_all().unwrap();
    assert_eq!(status(there), FaxStatus::Received);
    // Another spool now has the name of the node.
    let (_, there) = begin();
    let replace = "UPDATE nodes SET token = 'another' WHERE name = 'berlin'";
    bench.store.write(|one| one.execute(replace, [])).unwrap();
    assert_eq!(cluster.end_cut_off_faxes(), Ok(1));
    assert_eq!(delete(there), Ok(()));
    // Another machine takes over the mails of the fax, and ends the fax itself.
    assert!(cluster.forget_member("berlin").unwrap());
    let (_, there) = begin();
    let token = &bench.who.token;
    let taker = "INSERT INTO mail_takers (name, after_ms, seen_at) VALUES ('essen', 10000, 0)";
    let of_node =
        "INSERT INTO mail_nodes (token, name, seen_at, after_ms) VALUES (?1, 'berlin', 0, 10000)";
    bench.store.write(|one| one.execute(taker, [])).unwrap();
    bench.store.write(|one| one.execute(of_node, params![token])).unwrap();
    assert!(cluster.forget_member("berlin").unwrap());
    assert_eq!(status(there), FaxStatus::Receiving);
}

#[test]
fn a_page_of_a_call_that_has_ended_is_not_brought() {
    let bench = Bench::new();
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    bench.node.receiving().append_page(fax, &page(1, 1)).unwrap();
    end(&bench.node, fax, 0);
    assert_eq!(share(&bench).unwrap(), []);
    let late = bench
        .node
        .cluster()
        .share_pages(&bench.store, &bench.who, fax, &|| false)
        .unwrap_err();
    assert!(matches!(late, NotShipped::Here(SpoolError::NoSuchFax(_))), "{late:?}");
}

#[test]
fn how_long_a_page_may_wait_stands_in_the_fax() {
    let waits = |options: &[(&str, &str)]| {
        let options = options.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        waits_for_store(&NewFax { options: options.collect(), ..NewFax::default() })
    };
    assert_eq!(waits(&[]), None);
    assert_eq!(waits(&[("durable", "local"), ("durable_within", "7")]), None);
    assert_eq!(waits(&[("durable", "shared")]), Some(Duration::from_secs(45)));
    assert_eq!(
        waits(&[("durable", "shared"), ("durable_within", "7")]),
        Some(Duration::from_secs(7))
    );
}
