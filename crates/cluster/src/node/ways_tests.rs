//! Tests of the number of statements that a node sends to the shared database for a fax. Over a
//! network, each statement takes a round trip. A page that is to be confirmed, or the next fax,
//! waits for it.

use super::sealed_tests::keys;
use super::tests::{Bench, page, went_well};
use crate::Clustered;
use ferrofax_spool::NewFax;
use ferrofax_spool::inside::Inside;
use ferrofax_spool::sending::option;

/// A call for a typical device with `durable = "shared"`, so that its pages wait for the shared
/// database.
fn call() -> NewFax {
    let options = [
        (option::DURABLE, "shared"),
        (option::DURABLE_WITHIN, "45"),
        (option::HEADER, "above"),
        (option::IDENT, "+49 991 270060"),
    ];
    NewFax {
        device: "2101@fax-devices".parse().unwrap(),
        mailboxes: vec!["alice@example.com".into(), "bob@example.com".into()],
        options: options.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        ..NewFax::default()
    }
}

/// The number of statements for each page of a fax of twenty pages, and for its end.
fn asked(bench: &Bench, look: u8) -> (Vec<u32>, u32) {
    let fax = bench.node.receiving().begin_fax(&call()).unwrap();
    let of_pages = (1..=20).map(|number| {
        bench.node.receiving().append_page(fax, &page(number, look)).unwrap();
        bench.store.ways();
        bench
            .node
            .cluster()
            .share_pages(&bench.store, &bench.who, fax, &|| false)
            .unwrap();
        bench.store.ways()
    });
    let of_pages = of_pages.collect();
    bench.node.receiving().finish_fax(fax, &went_well()).unwrap();
    bench.ship_all().unwrap();
    (of_pages, bench.store.ways())
}

#[test]
fn a_page_that_waits_for_the_store_asks_it_some_twenty_times_however_many_are_there() {
    let bench = Bench::new();
    for look in 1..=2 {
        let (pages, end) = asked(&bench, look);
        assert!(pages[0] <= 23, "the first page: {pages:?}");
        // On a slow machine, the node repeats meanwhile that it is running, which is one more
        // statement.
        let mut further = pages[1..].to_vec();
        further.sort_unstable();
        assert!(further[further.len() / 2] <= 17, "each further one: {pages:?}");
        assert!(further.iter().all(|ways| *ways <= 18), "each further one: {pages:?}");
        assert!(end <= 27, "the end: {end}");
    }
}

#[test]
fn shipping_a_fax_asks_the_store_some_twenty_times() {
    let bench = Bench::new();
    for (pages, look) in [(1, 1), (2, 2), (16, 3)] {
        bench.receive(pages, look);
        bench.store.ways();
        bench.ship_all().unwrap();
        let ways = bench.store.ways();
        // The first shipment also reports that its node is running.
        assert!(ways <= 26, "{pages} pages: {ways}");
    }
}

/// An encrypted document, or a document in an object store, needs more statements: the keys are
/// read in between.
#[test]
fn a_page_that_is_sealed_asks_not_much_more_often() {
    let mut bench = Bench::new();
    bench.store = bench.store.with_keys(keys(&[7]));
    let (pages, end) = asked(&bench, 1);
    assert!(pages.iter().all(|ways| *ways <= 45), "{pages:?}");
    assert!(end <= 27, "{end}");
}
