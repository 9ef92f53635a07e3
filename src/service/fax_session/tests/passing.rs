//! Tests of a T.38 gateway between a sender in audio and a receiver in T.38.

use super::super::facts::Facts;
use super::super::passing::Passing;
use super::super::terms::SessionKind;
use super::super::workers::Runs;
use super::wire::{Item, Way, WireLine};
use super::*;
use ferrofax_engine::call::T38Terms;

/// Delayed packets must not be sent in one burst, which a network would reorder: see
/// `service::line::packet_pace`.
#[test]
fn a_gateway_that_is_held_up_sends_what_was_due_not_all_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    // The gateway halves the length that Asterisk permits, and so does the receiver.
    let t38 = Some(T38Terms { max_ifp: 400, ..T38Terms::default() });
    let sent = document(folder.path(), "a.tif", &[1]);
    let received = folder.path().join("received.tif");
    let receive =
        SessionTerms { t38, ..terms(SessionKind::Receive, std::slice::from_ref(&received)) };
    let through = SessionTerms { t38, ..terms(SessionKind::Gateway, &[]) };
    let (threads, clock) =
        (Threads::start(&Hands::at(UnixMs(0)).1), Arc::new(AtomicU64::new(1000)));
    let [to_gateway, from_gateway, audio, packets]: [Way; 4] = Default::default();
    let mut sender =
        End::begin(&terms(SessionKind::Send, &[sent]), &audio, &to_gateway, &clock, &threads);
    let mut receiver = End::begin(&receive, &packets, &to_gateway, &clock, &threads);
    let line = WireLine::new(&to_gateway, &from_gateway, &clock);
    let (channel, said_at) = (Arc::clone(&line.channel), Arc::clone(&line.said_at));
    let mut gateway =
        Passing::new(&through, Box::new(line), Arc::new(Mutex::new(Facts::new(&through))));
    while (lock(&sender.result).is_none() || lock(&receiver.result).is_none())
        && clock.load(Ordering::SeqCst) < 200_000
    {
        let now = clock.fetch_add(10, Ordering::SeqCst) + 10;
        sender.step(now);
        receiver.step(now);
        lock(&channel).step(now);
        // The gateway's thread does not run for a quarter of each second.
        if now % 1000 >= 250 {
            gateway.run();
        }
        for (at_ms, item) in lock(&from_gateway).drain(..) {
            let way = if matches!(item, Item::Packet(_)) { &packets } else { &audio };
            lock(way).push((at_ms, item));
        }
        std::thread::sleep(Duration::from_micros(100));
    }
    let results = [&sender, &receiver].map(|end| lock(&end.result).clone());
    assert!(results.iter().flatten().filter(|result| result.success).count() == 2, "{results:?}");
    assert!(pages_in(&received) == [page(1)]);
    let said_at = lock(&said_at);
    let at_once = said_at.chunk_by(|one, other| one == other).map(<[u64]>::len).max();
    // A frame is sent in two packets, and three RCP follow the last packet of a block: these are
    // due at one moment anyway.
    assert!(said_at.len() > 100 && at_once <= Some(5), "{said_at:?}");
}
