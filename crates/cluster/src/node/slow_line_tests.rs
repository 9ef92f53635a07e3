//! The transfer of a large document over a slow line that breaks, to the server of
//! `FERROFAX_TEST_STORE`. The document arrives, is not transferred twice, and blocks nobody.

use std::thread;
use std::time::Duration;

use super::tests::{Bench, NOW, noise};
use crate::Clustered;
use ferrofax_resources::relay::{Line, Relay};
use ferrofax_spool::inside::Inside;
use ferrofax_spool::inside::testing::schema_of_tests;
use ferrofax_spool::{FaxId, Spool, Store, Tables};

/// The length of a document that needs more than six pieces.
const OCTETS: usize = 1_600_000;

/// A node with a large fax, its shared database over the given line, and the same database over a
/// normal line. None if there is no server.
fn by(line: Line) -> Option<(Bench, FaxId, Relay, Spool)> {
    let server = std::env::var("FERROFAX_TEST_STORE").ok()?;
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    std::fs::write(bench.node.faxes().document_path(fax).unwrap(), noise(OCTETS)).unwrap();
    let schema = schema_of_tests(bench.store.folder());
    let (relay, address) = Relay::between(&format!("{server}?schema={schema}"), line);
    let place: Store = address.parse().unwrap();
    let slow = Spool::open_as(bench.store.folder(), &place, Tables::MayBeMade).unwrap();
    Some((bench, fax, relay, slow))
}

#[test]
fn a_large_document_arrives_by_a_line_that_breaks_off_and_is_not_brought_twice() {
    // If the document were sent at once, it would never arrive complete over this line.
    let line =
        Line { pause: Duration::from_micros(500), breaks_after: Some(700_000), ..Line::default() };
    let Some((bench, fax, relay, slow)) = by(line) else { return };
    let tries =
        (1..20).find(|_| bench.node.cluster().ship(&slow, &bench.who, fax, NOW, &|| false).is_ok());
    let shared = bench.in_store();
    let octets = bench.store.cluster().shared_document(shared[0].fax).unwrap().unwrap();
    assert!(octets == noise(OCTETS) && shared.len() == 1);
    let carried = relay.carried();
    assert!(carried < OCTETS * 3 / 2, "{carried} octets were sent for {OCTETS}");
    assert!(matches!(tries, Some(2..=5)), "{tries:?}");
}

#[test]
fn a_document_whose_line_stands_still_keeps_nobody_from_the_store() {
    let line = Line { stands_after: Some(400_000), ..Line::default() };
    let Some((bench, fax, relay, slow)) = by(line) else { return };
    thread::scope(|scope| {
        let shipping = scope
            .spawn(|| bench.node.cluster().ship(&slow, &bench.who, fax, NOW, &|| false).unwrap());
        relay.wait_until_it_stands();
        let put = "INSERT INTO alarms (name, since, text) VALUES ('a', 1, '')";
        let done = bench.store.write(|one| one.execute(put, []));
        assert!(bench.in_store().is_empty());
        relay.go_on();
        assert!(shipping.join().unwrap().is_new);
        done.unwrap();
    });
}

#[test]
fn pieces_that_others_have_changed_are_brought_once_more() {
    let line = Line { breaks_after: Some(900_000), ..Line::default() };
    let Some((bench, fax, _relay, slow)) = by(line) else { return };
    bench.node.cluster().ship(&slow, &bench.who, fax, NOW, &|| false).unwrap_err();
    // Changes the first piece, and adds a piece of a Ferrofax version with smaller pieces.
    let change = "UPDATE store_pieces SET octets = ?1 WHERE number = 0";
    bench.store.write(|one| one.execute(change, [b"other".to_vec()])).unwrap();
    let more = "INSERT INTO store_pieces (document, number, octets) SELECT document, 99, octets FROM store_pieces";
    let of_first = format!("{more} WHERE number = 0");
    bench.store.write(|one| one.execute(&of_first, [])).unwrap();
    bench.ship(fax).unwrap();
    let octets = bench.store.cluster().shared_document(bench.in_store()[0].fax).unwrap();
    assert!(octets == Some(noise(OCTETS)));
}

#[test]
fn who_is_told_to_stop_goes_on_there_later() {
    let bench = Bench::new();
    let fax = bench.receive(1, 1);
    std::fs::write(bench.node.faxes().document_path(fax).unwrap(), noise(OCTETS)).unwrap();
    let left = std::cell::Cell::new(3);
    let stop = || left.replace(left.get() - 1) == 0;
    let why = bench
        .node
        .cluster()
        .ship(&bench.store, &bench.who, fax, NOW, &stop)
        .unwrap_err();
    assert!(matches!(why, super::NotShipped::Stopped), "{why}");
    let asked = std::cell::Cell::new(0);
    let count = || {
        asked.set(asked.get() + 1);
        false
    };
    bench.node.cluster().ship(&bench.store, &bench.who, fax, NOW, &count).unwrap();
    assert_eq!(asked.get(), OCTETS.div_ceil(256 * 1024) - 3);
}
