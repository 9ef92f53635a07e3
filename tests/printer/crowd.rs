//! Many clients at once, slow ones and silent ones among them.

use std::io::Write;
use std::sync::{Arc, Barrier, mpsc};
use std::thread;

use crate::SETTINGS;
use crate::client::{Answer, Ask, Client, OK, PRINT_JOB, VALIDATE_JOB};
use crate::rig::Rig;

/// Clients that print, those of them that stop in the middle until all others have their
/// answers, and those that never say all. Together as many as the printer lets in.
const QUICK: u16 = 150;
const SLOW: u16 = 30;
const SILENT: u16 = 20;

/// Each from another number, and to another one; half of them from each of two addresses.
fn client(rig_at: std::net::SocketAddr, nth: u16) -> Client {
    Client { from: 1 + 2 * u8::try_from(nth % 2).unwrap(), ..Client::alice(rig_at) }
}

fn request(nth: u16) -> Vec<u8> {
    Ask::new(PRINT_JOB).to(&[&format!("tel:+49991{nth:03}")]).with(b"Hello\n")
}

#[test]
fn of_200_clients_at_once_none_is_lost_and_none_waits_for_slow_ones() {
    let (rig, serving) = Rig::served(SETTINGS);
    let to = serving.addresses[0];
    // A quarter of the places is for those from where somebody has logged in.
    for nth in 0..2 {
        let validate = Ask::new(VALIDATE_JOB).to(&["tel:+49991"]).with(b"");
        assert_eq!(client(to, nth).post(&validate).status(), OK);
    }
    let silent: Vec<_> = (0..SILENT)
        .map(|nth| {
            let mut socket = client(to, nth).connect();
            let head = client(to, nth).head("Content-Length: 5000\r\n");
            let said = if nth % 2 == 0 { &head } else { &head[..40] };
            socket.write_all(said.as_bytes()).unwrap();
            socket
        })
        .collect();
    let all_are_there = Arc::new(Barrier::new(usize::from(QUICK + SLOW)));
    let (answered, answers) = mpsc::channel();
    let (go_on, quick_ones_are_done) = (Arc::new(Barrier::new(usize::from(SLOW) + 1)), answered);
    let clients: Vec<_> = (0..QUICK + SLOW)
        .map(|nth| {
            let (all_are_there, go_on, answered) =
                (Arc::clone(&all_are_there), Arc::clone(&go_on), quick_ones_are_done.clone());
            thread::spawn(move || {
                let (client, body) = (client(to, nth), request(nth));
                let mut socket = client.connect();
                all_are_there.wait();
                let head = client.head(&format!("Content-Length: {}\r\n", body.len()));
                socket.write_all(head.as_bytes()).unwrap();
                let (first, second) = body.split_at(body.len() / 2);
                socket.write_all(first).unwrap();
                if nth >= QUICK {
                    go_on.wait();
                }
                socket.write_all(second).unwrap();
                assert_eq!(Answer::read(&mut socket).status(), OK);
                answered.send(nth).unwrap();
            })
        })
        .collect();
    // All others have their answers while the slow ones have not said all.
    let first: Vec<u16> = answers.iter().take(usize::from(QUICK)).collect();
    assert!(first.iter().all(|nth| *nth < QUICK));
    go_on.wait();
    clients.into_iter().for_each(|client| client.join().unwrap());
    drop(silent);
    let mut numbers: Vec<String> = rig
        .wait_for_jobs(usize::from(QUICK + SLOW))
        .into_iter()
        .map(|job| job.canonical)
        .collect();
    numbers.sort();
    let wanted: Vec<String> = (0..QUICK + SLOW).map(|nth| format!("+49991{nth:03}")).collect();
    assert_eq!(numbers, wanted);
}
