//! Ports of 127.0.0.1 for the programs that a test starts.

use std::fs::{self, File};
use std::net::TcpListener;

/// A port of 127.0.0.1 that nobody uses and that no other test gets while this process runs.
///
/// A program that a test starts takes its port some time after the test has chosen it, and may be
/// killed and started again. Therefore, the port is below those that Linux gives to outgoing
/// connections and to listeners on port 0 (32768 and above), and a lock on a file keeps it
/// from other tests.
pub fn own_port() -> u16 {
    let user = rustix::process::geteuid().as_raw();
    let folder = std::env::temp_dir().join(format!("ferrofax-ports-{user}"));
    fs::create_dir_all(&folder).unwrap();
    // Tests that start together do not all begin with the same port.
    let first = 12_000 + std::process::id() % 18_000;
    let port = (first..30_000).chain(12_000..first).find(|port| {
        let file = File::create(folder.join(port.to_string())).unwrap();
        if file.try_lock().is_err() || TcpListener::bind(("127.0.0.1", *port as u16)).is_err() {
            return false;
        }
        std::mem::forget(file); // The lock ends with the process.
        true
    });
    port.expect("one of 18,000 ports is free") as u16
}
