//! Tests of a node with a real PostgreSQL server, whose clock jumps ahead by more than a year.

use super::server::Server;
use super::tests::Machine;
use super::{Place, Shipper};
use ferrofax_basics::clock::Look;
use ferrofax_cluster::Clustered;
use ferrofax_spool::Store;

/// Replaces the clock of the database by one that is 400 days ahead. New connections find this
/// function before the server's own.
const LEAP: &str = "
    CREATE FUNCTION ferrofax.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT pg_catalog.clock_timestamp() + interval '400 days' $$";

#[test]
fn a_clock_of_the_store_that_leaps_ahead_lets_no_fax_go_before_its_time() {
    let Some(server) = Server::start() else { return };
    let store: Store = server.address("127.0.0.1", "").parse().unwrap();
    // Before the jump, this machine's clock is some weeks ahead of the database's clock.
    let place = Place { days: 100, ..store.into() };
    let machine = Machine::with(place.clone());
    let fax = machine.receive();
    machine.turn(0).unwrap();
    server.say(LEAP);
    let shipper = Shipper::new(&machine.spool, "berlin", &place).unwrap();
    shipper.turn(&machine.later(1_000), &|| false).unwrap();
    let leapt = "SELECT max(seen_at) > 1000 * extract(epoch FROM now() + interval '399 days') FROM ferrofax.nodes";
    assert_eq!(server.say(leapt), "t");
    assert_eq!(server.say("SELECT count(*) FROM ferrofax.faxes"), "1");
    assert_eq!(machine.spool.cluster().shipping().unwrap().shipped, 1);
    assert!(machine.spool.faxes().fax(fax).is_ok());
}

/// The machine has started with a clock that is ahead, and the database runs on the same machine.
#[test]
fn clocks_that_are_both_ahead_let_no_fax_go_until_the_own_clock_is_trusted() {
    let Some(server) = Server::start() else { return };
    let store: Store = server.address("127.0.0.1", "").parse().unwrap();
    let place = Place { days: 100, ..store.into() };
    let machine = Machine::with(place.clone());
    machine.receive();
    machine.turn(0).unwrap();
    server.say(LEAP);
    let ahead = 400 * 24 * 60 * 60_000;
    let turn = |is_settled: bool| {
        let shipper = Shipper::new(&machine.spool, "berlin", &place).unwrap();
        let look = machine.later(1_000);
        let look = Look { unix_ms: look.unix_ms + ahead, is_settled, ..look };
        shipper.turn(&look, &|| false).unwrap();
        server.say("SELECT count(*) FROM ferrofax.faxes")
    };
    assert_eq!([turn(false), turn(true)], ["1", "0"]);
}
