//! Tests of a node with a real PostgreSQL server that uses TLS, or that stops answering during the
//! work.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::asking::ask_within;
use super::server::Server;
use super::tests::Machine;
use super::{Place, open};
use ferrofax_cluster::Clustered;
use ferrofax_spool::{SpoolError, Store, Tables};

/// The path of the certificate authority that signs the test certificates.
fn root() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/kit/certs/root.pem");
    root.canonicalize().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn tls_to_the_server_is_what_the_address_asks_for() {
    let Some(server) = Server::start() else { return };
    let place = |host: &str, mode: &str| -> Place {
        server
            .address(host, &format!("?sslmode={mode}"))
            .parse::<Store>()
            .unwrap()
            .into()
    };
    let checked = format!("verify-full&sslrootcert={}", root());
    let machine = Machine::with(place("localhost", "disable"));
    let why = |place: &Place| {
        let tried = open(&machine.spool, place, Tables::MayBeMade);
        let why = tried.err().expect("it is refused").to_string();
        assert!(!why.contains("hush"), "{why}");
        why
    };
    // If the address requires TLS and the server has none, the connection fails.
    let none = why(&place("localhost", "require"));
    assert!(none.contains("does not support TLS"), "{none}");
    server.secure_by("relay");
    for (host, mode) in
        [("localhost", "require"), ("localhost", checked.as_str()), ("127.0.0.1", &checked)]
    {
        let machine = Machine::with(place(host, mode));
        machine.receive();
        machine.turn(0).unwrap();
        let shipping = machine.spool.cluster().shipping().unwrap();
        assert_eq!((shipping.shipped, shipping.waiting), (1, 0), "{host} {mode}");
        let secure = "SELECT count(*) > 0 FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                      WHERE ssl AND application_name = 'ferrofax'";
        assert_eq!(server.say(secure), "t", "{host} {mode}");
        machine.store().cluster().forget_member("berlin").unwrap();
    }
    // First a server whose certificate authority is unknown here, then a server with the name of
    // another host.
    let stranger = why(&place("localhost", "verify-full"));
    assert!(
        stranger.contains("TLS with it failed") || stranger.contains("authorities"),
        "{stranger}"
    );
    server.secure_by("elsewhere");
    let other = why(&place("localhost", &checked));
    assert!(other.contains("TLS with it failed") && other.contains("elsewhere"), "{other}");
    drop(open(&machine.spool, &place("localhost", "require"), Tables::MayBeMade).unwrap());
}

/// The server accepts connections and does not answer, as after SIGSTOP or on a machine that swaps.
#[test]
fn a_node_goes_on_beside_a_server_that_has_stopped_and_ships_when_it_goes_on() {
    let Some(server) = Server::start() else { return };
    let place: Place = server.address("127.0.0.1", "").parse::<Store>().unwrap().into();
    let machine = Machine::with(place.clone());
    let first = machine.receive();
    machine.turn(0).unwrap();
    server.stop();
    let (began, short) = (Instant::now(), Duration::from_millis(500));
    let second = machine.receive();
    for _ in 0..2 {
        let silent = machine.shipper.turn_within(&machine.later(1_000), &|| false, short);
        let silent = silent.unwrap_err().to_string();
        assert!(silent.contains("does not answer"), "{silent}");
    }
    let asked =
        ask_within(short, &machine.spool, &place, |store, _| store.cluster().members().map(drop));
    assert!(matches!(asked, Err(SpoolError::Database { .. })), "{asked:?}");
    assert_eq!(machine.spool.cluster().shipping().unwrap().waiting, 1);
    // The limit covers two waits in turns, one in the query, and the other work of this machine.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    server.go_on();
    let mut turns = (0..200).map(|_| {
        sleep(Duration::from_millis(50));
        machine.turn(1_000)
    });
    assert!(turns.any(|turn| turn.is_ok()));
    assert_eq!(machine.shipped(), [first, second]);
    assert!(machine.spool.monitoring().alarms().unwrap().is_empty());
}
