//! Measures how many mails per second are accepted durably, by SMTP on the loopback and on a real
//! disk. For comparison, measures the disk alone: as many files are written, flushed and renamed by
//! as many threads.
//!
//! `cargo bench --features program --bench mail [FOLDER]`. The folder selects the disk; the default
//! is `target`.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use ferrofax::mail::intake::{Intake, IntakeSettings};
use ferrofax::mail::server::{Host, Server, ServerSettings};
use ferrofax::mail::{Reply, SessionPolicy};
use ferrofax::network::asker::{Client, Envelope, Login, Recipient};
use ferrofax::network::listening::Sockets;

/// The number of mails in each run.
const MAILS: usize = 1000;

/// Accepts all senders, because only the listener and the disk are measured.
struct Anybody;

impl SessionPolicy for Anybody {
    fn connected(&self, _client: &Client) -> Result<(), Reply> {
        Ok(())
    }

    fn login(&self, _client: &Client, login: &Login) -> Result<String, Reply> {
        Ok(login.user().to_owned())
    }

    fn sender(&self, _client: &Client, _sender: &str, _size: Option<u64>) -> Result<(), Reply> {
        Ok(())
    }

    fn recipient(
        &self,
        _client: &Client,
        _sender: &str,
        address: &str,
        _so_far: &[Recipient],
    ) -> Result<Recipient, Reply> {
        Ok(Recipient::new(address))
    }

    fn message(&self, _envelope: &Envelope, _bytes: &[u8]) -> Result<(), Reply> {
        Ok(())
    }
}

fn main() {
    let disk = std::env::args()
        .skip(1)
        .find(|word| !word.starts_with('-'))
        .map_or_else(|| "target".into(), PathBuf::from);
    println!(
        "durably accepted mails per second, and durably written files per second of the disk alone"
    );
    println!("{:>8} {:>10} {:>10} {:>10}", "clients", "bytes", "mails/s", "files/s");
    for bytes in [2_000, 100_000] {
        for clients in [1, 4, 16] {
            let (mails, files) = (accepted(&disk, clients, bytes), written(&disk, clients, bytes));
            println!("{clients:>8} {bytes:>10} {mails:>10.0} {files:>10.0}");
        }
    }
}

/// Returns the mails per second by SMTP, with one connection for each client.
fn accepted(disk: &Path, clients: usize, bytes: usize) -> f64 {
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let limits = IntakeSettings { min_free: 0, ..IntakeSettings::default() };
    let intake = Arc::new(Intake::open(folder.path(), limits).expect("an intake"));
    let settings = ServerSettings {
        listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))],
        ..ServerSettings::default()
    };
    let host = Host::new(Arc::new(Anybody), Arc::clone(&intake), settings.max_message);
    let server = Server::start(&settings, host, &Sockets::default()).expect("a server");
    let address = server.addresses()[0];
    let rate = per_second(clients, |share| client(address, share, bytes));
    assert_eq!(intake.list().expect("a list").len(), MAILS);
    rate
}

/// Sends a share of the mails. Each mail is confirmed before the next one.
fn client(address: SocketAddr, share: &AtomicUsize, bytes: usize) {
    let socket = TcpStream::connect(address).expect("a connection");
    socket.set_nodelay(true).expect("a socket");
    let mut stream = BufReader::new(socket);
    let hear = |stream: &mut BufReader<TcpStream>, answers: usize| {
        let mut line = String::new();
        for _ in 0..answers {
            line.clear();
            stream.read_line(&mut line).expect("an answer");
            assert!(line.starts_with(['2', '3']), "{line}");
        }
    };
    stream.get_mut().write_all(b"HELO bench\r\n").expect("sent");
    hear(&mut stream, 2);
    let text = "A line of a mail of seventy-two letters, which is as long as they are.\r\n"
        .repeat(bytes / 72);
    while let Some(number) = taken(share) {
        let envelope = "MAIL FROM:<a@example.com>\r\nRCPT TO:<bob@0991123.fax>\r\nDATA\r\n";
        stream.get_mut().write_all(envelope.as_bytes()).expect("sent");
        hear(&mut stream, 3);
        let mail = format!("Subject: {number}\r\nMessage-ID: <{number}@bench>\r\n\r\n{text}.\r\n");
        stream.get_mut().write_all(mail.as_bytes()).expect("sent");
        hear(&mut stream, 1);
    }
}

/// Returns the files per second. Each file is flushed and renamed, and its folder is flushed.
fn written(disk: &Path, threads: usize, bytes: usize) -> f64 {
    let folder = tempfile::tempdir_in(disk).expect("a folder");
    let text = vec![b'x'; bytes];
    per_second(threads, |share| {
        while let Some(number) = taken(share) {
            let (fresh, last) = (
                folder.path().join(format!("{number}.new")),
                folder.path().join(format!("{number}")),
            );
            let mut file = std::fs::File::create(&fresh).expect("a file");
            file.write_all(&text).and_then(|()| file.sync_data()).expect("written");
            std::fs::rename(fresh, last).expect("renamed");
            std::fs::File::open(folder.path())
                .and_then(|folder| folder.sync_all())
                .expect("flushed");
        }
    })
}

/// Runs `work` in several threads until all items are done. Returns the items per second.
fn per_second(threads: usize, work: impl Fn(&AtomicUsize) + Sync) -> f64 {
    let share = AtomicUsize::new(0);
    let begun = Instant::now();
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(|| work(&share)))));
    MAILS as f64 / begun.elapsed().as_secs_f64()
}

fn taken(share: &AtomicUsize) -> Option<usize> {
    Some(share.fetch_add(1, Ordering::Relaxed)).filter(|number| *number < MAILS)
}
