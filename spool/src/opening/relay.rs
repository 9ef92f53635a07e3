//! A relay between a spool and its server, for tests: it ends a connection at a moment of the
//! conversation that a test names.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

/// When a connection ends, once.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// The server never gets the commit.
    BeforeCommit,
    /// It does, and nobody hears the answer.
    AfterCommit,
}

/// Is at work until the test ends.
pub(super) struct Relay {
    folder: tempfile::TempDir,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Relay {
    /// To the server's socket in this folder.
    pub(super) fn to(server: &Path) -> Self {
        let (folder, cut) = (tempfile::tempdir().unwrap(), Arc::<Mutex<Option<Cut>>>::default());
        let listener = UnixListener::bind(socket(folder.path())).unwrap();
        let (server, shared) = (socket(server), Arc::clone(&cut));
        thread::spawn(move || {
            for ours in listener.incoming().map_while(Result::ok) {
                let (theirs, cut) = (UnixStream::connect(&server).unwrap(), Arc::clone(&shared));
                thread::spawn(move || carry(&ours, &theirs, &cut));
            }
        });
        Self { folder, cut }
    }

    /// Where it is reached, as in an address.
    pub(super) fn host(&self) -> String {
        self.folder.path().to_str().unwrap().replace('/', "%2F")
    }

    /// The next commit of any connection.
    pub(super) fn cut_next(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    /// Whether a connection was ended as it was told.
    pub(super) fn has_cut(&self) -> bool {
        self.cut.lock().unwrap().is_none()
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

/// Carries a connection's octets both ways until it ends or is cut.
fn carry(mut ours: &UnixStream, theirs: &UnixStream, cut: &Mutex<Option<Cut>>) {
    let (mut from, mut to) = (theirs.try_clone().unwrap(), ours.try_clone().unwrap());
    let is_heard = Arc::new(Mutex::new(true));
    let heard = Arc::clone(&is_heard);
    let answers = thread::spawn(move || {
        let mut octets = [0; 8192];
        while let Ok(count @ 1..) = from.read(&mut octets) {
            if !*heard.lock().unwrap() || to.write_all(&octets[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
    let (mut octets, mut server) = ([0; 8192], theirs);
    while let Ok(count @ 1..) = ours.read(&mut octets) {
        let said = &octets[..count];
        let is_commit = said.windows(7).any(|word| word == b"COMMIT\0");
        let cut = if is_commit { cut.lock().unwrap().take() } else { None };
        if cut == Some(Cut::BeforeCommit) {
            break;
        }
        // Nothing of the answer passes that has not begun when this is written.
        *is_heard.lock().unwrap() = cut.is_none();
        if server.write_all(said).is_err() || cut.is_some() {
            let _ = answers.join();
            return;
        }
    }
    for end in [ours, theirs] {
        let _ = end.shutdown(Shutdown::Both);
    }
    let _ = answers.join();
}
